//! Checkpoints that somebody keeps elsewhere, proofs, and the erasure of a family, from the command line.

use crate::program::{Place, ok, problem};
use std::fs;

#[test]
fn a_database_that_was_put_back_is_found_from_a_kept_checkpoint() {
    let place = Place::sqlite();
    let (server, mut people) = place.office(1);
    let person = &mut people[0];
    let opening = person.opening();
    let family = opening.stream;
    person.placed(&[opening]);
    // While serving.
    let first = place.run(&["checkpoint"]);
    assert_eq!(first.lines().count(), 5, "{first}");
    fs::write(place.path("first.txt"), &first).unwrap();
    let key = place.run(&["checkpoint", "--key"]);
    assert!(key.starts_with(first.lines().next().unwrap()), "{key}");
    let said = place.run(&["verify", "--from", "first.txt"]);
    assert!(said.ends_with("\nsound, and it continues the checkpoint\n"), "{said}");
    assert!(server.stop().success());
    fs::copy(place.path("data/kinkeeper.db"), place.path("old.db")).unwrap();

    let server = place.serve();
    person.reconnect(&server);
    let visit = person.visit(family);
    person.placed(&[visit]);
    let me = ok(&person.client.get("/api/v1/me").unwrap());
    assert!(server.stop().success());
    let second = place.run(&["checkpoint"]);
    assert_ne!(first, second);
    fs::write(place.path("second.txt"), second).unwrap();
    for file in ["first.txt", "second.txt"] {
        assert!(place.run(&["verify", "--from", file]).contains("sound"));
    }
    let org = me["org"].as_str().unwrap();
    let proof = place.run(&["verify", "--inclusion", org, "3"]);
    let proof: serde_json::Value = serde_json::from_str(&proof).unwrap();
    assert_eq!(proof["index"], 2);
    assert!(proof["checkpoint"].as_str().unwrap().starts_with(first.lines().next().unwrap()));
    assert!(place.fails(&["verify", "--inclusion", org, "100000"]).1.contains("no such row"));

    for name in ["kinkeeper.db-wal", "kinkeeper.db-shm"] {
        let _ = fs::remove_file(place.path("data").join(name));
    }
    fs::copy(place.path("old.db"), place.path("data/kinkeeper.db")).unwrap();
    assert!(place.run(&["verify"]).ends_with("\nsound\n"), "in itself it is without a flaw");
    let (said, _) = place.fails(&["verify", "--from", "second.txt"]);
    assert!(said.contains("FAULT stream checkpoints"), "{said}");
    // Its second line is the size of the log.
    let mut lines: Vec<&str> = first.split('\n').collect();
    lines[1] = "999";
    fs::write(place.path("bent.txt"), lines.join("\n")).unwrap();
    assert!(place.fails(&["verify", "--from", "bent.txt"]).1.contains("signature"));
}

#[test]
fn a_family_is_erased_by_two_people_while_the_server_runs() {
    let place = Place::sqlite();
    place.add("admin", "administrator", &[]);
    let (server, mut people) = place.office(1);
    let person = &mut people[0];
    let opening = person.opening();
    let family = opening.stream;
    let mut entries = vec![opening];
    entries.push(person.visit(family));
    person.placed(&entries);
    fs::write(place.path("before.txt"), place.run(&["checkpoint"])).unwrap();
    ok(&person.client.get(&format!("/api/v1/families/{family}")).unwrap());
    let id = family.to_string();
    fs::write(place.path("pass"), "ផ្កាឈូក lotus pond").unwrap();
    place.run(&["backup", "before.age", "--passphrase-file", "pass"]);
    let erase = |by: &str, approved: &str, reason: &str| {
        let args = [
            "erase",
            &id,
            "--by",
            by,
            "--approved-by",
            approved,
            "--reason",
            reason,
            "--certificate",
            "gone.json",
        ];
        args.map(str::to_owned)
    };
    for (by, approved, reason) in [
        ("admin", "admin", "family_asked"),
        ("field1", "senior", "family_asked"),
        ("admin", "field1", "family_asked"),
        ("admin", "senior", "because Sok said so"),
    ] {
        let args = erase(by, approved, reason);
        place.fails(&args.each_ref().map(String::as_str));
        assert!(!place.path("gone.json").exists(), "{by} {approved}");
    }
    ok(&person.client.get(&format!("/api/v1/families/{family}")).unwrap());
    let args = erase("admin", "senior", "family_asked");
    let said = place.run(&args.each_ref().map(String::as_str));
    assert!(said.contains("2 entries can no longer be read"), "{said}");
    let certificate: store::Certificate =
        serde_json::from_slice(&fs::read(place.path("gone.json")).unwrap()).unwrap();
    let key = store::Verifier::parse(&place.run(&["checkpoint", "--key"])).unwrap();
    assert!(certificate.is_signed_by(&key));
    for lang in ["km", "en"] {
        assert!(fs::read(place.path(&format!("gone.{lang}.pdf"))).unwrap().starts_with(b"%PDF"));
    }
    // The server had it in memory.
    let gone = person.client.get(&format!("/api/v1/families/{family}")).unwrap();
    assert_eq!(problem(&gone), "not-found");
    let late = person.visit(family);
    let answer = ok(&person.push(&[late]).unwrap());
    assert_eq!(answer["receipts"][0]["code"], "family-erased", "{answer}");
    assert!(server.stop().success());
    assert!(place.run(&["verify", "--from", "before.txt"]).contains("1 families erased"));
    assert!(place.run(&["rebuild"]).contains("the projections are as they were"));
    assert!(place.fails(&args.each_ref().map(String::as_str)).1.contains("is there already"));
    // Yesterday's backup still holds the key: it is destroyed again before anybody works with the copy.
    let copy = Place::sqlite();
    for name in ["before.age", "gone.json", "pass"] {
        fs::copy(place.path(name), copy.path(name)).unwrap();
    }
    let said = copy.run(&["restore", "before.age", "--passphrase-file", "pass", "--erased", "gone.json"]);
    assert!(said.contains(&format!("{id} was erased again")), "{said}");
    assert!(copy.run(&["verify"]).contains("1 families erased"));
    // A certificate of another database erases nothing.
    let other = Place::sqlite();
    other.run(&["checkpoint"]);
    let bent = fs::read_to_string(place.path("gone.json")).unwrap().replace("family_asked", "court_order");
    fs::write(other.path("gone.json"), bent).unwrap();
    fs::copy(place.path("before.age"), other.path("before.age")).unwrap();
    fs::copy(place.path("pass"), other.path("pass")).unwrap();
    fs::remove_dir_all(other.path("data")).unwrap();
    let args = ["restore", "before.age", "--passphrase-file", "pass", "--erased", "gone.json"];
    assert!(other.fails(&args).1.contains("certificate"));
}
