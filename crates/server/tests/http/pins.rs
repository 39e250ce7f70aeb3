//! A PIN with a share of the server's: given to the phone that knows the PIN, and to no other; five wrong ones destroy it.

use crate::devices::{by_key, enrol, key, sends};
use crate::harness::*;
use axum::http::StatusCode;
use domain::ids::DeviceId;
use serde_json::{Value, json};

const RIGHT: u8 = 0x11;

fn shown(n: u8) -> String {
    hex::encode([n; 32])
}

async fn tries(world: &World, n: u8, pin: u8) -> Answer {
    let body = json!({ "device_key": key(n).public(), "check": shown(pin) });
    by_key(world, "/api/v1/device/pin", body, &key(n)).await
}

async fn chooses(person: &Person<'_>, n: u8) -> Value {
    sends(person, &key(n), "/api/v1/devices/pin", json!({ "check": shown(RIGHT) })).await.ok()["share"]
        .clone()
}

#[tokio::test]
async fn the_phone_gets_its_share_for_the_right_pin_and_loses_it_after_five_wrong_ones() {
    let world = World::new().await;
    let sophea = world.person(&enrol(&world, "sophea", 3, &key(1)).await);
    enrol(&world, "bopha", 3, &key(2)).await.ok();
    tries(&world, 1, RIGHT).await.is_problem("pin-gone");
    let share = chooses(&sophea, 1).await;
    assert_eq!(share.as_str().unwrap().len(), 64);
    // Nobody need be signed in; a right one makes up for wrong ones before.
    for _ in 0..3 {
        for left in (1..5).rev() {
            let problem = tries(&world, 1, 9).await.is_problem("pin-wrong");
            assert_eq!(problem["more"]["left"], left);
        }
        assert_eq!(tries(&world, 1, RIGHT).await.ok()["share"], share);
    }
    // Neither another person on the same phone, nor who only knows the public key.
    tries(&world, 2, RIGHT).await.is_problem("pin-gone");
    let stolen = json!({ "device_key": key(1).public(), "check": shown(RIGHT) });
    by_key(&world, "/api/v1/device/pin", stolen, &key(3)).await.is_problem("device-unsigned");
    let odd = json!({ "device_key": key(1).public(), "check": "123456" });
    by_key(&world, "/api/v1/device/pin", odd, &key(1)).await.is_problem("bad-value");
    for _ in 0..4 {
        tries(&world, 1, 9).await.is_problem("pin-wrong");
    }
    tries(&world, 1, 9).await.is_problem("pin-gone");
    tries(&world, 1, RIGHT).await.is_problem("pin-gone");
    let rows = world.app.store.audit_rows(OURS, None, 500).await.unwrap();
    let count = |action: &str| rows.iter().filter(|row| row.event.action == action).count();
    assert_eq!((count("pin.set"), count("pin.opened"), count("pin.wrong")), (1, 3, 16));
    // Another is another share; removed, it is gone.
    assert_ne!(chooses(&sophea, 1).await, share);
    assert_eq!(sophea.post("/api/v1/devices/pin/remove", &json!({})).await.status, StatusCode::NO_CONTENT);
    tries(&world, 1, RIGHT).await.is_problem("pin-gone");
}

#[tokio::test]
async fn a_phone_that_is_locked_or_emptied_or_has_no_key_gets_no_share() {
    let world = World::new().await;
    let bare = world.sign_in_on("sophea", 33).await;
    bare.post("/api/v1/devices/pin", &json!({ "check": shown(RIGHT) })).await.is_problem("device-needs-key");
    let sophea = world.person(&enrol(&world, "sophea", 3, &key(1)).await);
    sophea.post("/api/v1/devices/pin", &json!({ "check": shown(RIGHT) })).await.is_problem("device-unsigned");
    chooses(&sophea, 1).await;
    let admin = world.sign_in("admin").await;
    let deed = async |what: &str| {
        let path = format!("/api/v1/workers/{}/devices/{what}", worker(3));
        admin.post(&path, &json!({ "device": DeviceId::from_u128(3) })).await
    };
    deed("lock").await;
    tries(&world, 1, RIGHT).await.is_problem("device-locked");
    deed("unlock").await;
    tries(&world, 1, RIGHT).await.ok();
    deed("wipe").await;
    tries(&world, 1, RIGHT).await.is_problem("device-wiped");
    let done = json!({ "device_key": key(1).public() });
    by_key(&world, "/api/v1/device/wiped", done, &key(1)).await;
    assert_eq!(world.bytes("SELECT CAST(count(*) AS TEXT) FROM pin_shares").await, b"0");
}
