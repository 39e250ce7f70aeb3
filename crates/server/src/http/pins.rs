//! `/api/v1/devices/pin` and `/api/v1/device/pin`: the server's share of what a PIN opens.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Circumstances, FromDevice, Signable};
use crate::app::pins;
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the phone made of the PIN, to show that it knows it: 32 bytes in hexadecimal. The PIN itself is never sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PinShown {
    check: String,
}

/// The same, by the phone's key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PinTried {
    device_key: String,
    check: String,
}

/// The share: 32 bytes in hexadecimal.
#[derive(Serialize, ToSchema)]
struct PinShare {
    share: String,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            method: "POST",
            path: "/api/v1/devices/pin",
            summary: "Makes the server's share of what a PIN opens on this phone; a former one is gone.",
            query: &[],
            takes: Content::Json(shape::<PinShown>),
            gives: Content::Json(shape::<PinShare>),
            decides: Decides::SignedIn,
            audits: Audits::Row("pin.set"),
            problems: &[Code::DeviceNeedsKey, Code::DeviceUnsigned],
            route: post(set),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/devices/pin/remove",
            summary: "Destroys the server's share: only the passphrase opens this phone from now on.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Nothing,
            decides: Decides::SignedIn,
            audits: Audits::Row("pin.removed"),
            problems: &[],
            route: post(remove),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/device/pin",
            summary: "Gives a phone the server's share, if it knows the PIN. After five wrong ones there is none any more.",
            query: &[],
            takes: Content::Json(shape::<PinTried>),
            gives: Content::Json(shape::<PinShare>),
            decides: Decides::Open("a phone by its own key, and with the PIN; alone the share opens nothing"),
            audits: Audits::Row("pin.opened, pin.wrong or pin.gone"),
            problems: &[
                Code::DeviceUnsigned,
                Code::DeviceLocked,
                Code::DeviceWiped,
                Code::PinWrong,
                Code::PinGone,
            ],
            route: post(open),
        },
    ]
}

async fn set(
    State(app): State<App>,
    signed: Signed,
    FromDevice(body): FromDevice<PinShown>,
) -> Result<Json<PinShare>, Problem> {
    Ok(Json(PinShare { share: pins::set(&app, &signed, &body.check).await? }))
}

async fn remove(State(app): State<App>, signed: Signed) -> Result<StatusCode, Problem> {
    pins::remove(&app, &signed).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn open(
    State(app): State<App>,
    about: Circumstances,
    Signable { body, by }: Signable<PinTried>,
) -> Result<Json<PinShare>, Problem> {
    let share = pins::open(&app, &body.device_key, &body.check, &by, &about).await?;
    Ok(Json(PinShare { share }))
}
