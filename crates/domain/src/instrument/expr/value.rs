//! What an expression gives, and how that converts (XPath 1.0, sections 3.4 and 4).

use super::ast::Op;
use super::eval::World;
use super::tree::NodeRef;
use super::{dates, numbers};
use std::borrow::Cow;

/// The result of an expression: one of the four types of XPath. Days and moments are texts (`YYYY-MM-DD`,
/// `YYYY-MM-DDTHH:MM:SS.sss+HH:MM`) and convert to numbers as days since 1970-01-01.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Nodes, in the order of the document (of `randomize()`: in its order), none twice.
    Nodes(Vec<NodeRef>),
    /// A text.
    Text(Cow<'a, str>),
    /// A number, perhaps NaN or infinite.
    Number(f64),
    /// True or false.
    Bool(bool),
}

impl<'a> Value<'a> {
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Value<'a> {
        Value::Text(text.into())
    }

    /// XPath's `string()`: of nodes, the text of the first, blank when there is none.
    pub fn to_text(&self, world: &World<'a>) -> Cow<'a, str> {
        match self {
            Value::Nodes(nodes) => nodes.first().map_or(Cow::Borrowed(""), |node| world.text(*node)),
            Value::Text(text) => text.clone(),
            Value::Number(number) => Cow::Owned(numbers::number_to_text(*number)),
            Value::Bool(true) => Cow::Borrowed("true"),
            Value::Bool(false) => Cow::Borrowed("false"),
        }
    }

    /// XPath's `number()`, and days since 1970-01-01 for what is written as an ODK `date` or `dateTime`: whole for
    /// a day. NaN when it is neither.
    pub fn to_number(&self, world: &World<'a>) -> f64 {
        match self {
            Value::Nodes(nodes) => nodes.first().map_or(f64::NAN, |node| world.number(*node)),
            Value::Text(text) => number(text, world.now.offset_minutes()),
            Value::Number(number) => *number,
            Value::Bool(truth) => f64::from(u8::from(*truth)),
        }
    }

    /// XPath's `boolean()`: some nodes, some text, a number other than 0 and NaN.
    pub fn to_bool(&self) -> bool {
        match self {
            Value::Nodes(nodes) => !nodes.is_empty(),
            Value::Text(text) => !text.is_empty(),
            Value::Number(number) => *number != 0.0 && !number.is_nan(),
            Value::Bool(truth) => *truth,
        }
    }

    /// What a calculation writes into its answer: the text, but blank for NaN, as ODK Web Forms and JavaRosa do.
    pub fn to_answer(&self, world: &World<'a>) -> Cow<'a, str> {
        match self {
            Value::Number(number) if number.is_nan() => Cow::Borrowed(""),
            Value::Nodes(_) | Value::Text(_) | Value::Number(_) | Value::Bool(_) => self.to_text(world),
        }
    }
}

/// A text as a number, or as days when it is a date.
pub(super) fn number(text: &str, zone: i16) -> f64 {
    match dates::parse(text, zone) {
        Some(local) => dates::to_days(local),
        None => numbers::text_to_number(text),
    }
}

fn holds(op: Op, a: f64, b: f64) -> bool {
    match op {
        Op::Eq => a == b,
        Op::Ne => a != b,
        Op::Lt => a < b,
        Op::Le => a <= b,
        Op::Gt => a > b,
        Op::Ge => a >= b,
        Op::Or | Op::And | Op::Add | Op::Subtract | Op::Multiply | Op::Div | Op::Mod => false,
    }
}

/// Compares (XPath 1.0, section 3.4): with nodes, whether it holds for any of them.
pub(super) fn compare<'a>(op: Op, a: &Value<'a>, b: &Value<'a>, world: &World<'a>) -> bool {
    let by_text = matches!(op, Op::Eq | Op::Ne);
    match (a, b) {
        (Value::Bool(_), _) | (_, Value::Bool(_)) if by_text || is_nodes(a) || is_nodes(b) => {
            holds(op, f64::from(u8::from(a.to_bool())), f64::from(u8::from(b.to_bool())))
        }
        (Value::Nodes(all), Value::Nodes(others)) if by_text => {
            let others: Vec<_> = others.iter().map(|node| world.text(*node)).collect();
            all.iter().any(|node| {
                let text = world.text(*node);
                others.iter().any(|other| (text == *other) == (op == Op::Eq))
            })
        }
        (Value::Nodes(all), Value::Nodes(others)) => {
            let others: Vec<_> = others.iter().map(|node| world.number(*node)).collect();
            all.iter().any(|node| {
                let number = world.number(*node);
                others.iter().any(|other| holds(op, number, *other))
            })
        }
        (Value::Nodes(nodes), Value::Text(text)) | (Value::Text(text), Value::Nodes(nodes)) if by_text => {
            nodes.iter().any(|node| (world.text(*node) == *text) == (op == Op::Eq))
        }
        (Value::Nodes(nodes), other) => {
            let other = other.to_number(world);
            nodes.iter().any(|node| holds(op, world.number(*node), other))
        }
        (other, Value::Nodes(nodes)) => {
            let other = other.to_number(world);
            nodes.iter().any(|node| holds(op, other, world.number(*node)))
        }
        (Value::Text(a), Value::Text(b)) if by_text => (a == b) == (op == Op::Eq),
        (
            Value::Text(_) | Value::Number(_) | Value::Bool(_),
            Value::Text(_) | Value::Number(_) | Value::Bool(_),
        ) => holds(op, a.to_number(world), b.to_number(world)),
    }
}

fn is_nodes(value: &Value<'_>) -> bool {
    matches!(value, Value::Nodes(_))
}
