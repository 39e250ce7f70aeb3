//! Writes sample papers in both languages, to be looked at: `cargo run -p kinkeeper-print --example samples DIR`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_wrap,
    reason = "a test that cannot go on fails"
)]

#[path = "../tests/common/mod.rs"]
mod common;

use std::{env, fs, path::Path};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dir = env::args().nth(1).ok_or("give a directory")?;
    for (name, pdf) in common::samples() {
        fs::write(Path::new(&dir).join(name), pdf?)?;
    }
    Ok(())
}
