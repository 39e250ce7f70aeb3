//! Settings: defaults, then a file, then the environment.

use anyhow::{Context, Result};
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use server::Config;
use std::path::Path;

/// The file that is read when none is named.
const USUAL: &str = "kinkeeper.toml";

/// Reads the settings. A named file must be there; an unknown setting is an error that names it.
pub fn read(file: Option<&Path>) -> Result<Config> {
    let mut figment = Figment::from(Serialized::defaults(Config::default()));
    figment = match file {
        Some(path) => figment.merge(Toml::file_exact(path)),
        None => figment.merge(Toml::file(USUAL)),
    };
    // These are read elsewhere, and the passphrase must not be among what can be printed.
    let elsewhere = ["config", "log", "target_dir", "root_key_passphrase"];
    let environment = Env::prefixed("KINKEEPER_").ignore(&elsewhere).split("__");
    figment.merge(environment).extract().context("the settings cannot be read")
}
