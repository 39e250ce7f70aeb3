use super::*;
use crate::instrument::TextFault;
use proptest::prelude::*;

fn shipped() -> Protocol {
    Protocol::default()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn faults(protocol: &Protocol) -> Vec<(String, ProtocolFault)> {
    let problems = protocol.validate().err().unwrap_or_default();
    problems.into_iter().map(|problem| (problem.path, problem.fault)).collect()
}

#[test]
fn the_shipped_setting_is_sound_and_says_what_was_agreed() {
    let protocol = shipped();
    assert_eq!(protocol.validate(), Ok(()));
    assert_eq!(protocol.respond_within_hours, PerRisk { high: 24, medium: 72, low: 168 });
    assert_eq!(protocol.reassess_every_days, 182);
    assert_eq!(protocol.consent.max_months, 12);
    assert_eq!(protocol.mandatory_report.under_age, 15);
    assert_eq!((protocol.devices.enrolled, protocol.devices.lease_days), (Enrolling::BySignIn, 7));
    let on: Vec<Gate> = protocol.gates_on().map(|rule| rule.gate).collect();
    assert_eq!(
        on,
        [
            Gate::GoalsDoneOrHandedOver,
            Gate::NoOpenHighConcern,
            Gate::ChildView,
            Gate::CaregiverView,
            Gate::SupervisorApproval
        ]
    );
}

#[test]
fn codes_are_the_names_in_documents() {
    for gate in Gate::ALL {
        assert_eq!(serde_json::to_value(gate).unwrap(), gate.code());
    }
    for risk in Risk::ALL {
        assert_eq!(serde_json::to_value(risk).unwrap(), risk.code());
    }
}

#[test]
fn a_setting_with_an_unknown_key_is_refused() {
    let mut value = serde_json::to_value(shipped()).unwrap();
    value["visit_every_days"]["severe"] = 1.into();
    assert!(serde_json::from_value::<Protocol>(value).is_err());
}

#[test]
fn each_fault_is_named_where_it_is() {
    let mut protocol = shipped();
    protocol.visit_every_days.high = 60;
    protocol.plan_within_days = 0;
    protocol.gates.retain(|rule| rule.gate != Gate::ChildView);
    protocol.outcomes[0].code = protocol.outcomes[1].code.clone();
    protocol.outcomes[2].label.km = "Home".into();
    for rule in protocol.gates.iter_mut().filter(|rule| rule.gate == Gate::SupervisorApproval) {
        rule.on = false;
    }
    protocol.mandatory_report.under_age = 19;
    protocol.devices = DeviceRules { lease_days: 15, code_minutes: 0, ..protocol.devices };
    let repeated = format!("outcomes.{}", protocol.outcomes[1].code);
    let found = faults(&protocol);
    for (path, fault) in [
        ("visit_every_days", ProtocolFault::RiskOrder),
        ("plan_within_days", ProtocolFault::BadTime),
        ("gates", ProtocolFault::Missing),
        ("gates", ProtocolFault::GateOff),
        (repeated.as_str(), ProtocolFault::Repeated),
        ("outcomes.2.label", ProtocolFault::Text(TextFault::NoKhmer)),
        ("mandatory_report.under_age", ProtocolFault::BadAge),
        ("devices.lease_days", ProtocolFault::BadTime),
        ("devices.code_minutes", ProtocolFault::BadTime),
    ] {
        assert!(found.contains(&(path.to_owned(), fault)), "{path}: {found:?}");
    }
    assert_eq!(found.len(), 9, "{found:?}");
}

#[test]
fn ages_of_consent_leave_no_gap_and_do_not_overlap() {
    for (from, to) in [(7, 11), (5, 11), (6, 12), (6, 5)] {
        let mut protocol = shipped();
        (protocol.consent.ages[1].from, protocol.consent.ages[1].to) = (from, to);
        assert_eq!(faults(&protocol), [("consent.ages".to_owned(), ProtocolFault::ConsentAges)]);
    }
}

#[test]
fn every_child_has_a_rule_of_consent_and_no_adult_has() {
    let protocol = shipped();
    for age in 0..18 {
        assert!(protocol.consent_at(age).is_some(), "{age}");
    }
    assert_eq!(protocol.consent_at(18), None);
    assert_eq!(protocol.consent_at(-1), None);
    assert_eq!(protocol.consent_at(11).map(|rule| rule.child_form), Some(ConsentForm::Oral));
    assert_eq!(protocol.consent_at(15).map(|rule| rule.child), Some(ChildGives::Consent));
}

#[test]
fn harm_to_a_child_of_unknown_age_is_reported_as_to_a_young_one() {
    let protocol = shipped();
    assert!(protocol.must_report(Some(14)));
    assert!(!protocol.must_report(Some(15)));
    assert!(protocol.must_report(None));
}

#[test]
fn a_worked_example_of_due_days() {
    let protocol = shipped();
    let accepted = day("2026-11-22");
    assert_eq!(respond_by(&protocol, Millis(0), Risk::High), Millis(24 * 3_600_000));
    assert_eq!(next_visit_due(&protocol, None, accepted, Risk::High), day("2026-11-23"));
    assert_eq!(next_visit_due(&protocol, None, accepted, Risk::Low), day("2026-11-29"));
    assert_eq!(next_visit_due(&protocol, Some(day("2026-11-25")), accepted, Risk::Medium), day("2026-12-09"));
    assert_eq!(next_review_due(&protocol, None, accepted, Risk::High), day("2026-12-22"));
    assert_eq!(next_assessment_due(&protocol, None, accepted), day("2026-12-06"));
    assert_eq!(next_assessment_due(&protocol, Some(day("2026-12-01")), accepted), day("2027-06-01"));
    assert_eq!(consent_until(&protocol, accepted), day("2027-11-22"));
    // A visit long before the family was accepted does not make the next one overdue from the start.
    assert_eq!(next_visit_due(&protocol, Some(day("2025-01-01")), accepted, Risk::High), accepted);
}

prop_compose! {
    fn any_day()(days in 0_i64..40_000) -> Day { Day::EPOCH.plus_days(days) }
}

prop_compose! {
    fn ordered(longest: u16)(mut times in proptest::array::uniform3(1..=longest)) -> PerRisk<u16> {
        times.sort_unstable();
        let [high, medium, low] = times;
        PerRisk { high, medium, low }
    }
}

prop_compose! {
    fn sound()(
        respond_within_hours in ordered(500), visit_every_days in ordered(120), review_every_days in ordered(365),
        assess_within_days in 1_u16..60, reassess_every_days in 1_u16..400,
    ) -> Protocol {
        Protocol {
            respond_within_hours, visit_every_days, review_every_days, assess_within_days, reassess_every_days,
            ..shipped()
        }
    }
}

/// Every schedule as days due for one family, so that each law is stated once for all of them.
fn dues(protocol: &Protocol, last: Option<Day>, accepted: Day, risk: Risk) -> [Day; 3] {
    [
        next_visit_due(protocol, last, accepted, risk),
        next_review_due(protocol, last, accepted, risk),
        next_assessment_due(protocol, last, accepted),
    ]
}

proptest! {
    #[test]
    fn a_sound_setting_stays_sound(protocol in sound()) {
        prop_assert_eq!(protocol.validate(), Ok(()));
    }

    #[test]
    fn nothing_is_due_before_what_it_is_counted_from(
        protocol in sound(), last in proptest::option::of(any_day()), accepted in any_day(), received in 0_i64..1 << 42,
    ) {
        for risk in Risk::ALL {
            for due in dues(&protocol, last, accepted, risk) {
                prop_assert!(due >= accepted);
                prop_assert!(last.is_none_or(|last| due > last));
            }
            prop_assert!(respond_by(&protocol, Millis(received), risk) > Millis(received));
        }
    }

    #[test]
    fn a_higher_risk_is_never_due_later(
        protocol in sound(), last in proptest::option::of(any_day()), accepted in any_day(), received in 0_i64..1 << 42,
    ) {
        for pair in Risk::ALL.windows(2) {
            let higher = dues(&protocol, last, accepted, pair[0]);
            let lower = dues(&protocol, last, accepted, pair[1]);
            prop_assert!(higher.iter().zip(lower).all(|(higher, lower)| *higher <= lower));
            let received = Millis(received);
            prop_assert!(respond_by(&protocol, received, pair[0]) <= respond_by(&protocol, received, pair[1]));
        }
    }

    #[test]
    fn a_later_visit_or_acceptance_never_makes_the_next_due_earlier(
        protocol in sound(), last in any_day(), accepted in any_day(), later in 1_i64..400,
    ) {
        for risk in Risk::ALL {
            let at = dues(&protocol, Some(last), accepted, risk);
            let moved = dues(&protocol, Some(last.plus_days(later)), accepted, risk);
            prop_assert!(at.iter().zip(moved).all(|(at, moved)| *at <= moved));
            let at = dues(&protocol, None, accepted, risk);
            let moved = dues(&protocol, None, accepted.plus_days(later), risk);
            prop_assert!(at.iter().zip(moved).all(|(at, moved)| *at < moved));
        }
    }
}
