//! What an operator can set. The binary fills it from a file and the environment; every field has a default
//! that is safe to serve with.

use crate::network::Network;
use domain::organisation::Role;
use domain::time::Millis;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use store::sessions::Holding;

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
    /// The file with the passphrase with which the root key is sealed, if it is. Without this it is taken from
    /// `KINKEEPER_ROOT_KEY_PASSPHRASE` or asked for on the terminal.
    pub root_key_passphrase_file: Option<PathBuf>,
    /// Whether the SQLite file as a whole is encrypted. `true`: it is, or the server does not start. `false`: a new one
    /// is not. Unset: a new one is when the root key is sealed or lies outside the data directory. One that is there
    /// stays as it is.
    pub encrypt_database: Option<bool>,
    /// The address under which people reach the server, such as `https://cases.example.org`. Requests that
    /// write must come from it. Unset means: whatever host the request itself names.
    pub public_origin: Option<String>,
    /// Demonstration mode: the sign-in page lists the accounts of the invented network.
    pub demo: bool,
    /// How long a session lasts, used or not, in hours; work on the device goes on after it, and is sent after
    /// signing in again.
    pub session_hours: u32,
    /// After how many hours without a request a session ends before that.
    pub session_idle_hours: u32,
    /// How many days a first passphrase waits for its first use.
    pub first_passphrase_days: u32,
    /// Where the built web client lies, instead of the one inside the binary.
    pub web_dir: Option<PathBuf>,
    /// Whether whoever connects is one's own proxy, whatever its address: then the peer address is the last one
    /// in `X-Forwarded-For`. Only for a server that nothing but the proxy can reach.
    pub behind_proxy: bool,
    /// The networks of one's own proxies, such as `10.0.0.0/8`. `X-Forwarded-For` is read only from them, from
    /// right to left, up to the first address that is not one of them.
    pub proxies: Vec<Network>,
    /// The certificate (PEM, with its chain) and the key to it: with both, the server speaks TLS itself.
    pub tls_cert: Option<PathBuf>,
    /// See [`tls_cert`](Self::tls_cert).
    pub tls_key: Option<PathBuf>,
    /// With this as a bearer token `/metrics` may be read from afar. Without one it is read from this machine only.
    pub metrics_token: Option<String>,
    /// How many requests of one session may be under way at the same time.
    pub requests_at_once: u32,
    /// How many phones may send or ask at the same time; so many more may wait to send.
    pub syncs_at_once: u32,
    /// See [`syncs_at_once`](Self::syncs_at_once).
    pub syncs_waiting: u32,
    /// How many megabytes the photographs of one organisation's families may have.
    pub photos_megabytes: u32,
    /// After how many seconds a request that is not done is given up.
    pub request_seconds: u32,
    /// How passphrases are hashed.
    pub argon2: Argon2Cost,
    /// How often somebody may guess.
    pub sign_in: SignInLimits,
    /// Who must have a second factor.
    pub second_factor: SecondFactor,
    /// Identity providers of organisations.
    pub providers: Vec<Provider>,
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

/// Limits on guesses at the sign-in. A guess is counted before it is looked at; one that was right is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignInLimits {
    /// Wrong guesses at one account within an hour. A device on which she signed in before counts by itself, so
    /// that a stranger cannot lock her out of it.
    pub per_account_hour: u32,
    /// The same within 30 days.
    pub per_account_month: u32,
    /// Wrong guesses from one network (IPv4 /24, IPv6 /56) within an hour. An office, or a whole town behind its
    /// telephone company, shares one: this is much higher.
    pub per_network_hour: u32,
}

/// An organisation's identity provider (OpenID Connect).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// What it is called in requests: small letters, digits and hyphens.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its issuer, exactly as it names itself.
    pub issuer: String,
    /// What it calls this server.
    pub client_id: String,
    /// The secret between the two, if there is one.
    #[serde(default)]
    pub client_secret: Option<String>,
    /// The organisation whose workers sign in through it, by its Latin name.
    pub organisation: String,
    /// Whether a worker whose account name is her user name there is bound without an invitation. Only where that
    /// organisation alone gives those names out.
    #[serde(default)]
    pub match_accounts: bool,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never the secret.
        f.debug_struct("Provider").field("id", &self.id).field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// Who must have a second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SecondFactor {
    /// The roles that must; unset means everybody above the caseworkers, and in demonstration mode nobody.
    pub required_for: Option<Vec<String>>,
    /// For how many days after she was first told somebody may go on without.
    pub grace_days: u32,
    /// For how many minutes after proving herself somebody may change how she signs in.
    pub fresh_minutes: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            bind: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data_dir: PathBuf::from("data"),
            database_url: None,
            root_key_file: None,
            root_key_passphrase_file: None,
            encrypt_database: None,
            public_origin: None,
            demo: false,
            session_hours: 24 * 14,
            session_idle_hours: 24 * 7,
            first_passphrase_days: 14,
            web_dir: None,
            behind_proxy: false,
            proxies: Vec::new(),
            tls_cert: None,
            tls_key: None,
            metrics_token: None,
            requests_at_once: 16,
            syncs_at_once: 32,
            syncs_waiting: 2048,
            photos_megabytes: 5_000,
            request_seconds: 300,
            argon2: Argon2Cost::default(),
            sign_in: SignInLimits::default(),
            second_factor: SecondFactor::default(),
            providers: Vec::new(),
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
        // Ten and a hundred: goal AU-3 of the security goals; ASVS 5.0.0 6.3.1.
        Self { per_account_hour: 10, per_account_month: 100, per_network_hour: 300 }
    }
}

impl Default for SecondFactor {
    fn default() -> Self {
        Self { required_for: None, grace_days: 7, fresh_minutes: 10 }
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
        if self.tls_cert.is_some() != self.tls_key.is_some() {
            return bad("tls_cert", "and `tls_key` go together");
        }
        if self.requests_at_once == 0 || self.request_seconds == 0 {
            return bad("requests_at_once", "and `request_seconds` must be at least 1");
        }
        if self.syncs_at_once == 0 {
            return bad("syncs_at_once", "must be at least 1");
        }
        if self.session_idle_hours == 0 {
            return bad("session_idle_hours", "must be at least 1");
        }
        let limits = self.sign_in;
        if limits.per_account_hour == 0 || limits.per_account_month == 0 || limits.per_network_hour == 0 {
            return bad("sign_in", "limits must be at least 1");
        }
        if self.second_factor.fresh_minutes == 0 {
            return bad("second_factor.fresh_minutes", "must be at least 1");
        }
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        for provider in &self.providers {
            if provider.id.is_empty() || !provider.id.chars().all(plain) {
                return bad("providers.id", "must be small letters, digits and hyphens");
            }
            let local = ["http://127.0.0.1", "http://localhost"];
            let secure = provider.issuer.starts_with("https://");
            if !secure && !local.iter().any(|start| provider.issuer.starts_with(start)) {
                return bad("providers.issuer", "must begin with https://");
            }
        }
        if !self.providers.is_empty() && self.origin().is_none() {
            return bad("public_origin", "must be set for identity providers: they send people back to it");
        }
        let roles = self.second_factor.required_for.iter().flatten();
        if roles.into_iter().any(|role| Role::parse(role).is_none()) {
            return bad("second_factor.required_for", "names a role that does not exist");
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
    /// The address under which people reach the server, as far as that is known.
    pub fn origin(&self) -> Option<String> {
        match &self.public_origin {
            Some(origin) => Some(origin.clone()),
            None if self.bind.ip().is_loopback() => Some(format!("http://localhost:{}", self.bind.port())),
            None => None,
        }
    }
    /// Certificate and key, when the server speaks TLS itself.
    pub fn tls_files(&self) -> Option<(&Path, &Path)> {
        Some((self.tls_cert.as_deref()?, self.tls_key.as_deref()?))
    }
    /// Whether people reach the server over TLS, its own or its proxy's.
    pub fn is_encrypted(&self) -> bool {
        let origin = self.public_origin.as_deref();
        self.tls_cert.is_some() || origin.is_some_and(|origin| origin.starts_with("https://"))
    }
    /// Which of the sessions that are stored hold at `at`.
    pub fn holding(&self, at: Millis) -> Holding {
        Holding { at, idle_ms: i64::from(self.session_idle_hours) * 3_600_000 }
    }
    /// Whether somebody with these roles must have a second factor.
    pub fn needs_second_factor(&self, roles: &[Role]) -> bool {
        match &self.second_factor.required_for {
            Some(required) => roles.iter().any(|role| required.iter().any(|code| code == role.code())),
            None if self.demo => false,
            None => roles.iter().any(|role| match role {
                Role::SeniorSocialWorker
                | Role::ProgrammeManager
                | Role::MeOfficer
                | Role::Administrator
                | Role::DataProtectionOfficer => true,
                Role::VillageSocialWorker | Role::Specialist => false,
            }),
        }
    }
    /// Whether people reach the server on their own machine, where a cookie cannot be `Secure`.
    pub fn is_local(&self) -> bool {
        if self.is_encrypted() {
            return false;
        }
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
