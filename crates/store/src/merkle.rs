//! Merkle trees as in RFC 6962 §2 (and RFC 9162): pure, over hashes, whatever they are hashes of.
//!
//! A tree that grows is kept as its *edge*: the roots of the complete subtrees that its size is the sum of, the
//! largest first, at most 64 of them. Roots of complete subtrees of [`KEPT_FROM`] and above are stored once and
//! never change; a proof takes those and hashes at most a few hundred leaves anew.

use crate::seal::sha256;

/// A hash of a leaf, of a node, or of a whole tree.
pub type Hash = [u8; 32];

/// The lowest level whose complete subtrees are stored: 256 leaves.
pub(crate) const KEPT_FROM: u32 = 8;

/// The hash of a leaf.
pub fn leaf(bytes: &[u8]) -> Hash {
    sha256(&[&[0], bytes])
}

/// The hash of two subtrees.
pub fn node(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[1], left, right])
}

/// A complete subtree: `2^level` leaves, the `at`-th of its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    pub(crate) level: u32,
    pub(crate) at: u64,
}

impl Place {
    /// Its first leaf and the one after its last.
    pub(crate) fn leaves(self) -> (u64, u64) {
        let first = self.at.checked_shl(self.level).unwrap_or(u64::MAX);
        (first, first.saturating_add(1_u64.checked_shl(self.level).unwrap_or(u64::MAX)))
    }
}

/// The right edge of a tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edge {
    size: u64,
    peaks: Vec<Hash>,
}

impl Edge {
    /// The edge of a tree of `size` leaves from its stored bytes; `None` when they are not one.
    pub(crate) fn read(size: u64, bytes: &[u8]) -> Option<Self> {
        let (peaks, rest) = bytes.as_chunks::<32>();
        let whole = rest.is_empty() && u32::try_from(peaks.len()).ok() == Some(size.count_ones());
        whole.then(|| Self { size, peaks: peaks.to_vec() })
    }
    /// Its bytes for keeping.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.peaks.concat()
    }
    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }
    /// Adds a leaf; `completed` is told of every complete subtree of [`KEPT_FROM`] and above that this makes.
    pub(crate) fn push(&mut self, leaf: Hash, mut completed: impl FnMut(Place, Hash)) {
        let (mut hash, mut level, mut at) = (leaf, 0, self.size);
        while at & 1 == 1 {
            // A size with that bit set has a peak there.
            let Some(left) = self.peaks.pop() else { break };
            hash = node(&left, &hash);
            level += 1;
            at >>= 1;
            if level >= KEPT_FROM {
                completed(Place { level, at }, hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }
    /// Adds a leaf.
    pub fn add(&mut self, leaf: Hash) {
        self.push(leaf, |_, _| {});
    }
    /// The root of the tree.
    pub fn root(&self) -> Hash {
        join(&self.peaks)
    }
}

/// The root of a tree from the roots of the complete subtrees that it is the sum of.
pub(crate) fn join(peaks: &[Hash]) -> Hash {
    let mut from_right = peaks.iter().rev();
    match from_right.next() {
        Some(last) => from_right.fold(*last, |right, left| node(left, &right)),
        None => sha256(&[]),
    }
}

/// The complete subtrees that the leaves `first..end` are the sum of; `first` must be the beginning of a subtree.
pub(crate) fn cover(first: u64, end: u64) -> Vec<Place> {
    let (mut at, mut places) = (first, Vec::new());
    while at < end {
        let level = (end - at).ilog2().min(if at == 0 { 63 } else { at.trailing_zeros() });
        places.push(Place { level, at: at >> level });
        at = at.saturating_add(1 << level);
    }
    places
}

/// The largest power of two smaller than `n`, which is at least 2.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// The ranges of leaves whose subtree hashes prove that leaf `index` is in a tree of `size` leaves: nearest the
/// leaf first (RFC 6962 §2.1.1). Empty when it is not.
pub(crate) fn inclusion_ranges(index: u64, size: u64) -> Vec<(u64, u64)> {
    let mut ranges = Vec::new();
    if index >= size {
        return ranges;
    }
    let (mut first, mut end) = (0, size);
    while end - first > 1 {
        let middle = first + split(end - first);
        if index < middle {
            ranges.push((middle, end));
            end = middle;
        } else {
            ranges.push((first, middle));
            first = middle;
        }
    }
    ranges.reverse();
    ranges
}

/// Whether `path` proves that the leaf with this hash is the `index`-th of a tree of `size` leaves with this root.
pub fn is_included(leaf: &Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    for step in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node(step, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(&hash, step);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// The ranges whose subtree hashes prove that a tree of `size` leaves continues one of `old` (RFC 6962 §2.1.2).
pub(crate) fn consistency_ranges(old: u64, size: u64) -> Vec<(u64, u64)> {
    let mut ranges = Vec::new();
    if old == 0 || old >= size {
        return ranges;
    }
    let (mut first, mut end, mut whole) = (0, size, true);
    while old != end {
        let middle = first + split(end - first);
        if old <= middle {
            ranges.push((middle, end));
            end = middle;
        } else {
            ranges.push((first, middle));
            first = middle;
            whole = false;
        }
    }
    if !whole {
        ranges.push((first, end));
    }
    ranges.reverse();
    ranges
}

/// Whether `path` proves that the tree `(size, root)` continues the tree `(old, old_root)`.
pub fn is_continued(old: u64, old_root: &Hash, size: u64, root: &Hash, path: &[Hash]) -> bool {
    if old > size {
        return false;
    }
    if old == size {
        return path.is_empty() && old_root == root;
    }
    if old == 0 {
        return path.is_empty();
    }
    let mut steps = path.iter();
    let (mut at, mut last) = (old - 1, size - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let first = if old.is_power_of_two() { Some(old_root) } else { steps.next() };
    let Some(first) = first else { return false };
    let (mut before, mut now) = (*first, *first);
    for step in steps {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            before = node(step, &before);
            now = node(step, &now);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            now = node(&now, step);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && before == *old_root && now == *root
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition of RFC 6962 §2.1, word for word.
    fn mth(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => sha256(&[]),
            [one] => *one,
            many => {
                let k = usize::try_from(split(many.len() as u64)).unwrap();
                node(&mth(&many[..k]), &mth(&many[k..]))
            }
        }
    }
    fn leaves(n: u64) -> Vec<Hash> {
        (0..n).map(|i| leaf(&i.to_be_bytes())).collect()
    }
    fn proof(ranges: &[(u64, u64)], leaves: &[Hash]) -> Vec<Hash> {
        let range = |(a, b): &(u64, u64)| &leaves[usize::try_from(*a).unwrap()..usize::try_from(*b).unwrap()];
        ranges
            .iter()
            .map(|r| {
                let covered = cover(r.0, r.1).into_iter().map(|place| mth(range(&place.leaves())));
                let joined = join(&covered.collect::<Vec<_>>());
                assert_eq!(joined, mth(range(r)));
                joined
            })
            .collect()
    }

    #[test]
    fn the_known_answers_of_certificate_transparency() {
        // The test vectors of the reference implementation of RFC 6962.
        let inputs = [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut edge = Edge::default();
        assert_eq!(
            hex::encode(edge.root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        for (input, root) in inputs.iter().zip(roots) {
            edge.add(leaf(&hex::decode(input).unwrap()));
            assert_eq!(hex::encode(edge.root()), root);
        }
    }

    #[test]
    fn an_edge_is_kept_and_read() {
        let mut edge = Edge::default();
        let mut kept = Vec::new();
        for one in leaves(700) {
            edge.push(one, |place, hash| kept.push((place, hash)));
        }
        assert_eq!(Edge::read(700, &edge.bytes()), Some(edge.clone()));
        assert_eq!(Edge::read(701, &edge.bytes()), None);
        assert_eq!(Edge::read(700, &edge.bytes()[1..]), None);
        let places: Vec<Place> = kept.iter().map(|(place, _)| *place).collect();
        let place = |level, at| Place { level, at };
        assert_eq!(places, [place(8, 0), place(8, 1), place(9, 0)]);
        assert_eq!(kept[2].1, mth(&leaves(512)));
    }

    proptest! {
        #[test]
        fn proofs_prove_and_nothing_else(size in 1_u64..300, pick in any::<u64>(), bent in any::<u64>()) {
            let all = leaves(size);
            let root = mth(&all);
            let mut edge = Edge::default();
            all.iter().for_each(|one| edge.add(*one));
            prop_assert_eq!(edge.root(), root);

            let index = pick % size;
            let one = all[usize::try_from(index).unwrap()];
            let path = proof(&inclusion_ranges(index, size), &all);
            prop_assert!(is_included(&one, index, size, &path, &root));
            prop_assert!(!is_included(&leaf(b"another"), index, size, &path, &root));
            prop_assert!(!is_included(&one, (index + 1) % size, size, &path, &root) || size == 1);
            if !path.is_empty() {
                let mut wrong = path.clone();
                let at = usize::try_from(bent % path.len() as u64).unwrap();
                wrong[at][0] ^= 1;
                prop_assert!(!is_included(&one, index, size, &wrong, &root));
            }

            let old = 1 + pick % size;
            let old_root = mth(&all[..usize::try_from(old).unwrap()]);
            let path = proof(&consistency_ranges(old, size), &all);
            prop_assert!(is_continued(old, &old_root, size, &root, &path));
            prop_assert!(!is_continued(old, &leaf(b"another"), size, &root, &path));
            if !path.is_empty() {
                let mut wrong = path.clone();
                let at = usize::try_from(bent % path.len() as u64).unwrap();
                wrong[at][3] ^= 1;
                prop_assert!(!is_continued(old, &old_root, size, &root, &wrong));
            }
        }
    }
}
