//! Emergency access: reasoned, short, told, reviewed; closed to relatives and to whoever may open the file anyway.

use crate::harness::*;
use axum::http::StatusCode;
use domain::entry::Action;
use domain::family::FamilyAction;
use domain::ids::StreamId;
use serde_json::{Value, json};

fn ask(family: StreamId) -> Value {
    json!({ "family": family, "reason": "danger_now", "words": "I heard a child cry and nobody answers" })
}

async fn opened<'a>(world: &'a World, family: StreamId) -> Person<'a> {
    let lonely = world.sign_in("lonely").await;
    let answer = lonely.post("/api/v1/emergencies", &ask(family)).await.ok();
    assert_eq!(answer["until"], NOON + 2 * 3_600_000);
    lonely
}

#[tokio::test]
async fn a_file_opens_for_two_hours_and_closes_by_itself() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let path = format!("/api/v1/families/{family}");
    let lonely = world.sign_in("lonely").await;
    lonely.get(&path).await.is_problem("not-found");
    let lonely = opened(&world, family).await;
    let file = lonely.get(&path).await.ok();
    assert!(file.to_string().contains("Sok Sophea"));
    // For reading: nothing is written, nothing printed, and no list shows it.
    assert_eq!(lonely.get(&format!("{path}/plan.pdf")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(lonely.get("/api/v1/caseload").await.ok()["rows"], json!([]));
    let change = FamilyAction::AddressSet { address: "elsewhere".into() };
    let entry = world.entry(family, worker(9), 9, Action::Family(change));
    let push = json!({ "capability": 1, "entries": [entry] });
    let receipts = lonely.post("/api/v1/sync/push", &push).await.ok();
    assert!(receipts.to_string().contains("entry-not-allowed"), "{receipts}");
    world.wait(2 * 3_600 - 1);
    assert_eq!(lonely.get(&path).await.status, StatusCode::OK);
    world.wait(1);
    lonely.get(&path).await.is_problem("not-found");
}

#[tokio::test]
async fn a_name_is_enough_to_find_whom_to_call() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let lonely = world.sign_in("lonely").await;
    for name in ["Sok Sophea", "សុខ សុភា"] {
        let found = lonely.post("/api/v1/emergencies/search", &json!({ "name": name })).await.ok();
        assert_eq!(found["found"][0]["family"], json!(family), "{name}: {found}");
    }
    let found = lonely.post("/api/v1/emergencies/search", &json!({ "name": "Chan Dara" })).await.ok();
    assert_eq!(found["found"], json!([]));
}

#[tokio::test]
async fn it_is_written_in_the_familys_ledger_and_its_readers_say_so() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let lonely = opened(&world, family).await;
    lonely.get(&format!("/api/v1/families/{family}")).await.ok();
    let sophea = world.sign_in("sophea").await;
    let file = sophea.get(&format!("/api/v1/families/{family}")).await.ok();
    assert!(file.to_string().contains("I heard a child cry"), "{file}");
    let readers = sophea.get(&format!("/api/v1/families/{family}/readers")).await.ok();
    assert!(readers.to_string().contains("LONELY"), "{readers}");
    assert!(readers.to_string().contains("\"emergency\""), "{readers}");
}

#[tokio::test]
async fn it_needs_a_fresh_proof_a_reason_and_the_role() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let lonely = world.sign_in("lonely").await;
    for (field, value) in [("reason", "boredom"), ("words", "  ")] {
        let mut body = ask(family);
        body[field] = json!(value);
        let problem = lonely.post("/api/v1/emergencies", &body).await.is_problem("bad-value");
        assert_eq!(problem["fields"], json!([field]));
    }
    world.wait(24 * 3_600);
    lonely.post("/api/v1/emergencies", &ask(family)).await.is_problem("prove-again");
    lonely.post("/api/v1/sign-in/again", &json!({ "passphrase": PASSPHRASE })).await;
    assert_eq!(lonely.post("/api/v1/emergencies", &ask(family)).await.status, StatusCode::OK);
    for account in ["bopha", "vanna", "admin", "numbers", "guardian", "chanthy"] {
        let person = world.sign_in(account).await;
        person.post("/api/v1/emergencies", &ask(family)).await.is_problem("not-allowed");
    }
    // Whoever may open the file needs no emergency.
    let dara = world.sign_in("dara").await;
    dara.post("/api/v1/emergencies", &ask(family)).await.is_problem("emergency-not-needed");
}

#[tokio::test]
async fn relatives_and_other_organisations_find_nothing() {
    let world = World::new().await;
    let (family, theirs) = (world.family(0x100, 3).await, world.family(0x300, 8).await);
    let excluded = FamilyAction::WorkerExcluded { worker: worker(9), why: "a sister".into() };
    world.append(OURS, vec![world.entry(family, worker(2), 2, Action::Family(excluded))]).await;
    let lonely = world.sign_in("lonely").await;
    let search = json!({ "name": "Sok Sophea", "village": "02040101" });
    let found = lonely.post("/api/v1/emergencies/search", &search).await.ok();
    assert_eq!(found["found"], json!([]));
    let hidden = lonely.post("/api/v1/emergencies", &ask(family)).await;
    let foreign = lonely.post("/api/v1/emergencies", &ask(theirs)).await;
    let nobody = lonely.post("/api/v1/emergencies", &ask(StreamId::from_u128(0x999))).await;
    for answer in [hidden, foreign, nobody] {
        answer.is_problem("not-found");
    }
    // Excluded while it is open: closed at the next request.
    let other = world.family(0x400, 3).await;
    lonely.post("/api/v1/emergencies", &ask(other)).await.ok();
    let path = format!("/api/v1/families/{other}");
    lonely.get(&path).await.ok();
    let excluded = FamilyAction::WorkerExcluded { worker: worker(9), why: "a sister".into() };
    world.append(OURS, vec![world.entry(other, worker(2), 2, Action::Family(excluded))]).await;
    lonely.get(&path).await.is_problem("not-found");
}

#[tokio::test]
async fn the_search_names_whom_to_call_first() {
    let world = World::new().await;
    world.places().await;
    world.family(0x100, 3).await;
    let lonely = world.sign_in("lonely").await;
    let search = json!({ "name": "សុខ សុភា", "village": "02040101" });
    let found = lonely.post("/api/v1/emergencies/search", &search).await.ok();
    assert_eq!(found["found"][0]["lead_latin"], "SOPHEA");
    assert_eq!(found["found"][0]["village_latin"], "Bavel Muoy");
    assert_eq!(found["found"][0]["open_to_her"], false);
    let sophea = world.sign_in("sophea").await;
    sophea.post("/api/v1/emergencies/search", &search).await.is_problem("not-allowed");
}

#[tokio::test]
async fn somebody_else_reviews_it_once() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let lonely = opened(&world, family).await;
    assert_eq!(lonely.get("/api/v1/emergencies").await.ok()["emergencies"], json!([]));
    let guardian = world.sign_in("guardian").await;
    let list = guardian.get("/api/v1/emergencies").await.ok();
    let one = &list["emergencies"][0];
    assert_eq!((&one["worker_latin"], &one["can_review"]), (&json!("LONELY"), &json!(true)));
    assert_eq!(one["due"], NOON + 72 * 3_600_000);
    assert!(!list.to_string().contains("behind the pagoda"));
    world.wait(72 * 3_600 + 1);
    assert_eq!(guardian.get("/api/v1/emergencies").await.ok()["emergencies"][0]["late"], true);
    let path = format!("/api/v1/emergencies/{}/review", one["emergency"].as_str().unwrap());
    let verdict = json!({ "family": family, "finding": "justified", "note": "the child was alone" });
    let mut wordless = verdict.clone();
    wordless["note"] = json!("");
    guardian.post(&path, &wordless).await.is_problem("bad-value");
    let bopha = world.sign_in("bopha").await;
    bopha.post(&path, &verdict).await.is_problem("not-found");
    assert_eq!(guardian.post(&path, &verdict).await.status, StatusCode::NO_CONTENT);
    let dara = world.sign_in("dara").await;
    dara.post(&path, &verdict).await.is_problem("emergency-decided");
    let list = dara.get("/api/v1/emergencies").await.ok();
    assert_eq!(list["emergencies"][0]["finding"], "justified");
    assert_eq!(list["emergencies"][0]["reviewer_latin"], "GUARDIAN");
}

/// The officer knows who the families are, and nothing of their stories.
#[tokio::test]
async fn the_data_protection_officer_reads_the_identity_only() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let guardian = world.sign_in("guardian").await;
    let file = guardian.get(&format!("/api/v1/families/{family}")).await.ok();
    assert_eq!(file["sections"], json!(["identity"]));
    assert!(!file.to_string().contains("behind the pagoda"));
    assert_eq!(guardian.get(&format!("/api/v1/families/{family}/readers")).await.status, StatusCode::OK);
}
