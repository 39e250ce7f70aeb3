//! Chance from a seed: the same seed gives the same proposal, on every machine and whenever it is asked again.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// What a stream of chance is used for. Each use has its own, so that changing one leaves the others as they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Folds,
    Bootstrap,
}

/// A source of chance that is fully decided by its seed.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64, purpose: Purpose) -> Self {
        let mut source = ChaCha8Rng::seed_from_u64(seed);
        source.set_stream(match purpose {
            Purpose::Folds => 1,
            Purpose::Bootstrap => 2,
        });
        Self(source)
    }

    /// A number in `0..n`; 0 if `n` is 0. (Uneven by less than n / 2^64.)
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.0.next_u64()) * n as u128) >> 64) as usize
    }

    /// Fisher and Yates.
    pub(crate) fn shuffle(&mut self, values: &mut [usize]) {
        for at in (1..values.len()).rev() {
            let with = self.below(at + 1);
            values.swap(at, with);
        }
    }

    /// How often each of `n` is drawn in `n` draws with replacement.
    pub(crate) fn draw_counts(&mut self, n: usize) -> Vec<f64> {
        let mut counts = vec![0.0; n];
        for _ in 0..n {
            if let Some(count) = counts.get_mut(self.below(n)) {
                *count += 1.0;
            }
        }
        counts
    }
}
