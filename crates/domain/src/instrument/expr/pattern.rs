//! The patterns of `regex()`: JavaScript's, as ODK Web Forms and Enketo read them, without what cannot be
//! matched in linear time.

use std::fmt::Write;

/// The longest pattern, in bytes.
const MAX_PATTERN: usize = 4096;
/// What a compiled pattern may take, in bytes.
const MAX_COMPILED: usize = 256 * 1024;

/// A compiled pattern. Two are equal when their texts are.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    text: String,
    compiled: regex_lite::Regex,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.text == other.text
    }
}

impl Pattern {
    /// Compiles a pattern; none when it is wrong or uses look-around, back-references or Unicode classes.
    pub fn new(text: &str) -> Option<Pattern> {
        if text.len() > MAX_PATTERN {
            return None;
        }
        let mut builder = regex_lite::RegexBuilder::new(&translated(text)?);
        let compiled = builder.size_limit(MAX_COMPILED).build().ok()?;
        Some(Pattern { text: text.to_owned(), compiled })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is found anywhere in a text (ODK Web Forms; JavaRosa wants all of the text to match).
    pub fn is_found_in(&self, text: &str) -> bool {
        self.compiled.is_match(text)
    }
}

/// A JavaScript pattern in the syntax of `regex-lite`, which differs in escapes, within `[]`, and in what
/// blanks are.
fn translated(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text.chars().peekable();
    let mut class = false;
    while let Some(c) = rest.next() {
        match c {
            '\\' => escape(&mut rest, class, &mut out)?,
            '[' if class => out.push_str("\\["),
            '[' => {
                class = true;
                out.push('[');
                if rest.next_if_eq(&'^').is_some() {
                    out.push('^');
                }
                // `[]` matches nothing and `[^]` everything, which nobody means.
                if rest.peek() == Some(&']') {
                    return None;
                }
            }
            ']' if class => {
                class = false;
                out.push(']');
            }
            ']' | '}' => {
                out.push('\\');
                out.push(c);
            }
            '&' | '~' if class => {
                out.push('\\');
                out.push(c);
            }
            '{' if !class => {
                let counted = is_count(rest.clone());
                out.push_str(if counted { "{" } else { "\\{" });
                if counted {
                    for c in rest.by_ref() {
                        out.push(c);
                        if c == '}' {
                            break;
                        }
                    }
                }
            }
            '(' if !class => {
                out.push('(');
                if rest.next_if_eq(&'?').is_some() {
                    // Only `(?:` is the same in both; names and look-around are not needed or not possible.
                    rest.next_if_eq(&':')?;
                    out.push_str("?:");
                }
            }
            // In JavaScript the end of a line is more than `\n`.
            '.' if !class => out.push_str("[^\\n\\r\u{2028}\u{2029}]"),
            _ => out.push(c),
        }
    }
    (!class).then_some(out)
}

/// Whether `1}`, `1,}` or `1,2}` follows.
fn is_count(mut rest: std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let mut digits = || {
        let mut count = 0;
        while rest.next_if(char::is_ascii_digit).is_some() {
            count += 1;
        }
        (count, rest.next())
    };
    match digits() {
        (1.., Some('}')) => true,
        (1.., Some(',')) => matches!(digits(), (_, Some('}'))),
        _ => false,
    }
}

/// What follows a backslash.
fn escape(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, class: bool, out: &mut String) -> Option<()> {
    const BLANKS: &str =
        "\\s\\x0B\u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}";
    let c = rest.next()?;
    match c {
        'd' | 'D' | 'w' | 'W' | 't' | 'n' | 'r' | 'f' | 'v' => {
            out.push('\\');
            out.push(c);
        }
        'b' | 'B' if !class => {
            out.push('\\');
            out.push(c);
        }
        's' if class => out.push_str(BLANKS),
        's' => write!(out, "[{BLANKS}]").ok()?,
        'S' if !class => write!(out, "[^{BLANKS}]").ok()?,
        'x' | 'u' => {
            let length = if c == 'x' { 2 } else { 4 };
            let digits: String = rest.by_ref().take(length).filter(char::is_ascii_hexdigit).collect();
            if digits.len() != length {
                return None;
            }
            write!(out, "\\x{{{digits}}}").ok()?;
        }
        // Back-references, named groups, Unicode classes, control letters, and letters without a meaning.
        c if c.is_ascii_alphanumeric() => return None,
        c if c.is_ascii_punctuation() => {
            if !matches!(c, '<' | '>') {
                out.push('\\');
            }
            out.push(c);
        }
        c => out.push(c),
    }
    Some(())
}
