//! Backups: everything that cannot be derived, as one stream, compressed and encrypted with age. The root key
//! goes with it, so that a backup alone restores a lost machine; whoever can open the backup can read it all.

use crate::{open, root_key};
use age::secrecy::SecretString;
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use server::{Clock, Config, SystemClock};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use store::{RootKey, SystemRandom};

/// The first line of a backup.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    kinkeeper_backup: u32,
    /// 64 hexadecimal digits.
    root_key: String,
}

/// The form of the backup that this build writes.
const FORM: u32 = 1;

/// Prints a new key pair.
pub fn key() -> Result<()> {
    use age::secrecy::ExposeSecret;
    let identity = age::x25519::Identity::generate();
    let mut out = std::io::stdout().lock();
    writeln!(out, "# public: {}", identity.to_public())?;
    writeln!(out, "{}", identity.to_string().expose_secret())?;
    Ok(())
}

fn passphrase(file: &Path) -> Result<SecretString> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("the passphrase file {} cannot be read", file.display()))?;
    let text = text.trim();
    if text.is_empty() {
        bail!("the passphrase file {} is empty", file.display());
    }
    Ok(SecretString::from(text.to_owned()))
}

fn encryptor(recipient: Option<&str>, passphrase_file: Option<&Path>) -> Result<age::Encryptor> {
    match (recipient, passphrase_file) {
        (Some(text), _) => {
            let recipient: age::x25519::Recipient =
                text.parse().map_err(|why| anyhow::anyhow!("not an age recipient: {why}"))?;
            let one = std::iter::once(&recipient as &dyn age::Recipient);
            age::Encryptor::with_recipients(one).context("the recipient cannot be used")
        }
        (None, Some(file)) => Ok(age::Encryptor::with_user_passphrase(passphrase(file)?)),
        (None, None) => bail!("say with --recipient or --passphrase-file how to encrypt the backup"),
    }
}

/// Writes a backup, first beside its place, so that a backup that is cut short never stands for one.
pub async fn backup(
    settings: &Config,
    to: &Path,
    recipient: Option<&str>,
    passphrase_file: Option<&Path>,
) -> Result<()> {
    let encryptor = encryptor(recipient, passphrase_file)?;
    let root_key = open::root_key(settings)?;
    let head = Head { kinkeeper_backup: FORM, root_key: root_key.hex().to_string() };
    let store = open::open_with(settings, root_key).await?;
    let part = to.with_extension("part");
    let file = File::create(&part).with_context(|| format!("{} cannot be written", part.display()))?;
    let (mut reader, writer) = std::io::pipe().context("no pipe")?;
    let sealing = std::thread::spawn(move || -> Result<()> {
        let sealed = encryptor.wrap_output(BufWriter::new(file))?;
        let mut packed = zstd::Encoder::new(sealed, 6)?;
        serde_json::to_writer(&mut packed, &head)?;
        packed.write_all(b"\n")?;
        std::io::copy(&mut reader, &mut packed)?;
        let file = packed.finish()?.finish()?.into_inner().map_err(|error| anyhow::anyhow!("{error}"))?;
        file.sync_all()?;
        Ok(())
    });
    let exported = store.export_all(Box::new(writer)).await;
    let sealed = sealing.join().map_err(|_| anyhow::anyhow!("the backup could not be encrypted"))?;
    store.close().await;
    let exported = match (exported, sealed) {
        (Ok(exported), Ok(())) => exported,
        (Err(error), _) => {
            let _gone = std::fs::remove_file(&part);
            return Err(error).context("the backup could not be made");
        }
        (_, Err(error)) => {
            let _gone = std::fs::remove_file(&part);
            return Err(error).context("the backup could not be written");
        }
    };
    std::fs::rename(&part, to).with_context(|| format!("{} cannot be written", to.display()))?;
    println!("{} entries backed up to {}", exported.entries, to.display());
    Ok(())
}

fn decrypted(
    from: &Path,
    identity: Option<&Path>,
    passphrase_file: Option<&Path>,
) -> Result<Box<dyn Read + Send>> {
    let file = File::open(from).with_context(|| format!("{} cannot be read", from.display()))?;
    let decryptor = age::Decryptor::new_buffered(BufReader::new(file)).context("this is not an age file")?;
    let reader = match (identity, passphrase_file) {
        (Some(path), _) => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("the identity {} cannot be read", path.display()))?;
            let line = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).unwrap_or_default();
            let identity: age::x25519::Identity =
                line.trim().parse().map_err(|why| anyhow::anyhow!("not an age identity: {why}"))?;
            decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity))
        }
        (None, Some(path)) => {
            let identity = age::scrypt::Identity::new(passphrase(path)?);
            decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity))
        }
        (None, None) => bail!("say with --identity or --passphrase-file how to open the backup"),
    };
    Ok(Box::new(reader.context("the backup cannot be opened with this key")?))
}

/// Restores into an empty database, then proves it.
pub async fn restore(
    settings: &Config,
    from: &Path,
    (identity, passphrase_file): (Option<&Path>, Option<&Path>),
    erased: &[PathBuf],
) -> Result<()> {
    // Read first: what cannot be erased again must not be restored.
    let certificates: Vec<store::Certificate> = erased
        .iter()
        .map(|file| {
            let text = std::fs::read(file)
                .with_context(|| format!("the certificate {} cannot be read", file.display()))?;
            serde_json::from_slice(&text).with_context(|| format!("{} is no certificate", file.display()))
        })
        .collect::<Result<_>>()?;
    let plain = zstd::Decoder::new(decrypted(from, identity, passphrase_file)?).context("not a backup")?;
    let mut lines = BufReader::new(plain);
    let mut first = String::new();
    lines.read_line(&mut first).context("the backup cannot be read")?;
    let head: Head = serde_json::from_str(&first).context("this is not a backup of Kinkeeper")?;
    if head.kinkeeper_backup != FORM {
        bail!("the backup has form {}, this build reads {FORM}", head.kinkeeper_backup);
    }
    std::fs::create_dir_all(&settings.data_dir).context("the data directory cannot be made")?;
    let key = keep_root_key(settings, &head.root_key)?;
    let store = open::open_with(settings, key).await?;
    if !certificates.iter().all(|certificate| certificate.is_signed_by(store.verifier())) {
        bail!("a certificate was not signed by this database's key; nothing was restored");
    }
    let imported = store.import_all(Box::new(lines)).await.context("the backup could not be restored")?;
    for certificate in &certificates {
        if let Some(done) = store.erase_again(certificate, SystemClock.now()).await? {
            println!("{} was erased again", done.stream);
        }
    }
    let found = store.verify().await?;
    store.close().await;
    if !found.is_sound() {
        bail!(
            "the backup was restored, but its ledger is not sound: {} faults; run verify",
            found.faults.len()
        );
    }
    println!("{} entries restored and proved", imported.entries);
    Ok(())
}

/// Puts the root key in its place, sealed when a passphrase is set; never over another one.
fn keep_root_key(settings: &Config, hexed: &str) -> Result<RootKey> {
    // Earlier versions wrote the digits of the file, whose content is digits too.
    let bytes = hex::decode(hexed).context("the backup holds no usable root key")?;
    let key = RootKey::parse(&bytes).context("the backup holds no usable root key")?;
    let file = open::root_key_file(settings);
    if RootKey::kind(&file)?.is_some() {
        if open::root_key(settings)? != key {
            bail!("{} holds another root key; move it away first", file.display());
        }
    } else {
        let passphrase = root_key::configured(settings)?;
        if let Some(words) = &passphrase {
            root_key::check_length(words)?;
        }
        let words = passphrase.as_ref().map(|words| words.as_str());
        key.keep(&file, &SystemRandom, words).context("the restored root key cannot be kept")?;
    }
    Ok(key)
}
