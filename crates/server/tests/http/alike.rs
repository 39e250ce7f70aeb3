//! Families that may be one, looked for again when they arrive, and two files folded into one and taken apart again.

use crate::harness::*;
use crate::structural::file;
use domain::entry::Action;
use domain::family::FamilyAction as A;
use domain::family::people::NewPerson;
use domain::ids::{PersonId, StreamId};
use domain::kinship::Sex;
use kinkeeper_server::app::alike::compare_waiting;
use serde_json::{Value, json};

const FIRST: u128 = 0x100;
const SECOND: u128 = 0x200;

fn stream(id: u128) -> StreamId {
    StreamId::from_u128(id)
}

/// Two workers without a network write down the same family.
async fn twice(world: &World) {
    for (account, by, family) in [("sophea", 3, FIRST), ("bopha", 4, SECOND)] {
        let pushed = world.sign_in(account).await.push(&world.opening(family, by)).await;
        assert!(pushed["receipts"].as_array().unwrap().iter().all(|one| one["verdict"] == "placed"));
    }
}

async fn pairs(person: &Person<'_>) -> Vec<Value> {
    person.get("/api/v1/alike").await.ok()["pairs"].as_array().unwrap().clone()
}

async fn say(person: &Person<'_>, stands: u128, other: u128, same: bool) -> Answer {
    let body = json!({ "other": stream(other), "same": same });
    person.post(&format!("/api/v1/families/{}/same", stream(stands)), &body).await
}

/// The families that a list shows.
async fn listed(person: &Person<'_>) -> Vec<String> {
    let rows = person.get("/api/v1/caseload?scope=organisation&closed=true").await.ok();
    rows["rows"].as_array().unwrap().iter().map(|row| row["family"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_arrives_is_compared_and_told_to_whom_it_concerns() {
    let world = World::new().await;
    twice(&world).await;
    let dara = world.sign_in("dara").await;
    assert!(pairs(&dara).await.is_empty(), "no receipt waits for it");
    assert_eq!(compare_waiting(&world.app).await.unwrap(), 2);
    assert_eq!(compare_waiting(&world.app).await.unwrap(), 0);
    // Who answers for both sees both; who answers for one learns that there is another, and whom to ask.
    let seen = pairs(&dara).await;
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert_eq!(seen[0]["one"]["family"], json!(stream(FIRST)));
    assert_eq!(seen[0]["other"]["family"], json!(stream(SECOND)));
    assert_eq!((&seen[0]["one"]["decides"], &seen[0]["other"]["decides"]), (&json!(true), &json!(true)));
    assert_eq!(seen[0]["signs"], json!(["name", "birth_year", "sex", "village"]));
    for (account, mine) in [("sophea", FIRST), ("bopha", SECOND)] {
        let seen = pairs(&world.sign_in(account).await).await;
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0]["one"]["family"], json!(stream(mine)));
        assert_eq!((&seen[0]["other"], &seen[0]["signs"]), (&Value::Null, &json!([])));
        assert_eq!(seen[0]["ask"]["name_latin"], "DARA");
    }
    for account in ["lonely", "vanna", "stranger"] {
        assert!(pairs(&world.sign_in(account).await).await.is_empty(), "{account}");
    }
    world.sign_in("numbers").await.get("/api/v1/alike").await.is_problem("not-allowed");
    // Whoever is kept out of a file does not learn that it is there.
    let out = A::WorkerExcluded { worker: worker(3), why: "relative".into() };
    dara.push(&[world.entry(stream(SECOND), worker(2), 2, Action::Family(out))]).await;
    assert!(pairs(&world.sign_in("sophea").await).await.is_empty());
    assert_eq!(pairs(&dara).await.len(), 1);
}

#[tokio::test]
async fn two_files_are_folded_by_two_people_and_taken_apart_again() {
    let world = World::new().await;
    twice(&world).await;
    compare_waiting(&world.app).await.unwrap();
    let (dara, chanthy) = (world.sign_in("dara").await, world.sign_in("chanthy").await);
    let (sophea, bopha) = (world.sign_in("sophea").await, world.sign_in("bopha").await);
    // Who may not open the other is told of nothing; nor does anybody write it past the server.
    say(&sophea, FIRST, SECOND, true).await.is_problem("not-found");
    say(&dara, FIRST, 0x999, true).await.is_problem("not-found");
    say(&dara, FIRST, FIRST, true).await.is_problem("bad-value");
    let past = A::FilesSame { other: stream(SECOND), stands: true, words: String::new() };
    let pushed = dara.push(&[world.entry(stream(FIRST), worker(2), 2, Action::Family(past))]).await;
    assert_eq!(pushed["receipts"][0]["verdict"], "refused");

    assert_eq!(say(&dara, FIRST, SECOND, true).await.status, 204);
    assert!(pairs(&dara).await.is_empty(), "it lies in both files now");
    assert_eq!(listed(&dara).await.len(), 2, "one word is a proposal");
    say(&dara, FIRST, SECOND, true).await.is_problem("two-people");
    assert_eq!(say(&chanthy, FIRST, SECOND, true).await.status, 204);
    assert_eq!(listed(&dara).await, [stream(FIRST).to_string()], "lists show the one that stands");
    let found = dara.post("/api/v1/search", &json!({ "q": "Sok Sophea" })).await.ok();
    assert_eq!(found["found"].as_array().map(Vec::len), Some(1), "{found}");
    say(&dara, SECOND, FIRST, true).await.is_problem("files-decided");

    // The other keeps its history for whoever might read it, leads to the one that stands, and takes what comes late.
    let folded = file(&bopha, stream(SECOND)).await.state;
    assert_eq!((folded.folded_into(), folded.came_after()), (Some(stream(FIRST)), 0));
    let late = A::PersonAdded {
        person: NewPerson {
            id: PersonId::from_u128(0x999),
            name_km: "ពៅ".into(),
            name_latin: String::new(),
            sex: Sex::Male,
            birth: None,
            in_focus: false,
        },
    };
    let pushed = bopha.push(&[world.entry(stream(SECOND), worker(4), 4, Action::Family(late))]).await;
    assert_eq!(pushed["receipts"][0]["result"]["outcome"], "merged");
    // Who answers for both sees that something came; looking is said in the files too.
    assert_eq!(file(&dara, stream(SECOND)).await.state.came_after(), 1);
    assert_eq!(say(&dara, FIRST, SECOND, true).await.status, 204);
    assert_eq!(file(&dara, stream(SECOND)).await.state.came_after(), 0);

    assert_eq!(say(&dara, FIRST, SECOND, false).await.status, 204);
    assert_eq!(listed(&dara).await.len(), 2);
    let apart = file(&bopha, stream(SECOND)).await.state;
    assert_eq!((apart.folded_into(), apart.people.len()), (None, 2));
    say(&dara, FIRST, SECOND, false).await.is_problem("files-decided");
    // Rebuilt from the ledger, the lists are the same.
    world.app.store.rebuild().await.unwrap();
    assert_eq!(listed(&dara).await.len(), 2);
}

#[tokio::test]
async fn what_is_not_the_same_is_not_asked_again() {
    let world = World::new().await;
    twice(&world).await;
    compare_waiting(&world.app).await.unwrap();
    let dara = world.sign_in("dara").await;
    assert_eq!(pairs(&dara).await.len(), 1);
    assert_eq!(say(&dara, FIRST, SECOND, false).await.status, 204);
    assert!(pairs(&dara).await.is_empty());
    // Nor when a name changes and they are compared again.
    let person = PersonId::from_u128(SECOND + 1);
    let changes = vec![domain::family::people::PersonField::NameLatin("Sok Sopheah".into())];
    let renamed = A::PersonSet { person, changes };
    dara.push(&[world.entry(stream(SECOND), worker(2), 2, Action::Family(renamed))]).await;
    assert_eq!(compare_waiting(&world.app).await.unwrap(), 1);
    assert!(pairs(&dara).await.is_empty());
    assert_eq!(listed(&dara).await.len(), 2);
}
