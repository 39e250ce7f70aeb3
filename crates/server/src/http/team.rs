//! `GET /api/v1/team`: the supervisor's desk in numbers.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use crate::app::families::names_of;
use crate::app::session::Signed;
use crate::app::team::{self, Load};
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::routing::get;
use serde::Serialize;
use utoipa::ToSchema;

/// What somebody carries.
#[derive(Serialize, ToSchema)]
struct Numbers {
    families: u32,
    high_risk: u32,
    concerns: u32,
    overdue: u32,
    reviews: u32,
    conflicts: u32,
}

impl From<&Load> for Numbers {
    fn from(load: &Load) -> Self {
        Self {
            families: load.families,
            high_risk: load.high_risk,
            concerns: load.concerns,
            overdue: load.overdue,
            reviews: load.reviews,
            conflicts: load.conflicts,
        }
    }
}

/// One worker of the team; without `worker`, the families that nobody leads.
#[derive(Serialize, ToSchema)]
struct Carried {
    worker: Option<String>,
    name_km: String,
    name_latin: String,
    numbers: Numbers,
}

/// How many families are at a stage.
#[derive(Serialize, ToSchema)]
struct AtStage {
    stage: String,
    families: u64,
}

/// The desk.
#[derive(Serialize, ToSchema)]
struct TeamDesk {
    team: Vec<Carried>,
    all: Numbers,
    stages: Vec<AtStage>,
    caseload_at_most: u16,
}

/// Its entry in the register.
pub fn endpoint() -> Endpoint {
    Endpoint {
        method: "GET",
        path: "/api/v1/team",
        summary: "What each person of the team carries, and what waits.",
        query: &[],
        takes: Content::Nothing,
        gives: Content::Json(shape::<TeamDesk>),
        decides: Decides::Policy("see_team; list scope"),
        audits: Audits::Row("team.read (with the families)"),
        problems: &[Code::NotAllowed],
        route: get(desk),
    }
}

async fn desk(State(app): State<App>, signed: Signed) -> Result<Json<TeamDesk>, Problem> {
    let desk = team::desk(&app, &signed).await?;
    let team = desk
        .loads
        .iter()
        .map(|(worker, load)| {
            let (name_km, name_latin) = worker.map(|worker| names_of(&signed, worker)).unwrap_or_default();
            Carried {
                worker: worker.map(|worker| worker.to_string()),
                name_km,
                name_latin,
                numbers: load.into(),
            }
        })
        .collect();
    let stages = desk.stages.into_iter().map(|(stage, families)| AtStage { stage, families }).collect();
    Ok(Json(TeamDesk { team, all: (&desk.all).into(), stages, caseload_at_most: desk.caseload_at_most }))
}
