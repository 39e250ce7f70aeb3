//! What is wrong with a workbook, and where: sheet, row and column as the spreadsheet program shows them, a
//! stable code, and a sentence in both languages.

use super::book::Value;
use super::messages::Code;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// At most this many problems are listed; the rest is counted. A file that is wrong from top to bottom must
/// not make a report larger than itself.
pub const MAX_LISTED: usize = 5_000;

/// A column, as the spreadsheet program and its heading name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnName {
    /// `A`, `B` … `AA`; empty when the workbook lacks the column.
    pub letter: String,
    /// The heading as the workbook writes it.
    pub heading: String,
}

/// What kind of value the cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// Nothing, or the problem is not about one cell.
    Empty,
    /// Text.
    Text,
    /// A number.
    Number,
    /// A date.
    Date,
    /// True or false.
    Boolean,
    /// An error such as `#REF!`.
    Error,
}

/// One problem or warning.
#[derive(Clone, PartialEq, Serialize)]
pub struct CellProblem {
    /// The sheet; `None` when the whole file is meant.
    pub sheet: Option<String>,
    /// The row, counted from 1; `None` when the whole sheet is meant.
    pub row: Option<u32>,
    /// The column, when one is meant.
    pub column: Option<ColumnName>,
    /// What kind of value the cell holds.
    pub value_kind: ValueKind,
    /// The value, shortened. It may be personal: show it to the person who imports, and to nobody else.
    pub value: Option<String>,
    /// Stable name of the problem, in `snake_case`.
    pub code: &'static str,
    /// What the sentence mentions, by name. May be personal, like `value`.
    pub args: BTreeMap<&'static str, String>,
    /// What is wrong and what to do, in English.
    pub en: String,
    /// What is wrong and what to do, in Khmer.
    pub km: String,
}

impl CellProblem {
    /// Where it is, in English: `people, row 12, column F (Birth date)`.
    pub fn place_en(&self) -> String {
        self.place(["the file", "row", "column"])
    }
    /// Where it is, in Khmer.
    pub fn place_km(&self) -> String {
        self.place(["ឯកសារទាំងមូល", "ជួរដេកទី", "ជួរឈរ"])
    }
    fn place(&self, [file, row, column]: [&str; 3]) -> String {
        let mut out = self.sheet.clone().unwrap_or_else(|| file.to_owned());
        if let Some(number) = self.row {
            out.push_str(&format!(", {row} {number}"));
        }
        match &self.column {
            Some(at) if at.letter.is_empty() => out.push_str(&format!(", {column} “{}”", at.heading)),
            Some(at) => out.push_str(&format!(", {column} {} ({})", at.letter, at.heading)),
            None => {}
        }
        out
    }
}

// Without the value, the arguments and the sentences: this may end in a log.
impl fmt::Debug for CellProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = self.column.as_ref().map(|column| column.letter.as_str());
        let column = letter.filter(|letter| !letter.is_empty()).unwrap_or("-");
        let row = self.row.unwrap_or(0);
        write!(f, "{}!{column}{row} {}", self.sheet.as_deref().unwrap_or("-"), self.code)
    }
}

/// Why a workbook was not accepted: every problem in it, at once. Nothing of it was imported.
#[derive(Debug, Clone, PartialEq, Serialize, thiserror::Error)]
#[error("the workbook has {} problems", .problems.len() + .unlisted)]
pub struct ImportReport {
    /// What must be put right, in the order of sheets and rows.
    pub problems: Vec<CellProblem>,
    /// What should be looked at.
    pub warnings: Vec<CellProblem>,
    /// How many more problems there were than are listed.
    pub unlisted: usize,
}

/// Where a finding belongs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Place<'a> {
    pub sheet: Option<&'a str>,
    pub row: Option<u32>,
    /// Index counted from 0, and the heading.
    pub column: Option<(u32, &'a str)>,
    /// A heading that the sheet lacks.
    pub lacks: Option<&'a str>,
    pub value: Option<&'a Value>,
}

/// Collects findings while a workbook is read.
#[derive(Default)]
pub(crate) struct Findings {
    pub problems: Vec<CellProblem>,
    pub warnings: Vec<CellProblem>,
    pub unlisted: usize,
    pub unlisted_warnings: usize,
}

impl Findings {
    /// Something that must be put right.
    pub fn problem(&mut self, at: Place<'_>, code: Code, args: &[(&'static str, &str)]) {
        if self.problems.len() >= MAX_LISTED {
            self.unlisted += 1;
        } else {
            self.problems.push(make(at, code, args));
        }
    }
    /// Something that should be looked at.
    pub fn warn(&mut self, at: Place<'_>, code: Code, args: &[(&'static str, &str)]) {
        if self.warnings.len() >= MAX_LISTED {
            self.unlisted_warnings += 1;
        } else {
            self.warnings.push(make(at, code, args));
        }
    }
    /// The report of a workbook that is not accepted.
    pub fn into_report(mut self) -> ImportReport {
        // Checks across rows come after those within them; a person goes through the file from top to bottom.
        let mut sheets: Vec<Option<String>> = Vec::new();
        for problem in &self.problems {
            if !sheets.contains(&problem.sheet) {
                sheets.push(problem.sheet.clone());
            }
        }
        self.problems.sort_by_key(|problem| {
            (sheets.iter().position(|sheet| *sheet == problem.sheet), problem.row.unwrap_or(0))
        });
        ImportReport { problems: self.problems, warnings: self.warnings, unlisted: self.unlisted }
    }
}

fn make(at: Place<'_>, code: Code, args: &[(&'static str, &str)]) -> CellProblem {
    let args: BTreeMap<&'static str, String> =
        args.iter().map(|(name, value)| (*name, shorten(value, 200))).collect();
    let (en, km) = code.sentences();
    CellProblem {
        sheet: at.sheet.map(str::to_owned),
        row: at.row,
        column: match (at.column, at.lacks) {
            (Some((index, heading)), _) => {
                Some(ColumnName { letter: column_letter(index), heading: shorten(heading, 80) })
            }
            (None, Some(heading)) => Some(ColumnName { letter: String::new(), heading: heading.to_owned() }),
            (None, None) => None,
        },
        value_kind: at.value.map_or(ValueKind::Empty, Value::kind),
        value: at.value.map(|value| shorten(&value.shown(), 80)),
        code: code.name(),
        en: fill(en, &args),
        km: fill(km, &args),
        args,
    }
}

fn fill(sentence: &str, args: &BTreeMap<&'static str, String>) -> String {
    // One pass, so that a value with braces in it is never taken for a place to fill.
    let mut out = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else { break };
        out.push_str(args.get(name).map_or("", String::as_str));
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn shorten(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(limit).collect();
    short.push('…');
    short
}

/// `A` for 0, `Z` for 25, `AA` for 26.
pub(crate) fn column_letter(index: u32) -> String {
    let mut letters = Vec::new();
    let mut n = index + 1;
    while n > 0 {
        n -= 1;
        letters.push(char::from_digit(n % 26 + 10, 36).unwrap_or('a').to_ascii_uppercase());
        n /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_the_spreadsheet_names_them() {
        let named: Vec<String> = [0, 25, 26, 51, 52, 701, 702].into_iter().map(column_letter).collect();
        assert_eq!(named, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn what_may_be_logged_holds_no_value() {
        let value = Value::Text("ចាន់ សុខា".into());
        let at = Place {
            sheet: Some("people"),
            row: Some(4),
            column: Some((2, "Sex")),
            lacks: None,
            value: Some(&value),
        };
        let problem = make(at, Code::WorkerUnknown, &[("worker", "chan.sokha")]);
        assert_eq!(format!("{problem:?}"), "people!C4 worker_unknown");
        assert!(problem.en.contains("chan.sokha") && problem.km.contains("chan.sokha"));
        assert_eq!(problem.place_en(), "people, row 4, column C (Sex)");
    }

    #[test]
    fn a_value_with_braces_is_not_filled_again() {
        let args = BTreeMap::from([("a", "{b}".to_owned()), ("b", "no".to_owned())]);
        assert_eq!(fill("x {a} y", &args), "x {b} y");
    }
}
