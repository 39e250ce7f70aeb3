//! Whether predicted probabilities come true.

use crate::numbers::{Estimate, Share, mean};
use crate::ridge;
use serde::{Deserialize, Serialize};

/// One dot of the calibration plot: families of like predicted probability.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Mean predicted probability.
    pub predicted: f64,
    /// Share that was separated, with Wilson's interval.
    pub observed: Share,
}

/// Calibration of a set of predicted probabilities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Mean squared difference between probability and outcome (Brier 1950): 0 is perfect.
    pub brier: f64,
    /// `1 − brier / brier of predicting the overall share for everyone`: 0 is no use, 1 perfect, below 0 harmful.
    pub brier_scaled: Option<f64>,
    /// Log-odds by which predictions are too low (above 0) or too high (below 0) on the whole: intercept with the
    /// predicted log-odds as offset (Cox 1958; Steyerberg 2019). Absent if it cannot be estimated.
    pub in_the_large: Option<Estimate>,
    /// Below 1: predictions are too extreme (overfitted); above 1: too timid. Absent if it cannot be estimated.
    pub slope: Option<Estimate>,
    /// For the plot, from low to high: tenths or fewer, see [`groups`].
    pub groups: Vec<Group>,
}

/// Calibration of `probabilities` against `outcomes`. None if lengths differ, nothing is there, or a probability is
/// not within 0..=1.
pub fn calibration(probabilities: &[f64], outcomes: &[bool], level: f64) -> Option<Calibration> {
    if probabilities.len() != outcomes.len() || !probabilities.iter().all(|p| (0.0..=1.0).contains(p)) {
        return None;
    }
    let error = |p: f64, event: bool| (p - f64::from(u8::from(event))).powi(2);
    let brier = mean(probabilities.iter().zip(outcomes).map(|(p, event)| error(*p, *event)))?;
    let overall = mean(outcomes.iter().map(|event| f64::from(u8::from(*event))))?;
    let useless = overall * (1.0 - overall);
    Some(Calibration {
        brier,
        brier_scaled: (useless > 0.0).then(|| 1.0 - brier / useless),
        in_the_large: in_the_large(probabilities, outcomes, level),
        slope: ridge::slope(probabilities, outcomes, level).filter(|_| useless > 0.0),
        groups: groups(probabilities, outcomes, level),
    })
}

/// Log-odds by which predictions are too low (above 0) or too high (below 0) on the whole, with its interval. None
/// unless both outcomes occur.
pub fn in_the_large(probabilities: &[f64], outcomes: &[bool], level: f64) -> Option<Estimate> {
    let both = outcomes.contains(&true) && outcomes.contains(&false);
    if both { ridge::offset_intercept(probabilities, outcomes, level) } else { None }
}

/// A dot stands for this many families at least, and on average for [`EVENTS_PER_DOT`] separated ones.
const FAMILIES_PER_DOT: usize = 50;
const EVENTS_PER_DOT: usize = 10;

/// Families in ten groups of about the same size by predicted probability, or fewer if a group would stand for too
/// few (50 families, 10 of them separated). The same probability is never divided between two groups.
pub fn groups(probabilities: &[f64], outcomes: &[bool], level: f64) -> Vec<Group> {
    let mut order: Vec<(f64, bool)> = probabilities.iter().copied().zip(outcomes.iter().copied()).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let events = order.iter().filter(|(_, event)| *event).count();
    let wanted = (order.len() / FAMILIES_PER_DOT).min(events / EVENTS_PER_DOT).clamp(1, 10);
    let size = order.len() as f64 / wanted as f64;
    let (mut groups, mut held, mut passed) = (Vec::new(), Vec::new(), 0);
    for tied in order.chunk_by(|a, b| a.0 == b.0) {
        held.extend_from_slice(tied);
        passed += tied.len();
        // Full when the next boundary is reached; half a family of tolerance keeps equal tenths equal.
        if passed as f64 + 0.5 >= size * (groups.len() + 1) as f64 {
            groups.extend(group(&held, level));
            held.clear();
        }
    }
    groups.extend(group(&held, level));
    groups
}

fn group(held: &[(f64, bool)], level: f64) -> Option<Group> {
    let predicted = mean(held.iter().map(|(p, _)| *p))?;
    let events = held.iter().filter(|(_, event)| *event).count();
    Some(Group { predicted, observed: Share::new(events, held.len(), level)? })
}
