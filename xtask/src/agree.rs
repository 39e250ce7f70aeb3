//! Compares lists with point decisions on many random worlds, on both engines: the test of the store's suite, at
//! length. What it prints goes into `docs/policy.md`.

use std::process::Command;

use anyhow::{Result, bail};

use crate::shell::{Place, run};

/// `cargo xtask agree [--cases N] [--seed N]`.
///
/// # Errors
/// When a list and a point decision disagree, or the comparison cannot be made.
pub fn compare(place: &Place, args: &[&str]) -> Result<()> {
    let (mut cases, mut seed) = ("1000000", "1");
    let mut rest = args;
    loop {
        match rest {
            [] => break,
            ["--cases", number, more @ ..] => (cases, rest) = (number, more),
            ["--seed", number, more @ ..] => (seed, rest) = (number, more),
            _ => bail!("usage: cargo xtask agree [--cases N] [--seed N]"),
        }
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["test", "--release", "--package", "kinkeeper-store", "--test", "suite", "agree"]);
    command.args(["--", "--nocapture", "--test-threads=1"]);
    command.env("KINKEEPER_AGREE_CASES", cases).env("KINKEEPER_AGREE_SEED", seed);
    run(command.current_dir(&place.root))
}
