//! The network's own assessment tools through HTTP: a workbook becomes a tool that every phone knows of, a version is never
//! changed, and one that is out of use stays readable.

use crate::harness::*;
use crate::structural::{open_case, queue, today};
use axum::http::StatusCode;
use base64::Engine as _;
use domain::family::FamilyAction as A;
use domain::family::assessment::Completed;
use domain::ids::AssessmentId;
use domain::instrument::{Answers, document_hash};
use exchange::xlsform::fixtures::{Grid, census, workbook};
use serde_json::{Value, json};

const TOOLS: &str = "/api/v1/tools";

/// A tool of three questions.
pub fn small(title: &str) -> Vec<u8> {
    let survey = Grid::new(
        "survey",
        "type|name|label::English (en)|label::Khmer (km)|required|relevant\n\
         select_one yn|meals|Does everybody eat three times a day?|តើគ្រប់គ្នាបរិភោគបីពេលក្នុងមួយថ្ងៃឬទេ?|yes|\n\
         text|why|Why not?|ហេតុអ្វី?|yes|${meals} = 'no'\n\
         integer|people|How many people eat together?|តើមានប៉ុន្មាននាក់បរិភោគជាមួយគ្នា?|yes|",
    );
    let choices = Grid::new(
        "choices",
        "list_name|name|label::English (en)|label::Khmer (km)\nyn|yes|Yes|បាទ/ចាស\nyn|no|No|ទេ",
    );
    let settings = format!("form_title|form_id|version|kinkeeper_subject\n{title}|meals|1|family");
    workbook(&[survey, choices, Grid::new("settings", &settings)]).unwrap()
}

/// Reads a workbook and publishes what it amounts to.
pub async fn published(admin: &Person<'_>, book: &[u8]) -> (String, u64) {
    let read = admin.post_file(&format!("{TOOLS}/read"), book.to_vec()).await.ok();
    assert_eq!(read["faults"], json!([]), "{read}");
    let document = translated(admin, read["document"].clone()).await;
    let workbook = base64::engine::general_purpose::STANDARD.encode(book);
    let body = json!({ "document": document, "note": "first", "workbook": workbook });
    let done = admin.post(TOOLS, &body).await.ok();
    (done["code"].as_str().unwrap().to_owned(), done["version"].as_u64().unwrap())
}

/// What a workbook says in one language only stands in both: somebody translates it before it is published.
async fn translated(admin: &Person<'_>, mut document: Value) -> Value {
    let looked = admin.post(&format!("{TOOLS}/look"), &json!({ "document": document })).await.ok();
    for problem in looked["problems"].as_array().unwrap() {
        let place = format!("/{}", problem["path"].as_str().unwrap().replace('.', "/"));
        let text = document.pointer_mut(&place).unwrap();
        match problem["fault"]["text"].as_str().unwrap() {
            "no_khmer" => text["km"] = json!(format!("ខ្មែរ {}", text["en"].as_str().unwrap())),
            "no_english" => {
                text["en"] = json!("not asked");
                text["km"] = json!("មិនសួរ");
            }
            other => panic!("{other}: {problem}"),
        }
    }
    document
}

fn listed<'a>(all: &'a Value, code: &str, version: u64) -> Option<&'a Value> {
    all["tools"].as_array().unwrap().iter().find(|one| one["code"] == code && one["version"] == version)
}

#[tokio::test]
async fn a_workbook_becomes_a_tool_that_everybody_may_use() {
    let world = World::new().await;
    let (admin, sophea) = (world.sign_in("admin").await, world.sign_in("sophea").await);
    let book = small("Meals");
    assert_eq!(published(&admin, &book).await, ("meals".into(), 1));
    let all = sophea.get(TOOLS).await.ok();
    assert_eq!((&all["may_publish"], all["tools"].as_array().unwrap().len()), (&json!(false), 43));
    let one = listed(&all, "meals", 1).unwrap();
    assert_eq!((&one["current"], &one["shipped"], &one["items"]), (&json!(true), &json!(false), &json!(3)));
    assert_eq!((&one["note"], &one["workbook"]), (&json!("first"), &json!(true)));
    // The document comes as it was published, and the workbook as it was.
    let document = sophea.get(&format!("{TOOLS}/meals/1")).await;
    let text = String::from_utf8(document.bytes.clone()).unwrap();
    assert_eq!(document.json()["title"]["en"], "Meals");
    assert_eq!(sophea.get(&format!("{TOOLS}/meals/1/workbook")).await.bytes, book);
    // Every phone hears of it with the programme, with the hash of the document.
    let pulled = sophea.pull(json!([])).await.to_string();
    assert!(pulled.contains(&document_hash(&text)), "the phone can see that it is the one");
    // A tool that came with the software goes out as a workbook too.
    let shipped = sophea.get(&format!("{TOOLS}/csi/2/workbook")).await;
    assert_eq!(shipped.status, StatusCode::OK);
    assert!(exchange::xlsform::import(&shipped.bytes, &exchange::xlsform::Options::default()).is_ok());
    for unknown in ["meals/2", "none/1", "x%2fy/1"] {
        sophea.get(&format!("{TOOLS}/{unknown}")).await.is_problem("not-found");
    }
}

#[tokio::test]
async fn only_administrators_publish_and_nothing_half_is_published() {
    let world = World::new().await;
    let admin = world.sign_in("admin").await;
    let read = admin.post_file(&format!("{TOOLS}/read"), small("Meals")).await.ok();
    let document = translated(&admin, read["document"].clone()).await;
    let body = json!({ "document": document, "note": "first" });
    for account in ["sophea", "chanthy", "dara"] {
        let person = world.sign_in(account).await;
        person.post(TOOLS, &body).await.is_problem("not-allowed");
        person.post(&format!("{TOOLS}/look"), &json!({ "document": {} })).await.is_problem("not-allowed");
        person.post_file(&format!("{TOOLS}/read"), small("Meals")).await.is_problem("not-allowed");
        let retire = format!("{TOOLS}/csi/2/retire");
        person.post(&retire, &json!({ "note": "we do not use it" })).await.is_problem("not-allowed");
    }
    // What does not hold together is told, and nothing is published.
    let mut broken = document.clone();
    broken["title"]["km"] = json!("");
    broken["sections"][0]["items"][1]["relevant"] = json!("${nothing} = 'no'");
    let looked = admin.post(&format!("{TOOLS}/look"), &json!({ "document": broken })).await.ok();
    assert_eq!(looked["problems"].as_array().unwrap().len(), 2, "{looked}");
    let refused = admin.post(TOOLS, &json!({ "document": broken, "note": "" })).await;
    assert_eq!(refused.is_problem("tool-not-valid")["more"]["problems"], looked["problems"]);
    let refused = admin.post(TOOLS, &json!({ "document": { "code": "x" }, "note": "" })).await;
    assert!(refused.is_problem("tool-not-valid")["more"]["why"].is_string());
    let all = admin.get(TOOLS).await.ok();
    assert!(listed(&all, "meals", 1).is_none());
    // A workbook with a mistake says in both languages where.
    let bad = workbook(&[Grid::new("survey", "type|name|label\ntext|a b|A")]).unwrap();
    let read = admin.post_file(&format!("{TOOLS}/read"), bad).await.ok();
    assert_eq!(read["document"], Value::Null);
    let fault = &read["faults"][0];
    assert!(fault["cell"].as_str().unwrap().contains("survey"), "{fault}");
    assert!(fault["km"] != fault["en"] && !fault["km"].as_str().unwrap().is_empty());
}

fn record(id: u128, version: u16, answers: &Value) -> A {
    A::AssessmentCompleted {
        completed: Completed {
            id: AssessmentId::from_u128(id),
            instrument: "meals".into(),
            version,
            subject: None,
            on: today(),
            sources: vec!["caregiver".into()],
            answers: serde_json::from_value::<Answers>(answers.clone()).unwrap(),
            revises: None,
        },
    }
}

#[tokio::test]
async fn records_are_judged_with_the_networks_own_tools_and_keep_to_their_version() {
    let world = World::new().await;
    let seen = open_case(&world).await;
    let (admin, sophea) = (world.sign_in("admin").await, world.sign_in("sophea").await);
    let whole =
        json!({ "meals": { "kind": "choice", "option": "yes" }, "people": { "kind": "number", "value": 5 } });
    let half =
        json!({ "meals": { "kind": "choice", "option": "no" }, "people": { "kind": "number", "value": 5 } });
    let mut next = 0;
    let mut send = async |version, answers: &Value| {
        next += 1;
        let pushed = sophea.push(&queue(&world, 3, seen, [record(next, version, answers)])).await;
        let receipt = &pushed["receipts"][0];
        receipt["reason"]
            .as_str()
            .unwrap_or_else(|| receipt["result"]["outcome"].as_str().unwrap())
            .to_owned()
    };
    assert_eq!(send(1, &whole).await, "unknown_instrument");
    published(&admin, &small("Meals")).await;
    assert_eq!(send(1, &half).await, "incomplete");
    assert_eq!(send(1, &whole).await, "applied");
    // The next version asks less; whoever had the former one on her phone goes on with it.
    let mut document = sophea.get(&format!("{TOOLS}/meals/1")).await.json();
    document["sections"][0]["items"][1]["required"] = json!(false);
    let looked = admin.post(&format!("{TOOLS}/look"), &json!({ "document": document })).await.ok();
    assert_eq!((&looked["version"], &looked["follows"]), (&json!(2), &json!(1)));
    let paths: Vec<&str> =
        looked["differences"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
    assert!(paths.iter().any(|path| path.ends_with("why / required")), "{paths:?}");
    let done = admin.post(TOOLS, &json!({ "document": document, "note": "less", "follows": 1 })).await.ok();
    assert_eq!(done["version"], 2);
    assert_eq!(send(2, &half).await, "applied");
    assert_eq!(send(1, &half).await, "incomplete");
    assert_eq!(send(1, &whole).await, "applied");
    let changes = sophea.get(&format!("{TOOLS}/meals/2/changes?since=1")).await.ok();
    assert!(changes["differences"].as_array().unwrap().len() >= 2);
    // One out of use is not offered and judges what was begun with it.
    let retire = |version: u64| format!("{TOOLS}/meals/{version}/retire");
    admin.post(&retire(2), &json!({ "note": " " })).await.is_problem("bad-value");
    assert_eq!(admin.post(&retire(2), &json!({ "note": "too short" })).await.status, 204);
    admin.post(&retire(2), &json!({ "note": "again" })).await.is_problem("tool-decided");
    let all = admin.get(TOOLS).await.ok();
    assert_eq!(listed(&all, "meals", 2).unwrap()["retired"], "too short");
    assert_eq!(listed(&all, "meals", 1).unwrap()["current"], true);
    assert_eq!(send(2, &half).await, "applied");
    assert_eq!(admin.post(&format!("{TOOLS}/meals/2/restore"), &json!({})).await.status, 204);
    assert_eq!(listed(&admin.get(TOOLS).await.ok(), "meals", 2).unwrap()["current"], true);
}

#[tokio::test]
async fn a_tool_that_came_with_the_software_gets_versions_of_its_own() {
    let world = World::new().await;
    let admin = world.sign_in("admin").await;
    let document = admin.get(&format!("{TOOLS}/csi/2")).await.json();
    let body = json!({ "document": document, "note": "our words", "follows": 2 });
    assert_eq!(admin.post(TOOLS, &body).await.ok()["version"], 1_001);
    let all = admin.get(TOOLS).await.ok();
    assert_eq!(listed(&all, "csi", 1_001).unwrap()["current"], true);
    assert_eq!(listed(&all, "csi", 2).unwrap()["current"], false);
    // The server is started anew: nothing of it is lost.
    let again = admin.get(&format!("{TOOLS}/csi/1001")).await.json();
    assert_eq!(again["title"], document["title"]);
}

#[tokio::test]
async fn a_census_of_three_hundred_rows_is_published() {
    let world = World::new().await;
    let admin = world.sign_in("admin").await;
    assert_eq!(published(&admin, &census().unwrap()).await, ("household_census".into(), 1));
}

#[tokio::test]
async fn a_document_that_is_lost_keeps_nobody_from_her_work() {
    let world = World::new().await;
    open_case(&world).await;
    let (admin, sophea) = (world.sign_in("admin").await, world.sign_in("sophea").await);
    published(&admin, &small("Meals")).await;
    // Before anybody has read it.
    world.sql("CREATE TABLE kept AS SELECT * FROM tool_files; DELETE FROM tool_files").await;
    assert_eq!(sophea.get("/api/v1/me").await.status, StatusCode::OK);
    let all = sophea.get(TOOLS).await.ok();
    assert!(listed(&all, "meals", 1).is_none() && listed(&all, "csi", 2).is_some());
    // Put back, it is there again, without anybody's doing.
    world.sql("INSERT INTO tool_files SELECT hash, x'00' FROM kept").await;
    world.wait(10);
    assert!(listed(&sophea.get(TOOLS).await.ok(), "meals", 1).is_none(), "damaged is as lost");
    world.sql("DELETE FROM tool_files; INSERT INTO tool_files SELECT * FROM kept").await;
    world.wait(10);
    assert!(listed(&sophea.get(TOOLS).await.ok(), "meals", 1).is_some());
}
