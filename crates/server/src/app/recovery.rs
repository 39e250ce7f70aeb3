//! Letting somebody in again who lost everything. Two different people decide: an administrator proposes, her
//! supervisor or another administrator confirms. Each is shown half of the first passphrase, so that neither can
//! use it without the other; she needs both.

use super::passphrase::{self, Chosen};
use super::session::Signed;
use super::team::decide;
use super::workers::{ours, words};
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::ids::{RecoveryId, WorkerId};
use domain::time::Millis;
use policy::Act;
use store::recoveries::{RecoveryRow, RecoveryState};

/// How long a proposal waits, in milliseconds: three days.
const WAITS_MS: i64 = 3 * 86_400_000;
/// How long decided ones are listed: 30 days.
const LISTED_MS: i64 = 30 * 86_400_000;
/// Words of one half: 24 bits, of which ten guesses an hour and a hundred a month are let through.
const HALF: usize = 4;

/// Proposes it; gives the first half.
pub async fn propose(app: &App, signed: &Signed, worker: WorkerId) -> Result<(RecoveryId, String), Problem> {
    decide(signed, Act::ManageWorkers)?;
    let colleague = ours(signed, worker)?;
    if worker == signed.session.worker || !colleague.row.active {
        return Err(Problem::new(Code::TwoPeople));
    }
    let row = RecoveryRow {
        id: RecoveryId::from_uuid(app.new_id()?),
        org: signed.session.org,
        worker,
        proposed_by: signed.session.worker,
        proposed_at: signed.about.at,
        half: words(app, HALF)?,
        state: RecoveryState::Proposed,
    };
    let given = (row.id, row.half.clone());
    app.store.audit(vec![signed.event("recovery.proposed", true)]).await?;
    app.store.recovery_propose(row).await?;
    Ok(given)
}

/// Whether somebody may decide about a recovery of this worker.
fn may_decide(signed: &Signed, worker: WorkerId) -> bool {
    let supervises = signed.directory.supervisor_of(worker) == Some(signed.session.worker);
    supervises || decide(signed, Act::ManageWorkers).is_ok()
}

/// Those that somebody may see: the ones that she may decide about.
pub async fn list(app: &App, signed: &Signed) -> Result<Vec<RecoveryRow>, Problem> {
    let since = Millis(signed.about.at.0 - LISTED_MS);
    let mut rows = app.store.recoveries(signed.session.org, since).await?;
    rows.retain(|row| may_decide(signed, row.worker));
    app.store.audit(vec![signed.event("recoveries.read", true)]).await?;
    Ok(rows)
}

/// Whether a proposal still waits.
pub fn waits(row: &RecoveryRow, at: Millis) -> bool {
    row.state == RecoveryState::Proposed && row.proposed_at.0 + WAITS_MS > at.0
}

async fn open_one(app: &App, signed: &Signed, id: RecoveryId) -> Result<RecoveryRow, Problem> {
    let found = app.store.recovery(signed.session.org, id).await?;
    let row = found.filter(|row| may_decide(signed, row.worker)).ok_or(Problem::new(Code::NotFound))?;
    if waits(&row, signed.about.at) { Ok(row) } else { Err(Problem::new(Code::RecoveryDecided)) }
}

/// Confirms it: her second factors are removed, her sessions end, and the first passphrase is the two halves
/// together. Gives the second half.
pub async fn confirm(app: &App, signed: &Signed, id: RecoveryId) -> Result<String, Problem> {
    let row = open_one(app, signed, id).await?;
    if [row.proposed_by, row.worker].contains(&signed.session.worker) {
        return Err(Problem::new(Code::TwoPeople));
    }
    let half = words(app, HALF)?;
    app.store.audit(vec![signed.event("recovery.confirmed", true)]).await?;
    let state = RecoveryState::Confirmed(signed.session.worker, signed.about.at);
    if !app.store.recovery_decide(id, state).await? {
        return Err(Problem::new(Code::RecoveryDecided));
    }
    // It is decided: should the one who confirmed go away now, the rest is done all the same. Whoever may have her
    // phone is put out first.
    let (app, passphrase) = (app.clone(), format!("{}-{half}", row.half));
    let rest = tokio::spawn(async move {
        app.store.sessions_close_of(row.worker).await?;
        app.store.factors_remove(row.worker).await?;
        passphrase::set(&app, row.worker, passphrase, Chosen::ForHer).await?;
        Ok::<(), Problem>(())
    });
    rest.await.map_err(Problem::broken)??;
    Ok(half)
}

/// Refuses it, or takes it back.
pub async fn refuse(app: &App, signed: &Signed, id: RecoveryId) -> Result<(), Problem> {
    open_one(app, signed, id).await?;
    app.store.audit(vec![signed.event("recovery.refused", true)]).await?;
    let state = RecoveryState::Refused(signed.session.worker, signed.about.at);
    let done = app.store.recovery_decide(id, state).await?;
    if done { Ok(()) } else { Err(Problem::new(Code::RecoveryDecided)) }
}
