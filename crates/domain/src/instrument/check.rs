//! Whether a document is sound, before anybody answers it: shipped ones in tests, imported ones on arrival.

use super::{Choice, Field, FieldKind, Instrument, Item, Kind, TextFault, faulty_texts};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is wrong with a document, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct DocumentProblem {
    /// Codes or keys that lead to the place, joined by points.
    pub path: String,
    /// What is wrong there.
    pub fault: DocumentFault,
}

/// What may be wrong with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum DocumentFault {
    /// A text lacks a language or has it in the wrong place.
    Text(TextFault),
    /// A code is blank.
    NoCode,
    /// Two things of one kind have the same code or mark.
    Repeated,
    /// There is nothing to choose from or to fill in.
    Empty,
    /// A link, a pair or a call names something that is not there or is of another kind.
    NamesNothing,
    /// Limits of which the lower is above the upper, or a time of no days.
    BadLimits,
    /// The document cannot be written out.
    Unreadable,
}

impl Instrument {
    /// All that is wrong with this document.
    pub fn check(&self) -> Result<(), Vec<DocumentProblem>> {
        let mut check = Check { document: self, problems: Vec::new() };
        check.run();
        if check.problems.is_empty() { Ok(()) } else { Err(check.problems) }
    }
}

struct Check<'a> {
    document: &'a Instrument,
    problems: Vec<DocumentProblem>,
}

impl<'a> Check<'a> {
    fn say(&mut self, path: &str, fault: DocumentFault) {
        self.problems.push(DocumentProblem { path: path.to_owned(), fault });
    }

    fn run(&mut self) {
        match faulty_texts(self.document) {
            Ok(faults) => faults.iter().for_each(|(path, fault)| self.say(path, DocumentFault::Text(*fault))),
            Err(_) => self.say("", DocumentFault::Unreadable),
        }
        let document = self.document;
        self.codes("code", [document.code.as_str()]);
        self.codes("sections", document.sections.iter().map(|section| section.code.as_str()));
        self.codes("items", document.items().map(|(_, item)| item.code.as_str()));
        let times = &document.schedule;
        let days =
            [times.baseline_within_days, times.every_days, times.min_gap_days, times.remind_days_before];
        if days.contains(&Some(0)) || times.under_age_years == Some(0) || document.version == 0 {
            self.say("schedule", DocumentFault::BadLimits);
        }
        for (_, item) in document.items() {
            self.item(item);
        }
    }

    /// Codes must be there, be unique and be more than none.
    fn codes<'c>(&mut self, path: &str, codes: impl IntoIterator<Item = &'c str>) {
        let mut seen = BTreeSet::new();
        for code in codes {
            if code.trim().is_empty() {
                self.say(path, DocumentFault::NoCode);
            } else if !seen.insert(code) {
                self.say(&format!("{path}.{code}"), DocumentFault::Repeated);
            }
        }
        if seen.is_empty() {
            self.say(path, DocumentFault::Empty);
        }
    }

    fn choices(&mut self, path: &str, options: &[Choice]) {
        self.codes(path, options.iter().map(|option| option.code.as_str()));
    }

    fn list(&self, code: &str) -> Option<&'a [Field]> {
        let item = self.document.item(code)?;
        if let Kind::List { row, .. } = &item.answer { Some(row) } else { None }
    }

    fn item(&mut self, item: &'a Item) {
        let path = item.code.as_str();
        match &item.answer {
            Kind::Level { levels, .. } => {
                let marks: Vec<String> = levels.iter().map(|level| level.value.to_string()).collect();
                self.codes(path, marks.iter().map(String::as_str));
            }
            Kind::List { row, at_least, at_most, paired_with, calls_for } => {
                self.codes(path, row.iter().map(|field| field.code.as_str()));
                row.iter().for_each(|field| self.field(path, field));
                if at_most.is_some_and(|most| most < *at_least) {
                    self.say(path, DocumentFault::BadLimits);
                }
                if calls_for.as_ref().is_some_and(|code| self.list(code).is_none()) {
                    self.say(path, DocumentFault::NamesNothing);
                }
                if let Some(pair) = paired_with {
                    let links_back = |field: &Field| {
                        field.code == pair.field
                            && matches!(&field.holds, FieldKind::Link { to } if *to == item.code)
                    };
                    if !self.list(&pair.item).is_some_and(|fields| fields.iter().any(links_back)) {
                        self.say(path, DocumentFault::NamesNothing);
                    }
                }
            }
            Kind::Scale { about, .. } => {
                if about.as_ref().is_some_and(|code| self.list(code).is_none()) {
                    self.say(path, DocumentFault::NamesNothing);
                }
            }
            Kind::Choice { options } => self.choices(path, options),
            Kind::Several { options, at_least } => {
                self.choices(path, options);
                if usize::from(*at_least) > options.len() {
                    self.say(path, DocumentFault::BadLimits);
                }
            }
            Kind::Number { min: Some(min), max: Some(max), .. } if min > max => {
                self.say(path, DocumentFault::BadLimits);
            }
            Kind::Text { .. } | Kind::YesNoUnknown {} | Kind::Number { .. } => {}
        }
    }

    fn field(&mut self, path: &str, field: &Field) {
        let path = format!("{path}.{}", field.code);
        match &field.holds {
            FieldKind::Link { to } if self.list(to).is_none() => self.say(&path, DocumentFault::NamesNothing),
            FieldKind::Choice { options } => self.choices(&path, options),
            FieldKind::Text {}
            | FieldKind::LongText {}
            | FieldKind::Date { .. }
            | FieldKind::Person {}
            | FieldKind::Link { .. } => {}
        }
    }
}
