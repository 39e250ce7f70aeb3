//! What is written without a network: shown, kept, sent once, taken back, refused.

use super::*;

#[test]
fn what_is_written_without_a_network_is_shown_survives_and_is_sent_once() {
    let mut server = Server::default();
    let mut phone = Phone::new();
    let family = phone.refer(&mut server, Network::Down);
    assert!(phone.shows(family));
    assert_eq!(phone.sync(), (3, 0));
    phone.killed();
    assert!(phone.shows(family), "a killed app must show what was written");
    assert_eq!(phone.sync(), (3, 0));
    phone.later(&mut server, Network::LosesAnswers);
    assert_eq!(server.entries(), 3);
    assert_eq!(phone.sync(), (3, 0), "without a receipt nothing counts as sent");
    phone.later(&mut server, Network::Works);
    phone.later(&mut server, Network::Works);
    assert_eq!(server.entries(), 3, "a resend makes no second entry");
    assert_eq!(phone.sync(), (0, 0));
    assert!(!phone.vault.keys().any(|(table, _)| table == "outbox"), "the outbox is empty in the vault too");
    phone.killed();
    assert!(phone.shows(family));
}

#[test]
fn what_is_not_sent_yet_can_be_undone_without_a_trace() {
    let mut server = Server::default();
    let mut phone = Phone::new();
    let family = phone.refer(&mut server, Network::Works);
    assert_eq!(server.entries(), 0, "it is held back for a moment");
    let View::More(more) = phone.core.view(&Route::More, Millis(phone.now)) else { panic!() };
    let entries = more.unsent.iter().map(|line| line.entry.parse().unwrap()).collect();
    phone.event(Event::Do { command: Box::new(Command::Undo { entries }) }, &mut server, Network::Works);
    phone.later(&mut server, Network::Works);
    assert_eq!(server.entries(), 0);
    assert!(!phone.shows(family));
}

#[test]
fn a_clock_that_was_years_ahead_holds_nothing_back() {
    const YEARS: i64 = 3 * 365 * 86_400_000;
    let mut server = Server::default();
    let mut phone = Phone::new();
    phone.now += YEARS;
    // To the phone, years without the server have gone by; it has reached it since.
    phone.later(&mut server, Network::Works);
    phone.refer(&mut server, Network::Down);
    phone.later(&mut server, Network::Down);
    phone.later(&mut server, Network::LosesAnswers);
    phone.now -= YEARS;
    phone.later(&mut server, Network::Works);
    phone.later(&mut server, Network::Works);
    assert_eq!((server.entries(), phone.sync()), (3, (0, 0)));
}

#[test]
fn what_the_server_may_have_is_not_taken_back() {
    let mut server = Server::default();
    let mut phone = Phone::new();
    let family = phone.refer(&mut server, Network::Works);
    let View::More(more) = phone.core.view(&Route::More, Millis(phone.now)) else { panic!() };
    let entries: Vec<EntryId> = more.unsent.iter().map(|line| line.entry.parse().unwrap()).collect();
    phone.later(&mut server, Network::LosesAnswers);
    phone.event(Event::Do { command: Box::new(Command::Undo { entries }) }, &mut server, Network::Down);
    assert!(phone.shows(family), "it says that it is too late");
    phone.later(&mut server, Network::Works);
    assert_eq!((server.entries(), phone.sync()), (3, (0, 0)));
}

#[test]
fn undoing_gives_the_form_back_as_it_was() {
    let mut nobody = Server::default();
    let mut phone = Phone::new();
    let family = phone.refer(&mut nobody, Network::Down);
    let text = "{\"address\":\"ក្បែរវត្ត\"}";
    phone.event(
        Event::Draft { key: "address/x".into(), value: Some(text.into()) },
        &mut nobody,
        Network::Down,
    );
    let action = FamilyAction::AddressSet { address: "ក្បែរវត្ត".into() };
    let command = Command::Act { family, actions: vec![action], draft: Some("address/x".into()) };
    let effects = phone.core.handle(Event::Do { command: Box::new(command) }, Millis(phone.now));
    let undo = effects.iter().find_map(|effect| match effect {
        Effect::Done { undo, .. } => Some(undo.iter().map(|id| id.parse().unwrap()).collect::<Vec<_>>()),
        _ => None,
    });
    phone.perform(effects, &mut nobody, Network::Down);
    assert_eq!(phone.core.draft("address/x"), None);
    let entries = undo.unwrap();
    phone.event(Event::Do { command: Box::new(Command::Undo { entries }) }, &mut nobody, Network::Down);
    phone.killed();
    assert_eq!(phone.core.draft("address/x"), Some(text));
}

#[test]
fn a_refused_entry_is_kept_and_those_after_it_go_on() {
    let mut server = Server { refuse: vec!["family.risk_set"], ..Server::default() };
    let mut phone = Phone::new();
    let family = phone.refer(&mut server, Network::Down);
    for action in [
        FamilyAction::RiskSet { level: Risk::High, reason: "…".into() },
        FamilyAction::AddressSet { address: "ក្បែរវត្ត".into() },
    ] {
        let command = Command::Act { family, actions: vec![action], draft: None };
        phone.event(Event::Do { command: Box::new(command) }, &mut server, Network::Down);
    }
    phone.later(&mut server, Network::Works);
    phone.later(&mut server, Network::Works);
    assert_eq!(phone.sync(), (0, 1), "the refused one is counted apart");
    assert_eq!(server.entries(), 4);
    let (stream, entries) = server.streams.get(&family).unwrap();
    assert!(stream.0.log().waiting.is_empty(), "nothing waits for an entry that never came");
    assert!(matches!(entries.last().unwrap().action, Action::Family(FamilyAction::AddressSet { .. })));
    phone.killed();
    assert_eq!(phone.sync(), (0, 1), "it is still there to be read");
}

#[test]
fn a_file_says_how_far_it_has_come() {
    let mut server = Server::default();
    let mut phone = Phone::new();
    // How much of it lies here only, whether its copy is on the way, and whether something needs attention.
    let stands = |phone: &Phone, family: StreamId| {
        let file = phone.core.view(&Route::Family { family }, Millis(phone.now));
        let View::Family(file) = file else { panic!("{file:?}") };
        let tray = file.card.pressing.iter().any(|line| line.id == "press-tray");
        (file.card.unsent, file.card.on_its_way, tray)
    };
    let family = phone.refer(&mut server, Network::Down);
    assert_eq!(stands(&phone, family), (3, false, false), "saved here");
    phone.later(&mut server, Network::Once);
    assert_eq!(stands(&phone, family), (0, true, false), "sent");
    phone.later(&mut server, Network::Works);
    assert_eq!(stands(&phone, family), (0, false, false), "received");
    server.refuse = vec!["family.risk_set"];
    let actions = vec![FamilyAction::RiskSet { level: Risk::High, reason: "…".into() }];
    let command = Command::Act { family, actions, draft: None };
    phone.event(Event::Do { command: Box::new(command) }, &mut server, Network::Down);
    phone.later(&mut server, Network::Works);
    phone.later(&mut server, Network::Works);
    assert_eq!(stands(&phone, family), (0, false, true), "needs attention");
}

#[test]
fn a_draft_comes_back_as_it_was_left() {
    let mut nobody = Server::default();
    let mut phone = Phone::new();
    let draft =
        Event::Draft { key: "visit/x".into(), value: Some("{\"observations\":\"ញញឹម\"}".into()) };
    phone.event(draft, &mut nobody, Network::Down);
    phone.killed();
    assert_eq!(phone.core.draft("visit/x"), Some("{\"observations\":\"ញញឹម\"}"));
    phone.event(Event::Draft { key: "visit/x".into(), value: None }, &mut nobody, Network::Down);
    phone.killed();
    assert_eq!(phone.core.draft("visit/x"), None);
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_recorded() {
    let mut nobody = Server::default();
    let mut phone = Phone::new();
    let family = phone.refer(&mut nobody, Network::Down);
    let nobody_known = PersonId::from_u128(404);
    let action = FamilyAction::PersonSet { person: nobody_known, changes: Vec::new() };
    let command = Command::Act { family, actions: vec![action], draft: None };
    let effects = phone.core.handle(Event::Do { command: Box::new(command) }, Millis(phone.now));
    assert!(matches!(effects.as_slice(), [Effect::Refused { .. }]), "{effects:?}");
    assert_eq!(phone.sync(), (3, 0));
}

#[test]
fn a_file_opened_from_the_phones_copy_is_told_once_a_day_and_holds_up_nothing() {
    let mut server = Server::default();
    let mut phone = Phone::new();
    let family = phone.refer(&mut server, Network::Works);
    phone.event(Event::Opened { family }, &mut server, Network::Works);
    assert!(
        phone.vault.keys().all(|(_, key)| key != "views"),
        "what the server has not yet is nobody's copy"
    );
    for _ in 0..2 {
        phone.later(&mut server, Network::Works);
    }
    assert_eq!(server.entries(), 3);
    let first = phone.now;
    for _ in 0..3 {
        phone.event(Event::Opened { family }, &mut server, Network::Down);
    }
    phone.killed();
    phone.event(Event::Opened { family }, &mut server, Network::Down);
    assert_eq!(server.views, []);
    // The answer is lost: it is told again, the same.
    phone.later(&mut server, Network::LosesAnswers);
    phone.later(&mut server, Network::Works);
    assert_eq!(server.views, [(family, first), (family, first)]);
    for _ in 0..3 {
        phone.later(&mut server, Network::Works);
    }
    assert_eq!(server.views.len(), 2, "and then no more");
    phone.now += 86_400_000;
    phone.event(Event::Opened { family }, &mut server, Network::Down);
    phone.later(&mut server, Network::Works);
    assert_eq!(server.views.len(), 3);
    let stranger = StreamId::from_u128(5);
    phone.event(Event::Opened { family: stranger }, &mut server, Network::Works);
    phone.later(&mut server, Network::Works);
    assert_eq!(server.views.len(), 3, "what is not on the phone was read from the server");
}
