//! Measurements. Each prints one JSON line per result on standard output and says on standard
//! error what it is doing.

use anyhow::{Result, bail};

use crate::shell::Place;

/// Runs one measurement by its name.
///
/// # Errors
/// When the name is unknown or the measurement cannot be made.
pub fn run(_place: &Place, name: &str, _args: &[&str]) -> Result<()> {
    match name {
        "ledger" | "pages" | "shell" => bail!("the measurement `{name}` is not there yet"),
        other => bail!("there is no measurement `{other}`; choose ledger, pages or shell"),
    }
}
