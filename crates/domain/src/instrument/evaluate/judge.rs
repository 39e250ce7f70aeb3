//! What is missing or wrong in a record, item by item.

use super::compile::What;
use super::world::World;
use super::{Context, Evaluation, ItemResult, Problem, ProblemKind};
use crate::instrument::expr::{Date, DateTime};
use crate::instrument::{
    Answer, Answers, Choice, Currency, Field, FieldKind, Instrument, Item, Kind, Pair, PlaceKind, Rating,
    Row, Section, Voice, is_blank,
};
use crate::place::PlaceCode;
use crate::time::{Day, Millis};
use std::collections::BTreeSet;

/// Judges every cell that is asked, in display order.
pub(super) fn judge(world: &mut World<'_, '_>) {
    ages(world);
    let compiled = world.compiled;
    let hidden = hidden_rows(world);
    for at in 0..world.cells.len() {
        world.tell(at);
        let Some(cell) = world.cells.get(at) else { continue };
        let Some(def) = compiled.defs.get(cell.def) else { continue };
        let What::Item(section, item) = def.what else { continue };
        if cell.hidden || !item.is_asked() {
            continue;
        }
        let (node, leaf, answers, row) = (cell.node, cell.leaf, cell.answers, cell.row);
        let required =
            item.required || world.truth(&item.code, def.required.as_ref(), node).unwrap_or_default();
        let count = if matches!(item.answer, Kind::Repeat { .. }) {
            world.number(&item.code, def.calculation.as_ref(), node)
        } else {
            None
        };
        // What satisfies nothing that it should is said last, when the answer is sound otherwise.
        let blank = !leaf || world.tree.value(node).is_empty();
        let accepted = blank || world.truth(&item.code, def.constraint.as_ref(), node).unwrap_or(true);
        let before = world.out.problems.len();
        let mut judge = Judge {
            instrument: compiled.instrument,
            section,
            item,
            scopes: [answers, world.answers],
            hidden: &hidden,
            instance: row,
            required,
            context: world.context,
            out: &mut world.out,
        };
        judge.item(count);
        judge.evidence();
        if !accepted && judge.out.problems.len() == before {
            judge.say(ProblemKind::NotAccepted);
        }
        let answered = world.out.problems.len() == before;
        world.out.asked += u32::from(required);
        world.out.answered += u32::from(required && answered);
    }
    unknown(world);
}

/// Whether the tool is for somebody of this age.
fn ages(world: &mut World<'_, '_>) {
    let schedule = &world.compiled.instrument.schedule;
    let Some(age) = world.context.subject_age_years else { return };
    if schedule.under_age_years.is_some_and(|limit| age >= i32::from(limit)) {
        world.out.problems.push(Problem::whole(ProblemKind::OverAge));
    }
    if schedule.from_age_years.is_some_and(|limit| age < i32::from(limit)) {
        world.out.problems.push(Problem::whole(ProblemKind::UnderAge));
    }
}

/// Answers to what the document does not have.
fn unknown(world: &mut World<'_, '_>) {
    let compiled = world.compiled;
    for (code, answer) in world.answers {
        let known = match answer {
            Answer::Override { .. } => {
                compiled.instrument.bandings.iter().any(|b| b.code == *code && b.may_override)
            }
            Answer::Evidence { .. } => code
                .strip_suffix(".evidence")
                .and_then(|code| compiled.instrument.item(code))
                .is_some_and(|item| item.evidence),
            Answer::Level { .. }
            | Answer::List { .. }
            | Answer::Scale { .. }
            | Answer::Text { .. }
            | Answer::Choice { .. }
            | Answer::Several { .. }
            | Answer::YesNo { .. }
            | Answer::Ranking { .. }
            | Answer::Number { .. }
            | Answer::Money { .. }
            | Answer::When { .. }
            | Answer::Drawing { .. }
            | Answer::Files { .. }
            | Answer::Signature { .. }
            | Answer::Place { .. }
            | Answer::Acknowledged {}
            | Answer::Repeat { .. }
            | Answer::NotApplicable { .. } => {
                matches!(
                    compiled
                        .by_code
                        .get(code.as_str())
                        .and_then(|at| compiled.defs.get(*at))
                        .map(|d| &d.what),
                    Some(What::Item(..))
                )
            }
        };
        if !known {
            let item = Some(code.clone());
            world.out.problems.push(Problem { item, ..Problem::whole(ProblemKind::UnknownItem) });
        }
    }
}

/// As expressions read it.
pub(super) fn voice(voice: Voice) -> &'static str {
    match voice {
        Voice::Child => "child",
        Voice::Caregiver => "caregiver",
        Voice::Network => "network",
        Voice::Worker => "worker",
        Voice::Supervisor => "supervisor",
    }
}

/// The moment as expressions know it; the beginning of 1970 when nobody said. The clock of Phnom Penh: all work is
/// done there.
pub(super) fn moment(context: &Context) -> Option<DateTime> {
    const OFFSET_MINUTES: i16 = 7 * 60;
    let at = context.now.or_else(|| context.today.map(Day::noon)).unwrap_or(Millis(0));
    let (year, month, day) = context.today.unwrap_or_else(|| at.day()).parts();
    let date = Date::new(year.unsigned_abs(), month.unsigned_abs(), day.unsigned_abs())?;
    let millis = u32::try_from(at.minute_of_day()).unwrap_or_default().saturating_mul(60_000);
    DateTime::new(date, millis, OFFSET_MINUTES)
}

impl Problem {
    /// One that concerns the whole record.
    pub(super) fn whole(kind: ProblemKind) -> Self {
        Self { section: None, item: None, instance: None, row: None, field: None, kind }
    }
}

/// Lists that are asked nowhere.
fn hidden_rows<'c>(world: &World<'c, '_>) -> BTreeSet<&'c str> {
    let defs = world.compiled.defs.iter();
    let with_rows = defs.filter_map(|def| match &def.what {
        What::Item(_, item) if item.answer.has_rows() => Some(item.code.as_str()),
        What::Item(..) | What::Section(_) | What::Score(_) | What::Banding(..) => None,
    });
    let hidden = |code: &&str| {
        let cells = world.cells_of(code);
        cells.iter().filter_map(|cell| world.cells.get(*cell)).all(|cell| cell.hidden)
    };
    with_rows.filter(hidden).collect()
}

struct Judge<'a> {
    instrument: &'a Instrument,
    section: &'a Section,
    item: &'a Item,
    /// Where answers lie: beside this one, then in the record as a whole.
    scopes: [&'a Answers; 2],
    /// Lists that are not asked: their rows are as if they were not there.
    hidden: &'a BTreeSet<&'a str>,
    /// The instance of the repeat in which this lies.
    instance: Option<&'a str>,
    required: bool,
    context: &'a Context,
    out: &'a mut Evaluation,
}

impl<'a> Judge<'a> {
    /// The rows of a list's answer; none when it is not answered, or not asked.
    fn rows_of(&self, code: &str) -> &'a [Row] {
        if self.hidden.contains(code) {
            return &[];
        }
        let found = self.scopes.into_iter().find_map(|answers| answers.get(code));
        if let Some(Answer::List { rows }) = found { rows } else { &[] }
    }

    fn say(&mut self, kind: ProblemKind) {
        self.say_at(None, None, kind);
    }

    fn say_at(&mut self, row: Option<&str>, field: Option<&str>, kind: ProblemKind) {
        self.out.problems.push(Problem {
            section: Some(self.section.code.clone()),
            item: Some(self.item.code.clone()),
            instance: self.instance.map(str::to_owned),
            row: row.map(str::to_owned),
            field: field.map(str::to_owned),
            kind,
        });
    }

    fn item(&mut self, count: Option<f64>) {
        let item = self.item;
        self.called_for();
        let [answers, _] = self.scopes;
        let Some(answer) = answers.get(&item.code) else {
            if self.required || count.is_some_and(|count| count >= 1.0) {
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
        if let (Some(count), Answer::Repeat { rows }) = (count, answer) {
            let rows = f64::from(u32::try_from(rows.len()).unwrap_or(u32::MAX));
            if rows < count {
                self.say(ProblemKind::TooFew);
            } else if rows > count {
                self.say(ProblemKind::TooMany);
            }
        }
    }

    /// What was seen or heard, where the item asks for it.
    fn evidence(&mut self) {
        let [answers, _] = self.scopes;
        let given = answers.get(&self.item.code).is_some_and(|a| !matches!(a, Answer::NotApplicable { .. }));
        if !self.item.evidence || !given {
            return;
        }
        let written = answers.get(&format!("{}.evidence", self.item.code));
        if !matches!(written, Some(Answer::Evidence { text }) if !is_blank(text)) {
            self.say(ProblemKind::MissingEvidence);
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
                if self.required && is_blank(text) {
                    self.say(ProblemKind::MissingAnswer);
                }
            }
            Kind::Choice { reason_when, .. } => {
                let Answer::Choice { option, reason } = answer else { return false };
                self.options(std::slice::from_ref(option));
                if reason_when.contains(option) && is_blank(reason) {
                    self.say(ProblemKind::MissingReason);
                }
            }
            Kind::Several { at_least, .. } => {
                let Answer::Several { options: chosen } = answer else { return false };
                if chosen.len() < usize::from(*at_least) {
                    self.say(ProblemKind::TooFew);
                }
                self.options(chosen);
            }
            Kind::Ranking { at_least, at_most, .. } => {
                let Answer::Ranking { order } = answer else { return false };
                self.sizes(order.len(), *at_least, *at_most);
                self.options(order);
            }
            Kind::YesNoUnknown { reason_when } => {
                let Answer::YesNo { value, reason } = answer else { return false };
                if reason_when.contains(value) && is_blank(reason) {
                    self.say(ProblemKind::MissingReason);
                }
            }
            Kind::Acknowledge {} => return matches!(answer, Answer::Acknowledged {}),
            Kind::Number { min, max, .. } => {
                let Answer::Number { value } = answer else { return false };
                if min.is_some_and(|min| *value < min) || max.is_some_and(|max| *value > max) {
                    self.say(ProblemKind::OutOfRange);
                }
            }
            Kind::Money { currencies } => {
                let Answer::Money { riel, cents } = answer else { return false };
                self.money(currencies, *riel, *cents);
            }
            Kind::Date { estimate, not_after_today } => {
                let Answer::When { value, .. } = answer else { return false };
                match partial_day(value, *estimate) {
                    None => self.say(ProblemKind::BadDate),
                    Some(day) => {
                        if *not_after_today && self.context.today.is_some_and(|today| day > today) {
                            self.say(ProblemKind::FutureDate);
                        }
                    }
                }
            }
            Kind::Time {} => {
                let Answer::When { value, .. } = answer else { return false };
                if !is_time(value) {
                    self.say(ProblemKind::BadTime);
                }
            }
            Kind::Moment {} => {
                let Answer::When { value, .. } = answer else { return false };
                if !is_moment(value) {
                    self.say(ProblemKind::BadTime);
                }
            }
            Kind::Drawing { .. } => {
                let Answer::Drawing { strokes, marks } = answer else { return false };
                self.there(!strokes.is_empty() || !marks.is_empty());
            }
            Kind::Photo { at_most } => {
                let Answer::Files { files } = answer else { return false };
                self.there(!files.is_empty());
                self.sizes(files.len(), 0, *at_most);
            }
            Kind::Audio {} => {
                let Answer::Files { files } = answer else { return false };
                self.there(!files.is_empty());
            }
            Kind::Signature {} => {
                let Answer::Signature { who, thumb, strokes } = answer else { return false };
                self.there(*thumb || !strokes.is_empty());
                if is_blank(who) {
                    self.say(ProblemKind::MissingSigner);
                }
            }
            Kind::Place { what } => {
                let Answer::Place { value } = answer else { return false };
                if !is_place(*what, value) {
                    self.say(ProblemKind::BadPlace);
                }
            }
            Kind::Repeat { at_least, at_most, .. } => {
                let Answer::Repeat { rows } = answer else { return false };
                self.sizes(rows.len(), *at_least, *at_most);
                let mut ids = BTreeSet::new();
                for row in rows {
                    if is_blank(&row.id) || !ids.insert(row.id.as_str()) {
                        self.say_at(Some(&row.id), None, ProblemKind::BadRowId);
                    }
                }
            }
            // Nothing is answered to these.
            Kind::Note {} | Kind::Calculated { .. } | Kind::Group { .. } => return false,
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

    /// Each must be one that is offered here, and be there once.
    fn options(&mut self, chosen: &[String]) {
        let all: &[Choice] = self.instrument.options(&self.item.answer).map_or(&[], |found| found.options);
        let left =
            self.out.offered.iter().find(|offered| {
                offered.at.code == self.item.code && offered.at.row.as_deref() == self.instance
            });
        let left = left.map(|offered| offered.options.clone());
        let mut seen = BTreeSet::new();
        for code in chosen {
            let offered = left.as_ref().is_none_or(|left| left.contains(code));
            if !offered || !all.iter().any(|option| option.code == *code) || !seen.insert(code) {
                self.say_at(None, Some(code), ProblemKind::UnknownOption);
            }
        }
    }

    /// Something must be there where it is required.
    fn there(&mut self, is: bool) {
        if self.required && !is {
            self.say(ProblemKind::MissingAnswer);
        }
    }

    /// At least and at most so many; 0 is no upper limit.
    fn sizes(&mut self, size: usize, at_least: u16, at_most: u16) {
        self.list_size(size, at_least, (at_most > 0).then_some(at_most));
    }

    fn money(&mut self, currencies: &[Currency], riel: Option<i64>, cents: Option<i64>) {
        let given = [(Currency::Riel, riel), (Currency::Dollar, cents)];
        self.there(given.iter().any(|(_, amount)| amount.is_some()));
        for (currency, amount) in given {
            let Some(amount) = amount else { continue };
            if amount < 0 || !(currencies.is_empty() || currencies.contains(&currency)) {
                self.say(ProblemKind::OutOfRange);
            }
        }
    }

    fn list_size(&mut self, size: usize, at_least: u16, at_most: Option<u16>) {
        if size < usize::from(at_least) && (self.required || size > 0) {
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
                let there = self.rows_of(to).iter().any(|row| row.id == value);
                if there { Ok(()) } else { Err(ProblemKind::BrokenLink) }
            }
            FieldKind::Choice { options } => {
                let known = options.iter().any(|option| option.code == value);
                if known { Ok(()) } else { Err(ProblemKind::UnknownOption) }
            }
            FieldKind::Number { min, max } => {
                let number: i64 = value.parse().map_err(|_| ProblemKind::BadNumber)?;
                let out = min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max);
                if out { Err(ProblemKind::OutOfRange) } else { Ok(()) }
            }
            FieldKind::Riel {} => match value.parse::<i64>() {
                Ok(amount) if amount >= 0 => Ok(()),
                Ok(_) => Err(ProblemKind::OutOfRange),
                Err(_) => Err(ProblemKind::BadNumber),
            },
            FieldKind::YesNoUnknown {} => {
                if ["yes", "no", "unknown"].contains(&value) {
                    Ok(())
                } else {
                    Err(ProblemKind::UnknownOption)
                }
            }
            FieldKind::Scale {} => match value.parse::<u8>() {
                Ok(score) if score <= 10 => Ok(()),
                Ok(_) => Err(ProblemKind::OutOfRange),
                Err(_) => Err(ProblemKind::BadNumber),
            },
        }
    }

    fn paired(&mut self, rows: &[Row], pair: &Pair) {
        let others = self.rows_of(&pair.item);
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
            called == here && !self.rows_of(&other.code).is_empty()
        };
        if self.rows_of(here).is_empty() && self.instrument.items().any(|(_, other)| calls(other)) {
            self.say(ProblemKind::CalledFor);
        }
    }

    fn ratings(&mut self, ratings: &[Rating]) {
        let item = self.item;
        let Kind::Scale { reason_required, one_higher_required, about, .. } = &item.answer else { return };
        if ratings.is_empty() && self.required {
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
                about.as_ref().is_some_and(|list| self.rows_of(list).iter().any(|row| row.id == *id))
            };
            if rating.about.as_ref().is_some_and(|id| !linked(id)) {
                self.say_at(Some(&position), None, ProblemKind::BrokenLink);
            }
        }
    }
}

/// A day, or where that will do a month or a year: its first day.
fn partial_day(value: &str, estimate: bool) -> Option<Day> {
    let whole = match (value.len(), estimate) {
        (4, true) => format!("{value}-01-01"),
        (7, true) => format!("{value}-01"),
        _ => value.to_owned(),
    };
    whole.parse().ok()
}

fn is_time(value: &str) -> bool {
    let mut parts = value.split(':');
    let hour = parts.next().and_then(|hour| hour.parse::<u8>().ok()).is_some_and(|hour| hour < 24);
    let minute = parts.next().and_then(|minute| minute.parse::<u8>().ok()).is_some_and(|minute| minute < 60);
    hour && minute
}

fn is_moment(value: &str) -> bool {
    value.split_once('T').is_some_and(|(day, time)| day.parse::<Day>().is_ok() && is_time(time))
}

fn is_place(what: PlaceKind, value: &str) -> bool {
    match what {
        PlaceKind::Village => value.parse::<PlaceCode>().is_ok(),
        PlaceKind::Point => is_point(value),
        PlaceKind::Trace | PlaceKind::Shape => value.split(';').filter(|p| !is_blank(p)).all(is_point),
    }
}

/// Latitude and longitude, and perhaps height and accuracy.
fn is_point(value: &str) -> bool {
    let numbers: Option<Vec<f64>> = value.split_whitespace().map(|part| part.parse().ok()).collect();
    let Some(numbers) = numbers else { return false };
    let mut numbers = numbers.into_iter();
    let latitude = numbers.next().is_some_and(|latitude| latitude.abs() <= 90.0);
    latitude && numbers.next().is_some_and(|longitude| longitude.abs() <= 180.0)
}
