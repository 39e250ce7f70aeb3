//! The SQLite file as a whole may be encrypted with SQLCipher (ADR 23): every page of it, of its write-ahead log and of
//! its rollback journals, with AES-256-CBC and an HMAC. The key is made from the root key and given in its raw form, so
//! that no key is stretched whenever a connection is opened. Whether a file is encrypted is seen from how it begins.

use crate::Result;
use crate::error::StoreError;
use crate::seal::RootKey;
use crate::store::FINGERPRINT;
use futures_util::TryStreamExt;
use sha2::{Digest, Sha256};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use zeroize::Zeroizing;

/// How a file begins that is not encrypted.
const PLAIN: [u8; 16] = *b"SQLite format 3\0";

/// How the file is encrypted. Said, because a file opens only with what it was made with, and the defaults of SQLCipher
/// change between its versions.
const SETTINGS: [(&str, &str); 3] =
    [("cipher_compatibility", "4"), ("cipher_page_size", "4096"), ("cipher_hmac_algorithm", "HMAC_SHA256")];

/// What lies at the place of a SQLite database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// Nothing yet.
    Absent,
    /// A database that anybody can open; its contents are sealed, what lists are sorted by is not.
    Plain,
    /// A database that is encrypted, or at least nothing that can be read without a key.
    Encrypted,
}

/// What [`encrypt_database`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encrypted {
    /// Rows that were copied and compared.
    pub rows: u64,
}

/// Whether the SQLite file as a whole is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FileEncryption {
    /// A new one is not; one that is there is opened as it is.
    #[default]
    Off,
    /// A new one is; one that is there is opened as it is.
    New,
    /// It is, or it is not opened.
    Required,
}

/// How to connect to a SQLite file that is there, encrypted or not, for whoever must look into it beside
/// [`Store`](crate::Store).
pub fn sqlite_options(path: &Path, key: &RootKey) -> SqliteConnectOptions {
    match file_state(path) {
        Ok(FileState::Plain) => plain_options(path),
        // What cannot be read now says so when it is opened.
        Ok(FileState::Absent | FileState::Encrypted) | Err(_) => encrypted_options(path, key),
    }
}

pub(crate) fn plain_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(Duration::from_secs(10))
        // What does not fit into memory would go to a temporary file, and nobody looks after those.
        .pragma("temp_store", "memory")
        .disable_statement_logging()
}

pub(crate) fn encrypted_options(path: &Path, key: &RootKey) -> SqliteConnectOptions {
    let raw = Zeroizing::new(hex::encode(key.database_key().as_slice()));
    // The key comes before all else.
    let keyed = plain_options(path).pragma("key", format!("\"x'{}'\"", *raw));
    SETTINGS
        .iter()
        .fold(keyed, |options, (name, value)| options.pragma(*name, *value))
        // It writes lines of its own on standard error; what matters of them comes back as an error.
        .pragma("cipher_log_level", "NONE")
}

/// What lies at `path`.
pub fn file_state(path: &Path) -> Result<FileState> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(FileState::Absent),
        Err(error) => return Err(error.into()),
    };
    let mut start = Vec::with_capacity(PLAIN.len());
    file.take(16).read_to_end(&mut start)?;
    Ok(match start.as_slice() {
        [] => FileState::Absent,
        start if start == PLAIN => FileState::Plain,
        _ => FileState::Encrypted,
    })
}

/// Whether the file is encrypted, or will be when there is none yet. Refuses one that the key does not open, before
/// anything is written to it or beside it.
pub(crate) async fn check(path: &Path, key: &RootKey, wanted: FileEncryption) -> Result<bool> {
    match (file_state(path)?, wanted) {
        (FileState::Absent, wanted) => Ok(wanted != FileEncryption::Off),
        (FileState::Plain, FileEncryption::Off | FileEncryption::New) => Ok(false),
        (FileState::Plain, FileEncryption::Required) => Err(StoreError::NotEncrypted),
        (FileState::Encrypted, _) => {
            let mut conn = encrypted_options(path, key).connect().await?;
            let read = sqlx::query("SELECT count(*) FROM sqlite_schema").fetch_one(&mut conn).await;
            conn.close().await?;
            match read.map_err(StoreError::from) {
                Ok(_) => Ok(true),
                // A page that was not sealed with this key is "not a database" to SQLCipher.
                Err(StoreError::Damaged(_)) => Err(StoreError::WrongRootKey),
                Err(error) => Err(error),
            }
        }
    }
}

/// Encrypts a database that was made without: into a new file, which is compared with the old one row by row, and then
/// takes its place. Nobody else may have it open meanwhile. The old file is overwritten, as far as the disk does what
/// it is told, and is gone.
///
/// Errors with [`StoreError::NotFound`] when there is none, [`StoreError::AlreadyEncrypted`], [`StoreError::InUse`],
/// [`StoreError::WrongRootKey`] when the key is not the one of this database; then the old file is as it was.
pub async fn encrypt_database(path: &Path, key: &RootKey) -> Result<Encrypted> {
    match file_state(path)? {
        FileState::Absent => return Err(StoreError::NotFound),
        FileState::Encrypted => return Err(StoreError::AlreadyEncrypted),
        FileState::Plain => {}
    }
    let new = beside(path, ".encrypting");
    // One that an earlier attempt left, which did not come to its end.
    remove(&new)?;
    let mut conn = encrypted_options(&new, key).create_if_missing(true).connect().await?;
    let copied = copy(&mut conn, path, &new, key).await;
    let copied = copied.and_then(|copied| take_place(&new, path).map(|old| (copied, old)));
    // It held the old file locked until here.
    let closed = conn.close().await;
    match copied {
        Ok((copied, old)) => {
            closed?;
            overwrite(old)?;
            Ok(copied)
        }
        Err(error) => {
            remove(&new)?;
            remove(&beside(&new, "-journal"))?;
            Err(error)
        }
    }
}

async fn copy(conn: &mut SqliteConnection, path: &Path, new: &Path, key: &RootKey) -> Result<Encrypted> {
    let busy = |error: sqlx::Error| match StoreError::from(error) {
        error if error.is_transient() => StoreError::InUse,
        error => error,
    };
    sqlx::query("PRAGMA busy_timeout = 2000").execute(&mut *conn).await?;
    // An empty key is none: the old file is read as it is.
    let name = path.to_str().ok_or(StoreError::NotAcceptable("a path that is not UTF-8"))?;
    sqlx::query("ATTACH DATABASE ?1 AS plain KEY ''").bind(name).execute(&mut *conn).await.map_err(busy)?;
    let made_with: Option<String> = sqlx::query_scalar("SELECT value FROM plain.settings WHERE name = ?1")
        .bind(FINGERPRINT)
        .fetch_optional(&mut *conn)
        .await
        .map_err(busy)?;
    if made_with != Some(key.fingerprint()) {
        return Err(StoreError::WrongRootKey);
    }
    sqlx::query("PRAGMA plain.locking_mode = EXCLUSIVE").execute(&mut *conn).await.map_err(busy)?;
    // Everything that is in its log moves into the file, and the log goes: found beside the new file, it would be
    // taken for a part of that. This needs the file for oneself.
    let mode: String =
        sqlx::query_scalar("PRAGMA plain.journal_mode = DELETE").fetch_one(&mut *conn).await.map_err(busy)?;
    if mode != "delete" || fs::metadata(beside(path, "-wal")).is_ok_and(|about| about.len() > 0) {
        return Err(StoreError::InUse);
    }
    let before = digest(conn, "plain").await?;
    sqlx::query("SELECT sqlcipher_export('main', 'plain')").execute(&mut *conn).await?;
    keep_access(path, new)?;
    File::open(new)?.sync_all()?;

    // With new eyes: what lies in the new file, opened as the server will open it.
    let mut reader = encrypted_options(new, key).connect().await?;
    let compared = compare(&mut reader, &before).await;
    reader.close().await?;
    compared.map(|()| Encrypted { rows: before.rows })
}

async fn compare(conn: &mut SqliteConnection, before: &Contents) -> Result<()> {
    let pages: Vec<String> =
        sqlx::query_scalar("PRAGMA cipher_integrity_check").fetch_all(&mut *conn).await?;
    let whole: String = sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_one(&mut *conn).await?;
    if !pages.is_empty() || whole != "ok" || digest(conn, "main").await? != *before {
        return Err(StoreError::Damaged("the encrypted copy is not what the database was".into()));
    }
    Ok(())
}

/// What is in a database: the digest over its schema and every row, and how many rows.
#[derive(PartialEq, Eq)]
struct Contents {
    digest: [u8; 32],
    rows: u64,
}

async fn digest(conn: &mut SqliteConnection, schema: &str) -> Result<Contents> {
    let mut hasher = Sha256::new();
    let (mut rows, mut tables) = (0, Vec::new());
    let made = format!(
        "SELECT type, name, quote(sql) FROM {schema}.sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
    );
    let made: Vec<(String, String, String)> =
        sqlx::query_as(AssertSqlSafe(made)).fetch_all(&mut *conn).await?;
    for (kind, name, sql) in made {
        for part in [&kind, &name, &sql] {
            hasher.update(part);
            hasher.update([0]);
        }
        if kind == "table" {
            tables.push(name);
        }
    }
    for table in tables {
        let columns: Vec<String> =
            sqlx::query_scalar("SELECT name FROM pragma_table_info(?1, ?2) ORDER BY cid")
                .bind(&table)
                .bind(schema)
                .fetch_all(&mut *conn)
                .await?;
        let all: Vec<String> = columns.iter().map(|name| format!("quote(\"{name}\")")).collect();
        // In the order of the table itself, which the copy keeps.
        let each = format!("SELECT {} FROM {schema}.\"{table}\" NOT INDEXED", all.join(" || ',' || "));
        let mut found = sqlx::query_scalar::<_, String>(AssertSqlSafe(each)).fetch(&mut *conn);
        hasher.update(&table);
        while let Some(row) = found.try_next().await? {
            hasher.update(row);
            hasher.update([0]);
            rows += 1;
        }
    }
    Ok(Contents { digest: hasher.finalize().into(), rows })
}

/// Puts the new file in the place of the old one, for good; the old one, which has no name any more.
fn take_place(new: &Path, path: &Path) -> Result<File> {
    let old = fs::OpenOptions::new().write(true).open(path)?;
    fs::rename(new, path)?;
    sync_folder(path)?;
    Ok(old)
}

/// Writes zeros over all that is in a file. A disk that spreads its writes (every SSD) keeps the old blocks for a time.
pub(crate) fn overwrite(mut file: File) -> Result<()> {
    let mut left = file.metadata()?.len();
    file.seek(SeekFrom::Start(0))?;
    let zeros = vec![0; 64 * 1024];
    while left > 0 {
        let now = usize::try_from(left).unwrap_or(usize::MAX).min(zeros.len());
        file.write_all(zeros.get(..now).unwrap_or(&zeros))?;
        left -= now as u64;
    }
    file.sync_all()?;
    Ok(())
}

/// Sees to it that a change of names in a file's folder is on the disk.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(File::open(folder)?.sync_all()?)
}

/// The new file belongs to whom the old one belongs to, whoever runs the command.
fn keep_access(old: &Path, new: &Path) -> Result<()> {
    let about = fs::metadata(old)?;
    fs::set_permissions(new, about.permissions())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        std::os::unix::fs::chown(new, Some(about.uid()), Some(about.gid()))?;
    }
    Ok(())
}

/// The path with more at its end.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(ending);
    PathBuf::from(name)
}

fn remove(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}
