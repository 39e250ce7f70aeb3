//! Kinship as Khmer sees it: the path to a relative, the sex of everybody on it and who is older, never a
//! label. From the path come the Khmer word and the English one.
//!
//! Words follow everyday Khmer usage; where seniority or sex is not known the word is a neutral one, because a
//! wrong kinship word offends.

mod graph;
mod words;

pub use graph::{KinFacts, KinGraph, KinParentage, KinPerson, KinRelation, KinUnion};
pub use words::{KinWord, kin_word};

use serde::{Deserialize, Serialize};

/// Sex, as the person or her family says.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Nobody said yet.
    Unknown,
}

/// Who is older; Khmer grammar asks for it.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Seniority {
    /// Older than the person the step starts from.
    Elder,
    /// Younger than the person the step starts from.
    Younger,
}

/// What a bond between parent and child rests on.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// Birth.
    Birth,
    /// Marriage to the other parent.
    Step,
    /// Adoption, by law or by custom.
    Adoptive,
    /// Fostering.
    Foster,
    /// A bond of merit (ធម៌): a parent or child by vow, not by blood.
    Ritual,
}

/// From one person to the next.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// To a parent.
    Parent,
    /// To a child.
    Child,
    /// To a brother or sister.
    Sibling,
    /// To a husband or wife.
    Spouse,
}

/// One step of the path from ego to a relative.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Whither.
    pub kind: StepKind,
    /// Sex of the person reached.
    pub sex: Sex,
    /// On a step to a sibling: older or younger than the person the step starts from. On the last step of a
    /// path to a cousin: older or younger than ego. Elsewhere it says nothing.
    pub seniority: Option<Seniority>,
    /// What the bond rests on; [`Quality::Birth`] for spouses.
    pub quality: Quality,
}

impl Step {
    /// A step by birth (or marriage) whose seniority is not known.
    pub const fn new(kind: StepKind, sex: Sex) -> Self {
        Self { kind, sex, seniority: None, quality: Quality::Birth }
    }
    /// To a parent by birth.
    pub const fn parent(sex: Sex) -> Self {
        Self::new(StepKind::Parent, sex)
    }
    /// To a child by birth.
    pub const fn child(sex: Sex) -> Self {
        Self::new(StepKind::Child, sex)
    }
    /// To a brother or sister.
    pub const fn sibling(sex: Sex, seniority: Option<Seniority>) -> Self {
        Self { kind: StepKind::Sibling, sex, seniority, quality: Quality::Birth }
    }
    /// To a husband or wife.
    pub const fn spouse(sex: Sex) -> Self {
        Self::new(StepKind::Spouse, sex)
    }
    /// The same step, resting on `quality`.
    pub const fn by(self, quality: Quality) -> Self {
        Self { quality, ..self }
    }
}
