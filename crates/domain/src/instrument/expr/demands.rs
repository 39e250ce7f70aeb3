//! What must hold for an expression to be true, as far as that can be read off it: of use to whoever looks for questions
//! that are never asked.

use super::Expr;
use super::ast::{Kind, Node, Op, Path, Start};
use super::functions::{Function, OfTruth};

/// Something that must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// An answer must be this value, or have it among its values.
    Value {
        /// The question.
        question: String,
        /// The value.
        value: String,
    },
    /// What never holds.
    Never,
}

/// What must hold for an expression to be true. Much more may: this is what stands there plainly.
pub fn demands(expr: &Expr) -> Vec<Demand> {
    let mut found = Vec::new();
    gather(&expr.root, &mut found);
    found
}

fn gather(node: &Node, found: &mut Vec<Demand>) {
    match &node.kind {
        Kind::Chain(first, rest) if rest.iter().all(|(op, _)| *op == Op::And) => {
            gather(first, found);
            rest.iter().for_each(|(_, operand)| gather(operand, found));
        }
        Kind::Chain(first, rest) => {
            if let [(Op::Eq, second)] = rest.as_slice() {
                found.extend(value(first, second).or_else(|| value(second, first)));
            }
        }
        Kind::Call(Function::OfTruth(OfTruth::Selected), arguments) => {
            if let [question, wanted] = arguments.as_slice() {
                found.extend(value(question, wanted));
            }
        }
        Kind::Call(Function::OfTruth(OfTruth::False), _) => found.push(Demand::Never),
        Kind::Number(number) if *number == 0.0 => found.push(Demand::Never),
        Kind::Number(_)
        | Kind::Text(_)
        | Kind::Negate(..)
        | Kind::Union(_)
        | Kind::Call(..)
        | Kind::Matches(..)
        | Kind::Path(_) => {}
    }
}

fn value(question: &Node, wanted: &Node) -> Option<Demand> {
    let Kind::Path(Path { start: Start::Question { name, predicates, .. }, steps }) = &question.kind else {
        return None;
    };
    let Kind::Text(value) = &wanted.kind else { return None };
    let plain = predicates.is_empty() && steps.is_empty() && !value.is_empty();
    plain.then(|| Demand::Value { question: name.clone(), value: value.clone() })
}
