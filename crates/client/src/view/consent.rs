//! What a family agreed to, what its children said, and the hand-over that rests on it.

use super::Name;
use super::family::person_name;
use crate::core::Core;
use domain::family::Family;
use domain::family::consent::{Assent, Consent, ConsentRecord};
use domain::family::transfer::{Proposed, TransferRecord, TransferState};
use domain::ids::{ConsentId, TransferId};
use domain::time::Day;
use serde::Serialize;
use tsify::Tsify;

/// A consent.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ConsentView {
    /// Which.
    pub id: ConsentId,
    /// What was given.
    pub given: Consent,
    /// By whom.
    pub by: Name,
    /// For whom.
    pub covers: Vec<Name>,
    /// Which organisation of the network may read the sections of it.
    pub organisation: Option<Name>,
    /// A child whom it covers said no, so that nobody else reads anything.
    pub dissent: bool,
    /// It holds today.
    pub live: bool,
    /// Taken back from which day on.
    pub withdrawn_on: Option<Day>,
    /// Why.
    pub withdrawn_why: String,
}

/// A child's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct AssentView {
    /// The answer.
    pub given: Assent,
    /// The child.
    pub child: Name,
}

/// A hand-over.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct TransferView {
    /// Which.
    pub id: TransferId,
    /// To whom.
    pub to: Name,
    /// What was proposed.
    pub proposed: Proposed,
    /// `open`, `accepted`, `declined`, `withdrawn`.
    pub state: String,
    /// Why it was declined or taken back.
    pub reason: String,
    /// When that was.
    pub answered_on: Option<Day>,
}

/// What the children of a family said, newest first.
pub(super) fn assent_views(family: &Family) -> Vec<AssentView> {
    let view = |given: &Assent| AssentView { given: given.clone(), child: person_name(family, given.child) };
    family.assents.iter().rev().map(|record| view(&record.given)).collect()
}

impl Core {
    pub(super) fn consent_views(&self, family: &Family, today: Day) -> Vec<ConsentView> {
        let view = |record: &ConsentRecord| ConsentView {
            id: record.id,
            by: person_name(family, record.given.by),
            covers: record.given.covers.iter().map(|id| person_name(family, *id)).collect(),
            organisation: record.given.organisation.map(|id| self.organisation_name(id)),
            dissent: family.dissent(&record.given),
            live: record.is_live(today),
            withdrawn_on: record.withdrawn.as_ref().map(|(_, on, _)| *on),
            withdrawn_why: record.withdrawn.as_ref().map(|(_, _, why)| why.clone()).unwrap_or_default(),
            given: record.given.clone(),
        };
        family.consents.iter().rev().map(view).collect()
    }

    pub(super) fn transfer_view(&self, record: &TransferRecord) -> TransferView {
        let (state, reason, by) = match &record.state {
            TransferState::Open => ("open", "", None),
            TransferState::Accepted { by, .. } => ("accepted", "", Some(by)),
            TransferState::Declined { by, reason } => ("declined", reason.as_str(), Some(by)),
            TransferState::Withdrawn { by, reason } => ("withdrawn", reason.as_str(), Some(by)),
        };
        TransferView {
            id: record.id,
            to: self.organisation_name(record.proposed.to),
            proposed: record.proposed.clone(),
            state: state.to_owned(),
            reason: reason.to_owned(),
            answered_on: by.map(|stamp| stamp.at.day()),
        }
    }
}
