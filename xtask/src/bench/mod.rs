//! Measurements. Each prints one JSON line per result on standard output and says on standard
//! error what it is doing. What they measure and how is in `docs/bench.md`.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::shell::{Place, run as call};
use crate::web;

/// Runs one measurement by its name.
///
/// # Errors
/// When the name is unknown or the measurement cannot be made.
pub fn run(place: &Place, name: &str, args: &[&str]) -> Result<()> {
    if !args.is_empty() {
        bail!("the measurement takes no arguments");
    }
    match name {
        "ledger" | "pages" => server(place, name),
        "instruments" => instruments(place),
        "sync" => sync(place),
        "policy" => policy(place),
        "shell" => shell(place),
        other => bail!(
            "there is no measurement `{other}`; choose instruments, ledger, pages, policy, shell or sync"
        ),
    }
}

/// The server from outside: `crates/kinkeeper/examples/bench` is the client.
fn server(place: &Place, name: &str) -> Result<()> {
    build(place, &["--example", "bench"])?;
    let folder = place.target.join("bench");
    std::fs::create_dir_all(&folder)?;
    let client = place.target.join("release/examples/bench");
    call(Command::new(client).arg(name).arg(program(place)).arg(folder))
}

/// Decisions and lists, without the server around them: `crates/store/examples/policy.rs`.
fn policy(place: &Place) -> Result<()> {
    let folder = place.target.join("bench/policy");
    std::fs::create_dir_all(&folder)?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["run", "--release", "--package", "kinkeeper-store", "--example", "policy", "--"])
        .arg(folder);
    call(command.current_dir(&place.root))
}

/// One phone with everything of one worker, in a browser; then all phones at once, without one.
fn sync(place: &Place) -> Result<()> {
    client(place)?;
    build(place, &["--example", "bench"])?;
    let years = place.target.join("bench/years");
    call(Command::new(place.target.join("release/examples/bench")).arg("years").arg(&years))?;
    let script = place.root.join("xtask/src/bench/phone.mjs");
    let mut phone = web::node(&script);
    phone
        .arg(years)
        .env("KINKEEPER_BIN", program(place))
        .env("KINKEEPER_WEB_DIR", place.root.join("web/dist"));
    call(phone.current_dir(&place.root))?;
    server(place, "sync")
}

/// Judging records: ten thousand on the server's side, and each answer as a slow phone gives it.
fn instruments(place: &Place) -> Result<()> {
    client(place)?;
    build(place, &["--example", "bench"])?;
    call(Command::new(place.target.join("release/examples/bench")).arg("instruments"))?;
    let script = place.root.join("xtask/src/bench/instruments.mjs");
    call(web::node(&script).env("KINKEEPER_BIN", program(place)).current_dir(&place.root))
}

/// The web client in a browser.
fn shell(place: &Place) -> Result<()> {
    client(place)?;
    build(place, &[])?;
    let script = place.root.join("xtask/src/bench/shell.mjs");
    call(web::node(&script).env("KINKEEPER_BIN", program(place)).current_dir(&place.root))
}

/// The web client, built into `web/dist`.
fn client(place: &Place) -> Result<()> {
    // By a process of its own: it says on standard output what it does, and that is for results here.
    let itself = std::env::current_exe()?;
    let built = Command::new(itself).arg("web").current_dir(&place.root).stderr(Stdio::inherit()).output()?;
    eprint!("{}", String::from_utf8_lossy(&built.stdout));
    if !built.status.success() {
        bail!("the web client could not be built");
    }
    Ok(())
}

/// The server as it is released, with whatever else is asked for.
fn build(place: &Place, more: &[&str]) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--release", "--package", "kinkeeper", "--bin", "kinkeeper"]).args(more);
    call(command.current_dir(&place.root))
}

fn program(place: &Place) -> PathBuf {
    place.target.join("release/kinkeeper")
}
