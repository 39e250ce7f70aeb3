//! Handing a family over to another organisation, which takes it on or declines. Nothing is half handed over: until
//! somebody there has taken it on, whoever had the file has it.

use super::{Family, TeamRole};
use crate::entry::{Rejection, Section};
use crate::ids::{OrganisationId, TransferId, WorkerId};
use crate::register::{Stamp, Step};
use crate::time::{Day, Millis};
use serde::{Deserialize, Serialize};

/// The consent that a hand-over rests on.
pub const PURPOSE: &str = "transfer";

/// Why a consultation ends when the family is handed over.
const HANDED_OVER: &str = "handed_over";

/// A hand-over as proposed by whoever answers for the family.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Proposed {
    /// To which organisation.
    pub to: OrganisationId,
    /// Why.
    pub why: String,
    /// Hand-over summary: what the next worker must know from the first day.
    pub summary: String,
    /// The case conference at which it was agreed: when; nothing while there has been none.
    pub conference_on: Option<Day>,
    /// Who was there.
    pub conference_with: String,
    /// Whom to ask, with a telephone.
    pub contact: String,
    /// When.
    pub on: Day,
}

/// How it was taken on.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// Who held the file until then.
    pub from: OrganisationId,
    /// Who answers for the family from now on.
    pub lead: WorkerId,
    /// What the former holder keeps for reading, as its duty to keep records demands (the protocol's words).
    pub kept: Vec<Section>,
    /// Until the end of which day.
    pub kept_until: Day,
}

/// What became of a hand-over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum TransferState {
    /// It waits for the other organisation.
    Open,
    /// Taken on.
    Accepted {
        /// The entry.
        by: Stamp,
        /// How.
        accepted: Accepted,
    },
    /// Not taken on.
    Declined {
        /// The entry.
        by: Stamp,
        /// Why.
        reason: String,
    },
    /// Taken back before anybody answered.
    Withdrawn {
        /// The entry.
        by: Stamp,
        /// Why.
        reason: String,
    },
}

/// A hand-over in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct TransferRecord {
    /// Which.
    pub id: TransferId,
    /// The entry.
    pub by: Stamp,
    /// What was proposed.
    pub proposed: Proposed,
    /// What became of it.
    pub state: TransferState,
}

fn empty(field: &str) -> Rejection {
    Rejection::NotPossible { field: field.into(), why: "empty".into() }
}

impl Family {
    /// The hand-over that waits for an answer. There is never more than one.
    pub fn open_transfer(&self) -> Option<&TransferRecord> {
        self.transfers.iter().find(|record| matches!(record.state, TransferState::Open))
    }

    /// The organisation that holds the file since the last hand-over; nothing while there was none.
    pub fn taken_on_by(&self) -> Option<OrganisationId> {
        let taken = |record: &&TransferRecord| matches!(record.state, TransferState::Accepted { .. });
        self.transfers.iter().rev().find(taken).map(|record| record.proposed.to)
    }

    /// Who held the file at a moment, given who holds it now. By the server's clock, which stamps a hand-over.
    pub fn holder_at(&self, at: Millis, now: OrganisationId) -> OrganisationId {
        let moved = self.transfers.iter().filter_map(|record| match &record.state {
            TransferState::Accepted { by, accepted } => Some((by.at, accepted.from)),
            TransferState::Open | TransferState::Declined { .. } | TransferState::Withdrawn { .. } => None,
        });
        moved.filter(|(moved, _)| *moved >= at).min_by_key(|(moved, _)| *moved).map_or(now, |(_, from)| from)
    }

    pub(super) fn transfer_proposed(
        &mut self,
        id: TransferId,
        proposed: &Proposed,
        step: &Step,
    ) -> Result<(), Rejection> {
        for (field, text) in
            [("why", &proposed.why), ("summary", &proposed.summary), ("contact", &proposed.contact)]
        {
            if text.trim().is_empty() {
                return Err(empty(field));
            }
        }
        if self.transfers.iter().any(|record| record.id == id) {
            return Err(Rejection::AlreadyThere { what: "transfer".into() });
        }
        if self.open_transfer().is_some() {
            return Err(Rejection::NotPossible { field: "transfer".into(), why: "open".into() });
        }
        if self.kept_from(Some(proposed.to)).next().is_some() {
            return Err(Rejection::NotPossible { field: "to".into(), why: "withheld".into() });
        }
        if !self.agreed_to_move(proposed.to, proposed.on) {
            return Err(Rejection::NoConsent);
        }
        let state = TransferState::Open;
        self.transfers.push(TransferRecord { id, by: step.stamp, proposed: proposed.clone(), state });
        Ok(())
    }

    /// Whether the family agreed that this organisation takes over, and that it reads who they are; and nobody asked
    /// that something is not told there: it would read all of the file.
    pub fn agreed_to_move(&self, to: OrganisationId, on: Day) -> bool {
        if self.kept_from(Some(to)).next().is_some() {
            return false;
        }
        self.live_consents(PURPOSE, on).any(|record| {
            record.given.organisation == Some(to)
                && record.given.sections.contains(&Section::Identity)
                && !self.dissent(&record.given)
        })
    }

    /// The open hand-over of this id, to be answered.
    fn waiting_transfer(&mut self, id: TransferId) -> Result<&mut TransferRecord, Rejection> {
        let found = self.transfers.iter_mut().find(|record| record.id == id);
        let record = found.ok_or_else(|| Rejection::UnknownThing { what: "transfer".into() })?;
        match record.state {
            TransferState::Open => Ok(record),
            TransferState::Accepted { .. }
            | TransferState::Declined { .. }
            | TransferState::Withdrawn { .. } => Err(Rejection::AlreadyDecided),
        }
    }

    pub(super) fn transfer_accepted(
        &mut self,
        id: TransferId,
        accepted: &Accepted,
        step: &Step,
    ) -> Result<(), Rejection> {
        if self.excluded.contains_key(&accepted.lead) {
            return Err(Rejection::NotPossible { field: "lead".into(), why: "excluded".into() });
        }
        let to = self.waiting_transfer(id)?.proposed.to;
        // What was agreed when it was proposed may have been taken back since, or be over. By the server's clock, which
        // stamps what only the server writes.
        let today = step.stamp.at.day();
        if !self.agreed_to_move(to, today) {
            return Err(Rejection::NoConsent);
        }
        let record = self.waiting_transfer(id)?;
        record.state = TransferState::Accepted { by: step.stamp, accepted: accepted.clone() };
        // The former team answers for the family no longer.
        self.team.clear();
        self.team.insert(accepted.lead, TeamRole::Lead);
        // What the family agreed to with the former organisation ends: the new one asks for itself.
        for consent in self.consents.iter_mut().filter(|record| record.withdrawn.is_none()) {
            consent.withdrawn = Some((step.stamp, today, String::new()));
        }
        // So does what the former team opened to others.
        for record in self.consultations.values_mut().filter(|record| record.ended.is_none()) {
            record.ended = Some((step.stamp, HANDED_OVER.to_owned()));
        }
        Ok(())
    }

    pub(super) fn transfer_declined(
        &mut self,
        id: TransferId,
        reason: &str,
        step: &Step,
    ) -> Result<(), Rejection> {
        if reason.trim().is_empty() {
            return Err(empty("reason"));
        }
        let stamp = step.stamp;
        self.waiting_transfer(id)?.state = TransferState::Declined { by: stamp, reason: reason.to_owned() };
        Ok(())
    }

    pub(super) fn transfer_withdrawn(
        &mut self,
        id: TransferId,
        reason: &str,
        step: &Step,
    ) -> Result<(), Rejection> {
        let stamp = step.stamp;
        self.waiting_transfer(id)?.state = TransferState::Withdrawn { by: stamp, reason: reason.to_owned() };
        Ok(())
    }
}
