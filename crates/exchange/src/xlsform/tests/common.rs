//! Workbooks for tests.

use crate::xlsform::Fault;
use crate::xlsform::fixtures::{Grid, workbook};
use std::io::{Cursor, Write};

/// A workbook of sheets written as lines.
pub fn book(sheets: &[(&str, &str)]) -> Vec<u8> {
    let grids: Vec<Grid> = sheets.iter().map(|(name, lines)| Grid::new(name, lines)).collect();
    workbook(&grids).unwrap()
}

pub const SETTINGS: &str = "form_title|form_id\nA form|a_form";

/// A form of only a survey, with settings.
pub fn survey(lines: &str) -> Vec<u8> {
    book(&[("survey", lines), ("settings", SETTINGS)])
}

/// A form of a survey and lists.
pub fn form(lines: &str, choices: &str) -> Vec<u8> {
    book(&[("survey", lines), ("choices", choices), ("settings", SETTINGS)])
}

/// Headings of most forms of the tests, then rows.
pub fn rows(lines: &str) -> String {
    format!("type|name|label::English (en)|label::Khmer (km)\n{lines}")
}

/// A workbook written by hand, part by part: for what no program writes.
pub fn raw(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in parts {
        out.start_file(*name, options).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

pub const TYPES: &[u8] = br#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
pub const RELS: &[u8] = br#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
pub const BOOK: &[u8] = br#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="survey" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
pub const BOOK_RELS: &[u8] = br#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A workbook with one sheet `survey`, whose part is given whole.
pub fn raw_sheet(sheet: &[u8]) -> Vec<u8> {
    raw(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

/// The part of a sheet around its rows.
pub fn sheet_part(rows: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

/// A row of inline texts.
pub fn inline(row: u32, cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .zip('A'..)
        .filter(|(text, _)| !text.is_empty())
        .map(|(text, letter)| format!(r#"<c r="{letter}{row}" t="inlineStr"><is><t>{text}</t></is></c>"#))
        .collect();
    format!(r#"<row r="{row}">{cells}</row>"#)
}

/// Writes a workbook and what we say of it into the directory `XLSFORM_DUMP`, to compare with `pyxform`.
pub fn dump(name: &str, bytes: &[u8], faults: &[Fault]) {
    let Ok(directory) = std::env::var("XLSFORM_DUMP") else { return };
    let name: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let said: Vec<String> = faults.iter().map(|fault| fault.message(domain::khmer::Lang::En)).collect();
    std::fs::write(format!("{directory}/{name}.xlsx"), bytes).unwrap();
    std::fs::write(format!("{directory}/{name}.txt"), said.join("\n")).unwrap();
}
