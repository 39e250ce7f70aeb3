//! Civil dates and times, per the ODK XForms specification (data types `date`, `dateTime`, `time`).
//!
//! Within the engine a moment is the number of milliseconds since 1970-01-01 00:00 on the clock of the place
//! where the form is filled in ("local"), so that a day is a whole number wherever that is.

use std::fmt::Write;

pub(super) const DAY: i64 = 86_400_000;
const MINUTE: i64 = 60_000;
/// Years that four digits can write.
const FIRST: i64 = -719_528 * DAY;
const LAST: i64 = 2_932_897 * DAY - 1;

/// A day of the Gregorian calendar, years 0 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    days: i32,
}

impl Date {
    /// The day with that year, month (1 to 12) and day of the month; none when the calendar has no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let days = days_from_civil(i64::from(year), i64::from(month), i64::from(day))?;
        i32::try_from(days).ok().map(|days| Date { days })
    }

    /// The day that many days after 1970-01-01; none outside of the years 0 to 9999.
    pub fn from_days(days: i32) -> Option<Date> {
        (FIRST..=LAST).contains(&(i64::from(days) * DAY)).then_some(Date { days })
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i32 {
        self.days
    }
}

/// A moment as a clock on the wall shows it, and that clock's distance from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateTime {
    date: Date,
    millis: u32,
    offset: i16,
}

impl DateTime {
    /// That day, that many milliseconds after its midnight (less than 86,400,000), on a clock that is that many
    /// minutes ahead of UTC (at most 14 hours either way); none when out of range.
    pub fn new(date: Date, millis: u32, offset_minutes: i16) -> Option<DateTime> {
        (i64::from(millis) < DAY && offset_minutes.abs() <= 14 * 60).then_some(DateTime {
            date,
            millis,
            offset: offset_minutes,
        })
    }

    /// Minutes ahead of UTC.
    pub fn offset_minutes(self) -> i16 {
        self.offset
    }

    /// The day on that clock.
    pub fn date(self) -> Date {
        self.date
    }

    pub(super) fn local(self) -> i64 {
        i64::from(self.date.days) * DAY + i64::from(self.millis)
    }
}

/// Days since 1970-01-01 of a day of the Gregorian calendar; none when there is no such day.
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if !(1..=length).contains(&day) || !(0..=9999).contains(&year) {
        return None;
    }
    // Years begin in March, so that the day that leap years add is the last.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let of_year = (153 * m + 2) / 5 + day - 1;
    Some(365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + of_year - 719_468)
}

/// Year, month and day of that many days since 1970-01-01.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let of_era_years = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * of_era_years + of_era_years / 4 - of_era_years / 100);
    let m = (5 * of_year + 2) / 153;
    let day = of_year - (153 * m + 2) / 5 + 1;
    let (month, next) = if m < 10 { (m + 3, 0) } else { (m - 9, 1) };
    (era * 400 + of_era_years + next, month, day)
}

/// Takes exactly that many digits from the front of a text.
fn digits(text: &mut &str, count: usize) -> Option<i64> {
    let (taken, rest) = text.split_at_checked(count)?;
    if !taken.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    *text = rest;
    taken.parse().ok()
}

fn sign(text: &mut &str, sign: char) -> Option<()> {
    *text = text.strip_prefix(sign)?;
    Some(())
}

/// `HH[:MM[:SS[.f]]]` and perhaps an offset, which must be the end: milliseconds of the day, and the offset.
fn time(text: &str) -> Option<(i64, Option<i64>)> {
    let mut text = text;
    let hours = digits(&mut text, 2)?;
    let (mut minutes, mut seconds, mut millis) = (0, 0, 0);
    if sign(&mut text, ':').is_some() {
        minutes = digits(&mut text, 2)?;
        if sign(&mut text, ':').is_some() {
            seconds = digits(&mut text, 2)?;
            if sign(&mut text, '.').is_some() {
                let count = text.bytes().take_while(u8::is_ascii_digit).count();
                let fraction = text.get(..count).filter(|fraction| !fraction.is_empty())?;
                millis = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
                text = text.get(count..)?;
            }
        }
    }
    if hours > 23 || minutes > 59 || seconds > 59 {
        return None;
    }
    let of_day = ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis;
    Some((of_day, offset(text)?))
}

/// Nothing, `Z`, or `+HH:MM` up to 14 hours, in milliseconds.
fn offset(text: &str) -> Option<Option<i64>> {
    let (negative, mut rest) = match text.chars().next() {
        None => return Some(None),
        Some('Z') if text.len() == 1 => return Some(Some(0)),
        Some('+') => (false, text.get(1..)?),
        Some('-') => (true, text.get(1..)?),
        Some(_) => return None,
    };
    let hours = digits(&mut rest, 2)?;
    sign(&mut rest, ':')?;
    let minutes = digits(&mut rest, 2)?;
    if hours > 14 || minutes > 59 || !rest.is_empty() {
        return None;
    }
    let value = (hours * 60 + minutes) * MINUTE;
    Some(Some(if negative { -value } else { value }))
}

/// A `date` or `dateTime` as local milliseconds; `zone` is the offset of the place in minutes. A time without an
/// offset is local. None when the text is anything else, or no such day exists.
pub(super) fn parse(text: &str, zone: i16) -> Option<i64> {
    // Most texts are no dates: look before working.
    if text.as_bytes().get(4) != Some(&b'-') || text.as_bytes().get(7) != Some(&b'-') {
        return None;
    }
    let mut rest = text;
    let year = digits(&mut rest, 4)?;
    sign(&mut rest, '-')?;
    let month = digits(&mut rest, 2)?;
    sign(&mut rest, '-')?;
    let day = digits(&mut rest, 2)?;
    let midnight = days_from_civil(year, month, day)? * DAY;
    if rest.is_empty() {
        return Some(midnight);
    }
    let (of_day, offset) = time(rest.strip_prefix('T')?)?;
    Some(to_local(midnight + of_day, offset, zone))
}

fn to_local(written: i64, offset: Option<i64>, zone: i16) -> i64 {
    written - offset.map_or(0, |offset| offset - i64::from(zone) * MINUTE)
}

/// As [`parse`], and months and days of one digit, as `date()` allows.
pub(super) fn parse_loosely(text: &str, zone: i16) -> Option<i64> {
    if let Some(found) = parse(text, zone) {
        return Some(found);
    }
    let (date, time) = match text.split_once('T') {
        Some((date, _)) => (date, text.get(date.len()..)?),
        None => (text, ""),
    };
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let short = |part: &str| matches!(part.len(), 1 | 2);
    if parts.next().is_some() || !short(month) || !short(day) {
        return None;
    }
    parse(&format!("{year}-{month:0>2}-{day:0>2}{time}"), zone)
}

/// The share of the local day that a `time` is; none when it is no time of at least hours and minutes.
pub(super) fn decimal_time(text: &str, zone: i16) -> Option<f64> {
    let (of_day, offset) = time(text).filter(|_| text.as_bytes().get(2) == Some(&b':'))?;
    Some(to_local(of_day, offset, zone).rem_euclid(DAY) as f64 / DAY as f64)
}

/// Days since 1970-01-01, with a fraction.
pub(super) fn to_days(millis: i64) -> f64 {
    millis as f64 / DAY as f64
}

/// The millisecond nearest to that many days; none outside of the years 0 to 9999.
pub(super) fn from_days(days: f64) -> Option<i64> {
    let millis = super::numbers::round_half_up(days * DAY as f64);
    (millis >= FIRST as f64 && millis <= LAST as f64).then_some(millis as i64)
}

/// Local milliseconds to milliseconds since 1970-01-01 00:00 UTC.
pub(super) fn to_utc(local: i64, zone: i16) -> i64 {
    local - i64::from(zone) * MINUTE
}

/// `YYYY-MM-DD` at midnight, otherwise `YYYY-MM-DDTHH:MM:SS.sss+HH:MM`; blank outside of the years 0 to 9999.
pub(super) fn to_text(local: i64, zone: i16) -> String {
    if !(FIRST..=LAST).contains(&local) {
        return String::new();
    }
    if local.rem_euclid(DAY) == 0 {
        return format(local, "%Y-%m-%d", false);
    }
    let (sign, zone) = if zone < 0 { ('-', -zone) } else { ('+', zone) };
    let text = format(local, "%Y-%m-%dT%H:%M:%S.%3", true);
    format!("{text}{sign}{:02}:{:02}", zone / 60, zone % 60)
}

/// Writes a moment as a format of `format-date()` or, with `time`, of `format-date-time()` says. Names of months
/// and days are English, as in ODK Web Forms. What is no identifier is written as it stands.
pub(super) fn format(local: i64, form: &str, time: bool) -> String {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const DAYS: &str = "ThuFriSatSunMonTueWed";
    let (days, of_day) = (local.div_euclid(DAY), local.rem_euclid(DAY));
    let (year, month, day) = civil_from_days(days);
    let name = |names: &'static str, index: i64| {
        let from = usize::try_from(index * 3).unwrap_or(0);
        names.get(from..from + 3).unwrap_or("")
    };
    let (hour, minute, second) = (of_day / 3_600_000, of_day / MINUTE % 60, of_day / 1000 % 60);
    let mut out = String::with_capacity(form.len() + 8);
    let mut rest = form;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let mut letters = after.chars();
        let letter = letters.next();
        rest = letters.as_str();
        let written = match letter {
            Some('Y') => write!(out, "{year:04}"),
            Some('y') => write!(out, "{:02}", year % 100),
            Some('m') => write!(out, "{month:02}"),
            Some('n') => write!(out, "{month}"),
            Some('b') => write!(out, "{}", name(MONTHS, month - 1)),
            Some('d') => write!(out, "{day:02}"),
            Some('e') => write!(out, "{day}"),
            Some('a') => write!(out, "{}", name(DAYS, days.rem_euclid(7))),
            Some('H') if time => write!(out, "{hour:02}"),
            Some('h') if time => write!(out, "{hour}"),
            Some('M') if time => write!(out, "{minute:02}"),
            Some('S') if time => write!(out, "{second:02}"),
            Some('3') if time => write!(out, "{:03}", of_day % 1000),
            Some(_) | None => {
                rest = after;
                write!(out, "%")
            }
        };
        // Writing to a text cannot fail.
        written.unwrap_or(());
    }
    out.push_str(rest);
    out
}
