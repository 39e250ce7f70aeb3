//! What an answer is to an expression: text, as XPath reads it.

use crate::instrument::{Answer, Instrument, Item, Kind, YesNo};

/// The text that expressions read; empty for what is missing, does not apply or consists of rows.
pub(super) fn text(instrument: &Instrument, item: &Item, answer: &Answer) -> String {
    match answer {
        Answer::Level { value, .. } => value.to_string(),
        Answer::Text { text } => text.clone(),
        Answer::Choice { option, .. } => option.clone(),
        Answer::Several { options } => options.join(" "),
        Answer::Ranking { order } => order.join(" "),
        Answer::YesNo { value, .. } => yes_no(*value).to_owned(),
        Answer::Number { value } => number(*value, decimals(item)),
        Answer::Money { riel, cents } => money(*riel, *cents, instrument.riel_per_dollar),
        Answer::When { value, .. } | Answer::Place { value } => value.clone(),
        Answer::Acknowledged {} => "OK".to_owned(),
        Answer::Drawing { strokes, marks } => given(!strokes.is_empty() || !marks.is_empty()),
        Answer::Files { files } => given(!files.is_empty()),
        Answer::Signature { thumb, strokes, .. } => given(*thumb || !strokes.is_empty()),
        Answer::List { .. }
        | Answer::Scale { .. }
        | Answer::Repeat { .. }
        | Answer::NotApplicable { .. }
        | Answer::Override { .. }
        | Answer::Evidence { .. } => String::new(),
    }
}

fn given(is: bool) -> String {
    if is { "yes".to_owned() } else { String::new() }
}

fn yes_no(value: YesNo) -> &'static str {
    match value {
        YesNo::Yes => "yes",
        YesNo::No => "no",
        YesNo::Unknown => "unknown",
    }
}

fn decimals(item: &Item) -> u8 {
    if let Kind::Number { decimals, .. } = &item.answer { *decimals } else { 0 }
}

/// A whole number with its point put back: 365 with one decimal is `36.5`.
pub(crate) fn number(value: i64, decimals: u8) -> String {
    if decimals == 0 {
        return value.to_string();
    }
    let digits = usize::from(decimals);
    let plain = format!("{:0>width$}", value.unsigned_abs(), width = digits + 1);
    let (whole, part) = plain.split_at(plain.len().saturating_sub(digits));
    let sign = if value < 0 { "-" } else { "" };
    let part = part.trim_end_matches('0');
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

/// Both kinds together, in riel. Without a rate, dollars are left out when there are riel, and alone they are
/// dollars.
fn money(riel: Option<i64>, cents: Option<i64>, rate: u32) -> String {
    match (riel, cents, rate) {
        (None, None, _) => String::new(),
        (None, Some(cents), 0) => number(cents, 2),
        (Some(riel), _, 0) => riel.to_string(),
        (riel, cents, rate) => {
            let dollars = cents.unwrap_or(0).saturating_mul(i64::from(rate)) / 100;
            riel.unwrap_or(0).saturating_add(dollars).to_string()
        }
    }
}

/// The number that a decimal text is, as it is kept: `36.5` with one decimal is 365. None when it is no number, or
/// when it has more digits than are kept.
pub(crate) fn kept(text: &str, decimals: u8) -> Option<i64> {
    let (sign, plain) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    let digits = usize::from(decimals);
    let sound = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let spare = part.get(digits..).unwrap_or_default();
    if !sound(whole)
        || !sound(part)
        || (whole.is_empty() && part.is_empty())
        || spare.bytes().any(|b| b != b'0')
    {
        return None;
    }
    let part = part.get(..digits.min(part.len()))?;
    let number: i64 = format!("{whole}{part:0<digits$}").parse().ok()?;
    number.checked_mul(sign)
}
