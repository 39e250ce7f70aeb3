//! Consultation: asked for by who answers for the family, for a time, for reading; with a consent across organisations.

use crate::harness::*;
use axum::http::StatusCode;
use domain::entry::{Action, Section};
use domain::family::FamilyAction;
use domain::family::consent::{Assent, Consent, Mark};
use domain::ids::{ConsentId, OrganisationId, PersonId, StreamId};
use domain::time::Day;
use serde_json::{Value, json};

const DAY: i64 = 86_400;

fn path(family: StreamId, what: &str) -> String {
    format!("/api/v1/families/{family}{what}")
}

fn ask(whom: u128, days: u16) -> Value {
    json!({ "worker": worker(whom), "question": "how shall we speak with her about the aunt?", "days": days })
}

/// What whoever is asked for advice reads.
const ADVISED: [Section; 3] = [Section::Identity, Section::Narrative, Section::Health];

async fn consent(
    world: &World,
    family: StreamId,
    organisation: Option<OrganisationId>,
    until: &str,
    sections: Vec<Section>,
) -> ConsentId {
    let child = PersonId::from_uuid(StreamId::from_u128(u128::from_be_bytes(*family.as_bytes()) + 1).uuid());
    let id = ConsentId::from_u128(0xc0 + u128::try_from(sections.len()).unwrap());
    let given = Consent {
        purpose: "referral".into(),
        by: child,
        covers: vec![child],
        recipient: "somebody".into(),
        organisation,
        sections,
        language: "km".into(),
        on: Day::new(2026, 11, 1).unwrap(),
        until: until.parse().unwrap(),
        withheld: String::new(),
        mark: Mark::OnPaper,
    };
    let action = FamilyAction::ConsentGiven { consent: id, given };
    world.append(OURS, vec![world.entry(family, worker(3), 3, Action::Family(action))]).await;
    id
}

fn of<'a>(list: &'a Value, name: &str) -> Option<&'a Value> {
    list["advisers"].as_array().unwrap().iter().find(|one| one["name_latin"] == name)
}

async fn asked<'a>(world: &'a World, family: StreamId, whom: u128) -> Person<'a> {
    let sophea = world.sign_in("sophea").await;
    sophea.post(&path(family, "/consultations"), &ask(whom, 7)).await.ok();
    sophea
}

async fn only(person: &Person<'_>) -> Value {
    let list = person.get("/api/v1/consultations").await.ok()["consultations"].clone();
    assert_eq!(list.as_array().unwrap().len(), 1, "{list}");
    list[0].clone()
}

#[tokio::test]
async fn beforehand_it_says_whom_one_may_ask_and_what_she_would_read() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let sophea = world.sign_in("sophea").await;
    let list = sophea.get(&path(family, "/advisers")).await.ok();
    assert_eq!(list["days"], 14);
    let vanna = of(&list, "VANNA").unwrap();
    assert_eq!(vanna["sections"], json!(["identity", "narrative", "health"]));
    assert_eq!(
        (&vanna["own"], &vanna["consented"], &vanna["days"]),
        (&json!(true), &json!(true), &json!(14))
    );
    assert_eq!(vanna["role"], "specialist");
    let stranger = of(&list, "STRANGER").unwrap();
    assert_eq!((&stranger["own"], &stranger["consented"]), (&json!(false), &json!(false)));
    // Neither who reads it anyway, nor who works as something else, nor who is kept out.
    for name in ["SOPHEA", "DARA", "CHANTHY", "BOPHA", "ADMIN", "NUMBERS", "GUARDIAN"] {
        assert!(of(&list, name).is_none(), "{name}");
    }
    let excluded = FamilyAction::WorkerExcluded { worker: worker(5), why: "a sister".into() };
    world.append(OURS, vec![world.entry(family, worker(2), 2, Action::Family(excluded))]).await;
    let list = sophea.get(&path(family, "/advisers")).await.ok();
    assert!(of(&list, "VANNA").is_none());
    let problem = sophea.post(&path(family, "/consultations"), &ask(5, 7)).await.is_problem("bad-value");
    assert_eq!(problem["fields"], json!(["worker"]));
}

#[tokio::test]
async fn she_reads_for_a_time_and_writes_her_advice() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let vanna = world.sign_in("vanna").await;
    vanna.get(&path(family, "")).await.is_problem("not-found");
    assert_eq!(vanna.get("/api/v1/consultations").await.ok()["consultations"], json!([]));
    let _sophea = asked(&world, family, 5).await;
    let one = only(&vanna).await;
    assert_eq!(one["until"], NOON + 7 * DAY * 1_000);
    assert_eq!((&one["by_latin"], &one["child_latin"]), (&json!("SOPHEA"), &json!("Sok Sophea")));
    assert_eq!(one["question"], ask(5, 7)["question"]);
    let file = vanna.get(&path(family, "")).await.ok();
    assert_eq!(file["sections"], json!(["identity", "narrative", "health"]));
    assert!(!file.to_string().contains("behind the pagoda"), "where they live is closed");
    // Lists show it; it is for reading; no paper is made, and it stays on no phone.
    let list = vanna.get("/api/v1/caseload?scope=organisation").await.ok();
    assert_eq!(list["rows"][0]["family"], family.to_string());
    for what in ["/plan.pdf", "/readers", "/advisers"] {
        vanna.get(&path(family, what)).await.is_problem("not-found");
    }
    let pulled = vanna.pull(json!([])).await;
    assert!(!pulled.to_string().contains("Sok Sophea"));
    let forged = FamilyAction::AdviceGiven {
        consultation: one["consultation"].as_str().unwrap().parse().unwrap(),
        advice: "from a phone".into(),
    };
    for action in [FamilyAction::AddressSet { address: "elsewhere".into() }, forged] {
        let entry = world.entry(family, worker(5), 5, Action::Family(action));
        let push = json!({ "capability": 1, "entries": [entry] });
        let receipts = vanna.post("/api/v1/sync/push", &push).await.ok();
        assert!(receipts.to_string().contains("entry-not-allowed"), "{receipts}");
    }
    let advice = json!({ "consultation": one["consultation"], "advice": "ask the grandmother first" });
    let give = path(family, "/consultations/advice");
    assert_eq!(vanna.post(&give, &advice).await.status, StatusCode::NO_CONTENT);
    assert_eq!(only(&vanna).await["advice"][0]["words"], "ask the grandmother first");
    let sophea = world.sign_in("sophea").await;
    let file = sophea.get(&path(family, "")).await.ok().to_string();
    assert!(file.contains("ask the grandmother first") && file.contains("advice_given"));
    let readers = sophea.get(&path(family, "/readers")).await.ok().to_string();
    assert!(readers.contains("\"consultation\"") && readers.contains("VANNA"), "{readers}");
    // Its time is over by itself.
    world.wait(7 * DAY - 1);
    let vanna = world.sign_in("vanna").await;
    vanna.get(&path(family, "")).await.ok();
    world.wait(1);
    vanna.get(&path(family, "")).await.is_problem("not-found");
    vanna.post(&give, &advice).await.is_problem("not-found");
    assert_eq!(vanna.get("/api/v1/consultations").await.ok()["consultations"], json!([]));
    assert_eq!(vanna.get("/api/v1/caseload?scope=organisation").await.ok()["rows"], json!([]));
}

#[tokio::test]
async fn whoever_answers_for_the_family_ends_it_early() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let sophea = asked(&world, family, 5).await;
    let vanna = world.sign_in("vanna").await;
    let one = only(&vanna).await;
    sophea.post(&path(family, "/consultations"), &ask(5, 7)).await.is_problem("bad-value");
    let end = json!({ "consultation": one["consultation"] });
    let over = path(family, "/consultations/end");
    for account in ["vanna", "bopha", "lonely", "stranger", "chanthy"] {
        world.sign_in(account).await.post(&over, &end).await.is_problem("not-found");
    }
    let dara = world.sign_in("dara").await;
    assert_eq!(dara.post(&over, &end).await.status, StatusCode::NO_CONTENT);
    vanna.get(&path(family, "")).await.is_problem("not-found");
    dara.post(&over, &end).await.is_problem("consultation-decided");
    let advice = json!({ "consultation": one["consultation"], "advice": "too late" });
    vanna.post(&path(family, "/consultations/advice"), &advice).await.is_problem("not-found");
    // She can be asked again.
    world.wait(60);
    sophea.post(&path(family, "/consultations"), &ask(5, 14)).await.ok();
    vanna.get(&path(family, "")).await.ok();
}

#[tokio::test]
async fn nothing_leaves_the_organisation_without_a_consent_that_lives() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let sophea = world.sign_in("sophea").await;
    let to = path(family, "/consultations");
    sophea.post(&to, &ask(8, 7)).await.is_problem("consent-needed");
    consent(&world, family, None, "2027-05-01", ADVISED.to_vec()).await;
    sophea.post(&to, &ask(8, 7)).await.is_problem("consent-needed");
    consent(&world, family, Some(THEIRS), "2027-05-01", vec![Section::Identity]).await;
    sophea.post(&to, &ask(8, 7)).await.is_problem("consent-needed");
}

#[tokio::test]
async fn across_organisations_it_ends_with_the_consent() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let given = consent(&world, family, Some(THEIRS), "2026-11-27", ADVISED.to_vec()).await;
    let sophea = world.sign_in("sophea").await;
    let list = sophea.get(&path(family, "/advisers")).await.ok();
    let stranger = of(&list, "STRANGER").unwrap();
    assert_eq!((&stranger["consented"], &stranger["days"]), (&json!(true), &json!(5)));
    let to = path(family, "/consultations");
    let problem = sophea.post(&to, &ask(8, 6)).await.is_problem("bad-value");
    assert_eq!(problem["fields"], json!(["days"]));
    sophea.post(&to, &ask(8, 5)).await.ok();
    let stranger = world.sign_in("stranger").await;
    let one = only(&stranger).await;
    let file = stranger.get(&path(family, "")).await.ok();
    assert_eq!(file["sections"], json!(["identity", "narrative", "health"]));
    let advice = json!({ "consultation": one["consultation"], "advice": "we know the aunt" });
    let answer = stranger.post(&path(family, "/consultations/advice"), &advice).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    // Taken back on the phone: at the next request it is closed.
    let back = FamilyAction::ConsentWithdrawn {
        consent: given,
        on: Day::new(2026, 11, 22).unwrap(),
        reason: "she changed her mind".into(),
    };
    let mut entry = world.entry(family, worker(3), 3, Action::Family(back));
    entry.base.seen = 99;
    sophea.push(&[entry]).await;
    stranger.get(&path(family, "")).await.is_problem("not-found");
    assert_eq!(stranger.get("/api/v1/consultations").await.ok()["consultations"], json!([]));
    let file = sophea.get(&path(family, "")).await.ok().to_string();
    assert!(file.contains("we know the aunt"), "her advice stays");
    // What is open is told by the ledger, and by nothing that could be lost beside it.
    world.app.store.rebuild().await.unwrap();
    world.app.directory.forget();
    stranger.get(&path(family, "")).await.is_problem("not-found");
}

#[tokio::test]
async fn a_childs_no_ends_it_at_the_next_request() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    consent(&world, family, Some(THEIRS), "2026-12-27", ADVISED.to_vec()).await;
    let sophea = world.sign_in("sophea").await;
    sophea.post(&path(family, "/consultations"), &ask(8, 5)).await.ok();
    let stranger = world.sign_in("stranger").await;
    stranger.get(&path(family, "")).await.ok();
    let child = PersonId::from_uuid(StreamId::from_u128(family.uuid().as_u128() + 1).uuid());
    let given = Assent {
        child,
        purpose: "referral".into(),
        agrees: false,
        words: "not him".into(),
        language: "km".into(),
        on: Day::new(2026, 11, 22).unwrap(),
        mark: Mark::OnPaper,
    };
    let no = FamilyAction::AssentGiven { assent: ConsentId::from_u128(0xa5), given };
    sophea.push(&[world.entry(family, worker(3), 3, Action::Family(no))]).await;
    stranger.get(&path(family, "")).await.is_problem("not-found");
    assert_eq!(stranger.get("/api/v1/consultations").await.ok()["consultations"], json!([]));
}

/// By whatever way the family's word came into the ledger.
#[tokio::test]
async fn what_a_family_says_counts_from_the_ledger_alone() {
    let world = World::new().await;
    for (number, refusal) in
        [(0x100_u128, "consent_withdrawn"), (0x200, "child_says_no"), (0x300, "withheld")]
    {
        let family = world.family(number, 3).await;
        let given = consent(&world, family, Some(THEIRS), "2027-05-01", ADVISED.to_vec()).await;
        let sophea = world.sign_in("sophea").await;
        sophea.post(&path(family, "/consultations"), &ask(8, 5)).await.ok();
        let stranger = world.sign_in("stranger").await;
        let one = only(&stranger).await;
        let day = Day::new(2026, 11, 22).unwrap();
        let action = if refusal == "consent_withdrawn" {
            FamilyAction::ConsentWithdrawn { consent: given, on: day, reason: "no more".into() }
        } else if refusal == "withheld" {
            crate::sharing::wish(1, family, &[Section::Narrative])
        } else {
            let child = PersonId::from_uuid(StreamId::from_u128(number + 1).uuid());
            let said = Assent {
                child,
                purpose: "referral".into(),
                agrees: false,
                words: "no".into(),
                language: "km".into(),
                on: day,
                mark: Mark::OnPaper,
            };
            FamilyAction::AssentGiven { assent: ConsentId::from_u128(0xa1), given: said }
        };
        // Past the use case: it is in the ledger, and nothing followed.
        world.append(OURS, vec![world.entry(family, worker(3), 3, Action::Family(action))]).await;
        assert_eq!(stranger.get("/api/v1/consultations").await.ok()["consultations"], json!([]));
        let advice = json!({ "consultation": one["consultation"], "advice": "too late" });
        stranger.post(&path(family, "/consultations/advice"), &advice).await.is_problem("not-found");
        if refusal == "withheld" {
            // What was agreed beside it and is not kept back is still read, and she is not asked again.
            assert_eq!(stranger.get(&path(family, "")).await.ok()["sections"], json!(["identity", "health"]));
            let list = sophea.get(&path(family, "/advisers")).await.ok();
            assert_eq!(of(&list, "STRANGER").unwrap()["consented"], json!(false));
        } else {
            stranger.get(&path(family, "")).await.is_problem("not-found");
        }
    }
}

#[tokio::test]
async fn asking_is_the_work_of_the_lead_and_her_supervisor() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let no_such = StreamId::from_u128(0x999);
    for account in ["bopha", "vanna", "lonely", "admin", "numbers", "guardian", "chanthy", "stranger"] {
        let person = world.sign_in(account).await;
        for id in [family, no_such] {
            person.post(&path(id, "/consultations"), &ask(5, 7)).await.is_problem("not-found");
            person.get(&path(id, "/advisers")).await.is_problem("not-found");
        }
    }
    let dara = world.sign_in("dara").await;
    for (body, field) in [
        (ask(5, 0), "days"),
        (ask(5, 15), "days"),
        (ask(4, 7), "worker"),
        (ask(2, 7), "worker"),
        (ask(77, 7), "worker"),
    ] {
        let problem = dara.post(&path(family, "/consultations"), &body).await.is_problem("bad-value");
        assert_eq!(problem["fields"], json!([field]));
    }
    let mut wordless = ask(5, 7);
    wordless["question"] = json!("  ");
    let problem = dara.post(&path(family, "/consultations"), &wordless).await.is_problem("bad-value");
    assert_eq!(problem["fields"], json!(["question"]));
    dara.post(&path(family, "/consultations"), &ask(9, 14)).await.ok();
    world.sign_in("lonely").await.get(&path(family, "")).await.ok();
}
