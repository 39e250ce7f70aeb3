//! `/api/v1/joints`: files of other organisations on which hers is asked to work too, or does.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Body, PathId};
use crate::app::families::names_of;
use crate::app::joints::{self, Answer, Ended, Joint};
use crate::app::printing::file_no;
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use domain::entry::Section;
use domain::family::joint::{JointWork, JointWorker};
use domain::ids::{JointId, StreamId, WorkerId};
use domain::place::PlaceIndex;
use domain::time::Day;
use serde::{Deserialize, Serialize};
use store::people::OrganisationRow;
use utoipa::ToSchema;

/// Somebody of the family.
#[derive(Serialize, ToSchema)]
struct JointPerson {
    name_km: String,
    name_latin: String,
    /// The work is about this child.
    in_focus: bool,
}

/// Somebody who works with the family.
#[derive(Serialize, ToSchema)]
struct WorksThere {
    worker: String,
    name_km: String,
    name_latin: String,
    phone: String,
}

/// A joint case.
#[derive(Serialize, ToSchema)]
struct JointCase {
    family: String,
    joint: String,
    /// Which organisation holds the file and leads.
    lead: String,
    lead_km: String,
    lead_latin: String,
    /// Official code, and its name.
    village: String,
    village_km: String,
    village_latin: String,
    people: Vec<JointPerson>,
    /// What the named workers and their supervisors read.
    #[schema(value_type = Vec<String>)]
    sections: Vec<Section>,
    /// What the named workers write: `visits`, `tasks`, `assessments`, `steps`, `health`.
    #[schema(value_type = Vec<String>)]
    works: Vec<JointWork>,
    why: String,
    /// Whom to ask.
    contact: String,
    #[schema(value_type = String)]
    on: Day,
    /// Until the end of which day.
    #[schema(value_type = String)]
    until: Day,
    /// Who works with the family for the organisation that leads.
    team: Vec<WorksThere>,
    /// Who does for hers; nobody while it has not answered.
    workers: Vec<WorksThere>,
}

/// One that is over. The file is closed: nothing of the family is told but its number.
#[derive(Serialize, ToSchema)]
struct JointOver {
    joint: String,
    /// The number on its papers.
    number: String,
    lead_km: String,
    lead_latin: String,
    /// `ended_by_lead`, `ended_by_partner`, `closed`, `no_consent`, `ran_out`.
    standing: String,
    /// In milliseconds.
    at: i64,
    /// Who of those for whom she answers had worked with the family.
    workers: Vec<OverWorker>,
}

/// Her name.
#[derive(Serialize, ToSchema)]
struct OverWorker {
    name_km: String,
    name_latin: String,
}

/// What is over.
#[derive(Serialize, ToSchema)]
struct JointsOver {
    /// Within the last 30 days, the latest first.
    ended: Vec<JointOver>,
}

/// What waits for an answer, and what runs.
#[derive(Serialize, ToSchema)]
struct JointList {
    /// The longest waiting first.
    offers: Vec<JointCase>,
    /// What ends first first.
    running: Vec<JointCase>,
    /// Whom she may name: herself and those below her.
    #[schema(value_type = Vec<String>)]
    workers: Vec<WorkerId>,
}

/// Who works with the family.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TakePart {
    #[schema(value_type = String)]
    family: StreamId,
    #[schema(value_type = Vec<String>)]
    workers: Vec<WorkerId>,
}

/// Why not, or why no longer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NoPart {
    #[schema(value_type = String)]
    family: StreamId,
    reason: String,
}

const PROBLEMS: &[Code] = &[Code::NotAllowed, Code::NotFound, Code::JointDecided];

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    let answers = |path, summary, takes, route| Endpoint {
        method: "POST",
        path,
        summary,
        query: &[],
        takes: Content::Json(takes),
        gives: Content::Nothing,
        decides: Decides::Policy("receive_families; read of the family"),
        audits: Audits::Ledger,
        problems: PROBLEMS,
        route,
    };
    vec![
        Endpoint {
            method: "GET",
            path: "/api/v1/joints",
            summary: "Files of other organisations on which hers is asked to work too, or does.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<JointList>),
            decides: Decides::Policy("receive_families; read of each family"),
            audits: Audits::Row("joints.read; family.read for each family, purpose joint"),
            problems: &[Code::NotAllowed],
            route: get(list),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/joints/ended",
            summary: "Files of other organisations on which people worked for whom she answers, and no longer do.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<JointsOver>),
            decides: Decides::Policy("receive_families; that she answers for who was named"),
            audits: Audits::Row("joints.ended (with the families)"),
            problems: &[Code::NotAllowed],
            route: get(ended),
        },
        answers(
            "/api/v1/joints/{id}/take-part",
            "Her organisation works on a file too, and names who does.",
            shape::<TakePart>,
            post(take_part),
        ),
        answers(
            "/api/v1/joints/{id}/workers",
            "Her organisation works on a file too, and others than before do.",
            shape::<TakePart>,
            post(change),
        ),
        answers(
            "/api/v1/joints/{id}/decline",
            "Her organisation does not work on a file too, and says why.",
            shape::<NoPart>,
            post(decline),
        ),
        answers(
            "/api/v1/joints/{id}/leave",
            "Her organisation no longer works on a file of another one, and says why.",
            shape::<NoPart>,
            post(leave),
        ),
    ]
}

fn works_there(one: JointWorker) -> WorksThere {
    WorksThere {
        worker: one.worker.to_string(),
        name_km: one.name_km,
        name_latin: one.name_latin,
        phone: one.phone,
    }
}

fn case(one: Joint, index: &PlaceIndex, organisations: &[OrganisationRow]) -> JointCase {
    let place = one.village.parse().ok().and_then(|code| index.get(&code));
    let (village_km, village_latin) =
        place.map(|place| (place.name_km, place.name_latin)).unwrap_or_default();
    let lead = organisations.iter().find(|organisation| organisation.org == one.offered.lead);
    let (lead_km, lead_latin) =
        lead.map(|lead| (lead.name_km.clone(), lead.name_en.clone())).unwrap_or_default();
    let person = |person: domain::family::summary::CardPerson| JointPerson {
        name_km: person.name_km,
        name_latin: person.name_latin,
        in_focus: person.in_focus,
    };
    JointCase {
        family: one.family.to_string(),
        joint: one.joint.to_string(),
        lead: one.offered.lead.to_string(),
        lead_km,
        lead_latin,
        village: one.village,
        village_km,
        village_latin,
        people: one.people.into_iter().map(person).collect(),
        sections: one.offered.sections,
        works: one.offered.works,
        why: one.offered.why,
        contact: one.offered.contact,
        on: one.offered.on,
        until: one.offered.until,
        team: one.offered.team.into_iter().map(works_there).collect(),
        workers: one.workers.into_iter().map(works_there).collect(),
    }
}

async fn list(State(app): State<App>, signed: Signed) -> Result<Json<JointList>, Problem> {
    let all = joints::all(&app, &signed).await?;
    let gazetteer = app.gazetteer.get(&app).await?;
    let organisations = app.store.organisations().await?;
    let cases = |joints: Vec<Joint>| {
        joints.into_iter().map(|one| case(one, &gazetteer.index, &organisations)).collect()
    };
    Ok(Json(JointList { offers: cases(all.offers), running: cases(all.running), workers: all.workers }))
}

async fn ended(State(app): State<App>, signed: Signed) -> Result<Json<JointsOver>, Problem> {
    let ended = joints::ended(&app, &signed).await?;
    let organisations = app.store.organisations().await?;
    let over = |one: Ended| {
        let lead = organisations.iter().find(|organisation| organisation.org == one.lead);
        let (lead_km, lead_latin) =
            lead.map(|lead| (lead.name_km.clone(), lead.name_en.clone())).unwrap_or_default();
        let name = |worker: WorkerId| {
            let (name_km, name_latin) = names_of(&signed, worker);
            OverWorker { name_km, name_latin }
        };
        JointOver {
            joint: one.joint.to_string(),
            number: file_no(one.family),
            lead_km,
            lead_latin,
            standing: one.standing,
            at: one.at.0,
            workers: one.workers.into_iter().map(name).collect(),
        }
    };
    Ok(Json(JointsOver { ended: ended.into_iter().map(over).collect() }))
}

async fn change(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<JointId>,
    Body(body): Body<TakePart>,
) -> Result<StatusCode, Problem> {
    joints::answer(&app, &signed, body.family, id, Answer::Change { workers: body.workers }).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn take_part(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<JointId>,
    Body(body): Body<TakePart>,
) -> Result<StatusCode, Problem> {
    joints::answer(&app, &signed, body.family, id, Answer::TakePart { workers: body.workers }).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn decline(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<JointId>,
    Body(body): Body<NoPart>,
) -> Result<StatusCode, Problem> {
    joints::answer(&app, &signed, body.family, id, Answer::Decline { reason: body.reason }).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn leave(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<JointId>,
    Body(body): Body<NoPart>,
) -> Result<StatusCode, Problem> {
    joints::answer(&app, &signed, body.family, id, Answer::Leave { reason: body.reason }).await?;
    Ok(StatusCode::NO_CONTENT)
}
