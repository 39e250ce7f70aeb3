//! A family's file, subject by subject: what a command does, and what it must not do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_wrap,
    reason = "a test that cannot go on fails"
)]

use kinkeeper_domain as domain;

use domain::entry::{Outcome, Rejection};
use domain::family::assessment::{Completed, Revision};
use domain::family::concern::{Concern, Settlement};
use domain::family::consent::{Consent, Mark};
use domain::family::people::{HouseholdMove, NewPerson, Parentage};
use domain::family::plan::{
    ActionState, Agreeing, Doer, GoalChange, GoalState, NewAction, NewGoal, PlanAgreement,
};
use domain::family::referral::{Feedback, Referral, Screening};
use domain::family::review::{Asked, ChildView, Closing, ReviewOf};
use domain::family::visit::{PlannedVisit, RecordedVisit, VisitState};
use domain::family::{Family, FamilyAction as A, Stage, TeamRole};
use domain::ids::{ActionId, AssessmentId, ConsentId, GoalId, PersonId, ReviewId, VisitId};
use domain::instrument::Answers;
use domain::kinship::{Quality, Sex};
use domain::protocol::{Gate, Protocol, Risk};
use domain::time::{Birth, Day};
use testkit::builders::{Hand, MadeId, Script, status_check};

const DAVY: Hand = Hand::number(1);
const SOPHEA: Hand = Hand::number(2);

fn day() -> Day {
    Day::new(2026, 3, 2).unwrap()
}

/// A file while it is written, in a mother's and a child's name.
struct File {
    script: Script,
    mother: PersonId,
    child: PersonId,
}

impl File {
    /// Opened, with a mother and a child that the work is about.
    fn opened() -> Self {
        let mut script = Script::seeded(3);
        script.on(day());
        script.say(DAVY, A::Opened { village: "02080103".parse().unwrap(), import: None });
        let (mother, child) = (script.ids.fresh(), script.ids.fresh());
        let mut file = Self { script, mother, child };
        for (id, name, age) in [(mother, "ស្រីមុំ", 31), (child, "ធារី", 9)] {
            let birth = Some(Birth::Exact { day: day().plus_months(-12 * age) });
            let person = NewPerson {
                id,
                name_km: name.into(),
                name_latin: String::new(),
                sex: Sex::Female,
                birth,
                in_focus: age < 18,
            };
            file.applied(A::PersonAdded { person });
        }
        file
    }
    /// Referred and taken on.
    fn accepted() -> Self {
        let mut file = Self::opened();
        file.applied(referred());
        file.applied(accept());
        file
    }
    /// With consent and a plan, so that it is open.
    fn open() -> (Self, GoalId) {
        let mut file = Self::accepted();
        file.applied(file.clone_consent());
        let goal = file.new_goal();
        let agreement = file.agreement(Mark::OnPaper);
        file.applied(A::PlanAgreed { agreement });
        (file, goal)
    }
    fn id<I: MadeId>(&mut self) -> I {
        self.script.ids.fresh()
    }
    fn say(&mut self, hand: Hand, action: A) -> Outcome {
        self.script.say(hand, action);
        self.script.last_outcome().unwrap()
    }
    fn applied(&mut self, action: A) {
        let name = action.name();
        assert_eq!(self.say(DAVY, action), Outcome::Applied, "{name}");
    }
    fn refused(&mut self, action: A) -> Rejection {
        match self.say(DAVY, action) {
            Outcome::Rejected { reason } => reason,
            other => panic!("{other:?}"),
        }
    }
    fn family(&self) -> Family {
        self.script.family()
    }
    fn stage(&self) -> &'static str {
        self.family().stage.code()
    }
    fn consent(&self) -> Consent {
        Consent {
            purpose: "services".into(),
            by: self.mother,
            covers: vec![self.child],
            recipient: String::new(),
            organisation: None,
            sections: Vec::new(),
            language: "km".into(),
            on: day(),
            until: day().plus_days(365),
            withheld: String::new(),
            mark: Mark::OnPaper,
        }
    }
    fn clone_consent(&self) -> A {
        A::ConsentGiven { consent: ConsentId::from_u128(77), given: self.consent() }
    }
    fn completed(&mut self, on: Day, answers: Answers) -> A {
        let (id, subject) = (self.id(), Some(self.child));
        let instrument = "csi".to_owned();
        A::AssessmentCompleted {
            completed: Completed {
                id,
                instrument,
                version: 1,
                subject,
                on,
                sources: Vec::new(),
                answers,
                revises: None,
            },
        }
    }
    fn new_goal(&mut self) -> GoalId {
        let id = self.id();
        let goal = NewGoal {
            id,
            words: "កូនឆ្អែត".into(),
            for_people: Vec::new(),
            links: Vec::new(),
            reached_when: String::new(),
        };
        self.applied(A::GoalAdded { goal });
        id
    }
    fn new_step(&mut self, goal: GoalId) -> ActionId {
        let id = self.id();
        let doer = Doer::Person { person: self.mother };
        let action =
            NewAction { id, goal, what: "ដាំបន្លែ".into(), doer, by: Some(day()), place: 1 };
        self.applied(A::ActionAdded { action });
        id
    }
    fn agreement(&self, mark: Mark) -> PlanAgreement {
        let by = vec![Agreeing { person: self.mother, mark }];
        PlanAgreement { on: day(), by, review_on: day().plus_days(60) }
    }
    fn visited(&self, done: Vec<ActionId>) -> RecordedVisit {
        RecordedVisit {
            on: day(),
            place: "home".into(),
            met: vec![self.mother, self.child],
            others: String::new(),
            strengths: String::new(),
            observations: String::new(),
            child_words: Vec::new(),
            done,
        }
    }
    fn concern(&self, level: Risk) -> Concern {
        Concern {
            level,
            about: vec![self.child],
            kind: "violence".into(),
            what: "ស្នាមជាំ".into(),
            said_by: String::new(),
            done_at_once: String::new(),
            report: None,
            on: day(),
        }
    }
    fn closing_review(&mut self) -> ReviewId {
        let review = self.id();
        let asked = Asked { of: self.closing(true), summary: String::new(), on: day() };
        self.applied(A::ReviewAsked { review, asked });
        review
    }
    fn closing(&self, heard: bool) -> ReviewOf {
        let words = if heard { "ខ្ញុំសប្បាយ" } else { " " };
        ReviewOf::Closing {
            outcome: "together_and_safe".into(),
            child_views: vec![ChildView { child: self.child, words: words.into() }],
            caregiver_view: "អរគុណ".into(),
            contact_name: "មេភូមិ".into(),
            contact_phone: String::new(),
        }
    }
}

fn referred() -> A {
    let referral = Referral {
        source: "village_chief".into(),
        referrer: String::new(),
        referrer_phone: String::new(),
        reasons: vec!["hunger".into()],
        story: String::new(),
        urgency: Risk::Medium,
        people: Vec::new(),
        family_knows: None,
        received_at: day().noon(),
    };
    A::ReferralReceived { referral }
}

fn accept() -> A {
    let respond_by = day().noon().plus_hours(72);
    A::ReferralScreened {
        screening: Screening::Accept { risk: Risk::Medium, respond_by, note: String::new() },
    }
}

fn unknown(what: &str) -> Rejection {
    Rejection::UnknownThing { what: what.into() }
}

fn impossible(field: &str, why: &str) -> Rejection {
    Rejection::NotPossible { field: field.into(), why: why.into() }
}

fn settlement() -> Settlement {
    Settlement { how: "អ្នកជិតខាងបញ្ជាក់".into(), on: day() }
}

// Referral and stages

#[test]
fn nothing_is_taken_before_the_file_is_opened_or_twice() {
    let mut script = Script::seeded(1);
    script.say(DAVY, referred());
    let stage = "not_opened".to_owned();
    assert_eq!(script.last_outcome(), Some(Outcome::Rejected { reason: Rejection::WrongStage { stage } }));
    let mut file = File::opened();
    let again = A::Opened { village: "02080106".parse().unwrap(), import: None };
    assert_eq!(file.refused(again), Rejection::AlreadyThere { what: "family".into() });
    assert_eq!(file.family().village.get().unwrap().as_str(), "02080103");
}

#[test]
fn a_referral_goes_from_waiting_to_accepted_and_sets_risk_and_clock() {
    let mut file = File::opened();
    assert_eq!(file.stage(), "new");
    file.applied(referred());
    assert_eq!(file.stage(), "referred");
    file.applied(accept());
    let family = file.family();
    assert!(
        matches!(family.stage, Stage::Accepted { respond_by, .. } if respond_by == day().noon().plus_hours(72))
    );
    assert_eq!(family.risk.get(), Some(&Risk::Medium));
    let glance = family.summary(Protocol::shipped());
    assert_eq!(glance.respond_by, Some(day().noon().plus_hours(72)));
    assert_eq!(file.refused(accept()), Rejection::AlreadyDecided);
}

#[test]
fn a_declined_family_may_be_referred_again_and_the_referrer_is_told_once() {
    let mut file = File::opened();
    let decline = || Screening::Decline { reason: "no_need".into(), note: String::new() };
    assert_eq!(file.refused(A::ReferralScreened { screening: decline() }), unknown("referral"));
    file.applied(referred());
    file.applied(A::ReferralScreened { screening: decline() });
    assert_eq!(file.stage(), "declined");
    let told = || A::ReferrerTold {
        feedback: Feedback { how: "phone".into(), what: "អរគុណ".into(), on: day() },
    };
    file.applied(told());
    assert_eq!(file.refused(told()), unknown("referral"));
    file.applied(referred());
    assert_eq!(file.stage(), "referred");
    let pass_on = Screening::PassOn { to: "មណ្ឌលសុខភាព".into(), note: String::new() };
    file.applied(A::ReferralScreened { screening: pass_on });
    assert_eq!((file.stage(), file.family().referrals.len()), ("passed_on", 2));
}

#[test]
fn a_referral_without_reason_or_story_says_nothing() {
    let mut file = File::opened();
    let A::ReferralReceived { mut referral } = referred() else { unreachable!() };
    referral.reasons.clear();
    assert_eq!(file.refused(A::ReferralReceived { referral }), impossible("story", "empty"));
}

#[test]
fn the_first_visit_stops_the_clock_and_the_first_plan_opens_the_case() {
    let mut file = File::accepted();
    assert!(file.family().summary(Protocol::shipped()).respond_by.is_some());
    let visit = file.id();
    let recorded = file.visited(Vec::new());
    file.applied(A::VisitRecorded { visit, recorded });
    let family = file.family();
    assert_eq!((family.stage.code(), family.first_met), ("accepted", Some(day())));
    assert_eq!(family.summary(Protocol::shipped()).respond_by, None);
    file.new_goal();
    let agreement = file.agreement(Mark::OnPaper);
    file.applied(A::PlanAgreed { agreement });
    assert_eq!(file.stage(), "open");
}

#[test]
fn there_is_one_lead_at_a_time() {
    let mut file = File::accepted();
    for worker in [DAVY.worker, SOPHEA.worker] {
        file.applied(A::WorkerAssigned { worker, role: TeamRole::Lead });
    }
    assert_eq!(file.family().lead(), Some(SOPHEA.worker));
    file.applied(A::WorkerUnassigned { worker: SOPHEA.worker });
    assert_eq!(file.family().lead(), None);
}

// People

#[test]
fn a_person_needs_a_name_and_cannot_be_born_tomorrow_week() {
    let mut file = File::opened();
    let new = |id, name: &str, birth| NewPerson {
        id,
        name_km: name.into(),
        name_latin: " ".into(),
        sex: Sex::Unknown,
        birth,
        in_focus: false,
    };
    let id = file.id();
    assert_eq!(file.refused(A::PersonAdded { person: new(id, " ", None) }), impossible("name", "empty"));
    let unborn = Some(Birth::Exact { day: day().plus_days(7) });
    assert_eq!(
        file.refused(A::PersonAdded { person: new(id, "ពៅ", unborn) }),
        impossible("birth", "in_the_future")
    );
    let today = Some(Birth::Exact { day: day() });
    file.applied(A::PersonAdded { person: new(id, "ពៅ", today) });
    let again = A::PersonAdded { person: new(id, "ពៅ", today) };
    assert_eq!(file.refused(again), Rejection::AlreadyThere { what: "person".into() });
}

#[test]
fn nobody_is_her_own_ancestor() {
    let mut file = File::opened();
    let parentage = |child, parent, quality| A::ParentageSet {
        parentage: Parentage { child, parent, quality, from: None, until: None },
    };
    let (mother, child) = (file.mother, file.child);
    let circle = impossible("parentage", "self_relation");
    assert_eq!(file.refused(parentage(child, child, Quality::Birth)), circle);
    file.applied(parentage(child, mother, Quality::Birth));
    assert_eq!(file.refused(parentage(mother, child, Quality::Birth)), circle);
    let nobody = file.id();
    assert_eq!(file.refused(parentage(child, nobody, Quality::Birth)), Rejection::UnknownPerson);
    // Saying it again changes nothing.
    file.applied(parentage(child, mother, Quality::Birth));
    assert_eq!(file.family().parentages.len(), 1);
}

#[test]
fn somebody_who_moves_out_has_one_stay_with_its_end() {
    let mut file = File::opened();
    let household = file.id();
    let person = file.mother;
    let movement = |from, until| A::HouseholdMoved {
        movement: HouseholdMove { person, household, from, until, whereabouts: String::new() },
    };
    assert_eq!(file.refused(movement(None, None)), unknown("household"));
    file.applied(A::HouseholdNamed { household, name: "ផ្ទះលោកយាយ".into() });
    file.applied(movement(Some(day().plus_days(-90)), None));
    assert_eq!(
        file.refused(movement(Some(day()), Some(day().plus_days(-1)))),
        impossible("until", "before_from")
    );
    file.applied(movement(None, Some(day())));
    let stays = file.family().households[&household].stays.clone();
    assert_eq!(stays.len(), 1);
    assert_eq!((stays[0].from, stays[0].until), (Some(day().plus_days(-90)), Some(day())));
}

#[test]
fn a_withdrawn_person_is_no_longer_shown() {
    let mut file = File::opened();
    let person = file.child;
    file.applied(A::PersonWithdrawn { person, reason: "ពីរដង".into() });
    let family = file.family();
    assert!(family.present().all(|present| present.id != person));
    assert!(family.people.contains_key(&person));
}

// Consent and assessment

#[test]
fn no_assessment_before_consent() {
    let mut file = File::accepted();
    let early = file.completed(day(), status_check(|_| 3));
    assert_eq!(file.refused(early), Rejection::NoConsent);
    file.applied(file.clone_consent());
    let complete = file.completed(day(), status_check(|_| 3));
    file.applied(complete);
    assert_eq!((file.stage(), file.family().assessments.len()), ("open", 1));
}

#[test]
fn consent_to_something_else_or_that_has_ended_does_not_count() {
    let mut file = File::accepted();
    let reporting = Consent { purpose: "reporting".into(), ..file.consent() };
    let ended = Consent { on: day().plus_days(-40), until: day().plus_days(-1), ..file.consent() };
    for given in [reporting, ended] {
        let consent = file.id();
        file.applied(A::ConsentGiven { consent, given });
        let early = file.completed(day(), status_check(|_| 3));
        assert_eq!(file.refused(early), Rejection::NoConsent);
    }
    let then = file.completed(day().plus_days(-1), status_check(|_| 3));
    file.applied(then);
}

#[test]
fn a_withdrawal_stops_those_who_know_of_it_and_not_those_who_could_not() {
    let mut file = File::accepted();
    file.applied(file.clone_consent());
    let seen = file.script.head();
    let withdrawn =
        A::ConsentWithdrawn {
            consent: ConsentId::from_u128(77), on: day(), reason: "ប្ដូរចិត្ត".into()
        };
    assert_eq!(file.say(SOPHEA, withdrawn), Outcome::Applied);
    let unseen = file.completed(day(), status_check(|_| 3));
    file.script.say_having_seen(seen, DAVY, unseen);
    assert_eq!(file.script.last_outcome(), Some(Outcome::Merged));
    let knowing = file.completed(day(), status_check(|_| 3));
    assert_eq!(file.refused(knowing), Rejection::NoConsent);
    assert_eq!(file.family().live_consents("services", day()).count(), 0);
    assert_eq!(file.family().live_consents("services", day().plus_days(-1)).count(), 0);
}

#[test]
fn consent_is_short_marked_and_by_somebody_of_the_file() {
    let mut file = File::accepted();
    let consent = file.id();
    let nobody = file.id();
    let give = |given| A::ConsentGiven { consent, given };
    let base = file.consent();
    let endless = Consent { until: day().plus_days(400), ..base.clone() };
    assert_eq!(file.refused(give(endless)), impossible("until", "too_long"));
    let unmarked = Consent { mark: Mark::Drawn { strokes: vec![vec![]] }, ..base.clone() };
    assert_eq!(file.refused(give(unmarked)), impossible("mark", "empty"));
    let unheard = Consent { mark: Mark::Spoken { witness: " ".into() }, ..base.clone() };
    assert_eq!(file.refused(give(unheard)), impossible("mark", "empty"));
    assert_eq!(file.refused(give(Consent { by: nobody, ..base.clone() })), Rejection::UnknownPerson);
    file.applied(give(base.clone()));
    assert_eq!(file.refused(give(base)), Rejection::AlreadyThere { what: "consent".into() });
}

#[test]
fn an_incomplete_assessment_is_refused() {
    let mut file = File::accepted();
    file.applied(file.clone_consent());
    let mut answers = status_check(|_| 4);
    answers.remove("1A");
    let incomplete = file.completed(day(), answers);
    assert_eq!(file.refused(incomplete), Rejection::Incomplete { missing: 1 });
    assert_eq!(file.stage(), "accepted");
}

/// The documents of other tools are not part of the fold: whoever gives and places a record judges it.
#[test]
fn a_record_of_a_tool_that_the_fold_does_not_know_is_kept() {
    let mut file = File::accepted();
    file.applied(file.clone_consent());
    let A::AssessmentCompleted { mut completed } = file.completed(day(), status_check(|_| 4)) else {
        unreachable!()
    };
    completed.version = 99;
    file.applied(A::AssessmentCompleted { completed });
    assert_eq!(file.family().assessments.len(), 1);
}

#[test]
fn a_record_is_corrected_once_by_another_of_the_same_tool_and_stays_readable() {
    let mut file = File::accepted();
    file.applied(file.clone_consent());
    let first = file.completed(day(), status_check(|_| 4));
    let A::AssessmentCompleted { completed: wrong } = &first else { unreachable!() };
    let (of, subject) = (wrong.id, wrong.subject);
    file.applied(first);
    let revision = |file: &mut File, of, reason: &str| {
        let A::AssessmentCompleted { mut completed } = file.completed(day(), status_check(|_| 2)) else {
            unreachable!()
        };
        completed.revises = Some(Revision { of, reason: reason.into() });
        A::AssessmentCompleted { completed }
    };
    let unknown = AssessmentId::from_u128(404);
    let stray = revision(&mut file, unknown, "ដាក់ពិន្ទុខុស");
    assert_eq!(file.refused(stray), Rejection::UnknownThing { what: "assessment".into() });
    let silent = revision(&mut file, of, " ");
    assert_eq!(file.refused(silent).code(), "not_possible");
    let corrected = revision(&mut file, of, "ដាក់ពិន្ទុខុស");
    file.applied(corrected);
    let again = revision(&mut file, of, "ម្ដងទៀត");
    assert_eq!(file.refused(again), Rejection::AlreadyDecided);
    let family = file.family();
    assert_eq!(family.assessments.len(), 2, "nothing is rewritten");
    let (newest, before) = family.latest_assessments("csi", subject);
    assert_eq!(newest.unwrap().completed.revises.as_ref().map(|r| r.of), Some(of));
    assert!(before.is_none(), "what was corrected counts no more");
    assert!(family.is_revised(of));
}

#[test]
fn the_newest_assessment_is_the_latest_by_its_day() {
    let mut file = File::accepted();
    let given = Consent { on: day().plus_days(-200), until: day().plus_days(100), ..file.consent() };
    let consent = file.id();
    file.applied(A::ConsentGiven { consent, given });
    for (ago, mark) in [(0, 4), (180, 2)] {
        let completed = file.completed(day().plus_days(-ago), status_check(|_| mark));
        file.applied(completed);
    }
    let family = file.family();
    let (newest, before) = family.latest_assessments("csi", Some(file.child));
    assert_eq!(newest.unwrap().completed.on, day());
    assert_eq!(before.unwrap().completed.on, day().plus_days(-180));
}

// Plan and visits

#[test]
fn a_plan_is_agreed_with_a_goal_and_a_mark() {
    let mut file = File::accepted();
    let agreement = file.agreement(Mark::OnPaper);
    assert_eq!(file.refused(A::PlanAgreed { agreement }), unknown("goal"));
    file.new_goal();
    let unmarked = file.agreement(Mark::Thumb { strokes: Vec::new() });
    assert_eq!(file.refused(A::PlanAgreed { agreement: unmarked }), impossible("mark", "empty"));
    let nobody = PlanAgreement { by: Vec::new(), ..file.agreement(Mark::OnPaper) };
    assert_eq!(file.refused(A::PlanAgreed { agreement: nobody }), impossible("mark", "empty"));
    assert_eq!(file.stage(), "accepted");
    let thumb = file.agreement(Mark::Thumb { strokes: vec![vec![1, 2]] });
    file.applied(A::PlanAgreed { agreement: thumb });
    let family = file.family();
    let glance = family.summary(Protocol::shipped());
    assert_eq!((family.stage.code(), glance.next_review), ("open", Some(day().plus_days(60))));
}

#[test]
fn a_visit_is_made_once_and_does_its_steps() {
    let (mut file, goal) = File::open();
    let step = file.new_step(goal);
    let visit: VisitId = file.id();
    let planned = PlannedVisit { on: day(), worker: DAVY.worker, purpose: String::new() };
    file.applied(A::VisitPlanned { visit, planned });
    assert_eq!(file.family().next_planned_visit().map(|(id, _)| id), Some(visit));
    let recorded = file.visited(vec![step]);
    file.applied(A::VisitRecorded { visit, recorded: recorded.clone() });
    let family = file.family();
    assert_eq!(*family.actions[&step].state(), ActionState::Done { on: day() });
    assert_eq!((family.last_visit(), family.next_planned_visit()), (Some(day()), None));
    assert_eq!(
        file.refused(A::VisitRecorded { visit, recorded }),
        Rejection::AlreadyThere { what: "visit".into() }
    );
    assert_eq!(file.refused(A::VisitMissed { visit, reason: "ភ្លៀង".into() }), Rejection::AlreadyDecided);
}

#[test]
fn a_visit_held_for_missed_may_have_been_made_after_all() {
    let (mut file, _) = File::open();
    let visit: VisitId = file.id();
    assert_eq!(file.refused(A::VisitMissed { visit, reason: String::new() }), unknown("visit"));
    let planned = PlannedVisit { on: day(), worker: DAVY.worker, purpose: String::new() };
    file.applied(A::VisitPlanned { visit, planned });
    file.applied(A::VisitMissed { visit, reason: "ភ្លៀង".into() });
    assert!(matches!(file.family().visits[&visit].state, VisitState::Missed { .. }));
    let recorded = file.visited(Vec::new());
    file.applied(A::VisitRecorded { visit, recorded });
    assert!(matches!(file.family().visits[&visit].state, VisitState::Made { .. }));
}

#[test]
fn a_visit_cannot_be_recorded_before_its_day() {
    let (mut file, _) = File::open();
    let visit: VisitId = file.id();
    let recorded = RecordedVisit { on: day().plus_days(3), ..file.visited(Vec::new()) };
    assert_eq!(file.refused(A::VisitRecorded { visit, recorded }), impossible("on", "in_the_future"));
}

// Concerns, reviews, closing

#[test]
fn a_high_concern_is_settled_by_somebody_else() {
    let (mut file, _) = File::open();
    let concern = file.id();
    let raised = file.concern(Risk::High);
    file.applied(A::ConcernRaised { concern, raised });
    assert_eq!(file.family().summary(Protocol::shipped()).unanswered_high, 1);
    let settle = || A::ConcernSettled { concern, settlement: settlement() };
    assert_eq!(file.refused(settle()), Rejection::FourEyes);
    assert_eq!(file.say(SOPHEA, A::ConcernAnswered { concern, answer: "ខ្ញុំទៅ".into() }), Outcome::Applied);
    assert_eq!(file.family().summary(Protocol::shipped()).unanswered_high, 0);
    assert_eq!(file.say(SOPHEA, settle()), Outcome::Applied);
    assert_eq!(file.refused(settle()), Rejection::AlreadyDecided);
    let low = file.id();
    let raised = file.concern(Risk::Low);
    file.applied(A::ConcernRaised { concern: low, raised });
    file.applied(A::ConcernSettled { concern: low, settlement: settlement() });
}

#[test]
fn nobody_signs_her_own_review_and_nobody_signs_twice() {
    let (mut file, _) = File::open();
    let review = file.closing_review();
    let signed = || A::ReviewSigned { review, comment: String::new() };
    assert_eq!(file.refused(signed()), Rejection::FourEyes);
    // Another device makes her nobody else.
    let phone = DAVY.on(domain::ids::DeviceId::from_u128(9));
    assert_eq!(file.say(phone, signed()), Outcome::Rejected { reason: Rejection::FourEyes });
    assert_eq!(file.say(SOPHEA, signed()), Outcome::Applied);
    let returned = A::ReviewReturned { review, comment: String::new() };
    assert_eq!(file.say(SOPHEA, returned), Outcome::Rejected { reason: Rejection::AlreadyDecided });
}

/// Everything is met and the supervisor has signed.
fn ready_to_close() -> (File, GoalId, ReviewId) {
    let (mut file, goal) = File::open();
    let changes = vec![GoalChange::State(GoalState::Reached { on: day() })];
    file.applied(A::GoalSet { goal, changes });
    let review = file.closing_review();
    assert_eq!(file.say(SOPHEA, A::ReviewSigned { review, comment: String::new() }), Outcome::Applied);
    (file, goal, review)
}

fn close(review: ReviewId) -> A {
    A::Closed { closing: Closing { review, gates: Gate::ALL.to_vec(), on: day() } }
}

fn unmet(gates: &[Gate]) -> Rejection {
    Rejection::GatesUnmet { gates: gates.iter().map(|gate| gate.code().to_owned()).collect() }
}

#[test]
fn a_case_with_every_gate_met_is_closed_and_can_be_opened_again() {
    let (mut file, _, review) = ready_to_close();
    file.applied(close(review));
    assert!(
        matches!(file.family().stage, Stage::Closed { ref outcome, .. } if outcome == "together_and_safe")
    );
    assert_eq!(file.refused(close(review)), Rejection::WrongStage { stage: "closed".into() });
    file.applied(A::Reopened { reason: "គ្រួសារសុំ".into() });
    let family = file.family();
    assert_eq!((family.stage.code(), family.closings.len(), family.goals.len()), ("open", 1, 1));
    let again = A::Reopened { reason: "ម្ដងទៀត".into() };
    assert_eq!(file.refused(again), Rejection::WrongStage { stage: "open".into() });
}

#[test]
fn an_open_goal_keeps_a_case_open() {
    let (mut file, goal, review) = ready_to_close();
    file.applied(A::GoalSet { goal, changes: vec![GoalChange::State(GoalState::Open)] });
    assert_eq!(file.refused(close(review)), unmet(&[Gate::GoalsDoneOrHandedOver]));
    let handed = GoalState::HandedOver { to: "គ.ក.ន.ក".into(), on: day() };
    file.applied(A::GoalSet { goal, changes: vec![GoalChange::State(handed)] });
    file.applied(close(review));
}

#[test]
fn an_open_high_concern_keeps_a_case_open_even_when_nobody_demands_it() {
    let (mut file, _, review) = ready_to_close();
    let (high, medium) = (file.id(), file.id());
    for (concern, level) in [(high, Risk::High), (medium, Risk::Medium)] {
        let raised = file.concern(level);
        file.applied(A::ConcernRaised { concern, raised });
    }
    let careless = A::Closed { closing: Closing { review, gates: Vec::new(), on: day() } };
    assert_eq!(file.refused(careless), unmet(&[Gate::NoOpenHighConcern]));
    let settled = A::ConcernSettled { concern: high, settlement: settlement() };
    assert_eq!(file.say(SOPHEA, settled), Outcome::Applied);
    file.applied(close(review));
}

#[test]
fn an_unsigned_or_returned_review_closes_nothing() {
    let (mut file, goal) = File::open();
    file.applied(A::GoalSet { goal, changes: vec![GoalChange::State(GoalState::Reached { on: day() })] });
    let review = file.closing_review();
    assert_eq!(file.refused(close(review)), unmet(&[Gate::SupervisorApproval]));
    let returned = A::ReviewReturned { review, comment: "សម្ដីកុមារ".into() };
    assert_eq!(file.say(SOPHEA, returned), Outcome::Applied);
    assert_eq!(file.refused(close(review)), unmet(&[Gate::SupervisorApproval]));
    let progress = file.id();
    let asked = Asked { of: ReviewOf::Progress, summary: String::new(), on: day() };
    file.applied(A::ReviewAsked { review: progress, asked });
    assert_eq!(file.refused(close(progress)), unknown("review"));
    assert_eq!(file.stage(), "open");
}

#[test]
fn every_child_and_the_caregiver_are_heard_and_somebody_is_near() {
    let (mut file, goal) = File::open();
    file.applied(A::GoalSet { goal, changes: vec![GoalChange::State(GoalState::Reached { on: day() })] });
    let silent = match file.closing(false) {
        ReviewOf::Closing { outcome, child_views, contact_phone, .. } => ReviewOf::Closing {
            outcome,
            child_views,
            caregiver_view: " ".into(),
            contact_name: String::new(),
            contact_phone,
        },
        other => other,
    };
    let review = file.id();
    let asked = Asked { of: silent, summary: String::new(), on: day() };
    file.applied(A::ReviewAsked { review, asked });
    assert_eq!(file.say(SOPHEA, A::ReviewSigned { review, comment: String::new() }), Outcome::Applied);
    assert_eq!(
        file.refused(close(review)),
        unmet(&[Gate::ChildView, Gate::CaregiverView, Gate::LocalContact])
    );
}

#[test]
fn a_child_who_has_died_need_not_be_heard() {
    let (mut file, goal) = File::open();
    file.applied(A::GoalSet { goal, changes: vec![GoalChange::State(GoalState::Reached { on: day() })] });
    let person = file.child;
    use domain::family::people::PersonField;
    file.applied(A::PersonSet { person, changes: vec![PersonField::DiedOn(Some(day().plus_days(-3)))] });
    let family = file.family();
    let review = file.closing(false);
    assert_eq!(family.gates_unmet(&review, None, &Gate::ALL), []);
}

#[test]
fn a_withdrawn_import_takes_nothing_more() {
    let mut script = Script::seeded(4);
    script.on(day());
    let import = script.ids.fresh();
    script.say(DAVY, A::Opened { village: "02080103".parse().unwrap(), import: Some(import) });
    let other = script.ids.fresh();
    script.say(DAVY, A::ImportWithdrawn { import: other });
    assert_eq!(script.last_outcome(), Some(Outcome::Rejected { reason: unknown("import") }));
    script.say(DAVY, A::ImportWithdrawn { import });
    script.say(DAVY, referred());
    let stage = "withdrawn".to_owned();
    assert_eq!(script.last_outcome(), Some(Outcome::Rejected { reason: Rejection::WrongStage { stage } }));
}
