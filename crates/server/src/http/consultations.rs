//! Asking somebody for advice on a family: whom one may ask and what she would read, asking, ending, and giving it.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Body, PathId};
use crate::app::consultation::{self, Asked};
use crate::app::families::names_of;
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use domain::entry::Section;
use domain::ids::{ConsultationId, OrganisationId, StreamId, WorkerId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Somebody who may be asked.
#[derive(Serialize, ToSchema)]
struct AdviserItem {
    worker: String,
    name_km: String,
    name_latin: String,
    role: &'static str,
    organisation_km: String,
    organisation_latin: String,
    /// She works for the organisation that holds the file.
    own: bool,
    /// Sections that she would read.
    sections: Vec<&'static str>,
    /// She is of the own organisation, or the family consented to hers.
    consented: bool,
    /// For how many days at most.
    days: u16,
}

/// Whom one may ask.
#[derive(Serialize, ToSchema)]
struct AdviserList {
    advisers: Vec<AdviserItem>,
    /// For how many days at most, by the way of working.
    days: u16,
}

/// What she asks.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConsultationAsk {
    #[schema(value_type = String)]
    worker: WorkerId,
    question: String,
    days: u16,
}

/// Until when the file is open.
#[derive(Serialize, ToSchema)]
struct ConsultationOpen {
    /// In milliseconds.
    until: i64,
}

/// Which consultation is over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConsultationEnd {
    #[schema(value_type = String)]
    consultation: ConsultationId,
}

/// Advice.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConsultationAdvice {
    #[schema(value_type = String)]
    consultation: ConsultationId,
    advice: String,
}

/// A piece of advice that she gave.
#[derive(Serialize, ToSchema)]
struct AdviceItem {
    /// In milliseconds.
    at: i64,
    words: String,
}

/// Advice that she is asked for.
#[derive(Serialize, ToSchema)]
struct ConsultationItem {
    consultation: String,
    family: String,
    /// A child of the family.
    child_km: String,
    child_latin: String,
    by_km: String,
    by_latin: String,
    phone: String,
    organisation_km: String,
    organisation_latin: String,
    question: String,
    sections: Vec<&'static str>,
    /// In milliseconds.
    from: i64,
    /// In milliseconds.
    until: i64,
    advice: Vec<AdviceItem>,
}

/// All of it, the first to end first.
#[derive(Serialize, ToSchema)]
struct ConsultationList {
    consultations: Vec<ConsultationItem>,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            method: "GET",
            path: "/api/v1/families/{id}/advisers",
            summary: "Whom one may ask for advice on a family, what she would read, and for how long.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<AdviserList>),
            decides: Decides::Policy("consult"),
            audits: Audits::Row("family.read (purpose consultation)"),
            problems: &[],
            route: get(advisers),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/families/{id}/consultations",
            summary: "Asks somebody for advice and opens the file to her for some days, for reading.",
            query: &[],
            takes: Content::Json(shape::<ConsultationAsk>),
            gives: Content::Json(shape::<ConsultationOpen>),
            decides: Decides::Policy("consult"),
            audits: Audits::Ledger,
            problems: &[Code::ConsentNeeded, Code::ConsultationDecided],
            route: post(ask),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/families/{id}/consultations/end",
            summary: "Ends a consultation before its time.",
            query: &[],
            takes: Content::Json(shape::<ConsultationEnd>),
            gives: Content::Nothing,
            decides: Decides::Policy("consult"),
            audits: Audits::Ledger,
            problems: &[Code::ConsultationDecided],
            route: post(end),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/families/{id}/consultations/advice",
            summary: "Writes the advice that one was asked for into the family's file.",
            query: &[],
            takes: Content::Json(shape::<ConsultationAdvice>),
            gives: Content::Nothing,
            decides: Decides::Policy("advise"),
            audits: Audits::Ledger,
            problems: &[Code::ConsultationDecided],
            route: post(advice),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/consultations",
            summary: "Advice that one is asked for now.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<ConsultationList>),
            decides: Decides::Policy("advise, for each family"),
            audits: Audits::Row("consultations.read; family.read for each family, purpose consultation"),
            problems: &[],
            route: get(mine),
        },
    ]
}

fn codes(sections: &[Section]) -> Vec<&'static str> {
    sections.iter().map(|section| section.code()).collect()
}

async fn organisations(app: &App) -> Result<BTreeMap<OrganisationId, (String, String)>, Problem> {
    Ok(app.store.organisations().await?.into_iter().map(|o| (o.org, (o.name_km, o.name_en))).collect())
}

async fn advisers(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<StreamId>,
) -> Result<Json<AdviserList>, Problem> {
    let before = consultation::advisers(&app, &signed, id).await?;
    let organisations = organisations(&app).await?;
    let item = |one: consultation::Adviser| {
        let (name_km, name_latin) = names_of(&signed, one.worker);
        let (organisation_km, organisation_latin) =
            organisations.get(&one.organisation).cloned().unwrap_or_default();
        AdviserItem {
            worker: one.worker.to_string(),
            name_km,
            name_latin,
            role: one.role.code(),
            organisation_km,
            organisation_latin,
            own: one.organisation == signed.session.org,
            sections: codes(&one.sections),
            consented: one.consented,
            days: one.days,
        }
    };
    let advisers = before.advisers.into_iter().map(item).collect();
    Ok(Json(AdviserList { advisers, days: before.days }))
}

async fn ask(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<StreamId>,
    Body(body): Body<ConsultationAsk>,
) -> Result<Json<ConsultationOpen>, Problem> {
    let asked = Asked { worker: body.worker, question: body.question, days: body.days };
    let until = consultation::ask(&app, &signed, id, asked).await?;
    Ok(Json(ConsultationOpen { until: until.0 }))
}

async fn end(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<StreamId>,
    Body(body): Body<ConsultationEnd>,
) -> Result<StatusCode, Problem> {
    consultation::end(&app, &signed, id, body.consultation).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn advice(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<StreamId>,
    Body(body): Body<ConsultationAdvice>,
) -> Result<StatusCode, Problem> {
    consultation::advise(&app, &signed, id, body.consultation, &body.advice).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn mine(State(app): State<App>, signed: Signed) -> Result<Json<ConsultationList>, Problem> {
    let mine = consultation::mine(&app, &signed).await?;
    let organisations = organisations(&app).await?;
    let item = |one: consultation::Mine| {
        let (by_km, by_latin) = names_of(&signed, one.by);
        let (organisation_km, organisation_latin) =
            organisations.get(&one.organisation).cloned().unwrap_or_default();
        ConsultationItem {
            consultation: one.id.to_string(),
            family: one.family.to_string(),
            child_km: one.child.0,
            child_latin: one.child.1,
            by_km,
            by_latin,
            phone: signed.directory.get(one.by).map(|c| c.row.phone.clone()).unwrap_or_default(),
            organisation_km,
            organisation_latin,
            question: one.asked.question,
            sections: codes(&one.asked.sections),
            from: one.asked.from.0,
            until: one.asked.until.0,
            advice: one.advice.into_iter().map(|(at, words)| AdviceItem { at: at.0, words }).collect(),
        }
    };
    Ok(Json(ConsultationList { consultations: mine.into_iter().map(item).collect() }))
}
