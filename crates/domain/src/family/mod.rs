//! A family's file: what its entries amount to. One file per subject, each with the shapes of its facts and
//! with how an action of that subject takes effect.

pub mod access;
pub mod action;
pub mod assessment;
pub mod concern;
pub mod conflict;
pub mod consent;
pub mod consent_use;
pub mod consultation;
pub mod crossed;
pub mod folded;
pub mod joint;
pub mod kin;
pub mod number;
pub mod people;
pub mod photo;
pub mod plan;
pub mod referral;
pub mod review;
pub mod same;
pub mod service;
pub mod summary;
pub mod transfer;
pub mod visit;
pub mod withheld;

pub use action::{FamilyAction, TeamRole};

use crate::entry::{Action, FieldPath, Rejection};
use crate::ids::{
    ActionId, ConcernId, ConsultationId, EmergencyId, GoalId, HouseholdId, ImportId, PersonId, RelationId,
    ReviewId, StreamId, TaskId, UnionId, VisitId, WorkerId,
};
use crate::place::PlaceCode;
use crate::protocol::Risk;
use crate::register::{Change, Register, Stamp, Step};
use crate::sorted::Put;
use crate::stream::{Effect, Folds};
use crate::time::{Day, Millis};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// At which stage a family's case is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told, Default)]
#[serde(rename_all = "snake_case", tag = "stage")]
pub enum Stage {
    /// The file is opened; nothing has been referred yet.
    #[default]
    New,
    /// Referred; not decided.
    Referred {
        /// When the referral was received.
        since: Millis,
    },
    /// Not taken on.
    Declined {
        /// When.
        since: Millis,
        /// Code of the protocol's list.
        reason: String,
    },
    /// Passed on to somebody better placed.
    PassedOn {
        /// When.
        since: Millis,
        /// To whom.
        to: String,
    },
    /// Taken on; the family is being met and understood.
    Accepted {
        /// When.
        since: Millis,
        /// By when somebody must have met the family.
        respond_by: Millis,
    },
    /// Being worked with.
    Open {
        /// When.
        since: Millis,
    },
    /// Closed.
    Closed {
        /// When it was recorded.
        since: Millis,
        /// The day of closing.
        on: Day,
        /// Code of the protocol's list of outcomes.
        outcome: String,
    },
    /// Taken back with the import that made it.
    Withdrawn {
        /// Which import.
        import: ImportId,
    },
}

impl Stage {
    /// The stable name, as stored and shown.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Referred { .. } => "referred",
            Self::Declined { .. } => "declined",
            Self::PassedOn { .. } => "passed_on",
            Self::Accepted { .. } => "accepted",
            Self::Open { .. } => "open",
            Self::Closed { .. } => "closed",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }
    /// Whether somebody works with the family now.
    pub const fn is_active(&self) -> bool {
        match self {
            Self::Accepted { .. } | Self::Open { .. } => true,
            Self::New
            | Self::Referred { .. }
            | Self::Declined { .. }
            | Self::PassedOn { .. }
            | Self::Closed { .. }
            | Self::Withdrawn { .. } => false,
        }
    }
}

/// One line of the file's time line: which entry, what, by whom. Words are made by whoever shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Event {
    /// Who and when.
    pub by: Stamp,
    /// The command's name.
    pub what: String,
    /// The id of the thing that it is about, if it has one.
    pub thing: String,
}

/// A family's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told, Default)]
pub struct Family {
    /// At which stage the case is.
    pub stage: Stage,
    /// When the file was opened.
    pub opened: Option<Stamp>,
    /// The import that made it, if one did.
    pub import: Option<ImportId>,
    /// The village.
    pub village: Register<PlaceCode>,
    /// How to find them.
    pub address: Register<String>,
    /// Telephone.
    pub phone: Register<String>,
    /// Language at home.
    pub language: Register<String>,
    /// What came with an import and had no field of its own.
    pub import_note: Register<String>,
    /// Family book.
    pub family_book: Register<people::Known>,
    /// IDPoor card.
    pub id_poor: Register<people::IdPoor>,
    /// Who works with the family.
    pub team: BTreeMap<WorkerId, TeamRole>,
    /// The people, each as written; who is one with whom is said in `same`, and shown by [`Family::seen`].
    pub people: BTreeMap<PersonId, people::Person>,
    /// Pairs of people of whom somebody said that they are one, or that they are not.
    #[serde(default)]
    pub same: Vec<same::Pair>,
    /// Values of those who are one that somebody replaced or decided against.
    #[serde(default)]
    aside: Vec<same::Aside>,
    /// The households.
    pub households: BTreeMap<HouseholdId, people::Household>,
    /// The couples.
    pub unions: BTreeMap<UnionId, Register<people::UnionFacts>>,
    /// Who is whose parent.
    pub parentages: Vec<people::Parentage>,
    /// Relations that those do not explain.
    pub relations: BTreeMap<RelationId, people::StatedRelation>,
    /// Pairs of elder and younger.
    pub seniorities: Vec<(PersonId, PersonId)>,
    /// Who cares or cared for whom.
    pub carers: Vec<people::Caring>,
    /// Referrals, oldest first.
    pub referrals: Vec<referral::ReferralRecord>,
    /// Consents, oldest first.
    pub consents: Vec<consent::ConsentRecord>,
    /// Assents, oldest first.
    pub assents: Vec<consent::AssentRecord>,
    /// What is not to be told, oldest first.
    #[serde(default)]
    pub withheld: Vec<withheld::WithheldRecord>,
    /// Photographs, oldest first; the bytes lie beside the file.
    #[serde(default)]
    pub photos: Vec<photo::PhotoRecord>,
    /// Assessments, oldest first.
    pub assessments: Vec<assessment::AssessmentRecord>,
    /// Goals.
    pub goals: BTreeMap<GoalId, plan::Goal>,
    /// Steps.
    pub actions: BTreeMap<ActionId, plan::PlanStep>,
    /// Agreements to the plan, oldest first.
    pub agreements: Vec<(Stamp, plan::PlanAgreement)>,
    /// Visits.
    pub visits: BTreeMap<VisitId, visit::Visit>,
    /// The first day on which somebody met the family after it was accepted.
    pub first_met: Option<Day>,
    /// Tasks.
    pub tasks: BTreeMap<TaskId, visit::Task>,
    /// The risk.
    pub risk: Register<Risk>,
    /// Why it was held to be so, oldest first.
    pub risk_reasons: Vec<(Stamp, Risk, String)>,
    /// Worries.
    pub concerns: BTreeMap<ConcernId, concern::ConcernRecord>,
    /// Reviews.
    pub reviews: BTreeMap<ReviewId, review::Review>,
    /// Referrals to services, by the referral's stream.
    #[serde(default)]
    pub service_referrals: BTreeMap<StreamId, service::ServiceRecord>,
    /// Other files that may be of the same family.
    #[serde(default)]
    pub files: Vec<folded::FileLink>,
    /// What crossed on the way, oldest first.
    #[serde(default)]
    pub crossed: Vec<crossed::Crossed>,
    /// Former closings: the stage, and who reopened why.
    pub closings: Vec<(Stage, Stamp, String)>,
    /// Emergencies in which somebody opened the file.
    #[serde(default)]
    pub emergencies: BTreeMap<EmergencyId, access::EmergencyRecord>,
    /// Advice on it that somebody was asked for.
    #[serde(default)]
    pub consultations: BTreeMap<ConsultationId, consultation::ConsultationRecord>,
    /// Who must not see the file.
    #[serde(default)]
    pub excluded: BTreeMap<WorkerId, access::Exclusion>,
    /// Hand-overs to other organisations, oldest first.
    #[serde(default)]
    pub transfers: Vec<transfer::TransferRecord>,
    /// Joint cases with other organisations, oldest first.
    #[serde(default)]
    pub joints: Vec<joint::JointRecord>,
    /// The time line, in the order in which things took effect.
    pub events: Vec<Event>,
    /// The last place at which another device than the reader's wrote, by device.
    last_by_device: BTreeMap<crate::ids::DeviceId, u64>,
}

/// Notes what a register's change means for the entry's outcome.
fn changed(effect: &mut Effect, change: Change, field: impl FnOnce() -> FieldPath) {
    match change {
        Change::Same | Change::Set => {}
        Change::Contested => effect.contested.push(field()),
    }
}

impl Family {
    /// The person, if she is in this file.
    pub fn person(&self, id: PersonId) -> Option<&people::Person> {
        // As the file is read, she may stand under another's id.
        self.people.get(&id).or_else(|| self.people.get(&self.stand(id)))
    }

    /// People who are in the file and were not withdrawn, in the order in which they were added.
    pub fn present(&self) -> impl Iterator<Item = &people::Person> {
        let mut all: Vec<_> = self.people.values().filter(|person| person.withdrawn.is_none()).collect();
        all.put_by_key(|person| (person.added.seq, person.id));
        all.into_iter()
    }

    /// The worker who answers for the case.
    pub fn lead(&self) -> Option<WorkerId> {
        self.team.iter().find(|(_, role)| **role == TeamRole::Lead).map(|(worker, _)| *worker)
    }

    fn known(&self, person: PersonId) -> Result<(), Rejection> {
        if self.people.contains_key(&person) { Ok(()) } else { Err(Rejection::UnknownPerson) }
    }

    fn worker_assigned(&mut self, worker: WorkerId, role: TeamRole) -> Result<(), Rejection> {
        if self.excluded.contains_key(&worker) {
            return Err(Rejection::NotPossible { field: "worker".into(), why: "excluded".into() });
        }
        if role == TeamRole::Lead {
            // One lead at a time: the former one stays on the team no longer than the new one is named.
            self.team.retain(|_, former| *former != TeamRole::Lead);
        }
        self.team.insert(worker, role);
        Ok(())
    }

    fn opened(
        &mut self,
        village: &PlaceCode,
        import: Option<ImportId>,
        step: &Step,
    ) -> Result<(), Rejection> {
        if self.opened.is_some() {
            return Err(Rejection::AlreadyThere { what: "family".into() });
        }
        self.opened = Some(step.stamp);
        self.import = import;
        self.village.set(village.clone(), step);
        Ok(())
    }

    fn import_withdrawn(&mut self, import: ImportId) -> Result<(), Rejection> {
        if self.import != Some(import) {
            return Err(Rejection::UnknownThing { what: "import".into() });
        }
        self.stage = Stage::Withdrawn { import };
        Ok(())
    }

    /// Only an opened file takes anything else, and a withdrawn one takes nothing.
    fn admits(&self, action: &FamilyAction) -> Result<(), Rejection> {
        let opening = matches!(action, FamilyAction::Opened { .. });
        if self.opened.is_none() && !opening {
            return Err(Rejection::WrongStage { stage: "not_opened".into() });
        }
        if let Stage::Withdrawn { .. } = self.stage {
            return Err(Rejection::WrongStage { stage: self.stage.code().into() });
        }
        Ok(())
    }

    fn perform(&mut self, action: &FamilyAction, step: &Step) -> Result<Effect, Rejection> {
        use FamilyAction as A;
        let none = |()| Effect::default();
        match action {
            A::Opened { village, import } => self.opened(village, *import, step).map(none),
            A::ImportWithdrawn { import } => self.import_withdrawn(*import).map(none),
            A::ReferralReceived { referral } => self.referral_received(referral, step).map(none),
            A::ReferralScreened { screening } => self.referral_screened(screening, step).map(none),
            A::ReferrerTold { feedback } => self.referrer_told(feedback, step).map(none),
            A::WorkerAssigned { worker, role } => self.worker_assigned(*worker, *role).map(none),
            A::WorkerUnassigned { worker } => {
                self.team.remove(worker);
                Ok(Effect::default())
            }
            A::FamilySet { changes } => Ok(self.family_set(changes, step)),
            A::AddressSet { address } => {
                let mut effect = Effect::default();
                let done = self.address.set(address.clone(), step);
                changed(&mut effect, done, || FieldPath("family/address".into()));
                Ok(effect)
            }
            A::PersonAdded { person } => self.person_added(person, step).map(none),
            A::PersonSet { person, changes } => self.person_set(*person, changes, step),
            A::HealthSet { person, changes } => self.health_set(*person, changes, step),
            A::PapersSet { person, changes } => self.papers_set(*person, changes, step),
            A::PersonWithdrawn { person, reason } => self.person_withdrawn(*person, reason, step).map(none),
            A::PersonsSame { one, other, words } => self.persons_same((*one, *other), words, step),
            A::PersonsNotSame { one, other, words } => {
                self.persons_not_same((*one, *other), words, step).map(none)
            }
            A::FilesSame { other, stands, words } => {
                self.files_same((*other, *stands), words, step).map(none)
            }
            A::FilesNotSame { other, words } => self.files_not_same(*other, words, step).map(none),
            A::CrossedLooked { entries } => {
                self.crossed_looked(entries, step);
                Ok(Effect::default())
            }
            A::HouseholdNamed { household, name } => {
                let mut effect = Effect::default();
                let done = self.households.entry(*household).or_default().name.set(name.clone(), step);
                changed(&mut effect, done, || FieldPath(format!("household/{household}/name")));
                Ok(effect)
            }
            A::HouseholdMoved { movement } => self.household_moved(movement).map(none),
            A::UnionSet { union, facts } => self.union_set(*union, facts, step),
            A::ParentageSet { parentage } => self.parentage_set(parentage).map(none),
            A::RelationStated { relation, stated } => self.relation_stated(*relation, stated).map(none),
            A::RelationWithdrawn { relation } => self.relation_withdrawn(*relation).map(none),
            A::SeniorityStated { elder, younger } => self.seniority_stated(*elder, *younger).map(none),
            A::CaregiverSet { caring } => self.caregiver_set(caring).map(none),
            A::CaregiverEnded { change } => self.caregiver_ended(change).map(none),
            A::ConsentGiven { consent, given } => self.consent_given(*consent, given, step).map(none),
            A::AssentGiven { assent, given } => self.assent_given(*assent, given, step).map(none),
            A::ConsentWithdrawn { consent, on, reason } => {
                self.consent_withdrawn(*consent, *on, reason, step).map(none)
            }
            A::InformationWithheld { withheld, asked } => {
                self.information_withheld(*withheld, asked, step).map(none)
            }
            A::WithheldLifted { withheld, inside, on, words } => {
                self.withheld_lifted(*withheld, *inside, (*on, words), step).map(none)
            }
            A::AssessmentCompleted { completed } => self.assessment_completed(completed, step).map(none),
            A::GoalAdded { goal } => self.goal_added(goal, step).map(none),
            A::GoalSet { goal, changes } => self.goal_set(*goal, changes, step),
            A::ActionAdded { action } => self.action_added(action, step).map(none),
            A::ActionSet { action, changes } => self.action_set(*action, changes, step),
            A::PlanAgreed { agreement } => self.plan_agreed(agreement, step).map(none),
            A::VisitPlanned { visit, planned } => self.visit_planned(*visit, planned, step).map(none),
            A::VisitRecorded { visit, recorded } => self.visit_recorded(*visit, recorded, step).map(none),
            A::VisitMissed { visit, reason } => self.visit_missed(*visit, reason, step).map(none),
            A::TaskAdded { task, new } => self.task_added(*task, new, step).map(none),
            A::TaskSet { task: id, done } => {
                let task =
                    self.tasks.get_mut(id).ok_or_else(|| Rejection::UnknownThing { what: "task".into() })?;
                let mut effect = Effect::default();
                let change = task.done.set(*done, step);
                changed(&mut effect, change, || FieldPath(format!("task/{id}/done")));
                Ok(effect)
            }
            A::RiskSet { level, reason } => {
                let mut effect = Effect::default();
                let done = self.risk.set(*level, step);
                changed(&mut effect, done, || FieldPath("family/risk".into()));
                self.risk_reasons.push((step.stamp, *level, reason.clone()));
                Ok(effect)
            }
            A::ConcernRaised { concern, raised } => self.concern_raised(*concern, raised, step).map(none),
            A::ConcernAnswered { concern, answer } => self.concern_answered(*concern, answer, step).map(none),
            A::ConcernSettled { concern, settlement } => {
                self.concern_settled(*concern, settlement, step).map(none)
            }
            A::ReviewAsked { review, asked } => self.review_asked(*review, asked, step).map(none),
            A::ReviewSigned { review, comment } => {
                let state = review::ReviewState::Signed { by: step.stamp, comment: comment.clone() };
                self.review_decided(*review, state, step).map(none)
            }
            A::ReviewReturned { review, comment } => {
                let state = review::ReviewState::Returned { by: step.stamp, comment: comment.clone() };
                self.review_decided(*review, state, step).map(none)
            }
            A::Closed { closing } => self.closed(closing, step).map(none),
            A::Reopened { reason } => self.reopened(reason, step).map(none),
            A::TransferProposed { transfer, proposed } => {
                self.transfer_proposed(*transfer, proposed, step).map(none)
            }
            A::TransferAccepted { transfer, accepted } => {
                self.transfer_accepted(*transfer, accepted, step).map(none)
            }
            A::TransferDeclined { transfer, reason } => {
                self.transfer_declined(*transfer, reason, step).map(none)
            }
            A::TransferWithdrawn { transfer, reason } => {
                self.transfer_withdrawn(*transfer, reason, step).map(none)
            }
            A::JointOffered { joint, offered } => self.joint_offered(*joint, offered, step).map(none),
            A::JointAccepted { joint, workers } => self.joint_accepted(*joint, workers, step).map(none),
            A::JointDeclined { joint, reason } => self.joint_declined(*joint, reason, step).map(none),
            A::JointEnded { joint, reason } => {
                let end = joint::JointEnd::Lead { reason: reason.clone() };
                self.joint_ended(*joint, end, step).map(none)
            }
            A::JointLeft { joint, reason } => {
                let end = joint::JointEnd::Partner { reason: reason.clone() };
                self.joint_ended(*joint, end, step).map(none)
            }
            A::EmergencyOpened { emergency, opened } => {
                self.emergency_opened(*emergency, opened, step).map(none)
            }
            A::EmergencyReviewed { emergency, finding, note } => {
                self.emergency_reviewed(*emergency, *finding, note, step).map(none)
            }
            A::ConsultationAsked { consultation, asked } => {
                self.consultation_asked(*consultation, asked, step).map(none)
            }
            A::AdviceGiven { consultation, advice } => {
                self.advice_given(*consultation, advice, step).map(none)
            }
            A::ConsultationEnded { consultation, why } => {
                self.consultation_ended(*consultation, why, step).map(none)
            }
            A::WorkerExcluded { worker, why } => self.worker_excluded(*worker, why, step).map(none),
            A::ExclusionLifted { worker, .. } => self.exclusion_lifted(*worker).map(none),
            A::ServiceReferred { referral, sent } => self.service_referred(*referral, sent, step).map(none),
            A::ServiceAnswered { referral, answer } => {
                self.service_answered(*referral, answer, step).map(none)
            }
            A::PhotoTaken { photo, taken } => self.photo_taken(*photo, taken, step).map(none),
            A::PhotoWithdrawn { photo, reason } => self.photo_withdrawn(*photo, reason, step).map(none),
            A::ConflictDecided { field, keep } => self.conflict_decided(field, *keep, step).map(none),
        }
    }

    /// Whether somebody else wrote what the author of this step had not seen.
    fn is_beside_unseen(&self, step: &Step) -> bool {
        self.last_by_device.iter().any(|(device, seq)| *device != step.stamp.device && *seq > step.base.seen)
    }
}

impl Folds for Family {
    fn apply(&mut self, action: &Action, step: &Step) -> Result<Effect, Rejection> {
        let action = match action {
            Action::Family(action) => action,
            Action::Organisation(_)
            | Action::Village(_)
            | Action::Programme(_)
            | Action::Provider(_)
            | Action::ServiceReferral(_)
            | Action::Place(_)
            | Action::Staff(_) => {
                return Err(Rejection::WrongStream);
            }
        };
        self.admits(action)?;
        self.joint_admits(action, step)?;
        let was_closed = matches!(self.stage, Stage::Closed { .. });
        let mut effect = self.perform(action, step)?;
        self.note_crossing(action, step, was_closed);
        effect.beside_unseen = self.is_beside_unseen(step);
        self.last_by_device.insert(step.stamp.device, step.stamp.seq);
        self.events.push(Event { by: step.stamp, what: action.name().to_owned(), thing: action.thing() });
        Ok(effect)
    }
}
