//! `POST /api/v1/duplicates`: is this family known already?

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::Body;
use crate::app::duplicates::{self, Candidate, Sign};
use crate::app::families::names_of;
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::routing::post;
use domain::kinship::Sex;
use domain::place::PlaceCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Somebody of the family that is about to be written down.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CandidatePerson {
    #[serde(default)]
    name_km: String,
    #[serde(default)]
    name_latin: String,
    #[serde(default = "unknown")]
    #[schema(value_type = String)]
    sex: Sex,
    birth_year: Option<i16>,
}

fn unknown() -> Sex {
    Sex::Unknown
}

/// The family that is about to be written down.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DuplicatesQuestion {
    #[schema(value_type = Option<String>)]
    village: Option<PlaceCode>,
    people: Vec<CandidatePerson>,
}

/// A family that is likely the same.
#[derive(Serialize, ToSchema)]
struct LikelyFamily {
    family: String,
    person: String,
    /// 0 to 100.
    score: u8,
    /// `name`, `birth_year`, `sex`, `village`, `commune`.
    signs: Vec<&'static str>,
}

/// Whom to ask.
#[derive(Serialize, ToSchema)]
struct WhomToAsk {
    worker: String,
    name_km: String,
    name_latin: String,
}

/// The answer.
#[derive(Serialize, ToSchema)]
struct DuplicatesAnswer {
    likely: Vec<LikelyFamily>,
    /// Her organisation knows a similar family that she may not open.
    known_elsewhere: bool,
    ask: Option<WhomToAsk>,
}

/// Its entry in the register.
pub fn endpoint() -> Endpoint {
    Endpoint {
        method: "POST",
        path: "/api/v1/duplicates",
        summary: "Whether a family is likely to be known already, as far as the worker may know.",
        query: &[],
        takes: Content::Json(shape::<DuplicatesQuestion>),
        gives: Content::Json(shape::<DuplicatesAnswer>),
        decides: Decides::Policy("ask_for_duplicates; read identity for each family found"),
        audits: Audits::Row("duplicates (with the families)"),
        problems: &[Code::NotAllowed],
        route: post(look),
    }
}

async fn look(
    State(app): State<App>,
    signed: Signed,
    Body(body): Body<DuplicatesQuestion>,
) -> Result<Json<DuplicatesAnswer>, Problem> {
    let candidates: Vec<Candidate> = body
        .people
        .into_iter()
        .map(|person| Candidate {
            name_km: person.name_km,
            name_latin: person.name_latin,
            sex: person.sex,
            birth_year: person.birth_year,
            village: body.village.clone(),
        })
        .collect();
    let answer = duplicates::look(&app, &signed, &candidates).await?;
    let likely = answer
        .likely
        .into_iter()
        .map(|likely| LikelyFamily {
            family: likely.family.to_string(),
            person: likely.person.to_string(),
            score: likely.score,
            signs: likely.signs.into_iter().map(Sign::code).collect(),
        })
        .collect();
    let ask = answer.ask.map(|worker| {
        let (name_km, name_latin) = names_of(&signed, worker);
        WhomToAsk { worker: worker.to_string(), name_km, name_latin }
    });
    Ok(Json(DuplicatesAnswer { likely, known_elsewhere: answer.known_elsewhere, ask }))
}
