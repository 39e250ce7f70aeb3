//! `/api/v1/protection/readings`: reading that is worth a look, and what it was.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Body, PathId};
use crate::app::families::names_of;
use crate::app::printing::file_no;
use crate::app::session::Signed;
use crate::app::unusual::{self, Shown};
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use domain::ids::FindingId;
use domain::time::Day;
use serde::{Deserialize, Serialize};
use store::unusual::{Judgement, Verdict};
use utoipa::ToSchema;

/// A file that it is about.
#[derive(Serialize, ToSchema)]
struct ReadFile {
    family: String,
    /// The number on its papers.
    number: String,
}

/// What somebody said of it.
#[derive(Serialize, ToSchema)]
struct ReadingJudgement {
    by_km: String,
    by_latin: String,
    /// In milliseconds.
    at: i64,
    /// `explained`, `follow_up`.
    verdict: VerdictCode,
    note: String,
}

/// What was said, as it is written.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum VerdictCode {
    Explained,
    FollowUp,
}

/// Reading that is worth a look.
#[derive(Serialize, ToSchema)]
struct ReadingLine {
    id: String,
    /// `kept_out`, `own_name`, `hour_files`, `day_files`, `night`, `closed_files`, `searches`, `too_many_questions`,
    /// `refused`.
    kind: &'static str,
    worker: String,
    name_km: String,
    name_latin: String,
    role: Option<String>,
    phone: String,
    #[schema(value_type = String)]
    day: Day,
    /// The first and the last time that day, in milliseconds.
    first: i64,
    last: i64,
    /// How often, or how many files.
    times: u32,
    /// From how many on it is shown.
    threshold: u32,
    /// How many files she opens on an ordinary day, where that counted.
    usual: Option<u32>,
    files: Vec<ReadFile>,
    /// Oldest first.
    judgements: Vec<ReadingJudgement>,
    /// Whoever asks may say what it was.
    can_judge: bool,
}

/// What nobody has looked at first.
#[derive(Serialize, ToSchema)]
struct ReadingLines {
    readings: Vec<ReadingLine>,
    /// For so many days back.
    look_back_days: u16,
    /// It is night from this hour on.
    night_from: u8,
    /// Until this hour.
    night_until: u8,
}

/// What it was.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReadingVerdict {
    verdict: VerdictCode,
    note: String,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            method: "GET",
            path: "/api/v1/protection/readings",
            summary: "Reading in the organisation that is worth a look: facts, never an accusation.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<ReadingLines>),
            decides: Decides::Policy("watch_over; list for each file"),
            audits: Audits::Row("readings.read"),
            problems: &[Code::NotAllowed],
            route: get(list),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/protection/readings/{id}",
            summary: "Says what a reading was: explained, or to be followed up; never one's own.",
            query: &[],
            takes: Content::Json(shape::<ReadingVerdict>),
            gives: Content::Nothing,
            decides: Decides::Policy("watch_over; judge_reading"),
            audits: Audits::Row("reading.judged"),
            problems: &[Code::NotAllowed],
            route: post(judge),
        },
    ]
}

async fn list(State(app): State<App>, signed: Signed) -> Result<Json<ReadingLines>, Problem> {
    let rules = signed.directory.protocol.protection;
    let judgement = |one: Judgement| {
        let (by_km, by_latin) = names_of(&signed, one.by);
        let verdict = match one.verdict {
            Verdict::Explained => VerdictCode::Explained,
            Verdict::FollowUp => VerdictCode::FollowUp,
        };
        ReadingJudgement { by_km, by_latin, at: one.at.0, verdict, note: one.note }
    };
    let line = |shown: Shown| {
        let finding = shown.kept.finding;
        let row = signed.directory.get(finding.worker).map(|colleague| &colleague.row);
        ReadingLine {
            id: shown.kept.id.to_string(),
            kind: finding.kind.code(),
            worker: finding.worker.to_string(),
            name_km: row.map(|row| row.name_km.clone()).unwrap_or_default(),
            name_latin: row.map(|row| row.name_en.clone()).unwrap_or_default(),
            role: row.and_then(|row| row.roles.first().cloned()),
            phone: row.map(|row| row.phone.clone()).unwrap_or_default(),
            day: finding.day,
            first: finding.first.0,
            last: finding.last.0,
            times: finding.times,
            threshold: finding.threshold,
            usual: finding.usual,
            files: shown
                .files
                .into_iter()
                .map(|file| ReadFile { family: file.to_string(), number: file_no(file) })
                .collect(),
            judgements: shown.kept.judgements.into_iter().map(judgement).collect(),
            can_judge: shown.can_judge,
        }
    };
    let readings = unusual::list(&app, &signed).await?.into_iter().map(line).collect();
    Ok(Json(ReadingLines {
        readings,
        look_back_days: rules.look_back_days,
        night_from: rules.night_from_hour,
        night_until: rules.night_until_hour,
    }))
}

async fn judge(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<FindingId>,
    Body(body): Body<ReadingVerdict>,
) -> Result<StatusCode, Problem> {
    let verdict = match body.verdict {
        VerdictCode::Explained => Verdict::Explained,
        VerdictCode::FollowUp => Verdict::FollowUp,
    };
    unusual::judge(&app, &signed, id, verdict, &body.note).await?;
    Ok(StatusCode::NO_CONTENT)
}
