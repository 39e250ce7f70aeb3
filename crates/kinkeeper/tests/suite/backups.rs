//! Backups while people work, and what can be made of them.

use crate::program::{Person, Place, number, ok, problem};
use domain::ids::StreamId;
use std::fs;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// Makes a key pair; the secret part in a file, the public part.
fn key(place: &Place, file: &str) -> String {
    let pair = place.run(&["backup-key"]);
    let public = pair.lines().find_map(|line| line.strip_prefix("# public: ")).unwrap().to_owned();
    assert!(public.starts_with("age1"));
    fs::write(place.path(file), pair).unwrap();
    public
}

/// Writes until told to stop, and counts.
fn write(person: &mut Person, family: StreamId, stop: &AtomicBool, written: &AtomicUsize) {
    while !stop.load(Ordering::SeqCst) {
        let visit = person.visit(family);
        person.placed(&[visit]);
        written.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn a_backup_under_load_restores_on_both_engines() {
    let place = Place::sqlite();
    let public = key(&place, "key.txt");
    key(&place, "other.txt");
    let (server, mut people) = place.office(3);
    let (stop, written) = (AtomicBool::new(false), AtomicUsize::new(0));
    let mut families = Vec::new();
    for person in &mut people {
        let opening = person.opening();
        families.push(opening.stream);
        person.placed(&[opening]);
    }
    let (before, said, after) = thread::scope(|scope| {
        let (stop, written) = (&stop, &written);
        for (person, family) in people.iter_mut().zip(&families) {
            scope.spawn(move || write(person, *family, stop, written));
        }
        while written.load(Ordering::SeqCst) < 30 {
            thread::sleep(Duration::from_millis(5));
        }
        let before = written.load(Ordering::SeqCst);
        let said = place.run(&["backup", "night.backup", "--recipient", &public]);
        let after = written.load(Ordering::SeqCst);
        // It goes on being served.
        while written.load(Ordering::SeqCst) < after + 10 {
            thread::sleep(Duration::from_millis(5));
        }
        stop.store(true, Ordering::SeqCst);
        (before, said, after)
    });
    assert!(server.stop().success());
    let backed_up = number(&said, "entries");
    // Beside the visits: the organisation, the four people in it, three openings.
    let others = 8;
    let visits = usize::try_from(backed_up - others).unwrap();
    assert!((before..=after + people.len()).contains(&visits), "{before} ≤ {visits} ≤ {after}");
    assert!(!place.path("night.part").exists());
    let raw = fs::read(place.path("night.backup")).unwrap();
    assert!(raw.starts_with(b"age-encryption.org/"));

    let restored = |there: Place| {
        let (file, identity) = (place.path("night.backup"), place.path("key.txt"));
        let restore = ["restore", file.to_str().unwrap(), "--identity", identity.to_str().unwrap()];
        let said = there.run(&restore);
        assert_eq!(said, format!("{backed_up} entries restored and proved\n"));
        let said = there.run(&["verify"]);
        assert!(said.ends_with("\nsound\n"));
        assert_eq!((number(&said, "entries"), number(&said, "streams")), (backed_up, 4));
        assert!(there.run(&["rebuild"]).ends_with("the projections are as they were\n"));
        assert_eq!(there.run(&["user", "list"]), place.run(&["user", "list"]));
        let (_, error) = there.fails(&restore);
        assert!(error.contains("not empty"), "never over something: {error}");
        // Sessions are no part of a backup: people sign in, and go on where they were.
        let server = there.serve();
        let again = people[0].client.again(&server.address).unwrap().get("/api/v1/me").unwrap();
        assert_eq!(problem(&again), "not-signed-in");
        let said = there.run(&["user", "passphrase", "field1"]);
        let passphrase = said.trim().strip_prefix("field1: ").unwrap();
        let mut person = Person::sign_in(&server, "field1", passphrase, 1);
        let rows = ok(&person.client.get("/api/v1/caseload").unwrap());
        assert_eq!(rows["rows"].as_array().unwrap().len(), 1, "{rows}");
    };
    restored(Place::sqlite());
    restored(Place::postgres("restored"));

    let empty = Place::sqlite();
    let (file, other) = (place.path("night.backup"), place.path("other.txt"));
    let restore = ["restore", file.to_str().unwrap(), "--identity", other.to_str().unwrap()];
    let (_, error) = empty.fails(&restore);
    assert!(error.contains("cannot be opened with this key"), "{error}");
    assert!(!empty.path("data/kinkeeper.db").exists());
    fs::write(place.path("cut.backup"), &raw[..raw.len() / 2]).unwrap();
    let (cut, identity) = (place.path("cut.backup"), place.path("key.txt"));
    let (_, error) =
        empty.fails(&["restore", cut.to_str().unwrap(), "--identity", identity.to_str().unwrap()]);
    assert!(error.contains("could not be restored") || error.contains("cannot be read"), "{error}");
    let (_, error) = place.fails(&["backup", "x.backup", "--recipient", "age1nobody"]);
    assert!(error.contains("not an age recipient"), "{error}");
}
