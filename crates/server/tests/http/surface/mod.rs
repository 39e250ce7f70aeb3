//! The whole surface of the server: every operation of the OpenAPI document, asked by everybody who may not read a
//! family, about that family. What is not hers is answered as what never was, byte for byte; no list, count, order or
//! hint changes because the family is there; and no answer holds a word of it.

mod partly;
pub mod people;
pub mod planting;
mod routes;

use crate::harness::*;
use axum::http::header;
use domain::ids::{DeviceId, FormId, ImportId, OrganisationId, RecoveryId};
use people::Persona;
use planting::{FORMER, Planted, THIRD, marked, plant};
use routes::{Ask, Sent, Sort, Things, asks};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::factors::PasskeyRow;
use store::received_forms::{FormRow, FormState};
use store::records::ImportRow;
use store::recoveries::{RecoveryRow, RecoveryState};

/// A world with everybody in it, and without the family.
async fn before_it() -> World {
    let world = World::new().await;
    world.places().await;
    people::hired(&world).await;
    planting::directory(&world).await;
    // Everybody has something of her own, so that no list is empty for want of anything.
    for (family, by) in [(0x1000, 4), (0x1100, 9), (0x1200, 2)] {
        world.family(family, by).await;
    }
    for (family, by, org) in
        [(0x1300, 30, OURS), (0x1400, 40, THIRD), (0x1500, 60, FORMER), (0x1600, 8, THEIRS)]
    {
        world.append(org, world.opening(family, by)).await;
    }
    others(&world).await;
    world
}

/// Imports, recoveries and a passkey, in two organisations each.
async fn others(world: &World) {
    for (import, recovery, org, of, by) in [(0xe2, 0xe4, OURS, 4, 6), (0xe1, 0xe3, THIRD, 42, 45)]
        as [(u128, u128, OrganisationId, u128, u128); 2]
    {
        let row = ImportRow {
            id: ImportId::from_u128(import),
            org,
            by: worker(by),
            at: world.app.now(),
            families: Vec::new(),
            rolled_back: None,
        };
        world.app.store.import_record(row).await.unwrap();
        let row = RecoveryRow {
            id: RecoveryId::from_u128(recovery),
            org,
            worker: worker(of),
            proposed_by: worker(by),
            proposed_at: world.app.now(),
            half: "lotus-moon".into(),
            state: RecoveryState::Proposed,
        };
        world.app.store.recovery_propose(row).await.unwrap();
    }
    for (form, org, by) in [(0xe6, OURS, 4), (0xe5, THIRD, 42)] as [(u128, OrganisationId, u128); 2] {
        let row = FormRow {
            id: FormId::from_u128(form),
            org,
            worker: worker(by),
            device: DeviceId::from_u128(by),
            form: "idpoor".into(),
            version: 1,
            at: world.app.now(),
            state: FormState::Waiting,
            files: 0,
        };
        world.app.store.form_put(&row, b"<data/>").await.unwrap();
    }
    let key = PasskeyRow {
        id: vec![0xaa, 0xbb, 0xcc, 0xdd],
        worker: worker(1),
        name: "hers".into(),
        public_key: "{}".into(),
        added_at: world.app.now(),
        used_at: None,
    };
    world.app.store.passkey_add(key).await.unwrap();
}

/// The operations of the document that the server gives out.
async fn operations(world: &World) -> Vec<String> {
    let anybody = Person { world, cookie: String::new() };
    let document = anybody.get("/api/v1/openapi.json").await.ok();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            all.push(format!("{} {path}", method.to_uppercase()));
        }
    }
    // What ends a session comes last.
    all.sort_by_key(|operation| operation.ends_with("/sign-out"));
    all
}

/// What somebody learns from an answer: all of it but the id of the request.
fn learnt(answer: &Answer, things: &Things) -> String {
    let mut text = format!("{}\n", answer.status);
    for (name, value) in &answer.headers {
        if !["x-request-id", "date"].contains(&name.as_str()) {
            text.push_str(&format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes())));
        }
    }
    let body = String::from_utf8_lossy(&answer.bytes).into_owned();
    let body = match serde_json::from_str::<Value>(&body) {
        Ok(mut json) => {
            if json.get("request").is_some() {
                json["request"] = json!("");
            }
            // Every entry has an id of its own.
            for receipt in json.get_mut("receipts").and_then(Value::as_array_mut).into_iter().flatten() {
                receipt["id"] = json!("");
            }
            // The clock, and what a workbook is known by, which was made at some moment.
            for field in ["server_time", "hash"] {
                if json.get(field).is_some() {
                    json[field] = json!(0);
                }
            }
            json.to_string()
        }
        Err(_) => body,
    };
    things.unnamed(&(text + &body))
}

/// Never broken, and every refusal a problem.
fn is_sound(answer: &Answer, of: &str) {
    let text = String::from_utf8_lossy(&answer.bytes);
    assert!(!answer.status.is_server_error(), "{of}: {} {text}", answer.status);
    if answer.status.is_client_error() {
        // Apps that speak OpenRosa are told in their own words.
        let kind =
            if of.contains("/openrosa/") { "text/xml; charset=utf-8" } else { "application/problem+json" };
        assert_eq!(answer.headers[header::CONTENT_TYPE], kind, "{of}: {text}");
    }
}

/// Nothing of the family.
fn is_silent(answer: &Answer, of: &str) {
    let headers = answer.headers.values().any(|value| marked(value.as_bytes()));
    assert!(!marked(&answer.bytes) && !headers, "{of}: {}", String::from_utf8_lossy(&answer.bytes));
}

/// All answers of one sort to one person, by what was asked.
async fn heard(world: &World, all: &[String], who: &Persona<'_>, sorts: &[Sort]) -> Vec<(String, String)> {
    let nothing = Things::never();
    let mut heard = Vec::new();
    for operation in all {
        let (sort, asks) = asks(world, operation, &nothing, who).unwrap();
        if !sorts.contains(&sort) {
            continue;
        }
        for (place, ask) in asks.iter().enumerate() {
            let of = format!("{}: {operation} #{place} {}", who.name, ask.path);
            let answer = ask.of(&who.person).await;
            is_sound(&answer, &of);
            let finds = sort == Sort::Hints && who.emergencies && operation.contains("emergencies");
            if !finds {
                is_silent(&answer, &of);
            }
            heard.push((of, learnt(&answer, &nothing)));
        }
    }
    heard
}

#[tokio::test]
async fn every_operation_has_its_place_here() {
    let world = before_it().await;
    let nobody = Persona {
        name: "nobody",
        person: Person { world: &world, cookie: String::new() },
        org: OURS,
        who: 99,
        emergencies: false,
        hinted: false,
        receives: false,
    };
    let all = operations(&world).await;
    assert!(all.len() > 70, "{}", all.len());
    let missing: Vec<&String> =
        all.iter().filter(|operation| asks(&world, operation, &Things::never(), &nobody).is_none()).collect();
    assert!(missing.is_empty(), "ask for them in surface/routes.rs: {missing:?}");
    let registered: BTreeSet<String> = kinkeeper_server::http::endpoints()
        .iter()
        .map(|endpoint| format!("{} {}", endpoint.method, endpoint.path))
        .collect();
    assert_eq!(all.iter().cloned().collect::<BTreeSet<_>>(), registered, "the document names every route");
}

/// One walk: first without the family, then with it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_learns_that_the_family_is_there() {
    let world = before_it().await;
    let people = people::all(&world).await;
    assert!(people.len() >= 15);
    people::leaves(&world, "gone").await;
    let all = operations(&world).await;
    let lists = [Sort::All, Sort::Hints];
    let mut before = Vec::new();
    for who in &people {
        before.push(heard(&world, &all, who, &lists).await);
    }
    let planted = plant(&world).await;
    let mut faults = Vec::new();
    for (who, before) in people.iter().zip(&before) {
        let now = heard(&world, &all, who, &lists).await;
        for ((of, was), (_, is)) in before.iter().zip(&now) {
            // That there is one like it, and whom to ask, is told to those who work with families there.
            let told = who.hinted && (of.contains("POST /api/v1/duplicates"))
                || who.emergencies && of.contains("POST /api/v1/emergencies/search")
                || who.name == "a village worker elsewhere, who asked about the child"
                    && of.contains("GET /api/v1/elsewhere ");
            if !told && was != is {
                faults.push(format!("{of}\n  before: {was}\n  after:  {is}"));
            }
        }
    }
    // What they send lies in trays from now on, their supervisors' too.
    for who in &people {
        things(&world, &all, who, &planted, &mut faults).await;
        let own = heard(&world, &all, who, &[Sort::Herself]).await;
        assert!(!own.is_empty());
    }
    assert!(faults.is_empty(), "{} differences:\n{}", faults.len(), faults.join("\n\n"));
}

/// What is not hers is as what never was; what is no id at all is refused, and not repeated.
async fn things(
    world: &World,
    all: &[String],
    who: &Persona<'_>,
    planted: &Planted,
    faults: &mut Vec<String>,
) {
    let (foreign, never) = (Things::foreign(planted, who), Things::never());
    for operation in all {
        let (sort, hers) = asks(world, operation, &foreign, who).unwrap();
        if sort != Sort::Thing {
            continue;
        }
        let (_, nothing) = asks(world, operation, &never, who).unwrap();
        for (place, (one, other)) in hers.iter().zip(&nothing).enumerate() {
            let of = format!("{}: {operation} #{place}", who.name);
            let (hidden, missing) = (one.of(&who.person).await, other.of(&who.person).await);
            for answer in [&hidden, &missing] {
                is_sound(answer, &of);
            }
            // Her phone holds the packet that was sent to her.
            if who.receives && operation.ends_with("/sync/pull") {
                continue;
            }
            for answer in [&hidden, &missing] {
                is_silent(answer, &of);
            }
            let (hidden, missing) = (learnt(&hidden, &foreign), learnt(&missing, &never));
            if hidden != missing {
                faults.push(format!("{of}\n  hidden:  {hidden}\n  missing: {missing}"));
            }
        }
        for text in ["not-an-id", "f100%00'%22", "00000000-0000-0000-0000-00000000f1zz"] {
            let (_, odd) = asks(world, operation, &Things::malformed(text), who).unwrap();
            for (place, ask) in odd.iter().enumerate() {
                malformed(who, ask, &format!("{}: {operation} #{place} {text}", who.name), text).await;
            }
        }
    }
    tray(who, &foreign, &never, faults).await;
}

async fn malformed(who: &Persona<'_>, ask: &Ask, of: &str, text: &str) {
    let answer = ask.of(&who.person).await;
    is_sound(&answer, of);
    is_silent(&answer, of);
    assert!(answer.status.is_client_error(), "{of}: {}", answer.status);
    assert!(!String::from_utf8_lossy(&answer.bytes).contains(text), "{of} is repeated");
    if matches!(ask.body, Sent::Nothing) {
        let code = answer.json()["code"].as_str().unwrap().to_owned();
        let known = ["not-found", "not-allowed", "not-signed-in", "sign-in-unfinished", "prove-again"];
        assert!(known.contains(&code.as_str()), "{of}: {code}");
    }
}

/// What she sent about a family that is not hers lies in her tray as what she sent about one that never was.
async fn tray(who: &Persona<'_>, foreign: &Things, never: &Things, faults: &mut Vec<String>) {
    let answer = who.person.get("/api/v1/tray").await;
    if !answer.status.is_success() {
        return;
    }
    is_silent(&answer, who.name);
    let items = answer.json()["items"].as_array().unwrap().clone();
    let codes = |things: &Things| -> Vec<String> {
        let about = |item: &&Value| {
            item["author"] == json!(worker(who.who))
                && (item["stream"] == things.family || item["stream"] == things.referral)
        };
        items
            .iter()
            .filter(about)
            .map(|item| format!("{} {}", things.unnamed(&item["stream"].to_string()), item["code"]))
            .collect()
    };
    let (mut hidden, mut missing) = (codes(foreign), codes(never));
    hidden.sort();
    missing.sort();
    if hidden != missing && !who.receives {
        faults.push(format!("{}: the tray\n  hidden:  {hidden:?}\n  missing: {missing:?}", who.name));
    }
}
