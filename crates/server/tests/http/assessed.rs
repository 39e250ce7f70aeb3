//! Files of what is assessed and is no family, through HTTP: who gets them, who writes in them, and what they do not take.

use crate::harness::*;
use domain::assessed::{About, AssessedAction as Assessing, file_of, village_file};
use domain::entry::{Action, Base, Entry};
use domain::family::assessment::Completed;
use domain::ids::{AssessmentId, StreamId};
use domain::instrument;
use domain::wire::{CAPABILITY, KNOWS_ASSESSED};
use serde_json::{Value, json};

const VILLAGE: &str = "02040101";

fn village() -> About {
    About::Village { village: VILLAGE.parse().unwrap() }
}

fn named(about: &About) -> Assessing {
    Assessing::Named { about: about.clone() }
}

/// A record as the tool's worked example says it.
fn record(id: u128, code: &str) -> Assessing {
    let tool = instrument::latest(code).unwrap();
    let name = format!("{code}.v{}.json", tool.version);
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../instruments/examples").join(name);
    let example: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    Assessing::Completed {
        completed: Completed {
            id: AssessmentId::from_u128(id),
            instrument: code.to_owned(),
            version: tool.version,
            subject: None,
            on: "2026-11-28".parse().unwrap(),
            sources: vec!["observation".into()],
            answers: serde_json::from_value(example["answers"].clone()).unwrap(),
            revises: None,
        },
    }
}

/// Sends what somebody writes in a file, and tells what became of each.
async fn write(
    person: &Person<'_>,
    by: u128,
    file: StreamId,
    to: fn(Assessing) -> Action,
    actions: impl IntoIterator<Item = Assessing>,
) -> Vec<String> {
    let mut after = None;
    let mut entries = Vec::new();
    for action in actions {
        let entry = person.world.entry(file, worker(by), by, to(action));
        let entry = Entry { base: Base { seen: 0, after }, ..entry };
        after = Some(entry.id);
        entries.push(entry);
    }
    let told = |receipt: &Value| match receipt["verdict"].as_str().unwrap() {
        "placed" => receipt["result"]["outcome"].as_str().unwrap().to_owned(),
        _ => receipt["reason"].as_str().or(receipt["code"].as_str()).unwrap().to_owned(),
    };
    let pushed = person.push(&entries).await;
    pushed["receipts"].as_array().unwrap().iter().map(told).collect()
}

/// The files of one kind that somebody's phone gets.
async fn gets(person: &Person<'_>, capability: u32, kind: &str) -> Vec<String> {
    let ask = json!({ "capability": capability, "known": [], "budget": 1_000_000 });
    let pulled = person.post("/api/v1/sync/pull", &ask).await.ok();
    let streams = pulled["streams"].as_array().unwrap().iter().filter(|stream| stream["kind"] == kind);
    streams.map(|stream| stream["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_an_organisation_finds_in_a_village_is_its_own() {
    let world = World::new().await;
    let sophea = world.sign_in("sophea").await;
    let file = village_file(OURS, &VILLAGE.parse().unwrap());
    let both = [named(&village()), record(1, "village-mapping")];
    assert_eq!(write(&sophea, 3, file, Action::Place, both).await, ["applied", "applied"]);
    // A colleague has it and goes on with it.
    let bopha = world.sign_in("bopha").await;
    assert_eq!(gets(&bopha, CAPABILITY, "place").await, [file.to_string()]);
    let again = [named(&village()), record(2, "village-mapping")];
    assert_eq!(write(&bopha, 4, file, Action::Place, again).await, ["applied", "applied"]);
    // Neither another organisation, nor who does not work with families.
    for account in ["stranger", "admin", "numbers", "guardian"] {
        let other = world.sign_in(account).await;
        assert_eq!(gets(&other, CAPABILITY, "place").await, Vec::<String>::new(), "{account}");
    }
    let stranger = world.sign_in("stranger").await;
    let refused = write(&stranger, 8, file, Action::Place, [record(3, "village-mapping")]).await;
    assert_eq!(refused, ["no_such_family"]);
    let theirs = village_file(THEIRS, &VILLAGE.parse().unwrap());
    assert_eq!(write(&stranger, 8, theirs, Action::Place, [named(&village())]).await, ["applied"]);
    assert_eq!(gets(&bopha, CAPABILITY, "place").await, [file.to_string()]);
    // An app of before does not know what it is, and does not get it.
    assert_eq!(gets(&bopha, KNOWS_ASSESSED - 1, "place").await, Vec::<String>::new());
    // Whoever got it is written down.
    let read = world.app.store.audit_rows(OURS, Some(file), 100).await.unwrap();
    let synced = |row: &&store::records::AuditRow| row.event.action == "place.synced";
    assert!(read.iter().filter(synced).any(|row| row.event.actor.worker == worker(4)));
}

#[tokio::test]
async fn a_file_takes_what_it_is_about_and_nothing_else() {
    let world = World::new().await;
    let sophea = world.sign_in("sophea").await;
    let file = village_file(OURS, &VILLAGE.parse().unwrap());
    let elsewhere = StreamId::from_u128(0x900);
    assert_eq!(write(&sophea, 3, elsewhere, Action::Place, [named(&village())]).await, ["no_such_family"]);
    assert_eq!(write(&sophea, 3, file, Action::Place, [named(&village())]).await, ["applied"]);
    let other = write(&sophea, 3, file, Action::Place, [record(1, "facility-inspection")]).await;
    assert_eq!(other, ["another_subject"]);
    let empty = match record(1, "village-mapping") {
        Assessing::Completed { completed } => {
            Assessing::Completed { completed: Completed { answers: instrument::Answers::new(), ..completed } }
        }
        named @ Assessing::Named { .. } => named,
    };
    assert_eq!(write(&sophea, 3, file, Action::Place, [empty]).await, ["incomplete"]);
    let home = About::Facility {
        name: "ផ្ទះសុភមង្គល".into(), village: VILLAGE.parse().unwrap()
    };
    let both = [named(&home), record(2, "facility-inspection")];
    assert_eq!(write(&sophea, 3, elsewhere, Action::Place, both).await, ["applied", "applied"]);
    // What is a family's, or somebody's work, has no place there.
    let family = world.family(0x100, 3).await;
    assert_ne!(write(&sophea, 3, family, Action::Place, [named(&village())]).await, ["applied"]);
}

#[tokio::test]
async fn work_is_assessed_by_those_above_and_read_by_herself() {
    let world = World::new().await;
    let (dara, sophea) = (world.sign_in("dara").await, world.sign_in("sophea").await);
    let hers = file_of(worker(3));
    let about = About::Worker { worker: worker(3) };
    let both = || [named(&about), record(1, "staff-competence")];
    assert_eq!(write(&dara, 2, hers, Action::Staff, both()).await, ["applied", "applied"]);
    // She reads it, and so does everybody above her; nobody beside her.
    for (account, reads) in
        [("sophea", true), ("dara", true), ("chanthy", true), ("bopha", false), ("vanna", false)]
            .into_iter()
            .chain([("lonely", false), ("admin", false), ("stranger", false)])
    {
        let person = world.sign_in(account).await;
        let wanted = if reads { vec![hers.to_string()] } else { Vec::new() };
        assert_eq!(gets(&person, CAPABILITY, "staff").await, wanted, "{account}");
    }
    // She does not write it herself, nor does a colleague.
    let own = write(&sophea, 3, hers, Action::Staff, [record(2, "staff-competence")]).await;
    assert_eq!(own, ["four_eyes"]);
    let bopha = world.sign_in("bopha").await;
    let beside = write(&bopha, 4, hers, Action::Staff, [record(2, "staff-competence")]).await;
    assert_eq!(beside, ["no_such_family"]);
    // Nothing else is begun under a worker's id: it would keep her file from being begun.
    let taken = write(&bopha, 4, file_of(worker(4)), Action::Place, [named(&village())]).await;
    assert_eq!(taken, ["no_such_family"]);
    // Nobody's file is under another one's name, and of strangers there is none.
    let wrong = write(&dara, 2, file_of(worker(4)), Action::Staff, [named(&about)]).await;
    assert_eq!(wrong, ["no_such_family"]);
    let stranger = About::Worker { worker: worker(8) };
    let away = write(&dara, 2, file_of(worker(8)), Action::Staff, [named(&stranger)]).await;
    assert_eq!(away, ["no_such_family"]);
}
