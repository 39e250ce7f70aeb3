//! Per-item weights by ridge logistic regression: the penalty chosen by cross-validation.
//!
//! Every item is divided by its highest answer, so that it runs from 0 to 1 and the penalty means the same for each.
//! (Dividing by the standard deviation, as some packages do, would shrink rare items least, which are known least.)
//! Missing answers take the item's mean in the families that the weights are fitted on.

use crate::numbers::{Estimate, mean, softplus, variance};
use crate::random::{Dice, Purpose};
use crate::ridge::{Convergence, Sample};
use nalgebra::DVector;
use serde::{Deserialize, Serialize};

/// Answers in columns, one for each item, 0 to 1, not a number where missing; and the outcomes.
pub(crate) struct Design<'a> {
    pub columns: &'a [Vec<f64>],
    pub outcomes: &'a [bool],
}

/// Weights with what fills a missing answer.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    /// Intercept first; then log-odds for an item's whole span.
    pub coefficients: DVector<f64>,
    /// The mean of each item where it was fitted.
    pub means: Vec<f64>,
    pub convergence: Convergence,
}

/// One penalty that was tried.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Tried {
    /// Penalty relative to the information that an average item has; see [`Penalty::relative`].
    pub relative: f64,
    /// Mean cross-validated deviance for a family (−2 log-likelihood).
    pub deviance: f64,
    /// How much higher than the best.
    pub excess: f64,
    /// Standard error of the excess, from the differences fold by fold.
    pub error: f64,
}

/// The penalty and how it was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Penalty {
    /// `λ` in `log-likelihood − λ/2·Σβ²`, items running from 0 to 1.
    pub lambda: f64,
    /// `λ` over `n·φ(1−φ)·v`, with the share separated φ and the mean variance of the items v: at 1, an average weight
    /// is about halved.
    pub relative: f64,
    /// The penalty is the strongest tried: the items say little about the outcome.
    pub at_strongest: bool,
    /// All that were tried, from strong to weak.
    pub tried: Vec<Tried>,
}

/// Result of the cross-validation.
pub(crate) struct CrossValidated {
    pub penalty: Penalty,
    /// Log-odds of each family from weights that were fitted without it, averaged over the repeats.
    pub held_out: Vec<f64>,
}

/// From strong to weak, evenly on the log scale.
const STRONGEST: f64 = 3.0;
const WEAKEST: f64 = 0.001;
const STEPS: usize = 14;

fn candidates() -> impl Iterator<Item = f64> {
    (0..STEPS).map(|step| STRONGEST * (WEAKEST / STRONGEST).powf(step as f64 / (STEPS - 1) as f64))
}

impl Design<'_> {
    /// What a relative penalty of 1 is for one family.
    pub(crate) fn unit(&self) -> f64 {
        let share = mean(self.outcomes.iter().map(|event| f64::from(u8::from(*event)))).unwrap_or(0.0);
        let spread = |column: &Vec<f64>| {
            let known: Vec<f64> = column.iter().copied().filter(|value| value.is_finite()).collect();
            variance(&known).unwrap_or(0.0)
        };
        share * (1.0 - share) * mean(self.columns.iter().map(spread)).unwrap_or(0.0)
    }

    /// The families `rows`, each counted as often as `counts` says, with the means that filled the missing answers.
    fn sample(&self, rows: &[usize], counts: Option<&[f64]>) -> Option<(Sample, Vec<f64>)> {
        let take = |column: &Vec<f64>| -> Vec<f64> {
            rows.iter().filter_map(|row| column.get(*row).copied()).collect()
        };
        let mut columns: Vec<Vec<f64>> = self.columns.iter().map(take).collect();
        let outcomes: Vec<bool> = rows.iter().filter_map(|row| self.outcomes.get(*row).copied()).collect();
        let mut means = Vec::with_capacity(columns.len());
        for column in &mut columns {
            let weight = |at: usize| counts.and_then(|counts| counts.get(at)).copied().unwrap_or(1.0);
            let (mut sum, mut known) = (0.0, 0.0);
            for (at, value) in column.iter().enumerate().filter(|(_, value)| value.is_finite()) {
                sum += weight(at) * value;
                known += weight(at);
            }
            let middle = if known > 0.0 { sum / known } else { 0.0 };
            column.iter_mut().filter(|value| !value.is_finite()).for_each(|value| *value = middle);
            means.push(middle);
        }
        Some((Sample::new(&columns, &outcomes, counts)?, means))
    }

    /// Weights fitted on `rows`, `counts` times each.
    pub(crate) fn fit(
        &self,
        on: (&[usize], Option<&[f64]>),
        lambda: f64,
        start: Option<&Model>,
    ) -> Option<Model> {
        let (sample, means) = self.sample(on.0, on.1)?;
        let fit = sample.fit(lambda, start.map(|model| &model.coefficients));
        Some(Model { coefficients: fit.coefficients, means, convergence: fit.convergence })
    }

    /// Every item's weight with next to no penalty, and its Wald interval: what these families say by themselves, where
    /// the penalised weight is what is wise to use. The little penalty keeps it finite when an item separates completely.
    pub(crate) fn unshrunk(&self, level: f64) -> Option<Vec<Option<Estimate>>> {
        let everyone: Vec<usize> = (0..self.outcomes.len()).collect();
        let (sample, _) = self.sample(&everyone, None)?;
        let penalty = WEAKEST * self.unit() * everyone.len() as f64;
        let fit = sample.fit(penalty, None);
        let errors = sample.errors(&fit, penalty)?;
        let each = fit.coefficients.iter().zip(errors).skip(1);
        Some(each.map(|(weight, error)| Estimate::wald(*weight, error, level)).collect())
    }

    /// Log-odds of every family.
    pub(crate) fn log_odds(&self, model: &Model) -> Vec<f64> {
        let intercept = model.coefficients.iter().next().copied().unwrap_or(0.0);
        let mut log_odds = vec![intercept; self.outcomes.len()];
        let weights = model.coefficients.iter().skip(1).zip(&model.means);
        for (column, (weight, middle)) in self.columns.iter().zip(weights) {
            for (sum, value) in log_odds.iter_mut().zip(column) {
                *sum += weight * if value.is_finite() { *value } else { *middle };
            }
        }
        log_odds
    }

    /// Chooses the penalty by repeated stratified k-fold cross-validation.
    ///
    /// The strongest penalty whose deviance is not more than one standard error above the best (Breiman et al. 1984).
    /// The error is that of the **difference** from the best, fold by fold: the usual one, of the deviance itself, is
    /// mostly the difficulty of the families in a fold, common to all penalties, and would shrink far too much.
    pub(crate) fn cross_validate(&self, folds: usize, repeats: usize, seed: u64) -> Option<CrossValidated> {
        let (n, unit) = (self.outcomes.len(), self.unit());
        let mut dice = Dice::new(seed, Purpose::Folds);
        let mut by_fold: Vec<Vec<f64>> = vec![Vec::new(); STEPS];
        let mut held_out: Vec<Vec<f64>> = vec![vec![0.0; n]; STEPS];
        for _ in 0..repeats {
            let fold_of = self.folds(folds, &mut dice);
            for fold in 0..folds {
                let (tests, train): (Vec<usize>, Vec<usize>) =
                    (0..n).partition(|row| fold_of.get(*row) == Some(&fold));
                let (sample, means) = self.sample(&train, None)?;
                let mut start: Option<DVector<f64>> = None;
                for ((relative, deviances), held) in candidates().zip(&mut by_fold).zip(&mut held_out) {
                    let fit = sample.fit(relative * unit * train.len() as f64, start.as_ref());
                    let means = means.clone();
                    let model = Model { coefficients: fit.coefficients, means, convergence: fit.convergence };
                    let log_odds = self.log_odds(&model);
                    deviances.push(self.deviance(&tests, &log_odds));
                    for row in &tests {
                        if let (Some(sum), Some(eta)) = (held.get_mut(*row), log_odds.get(*row)) {
                            *sum += eta / repeats as f64;
                        }
                    }
                    start = Some(model.coefficients);
                }
            }
        }
        let (penalty, chosen) = choose(&by_fold, folds, unit * n as f64)?;
        Some(CrossValidated { penalty, held_out: held_out.into_iter().nth(chosen)? })
    }

    /// A fold for each family; both outcomes spread evenly over the folds.
    fn folds(&self, folds: usize, dice: &mut Dice) -> Vec<usize> {
        let mut fold_of = vec![0; self.outcomes.len()];
        let mut next = 0;
        for wanted in [true, false] {
            let with = self.outcomes.iter().enumerate().filter(|(_, event)| **event == wanted);
            let mut rows: Vec<usize> = with.map(|(row, _)| row).collect();
            dice.shuffle(&mut rows);
            for row in rows {
                if let Some(fold) = fold_of.get_mut(row) {
                    *fold = next % folds;
                }
                next += 1;
            }
        }
        fold_of
    }

    fn deviance(&self, rows: &[usize], log_odds: &[f64]) -> f64 {
        let of = |row: &usize| {
            let (eta, event) = (*log_odds.get(*row)?, *self.outcomes.get(*row)?);
            Some(2.0 * softplus(if event { -eta } else { eta }))
        };
        mean(rows.iter().filter_map(of)).unwrap_or(f64::NAN)
    }
}

/// The penalty and its place among the candidates.
fn choose(by_fold: &[Vec<f64>], folds: usize, unit: f64) -> Option<(Penalty, usize)> {
    let means: Vec<f64> = by_fold.iter().map(|fold| mean(fold.iter().copied()).unwrap_or(f64::NAN)).collect();
    let finite = means.iter().enumerate().filter(|(_, deviance)| deviance.is_finite());
    let (best, lowest) = finite.min_by(|a, b| a.1.total_cmp(b.1)).map(|(at, lowest)| (at, *lowest))?;
    let at_best = by_fold.get(best)?;
    let tried: Vec<Tried> = candidates()
        .zip(by_fold.iter().zip(&means))
        .filter(|(_, (_, deviance))| deviance.is_finite())
        .map(|(relative, (deviances, deviance))| {
            let differences: Vec<f64> = deviances.iter().zip(at_best).map(|(a, b)| a - b).collect();
            // Repeats use the same families again: they make the mean steadier, not the sample larger.
            let error = (variance(&differences).unwrap_or(0.0) / folds as f64).sqrt();
            Tried { relative, deviance: *deviance, excess: deviance - lowest, error }
        })
        .collect();
    let chosen = tried.iter().find(|tried| tried.excess <= tried.error)?.relative;
    let at = candidates().position(|relative| relative == chosen)?;
    Some((Penalty { lambda: chosen * unit, relative: chosen, at_strongest: at == 0, tried }, at))
}
