//! Sessions, guesses, second factors, recovery.

use crate::harness::*;
use crate::on_both_engines;
use domain::ids::{DeviceId, RecoveryId};
use domain::time::Millis;
use kinkeeper_store::StoreError;
use kinkeeper_store::factors::{FactorCounts, PasskeyRow};
use kinkeeper_store::guesses::{Bucket, Limit};
use kinkeeper_store::providers::Invitation;
use kinkeeper_store::recoveries::{RecoveryRow, RecoveryState};
use kinkeeper_store::sessions::{Holding, OnDevice, SessionRow};
use std::sync::atomic::{AtomicU32, Ordering};

on_both_engines![
    sessions_open_move_expire_and_close,
    a_session_that_lies_unused_ends,
    ending_all_sessions_wins_over_signing_in,
    guesses_are_counted_before_they_are_looked_at,
    no_more_guesses_than_the_limit_at_the_same_moment,
    passkeys_belong_to_somebody,
    a_code_is_taken_once,
    a_recovery_takes_two,
    a_subject_is_bound_once,
];

const IDLE: i64 = 3_600_000;

fn at(ms: i64) -> Holding {
    Holding { at: Millis(NOW.0 + ms), idle_ms: IDLE }
}

fn session(token: u8, expires: Millis) -> SessionRow {
    SessionRow {
        token_hash: [token; 32],
        worker: actor(1).worker,
        org: actor(1).org,
        device: actor(1).device,
        device_name: "Chrome".into(),
        created: NOW,
        last_seen: NOW,
        expires,
        proofs: vec!["passphrase".into(), "code".into()],
        proved_at: NOW,
        waits_for: String::new(),
        device_key: None,
        on: OnDevice::default(),
    }
}

async fn sessions_open_move_expire_and_close(place: Place) {
    let store = place.open().await;
    let her = actor(1).worker;
    let end = NOW.plus_hours(8);
    let one = session(1, end);
    assert!(store.session_open(one.clone(), 0, None).await.unwrap());
    assert!(store.session_open(session(2, end), 0, None).await.unwrap());
    assert_eq!(store.session(&[1; 32], at(0)).await.unwrap(), Some(one));
    assert_eq!(store.session(&[3; 32], at(0)).await.unwrap(), None);
    store.session(&[1; 32], at(61_000)).await.unwrap();
    let moved = store.session(&[1; 32], at(61_000)).await.unwrap().unwrap();
    assert_eq!(moved.last_seen, Millis(NOW.0 + 61_000));
    let listed = store.sessions_of(her, at(61_000)).await.unwrap();
    assert_eq!(listed.iter().map(|s| s.token_hash[0]).collect::<Vec<_>>(), [1, 2], "used last, listed first");
    assert_eq!(
        store.session(&[1; 32], Holding { at: end, idle_ms: i64::MAX }).await.unwrap(),
        None,
        "it ended"
    );
    store.session_close(&[1; 32]).await.unwrap();
    assert_eq!(store.session(&[1; 32], at(0)).await.unwrap(), None);
    assert_eq!(store.sessions_close_of(her).await.unwrap(), 1);
    let epoch = store.session_epoch(her).await.unwrap();
    assert!(store.session_open(session(4, NOW), epoch, None).await.unwrap());
    assert_eq!(store.sweep(Holding { at: end, idle_ms: i64::MAX / 2 }, NOW).await.unwrap(), 1);
    let devices = store.devices(&[her]).await.unwrap();
    assert_eq!((devices.len(), devices[0].device), (1, actor(1).device));
    assert_eq!(store.devices(&[actor(2).worker]).await.unwrap(), []);
    assert_ne!(devices[0].device, DeviceId::from_u128(0));
}

async fn a_session_that_lies_unused_ends(place: Place) {
    let store = place.open().await;
    assert!(store.session_open(session(1, NOW.plus_hours(800)), 0, None).await.unwrap());
    assert!(store.session(&[1; 32], at(IDLE - 1)).await.unwrap().is_some(), "used, it goes on");
    assert!(store.session(&[1; 32], at(2 * IDLE - 2)).await.unwrap().is_some());
    assert!(store.session(&[1; 32], at(3 * IDLE)).await.unwrap().is_none(), "unused, it has ended");
    assert_eq!(store.sweep(at(3 * IDLE), NOW).await.unwrap(), 1);
}

async fn ending_all_sessions_wins_over_signing_in(place: Place) {
    let store = place.open().await;
    let her = actor(1).worker;
    let end = NOW.plus_hours(8);
    // A sign-in that began before all sessions were ended opens none after.
    let epoch = store.session_epoch(her).await.unwrap();
    store.sessions_close_of(her).await.unwrap();
    assert!(!store.session_open(session(1, end), epoch, None).await.unwrap());
    // A step that takes the place of a session which was ended meanwhile opens none either.
    let epoch = store.session_epoch(her).await.unwrap();
    assert!(store.session_open(session(2, end), epoch, None).await.unwrap());
    assert!(store.session_open(session(3, end), epoch, Some([2; 32])).await.unwrap());
    assert!(!store.session_open(session(4, end), epoch, Some([2; 32])).await.unwrap());
    assert_eq!(store.session(&[2; 32], at(0)).await.unwrap(), None);
    // At the same moment, over and over: whatever the order, none is left.
    for turn in 10..60_u8 {
        let epoch = store.session_epoch(her).await.unwrap();
        let (opening, closing) = (store.clone(), store.clone());
        let open =
            tokio::spawn(async move { opening.session_open(session(turn, end), epoch, None).await.unwrap() });
        let close = tokio::spawn(async move { closing.sessions_close_of(her).await.unwrap() });
        open.await.unwrap();
        close.await.unwrap();
        assert_eq!(store.session(&[turn; 32], at(0)).await.unwrap(), None, "turn {turn}");
    }
    // All others, but not this one.
    let epoch = store.session_epoch(her).await.unwrap();
    for token in [100, 101, 102] {
        assert!(store.session_open(session(token, end), epoch, None).await.unwrap());
    }
    assert_eq!(store.sessions_close_others(her, [101; 32]).await.unwrap(), 2);
    assert!(store.session(&[101; 32], at(0)).await.unwrap().is_some());
}

fn bucket(key: &[u8], limits: &[(u32, i64)]) -> Bucket {
    let limits =
        limits.iter().map(|(most, within_ms)| Limit { most: *most, within_ms: *within_ms }).collect();
    Bucket { key: key.to_vec(), limits }
}

async fn guesses_are_counted_before_they_are_looked_at(place: Place) {
    let store = place.open().await;
    let her = [bucket(b"her", &[(2, 1_000), (3, 100_000)]), bucket(b"net", &[(4, 1_000)])];
    let then = |ms: i64| Millis(NOW.0 + ms);
    assert_eq!(store.guess([1; 16], &her, then(0)).await.unwrap(), None);
    assert_eq!(store.guess([2; 16], &her, then(10)).await.unwrap(), None);
    assert_eq!(store.guess([3; 16], &her, then(20)).await.unwrap(), Some(then(1_000)));
    // One that was right does not count.
    store.guess_was_right([1; 16]).await.unwrap();
    assert_eq!(store.guess([4; 16], &her, then(30)).await.unwrap(), None);
    assert_eq!(store.guess([5; 16], &her, then(1_011)).await.unwrap(), None);
    // Now the longer window is full.
    assert_eq!(store.guess([6; 16], &her, then(5_000)).await.unwrap(), Some(then(100_010)));
    // Another account from the same network has room of its own.
    let him = [bucket(b"him", &[(9, 1_000)]), bucket(b"net", &[(4, 10_000)])];
    assert_eq!(store.guess([7; 16], &him, then(5_000)).await.unwrap(), None);
    assert_eq!(
        store.guess([8; 16], &him, then(5_000)).await.unwrap(),
        Some(then(10_010)),
        "until the network is full"
    );
    assert_eq!(store.sweep(at(0), then(2_000)).await.unwrap(), 6);
}

async fn no_more_guesses_than_the_limit_at_the_same_moment(place: Place) {
    let store = place.open().await;
    let through = std::sync::Arc::new(AtomicU32::new(0));
    let mut all = tokio::task::JoinSet::new();
    for n in 0..40_u8 {
        let (store, through) = (store.clone(), through.clone());
        all.spawn(async move {
            if store.guess([n; 16], &[bucket(b"her", &[(10, 1_000)])], NOW).await.unwrap().is_none() {
                through.fetch_add(1, Ordering::SeqCst);
            }
        });
    }
    all.join_all().await;
    assert_eq!(through.load(Ordering::SeqCst), 10);
}

async fn passkeys_belong_to_somebody(place: Place) {
    let store = place.open().await;
    let (her, him) = (actor(1).worker, actor(2).worker);
    let row = PasskeyRow {
        id: b"key".to_vec(),
        worker: her,
        name: "Phone".into(),
        public_key: "{}".into(),
        added_at: NOW,
        used_at: None,
    };
    store.passkey_add(row.clone()).await.unwrap();
    assert!(matches!(store.passkey_add(PasskeyRow { worker: him, ..row }).await, Err(StoreError::Taken(_))));
    store.recovery_codes_set(her, &[[1; 32], [2; 32]]).await.unwrap();
    assert_eq!(store.factors_of(her).await.unwrap(), FactorCounts { passkeys: 1, totp: false, codes: 2 });
    assert_eq!(store.factors_of(him).await.unwrap(), FactorCounts::default());
    store.passkey_used(b"key", "{1}", Millis(NOW.0 + 5)).await.unwrap();
    let found = store.passkey(b"key").await.unwrap().unwrap();
    assert_eq!((found.public_key.as_str(), found.used_at), ("{1}", Some(Millis(NOW.0 + 5))));
    assert!(!store.passkey_rename(him, b"key", "Mine").await.unwrap());
    assert!(store.passkey_rename(her, b"key", "Old phone").await.unwrap());
    assert_eq!(store.passkeys(her).await.unwrap()[0].name, "Old phone");
    assert!(!store.passkey_remove(him, b"key").await.unwrap());
    assert!(store.passkey_remove(her, b"key").await.unwrap());
    assert_eq!(
        store.factors_of(her).await.unwrap(),
        FactorCounts::default(),
        "written codes go with the last one"
    );
}

async fn a_code_is_taken_once(place: Place) {
    let store = place.open().await;
    let (org, her) = (actor(1).org, actor(1).worker);
    store.totp_begin(org, her, b"not this one", NOW).await.unwrap();
    store.totp_begin(org, her, b"a shared secret", NOW).await.unwrap();
    let row = store.totp(org, her).await.unwrap().unwrap();
    assert_eq!((row.secret.as_slice(), row.active), (b"a shared secret".as_slice(), false));
    assert!(!store.factors_of(her).await.unwrap().totp);
    assert!(store.totp_take(her, 7, true).await.unwrap());
    assert!(!store.totp_take(her, 7, false).await.unwrap(), "a replay");
    assert!(!store.totp_take(her, 6, false).await.unwrap(), "an older one");
    assert!(store.totp_take(her, 8, false).await.unwrap());
    assert!(store.factors_of(her).await.unwrap().totp);
    assert!(matches!(store.totp_begin(org, her, b"another", NOW).await, Err(StoreError::Taken(_))));
    store.recovery_codes_set(her, &[[1; 32], [2; 32]]).await.unwrap();
    assert!(store.recovery_code_use(her, [1; 32], NOW).await.unwrap());
    assert!(!store.recovery_code_use(her, [1; 32], NOW).await.unwrap());
    assert!(!store.recovery_code_use(actor(2).worker, [2; 32], NOW).await.unwrap());
    assert_eq!(store.factors_of(her).await.unwrap().codes, 1);
    let since = store.factor_grace_since(her, NOW).await.unwrap();
    assert_eq!(store.factor_grace_since(her, Millis(NOW.0 + 9)).await.unwrap(), since);
    store.factors_remove(her).await.unwrap();
    assert_eq!(store.factors_of(her).await.unwrap(), FactorCounts::default());
    assert!(store.totp(org, her).await.unwrap().is_none());
}

async fn a_recovery_takes_two(place: Place) {
    let store = place.open().await;
    let org = actor(1).org;
    let (her, admin, boss) = (actor(1).worker, actor(2).worker, actor(3).worker);
    let row = |n: u128| RecoveryRow {
        id: RecoveryId::from_u128(n),
        org,
        worker: her,
        proposed_by: admin,
        proposed_at: NOW,
        half: "one-two".into(),
        state: RecoveryState::Proposed,
    };
    store.recovery_propose(row(1)).await.unwrap();
    store.recovery_propose(row(2)).await.unwrap();
    let all = store.recoveries(org, NOW).await.unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(all.iter().filter(|r| r.state == RecoveryState::Proposed).count(), 1, "the newer one holds");
    assert_eq!(store.recovery(org, RecoveryId::from_u128(2)).await.unwrap(), Some(row(2)));
    assert_eq!(store.recovery(actor(9).org, RecoveryId::from_u128(3)).await.unwrap(), None);
    let id = RecoveryId::from_u128(2);
    assert!(
        !store.recovery_decide(id, RecoveryState::Confirmed(admin, NOW)).await.unwrap(),
        "her own proposal"
    );
    assert!(store.recovery_decide(id, RecoveryState::Confirmed(boss, NOW)).await.unwrap());
    assert!(!store.recovery_decide(id, RecoveryState::Refused(admin, NOW)).await.unwrap());
    let state = store.recovery(org, id).await.unwrap().unwrap().state;
    assert_eq!(state, RecoveryState::Confirmed(boss, NOW));
}

async fn a_subject_is_bound_once(place: Place) {
    let store = place.open().await;
    let (her, him, admin) = (actor(1).worker, actor(2).worker, actor(3).worker);
    let issuer = "https://id.example.org";
    let invitation = |worker, name: &str| Invitation {
        worker,
        issuer: issuer.into(),
        name: name.into(),
        by: admin,
        at: NOW,
    };
    let before = Millis(NOW.0 - 1);
    store.provider_invite(invitation(her, "wrong@example.org")).await.unwrap();
    store.provider_invite(invitation(her, "her@example.org")).await.unwrap();
    let invited = async |issuer: &str, name: &str, since: Millis| {
        store.provider_invited(issuer, name, since).await.unwrap()
    };
    assert_eq!(invited(issuer, "her@example.org", before).await, Some(her));
    assert_eq!(invited(issuer, "wrong@example.org", before).await, None, "replaced");
    assert_eq!(invited("https://other.example.org", "her@example.org", before).await, None);
    assert_eq!(invited(issuer, "her@example.org", NOW).await, None, "too long ago");
    store.provider_invite(invitation(him, "her@example.org")).await.unwrap();
    assert_eq!(invited(issuer, "her@example.org", before).await, None, "two of one name");
    assert!(store.provider_bind(issuer, "subject-1", her, NOW).await.unwrap());
    assert_eq!(invited(issuer, "her@example.org", before).await, Some(him), "hers is used up");
    assert!(!store.provider_bind(issuer, "subject-1", him, NOW).await.unwrap(), "the subject is bound");
    assert!(!store.provider_bind(issuer, "subject-2", her, NOW).await.unwrap(), "she is bound");
    assert_eq!(store.provider_link(issuer, "subject-1").await.unwrap(), Some(her));
    assert_eq!(store.provider_link(issuer, "subject-2").await.unwrap(), None);
    store.factors_remove(her).await.unwrap();
    assert_eq!(
        store.provider_link(issuer, "subject-1").await.unwrap(),
        None,
        "after a recovery she binds anew"
    );
}
