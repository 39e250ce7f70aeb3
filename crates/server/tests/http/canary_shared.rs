//! The same for all that is said around a family's file: packets to services, their answers and links, advice, hand-overs,
//! questions from elsewhere, emergencies. No word of it can be read in what lies on the disk, and after the family is
//! erased the living system knows none.

use crate::canary::{Sink, files, forms, found};
use crate::harness::*;
use crate::surface::people::{hired, signed_in};
use crate::surface::planting::{FAMILY, NAME_KM, NAME_LATIN, PROVIDER, REFERRAL, directory, marked, plant};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::entry::Action;
use domain::ids::DeviceId;
use domain::service_referral::ServiceReferralAction as S;
use serde_json::{Value, json};
use store::{Actor, Erase};

/// Every word that is planted, here and there, in the order of the source.
fn words() -> Vec<String> {
    let mut words: Vec<String> = [include_str!("surface/planting.rs"), include_str!("canary_shared.rs")]
        .iter()
        .flat_map(|source| source.split(|c: char| !c.is_ascii_alphanumeric()))
        .filter(|word| word.starts_with("Zqx") && word.len() > 5)
        .map(str::to_owned)
        .collect();
    words.extend([NAME_KM.to_owned(), NAME_LATIN.to_owned()]);
    words.sort();
    words.dedup();
    words
}

/// The packet's receiver answers, and reports back.
async fn answered(world: &World) {
    let stranger = world.sign_in("stranger").await;
    let say = |action| world.entry(REFERRAL, worker(8), 8, Action::ServiceReferral(action));
    let entries = [
        S::Accepted { by: "Zqxnurse".into(), words: "Zqxsaturday".into() },
        S::Completed { by: "Zqxdoctor".into(), outcome: "helped".into(), words: "Zqxcured".into() },
        S::FeedbackGiven {
            by: "Zqxdoctor".into(),
            to_worker: "Zqxforworker".into(),
            for_family: "Zqxforfamily".into(),
        },
    ]
    .map(say);
    let pushed = stranger.push(&entries).await;
    for receipt in pushed["receipts"].as_array().unwrap() {
        assert_eq!(receipt["result"]["outcome"], "applied", "{pushed}");
    }
    let seen = stranger.get(&format!("/api/v1/service-referrals/{REFERRAL}")).await;
    assert!(String::from_utf8_lossy(&seen.bytes).contains("Zqxcured"));
}

async fn by_link(world: &World, token: &str, code: &str) -> Answer {
    let request = Request::get(format!("/api/v1/received/{token}"))
        .header("x-receiver-code", code)
        .header(header::ACCEPT_LANGUAGE, "en");
    world.send(request.body(Body::empty()).unwrap()).await
}

/// All that people on every side see.
async fn seen(world: &World, link: (&str, &str)) -> Vec<u8> {
    let mut all = Vec::new();
    let accounts = [
        "sophea",
        "dara",
        "chanthy",
        "guardian",
        "lonely",
        "vanna",
        "helper",
        "bopha",
        "stranger",
        "c.village",
        "c.manager",
        "d.lead",
        "d.senior",
    ];
    for account in accounts {
        let person = signed_in(world, account).await;
        for path in [
            format!("/api/v1/families/{FAMILY}"),
            format!("/api/v1/families/{FAMILY}/readers"),
            format!("/api/v1/families/{FAMILY}/advisers"),
            format!("/api/v1/service-referrals/{REFERRAL}"),
            "/api/v1/caseload?scope=organisation&closed=true&sort=updated".into(),
            "/api/v1/caseload?scope=shared&sort=updated".into(),
            "/api/v1/team".into(),
            "/api/v1/tray".into(),
            "/api/v1/transfers".into(),
            "/api/v1/consultations".into(),
            "/api/v1/emergencies".into(),
            "/api/v1/elsewhere".into(),
            "/api/v1/elsewhere/enquiries".into(),
        ] {
            all.extend(person.get(&path).await.bytes);
        }
        for body in [json!({ "q": NAME_LATIN }), json!({ "q": NAME_KM })] {
            all.extend(person.post("/api/v1/search", &body).await.bytes);
        }
        let look = json!({ "name": NAME_LATIN, "village": "08010101" });
        all.extend(person.post("/api/v1/emergencies/search", &look).await.bytes);
        all.extend(person.pull(json!([])).await.to_string().into_bytes());
    }
    all.extend(by_link(world, link.0, link.1).await.bytes);
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_is_said_around_a_file_can_be_read() {
    let log = Sink::default();
    let _set = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_writer(std::sync::Mutex::new(log.clone()))
        .try_init();
    let world = World::new().await;
    world.places().await;
    hired(&world).await;
    directory(&world).await;
    let planted = plant(&world).await;
    answered(&world).await;
    let sophea = world.sign_in("sophea").await;
    // Contact with whoever asked, and another question that nobody answers.
    let yes = json!({ "contact": true, "why": "childs_safety", "words": "Zqxcallme" });
    let path = format!("/api/v1/elsewhere/enquiries/{}", planted.enquiry);
    assert_eq!(sophea.post(&path, &yes).await.status, StatusCode::NO_CONTENT);
    let (token, code) = (planted.token.as_str(), planted.code.as_str());
    assert_eq!(by_link(&world, token, code).await.status, StatusCode::OK);
    // A packet that its author may not send lies in the tray.
    let bopha = world.sign_in("bopha").await;
    let mut forged = crate::surface::planting::forged(FAMILY, world.app.now());
    forged.need = "Zqxforged".into();
    let stray = world.entry(
        domain::ids::StreamId::from_u128(0xf999),
        worker(4),
        4,
        Action::ServiceReferral(S::Sent { packet: Box::new(forged) }),
    );
    let refused: Value = bopha.push(&[stray]).await;
    assert_eq!(refused["receipts"][0]["verdict"], "refused", "{refused}");
    world.app.store.checkpoint(world.app.now()).await.unwrap();

    let mut needles: Vec<(usize, Vec<Vec<u8>>)> =
        words().iter().enumerate().map(|(n, word)| (n, forms(word))).collect();
    assert!(needles.len() > 35, "{}", needles.len());
    // The link is as secret as what it opens.
    needles.push((needles.len(), forms(token)));
    let everything = seen(&world, (token, code)).await;
    let there = found(&everything, &needles).len();
    assert!(there > 30, "what is looked for is there: {there} of {}", needles.len());
    let look = async |moment: &str| {
        let mut all = Vec::new();
        files(world.dir(), &mut all);
        assert!(all.iter().any(|(name, bytes)| name.contains("test.sqlite") && bytes.len() > 10_000));
        let backup = Sink::default();
        world.app.store.export_all(Box::new(backup.clone())).await.unwrap();
        all.push(("the backup".into(), backup.take()));
        all.push(("the server's log".into(), log.take()));
        for (name, bytes) in &all {
            assert_eq!(found(bytes, &needles), Vec::<usize>::new(), "{moment}: {name}");
        }
    };
    look("while it is there").await;

    let erase = Erase {
        stream: FAMILY,
        actor: Actor { worker: worker(6), org: OURS, device: DeviceId::from_u128(6) },
        approved_by: worker(1),
        reason: "family_asked".into(),
        at: world.app.now(),
        request_id: "test".into(),
    };
    let (_, certificate) = world.app.store.erase(&erase).await.unwrap();
    look("after it was erased").await;
    let mut answers = seen(&world, (token, code)).await;
    answers.extend(serde_json::to_vec(&certificate).unwrap());
    assert!(!marked(&answers), "{:?}", found(&answers, &needles));
    // What is left in the tray of the refused packet is its row.
    let left = world.bytes("SELECT CAST(sum(length(sealed)) AS TEXT) FROM tray").await;
    assert_eq!(String::from_utf8(left).unwrap(), "0");
    let provider = sophea.pull(json!([])).await;
    assert!(provider.to_string().contains(&PROVIDER.to_string()), "the directory stays");
    assert!(world.app.store.verify().await.unwrap().is_sound());
}
