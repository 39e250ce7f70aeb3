//! Whether the index works as well for girls as for boys, with and without disability, here and there.
//!
//! Small groups are not shown: their figures would be noise, and their counts could point at people. That no
//! difference is marked does not show that there is none; the intervals say how large one could still be.

use crate::calibration::in_the_large;
use crate::discrimination::Auc;
use crate::numbers::{Estimate, Share, z};
use crate::settings::Settings;
use serde::{Deserialize, Serialize};

/// By what families are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// The child's sex.
    Sex,
    /// Disability.
    Disability,
    /// Area.
    Area,
}

/// The index in force, or the one proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Version {
    /// In force.
    Now,
    /// Proposed.
    Proposed,
}

/// A figure in which groups are compared.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Measure {
    /// Area under the ROC curve within the group.
    Auc,
    /// Log-odds by which risk in the group is understated (above 0) or overstated (below 0).
    InTheLarge,
    /// Share of the separated that is flagged.
    Sensitivity {
        /// The cut-off.
        at: f64,
    },
}

/// One figure of one group.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Of which index.
    pub version: Version,
    /// Which figure.
    pub measure: Measure,
    /// The figure in the group.
    pub group: Estimate,
    /// The group less everybody else in the dimension who is recorded. Absent if the others are too few.
    pub difference: Option<Estimate>,
    /// The difference is larger than chance makes it, **allowing for the number of differences looked at** (Bonferroni).
    pub marked: bool,
}

/// How many are in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Families.
    pub families: usize,
    /// Separated among them.
    pub events: usize,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Its label; `None` where not recorded.
    pub label: Option<String>,
    /// Absent where too small to be shown (or where showing it would give away one that is).
    pub counts: Option<Counts>,
    /// Empty where too few of either outcome.
    pub figures: Vec<Figure>,
}

/// All groups of one dimension.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Breakdown {
    /// By what.
    pub by: Dimension,
    /// The groups in the order of their labels, the unrecorded first.
    pub groups: Vec<Group>,
}

/// What one index says of each family.
pub(crate) struct Scored<'a> {
    pub version: Version,
    pub scores: &'a [f64],
    /// Probability of separation, for calibration.
    pub probabilities: &'a [f64],
    pub cut_offs: &'a [f64],
}

/// Labels of the families in one dimension.
pub(crate) type Labels<'a> = (Dimension, Vec<Option<&'a str>>);

/// A figure with what is needed to compare it.
struct Part {
    version: Version,
    measure: Measure,
    estimate: Estimate,
    /// Standard error, for the test of a difference.
    error: f64,
    share: Option<Share>,
}

struct Comparison<'a> {
    scored: &'a [Scored<'a>],
    outcomes: &'a [bool],
    settings: &'a Settings,
}

/// Figures by group for every dimension.
pub(crate) fn breakdowns(
    labels: &[Labels<'_>],
    scored: &[Scored<'_>],
    outcomes: &[bool],
    settings: &Settings,
) -> Vec<Breakdown> {
    let comparison = Comparison { scored, outcomes, settings };
    let mut all: Vec<(Breakdown, Vec<Vec<f64>>)> =
        labels.iter().map(|labels| comparison.breakdown(labels)).collect();
    let looked_at =
        all.iter().flat_map(|(_, statistics)| statistics).flatten().filter(|s| s.is_finite()).count();
    let limit = z(1.0 - (1.0 - settings.level) / looked_at.max(1) as f64);
    for (breakdown, statistics) in &mut all {
        for (group, statistics) in breakdown.groups.iter_mut().zip(statistics) {
            for (figure, statistic) in group.figures.iter_mut().zip(statistics) {
                figure.marked = *statistic > limit;
            }
        }
    }
    all.into_iter().map(|(breakdown, _)| breakdown).collect()
}

impl Comparison<'_> {
    /// The groups of one dimension, and for each of its figures how many standard errors it is from the others'.
    fn breakdown(&self, (by, labels): &Labels<'_>) -> (Breakdown, Vec<Vec<f64>>) {
        let mut kinds: Vec<Option<&str>> = labels.clone();
        kinds.sort_unstable();
        kinds.dedup();
        let mut groups = Vec::new();
        let mut statistics = Vec::new();
        for kind in kinds {
            let inside: Vec<bool> = labels.iter().map(|label| *label == kind).collect();
            // Those of whom it is not recorded are no group to compare with.
            let outside: Vec<bool> = labels.iter().map(|label| *label != kind && label.is_some()).collect();
            let (figures, distances) = self.compare(&inside, &outside).into_iter().unzip();
            let counts = Some(self.counts(&inside));
            groups.push(Group { label: kind.map(str::to_owned), counts, figures });
            statistics.push(distances);
        }
        hide(&mut groups, self.settings.least_count);
        (Breakdown { by: *by, groups }, statistics)
    }

    fn counts(&self, inside: &[bool]) -> Counts {
        let events = inside.iter().zip(self.outcomes).filter(|(inside, event)| **inside && **event).count();
        Counts { families: inside.iter().filter(|inside| **inside).count(), events }
    }

    fn compare(&self, inside: &[bool], outside: &[bool]) -> Vec<(Figure, f64)> {
        let others = self.parts(outside);
        let mut figures = Vec::new();
        for part in self.parts(inside) {
            let other = others.iter().find(|o| o.version == part.version && o.measure == part.measure);
            let error = other.map(|other| part.error.hypot(other.error));
            let difference = other.and_then(|other| match (part.share, other.share) {
                (Some(share), Some(others)) => share.minus(others),
                _ => {
                    let value = part.estimate.value - other.estimate.value;
                    Estimate::wald(value, part.error.hypot(other.error), self.settings.level)
                }
            });
            let distance =
                difference.zip(error).map_or(f64::NAN, |(difference, error)| difference.value.abs() / error);
            let Part { version, measure, estimate: group, .. } = part;
            figures.push((Figure { version, measure, group, difference, marked: false }, distance));
        }
        figures
    }

    /// The figures of some families; none if they are too few.
    fn parts(&self, inside: &[bool]) -> Vec<Part> {
        let (level, counts) = (self.settings.level, self.counts(inside));
        if counts.events.min(counts.families - counts.events) < self.settings.least_of_group {
            return Vec::new();
        }
        let outcomes = only(self.outcomes, inside);
        let mut parts = Vec::new();
        for Scored { version, scores, probabilities, cut_offs } in self.scored {
            let version = *version;
            let (scores, probabilities) = (only(scores, inside), only(probabilities, inside));
            if let Some(auc) = Auc::new(&scores, &outcomes)
                && let (Some(estimate), Some(variance)) = (auc.estimate(level), auc.variance())
            {
                let error = variance.max(0.0).sqrt();
                parts.push(Part { version, measure: Measure::Auc, estimate, error, share: None });
            }
            if let Some(estimate) = in_the_large(&probabilities, &outcomes, level) {
                let error = (estimate.high - estimate.low) / 2.0 / z(level);
                parts.push(Part { version, measure: Measure::InTheLarge, estimate, error, share: None });
            }
            let separated = only(&scores, &outcomes);
            for at in cut_offs.iter().copied() {
                let flagged = separated.iter().filter(|score| **score >= at).count();
                let Some(share) = Share::new(flagged, separated.len(), level) else { continue };
                // Agresti and Coull's, so that a share of 0 or 1 is not taken for certain.
                let (p, n) = ((flagged as f64 + 2.0) / (share.of as f64 + 4.0), share.of as f64 + 4.0);
                let estimate = Estimate { value: share.share, low: share.low, high: share.high };
                let (measure, error) = (Measure::Sensitivity { at }, (p * (1.0 - p) / n).sqrt());
                parts.push(Part { version, measure, estimate, error, share: Some(share) });
            }
        }
        parts
    }
}

fn only<T: Copy>(values: &[T], inside: &[bool]) -> Vec<T> {
    values.iter().zip(inside).filter(|(_, inside)| **inside).map(|(value, _)| *value).collect()
}

/// Hides the counts of small groups; if that hides one group only, the next smallest as well, since the total is known.
fn hide(groups: &mut [Group], least: usize) {
    let small = |counts: &Counts| {
        let near = |count: usize| count > 0 && count < least;
        near(counts.families) || near(counts.events) || near(counts.families - counts.events)
    };
    let mut hidden = 0;
    for group in groups.iter_mut().filter(|group| group.counts.as_ref().is_some_and(small)) {
        group.counts = None;
        hidden += 1;
    }
    let shown = groups.iter_mut().filter(|group| group.counts.is_some());
    if hidden == 1
        && let Some(next) = shown.min_by_key(|group| group.counts.map_or(0, |counts| counts.families))
    {
        next.counts = None;
    }
}
