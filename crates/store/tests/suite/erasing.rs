//! Erasing a family, who was shown where, openings on devices.

use crate::harness::*;
use crate::on_both_engines;
use domain::entry::Section;
use domain::ids::StreamId;
use domain::time::Millis;
use kinkeeper_store::reads::{Caseload, CaseloadFilter, CaseloadSort, Pull, Search};
use kinkeeper_store::records::{AuditEvent, DeviceView, TrayScope};
use kinkeeper_store::{Checkpoint, Erase, Store, StoreError, Verdict};

on_both_engines![
    an_erased_family_is_gone_and_the_chain_still_proves,
    an_erasure_needs_two_people_and_happens_once,
    who_was_shown_where_is_found_by_family,
    openings_on_a_device_count_once,
];

fn erase(stream: StreamId) -> Erase {
    Erase {
        stream,
        actor: actor(4),
        approved_by: actor(3).worker,
        reason: "family_asked".into(),
        at: NOW,
        request_id: "test".into(),
    }
}

async fn names_found(store: &Store, word: &str) -> usize {
    let ask = Search {
        scope: whole(),
        org: actor(1).org,
        groups: domain::khmer::keys::query_tokens(word),
        whole: Vec::new(),
        limit: 10,
    };
    store.search(ask).await.unwrap().len()
}

async fn an_erased_family_is_gone_and_the_chain_still_proves(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    organisation(&store).await;
    let (gone, child) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    let (stays, _) = family(&store, her, "ចាន់ ដារា", "Chan Dara").await;
    let from = Checkpoint::open(&store.checkpoint(NOW).await.unwrap(), store.verifier()).unwrap();
    assert_eq!(names_found(&store, "Sophea").await, 1);
    // Another server that has it in memory.
    let other = place.open().await;
    let held = proof(&store, gone).await;
    other.family_read(&reader(her), &held).await.unwrap().unwrap();

    let (done, certificate) = store.erase(&erase(gone)).await.unwrap();
    assert_eq!((done.head, done.stream), (7, gone));
    assert!(certificate.is_signed_by(store.verifier()));
    let mut bent = certificate.clone();
    bent.certificate = bent.certificate.replacen("family_asked", "court_order", 1);
    assert!(!bent.is_signed_by(store.verifier()));
    assert_eq!(store.erased(gone).await.unwrap().unwrap(), (done, certificate));
    assert_eq!(store.erased(stays).await.unwrap(), None);

    for store in [&store, &other] {
        assert!(store.family_read(&reader(her), &held).await.unwrap().is_none());
        assert!(store.stream_entries(&reader(her), &held, 0).await.unwrap().is_none());
        assert!(store.stream_info(gone, NOW).await.unwrap().is_none());
        assert!(store.family_row(&whole(), gone).await.unwrap().is_none());
        assert_eq!(names_found(store, "Sophea").await, 0);
        assert_eq!(names_found(store, "Dara").await, 1);
    }
    // Devices are told to forget it.
    let pull = Pull {
        scope: whole(),
        also: Vec::new(),
        known: vec![(gone, 7), (stays, 7)],
        open: Vec::new(),
        budget_bytes: 100_000,
    };
    assert_eq!(store.pull(&reader(her), pull).await.unwrap().forget, [gone]);
    // What arrives later is kept apart.
    let late = append(
        &store,
        her,
        vec![entry(gone, her, renamed(child, "សុខ សុភី")), entry(stays, her, visit("2026-11-22", "b"))],
    )
    .await;
    assert!(matches!(&late[0].verdict, Verdict::Refused { code, .. } if code == "erased"), "{late:?}");
    assert!(matches!(&late[1].verdict, Verdict::Placed { .. }));
    assert_eq!(store.tray(TrayScope::Author(her.worker), 10).await.unwrap().len(), 1);

    for again in [false, true] {
        let verified = store.verify_from(&from).await.unwrap();
        assert!(verified.is_sound() && verified.erased == 1, "{verified:?}");
        let digest = store.projections_digest().await.unwrap();
        store.rebuild().await.unwrap();
        assert_eq!(store.projections_digest().await.unwrap(), digest, "{again}");
    }
    // A copy of it stays erased.
    let sink = Sink::default();
    store.export_all(Box::new(sink.clone())).await.unwrap();
    let elsewhere = place.other();
    let copy = elsewhere.open().await;
    copy.import_all(Box::new(std::io::Cursor::new(sink.take()))).await.unwrap();
    assert!(copy.stream_info(gone, NOW).await.unwrap().is_none());
    let verified = copy.verify_from(&from).await.unwrap();
    assert!(verified.is_sound() && verified.erased == 1, "{verified:?}");
}

async fn an_erasure_needs_two_people_and_happens_once(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    let org = organisation(&store).await;
    let (a, _) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    // Something of the family's in the tray.
    struct Never;
    impl kinkeeper_store::Gate for Never {
        fn allow(
            &self,
            _: &kinkeeper_store::reads::StreamInfo,
            _: &domain::stream::AnyStream,
            _: &domain::entry::Entry,
        ) -> Result<(), kinkeeper_store::Denied> {
            Err(kinkeeper_store::Denied { code: "no".into(), reason: "no".into() })
        }
    }
    let secret = entry(a, her, address("behind the pagoda"));
    let id = secret.id;
    store.append(gated(her, vec![secret], Never)).await.unwrap();
    let alone = Erase { approved_by: actor(4).worker, ..erase(a) };
    assert!(matches!(store.erase(&alone).await, Err(StoreError::NotAcceptable(_))));
    assert!(matches!(store.erase(&erase(StreamId::from_u128(fresh()))).await, Err(StoreError::NotFound)));
    assert!(matches!(store.erase(&erase(org)).await, Err(StoreError::NotFound)));
    assert!(store.stream_info(a, NOW).await.unwrap().is_some());
    store.erase(&erase(a)).await.unwrap();
    assert!(matches!(store.erase(&erase(a)).await, Err(StoreError::Erased)));
    let kept = store.tray_item(&reader(her), her.org, id).await.unwrap().unwrap();
    assert_eq!(kept.entry, None, "its content went with the family");
    // Both people stand in the log.
    let rows = store.audit_after(her.org, 0, 1_000).await.unwrap();
    let who = |action: &str| rows.iter().find(|r| r.event.action == action).map(|r| r.event.actor.worker);
    assert_eq!(who("family.erased"), Some(actor(4).worker));
    assert_eq!(who("family.erasure_approved"), Some(actor(3).worker));
    assert_eq!(store.erasures().await.unwrap().len(), 1);
    for statement in ["DELETE FROM erasures;", "UPDATE erasures SET reason = 'x';"] {
        assert!(place.sql(statement).await.is_err(), "{statement}");
    }
}

async fn who_was_shown_where_is_found_by_family(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    let (a, _) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    let (b, _) = family(&store, her, "ចាន់ ដារា", "Chan Dara").await;
    let at = |n: i64| Millis(NOW.0 + n);
    let showed = |n: i64, who: u128, families: Vec<StreamId>| AuditEvent {
        purpose: "casework".into(),
        sections: vec![Section::Identity],
        ..AuditEvent::new(at(n), actor(who), "caseload.read", "r").showing(families)
    };
    store
        .audit(vec![showed(1, 1, vec![b, a, a]), showed(2, 2, vec![b]), showed(3, 3, Vec::new())])
        .await
        .unwrap();
    let mut read = reader(actor(3));
    read.at = at(4);
    store.family_read(&read, &proof(&store, a).await).await.unwrap().unwrap();
    let told = |rows: &[kinkeeper_store::records::AuditRow]| {
        rows.iter().map(|row| (row.event.at.0 - NOW.0, row.event.action.clone())).collect::<Vec<_>>()
    };
    let of_a = store.readings(a, None, 100).await.unwrap();
    assert_eq!(told(&of_a.rows), [(4, "family.read".into()), (1, "caseload.read".into())]);
    assert_eq!(of_a.rows[1].event.shown.len(), 2, "each family once");
    assert_eq!(of_a.before, None);
    let of_b = store.readings(b, None, 100).await.unwrap();
    assert_eq!(told(&of_b.rows), [(2, "caseload.read".into()), (1, "caseload.read".into())]);
    // In parts, nothing is left out and nothing is told twice.
    let many = (10..60).map(|n| showed(n, 2, vec![a])).collect();
    store.audit(many).await.unwrap();
    let (mut before, mut all) = (None, Vec::new());
    loop {
        let part = store.readings(a, before, 7).await.unwrap();
        all.extend(told(&part.rows));
        before = part.before;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(all.len(), 52);
    assert!(all.windows(2).all(|pair| pair[0].0 > pair[1].0));
    assert_eq!(store.index_shown().await.unwrap(), 0, "it was done already");
    // Whoever takes a place out of the index is found; it is made anew from the rows.
    place.sql("DELETE FROM audit_streams WHERE seq = (SELECT max(seq) FROM audit_streams);").await.unwrap();
    assert_eq!(store.verify().await.unwrap().faults.len(), 1);
    assert_eq!(store.reindex_shown().await.unwrap(), 53);
    assert!(store.verify().await.unwrap().is_sound());
    // A list itself.
    let page = Caseload {
        scope: whole(),
        filter: CaseloadFilter::default(),
        sort: CaseloadSort::Due,
        cursor: None,
        limit: 50,
    };
    assert_eq!(store.caseload(page).await.unwrap().rows.len(), 2);
    assert!(store.verify().await.unwrap().is_sound());
}

async fn openings_on_a_device_count_once(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    let (a, _) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    let view = |n: i64| {
        let view = DeviceView { stream: a, made_at: Millis(NOW.0 - n) };
        let event = AuditEvent {
            stream: Some(a),
            purpose: "offline".into(),
            made_at: Some(view.made_at),
            ..AuditEvent::new(NOW, her, "family.viewed", "r")
        };
        (view, event)
    };
    assert_eq!(store.device_views(her.worker, &[view(5), view(4)]).await.unwrap(), 2);
    assert_eq!(store.device_views(her.worker, &[view(4), view(3)]).await.unwrap(), 1);
    assert_eq!(store.device_views(actor(2).worker, &[view(3)]).await.unwrap(), 1, "somebody else's");
    let read = store.readings(a, None, 10).await.unwrap();
    assert_eq!(read.rows.len(), 4);
    assert!(read.rows.iter().all(|row| row.event.made_at.is_some()));
    assert!(store.verify().await.unwrap().is_sound());
}
