//! Second factors: passkeys, an app with codes, written-down codes, and who must have one.

use crate::authenticator::Authenticator;
use crate::harness::*;
use axum::body::Body;
use axum::http::StatusCode;
use domain::ids::DeviceId;
use kinkeeper_server::config::SecondFactor;
use serde_json::{Value, json};
use totp_rs::{Algorithm, Builder, Secret};

const RULE: &str = "senior_social_worker";

fn strict(grace_days: u32) -> SecondFactor {
    SecondFactor { required_for: Some(vec![RULE.into()]), grace_days, fresh_minutes: 10 }
}

async fn add_passkey(person: &Person<'_>, authenticator: &mut Authenticator) -> Answer {
    let begun = person.post("/api/v1/passkeys/begin", &json!({})).await.ok();
    let credential = authenticator.make(&begun["options"]);
    let body = json!({ "ceremony": begun["ceremony"], "name": "My phone", "credential": credential });
    person.post("/api/v1/passkeys", &body).await
}

async fn begin(world: &World) -> Value {
    let body = json!({});
    world.send(post("/api/v1/sign-in/passkey/begin", &body).body(Body::from("{}")).unwrap()).await.ok()
}

async fn enter(world: &World, ceremony: &Value, credential: Value) -> Answer {
    let body = json!({
        "ceremony": ceremony, "credential": credential, "device": DeviceId::from_u128(77), "device_name": "test",
    });
    world.send(post("/api/v1/sign-in/passkey", &body).body(Body::from(body.to_string())).unwrap()).await
}

fn code(secret: &str, ms: i64) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let codes =
        Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_skew(1).with_step_duration(30);
    codes.with_secret(secret).build().unwrap().generate(u64::try_from(ms).unwrap() / 1_000).to_string()
}

async fn add_app(person: &Person<'_>) -> (String, Vec<String>, Answer) {
    let begun = person.post("/api/v1/totp/begin", &json!({})).await.ok();
    let secret = begun["secret"].as_str().unwrap().to_owned();
    assert!(begun["address"].as_str().unwrap().contains(&secret));
    person.post("/api/v1/totp/confirm", &json!({ "code": "000000" })).await.is_problem("wrong-code");
    let right = code(&secret, person.world.app.now().0);
    let answer = person.post("/api/v1/totp/confirm", &json!({ "code": right })).await;
    let codes: Vec<String> = serde_json::from_value(answer.ok()["codes"].clone()).unwrap();
    (secret, codes, answer)
}

#[tokio::test]
async fn a_passkey_signs_in_by_itself() {
    let world = World::new().await;
    let dara = world.sign_in("dara").await;
    let mut phone = Authenticator::new(9);
    add_passkey(&dara, &mut phone).await.ok();
    let begun = begin(&world).await;
    assert_eq!(begun["options"]["publicKey"]["userVerification"], "required");
    let credential = phone.give(&begun["options"]);
    let answer = enter(&world, &begun["ceremony"], credential.clone()).await;
    assert_eq!((&answer.ok()["account"], &answer.json()["waits_for"]), (&json!("dara"), &Value::Null));
    let by_passkey = world.person(&answer);
    let sessions = by_passkey.get("/api/v1/sessions").await.ok();
    let mine = sessions["sessions"].as_array().unwrap().iter().find(|one| one["this_one"] == true).unwrap();
    assert_eq!(mine["proofs"], json!(["passkey"]));
    // The same answer is good once only, and not for another challenge.
    enter(&world, &begun["ceremony"], credential.clone()).await.is_problem("passkey-failed");
    let other = begin(&world).await;
    enter(&world, &other["ceremony"], credential).await.is_problem("passkey-failed");
}

#[tokio::test]
async fn what_is_not_quite_right_opens_nothing() {
    let world = World::new().await;
    let dara = world.sign_in("dara").await;
    let mut phone = Authenticator::new(9);
    add_passkey(&dara, &mut phone).await.ok();
    let mut wrong = async |change: &dyn Fn(&mut Authenticator, &mut Value), what: &str| {
        let begun = begin(&world).await;
        let (counter, mut spoilt) = (phone.counter, Value::Null);
        change(&mut phone, &mut spoilt);
        let mut credential = phone.give(&begun["options"]);
        if let Value::Object(fields) = spoilt {
            credential["response"].as_object_mut().unwrap().extend(fields);
        }
        let answer = enter(&world, &begun["ceremony"], credential).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
        answer.is_problem("passkey-failed");
        (phone.origin, phone.verifies) = ("http://localhost:8080", true);
        phone.counter = phone.counter.max(counter);
    };
    wrong(&|phone, _| phone.origin = "https://evil.example", "another site").await;
    wrong(&|phone, _| phone.verifies = false, "the device did not check that it is she").await;
    wrong(&|phone, _| phone.counter = 0, "a copy with an old counter").await;
    wrong(&|_, spoilt| *spoilt = json!({ "userHandle": "AAAAAAAAAAAAAAAAAAAAAw" }), "somebody else").await;
    let mut stranger = Authenticator::new(11);
    stranger.make(&json!({ "publicKey": {
        "challenge": "AA", "user": { "id": "AAAAAAAAAAAAAAAAAAAAAg" },
        "authenticatorSelection": { "residentKey": "required", "userVerification": "required" },
    } }));
    let begun = begin(&world).await;
    let unknown = stranger.give(&begun["options"]);
    enter(&world, &begun["ceremony"], unknown).await.is_problem("passkey-failed");
    // And the good one still does.
    let begun = begin(&world).await;
    phone.counter += 5;
    let good = phone.give(&begun["options"]);
    enter(&world, &begun["ceremony"], good).await.ok();
}

#[tokio::test]
async fn passkeys_are_listed_named_and_removed_by_their_owner_only() {
    let world = World::new().await;
    let dara = world.sign_in("dara").await;
    add_passkey(&dara, &mut Authenticator::new(9)).await.ok();
    let listed = dara.get("/api/v1/second-factors").await.ok();
    let id = listed["passkeys"][0]["passkey"].clone();
    assert_eq!((&listed["passkeys"][0]["name"], &listed["required"]), (&json!("My phone"), &json!(false)));
    let sophea = world.sign_in("sophea").await;
    let rename = json!({ "passkey": id, "name": "Old phone" });
    sophea.post("/api/v1/passkeys/rename", &rename).await.is_problem("not-found");
    sophea.post("/api/v1/passkeys/remove", &json!({ "passkey": id })).await.is_problem("not-found");
    assert_eq!(dara.post("/api/v1/passkeys/rename", &rename).await.status, StatusCode::NO_CONTENT);
    assert_eq!(dara.get("/api/v1/second-factors").await.ok()["passkeys"][0]["name"], "Old phone");
    // Changing how one signs in needs a fresh proof.
    world.wait(11 * 60);
    dara.post("/api/v1/passkeys/remove", &json!({ "passkey": id })).await.is_problem("prove-again");
    dara.post("/api/v1/passkeys/begin", &json!({})).await.is_problem("prove-again");
    dara.post("/api/v1/totp/begin", &json!({})).await.is_problem("prove-again");
    let again = dara.post("/api/v1/sign-in/again", &json!({ "passphrase": PASSPHRASE })).await;
    assert_eq!(again.status, StatusCode::NO_CONTENT);
    assert_eq!(
        dara.post("/api/v1/passkeys/remove", &json!({ "passkey": id })).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(dara.get("/api/v1/second-factors").await.ok()["passkeys"], json!([]));
}

#[tokio::test]
async fn with_a_second_factor_the_passphrase_alone_opens_nothing() {
    let world = World::new().await;
    let dara = world.sign_in("dara").await;
    let (secret, written, _) = add_app(&dara).await;
    assert_eq!(written.len(), 10);
    let begun = world.attempt("dara", PASSPHRASE, 2).await;
    assert_eq!(begun.ok()["waits_for"], "second_factor");
    let begun = world.person(&begun);
    begun.get("/api/v1/sessions").await.is_problem("sign-in-unfinished");
    begun.get("/api/v1/second-factors").await.is_problem("sign-in-unfinished");
    begun.post("/api/v1/passkeys/begin", &json!({})).await.is_problem("sign-in-unfinished");
    begun.post("/api/v1/totp/begin", &json!({})).await.is_problem("sign-in-unfinished");
    let change = json!({ "old": PASSPHRASE, "new": "rivers bend quietly here" });
    begun.post("/api/v1/passphrase", &change).await.is_problem("sign-in-unfinished");
    // The code with which it was set up is used up.
    let used = code(&secret, world.app.now().0);
    begun.post("/api/v1/sign-in/code", &json!({ "code": used })).await.is_problem("wrong-code");
    world.wait(60);
    let fresh = code(&secret, world.app.now().0);
    let done = begun.post("/api/v1/sign-in/code", &json!({ "code": fresh })).await;
    assert_eq!(done.ok()["waits_for"], Value::Null);
    world.person(&done).get("/api/v1/sessions").await.ok();
    begun.get("/api/v1/me").await.is_problem("not-signed-in");
    // A written-down code stands in for the app, once.
    for (turn, expected) in [(0, true), (1, false)] {
        let begun = world.attempt("dara", PASSPHRASE, 2).await;
        let typed = json!({ "code": written[3].to_lowercase().replace('-', " ") });
        let answer = world.person(&begun).post("/api/v1/sign-in/code", &typed).await;
        assert_eq!(answer.status == StatusCode::OK, expected, "turn {turn}");
    }
    assert_eq!(dara.get("/api/v1/second-factors").await.ok()["codes_left"], 9);
}

#[tokio::test]
async fn codes_are_guessed_at_only_so_often() {
    let world = World::new().await;
    let dara = world.sign_in("dara").await;
    let (secret, ..) = add_app(&dara).await;
    world.wait(3_700);
    let begun = world.attempt("dara", PASSPHRASE, 22).await;
    let begun = world.person(&begun);
    for n in 0..3 {
        begun
            .post("/api/v1/sign-in/code", &json!({ "code": format!("00000{n}") }))
            .await
            .is_problem("wrong-code");
    }
    let right = code(&secret, world.app.now().0);
    begun.post("/api/v1/sign-in/code", &json!({ "code": right })).await.is_problem("too-many-attempts");
}

#[tokio::test]
async fn an_honest_person_gets_in_by_passkey_while_guessing_is_locked() {
    let world = World::new().await;
    let dara = world.sign_in("dara").await;
    let mut phone = Authenticator::new(9);
    add_passkey(&dara, &mut phone).await.ok();
    for _ in 0..5 {
        world.attempt("dara", "wrong wrong wrong", 666).await;
    }
    world.attempt("dara", PASSPHRASE, 666).await.is_problem("too-many-attempts");
    let begun = begin(&world).await;
    let credential = phone.give(&begun["options"]);
    enter(&world, &begun["ceremony"], credential).await.ok();
}

#[tokio::test]
async fn whoever_must_have_one_is_led_to_it() {
    let world = World::with(|config| config.second_factor = strict(0)).await;
    // A caseworker need not.
    assert_eq!(world.attempt("sophea", PASSPHRASE, 3).await.ok()["waits_for"], Value::Null);
    let begun = world.attempt("dara", PASSPHRASE, 2).await;
    assert_eq!(begun.ok()["waits_for"], "enrolment");
    let begun = world.person(&begun);
    begun.get("/api/v1/caseload").await.is_problem("sign-in-unfinished");
    assert_eq!(begun.get("/api/v1/second-factors").await.ok()["required"], true);
    let mut phone = Authenticator::new(9);
    let done = add_passkey(&begun, &mut phone).await;
    done.ok();
    let dara = world.person(&done);
    assert_eq!(dara.get("/api/v1/me").await.ok()["waits_for"], Value::Null);
    begun.get("/api/v1/me").await.is_problem("not-signed-in");
    // The last one stays.
    let id = dara.get("/api/v1/second-factors").await.ok()["passkeys"][0]["passkey"].clone();
    dara.post("/api/v1/passkeys/remove", &json!({ "passkey": id })).await.is_problem("last-factor");
    // An app does as well.
    let begun = world.attempt("lonely", PASSPHRASE, 9).await;
    let begun = world.person(&begun);
    let (.., done) = add_app(&begun).await;
    assert_eq!(world.person(&done).get("/api/v1/me").await.ok()["waits_for"], Value::Null);
}

#[tokio::test]
async fn there_is_time_to_set_one_up() {
    let world = World::with(|config| config.second_factor = strict(7)).await;
    let until = NOON + 7 * 86_400_000;
    let answer = world.attempt("dara", PASSPHRASE, 2).await.ok();
    assert_eq!((&answer["waits_for"], &answer["second_factor_until"]), (&Value::Null, &json!(until)));
    assert_eq!(world.attempt("sophea", PASSPHRASE, 3).await.ok()["second_factor_until"], Value::Null);
    world.wait(8 * 86_400);
    assert_eq!(world.attempt("dara", PASSPHRASE, 2).await.ok()["waits_for"], "enrolment");
}

#[tokio::test]
async fn in_demonstration_mode_nobody_must_unless_configured() {
    let world = World::with(|config| {
        config.demo = true;
        config.second_factor = SecondFactor { grace_days: 0, ..SecondFactor::default() };
    })
    .await;
    assert_eq!(world.attempt("dara", PASSPHRASE, 2).await.ok()["waits_for"], Value::Null);
    let real = World::with(|config| {
        config.second_factor = SecondFactor { grace_days: 0, ..SecondFactor::default() }
    })
    .await;
    for (account, step) in [
        ("dara", json!("enrolment")),
        ("admin", json!("enrolment")),
        ("sophea", Value::Null),
        ("vanna", Value::Null),
    ] {
        assert_eq!(real.attempt(account, PASSPHRASE, 2).await.ok()["waits_for"], step, "{account}");
    }
}

#[tokio::test]
async fn without_a_name_and_encryption_there_are_no_passkeys() {
    let world = World::with(|config| config.public_origin = Some("http://192.0.2.7:8080".into())).await;
    let body = json!({});
    let request = post("/api/v1/sign-in/passkey/begin", &body).body(Body::from("{}")).unwrap();
    world.send(request).await.is_problem("no-passkeys-here");
}
