//! `/api/v1/collect-key`: the key with which one's form-filling app sends.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use crate::app::collecting;
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use serde::Serialize;
use utoipa::ToSchema;

/// The key that one has.
#[derive(Serialize, ToSchema)]
struct Known {
    /// When it was made; absent when there is none.
    made_at: Option<i64>,
    /// When it was last used, to the hour.
    used_at: Option<i64>,
}

/// A new key. It is shown this once.
#[derive(Serialize, ToSchema)]
struct Made {
    key: String,
    /// Below the server's address: what the app asks for.
    path: &'static str,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            method: "GET",
            path: "/api/v1/collect-key",
            summary: "Whether one has a key for a form-filling app.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<Known>),
            decides: Decides::SignedIn,
            audits: Audits::Nothing("about herself only"),
            problems: &[],
            route: get(known),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/collect-key",
            summary: "Makes a key for a form-filling app; a former one is worth nothing any more.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<Made>),
            decides: Decides::SignedIn,
            audits: Audits::Row("collect_key.made"),
            problems: &[Code::ProveAgain],
            route: post(make),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/collect-key/end",
            summary: "Ends the key: what the app sends with it is refused, and stays in the app.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Nothing,
            decides: Decides::SignedIn,
            audits: Audits::Row("collect_key.ended"),
            problems: &[],
            route: post(end),
        },
    ]
}

async fn known(State(app): State<App>, signed: Signed) -> Result<Json<Known>, Problem> {
    let key = collecting::key(&app, &signed).await?;
    Ok(Json(Known {
        made_at: key.map(|key| key.made_at.0),
        used_at: key.and_then(|key| key.used_at).map(|at| at.0),
    }))
}

async fn make(State(app): State<App>, signed: Signed) -> Result<Json<Made>, Problem> {
    let key = collecting::make_key(&app, &signed).await?;
    Ok(Json(Made { key, path: super::openrosa::BELOW }))
}

async fn end(State(app): State<App>, signed: Signed) -> Result<StatusCode, Problem> {
    collecting::end_key(&app, &signed).await?;
    Ok(StatusCode::NO_CONTENT)
}
