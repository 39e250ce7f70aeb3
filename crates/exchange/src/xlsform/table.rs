//! A sheet with its headings read, and the words of its rows in all languages.

use super::book::{Cell, Row, Sheet, Was};
use super::dialect::{Field, Tab, heading, language_code};
use super::faults::{Findings, Place, letter, nearest};
use super::messages::FaultKind;
use domain::instrument::Text;
use std::collections::BTreeSet;

/// Which language a text is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    English,
    Khmer,
    /// Another, by its place in [`Languages::others`].
    Other(usize),
}

/// The languages of a form.
#[derive(Debug)]
pub(super) struct Languages {
    /// As the headings write them.
    pub others: Vec<String>,
    /// In which language texts without one are.
    pub bare: Side,
    /// Languages that a sheet lacks for a kind of text, once told.
    told: BTreeSet<(&'static str, Field, bool)>,
}

impl Languages {
    /// Texts without a language are in the form's default one; when that is not said, in Khmer if they are written
    /// so, otherwise in English.
    pub fn new(default: Option<&str>, survey: Option<&Sheet>) -> Self {
        let mut new = Self { others: Vec::new(), bare: Side::English, told: BTreeSet::new() };
        new.bare = match default.filter(|name| !matches!(*name, "default" | "")) {
            Some(name) => new.side(name),
            None if survey.is_some_and(is_khmer_sheet) => Side::Khmer,
            None => Side::English,
        };
        new
    }

    /// Which language a name means.
    pub fn side(&mut self, name: &str) -> Side {
        let (code, lower) = (language_code(name).to_lowercase(), name.to_lowercase());
        if matches!(code.as_str(), "en" | "eng") || lower.starts_with("english") {
            return Side::English;
        }
        if matches!(code.as_str(), "km" | "khm") || lower.starts_with("khmer") || name.chars().any(is_khmer) {
            return Side::Khmer;
        }
        let known = self.others.iter().position(|other| other.eq_ignore_ascii_case(name));
        Side::Other(known.unwrap_or_else(|| {
            self.others.push(name.to_owned());
            self.others.len() - 1
        }))
    }
}

fn is_khmer(c: char) -> bool {
    matches!(c, '\u{1780}'..='\u{17b3}')
}

/// Whether most of the texts under `label` are written in Khmer.
fn is_khmer_sheet(sheet: &Sheet) -> bool {
    let is_label = |cell: &Cell| cell.text.trim().eq_ignore_ascii_case("label");
    let Some((column, _)) = sheet.headings.cells.iter().find(|(_, cell)| is_label(cell)) else {
        return false;
    };
    let texts: Vec<&str> =
        sheet.rows.iter().filter_map(|row| row.cells.get(column)).map(|cell| cell.text.as_str()).collect();
    let khmer = texts.iter().filter(|text| text.chars().any(is_khmer)).count();
    khmer * 2 > texts.len()
}

/// A column.
#[derive(Debug)]
pub(super) struct Column {
    pub index: u32,
    pub header: String,
    pub field: Field,
    key: String,
    /// None when the heading names no language.
    side: Option<Side>,
}

/// A sheet with its headings read.
pub(super) struct Table<'b> {
    pub sheet: &'b Sheet,
    pub columns: Vec<Column>,
}

/// Words in all languages, and where they stand.
#[derive(Debug, Default, Clone)]
pub(super) struct Words<'b> {
    pub text: Text,
    /// Language, by its place in [`Languages::others`], and text.
    pub others: Vec<(usize, String)>,
    /// The first cell of them.
    pub first: Option<Place<'b>>,
}

impl Words<'_> {
    pub fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// Adds further words below.
    pub fn append(&mut self, more: Self) {
        let join = |to: &mut String, more: &str| {
            if !to.is_empty() && !more.is_empty() {
                to.push('\n');
            }
            to.push_str(more);
        };
        join(&mut self.text.en, &more.text.en);
        join(&mut self.text.km, &more.text.km);
        for (language, text) in more.others {
            match self.others.iter_mut().find(|(known, _)| *known == language) {
                Some((_, known)) => join(known, &text),
                None => self.others.push((language, text)),
            }
        }
        self.first = self.first.or(more.first);
    }
}

impl<'b> Table<'b> {
    /// Reads the headings of a sheet.
    pub fn new(sheet: &'b Sheet, tab: Tab, languages: &mut Languages, found: &mut Findings) -> Self {
        let mut columns: Vec<Column> = Vec::new();
        for (index, cell) in &sheet.headings.cells {
            let place = Place {
                sheet: Some(&sheet.name),
                row: Some(sheet.headings.number),
                column: Some((Some(*index), &cell.text)),
            };
            let read = heading(tab, &cell.text);
            if let Some(better) = &read.better {
                found.warn(place, FaultKind::HeadingSingleColon, &[("better", better)]);
            }
            if read.bad_language {
                found.error(place, FaultKind::HeadingLanguage, &[]);
                continue;
            }
            let mut field = read.field;
            match field {
                Field::Unknown => {
                    let similar = nearest(&cell.text, tab.names()).unwrap_or_default();
                    found.strict(place, FaultKind::ColumnUnknown, &[("similar", similar)]);
                }
                Field::Foreign(dialect) => {
                    found.strict(place, FaultKind::ColumnDialect, &[("dialect", dialect)]);
                }
                Field::Kept => found.keep(place, FaultKind::ColumnKept, &cell.text),
                Field::Type
                | Field::Name
                | Field::ListName
                | Field::Label
                | Field::Hint
                | Field::GuidanceHint
                | Field::Required
                | Field::RequiredMessage
                | Field::Relevant
                | Field::Constraint
                | Field::ConstraintMessage
                | Field::Calculation
                | Field::Default
                | Field::ReadOnly
                | Field::Appearance
                | Field::ChoiceFilter
                | Field::RepeatCount
                | Field::Parameters
                | Field::Trigger
                | Field::Media
                | Field::Disabled
                | Field::Attribute => {}
            }
            let side = read.language.as_deref().map(|name| languages.side(name));
            // Columns that hold the same are one too many; what is not read may stand there as often as it likes.
            let same = |column: &&Column| {
                column.field == field
                    && column.side == side
                    && (field != Field::Media || column.key == read.key)
                    && (!matches!(field, Field::Attribute | Field::Unknown | Field::Foreign(_) | Field::Kept)
                        || column.key == read.key)
            };
            if let Some(first) = columns.iter().find(same) {
                found.error(place, FaultKind::ColumnTwice, &[("first", &letter(first.index))]);
                field = Field::Unknown;
            }
            columns.push(Column { index: *index, header: cell.text.clone(), field, key: read.key, side });
        }
        let table = Self { sheet, columns };
        table.shadows(languages, found);
        table.blank_headings(found);
        table
    }

    /// Columns without a language beside one that names the same.
    fn shadows(&self, languages: &Languages, found: &mut Findings) {
        for bare in self.columns.iter().filter(|column| column.side.is_none() && column.field.is_words()) {
            let same = |other: &&Column| {
                other.side == Some(languages.bare) && other.field == bare.field && other.key == bare.key
            };
            if let Some(other) = self.columns.iter().find(same) {
                let first = letter(other.index);
                found.warn(self.heading(bare), FaultKind::ColumnShadowed, &[("first", &first)]);
            }
        }
    }

    /// Contents under no heading.
    fn blank_headings(&self, found: &mut Findings) {
        let mut told = BTreeSet::new();
        for row in &self.sheet.rows {
            for index in row.cells.keys() {
                if !self.sheet.headings.cells.contains_key(index) && told.insert(*index) {
                    let at = Place {
                        sheet: Some(&self.sheet.name),
                        row: Some(row.number),
                        column: Some((Some(*index), "")),
                    };
                    found.strict(at, FaultKind::HeadingBlank, &[]);
                }
            }
        }
    }

    /// The column of a field, the first of them.
    pub fn column(&self, field: Field) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == field)
    }

    /// The heading of a column.
    pub fn heading<'t>(&'t self, column: &'t Column) -> Place<'t> {
        let row = Some(self.sheet.headings.number);
        Place {
            sheet: Some(&self.sheet.name),
            row,
            column: Some((Some(column.index), column.header.as_str())),
        }
    }

    /// The cell of a row in the column of a field.
    pub fn cell(&self, row: &'b Row, field: Field) -> Option<&'b Cell> {
        row.cells.get(&self.column(field)?.index)
    }

    /// What a cell says.
    pub fn text(&self, row: &'b Row, field: Field) -> Option<&'b str> {
        self.cell(row, field).map(|cell| cell.text.as_str())
    }

    /// Where that is.
    pub fn place(&'b self, row: &Row, field: Field) -> Place<'b> {
        let column = self.column(field).map(|column| (Some(column.index), column.header.as_str()));
        Place { sheet: Some(&self.sheet.name), row: Some(row.number), column }
    }

    /// A whole row.
    pub fn row(&self, row: &Row) -> Place<'_> {
        Place { sheet: Some(&self.sheet.name), row: Some(row.number), column: None }
    }

    /// The columns of a field that have something in this row.
    pub fn filled(
        &'b self,
        row: &'b Row,
        field: Field,
    ) -> impl Iterator<Item = (Place<'b>, &'b Column, &'b Cell)> {
        self.columns.iter().filter(move |column| column.field == field).filter_map(move |column| {
            let place = Place {
                sheet: Some(&self.sheet.name),
                row: Some(row.number),
                column: Some((Some(column.index), column.header.as_str())),
            };
            row.cells.get(&column.index).map(|cell| (place, column, cell))
        })
    }

    /// The labels of a row in English and Khmer, where they are filled in.
    pub fn labels(&'b self, row: &'b Row, languages: &Languages) -> Vec<(Place<'b>, &'b str, Side)> {
        self.filled(row, Field::Label)
            .map(|(place, column, cell)| (place, cell.text.as_str(), column.side.unwrap_or(languages.bare)))
            .filter(|(_, _, side)| matches!(side, Side::English | Side::Khmer))
            .collect()
    }

    /// The words of a row.
    pub fn words(
        &'b self,
        row: &'b Row,
        field: Field,
        languages: &mut Languages,
        found: &mut Findings,
    ) -> Words<'b> {
        let mut words = Words::default();
        // What names its language goes before what does not.
        for named in [true, false] {
            for (place, column, cell) in self.filled(row, field) {
                if column.side.is_some() != named {
                    continue;
                }
                words.first = words.first.or(Some(place));
                if cell.was == Was::Date {
                    found.warn(place, FaultKind::DateAsText, &[("value", &cell.text)]);
                }
                if cell.text.contains("${") {
                    found.keep(place, FaultKind::LabelReference, &cell.text);
                }
                let has_khmer = cell.text.chars().any(is_khmer);
                let side = column.side.unwrap_or(languages.bare);
                let (to, language, wrong) = match side {
                    Side::English => (&mut words.text.en, "English", has_khmer),
                    Side::Khmer => {
                        let latin = cell.text.chars().filter(char::is_ascii_alphabetic).count() > 1;
                        (&mut words.text.km, "Khmer", !has_khmer && latin && !is_code_word(&cell.text))
                    }
                    Side::Other(other) => {
                        if !words.others.iter().any(|(known, _)| *known == other) {
                            words.others.push((other, cell.text.clone()));
                        }
                        continue;
                    }
                };
                if wrong {
                    found.warn(place, FaultKind::WrongScript, &[("language", language)]);
                }
                if to.is_empty() {
                    to.push_str(&cell.text);
                }
            }
        }
        self.untranslated(row, field, &words, (languages, found));
        words
    }

    /// A language that is missing: told at the cell where there is a column for it, once at the heading where there
    /// is none.
    fn untranslated(
        &self,
        row: &Row,
        field: Field,
        words: &Words<'_>,
        (languages, found): (&mut Languages, &mut Findings),
    ) {
        if words.is_empty() || field == Field::Media {
            return;
        }
        let sides =
            [(&words.text.en, Side::English, "English (en)"), (&words.text.km, Side::Khmer, "Khmer (km)")];
        let tab = if self.sheet.name.trim().eq_ignore_ascii_case("survey") { "survey" } else { "choices" };
        for (text, side, name) in sides {
            if !text.is_empty() {
                continue;
            }
            let is_side =
                |column: &&Column| column.field == field && column.side.unwrap_or(languages.bare) == side;
            if let Some(column) = self.columns.iter().find(is_side) {
                let at = Place { row: Some(row.number), ..self.heading(column) };
                found.warn(at, FaultKind::TranslationMissing, &[("language", name)]);
            } else if languages.told.insert((tab, field, side == Side::Khmer))
                && let Some(column) = self.column(field)
            {
                found.warn(self.heading(column), FaultKind::LanguageMissing, &[("language", name)]);
            }
        }
    }
}

/// An abbreviation or a name that is the same in Khmer texts: `ID`, `NO_LABEL`, `WhatsApp`.
fn is_code_word(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.len() <= 1
}
