//! The audit log: nothing is read without it, and it tells exactly what happened.

use crate::auditing_around::{Around, REFERRED};
use crate::harness::*;
use crate::surface::planting::{self, brought, photo};
use axum::http::StatusCode;
use domain::entry::Action;
use domain::family::FamilyAction;
use domain::family::visit::RecordedVisit;
use domain::ids::{DeviceId, FormId, OrganisationId, PhotoId, StreamId, VisitId, WorkerId};
use kinkeeper_server::http::endpoint::{Audits, Decides};
use kinkeeper_server::http::endpoints;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::received_forms::{FormRow, FormState};

/// Every way to read about a family, with who may.
fn readings(family: StreamId, referral: StreamId) -> Vec<(&'static str, &'static str, String, Value)> {
    let get = |who, path: String| (who, "GET", path, Value::Null);
    let post = |who, path: &str, body| (who, "POST", path.to_owned(), body);
    vec![
        get("sophea", "/api/v1/caseload".into()),
        get("chanthy", "/api/v1/caseload?scope=organisation".into()),
        post("sophea", "/api/v1/search", json!({ "q": "sophea" })),
        post(
            "sophea",
            "/api/v1/duplicates",
            json!({ "village": "02040101", "people": [{ "name_latin": "Sok Sophea", "birth_year": 2017 }] }),
        ),
        get("sophea", format!("/api/v1/families/{family}")),
        get("sophea", format!("/api/v1/families/{family}/readers")),
        get("sophea", format!("/api/v1/families/{family}/readers.pdf")),
        get("sophea", format!("/api/v1/families/{family}/plan.pdf")),
        get("sophea", format!("/api/v1/families/{family}/consent.pdf")),
        get("sophea", format!("/api/v1/families/{family}/closing.pdf")),
        get("sophea", format!("/api/v1/families/{family}/photos/{}", photo().1.hash)),
        get("sophea", format!("/api/v1/families/{family}/photos/{}/held", photo().1.hash)),
        get("sophea", format!("/api/v1/families/{family}/access")),
        get("sophea", format!("/api/v1/families/{family}/access.pdf")),
        get("guardian", "/api/v1/protection/consents".into()),
        get("guardian", "/api/v1/protection/files?number=0000-0000-0100".into()),
        get("guardian", "/api/v1/protection/readings".into()),
        get("numbers", "/api/v1/numbers".into()),
        get("dara", "/api/v1/team".into()),
        get("sophea", "/api/v1/tray".into()),
        post("lonely", "/api/v1/emergencies/search", json!({ "name": "Sok Sophea", "village": "02040101" })),
        get("dara", "/api/v1/emergencies".into()),
        get("dara", "/api/v1/transfers".into()),
        get("dara", "/api/v1/joints".into()),
        get("dara", "/api/v1/joints/ended".into()),
        get("sophea", format!("/api/v1/families/{family}/advisers")),
        get("vanna", "/api/v1/consultations".into()),
        post("sophea", "/api/v1/elsewhere", json!({ "name": "Sok Sophea", "reason": "alone at the market" })),
        get("sophea", "/api/v1/elsewhere".into()),
        get("sophea", "/api/v1/elsewhere/enquiries".into()),
        get("sophea", "/api/v1/alike".into()),
        get("dara", "/api/v1/devices".into()),
        get("admin", "/api/v1/imports".into()),
        get("admin", "/api/v1/recoveries".into()),
        get("admin", "/api/v1/workers".into()),
        get("admin", format!("/api/v1/workers/{}/sessions", worker(3))),
        get("sophea", "/api/v1/programme/sharing".into()),
        get("sophea", format!("/api/v1/programme/sharing/{}", protocol_hash())),
        get("sophea", format!("/api/v1/programme/sharing/{}/annex.pdf", protocol_hash())),
        post(
            "admin",
            "/api/v1/programme/sharing/trial",
            json!({ "matrix": serde_json::from_str::<Value>(policy::engine::SHARING_PROTOCOL).unwrap() }),
        ),
        get("sophea", "/api/v1/forms".into()),
        get("sophea", format!("/api/v1/forms/{}", form())),
        get("sophea", format!("/api/v1/forms/{}/file?name=a.jpg", form())),
        get("sophea", format!("/api/v1/service-referrals/{referral}")),
        get("stranger", format!("/api/v1/service-referrals/{referral}")),
        post("sophea", &format!("/api/v1/service-referrals/{referral}/link"), json!({})),
        post("stranger", "/api/v1/sync/pull", json!({ "capability": 1, "known": [], "budget": 1_000_000 })),
        post("sophea", "/api/v1/sync/pull", json!({ "capability": 1, "known": [], "budget": 1_000_000 })),
    ]
}

/// The information-sharing protocol in force in these tests.
fn protocol_hash() -> String {
    policy::Engine::shipped().unwrap().matrix().hash().unwrap()
}

/// A form that waits.
fn form() -> FormId {
    FormId::from_u128(0xf0)
}

async fn a_form_came(world: &World) {
    let row = FormRow {
        id: form(),
        org: OURS,
        worker: worker(3),
        device: DeviceId::from_u128(3),
        form: "idpoor".into(),
        version: 1,
        at: world.app.now(),
        state: FormState::Waiting,
        files: 0,
    };
    let xml = b"<data id=\"idpoor\" version=\"1\"><meta><instanceID>uuid:1</instanceID></meta></data>";
    world.app.store.form_put(&row, xml).await.unwrap();
    world.app.store.form_file_put(&row, "a.jpg", b"picture").await.unwrap();
}

/// A family has a photograph, which is here.
async fn photographed(world: &World, family: StreamId) {
    let taken = FamilyAction::PhotoTaken { photo: PhotoId::from_u128(1), taken: photo().1 };
    world.append(OURS, vec![world.entry(family, worker(3), 3, Action::Family(taken))]).await;
    brought(world, family).await;
}

#[tokio::test]
async fn without_the_log_nothing_protected_is_read() {
    let world = World::new().await;
    world.places().await;
    let family = world.family(0x100, 3).await;
    photographed(&world, family).await;
    a_form_came(&world).await;
    let referral = crate::services::a_referral(&world).await;
    let mut people = BTreeMap::new();
    for (who, ..) in readings(family, referral) {
        if !people.contains_key(who) {
            people.insert(who, world.sign_in(who).await);
        }
    }
    for broken in [false, true] {
        if broken {
            world
                .sql("CREATE TRIGGER audit_broken BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'broken'); END;")
                .await;
        }
        for (who, method, path, body) in readings(family, referral) {
            let person = &people[who];
            let answer = match method {
                "GET" => person.get(&path).await,
                _ => person.post(&path, &body).await,
            };
            if broken {
                answer.is_problem("broken");
                let text = String::from_utf8_lossy(&answer.bytes).into_owned();
                assert!(!text.contains("Sophea") && !text.contains("សុភា"), "{path}: {text}");
            } else {
                let fine = [StatusCode::OK, StatusCode::CONFLICT].contains(&answer.status);
                assert!(fine, "{who} {path}: {}", answer.status);
            }
        }
    }
    // None was forgotten: every endpoint that gives out something protected is in the list above.
    let tried: Vec<String> = readings(family, referral)
        .into_iter()
        .map(|(_, method, path, _)| format!("{method} {path}"))
        .collect();
    for endpoint in endpoints() {
        let protected =
            matches!(endpoint.decides, Decides::Policy(_)) && matches!(endpoint.audits, Audits::Row(_));
        let writes = endpoint.method == "POST"
            && ([
                "/workers",
                "/forms/",
                "/openrosa/",
                "/imports",
                "/recoveries",
                "/transfers",
                "/enquiries/{id}",
                "/readings/{id}",
            ]
            .iter()
            .any(|part| endpoint.path.contains(part)));
        if !protected || writes || endpoint.method == "PUT" {
            continue;
        }
        let of_worker = endpoint.path.starts_with("/api/v1/workers");
        let of_protocol = endpoint.path.starts_with("/api/v1/programme/sharing");
        let of_referral = endpoint.path.starts_with("/api/v1/service-referrals");
        let id = match (of_worker, of_protocol, of_referral) {
            _ if endpoint.path.starts_with("/api/v1/forms") => form().to_string(),
            (true, _, _) => worker(3).to_string(),
            (_, true, _) => protocol_hash(),
            (_, _, true) => referral.to_string(),
            (false, false, false) => family.to_string(),
        };
        let path = endpoint.path.replace("{id}", &id).replace("{hash}", &photo().1.hash.to_string());
        let asked = format!("{} {path}", endpoint.method);
        let named = tried.iter().any(|one| *one == asked || one.starts_with(&format!("{asked}?")));
        assert!(named, "{asked} is not tried without the log");
    }
}

/// What a row of the log should say.
#[derive(Debug, PartialEq, Eq)]
pub struct Expected {
    pub worker: WorkerId,
    pub action: String,
    pub allowed: bool,
    pub stream: Option<StreamId>,
    /// The families shown; `None` inside: as many, whichever they are.
    pub shown: Shown,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Shown {
    These(Vec<StreamId>),
    Count(usize),
    Some,
}

/// Never the same session twice, always the same in every run.
pub struct Dice(u64);
impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut n = self.0;
        n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((n ^ (n >> 31)) % sides as u64).unwrap()
    }
}

pub fn ids(rows: &Value, key: &str) -> Vec<StreamId> {
    let mut ids: Vec<StreamId> =
        rows.as_array().unwrap().iter().map(|row| row[key].as_str().unwrap().parse().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

const ACTIONS: usize = 5_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[allow(clippy::too_many_lines, reason = "one walk, told from its beginning to its end")]
async fn over_five_thousand_actions_the_log_says_what_happened() {
    let world = World::new().await;
    let mut families = Vec::new();
    for (family, by) in [(0x100, 3), (0x200, 3), (0x300, 4), (0x400, 4), (0x500, 9), (0x600, 8), (0x700, 8)] {
        families.push(world.family(family, by).await);
    }
    let nobody = StreamId::from_u128(0x999);
    planting::directory(&world).await;
    let mut around = Around::new(&world).await;
    let mut people = Vec::new();
    for (account, id, _, _, org) in PEOPLE {
        people.push((world.sign_in(account).await, worker(id), id, org));
    }
    let mut before = BTreeMap::new();
    for org in [OURS, THEIRS] {
        let last = world.app.store.audit_rows(org, None, 1).await.unwrap();
        before.insert(org, last.first().map_or(0, |row| row.seq));
    }
    let mut truth: BTreeMap<OrganisationId, Vec<Expected>> = BTreeMap::new();
    let mut dice = Dice(20_261_125);
    for turn in 0..ACTIONS {
        let (person, who, number, org) = &people[dice.roll(people.len())];
        let family = if dice.roll(20) == 0 { nobody } else { families[dice.roll(families.len())] };
        let exists = family != nobody;
        let row = |action: &str, allowed: bool, stream: Option<StreamId>, shown: Shown| Expected {
            worker: *who,
            action: action.to_owned(),
            allowed,
            stream,
            shown,
        };
        let none = || Shown::These(Vec::new());
        let expect = truth.entry(*org).or_default();
        world.clock.0.fetch_add(1_000, std::sync::atomic::Ordering::SeqCst);
        match dice.roll(130) {
            0..=24 => {
                let scope = ["mine", "team", "organisation"][dice.roll(3)];
                let page = person.get(&format!("/api/v1/caseload?scope={scope}")).await.ok();
                expect.push(row("caseload.read", true, None, Shown::These(ids(&page["rows"], "family"))));
            }
            25..=34 => {
                let word = ["sophea", "សុភា", "Sok", "zzz", "..."][dice.roll(5)];
                let found = person.post("/api/v1/search", &json!({ "q": word })).await.ok();
                if word != "..." {
                    expect.push(row("search", true, None, Shown::These(ids(&found["found"], "family"))));
                }
            }
            35..=59 => {
                let answer = person.get(&format!("/api/v1/families/{family}")).await;
                let allowed = answer.status == StatusCode::OK;
                if allowed || exists {
                    expect.push(row("family.read", allowed, Some(family), none()));
                }
            }
            60..=64 => {
                let answer = person.get(&format!("/api/v1/families/{family}/readers")).await;
                let allowed = answer.status == StatusCode::OK;
                if allowed || exists {
                    expect.push(row("family.see_readers", allowed, Some(family), none()));
                }
            }
            65..=67 => {
                // There is nothing to print, which is found out by reading.
                let answer = person.get(&format!("/api/v1/families/{family}/closing.pdf")).await;
                match answer.status {
                    StatusCode::CONFLICT => expect.push(row("family.read", true, Some(family), none())),
                    _ if exists => expect.push(row("family.print", false, Some(family), none())),
                    _ => {}
                }
            }
            68..=72 => {
                let answer = person.get("/api/v1/team").await;
                if answer.status == StatusCode::OK {
                    let count = usize::try_from(answer.json()["all"]["families"].as_u64().unwrap()).unwrap();
                    expect.push(row("team.read", true, None, Shown::Count(count)));
                }
            }
            73..=77 => {
                let ask = json!({ "people": [{ "name_latin": "Sok Sophea", "sex": "female", "birth_year": 2017 }],
                                  "village": "02040101" });
                let answer = person.post("/api/v1/duplicates", &ask).await;
                if answer.status == StatusCode::OK {
                    let found = answer.json();
                    expect.push(row("duplicates", true, None, Shown::These(ids(&found["likely"], "family"))));
                    if found["known_elsewhere"] == true {
                        expect.push(row("duplicates.hinted", true, None, Shown::Some));
                    }
                }
            }
            78..=82 => {
                let tray = person.get("/api/v1/tray").await.ok();
                expect.push(row("tray.read", true, None, Shown::These(ids(&tray["items"], "stream"))));
            }
            83..=84 => {
                if person.get("/api/v1/imports").await.status == StatusCode::OK {
                    expect.push(row("imports.read", true, None, none()));
                }
            }
            85..=89 => {
                let pulled = person.pull(json!([])).await;
                for stream in pulled["streams"].as_array().unwrap() {
                    let id = stream["id"].as_str().unwrap().parse().unwrap();
                    if stream["kind"] == "family" {
                        expect.push(row("family.synced", true, Some(id), none()));
                    } else if stream["kind"] == "service_referral" {
                        let shown = Shown::These(vec![REFERRED]);
                        expect.push(row("service_referral.synced", true, Some(id), shown));
                    }
                }
            }
            90..=94 => {
                let recorded = RecordedVisit {
                    on: domain::time::Day::new(2026, 11, 21).unwrap(),
                    place: "home".into(),
                    met: Vec::new(),
                    others: String::new(),
                    strengths: String::new(),
                    observations: "Something was seen.".into(),
                    child_words: Vec::new(),
                    done: Vec::new(),
                };
                let visit = VisitId::from_u128(0xa000 + turn as u128);
                let action = Action::Family(FamilyAction::VisitRecorded { visit, recorded });
                let entry = world.entry(family, *who, *number, action);
                let pushed = person.push(&[entry]).await;
                let placed = pushed["receipts"][0]["verdict"] == "placed";
                expect.push(row("family.visit_recorded", placed, Some(family), none()));
            }
            95..=99 => {
                let at = world.app.now().0 - 5_000;
                let push =
                    json!({ "capability": 1, "entries": [], "views": [{ "family": family, "at": at }] });
                person.post("/api/v1/sync/push", &push).await.ok();
                // Told twice, because the answer was lost.
                person.post("/api/v1/sync/push", &push).await.ok();
                let info = world.app.store.stream_info(family, world.app.now()).await.unwrap();
                let held = info.is_some_and(|info| info.org == *org);
                expect.push(row("family.viewed", held, Some(family), none()));
            }
            _ => around.step(&mut dice, (person, *who, *org), &mut truth).await,
        }
    }
    let mut checked = 0;
    for org in [OURS, THEIRS] {
        let mut log = Vec::new();
        let mut after = before[&org];
        loop {
            let page = world.app.store.audit_after(org, after, 1_000).await.unwrap();
            let Some(last) = page.last() else { break };
            after = last.seq;
            log.extend(page.into_iter().map(|row| row.event));
        }
        let truth = &truth[&org];
        for (at, (row, right)) in log.iter().zip(truth).enumerate() {
            let shown = match right.shown {
                Shown::These(_) => Shown::These(row.shown.clone()),
                Shown::Count(_) => Shown::Count(row.shown.len()),
                Shown::Some if row.shown.is_empty() => Shown::Count(0),
                Shown::Some => Shown::Some,
            };
            let told = Expected {
                worker: row.actor.worker,
                action: row.action.clone(),
                allowed: row.allowed,
                stream: row.stream,
                shown,
            };
            assert_eq!(told, *right, "row {at} of {org}");
            checked += 1;
        }
        assert_eq!(log.len(), truth.len(), "{org}");
    }
    assert!(checked > ACTIONS - 500, "{checked}");
    around.was_everywhere();
    assert!(world.app.store.verify().await.unwrap().is_sound());
}

#[tokio::test]
async fn the_family_learns_who_when_and_why() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let sophea = world.sign_in("sophea").await;
    let dara = world.sign_in("dara").await;
    let bopha = world.sign_in("bopha").await;
    sophea.get("/api/v1/caseload").await.ok();
    dara.get(&format!("/api/v1/families/{family}")).await.ok();
    dara.get(&format!("/api/v1/families/{family}")).await.ok();
    bopha.get(&format!("/api/v1/families/{family}")).await.is_problem("not-found");
    let yesterday = NOON - 86_400_000;
    let push = json!({ "capability": 1, "entries": [], "views": [{ "family": family, "at": yesterday }] });
    sophea.post("/api/v1/sync/push", &push).await.ok();
    let report = sophea.get(&format!("/api/v1/families/{family}/readers")).await.ok();
    let days = report["days"].as_array().unwrap();
    assert_eq!(
        days.iter().map(|d| d["day"].as_str().unwrap()).collect::<Vec<_>>(),
        ["2026-11-22", "2026-11-21"]
    );
    let find = |day: usize, name: &str, manner: &str| {
        days[day]["readings"]
            .as_array()
            .unwrap()
            .iter()
            .find(|r| r["name_latin"] == name && r["manner"] == manner)
            .cloned()
            .unwrap_or_else(|| panic!("{name} {manner}: {report}"))
    };
    let supervised = find(0, "DARA", "opened");
    assert_eq!((&supervised["times"], &supervised["purpose"]), (&json!(2), &json!("supervision")));
    assert_eq!(supervised["role"], "senior_social_worker");
    assert_eq!(supervised["organisation_latin"], "Test");
    assert!(supervised["sections"].as_array().unwrap().contains(&json!("health")));
    assert_eq!(find(0, "SOPHEA", "listed")["allowed"], true);
    assert_eq!(find(0, "BOPHA", "tried")["allowed"], false);
    assert_eq!(find(0, "SOPHEA", "asked")["times"], 1);
    assert_eq!(find(1, "SOPHEA", "on_device")["purpose"], "offline");
    for lang in ["km", "en"] {
        let paper = sophea.get(&format!("/api/v1/families/{family}/readers.pdf?lang={lang}")).await;
        assert_eq!(paper.status, StatusCode::OK);
        assert!(paper.bytes.starts_with(b"%PDF"));
    }
}
