//! What is wrong with a workbook, and where: sheet, row and column as the spreadsheet program shows them, a
//! stable code, and a sentence in both languages.

use super::messages::{self, FaultKind};
use domain::khmer::Lang;
use serde::Serialize;
use std::collections::BTreeMap;

/// At most this many errors, and as many warnings and kept features, are listed; a last one says that there are
/// more. A file that is wrong from top to bottom must not make a report larger than itself.
pub const MAX_LISTED: usize = 5_000;

/// A column, as the spreadsheet program and its heading name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ColumnName {
    /// `A`, `B` … `AA`; empty when the sheet lacks the column.
    pub letter: String,
    /// The heading as the workbook writes it.
    pub header: String,
}

/// One error, warning or remark about a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The sheet; `None` when the whole file is meant.
    pub sheet: Option<String>,
    /// The row, counted from 1; `None` when the whole sheet is meant.
    pub row: Option<u32>,
    /// The column, when one is meant.
    pub column: Option<ColumnName>,
    /// What.
    pub kind: FaultKind,
    /// What the sentence mentions, by name. Shortened.
    pub detail: BTreeMap<&'static str, String>,
}

impl Fault {
    /// Where it is and what to do, in that language.
    pub fn message(&self, lang: Lang) -> String {
        let sentence = messages::fill(messages::sentence(self.kind, lang), |name| {
            let value = self.detail.get(name).map_or("", String::as_str);
            if name == "why" {
                messages::why(value, lang).unwrap_or(value).to_owned()
            } else {
                value.to_owned()
            }
        });
        format!("{}: {sentence}", self.place(lang))
    }

    /// Where it is: `survey, row 12, column F (relevant)`.
    pub fn place(&self, lang: Lang) -> String {
        let [file, row, column] = match lang {
            Lang::En => ["the file", "row", "column"],
            Lang::Km => ["ឯកសារទាំងមូល", "ជួរដេកទី", "ជួរឈរ"],
        };
        let mut out = self.sheet.clone().unwrap_or_else(|| file.to_owned());
        if let Some(number) = self.row {
            out.push_str(&format!(", {row} {number}"));
        }
        match &self.column {
            Some(at) if at.letter.is_empty() => out.push_str(&format!(", {column} “{}”", at.header)),
            Some(at) if at.header.is_empty() => out.push_str(&format!(", {column} {}", at.letter)),
            Some(at) => out.push_str(&format!(", {column} {} ({})", at.letter, at.header)),
            None => {}
        }
        out
    }

    /// The cell as a spreadsheet program writes it, `survey!F12`; for tests and logs.
    pub fn cell(&self) -> String {
        let letter = self.column.as_ref().map_or("", |column| column.letter.as_str());
        let row = self.row.map(|row| row.to_string()).unwrap_or_default();
        format!("{}!{letter}{row}", self.sheet.as_deref().unwrap_or(""))
    }
}

/// A feature of the form that the compiled document cannot carry out. It is not lost: the workbook stays beside
/// the document, and this says what was in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Where and what.
    pub fault: Fault,
    /// What the cell says, whole.
    pub value: String,
}

/// A cell, a row, a sheet or the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Place<'b> {
    pub sheet: Option<&'b str>,
    pub row: Option<u32>,
    /// Position counted from 0, and the heading; without a position when the sheet lacks the column.
    pub column: Option<(Option<u32>, &'b str)>,
}

impl<'b> Place<'b> {
    pub fn sheet(sheet: &'b str) -> Self {
        Self { sheet: Some(sheet), ..Self::default() }
    }
}

/// What the sentence mentions.
pub(super) type Details<'d> = &'d [(&'static str, &'d str)];

/// Collects what is found while a workbook is read.
#[derive(Default)]
pub(super) struct Findings {
    pub tolerant: bool,
    pub errors: Vec<Fault>,
    pub warnings: Vec<Fault>,
    pub kept: Vec<Kept>,
}

impl Findings {
    /// Something that must be put right.
    pub fn error(&mut self, at: Place<'_>, kind: FaultKind, detail: Details<'_>) {
        push(&mut self.errors, make(at, kind, detail));
    }

    /// Something that should be looked at.
    pub fn warn(&mut self, at: Place<'_>, kind: FaultKind, detail: Details<'_>) {
        push(&mut self.warnings, make(at, kind, detail));
    }

    /// An error, but a warning where dialects are tolerated.
    pub fn strict(&mut self, at: Place<'_>, kind: FaultKind, detail: Details<'_>) {
        if self.tolerant { self.warn(at, kind, detail) } else { self.error(at, kind, detail) }
    }

    /// Something that is stored and not carried out.
    pub fn keep(&mut self, at: Place<'_>, kind: FaultKind, value: &str) {
        if self.kept.len() < MAX_LISTED {
            let fault = make(at, kind, &[("value", value)]);
            self.kept.push(Kept { fault, value: value.to_owned() });
        } else if self.kept.len() == MAX_LISTED {
            let fault = make(Place::default(), FaultKind::TooManyFaults, &[]);
            self.kept.push(Kept { fault, value: String::new() });
        }
    }
}

fn push(to: &mut Vec<Fault>, fault: Fault) {
    if to.len() < MAX_LISTED {
        to.push(fault);
    } else if to.len() == MAX_LISTED {
        to.push(make(Place::default(), FaultKind::TooManyFaults, &[]));
    }
}

/// In the order in which a person goes through a workbook: what concerns the file, then sheet by sheet from top
/// to bottom.
pub(super) fn sort(faults: &mut [Fault], sheets: &[String]) {
    faults.sort_by_key(|fault| {
        let sheet = fault.sheet.as_ref().map(|name| sheets.iter().position(|known| known == name));
        let letter = fault.column.as_ref().map(|column| (column.letter.len(), column.letter.clone()));
        (sheet, fault.row, letter)
    });
}

fn make(at: Place<'_>, kind: FaultKind, detail: Details<'_>) -> Fault {
    Fault {
        sheet: at.sheet.map(str::to_owned),
        row: at.row,
        column: at.column.map(|(index, header)| ColumnName {
            letter: index.map(letter).unwrap_or_default(),
            header: shorten(header, 80),
        }),
        kind,
        detail: detail.iter().map(|(name, value)| (*name, shorten(value, 120))).collect(),
    }
}

fn shorten(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
    }
}

/// `A` for 0, `Z` for 25, `AA` for 26.
pub(super) fn letter(index: u32) -> String {
    let mut letters = Vec::new();
    let mut left = u64::from(index) + 1;
    while left > 0 {
        left -= 1;
        let digit = u32::try_from(left % 26).unwrap_or(0);
        letters.push(char::from_digit(digit + 10, 36).unwrap_or('a').to_ascii_uppercase());
        left /= 26;
    }
    letters.iter().rev().collect()
}

/// The known word that is most like a mistyped one, when one is near enough to be meant.
pub(super) fn nearest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let length = word.chars().count();
    let near = if length < 5 { 1 } else { 2 };
    known
        .filter(|other| other.chars().count().abs_diff(length) <= near)
        .map(|other| (steps(word, other), other))
        .filter(|(steps, other)| *steps <= near && *other != word)
        .min()
        .map(|(_, other)| other)
}

/// How many letters must be put in, left out or exchanged (Levenshtein 1966).
fn steps(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().take(80).flat_map(char::to_lowercase).collect();
    let b: Vec<char> = b.chars().take(80).flat_map(char::to_lowercase).collect();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        let mut left = i + 1;
        for (y, pair) in b.iter().zip(last.windows(2)) {
            let (over, above) = match pair {
                [over, above] => (*over, *above),
                _ => (0, 0),
            };
            left = (over + usize::from(x != y)).min(above + 1).min(left + 1);
            row.push(left);
        }
        last = row;
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_the_spreadsheet_names_them() {
        let named: Vec<String> = [0, 25, 26, 51, 52, 701, 702, u32::MAX].into_iter().map(letter).collect();
        assert_eq!(named, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "MWLQKWV"]);
    }

    #[test]
    fn a_mistyped_word_finds_the_one_that_was_meant() {
        let known = ["survey", "choices", "settings"];
        assert_eq!(nearest("surveys", known.into_iter()), Some("survey"));
        assert_eq!(nearest("chioces", known.into_iter()), Some("choices"));
        assert_eq!(nearest("entities", known.into_iter()), None);
    }
}
