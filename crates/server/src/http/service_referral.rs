//! `GET /api/v1/service-referrals/{id}`: a referral to a service, for who sent and who receives it.

use super::endpoint::{Audits, Content, Decides, Endpoint};
use super::extract::PathId;
use crate::app::services;
use crate::app::session::Signed;
use crate::problem::Problem;
use crate::state::App;
use crate::sync::pull::Answer;
use axum::Json;
use axum::extract::State;
use axum::routing::get;
use domain::ids::StreamId;

/// Its entry in the register.
pub fn endpoint() -> Endpoint {
    Endpoint {
        method: "GET",
        path: "/api/v1/service-referrals/{id}",
        summary: "A referral to a service: the packet and what became of it. Unknown to everybody else.",
        query: &[],
        takes: Content::Nothing,
        gives: Content::Domain("wire::Pulled"),
        decides: Decides::Policy("read (a referral to a service, by side)"),
        audits: Audits::Row("service_referral.read (by the store, in the same transaction)"),
        problems: &[],
        route: get(referral),
    }
}

async fn referral(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<StreamId>,
) -> Result<Json<Answer>, Problem> {
    let stream = services::open(&app, &signed, id).await?;
    Ok(Json(Answer::one(stream, signed.about.at)))
}
