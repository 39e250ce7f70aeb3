//! Answers out of what was found in a submission.

use super::answers::{Left, Problem, Scope, Why, Written};
use crate::xlsform_out::rows::{Form, voiced};
use crate::xlsform_out::words::{VOICES, voice};
use crate::xlsform_out::{Part, yes_no};
use domain::instrument::{
    Answer, Answers, Field, FieldKind, Instance, Item, Kind, Rating, Row, YesNo, is_blank,
};
use std::collections::BTreeMap;

/// Puts the answers of a record together.
pub(super) fn answers(
    form: &Form<'_>,
    mut scope: Scope,
    base: &str,
    (left, problems): (&mut Vec<Left>, &mut Vec<Problem>),
) -> Answers {
    let mut builder = Builder { links: Vec::new(), left, problems };
    let mut answers = Answers::new();
    builder.name_rows(&mut scope, base);
    for section in &form.instrument.sections {
        builder.items(&section.items, &mut scope, &mut answers);
    }
    for banding in form.instrument.bandings.iter().filter(|banding| banding.may_override) {
        if let Some(band) = take(&mut scope, Part::Set, &banding.code) {
            let reason = text(&mut scope, Part::SetReason, &banding.code);
            answers.insert(banding.code.clone(), Answer::Override { band: band.value, reason });
        }
    }
    builder.rest(scope);
    answers
}

struct Builder<'b> {
    /// By list and by the line that names a row, its id; the innermost scope last.
    links: Vec<BTreeMap<(String, String), String>>,
    left: &'b mut Vec<Left>,
    problems: &'b mut Vec<Problem>,
}

fn take(scope: &mut Scope, part: Part, code: &str) -> Option<Written> {
    scope.values.remove(&(part, code.to_owned()))
}

fn text(scope: &mut Scope, part: Part, code: &str) -> String {
    take(scope, part, code).map(|written| written.value).unwrap_or_default()
}

impl Builder<'_> {
    /// Gives every row its id, and remembers by which line other rows name it.
    fn name_rows(&mut self, scope: &mut Scope, base: &str) {
        let mut links = BTreeMap::new();
        for (code, rows) in &mut scope.rows {
            for (position, row) in (1usize..).zip(rows) {
                let made = || Written { value: format!("{base}.{code}.{position}"), path: String::new() };
                let key = (Part::RowId, code.clone());
                let id = row.values.entry(key).or_insert_with(made).value.clone();
                if let Some(pick) = row.values.remove(&(Part::Pick, code.clone())) {
                    links.entry((code.clone(), pick.value)).or_insert_with(|| id.clone());
                }
            }
        }
        self.links.push(links);
    }

    fn items(&mut self, items: &[Item], scope: &mut Scope, answers: &mut Answers) {
        for item in items {
            if let Kind::Group { items } = &item.answer {
                self.items(items, scope, answers);
            }
            let answer = if item.na_allowed && self.is_na(item, scope) {
                let reason = text(scope, Part::NaReason, &item.code);
                Some(Answer::NotApplicable { reason })
            } else {
                self.item(item, scope)
            };
            // A drawing stands beside the answers, as a picture.
            let given = answer.is_some() || matches!(item.answer, Kind::Drawing { .. });
            if item.evidence
                && given
                && let Some(written) = take(scope, Part::Evidence, &item.code)
            {
                answers.insert(format!("{}.evidence", item.code), Answer::Evidence { text: written.value });
            }
            answers.extend(answer.map(|answer| (item.code.clone(), answer)));
        }
    }

    fn is_na(&mut self, item: &Item, scope: &mut Scope) -> bool {
        take(scope, Part::Na, &item.code).is_some_and(|written| written.value == "yes")
    }

    fn item(&mut self, item: &Item, scope: &mut Scope) -> Option<Answer> {
        let code = item.code.as_str();
        match &item.answer {
            Kind::List { row, .. } => self.list(code, row, scope),
            Kind::Scale { about, .. } => self.scale(code, about.as_deref(), scope),
            Kind::Repeat { items, count, .. } => self.repeat(code, items, count.is_some(), scope),
            Kind::Money { .. } => {
                let riel = take(scope, Part::Riel, code).and_then(|written| self.number(written, 0));
                let cents = take(scope, Part::Dollars, code).and_then(|written| self.number(written, 2));
                (riel.is_some() || cents.is_some()).then_some(Answer::Money { riel, cents })
            }
            Kind::Signature {} => {
                let picture = take(scope, Part::Item, code);
                let thumb = text(scope, Part::Thumb, code) == "yes";
                let who = text(scope, Part::Who, code);
                let given = picture.is_some() || thumb || !who.is_empty();
                self.left.extend(picture.map(|written| written.left(Why::Picture)));
                given.then_some(Answer::Signature { who, thumb, strokes: Vec::new() })
            }
            Kind::Drawing { .. } => {
                let picture = take(scope, Part::Item, code)?;
                self.left.push(picture.left(Why::Picture));
                None
            }
            Kind::Photo { .. } | Kind::Audio {} => {
                let first = take(scope, Part::Item, code);
                let more = scope.more.remove(code).unwrap_or_default();
                let files: Vec<String> = first.into_iter().chain(more).map(|written| written.value).collect();
                (!files.is_empty()).then_some(Answer::Files { files })
            }
            Kind::Ranking { .. } if !scope.values.contains_key(&(Part::Item, item.code.clone())) => {
                let mut order = Vec::new();
                for place in 1..=u16::MAX {
                    let Some(written) = take(scope, Part::Placed(place), code) else { break };
                    order.push(written.value);
                }
                (!order.is_empty()).then_some(Answer::Ranking { order })
            }
            Kind::Note {} | Kind::Calculated { .. } | Kind::Group { .. } => None,
            Kind::Level { .. }
            | Kind::Text { .. }
            | Kind::Choice { .. }
            | Kind::Several { .. }
            | Kind::Ranking { .. }
            | Kind::YesNoUnknown { .. }
            | Kind::Acknowledge {}
            | Kind::Number { .. }
            | Kind::Date { .. }
            | Kind::Time {}
            | Kind::Moment {}
            | Kind::Place { .. } => {
                let written = take(scope, Part::Item, code)?;
                self.plain(item, written, scope)
            }
        }
    }

    /// An answer that one node holds, with its reason where it has one.
    fn plain(&mut self, item: &Item, written: Written, scope: &mut Scope) -> Option<Answer> {
        let code = item.code.as_str();
        let mut reason = || text(scope, Part::Reason, code);
        let value = written.value.clone();
        let many = |value: &str| value.split_whitespace().map(str::to_owned).collect();
        match &item.answer {
            Kind::Level { .. } => match value.trim().parse() {
                Ok(value) => Some(Answer::Level { value, reason: reason() }),
                Err(_) => self.unreadable(written),
            },
            Kind::Text { .. } => Some(Answer::Text { text: value }),
            Kind::Choice { .. } => Some(Answer::Choice { option: value, reason: reason() }),
            Kind::YesNoUnknown { .. } => {
                let all = [YesNo::Yes, YesNo::No, YesNo::Unknown];
                match all.into_iter().find(|known| yes_no(known) == value) {
                    Some(value) => Some(Answer::YesNo { value, reason: reason() }),
                    None => self.unreadable(written),
                }
            }
            Kind::Several { .. } => Some(Answer::Several { options: many(&value) }),
            Kind::Ranking { .. } => Some(Answer::Ranking { order: many(&value) }),
            Kind::Acknowledge {} => match value.as_str() {
                "OK" => Some(Answer::Acknowledged {}),
                _ => self.unreadable(written),
            },
            Kind::Number { decimals, .. } => {
                self.number(written, *decimals).map(|value| Answer::Number { value })
            }
            Kind::Date { estimate, .. } => {
                let about = text(scope, Part::About, code) == "yes";
                let length = if *estimate { value.len() } else { 10 };
                Some(Answer::When { value: first(&value, length), about })
            }
            // Seconds and zone are not kept.
            Kind::Time {} => Some(Answer::When { value: first(&value, 5), about: false }),
            Kind::Moment {} => Some(Answer::When { value: first(&value, 16), about: false }),
            Kind::Place { .. } => Some(Answer::Place { value }),
            Kind::List { .. }
            | Kind::Scale { .. }
            | Kind::Money { .. }
            | Kind::Drawing { .. }
            | Kind::Photo { .. }
            | Kind::Audio {}
            | Kind::Signature {}
            | Kind::Note {}
            | Kind::Calculated { .. }
            | Kind::Group { .. }
            | Kind::Repeat { .. } => None,
        }
    }

    fn list(&mut self, code: &str, fields: &[Field], scope: &mut Scope) -> Option<Answer> {
        let mut rows = Vec::new();
        for mut row in scope.rows.remove(code)? {
            let id = text(&mut row, Part::RowId, code);
            let blank = row.fields.values().all(|written| is_blank(&written.value));
            if !blank {
                let mut held = BTreeMap::new();
                for (name, written) in std::mem::take(&mut row.fields) {
                    let holds = fields.iter().find(|field| field.code == name).map(|field| &field.holds);
                    let value = match holds {
                        Some(FieldKind::Link { to }) => self.linked(to, written.value),
                        _ => written.value,
                    };
                    held.insert(name, value);
                }
                rows.push(Row { id, fields: held });
            }
            self.rest(row);
        }
        (!rows.is_empty()).then_some(Answer::List { rows })
    }

    /// The id of the row that a line names; the line itself when none has it.
    fn linked(&self, list: &str, line: String) -> String {
        let key = (list.to_owned(), line);
        self.links.iter().rev().find_map(|links| links.get(&key).cloned()).unwrap_or(key.1)
    }

    fn scale(&mut self, code: &str, about: Option<&str>, scope: &mut Scope) -> Option<Answer> {
        let mut ratings = Vec::new();
        for mut row in scope.rows.remove(code)? {
            row.values.remove(&(Part::RowId, code.to_owned()));
            ratings.extend(self.rating(about, &mut row));
            self.rest(row);
        }
        (!ratings.is_empty()).then_some(Answer::Scale { ratings })
    }

    /// Without a number or without saying who speaks there is no rating; what is there is left.
    fn rating(&mut self, list: Option<&str>, row: &mut Scope) -> Option<Rating> {
        let rater = row.fields.get(voiced::RATER)?;
        let score = row.fields.get(voiced::SCORE)?;
        let voice = VOICES.into_iter().find(|known| voice(*known).0 == rater.value);
        let Some(rater) = voice else {
            let written = row.fields.remove(voiced::RATER)?;
            return self.unreadable(written);
        };
        let Ok(score) = score.value.trim().parse() else {
            let written = row.fields.remove(voiced::SCORE)?;
            return self.unreadable(written);
        };
        row.fields.remove(voiced::RATER);
        row.fields.remove(voiced::SCORE);
        let mut field = |name: &str| row.fields.remove(name).map(|written| written.value);
        let (who, reason) = (field(voiced::WHO), field(voiced::REASON));
        let (one_higher, about) = (field(voiced::ONE_HIGHER), field(voiced::ABOUT));
        let about = about.map(|line| match list {
            Some(list) => self.linked(list, line),
            None => line,
        });
        Some(Rating {
            rater,
            who: who.unwrap_or_default(),
            score,
            reason: reason.unwrap_or_default(),
            one_higher: one_higher.unwrap_or_default(),
            about,
        })
    }

    fn repeat(&mut self, code: &str, items: &[Item], counted: bool, scope: &mut Scope) -> Option<Answer> {
        let mut rows = Vec::new();
        for mut row in scope.rows.remove(code)? {
            let id = text(&mut row, Part::RowId, code);
            self.name_rows(&mut row, &id);
            let mut answers = Answers::new();
            self.items(items, &mut row, &mut answers);
            self.links.pop();
            // How many there are was reckoned: then a blank one counts too.
            if counted || !answers.is_empty() {
                rows.push(Instance { id, answers });
            }
            self.rest(row);
        }
        (!rows.is_empty()).then_some(Answer::Repeat { rows })
    }

    /// A decimal number as it is kept, without its point.
    fn number(&mut self, written: Written, decimals: u8) -> Option<i64> {
        match kept(written.value.trim(), decimals) {
            Some(value) => Some(value),
            None => self.unreadable(written),
        }
    }

    fn unreadable<T>(&mut self, Written { path, value }: Written) -> Option<T> {
        self.problems.push(Problem::Unreadable { path, value });
        None
    }

    /// What nobody took.
    fn rest(&mut self, scope: Scope) {
        let values = scope.values.into_iter().filter(|((part, _), _)| {
            // What a form reckons of a row that is none, and "no" where "yes" would have been an answer.
            !matches!(part, Part::RowId | Part::Pick | Part::Na)
        });
        let values = values.map(|(_, written)| written).filter(|written| written.value != "no");
        let all = values.chain(scope.fields.into_values()).chain(scope.more.into_values().flatten());
        self.left.extend(all.filter(|w| !is_blank(&w.value)).map(|written| written.left(Why::Alone)));
        for row in scope.rows.into_values().flatten() {
            self.rest(row);
        }
    }
}

fn first(value: &str, characters: usize) -> String {
    value.trim().chars().take(characters).collect()
}

/// The number that a decimal text is, without its point: `36.5` with one decimal is 365. None when it is no number or has
/// more digits than are kept. Clients of Java write large numbers with an exponent.
fn kept(text: &str, decimals: u8) -> Option<i64> {
    let plain;
    let text = if text.contains(['e', 'E']) {
        plain = text.parse::<f64>().ok().filter(|number| number.is_finite())?.to_string();
        plain.as_str()
    } else {
        text
    };
    let (sign, unsigned) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = usize::from(decimals);
    let sound = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let spare = part.get(digits..).unwrap_or_default();
    if !sound(whole) || !sound(part) || whole.len().saturating_add(part.len()) == 0 {
        return None;
    }
    if spare.bytes().any(|byte| byte != b'0') {
        return None;
    }
    let part = part.get(..digits.min(part.len()))?;
    let number: i64 = format!("{whole}{part:0<digits$}").parse().ok()?;
    number.checked_mul(sign)
}
