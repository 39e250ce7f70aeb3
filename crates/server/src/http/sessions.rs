//! `/api/v1/sessions` and `/api/v1/workers/{id}/sessions`: where somebody is signed in, and ending it.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Body, PathId};
use crate::app::session::{self, Signed, public_id};
use crate::app::workers;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use domain::ids::WorkerId;
use serde::{Deserialize, Serialize};
use store::sessions::SessionRow;
use utoipa::ToSchema;

/// Where somebody is signed in.
#[derive(Serialize, ToSchema)]
struct SessionItem {
    /// To name it by when ending it.
    session: String,
    /// What kind of device, such as `Chrome · Android`; may be empty.
    device_name: String,
    /// By what: `passphrase`, `passkey`, `code`, `written_code`, `provider`.
    proofs: Vec<String>,
    /// Since when, in milliseconds.
    since: i64,
    /// When it was used last (to the minute).
    last_seen: i64,
    /// It is the one that asks.
    this_one: bool,
}

/// All of them, the one used last first.
#[derive(Serialize, ToSchema)]
struct SessionList {
    sessions: Vec<SessionItem>,
}

/// Which session; without one: all others.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EndSession {
    #[serde(default)]
    session: Option<String>,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    let manages = Decides::Policy("manage_workers");
    vec![
        Endpoint {
            method: "GET",
            path: "/api/v1/sessions",
            summary: "Where one is signed in.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<SessionList>),
            decides: Decides::SignedIn,
            audits: Audits::Nothing("it is about herself"),
            problems: &[],
            route: get(own),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/sessions/end",
            summary: "Ends one of one's own sessions, or all but this one.",
            query: &[],
            takes: Content::Json(shape::<EndSession>),
            gives: Content::Nothing,
            decides: Decides::SignedIn,
            audits: Audits::Row("sessions.ended"),
            problems: &[Code::NotFound],
            route: post(end_own),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/workers/{id}/sessions",
            summary: "Where a worker is signed in.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<SessionList>),
            decides: manages,
            audits: Audits::Row("workers.sessions.read"),
            problems: &[Code::NotAllowed],
            route: get(of_worker),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/workers/{id}/sessions/end",
            summary: "Ends one of a worker's sessions, or all.",
            query: &[],
            takes: Content::Json(shape::<EndSession>),
            gives: Content::Nothing,
            decides: manages,
            audits: Audits::Row("workers.sessions.ended"),
            problems: &[Code::NotAllowed],
            route: post(end_of_worker),
        },
    ]
}

fn listed(rows: Vec<SessionRow>, signed: &Signed) -> Json<SessionList> {
    let item = |row: SessionRow| SessionItem {
        session: public_id(&row),
        this_one: row.token_hash == signed.session.token_hash,
        device_name: row.device_name,
        proofs: row.proofs,
        since: row.created.0,
        last_seen: row.last_seen.0,
    };
    Json(SessionList { sessions: rows.into_iter().map(item).collect() })
}

async fn own(State(app): State<App>, signed: Signed) -> Result<Json<SessionList>, Problem> {
    let rows = session::list(&app, signed.session.worker, &signed.about).await?;
    Ok(listed(rows, &signed))
}

async fn end_own(
    State(app): State<App>,
    signed: Signed,
    Body(body): Body<EndSession>,
) -> Result<StatusCode, Problem> {
    session::end_own(&app, &signed, body.session.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn of_worker(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<WorkerId>,
) -> Result<Json<SessionList>, Problem> {
    let rows = workers::sessions(&app, &signed, id).await?;
    Ok(listed(rows, &signed))
}

async fn end_of_worker(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<WorkerId>,
    Body(body): Body<EndSession>,
) -> Result<StatusCode, Problem> {
    workers::end_sessions(&app, &signed, id, body.session.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
