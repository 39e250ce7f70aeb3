//! `GET /api/v1/tray`: what was sent and could not be placed. Nothing is ever dropped silently.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use crate::app::families::names_of;
use crate::app::refusals;
use crate::app::session::Signed;
use crate::app::team::decide;
use crate::problem::Problem;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::routing::get;
use policy::Act;
use serde::Serialize;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use store::records::TrayScope;
use utoipa::ToSchema;

/// Something in the tray, without its content.
#[derive(Serialize, ToSchema)]
struct TrayItem {
    id: String,
    stream: String,
    author: String,
    name_km: String,
    name_latin: String,
    made_at: i64,
    refused_at: i64,
    /// A stable word.
    code: String,
    /// Its place, when a resend was let in later.
    placed_seq: Option<u64>,
}

/// The tray.
#[derive(Serialize, ToSchema)]
struct Tray {
    items: Vec<TrayItem>,
}

/// Its entry in the register.
pub fn endpoint() -> Endpoint {
    Endpoint {
        method: "GET",
        path: "/api/v1/tray",
        summary: "Entries that could not be placed: one's own, and a supervisor's team's.",
        query: &[],
        takes: Content::Nothing,
        gives: Content::Json(shape::<Tray>),
        decides: Decides::Policy("list scope"),
        audits: Audits::Row("tray.read (with the families)"),
        problems: &[],
        route: get(tray),
    }
}

async fn tray(State(app): State<App>, signed: Signed) -> Result<Json<Tray>, Problem> {
    let scope = if decide(&signed, Act::SeeTray).is_ok() {
        TrayScope::Organisation(signed.session.org)
    } else if decide(&signed, Act::SeeTeamTray).is_ok() {
        TrayScope::Team(signed.session.worker)
    } else {
        TrayScope::Author(signed.session.worker)
    };
    let rows = app.store.tray(scope, 200).await?;
    app.store.audit(vec![signed.showed("tray.read", rows.iter().map(|row| row.stream))]).await?;
    let mut known = HashMap::new();
    for row in rows.iter().filter(|row| !refusals::is_harmless(&row.code)) {
        if let Entry::Vacant(unknown) = known.entry(row.stream) {
            unknown.insert(refusals::knows(&app, &signed, row.stream).await?);
        }
    }
    let items = rows
        .into_iter()
        .map(|row| {
            let (name_km, name_latin) = names_of(&signed, row.author);
            TrayItem {
                id: row.id.to_string(),
                stream: row.stream.to_string(),
                author: row.author.to_string(),
                name_km,
                name_latin,
                made_at: row.made_at.0,
                refused_at: row.refused_at.0,
                // Of what does not exist for her the reason would tell that it is there.
                code: if known.get(&row.stream).copied().unwrap_or(true) || refusals::is_harmless(&row.code) {
                    row.code
                } else {
                    refusals::UNKNOWN.to_owned()
                },
                placed_seq: row.placed_seq,
            }
        })
        .collect();
    Ok(Json(Tray { items }))
}
