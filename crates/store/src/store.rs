//! The handle: opening, appending, care.

use crate::Result;
use crate::archive::Exported;
use crate::cache::Cache;
use crate::dialect::{reading, writing};
use crate::engine::{Engine, Pools, StoreConfig};
use crate::error::StoreError;
use crate::ledger::{Append, MAX_ATOMIC, MAX_ENTRIES, Receipt};
use crate::note::NoteKey;
use crate::projection;
use crate::reads::Counts;
use crate::records::AuditEvent;
use crate::reserve::Reserve;
use crate::shared::Shared;
use crate::writer::{self, Job};
use domain::planted::planted;
use std::collections::HashSet;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use tokio::sync::{mpsc, oneshot};

/// The setting that tells which root key a database was made with.
pub(crate) const FINGERPRINT: &str = "root_key_fingerprint";
/// The setting with the version of the projections.
pub(crate) const PROJECTIONS: &str = "projections_version";
/// The setting that is "1" while projections must be derived anew.
pub(crate) const STALE: &str = "projections_stale";
/// The setting that names the life of this database ([`Store::life`]).
pub(crate) const LIFE: &str = "life";

/// Requests that may wait for the writer before callers have to wait to hand theirs in.
const QUEUE: usize = 4_096;

/// What `rebuild` did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rebuilt {
    /// Streams folded.
    pub streams: u64,
    /// Entries folded.
    pub entries: u64,
}

/// A handle on ledger and projections. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Shared>,
    queue: mpsc::Sender<Job>,
}

impl Store {
    /// Opens (or makes) the database, brings it up to this build's migrations, starts the writer. Refuses a newer
    /// database and a root key that does not fit. Must be called within a tokio runtime.
    pub async fn open(config: StoreConfig) -> Result<Self> {
        let pools = Pools::open(&config).await?;
        if let Err(error) = pools.migrate().await {
            pools.close().await;
            return Err(error);
        }
        let inner = Arc::new(Shared {
            pools,
            cache: Cache::new(config.cache_entries),
            note_key: NoteKey::new(&config.root_key.signing()),
            root: config.root_key,
            random: config.random,
            access_changes: AtomicU64::new(0),
            in_force: Mutex::new(None),
            reserve: Reserve::beside(&config.location),
        });
        let (queue, jobs) = mpsc::channel(QUEUE);
        let store = Self { inner, queue };
        match store.make_ready().await {
            Ok(()) => {
                tokio::spawn(writer::run(Arc::clone(&store.inner), jobs));
                Ok(store)
            }
            Err(error) => {
                store.inner.pools.close().await;
                Err(error)
            }
        }
    }

    async fn make_ready(&self) -> Result<()> {
        self.check_root_key().await?;
        if self.setting(LIFE).await?.is_none() {
            let mut life = [0; 8];
            self.inner.random.fill(&mut life)?;
            self.set_setting(LIFE, &hex::encode(life)).await?;
        }
        self.adopt().await?;
        if self.is_stale().await? {
            writer::rebuild(&self.inner).await?;
        }
        Ok(())
    }

    async fn check_root_key(&self) -> Result<()> {
        let mine = self.inner.root.fingerprint();
        match self.setting(FINGERPRINT).await? {
            Some(there) if there == mine => Ok(()),
            Some(_) => Err(StoreError::WrongRootKey),
            None => self.set_setting(FINGERPRINT, &mine).await,
        }
    }

    async fn is_stale(&self) -> Result<bool> {
        let version = self.setting(PROJECTIONS).await?.and_then(|text| text.parse::<i64>().ok());
        let marked = self.setting(STALE).await?.is_some_and(|mark| mark == "1");
        Ok(marked || version != Some(projection::VERSION))
    }

    /// Lets the work that was handed in finish, then closes the connections. Other handles get
    /// [`StoreError::Closed`] afterwards.
    pub async fn close(&self) {
        // An empty job goes through the queue behind all others.
        let _ = self.audit(Vec::new()).await;
        self.inner.pools.close().await;
    }

    /// Which engine.
    pub fn engine(&self) -> Engine {
        match &self.inner.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres { .. } => Engine::Postgres,
        }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        reading!(self, conn => care::ping(conn))
    }

    /// Numbers for metrics.
    pub async fn counts(&self) -> Result<Counts> {
        reading!(self, conn => care::counts(conn))
    }

    /// Places entries (see [`crate::ledger`]). Answers after the commit is durable.
    ///
    /// Errors with [`StoreError::NotAcceptable`] for a request that is too long or names an entry twice, and with
    /// [`StoreError::NoSpace`] or [`StoreError::Unavailable`] when nothing could be written.
    pub async fn append(&self, request: Append) -> Result<Vec<Receipt>> {
        let most = if request.atomic { MAX_ATOMIC } else { MAX_ENTRIES };
        if request.entries.len() > most {
            return Err(StoreError::NotAcceptable("too many entries in one request"));
        }
        let mut seen = HashSet::with_capacity(request.entries.len());
        if !request.entries.iter().all(|entry| seen.insert(entry.id)) {
            return Err(StoreError::NotAcceptable("the same entry twice in one request"));
        }
        let (answer, receipts) = oneshot::channel();
        self.hand_in(Job::Append { request, answer }).await?;
        receipts.await.map_err(|_| StoreError::Closed)?
    }

    /// Writes audit rows; returns when they are durable.
    pub async fn audit(&self, events: Vec<AuditEvent>) -> Result<()> {
        let (answer, done) = oneshot::channel();
        self.hand_in(Job::Audit { events, answer }).await?;
        done.await.map_err(|_| StoreError::Closed)?
    }

    async fn hand_in(&self, job: Job) -> Result<()> {
        self.queue.send(job).await.map_err(|_| StoreError::Closed)
    }

    // ---- care

    /// Derives all projections anew from the ledger. Nothing else is written meanwhile.
    pub async fn rebuild(&self) -> Result<Rebuilt> {
        let (answer, done) = oneshot::channel();
        self.hand_in(Job::Rebuild { answer }).await?;
        done.await.map_err(|_| StoreError::Closed)?
    }

    /// A digest over all projections, equal for equal content whatever the engine and the nonces.
    pub async fn projections_digest(&self) -> Result<String> {
        match &self.inner.pools {
            Pools::Sqlite { read, .. } => {
                crate::rebuild::sqlite::digest(&self.inner, &mut *read.acquire().await?).await
            }
            Pools::Postgres { pool } => {
                crate::rebuild::postgres::digest(&self.inner, &mut *pool.acquire().await?).await
            }
        }
    }

    /// Writes a consistent, engine-neutral copy as JSON lines, while serving. Writing blocks the calling task's
    /// thread: hand in a fast sink (file, compressor), not a network.
    pub async fn export_all(&self, mut into: Box<dyn std::io::Write + Send>) -> Result<Exported> {
        match &self.inner.pools {
            Pools::Sqlite { read, .. } => {
                crate::archive::sqlite::export(&mut *read.acquire().await?, &mut *into).await
            }
            Pools::Postgres { pool } => {
                crate::archive::postgres::export(&mut *pool.acquire().await?, &mut *into).await
            }
        }
    }

    /// Fills an empty database from such a copy, all or nothing, and derives the projections.
    ///
    /// Errors with [`StoreError::NotEmpty`], [`StoreError::BadArchive`], or [`StoreError::WrongRootKey`] when the
    /// copy was made under another root key.
    pub async fn import_all(&self, mut from: Box<dyn std::io::BufRead + Send>) -> Result<Exported> {
        match &self.inner.pools {
            Pools::Sqlite { write, .. } => {
                crate::archive::sqlite::import(&self.inner, &mut *write.acquire().await?, &mut *from).await
            }
            Pools::Postgres { pool } => {
                crate::archive::postgres::import(&self.inner, &mut *pool.acquire().await?, &mut *from).await
            }
        }
    }

    // ---- settings

    /// Which life of its content this is: made with the database, so that one that was filled from a backup has another.
    pub async fn life(&self) -> Result<String> {
        let life = self.setting(LIFE).await?.filter(|_| !planted("one life only"));
        Ok(life.unwrap_or_default())
    }

    /// A setting.
    pub async fn setting(&self, name: &str) -> Result<Option<String>> {
        reading!(self, conn => records::setting(conn, name))
    }

    /// Writes a setting.
    pub async fn set_setting(&self, name: &str, value: &str) -> Result<()> {
        writing!(self, conn => records::put_setting(conn, name, value))
    }
}
