//! What goes in: the index as it is, and what was answered, with what came after.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Which way an item was meant to point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// A worry: more of it, more risk of separation.
    Raises,
    /// A strength: more of it, less risk.
    Lowers,
}

/// One item of the index in force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The code in the instrument document.
    pub code: String,
    /// The highest answer: 1 for yes/no, 3 for levels 0 to 3. Answers run from 0 to `top`.
    pub top: f64,
    /// Points in force for each step of the answer (negative for a strength). Shown beside the proposed ones only.
    pub weight: f64,
    /// Which way it was meant to point. A proposal never turns an item round; it warns.
    pub direction: Direction,
}

/// The index in force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// The items, in the order of every screen's answers.
    pub items: Vec<Item>,
    /// A family is flagged at a cut-off when its score is **at or above** it.
    pub cut_offs: Vec<f64>,
}

/// One screening of one family, and what is known of it later. Labels are opaque: nothing here is a name or an address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Screen {
    /// Opaque mark of the family. Of one family's screens only the first is learnt from: later ones are not
    /// independent of it, and would make every interval too narrow.
    pub family: String,
    /// Day of the screening, in days since 1 January 1970.
    pub day: i32,
    /// The answers in the order of [`Index::items`]; `None` where unknown. A number outside `0..=top` counts as missing.
    pub items: Vec<Option<f64>>,
    /// The score under the index in force, as it was computed at the time.
    pub score: f64,
    /// Label of the child's sex.
    pub sex: Option<String>,
    /// Label of disability.
    pub disability: Option<String>,
    /// Label of the area (a province or district, not a village: small groups are not shown).
    pub area: Option<String>,
    /// Separated at six months?
    pub outcome_6: Option<bool>,
    /// Separated at twelve months?
    pub outcome_12: Option<bool>,
}

/// How long after the screening the outcome was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Horizon {
    /// Six months (183 days).
    Six,
    /// Twelve months (365 days).
    Twelve,
}

impl Horizon {
    /// Days from the screening until the outcome can be known.
    pub fn days(self) -> i32 {
        match self {
            Horizon::Six => 183,
            Horizon::Twelve => 365,
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Horizon::Six => Horizon::Twelve,
            Horizon::Twelve => Horizon::Six,
        }
    }
}

impl Screen {
    /// The outcome at a horizon, where known.
    pub fn outcome(&self, horizon: Horizon) -> Option<bool> {
        match horizon {
            Horizon::Six => self.outcome_6,
            Horizon::Twelve => self.outcome_12,
        }
    }

    /// An order over everything a screen holds: family, then day, then the rest. Two screens that compare equal are
    /// the same, so sorting by it makes every figure independent of the order in which screens were handed over.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let items =
            |screen: &Self| screen.items.iter().map(|answer| answer.unwrap_or(f64::NAN)).collect::<Vec<_>>();
        self.family
            .cmp(&other.family)
            .then(self.day.cmp(&other.day))
            .then_with(|| {
                let (mine, theirs) = (items(self), items(other));
                let first = mine.iter().zip(&theirs).map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne());
                first.unwrap_or_else(|| mine.len().cmp(&theirs.len()))
            })
            .then_with(|| self.score.total_cmp(&other.score))
            .then_with(|| self.labels().cmp(&other.labels()))
            .then_with(|| (self.outcome_6, self.outcome_12).cmp(&(other.outcome_6, other.outcome_12)))
    }

    fn labels(&self) -> [Option<&str>; 3] {
        [self.sex.as_deref(), self.disability.as_deref(), self.area.as_deref()]
    }
}

impl Item {
    /// The answer as a share of the item's whole span (0..1), not a number (`NaN`) where missing or out of range.
    pub(crate) fn span_of(&self, answer: Option<f64>) -> f64 {
        match answer {
            Some(value) if (0.0..=self.top).contains(&value) => value / self.top,
            Some(_) | None => f64::NAN,
        }
    }
}
