//! Phones: enrolled by signing in, locked, emptied, and codes for new ones.

use crate::harness::*;
use crate::on_both_engines;
use domain::ids::{DeviceId, WorkerId};
use domain::time::Millis;
use kinkeeper_store::Store;
use kinkeeper_store::devices::{Deciding, DeviceCode, DeviceState};
use kinkeeper_store::pins::{Held, Tried};
use kinkeeper_store::sessions::{Holding, OnDevice, SessionRow};

on_both_engines![
    a_finished_sign_in_enrols_a_device_with_its_key,
    a_locked_device_has_no_sessions_and_opens_none,
    a_device_is_emptied_once_and_can_be_used_again,
    a_code_is_good_once_for_one_worker_and_a_while,
    devices_and_what_was_decided_come_back_from_a_backup,
    a_share_is_given_for_the_right_pin_and_destroyed_after_five_wrong_ones,
];

const HOLDING: Holding = Holding { at: NOW, idle_ms: 3_600_000 };

fn her() -> WorkerId {
    actor(1).worker
}

fn phone() -> DeviceId {
    actor(1).device
}

fn session(token: u8, key: Option<u8>, waits_for: &str) -> SessionRow {
    SessionRow {
        token_hash: [token; 32],
        worker: her(),
        org: actor(1).org,
        device: phone(),
        device_name: "Chrome".into(),
        created: NOW,
        last_seen: NOW,
        expires: NOW.plus_hours(8),
        proofs: vec!["passphrase".into()],
        proved_at: NOW,
        waits_for: waits_for.into(),
        device_key: key.map(|byte| vec![byte; 65]),
        on: OnDevice::default(),
    }
}

async fn signs_in(store: &Store, token: u8, key: Option<u8>) -> bool {
    let epoch = store.session_epoch(her()).await.unwrap();
    store.session_open(session(token, key, ""), epoch, None).await.unwrap()
}

async fn decides(store: &Store, to: DeviceState) -> bool {
    let deciding =
        Deciding { worker: her(), device: phone(), to, by: actor(2).worker, at: NOW.plus_hours(1) };
    store.device_decide(deciding).await.unwrap()
}

async fn a_finished_sign_in_enrols_a_device_with_its_key(place: Place) {
    let store = place.open().await;
    // Begun only: it is not hers to work on yet.
    assert!(store.session_open(session(1, Some(7), "second_factor"), 0, None).await.unwrap());
    assert_eq!(store.devices(&[her()]).await.unwrap(), []);
    assert!(!store.device_rename(her(), phone(), "Work phone").await.unwrap());
    assert!(store.session_open(session(2, Some(7), ""), 0, Some([1; 32])).await.unwrap());
    let row = store.device(her(), phone()).await.unwrap().unwrap();
    assert_eq!(
        (row.public_key, row.enrolled_at, row.kind.as_str()),
        (Some(vec![7; 65]), Some(NOW), "Chrome")
    );
    assert_eq!(store.device_by_key(&[7; 65]).await.unwrap().unwrap().device, phone());
    // A browser that lost its key shows another; one that shows none keeps the one that is known.
    assert!(signs_in(&store, 3, Some(8)).await);
    assert_eq!(store.device_by_key(&[7; 65]).await.unwrap(), None);
    assert!(signs_in(&store, 4, None).await);
    let on = store.session(&[4; 32], HOLDING).await.unwrap().unwrap().on;
    assert_eq!((on.public_key, on.state, on.sent_at), (Some(vec![8; 65]), DeviceState::Open, None));
    // What it tells of itself, and what it is called.
    store.device_sent_all(None, her(), phone(), NOW).await.unwrap();
    store.device_sent_all(Some(NOW), her(), phone(), Millis(NOW.0 + 60_000)).await.unwrap();
    assert!(store.device_rename(her(), phone(), "Work phone").await.unwrap());
    let listed = store.devices(&[her(), actor(2).worker]).await.unwrap();
    assert_eq!((listed.len(), listed[0].sent_at, listed[0].name.as_str()), (1, Some(NOW), "Work phone"));
    store.session(&[4; 32], Holding { at: Millis(NOW.0 + 61_000), ..HOLDING }).await.unwrap();
    let seen = store.device(her(), phone()).await.unwrap().unwrap().last_seen;
    assert_eq!(seen, Millis(NOW.0 + 61_000));
}

async fn a_locked_device_has_no_sessions_and_opens_none(place: Place) {
    let store = place.open().await;
    assert!(signs_in(&store, 1, Some(7)).await);
    assert!(!decides(&store, DeviceState::Open).await, "it is not locked");
    assert!(decides(&store, DeviceState::Locked).await);
    assert!(!decides(&store, DeviceState::Locked).await, "once is enough");
    assert_eq!(store.session(&[1; 32], HOLDING).await.unwrap(), None);
    assert!(!signs_in(&store, 2, Some(7)).await);
    let row = store.device(her(), phone()).await.unwrap().unwrap();
    assert_eq!((row.state, row.state_by), (DeviceState::Locked, Some(actor(2).worker)));
    assert!(decides(&store, DeviceState::Open).await);
    assert!(signs_in(&store, 3, Some(7)).await);
    // Somebody else on the same phone is not touched by any of it.
    let other = SessionRow { worker: actor(3).worker, token_hash: [9; 32], ..session(9, Some(5), "") };
    assert!(store.session_open(other, 0, None).await.unwrap());
    assert!(decides(&store, DeviceState::Locked).await);
    assert!(store.session(&[9; 32], HOLDING).await.unwrap().is_some());
}

async fn a_device_is_emptied_once_and_can_be_used_again(place: Place) {
    let store = place.open().await;
    assert!(signs_in(&store, 1, Some(7)).await);
    store.device_sent_all(None, her(), phone(), NOW).await.unwrap();
    assert!(!store.device_wiped(her(), phone(), NOW).await.unwrap(), "nobody asked for it");
    assert!(decides(&store, DeviceState::Wiping).await);
    // Its session lives, so that it can send what it has; no other begins.
    let on = store.session(&[1; 32], HOLDING).await.unwrap().unwrap().on;
    assert_eq!(on.state, DeviceState::Wiping);
    assert!(!signs_in(&store, 2, Some(7)).await);
    assert!(!decides(&store, DeviceState::Open).await, "an order to empty is not taken back by unlocking");
    assert!(store.device_wiped(her(), phone(), NOW.plus_hours(2)).await.unwrap());
    assert!(!store.device_wiped(her(), phone(), NOW.plus_hours(3)).await.unwrap());
    assert_eq!(store.session(&[1; 32], HOLDING).await.unwrap(), None);
    let row = store.device(her(), phone()).await.unwrap().unwrap();
    assert_eq!(
        (row.state, row.public_key, row.state_at),
        (DeviceState::Wiped, None, Some(NOW.plus_hours(2)))
    );
    assert!(signs_in(&store, 3, Some(8)).await);
    let row = store.device(her(), phone()).await.unwrap().unwrap();
    assert_eq!((row.state, row.sent_at, row.state_by), (DeviceState::Open, None, None));
}

async fn a_code_is_good_once_for_one_worker_and_a_while(place: Place) {
    let store = place.open().await;
    let code = |byte: u8| DeviceCode {
        hash: [byte; 32],
        worker: her(),
        by: actor(2).worker,
        expires: NOW.plus_hours(1),
    };
    store.device_code_add(code(1)).await.unwrap();
    assert!(!store.device_code_use([2; 32], her(), NOW).await.unwrap());
    assert!(!store.device_code_use([1; 32], actor(2).worker, NOW).await.unwrap());
    assert!(!store.device_code_use([1; 32], her(), NOW.plus_hours(1)).await.unwrap());
    assert!(store.device_code_use([1; 32], her(), NOW).await.unwrap());
    assert!(!store.device_code_use([1; 32], her(), NOW).await.unwrap());
    // A newer one ends an older one.
    store.device_code_add(code(3)).await.unwrap();
    store.device_code_add(code(4)).await.unwrap();
    assert!(!store.device_code_use([3; 32], her(), NOW).await.unwrap());
    assert!(store.device_code_use([4; 32], her(), NOW).await.unwrap());
}

async fn devices_and_what_was_decided_come_back_from_a_backup(place: Place) {
    let store = place.open().await;
    assert!(signs_in(&store, 1, Some(7)).await);
    store.device_rename(her(), phone(), "Work phone").await.unwrap();
    assert!(decides(&store, DeviceState::Locked).await);
    let before = store.devices(&[her()]).await.unwrap();
    let sink = Sink::default();
    store.export_all(Box::new(sink.clone())).await.unwrap();
    let there = place.other();
    let other = there.open().await;
    other.import_all(Box::new(std::io::Cursor::new(sink.take()))).await.unwrap();
    assert_eq!(other.devices(&[her()]).await.unwrap(), before);
}

async fn a_share_is_given_for_the_right_pin_and_destroyed_after_five_wrong_ones(place: Place) {
    let store = place.open().await;
    let of = Held { org: actor(1).org, worker: her(), device: phone() };
    assert_eq!(store.pin_try(of, [1; 32]).await.unwrap(), Tried::Gone);
    store.pin_set(of, [1; 32], &[7; 32]).await.unwrap();
    assert_eq!(store.pin_try(of, [2; 32]).await.unwrap(), Tried::Wrong(4));
    assert_eq!(store.pin_try(of, [1; 32]).await.unwrap(), Tried::Right(vec![7; 32]));
    // At the same moment, from many sides: no more than five are looked at.
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..12 {
        let store = store.clone();
        all.spawn(async move { store.pin_try(of, [2; 32]).await.unwrap() });
    }
    let tried = all.join_all().await;
    assert_eq!(tried.iter().filter(|one| matches!(one, Tried::Wrong(_))).count(), 4);
    assert!(!store.pin_is_set(her(), phone()).await.unwrap());
    store.pin_set(of, [1; 32], &[8; 32]).await.unwrap();
    assert!(!store.pin_is_set(actor(2).worker, phone()).await.unwrap());
    store.pin_remove(her(), phone()).await.unwrap();
    assert_eq!(store.pin_try(of, [1; 32]).await.unwrap(), Tried::Gone);
}
