//! Encrypting a database file that was made without.

use crate::open;
use anyhow::{Context, Result, bail};
use server::Config;
use store::{FileState, Location, RootKey};

/// Encrypts the file, proves the ledger in it, and says what was done.
pub async fn encrypt(settings: &Config) -> Result<()> {
    let Location::Sqlite(path) = open::location(settings) else {
        bail!("this is for SQLite: PostgreSQL's files are its own; put them on an encrypted disk");
    };
    match store::file_state(&path)? {
        FileState::Plain => {}
        FileState::Encrypted => {
            // So that an attempt that was cut short can be made again.
            open::store(settings).await?;
            println!("{} is encrypted already", path.display());
            return Ok(());
        }
        FileState::Absent => bail!("there is no database {}", path.display()),
    }
    let key: RootKey = open::root_key(settings)?;
    let done = store::encrypt_database(&path, &key)
        .await
        .context("the database was not encrypted, and is as it was")?;
    println!("{} rows are encrypted and compared with what they were", done.rows);
    let store = open::open_with(settings, key).await?;
    let found = store.verify().await?;
    if !found.is_sound() {
        bail!("the ledger is not sound: {} faults; run verify", found.faults.len());
    }
    println!("{} entries are proved", found.entries);
    println!(
        "The old file was overwritten, but an SSD keeps what it held for a time, and so do your own copies of it."
    );
    Ok(())
}
