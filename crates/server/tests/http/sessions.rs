//! Where somebody is signed in, and ending it.

use crate::harness::*;
use axum::body::Body;
use axum::http::StatusCode;
use kinkeeper_server::Config;
use serde_json::{Value, json};

async fn listed(person: &Person<'_>, path: &str) -> Vec<Value> {
    person.get(path).await.ok()["sessions"].as_array().unwrap().clone()
}

#[tokio::test]
async fn she_sees_where_she_is_signed_in_and_ends_one_or_all_others() {
    let world = World::new().await;
    let here = world.sign_in_on("sophea", 3).await;
    world.wait(120);
    let there = world.sign_in_on("sophea", 33).await;
    let third = world.sign_in_on("sophea", 333).await;
    let others = world.sign_in("bopha").await;
    let all = listed(&here, "/api/v1/sessions").await;
    assert_eq!(all.len(), 3);
    let mine: Vec<_> = all.iter().filter(|one| one["this_one"] == true).collect();
    assert_eq!((mine.len(), &mine[0]["since"]), (1, &json!(NOON)));
    assert_eq!(mine[0]["device_name"], "test");
    assert!(!format!("{all:?}").contains(here.cookie.split(['=', ';']).nth(1).unwrap()), "no token is told");
    let which =
        listed(&there, "/api/v1/sessions").await.into_iter().find(|one| one["this_one"] == true).unwrap();
    let end = |session: &Value| json!({ "session": session });
    others.post("/api/v1/sessions/end", &end(&which["session"])).await.is_problem("not-found");
    let done = here.post("/api/v1/sessions/end", &end(&which["session"])).await;
    assert_eq!(done.status, StatusCode::NO_CONTENT);
    there.get("/api/v1/me").await.is_problem("not-signed-in");
    third.get("/api/v1/me").await.ok();
    here.post("/api/v1/sessions/end", &json!({})).await;
    third.get("/api/v1/me").await.is_problem("not-signed-in");
    here.get("/api/v1/me").await.ok();
    others.get("/api/v1/me").await.ok();
}

#[tokio::test]
async fn an_administrator_ends_a_workers_sessions() {
    let world = World::new().await;
    let admin = world.sign_in("admin").await;
    let (one, two) = (world.sign_in_on("sophea", 3).await, world.sign_in_on("sophea", 33).await);
    let path = format!("/api/v1/workers/{}/sessions", worker(3));
    let all = listed(&admin, &path).await;
    assert_eq!(all.len(), 2);
    assert!(all.iter().all(|one| one["this_one"] == false));
    one.get(&path).await.is_problem("not-allowed");
    one.post(&format!("{path}/end"), &json!({})).await.is_problem("not-allowed");
    let stranger = format!("/api/v1/workers/{}/sessions", worker(8));
    admin.get(&stranger).await.is_problem("not-found");
    admin.post(&format!("{stranger}/end"), &json!({})).await.is_problem("not-found");
    let id = listed(&one, "/api/v1/sessions").await.into_iter().find(|s| s["this_one"] == true).unwrap();
    admin.post(&format!("{path}/end"), &json!({ "session": id["session"] })).await;
    one.get("/api/v1/me").await.is_problem("not-signed-in");
    two.get("/api/v1/me").await.ok();
    admin.post(&format!("{path}/end"), &json!({})).await;
    two.get("/api/v1/me").await.is_problem("not-signed-in");
}

/// On a phone that people share the session is whose signed in last; the store that lies open may be another's.
#[tokio::test]
async fn a_session_serves_nobody_elses_store() {
    let world = World::new().await;
    let sophea = world.sign_in("sophea").await;
    let as_of = |method: &str, path: &str, account: &str, body: Body| {
        let request = sophea.request(method, path).header("x-account", account);
        request.header("content-type", "application/json").body(body).unwrap()
    };
    let pull = || Body::from(json!({"capability": 1, "known": [], "budget": 100_000}).to_string());
    world.send(as_of("GET", "/api/v1/me", "Sophea", Body::empty())).await.ok();
    world.send(as_of("GET", "/api/v1/me", "davy", Body::empty())).await.is_problem("not-signed-in");
    world.send(as_of("POST", "/api/v1/sync/pull", "davy", pull())).await.is_problem("not-signed-in");
    world.send(as_of("POST", "/api/v1/sync/pull", "sophea", pull())).await.ok();
    // It is her session still.
    sophea.get("/api/v1/me").await.ok();
}

#[tokio::test]
async fn a_session_that_lies_unused_ends() {
    let world = World::with(|config| config.session_idle_hours = 2).await;
    let sophea = world.sign_in("sophea").await;
    for _ in 0..3 {
        world.wait(3_600);
        sophea.get("/api/v1/me").await.ok();
    }
    world.wait(2 * 3_600);
    sophea.get("/api/v1/me").await.is_problem("not-signed-in");
}

/// AZ-7: whatever runs beside it, after a session was ended no request of it gets through.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_ended_session_is_worth_nothing_at_the_next_request() {
    let world = World::new().await;
    let admin = world.sign_in("admin").await;
    let path = format!("/api/v1/workers/{}/sessions/end", worker(3));
    for turn in 0..60_u128 {
        let sophea = world.sign_in_on("sophea", 1_000 + turn).await;
        // Requests before, during and after the end of it.
        let busy = async {
            for _ in 0..6 {
                sophea.get("/api/v1/me").await;
            }
        };
        let ended = async {
            let done = admin.post(&path, &json!({})).await;
            assert_eq!(done.status, StatusCode::NO_CONTENT);
            sophea.get("/api/v1/me").await.is_problem("not-signed-in");
        };
        tokio::join!(busy, ended);
        sophea.get("/api/v1/me").await.is_problem("not-signed-in");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_worker_who_leaves_while_she_signs_in_is_out() {
    // Whoever signs in a moment after she left was wrong, and that counts.
    let generous = |config: &mut Config| {
        (config.sign_in.per_account_hour, config.sign_in.per_account_month) = (50, 50);
    };
    let world = World::with(generous).await;
    let admin = world.sign_in("admin").await;
    let form = |active: bool| {
        json!({
            "account": "sophea", "name_km": "សុភា", "name_latin": "Sophea", "role": "village_social_worker",
            "supervisor": worker(2), "areas": ["0204"], "active": active,
        })
    };
    let path = format!("/api/v1/workers/{}", worker(3));
    for turn in 0..12_u128 {
        let here = world.sign_in_on("sophea", 3).await;
        let gone = form(false);
        let (answer, left) =
            tokio::join!(world.attempt("sophea", PASSPHRASE, 100 + turn), admin.post(&path, &gone));
        assert_eq!(left.status, StatusCode::NO_CONTENT);
        here.get("/api/v1/me").await.is_problem("not-signed-in");
        if answer.status == StatusCode::OK {
            world.person(&answer).get("/api/v1/me").await.is_problem("not-signed-in");
        }
        assert_eq!(admin.post(&path, &form(true)).await.status, StatusCode::NO_CONTENT);
        here.get("/api/v1/me").await.is_problem("not-signed-in");
    }
}
