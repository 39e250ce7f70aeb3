//! What a family lets another organisation read: the sections that it agreed to, for as long as it agreed, and
//! nothing more through lists, sorting, papers or writing.

use crate::harness::*;
use axum::http::StatusCode;
use domain::entry::{Action, Section};
use domain::family::FamilyAction;
use domain::family::consent::{Assent, Consent, Mark};
use domain::family::withheld::Withheld;
use domain::ids::{ConsentId, PersonId, StreamId, WithheldId};
use domain::time::Day;
use serde_json::{Value, json};

const SHARED: &str = "/api/v1/caseload?scope=shared&sort=updated";

fn today() -> Day {
    Day::new(2026, 11, 22).unwrap()
}

fn consent(id: u128, family: StreamId, sections: Vec<Section>, days: i64) -> FamilyAction {
    let child = PersonId::from_u128(family.uuid().as_u128() + 1);
    let given = Consent {
        purpose: "referral".into(),
        by: child,
        covers: vec![child],
        recipient: "Theirs".into(),
        organisation: Some(THEIRS),
        sections,
        language: "km".into(),
        on: today(),
        until: today().plus_days(days),
        withheld: String::new(),
        mark: Mark::OnPaper,
    };
    FamilyAction::ConsentGiven { consent: ConsentId::from_u128(id), given }
}

fn answer(id: u128, family: StreamId, agrees: bool) -> FamilyAction {
    let given = Assent {
        child: PersonId::from_u128(family.uuid().as_u128() + 1),
        purpose: "referral".into(),
        agrees,
        words: String::new(),
        language: "km".into(),
        on: today(),
        mark: Mark::OnPaper,
    };
    FamilyAction::AssentGiven { assent: ConsentId::from_u128(id), given }
}

/// The lead writes it on her phone, and it is sent.
async fn write(world: &World, family: StreamId, action: FamilyAction) {
    let pushed = world
        .sign_in("sophea")
        .await
        .push(&[world.entry(family, worker(3), 3, Action::Family(action))])
        .await;
    assert_eq!(pushed["receipts"][0]["result"]["outcome"], "applied", "{pushed}");
}

async fn listed(who: &Person<'_>, path: &str) -> Vec<Value> {
    who.get(path).await.ok()["rows"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_section_opens_with_consent_and_closes_when_it_is_taken_back() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let path = format!("/api/v1/families/{family}");
    let stranger = world.sign_in("stranger").await;
    stranger.get(&path).await.is_problem("not-found");
    assert!(listed(&stranger, SHARED).await.is_empty());

    write(&world, family, consent(1, family, vec![Section::Identity], 30)).await;
    let file = stranger.get(&path).await.ok();
    assert_eq!((&file["organisation"], &file["sections"]), (&json!(OURS), &json!(["identity"])));
    let text = file.to_string();
    assert!(text.contains("Sok Sophea") && !text.contains("behind the pagoda"), "{text}");
    // What the consent itself says is part of the work, and that is not shared.
    assert!(!text.contains("consent_given"), "{text}");

    let withdrawn = FamilyAction::ConsentWithdrawn {
        consent: ConsentId::from_u128(1),
        on: today(),
        reason: "enough".into(),
    };
    write(&world, family, withdrawn).await;
    stranger.get(&path).await.is_problem("not-found");
    assert!(listed(&stranger, SHARED).await.is_empty());
}

#[tokio::test]
async fn it_ends_by_itself() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    write(&world, family, consent(1, family, vec![Section::Identity, Section::Narrative], 0)).await;
    let path = format!("/api/v1/families/{family}");
    let stranger = world.sign_in("stranger").await;
    assert_eq!(stranger.get(&path).await.status, StatusCode::OK);
    // Noon: the last day ends in twelve hours.
    world.wait(12 * 3_600 - 1);
    assert_eq!(stranger.get(&path).await.status, StatusCode::OK);
    world.wait(1);
    stranger.get(&path).await.is_problem("not-found");
}

#[tokio::test]
async fn a_childs_no_keeps_it_closed() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    write(&world, family, consent(1, family, vec![Section::Identity], 30)).await;
    let path = format!("/api/v1/families/{family}");
    let stranger = world.sign_in("stranger").await;
    assert_eq!(stranger.get(&path).await.status, StatusCode::OK);
    write(&world, family, answer(2, family, false)).await;
    stranger.get(&path).await.is_problem("not-found");
    write(&world, family, answer(3, family, true)).await;
    assert_eq!(stranger.get(&path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_no_of_tuesday_holds_though_a_yes_of_monday_comes_later() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    write(&world, family, consent(1, family, vec![Section::Identity], 30)).await;
    write(&world, family, answer(2, family, false)).await;
    let mut late = answer(3, family, true);
    if let FamilyAction::AssentGiven { given, .. } = &mut late {
        given.on = today().plus_days(-1);
    }
    write(&world, family, late).await;
    let stranger = world.sign_in("stranger").await;
    stranger.get(&format!("/api/v1/families/{family}")).await.is_problem("not-found");
}

#[tokio::test]
async fn the_no_of_a_child_whom_the_consent_does_not_cover_counts_too() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let mut for_nobody = consent(1, family, vec![Section::Identity], 30);
    if let FamilyAction::ConsentGiven { given, .. } = &mut for_nobody {
        given.covers = Vec::new();
    }
    write(&world, family, for_nobody).await;
    let path = format!("/api/v1/families/{family}");
    let stranger = world.sign_in("stranger").await;
    stranger.get(&path).await.ok();
    write(&world, family, answer(2, family, false)).await;
    stranger.get(&path).await.is_problem("not-found");
}

#[tokio::test]
async fn nothing_else_comes_with_it() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let risk = FamilyAction::RiskSet { level: domain::protocol::Risk::High, reason: "a beating".into() };
    write(&world, family, risk).await;
    write(&world, family, consent(1, family, vec![Section::Identity], 30)).await;
    let stranger = world.sign_in("stranger").await;
    let rows = listed(&stranger, SHARED).await;
    assert_eq!(rows.len(), 1);
    let summary = &rows[0]["summary"];
    assert_eq!(summary["people"][0]["name_latin"], "Sok Sophea");
    assert_eq!(
        (&summary["risk"], &summary["lead"], &summary["team"]),
        (&Value::Null, &Value::Null, &json!([]))
    );
    assert_eq!(rows[0]["next_due"], Value::Null);
    // Nor counted at her desk.
    let desk = stranger.get("/api/v1/team").await.ok();
    assert!(!desk.to_string().contains(&worker(3).to_string()), "{desk}");
    assert_eq!(desk["stages"], json!([]), "{desk}");
    // What is not shown is not found out by asking for it.
    for asked in ["risk=high", "due=2027-01-01", "only=concern", "stage=open"] {
        let problem = stranger.get(&format!("{SHARED}&{asked}")).await.is_problem("bad-value");
        assert_eq!(problem["fields"], json!([asked.split('=').next().unwrap()]));
    }
    for sort in ["&sort=risk", "&sort=due", ""] {
        let answer = stranger.get(&format!("/api/v1/caseload?scope=shared{sort}")).await;
        answer.is_problem("bad-value");
    }
    // Her own lists are of her own organisation.
    for scope in ["organisation", "team", "mine"] {
        assert!(listed(&stranger, &format!("/api/v1/caseload?scope={scope}")).await.is_empty(), "{scope}");
    }
    let found = stranger.post("/api/v1/search", &json!({ "q": "sok sophea" })).await.ok();
    assert!(!found.to_string().contains("Sok Sophea"), "{found}");
    for paper in ["plan.pdf", "consent.pdf", "closing.pdf", "readers", "readers.pdf"] {
        stranger.get(&format!("/api/v1/families/{family}/{paper}")).await.is_problem("not-found");
    }
    let change = FamilyAction::AddressSet { address: "elsewhere".into() };
    let pushed = stranger.push(&[world.entry(family, worker(8), 8, Action::Family(change))]).await;
    assert_eq!(pushed["receipts"][0]["verdict"], "refused", "{pushed}");
    // Her phone keeps nothing of it.
    let pulled = stranger.pull(json!([])).await;
    assert!(!pulled.to_string().contains("Sok Sophea"), "{pulled}");
    // Those of her organisation who see no other's files see this one neither.
    let readers = world.sign_in("sophea").await.get(&format!("/api/v1/families/{family}/readers")).await.ok();
    assert!(
        readers.to_string().contains("STRANGER") || readers.to_string().contains("stranger"),
        "{readers}"
    );
}

/// The child does not want something told to the other organisation.
pub fn wish(id: u128, family: StreamId, sections: &[Section]) -> FamilyAction {
    let asked = Withheld {
        by: PersonId::from_u128(family.uuid().as_u128() + 1),
        words: "what happened at my uncle's".into(),
        sections: sections.to_vec(),
        people: vec![],
        others: false,
        organisations: vec![THEIRS],
        somebody: String::new(),
        why: "fear_of_harm".into(),
        why_words: String::new(),
        on: today(),
    };
    FamilyAction::InformationWithheld { withheld: WithheldId::from_u128(id), asked }
}

fn lifted(id: u128) -> FamilyAction {
    let words = "they may know now".into();
    FamilyAction::WithheldLifted { withheld: WithheldId::from_u128(id), inside: true, on: today(), words }
}

#[tokio::test]
async fn what_a_child_does_not_want_told_is_closed_and_the_wish_is_not_read_there() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let path = format!("/api/v1/families/{family}");
    write(&world, family, consent(1, family, vec![Section::Identity, Section::Narrative], 30)).await;
    let stranger = world.sign_in("stranger").await;
    let file = stranger.get(&path).await.ok();
    assert_eq!(file["sections"], json!(["identity", "narrative"]));

    // A wish in words: nothing closes, and nobody there learns that there is one.
    write(&world, family, wish(1, family, &[])).await;
    let file = stranger.get(&path).await.ok();
    assert_eq!(file["sections"], json!(["identity", "narrative"]));
    let told = |file: &Value| file.to_string().contains("uncle") || file.to_string().contains("_withheld");
    assert!(!told(&file), "{file}");

    write(&world, family, wish(2, family, &[Section::Narrative])).await;
    let file = stranger.get(&path).await.ok();
    assert_eq!(file["sections"], json!(["identity"]));
    assert!(!told(&file) && !file.to_string().contains("consent_given"), "{file}");
    // Whoever works with the family goes on reading all of it.
    let dara = world.sign_in("dara").await;
    assert!(dara.get(&path).await.ok().to_string().contains("uncle"));

    write(&world, family, lifted(2)).await;
    let file = stranger.get(&path).await.ok();
    assert_eq!(file["sections"], json!(["identity", "narrative"]));
    assert!(!told(&file), "{file}");

    write(&world, family, wish(3, family, &[Section::Identity])).await;
    stranger.get(&path).await.is_problem("not-found");
    assert!(listed(&stranger, SHARED).await.is_empty());
}

/// Of what is sealed to a guest she learns that there is something at that place: neither who wrote it nor when, on which
/// device, or in which section.
#[tokio::test]
async fn heads_of_what_is_sealed_to_a_guest_tell_nothing() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let before = world.app.now();
    world.wait(3_600);
    let hidden = [
        FamilyAction::RiskSet { level: domain::protocol::Risk::High, reason: "a beating".into() },
        consent(1, family, vec![Section::Identity], 30),
    ];
    let mut entries: Vec<_> =
        hidden.into_iter().map(|action| world.entry(family, worker(4), 4, Action::Family(action))).collect();
    entries[1].base.after = Some(entries[0].id);
    // What she may read, made on the same device after what she may not.
    let phone = domain::family::people::FamilyField::Phone("012 555 900".into());
    let mut open =
        world.entry(family, worker(4), 4, Action::Family(FamilyAction::FamilySet { changes: vec![phone] }));
    open.base.after = Some(entries[1].id);
    let (sealed, at) = (entries.iter().map(|entry| entry.id).collect::<Vec<_>>(), world.app.now());
    entries.push(open);
    world.append(OURS, entries).await;

    let stranger = world.sign_in("stranger").await;
    let file = stranger.get(&format!("/api/v1/families/{family}")).await.ok();
    let text = file.to_string();
    assert!(text.contains("Sok Sophea") && text.contains("012 555 900"), "{text}");
    for id in sealed {
        assert!(!text.contains(&id.to_string()), "{text}");
    }
    let all = file["streams"][0]["entries"].as_array().unwrap();
    assert_eq!(all.iter().map(|one| one["seq"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
    let without: Vec<&Value> = all.iter().filter(|one| one["action"].is_null()).collect();
    assert!(without.len() >= 3, "the address, the risk, the consent: {text}");
    for (one, other) in without.iter().zip(without.iter().skip(1)) {
        let told = |one: &Value| {
            let mut told = one.clone();
            for own in ["seq", "id"] {
                told.as_object_mut().unwrap().remove(own);
            }
            told
        };
        assert_eq!(told(one), told(other), "they are all alike");
        assert_ne!(one["id"], other["id"]);
        assert_eq!((&one["made_at"], &one["base"]), (&json!(0), &json!({ "seen": 0 })));
    }
    assert!(at > before);
    // It folds, what followed on something sealed included.
    let last = all.last().unwrap();
    assert!(last["base"].get("after").is_none() && !last["action"].is_null(), "{last}");
    // A row in a list does not tell when somebody wrote either.
    assert_eq!(listed(&stranger, SHARED).await[0]["updated_at"], 0);
    let first = stranger.get(&format!("{SHARED}&limit=1")).await.ok();
    assert!(!first.to_string().contains(&at.0.to_string()), "{first}");
    // Whoever holds the file sees its heads.
    let own = world.sign_in("sophea").await.get(&format!("/api/v1/families/{family}")).await.ok();
    assert!(own.to_string().contains(&worker(4).to_string()));
}

#[tokio::test]
async fn shared_files_come_page_by_page_in_an_order_that_tells_nothing() {
    let world = World::new().await;
    let ids = [0x300, 0x100, 0x200];
    for id in ids {
        let family = world.family(id, 3).await;
        write(&world, family, consent(id, family, vec![Section::Identity], 30)).await;
        world.wait(60);
    }
    let stranger = world.sign_in("stranger").await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    for _ in 0..ids.len() {
        let page = stranger.get(&format!("{SHARED}&limit=1{cursor}")).await.ok();
        seen.push(page["rows"][0]["family"].clone());
        cursor = page["next"].as_str().map(|next| format!("&cursor={next}")).unwrap_or_default();
    }
    assert_eq!(seen, [0x100, 0x200, 0x300].map(|id| json!(StreamId::from_u128(id))));
    assert_eq!(cursor, "");
}

#[tokio::test]
async fn words_of_a_consent_about_whom_not_to_tell_stay_at_home() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let path = format!("/api/v1/families/{family}");
    let FamilyAction::ConsentGiven { consent: id, mut given } =
        consent(1, family, vec![Section::Identity, Section::Narrative], 30)
    else {
        unreachable!()
    };
    given.withheld = "nothing about my uncle to Theirs".into();
    write(&world, family, FamilyAction::ConsentGiven { consent: id, given }).await;

    let file = world.sign_in("stranger").await.get(&path).await.ok();
    assert!(file.to_string().contains("consent_given"), "the consent itself is read: {file}");
    assert!(!file.to_string().contains("uncle"), "{file}");
    assert!(world.sign_in("dara").await.get(&path).await.ok().to_string().contains("uncle"));
}
