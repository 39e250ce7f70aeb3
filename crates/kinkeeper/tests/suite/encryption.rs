//! The database file as a whole is encrypted where that keeps anything from anybody; its key is lost, wrong, sealed with
//! a passphrase; a file that was made without becomes one of these.

use crate::http::Client;
use crate::program::Place;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use std::fs;
use store::RootKey;

const WORDS: &str = "rice river lotus home";
const OTHERS: &str = "mango rain temple bicycle";

fn key(place: &Place) -> RootKey {
    RootKey::read(&place.path("data/root.key")).unwrap()
}

fn is_plain(place: &Place) -> bool {
    fs::read(place.path("data/kinkeeper.db")).unwrap().starts_with(b"SQLite format 3\0")
}

/// All that lies in the data directory.
fn files(place: &Place) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(place.path("data")).unwrap().map(Result::unwrap);
    entries.map(|e| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap())).collect()
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

async fn plainly(place: &Place) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(place.path("data/kinkeeper.db"));
    options.disable_statement_logging().connect().await.unwrap()
}

/// Makes of the database what an earlier version would have left: a file that is not encrypted, with a log beside it
/// that a power cut left, and in the log something that is not yet in the file.
async fn as_an_earlier_version(place: &Place) {
    let file = place.path("data/kinkeeper.db");
    let mut conn = store::sqlite_options(&file, &key(place)).create_if_missing(true).connect().await.unwrap();
    let plain = place.path("data/plain.db");
    sqlx::query("ATTACH DATABASE ?1 AS plain KEY ''").bind(plain.to_str()).execute(&mut conn).await.unwrap();
    sqlx::query("SELECT sqlcipher_export('plain')").execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
    for name in ["kinkeeper.db-wal", "kinkeeper.db-shm"] {
        let _ = fs::remove_file(place.path("data").join(name));
    }
    fs::rename(&plain, &file).unwrap();

    let mut conn = plainly(place).await;
    sqlx::raw_sql(
        "PRAGMA journal_mode = WAL; INSERT INTO settings (name, value) VALUES ('late', 'in the log')",
    )
    .execute(&mut conn)
    .await
    .unwrap();
    let ends = ["", "-wal"];
    let now = ends.map(|end| fs::read(format!("{}{end}", file.display())).unwrap());
    assert!(holds(&now[1], "in the log") && !holds(&now[0], "in the log"));
    conn.close().await.unwrap();
    for (end, bytes) in ends.iter().zip(now) {
        fs::write(format!("{}{end}", file.display()), bytes).unwrap();
    }
}

#[tokio::test]
async fn a_database_that_must_be_encrypted_and_is_not_is_refused_until_it_is() {
    let place = Place::sqlite().with("KINKEEPER_ENCRYPT_DATABASE", "true");
    let (server, mut people) = place.office(1);
    let person = &mut people[0];
    let mut entries = vec![person.opening()];
    for _ in 0..20 {
        let visit = person.visit(entries[0].stream);
        entries.push(visit);
    }
    person.placed(&entries);
    assert!(server.stop().success());
    assert!(!is_plain(&place));
    let (listed, verified) = (place.run(&["user", "list"]), place.run(&["verify"]));
    as_an_earlier_version(&place).await;
    assert!(is_plain(&place) && files(&place).iter().any(|(_, bytes)| holds(bytes, "field1")));

    for args in [&["verify"][..], &["user", "list"], &["serve"]] {
        let (_, error) = place.fails(args);
        assert!(error.contains("not encrypted") && error.contains("kinkeeper encrypt-database"), "{error}");
    }
    assert!(place.run(&["config", "check"]).contains("run `kinkeeper encrypt-database`"));

    // With another root key, or with none, nothing is touched.
    let root = place.path("data/root.key");
    fs::rename(&root, place.path("kept.key")).unwrap();
    let (_, error) = place.fails(&["encrypt-database"]);
    assert!(error.contains("root.key is missing") && !root.exists(), "{error}");
    fs::write(&root, [9; 32]).unwrap();
    let (_, error) = place.fails(&["encrypt-database"]);
    assert!(error.contains("is as it was") && error.contains("does not open this database"), "{error}");
    fs::rename(place.path("kept.key"), &root).unwrap();

    // Nor while a server has it open.
    let mut busy = plainly(&place).await;
    sqlx::query("SELECT count(*) FROM entries").fetch_one(&mut busy).await.unwrap();
    let (_, error) = place.fails(&["encrypt-database"]);
    assert!(error.contains("stop the server first"), "{error}");
    busy.close().await.unwrap();
    assert!(is_plain(&place) && !place.path("data/kinkeeper.db.encrypting").exists());

    // What an attempt left that was cut short is in nobody's way.
    fs::write(place.path("data/kinkeeper.db.encrypting"), "half").unwrap();
    let said = place.run(&["encrypt-database"]);
    assert!(said.contains("rows are encrypted") && said.contains("entries are proved"), "{said}");
    assert!(!is_plain(&place));
    let names: Vec<String> = files(&place).into_iter().map(|(name, _)| name).collect();
    let wanted = ["kinkeeper.db", "kinkeeper.db.reserve", "root.key"];
    assert!(names.len() == 3 && wanted.iter().all(|name| names.iter().any(|n| n == name)), "{names:?}");
    for (name, bytes) in files(&place) {
        for word in ["field1", "in the log", "CREATE TABLE", "family.visit_recorded"] {
            assert!(!holds(&bytes, word), "{name}: {word}");
        }
    }
    let file = place.path("data/kinkeeper.db");
    let mut conn = store::sqlite_options(&file, &key(&place)).connect().await.unwrap();
    let late: String = sqlx::query_scalar("SELECT value FROM settings WHERE name = 'late'")
        .fetch_one(&mut conn)
        .await
        .unwrap();
    conn.close().await.unwrap();
    assert_eq!(late, "in the log", "what was in the log is there");
    assert_eq!((place.run(&["user", "list"]), place.run(&["verify"])), (listed, verified));
    assert!(place.run(&["rebuild"]).ends_with("the projections are as they were\n"));
    assert!(place.run(&["encrypt-database"]).contains("encrypted already"));
    assert!(place.run(&["config", "check"]).contains("database_file = encrypted as a whole\n"));
}

#[test]
fn a_wrong_or_missing_root_key_is_named_and_nothing_is_written() {
    let place = Place::sqlite().with("KINKEEPER_ENCRYPT_DATABASE", "true");
    place.add("dara", "senior_social_worker", &[]);
    let (root, kept) = (place.path("data/root.key"), place.path("kept.key"));
    fs::rename(&root, &kept).unwrap();
    let before = files(&place);
    for args in
        [&["verify"][..], &["serve"], &["user", "list"], &["backup", "a", "--passphrase-file", "kept.key"]]
    {
        let (_, error) = place.fails(args);
        assert!(error.contains("root.key is missing") && error.contains("root_key_file"), "{error}");
        assert!(!root.exists(), "no other one is made");
    }
    fs::write(&root, "11".repeat(32)).unwrap();
    for args in [&["verify"][..], &["serve"], &["rebuild"]] {
        let (_, error) = place.fails(args);
        assert!(error.contains("the root key does not open this database. Use the one"), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
    fs::remove_file(&root).unwrap();
    assert!(files(&place) == before);
    fs::rename(&kept, &root).unwrap();
    assert!(place.run(&["verify"]).ends_with("\nsound\n"));
}

#[test]
fn the_root_key_is_sealed_with_a_passphrase() {
    let place = Place::sqlite();
    place.add("dara", "senior_social_worker", &[]);
    let listed = place.run(&["user", "list"]);
    let was = fs::read_to_string(place.path("data/root.key")).unwrap();
    fs::write(place.path("words"), format!("{WORDS}\n")).unwrap();
    fs::write(place.path("others"), OTHERS).unwrap();
    fs::write(place.path("short"), "abc").unwrap();
    let (_, error) = place.fails(&["root-key", "seal", "--new-passphrase-file", "short"]);
    assert!(error.contains("at least 16 characters") && !error.contains("abc"), "{error}");
    let (_, error) = place.fails(&["root-key", "seal"]);
    assert!(error.contains("--new-passphrase-file"), "{error}");
    place.run(&["root-key", "seal", "--new-passphrase-file", "words"]);
    let sealed = fs::read_to_string(place.path("data/root.key")).unwrap();
    assert!(sealed.contains("argon2id") && !sealed.contains(&was) && !sealed.contains("lotus"), "{sealed}");

    let (_, error) = place.fails(&["user", "list"]);
    assert!(
        error.contains("KINKEEPER_ROOT_KEY_PASSPHRASE") && error.contains("root_key_passphrase_file"),
        "{error}"
    );
    assert!(place.run(&["config", "check"]).contains("root_key = sealed with a passphrase\n"));
    let mut wrong = place.command(&["verify"]);
    let out = wrong.env("KINKEEPER_ROOT_KEY_PASSPHRASE", OTHERS).output().unwrap();
    let error = String::from_utf8(out.stderr).unwrap();
    assert!(
        error.contains("the passphrase does not open the root key") && !error.contains("mango"),
        "{error}"
    );
    let by_variable = Place::at(&place.path("")).with("KINKEEPER_ROOT_KEY_PASSPHRASE", WORDS);
    assert_eq!(by_variable.run(&["user", "list"]), listed);
    assert!(!by_variable.run(&["config", "check"]).contains("lotus"));
    let by_file = |name| Place::at(&place.path("")).with("KINKEEPER_ROOT_KEY_PASSPHRASE_FILE", name);
    let place_with_words = by_file("words");
    assert_eq!(place_with_words.run(&["user", "list"]), listed);
    let server = place_with_words.serve();
    assert_eq!(Client::connect(&server.address).unwrap().get("/healthz").unwrap().status, 200);
    assert!(server.stop().success());

    // A backup holds the key itself, whatever seals it here; where it is restored, another passphrase may seal it.
    place_with_words.run(&["backup", "a.backup", "--passphrase-file", "words"]);
    let there = Place::sqlite().with("KINKEEPER_ROOT_KEY_PASSPHRASE", OTHERS);
    let (backup, words) = (place.path("a.backup"), place.path("words"));
    there.run(&["restore", backup.to_str().unwrap(), "--passphrase-file", words.to_str().unwrap()]);
    assert_eq!(there.run(&["user", "list"]), listed);
    assert!(fs::read_to_string(there.path("data/root.key")).unwrap().contains("argon2id"));

    // Another passphrase, and none.
    place_with_words.run(&["root-key", "seal", "--new-passphrase-file", "others"]);
    let (_, error) = place_with_words.fails(&["user", "list"]);
    assert!(error.contains("the passphrase does not open the root key"), "{error}");
    let place_with_others = by_file("others");
    assert_eq!(place_with_others.run(&["user", "list"]), listed);
    place_with_others.run(&["root-key", "unseal"]);
    assert_eq!(fs::read_to_string(place.path("data/root.key")).unwrap(), was);
    assert_eq!(place.run(&["user", "list"]), listed);
    // Nobody is left in the belief that a passphrase protects what it does not.
    let (_, error) = place_with_others.fails(&["user", "list"]);
    assert!(error.contains("is not sealed with one: run `kinkeeper root-key seal`"), "{error}");
    place_with_others.run(&["root-key", "seal"]);
    assert_eq!(place_with_others.run(&["user", "list"]), listed);
    // A new place begins with a sealed key.
    let fresh = Place::sqlite().with("KINKEEPER_ROOT_KEY_PASSPHRASE", WORDS);
    fresh.add("dara", "senior_social_worker", &[]);
    assert!(fs::read_to_string(fresh.path("data/root.key")).unwrap().contains("argon2id"));
}

/// What is there stays as it is, whatever the settings say, and says what it is.
#[test]
fn a_new_database_is_encrypted_where_its_key_does_not_lie_beside_it() {
    let state = |place: &Place| {
        let said = place.run(&["config", "check"]);
        said.lines().find_map(|line| line.strip_prefix("database_file = ").map(str::to_owned)).unwrap()
    };
    let beside = Place::sqlite();
    assert_eq!(state(&beside), "not there yet; only what is in it will be sealed");
    beside.add("dara", "senior_social_worker", &[]);
    assert!(is_plain(&beside));
    assert_eq!(state(&beside), "not encrypted as a whole; what is in it is sealed");

    let apart = tempfile::tempdir().unwrap();
    fs::create_dir_all(apart.path()).unwrap();
    let elsewhere =
        Place::sqlite().with("KINKEEPER_ROOT_KEY_FILE", apart.path().join("root.key").to_str().unwrap());
    elsewhere.add("dara", "senior_social_worker", &[]);
    assert!(!is_plain(&elsewhere));
    assert_eq!(state(&elsewhere), "encrypted as a whole");

    let sealed = Place::sqlite().with("KINKEEPER_ROOT_KEY_PASSPHRASE", WORDS);
    sealed.add("dara", "senior_social_worker", &[]);
    assert!(!is_plain(&sealed));
    let not_wanted = Place::sqlite()
        .with("KINKEEPER_ROOT_KEY_PASSPHRASE", WORDS)
        .with("KINKEEPER_ENCRYPT_DATABASE", "false");
    not_wanted.add("dara", "senior_social_worker", &[]);
    assert!(is_plain(&not_wanted));

    // Sealing the key of a database that is there asks for the other half.
    fs::write(beside.path("words"), WORDS).unwrap();
    let said = beside.run(&["root-key", "seal", "--new-passphrase-file", "words"]);
    assert!(said.contains("kinkeeper encrypt-database"), "{said}");
    let beside = Place::at(&beside.path("")).with("KINKEEPER_ROOT_KEY_PASSPHRASE", WORDS);
    assert!(state(&beside).contains("run `kinkeeper encrypt-database`"));
    let listed = beside.run(&["user", "list"]);
    beside.run(&["encrypt-database"]);
    assert!(!is_plain(&beside));
    assert_eq!(beside.run(&["user", "list"]), listed);
    // Not wanted any more, it is read all the same.
    let beside = Place::at(&beside.path(""))
        .with("KINKEEPER_ROOT_KEY_PASSPHRASE", WORDS)
        .with("KINKEEPER_ENCRYPT_DATABASE", "false");
    assert_eq!(beside.run(&["user", "list"]), listed);
}
