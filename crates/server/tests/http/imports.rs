use crate::harness::*;
use axum::http::{StatusCode, header};
use domain::entry::Action;
use domain::family::FamilyAction;
use domain::protocol::Risk;
use domain::time::Day;
use exchange::testing::{Invented, good, with_errors};
use serde_json::json;

const PREVIEW: &str = "/api/v1/imports/families/preview";

fn invented() -> Invented<'static> {
    Invented {
        families: 6,
        villages: &["02040101", "08010101"],
        workers: &["sophea", "bopha"],
        today: Day::new(2026, 11, 22).unwrap(),
    }
}

async fn families(world: &World) -> u64 {
    world.app.store.counts().await.unwrap().families
}

#[tokio::test]
async fn a_workbook_is_looked_at_carried_out_once_and_taken_back() {
    let world = World::new().await;
    world.places().await;
    let chanthy = world.sign_in("chanthy").await;
    let file = good(&invented()).unwrap();
    let looked = chanthy.post_file(PREVIEW, file.clone()).await.ok();
    assert_eq!((&looked["good"], &looked["families"]), (&json!(true), &json!(6)), "{looked}");
    assert_eq!(families(&world).await, 0, "looking changes nothing");
    let confirm = format!("/api/v1/imports/families?confirm={}", looked["hash"].as_str().unwrap());
    chanthy.post_file("/api/v1/imports/families?confirm=00", file.clone()).await.is_problem("import-changed");
    let done = chanthy.post_file(&confirm, file.clone()).await.ok();
    assert_eq!(done["families"], 6);
    // A double click brings in nothing twice.
    assert_eq!(chanthy.post_file(&confirm, file.clone()).await.ok(), done);
    assert_eq!(families(&world).await, 6);
    // The workers named in it have their families now.
    let sophea = world.sign_in("sophea").await;
    let rows = sophea.get("/api/v1/caseload?closed=true").await.ok();
    assert!(!rows["rows"].as_array().unwrap().is_empty());
    let rollback = format!("/api/v1/imports/{}/rollback", done["import"].as_str().unwrap());
    sophea.post(&rollback, &json!({})).await.is_problem("not-allowed");
    assert_eq!(chanthy.post(&rollback, &json!({})).await.status, StatusCode::NO_CONTENT);
    chanthy.post(&rollback, &json!({})).await.is_problem("import-in-use");
    let rows = chanthy.get("/api/v1/caseload").await.ok();
    assert_eq!(rows["rows"], json!([]));
    assert!(chanthy.get("/api/v1/imports").await.ok()["imports"][0]["rolled_back"].is_number());
    // After that the same workbook may come again.
    let again = chanthy.post_file(&confirm, file).await.ok();
    assert_ne!(again["import"], done["import"]);
}

#[tokio::test]
async fn an_import_that_somebody_works_on_stays() {
    let world = World::new().await;
    world.places().await;
    let admin = world.sign_in("admin").await;
    let file = good(&invented()).unwrap();
    let looked = admin.post_file(PREVIEW, file.clone()).await.ok();
    let confirm = format!("/api/v1/imports/families?confirm={}", looked["hash"].as_str().unwrap());
    let done = admin.post_file(&confirm, file).await.ok();
    let sophea = world.sign_in("sophea").await;
    let rows = sophea.get("/api/v1/caseload?closed=true").await.ok();
    let family = rows["rows"][0]["family"].as_str().unwrap().parse().unwrap();
    world.clock.0.fetch_add(1_000, std::sync::atomic::Ordering::SeqCst);
    let risk = FamilyAction::RiskSet { level: Risk::Medium, reason: "met them".into() };
    sophea.push(&[world.entry(family, worker(3), 3, Action::Family(risk))]).await;
    let rollback = format!("/api/v1/imports/{}/rollback", done["import"].as_str().unwrap());
    admin.post(&rollback, &json!({})).await.is_problem("import-in-use");
    sophea.get(&format!("/api/v1/families/{family}")).await.ok();
}

#[tokio::test]
async fn every_mistake_is_named_and_nothing_is_written() {
    let world = World::new().await;
    world.places().await;
    let chanthy = world.sign_in("chanthy").await;
    let (file, planted) = with_errors(&Invented { families: 40, ..invented() }).unwrap();
    let looked = chanthy.post_file(PREVIEW, file.clone()).await.ok();
    assert_eq!(looked["good"], false);
    assert_eq!(looked["problems"].as_array().unwrap().len(), planted.len());
    let confirm = format!("/api/v1/imports/families?confirm={}", looked["hash"].as_str().unwrap());
    chanthy.post_file(&confirm, file).await.is_problem("import-has-errors");
    let looked = chanthy.post_file(PREVIEW, b"no workbook".to_vec()).await.ok();
    assert_eq!((&looked["good"], looked["problems"].as_array().unwrap().len()), (&json!(false), 1));
    assert_eq!(families(&world).await, 0);
}

#[tokio::test]
async fn who_may_import_and_what_is_taken() {
    let world = World::new().await;
    world.places().await;
    let sophea = world.sign_in("sophea").await;
    sophea.post_file(PREVIEW, vec![1, 2, 3]).await.is_problem("not-allowed");
    let chanthy = world.sign_in("chanthy").await;
    chanthy.post(PREVIEW, &json!({})).await.is_problem("wrong-content-type");
    chanthy.post_file(PREVIEW, vec![0; 20 * 1024 * 1024 + 1]).await.is_problem("too-large");
    let template = sophea.get("/api/v1/imports/families/template").await;
    assert!(template.bytes.starts_with(b"PK"));
    assert!(template.headers[header::CONTENT_TYPE].to_str().unwrap().ends_with("spreadsheetml.sheet"));
}
