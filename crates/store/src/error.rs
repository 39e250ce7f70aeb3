//! What can go wrong in the store. No message carries a name, a value of a field or a bind parameter.

/// A failure of the store. Whatever it is, an operation that fails has written nothing.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk (or the database's quota) is full or does not take writes. Nothing was written; reads go on and
    /// writes succeed again by themselves when there is space.
    #[error("there is no space left to write; nothing was saved")]
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
    /// The root key does not open this database's keys.
    #[error("the root key does not open this database")]
    WrongRootKey,
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
