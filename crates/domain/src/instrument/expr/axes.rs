//! Steps of paths (XPath 1.0, sections 2.1 to 2.4).

use super::ast::{Axis, Step, Test};
use super::eval::{Evaluated, Run};
use super::tree::{NodeId, NodeRef, Tree};
use std::collections::BTreeSet;

impl<'a> Run<'a> {
    /// Walks steps from each of the nodes.
    pub fn steps(&mut self, mut nodes: Vec<NodeRef>, steps: &'a [Step]) -> Evaluated<Vec<NodeRef>> {
        let mut rest = steps.iter().peekable();
        while let Some(step) = rest.next() {
            let mut axis = step.axis;
            let mut step = step;
            // `//name` without predicates is the descendants of that name; visiting every node first is slower.
            if step.is_any_depth()
                && let Some(next) =
                    rest.next_if(|next| next.axis == Axis::Child && next.predicates.is_empty())
            {
                axis = Axis::Descendant;
                step = next;
            }
            let many = nodes.len() > 1;
            let mut found = Vec::new();
            for node in nodes {
                self.walk(node, axis, step, &mut found)?;
            }
            // Nodes can come twice, and out of order when one of them is within another.
            if many && axis != Axis::Itself {
                self.sort(&mut found)?;
            }
            nodes = found;
        }
        Ok(nodes)
    }

    /// Walks steps from one node after the other, and keeps that order: that of `randomize()`.
    pub fn steps_in_turn(&mut self, nodes: Vec<NodeRef>, steps: &'a [Step]) -> Evaluated<Vec<NodeRef>> {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for node in nodes {
            found.extend(self.steps(vec![node], steps)?.into_iter().filter(|node| seen.insert(*node)));
        }
        Ok(found)
    }

    /// The nodes of one step from one node, in order.
    fn walk(&mut self, from: NodeRef, axis: Axis, step: &'a Step, found: &mut Vec<NodeRef>) -> Evaluated<()> {
        let tree = self.world.tree_of(from);
        let mut here = Vec::new();
        let out = if step.predicates.is_empty() && !axis.is_reverse() { &mut *found } else { &mut here };
        let before = out.len();
        let seen = gather(tree, from, axis, &step.test, out);
        self.spend(seen + before.abs_diff(out.len()))?;
        if step.predicates.is_empty() && !axis.is_reverse() {
            return Ok(());
        }
        let mut kept = self.filter(here, &step.predicates)?;
        if axis.is_reverse() {
            kept.reverse();
        }
        found.append(&mut kept);
        Ok(())
    }

    /// Sorts in the order of the document and removes what is there twice.
    pub fn sort(&mut self, nodes: &mut Vec<NodeRef>) -> Evaluated<()> {
        self.spend(nodes.len() / 2)?;
        let world = self.world;
        nodes.sort_by(|a, b| {
            let trees = a.tree.cmp(&b.tree);
            trees.then_with(|| world.tree_of(*a).order(a.node, b.node)).then(a.text.cmp(&b.text))
        });
        nodes.dedup();
        Ok(())
    }
}

/// Adds the nodes of an axis that pass the test, in the order of the axis. Gives how many it looked at.
fn gather(tree: &Tree, from: NodeRef, axis: Axis, test: &Test, out: &mut Vec<NodeRef>) -> usize {
    let mut seen = 0;
    let mut offer = |node: NodeId, text: bool| {
        seen += 1;
        let passes = match test {
            Test::Node => true,
            Test::Text => text,
            Test::Any => !text && node != tree.document(),
            Test::Name(name) => !text && tree.name(node) == name,
        };
        if passes {
            out.push(NodeRef { tree: from.tree, node, text });
        }
    };
    // The text in an element is a node of its own, before the elements in it. Only some tests want it.
    let wants_text = matches!(test, Test::Node | Test::Text);
    let text_in = |node: NodeId| wants_text && !tree.value(node).is_empty();
    let node = from.node;
    match axis {
        Axis::Itself => offer(node, from.text),
        Axis::Parent => {
            let parent = if from.text { Some(node) } else { tree.parent(node) };
            parent.into_iter().for_each(|parent| offer(parent, false));
        }
        Axis::Ancestor | Axis::AncestorOrSelf => {
            if from.text && axis == Axis::AncestorOrSelf {
                offer(node, true);
            }
            let skipped = usize::from(axis == Axis::Ancestor && !from.text);
            tree.lineage(node).skip(skipped).for_each(|each| offer(each, false));
        }
        Axis::Child if !from.text => {
            if text_in(node) {
                offer(node, true);
            }
            tree.children(node).for_each(|each| offer(each, false));
        }
        Axis::Descendant | Axis::DescendantOrSelf => {
            if axis == Axis::DescendantOrSelf {
                offer(node, from.text);
            }
            if !from.text {
                if text_in(node) {
                    offer(node, true);
                }
                for each in tree.within(node) {
                    offer(each, false);
                    if text_in(each) {
                        offer(each, true);
                    }
                }
            }
        }
        Axis::FollowingSibling if !from.text => {
            std::iter::successors(tree.next(node), |each| tree.next(*each))
                .for_each(|each| offer(each, false));
        }
        Axis::PrecedingSibling if !from.text => {
            std::iter::successors(tree.previous(node), |each| tree.previous(*each))
                .for_each(|each| offer(each, false));
        }
        Axis::Child | Axis::FollowingSibling | Axis::PrecedingSibling => {}
    }
    seen
}
