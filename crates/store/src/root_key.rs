//! The file with the root key: as it is, or sealed with a passphrase. A passphrase does not become the key, it opens
//! the file: it can be changed without touching the database, and a backup does not depend on it.

use crate::Result;
use crate::cipher::{overwrite, sync_folder};
use crate::error::StoreError;
use crate::seal::{Random, RootKey, Secret};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The fewest characters of a passphrase for the root key: whoever has the file can guess without limit.
pub const SHORTEST_PASSPHRASE: usize = 16;

/// What the root key is bound to where it is sealed.
const PLACE: &[u8] = b"kinkeeper:root-key:";
/// Argon2id as RFC 9106 §4 recommends where memory is not plenty: 64 MiB, three passes, four lanes.
const COST: Cost = Cost { memory_kib: 64 * 1024, passes: 3, lanes: 4 };
/// What a file may ask for at most: 1 GiB, 64 passes.
const MOST: Cost = Cost { memory_kib: 1024 * 1024, passes: 64, lanes: 16 };

/// How the root key lies in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFile {
    /// As it is: whoever has the file has the key.
    Plain,
    /// Sealed with a passphrase.
    Sealed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SealedKey {
    /// The form of this file.
    kinkeeper_root_key: u32,
    argon2id: Cost,
    salt: String,
    sealed: String,
}

impl Cost {
    fn key(self, passphrase: &str, salt: &[u8]) -> Result<Secret> {
        let unusable = |_| StoreError::BadRootKey("it asks for an Argon2id that cannot be computed");
        if self.memory_kib > MOST.memory_kib || self.passes > MOST.passes || self.lanes > MOST.lanes {
            return Err(StoreError::BadRootKey("it asks for an Argon2id that cannot be computed"));
        }
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(unusable)?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), salt, key.as_mut())
            .map_err(unusable)?;
        Ok(Secret::new(*key))
    }
}

impl RootKey {
    /// How the key lies in its file; `None` when there is no file.
    pub fn kind(path: &Path) -> Result<Option<KeyFile>> {
        if !path.exists() {
            return Ok(None);
        }
        let bytes = contents(path)?;
        Ok(Some(if bytes.first() == Some(&b'{') && bytes.len() > 64 {
            KeyFile::Sealed
        } else {
            KeyFile::Plain
        }))
    }

    /// From a file with 32 raw bytes or 64 hex digits.
    pub fn read(path: &Path) -> Result<Self> {
        if Self::kind(path)? == Some(KeyFile::Sealed) {
            return Err(StoreError::BadRootKey("it is sealed with a passphrase"));
        }
        Self::parse(&contents(path)?)
    }

    /// From what a file with the key as it is holds: 32 raw bytes or 64 hex digits.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let mut raw = Zeroizing::new([0; 32]);
        if bytes.len() == raw.len() {
            raw.copy_from_slice(bytes);
        } else {
            let text = std::str::from_utf8(bytes).unwrap_or_default().trim();
            hex::decode_to_slice(text, raw.as_mut())
                .map_err(|_| StoreError::BadRootKey("it holds neither 32 bytes nor 64 hex digits"))?;
        }
        Ok(Self::from_bytes(*raw))
    }

    /// From a file that is sealed with a passphrase. Errors with [`StoreError::WrongPassphrase`].
    pub fn unseal(path: &Path, passphrase: &str) -> Result<Self> {
        let not_ours = || StoreError::BadRootKey("it is not as this build writes it");
        let file: SealedKey = serde_json::from_slice(&contents(path)?).map_err(|_| not_ours())?;
        if file.kinkeeper_root_key != 1 {
            return Err(StoreError::BadRootKey("a newer build wrote it"));
        }
        let salt = hex::decode(&file.salt).map_err(|_| not_ours())?;
        let sealed = hex::decode(&file.sealed).map_err(|_| not_ours())?;
        let key = file.argon2id.key(passphrase, &salt)?;
        let plain = key.open(&sealed, PLACE).map(Zeroizing::new).ok_or(StoreError::WrongPassphrase)?;
        Self::parse(&plain)
    }

    /// From the file, which is made with fresh random bytes, readable by its owner only, when missing.
    pub fn read_or_make(path: &Path, random: &dyn Random) -> Result<Self> {
        if path.exists() { Self::read(path) } else { Self::make(path, random, None) }
    }

    /// A fresh key in a new file, readable by its owner only; sealed when there is a passphrase. Never over a file.
    pub fn make(path: &Path, random: &dyn Random, passphrase: Option<&str>) -> Result<Self> {
        let mut raw = Zeroizing::new([0; 32]);
        random.fill(raw.as_mut())?;
        let key = Self::from_bytes(*raw);
        key.keep(path, random, passphrase)?;
        Ok(key)
    }

    /// Writes the key into a new file, readable by its owner only; sealed when there is a passphrase. Never over a file.
    pub fn keep(&self, path: &Path, random: &dyn Random, passphrase: Option<&str>) -> Result<()> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        file.write_all(&self.written(random, passphrase)?)?;
        file.sync_all()?;
        sync_folder(path)
    }

    /// Writes the key over the file that holds it in another form, by way of a file beside it that is read back first.
    /// What lay there is overwritten, as far as the disk does what it is told.
    pub fn keep_otherwise(&self, path: &Path, random: &dyn Random, passphrase: Option<&str>) -> Result<()> {
        let mut part = path.to_owned().into_os_string();
        part.push(".part");
        let part = PathBuf::from(part);
        if part.exists() {
            fs::remove_file(&part)?;
        }
        self.keep(&part, random, passphrase)?;
        let back = match passphrase {
            Some(passphrase) => Self::unseal(&part, passphrase)?,
            None => Self::read(&part)?,
        };
        if back != *self {
            return Err(StoreError::BadRootKey("it could not be read back"));
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let about = fs::metadata(path)?;
            std::os::unix::fs::chown(&part, Some(about.uid()), Some(about.gid()))?;
        }
        let old = fs::OpenOptions::new().write(true).open(path)?;
        fs::rename(&part, path)?;
        sync_folder(path)?;
        overwrite(old)
    }

    fn written(&self, random: &dyn Random, passphrase: Option<&str>) -> Result<Zeroizing<Vec<u8>>> {
        let Some(passphrase) = passphrase else { return Ok(Zeroizing::new(self.hex().as_bytes().to_vec())) };
        let mut salt = [0; 16];
        random.fill(&mut salt)?;
        let sealed = COST.key(passphrase, &salt)?.seal(random, self.hex().as_bytes(), PLACE)?;
        let file = SealedKey {
            kinkeeper_root_key: 1,
            argon2id: COST,
            salt: hex::encode(salt),
            sealed: hex::encode(sealed),
        };
        let text = serde_json::to_vec(&file).map_err(|_| StoreError::BadRootKey("it cannot be written"))?;
        Ok(Zeroizing::new(text))
    }
}

fn contents(path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    let read = fs::read(path).map(Zeroizing::new);
    read.map_err(|error| {
        let missing = error.kind() == std::io::ErrorKind::NotFound;
        StoreError::BadRootKey(if missing { "there is no such file" } else { "it cannot be read" })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::SystemRandom;

    const WORDS: &str = "rice river lotus home";

    #[test]
    fn a_key_is_sealed_changed_and_unsealed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("root.key");
        assert_eq!(RootKey::kind(&path).unwrap(), None);
        let key = RootKey::make(&path, &SystemRandom, None).unwrap();
        assert!(RootKey::make(&path, &SystemRandom, None).is_err(), "never over a file");
        assert_eq!(RootKey::kind(&path).unwrap(), Some(KeyFile::Plain));
        assert!(RootKey::read(&path).unwrap() == key);

        key.keep_otherwise(&path, &SystemRandom, Some(WORDS)).unwrap();
        assert_eq!(RootKey::kind(&path).unwrap(), Some(KeyFile::Sealed));
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains(key.hex().as_str()) && !text.contains("rice"));
        assert!(RootKey::unseal(&path, WORDS).unwrap() == key);
        assert!(matches!(RootKey::unseal(&path, "rice river lotus"), Err(StoreError::WrongPassphrase)));
        assert!(matches!(RootKey::read_or_make(&path, &SystemRandom), Err(StoreError::BadRootKey(_))));

        key.keep_otherwise(&path, &SystemRandom, None).unwrap();
        assert!(RootKey::read_or_make(&path, &SystemRandom).unwrap() == key);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_file_cannot_ask_for_all_memory() {
        let cost = Cost { memory_kib: u32::MAX, ..COST };
        assert!(matches!(cost.key(WORDS, &[0; 16]), Err(StoreError::BadRootKey(_))));
    }
}
