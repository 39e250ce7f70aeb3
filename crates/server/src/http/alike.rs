//! `/api/v1/alike`: families that may be one, and what somebody says of two files.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Body, PathId};
use crate::app::alike::{self, Alike, Decided, Side};
use crate::app::families::names_of;
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use domain::ids::{StreamId, WorkerId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One of two families.
#[derive(Serialize, ToSchema)]
struct AlikeFamily {
    family: String,
    person: String,
    name_km: String,
    name_latin: String,
    sex: String,
    birth_year: Option<i16>,
    village: String,
    village_km: String,
    village_latin: String,
    lead_km: String,
    lead_latin: String,
    /// Whether she may say what they are.
    decides: bool,
}

/// Whom to ask about a family that she may not open.
#[derive(Serialize, ToSchema)]
struct AlikeAsk {
    name_km: String,
    name_latin: String,
}

/// Two families in which somebody may be the same.
#[derive(Serialize, ToSchema)]
struct AlikePair {
    one: AlikeFamily,
    /// Absent when she may not open it.
    other: Option<AlikeFamily>,
    /// `name`, `birth_year`, `sex`, `village`, `commune`.
    signs: Vec<String>,
    ask: Option<AlikeAsk>,
}

/// What waits for somebody to look, the latest first.
#[derive(Serialize, ToSchema)]
struct AlikeList {
    pairs: Vec<AlikePair>,
}

/// What she says of two files.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SameFile {
    /// The other file: it is folded into the one that the path names.
    #[schema(value_type = String)]
    other: StreamId,
    /// They are of the same family, or not.
    same: bool,
    #[serde(default)]
    words: String,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            method: "GET",
            path: "/api/v1/alike",
            summary: "Families of hers that may be the same as another of her organisation.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<AlikeList>),
            decides: Decides::Policy(
                "ask_for_duplicates; give files_same, and read identity, for each family",
            ),
            audits: Audits::Row("alike (with the families)"),
            problems: &[Code::NotAllowed],
            route: get(list),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/families/{id}/same",
            summary: "Says that another file is of the same family, or not; it is so when two people say it.",
            query: &[],
            takes: Content::Json(shape::<SameFile>),
            gives: Content::Nothing,
            decides: Decides::Policy("give, of both families: family.files_same"),
            audits: Audits::Ledger,
            problems: &[Code::NotFound, Code::TwoPeople, Code::FilesDecided],
            route: post(say),
        },
    ]
}

async fn list(State(app): State<App>, signed: Signed) -> Result<Json<AlikeList>, Problem> {
    let found = alike::list(&app, &signed).await?;
    let gazetteer = app.gazetteer.get(&app).await?;
    let side = |side: Side| {
        let place = side.village.as_ref().and_then(|code| gazetteer.index.get(code));
        let (village_km, village_latin) =
            place.map(|place| (place.name_km, place.name_latin)).unwrap_or_default();
        let name = |worker: WorkerId| names_of(&signed, worker);
        let (lead_km, lead_latin) = side.lead.map(name).unwrap_or_default();
        AlikeFamily {
            family: side.family.to_string(),
            person: side.person.id.to_string(),
            name_km: side.person.name_km,
            name_latin: side.person.name_latin,
            sex: sex(side.person.sex).to_owned(),
            birth_year: side.person.birth.map(|birth| birth.year()),
            village: side.village.map(|code| code.to_string()).unwrap_or_default(),
            village_km,
            village_latin,
            lead_km,
            lead_latin,
            decides: side.decides,
        }
    };
    let pair = |pair: Alike| AlikePair {
        one: side(pair.one),
        other: pair.other.map(side),
        signs: pair.signs,
        ask: pair.ask.map(|worker| {
            let (name_km, name_latin) = names_of(&signed, worker);
            AlikeAsk { name_km, name_latin }
        }),
    };
    Ok(Json(AlikeList { pairs: found.into_iter().map(pair).collect() }))
}

const fn sex(sex: domain::kinship::Sex) -> &'static str {
    match sex {
        domain::kinship::Sex::Female => "female",
        domain::kinship::Sex::Male => "male",
        domain::kinship::Sex::Unknown => "unknown",
    }
}

async fn say(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<StreamId>,
    Body(body): Body<SameFile>,
) -> Result<StatusCode, Problem> {
    let decided = Decided { same: body.same, words: body.words };
    alike::decide(&app, &signed, (id, body.other), decided).await?;
    Ok(StatusCode::NO_CONTENT)
}
