//! Days and instants. The domain never asks what time it is: whoever calls it says so.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An instant: milliseconds since 1970-01-01T00:00Z. From a device's clock it is information only; order comes
/// from the ledger.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told, Default,
)]
#[serde(transparent)]
pub struct Millis(pub i64);

/// Cambodia keeps one time the whole year: UTC+7.
const PHNOM_PENH_OFFSET_MS: i64 = 7 * 3_600_000;
const DAY_MS: i64 = 86_400_000;

impl Millis {
    /// The calendar day in Cambodia at this instant.
    pub fn day(self) -> Day {
        let days = (self.0 + PHNOM_PENH_OFFSET_MS).div_euclid(DAY_MS);
        Day::EPOCH.plus_days(days)
    }

    /// Minutes since midnight in Cambodia at this instant.
    pub fn minute_of_day(self) -> i64 {
        (self.0 + PHNOM_PENH_OFFSET_MS).rem_euclid(DAY_MS) / 60_000
    }

    /// This instant, `hours` later.
    pub fn plus_hours(self, hours: i64) -> Self {
        Self(self.0 + hours * 3_600_000)
    }
}

/// A calendar day of the years 0 to 9999, written `2026-11-22`.
///
/// Own arithmetic on a count of days: a calendar library would be a tenth of what a phone downloads.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(
    /// Days since 1 January 1970, between [`FIRST`] and [`LAST`].
    #[serde(with = "written")]
    #[cfg_attr(feature = "ts", tsify(type = "string"))]
    i32,
);

/// 1 January of the year 0, in days since 1970.
const FIRST: i32 = -719_528;
/// 31 December 9999, in days since 1970.
const LAST: i32 = 2_932_896;

/// A text that is not a calendar day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a calendar day written year-month-day")]
pub struct BadDay;

impl Day {
    /// 1 January 1970.
    pub const EPOCH: Day = Day(0);

    /// The day, if the calendar has it.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, BadDay> {
        let (year, month, day) = (i32::from(year), i32::from(month), i32::from(day));
        let possible = (0..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=month_length(year, month)).contains(&day);
        if possible { Ok(Self(count(year, month, day))) } else { Err(BadDay) }
    }
    /// Year, month (1 to 12), day (1 to 31).
    pub fn parts(self) -> (i16, i8, i8) {
        let (year, month, day) = civil(self.0);
        // Within the calendar each fits.
        (i16::try_from(year).unwrap_or(0), i8::try_from(month).unwrap_or(1), i8::try_from(day).unwrap_or(1))
    }
    /// The year.
    pub fn year(self) -> i16 {
        self.parts().0
    }
    /// `days` later (earlier when negative); stops at the ends of the calendar.
    pub fn plus_days(self, days: i64) -> Self {
        let sum = i64::from(self.0).saturating_add(days).clamp(i64::from(FIRST), i64::from(LAST));
        Self(i32::try_from(sum).unwrap_or(self.0))
    }
    /// `months` later; a day that the month lacks becomes its last. Stops at the ends of the calendar.
    pub fn plus_months(self, months: i32) -> Self {
        let (year, month, day) = civil(self.0);
        let sum = (year * 12 + month - 1).saturating_add(months);
        let (year, month) = (sum.div_euclid(12), sum.rem_euclid(12) + 1);
        match year {
            ..0 => Self(FIRST),
            0..=9999 => Self(count(year, month, day.min(month_length(year, month)))),
            10_000.. => Self(LAST),
        }
    }
    /// Days from `self` to `other`; negative when `other` is earlier.
    pub fn days_until(self, other: Day) -> i64 {
        i64::from(other.0 - self.0)
    }
    /// Monday = 1 … Sunday = 7.
    pub fn weekday(self) -> i8 {
        // The epoch was a Thursday.
        i8::try_from((self.0 + 3).rem_euclid(7) + 1).unwrap_or(1)
    }
    /// Whole years from `self` to `on`, as an age is counted.
    pub fn years_until(self, on: Day) -> i32 {
        let (y0, m0, d0) = self.parts();
        let (y1, m1, d1) = on.parts();
        i32::from(y1) - i32::from(y0) - i32::from((m1, d1) < (m0, d0))
    }
    /// Noon in Cambodia on this day, as an instant.
    pub fn noon(self) -> Millis {
        Millis(Day::EPOCH.days_until(self) * DAY_MS + DAY_MS / 2 - PHNOM_PENH_OFFSET_MS)
    }
}

fn month_length(year: i32, month: i32) -> i32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days in the 400 years after which the Gregorian calendar repeats.
const ERA: i32 = 146_097;

/// Days since 1970 of a date. Years are counted from March, so that the leap day comes last (the method of Howard
/// Hinnant's "chrono-compatible low-level date algorithms").
fn count(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    year.div_euclid(400) * ERA + of_era - 719_468
}

/// Year, month and day of a count of days since 1970: [`count`] backwards.
fn civil(days: i32) -> (i32, i32, i32) {
    let days = days + 719_468;
    let of_era = days.rem_euclid(ERA);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let since_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * since_march + 2) / 5 + 1;
    let month = if since_march < 10 { since_march + 3 } else { since_march - 9 };
    (year + days.div_euclid(ERA) * 400 + i32::from(month <= 2), month, day)
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}
impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl FromStr for Day {
    type Err = BadDay;
    /// Only the plain form of ten characters: a longer text with a time in it is not a day.
    fn from_str(s: &str) -> Result<Self, BadDay> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *s.as_bytes() else { return Err(BadDay) };
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0i16, |sum, digit| match digit {
                b'0'..=b'9' => Ok(sum * 10 + i16::from(digit - b'0')),
                _ => Err(BadDay),
            })
        };
        let small = |tens, ones| i8::try_from(number(&[tens, ones])?).map_err(|_| BadDay);
        Day::new(number(&[y1, y2, y3, y4])?, small(m1, m2)?, small(d1, d2)?)
    }
}

impl crate::read::Told for Day {
    fn told(tree: &crate::read::Tree) -> Result<Self, crate::read::Bad> {
        tree.as_str().ok_or(crate::read::Bad::Kind)?.parse().map_err(|_| crate::read::Bad::Value)
    }
}

/// A day in JSON.
mod written {
    use super::Day;
    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};
    use std::fmt;

    pub(super) fn serialize<S: Serializer>(days: &i32, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Day(*days))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i32, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = i32;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a calendar day written year-month-day")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<i32, E> {
                text.parse::<Day>().map(|day| day.0).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// When somebody was born, as well as anybody knows.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", tag = "known")]
pub enum Birth {
    /// The day itself is known.
    Exact {
        /// The day of birth.
        day: Day,
    },
    /// "About": only the year, perhaps the month.
    About {
        /// Year of birth as estimated.
        year: i16,
        /// Month of birth, 1 to 12, when remembered.
        month: Option<i8>,
    },
}

impl Birth {
    /// A day to reckon with: the day itself, or the middle of what is known.
    pub fn reckoned(self) -> Day {
        match self {
            Birth::Exact { day } => day,
            Birth::About { year, month: Some(month) } => Day::new(year, month, 15).unwrap_or(Day::EPOCH),
            Birth::About { year, month: None } => Day::new(year, 7, 1).unwrap_or(Day::EPOCH),
        }
    }
    /// Age in whole years on a day; never negative.
    pub fn age_on(self, on: Day) -> i32 {
        self.reckoned().years_until(on).max(0)
    }
    /// The year of birth.
    pub fn year(self) -> i16 {
        match self {
            Birth::Exact { day } => day.year(),
            Birth::About { year, .. } => year,
        }
    }
    /// Whether the age must be shown as "about".
    pub fn is_estimated(self) -> bool {
        matches!(self, Birth::About { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_midnight_in_phnom_penh() {
        assert_eq!(Millis(17 * 3_600_000 - 1).day(), Day::EPOCH);
        assert_eq!(Millis(17 * 3_600_000).day(), Day::new(1970, 1, 2).unwrap());
    }

    #[test]
    fn an_age_counts_whole_years() {
        let born = Day::new(2018, 11, 23).unwrap();
        assert_eq!(born.years_until(Day::new(2026, 11, 22).unwrap()), 7);
        assert_eq!(born.years_until(Day::new(2026, 11, 23).unwrap()), 8);
    }

    #[test]
    fn noon_is_on_its_day() {
        let day = Day::new(2026, 2, 28).unwrap();
        assert_eq!(day.noon().day(), day);
        assert_eq!(day.plus_months(-36), Day::new(2023, 2, 28).unwrap());
    }

    #[test]
    fn a_day_is_written_in_ten_characters_and_in_no_other_way() {
        let day = Day::new(2026, 2, 8).unwrap();
        assert_eq!(serde_json::to_string(&day).unwrap(), "\"2026-02-08\"");
        assert_eq!(serde_json::from_str::<Day>("\"2026-02-08\"").unwrap(), day);
        assert_eq!(Day::new(7, 1, 1).unwrap().to_string(), "0007-01-01");
        for wrong in [
            "",
            "2026-2-8",
            "2026-02-08T10:00",
            "20260208",
            "2026-02-30",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "+026-01-01",
            "2026/01/01",
            "-2026-01-01",
            "２026-01-0",
        ] {
            assert_eq!(wrong.parse::<Day>(), Err(BadDay), "{wrong}");
            assert!(serde_json::from_value::<Day>(wrong.into()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_calendar_stops_at_its_ends() {
        let (first, last) = (Day::new(0, 1, 1).unwrap(), Day::new(9999, 12, 31).unwrap());
        assert_eq!((first.0, last.0), (FIRST, LAST));
        assert_eq!((first.plus_days(-1), last.plus_days(1)), (first, last));
        assert_eq!((first.plus_days(i64::MIN), last.plus_days(i64::MAX)), (first, last));
        assert_eq!((first.plus_months(-1), last.plus_months(1)), (first, last));
        assert_eq!((first.plus_months(i32::MIN), last.plus_months(i32::MAX)), (first, last));
        assert!(Day::new(-1, 1, 1).is_err() && Day::new(10_000, 1, 1).is_err());
    }

    fn theirs(day: Day) -> jiff::civil::Date {
        let (year, month, day) = day.parts();
        jiff::civil::date(year, month, day)
    }

    #[test]
    fn every_day_of_the_calendar_agrees_with_a_calendar_library() {
        let (mut day, mut date) = (Day(FIRST), jiff::civil::date(0, 1, 1));
        loop {
            assert_eq!(theirs(day), date);
            assert_eq!(Day::new(date.year(), date.month(), date.day()), Ok(day));
            if day == Day(LAST) {
                break;
            }
            (day, date) = (day.plus_days(1), date.tomorrow().unwrap());
        }
    }

    proptest::proptest! {
        #[test]
        fn reckoning_agrees_with_a_calendar_library(
            (a, b) in (FIRST..=LAST, FIRST..=LAST),
            days in -20_000i64..20_000,
            months in -800i32..800,
        ) {
            use jiff::ToSpan;
            let (a, b) = (Day(a), Day(b));
            proptest::prop_assert_eq!(a.to_string(), theirs(a).to_string());
            proptest::prop_assert_eq!(a.to_string().parse::<Day>(), Ok(a));
            proptest::prop_assert_eq!(a.weekday(), theirs(a).weekday().to_monday_one_offset());
            proptest::prop_assert_eq!(a.days_until(b), i64::from(theirs(a).until(theirs(b)).unwrap().get_days()));
            proptest::prop_assert_eq!(a.cmp(&b), theirs(a).cmp(&theirs(b)));
            // Theirs has years before 0, where ours stops.
            let later = theirs(a).saturating_add(days.days());
            proptest::prop_assert_eq!(theirs(a.plus_days(days)), later.max(jiff::civil::date(0, 1, 1)));
            let later = theirs(a).saturating_add(i64::from(months).months());
            proptest::prop_assert_eq!(theirs(a.plus_months(months)), later.max(jiff::civil::date(0, 1, 1)));
        }

        #[test]
        fn only_days_of_the_calendar_are_made(year in -50i16..10_050, month in -1i8..15, day in -1i8..34) {
            let exists = jiff::civil::Date::new(year, month, day).is_ok() && year >= 0;
            proptest::prop_assert_eq!(Day::new(year, month, day).is_ok(), exists);
        }
    }
}
