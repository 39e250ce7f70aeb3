//! How many families are needed before an index may learn: Riley et al. 2020 (BMJ 368:m441) and 2019 (Stat Med
//! 38:1276), the criteria of `pmsampsize`.

use serde::{Deserialize, Serialize};

/// What is assumed for the sample size.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Assumptions {
    /// Nagelkerke's R² that the new weights may be expected to reach. Fixed beforehand, never read off the data: what
    /// a model reaches on its own data is too high, and would ask for too few. 0.15 is what Riley et al. recommend
    /// where nothing better is known.
    pub nagelkerke: f64,
    /// Weights shall need no more shrinkage than to this (0.9: by a tenth).
    pub shrinkage: f64,
    /// The share of separated families shall be known to within this (0.05), and so shall Nagelkerke's R².
    pub margin: f64,
}

impl Default for Assumptions {
    fn default() -> Self {
        Self { nagelkerke: 0.15, shrinkage: 0.9, margin: 0.05 }
    }
}

/// Families needed, by criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needed {
    /// So that weights are overfitted by no more than a tenth.
    pub for_weights: usize,
    /// So that apparent and true R² differ by no more than the margin.
    pub for_fit: usize,
    /// So that the overall share is known to within the margin.
    pub for_share: usize,
}

impl Needed {
    /// The strictest.
    pub fn families(self) -> usize {
        self.for_weights.max(self.for_fit).max(self.for_share)
    }
}

/// Families needed for `items` weights when `share` of them is separated (0 to 1, both excluded). None if the
/// assumptions cannot be met (R² of 0 or 1, shrinkage outside 0..1).
pub fn needed(items: usize, share: f64, assumed: Assumptions) -> Option<Needed> {
    let Assumptions { nagelkerke, shrinkage, margin } = assumed;
    let inside = |value: f64| value > 0.0 && value < 1.0;
    if ![share, nagelkerke, shrinkage, margin].into_iter().all(inside) {
        return None;
    }
    // Of Cox and Snell's R², the highest that this share allows.
    let highest = 1.0 - (2.0 * (share * share.ln() + (1.0 - share) * (1.0 - share).ln())).exp();
    let expected = nagelkerke * highest;
    let with = |shrink: f64| items as f64 / ((shrink - 1.0) * (1.0 - expected / shrink).ln());
    let for_fit = with(expected / (expected + margin * highest));
    let for_share = (1.96 / margin).powi(2) * share * (1.0 - share);
    let whole = |n: f64| (n.is_finite() && n >= 0.0).then(|| n.ceil() as usize);
    Some(Needed {
        for_weights: whole(with(shrinkage))?,
        for_fit: whole(for_fit)?,
        for_share: whole(for_share)?,
    })
}
