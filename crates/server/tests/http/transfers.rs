//! Handing a family over to another organisation: with consent, whole or not at all, and what remains.

use crate::harness::*;
use axum::http::StatusCode;
use domain::entry::{Action, Section};
use domain::family::FamilyAction;
use domain::family::consent::{Consent, Mark};
use domain::family::transfer::Proposed;
use domain::ids::{ConsentId, PersonId, StreamId, TransferId};
use domain::time::Day;
use serde_json::{Value, json};

fn today() -> Day {
    Day::new(2026, 11, 22).unwrap()
}

fn agreed(family: StreamId) -> FamilyAction {
    let child = PersonId::from_u128(family.uuid().as_u128() + 1);
    let given = Consent {
        purpose: "transfer".into(),
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
    FamilyAction::ConsentGiven { consent: ConsentId::from_u128(1), given }
}

fn proposed(transfer: u128) -> FamilyAction {
    let proposed = Proposed {
        to: THEIRS,
        why: "the family moved".into(),
        summary: "the girl walks far to school".into(),
        conference_on: Some(today()),
        conference_with: "mother, village chief".into(),
        contact: "Sophea 012 555 102".into(),
        on: today(),
    };
    FamilyAction::TransferProposed { transfer: TransferId::from_u128(transfer), proposed }
}

/// Her supervisor writes it.
async fn write(world: &World, family: StreamId, action: FamilyAction) -> Value {
    world.sign_in("dara").await.push(&[world.entry(family, worker(2), 2, Action::Family(action))]).await["receipts"][0].clone()
}

/// Whether it took effect, beside what others wrote meanwhile or after it.
fn fine(receipt: &Value) {
    let outcome = receipt["result"]["outcome"].as_str().unwrap_or_default();
    assert!(["applied", "merged"].contains(&outcome), "{receipt}");
}

async fn handed_over(world: &World) -> StreamId {
    let family = world.family(0x100, 3).await;
    for action in [agreed(family), proposed(7)] {
        fine(&write(world, family, action).await);
    }
    family
}

fn id(transfer: u128) -> TransferId {
    TransferId::from_u128(transfer)
}

#[tokio::test]
async fn it_needs_the_familys_consent_and_her_right_to_assign() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let receipt = write(&world, family, proposed(7)).await;
    assert_eq!(receipt["result"]["reason"]["code"], "no_consent", "{receipt}");
    write(&world, family, agreed(family)).await;
    let sophea = world.sign_in("sophea").await;
    let pushed = sophea.push(&[world.entry(family, worker(3), 3, Action::Family(proposed(8)))]).await;
    assert_eq!(
        pushed["receipts"][0]["verdict"], "refused",
        "who works in the village hands nobody over: {pushed}"
    );
    // Nobody takes it on from a phone, past the server's own decision.
    let stranger = world.sign_in("stranger").await;
    write(&world, family, proposed(7)).await;
    let accepted =
        domain::family::transfer::Accepted { from: OURS, lead: worker(8), kept: vec![], kept_until: today() };
    let taking = FamilyAction::TransferAccepted { transfer: id(7), accepted };
    let pushed = stranger.push(&[world.entry(family, worker(8), 8, Action::Family(taking))]).await;
    assert_eq!(pushed["receipts"][0]["verdict"], "refused", "{pushed}");
}

#[tokio::test]
async fn nobody_is_handed_over_against_a_childs_wish_that_something_is_not_told_there() {
    let world = World::new().await;
    let family = handed_over(&world).await;
    fine(&write(&world, family, crate::sharing::wish(1, family, &[])).await);
    let stranger = world.sign_in("stranger").await;
    let take = json!({ "family": family, "lead": worker(8) });
    let answer = stranger.post(&format!("/api/v1/transfers/{}/take-on", id(7)), &take).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    let file = world.sign_in("sophea").await.get(&format!("/api/v1/families/{family}")).await.ok();
    assert_eq!(file["organisation"], json!(OURS));
    let withdrawn = FamilyAction::TransferWithdrawn { transfer: id(7), reason: "not yet".into() };
    fine(&write(&world, family, withdrawn).await);
    let receipt = write(&world, family, proposed(8)).await;
    assert_eq!(receipt["result"]["reason"]["why"], "withheld", "{receipt}");
}

#[tokio::test]
async fn who_takes_a_family_on_holds_its_file_and_the_other_keeps_what_is_due() {
    let world = World::new().await;
    let family = handed_over(&world).await;
    let path = format!("/api/v1/families/{family}");
    let stranger = world.sign_in("stranger").await;
    let waiting = stranger.get("/api/v1/transfers").await.ok();
    let one = &waiting["transfers"][0];
    assert_eq!((&one["family"], &one["why"]), (&json!(family), &json!("the family moved")));
    assert_eq!(one["people"][0]["name_latin"], "Sok Sophea");
    let answer = stranger
        .post(
            &format!("/api/v1/transfers/{}/take-on", id(7)),
            &json!({ "family": family, "lead": worker(8) }),
        )
        .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{:?}", String::from_utf8_lossy(&answer.bytes));

    // It is hers: whole, in her lists and her search, on her phone, and she writes in it.
    let file = stranger.get(&path).await.ok();
    assert_eq!(file["organisation"], json!(THEIRS));
    assert!(file.to_string().contains("behind the pagoda"), "{file}");
    let rows = stranger.get("/api/v1/caseload").await.ok();
    assert_eq!(rows["rows"][0]["family"], json!(family));
    let found = stranger.post("/api/v1/search", &json!({ "q": "sok sophea" })).await.ok();
    assert!(found.to_string().contains("Sok Sophea"), "{found}");
    assert!(stranger.pull(json!([])).await.to_string().contains("Sok Sophea"));
    let change = FamilyAction::AddressSet { address: "by the market".into() };
    let pushed = stranger.push(&[world.entry(family, worker(8), 8, Action::Family(change))]).await;
    assert_eq!(pushed["receipts"][0]["verdict"], "placed", "{pushed}");

    // Theirs no longer: not in lists, not in search, and what was on the phone is forgotten.
    let sophea = world.sign_in("sophea").await;
    sophea.get(&path).await.is_problem("not-found");
    assert_eq!(sophea.get("/api/v1/caseload").await.ok()["rows"], json!([]));
    let found = sophea.post("/api/v1/search", &json!({ "q": "sok sophea" })).await.ok();
    assert!(!found.to_string().contains("Sok Sophea"), "{found}");
    let pulled = sophea.pull(json!([[family, 4]])).await;
    assert_eq!(pulled["forget"], json!([family]));
    let late = FamilyAction::AddressSet { address: "elsewhere".into() };
    let pushed = sophea.push(&[world.entry(family, worker(3), 3, Action::Family(late))]).await;
    assert_eq!(pushed["receipts"][0]["verdict"], "refused", "{pushed}");
    // Who answers for the organisation can show later whom it worked with, and no more.
    let dara = world.sign_in("dara").await;
    let kept = dara.get(&path).await.ok();
    assert_eq!((&kept["organisation"], &kept["sections"]), (&json!(THEIRS), &json!(["identity"])));
    assert!(!kept.to_string().contains("behind the pagoda"), "{kept}");

    // The chain is whole, and projections made anew are the same.
    assert!(world.app.store.verify().await.unwrap().faults.is_empty());
    let before = stranger.get("/api/v1/caseload").await.ok();
    world.app.store.rebuild().await.unwrap();
    assert_eq!(stranger.get("/api/v1/caseload").await.ok()["rows"], before["rows"]);

    stranger
        .post(
            &format!("/api/v1/transfers/{}/decline", id(7)),
            &json!({ "family": family, "reason": "too late" }),
        )
        .await
        .is_problem("transfer-decided");
}

fn shared() -> FamilyAction {
    match agreed(StreamId::from_u128(0x100)) {
        FamilyAction::ConsentGiven { given, .. } => FamilyAction::ConsentGiven {
            consent: ConsentId::from_u128(2),
            given: Consent { purpose: "referral".into(), ..given },
        },
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn it_is_not_taken_on_once_the_family_took_its_consent_back() {
    let world = World::new().await;
    let family = handed_over(&world).await;
    // They read who the family is on another ground still.
    fine(&write(&world, family, shared()).await);
    let back =
        |on| FamilyAction::ConsentWithdrawn { consent: ConsentId::from_u128(1), on, reason: "no".into() };
    // A telephone whose clock runs ahead: it is taken back all the same.
    fine(&write(&world, family, back(today().plus_days(300))).await);
    let stranger = world.sign_in("stranger").await;
    let body = json!({ "family": family, "lead": worker(8) });
    let take = format!("/api/v1/transfers/{}/take-on", id(7));
    stranger.post(&take, &body).await.is_problem("consent-needed");
    let file = world.sign_in("sophea").await.get(&format!("/api/v1/families/{family}")).await.ok();
    assert_eq!(file["organisation"], json!(OURS));
}

#[tokio::test]
async fn what_was_open_for_a_time_ends_with_it_and_a_former_holder_learns_nothing_later() {
    let world = World::new().await;
    let family = handed_over(&world).await;
    let path = format!("/api/v1/families/{family}");
    let dara = world.sign_in("dara").await;
    let ask = json!({ "worker": worker(9), "question": "how?", "days": 7 });
    dara.post(&format!("{path}/consultations"), &ask).await.ok();
    let lonely = world.sign_in("lonely").await;
    assert_eq!(lonely.get(&path).await.ok()["sections"], json!(["identity", "narrative", "health"]));
    let stranger = world.sign_in("stranger").await;
    // What the proposal says is for those to whom it is made, through its own door.
    assert!(!stranger.get(&path).await.ok().to_string().contains("walks far to school"));
    let body = json!({ "family": family, "lead": worker(8) });
    stranger.post(&format!("/api/v1/transfers/{}/take-on", id(7)), &body).await;
    // She is of the former holder: no more than whom it worked with.
    assert_eq!(lonely.get(&path).await.ok()["sections"], json!(["identity"]));
    assert_eq!(lonely.get("/api/v1/consultations").await.ok()["consultations"], json!([]));
    let phone = domain::family::people::FamilyField::Phone("012 555 900".into());
    let change = FamilyAction::FamilySet { changes: vec![phone] };
    let pushed = stranger.push(&[world.entry(family, worker(8), 8, Action::Family(change))]).await;
    assert_eq!(pushed["receipts"][0]["verdict"], "placed", "{pushed}");
    assert!(stranger.get(&path).await.ok().to_string().contains("012 555 900"));
    let kept = dara.get(&path).await.ok().to_string();
    assert!(kept.contains("Sok Sophea") && !kept.contains("012 555 900"), "{kept}");
    let listed = dara.get("/api/v1/caseload?scope=shared&sort=updated").await.ok();
    assert_eq!(listed["rows"][0]["family"], json!(family), "{listed}");
    assert_eq!(listed["rows"][0]["village"], Value::Null, "where they are now is not told: {listed}");
}

#[tokio::test]
async fn who_declines_says_why_and_nothing_else_changes() {
    let world = World::new().await;
    let family = handed_over(&world).await;
    let stranger = world.sign_in("stranger").await;
    let decline = format!("/api/v1/transfers/{}/decline", id(7));
    stranger.post(&decline, &json!({ "family": family, "reason": " " })).await.is_problem("bad-value");
    let answer = stranger.post(&decline, &json!({ "family": family, "reason": "too far for us" })).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(stranger.get("/api/v1/transfers").await.ok()["transfers"], json!([]));
    let sophea = world.sign_in("sophea").await;
    let file = sophea.get(&format!("/api/v1/families/{family}")).await.ok();
    assert_eq!(file["organisation"], json!(OURS));
    assert!(file.to_string().contains("too far for us"), "{file}");
    // It can be proposed again.
    fine(&write(&world, family, proposed(9)).await);
}

#[tokio::test]
async fn only_those_to_whom_it_is_handed_answer() {
    let world = World::new().await;
    let family = handed_over(&world).await;
    let take = format!("/api/v1/transfers/{}/take-on", id(7));
    let body = json!({ "family": family, "lead": worker(3) });
    for account in ["dara", "chanthy", "lonely"] {
        world.sign_in(account).await.post(&take, &body).await.is_problem("not-found");
    }
    for account in ["sophea", "admin", "numbers", "guardian"] {
        world.sign_in(account).await.post(&take, &body).await.is_problem("not-allowed");
    }
    let stranger = world.sign_in("stranger").await;
    stranger.post(&format!("/api/v1/transfers/{}/take-on", id(1)), &body).await.is_problem("not-found");
    // Nobody of another organisation leads.
    let problem = stranger.post(&take, &body).await.is_problem("bad-value");
    assert_eq!(problem["fields"], json!(["lead"]));
}

async fn taken_on(world: &World, family: StreamId) -> Person<'_> {
    let stranger = world.sign_in("stranger").await;
    let body = json!({ "family": family, "lead": worker(8) });
    let answer = stranger.post(&format!("/api/v1/transfers/{}/take-on", id(7)), &body).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{:?}", String::from_utf8_lossy(&answer.bytes));
    stranger
}

/// Whoever held the file when its own people opened it reviews that, though it is another's by now.
#[tokio::test]
async fn an_emergency_from_before_is_reviewed_by_the_former_holder() {
    let world = World::new().await;
    let family = handed_over(&world).await;
    let lonely = world.sign_in("lonely").await;
    let ask =
        json!({ "family": family, "reason": "danger_now", "words": "a child cries and nobody answers" });
    lonely.post("/api/v1/emergencies", &ask).await.ok();
    let stranger = taken_on(&world, family).await;
    let guardian = world.sign_in("guardian").await;
    let list = guardian.get("/api/v1/emergencies").await.ok();
    let one = &list["emergencies"][0];
    assert_eq!((&one["worker_latin"], &one["can_review"]), (&json!("LONELY"), &json!(true)), "{list}");
    assert_eq!(one["due"], NOON + 72 * 3_600_000);
    let path = format!("/api/v1/emergencies/{}/review", one["emergency"].as_str().unwrap());
    let verdict = json!({ "family": family, "finding": "justified", "note": "the child was alone" });
    // Not by her who opened it, nor by whoever reviews nothing; what the new holder's people open is not theirs.
    for account in ["lonely", "sophea", "bopha"] {
        let person = world.sign_in(account).await;
        assert_eq!(person.get("/api/v1/emergencies").await.ok()["emergencies"], json!([]), "{account}");
        person.post(&path, &verdict).await.is_problem("not-found");
    }
    // It opens nothing of the file, and the log says that nothing of it was read.
    let kept = guardian.get(&format!("/api/v1/families/{family}")).await;
    assert!(!String::from_utf8_lossy(&kept.bytes).contains("behind the pagoda"));
    world.wait(71 * 3_600);
    let guardian = world.sign_in("guardian").await;
    assert_eq!(guardian.post(&path, &verdict).await.status, StatusCode::NO_CONTENT);
    guardian.post(&path, &verdict).await.is_problem("emergency-decided");
    let list = guardian.get("/api/v1/emergencies").await.ok();
    assert_eq!(list["emergencies"][0]["reviewer_latin"], "GUARDIAN", "{list}");
    drop(stranger);
    assert!(world.app.store.verify().await.unwrap().faults.is_empty());
}

#[tokio::test]
async fn who_was_kept_out_of_the_file_reviews_nothing_of_it() {
    let world = World::new().await;
    let family = handed_over(&world).await;
    let lonely = world.sign_in("lonely").await;
    let ask =
        json!({ "family": family, "reason": "danger_now", "words": "a child cries and nobody answers" });
    lonely.post("/api/v1/emergencies", &ask).await.ok();
    let guardian = world.sign_in("guardian").await;
    let excluded = FamilyAction::WorkerExcluded { worker: worker(10), why: "an aunt".into() };
    world.append(OURS, vec![world.entry(family, worker(2), 2, Action::Family(excluded))]).await;
    taken_on(&world, family).await;
    assert_eq!(guardian.get("/api/v1/emergencies").await.ok()["emergencies"], json!([]));
}

const ELSEWHERE: &str = "/api/v1/elsewhere";

/// Somebody of a third organisation.
async fn third(world: &World) -> Person<'_> {
    use domain::organisation::{OrganisationAction, Role, Worker};
    use kinkeeper_server::app::passphrase::{self, Chosen};
    let org = domain::ids::OrganisationId::from_u128(0x0c);
    let there = Worker {
        id: worker(21),
        account: "nary".into(),
        name_km: "ណារី".into(),
        name_latin: "NARY".into(),
        role: Role::VillageSocialWorker,
        supervisor: None,
        areas: vec!["0204".parse().unwrap()],
        phone: "092 555 150".into(),
        active: true,
    };
    let named = OrganisationAction::Named { name_km: "ទីបី".into(), name_latin: "Third".into() };
    let actions = [named, OrganisationAction::WorkerSet { worker: there }];
    let stream = StreamId::from_uuid(org.uuid());
    let entries = actions.map(|action| world.entry(stream, worker(6), 6, Action::Organisation(action)));
    world.append(org, entries.into()).await;
    passphrase::set(&world.app, worker(21), PASSPHRASE.into(), Chosen::Herself).await.unwrap();
    world.app.directory.forget();
    world.person(&world.attempt_known("nary", 21).await)
}

async fn questions(who: &Person<'_>) -> usize {
    let all = who.get(&format!("{ELSEWHERE}/enquiries")).await.ok();
    all["enquiries"].as_array().unwrap().len()
}

/// What was asked before and what is asked afterwards lies before one organisation: whoever holds the file.
#[tokio::test]
async fn questions_about_the_child_go_to_whoever_holds_the_file() {
    use kinkeeper_server::app::elsewhere::match_waiting;
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let about = json!({
        "name": "Sok Sophea", "sex": "female", "birth_year": 2017, "village": "02040101", "reason": "found alone",
    });
    let elsewhere = third(&world).await;
    elsewhere.post(ELSEWHERE, &about).await.ok();
    match_waiting(&world.app).await.unwrap();
    let sophea = world.sign_in("sophea").await;
    assert_eq!(questions(&sophea).await, 1);
    for action in [agreed(family), proposed(7)] {
        fine(&write(&world, family, action).await);
    }
    let before = sophea.get(&format!("{ELSEWHERE}/enquiries")).await.ok()["enquiries"][0].clone();
    let stranger = taken_on(&world, family).await;
    assert_eq!((questions(&sophea).await, questions(&stranger).await), (0, 1));
    let path = format!("{ELSEWHERE}/enquiries/{}", before["enquiry"].as_str().unwrap());
    let yes = json!({ "contact": true, "why": "childs_safety", "words": "call me" });
    for account in ["sophea", "dara", "chanthy"] {
        world.sign_in(account).await.post(&path, &yes).await.is_problem("not-found");
    }
    // Asked afterwards: only the new holder hears it.
    elsewhere.post(ELSEWHERE, &about).await.ok();
    match_waiting(&world.app).await.unwrap();
    assert_eq!((questions(&sophea).await, questions(&stranger).await), (0, 2));
    assert_eq!(stranger.post(&path, &yes).await.status, StatusCode::NO_CONTENT);
    assert_eq!(questions(&stranger).await, 1);
    assert_eq!(elsewhere.get(ELSEWHERE).await.ok()["contacts"][0]["by"]["name_latin"], "STRANGER");
}
