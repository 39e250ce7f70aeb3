//! What an expression refers to, for the order of calculations.

use super::Expr;
use super::ast::{Axis, Kind, Node, Path, Start, Test, Visit, walk};
use super::functions::{Function, OfDate, OfNodes, OfNumber, OfText};
use super::parse::choice_question;
use std::collections::BTreeSet;

/// What an expression refers to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// Questions by `${name}`, also those named in `jr:choice-name()`.
    pub questions: BTreeSet<String>,
    /// The last names of other paths: `/data/a/b`, `../b` and `b` all give `b`. Of a path without a name at its
    /// end (`../*`) nothing is known but `all`.
    pub paths: BTreeSet<String>,
    /// Ids of secondary instances, where they are literal.
    pub instances: BTreeSet<String>,
    /// Refers to the value of its own node: `.`, `current()` alone, or `once()`.
    pub own: bool,
    /// Has a path that can end at nodes of any name.
    pub all: bool,
    /// Depends on the day or the time.
    pub clock: bool,
}

/// What an expression refers to.
pub fn names(expr: &Expr) -> Names {
    let mut names = Names::default();
    // What a path begins with: that path tells of it.
    let mut base: Option<&Node> = None;
    walk(&expr.root, false, &mut |visit, inside| {
        let Visit::Node(node) = visit else { return };
        match &node.kind {
            Kind::Path(path) => {
                names.path(path, inside);
                if let Start::Filter(inner, _) = &path.start {
                    base = Some(inner);
                }
            }
            Kind::Call(Function::OfNodes(OfNodes::Current), _) => {
                names.own |= !base.is_some_and(|base| std::ptr::eq(base, node));
            }
            Kind::Call(function, arguments) => names.call(*function, arguments, inside),
            Kind::Number(_)
            | Kind::Text(_)
            | Kind::Chain(..)
            | Kind::Negate(..)
            | Kind::Union(_)
            | Kind::Matches(..) => {}
        }
    });
    names
}

impl Names {
    fn path(&mut self, path: &Path, inside: bool) {
        if let Start::Question { name, .. } = &path.start {
            self.questions.insert(name.clone());
        }
        let mut last = None;
        for step in &path.steps {
            last = match (&step.test, step.axis) {
                (Test::Name(name), _) => Some(Some(name)),
                // Steps up and to itself end where no other name says.
                (Test::Node, Axis::Parent | Axis::Itself) => None,
                // A text is that of the element.
                (Test::Text, _) => last,
                (Test::Any | Test::Node, _) => Some(None),
            };
        }
        let stays = path.steps.iter().all(|step| step.axis == Axis::Itself);
        match (last, &path.start) {
            (Some(Some(name)), _) => {
                self.paths.insert(name.clone());
            }
            (Some(None), _) => self.all = true,
            (None, Start::Here) => self.own |= stays && !inside,
            (None, Start::Filter(inner, _)) => self.own |= stays && is_current(inner),
            (None, Start::Root | Start::Question { .. }) => {}
        }
    }

    fn call(&mut self, function: Function, arguments: &[Node], inside: bool) {
        let literal = |place: usize| match arguments.get(place).map(|node| &node.kind) {
            Some(Kind::Text(text)) => Some(text.as_str()),
            Some(_) | None => None,
        };
        match function {
            Function::OfDate(OfDate::Today | OfDate::Now) => self.clock = true,
            Function::OfNodes(OfNodes::Instance) => self.instances.extend(literal(0).map(str::to_owned)),
            Function::OfText(OfText::ChoiceName) => {
                self.questions.extend(literal(1).and_then(choice_question).map(str::to_owned));
            }
            Function::OfText(OfText::Once) => self.own |= !inside,
            Function::OfText(OfText::Text | OfText::StringLength | OfText::NormalizeSpace) => {
                self.own |= arguments.is_empty() && !inside;
            }
            Function::OfNumber(OfNumber::Number) => self.own |= arguments.is_empty() && !inside,
            Function::OfNodes(_)
            | Function::OfText(_)
            | Function::OfNumber(_)
            | Function::OfTruth(_)
            | Function::OfDate(_)
            | Function::Elsewhere(_) => {}
        }
    }
}

fn is_current(node: &Node) -> bool {
    matches!(node.kind, Kind::Call(Function::OfNodes(OfNodes::Current), _))
}
