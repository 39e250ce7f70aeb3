//! `/api/v1/devices` and `/api/v1/workers/{id}/devices/…`: phones that one may look after.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Body, PathId};
use crate::app::devices;
use crate::app::families::names_of;
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{MethodRouter, get, post};
use domain::ids::{DeviceId, WorkerId};
use domain::protocol::Enrolling;
use serde::{Deserialize, Serialize};
use store::devices::{DeviceRow, DeviceState};
use utoipa::ToSchema;

/// A phone, or any other device, on which somebody works.
#[derive(Serialize, ToSchema)]
struct DeviceItem {
    device: String,
    /// Whose.
    worker: String,
    name_km: String,
    name_latin: String,
    /// What it is called; may be empty.
    called: String,
    /// What kind, such as `Chrome · Android`; may be empty.
    kind: String,
    /// Since when she works on it, in milliseconds.
    enrolled_at: i64,
    /// When the server last heard of it (to the minute).
    last_contact: i64,
    /// When it last told that nothing lay on it unsent (to ten minutes); none while that is not known.
    all_sent_at: Option<i64>,
    /// `open`, `locked`, `wiping` or `wiped`.
    state: &'static str,
    /// Since when.
    state_at: Option<i64>,
    /// Who decided it.
    state_by_km: String,
    state_by_latin: String,
    /// It has a key, and signs.
    signs: bool,
    /// It is one's own.
    own: bool,
    /// It is the one that asks.
    this_one: bool,
}

/// Somebody whose phones one may look after.
#[derive(Serialize, ToSchema)]
struct PersonWithDevices {
    worker: String,
    name_km: String,
    name_latin: String,
}

/// One's own first, each person's by when they were heard of last.
#[derive(Serialize, ToSchema)]
struct DeviceList {
    devices: Vec<DeviceItem>,
    /// Everybody else whose phones one may look after, with phones or without, in the order of their accounts.
    people: Vec<PersonWithDevices>,
    /// A new phone needs a code.
    by_code: bool,
}

/// Which.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WhichDevice {
    #[schema(value_type = String)]
    device: DeviceId,
}

/// Which, and what to call it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RenameDevice {
    #[schema(value_type = String)]
    device: DeviceId,
    name: String,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    let decides = Decides::Policy("manage_team_devices or manage_devices (one's own: signed in)");
    let deed = |path, summary, audits, route: MethodRouter<App>| Endpoint {
        method: "POST",
        path,
        summary,
        query: &[],
        takes: Content::Json(shape::<WhichDevice>),
        gives: Content::Nothing,
        decides,
        audits: Audits::Row(audits),
        problems: &[Code::NotFound, Code::DeviceState],
        route,
    };
    vec![
        Endpoint {
            method: "GET",
            path: "/api/v1/devices",
            summary: "Phones that one may look after: one's own, and those of one's people.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<DeviceList>),
            decides,
            audits: Audits::Row("devices.read (of others)"),
            problems: &[],
            route: get(list),
        },
        Endpoint {
            takes: Content::Json(shape::<RenameDevice>),
            problems: &[Code::NotFound],
            ..deed(
                "/api/v1/workers/{id}/devices/rename",
                "Calls a phone by another name.",
                "devices.renamed",
                post(rename),
            )
        },
        deed(
            "/api/v1/workers/{id}/devices/lock",
            "Locks a phone: her sessions on it end, and she cannot sign in on it. What lies on it stays.",
            "devices.locked",
            post(lock),
        ),
        deed(
            "/api/v1/workers/{id}/devices/unlock",
            "Opens a locked phone again.",
            "devices.unlocked",
            post(unlock),
        ),
        deed(
            "/api/v1/workers/{id}/devices/wipe",
            "Has what lies on a phone of hers destroyed, as soon as it is heard of. What it can still send is kept in the tray.",
            "devices.wipe_ordered",
            post(wipe),
        ),
    ]
}

fn item(row: DeviceRow, signed: &Signed) -> DeviceItem {
    let (name_km, name_latin) = names_of(signed, row.worker);
    let (state_by_km, state_by_latin) = row.state_by.map(|by| names_of(signed, by)).unwrap_or_default();
    let own = row.worker == signed.session.worker;
    DeviceItem {
        device: row.device.to_string(),
        worker: row.worker.to_string(),
        name_km,
        name_latin,
        called: row.name,
        kind: row.kind,
        enrolled_at: row.enrolled_at.unwrap_or(row.first_seen).0,
        last_contact: row.last_seen.0,
        all_sent_at: row.sent_at.map(|at| at.0),
        state: row.state.code(),
        state_at: row.state_at.map(|at| at.0),
        state_by_km,
        state_by_latin,
        signs: row.public_key.is_some(),
        own,
        this_one: own && row.device == signed.session.device,
    }
}

async fn list(State(app): State<App>, signed: Signed) -> Result<Json<DeviceList>, Problem> {
    let rows = devices::list(&app, &signed).await?;
    let people = devices::people(&signed).into_iter().map(|colleague| PersonWithDevices {
        worker: colleague.row.worker.to_string(),
        name_km: colleague.row.name_km.clone(),
        name_latin: colleague.row.name_en.clone(),
    });
    Ok(Json(DeviceList {
        people: people.collect(),
        devices: rows.into_iter().map(|row| item(row, &signed)).collect(),
        by_code: signed.directory.protocol.devices.enrolled == Enrolling::ByCode,
    }))
}

async fn rename(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<WorkerId>,
    Body(body): Body<RenameDevice>,
) -> Result<StatusCode, Problem> {
    devices::rename(&app, &signed, id, body.device, &body.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn lock(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<WorkerId>,
    Body(body): Body<WhichDevice>,
) -> Result<StatusCode, Problem> {
    devices::decide_about(&app, &signed, id, body.device, DeviceState::Locked).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn unlock(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<WorkerId>,
    Body(body): Body<WhichDevice>,
) -> Result<StatusCode, Problem> {
    devices::decide_about(&app, &signed, id, body.device, DeviceState::Open).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn wipe(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<WorkerId>,
    Body(body): Body<WhichDevice>,
) -> Result<StatusCode, Problem> {
    devices::decide_about(&app, &signed, id, body.device, DeviceState::Wiping).await?;
    Ok(StatusCode::NO_CONTENT)
}
