//! What comes out: a proposal for people to read, or a refusal with what was had and what is needed.
//!
//! Nothing in this crate applies a proposal. It is a page for the M&E officer; changing an index is a new version of an
//! instrument, decided by people.

use crate::calibration::{Calibration, Group};
use crate::discrimination::{CutOff, RocPoint};
use crate::fairness::{Breakdown, Dimension, Measure, Version};
use crate::intake::Intake;
use crate::numbers::{Estimate, Share};
use crate::points::Scale;
use crate::reliability::Reliability;
use crate::ridge::Convergence;
use crate::sample_size::Needed;
use crate::screen::Horizon;
use crate::settings::Settings;
use crate::weights::Penalty;
use serde::{Deserialize, Serialize};

/// Something of which there is too little, or too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Families with a known outcome (Riley et al.).
    Families,
    /// Separated families (floor, and floor for each item).
    Events,
    /// Families that were not separated.
    NonEvents,
}

/// What was had and what is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortfall {
    /// Of what.
    pub of: Need,
    /// How many there are.
    pub had: usize,
    /// How many are needed.
    pub needed: usize,
}

/// Why nothing is proposed.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Refusal {
    /// A setting that cannot be worked with.
    #[error("the setting {setting} cannot be worked with")]
    BadSetting {
        /// Which.
        setting: String,
    },
    /// Screens whose number of answers is not that of the index.
    #[error("{screens} screens do not have {needed} answers")]
    OtherItems {
        /// How many.
        screens: usize,
        /// Answers needed.
        needed: usize,
    },
    /// Too few families; everything that is short is named, not the first only.
    #[error("too few families to learn from: {0} kinds of shortfall", shortfalls.len())]
    TooLittle {
        /// What is short.
        shortfalls: Vec<Shortfall>,
        /// What the figures were counted from.
        intake: Box<Intake>,
        /// Weights that would have to be learnt.
        items: usize,
    },
    /// Too many families of whom nobody knows what became.
    #[error("the outcome of {lost} of {due} families is not known; at most {most} may be")]
    TooManyLost {
        /// Without a known outcome.
        lost: usize,
        /// Due.
        due: usize,
        /// Most that may be lost.
        most: usize,
    },
    /// No item has enough answers that differ.
    #[error("none of {items} items varies and is answered often enough")]
    NoVariation {
        /// Items in the index.
        items: usize,
    },
    /// The items say nothing about the outcome: every weight is nil.
    #[error("the items say nothing about the outcome")]
    NothingToLearn,
    /// The figures could not be computed.
    #[error("the weights could not be computed: {how:?}")]
    NotConverged {
        /// How the fit ended.
        how: Convergence,
    },
}

/// Why an item is given no weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// Everyone answered the same.
    Constant,
    /// Too many answers are missing.
    Missing,
}

/// What is proposed for one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemProposal {
    /// Its code.
    pub code: String,
    /// Families learnt from with an answer above 0, among those who answered.
    pub answered_above_nil: Option<Share>,
    /// Missing among the families learnt from.
    pub missing: Option<Share>,
    /// Points in force for each step.
    pub now: f64,
    /// In force: its share of the most points that all items together can give.
    pub share_now: Option<f64>,
    /// Why it has no weight; then the rest is absent.
    pub left_out: Option<LeftOut>,
    /// Log-odds for the whole span of the item with next to no penalty, with Wald's interval: **what these families say
    /// of the item by itself**. This is the interval to judge an item by.
    pub unshrunk: Option<Estimate>,
    /// Log-odds for the whole span of the item as used, drawn towards 0 by the penalty, with the bootstrap interval: how
    /// far it would move with other families (not how far the penalty has drawn it).
    pub log_odds: Option<Estimate>,
    /// Share of the resamples in which it had the same sign.
    pub same_sign: Option<f64>,
    /// Proposed points for each step of the answer.
    pub points: Option<i32>,
    /// Bootstrap interval of the points.
    pub points_between: Option<(f64, f64)>,
    /// Proposed: its share of the most points that all items together can give.
    pub share_proposed: Option<f64>,
}

/// How a score tells the separated from the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Performance {
    /// AUC on the families learnt from, with DeLong's interval.
    pub auc: Estimate,
    /// By how much that is too high because the same families taught it (0 for the index in force).
    pub optimism: f64,
    /// AUC less optimism: what to expect of other families. The interval is DeLong's, moved (after Noma et al. 2021).
    pub corrected: Estimate,
    /// At the cut-offs: those in force; for the proposal, those that flag about as many.
    pub cut_offs: Vec<CutOff>,
    /// The ROC curve.
    pub roc: Vec<RocPoint>,
}

/// Whether the proposal is better than what is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The whole interval of the gain is above 0.
    Better,
    /// The interval holds 0: no reason to change.
    NotShown,
    /// The whole interval is below 0.
    Worse,
}

/// What the reader must be told beside the figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Warning {
    /// Always: families were helped **because of** their screen, and help prevents separation. An item that brought good
    /// help looks harmless. A low weight is no reason to stop asking or helping.
    HelpHidesRisk,
    /// Many outcomes are unknown.
    ManyLost {
        /// Share of the due.
        share: f64,
    },
    /// The lost scored differently (standard deviations).
    LostDiffer {
        /// Lost less used.
        difference: f64,
    },
    /// Later screens of the same families were left out.
    Repeated {
        /// How many.
        screens: usize,
    },
    /// Screens or answers that could not be used.
    Unusable {
        /// Screens without a score.
        screens: usize,
        /// Answers out of range.
        answers: usize,
    },
    /// An item was given no weight.
    ItemLeftOut {
        /// Which.
        item: String,
        /// Why.
        why: LeftOut,
    },
    /// Over a tenth of an item's answers are missing and were filled with its mean.
    ItemOftenMissing {
        /// Which.
        item: String,
        /// Share missing.
        share: f64,
    },
    /// Fewer than 20 families answered above 0, or fewer than 20 answered 0: its weight is mostly the penalty's.
    ItemHardlyVaries {
        /// Which.
        item: String,
    },
    /// The item points against what it was meant for, and its unshrunk interval does not hold 0.
    ItemAgainstDirection {
        /// Which.
        item: String,
    },
    /// The items say so little that the strongest penalty was chosen.
    WeakItems,
    /// The proposal is not shown to be better than what is in force.
    NotShownBetter,
    /// Optimism above 0.02: weights are overfitted.
    Overfitted {
        /// AUC to be taken off.
        optimism: f64,
    },
    /// Cross-validated slope whose interval does not hold 1.
    Slope {
        /// The slope.
        slope: f64,
    },
    /// A group differs from the others by more than chance.
    GroupDiffers {
        /// By what.
        by: Dimension,
        /// Which group.
        group: Option<String>,
        /// Of which index.
        version: Version,
        /// In which figure.
        measure: Measure,
    },
    /// Groups too small to be looked at: nothing is known about fairness to them.
    GroupsTooSmall {
        /// By what.
        by: Dimension,
        /// How many.
        groups: usize,
    },
    /// Resamples that gave no figures.
    ResamplesFailed {
        /// How many.
        failed: usize,
    },
}

/// A proposal: everything for one page. **Never applied by itself.**
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// What it was made with (index, seed, day, limits): enough to make it again.
    pub settings: Settings,
    /// Which screens were used, and the period.
    pub intake: Intake,
    /// Families needed, by criterion.
    pub needed: Needed,
    /// Internal consistency of the index in force, of all families whatever their outcome.
    pub reliability: Reliability,
    /// The index in force.
    pub now: Performance,
    /// AUC of the index in force at the other horizon, where enough is known.
    pub now_at_other: Option<(Horizon, Estimate)>,
    /// Separation by the score in force, for a plot.
    pub now_groups: Vec<Group>,
    /// In the order of the index.
    pub items: Vec<ItemProposal>,
    /// How log-odds became points.
    pub scale: Scale,
    /// The penalty and how it was chosen.
    pub penalty: Penalty,
    /// How the fit ended.
    pub convergence: Convergence,
    /// AUC of the weights before rounding: apparent, optimism, corrected; without cut-offs and curve.
    pub unrounded: Performance,
    /// The proposed points.
    pub proposed: Performance,
    /// AUC of the proposed points less that of the score in force, on the same families, optimism taken off.
    pub gain: Estimate,
    /// What the gain says.
    pub verdict: Verdict,
    /// Calibration of the proposed weights, each family predicted by weights fitted without it.
    pub calibration: Calibration,
    /// By sex, disability and area.
    pub fairness: Vec<Breakdown>,
    /// What the reader must be told.
    pub warnings: Vec<Warning>,
}
