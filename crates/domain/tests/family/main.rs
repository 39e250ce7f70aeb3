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

mod agreed;
mod closing;
mod people;
mod plan;
mod stages;
