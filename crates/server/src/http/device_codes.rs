//! `POST /api/v1/workers/{id}/devices/code` and `POST /api/v1/sign-in/device`: a code for a new phone, given out and used.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Begun, Body, PathId};
use super::sign_in::welcome;
use crate::app::device_codes;
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::routing::post;
use domain::ids::WorkerId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A code for a new phone. Shown once: the server keeps only its hash.
#[derive(Serialize, ToSchema)]
struct CodeForDevice {
    /// Eight letters and digits, to be typed.
    code: String,
    /// The sign-in page with the code in its fragment.
    address: String,
    /// Width and height of the picture of that address, in squares.
    size: usize,
    /// The picture as an SVG path.
    path: String,
    /// Until when it is good, in milliseconds.
    expires: i64,
}

/// A code that was typed, or came with the address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeviceCodeGiven {
    code: String,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            method: "POST",
            path: "/api/v1/workers/{id}/devices/code",
            summary: "Gives out a code with which a worker signs in on a new phone; a former one is good no longer.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<CodeForDevice>),
            decides: Decides::Policy("manage_team_devices or manage_devices (for oneself: signed in)"),
            audits: Audits::Row("devices.code_given"),
            problems: &[],
            route: post(give),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/sign-in/device",
            summary: "Finishes a sign-in on a new phone with a code.",
            query: &[],
            takes: Content::Json(shape::<DeviceCodeGiven>),
            gives: Content::Domain("wire::Me"),
            decides: Decides::Begun,
            audits: Audits::Row("sign_in"),
            problems: &[
                Code::DeviceCodeWrong,
                Code::DeviceNeedsKey,
                Code::TooManyAttempts,
                Code::SignInUnfinished,
            ],
            route: post(enter),
        },
    ]
}

/// Where our page is, for whoever asks. The origin of a write was looked at before.
fn origin(app: &App, headers: &HeaderMap) -> String {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let asked = || text(header::ORIGIN).or_else(|| Some(format!("http://{}", text(header::HOST)?)));
    app.config.public_origin.clone().or_else(asked).or_else(|| app.config.origin()).unwrap_or_default()
}

async fn give(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<WorkerId>,
    headers: HeaderMap,
) -> Result<Json<CodeForDevice>, Problem> {
    let shown = device_codes::give(&app, &signed, id, &origin(&app, &headers)).await?;
    Ok(Json(CodeForDevice {
        code: shown.code,
        address: shown.address,
        size: shown.picture.size,
        path: shown.picture.path,
        expires: shown.expires.0,
    }))
}

async fn enter(
    State(app): State<App>,
    Begun(signed): Begun,
    Body(body): Body<DeviceCodeGiven>,
) -> Result<Response, Problem> {
    let opened = device_codes::enter(&app, &signed, &body.code).await?;
    welcome(&app, &opened).await
}
