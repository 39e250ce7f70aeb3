//! Passkeys (WebAuthn): setting one up, signing in with one that the device finds by itself, naming and removing.
//! The device checks that it is she (user verification is required); the server learns a public key and no more.

use super::factors::{self, may_enrol};
use super::session::Signed;
use super::sign_in::{self, On, Opened, Opening, Proof};
use crate::config::Config;
use crate::http::extract::Circumstances;
use crate::network::Network;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::ids::WorkerId;
use domain::time::Millis;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use store::factors::PasskeyRow;
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, Url,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// How long a ceremony may take, in milliseconds.
const CEREMONY_MS: i64 = 5 * 60_000;
/// Most ceremonies under way, and most of one network.
const MOST: usize = 10_000;
const MOST_OF_NETWORK: usize = 200;
/// Most passkeys of one person.
const MOST_PASSKEYS: usize = 20;

/// What is needed for passkeys: which site they are for, and the ceremonies that are under way. Those live in
/// memory: a server that starts anew, or another one, asks to begin again.
pub struct Passkeys {
    site: Option<Webauthn>,
    under_way: Mutex<HashMap<String, UnderWay>>,
}

struct UnderWay {
    until: Millis,
    network: Option<Network>,
    what: Ceremony,
}

enum Ceremony {
    Registering(WorkerId, Box<PasskeyRegistration>),
    Entering(Box<DiscoverableAuthentication>),
}

impl Passkeys {
    /// For the site of the settings; without one when it has no name, or no encryption.
    pub fn new(config: &Config) -> Self {
        Self { site: site(config), under_way: Mutex::default() }
    }

    /// Whether passkeys can be used at this address.
    pub fn possible(&self) -> bool {
        self.site.is_some()
    }

    fn site(&self) -> Result<&Webauthn, Problem> {
        self.site.as_ref().ok_or(Problem::new(Code::NoPasskeysHere))
    }

    fn begin(&self, app: &App, about: &Circumstances, what: Ceremony) -> Result<String, Problem> {
        let id = super::session::random_token(app)?;
        let network = about.peer.map(Network::around);
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        under_way.retain(|_, one| one.until > about.at);
        let of_network = under_way.values().filter(|one| one.network == network).count();
        if under_way.len() >= MOST || (network.is_some() && of_network >= MOST_OF_NETWORK) {
            return Err(Problem::new(Code::Busy).after(30));
        }
        under_way.insert(id.clone(), UnderWay { until: Millis(about.at.0 + CEREMONY_MS), network, what });
        Ok(id)
    }

    /// A challenge is good once.
    fn take(&self, id: &str, at: Millis) -> Option<Ceremony> {
        let taken = self.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(id)?;
        (taken.until > at).then_some(taken.what)
    }
}

fn site(config: &Config) -> Option<Webauthn> {
    let origin = Url::parse(&config.origin()?).ok()?;
    let name = origin.domain()?;
    let local = name == "localhost";
    if origin.scheme() != "https" && !local {
        return None;
    }
    WebauthnBuilder::new(name, &origin).ok()?.rp_name("Kinkeeper").allow_any_port(local).build().ok()
}

/// What a browser needs for a ceremony.
pub struct Begun {
    /// To finish it with.
    pub ceremony: String,
    /// The options, in the form of the WebAuthn standard, bytes as base64url.
    pub options: Value,
}

/// A browser's answer that cannot be used.
fn failed(cause: impl std::fmt::Display) -> Problem {
    Problem::new(Code::PasskeyFailed).because(cause)
}

/// Begins to set one up.
pub async fn begin_adding(app: &App, signed: &Signed) -> Result<Begun, Problem> {
    may_enrol(app, signed)?;
    let site = app.passkeys.site()?;
    let colleague = signed.colleague().ok_or(Problem::new(Code::NotSignedIn))?;
    let there = app.store.passkeys(signed.session.worker).await?;
    if there.len() >= MOST_PASSKEYS {
        return Err(Problem::new(Code::BadValue).at("passkeys"));
    }
    let known: Vec<CredentialID> = there.iter().map(|row| CredentialID::from(row.id.clone())).collect();
    let id = signed.session.worker.uuid();
    let account = &colleague.row.account;
    let (options, state) =
        site.start_passkey_registration(id, account, account, Some(known)).map_err(Problem::broken)?;
    let mut options = serde_json::to_value(&options).map_err(Problem::broken)?;
    // Only one that the device finds without being told an account lets her in by itself.
    if let Some(wanted) = options.pointer_mut("/publicKey/authenticatorSelection") {
        wanted["residentKey"] = "required".into();
        wanted["requireResidentKey"] = true.into();
        wanted["userVerification"] = "required".into();
    }
    let what = Ceremony::Registering(signed.session.worker, Box::new(state));
    let ceremony = app.passkeys.begin(app, &signed.about, what)?;
    Ok(Begun { ceremony, options })
}

/// Sets one up. When a sign-in waited for it, it goes on.
pub async fn add(
    app: &App,
    signed: &Signed,
    ceremony: &str,
    name: &str,
    answer: Value,
) -> Result<(PasskeyRow, Option<Opened>), Problem> {
    may_enrol(app, signed)?;
    let state = match app.passkeys.take(ceremony, signed.about.at) {
        Some(Ceremony::Registering(worker, state)) if worker == signed.session.worker => state,
        Some(Ceremony::Registering(..) | Ceremony::Entering(_)) | None => {
            return Err(failed("no such ceremony"));
        }
    };
    let answer: RegisterPublicKeyCredential = serde_json::from_value(answer).map_err(failed)?;
    let key = app.passkeys.site()?.finish_passkey_registration(&answer, &state).map_err(failed)?;
    let row = PasskeyRow {
        id: key.cred_id().to_vec(),
        worker: signed.session.worker,
        name: factors::name(name)?,
        public_key: serde_json::to_string(&key).map_err(Problem::broken)?,
        added_at: signed.about.at,
        used_at: None,
    };
    app.store.audit(vec![signed.event("passkeys.added", true)]).await?;
    app.store.passkey_add(row.clone()).await?;
    let opened = factors::enrolled(app, signed, Proof::Passkey).await?;
    Ok((row, opened))
}

/// Calls one by another name.
pub async fn rename(app: &App, signed: &Signed, id: &[u8], name: &str) -> Result<(), Problem> {
    let name = factors::name(name)?;
    app.store.audit(vec![signed.event("passkeys.renamed", true)]).await?;
    let hers = app.store.passkey_rename(signed.session.worker, id, &name).await?;
    if hers { Ok(()) } else { Err(Problem::new(Code::NotFound)) }
}

/// Removes one.
pub async fn remove(app: &App, signed: &Signed, id: &[u8]) -> Result<(), Problem> {
    signed.must_be_fresh(app)?;
    factors::not_the_last(app, signed).await?;
    app.store.audit(vec![signed.event("passkeys.removed", true)]).await?;
    let hers = app.store.passkey_remove(signed.session.worker, id).await?;
    if hers { Ok(()) } else { Err(Problem::new(Code::NotFound)) }
}

/// Begins to sign in. Nobody says who she is: her device knows.
pub fn begin_entering(app: &App, about: &Circumstances) -> Result<Begun, Problem> {
    let (options, state) =
        app.passkeys.site()?.start_discoverable_authentication().map_err(Problem::broken)?;
    let options = serde_json::to_value(&options).map_err(Problem::broken)?;
    let ceremony = app.passkeys.begin(app, about, Ceremony::Entering(Box::new(state)))?;
    Ok(Begun { ceremony, options })
}

/// Signs in with one. Guess limits do not apply: there is nothing to guess.
pub async fn enter(
    app: &App,
    ceremony: &str,
    answer: Value,
    on: On,
    about: &Circumstances,
) -> Result<Opened, Problem> {
    let unknown = |cause: &str| {
        app.metrics.sign_in("failed");
        failed(cause)
    };
    let site = app.passkeys.site()?;
    let state = match app.passkeys.take(ceremony, about.at) {
        Some(Ceremony::Entering(state)) => state,
        Some(Ceremony::Registering(..)) | None => return Err(unknown("no such ceremony")),
    };
    let answer: PublicKeyCredential = serde_json::from_value(answer).map_err(failed)?;
    let (worker, id) = site.identify_discoverable_authentication(&answer).map_err(failed)?;
    let Some(row) = app.store.passkey(id).await?.filter(|row| row.worker.uuid() == worker) else {
        return Err(unknown("no such passkey"));
    };
    let epoch = app.store.session_epoch(row.worker).await?;
    let mut key: Passkey = serde_json::from_str(&row.public_key).map_err(Problem::broken)?;
    // A counter that did not grow is a copy: the library refuses it.
    let result = site
        .finish_discoverable_authentication_v2(&answer, *state, DiscoverableKey::from(&key))
        .map_err(|error| unknown(&error.to_string()))?;
    if !result.user_verified() {
        return Err(unknown("not verified"));
    }
    key.update_credential(&result);
    let worker = app.store.worker(row.worker).await?.filter(|row| row.active);
    let worker = worker.ok_or_else(|| unknown("she has left"))?;
    let changed = serde_json::to_string(&key).map_err(Problem::broken)?;
    app.store.passkey_used(&row.id, &changed, about.at).await?;
    let opening =
        Opening { row: worker, on, proofs: vec![Proof::Passkey], epoch, instead_of: None, code_given: false };
    sign_in::open(app, opening, about).await
}
