//! The Rust core of the client, compiled for the browser into `web/src/gen`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::shell::{Place, ask, run};
use crate::stamp::Stamp;

const TARGET: &str = "wasm32-unknown-unknown";
const CRATE: &str = "kinkeeper-client";
const NAME: &str = "kinkeeper_client";
const PROFILE: &str = "wasm";
/// A stripped module no longer says which features it uses, and wasm-bindgen must know; it strips the rest.
const KEEP_FEATURES: [(&str, &str); 1] = [("CARGO_PROFILE_WASM_STRIP", "none")];

/// `./test` compiles with clippy as the compiler; what people get is compiled without it.
const WRAPPER: &str = "RUSTC_WORKSPACE_WRAPPER";

/// Large and less quick on the phone, but compiled in a fraction of the time.
const HASTE: [(&str, &str); 4] = [
    ("CARGO_PROFILE_WASM_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_WASM_INCREMENTAL", "true"),
    ("CARGO_PROFILE_WASM_LTO", "off"),
    ("CARGO_PROFILE_WASM_OPT_LEVEL", "1"),
];

/// How much work goes into making the core small.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// What people get. `wasm-opt` is left out on purpose: its `-Oz` and `-Os` made the file a sixth smaller as it
    /// is, but a tenth larger as it travels, compressed with brotli.
    Full,
    /// For trying something out: as the compiler leaves it.
    Quick,
}

/// Builds the core; does nothing when nothing changed. Returns the folder with the JavaScript
/// module, its types and the WASM file. The bundler puts a hash into the names.
///
/// # Errors
/// When no way to compile for WASM is found (the message says what to install) or a step fails.
pub fn build(place: &Place, effort: Effort) -> Result<PathBuf> {
    let compiled = compile(place, effort)?;
    let out = place.web().join("src/gen");
    let how = match effort {
        Effort::Full => "full",
        Effort::Quick => "quick",
    };
    let stamp = Stamp::of(out.join(".stamp"), std::slice::from_ref(&compiled), how)?;
    let wasm = out.join(format!("{NAME}_bg.wasm"));
    if stamp.is_fresh() && wasm.exists() {
        return Ok(out);
    }
    println!("wasm-bindgen");
    fs::create_dir_all(&out)?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&compiled).out_name(NAME).typescript(true).remove_name_section(true);
    bindgen.web(true)?.generate(&out).context("wasm-bindgen failed")?;
    stamp.keep()?;
    println!("the core is {} KB", fs::metadata(&wasm)?.len() / 1024);
    Ok(out)
}

/// Lets cargo decide what is stale; it knows best.
fn compile(place: &Place, effort: Effort) -> Result<PathBuf> {
    let args = ["build", "--package", CRATE, "--lib", "--target", TARGET, "--profile", PROFILE];
    let built = |target: &Path| target.join(TARGET).join(PROFILE).join(format!("{NAME}.wasm"));
    if rustup_has_target() {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.args(args).envs(KEEP_FEATURES).env_remove(WRAPPER).current_dir(&place.root);
        match effort {
            Effort::Full => {}
            Effort::Quick => {
                command.envs(HASTE);
            }
        }
        run(&mut command)?;
        return Ok(built(&place.target));
    }
    let target = place.target.join("debian-wasm");
    run(debian_cargo()?
        .args(args)
        .args(["-Z", "build-std=std,panic_abort", "--ignore-rust-version"])
        .env("CARGO_TARGET_DIR", &target)
        .env_remove(WRAPPER)
        .envs(KEEP_FEATURES)
        .current_dir(&place.root))?;
    Ok(built(&target))
}

/// The ordinary way: the toolchain in use has the target, or rustup can fetch it.
fn rustup_has_target() -> bool {
    let installed = || {
        let Some(root) = ask("rustc", &["--print", "sysroot"]) else { return false };
        Path::new(&root).join("lib/rustlib").join(TARGET).join("lib").is_dir()
    };
    if installed() {
        return true;
    }
    println!("rustup target add {TARGET}");
    let added = Command::new("rustup").args(["target", "add", TARGET]).status();
    added.is_ok_and(|status| status.success()) && installed()
}

/// Debian's own compiler for the web with the linker of the rustup toolchain: for machines
/// where rustup cannot download.
fn debian_cargo() -> Result<Command> {
    let missing = format!(
        "no way to compile for the browser was found. Either `rustup target add {TARGET}`, or, where rustup cannot \
         download: apt-get install rustc-web cargo-web rust-web-src libstd-rust-web-dev"
    );
    let linker = ask("rustc", &["--print", "sysroot"])
        .map(|root| Path::new(&root).join("lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld"))
        .filter(|path| path.exists());
    let (true, Some(linker)) = (Path::new("/usr/share/doc/rustc-web").exists(), linker) else {
        bail!(missing)
    };
    let mut command = Command::new("/usr/bin/cargo");
    command
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("CARGO")
        .env("PATH", "/usr/bin:/bin")
        .env("RUSTC", "/usr/bin/rustc")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
    Ok(command)
}
