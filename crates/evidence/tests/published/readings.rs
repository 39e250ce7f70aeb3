//! Which statistic the published percentages can be: what the module documentation of `change` says, reckoned.

use crate::children::{CHILDREN, FACTORS};

const ROUNDINGS: [fn(f64) -> f64; 3] = [f64::round, f64::floor, f64::ceil];

fn printed() -> impl Iterator<Item = f64> {
    FACTORS.iter().map(|(_, percent)| *percent as f64)
}

/// Whether some number of steps, of so many, is printed as this percentage.
fn reachable(percent: f64, of: usize, round: fn(f64) -> f64) -> bool {
    (0..=of).any(|steps| round(100.0 * steps as f64 / of as f64) == percent)
}

#[test]
fn no_share_of_29_or_fewer_children_is_printed_as_one_or_two_percent() {
    for of in 1..=CHILDREN {
        for round in ROUNDINGS {
            assert!(!reachable(1.0, of, round) && !reachable(2.0, of, round), "of {of}");
        }
    }
}

#[test]
fn parts_of_the_span_of_marks_do_not_give_all_twelve() {
    for round in ROUNDINGS {
        assert!(printed().any(|percent| !reachable(percent, 3 * CHILDREN, round)));
    }
}

/// These three remain, and nothing printed decides between them.
#[test]
fn sums_at_baseline_parts_of_the_highest_mark_and_own_percentages_give_all_twelve() {
    let sums = CHILDREN..=4 * CHILDREN;
    for percent in printed() {
        let by_sum = |sum: usize| {
            let room = 4 * CHILDREN - sum;
            (0..=room).any(|steps| (100.0 * steps as f64 / sum as f64).round() == percent)
        };
        assert!(sums.clone().any(by_sum), "{percent}");
        assert!(reachable(percent, 4 * CHILDREN, f64::round), "{percent}");
        // A child's own rise by a third, a half or the whole of its mark, in twelfths, over all children.
        let own = |thirds: usize, halves: usize, wholes: usize| {
            let twelfths = 4 * thirds + 6 * halves + 12 * wholes;
            (100.0 * twelfths as f64 / (12 * CHILDREN) as f64).round() == percent
        };
        let some = 0..CHILDREN / 3;
        assert!(some.clone().any(|a| some.clone().any(|b| some.clone().any(|c| own(a, b, c)))), "{percent}");
    }
}
