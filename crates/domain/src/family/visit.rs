//! Visits, planned and unplanned, and small tasks beside the plan.

use super::{Family, Stage};
use crate::entry::Rejection;
use crate::ids::{ActionId, PersonId, TaskId, VisitId, WorkerId};
use crate::register::{Register, Stamp, Step};
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// A planned visit.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct PlannedVisit {
    /// The day.
    pub on: Day,
    /// Who goes.
    pub worker: WorkerId,
    /// What for, in words.
    pub purpose: String,
}

/// What a child said, apart from everything else.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct ChildWords {
    /// Which child.
    pub child: PersonId,
    /// The child's own words.
    pub words: String,
}

/// A visit that took place.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct RecordedVisit {
    /// The day.
    pub on: Day,
    /// `home`, `school`, `health_centre`, `village_office`, `phone`, `elsewhere`.
    pub place: String,
    /// Who of the family was met.
    pub met: Vec<PersonId>,
    /// Who else was there, in words.
    pub others: String,
    /// What goes well.
    pub strengths: String,
    /// What was seen and talked about.
    pub observations: String,
    /// What the children said.
    pub child_words: Vec<ChildWords>,
    /// Steps of the plan that turned out to be done.
    pub done: Vec<ActionId>,
}

/// How a visit stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum VisitState {
    /// It is planned.
    Planned,
    /// It took place.
    Made {
        /// Who recorded it.
        by: Stamp,
        /// What happened.
        recorded: RecordedVisit,
    },
    /// It did not take place.
    Missed {
        /// Who says so.
        by: Stamp,
        /// Why.
        reason: String,
    },
}

/// A visit in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Visit {
    /// The plan, if it was planned.
    pub planned: Option<(Stamp, PlannedVisit)>,
    /// How it stands.
    pub state: VisitState,
}

impl Visit {
    /// The day it took place, if it did.
    pub fn made_on(&self) -> Option<Day> {
        match &self.state {
            VisitState::Made { recorded, .. } => Some(recorded.on),
            VisitState::Planned | VisitState::Missed { .. } => None,
        }
    }
    /// The day it is planned for, while it is still to come.
    pub fn planned_on(&self) -> Option<Day> {
        match (&self.state, &self.planned) {
            (VisitState::Planned, Some((_, planned))) => Some(planned.on),
            _ => None,
        }
    }
}

/// A small task.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct NewTask {
    /// What.
    pub what: String,
    /// Who.
    pub worker: WorkerId,
    /// By when.
    pub by: Option<Day>,
}

/// A task in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Task {
    /// Who wrote it down.
    pub added: Stamp,
    /// The task.
    pub new: NewTask,
    /// Whether it is done.
    pub done: Register<bool>,
}

impl Task {
    /// Whether it is still to be done.
    pub fn is_open(&self) -> bool {
        !self.done.get().copied().unwrap_or(false)
    }
}

impl Family {
    pub(super) fn visit_planned(
        &mut self,
        id: VisitId,
        planned: &PlannedVisit,
        step: &Step,
    ) -> Result<(), Rejection> {
        match self.visits.get_mut(&id) {
            // Planned anew: the later plan holds while the visit is still to come.
            Some(visit) if matches!(visit.state, VisitState::Planned) => {
                visit.planned = Some((step.stamp, planned.clone()));
            }
            Some(_) => return Err(Rejection::AlreadyDecided),
            None => {
                let planned = Some((step.stamp, planned.clone()));
                self.visits.insert(id, Visit { planned, state: VisitState::Planned });
            }
        }
        Ok(())
    }

    pub(super) fn visit_recorded(
        &mut self,
        id: VisitId,
        recorded: &RecordedVisit,
        step: &Step,
    ) -> Result<(), Rejection> {
        for person in recorded.met.iter().chain(recorded.child_words.iter().map(|said| &said.child)) {
            self.known(*person)?;
        }
        if let Some(action) = recorded.done.iter().find(|action| !self.actions.contains_key(action)) {
            let _ = action;
            return Err(Rejection::UnknownThing { what: "action".into() });
        }
        if recorded.on > step.stamp.at.day().plus_days(1) {
            return Err(Rejection::NotPossible { field: "on".into(), why: "in_the_future".into() });
        }
        let made = VisitState::Made { by: step.stamp, recorded: recorded.clone() };
        match self.visits.get_mut(&id) {
            Some(visit) => match visit.state {
                // A visit that somebody held for missed, and that was made after all, was made.
                VisitState::Planned | VisitState::Missed { .. } => visit.state = made,
                VisitState::Made { .. } => return Err(Rejection::AlreadyThere { what: "visit".into() }),
            },
            None => {
                self.visits.insert(id, Visit { planned: None, state: made });
            }
        }
        for action in &recorded.done {
            if let Some(action) = self.actions.get_mut(action)
                && action.is_open()
            {
                action.state.set(super::plan::ActionState::Done { on: recorded.on }, step);
            }
        }
        if matches!(self.stage, Stage::Accepted { .. }) {
            self.first_met = self.first_met.or(Some(recorded.on));
        }
        Ok(())
    }

    pub(super) fn visit_missed(&mut self, id: VisitId, reason: &str, step: &Step) -> Result<(), Rejection> {
        let visit =
            self.visits.get_mut(&id).ok_or_else(|| Rejection::UnknownThing { what: "visit".into() })?;
        match visit.state {
            VisitState::Planned | VisitState::Missed { .. } => {
                visit.state = VisitState::Missed { by: step.stamp, reason: reason.to_owned() };
                Ok(())
            }
            VisitState::Made { .. } => Err(Rejection::AlreadyDecided),
        }
    }

    pub(super) fn task_added(&mut self, id: TaskId, new: &NewTask, step: &Step) -> Result<(), Rejection> {
        if new.what.trim().is_empty() {
            return Err(Rejection::NotPossible { field: "what".into(), why: "empty".into() });
        }
        if self.tasks.contains_key(&id) {
            return Err(Rejection::AlreadyThere { what: "task".into() });
        }
        self.tasks.insert(id, Task { added: step.stamp, new: new.clone(), done: Register::default() });
        Ok(())
    }

    /// The last day on which somebody visited.
    pub fn last_visit(&self) -> Option<Day> {
        self.visits.values().filter_map(Visit::made_on).max()
    }

    /// The next planned visit that is still to come or overdue.
    pub fn next_planned_visit(&self) -> Option<(VisitId, &PlannedVisit)> {
        self.visits
            .iter()
            .filter(|(_, visit)| matches!(visit.state, VisitState::Planned))
            .filter_map(|(id, visit)| visit.planned.as_ref().map(|(_, planned)| (*id, planned)))
            .min_by_key(|(id, planned)| (planned.on, *id))
    }
}
