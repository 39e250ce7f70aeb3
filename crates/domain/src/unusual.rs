//! Reading that is worth a look: what one person read on one day, against the network's thresholds
//! ([`ProtectionRules`]) and her own habit. Plain facts for whoever watches over the protection of data; nothing here
//! says that somebody did wrong, and nothing knows a name.

use crate::ids::{StreamId, WorkerId};
use crate::protocol::ProtectionRules;
use crate::time::{Day, Millis};
use std::collections::{BTreeMap, BTreeSet};

/// Why something is worth a look. The gravest first; the code ends a message key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unusual {
    /// She wanted to open a file that she is kept out of.
    KeptOut,
    /// Somebody in a file that she opened has her family name.
    OwnName,
    /// Many different files in an hour.
    HourFiles,
    /// Many different files in a day, and many more than she usually opens.
    DayFiles,
    /// Files opened at night.
    Night,
    /// Closed files opened.
    ClosedFiles,
    /// Searches after which nothing was opened.
    Searches,
    /// More questions to other organisations than a day allows.
    TooManyQuestions,
    /// Requests that the rules refused.
    Refused,
}

impl Unusual {
    /// Every kind, the gravest first.
    pub const ALL: [Unusual; 9] = [
        Self::KeptOut,
        Self::OwnName,
        Self::HourFiles,
        Self::DayFiles,
        Self::Night,
        Self::ClosedFiles,
        Self::Searches,
        Self::TooManyQuestions,
        Self::Refused,
    ];
    /// The stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::KeptOut => "kept_out",
            Self::OwnName => "own_name",
            Self::HourFiles => "hour_files",
            Self::DayFiles => "day_files",
            Self::Night => "night",
            Self::ClosedFiles => "closed_files",
            Self::Searches => "searches",
            Self::TooManyQuestions => "too_many_questions",
            Self::Refused => "refused",
        }
    }
    /// Reads the stable name.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What the log says that somebody did, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Did {
    /// Opened a file, on the server or on a device.
    Opened(StreamId),
    /// Looked for somebody by name.
    Searched,
    /// Asked other organisations more often than a day allows.
    AskedTooOften,
    /// Wanted to open a file that she is kept out of.
    TriedKeptOut(Option<StreamId>),
    /// Was refused something else.
    Refused,
}

/// One line of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Who.
    pub worker: WorkerId,
    /// When it happened.
    pub at: Millis,
    /// What.
    pub did: Did,
}

/// What must be known beside the log.
pub struct Known<'a> {
    /// The thresholds.
    pub rules: &'a ProtectionRules,
    /// How many different files each opens on an ordinary day; nothing of those who have no habit yet.
    pub habit: &'a BTreeMap<WorkerId, u32>,
    /// Files that are closed.
    pub closed: &'a BTreeSet<StreamId>,
    /// Who has the family name of somebody in which file, where that is worth a look.
    pub named_alike: &'a BTreeSet<(WorkerId, StreamId)>,
}

/// Something that is worth a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Who.
    pub worker: WorkerId,
    /// On which day.
    pub day: Day,
    /// What.
    pub kind: Unusual,
    /// How often, or how many files.
    pub times: u32,
    /// From how many on it is worth a look.
    pub threshold: u32,
    /// What she usually does, where that counted.
    pub usual: Option<u32>,
    /// The first time that day.
    pub first: Millis,
    /// The last time.
    pub last: Millis,
    /// The files that it is about, sorted.
    pub files: Vec<StreamId>,
}

/// An hour.
const HOUR_MS: i64 = 60 * 60 * 1000;

/// What is worth a look in a day's lines, by person, the gravest first.
pub fn unusual(day: Day, lines: &[Line], known: &Known<'_>) -> Vec<Finding> {
    let mut by: BTreeMap<WorkerId, Vec<Line>> = BTreeMap::new();
    for line in lines {
        by.entry(line.worker).or_default().push(*line);
    }
    let mut found = Vec::new();
    for (worker, mut lines) in by {
        lines.sort_by_key(|line| line.at);
        let person = Person { worker, day, lines: &lines, known };
        found.extend(Unusual::ALL.into_iter().filter_map(|kind| person.look(kind)));
    }
    found
}

/// How many different files each person opened.
pub fn files_opened(lines: &[Line]) -> BTreeMap<WorkerId, u32> {
    let mut files: BTreeMap<WorkerId, BTreeSet<StreamId>> = BTreeMap::new();
    for line in lines {
        if let Did::Opened(file) = line.did {
            files.entry(line.worker).or_default().insert(file);
        }
    }
    files.into_iter().map(|(worker, files)| (worker, count(files.len()))).collect()
}

struct Person<'a> {
    worker: WorkerId,
    day: Day,
    /// In order of time.
    lines: &'a [Line],
    known: &'a Known<'a>,
}

/// What counts towards one kind.
#[derive(Default)]
struct Counted {
    times: u32,
    files: BTreeSet<StreamId>,
    at: Vec<Millis>,
}

impl Counted {
    fn see(&mut self, line: &Line) {
        self.times = self.times.saturating_add(1);
        self.at.push(line.at);
    }
    fn file(&mut self, line: &Line, file: StreamId) {
        self.files.insert(file);
        self.times = count(self.files.len());
        self.at.push(line.at);
    }
}

impl Person<'_> {
    fn openings(&self) -> impl Iterator<Item = (&Line, StreamId)> {
        self.lines.iter().filter_map(|line| match line.did {
            Did::Opened(file) => Some((line, file)),
            Did::Searched | Did::AskedTooOften | Did::TriedKeptOut(_) | Did::Refused => None,
        })
    }

    fn look(&self, kind: Unusual) -> Option<Finding> {
        let rules = self.known.rules;
        let (counted, threshold, usual) = match kind {
            Unusual::KeptOut => (self.kept_out(), 1, None),
            Unusual::OwnName => {
                (self.files(|_, file| self.known.named_alike.contains(&(self.worker, file))), 1, None)
            }
            Unusual::HourFiles => (self.busiest_hour(), rules.files_in_an_hour, None),
            Unusual::DayFiles => {
                let usual = self.known.habit.get(&self.worker).copied();
                let day = self.files(|_, _| true);
                let often = u32::from(rules.times_her_habit);
                if usual.is_some_and(|usual| day.times < usual.saturating_mul(often)) {
                    return None;
                }
                (day, rules.files_in_a_day, usual)
            }
            Unusual::Night => {
                (self.files(|line, _| rules.is_night(line.at.minute_of_day())), rules.files_at_night, None)
            }
            Unusual::ClosedFiles => {
                (self.files(|_, file| self.known.closed.contains(&file)), rules.closed_files, None)
            }
            Unusual::Searches => (self.unfollowed_searches(), rules.searches_unfollowed, None),
            Unusual::TooManyQuestions => (self.lines_that(|did| did == Did::AskedTooOften), 1, None),
            Unusual::Refused => (self.lines_that(|did| did == Did::Refused), rules.refused, None),
        };
        let threshold = u32::from(threshold);
        if counted.times < threshold {
            return None;
        }
        Some(Finding {
            worker: self.worker,
            day: self.day,
            kind,
            times: counted.times,
            threshold,
            usual,
            first: counted.at.first().copied()?,
            last: counted.at.last().copied()?,
            files: counted.files.into_iter().collect(),
        })
    }

    fn files(&self, counts: impl Fn(&Line, StreamId) -> bool) -> Counted {
        let mut counted = Counted::default();
        for (line, file) in self.openings() {
            if counts(line, file) {
                counted.file(line, file);
            }
        }
        counted
    }

    fn lines_that(&self, counts: impl Fn(Did) -> bool) -> Counted {
        let mut counted = Counted::default();
        self.lines.iter().filter(|line| counts(line.did)).for_each(|line| counted.see(line));
        counted
    }

    fn kept_out(&self) -> Counted {
        let mut counted = Counted::default();
        for line in self.lines {
            match line.did {
                Did::TriedKeptOut(file) => {
                    counted.see(line);
                    counted.files.extend(file);
                }
                Did::Opened(_) | Did::Searched | Did::AskedTooOften | Did::Refused => {}
            }
        }
        counted
    }

    /// The hour, beginning at any opening, with most different files in it.
    fn busiest_hour(&self) -> Counted {
        let openings: Vec<(&Line, StreamId)> = self.openings().collect();
        let mut best = (0, 0..0);
        let mut within: BTreeMap<StreamId, u32> = BTreeMap::new();
        let mut begin = 0;
        for (end, (line, file)) in openings.iter().enumerate() {
            *within.entry(*file).or_default() += 1;
            while let Some((old, gone)) =
                openings.get(begin).filter(|(old, _)| old.at.0 + HOUR_MS <= line.at.0)
            {
                debug_assert!(old.at <= line.at);
                if let Some(left) = within.get_mut(gone) {
                    *left -= 1;
                    if *left == 0 {
                        within.remove(gone);
                    }
                }
                begin += 1;
            }
            if within.len() > best.0 {
                best = (within.len(), begin..end + 1);
            }
        }
        let mut counted = Counted::default();
        for (line, file) in openings.get(best.1).unwrap_or_default() {
            counted.file(line, *file);
        }
        counted
    }

    /// Searches after which nothing was opened in time.
    fn unfollowed_searches(&self) -> Counted {
        let patience = i64::from(self.known.rules.search_minutes) * 60_000;
        let opened: Vec<Millis> = self.openings().map(|(line, _)| line.at).collect();
        let mut counted = Counted::default();
        for line in self.lines.iter().filter(|line| line.did == Did::Searched) {
            let next = opened.get(opened.partition_point(|at| *at < line.at));
            if next.is_none_or(|at| at.0 - line.at.0 > patience) {
                counted.see(line);
            }
        }
        counted
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Protocol;
    use proptest::prelude::*;

    /// Noon of 22 November 2026 in Phnom Penh.
    const NOON: i64 = 1_795_323_600_000;
    const HER: WorkerId = WorkerId::from_u128(7);

    fn rules() -> ProtectionRules {
        Protocol::shipped().protection
    }
    fn line(minutes: i64, did: Did) -> Line {
        Line { worker: HER, at: Millis(NOON + minutes * 60_000), did }
    }
    fn opened(minutes: i64, file: u128) -> Line {
        line(minutes, Did::Opened(StreamId::from_u128(file)))
    }
    fn found(lines: &[Line], habit: Option<u32>) -> Vec<(Unusual, u32)> {
        let nothing = BTreeSet::new();
        let names = BTreeSet::new();
        let habit: BTreeMap<WorkerId, u32> = habit.map(|usual| (HER, usual)).into_iter().collect();
        let rules = rules();
        let known = Known { rules: &rules, habit: &habit, closed: &nothing, named_alike: &names };
        let found = unusual(Millis(NOON).day(), lines, &known);
        found.into_iter().map(|one| (one.kind, one.times)).collect()
    }

    #[test]
    fn the_same_file_opened_often_is_one_file() {
        let lines: Vec<Line> = (0..200).map(|n| opened(n, 1)).collect();
        assert_eq!(found(&lines, None), []);
    }

    #[test]
    fn many_files_in_an_hour_are_worth_a_look_and_spread_over_the_day_they_are_not() {
        let quick: Vec<Line> = (0..30).map(|n| opened(n, n as u128)).collect();
        assert_eq!(found(&quick, None), [(Unusual::HourFiles, 30)]);
        let slow: Vec<Line> = (0..30).map(|n| opened(n * 15, n as u128)).collect();
        assert_eq!(found(&slow, None), []);
    }

    #[test]
    fn a_day_counts_against_her_own_habit() {
        let day: Vec<Line> = (0..60).map(|n| opened(n * 8, n as u128)).collect();
        assert_eq!(found(&day, None), [(Unusual::DayFiles, 60)]);
        assert_eq!(found(&day, Some(20)), [(Unusual::DayFiles, 60)]);
        assert_eq!(found(&day, Some(21)), [], "she opens many files every day");
    }

    #[test]
    fn night_is_where_the_families_live() {
        let late = [
            opened(8 * 60 + 59, 1),
            opened(9 * 60, 1),
            opened(9 * 60 + 1, 2),
            opened(16 * 60 + 59, 3),
            opened(17 * 60, 4),
        ];
        assert_eq!(found(&late, None), [(Unusual::Night, 3)]);
    }

    #[test]
    fn a_search_that_leads_to_a_file_is_work() {
        let mut lines: Vec<Line> = (0..15).map(|n| line(n, Did::Searched)).collect();
        assert_eq!(found(&lines, None), [(Unusual::Searches, 15)]);
        lines.push(opened(15, 1));
        assert_eq!(found(&lines, None), [], "ten minutes before it count as one search");
    }

    #[test]
    fn one_try_at_a_file_that_she_is_kept_out_of_is_told() {
        let lines = [line(0, Did::TriedKeptOut(Some(StreamId::from_u128(3)))), line(1, Did::AskedTooOften)];
        assert_eq!(found(&lines, None), [(Unusual::KeptOut, 1), (Unusual::TooManyQuestions, 1)]);
    }

    proptest! {
        /// Nothing is told twice, nothing below its threshold, and the order of the log does not matter.
        #[test]
        fn findings_do_not_depend_on_the_order(minutes in proptest::collection::vec((0_i64..720, 0_u128..80), 0..150)) {
            let mut lines: Vec<Line> = minutes.iter().map(|(at, file)| opened(*at, *file)).collect();
            let one = found(&lines, None);
            lines.reverse();
            prop_assert_eq!(&one, &found(&lines, None));
            let kinds: BTreeSet<Unusual> = one.iter().map(|(kind, _)| *kind).collect();
            prop_assert_eq!(kinds.len(), one.len());
            let files: BTreeSet<u128> = minutes.iter().map(|(_, file)| *file).collect();
            prop_assert!(one.iter().all(|(_, times)| usize::try_from(*times).unwrap() <= files.len()));
        }
    }
}
