//! Measures the built server from outside, through HTTP, with everything durable. `./bench ledger` and
//! `./bench pages` build both in release and call this: `bench ledger|pages PROGRAM FOLDER`.
//! Prints one JSON line per result on standard output; what it is doing on standard error.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_wrap,
    reason = "a test that cannot go on fails"
)]

#[allow(dead_code, reason = "the tests use more of it than the measurements")]
#[path = "../../tests/suite/http.rs"]
mod http;
mod instruments;
mod ledger;
mod office;
mod pages;
mod serving;
mod storm;
mod years;

use anyhow::{Result, bail};
use std::path::Path;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["ledger", program, folder] => ledger::measure(Path::new(program), Path::new(folder)),
        ["pages", program, folder] => pages::measure(Path::new(program), Path::new(folder)),
        ["sync", program, folder] => {
            storm::measure(Path::new(program), Path::new(folder), &["sqlite", "postgres"])
        }
        ["sync", program, folder, engine] => storm::measure(Path::new(program), Path::new(folder), &[engine]),
        ["instruments"] => instruments::measure(),
        ["years", folder] => years::fill(Path::new(folder)),
        _ => bail!("usage: bench ledger|pages|sync PROGRAM FOLDER, bench instruments, bench years FOLDER"),
    }
}
