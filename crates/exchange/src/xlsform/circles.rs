//! Circles of expressions: every cell of one is named, for any of them may be the mistaken one.

use super::expressions::Edge;
use super::faults::Findings;
use super::messages::FaultKind;
use super::survey::Survey;
use std::collections::BTreeSet;

/// At most so many names are told of a circle.
const TOLD: usize = 6;

/// Files an error at each expression that is part of a circle.
pub(super) fn file(edges: &[Edge<'_>], survey: &Survey<'_>, found: &mut Findings) {
    let count = survey.nodes.len();
    let mut needs: Vec<Vec<usize>> = vec![Vec::new(); count];
    let lies_in = survey
        .nodes
        .iter()
        .enumerate()
        .filter_map(|(at, node)| node.parent.map(|parent| Edge { from: at, to: parent, at: None }));
    for edge in edges.iter().copied().chain(lies_in) {
        if let Some(list) = needs.get_mut(edge.from) {
            list.push(edge.to);
        }
    }
    let groups = components(&needs);
    let group = |at: usize| groups.get(at).copied();
    let mut told = BTreeSet::new();
    for edge in edges {
        let Some(at) = edge.at else { continue };
        if group(edge.from) != group(edge.to) || !told.insert((at, edge.from)) {
            continue;
        }
        let members = survey.nodes.iter().enumerate().filter(|(node, _)| group(*node) == group(edge.from));
        let through: Vec<&str> = members.map(|(_, node)| node.name.as_str()).take(TOLD).collect();
        found.error(at, FaultKind::Circle, &[("through", &through.join(", "))]);
    }
}

/// To which strongly connected component each belongs (Tarjan 1972), without recursion: a form of thousands of rows
/// may lean one on another.
fn components(needs: &[Vec<usize>]) -> Vec<usize> {
    const NEW: usize = usize::MAX;
    let count = needs.len();
    let (mut index, mut low) = (vec![NEW; count], vec![NEW; count]);
    let (mut component, mut open) = (vec![NEW; count], vec![false; count]);
    let (mut stack, mut next, mut found) = (Vec::new(), 0, 0);
    let get = |list: &[usize], at: usize| list.get(at).copied().unwrap_or(NEW);
    for start in 0..count {
        if get(&index, start) != NEW {
            continue;
        }
        let mut work = vec![(start, 0)];
        while let Some((at, child)) = work.pop() {
            if child == 0 {
                set(&mut index, at, next);
                set(&mut low, at, next);
                next += 1;
                stack.push(at);
                set(&mut open, at, true);
            }
            if let Some(to) = needs.get(at).and_then(|list| list.get(child)).copied() {
                work.push((at, child + 1));
                if get(&index, to) == NEW {
                    work.push((to, 0));
                } else if open.get(to).copied().unwrap_or(false) {
                    let least = get(&low, at).min(get(&index, to));
                    set(&mut low, at, least);
                }
                continue;
            }
            if get(&low, at) == get(&index, at) {
                while let Some(member) = stack.pop() {
                    set(&mut open, member, false);
                    set(&mut component, member, found);
                    if member == at {
                        break;
                    }
                }
                found += 1;
            }
            if let Some((parent, _)) = work.last().copied() {
                let least = get(&low, parent).min(get(&low, at));
                set(&mut low, parent, least);
            }
        }
    }
    component
}

fn set<T>(list: &mut [T], at: usize, value: T) {
    if let Some(place) = list.get_mut(at) {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_told_from_chains() {
        let groups = components(&[vec![1], vec![2], vec![0], vec![0], vec![5], vec![]]);
        assert!(groups[0] == groups[1] && groups[1] == groups[2]);
        assert!(groups[3] != groups[0] && groups[4] != groups[5]);
        let chain: Vec<Vec<usize>> = (0..100_000).map(|at| vec![at + 1]).collect();
        assert_eq!(components(&chain).len(), 100_000);
    }
}
