//! What an operator can set. The binary fills it from a file and the environment; every field has a default
//! that is safe to serve with.

use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::PathBuf;

/// The server's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The address to listen on.
    pub bind: SocketAddr,
    /// Where the database, the root key and backups lie unless set otherwise.
    pub data_dir: PathBuf,
    /// `sqlite:…` or `postgres://…`; unset means a SQLite file in [`data_dir`](Self::data_dir).
    pub database_url: Option<String>,
    /// The file that holds the root key; unset means `root.key` in the data directory.
    pub root_key_file: Option<PathBuf>,
    /// The address under which people reach the server, such as `https://cases.example.org`. Requests that
    /// write must come from it. Unset means: whatever host the request itself names.
    pub public_origin: Option<String>,
    /// Demonstration mode: the sign-in page lists the accounts of the invented network.
    pub demo: bool,
    /// How long a session lasts, in hours; work on the device goes on after it, and is sent after signing in again.
    pub session_hours: u32,
    /// Where the built web client lies, instead of the one inside the binary.
    pub web_dir: Option<PathBuf>,
    /// Whether the peer address is read from `X-Forwarded-For` (only behind one's own proxy).
    pub behind_proxy: bool,
    /// How passphrases are hashed.
    pub argon2: Argon2Cost,
    /// How often somebody may try to sign in.
    pub sign_in: SignInLimits,
}

/// What hashing a passphrase costs (Argon2id; the defaults are the second choice of RFC 9106 §4 brought to
/// the OWASP minimum, so that a small server can answer a morning's sign-ins).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Argon2Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
    /// How many hashes may be computed at once.
    pub at_once: usize,
}

/// Limits on sign-in attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignInLimits {
    /// Wrong attempts for one account before it must wait.
    pub per_account: u32,
    /// Wrong attempts from one peer address before it must wait. An office shares one address, so this is
    /// much higher.
    pub per_peer: u32,
    /// The window in which attempts count, and the first wait, in seconds; the wait doubles with each
    /// further wrong attempt up to an hour.
    pub window_seconds: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            bind: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data_dir: PathBuf::from("data"),
            database_url: None,
            root_key_file: None,
            public_origin: None,
            demo: false,
            session_hours: 24 * 14,
            web_dir: None,
            behind_proxy: false,
            argon2: Argon2Cost::default(),
            sign_in: SignInLimits::default(),
        }
    }
}

impl Default for Argon2Cost {
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2, lanes: 1, at_once: 2 }
    }
}

impl Default for SignInLimits {
    fn default() -> Self {
        Self { per_account: 5, per_peer: 60, window_seconds: 300 }
    }
}

/// A setting that cannot be served with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the setting `{setting}` {why}")]
pub struct BadSetting {
    /// Which.
    pub setting: &'static str,
    /// What is wrong with it.
    pub why: &'static str,
}

impl Config {
    /// Checks what can be checked without starting.
    pub fn check(&self) -> Result<(), BadSetting> {
        let bad = |setting, why| Err(BadSetting { setting, why });
        if self.session_hours == 0 || self.session_hours > 24 * 90 {
            return bad("session_hours", "must lie between 1 and 2160");
        }
        if self.argon2.memory_kib < 8 || self.argon2.passes == 0 || self.argon2.lanes == 0 {
            return bad("argon2", "needs at least 8 KiB, one pass and one lane");
        }
        if self.argon2.at_once == 0 {
            return bad("argon2.at_once", "must be at least 1");
        }
        if self.sign_in.per_account == 0 || self.sign_in.per_peer == 0 || self.sign_in.window_seconds == 0 {
            return bad("sign_in", "limits must be at least 1");
        }
        match &self.public_origin {
            Some(origin)
                if !(origin.starts_with("https://") || origin.starts_with("http://"))
                    || origin.matches('/').count() != 2 =>
            {
                bad("public_origin", "must be a scheme and a host, without a path")
            }
            Some(_) | None => Ok(()),
        }
    }
    /// Whether people reach the server on their own machine, where a cookie cannot be `Secure`.
    pub fn is_local(&self) -> bool {
        match &self.public_origin {
            Some(origin) => origin.starts_with("http://localhost") || origin.starts_with("http://127.0.0.1"),
            None => self.bind.ip().is_loopback(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_can_be_served_with() {
        assert_eq!(Config::default().check(), Ok(()));
        assert!(Config::default().is_local());
    }

    #[test]
    fn a_bad_setting_is_named() {
        let config = Config { public_origin: Some("https://a.example/path".to_owned()), ..Config::default() };
        assert_eq!(config.check().unwrap_err().setting, "public_origin");
        let config = Config { session_hours: 0, ..Config::default() };
        assert_eq!(config.check().unwrap_err().setting, "session_hours");
    }

    #[test]
    fn a_public_address_is_not_local() {
        let config =
            Config { public_origin: Some("https://cases.example.org".to_owned()), ..Config::default() };
        assert!(!config.is_local());
    }
}
