//! Logistic regression with a ridge (L2) penalty, by Newton's method (iteratively reweighted least squares).
//!
//! Maximises `Σ wᵢ·ℓᵢ(β) − λ/2·Σⱼβⱼ²`; the intercept is not penalised (le Cessie and van Houwelingen 1992). With `λ > 0`
//! it has a maximum even when an item separates the outcomes completely, where plain regression runs to infinity.

use crate::numbers::{Estimate, expit, logit, mean, softplus, variance};
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};
use serde::{Deserialize, Serialize};

/// How a fit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Convergence {
    /// The last step was too small to matter.
    Reached {
        /// Newton steps taken.
        steps: usize,
    },
    /// Still moving after [`MOST_STEPS`] steps: without a penalty, usually complete separation.
    StepsRanOut,
    /// The matrix of second derivatives could not be decomposed: items that say the same, or a probability of 0 or 1.
    NotPositiveDefinite,
    /// A number that is not finite turned up.
    NotFinite,
}

impl Convergence {
    /// Whether the figures may be used.
    pub fn reached(self) -> bool {
        match self {
            Convergence::Reached { .. } => true,
            Convergence::StepsRanOut | Convergence::NotPositiveDefinite | Convergence::NotFinite => false,
        }
    }
}

/// Newton steps after which a fit is given up; 5 to 8 are usual.
pub const MOST_STEPS: usize = 40;
/// A step below this (log-odds) is the last. Convergence is quadratic, so what is left is about its square.
const SMALL_STEP: f64 = 1e-5;

/// What a fit is made from: families in rows.
pub(crate) struct Sample {
    /// First column ones, then the items.
    x: DMatrix<f64>,
    transposed: DMatrix<f64>,
    y: DVector<f64>,
    weight: DVector<f64>,
    /// Added to the log-odds, not estimated.
    offset: DVector<f64>,
}

/// The outcome of a fit.
pub(crate) struct Fit {
    /// Intercept first.
    pub coefficients: DVector<f64>,
    pub convergence: Convergence,
}

impl Sample {
    /// `columns` without the intercept, each as long as `outcomes`; none if lengths differ or nothing is there.
    pub(crate) fn new(columns: &[Vec<f64>], outcomes: &[bool], weight: Option<&[f64]>) -> Option<Self> {
        let n = outcomes.len();
        let fits = n > 0
            && columns.iter().all(|column| column.len() == n)
            && weight.is_none_or(|weight| weight.len() == n);
        if !fits {
            return None;
        }
        let mut data = vec![1.0; n];
        data.extend(columns.iter().flatten());
        let x = DMatrix::from_vec(n, columns.len() + 1, data);
        Some(Self {
            transposed: x.transpose(),
            x,
            y: DVector::from_iterator(n, outcomes.iter().map(|event| f64::from(u8::from(*event)))),
            weight: weight.map_or_else(|| DVector::repeat(n, 1.0), DVector::from_column_slice),
            offset: DVector::zeros(n),
        })
    }

    fn log_odds(&self, coefficients: &DVector<f64>) -> DVector<f64> {
        &self.x * coefficients + &self.offset
    }

    fn objective(&self, log_odds: &DVector<f64>, coefficients: &DVector<f64>, penalty: f64) -> f64 {
        let fit: f64 = log_odds
            .iter()
            .zip(&self.y)
            .zip(&self.weight)
            .map(|((eta, y), w)| w * (y * eta - softplus(*eta)))
            .sum();
        fit - penalty / 2.0 * coefficients.iter().skip(1).map(|b| b * b).sum::<f64>()
    }

    /// Fits, from `start` (intercept first) if it has the right length.
    pub(crate) fn fit(&self, penalty: f64, start: Option<&DVector<f64>>) -> Fit {
        let size = self.x.ncols();
        let mut coefficients = match start {
            Some(start) if start.len() == size => start.clone(),
            Some(_) | None => DVector::zeros(size),
        };
        let mut log_odds = self.log_odds(&coefficients);
        let mut best = self.objective(&log_odds, &coefficients, penalty);
        for steps in 1..=MOST_STEPS {
            let Some((mut step, _)) = self.newton(&log_odds, &coefficients, penalty) else {
                return Fit { coefficients, convergence: Convergence::NotPositiveDefinite };
            };
            // Halved until it does not lead downhill.
            for _ in 0..30 {
                let next = &coefficients + &step;
                let there = self.log_odds(&next);
                let objective = self.objective(&there, &next, penalty);
                if objective >= best - 1e-12 * best.abs() {
                    (coefficients, log_odds, best) = (next, there, objective);
                    break;
                }
                step *= 0.5;
            }
            if !best.is_finite() || coefficients.iter().any(|b| !b.is_finite()) {
                return Fit { coefficients, convergence: Convergence::NotFinite };
            }
            if step.amax() < SMALL_STEP {
                let convergence = Convergence::Reached { steps };
                return Fit { coefficients, convergence };
            }
        }
        Fit { coefficients, convergence: Convergence::StepsRanOut }
    }

    /// Standard errors at the end of a fit, from the inverse of the information matrix, intercept first. None if the fit
    /// did not end well.
    pub(crate) fn errors(&self, fit: &Fit, penalty: f64) -> Option<Vec<f64>> {
        let there = self.log_odds(&fit.coefficients);
        let (_, decomposed) =
            self.newton(&there, &fit.coefficients, penalty).filter(|_| fit.convergence.reached())?;
        Some(decomposed.inverse().diagonal().iter().map(|variance| variance.sqrt()).collect())
    }

    /// The full Newton step and the decomposed information matrix.
    fn newton(
        &self,
        log_odds: &DVector<f64>,
        coefficients: &DVector<f64>,
        penalty: f64,
    ) -> Option<(DVector<f64>, Cholesky<f64, Dyn>)> {
        let chance = log_odds.map(expit);
        let spread = chance.zip_map(&self.weight, |p, w| w * p * (1.0 - p));
        let mut penalties = DVector::repeat(coefficients.len(), penalty);
        if let Some(intercept) = penalties.get_mut(0) {
            *intercept = 0.0;
        }
        let residual = (&self.y - chance).component_mul(&self.weight);
        let gradient = &self.transposed * residual - penalties.component_mul(coefficients);
        let mut scaled = self.x.clone();
        for mut column in scaled.column_iter_mut() {
            column.component_mul_assign(&spread);
        }
        let information = &self.transposed * scaled + DMatrix::from_diagonal(&penalties);
        let decomposed = Cholesky::new(information)?;
        let step = decomposed.solve(&gradient);
        step.iter().all(|part| part.is_finite()).then_some((step, decomposed))
    }
}

/// What a score says about risk: probabilities by regression of the outcome on the score alone, without penalty. None
/// if it does not converge; the overall share for everyone if the score does not vary.
pub(crate) fn as_probabilities(scores: &[f64], outcomes: &[bool]) -> Option<Vec<f64>> {
    let middle = mean(scores.iter().copied())?;
    let spread = variance(scores)?.sqrt();
    if spread <= 1e-9 * middle.abs().max(1.0) {
        let share = mean(outcomes.iter().map(|event| f64::from(u8::from(*event))))?;
        return Some(vec![share; scores.len()]);
    }
    let column: Vec<f64> = scores.iter().map(|score| (score - middle) / spread).collect();
    let sample = Sample::new(&[column], outcomes, None)?;
    let fit = sample.fit(0.0, None);
    fit.convergence
        .reached()
        .then(|| sample.log_odds(&fit.coefficients).iter().map(|eta| expit(*eta)).collect())
}

/// Slope of the outcome on the log-odds of `probabilities`, with its Wald interval.
pub(crate) fn slope(probabilities: &[f64], outcomes: &[bool], level: f64) -> Option<Estimate> {
    let column: Vec<f64> = probabilities.iter().map(|p| logit(*p)).collect();
    variance(&column).filter(|spread| *spread > 1e-9)?;
    let sample = Sample::new(&[column], outcomes, None)?;
    let fit = sample.fit(0.0, None);
    let error = sample.errors(&fit, 0.0)?.into_iter().nth(1)?;
    Estimate::wald(*fit.coefficients.get(1)?, error, level)
}

/// Intercept of the outcome with the log-odds of `probabilities` as offset, with its Wald interval.
pub(crate) fn offset_intercept(probabilities: &[f64], outcomes: &[bool], level: f64) -> Option<Estimate> {
    if probabilities.len() != outcomes.len() {
        return None;
    }
    let mut sample = Sample::new(&[], outcomes, None)?;
    sample.offset = DVector::from_iterator(outcomes.len(), probabilities.iter().map(|p| logit(*p)));
    let fit = sample.fit(0.0, None);
    let error = sample.errors(&fit, 0.0)?.into_iter().next()?;
    Estimate::wald(*fit.coefficients.get(0)?, error, level)
}

/// A ridge logistic regression, for those who want one without the rest.
#[derive(Debug, Clone, PartialEq)]
pub struct Ridge {
    /// Log-odds where every item is 0.
    pub intercept: f64,
    /// Log-odds for each unit of each column.
    pub weights: Vec<f64>,
    /// How the fit ended; look at it before the weights.
    pub convergence: Convergence,
}

/// Fits `outcomes` on `columns` (each as long as `outcomes`, no missing values) with penalty `λ = penalty ≥ 0` on the
/// columns as they are (no scaling). Scikit-learn's `C` is `1/λ`. None if lengths differ, nothing is there, or a value
/// is not finite.
pub fn ridge(columns: &[Vec<f64>], outcomes: &[bool], penalty: f64) -> Option<Ridge> {
    let finite = columns.iter().flatten().all(|value| value.is_finite());
    if !finite || !penalty.is_finite() || penalty < 0.0 {
        return None;
    }
    let fit = Sample::new(columns, outcomes, None)?.fit(penalty, None);
    let intercept = *fit.coefficients.get(0)?;
    let weights = fit.coefficients.iter().skip(1).copied().collect();
    Some(Ridge { intercept, weights, convergence: fit.convergence })
}
