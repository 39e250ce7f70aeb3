//! How wide a text will be and where its lines break, without a font at hand: advance widths of Noto Sans and
//! Noto Sans Khmer, rounded up a little so that a slightly wider font still fits.

use crate::khmer::clusters;

/// Room for a font somewhat wider than the one measured.
const SLACK: f32 = 1.05;
/// Sums of many small widths are not exact.
const ROUNDING: f32 = 0.05;

/// Advance of one character in hundredths of an em.
fn advance(c: char) -> f32 {
    match c {
        'ឈ' | 'ណ' => 125.0,
        'យ' | 'ញ' | 'ឃ' | 'ឍ' | 'ល' | 'ស' | 'ហ' | 'ឡ' | 'ឦ' => 94.0,
        'រ' | 'វ' => 32.0,
        '\u{1780}'..='\u{17B3}' => 65.0,
        'ា' | 'ើ' | 'េ' | 'ែ' | 'ៃ' | 'ៈ' => 29.0,
        'ឿ' | 'ៀ' | 'ោ' | 'ៅ' => 58.0,
        'ះ' => 39.0,
        '\u{17B4}'..='\u{17D3}' | '\u{17DD}' => 0.0,
        '០'..='៩' => 78.0,
        'm' | 'M' | 'W' => 93.0,
        'w' | 'N' | 'O' | 'Q' | 'G' | 'D' | 'H' | 'U' => 76.0,
        'i' | 'j' | 'l' | 'I' | 'J' | '.' | ',' | '\'' | ' ' => 28.0,
        'f' | 't' | 'r' | '-' | '(' | ')' => 38.0,
        'A'..='Z' => 62.0,
        'c' | 's' | 'z' | 'k' | 'v' | 'x' | 'y' => 52.0,
        _ => 61.0,
    }
}

/// A subscript stands below its base, except the few that reach out beside it.
fn subscript_advance(c: char) -> f32 {
    match c {
        'ឃ' | 'ឈ' | 'ឍ' | 'ប' | 'យ' | 'រ' | 'ស' | 'ឡ' => 30.0,
        _ => 0.0,
    }
}

/// Width of a line of text at a font size, in the units of that size.
pub(crate) fn width(text: &str, size: f32) -> f32 {
    let mut sum = 0.0;
    let mut coeng = false;
    for c in text.chars() {
        sum += if coeng { subscript_advance(c) } else { advance(c) };
        coeng = c == '\u{17D2}';
    }
    sum / 100.0 * size * SLACK
}

/// The widest part of a text that should not be broken: its longest word.
pub(crate) fn longest_word(text: &str, size: f32) -> f32 {
    text.split(' ').map(|word| width(word, size)).fold(0.0, f32::max)
}

/// Breaks a text into lines no wider than `max`, at spaces where it can, else between clusters. Nothing is lost.
pub(crate) fn wrap(text: &str, size: f32, max: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer, size) <= max + ROUNDING {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        if width(word, size) <= max + ROUNDING {
            line.push_str(word);
            continue;
        }
        for cluster in clusters(word) {
            if !line.is_empty() && width(&line, size) + width(cluster, size) > max + ROUNDING {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(cluster);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_and_clusters_stay_whole() {
        for text in ["សុខ សុភា", "ស្រីពេជ្រច័ន្ទរស្មីសោភ័ណ្ឌ", "Bunthoeun Chanthavy", "ក"]
        {
            for max in [10.0, 30.0, 50.0, 500.0] {
                let lines = wrap(text, 11.5, max);
                assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
                let parts: Vec<&str> =
                    lines.iter().flat_map(|line| clusters(line)).filter(|c| *c != " ").collect();
                let whole: Vec<&str> = clusters(text).into_iter().filter(|c| *c != " ").collect();
                assert_eq!(parts, whole);
            }
        }
    }

    #[test]
    fn lines_fit_unless_one_cluster_alone_is_wider() {
        for line in wrap("សុខ ចន្ទសុភាព វិច្ឆិកា", 11.5, 46.0) {
            assert!(width(&line, 11.5) <= 46.0, "{line}");
        }
        assert_eq!(wrap("Sok Sophea", 11.5, 46.0), ["Sok", "Sophea"]);
        assert_eq!(wrap("Sok Sophea", 11.5, 100.0), ["Sok Sophea"]);
        assert_eq!(wrap("Keo Sreymom", 11.5, longest_word("Keo Sreymom", 11.5)), ["Keo", "Sreymom"]);
    }
}
