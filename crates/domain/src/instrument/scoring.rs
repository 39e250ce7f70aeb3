//! What answers amount to: scores, bands, red flags, gates and what to do next. All of it is data.
//!
//! Expressions read answers as `${item}` and what was reckoned before as `${score}` or `${banding}`.

use super::{Text, is_default};
use serde::{Deserialize, Serialize};

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

/// A number that the answers amount to.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// Unique among items and scores of the document.
    pub code: String,
    /// What it counts.
    pub title: Text,
    /// How it is reckoned.
    pub method: ScoreMethod,
    /// Digits after the point that are shown.
    #[serde(default, skip_serializing_if = "is_default")]
    pub decimals: u8,
    /// The most it can be, for drawing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    /// More of it is worse.
    #[serde(default, skip_serializing_if = "is_default")]
    pub more_is_worse: bool,
}

/// How a score is reckoned. An answer that is missing or does not apply adds nothing; the evaluator says how many
/// of the items were answered.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum ScoreMethod {
    /// Marks and numbers, added up.
    Sum {
        /// Of these items.
        items: Vec<String>,
    },
    /// How many of the items are answered with one of these.
    Count {
        /// Of these items.
        items: Vec<String>,
        /// `yes`, the code of an option or a mark.
        of: Vec<String>,
    },
    /// Marks and numbers, each times its weight, added up.
    Weighted {
        /// Weights.
        weights: Vec<Weight>,
    },
    /// What an expression gives.
    Rule {
        /// The expression.
        expr: String,
    },
}

/// What one item counts in a weighted score.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    /// The item.
    pub item: String,
    /// Counted when it is answered with this (`yes`, an option, a mark); its mark or number when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Thousandths.
    pub thousandths: i32,
}

/// Which band the answers fall into.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Banding {
    /// Unique among items, scores and bandings.
    pub code: String,
    /// What it says.
    pub title: Text,
    /// The score that decides; absent when each band has a rule of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<String>,
    /// Least serious first. The first that fits is taken.
    pub bands: Vec<Band>,
    /// Whoever fills the tool may set another band, with a reason; both are kept.
    #[serde(default, skip_serializing_if = "is_default")]
    pub may_override: bool,
    /// Below so many answered items of the score there is no band. 0: always.
    #[serde(default, skip_serializing_if = "is_default")]
    pub needs_answered: u16,
}

/// One band.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Unique within the banding; what is stored and what expressions read.
    pub code: String,
    /// What people read.
    pub label: Text,
    /// What it means and what follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<Text>,
    /// Shown always with its words.
    pub colour: Colour,
    /// The score is at least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<i64>,
    /// The score is at most this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<i64>,
    /// This is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// Something that no score outweighs.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Flag {
    /// Unique among the flags.
    pub code: String,
    /// What it says.
    pub title: Text,
    /// Raised when this is true.
    pub when: String,
    /// The banding that it overrides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub banding: Option<String>,
    /// The band that it forces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forces: Option<String>,
    /// Ask at once whether to raise a worry about safety.
    #[serde(default, skip_serializing_if = "is_default")]
    pub danger: bool,
}

/// Something that must hold.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct ToolGate {
    /// Unique among the gates.
    pub code: String,
    /// What must hold, as people read it.
    pub title: Text,
    /// Holds when this is true.
    pub when: String,
    /// Items without which it cannot be told whether it holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// A number that is shown beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<String>,
}

/// Something that the tool proposes.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct NextStep {
    /// Unique among the steps.
    pub code: String,
    /// Proposed when this is true.
    pub when: String,
    /// What.
    pub text: Text,
    /// Which screen helps with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leads_to: Option<LeadsTo>,
}

/// Which screen helps with a step.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(tag = "to", rename_all = "snake_case", deny_unknown_fields)]
pub enum LeadsTo {
    /// A worry about safety.
    Concern {},
    /// The plan.
    Plan {},
    /// A referral to a service.
    Service {},
    /// A task.
    Task {},
    /// Another tool.
    Instrument {
        /// Its code.
        code: String,
    },
}
