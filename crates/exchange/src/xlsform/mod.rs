//! Assessment tools from XLSForm workbooks: what ODK, KoboToolbox and CommCare people write, compiled into a
//! document that our one evaluator judges.
//!
//! Nothing is dropped silently. What is wrong is an error with its sheet, row and column, all of them at once; what
//! should be looked at is a warning; what the document cannot carry out is listed in [`Imported::kept`]. The file may
//! come from anywhere: its size, what it unpacks to, its rows, columns and texts are limited ([`MAX_FILE_BYTES`],
//! [`MAX_UNPACKED_BYTES`], [`MAX_ROWS`], [`MAX_COLUMNS`], [`MAX_CELLS`]).
//!
//! Sources: the [XLSForm reference](https://xlsform.org/en/ref-table/), the
//! [ODK XForms specification](https://getodk.github.io/xforms-spec/) and, where they are silent, what `pyxform` does.

mod answers;
mod book;
mod choices;
mod circles;
mod compile;
mod dialect;
mod document;
mod expressions;
mod faults;
pub mod fixtures;
pub(crate) mod kinkeeper;
mod messages;
mod parameters;
mod raw;
mod reasons;
mod settings;
mod survey;
mod table;
#[cfg(test)]
mod tests;
mod types;

pub use book::{MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT_BYTES};
pub use faults::{ColumnName, Fault, Kept, MAX_LISTED};
pub use messages::FaultKind;
pub use raw::{MAX_FILE_BYTES, MAX_UNPACKED_BYTES};

use domain::instrument::Instrument;
use faults::Findings;

/// How to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Columns and types of Kobo's and CHT's, unknown columns and the like are warnings instead of errors.
    pub tolerant: bool,
    /// The code of the tool; made of `form_id` when absent.
    pub code: Option<String>,
    /// The version of the tool, from 1.
    pub version: u16,
}

impl Default for Options {
    fn default() -> Self {
        Self { tolerant: false, code: None, version: 1 }
    }
}

/// A form that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The document. Texts that a language lacks are blank in it (see `translation_missing` among the warnings);
    /// otherwise [`Instrument::check`] has nothing to say of it.
    pub instrument: Instrument,
    /// What should be looked at.
    pub warnings: Vec<Fault>,
    /// What is stored and not carried out.
    pub kept: Vec<Kept>,
}

/// Reads an XLSForm workbook.
///
/// # Errors
/// Everything that must be put right, in the order of sheets and rows. Nothing was imported then.
pub fn import(bytes: &[u8], options: &Options) -> Result<Imported, Vec<Fault>> {
    let mut found = Findings { tolerant: options.tolerant, ..Findings::default() };
    let book = book::open(bytes, &mut found);
    let names = book.as_ref().map(|book| book.names.clone()).unwrap_or_default();
    let instrument = book.as_ref().and_then(|book| document::build(book, options, &mut found));
    let Findings { mut errors, mut warnings, kept, .. } = found;
    faults::sort(&mut errors, &names);
    faults::sort(&mut warnings, &names);
    match instrument.filter(|_| errors.is_empty()) {
        Some(instrument) => Ok(Imported { instrument, warnings, kept }),
        None => Err(errors),
    }
}
