//! The list of provinces, districts, communes and villages with their official codes, as CSV.
//!
//! Codes are text: the two digits of the province, two more for the district, two for the commune and two for
//! the village (the scheme of the National Committee for Sub-National Democratic Development). Many copies of
//! the list have lost the zero of provinces 01 to 09 on the way through a spreadsheet; it is put back, with a
//! warning.

mod find;
mod problem;

pub use find::{PlaceNamed, VillageFinder};
pub use problem::{GazetteerProblem, LineProblem};

use crate::text::{clean, latin_digits};
use csv::StringRecord;
use problem::GazetteerProblem as Problem;
use serde::Serialize;
use std::collections::HashMap;
use std::io::Read;

/// The most units that are read; the whole country has fewer than 17,000.
pub const MAX_UNITS: usize = 200_000;
/// The most problems that are listed.
pub const MAX_PROBLEMS: usize = 5_000;

/// The four levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Province or capital: two digits.
    Province,
    /// District, municipality or section: four digits.
    District,
    /// Commune or quarter: six digits.
    Commune,
    /// Village: eight digits.
    Village,
}

impl Level {
    /// The level as the file writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Level::Province => "province",
            Level::District => "district",
            Level::Commune => "commune",
            Level::Village => "village",
        }
    }
    /// How many digits its codes have.
    pub const fn digits(self) -> usize {
        match self {
            Level::Province => 2,
            Level::District => 4,
            Level::Commune => 6,
            Level::Village => 8,
        }
    }
    const ALL: [Level; 4] = [Level::Province, Level::District, Level::Commune, Level::Village];
}

/// One unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unit {
    /// Official code with its leading zero.
    pub code: String,
    /// Level; follows from the code.
    pub level: Level,
    /// Code of the unit that it lies in; `None` for provinces.
    pub parent: Option<String>,
    /// Name in Khmer.
    pub name_km: String,
    /// Name in Latin letters; empty for the few villages whose official entry has none.
    pub name_latin: String,
    /// What the unit is called, in English: `Commune`, `Quarter`, `Municipality` …
    pub unit: String,
    /// Latitude in degrees, north positive (WGS 84).
    pub lat: Option<f64>,
    /// Longitude in degrees, east positive (WGS 84).
    pub lon: Option<f64>,
}

/// The whole list, sorted by code, parents before what lies in them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gazetteer {
    /// The units.
    pub units: Vec<Unit>,
    /// What was put right on the way, such as zeros put back.
    pub warnings: Vec<LineProblem>,
}

/// The columns, in the order of [`Columns::at`].
const COLUMNS: [&str; 8] = ["code", "level", "parent", "name_km", "name_latin", "unit", "lat", "lon"];

/// Reads the list. Columns may stand in any order; others are ignored. Every problem is reported at once, and
/// with any problem there is no list.
pub fn parse_gazetteer(reader: impl Read) -> Result<Gazetteer, Vec<LineProblem>> {
    let mut lines = Lines::default();
    let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(reader);
    let columns = match csv.headers() {
        Ok(headers) => Columns::find(headers, &mut lines),
        Err(_) => {
            lines.problem(1, None, Problem::Unreadable);
            None
        }
    };
    let Some(columns) = columns else { return Err(lines.problems) };
    let mut read = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let line = csv.position().line();
        match csv.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let line = record.position().map_or(line, csv::Position::line);
                if read.len() >= MAX_UNITS {
                    lines.problem(line, None, Problem::TooMany { limit: MAX_UNITS });
                    break;
                }
                if record.len() != columns.width {
                    lines.problem(
                        line,
                        None,
                        Problem::WrongWidth { expected: columns.width, is: record.len() },
                    );
                } else if let Some(unit) = columns.unit(&record, line, &mut lines) {
                    read.push((line, unit));
                }
            }
            // Bytes that are no text spoil one line; a failing source has no next line.
            Err(error) if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) => {
                let line = error.position().map_or(line, csv::Position::line);
                lines.problem(line, None, Problem::NotText);
            }
            Err(_) => {
                lines.problem(line, None, Problem::Unreadable);
                break;
            }
        }
    }
    relate(&mut read, &mut lines);
    if read.is_empty() && lines.problems.is_empty() {
        lines.problem(1, None, Problem::Empty);
    }
    if !lines.problems.is_empty() {
        lines.problems.sort_by_key(|problem| problem.line);
        return Err(lines.problems);
    }
    let mut units: Vec<Unit> = read.into_iter().map(|(_, unit)| unit).collect();
    units.sort_by(|a, b| (a.level, &a.code).cmp(&(b.level, &b.code)));
    Ok(Gazetteer { units, warnings: lines.warnings })
}

/// Collects what is found.
#[derive(Default)]
struct Lines {
    problems: Vec<LineProblem>,
    warnings: Vec<LineProblem>,
}

impl Lines {
    fn problem(&mut self, line: u64, column: Option<&'static str>, problem: Problem) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(LineProblem { line, column, problem });
        }
    }
    fn warn(&mut self, line: u64, column: Option<&'static str>, problem: Problem) {
        if self.warnings.len() < MAX_PROBLEMS {
            self.warnings.push(LineProblem { line, column, problem });
        }
    }
}

/// Where each column stands.
struct Columns {
    at: [usize; 8],
    width: usize,
}

impl Columns {
    fn find(headers: &StringRecord, lines: &mut Lines) -> Option<Self> {
        let names: Vec<String> = headers.iter().map(|name| clean(name).to_lowercase()).collect();
        let mut at = [0; 8];
        for (name, place) in COLUMNS.into_iter().zip(&mut at) {
            let mut found = names.iter().enumerate().filter(|(_, known)| *known == name);
            match (found.next(), found.next()) {
                (Some((index, _)), None) => *place = index,
                (None, _) => lines.problem(1, Some(name), Problem::ColumnMissing),
                (Some(_), Some(_)) => lines.problem(1, Some(name), Problem::ColumnTwice),
            }
        }
        lines.problems.is_empty().then_some(Self { at, width: names.len() })
    }

    /// The unit of a line; `None` when its code is bad, for then nothing else can be said of it.
    fn unit(&self, record: &StringRecord, line: u64, lines: &mut Lines) -> Option<Unit> {
        let [code, level, parent, name_km, name_latin, unit, lat, lon] =
            self.at.map(|index| clean(record.get(index).unwrap_or_default()));
        for (column, name) in [("name_km", &name_km), ("unit", &unit)] {
            if name.is_empty() {
                lines.problem(line, Some(column), Problem::Missing);
            }
        }
        if name_latin.is_empty() {
            lines.warn(line, Some("name_latin"), Problem::NoLatinName);
        }
        match (lat.is_empty(), lon.is_empty()) {
            (true, false) => lines.problem(line, Some("lat"), Problem::HalfAPoint),
            (false, true) => lines.problem(line, Some("lon"), Problem::HalfAPoint),
            (true, true) | (false, false) => {}
        }
        let mut coordinate = |text: &str, column, limit| match degrees(text, limit) {
            Ok(number) => number,
            Err(problem) => {
                lines.problem(line, Some(column), problem);
                None
            }
        };
        let (lat, lon) = (coordinate(&lat, "lat", 90.0), coordinate(&lon, "lon", 180.0));
        let code = self.code(&code, "code", line, lines)?;
        let stated = Level::ALL.into_iter().find(|known| known.name() == level.to_lowercase());
        let Some(stated) = stated else {
            lines.problem(line, Some("level"), Problem::LevelUnknown { level });
            return None;
        };
        if stated.digits() != code.len() {
            let problem = Problem::LevelMismatch { level: stated, digits: code.len() };
            lines.problem(line, Some("level"), problem);
        }
        let level = Level::ALL.into_iter().find(|known| known.digits() == code.len()).unwrap_or(stated);
        let parent = if parent.is_empty() { None } else { self.code(&parent, "parent", line, lines) };
        Some(Unit { code, level, parent, name_km, name_latin, unit, lat, lon })
    }

    /// A code of two, four, six or eight digits; with one digit less, the first zero is put back.
    fn code(&self, text: &str, column: &'static str, line: u64, lines: &mut Lines) -> Option<String> {
        let code = latin_digits(text);
        if code.is_empty() {
            lines.problem(line, Some(column), Problem::Missing);
            return None;
        }
        if !code.bytes().all(|byte| byte.is_ascii_digit()) || code.len() > 8 {
            lines.problem(line, Some(column), Problem::CodeMalformed { code });
            return None;
        }
        if code.len() % 2 == 1 {
            let code = format!("0{code}");
            lines.warn(line, Some(column), Problem::ZeroRestored { code: code.clone() });
            return Some(code);
        }
        Some(code)
    }
}

/// An empty cell is no coordinate; otherwise a number of degrees within `limit`.
fn degrees(text: &str, limit: f64) -> Result<Option<f64>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let number: f64 = text.parse().map_err(|_| Problem::NotDegrees)?;
    // Also refuses what is no number at all (NaN).
    if number.abs() <= limit { Ok(Some(number)) } else { Err(Problem::OutOfRange) }
}

/// Checks what must hold between lines: no code twice, every parent there and the right one.
fn relate(units: &mut Vec<(u64, Unit)>, lines: &mut Lines) {
    let mut first: HashMap<String, u64> = HashMap::with_capacity(units.len());
    units.retain(|(line, unit)| match first.get(&unit.code) {
        Some(earlier) => {
            lines.problem(
                *line,
                Some("code"),
                Problem::Duplicate { code: unit.code.clone(), line: *earlier },
            );
            false
        }
        None => {
            first.insert(unit.code.clone(), *line);
            true
        }
    });
    for (line, unit) in units.iter() {
        let expected = unit.code.len().checked_sub(2).and_then(|end| unit.code.get(..end)).unwrap_or("");
        let problem = match (&unit.parent, expected) {
            (None, "") => continue,
            (Some(_), "") => Problem::ParentOfProvince,
            (None, _) => Problem::Missing,
            (Some(parent), _) if parent != expected => {
                Problem::ParentMismatch { parent: parent.clone(), expected: expected.to_owned() }
            }
            (Some(parent), _) if !first.contains_key(parent) => {
                Problem::ParentNotFound { parent: parent.clone() }
            }
            (Some(_), _) => continue,
        };
        lines.problem(*line, Some("parent"), problem);
    }
}

#[cfg(test)]
mod tests;
