//! `/api/v1/families/{id}/photos/{hash}`: photographs, in parts.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{self, LastWords, Part, PathIds, Query};
use crate::app::photos;
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{get, put};
use domain::family::photo::PhotoHash;
use domain::ids::StreamId;
use serde::{Deserialize, Serialize};
use store::photos::Held;
use utoipa::ToSchema;

/// How much of a photograph is here: parts of 65,536 bytes, from the first on; and whether that is all.
#[derive(Serialize, ToSchema)]
struct PhotoHeld {
    parts: u32,
    whole: bool,
}

impl From<Held> for PhotoHeld {
    fn from(held: Held) -> Self {
        Self { parts: held.parts, whole: held.whole }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FromByte {
    #[serde(default)]
    from: u32,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            method: "GET",
            path: "/api/v1/families/{id}/photos/{hash}/held",
            summary: "How much of a photograph that one took oneself has come: from there on it is brought.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<PhotoHeld>),
            decides: Decides::Policy(
                "give family.photo_taken (when its entry was taken; only its author asks)",
            ),
            audits: Audits::Row("family.photo_held"),
            problems: &[],
            route: get(held),
        },
        Endpoint {
            method: "PUT",
            path: "/api/v1/families/{id}/photos/{hash}/{part}",
            summary: "Takes the part that comes next; another one changes nothing. The last one is answered when the \
                      whole was looked at.",
            query: &[],
            takes: Content::Bytes,
            gives: Content::Json(shape::<PhotoHeld>),
            decides: Decides::Policy(
                "give family.photo_taken (when its entry was taken; only its author brings it)",
            ),
            audits: Audits::Row("family.photo_brought (with the last part, in the same transaction)"),
            problems: &[Code::DeviceUnsigned, Code::PhotoNoRoom, Code::PhotoBroken, Code::PhotoUnfit],
            route: put(bring).layer(DefaultBodyLimit::max(extract::PART)),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/families/{id}/photos/{hash}",
            summary: "A photograph, from a byte on. Unknown when she may not see it.",
            query: &["from"],
            takes: Content::Nothing,
            gives: Content::Photo,
            decides: Decides::Policy("read (media)"),
            audits: Audits::Row("family.photo_read"),
            problems: &[Code::PhotoNotHere],
            route: get(show),
        },
    ]
}

async fn held(
    State(app): State<App>,
    LastWords(signed): LastWords,
    PathIds(id, hash): PathIds<StreamId, PhotoHash>,
) -> Result<Json<PhotoHeld>, Problem> {
    photos::held(&app, &signed, id, hash).await.map(|held| Json(held.into()))
}

async fn bring(
    State(app): State<App>,
    LastWords(signed): LastWords,
    extract::PathPart(id, hash, part): extract::PathPart<StreamId, PhotoHash>,
    Part(bytes): Part,
) -> Result<Json<PhotoHeld>, Problem> {
    photos::bring(&app, &signed, (id, hash), part, bytes).await.map(|held| Json(held.into()))
}

async fn show(
    State(app): State<App>,
    signed: Signed,
    PathIds(id, hash): PathIds<StreamId, PhotoHash>,
    Query(query): Query<FromByte>,
) -> Result<impl IntoResponse, Problem> {
    let bytes = photos::show(&app, &signed, (id, hash), query.from).await?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], bytes))
}
