//! What the family agreed to, and what was assessed with it.

use super::*;

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
