//! Forms that came filled in, keys for form-filling apps, and files of tools: sealed, once, in a backup, gone when erased.

use crate::harness::*;
use crate::on_both_engines;
use domain::ids::{DeviceId, FormId};
use domain::time::Millis;
use kinkeeper_store::collecting::CollectKey;
use kinkeeper_store::received_forms::{FormRow, FormState};
use kinkeeper_store::{Erase, Store};

on_both_engines![
    a_form_is_kept_once_and_sealed_until_somebody_settles_it,
    forms_keys_and_files_of_tools_come_back_from_a_backup,
    the_files_beside_a_form_go_with_the_family,
    a_key_is_one_workers_and_one_at_a_time,
];

const SAID: &[u8] = b"<data id=\"idpoor\"><note>she is afraid at night</note></data>";

fn form(id: u128, by: u128) -> FormRow {
    FormRow {
        id: FormId::from_u128(id),
        org: actor(by).org,
        worker: actor(by).worker,
        device: DeviceId::from_u128(9),
        form: "idpoor".into(),
        version: 1,
        at: Millis(1_000 + i64::try_from(id).unwrap()),
        state: FormState::Waiting,
        files: 0,
    }
}

async fn open(store: &Store, by: u128) -> Vec<u128> {
    let rows = store.forms(&[actor(by).worker], 50).await.unwrap();
    rows.iter().map(|row| row.id.uuid().as_u128()).collect()
}

/// Whether what was said can be read in the rows as they lie there.
async fn readable(place: &Place) -> bool {
    let hexed: String = b"afraid".iter().map(|byte| format!("{byte:02x}")).collect();
    let column = if place.is_postgres() { "encode(sealed, 'hex')" } else { "lower(hex(sealed))" };
    let statement = format!("DELETE FROM received_forms WHERE {column} LIKE '%{hexed}%'");
    place.sql(&statement).await.unwrap() > 0
}

async fn a_form_is_kept_once_and_sealed_until_somebody_settles_it(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let row = form(1, 1);
    assert_eq!(store.form_put(&row, SAID).await.unwrap(), FormState::Waiting);
    assert_eq!(store.form_put(&row, b"other words").await.unwrap(), FormState::Waiting);
    assert_eq!(store.form_content(&row).await.unwrap().as_deref(), Some(SAID), "the first stays");
    for bytes in [b"one".as_slice(), b"two"] {
        store.form_file_put(&row, "រូប.jpg", bytes).await.unwrap();
    }
    assert_eq!(store.form_file(&row, "រូប.jpg").await.unwrap().as_deref(), Some(b"one".as_slice()));
    assert_eq!(store.form_files(row.id).await.unwrap().len(), 1);
    assert!(!readable(&place).await);
    store.form_put(&form(2, 1), SAID).await.unwrap();
    assert_eq!(open(&store, 1).await, [1, 2], "oldest first");
    assert_eq!(open(&store, 2).await, [] as [u128; 0], "those of somebody else are not hers");

    // In a file: its words go, its picture waits, and it is not settled twice.
    let (family, _) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    store.form_settled(row.id, FormState::Placed(family)).await.unwrap();
    store.form_settled(row.id, FormState::Discarded).await.unwrap();
    assert_eq!(store.form_put(&row, SAID).await.unwrap(), FormState::Placed(family));
    assert_eq!(store.form_content(&row).await.unwrap(), None);
    assert_eq!(open(&store, 1).await, [1, 2]);
    store.form_files_end(row.id).await.unwrap();
    assert_eq!(open(&store, 1).await, [2]);
    // Thrown away: all of it goes, and nothing that comes later stays.
    let other = form(2, 1);
    store.form_file_put(&other, "a.jpg", b"one").await.unwrap();
    store.form_settled(other.id, FormState::Discarded).await.unwrap();
    store.form_file_put(&other, "b.jpg", b"two").await.unwrap();
    assert_eq!(store.form_put(&other, SAID).await.unwrap(), FormState::Discarded);
    assert_eq!(store.form_files(other.id).await.unwrap(), []);
    assert_eq!(open(&store, 1).await, [] as [u128; 0]);
}

async fn forms_keys_and_files_of_tools_come_back_from_a_backup(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let row = form(1, 1);
    store.form_put(&row, SAID).await.unwrap();
    store.form_file_put(&row, "a.jpg", b"picture").await.unwrap();
    let large = vec![7_u8; 3 << 20];
    let hash = store.tool_file_put(&large).await.unwrap();
    assert_eq!(store.tool_file_put(&large).await.unwrap(), hash, "the same file is one");
    let key = CollectKey {
        worker: actor(1).worker,
        org: actor(1).org,
        device: DeviceId::from_u128(9),
        made_at: Millis(5),
        used_at: None,
    };
    store.collect_key_set(key, [3; 32]).await.unwrap();
    let sink = Sink::default();
    store.export_all(Box::new(sink.clone())).await.unwrap();
    let elsewhere = place.other();
    let restored = elsewhere.open().await;
    restored.import_all(Box::new(std::io::Cursor::new(sink.take()))).await.unwrap();
    assert_eq!(restored.form_content(&row).await.unwrap().as_deref(), Some(SAID));
    assert_eq!(restored.form_file(&row, "a.jpg").await.unwrap().as_deref(), Some(b"picture".as_slice()));
    assert_eq!(restored.tool_file(&hash).await.unwrap(), Some(large));
    assert_eq!(restored.collect_key([3; 32]).await.unwrap(), Some(key));
    // A document that is not what its hash says is not handed out.
    place.sql("UPDATE tool_files SET bytes = hash").await.unwrap();
    assert!(store.tool_file(&hash).await.is_err());
}

async fn the_files_beside_a_form_go_with_the_family(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let (family, _) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    let row = form(1, 1);
    store.form_put(&row, SAID).await.unwrap();
    store.form_file_put(&row, "a.jpg", b"picture").await.unwrap();
    store.form_settled(row.id, FormState::Placed(family)).await.unwrap();
    let erase = Erase {
        stream: family,
        actor: actor(1),
        approved_by: actor(2).worker,
        reason: "family_asked".into(),
        at: Millis(9_000),
        request_id: "test".into(),
    };
    store.erase(&erase).await.unwrap();
    assert_eq!(store.form_files(row.id).await.unwrap(), []);
}

async fn a_key_is_one_workers_and_one_at_a_time(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let key = |n: u128| CollectKey {
        worker: actor(n).worker,
        org: actor(n).org,
        device: DeviceId::from_u128(n),
        made_at: Millis(1),
        used_at: None,
    };
    store.collect_key_set(key(1), [1; 32]).await.unwrap();
    store.collect_key_set(key(2), [2; 32]).await.unwrap();
    store.collect_key_used(actor(1).worker, Millis(7)).await.unwrap();
    assert_eq!(store.collect_key([1; 32]).await.unwrap().and_then(|key| key.used_at), Some(Millis(7)));
    store.collect_key_set(key(1), [3; 32]).await.unwrap();
    assert_eq!(store.collect_key([1; 32]).await.unwrap(), None);
    assert_eq!(store.collect_key([3; 32]).await.unwrap(), Some(key(1)));
    store.collect_key_end(actor(1).worker).await.unwrap();
    assert_eq!(store.collect_key([3; 32]).await.unwrap(), None);
    assert_eq!(store.collect_key_of(actor(2).worker).await.unwrap(), Some(key(2)));
}
