//! The information-sharing protocol through HTTP: read by everybody, changed by two people, in force at the next request.

use crate::harness::*;
use axum::http::{StatusCode, header};
use domain::entry::Action;
use domain::ids::StreamId;
use domain::programme::ProgrammeAction;
use domain::programme::sharing::SharingProposal;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/programme/sharing";

fn row<'a>(matrix: &'a mut Value, id: &str) -> &'a mut Value {
    matrix["families"].as_array_mut().unwrap().iter_mut().find(|row| row["id"] == id).unwrap()
}

fn without(matrix: &Value, id: &str, field: &str, what: &str) -> Value {
    let mut matrix = matrix.clone();
    row(&mut matrix, id)[field].as_array_mut().unwrap().retain(|one| one != what);
    matrix
}

async fn matrix(person: &Person<'_>) -> Value {
    person.get(PATH).await.ok()["matrix"].clone()
}

/// What a visiting social worker loses in these tests.
fn no_health(matrix: &Value) -> Value {
    without(matrix, "village_social_worker.visits", "sections", "health")
}

async fn proposed(person: &Person<'_>, matrix: &Value) -> String {
    let body = json!({ "matrix": matrix, "reason": "the health centre keeps it" });
    person.post(PATH, &body).await.ok()["hash"].as_str().unwrap().to_owned()
}

async fn decide(person: &Person<'_>, hash: &str, what: &str, note: &str) -> Answer {
    person.post(&format!("{PATH}/{hash}/{what}"), &json!({ "note": note })).await
}

async fn reads_health(person: &Person<'_>) -> bool {
    let me = person.get("/api/v1/me").await.ok();
    let families = me["rights"]["families"].as_array().unwrap();
    let visits = families.iter().find(|one| one["relation"] == "specialist").unwrap();
    visits["read"].as_array().unwrap().contains(&json!("health"))
}

#[tokio::test]
async fn everybody_who_works_here_reads_it_and_nobody_else() {
    let world = World::new().await;
    for (account, ..) in PEOPLE {
        let person = world.sign_in(account).await;
        let book = person.get(PATH).await.ok();
        assert_eq!(book["can_propose"], account == "admin", "{account}");
        assert_eq!(book["can_approve"], ["admin", "chanthy"].contains(&account), "{account}");
        assert_eq!(book["versions"][0]["state"], "shipped");
        let hash = book["current"].as_str().unwrap();
        let look = person.get(&format!("{PATH}/{hash}")).await.ok();
        assert_eq!(look["matrix"], book["matrix"]);
        assert!(look["statements"].as_array().unwrap().iter().all(|one| one["holds"] == true));
    }
    let nobody = Person { world: &world, cookie: String::new() };
    nobody.get(PATH).await.is_problem("not-signed-in");
    let sophea = world.sign_in("sophea").await;
    for unknown in ["0".repeat(64), "x".repeat(64), "A".repeat(64), "..".into()] {
        sophea.get(&format!("{PATH}/{unknown}")).await.is_problem("not-found");
    }
}

#[tokio::test]
async fn a_change_is_tried_proposed_and_approved_and_in_force_at_the_next_request() {
    let world = World::new().await;
    let (admin, chanthy) = (world.sign_in("admin").await, world.sign_in("chanthy").await);
    let sophea = world.sign_in("sophea").await;
    let before = matrix(&admin).await;
    let wanted = no_health(&before);
    let trial = admin.post(&format!("{PATH}/trial"), &json!({ "matrix": wanted })).await.ok();
    assert_eq!(trial["number"], 2);
    assert_eq!(
        trial["changes"],
        json!([{
            "role": "village_social_worker", "standing": "specialist", "purpose": "casework", "organisation": null,
            "gains": [], "loses": [{ "kind": "read", "code": "health" }],
        }])
    );
    let hash = proposed(&admin, &wanted).await;
    assert_eq!(trial["hash"], hash.as_str());
    assert!(reads_health(&sophea).await, "a proposal changes nothing");

    let look = chanthy.get(&format!("{PATH}/{hash}")).await.ok();
    assert_eq!(look["changes"], trial["changes"]);
    assert_eq!((&look["can_decide"], &look["can_withdraw"]), (&json!(true), &json!(false)));
    assert_eq!(look["version"]["reason"], "the health centre keeps it");
    assert_eq!(decide(&chanthy, &hash, "approve", "agreed in the meeting").await.status, 204);

    assert!(!reads_health(&sophea).await, "her next request");
    let book = sophea.get(PATH).await.ok();
    assert_eq!(book["current"], hash.as_str());
    let newest = &book["versions"][0];
    assert_eq!((&newest["state"], &newest["current"]), (&json!("approved"), &json!(true)));
    assert_eq!((&newest["by_latin"], &newest["decided_latin"]), (&json!("ADMIN"), &json!("CHANTHY")));
    assert_eq!(newest["note"], "agreed in the meeting");
    assert_eq!(book["versions"][1]["current"], false);

    // And back with the next version, which is a version of its own.
    let again = proposed(&admin, &before).await;
    assert_ne!(again, book["versions"][1]["hash"].as_str().unwrap());
    assert_eq!(decide(&chanthy, &again, "approve", "").await.status, StatusCode::NO_CONTENT);
    assert!(reads_health(&sophea).await);
    let look = sophea.get(&format!("{PATH}/{again}")).await.ok();
    assert_eq!(look["version"]["number"], 3);
    assert_eq!(look["changes"][0]["gains"], json!([{ "kind": "read", "code": "health" }]));
    // What was before is told still.
    let old = sophea.get(&format!("{PATH}/{hash}")).await.ok();
    assert_eq!(old["changes"], trial["changes"]);
}

#[tokio::test]
async fn a_list_and_a_file_follow_the_version_in_force() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let (admin, chanthy) = (world.sign_in("admin").await, world.sign_in("chanthy").await);
    let path = format!("/api/v1/families/{family}");
    assert_eq!(chanthy.get(&path).await.status, StatusCode::OK);
    assert_eq!(chanthy.get("/api/v1/caseload").await.ok()["rows"].as_array().unwrap().len(), 1);
    let mut wanted = matrix(&admin).await;
    wanted["families"].as_array_mut().unwrap().retain(|row| row["id"] != "programme_manager.any");
    let hash = proposed(&admin, &wanted).await;
    assert_eq!(chanthy.get(&path).await.status, StatusCode::OK);
    assert_eq!(decide(&chanthy, &hash, "approve", "").await.status, StatusCode::NO_CONTENT);
    chanthy.get(&path).await.is_problem("not-found");
    assert_eq!(chanthy.get("/api/v1/caseload").await.ok()["rows"], json!([]));
}

#[tokio::test]
async fn one_person_never_does_both() {
    let world = World::new().await;
    let (admin, chanthy) = (world.sign_in("admin").await, world.sign_in("chanthy").await);
    let wanted = no_health(&matrix(&admin).await);
    let hash = proposed(&admin, &wanted).await;
    let look = admin.get(&format!("{PATH}/{hash}")).await.ok();
    assert_eq!((&look["can_decide"], &look["can_withdraw"]), (&json!(false), &json!(true)));
    decide(&admin, &hash, "approve", "").await.is_problem("two-people");
    decide(&admin, &hash, "refuse", "no").await.is_problem("two-people");
    // While it waits, no other is proposed.
    let body = json!({ "matrix": wanted, "reason": "again" });
    admin.post(PATH, &body).await.is_problem("sharing-decided");
    // Who may not, may not.
    for account in ["dara", "sophea", "vanna", "numbers", "guardian", "stranger"] {
        let person = world.sign_in(account).await;
        person.post(PATH, &body).await.is_problem("not-allowed");
        person.post(&format!("{PATH}/trial"), &json!({ "matrix": wanted })).await.is_problem("not-allowed");
        decide(&person, &hash, "approve", "").await.is_problem("not-allowed");
        decide(&person, &hash, "refuse", "no").await.is_problem("not-allowed");
        let path = format!("{PATH}/{hash}/withdraw");
        person.post_text(&path, String::new()).await.is_problem("not-allowed");
    }
    decide(&chanthy, &hash, "refuse", "  ").await.is_problem("bad-value");
    assert_eq!(decide(&chanthy, &hash, "refuse", "the doctors asked for it").await.status, 204);
    decide(&chanthy, &hash, "approve", "").await.is_problem("sharing-decided");
    // The same again, and taken back by who proposed it.
    assert_eq!(proposed(&admin, &wanted).await, hash);
    let path = format!("{PATH}/{hash}/withdraw");
    assert_eq!(admin.post_text(&path, String::new()).await.status, StatusCode::NO_CONTENT);
    decide(&chanthy, &hash, "approve", "").await.is_problem("sharing-decided");
    let states: Vec<Value> = admin.get(PATH).await.ok()["versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["state"].clone())
        .collect();
    assert_eq!(states, ["withdrawn", "refused", "shipped"]);
}

#[tokio::test]
async fn what_must_hold_is_tried_before_it_is_proposed() {
    let world = World::new().await;
    let admin = world.sign_in("admin").await;
    let now = matrix(&admin).await;
    let trial =
        async |matrix: &Value| admin.post(&format!("{PATH}/trial"), &json!({ "matrix": matrix })).await.ok();
    let mut curious = now.clone();
    let mut more = row(&mut curious, "programme_manager.any").clone();
    (more["id"], more["role"]) = (json!("administrator.any"), json!("administrator"));
    curious["families"].as_array_mut().unwrap().push(more);
    let tried = trial(&curious).await;
    let failing: Vec<&Value> =
        tried["statements"].as_array().unwrap().iter().filter(|one| one["holds"] == false).collect();
    assert_eq!(failing.len(), 1);
    assert_eq!(failing[0]["code"], "system_roles");
    assert_eq!(failing[0]["example"]["role"], "administrator");
    let body = json!({ "matrix": curious, "reason": "I am curious" });
    let problem = admin.post(PATH, &body).await.is_problem("sharing-not-valid");
    assert_eq!(problem["fields"], json!(["system_roles"]));

    let blind = without(&now, "village_social_worker.lead", "sections", "narrative");
    let tried = trial(&blind).await;
    assert_eq!(tried["fault"], json!({ "row": "village_social_worker.lead", "code": "prints_blind" }));
    let body = json!({ "matrix": blind, "reason": "less" });
    admin.post(PATH, &body).await.is_problem("sharing-not-valid");
    assert_eq!(trial(&json!({ "what": "ever" })).await["fault"]["code"], "not_readable");

    assert_eq!(trial(&now).await["same"], true);
    let body = json!({ "matrix": now, "reason": "nothing" });
    assert_eq!(admin.post(PATH, &body).await.is_problem("bad-value")["fields"], json!(["matrix"]));
    let body = json!({ "matrix": no_health(&now), "reason": " " });
    assert_eq!(admin.post(PATH, &body).await.is_problem("bad-value")["fields"], json!(["reason"]));
    world.wait(24 * 3_600);
    let body = json!({ "matrix": no_health(&now), "reason": "late in the day" });
    admin.post(PATH, &body).await.is_problem("prove-again");
}

#[tokio::test]
async fn no_device_sends_what_only_the_server_writes() {
    let world = World::new().await;
    let admin = world.sign_in("admin").await;
    let wanted = no_health(&matrix(&admin).await);
    let proposal = SharingProposal {
        version: 2,
        hash: "b".repeat(64),
        replaces: "a".repeat(64),
        matrix: wanted.to_string(),
        reason: "past the screen".into(),
    };
    let action = ProgrammeAction::SharingProposed { proposed: Box::new(proposal) };
    let entry = world.entry(StreamId::from_u128(0x77), worker(6), 6, Action::Programme(action));
    let receipts = admin.push(&[entry]).await;
    assert!(receipts.to_string().contains("entry-not-allowed"), "{receipts}");
    assert_eq!(admin.get(PATH).await.ok()["versions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_version_that_cannot_be_used_is_left_aside_by_nobody() {
    let world = World::new().await;
    let (admin, chanthy) = (world.sign_in("admin").await, world.sign_in("chanthy").await);
    let hash = admin.get(PATH).await.ok()["current"].as_str().unwrap().to_owned();
    // As another program could have written it: two people, and words that this one does not know.
    let proposal = SharingProposal {
        version: 2,
        hash: "b".repeat(64),
        replaces: hash,
        matrix: json!({ "from": "the future" }).to_string(),
        reason: "written by a newer program".into(),
    };
    let stream = StreamId::from_u128(0x77);
    let entry = |by, action| world.entry(stream, worker(by), by, Action::Programme(action));
    let actions = vec![
        entry(6, ProgrammeAction::SharingProposed { proposed: Box::new(proposal) }),
        entry(1, ProgrammeAction::SharingApproved { hash: "b".repeat(64), note: String::new() }),
    ];
    world.append(OURS, actions).await;
    world.app.directory.forget();
    // Nobody is answered with an older version: it could grant what this one took away.
    for person in [&admin, &chanthy] {
        for path in ["/api/v1/me", "/api/v1/caseload", PATH] {
            assert_eq!(person.get(path).await.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        }
    }
    let error = kinkeeper_server::app::sharing::check(&world.app).await.unwrap_err();
    assert!(
        error.contains("version 2") && error.contains("Start the program that was used before"),
        "{error}"
    );
}

#[tokio::test]
async fn the_annex_prints_any_version_with_its_hash() {
    let world = World::new().await;
    let (admin, sophea) = (world.sign_in("admin").await, world.sign_in("sophea").await);
    let now = matrix(&admin).await;
    let hash = proposed(&admin, &no_health(&now)).await;
    let shipped = admin.get(PATH).await.ok()["current"].as_str().unwrap().to_owned();
    for hash in [&hash, &shipped] {
        for lang in ["km", "en"] {
            let answer = sophea.get(&format!("{PATH}/{hash}/annex.pdf?lang={lang}")).await;
            assert_eq!(answer.status, StatusCode::OK);
            assert_eq!(answer.headers[header::CONTENT_TYPE], "application/pdf");
            if let Ok(folder) = std::env::var("KINKEEPER_ANNEX") {
                std::fs::write(format!("{folder}/annex-{}-{lang}.pdf", &hash[..6]), &answer.bytes).unwrap();
            }
        }
    }
    sophea.get(&format!("{PATH}/{}/annex.pdf", "0".repeat(64))).await.is_problem("not-found");
}
