//! What people answered. Nothing here is judged: a draft may be half done or wrong and is kept all the same.

use super::Voice;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Answers by item code.
pub type Answers = BTreeMap<String, Answer>;

/// The answer to one item.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// A level and why.
    Level {
        /// The mark.
        value: u8,
        /// What was seen or heard that led to it.
        #[serde(default)]
        reason: String,
    },
    /// Rows of a list.
    List {
        /// In the order in which they were written.
        rows: Vec<Row>,
    },
    /// Numbers from 0 to 10, one per person who rates.
    Scale {
        /// Never averaged.
        ratings: Vec<Rating>,
    },
    /// Words.
    Text {
        /// As said or written.
        text: String,
    },
    /// One option.
    Choice {
        /// Its code.
        option: String,
    },
    /// Some options. None chosen is an answer too: "nothing of this".
    Several {
        /// Their codes.
        options: Vec<String>,
    },
    /// Yes, no or not known.
    YesNo {
        /// Which.
        value: YesNo,
    },
    /// A number.
    Number {
        /// Without its point: see [`super::Kind::Number`].
        value: i64,
    },
    /// The item does not apply to this child or family.
    NotApplicable {
        /// Why not.
        #[serde(default)]
        reason: String,
    },
}

/// One row of a list.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Unique within the list, made on the device, carried over to the next record of the same tool so that
    /// the row can be followed through time.
    pub id: String,
    /// Values by field code.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
}

/// How one person sees it, from 0 to 10.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Rating {
    /// In which role the person speaks.
    pub rater: Voice,
    /// The id of a person or worker, or a name as written.
    pub who: String,
    /// 0 to 10.
    pub score: u8,
    /// Why this number and not a lower one.
    #[serde(default)]
    pub reason: String,
    /// What would make it one higher.
    #[serde(default)]
    pub one_higher: String,
    /// The row it is about; absent when it is about everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// Yes, no or not known.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Nobody could say.
    Unknown,
}
