//! `GET /api/v1/places` and `GET /api/v1/places/area`: the gazetteer.

use super::endpoint::{Audits, Content, Decides, Endpoint};
use super::extract::Query;
use crate::app::places;
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::place::{Place, PlaceHit};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlacesQuery {
    q: String,
}

#[derive(Serialize)]
struct Hits {
    places: Vec<PlaceHit>,
}

#[derive(Serialize)]
struct Area {
    places: Vec<Place>,
}

/// Its entry in the register.
pub fn search_endpoint() -> Endpoint {
    Endpoint {
        method: "GET",
        path: "/api/v1/places",
        summary: "Places by name (Khmer or Latin letters, also several levels) or by code.",
        query: &["q"],
        takes: Content::Nothing,
        gives: Content::Domain("place::PlaceHit"),
        decides: Decides::SignedIn,
        audits: Audits::Nothing("the official register"),
        problems: &[],
        route: get(search),
    }
}

async fn search(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<PlacesQuery>,
) -> Result<Json<Hits>, Problem> {
    if query.q.chars().count() > 100 {
        return Err(Problem::new(Code::BadValue).at("q"));
    }
    Ok(Json(Hits { places: places::search(&app, &signed, &query.q).await? }))
}

/// Its entry in the register.
pub fn area_endpoint() -> Endpoint {
    Endpoint {
        method: "GET",
        path: "/api/v1/places/area",
        summary: "The villages of the worker's area and all larger units, to keep on the device; with an ETag.",
        query: &[],
        takes: Content::Nothing,
        gives: Content::Domain("place::Place"),
        decides: Decides::SignedIn,
        audits: Audits::Nothing("the official register"),
        problems: &[],
        route: get(area),
    }
}

async fn area(State(app): State<App>, signed: Signed, headers: HeaderMap) -> Result<Response, Problem> {
    let (tag, places) = places::area(&app, &signed).await?;
    let caching = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    // The compression layer on the way out may have made the tag a weak one.
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.trim_start_matches("W/") == tag) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    Ok((caching, Json(Area { places })).into_response())
}
