//! Checkpoints, and ten attacks of somebody who owns the database, half of them with the keys as well: each is
//! found from one earlier checkpoint.

use crate::harness::*;
use crate::on_both_engines;
use domain::ids::StreamId;
use kinkeeper_store::records::AuditEvent;
use kinkeeper_store::{Checkpoint, Store, StoreError, Verified};

on_both_engines![
    what_only_grew_continues_the_checkpoint,
    a_checkpoint_is_made_when_something_changed,
    a_row_is_proved_to_be_in_the_log,
    an_older_database_gets_its_trees,
    attack_01_an_edit,
    attack_02_a_deletion,
    attack_03_another_order,
    attack_04_a_cut_off_end,
    attack_05_a_backdated_history,
    attack_06_an_insertion,
    attack_07_a_swap_between_streams,
    attack_08_an_older_copy,
    attack_09_a_consistent_rewrite_with_the_servers_own_keys,
    attack_10_swapped_wrapped_keys,
];

/// Two families, some readings, and the checkpoint that somebody took home.
async fn world(place: &Place) -> (Store, Checkpoint, StreamId, StreamId) {
    let store = place.open().await;
    let her = actor(1);
    organisation(&store).await;
    let (a, _) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    let (b, _) = family(&store, her, "ចាន់ ដារា", "Chan Dara").await;
    store.family_read(&reader(her), &proof(&store, a).await).await.unwrap().unwrap();
    store.family_read(&reader(actor(3)), &proof(&store, b).await).await.unwrap().unwrap();
    let from = checkpoint(&store).await;
    (store, from, a, b)
}

/// An empty database of the same engine.
fn another(place: &Place) -> Place {
    if place.is_postgres() { Place::postgres() } else { Place::sqlite() }
}

async fn checkpoint(store: &Store) -> Checkpoint {
    Checkpoint::open(&store.checkpoint(NOW).await.unwrap(), store.verifier()).unwrap()
}

async fn unguard(place: &Place) {
    for table in ["entries", "audit", "checkpoints", "erasures"] {
        let on = if place.is_postgres() { format!(" ON {table}") } else { String::new() };
        place
            .sql(&format!(
                "DROP TRIGGER {table}_append_only_update{on}; DROP TRIGGER {table}_append_only_delete{on};"
            ))
            .await
            .unwrap();
    }
}

/// Faults beside the guards that the attacker took away.
fn found(verified: &Verified) -> Vec<&kinkeeper_store::Fault> {
    verified.faults.iter().filter(|fault| !fault.what.contains("triggers")).collect()
}

async fn is_found(store: &Store, from: &Checkpoint, attack: &str) {
    let verified = store.verify_from(from).await.unwrap();
    assert!(!found(&verified).is_empty(), "{attack} was not found: {verified:?}");
}

fn of(place: &Place, stream: StreamId) -> String {
    format!("stream = {}", place.bytes(stream.as_bytes()))
}

async fn what_only_grew_continues_the_checkpoint(place: Place) {
    let (store, from, a, _) = world(&place).await;
    assert!(store.verify_from(&from).await.unwrap().is_sound());
    let her = actor(1);
    append(&store, her, vec![entry(a, her, visit("2026-11-22", "more"))]).await;
    family(&store, actor(2), "ឡុង វណ្ណា", "Long Vanna").await;
    store.family_read(&reader(her), &proof(&store, a).await).await.unwrap().unwrap();
    let again = store.verify_from(&from).await.unwrap();
    assert!(again.is_sound(), "{again:?}");
    let later = checkpoint(&store).await;
    assert_eq!((from.size, later.size), (1, 2));
    for point in [&from, &later] {
        let verified = store.verify_from(point).await.unwrap();
        assert!(verified.is_sound() && verified.checkpoints == 2, "{verified:?}");
    }
    let path = store.continuation(&from).await.unwrap();
    assert!(kinkeeper_store::merkle::is_continued(from.size, &from.root, later.size, &later.root, &path));
    // A restored copy continues it as well.
    let sink = Sink::default();
    store.export_all(Box::new(sink.clone())).await.unwrap();
    let other = place.other();
    let copy = other.open().await;
    copy.import_all(Box::new(std::io::Cursor::new(sink.take()))).await.unwrap();
    let verified = copy.verify_from(&from).await.unwrap();
    assert!(verified.is_sound(), "{verified:?}");
    append(&copy, her, vec![entry(a, her, visit("2026-11-23", "after the restore"))]).await;
    assert!(copy.verify_from(&later).await.unwrap().is_sound());
}

async fn a_checkpoint_is_made_when_something_changed(place: Place) {
    let (store, from, a, _) = world(&place).await;
    assert_eq!(checkpoint(&store).await, from, "nothing has changed");
    store.family_read(&reader(actor(1)), &proof(&store, a).await).await.unwrap().unwrap();
    assert_eq!(checkpoint(&store).await.size, from.size + 1);
    // Two at once, as of two servers.
    let other = place.open().await;
    store.family_read(&reader(actor(1)), &proof(&store, a).await).await.unwrap().unwrap();
    let (one, two) = tokio::join!(store.checkpoint(NOW), other.checkpoint(NOW));
    assert_eq!(one.unwrap(), two.unwrap());
    let note = store.checkpoint(NOW).await.unwrap();
    assert!(matches!(
        Checkpoint::open(&note.replacen("\n3\n", "\n4\n", 1), store.verifier()),
        Err(StoreError::NotACheckpoint(_))
    ));
}

async fn a_row_is_proved_to_be_in_the_log(place: Place) {
    let (store, from, a, _) = world(&place).await;
    let org = actor(1).org;
    let event = |n: usize| AuditEvent::new(NOW, actor(1), "workers.read", &format!("r{n}"));
    store.audit((0..900).map(event).collect()).await.unwrap();
    checkpoint(&store).await;
    for seq in [1, 2, 20, 256, 257, 512, 700, 920] {
        let proof = store.inclusion(org, seq, NOW).await.unwrap().unwrap();
        let point = Checkpoint::open(&proof.note, store.verifier()).unwrap();
        assert!(point.size > from.size && proof.holds(&point), "{seq}");
        assert!(proof.path.len() <= 11);
        let mut bent = proof.clone();
        bent.row.push(0);
        assert!(!bent.holds(&point));
        let mut bent = proof.clone();
        bent.index ^= 1;
        assert!(!bent.holds(&point));
        let mut bent = proof;
        bent.state = bent.state.replacen("heads 3", "heads 4", 1);
        assert!(!bent.holds(&point));
    }
    assert!(store.inclusion(org, 100_000, NOW).await.unwrap().is_none());
    assert!(store.inclusion(org, 0, NOW).await.unwrap().is_none());
    assert!(store.family_read(&reader(actor(1)), &proof(&store, a).await).await.unwrap().is_some());
}

/// The bytes and the link of a row as builds without trees wrote it.
fn old_link(previous: &[u8], seq: u64, event: &AuditEvent) -> Vec<u8> {
    use sha2::Digest;
    let sections: Vec<&str> = event.sections.iter().map(|section| section.code()).collect();
    let stream = event.stream.map(|id| id.as_bytes().to_vec()).unwrap_or_default();
    let decision = if event.allowed { "allow" } else { "deny" };
    let parts: [Vec<u8>; 12] = [
        event.actor.org.as_bytes().to_vec(),
        seq.to_be_bytes().to_vec(),
        event.at.0.to_be_bytes().to_vec(),
        event.actor.worker.as_bytes().to_vec(),
        event.actor.device.as_bytes().to_vec(),
        event.action.clone().into_bytes(),
        stream,
        sections.join(" ").into_bytes(),
        event.purpose.clone().into_bytes(),
        decision.as_bytes().to_vec(),
        event.outcome.clone().into_bytes(),
        event.request_id.clone().into_bytes(),
    ];
    let mut hash = sha2::Sha256::new();
    hash.update(previous);
    hash.update(b"kinkeeper:audit:1:");
    for part in parts {
        hash.update(u32::try_from(part.len()).unwrap().to_be_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

async fn an_older_database_gets_its_trees(place: Place) {
    let (store, _, a, _) = world(&place).await;
    let her = actor(1);
    let rows = store.audit_after(her.org, 0, 1_000).await.unwrap();
    store.close().await;
    unguard(&place).await;
    // As a build without trees left it.
    let mut hash = vec![0; 32];
    for row in &rows {
        hash = old_link(&hash, row.seq, &row.event);
        place
            .sql(&format!(
                "UPDATE audit SET hash = {}, v = NULL, basis = NULL, made_at = NULL, shown = NULL, head_seq = NULL, \
                 head_hash = NULL WHERE seq = {};",
                place.bytes(&hash),
                row.seq
            ))
            .await
            .unwrap();
    }
    place
        .sql(&format!(
            "UPDATE audit_heads SET edge = NULL, hash = {}; DELETE FROM audit_nodes; DELETE FROM checkpoints; \
             DELETE FROM settings WHERE name = 'audit_form';",
            place.bytes(&hash)
        ))
        .await
        .unwrap();
    let store = place.open().await;
    let verified = store.verify().await.unwrap();
    assert_eq!(found(&verified), Vec::<&kinkeeper_store::Fault>::new());
    append(&store, her, vec![entry(a, her, visit("2026-11-22", "more"))]).await;
    let from = checkpoint(&store).await;
    let verified = store.verify_from(&from).await.unwrap();
    assert_eq!(found(&verified), Vec::<&kinkeeper_store::Fault>::new());
    let after = store.audit_after(her.org, 0, 1_000).await.unwrap();
    let adopted = after.iter().filter(|row| row.event.action == "ledger.adopted").count();
    assert_eq!((adopted, after.len()), (3, rows.len() + 4));
    // Opening it once more adopts nothing.
    store.close().await;
    let store = place.open().await;
    assert_eq!(store.audit_after(her.org, 0, 1_000).await.unwrap().len(), after.len());
    assert!(store.inclusion(her.org, 2, NOW).await.unwrap().is_some());
}

async fn attack_01_an_edit(place: Place) {
    let (store, from, a, _) = world(&place).await;
    unguard(&place).await;
    place
        .sql(&format!(
            "UPDATE audit SET purpose = 'supervision' WHERE {} AND purpose = 'casework';",
            of(&place, a)
        ))
        .await
        .unwrap();
    is_found(&store, &from, "an edit of the audit log").await;
    let place = another(&place);
    let (store, from, a, _) = world(&place).await;
    unguard(&place).await;
    place
        .sql(&format!("UPDATE entries SET outcome = 'rejected' WHERE {} AND seq = 7;", of(&place, a)))
        .await
        .unwrap();
    is_found(&store, &from, "an edit of the ledger").await;
}

async fn attack_02_a_deletion(place: Place) {
    let (store, from, _, _) = world(&place).await;
    unguard(&place).await;
    place.sql("DELETE FROM audit WHERE seq = 9;").await.unwrap();
    is_found(&store, &from, "a deletion from the audit log").await;
    let place = another(&place);
    let (store, from, _, _) = world(&place).await;
    // A family as if it had never been, in every table but the log.
    unguard(&place).await;
    let victim = store.audit_after(actor(1).org, 0, 100).await.unwrap();
    let victim = victim.iter().find(|row| row.event.action == "family.opened").unwrap().event.stream.unwrap();
    let stream = of(&place, victim);
    let id = stream.replacen("stream", "id", 1);
    place
        .sql(&format!(
            "DELETE FROM entries WHERE {stream}; DELETE FROM streams WHERE {id}; DELETE FROM family_rows WHERE {stream};"
        ))
        .await
        .unwrap();
    is_found(&store, &from, "a family that never was").await;
}

async fn attack_03_another_order(place: Place) {
    let (store, from, _, _) = world(&place).await;
    unguard(&place).await;
    place.sql("UPDATE audit SET seq = 900 WHERE seq = 6; UPDATE audit SET seq = 6 WHERE seq = 7; UPDATE audit SET seq = 7 WHERE seq = 900;").await.unwrap();
    is_found(&store, &from, "another order of the audit log").await;
    let place = another(&place);
    let (store, from, a, _) = world(&place).await;
    unguard(&place).await;
    let key = of(&place, a);
    place
        .sql(&format!(
            "UPDATE entries SET seq = 900 WHERE {key} AND seq = 6; UPDATE entries SET seq = 6 WHERE {key} AND seq = 7; \
             UPDATE entries SET seq = 7 WHERE {key} AND seq = 900;"
        ))
        .await
        .unwrap();
    is_found(&store, &from, "another order of a stream").await;
}

async fn attack_04_a_cut_off_end(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    let (a, _) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    place.sql("CREATE TABLE kept_heads AS SELECT * FROM audit_heads; CREATE TABLE kept_streams AS SELECT * FROM streams;").await.unwrap();
    append(&store, her, vec![entry(a, her, visit("2026-11-22", "what should be forgotten"))]).await;
    store.family_read(&reader(actor(3)), &proof(&store, a).await).await.unwrap().unwrap();
    let from = checkpoint(&store).await;
    unguard(&place).await;
    // Rows, ends, trees and checkpoints are all cut to one earlier moment: in itself it is without a flaw.
    place
        .sql(
            "DELETE FROM audit WHERE seq > 7; DELETE FROM entries WHERE seq > 7; DELETE FROM checkpoints; \
             DELETE FROM audit_heads; INSERT INTO audit_heads SELECT * FROM kept_heads; \
             DELETE FROM streams; INSERT INTO streams SELECT * FROM kept_streams;",
        )
        .await
        .unwrap();
    assert!(found(&store.verify().await.unwrap()).is_empty(), "only an earlier checkpoint can tell");
    is_found(&store, &from, "a cut off end").await;
    // Making as many checkpoints again does not help.
    store.checkpoint(NOW).await.unwrap();
    is_found(&store, &from, "a cut off end with a new checkpoint").await;
}

/// The same families again, in a database with the same keys, told differently.
async fn told_again(place: &Place, days: i64) -> Store {
    let store = place.open().await;
    let her = actor(1);
    let then = domain::time::Millis(NOW.0 - days * 86_400_000);
    let org = StreamId::from_u128(fresh());
    let entries = vec![
        entry(org, her, opened("02040501")),
        entry(org, her, assigned(her.worker, domain::family::TeamRole::Lead)),
    ];
    let mut asked = request(her, entries);
    asked.at = then;
    store.append(asked).await.unwrap();
    store.checkpoint(then).await.unwrap();
    store
}

async fn attack_05_a_backdated_history(place: Place) {
    let (store, from, _, _) = world(&place).await;
    store.close().await;
    let elsewhere = another(&place);
    let forged = told_again(&elsewhere, 30).await;
    assert!(forged.verify().await.unwrap().is_sound());
    is_found(&forged, &from, "a history that was written earlier than it happened").await;
    // A row that says another time.
    let store = place.open().await;
    unguard(&place).await;
    place.sql("UPDATE audit SET at = at - 86400000 WHERE seq = 8;").await.unwrap();
    is_found(&store, &from, "a backdated row").await;
}

async fn attack_06_an_insertion(place: Place) {
    let (store, from, _, _) = world(&place).await;
    unguard(&place).await;
    place
        .sql(
            "CREATE TABLE one AS SELECT * FROM audit WHERE seq = 8; UPDATE one SET seq = (SELECT max(seq) + 1 FROM audit); \
             INSERT INTO audit SELECT * FROM one;",
        )
        .await
        .unwrap();
    is_found(&store, &from, "a row put into the audit log").await;
    let place = another(&place);
    let (store, from, a, b) = world(&place).await;
    unguard(&place).await;
    // An entry that the server took properly, moved to the end of another family.
    place
        .sql(&format!(
            "CREATE TABLE one AS SELECT * FROM entries WHERE {} AND seq = 7; DELETE FROM entries WHERE {} AND seq = 7; \
             UPDATE one SET stream = {}, seq = 8; INSERT INTO entries SELECT * FROM one;",
            of(&place, a),
            of(&place, a),
            place.bytes(b.as_bytes())
        ))
        .await
        .unwrap();
    is_found(&store, &from, "an entry put into a stream").await;
}

async fn attack_07_a_swap_between_streams(place: Place) {
    let (store, from, a, b) = world(&place).await;
    unguard(&place).await;
    let (first, second) = (of(&place, a), of(&place, b));
    let (to_a, to_b) = (place.bytes(a.as_bytes()), place.bytes(b.as_bytes()));
    place
        .sql(&format!(
            "UPDATE entries SET seq = 900 WHERE {first} AND seq = 7; UPDATE entries SET stream = {to_a} WHERE {second} AND seq = 7; \
             UPDATE entries SET stream = {to_b}, seq = 7 WHERE {first} AND seq = 900;"
        ))
        .await
        .unwrap();
    is_found(&store, &from, "entries swapped between streams").await;
    let place = another(&place);
    let (store, from, a, b) = world(&place).await;
    unguard(&place).await;
    place
        .sql(&format!(
            "UPDATE audit SET stream = {} WHERE {} AND purpose = 'casework';",
            place.bytes(b.as_bytes()),
            of(&place, a)
        ))
        .await
        .unwrap();
    is_found(&store, &from, "a reading told of another family").await;
}

async fn attack_08_an_older_copy(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    let (a, _) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    store.checkpoint(NOW).await.unwrap();
    let sink = Sink::default();
    store.export_all(Box::new(sink.clone())).await.unwrap();
    append(&store, her, vec![entry(a, her, visit("2026-11-22", "what should be forgotten"))]).await;
    let from = checkpoint(&store).await;
    store.close().await;
    let elsewhere = another(&place);
    let old = elsewhere.open().await;
    old.import_all(Box::new(std::io::Cursor::new(sink.take()))).await.unwrap();
    assert!(old.verify().await.unwrap().is_sound());
    let verified = old.verify_from(&from).await.unwrap();
    assert!(
        found(&verified).iter().any(|fault| fault.what.contains("older than the checkpoint")),
        "{verified:?}"
    );
    // And went on from there: a fork.
    append(&old, her, vec![entry(a, her, visit("2026-11-22", "another story"))]).await;
    old.checkpoint(NOW).await.unwrap();
    assert!(old.verify().await.unwrap().is_sound());
    is_found(&old, &from, "a fork").await;
}

async fn attack_09_a_consistent_rewrite_with_the_servers_own_keys(place: Place) {
    let (store, from, _, _) = world(&place).await;
    let verifier = store.verifier().text();
    store.close().await;
    // Everything written anew by the program itself, under the same root key, as often signed.
    let elsewhere = another(&place);
    let forged = told_again(&elsewhere, 0).await;
    assert_eq!(forged.verifier().text(), verifier);
    assert!(forged.verify().await.unwrap().is_sound(), "in itself it is without a flaw");
    let own = checkpoint(&forged).await;
    assert_eq!(own.size, from.size);
    is_found(&forged, &from, "a rewrite of everything").await;
}

async fn attack_10_swapped_wrapped_keys(place: Place) {
    let (store, from, a, b) = world(&place).await;
    unguard(&place).await;
    let (first, second) = (place.bytes(a.as_bytes()), place.bytes(b.as_bytes()));
    place
        .sql(&format!(
            "CREATE TABLE one AS SELECT key_wrapped FROM streams WHERE id = {first}; \
             UPDATE streams SET key_wrapped = (SELECT key_wrapped FROM streams WHERE id = {second}) WHERE id = {first}; \
             UPDATE streams SET key_wrapped = (SELECT key_wrapped FROM one) WHERE id = {second};"
        ))
        .await
        .unwrap();
    let verified = store.verify_from(&from).await.unwrap();
    let named: Vec<&str> = found(&verified).iter().map(|fault| fault.stream.as_str()).collect();
    assert!(
        named.contains(&a.to_string().as_str()) && named.contains(&b.to_string().as_str()),
        "{verified:?}"
    );
    // A key that is simply gone is no erasure.
    let nothing = place.bytes(&[]);
    place.sql(&format!("UPDATE streams SET key_wrapped = {nothing} WHERE id = {first};")).await.unwrap();
    is_found(&store, &from, "a key that is gone without an erasure").await;
}
