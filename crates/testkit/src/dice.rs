//! Chance that repeats itself: a seeded ChaCha stream.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// A seeded source of choices. The same seed gives the same choices on every machine.
#[derive(Debug, Clone)]
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// Chance that begins at a seed.
    pub fn seeded(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }
    /// An independent source that grows out of this one.
    pub fn branch(&mut self) -> Self {
        Self::seeded(self.0.next_u64())
    }
    /// Eight random bytes.
    pub fn bytes(&mut self) -> [u8; 8] {
        self.0.next_u64().to_be_bytes()
    }
    /// A number below `n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.0.next_u64() % n).unwrap_or(0)
    }
    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = usize::try_from(high.saturating_sub(low)).unwrap_or(0);
        low.saturating_add(i64::try_from(self.below(span.saturating_add(1))).unwrap_or(0))
    }
    /// True `percent` times out of a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
    /// One of a list; `None` when it is empty.
    pub fn one<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let at = self.below(list.len());
        list.get(at)
    }
    /// One text of a list; empty when the list is.
    pub fn text(&mut self, list: &[&'static str]) -> &'static str {
        self.one(list).copied().unwrap_or_default()
    }
    /// `count` different items, in the order of the list.
    pub fn some<'a, T>(&mut self, list: &'a [T], count: usize) -> Vec<&'a T> {
        let mut left = count.min(list.len());
        let mut chosen = Vec::with_capacity(left);
        for (at, item) in list.iter().enumerate() {
            let rest = list.len() - at;
            if left > 0 && self.below(rest) < left {
                chosen.push(item);
                left -= 1;
            }
        }
        chosen
    }
    /// Puts a list into a random order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            let other = self.below(end + 1);
            list.swap(end, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_choices() {
        let throw = |seed| {
            let mut dice = Dice::seeded(seed);
            (0..50).map(|_| dice.between(-3, 3)).collect::<Vec<_>>()
        };
        assert_eq!(throw(7), throw(7));
        assert_ne!(throw(7), throw(8));
        assert!(throw(7).iter().all(|n| (-3..=3).contains(n)));
    }

    #[test]
    fn some_of_a_list_are_different_and_in_order() {
        let mut dice = Dice::seeded(1);
        let list: Vec<u32> = (0..20).collect();
        for count in 0..=22 {
            let chosen = dice.some(&list, count);
            assert_eq!(chosen.len(), count.min(20));
            assert!(chosen.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
