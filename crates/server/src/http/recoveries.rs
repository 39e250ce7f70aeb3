//! `/api/v1/recoveries`: letting somebody in again who lost everything, by two people.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::PathId;
use crate::app::recovery;
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use domain::ids::{RecoveryId, WorkerId};
use serde::Serialize;
use store::recoveries::{RecoveryRow, RecoveryState};
use utoipa::ToSchema;

/// A recovery.
#[derive(Serialize, ToSchema)]
struct RecoveryItem {
    recovery: String,
    /// Who lost everything: id, name in Khmer, name in Latin letters.
    worker: String,
    name_km: String,
    name_latin: String,
    /// Who proposed it.
    proposed_by: String,
    proposed_by_km: String,
    proposed_by_latin: String,
    /// In milliseconds.
    proposed_at: i64,
    /// `proposed`, `confirmed`, `refused` or `late`.
    state: &'static str,
    /// Whoever asks can confirm it.
    can_confirm: bool,
}

/// Those that one may decide about, the newest first.
#[derive(Serialize, ToSchema)]
struct RecoveryList {
    recoveries: Vec<RecoveryItem>,
}

/// Half of a first passphrase, shown once. The worker needs both halves, this one first or second.
#[derive(Serialize, ToSchema)]
struct HalfPassphrase {
    recovery: String,
    half: String,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    let decides = Decides::Policy("manage_workers, or she supervises the worker");
    vec![
        Endpoint {
            method: "POST",
            path: "/api/v1/workers/{id}/recovery",
            summary: "Proposes to let somebody in again who lost everything; gives the first half of her first passphrase.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<HalfPassphrase>),
            decides: Decides::Policy("manage_workers"),
            audits: Audits::Row("recovery.proposed"),
            problems: &[Code::NotAllowed, Code::TwoPeople],
            route: post(propose),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/recoveries",
            summary: "Recoveries that one may decide about.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<RecoveryList>),
            decides,
            audits: Audits::Row("recoveries.read"),
            problems: &[],
            route: get(list),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/recoveries/{id}/confirm",
            summary: "Confirms it as the second person; gives the second half.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<HalfPassphrase>),
            decides,
            audits: Audits::Row("recovery.confirmed"),
            problems: &[Code::TwoPeople, Code::RecoveryDecided],
            route: post(confirm),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/recoveries/{id}/refuse",
            summary: "Refuses it, or takes it back.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Nothing,
            decides,
            audits: Audits::Row("recovery.refused"),
            problems: &[Code::RecoveryDecided],
            route: post(refuse),
        },
    ]
}

fn item(row: &RecoveryRow, signed: &Signed) -> RecoveryItem {
    let names = |worker: WorkerId| {
        let row = signed.directory.get(worker).map(|colleague| &colleague.row);
        row.map(|row| (row.name_km.clone(), row.name_en.clone())).unwrap_or_default()
    };
    let (name_km, name_latin) = names(row.worker);
    let (proposed_by_km, proposed_by_latin) = names(row.proposed_by);
    let waits = recovery::waits(row, signed.about.at);
    RecoveryItem {
        recovery: row.id.to_string(),
        worker: row.worker.to_string(),
        name_km,
        name_latin,
        proposed_by: row.proposed_by.to_string(),
        proposed_by_km,
        proposed_by_latin,
        proposed_at: row.proposed_at.0,
        state: match row.state {
            RecoveryState::Proposed if waits => "proposed",
            RecoveryState::Proposed => "late",
            RecoveryState::Confirmed(..) => "confirmed",
            RecoveryState::Refused(..) => "refused",
        },
        can_confirm: waits && ![row.proposed_by, row.worker].contains(&signed.session.worker),
    }
}

async fn propose(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<WorkerId>,
) -> Result<Json<HalfPassphrase>, Problem> {
    let (id, half) = recovery::propose(&app, &signed, id).await?;
    Ok(Json(HalfPassphrase { recovery: id.to_string(), half }))
}

async fn list(State(app): State<App>, signed: Signed) -> Result<Json<RecoveryList>, Problem> {
    let rows = recovery::list(&app, &signed).await?;
    Ok(Json(RecoveryList { recoveries: rows.iter().map(|row| item(row, &signed)).collect() }))
}

async fn confirm(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<RecoveryId>,
) -> Result<Json<HalfPassphrase>, Problem> {
    let half = recovery::confirm(&app, &signed, id).await?;
    Ok(Json(HalfPassphrase { recovery: id.to_string(), half }))
}

async fn refuse(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<RecoveryId>,
) -> Result<StatusCode, Problem> {
    recovery::refuse(&app, &signed, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
