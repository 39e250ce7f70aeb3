//! From an expression back to text.

use super::Expr;
use super::ast::{Axis, Kind, Node, PRIMARY, Path, Start, Step, Test, UNARY, UNION};
use super::functions::{Function, OfText};
use super::numbers::number_to_text;
use super::parse::choice_question;
use std::fmt;

/// Writes an expression with a path in place of each `${name}`, for the XML of an XForm. Within a predicate a
/// relative path is put after `current()`, because `${name}` is always seen from the node whose expression it is.
/// `path` also gives the question that `jr:choice-name('...', '${name}')` names.
pub fn to_xpath(expr: &Expr, path: &dyn Fn(&str) -> String) -> String {
    let mut printer = Printer { out: String::new(), path: Some(path), inside: false };
    printer.node(&expr.root, 0);
    printer.out
}

impl fmt::Display for Expr {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut printer = Printer { out: String::new(), path: None, inside: false };
        printer.node(&self.root, 0);
        out.write_str(&printer.out)
    }
}

struct Printer<'p> {
    out: String,
    path: Option<&'p dyn Fn(&str) -> String>,
    /// Within a predicate.
    inside: bool,
}

impl Printer<'_> {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Writes a node, in parentheses when it binds less tightly than `least`.
    fn node(&mut self, node: &Node, least: u8) {
        if node.level() < least {
            self.push("(");
            self.node(node, 0);
            self.push(")");
            return;
        }
        match &node.kind {
            Kind::Number(number) => self.push(&number_to_text(*number)),
            Kind::Text(text) => self.text(text),
            Kind::Chain(first, rest) => {
                let inner = node.level() + 1;
                self.node(first, inner);
                for (op, each) in rest {
                    self.push(" ");
                    self.push(op.text());
                    self.push(" ");
                    self.node(each, inner);
                }
            }
            Kind::Negate(signs, inner) => {
                // ODK Web Forms does not read `--`.
                let (open, close) = match (signs, self.path) {
                    (1, _) => ("-", ""),
                    (_, None) => ("--", ""),
                    (_, Some(_)) => ("-(-", ")"),
                };
                self.push(open);
                self.node(inner, UNARY + 1);
                self.push(close);
            }
            Kind::Union(all) => self.list(all, " | ", UNION + 1),
            Kind::Call(function, arguments) => {
                self.push(function.name());
                self.push("(");
                match (arguments.as_slice(), self.path) {
                    ([value, Node { kind: Kind::Text(question), .. }], Some(path))
                        if *function == Function::OfText(OfText::ChoiceName) =>
                    {
                        let name = choice_question(question).filter(|_| question.trim().starts_with('$'));
                        let written = name.map_or_else(|| question.clone(), path);
                        self.node(value, 0);
                        self.push(", ");
                        self.text(&written);
                    }
                    _ => self.list(arguments, ", ", 0),
                }
                self.push(")");
            }
            Kind::Matches(inner, pattern) => {
                self.push("regex(");
                self.node(inner, 0);
                self.push(", ");
                self.text(pattern.text());
                self.push(")");
            }
            Kind::Path(path) => self.location(path),
        }
    }

    fn list(&mut self, all: &[Node], between: &str, least: u8) {
        for (place, each) in all.iter().enumerate() {
            if place > 0 {
                self.push(between);
            }
            self.node(each, least);
        }
    }

    fn text(&mut self, text: &str) {
        let quote = if text.contains('\'') { "\"" } else { "'" };
        self.push(quote);
        self.push(text);
        self.push(quote);
    }

    fn location(&mut self, path: &Path) {
        match &path.start {
            Start::Here => {}
            Start::Root if path.steps.len() > 1 && path.steps.first().is_some_and(Step::is_any_depth) => {}
            Start::Root => self.push("/"),
            Start::Question { name, predicates, .. } => {
                match self.path {
                    None => {
                        self.push("${");
                        self.push(name);
                        self.push("}");
                    }
                    Some(path) => {
                        let written = path(name);
                        if self.inside && !written.starts_with('/') {
                            self.push("current()/");
                        }
                        self.push(&written);
                    }
                }
                self.predicates(predicates);
            }
            Start::Filter(inner, predicates) => {
                let is_call = matches!(inner.kind, Kind::Call(..));
                self.node(inner, if is_call { 0 } else { PRIMARY + 1 });
                self.predicates(predicates);
            }
        }
        let mut between = if matches!(path.start, Start::Root | Start::Here) { "" } else { "/" };
        for (place, step) in path.steps.iter().enumerate() {
            let is_last = place + 1 == path.steps.len();
            let can_begin = place > 0 || path.start != Start::Here;
            if step.is_any_depth() && !is_last && can_begin && between != "//" {
                between = "//";
                continue;
            }
            self.push(between);
            self.step(step);
            between = "/";
        }
    }

    fn step(&mut self, step: &Step) {
        match (step.axis, &step.test, step.predicates.is_empty()) {
            (Axis::Itself, Test::Node, true) => return self.push("."),
            (Axis::Parent, Test::Node, true) => return self.push(".."),
            (Axis::Child, _, _) => {}
            (axis, _, _) => {
                self.push(axis.text());
                self.push("::");
            }
        }
        self.push(match &step.test {
            Test::Name(name) => name,
            Test::Any => "*",
            Test::Node => "node()",
            Test::Text => "text()",
        });
        self.predicates(&step.predicates);
    }

    fn predicates(&mut self, predicates: &[Node]) {
        let outside = std::mem::replace(&mut self.inside, true);
        for each in predicates {
            self.push("[");
            self.node(each, 0);
            self.push("]");
        }
        self.inside = outside;
    }
}
