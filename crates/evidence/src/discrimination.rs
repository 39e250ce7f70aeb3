//! How well a score tells families that will be separated from those that will not.

use crate::numbers::{Estimate, Share, expit, z};
use serde::{Deserialize, Serialize};

/// One point of the ROC curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RocPoint {
    /// Flagged at or above this score.
    pub at: f64,
    /// Share of the separated that is flagged.
    pub sensitivity: f64,
    /// Share of the not separated that is flagged (1 − specificity).
    pub false_alarms: f64,
}

/// What a cut-off does. A figure is absent where nobody is there to divide by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CutOff {
    /// Flagged at or above this score.
    pub at: f64,
    /// Share of all that is flagged.
    pub flagged: Option<Share>,
    /// Flagged among the separated.
    pub sensitivity: Option<Share>,
    /// Not flagged among the not separated.
    pub specificity: Option<Share>,
    /// Separated among the flagged (positive predictive value).
    pub ppv: Option<Share>,
    /// Not separated among the not flagged (negative predictive value).
    pub npv: Option<Share>,
}

/// The area under the ROC curve with what is needed to compare it with another on the same families.
#[derive(Debug, Clone, PartialEq)]
pub struct Auc {
    /// Chance that a separated family scored higher than one that was not (ties count half).
    pub value: f64,
    /// For each separated family: the share of the others below it, in the order given.
    events: Vec<f64>,
    /// For each other family: the share of the separated above it, in the order given.
    others: Vec<f64>,
}

impl Auc {
    /// By Mann and Whitney with ties counted half; the parts of DeLong, DeLong and Clarke-Pearson (1988) in
    /// O(n log n) (Sun and Xu 2014). None unless both outcomes occur, or if a score is not a number.
    pub fn new(scores: &[f64], outcomes: &[bool]) -> Option<Self> {
        if scores.len() != outcomes.len() || scores.iter().any(|score| score.is_nan()) {
            return None;
        }
        let mut order: Vec<(f64, bool, usize)> = scores
            .iter()
            .zip(outcomes)
            .enumerate()
            .map(|(at, (score, event))| (*score, *event, at))
            .collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        let events = outcomes.iter().filter(|event| **event).count();
        let (m, n) = (events as f64, (outcomes.len() - events) as f64);
        if m == 0.0 || n == 0.0 {
            return None;
        }
        let mut places = vec![0.0; scores.len()];
        let (mut events_below, mut others_below) = (0.0, 0.0);
        for tied in order.chunk_by(|a, b| a.0 == b.0) {
            let events_here = tied.iter().filter(|(_, event, _)| *event).count() as f64;
            let others_here = tied.len() as f64 - events_here;
            for (_, event, at) in tied {
                if let Some(place) = places.get_mut(*at) {
                    *place = if *event {
                        (others_below + others_here / 2.0) / n
                    } else {
                        (m - events_below - events_here / 2.0) / m
                    };
                }
            }
            events_below += events_here;
            others_below += others_here;
        }
        let of = |wanted: bool| -> Vec<f64> {
            places
                .iter()
                .zip(outcomes)
                .filter(|(_, event)| **event == wanted)
                .map(|(place, _)| *place)
                .collect()
        };
        let (events, others) = (of(true), of(false));
        Some(Self { value: events.iter().sum::<f64>() / m, events, others })
    }

    /// DeLong's variance of the area; none with fewer than two of either outcome.
    pub fn variance(&self) -> Option<f64> {
        self.covariance(self)
    }

    /// DeLong's covariance with the area of another score **on the same families in the same order**.
    pub fn covariance(&self, other: &Self) -> Option<f64> {
        let part = |mine: &[f64], theirs: &[f64], middle: (f64, f64)| {
            let (n, same) = (mine.len(), mine.len() == theirs.len());
            let sum: f64 = mine.iter().zip(theirs).map(|(a, b)| (a - middle.0) * (b - middle.1)).sum();
            (same && n > 1).then(|| sum / (n - 1) as f64 / n as f64)
        };
        let middle = (self.value, other.value);
        Some(part(&self.events, &other.events, middle)? + part(&self.others, &other.others, middle)?)
    }

    /// The area with DeLong's interval on the logit scale, so that it stays within 0..1.
    ///
    /// An area of exactly 0 or 1 has no variance; then the end is Wilson's for as many trials as the rarer outcome.
    pub fn estimate(&self, level: f64) -> Option<Estimate> {
        let (value, variance) = (self.value, self.variance()?);
        let rarer = self.events.len().min(self.others.len());
        if value <= 0.0 || value >= 1.0 {
            let share = Share::new(if value <= 0.0 { 0 } else { rarer }, rarer, level)?;
            return Estimate::new(value, share.low, share.high);
        }
        let reach = z(level) * variance.max(0.0).sqrt() / (value * (1.0 - value));
        let middle = (value / (1.0 - value)).ln();
        Estimate::new(value, expit(middle - reach), expit(middle + reach))
    }

    /// `self − other` on the same families, with DeLong's interval for two correlated areas.
    pub fn gain_over(&self, other: &Self, level: f64) -> Option<Estimate> {
        let variance = self.variance()? + other.variance()? - 2.0 * self.covariance(other)?;
        Estimate::wald(self.value - other.value, variance.max(0.0).sqrt(), level)
    }

    /// How many were separated, and how many not.
    pub fn counts(&self) -> (usize, usize) {
        (self.events.len(), self.others.len())
    }
}

/// The area alone, every family counted `weights` times (bootstrap). None unless both outcomes have weight.
pub(crate) fn weighted_auc(scores: &[f64], outcomes: &[bool], weights: &[f64]) -> Option<f64> {
    let mut order: Vec<(f64, bool, f64)> = scores
        .iter()
        .zip(outcomes)
        .zip(weights)
        .map(|((score, event), weight)| (*score, *event, *weight))
        .collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let (mut pairs, mut events, mut others) = (0.0, 0.0, 0.0);
    for tied in order.chunk_by(|a, b| a.0 == b.0) {
        let (here, not) =
            tied.iter().fold(
                (0.0, 0.0),
                |(here, not), (_, event, weight)| {
                    if *event { (here + weight, not) } else { (here, not + weight) }
                },
            );
        pairs += here * (others + not / 2.0);
        events += here;
        others += not;
    }
    let area = pairs / (events * others);
    area.is_finite().then_some(area)
}

/// What happens at one cut-off.
pub fn at_cut_off(scores: &[f64], outcomes: &[bool], at: f64, level: f64) -> CutOff {
    let (mut hits, mut misses, mut alarms, mut rest) = (0, 0, 0, 0);
    for (score, event) in scores.iter().zip(outcomes) {
        match (*score >= at, *event) {
            (true, true) => hits += 1,
            (false, true) => misses += 1,
            (true, false) => alarms += 1,
            (false, false) => rest += 1,
        }
    }
    CutOff {
        at,
        flagged: Share::new(hits + alarms, hits + alarms + misses + rest, level),
        sensitivity: Share::new(hits, hits + misses, level),
        specificity: Share::new(rest, rest + alarms, level),
        ppv: Share::new(hits, hits + alarms, level),
        npv: Share::new(rest, rest + misses, level),
    }
}

/// Most points a curve is drawn with; more would not be seen.
const POINTS: usize = 200;

/// The ROC curve from the highest score down, at most 200 points (evenly thinned). The corner where nobody is flagged
/// is not among them. Empty unless both outcomes occur.
pub fn roc(scores: &[f64], outcomes: &[bool]) -> Vec<RocPoint> {
    let mut order: Vec<(f64, bool)> = scores.iter().copied().zip(outcomes.iter().copied()).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let events = outcomes.iter().filter(|event| **event).count() as f64;
    let others = outcomes.len() as f64 - events;
    if events == 0.0 || others == 0.0 {
        return Vec::new();
    }
    let (mut hits, mut alarms) = (0.0, 0.0);
    let mut points = Vec::new();
    for tied in order.chunk_by(|a, b| a.0 == b.0) {
        let here = tied.iter().filter(|(_, event)| *event).count() as f64;
        hits += here;
        alarms += tied.len() as f64 - here;
        let at = tied.first().map_or(f64::NAN, |(score, _)| *score);
        points.push(RocPoint { at, sensitivity: hits / events, false_alarms: alarms / others });
    }
    let (every, last) = (points.len().div_ceil(POINTS).max(1), points.len().saturating_sub(1));
    points
        .into_iter()
        .enumerate()
        .filter(|(at, _)| at % every == 0 || *at == last)
        .map(|(_, point)| point)
        .collect()
}
