//! Photographs beside the files: parts, what is not a picture, withdrawal, erasing, backup.

use crate::harness::*;
use crate::on_both_engines;
use domain::family::FamilyAction as F;
use domain::family::consent::{Assent, Consent, Mark};
use domain::family::photo::{PART, Photo, PhotoHash, PhotoOf};
use domain::ids::{ConsentId, PersonId, PhotoId, StreamId};
use domain::organisation::Role;
use kinkeeper_store::photos::{BringPart, Brought, Held, Shown};
use kinkeeper_store::reads::StreamInfo;
use kinkeeper_store::{Erase, Store};
use policy::acts::SeePhotos;
use policy::{Authorized, Purpose};
use testkit::jpeg::{jpeg, jpeg_that_tells};

on_both_engines![
    parts_come_in_order_once_and_are_looked_at_when_all_are_here,
    what_is_not_the_picture_that_was_named_is_not_kept,
    only_who_took_it_brings_it_and_there_is_an_end_of_room,
    what_is_not_kept_any_more_is_gone_at_once,
    a_childs_no_takes_her_picture_away,
    photographs_come_back_from_a_backup_and_are_proved,
];

const LENGTH: usize = 150_000;

fn hash(bytes: &[u8]) -> PhotoHash {
    use sha2::Digest;
    PhotoHash::from_bytes(sha2::Sha256::digest(bytes).into())
}

fn photo(bytes: &[u8], of: PhotoOf, consent: Option<ConsentId>) -> Photo {
    Photo {
        hash: hash(bytes),
        bytes: u32::try_from(bytes.len()).unwrap(),
        width: 640,
        height: 480,
        of,
        words: "by the door".into(),
        on: day("2026-11-20"),
        consent,
    }
}

fn taken(id: u128, photo: Photo) -> F {
    F::PhotoTaken { photo: PhotoId::from_u128(id), taken: photo }
}

fn consent(id: u128, child: PersonId) -> F {
    let given = Consent {
        purpose: "photo".into(),
        by: child,
        covers: vec![child],
        recipient: String::new(),
        organisation: None,
        sections: Vec::new(),
        language: "km".into(),
        on: day("2026-11-01"),
        until: day("2027-05-01"),
        withheld: String::new(),
        mark: Mark::OnPaper,
    };
    F::ConsentGiven { consent: ConsentId::from_u128(id), given }
}

fn part(family: StreamId, bytes: &[u8], n: u32) -> BringPart {
    let of = bytes.chunks(usize::try_from(PART).unwrap()).nth(usize::try_from(n).unwrap());
    BringPart {
        family,
        hash: hash(bytes),
        part: n,
        bytes: of.unwrap_or_default().to_vec(),
        actor: actor(1),
        budget: 1_000_000,
        at: NOW,
        request_id: "test".into(),
    }
}

async fn bring(store: &Store, family: StreamId, bytes: &[u8]) -> Brought {
    let mut last = Brought::Unknown;
    for n in 0..u32::try_from(bytes.len()).unwrap().div_ceil(PART) {
        last = store.photo_bring(&part(family, bytes, n)).await.unwrap();
    }
    last
}

async fn may_see(store: &Store, id: StreamId) -> Authorized<StreamInfo, SeePhotos> {
    let info = store.stream_info(id, NOW).await.unwrap().unwrap();
    let lead = asker(actor(1).worker, info.org, Role::VillageSocialWorker, &[]);
    lead.authorize(info, Purpose::Casework).unwrap()
}

async fn shown(store: &Store, family: StreamId, bytes: &[u8], from: u32) -> Shown {
    let proof = may_see(store, family).await;
    store.photo_read(&reader(actor(3)), &proof, hash(bytes), from).await.unwrap()
}

fn here(parts: u32, whole: bool) -> Brought {
    Brought::Here(Held { parts, whole })
}

async fn say(store: &Store, family: StreamId, action: F) -> &'static str {
    outcomes(&append(store, actor(1), vec![entry(family, actor(1), action)]).await)[0]
}

/// How many rows of photographs there are, as somebody with access to the database counts them.
async fn rows(place: &Place) -> u64 {
    let mut all = 0;
    for table in ["photos", "photo_parts"] {
        all += place.sql(&format!("UPDATE {table} SET hash = hash")).await.unwrap();
    }
    all
}

async fn parts_come_in_order_once_and_are_looked_at_when_all_are_here(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let (family, _) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    let bytes = jpeg(640, 480, LENGTH, 1);
    // Before its entry nobody knows of it.
    assert_eq!(store.photo_bring(&part(family, &bytes, 0)).await.unwrap(), Brought::Unknown);
    assert_eq!(say(&store, family, taken(1, photo(&bytes, PhotoOf::Home {}, None))).await, "applied");
    assert_eq!(shown(&store, family, &bytes, 0).await, Shown::NotHere);
    let next = async |n| store.photo_bring(&part(family, &bytes, n)).await.unwrap();
    // One that does not come next changes nothing and says which does.
    assert_eq!(next(1).await, here(0, false));
    assert_eq!(next(0).await, here(1, false));
    assert_eq!(next(0).await, here(1, false));
    assert_eq!(next(1).await, here(2, false));
    assert_eq!(shown(&store, family, &bytes, 0).await, Shown::NotHere);
    // The server is started anew in between.
    store.close().await;
    let store = place.open().await;
    let held = store.photo_held(family, hash(&bytes), actor(1).worker).await.unwrap();
    assert_eq!(held, Some(Held { parts: 2, whole: false }));
    assert_eq!(store.photo_bring(&part(family, &bytes, 2)).await.unwrap(), here(3, true));
    assert_eq!(bring(&store, family, &bytes).await, here(3, true));
    assert_eq!(shown(&store, family, &bytes, 0).await, Shown::Bytes(bytes.clone()));
    // Going on where it broke off, at any byte.
    for from in [1, PART - 1, PART, PART + 1, 149_999, 150_000, 400_000] {
        let rest = bytes.get(usize::try_from(from).unwrap()..).unwrap_or_default().to_vec();
        assert_eq!(shown(&store, family, &bytes, from).await, Shown::Bytes(rest), "{from}");
    }
    let read = store.audit_rows(actor(1).org, None, 500).await.unwrap();
    let count = |action: &str| read.iter().filter(|row| row.event.action == action).count();
    assert_eq!((count("family.photo_brought"), count("family.photo_read")), (1, 8));
    assert!(store.verify().await.unwrap().is_sound());
}

async fn what_is_not_the_picture_that_was_named_is_not_kept(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let (family, _) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    let bytes = jpeg(640, 480, LENGTH, 1);
    say(&store, family, taken(1, photo(&bytes, PhotoOf::Home {}, None))).await;
    // Another one's last part.
    let other = jpeg(640, 480, LENGTH, 2);
    for n in 0..2 {
        store.photo_bring(&part(family, &bytes, n)).await.unwrap();
    }
    let wrong = BringPart { hash: hash(&bytes), ..part(family, &other, 2) };
    assert_eq!(store.photo_bring(&wrong).await.unwrap(), Brought::Broken);
    assert_eq!(rows(&place).await, 0);
    // A part that is too short, or too long.
    let short = BringPart { bytes: vec![1; 10], ..part(family, &bytes, 0) };
    assert_eq!(store.photo_bring(&short).await.unwrap(), Brought::Broken);
    assert_eq!(bring(&store, family, &bytes).await, here(3, true));
    // What a camera wrote into it stays out, and so does what is no picture, or one of another size.
    let tells = jpeg_that_tells(640, 480, LENGTH, "13.0957 N, 103.2022 E");
    let text = vec![b'a'; LENGTH];
    let small = jpeg(64, 48, LENGTH, 3);
    for (n, unfit) in (2..).zip([tells, text, small]) {
        assert_eq!(say(&store, family, taken(n, photo(&unfit, PhotoOf::Home {}, None))).await, "applied");
        assert_eq!(bring(&store, family, &unfit).await, Brought::Unfit);
        assert_eq!(shown(&store, family, &unfit, 0).await, Shown::NotHere);
    }
    assert_eq!(rows(&place).await, 4, "of the one that is fit");
}

async fn only_who_took_it_brings_it_and_there_is_an_end_of_room(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let (family, _) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    let bytes = jpeg(640, 480, LENGTH, 1);
    say(&store, family, taken(1, photo(&bytes, PhotoOf::Home {}, None))).await;
    let another = BringPart { actor: actor(2), ..part(family, &bytes, 0) };
    assert_eq!(store.photo_bring(&another).await.unwrap(), Brought::Unknown);
    assert_eq!(store.photo_held(family, hash(&bytes), actor(2).worker).await.unwrap(), None);
    // She has left the team since: what was let in is brought nevertheless.
    say(&store, family, F::WorkerUnassigned { worker: actor(1).worker }).await;
    assert_eq!(bring(&store, family, &bytes).await, here(3, true));
    let second = jpeg(640, 480, LENGTH, 2);
    say(&store, family, taken(2, photo(&second, PhotoOf::Home {}, None))).await;
    let tight = |n| BringPart { budget: 299_999, ..part(family, &second, n) };
    assert_eq!(store.photo_bring(&tight(0)).await.unwrap(), Brought::NoRoom);
    // What was begun while there was room is finished.
    assert_eq!(store.photo_bring(&part(family, &second, 0)).await.unwrap(), here(1, false));
    assert_eq!(store.photo_bring(&tight(1)).await.unwrap(), here(2, false));
}

async fn what_is_not_kept_any_more_is_gone_at_once(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let (family, child) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    let of = PhotoOf::Person { person: child };
    let first = jpeg(640, 480, LENGTH, 1);
    // Nobody is photographed without a word of hers.
    assert_eq!(say(&store, family, taken(1, photo(&first, of, None))).await, "rejected");
    say(&store, family, consent(5, child)).await;
    assert_eq!(
        say(&store, family, taken(2, photo(&first, of, Some(ConsentId::from_u128(5))))).await,
        "applied"
    );
    let second = jpeg(640, 480, LENGTH, 2);
    say(&store, family, taken(3, photo(&second, PhotoOf::Home {}, None))).await;
    for bytes in [&first, &second] {
        assert_eq!(bring(&store, family, bytes).await, here(3, true));
    }
    assert_eq!(rows(&place).await, 8);
    let withdrawn = F::PhotoWithdrawn { photo: PhotoId::from_u128(3), reason: "by mistake".into() };
    assert_eq!(say(&store, family, withdrawn).await, "applied");
    assert_eq!(rows(&place).await, 4);
    assert_eq!(shown(&store, family, &second, 0).await, Shown::Unknown);
    assert_eq!(store.photo_bring(&part(family, &second, 0)).await.unwrap(), Brought::Unknown);
    let back = F::ConsentWithdrawn {
        consent: ConsentId::from_u128(5),
        on: day("2026-11-21"),
        reason: "no longer".into(),
    };
    say(&store, family, back).await;
    assert_eq!(rows(&place).await, 0);
    // An erased family's go with it.
    let third = jpeg(640, 480, LENGTH, 3);
    say(&store, family, taken(4, photo(&third, PhotoOf::Home {}, None))).await;
    bring(&store, family, &third).await;
    assert_eq!(rows(&place).await, 4);
    let erase = Erase {
        stream: family,
        actor: actor(4),
        approved_by: actor(3).worker,
        reason: "family_asked".into(),
        at: NOW,
        request_id: "test".into(),
    };
    let proof = may_see(&store, family).await;
    store.erase(&erase).await.unwrap();
    assert_eq!(rows(&place).await, 0);
    assert_eq!(store.photo_bring(&part(family, &third, 0)).await.unwrap(), Brought::Unknown);
    let shown = store.photo_read(&reader(actor(3)), &proof, hash(&third), 0).await.unwrap();
    assert_eq!(shown, Shown::Unknown);
    assert!(store.verify().await.unwrap().is_sound());
}

async fn a_childs_no_takes_her_picture_away(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let (family, child) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    let bytes = jpeg(640, 480, LENGTH, 1);
    say(&store, family, consent(5, child)).await;
    let of = PhotoOf::Person { person: child };
    say(&store, family, taken(1, photo(&bytes, of, Some(ConsentId::from_u128(5))))).await;
    bring(&store, family, &bytes).await;
    let given = Assent {
        child,
        purpose: "photo".into(),
        agrees: false,
        words: "I do not want to be seen".into(),
        language: "km".into(),
        on: day("2026-11-21"),
        mark: Mark::OnPaper,
    };
    say(&store, family, F::AssentGiven { assent: ConsentId::from_u128(6), given }).await;
    assert_eq!(rows(&place).await, 0);
    assert_eq!(shown(&store, family, &bytes, 0).await, Shown::Unknown);
}

async fn photographs_come_back_from_a_backup_and_are_proved(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let (family, _) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    let bytes = jpeg(640, 480, LENGTH, 1);
    say(&store, family, taken(1, photo(&bytes, PhotoOf::Home {}, None))).await;
    bring(&store, family, &bytes).await;
    let sink = Sink::default();
    store.export_all(Box::new(sink.clone())).await.unwrap();
    let archive = sink.take();
    let marker = bytes.get(1_000..1_032).unwrap();
    let hexed: String = marker.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(!String::from_utf8_lossy(&archive).contains(&hexed), "it lies sealed");

    let elsewhere = place.other();
    let restored = elsewhere.open().await;
    restored.import_all(Box::new(std::io::Cursor::new(archive))).await.unwrap();
    assert_eq!(shown(&restored, family, &bytes, 0).await, Shown::Bytes(bytes.clone()));
    let verified = restored.verify().await.unwrap();
    assert!(verified.is_sound() && verified.photos == 1, "{verified:?}");

    // Two parts that changed places, as somebody with access to the database could arrange it.
    for (from, to) in [(0, 9), (1, 0), (9, 1)] {
        place.sql(&format!("UPDATE photo_parts SET part = {to} WHERE part = {from}")).await.unwrap();
    }
    let verified = store.verify().await.unwrap();
    assert_eq!(verified.faults.len(), 1, "{verified:?}");
    assert!(verified.faults[0].what.contains("photograph"), "{verified:?}");
}
