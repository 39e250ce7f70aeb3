//! Review by a supervisor, closing and reopening. Closing has gates; which of them are demanded is the
//! protocol's to say, two are always: nobody closes alone, and never over an open high concern.

use super::{Family, Stage};
use crate::entry::Rejection;
use crate::ids::{PersonId, ReviewId};
use crate::protocol::{Gate, Risk};
use crate::register::{Stamp, Step};
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// What a supervisor is asked to read.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Of what.
    pub of: ReviewOf,
    /// What changed, in the worker's words.
    pub summary: String,
    /// On which day.
    pub on: Day,
}

/// What the review is of.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", tag = "what", deny_unknown_fields)]
pub enum ReviewOf {
    /// The plan as agreed.
    Plan,
    /// How things are going since last time.
    Progress,
    /// Whether the case can close.
    Closing {
        /// A code of the protocol's list of outcomes.
        outcome: String,
        /// What each child says about it.
        child_views: Vec<ChildView>,
        /// What the caregiver says about it.
        caregiver_view: String,
        /// Whom the family can turn to from now on.
        contact_name: String,
        /// The contact's telephone.
        contact_phone: String,
    },
}

/// A child's view.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct ChildView {
    /// Which child.
    pub child: PersonId,
    /// In the child's own words.
    pub words: String,
}

/// How a review stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum ReviewState {
    /// It waits for the supervisor.
    Waiting,
    /// She signed.
    Signed {
        /// Who and when.
        by: Stamp,
        /// What she says.
        comment: String,
    },
    /// She sent it back.
    Returned {
        /// Who and when.
        by: Stamp,
        /// What is still needed.
        comment: String,
    },
}

/// A review in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Review {
    /// Who asked.
    pub by: Stamp,
    /// For what.
    pub asked: Asked,
    /// How it stands.
    pub state: ReviewState,
}

/// The closing of a case.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// The signed review.
    pub review: ReviewId,
    /// The gates that the protocol demands; the server checks that none was left out.
    pub gates: Vec<Gate>,
    /// When.
    pub on: Day,
}

impl Family {
    pub(super) fn review_asked(&mut self, id: ReviewId, asked: &Asked, step: &Step) -> Result<(), Rejection> {
        if self.reviews.contains_key(&id) {
            return Err(Rejection::AlreadyThere { what: "review".into() });
        }
        match &asked.of {
            ReviewOf::Plan | ReviewOf::Progress => {}
            ReviewOf::Closing { child_views, .. } => {
                for view in child_views {
                    self.known(view.child)?;
                }
            }
        }
        self.reviews.insert(id, Review { by: step.stamp, asked: asked.clone(), state: ReviewState::Waiting });
        Ok(())
    }

    pub(super) fn review_decided(
        &mut self,
        id: ReviewId,
        state: ReviewState,
        step: &Step,
    ) -> Result<(), Rejection> {
        let review =
            self.reviews.get_mut(&id).ok_or_else(|| Rejection::UnknownThing { what: "review".into() })?;
        if review.by.author == step.stamp.author {
            return Err(Rejection::FourEyes);
        }
        match review.state {
            ReviewState::Waiting => {
                review.state = state;
                Ok(())
            }
            ReviewState::Signed { .. } | ReviewState::Returned { .. } => Err(Rejection::AlreadyDecided),
        }
    }

    pub(super) fn closed(&mut self, closing: &Closing, step: &Step) -> Result<(), Rejection> {
        if !self.stage.is_active() {
            return Err(Rejection::WrongStage { stage: self.stage.code().into() });
        }
        let review = self
            .reviews
            .get(&closing.review)
            .ok_or_else(|| Rejection::UnknownThing { what: "review".into() })?;
        let ReviewOf::Closing { outcome, .. } = &review.asked.of else {
            return Err(Rejection::UnknownThing { what: "review".into() });
        };
        let unmet = self.gates_unmet(&review.asked.of, Some(&review.state), &closing.gates);
        if !unmet.is_empty() {
            let gates = unmet.into_iter().map(|gate| gate.code().to_owned()).collect();
            return Err(Rejection::GatesUnmet { gates });
        }
        self.stage = Stage::Closed { since: step.stamp.at, on: closing.on, outcome: outcome.clone() };
        self.joints_closed(step);
        Ok(())
    }

    /// Which gates are not met. `review` is the closing review as it would be sent; `state` its state, or none
    /// while it has not been sent, when the supervisor's gate is left out.
    pub fn gates_unmet(
        &self,
        review: &ReviewOf,
        state: Option<&ReviewState>,
        demanded: &[Gate],
    ) -> Vec<Gate> {
        let always = [Gate::NoOpenHighConcern, Gate::SupervisorApproval];
        let mut unmet = Vec::new();
        for gate in demanded.iter().chain(always.iter().filter(|gate| !demanded.contains(gate))) {
            let met = match gate {
                Gate::GoalsDoneOrHandedOver => self.goals.values().all(|goal| !goal.is_open()),
                Gate::NoOpenHighConcern => {
                    self.open_concerns().iter().all(|(_, c)| c.raised.level != Risk::High)
                }
                Gate::ChildView => self.every_child_heard(review),
                Gate::CaregiverView => {
                    matches!(review, ReviewOf::Closing { caregiver_view, .. } if !caregiver_view.trim().is_empty())
                }
                Gate::LocalContact => {
                    matches!(review, ReviewOf::Closing { contact_name, .. } if !contact_name.trim().is_empty())
                }
                Gate::SupervisorApproval => {
                    state.is_none_or(|state| matches!(state, ReviewState::Signed { .. }))
                }
            };
            if !met {
                unmet.push(*gate);
            }
        }
        unmet
    }

    /// Whether every child that the work is about has said something, those who have died excepted.
    fn every_child_heard(&self, review: &ReviewOf) -> bool {
        match review {
            ReviewOf::Plan | ReviewOf::Progress => false,
            ReviewOf::Closing { child_views, .. } => self.seen().present().all(|person| {
                !person.is_in_focus()
                    || person.has_died()
                    || child_views
                        .iter()
                        .any(|v| self.is_same(v.child, person.id) && !v.words.trim().is_empty())
            }),
        }
    }

    pub(super) fn reopened(&mut self, reason: &str, step: &Step) -> Result<(), Rejection> {
        let Stage::Closed { .. } = self.stage else {
            return Err(Rejection::WrongStage { stage: self.stage.code().into() });
        };
        let before = std::mem::replace(&mut self.stage, Stage::Open { since: step.stamp.at });
        self.closings.push((before, step.stamp, reason.to_owned()));
        Ok(())
    }

    /// The review that waits for a supervisor, if one does.
    pub fn waiting_review(&self) -> Option<(ReviewId, &Review)> {
        self.reviews
            .iter()
            .filter(|(_, review)| matches!(review.state, ReviewState::Waiting))
            .map(|(id, review)| (*id, review))
            .next_back()
    }
}
