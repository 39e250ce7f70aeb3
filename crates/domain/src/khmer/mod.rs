//! Khmer text, as far as names and dates need it: one order of code points, clusters, Latin spelling, search
//! keys, sorting and digits. Small tables of our own instead of ICU, because all of it also runs on a phone.

pub mod collate;
pub mod digits;
pub mod keys;
pub mod romanise;

use crate::sorted::Put;
use serde::{Deserialize, Serialize};

/// The language in which something is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// Khmer.
    Km,
    /// English.
    En,
}

/// The sign that makes the next consonant a subscript.
pub(crate) const COENG: char = '\u{17D2}';

/// A Khmer consonant letter (ក to អ).
pub(crate) fn is_consonant(c: char) -> bool {
    matches!(c, '\u{1780}'..='\u{17A2}')
}

/// An independent vowel (ឥ to ឳ).
pub(crate) fn is_independent_vowel(c: char) -> bool {
    matches!(c, '\u{17A3}'..='\u{17B3}')
}

/// A dependent vowel sign (ា to ៅ).
pub(crate) fn is_vowel_sign(c: char) -> bool {
    matches!(c, '\u{17B6}'..='\u{17C5}')
}

/// Register shifters: ៉ and ៊.
fn is_shifter(c: char) -> bool {
    matches!(c, '\u{17C9}' | '\u{17CA}')
}

/// Any mark that belongs to the cluster before it, other than coeng.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{17B4}'..='\u{17D1}' | '\u{17D3}' | '\u{17DD}')
}

/// Whether the text contains any Khmer letter.
pub fn has_khmer(text: &str) -> bool {
    text.chars().any(|c| is_consonant(c) || is_independent_vowel(c))
}

/// Characters that show nothing and only get in the way of comparing.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' | '\u{17B4}' | '\u{17B5}')
}

/// The place of a mark within its cluster: robat, subscripts (those of រ last), shifter, vowel, other signs.
fn rank(part: &str) -> u8 {
    let mut chars = part.chars();
    match (chars.next(), chars.next()) {
        (Some(COENG), Some('រ')) => 2,
        (Some(COENG), _) => 1,
        (Some('\u{17CC}'), _) => 0,
        (Some(c), _) if is_shifter(c) => 3,
        (Some(c), _) if is_vowel_sign(c) => 4,
        (Some('\u{17CB}'), _) => 6,
        (Some('\u{17C7}' | '\u{17C8}'), _) => 7,
        (_, _) => 5,
    }
}

/// The same text with one order of code points in every cluster, without zero-width characters, with runs of
/// white space made one space, and trimmed. What is seen stays the same, so this may be stored and shown.
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marks: Vec<String> = Vec::new();
    let mut chars = text.chars().filter(|c| !is_invisible(*c)).peekable();
    let mut space = false;
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            space = !out.is_empty();
            continue;
        }
        if space {
            out.push(' ');
            space = false;
        }
        out.push(c);
        if !is_consonant(c) && !is_independent_vowel(c) {
            continue;
        }
        marks.clear();
        while let Some(&mark) = chars.peek() {
            if mark == COENG {
                chars.next();
                let mut part = String::from(COENG);
                if let Some(sub) = chars.next_if(|c| is_consonant(*c) || is_independent_vowel(*c)) {
                    part.push(sub);
                }
                marks.push(part);
            } else if is_mark(mark) {
                chars.next();
                marks.push(String::from(mark));
            } else {
                break;
            }
        }
        marks.put_by_key(|part| rank(part));
        marks.dedup();
        let tail: String = marks.concat();
        // Two-part vowels typed as two signs look the same as the one sign.
        out.push_str(&tail.replace("\u{17C1}\u{17B8}", "\u{17BE}").replace("\u{17C1}\u{17B6}", "\u{17C4}"));
    }
    out
}

/// Splits into clusters: a base with its subscripts and marks, or one other character. Concatenated they are
/// the text again.
pub fn clusters(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut after_coeng = false;
    for (at, c) in text.char_indices() {
        let joins = at > 0 && (after_coeng || c == COENG || is_mark(c) || is_invisible(c));
        if !joins && at > start {
            out.extend(text.get(start..at));
            start = at;
        }
        after_coeng = c == COENG;
    }
    out.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    out
}

/// How many clusters a reader sees; spaces count.
pub fn cluster_count(text: &str) -> usize {
    clusters(text).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_order_does_not_matter() {
        // ស្រី with the vowel typed before the subscript; ោ typed as two signs; a zero-width space.
        assert_eq!(normalise("សី្រ"), "ស្រី");
        assert_eq!(normalise("\u{1780}\u{17C1}\u{17B6}"), "កោ");
        assert_eq!(normalise("សុខ\u{200B}សុភា"), "សុខសុភា");
        assert_eq!(normalise("  សុខ \u{a0} សុភា "), "សុខ សុភា");
        assert_eq!(normalise("ស៊ី"), normalise("សី៊"));
        assert_eq!(normalise("ស្ត្រី"), normalise("ស្រ្តី"));
    }

    #[test]
    fn normalising_twice_changes_nothing_and_latin_stays() {
        for text in ["ស្ត្រី", "កម្ពុជា", "ភ្នំពេញ", "Sok Sophéa", "៣ ក", "\u{17D2}", "ក្", "ះ"]
        {
            assert_eq!(normalise(&normalise(text)), normalise(text));
        }
        assert_eq!(normalise("Sok Sophéa"), "Sok Sophéa");
    }

    #[test]
    fn clusters_keep_subscripts_and_signs_with_their_base() {
        assert_eq!(clusters("ស្ត្រី"), ["ស្ត្រី"]);
        assert_eq!(clusters("សុភាព"), ["សុ", "ភា", "ព"]);
        assert_eq!(cluster_count("បាត់ដំបង"), 5);
        assert_eq!(clusters("ក ខ").concat(), "ក ខ");
        assert_eq!(cluster_count(""), 0);
    }
}
