//! Papers for the family: the case plan, a consent, the summary at the end. What is printed is what the reader
//! may read.

use super::families;
use super::printing_docs::{Paper, Writer};
use super::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::words::Lang;
use domain::ids::StreamId;
use policy::acts::Print;

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
    let gazetteer = app.gazetteer.get(app).await?;
    let organisation = app.store.organisations().await?.into_iter().find(|o| o.org == signed.session.org);
    let organisation = organisation.map(|o| (o.name_km, o.name_en)).unwrap_or_default();
    let writer = Writer {
        family: &file.state,
        id,
        directory: &signed.directory,
        gazetteer: &gazetteer,
        words: &app.words,
        organisation,
        lang: look.lang,
        khmer_digits: look.khmer_digits,
        today: signed.about.at.day(),
    };
    let paper = match look.which {
        Which::Plan => writer.plan(),
        Which::Consent => writer.consent(),
        Which::Closing => writer.closing(),
    };
    let paper = paper.ok_or(Problem::new(Code::NothingToPrint))?;
    // Setting a page is a few hundred milliseconds of computing.
    tokio::task::spawn_blocking(move || match paper {
        Paper::Plan(doc) => print::case_plan_pdf(&doc),
        Paper::Consent(doc) => print::consent_pdf(&doc),
        Paper::Closing(doc) => print::closing_pdf(&doc),
    })
    .await
    .map_err(Problem::broken)?
    .map_err(Problem::broken)
}
