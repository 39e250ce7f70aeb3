//! Phones: enrolled with a key, what they send signed with it; listed, named, locked and emptied.

use crate::harness::*;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::entry::{Action, Entry};
use domain::family::FamilyAction;
use domain::ids::{DeviceId, StreamId};
use domain::time::Millis;
use domain::wire::SIGNATURE;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use testkit::signer::PhoneKey;
use tower::ServiceExt;

/// Fifty years before the server's.
const WRONG_CLOCK: Millis = Millis(NOON - 50 * 365 * 86_400_000);

pub fn key(n: u8) -> PhoneKey {
    PhoneKey::from_bytes([n; 32])
}

/// Signs in on a phone that has a key.
pub async fn enrol(world: &World, account: &str, device: u128, key: &PhoneKey) -> Answer {
    let mut body = sign_in_body(account, PASSPHRASE, device);
    body["device_key"] = json!(key.public());
    by_key(world, "/api/v1/sign-in", body, key).await
}

/// A request of a phone on which nobody is signed in.
pub async fn by_key(world: &World, path: &str, body: Value, key: &PhoneKey) -> Answer {
    let text = body.to_string();
    let signature = key.sign(WRONG_CLOCK, "POST", path, text.as_bytes());
    world.send(post(path, &body).header(SIGNATURE, signature).body(Body::from(text)).unwrap()).await
}

async fn state(world: &World, key: &PhoneKey) -> Value {
    by_key(world, "/api/v1/device/state", json!({ "device_key": key.public() }), key).await.ok()["state"]
        .clone()
}

async fn wiped(world: &World, key: &PhoneKey) {
    let answer = by_key(world, "/api/v1/device/wiped", json!({ "device_key": key.public() }), key).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
}

fn signed(person: &Person<'_>, path: &str, body: &str, signature: &str) -> Request<Body> {
    let request = person.request("POST", path).header(header::CONTENT_TYPE, "application/json");
    request.header(SIGNATURE, signature).body(Body::from(body.to_owned())).unwrap()
}

pub async fn sends(person: &Person<'_>, key: &PhoneKey, path: &str, body: Value) -> Answer {
    let text = body.to_string();
    let signature = key.sign(WRONG_CLOCK, "POST", path, text.as_bytes());
    person.world.send(signed(person, path, &text, &signature)).await
}

fn pushed(entries: &[Entry]) -> Value {
    json!({ "capability": 1, "entries": entries })
}

fn pull(unsent: u32) -> Value {
    json!({ "capability": 1, "known": [], "budget": 100_000, "unsent": unsent })
}

async fn listed(person: &Person<'_>) -> Vec<Value> {
    person.get("/api/v1/devices").await.ok()["devices"].as_array().unwrap().clone()
}

async fn deed(person: &Person<'_>, of: u128, device: u128, what: &str) -> Answer {
    let path = format!("/api/v1/workers/{}/devices/{what}", worker(of));
    let mut body = json!({ "device": DeviceId::from_u128(device) });
    if what == "rename" {
        body["name"] = json!("Work phone");
    }
    person.post(&path, &body).await
}

fn address(world: &World, family: StreamId, device: u128, text: &str) -> Entry {
    world.entry(family, worker(3), device, Action::Family(FamilyAction::AddressSet { address: text.into() }))
}

#[tokio::test]
async fn what_an_enrolled_phone_sends_is_signed_or_nothing_is_written() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let (right, other) = (key(1), key(2));
    let answer = enrol(&world, "sophea", 3, &right).await;
    assert_eq!(answer.ok()["device_key"], right.public());
    let sophea = world.person(&answer);
    let push = "/api/v1/sync/push";
    let body = pushed(&[address(&world, family, 3, "by the well")]).to_string();
    let good = right.sign(WRONG_CLOCK, "POST", push, body.as_bytes());
    let never = [
        // Unsigned, by another key, for another place, another body, another clock.
        sophea
            .request("POST", push)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.clone()))
            .unwrap(),
        signed(&sophea, push, &body, &other.sign(WRONG_CLOCK, "POST", push, body.as_bytes())),
        signed(&sophea, push, &body, &right.sign(WRONG_CLOCK, "POST", "/api/v1/sync/pull", body.as_bytes())),
        signed(&sophea, push, &body.replace("well", "wall"), &good),
        signed(&sophea, push, &body, &good.replacen("t=", "t=1", 1)),
        signed(&sophea, push, "not even json", &good),
    ];
    for request in never {
        let problem = world.send(request).await.is_problem("device-unsigned");
        assert_eq!(problem["status"], 401, "it keeps what it has, and asks her to sign in");
    }
    sophea.post("/api/v1/sync/pull", &pull(0)).await.is_problem("device-unsigned");
    assert_eq!(world.app.store.stream_info(family, world.app.now()).await.unwrap().unwrap().head, 4);
    assert_eq!(world.bytes("SELECT CAST(count(*) AS TEXT) FROM tray").await, b"0");
    // Signed it is taken, however wrong the phone's clock; played again, it changes nothing.
    let taken = world.send(signed(&sophea, push, &body, &good)).await.ok();
    assert_eq!(taken["receipts"][0]["verdict"], "placed");
    let again = world.send(signed(&sophea, push, &body, &good)).await.ok();
    assert_eq!(again["receipts"][0]["verdict"], "already_there");
    sends(&sophea, &right, "/api/v1/sync/pull", pull(0)).await.ok();
    // The same person on a device without a key, and somebody else on this phone, are not concerned.
    let elsewhere = world.sign_in_on("sophea", 33).await;
    elsewhere.pull(json!([])).await;
    world.sign_in_on("bopha", 3).await.pull(json!([])).await;
}

#[tokio::test]
async fn a_phone_that_lost_its_key_enrols_another_by_signing_in() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let (old, new) = (key(1), key(2));
    let before = world.person(&enrol(&world, "sophea", 3, &old).await);
    let waiting = pushed(&[address(&world, family, 3, "by the well")]);
    // Whoever only names a key, without holding its other half, enrols nothing.
    let mut body = sign_in_body("sophea", PASSPHRASE, 3);
    body["device_key"] = json!(old.public());
    by_key(&world, "/api/v1/sign-in", body, &new).await.is_problem("device-unsigned");
    let after = world.person(&enrol(&world, "sophea", 3, &new).await);
    sends(&before, &old, "/api/v1/sync/push", waiting.clone()).await.is_problem("device-unsigned");
    let taken = sends(&after, &new, "/api/v1/sync/push", waiting).await.ok();
    assert_eq!(taken["receipts"][0]["verdict"], "placed", "nothing that waited is lost");
    // A passphrase alone does not take the key off a phone.
    let bare = world.sign_in("sophea").await;
    bare.post("/api/v1/sync/pull", &pull(0)).await.is_problem("device-unsigned");
    assert_eq!(listed(&after).await.len(), 1, "it is one phone");
    let mut odd = sign_in_body("sophea", PASSPHRASE, 3);
    odd["device_key"] = json!("04ff");
    by_key(&world, "/api/v1/sign-in", odd, &new).await.is_problem("bad-value");
}

#[tokio::test]
async fn phones_are_seen_and_named_by_those_who_look_after_them() {
    let world = World::new().await;
    let sophea = world.person(&enrol(&world, "sophea", 3, &key(1)).await);
    world.wait(3_600);
    world.sign_in_on("sophea", 33).await;
    let bopha = world.sign_in("bopha").await;
    let begun_only = "SELECT CAST(count(*) AS TEXT) FROM devices WHERE enrolled_at IS NULL";
    assert_eq!(world.bytes(begun_only).await, b"0");
    let all = listed(&sophea).await;
    assert_eq!(all.len(), 2);
    let mine = all.iter().find(|one| one["this_one"] == true).unwrap();
    assert_eq!(
        (&mine["enrolled_at"], &mine["signs"], &mine["own"]),
        (&json!(NOON), &json!(true), &json!(true))
    );
    assert_eq!(
        (&mine["state"], &mine["kind"], &mine["all_sent_at"]),
        (&json!("open"), &json!("test"), &Value::Null)
    );
    assert_eq!(deed(&sophea, 3, 33, "rename").await.status, StatusCode::NO_CONTENT);
    sends(&sophea, &key(1), "/api/v1/sync/pull", pull(2)).await.ok();
    assert!(listed(&sophea).await.iter().all(|one| one["all_sent_at"].is_null()), "two are not sent");
    sends(&sophea, &key(1), "/api/v1/sync/pull", pull(0)).await.ok();
    // Her supervisor, whoever is above her, and the administrator see them.
    for (account, hers) in [("dara", 3), ("chanthy", 4), ("admin", 5)] {
        let other = world.sign_in(account).await;
        let all = listed(&other).await;
        assert_eq!(all.iter().filter(|one| one["own"] == false).count(), hers, "{account}");
        let one = all.iter().find(|one| one["called"] == "Work phone").unwrap();
        assert_eq!((&one["worker"], &one["name_latin"]), (&json!(worker(3)), &json!("SOPHEA")));
        let sent = all.iter().find(|one| one["device"] == mine["device"]).unwrap();
        assert_eq!(sent["all_sent_at"], NOON + 3_600_000);
        assert_eq!(deed(&other, 3, 3, "rename").await.status, StatusCode::NO_CONTENT);
    }
    // For everybody else there is nothing: the answer is that of something that never was.
    for account in ["bopha", "lonely", "numbers", "stranger", "guardian", "vanna"] {
        let other = world.sign_in(account).await;
        assert!(listed(&other).await.iter().all(|one| one["own"] == true), "{account}");
        for what in ["rename", "lock", "unlock", "wipe"] {
            deed(&other, 3, 3, what).await.is_problem("not-found");
        }
        other
            .post(&format!("/api/v1/workers/{}/devices/code", worker(3)), &json!({}))
            .await
            .is_problem("not-found");
    }
    deed(&sophea, 3, 4, "lock").await.is_problem("not-found");
    let long = json!({ "device": DeviceId::from_u128(3), "name": "x".repeat(61) });
    sophea
        .post(&format!("/api/v1/workers/{}/devices/rename", worker(3)), &long)
        .await
        .is_problem("bad-value");
    bopha.get("/api/v1/me").await.ok();
}

#[tokio::test]
async fn a_locked_phone_is_told_at_once_and_opens_for_nobody_of_hers() {
    let world = World::new().await;
    let phone = key(1);
    let sophea = world.person(&enrol(&world, "sophea", 3, &phone).await);
    let bopha = world.person(&enrol(&world, "bopha", 3, &key(9)).await);
    let mut lines = Vec::new();
    for person in [&sophea, &bopha] {
        let request = person.request("GET", "/api/v1/sync/events").body(Body::empty()).unwrap();
        let mut body = world.router.clone().oneshot(request).await.unwrap().into_body();
        body.frame().await.unwrap().unwrap();
        lines.push(body);
    }
    assert_eq!(state(&world, &phone).await, "open");
    let dara = world.sign_in("dara").await;
    assert_eq!(deed(&dara, 3, 3, "lock").await.status, StatusCode::NO_CONTENT);
    deed(&dara, 3, 3, "lock").await.is_problem("device-state");
    let wait = std::time::Duration::from_secs(5);
    let told = tokio::time::timeout(wait, lines[0].frame()).await.unwrap().unwrap().unwrap();
    assert_eq!(&told.into_data().unwrap()[..], b"event: device\ndata: 1\n\n");
    let nothing = tokio::time::timeout(std::time::Duration::from_millis(100), lines[1].frame()).await;
    assert!(nothing.is_err(), "whoever else uses the phone is not concerned");
    assert_eq!((state(&world, &phone).await, state(&world, &key(9)).await), (json!("locked"), json!("open")));
    sophea.get("/api/v1/me").await.is_problem("not-signed-in");
    sends(&sophea, &phone, "/api/v1/sync/push", pushed(&[])).await.is_problem("not-signed-in");
    enrol(&world, "sophea", 3, &phone).await.is_problem("device-locked");
    enrol(&world, "sophea", 3, &key(5)).await.is_problem("device-locked");
    // Who does not know the passphrase is told nothing of it.
    world.attempt("sophea", "wrong passphrase 1", 3).await.is_problem("sign-in-failed");
    bopha.get("/api/v1/me").await.ok();
    // A phone that calls itself otherwise and has the same key is the same phone; nobody has another's key.
    enrol(&world, "sophea", 77, &phone).await.is_problem("device-locked");
    enrol(&world, "bopha", 3, &phone).await.is_problem("device-unsigned");
    // She herself unlocks it on another phone.
    let elsewhere = world.sign_in_on("sophea", 33).await;
    let locked = listed(&elsewhere).await.into_iter().find(|one| one["state"] == "locked").unwrap();
    assert_eq!((&locked["state_by_latin"], &locked["state_at"]), (&json!("DARA"), &json!(NOON)));
    assert_eq!(deed(&elsewhere, 3, 3, "unlock").await.status, StatusCode::NO_CONTENT);
    deed(&elsewhere, 3, 3, "unlock").await.is_problem("device-state");
    let again = world.person(&enrol(&world, "sophea", 3, &phone).await);
    sends(&again, &phone, "/api/v1/sync/pull", pull(0)).await.ok();
    let rows = world.app.store.audit_rows(OURS, None, 500).await.unwrap();
    let by = |action: &str| rows.iter().find(|row| row.event.action == action).map(|row| row.event.clone());
    let lock = by("devices.locked").unwrap();
    assert_eq!((lock.actor.worker, lock.basis), (worker(2), format!("device.{}", DeviceId::from_u128(3))));
    assert_eq!(by("devices.unlocked").unwrap().actor.worker, worker(3));
    assert!(!by("sign_in.on_closed_device").unwrap().allowed);
}

#[tokio::test]
async fn a_phone_to_be_emptied_sends_what_it_has_and_does_nothing_else() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let phone = key(1);
    let sophea = world.person(&enrol(&world, "sophea", 3, &phone).await);
    let unsent = pushed(&[address(&world, family, 3, "by the well")]);
    let admin = world.sign_in("admin").await;
    assert_eq!(deed(&admin, 3, 3, "wipe").await.status, StatusCode::NO_CONTENT);
    deed(&admin, 3, 3, "wipe").await.is_problem("device-state");
    deed(&admin, 3, 3, "unlock").await.is_problem("device-state");
    assert_eq!(state(&world, &phone).await, "wiping");
    for path in ["/api/v1/me", "/api/v1/caseload", "/api/v1/sync/events", "/api/v1/devices"] {
        sophea.get(path).await.is_problem("device-wiped");
    }
    sophea.get(&format!("/api/v1/families/{family}")).await.is_problem("device-wiped");
    sends(&sophea, &phone, "/api/v1/sync/pull", pull(0)).await.is_problem("device-wiped");
    enrol(&world, "sophea", 3, &phone).await.is_problem("device-wiped");
    // What it has is kept before her supervisor, and nothing of it is believed.
    sophea.post("/api/v1/sync/push", &unsent).await.is_problem("device-unsigned");
    let kept = sends(&sophea, &phone, "/api/v1/sync/push", unsent.clone()).await.ok();
    let receipt = &kept["receipts"][0];
    assert_eq!((&receipt["code"], &receipt["reason"]), (&json!("device-wiped"), &json!("device_wiped")));
    sends(&sophea, &phone, "/api/v1/sync/push", unsent).await.ok();
    assert_eq!(world.app.store.stream_info(family, world.app.now()).await.unwrap().unwrap().head, 4);
    let dara = world.sign_in("dara").await;
    let tray = dara.get("/api/v1/tray").await.ok();
    assert_eq!(
        (tray["items"].as_array().unwrap().len(), &tray["items"][0]["code"]),
        (1, &json!("device_wiped"))
    );
    // It is done. Said twice, or by a phone that was not asked, it changes nothing.
    let other = world.person(&enrol(&world, "bopha", 4, &key(4)).await);
    wiped(&world, &key(4)).await;
    other.get("/api/v1/me").await.ok();
    world.wait(60);
    wiped(&world, &phone).await;
    wiped(&world, &phone).await;
    sophea.get("/api/v1/me").await.is_problem("not-signed-in");
    let gone = listed(&dara).await.into_iter().find(|one| one["worker"] == json!(worker(3))).unwrap();
    assert_eq!((&gone["state"], &gone["state_at"]), (&json!("wiped"), &json!(NOON + 60_000)));
    assert_eq!(gone["state_by_latin"], "ADMIN");
    assert_eq!(state(&world, &phone).await, "open", "a key that nobody knows any more");
    // Found again, it can be enrolled anew.
    let back = world.person(&enrol(&world, "sophea", 3, &key(6)).await);
    sends(&back, &key(6), "/api/v1/sync/pull", pull(0)).await.ok();
    let rows = world.app.store.audit_rows(OURS, None, 500).await.unwrap();
    let count = |action: &str| rows.iter().filter(|row| row.event.action == action).count();
    // An order that came too late is written down as well.
    assert_eq!((count("devices.wipe_ordered"), count("devices.wiped")), (2, 1));
}

#[tokio::test]
async fn a_phone_is_told_of_itself_by_its_key_alone_and_nothing_else() {
    let world = World::new().await;
    let phone = key(1);
    enrol(&world, "sophea", 3, &phone).await.ok();
    let path = "/api/v1/device/state";
    let body = json!({ "device_key": phone.public() });
    // Neither unsigned nor signed by another does anybody learn of it.
    world
        .send(post(path, &body).body(Body::from(body.to_string())).unwrap())
        .await
        .is_problem("device-unsigned");
    by_key(&world, path, body.clone(), &key(2)).await.is_problem("device-unsigned");
    by_key(&world, "/api/v1/device/wiped", body, &key(2)).await.is_problem("device-unsigned");
    assert_eq!(state(&world, &key(7)).await, "open", "unknown, and answered as any");
    let answer = by_key(&world, path, json!({ "device_key": phone.public() }), &phone).await.ok();
    assert_eq!(answer, json!({ "state": "open" }));
    by_key(&world, path, json!({ "device_key": "00" }), &phone).await.is_problem("bad-value");
}
