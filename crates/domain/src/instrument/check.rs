//! Whether a document is sound, before anybody answers it: shipped ones in tests, imported ones on arrival.

use super::evaluate::{Compiled, ExprFault};
use super::{
    Banding, Choice, Field, FieldKind, Instrument, Item, Kind, Prefill, ScoreMethod, TextFault, faulty_texts,
};
use crate::sorted::Put;
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
    /// An expression cannot be read.
    BadExpression,
    /// What is reckoned depends on itself.
    Circle,
    /// Two bands claim the same number, or a number between them belongs to none.
    BandsDisagree,
    /// A code that cannot be named in an expression or an exported form.
    BadCode,
    /// A section is filled by a discipline that the document does not name.
    NoDiscipline,
    /// Lists, groups or repeats lie too deep in one another.
    TooDeep,
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
        for section in &document.sections {
            let known = |code: &String| document.disciplines.iter().any(|known| known.code == *code);
            if section.discipline.as_ref().is_some_and(|code| !known(code)) {
                self.say(&section.code, DocumentFault::NoDiscipline);
            }
            self.depth(&section.items, 0);
        }
        for (name, options) in &document.lists {
            self.choices(&format!("lists.{name}"), options);
        }
        self.results();
        self.expressions();
    }

    /// Groups and repeats may lie in one another, but not without end.
    fn depth(&mut self, items: &[Item], depth: u8) {
        const DEEPEST: u8 = 8;
        for item in items.iter().filter(|item| !item.inner().is_empty()) {
            if depth >= DEEPEST {
                self.say(&item.code, DocumentFault::TooDeep);
            } else {
                self.depth(item.inner(), depth + 1);
            }
        }
    }

    /// Scores, bandings, flags, gates and steps: their codes, and the names they use.
    fn results(&mut self) {
        let document = self.document;
        let mut seen = BTreeSet::new();
        let items = document.items().map(|(_, item)| &item.code);
        let scores = document.scores.iter().map(|score| &score.code);
        let bandings = document.bandings.iter().map(|banding| &banding.code);
        for code in items.chain(scores).chain(bandings) {
            if !seen.insert(code) {
                self.say(code, DocumentFault::Repeated);
            }
            if !is_code(code) {
                self.say(code, DocumentFault::BadCode);
            }
        }
        for score in &document.scores {
            let named: Vec<&String> = match &score.method {
                ScoreMethod::Sum { items } | ScoreMethod::Count { items, .. } => items.iter().collect(),
                ScoreMethod::Weighted { weights } => weights.iter().map(|weight| &weight.item).collect(),
                ScoreMethod::Rule { .. } => Vec::new(),
            };
            if named.iter().any(|code| document.item(code).is_none()) {
                self.say(&score.code, DocumentFault::NamesNothing);
            }
        }
        for banding in &document.bandings {
            self.banding(banding);
        }
        for flag in &document.flags {
            let banding =
                flag.banding.as_ref().map(|code| document.bandings.iter().find(|b| b.code == *code));
            let band = |banding: &Banding| {
                flag.forces.as_ref().is_none_or(|code| banding.bands.iter().any(|band| band.code == *code))
            };
            if matches!(banding, Some(None)) || !banding.flatten().is_none_or(band) {
                self.say(&flag.code, DocumentFault::NamesNothing);
            }
        }
        for gate in &document.gates {
            let known = |code: &String| seen.contains(code);
            if !gate.needs.iter().all(known) || !gate.score.iter().all(known) {
                self.say(&gate.code, DocumentFault::NamesNothing);
            }
        }
        let codes = |codes: Vec<&str>| codes.len() == codes.iter().collect::<BTreeSet<_>>().len();
        let unique = codes(document.flags.iter().map(|flag| flag.code.as_str()).collect())
            && codes(document.gates.iter().map(|gate| gate.code.as_str()).collect())
            && codes(document.next_steps.iter().map(|step| step.code.as_str()).collect());
        if !unique {
            self.say("results", DocumentFault::Repeated);
        }
    }

    /// Bands by number may neither claim the same one nor leave one out between them.
    fn banding(&mut self, banding: &Banding) {
        self.codes(&banding.code, banding.bands.iter().map(|band| band.code.as_str()));
        let Some(score) = &banding.score else { return };
        if !self.document.scores.iter().any(|known| known.code == *score) {
            self.say(&banding.code, DocumentFault::NamesNothing);
        }
        let mut spans: Vec<(i64, i64)> = banding
            .bands
            .iter()
            .filter(|band| band.when.is_none())
            .map(|band| (band.from.unwrap_or(i64::MIN), band.to.unwrap_or(i64::MAX)))
            .collect();
        spans.put();
        let backwards = spans.iter().any(|(from, to)| from > to);
        let mut pairs = spans.iter().zip(spans.iter().skip(1));
        if backwards || pairs.any(|((_, to), (from, _))| to.checked_add(1) != Some(*from)) {
            self.say(&banding.code, DocumentFault::BandsDisagree);
        }
    }

    fn expressions(&mut self) {
        let compiled = Compiled::new(self.document);
        for fault in compiled.faults() {
            match fault {
                ExprFault::Unreadable { code, .. } => self.say(code, DocumentFault::BadExpression),
                ExprFault::NamesNothing { code, .. } => self.say(code, DocumentFault::NamesNothing),
                ExprFault::Cycle { code } => self.say(code, DocumentFault::Circle),
            }
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
            Kind::Choice { reason_when, .. } => {
                let offered = self.offered(item);
                if reason_when.iter().any(|code| !offered.iter().any(|option| option.code == *code)) {
                    self.say(path, DocumentFault::NamesNothing);
                }
            }
            Kind::Several { at_least, .. } => {
                if usize::from(*at_least) > self.offered(item).len() {
                    self.say(path, DocumentFault::BadLimits);
                }
            }
            Kind::Ranking { at_least, at_most, .. } => {
                let most = if *at_most == 0 { usize::MAX } else { usize::from(*at_most) };
                if usize::from(*at_least) > self.offered(item).len().min(most) {
                    self.say(path, DocumentFault::BadLimits);
                }
            }
            Kind::Group { items } => {
                if items.is_empty() {
                    self.say(path, DocumentFault::Empty);
                }
            }
            Kind::Repeat { items, at_least, at_most, .. } => {
                if items.is_empty() {
                    self.say(path, DocumentFault::Empty);
                }
                if *at_most > 0 && at_most < at_least {
                    self.say(path, DocumentFault::BadLimits);
                }
            }
            Kind::Number { min: Some(min), max: Some(max), .. } if min > max => {
                self.say(path, DocumentFault::BadLimits);
            }
            Kind::Text { .. }
            | Kind::YesNoUnknown { .. }
            | Kind::Number { .. }
            | Kind::Acknowledge {}
            | Kind::Money { .. }
            | Kind::Date { .. }
            | Kind::Time {}
            | Kind::Moment {}
            | Kind::Drawing { .. }
            | Kind::Photo { .. }
            | Kind::Audio {}
            | Kind::Signature {}
            | Kind::Place { .. }
            | Kind::Note {}
            | Kind::Calculated { .. } => {}
        }
        if let Some(Prefill::NeedsGoal { field, .. }) = &item.prefill
            && !self.list(&item.code).is_some_and(|fields| fields.iter().any(|known| known.code == *field))
        {
            self.say(path, DocumentFault::NamesNothing);
        }
    }

    /// The options of an item, which must be there and be sound.
    fn offered(&mut self, item: &'a Item) -> &'a [Choice] {
        let document = self.document;
        let Some(found) = document.options(&item.answer) else { return &[] };
        self.choices(&item.code, found.options);
        found.options
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
            | FieldKind::Link { .. }
            | FieldKind::Number { .. }
            | FieldKind::Riel {}
            | FieldKind::YesNoUnknown {}
            | FieldKind::Scale {} => {}
        }
    }
}

/// What can be named in an expression, and in a form that is exported: letters, digits, `_`, `-` and `.`. Marks of
/// older documents begin with a digit (`1A`); exporting puts a letter before them.
fn is_code(code: &str) -> bool {
    code.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.')) && !code.ends_with(".evidence")
}
