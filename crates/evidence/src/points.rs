//! Weights as small whole points, which a worker can add up and a village chief can follow.

use crate::screen::{Direction, Item};
use serde::{Deserialize, Serialize};

/// How log-odds become points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// Points of the heaviest item for its whole span.
    pub heaviest: u32,
    /// Log-odds that one point stands for.
    pub log_odds_per_point: f64,
}

impl Scale {
    /// The scale on which the heaviest of `weights` (log-odds for the whole span) has `heaviest` points. None if all
    /// are 0.
    pub(crate) fn new(weights: &[f64], heaviest: u32) -> Option<Self> {
        let largest = weights.iter().fold(0.0_f64, |largest, weight| largest.max(weight.abs()));
        let log_odds_per_point = largest / f64::from(heaviest.max(1));
        (log_odds_per_point > 1e-9 && largest.is_finite()).then_some(Self { heaviest, log_odds_per_point })
    }

    /// Points **for each step of the answer**, rounded. An item that points against its direction gets none: turning a
    /// worry into a strength is not something figures may do on their own.
    pub(crate) fn points(self, weight: f64, item: &Item) -> i32 {
        let rounded = (weight / item.top / self.log_odds_per_point).round();
        let kept = match item.direction {
            Direction::Raises => rounded.max(0.0),
            Direction::Lowers => rounded.min(0.0),
        };
        kept as i32
    }
}

/// Total points of every family. A missing answer has none, as on paper.
pub(crate) fn totals(columns: &[Vec<f64>], items: &[&Item], points: &[i32]) -> Vec<f64> {
    let n = columns.first().map_or(0, Vec::len);
    let mut totals = vec![0.0; n];
    for ((column, item), points) in columns.iter().zip(items).zip(points).filter(|(_, points)| **points != 0)
    {
        let each = f64::from(*points) * item.top;
        for (total, value) in totals.iter_mut().zip(column).filter(|(_, value)| value.is_finite()) {
            *total += each * value;
        }
    }
    // Thirds of a span do not add up exactly; whole points do, and only then are ties ties.
    totals.iter_mut().for_each(|total| *total = (*total * 1e6).round() / 1e6);
    totals
}
