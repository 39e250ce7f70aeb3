//! Assessment tools as data: what an instrument document may say.
//!
//! A document is versioned and never changed once shipped; a completed record is pinned to the version it was
//! made with. One evaluator ([`evaluate`]) serves phone, server and report.

mod advise;
mod answers;
mod begin;
mod change;
mod check;
mod evaluate;
pub mod expr;
mod kind;
mod library;
mod scoring;
mod shelf;
mod structure;
#[cfg(test)]
mod tests;
mod text;

pub use advise::{Advice, DocumentAdvice};
pub use answers::{Answer, Answers, DrawnMark, Instance, Rating, Row, Stroke, YesNo};
pub use begin::{Facts, asked, begin};
pub use change::{Change, Direction, RatedBy, change};
pub use check::{DocumentFault, DocumentProblem};
pub use evaluate::{
    BandResult, Compiled, Context, Evaluation, ExprFault, ExprPlace, GateResult, GateState, ItemPlace,
    ItemResult, OfferedOptions, Problem, ProblemKind, Reckoned, ScoreResult, evaluate,
};
pub use kind::{Canvas, Currency, Field, FieldKind, Kind, Level, Options, Pair, PlaceKind};
pub use library::{LibraryError, find, latest, library, parse, pinned, pinned_version};
pub use scoring::{Band, Banding, Colour, Flag, LeadsTo, NextStep, Score, ScoreMethod, ToolGate, Weight};
pub use shelf::{Shelf, ToolCard};
pub use text::{Choice, Text, TextFault, faulty_texts, is_blank};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// Said wherever its result is shown, for example "unvalidated screening aid".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Text>,
    /// How much stands on a screen.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pace: Pace,
    /// May be filled together with a child: big pictures and faces, few words.
    #[serde(default, skip_serializing_if = "is_default")]
    pub child_friendly: bool,
    /// Who fills it together, for tools that more than one profession fills; codes are named by sections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disciplines: Vec<Choice>,
    /// Options that more than one item offers, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lists: BTreeMap<String, Vec<Choice>>,
    /// In the order in which they are shown: strengths before worries.
    pub sections: Vec<Section>,
    /// Numbers that the answers amount to, in the order in which they are reckoned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<Score>,
    /// Which band each of them falls into.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bandings: Vec<Banding>,
    /// What overrides every score.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
    /// What must hold before something may happen, each shown with whether it does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gates: Vec<ToolGate>,
    /// What the tool proposes to do next, by what was answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next_steps: Vec<NextStep>,
    /// Riel for one dollar, where money of both kinds is added up. 0: money is not added up.
    #[serde(default, skip_serializing_if = "is_default")]
    pub riel_per_dollar: u32,
    /// Other languages than the two, as an imported form brought them: language, then path of the text
    /// (`item.age.title`), then the text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, BTreeMap<String, String>>,
}

/// SHA-256 of a document as it is written, in hexadecimal.
pub fn document_hash(document: &str) -> String {
    use sha2::Digest;
    use std::fmt::Write;
    let mut text = String::with_capacity(64);
    for byte in sha2::Sha256::digest(document.as_bytes()) {
        // Writing into a text cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// How much stands on a screen.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told, Default)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// A section.
    #[default]
    Section,
    /// One item, as when it is filled with a child or by somebody who listens while another reads aloud.
    Item,
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
    /// Somebody who cares for a child, or asks to.
    Carer,
    /// The people around a family.
    Network,
    /// A village as a community.
    Village,
    /// A group: saving, self-help, parenting.
    Group,
    /// A place where children live or are cared for.
    Facility,
    /// Somebody who works in the network.
    Worker,
}

impl Subject {
    /// Whether records lie in a family's file.
    pub const fn is_of_a_family(self) -> bool {
        match self {
            Self::Child | Self::Family | Self::Carer | Self::Network => true,
            Self::Village | Self::Group | Self::Facility | Self::Worker => false,
        }
    }

    /// Whether a record is about one person of a family.
    pub const fn is_one_person(self) -> bool {
        match self {
            Self::Child | Self::Carer => true,
            Self::Family | Self::Network | Self::Village | Self::Group | Self::Facility | Self::Worker => {
                false
            }
        }
    }
}

/// What makes a tool due, besides time.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// A referral came.
    Referred,
    /// The family was accepted.
    Accepted,
    /// A worry about safety was raised.
    ConcernRaised,
    /// Somebody joined or left the household.
    HouseholdChanged,
    /// The plan was agreed.
    PlanAgreed,
    /// A child was placed away from the parents.
    Placed,
    /// A child came home.
    Reunified,
    /// A disability or an illness was noted.
    HealthNoted,
    /// Closing was proposed.
    ClosingProposed,
    /// The file was closed.
    Closed,
}

/// When a tool is used. Times are days; what is absent is left to the worker.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told, Default)]
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
    /// Only for people of at least so many years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_age_years: Option<u8>,
    /// What makes it due.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
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
    /// Asked only when this expression is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relevant: Option<String>,
    /// Who fills it, one of the document's disciplines; everybody when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discipline: Option<String>,
    /// Its items stand beside those of other sections in an exported form, not in a group of their own: so do
    /// questions of an imported form that lay in no group.
    #[serde(default, skip_serializing_if = "is_default")]
    pub loose: bool,
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
    /// Required only when this expression is true; with `required`, always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_when: Option<String>,
    /// Asked only when this expression is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relevant: Option<String>,
    /// What an answer must satisfy; `.` is the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<Constraint>,
    /// Where the first answer of a new record comes from. It can be changed unless `read_only`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefill: Option<Prefill>,
    /// Shown, not changed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub read_only: bool,
    /// What was seen or heard must be written down with the answer.
    #[serde(default, skip_serializing_if = "is_default")]
    pub evidence: bool,
    /// A picture that stands for it, by the name of an icon of the open set that the program carries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// How an imported form asked for it to be shown, kept for export.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appearance: Option<String>,
    /// What an answer looks like.
    pub answer: Kind,
}

/// What an answer must satisfy.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Constraint {
    /// True when the answer will do; `.` is the answer.
    pub when: String,
    /// What people read when it will not.
    pub message: Text,
}

/// Where the first answer of a new record comes from.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(tag = "from", rename_all = "snake_case", deny_unknown_fields)]
pub enum Prefill {
    /// What the file says.
    File {
        /// Which fact.
        fact: Fact,
    },
    /// The answer of the last record of this tool.
    Previous {},
    /// The answer of the last record of another tool.
    Record {
        /// That tool.
        instrument: String,
        /// Its item.
        item: String,
    },
    /// A row for each item of the last record of another tool whose mark calls for a goal.
    NeedsGoal {
        /// That tool.
        instrument: String,
        /// The field of the row that takes the item's name.
        field: String,
    },
    /// What an expression gives when the record is begun.
    Reckoned {
        /// The expression.
        expr: String,
    },
}

/// A fact of the file that a new record may begin with.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// Name of the person it is about.
    SubjectName,
    /// Her age in whole years.
    SubjectAge,
    /// Her sex: `female`, `male`, `other` or `unknown`.
    SubjectSex,
    /// Her day of birth, as far as known.
    SubjectBirth,
    /// The family's number.
    FamilyNumber,
    /// Its village.
    FamilyVillage,
    /// How many people live there.
    HouseholdSize,
    /// How many of them are children.
    ChildrenCount,
    /// Name of the first caregiver.
    CaregiverName,
    /// Name of whoever fills it.
    WorkerName,
    /// Her organisation.
    OrganisationName,
    /// The day.
    Today,
}
