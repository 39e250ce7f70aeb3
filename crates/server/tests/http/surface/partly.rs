//! Those who may read a part of a family: of the rest they learn nothing by lists, orders, filters or numbers. And what
//! phones hear of.

use super::people;
use super::planting::{self, FAMILY, PROVIDER, REFERRAL, plant};
use crate::harness::*;
use axum::body::Body;
use domain::entry::{Action, Section, StreamKind};
use domain::family::FamilyAction;
use domain::family::concern::Concern;
use domain::family::consent::{Consent, Mark};
use domain::ids::{ConcernId, ConsentId, DeviceId, PersonId, StreamId};
use domain::protocol::Risk;
use domain::time::Day;
use futures_util::StreamExt;
use serde_json::{Value, json};
use tower::ServiceExt;

fn today() -> Day {
    Day::new(2026, 11, 22).unwrap()
}

/// A family at high risk with a worry that nobody has answered.
async fn worried(world: &World, family: u128) -> StreamId {
    let stream = world.family(family, 3).await;
    let raised = Concern {
        level: Risk::High,
        about: vec![PersonId::from_u128(family + 1)],
        kind: "neglect".into(),
        what: "alone at night".into(),
        said_by: String::new(),
        done_at_once: "stayed".into(),
        report: None,
        on: today(),
    };
    let actions = [
        FamilyAction::RiskSet { level: Risk::High, reason: "alone at night".into() },
        FamilyAction::ConcernRaised { concern: ConcernId::from_u128(family + 2), raised },
    ];
    let entries = actions.map(|action| world.entry(stream, worker(3), 3, Action::Family(action)));
    world.append(OURS, entries.to_vec()).await;
    stream
}

async fn rows(who: &Person<'_>, query: &str) -> Vec<Value> {
    who.get(&format!("/api/v1/caseload{query}")).await.ok()["rows"].as_array().unwrap().clone()
}

#[tokio::test]
async fn whoever_knows_the_names_only_learns_nothing_of_the_work() {
    let world = World::new().await;
    let (quiet, loud) = (world.family(0x200, 3).await, worried(&world, 0x100).await);
    let sophea = world.sign_in("sophea").await;
    assert_eq!(rows(&sophea, "?only=concern").await[0]["summary"]["concerns"], json!([1, 0, 0]));
    let guardian = world.sign_in("guardian").await;
    let all = rows(&guardian, "?scope=organisation").await;
    assert_eq!(all.len(), 2);
    for row in &all {
        let summary = &row["summary"];
        assert_eq!(summary["people"][0]["name_latin"], "Sok Sophea");
        assert_eq!((&summary["risk"], &summary["concerns"]), (&Value::Null, &json!([0, 0, 0])));
        assert_eq!((&summary["next_visit"], &row["next_due"]), (&Value::Null, &Value::Null));
    }
    for asked in ["risk=high", "due=2030-01-01", "only=concern", "only=review", "sort=risk", "sort=due"] {
        let problem = guardian.get(&format!("/api/v1/caseload?{asked}")).await.is_problem("bad-value");
        assert_eq!(problem["fields"], json!([asked.split('=').next().unwrap()]), "{asked}");
    }
    let found = guardian.post("/api/v1/search", &json!({ "q": "sok sophea" })).await.ok();
    assert_eq!(found["found"].as_array().unwrap().len(), 2);
    for row in found["found"].as_array().unwrap() {
        assert_eq!(row["summary"]["concerns"], json!([0, 0, 0]), "{row}");
        assert!([json!(quiet), json!(loud)].contains(&row["family"]));
    }
}

#[tokio::test]
async fn whoever_is_asked_for_advice_hears_of_no_worry() {
    let world = World::new().await;
    let family = worried(&world, 0x100).await;
    let sophea = world.sign_in("sophea").await;
    let ask = json!({ "worker": worker(9), "question": "how shall we speak with her?", "days": 7 });
    sophea.post(&format!("/api/v1/families/{family}/consultations"), &ask).await.ok();
    let lonely = world.sign_in("lonely").await;
    let row = rows(&lonely, "").await.remove(0);
    assert_eq!(row["family"], json!(family));
    assert_eq!((&row["summary"]["risk"], &row["summary"]["concerns"]), (&json!("high"), &json!([0, 0, 0])));
    assert_eq!(row["summary"]["unanswered_high"], 0);
    assert!(rows(&lonely, "?only=concern").await.is_empty());
    let desk = lonely.get("/api/v1/team").await.ok();
    assert_eq!((&desk["all"]["families"], &desk["all"]["concerns"]), (&json!(0), &json!(0)), "{desk}");
    assert_eq!(desk["stages"], json!([]));
}

#[tokio::test]
async fn what_another_organisation_shares_is_counted_by_nobody_else() {
    let world = World::new().await;
    let family = worried(&world, 0x100).await;
    let child = PersonId::from_u128(0x101);
    let given = Consent {
        purpose: "referral".into(),
        by: child,
        covers: vec![child],
        recipient: "Theirs".into(),
        organisation: Some(THEIRS),
        sections: vec![Section::Identity],
        language: "km".into(),
        on: today(),
        until: today().plus_days(30),
        withheld: String::new(),
        mark: Mark::OnPaper,
    };
    let action = FamilyAction::ConsentGiven { consent: ConsentId::from_u128(1), given };
    world.append(OURS, vec![world.entry(family, worker(3), 3, Action::Family(action))]).await;
    let stranger = world.sign_in("stranger").await;
    assert_eq!(rows(&stranger, "?scope=shared&sort=updated").await.len(), 1);
    let desk = stranger.get("/api/v1/team").await.ok();
    for number in ["families", "high_risk", "concerns", "overdue"] {
        assert_eq!(desk["all"][number], 0, "{number}: {desk}");
    }
    assert_eq!((&desk["stages"], &desk["team"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn who_they_are_is_not_found_when_that_is_sealed() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let question = json!({ "village": "02040101",
                           "people": [{ "name_latin": "Sok Sophea", "sex": "female", "birth_year": 2017 }] });
    let (bopha, lonely) = (world.sign_in("bopha").await, world.sign_in("lonely").await);
    let search = json!({ "name": "Sok Sophea", "village": "02040101" });
    assert_eq!(bopha.post("/api/v1/duplicates", &question).await.ok()["known_elsewhere"], true);
    assert_eq!(
        lonely.post("/api/v1/emergencies/search", &search).await.ok()["found"].as_array().unwrap().len(),
        1
    );
    let stream = family.uuid().simple().to_string();
    world.sql(&format!("INSERT INTO family_sealed (stream, section) VALUES (x'{stream}', 'identity')")).await;
    let answer = bopha.post("/api/v1/duplicates", &question).await.ok();
    assert_eq!((&answer["known_elsewhere"], &answer["ask"]), (&json!(false), &Value::Null));
    assert_eq!(lonely.post("/api/v1/emergencies/search", &search).await.ok()["found"], json!([]));
    let ask = json!({ "family": family, "reason": "danger_now", "words": "somebody cries" });
    lonely.post("/api/v1/emergencies", &ask).await.is_problem("not-found");
}

#[tokio::test]
async fn an_own_relative_is_told_of_nobody_alike() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let question = json!({ "village": "02040101",
                           "people": [{ "name_latin": "Sok Sophea", "sex": "female", "birth_year": 2017 }] });
    let bopha = world.sign_in("bopha").await;
    assert_eq!(bopha.post("/api/v1/duplicates", &question).await.ok()["known_elsewhere"], true);
    let excluded = FamilyAction::WorkerExcluded { worker: worker(4), why: "a sister".into() };
    world.append(OURS, vec![world.entry(family, worker(3), 3, Action::Family(excluded))]).await;
    let answer = bopha.post("/api/v1/duplicates", &question).await.ok();
    assert_eq!((&answer["known_elsewhere"], &answer["likely"]), (&json!(false), &json!([])));
}

/// Why something was refused is told to those for whom the family exists; the log knows it always.
#[tokio::test]
async fn a_refusal_does_not_say_that_the_family_is_there() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let change = |stream: StreamId, who: u128, address: &str| {
        let action = FamilyAction::AddressSet { address: address.into() };
        world.entry(stream, worker(who), who, Action::Family(action))
    };
    for (account, who) in [("bopha", 4), ("stranger", 8), ("numbers", 7)] {
        let person = world.sign_in(account).await;
        let never = StreamId::from_u128(0x999);
        let pushed = person.push(&[change(family, who, "here"), change(never, who, "there")]).await;
        for receipt in pushed["receipts"].as_array().unwrap() {
            assert_eq!(
                (&receipt["code"], &receipt["reason"]),
                (&json!("entry-not-allowed"), &json!("no_such_family"))
            );
        }
        let tray = person.get("/api/v1/tray").await.ok();
        for item in tray["items"].as_array().unwrap() {
            assert_eq!(item["code"], "no_such_family", "{item}");
        }
    }
    // The manager reads the file, and learns that what guards its address is not hers to write.
    let chanthy = world.sign_in("chanthy").await;
    let pushed = chanthy.push(&[change(family, 1, "by the pond")]).await;
    assert_ne!(pushed["receipts"][0]["reason"], "no_such_family", "{pushed}");
    // Her supervisor, who may open it, sees in the tray why.
    let dara = world.sign_in("dara").await;
    let tray = dara.get("/api/v1/tray").await.ok();
    let of_bopha = tray["items"].as_array().unwrap().iter().find(|item| item["stream"] == json!(family));
    assert_eq!(of_bopha.unwrap()["code"], "not_your_family", "{tray}");
    let log = world.app.store.audit_rows(THEIRS, Some(family), 20).await.unwrap();
    assert!(log.iter().any(|row| row.event.outcome == "another_organisation"), "{log:?}");
}

/// A phone hears of what concerns its worker, and of nothing else: what comes first is told first.
#[tokio::test]
async fn phones_hear_nothing_of_it() {
    let world = World::new().await;
    world.places().await;
    people::hired(&world).await;
    planting::directory(&world).await;
    let people = people::all(&world).await;
    plant(&world).await;
    people::leaves(&world, "gone").await;
    let from = DeviceId::from_u128(0x7777);
    let mut listened = 0;
    for who in &people {
        let request = who.person.request("GET", "/api/v1/sync/events").body(Body::empty()).unwrap();
        let response = world.router.clone().oneshot(request).await.unwrap();
        if response.status() != axum::http::StatusCode::OK {
            assert_eq!(response.status(), axum::http::StatusCode::UNAUTHORIZED, "{}", who.name);
            continue;
        }
        listened += 1;
        let mut frames = response.into_body().into_data_stream();
        let events = &world.app.events;
        let mut heard = Vec::new();
        let hello = frames.next().await.unwrap().unwrap();
        assert!(String::from_utf8_lossy(&hello).contains("hello"));
        events.tell(FAMILY, StreamKind::Family, from, true);
        events.tell(FAMILY, StreamKind::Family, from, false);
        events.tell(REFERRAL, StreamKind::ServiceReferral, from, false);
        events.tell(PROVIDER, StreamKind::Provider, from, false);
        events.tell(StreamId::from_u128(0x9191), StreamKind::Programme, from, false);
        for _ in 0..if who.receives { 3 } else { 2 } {
            let frame = frames.next().await.unwrap().unwrap();
            let text = String::from_utf8_lossy(&frame).into_owned();
            heard.push(text.lines().next().unwrap_or_default().to_owned());
        }
        let packet = who.receives.then_some("event: something");
        let right: Vec<&str> = packet.into_iter().chain(["event: something", "event: rights"]).collect();
        assert_eq!(heard, right, "{}", who.name);
    }
    assert!(listened >= 15, "{listened}");
}

/// Nor does a supervisor whose own relatives they are, though those who work with them report to her.
#[tokio::test]
async fn a_supervisor_who_is_kept_out_hears_nothing() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let excluded = FamilyAction::WorkerExcluded { worker: worker(2), why: "a sister".into() };
    world.append(OURS, vec![world.entry(family, worker(1), 1, Action::Family(excluded))]).await;
    let dara = world.sign_in("dara").await;
    let request = dara.request("GET", "/api/v1/sync/events").body(Body::empty()).unwrap();
    let response = world.router.clone().oneshot(request).await.unwrap();
    let mut frames = response.into_body().into_data_stream();
    let hello = frames.next().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&hello).contains("hello"));
    let from = DeviceId::from_u128(0x7777);
    world.app.events.tell(family, StreamKind::Family, from, true);
    world.app.events.tell(StreamId::from_u128(0x9191), StreamKind::Programme, from, false);
    let first = frames.next().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&first).contains("rights"), "{first:?}");
}
