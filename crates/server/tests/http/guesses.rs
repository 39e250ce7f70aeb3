//! How often somebody may guess, whoever says what in which header.

use crate::harness::*;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{StatusCode, header};
use kinkeeper_server::config::SignInLimits;
use kinkeeper_server::network::Peer;
use serde_json::{Value, json};
use std::net::SocketAddr;

const LIMITS: SignInLimits =
    SignInLimits { per_account_hour: 10, per_account_month: 100, per_network_hour: 300 };

struct Caller<'a> {
    world: &'a World,
    peer: String,
    forwarded: Option<String>,
}

impl Caller<'_> {
    async fn tries(&self, account: &str, passphrase: &str, device: u128) -> Answer {
        let body = sign_in_body(account, passphrase, device);
        let mut request = post("/api/v1/sign-in", &body);
        if let Some(forwarded) = &self.forwarded {
            request =
                request.header("x-forwarded-for", forwarded).header("forwarded", format!("for={forwarded}"));
        }
        let mut request = request.body(Body::from(body.to_string())).unwrap();
        let peer: SocketAddr = format!("{}:40000", self.peer).parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(Peer(peer)));
        self.world.send(request).await
    }
}

fn from<'a>(world: &'a World, peer: impl Into<String>, forwarded: Option<&str>) -> Caller<'a> {
    Caller { world, peer: peer.into(), forwarded: forwarded.map(str::to_owned) }
}

/// AU-3: from a thousand addresses with forged headers, ten guesses an hour reach the passphrase and a hundred a
/// month.
#[tokio::test]
async fn forged_headers_and_many_addresses_buy_no_guesses() {
    let world = World::with(|config| config.sign_in = LIMITS).await;
    let mut through = 0;
    for hour in 0..24 {
        for n in 0..40_u32 {
            let peer = format!("10.{hour}.{n}.7");
            let forged = format!("203.0.{n}.{hour}");
            let device = u128::from(n) + 500;
            let answer = from(&world, peer, Some(&forged)).tries("sophea", "wrong wrong", device).await;
            through += u32::from(answer.status == StatusCode::UNAUTHORIZED);
        }
        assert!(through <= (hour + 1) * 10, "hour {hour}: {through}");
        world.wait(3_601);
    }
    assert_eq!(through, 100);
    // Thirty days later there is room again.
    from(&world, "10.1.1.1", None).tries("sophea", PASSPHRASE, 3).await.is_problem("too-many-attempts");
    world.wait(30 * 86_400);
    from(&world, "10.1.1.1", None).tries("sophea", PASSPHRASE, 3).await.ok();
}

#[tokio::test]
async fn a_network_guesses_at_many_accounts_only_so_often() {
    let limits = SignInLimits { per_network_hour: 20, ..LIMITS };
    let world = World::with(|config| config.sign_in = limits).await;
    let mut refused = 0;
    for n in 0..40 {
        let answer = from(&world, format!("198.51.100.{n}"), None)
            .tries(&format!("nobody{n}"), "wrong wrong", 5)
            .await;
        refused += u32::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!(refused, 20);
    from(&world, "198.51.100.250", None).tries("sophea", PASSPHRASE, 3).await.is_problem("too-many-attempts");
    from(&world, "198.51.101.1", None).tries("sophea", PASSPHRASE, 3).await.ok();
}

#[tokio::test]
async fn behind_our_proxy_the_address_that_it_wrote_counts() {
    let limits = SignInLimits { per_network_hour: 2, ..LIMITS };
    let world = World::with(|config| {
        config.sign_in = limits;
        config.proxies = vec!["10.0.0.0/8".parse().unwrap()];
    })
    .await;
    for forged in ["6.6.6.6, 198.51.100.7", "7.7.7.7, 198.51.100.7"] {
        from(&world, "10.0.0.1", Some(forged))
            .tries("nobody", "wrong wrong", 5)
            .await
            .is_problem("sign-in-failed");
    }
    let third = from(&world, "10.0.0.1", Some("8.8.8.8, 198.51.100.7"));
    third.tries("nobody", "wrong wrong", 5).await.is_problem("too-many-attempts");
    from(&world, "10.0.0.1", Some("198.51.7.7"))
        .tries("nobody", "wrong wrong", 5)
        .await
        .is_problem("sign-in-failed");
}

#[tokio::test]
async fn unknown_and_known_accounts_cannot_be_told_apart() {
    let world = World::with(|config| config.sign_in = SignInLimits { per_account_hour: 2, ..LIMITS }).await;
    let blank = |mut problem: Value| {
        problem["request"] = json!("");
        problem
    };
    for turn in 0..4 {
        let peer = from(&world, "10.0.0.1", None);
        let (known, unknown) =
            (peer.tries("sophea", "wrong wrong", 5).await, peer.tries("nobody", "wrong wrong", 5).await);
        assert_eq!(known.status, unknown.status, "turn {turn}");
        assert_eq!(blank(known.json()), blank(unknown.json()));
        assert_eq!(known.headers.get(header::RETRY_AFTER), unknown.headers.get(header::RETRY_AFTER));
        assert!(known.headers.get(header::SET_COOKIE).is_none());
    }
}

#[tokio::test]
async fn a_stranger_who_guesses_does_not_lock_her_out_of_her_own_phone() {
    let world = World::with(|config| config.sign_in = LIMITS).await;
    let sophea = world.sign_in_on("sophea", 3).await;
    let stranger = from(&world, "10.0.0.1", None);
    for _ in 0..12 {
        stranger.tries("sophea", "wrong wrong", 666).await;
    }
    stranger.tries("sophea", PASSPHRASE, 666).await.is_problem("too-many-attempts");
    // Her own phone carries the mark of having been signed in on; a copied device id alone does not.
    stranger.tries("sophea", PASSPHRASE, 3).await.is_problem("too-many-attempts");
    let again = sign_in_body("sophea", PASSPHRASE, 3);
    assert_eq!(sophea.post("/api/v1/sign-in", &again).await.status, StatusCode::OK);
    // The mark is good for her account and her device only, and its guesses are limited too.
    let other = sign_in_body("sophea", PASSPHRASE, 4);
    sophea.post("/api/v1/sign-in", &other).await.is_problem("too-many-attempts");
    for _ in 0..10 {
        sophea
            .post("/api/v1/sign-in", &sign_in_body("sophea", "wrong wrong", 3))
            .await
            .is_problem("sign-in-failed");
    }
    sophea.post("/api/v1/sign-in", &again).await.is_problem("too-many-attempts");
}

#[tokio::test]
async fn guesses_from_inside_a_session_count_too() {
    let world = World::with(|config| config.sign_in = SignInLimits { per_account_hour: 3, ..LIMITS }).await;
    let sophea = world.sign_in("sophea").await;
    let wrong = json!({ "old": "not it, surely", "new": "a new one for me" });
    sophea.post("/api/v1/passphrase", &wrong).await.is_problem("wrong-passphrase");
    sophea
        .post("/api/v1/sign-in/again", &json!({ "passphrase": "nor this" }))
        .await
        .is_problem("wrong-passphrase");
    sophea.post("/api/v1/passphrase", &wrong).await.is_problem("wrong-passphrase");
    sophea.post("/api/v1/passphrase", &wrong).await.is_problem("too-many-attempts");
}
