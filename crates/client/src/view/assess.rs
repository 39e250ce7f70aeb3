//! An assessment while it is being filled: the tool, what is still missing, and what it was last time.

use super::Name;
use crate::core::Core;
use domain::ids::{PersonId, StreamId};
use domain::instrument::{self, Answers, Change, Context, Evaluation, Instrument};
use domain::time::{Day, Millis};
use serde::Serialize;
use tsify::Tsify;

/// An assessment while it is being filled.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct AssessView {
    /// The tool.
    pub tool: Instrument,
    /// The child, for a tool about one.
    pub subject: Option<PersonId>,
    /// The child's name.
    pub name: Option<Name>,
    /// The child's age.
    pub age: Option<i32>,
    /// By whose name the family is called.
    pub family: Name,
    /// People of the file, for "who said so".
    pub people: Vec<Who>,
    /// What is missing, and what it amounts to so far.
    pub evaluation: Evaluation,
    /// The answers of last time.
    pub previous: Option<Answers>,
    /// When that was.
    pub previous_on: Option<Day>,
    /// What is different from last time so far.
    pub changes: Vec<Change>,
    /// Consent to services is live: it may be completed.
    pub consent_live: bool,
    /// The draft's key.
    pub draft: String,
}

/// Somebody who may have said something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Tsify)]
pub struct Who {
    /// Her id, as an answer holds it.
    pub id: String,
    /// Her name.
    pub name: Name,
    /// A child.
    pub child: bool,
}

/// The key under which an assessment is kept while it is being filled.
pub(crate) fn draft_name(family: StreamId, instrument: &str, subject: Option<PersonId>) -> String {
    match subject {
        Some(child) => format!("assess/{family}/{instrument}/{child}"),
        None => format!("assess/{family}/{instrument}"),
    }
}

impl Core {
    pub(crate) fn assess(
        &self,
        (id, code, subject): (StreamId, &str, Option<PersonId>),
        answers: &Answers,
        now: Millis,
    ) -> Option<AssessView> {
        let family = self.family(id)?;
        let tool = instrument::latest(code)?;
        let today = now.day();
        let person = subject.and_then(|id| family.person(id));
        let age = person.and_then(|p| p.age_on(today));
        let last = family.latest_assessments(code, subject).0.map(|record| &record.completed);
        let empty = Answers::new();
        let context = Context { subject_age_years: age, today: Some(today) };
        let summary = self.summary(id)?;
        Some(AssessView {
            subject,
            name: person.map(Name::of),
            age,
            family: super::lists::label(&summary.people),
            people: family
                .present()
                .map(|p| Who { id: p.id.to_string(), name: Name::of(p), child: p.is_child_on(today) })
                .chain(self.me.as_ref().map(|me| Who {
                    id: me.worker.to_string(),
                    name: Name::new(&me.name_km, &me.name_latin),
                    child: false,
                }))
                .collect(),
            evaluation: instrument::evaluate(tool, answers, &context),
            changes: instrument::change(last.map_or(&empty, |l| &l.answers), answers, tool),
            previous: last.map(|l| l.answers.clone()),
            previous_on: last.map(|l| l.on),
            consent_live: family.live_consents("services", today).next().is_some(),
            draft: draft_name(id, code, subject),
            tool: tool.clone(),
        })
    }
}
