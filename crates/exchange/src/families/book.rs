//! Opens a workbook that somebody else made. Sheets are read cell by cell into sparse rows: one stray cell in
//! the last row of the last column must not cost a thousand million empty ones.

use super::messages::Code;
use super::problem::{Findings, Place};
use crate::text::clean;
use calamine::{CellErrorType, DataRef, ExcelDateTime, Reader, SheetType, Xlsx};
use domain::time::Day;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// The largest file that is read: 16 MiB.
pub const MAX_FILE_BYTES: usize = 16 << 20;
/// The most that a file may unpack to: 96 MiB. Three full sheets need less than half of that.
pub const MAX_UNPACKED_BYTES: u64 = 96 << 20;
/// The most rows with something in them, per sheet, headings not counted.
pub const MAX_ROWS: usize = 20_000;
/// The most parts in the package.
const MAX_PARTS: usize = 2_000;
/// The most shared strings that a package may announce; the reader reserves room for as many.
const MAX_STRINGS: usize = 4_000_000;
/// Rows looked through for the headings.
const ROWS_BEFORE_DATA: usize = 12;

/// What a cell says. Empty cells are left out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Number(f64),
    Date(Day),
    Boolean(bool),
    Error(&'static str),
}

impl Value {
    pub fn kind(&self) -> super::problem::ValueKind {
        use super::problem::ValueKind;
        match self {
            Value::Text(_) => ValueKind::Text,
            Value::Number(_) => ValueKind::Number,
            Value::Date(_) => ValueKind::Date,
            Value::Boolean(_) => ValueKind::Boolean,
            Value::Error(_) => ValueKind::Error,
        }
    }
    /// The value as text: whole numbers without a point, dates as year-month-day.
    pub fn shown(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            // `Display` of a float writes whole numbers without a point.
            Value::Number(number) => number.to_string(),
            Value::Date(day) => day.to_string(),
            Value::Boolean(yes) => yes.to_string(),
            Value::Error(error) => (*error).to_owned(),
        }
    }
}

/// A row with something in it.
#[derive(Debug)]
pub(crate) struct Row {
    /// Counted from 1, as the spreadsheet program does.
    pub number: u32,
    cells: Vec<(u32, Value)>,
}

impl Row {
    /// The cell in a column counted from 0.
    pub fn get(&self, column: u32) -> Option<&Value> {
        self.cells.iter().find(|(index, _)| *index == column).map(|(_, value)| value)
    }
    pub fn cells(&self) -> impl Iterator<Item = (u32, &Value)> {
        self.cells.iter().map(|(index, value)| (*index, value))
    }
}

/// A sheet.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub name: String,
    pub rows: Vec<Row>,
}

/// Reads the sheets that `wanted` accepts, in their order. What prevents reading is filed in `found`.
pub(crate) fn open(bytes: &[u8], found: &mut Findings, wanted: impl Fn(&str) -> bool) -> Vec<Sheet> {
    let code = match guard(bytes, MAX_UNPACKED_BYTES) {
        Err(code) => code,
        Ok(()) => match Xlsx::new(Cursor::new(bytes)) {
            Ok(book) => return read_sheets(book, found, wanted),
            Err(_) => Code::Damaged,
        },
    };
    let limit = (MAX_FILE_BYTES >> 20).to_string();
    let args: &[(&'static str, &str)] = if code == Code::TooLarge { &[("limit", &limit)] } else { &[] };
    found.problem(Place::default(), code, args);
    Vec::new()
}

/// Whether the bytes are a package that is safe to unpack, into at most `limit` bytes.
pub(super) fn guard(bytes: &[u8], limit: u64) -> Result<(), Code> {
    const COMPOUND_FILE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    if bytes.len() > MAX_FILE_BYTES {
        return Err(Code::TooLarge);
    }
    if bytes.starts_with(COMPOUND_FILE) {
        // Both the old format and an encrypted new one live in this container. [MS-OFFCRYPTO] 2.3.4 names the
        // stream of the latter, in UTF-16.
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let encrypted = bytes.windows(name.len()).any(|window| window == name);
        return Err(if encrypted { Code::Encrypted } else { Code::OldXls });
    }
    if !bytes.starts_with(b"PK") {
        return Err(Code::NotXlsx);
    }
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Code::Damaged)?;
    if package.len() > MAX_PARTS {
        return Err(Code::TooLarge);
    }
    let (mut left, mut is_workbook, mut part) = (limit, false, Vec::new());
    for index in 0..package.len() {
        let file = package.by_index(index).map_err(|_| Code::Damaged)?;
        let name = file.name().map_err(|_| Code::Damaged)?.to_ascii_lowercase();
        is_workbook |= name == "[content_types].xml" || name.ends_with("workbook.xml");
        part.clear();
        // The announced size is the sender's word: count what really comes out.
        let read = file.take(left + 1).read_to_end(&mut part).map_err(|_| Code::Damaged)? as u64;
        left = left.checked_sub(read).ok_or(Code::TooLarge)?;
        if name.ends_with("sharedstrings.xml") && announced_strings(&part) > MAX_STRINGS {
            return Err(Code::Damaged);
        }
    }
    if is_workbook { Ok(()) } else { Err(Code::NotXlsx) }
}

/// The largest number of strings that the part says it holds.
fn announced_strings(part: &[u8]) -> usize {
    const NAME: &[u8] = b"uniqueCount";
    let is_name = |window: &[u8]| window == NAME;
    let mut largest = 0;
    let mut rest = part;
    while let Some(at) = rest.windows(NAME.len()).position(is_name) {
        rest = rest.get(at + NAME.len()..).unwrap_or_default();
        let digits = rest
            .iter()
            .skip_while(|byte| !byte.is_ascii_digit())
            .take_while(|byte| byte.is_ascii_digit())
            .fold(0_usize, |sum, byte| sum.saturating_mul(10).saturating_add(usize::from(byte - b'0')));
        largest = largest.max(digits);
    }
    largest
}

fn read_sheets(
    mut book: Xlsx<Cursor<&[u8]>>,
    found: &mut Findings,
    wanted: impl Fn(&str) -> bool,
) -> Vec<Sheet> {
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut sheets = Vec::new();
    for name in names.into_iter().filter(|name| wanted(name)) {
        let place = Place { sheet: Some(&name), ..Place::default() };
        match read_sheet(&mut book, &name) {
            Ok(Some(rows)) => sheets.push(Sheet { name, rows }),
            Ok(None) => {
                found.problem(place, Code::TooManyRows, &[("limit", &MAX_ROWS.to_string())]);
            }
            Err(_) => found.problem(place, Code::Damaged, &[]),
        }
    }
    sheets
}

/// The rows that have something in them; `None` when there are too many.
fn read_sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Option<Vec<Row>>, calamine::XlsxError> {
    let mut rows: BTreeMap<u32, Vec<(u32, Value)>> = BTreeMap::new();
    let mut reader = book.worksheet_cells_reader(name)?;
    while let Some(cell) = reader.next_cell()? {
        let Some(value) = value_of(cell.get_value()) else { continue };
        let (row, column) = cell.get_position();
        rows.entry(row.saturating_add(1)).or_default().push((column, value));
        if rows.len() > MAX_ROWS + ROWS_BEFORE_DATA {
            return Ok(None);
        }
    }
    Ok(Some(rows.into_iter().map(|(number, cells)| Row { number, cells }).collect()))
}

fn value_of(data: &DataRef<'_>) -> Option<Value> {
    match data {
        DataRef::Int(number) => Some(Value::Number(*number as f64)),
        DataRef::Float(number) => Some(Value::Number(*number)),
        DataRef::String(text) => text_value(text),
        DataRef::SharedString(text) => text_value(text),
        DataRef::Bool(yes) => Some(Value::Boolean(*yes)),
        DataRef::DateTime(moment) => Some(day_of(*moment)),
        DataRef::DateTimeIso(text) => {
            let day = text.get(..10).and_then(|day| day.parse().ok());
            day.map(Value::Date).or_else(|| text_value(text))
        }
        DataRef::DurationIso(text) => text_value(text),
        DataRef::Error(error) => Some(Value::Error(error_name(error))),
        DataRef::Empty => None,
    }
}

/// Text with its lines cleaned one by one: a note may have several.
fn text_value(text: &str) -> Option<Value> {
    let lines: Vec<String> = text.lines().map(clean).filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| Value::Text(lines.join("\n")))
}

fn day_of(moment: ExcelDateTime) -> Value {
    // A serial number far outside of any calendar must not reach the arithmetic.
    let in_calendar = (1.0..2_958_466.0).contains(&moment.as_f64());
    let (year, month, day, ..) = if in_calendar { moment.to_ymd_hms_milli() } else { Default::default() };
    let made = match (i16::try_from(year), i8::try_from(month), i8::try_from(day)) {
        (Ok(year), Ok(month), Ok(day)) if moment.is_datetime() => Day::new(year, month, day).ok(),
        _ => None,
    };
    made.map_or(Value::Number(moment.as_f64()), Value::Date)
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
