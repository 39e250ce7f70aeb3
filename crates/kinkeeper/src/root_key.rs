//! The root key as an operator deals with it: sealing it with a passphrase, and saying the passphrase. It is taken from
//! the environment, from a file or from the terminal; never from the command line, which every process can read.

use crate::cli::RootKeyCommand;
use crate::open;
use anyhow::{Context, Result, bail};
use server::Config;
use std::io::IsTerminal;
use std::path::Path;
use store::{FileState, KeyFile, Location, RootKey, SHORTEST_PASSPHRASE, SystemRandom};
use zeroize::Zeroizing;

/// The variable of the environment with the passphrase itself. It is no setting: settings can be printed.
pub const VARIABLE: &str = "KINKEEPER_ROOT_KEY_PASSPHRASE";

type Words = Zeroizing<String>;

fn from_file(file: &Path) -> Result<Words> {
    let text = Zeroizing::new(
        std::fs::read_to_string(file)
            .with_context(|| format!("the passphrase file {} cannot be read", file.display()))?,
    );
    let words = Zeroizing::new(text.trim().to_owned());
    if words.is_empty() {
        bail!("the passphrase file {} is empty", file.display());
    }
    Ok(words)
}

/// The passphrase that was set, in the environment or a file.
pub fn configured(settings: &Config) -> Result<Option<Words>> {
    if let Ok(words) = std::env::var(VARIABLE) {
        return Ok(Some(Zeroizing::new(words.trim().to_owned())));
    }
    settings.root_key_passphrase_file.as_deref().map(from_file).transpose()
}

fn ask(what: &str) -> Result<Words> {
    if !std::io::stdin().is_terminal() {
        bail!(
            "the root key is sealed, and there is no terminal to ask for its passphrase: set {VARIABLE}, or \
             `root_key_passphrase_file` in the settings"
        );
    }
    let words = rpassword::prompt_password(what).context("the passphrase cannot be asked for")?;
    Ok(Zeroizing::new(words.trim().to_owned()))
}

/// The passphrase of the root key: as it was set, or asked for.
pub fn passphrase(settings: &Config) -> Result<Words> {
    match configured(settings)? {
        Some(words) => Ok(words),
        None => ask("Passphrase of the root key: "),
    }
}

/// Refuses a new passphrase that is soon guessed by whoever has the file.
pub fn check_length(words: &str) -> Result<()> {
    if words.chars().count() < SHORTEST_PASSPHRASE {
        bail!(
            "a passphrase for the root key needs at least {SHORTEST_PASSPHRASE} characters: whoever has the file can \
             guess without limit. Five or six words hold"
        );
    }
    Ok(())
}

fn chosen(file: Option<&Path>, set: Option<Words>) -> Result<Words> {
    let words = match (file, set) {
        (Some(file), _) => from_file(file)?,
        (None, Some(words)) => words,
        (None, None) => {
            if !std::io::stdin().is_terminal() {
                bail!("there is no terminal to ask for the new passphrase: give --new-passphrase-file FILE");
            }
            let words = ask("New passphrase: ")?;
            if words != ask("The same again: ")? {
                bail!("these were not the same; nothing was changed");
            }
            words
        }
    };
    check_length(&words)?;
    Ok(words)
}

/// Does what was asked.
pub fn run(settings: &Config, what: RootKeyCommand) -> Result<()> {
    let file = open::root_key_file(settings);
    let there = RootKey::kind(&file).context("the root key cannot be used")?;
    match what {
        RootKeyCommand::Seal { new_passphrase_file } => {
            let new = new_passphrase_file.as_deref();
            match there {
                None => {
                    open::refuse_another_key(settings)?;
                    std::fs::create_dir_all(&settings.data_dir)
                        .context("the data directory cannot be made")?;
                    let words = chosen(new, configured(settings)?)?;
                    RootKey::make(&file, &SystemRandom, Some(&words)).context("it cannot be written")?;
                }
                Some(KeyFile::Plain) => {
                    let key = RootKey::read(&file)?;
                    let words = chosen(new, configured(settings)?)?;
                    key.keep_otherwise(&file, &SystemRandom, Some(&words)).context("nothing was changed")?;
                }
                Some(KeyFile::Sealed) => {
                    let key = RootKey::unseal(&file, &passphrase(settings)?)?;
                    // The one that is set opens it: another one must come from elsewhere.
                    let words = chosen(new, None)?;
                    key.keep_otherwise(&file, &SystemRandom, Some(&words)).context("nothing was changed")?;
                }
            }
            println!(
                "{} is sealed with the passphrase; write it down, and keep it away from here",
                file.display()
            );
            if let Location::Sqlite(database) = open::location(settings)
                && store::file_state(&database)? == FileState::Plain
            {
                println!(
                    "What is in the database is sealed with it. Who works where, villages, risks and days can still be \
                     read in its file: `kinkeeper encrypt-database` closes that too"
                );
            }
        }
        RootKeyCommand::Unseal => match there {
            Some(KeyFile::Sealed) => {
                let key = RootKey::unseal(&file, &passphrase(settings)?)?;
                key.keep_otherwise(&file, &SystemRandom, None).context("nothing was changed")?;
                println!("{} is not sealed any more: whoever has this file has the key", file.display());
            }
            Some(KeyFile::Plain) => bail!("{} is not sealed", file.display()),
            None => bail!("there is no root key {}", file.display()),
        },
    }
    Ok(())
}

/// What `config check` says of it.
pub fn state(settings: &Config) -> Result<&'static str> {
    let there = RootKey::kind(&open::root_key_file(settings)).context("the root key cannot be used")?;
    Ok(match there {
        Some(KeyFile::Sealed) => "sealed with a passphrase",
        Some(KeyFile::Plain) => "a file that is not sealed with a passphrase",
        None => "missing; it is made with the database",
    })
}
