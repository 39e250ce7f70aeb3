//! "Is this child known elsewhere?": a hit and a miss look alike, the holder decides, twenty a day.

use crate::harness::*;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use domain::entry::Action;
use domain::family::FamilyAction;
use domain::ids::StreamId;
use kinkeeper_server::app::elsewhere::match_waiting;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/elsewhere";

fn about(name: &str) -> Value {
    json!({
        "name": name, "sex": "female", "birth_year": 2017, "village": "02040101",
        "reason": "found alone at the market, says she has lived with an aunt",
    })
}

/// Somebody whom nobody knows, with a name of the same length.
const NOBODY: &str = "Kim Bunrot";
/// The child of every family in these tests.
const SOMEBODY: &str = "Sok Sophea";

async fn asked<'a>(world: &'a World, name: &str) -> Person<'a> {
    let sophea = world.sign_in("sophea").await;
    assert_eq!(sophea.post(PATH, &about(name)).await.ok(), json!({ "answer": "asked" }));
    match_waiting(&world.app).await.unwrap();
    sophea
}

async fn enquiries(holder: &Person<'_>) -> Vec<Value> {
    holder.get(&format!("{PATH}/enquiries")).await.ok()["enquiries"].as_array().unwrap().clone()
}

fn answer_path(enquiry: &Value) -> String {
    format!("{PATH}/enquiries/{}", enquiry["enquiry"].as_str().unwrap())
}

/// Everything that a network sees of an answer, but for the id of the request.
fn outside(headers: &HeaderMap) -> Vec<(String, String)> {
    let all = headers.iter().filter(|(name, _)| name.as_str() != "x-request-id");
    all.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect()
}

#[tokio::test]
async fn a_hit_and_a_miss_look_alike() {
    let world = World::new().await;
    world.family(0x300, 8).await;
    let sophea = world.sign_in("sophea").await;
    let log = async || world.app.store.audit_rows(OURS, None, 500).await.unwrap().len();
    let mut seen = Vec::new();
    for name in [SOMEBODY, NOBODY] {
        let before = log().await;
        let answer = sophea.post(PATH, &about(name)).await;
        assert_eq!(answer.status, StatusCode::OK);
        let mine = sophea.get(PATH).await;
        match_waiting(&world.app).await.unwrap();
        // Neither does matching add to what her own organisation can count.
        let grown = log().await - before;
        let later = sophea.get(PATH).await.ok();
        assert_eq!(later["contacts"], json!([]));
        seen.push((answer.bytes, outside(&answer.headers), mine.bytes.len(), grown));
        world.wait(1);
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0].3, 2, "the question and the look at what came of it");
    // One of them was a hit all the same.
    let stranger = world.sign_in("stranger").await;
    assert_eq!(enquiries(&stranger).await.len(), 1);
}

/// The answer is given before anything is looked for, so that the work behind it cannot show in its time.
#[tokio::test]
async fn nothing_is_looked_for_while_the_asker_waits() {
    let world = World::new().await;
    world.family(0x300, 8).await;
    let sophea = world.sign_in("sophea").await;
    sophea.post(PATH, &about(SOMEBODY)).await.ok();
    let stranger = world.sign_in("stranger").await;
    assert!(enquiries(&stranger).await.is_empty());
    assert_eq!(match_waiting(&world.app).await.unwrap(), 1);
    assert_eq!(enquiries(&stranger).await.len(), 1);
    assert_eq!(match_waiting(&world.app).await.unwrap(), 0, "once");
}

#[tokio::test]
async fn in_either_script_and_never_of_her_own_organisation() {
    let world = World::new().await;
    world.places().await;
    world.family(0x300, 8).await;
    world.family(0x100, 4).await;
    let _sophea = asked(&world, "សុខ សុភា").await;
    let stranger = world.sign_in("stranger").await;
    let found = enquiries(&stranger).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["family"], StreamId::from_u128(0x300).to_string());
    assert_eq!(found[0]["name"], "សុខ សុភា");
    assert_eq!(found[0]["village_latin"], "Bavel Muoy");
    assert_eq!(found[0]["reason"], about("")["reason"]);
    assert_eq!(found[0]["asker"]["name_latin"], "SOPHEA");
    assert_eq!(found[0]["until"], NOON + 30 * 86_400_000);
    for account in ["bopha", "dara", "chanthy"] {
        assert!(enquiries(&world.sign_in(account).await).await.is_empty(), "{account}");
    }
}

#[tokio::test]
async fn contact_is_made_by_the_holder_and_by_nobody_else() {
    let world = World::new().await;
    world.family(0x300, 8).await;
    let sophea = asked(&world, SOMEBODY).await;
    let stranger = world.sign_in("stranger").await;
    let enquiry = enquiries(&stranger).await.remove(0);
    let path = answer_path(&enquiry);
    let yes = json!({ "contact": true, "why": "childs_safety", "words": "please call me today" });
    // For everybody else it does not exist.
    let missing = format!("{PATH}/enquiries/{}", StreamId::from_u128(0x999));
    for account in ["sophea", "dara", "chanthy", "admin", "lonely", "guardian"] {
        let person = world.sign_in(account).await;
        let hidden = person.post(&path, &yes).await;
        let unknown = person.post(&missing, &yes).await;
        hidden.is_problem("not-found");
        assert_eq!(hidden.bytes.len(), unknown.bytes.len(), "{account}");
    }
    for (field, value) in [("why", json!("not_safe")), ("words", json!("x".repeat(1_001)))] {
        let mut bad = yes.clone();
        bad[field] = value;
        let problem = stranger.post(&path, &bad).await.is_problem("bad-value");
        assert_eq!(problem["fields"], json!([field]));
    }
    assert_eq!(stranger.post(&path, &yes).await.status, StatusCode::NO_CONTENT);
    assert!(enquiries(&stranger).await.is_empty());
    stranger.post(&path, &yes).await.is_problem("question-answered");
    let mine = sophea.get(PATH).await.ok();
    let contact = &mine["contacts"][0];
    assert_eq!((&contact["name"], &contact["by"]["name_latin"]), (&json!(SOMEBODY), &json!("STRANGER")));
    assert_eq!(contact["words"], "please call me today");
    // Who asked hears it, nobody beside her.
    assert_eq!(world.sign_in("bopha").await.get(PATH).await.ok()["contacts"], json!([]));
    // The family can see it.
    let family = StreamId::from_u128(0x300);
    let readers = stranger.get(&format!("/api/v1/families/{family}/readers")).await.ok().to_string();
    for word in ["\"enquired\"", "\"answered\"", "\"elsewhere\"", "SOPHEA"] {
        assert!(readers.contains(word), "{word}: {readers}");
    }
    world.wait(30 * 86_400);
    let sophea = world.sign_in("sophea").await;
    assert_eq!(sophea.get(PATH).await.ok()["contacts"], json!([]));
}

#[tokio::test]
async fn a_refusal_a_silence_and_a_miss_are_the_same_to_her() {
    let world = World::new().await;
    world.family(0x300, 8).await;
    let sophea = asked(&world, SOMEBODY).await;
    let stranger = world.sign_in("stranger").await;
    let enquiry = enquiries(&stranger).await.remove(0);
    let before = sophea.get(PATH).await.bytes;
    let no =
        json!({ "contact": false, "why": "family_did_not_agree", "words": "the mother asked us not to" });
    assert_eq!(stranger.post(&answer_path(&enquiry), &no).await.status, StatusCode::NO_CONTENT);
    assert_eq!(sophea.get(PATH).await.bytes, before);
    // Those who answer for the family see what was decided, and why; nobody else does.
    let decided = stranger.get(&format!("{PATH}/enquiries")).await.ok()["decided"].clone();
    assert_eq!(decided.as_array().unwrap().len(), 1);
    let one = &decided[0];
    assert_eq!((&one["contact"], &one["why"], &one["words"]), (&json!(false), &no["why"], &no["words"]));
    assert_eq!((&one["by_latin"], &one["asker"]["name_latin"]), (&json!("STRANGER"), &json!("SOPHEA")));
    assert_eq!(sophea.get(&format!("{PATH}/enquiries")).await.ok()["decided"], json!([]));
    // A silence ends by itself.
    let sophea = asked(&world, SOMEBODY).await;
    let waiting = enquiries(&stranger).await;
    assert_eq!(waiting.len(), 1);
    world.wait(29 * 86_400);
    let stranger = world.sign_in("stranger").await;
    assert_eq!(enquiries(&stranger).await.len(), 1);
    world.wait(86_400);
    let stranger = world.sign_in("stranger").await;
    assert!(enquiries(&stranger).await.is_empty());
    stranger.post(&answer_path(&waiting[0]), &no).await.is_problem("not-found");
    drop(sophea);
    world.app.store.elsewhere_sweep(world.app.now()).await.unwrap();
    for table in ["elsewhere_questions", "elsewhere_enquiries"] {
        let left = world.bytes(&format!("SELECT CAST(count(*) AS TEXT) FROM {table}")).await;
        assert_eq!(left, b"0", "{table}");
    }
}

#[tokio::test]
async fn twenty_a_day_whatever_she_sends() {
    let world = World::new().await;
    let sophea = world.sign_in("sophea").await;
    assert_eq!(sophea.get(PATH).await.ok()["left"], 20);
    for n in 0..20 {
        sophea.post(PATH, &about(&format!("Name {n}"))).await.ok();
        world.wait(60);
    }
    assert_eq!(sophea.get(PATH).await.ok()["left"], 0);
    // Neither another device nor another network nor a header makes it more.
    let other = world.sign_in_on("sophea", 77).await;
    for person in [&sophea, &other] {
        let body = about(SOMEBODY).to_string();
        let mut request = person.request("POST", PATH).header(header::CONTENT_TYPE, "application/json");
        for (name, value) in [
            ("x-forwarded-for", "203.0.113.9"),
            ("forwarded", "for=203.0.113.9"),
            ("date", "Sun, 06 Nov 2033 08:49:37 GMT"),
        ] {
            request = request.header(name, value);
        }
        let answer = world.send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        answer.is_problem("too-many-questions");
        assert_eq!(answer.headers[header::RETRY_AFTER], (86_400 - 20 * 60).to_string());
    }
    // Somebody else has her own twenty.
    world.sign_in("bopha").await.post(PATH, &about(SOMEBODY)).await.ok();
    // It is in the log, for whoever watches over it.
    let rows = world.app.store.audit_rows(OURS, None, 100).await.unwrap();
    let refused = rows.iter().filter(|row| row.event.outcome == "too_many" && !row.event.allowed).count();
    assert_eq!(refused, 2);
    world.wait(86_400 - 20 * 60);
    sophea.post(PATH, &about(SOMEBODY)).await.ok();
    sophea.post(PATH, &about(SOMEBODY)).await.is_problem("too-many-questions");
}

#[tokio::test]
async fn all_at_once_no_more_than_twenty() {
    let world = World::new().await;
    let sophea = world.sign_in("sophea").await;
    // In turns, as many at once as one session may.
    let mut through = 0;
    for _ in 0..4 {
        let body = about(SOMEBODY);
        let many = (0..8).map(|_| sophea.post(PATH, &body));
        for answer in futures_util::future::join_all(many).await {
            through += usize::from(answer.status == StatusCode::OK);
        }
    }
    assert_eq!(through, 20);
}

#[tokio::test]
async fn nobody_is_asked_about_those_who_must_not_know() {
    let world = World::new().await;
    let family = world.family(0x300, 8).await;
    let excluded = FamilyAction::WorkerExcluded { worker: worker(3), why: "the child's uncle".into() };
    world.append(THEIRS, vec![world.entry(family, worker(8), 8, Action::Family(excluded))]).await;
    let _sophea = asked(&world, SOMEBODY).await;
    let stranger = world.sign_in("stranger").await;
    assert!(enquiries(&stranger).await.is_empty());
    // Excluded while the question lies there: it is gone.
    let bopha = world.sign_in("bopha").await;
    bopha.post(PATH, &about(SOMEBODY)).await.ok();
    match_waiting(&world.app).await.unwrap();
    let enquiry = enquiries(&stranger).await.remove(0);
    let excluded = FamilyAction::WorkerExcluded { worker: worker(4), why: "a neighbour".into() };
    world.append(THEIRS, vec![world.entry(family, worker(8), 8, Action::Family(excluded))]).await;
    assert!(enquiries(&stranger).await.is_empty());
    let yes = json!({ "contact": true, "why": "family_agreed" });
    stranger.post(&answer_path(&enquiry), &yes).await.is_problem("not-found");
}

#[tokio::test]
async fn it_is_the_work_of_those_who_work_with_families() {
    let world = World::new().await;
    for account in ["admin", "numbers", "guardian"] {
        let person = world.sign_in(account).await;
        person.post(PATH, &about(SOMEBODY)).await.is_problem("not-allowed");
        person.get(PATH).await.is_problem("not-allowed");
        assert!(enquiries(&person).await.is_empty());
    }
    let sophea = world.sign_in("sophea").await;
    for (field, value) in [
        ("name", json!(" ")),
        ("reason", json!("")),
        ("birth_year", json!(17)),
        ("name", json!("x".repeat(121))),
    ] {
        let mut body = about(SOMEBODY);
        body[field] = value;
        let problem = sophea.post(PATH, &body).await.is_problem("bad-value");
        assert_eq!(problem["fields"], json!([field]));
    }
    assert_eq!(sophea.get(PATH).await.ok()["left"], 20, "what was refused does not count");
}

/// What is asked lies nowhere in the clear, and not in the log at all.
#[tokio::test]
async fn what_is_asked_is_sealed_and_the_log_names_nobody() {
    let world = World::new().await;
    world.family(0x300, 8).await;
    let _sophea = asked(&world, "Sok Sophea Zebrawood").await;
    let _sophea = asked(&world, SOMEBODY).await;
    for file in std::fs::read_dir(world.dir()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap_or_default();
        for marker in ["Zebrawood", "lived with an aunt"] {
            assert!(!bytes.windows(marker.len()).any(|window| window == marker.as_bytes()), "{marker}");
        }
    }
    for org in [OURS, THEIRS] {
        let rows = world.app.store.audit_rows(org, None, 500).await.unwrap();
        assert!(!format!("{rows:?}").contains("Sophea"));
    }
    // With the log made to fail, nothing is asked and nothing decided.
    let stranger = world.sign_in("stranger").await;
    let enquiry = enquiries(&stranger).await.remove(0);
    let sophea = world.sign_in("sophea").await;
    world
        .sql("CREATE TRIGGER audit_broken BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'broken'); END;")
        .await;
    let yes = json!({ "contact": true, "why": "family_agreed" });
    sophea.post(PATH, &about(SOMEBODY)).await.is_problem("broken");
    stranger.post(&answer_path(&enquiry), &yes).await.is_problem("broken");
    stranger.get(&format!("{PATH}/enquiries")).await.is_problem("broken");
    world.sql("DROP TRIGGER audit_broken").await;
    assert_eq!(sophea.get(PATH).await.ok()["left"], 18);
    assert_eq!(enquiries(&stranger).await.len(), 2);
}
