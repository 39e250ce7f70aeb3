//! Verify, rebuild, sealing, append-only.

use crate::harness::*;
use crate::on_both_engines;
use domain::entry::Section;
use domain::family::access::Emergency;
use domain::family::consent::{Consent, Mark};
use domain::family::{FamilyAction, TeamRole};
use domain::ids::{ConsentId, EmergencyId, EntryId, OrganisationId, PersonId};
use domain::time::Millis;
use kinkeeper_store::{RootKey, Store, StoreConfig, StoreError, Verified};

on_both_engines![
    a_change_of_any_column_is_found_and_named,
    a_missing_or_added_entry_is_found,
    a_change_of_the_audit_log_is_found,
    ledger_and_audit_log_refuse_to_be_changed,
    nothing_readable_lies_in_the_database,
    rebuilt_projections_equal_the_live_ones,
    a_damaged_projection_is_mended_by_rebuild,
    another_root_key_opens_nothing,
    a_newer_database_is_refused,
    a_changed_protocol_moves_what_is_due,
];

async fn unguard(place: &Place) {
    let (on_entries, on_audit) = if place.is_postgres() { (" ON entries", " ON audit") } else { ("", "") };
    place
        .sql(&format!(
            "DROP TRIGGER entries_append_only_update{on_entries}; DROP TRIGGER entries_append_only_delete{on_entries};
             DROP TRIGGER audit_append_only_update{on_audit}; DROP TRIGGER audit_append_only_delete{on_audit};"
        ))
        .await
        .unwrap();
}

async fn guard(place: &Place) {
    for table in ["entries", "audit"] {
        for event in ["UPDATE", "DELETE"] {
            let body = if place.is_postgres() {
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()".to_owned()
            } else {
                "BEGIN SELECT RAISE(ABORT, 'append-only'); END".to_owned()
            };
            let name = format!("{table}_append_only_{}", event.to_lowercase());
            place.sql(&format!("CREATE TRIGGER {name} BEFORE {event} ON {table} {body};")).await.unwrap();
        }
    }
}

fn names(found: &Verified, stream: &str, seq: u64, entry: EntryId) -> bool {
    found
        .faults
        .iter()
        .any(|fault| fault.entry == Some(entry) || (fault.stream == stream && fault.seq == seq))
}

async fn a_change_of_any_column_is_found_and_named(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    family(&store, her, "ចាន់ ដារា", "Chan Dara").await;
    let (stream, child) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    let mut last = entry(stream, her, renamed(child, "សុខ សុភី"));
    last.base.after = Some(
        store.stream_entries(&reader(her), &proof(&store, stream).await, 6).await.unwrap().unwrap().entries
            [0]
        .head
        .id,
    );
    append(&store, her, vec![last]).await;
    append(&store, her, vec![entry(stream, her, visit("2026-11-21", "a"))]).await;
    let read = store.stream_entries(&reader(her), &proof(&store, stream).await, 0).await.unwrap().unwrap();
    assert!(store.verify().await.unwrap().is_sound());
    unguard(&place).await;
    let found = store.verify().await.unwrap();
    assert_eq!(found.faults.len(), 1, "a missing guard is a fault: {found:?}");
    guard(&place).await;
    assert!(store.verify().await.unwrap().is_sound());
    unguard(&place).await;

    let id = stream.to_string();
    // Bytes: the last byte of the value becomes another one.
    let flip = |column: &str| {
        if place.is_postgres() {
            format!(
                "set_byte({column}, length({column}) - 1, 255 - get_byte({column}, length({column}) - 1))"
            )
        } else {
            format!(
                "CAST(substr({column}, 1, length({column}) - 1) || \
                     CASE WHEN substr({column}, -1) = x'00' THEN x'01' ELSE x'00' END AS BLOB)"
            )
        }
    };
    let first = |column: &str| {
        if place.is_postgres() {
            format!("set_byte({column}, 0, 255 - get_byte({column}, 0))")
        } else {
            format!(
                "CAST(CASE WHEN substr({column}, 1, 1) = x'00' THEN x'01' ELSE x'00' END || substr({column}, 2) AS BLOB)"
            )
        }
    };
    let text = |column: &str| format!("substr({column}, 1, length({column}) - 1) || 'X'");
    let after = format!("CASE WHEN base_after IS NULL THEN id ELSE {} END", flip("base_after"));
    let changes: Vec<(&str, String)> = vec![
        ("stream", flip("stream")),
        ("seq", "seq + 100".into()),
        ("id", flip("id")),
        ("section", "CASE section WHEN 'identity' THEN 'narrative' ELSE 'identity' END".into()),
        ("section", text("section")),
        ("author", flip("author")),
        ("device", flip("device")),
        ("made_at", "made_at + 1".into()),
        ("received_at", "received_at - 1".into()),
        ("base_seen", "base_seen + 1".into()),
        ("base_after", after),
        ("base_after", "CASE WHEN base_after IS NULL THEN stream ELSE NULL END".into()),
        ("v", "v + 1".into()),
        ("outcome", text("outcome")),
        ("sealed", flip("sealed")),
        ("sealed", first("sealed")),
        ("hash", flip("hash")),
        ("hash", first("hash")),
    ];
    for read in &read.entries {
        let key = format!("stream = {} AND seq = {}", place.bytes(stream.as_bytes()), read.seq);
        let copy = "CREATE TABLE kept AS SELECT * FROM entries WHERE ";
        place.sql(&format!("{copy}{key};")).await.unwrap();
        for (column, change) in &changes {
            let done =
                place.sql(&format!("UPDATE entries SET {column} = {change} WHERE {key};")).await.unwrap();
            assert_eq!(done, 1, "{column}");
            let found = store.verify().await.unwrap();
            assert!(names(&found, &id, read.seq, read.head.id), "{column} of {}: {found:?}", read.seq);
            // Back as it was.
            let hash = "SELECT hash FROM kept";
            place
                .sql(&format!(
                    "DELETE FROM entries WHERE {key} OR id = {} OR hash = ({hash}); INSERT INTO entries SELECT * FROM kept;",
                    place.bytes(read.head.id.as_bytes())
                ))
                .await
                .unwrap();
            // What was moved to a stream that does not exist goes too.
            place.sql("DELETE FROM entries WHERE stream NOT IN (SELECT id FROM streams);").await.unwrap();
        }
        place.sql("DROP TABLE kept;").await.unwrap();
        let found = store.verify().await.unwrap();
        assert_eq!(found.faults.len(), 1, "only the guards are still missing: {found:?}");
    }
}

async fn a_missing_or_added_entry_is_found(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    let (stream, _) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    let (other, _) = family(&store, her, "ចាន់ ដារា", "Chan Dara").await;
    unguard(&place).await;
    let key = format!("stream = {}", place.bytes(stream.as_bytes()));
    place.sql(&format!("DELETE FROM entries WHERE {key} AND seq = 7;")).await.unwrap();
    let found = store.verify().await.unwrap();
    assert!(found.faults.iter().any(|f| f.stream == stream.to_string() && f.seq == 7), "{found:?}");
    place.sql(&format!("DELETE FROM entries WHERE {key} AND seq = 3;")).await.unwrap();
    let found = store.verify().await.unwrap();
    assert!(found.faults.iter().any(|f| f.stream == stream.to_string() && f.seq == 3), "{found:?}");
    // A whole stream's end, head and all, put back to an earlier state: what was sealed later is beyond it.
    let other_key = format!("= {}", place.bytes(other.as_bytes()));
    place
        .sql(&format!(
            "UPDATE streams SET head_seq = 6, head_hash = (SELECT hash FROM entries WHERE stream {other_key} AND seq = 6) \
             WHERE id {other_key};"
        ))
        .await
        .unwrap();
    let found = store.verify().await.unwrap();
    assert!(found.faults.iter().any(|f| f.stream == other.to_string()), "{found:?}");
}

async fn a_change_of_the_audit_log_is_found(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    let (stream, _) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    store.family_read(&reader(her), &proof(&store, stream).await).await.unwrap().unwrap();
    let rows = store.audit_rows(her.org, Some(stream), 10).await.unwrap();
    assert_eq!((rows.len(), rows[0].seq, rows[0].event.action.as_str()), (8, 8, "family.read"));
    assert_eq!(rows[0].event.sections.len(), 7);
    unguard(&place).await;
    let before = store.verify().await.unwrap();
    assert_eq!((before.audit, before.faults.len()), (8, 1));
    for change in [
        "at = at + 1",
        "action = 'family.nothing'",
        "decision = 'deny'",
        "outcome = 'x'",
        "sections = ''",
        "purpose = 'x'",
        "request_id = 'x'",
        "stream = NULL",
        "actor = device",
        "device = actor",
        "seq = 80",
    ] {
        place.sql("CREATE TABLE kept AS SELECT * FROM audit WHERE seq = 8;").await.unwrap();
        place.sql(&format!("UPDATE audit SET {change} WHERE seq = 8;")).await.unwrap();
        let found = store.verify().await.unwrap();
        assert!(
            found.faults.iter().any(|f| f.stream.starts_with("audit") && f.seq == 8),
            "{change}: {found:?}"
        );
        place
            .sql("DELETE FROM audit WHERE seq >= 8; INSERT INTO audit SELECT * FROM kept; DROP TABLE kept;")
            .await
            .unwrap();
    }
    assert_eq!(store.verify().await.unwrap().faults.len(), 1);
}

async fn ledger_and_audit_log_refuse_to_be_changed(place: Place) {
    let store = place.open().await;
    family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    for statement in [
        "UPDATE entries SET made_at = 0;",
        "DELETE FROM entries;",
        "UPDATE audit SET at = 0;",
        "DELETE FROM audit WHERE seq = 1;",
    ] {
        assert!(place.sql(statement).await.is_err(), "{statement}");
    }
    if place.is_postgres() {
        assert!(place.sql("TRUNCATE entries;").await.is_err());
        assert!(place.sql("TRUNCATE audit;").await.is_err());
    }
    assert!(store.verify().await.unwrap().is_sound());
}

async fn nothing_readable_lies_in_the_database(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    let (stream, child) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    append(&store, her, vec![entry(stream, her, renamed(child, "សុខ សុភី"))]).await;
    struct Never;
    impl kinkeeper_store::Gate for Never {
        fn allow(
            &self,
            _: &kinkeeper_store::reads::StreamInfo,
            _: &domain::stream::AnyStream,
            _: &domain::entry::Entry,
        ) -> Result<(), kinkeeper_store::Denied> {
            Err(kinkeeper_store::Denied { code: "no".into(), reason: "no".into() })
        }
    }
    let secret = entry(stream, her, address("behind the pagoda"));
    store.append(gated(her, vec![secret], Never)).await.unwrap();
    let mut dump = Vec::new();
    if let kinkeeper_store::Location::Sqlite(path) = &place.location {
        for name in [path.clone(), path.with_extension("db-wal")] {
            dump.extend(std::fs::read(name).unwrap_or_default());
        }
    }
    let sink = Sink::default();
    store.export_all(Box::new(sink.clone())).await.unwrap();
    dump.extend(sink.take());
    assert!(!dump.is_empty());
    for word in ["Sophea", "សុភា", "សុភី", "pagoda", "shop", "name_km\":"] {
        let there = dump.windows(word.len()).any(|window| window == word.as_bytes());
        assert!(!there, "{word} can be read");
    }
}

async fn rebuilt_projections_equal_the_live_ones(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let mut streams = Vec::new();
    for n in 0..12_u128 {
        let her = actor(1 + n % 2);
        let (stream, child) = family(&store, her, "សុខ សុភា", &format!("Sok Number{n}")).await;
        append(&store, her, vec![entry(stream, her, renamed(child, "សុខ សុភី"))]).await;
        streams.push((stream, her));
    }
    // A change of lead, a conflict, a file that an import made and that was taken back, a rejected entry.
    let (stream, her) = streams[0];
    append(&store, her, vec![entry(stream, her, assigned(actor(2).worker, TeamRole::Lead))]).await;
    let (stream, her) = streams[1];
    let child = *folded(&store, stream).await.family().unwrap().state.people.keys().next().unwrap();
    let him = actor(8);
    let outcome = append(&store, him, vec![entry(stream, him, renamed(child, "សុខ ដារ៉ា"))]).await;
    assert_eq!(outcomes(&outcome), ["conflicting"]);
    assert_eq!(row(&store, stream).await.conflicts, 1);
    append(&store, her, vec![entry(stream, her, accepted())]).await;
    let live = store.projections_digest().await.unwrap();
    let done = store.rebuild().await.unwrap();
    assert_eq!((done.streams, done.entries), (13, store.counts().await.unwrap().entries));
    assert_eq!(store.projections_digest().await.unwrap(), live);
    // And life goes on.
    append(&store, her, vec![entry(stream, her, visit("2026-11-22", "a"))]).await;
    assert_ne!(store.projections_digest().await.unwrap(), live);
    let live = store.projections_digest().await.unwrap();
    store.rebuild().await.unwrap();
    assert_eq!(store.projections_digest().await.unwrap(), live);
}

fn shared_with_others(child: PersonId) -> FamilyAction {
    let given = Consent {
        purpose: "referral".into(),
        by: child,
        covers: vec![child],
        recipient: "Theirs".into(),
        organisation: Some(OrganisationId::from_u128(60)),
        sections: vec![Section::Identity],
        language: "km".into(),
        on: NOW.day(),
        until: NOW.day().plus_days(30),
        withheld: String::new(),
        mark: Mark::OnPaper,
    };
    FamilyAction::ConsentGiven { consent: ConsentId::from_u128(1), given }
}

async fn a_damaged_projection_is_mended_by_rebuild(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let (stream, child) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    let opening = |n: u128, kind: u8| {
        let (from, until) = (Millis(NOW.0 + i64::from(kind)), Millis(NOW.0 + 7_200_000));
        let words = || "somebody may come to harm".to_owned();
        let opened =
            Emergency { worker: actor(2).worker, reason: "danger_now".into(), words: words(), from, until };
        FamilyAction::EmergencyOpened { emergency: EmergencyId::from_u128(n), opened }
    };
    for action in [opening(1, 0), opening(2, 5), shared_with_others(child)] {
        append(&store, actor(1), vec![entry(stream, actor(1), action)]).await;
    }
    let right = store.projections_digest().await.unwrap();
    for damage in [
        "UPDATE family_rows SET stage = 'closed';",
        "DELETE FROM person_tokens;",
        "DELETE FROM family_team;",
        "UPDATE workers SET account = 'x' || account;",
        "DELETE FROM organisations;",
        "DELETE FROM family_openings;",
        "UPDATE family_openings SET until = until + 1;",
        "UPDATE family_shares SET section = 'health';",
        "UPDATE family_shares SET until = until + 1;",
    ] {
        place.sql(damage).await.unwrap();
        assert_ne!(store.projections_digest().await.unwrap(), right, "{damage}");
        store.rebuild().await.unwrap();
        assert_eq!(store.projections_digest().await.unwrap(), right, "{damage}");
    }
    // A start after a crash in the middle of a change of protocol does it by itself.
    place.sql("UPDATE family_rows SET stage = 'closed'; UPDATE settings SET value = '1' WHERE name = 'projections_stale';").await.unwrap();
    store.close().await;
    assert_eq!(place.open().await.projections_digest().await.unwrap(), right);
}

async fn another_root_key_opens_nothing(place: Place) {
    let store = place.open().await;
    family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    store.close().await;
    let config = StoreConfig::new(place.location.clone(), RootKey::from_bytes([8; 32]));
    assert!(matches!(Store::open(config).await.err(), Some(StoreError::WrongRootKey)));
}

async fn a_newer_database_is_refused(place: Place) {
    place.open().await.close().await;
    place.sql("INSERT INTO migrations (version, name, digest) VALUES (999, 'later', 'x');").await.unwrap();
    let error = Store::open(place.config()).await.err().unwrap();
    assert!(matches!(error, StoreError::NewerDatabase { found: 999, .. }));
    place
        .sql("DELETE FROM migrations WHERE version = 999; UPDATE migrations SET digest = 'x';")
        .await
        .unwrap();
    assert!(matches!(Store::open(place.config()).await.err(), Some(StoreError::ChangedMigration(1))));
}

async fn a_changed_protocol_moves_what_is_due(place: Place) {
    use domain::entry::Action;
    use domain::programme::ProgrammeAction;
    let store = place.open().await;
    let her = actor(1);
    let (stream, _) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    let before = row(&store, stream).await.visit_due.unwrap();
    let mut protocol = domain::protocol::Protocol::shipped().clone();
    protocol.version += 1;
    protocol.visit_every_days.high = 1;
    let set = Action::Programme(ProgrammeAction::ProtocolSet { protocol: Box::new(protocol) });
    let programme = domain::ids::StreamId::from_u128(77);
    let receipts = append(&store, her, vec![entry(programme, her, Act(set))]).await;
    assert_eq!(outcomes(&receipts), ["applied"]);
    let after = row(&store, stream).await.visit_due.unwrap();
    assert!(after < before, "{after} {before}");
    let live = store.projections_digest().await.unwrap();
    let (second, _) = family(&store, her, "ចាន់ ដារា", "Chan Dara").await;
    assert_eq!(row(&store, second).await.visit_due, Some(after));
    assert_ne!(store.projections_digest().await.unwrap(), live);
    let live = store.projections_digest().await.unwrap();
    store.rebuild().await.unwrap();
    assert_eq!(store.projections_digest().await.unwrap(), live);
}
