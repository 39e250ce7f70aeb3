//! Referral: who tells us of a family, why, how urgent, and what we decide.
//! Structure after step 1 (identification and registration) of the inter-agency case-management guidelines.

use super::{Family, Stage};
use crate::entry::Rejection;
use crate::ids::PersonId;
use crate::protocol::Risk;
use crate::register::{Stamp, Step};
use crate::time::{Day, Millis};
use serde::{Deserialize, Serialize};

/// A referral as received.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Referral {
    /// Kind of referrer: a code of the protocol's list (`village_chief`, `ccwc`, `school` …).
    pub source: String,
    /// The referrer's name; empty when she wishes not to be named.
    pub referrer: String,
    /// How to reach the referrer with feedback.
    pub referrer_phone: String,
    /// Why: codes of the protocol's list.
    pub reasons: Vec<String>,
    /// What is happening, in the referrer's words.
    pub story: String,
    /// How urgent the referrer or the worker holds it to be.
    pub urgency: Risk,
    /// Whom it concerns, if anybody is named.
    pub people: Vec<PersonId>,
    /// Whether the family knows of the referral.
    pub family_knows: Option<bool>,
    /// When it was received.
    pub received_at: Millis,
}

/// What was decided about a referral.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", tag = "decision", deny_unknown_fields)]
pub enum Screening {
    /// We take it on.
    Accept {
        /// The risk, which sets the response clock.
        risk: Risk,
        /// When somebody must have met the family, from the protocol's clock.
        respond_by: Millis,
        /// Note.
        note: String,
    },
    /// We do not take it on.
    Decline {
        /// Code of the protocol's list.
        reason: String,
        /// Note.
        note: String,
    },
    /// Somebody else is better placed.
    PassOn {
        /// To whom.
        to: String,
        /// Note.
        note: String,
    },
}

/// What the referrer was told.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Feedback {
    /// `in_person`, `phone`, `letter`, `message`.
    pub how: String,
    /// What was said; no more than the referrer needs.
    pub what: String,
    /// When.
    pub on: Day,
}

/// A referral in the file, with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct ReferralRecord {
    /// Who wrote it down.
    pub by: Stamp,
    /// What was received.
    pub referral: Referral,
    /// The decision, once made.
    pub screening: Option<(Stamp, Screening)>,
    /// What the referrer was told, once she was.
    pub told: Option<(Stamp, Feedback)>,
}

impl Family {
    pub(super) fn referral_received(&mut self, referral: &Referral, step: &Step) -> Result<(), Rejection> {
        for person in &referral.people {
            self.known(*person)?;
        }
        if referral.reasons.is_empty() && referral.story.trim().is_empty() {
            return Err(Rejection::NotPossible { field: "story".into(), why: "empty".into() });
        }
        self.referrals.push(ReferralRecord {
            by: step.stamp,
            referral: referral.clone(),
            screening: None,
            told: None,
        });
        if matches!(self.stage, Stage::New | Stage::Declined { .. } | Stage::PassedOn { .. }) {
            self.stage = Stage::Referred { since: referral.received_at };
        }
        Ok(())
    }

    pub(super) fn referral_screened(&mut self, screening: &Screening, step: &Step) -> Result<(), Rejection> {
        let Some(record) = self.referrals.iter_mut().rev().find(|record| record.screening.is_none()) else {
            return Err(if self.referrals.is_empty() {
                Rejection::UnknownThing { what: "referral".into() }
            } else {
                Rejection::AlreadyDecided
            });
        };
        record.screening = Some((step.stamp, screening.clone()));
        let waiting = matches!(self.stage, Stage::Referred { .. });
        match screening {
            Screening::Accept { risk, respond_by, .. } => {
                self.risk.set(*risk, step);
                if waiting {
                    self.stage = Stage::Accepted { since: step.stamp.at, respond_by: *respond_by };
                }
            }
            Screening::Decline { reason, .. } if waiting => {
                self.stage = Stage::Declined { since: step.stamp.at, reason: reason.clone() };
            }
            Screening::PassOn { to, .. } if waiting => {
                self.stage = Stage::PassedOn { since: step.stamp.at, to: to.clone() };
            }
            Screening::Decline { .. } | Screening::PassOn { .. } => {}
        }
        Ok(())
    }

    pub(super) fn referrer_told(&mut self, feedback: &Feedback, step: &Step) -> Result<(), Rejection> {
        let record = self
            .referrals
            .iter_mut()
            .rev()
            .find(|record| record.screening.is_some() && record.told.is_none())
            .ok_or(Rejection::UnknownThing { what: "referral".into() })?;
        record.told = Some((step.stamp, feedback.clone()));
        Ok(())
    }
}
