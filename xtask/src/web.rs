//! The browser client, complete, in `web/dist`.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::shell::{Place, run};
use crate::stamp::Stamp;
use crate::wasm::Effort;
use crate::{npm, wasm};

/// Builds the core and the shell; steps whose inputs did not change are skipped.
///
/// # Errors
/// When a tool is missing or a step fails.
pub fn build(place: &Place, effort: Effort) -> Result<()> {
    let generated = wasm::build(place, effort)?;
    npm::install(place)?;
    let web = place.web();
    let inputs = [
        web.join("src"),
        web.join("public"),
        web.join("build"),
        web.join("index.html"),
        web.join("vite.config.ts"),
        web.join("package-lock.json"),
        place.root.join("words"),
        generated,
    ];
    let stamp = Stamp::of(web.join("node_modules/.kinkeeper-dist"), &inputs, "vite build")?;
    if stamp.is_fresh() && web.join("dist/index.html").exists() {
        println!("web/dist is up to date");
        return Ok(());
    }
    println!("vite build");
    run(node(&npm::program(place, "vite")).args(["build", "--logLevel", "warn"]).current_dir(&web))?;
    stamp.keep()
}

/// A program of npm, run by the Node.js on the path.
pub fn node(program: &Path) -> Command {
    let mut command = Command::new("node");
    command.arg(program);
    command
}
