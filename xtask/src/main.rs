//! The chores of the project: what `./run`, `./test` and `./bench` call.
//!
//! `cargo xtask web [--quick]` builds the browser client into `web/dist`;
//! `cargo xtask wasm [--quick]` builds only its Rust core into `web/src/gen`;
//! `cargo xtask tidy` checks the house rules that clippy cannot see;
//! `cargo xtask words` checks that Khmer and English say the same things;
//! `cargo xtask target-dir` prints where cargo puts what it builds;
//! `cargo xtask agree [--cases N] [--seed N]` compares lists with point decisions of the policy;
//! `cargo xtask simulate [--days N] [--seed N]` plays phones and server against everything that can go wrong;
//! `cargo xtask planted [NAME]` plants mistakes in them, and sees whether they are found;
//! `cargo xtask bench NAME` measures.

mod agree;
mod bench;
mod npm;
mod shell;
mod stamp;
mod tidy;
mod wasm;
mod web;
mod words;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "usage: cargo xtask web [--quick] | wasm [--quick] | tidy | words | target-dir | agree [--cases N] [--seed N] | simulate [--days N] [--seed N] | planted [NAME] | bench NAME";

fn main() -> ExitCode {
    match chore() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn chore() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let place = shell::Place::find()?;
    match words.as_slice() {
        ["web"] => web::build(&place, wasm::Effort::Full),
        ["web", "--quick"] => web::build(&place, wasm::Effort::Quick),
        ["wasm"] => wasm::build(&place, wasm::Effort::Full).map(drop),
        ["wasm", "--quick"] => wasm::build(&place, wasm::Effort::Quick).map(drop),
        ["tidy"] => tidy::check(&place),
        ["words"] => words::check(&place),
        ["target-dir"] => {
            println!("{}", place.target.display());
            Ok(())
        }
        ["agree", rest @ ..] => agree::compare(&place, rest),
        ["simulate", rest @ ..] => simulate(&place, &[], rest),
        ["planted"] => simulate(&place, &["--features", "planted"], &["--planted", "all"]),
        ["planted", name] => simulate(&place, &["--features", "planted"], &["--planted", name]),
        ["bench", name, rest @ ..] => bench::run(&place, name, rest),
        _ => bail!(USAGE),
    }
}

/// A month of a small network takes a second or two: what is played is optimised (the profile `simulation`).
fn simulate(place: &shell::Place, more: &[&str], rest: &[&str]) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let build = ["build", "--quiet", "--profile", "simulation", "--package", "kinkeeper-simulator"];
    shell::run(std::process::Command::new(cargo).args(build).args(more).current_dir(&place.root))?;
    shell::run(std::process::Command::new(place.target.join("simulation/kinkeeper-simulate")).args(rest))
}
