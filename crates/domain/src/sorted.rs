//! Putting lists in order with one sorting routine. The standard library's is compiled anew for every kind of
//! list, which for some forty short lists was a tenth of what a phone downloads.

use std::cmp::Ordering;

/// Stable sorting, in place of `sort_by` and `sort_by_key`. Meant for lists of up to some hundreds.
pub trait Put<T> {
    /// By a comparison.
    fn put_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);
    /// By a key, smallest first.
    fn put_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);
    /// By the things' own order.
    fn put(&mut self)
    where
        T: Ord;
}

impl<T> Put<T> for [T] {
    fn put_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let list = &*self;
        let swaps = plan(list.len(), &mut |a, b| match (list.get(a), list.get(b)) {
            (Some(a), Some(b)) => compare(a, b).is_lt(),
            _ => false,
        });
        for (a, b) in swaps {
            self.swap(a, b);
        }
    }
    fn put_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.put_by(|a, b| key(a).cmp(&key(b)));
    }
    fn put(&mut self)
    where
        T: Ord,
    {
        self.put_by(T::cmp);
    }
}

/// Which places to swap, one after the other. `before(a, b)`: whether the thing at `a` belongs before that at `b`.
#[inline(never)]
fn plan(len: usize, before: &mut dyn FnMut(usize, usize) -> bool) -> Vec<(usize, usize)> {
    // Every thing goes behind those that are not after it, which keeps equals in their order.
    let mut order: Vec<usize> = Vec::with_capacity(len);
    for new in 0..len {
        let at = order.partition_point(|old| !before(new, *old));
        order.insert(at, new);
    }
    // A place's thing may have been swapped away by an earlier step: follow it.
    let mut swaps = Vec::new();
    for to in 0..len {
        let Some(mut from) = order.get(to).copied() else { continue };
        while from < to {
            let Some(next) = order.get(from).copied() else { break };
            from = next;
        }
        if from != to {
            swaps.push((to, from));
        }
    }
    swaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn order_is_that_of_the_standard_library(list in prop::collection::vec((0u8..9, any::<u16>()), 0..90)) {
            let (mut ours, mut theirs) = (list.clone(), list.clone());
            ours.put_by_key(|(key, _)| *key);
            theirs.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(&ours, &theirs);
            let (mut ours, mut theirs) = (list.clone(), list.clone());
            ours.put_by(|a, b| b.0.cmp(&a.0));
            theirs.sort_by_key(|pair| std::cmp::Reverse(pair.0));
            prop_assert_eq!(&ours, &theirs);
            let (mut ours, mut theirs) = (list.clone(), list);
            ours.put();
            theirs.sort();
            prop_assert_eq!(&ours, &theirs);
        }
    }

    #[test]
    fn a_list_that_is_backwards_is_turned_around() {
        let mut list: Vec<u32> = (0..500).rev().collect();
        list.put();
        assert!(list.is_sorted());
    }
}
