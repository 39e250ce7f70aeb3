//! Opens a workbook that somebody else made. Sheets are read cell by cell into sparse rows: one stray cell in
//! the last row of the last column must not cost a thousand million empty ones.

use super::faults::{Findings, Place, letter, nearest};
use super::messages::FaultKind;
use super::raw;
use calamine::{CellErrorType, DataRef, ExcelDateTime, Reader, SheetType, Xlsx};
use std::collections::BTreeMap;
use std::io::Cursor;

/// The most rows with something in them, per sheet.
pub const MAX_ROWS: usize = 20_000;
/// The most columns, per sheet.
pub const MAX_COLUMNS: u32 = 500;
/// The most cells with something in them, in all sheets.
pub const MAX_CELLS: usize = 600_000;
/// The most text in all cells, in bytes: many cells may point to one long text.
pub const MAX_TEXT_BYTES: usize = 48 << 20;
/// The longest text in one cell, in characters; spreadsheet programs have the same limit.
const MAX_CELL_CHARS: usize = 32_767;

/// What a cell was before it became text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Was {
    Text,
    Number,
    Date,
    Boolean,
}

/// A cell with something in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    pub text: String,
    pub was: Was,
}

/// A row with something in it.
#[derive(Debug)]
pub(super) struct Row {
    /// Counted from 1, as the spreadsheet program does.
    pub number: u32,
    /// By column, counted from 0.
    pub cells: BTreeMap<u32, Cell>,
}

/// A sheet: its first row with something in it is the headings.
#[derive(Debug)]
pub(super) struct Sheet {
    /// As the workbook writes it.
    pub name: String,
    pub headings: Row,
    pub rows: Vec<Row>,
}

/// The sheets of a form.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// All names, in order.
    pub names: Vec<String>,
    pub survey: Option<Sheet>,
    pub choices: Option<Sheet>,
    pub settings: Option<Sheet>,
    pub kinkeeper: Option<Sheet>,
}

type Opened<'b> = Xlsx<Cursor<&'b [u8]>>;

/// Reads a workbook. What prevents reading is filed in `found`.
pub(super) fn open(bytes: &[u8], found: &mut Findings) -> Option<Book> {
    if !raw::is_safe(bytes, found) {
        return None;
    }
    let Ok(mut opened) = Xlsx::new(Cursor::new(bytes)) else {
        found.error(Place::default(), FaultKind::Damaged, &[]);
        return None;
    };
    let sheets = opened.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    let mut book = Book { names: names.clone(), ..Book::default() };
    let mut room = Room { cells: MAX_CELLS, bytes: MAX_TEXT_BYTES };
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut survey_listed = false;
    for name in &names {
        let place = Place::sheet(name);
        let plain = name.trim().to_ascii_lowercase();
        match plain.as_str() {
            "survey" | "choices" | "settings" | "kinkeeper" => {}
            "external_choices" | "entities" | "osm" => {
                found.keep(place, FaultKind::SheetKept, name);
                continue;
            }
            _ => {
                found.warn(place, FaultKind::SheetNotRead, &[]);
                continue;
            }
        }
        if let Some(first) = seen.insert(plain.clone(), name.clone()) {
            found.error(place, FaultKind::SheetTwice, &[("first", &first)]);
            continue;
        }
        survey_listed |= plain == "survey";
        let sheet = read(&mut opened, name, &mut room, found);
        match plain.as_str() {
            "survey" => book.survey = sheet,
            "choices" => book.choices = sheet,
            "settings" => book.settings = sheet,
            _ => book.kinkeeper = sheet,
        }
    }
    if !survey_listed {
        let similar = nearest("survey", names.iter().map(String::as_str)).unwrap_or_default();
        found.error(Place::default(), FaultKind::SurveyMissing, &[("similar", similar)]);
    }
    Some(book)
}

/// How much may still be read.
struct Room {
    cells: usize,
    bytes: usize,
}

fn read(opened: &mut Opened<'_>, name: &str, room: &mut Room, found: &mut Findings) -> Option<Sheet> {
    let place = Place::sheet(name);
    let rows = match read_rows(opened, name, room, found) {
        Ok(rows) => rows?,
        Err(_) => {
            found.error(place, FaultKind::SheetUnreadable, &[]);
            return None;
        }
    };
    let mut rows = rows.into_iter();
    let Some(headings) = rows.next() else {
        let kind = FaultKind::SheetEmpty;
        if name.trim().eq_ignore_ascii_case("survey") {
            found.error(place, kind, &[]);
        } else {
            found.warn(place, kind, &[]);
        }
        return None;
    };
    let sheet = Sheet { name: name.to_owned(), headings, rows: rows.collect() };
    merged(opened, &sheet, found);
    Some(sheet)
}

/// The rows with something in them; none when there is too much.
fn read_rows(
    opened: &mut Opened<'_>,
    name: &str,
    room: &mut Room,
    found: &mut Findings,
) -> Result<Option<Vec<Row>>, calamine::XlsxError> {
    let mut rows: BTreeMap<u32, BTreeMap<u32, Cell>> = BTreeMap::new();
    let mut marks = Marks::default();
    let mut reader = opened.worksheet_cells_reader(name)?;
    while let Some(record) = reader.next_cell_with_formula_metadata()? {
        let (row, column) = record.pos;
        let number = row.saturating_add(1);
        // The heading's name is not known yet when a cell comes before it; the first row comes first in all
        // workbooks that programs write.
        let headings = rows.first_key_value().filter(|(first, _)| **first < number);
        let header = headings.and_then(|(_, cells)| cells.get(&column)).map_or("", |cell| cell.text.as_str());
        let header = header.to_owned();
        let place = Place { sheet: Some(name), row: Some(number), column: Some((Some(column), &header)) };
        if let DataRef::Error(error) = &record.value {
            found.error(place, FaultKind::CellError, &[("error", error_name(error))]);
            continue;
        }
        let value = value_of(&record.value).filter(|cell| !cell.text.is_empty());
        if record.formula.is_some() {
            let kind = if value.is_some() { FaultKind::FormulaCell } else { FaultKind::FormulaWithoutValue };
            match &value {
                Some(cell) => found.warn(place, kind, &[("value", &cell.text)]),
                None => found.error(place, kind, &[]),
            }
        }
        let Some(cell) = value.and_then(|cell| clean(cell, place, &mut marks, found)) else { continue };
        let (bytes, over) = (cell.text.len(), column >= MAX_COLUMNS);
        let full = !rows.contains_key(&number) && rows.len() > MAX_ROWS;
        let limit = if over {
            Some((FaultKind::TooManyColumns, MAX_COLUMNS as usize))
        } else if full {
            Some((FaultKind::TooManyRows, MAX_ROWS))
        } else if room.cells == 0 || room.bytes < bytes {
            Some((FaultKind::TooManyCells, MAX_CELLS))
        } else {
            None
        };
        if let Some((kind, limit)) = limit {
            found.error(place, kind, &[("limit", &limit.to_string())]);
            return Ok(None);
        }
        room.cells -= 1;
        room.bytes -= bytes;
        rows.entry(number).or_default().insert(column, cell);
    }
    marks.file(name, found);
    Ok(Some(rows.into_iter().map(|(number, cells)| Row { number, cells }).collect()))
}

/// Merged cells: only the first of them has a value.
fn merged(opened: &mut Opened<'_>, sheet: &Sheet, found: &mut Findings) {
    let Ok(regions) = opened.merge_cells_by_sheet_name(&sheet.name) else { return };
    for region in regions.iter().take(1_000) {
        let (row, column) = region.start;
        let header = sheet.headings.cells.get(&column).map_or("", |cell| cell.text.as_str());
        let cell = |(row, column): (u32, u32)| format!("{}{}", letter(column), row.saturating_add(1));
        let range = format!("{}:{}", cell(region.start), cell(region.end));
        let number = Some(row.saturating_add(1));
        let place = Place { sheet: Some(&sheet.name), row: number, column: Some((Some(column), header)) };
        found.strict(place, FaultKind::MergedCells, &[("range", &range)]);
    }
}

fn value_of(data: &DataRef<'_>) -> Option<Cell> {
    let made = |text: String, was: Was| Some(Cell { text, was });
    match data {
        DataRef::Int(number) => made(number.to_string(), Was::Number),
        // `Display` of a float writes whole numbers without a point.
        DataRef::Float(number) => made(number.to_string(), Was::Number),
        DataRef::String(text) => made(text.clone(), Was::Text),
        DataRef::SharedString(text) => made((*text).to_owned(), Was::Text),
        DataRef::Bool(yes) => made(if *yes { "TRUE" } else { "FALSE" }.to_owned(), Was::Boolean),
        DataRef::DateTime(moment) => Some(moment_of(*moment)),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => made(text.clone(), Was::Date),
        DataRef::Error(_) | DataRef::Empty => None,
    }
}

/// A date cell as `2026-11-28`, with a time `2026-11-28T14:30:00`.
fn moment_of(moment: ExcelDateTime) -> Cell {
    let serial = moment.as_f64();
    // A serial number far outside of any calendar must not reach the arithmetic.
    if !(0.0..2_958_466.0).contains(&serial) || !moment.is_datetime() {
        return Cell { text: serial.to_string(), was: Was::Number };
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    let text = match (serial < 1.0, serial.fract() == 0.0) {
        (true, _) => time,
        (false, true) => date,
        (false, false) => format!("{date}T{time}"),
    };
    Cell { text, was: Was::Date }
}

fn error_name(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#DATA!",
    }
}

/// What was taken out of cells: one remark for each column, at its first cell. A form in Khmer may have such a
/// character in every label.
#[derive(Default)]
struct Marks {
    of: BTreeMap<(FaultKind, u32), (u32, String, usize)>,
}

impl Marks {
    fn take(&mut self, kind: FaultKind, place: Place<'_>) {
        let (Some(row), Some((Some(column), header))) = (place.row, place.column) else { return };
        self.of.entry((kind, column)).or_insert_with(|| (row, header.to_owned(), 0)).2 += 1;
    }

    fn file(self, sheet: &str, found: &mut Findings) {
        for ((kind, column), (row, header, count)) in self.of {
            let place = Place { sheet: Some(sheet), row: Some(row), column: Some((Some(column), &header)) };
            found.warn(place, kind, &[("count", &count.to_string())]);
        }
    }
}

/// A cell without what nobody sees; none when nothing is left.
fn clean(mut cell: Cell, place: Place<'_>, marks: &mut Marks, found: &mut Findings) -> Option<Cell> {
    if cell.text.chars().any(is_invisible) {
        marks.take(FaultKind::ZeroWidth, place);
        cell.text.retain(|c| !is_invisible(c));
    }
    if cell.text.contains('\r') {
        cell.text = cell.text.replace("\r\n", "\n").replace('\r', "\n");
    }
    if cell.text.chars().any(|c| c == '\u{a0}') {
        cell.text = cell.text.replace('\u{a0}', " ");
    }
    // Khmer in UTF-8 that was read as Windows-1252 or Latin-1, or what could not be read at all.
    if ["áž", "áŸ", "á\u{9e}", "á\u{9f}", "\u{fffd}"].iter().any(|mark| cell.text.contains(mark)) {
        found.error(place, FaultKind::WrongEncoding, &[("value", &cell.text)]);
    }
    let is_odd =
        |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    if cell.text.chars().any(is_odd) {
        marks.take(FaultKind::OddCharacters, place);
        cell.text.retain(|c| !is_odd(c));
    }
    if cell.text.chars().nth(MAX_CELL_CHARS).is_some() {
        found.error(place, FaultKind::CellTooLong, &[("limit", &MAX_CELL_CHARS.to_string())]);
        return None;
    }
    let trimmed = cell.text.trim();
    if trimmed.is_empty() {
        return None;
    }
    if trimmed.len() != cell.text.len() {
        cell.text = trimmed.to_owned();
    }
    Some(cell)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}
