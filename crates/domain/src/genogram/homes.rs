//! The dotted line around the people who live together, drawn as one shape that leaves out everybody else.

use super::coords::COUPLE_GAP;
use super::drawing::{Outline, Rect};
use crate::sorted::Put;

/// Room between the people and the line.
const PAD: f32 = 3.5;
/// Width of a passage from one part of a home to another.
const PASSAGE: f32 = 13.0;

/// One row as a home sees it.
#[derive(Debug, Clone, Default)]
pub(super) struct HomeRow {
    /// Top of the symbols and bottom of the lowest name.
    pub top: f32,
    pub bottom: f32,
    /// Left edge, right edge, and whether the person lives here; from the left.
    pub cells: Vec<(f32, f32, bool)>,
}

/// The outlines of one home within one component: usually one, never none unless nobody lives there.
pub(super) fn outline(rows: &[HomeRow]) -> Vec<Outline> {
    let mut rects: Vec<Rect> = Vec::new();
    let runs: Vec<Vec<(f32, f32)>> = rows.iter().map(runs).collect();
    let lived: Vec<usize> =
        (0..rows.len()).filter(|row| runs.get(*row).is_some_and(|r| !r.is_empty())).collect();
    for (row, runs) in rows.iter().zip(&runs) {
        for (left, right) in runs {
            rects.push(Rect {
                x: left - PAD,
                y: row.top - PAD,
                w: right - left + 2.0 * PAD,
                h: row.bottom - row.top + 2.0 * PAD,
            });
        }
    }
    let at = |row: usize| (rows.get(row), runs.get(row).map_or(&[][..], Vec::as_slice));
    for pair in lived.windows(2) {
        let [upper, lower] = pair else { continue };
        // Through the rows between, where nobody of this home lives, beside whoever stands there.
        let mut ways: Vec<f32> = Vec::new();
        let middle = hull(at(*upper).1.iter().chain(at(*lower).1)).map_or(0.0, |(l, r)| (l + r) / 2.0);
        for between in upper + 1..*lower {
            if let (Some(row), _) = at(between) {
                let x = way_through(row, ways.last().copied().unwrap_or(middle));
                rects.push(Rect {
                    x: x - PASSAGE / 2.0,
                    y: row.top - PAD,
                    w: PASSAGE,
                    h: row.bottom - row.top + 2.0 * PAD,
                });
                ways.push(x);
            }
        }
        for row in *upper..*lower {
            let (Some(this), Some(next)) = (rows.get(row), rows.get(row + 1)) else { continue };
            let from = if row == *upper { at(row).1.to_vec() } else { passage(&ways, row - upper - 1) };
            let to = if row + 1 == *lower { at(row + 1).1.to_vec() } else { passage(&ways, row - upper) };
            rects.extend(bridge(&from, &to, this.bottom, next.top));
        }
    }
    // All in one row, with others between them: joined below.
    if let [only] = lived.as_slice()
        && let (Some(row), [first, .., last]) = at(*only)
    {
        let (left, right) = (first.0 - PAD, last.1 + PAD);
        rects.push(Rect { x: left, y: row.bottom + PAD - 0.5, w: right - left, h: PASSAGE });
    }
    trace(&rects)
}

fn passage(ways: &[f32], at: usize) -> Vec<(f32, f32)> {
    ways.get(at).map(|x| (x - PASSAGE / 2.0 + PAD, x + PASSAGE / 2.0 - PAD)).into_iter().collect()
}

/// People of the home who stand side by side with nobody else between.
fn runs(row: &HomeRow) -> Vec<(f32, f32)> {
    let mut out: Vec<(f32, f32)> = Vec::new();
    let mut open = false;
    for (left, right, lives) in &row.cells {
        match (lives, open, out.last_mut()) {
            (true, true, Some(run)) => run.1 = *right,
            (true, ..) => out.push((*left, *right)),
            (false, ..) => {}
        }
        open = *lives;
    }
    out
}

fn hull<'a>(runs: impl Iterator<Item = &'a (f32, f32)>) -> Option<(f32, f32)> {
    runs.copied().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// The space between two rows, as wide as it must be to join everything: where one run lies over another only
/// their common part is needed.
fn bridge(from: &[(f32, f32)], to: &[(f32, f32)], top: f32, bottom: f32) -> Option<Rect> {
    let (left, right) = match (from, to) {
        ([a], [b]) if a.0.max(b.0) + PASSAGE <= a.1.min(b.1) => (a.0.max(b.0), a.1.min(b.1)),
        _ => hull(from.iter().chain(to))?,
    };
    Some(Rect { x: left - PAD, y: top, w: right - left + 2.0 * PAD, h: bottom - top })
}

/// The middle of the nearest way past the people of a row: a wide gap between two of them, or beside them all.
fn way_through(row: &HomeRow, near: f32) -> f32 {
    let mut ways: Vec<f32> = Vec::new();
    let room = PASSAGE / 2.0 + 4.0;
    if let (Some(first), Some(last)) = (row.cells.first(), row.cells.last()) {
        ways.extend([(first.0 - room).min(near), (last.1 + room).max(near)]);
    }
    for pair in row.cells.windows(2) {
        if let [a, b] = pair {
            // Not between two of a couple, across their line.
            if b.0 - a.1 >= 2.0 * room && b.0 - a.1 > COUPLE_GAP + 1.0 {
                ways.push(near.clamp(a.1 + room, b.0 - room));
            }
        }
    }
    ways.into_iter().min_by(|a, b| (a - near).abs().total_cmp(&(b - near).abs())).unwrap_or(near)
}

/// The outlines of a union of rectangles, corner by corner.
fn trace(rects: &[Rect]) -> Vec<Outline> {
    let mut xs: Vec<f32> = rects.iter().flat_map(|r| [r.x, r.x + r.w]).collect();
    let mut ys: Vec<f32> = rects.iter().flat_map(|r| [r.y, r.y + r.h]).collect();
    for list in [&mut xs, &mut ys] {
        list.put_by(f32::total_cmp);
        list.dedup_by(|a, b| (*a - *b).abs() < 0.01);
    }
    let (columns, lines) = (xs.len().saturating_sub(1), ys.len().saturating_sub(1));
    let value = |list: &[f32], i: usize| list.get(i).copied().unwrap_or(0.0);
    let filled = |column: Option<usize>, line: Option<usize>| {
        let (Some(i), Some(j)) = (column.filter(|i| *i < columns), line.filter(|j| *j < lines)) else {
            return false;
        };
        let (x, y) = ((value(&xs, i) + value(&xs, i + 1)) / 2.0, (value(&ys, j) + value(&ys, j + 1)) / 2.0);
        rects.iter().any(|r| r.x < x && x < r.x + r.w && r.y < y && y < r.y + r.h)
    };
    // Edges of the filled cells, each walked with the inside on its right.
    let mut edges: Vec<((usize, usize), (usize, usize))> = Vec::new();
    for j in 0..lines {
        for i in (0..columns).filter(|i| filled(Some(*i), Some(j))) {
            let sides = [
                (!filled(Some(i), j.checked_sub(1)), (i, j), (i + 1, j)),
                (!filled(Some(i + 1), Some(j)), (i + 1, j), (i + 1, j + 1)),
                (!filled(Some(i), Some(j + 1)), (i + 1, j + 1), (i, j + 1)),
                (!filled(i.checked_sub(1), Some(j)), (i, j + 1), (i, j)),
            ];
            edges.extend(sides.into_iter().filter(|(open, ..)| *open).map(|(_, from, to)| (from, to)));
        }
    }
    let mut out = Vec::new();
    while let Some((start, mut at)) = edges.pop() {
        let mut corners = vec![start];
        while at != start {
            corners.push(at);
            let Some(next) = edges.iter().position(|(from, _)| *from == at) else { break };
            at = edges.swap_remove(next).1;
        }
        let points: Vec<(f32, f32)> =
            corners.into_iter().map(|(i, j)| (value(&xs, i), value(&ys, j))).collect();
        out.push(Outline { points: turns(&points) });
    }
    out
}

/// Only the points at which the line turns.
fn turns(points: &[(f32, f32)]) -> Vec<(f32, f32)> {
    let before = points.iter().cycle().skip(points.len().saturating_sub(1));
    let after = points.iter().cycle().skip(1);
    let straight = |a: &(f32, f32), b: &(f32, f32), c: &(f32, f32)| {
        (a.0 == b.0 && b.0 == c.0) || (a.1 == b.1 && b.1 == c.1)
    };
    points
        .iter()
        .zip(before)
        .zip(after)
        .filter(|((b, a), c)| !straight(a, b, c))
        .map(|((b, _), _)| *b)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(top: f32, cells: &[(f32, f32, bool)]) -> HomeRow {
        HomeRow { top, bottom: top + 50.0, cells: cells.to_vec() }
    }

    #[test]
    fn one_home_is_one_line_though_others_stand_between() {
        let grandmother = row(0.0, &[(100.0, 150.0, true)]);
        let parents = row(90.0, &[(60.0, 110.0, false), (140.0, 190.0, false)]);
        let children = row(180.0, &[(0.0, 50.0, true), (60.0, 110.0, true), (200.0, 250.0, true)]);
        let lines = outline(&[grandmother, parents, children]);
        assert_eq!(lines.len(), 1, "{lines:?}");
        let split = row(0.0, &[(0.0, 50.0, true), (60.0, 110.0, false), (120.0, 170.0, true)]);
        assert_eq!(outline(&[split]).len(), 1);
        assert!(outline(&[row(0.0, &[(0.0, 50.0, false)])]).is_empty());
    }

    #[test]
    fn a_plain_home_is_a_rectangle() {
        let lines = outline(&[row(0.0, &[(0.0, 50.0, true), (60.0, 110.0, true)])]);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].points.len(), 4);
    }
}
