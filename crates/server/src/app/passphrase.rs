//! Passphrases: hashing with Argon2id, choosing, changing.

use super::guesses::{self, Guessing};
use super::session::Signed;
use super::sign_in::{self, Opened, Step};
use crate::config::{Argon2Cost, Config};
use crate::problem::{Code, Problem};
use crate::state::App;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use domain::ids::WorkerId;
use domain::time::Millis;
use std::sync::Arc;
use store::people::CredentialRow;
use tokio::sync::Semaphore;

/// Shortest passphrase, in characters.
pub const SHORTEST: usize = 10;
/// Longest passphrase, in bytes: hashing more is only a way to keep the server busy.
pub const LONGEST: usize = 256;

/// Passphrase hashing, a few at a time.
pub struct Hasher {
    at_once: Arc<Semaphore>,
    cost: Argon2Cost,
}

impl Hasher {
    /// With the costs of the settings.
    pub fn new(config: &Config) -> Self {
        Self { at_once: Arc::new(Semaphore::new(config.argon2.at_once)), cost: config.argon2 }
    }

    fn argon2(cost: Argon2Cost) -> Result<Argon2<'static>, Problem> {
        let params =
            Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(Problem::broken)?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }

    /// Hashes a passphrase with a fresh salt, in PHC form.
    pub async fn hash(&self, passphrase: String, salt: [u8; 16]) -> Result<String, Problem> {
        let cost = self.cost;
        self.blocking(move || {
            let hash = Self::argon2(cost)?
                .hash_password_with_salt(passphrase.as_bytes(), &salt)
                .map_err(Problem::broken)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether a passphrase fits a stored hash. Without a stored hash the same work is done for nothing.
    pub async fn fits(&self, passphrase: String, stored: Option<String>) -> Result<bool, Problem> {
        let cost = self.cost;
        self.blocking(move || {
            let argon2 = Self::argon2(cost)?;
            match stored.as_deref().map(PasswordHash::new) {
                Some(Ok(hash)) => Ok(argon2.verify_password(passphrase.as_bytes(), &hash).is_ok()),
                Some(Err(error)) => Err(Problem::broken(error)),
                None => {
                    let mut out = [0; 32];
                    argon2
                        .hash_password_into(passphrase.as_bytes(), b"nobody's account", &mut out)
                        .map_err(Problem::broken)?;
                    Ok(false)
                }
            }
        })
        .await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let permit = Arc::clone(&self.at_once).acquire_owned().await.map_err(Problem::broken)?;
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        })
        .await
        .map_err(Problem::broken)?
    }
}

/// Who chose a passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// She herself: it is good until she changes it.
    Herself,
    /// Somebody for her: it is good for one device and some days, and then she chooses her own.
    ForHer,
}

/// Sets a worker's passphrase.
pub async fn set(app: &App, worker: WorkerId, passphrase: String, chosen: Chosen) -> Result<(), Problem> {
    let mut salt = [0; 16];
    app.entropy.fill(&mut salt)?;
    let hash = app.hasher.hash(passphrase, salt).await?;
    let now = app.now();
    let days = i64::from(app.config.first_passphrase_days);
    let (must_change, expires_at) = match chosen {
        Chosen::Herself => (false, None),
        Chosen::ForHer => (true, Some(Millis(now.0 + days * 86_400_000))),
    };
    let row = CredentialRow { worker, hash, changed_at: now, must_change, used_by: None, expires_at };
    Ok(app.store.set_credential(row).await?)
}

/// Whether what somebody typed is her passphrase. Guessing at it through here is limited as at the door.
pub async fn prove(app: &App, signed: &Signed, passphrase: String) -> Result<bool, Problem> {
    let account = signed.colleague().map(|c| c.row.account.clone()).unwrap_or_default();
    let device = signed.session.device;
    let guess = guesses::count(app, Guessing::Passphrase, &account, device, &signed.about).await?;
    let stored = app.store.credential(signed.session.worker).await?.map(|credential| credential.hash);
    let fits = passphrase.len() <= LONGEST && app.hasher.fits(passphrase, stored).await?;
    if fits {
        guess.was_right(app).await?;
    }
    Ok(fits)
}

/// Changes one's own passphrase and ends all other sessions. When the session waited for it, another takes its
/// place.
pub async fn change(app: &App, signed: &Signed, old: String, new: String) -> Result<Option<Opened>, Problem> {
    let waited = match signed.step() {
        None => false,
        Some(Step::Passphrase) => true,
        // Whoever has only the passphrase may not keep its owner out with it.
        Some(Step::SecondFactor | Step::Enrolment | Step::Device) => return Err(signed.unfinished()),
    };
    let worker = signed.session.worker;
    if !prove(app, signed, old.clone()).await? {
        return Err(Problem::new(Code::WrongPassphrase));
    }
    let account = signed.colleague().map(|c| c.row.account.clone()).unwrap_or_default();
    check_strength(&new, &account)?;
    if new == old {
        return Err(Problem::new(Code::WeakPassphrase));
    }
    app.store.audit(vec![signed.event("passphrase_changed", true)]).await?;
    set(app, worker, new, Chosen::Herself).await?;
    app.store.sessions_close_others(worker, signed.session.token_hash).await?;
    if waited { sign_in::go_on(app, signed, None).await.map(Some) } else { Ok(None) }
}

/// Length is what makes a passphrase strong (NIST SP 800-63B §5.1.1.2): no rules on kinds of characters.
pub fn check_strength(passphrase: &str, account: &str) -> Result<(), Problem> {
    let characters = passphrase.chars().count();
    let distinct = passphrase.chars().collect::<std::collections::BTreeSet<_>>().len();
    let is_account = !account.is_empty() && passphrase.to_lowercase().contains(account) && characters < 20;
    if characters < SHORTEST || passphrase.len() > LONGEST || distinct < 4 || is_account {
        return Err(Problem::new(Code::WeakPassphrase));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_makes_a_passphrase_strong() {
        assert!(check_strength("four words of mine", "sokha").is_ok());
        assert!(check_strength("ផ្កាឈូកនៅបឹងធំ", "sokha").is_ok());
        for weak in ["short", "aaaaaaaaaaaaaa", "sokha12345"] {
            assert_eq!(check_strength(weak, "sokha").unwrap_err().code, Code::WeakPassphrase);
        }
    }
}
