//! Opening databases: pools, settings of the engines, migrations.

use crate::Result;
use crate::cipher::{self, FileEncryption};
use crate::dialect::both;
use crate::error::StoreError;
use crate::seal::{Random, RootKey, SystemRandom, sha256};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection as _, Row as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded.
    Sqlite,
    /// A server.
    Postgres,
}

impl Engine {
    /// `sqlite` or `postgres`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file; made when missing.
    Sqlite(PathBuf),
    /// A PostgreSQL URL (`postgres://…`).
    Postgres(String),
}

impl Location {
    /// Reads `postgres://…`, `postgresql://…`, `sqlite:PATH` or a plain path.
    pub fn parse(text: &str) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Self::Postgres(text.to_owned());
        }
        let path = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:")).unwrap_or(text);
        Self::Sqlite(PathBuf::from(path))
    }
    /// Which engine that is.
    pub const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }
}

/// How to open a store.
#[derive(Clone)]
pub struct StoreConfig {
    /// Where.
    pub location: Location,
    /// The root key.
    pub root_key: RootKey,
    /// Random bytes.
    pub random: Arc<dyn Random>,
    /// Connections for reading.
    pub readers: u32,
    /// How many entries' worth of folded streams to keep in memory.
    pub cache_entries: usize,
    /// Whether the SQLite file as a whole is encrypted; PostgreSQL's files are its own.
    pub encryption: FileEncryption,
    /// For tests: the most pages a SQLite file may have.
    pub max_pages: Option<u32>,
}

impl StoreConfig {
    /// The ordinary settings.
    pub fn new(location: Location, root_key: RootKey) -> Self {
        Self {
            location,
            root_key,
            random: Arc::new(SystemRandom),
            readers: 4,
            cache_entries: 100_000,
            encryption: FileEncryption::default(),
            max_pages: None,
        }
    }
}

/// The connections.
pub(crate) enum Pools {
    Sqlite { write: SqlitePool, read: SqlitePool },
    Postgres { pool: PgPool },
}

/// Prepared statements kept per writing connection: one for each number of rows and table.
const STATEMENTS: usize = 600;

/// After so long without use, a connection is asked whether it is still one.
const RESTED: Duration = Duration::from_secs(1);

impl Pools {
    pub(crate) async fn open(config: &StoreConfig) -> Result<Self> {
        match &config.location {
            Location::Sqlite(path) => Self::open_sqlite(config, path).await,
            Location::Postgres(url) => {
                let options: PgConnectOptions = url.parse().map_err(|_| StoreError::Unavailable)?;
                let options = options
                    .statement_cache_capacity(STATEMENTS)
                    .application_name("kinkeeper")
                    .disable_statement_logging();
                let pool = PgPoolOptions::new()
                    .max_connections(config.readers.max(2) + 2)
                    .acquire_timeout(Duration::from_secs(10))
                    // Whether the server is still there is asked of a connection that has rested, not each time.
                    .test_before_acquire(false)
                    .before_acquire(|conn, meta| {
                        Box::pin(async move {
                            if meta.idle_for >= RESTED {
                                conn.ping().await?;
                            }
                            Ok(true)
                        })
                    })
                    .connect_with(options)
                    .await?;
                Ok(Self::Postgres { pool })
            }
        }
    }

    async fn open_sqlite(config: &StoreConfig, path: &Path) -> Result<Self> {
        let encrypted = cipher::check(path, &config.root_key, config.encryption).await?;
        let options = if encrypted {
            cipher::encrypted_options(path, &config.root_key)
        } else {
            cipher::plain_options(path)
        };
        let mut writer = options
            .clone()
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .statement_cache_capacity(STATEMENTS)
            .pragma("cache_size", "-24000")
            .pragma("wal_autocheckpoint", "4000")
            // What was removed is overwritten, so that a destroyed key lies in no forgotten corner of the file.
            .pragma("secure_delete", "on")
            .pragma("journal_size_limit", "67108864");
        if let Some(pages) = config.max_pages {
            writer = writer.pragma("max_page_count", pages.to_string());
        }
        let write = SqlitePoolOptions::new()
            .min_connections(1)
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(30))
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(writer)
            .await?;
        let reader =
            options.statement_cache_capacity(100).pragma("query_only", "on").pragma("cache_size", "-6000");
        let read = SqlitePoolOptions::new()
            .max_connections(config.readers.max(1))
            .acquire_timeout(Duration::from_secs(10))
            // A file does not go away as a server may; asking each time whether it is there cost as much as reading.
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(reader)
            .await?;
        // Connections end in `close` only, which waits for them. One that is merely dropped ends on a thread of its own,
        // perhaps while the process ends and SQLCipher and OpenSSL take away what it works with (ADR 23). A second
        // handle that is never dropped sees to that; it costs some bytes per store that was ever opened.
        std::mem::forget((write.clone(), read.clone()));
        Ok(Self::Sqlite { write, read })
    }

    pub(crate) async fn migrate(&self) -> Result<()> {
        match self {
            Self::Sqlite { write, .. } => sqlite::migrate(&mut *write.acquire().await?).await,
            Self::Postgres { pool } => postgres::migrate(&mut *pool.acquire().await?).await,
        }
    }

    /// Moves what the engine keeps beside its file into it, so that this place can be used again. It is not
    /// bad if that cannot be done now.
    pub(crate) async fn tidy(&self) {
        match self {
            Self::Sqlite { write, .. } => {
                let done = sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(write).await;
                if let Err(error) = done.map_err(StoreError::from) {
                    tracing::debug!(%error, "no checkpoint");
                }
            }
            Self::Postgres { .. } => {}
        }
    }

    /// Sees to it that what was just destroyed does not live on beside the tables, as far as the engine can.
    pub(crate) async fn shred(&self) {
        let done = match self {
            // Readers under way can hold the log back; it is emptied at the latest when they are gone.
            Self::Sqlite { write, .. } => {
                sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(write).await.map(|_| ())
            }
            Self::Postgres { pool } => sqlx::raw_sql("VACUUM streams, tray, family_rows, person_tokens")
                .execute(pool)
                .await
                .map(|_| ()),
        };
        if let Err(error) = done.map_err(StoreError::from) {
            tracing::warn!(%error, "the engine's own copies of what was destroyed could not be cleared");
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres { pool } => pool.close().await,
        }
    }
}

both! {
    /// Brings the database to this build's migrations, in one transaction.
    pub(crate) async fn migrate(conn: &mut Conn) -> Result<()> {
        let mut tx = begin(conn).await?;
        lock_for_migration(&mut tx).await?;
        sqlx::query::<Db>(
            "CREATE TABLE IF NOT EXISTS migrations (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, \
             digest TEXT NOT NULL)",
        )
        .execute(&mut *tx)
        .await?;
        let rows = sqlx::query::<Db>("SELECT version, digest FROM migrations ORDER BY version")
            .fetch_all(&mut *tx)
            .await?;
        let known = MIGRATIONS.last().map_or(0, |(version, _, _)| *version);
        let mut applied = Vec::new();
        for row in rows {
            let (version, digest): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
            if version > known {
                return Err(StoreError::NewerDatabase { found: version, known });
            }
            applied.push((version, digest));
        }
        for (version, name, sql) in MIGRATIONS {
            let digest = hex::encode(sha256(&[sql.as_bytes()]));
            match applied.iter().find(|(there, _)| there == version) {
                Some((_, there)) if *there == digest => {}
                Some(_) => return Err(StoreError::ChangedMigration(*version)),
                None => {
                    sqlx::raw_sql(*sql).execute(&mut *tx).await?;
                    sqlx::query::<Db>("INSERT INTO migrations (version, name, digest) VALUES ($1, $2, $3)")
                        .bind(*version)
                        .bind(*name)
                        .bind(digest)
                        .execute(&mut *tx)
                        .await?;
                }
            }
        }
        tx.commit().await?;
        Ok(())
    }
}
