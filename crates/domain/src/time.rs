//! Days and instants. The domain never asks what time it is: whoever calls it says so.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An instant: milliseconds since 1970-01-01T00:00Z. From a device's clock it is information only; order comes
/// from the ledger.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
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

    /// This instant, `hours` later.
    pub fn plus_hours(self, hours: i64) -> Self {
        Self(self.0 + hours * 3_600_000)
    }
}

/// A calendar day, written `2026-11-22`.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(#[cfg_attr(feature = "ts", tsify(type = "string"))] Date);

/// A text that is not a calendar day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a calendar day written year-month-day")]
pub struct BadDay;

impl Day {
    /// 1 January 1970.
    pub const EPOCH: Day = Day(jiff::civil::date(1970, 1, 1));

    /// The day, if the calendar has it.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, BadDay> {
        Date::new(year, month, day).map(Self).map_err(|_| BadDay)
    }
    /// Year, month (1 to 12), day (1 to 31).
    pub fn parts(self) -> (i16, i8, i8) {
        (self.0.year(), self.0.month(), self.0.day())
    }
    /// The year.
    pub fn year(self) -> i16 {
        self.0.year()
    }
    /// `days` later (earlier when negative); stops at the end of the calendar.
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days.days()))
    }
    /// `months` later; a day that the month lacks becomes its last.
    pub fn plus_months(self, months: i32) -> Self {
        Self(self.0.saturating_add(i64::from(months).months()))
    }
    /// Days from `self` to `other`; negative when `other` is earlier.
    pub fn days_until(self, other: Day) -> i64 {
        self.0.until(other.0).map_or(0, |span| i64::from(span.get_days()))
    }
    /// Monday = 1 … Sunday = 7.
    pub fn weekday(self) -> i8 {
        self.0.weekday().to_monday_one_offset()
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

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl FromStr for Day {
    type Err = BadDay;
    fn from_str(s: &str) -> Result<Self, BadDay> {
        // Only the plain form: a longer text with a time in it is not a day.
        if s.len() > 11 {
            return Err(BadDay);
        }
        s.parse().map(Self).map_err(|_| BadDay)
    }
}

/// When somebody was born, as well as anybody knows.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
}
