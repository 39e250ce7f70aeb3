//! Opening the store as the settings say.

use anyhow::{Context, Result};
use server::Config;
use std::path::PathBuf;
use store::{Location, RootKey, Store, StoreConfig, SystemRandom};

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

/// Opens the store; makes the data directory and the root key when they are missing.
pub async fn store(settings: &Config) -> Result<Store> {
    std::fs::create_dir_all(&settings.data_dir)
        .with_context(|| format!("the data directory {} cannot be made", settings.data_dir.display()))?;
    let file = root_key_file(settings);
    let key = RootKey::read_or_make(&file, &SystemRandom)
        .with_context(|| format!("the root key {} cannot be used", file.display()))?;
    open_with(settings, key).await
}

/// Opens the store with a root key that is at hand.
pub async fn open_with(settings: &Config, key: RootKey) -> Result<Store> {
    let location = location(settings);
    let engine = location.engine().name();
    Store::open(StoreConfig::new(location, key))
        .await
        .with_context(|| format!("the {engine} database cannot be opened"))
}
