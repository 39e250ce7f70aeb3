//! Completed assessments. The tools themselves are data (`crate::instrument`); a completed record is pinned to
//! the version that it was filled with and is never edited.

use super::people::Person;
use super::{Family, Stage};
use crate::entry::Rejection;
use crate::ids::{AssessmentId, PersonId};
use crate::instrument::{self, Answers, Context, Subject};
use crate::records;
use crate::register::{Stamp, Step};
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
    /// It corrects an earlier record, which stays readable and counts no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revises: Option<Revision>,
}

/// Which record is corrected, and why.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Revision {
    /// The earlier record, of the same tool about the same subject.
    pub of: AssessmentId,
    /// What was wrong with it.
    pub reason: String,
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
        records::is_new(&self.assessments, completed)?;
        if !self.consented("services", completed.on, step) {
            return Err(Rejection::NoConsent);
        }
        if let Some(revision) = &completed.revises {
            records::may_revise(&self.assessments, completed, revision)?;
        }
        self.judged(completed)?;
        self.assessments.push(AssessmentRecord { by: step.stamp, completed: completed.clone() });
        if matches!(self.stage, Stage::Accepted { .. }) {
            self.stage = Stage::Open { since: step.stamp.at };
        }
        Ok(())
    }

    /// Whether a later record corrects this one.
    pub fn is_revised(&self, id: AssessmentId) -> bool {
        records::is_revised(&self.assessments, id)
    }

    /// The two tools of the first day are judged by the fold itself. Documents of others are not part of it: the
    /// phone judges their records before they are given, and the server before they are placed.
    fn judged(&self, completed: &Completed) -> Result<(), Rejection> {
        let Some(tool) = instrument::pinned_version(&completed.instrument, completed.version) else {
            return Ok(());
        };
        let missing = self.missing(tool, completed);
        if missing > 0 { Err(Rejection::Incomplete { missing }) } else { Ok(()) }
    }

    /// How much is missing or wrong in a record, judged with its document.
    pub fn missing(&self, tool: &instrument::Instrument, completed: &Completed) -> u32 {
        let context = self.context_of(completed);
        let evaluation = instrument::evaluate(tool, &completed.answers, &context);
        u32::try_from(evaluation.problems.len()).unwrap_or(u32::MAX)
    }

    /// Of the file only what is counted over many: the records, and what an evaluator must be told of whom they are about.
    pub fn for_counting(&self) -> Self {
        Self {
            people: self.people.clone(),
            same: self.same.clone(),
            assessments: self.assessments.clone(),
            ..Self::default()
        }
    }

    /// Whom of the family a record may be about on a day, in the order in which they came; none of them when it is about
    /// all together.
    pub fn subjects(&self, about: Subject, on: Day) -> Vec<Option<PersonId>> {
        let living = || self.present().filter(|person| !person.has_died());
        match about {
            Subject::Family | Subject::Network => vec![None],
            Subject::Child => {
                let child = |person: &&Person| person.is_in_focus() && person.is_child_on(on);
                living().filter(child).map(|person| Some(person.id)).collect()
            }
            Subject::Carer => {
                living().filter(|person| !person.is_child_on(on)).map(|person| Some(person.id)).collect()
            }
            Subject::Village | Subject::Group | Subject::Facility | Subject::Worker => Vec::new(),
        }
    }

    /// What an evaluator must be told of a record.
    pub fn context_of(&self, completed: &Completed) -> Context {
        self.context_on(completed.subject, completed.on)
    }

    /// What an evaluator must be told of a record about somebody on a day. Phone and server ask this with the day of
    /// the record: what is in the future then is so for both.
    pub fn context_on(&self, subject: Option<PersonId>, on: Day) -> Context {
        let birth = subject.and_then(|id| self.joined(id)).and_then(|person| person.birth());
        let subject_age_years = birth.map(|birth| birth.age_on(on));
        Context { subject_age_years, today: Some(on), ..Context::default() }
    }

    /// The record of the same tool about the same subject that was made before this one, without what was corrected.
    pub fn record_before(&self, record: &AssessmentRecord) -> Option<&AssessmentRecord> {
        records::before(&self.assessments, record)
    }

    /// The latest two records of a tool for a subject, the newest first; what was corrected does not count.
    pub fn latest_assessments(
        &self,
        code: &str,
        subject: Option<PersonId>,
    ) -> (Option<&AssessmentRecord>, Option<&AssessmentRecord>) {
        records::latest(&self.assessments, code, subject)
    }
}
