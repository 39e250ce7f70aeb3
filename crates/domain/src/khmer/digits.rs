//! Khmer and Latin digits, and days as people read and write them.

use crate::time::Day;

/// Month names of the civil calendar, as ministries write them.
const MONTHS: [(&str, &str); 12] = [
    ("មករា", "January"),
    ("កុម្ភៈ", "February"),
    ("មីនា", "March"),
    ("មេសា", "April"),
    ("ឧសភា", "May"),
    ("មិថុនា", "June"),
    ("កក្កដា", "July"),
    ("សីហា", "August"),
    ("កញ្ញា", "September"),
    ("តុលា", "October"),
    ("វិច្ឆិកា", "November"),
    ("ធ្នូ", "December"),
];

/// A Khmer digit as the Latin one; anything else as it is.
pub fn latin_digit(c: char) -> char {
    match u32::from(c).checked_sub(0x17E0) {
        Some(n @ 0..=9) => char::from_digit(n, 10).unwrap_or(c),
        Some(_) | None => c,
    }
}

/// The text with Khmer digits made Latin.
pub fn to_latin_digits(text: &str) -> String {
    text.chars().map(latin_digit).collect()
}

/// The text with Latin digits made Khmer.
pub fn to_khmer_digits(text: &str) -> String {
    let khmer = |c: char| c.to_digit(10).and_then(|n| char::from_u32(0x17E0 + n)).unwrap_or(c);
    text.chars().map(khmer).collect()
}

/// A whole number written in either digits, spaces around it allowed.
pub fn parse_number(text: &str) -> Option<i64> {
    to_latin_digits(text).trim().parse().ok()
}

/// "២២ វិច្ឆិកា ២០២៦".
pub fn format_day_km(day: Day) -> String {
    let (year, month, date) = day.parts();
    to_khmer_digits(&format!("{date} {} {year}", month_name(month).0))
}

/// "22 November 2026".
pub fn format_day_en(day: Day) -> String {
    let (year, month, date) = day.parts();
    format!("{date} {} {year}", month_name(month).1)
}

/// The Khmer and the English name of a month, 1 to 12; empty for any other number.
pub fn month_name(month: i8) -> (&'static str, &'static str) {
    let index = usize::try_from(month).unwrap_or(0).wrapping_sub(1);
    MONTHS.get(index).copied().unwrap_or_default()
}

/// A day as somebody writes it, in either digits: `22/11/2026`, `22-11-2026`, `22.11.2026`, `2026-11-22`,
/// `22 វិច្ឆិកា 2026`, `22 November 2026` or `22 Nov 2026`. The day comes before the month. Years of the
/// Buddhist era are not guessed at.
pub fn parse_day(text: &str) -> Option<Day> {
    let text = to_latin_digits(&super::normalise(text));
    let parts: Vec<&str> = text.split(['/', '-', '.', ' ', ',']).filter(|part| !part.is_empty()).collect();
    let [first, middle, last] = parts.as_slice() else { return None };
    let month = middle.parse::<i8>().ok().or_else(|| month_number(middle))?;
    let (year, date) = if first.len() == 4 { (first, last) } else { (last, first) };
    if year.len() != 4 {
        return None;
    }
    Day::new(year.parse().ok()?, month, date.parse().ok()?).ok()
}

fn month_number(word: &str) -> Option<i8> {
    let known = |(km, en): &(&str, &str)| {
        let english =
            word.len() >= 3 && en.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        english || super::normalise(km) == word || word.strip_prefix("ខែ").is_some_and(|rest| rest == *km)
    };
    MONTHS.iter().position(known).and_then(|index| i8::try_from(index + 1).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_both_languages() {
        let day = Day::new(2026, 11, 22).unwrap();
        assert_eq!(format_day_km(day), "២២ វិច្ឆិកា ២០២៦");
        assert_eq!(format_day_en(day), "22 November 2026");
    }

    #[test]
    fn every_way_of_writing_a_day_is_read() {
        let day = Day::new(2026, 2, 5).ok();
        for text in [
            "05/02/2026",
            "5-2-2026",
            "2026-02-05",
            "០៥/០២/២០២៦",
            "៥ កុម្ភៈ ២០២៦",
            "៥ ខែកុម្ភៈ ២០២៦",
            "5 February 2026",
            "5 feb 2026",
            "5.2.2026",
        ] {
            assert_eq!(parse_day(text), day, "{text}");
        }
        for text in ["", "31/02/2026", "5/13/2026", "5/2/26", "5 fe 2026", "tomorrow"] {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_reads_back_from_both_languages() {
        for month in 1..=12 {
            let day = Day::new(2024, month, 29).unwrap();
            assert_eq!(parse_day(&format_day_km(day)), Some(day));
            assert_eq!(parse_day(&format_day_en(day)), Some(day));
        }
    }

    #[test]
    fn digits_go_both_ways() {
        assert_eq!(to_khmer_digits("012 ABC 3"), "០១២ ABC ៣");
        assert_eq!(to_latin_digits("០១២៣៤៥៦៧៨៩"), "0123456789");
        assert_eq!(parse_number(" ៣៤ "), Some(34));
        assert_eq!(parse_number("-7"), Some(-7));
        assert_eq!(parse_number("៣ក"), None);
        assert_eq!(month_name(13), ("", ""));
    }
}
