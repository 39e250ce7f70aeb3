//! `POST /api/v1/passphrase`: changing one's own.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::Body;
use crate::app::session::{self, Signed};
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::extract::State;
use axum::http::StatusCode;
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
        summary: "Changes one's own passphrase and ends all other sessions.",
        query: &[],
        takes: Content::Json(shape::<ChangePassphrase>),
        gives: Content::Nothing,
        decides: Decides::SignedIn,
        audits: Audits::Row("passphrase_changed"),
        problems: &[Code::WeakPassphrase, Code::WrongPassphrase, Code::TooManyAttempts],
        route: post(change),
    }
}

async fn change(
    State(app): State<App>,
    signed: Signed,
    Body(body): Body<ChangePassphrase>,
) -> Result<StatusCode, Problem> {
    session::change_passphrase(&app, &signed, body.old, body.new).await?;
    Ok(StatusCode::NO_CONTENT)
}
