//! What can be wrong with the text of an expression.

/// Why a text is not an expression, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at character {at}: {kind}")]
pub struct ParseError {
    /// What is wrong.
    pub kind: ParseErrorKind,
    /// Characters (not bytes) before the place.
    pub at: u32,
}

/// What can be wrong with the text of an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseErrorKind {
    /// Nothing but blanks.
    #[error("there is no expression")]
    Empty,
    /// More bytes than [`super::MAX_BYTES`].
    #[error("the expression is too long")]
    TooLong,
    /// Parentheses, arguments and predicates nested more than [`super::MAX_DEPTH`] deep.
    #[error("the expression is nested too deeply")]
    TooDeep,
    /// A character that no expression has.
    #[error("unexpected character {0:?}")]
    UnexpectedCharacter(char),
    /// A text without its closing quote.
    #[error("a text is not closed")]
    UnclosedText,
    /// `${` without `}`.
    #[error("a reference to a question is not closed")]
    UnclosedReference,
    /// What stands within `${}` is no name of a question.
    #[error("{0:?} is not the name of a question")]
    BadReference(String),
    /// A number beyond what can be counted with.
    #[error("a number is too large")]
    BadNumber,
    /// A word or sign that cannot stand there.
    #[error("unexpected {0:?}")]
    Unexpected(String),
    /// The text ends where something must follow.
    #[error("the expression ends too early")]
    UnexpectedEnd,
    /// There is no such function.
    #[error("there is no function {0:?}")]
    UnknownFunction(String),
    /// The function exists in XPath or ODK, but needs what our documents do not have.
    #[error("the function {0:?} is not supported")]
    UnsupportedFunction(String),
    /// A function with too few or too many arguments.
    #[error("the function {function:?} does not take {given} arguments")]
    Arity {
        /// Its name.
        function: String,
        /// The fewest it takes.
        least: u8,
        /// The most it takes; absent when there is no limit.
        most: Option<u8>,
        /// How many there are.
        given: u32,
    },
    /// There is no such axis, or it is one that our trees do not have (attributes, namespaces).
    #[error("there is no axis {0:?}")]
    UnknownAxis(String),
    /// There is no such node test, or it is one that our trees do not have (comments).
    #[error("there is no node test {0:?}")]
    UnknownNodeTest(String),
    /// A step, predicate or union after something that is not a set of nodes.
    #[error("only nodes can have steps, predicates and unions")]
    NotNodes,
    /// The pattern of `regex()` is wrong or uses what is not supported (look-around, back-references).
    #[error("the pattern {0:?} is not supported")]
    UnsupportedPattern(String),
    /// The second argument of `jr:choice-name()` must be a text that holds one reference, as `'${question}'`.
    #[error("jr:choice-name() needs the question in quotes")]
    ChoiceNameQuestion,
}
