//! Days and digits as a family reads them.

use crate::model::{Digits, Lang};
use crate::words;

/// Writes the digits of `text` in the wanted script; everything else stays as it is.
#[must_use]
pub fn in_digits(text: &str, digits: Digits) -> String {
    text.chars().map(|c| digit(c, digits)).collect()
}

fn digit(c: char, digits: Digits) -> char {
    const KHMER_ZERO: u32 = 0x17E0;
    let value = match c {
        '0'..='9' => u32::from(c) - u32::from('0'),
        '\u{17E0}'..='\u{17E9}' => u32::from(c) - KHMER_ZERO,
        other => return other,
    };
    let zero = match digits {
        Digits::Khmer => KHMER_ZERO,
        Digits::Latin => u32::from('0'),
    };
    char::from_u32(zero + value).unwrap_or(c)
}

/// An ISO day as day, month name and year; any other text as it is given. Digits are rewritten in
/// both cases.
#[must_use]
pub fn day(text: &str, lang: Lang, digits: Digits) -> String {
    let written = iso_day(text)
        .and_then(|(year, month, day)| Some(format!("{day} {} {year}", words::month(lang, month)?)))
        .unwrap_or_else(|| text.to_owned());
    in_digits(&written, digits)
}

/// Year, month and day of `YYYY-MM-DD`. The calendar is checked by whoever recorded the day; here
/// it is enough that nothing implausible is written out as a date.
fn iso_day(text: &str) -> Option<(u16, u8, u8)> {
    let mut parts = text.trim().split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let plain = |s: &str, len: usize| s.len() == len && s.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || !plain(year, 4) || !plain(month, 2) || !plain(day, 2) {
        return None;
    }
    let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iso_day_is_written_out_in_both_languages() {
        assert_eq!(day("2026-11-02", Lang::En, Digits::Latin), "2 November 2026");
        assert_eq!(day("2026-11-02", Lang::Km, Digits::Khmer), "២ វិច្ឆិកា ២០២៦");
        assert_eq!(day("2026-11-02", Lang::Km, Digits::Latin), "2 វិច្ឆិកា 2026");
    }

    #[test]
    fn any_other_text_is_kept_and_only_its_digits_change() {
        assert_eq!(day("before New Year 2027", Lang::En, Digits::Khmer), "before New Year ២០២៧");
        assert_eq!(day("2026-13-40", Lang::En, Digits::Latin), "2026-13-40");
        assert_eq!(day("", Lang::Km, Digits::Khmer), "");
    }

    #[test]
    fn digits_go_both_ways() {
        assert_eq!(in_digits("៩ ឆ្នាំ 10", Digits::Latin), "9 ឆ្នាំ 10");
        assert_eq!(in_digits("9 years ១០", Digits::Khmer), "៩ years ១០");
    }
}
