//! Photographs, when the server was put back to a backup.

use super::*;

/// Takes a photograph of a home; the shell keeps its bytes by themselves.
fn photographed(phone: &mut Phone, server: &mut Server) -> (StreamId, PhotoHash) {
    let family = phone.refer(server, Network::Down);
    let hash = PhotoHash::from_bytes([7; 32]);
    let taken = Photo {
        hash,
        bytes: 70_000,
        width: 640,
        height: 480,
        of: PhotoOf::Home {},
        words: String::new(),
        on: Millis(phone.now).day(),
        consent: None,
    };
    let photo = PhotoId::from_uuid(phone.core.new_id(Millis(phone.now)));
    let actions = vec![FamilyAction::PhotoTaken { photo, taken }];
    let command = Command::Act { family, actions, draft: None };
    phone.event(Event::Do { command: Box::new(command) }, server, Network::Down);
    (family, hash)
}

/// The pictures that the shell is asked to look for, and those that can go.
fn pictures(phone: &Phone) -> (Vec<String>, Vec<String>) {
    let keys = |lines: Vec<PictureLine>| lines.into_iter().map(|line| line.key).collect();
    match phone.core.view(&Route::Photos, Millis(phone.now)) {
        View::Photos(view) => (keys(view.again), keys(view.due)),
        other => panic!("{other:?}"),
    }
}

fn picture_draft(phone: &mut Phone, key: &str, value: Option<&str>) {
    let draft = Event::Draft { key: key.to_owned(), value: value.map(str::to_owned) };
    phone.event(draft, &mut Server::default(), Network::Down);
}

#[test]
fn a_picture_that_was_lost_with_a_backup_is_asked_of_the_phone_that_took_it() {
    let mut server = Server { life: "first".into(), ..Server::default() };
    let mut phone = Phone::new();
    let (family, hash) = photographed(&mut phone, &mut server);
    let key = format!("picture/{family}/{hash}");
    for _ in 0..2 {
        phone.later(&mut server, Network::Works);
    }
    assert_eq!((server.entries(), phone.sync()), (4, (0, 0)));
    assert_eq!(pictures(&phone), (vec![], vec![]), "the server has it");
    // An older backup: neither the entry nor the picture is in it.
    let mut server = Server { life: "second".into(), ..Server::default() };
    phone.later(&mut server, Network::Works);
    phone.killed();
    assert_eq!(pictures(&phone).0, std::slice::from_ref(&key));
    // The shell finds its copy and keeps it as a draft again: it goes when its entry is there.
    picture_draft(&mut phone, &key, Some("…"));
    for _ in 0..4 {
        phone.later(&mut server, Network::Works);
    }
    phone.killed();
    assert_eq!((pictures(&phone), server.entries()), ((vec![], vec![key]), 4));
}

#[test]
fn a_picture_that_is_nowhere_any_more_is_not_asked_for_for_ever() {
    let mut server = Server { life: "first".into(), ..Server::default() };
    let mut phone = Phone::new();
    let (family, hash) = photographed(&mut phone, &mut server);
    for _ in 0..2 {
        phone.later(&mut server, Network::Works);
    }
    let mut server = Server { life: "second".into(), ..Server::default() };
    phone.later(&mut server, Network::Works);
    picture_draft(&mut phone, &format!("picture/{family}/{hash}"), None);
    phone.killed();
    assert_eq!(pictures(&phone).0, [""; 0]);
}

#[test]
fn a_picture_that_was_not_brought_yet_is_not_looked_for_among_the_copies() {
    let mut server = Server { life: "first".into(), ..Server::default() };
    let mut phone = Phone::new();
    let (family, hash) = photographed(&mut phone, &mut server);
    let key = format!("picture/{family}/{hash}");
    picture_draft(&mut phone, &key, Some("…"));
    for _ in 0..2 {
        phone.later(&mut server, Network::Works);
    }
    assert_eq!(pictures(&phone), (vec![], vec![key.clone()]));
    let mut server = Server { life: "second".into(), ..Server::default() };
    phone.later(&mut server, Network::Works);
    assert_eq!(pictures(&phone).0, [""; 0], "there is no copy of it, and the draft is all there is");
    for _ in 0..4 {
        phone.later(&mut server, Network::Works);
    }
    assert_eq!(pictures(&phone), (vec![], vec![key]));
}
