//! An assessment tool as an [XLSForm](https://xlsform.org/en/ref-table/) workbook, in English, Khmer and what further
//! languages it has.
//!
//! A workbook says less than a document: what it cannot say stands on a further sheet named `kinkeeper`, which
//! converters pass over, so that the importer gets the same document back.

mod fields;
mod items;
mod kept;
mod logic;
mod names;
mod reckon;
pub(crate) mod rows;
mod several;
mod sheet;
pub(crate) mod words;

pub(crate) use fields::spoken;
pub(crate) use items::{pointed, yes_no};
pub(crate) use names::{Names, Part};

use domain::instrument::Instrument;
use domain::instrument::expr::ParseError;
use std::collections::BTreeMap;

/// Why a document cannot be written as a form.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// One of its expressions cannot be read.
    #[error("{code}: {error}")]
    Expression {
        /// Code of the item, section, score, banding, flag or gate.
        code: String,
        /// Why not.
        error: ParseError,
    },
    /// One of its expressions names something that the document does not have: converters refuse such a form.
    #[error("{code}: there is no {name}")]
    NamesNothing {
        /// As above.
        code: String,
        /// The name.
        name: String,
    },
    /// A text is longer than a cell of a workbook may be.
    #[error("{place}: longer than a cell may be")]
    TooLong {
        /// Where.
        place: String,
    },
    /// What stands on the sheet `kinkeeper` could not be written.
    #[error("not written: {0}")]
    Json(#[from] serde_json::Error),
    /// The workbook could not be written.
    #[error("not written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

/// What the parts of a document are called in its form, by their codes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FormNames {
    /// Items; what lies in lists keeps its code.
    pub items: BTreeMap<String, String>,
    /// Sections.
    pub sections: BTreeMap<String, String>,
    /// Scores.
    pub scores: BTreeMap<String, String>,
    /// Bandings.
    pub bandings: BTreeMap<String, String>,
    /// Flags.
    pub flags: BTreeMap<String, String>,
    /// Gates.
    pub gates: BTreeMap<String, String>,
}

/// What the parts of a document are called in its form: columns of what others export bear these names.
pub fn form_names(instrument: &Instrument) -> FormNames {
    let names = Names::new(instrument);
    let named = |part: Part, code: &String| (code.clone(), names.get(part, code).to_owned());
    FormNames {
        items: instrument.items().map(|(_, item)| named(Part::Item, &item.code)).collect(),
        sections: instrument.sections.iter().map(|section| named(Part::Section, &section.code)).collect(),
        scores: instrument.scores.iter().map(|score| named(Part::Score, &score.code)).collect(),
        bandings: instrument.bandings.iter().map(|banding| named(Part::Banding, &banding.code)).collect(),
        flags: instrument.flags.iter().map(|flag| named(Part::Flag, &flag.code)).collect(),
        gates: instrument.gates.iter().map(|gate| named(Part::Gate, &gate.code)).collect(),
    }
}

/// An assessment tool as a workbook: sheets `survey`, `choices`, `settings` and `kinkeeper`.
///
/// # Errors
/// See [`ExportError`]. A document that passed its check fails only when a text is longer than a cell.
pub fn export(instrument: &Instrument) -> Result<Vec<u8>, ExportError> {
    sheet::write(rows::Form::sound(instrument)?)
}
