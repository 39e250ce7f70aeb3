//! Where things are, and how other programs are called.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The two folders that every chore needs.
pub struct Place {
    /// The root of the workspace.
    pub root: PathBuf,
    /// Where cargo puts what it builds (`CARGO_TARGET_DIR`, or `target` in the root).
    pub target: PathBuf,
}

impl Place {
    /// Asks cargo, so that a configured target directory is honoured.
    ///
    /// # Errors
    /// When cargo cannot be run, or does not answer in the form that it documents.
    pub fn find() -> Result<Self> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
            .stderr(Stdio::inherit())
            .output()
            .context("cannot run cargo metadata")?;
        if !output.status.success() {
            bail!("cargo metadata failed");
        }
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        let path = |key: &str| -> Result<PathBuf> {
            let text = metadata.get(key).and_then(serde_json::Value::as_str);
            Ok(PathBuf::from(text.with_context(|| format!("cargo metadata has no {key}"))?))
        };
        Ok(Self { root: path("workspace_root")?, target: path("target_directory")? })
    }

    /// A folder of the client shell.
    pub fn web(&self) -> PathBuf {
        self.root.join("web")
    }
}

/// Runs a program to its end, its words going straight to the terminal.
///
/// # Errors
/// When it cannot be started or does not succeed; the message names it.
pub fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("cannot start {name}"))?;
    if !status.success() {
        let args: Vec<_> = command.get_args().map(|a| a.to_string_lossy().into_owned()).collect();
        bail!("{name} {} ended with {status}", args.join(" "));
    }
    Ok(())
}

/// What a program prints on its standard output, or `None` when it is absent or fails.
pub fn ask(program: impl AsRef<Path>, args: &[&str]) -> Option<String> {
    let output = Command::new(program.as_ref()).args(args).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
