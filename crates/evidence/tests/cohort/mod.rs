//! Invented cohorts whose true weights are known.

#![allow(dead_code, reason = "each test file uses a part of it")]

use kinkeeper_evidence::{Direction, Index, Item, Screen, Settings};

/// Chance for the cohort (splitmix64), apart from the crate's own.
pub struct Chance(pub u64);

impl Chance {
    pub fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
    pub fn yes(&mut self, chance: f64) -> bool {
        self.unit() < chance
    }
    /// A number in `0..n`.
    pub fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n.saturating_sub(1))
    }
    /// Days, from none to one less than `n`.
    pub fn days(&mut self, n: u16) -> i64 {
        (self.unit() * f64::from(n)) as i64
    }
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for at in (1..values.len()).rev() {
            values.swap(at, self.below(at + 1));
        }
    }
    pub fn one_of(&mut self, labels: &[&str]) -> Option<String> {
        let at = (self.unit() * labels.len() as f64) as usize;
        labels.get(at).map(|label| (*label).to_owned())
    }
}

/// The day up to which outcomes are known; every screen of [`cohort`] is due.
pub const AS_OF: i32 = 20_800;

/// An index of yes/no items that all weigh one point (minus one for strengths), cut at 2 and 4.
pub fn index(weights: &[f64]) -> Index {
    let item = |(at, weight): (usize, &f64)| Item {
        code: format!("q{at}"),
        top: 1.0,
        weight: if *weight < 0.0 { -1.0 } else { 1.0 },
        direction: if *weight < 0.0 { Direction::Lowers } else { Direction::Raises },
    };
    Index { items: weights.iter().enumerate().map(item).collect(), cut_offs: vec![2.0, 4.0] }
}

pub fn settings(weights: &[f64]) -> Settings {
    // Half of the usual work, for tests.
    Settings { resamples: 100, repeats: 1, ..Settings::new(index(weights), AS_OF, 7) }
}

/// `n` families; each item is answered yes by 20 to 50 of a hundred; the outcome follows a logistic model with `weights`
/// and `intercept`; `missing` of the answers are unknown.
pub fn cohort(n: usize, weights: &[f64], intercept: f64, missing: f64, seed: u64) -> Vec<Screen> {
    let mut chance = Chance(seed);
    let index = index(weights);
    let screen = |at: usize| {
        let share = |item: usize| 0.2 + 0.3 * (item as f64 * 0.37).fract();
        let answers: Vec<f64> =
            (0..weights.len()).map(|item| f64::from(u8::from(chance.yes(share(item))))).collect();
        let log_odds = intercept + answers.iter().zip(weights).map(|(a, w)| a * w).sum::<f64>();
        let separated = chance.yes(1.0 / (1.0 + (-log_odds).exp()));
        Screen {
            family: format!("f{at:06}"),
            day: 20_000 + (chance.unit() * 365.0) as i32,
            score: answers.iter().zip(&index.items).map(|(a, item)| a * item.weight).sum(),
            items: answers.into_iter().map(|a| (!chance.yes(missing)).then_some(a)).collect(),
            sex: chance.one_of(&["f", "m"]),
            disability: Some(if chance.yes(0.08) { "yes" } else { "no" }.to_owned()),
            area: chance.one_of(&["a", "b", "c", "d"]),
            outcome_6: Some(separated && chance.yes(0.6)),
            outcome_12: Some(separated),
        }
    };
    (0..n).map(screen).collect()
}
