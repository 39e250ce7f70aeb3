//! `/api/v1/imports`: families from a workbook.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{IMPORT, PathId, Query, Workbook};
use crate::app::import;
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::ids::ImportId;
use serde::{Deserialize, Serialize};
use store::records::ImportRow;
use utoipa::ToSchema;

/// What a workbook would bring in, or what must be put right first.
#[derive(Serialize, ToSchema)]
struct Looked {
    /// Give it back as `confirm` to carry out this very file.
    hash: String,
    /// Whether it can be carried out.
    good: bool,
    families: usize,
    people: usize,
    relationships: usize,
    /// `template` or `oscar_onboarding`; absent when the workbook has problems.
    #[schema(value_type = Option<String>)]
    source: Option<exchange::families::Source>,
    /// Each with sheet, row, column, value, code and a sentence in both languages.
    #[schema(value_type = Vec<Object>)]
    problems: Vec<exchange::families::CellProblem>,
    #[schema(value_type = Vec<Object>)]
    warnings: Vec<exchange::families::CellProblem>,
    /// Problems (or warnings) beyond those that are listed.
    unlisted: usize,
}

/// An import.
#[derive(Serialize, ToSchema)]
struct Imported {
    import: String,
    families: usize,
    by: String,
    at: i64,
    rolled_back: Option<i64>,
}

impl From<&ImportRow> for Imported {
    fn from(row: &ImportRow) -> Self {
        Self {
            import: row.id.to_string(),
            families: import::count(row),
            by: row.by.to_string(),
            at: row.at.0,
            rolled_back: row.rolled_back.map(|at| at.0),
        }
    }
}

/// All imports, newest first.
#[derive(Serialize, ToSchema)]
struct Imports {
    imports: Vec<Imported>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirm {
    confirm: String,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    let decides = Decides::Policy("import_families");
    vec![
        Endpoint {
            method: "POST",
            path: "/api/v1/imports/families/preview",
            summary: "Looks at a workbook: what it would bring in, or every cell to put right. Changes nothing.",
            query: &[],
            takes: Content::Workbook,
            gives: Content::Json(shape::<Looked>),
            decides,
            audits: Audits::Row("import.look"),
            problems: &[Code::NotAllowed],
            route: post(preview).layer(DefaultBodyLimit::max(IMPORT)),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/imports/families",
            summary: "Carries out the workbook that was looked at, as a whole or not at all; a resend changes nothing.",
            query: &["confirm"],
            takes: Content::Workbook,
            gives: Content::Json(shape::<Imported>),
            decides,
            audits: Audits::Ledger,
            problems: &[Code::NotAllowed, Code::ImportHasErrors, Code::ImportChanged],
            route: post(carry_out).layer(DefaultBodyLimit::max(IMPORT)),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/imports/families/template",
            summary: "The workbook to fill in.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Workbook,
            decides: Decides::SignedIn,
            audits: Audits::Nothing("an empty form"),
            problems: &[],
            route: get(template),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/imports",
            summary: "The organisation's imports, newest first.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<Imports>),
            decides,
            audits: Audits::Row("imports.read"),
            problems: &[Code::NotAllowed],
            route: get(list),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/imports/{id}/rollback",
            summary: "Takes an import back as a whole, while nobody has written to its families.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Nothing,
            decides,
            audits: Audits::Ledger,
            problems: &[Code::NotAllowed, Code::ImportInUse],
            route: post(roll_back),
        },
    ]
}

async fn preview(
    State(app): State<App>,
    signed: Signed,
    Workbook(file): Workbook,
) -> Result<Json<Looked>, Problem> {
    let looked = import::look(&app, &signed, file).await?;
    Ok(Json(match looked.result {
        Ok(plan) => {
            let (families, people, relationships) = plan.counts();
            Looked {
                hash: looked.hash,
                good: true,
                families,
                people,
                relationships,
                source: Some(plan.source),
                problems: Vec::new(),
                warnings: plan.warnings,
                unlisted: plan.unlisted_warnings,
            }
        }
        Err(report) => Looked {
            hash: looked.hash,
            good: false,
            families: 0,
            people: 0,
            relationships: 0,
            source: None,
            problems: report.problems,
            warnings: report.warnings,
            unlisted: report.unlisted,
        },
    }))
}

async fn carry_out(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<Confirm>,
    Workbook(file): Workbook,
) -> Result<Json<Imported>, Problem> {
    let row = import::carry_out(&app, &signed, file, &query.confirm).await?;
    Ok(Json((&row).into()))
}

async fn template(_: Signed) -> Result<Response, Problem> {
    let workbook = tokio::task::spawn_blocking(exchange::families::write_template)
        .await
        .map_err(Problem::broken)?
        .map_err(Problem::broken)?;
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"kinkeeper-families.xlsx\""),
    ];
    Ok((headers, workbook).into_response())
}

async fn list(State(app): State<App>, signed: Signed) -> Result<Json<Imports>, Problem> {
    let rows = import::list(&app, &signed).await?;
    Ok(Json(Imports { imports: rows.iter().map(Imported::from).collect() }))
}

async fn roll_back(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<ImportId>,
) -> Result<StatusCode, Problem> {
    import::roll_back(&app, &signed, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
