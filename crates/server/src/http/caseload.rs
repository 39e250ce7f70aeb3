//! `GET /api/v1/caseload`: a page of families.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::Query;
use crate::app::lists::{self, Ask};
use crate::app::session::Signed;
use crate::problem::Problem;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::routing::get;
use domain::ids::{OrganisationId, StreamId, WorkerId};
use domain::time::{Day, Millis};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use store::reads::FamilyRow;
use utoipa::ToSchema;

/// What can be asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseloadQuery {
    scope: Option<String>,
    worker: Option<WorkerId>,
    stage: Option<String>,
    risk: Option<String>,
    village: Option<String>,
    due: Option<Day>,
    only: Option<String>,
    #[serde(default)]
    closed: bool,
    sort: Option<String>,
    cursor: Option<String>,
    limit: Option<u32>,
}

/// A family in a list.
#[derive(Serialize, ToSchema)]
pub struct Row {
    #[schema(value_type = String)]
    family: StreamId,
    #[schema(value_type = String)]
    org: OrganisationId,
    #[schema(value_type = Option<String>)]
    supervisor: Option<WorkerId>,
    #[schema(value_type = Option<String>)]
    next_due: Option<Day>,
    head: u64,
    #[schema(value_type = i64)]
    updated_at: Millis,
    /// `domain::family::summary::Summary`.
    #[schema(value_type = Object)]
    summary: Box<RawValue>,
}

impl From<FamilyRow> for Row {
    fn from(row: FamilyRow) -> Self {
        Self {
            family: row.stream,
            org: row.org,
            supervisor: row.supervisor,
            next_due: row.next_due,
            head: row.head,
            updated_at: row.updated_at,
            summary: row.card,
        }
    }
}

/// A page.
#[derive(Serialize, ToSchema)]
struct Page {
    rows: Vec<Row>,
    /// Hand it in as `cursor` for the next page.
    next: Option<String>,
}

/// Its entry in the register.
pub fn endpoint() -> Endpoint {
    Endpoint {
        method: "GET",
        path: "/api/v1/caseload",
        summary: "Families that the worker may see, a page at a time.",
        query: &[
            "scope", "worker", "stage", "risk", "village", "due", "only", "closed", "sort", "cursor", "limit",
        ],
        takes: Content::Nothing,
        gives: Content::Json(shape::<Page>),
        decides: Decides::Policy("list scope"),
        audits: Audits::Row("caseload.read (with the families)"),
        problems: &[],
        route: get(caseload),
    }
}

async fn caseload(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<CaseloadQuery>,
) -> Result<Json<Page>, Problem> {
    let ask = Ask {
        scope: query.scope,
        worker: query.worker,
        stage: query.stage,
        risk: query.risk,
        village: query.village,
        due: query.due,
        only: query.only,
        closed: query.closed,
        sort: query.sort,
        cursor: query.cursor,
        limit: query.limit,
    };
    let page = lists::caseload(&app, &signed, ask).await?;
    Ok(Json(Page { rows: page.rows.into_iter().map(Row::from).collect(), next: page.next }))
}
