//! Where phones are enrolled by code: signing in on a new one waits for it.

use crate::devices::{enrol, key};
use crate::harness::*;
use domain::entry::Action;
use domain::ids::{DeviceId, StreamId};
use domain::programme::ProgrammeAction;
use domain::protocol::{Enrolling, Protocol};
use serde_json::{Value, json};

async fn network() -> World {
    let world = World::with(|config| config.sign_in.per_account_hour = 3).await;
    let mut protocol = Protocol::shipped().clone();
    protocol.devices.enrolled = Enrolling::ByCode;
    let set = Action::Programme(ProgrammeAction::ProtocolSet { protocol: Box::new(protocol) });
    let entry = world.entry(StreamId::from_u128(0x9900), worker(6), 6, set);
    // Those who are there already go on as they are.
    for account in ["dara", "admin", "bopha", "stranger", "lonely"] {
        let id = PEOPLE.iter().find(|person| person.0 == account).unwrap().1;
        enrol(&world, account, id, &key(u8::try_from(id).unwrap())).await.ok();
    }
    world.append(OURS, vec![entry]).await;
    world.app.directory.forget();
    world
}

async fn on_her_own<'a>(world: &'a World, account: &str, id: u8) -> Person<'a> {
    let answer = enrol(world, account, u128::from(id), &key(id)).await;
    assert_eq!(answer.ok()["waits_for"], Value::Null, "an enrolled phone needs no code");
    world.person(&answer)
}

async fn code_for(person: &Person<'_>, of: u128) -> Value {
    person.post(&format!("/api/v1/workers/{}/devices/code", worker(of)), &json!({})).await.ok()
}

async fn enter(begun: &Person<'_>, code: &Value) -> Answer {
    begun.post("/api/v1/sign-in/device", &json!({ "code": code })).await
}

#[tokio::test]
async fn a_new_phone_needs_a_code_once() {
    let world = network().await;
    let dara = on_her_own(&world, "dara", 2).await;
    let answer = enrol(&world, "sophea", 3, &key(33)).await;
    assert_eq!(answer.ok()["waits_for"], "device");
    let begun = world.person(&answer);
    begun.get("/api/v1/caseload").await.is_problem("sign-in-unfinished");
    begun.post("/api/v1/sync/pull", &json!({})).await.is_problem("sign-in-unfinished");
    assert!(
        dara.get("/api/v1/devices").await.ok()["devices"]
            .as_array()
            .unwrap()
            .iter()
            .all(|d| d["worker"] != json!(worker(3)))
    );
    let given = code_for(&dara, 3).await;
    let code = given["code"].as_str().unwrap().replace('-', "");
    assert_eq!(given["address"], format!("http://localhost/#/enrol/{code}"));
    assert!(given["size"].as_u64().unwrap() > 20 && given["path"].as_str().unwrap().starts_with('M'));
    assert_eq!(given["expires"], NOON + 15 * 60_000);
    enter(&begun, &json!("0000-0000")).await.is_problem("device-code-wrong");
    // As somebody would type it.
    let answer = enter(&begun, &json!(code.to_lowercase().replacen('0', "o", 1))).await;
    assert_eq!(answer.ok()["waits_for"], Value::Null);
    let sophea = world.person(&answer);
    sophea.get("/api/v1/caseload").await.ok();
    sophea.post("/api/v1/sync/pull", &json!({})).await.is_problem("device-unsigned");
    enter(&sophea, &given["code"]).await.is_problem("sign-in-unfinished");
    // The phone is known from now on; a browser that lost its key is not that phone, whatever it calls itself.
    assert_eq!(enrol(&world, "sophea", 3, &key(33)).await.ok()["waits_for"], Value::Null);
    let lost = world.person(&enrol(&world, "sophea", 3, &key(34)).await);
    enter(&lost, &given["code"]).await.is_problem("device-code-wrong");
    // She gives herself one, on the phone on which she is signed in; the administrator may as well.
    let own = code_for(&sophea, 3).await;
    assert_eq!(enter(&lost, &own["code"]).await.ok()["waits_for"], Value::Null);
    let admin = on_her_own(&world, "admin", 6).await;
    let third = world.person(&enrol(&world, "sophea", 35, &key(35)).await);
    assert_eq!(enter(&third, &code_for(&admin, 3).await["code"]).await.ok()["waits_for"], Value::Null);
    let rows = world.app.store.audit_rows(OURS, None, 500).await.unwrap();
    assert_eq!(rows.iter().filter(|row| row.event.action == "devices.code_given").count(), 3);
}

#[tokio::test]
async fn a_code_is_hers_short_lived_and_not_to_be_guessed() {
    let world = network().await;
    let dara = on_her_own(&world, "dara", 2).await;
    let begun = world.person(&enrol(&world, "sophea", 3, &key(33)).await);
    // Neither somebody else's, nor one that is over, nor one after which another was given out.
    let for_vanna = code_for(&dara, 5).await;
    enter(&begun, &for_vanna["code"]).await.is_problem("device-code-wrong");
    let first = code_for(&dara, 3).await;
    let second = code_for(&dara, 3).await;
    enter(&begun, &first["code"]).await.is_problem("device-code-wrong");
    world.wait(15 * 60);
    // The sign-in that waited is over as well.
    enter(&begun, &second["code"]).await.is_problem("not-signed-in");
    let begun = world.person(&enrol(&world, "sophea", 3, &key(33)).await);
    enter(&begun, &second["code"]).await.is_problem("device-code-wrong");
    // The fourth wrong one within the hour is not looked at, nor is a right one.
    let right = code_for(&dara, 3).await;
    enter(&begun, &right["code"]).await.is_problem("too-many-attempts");
    world.wait(3_600);
    let dara = on_her_own(&world, "dara", 2).await;
    let right = code_for(&dara, 3).await;
    let begun = world.person(&enrol(&world, "sophea", 3, &key(33)).await);
    enter(&begun, &right["code"]).await.ok();
    enter(&begun, &right["code"]).await.is_problem("not-signed-in");
    // A browser without a key is no phone that could be enrolled.
    let bare = world.person(&world.attempt("vanna", PASSPHRASE, 5).await);
    enter(&bare, &code_for(&dara, 5).await["code"]).await.is_problem("device-needs-key");
    assert_ne!(DeviceId::from_u128(3), DeviceId::from_u128(33));
}
