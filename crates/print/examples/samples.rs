//! Writes sample papers in both languages, to be looked at: `cargo run -p kinkeeper-print --example samples DIR`.
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
