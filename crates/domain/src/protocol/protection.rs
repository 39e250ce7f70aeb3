//! From when on something about consents and reading is worth a look by whoever watches over the protection of data.

use super::Protocol;
use serde::{Deserialize, Serialize};

/// Thresholds of the data-protection officer's desk. What reaches one is shown as a plain fact to be looked at; none
/// of them says that somebody did wrong.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct ProtectionRules {
    /// Consents that end within so many days are shown.
    pub consent_ends_within_days: u16,
    /// Reading is looked at for so many days back.
    pub look_back_days: u16,
    /// Different files that one person opens in an hour.
    pub files_in_an_hour: u16,
    /// Different files that one person opens in a day.
    pub files_in_a_day: u16,
    /// A day is unusual only beyond so many times what the reader usually opens in a day.
    pub times_her_habit: u16,
    /// So many days of reading make a habit; before that only the day itself counts.
    pub habit_days: u16,
    /// From this hour on it is night where the families live (0 to 23).
    pub night_from_hour: u8,
    /// Until this hour (0 to 23).
    pub night_until_hour: u8,
    /// Files opened in a night.
    pub files_at_night: u16,
    /// Searches in a day after which no file was opened.
    pub searches_unfollowed: u16,
    /// A search is followed by an opening within so many minutes.
    pub search_minutes: u16,
    /// Closed files that one person opens in a day.
    pub closed_files: u16,
    /// Requests in a day that the rules refused.
    pub refused: u16,
    /// A family name that no more people than this have is rare: whoever has it may be a relative.
    pub rare_name_people: u16,
}

impl ProtectionRules {
    /// Whether a minute of the day lies in the night.
    pub fn is_night(&self, minute_of_day: i64) -> bool {
        let (from, until) = (i64::from(self.night_from_hour) * 60, i64::from(self.night_until_hour) * 60);
        if from <= until {
            (from..until).contains(&minute_of_day)
        } else {
            minute_of_day >= from || minute_of_day < until
        }
    }

    /// Nothing known, nothing told.
    pub(super) const fn none() -> Self {
        Self {
            consent_ends_within_days: 0,
            look_back_days: 0,
            files_in_an_hour: u16::MAX,
            files_in_a_day: u16::MAX,
            times_her_habit: 0,
            habit_days: 0,
            night_from_hour: 0,
            night_until_hour: 0,
            files_at_night: u16::MAX,
            searches_unfollowed: u16::MAX,
            search_minutes: 0,
            closed_files: u16::MAX,
            refused: u16::MAX,
            rare_name_people: 0,
        }
    }
}

impl Default for ProtectionRules {
    /// Those that come with the program: for protocols that were set before there was such a desk.
    fn default() -> Self {
        Protocol::shipped().protection
    }
}
