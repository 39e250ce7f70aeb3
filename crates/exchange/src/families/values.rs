//! Reads single values as people write them: dates day first in either script, ages, telephone numbers,
//! village codes. Pure; what "today" is comes from outside.

use super::book::Value;
use super::messages::Code;
use super::plan::When;
use crate::text::latin_digits;
use domain::time::{Birth, Day};

/// The day that spreadsheet programs number 0 (for days after February 1900, ECMA-376 Part 1 §18.17.4.1).
fn serial_zero() -> Day {
    Day::new(1899, 12, 30).unwrap_or(Day::EPOCH)
}

/// Serial numbers between 1927 and 2064: other numbers in a date column are more likely something else.
const LIKELY_SERIALS: std::ops::RangeInclusive<i64> = 10_000..=60_000;
/// Nobody recorded here is older.
const OLDEST_YEARS: i16 = 120;
/// The Buddhist era counts 543 years more (544 between new year's day and Khmer new year).
const BUDDHIST_ERA: i16 = 543;

/// A date as far as the text gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Read<T> {
    pub value: T,
    /// A remark for the importer, with the argument it is about.
    pub remark: Option<Code>,
}

impl<T> Read<T> {
    fn plain(value: T) -> Self {
        Self { value, remark: None }
    }
}

/// Why a date was not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateFault {
    /// Not a date at all.
    NotADate,
    /// A date with this problem.
    Bad(Code),
    /// A year of the Buddhist era; the ordinary year it would be.
    Buddhist(i16),
}

/// The whole number in the value, if it is one.
fn whole(value: &Value) -> Option<i64> {
    match value {
        // The bounds make the conversion exact.
        Value::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => Some(*number as i64),
        Value::Text(text) => latin_digits(text).parse().ok(),
        Value::Number(_) | Value::Date(_) | Value::Boolean(_) | Value::Error(_) => None,
    }
}

/// Reads a date of which a month or a day may be missing, and that is not in the future.
pub(crate) fn when(value: &Value, today: Day) -> Result<Read<When>, DateFault> {
    let read = match value {
        Value::Date(day) => Read::plain(When::exactly(*day)),
        Value::Number(_) => {
            let number = whole(value).ok_or(DateFault::NotADate)?;
            match i16::try_from(number) {
                Ok(year) if is_year(year) => Read::plain(When { year, month: None, day: None }),
                Ok(_) | Err(_) if LIKELY_SERIALS.contains(&number) => Read {
                    value: When::exactly(serial_zero().plus_days(number)),
                    remark: Some(Code::NumberAsDate),
                },
                Ok(_) | Err(_) => return Err(DateFault::NotADate),
            }
        }
        Value::Text(text) => Read::plain(written_date(text)?),
        Value::Boolean(_) | Value::Error(_) => return Err(DateFault::NotADate),
    };
    if read.value.earliest() > today {
        return Err(fault_of_future(read.value.year, today));
    }
    if read.value.year < today.year() - OLDEST_YEARS {
        return Err(DateFault::Bad(Code::TooLongAgo));
    }
    Ok(read)
}

/// Reads a whole date that is not in the future.
pub(crate) fn day(value: &Value, today: Day) -> Result<Read<Day>, DateFault> {
    let read = when(value, today)?;
    if read.value.day.is_none() {
        return Err(DateFault::NotADate);
    }
    Ok(Read { value: read.value.earliest(), remark: read.remark })
}

fn is_year(year: i16) -> bool {
    (1_900..=2_700).contains(&year)
}

fn fault_of_future(year: i16, today: Day) -> DateFault {
    let ordinary = year - BUDDHIST_ERA;
    if (today.year() - OLDEST_YEARS..=today.year() + 1).contains(&ordinary) {
        DateFault::Buddhist(ordinary)
    } else {
        DateFault::Bad(Code::InFuture)
    }
}

const MONTHS_KM: [&str; 12] =
    ["មករា", "កុម្ភៈ", "មីនា", "មេសា", "ឧសភា", "មិថុនា", "កក្កដា", "សីហា", "កញ្ញា", "តុលា", "វិច្ឆិកា", "ធ្នូ"];
const MONTHS_EN: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn month_word(word: &str) -> Option<i16> {
    let spelled = word.trim_end_matches(['ៈ', ':']);
    let km = MONTHS_KM.iter().position(|month| month.trim_end_matches('ៈ') == spelled);
    let en = || match word.get(..3) {
        Some(start) if word.is_ascii() => MONTHS_EN.iter().position(|month| *month == start),
        Some(_) | None => None,
    };
    km.or_else(en).and_then(|index| i16::try_from(index + 1).ok())
}

/// A part of a written date.
#[derive(Clone, Copy)]
struct Part {
    number: i16,
    digits: usize,
    is_month_word: bool,
}

/// The numbers and month words of a text; `None` when there is anything else in it.
fn parts(text: &str) -> Option<Vec<Part>> {
    let mut plain = latin_digits(text).to_lowercase();
    for word in ["ថ្ងៃទី", "ថ្ងៃ", "ខែ", "ឆ្នាំ", "ទី", "គ.ស."] {
        plain = plain.replace(word, " ");
    }
    // A time of day after the date says nothing here: `2019-03-25 00:00:00`, `2019-03-25T00:00`.
    if let Some(colon) = plain.find(':') {
        let cut = plain.get(..colon).and_then(|head| head.rfind([' ', 't']));
        plain.truncate(cut?);
    }
    plain
        .split(['/', '-', '.', ' ', ',', '–', '\n'])
        .filter(|part| !part.is_empty())
        .map(|part| match part.parse() {
            Ok(number) => Some(Part { number, digits: part.len(), is_month_word: false }),
            Err(_) => month_word(part).map(|number| Part { number, digits: 2, is_month_word: true }),
        })
        .collect()
}

/// Day first, or year first; a month may be a word; a year alone, or a month and a year, will do.
fn written_date(text: &str) -> Result<When, DateFault> {
    let parts = parts(text).ok_or(DateFault::NotADate)?;
    let (year, month, day) = match parts.as_slice() {
        [y] if y.digits == 4 => (*y, None, None),
        [m, y] if y.digits == 4 && m.digits <= 2 => (*y, Some(*m), None),
        [y, m] if y.digits == 4 && m.digits <= 2 => (*y, Some(*m), None),
        [y, m, d] if y.digits == 4 && m.digits <= 2 && d.digits <= 2 => (*y, Some(*m), Some(*d)),
        // "March 25, 2019": the word says which is the month.
        [m, d, y] if m.is_month_word && y.digits == 4 && d.digits <= 2 => (*y, Some(*m), Some(*d)),
        [d, m, y] if y.digits == 4 && d.digits <= 2 && m.digits <= 2 => (*y, Some(*m), Some(*d)),
        [_, _, y] if y.digits == 2 => return Err(DateFault::Bad(Code::TwoDigitYear)),
        _ => return Err(DateFault::NotADate),
    };
    let small = |part: Part| i8::try_from(part.number).unwrap_or(0);
    let (month, day) = (month.map(small), day.map(small));
    Day::new(year.number, month.unwrap_or(1), day.unwrap_or(1))
        .map_err(|_| DateFault::Bad(Code::NotOnCalendar))?;
    Ok(When { year: year.number, month, day })
}

/// Words that say "not exactly".
const ABOUT: &[&str] =
    &["approximately", "approx.", "approx", "about", "circa", "ca.", "~", "±", "ប្រហែល", "ប្រមាណ"];
/// Words that say that the number is an age in months. Before those of years: `mo` is no part of `month` left over.
const IN_MONTHS: &[&str] = &["months", "month", "mths", "mos", "ខែ"];
/// Words that say that the number is an age in years.
const IN_YEARS: &[&str] =
    &["years old", "year old", "years", "year", "yrs", "yr", "aged", "age", "y.o.", "yo", "old", "អាយុ", "ឆ្នាំ"];

/// Reads when somebody was born: a date, a month and year, a year, or an age today.
pub(crate) fn birth(value: &Value, today: Day) -> Result<Read<Birth>, DateFault> {
    if let Some(age) = whole(value).filter(|number| (0..=i64::from(OLDEST_YEARS)).contains(number)) {
        let born = born_years_ago(age, today);
        return Ok(Read { value: born, remark: Some(Code::NumberAsAge) });
    }
    let Value::Text(text) = value else { return when(value, today).map(birth_of) };
    let mut rest = latin_digits(text).to_lowercase();
    let about = strike(&mut rest, ABOUT);
    let dated = when(&Value::Text(rest.trim().to_owned()), today);
    match dated {
        Ok(read) if about => return Ok(Read { value: estimated(birth_of(read).value), remark: read.remark }),
        Ok(read) => return Ok(birth_of(read)),
        Err(DateFault::NotADate) => {}
        Err(fault) => return Err(fault),
    }
    let months = strike(&mut rest, IN_MONTHS);
    let years = strike(&mut rest, IN_YEARS);
    let number: i64 = rest.trim().parse().map_err(|_| DateFault::NotADate)?;
    match (months, years) {
        (true, false) if (0..=240).contains(&number) => {
            let (year, month, _) = today.plus_months(-i32::try_from(number).unwrap_or(0)).parts();
            Ok(Read::plain(Birth::About { year, month: Some(month) }))
        }
        (false, _) if (about || years) && (0..=i64::from(OLDEST_YEARS)).contains(&number) => {
            Ok(Read::plain(born_years_ago(number, today)))
        }
        (true | false, _) => Err(DateFault::NotADate),
    }
}

/// Takes the words out of the text; whether any was there.
fn strike(text: &mut String, words: &[&str]) -> bool {
    let mut any = false;
    for word in words.iter().filter(|word| text.contains(**word)).collect::<Vec<_>>() {
        *text = text.replace(word, " ");
        any = true;
    }
    any
}

fn born_years_ago(years: i64, today: Day) -> Birth {
    Birth::About { year: today.year() - i16::try_from(years).unwrap_or(0), month: None }
}

fn birth_of(read: Read<When>) -> Read<Birth> {
    let When { year, month, day } = read.value;
    let value = match day {
        Some(_) => Birth::Exact { day: read.value.earliest() },
        None => Birth::About { year, month },
    };
    Read { value, remark: read.remark }
}

fn estimated(birth: Birth) -> Birth {
    match birth {
        Birth::Exact { day } => Birth::About { year: day.year(), month: Some(day.parts().1) },
        Birth::About { .. } => birth,
    }
}

/// Reads telephone numbers, several divided by a comma, a slash or a semicolon. Numbers of Cambodia may be
/// written with 0 or with +855 and have eight or nine digits after that; others need their country's code.
/// The flag says that the spreadsheet had dropped the first zero.
pub(crate) fn phones(value: &Value) -> Option<Read<Vec<String>>> {
    let (text, is_number) = match value {
        Value::Text(text) => (latin_digits(text), false),
        Value::Number(_) => (whole(value)?.to_string(), true),
        Value::Date(_) | Value::Boolean(_) | Value::Error(_) => return None,
    };
    let mut remark = None;
    let mut numbers = Vec::new();
    for one in text.split(['/', ',', ';', '\n']).map(str::trim).filter(|one| !one.is_empty()) {
        let (number, restored) = phone(one, is_number)?;
        if restored {
            remark = Some(Code::PhoneZero);
        }
        numbers.push(number);
    }
    (!numbers.is_empty()).then_some(Read { value: numbers, remark })
}

fn phone(text: &str, is_number: bool) -> Option<(String, bool)> {
    let known = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '+');
    if !text.chars().all(known) || text.rfind('+').is_some_and(|at| at > 0) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let local = |rest: &str| matches!(rest.len(), 8 | 9) && !rest.starts_with('0');
    if let Some(rest) = digits.strip_prefix("855").map(|rest| rest.strip_prefix('0').unwrap_or(rest))
        && (text.starts_with('+') || is_number || digits.len() > 10)
    {
        return local(rest).then(|| (format!("+855{rest}"), false));
    }
    if text.starts_with('+') {
        // ITU-T E.164: at most fifteen digits.
        return (8..=15).contains(&digits.len()).then(|| (format!("+{digits}"), false));
    }
    if let Some(rest) = digits.strip_prefix('0') {
        return local(rest).then(|| (format!("+855{rest}"), false));
    }
    (is_number && local(&digits)).then(|| (format!("+855{digits}"), true))
}

/// Reads a village code: eight digits, or seven when the spreadsheet took the first zero away.
pub(crate) fn village(value: &Value) -> Option<Read<String>> {
    let text = match value {
        Value::Text(text) => latin_digits(text).replace(' ', ""),
        Value::Number(_) => whole(value)?.to_string(),
        Value::Date(_) | Value::Boolean(_) | Value::Error(_) => return None,
    };
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match text.len() {
        8 => Some(Read::plain(text)),
        7 => Some(Read { value: format!("0{text}"), remark: Some(Code::VillageZero) }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }
    fn today() -> Day {
        "2026-11-22".parse().unwrap()
    }
    fn exact(day: &str) -> Birth {
        Birth::Exact { day: day.parse().unwrap() }
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for written in [
            "25/03/2019",
            "25-3-2019",
            "25.03.2019",
            "2019-03-25",
            "២៥/០៣/២០១៩",
            "25 Mar 2019",
            "25-March-2019",
            "March 25, 2019",
            "ថ្ងៃទី២៥ ខែមីនា ឆ្នាំ២០១៩",
            "2019-03-25 00:00:00",
            "2019-03-25T07:30:00",
        ] {
            assert_eq!(day(&text(written), today()).unwrap().value.to_string(), "2019-03-25", "{written}");
        }
        let serial = day(&Value::Number(43_549.0), today()).unwrap();
        assert_eq!(
            (serial.value.to_string().as_str(), serial.remark),
            ("2019-03-25", Some(Code::NumberAsDate))
        );
    }

    #[test]
    fn dates_that_cannot_be_are_told_apart() {
        let fault = |written: &str| day(&text(written), today()).unwrap_err();
        assert_eq!(fault("03/25/2019"), DateFault::Bad(Code::NotOnCalendar));
        assert_eq!(fault("31/02/2019"), DateFault::Bad(Code::NotOnCalendar));
        assert_eq!(fault("25/03/19"), DateFault::Bad(Code::TwoDigitYear));
        assert_eq!(fault("25/03/2562"), DateFault::Buddhist(2019));
        assert_eq!(fault("23/11/2026"), DateFault::Bad(Code::InFuture));
        assert_eq!(fault("01/01/1900"), DateFault::Bad(Code::TooLongAgo));
        assert_eq!(fault("after new year"), DateFault::NotADate);
        assert_eq!(fault("2019"), DateFault::NotADate);
        assert_eq!(day(&Value::Number(7.5), today()).unwrap_err(), DateFault::NotADate);
    }

    #[test]
    fn births_may_be_estimated() {
        let read = |written: &str| birth(&text(written), today()).unwrap().value;
        let about = |year, month| Birth::About { year, month };
        assert_eq!(read("25/03/2019"), exact("2019-03-25"));
        for age in ["about 7", "~7", "7 years", "7 yrs old", "ប្រហែល ៧ ឆ្នាំ", "អាយុ ៧ ឆ្នាំ", "7", "Age 7"]
        {
            assert_eq!(read(age), about(2019, None), "{age}");
        }
        for year in ["2019", "about 2019", "ឆ្នាំ ២០១៩", "ប្រហែល ២០១៩"]
        {
            assert_eq!(read(year), about(2019, None), "{year}");
        }
        for month in ["03/2019", "Mar 2019", "ខែមីនា ឆ្នាំ២០១៩", "about 25/03/2019"]
        {
            assert_eq!(read(month), about(2019, Some(3)), "{month}");
        }
        for months in ["8 months", "៨ ខែ", "about 8 months"] {
            assert_eq!(read(months), about(2026, Some(3)), "{months}");
        }
        assert_eq!(birth(&Value::Number(7.0), today()).unwrap().remark, Some(Code::NumberAsAge));
        assert_eq!(birth(&Value::Number(2019.0), today()).unwrap().value, about(2019, None));
        assert_eq!(birth(&text("young"), today()).unwrap_err(), DateFault::NotADate);
        assert_eq!(birth(&text("2 years 3 months"), today()).unwrap_err(), DateFault::NotADate);
        assert_eq!(birth(&Value::Number(2027.0), today()).unwrap_err(), DateFault::Bad(Code::InFuture));
    }

    #[test]
    fn telephone_numbers_get_their_country() {
        let read = |value: Value| phones(&value).map(|read| (read.value.join(" "), read.remark));
        let plain = |number: &str| Some((number.to_owned(), None));
        assert_eq!(read(text("012 345 678")), plain("+85512345678"));
        assert_eq!(read(text("០៩៧-៣៤៥-៦៧៨៩")), plain("+855973456789"));
        assert_eq!(read(text("+855 (0)12 345 678")), plain("+85512345678"));
        assert_eq!(read(text("+66 81 234 5678")), plain("+66812345678"));
        assert_eq!(read(text("012345678 / 0973456789")), plain("+85512345678 +855973456789"));
        assert_eq!(read(Value::Number(12_345_678.0)), Some(("+85512345678".into(), Some(Code::PhoneZero))));
        assert_eq!(read(Value::Number(85_512_345_678.0)), plain("+85512345678"));
        for bad in ["12 34", "ask the chief", "012-345-67x", "0123456789012", "1+2"] {
            assert_eq!(read(text(bad)), None, "{bad}");
        }
    }

    #[test]
    fn village_codes_keep_or_regain_their_zero() {
        assert_eq!(village(&text("០២០១០១០១")).unwrap().value, "02010101");
        let restored = village(&Value::Number(2_010_101.0)).unwrap();
        assert_eq!((restored.value.as_str(), restored.remark), ("02010101", Some(Code::VillageZero)));
        assert!(village(&text("0201010")).is_some());
        assert!(village(&text("020101")).is_none() && village(&text("Anlong")).is_none());
    }
}
