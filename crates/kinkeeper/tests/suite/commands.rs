//! Settings and accounts.

use crate::http::Client;
use crate::program::{Place, ok, problem};
use std::fs;

#[test]
fn a_bad_setting_is_named() {
    let place = Place::sqlite();
    assert!(place.run(&["config", "check"]).ends_with("the settings can be served with\n"));
    for (text, name) in [
        ("session_hours = 0", "session_hours"),
        ("bindd = \"127.0.0.1:1\"", "bindd"),
        ("public_origin = \"cases.example.org\"", "public_origin"),
        ("[sign_in]\nper_account_hour = \"many\"", "per_account_hour"),
    ] {
        fs::write(place.path("kinkeeper.toml"), text).unwrap();
        let (_, error) = place.fails(&["config", "check"]);
        assert!(error.contains(name), "{text}: {error}");
    }
    fs::remove_file(place.path("kinkeeper.toml")).unwrap();
    let (_, error) = place.fails(&["--config", "absent.toml", "config", "check"]);
    assert!(error.contains("absent.toml"), "{error}");
    let place = place.with("KINKEEPER_SESSION_HOURS", "9000");
    let (_, error) = place.fails(&["serve"]);
    assert!(error.contains("session_hours"), "it is not served with either: {error}");
    assert!(!place.path("data").exists());
}

#[test]
fn accounts_come_get_a_new_passphrase_and_are_closed() {
    let place = Place::sqlite();
    let first = place.add("malis", "programme_manager", &["--name-latin", "Sok Malis", "--area", "0204"]);
    place.add("dara", "senior_social_worker", &["--supervisor", "malis"]);
    let listed = "dara senior_social_worker active\nmalis programme_manager active\n";
    let mut lines: Vec<String> = place.run(&["user", "list"]).lines().map(str::to_owned).collect();
    lines.sort();
    assert_eq!(lines, listed.lines().collect::<Vec<_>>());
    let organisation = ["--organisation", "Lotus Office"];
    let add = |args: &[&str]| place.fails(&[&["user", "add"], args, &organisation].concat()).1;
    assert!(add(&["malis", "--role", "specialist"]).contains("`malis` is taken"));
    assert!(add(&["new", "--role", "boss"]).contains("no such role; there are: village_social_worker"));
    assert!(add(&["new", "--role", "specialist", "--supervisor", "who"]).contains("no account `who`"));
    assert!(add(&["new", "--role", "specialist", "--area", "Bavel"]).contains("`Bavel` is not a place code"));

    let server = place.serve();
    let device = "00000000-0000-0000-0000-000000000001";
    let mut client = Client::connect(&server.address).unwrap();
    let sign_in = |client: &mut Client, word: &str| client.sign_in("malis", word, device).unwrap();
    assert_eq!(ok(&sign_in(&mut client, &first))["waits_for"], "passphrase");
    let said = place.run(&["user", "passphrase", "malis"]);
    let second = said.trim().strip_prefix("malis: ").unwrap();
    assert_eq!(problem(&sign_in(&mut client, &first)), "sign-in-failed");
    assert_eq!(ok(&sign_in(&mut client, second))["name_latin"], "Sok Malis");
    assert_eq!(place.run(&["user", "close", "malis"]), "malis is closed\n");
    assert_eq!(problem(&sign_in(&mut client, second)), "sign-in-failed");
    assert!(place.run(&["user", "list"]).contains("malis programme_manager closed\n"));
}
