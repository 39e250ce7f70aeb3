//! What changed since last time, item by item and person by person.

use super::{Answer, Answers, Instrument, Item, Rating, Row, Voice};
use serde::{Deserialize, Serialize};

/// One thing that was answered last time, this time or both.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Change {
    /// Item code.
    pub item: String,
    /// Row id, for the rows of a list.
    pub row: Option<String>,
    /// Whose number, for a scale.
    pub rated_by: Option<RatedBy>,
    /// The mark or number last time.
    pub before: Option<u8>,
    /// The mark or number this time.
    pub after: Option<u8>,
    /// Which way it went.
    pub direction: Direction,
}

/// Whose number it is: only numbers of the same person about the same thing are compared.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct RatedBy {
    /// In which role.
    pub rater: Voice,
    /// Who.
    pub who: String,
    /// The row it is about; absent when about everything.
    pub about: Option<String>,
}

/// Which way it went.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// A better level, or a higher number.
    Better,
    /// As before.
    Same,
    /// A worse level, or a lower number.
    Worse,
    /// Not answered last time.
    New,
    /// Answered last time but not now.
    Gone,
    /// Other words or another choice, of which no rule can say whether it is better.
    Changed,
}

/// What changed from `previous` to `now`, in display order. Items of neither are left out; so are answers to
/// items that the document does not have, which [`super::evaluate`] names.
pub fn change(previous: &Answers, now: &Answers, instrument: &Instrument) -> Vec<Change> {
    let mut found = Vec::new();
    for (_, item) in instrument.items() {
        // "Does not apply" is compared as nothing: a level after it is new, not better.
        let given = |answers: &'_ Answers| answers.get(&item.code).filter(|a| !not_applicable(a)).cloned();
        match (given(previous), given(now)) {
            (None, None) => {}
            (before, after) => of_item(item, before.as_ref(), after.as_ref(), &mut found),
        }
    }
    found
}

fn not_applicable(answer: &Answer) -> bool {
    matches!(answer, Answer::NotApplicable { .. })
}

fn of_item(item: &Item, before: Option<&Answer>, after: Option<&Answer>, found: &mut Vec<Change>) {
    let (scales, lists) = ((ratings(before), ratings(after)), (rows(before), rows(after)));
    if let (Some(before), Some(after)) = scales {
        of_scale(item, before, after, found);
    } else if let (Some(before), Some(after)) = lists {
        of_list(item, before, after, found);
    } else {
        let (old, new) = (mark(before), mark(after));
        let direction = match (before, after) {
            (None, _) => Direction::New,
            (_, None) => Direction::Gone,
            (Some(_), Some(_)) if old.is_some() || new.is_some() => of_levels(item, old, new),
            (Some(a), Some(b)) if a == b => Direction::Same,
            (Some(_), Some(_)) => Direction::Changed,
        };
        found.push(Change {
            item: item.code.clone(),
            row: None,
            rated_by: None,
            before: old,
            after: new,
            direction,
        });
    }
}

fn mark(answer: Option<&Answer>) -> Option<u8> {
    if let Some(Answer::Level { value, .. }) = answer { Some(*value) } else { None }
}

/// The ratings of a scale; none given counts as an empty scale, another kind of answer as no scale.
fn ratings(answer: Option<&Answer>) -> Option<&[Rating]> {
    match answer {
        None => Some(&[]),
        Some(Answer::Scale { ratings }) => Some(ratings),
        Some(_) => None,
    }
}

fn rows(answer: Option<&Answer>) -> Option<&[Row]> {
    match answer {
        None => Some(&[]),
        Some(Answer::List { rows }) => Some(rows),
        Some(_) => None,
    }
}

/// Levels stand best first in the document, so an earlier place is better. A mark that this version does not
/// have (the earlier record was made with another) cannot be placed.
fn of_levels(item: &Item, before: Option<u8>, after: Option<u8>) -> Direction {
    let place = |mark: Option<u8>| item.levels().iter().position(|level| Some(level.value) == mark);
    match (place(before), place(after)) {
        (Some(before), Some(after)) => compared(after, before),
        (None, _) | (_, None) => Direction::Changed,
    }
}

/// `Better` when `more` exceeds `less`.
fn compared<T: Ord>(less: T, more: T) -> Direction {
    match more.cmp(&less) {
        std::cmp::Ordering::Greater => Direction::Better,
        std::cmp::Ordering::Equal => Direction::Same,
        std::cmp::Ordering::Less => Direction::Worse,
    }
}

fn of_scale(item: &Item, before: &[Rating], after: &[Rating], found: &mut Vec<Change>) {
    let same = |a: &Rating, b: &Rating| a.rater == b.rater && a.who == b.who && a.about == b.about;
    let mut push = |rating: &Rating, before: Option<u8>, after: Option<u8>| {
        let direction = match (before, after) {
            (None, _) => Direction::New,
            (_, None) => Direction::Gone,
            (Some(before), Some(after)) => compared(before, after),
        };
        let rated_by = RatedBy { rater: rating.rater, who: rating.who.clone(), about: rating.about.clone() };
        let (item, rated_by) = (item.code.clone(), Some(rated_by));
        found.push(Change { item, row: None, rated_by, before, after, direction });
    };
    for rating in after {
        let old = before.iter().find(|old| same(old, rating)).map(|old| old.score);
        push(rating, old, Some(rating.score));
    }
    for rating in before.iter().filter(|old| !after.iter().any(|new| same(old, new))) {
        push(rating, Some(rating.score), None);
    }
}

fn of_list(item: &Item, before: &[Row], after: &[Row], found: &mut Vec<Change>) {
    let mut push = |row: &Row, direction| {
        let (item, row) = (item.code.clone(), Some(row.id.clone()));
        found.push(Change { item, row, rated_by: None, before: None, after: None, direction });
    };
    for row in after {
        let direction = match before.iter().find(|old| old.id == row.id) {
            None => Direction::New,
            Some(old) if old.fields == row.fields => Direction::Same,
            Some(_) => Direction::Changed,
        };
        push(row, direction);
    }
    for row in before.iter().filter(|old| !after.iter().any(|new| new.id == old.id)) {
        push(row, Direction::Gone);
    }
}
