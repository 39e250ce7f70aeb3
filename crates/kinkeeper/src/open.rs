//! Opening the store as the settings say.

use crate::root_key;
use anyhow::{Context, Result, bail};
use server::Config;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;
use store::{FileEncryption, FileState, KeyFile, Location, RootKey, Store, StoreConfig, SystemRandom};

/// The stores that were opened, so that they can be closed before the process ends.
static OPENED: Mutex<Vec<Store>> = Mutex::new(Vec::new());

/// Where the data is.
pub fn location(settings: &Config) -> Location {
    match &settings.database_url {
        Some(url) => Location::parse(url),
        None => Location::Sqlite(settings.data_dir.join("kinkeeper.db")),
    }
}

/// Where the root key is.
pub fn root_key_file(settings: &Config) -> PathBuf {
    settings.root_key_file.clone().unwrap_or_else(|| settings.data_dir.join("root.key"))
}

/// The root key. It is made when it is missing and there is no database yet that another one was made for.
pub fn root_key(settings: &Config) -> Result<RootKey> {
    std::fs::create_dir_all(&settings.data_dir)
        .with_context(|| format!("the data directory {} cannot be made", settings.data_dir.display()))?;
    let file = root_key_file(settings);
    let key = match RootKey::kind(&file) {
        Ok(Some(KeyFile::Sealed)) => RootKey::unseal(&file, &root_key::passphrase(settings)?),
        Ok(Some(KeyFile::Plain)) => {
            if root_key::configured(settings)?.is_some() {
                bail!(
                    "a passphrase is set, but the root key {} is not sealed with one: run `kinkeeper root-key seal`",
                    file.display()
                );
            }
            RootKey::read(&file)
        }
        Ok(None) => {
            refuse_another_key(settings)?;
            let passphrase = root_key::configured(settings)?;
            if let Some(passphrase) = &passphrase {
                root_key::check_length(passphrase)?;
            }
            RootKey::make(&file, &SystemRandom, passphrase.as_ref().map(|words| words.as_str()))
        }
        Err(error) => Err(error),
    };
    key.with_context(|| format!("the root key {} cannot be used", file.display()))
}

/// A new key would open nothing that is there.
pub fn refuse_another_key(settings: &Config) -> Result<()> {
    if let Location::Sqlite(path) = location(settings)
        && store::file_state(&path)? != FileState::Absent
    {
        bail!(
            "the root key {} is missing, and without it nothing in {} can be read. Put it back, or set `root_key_file` \
             to where it is; if it is lost, restore a backup into an empty data directory",
            root_key_file(settings).display(),
            path.display()
        );
    }
    Ok(())
}

/// Whether the SQLite file as a whole is encrypted: as the settings say; unset, a new one is where it keeps anything
/// from anybody, that is where its key does not lie beside it for whoever takes the disk.
pub fn encryption(settings: &Config) -> Result<FileEncryption> {
    Ok(match settings.encrypt_database {
        Some(true) => FileEncryption::Required,
        Some(false) => FileEncryption::Off,
        None => {
            let file = root_key_file(settings);
            let apart = match (file.parent().map(std::fs::canonicalize), settings.data_dir.canonicalize()) {
                (Some(Ok(folder)), Ok(data)) => !folder.starts_with(data),
                _ => false,
            };
            let sealed = matches!(RootKey::kind(&file)?, Some(KeyFile::Sealed));
            if apart || sealed { FileEncryption::New } else { FileEncryption::Off }
        }
    })
}

/// Opens the store; makes the data directory and the root key when they are missing.
pub async fn store(settings: &Config) -> Result<Store> {
    let key = root_key(settings)?;
    open_with(settings, key).await
}

/// Opens the store with a root key that is at hand.
pub async fn open_with(settings: &Config, key: RootKey) -> Result<Store> {
    let location = location(settings);
    let engine = location.engine().name();
    let encryption = encryption(settings)?;
    let store = Store::open(StoreConfig { encryption, ..StoreConfig::new(location, key) })
        .await
        .with_context(|| format!("the {engine} database cannot be opened"))?;
    if let Ok(mut opened) = OPENED.lock() {
        opened.push(store.clone());
    }
    Ok(store)
}

/// Closes whatever is open, whichever way a command ended. SQLCipher and OpenSSL tidy up when a process ends, and must
/// not find connections that are still at work.
pub async fn close_all() {
    let opened = OPENED.lock().map(|mut opened| std::mem::take(&mut *opened)).unwrap_or_default();
    for store in opened {
        // Who holds a connection for longer than this is waiting for something that does not come.
        let _late = tokio::time::timeout(Duration::from_secs(20), store.close()).await;
    }
}
