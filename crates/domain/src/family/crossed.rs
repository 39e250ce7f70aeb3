//! What crossed on the way: something was written that its author would have written otherwise, or not at all, had she
//! seen what somebody else wrote meanwhile. Nothing of it is refused or lost; the file says so, and somebody looks.

use super::{Event, Family, FamilyAction, Stage};
use crate::ids::EntryId;
use crate::register::{Stamp, Step};
use serde::{Deserialize, Serialize};

/// What met what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Met {
    /// It came when the case was closed, and its author did not know.
    Closing,
    /// It was there when the case was closed by somebody who did not know.
    Closed,
    /// Somebody else had completed the same assessment of the same person.
    Assessment,
}

/// Something that crossed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Crossed {
    /// What was written: the entry, who, when.
    pub by: Stamp,
    /// The command's name, such as `family.visit_recorded`.
    pub what: String,
    /// What it met.
    pub met: Met,
    /// Who wrote that, and when.
    pub other: Stamp,
    /// Who has looked.
    pub looked: Option<Stamp>,
}

/// Work with a family, as against who does it and how the file is kept.
const WORK: [&str; 14] = [
    "family.visit_recorded",
    "family.assessment_completed",
    "family.concern_raised",
    "family.goal_added",
    "family.goal_set",
    "family.action_added",
    "family.action_set",
    "family.plan_agreed",
    "family.risk_set",
    "family.task_added",
    "family.person_added",
    "family.consent_given",
    "family.consent_withdrawn",
    "family.review_asked",
];

impl Family {
    /// What waits for somebody to look.
    pub fn to_look_at(&self) -> impl Iterator<Item = &Crossed> {
        self.crossed.iter().filter(|crossed| crossed.looked.is_none())
    }

    /// Notes what an action met that its author had not seen. After it took effect.
    pub(super) fn note_crossing(&mut self, action: &FamilyAction, step: &Step, was_closed: bool) {
        let unseen = |event: &&Event| !step.had_seen(&event.by);
        let name = action.name();
        let mut found: Vec<(Event, Stamp, Met)> = Vec::new();
        let mine = || Event { by: step.stamp, what: name.to_owned(), thing: String::new() };
        if let FamilyAction::Closed { .. } = action {
            let work = self.events.iter().filter(unseen).filter(|event| WORK.contains(&event.what.as_str()));
            found.extend(work.map(|event| (event.clone(), step.stamp, Met::Closed)));
        }
        if was_closed && matches!(self.stage, Stage::Closed { .. }) && WORK.contains(&name) {
            let closing = self.events.iter().rev().find(|event| event.what == "family.closed");
            found.extend(closing.filter(unseen).map(|closing| (mine(), closing.by, Met::Closing)));
        }
        if let FamilyAction::AssessmentCompleted { completed } = action {
            let other = self.assessments.iter().find(|record| {
                let (old, subject) = (&record.completed, completed.subject);
                let same = match (old.subject, subject) {
                    (Some(a), Some(b)) => self.is_same(a, b),
                    (None, None) => true,
                    (Some(_), None) | (None, Some(_)) => false,
                };
                same && old.instrument == completed.instrument && !step.had_seen(&record.by)
            });
            found.extend(other.map(|other| (mine(), other.by, Met::Assessment)));
        }
        let crossed = |(event, other, met): (Event, Stamp, Met)| Crossed {
            by: event.by,
            what: event.what,
            met,
            other,
            looked: None,
        };
        self.crossed.extend(found.into_iter().map(crossed));
    }

    /// Somebody has looked at what crossed. What she does not find is nothing to refuse: it may be sealed to whoever folds.
    pub(super) fn crossed_looked(&mut self, entries: &[EntryId], step: &Step) {
        for crossed in self.crossed.iter_mut().filter(|crossed| entries.contains(&crossed.by.entry)) {
            crossed.looked = crossed.looked.or(Some(step.stamp));
        }
    }
}
