//! The commands that a family's file takes.

use crate::entry::{FieldPath, Section};
use crate::family::access::{Emergency, Finding};
use crate::family::assessment::Completed;
use crate::family::concern::{Concern, Settlement};
use crate::family::consent::{Assent, Consent};
use crate::family::consultation::Consultation;
use crate::family::joint::{JointOffered, JointWorker};
use crate::family::people::{
    CareChange, Caring, FamilyField, HealthField, HouseholdMove, NewPerson, PaperField, Parentage,
    PersonField, StatedRelation, UnionFacts,
};
use crate::family::photo::Photo;
use crate::family::plan::{ActionChange, GoalChange, NewAction, NewGoal, PlanAgreement};
use crate::family::referral::{Feedback, Referral, Screening};
use crate::family::review::{Asked, Closing};
use crate::family::service::{ServiceAnswer, ServiceSent};
use crate::family::transfer::{Accepted, Proposed};
use crate::family::visit::{NewTask, PlannedVisit, RecordedVisit};
use crate::family::withheld::Withheld;
use crate::ids::{
    ActionId, ConcernId, ConsentId, ConsultationId, EmergencyId, EntryId, GoalId, HouseholdId, ImportId,
    JointId, PersonId, PhotoId, RelationId, ReviewId, StreamId, TaskId, TransferId, UnionId, VisitId,
    WithheldId, WorkerId,
};
use crate::place::PlaceCode;
use crate::protocol::Risk;
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// What a worker is to a family.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum TeamRole {
    /// Answers for the case.
    Lead,
    /// Visits beside the lead: disability, health, counselling.
    Specialist,
}

macro_rules! family_actions {
    ($($(#[$doc:meta])* $variant:ident { $($(#[$fdoc:meta])* $field:ident : $ty:ty),* $(,)? } = $section:ident, $name:literal;)*) => {
        /// A command to a family's file. Each belongs to one section ([`FamilyAction::section`]).
        #[cfg_attr(feature = "ts", derive(tsify::Tsify))]
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
        #[serde(rename_all = "snake_case", deny_unknown_fields)]
        pub enum FamilyAction {
            $($(#[$doc])* $variant { $($(#[$fdoc])* $field: $ty),* }),*
        }
        impl FamilyAction {
            /// The section of the file that the command belongs to.
            pub const fn section(&self) -> Section {
                match self { $(Self::$variant { .. } => Section::$section),* }
            }
            /// The command's stable name.
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$variant { .. } => concat!("family.", $name)),* }
            }
            /// Every name, with its section: the policy's role matrix lists them all.
            pub const NAMES: &'static [(&'static str, Section)] =
                &[$((concat!("family.", $name), Section::$section)),*];
        }
    };
}

family_actions! {
    /// Opens a file: the first entry of a family's stream.
    Opened {
        /// The village where the family lives.
        village: PlaceCode,
        /// The workbook import that made it, if one did.
        import: Option<ImportId>,
    } = Identity, "opened";
    /// Takes back a file that an import made, as if it had not been.
    ImportWithdrawn {
        /// Which import.
        import: ImportId,
    } = Identity, "import_withdrawn";
    /// Somebody tells us of a family in need.
    ReferralReceived {
        /// Who refers whom, and why.
        referral: Referral,
    } = Narrative, "referral_received";
    /// The referral was read and decided.
    ReferralScreened {
        /// The decision.
        screening: Screening,
    } = Narrative, "referral_screened";
    /// The referrer was told what became of it.
    ReferrerTold {
        /// How and what.
        feedback: Feedback,
    } = Narrative, "referrer_told";
    /// A worker joins the family's team.
    WorkerAssigned {
        /// Who.
        worker: WorkerId,
        /// As what.
        role: TeamRole,
    } = Identity, "worker_assigned";
    /// A worker leaves the family's team.
    WorkerUnassigned {
        /// Who.
        worker: WorkerId,
    } = Identity, "worker_unassigned";
    /// Facts about the family as a whole.
    FamilySet {
        /// The new values.
        changes: Vec<FamilyField>,
    } = Identity, "family_set";
    /// How to find the family.
    AddressSet {
        /// House, street, landmark, in words.
        address: String,
    } = SafeAddress, "address_set";
    /// A person belongs to the file from now on.
    PersonAdded {
        /// Who.
        person: NewPerson,
    } = Identity, "person_added";
    /// Facts about a person.
    PersonSet {
        /// Whom.
        person: PersonId,
        /// The new values.
        changes: Vec<PersonField>,
    } = Identity, "person_set";
    /// A person's disability and health.
    HealthSet {
        /// Whom.
        person: PersonId,
        /// The new values.
        changes: Vec<HealthField>,
    } = Health, "health_set";
    /// A person's or the family's civil papers.
    PapersSet {
        /// Whose; none for the family's own.
        person: Option<PersonId>,
        /// The new values.
        changes: Vec<PaperField>,
    } = Legal, "papers_set";
    /// A person was added by mistake.
    PersonWithdrawn {
        /// Whom.
        person: PersonId,
        /// Why.
        reason: String,
    } = Identity, "person_withdrawn";
    /// Two people of the file are one: it is so when two workers say it.
    PersonsSame {
        /// One of the two.
        one: PersonId,
        /// The other.
        other: PersonId,
        /// Why; may be empty.
        words: String,
    } = Identity, "persons_same";
    /// They are not, or not after all: nobody is asked again, and what was one is two again.
    PersonsNotSame {
        /// One of the two.
        one: PersonId,
        /// The other.
        other: PersonId,
        /// Why; may be empty.
        words: String,
    } = Identity, "persons_not_same";
    /// Another file is of the same family: it is so when two workers say it. Only the server writes it, in both files.
    FilesSame {
        /// The other file.
        other: StreamId,
        /// This one stands, and the other is folded into it; otherwise the other way round.
        stands: bool,
        /// Why; may be empty.
        words: String,
    } = Identity, "files_same";
    /// It is not, or not after all. Only the server writes it, in both files.
    FilesNotSame {
        /// The other file.
        other: StreamId,
        /// Why; may be empty.
        words: String,
    } = Identity, "files_not_same";
    /// Somebody has looked at what crossed on the way.
    CrossedLooked {
        /// What was written.
        entries: Vec<EntryId>,
    } = Narrative, "crossed_looked";
    /// A household exists.
    HouseholdNamed {
        /// Which.
        household: HouseholdId,
        /// What the family calls it, such as "grandmother's house".
        name: String,
    } = Identity, "household_named";
    /// Somebody moves into or out of a household.
    HouseholdMoved {
        /// Who, where, when.
        movement: HouseholdMove,
    } = Identity, "household_moved";
    /// Two people are or were a couple.
    UnionSet {
        /// Which bond; a new id makes a new one.
        union: UnionId,
        /// What is known of it.
        facts: UnionFacts,
    } = Identity, "union_set";
    /// Somebody is somebody's parent.
    ParentageSet {
        /// Child, parent, by birth or otherwise.
        parentage: Parentage,
    } = Identity, "parentage_set";
    /// A relation between two people that the file's parents and couples do not explain.
    RelationStated {
        /// Which.
        relation: RelationId,
        /// From whom to whom, by which path.
        stated: StatedRelation,
    } = Identity, "relation_stated";
    /// A stated relation was a mistake.
    RelationWithdrawn {
        /// Which.
        relation: RelationId,
    } = Identity, "relation_withdrawn";
    /// Of two siblings whose birth dates are not known, who is older.
    SeniorityStated {
        /// The older.
        elder: PersonId,
        /// The younger.
        younger: PersonId,
    } = Identity, "seniority_stated";
    /// Somebody cares for a child from a day on.
    CaregiverSet {
        /// Child, caregiver, kind of care.
        caring: Caring,
    } = Identity, "caregiver_set";
    /// Somebody no longer cares for a child.
    CaregiverEnded {
        /// Which care, from when on, why.
        change: CareChange,
    } = Identity, "caregiver_ended";
    /// Consent was given.
    ConsentGiven {
        /// Which giving.
        consent: ConsentId,
        /// By whom, to what, until when.
        given: Consent,
    } = Narrative, "consent_given";
    /// A child said whether it agrees.
    AssentGiven {
        /// Which saying.
        assent: ConsentId,
        /// The child's answer.
        given: Assent,
    } = Narrative, "assent_given";
    /// Consent was taken back.
    ConsentWithdrawn {
        /// Which giving.
        consent: ConsentId,
        /// From which day.
        on: Day,
        /// In the person's words.
        reason: String,
    } = Narrative, "consent_withdrawn";
    /// Somebody does not want something told.
    InformationWithheld {
        /// Which wish.
        withheld: WithheldId,
        /// What is not to be told, to whom, and why.
        asked: Withheld,
    } = Narrative, "information_withheld";
    /// It may be told after all.
    WithheldLifted {
        /// Which wish.
        withheld: WithheldId,
        /// It was about other organisations ([`Withheld::is_inside`]): whoever may not read the wish does not read this.
        inside: bool,
        /// Since when.
        on: Day,
        /// In the person's words.
        words: String,
    } = Narrative, "withheld_lifted";
    /// An assessment was completed.
    AssessmentCompleted {
        /// The completed record, pinned to its instrument's version.
        completed: Completed,
    } = Narrative, "assessment_completed";
    /// A goal in the family's own words.
    GoalAdded {
        /// The goal.
        goal: NewGoal,
    } = Narrative, "goal_added";
    /// A goal changed.
    GoalSet {
        /// Which.
        goal: GoalId,
        /// The new values.
        changes: Vec<GoalChange>,
    } = Narrative, "goal_set";
    /// A step towards a goal.
    ActionAdded {
        /// The step.
        action: NewAction,
    } = Narrative, "action_added";
    /// A step changed or was done.
    ActionSet {
        /// Which.
        action: ActionId,
        /// The new values.
        changes: Vec<ActionChange>,
    } = Narrative, "action_set";
    /// The family agreed to the plan as it stands.
    PlanAgreed {
        /// Who, when, with which mark.
        agreement: PlanAgreement,
    } = Narrative, "plan_agreed";
    /// A visit is planned.
    VisitPlanned {
        /// Which.
        visit: VisitId,
        /// When, for what.
        planned: PlannedVisit,
    } = Narrative, "visit_planned";
    /// A visit took place.
    VisitRecorded {
        /// Which; an id that was not planned is an unplanned visit.
        visit: VisitId,
        /// What happened.
        recorded: RecordedVisit,
    } = Narrative, "visit_recorded";
    /// A planned visit did not take place.
    VisitMissed {
        /// Which.
        visit: VisitId,
        /// Why.
        reason: String,
    } = Narrative, "visit_missed";
    /// A small task beside the plan.
    TaskAdded {
        /// Which.
        task: TaskId,
        /// What, who, by when.
        new: NewTask,
    } = Narrative, "task_added";
    /// A task was done, or not after all.
    TaskSet {
        /// Which.
        task: TaskId,
        /// Done?
        done: bool,
    } = Narrative, "task_set";
    /// How great the risk is held to be, and why.
    RiskSet {
        /// The level.
        level: Risk,
        /// Why.
        reason: String,
    } = Narrative, "risk_set";
    /// A worry about somebody's safety.
    ConcernRaised {
        /// Which.
        concern: ConcernId,
        /// What, about whom, who said so, what was done at once.
        raised: Concern,
    } = Protection, "concern_raised";
    /// A supervisor has read the worry and says what to do.
    ConcernAnswered {
        /// Which.
        concern: ConcernId,
        /// What to do.
        answer: String,
    } = Protection, "concern_answered";
    /// A worry is settled.
    ConcernSettled {
        /// Which.
        concern: ConcernId,
        /// How we know.
        settlement: Settlement,
    } = Protection, "concern_settled";
    /// A supervisor is asked to read and sign.
    ReviewAsked {
        /// Which.
        review: ReviewId,
        /// Of what.
        asked: Asked,
    } = Narrative, "review_asked";
    /// The supervisor signed.
    ReviewSigned {
        /// Which.
        review: ReviewId,
        /// What she says.
        comment: String,
    } = Narrative, "review_signed";
    /// The supervisor sent it back.
    ReviewReturned {
        /// Which.
        review: ReviewId,
        /// What is still needed.
        comment: String,
    } = Narrative, "review_returned";
    /// The case is closed.
    Closed {
        /// The signed review, the outcome and the gates that the protocol demands.
        closing: Closing,
    } = Narrative, "closed";
    /// The case is opened again; nothing is lost.
    Reopened {
        /// Why.
        reason: String,
    } = Narrative, "reopened";
    /// Somebody was referred to a service; the packet is a stream of its own.
    ServiceReferred {
        /// That stream.
        referral: StreamId,
        /// What left, to whom, on which consent.
        sent: ServiceSent,
    } = Narrative, "service_referred";
    /// What the service answered.
    ServiceAnswered {
        /// Which referral.
        referral: StreamId,
        /// How it stood, and whether the family was told.
        answer: ServiceAnswer,
    } = Narrative, "service_answered";
    /// A photograph was taken; its bytes come by themselves.
    PhotoTaken {
        /// Which.
        photo: PhotoId,
        /// Which bytes, of whom or what, on whose word.
        taken: Photo,
    } = Media, "photo_taken";
    /// A photograph is not kept any more.
    PhotoWithdrawn {
        /// Which.
        photo: PhotoId,
        /// Why.
        reason: String,
    } = Media, "photo_withdrawn";
    /// A person decided which of several values holds.
    ConflictDecided {
        /// The field.
        field: FieldPath,
        /// The entry whose value holds.
        keep: EntryId,
    } = Identity, "conflict_decided";
    /// Somebody opened the file in an emergency. Only the server writes it.
    EmergencyOpened {
        /// Which.
        emergency: EmergencyId,
        /// Who, why, how long.
        opened: Emergency,
    } = Identity, "emergency_opened";
    /// Somebody else looked whether the emergency was one.
    EmergencyReviewed {
        /// Which.
        emergency: EmergencyId,
        /// What was found.
        finding: Finding,
        /// In words.
        note: String,
    } = Identity, "emergency_reviewed";
    /// The family is to be handed over to another organisation.
    TransferProposed {
        /// Which hand-over.
        transfer: TransferId,
        /// To whom, why, with which words.
        proposed: Proposed,
    } = Identity, "transfer_proposed";
    /// The other organisation takes the family on, and holds the file from now on. Only the server writes it.
    TransferAccepted {
        /// Which hand-over.
        transfer: TransferId,
        /// Who leads, what the former holder keeps.
        accepted: Accepted,
    } = Identity, "transfer_accepted";
    /// The other organisation does not take the family on. Only the server writes it.
    TransferDeclined {
        /// Which hand-over.
        transfer: TransferId,
        /// Why.
        reason: String,
    } = Identity, "transfer_declined";
    /// The hand-over is taken back before anybody answered.
    TransferWithdrawn {
        /// Which hand-over.
        transfer: TransferId,
        /// Why.
        reason: String,
    } = Identity, "transfer_withdrawn";
    /// Another organisation is asked to work on the file too.
    JointOffered {
        /// Which joint case.
        joint: JointId,
        /// With whom, what leaves, who writes what.
        offered: JointOffered,
    } = Identity, "joint_offered";
    /// The other organisation takes part, and names its workers; or, while it does, names others. Only the server writes
    /// it.
    JointAccepted {
        /// Which joint case.
        joint: JointId,
        /// Who works with the family for it.
        workers: Vec<JointWorker>,
    } = Identity, "joint_accepted";
    /// The other organisation does not take part. Only the server writes it.
    JointDeclined {
        /// Which joint case.
        joint: JointId,
        /// Why.
        reason: String,
    } = Identity, "joint_declined";
    /// Whoever leads ends a joint case, or takes the offer back.
    JointEnded {
        /// Which joint case.
        joint: JointId,
        /// Why.
        reason: String,
    } = Identity, "joint_ended";
    /// The other organisation ends its part. Only the server writes it.
    JointLeft {
        /// Which joint case.
        joint: JointId,
        /// Why.
        reason: String,
    } = Identity, "joint_left";
    /// Somebody is asked for advice, for a time. Only the server writes it.
    ConsultationAsked {
        /// Which.
        consultation: ConsultationId,
        /// Whom, what, how long.
        asked: Consultation,
    } = Narrative, "consultation_asked";
    /// Her advice. Only the server writes it, while she is asked.
    AdviceGiven {
        /// Which consultation.
        consultation: ConsultationId,
        /// In words.
        advice: String,
    } = Narrative, "advice_given";
    /// A consultation ends before its time. Only the server writes it.
    ConsultationEnded {
        /// Which.
        consultation: ConsultationId,
        /// Why: `enough`, `consent_withdrawn`.
        why: String,
    } = Narrative, "consultation_ended";
    /// Somebody must not see this file: a relative, or whom the family must be kept safe from.
    WorkerExcluded {
        /// Who.
        worker: WorkerId,
        /// Why.
        why: String,
    } = Identity, "worker_excluded";
    /// She may see it again.
    ExclusionLifted {
        /// Who.
        worker: WorkerId,
        /// Why.
        why: String,
    } = Identity, "exclusion_lifted";
}

impl FamilyAction {
    /// Whether it is about who works with the file rather than about the family: hand-overs, emergencies, who is kept
    /// out, other files of the family, and what others are not to know. Only the organisation that holds the file reads it, whatever sections are
    /// shared with others.
    pub const fn is_internal(&self) -> bool {
        matches!(self, Self::InformationWithheld { asked, .. } if asked.is_inside())
            || matches!(
                self,
                Self::WithheldLifted { inside: true, .. }
                    | Self::FilesSame { .. }
                    | Self::FilesNotSame { .. }
                    | Self::TransferProposed { .. }
                    | Self::TransferAccepted { .. }
                    | Self::TransferDeclined { .. }
                    | Self::TransferWithdrawn { .. }
                    | Self::EmergencyOpened { .. }
                    | Self::EmergencyReviewed { .. }
                    | Self::WorkerExcluded { .. }
                    | Self::ExclusionLifted { .. }
            )
    }

    /// The id of the thing that the command is about, for the time line; empty when it is the family itself.
    pub fn thing(&self) -> String {
        match self {
            Self::Opened { .. }
            | Self::ImportWithdrawn { .. }
            | Self::ReferralReceived { .. }
            | Self::ReferralScreened { .. }
            | Self::ReferrerTold { .. }
            | Self::FamilySet { .. }
            | Self::AddressSet { .. }
            | Self::PlanAgreed { .. }
            | Self::RiskSet { .. }
            | Self::FilesSame { .. }
            | Self::FilesNotSame { .. }
            | Self::CrossedLooked { .. }
            | Self::Closed { .. }
            | Self::Reopened { .. } => String::new(),
            Self::WorkerAssigned { worker, .. } | Self::WorkerUnassigned { worker } => worker.to_string(),
            Self::PersonAdded { person } => person.id.to_string(),
            Self::PersonSet { person, .. }
            | Self::HealthSet { person, .. }
            | Self::PersonWithdrawn { person, .. } => person.to_string(),
            Self::PersonsSame { one, .. } | Self::PersonsNotSame { one, .. } => one.to_string(),
            Self::PapersSet { person, .. } => person.map(|id| id.to_string()).unwrap_or_default(),
            Self::HouseholdNamed { household, .. } => household.to_string(),
            Self::HouseholdMoved { movement } => movement.person.to_string(),
            Self::UnionSet { union, .. } => union.to_string(),
            Self::ParentageSet { parentage } => parentage.child.to_string(),
            Self::RelationStated { relation, .. } | Self::RelationWithdrawn { relation } => {
                relation.to_string()
            }
            Self::SeniorityStated { elder, .. } => elder.to_string(),
            Self::CaregiverSet { caring } => caring.caregiver.to_string(),
            Self::CaregiverEnded { change } => change.caregiver.to_string(),
            Self::ConsentGiven { consent, .. }
            | Self::AssentGiven { assent: consent, .. }
            | Self::ConsentWithdrawn { consent, .. } => consent.to_string(),
            Self::InformationWithheld { withheld, .. } | Self::WithheldLifted { withheld, .. } => {
                withheld.to_string()
            }
            Self::AssessmentCompleted { completed } => completed.id.to_string(),
            Self::GoalAdded { goal } => goal.id.to_string(),
            Self::GoalSet { goal, .. } => goal.to_string(),
            Self::ActionAdded { action } => action.id.to_string(),
            Self::ActionSet { action, .. } => action.to_string(),
            Self::VisitPlanned { visit, .. }
            | Self::VisitRecorded { visit, .. }
            | Self::VisitMissed { visit, .. } => visit.to_string(),
            Self::TaskAdded { task, .. } | Self::TaskSet { task, .. } => task.to_string(),
            Self::ConcernRaised { concern, .. }
            | Self::ConcernAnswered { concern, .. }
            | Self::ConcernSettled { concern, .. } => concern.to_string(),
            Self::ReviewAsked { review, .. }
            | Self::ReviewSigned { review, .. }
            | Self::ReviewReturned { review, .. } => review.to_string(),
            Self::ServiceReferred { referral, .. } | Self::ServiceAnswered { referral, .. } => {
                referral.to_string()
            }
            Self::PhotoTaken { photo, .. } | Self::PhotoWithdrawn { photo, .. } => photo.to_string(),
            Self::ConflictDecided { field, .. } => field.to_string(),
            Self::TransferProposed { transfer, .. }
            | Self::TransferAccepted { transfer, .. }
            | Self::TransferDeclined { transfer, .. }
            | Self::TransferWithdrawn { transfer, .. } => transfer.to_string(),
            Self::JointOffered { joint, .. }
            | Self::JointAccepted { joint, .. }
            | Self::JointDeclined { joint, .. }
            | Self::JointEnded { joint, .. }
            | Self::JointLeft { joint, .. } => joint.to_string(),
            Self::EmergencyOpened { emergency, .. } | Self::EmergencyReviewed { emergency, .. } => {
                emergency.to_string()
            }
            Self::ConsultationAsked { consultation, .. }
            | Self::AdviceGiven { consultation, .. }
            | Self::ConsultationEnded { consultation, .. } => consultation.to_string(),
            Self::WorkerExcluded { worker, .. } | Self::ExclusionLifted { worker, .. } => worker.to_string(),
        }
    }
}
