//! `/api/v1/forms`: forms that came filled in from outside the app.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Body, PathId, Query};
use crate::app::received_forms::{self, Opened, Target, Why};
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::ids::{FormId, PersonId, StreamId};
use domain::instrument::Text;
use exchange::openrosa::Why as LeftWhy;
use serde::{Deserialize, Serialize};
use store::received_forms::{FormRow, FormState};
use utoipa::ToSchema;

/// A form that came.
#[derive(Serialize, ToSchema)]
struct Form {
    id: String,
    /// The tool's code.
    tool: String,
    version: u16,
    #[schema(value_type = Object)]
    title: Text,
    /// Who sent it.
    by_km: String,
    by_latin: String,
    at: i64,
    /// The file that it is in, when it is in one: pictures beside it are to be taken care of.
    placed: Option<String>,
    files: u32,
}

/// Those that somebody has to look at, oldest first.
#[derive(Serialize, ToSchema)]
struct Forms {
    forms: Vec<Form>,
}

/// What a form says.
#[derive(Serialize, ToSchema)]
struct Detail {
    form: Form,
    /// The number of the file that it names.
    number: Option<String>,
    /// The person whom it names.
    person: Option<String>,
    /// Why it waits: `no_number`, `bad_number`, `unknown_file`, `no_person`, `unknown_person`, `incomplete`, `unreadable`,
    /// `left_over`, or the reason for which the file does not take it.
    why: Option<String>,
    /// How much is missing, when it is incomplete.
    missing: Option<u32>,
    /// Where it cannot be read.
    places: Vec<String>,
    /// The file that it names or that was chosen.
    family: Option<String>,
    /// Whether a record is about one person.
    about_one: bool,
    /// Of that file, whom it may be about.
    people: Vec<Somebody>,
    lines: Vec<Said>,
    /// What has no place in a record.
    left: Vec<Leftover>,
    files: Vec<Lies>,
}

#[derive(Serialize, ToSchema)]
struct Somebody {
    id: String,
    name_km: String,
    name_latin: String,
}

/// A question and its answer.
#[derive(Serialize, ToSchema)]
struct Said {
    #[schema(value_type = Object)]
    title: Text,
    #[schema(value_type = Object)]
    answer: Text,
}

#[derive(Serialize, ToSchema)]
struct Leftover {
    path: String,
    value: String,
    /// `unknown`, `twice`, `alone` or `picture`.
    why: &'static str,
}

#[derive(Serialize, ToSchema)]
struct Lies {
    name: String,
    bytes: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    #[serde(default)]
    family: Option<StreamId>,
}

/// Into which file, and about whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Into {
    #[schema(value_type = String)]
    family: StreamId,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    person: Option<PersonId>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Reason {
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    name: String,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    let hers = Decides::Policy("her own forms, and those of whom she supervises");
    vec![
        Endpoint {
            method: "GET",
            path: "/api/v1/forms",
            summary: "Forms that came filled in and that somebody has to look at, oldest first.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<Forms>),
            decides: hers,
            audits: Audits::Row("forms.listed"),
            problems: &[],
            route: get(list),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/forms/{id}",
            summary: "What a form says, and why it waits; with a file that one thinks of, whom of it it may be about.",
            query: &["family"],
            takes: Content::Nothing,
            gives: Content::Json(shape::<Detail>),
            decides: hers,
            audits: Audits::Row("form.opened (and the reading of the file that it names)"),
            problems: &[],
            route: get(open),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/forms/{id}/place",
            summary: "Puts a form into a file.",
            query: &[],
            takes: Content::Json(shape::<Into>),
            gives: Content::Nothing,
            decides: Decides::Policy("give family.assessment_completed"),
            audits: Audits::Ledger,
            problems: &[Code::FormUnfit, Code::FormDecided],
            route: post(place),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/forms/{id}/discard",
            summary: "Throws a form away, with what lies beside it. One that comes again stays away.",
            query: &[],
            takes: Content::Json(shape::<Reason>),
            gives: Content::Nothing,
            decides: hers,
            audits: Audits::Row("form.discarded"),
            problems: &[Code::FormDecided],
            route: post(discard),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/forms/{id}/file",
            summary: "A file that came with a form.",
            query: &["name"],
            takes: Content::Nothing,
            gives: Content::Bytes,
            decides: Decides::Policy(
                "her own forms, and those of whom she supervises; of one in a file: read (identity)",
            ),
            audits: Audits::Row("form.file_read"),
            problems: &[],
            route: get(file),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/forms/{id}/files/end",
            summary: "The files beside a form that is in a file were taken care of: they are destroyed.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Nothing,
            decides: hers,
            audits: Audits::Row("form.files_ended"),
            problems: &[Code::FormUnfit],
            route: post(end_files),
        },
    ]
}

fn form(signed: &Signed, row: &FormRow) -> Form {
    let tool = signed.directory.tools.find(&row.form, row.version);
    let title =
        tool.map_or_else(|| Text { en: row.form.clone(), km: row.form.clone() }, |tool| tool.title.clone());
    let (by_km, by_latin) = crate::app::families::names_of(signed, row.worker);
    Form {
        id: row.id.to_string(),
        tool: row.form.clone(),
        version: row.version,
        title,
        by_km,
        by_latin,
        at: row.at.0,
        placed: match row.state {
            FormState::Placed(family) => Some(family.to_string()),
            FormState::Waiting | FormState::Discarded => None,
        },
        files: row.files,
    }
}

async fn list(State(app): State<App>, signed: Signed) -> Result<Json<Forms>, Problem> {
    let rows = received_forms::list(&app, &signed).await?;
    Ok(Json(Forms { forms: rows.iter().map(|row| form(&signed, row)).collect() }))
}

const fn left_why(why: LeftWhy) -> &'static str {
    match why {
        LeftWhy::Unknown => "unknown",
        LeftWhy::Twice => "twice",
        LeftWhy::Alone => "alone",
        LeftWhy::Picture => "picture",
    }
}

fn detail(signed: &Signed, opened: Opened) -> Detail {
    let (missing, places) = match &opened.why {
        Some(Why::Incomplete(missing)) => (Some(*missing), Vec::new()),
        Some(Why::Unreadable(places)) => (None, places.clone()),
        Some(
            Why::NoNumber
            | Why::BadNumber
            | Why::UnknownFile
            | Why::NoPerson
            | Why::UnknownPerson
            | Why::LeftOver
            | Why::Elsewhere
            | Why::Refused(_),
        )
        | None => (None, Vec::new()),
    };
    let somebody = |one: received_forms::Candidate| Somebody {
        id: one.id.to_string(),
        name_km: one.name_km,
        name_latin: one.name_latin,
    };
    Detail {
        form: form(signed, &opened.row),
        number: opened.filed.number,
        person: opened.filed.person,
        why: opened.why.as_ref().map(Why::code),
        missing,
        places,
        family: opened.family.map(|family| family.to_string()),
        about_one: opened.about_one,
        people: opened.people.into_iter().map(somebody).collect(),
        lines: opened.lines.into_iter().map(|line| Said { title: line.title, answer: line.answer }).collect(),
        left: opened
            .left
            .into_iter()
            .map(|left| Leftover { path: left.path, value: left.value, why: left_why(left.why) })
            .collect(),
        files: opened.files.into_iter().map(|file| Lies { name: file.name, bytes: file.bytes }).collect(),
    }
}

async fn open(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<FormId>,
    Query(query): Query<Chosen>,
) -> Result<Json<Detail>, Problem> {
    let opened = received_forms::open(&app, &signed, id, query.family).await?;
    Ok(Json(detail(&signed, opened)))
}

async fn place(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<FormId>,
    Body(body): Body<Into>,
) -> Result<StatusCode, Problem> {
    let target = Target { family: body.family, person: body.person };
    received_forms::place(&app, &signed, id, target).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn discard(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<FormId>,
    Body(body): Body<Reason>,
) -> Result<StatusCode, Problem> {
    received_forms::discard(&app, &signed, id, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn file(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<FormId>,
    Query(query): Query<Named>,
) -> Result<Response, Problem> {
    let bytes = received_forms::file(&app, &signed, id, &query.name).await?;
    // Whatever it is, it is taken down and never shown as a page of ours.
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CONTENT_DISPOSITION, "attachment"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, bytes).into_response())
}

async fn end_files(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<FormId>,
) -> Result<StatusCode, Problem> {
    received_forms::end_files(&app, &signed, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
