//! What a proposal is made with, every default with its reason; stored in the proposal, so that it can be made again.

use crate::sample_size::Assumptions;
use crate::screen::{Horizon, Index};
use serde::{Deserialize, Serialize};

/// Settings of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The index in force.
    pub index: Index,
    /// The day up to which outcomes are known (days since 1970). A screen whose horizon lies after it is left out **even
    /// if its outcome is known**: separations are known early, families that stay together only at the end, so the
    /// early ones would make separation look common.
    pub as_of: i32,
    /// Seed of all chance. The same seed and screens give the same proposal.
    pub seed: u64,
    /// The outcome that is learnt. Twelve months: the separations that the network wants to prevent are not over at six.
    pub horizon: Horizon,
    /// Of every interval: 0.95.
    pub level: f64,
    /// Separated and not separated families needed, each: 100, below which performance cannot be judged (Vergouwe 2005,
    /// Collins 2016).
    pub least_of_each: usize,
    /// Separated families needed for each item: 10 (Peduzzi 1996). A floor only: [`Settings::assumed`] usually asks for
    /// more.
    pub least_events_per_item: f64,
    /// Assumptions of the sample size after Riley et al., asked for on top of both floors.
    pub assumed: Assumptions,
    /// Most of the screens that are due may have no outcome: 0.5. Above 0.2 a warning is given.
    pub most_lost: f64,
    /// An item with more missing answers than this share is not given a weight: 0.4.
    pub most_missing: f64,
    /// Folds of cross-validation: 10.
    pub folds: usize,
    /// How often cross-validation is repeated with other folds: 3.
    pub repeats: usize,
    /// Resamples of the bootstrap: 200 (Steyerberg 2019 for optimism; enough for the ends of a 95 % interval to within
    /// a tenth of its width).
    pub resamples: usize,
    /// Highest points an item may get for its full span: 10.
    pub most_points: u32,
    /// AUC that rounding to fewer points may cost: 0.002.
    pub rounding_cost: f64,
    /// Families of a group that were separated, and that were not, each, below which its figures are not shown: 20. A
    /// sensitivity from 20 is known to within about ±0.2; from fewer it would be read for more than it is.
    pub least_of_group: usize,
    /// Counts below this are not shown at all (people could be known by them): 5.
    pub least_count: usize,
}

impl Settings {
    /// The defaults for an index.
    pub fn new(index: Index, as_of: i32, seed: u64) -> Self {
        Self {
            index,
            as_of,
            seed,
            horizon: Horizon::Twelve,
            level: 0.95,
            least_of_each: 100,
            least_events_per_item: 10.0,
            assumed: Assumptions::default(),
            most_lost: 0.5,
            most_missing: 0.4,
            folds: 10,
            repeats: 3,
            resamples: 200,
            most_points: 10,
            rounding_cost: 0.002,
            least_of_group: 20,
            least_count: 5,
        }
    }

    /// The first setting that cannot be worked with.
    pub(crate) fn unusable(&self) -> Option<&'static str> {
        let share = |value: f64| (0.0..=1.0).contains(&value);
        let inside = |value: f64| value > 0.0 && value < 1.0;
        let items = &self.index.items;
        let mut codes: Vec<&str> = items.iter().map(|item| item.code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        let assumed = self.assumed;
        let checks = [
            ("index.items", (1..=200).contains(&items.len())),
            ("index.items.code", codes.len() == items.len()),
            ("index.items.top", items.iter().all(|item| item.top > 0.0 && item.top <= 1000.0)),
            ("index.items.weight", items.iter().all(|item| item.weight.is_finite())),
            ("index.cut_offs", self.index.cut_offs.iter().all(|at| at.is_finite())),
            ("level", self.level >= 0.5 && self.level <= 0.999),
            ("least_of_each", self.least_of_each >= 20),
            (
                "least_events_per_item",
                self.least_events_per_item >= 1.0 && self.least_events_per_item <= 1000.0,
            ),
            // Cox and Snell's R² is 0.75 of Nagelkerke's at most; beyond these the sample size has no solution.
            (
                "assumed.nagelkerke",
                inside(assumed.nagelkerke) && 0.75 * assumed.nagelkerke < assumed.shrinkage,
            ),
            ("assumed.shrinkage", inside(assumed.shrinkage)),
            ("assumed.margin", inside(assumed.margin) && 0.75 * (assumed.nagelkerke + assumed.margin) < 1.0),
            ("most_lost", share(self.most_lost)),
            ("most_missing", share(self.most_missing)),
            ("folds", (3..=20).contains(&self.folds)),
            ("repeats", (1..=20).contains(&self.repeats)),
            ("resamples", (50..=2000).contains(&self.resamples)),
            ("most_points", (1..=100).contains(&self.most_points)),
            ("rounding_cost", share(self.rounding_cost)),
            ("least_of_group", self.least_of_group >= 5),
        ];
        checks.into_iter().find(|(_, good)| !good).map(|(name, _)| name)
    }
}
