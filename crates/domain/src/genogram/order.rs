//! Who stands left of whom: couples together, brothers and sisters together with the oldest on the left, and as
//! few crossing lines as a few sweeps can find.

use super::model::{Couple, Model};
use crate::sorted::Put;
use std::collections::{BTreeMap, BTreeSet};

/// Something that takes a place in a row: a person (her index), or a line that only passes through (an index
/// beyond the people).
pub(super) type Node = usize;

/// Nodes that hang from others, one row lower.
#[derive(Debug, Clone)]
pub(super) struct Hang {
    /// Which link of the model this is a part of.
    pub link: usize,
    /// One or two parents, or the line of the link in the row above; nobody for brothers and sisters alone.
    pub above: Vec<Node>,
    /// Children, or the line passing on.
    pub below: Vec<Node>,
    /// How much it may pull: lines to children who hang from somebody else first of all pull little.
    pub weight: f32,
}

/// One component, ordered: rows of units (people who stand together), from the left.
#[derive(Debug, Clone, Default)]
pub(super) struct Ordered {
    pub rows: Vec<Vec<Vec<Node>>>,
    pub hangs: Vec<Hang>,
    /// From this index on nodes are passing lines.
    pub people: usize,
}

struct Sorter<'a> {
    model: &'a Model,
    /// Position by age among all people, oldest first.
    age: &'a [usize],
    units: Vec<Vec<Node>>,
    rows: Vec<Vec<usize>>,
    unit_of: BTreeMap<Node, usize>,
    hangs: Vec<Hang>,
    /// The hang from which a node hangs first of all.
    up: BTreeMap<Node, usize>,
}

/// Orders the people of one component. `age` gives each person's place by age.
pub(super) fn order(model: &Model, component: usize, age: &[usize]) -> Ordered {
    let people = model.row.len();
    let members: Vec<Node> = (0..people).filter(|p| model.component.get(*p) == Some(&component)).collect();
    let height = members.iter().filter_map(|p| model.row.get(*p)).max().map_or(0, |row| row + 1);
    let mut s = Sorter {
        model,
        age,
        units: Vec::new(),
        rows: vec![Vec::new(); height],
        unit_of: BTreeMap::new(),
        hangs: Vec::new(),
        up: BTreeMap::new(),
    };
    for unit in together(model, &members, age) {
        let row = unit.first().and_then(|p| model.row.get(*p)).copied().unwrap_or(0);
        s.add(unit, row);
    }
    s.hang(&members, people);
    s.sort();
    let rows =
        s.rows.iter().map(|row| row.iter().filter_map(|u| s.units.get(*u).cloned()).collect()).collect();
    Ordered { rows, hangs: s.hangs, people }
}

/// Groups of people bound by couples, each in the order in which they stand.
fn together(model: &Model, members: &[Node], age: &[usize]) -> Vec<Vec<Node>> {
    let mut done: BTreeSet<Node> = BTreeSet::new();
    let mut out = Vec::new();
    for &start in members {
        if done.contains(&start) {
            continue;
        }
        let mut group = vec![start];
        let mut at = 0;
        while let Some(person) = group.get(at).copied() {
            group.extend(
                partners(model, person).into_iter().filter(|p| !group.contains(p)).collect::<Vec<_>>(),
            );
            at += 1;
        }
        done.extend(&group);
        out.push(line_up(model, &group, age));
    }
    out
}

fn partners(model: &Model, person: Node) -> Vec<Node> {
    let other = |c: &Couple| match person {
        p if p == c.a => Some(c.b),
        p if p == c.b => Some(c.a),
        _ => None,
    };
    let mut out: Vec<Node> = model.couples.iter().filter_map(other).collect();
    out.dedup();
    out
}

/// A chain of couples in its own order; a person with three or more partners stands among them.
fn line_up(model: &Model, group: &[Node], age: &[usize]) -> Vec<Node> {
    let degree = |p: &Node| partners(model, *p).len();
    let ends: Vec<Node> = group.iter().copied().filter(|p| degree(p) <= 1).collect();
    let chain = group.iter().all(|p| degree(p) <= 2) && (ends.len() == 2 || group.len() == 1);
    let mut line: Vec<Node> = Vec::new();
    if chain {
        line.extend(ends.first());
        while let Some(last) = line.last().copied() {
            match partners(model, last).into_iter().find(|p| !line.contains(p)) {
                Some(next) => line.push(next),
                None => break,
            }
        }
    } else {
        let centre = group.iter().copied().max_by_key(|p| (degree(p), usize::MAX - p));
        line.extend(centre);
        while line.len() < group.len() {
            // The next partner of anybody standing, put at the end nearer to that person.
            let found = line.iter().enumerate().find_map(|(at, p)| {
                let next = partners(model, *p).into_iter().find(|q| !line.contains(q))?;
                Some((at, next))
            });
            match found {
                Some((at, next)) if at * 2 < line.len().saturating_sub(1) => line.insert(0, next),
                Some((_, next)) => line.push(next),
                None => break,
            }
        }
    }
    // Turned so that most couples, the present ones first, have the man on the left.
    let place = |line: &[Node], p: Node| line.iter().position(|q| *q == p);
    let score = |line: &[Node]| -> i32 {
        let told = |c: &&Couple| place(line, c.a).is_some();
        let weight = |c: &Couple| match c.bond {
            Some((_, crate::family::people::UnionState::Together)) => 5,
            Some(_) | None => 2,
        };
        model
            .couples
            .iter()
            .filter(told)
            .map(|c| if place(line, c.a) < place(line, c.b) { weight(c) } else { -weight(c) })
            .sum()
    };
    let turned: Vec<Node> = line.iter().rev().copied().collect();
    let by_age = |line: &[Node]| line.first().and_then(|p| age.get(*p)).copied();
    if (score(&turned), by_age(&line)) > (score(&line), by_age(&turned)) { turned } else { line }
}

impl Sorter<'_> {
    fn add(&mut self, unit: Vec<Node>, row: usize) {
        let index = self.units.len();
        self.unit_of.extend(unit.iter().map(|node| (*node, index)));
        self.units.push(unit);
        if let Some(row) = self.rows.get_mut(row) {
            row.push(index);
        }
    }

    /// Turns links into hangs of one row each, with passing lines through the rows between.
    fn hang(&mut self, members: &[Node], people: usize) {
        let mut next = people;
        let model = self.model;
        for (index, link) in model.links.iter().enumerate() {
            let Some((first, _)) = link.children.first().filter(|(c, _)| members.contains(c)) else {
                continue;
            };
            let row_of = |p: &Node| model.row.get(*p).copied().unwrap_or(0);
            let bottom = row_of(first);
            let top = link.parents.first().map_or(bottom.saturating_sub(1), row_of);
            let mut above = link.parents.clone();
            for row in top + 1..bottom {
                self.add(vec![next], row);
                self.up.insert(next, self.hangs.len());
                self.hangs.push(Hang {
                    link: index,
                    above: std::mem::replace(&mut above, vec![next]),
                    below: vec![next],
                    weight: 0.5,
                });
                next += 1;
            }
            let below: Vec<Node> = link.children.iter().map(|(c, _)| *c).collect();
            for child in &below {
                if model.primary.get(*child).copied().flatten() == Some(index) {
                    self.up.insert(*child, self.hangs.len());
                }
            }
            let first = below.iter().any(|c| model.primary.get(*c).copied().flatten() == Some(index));
            self.hangs.push(Hang { link: index, above, below, weight: if first { 1.0 } else { 0.05 } });
        }
    }

    /// Where a node stands in its row, in units from the left.
    fn position(&self, node: Node) -> f32 {
        let Some(unit) = self.unit_of.get(&node) else { return 0.0 };
        let rank = self.rows.iter().find_map(|row| row.iter().position(|u| u == unit)).unwrap_or(0);
        let members = self.units.get(*unit).map_or(&[][..], Vec::as_slice);
        let inside = members.iter().position(|n| *n == node).unwrap_or(0);
        rank as f32 + (inside as f32 + 0.5) / members.len().max(1) as f32
    }

    fn mean(&self, nodes: impl IntoIterator<Item = Node>) -> Option<f32> {
        let positions: Vec<f32> = nodes.into_iter().map(|n| self.position(n)).collect();
        (!positions.is_empty()).then(|| positions.iter().sum::<f32>() / positions.len() as f32)
    }

    fn touched(&self, unit: usize) -> Vec<usize> {
        let members = self.units.get(unit).map_or(&[][..], Vec::as_slice);
        let mut hangs: Vec<usize> = members.iter().filter_map(|node| self.up.get(node).copied()).collect();
        hangs.dedup();
        hangs
    }

    /// Where the children of a unit stand on average; children who married into another family that is drawn
    /// count alone, as they are what the two families meet in.
    fn children_mean(&self, unit: usize) -> Option<f32> {
        let members = self.units.get(unit)?;
        let mut all: Vec<Node> = Vec::new();
        for hang in self.hangs.iter().filter(|h| h.above.iter().any(|a| members.contains(a))) {
            all.extend(&hang.below);
        }
        let meets = |node: &Node| self.unit_of.get(node).is_some_and(|u| self.touched(*u).len() > 1);
        let meeting: Vec<Node> = all.iter().copied().filter(meets).collect();
        self.mean(if meeting.is_empty() { all } else { meeting })
    }

    fn sort(&mut self) {
        // From the bottom up, everybody over her children.
        for row in (0..self.rows.len()).rev() {
            let keys: BTreeMap<usize, f32> = self.keys_from_below(row);
            self.sort_row(row, &keys);
        }
        let mut best: Option<(usize, Vec<Vec<usize>>)> = None;
        for _ in 0..6 {
            for row in 1..self.rows.len() {
                self.place_below(row);
            }
            let crossings = self.crossings();
            if best.as_ref().is_none_or(|(least, _)| crossings < *least) {
                best = Some((crossings, self.rows.clone()));
            }
            let keys = self.keys_from_below(0);
            self.sort_row(0, &keys);
        }
        if let Some((_, rows)) = best {
            self.rows = rows;
        }
    }

    fn keys_from_below(&self, row: usize) -> BTreeMap<usize, f32> {
        let units = self.rows.get(row).map_or(&[][..], Vec::as_slice);
        let key =
            |(rank, unit): (usize, &usize)| (*unit, self.children_mean(*unit).unwrap_or(rank as f32 + 0.5));
        units.iter().enumerate().map(key).collect()
    }

    fn sort_row(&mut self, row: usize, keys: &BTreeMap<usize, f32>) {
        let key = |unit: &usize| keys.get(unit).copied().unwrap_or(0.0);
        if let Some(row) = self.rows.get_mut(row) {
            row.put_by(|a, b| key(a).total_cmp(&key(b)));
        }
    }

    /// Orders a row under the one above it.
    fn place_below(&mut self, row: usize) {
        let units = self.rows.get(row).cloned().unwrap_or_default();
        let scale = self.rows.get(row - 1).map_or(0, Vec::len) as f32 / units.len().max(1) as f32;
        let mut anchors: Vec<(usize, f32)> = Vec::new();
        for hang in units.iter().flat_map(|u| self.touched(*u)) {
            if !anchors.iter().any(|(h, _)| *h == hang) {
                let anchor = self.hangs.get(hang).and_then(|h| {
                    let below = || self.mean(h.below.iter().copied()).map(|mean| mean * scale);
                    self.mean(h.above.iter().copied()).or_else(below)
                });
                anchors.push((hang, anchor.unwrap_or(0.0)));
            }
        }
        anchors.put_by(|a, b| a.1.total_cmp(&b.1));
        let rank = |hang: usize| anchors.iter().position(|(h, _)| *h == hang).unwrap_or(0);
        let mut placed: Vec<((usize, usize, usize), usize)> = Vec::new();
        let mut floating = Vec::new();
        for unit in units {
            let ranks: Vec<usize> = self.touched(unit).into_iter().map(rank).collect();
            match (ranks.iter().min(), ranks.iter().max()) {
                // Between the two families that meet in it.
                (Some(low), Some(high)) if low < high => placed.push(((*low, usize::MAX, *high), unit)),
                (Some(low), _) => placed.push(((*low, self.age_of(unit), 0), unit)),
                (None, _) => floating.push(unit),
            }
        }
        placed.put();
        let mut line: Vec<usize> = placed.into_iter().map(|(_, unit)| unit).collect();
        for unit in floating {
            // Somebody without parents goes where her children are.
            let wish = self.children_mean(unit).unwrap_or(f32::MAX);
            let later = |u: &usize| self.children_mean(*u).is_some_and(|mean| mean > wish);
            let at = line.iter().position(later).unwrap_or(line.len());
            line.insert(at, unit);
        }
        if let Some(slot) = self.rows.get_mut(row) {
            *slot = line;
        }
    }

    /// The age of the one in the unit who hangs from somebody.
    fn age_of(&self, unit: usize) -> usize {
        let members = self.units.get(unit).map_or(&[][..], Vec::as_slice);
        let hanging = members.iter().find(|node| self.up.contains_key(node));
        hanging.and_then(|node| self.age.get(*node)).copied().unwrap_or(usize::MAX - 1)
    }

    /// How many pairs of lines between two rows cross.
    fn crossings(&self) -> usize {
        let mut edges: Vec<(usize, f32, f32)> = Vec::new();
        for hang in &self.hangs {
            let Some(row) = hang.below.first().map(|node| self.row_of(*node)) else { continue };
            let below = || hang.below.iter().map(|node| self.position(*node));
            if let Some(above) = self.mean(hang.above.iter().copied()) {
                edges.extend(below().map(|b| (row, above, b)));
            }
        }
        let cross =
            |a: &(usize, f32, f32), b: &(usize, f32, f32)| a.0 == b.0 && (a.1 - b.1) * (a.2 - b.2) < 0.0;
        edges.iter().enumerate().map(|(i, a)| edges.iter().skip(i + 1).filter(|b| cross(a, b)).count()).sum()
    }

    fn row_of(&self, node: Node) -> usize {
        let unit = self.unit_of.get(&node).copied().unwrap_or(usize::MAX);
        self.rows.iter().position(|row| row.contains(&unit)).unwrap_or(0)
    }
}
