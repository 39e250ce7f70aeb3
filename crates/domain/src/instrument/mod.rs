//! Assessment tools as data: what an instrument document may say.
//!
//! A document is versioned and never changed once shipped; a completed record is pinned to the version it was
//! made with. One evaluator ([`evaluate`]) serves phone, server and report.

mod answers;
mod change;
mod check;
mod evaluate;
mod library;
#[cfg(test)]
mod tests;
mod text;

pub use answers::{Answer, Answers, Rating, Row, YesNo};
pub use change::{Change, Direction, RatedBy, change};
pub use check::{DocumentFault, DocumentProblem};
pub use evaluate::{Context, Evaluation, ItemResult, Problem, ProblemKind, evaluate};
pub use library::{LibraryError, find, latest, library, parse};
pub use text::{Choice, Text, TextFault, faulty_texts, is_blank};

use serde::{Deserialize, Serialize};

/// One version of one assessment tool.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// Short name that records refer to, for example `csi`.
    pub code: String,
    /// Counts up with every change of wording or rule.
    pub version: u16,
    /// What people call it.
    pub title: Text,
    /// What it is for and how it is used, in a few sentences.
    pub purpose: Text,
    /// Who answers for the wording.
    pub owner: String,
    /// Licence of the wording, as an SPDX name where there is one.
    pub licence: String,
    /// Where the idea comes from; shown and printed with the tool.
    pub attribution: Text,
    /// What the tool must not be used for; shown on its first screen.
    #[serde(default)]
    pub cautions: Vec<Text>,
    /// Whom a record is about.
    pub subject: Subject,
    /// When it is done. The protocol of a network may set other times.
    pub schedule: Schedule,
    /// In the order in which they are shown: strengths before worries.
    pub sections: Vec<Section>,
}

/// Whom a record is about.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// One child.
    Child,
    /// The whole family.
    Family,
}

/// When a tool is used. Times are days; what is absent is left to the worker.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told, Default)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// First use, in days after the family was accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline_within_days: Option<u16>,
    /// Repeated after so many days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every_days: Option<u16>,
    /// An earlier repeat is unusual: screens say so, nothing is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_gap_days: Option<u16>,
    /// Remind so many days before it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_days_before: Option<u16>,
    /// Only for children younger than this many years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under_age_years: Option<u8>,
}

/// What a section speaks of; decides its place, sign and colour on the screen, never a rule.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told, Default)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Neither.
    #[default]
    Neutral,
    /// What is good.
    Strength,
    /// What worries.
    Worry,
    /// What will be done.
    Plan,
    /// How each person sees it.
    View,
}

/// A page or column of a tool.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Unique within the document.
    pub code: String,
    /// Heading.
    pub title: Text,
    /// How to go about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guidance: Option<Text>,
    /// What it speaks of.
    #[serde(default)]
    pub tone: Tone,
    /// In display order.
    pub items: Vec<Item>,
}

/// Who is asked, or who gives a number of their own.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    /// The child.
    Child,
    /// A parent or whoever cares for the child.
    Caregiver,
    /// Relatives, neighbours, teachers, the village.
    Network,
    /// The social worker.
    Worker,
    /// The worker's supervisor.
    Supervisor,
}

/// One thing that is asked.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Unique within the document, for example `1A`; the key of the answer.
    pub code: String,
    /// The question or its heading.
    pub title: Text,
    /// What we hope for, or how to ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guidance: Option<Text>,
    /// A warning that stands beside the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caution: Option<Text>,
    /// Without an answer the record is not complete.
    #[serde(default)]
    pub required: bool,
    /// "Does not apply", with a reason, is an answer.
    #[serde(default)]
    pub na_allowed: bool,
    /// Whom to ask, first the one who knows best.
    #[serde(default)]
    pub asked_of: Vec<Voice>,
    /// What an answer looks like.
    pub answer: Kind,
}

/// What an answer looks like.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Kind {
    /// One of several described levels.
    Level {
        /// Best first: the order decides what is better.
        levels: Vec<Level>,
        /// A level without a reason is not complete.
        #[serde(default)]
        reason_required: bool,
        /// Things to ask, as examples.
        #[serde(default)]
        ask: Vec<Text>,
        /// Things to look for.
        #[serde(default)]
        look: Vec<Text>,
    },
    /// Any number of rows of the same shape.
    List {
        /// The fields of a row, in display order.
        row: Vec<Field>,
        /// Fewer rows are not complete (when the item is required or has any row).
        #[serde(default)]
        at_least: u16,
        /// More rows are refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_most: Option<u16>,
        /// Every row here needs a row there that links to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paired_with: Option<Pair>,
        /// Rows here call for at least one row in that list.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        calls_for: Option<String>,
    },
    /// 0 to 10, one number per person who rates, never averaged.
    Scale {
        /// What 0 means.
        low: Text,
        /// What 10 means.
        high: Text,
        /// A number without a reason is not complete.
        #[serde(default)]
        reason_required: bool,
        /// "What would make it one higher" must be answered (not at 10).
        #[serde(default)]
        one_higher_required: bool,
        /// A number may be about one row of this list instead of about everything.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<String>,
    },
    /// Words.
    Text {
        /// Room for more than a line.
        #[serde(default)]
        long: bool,
    },
    /// Exactly one of the options.
    Choice {
        /// In display order.
        options: Vec<Choice>,
    },
    /// Any of the options.
    Several {
        /// In display order.
        options: Vec<Choice>,
        /// Fewer chosen are not complete.
        #[serde(default)]
        at_least: u16,
    },
    /// Yes, no or not known.
    YesNoUnknown {},
    /// A number, kept whole so that every device reckons alike.
    Number {
        /// Digits after the point: 36.5 with one decimal is kept as 365.
        #[serde(default)]
        decimals: u8,
        /// Smallest accepted, as kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<i64>,
        /// Largest accepted, as kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
        /// For example "kg".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<Text>,
    },
}

/// One level of a [`Kind::Level`] item.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// The mark that is stored and shown.
    pub value: u8,
    /// A word or two.
    pub label: Text,
    /// How one recognises it.
    pub description: Text,
    /// Set for each level of each item: colour is not a function of the mark.
    pub colour: Colour,
    /// A plan is complete only when an item at this level has a goal.
    pub needs_goal: bool,
    /// Ask the worker at once whether to raise a worry about safety.
    #[serde(default)]
    pub red_flag: bool,
}

/// A status colour; screens always show it with mark and word.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// Most serious.
    Red,
    /// Serious.
    Yellow,
    /// Watch.
    Blue,
    /// Well.
    Green,
}

/// "Every row here needs a row there": which list, and which of its fields holds the link.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// Item code of the other list.
    pub item: String,
    /// Its field of kind [`FieldKind::Link`] that points here.
    pub field: String,
}

/// One field of a list's row.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Unique within the row; the key of the value.
    pub code: String,
    /// What people read above it.
    pub label: Text,
    /// How to fill it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// A row without it is not complete.
    #[serde(default)]
    pub required: bool,
    /// What it holds.
    pub holds: FieldKind,
}

/// What a field of a row holds. All are stored as text.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FieldKind {
    /// A line.
    Text {},
    /// Room for more.
    LongText {},
    /// A calendar day, `2026-11-22`.
    Date {
        /// A day after today is refused.
        #[serde(default)]
        not_after_today: bool,
    },
    /// The id of a person of the file, or a name or role as written ("the aunt next door").
    Person {},
    /// The id of a row of another list.
    Link {
        /// Item code of that list.
        to: String,
    },
    /// The code of one option.
    Choice {
        /// In display order.
        options: Vec<Choice>,
    },
}

impl Instrument {
    /// All items, in display order, each with its section.
    pub fn items(&self) -> impl Iterator<Item = (&Section, &Item)> {
        self.sections.iter().flat_map(|section| section.items.iter().map(move |item| (section, item)))
    }

    /// The item with this code.
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.items().map(|(_, item)| item).find(|item| item.code == code)
    }
}

impl Item {
    /// The level with this mark, when this is a level item that has it.
    pub fn level(&self, value: u8) -> Option<&Level> {
        self.levels().iter().find(|level| level.value == value)
    }

    /// The levels, best first; none when this is another kind of item.
    pub fn levels(&self) -> &[Level] {
        if let Kind::Level { levels, .. } = &self.answer { levels } else { &[] }
    }
}
