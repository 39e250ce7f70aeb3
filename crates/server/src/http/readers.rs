//! `GET /api/v1/families/{id}/readers` and `…/readers.pdf`: who opened the file, when, what for.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Circumstances, PathId, Query};
use super::papers::{self, PaperQuery};
use crate::app::families::names_of;
use crate::app::printing;
use crate::app::readers::{self, Reading};
use crate::app::session::Signed;
use crate::problem::Problem;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::ids::StreamId;
use domain::time::Millis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Before {
    before: Option<i64>,
}

/// What one person did in one way on one day.
#[derive(Serialize, ToSchema)]
struct OneReading {
    worker: String,
    name_km: String,
    name_latin: String,
    /// Her role, as far as she is known.
    role: Option<String>,
    organisation_km: String,
    organisation_latin: String,
    /// `opened`, `on_device`, `copied`, `printed`, `listed`, `counted`, `compared`, `asked`, `erased`, `tried`,
    /// `other`.
    manner: &'static str,
    /// What for: `casework`, `supervision`, `management`, `sync`, `print`, `offline`.
    purpose: String,
    sections: Vec<&'static str>,
    allowed: bool,
    /// The first time that day, in milliseconds since 1970.
    first: i64,
    /// The last time.
    last: i64,
    times: u32,
}

/// A day.
#[derive(Serialize, ToSchema)]
struct OneDay {
    /// `2026-11-22`.
    day: String,
    readings: Vec<OneReading>,
}

/// Who read the file, the latest day first.
#[derive(Serialize, ToSchema)]
struct ReadersReport {
    days: Vec<OneDay>,
    /// Hand it in as `before` for older days.
    before: Option<i64>,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            method: "GET",
            path: "/api/v1/families/{id}/readers",
            summary: "Who has opened a family's file, printed it, seen it in a list, by day, the latest first.",
            query: &["before"],
            takes: Content::Nothing,
            gives: Content::Json(shape::<ReadersReport>),
            decides: Decides::Policy("see_readers"),
            audits: Audits::Row("family.see_readers"),
            problems: &[],
            route: get(report),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/families/{id}/readers.pdf",
            summary: "The same on paper, for the family.",
            query: &["lang", "digits"],
            takes: Content::Nothing,
            gives: Content::Pdf,
            decides: Decides::Policy("see_readers; print"),
            audits: Audits::Row("family.see_readers; family.read (purpose print)"),
            problems: &[],
            route: get(paper),
        },
    ]
}

async fn report(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<StreamId>,
    Query(query): Query<Before>,
) -> Result<Json<ReadersReport>, Problem> {
    let report = readers::report(&app, &signed, id, query.before.map(Millis)).await?;
    let organisations: BTreeMap<_, _> =
        app.store.organisations().await?.into_iter().map(|o| (o.org, (o.name_km, o.name_en))).collect();
    let one = |reading: Reading| {
        let (name_km, name_latin) = names_of(&signed, reading.worker);
        let (organisation_km, organisation_latin) =
            organisations.get(&reading.home(&signed.directory)).cloned().unwrap_or_default();
        let role = signed.directory.get(reading.worker).and_then(|c| c.row.roles.first().cloned());
        OneReading {
            worker: reading.worker.to_string(),
            name_km,
            name_latin,
            role,
            organisation_km,
            organisation_latin,
            manner: reading.manner.code(),
            purpose: reading.purpose,
            sections: reading.sections.iter().map(|section| section.code()).collect(),
            allowed: reading.allowed,
            first: reading.first.0,
            last: reading.last.0,
            times: reading.times,
        }
    };
    let days = report
        .days
        .into_iter()
        .map(|day| OneDay { day: day.day.to_string(), readings: day.readings.into_iter().map(one).collect() })
        .collect();
    Ok(Json(ReadersReport { days, before: report.before.map(|at| at.0) }))
}

async fn paper(
    State(app): State<App>,
    signed: Signed,
    about: Circumstances,
    PathId(id): PathId<StreamId>,
    Query(query): Query<PaperQuery>,
) -> Result<Response, Problem> {
    let (lang, khmer_digits) = papers::look(&about, &query)?;
    let pdf = printing::print_readers(&app, &signed, id, lang, khmer_digits).await?;
    Ok(papers::pdf(pdf))
}
