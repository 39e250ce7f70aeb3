//! What devices pull.

use crate::harness::*;
use crate::on_both_engines;
use domain::entry::{Section, StreamKind};
use domain::family::TeamRole;
use domain::ids::StreamId;
use domain::stream::AnyStream;
use kinkeeper_store::ListScope;
use kinkeeper_store::reads::{Pull, Pulled};
use std::collections::BTreeMap;

on_both_engines![
    a_device_pulls_its_caseload_and_then_only_what_is_new,
    sections_that_may_not_be_read_come_sealed_and_the_fold_goes_on,
    a_small_budget_gives_it_in_parts_without_loss,
    who_loses_sight_of_a_family_is_told_to_forget_it,
    a_pull_never_skips_an_entry_that_commits_late,
    every_family_pulled_or_read_is_in_the_audit_log,
    nothing_is_pulled_without_a_scope,
];

fn pull(scope: ListScope, known: &[(StreamId, u64)]) -> Pull {
    Pull { scope, also: Vec::new(), known: known.to_vec(), open: Vec::new(), budget_bytes: 1 << 20 }
}
fn shape(pulled: &Pulled) -> Vec<(StreamId, Vec<u64>)> {
    let seqs = |s: &kinkeeper_store::reads::ReadStream| s.entries.iter().map(|e| e.seq).collect();
    let mut all: Vec<_> = pulled.streams.iter().map(|s| (s.info.id, seqs(s))).collect();
    all.sort();
    all
}

async fn a_device_pulls_its_caseload_and_then_only_what_is_new(place: Place) {
    let store = place.open().await;
    let org = organisation(&store).await;
    let (a, _) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    let (b, _) = family(&store, actor(1), "ចាន់ ដារា", "Chan Dara").await;
    let (c, _) = family(&store, actor(2), "លី ម៉ៅ", "Ly Mao").await;
    let mut ask = pull(hers(1), &[]);
    ask.also = vec![org, StreamId::from_u128(fresh())];
    let first = store.pull(&reader(actor(1)), ask).await.unwrap();
    let mut expected =
        vec![(a, (1..=7).collect::<Vec<_>>()), (b, (1..=7).collect()), (org, (1..=5).collect())];
    expected.sort();
    assert_eq!((shape(&first), first.more), (expected, false));
    // What was pulled folds to what the server has.
    for read in &first.streams {
        let folded = AnyStream::replay(read.info.kind, read.entries.iter().map(|e| e.placed()));
        let held = match read.info.kind {
            StreamKind::Family => super::harness::folded(&store, read.info.id).await,
            StreamKind::Organisation
            | StreamKind::Village
            | StreamKind::Programme
            | StreamKind::Provider
            | StreamKind::ServiceReferral
            | StreamKind::Place
            | StreamKind::Staff => store.stream(read.info.id).await.unwrap().unwrap(),
        };
        assert_eq!(folded, *held);
    }
    append(&store, actor(1), vec![entry(b, actor(1), visit("2026-11-22", "new"))]).await;
    let known = [(a, 7), (b, 7)];
    let second = store.pull(&reader(actor(1)), pull(hers(1), &known)).await.unwrap();
    assert_eq!((shape(&second), second.forget.len()), (vec![(b, vec![8])], 0));
    let seen = store.pull(&reader(actor(3)), pull(team(3, &[1, 2]), &known)).await;
    let mut expected = vec![(b, vec![8]), (c, (1..=7).collect())];
    expected.sort();
    assert_eq!(shape(&seen.unwrap()), expected);
}

async fn sections_that_may_not_be_read_come_sealed_and_the_fold_goes_on(place: Place) {
    let store = place.open().await;
    let (a, _) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    let partly = reader_of(actor(1), |info| {
        let leads = info.team.iter().any(|(who, role)| *who == actor(1).worker && role == "lead");
        Section::ALL.into_iter().filter(|section| leads && *section != Section::SafeAddress).collect()
    });
    let pulled = store.pull(&partly, pull(hers(1), &[])).await.unwrap();
    let read = &pulled.streams[0];
    assert_eq!(read.entries.len(), 7);
    let sealed: Vec<_> =
        read.entries.iter().filter(|e| e.payload.is_none()).map(|e| e.head.section).collect();
    assert_eq!(sealed, [Section::SafeAddress]);
    let folded = AnyStream::replay(read.info.kind, read.entries.iter().map(|e| e.placed()));
    let family = folded.family().unwrap();
    assert_eq!((family.log.head, family.state.address.get(), family.state.visits.len()), (7, None, 1));
    let rows = store.audit_rows(actor(1).org, Some(a), 1).await.unwrap();
    assert_eq!(rows[0].event.action, "family.synced");
    assert!(!rows[0].event.sections.contains(&Section::SafeAddress));
    assert!(rows[0].event.sections.contains(&Section::Narrative));
}

async fn a_small_budget_gives_it_in_parts_without_loss(place: Place) {
    let store = place.open().await;
    let mut all = BTreeMap::new();
    for n in 0..4 {
        let (stream, _) = family(&store, actor(1), "សុខ សុភា", &format!("Sok Number{n}")).await;
        all.insert(stream, 7);
    }
    let mut known: BTreeMap<StreamId, u64> = BTreeMap::new();
    let mut rounds = 0;
    loop {
        rounds += 1;
        let has: Vec<_> = known.iter().map(|(id, seq)| (*id, *seq)).collect();
        let ask = Pull { budget_bytes: 1_000, ..pull(hers(1), &has) };
        let pulled = store.pull(&reader(actor(1)), ask).await.unwrap();
        for read in &pulled.streams {
            for one in &read.entries {
                let at = known.entry(read.info.id).or_default();
                assert_eq!(one.seq, *at + 1);
                *at = one.seq;
            }
        }
        if !pulled.more {
            break;
        }
        assert!(rounds < 100);
    }
    assert_eq!(known, all);
    assert!(rounds > 4, "{rounds}");
}

async fn who_loses_sight_of_a_family_is_told_to_forget_it(place: Place) {
    let store = place.open().await;
    let (a, _) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    let (b, _) = family(&store, actor(1), "ចាន់ ដារា", "Chan Dara").await;
    let known = [(a, 7), (b, 7)];
    let handed = entry(a, actor(1), assigned(actor(2).worker, TeamRole::Lead));
    append(&store, actor(1), vec![handed]).await;
    let pulled = store.pull(&reader(actor(1)), pull(hers(1), &known)).await.unwrap();
    assert_eq!(
        (pulled.forget, shape(&Pulled { streams: pulled.streams, ..Pulled::default() })),
        (vec![a], vec![])
    );
    let other = store.pull(&reader(actor(2)), pull(hers(2), &[])).await.unwrap();
    assert_eq!(shape(&other), [(a, (1..=8).collect())]);
    let stranger = StreamId::from_u128(fresh());
    let pulled = store.pull(&reader(actor(1)), pull(hers(1), &[(stranger, 3)])).await.unwrap();
    assert_eq!(pulled.forget, [stranger]);
}

async fn a_pull_never_skips_an_entry_that_commits_late(place: Place) {
    let stores = [place.open().await, place.open().await];
    let (stream, _) = family(&stores[0], actor(1), "សុខ សុភា", "Sok Sophea").await;
    let mut writers = Vec::new();
    for n in 0..6 {
        let store = stores[n % 2].clone();
        writers.push(tokio::spawn(async move {
            for _ in 0..30 {
                append(&store, actor(1), vec![entry(stream, actor(1), visit("2026-11-21", "a"))]).await;
            }
        }));
    }
    let mut at = 0;
    let mut ids = std::collections::BTreeSet::new();
    while at < 7 + 180 {
        let pulled = stores[1].pull(&reader(actor(1)), pull(hers(1), &[(stream, at)])).await.unwrap();
        for one in pulled.streams.iter().flat_map(|read| &read.entries) {
            assert_eq!(one.seq, at + 1, "in order, without a gap");
            at = one.seq;
            ids.insert(one.head.id);
        }
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!((at, ids.len()), (187, 187));
}

async fn every_family_pulled_or_read_is_in_the_audit_log(place: Place) {
    let store = place.open().await;
    let (a, _) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    let (b, _) = family(&store, actor(1), "ចាន់ ដារា", "Chan Dara").await;
    store.pull(&reader(actor(1)), pull(hers(1), &[])).await.unwrap();
    let (of_first, of_second) = (proof(&store, a).await, proof(&store, b).await);
    store.stream_entries(&reader(actor(2)), &of_first, 0).await.unwrap().unwrap();
    store.family_read(&reader(actor(3)), &of_second).await.unwrap().unwrap();
    let read = |rows: Vec<kinkeeper_store::records::AuditRow>| -> Vec<_> {
        let reads = rows.into_iter().filter(|row| row.event.outcome == "read");
        reads.map(|row| (row.event.action, row.event.actor.worker)).collect()
    };
    let of_a = read(store.audit_rows(actor(1).org, Some(a), 50).await.unwrap());
    let of_b = read(store.audit_rows(actor(1).org, Some(b), 50).await.unwrap());
    let w = |n: u128| actor(n).worker;
    assert_eq!(of_a, [("family.read".to_owned(), w(2)), ("family.synced".to_owned(), w(1))]);
    assert_eq!(of_b, [("family.read".to_owned(), w(3)), ("family.synced".to_owned(), w(1))]);
    // When the log cannot be written, nothing is handed out.
    place.sql("ALTER TABLE audit RENAME TO audit_gone;").await.unwrap();
    assert!(store.family_read(&reader(actor(3)), &of_second).await.is_err());
    assert!(store.stream_entries(&reader(actor(3)), &of_second, 0).await.is_err());
    assert!(store.pull(&reader(actor(1)), pull(hers(1), &[])).await.is_err());
    place.sql("ALTER TABLE audit_gone RENAME TO audit;").await.unwrap();
    assert!(store.family_read(&reader(actor(3)), &of_second).await.is_ok());
}

async fn nothing_is_pulled_without_a_scope(place: Place) {
    let store = place.open().await;
    let (a, _) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    let pulled = store.pull(&reader(actor(1)), pull(nothing(), &[(a, 3)])).await.unwrap();
    assert_eq!((pulled.streams.len(), pulled.forget), (0, vec![a]));
}
