//! Photographs over the border: brought in signed parts, read by whoever may, and known to nobody else.

use crate::devices::{enrol, key};
use crate::harness::*;
use axum::body::Body;
use axum::http::{StatusCode, header};
use domain::entry::Action;
use domain::family::FamilyAction;
use domain::family::photo::{PART, Photo, PhotoHash, PhotoOf};
use domain::ids::{PhotoId, StreamId};
use domain::time::Day;
use domain::wire::SIGNATURE;
use serde_json::json;
use sha2::Digest;
use testkit::jpeg::{jpeg, jpeg_that_tells};
use testkit::signer::PhoneKey;

fn hash(bytes: &[u8]) -> PhotoHash {
    let hash: [u8; 32] = sha2::Sha256::digest(bytes).into();
    PhotoHash::from_bytes(hash)
}

fn taken(n: u128, bytes: &[u8]) -> Action {
    let taken = Photo {
        hash: hash(bytes),
        bytes: u32::try_from(bytes.len()).unwrap(),
        width: 640,
        height: 480,
        of: PhotoOf::Home {},
        words: String::new(),
        on: Day::new(2026, 11, 20).unwrap(),
        consent: None,
    };
    Action::Family(FamilyAction::PhotoTaken { photo: PhotoId::from_u128(n), taken })
}

fn path(family: StreamId, bytes: &[u8]) -> String {
    format!("/api/v1/families/{family}/photos/{}", hash(bytes))
}

fn part(bytes: &[u8], n: usize) -> Vec<u8> {
    bytes.chunks(usize::try_from(PART).unwrap()).nth(n).unwrap().to_vec()
}

async fn put(person: &Person<'_>, path: &str, bytes: Vec<u8>, key: Option<&PhoneKey>) -> Answer {
    let mut request = person.request("PUT", path).header(header::CONTENT_TYPE, "application/octet-stream");
    if let Some(key) = key {
        request = request.header(SIGNATURE, key.sign(domain::time::Millis(1), "PUT", path, &bytes));
    }
    person.world.send(request.body(Body::from(bytes)).unwrap()).await
}

#[tokio::test]
async fn a_photograph_is_brought_in_signed_parts_and_read_by_whoever_may() {
    let world = World::new().await;
    let family = world.family(0x100, 3).await;
    let bytes = jpeg(640, 480, 100_000, 1);
    world.append(OURS, vec![world.entry(family, worker(3), 3, taken(1, &bytes))]).await;
    let sophea = world.person(&enrol(&world, "sophea", 3, &key(1)).await);
    let place = path(family, &bytes);
    assert_eq!(sophea.get(&format!("{place}/held")).await.ok(), json!({ "parts": 0, "whole": false }));
    sophea.get(&place).await.is_problem("photo-not-here");

    put(&sophea, &format!("{place}/0"), part(&bytes, 0), None).await.is_problem("device-unsigned");
    put(&sophea, &format!("{place}/0"), part(&bytes, 0), Some(&key(2))).await.is_problem("device-unsigned");
    let first = put(&sophea, &format!("{place}/0"), part(&bytes, 0), Some(&key(1))).await.ok();
    assert_eq!(first, json!({ "parts": 1, "whole": false }));
    let too_large = vec![0; 64 * 1024 + 1];
    put(&sophea, &format!("{place}/1"), too_large, Some(&key(1))).await.is_problem("too-large");
    let last = put(&sophea, &format!("{place}/1"), part(&bytes, 1), Some(&key(1))).await.ok();
    assert_eq!(last, json!({ "parts": 2, "whole": true }));

    // Her supervisor sees it, from any byte on; it is not kept by the browser.
    let bopha = world.sign_in("dara").await;
    for from in [0, 70_000, 100_000] {
        let answer = bopha.get(&format!("{place}?from={from}")).await;
        assert_eq!((answer.status, &answer.bytes[..]), (StatusCode::OK, &bytes[from..]), "{from}");
        assert_eq!(answer.headers[header::CONTENT_TYPE], "image/jpeg");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    }
    // Only who took it asks how far it has come.
    bopha.get(&format!("{place}/held")).await.is_problem("not-found");
    put(&bopha, &format!("{place}/0"), part(&bytes, 0), None).await.is_problem("not-found");
    // The family learns of it.
    let readers = sophea.get(&format!("/api/v1/families/{family}/readers")).await.ok().to_string();
    assert!(readers.contains(r#""manner":"photo""#), "{readers}");
    // Nobody else knows that there is one.
    let stranger = world.sign_in("stranger").await;
    for path in [place.clone(), format!("{place}/held")] {
        stranger.get(&path).await.is_problem("not-found");
    }
    put(&stranger, &format!("{place}/0"), part(&bytes, 0), None).await.is_problem("not-found");
}

#[tokio::test]
async fn what_a_camera_wrote_into_it_and_what_there_is_no_room_for_is_not_taken() {
    let world = World::with(|config| config.photos_megabytes = 1).await;
    let family = world.family(0x100, 3).await;
    let sophea = world.sign_in("sophea").await;
    let tells = jpeg_that_tells(640, 480, 50_000, "13.0957 N, 103.2022 E");
    world.append(OURS, vec![world.entry(family, worker(3), 3, taken(1, &tells))]).await;
    put(&sophea, &format!("{}/0", path(family, &tells)), part(&tells, 0), None)
        .await
        .is_problem("photo-unfit");
    let right = jpeg(640, 480, 50_000, 1);
    world.append(OURS, vec![world.entry(family, worker(3), 3, taken(2, &right))]).await;
    let other = part(&jpeg(640, 480, 50_000, 2), 0);
    put(&sophea, &format!("{}/0", path(family, &right)), other, None).await.is_problem("photo-broken");
    for n in 0..4_u8 {
        let large = jpeg(640, 480, 300_000, n + 10);
        world.append(OURS, vec![world.entry(family, worker(3), 3, taken(100 + u128::from(n), &large))]).await;
        let answer = put(&sophea, &format!("{}/0", path(family, &large)), part(&large, 0), None).await;
        if n < 3 {
            answer.ok();
        } else {
            let problem = answer.is_problem("photo-no-room");
            assert!(problem["kept"].as_str().unwrap().contains("on this phone"), "{problem}");
        }
    }
}
