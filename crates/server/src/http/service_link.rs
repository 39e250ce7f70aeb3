//! `POST /api/v1/service-referrals/{id}/link`: a link and a code for a receiver without an account.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::PathId;
use crate::app::services;
use crate::app::session::Signed;
use crate::problem::Problem;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::routing::post;
use domain::ids::StreamId;
use serde::Serialize;
use utoipa::ToSchema;

/// Shown once: the server keeps neither.
#[derive(Serialize, ToSchema)]
struct ReceiverLink {
    /// Goes into the address `#/received/{token}`.
    token: String,
    /// Six digits, told by telephone, never written beside the link.
    code: String,
    /// Milliseconds since 1970.
    expires: i64,
}

/// Its entry in the register.
pub fn endpoint() -> Endpoint {
    Endpoint {
        method: "POST",
        path: "/api/v1/service-referrals/{id}/link",
        summary: "Makes a link and a separate code for a receiver without an account; a former link ends.",
        query: &[],
        takes: Content::Nothing,
        gives: Content::Json(shape::<ReceiverLink>),
        decides: Decides::Policy("give service_referral.reminded"),
        audits: Audits::Row("service_referral.link_made"),
        problems: &[],
        route: post(make),
    }
}

async fn make(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<StreamId>,
) -> Result<Json<ReceiverLink>, Problem> {
    let link = services::make_link(&app, &signed, id).await?;
    Ok(Json(ReceiverLink { token: link.token, code: link.code, expires: link.expires.0 }))
}
