//! Worries about safety, reviews and closing.

use super::*;

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
