//! The workbook itself.

use super::ExportError;
use super::kept;
use super::rows::{Form, Row, What};
use super::words::Words;
use domain::instrument::expr::Expr;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use std::collections::BTreeSet;

/// The most characters that a cell may hold.
pub(super) const MOST: usize = 32_767;

/// Which column of the survey holds what.
struct Columns {
    titles: Vec<String>,
    languages: usize,
}

/// Columns that are not in languages.
const PLAIN: [&str; 9] = [
    "required",
    "relevant",
    "constraint",
    "calculation",
    "readonly",
    "appearance",
    "repeat_count",
    "choice_filter",
    "parameters",
];

/// Writes a form as a workbook.
pub(super) fn write(form: Form<'_>) -> Result<Vec<u8>, ExportError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    survey(book.add_worksheet(), &form, &bold)?;
    choices(book.add_worksheet(), &form, &bold)?;
    settings(book.add_worksheet(), &form, &bold)?;
    let sheet = book.add_worksheet();
    sheet.set_name("kinkeeper")?;
    table(sheet, &bold, ["key", "value"].map(str::to_owned).to_vec(), kept::rows(&form)?)?;
    Ok(book.save_to_buffer()?)
}

impl Columns {
    fn new(languages: &[String]) -> Self {
        let mut titles = vec!["type".to_owned(), "name".to_owned()];
        for what in ["label", "hint", "constraint_message"] {
            titles.extend(languages.iter().map(|language| format!("{what}::{language}")));
        }
        titles.extend(PLAIN.map(str::to_owned));
        Self { titles, languages: languages.len() }
    }

    fn row(&self, kind: &str, row: &Row<'_>) -> Vec<String> {
        let mut cells = vec![kind.to_owned(), row.name.clone()];
        for words in [&row.label, &row.hint, &row.message] {
            match words {
                Some(Words(texts)) => cells.extend(texts.iter().cloned()),
                None => cells.extend(std::iter::repeat_n(String::new(), self.languages)),
            }
        }
        let plain = [
            if row.required.as_deref() == Some("yes") {
                row.required.clone()
            } else {
                canonical(&row.required)
            },
            canonical(&row.relevant),
            canonical(&row.constraint),
            canonical(&row.calculation),
            row.read_only.then(|| "yes".to_owned()),
            row.appearance.clone(),
            row.count.clone(),
            row.filter.clone(),
            // A telephone's photograph is larger than anybody needs who reads a file.
            (row.what == What::Image).then(|| "max-pixels=1600".to_owned()),
        ];
        cells.extend(plain.into_iter().map(Option::unwrap_or_default));
        cells
    }
}

/// An expression without parentheses that say nothing.
fn canonical(expr: &Option<String>) -> Option<String> {
    let text = expr.as_ref()?;
    Some(Expr::parse(text).map_or_else(|_| text.clone(), |parsed| parsed.to_string()))
}

/// The name that XLSForm has for what a row is.
fn kind(what: &What) -> String {
    match what {
        What::Text => "text".to_owned(),
        What::Integer => "integer".to_owned(),
        What::Decimal => "decimal".to_owned(),
        What::Date => "date".to_owned(),
        What::Time => "time".to_owned(),
        What::Moment => "dateTime".to_owned(),
        What::Note => "note".to_owned(),
        What::Acknowledge => "acknowledge".to_owned(),
        What::Image => "image".to_owned(),
        What::Audio => "audio".to_owned(),
        What::Point => "geopoint".to_owned(),
        What::Trace => "geotrace".to_owned(),
        What::Shape => "geoshape".to_owned(),
        What::Calculate => "calculate".to_owned(),
        What::One(list) => format!("select_one {list}"),
        What::Many(list) => format!("select_multiple {list}"),
        What::Rank(list) => format!("rank {list}"),
        What::OneRow(name) => format!("select_one ${{{name}}}"),
        What::Group => "begin group".to_owned(),
        What::Repeat => "begin repeat".to_owned(),
    }
}

fn survey(sheet: &mut Worksheet, form: &Form<'_>, bold: &Format) -> Result<(), ExportError> {
    sheet.set_name("survey")?;
    let columns = Columns::new(&form.languages);
    let mut rows = Vec::new();
    lay(&columns, &form.rows, &mut rows);
    table(sheet, bold, columns.titles, rows)
}

fn lay(columns: &Columns, rows: &[Row<'_>], out: &mut Vec<Vec<String>>) {
    for row in rows {
        out.push(columns.row(&kind(&row.what), row));
        let end = match row.what {
            What::Group => "end group",
            What::Repeat => "end repeat",
            What::Text
            | What::Integer
            | What::Decimal
            | What::Date
            | What::Time
            | What::Moment
            | What::Note
            | What::Acknowledge
            | What::Image
            | What::Audio
            | What::Point
            | What::Trace
            | What::Shape
            | What::Calculate
            | What::One(_)
            | What::Many(_)
            | What::Rank(_)
            | What::OneRow(_) => continue,
        };
        lay(columns, &row.children, out);
        out.push(vec![end.to_owned(), row.name.clone()]);
    }
}

fn choices(sheet: &mut Worksheet, form: &Form<'_>, bold: &Format) -> Result<(), ExportError> {
    sheet.set_name("choices")?;
    let options = || form.lists.iter().flat_map(|list| list.options.iter().map(move |option| (list, option)));
    let attributes: BTreeSet<&str> =
        options().flat_map(|(_, option)| option.attributes.keys().map(String::as_str)).collect();
    let mut titles = vec!["list_name".to_owned(), "name".to_owned()];
    titles.extend(form.languages.iter().map(|language| format!("label::{language}")));
    titles.extend(attributes.iter().map(|name| (*name).to_owned()));
    let rows = options().map(|(list, option)| {
        let mut cells = vec![list.name.clone(), option.code.clone()];
        cells.extend(option.label.0.iter().cloned());
        cells.extend(attributes.iter().map(|name| option.attributes.get(*name).cloned().unwrap_or_default()));
        cells
    });
    let rows = rows.collect();
    table(sheet, bold, titles, rows)
}

fn settings(sheet: &mut Worksheet, form: &Form<'_>, bold: &Format) -> Result<(), ExportError> {
    sheet.set_name("settings")?;
    let titles = ["form_title", "form_id", "version", "default_language"].map(str::to_owned);
    let instrument = form.instrument;
    let language = form.languages.get(1).cloned().unwrap_or_default();
    let row =
        vec![instrument.title.en.clone(), instrument.code.clone(), instrument.version.to_string(), language];
    table(sheet, bold, titles.to_vec(), vec![row])
}

/// Headings and rows of text; blank cells are left out, for converters read whether a cell is there.
fn table(
    sheet: &mut Worksheet,
    bold: &Format,
    titles: Vec<String>,
    rows: Vec<Vec<String>>,
) -> Result<(), ExportError> {
    let sheet_name = sheet.name();
    let all = std::iter::once(titles.clone()).chain(rows);
    for (down, cells) in (0u32..).zip(all) {
        for (across, cell) in (0u16..).zip(&cells) {
            if cell.is_empty() {
                continue;
            }
            // Counted as the format counts: in units of UTF-16.
            if cell.encode_utf16().count() > MOST {
                let column = titles.get(usize::from(across)).map_or("", String::as_str);
                return Err(ExportError::TooLong { place: format!("{sheet_name}, {column}, {}", down + 1) });
            }
            put(sheet, (down, across), cell, (down == 0).then_some(bold))?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    (down, across): (u32, u16),
    cell: &str,
    format: Option<&Format>,
) -> Result<(), XlsxError> {
    match format {
        Some(format) => sheet.write_string_with_format(down, across, cell, format)?,
        None => sheet.write_string(down, across, cell)?,
    };
    Ok(())
}
