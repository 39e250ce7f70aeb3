//! Sessions: a random token in a cookie, of which the server keeps only the hash. Every request reads the session
//! anew, so that one that was ended is worth nothing at the next request, whoever ended it and wherever.

use super::directory::{Colleague, Directory};
use super::sign_in::{Proof, Step};
use crate::http::extract::Circumstances;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::http::{HeaderMap, header};
use domain::entry::Section;
use domain::ids::{StreamId, WorkerId};
use policy::{Asker, Principal};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use store::records::AuditEvent;
use store::sessions::SessionRow;
use store::{Actor, StoreError};

/// The cookie's name.
pub const COOKIE: &str = "kinkeeper_session";
/// The cookie with the marks of accounts that have signed in on a device.
pub const KNOWN_COOKIE: &str = "kinkeeper_known";
/// Browsers keep no cookie longer.
const KNOWN_SECONDS: u64 = 400 * 24 * 3_600;
/// Longest cookie with marks that is read, in bytes.
const LONGEST_KNOWN: usize = 1_024;

/// Somebody who is signed in, for the length of a request.
#[derive(Debug, Clone)]
pub struct Signed {
    /// Her session.
    pub session: Arc<SessionRow>,
    /// As the policies see her, ready to ask.
    pub asker: Arc<Asker>,
    /// Everybody, as of now.
    pub directory: Arc<Directory>,
    /// The request's circumstances.
    pub about: Circumstances,
}

impl Signed {
    /// Who she is for the policies.
    pub fn principal(&self) -> &Principal {
        self.asker.principal()
    }
    /// As the store sees her.
    pub fn actor(&self) -> Actor {
        Actor { worker: self.session.worker, org: self.session.org, device: self.session.device }
    }
    /// Herself in the directory.
    pub fn colleague(&self) -> Option<&Colleague> {
        self.directory.get(self.session.worker)
    }
    /// What is still to be done before she may work.
    pub fn step(&self) -> Option<Step> {
        Step::parse(&self.session.waits_for)
    }
    /// With what she proved who she is.
    pub fn proofs(&self) -> Vec<Proof> {
        self.session.proofs.iter().filter_map(|code| Proof::parse(code)).collect()
    }
    /// The problem that says what is still to be done.
    pub fn unfinished(&self) -> Problem {
        let step = self.session.waits_for.as_str();
        Problem::new(Code::SignInUnfinished).with(serde_json::json!({ "waits_for": step }))
    }
    /// How she signs in may be changed only shortly after she proved who she is.
    pub fn must_be_fresh(&self, app: &App) -> Result<(), Problem> {
        let since = self.about.at.0.saturating_sub(self.session.proved_at.0);
        if since < i64::from(app.config.second_factor.fresh_minutes) * 60_000 {
            Ok(())
        } else {
            Err(Problem::new(Code::ProveAgain))
        }
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

/// Ends a session.
pub async fn sign_out(app: &App, signed: &Signed) -> Result<(), Problem> {
    app.store.session_close(&signed.session.token_hash).await?;
    app.store.audit(vec![signed.event("sign_out", true)]).await?;
    Ok(())
}

/// What a session is called by: made from its hash, and good for nothing else.
pub fn public_id(session: &SessionRow) -> String {
    let mut hash = Sha256::new();
    hash.update(b"kinkeeper session id");
    hash.update(session.token_hash);
    hex::encode(hash.finalize().get(..16).unwrap_or_default())
}

/// Somebody's sessions that hold, the one used last first.
pub async fn list(app: &App, worker: WorkerId, about: &Circumstances) -> Result<Vec<SessionRow>, Problem> {
    Ok(app.store.sessions_of(worker, app.config.holding(about.at)).await?)
}

/// Ends one of one's own sessions, or (with none named) all but this one.
pub async fn end_own(app: &App, signed: &Signed, which: Option<&str>) -> Result<(), Problem> {
    app.store.audit(vec![signed.event("sessions.ended", true)]).await?;
    match which {
        Some(which) => end_one(app, signed.session.worker, which, &signed.about).await,
        None => {
            app.store.sessions_close_others(signed.session.worker, signed.session.token_hash).await?;
            Ok(())
        }
    }
}

/// Ends one of somebody's sessions.
pub async fn end_one(app: &App, worker: WorkerId, which: &str, about: &Circumstances) -> Result<(), Problem> {
    let all = list(app, worker, about).await?;
    let found = all.iter().find(|session| public_id(session) == which);
    let session = found.ok_or(Problem::new(Code::NotFound))?;
    Ok(app.store.session_close(&session.token_hash).await?)
}

/// The token in a request's cookie.
pub fn token(headers: &HeaderMap) -> Option<String> {
    cookie_of(headers, COOKIE).filter(|token| token.len() == 64).map(str::to_owned)
}

/// The marks in a request's cookie.
pub fn marks(headers: &HeaderMap) -> Arc<[String]> {
    let text = cookie_of(headers, KNOWN_COOKIE).filter(|text| text.len() <= LONGEST_KNOWN);
    text.map(|text| text.split('.').map(str::to_owned).collect()).unwrap_or_default()
}

/// The value of a cookie.
pub fn cookie_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The `Set-Cookie` value that keeps (or, with no token, removes) a session.
pub fn cookie(app: &App, token: Option<&str>) -> String {
    let seconds = token.map_or(0, |_| u64::from(app.config.session_hours) * 3_600);
    set_cookie(app, COOKIE, token.unwrap_or_default(), seconds)
}

/// The `Set-Cookie` value that keeps the marks of a device.
pub fn known_cookie(app: &App, marks: &str) -> String {
    set_cookie(app, KNOWN_COOKIE, marks, KNOWN_SECONDS)
}

fn set_cookie(app: &App, name: &str, value: &str, seconds: u64) -> String {
    let secure = if app.config.is_local() { "" } else { "; Secure" };
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
}

/// Who is behind a token, if anybody is.
pub async fn resume(app: &App, token: &str, about: &Circumstances) -> Result<Option<Signed>, Problem> {
    let holding = app.config.holding(about.at);
    let Some(row) = app.store.session(&hash_of(token), holding).await? else { return Ok(None) };
    let directory = app.directory.get(app).await?;
    // A worker who has left has no roles, and her session is worth nothing.
    let asker = directory.asker(row.worker, about.at);
    let Some(asker) = asker.filter(|asker| !asker.principal().roles.is_empty()) else {
        return Ok(None);
    };
    Ok(Some(Signed { session: Arc::new(row), asker, directory, about: about.clone() }))
}

/// A token that nobody can guess.
pub fn random_token(app: &App) -> Result<String, Problem> {
    let mut bytes = [0; 32];
    app.entropy.fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}

/// What is kept of a token.
pub fn hash_of(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
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
            | StoreError::WrongPassphrase
            | StoreError::NotEncrypted
            | StoreError::AlreadyEncrypted
            | StoreError::InUse
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
    fn the_token_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        let token_text = "a".repeat(64);
        headers.insert(header::COOKIE, format!("x=1; {COOKIE}={token_text}").parse().unwrap());
        assert_eq!(token(&headers), Some(token_text));
        headers.insert(header::COOKIE, format!("{COOKIE}=short").parse().unwrap());
        assert_eq!(token(&headers), None);
    }
}
