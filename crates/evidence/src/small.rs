//! Small counts. Whoever reads a table of one organisation may know the villages it works in: a count of two points at two
//! families, and that there is none says something the day after there was one. And what is left out must not be found by
//! subtraction.

/// Counts below this are not shown: 5, as the index does.
pub const LEAST: usize = 5;

/// A count by itself.
pub fn shown(count: usize) -> Option<usize> {
    (count >= LEAST).then_some(count)
}

/// Counts that add up to a number which is shown. Small ones are left out; where that would be one alone, the smallest of
/// the others goes with it.
pub fn shown_parts(counts: &[usize]) -> Vec<Option<usize>> {
    let mut parts: Vec<Option<usize>> = counts.iter().map(|count| shown(*count)).collect();
    if parts.iter().filter(|part| part.is_none()).count() == 1 {
        let next = counts
            .iter()
            .enumerate()
            .filter(|(at, _)| parts.get(*at).is_some_and(Option::is_some))
            .min_by_key(|(_, count)| **count);
        if let Some(part) = next.and_then(|(at, _)| parts.get_mut(at)) {
            *part = None;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_cannot_be_found_by_subtraction() {
        assert_eq!(shown_parts(&[8, 12, 7]), [Some(8), Some(12), Some(7)]);
        assert_eq!(shown_parts(&[0, 12, 7]), [None, Some(12), None]);
        assert_eq!(shown_parts(&[3, 12, 7]), [None, Some(12), None]);
        assert_eq!(shown_parts(&[3, 2, 7]), [None, None, Some(7)]);
        assert_eq!(shown_parts(&[0, 0, 4]), [None, None, None]);
        assert_eq!((shown(0), shown(4), shown(5)), (None, None, Some(5)));
    }
}
