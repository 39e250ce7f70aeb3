//! From text to tokens (XPath 1.0, section 3.7, and `${name}` of XLSForm).

use super::errors::{ParseError, ParseErrorKind};

/// A word of an expression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'t> {
    Number(f64),
    Text(&'t str),
    /// A name, perhaps with a prefix.
    Name(&'t str),
    /// `${name}`
    Question(&'t str),
    /// A symbol, or one of the words `and`, `or`, `mod`, `div` where they are operators; `*` when it multiplies
    /// is `"times"`.
    Sign(&'static str),
}

/// A token and the characters before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed<'t> {
    pub token: Token<'t>,
    pub at: u32,
}

/// Longest first, where one begins another.
const SIGNS: [&str; 22] = [
    "::", "//", "..", "!=", "<=", ">=", "(", ")", "[", "]", ".", "@", ",", "/", "|", "+", "-", "=", "<", ">",
    "*", ":",
];

const WORDS: [&str; 4] = ["and", "or", "mod", "div"];

struct Lexer<'t> {
    rest: &'t str,
    at: u32,
    out: Vec<Placed<'t>>,
}

/// Splits a text into tokens.
pub(super) fn tokens(text: &str) -> Result<Vec<Placed<'_>>, ParseError> {
    let mut lexer = Lexer { rest: text, at: 0, out: Vec::with_capacity(text.len() / 3) };
    while let Some(first) = lexer.rest.chars().next() {
        lexer.next(first)?;
    }
    Ok(lexer.out)
}

impl<'t> Lexer<'t> {
    /// Takes that many bytes.
    fn take(&mut self, bytes: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.at += u32::try_from(taken.chars().count()).unwrap_or(u32::MAX);
        self.rest = rest;
        taken
    }

    fn fail<T>(&self, kind: ParseErrorKind) -> Result<T, ParseError> {
        Err(ParseError { kind, at: self.at })
    }

    fn push(&mut self, token: Token<'t>, at: u32) {
        self.out.push(Placed { token, at });
    }

    fn next(&mut self, first: char) -> Result<(), ParseError> {
        let at = self.at;
        if matches!(first, ' ' | '\t' | '\r' | '\n') {
            let blank = self.rest.bytes().take_while(|b| b" \t\r\n".contains(b)).count();
            self.take(blank);
            return Ok(());
        }
        if first == '"' || first == '\'' {
            let Some(length) = self.rest.get(1..).and_then(|body| body.find(first)) else {
                return self.fail(ParseErrorKind::UnclosedText);
            };
            self.take(1);
            let text = self.take(length);
            self.take(1);
            self.push(Token::Text(text), at);
            return Ok(());
        }
        if first == '$' {
            return self.question(at);
        }
        let second_is_digit = self.rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        if first.is_ascii_digit() || (first == '.' && second_is_digit) {
            return self.number(at);
        }
        if is_name_start(first) {
            let name = self.name();
            let word = WORDS.iter().find(|word| **word == name).filter(|_| self.after_operand());
            self.push(word.map_or(Token::Name(name), |word| Token::Sign(word)), at);
            return Ok(());
        }
        let Some(sign) = SIGNS.iter().find(|sign| self.rest.starts_with(**sign)) else {
            return self.fail(ParseErrorKind::UnexpectedCharacter(first));
        };
        let token = if *sign == "*" && self.after_operand() { "times" } else { sign };
        self.take(sign.len());
        self.push(Token::Sign(token), at);
        Ok(())
    }

    /// Whether an operator can come now: XPath 1.0 tells names from operators by what stands before them.
    fn after_operand(&self) -> bool {
        match self.out.last().map(|placed| placed.token) {
            None => false,
            Some(Token::Number(_) | Token::Text(_) | Token::Name(_) | Token::Question(_)) => true,
            Some(Token::Sign(sign)) => matches!(sign, ")" | "]" | "." | ".." | "*"),
        }
    }

    fn number(&mut self, at: u32) -> Result<(), ParseError> {
        let whole = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let tail = self.rest.get(whole..).unwrap_or("");
        let part = match tail.strip_prefix('.') {
            Some(part) => 1 + part.bytes().take_while(u8::is_ascii_digit).count(),
            None => 0,
        };
        let value = self.rest.get(..whole + part).and_then(|text| text.parse::<f64>().ok());
        let Some(value) = value.filter(|value| value.is_finite()) else {
            return self.fail(ParseErrorKind::BadNumber);
        };
        self.take(whole + part);
        self.push(Token::Number(value), at);
        Ok(())
    }

    /// A name, with a prefix when a colon and another name follow at once.
    fn name(&mut self) -> &'t str {
        let mut length = name_length(self.rest);
        if let Some(tail) = self.rest.get(length..).and_then(|rest| rest.strip_prefix(':'))
            && tail.starts_with(is_name_start)
        {
            length += 1 + name_length(tail);
        }
        self.take(length)
    }

    fn question(&mut self, at: u32) -> Result<(), ParseError> {
        let Some(inner) = self.rest.strip_prefix("${") else {
            return self.fail(ParseErrorKind::UnexpectedCharacter('$'));
        };
        let Some(length) = inner.find('}') else {
            return self.fail(ParseErrorKind::UnclosedReference);
        };
        let name = inner.get(..length).unwrap_or("").trim();
        if !is_name(name) {
            return self.fail(ParseErrorKind::BadReference(name.to_owned()));
        }
        self.take(length + 3);
        self.push(Token::Question(name), at);
        Ok(())
    }
}

fn is_name_start(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

fn name_length(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))).unwrap_or(text.len())
}

/// Whether a text can be the name of a question: a letter or `_`, then also digits, `-` and `.`.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(is_name_start) && name_length(text) == text.len()
}
