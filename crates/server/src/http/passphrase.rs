//! `POST /api/v1/passphrase`: changing one's own.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Begun, Body};
use super::sign_in::welcome;
use crate::app::passphrase;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Deserialize;
use utoipa::ToSchema;

/// The present and the new passphrase.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangePassphrase {
    /// The present one.
    old: String,
    /// The new one: at least ten characters.
    new: String,
}

/// Its entry in the register.
pub fn endpoint() -> Endpoint {
    Endpoint {
        method: "POST",
        path: "/api/v1/passphrase",
        summary: "Changes one's own passphrase and ends all other sessions; when a sign-in waited for it, it goes on.",
        query: &[],
        takes: Content::Json(shape::<ChangePassphrase>),
        gives: Content::Nothing,
        decides: Decides::Begun,
        audits: Audits::Row("passphrase_changed"),
        problems: &[
            Code::WeakPassphrase,
            Code::WrongPassphrase,
            Code::TooManyAttempts,
            Code::SignInUnfinished,
        ],
        route: post(change),
    }
}

async fn change(
    State(app): State<App>,
    Begun(signed): Begun,
    Body(body): Body<ChangePassphrase>,
) -> Result<Response, Problem> {
    match passphrase::change(&app, &signed, body.old, body.new).await? {
        Some(opened) => welcome(&app, &opened).await,
        None => Ok(StatusCode::NO_CONTENT.into_response()),
    }
}
