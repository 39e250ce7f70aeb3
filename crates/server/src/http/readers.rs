//! `GET /api/v1/families/{id}/readers`: who opened the file, when, what for.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::PathId;
use crate::app::families;
use crate::app::session::Signed;
use crate::problem::Problem;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::routing::get;
use domain::ids::StreamId;
use serde::Serialize;
use utoipa::ToSchema;

/// One reading.
#[derive(Serialize, ToSchema)]
struct Reading {
    at: i64,
    worker: String,
    name_km: String,
    name_latin: String,
    /// What was done: `family.read`, `family.print` …
    action: String,
    /// What for: `casework`, `supervision`, `management`, `sync`.
    purpose: String,
    sections: Vec<&'static str>,
    allowed: bool,
}

/// All readings, the latest first.
#[derive(Serialize, ToSchema)]
struct Readers {
    readers: Vec<Reading>,
}

/// Its entry in the register.
pub fn endpoint() -> Endpoint {
    Endpoint {
        method: "GET",
        path: "/api/v1/families/{id}/readers",
        summary: "Who has opened a family's file, the latest first.",
        query: &[],
        takes: Content::Nothing,
        gives: Content::Json(shape::<Readers>),
        decides: Decides::Policy("see_readers"),
        audits: Audits::Row("family.see_readers"),
        problems: &[],
        route: get(readers),
    }
}

async fn readers(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<StreamId>,
) -> Result<Json<Readers>, Problem> {
    let rows = families::readers(&app, &signed, id).await?;
    let readers = rows
        .into_iter()
        .map(|row| {
            let (name_km, name_latin) = families::names_of(&signed, row.event.actor.worker);
            Reading {
                at: row.event.at.0,
                worker: row.event.actor.worker.to_string(),
                name_km,
                name_latin,
                action: row.event.action,
                purpose: row.event.purpose,
                sections: row.event.sections.iter().map(|section| section.code()).collect(),
                allowed: row.event.allowed,
            }
        })
        .collect();
    Ok(Json(Readers { readers }))
}
