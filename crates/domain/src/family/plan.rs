//! The case plan: goals in the family's own words, small steps first, each with who and by when, linked to the
//! factors and dangers that they answer, and agreed by the family.

use super::consent::Mark;
use super::{Family, Stage, changed};
use crate::entry::{FieldPath, Rejection};
use crate::ids::{ActionId, GoalId, PersonId, WorkerId};
use crate::register::{Register, Stamp, Step};
use crate::sorted::Put;
use crate::stream::Effect;
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// What a goal answers: an item of an assessment (`csi:1A`, `safety-map:danger/row-id`).
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The instrument's code.
    pub instrument: String,
    /// The item's code.
    pub item: String,
    /// The row of a list item, or empty.
    pub row: String,
    /// About whom, when the tool is about one child.
    pub subject: Option<PersonId>,
}

/// A new goal.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct NewGoal {
    /// Which.
    pub id: GoalId,
    /// The family's own words.
    pub words: String,
    /// Whose goal it is; empty for the whole family's.
    pub for_people: Vec<PersonId>,
    /// What it answers.
    pub links: Vec<Link>,
    /// How we shall see that it is reached.
    pub reached_when: String,
}

/// How a goal stands.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", tag = "is", deny_unknown_fields)]
pub enum GoalState {
    /// Being worked on.
    Open,
    /// Reached.
    Reached {
        /// When.
        on: Day,
    },
    /// Somebody else carries it on.
    HandedOver {
        /// To whom.
        to: String,
        /// When.
        on: Day,
    },
    /// The family no longer wants it.
    Dropped {
        /// Why.
        reason: String,
    },
}

/// A change to a goal.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum GoalChange {
    /// Other words.
    Words(String),
    /// Other sign of success.
    ReachedWhen(String),
    /// Other state.
    State(GoalState),
}

/// Who does a step.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", tag = "who", deny_unknown_fields)]
pub enum Doer {
    /// Somebody of the family.
    Person {
        /// Who.
        person: PersonId,
    },
    /// A worker.
    Worker {
        /// Who.
        worker: WorkerId,
    },
    /// Anybody else: village chief, teacher, neighbour.
    Other {
        /// Who, in words.
        name: String,
    },
}

/// A new step.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct NewAction {
    /// Which.
    pub id: ActionId,
    /// Towards which goal.
    pub goal: GoalId,
    /// What will be done.
    pub what: String,
    /// Who does it.
    pub doer: Doer,
    /// By when.
    pub by: Option<Day>,
    /// Its place among the goal's steps; small steps come first.
    pub place: u16,
}

/// How a step stands.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", tag = "is", deny_unknown_fields)]
pub enum ActionState {
    /// To be done.
    Open,
    /// Done.
    Done {
        /// When.
        on: Day,
    },
    /// No longer needed.
    Dropped {
        /// Why.
        reason: String,
    },
}

/// A change to a step.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ActionChange {
    /// Other words.
    What(String),
    /// Other doer.
    Doer(Doer),
    /// Other day.
    By(Option<Day>),
    /// Other state.
    State(ActionState),
}

/// The family agrees to the plan as it stands.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct PlanAgreement {
    /// When.
    pub on: Day,
    /// Who agrees, each with a mark.
    pub by: Vec<Agreeing>,
    /// When it is looked at again.
    pub review_on: Day,
}

/// One person's agreement.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Agreeing {
    /// Who.
    pub person: PersonId,
    /// Her mark.
    pub mark: Mark,
}

/// A goal in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Goal {
    /// Who wrote it down.
    pub added: Stamp,
    /// As first said.
    pub new: NewGoal,
    /// The words in force.
    pub words: Register<String>,
    /// The sign of success in force.
    pub reached_when: Register<String>,
    /// How it stands.
    pub state: Register<GoalState>,
}

/// A step in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct PlanStep {
    /// Who wrote it down.
    pub added: Stamp,
    /// As first planned.
    pub new: NewAction,
    /// What, in force.
    pub what: Register<String>,
    /// Who, in force.
    pub doer: Register<Doer>,
    /// By when, in force.
    pub by: Register<Option<Day>>,
    /// How it stands.
    pub state: Register<ActionState>,
}

impl Goal {
    /// How it stands.
    pub fn state(&self) -> &GoalState {
        self.state.get().unwrap_or(&GoalState::Open)
    }
    /// Whether it is still being worked on.
    pub fn is_open(&self) -> bool {
        *self.state() == GoalState::Open
    }
    /// The words in force.
    pub fn words(&self) -> &str {
        self.words.get().map_or("", String::as_str)
    }
}

impl PlanStep {
    /// How it stands.
    pub fn state(&self) -> &ActionState {
        self.state.get().unwrap_or(&ActionState::Open)
    }
    /// Whether it is still to be done.
    pub fn is_open(&self) -> bool {
        *self.state() == ActionState::Open
    }
    /// By when, in force.
    pub fn due(&self) -> Option<Day> {
        self.by.get().copied().flatten()
    }
}

fn unknown(what: &str) -> Rejection {
    Rejection::UnknownThing { what: what.into() }
}

fn empty(field: &str) -> Rejection {
    Rejection::NotPossible { field: field.into(), why: "empty".into() }
}

impl Family {
    pub(super) fn goal_added(&mut self, new: &NewGoal, step: &Step) -> Result<(), Rejection> {
        if new.words.trim().is_empty() {
            return Err(empty("words"));
        }
        for person in new.for_people.iter().chain(new.links.iter().filter_map(|link| link.subject.as_ref())) {
            self.known(*person)?;
        }
        if self.goals.contains_key(&new.id) {
            return Err(Rejection::AlreadyThere { what: "goal".into() });
        }
        let mut goal = Goal {
            added: step.stamp,
            new: new.clone(),
            words: Register::default(),
            reached_when: Register::default(),
            state: Register::default(),
        };
        goal.words.set(new.words.trim().to_owned(), step);
        goal.reached_when.set(new.reached_when.clone(), step);
        self.goals.insert(new.id, goal);
        Ok(())
    }

    pub(super) fn goal_set(
        &mut self,
        id: GoalId,
        changes: &[GoalChange],
        step: &Step,
    ) -> Result<Effect, Rejection> {
        let goal = self.goals.get_mut(&id).ok_or_else(|| unknown("goal"))?;
        if changes.iter().any(|c| matches!(c, GoalChange::Words(words) if words.trim().is_empty())) {
            return Err(empty("words"));
        }
        let mut effect = Effect::default();
        for change in changes {
            let (field, done) = match change {
                GoalChange::Words(words) => ("words", goal.words.set(words.trim().to_owned(), step)),
                GoalChange::ReachedWhen(sign) => ("reached_when", goal.reached_when.set(sign.clone(), step)),
                GoalChange::State(state) => ("state", goal.state.set(state.clone(), step)),
            };
            changed(&mut effect, done, || FieldPath(format!("goal/{id}/{field}")));
        }
        Ok(effect)
    }

    pub(super) fn action_added(&mut self, new: &NewAction, step: &Step) -> Result<(), Rejection> {
        if new.what.trim().is_empty() {
            return Err(empty("what"));
        }
        if !self.goals.contains_key(&new.goal) {
            return Err(unknown("goal"));
        }
        if let Doer::Person { person } = &new.doer {
            self.known(*person)?;
        }
        if self.actions.contains_key(&new.id) {
            return Err(Rejection::AlreadyThere { what: "action".into() });
        }
        let mut action = PlanStep {
            added: step.stamp,
            new: new.clone(),
            what: Register::default(),
            doer: Register::default(),
            by: Register::default(),
            state: Register::default(),
        };
        action.what.set(new.what.trim().to_owned(), step);
        action.doer.set(new.doer.clone(), step);
        action.by.set(new.by, step);
        self.actions.insert(new.id, action);
        Ok(())
    }

    pub(super) fn action_set(
        &mut self,
        id: ActionId,
        changes: &[ActionChange],
        step: &Step,
    ) -> Result<Effect, Rejection> {
        for change in changes {
            if let ActionChange::Doer(Doer::Person { person }) = change {
                self.known(*person)?;
            }
        }
        let action = self.actions.get_mut(&id).ok_or_else(|| unknown("action"))?;
        let mut effect = Effect::default();
        for change in changes {
            let (field, done) = match change {
                ActionChange::What(what) => ("what", action.what.set(what.clone(), step)),
                ActionChange::Doer(doer) => ("doer", action.doer.set(doer.clone(), step)),
                ActionChange::By(by) => ("by", action.by.set(*by, step)),
                ActionChange::State(state) => ("state", action.state.set(state.clone(), step)),
            };
            changed(&mut effect, done, || FieldPath(format!("action/{id}/{field}")));
        }
        Ok(effect)
    }

    pub(super) fn plan_agreed(&mut self, agreement: &PlanAgreement, step: &Step) -> Result<(), Rejection> {
        if self.goals.is_empty() {
            return Err(unknown("goal"));
        }
        if agreement.by.is_empty() || agreement.by.iter().any(|one| !one.mark.is_made()) {
            return Err(empty("mark"));
        }
        for one in &agreement.by {
            self.known(one.person)?;
        }
        self.agreements.push((step.stamp, agreement.clone()));
        if matches!(self.stage, Stage::Accepted { .. }) {
            self.stage = Stage::Open { since: step.stamp.at };
        }
        Ok(())
    }

    /// A goal's steps in order: small steps first.
    pub fn steps_of(&self, goal: GoalId) -> Vec<&PlanStep> {
        let mut steps: Vec<_> = self.actions.values().filter(|action| action.new.goal == goal).collect();
        steps.put_by_key(|step| (step.new.place, step.new.id));
        steps
    }
}
