//! Who is let into a file beside its team, and who is kept out of it: emergency access ("break-glass"), which is
//! short, reasoned and reviewed by somebody else (goal AZ-6), and people excluded because the family is their own.

use super::Family;
use crate::entry::Rejection;
use crate::ids::{EmergencyId, WorkerId};
use crate::register::{Stamp, Step};
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// The longest that emergency access lasts: two hours (goal AZ-6).
pub const LONGEST_EMERGENCY_MS: i64 = 2 * 60 * 60 * 1000;
/// Within which it must be reviewed: 72 hours (goal AZ-6).
pub const REVIEW_WITHIN_MS: i64 = 72 * 60 * 60 * 1000;

/// Somebody opened a file that is not hers, because somebody may come to harm.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Emergency {
    /// Who.
    pub worker: WorkerId,
    /// A code of the protocol's list: `danger_now`, `worker_unreachable`, `child_found`, `court_or_police`, `other`.
    pub reason: String,
    /// In her own words; nothing of what the file says.
    pub words: String,
    /// Since when, by the server's clock.
    pub from: Millis,
    /// Until when.
    pub until: Millis,
}

/// What the review of an emergency found.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// It was needed.
    Justified,
    /// It was not.
    NotJustified,
}

/// An emergency in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct EmergencyRecord {
    /// The entry.
    pub by: Stamp,
    /// Who, why, how long.
    pub opened: Emergency,
    /// Who reviewed it, what was found, in which words.
    pub reviewed: Option<(Stamp, Finding, String)>,
}

/// Somebody who may not see the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Exclusion {
    /// Who said so.
    pub by: Stamp,
    /// Why, such as `relative`.
    pub why: String,
}

fn empty(field: &str) -> Rejection {
    Rejection::NotPossible { field: field.into(), why: "empty".into() }
}

impl Family {
    pub(super) fn emergency_opened(
        &mut self,
        id: EmergencyId,
        opened: &Emergency,
        step: &Step,
    ) -> Result<(), Rejection> {
        if opened.reason.trim().is_empty() || opened.words.trim().is_empty() {
            return Err(empty("reason"));
        }
        let long = opened.until.0.saturating_sub(opened.from.0);
        if !(1..=LONGEST_EMERGENCY_MS).contains(&long) {
            return Err(Rejection::NotPossible { field: "until".into(), why: "too_long".into() });
        }
        if self.excluded.contains_key(&opened.worker) {
            return Err(Rejection::NotPossible { field: "worker".into(), why: "excluded".into() });
        }
        if self.emergencies.contains_key(&id) {
            return Err(Rejection::AlreadyThere { what: "emergency".into() });
        }
        self.emergencies
            .insert(id, EmergencyRecord { by: step.stamp, opened: opened.clone(), reviewed: None });
        Ok(())
    }

    pub(super) fn emergency_reviewed(
        &mut self,
        id: EmergencyId,
        finding: Finding,
        note: &str,
        step: &Step,
    ) -> Result<(), Rejection> {
        let record = self
            .emergencies
            .get_mut(&id)
            .ok_or_else(|| Rejection::UnknownThing { what: "emergency".into() })?;
        if record.reviewed.is_some() {
            return Err(Rejection::AlreadyDecided);
        }
        if record.opened.worker == step.stamp.author {
            return Err(Rejection::FourEyes);
        }
        if note.trim().is_empty() {
            return Err(empty("note"));
        }
        record.reviewed = Some((step.stamp, finding, note.to_owned()));
        Ok(())
    }

    pub(super) fn worker_excluded(
        &mut self,
        worker: WorkerId,
        why: &str,
        step: &Step,
    ) -> Result<(), Rejection> {
        if why.trim().is_empty() {
            return Err(empty("why"));
        }
        // Whoever is kept out does not go on working with the family, and what was open to her is over.
        self.team.remove(&worker);
        self.excluded.insert(worker, Exclusion { by: step.stamp, why: why.to_owned() });
        Ok(())
    }

    pub(super) fn exclusion_lifted(&mut self, worker: WorkerId) -> Result<(), Rejection> {
        let gone = self.excluded.remove(&worker);
        gone.map(|_| ()).ok_or_else(|| Rejection::UnknownThing { what: "exclusion".into() })
    }

    /// Emergencies that let somebody in at a moment. Who is excluded is let in by none.
    pub fn open_emergencies(
        &self,
        now: Millis,
    ) -> impl Iterator<Item = (EmergencyId, &EmergencyRecord)> + '_ {
        self.emergencies
            .iter()
            .filter(move |(_, record)| record.opened.from <= now && now < record.opened.until)
            .filter(|(_, record)| !self.excluded.contains_key(&record.opened.worker))
            .map(|(id, record)| (*id, record))
    }

    /// Emergencies that nobody has reviewed, the oldest first, with the moment by which somebody must.
    pub fn emergencies_to_review(&self) -> Vec<(EmergencyId, Millis, &EmergencyRecord)> {
        let due = |record: &EmergencyRecord| Millis(record.opened.from.0.saturating_add(REVIEW_WITHIN_MS));
        self.emergencies
            .iter()
            .filter(|(_, record)| record.reviewed.is_none())
            .map(|(id, record)| (*id, due(record), record))
            .collect()
    }
}
