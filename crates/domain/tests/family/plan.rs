//! The plan, and visits.

use super::*;

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
