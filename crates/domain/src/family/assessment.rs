//! Completed assessments. The tools themselves are data (`crate::instrument`); a completed record is pinned to
//! the version that it was filled with and is never edited.

use super::{Family, Stage};
use crate::entry::Rejection;
use crate::ids::{AssessmentId, PersonId};
use crate::instrument::{self, Answers, Context};
use crate::register::{Stamp, Step};
use crate::sorted::Put;
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// A completed record.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Completed {
    /// Which.
    pub id: AssessmentId,
    /// The instrument's code.
    pub instrument: String,
    /// Its version.
    pub version: u16,
    /// The child, when the tool is about one; none when it is about the family.
    pub subject: Option<PersonId>,
    /// On which day.
    pub on: Day,
    /// Who was asked and what was seen: codes `child`, `caregiver`, `relative`, `neighbour`, `teacher`,
    /// `observation`, `other`.
    pub sources: Vec<String>,
    /// The answers.
    pub answers: Answers,
}

/// A completed assessment in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct AssessmentRecord {
    /// Who completed it.
    pub by: Stamp,
    /// The record.
    pub completed: Completed,
}

impl Family {
    pub(super) fn assessment_completed(
        &mut self,
        completed: &Completed,
        step: &Step,
    ) -> Result<(), Rejection> {
        if let Some(subject) = completed.subject {
            self.known(subject)?;
        }
        if self.assessments.iter().any(|old| old.completed.id == completed.id) {
            return Err(Rejection::AlreadyThere { what: "assessment".into() });
        }
        if !self.consented("services", completed.on, step) {
            return Err(Rejection::NoConsent);
        }
        let Some(tool) = instrument::find(&completed.instrument, completed.version) else {
            return Err(Rejection::UnknownInstrument);
        };
        let subject_age_years = completed
            .subject
            .and_then(|id| self.joined(id))
            .and_then(|person| person.birth())
            .map(|birth| birth.age_on(completed.on));
        let evaluation = instrument::evaluate(
            tool,
            &completed.answers,
            &Context { subject_age_years, today: Some(completed.on) },
        );
        if !evaluation.complete {
            let missing = u32::try_from(evaluation.problems.len()).unwrap_or(u32::MAX);
            return Err(Rejection::Incomplete { missing });
        }
        self.assessments.push(AssessmentRecord { by: step.stamp, completed: completed.clone() });
        if matches!(self.stage, Stage::Accepted { .. }) {
            self.stage = Stage::Open { since: step.stamp.at };
        }
        Ok(())
    }

    /// The latest two records of a tool for a subject, the newest first.
    pub fn latest_assessments(
        &self,
        code: &str,
        subject: Option<PersonId>,
    ) -> (Option<&AssessmentRecord>, Option<&AssessmentRecord>) {
        let mut found: Vec<_> = self
            .assessments
            .iter()
            .filter(|a| a.completed.instrument == code && a.completed.subject == subject)
            .collect();
        found.put_by_key(|a| (a.completed.on, a.by.seq));
        let mut newest = found.into_iter().rev();
        (newest.next(), newest.next())
    }
}
