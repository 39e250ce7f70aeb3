//! `POST /api/v1/search`: people by name, in either script and by sound. It is a POST because a name in an
//! address would end up in the logs of whatever stands between.

use super::caseload::Row;
use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::Body;
use crate::app::lists;
use crate::app::session::Signed;
use crate::problem::Problem;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::routing::post;
use domain::ids::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is looked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SearchQuery {
    q: String,
}

/// A person found.
#[derive(Serialize, ToSchema)]
struct FoundPerson {
    #[schema(value_type = String)]
    person: PersonId,
    #[serde(flatten)]
    row: Row,
}

/// Everybody found.
#[derive(Serialize, ToSchema)]
struct SearchAnswer {
    found: Vec<FoundPerson>,
}

/// Its entry in the register.
pub fn endpoint() -> Endpoint {
    Endpoint {
        method: "POST",
        path: "/api/v1/search",
        summary: "People by name, in Khmer or Latin letters and by sound.",
        query: &[],
        takes: Content::Json(shape::<SearchQuery>),
        gives: Content::Json(shape::<SearchAnswer>),
        decides: Decides::Policy("list scope"),
        audits: Audits::Row("search (with the families)"),
        problems: &[],
        route: post(search),
    }
}

async fn search(
    State(app): State<App>,
    signed: Signed,
    Body(query): Body<SearchQuery>,
) -> Result<Json<SearchAnswer>, Problem> {
    let found = lists::search(&app, &signed, &query.q).await?;
    let found = found.into_iter().map(|f| FoundPerson { person: f.person, row: f.family.into() }).collect();
    Ok(Json(SearchAnswer { found }))
}
