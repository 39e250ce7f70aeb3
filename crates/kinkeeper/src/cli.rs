//! The command line.

use clap::{Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Keeps families together: case management for family preservation and child protection.
#[derive(Debug, Parser)]
#[command(name = "kinkeeper", version, about)]
pub struct Cli {
    /// Settings file (TOML). Without it `kinkeeper.toml` in the working directory, if there is one; every
    /// setting can also be given as `KINKEEPER_…` in the environment, `__` between the parts of a name.
    #[arg(long, global = true, env = "KINKEEPER_CONFIG")]
    pub config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the network.
    Serve {
        /// Fill an empty database with the invented network and list its accounts on the sign-in page.
        #[arg(long)]
        demo: bool,
        /// Listen here instead of where the settings say.
        #[arg(long)]
        bind: Option<SocketAddr>,
    },
    /// Bring something in.
    Import {
        /// What.
        #[command(subcommand)]
        what: ImportCommand,
    },
    /// Look at assessment tools as files.
    Instrument {
        /// What.
        #[command(subcommand)]
        what: InstrumentCommand,
    },
    /// Write an empty workbook to fill in.
    Template {
        /// Which.
        #[command(subcommand)]
        what: TemplateCommand,
    },
    /// Make a key pair for backups and print it: keep the secret part away from this machine.
    BackupKey,
    /// Write an encrypted backup while serving.
    Backup {
        /// The file to write.
        to: PathBuf,
        /// Encrypt to this age recipient (`age1…`).
        #[arg(long, conflicts_with = "passphrase_file")]
        recipient: Option<String>,
        /// Encrypt with the passphrase in this file.
        #[arg(long)]
        passphrase_file: Option<PathBuf>,
    },
    /// Restore a backup into an empty database and prove it.
    Restore {
        /// The backup.
        from: PathBuf,
        /// The file with the age identity (`AGE-SECRET-KEY-…`).
        #[arg(long, conflicts_with = "passphrase_file")]
        identity: Option<PathBuf>,
        /// The file with the passphrase.
        #[arg(long)]
        passphrase_file: Option<PathBuf>,
        /// Erase again what this certificate says was erased, before anybody works with the copy. May be repeated.
        #[arg(long)]
        erased: Vec<PathBuf>,
    },
    /// Prove the ledger: every chain, every content, the audit log, the checkpoints.
    Verify {
        /// Prove also that everything continues what this checkpoint signed. Keep such files away from this
        /// machine: they are what tells a rewritten or put back database from the true one.
        #[arg(long)]
        from: Option<PathBuf>,
        /// Prove that one row is in the audit log: organisation and place, then print the proof as JSON.
        #[arg(long, num_args = 2, value_names = ["ORGANISATION", "PLACE"], conflicts_with = "from")]
        inclusion: Option<Vec<String>>,
    },
    /// Print a signed checkpoint over the audit log and the ledger as they are now.
    Checkpoint {
        /// Print the key that it can be checked with instead.
        #[arg(long)]
        key: bool,
    },
    /// Destroy a family's key: nothing of its file can be read again, by anybody. There is no way back.
    Erase {
        /// The family's id.
        family: String,
        /// The account of the administrator who carries it out.
        #[arg(long)]
        by: String,
        /// The account of whoever approved it: somebody else, a supervisor or manager who may read the file.
        #[arg(long)]
        approved_by: String,
        /// family_asked, court_order, opened_by_mistake or kept_long_enough.
        #[arg(long)]
        reason: String,
        /// Write the signed certificate here (JSON); beside it the paper in Khmer and in English (PDF).
        #[arg(long)]
        certificate: PathBuf,
    },
    /// Derive all projections anew from the ledger.
    Rebuild,
    /// Encrypt the SQLite file as a whole, when it was made without. The server must be stopped; the disk needs room
    /// for the file once more.
    EncryptDatabase,
    /// Seal the root key with a passphrase, or take that away.
    RootKey {
        /// What.
        #[command(subcommand)]
        what: RootKeyCommand,
    },
    /// Manage accounts.
    User {
        /// What.
        #[command(subcommand)]
        what: UserCommand,
    },
    /// Look at the settings.
    Config {
        /// What.
        #[command(subcommand)]
        what: ConfigCommand,
    },
}

/// What to bring in.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// The official list of provinces, districts, communes and villages (CSV).
    Gazetteer {
        /// The file.
        file: PathBuf,
    },
    /// Families from a workbook: all or nothing, and to be rolled back as a whole.
    Families {
        /// The workbook (.xlsx).
        file: PathBuf,
        /// The account of the administrator who answers for it.
        #[arg(long)]
        by: String,
        /// Only look and report.
        #[arg(long)]
        check: bool,
    },
    /// Take an import back as a whole.
    RollBack {
        /// Its id, as printed by the import.
        import: String,
        /// The account of the administrator.
        #[arg(long)]
        by: String,
    },
    /// List the imports of an organisation.
    List {
        /// The account of the administrator.
        #[arg(long)]
        by: String,
    },
}

/// Which workbook.
#[derive(Debug, Subcommand)]
pub enum TemplateCommand {
    /// People, families and relationships. Redirect the output to a file.
    Families,
}

/// What to do with the root key. The passphrase that it has is taken from KINKEEPER_ROOT_KEY_PASSPHRASE, from the file
/// that `root_key_passphrase_file` names, or from the terminal.
#[derive(Debug, Subcommand)]
pub enum RootKeyCommand {
    /// Seal it with a passphrase, or with another one. Without the passphrase nothing can be read again.
    Seal {
        /// The file with the new passphrase; otherwise it is asked for.
        #[arg(long)]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Leave it in its file as it is: whoever has the file has the key.
    Unseal,
}

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a worker; her first passphrase is printed once.
    Add {
        /// The name with which she signs in.
        account: String,
        /// village_social_worker, senior_social_worker, specialist, programme_manager, me_officer or
        /// administrator.
        #[arg(long)]
        role: String,
        /// Organisation, by its Latin name; made when there is none of that name.
        #[arg(long)]
        organisation: String,
        /// Her name in Khmer script.
        #[arg(long, default_value = "")]
        name_km: String,
        /// Her name in Latin letters.
        #[arg(long, default_value = "")]
        name_latin: String,
        /// The account of her supervisor.
        #[arg(long)]
        supervisor: Option<String>,
        /// Codes of the places where she works.
        #[arg(long = "area")]
        areas: Vec<String>,
    },
    /// List the accounts.
    List,
    /// Give a new first passphrase; it is printed once and all her sessions end.
    Passphrase {
        /// The account.
        account: String,
        /// Also remove her passkeys, app and written codes: for the only administrator who lost them. In the
        /// browser this takes two people; here it takes whoever holds the machine.
        #[arg(long)]
        without_second_factors: bool,
    },
    /// Close an account: nobody can sign in with it any more.
    Close {
        /// The account.
        account: String,
    },
}

/// What to look at.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Read the settings as `serve` would and say what is wrong with them.
    Check,
}

/// What to do with an assessment tool.
#[derive(Debug, Subcommand)]
pub enum InstrumentCommand {
    /// Read an XLSForm workbook (.xlsx) or a document (.json) and say everything that is wrong with it, cell by cell.
    /// Writes nothing but, with `--to`, the document.
    Check {
        /// The file.
        file: PathBuf,
        /// Take Kobo's and CHT's columns and types, and unknown columns, with warnings.
        #[arg(long)]
        tolerant: bool,
        /// Say it in Khmer.
        #[arg(long)]
        khmer: bool,
        /// Write the document that a workbook amounts to here, when nothing is wrong with it.
        #[arg(long)]
        to: Option<PathBuf>,
    },
    /// Write a tool of the library as an XLSForm workbook, for ODK Collect and KoboCollect.
    Export {
        /// The tool's code; its newest version is written.
        code: String,
        /// The file to write.
        to: PathBuf,
    },
}
