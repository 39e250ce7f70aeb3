//! Functions of texts and of choices (XPath 1.0, section 4.2; ODK XForms "String" and "Select functions").

use super::numbers::{is_blank, round_half_up};
use std::borrow::Cow;

/// `substring()`: `start` counts from 1; both are rounded, so that NaN gives nothing.
pub(super) fn substring(text: &str, start: f64, length: Option<f64>) -> String {
    let start = round_half_up(start);
    let end = length.map_or(f64::INFINITY, |length| start + round_half_up(length));
    let inside = |position: f64| position >= start && position < end;
    text.chars().zip(1_u32..).filter(|(_, position)| inside(f64::from(*position))).map(|(c, _)| c).collect()
}

/// `substr()`: from `start`, counted from 0, to before `end`; negative ones count from the end.
pub(super) fn substr(text: &str, start: i64, end: Option<i64>) -> String {
    let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let place = |at: i64| if at < 0 { length.saturating_add(at).max(0) } else { at.min(length) };
    let (start, end) = (place(start), place(end.unwrap_or(length)));
    let count = usize::try_from(end - start).unwrap_or(0);
    text.chars().skip(usize::try_from(start).unwrap_or(0)).take(count).collect()
}

/// `translate()`: characters of `from` become those at the same place of `to`, or nothing.
pub(super) fn translate(text: &str, from: &str, to: &str) -> String {
    text.chars()
        .filter_map(|c| match from.chars().position(|each| each == c) {
            Some(place) => to.chars().nth(place),
            None => Some(c),
        })
        .collect()
}

/// `normalize-space()`: no blanks around, one between.
pub(super) fn normalize(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in words(text) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The items of a space-separated list.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_blank).filter(|word| !word.is_empty())
}

/// `selected()`: whether the list has the value. An empty list has the blank value, as in both ODK engines.
pub(super) fn selected(list: &str, value: &str) -> bool {
    let value = value.trim_matches(is_blank);
    if value.is_empty() { words(list).next().is_none() } else { words(list).any(|word| word == value) }
}

/// Texts with a separator between them.
pub(super) fn join(separator: &str, texts: &[Cow<'_, str>]) -> String {
    let mut out = String::new();
    for (place, text) in texts.iter().enumerate() {
        if place > 0 {
            out.push_str(separator);
        }
        out.push_str(text);
    }
    out
}
