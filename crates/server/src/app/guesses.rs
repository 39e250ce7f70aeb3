//! Guesses at passphrases and codes: counted before they are looked at, per account and per network, under keyed
//! hashes that name nobody.

use crate::http::extract::Circumstances;
use crate::network::Network;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::ids::DeviceId;
use domain::time::Millis;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use store::guesses::{Bucket, Limit};
use subtle::ConstantTimeEq;

const HOUR_MS: i64 = 3_600_000;
/// The longest window in which guesses count: 30 days.
pub const MONTH_MS: i64 = 30 * 24 * HOUR_MS;
const SECRET_SETTING: &str = "sign_in_secret";
/// Most accounts that a device is known for.
const MOST_MARKS: usize = 8;

/// At what somebody guesses. Each kind has buckets of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guessing {
    /// A passphrase.
    Passphrase,
    /// A code from an app, or a written-down one.
    Code,
    /// A code for a new phone.
    Device,
}

impl Guessing {
    const fn code(self) -> &'static str {
        match self {
            Self::Passphrase => "account",
            Self::Code => "code",
            Self::Device => "device",
        }
    }
}

/// A guess that was counted.
#[must_use = "a guess that was right must be taken back"]
pub struct Guess([u8; 16]);

impl Guess {
    /// It was right: it does not count.
    pub async fn was_right(self, app: &App) -> Result<(), Problem> {
        Ok(app.store.guess_was_right(self.0).await?)
    }
}

/// Counts a guess, or refuses it while too many others are fresh. On a device that the account was signed in on
/// before, guesses count by themselves, so that a stranger who guesses elsewhere does not lock her out of it.
pub async fn count(
    app: &App,
    at: Guessing,
    account: &str,
    device: DeviceId,
    about: &Circumstances,
) -> Result<Guess, Problem> {
    let secret = secret(app).await?;
    let limits = app.config.sign_in;
    let known = mark(&secret, account, device);
    let is_known = about.marks.iter().any(|given| given.as_bytes().ct_eq(known.as_bytes()).into());
    let account = if is_known { format!("{account}\0{known}") } else { account.to_owned() };
    let mut buckets = vec![Bucket {
        key: key(&secret, at.code(), &account),
        limits: vec![
            Limit { most: limits.per_account_hour, within_ms: HOUR_MS },
            Limit { most: limits.per_account_month, within_ms: MONTH_MS },
        ],
    }];
    if let Some(peer) = about.peer {
        buckets.push(Bucket {
            key: key(&secret, "network", &Network::around(peer).to_string()),
            limits: vec![Limit { most: limits.per_network_hour, within_ms: HOUR_MS }],
        });
    }
    let mut id = [0; 16];
    app.entropy.fill(&mut id)?;
    match app.store.guess(id, &buckets, about.at).await? {
        None => Ok(Guess(id)),
        Some(until) => {
            app.metrics.sign_in("limited");
            Err(Problem::new(Code::TooManyAttempts).after(seconds_until(until, about.at)))
        }
    }
}

fn seconds_until(until: Millis, now: Millis) -> u32 {
    u32::try_from((until.0 - now.0).max(0) / 1_000).unwrap_or(u32::MAX).saturating_add(1)
}

/// The marks for the cookie of a device on which an account has signed in, the newest first.
pub async fn marks_with(
    app: &App,
    account: &str,
    device: DeviceId,
    about: &Circumstances,
) -> Result<String, Problem> {
    let fresh = mark(&secret(app).await?, account, device);
    let mut marks = vec![fresh.clone()];
    marks.extend(about.marks.iter().filter(|mark| **mark != fresh).take(MOST_MARKS - 1).cloned());
    Ok(marks.join("."))
}

fn mark(secret: &str, account: &str, device: DeviceId) -> String {
    hex::encode(key(secret, "known", &format!("{account}\0{device}")))
}

fn key(secret: &str, kind: &str, value: &str) -> Vec<u8> {
    // HMAC takes keys of any length: this cannot fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return Vec::new() };
    for part in [kind, value] {
        mac.update(part.as_bytes());
        mac.update(&[0]);
    }
    mac.finalize().into_bytes().to_vec()
}

/// A secret of this installation.
async fn secret(app: &App) -> Result<String, Problem> {
    if let Some(secret) = app.store.setting(SECRET_SETTING).await? {
        return Ok(secret);
    }
    let mut bytes = [0; 32];
    app.entropy.fill(&mut bytes)?;
    app.store.set_setting(SECRET_SETTING, &hex::encode(bytes)).await?;
    // Another server may have been first.
    Ok(app.store.setting(SECRET_SETTING).await?.unwrap_or_default())
}
