//! `GET /api/v1/families/{id}`: a family's file, sealed by section.

use super::endpoint::{Audits, Content, Decides, Endpoint};
use super::extract::{PathId, Query};
use crate::app::families;
use crate::app::session::Signed;
use crate::problem::Problem;
use crate::state::App;
use crate::sync::pull::Answer;
use axum::Json;
use axum::extract::State;
use axum::routing::get;
use domain::entry::Section;
use domain::ids::{OrganisationId, StreamId};
use domain::instrument::Text;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct After {
    #[serde(default)]
    after: u64,
}

/// [`domain::wire::Pulled`] with one stream, who holds the file, which sections are open to the reader, and where they live.
#[derive(Debug, Serialize)]
struct Opened {
    #[serde(flatten)]
    pulled: Answer,
    organisation: OrganisationId,
    sections: Vec<Section>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Text>,
}

/// Its entry in the register.
pub fn endpoint() -> Endpoint {
    Endpoint {
        method: "GET",
        path: "/api/v1/families/{id}",
        summary: "A family's entries, sealed where the reader may not read. Unknown when she may not open it.",
        query: &["after"],
        takes: Content::Nothing,
        gives: Content::Domain("wire::Pulled"),
        decides: Decides::Policy("read (identity; then each section)"),
        audits: Audits::Row("family.read (by the store, in the same transaction)"),
        problems: &[],
        route: get(family),
    }
}

async fn family(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<StreamId>,
    Query(query): Query<After>,
) -> Result<Json<Opened>, Problem> {
    let file = families::open(&app, &signed, id, query.after).await?;
    let pulled = Answer::one(file.stream, signed.about.at);
    Ok(Json(Opened { pulled, organisation: file.organisation, sections: file.sections, place: file.place }))
}
