//! The data-protection officer's desk: who may see a file and why, consents that end, reading that is worth a look.

use crate::harness::*;
use axum::http::StatusCode;
use domain::entry::{Action, Section};
use domain::family::FamilyAction;
use domain::family::access::Emergency;
use domain::family::consent::{Consent, Mark};
use domain::family::referral::{Referral, Screening};
use domain::ids::{ConsentId, EmergencyId, PersonId, StreamId};
use domain::protocol::Risk;
use domain::time::{Day, Millis};
use serde_json::{Value, json};

fn today() -> Day {
    Millis(NOON).day()
}

/// A consent of the child's own file that ends so many days from today.
fn consent(family: u128, id: u128, purpose: &str, days: i64) -> FamilyAction {
    let until = today().plus_days(days);
    let given = Consent {
        purpose: purpose.into(),
        by: PersonId::from_u128(family + 1),
        covers: vec![PersonId::from_u128(family + 1)],
        recipient: String::new(),
        organisation: None,
        sections: Vec::new(),
        language: "km".into(),
        on: until.plus_days(-300),
        until,
        withheld: String::new(),
        mark: Mark::OnPaper,
    };
    FamilyAction::ConsentGiven { consent: ConsentId::from_u128(id), given }
}

impl World {
    async fn say(&self, family: StreamId, by: u128, action: FamilyAction) {
        self.append(OURS, vec![self.entry(family, worker(by), by, Action::Family(action))]).await;
    }
    /// A family that is worked with.
    async fn active(&self, family: u128, by: u128) -> StreamId {
        let id = self.family(family, by).await;
        self.work(id, by).await;
        id
    }
    async fn work(&self, family: StreamId, by: u128) {
        let referral = Referral {
            source: "village_chief".into(),
            referrer: String::new(),
            referrer_phone: String::new(),
            reasons: vec!["poverty_debt".into()],
            story: "no rice".into(),
            urgency: Risk::Medium,
            people: Vec::new(),
            family_knows: None,
            received_at: Millis(NOON),
        };
        let screening =
            Screening::Accept { risk: Risk::Medium, respond_by: Millis(NOON), note: String::new() };
        self.say(family, by, FamilyAction::ReferralReceived { referral }).await;
        self.say(family, by, FamilyAction::ReferralScreened { screening }).await;
    }
}

fn seer<'a>(sight: &'a Value, name: &str) -> Option<&'a Value> {
    sight["seers"].as_array().unwrap().iter().find(|one| one["who"]["name_latin"] == name)
}

#[tokio::test]
async fn the_policies_say_who_may_see_a_file_and_by_which_rule() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let guardian = world.sign_in("guardian").await;
    let path = format!("/api/v1/families/{family}/access");
    let sight = guardian.get(&path).await.ok();
    let names: Vec<&str> = sight["seers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["who"]["name_latin"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["SOPHEA", "DARA", "CHANTHY", "GUARDIAN"], "the nearest first: {sight}");
    assert_eq!(seer(&sight, "SOPHEA").unwrap()["rules"][0]["row"], "village_social_worker.lead");
    let dara = seer(&sight, "DARA").unwrap();
    assert_eq!(dara["rules"][0]["relation"], "supervisor");
    assert_eq!(dara["through"][0]["name_latin"], "SOPHEA");
    assert_eq!(seer(&sight, "GUARDIAN").unwrap()["sections"], json!(["identity"]));
    assert_eq!((&sight["asked"], &sight["closed_to"]), (&json!(10), &json!(6)));
    assert_eq!(sight["number"], "0000-0000-0100");
    // No more than the rules and names of workers: nothing of the family's story, and not its name.
    assert!(!sight.to_string().contains("behind the pagoda"));
    assert!(!sight.to_string().contains("Sok Sophea"));
    // Whoever answers for the family can show the family; whoever does not, cannot.
    let sophea = world.sign_in("sophea").await;
    assert_eq!(sophea.get(&path).await.ok()["seers"], sight["seers"]);
    for account in ["bopha", "admin", "numbers", "stranger", "lonely"] {
        world.sign_in(account).await.get(&path).await.is_problem("not-found");
    }
    let pdf = sophea.get(&format!("{path}.pdf?lang=km")).await;
    assert_eq!((pdf.status, &pdf.bytes[..5]), (StatusCode::OK, b"%PDF-".as_slice()));
    assert_eq!(
        guardian.get(&format!("{path}.pdf")).await.status,
        StatusCode::NOT_FOUND,
        "she prints nothing"
    );
    // And the family's own report says that somebody asked.
    let readers = sophea.get(&format!("/api/v1/families/{family}/readers")).await.ok();
    assert!(readers.to_string().contains("asked_who"), "{readers}");
}

#[tokio::test]
async fn what_ends_says_when_and_whoever_is_kept_out_is_named() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let until = Millis(NOON + 3_600_000);
    let opened = Emergency {
        worker: worker(9),
        reason: "danger_now".into(),
        words: "a child cries".into(),
        from: Millis(NOON),
        until,
    };
    world
        .say(family, 9, FamilyAction::EmergencyOpened { emergency: EmergencyId::from_u128(1), opened })
        .await;
    world.say(family, 2, FamilyAction::WorkerExcluded { worker: worker(4), why: "a sister".into() }).await;
    let shared = FamilyAction::ConsentGiven {
        consent: ConsentId::from_u128(5),
        given: Consent {
            organisation: Some(THEIRS),
            recipient: "Test".into(),
            sections: vec![Section::Identity, Section::Health],
            ..match consent(0x100, 5, "referral", 20) {
                FamilyAction::ConsentGiven { given, .. } => given,
                _ => unreachable!(),
            }
        },
    };
    world.say(family, 3, shared).await;
    world.app.directory.forget();
    let guardian = world.sign_in("guardian").await;
    let sight = guardian.get(&format!("/api/v1/families/{family}/access")).await.ok();
    let lonely = seer(&sight, "LONELY").unwrap();
    assert_eq!((&lonely["rules"][0]["relation"], &lonely["until"]), (&json!("break_glass"), &json!(until.0)));
    let stranger = seer(&sight, "STRANGER").unwrap();
    assert_eq!(stranger["sections"], json!(["identity", "health"]));
    assert_eq!(stranger["rules"][0]["relation"], "shared");
    assert_eq!(stranger["who"]["own"], false);
    assert!(stranger["until"].as_i64().unwrap() > NOON + 20 * 86_400_000 - 43_200_001);
    assert_eq!(seer(&sight, "SOPHEA").unwrap()["until"], Value::Null);
    assert_eq!(sight["kept_out"][0]["who"]["name_latin"], "BOPHA");
    assert_eq!(sight["kept_out"][0]["reason"], "own_relative");
}

#[tokio::test]
async fn a_file_is_found_by_its_number_by_whoever_watches_over_it() {
    let world = World::new().await;
    world.places().await;
    let family = world.family(0x1234_5678_9abc, 3).await;
    let theirs = world.family(0x300, 8).await;
    let guardian = world.sign_in("guardian").await;
    let ask = |number: &str| format!("/api/v1/protection/files?number={number}");
    let found = guardian.get(&ask("1234-5678-9ABC")).await.ok();
    assert_eq!(found["files"][0]["family"], json!(family));
    assert_eq!(found["files"][0]["lead_latin"], "SOPHEA");
    assert_eq!(found["files"][0]["village_latin"], "Bavel Muoy");
    assert!(!found.to_string().contains("Sok Sophea"));
    let other = domain::family::number::FileNumber::of(theirs).to_string();
    assert_eq!(guardian.get(&ask(&other)).await.ok()["files"], json!([]));
    guardian.get(&ask("12")).await.is_problem("bad-value");
    for account in ["sophea", "dara", "admin", "numbers"] {
        world.sign_in(account).await.get(&ask("1234-5678-9ABC")).await.is_problem("not-allowed");
    }
}

#[tokio::test]
async fn consents_that_end_or_have_ended_while_work_goes_on_are_shown_without_names() {
    let world = World::new().await;
    let soon = world.active(0x100, 3).await;
    let over = world.active(0x200, 4).await;
    let far = world.active(0x300, 3).await;
    let unused = world.active(0x400, 3).await;
    world.say(soon, 3, consent(0x100, 1, "services", 10)).await;
    world.say(over, 4, consent(0x200, 2, "services", -3)).await;
    world.say(far, 3, consent(0x300, 3, "services", 31)).await;
    // Over, and nothing rests on it.
    world.say(unused, 3, consent(0x400, 4, "photo", -3)).await;
    let guardian = world.sign_in("guardian").await;
    let list = guardian.get("/api/v1/protection/consents").await.ok();
    let lines = list["consents"].as_array().unwrap();
    let told: Vec<(&Value, &Value)> =
        lines.iter().map(|one| (&one["file"]["family"], &one["days"])).collect();
    assert_eq!(told, [(&json!(over), &json!(-3)), (&json!(soon), &json!(10))], "{list}");
    assert_eq!(lines[0]["uses"], json!(["work"]));
    assert_eq!(lines[0]["file"]["lead_latin"], "BOPHA");
    assert!(!list.to_string().contains("Sophea"));
    assert_eq!(list["within_days"], 30);
    // Given again, it is no more in the list.
    world.say(over, 4, consent(0x200, 5, "services", 200)).await;
    let withdrawn =
        FamilyAction::ConsentWithdrawn { consent: ConsentId::from_u128(1), on: today(), reason: "no".into() };
    world.say(soon, 3, withdrawn).await;
    assert_eq!(guardian.get("/api/v1/protection/consents").await.ok()["consents"], json!([]));
    for account in ["sophea", "dara", "admin", "numbers"] {
        let person = world.sign_in(account).await;
        person.get("/api/v1/protection/consents").await.is_problem("not-allowed");
    }
    let stranger = world.sign_in("stranger").await;
    stranger.get("/api/v1/protection/consents").await.is_problem("not-allowed");
}

fn night(readings: &[Value]) -> &Value {
    readings.iter().find(|one| one["kind"] == "night").unwrap()
}

#[tokio::test]
async fn reading_at_night_is_told_as_a_fact_and_stays_until_somebody_says_what_it_was() {
    let world = World::new().await;
    let mut families = Vec::new();
    for n in 1..=3 {
        families.push(world.family(0x100 * n, 3).await);
    }
    // Half past nine in the evening.
    world.wait(9 * 3_600 + 1_800);
    let sophea = world.sign_in("sophea").await;
    for family in &families {
        sophea.get(&format!("/api/v1/families/{family}")).await.ok();
    }
    let guardian = world.sign_in("guardian").await;
    let list = guardian.get("/api/v1/protection/readings").await.ok();
    let readings = list["readings"].as_array().unwrap();
    let one = night(readings);
    assert_eq!((&one["kind"], &one["times"], &one["threshold"]), (&json!("night"), &json!(3), &json!(3)));
    assert_eq!((&one["name_latin"], &one["can_judge"]), (&json!("SOPHEA"), &json!(true)));
    assert_eq!(one["files"].as_array().unwrap().len(), 3);
    let path = format!("/api/v1/protection/readings/{}", one["id"].as_str().unwrap());
    let verdict = json!({ "verdict": "follow_up", "note": "I call her tomorrow" });
    guardian.post(&path, &json!({ "verdict": "explained", "note": " " })).await.is_problem("bad-value");
    world.sign_in("dara").await.post(&path, &verdict).await.is_problem("not-allowed");
    assert_eq!(guardian.post(&path, &verdict).await.status, StatusCode::NO_CONTENT);
    let explained = json!({ "verdict": "explained", "note": "a child was missing that night" });
    assert_eq!(guardian.post(&path, &explained).await.status, StatusCode::NO_CONTENT);
    world.wait(3 * 86_400);
    let chanthy = world.sign_in("chanthy").await;
    let again = chanthy.get("/api/v1/protection/readings").await.ok();
    let judgements = &night(again["readings"].as_array().unwrap())["judgements"];
    assert_eq!(judgements[0]["verdict"], "follow_up");
    assert_eq!(judgements[1]["note"], "a child was missing that night");
    assert_eq!(judgements[1]["by_latin"], "GUARDIAN");
    guardian.post("/api/v1/protection/readings/00", &explained).await.is_problem("not-found");
}

#[tokio::test]
async fn nobody_says_of_her_own_reading_what_it_was() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    world.say(family, 2, FamilyAction::WorkerExcluded { worker: worker(10), why: "a sister".into() }).await;
    let guardian = world.sign_in("guardian").await;
    guardian.get(&format!("/api/v1/families/{family}")).await.is_problem("not-found");
    let list = guardian.get("/api/v1/protection/readings").await.ok();
    let one = &list["readings"][0];
    assert_eq!((&one["kind"], &one["can_judge"]), (&json!("kept_out"), &json!(false)), "{list}");
    assert_eq!(one["files"], json!([]), "nor does she learn of the file here");
    let path = format!("/api/v1/protection/readings/{}", one["id"].as_str().unwrap());
    let verdict = json!({ "verdict": "explained", "note": "by mistake" });
    guardian.post(&path, &verdict).await.is_problem("not-allowed");
    let chanthy = world.sign_in("chanthy").await;
    let list = chanthy.get("/api/v1/protection/readings").await.ok();
    assert_eq!(list["readings"][0]["files"][0]["family"], json!(family));
    assert_eq!(chanthy.post(&path, &verdict).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_reader_with_the_familys_own_rare_name_is_told() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let other = world.family(0x200, 3).await;
    // Sophea leads both; her family name is rare, and it is that of somebody in one of them.
    let renamed = domain::organisation::OrganisationAction::WorkerSet {
        worker: domain::organisation::Worker {
            id: worker(3),
            account: "sophea".into(),
            name_km: "ឈឹម សុភា".into(),
            name_latin: "Chhoem Sophea".into(),
            role: domain::organisation::Role::VillageSocialWorker,
            supervisor: Some(worker(2)),
            areas: vec!["0204".parse().unwrap()],
            phone: String::new(),
            active: true,
        },
    };
    let org = StreamId::from_uuid(OURS.uuid());
    world.append(OURS, vec![world.entry(org, worker(6), 6, Action::Organisation(renamed))]).await;
    world.app.directory.forget();
    let person = domain::family::people::NewPerson {
        id: PersonId::from_u128(0x999),
        name_km: "ឈឹម វណ្ណា".into(),
        name_latin: String::new(),
        sex: domain::kinship::Sex::Male,
        birth: None,
        in_focus: false,
    };
    world.say(other, 3, FamilyAction::PersonAdded { person }).await;
    let sophea = world.sign_in("sophea").await;
    for id in [family, other] {
        sophea.get(&format!("/api/v1/families/{id}")).await.ok();
    }
    let guardian = world.sign_in("guardian").await;
    let list = guardian.get("/api/v1/protection/readings").await.ok();
    let one = &list["readings"][0];
    assert_eq!(one["kind"], "own_name", "{list}");
    assert_eq!(one["files"].as_array().unwrap().len(), 1);
    assert_eq!(one["files"][0]["family"], json!(other));
    assert!(!one.to_string().contains("វណ្ណា"), "who it is stays in the file");
}
