//! The family as numbers: who hangs from whom, which generation everybody belongs to.

use super::{GenoUnion, GenogramInput};
use crate::family::people::{UnionKind, UnionState};
use crate::ids::PersonId;
use crate::kinship::{Quality, Sex};
use crate::sorted::Put;
use std::collections::{BTreeMap, BTreeSet};

/// Parent, child, and what binds them.
type Bond = (usize, usize, Quality);
/// Children, each with what binds her to the parents.
type Children = Vec<(usize, Quality)>;

/// A couple, by index; the first stands on the left when they stand side by side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Couple {
    pub a: usize,
    pub b: usize,
    /// `None`: parents of a child whose bond nobody recorded.
    pub bond: Option<(UnionKind, UnionState)>,
}

/// Children hanging from one or two parents, or (with none) brothers and sisters without known parents. All
/// children of a link are in one row.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub parents: Vec<usize>,
    pub children: Children,
}

/// The family, prepared for drawing.
#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    pub couples: Vec<Couple>,
    pub links: Vec<Link>,
    /// Generation of each person, the oldest 0; counted within her component.
    pub row: Vec<usize>,
    /// Which connected part of the family each person belongs to.
    pub component: Vec<usize>,
    pub components: usize,
    /// For each child the link from which she hangs first of all.
    pub primary: Vec<Option<usize>>,
}

/// Sets that grow together.
pub(super) struct Sets(Vec<usize>);

impl Sets {
    pub fn new(n: usize) -> Self {
        Self((0..n).collect())
    }
    pub fn find(&self, mut i: usize) -> usize {
        while let Some(&up) = self.0.get(i) {
            if up == i {
                break;
            }
            i = up;
        }
        i
    }
    pub fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        // The smaller index leads, so that the order of input decides.
        if let Some(slot) = self.0.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
}

/// How near a bond is to birth; the nearest carries the child.
const fn rank(quality: Quality) -> u8 {
    match quality {
        Quality::Birth => 0,
        Quality::Adoptive => 1,
        Quality::Foster => 2,
        Quality::Step => 3,
        Quality::Ritual => 4,
    }
}

impl Model {
    pub fn new(input: &GenogramInput) -> Self {
        let n = input.people.len();
        let index: BTreeMap<PersonId, usize> =
            input.people.iter().enumerate().map(|(i, p)| (p.id, i)).collect();
        let at = |id: &PersonId| index.get(id).copied();
        let mut couples = couples(input, &at);
        let siblings: Vec<(usize, usize)> = input
            .siblings
            .iter()
            .filter_map(|(a, b)| Some((at(a)?, at(b)?)))
            .filter(|(a, b)| a != b)
            .collect();
        let mut bonds: Vec<Bond> = Vec::new();
        for p in &input.parentages {
            if let (Some(parent), Some(child)) = (at(&p.parent), at(&p.child))
                && parent != child
                && !bonds.iter().any(|(a, b, _)| (*a, *b) == (parent, child))
            {
                bonds.push((parent, child, p.quality));
            }
        }
        bonds.put_by_key(|(.., quality)| rank(*quality));

        // One generation for both of a couple and for brothers and sisters.
        let mut same_row = Sets::new(n);
        couples.iter().for_each(|c| same_row.join(c.a, c.b));
        siblings.iter().for_each(|(a, b)| same_row.join(*a, *b));
        let bonds = without_circles(bonds, &same_row);
        // Parents of one child stand side by side even if nothing is recorded between them, if they can.
        for (a, b) in co_parents(&bonds) {
            let known = couples.iter().any(|c| (c.a, c.b) == (a, b) || (c.a, c.b) == (b, a));
            let mut joined = Sets(same_row.0.clone());
            joined.join(a, b);
            if !known && without_circles(bonds.clone(), &joined).len() == bonds.len() {
                couples.push(Couple { a, b, bond: None });
                same_row = joined;
            }
        }
        for couple in &mut couples {
            *couple = man_left(*couple, input);
        }
        let row = rows(n, &bonds, &same_row);
        let mut model = Self { couples, row, primary: vec![None; n], ..Self::default() };
        model.links = model.hang(&bonds, &siblings);
        model.choose_primary();
        model.find_components(n);
        model
    }

    fn is_couple(&self, a: usize, b: usize) -> bool {
        self.couples.iter().any(|c| (c.a, c.b) == (a, b) || (c.a, c.b) == (b, a))
    }

    fn row_of(&self, person: usize) -> usize {
        self.row.get(person).copied().unwrap_or(0)
    }

    /// Children gathered under their parents.
    fn hang(&self, bonds: &[Bond], siblings: &[(usize, usize)]) -> Vec<Link> {
        let mut by_parents: BTreeMap<(Vec<usize>, usize), Children> = BTreeMap::new();
        let children: BTreeSet<usize> = bonds.iter().map(|(_, child, _)| *child).collect();
        for child in &children {
            let mut open: Vec<(usize, Quality)> =
                bonds.iter().filter(|(_, c, _)| c == child).map(|(p, _, q)| (*p, *q)).collect();
            let birth: Vec<usize> =
                open.iter().filter(|(_, q)| *q == Quality::Birth).map(|(p, _)| *p).collect();
            while let Some((parent, quality)) = open.first().copied() {
                open.remove(0);
                let partner = open.iter().position(|(p, q)| *q == quality && self.is_couple(parent, *p));
                let other = match partner {
                    Some(at) => Some(open.remove(at).0),
                    // A step-parent's line comes from her marriage to the parent.
                    None if quality != Quality::Birth => {
                        birth.iter().copied().find(|b| self.is_couple(*b, parent))
                    }
                    None => None,
                };
                let mut parents = vec![parent];
                parents.extend(other);
                parents.put();
                by_parents.entry((parents, self.row_of(*child))).or_default().push((*child, quality));
            }
        }
        let mut links: Vec<Link> =
            by_parents.into_iter().map(|((parents, _), children)| Link { parents, children }).collect();
        let mut sets = Sets::new(self.row.len());
        siblings.iter().for_each(|(a, b)| sets.join(*a, *b));
        let mut orphans: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (a, b) in siblings {
            orphans.entry(sets.find(*a)).or_default().extend([*a, *b]);
        }
        for group in orphans.into_values() {
            // With a parent known, the parent's line says it already.
            if !links.iter().any(|l| group.iter().all(|p| l.children.iter().any(|(c, _)| c == p))) {
                let children = group.into_iter().map(|p| (p, Quality::Birth)).collect();
                links.push(Link { parents: Vec::new(), children });
            }
        }
        links
    }

    fn choose_primary(&mut self) {
        for (person, primary) in self.primary.iter_mut().enumerate() {
            let quality_in = |link: &Link| link.children.iter().find(|(c, _)| *c == person).map(|(_, q)| *q);
            // A link with parents goes before one that only says "sister".
            *primary = self
                .links
                .iter()
                .enumerate()
                .filter_map(|(at, link)| Some((link.parents.is_empty(), rank(quality_in(link)?), at)))
                .min()
                .map(|(.., at)| at);
        }
    }

    fn find_components(&mut self, n: usize) {
        let mut sets = Sets::new(n);
        self.couples.iter().for_each(|c| sets.join(c.a, c.b));
        for link in &self.links {
            let all: Vec<usize> =
                link.parents.iter().copied().chain(link.children.iter().map(|(c, _)| *c)).collect();
            all.windows(2).for_each(|w| {
                if let [a, b] = w {
                    sets.join(*a, *b);
                }
            });
        }
        let mut number = BTreeMap::new();
        for person in 0..n {
            let next = number.len();
            self.component.push(*number.entry(sets.find(person)).or_insert(next));
        }
        self.components = number.len();
        // The oldest generation of each component is its row 0.
        for component in 0..self.components {
            let members: Vec<usize> = (0..n).filter(|p| self.component.get(*p) == Some(&component)).collect();
            let top = members.iter().map(|p| self.row_of(*p)).min().unwrap_or(0);
            for member in members {
                if let Some(row) = self.row.get_mut(member) {
                    *row -= top;
                }
            }
        }
    }
}

fn couples(input: &GenogramInput, at: &impl Fn(&PersonId) -> Option<usize>) -> Vec<Couple> {
    let mut out: Vec<Couple> = Vec::new();
    for GenoUnion { a, b, kind, state } in &input.unions {
        let (Some(a), Some(b)) = (at(a), at(b)) else { continue };
        if a != b && !out.iter().any(|c| (c.a, c.b) == (a, b) || (c.a, c.b) == (b, a)) {
            out.push(Couple { a, b, bond: Some((*kind, *state)) });
        }
    }
    out
}

/// Pairs of parents by birth of one child.
fn co_parents(bonds: &[Bond]) -> BTreeSet<(usize, usize)> {
    let birth = |(p, c, q): &Bond| (*q == Quality::Birth).then_some((*p, *c));
    let pairs: Vec<(usize, usize)> = bonds.iter().filter_map(birth).collect();
    let mut out = BTreeSet::new();
    for (a, child) in &pairs {
        let mut others = pairs.iter().filter(|(p, c)| c == child && p != a).map(|(p, _)| *p);
        // With three recorded parents by birth something is wrong; draw no bond.
        if let (Some(b), None) = (others.next(), others.next()) {
            out.insert((*a.min(&b), *a.max(&b)));
        }
    }
    out
}

fn man_left(couple: Couple, input: &GenogramInput) -> Couple {
    let sex = |i: usize| input.people.get(i).map_or(Sex::Unknown, |p| p.sex);
    let turn = match (sex(couple.a), sex(couple.b)) {
        (Sex::Female, Sex::Male) | (Sex::Unknown, Sex::Male) | (Sex::Female, Sex::Unknown) => true,
        (Sex::Male | Sex::Unknown | Sex::Female, _) => false,
    };
    if turn { Couple { a: couple.b, b: couple.a, ..couple } } else { couple }
}

/// Drops every bond that would make somebody her own ancestor, keeping the earlier ones.
fn without_circles(bonds: Vec<Bond>, same_row: &Sets) -> Vec<Bond> {
    let mut kept: Vec<Bond> = Vec::new();
    let mut below: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (parent, child, quality) in bonds {
        let (up, down) = (same_row.find(parent), same_row.find(child));
        let mut open = vec![down];
        let mut seen = BTreeSet::new();
        while let Some(at) = open.pop() {
            if seen.insert(at) {
                open.extend(below.get(&at).into_iter().flatten());
            }
        }
        if !seen.contains(&up) {
            below.entry(up).or_default().insert(down);
            kept.push((parent, child, quality));
        }
    }
    kept
}

/// Generations: children below their parents, couples level, and nobody higher above her children than needed.
fn rows(n: usize, bonds: &[Bond], same_row: &Sets) -> Vec<usize> {
    let edges: BTreeSet<(usize, usize)> =
        bonds.iter().map(|(p, c, _)| (same_row.find(*p), same_row.find(*c))).collect();
    let mut row = vec![0_usize; n];
    let get = |row: &[usize], i: usize| row.get(i).copied().unwrap_or(0);
    // Without circles every pass settles at least one more generation.
    for _ in 0..=n {
        for (up, down) in &edges {
            let least = get(&row, *up) + 1;
            if let Some(slot) = row.get_mut(*down).filter(|slot| **slot < least) {
                *slot = least;
            }
        }
    }
    for _ in 0..=n {
        let mut moved = false;
        for group in 0..n {
            let children = edges.iter().filter(|(up, _)| *up == group).map(|(_, down)| get(&row, *down));
            if let Some(nearest) = children.min()
                && let Some(slot) = row.get_mut(group).filter(|slot| **slot + 1 < nearest)
            {
                *slot = nearest - 1;
                moved = true;
            }
        }
        for (up, down) in &edges {
            let least = get(&row, *up) + 1;
            if let Some(slot) = row.get_mut(*down).filter(|slot| **slot < least) {
                *slot = least;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    (0..n).map(|person| get(&row, same_row.find(person))).collect()
}
