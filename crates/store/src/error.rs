//! What can go wrong in the store. No message carries a name, a value of a field or a bind parameter.

/// A failure of the store. Whatever it is, an operation that fails has written nothing.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk (or the database's quota) is full or does not take writes. Nothing was written; reads go on and
    /// writes succeed again by themselves when there is space.
    #[error(
        "nothing can be written: the disk is full, or the folder of the database is missing or does not take writes. \
         Nothing was saved"
    )]
    NoSpace,
    /// The database was written by a newer build than this.
    #[error(
        "the database is newer than this build (it has migration {found}, this build knows up to {known})"
    )]
    NewerDatabase {
        /// Highest migration in the database.
        found: i64,
        /// Highest migration of this build.
        known: i64,
    },
    /// A migration in the database differs from the one in this build.
    #[error("migration {0} in the database is not the one this build knows")]
    ChangedMigration(i64),
    /// The root key does not open this database's keys, or its file.
    #[error(
        "the root key does not open this database. Use the one that it was made with (`root_key_file`); if this is \
         that key, the beginning of the database is damaged: restore a backup into an empty data directory"
    )]
    WrongRootKey,
    /// The root key is sealed with another passphrase.
    #[error("the passphrase does not open the root key")]
    WrongPassphrase,
    /// A SQLite file that is not encrypted, though the settings say that it must be.
    #[error(
        "the database file is not encrypted, and `encrypt_database` says that it must be. Stop the server, make a \
         backup, then run `kinkeeper encrypt-database`"
    )]
    NotEncrypted,
    /// A SQLite file that is to be encrypted, and is.
    #[error("the database file is encrypted already")]
    AlreadyEncrypted,
    /// A file that must be had for oneself is open elsewhere.
    #[error("the database is in use: stop the server first")]
    InUse,
    /// A file with the root key is missing, unreadable or not 32 bytes.
    #[error("the root key file cannot be used: {0}")]
    BadRootKey(&'static str),
    /// Stored bytes cannot be read back. `verify` names the place.
    #[error("stored data is damaged: {0}")]
    Damaged(String),
    /// An import into a database that already has content.
    #[error("the database is not empty")]
    NotEmpty,
    /// A backup stream that is not one, is cut short, or has another version.
    #[error("not a usable backup: {0}")]
    BadArchive(String),
    /// Something that is to be compared with is no checkpoint of this database.
    #[error("not a checkpoint that can be compared with: {0}")]
    NotACheckpoint(&'static str),
    /// The family's key was destroyed: nothing about it can be read or written any more.
    #[error("the family was erased")]
    Erased,
    /// What was asked for is not there.
    #[error("not found")]
    NotFound,
    /// It breaks a rule of uniqueness, for example an account name that is taken.
    #[error("already taken: {0}")]
    Taken(&'static str),
    /// A request that the store will not take, for example too many entries at once.
    #[error("not acceptable: {0}")]
    NotAcceptable(&'static str),
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// The database could not be reached or was too busy; trying again later may help.
    #[error("the database does not answer")]
    Unavailable,
    /// Reading or writing a stream of bytes (backup) failed.
    #[error("reading or writing failed: {0}")]
    Io(#[from] std::io::Error),
    /// The system gave no random bytes.
    #[error("no random bytes from the system")]
    NoRandomness,
    /// Anything else of the database, by its code only.
    #[error("database error {0}")]
    Database(String),
}

impl StoreError {
    /// Whether the same work may succeed when simply done again (deadlock, serialisation, busy).
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self, Self::Database(code) if TRANSIENT.contains(&code.as_str()))
    }
}

/// PostgreSQL: serialisation failure, deadlock. SQLite: busy, busy snapshot, locked.
const TRANSIENT: [&str; 5] = ["40001", "40P01", "5", "517", "6"];

impl From<sqlx::Error> for StoreError {
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "sqlx's enum grows and is not ours: the rest is one kind to us"
    )]
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => {
                if error.is_unique_violation() {
                    return Self::Taken("unique");
                }
                let code = error.code().map(std::borrow::Cow::into_owned).unwrap_or_default();
                from_code(code)
            }
            sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => Self::Unavailable,
            sqlx::Error::PoolClosed => Self::Closed,
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
                Self::Damaged("a column's type".into())
            }
            _ => Self::Database("other".into()),
        }
    }
}

fn from_code(code: String) -> StoreError {
    // SQLite's codes are numbers with the primary code in the low byte: 10 I/O error, 13 full, 8 read-only,
    // 14 cannot open, 11 corrupt, 26 not a database. Class 53 of PostgreSQL is "insufficient resources".
    if code.len() < 5
        && let Ok(number) = code.parse::<u32>()
    {
        return match number & 0xff {
            8 | 10 | 13 | 14 => StoreError::NoSpace,
            11 | 26 => StoreError::Damaged("the database file".into()),
            _ => StoreError::Database(code),
        };
    }
    match code.as_str() {
        "53100" | "53200" | "58030" => StoreError::NoSpace,
        "57P01" | "57P02" | "57P03" | "53300" => StoreError::Unavailable,
        _ => StoreError::Database(code),
    }
}
