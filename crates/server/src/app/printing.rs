//! Papers for the family: the case plan, a consent, the summary at the end. What is printed is what the reader
//! may read.

use super::access;
use super::families;
use super::places::Gazetteer;
use super::printing_docs::{Paper, Writer};
use super::printing_readers::Organisations;
use super::readers;
use super::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::words::Lang;
use domain::family::Family;
use domain::family::number::FileNumber;
use domain::ids::StreamId;
use policy::acts::Print;
use std::sync::Arc;

/// Which paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The case plan.
    Plan,
    /// The latest consent.
    Consent,
    /// The summary at the end.
    Closing,
}

/// How it is to be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Which paper.
    pub which: Which,
    /// In which language.
    pub lang: Lang,
    /// Khmer digits?
    pub khmer_digits: bool,
}

/// The paper as PDF.
pub async fn print(app: &App, signed: &Signed, id: StreamId, look: Look) -> Result<Vec<u8>, Problem> {
    let file = families::fold::<Print>(app, signed, id).await?;
    let about = About::gather(app).await?;
    let writer = about.writer(app, signed, &file.state, (id, look.lang, look.khmer_digits));
    let paper = match look.which {
        Which::Plan => writer.plan(),
        Which::Consent => writer.consent(),
        Which::Closing => writer.closing(),
    };
    let paper = paper.ok_or(Problem::new(Code::NothingToPrint))?;
    set(move || match paper {
        Paper::Plan(doc) => print::case_plan_pdf(&doc),
        Paper::Consent(doc) => print::consent_pdf(&doc),
        Paper::Closing(doc) => print::closing_pdf(&doc),
    })
    .await
}

/// Parts of the report that go onto paper; more than that is asked for at the desk.
const PARTS: usize = 4;

/// Who opened the file, on paper.
pub async fn print_readers(
    app: &App,
    signed: &Signed,
    id: StreamId,
    lang: Lang,
    khmer_digits: bool,
) -> Result<Vec<u8>, Problem> {
    let mut report = readers::report(app, signed, id, None).await?;
    for _ in 1..PARTS {
        let Some(before) = report.before else { break };
        let more = readers::older(app, signed, id, before).await?;
        report.join(more);
    }
    let file = families::fold::<Print>(app, signed, id).await?;
    let about = About::gather(app).await?;
    let writer = about.writer(app, signed, &file.state, (id, lang, khmer_digits));
    let doc = writer.readers(&report.days, report.before.is_some(), &about.organisations);
    set(move || print::readers_pdf(&doc)).await
}

/// Who may see the file, on paper.
pub async fn print_sight(
    app: &App,
    signed: &Signed,
    id: StreamId,
    lang: Lang,
    khmer_digits: bool,
) -> Result<Vec<u8>, Problem> {
    let sight = access::sight(app, signed, id).await?;
    let file = families::fold::<Print>(app, signed, id).await?;
    let about = About::gather(app).await?;
    let writer = about.writer(app, signed, &file.state, (id, lang, khmer_digits));
    let doc = writer.sight(&sight, &about.organisations);
    set(move || print::access_pdf(&doc)).await
}

/// What every paper needs beside the file.
struct About {
    gazetteer: Arc<Gazetteer>,
    organisations: Organisations,
}

impl About {
    async fn gather(app: &App) -> Result<Self, Problem> {
        let organisations = app.store.organisations().await?;
        Ok(Self {
            gazetteer: app.gazetteer.get(app).await?,
            organisations: organisations.into_iter().map(|o| (o.org, (o.name_km, o.name_en))).collect(),
        })
    }
    fn writer<'a>(
        &'a self,
        app: &'a App,
        signed: &'a Signed,
        family: &'a Family,
        (id, lang, khmer_digits): (StreamId, Lang, bool),
    ) -> Writer<'a> {
        Writer {
            family,
            id,
            directory: &signed.directory,
            gazetteer: &self.gazetteer,
            words: &app.words,
            organisation: self.organisations.get(&signed.session.org).cloned().unwrap_or_default(),
            lang,
            khmer_digits,
            today: signed.about.at.day(),
        }
    }
}

/// Setting a page is a few hundred milliseconds of computing.
pub(super) async fn set(
    work: impl FnOnce() -> Result<Vec<u8>, print::PrintError> + Send + 'static,
) -> Result<Vec<u8>, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(Problem::broken)?.map_err(Problem::broken)
}

/// The number on a family's papers: the end of its file's id.
pub fn file_no(id: StreamId) -> String {
    FileNumber::of(id).to_string()
}
