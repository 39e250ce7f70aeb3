//! `/api/v1/programme/sharing`: the information-sharing protocol, its versions, and what two people decide about it.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Body, Circumstances, PathId, Query};
use super::papers::{PaperQuery, look as paper_look, pdf};
use crate::app::families::names_of;
use crate::app::printing_sharing;
use crate::app::session::Signed;
use crate::app::sharing::{self, Answer};
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use domain::ids::WorkerId;
use domain::programme::sharing::{SharingState, SharingVersion};
use policy::engine::{Broken, Cell, Change, Matrix, STATEMENTS, What};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// SHA-256 in hexadecimal; anything else names nothing.
#[derive(Debug, Clone)]
struct Hash(String);

impl std::str::FromStr for Hash {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let hex = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if hex && text.len() == 64 { Ok(Self(text.to_owned())) } else { Err(()) }
    }
}

/// A version, without what it says.
#[derive(Serialize, ToSchema)]
struct SharingLine {
    number: u32,
    hash: String,
    /// `shipped`, `waiting`, `approved`, `refused`, `withdrawn`.
    state: &'static str,
    /// It is in force.
    current: bool,
    /// Why it was proposed; empty for what came with the software, as all that follows.
    reason: String,
    by_km: String,
    by_latin: String,
    /// In milliseconds.
    at: Option<i64>,
    decided_km: String,
    decided_latin: String,
    /// In milliseconds.
    decided_at: Option<i64>,
    note: String,
}

/// An organisation that a row can name.
#[derive(Serialize, ToSchema)]
struct SharingOrganisation {
    id: String,
    name_km: String,
    name_latin: String,
}

/// The protocol in force, and all versions.
#[derive(Serialize, ToSchema)]
struct SharingBook {
    current: String,
    /// The matrix in force.
    #[schema(value_type = Object)]
    matrix: Matrix,
    /// Newest first.
    versions: Vec<SharingLine>,
    organisations: Vec<SharingOrganisation>,
    can_propose: bool,
    can_approve: bool,
}

/// One thing that somebody may.
#[derive(Serialize, ToSchema)]
struct SharingWhat {
    /// `read`, `give`, `take_on`, `act`, `list`.
    kind: &'static str,
    /// The section, sort of command, act or list.
    code: &'static str,
}

/// Who gains and loses what.
#[derive(Serialize, ToSchema)]
struct SharingChange {
    role: &'static str,
    standing: &'static str,
    purpose: &'static str,
    /// Only for workers of this organisation.
    organisation: Option<String>,
    gains: Vec<SharingWhat>,
    loses: Vec<SharingWhat>,
}

/// Something that must hold, and whether it does.
#[derive(Serialize, ToSchema)]
struct SharingStatement {
    code: &'static str,
    holds: bool,
    /// One case in which it does not.
    example: Option<SharingChange>,
}

/// One version.
#[derive(Serialize, ToSchema)]
struct SharingLook {
    version: SharingLine,
    #[schema(value_type = Object)]
    matrix: Matrix,
    /// Against the version that it replaced; absent when that is not known any more.
    changes: Option<Vec<SharingChange>>,
    statements: Vec<SharingStatement>,
    organisations: Vec<SharingOrganisation>,
    can_decide: bool,
    can_withdraw: bool,
}

/// What a matrix would do.
#[derive(Serialize, ToSchema)]
struct SharingTrial {
    /// The row that cannot be used, empty when it is about the whole; and what is wrong. Absent: it can be used.
    fault: Option<SharingFault>,
    hash: String,
    number: u32,
    /// It says what is in force already.
    same: bool,
    changes: Vec<SharingChange>,
    statements: Vec<SharingStatement>,
}

/// What is wrong with a row.
#[derive(Serialize, ToSchema)]
struct SharingFault {
    row: String,
    code: &'static str,
}

/// A matrix to try.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SharingTry {
    #[schema(value_type = Object)]
    matrix: Value,
}

/// A matrix to propose.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SharingPropose {
    #[schema(value_type = Object)]
    matrix: Value,
    reason: String,
}

/// Where the proposal lies.
#[derive(Serialize, ToSchema)]
struct SharingProposed {
    hash: String,
}

/// What a second person says beside yes or no.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SharingNote {
    note: String,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            method: "GET",
            path: "/api/v1/programme/sharing",
            summary: "The information-sharing protocol in force, and all its versions.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<SharingBook>),
            decides: Decides::Policy("read, of the programme"),
            audits: Audits::Row("sharing.read"),
            problems: &[Code::NotAllowed],
            route: get(book),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/programme/sharing",
            summary: "Proposes another version; a second person decides about it.",
            query: &[],
            takes: Content::Json(shape::<SharingPropose>),
            gives: Content::Json(shape::<SharingProposed>),
            decides: Decides::Policy("give, of the programme: programme.sharing_proposed"),
            audits: Audits::Ledger,
            problems: &[Code::NotAllowed, Code::ProveAgain, Code::SharingNotValid, Code::SharingDecided],
            route: post(propose),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/programme/sharing/trial",
            summary: "Tries a matrix: what must hold, who gains and who loses. Nothing is kept.",
            query: &[],
            takes: Content::Json(shape::<SharingTry>),
            gives: Content::Json(shape::<SharingTrial>),
            decides: Decides::Policy("give, of the programme: programme.sharing_proposed"),
            audits: Audits::Row("sharing.tried"),
            problems: &[Code::NotAllowed],
            route: post(trial),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/programme/sharing/{id}",
            summary: "One version by its hash, and who gained and lost by it.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<SharingLook>),
            decides: Decides::Policy("read, of the programme"),
            audits: Audits::Row("sharing.read"),
            problems: &[Code::NotAllowed],
            route: get(look),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/programme/sharing/{id}/annex.pdf",
            summary: "One version as the annex that directors sign, with its hash.",
            query: &["lang", "digits"],
            takes: Content::Nothing,
            gives: Content::Pdf,
            decides: Decides::Policy("read, of the programme"),
            audits: Audits::Row("sharing.read"),
            problems: &[Code::NotAllowed],
            route: get(annex),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/programme/sharing/{id}/approve",
            summary: "A second person approves: it is in force at everybody's next request.",
            query: &[],
            takes: Content::Json(shape::<SharingNote>),
            gives: Content::Nothing,
            decides: Decides::Policy("give, of the programme: programme.sharing_approved"),
            audits: Audits::Ledger,
            problems: &[
                Code::NotAllowed,
                Code::ProveAgain,
                Code::TwoPeople,
                Code::SharingDecided,
                Code::SharingNotValid,
            ],
            route: post(approve),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/programme/sharing/{id}/refuse",
            summary: "A second person refuses, and says why.",
            query: &[],
            takes: Content::Json(shape::<SharingNote>),
            gives: Content::Nothing,
            decides: Decides::Policy("give, of the programme: programme.sharing_refused"),
            audits: Audits::Ledger,
            problems: &[Code::NotAllowed, Code::ProveAgain, Code::TwoPeople, Code::SharingDecided],
            route: post(refuse),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/programme/sharing/{id}/withdraw",
            summary: "Who proposed it takes it back.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Nothing,
            decides: Decides::Policy("give, of the programme: programme.sharing_withdrawn"),
            audits: Audits::Ledger,
            problems: &[Code::NotAllowed, Code::SharingDecided],
            route: post(withdraw),
        },
    ]
}

fn line(signed: &Signed, one: &SharingVersion, current: &str) -> SharingLine {
    let (by_km, by_latin) = names_of(signed, one.by.author);
    let name = |worker: WorkerId| names_of(signed, worker);
    let (state, decided, note) = match &one.state {
        SharingState::Waiting => ("waiting", None, String::new()),
        SharingState::Approved { by, note } => ("approved", Some(by), note.clone()),
        SharingState::Refused { by, note } => ("refused", Some(by), note.clone()),
        SharingState::Withdrawn { by } => ("withdrawn", Some(by), String::new()),
    };
    let (decided_km, decided_latin) = decided.map(|by| name(by.author)).unwrap_or_default();
    SharingLine {
        number: one.proposed.version,
        hash: one.proposed.hash.clone(),
        state,
        current: state == "approved" && one.proposed.hash == current,
        reason: one.proposed.reason.clone(),
        by_km,
        by_latin,
        at: Some(one.by.at.0),
        decided_km,
        decided_latin,
        decided_at: decided.map(|by| by.at.0),
        note,
    }
}

fn shipped(number: u32, hash: String, current: bool) -> SharingLine {
    SharingLine {
        number,
        hash,
        state: "shipped",
        current,
        reason: String::new(),
        by_km: String::new(),
        by_latin: String::new(),
        at: None,
        decided_km: String::new(),
        decided_latin: String::new(),
        decided_at: None,
        note: String::new(),
    }
}

fn whats(of: &[What]) -> Vec<SharingWhat> {
    of.iter().map(|what| SharingWhat { kind: what.kind(), code: what.code() }).collect()
}

fn change(one: &Change) -> SharingChange {
    SharingChange {
        role: one.role.code(),
        standing: one.standing.code(),
        purpose: one.purpose.code(),
        organisation: one.organisation.map(|id| id.to_string()),
        gains: whats(&one.gains),
        loses: whats(&one.loses),
    }
}

fn statements(broken: &[Broken]) -> Vec<SharingStatement> {
    let example = |cell: Cell| SharingChange {
        role: cell.role.code(),
        standing: cell.standing.code(),
        purpose: cell.purpose.code(),
        organisation: cell.organisation.map(|id| id.to_string()),
        gains: whats(&[cell.what]),
        loses: Vec::new(),
    };
    let statement = |code| {
        let broken = broken.iter().find(|one| one.statement == code);
        let example = broken.and_then(|one| one.example).map(example);
        SharingStatement { code, holds: broken.is_none(), example }
    };
    STATEMENTS.into_iter().map(statement).collect()
}

async fn organisations(app: &App) -> Result<Vec<SharingOrganisation>, Problem> {
    let all = app.store.organisations().await?.into_iter();
    Ok(all
        .map(|one| SharingOrganisation {
            id: one.org.to_string(),
            name_km: one.name_km,
            name_latin: one.name_en,
        })
        .collect())
}

async fn book(State(app): State<App>, signed: Signed) -> Result<Json<SharingBook>, Problem> {
    let book = sharing::book(&app, &signed).await?;
    let mut versions: Vec<SharingLine> =
        book.sharing.versions.iter().rev().map(|one| line(&signed, one, &book.current)).collect();
    let original = policy::Engine::shipped().map_err(Problem::broken)?;
    let hash = original.matrix().hash().map_err(Problem::broken)?;
    let current = hash == book.current;
    versions.push(shipped(original.matrix().version, hash, current));
    Ok(Json(SharingBook {
        current: book.current,
        matrix: book.matrix,
        versions,
        organisations: organisations(&app).await?,
        can_propose: book.can_propose,
        can_approve: book.can_approve,
    }))
}

async fn look(
    State(app): State<App>,
    signed: Signed,
    PathId(Hash(hash)): PathId<Hash>,
) -> Result<Json<SharingLook>, Problem> {
    let look = sharing::look(&app, &signed, &hash).await?;
    let current = if look.current { hash.as_str() } else { "" };
    let version = match &look.version {
        Some(version) => line(&signed, version, current),
        None => shipped(look.number, hash.clone(), look.current),
    };
    Ok(Json(SharingLook {
        version,
        matrix: look.matrix,
        changes: look.changes.map(|changes| changes.iter().map(change).collect()),
        statements: statements(&look.broken),
        organisations: organisations(&app).await?,
        can_decide: look.can_decide,
        can_withdraw: look.can_withdraw,
    }))
}

async fn trial(
    State(app): State<App>,
    signed: Signed,
    Body(body): Body<SharingTry>,
) -> Result<Json<SharingTrial>, Problem> {
    let trial = match sharing::attempt(&app, &signed, &body.matrix.to_string()).await? {
        Ok(tried) => SharingTrial {
            fault: None,
            hash: tried.hash,
            number: tried.number,
            same: tried.same,
            changes: tried.changes.iter().map(change).collect(),
            statements: statements(&tried.broken),
        },
        Err(fault) => SharingTrial {
            fault: Some(SharingFault { row: fault.row, code: fault.code }),
            hash: String::new(),
            number: 0,
            same: false,
            changes: Vec::new(),
            statements: Vec::new(),
        },
    };
    Ok(Json(trial))
}

async fn propose(
    State(app): State<App>,
    signed: Signed,
    Body(body): Body<SharingPropose>,
) -> Result<Json<SharingProposed>, Problem> {
    let hash = sharing::propose(&app, &signed, &body.matrix.to_string(), &body.reason).await?;
    Ok(Json(SharingProposed { hash }))
}

async fn approve(
    State(app): State<App>,
    signed: Signed,
    PathId(Hash(hash)): PathId<Hash>,
    Body(body): Body<SharingNote>,
) -> Result<StatusCode, Problem> {
    sharing::decide(&app, &signed, &hash, Answer::Approve, &body.note).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn refuse(
    State(app): State<App>,
    signed: Signed,
    PathId(Hash(hash)): PathId<Hash>,
    Body(body): Body<SharingNote>,
) -> Result<StatusCode, Problem> {
    sharing::decide(&app, &signed, &hash, Answer::Refuse, &body.note).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn withdraw(
    State(app): State<App>,
    signed: Signed,
    PathId(Hash(hash)): PathId<Hash>,
) -> Result<StatusCode, Problem> {
    sharing::withdraw(&app, &signed, &hash).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn annex(
    State(app): State<App>,
    signed: Signed,
    about: Circumstances,
    PathId(Hash(hash)): PathId<Hash>,
    Query(query): Query<PaperQuery>,
) -> Result<Response, Problem> {
    let (lang, khmer_digits) = paper_look(&about, &query)?;
    Ok(pdf(printing_sharing::annex(&app, &signed, &hash, (lang, khmer_digits)).await?))
}
