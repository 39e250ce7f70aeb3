//! The one evaluator: what is asked, what is missing or wrong in a record, and what its answers amount to.
//!
//! Deterministic: the same answers give the same result on every device. Marks of different parts of a life are
//! not added up unless a document says so (Child Status Index practice), and numbers of different people are
//! never averaged.

mod compile;
mod judge;
mod reckon;
mod value;
mod world;

pub use compile::{Compiled, ExprFault, ExprPlace};
pub(crate) use value::kept;

use super::{Answers, Colour, Instrument};
use crate::time::Day;
use crate::time::Millis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the evaluator must be told, because answers do not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Context {
    /// Whole years; absent for a family, or when not even an estimate exists.
    pub subject_age_years: Option<i32>,
    /// The day of the record; without it no day is held to be in the future, and `today()` gives nothing.
    pub today: Option<Day>,
    /// The moment, for `now()`; noon of `today` when absent.
    pub now: Option<Millis>,
    /// Names of options in reckoned texts are in Khmer, otherwise in English.
    pub khmer: bool,
}

/// What a record amounts to.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, told::Told)]
pub struct Evaluation {
    /// No problem is left: the record may be completed.
    pub complete: bool,
    /// Required items that are asked here.
    pub asked: u32,
    /// Of these, answered without a problem.
    pub answered: u32,
    /// Everything that is missing or wrong, in display order.
    pub problems: Vec<Problem>,
    /// The marks, in display order.
    pub per_item: Vec<ItemResult>,
    /// Codes of items whose level asks for a goal in the plan.
    pub needs_goal: Vec<String>,
    /// Codes of items at a level that asks for a worry about safety to be raised.
    pub red_flags: Vec<String>,
    /// How many items have each colour.
    pub by_colour: BTreeMap<Colour, u32>,
    /// What is not asked here: items, and sections by their code.
    #[serde(default)]
    pub hidden: Vec<ItemPlace>,
    /// What was reckoned for calculated items, in display order.
    #[serde(default)]
    pub values: Vec<Reckoned>,
    /// Which options are offered where a filter decides, and of items with one only.
    #[serde(default)]
    pub offered: Vec<OfferedOptions>,
    /// The scores.
    #[serde(default)]
    pub scores: Vec<ScoreResult>,
    /// The bands.
    #[serde(default)]
    pub bands: Vec<BandResult>,
    /// Codes of the document's flags that are raised.
    #[serde(default)]
    pub flags: Vec<String>,
    /// Its gates.
    #[serde(default)]
    pub gates: Vec<GateResult>,
    /// Codes of the steps that it proposes.
    #[serde(default)]
    pub next_steps: Vec<String>,
    /// What an expression could not give: nothing was concluded from it.
    #[serde(default)]
    pub unreckoned: Vec<String>,
}

/// Where something is: the code of an item, and the instance of the innermost repeat that it lies in.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
pub struct ItemPlace {
    /// Item or section code.
    pub code: String,
    /// Id of the instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
}

/// What was reckoned.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Reckoned {
    /// For which item.
    pub at: ItemPlace,
    /// As text; empty when nothing.
    pub value: String,
}

/// Options that are offered.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct OfferedOptions {
    /// For which item.
    pub at: ItemPlace,
    /// Their codes, in display order.
    pub options: Vec<String>,
}

/// A score.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct ScoreResult {
    /// Which.
    pub code: String,
    /// In thousandths; none when nothing of it was answered.
    pub thousandths: Option<i64>,
    /// Of the items that count, how many were answered.
    pub answered: u32,
    /// How many there are.
    pub of: u32,
}

/// A band.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct BandResult {
    /// Of which banding.
    pub banding: String,
    /// What the score or the rules say.
    pub reckoned: Option<String>,
    /// Flags that force a more serious band.
    pub forced_by: Vec<String>,
    /// Somebody set another, with a reason.
    pub overridden: bool,
    /// What holds in the end.
    pub band: Option<String>,
}

/// A gate.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct GateResult {
    /// Which.
    pub code: String,
    /// Whether it holds.
    pub state: GateState,
}

/// Whether a gate holds.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum GateState {
    /// It does.
    Holds,
    /// It does not.
    Fails,
    /// It cannot be told yet: an answer that it needs is missing.
    Unknown,
}

/// What one mark means.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct ItemResult {
    /// Section code.
    pub section: String,
    /// Item code.
    pub code: String,
    /// The mark.
    pub value: u8,
    /// Its colour in this item.
    pub colour: Colour,
    /// The plan must hold a goal for it.
    pub needs_goal: bool,
}

/// Something missing or wrong, and where.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Problem {
    /// Section code; absent when it concerns the whole record or an unknown item.
    pub section: Option<String>,
    /// Item code; absent when it concerns the whole record.
    pub item: Option<String>,
    /// The instance of the repeat in which the item lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Row id of a list or of a repeat; for a scale the position of the rating, from 0.
    pub row: Option<String>,
    /// Field code of the row, or the unknown option's code.
    pub field: Option<String>,
    /// What.
    pub kind: ProblemKind,
}

/// What may be missing or wrong. Each has a message in both languages, keyed by its name.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// The child is too old for this tool.
    OverAge,
    /// The document has no such item.
    UnknownItem,
    /// The answer is of another kind than the item asks for.
    WrongKind,
    /// A required answer is not there.
    MissingAnswer,
    /// A reason is not there.
    MissingReason,
    /// The item does not allow "does not apply".
    MustApply,
    /// The item has no such level.
    UnknownLevel,
    /// The item or field has no such option, or it is chosen twice.
    UnknownOption,
    /// Fewer rows or options than asked for.
    TooFew,
    /// More rows than allowed.
    TooMany,
    /// A row without an id, or with the id of another.
    BadRowId,
    /// A required field of a row is blank.
    MissingField,
    /// The row has a field that the document lacks.
    UnknownField,
    /// Not a calendar day.
    BadDate,
    /// A day that has not come yet.
    FutureDate,
    /// The linked row is not there.
    BrokenLink,
    /// Nothing in the other list answers this row, for example a danger without a safety goal.
    Unpaired,
    /// Another list has rows which call for at least one here, for example harm without a danger statement.
    CalledFor,
    /// A number outside its limits; for a scale outside 0 to 10.
    OutOfRange,
    /// A rating that does not say whose it is.
    MissingRater,
    /// The document does not ask this kind of person.
    UnaskedRater,
    /// The same person rated the same thing twice.
    RatedTwice,
    /// "What would make it one higher" is not there.
    MissingOneHigher,
    /// The person is too young for this tool.
    UnderAge,
    /// What was seen or heard is not written down.
    MissingEvidence,
    /// The answer does not satisfy what the item asks of it; the item says what.
    NotAccepted,
    /// Not a time of the day, or not a day and a time.
    BadTime,
    /// Not the code of a place, or not points.
    BadPlace,
    /// Not a number.
    BadNumber,
    /// The document has no such band.
    UnknownBand,
    /// A signature that does not say whose it is.
    MissingSigner,
}

/// Judges a record against its document. Whoever judges many records of one document compiles it once:
/// [`Compiled::new`], [`Compiled::evaluate`].
pub fn evaluate(instrument: &Instrument, answers: &Answers, context: &Context) -> Evaluation {
    Compiled::new(instrument).evaluate(answers, context)
}
