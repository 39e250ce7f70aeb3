//! The parts from npm: found, checked, installed once.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell::{Place, ask, run};
use crate::stamp::Stamp;

/// What Vite asks for.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// Installs `web/node_modules` exactly as `package-lock.json` says, unless it already is so.
///
/// # Errors
/// When Node.js is absent or too old, or npm fails.
pub fn install(place: &Place) -> Result<()> {
    check_node()?;
    let web = place.web();
    let stamp = Stamp::of(web.join("node_modules/.kinkeeper"), &[web.join("package-lock.json")], "npm ci")?;
    if stamp.is_fresh() {
        return Ok(());
    }
    println!("npm ci");
    run(Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"])
        .current_dir(&web))?;
    stamp.keep()
}

/// A program that npm installed.
pub fn program(place: &Place, name: &str) -> PathBuf {
    place.web().join("node_modules/.bin").join(name)
}

fn check_node() -> Result<()> {
    let version = ask("node", &["--version"])
        .context("Node.js is missing: apt-get install nodejs npm (20.19 or newer), or run ./run as root")?;
    let mut numbers = version.trim_start_matches('v').split('.').map_while(|n| n.parse::<u32>().ok());
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found < OLDEST_NODE {
        bail!(
            "Node.js {version} is too old for Vite; {}.{} or newer is needed",
            OLDEST_NODE.0,
            OLDEST_NODE.1
        );
    }
    Ok(())
}
