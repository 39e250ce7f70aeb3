//! Whether the items hang together, are answered, and are answered alike twice.
//!
//! A low alpha is not a fault of a risk index: risks that have different causes need not go together. It says how far
//! the score may be read as one thing.

use crate::numbers::{Estimate, Share, mean, variance, z};
use serde::{Deserialize, Serialize};

/// One item among the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemReliability {
    /// Correlation with the sum of the other items. Absent for an item that does not vary.
    pub item_rest: Option<f64>,
    /// Alpha of the other items.
    pub alpha_without: Option<f64>,
    /// Not answered (or out of range), among all screens.
    pub missing: Option<Share>,
}

/// Internal consistency of an index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reliability {
    /// Screens with every item answered; alpha and correlations are of these.
    pub complete: usize,
    /// Items that vary among them; the others add nothing and are left out.
    pub varying: usize,
    /// Cronbach's alpha (1951); for yes/no items it is Kuder and Richardson's formula 20 (1937).
    ///
    /// The interval takes no shape of distribution for granted (Maydeu-Olivares, Coffman and Hartmann 2007), on the
    /// scale of `ln(1 − alpha)`: Feldt's supposes equal covariances, which yes/no items of unequal frequency do not have.
    pub alpha: Option<Estimate>,
    /// In the order of the items.
    pub items: Vec<ItemReliability>,
}

/// Internal consistency of answers in rows (one per screen, strengths already turned round, all on one scale). A
/// value that is not a number counts as missing. Rows of another length than the first are left out.
pub fn reliability(rows: &[Vec<f64>], level: f64) -> Reliability {
    let width = rows.first().map_or(0, Vec::len);
    let rows: Vec<&Vec<f64>> = rows.iter().filter(|row| row.len() == width).collect();
    let complete: Vec<&Vec<f64>> =
        rows.iter().copied().filter(|row| row.iter().all(|v| v.is_finite())).collect();
    let column = |rows: &[&Vec<f64>], at: usize| -> Vec<f64> {
        rows.iter().filter_map(|row| row.get(at).copied()).collect()
    };
    let columns: Vec<Vec<f64>> = (0..width).map(|at| column(&complete, at)).collect();
    let varies = |column: &[f64]| variance(column).is_some_and(|spread| spread > 1e-12);
    let varying: Vec<Vec<f64>> = columns.iter().filter(|column| varies(column)).cloned().collect();
    let totals = sums(&varying, complete.len());
    let spread_of_total = variance(&totals).unwrap_or(0.0);
    let spreads: f64 = varying.iter().filter_map(|column| variance(column)).sum();
    let items = columns.iter().enumerate().map(|(at, column)| {
        let answers = rows.iter().filter_map(|row| row.get(at));
        let missing = answers.filter(|value| !value.is_finite()).count();
        let (item_rest, alpha_without) = if varies(column) {
            beside(column, &totals, (spreads, spread_of_total), varying.len())
        } else {
            (None, None)
        };
        ItemReliability { item_rest, alpha_without, missing: Share::new(missing, rows.len(), level) }
    });
    Reliability {
        complete: complete.len(),
        varying: varying.len(),
        alpha: alpha(&varying, &totals, level),
        items: items.collect(),
    }
}

fn sums(columns: &[Vec<f64>], n: usize) -> Vec<f64> {
    columns.iter().fold(vec![0.0; n], |mut sums, column| {
        sums.iter_mut().zip(column).for_each(|(sum, value)| *sum += value);
        sums
    })
}

/// Correlation with the rest, and alpha of the rest.
fn beside(column: &[f64], totals: &[f64], all: (f64, f64), items: usize) -> (Option<f64>, Option<f64>) {
    let rest: Vec<f64> = totals.iter().zip(column).map(|(total, value)| total - value).collect();
    let (Some(own), Some(spread)) = (variance(column), variance(&rest)) else { return (None, None) };
    // var(total) = var(item) + var(rest) + 2 cov(item, rest)
    let together = (all.1 - own - spread) / 2.0;
    let k = items as f64 - 1.0;
    let correlation = Some(together / (own * spread).sqrt()).filter(|r| r.is_finite());
    let without = Some(k / (k - 1.0) * (1.0 - (all.0 - own) / spread)).filter(|a| items > 2 && a.is_finite());
    (correlation, without)
}

fn alpha(columns: &[Vec<f64>], totals: &[f64], level: f64) -> Option<Estimate> {
    let (k, n) = (columns.len() as f64, totals.len() as f64);
    let total = variance(totals).filter(|spread| *spread > 1e-12)?;
    if columns.len() < 2 {
        return None;
    }
    let spreads: f64 = columns.iter().filter_map(|column| variance(column)).sum();
    let value = k / (k - 1.0) * (1.0 - spreads / total);
    // Each screen's influence on alpha (the delta method, person by person).
    let middle = mean(totals.iter().copied())?;
    let own = columns.iter().try_fold(vec![0.0; totals.len()], |mut own, column| {
        let middle = mean(column.iter().copied())?;
        own.iter_mut().zip(column).for_each(|(sum, value)| *sum += (value - middle).powi(2));
        Some(own)
    })?;
    let influence: Vec<f64> = totals
        .iter()
        .zip(&own)
        .map(|(sum, own)| {
            k / (k - 1.0)
                * (spreads * ((sum - middle).powi(2) - total) / total.powi(2) - (own - spreads) / total)
        })
        .collect();
    let error = (variance(&influence)? / n).sqrt();
    if value >= 1.0 - 1e-12 {
        return Estimate::new(value, value, value);
    }
    let reach = z(level) * error / (1.0 - value);
    Estimate::new(value, 1.0 - (1.0 - value) * reach.exp(), 1.0 - (1.0 - value) * (-reach).exp())
}

/// Kappa is for kinds of answers, not for measurements.
const MOST_KINDS: usize = 20;

/// Cohen's kappa (1960) of the same item answered twice (test and retest, or two workers), with the interval of Fleiss,
/// Cohen and Everitt (1969). Pairs with a value that is not a number are left out. None if there is no pair, more than 20
/// kinds of answers, or only one kind, where agreement beyond chance has no meaning.
pub fn kappa(pairs: &[(f64, f64)], level: f64) -> Option<Estimate> {
    let pairs: Vec<(f64, f64)> =
        pairs.iter().copied().filter(|(a, b)| a.is_finite() && b.is_finite()).collect();
    let mut kinds: Vec<f64> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    kinds.sort_by(f64::total_cmp);
    kinds.dedup();
    if kinds.len() > MOST_KINDS {
        return None;
    }
    let n = pairs.len() as f64;
    let share =
        |test: &dyn Fn(&(f64, f64)) -> bool| pairs.iter().filter(|pair| test(pair)).count() as f64 / n;
    let first: Vec<f64> = kinds.iter().map(|kind| share(&|pair| pair.0 == *kind)).collect();
    let second: Vec<f64> = kinds.iter().map(|kind| share(&|pair| pair.1 == *kind)).collect();
    let agreed = share(&|pair| pair.0 == pair.1);
    let chance: f64 = first.iter().zip(&second).map(|(a, b)| a * b).sum();
    let value = (agreed - chance) / (1.0 - chance);
    let (mut same, mut different) = (0.0, 0.0);
    for (a, (_, second_a)) in kinds.iter().zip(first.iter().zip(&second)) {
        for (b, (first_b, second_b)) in kinds.iter().zip(first.iter().zip(&second)) {
            let cell = share(&|pair| pair.0 == *a && pair.1 == *b);
            if a == b {
                same += cell * (1.0 - (first_b + second_b) * (1.0 - value)).powi(2);
            } else {
                different += cell * (second_a + first_b).powi(2);
            }
        }
    }
    let inner = same + (1.0 - value).powi(2) * different - (value - chance * (1.0 - value)).powi(2);
    let error = inner.max(0.0).sqrt() / ((1.0 - chance) * n.sqrt());
    Estimate::wald(value, error, level).map(|estimate| estimate.shifted(0.0, -1.0, 1.0))
}
