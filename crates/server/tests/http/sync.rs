use crate::harness::*;
use axum::body::Body;
use axum::http::{StatusCode, header};
use domain::entry::{Action, Entry, Section};
use domain::family::concern::Concern;
use domain::family::review::{Asked, Closing, ReviewOf};
use domain::family::{FamilyAction, TeamRole};
use domain::ids::{ConcernId, ReviewId, StreamId};
use domain::protocol::Risk;
use domain::time::Day;
use domain::wire::CAPABILITY;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::io::Write;
use tower::ServiceExt;

fn verdicts(pushed: &Value) -> Vec<String> {
    pushed["receipts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|receipt| match receipt["verdict"].as_str().unwrap() {
            "refused" => receipt["code"].as_str().unwrap().to_owned(),
            "placed" => receipt["result"]["outcome"].as_str().unwrap().to_owned(),
            other => other.to_owned(),
        })
        .collect()
}

#[tokio::test]
async fn a_resend_from_two_tabs_changes_nothing() {
    let world = World::new().await;
    let sophea = world.sign_in("sophea").await;
    let entries = world.opening(0x100, 3);
    let first = sophea.push(&entries).await;
    assert_eq!(verdicts(&first), ["applied"; 4]);
    let (again, other_tab) = tokio::join!(sophea.push(&entries), sophea.push(&entries[1..]));
    assert_eq!(verdicts(&again), ["already_there"; 4]);
    assert_eq!(verdicts(&other_tab), ["already_there"; 3]);
    assert_eq!(again["receipts"][3]["seq"], 4);
    let info =
        world.app.store.stream_info(StreamId::from_u128(0x100), world.app.now()).await.unwrap().unwrap();
    assert_eq!(info.head, 4);
}

#[tokio::test]
async fn one_unreadable_entry_is_kept_and_holds_up_nothing() {
    let world = World::new().await;
    let sophea = world.sign_in("sophea").await;
    let mut entries: Vec<Value> =
        world.opening(0x100, 3).iter().map(|entry| serde_json::to_value(entry).unwrap()).collect();
    entries[2]["action"] = json!({ "family": { "person_added": { "surprise": "Sok" } } });
    entries[3]["extra"] = json!(true);
    let body = json!({ "capability": 1, "entries": entries });
    let pushed = sophea.post("/api/v1/sync/push", &body).await.ok();
    assert_eq!(verdicts(&pushed), ["applied", "applied", "entry-unreadable", "entry-unreadable"]);
    let tray = sophea.get("/api/v1/tray").await.ok();
    assert_eq!(tray["items"].as_array().unwrap().len(), 2);
    assert!(!tray.to_string().contains("Sok"), "a list of the tray shows no content");
    // Her supervisor sees it, a colleague does not.
    let dara = world.sign_in("dara").await;
    assert_eq!(dara.get("/api/v1/tray").await.ok()["items"].as_array().unwrap().len(), 2);
    let bopha = world.sign_in("bopha").await;
    assert_eq!(bopha.get("/api/v1/tray").await.ok()["items"].as_array().unwrap().len(), 0);
    // An entry that does not even say which one it is cannot be kept by its name: the push is refused whole.
    let body = json!({ "capability": 1, "entries": [{ "id": "nonsense" }] });
    sophea.post("/api/v1/sync/push", &body).await.is_problem("bad-value");
}

#[tokio::test]
async fn a_newer_app_is_told_so_and_nothing_is_written() {
    let world = World::new().await;
    let sophea = world.sign_in("sophea").await;
    let entries = world.opening(0x100, 3);
    let newer = json!({ "capability": CAPABILITY + 1, "entries": entries });
    sophea.post("/api/v1/sync/push", &newer).await.is_problem("please-update");
    let mut entries: Vec<Value> = entries.iter().map(|entry| serde_json::to_value(entry).unwrap()).collect();
    entries[3]["v"] = json!(2);
    let body = json!({ "capability": 1, "entries": entries });
    sophea.post("/api/v1/sync/push", &body).await.is_problem("please-update");
    let pull = json!({ "capability": CAPABILITY + 1, "known": [], "budget": 1000 });
    sophea.post("/api/v1/sync/pull", &pull).await.is_problem("please-update");
    assert!(
        world.app.store.stream_info(StreamId::from_u128(0x100), world.app.now()).await.unwrap().is_none()
    );
}

#[tokio::test]
async fn entries_of_another_person_or_device_are_not_taken() {
    let world = World::new().await;
    let sophea = world.sign_in("sophea").await;
    let mut entries = world.opening(0x100, 3);
    entries[0].author = worker(4);
    entries[1].device = domain::ids::DeviceId::from_u128(99);
    let pushed = sophea.push(&entries[..2]).await;
    assert_eq!(verdicts(&pushed), ["entry-of-another"; 2]);
    assert_eq!(world.app.store.counts().await.unwrap().tray, 0);
}

/// Out of a recovery file, or after a phone forgot what it is called.
#[tokio::test]
async fn what_she_wrote_on_another_phone_of_hers_is_taken_once() {
    let world = World::new().await;
    let old = world.sign_in_on("sophea", 3).await;
    let new = world.sign_in_on("sophea", 33).await;
    let entries = world.opening(0x100, 3);
    assert!(entries.iter().all(|entry| entry.device == domain::ids::DeviceId::from_u128(3)));
    let placed = verdicts(&new.push(&entries).await);
    assert_eq!(placed, vec!["applied"; entries.len()]);
    assert_eq!(verdicts(&old.push(&entries).await), vec!["already_there"; entries.len()]);
    // In the order in which they come, whatever the phones are called: none before what it was written upon.
    let mut mixed = world.opening(0x200, 3);
    mixed.iter_mut().for_each(|entry| entry.device = domain::ids::DeviceId::from_u128(33));
    let upon = FamilyAction::RiskSet { level: Risk::Medium, reason: "saw it".into() };
    mixed.push(world.entry(StreamId::from_u128(0x200), worker(3), 3, Action::Family(upon)));
    let placed = verdicts(&old.push(&mixed).await);
    assert!(placed.iter().all(|verdict| matches!(verdict.as_str(), "applied" | "merged")), "{placed:?}");
    // Another's phone stays another's.
    let other = world.sign_in_on("bopha", 44).await;
    assert_eq!(verdicts(&other.push(&entries).await), vec!["entry-of-another"; entries.len()]);
}

#[tokio::test]
async fn the_policy_is_asked_about_each_entry() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let visit = |by: u128| {
        let action = FamilyAction::RiskSet { level: Risk::Medium, reason: "saw it".into() };
        world.entry(family, worker(by), by, Action::Family(action))
    };
    for (account, by) in [("bopha", 4), ("stranger", 8), ("admin", 6), ("lonely", 9)] {
        let pushed = world.sign_in(account).await.push(&[visit(by)]).await;
        assert_eq!(verdicts(&pushed), ["entry-not-allowed"], "{account}");
    }
    let pushed = world.sign_in("dara").await.push(&[visit(2)]).await;
    assert_eq!(verdicts(&pushed), ["merged"], "her supervisor may");
    // Nobody brings a family into being by writing to an id that is not there.
    let stray = FamilyAction::RiskSet { level: Risk::Low, reason: "x".into() };
    let stray = world.entry(StreamId::from_u128(0x777), worker(3), 3, Action::Family(stray));
    let sophea = world.sign_in("sophea").await;
    assert_eq!(verdicts(&sophea.push(&[stray]).await), ["entry-not-allowed"]);
    // A village worker does not hand her families to somebody else; her supervisor does.
    let assign = |by: u128, to: u128, role| {
        let action = FamilyAction::WorkerAssigned { worker: worker(to), role };
        world.entry(family, worker(by), by, Action::Family(action))
    };
    assert_eq!(verdicts(&sophea.push(&[assign(3, 4, TeamRole::Lead)]).await), ["entry-not-allowed"]);
    let dara = world.sign_in("dara").await;
    let pushed = dara.push(&[assign(2, 5, TeamRole::Specialist), assign(2, 8, TeamRole::Lead)]).await;
    assert_eq!(verdicts(&pushed)[1], "entry-not-allowed", "a stranger cannot be put in charge");
    assert_ne!(verdicts(&pushed)[0], "entry-not-allowed");
}

#[tokio::test]
async fn a_closing_names_every_gate_of_the_protocol() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let sophea = world.sign_in("sophea").await;
    let review = ReviewId::from_u128(1);
    let on = Day::new(2026, 11, 22).unwrap();
    let of = ReviewOf::Closing {
        outcome: "together_and_safe".into(),
        child_views: vec![],
        caregiver_view: "we are well".into(),
        contact_name: "village chief".into(),
        contact_phone: String::new(),
    };
    let asked = FamilyAction::ReviewAsked { review, asked: Asked { of, summary: "done".into(), on } };
    let closed = FamilyAction::Closed { closing: Closing { review, gates: vec![], on } };
    let entry = |action| world.entry(family, worker(3), 3, Action::Family(action));
    let pushed = sophea.push(&[entry(asked), entry(closed)]).await;
    assert_eq!(verdicts(&pushed)[1], "entry-not-allowed");
    assert_eq!(pushed["receipts"][1]["reason"], "gates_left_out");
    // She does not sign her own.
    let signed = FamilyAction::ReviewSigned { review, comment: String::new() };
    let pushed = sophea.push(&[entry(signed)]).await;
    assert_eq!(pushed["receipts"][0]["reason"], "four_eyes");
}

fn streams(pulled: &Value) -> Vec<(String, usize)> {
    let mut all: Vec<_> = pulled["streams"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["kind"].as_str().unwrap().to_owned(), s["entries"].as_array().unwrap().len()))
        .collect();
    all.sort();
    all
}

#[tokio::test]
async fn each_person_pulls_what_she_may_hold() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    world.family(0x200, 4).await;
    let organisation = ("organisation".to_owned(), 10);
    let sophea = world.sign_in("sophea").await;
    let pulled = sophea.pull(json!([])).await;
    assert_eq!(streams(&pulled), [("family".to_owned(), 4), organisation.clone()]);
    assert_eq!((&pulled["more"], &pulled["forget"]), (&json!(false), &json!([])));
    // The client reads it with the shared types.
    let typed: domain::wire::Pulled = serde_json::from_value(pulled).unwrap();
    assert_eq!(typed.streams.len(), 2);
    // A supervisor holds her team's families; who works online holds none.
    let dara = world.sign_in("dara").await;
    assert_eq!(streams(&dara.pull(json!([])).await).len(), 3);
    for account in ["chanthy", "admin", "numbers"] {
        let pulled = world.sign_in(account).await.pull(json!([])).await;
        assert_eq!(streams(&pulled), std::slice::from_ref(&organisation), "{account}");
    }
    // Only what is new comes again.
    let known = json!([[family, 4], [StreamId::from_uuid(OURS.uuid()), 10]]);
    assert!(streams(&sophea.pull(known).await).is_empty());
}

#[tokio::test]
async fn who_loses_sight_of_a_family_forgets_it() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let dara = world.sign_in("dara").await;
    let hand_over = FamilyAction::WorkerAssigned { worker: worker(4), role: TeamRole::Lead };
    dara.push(&[world.entry(family, worker(2), 2, Action::Family(hand_over))]).await;
    let sophea = world.sign_in("sophea").await;
    let pulled = sophea.pull(json!([[family, 4]])).await;
    assert_eq!(pulled["forget"], json!([family]));
    sophea.get(&format!("/api/v1/families/{family}")).await.is_problem("not-found");
    let bopha = world.sign_in("bopha").await;
    assert_eq!(streams(&bopha.pull(json!([])).await)[0], ("family".to_owned(), 5));
}

#[tokio::test]
async fn a_specialist_receives_the_guarded_address_sealed() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let dara = world.sign_in("dara").await;
    let join = FamilyAction::WorkerAssigned { worker: worker(5), role: TeamRole::Specialist };
    dara.push(&[world.entry(family, worker(2), 2, Action::Family(join))]).await;
    let vanna = world.sign_in("vanna").await;
    let pulled = vanna.pull(json!([])).await;
    assert!(!pulled.to_string().contains("behind the pagoda"));
    let typed: domain::wire::Pulled = serde_json::from_value(pulled).unwrap();
    let file = typed.streams.iter().find(|stream| stream.id == family).unwrap();
    let sealed: Vec<Section> =
        file.entries.iter().filter(|e| e.action.is_none()).map(|e| e.head.section).collect();
    assert_eq!(sealed, [Section::SafeAddress]);
    assert_eq!(file.entries.len(), 5);
}

#[tokio::test]
async fn both_ways_are_compressed() {
    let world = World::new().await;
    let sophea = world.sign_in("sophea").await;
    let entries = world.opening(0x100, 3);
    let body = json!({ "capability": 1, "entries": entries }).to_string();
    // A stored gzip member is gzip enough for the way in.
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let chunks: Vec<&[u8]> = body.as_bytes().chunks(60_000).collect();
    for (at, chunk) in chunks.iter().enumerate() {
        let length = u16::try_from(chunk.len()).unwrap();
        packed.push(u8::from(at + 1 == chunks.len()));
        packed.write_all(&length.to_le_bytes()).unwrap();
        packed.write_all(&(!length).to_le_bytes()).unwrap();
        packed.write_all(chunk).unwrap();
    }
    packed.write_all(&crc32(body.as_bytes()).to_le_bytes()).unwrap();
    packed.write_all(&u32::try_from(body.len()).unwrap().to_le_bytes()).unwrap();
    let request = sophea
        .request("POST", "/api/v1/sync/push")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONTENT_ENCODING, "gzip");
    let pushed = world.send(request.body(Body::from(packed)).unwrap()).await.ok();
    assert_eq!(verdicts(&pushed), ["applied"; 4]);
    let pull = json!({ "capability": 1, "known": [], "budget": 100_000 }).to_string();
    for encoding in ["br", "gzip"] {
        let request = sophea
            .request("POST", "/api/v1/sync/pull")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT_ENCODING, encoding);
        let answer = world.send(request.body(Body::from(pull.clone())).unwrap()).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.headers[header::CONTENT_ENCODING], encoding);
        assert!(answer.bytes.len() < 2_500, "{encoding}: {}", answer.bytes.len());
    }
    let request = sophea
        .request("POST", "/api/v1/sync/push")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONTENT_ENCODING, "gzip");
    world.send(request.body(Body::from("not gzip")).unwrap()).await.is_problem("bad-json");
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

#[tokio::test]
async fn danger_reaches_the_supervisor_at_once_and_says_nothing_more() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let dara = world.sign_in("dara").await;
    let bopha = world.sign_in("bopha").await;
    let mut streams = Vec::new();
    for person in [&dara, &bopha] {
        let request = person.request("GET", "/api/v1/sync/events").body(Body::empty()).unwrap();
        let response = world.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        let mut body = response.into_body();
        let hello = body.frame().await.unwrap().unwrap().into_data().unwrap();
        assert!(hello.starts_with(b"event: hello"));
        streams.push(body);
    }
    let raised = Concern {
        level: Risk::High,
        about: vec![],
        kind: "violence".into(),
        what: "secret words".into(),
        said_by: "neighbour".into(),
        done_at_once: String::new(),
        report: None,
        on: Day::new(2026, 11, 22).unwrap(),
    };
    let raised = FamilyAction::ConcernRaised { concern: ConcernId::from_u128(1), raised };
    let sophea = world.sign_in("sophea").await;
    let pushed = sophea.push(&[world.entry(family, worker(3), 3, Action::Family(raised))]).await;
    assert_eq!(verdicts(&pushed), ["applied"]);
    let wait = std::time::Duration::from_secs(5);
    let told = tokio::time::timeout(wait, streams[0].frame()).await.unwrap().unwrap().unwrap();
    let told = String::from_utf8(told.into_data().unwrap().to_vec()).unwrap();
    assert_eq!(told, "event: danger\ndata: 1\n\n");
    let nothing = tokio::time::timeout(std::time::Duration::from_millis(100), streams[1].frame()).await;
    assert!(nothing.is_err(), "a colleague hears nothing of it");
}

/// What names an organisation that nobody knows is refused, and leaves no key behind.
#[tokio::test]
async fn an_unknown_organisation_gets_no_key() {
    let world = World::new().await;
    let keys = async || world.bytes("SELECT CAST(count(*) AS TEXT) FROM org_keys").await;
    let before = keys().await;
    let admin = world.sign_in("admin").await;
    for n in 0..3_u128 {
        let named = domain::organisation::OrganisationAction::Named {
            name_km: "ថ្មី".into(),
            name_latin: "New".into(),
        };
        let unknown = StreamId::from_u128(0xdead + n);
        let pushed = admin.push(&[world.entry(unknown, worker(6), 6, Action::Organisation(named))]).await;
        assert_eq!(pushed["receipts"][0]["verdict"], "refused", "{pushed}");
    }
    // The refusals are kept for whoever wrote them, under her own organisation's key.
    let after: i64 = String::from_utf8(keys().await).unwrap().parse().unwrap();
    let before: i64 = String::from_utf8(before).unwrap().parse().unwrap();
    assert_eq!(after, before);
    assert_eq!(world.bytes("SELECT CAST(count(*) AS TEXT) FROM tray").await, b"3");
}

#[tokio::test]
async fn danger_goes_before_whoever_waits_and_a_full_line_says_when_to_come_again() {
    let world = World::with(|config| (config.syncs_at_once, config.syncs_waiting) = (1, 2)).await;
    let [sophea, bopha] = [world.sign_in("sophea").await, world.sign_in("bopha").await];
    let (hers, his) = (world.family(0x100, 3).await, world.family(0x200, 4).await);
    let address = |text: &str| {
        let action = FamilyAction::AddressSet { address: text.into() };
        world.entry(hers, worker(3), 3, Action::Family(action))
    };
    let worry = FamilyAction::RiskSet { level: Risk::High, reason: "he came back".into() };
    let worry = world.entry(his, worker(4), 4, Action::Family(worry));
    let at_work = world.app.to_push.take([0; 32], false).await.unwrap();
    let told = std::sync::Mutex::new(Vec::new());
    let come = async |person: &Person<'_>, entry: Entry, who: &'static str| {
        assert_eq!(verdicts(&person.push(&[entry]).await), ["applied"]);
        told.lock().unwrap().push(who);
    };
    let waits = async |count: usize| {
        while world.app.to_push.waiting() < count {
            tokio::task::yield_now().await;
        }
    };
    let others = async {
        waits(2).await;
        let pushed = json!({ "capability": 1, "entries": [address("three")] });
        let refused = sophea.post("/api/v1/sync/push", &pushed).await;
        refused.is_problem("busy");
        assert!(refused.headers.contains_key(header::RETRY_AFTER));
        // Whoever asks for what is new stands in another line, which is not full, and is not forgotten.
        let news = async {
            let asked = json!({ "capability": 1, "known": [], "budget": 1000 });
            sophea.post("/api/v1/sync/pull", &asked).await.ok();
        };
        tokio::join!(news, come(&bopha, worry, "danger"), async {
            waits(3).await;
            drop(at_work);
        });
        // What was sent away is taken when it comes again.
        assert_eq!(verdicts(&sophea.post("/api/v1/sync/push", &pushed).await.ok()), ["applied"]);
    };
    let second = async {
        waits(1).await;
        come(&sophea, address("two"), "two").await;
    };
    tokio::join!(come(&sophea, address("one"), "one"), second, others);
    assert_eq!(*told.lock().unwrap(), ["danger", "one", "two"]);
}
