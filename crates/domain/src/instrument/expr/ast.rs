//! What an expression is made of, after parsing.

use super::functions::Function;
use super::pattern::Pattern;

/// One part of an expression and where it begins. Two nodes are equal when they mean the same; places do not
/// matter.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// Characters before it in the text.
    pub at: u32,
    /// What it is.
    pub kind: Kind,
}

impl PartialEq for Node {
    fn eq(&self, other: &Node) -> bool {
        self.kind == other.kind
    }
}

/// The kinds of expression (XPath 1.0, section 3). Chains of operators of one precedence are flat, so that a
/// long sum is not a deep tree.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A number literal: finite, not negative.
    Number(f64),
    /// A text literal, without its quotes.
    Text(String),
    /// Left-associative operators of one precedence. The list is not empty.
    Chain(Box<Node>, Vec<(Op, Node)>),
    /// One minus sign, or two, which make a number of what follows.
    Negate(u32, Box<Node>),
    /// Two or more node-sets.
    Union(Vec<Node>),
    /// A function with arguments whose number has been checked.
    Call(Function, Vec<Node>),
    /// `regex()` whose pattern is a literal, compiled.
    Matches(Box<Node>, Pattern),
    /// A location path.
    Path(Path),
}

/// Binary operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    Or,
    And,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Add,
    Subtract,
    Multiply,
    Div,
    Mod,
}

/// Precedence of a unary minus, of a union, and of what needs no parentheses.
pub(super) const UNARY: u8 = 7;
pub(super) const UNION: u8 = 8;
pub(super) const PRIMARY: u8 = 9;

impl Op {
    /// Precedence: 1 binds least.
    pub fn level(self) -> u8 {
        match self {
            Op::Or => 1,
            Op::And => 2,
            Op::Eq | Op::Ne => 3,
            Op::Lt | Op::Le | Op::Gt | Op::Ge => 4,
            Op::Add | Op::Subtract => 5,
            Op::Multiply | Op::Div | Op::Mod => 6,
        }
    }

    /// As it is written.
    pub fn text(self) -> &'static str {
        match self {
            Op::Or => "or",
            Op::And => "and",
            Op::Eq => "=",
            Op::Ne => "!=",
            Op::Lt => "<",
            Op::Le => "<=",
            Op::Gt => ">",
            Op::Ge => ">=",
            Op::Add => "+",
            Op::Subtract => "-",
            Op::Multiply => "*",
            Op::Div => "div",
            Op::Mod => "mod",
        }
    }
}

/// A location path.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Path {
    pub start: Start,
    pub steps: Vec<Step>,
}

/// Where a path begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Start {
    /// `/`: the document of the answers.
    Root,
    /// The context node.
    Here,
    /// `${name}` and its predicates.
    Question { name: String, everywhere: bool, predicates: Vec<Node> },
    /// Another expression that gives nodes, and its predicates.
    Filter(Box<Node>, Vec<Node>),
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    pub at: Place,
    pub axis: Axis,
    pub test: Test,
    pub predicates: Vec<Node>,
}

impl Step {
    /// `//` between two steps.
    pub fn any_depth(at: u32) -> Step {
        Step { at: Place(at), axis: Axis::DescendantOrSelf, test: Test::Node, predicates: Vec::new() }
    }

    /// Whether it is what `//` stands for.
    pub fn is_any_depth(&self) -> bool {
        self.axis == Axis::DescendantOrSelf && self.test == Test::Node && self.predicates.is_empty()
    }
}

/// Characters before a part; all places are equal, as with [`Node`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Place(pub u32);

impl PartialEq for Place {
    fn eq(&self, _: &Place) -> bool {
        true
    }
}

/// Axes (XPath 1.0, section 2.2) without attributes, namespaces, `following` and `preceding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Axis {
    Child,
    Parent,
    Itself,
    Descendant,
    DescendantOrSelf,
    Ancestor,
    AncestorOrSelf,
    FollowingSibling,
    PrecedingSibling,
}

impl Axis {
    const ALL: [(&'static str, Axis); 9] = [
        ("child", Axis::Child),
        ("parent", Axis::Parent),
        ("self", Axis::Itself),
        ("descendant", Axis::Descendant),
        ("descendant-or-self", Axis::DescendantOrSelf),
        ("ancestor", Axis::Ancestor),
        ("ancestor-or-self", Axis::AncestorOrSelf),
        ("following-sibling", Axis::FollowingSibling),
        ("preceding-sibling", Axis::PrecedingSibling),
    ];

    pub fn find(name: &str) -> Option<Axis> {
        Axis::ALL.iter().find(|(text, _)| *text == name).map(|(_, axis)| *axis)
    }

    pub fn text(self) -> &'static str {
        Axis::ALL.iter().find(|(_, axis)| *axis == self).map_or("", |(text, _)| text)
    }

    /// Whether positions count backwards in the document.
    pub fn is_reverse(self) -> bool {
        matches!(self, Axis::Ancestor | Axis::AncestorOrSelf | Axis::PrecedingSibling)
    }
}

/// Node tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Test {
    /// Elements of that name.
    Name(String),
    /// `*`: all elements.
    Any,
    /// `node()`
    Node,
    /// `text()`
    Text,
}

impl Node {
    /// How tightly it binds, to know where parentheses are needed.
    pub fn level(&self) -> u8 {
        match &self.kind {
            Kind::Chain(_, rest) => rest.first().map_or(PRIMARY, |(op, _)| op.level()),
            Kind::Negate(..) => UNARY,
            Kind::Union(_) => UNION,
            // A bare `/` before an operator would be read as the beginning of a path.
            Kind::Path(path) if path.start == Start::Root && path.steps.is_empty() => 0,
            Kind::Number(_) | Kind::Text(_) | Kind::Call(..) | Kind::Matches(..) | Kind::Path(_) => PRIMARY,
        }
    }

    /// Whether it can give nodes.
    pub fn gives_nodes(&self) -> bool {
        match &self.kind {
            Kind::Path(_) | Kind::Union(_) => true,
            Kind::Call(function, _) => function.gives_nodes(),
            Kind::Number(_) | Kind::Text(_) | Kind::Chain(..) | Kind::Negate(..) | Kind::Matches(..) => false,
        }
    }
}

/// What a walk over an expression stops at.
pub(super) enum Visit<'e> {
    Node(&'e Node),
    Step(&'e Step),
}

/// Calls `visit` with every node and step of an expression, in the order of its text, and whether it is within
/// a predicate.
pub(super) fn walk<'e>(node: &'e Node, inside: bool, visit: &mut dyn FnMut(Visit<'e>, bool)) {
    visit(Visit::Node(node), inside);
    match &node.kind {
        Kind::Number(_) | Kind::Text(_) => {}
        Kind::Chain(first, rest) => {
            walk(first, inside, visit);
            for (_, each) in rest {
                walk(each, inside, visit);
            }
        }
        Kind::Negate(_, inner) | Kind::Matches(inner, _) => walk(inner, inside, visit),
        Kind::Union(all) | Kind::Call(_, all) => {
            for each in all {
                walk(each, inside, visit);
            }
        }
        Kind::Path(path) => {
            match &path.start {
                Start::Root | Start::Here => {}
                Start::Question { predicates, .. } => {
                    predicates.iter().for_each(|each| walk(each, true, visit))
                }
                Start::Filter(inner, predicates) => {
                    walk(inner, inside, visit);
                    predicates.iter().for_each(|each| walk(each, true, visit));
                }
            }
            for step in &path.steps {
                visit(Visit::Step(step), inside);
                step.predicates.iter().for_each(|each| walk(each, true, visit));
            }
        }
    }
}
