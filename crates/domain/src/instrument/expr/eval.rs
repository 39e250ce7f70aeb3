//! Evaluation.

use super::ast::{Kind, Node, Op, Path, Start};
use super::dates::{Date, DateTime};
use super::functions::{Function, OfNodes};
use super::tree::{Instances, NodeId, NodeRef, Tree};
use super::value::{self, Value, compare};
use super::{Expr, MAX_STEPS};
use std::borrow::Cow;

/// Everything that an expression can see.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The answers.
    pub tree: &'a Tree,
    /// Lists of choices and other tables.
    pub instances: &'a Instances,
    /// What `today()` is.
    pub today: Date,
    /// What `now()` is; its offset is that of the place, and of times that are written without one.
    pub now: DateTime,
    /// The label of a choice, for `jr:choice-name()`: the question's name and the choice's value. None gives a
    /// blank.
    pub choice_name: &'a dyn Fn(&str, &str) -> Option<String>,
}

impl<'a> World<'a> {
    pub(super) fn tree_of(&self, node: NodeRef) -> &'a Tree {
        match node.tree.checked_sub(1).and_then(|position| self.instances.at(position)) {
            Some(tree) => tree,
            None => self.tree,
        }
    }

    /// XPath's string-value of a node.
    pub fn text(&self, node: NodeRef) -> Cow<'a, str> {
        let tree = self.tree_of(node);
        if node.text { Cow::Borrowed(tree.value(node.node)) } else { tree.text(node.node) }
    }

    pub(super) fn number(&self, node: NodeRef) -> f64 {
        value::number(&self.text(node), self.now.offset_minutes())
    }
}

/// Why an expression has no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    /// More work than [`MAX_STEPS`].
    #[error("the expression takes too much work")]
    TooMuch,
    /// That function needs nodes and got something else.
    #[error("{0}() needs nodes")]
    NodesNeeded(&'static str),
    /// A path or a union got something else than nodes.
    #[error("only nodes can have steps, predicates and unions")]
    NotNodes,
    /// That function is known but gives nothing here: random numbers, digests, tables from outside.
    #[error("{0}() is not supported")]
    Unsupported(&'static str),
    /// There is no secondary instance of that id.
    #[error("there is no instance {0:?}")]
    UnknownInstance(String),
    /// A pattern of `regex()` that was calculated, and is wrong or uses what is not supported.
    #[error("the pattern {0:?} is not supported")]
    UnsupportedPattern(String),
}

pub(super) type Evaluated<T> = Result<T, EvalError>;

/// Evaluates an expression for a node of the answers: the one whose calculation, condition or limit it is.
///
/// # Errors
/// See [`EvalError`]. Most wrong values are no errors but blank, NaN or false, as in XPath.
pub fn evaluate<'a>(expr: &'a Expr, world: &'a World<'a>, context: NodeId) -> Result<Value<'a>, EvalError> {
    let current = NodeRef { tree: 0, node: context, text: false };
    let mut run = Run { world, current, left: MAX_STEPS };
    run.eval(&expr.root, Context { node: current, position: 1, size: 1 })
}

/// The context of an expression (XPath 1.0, section 1).
#[derive(Clone, Copy)]
pub(super) struct Context {
    pub node: NodeRef,
    pub position: usize,
    pub size: usize,
}

/// One evaluation.
pub(super) struct Run<'a> {
    pub world: &'a World<'a>,
    /// What `current()` is.
    pub current: NodeRef,
    left: u32,
}

impl<'a> Run<'a> {
    /// Counts work.
    pub fn spend(&mut self, steps: usize) -> Evaluated<()> {
        let left = u32::try_from(steps).ok().and_then(|steps| self.left.checked_sub(steps));
        self.left = left.ok_or(EvalError::TooMuch)?;
        Ok(())
    }

    /// Counts the work of reading or writing a text.
    pub fn spend_on(&mut self, text: &str) -> Evaluated<()> {
        self.spend(1 + text.len() / 16)
    }

    pub fn eval(&mut self, node: &'a Node, context: Context) -> Evaluated<Value<'a>> {
        self.spend(1)?;
        match &node.kind {
            Kind::Number(number) => Ok(Value::Number(*number)),
            Kind::Text(text) => Ok(Value::text(text.as_str())),
            Kind::Chain(first, rest) => self.chain(first, rest, context),
            Kind::Negate(signs, inner) => {
                let number = self.eval(inner, context)?.to_number(self.world);
                Ok(Value::Number(if signs.is_multiple_of(2) { number } else { -number }))
            }
            Kind::Union(all) => {
                let mut nodes = Vec::new();
                for each in all {
                    nodes.append(&mut self.nodes(each, context)?.ok_or(EvalError::NotNodes)?);
                }
                self.sort(&mut nodes)?;
                Ok(Value::Nodes(nodes))
            }
            Kind::Call(function, arguments) => self.call(*function, arguments, context),
            Kind::Matches(inner, pattern) => {
                let text = self.text(inner, context)?;
                // Each character may be tried against every part of the pattern.
                self.spend(text.len() * (1 + pattern.text().len() / 16))?;
                Ok(Value::Bool(pattern.is_found_in(&text)))
            }
            Kind::Path(path) => self.path(path, context).map(Value::Nodes),
        }
    }

    fn chain(&mut self, first: &'a Node, rest: &'a [(Op, Node)], context: Context) -> Evaluated<Value<'a>> {
        let mut left = self.eval(first, context)?;
        for (op, node) in rest {
            let decided = match op {
                Op::Or => left.to_bool(),
                Op::And => !left.to_bool(),
                Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge => false,
                Op::Add | Op::Subtract | Op::Multiply | Op::Div | Op::Mod => false,
            };
            if decided {
                left = Value::Bool(*op == Op::Or);
                continue;
            }
            let right = self.eval(node, context)?;
            left = match op {
                Op::Or | Op::And => Value::Bool(right.to_bool()),
                Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge => {
                    if let (Value::Nodes(a), Value::Nodes(b)) = (&left, &right) {
                        self.spend(a.len().saturating_mul(b.len()))?;
                    }
                    Value::Bool(compare(*op, &left, &right, self.world))
                }
                Op::Add | Op::Subtract | Op::Multiply | Op::Div | Op::Mod => {
                    let (a, b) = (left.to_number(self.world), right.to_number(self.world));
                    Value::Number(arithmetic(*op, a, b))
                }
            };
        }
        Ok(left)
    }

    /// The nodes that an expression gives; none when it gives something else.
    pub fn nodes(&mut self, node: &'a Node, context: Context) -> Evaluated<Option<Vec<NodeRef>>> {
        Ok(match self.eval(node, context)? {
            Value::Nodes(nodes) => Some(nodes),
            Value::Text(_) | Value::Number(_) | Value::Bool(_) => None,
        })
    }

    /// The text of an expression.
    pub fn text(&mut self, node: &'a Node, context: Context) -> Evaluated<Cow<'a, str>> {
        let text = self.eval(node, context)?.to_text(self.world);
        self.spend_on(&text)?;
        Ok(text)
    }

    fn path(&mut self, path: &'a Path, context: Context) -> Evaluated<Vec<NodeRef>> {
        let nodes = match &path.start {
            Start::Root => {
                vec![NodeRef { tree: 0, node: self.world.tree.document(), text: false }]
            }
            Start::Here => vec![context.node],
            Start::Question { name, everywhere, predicates } => {
                let nodes = self.question(name, *everywhere)?;
                self.filter(nodes, predicates)?
            }
            Start::Filter(inner, predicates) => {
                let nodes = self.nodes(inner, context)?.ok_or(EvalError::NotNodes)?;
                let nodes = self.filter(nodes, predicates)?;
                if matches!(inner.kind, Kind::Call(Function::OfNodes(OfNodes::Randomize), _)) {
                    return self.steps_in_turn(nodes, &path.steps);
                }
                nodes
            }
        };
        if path.steps.is_empty() { Ok(nodes) } else { self.steps(nodes, &path.steps) }
    }

    /// `${name}`: within the innermost repeat that both the current node and the question are in, as pyxform
    /// writes relative paths; otherwise all nodes of that name.
    fn question(&mut self, name: &str, everywhere: bool) -> Evaluated<Vec<NodeRef>> {
        let tree = self.world.tree;
        let found = tree.named(name);
        self.spend(found.len())?;
        let refer = |node: &NodeId| NodeRef { tree: 0, node: *node, text: false };
        let Some(first) = found.first().filter(|_| !everywhere && self.current.tree == 0) else {
            return self.in_order(found.iter().map(refer).collect());
        };
        let repeat = tree.lineage(self.current.node).filter(|node| tree.is_repeat(*node)).find(|mine| {
            tree.lineage(*first)
                .skip(1)
                .any(|theirs| tree.is_repeat(theirs) && tree.is_same_path(*mine, theirs))
        });
        let Some(repeat) = repeat else {
            return self.in_order(found.iter().map(refer).collect());
        };
        // Each is walked up; forms nest a few levels at most.
        self.spend(found.len() * 4)?;
        let inside = |node: &&NodeId| tree.lineage(**node).skip(1).any(|above| above == repeat);
        self.in_order(found.iter().filter(inside).map(refer).collect())
    }

    fn in_order(&mut self, mut nodes: Vec<NodeRef>) -> Evaluated<Vec<NodeRef>> {
        if nodes.len() > 1 {
            self.sort(&mut nodes)?;
        }
        Ok(nodes)
    }

    /// The nodes for which all predicates hold; positions count over `nodes`.
    pub fn filter(&mut self, mut nodes: Vec<NodeRef>, predicates: &'a [Node]) -> Evaluated<Vec<NodeRef>> {
        for predicate in predicates {
            let size = nodes.len();
            let mut kept = Vec::new();
            for (before, node) in nodes.into_iter().enumerate() {
                let position = before + 1;
                let value = self.eval(predicate, Context { node, position, size })?;
                let keep = match value {
                    Value::Number(number) => number == position as f64,
                    Value::Nodes(_) | Value::Text(_) | Value::Bool(_) => value.to_bool(),
                };
                if keep {
                    kept.push(node);
                }
            }
            nodes = kept;
        }
        Ok(nodes)
    }

    /// The nodes that a function needs.
    pub fn needed(
        &mut self,
        function: Function,
        node: Option<&'a Node>,
        context: Context,
    ) -> Evaluated<Vec<NodeRef>> {
        let nodes = match node {
            Some(node) => self.nodes(node, context)?,
            None => Some(vec![context.node]),
        };
        nodes.ok_or(EvalError::NodesNeeded(function.name()))
    }
}

fn arithmetic(op: Op, a: f64, b: f64) -> f64 {
    match op {
        Op::Add => a + b,
        Op::Subtract => a - b,
        Op::Multiply => a * b,
        Op::Div => a / b,
        Op::Mod => a % b,
        Op::Or | Op::And | Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge => f64::NAN,
    }
}
