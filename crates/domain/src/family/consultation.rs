//! Consultation: whoever answers for a family asks somebody for advice, of her own or another organisation. For a
//! time, and for reading; the advice is written into the file.

use super::Family;
use crate::entry::{Rejection, Section};
use crate::ids::{ConsentId, ConsultationId, OrganisationId, WorkerId};
use crate::register::{Stamp, Step};
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// The longest that a consultation lasts, whatever a protocol says: fourteen days.
pub const LONGEST_DAYS: u16 = 14;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Somebody is asked for advice.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Consultation {
    /// Who.
    pub worker: WorkerId,
    /// For whom she works.
    pub organisation: OrganisationId,
    /// What she was called then, in Khmer: she may be unknown to the devices that hold the file.
    pub name_km: String,
    /// The same in Latin letters.
    pub name_latin: String,
    /// What her organisation was called then, in Khmer.
    pub organisation_km: String,
    /// The same in Latin letters.
    pub organisation_latin: String,
    /// What she is asked.
    pub question: String,
    /// What was opened to her.
    pub sections: Vec<Section>,
    /// The consent on which somebody of another organisation is asked.
    pub consent: Option<ConsentId>,
    /// Since when, by the server's clock.
    pub from: Millis,
    /// Until when.
    pub until: Millis,
}

/// A consultation in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct ConsultationRecord {
    /// Who asked.
    pub by: Stamp,
    /// Whom, what, how long.
    pub asked: Consultation,
    /// Her advice, oldest first.
    pub advice: Vec<(Stamp, String)>,
    /// Ended early: the entry, and why.
    pub ended: Option<(Stamp, String)>,
}

impl ConsultationRecord {
    /// Whether its time has come and is not over, and nobody ended it. What the family says since,
    /// [`Family::living_consultations`] knows.
    pub fn lives(&self, at: Millis) -> bool {
        self.ended.is_none() && self.asked.from <= at && at < self.asked.until
    }
}

fn no(field: &str, why: &str) -> Rejection {
    Rejection::NotPossible { field: field.into(), why: why.into() }
}

impl Family {
    pub(super) fn consultation_asked(
        &mut self,
        id: ConsultationId,
        asked: &Consultation,
        step: &Step,
    ) -> Result<(), Rejection> {
        if asked.question.trim().is_empty() {
            return Err(no("question", "empty"));
        }
        let long = asked.until.0.saturating_sub(asked.from.0);
        if !(1..=i64::from(LONGEST_DAYS) * DAY_MS).contains(&long) {
            return Err(no("until", "too_long"));
        }
        if self.excluded.contains_key(&asked.worker) {
            return Err(no("worker", "excluded"));
        }
        if self.team.contains_key(&asked.worker) || asked.worker == step.stamp.author {
            return Err(no("worker", "on_team"));
        }
        let again = |record: &ConsultationRecord| {
            record.asked.worker == asked.worker
                && record.lives(asked.from)
                && self.consultation_stands(record)
        };
        if self.consultations.contains_key(&id) || self.consultations.values().any(again) {
            return Err(Rejection::AlreadyThere { what: "consultation".into() });
        }
        let record =
            ConsultationRecord { by: step.stamp, asked: asked.clone(), advice: Vec::new(), ended: None };
        self.consultations.insert(id, record);
        Ok(())
    }

    fn consultation(&mut self, id: ConsultationId) -> Result<&mut ConsultationRecord, Rejection> {
        let record = self
            .consultations
            .get_mut(&id)
            .ok_or_else(|| Rejection::UnknownThing { what: "consultation".into() })?;
        if record.ended.is_some() { Err(Rejection::AlreadyDecided) } else { Ok(record) }
    }

    pub(super) fn advice_given(
        &mut self,
        id: ConsultationId,
        advice: &str,
        step: &Step,
    ) -> Result<(), Rejection> {
        let record = self.consultation(id)?;
        if record.asked.worker != step.stamp.author {
            return Err(no("worker", "not_asked"));
        }
        if advice.trim().is_empty() {
            return Err(no("advice", "empty"));
        }
        record.advice.push((step.stamp, advice.to_owned()));
        Ok(())
    }

    pub(super) fn consultation_ended(
        &mut self,
        id: ConsultationId,
        why: &str,
        step: &Step,
    ) -> Result<(), Rejection> {
        self.consultation(id)?.ended = Some((step.stamp, why.to_owned()));
        Ok(())
    }

    /// When a consultation ended before its time, and why: somebody ended it (`enough`, `handed_over`), or a consent
    /// that it rests on was taken back (`consent_withdrawn`) or contradicted by a child (`child_said_no`), or somebody
    /// asked that what it opens is not told there (`withheld`).
    pub fn consultation_over<'a>(&'a self, record: &'a ConsultationRecord) -> Option<(Millis, &'a str)> {
        if let Some((stamp, why)) = &record.ended {
            return Some((stamp.at, why));
        }
        let Some(consent) = self.consents.iter().find(|consent| Some(consent.id) == record.asked.consent)
        else {
            // A consent that is not there agrees to nothing.
            return record.asked.consent.map(|_| (record.asked.from, "consent_withdrawn"));
        };
        if let Some((stamp, _, _)) = &consent.withdrawn {
            return Some((stamp.at, "consent_withdrawn"));
        }
        if let Some(at) = self.dissent_since(&consent.given) {
            return Some((at, "child_said_no"));
        }
        self.withheld_since(record.asked.organisation, &record.asked.sections).map(|at| (at, "withheld"))
    }

    /// Whether what a consultation rests on still holds. Whether its time is over is another question.
    pub fn consultation_stands(&self, record: &ConsultationRecord) -> bool {
        self.consultation_over(record).is_none()
    }

    /// Consultations that let somebody in at a moment. Who is excluded is let in by none.
    pub fn living_consultations(
        &self,
        at: Millis,
    ) -> impl Iterator<Item = (ConsultationId, &ConsultationRecord)> + '_ {
        self.consultations
            .iter()
            .filter(move |(_, record)| record.lives(at) && self.consultation_stands(record))
            .filter(|(_, record)| !self.excluded.contains_key(&record.asked.worker))
            .map(|(id, record)| (*id, record))
    }
}
