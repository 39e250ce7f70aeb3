//! Backups while people work, and what can be made of them.

use crate::program::{Person, Place, number};
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
fn write(person: &mut Person, stop: &AtomicBool, written: &AtomicUsize) {
    let opening = person.opening();
    let family = opening.stream;
    person.placed(&[opening]);
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
    let (before, said, after) = thread::scope(|scope| {
        for person in &mut people {
            scope.spawn(|| write(person, &stop, &written));
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
        // People sign in as before.
        let server = there.serve();
        let mut person = people[0].client.again(&server.address).unwrap();
        assert_eq!(person.get("/api/v1/me").unwrap().status, 200, "the session is there too");
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
    let (_, error) = empty.fails(&["restore", cut.to_str().unwrap(), "--identity", identity.to_str().unwrap()]);
    assert!(error.contains("could not be restored") || error.contains("cannot be read"), "{error}");
    let (_, error) = place.fails(&["backup", "x.backup", "--recipient", "age1nobody"]);
    assert!(error.contains("not an age recipient"), "{error}");
}
