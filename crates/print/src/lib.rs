//! Papers for families: the case plan, the consent and the summary at the end, as PDF, in Khmer and
//! in English.
//!
//! The same input always gives the same bytes: there is no clock, no network and no file system
//! here. The text of each paper is attached to its PDF as JSON, because Khmer text copied out of a
//! PDF page comes out damaged in most readers.

pub mod dates;
mod drawing;
pub mod model;
mod typeset;
mod view;
pub mod words;

pub use model::{
    AccessDoc, AccessGroup, AccessLine, Action, AnnexDoc, AnnexRole, AnnexRow, CasePlanDoc, ClosedGoal,
    ClosingDoc, ConsentDoc, Contact, Digits, ErasureDoc, Goal, Lang, Person, ReaderDay, ReaderLine,
    ReadersDoc, Share, View,
};
pub use typeset::MAX_INPUT_BYTES;

use serde::Serialize;
use typeset::{Job, Paper};

/// Why a paper could not be made. No variant carries text of the family.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// Text or drawing beyond [`MAX_INPUT_BYTES`].
    #[error("the paper is too large to print")]
    TooLarge,
    /// The values could not be handed to the template.
    #[error("the paper's values could not be prepared")]
    Data,
    /// The built-in fonts or templates could not be loaded: a defect of the build.
    #[error("the printing fonts or templates could not be loaded")]
    Setup,
    /// The drawing is not a readable SVG document.
    #[error("the drawing could not be read")]
    Drawing,
    /// The paper could not be set.
    #[error("the paper could not be set (at {place})")]
    Typeset {
        /// The template and line.
        place: String,
    },
}

/// The case plan as PDF (A4).
///
/// # Errors
/// See [`PrintError`].
pub fn case_plan_pdf(doc: &CasePlanDoc) -> Result<Vec<u8>, PrintError> {
    let source = CasePlanDoc { genogram_svg: None, ..doc.clone() };
    print(Sheet {
        paper: Paper::Plan,
        lang: doc.lang,
        digits: doc.digits,
        file_no: &doc.file_no,
        drawing: doc.genogram_svg.as_deref(),
        view: &view::plan(&source),
        source: &source,
    })
}

/// The consent as PDF (A4).
///
/// # Errors
/// See [`PrintError`].
pub fn consent_pdf(doc: &ConsentDoc) -> Result<Vec<u8>, PrintError> {
    print(Sheet {
        paper: Paper::Consent,
        lang: doc.lang,
        digits: doc.digits,
        file_no: &doc.file_no,
        drawing: None,
        view: &view::consent(doc),
        source: doc,
    })
}

/// The summary that a family keeps when the work ends, as PDF (A4).
///
/// # Errors
/// See [`PrintError`].
pub fn closing_pdf(doc: &ClosingDoc) -> Result<Vec<u8>, PrintError> {
    print(Sheet {
        paper: Paper::Closing,
        lang: doc.lang,
        digits: doc.digits,
        file_no: &doc.file_no,
        drawing: None,
        view: &view::closing(doc),
        source: doc,
    })
}

/// Who opened a family's file, when and why, as PDF (A4).
///
/// # Errors
/// See [`PrintError`].
pub fn readers_pdf(doc: &ReadersDoc) -> Result<Vec<u8>, PrintError> {
    print(Sheet {
        paper: Paper::Readers,
        lang: doc.lang,
        digits: doc.digits,
        file_no: &doc.file_no,
        drawing: None,
        view: &view::readers(doc),
        source: doc,
    })
}

/// Who may see a family's file and why, as PDF (A4).
///
/// # Errors
/// See [`PrintError`].
pub fn access_pdf(doc: &AccessDoc) -> Result<Vec<u8>, PrintError> {
    print(Sheet {
        paper: Paper::Access,
        lang: doc.lang,
        digits: doc.digits,
        file_no: &doc.file_no,
        drawing: None,
        view: &view::access(doc),
        source: doc,
    })
}

/// The certificate of an erasure, as PDF (A4).
///
/// # Errors
/// See [`PrintError`].
pub fn erasure_pdf(doc: &ErasureDoc) -> Result<Vec<u8>, PrintError> {
    print(Sheet {
        paper: Paper::Erasure,
        lang: doc.lang,
        digits: doc.digits,
        file_no: &doc.file_no,
        drawing: None,
        view: &view::erasure(doc),
        source: doc,
    })
}

/// A version of the information-sharing protocol as the annex that directors sign, as PDF (A4).
///
/// # Errors
/// See [`PrintError`].
pub fn annex_pdf(doc: &AnnexDoc) -> Result<Vec<u8>, PrintError> {
    print(Sheet {
        paper: Paper::Annex,
        lang: doc.lang,
        digits: doc.digits,
        file_no: &doc.hash,
        drawing: None,
        view: &view::annex(doc),
        source: doc,
    })
}

struct Sheet<'a, T> {
    paper: Paper,
    lang: Lang,
    digits: Digits,
    file_no: &'a str,
    drawing: Option<&'a str>,
    /// The values as printed: dates written out, digits in the wanted script.
    view: &'a T,
    /// The values as given, for the attachment.
    source: &'a T,
}

#[derive(Serialize)]
struct Values {
    lang: Lang,
    digits: String,
    words: std::collections::BTreeMap<&'static str, &'static str>,
    drawing: Option<drawing::Lettering>,
    doc: serde_json::Value,
}

fn print<T: Serialize>(sheet: Sheet<'_, T>) -> Result<Vec<u8>, PrintError> {
    typeset::within_bounds(sheet.drawing.map_or(0, str::len))?;
    let drawing = sheet.drawing.map(drawing::split).transpose()?;
    let (shapes, lettering) = drawing.map(|d| (d.shapes, d.lettering)).unzip();
    let mut doc = serde_json::to_value(sheet.view).map_err(|_| PrintError::Data)?;
    view::soften(&mut doc);
    let values = Values {
        lang: sheet.lang,
        digits: dates::in_digits("0123456789", sheet.digits),
        words: words::table(sheet.lang),
        drawing: lettering,
        doc,
    };
    typeset::typeset(Job {
        paper: sheet.paper,
        ident: format!("kinkeeper:{:?}:{:?}:{}", sheet.paper, sheet.lang, sheet.file_no),
        data: typeset::to_json(&values)?,
        attached: typeset::to_json(sheet.source)?,
        drawing: shapes,
    })
}
