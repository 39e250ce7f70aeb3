use crate::harness::*;
use axum::body::Body;
use axum::http::{StatusCode, header};
use serde_json::json;
use std::sync::atomic::Ordering;

async fn attempt(world: &World, account: &str, passphrase: &str) -> Answer {
    let body = sign_in_body(account, passphrase, 1);
    world.send(post("/api/v1/sign-in", &body).body(Body::from(body.to_string())).unwrap()).await
}

#[tokio::test]
async fn a_worker_signs_in_looks_at_herself_and_signs_out() {
    let world = World::new().await;
    let answer = attempt(&world, " Sophea ", PASSPHRASE).await;
    let me = answer.ok();
    assert_eq!((&me["account"], &me["role"]), (&json!("sophea"), &json!("village_social_worker")));
    assert_eq!(me["org_name_latin"], "Test");
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "on localhost a Secure cookie would be lost");
    let sophea = world.sign_in("sophea").await;
    assert_eq!(sophea.get("/api/v1/me").await.ok()["account"], "sophea");
    let out = sophea.post("/api/v1/sign-out", &json!({})).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    sophea.get("/api/v1/me").await.is_problem("not-signed-in");
}

#[tokio::test]
async fn behind_a_public_address_the_cookie_is_secure() {
    let world = World::with(|config| config.public_origin = Some("https://cases.example.org".into())).await;
    let answer = attempt(&world, "sophea", PASSPHRASE).await;
    assert!(answer.headers[header::SET_COOKIE].to_str().unwrap().contains("; Secure"));
}

#[tokio::test]
async fn a_wrong_passphrase_and_an_unknown_account_get_the_same_answer() {
    let world = World::new().await;
    let mut wrong = attempt(&world, "sophea", "not the passphrase").await.is_problem("sign-in-failed");
    let mut unknown = attempt(&world, "nobody", "not the passphrase").await.is_problem("sign-in-failed");
    wrong["request"] = json!("");
    unknown["request"] = json!("");
    assert_eq!(wrong, unknown);
}

#[tokio::test]
async fn too_many_wrong_attempts_must_wait_even_with_the_right_passphrase() {
    let world = World::new().await;
    for _ in 0..3 {
        attempt(&world, "sophea", "wrong wrong wrong").await.is_problem("sign-in-failed");
    }
    let limited = attempt(&world, "sophea", PASSPHRASE).await;
    limited.is_problem("too-many-attempts");
    assert_eq!(limited.headers[header::RETRY_AFTER], "3601");
    // An account that does not exist is limited in the same way.
    for _ in 0..3 {
        attempt(&world, "nobody", "wrong wrong wrong").await.is_problem("sign-in-failed");
    }
    attempt(&world, "nobody", "wrong wrong wrong").await.is_problem("too-many-attempts");
    // Others are not held up, and after the wait she gets in.
    attempt(&world, "bopha", PASSPHRASE).await.ok();
    world.clock.0.fetch_add(3_601_000, Ordering::SeqCst);
    attempt(&world, "sophea", PASSPHRASE).await.ok();
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let world = World::with(|config| config.session_hours = 1).await;
    let sophea = world.sign_in("sophea").await;
    world.clock.0.fetch_add(59 * 60_000, Ordering::SeqCst);
    sophea.get("/api/v1/me").await.ok();
    world.clock.0.fetch_add(2 * 60_000, Ordering::SeqCst);
    sophea.get("/api/v1/me").await.is_problem("not-signed-in");
}

#[tokio::test]
async fn changing_the_passphrase_ends_the_other_sessions() {
    let world = World::new().await;
    let here = world.sign_in("sophea").await;
    let elsewhere = world.sign_in_on("sophea", 77).await;
    let change = |old: &str, new: &str| json!({ "old": old, "new": new });
    let path = "/api/v1/passphrase";
    here.post(path, &change("not it, surely", "a new one for me")).await.is_problem("wrong-passphrase");
    here.post(path, &change(PASSPHRASE, "short")).await.is_problem("weak-passphrase");
    let done = here.post(path, &change(PASSPHRASE, "a new one for me")).await;
    assert_eq!(done.status, StatusCode::NO_CONTENT);
    here.get("/api/v1/me").await.ok();
    elsewhere.get("/api/v1/me").await.is_problem("not-signed-in");
    attempt(&world, "sophea", PASSPHRASE).await.is_problem("sign-in-failed");
    attempt(&world, "sophea", "a new one for me").await.ok();
}

#[tokio::test]
async fn demonstration_accounts_are_shown_in_demonstration_only() {
    let world = World::new().await;
    let anybody = Person { world: &world, cookie: String::new() };
    anybody.get("/api/v1/demo/accounts").await.is_problem("not-found");
    let demo = World::with(|config| config.demo = true).await;
    let anybody = Person { world: &demo, cookie: String::new() };
    let accounts = anybody.get("/api/v1/demo/accounts").await.ok();
    assert_eq!(accounts["accounts"].as_array().unwrap().len(), PEOPLE.len());
}

#[tokio::test]
async fn an_administrator_adds_a_worker_who_must_change_her_passphrase() {
    let world = World::new().await;
    let admin = world.sign_in("admin").await;
    let form = json!({
        "account": "new.one", "name_km": "ថ្មី", "name_latin": "New One", "role": "village_social_worker",
        "supervisor": worker(2), "areas": ["0204"],
    });
    let made = admin.post("/api/v1/workers", &form).await.ok();
    let first = made["passphrase"].as_str().unwrap();
    let signed = attempt(&world, "new.one", first).await.ok();
    assert_eq!(signed["waits_for"], "passphrase");
    admin.post("/api/v1/workers", &form).await.is_problem("account-taken");
    let sophea = world.sign_in("sophea").await;
    sophea.post("/api/v1/workers", &form).await.is_problem("not-allowed");
    sophea.get("/api/v1/workers").await.is_problem("not-allowed");
    // She leaves: her session is worth nothing any more.
    let mut gone = form.clone();
    gone["active"] = json!(false);
    let path = format!("/api/v1/workers/{}", made["worker"].as_str().unwrap());
    assert_eq!(admin.post(&path, &gone).await.status, StatusCode::NO_CONTENT);
    attempt(&world, "new.one", first).await.is_problem("sign-in-failed");
    // A new first passphrase for somebody of ours works, for a stranger it does not.
    let reset = admin.post(&format!("/api/v1/workers/{}/passphrase", worker(3)), &json!({})).await.ok();
    sophea.get("/api/v1/me").await.is_problem("not-signed-in");
    attempt(&world, "sophea", reset["passphrase"].as_str().unwrap()).await.ok();
    let path = format!("/api/v1/workers/{}/passphrase", worker(8));
    admin.post(&path, &json!({})).await.is_problem("not-found");
}

#[tokio::test]
async fn a_first_passphrase_is_good_for_one_sign_in_and_then_she_chooses_her_own() {
    let world = World::with(|config| config.first_passphrase_days = 3).await;
    let admin = world.sign_in("admin").await;
    let path = format!("/api/v1/workers/{}/passphrase", worker(3));
    let first = admin.post(&path, &json!({})).await.ok()["passphrase"].as_str().unwrap().to_owned();
    let answer = world.attempt("sophea", &first, 3).await;
    assert_eq!(answer.ok()["waits_for"], "passphrase");
    let begun = world.person(&answer);
    // Before anything else: nothing of the work opens, only what finishes the sign-in.
    let problem = begun.get("/api/v1/sync/events").await.is_problem("sign-in-unfinished");
    assert_eq!(problem["more"]["waits_for"], "passphrase");
    begun.get("/api/v1/sessions").await.is_problem("sign-in-unfinished");
    assert_eq!(begun.get("/api/v1/me").await.ok()["waits_for"], "passphrase");
    // Another device comes too late; the same one may begin again after the network broke off.
    world.attempt("sophea", &first, 99).await.is_problem("first-passphrase-used");
    let again = world.attempt("sophea", &first, 3).await;
    let again = world.person(&again);
    let change = |old: &str, new: &str| json!({ "old": old, "new": new });
    again.post("/api/v1/passphrase", &change(&first, &first)).await.is_problem("weak-passphrase");
    let done = again.post("/api/v1/passphrase", &change(&first, "rivers bend quietly here")).await;
    assert_eq!(done.ok()["waits_for"], json!(null));
    let sophea = world.person(&done);
    sophea.get("/api/v1/sessions").await.ok();
    again.get("/api/v1/me").await.is_problem("not-signed-in");
    begun.get("/api/v1/me").await.is_problem("not-signed-in");
    world.attempt("sophea", &first, 3).await.is_problem("sign-in-failed");
    // One that nobody used in time is no good any more.
    let late = admin.post(&path, &json!({})).await.ok()["passphrase"].as_str().unwrap().to_owned();
    world.wait(3 * 86_400);
    world.attempt("sophea", &late, 3).await.is_problem("first-passphrase-used");
}

#[tokio::test]
async fn an_unfinished_sign_in_ends_soon() {
    let world = World::new().await;
    let admin = world.sign_in("admin").await;
    let path = format!("/api/v1/workers/{}/passphrase", worker(3));
    let first = admin.post(&path, &json!({})).await.ok()["passphrase"].as_str().unwrap().to_owned();
    let begun = world.attempt("sophea", &first, 3).await;
    world.wait(16 * 60);
    world.person(&begun).get("/api/v1/me").await.is_problem("not-signed-in");
}
