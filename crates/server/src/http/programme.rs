//! `GET /api/v1/programme/protocol`: the protocol in force.

use super::endpoint::{Audits, Content, Decides, Endpoint};
use crate::app::session::Signed;
use axum::Json;
use axum::routing::get;
use domain::protocol::Protocol;

/// Its entry in the register.
pub fn endpoint() -> Endpoint {
    Endpoint {
        method: "GET",
        path: "/api/v1/programme/protocol",
        summary: "The network's protocol in force: clocks, schedules, gates and lists.",
        query: &[],
        takes: Content::Nothing,
        gives: Content::Domain("protocol::Protocol"),
        decides: Decides::SignedIn,
        audits: Audits::Nothing("says nothing about anybody"),
        problems: &[],
        route: get(protocol),
    }
}

async fn protocol(signed: Signed) -> Json<Protocol> {
    Json((*signed.directory.protocol).clone())
}
