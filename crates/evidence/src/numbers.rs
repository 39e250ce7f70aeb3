//! Small sums that every other module needs: estimates with their interval, shares, quantiles.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// A figure and the interval that goes with it. Always finite; `low <= value <= high` save for shifted intervals.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The figure itself.
    pub value: f64,
    /// Lower end of the interval at the level asked for.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl Estimate {
    /// An estimate, unless one of its parts is not a finite number.
    pub fn new(value: f64, low: f64, high: f64) -> Option<Self> {
        [value, low, high].iter().all(|part| part.is_finite()).then_some(Self { value, low, high })
    }

    /// `value ± z × error` (Wald).
    pub fn wald(value: f64, error: f64, level: f64) -> Option<Self> {
        let reach = z(level) * error;
        Self::new(value, value - reach, value + reach)
    }

    /// The same interval moved by `by`, its ends kept within `least..=most`.
    pub fn shifted(self, by: f64, least: f64, most: f64) -> Self {
        let moved = |part: f64| (part + by).clamp(least, most);
        Self { value: moved(self.value), low: moved(self.low), high: moved(self.high) }
    }
}

/// A count out of a number, with Wilson's interval (Wilson 1927), which stays within 0..1 and is honest when the
/// count is small.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// How many.
    pub count: usize,
    /// Out of how many; never 0.
    pub of: usize,
    /// `count / of`.
    pub share: f64,
    /// Lower end of Wilson's interval.
    pub low: f64,
    /// Upper end of Wilson's interval.
    pub high: f64,
}

impl Share {
    /// Wilson's interval for `count` out of `of`; none when there is nothing to divide by, or more than all.
    pub fn new(count: usize, of: usize, level: f64) -> Option<Self> {
        if of == 0 || count > of {
            return None;
        }
        let (n, z2) = (of as f64, z(level).powi(2));
        let share = count as f64 / n;
        let middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
        let reach = (z2 * (share * (1.0 - share) / n + z2 / (4.0 * n * n))).sqrt() / (1.0 + z2 / n);
        // At the ends the formula is exact, its rounding is not.
        let low = if count == 0 { 0.0 } else { (middle - reach).max(0.0) };
        let high = if count == of { 1.0 } else { (middle + reach).min(1.0) };
        Some(Self { count, of, share, low, high })
    }

    /// `self − other` for two separate groups, by Newcombe's hybrid of two Wilson intervals (Newcombe 1998, method 10).
    pub fn minus(self, other: Self) -> Option<Estimate> {
        let value = self.share - other.share;
        let below = (self.share - self.low).hypot(other.high - other.share);
        let above = (self.high - self.share).hypot(other.share - other.low);
        Estimate::new(value, value - below, value + above)
    }
}

/// The two-sided normal quantile: 1.96 for 0.95. A level outside 0..1 (or not a number) is read as 0.95.
pub fn z(level: f64) -> f64 {
    let level = if level > 0.0 && level < 1.0 { level } else { 0.95 };
    // Between a half and one, so the quantile exists and is finite.
    let upper = (0.5 + level / 2.0).min(1.0 - 1e-15);
    Normal::standard().inverse_cdf(upper)
}

/// The two-sided quantile of Student's t: 2.048 for 0.95 and 28 degrees of freedom. None for no degrees, or when it is
/// not a finite number.
pub(crate) fn t(level: f64, degrees: f64) -> Option<f64> {
    let student = StudentsT::new(0.0, 1.0, degrees).ok()?;
    let level = if level > 0.0 && level < 1.0 { level } else { 0.95 };
    Some(student.inverse_cdf(0.5 + level / 2.0)).filter(|quantile| quantile.is_finite())
}

/// The logistic function: log-odds to probability.
pub fn expit(log_odds: f64) -> f64 {
    if log_odds >= 0.0 {
        1.0 / (1.0 + (-log_odds).exp())
    } else {
        let e = log_odds.exp();
        e / (1.0 + e)
    }
}

/// Probability to log-odds. Probabilities nearer than 1e-9 to 0 or 1 are moved there, so that the result is finite.
pub fn logit(probability: f64) -> f64 {
    let p = probability.clamp(1e-9, 1.0 - 1e-9);
    (p / (1.0 - p)).ln()
}

/// `ln(1 + e^x)` without overflow.
pub(crate) fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// The mean; none of nothing.
pub(crate) fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (sum, n) = values.into_iter().fold((0.0, 0_usize), |(sum, n), value| (sum + value, n + 1));
    (n > 0).then(|| sum / n as f64)
}

/// The sample variance (divided by n − 1); none below two values.
pub(crate) fn variance(values: &[f64]) -> Option<f64> {
    let middle = mean(values.iter().copied())?;
    let squares: f64 = values.iter().map(|value| (value - middle).powi(2)).sum();
    (values.len() > 1).then(|| squares / (values.len() - 1) as f64)
}

/// A quantile of values in ascending order, interpolated between neighbours (Hyndman and Fan 1996, type 7).
pub(crate) fn quantile(sorted: &[f64], at: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = at.clamp(0.0, 1.0) * last as f64;
    let below = place.floor();
    let low = sorted.get(below as usize)?;
    let high = sorted.get((below as usize + 1).min(last))?;
    Some(low + (place - below) * (high - low))
}

/// The middle `level` of the values (percentile interval). Values that are not numbers are left out.
pub(crate) fn middle(values: impl IntoIterator<Item = f64>, level: f64) -> Option<(f64, f64)> {
    let mut sorted: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let tail = (1.0 - level) / 2.0;
    Some((quantile(&sorted, tail)?, quantile(&sorted, 1.0 - tail)?))
}
