//! Referral and stages.

use super::*;

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
