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
        /// Why, where the item asks for it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
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
        /// Why, where the item asks for it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// Options in an order, the most important first.
    Ranking {
        /// Their codes.
        order: Vec<String>,
    },
    /// An amount of money, in either kind or both.
    Money {
        /// Riel.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        riel: Option<i64>,
        /// Dollars, in cents.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cents: Option<i64>,
    },
    /// A day `2026-11-28`, a month `2026-11` or a year `2026`; a time `14:30`; a day and a time `2026-11-28T14:30`.
    When {
        /// As written.
        value: String,
        /// Guessed.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        about: bool,
    },
    /// Something drawn.
    Drawing {
        /// Lines, in the order in which they were drawn.
        #[serde(default)]
        strokes: Vec<Stroke>,
        /// Words and signs on it.
        #[serde(default)]
        marks: Vec<DrawnMark>,
    },
    /// Photographs of the file, by id, or attachments of an imported form, by name.
    Files {
        /// Ids or names.
        files: Vec<String>,
    },
    /// A signature.
    Signature {
        /// Who signed: the id of a person or worker, or a name.
        who: String,
        /// A thumb on paper instead.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        thumb: bool,
        /// Lines: pairs x, y in thousandths of the pad's width.
        #[serde(default)]
        strokes: Vec<Vec<i32>>,
    },
    /// A place: an official code, or points as OpenRosa writes them.
    Place {
        /// As kept.
        value: String,
    },
    /// A box that was ticked.
    Acknowledged {},
    /// Several times the same items.
    Repeat {
        /// In the order in which they were written.
        rows: Vec<Instance>,
    },
    /// The band that whoever filled the tool set instead of the reckoned one. Kept under the banding's code.
    Override {
        /// The band.
        band: String,
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// What was seen or heard, for an item that asks for evidence. Kept under the item's code with `.evidence`.
    Evidence {
        /// In words.
        text: String,
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

/// One of several times the same items.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Instance {
    /// Unique within the item, made on the device.
    pub id: String,
    /// Answers by item code.
    #[serde(default)]
    pub answers: Answers,
}

/// One line of a drawing.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Stroke {
    /// Which of the eight colours of the box, from 0.
    pub colour: u8,
    /// Width, in thousandths of the canvas's width.
    pub width: u16,
    /// Pairs x, y in thousandths of the canvas's width.
    pub points: Vec<i32>,
}

/// A word or a sign on a drawing.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct DrawnMark {
    /// Thousandths of the canvas's width.
    pub x: i32,
    /// The same, downwards.
    pub y: i32,
    /// A sign by the name of its icon (`smile`, `frown`, `heart`, `home`); none for words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign: Option<String>,
    /// Words beside it.
    #[serde(default)]
    pub text: String,
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
