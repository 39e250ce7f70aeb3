//! `POST /api/v1/device/state` and `POST /api/v1/device/wiped`: what a phone asks and tells by its key alone.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Circumstances, Signable};
use crate::app::device_state;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// By which key the phone is known; the request is signed with it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct KeyOfDevice {
    device_key: String,
}

/// What was decided about it.
#[derive(Serialize, ToSchema)]
struct StateOfDevice {
    /// `open`, `locked` or `wiping`.
    state: &'static str,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            method: "POST",
            path: "/api/v1/device/state",
            summary: "Whether this phone is locked or to be emptied. A key that nobody knows is answered as an open phone's.",
            query: &[],
            takes: Content::Json(shape::<KeyOfDevice>),
            gives: Content::Json(shape::<StateOfDevice>),
            decides: Decides::Open("a phone asks by its own key, and is told one word about itself"),
            audits: Audits::Nothing("says nothing about anybody"),
            problems: &[Code::DeviceUnsigned],
            route: post(state),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/device/wiped",
            summary: "This phone has destroyed what it was to destroy.",
            query: &[],
            takes: Content::Json(shape::<KeyOfDevice>),
            gives: Content::Nothing,
            decides: Decides::Open("a phone tells by its own key; without an order it changes nothing"),
            audits: Audits::Row("devices.wiped"),
            problems: &[Code::DeviceUnsigned],
            route: post(wiped),
        },
    ]
}

async fn state(
    State(app): State<App>,
    Signable { body, by }: Signable<KeyOfDevice>,
) -> Result<Json<StateOfDevice>, Problem> {
    let state = device_state::asked(&app, &body.device_key, &by).await?;
    Ok(Json(StateOfDevice { state: state.code() }))
}

async fn wiped(
    State(app): State<App>,
    about: Circumstances,
    Signable { body, by }: Signable<KeyOfDevice>,
) -> Result<StatusCode, Problem> {
    device_state::emptied(&app, &body.device_key, &by, &about).await?;
    Ok(StatusCode::NO_CONTENT)
}
