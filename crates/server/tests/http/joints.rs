//! Two organisations work on one file: with consent and an answer, within what was agreed, marked, and until it ends.

use crate::harness::*;
use axum::http::StatusCode;
use domain::entry::{Action, Section};
use domain::family::FamilyAction as A;
use domain::family::concern::Concern;
use domain::family::consent::{Consent, Mark};
use domain::family::joint::{JointOffered, JointWork, PURPOSE};
use domain::family::people::HealthField;
use domain::family::referral::{Referral, Screening};
use domain::family::visit::{NewTask, RecordedVisit};
use domain::ids::{ConcernId, ConsentId, JointId, OrganisationId, PersonId, StreamId, TaskId, VisitId};
use domain::organisation::{OrganisationAction, Role, Worker};
use domain::protocol::Risk;
use domain::time::Day;
use kinkeeper_server::app::passphrase::{self, Chosen};
use serde_json::{Value, json};

fn today() -> Day {
    Day::new(2026, 11, 22).unwrap()
}

const JOINT: JointId = JointId::from_u128(7);
/// A village worker of the other organisation, under its senior.
const MALY: u128 = 11;
/// Another one there, who is not named.
const RATHA: u128 = 12;
const AGREED: [Section; 2] = [Section::Identity, Section::Narrative];

fn child(family: StreamId) -> PersonId {
    PersonId::from_u128(family.uuid().as_u128() + 1)
}

fn consent(family: StreamId, purpose: &str) -> A {
    let given = Consent {
        purpose: purpose.into(),
        by: child(family),
        covers: vec![child(family)],
        recipient: "Theirs".into(),
        organisation: Some(THEIRS),
        sections: AGREED.to_vec(),
        language: "km".into(),
        on: today(),
        until: today().plus_days(30),
        withheld: String::new(),
        mark: Mark::OnPaper,
    };
    A::ConsentGiven { consent: ConsentId::from_u128(1), given }
}

fn offered(lead: OrganisationId, sections: &[Section]) -> A {
    let offered = JointOffered {
        lead,
        to: THEIRS,
        consent: ConsentId::from_u128(1),
        sections: sections.to_vec(),
        works: vec![JointWork::Visits],
        why: "they visit her every week about her leg".into(),
        contact: "Dara 012 555 102".into(),
        team: vec![],
        on: today(),
        until: today().plus_days(20),
    };
    A::JointOffered { joint: JOINT, offered }
}

async fn named(world: &World, id: u128, account: &str, supervisor: Option<u128>) {
    let there = Worker {
        id: worker(id),
        account: account.into(),
        name_km: format!("{account} ខ្មែរ"),
        name_latin: account.to_uppercase(),
        role: Role::VillageSocialWorker,
        supervisor: supervisor.map(worker),
        areas: vec!["0204".parse().unwrap()],
        phone: "092 555 140".into(),
        active: true,
    };
    let action = Action::Organisation(OrganisationAction::WorkerSet { worker: there });
    let entry = world.entry(StreamId::from_uuid(THEIRS.uuid()), worker(6), 6, action);
    world.append(THEIRS, vec![entry]).await;
    passphrase::set(&world.app, worker(id), PASSPHRASE.into(), Chosen::Herself).await.unwrap();
    world.app.directory.forget();
}

/// A family that is worked with, and two more workers at the other organisation.
async fn begun() -> (World, StreamId) {
    let world = World::new().await;
    named(&world, MALY, "maly", Some(8)).await;
    named(&world, RATHA, "ratha", None).await;
    let family = world.family(0x100, 3).await;
    let referral = Referral {
        source: "school".into(),
        referrer: String::new(),
        referrer_phone: String::new(),
        reasons: vec!["hunger".into()],
        story: String::new(),
        urgency: Risk::Medium,
        people: vec![],
        family_knows: None,
        received_at: world.app.now(),
    };
    let screening = Screening::Accept {
        risk: Risk::Medium,
        respond_by: world.app.now().plus_hours(72),
        note: String::new(),
    };
    let health = A::HealthSet {
        person: child(family),
        changes: vec![HealthField::Note("the leg hurts at night".into())],
    };
    let concern = Concern {
        level: Risk::High,
        about: vec![child(family)],
        kind: "violence".into(),
        what: "a bruise on the arm".into(),
        said_by: "teacher".into(),
        done_at_once: "spoke with the aunt".into(),
        report: None,
        on: today(),
    };
    let raised = A::ConcernRaised { concern: ConcernId::from_u128(1), raised: concern };
    let actions = [A::ReferralReceived { referral }, A::ReferralScreened { screening }, health, raised];
    let entries =
        actions.into_iter().map(|action| world.entry(family, worker(3), 3, Action::Family(action))).collect();
    world.append(OURS, entries).await;
    (world, family)
}

/// The senior of the organisation that leads writes it.
async fn write(world: &World, family: StreamId, action: A) -> Value {
    by(world, "dara", 2, family, action).await
}

async fn by(world: &World, account: &str, id: u128, family: StreamId, action: A) -> Value {
    let who = world.person(&world.attempt_known(account, id).await);
    who.push(&[world.entry(family, worker(id), id, Action::Family(action))]).await["receipts"][0].clone()
}

#[track_caller]
fn fine(receipt: &Value) {
    let outcome = receipt["result"]["outcome"].as_str().unwrap_or_default();
    assert!(["applied", "merged"].contains(&outcome), "{receipt}");
}

#[track_caller]
fn refused(receipt: &Value) {
    assert_eq!(receipt["verdict"], "refused", "{receipt}");
}

fn visit(n: u128) -> A {
    let recorded = RecordedVisit {
        on: today(),
        place: "home".into(),
        met: vec![],
        others: String::new(),
        strengths: String::new(),
        observations: "she walked to the gate alone".into(),
        child_words: vec![],
        done: vec![],
    };
    A::VisitRecorded { visit: VisitId::from_u128(n), recorded }
}

fn task(n: u128) -> A {
    let new = NewTask { what: "ask the teacher".into(), worker: worker(MALY), by: None };
    A::TaskAdded { task: TaskId::from_u128(n), new }
}

fn path(what: &str) -> String {
    format!("/api/v1/joints/{JOINT}/{what}")
}

async fn running() -> (World, StreamId) {
    let (world, family) = begun().await;
    fine(&write(&world, family, consent(family, PURPOSE)).await);
    fine(&write(&world, family, offered(OURS, &AGREED)).await);
    let stranger = world.sign_in("stranger").await;
    let body = json!({ "family": family, "workers": [worker(MALY)] });
    let answer = stranger.post(&path("take-part"), &body).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", String::from_utf8_lossy(&answer.bytes));
    (world, family)
}

#[tokio::test]
async fn it_begins_with_the_familys_consent_an_offer_and_an_answer() {
    let (world, family) = begun().await;
    let file = format!("/api/v1/families/{family}");
    let receipt = write(&world, family, offered(OURS, &AGREED)).await;
    assert_eq!(receipt["result"]["reason"]["code"], "no_consent", "{receipt}");
    fine(&write(&world, family, consent(family, PURPOSE)).await);
    let stranger = world.sign_in("stranger").await;
    // The consent alone opens nothing.
    stranger.get(&file).await.is_problem("not-found");
    assert_eq!(stranger.get("/api/v1/joints").await.ok()["offers"], json!([]));
    // Who works in the village asks nobody; nobody offers in the name of another organisation.
    refused(&by(&world, "sophea", 3, family, offered(OURS, &AGREED)).await);
    refused(&write(&world, family, offered(THEIRS, &AGREED)).await);
    fine(&write(&world, family, offered(OURS, &AGREED)).await);

    // Whoever decides there sees who they are and what was written for her; nothing else, and nobody else.
    let one = &stranger.get("/api/v1/joints").await.ok()["offers"][0];
    assert_eq!((&one["family"], &one["lead"]), (&json!(family), &json!(OURS)));
    assert_eq!((&one["sections"], &one["works"]), (&json!(["identity", "narrative"]), &json!(["visits"])));
    assert_eq!(one["people"][0]["name_latin"], "Sok Sophea");
    let seen = stranger.get(&file).await.ok();
    assert_eq!(seen["sections"], json!(["identity"]));
    for hidden in ["behind the pagoda", "leg hurts", "bruise"] {
        assert!(!seen.to_string().contains(hidden), "{hidden}");
    }
    let maly = world.person(&world.attempt_known("maly", MALY).await);
    maly.get(&file).await.is_problem("not-found");
    maly.get("/api/v1/joints").await.is_problem("not-allowed");
    assert!(!maly.pull(json!([])).await.to_string().contains("Sok Sophea"));
    refused(&by(&world, "maly", MALY, family, visit(1)).await);

    // She names those for whom she answers, and nobody else.
    let name = |who: u128| json!({ "family": family, "workers": [worker(who)] });
    for who in [3, RATHA] {
        let problem = stranger.post(&path("take-part"), &name(who)).await.is_problem("bad-value");
        assert_eq!(problem["fields"], json!(["workers"]));
    }
    stranger
        .post(&path("leave"), &json!({ "family": family, "reason": "x" }))
        .await
        .is_problem("joint-decided");
    world.sign_in("dara").await.post(&path("take-part"), &name(MALY)).await.is_problem("not-found");
    world.sign_in("sophea").await.post(&path("take-part"), &name(MALY)).await.is_problem("not-allowed");
    assert_eq!(stranger.post(&path("take-part"), &name(MALY)).await.status, StatusCode::NO_CONTENT);
    stranger.post(&path("take-part"), &name(MALY)).await.is_problem("joint-decided");
    let late = json!({ "family": family, "reason": "late" });
    stranger.post(&path("decline"), &late).await.is_problem("joint-decided");
}

#[tokio::test]
async fn both_work_on_the_file_within_what_was_agreed() {
    let (world, family) = running().await;
    let file = format!("/api/v1/families/{family}");
    let maly = world.person(&world.attempt_known("maly", MALY).await);
    // It comes to her phone, with what was agreed and no more.
    let pulled = maly.pull(json!([])).await.to_string();
    assert!(pulled.contains("Sok Sophea") && pulled.contains("hunger"), "{pulled}");
    for hidden in ["behind the pagoda", "leg hurts", "bruise"] {
        assert!(!pulled.contains(hidden), "{hidden}");
    }
    // It is in her own list and her senior's, marked; not in the list of who was not named.
    for (account, id, scope, shown) in [
        ("maly", MALY, "mine", true),
        ("maly", MALY, "team", true),
        ("stranger", 8, "mine", false),
        ("stranger", 8, "team", true),
        ("ratha", RATHA, "team", false),
    ] {
        let who = world.person(&world.attempt_known(account, id).await);
        let rows = who.get(&format!("/api/v1/caseload?scope={scope}")).await.ok();
        let first = &rows["rows"][0];
        assert_eq!(first["family"] == json!(family), shown, "{account} {scope}: {rows}");
        if shown {
            assert_eq!(first["summary"]["joint"]["lead"], json!(OURS), "{rows}");
            // Worries were not agreed: their number is not told either.
            assert_eq!(first["summary"]["concerns"], json!([0, 0, 0]), "{rows}");
        }
    }
    let worried = maly.get("/api/v1/caseload?scope=mine&only=concern").await.ok();
    assert_eq!(worried["rows"], json!([]), "a filter does not tell it either");
    let ratha = world.person(&world.attempt_known("ratha", RATHA).await);
    ratha.get(&file).await.is_problem("not-found");

    // She writes what was agreed; the lead sees it, and whose it is.
    fine(&by(&world, "maly", MALY, family, visit(1)).await);
    let seen = world.sign_in("sophea").await.get(&file).await.ok().to_string();
    assert!(seen.contains("walked to the gate") && seen.contains(&worker(MALY).to_string()), "{seen}");
    refused(&by(&world, "maly", MALY, family, task(1)).await);
    refused(&by(&world, "ratha", RATHA, family, visit(2)).await);
    // Her senior reads; she was not named.
    refused(&by(&world, "stranger", 8, family, visit(3)).await);
    // A worry may be written by whoever is there.
    let concern = Concern {
        level: Risk::Medium,
        about: vec![child(family)],
        kind: "neglect".into(),
        what: "alone at night".into(),
        said_by: "the girl".into(),
        done_at_once: "called the aunt".into(),
        report: None,
        on: today(),
    };
    let raised = A::ConcernRaised { concern: ConcernId::from_u128(2), raised: concern };
    fine(&by(&world, "maly", MALY, family, raised).await);

    // What stays with the lead.
    for action in [
        A::Reopened { reason: "x".into() },
        A::ConsentWithdrawn { consent: ConsentId::from_u128(1), on: today(), reason: "x".into() },
        A::WorkerAssigned { worker: worker(MALY), role: domain::family::TeamRole::Lead },
        A::JointEnded { joint: JOINT, reason: "x".into() },
        A::JointLeft { joint: JOINT, reason: "x".into() },
        A::RiskSet { level: Risk::Low, reason: "x".into() },
        A::AddressSet { address: "x".into() },
        A::WorkerExcluded { worker: worker(3), why: "x".into() },
    ] {
        let what = action.name();
        for (account, id) in [("maly", MALY), ("stranger", 8)] {
            let receipt = by(&world, account, id, family, action.clone()).await;
            assert_eq!(receipt["verdict"], "refused", "{account} {what}: {receipt}");
        }
    }
    maly.get(&format!("{file}/plan.pdf")).await.is_problem("not-found");
    maly.get(&format!("{file}/readers")).await.is_problem("not-found");
    // The family learns who read its file, and for which organisation.
    let readers = world.sign_in("sophea").await.get(&format!("{file}/readers")).await.ok().to_string();
    assert!(readers.contains("MALY"), "{readers}");
    assert!(world.app.store.verify().await.unwrap().faults.is_empty());
    let before = maly.get("/api/v1/caseload?scope=mine").await.ok();
    world.app.store.rebuild().await.unwrap();
    assert_eq!(maly.get("/api/v1/caseload?scope=mine").await.ok()["rows"], before["rows"]);
}

/// It is over at the next request, gone from the phone at the next exchange; what was not sent is kept and shown.
async fn is_over(world: &World, family: StreamId) {
    let file = format!("/api/v1/families/{family}");
    for (account, id) in [("maly", MALY), ("stranger", 8)] {
        let who = world.person(&world.attempt_known(account, id).await);
        who.get(&file).await.is_problem("not-found");
        assert_eq!(who.pull(json!([[family, 4]])).await["forget"], json!([family]), "{account}");
        for scope in ["mine", "team", "organisation", "shared&sort=updated"] {
            let rows = who.get(&format!("/api/v1/caseload?scope={scope}")).await.ok();
            assert_eq!(rows["rows"], json!([]), "{account} {scope}");
        }
    }
    let maly = world.person(&world.attempt_known("maly", MALY).await);
    let late = by(world, "maly", MALY, family, visit(9)).await;
    refused(&late);
    let tray = maly.get("/api/v1/tray").await.ok();
    assert_eq!(tray["items"].as_array().unwrap().len(), 1, "{tray}");
    let stranger = world.sign_in("stranger").await;
    let joints = stranger.get("/api/v1/joints").await.ok();
    assert_eq!((&joints["offers"], &joints["running"]), (&json!([]), &json!([])));
    let leave = stranger.post(&path("leave"), &json!({ "family": family, "reason": "late" })).await;
    leave.is_problem("not-found");
}

#[tokio::test]
async fn it_ends_when_the_family_takes_its_consent_back() {
    let (world, family) = running().await;
    fine(&by(&world, "maly", MALY, family, visit(1)).await);
    let withdrawn =
        A::ConsentWithdrawn { consent: ConsentId::from_u128(1), on: today(), reason: "no longer".into() };
    fine(&write(&world, family, withdrawn).await);
    is_over(&world, family).await;
    // What the partner wrote stays.
    let seen =
        world.sign_in("sophea").await.get(&format!("/api/v1/families/{family}")).await.ok().to_string();
    assert!(seen.contains("walked to the gate"));
}

#[tokio::test]
async fn it_ends_when_a_child_does_not_want_it_told_there() {
    let (world, family) = running().await;
    fine(&write(&world, family, crate::sharing::wish(1, family, &[Section::Narrative])).await);
    is_over(&world, family).await;
    // Nor is that section offered there again.
    let A::JointOffered { offered, .. } = offered(OURS, &AGREED) else { unreachable!("an offer") };
    let again = A::JointOffered { joint: JointId::from_u128(8), offered };
    let receipt = write(&world, family, again).await;
    assert_eq!(receipt["result"]["reason"]["why"], "withheld", "{receipt}");
}

#[tokio::test]
async fn it_ends_when_the_lead_ends_it() {
    let (world, family) = running().await;
    fine(&write(&world, family, A::JointEnded { joint: JOINT, reason: "she walks".into() }).await);
    is_over(&world, family).await;
}

#[tokio::test]
async fn it_ends_when_the_partner_leaves_and_the_lead_reads_why() {
    let (world, family) = running().await;
    let stranger = world.sign_in("stranger").await;
    let one = &stranger.get("/api/v1/joints").await.ok()["running"][0];
    assert_eq!(one["workers"][0]["name_latin"], "MALY");
    stranger.post(&path("leave"), &json!({ "family": family, "reason": " " })).await.is_problem("bad-value");
    let body = json!({ "family": family, "reason": "our project ends" });
    assert_eq!(stranger.post(&path("leave"), &body).await.status, StatusCode::NO_CONTENT);
    is_over(&world, family).await;
    let seen =
        world.sign_in("sophea").await.get(&format!("/api/v1/families/{family}")).await.ok().to_string();
    assert!(seen.contains("our project ends"));
}

#[tokio::test]
async fn it_ends_with_its_last_day() {
    let (world, family) = running().await;
    world.wait(21 * 24 * 60 * 60);
    is_over(&world, family).await;
}

#[tokio::test]
async fn who_is_kept_out_of_the_file_takes_no_part() {
    let (world, family) = running().await;
    fine(&write(&world, family, A::WorkerExcluded { worker: worker(MALY), why: "an aunt".into() }).await);
    let maly = world.person(&world.attempt_known("maly", MALY).await);
    maly.get(&format!("/api/v1/families/{family}")).await.is_problem("not-found");
    assert_eq!(maly.pull(json!([[family, 4]])).await["forget"], json!([family]));
    refused(&by(&world, "maly", MALY, family, visit(1)).await);
}

#[tokio::test]
async fn another_consent_does_not_carry_it() {
    let (world, family) = begun().await;
    fine(&write(&world, family, consent(family, "referral")).await);
    let receipt = write(&world, family, offered(OURS, &AGREED)).await;
    assert_eq!(receipt["result"]["reason"]["code"], "no_consent", "{receipt}");
}

#[tokio::test]
async fn it_can_be_declined() {
    let (world, family) = begun().await;
    fine(&write(&world, family, consent(family, PURPOSE)).await);
    fine(&write(&world, family, offered(OURS, &AGREED)).await);
    let stranger = world.sign_in("stranger").await;
    let body = json!({ "family": family, "reason": "too far for us" });
    assert_eq!(stranger.post(&path("decline"), &body).await.status, StatusCode::NO_CONTENT);
    stranger.get(&format!("/api/v1/families/{family}")).await.is_problem("not-found");
    assert_eq!(stranger.get("/api/v1/joints").await.ok()["offers"], json!([]));
    let seen =
        world.sign_in("sophea").await.get(&format!("/api/v1/families/{family}")).await.ok().to_string();
    assert!(seen.contains("too far for us"));
}

/// Whoever works on it finds it by name on the server, as her lists show it; nobody beside her does.
#[tokio::test]
async fn partners_find_the_family_by_name() {
    let (world, family) = running().await;
    let search = json!({ "q": "sok sophea" });
    for (account, id, finds) in [("maly", MALY, true), ("stranger", 8, true), ("ratha", RATHA, false)] {
        let who = world.person(&world.attempt_known(account, id).await);
        let found = who.post("/api/v1/search", &search).await.ok();
        assert_eq!(found.to_string().contains(&family.to_string()), finds, "{account}: {found}");
        assert!(!found.to_string().contains("bruise"), "{found}");
        if finds {
            let hit = found.to_string();
            assert!(!hit.contains("\"concerns\":[1"), "worries were not agreed: {hit}");
        }
    }
    let stranger = world.sign_in("stranger").await;
    stranger.post(&path("leave"), &json!({ "family": family, "reason": "no more" })).await;
    for (account, id) in [("maly", MALY), ("stranger", 8)] {
        let who = world.person(&world.attempt_known(account, id).await);
        let found = who.post("/api/v1/search", &search).await.ok();
        assert!(!found.to_string().contains("Sok Sophea"), "{account}: {found}");
    }
}

/// The partner's own side changes who works with the family while it runs.
#[tokio::test]
async fn who_is_named_can_change_while_it_runs() {
    let (world, family) = running().await;
    named(&world, 13, "sokha", Some(8)).await;
    let file = format!("/api/v1/families/{family}");
    fine(&by(&world, "maly", MALY, family, visit(1)).await);
    let stranger = world.sign_in("stranger").await;
    let body = |who: &[u128]| {
        let workers: Vec<_> = who.iter().map(|id| worker(*id)).collect();
        json!({ "family": family, "workers": workers })
    };
    // Not somebody for whom she does not answer, nor nobody at all; and not the organisation that leads.
    for who in [&[RATHA][..], &[3], &[]] {
        let problem = stranger.post(&path("workers"), &body(who)).await.is_problem("bad-value");
        assert_eq!(problem["fields"], json!(["workers"]), "{who:?}");
    }
    world.sign_in("dara").await.post(&path("workers"), &body(&[13])).await.is_problem("not-found");
    let maly = world.person(&world.attempt_known("maly", MALY).await);
    maly.post(&path("workers"), &body(&[13])).await.is_problem("not-allowed");

    assert_eq!(stranger.post(&path("workers"), &body(&[13])).await.status, StatusCode::NO_CONTENT);
    let sokha = world.person(&world.attempt_known("sokha", 13).await);
    assert!(sokha.pull(json!([])).await.to_string().contains("Sok Sophea"));
    fine(&by(&world, "sokha", 13, family, visit(2)).await);
    maly.get(&file).await.is_problem("not-found");
    assert_eq!(maly.pull(json!([[family, 4]])).await["forget"], json!([family]));
    refused(&by(&world, "maly", MALY, family, visit(3)).await);
    // What she wrote stays hers, and it began when it began.
    let lead = world.sign_in("sophea").await.get(&file).await.ok().to_string();
    assert!(lead.contains("MALY") && lead.contains("SOKHA"), "{lead}");
    let all = stranger.get("/api/v1/joints").await.ok();
    let running = &all["running"][0]["workers"];
    assert_eq!((running.as_array().unwrap().len(), &running[0]["name_latin"]), (1, &json!("SOKHA")));
    assert!(world.app.store.verify().await.unwrap().faults.is_empty());
    let before = world.app.store.projections_digest().await.unwrap();
    world.app.store.rebuild().await.unwrap();
    assert_eq!(world.app.store.projections_digest().await.unwrap(), before);
    stranger.post(&path("leave"), &json!({ "family": family, "reason": "x" })).await;
    stranger.post(&path("workers"), &body(&[13])).await.is_problem("not-found");
}

/// However it ends, whoever answers for those who had been named is told: when, how, whose work it was, and of the family
/// its number only.
#[tokio::test]
async fn its_end_is_told_to_the_supervisors_of_those_who_were_named() {
    type End = (&'static str, i64);
    let ends: [End; 4] = [("ended_by_lead", 0), ("ended_by_partner", 0), ("no_consent", 0), ("ran_out", 21)];
    for (how, days) in ends {
        let (world, family) = running().await;
        let stranger = world.sign_in("stranger").await;
        assert_eq!(stranger.get("/api/v1/joints/ended").await.ok()["ended"], json!([]), "{how}");
        match how {
            "ended_by_lead" => {
                fine(&write(&world, family, A::JointEnded { joint: JOINT, reason: "done".into() }).await)
            }
            "ended_by_partner" => {
                stranger.post(&path("leave"), &json!({ "family": family, "reason": "far" })).await;
            }
            "no_consent" => {
                let consent = ConsentId::from_u128(1);
                fine(
                    &write(&world, family, A::ConsentWithdrawn { consent, on: today(), reason: "no".into() })
                        .await,
                );
            }
            _ => {}
        }
        world.wait(days * 86_400);
        let stranger = world.sign_in("stranger").await;
        let all = stranger.get("/api/v1/joints/ended").await.ok();
        let one = &all["ended"][0];
        assert_eq!(
            (&one["standing"], &one["workers"][0]["name_latin"]),
            (&json!(how), &json!("MALY")),
            "{all}"
        );
        assert!(!one["number"].as_str().unwrap().is_empty());
        assert!(!all.to_string().contains("Sok Sophea"), "{how}: the file is closed: {all}");
        assert_eq!(stranger.get("/api/v1/joints").await.ok()["running"], json!([]));
        // For a month, and nobody else.
        let dara = world.sign_in("dara").await;
        assert_eq!(dara.get("/api/v1/joints/ended").await.ok()["ended"], json!([]), "{how}");
        world.wait(31 * 86_400);
        let stranger = world.sign_in("stranger").await;
        assert_eq!(stranger.get("/api/v1/joints/ended").await.ok()["ended"], json!([]), "{how}");
    }
}
