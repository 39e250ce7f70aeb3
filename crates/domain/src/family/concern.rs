//! Worries about somebody's safety. They can be raised at any visit and tell the supervisor at once.
//! Settling a high concern needs a second pair of eyes. The Child Status Index never settles one.

use super::Family;
use crate::entry::Rejection;
use crate::ids::{ConcernId, PersonId};
use crate::protocol::Risk;
use crate::register::{Stamp, Step};
use crate::sorted::Put;
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// A worry as raised.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Concern {
    /// How grave.
    pub level: Risk,
    /// About whom.
    pub about: Vec<PersonId>,
    /// Kind, a code: `violence`, `sexual_abuse`, `neglect`, `abandonment`, `exploitation`, `self_harm`,
    /// `separation`, `health`, `other`.
    pub kind: String,
    /// What is worrying: a fact, not a judgement.
    pub what: String,
    /// Who said so or saw it.
    pub said_by: String,
    /// What was done at once.
    pub done_at_once: String,
    /// For the abuse of a child under the protocol's age: what was decided about telling the authorities.
    pub report: Option<ReportDecision>,
    /// When.
    pub on: Day,
}

/// Whether the authorities were told (Cambodian law on non-denunciation; the age is the protocol's).
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct ReportDecision {
    /// Told?
    pub reported: bool,
    /// Whom.
    pub to: String,
    /// Why, or why not yet; who advised.
    pub reason: String,
}

/// How a worry was settled.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Settlement {
    /// How we know that the person is safe.
    pub how: String,
    /// When.
    pub on: Day,
}

/// A worry in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct ConcernRecord {
    /// Who raised it.
    pub by: Stamp,
    /// What was raised.
    pub raised: Concern,
    /// What supervisors answered.
    pub answers: Vec<(Stamp, String)>,
    /// How it was settled, once it was.
    pub settled: Option<(Stamp, Settlement)>,
}

impl Family {
    pub(super) fn concern_raised(
        &mut self,
        id: ConcernId,
        raised: &Concern,
        step: &Step,
    ) -> Result<(), Rejection> {
        for person in &raised.about {
            self.known(*person)?;
        }
        if raised.what.trim().is_empty() {
            return Err(Rejection::NotPossible { field: "what".into(), why: "empty".into() });
        }
        if self.concerns.contains_key(&id) {
            return Err(Rejection::AlreadyThere { what: "concern".into() });
        }
        self.concerns.insert(
            id,
            ConcernRecord { by: step.stamp, raised: raised.clone(), answers: Vec::new(), settled: None },
        );
        Ok(())
    }

    pub(super) fn concern_answered(
        &mut self,
        id: ConcernId,
        answer: &str,
        step: &Step,
    ) -> Result<(), Rejection> {
        let record = self.concern_mut(id)?;
        record.answers.push((step.stamp, answer.to_owned()));
        Ok(())
    }

    pub(super) fn concern_settled(
        &mut self,
        id: ConcernId,
        settlement: &Settlement,
        step: &Step,
    ) -> Result<(), Rejection> {
        let record = self.concern_mut(id)?;
        if record.settled.is_some() {
            return Err(Rejection::AlreadyDecided);
        }
        if record.raised.level == Risk::High && record.by.author == step.stamp.author {
            return Err(Rejection::FourEyes);
        }
        record.settled = Some((step.stamp, settlement.clone()));
        Ok(())
    }

    fn concern_mut(&mut self, id: ConcernId) -> Result<&mut ConcernRecord, Rejection> {
        self.concerns.get_mut(&id).ok_or_else(|| Rejection::UnknownThing { what: "concern".into() })
    }

    /// Worries that are not settled, the gravest first.
    pub fn open_concerns(&self) -> Vec<(ConcernId, &ConcernRecord)> {
        let mut open: Vec<_> =
            self.concerns.iter().filter(|(_, c)| c.settled.is_none()).map(|(id, c)| (*id, c)).collect();
        open.put_by_key(|(id, c)| (c.raised.level, *id));
        open
    }
}
