//! Which screens are learnt from, and what became of the others. None goes missing without being counted.

use crate::numbers::{mean, variance};
use crate::screen::Screen;
use crate::settings::Settings;
use serde::{Deserialize, Serialize};

/// How many screens came in and where they went: `received = unusable + repeated + not_due + lost + used`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intake {
    /// Handed over.
    pub received: usize,
    /// Without a usable score.
    pub unusable: usize,
    /// Later screens of a family already counted.
    pub repeated: usize,
    /// The horizon has not been reached.
    pub not_due: usize,
    /// Due, but nobody knows what became of the family.
    pub lost: usize,
    /// Learnt from.
    pub used: usize,
    /// Separated, among those learnt from.
    pub events: usize,
    /// Answers outside an item's range, counted as missing.
    pub out_of_range: usize,
    /// Day of the first screening learnt from (days since 1970).
    pub first_day: Option<i32>,
    /// Day of the last one.
    pub last_day: Option<i32>,
    /// How much higher the lost scored than those learnt from, in standard deviations of the score. Far from 0, what is
    /// learnt is of other families than those that are screened.
    pub lost_score_difference: Option<f64>,
}

impl Intake {
    /// Share of the due screens whose outcome is not known.
    pub fn lost_share(&self) -> f64 {
        let due = self.lost + self.used;
        if due == 0 { 0.0 } else { self.lost as f64 / due as f64 }
    }
}

/// What is learnt from, in an order that does not depend on the order of the screens handed over.
pub(crate) struct Cohort<'a> {
    pub intake: Intake,
    /// One for each family, whatever is known of its outcome: for reliability.
    pub all: Vec<&'a Screen>,
    /// With a known outcome at the horizon.
    pub used: Vec<&'a Screen>,
    pub outcomes: Vec<bool>,
    pub scores: Vec<f64>,
}

impl<'a> Cohort<'a> {
    pub(crate) fn new(screens: &'a [Screen], settings: &Settings) -> Self {
        let mut sorted: Vec<&Screen> = screens.iter().filter(|screen| screen.score.is_finite()).collect();
        sorted.sort_by(|a, b| a.compare(b));
        let usable = sorted.len();
        sorted.dedup_by(|later, earlier| later.family == earlier.family);
        let horizon = settings.horizon;
        let due = |screen: &Screen| screen.day.saturating_add(horizon.days()) <= settings.as_of;
        let (mut used, mut outcomes, mut lost) = (Vec::new(), Vec::new(), Vec::new());
        for screen in sorted.iter().copied().filter(|screen| due(screen)) {
            match screen.outcome(horizon) {
                Some(event) => {
                    used.push(screen);
                    outcomes.push(event);
                }
                None => lost.push(screen.score),
            }
        }
        let scores: Vec<f64> = used.iter().map(|screen| screen.score).collect();
        let items = &settings.index.items;
        let out_of_range = |screen: &&Screen| {
            let answers = screen.items.iter().zip(items);
            answers.filter(|(answer, item)| answer.is_some() && item.span_of(**answer).is_nan()).count()
        };
        let intake = Intake {
            received: screens.len(),
            unusable: screens.len() - usable,
            repeated: usable - sorted.len(),
            not_due: sorted.len() - used.len() - lost.len(),
            lost: lost.len(),
            used: used.len(),
            events: outcomes.iter().filter(|event| **event).count(),
            out_of_range: sorted.iter().map(out_of_range).sum(),
            first_day: used.iter().map(|screen| screen.day).min(),
            last_day: used.iter().map(|screen| screen.day).max(),
            lost_score_difference: difference(&lost, &scores),
        };
        Self { intake, all: sorted, used, outcomes, scores }
    }
}

fn difference(lost: &[f64], used: &[f64]) -> Option<f64> {
    let spread = variance(used)?.sqrt();
    let difference = (mean(lost.iter().copied())? - mean(used.iter().copied())?) / spread;
    Some(difference).filter(|value| value.is_finite())
}
