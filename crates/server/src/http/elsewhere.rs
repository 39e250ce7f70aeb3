//! `/api/v1/elsewhere`: whether another organisation knows a child. The one who asks learns no more than that she has
//! asked, until somebody makes contact.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Body, PathId};
use crate::app::elsewhere::{self, Asked, Decision};
use crate::app::families::names_of;
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use domain::ids::{EnquiryId, OrganisationId, WorkerId};
use domain::kinship::Sex;
use domain::place::PlaceCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Whom she asks about, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ElsewhereQuestion {
    /// The name, in either script.
    name: String,
    #[serde(default = "unknown")]
    #[schema(value_type = String)]
    sex: Sex,
    birth_year: Option<i16>,
    #[schema(value_type = Option<String>)]
    village: Option<PlaceCode>,
    /// In her own words; whoever knows the child reads it.
    reason: String,
}

fn unknown() -> Sex {
    Sex::Unknown
}

/// Always the same, whether anybody knows the child or not.
#[derive(Serialize, ToSchema)]
struct ElsewhereAnswer {
    /// `asked`: where another organisation knows the child, it has been asked and decides whether to make contact.
    answer: &'static str,
}

/// Somebody who can be talked to.
#[derive(Serialize, ToSchema)]
struct ElsewherePerson {
    name_km: String,
    name_latin: String,
    role: Option<String>,
    organisation_km: String,
    organisation_latin: String,
    phone: String,
}

/// Contact that somebody made.
#[derive(Serialize, ToSchema)]
struct ElsewhereContact {
    enquiry: String,
    /// In milliseconds.
    at: i64,
    /// About whom she had asked, as she wrote it.
    name: String,
    by: ElsewherePerson,
    /// May be empty.
    words: String,
}

/// What an asker sees.
#[derive(Serialize, ToSchema)]
struct ElsewhereMine {
    /// Questions left in these 24 hours.
    left: u32,
    contacts: Vec<ElsewhereContact>,
}

/// A question of another organisation about a family that she answers for.
#[derive(Serialize, ToSchema)]
struct ElsewhereEnquiry {
    enquiry: String,
    family: String,
    name: String,
    #[schema(value_type = String)]
    sex: Sex,
    birth_year: Option<i16>,
    /// Official code, and its name.
    village: Option<String>,
    village_km: String,
    village_latin: String,
    reason: String,
    asker: ElsewherePerson,
    /// In milliseconds.
    at: i64,
    /// Until when it can be answered, in milliseconds.
    until: i64,
}

/// One that somebody of her organisation decided.
#[derive(Serialize, ToSchema)]
struct ElsewhereDecided {
    enquiry: String,
    family: String,
    name: String,
    asker: ElsewherePerson,
    /// Contact was made; otherwise the asker has learnt nothing.
    contact: bool,
    /// As in the decision; may be empty.
    why: String,
    /// To the asker, or for her own organisation; may be empty.
    words: String,
    by_km: String,
    by_latin: String,
    /// When that was, in milliseconds.
    decided: i64,
}

/// Those questions: what waits, the oldest first; what was decided in the last weeks, the latest first.
#[derive(Serialize, ToSchema)]
struct ElsewhereEnquiries {
    enquiries: Vec<ElsewhereEnquiry>,
    decided: Vec<ElsewhereDecided>,
}

/// What she decides.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ElsewhereDecision {
    /// Make contact: the asker learns who she is and how to reach her. Otherwise the asker learns nothing.
    contact: bool,
    /// With contact: `family_agreed`, `childs_safety`. Without: `not_the_same`, `family_did_not_agree`, `not_safe`,
    /// `other`.
    why: String,
    /// To the asker, or for her own organisation. May be empty.
    #[serde(default)]
    words: String,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            method: "POST",
            path: "/api/v1/elsewhere",
            summary: "Asks all other organisations whether they know a child; answers the same whether one does.",
            query: &[],
            takes: Content::Json(shape::<ElsewhereQuestion>),
            gives: Content::Json(shape::<ElsewhereAnswer>),
            decides: Decides::Policy("ask_elsewhere"),
            audits: Audits::Row("elsewhere.ask; later elsewhere.matched for each family that may be meant"),
            problems: &[Code::NotAllowed, Code::TooManyQuestions],
            route: post(ask),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/elsewhere",
            summary: "How often one may still ask, and who made contact because one had asked.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<ElsewhereMine>),
            decides: Decides::Policy("ask_elsewhere"),
            audits: Audits::Row("elsewhere.contacts"),
            problems: &[Code::NotAllowed],
            route: get(mine),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/elsewhere/enquiries",
            summary: "Questions of other organisations about families that one answers for.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<ElsewhereEnquiries>),
            decides: Decides::Policy("answer_elsewhere, for each family"),
            audits: Audits::Row("elsewhere.enquiries (with the families)"),
            problems: &[],
            route: get(enquiries),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/elsewhere/enquiries/{id}",
            summary: "Makes contact with whoever asked, or not; without contact she learns nothing.",
            query: &[],
            takes: Content::Json(shape::<ElsewhereDecision>),
            gives: Content::Nothing,
            decides: Decides::Policy("answer_elsewhere"),
            audits: Audits::Row("elsewhere.contacted or elsewhere.declined"),
            problems: &[Code::NotFound, Code::QuestionAnswered],
            route: post(answer),
        },
    ]
}

async fn ask(
    State(app): State<App>,
    signed: Signed,
    Body(body): Body<ElsewhereQuestion>,
) -> Result<Json<ElsewhereAnswer>, Problem> {
    let ElsewhereQuestion { name, sex, birth_year, village, reason } = body;
    elsewhere::ask(&app, &signed, Asked { name, sex, birth_year, village, reason }).await?;
    Ok(Json(ElsewhereAnswer { answer: "asked" }))
}

type Names = BTreeMap<OrganisationId, (String, String)>;

async fn organisations(app: &App) -> Result<Names, Problem> {
    Ok(app.store.organisations().await?.into_iter().map(|o| (o.org, (o.name_km, o.name_en))).collect())
}

fn person(signed: &Signed, names: &Names, worker: WorkerId, org: OrganisationId) -> ElsewherePerson {
    let (name_km, name_latin) = names_of(signed, worker);
    let (organisation_km, organisation_latin) = names.get(&org).cloned().unwrap_or_default();
    let row = signed.directory.get(worker).map(|colleague| &colleague.row);
    ElsewherePerson {
        name_km,
        name_latin,
        role: row.and_then(|row| row.roles.first().cloned()),
        organisation_km,
        organisation_latin,
        phone: row.map(|row| row.phone.clone()).unwrap_or_default(),
    }
}

async fn mine(State(app): State<App>, signed: Signed) -> Result<Json<ElsewhereMine>, Problem> {
    let mine = elsewhere::mine(&app, &signed).await?;
    let names = organisations(&app).await?;
    let contacts = mine.contacts.into_iter().map(|one| ElsewhereContact {
        enquiry: one.id.to_string(),
        at: one.at.0,
        name: one.name,
        by: person(&signed, &names, one.worker, one.organisation),
        words: one.words,
    });
    Ok(Json(ElsewhereMine { left: mine.left, contacts: contacts.collect() }))
}

async fn enquiries(State(app): State<App>, signed: Signed) -> Result<Json<ElsewhereEnquiries>, Problem> {
    let found = elsewhere::before_her(&app, &signed).await?;
    let names = organisations(&app).await?;
    let gazetteer = app.gazetteer.get(&app).await?;
    let decided = found.decided.into_iter().filter_map(|one| {
        let decision = one.enquiry.decided?;
        let (by_km, by_latin) = names_of(&signed, decision.by);
        Some(ElsewhereDecided {
            enquiry: one.enquiry.id.to_string(),
            family: one.enquiry.family.to_string(),
            name: one.asked.name,
            asker: person(&signed, &names, one.enquiry.asker, one.enquiry.asker_org),
            contact: decision.contact,
            why: decision.reason,
            words: one.note,
            by_km,
            by_latin,
            decided: decision.at.0,
        })
    });
    let enquiries = found.open.into_iter().map(|one| {
        let place = one.asked.village.as_ref().and_then(|code| gazetteer.index.get(code));
        let (village_km, village_latin) =
            place.map(|place| (place.name_km, place.name_latin)).unwrap_or_default();
        ElsewhereEnquiry {
            enquiry: one.enquiry.id.to_string(),
            family: one.enquiry.family.to_string(),
            name: one.asked.name,
            sex: one.asked.sex,
            birth_year: one.asked.birth_year,
            village: one.asked.village.map(|code| code.to_string()),
            village_km,
            village_latin,
            reason: one.asked.reason,
            asker: person(&signed, &names, one.enquiry.asker, one.enquiry.asker_org),
            at: one.enquiry.at.0,
            until: one.enquiry.until.0,
        }
    });
    Ok(Json(ElsewhereEnquiries { enquiries: enquiries.collect(), decided: decided.collect() }))
}

async fn answer(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<EnquiryId>,
    Body(body): Body<ElsewhereDecision>,
) -> Result<StatusCode, Problem> {
    let decision = Decision { contact: body.contact, why: body.why, words: body.words };
    elsewhere::answer(&app, &signed, id, decision).await?;
    Ok(StatusCode::NO_CONTENT)
}
