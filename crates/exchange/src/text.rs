//! Small mercies for text that people typed: digits in either script, invisible characters, doubled spaces.

/// Whether a character belongs to the Khmer script.
pub(crate) fn is_khmer(c: char) -> bool {
    matches!(c, '\u{1780}'..='\u{17ff}' | '\u{19e0}'..='\u{19ff}')
}

/// The text with invisible characters gone and every run of white space made one space. The marks that some
/// keyboards put between Khmer words are invisible, and would make equal names unequal.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}') {
            continue;
        }
        if c.is_whitespace() || c.is_control() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// The text with Khmer digits written as 0 to 9.
pub(crate) fn latin_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{17e0}'..='\u{17e9}' => char::from_digit(c as u32 - 0x17e0, 10).unwrap_or(c),
            other => other,
        })
        .collect()
}

/// What is left of a heading or a word from a list when case, spaces, stars and punctuation do not count.
pub(crate) fn bare(text: &str) -> String {
    bare_chars(text).collect()
}

/// Whether two texts are the same when bare.
pub(crate) fn same_bare(a: &str, b: &str) -> bool {
    bare_chars(a).eq(bare_chars(b))
}

fn bare_chars(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric() || is_khmer(*c)).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_marks_and_doubled_spaces_do_not_count() {
        assert_eq!(clean("  សុខ\u{200b}ា \u{a0} ចាន់\n"), "សុខា ចាន់");
        assert_eq!(latin_digits("០១២-៣៤៥ ៦៧៨៩"), "012-345 6789");
        assert_eq!(bare(" * Family Code "), bare("family_code"));
        assert!(same_bare(" * Family Code ", "family_code") && !same_bare("family", "family_code"));
        assert_ne!(bare("ថ្ងៃ"), bare("ថងៃ"), "the sign that stacks consonants must count");
    }
}
