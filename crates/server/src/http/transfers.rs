//! `/api/v1/transfers`: families that other organisations hand over.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Body, PathId};
use crate::app::session::Signed;
use crate::app::transfers::{self, Answer};
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use domain::ids::{StreamId, TransferId, WorkerId};
use domain::time::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Somebody of the family.
#[derive(Serialize, ToSchema)]
struct HandedPerson {
    name_km: String,
    name_latin: String,
    /// The work is about this child.
    in_focus: bool,
}

/// A family that waits for an answer.
#[derive(Serialize, ToSchema)]
struct HandedOver {
    family: String,
    transfer: String,
    /// Which organisation hands it over.
    from: String,
    from_km: String,
    from_latin: String,
    /// Official code, and its name.
    village: String,
    village_km: String,
    village_latin: String,
    people: Vec<HandedPerson>,
    why: String,
    /// Hand-over summary.
    summary: String,
    #[schema(value_type = Option<String>)]
    conference_on: Option<Day>,
    conference_with: String,
    /// Whom to ask.
    contact: String,
    #[schema(value_type = String)]
    on: Day,
}

/// Families that wait for an answer, the longest waiting first.
#[derive(Serialize, ToSchema)]
struct HandedOverList {
    transfers: Vec<HandedOver>,
}

/// Who answers for the family from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TakeOn {
    #[schema(value_type = String)]
    family: StreamId,
    #[schema(value_type = String)]
    lead: WorkerId,
}

/// Why not.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NotTakenOn {
    #[schema(value_type = String)]
    family: StreamId,
    reason: String,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            method: "GET",
            path: "/api/v1/transfers",
            summary: "Families that other organisations hand over to hers.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<HandedOverList>),
            decides: Decides::Policy("receive_families; read of each family"),
            audits: Audits::Row("transfers.read; family.read for each family, purpose transfer"),
            problems: &[Code::NotAllowed],
            route: get(list),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/transfers/{id}/take-on",
            summary: "Takes a family on: its file is her organisation's from now on.",
            query: &[],
            takes: Content::Json(shape::<TakeOn>),
            gives: Content::Nothing,
            decides: Decides::Policy("receive_families; read of the family"),
            audits: Audits::Ledger,
            problems: &[Code::NotAllowed, Code::NotFound, Code::TransferDecided],
            route: post(take_on),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/transfers/{id}/decline",
            summary: "Does not take a family on, and says why.",
            query: &[],
            takes: Content::Json(shape::<NotTakenOn>),
            gives: Content::Nothing,
            decides: Decides::Policy("receive_families; read of the family"),
            audits: Audits::Ledger,
            problems: &[Code::NotAllowed, Code::NotFound, Code::TransferDecided],
            route: post(decline),
        },
    ]
}

async fn list(State(app): State<App>, signed: Signed) -> Result<Json<HandedOverList>, Problem> {
    let waiting = transfers::waiting(&app, &signed).await?;
    let gazetteer = app.gazetteer.get(&app).await?;
    let organisations = app.store.organisations().await?;
    let transfers = waiting
        .into_iter()
        .map(|one| {
            let place = one.village.parse().ok().and_then(|code| gazetteer.index.get(&code));
            let (village_km, village_latin) =
                place.map(|place| (place.name_km, place.name_latin)).unwrap_or_default();
            let from = organisations.iter().find(|organisation| organisation.org == one.from);
            let (from_km, from_latin) =
                from.map(|from| (from.name_km.clone(), from.name_en.clone())).unwrap_or_default();
            let person = |person: domain::family::summary::CardPerson| HandedPerson {
                name_km: person.name_km,
                name_latin: person.name_latin,
                in_focus: person.in_focus,
            };
            HandedOver {
                family: one.family.to_string(),
                transfer: one.transfer.to_string(),
                from: one.from.to_string(),
                from_km,
                from_latin,
                village: one.village,
                village_km,
                village_latin,
                people: one.people.into_iter().map(person).collect(),
                why: one.proposed.why,
                summary: one.proposed.summary,
                conference_on: one.proposed.conference_on,
                conference_with: one.proposed.conference_with,
                contact: one.proposed.contact,
                on: one.proposed.on,
            }
        })
        .collect();
    Ok(Json(HandedOverList { transfers }))
}

async fn take_on(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<TransferId>,
    Body(body): Body<TakeOn>,
) -> Result<StatusCode, Problem> {
    transfers::answer(&app, &signed, body.family, id, Answer::TakeOn { lead: body.lead }).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn decline(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<TransferId>,
    Body(body): Body<NotTakenOn>,
) -> Result<StatusCode, Problem> {
    transfers::answer(&app, &signed, body.family, id, Answer::Decline { reason: body.reason }).await?;
    Ok(StatusCode::NO_CONTENT)
}
