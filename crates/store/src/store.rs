//! The public API of `Store`. (Signatures are stable; bodies are being built.)
use crate::Result;
use crate::error::StoreError;
use crate::ledger::Actor;
use crate::ledger::{Append, Receipt};
use crate::people::*;
use crate::places::*;
use crate::reads::*;
use crate::records::*;
use domain::entry::StreamKind;
use domain::ids::*;
use domain::stream::AnyStream;
use domain::time::{Day, Millis};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
#[derive(Debug, Clone)]
pub enum Location {
    /// A SQLite file; made when missing.
    Sqlite(PathBuf),
    /// A PostgreSQL URL (`postgres://…`).
    Postgres(String),
}

impl Location {
    /// Reads `postgres://…`, `postgresql://…`, `sqlite:PATH` or a plain path.
    pub fn parse(text: &str) -> Self {
        Self::Sqlite(PathBuf::from(text))
    }
}

/// The key above all keys: 32 bytes that live outside the database. Wiped from memory when dropped.
#[derive(Clone)]
pub struct RootKey(Arc<[u8; 32]>);
impl RootKey {
    /// From raw bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Arc::new(bytes))
    }
    /// From a file with 32 raw bytes or 64 hex digits.
    pub fn read(_: &Path) -> Result<Self> {
        Err(StoreError::Closed)
    }
    /// From the file, which is made with fresh random bytes and mode 0600 when missing.
    pub fn read_or_make(_: &Path, _: &dyn Random) -> Result<Self> {
        Err(StoreError::Closed)
    }
}

/// A source of random bytes for keys and nonces.
pub trait Random: Send + Sync {
    /// Fills `into`.
    fn fill(&self, into: &mut [u8]) -> Result<()>;
}
/// The system's.
#[derive(Debug, Clone, Copy)]
pub struct SystemRandom;
impl Random for SystemRandom {
    fn fill(&self, _: &mut [u8]) -> Result<()> {
        Err(StoreError::NoRandomness)
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
}
impl StoreConfig {
    /// The ordinary settings.
    pub fn new(location: Location, root_key: RootKey) -> Self {
        Self { location, root_key, random: Arc::new(SystemRandom), readers: 4, cache_entries: 40_000 }
    }
}

/// A handle on ledger and projections. Cheap to clone.
#[derive(Clone)]
pub struct Store {}

impl Store {
    /// Opens (or makes) the database, brings it up to this build's migrations, starts the writer. Refuses a newer
    /// database and a root key that does not fit.
    pub async fn open(config: StoreConfig) -> Result<Self> {
        Err(StoreError::Closed)
    }
    /// Lets queued work finish, then closes.
    pub async fn close(&self) {}
    /// Which engine.
    pub fn engine(&self) -> Engine {
        Engine::Sqlite
    }
    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        Err(StoreError::Closed)
    }
    /// Numbers for metrics.
    pub async fn counts(&self) -> Result<Counts> {
        Err(StoreError::Closed)
    }

    // ---- ledger
    /// Places entries (see [`crate::ledger`]). Answers after the commit is durable.
    pub async fn append(&self, request: Append) -> Result<Vec<Receipt>> {
        Err(StoreError::Closed)
    }
    /// A stream's folded state. Not audited: for decisions of the server itself, never to be handed out as is.
    pub async fn stream(&self, id: StreamId) -> Result<Option<Arc<AnyStream>>> {
        Err(StoreError::Closed)
    }
    /// What the ledger knows of a stream.
    pub async fn stream_info(&self, id: StreamId) -> Result<Option<StreamInfo>> {
        Err(StoreError::Closed)
    }
    /// All streams of a kind other than family (those are listed by `caseload`).
    pub async fn streams_of(&self, kind: StreamKind) -> Result<Vec<StreamInfo>> {
        Err(StoreError::Closed)
    }

    // ---- reads that are audited
    /// What is new for a device.
    pub async fn pull(&self, reader: &Reader, pull: Pull) -> Result<Pulled> {
        Err(StoreError::Closed)
    }
    /// A stream's entries after `after` (0: all). `None` when there is no such stream.
    pub async fn stream_entries(
        &self,
        reader: &Reader,
        id: StreamId,
        after: u64,
    ) -> Result<Option<ReadStream>> {
        Err(StoreError::Closed)
    }
    /// A family's folded state for its page: audited as a read of `sections`, all of which the caller has decided on.
    pub async fn family_read(&self, reader: &Reader, id: StreamId) -> Result<Option<Arc<AnyStream>>> {
        Err(StoreError::Closed)
    }

    // ---- lists
    /// A page of a caseload.
    pub async fn caseload(&self, ask: Caseload) -> Result<CaseloadPage> {
        Err(StoreError::Closed)
    }
    /// How many families in scope, by stage code.
    pub async fn caseload_counts(&self, scope: crate::ListScope) -> Result<Vec<(String, u64)>> {
        Err(StoreError::Closed)
    }
    /// One family's row.
    pub async fn family_row(&self, id: StreamId) -> Result<Option<FamilyRow>> {
        Err(StoreError::Closed)
    }
    /// Whether a list in this scope would show the family (for comparing point decisions with lists).
    pub async fn in_scope(&self, scope: crate::ListScope, id: StreamId) -> Result<bool> {
        Err(StoreError::Closed)
    }
    /// People by name.
    pub async fn search(&self, ask: Search) -> Result<Vec<Found>> {
        Err(StoreError::Closed)
    }
    /// People of the organisation who share any of these keys (the domain's duplicate keys), most in common first.
    pub async fn duplicates(&self, org: OrganisationId, keys: &[String], limit: u32) -> Result<Vec<Found>> {
        Err(StoreError::Closed)
    }

    // ---- people
    /// All workers of the organisation (`None`: of the network).
    pub async fn workers(&self, org: Option<OrganisationId>) -> Result<Vec<WorkerRow>> {
        Err(StoreError::Closed)
    }
    /// One worker.
    pub async fn worker(&self, id: WorkerId) -> Result<Option<WorkerRow>> {
        Err(StoreError::Closed)
    }
    /// By the name she signs in with (any case).
    pub async fn worker_by_account(&self, account: &str) -> Result<Option<WorkerRow>> {
        Err(StoreError::Closed)
    }
    /// The whole chain below a supervisor, herself included.
    pub async fn team_of(&self, supervisor: WorkerId) -> Result<Vec<WorkerRow>> {
        Err(StoreError::Closed)
    }
    /// All organisations.
    pub async fn organisations(&self) -> Result<Vec<OrganisationRow>> {
        Err(StoreError::Closed)
    }
    /// All village streams.
    pub async fn villages(&self) -> Result<Vec<VillageRow>> {
        Err(StoreError::Closed)
    }
    /// A worker's password.
    pub async fn credential(&self, worker: WorkerId) -> Result<Option<CredentialRow>> {
        Err(StoreError::Closed)
    }
    /// Sets it.
    pub async fn set_credential(&self, row: CredentialRow) -> Result<()> {
        Err(StoreError::Closed)
    }
    /// Opens a session (and notes the device).
    pub async fn session_open(&self, row: SessionRow) -> Result<()> {
        Err(StoreError::Closed)
    }
    /// A session that has not expired at `at`; its `last_seen` is moved when it is more than a minute old.
    pub async fn session(&self, token_hash: &[u8; 32], at: Millis) -> Result<Option<SessionRow>>;
    /// Ends a session.
    pub async fn session_close(&self, token_hash: &[u8; 32]) -> Result<()>;
    /// Ends all of a worker's sessions.
    pub async fn sessions_close_of(&self, worker: WorkerId) -> Result<u64> {
        Err(StoreError::Closed)
    }
    /// Removes what has expired (sessions, old sign-in attempts).
    pub async fn sweep(&self, at: Millis) -> Result<u64> {
        Err(StoreError::Closed)
    }
    /// Notes a failed sign-in under a key (a keyed hash of account or address, no names) and says how many there
    /// were since `since`, this one included.
    pub async fn signin_failed(&self, key: &[u8], at: Millis, since: Millis) -> Result<u32> {
        Err(StoreError::Closed)
    }
    /// How many failures under the key since `since`.
    pub async fn signin_failures(&self, key: &[u8], since: Millis) -> Result<u32> {
        Err(StoreError::Closed)
    }
    /// Forgets the failures under a key, after a good sign-in.
    pub async fn signin_passed(&self, key: &[u8]) -> Result<()> {
        Err(StoreError::Closed)
    }
    /// A worker's devices.
    pub async fn devices(&self, worker: WorkerId) -> Result<Vec<DeviceRow>> {
        Err(StoreError::Closed)
    }

    // ---- places
    /// The whole gazetteer, ended units too.
    pub async fn places_all(&self) -> Result<Vec<PlaceRow>> {
        Err(StoreError::Closed)
    }
    /// A number that changes whenever the gazetteer does.
    pub async fn places_version(&self) -> Result<u64> {
        Err(StoreError::Closed)
    }
    /// Imports a register, all or nothing.
    pub async fn places_import(&self, import: PlacesImport) -> Result<PlacesChanged> {
        Err(StoreError::Closed)
    }

    // ---- tray, imports, audit, settings
    /// Keeps something unreadable.
    pub async fn tray_put(&self, put: TrayPut) -> Result<()> {
        Err(StoreError::Closed)
    }
    /// Lists a tray, newest first, without content.
    pub async fn tray(&self, scope: TrayScope, limit: u32) -> Result<Vec<TrayRow>> {
        Err(StoreError::Closed)
    }
    /// One item with its content (audited).
    pub async fn tray_item(
        &self,
        reader: &Reader,
        org: OrganisationId,
        id: EntryId,
    ) -> Result<Option<TrayRow>> {
        Err(StoreError::Closed)
    }
    /// Notes an import that was appended.
    pub async fn import_record(&self, row: ImportRow) -> Result<()> {
        Err(StoreError::Closed)
    }
    /// Notes that it was rolled back. `NotFound` if there is none, `Taken` if it was already.
    pub async fn import_rolled_back(&self, id: ImportId, at: Millis) -> Result<()> {
        Err(StoreError::Closed)
    }
    /// One import.
    pub async fn import(&self, id: ImportId) -> Result<Option<ImportRow>> {
        Err(StoreError::Closed)
    }
    /// An organisation's imports, newest first.
    pub async fn imports(&self, org: OrganisationId) -> Result<Vec<ImportRow>> {
        Err(StoreError::Closed)
    }
    /// Writes audit rows; returns when they are durable.
    pub async fn audit(&self, events: Vec<AuditEvent>) -> Result<()> {
        Err(StoreError::Closed)
    }
    /// An organisation's audit rows about a stream (or all), newest first.
    pub async fn audit_rows(
        &self,
        org: OrganisationId,
        stream: Option<StreamId>,
        limit: u32,
    ) -> Result<Vec<AuditRow>> {
        Err(StoreError::Closed)
    }
    /// A setting.
    pub async fn setting(&self, key: &str) -> Result<Option<String>> {
        Err(StoreError::Closed)
    }
    /// Writes a setting.
    pub async fn set_setting(&self, key: &str, value: &str) -> Result<()> {
        Err(StoreError::Closed)
    }

    // ---- care
    /// Recomputes every chain and opens every payload.
    pub async fn verify(&self) -> Result<Verified> {
        Err(StoreError::Closed)
    }
    /// Derives all projections anew from the ledger.
    pub async fn rebuild(&self) -> Result<Rebuilt> {
        Err(StoreError::Closed)
    }
    /// A digest over all projections, equal for equal content whatever the engine and the wrapped nonces.
    pub async fn projections_digest(&self) -> Result<String> {
        Err(StoreError::Closed)
    }
    /// Writes a consistent, engine-neutral copy as JSON lines, while serving.
    pub async fn export_all(&self, into: Box<dyn std::io::Write + Send>) -> Result<Exported> {
        Err(StoreError::Closed)
    }
    /// Fills an empty database from such a copy and derives the projections.
    pub async fn import_all(&self, from: Box<dyn std::io::BufRead + Send>) -> Result<Exported> {
        Err(StoreError::Closed)
    }
}

/// What `verify` found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Streams checked.
    pub streams: u64,
    /// Entries checked.
    pub entries: u64,
    /// Audit rows checked.
    pub audit: u64,
    /// What is wrong: the first fault of each stream or audit chain.
    pub faults: Vec<Fault>,
}
/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stream (or organisation, for the audit log).
    pub stream: String,
    /// Place.
    pub seq: u64,
    /// The entry's id, if a row is there.
    pub entry: Option<EntryId>,
    /// What is wrong.
    pub what: String,
}
/// What `rebuild` did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rebuilt {
    /// Streams folded.
    pub streams: u64,
    /// Entries folded.
    pub entries: u64,
}
/// What went through a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exported {
    /// Lines.
    pub lines: u64,
    /// Entries among them.
    pub entries: u64,
}
