//! `GET /api/v1/families/{id}/…pdf`: papers to sign and keep.

use super::endpoint::{Audits, Content, Decides, Endpoint};
use super::extract::{Circumstances, PathId, Query};
use crate::app::printing::{self, Look, Which};
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::words::Lang;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use domain::ids::StreamId;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PaperQuery {
    lang: Option<String>,
    digits: Option<String>,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    let endpoint = |path, summary, route: MethodRouter<App>| Endpoint {
        method: "GET",
        path,
        summary,
        query: &["lang", "digits"],
        takes: Content::Nothing,
        gives: Content::Pdf,
        decides: Decides::Policy("print"),
        audits: Audits::Row("family.read (by the store, in the same transaction; purpose print)"),
        problems: &[Code::NothingToPrint],
        route,
    };
    vec![
        endpoint("/api/v1/families/{id}/plan.pdf", "The case plan.", get(plan)),
        endpoint("/api/v1/families/{id}/consent.pdf", "The latest consent.", get(consent)),
        endpoint("/api/v1/families/{id}/closing.pdf", "The summary at the end.", get(closing)),
    ]
}

type Asked = (State<App>, Signed, Circumstances, PathId<StreamId>, Query<PaperQuery>);

async fn plan(asked: Asked) -> Result<Response, Problem> {
    paper(asked, Which::Plan).await
}
async fn consent(asked: Asked) -> Result<Response, Problem> {
    paper(asked, Which::Consent).await
}
async fn closing(asked: Asked) -> Result<Response, Problem> {
    paper(asked, Which::Closing).await
}

async fn paper(asked: Asked, which: Which) -> Result<Response, Problem> {
    let (State(app), signed, about, PathId(id), Query(query)) = asked;
    let (lang, khmer_digits) = look(&about, &query)?;
    let pdf = printing::print(&app, &signed, id, Look { which, lang, khmer_digits }).await?;
    Ok(self::pdf(pdf))
}

/// The language and digits of a paper, as asked for or as the person reads.
pub(super) fn look(about: &Circumstances, query: &PaperQuery) -> Result<(Lang, bool), Problem> {
    let lang = match query.lang.as_deref() {
        Some(lang) => Lang::parse(lang).ok_or_else(|| Problem::new(Code::BadValue).at("lang"))?,
        None => about.lang,
    };
    let khmer_digits = match query.digits.as_deref() {
        Some("khmer" | "km") => true,
        Some("latin" | "en") => false,
        Some(_) => return Err(Problem::new(Code::BadValue).at("digits")),
        None => lang == Lang::Km,
    };
    Ok((lang, khmer_digits))
}

/// A paper as an answer.
pub(super) fn pdf(pdf: Vec<u8>) -> Response {
    // The name of the file names nobody.
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"kinkeeper.pdf\""),
    ];
    (headers, pdf).into_response()
}
