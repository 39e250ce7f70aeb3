//! The expressions of assessment forms: the XPath 1.0 subset of XLSForm and ODK XForms.
//!
//! Sources: [XPath 1.0](https://www.w3.org/TR/1999/REC-xpath-19991116/), the
//! [ODK XForms specification](https://getodk.github.io/xforms-spec/), and where those are silent ODK Web Forms.
//! Pure: the same expression over the same answers gives the same bits on every device. There is no clock (see
//! [`World`]), no randomness, and mathematics comes from `libm`.
//!
//! Where we knowingly differ from ODK Web Forms:
//! - Numbers as text follow XPath: `NaN` (Web Forms: blank), never an exponent. What becomes an answer is
//!   [`Value::to_answer`], for which both leave the answer blank.
//! - A day is a whole number, whatever the time zone, as in JavaRosa: `number('1970-01-02')` is 1. Web Forms
//!   counts from midnight UTC and so gets fractions. `decimal-date-time()` counts from midnight UTC in all three.
//! - What is no date is blank (Web Forms: `Invalid Date`, or an error that stops the form).
//! - A position in a predicate counts per parent, as XPath says (Web Forms: over all nodes of the step).
//!   `${name}[2]` is the second of all nodes that `${name}` finds.
//! - Texts that are no XPath numbers (`1e3`, `+1`, `0x10`) are `NaN`; `sum()` of no nodes is 0.

mod ast;
mod axes;
mod call;
mod compute;
mod dates;
mod demands;
mod errors;
mod eval;
mod functions;
mod geo;
mod lex;
mod names;
mod numbers;
mod parse;
mod pattern;
mod print;
mod texts;
mod tree;
mod value;
mod warnings;

#[cfg(test)]
mod tests;

pub use dates::{Date, DateTime};
pub use demands::{Demand, demands};
pub use errors::{ParseError, ParseErrorKind};
pub use eval::{EvalError, World, evaluate};
pub use names::{Names, names};

pub use print::to_xpath;
pub use tree::{Instances, NodeId, NodeRef, Tree};
pub use value::Value;
pub use warnings::{Warning, WarningKind, warnings};

/// The longest expression, in bytes of UTF-8.
pub const MAX_BYTES: usize = 64 * 1024;
/// How deep parentheses, arguments and predicates may nest.
pub const MAX_DEPTH: u32 = 100;
/// How much work one evaluation may do. A step is about one node looked at or sixteen characters read.
pub const MAX_STEPS: u32 = 2_000_000;

/// A parsed expression. Equal expressions mean the same; blanks and places in the text do not count.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    root: ast::Node,
}

impl Expr {
    /// Parses an expression of a form: XPath 1.0 without variables, attributes and namespaces, with `${name}` for
    /// a question, and the functions of the ODK XForms specification.
    ///
    /// # Errors
    /// What is wrong with the text and where. The number of arguments, the names of functions, and literal
    /// patterns of `regex()` are checked here, not when it is evaluated.
    pub fn parse(text: &str) -> Result<Expr, ParseError> {
        parse::parse(text)
    }
}

impl std::str::FromStr for Expr {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Expr, ParseError> {
        Expr::parse(text)
    }
}
