//! Papers for families: the case plan, the consent and the summary at the end, as PDF, in Khmer and
//! in English.
//!
//! The same input always gives the same bytes: there is no clock, no network and no file system
//! here. The text of each paper is attached to its PDF as JSON, because Khmer text copied out of a
//! PDF page comes out damaged in most readers.

pub mod dates;
pub mod model;
mod typeset;
mod view;
pub mod words;

pub use model::{
    Action, CasePlanDoc, ClosedGoal, ClosingDoc, ConsentDoc, Contact, Digits, Goal, Lang, Person, Share, View,
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
    /// The paper could not be set; a drawing that is not readable SVG ends here.
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
struct Values<'a, T> {
    lang: Lang,
    digits: String,
    words: std::collections::BTreeMap<&'static str, &'static str>,
    has_drawing: bool,
    doc: &'a T,
}

fn print<T: Serialize>(sheet: Sheet<'_, T>) -> Result<Vec<u8>, PrintError> {
    let values = Values {
        lang: sheet.lang,
        digits: dates::in_digits("0123456789", sheet.digits),
        words: words::table(sheet.lang),
        has_drawing: sheet.drawing.is_some(),
        doc: sheet.view,
    };
    typeset::typeset(Job {
        paper: sheet.paper,
        ident: format!("kinkeeper:{:?}:{:?}:{}", sheet.paper, sheet.lang, sheet.file_no),
        data: typeset::to_json(&values)?,
        attached: typeset::to_json(sheet.source)?,
        drawing: sheet.drawing,
    })
}
