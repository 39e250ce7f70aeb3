//! `/api/v1/emergencies`: opening a file that is not one's own because somebody may come to harm, and looking
//! afterwards whether that was needed.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Body, PathId};
use crate::app::duplicates::Candidate;
use crate::app::emergency::{self, Asked, Verdicts};
use crate::app::families::names_of;
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use domain::family::access::Finding;
use domain::ids::{EmergencyId, StreamId};
use domain::kinship::Sex;
use domain::place::PlaceCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whom she looks for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EmergencySearch {
    /// The name, in either script.
    name: String,
    #[schema(value_type = Option<String>)]
    village: Option<PlaceCode>,
}

/// A family that may be the one.
#[derive(Serialize, ToSchema)]
struct EmergencyFound {
    family: String,
    name_km: String,
    name_latin: String,
    /// Official code, and its name.
    village: String,
    village_km: String,
    village_latin: String,
    /// Who answers for it, and her telephone: call her first.
    lead_km: String,
    lead_latin: String,
    lead_phone: String,
    /// She may open it without an emergency.
    open_to_her: bool,
}

/// Families that may be the one, the most alike first.
#[derive(Serialize, ToSchema)]
struct EmergencyFinds {
    found: Vec<EmergencyFound>,
}

/// Which file, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EmergencyAsk {
    #[schema(value_type = String)]
    family: StreamId,
    /// `danger_now`, `worker_unreachable`, `child_found`, `court_or_police`, `other`.
    reason: String,
    /// In her own words.
    words: String,
}

/// Until when the file is open.
#[derive(Serialize, ToSchema)]
struct EmergencyOpen {
    /// In milliseconds.
    until: i64,
}

/// An emergency and its review.
#[derive(Serialize, ToSchema)]
struct EmergencyItem {
    emergency: String,
    family: String,
    worker_km: String,
    worker_latin: String,
    reason: String,
    words: String,
    /// In milliseconds.
    from: i64,
    /// In milliseconds.
    until: i64,
    /// By when it must be reviewed, in milliseconds.
    due: i64,
    /// It should have been reviewed.
    late: bool,
    /// Whoever asks may review it.
    can_review: bool,
    /// `justified`, `not_justified`; absent while nobody has looked.
    finding: Option<FindingCode>,
    note: String,
    reviewer_km: String,
    reviewer_latin: String,
}

/// What was found, as it is written.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum FindingCode {
    Justified,
    NotJustified,
}

/// Emergencies, those without a review first.
#[derive(Serialize, ToSchema)]
struct EmergencyList {
    emergencies: Vec<EmergencyItem>,
}

/// The review.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EmergencyReview {
    #[schema(value_type = String)]
    family: StreamId,
    #[schema(value_type = String)]
    finding: Finding,
    note: String,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            method: "POST",
            path: "/api/v1/emergencies/search",
            summary: "In an emergency: which family of the organisation it may be, and whom to call first.",
            query: &[],
            takes: Content::Json(shape::<EmergencySearch>),
            gives: Content::Json(shape::<EmergencyFinds>),
            decides: Decides::Policy("open_in_emergency"),
            audits: Audits::Row("emergency.look"),
            problems: &[Code::NotAllowed, Code::ProveAgain],
            route: post(search),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/emergencies",
            summary: "Opens a file for two hours, for reading; reviewed by somebody else within 72 hours.",
            query: &[],
            takes: Content::Json(shape::<EmergencyAsk>),
            gives: Content::Json(shape::<EmergencyOpen>),
            decides: Decides::Policy("open_in_emergency"),
            audits: Audits::Ledger,
            problems: &[Code::NotAllowed, Code::NotFound, Code::ProveAgain, Code::EmergencyNotNeeded],
            route: post(open),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/emergencies",
            summary: "Emergencies of the last ninety days that one may review.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<EmergencyList>),
            decides: Decides::Policy("review_emergency, for each family"),
            audits: Audits::Row("emergencies.read; family.read for each family, purpose review"),
            problems: &[],
            route: get(list),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/emergencies/{id}/review",
            summary: "Says whether an emergency was one; never one's own.",
            query: &[],
            takes: Content::Json(shape::<EmergencyReview>),
            gives: Content::Nothing,
            decides: Decides::Policy("review_emergency; give"),
            audits: Audits::Ledger,
            problems: &[Code::EmergencyDecided],
            route: post(review),
        },
    ]
}

async fn search(
    State(app): State<App>,
    signed: Signed,
    Body(body): Body<EmergencySearch>,
) -> Result<Json<EmergencyFinds>, Problem> {
    let khmer = body.name.chars().any(|c| ('\u{1780}'..='\u{17ff}').contains(&c));
    let (name_km, name_latin) = if khmer { (body.name, String::new()) } else { (String::new(), body.name) };
    let candidate =
        Candidate { name_km, name_latin, sex: Sex::Unknown, birth_year: None, village: body.village };
    let found = emergency::look(&app, &signed, &candidate).await?;
    let gazetteer = app.gazetteer.get(&app).await?;
    let found = found
        .into_iter()
        .map(|one| {
            let place = one.village.parse().ok().and_then(|code| gazetteer.index.get(&code));
            let (village_km, village_latin) =
                place.map(|place| (place.name_km, place.name_latin)).unwrap_or_default();
            let lead = one.lead.and_then(|worker| signed.directory.get(worker)).map(|c| &c.row);
            EmergencyFound {
                family: one.family.to_string(),
                name_km: one.person.0,
                name_latin: one.person.1,
                village: one.village,
                village_km,
                village_latin,
                lead_km: lead.map(|row| row.name_km.clone()).unwrap_or_default(),
                lead_latin: lead.map(|row| row.name_en.clone()).unwrap_or_default(),
                lead_phone: lead.map(|row| row.phone.clone()).unwrap_or_default(),
                open_to_her: one.open_to_her,
            }
        })
        .collect();
    Ok(Json(EmergencyFinds { found }))
}

async fn open(
    State(app): State<App>,
    signed: Signed,
    Body(body): Body<EmergencyAsk>,
) -> Result<Json<EmergencyOpen>, Problem> {
    let asked = Asked { family: body.family, reason: body.reason, words: body.words };
    let until = emergency::open(&app, &signed, asked).await?;
    Ok(Json(EmergencyOpen { until: until.0 }))
}

async fn list(State(app): State<App>, signed: Signed) -> Result<Json<EmergencyList>, Problem> {
    let now = signed.about.at;
    let items = emergency::list(&app, &signed).await?.into_iter().map(|one| {
        let (worker_km, worker_latin) = names_of(&signed, one.record.opened.worker);
        let reviewed = one.record.reviewed;
        let (reviewer_km, reviewer_latin) =
            reviewed.as_ref().map(|(by, _, _)| names_of(&signed, by.author)).unwrap_or_default();
        EmergencyItem {
            emergency: one.id.to_string(),
            family: one.family.to_string(),
            worker_km,
            worker_latin,
            reason: one.record.opened.reason,
            words: one.record.opened.words,
            from: one.record.opened.from.0,
            until: one.record.opened.until.0,
            due: one.due.0,
            late: reviewed.is_none() && one.due < now,
            can_review: one.can_review,
            finding: reviewed.as_ref().map(|(_, finding, _)| match finding {
                Finding::Justified => FindingCode::Justified,
                Finding::NotJustified => FindingCode::NotJustified,
            }),
            note: reviewed.map(|(_, _, note)| note).unwrap_or_default(),
            reviewer_km,
            reviewer_latin,
        }
    });
    Ok(Json(EmergencyList { emergencies: items.collect() }))
}

async fn review(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<EmergencyId>,
    Body(body): Body<EmergencyReview>,
) -> Result<StatusCode, Problem> {
    let given = Verdicts { family: body.family, emergency: id, finding: body.finding, note: body.note };
    emergency::review(&app, &signed, given).await?;
    Ok(StatusCode::NO_CONTENT)
}
