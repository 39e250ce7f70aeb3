//! Bad input: problem details, and nothing written.

use crate::harness::*;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::ids::StreamId;
use serde_json::json;

#[tokio::test]
async fn a_write_that_is_not_from_our_page_is_refused() {
    let world = World::new().await;
    let sophea = world.sign_in("sophea").await;
    let push = json!({ "capability": 1, "entries": [] }).to_string();
    let request = |header: &str, value: &str| {
        Request::post("/api/v1/sync/push")
            .header(header::COOKIE, &sophea.cookie)
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header, value)
            .body(Body::from(push.clone()))
            .unwrap()
    };
    world.send(request("x-other", "1")).await.is_problem("wrong-origin");
    world.send(request("x-kinkeeper", "1")).await.ok();
    for (name, value) in
        [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")]
    {
        let mut foreign = request("x-kinkeeper", "1");
        foreign.headers_mut().insert(name, value.parse().unwrap());
        world.send(foreign).await.is_problem("wrong-origin");
    }
    let mut ours = request("x-kinkeeper", "1");
    ours.headers_mut().insert(header::ORIGIN, "http://localhost".parse().unwrap());
    world.send(ours).await.ok();
}

#[tokio::test]
async fn what_cannot_be_read_is_a_problem_in_the_persons_language() {
    let world = World::new().await;
    let sophea = world.sign_in("sophea").await;
    let path = "/api/v1/sync/push";
    sophea.post_text(path, "{ not json".into()).await.is_problem("bad-json");
    sophea
        .post(path, &json!({ "capability": 1, "entries": [], "extra": 1 }))
        .await
        .is_problem("unknown-field");
    let mistyped = sophea.post(path, &json!({ "capability": "secret name", "entries": [] })).await;
    let body = mistyped.is_problem("bad-value");
    assert!(!body.to_string().contains("secret name"), "a problem repeats no value");
    let request = sophea.request("POST", path).header(header::CONTENT_TYPE, "text/plain");
    world.send(request.body(Body::from("{}")).unwrap()).await.is_problem("wrong-content-type");
    let mut khmer = sophea.request("GET", "/api/v1/nothing").body(Body::empty()).unwrap();
    khmer.headers_mut().insert(header::ACCEPT_LANGUAGE, "km-KH".parse().unwrap());
    let answer = world.send(khmer).await;
    assert_eq!(answer.headers[header::CONTENT_LANGUAGE], "km");
    assert!(answer.is_problem("not-found")["title"].as_str().unwrap().contains("រកមិនឃើញ"));
    assert_eq!(world.app.store.counts().await.unwrap().tray, 0);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let world = World::new().await;
    let sophea = world.sign_in("sophea").await;
    let filler = "x".repeat(2 * 1024 * 1024 + 1);
    let body = json!({ "capability": 1, "entries": [filler] });
    sophea.post("/api/v1/sync/push", &body).await.is_problem("too-large");
    let filler = "x".repeat(65 * 1024);
    sophea.post("/api/v1/search", &json!({ "q": filler })).await.is_problem("too-large");
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_method_are_problems() {
    let world = World::new().await;
    let sophea = world.sign_in("sophea").await;
    sophea.get("/api/v1/nothing").await.is_problem("not-found");
    let wrong = sophea.get("/api/v1/sync/push").await;
    wrong.is_problem("method-not-allowed");
    assert_eq!(wrong.headers[header::ALLOW], "POST");
    sophea.get("/api/v1/caseload?nonsense=1").await.is_problem("bad-value");
    sophea.get("/api/v1/caseload?scope=everything").await.is_problem("bad-value");
}

#[tokio::test]
async fn a_family_that_one_may_not_see_looks_like_one_that_is_not_there() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let no_such = StreamId::from_u128(0x999);
    for account in ["bopha", "admin", "numbers", "stranger", "lonely", "vanna"] {
        let person = world.sign_in(account).await;
        for what in ["", "/readers", "/advisers", "/plan.pdf", "/consent.pdf", "/closing.pdf"] {
            let blank = |mut problem: serde_json::Value| {
                problem["request"] = json!("");
                problem
            };
            let hidden =
                person.get(&format!("/api/v1/families/{family}{what}")).await.is_problem("not-found");
            let missing =
                person.get(&format!("/api/v1/families/{no_such}{what}")).await.is_problem("not-found");
            assert_eq!(blank(hidden), blank(missing), "{account} {what}");
        }
        person.get("/api/v1/families/not-an-id").await.is_problem("not-found");
    }
    // The refusals were written down.
    let rows = world.app.store.audit_rows(OURS, Some(family), 100).await.unwrap();
    assert!(rows.iter().filter(|row| !row.event.allowed).count() >= 5);
}

#[tokio::test]
async fn without_a_session_nothing_but_the_open_endpoints_answers() {
    let world = World::new().await;
    let anybody = Person { world: &world, cookie: String::new() };
    for endpoint in kinkeeper_server::http::endpoints() {
        let open = matches!(endpoint.decides, kinkeeper_server::http::endpoint::Decides::Open(_));
        if open {
            continue;
        }
        let path = endpoint.path.replace("{id}", &StreamId::from_u128(1).to_string());
        let path = path.replace("{code}", "csi").replace("{version}", "2");
        let answer = match endpoint.method {
            "GET" => anybody.get(&path).await,
            "PUT" => anybody.world.send(anybody.request("PUT", &path).body(Body::empty()).unwrap()).await,
            "HEAD" => anybody.world.send(anybody.request("HEAD", &path).body(Body::empty()).unwrap()).await,
            _ => anybody.post(&path, &json!({})).await,
        };
        // Form-filling apps show a key, and are told in their own words that they did not.
        if path.starts_with("/openrosa/") {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
            assert!(answer.headers.contains_key(header::WWW_AUTHENTICATE), "{path}");
            continue;
        }
        answer.is_problem("not-signed-in");
    }
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let world = World::new().await;
    let anybody = Person { world: &world, cookie: String::new() };
    for path in ["/healthz", "/api/v1/me", "/", "/nothing.js"] {
        let answer = anybody.get(path).await;
        let csp = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(csp.starts_with("default-src 'none'") && !csp.contains("unsafe-inline"), "{path}");
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(answer.headers[header::REFERRER_POLICY], "no-referrer");
        assert!(answer.headers.contains_key("x-request-id"));
        for (name, value) in [
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-embedder-policy", "require-corp"),
        ] {
            assert_eq!(answer.headers[name], value);
        }
        assert!(!csp.contains("'unsafe-eval'") && csp.contains("frame-ancestors 'none'"));
        assert!(!answer.headers.contains_key(header::STRICT_TRANSPORT_SECURITY), "not in the clear");
    }
    let public = World::with(|config| config.public_origin = Some("https://cases.example.org".into())).await;
    let anybody_there = Person { world: &public, cookie: String::new() };
    assert!(anybody_there.get("/healthz").await.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    assert_eq!(anybody.get("/api/v1/me").await.headers[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn health_and_metrics_name_nobody() {
    let world = World::with(|config| config.metrics_token = Some("of the operator".into())).await;
    let family = world.family(0x100, 3).await;
    let sophea = world.sign_in("sophea").await;
    sophea.get(&format!("/api/v1/families/{family}")).await.ok();
    let anybody = Person { world: &world, cookie: String::new() };
    assert_eq!(anybody.get("/healthz").await.status, StatusCode::OK);
    // What is counted tells whoever waits for it that something happened: it is the operator's to read.
    for token in ["", "Bearer ", "Bearer of the", "Basic of the operator"] {
        let asked = anybody.request("GET", "/metrics").header(header::AUTHORIZATION, token);
        world.send(asked.body(Body::empty()).unwrap()).await.is_problem("not-found");
    }
    anybody.get("/metrics").await.is_problem("not-found");
    let asked = anybody.request("GET", "/metrics").header(header::AUTHORIZATION, "Bearer of the operator");
    let metrics = String::from_utf8(world.send(asked.body(Body::empty()).unwrap()).await.bytes).unwrap();
    assert!(metrics.contains("kinkeeper_requests_total"), "{metrics}");
    assert!(metrics.contains("/api/v1/families/{id}"));
    assert!(!metrics.contains(&family.to_string()) && !metrics.contains("sophea"));
}

#[tokio::test]
async fn the_page_is_served_with_the_right_caching() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("assets")).unwrap();
    std::fs::write(dir.path().join("index.html"), "<!doctype html><title>x</title>").unwrap();
    std::fs::write(dir.path().join("assets/app-B1x9aQz7.js"), "let a = 1;").unwrap();
    std::fs::write(dir.path().join("assets/app-B1x9aQz7.js.br"), "packed").unwrap();
    let web = dir.path().to_owned();
    let world = World::with(|config| config.web_dir = Some(web)).await;
    let anybody = Person { world: &world, cookie: String::new() };
    let page = anybody.get("/families/today").await;
    assert_eq!(
        (page.status, page.headers[header::CACHE_CONTROL].to_str().unwrap()),
        (StatusCode::OK, "no-cache")
    );
    let tag = page.headers[header::ETAG].clone();
    let again = anybody.request("GET", "/").header(header::IF_NONE_MATCH, tag);
    assert_eq!(world.send(again.body(Body::empty()).unwrap()).await.status, StatusCode::NOT_MODIFIED);
    let script =
        anybody.request("GET", "/assets/app-B1x9aQz7.js").header(header::ACCEPT_ENCODING, "gzip, br");
    let script = world.send(script.body(Body::empty()).unwrap()).await;
    assert_eq!(
        (script.bytes.as_slice(), &script.headers[header::CONTENT_ENCODING]),
        (b"packed".as_slice(), &"br".parse().unwrap())
    );
    assert!(script.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    anybody.get("/assets/missing.js").await.is_problem("not-found");
}

#[tokio::test]
async fn what_is_uploaded_must_look_like_a_workbook() {
    let world = World::new().await;
    let admin = world.sign_in("admin").await;
    let path = "/api/v1/imports/families/preview";
    let upload = async |name: Option<&str>, body: &[u8]| {
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        let mut request = admin.request("POST", path).header(header::CONTENT_TYPE, kind);
        if let Some(name) = name {
            request = request.header("x-file-name", name);
        }
        world.send(request.body(Body::from(body.to_vec())).unwrap()).await
    };
    for content in [b"MZ\x90\x00 a program".as_slice(), b"", b"%PDF-1.7"] {
        assert_eq!(upload(None, content).await.ok()["good"], false);
    }
    assert_eq!(upload(None, b"PK\x03\x04 and then nothing").await.ok()["good"], false);
    for name in ["list.exe", "..%2F..%2Flist.xlsx", "a/list.xlsx", ".xlsx", "list.xlsx%00.exe"] {
        let problem = upload(Some(name), b"PK\x03\x04").await.is_problem("import-unreadable");
        assert_eq!(problem["fields"], json!(["name"]), "{name}");
    }
}

#[tokio::test]
async fn one_session_does_not_do_everything_at_once() {
    let world = World::with(|config| config.requests_at_once = 2).await;
    let sophea = world.sign_in("sophea").await;
    let held = [0, 1].map(|_| {
        let token = sophea.cookie.split(';').next().unwrap().split_once('=').unwrap().1;
        world.app.at_once.begin(kinkeeper_server::app::session::hash_of(token), 2).unwrap()
    });
    let refused = sophea.get("/api/v1/me").await;
    refused.is_problem("too-many-at-once");
    assert_eq!(refused.headers[header::RETRY_AFTER], "1");
    world.sign_in("bopha").await.get("/api/v1/me").await.ok();
    drop(held);
    sophea.get("/api/v1/me").await.ok();
    sophea.get("/api/v1/me").await.ok();
    sophea.get("/api/v1/me").await.ok();
}
