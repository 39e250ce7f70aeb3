//! The one binary: serves, imports, backs up, proves and repairs.

mod backup;
mod cli;
mod demo;
mod encrypt;
mod erase;
mod import;
mod instrument;
mod open;
mod root_key;
mod settings;
mod user;
mod verify;

use anyhow::{Context, Result};
use clap::Parser;
use cli::{Cli, Command, ConfigCommand, ImportCommand, InstrumentCommand, TemplateCommand};
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => match runtime.block_on(to_its_end(cli)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("kinkeeper: {error:#}");
                ExitCode::FAILURE
            }
        },
        Err(error) => {
            eprintln!("kinkeeper: no runtime: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn to_its_end(cli: Cli) -> Result<()> {
    let done = run(cli).await;
    open::close_all().await;
    done
}

async fn run(cli: Cli) -> Result<()> {
    // Read only by what needs them: a tool or a template is a file alone, and no network need be set up.
    let settings = || settings::read(cli.config.as_deref());
    match cli.command {
        Command::Serve { demo, bind } => {
            let mut settings = settings()?;
            settings.demo |= demo;
            if let Some(bind) = bind {
                settings.bind = bind;
            }
            serve(settings).await
        }
        Command::Instrument { what: InstrumentCommand::Check { file, tolerant, khmer, to } } => {
            instrument::check(&file, tolerant, khmer, to.as_deref())
        }
        Command::Instrument { what: InstrumentCommand::Export { code, to } } => {
            instrument::export(&code, &to)
        }
        Command::Import { what: ImportCommand::Gazetteer { file } } => {
            import::gazetteer(&settings()?, &file).await
        }
        Command::Import { what: ImportCommand::Families { file, by, check } } => {
            import::families(&settings()?, &file, &by, check).await
        }
        Command::Import { what: ImportCommand::RollBack { import, by } } => {
            import::roll_back(&settings()?, &import, &by).await
        }
        Command::Import { what: ImportCommand::List { by } } => import::list(&settings()?, &by).await,
        Command::Template { what: TemplateCommand::Families } => {
            let workbook = exchange::families::write_template().context("the template could not be made")?;
            std::io::stdout().lock().write_all(&workbook).context("the template could not be written")
        }
        Command::BackupKey => backup::key(),
        Command::Backup { to, recipient, passphrase_file } => {
            backup::backup(&settings()?, &to, recipient.as_deref(), passphrase_file.as_deref()).await
        }
        Command::Restore { from, identity, passphrase_file, erased } => {
            let key = (identity.as_deref(), passphrase_file.as_deref());
            backup::restore(&settings()?, &from, key, &erased).await
        }
        Command::Verify { from, inclusion } => match inclusion.as_deref() {
            Some([organisation, place]) => verify::inclusion(&settings()?, organisation, place).await,
            Some(_) | None => verify::verify(&settings()?, from.as_deref()).await,
        },
        Command::Checkpoint { key } => verify::checkpoint(&settings()?, key).await,
        Command::Erase { family, by, approved_by, reason, certificate } => {
            let ask = erase::Ask { family, by, approved_by, reason, certificate };
            erase::erase(&settings()?, ask).await
        }
        Command::Rebuild => rebuild(&settings()?).await,
        Command::EncryptDatabase => encrypt::encrypt(&settings()?).await,
        Command::RootKey { what } => root_key::run(&settings()?, what),
        Command::User { what } => user::run(&settings()?, what).await,
        Command::Config { what: ConfigCommand::Check } => check(&settings()?),
    }
}

async fn serve(settings: server::Config) -> Result<()> {
    start_log();
    settings.check()?;
    let store = open::store(&settings).await?;
    if settings.demo {
        demo::fill(&store, &settings).await?;
    }
    let listener = tokio::net::TcpListener::bind(settings.bind)
        .await
        .with_context(|| format!("cannot listen on {}", settings.bind))?;
    let tls = settings.tls_files().is_some();
    let app = server::App::new(settings, store);
    // Without the policies that two people agreed on, nobody could be answered: better not to begin.
    server::app::sharing::check(&app).await.map_err(anyhow::Error::msg)?;
    // People type this address; it is the one line that is not for a log collector. Port 0 in the settings means
    // any free one: what is printed is the one that it became.
    let scheme = if tls { "https" } else { "http" };
    println!("Kinkeeper is ready on {scheme}://{}", listener.local_addr()?);
    server::serve_on(listener, app, stopped()).await?;
    Ok(())
}

/// Ready when the operator or the system wants the server to stop.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    tokio::select! {
        _ = interrupt => {}
        () = terminate => {}
    }
}

fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("KINKEEPER_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    // A second subscriber in one process is a mistake of a test, not a reason to stop.
    let _set =
        tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

async fn rebuild(settings: &server::Config) -> Result<()> {
    let store = open::store(settings).await?;
    let before = store.projections_digest().await?;
    let done = store.rebuild().await?;
    store.reindex_shown().await?;
    let after = store.projections_digest().await?;
    store.close().await;
    println!("{} streams, {} entries folded", done.streams, done.entries);
    println!(
        "{}",
        if before == after { "the projections are as they were" } else { "the projections were mended" }
    );
    Ok(())
}

fn check(settings: &server::Config) -> Result<()> {
    settings.check()?;
    println!("bind = {}", settings.bind);
    println!("data_dir = {}", settings.data_dir.display());
    println!("database = {}", open::location(settings).engine().name());
    if let store::Location::Sqlite(file) = open::location(settings) {
        let state = match (store::file_state(&file)?, open::encryption(settings)?) {
            (store::FileState::Absent, store::FileEncryption::Off) => {
                "not there yet; only what is in it will be sealed"
            }
            (store::FileState::Absent, _) => "not there yet; it will be encrypted as a whole",
            (store::FileState::Encrypted, _) => "encrypted as a whole",
            (store::FileState::Plain, store::FileEncryption::Off) => {
                "not encrypted as a whole; what is in it is sealed"
            }
            (store::FileState::Plain, _) => {
                "NOT encrypted as a whole (what is in it is sealed): run `kinkeeper encrypt-database`"
            }
        };
        println!("database_file = {state}");
    }
    println!("root_key = {}", root_key::state(settings)?);
    println!("demo = {}", settings.demo);
    println!("the settings can be served with");
    Ok(())
}
