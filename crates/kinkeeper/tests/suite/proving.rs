//! `verify` and `rebuild`.

use crate::program::Place;
use domain::entry::Entry;
use sqlx::{Connection, SqliteConnection};
use testkit::postgres::Cluster;

/// Five families with some visits; the last entry.
fn filled(place: &Place) -> Entry {
    let (server, mut people) = place.office(1);
    let person = &mut people[0];
    let mut last = None;
    for _ in 0..5 {
        let opening = person.opening();
        let mut entries = vec![opening];
        for _ in 0..4 {
            let visit = person.visit(entries[0].stream);
            entries.push(visit);
        }
        person.placed(&entries);
        last = entries.pop();
    }
    assert!(server.stop().success());
    last.unwrap()
}

/// `verify` finds one fault, at the last entry of its stream, and names it.
fn names(place: &Place, entry: &Entry) {
    let (said, error) = place.fails(&["verify"]);
    let line = format!("FAULT stream {} seq 5 entry {}: ", entry.stream, entry.id);
    assert!(said.starts_with(&line), "{said}");
    assert_eq!(said.matches("FAULT").count(), 1, "{said}");
    assert!(error.contains("not sound"), "{error}");
}

async fn sqlite(place: &Place) -> SqliteConnection {
    let key = store::RootKey::read(&place.path("data/root.key")).unwrap();
    let options = store::sqlite_options(&place.path("data/kinkeeper.db"), &key);
    SqliteConnection::connect_with(&options).await.unwrap()
}

#[tokio::test]
async fn sqlite_one_changed_byte_is_found_and_named() {
    let place = Place::sqlite();
    let last = filled(&place);
    assert!(place.run(&["verify"]).ends_with("\nsound\n"));

    let mut conn = sqlite(&place).await;
    let plain = sqlx::query("UPDATE entries SET v = 2").execute(&mut conn).await;
    assert!(plain.is_err(), "the ledger does not let itself be changed in passing");
    // Whoever owns the file can do this.
    let trigger: String =
        sqlx::query_scalar("SELECT sql FROM sqlite_master WHERE name = 'entries_append_only_update'")
            .fetch_one(&mut conn)
            .await
            .unwrap();
    sqlx::query("DROP TRIGGER entries_append_only_update").execute(&mut conn).await.unwrap();
    let id = last.id.as_bytes().to_vec();
    let mut sealed: Vec<u8> = sqlx::query_scalar("SELECT sealed FROM entries WHERE id = ?")
        .bind(&id)
        .fetch_one(&mut conn)
        .await
        .unwrap();
    let middle = sealed.len() / 2;
    sealed[middle] ^= 1;
    let change = "UPDATE entries SET sealed = ? WHERE id = ?";
    sqlx::query(change).bind(&sealed).bind(&id).execute(&mut conn).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(trigger)).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
    names(&place, &last);
}

#[test]
fn postgres_one_changed_byte_is_found_and_named() {
    let url = Cluster::shared().unwrap().database("changed").unwrap();
    let place = Place::sqlite().with("KINKEEPER_DATABASE_URL", &url);
    let last = filled(&place);
    assert!(place.run(&["verify"]).ends_with("\nsound\n"));
    let change = format!(
        "ALTER TABLE entries DISABLE TRIGGER USER; \
         UPDATE entries SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) WHERE id = '\\x{}'; \
         ALTER TABLE entries ENABLE TRIGGER USER",
        last.id.uuid().simple()
    );
    Cluster::shared().unwrap().run(&url, &change).unwrap();
    names(&place, &last);
}

#[tokio::test]
async fn projections_are_as_they_were_and_are_mended_when_they_are_not() {
    let place = Place::sqlite();
    filled(&place);
    assert!(place.run(&["rebuild"]).ends_with("the projections are as they were\n"));
    let mut conn = sqlite(&place).await;
    sqlx::query("UPDATE family_rows SET visits = visits + 1").execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
    assert!(place.run(&["rebuild"]).ends_with("the projections were mended\n"));
    assert!(place.run(&["rebuild"]).ends_with("the projections are as they were\n"));
    assert!(place.run(&["verify"]).ends_with("\nsound\n"));
}
