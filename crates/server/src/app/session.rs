//! Signing in and out. Passphrases are checked with Argon2id; a session is a random token in a cookie, of
//! which the server keeps only the hash. Unknown accounts cost the same time and get the same answer as wrong
//! passphrases.

use super::directory::{Colleague, Directory};
use crate::config::{Argon2Cost, Config};
use crate::http::extract::Circumstances;
use crate::problem::{Code, Problem};
use crate::state::App;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use axum::http::{HeaderMap, header};
use domain::entry::Section;
use domain::ids::{DeviceId, StreamId};
use domain::time::Millis;
use policy::Principal;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::people::{CredentialRow, SessionRow};
use store::records::AuditEvent;
use store::{Actor, StoreError};
use tokio::sync::Semaphore;

/// The cookie's name.
pub const COOKIE: &str = "kinkeeper_session";
/// Shortest passphrase, in characters.
pub const SHORTEST: usize = 10;
/// Longest passphrase, in bytes: hashing more is only a way to keep the server busy.
pub const LONGEST: usize = 256;
/// How long a session that was just read is trusted without asking the store again, in milliseconds.
const SESSION_FRESH_MS: i64 = 5_000;
/// Most sessions kept in memory.
const SESSIONS_KEPT: usize = 20_000;
/// The longest wait after wrong attempts, in seconds.
const LONGEST_WAIT: u32 = 3_600;

/// Somebody who is signed in, for the length of a request.
#[derive(Debug, Clone)]
pub struct Signed {
    /// Her session.
    pub session: Arc<SessionRow>,
    /// As the policy sees her.
    pub principal: Principal,
    /// Everybody, as of now.
    pub directory: Arc<Directory>,
    /// The request's circumstances.
    pub about: Circumstances,
}

impl Signed {
    /// As the store sees her.
    pub fn actor(&self) -> Actor {
        Actor { worker: self.session.worker, org: self.session.org, device: self.session.device }
    }
    /// Herself in the directory.
    pub fn colleague(&self) -> Option<&Colleague> {
        self.directory.get(self.session.worker)
    }
    /// An audit row of hers.
    pub fn event(&self, action: &str, allowed: bool) -> AuditEvent {
        AuditEvent {
            purpose: "casework".to_owned(),
            allowed,
            outcome: if allowed { "ok" } else { "denied" }.to_owned(),
            ..AuditEvent::new(self.about.at, self.actor(), action, &self.about.id)
        }
    }
    /// The audit row of a list, a search or an overview, with the families whose names it gives out.
    pub fn showed(&self, action: &str, families: impl IntoIterator<Item = StreamId>) -> AuditEvent {
        AuditEvent {
            sections: vec![Section::Identity],
            basis: "list_scope".to_owned(),
            ..self.event(action, true).showing(families)
        }
    }
}

/// Sessions read a moment ago.
#[derive(Debug, Default)]
pub struct SessionCache(Mutex<HashMap<[u8; 32], Read>>);

/// A session, and when it was read.
type Read = (Millis, Arc<SessionRow>);

impl SessionCache {
    fn get(&self, hash: &[u8; 32], now: Millis) -> Option<Arc<SessionRow>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, row) = held.get(hash)?;
        ((0..SESSION_FRESH_MS).contains(&(now.0 - at.0)) && row.expires > now).then(|| Arc::clone(row))
    }
    fn put(&self, hash: [u8; 32], now: Millis, row: &Arc<SessionRow>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= SESSIONS_KEPT {
            held.clear();
        }
        held.insert(hash, (now, Arc::clone(row)));
    }
    /// Forgets everything: a session ended or a worker changed.
    pub fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Passphrase hashing, a few at a time.
pub struct SignInGuard {
    at_once: Arc<Semaphore>,
    cost: Argon2Cost,
}

impl SignInGuard {
    /// With the costs and limits of the settings.
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
    async fn fits(&self, passphrase: String, stored: Option<String>) -> Result<bool, Problem> {
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

/// What somebody types to sign in.
pub struct SignIn {
    /// Her account name.
    pub account: String,
    /// Her passphrase.
    pub passphrase: String,
    /// Her device, by the id that it made for itself.
    pub device: DeviceId,
}

/// A new session.
pub struct Opened {
    /// The token for the cookie.
    pub token: String,
    /// Who it is.
    pub signed: Signed,
    /// She must choose another passphrase.
    pub must_change: bool,
}

/// Signs in.
pub async fn sign_in(app: &App, ask: SignIn, about: &Circumstances) -> Result<Opened, Problem> {
    let account = ask.account.trim().to_lowercase();
    if account.is_empty() || account.len() > 128 || ask.passphrase.len() > LONGEST {
        return Err(Problem::new(Code::SignInFailed));
    }
    let keys = LimitKeys::new(app, &account, about).await?;
    keys.check(app, about.at).await?;
    let worker = app.store.worker_by_account(&account).await?.filter(|row| row.active);
    let credential = match &worker {
        Some(row) => app.store.credential(row.worker).await?,
        None => None,
    };
    let must_change = credential.as_ref().is_some_and(|credential| credential.must_change);
    let fits = app.guard.fits(ask.passphrase, credential.map(|credential| credential.hash)).await?;
    let Some(row) = worker.filter(|_| fits) else {
        app.metrics.sign_in("failed");
        keys.failed(app, about.at).await?;
        return Err(Problem::new(Code::SignInFailed));
    };
    keys.passed(app).await?;
    let token = random_token(app)?;
    let session = Arc::new(SessionRow {
        token_hash: hash_of(&token),
        worker: row.worker,
        org: row.org,
        device: ask.device,
        created: about.at,
        last_seen: about.at,
        expires: about.at.plus_hours(i64::from(app.config.session_hours)),
        // Writes are guarded by a header, the cookie's SameSite and the origin; no token travels in forms.
        csrf: String::new(),
    });
    let directory = app.directory.get(app).await?;
    let principal = match directory.principal(row.worker) {
        Some(principal) => principal,
        None => return Err(Problem::new(Code::SignInFailed)),
    };
    let signed = Signed { session: Arc::clone(&session), principal, directory, about: about.clone() };
    app.store.audit(vec![signed.event("sign_in", true)]).await?;
    app.store.session_open((*session).clone()).await?;
    app.metrics.sign_in("ok");
    Ok(Opened { token, signed, must_change })
}

/// Ends a session.
pub async fn sign_out(app: &App, signed: &Signed) -> Result<(), Problem> {
    app.store.session_close(&signed.session.token_hash).await?;
    app.sessions.forget();
    app.store.audit(vec![signed.event("sign_out", true)]).await?;
    Ok(())
}

/// Changes one's own passphrase and ends all other sessions.
pub async fn change_passphrase(app: &App, signed: &Signed, old: String, new: String) -> Result<(), Problem> {
    let worker = signed.session.worker;
    let account = signed.colleague().map(|c| c.row.account.clone()).unwrap_or_default();
    // Guessing at the old one through here is limited as guessing at the door is.
    let keys = LimitKeys::new(app, &account, &signed.about).await?;
    keys.check(app, signed.about.at).await?;
    let stored = app.store.credential(worker).await?.map(|credential| credential.hash);
    if old.len() > LONGEST || !app.guard.fits(old.clone(), stored).await? {
        keys.failed(app, signed.about.at).await?;
        return Err(Problem::new(Code::WrongPassphrase));
    }
    check_strength(&new, &account)?;
    if new == old {
        return Err(Problem::new(Code::WeakPassphrase));
    }
    set_passphrase(app, worker, new, false).await?;
    app.store.sessions_close_of(worker).await?;
    app.store.session_open((*signed.session).clone()).await?;
    app.sessions.forget();
    app.store.audit(vec![signed.event("passphrase_changed", true)]).await?;
    Ok(())
}

/// Sets a worker's passphrase.
pub async fn set_passphrase(
    app: &App,
    worker: domain::ids::WorkerId,
    passphrase: String,
    must_change: bool,
) -> Result<(), Problem> {
    let mut salt = [0; 16];
    app.entropy.fill(&mut salt)?;
    let hash = app.guard.hash(passphrase, salt).await?;
    app.store.set_credential(CredentialRow { worker, hash, changed_at: app.now(), must_change }).await?;
    Ok(())
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

/// The token in a request's cookie.
pub fn token(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
        .filter(|token| token.len() == 64)
        .map(str::to_owned)
}

/// The `Set-Cookie` value that keeps (or, with no token, removes) a session.
pub fn cookie(app: &App, token: Option<&str>) -> String {
    let seconds = token.map_or(0, |_| u64::from(app.config.session_hours) * 3_600);
    let secure = if app.config.is_local() { "" } else { "; Secure" };
    let token = token.unwrap_or_default();
    format!("{COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
}

/// Who is behind a token, if anybody is.
pub async fn resume(app: &App, token: &str, about: &Circumstances) -> Result<Option<Signed>, Problem> {
    let hash = hash_of(token);
    let session = match app.sessions.get(&hash, about.at) {
        Some(session) => session,
        None => {
            let Some(row) = app.store.session(&hash, about.at).await? else { return Ok(None) };
            let row = Arc::new(row);
            app.sessions.put(hash, about.at, &row);
            row
        }
    };
    let directory = app.directory.get(app).await?;
    // A worker who has left has no roles, and her session is worth nothing.
    let Some(principal) = directory.principal(session.worker).filter(|p| !p.roles.is_empty()) else {
        return Ok(None);
    };
    Ok(Some(Signed { session, principal, directory, about: about.clone() }))
}

fn random_token(app: &App) -> Result<String, Problem> {
    let mut bytes = [0; 32];
    app.entropy.fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}

fn hash_of(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Under which keys wrong attempts are counted: the account and the peer address, both hashed with a secret
/// of this installation, so that the table names nobody.
struct LimitKeys {
    account: Vec<u8>,
    peer: Option<Vec<u8>>,
}

const SECRET_SETTING: &str = "sign_in_secret";

impl LimitKeys {
    async fn new(app: &App, account: &str, about: &Circumstances) -> Result<Self, Problem> {
        let secret = match app.store.setting(SECRET_SETTING).await? {
            Some(secret) => secret,
            None => {
                let secret = random_token(app)?;
                app.store.set_setting(SECRET_SETTING, &secret).await?;
                secret
            }
        };
        let key = |kind: &str, value: &str| {
            let mut hash = Sha256::new();
            for part in [secret.as_str(), kind, value] {
                hash.update(part.as_bytes());
                hash.update([0]);
            }
            hash.finalize().to_vec()
        };
        Ok(Self {
            account: key("account", account),
            peer: about.peer.map(|peer| key("peer", &peer.to_string())),
        })
    }

    /// Refuses while too many wrong attempts are fresh.
    async fn check(&self, app: &App, at: Millis) -> Result<(), Problem> {
        let limits = app.config.sign_in;
        let since = Millis(at.0 - i64::from(LONGEST_WAIT) * 1_000);
        for (key, limit) in [(Some(&self.account), limits.per_account), (self.peer.as_ref(), limits.per_peer)]
        {
            let Some(key) = key else { continue };
            let all = app.store.signin_failures(key, since).await?;
            if all < limit {
                continue;
            }
            // The wait doubles with every further wrong attempt: it is over when none is as fresh as that.
            let wait = wait_after(all, limit, limits.window_seconds);
            let fresh = app.store.signin_failures(key, Millis(at.0 - i64::from(wait) * 1_000)).await?;
            if fresh >= limit {
                app.metrics.sign_in("limited");
                return Err(Problem::new(Code::TooManyAttempts).after(wait));
            }
        }
        Ok(())
    }

    async fn failed(&self, app: &App, at: Millis) -> Result<(), Problem> {
        let since = Millis(at.0 - i64::from(LONGEST_WAIT) * 1_000);
        for key in [Some(&self.account), self.peer.as_ref()].into_iter().flatten() {
            app.store.signin_failed(key, at, since).await?;
        }
        Ok(())
    }

    /// A good sign-in forgets the account's wrong attempts, not the address's: whoever knows one passphrase
    /// could otherwise try at others for ever.
    async fn passed(&self, app: &App) -> Result<(), Problem> {
        Ok(app.store.signin_passed(&self.account).await?)
    }
}

/// Seconds to wait after `failures` wrong attempts.
fn wait_after(failures: u32, limit: u32, window: u32) -> u32 {
    let doublings = (failures.saturating_sub(limit) / limit.max(1)).min(10);
    window.saturating_mul(1 << doublings).min(LONGEST_WAIT)
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NoSpace => Problem::new(Code::DiskFull),
            StoreError::NotFound | StoreError::Erased => Problem::new(Code::NotFound),
            StoreError::Unavailable | StoreError::Closed => Problem::new(Code::Busy).after(5).because(error),
            StoreError::NotAcceptable(_) => Problem::new(Code::BadValue).because(error),
            StoreError::Taken(_) => Problem::new(Code::AccountTaken).because(error),
            StoreError::NewerDatabase { .. }
            | StoreError::ChangedMigration(_)
            | StoreError::WrongRootKey
            | StoreError::BadRootKey(_)
            | StoreError::Damaged(_)
            | StoreError::NotEmpty
            | StoreError::BadArchive(_)
            | StoreError::NotACheckpoint(_)
            | StoreError::Io(_)
            | StoreError::NoRandomness
            | StoreError::Database(_) => Problem::broken(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_and_stops_at_an_hour() {
        assert_eq!(wait_after(5, 5, 300), 300);
        assert_eq!(wait_after(10, 5, 300), 600);
        assert_eq!(wait_after(500, 5, 300), 3_600);
    }

    #[test]
    fn length_makes_a_passphrase_strong() {
        assert!(check_strength("four words of mine", "sokha").is_ok());
        assert!(check_strength("ផ្កាឈូកនៅបឹងធំ", "sokha").is_ok());
        for weak in ["short", "aaaaaaaaaaaaaa", "sokha12345"] {
            assert_eq!(check_strength(weak, "sokha").unwrap_err().code, Code::WeakPassphrase);
        }
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        let token_text = "a".repeat(64);
        headers.insert(header::COOKIE, format!("x=1; {COOKIE}={token_text}").parse().unwrap());
        assert_eq!(token(&headers), Some(token_text));
        headers.insert(header::COOKIE, format!("{COOKIE}=short").parse().unwrap());
        assert_eq!(token(&headers), None);
    }
}
