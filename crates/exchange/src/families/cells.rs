//! Reads the cells of one row, and files what is wrong with each.

use super::book::{Row, Value};
use super::choices::{Chosen, choose, codes};
use super::columns::Table;
use super::messages::Code;
use super::plan::{SourceRow, When};
use super::problem::{Findings, Place};
use super::values::{self, DateFault, Read};
use domain::time::{Birth, Day};

/// The longest name, code or other short text, in characters.
pub(crate) const SHORT: usize = 200;
/// The longest note, in characters.
pub(crate) const LONG: usize = 4_000;

/// One row being read.
pub(crate) struct Cells<'a> {
    pub table: &'a Table,
    pub row: &'a Row,
    pub found: &'a mut Findings,
    pub today: Day,
}

impl<'a> Cells<'a> {
    /// Where this row is.
    pub fn at(&self) -> SourceRow {
        SourceRow { sheet: self.table.sheet.clone(), row: self.row.number }
    }
    /// The cell in a column.
    pub fn place(&self, key: &str) -> Place<'a> {
        self.table.place(self.row, key)
    }
    /// Files a problem with a cell.
    pub fn problem(&mut self, key: &str, code: Code, args: &[(&'static str, &str)]) {
        let place = self.place(key);
        self.found.problem(place, code, args);
    }
    /// Files a remark about a cell.
    pub fn warn(&mut self, key: &str, code: Code, args: &[(&'static str, &str)]) {
        let place = self.place(key);
        self.found.warn(place, code, args);
    }
    /// The value of a cell; an error value is filed and counts as nothing.
    pub fn value(&mut self, key: &str) -> Option<&'a Value> {
        let value = self.place(key).value?;
        if let Value::Error(error) = value {
            self.problem(key, Code::CellError, &[("error", error)]);
            return None;
        }
        Some(value)
    }
    /// Files a problem when the sheet has the column and the cell is empty.
    pub fn require(&mut self, key: &str) {
        if self.table.column(key).is_some() && self.place(key).value.is_none() {
            self.problem(key, Code::Required, &[]);
        }
    }
    /// Text of at most `limit` characters; only a long one may have several lines.
    pub fn text(&mut self, key: &str, limit: usize) -> Option<String> {
        let mut text = self.value(key)?.shown();
        if limit < LONG {
            text = text.replace('\n', " ");
        }
        if text.chars().count() > limit {
            self.problem(key, Code::TextTooLong, &[("limit", &limit.to_string())]);
            return None;
        }
        Some(text)
    }
    /// A key by which rows refer to each other: digits of either script are the same.
    pub fn code(&mut self, key: &str) -> Option<String> {
        self.text(key, 60).map(|text| crate::text::latin_digits(&text))
    }
    /// One of the known words.
    pub fn choice<T: Chosen>(&mut self, key: &str) -> Option<T> {
        let text = self.value(key)?.shown();
        let chosen = choose(&text);
        if chosen.is_none() {
            self.problem(key, Code::NotAChoice, &[("choices", &codes::<T>())]);
        }
        chosen
    }
    /// A day that is not in the future.
    pub fn day(&mut self, key: &str) -> Option<Day> {
        let value = self.value(key)?;
        let read = values::day(value, self.today);
        self.dated(key, read, Code::NotADate)
    }
    /// A day, a month or a year that is not in the future.
    pub fn when(&mut self, key: &str) -> Option<When> {
        let value = self.value(key)?;
        let read = values::when(value, self.today);
        self.dated(key, read, Code::NotADate)
    }
    /// When somebody was born.
    pub fn birth(&mut self, key: &str) -> Option<Birth> {
        let value = self.value(key)?;
        let read = values::birth(value, self.today);
        self.dated(key, read, Code::NotABirth)
    }
    fn dated<T: Dated>(&mut self, key: &str, read: Result<Read<T>, DateFault>, not: Code) -> Option<T> {
        match read {
            Ok(read) => {
                if let Some(code) = read.remark {
                    let shown = read.value.shown();
                    let name = if code == Code::NumberAsAge { "year" } else { "date" };
                    self.warn(key, code, &[(name, &shown)]);
                }
                Some(read.value)
            }
            Err(fault) => {
                match fault {
                    DateFault::NotADate => self.problem(key, not, &[]),
                    DateFault::Bad(code) => self.problem(key, code, &[]),
                    DateFault::Buddhist(year) => {
                        self.problem(key, Code::BuddhistYear, &[("year", &year.to_string())]);
                    }
                }
                None
            }
        }
    }
    /// Telephone numbers.
    pub fn phones(&mut self, key: &str) -> Vec<String> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Some(read) = values::phones(value) else {
            self.problem(key, Code::PhoneMalformed, &[]);
            return Vec::new();
        };
        if let Some(code) = read.remark {
            self.warn(key, code, &[("phone", &read.value.join(", "))]);
        }
        read.value
    }
}

trait Dated: Copy {
    fn shown(self) -> String;
}
impl Dated for Day {
    fn shown(self) -> String {
        self.to_string()
    }
}
impl Dated for When {
    fn shown(self) -> String {
        match self.day {
            Some(_) => self.earliest().to_string(),
            None => self.year.to_string(),
        }
    }
}
impl Dated for Birth {
    fn shown(self) -> String {
        match self {
            Birth::Exact { day } => day.to_string(),
            Birth::About { year, .. } => year.to_string(),
        }
    }
}
