//! Where everybody stands from left to right: children under the middle of their parents and parents over the
//! middle of their children, as nearly as the widths allow, and never two in one place.

use super::order::{Hang, Node, Ordered};
use std::collections::BTreeMap;

/// Between brothers and sisters.
const SIBLING_GAP: f32 = 8.0;
/// Between people who do not hang from the same parents.
const STRANGER_GAP: f32 = 14.0;
/// Between two of a couple: room for the strokes of separation and for the children's line.
pub(super) const COUPLE_GAP: f32 = 29.0;
const SWEEPS: usize = 40;

/// The middle of each node, and its width.
#[derive(Debug, Clone, Default)]
pub(super) struct Places(pub BTreeMap<Node, (f32, f32)>);

impl Places {
    pub fn middle(&self, node: Node) -> f32 {
        self.0.get(&node).map_or(0.0, |(x, _)| *x)
    }
    pub fn left(&self, node: Node) -> f32 {
        self.0.get(&node).map_or(0.0, |(x, w)| x - w / 2.0)
    }
    pub fn right(&self, node: Node) -> f32 {
        self.0.get(&node).map_or(0.0, |(x, w)| x + w / 2.0)
    }
}

struct Block {
    nodes: Vec<Node>,
    /// Middle of each node from the left edge of the block.
    offsets: Vec<f32>,
    width: f32,
    x: f32,
}

/// Places all nodes; the leftmost edge is 0.
pub(super) fn place(ordered: &Ordered, width: impl Fn(Node) -> f32) -> Places {
    let mut rows: Vec<Vec<Block>> = Vec::new();
    for row in &ordered.rows {
        rows.push(row.iter().map(|unit| block(unit, &width)).collect());
    }
    let gaps: Vec<Vec<f32>> = ordered.rows.iter().map(|row| gaps(row, &ordered.hangs)).collect();
    for (row, gaps) in rows.iter_mut().zip(&gaps) {
        let wishes: Vec<(f32, f32)> = row.iter().map(|_| (0.0, 1.0)).collect();
        settle(row, gaps, &wishes);
    }
    for sweep in 0..SWEEPS {
        let down = (1..rows.len()).map(|row| (row, true));
        let up = (0..rows.len().saturating_sub(1)).rev().map(|row| (row, false));
        let order: Vec<(usize, bool)> = if sweep % 2 == 0 { down.collect() } else { up.collect() };
        for (row, from_above) in order {
            let places = places(&rows, &width);
            let Some(blocks) = rows.get_mut(row) else { continue };
            let wishes: Vec<(f32, f32)> =
                blocks.iter().map(|block| wish(block, &ordered.hangs, &places, from_above)).collect();
            settle(blocks, gaps.get(row).map_or(&[], Vec::as_slice), &wishes);
        }
    }
    let least = rows.iter().flatten().map(|block| block.x).fold(f32::MAX, f32::min);
    rows.iter_mut().flatten().for_each(|block| block.x -= least);
    places(&rows, &width)
}

fn block(unit: &[Node], width: &impl Fn(Node) -> f32) -> Block {
    let mut offsets = Vec::new();
    let mut at = 0.0;
    for node in unit {
        let w = width(*node);
        at += if offsets.is_empty() { 0.0 } else { COUPLE_GAP };
        offsets.push(at + w / 2.0);
        at += w;
    }
    Block { nodes: unit.to_vec(), offsets, width: at, x: 0.0 }
}

/// The gap before each unit but the first.
fn gaps(row: &[Vec<Node>], hangs: &[Hang]) -> Vec<f32> {
    let sibling = |a: &Vec<Node>, b: &Vec<Node>| {
        hangs.iter().any(|h| a.iter().any(|n| h.below.contains(n)) && b.iter().any(|n| h.below.contains(n)))
    };
    let pairs = row.iter().zip(row.iter().skip(1));
    pairs.map(|(a, b)| if sibling(a, b) { SIBLING_GAP } else { STRANGER_GAP }).collect()
}

fn places(rows: &[Vec<Block>], width: &impl Fn(Node) -> f32) -> Places {
    let mut out = BTreeMap::new();
    for block in rows.iter().flatten() {
        for (node, offset) in block.nodes.iter().zip(&block.offsets) {
            out.insert(*node, (block.x + offset, width(*node)));
        }
    }
    Places(out)
}

/// From where the line to the children goes down.
pub(super) fn anchor(above: &[Node], places: &Places) -> Option<f32> {
    match above {
        [] => None,
        [one] => Some(places.middle(*one)),
        [a, b, ..] => {
            let (a, b) = if places.middle(*a) < places.middle(*b) { (*a, *b) } else { (*b, *a) };
            Some((places.right(a) + places.left(b)) / 2.0)
        }
    }
}

/// Where a block would like to begin, and how much.
fn wish(block: &Block, hangs: &[Hang], places: &Places, from_above: bool) -> (f32, f32) {
    let (mut sum, mut weight) = (0.0, 0.0);
    for hang in hangs {
        let side = if from_above { &hang.below } else { &hang.above };
        let here = side.iter().filter(|node| block.nodes.contains(node)).count() as f32 * hang.weight;
        let Some(above) = anchor(&hang.above, places).filter(|_| here > 0.0) else { continue };
        let middles = || hang.below.iter().map(|node| places.middle(*node));
        let below = (middles().fold(f32::MAX, f32::min) + middles().fold(f32::MIN, f32::max)) / 2.0;
        let shift = if from_above { above - below } else { below - above };
        sum += here * shift;
        weight += here;
    }
    if weight > 0.0 { (block.x + sum / weight, weight) } else { (block.x, 0.02) }
}

/// Puts the blocks of a row as near to their wishes as their order and gaps allow: least squares with an order
/// (pool adjacent violators), so that they can never overlap.
fn settle(row: &mut [Block], gaps: &[f32], wishes: &[(f32, f32)]) {
    // Taking away what must lie to the left leaves values that only have to be in order.
    let mut taken = Vec::with_capacity(row.len());
    let mut sum = 0.0;
    for (at, block) in row.iter().enumerate() {
        taken.push(sum);
        sum += block.width + gaps.get(at).copied().unwrap_or(0.0);
    }
    let mut pools: Vec<(f32, f32, usize)> = Vec::new();
    for ((x, weight), before) in wishes.iter().zip(&taken) {
        pools.push((x - before, *weight, 1));
        while let [.., (x0, w0, n0), (x1, w1, n1)] = pools.as_slice() {
            if x0 <= x1 {
                break;
            }
            let merged = ((x0 * w0 + x1 * w1) / (w0 + w1), w0 + w1, n0 + n1);
            pools.truncate(pools.len() - 2);
            pools.push(merged);
        }
    }
    let values = pools.iter().flat_map(|(x, _, n)| std::iter::repeat_n(*x, *n));
    for ((block, value), before) in row.iter_mut().zip(values).zip(taken) {
        block.x = value + before;
    }
}
