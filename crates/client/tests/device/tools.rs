//! Assessment tools: documents that come when they are needed, records that are whole, corrections, drafts.

use super::*;
use domain::family::assessment::{Completed, Revision};
use domain::ids::{AssessmentId, ConsentId};
use domain::instrument::{Answers, ProblemKind, find};
use kinkeeper_client::view::{AssessOf, AssessView};

fn example() -> Answers {
    let text = include_str!("../../../../instruments/examples/idpoor.v1.json");
    let example: serde_json::Value = serde_json::from_str(text).unwrap();
    serde_json::from_value(example["answers"].clone()).unwrap()
}

/// A family that has agreed, and the document of a tool.
fn agreed(phone: &mut Phone, server: &mut Server) -> StreamId {
    let family = phone.refer(server, Network::Down);
    let on = Millis(phone.now).day();
    let given = Consent {
        purpose: "services".into(),
        by: PersonId::from_u128(0),
        covers: Vec::new(),
        recipient: String::new(),
        organisation: None,
        sections: Vec::new(),
        language: "km".into(),
        on: on.plus_days(-30),
        until: on.plus_days(300),
        withheld: String::new(),
        mark: Mark::OnPaper,
    };
    let View::Family(view) = phone.core.view(&Route::Family { family }, Millis(phone.now)) else { panic!() };
    let by = view.people.first().unwrap().id;
    give(
        phone,
        family,
        vec![FamilyAction::ConsentGiven { consent: ConsentId::from_u128(5), given: Consent { by, ..given } }],
    );
    family
}

fn give(phone: &mut Phone, family: StreamId, actions: Vec<FamilyAction>) -> Vec<Effect> {
    let command = Command::Act { family, actions, draft: None };
    let effects = phone.core.handle(Event::Do { command: Box::new(command) }, Millis(phone.now));
    phone.perform(effects.clone(), &mut Server::default(), Network::Down);
    effects
}

fn refused(effects: &[Effect]) -> Option<String> {
    effects.iter().find_map(|effect| {
        if let Effect::Refused { message } = effect { Some(message.id.clone()) } else { None }
    })
}

fn bring(phone: &mut Phone, code: &str) {
    let document = serde_json::to_string(find(code, 1).unwrap()).unwrap();
    phone.event(Event::Tool { document }, &mut Server::default(), Network::Down);
}

fn of(family: StreamId) -> AssessOf {
    AssessOf {
        file: family,
        instrument: "idpoor".into(),
        version: None,
        subject: None,
        on: None,
        revises: None,
    }
}

fn assess(phone: &Phone, of: AssessOf) -> Box<AssessView> {
    match phone.core.view(&Route::Assess { of, answers: Answers::new() }, Millis(phone.now)) {
        View::Assess(view) => view,
        other => panic!("{other:?}"),
    }
}

fn record(phone: &Phone, id: u128, answers: Answers) -> Completed {
    Completed {
        id: AssessmentId::from_u128(id),
        instrument: "idpoor".into(),
        version: 1,
        subject: None,
        on: Millis(phone.now).day(),
        sources: vec!["caregiver".into()],
        answers,
        revises: None,
    }
}

#[test]
fn a_document_comes_when_it_is_needed_and_goes_when_the_app_is_locked() {
    let (mut phone, mut server) = (Phone::new(), Server::default());
    let family = agreed(&mut phone, &mut server);
    let wanted = |phone: &Phone| {
        let route = Route::Assess { of: of(family), answers: Answers::new() };
        matches!(phone.core.view(&route, Millis(phone.now)), View::ToolWanted(wanted) if wanted.code == "idpoor")
    };
    assert!(wanted(&phone));
    let early = record(&phone, 1, example());
    let early = give(&mut phone, family, vec![FamilyAction::AssessmentCompleted { completed: early }]);
    assert_eq!(refused(&early).as_deref(), Some("rejected-unknown_instrument"));
    bring(&mut phone, "idpoor");
    assert!(!wanted(&phone));
    phone.killed();
    assert!(wanted(&phone));
}

#[test]
fn a_record_that_is_not_whole_is_refused_before_it_is_given() {
    let (mut phone, mut server) = (Phone::new(), Server::default());
    let family = agreed(&mut phone, &mut server);
    bring(&mut phone, "idpoor");
    let half = record(&phone, 1, Answers::new());
    let effects = give(&mut phone, family, vec![FamilyAction::AssessmentCompleted { completed: half }]);
    assert_eq!(refused(&effects).as_deref(), Some("rejected-incomplete"));
    let whole = record(&phone, 2, example());
    let effects = give(&mut phone, family, vec![FamilyAction::AssessmentCompleted { completed: whole }]);
    assert_eq!(refused(&effects), None, "{effects:?}");
}

/// A day that is still to come on the day of the record is so on the phone as well, not only when it is sent.
#[test]
fn a_record_is_judged_on_its_own_day() {
    let (mut phone, mut server) = (Phone::new(), Server::default());
    let family = agreed(&mut phone, &mut server);
    bring(&mut phone, "idpoor");
    let future = |on| {
        let of = AssessOf { on, ..of(family) };
        let View::Judged(view) = phone.core.view(&Route::Judge { of, answers: example() }, Millis(phone.now))
        else {
            panic!()
        };
        view.evaluation.problems.iter().any(|problem| problem.kind == ProblemKind::FutureDate)
    };
    assert!(!future(None));
    assert!(future(Some("2000-01-01".parse().unwrap())));
}

#[test]
fn a_correction_begins_with_what_was_written_and_is_kept_apart_from_a_new_record() {
    let (mut phone, mut server) = (Phone::new(), Server::default());
    let family = agreed(&mut phone, &mut server);
    bring(&mut phone, "idpoor");
    let first = record(&phone, 7, example());
    give(&mut phone, family, vec![FamilyAction::AssessmentCompleted { completed: first.clone() }]);
    let anew = assess(&phone, of(family));
    assert_eq!(anew.previous_on, Some(first.on));
    let correction = assess(&phone, AssessOf { revises: Some(first.id), ..of(family) });
    assert_eq!(correction.begin, first.answers);
    assert_eq!((correction.wrong_on, &correction.sources), (Some(first.on), &first.sources));
    assert_eq!(correction.previous_on, None, "it stands beside what was before the wrong one");
    assert_ne!(correction.draft, anew.draft);
    let revises = Some(Revision { of: first.id, reason: "លេខប័ណ្ណខុស".into() });
    let second = Completed { revises, ..record(&phone, 8, first.answers.clone()) };
    let effects =
        give(&mut phone, family, vec![FamilyAction::AssessmentCompleted { completed: second.clone() }]);
    assert_eq!(refused(&effects), None, "{effects:?}");
    let shown = |record| match phone.core.view(&Route::Record { file: family, record }, Millis(phone.now)) {
        View::Record(view) => view,
        other => panic!("{other:?}"),
    };
    assert_eq!(shown(first.id).revised_by, Some(second.id), "the wrong one stays readable");
    assert_eq!(shown(second.id).previous_on, None);
}

/// Whoever began with one version ends with it.
#[test]
fn a_draft_stays_with_its_version() {
    let (mut phone, mut server) = (Phone::new(), Server::default());
    let family = agreed(&mut phone, &mut server);
    let view = assess(&phone, AssessOf { instrument: "csi".into(), version: Some(1), ..of(family) });
    assert_eq!(view.tool.version, 1);
    let route =
        Route::Assess { of: AssessOf { instrument: "csi".into(), ..of(family) }, answers: Answers::new() };
    let wanted = phone.core.view(&route, Millis(phone.now));
    assert!(matches!(wanted, View::ToolWanted(wanted) if wanted.version == 2), "a new one takes the newest");
}
