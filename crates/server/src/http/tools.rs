//! `/api/v1/tools`: the network's assessment tools, and those that came with the software.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Body, IMPORT, Query, ToolVersion, Workbook};
use crate::app::session::Signed;
use crate::app::tools;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use domain::instrument::Text;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A version of a tool.
#[derive(Serialize, ToSchema)]
struct Listed {
    code: String,
    version: u16,
    #[schema(value_type = Object)]
    title: Text,
    /// Whom a record is about.
    #[schema(value_type = String)]
    subject: domain::instrument::Subject,
    /// How many things it asks.
    items: usize,
    /// It came with the software.
    shipped: bool,
    /// It is the version for new records.
    current: bool,
    /// Who published it.
    by_km: Option<String>,
    by_latin: Option<String>,
    /// When.
    at: Option<i64>,
    /// What is new in it.
    note: Option<String>,
    /// The workbook that it was made from is kept.
    workbook: bool,
    /// Why it is out of use, if it is.
    retired: Option<String>,
}

/// Every version of every tool.
#[derive(Serialize, ToSchema)]
struct Tools {
    tools: Vec<Listed>,
    /// She may publish, retire and restore.
    may_publish: bool,
}

/// What a workbook amounts to.
#[derive(Serialize, ToSchema)]
struct ReadWorkbook {
    /// The document; absent when something must be put right first.
    #[schema(value_type = Option<Object>)]
    document: Option<domain::instrument::Instrument>,
    /// What must be put right: each with its place and a sentence in both languages.
    faults: Vec<Told>,
    /// What should be looked at.
    warnings: Vec<Told>,
    /// What the document cannot carry out; the workbook stays beside it.
    kept: Vec<Told>,
}

/// Something about a place in a workbook.
#[derive(Serialize, ToSchema)]
struct Told {
    /// `survey!F12`.
    cell: String,
    en: String,
    km: String,
}

impl From<&exchange::xlsform::Fault> for Told {
    fn from(fault: &exchange::xlsform::Fault) -> Self {
        use domain::khmer::Lang;
        Self { cell: fault.cell(), en: fault.message(Lang::En), km: fault.message(Lang::Km) }
    }
}

/// A document to look at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Document {
    #[schema(value_type = Object)]
    document: serde_json::Value,
}

/// What is to be said about it.
#[derive(Serialize, ToSchema)]
struct Looked {
    /// What must be put right: `path`, and `fault` as a stable word.
    #[schema(value_type = Vec<Object>)]
    problems: Vec<domain::instrument::DocumentProblem>,
    /// What should be looked at: `path`, and `advice` as a stable word.
    #[schema(value_type = Vec<Object>)]
    advice: Vec<domain::instrument::DocumentAdvice>,
    /// The number that it will have.
    version: u16,
    /// The version that it follows.
    follows: Option<u16>,
    /// What is different from that one.
    differences: Vec<Differs>,
}

/// A difference between two versions.
#[derive(Serialize, ToSchema)]
struct Differs {
    /// Codes and names that lead to it.
    path: String,
    before: Option<String>,
    after: Option<String>,
}

impl From<exchange::differences::Difference> for Differs {
    fn from(one: exchange::differences::Difference) -> Self {
        Self { path: one.path, before: one.before, after: one.after }
    }
}

#[derive(Serialize, ToSchema)]
struct Differences {
    differences: Vec<Differs>,
}

/// A version to publish.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Publishing {
    /// The document. Its number is given by the server.
    #[schema(value_type = Object)]
    document: serde_json::Value,
    /// What is new in it.
    note: String,
    /// The workbook that it was made from, in base64: kept as it is.
    #[serde(default)]
    workbook: Option<String>,
    /// The version that one saw as the newest; another one there meanwhile, and nothing is published.
    #[serde(default)]
    follows: Option<u16>,
}

#[derive(Serialize, ToSchema)]
struct Published {
    code: String,
    version: u16,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Why {
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tolerant {
    #[serde(default)]
    tolerant: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Since {
    since: u16,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    let publish = Decides::Policy("give programme.tool_published");
    let nobody = Audits::Nothing("says nothing about anybody");
    vec![
        Endpoint {
            method: "GET",
            path: "/api/v1/tools",
            summary: "Every version of every assessment tool.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<Tools>),
            decides: Decides::Policy("read (programme)"),
            audits: nobody,
            problems: &[Code::NotAllowed],
            route: get(list),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/tools",
            summary: "Publishes a version of a tool: everybody may use it from now on, and nothing of it changes any more.",
            query: &[],
            takes: Content::Json(shape::<Publishing>),
            gives: Content::Json(shape::<Published>),
            decides: publish,
            audits: Audits::Ledger,
            problems: &[Code::NotAllowed, Code::ToolNotValid, Code::ToolDecided],
            route: post(publish_one).layer(DefaultBodyLimit::max(IMPORT * 2)),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/tools/read",
            summary: "Reads an XLSForm workbook: the document that it amounts to, or every cell to put right. Keeps nothing.",
            query: &["tolerant"],
            takes: Content::Workbook,
            gives: Content::Json(shape::<ReadWorkbook>),
            decides: publish,
            audits: nobody,
            problems: &[Code::NotAllowed],
            route: post(read).layer(DefaultBodyLimit::max(IMPORT)),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/tools/look",
            summary: "Looks at a document before it is published: what must be put right, and what is different. Keeps nothing.",
            query: &[],
            takes: Content::Json(shape::<Document>),
            gives: Content::Json(shape::<Looked>),
            decides: publish,
            audits: nobody,
            problems: &[Code::NotAllowed, Code::ToolNotValid],
            route: post(look).layer(DefaultBodyLimit::max(IMPORT)),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/tools/{code}/{version}",
            summary: "The document of one version, byte by byte as it was published.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Domain("instrument::Instrument"),
            decides: Decides::SignedIn,
            audits: nobody,
            problems: &[],
            route: get(document),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/tools/{code}/{version}/workbook",
            summary: "One version as an XLSForm workbook: the one that it was made from, or one that says the same.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Workbook,
            decides: Decides::Policy("read (programme)"),
            audits: nobody,
            problems: &[Code::NotAllowed],
            route: get(workbook),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/tools/{code}/{version}/changes",
            summary: "What is different from another version.",
            query: &["since"],
            takes: Content::Nothing,
            gives: Content::Json(shape::<Differences>),
            decides: Decides::Policy("read (programme)"),
            audits: nobody,
            problems: &[Code::NotAllowed],
            route: get(changes),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/tools/{code}/{version}/retire",
            summary: "Takes a version out of use: no new record is made with it. Records that there are stay readable.",
            query: &[],
            takes: Content::Json(shape::<Why>),
            gives: Content::Nothing,
            decides: Decides::Policy("give programme.tool_retired"),
            audits: Audits::Ledger,
            problems: &[Code::NotAllowed, Code::ToolDecided],
            route: post(retire),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/tools/{code}/{version}/restore",
            summary: "Brings a version back into use.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Nothing,
            decides: Decides::Policy("give programme.tool_restored"),
            audits: Audits::Ledger,
            problems: &[Code::NotAllowed, Code::ToolDecided],
            route: post(restore),
        },
    ]
}

async fn list(signed: Signed) -> Result<Json<Tools>, Problem> {
    let (all, may_publish) = tools::list(&signed)?;
    let name = |one: &tools::Listed<'_>| {
        one.published.map(|published| crate::app::families::names_of(&signed, published.by.author))
    };
    let listed = |one: tools::Listed<'_>| Listed {
        code: one.tool.code.clone(),
        version: one.tool.version,
        title: one.tool.title.clone(),
        subject: one.tool.subject,
        items: one.tool.items().count(),
        shipped: one.published.is_none(),
        current: one.current,
        by_km: name(&one).map(|(km, _)| km),
        by_latin: name(&one).map(|(_, latin)| latin),
        at: one.published.map(|published| published.by.at.0),
        note: one.published.map(|published| published.tool.note.clone()),
        workbook: one.published.is_some_and(|published| published.tool.workbook.is_some()),
        retired: one.retired.map(|retired| retired.note.clone()),
    };
    Ok(Json(Tools { tools: all.into_iter().map(listed).collect(), may_publish }))
}

async fn publish_one(
    State(app): State<App>,
    signed: Signed,
    Body(body): Body<Publishing>,
) -> Result<Json<Published>, Problem> {
    let decoded = body.workbook.map(|text| base64::engine::general_purpose::STANDARD.decode(text));
    let workbook = decoded.transpose().map_err(|_| Problem::new(Code::BadValue).at("workbook"))?;
    let publishing =
        tools::Publishing { document: body.document, note: body.note, workbook, follows: body.follows };
    let (code, version) = tools::publish(&app, &signed, publishing).await?;
    Ok(Json(Published { code, version }))
}

async fn read(
    signed: Signed,
    Query(query): Query<Tolerant>,
    Workbook(bytes): Workbook,
) -> Result<Json<ReadWorkbook>, Problem> {
    let told = |faults: &[exchange::xlsform::Fault]| faults.iter().map(Told::from).collect();
    Ok(Json(match tools::read_workbook(&signed, bytes, query.tolerant).await? {
        Ok(imported) => ReadWorkbook {
            faults: Vec::new(),
            warnings: told(&imported.warnings),
            kept: imported.kept.iter().map(|kept| Told::from(&kept.fault)).collect(),
            document: Some(imported.instrument),
        },
        Err(faults) => {
            ReadWorkbook { document: None, faults: told(&faults), warnings: Vec::new(), kept: Vec::new() }
        }
    }))
}

async fn look(signed: Signed, Body(body): Body<Document>) -> Result<Json<Looked>, Problem> {
    let looked = tools::look(&signed, body.document)?;
    Ok(Json(Looked {
        problems: looked.problems,
        advice: looked.advice,
        version: looked.version,
        follows: looked.follows,
        differences: looked.differences.into_iter().map(Differs::from).collect(),
    }))
}

async fn document(
    State(app): State<App>,
    signed: Signed,
    ToolVersion(code, version): ToolVersion,
) -> Result<Response, Problem> {
    let text = tools::document(&app, &signed, &code, version).await?;
    // A version never changes.
    let headers =
        [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "private, max-age=31536000")];
    Ok((headers, text).into_response())
}

async fn workbook(
    State(app): State<App>,
    signed: Signed,
    ToolVersion(code, version): ToolVersion,
) -> Result<Response, Problem> {
    let bytes = tools::workbook(&app, &signed, &code, version).await?;
    let headers = [
        (
            header::CONTENT_TYPE,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
        ),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{code}-v{version}.xlsx\"")),
    ];
    Ok((headers, bytes).into_response())
}

async fn changes(
    signed: Signed,
    ToolVersion(code, version): ToolVersion,
    Query(query): Query<Since>,
) -> Result<Json<Differences>, Problem> {
    let found = tools::changes(&signed, &code, (query.since, version))?;
    Ok(Json(Differences { differences: found.into_iter().map(Differs::from).collect() }))
}

async fn retire(
    State(app): State<App>,
    signed: Signed,
    ToolVersion(code, version): ToolVersion,
    Body(body): Body<Why>,
) -> Result<StatusCode, Problem> {
    tools::retire(&app, &signed, (code, version), body.note).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn restore(
    State(app): State<App>,
    signed: Signed,
    ToolVersion(code, version): ToolVersion,
) -> Result<StatusCode, Problem> {
    tools::restore(&app, &signed, code, version).await?;
    Ok(StatusCode::NO_CONTENT)
}
