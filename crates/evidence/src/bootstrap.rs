//! The bootstrap: how far weights would move with other families, and by how much the figures flatter themselves.

use crate::discrimination::weighted_auc;
use crate::numbers::{mean, middle};
use crate::points::{Scale, totals};
use crate::random::{Dice, Purpose};
use crate::screen::Item;
use crate::weights::{Design, Model};

/// What is fitted again on every resample.
pub(crate) struct Refit<'a> {
    pub design: &'a Design<'a>,
    pub items: &'a [&'a Item],
    pub lambda: f64,
    pub heaviest: u32,
    /// The weights on all families, where each refit starts.
    pub full: &'a Model,
}

/// One resample.
struct Turn {
    weights: Vec<f64>,
    points: Vec<f64>,
    /// AUC of the weights on the resample, less that on all families.
    flattery: f64,
    /// The same of the points.
    flattery_of_points: f64,
}

/// What all resamples say.
pub(crate) struct Resampled {
    turns: Vec<Turn>,
    /// Resamples that gave no figures (one outcome only, or a fit that did not converge).
    pub failed: usize,
}

impl Refit<'_> {
    /// Fits again on `resamples` draws with replacement. The penalty and the number of points of the heaviest item stay.
    pub(crate) fn resample(&self, resamples: usize, seed: u64) -> Resampled {
        let mut dice = Dice::new(seed, Purpose::Bootstrap);
        let n = self.design.outcomes.len();
        let turns: Vec<Turn> = (0..resamples).filter_map(|_| self.turn(&dice.draw_counts(n))).collect();
        Resampled { failed: resamples - turns.len(), turns }
    }

    fn turn(&self, counts: &[f64]) -> Option<Turn> {
        let (rows, drawn): (Vec<usize>, Vec<f64>) = counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0.0)
            .map(|(row, count)| (row, *count))
            .unzip();
        let model = self.design.fit((&rows, Some(&drawn)), self.lambda, Some(self.full))?;
        let weights: Vec<f64> = model.coefficients.iter().skip(1).copied().collect();
        if !model.convergence.reached() {
            return None;
        }
        let scale = Scale::new(&weights, self.heaviest)?;
        let points: Vec<i32> =
            weights.iter().zip(self.items).map(|(w, item)| scale.points(*w, item)).collect();
        let flattery = |scores: &[f64]| {
            let all = vec![1.0; counts.len()];
            let here = weighted_auc(scores, self.design.outcomes, counts)?;
            Some(here - weighted_auc(scores, self.design.outcomes, &all)?)
        };
        Some(Turn {
            flattery: flattery(&self.design.log_odds(&model))?,
            flattery_of_points: flattery(&totals(self.design.columns, self.items, &points))?,
            points: points.into_iter().map(f64::from).collect(),
            weights,
        })
    }
}

impl Resampled {
    /// Optimism of the AUC of the weights (Harrell 1996): what is to be taken off. 0 if nothing was resampled.
    pub(crate) fn optimism(&self) -> f64 {
        mean(self.turns.iter().map(|turn| turn.flattery)).unwrap_or(0.0)
    }

    /// Optimism of the AUC of the rounded points.
    pub(crate) fn optimism_of_points(&self) -> f64 {
        mean(self.turns.iter().map(|turn| turn.flattery_of_points)).unwrap_or(0.0)
    }

    /// Percentile interval of an item's weight.
    pub(crate) fn weight(&self, item: usize, level: f64) -> Option<(f64, f64)> {
        middle(self.turns.iter().filter_map(|turn| turn.weights.get(item).copied()), level)
    }

    /// Percentile interval of an item's points.
    pub(crate) fn points(&self, item: usize, level: f64) -> Option<(f64, f64)> {
        middle(self.turns.iter().filter_map(|turn| turn.points.get(item).copied()), level)
    }

    /// Share of the resamples in which the weight has the sign of `value`.
    pub(crate) fn same_sign(&self, item: usize, value: f64) -> f64 {
        let weights = self.turns.iter().filter_map(|turn| turn.weights.get(item));
        mean(weights.map(|weight| f64::from(u8::from(weight.signum() == value.signum())))).unwrap_or(0.0)
    }
}
