//! The one evaluator: what is missing or wrong in a record, and what its marks mean.
//!
//! There is no total: marks of different parts of a life do not add up (Child Status Index practice), and
//! numbers of different people are never averaged.

use super::{
    Answer, Answers, Choice, Colour, Field, FieldKind, Instrument, Item, Kind, Pair, Rating, Row, Section,
    is_blank,
};
use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What the evaluator must be told, because answers do not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Context {
    /// Whole years; absent for a family, or when not even an estimate exists.
    pub subject_age_years: Option<i32>,
    /// The day of the record; without it no day is held to be in the future.
    pub today: Option<Day>,
}

/// What a record amounts to.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, told::Told)]
pub struct Evaluation {
    /// No problem is left: the record may be completed.
    pub complete: bool,
    /// Required items of the document.
    pub asked: u32,
    /// Of these, answered without a problem.
    pub answered: u32,
    /// Everything that is missing or wrong, in display order.
    pub problems: Vec<Problem>,
    /// The marks, in display order.
    pub per_item: Vec<ItemResult>,
    /// Codes of items whose level asks for a goal in the plan.
    pub needs_goal: Vec<String>,
    /// Codes of items at a level that asks for a worry about safety to be raised.
    pub red_flags: Vec<String>,
    /// How many items have each colour.
    pub by_colour: BTreeMap<Colour, u32>,
}

/// What one mark means.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct ItemResult {
    /// Section code.
    pub section: String,
    /// Item code.
    pub code: String,
    /// The mark.
    pub value: u8,
    /// Its colour in this item.
    pub colour: Colour,
    /// The plan must hold a goal for it.
    pub needs_goal: bool,
}

/// Something missing or wrong, and where.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Problem {
    /// Section code; absent when it concerns the whole record or an unknown item.
    pub section: Option<String>,
    /// Item code; absent when it concerns the whole record.
    pub item: Option<String>,
    /// Row id of a list; for a scale the position of the rating, from 0.
    pub row: Option<String>,
    /// Field code of the row, or the unknown option's code.
    pub field: Option<String>,
    /// What.
    pub kind: ProblemKind,
}

/// What may be missing or wrong. Each has a message in both languages, keyed by its name.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// The child is too old for this tool.
    OverAge,
    /// The document has no such item.
    UnknownItem,
    /// The answer is of another kind than the item asks for.
    WrongKind,
    /// A required answer is not there.
    MissingAnswer,
    /// A reason is not there.
    MissingReason,
    /// The item does not allow "does not apply".
    MustApply,
    /// The item has no such level.
    UnknownLevel,
    /// The item or field has no such option, or it is chosen twice.
    UnknownOption,
    /// Fewer rows or options than asked for.
    TooFew,
    /// More rows than allowed.
    TooMany,
    /// A row without an id, or with the id of another.
    BadRowId,
    /// A required field of a row is blank.
    MissingField,
    /// The row has a field that the document lacks.
    UnknownField,
    /// Not a calendar day.
    BadDate,
    /// A day that has not come yet.
    FutureDate,
    /// The linked row is not there.
    BrokenLink,
    /// Nothing in the other list answers this row, for example a danger without a safety goal.
    Unpaired,
    /// Another list has rows which call for at least one here, for example harm without a danger statement.
    CalledFor,
    /// A number outside its limits; for a scale outside 0 to 10.
    OutOfRange,
    /// A rating that does not say whose it is.
    MissingRater,
    /// The document does not ask this kind of person.
    UnaskedRater,
    /// The same person rated the same thing twice.
    RatedTwice,
    /// "What would make it one higher" is not there.
    MissingOneHigher,
}

/// Judges a record against its document. Deterministic: the same answers give the same result everywhere.
pub fn evaluate(instrument: &Instrument, answers: &Answers, context: &Context) -> Evaluation {
    let mut out = Evaluation::default();
    let limit = instrument.schedule.under_age_years.map(i32::from);
    if let (Some(age), Some(limit)) = (context.subject_age_years, limit)
        && age >= limit
    {
        out.problems.push(Problem {
            section: None,
            item: None,
            row: None,
            field: None,
            kind: ProblemKind::OverAge,
        });
    }
    for (section, item) in instrument.items() {
        let before = out.problems.len();
        let mut judge = Judge { instrument, section, item, answers, context, out: &mut out };
        judge.item();
        let answered = out.problems.len() == before;
        out.asked += u32::from(item.required);
        out.answered += u32::from(item.required && answered);
    }
    for code in answers.keys().filter(|code| instrument.item(code).is_none()) {
        let (item, kind) = (Some(code.clone()), ProblemKind::UnknownItem);
        out.problems.push(Problem { section: None, item, row: None, field: None, kind });
    }
    out.complete = out.problems.is_empty();
    out
}

/// The rows of a list's answer; none when it is not answered.
fn rows_of<'a>(answers: &'a Answers, code: &str) -> &'a [Row] {
    if let Some(Answer::List { rows }) = answers.get(code) { rows } else { &[] }
}

struct Judge<'a> {
    instrument: &'a Instrument,
    section: &'a Section,
    item: &'a Item,
    answers: &'a Answers,
    context: &'a Context,
    out: &'a mut Evaluation,
}

impl Judge<'_> {
    fn say(&mut self, kind: ProblemKind) {
        self.say_at(None, None, kind);
    }

    fn say_at(&mut self, row: Option<&str>, field: Option<&str>, kind: ProblemKind) {
        self.out.problems.push(Problem {
            section: Some(self.section.code.clone()),
            item: Some(self.item.code.clone()),
            row: row.map(str::to_owned),
            field: field.map(str::to_owned),
            kind,
        });
    }

    fn item(&mut self) {
        let item = self.item;
        self.called_for();
        let Some(answer) = self.answers.get(&item.code) else {
            if item.required {
                self.say(ProblemKind::MissingAnswer);
            }
            return;
        };
        if let Answer::NotApplicable { reason } = answer {
            if !item.na_allowed {
                self.say(ProblemKind::MustApply);
            } else if is_blank(reason) {
                self.say(ProblemKind::MissingReason);
            }
            return;
        }
        if !self.judged(answer) {
            self.say(ProblemKind::WrongKind);
        }
    }

    /// False when the answer is of another kind than the item.
    fn judged(&mut self, answer: &Answer) -> bool {
        let item = self.item;
        match &item.answer {
            Kind::Level { reason_required, .. } => {
                let Answer::Level { value, reason } = answer else { return false };
                self.level(*value);
                if *reason_required && is_blank(reason) {
                    self.say(ProblemKind::MissingReason);
                }
            }
            Kind::List { row, at_least, at_most, paired_with, .. } => {
                let Answer::List { rows } = answer else { return false };
                self.list_size(rows.len(), *at_least, *at_most);
                self.rows(rows, row);
                if let Some(pair) = paired_with {
                    self.paired(rows, pair);
                }
            }
            Kind::Scale { .. } => {
                let Answer::Scale { ratings } = answer else { return false };
                self.ratings(ratings);
            }
            Kind::Text { .. } => {
                let Answer::Text { text } = answer else { return false };
                if item.required && is_blank(text) {
                    self.say(ProblemKind::MissingAnswer);
                }
            }
            Kind::Choice { options } => {
                let Answer::Choice { option } = answer else { return false };
                self.options(options, std::slice::from_ref(option));
            }
            Kind::Several { options, at_least } => {
                let Answer::Several { options: chosen } = answer else { return false };
                if chosen.len() < usize::from(*at_least) {
                    self.say(ProblemKind::TooFew);
                }
                self.options(options, chosen);
            }
            Kind::YesNoUnknown {} => return matches!(answer, Answer::YesNo { .. }),
            Kind::Number { min, max, .. } => {
                let Answer::Number { value } = answer else { return false };
                if min.is_some_and(|min| *value < min) || max.is_some_and(|max| *value > max) {
                    self.say(ProblemKind::OutOfRange);
                }
            }
        }
        true
    }

    fn level(&mut self, value: u8) {
        let item = self.item;
        let Some(level) = item.level(value) else { return self.say(ProblemKind::UnknownLevel) };
        if level.needs_goal {
            self.out.needs_goal.push(item.code.clone());
        }
        if level.red_flag {
            self.out.red_flags.push(item.code.clone());
        }
        *self.out.by_colour.entry(level.colour).or_default() += 1;
        self.out.per_item.push(ItemResult {
            section: self.section.code.clone(),
            code: item.code.clone(),
            value,
            colour: level.colour,
            needs_goal: level.needs_goal,
        });
    }

    fn options(&mut self, offered: &[Choice], chosen: &[String]) {
        let mut seen = BTreeSet::new();
        for code in chosen {
            if !offered.iter().any(|option| option.code == *code) || !seen.insert(code) {
                self.say_at(None, Some(code), ProblemKind::UnknownOption);
            }
        }
    }

    fn list_size(&mut self, size: usize, at_least: u16, at_most: Option<u16>) {
        if size < usize::from(at_least) && (self.item.required || size > 0) {
            self.say(ProblemKind::TooFew);
        }
        if at_most.is_some_and(|most| size > usize::from(most)) {
            self.say(ProblemKind::TooMany);
        }
    }

    fn rows(&mut self, rows: &[Row], fields: &[Field]) {
        let mut ids = BTreeSet::new();
        for row in rows {
            let at = Some(row.id.as_str());
            if is_blank(&row.id) || !ids.insert(row.id.as_str()) {
                self.say_at(at, None, ProblemKind::BadRowId);
            }
            for field in fields {
                let value = row.fields.get(&field.code).map(String::as_str).unwrap_or_default();
                if !is_blank(value) {
                    if let Err(kind) = self.field(field, value) {
                        self.say_at(at, Some(&field.code), kind);
                    }
                } else if field.required {
                    self.say_at(at, Some(&field.code), ProblemKind::MissingField);
                }
            }
            for code in row.fields.keys().filter(|code| !fields.iter().any(|field| field.code == **code)) {
                self.say_at(at, Some(code), ProblemKind::UnknownField);
            }
        }
    }

    fn field(&self, field: &Field, value: &str) -> Result<(), ProblemKind> {
        match &field.holds {
            FieldKind::Text {} | FieldKind::LongText {} | FieldKind::Person {} => Ok(()),
            FieldKind::Date { not_after_today } => {
                let day: Day = value.parse().map_err(|_| ProblemKind::BadDate)?;
                let future = *not_after_today && self.context.today.is_some_and(|today| day > today);
                if future { Err(ProblemKind::FutureDate) } else { Ok(()) }
            }
            FieldKind::Link { to } => {
                let there = rows_of(self.answers, to).iter().any(|row| row.id == value);
                if there { Ok(()) } else { Err(ProblemKind::BrokenLink) }
            }
            FieldKind::Choice { options } => {
                let known = options.iter().any(|option| option.code == value);
                if known { Ok(()) } else { Err(ProblemKind::UnknownOption) }
            }
        }
    }

    fn paired(&mut self, rows: &[Row], pair: &Pair) {
        let others = rows_of(self.answers, &pair.item);
        for row in rows {
            if !others.iter().any(|other| other.fields.get(&pair.field) == Some(&row.id)) {
                self.say_at(Some(&row.id), None, ProblemKind::Unpaired);
            }
        }
    }

    /// Rows of another list may call for at least one row in this one.
    fn called_for(&mut self) {
        let here = self.item.code.as_str();
        let calls = |other: &Item| {
            let Kind::List { calls_for: Some(called), .. } = &other.answer else { return false };
            called == here && !rows_of(self.answers, &other.code).is_empty()
        };
        if rows_of(self.answers, here).is_empty() && self.instrument.items().any(|(_, other)| calls(other)) {
            self.say(ProblemKind::CalledFor);
        }
    }

    fn ratings(&mut self, ratings: &[Rating]) {
        let item = self.item;
        let Kind::Scale { reason_required, one_higher_required, about, .. } = &item.answer else { return };
        if ratings.is_empty() && item.required {
            self.say(ProblemKind::MissingAnswer);
        }
        let mut seen = BTreeSet::new();
        for (position, rating) in ratings.iter().enumerate() {
            let position = position.to_string();
            let mut say = |kind| self.say_at(Some(&position), None, kind);
            if rating.score > 10 {
                say(ProblemKind::OutOfRange);
            }
            if is_blank(&rating.who) {
                say(ProblemKind::MissingRater);
            }
            if !item.asked_of.is_empty() && !item.asked_of.contains(&rating.rater) {
                say(ProblemKind::UnaskedRater);
            }
            if !seen.insert((rating.rater, &rating.who, &rating.about)) {
                say(ProblemKind::RatedTwice);
            }
            if *reason_required && is_blank(&rating.reason) {
                say(ProblemKind::MissingReason);
            }
            if *one_higher_required && rating.score < 10 && is_blank(&rating.one_higher) {
                say(ProblemKind::MissingOneHigher);
            }
            let linked = |id: &String| {
                about.as_ref().is_some_and(|list| rows_of(self.answers, list).iter().any(|row| row.id == *id))
            };
            if rating.about.as_ref().is_some_and(|id| !linked(id)) {
                self.say_at(Some(&position), None, ProblemKind::BrokenLink);
            }
        }
    }
}
