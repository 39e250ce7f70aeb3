//! `GET /healthz`: whether the server can work.

use super::endpoint::{Audits, Content, Decides, Endpoint};
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::extract::State;
use axum::routing::get;

/// Its entry in the register.
pub fn endpoint() -> Endpoint {
    Endpoint {
        method: "GET",
        path: "/healthz",
        summary: "`ok` while the database answers.",
        query: &[],
        takes: Content::Nothing,
        gives: Content::Text,
        decides: Decides::Open("says nothing about anybody"),
        audits: Audits::Nothing("says nothing about anybody"),
        problems: &[Code::Busy],
        route: get(health),
    }
}

async fn health(State(app): State<App>) -> Result<&'static str, Problem> {
    app.store.ping().await.map_err(|error| Problem::new(Code::Busy).after(5).because(error))?;
    Ok("ok\n")
}
