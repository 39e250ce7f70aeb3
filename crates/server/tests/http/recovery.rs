//! Letting somebody in again who lost everything takes two.

use crate::harness::*;
use axum::http::StatusCode;
use serde_json::{Value, json};

async fn propose(admin: &Person<'_>, worker: u128) -> Value {
    admin.post(&format!("/api/v1/workers/{}/recovery", crate::harness::worker(worker)), &json!({})).await.ok()
}

async fn set_up_app(person: &Person<'_>) {
    let begun = person.post("/api/v1/totp/begin", &json!({})).await.ok();
    let secret = totp_rs::Secret::try_from_base32(begun["secret"].as_str().unwrap()).unwrap();
    let seconds = u64::try_from(person.world.app.now().0).unwrap() / 1_000;
    let code = totp_rs::Builder::new().with_secret(secret).build().unwrap().generate(seconds).to_string();
    person.post("/api/v1/totp/confirm", &json!({ "code": code })).await.ok();
}

#[tokio::test]
async fn two_people_let_a_worker_in_again() {
    // Three wrong guesses are part of the story.
    let world = World::with(|config| config.sign_in.per_account_hour = 5).await;
    let (admin, boss) = (world.sign_in("admin").await, world.sign_in("dara").await);
    let sophea = world.sign_in("sophea").await;
    set_up_app(&sophea).await;
    let proposed = propose(&admin, 3).await;
    let path = |what: &str| format!("/api/v1/recoveries/{}/{what}", proposed["recovery"].as_str().unwrap());
    // Nothing has changed yet, and the proposer alone changes nothing.
    sophea.get("/api/v1/me").await.ok();
    admin.post(&path("confirm"), &json!({})).await.is_problem("two-people");
    // Whoever is neither her supervisor nor an administrator does not know of it; nor does she herself decide.
    let others = ["bopha", "lonely", "numbers", "stranger"].map(|account| (account, world.sign_in(account)));
    let mut people = vec![("sophea", &sophea)];
    let mut signed = Vec::new();
    for (account, other) in others {
        signed.push((account, other.await));
    }
    people.extend(signed.iter().map(|(account, other)| (*account, other)));
    for (account, other) in people {
        other.post(&path("confirm"), &json!({})).await.is_problem("not-found");
        other.post(&path("refuse"), &json!({})).await.is_problem("not-found");
        assert_eq!(other.get("/api/v1/recoveries").await.ok()["recoveries"], json!([]), "{account}");
    }
    let listed = boss.get("/api/v1/recoveries").await.ok();
    assert_eq!(
        (&listed["recoveries"][0]["state"], &listed["recoveries"][0]["can_confirm"]),
        (&json!("proposed"), &json!(true))
    );
    assert_eq!(admin.get("/api/v1/recoveries").await.ok()["recoveries"][0]["can_confirm"], false);
    let confirmed = boss.post(&path("confirm"), &json!({})).await.ok();
    boss.post(&path("confirm"), &json!({})).await.is_problem("recovery-decided");
    sophea.get("/api/v1/me").await.is_problem("not-signed-in");
    world.attempt("sophea", PASSPHRASE, 3).await.is_problem("sign-in-failed");
    // Neither half alone opens anything; both together do, without the lost app, and then she chooses her own.
    let (first, second) = (proposed["half"].as_str().unwrap(), confirmed["half"].as_str().unwrap());
    world.attempt("sophea", first, 3).await.is_problem("sign-in-failed");
    world.attempt("sophea", second, 3).await.is_problem("sign-in-failed");
    let answer = world.attempt("sophea", &format!("{first}-{second}"), 3).await;
    assert_eq!(answer.ok()["waits_for"], "passphrase");
    // It is in the audit log, with both of them.
    let rows = world.app.store.audit_rows(OURS, None, 500).await.unwrap();
    let by =
        |action: &str| rows.iter().find(|row| row.event.action == action).map(|row| row.event.actor.worker);
    assert_eq!(by("recovery.proposed"), Some(worker(6)));
    assert_eq!(by("recovery.confirmed"), Some(worker(2)));
}

#[tokio::test]
async fn a_proposal_can_be_refused_and_grows_old() {
    let world = World::new().await;
    let (admin, boss) = (world.sign_in("admin").await, world.sign_in("dara").await);
    boss.post(&format!("/api/v1/workers/{}/recovery", worker(3)), &json!({})).await.is_problem("not-allowed");
    admin.post(&format!("/api/v1/workers/{}/recovery", worker(8)), &json!({})).await.is_problem("not-found");
    admin.post(&format!("/api/v1/workers/{}/recovery", worker(6)), &json!({})).await.is_problem("two-people");
    let one = propose(&admin, 3).await;
    let path =
        |of: &Value, what: &str| format!("/api/v1/recoveries/{}/{what}", of["recovery"].as_str().unwrap());
    assert_eq!(boss.post(&path(&one, "refuse"), &json!({})).await.status, StatusCode::NO_CONTENT);
    boss.post(&path(&one, "confirm"), &json!({})).await.is_problem("recovery-decided");
    // A newer proposal puts an older one aside.
    let (older, newer) = (propose(&admin, 3).await, propose(&admin, 3).await);
    boss.post(&path(&older, "confirm"), &json!({})).await.is_problem("recovery-decided");
    world.wait(3 * 86_400);
    let boss = world.sign_in("dara").await;
    boss.post(&path(&newer, "confirm"), &json!({})).await.is_problem("recovery-decided");
    world.attempt("sophea", PASSPHRASE, 3).await.ok();
}
