use crate::harness::*;
use axum::body::Body;
use axum::http::{StatusCode, header};
use domain::entry::{Action, Section};
use domain::family::FamilyAction;
use domain::family::consent::{Consent, Mark};
use domain::family::people::{CareKind, Caring, NewPerson, Parentage};
use domain::family::plan::NewGoal;
use domain::family::review::{Asked, ChildView, ReviewOf};
use domain::ids::{ConsentId, GoalId, PersonId, ReviewId, StreamId};
use domain::kinship::{Quality, Sex};
use domain::time::Day;
use serde_json::json;

#[tokio::test]
async fn a_family_is_opened_and_the_reading_written_down() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let sophea = world.sign_in("sophea").await;
    let opened = sophea.get(&format!("/api/v1/families/{family}")).await.ok();
    let typed: domain::wire::Pulled = serde_json::from_value(opened.clone()).unwrap();
    assert_eq!(typed.streams[0].entries.len(), 4);
    assert_eq!(opened["sections"].as_array().unwrap().len(), 7);
    let newer = sophea.get(&format!("/api/v1/families/{family}?after=3")).await.ok();
    assert_eq!(newer["streams"][0]["entries"].as_array().unwrap().len(), 1);
    // The manager reads it without the guarded address.
    let chanthy = world.sign_in("chanthy").await;
    let managed = chanthy.get(&format!("/api/v1/families/{family}")).await.ok();
    assert!(!managed.to_string().contains("behind the pagoda"));
    assert!(managed.to_string().contains("Sok Sophea"));
    let readers = sophea.get(&format!("/api/v1/families/{family}/readers")).await.ok();
    let who: Vec<_> =
        readers["days"][0]["readings"].as_array().unwrap().iter().map(|r| r["name_latin"].clone()).collect();
    assert!(who.contains(&json!("CHANTHY")) && who.contains(&json!("SOPHEA")), "{readers}");
}

#[tokio::test]
async fn lists_show_what_each_may_see() {
    let world = World::new().await;
    world.family(0x100, 3).await;
    world.family(0x200, 4).await;
    world.family(0x300, 8).await;
    for (account, number) in [
        ("sophea", 1),
        ("bopha", 1),
        ("dara", 2),
        ("chanthy", 2),
        ("stranger", 1),
        ("lonely", 0),
        ("admin", 0),
        ("numbers", 0),
    ] {
        let person = world.sign_in(account).await;
        let rows = person.get("/api/v1/caseload").await.ok()["rows"].as_array().unwrap().len();
        let found = person.post("/api/v1/search", &json!({ "q": "sophea" })).await.ok()["found"]
            .as_array()
            .unwrap()
            .len();
        assert_eq!((rows, found), (number, number), "{account}");
    }
    let dara = world.sign_in("dara").await;
    let page = dara.get("/api/v1/caseload?limit=1&sort=updated").await.ok();
    assert_eq!(page["rows"][0]["summary"]["people"][0]["name_latin"], "Sok Sophea");
    let next = page["next"].as_str().unwrap();
    let page = dara.get(&format!("/api/v1/caseload?limit=1&sort=updated&cursor={next}")).await.ok();
    assert_eq!((page["rows"].as_array().unwrap().len(), page["next"].is_null()), (1, true));
    let hers = dara.get(&format!("/api/v1/caseload?worker={}", worker(4))).await.ok();
    assert_eq!(hers["rows"].as_array().unwrap().len(), 1);
    assert_eq!(dara.get("/api/v1/caseload?scope=mine").await.ok()["rows"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn names_are_found_in_either_script() {
    let world = World::new().await;
    world.family(0x100, 3).await;
    let sophea = world.sign_in("sophea").await;
    for query in ["សុភា", "sophea", "Sok So", "sopia"] {
        let found = sophea.post("/api/v1/search", &json!({ "q": query })).await.ok();
        assert_eq!(found["found"].as_array().unwrap().len(), 1, "{query}");
        assert_eq!(found["found"][0]["person"], json!(PersonId::from_u128(0x101)));
    }
    assert!(
        sophea.post("/api/v1/search", &json!({ "q": "" })).await.ok()["found"].as_array().unwrap().is_empty()
    );
}

#[tokio::test]
async fn a_family_known_elsewhere_is_hinted_at_and_not_shown() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let question = json!({
        "village": "02040101",
        "people": [{ "name_km": "", "name_latin": "Sok Sopheap", "sex": "female", "birth_year": 2017 },
                   { "name_km": "សុខ សុភា", "sex": "female", "birth_year": 2018 }],
    });
    let sophea = world.sign_in("sophea").await;
    let hers = sophea.post("/api/v1/duplicates", &question).await.ok();
    assert_eq!(hers["likely"][0]["family"], json!(family));
    assert_eq!(hers["known_elsewhere"], false);
    let bopha = world.sign_in("bopha").await;
    let hint = bopha.post("/api/v1/duplicates", &question).await.ok();
    assert_eq!((&hint["likely"], &hint["known_elsewhere"]), (&json!([]), &json!(true)));
    assert_eq!(hint["ask"]["name_latin"], "DARA");
    assert!(!hint.to_string().contains(&family.to_string()));
    // Another organisation learns nothing at all.
    let stranger = world.sign_in("stranger").await;
    let nothing = stranger.post("/api/v1/duplicates", &question).await.ok();
    assert_eq!((&nothing["likely"], &nothing["known_elsewhere"]), (&json!([]), &json!(false)));
    let numbers = world.sign_in("numbers").await;
    numbers.post("/api/v1/duplicates", &question).await.is_problem("not-allowed");
}

#[tokio::test]
async fn places_are_found_and_taken_along() {
    let world = World::new().await;
    world.places().await;
    let sophea = world.sign_in("sophea").await;
    let hits = sophea.get("/api/v1/places?q=bavel%20muoy").await.ok();
    assert_eq!(hits["places"][0]["code"], "02040101");
    let answer = sophea.get("/api/v1/places/area").await;
    let area = answer.ok();
    // Her district's one village and the six larger units; not the village of the other province.
    assert_eq!(area["places"].as_array().unwrap().len(), 7);
    assert!(!area.to_string().contains("08010101"));
    let again = sophea
        .request("GET", "/api/v1/places/area")
        .header(header::IF_NONE_MATCH, &answer.headers[header::ETAG]);
    assert_eq!(world.send(again.body(Body::empty()).unwrap()).await.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn the_desk_counts_the_team() {
    let world = World::new().await;
    world.family(0x100, 3).await;
    world.family(0x200, 3).await;
    world.family(0x300, 4).await;
    let dara = world.sign_in("dara").await;
    let desk = dara.get("/api/v1/team").await.ok();
    assert_eq!(desk["all"]["families"], 3);
    let sophea = desk["team"].as_array().unwrap().iter().find(|t| t["name_latin"] == "SOPHEA").unwrap();
    assert_eq!(sophea["numbers"]["families"], 2);
    world.sign_in("sophea").await.get("/api/v1/team").await.is_problem("not-allowed");
    let protocol = dara.get("/api/v1/programme/protocol").await.ok();
    assert!(protocol["gates"].as_array().is_some_and(|gates| !gates.is_empty()));
}

#[tokio::test]
async fn the_plan_is_printed_when_there_is_one() {
    let world = World::new().await;
    world.places().await;
    let family = world.family(0x100, 3).await;
    let sophea = world.sign_in("sophea").await;
    let path = format!("/api/v1/families/{family}/plan.pdf");
    sophea.get(&path).await.is_problem("nothing-to-print");
    sophea.get(&format!("{path}?lang=fr")).await.is_problem("bad-value");
    let goal = NewGoal {
        id: GoalId::from_u128(1),
        words: "ឱ្យកូនបានទៅរៀន".into(),
        for_people: vec![PersonId::from_u128(0x101)],
        links: vec![],
        reached_when: String::new(),
    };
    let action = Action::Family(FamilyAction::GoalAdded { goal });
    sophea.push(&[world.entry(family, worker(3), 3, action)]).await;
    for query in ["", "?lang=km&digits=khmer", "?lang=en&digits=latin"] {
        let paper = sophea.get(&format!("{path}{query}")).await;
        assert_eq!(paper.status, StatusCode::OK);
        assert_eq!(paper.headers[header::CONTENT_TYPE], "application/pdf");
        assert!(paper.bytes.starts_with(b"%PDF"));
    }
}

#[tokio::test]
async fn every_paper_shows_what_is_recorded() {
    let world = World::new().await;
    world.places().await;
    let family = world.family(0x100, 3).await;
    let child = PersonId::from_u128(0x101);
    let mother = PersonId::from_u128(0x102);
    let on = Day::new(2026, 11, 20).unwrap();
    let actions = [
        FamilyAction::PersonAdded {
            person: NewPerson {
                id: mother,
                name_km: "ចាន់ ស្រីមុំ".into(),
                name_latin: "Chan Sreymom".into(),
                sex: Sex::Female,
                birth: None,
                in_focus: false,
            },
        },
        FamilyAction::ParentageSet {
            parentage: Parentage { child, parent: mother, quality: Quality::Birth, from: None, until: None },
        },
        FamilyAction::CaregiverSet {
            caring: Caring {
                child,
                caregiver: mother,
                kind: CareKind::Parental,
                main: true,
                from: None,
                until: None,
            },
        },
        FamilyAction::ConsentGiven {
            consent: ConsentId::from_u128(1),
            given: Consent {
                purpose: "services".into(),
                by: mother,
                covers: vec![child],
                recipient: "Health centre".into(),
                organisation: None,
                sections: vec![Section::Health],
                language: "km".into(),
                on,
                until: on.plus_months(6),
                withheld: String::new(),
                mark: Mark::OnPaper,
            },
        },
        FamilyAction::GoalAdded {
            goal: NewGoal {
                id: GoalId::from_u128(1),
                words: "ឱ្យកូនបានទៅរៀន".into(),
                for_people: vec![child],
                links: vec![],
                reached_when: String::new(),
            },
        },
        FamilyAction::ReviewAsked {
            review: ReviewId::from_u128(1),
            asked: Asked {
                of: ReviewOf::Closing {
                    outcome: "together_and_safe".into(),
                    child_views: vec![ChildView {
                        child, words: "ខ្ញុំសប្បាយចិត្ត".into()
                    }],
                    caregiver_view: "We are well.".into(),
                    contact_name: "Village chief".into(),
                    contact_phone: "012 000 000".into(),
                },
                summary: "done".into(),
                on,
            },
        },
    ];
    let sophea = world.sign_in("sophea").await;
    let entries: Vec<_> =
        actions.into_iter().map(|a| world.entry(family, worker(3), 3, Action::Family(a))).collect();
    let pushed = sophea.push(&entries).await;
    for receipt in pushed["receipts"].as_array().unwrap() {
        assert_eq!(receipt["result"]["outcome"], "applied", "{pushed}");
    }
    let keep = std::env::var("KINKEEPER_KEEP_PAPERS").ok();
    for what in ["plan", "consent", "closing"] {
        for lang in ["km", "en"] {
            let paper = sophea.get(&format!("/api/v1/families/{family}/{what}.pdf?lang={lang}")).await;
            assert_eq!(paper.status, StatusCode::OK, "{what} {lang}");
            assert!(paper.bytes.starts_with(b"%PDF") && paper.bytes.len() > 8_000, "{what} {lang}");
            if let Some(dir) = &keep {
                std::fs::write(format!("{dir}/{what}-{lang}.pdf"), &paper.bytes).unwrap();
            }
        }
    }
    let prints = world.app.store.audit_rows(OURS, Some(family), 50).await.unwrap();
    assert_eq!(prints.iter().filter(|row| row.event.purpose == "print").count(), 6);
}

/// Whose risk one may not read stands where a family without a risk stands, whatever it is; nothing finds it by it.
#[tokio::test]
async fn an_order_by_risk_tells_nothing_of_what_is_sealed() {
    use domain::protocol::Risk;
    let world = World::new().await;
    let risk = async |family: StreamId, level: Risk| {
        let action = FamilyAction::RiskSet { level, reason: "seen".into() };
        world.append(OURS, vec![world.entry(family, worker(3), 3, Action::Family(action))]).await;
    };
    let all = [(0x100, Risk::High), (0x200, Risk::Low), (0x300, Risk::High), (0x400, Risk::Medium)];
    for (id, level) in all {
        let family = world.family(id, 3).await;
        risk(family, level).await;
    }
    let sealed = hex(StreamId::from_u128(0x100));
    world
        .sql(&format!("INSERT INTO family_sealed (stream, section) VALUES (x'{sealed}', 'narrative')"))
        .await;
    let sophea = world.sign_in("sophea").await;
    let order = async |query: &str| -> Vec<u128> {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = sophea.get(&format!("/api/v1/caseload?limit=1&{query}{cursor}")).await.ok();
            let rows = page["rows"].as_array().unwrap().clone();
            seen.extend(rows.iter().map(|row| {
                let id: StreamId = row["family"].as_str().unwrap().parse().unwrap();
                id.uuid().as_u128()
            }));
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return seen,
            }
        }
    };
    for closed in ["", "&closed=true"] {
        assert_eq!(order(&format!("sort=risk{closed}")).await, [0x300, 0x400, 0x200, 0x100], "{closed}");
        assert_eq!(order(&format!("sort=risk&risk=high{closed}")).await, [0x300]);
        assert_eq!(order(&format!("sort=due{closed}")).await.len(), 4);
        assert_eq!(order(&format!("sort=updated{closed}")).await.len(), 4);
    }
    let cursor = sophea.get("/api/v1/caseload?limit=4&sort=risk").await.ok();
    assert_eq!(cursor["rows"][3]["summary"]["risk"], json!(null));
}

fn hex(stream: StreamId) -> String {
    stream.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}
