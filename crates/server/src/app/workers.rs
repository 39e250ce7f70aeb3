//! The administrator's work: who works here, as what, and first passphrases.

use super::directory::Colleague;
use super::gate::PolicyGate;
use super::passphrase::{self, Chosen};
use super::session::{self, Signed};
use super::team::decide;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{ACTION_VERSION, Action, Base, Entry, Outcome, Rejection};
use domain::ids::{EntryId, StreamId, WorkerId};
use domain::organisation::{OrganisationAction, Worker};
use policy::Act;
use std::sync::Arc;
use store::sessions::SessionRow;
use store::{Append, Verdict};

/// Everybody of the administrator's organisation, in the order of their account names.
pub async fn list(app: &App, signed: &Signed) -> Result<Vec<Colleague>, Problem> {
    decide(signed, Act::ManageWorkers)?;
    app.store.audit(vec![signed.event("workers.read", true)]).await?;
    Ok(signed.directory.of(signed.session.org).into_iter().cloned().collect())
}

/// Adds a worker and gives her a first passphrase, which is shown once and must be changed.
pub async fn create(app: &App, signed: &Signed, worker: Worker) -> Result<(WorkerId, String), Problem> {
    decide(signed, Act::ManageWorkers)?;
    let account = worker.account.clone();
    // Account names are unique in the whole network, which one organisation's ledger cannot see.
    if app.store.worker_by_account(&account).await?.is_some() {
        return Err(Problem::new(Code::AccountTaken).at("account"));
    }
    let id = worker.id;
    set(app, signed, worker).await?;
    let passphrase = first_passphrase(app)?;
    passphrase::set(app, id, passphrase.clone(), Chosen::ForHer).await?;
    Ok((id, passphrase))
}

/// Changes what is known of a worker. One who has left is signed out everywhere.
pub async fn change(app: &App, signed: &Signed, worker: Worker) -> Result<(), Problem> {
    decide(signed, Act::ManageWorkers)?;
    let known = ours(signed, worker.id)?;
    // An administrator who locks herself out would leave nobody to let her in again.
    let herself = worker.id == signed.session.worker;
    if herself && (!worker.active || !signed.principal().roles.contains(&worker.role)) {
        return Err(Problem::new(Code::BadValue).at("active"));
    }
    if known.row.account != worker.account && app.store.worker_by_account(&worker.account).await?.is_some() {
        return Err(Problem::new(Code::AccountTaken).at("account"));
    }
    let (id, active) = (worker.id, worker.active);
    set(app, signed, worker).await?;
    if !active {
        app.store.sessions_close_of(id).await?;
    }
    Ok(())
}

/// Gives a worker a new first passphrase and signs her out everywhere.
pub async fn reset(app: &App, signed: &Signed, id: WorkerId) -> Result<String, Problem> {
    decide(signed, Act::ManageWorkers)?;
    ours(signed, id)?;
    let passphrase = first_passphrase(app)?;
    app.store.audit(vec![signed.event("passphrase_reset", true)]).await?;
    passphrase::set(app, id, passphrase.clone(), Chosen::ForHer).await?;
    app.store.sessions_close_of(id).await?;
    Ok(passphrase)
}

/// Where a worker is signed in.
pub async fn sessions(app: &App, signed: &Signed, id: WorkerId) -> Result<Vec<SessionRow>, Problem> {
    decide(signed, Act::ManageWorkers)?;
    ours(signed, id)?;
    app.store.audit(vec![signed.event("workers.sessions.read", true)]).await?;
    session::list(app, id, &signed.about).await
}

/// Ends one of a worker's sessions, or all.
pub async fn end_sessions(
    app: &App,
    signed: &Signed,
    id: WorkerId,
    which: Option<&str>,
) -> Result<(), Problem> {
    decide(signed, Act::ManageWorkers)?;
    ours(signed, id)?;
    app.store.audit(vec![signed.event("workers.sessions.ended", true)]).await?;
    match which {
        Some(which) => session::end_one(app, id, which, &signed.about).await,
        None => {
            app.store.sessions_close_of(id).await?;
            Ok(())
        }
    }
}

/// A worker of the administrator's own organisation.
pub fn ours(signed: &Signed, id: WorkerId) -> Result<&Colleague, Problem> {
    signed
        .directory
        .get(id)
        .filter(|colleague| colleague.row.org == signed.session.org)
        .ok_or(Problem::new(Code::NotFound))
}

/// Writes a worker to the organisation's ledger.
async fn set(app: &App, signed: &Signed, worker: Worker) -> Result<(), Problem> {
    let stream = StreamId::from_uuid(signed.session.org.uuid());
    let seen = app.store.stream_info(stream, signed.about.at).await?.map_or(0, |info| info.head);
    let entry = Entry {
        id: EntryId::from_uuid(app.new_id()?),
        stream,
        author: signed.session.worker,
        device: signed.session.device,
        made_at: signed.about.at,
        base: Base { seen, after: None },
        v: ACTION_VERSION,
        action: Action::Organisation(OrganisationAction::WorkerSet { worker }),
    };
    let request = Append {
        entries: vec![entry],
        actor: signed.actor(),
        at: signed.about.at,
        request_id: signed.about.id.to_string(),
        gate: Arc::new(PolicyGate::new(
            Arc::clone(&signed.asker),
            Arc::clone(&signed.directory),
            signed.about.at,
        )),
        // What cannot take effect is not worth keeping: the administrator sees at once what is wrong.
        atomic: true,
        on_behalf: false,
    };
    let receipts = app.store.append(request).await?;
    app.directory.forget();
    match receipts.into_iter().next().map(|receipt| receipt.verdict) {
        Some(Verdict::Placed { outcome: Outcome::Rejected { reason }, .. }) => Err(rejected(reason)),
        Some(Verdict::Placed { .. } | Verdict::AlreadyThere { .. }) => Ok(()),
        Some(Verdict::Refused { code, .. }) => Err(Problem::new(Code::BadValue).because(code)),
        None => Err(Problem::broken("no receipt")),
    }
}

fn rejected(reason: Rejection) -> Problem {
    match reason {
        Rejection::NotPossible { field, why } => Problem::new(Code::BadValue).at(&field).because(why),
        Rejection::AlreadyThere { what } => Problem::new(Code::AccountTaken).at(&what),
        Rejection::UnknownThing { what } => Problem::new(Code::BadValue).at(&what),
        Rejection::WrongStream
        | Rejection::UnknownPerson
        | Rejection::WrongStage { .. }
        | Rejection::NoConsent
        | Rejection::Incomplete { .. }
        | Rejection::UnknownInstrument
        | Rejection::GatesUnmet { .. }
        | Rejection::FourEyes
        | Rejection::AlreadyDecided => Problem::new(Code::BadValue),
    }
}

/// Words for first passphrases: short, without letters that look alike, easy to read out on the telephone.
const WORDS: [&str; 64] = [
    "amber", "apple", "bamboo", "banana", "basket", "bridge", "butter", "candle", "canoe", "carpet", "cedar",
    "cherry", "clay", "coconut", "cotton", "daisy", "drum", "duck", "earth", "feather", "ferry", "fish",
    "garden", "ginger", "grain", "hammer", "harbor", "honey", "island", "jacket", "jasmine", "kettle",
    "kite", "lantern", "lemon", "lotus", "mango", "market", "melon", "meadow", "monsoon", "moon", "mountain",
    "needle", "orchid", "paddle", "palm", "papaya", "pepper", "pigeon", "potter", "pumpkin", "rabbit",
    "rain", "river", "saddle", "salt", "season", "silk", "spoon", "temple", "tiger", "velvet", "window",
];

/// Six words of 64: 36 bits, for a passphrase that is changed at the first sign-in and whose guessing is
/// limited.
pub fn first_passphrase(app: &App) -> Result<String, Problem> {
    words(app, 6)
}

/// So many words.
pub fn words(app: &App, how_many: usize) -> Result<String, Problem> {
    let mut bytes = vec![0; how_many];
    app.entropy.fill(&mut bytes)?;
    let words: Vec<&str> =
        bytes.iter().filter_map(|byte| WORDS.get(usize::from(byte % 64)).copied()).collect();
    Ok(words.join("-"))
}
