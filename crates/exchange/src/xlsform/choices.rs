//! The sheet `choices`: lists of options.

use super::book::{Cell, Row, Was};
use super::dialect::Field;
use super::faults::{Findings, Place};
use super::messages::FaultKind;
use super::table::{Languages, Table};
use domain::instrument::{Choice, Text};
use std::collections::{BTreeMap, BTreeSet};

/// A list.
#[derive(Debug, Default)]
pub(super) struct List {
    pub options: Vec<Choice>,
    /// The row of each.
    pub rows: Vec<u32>,
    /// Their words in other languages: option, language, text.
    pub others: Vec<(String, usize, String)>,
    /// Rows of options whose names have spaces, which only some questions can take.
    pub spaced: Vec<(u32, String)>,
}

impl List {
    pub fn has(&self, code: &str) -> bool {
        self.options.iter().any(|option| option.code == code)
    }
}

/// All lists, by name.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub by_name: BTreeMap<String, List>,
    /// Further columns of the sheet, which are attributes of every option.
    pub attributes: BTreeSet<String>,
    /// The sheet is there.
    pub present: bool,
}

/// Reads the sheet.
pub(super) fn read(table: &Table<'_>, languages: &mut Languages, found: &mut Findings) -> Lists {
    let mut lists = Lists { present: true, ..Lists::default() };
    let mut missing = false;
    for (field, name) in [(Field::ListName, "list_name"), (Field::Name, "name")] {
        if table.column(field).is_none() {
            let headings = Some(table.sheet.headings.number);
            let at = Place { sheet: Some(&table.sheet.name), row: headings, column: Some((None, name)) };
            found.error(at, FaultKind::ColumnMissing, &[("column", name)]);
            missing = true;
        }
    }
    if missing {
        return lists;
    }
    let attributes = table.columns.iter().filter(|column| column.field == Field::Attribute);
    lists.attributes = attributes.map(|column| column.header.trim().to_owned()).collect();
    for row in &table.sheet.rows {
        option(table, row, &mut lists, (languages, found));
    }
    lists
}

fn option<'t>(
    table: &'t Table<'t>,
    row: &'t Row,
    lists: &mut Lists,
    (languages, found): (&mut Languages, &mut Findings),
) {
    let at = table.place(row, Field::Name);
    let Some(list) = table.text(row, Field::ListName) else {
        // pyxform leaves such rows out without a word.
        if table.cell(row, Field::Name).is_some() || table.filled(row, Field::Label).next().is_some() {
            found.error(table.place(row, Field::ListName), FaultKind::ChoiceListMissing, &[]);
        } else {
            found.warn(table.row(row), FaultKind::RowSkipped, &[]);
        }
        return;
    };
    let list_name = list.to_owned();
    let Some(cell) = table.cell(row, Field::Name) else {
        found.error(at, FaultKind::ChoiceNameMissing, &[]);
        return;
    };
    let code = named(cell, at, found);
    let words = table.words(row, Field::Label, languages, found);
    let mut label = words.text.clone();
    if words.is_empty() {
        let place = table.place(row, Field::Label);
        found.warn(place, FaultKind::ChoiceLabelMissing, &[("name", &code)]);
        label = Text { en: code.clone(), km: code.clone() };
    }
    for (place, _, cell) in table.filled(row, Field::Media) {
        found.keep(place, FaultKind::MediaKept, &cell.text);
    }
    let mut attributes = BTreeMap::new();
    for (_, column, cell) in table.filled(row, Field::Attribute) {
        attributes.insert(column.header.trim().to_owned(), cell.text.clone());
    }
    let list = lists.by_name.entry(list_name.clone()).or_default();
    if let Some(first) = list.options.iter().position(|known| known.code == code) {
        let first = list.rows.get(first).map(u32::to_string).unwrap_or_default();
        let details = [("name", code.as_str()), ("list", list_name.as_str()), ("first", first.as_str())];
        found.error(at, FaultKind::ChoiceTwice, &details);
        return;
    }
    if code.contains(char::is_whitespace) {
        list.spaced.push((row.number, code.clone()));
    }
    list.others.extend(words.others.into_iter().map(|(language, text)| (code.clone(), language, text)));
    list.options.push(Choice { code, label, attributes, picture: None });
    list.rows.push(row.number);
}

/// The name of an option: numbers are common, dates are mistakes.
fn named(cell: &Cell, at: Place<'_>, found: &mut Findings) -> String {
    let details = [("value", cell.text.as_str())];
    match cell.was {
        Was::Text => {}
        Was::Number if cell.text.chars().all(|c| c.is_ascii_digit() || c == '-') => {}
        Was::Number => found.warn(at, FaultKind::NumberAsText, &details),
        Was::Boolean => found.warn(at, FaultKind::BooleanAsText, &details),
        Was::Date => found.error(at, FaultKind::DateAsText, &details),
    }
    cell.text.clone()
}
