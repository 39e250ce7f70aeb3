//! Placing entries: order, resends, refusals, several writers.

use crate::harness::*;
use crate::on_both_engines;
use domain::entry::Entry;
use domain::family::TeamRole;
use domain::ids::{PersonId, StreamId};
use domain::stream::AnyStream;
use kinkeeper_store::reads::StreamInfo;
use kinkeeper_store::records::TrayScope;
use kinkeeper_store::{Actor, Append, Denied, Gate, StoreError, Verdict};
use std::collections::BTreeSet;

on_both_engines![
    a_family_is_placed_folded_and_projected,
    a_resend_is_recognised_and_changes_nothing,
    what_the_gate_refuses_is_kept_in_the_tray,
    a_resend_after_a_refusal_is_let_in,
    an_entry_by_somebody_else_is_refused,
    the_gate_learns_whose_the_stream_is,
    a_rejected_entry_stays_in_the_ledger,
    one_poisoned_request_harms_no_other,
    an_atomic_request_is_placed_whole_or_not_at_all,
    two_servers_write_at_once_without_gap_or_repeat,
    a_stream_takes_only_its_own_kind,
    an_account_name_belongs_to_one_organisation,
    account_names_may_change_hands,
    a_request_that_is_too_long_is_not_taken,
];

async fn a_family_is_placed_folded_and_projected(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    let (stream, _) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    let state = folded(&store, stream).await;
    let folded = state.family().unwrap();
    assert_eq!((folded.log.head, folded.state.people.len()), (7, 1));
    let row = row(&store, stream).await;
    assert_eq!((row.stage.as_str(), row.risk.as_deref(), row.head), ("accepted", Some("high"), 7));
    assert_eq!((row.lead, row.people, row.visits), (Some(her.worker), 1, 1));
    assert_eq!(row.last_visit, Some(day("2026-11-20")));
    assert!(row.next_due.is_some());
    assert!(row.card.get().contains("Sok Sophea"));
    let info = store.stream_info(stream, NOW).await.unwrap().unwrap();
    assert_eq!((info.org, info.team), (her.org, vec![(her.worker, "lead".to_owned())]));
    assert!(store.verify().await.unwrap().is_sound());
    assert_eq!(store.stream_info(StreamId::from_u128(fresh()), NOW).await.unwrap(), None);
}

async fn a_resend_is_recognised_and_changes_nothing(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    let (stream, _) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    let more =
        vec![entry(stream, her, visit("2026-11-21", "a")), entry(stream, her, visit("2026-11-22", "b"))];
    assert_eq!(seqs(&append(&store, her, more.clone()).await), [8, 9]);
    let again = append(&store, her, more.clone()).await;
    let verdicts: Vec<_> = again.into_iter().map(|receipt| receipt.verdict).collect();
    assert_eq!(verdicts, [Verdict::AlreadyThere { seq: 8 }, Verdict::AlreadyThere { seq: 9 }]);
    // Also when both come at the same moment, as from two tabs.
    let one = vec![entry(stream, her, visit("2026-11-22", "c"))];
    let (a, b) = tokio::join!(store.append(request(her, one.clone())), store.append(request(her, one)));
    let both: BTreeSet<_> = [outcomes(&a.unwrap())[0], outcomes(&b.unwrap())[0]].into();
    assert_eq!(both, ["already_there", "applied"].into());
    assert_eq!(row(&store, stream).await.head, 10);
    assert_eq!(store.counts().await.unwrap().entries, 10);
}

struct NoVisits;
impl Gate for NoVisits {
    fn allow(&self, _: &StreamInfo, _: &AnyStream, entry: &Entry) -> Result<(), Denied> {
        if entry.action.name() == "family.visit_recorded" {
            return Err(Denied { code: "not_your_family".into(), reason: "not on the team".into() });
        }
        Ok(())
    }
}

async fn what_the_gate_refuses_is_kept_in_the_tray(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let her = actor(1);
    let (stream, child) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    let refused = entry(stream, her, visit("2026-11-21", "words that must not be lost"));
    let taken = entry(stream, her, renamed(child, "សុខ សុភី"));
    let receipts = store.append(gated(her, vec![refused.clone(), taken], NoVisits)).await.unwrap();
    assert_eq!(outcomes(&receipts), ["refused", "applied"]);
    let Verdict::Refused { code, .. } = &receipts[0].verdict else { panic!() };
    assert_eq!(code, "not_your_family");
    // Resending keeps it once.
    store.append(gated(her, vec![refused.clone()], NoVisits)).await.unwrap();
    let author = store.tray(TrayScope::Author(her.worker), 10).await.unwrap();
    let senior = store.tray(TrayScope::Team(actor(4).worker), 10).await.unwrap();
    let beside = store.tray(TrayScope::Team(actor(2).worker), 10).await.unwrap();
    assert_eq!((author.len(), senior.len(), beside.len()), (1, 1, 0));
    assert_eq!(
        (author[0].id, author[0].code.as_str(), author[0].entry.is_none()),
        (refused.id, "not_your_family", true)
    );
    let item = store.tray_item(&reader(her), her.org, refused.id).await.unwrap().unwrap();
    let kept: Entry = serde_json::from_slice(&item.entry.unwrap()).unwrap();
    assert_eq!(kept, refused);
    assert!(store.verify().await.unwrap().is_sound());
}

async fn a_resend_after_a_refusal_is_let_in(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    let (stream, _) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    let one = entry(stream, her, visit("2026-11-21", "a"));
    store.append(gated(her, vec![one.clone()], NoVisits)).await.unwrap();
    assert_eq!(store.counts().await.unwrap().tray, 1);
    assert_eq!(seqs(&append(&store, her, vec![one]).await), [8]);
    let tray = store.tray(TrayScope::Organisation(her.org), 10).await.unwrap();
    assert_eq!((tray[0].placed_seq, store.counts().await.unwrap().tray), (Some(8), 0));
}

async fn an_entry_by_somebody_else_is_refused(place: Place) {
    let store = place.open().await;
    let (her, him) = (actor(1), actor(2));
    let (stream, _) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    let forged = entry(stream, her, visit("2026-11-21", "a"));
    let receipts = append(&store, him, vec![forged.clone()]).await;
    let Verdict::Refused { code, .. } = &receipts[0].verdict else { panic!() };
    assert_eq!(code, "not_the_author");
    // It lies in the sender's tray, and does not keep the real author from sending hers.
    assert_eq!(store.tray(TrayScope::Author(him.worker), 10).await.unwrap().len(), 1);
    assert_eq!(store.tray(TrayScope::Author(her.worker), 10).await.unwrap().len(), 0);
    let whole = Append { on_behalf: true, ..request(him, vec![forged]) };
    assert_eq!(seqs(&store.append(whole).await.unwrap()), [8]);
}

struct OwnFamiliesOnly(Actor);
impl Gate for OwnFamiliesOnly {
    fn allow(&self, info: &StreamInfo, state: &AnyStream, entry: &Entry) -> Result<(), Denied> {
        assert_eq!(info.head, state.log().head);
        assert_eq!(info.id, entry.stream);
        let mine = info.org == self.0.org
            && (info.head == 0 || info.team.iter().any(|(who, _)| *who == self.0.worker));
        mine.then_some(()).ok_or(Denied { code: "not_your_family".into(), reason: String::new() })
    }
}

async fn the_gate_learns_whose_the_stream_is(place: Place) {
    let store = place.open().await;
    let (her, him) = (actor(1), actor(2));
    let stream = StreamId::from_u128(fresh());
    let first = vec![entry(stream, her, opened("02040501")), entry(stream, her, referral())];
    // Nobody leads yet: who opened the file counts.
    assert_eq!(
        outcomes(&store.append(gated(her, first, OwnFamiliesOnly(her))).await.unwrap()),
        ["applied"; 2]
    );
    let other = vec![entry(stream, him, visit("2026-11-21", "a"))];
    assert_eq!(outcomes(&store.append(gated(him, other, OwnFamiliesOnly(him))).await.unwrap()), ["refused"]);
    let lead = vec![entry(stream, her, assigned(him.worker, TeamRole::Lead))];
    store.append(gated(her, lead, OwnFamiliesOnly(her))).await.unwrap();
    let now = vec![entry(stream, him, visit("2026-11-21", "a"))];
    // (Beside what he had not seen.)
    assert_eq!(outcomes(&store.append(gated(him, now, OwnFamiliesOnly(him))).await.unwrap()), ["merged"]);
}

async fn a_rejected_entry_stays_in_the_ledger(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    let (stream, _) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    let nobody = PersonId::from_u128(fresh());
    let receipts = append(&store, her, vec![entry(stream, her, renamed(nobody, "ក"))]).await;
    assert_eq!((outcomes(&receipts), seqs(&receipts)), (vec!["rejected"], vec![8]));
    assert_eq!(row(&store, stream).await.rejected, 1);
    let read = store.stream_entries(&reader(her), &proof(&store, stream).await, 7).await.unwrap().unwrap();
    assert_eq!(read.entries[0].outcome, "rejected");
    assert!(read.entries[0].payload.is_some());
}

struct Panics;
impl Gate for Panics {
    fn allow(&self, _: &StreamInfo, _: &AnyStream, entry: &Entry) -> Result<(), Denied> {
        assert!(entry.action.name() != "family.risk_set", "a defect in the gate");
        Ok(())
    }
}

async fn one_poisoned_request_harms_no_other(place: Place) {
    let store = place.open().await;
    let mut families = Vec::new();
    for n in 1..=8 {
        families.push((actor(n), family(&store, actor(n), "សុខ សុភា", "Sok Sophea").await.0));
    }
    let poisoned = entry(families[3].1, families[3].0, risk(domain::protocol::Risk::Low));
    let mut tasks = Vec::new();
    for (n, (her, stream)) in families.iter().enumerate() {
        let mut entries = vec![entry(*stream, *her, visit("2026-11-21", "a"))];
        if n == 3 {
            entries.push(poisoned.clone());
            entries.push(entry(*stream, *her, visit("2026-11-22", "b")));
        }
        let store = store.clone();
        let request = gated(*her, entries, Panics);
        tasks.push(tokio::spawn(async move { store.append(request).await.unwrap() }));
    }
    for (n, task) in tasks.into_iter().enumerate() {
        let expected = if n == 3 { vec!["applied", "refused", "applied"] } else { vec!["applied"] };
        assert_eq!(outcomes(&task.await.unwrap()), expected);
    }
    let tray = store.tray(TrayScope::Organisation(actor(1).org), 10).await.unwrap();
    assert_eq!((tray.len(), tray[0].id, tray[0].code.as_str()), (1, poisoned.id, "fault"));
    assert!(store.verify().await.unwrap().is_sound());
}

async fn an_atomic_request_is_placed_whole_or_not_at_all(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    let mut entries = Vec::new();
    for _ in 0..3 {
        let stream = StreamId::from_u128(fresh());
        entries.push(entry(stream, her, opened("02040501")));
        entries.push(entry(stream, her, person(PersonId::from_u128(fresh()), "ចាន់ ដារា", "Chan Dara")));
    }
    let mut wrong = entries.clone();
    wrong.push(entry(entries[0].stream, her, renamed(PersonId::from_u128(fresh()), "ក")));
    let receipts = store.append(Append { atomic: true, ..request(her, wrong) }).await.unwrap();
    assert_eq!(outcomes(&receipts).last(), Some(&"rejected"));
    let counts = store.counts().await.unwrap();
    assert_eq!((counts.streams, counts.entries, counts.families, counts.tray, counts.audit), (0, 0, 0, 0, 0));
    let receipts = store.append(Append { atomic: true, ..request(her, entries) }).await.unwrap();
    assert_eq!(outcomes(&receipts), ["applied"; 6]);
    assert_eq!(store.counts().await.unwrap().families, 3);
}

async fn two_servers_write_at_once_without_gap_or_repeat(place: Place) {
    let stores = [place.open().await, place.open().await];
    let her = actor(1);
    let (shared, _) = family(&stores[0], her, "សុខ សុភា", "Sok Sophea").await;
    let twice = entry(shared, her, visit("2026-11-01", "sent to both"));
    let mut tasks = Vec::new();
    for task in 0..8_u128 {
        let store = stores[usize::try_from(task % 2).unwrap()].clone();
        let twice = twice.clone();
        tasks.push(tokio::spawn(async move {
            let mut placed = Vec::new();
            let own = StreamId::from_u128(fresh());
            for n in 0..25 {
                let mut entries =
                    vec![entry(shared, her, visit("2026-11-21", "a")), entry(own, her, opened("02040501"))];
                if n == 10 {
                    entries.push(twice.clone());
                }
                for receipt in store.append(request(her, entries)).await.unwrap() {
                    match receipt.verdict {
                        Verdict::Placed { seq, .. } if receipt.stream == shared => placed.push(seq),
                        Verdict::Placed { .. } | Verdict::AlreadyThere { .. } => {}
                        Verdict::Refused { code, .. } => panic!("{code}"),
                    }
                }
            }
            placed
        }));
    }
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await.unwrap());
    }
    all.sort_unstable();
    let expected: Vec<u64> = (8..=8 + 200).collect();
    assert_eq!(all, expected, "every place exactly once, the entry sent to both once");
    for store in &stores {
        let found = store.verify().await.unwrap();
        assert!(found.is_sound(), "{found:?}");
        assert_eq!(folded(store, shared).await.log().head, 208);
        assert_eq!(row(store, shared).await.head, 208);
    }
    let live = stores[0].projections_digest().await.unwrap();
    stores[1].rebuild().await.unwrap();
    assert_eq!(stores[0].projections_digest().await.unwrap(), live);
}

async fn a_stream_takes_only_its_own_kind(place: Place) {
    let store = place.open().await;
    let org = organisation(&store).await;
    let receipts = append(&store, actor(4), vec![entry(org, actor(4), opened("02040501"))]).await;
    let Verdict::Refused { code, .. } = &receipts[0].verdict else { panic!() };
    assert_eq!(code, "wrong_stream");
}

async fn an_account_name_belongs_to_one_organisation(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let elsewhere = Actor { org: domain::ids::OrganisationId::from_u128(51), ..actor(9) };
    let mut worker = store.worker(actor(1).worker).await.unwrap().unwrap();
    assert_eq!((worker.account.as_str(), worker.supervisor), ("worker1", Some(actor(3).worker)));
    worker.account = "WORKER1".into();
    let set = |id, account: &str| domain::organisation::OrganisationAction::WorkerSet {
        worker: domain::organisation::Worker {
            id,
            account: account.into(),
            name_km: String::new(),
            name_latin: "Somebody".into(),
            role: domain::organisation::Role::Administrator,
            supervisor: None,
            areas: Vec::new(),
            phone: String::new(),
            active: true,
        },
    };
    let other = StreamId::from_u128(51);
    let entries = vec![
        entry(other, elsewhere, set(elsewhere.worker, "worker1")),
        entry(other, elsewhere, set(actor(1).worker, "somebody")),
        entry(other, elsewhere, set(elsewhere.worker, "somebody")),
    ];
    assert_eq!(outcomes(&append(&store, elsewhere, entries).await), ["refused", "refused", "applied"]);
    let hers = store.worker_by_account("Worker1").await.unwrap().unwrap();
    assert_eq!((hers.worker, hers.org), (actor(1).worker, actor(1).org));
    let team: Vec<_> = store.team_of(actor(3).worker).await.unwrap().into_iter().map(|w| w.account).collect();
    assert_eq!(team, ["worker1", "worker2", "worker3"]);
}

async fn account_names_may_change_hands(place: Place) {
    use domain::organisation::OrganisationAction;
    let store = place.open().await;
    let org = organisation(&store).await;
    let admin = actor(4);
    let state = store.stream(org).await.unwrap().unwrap();
    let named = |n: u128, account: &str| {
        let mut worker = state.organisation().unwrap().state.workers[&actor(n).worker].clone();
        worker.account = account.into();
        entry(org, admin, OrganisationAction::WorkerSet { worker })
    };
    let swap = vec![named(2, "aside"), named(1, "worker2"), named(2, "worker1")];
    assert_eq!(outcomes(&append(&store, admin, swap).await), ["applied"; 3]);
    assert_eq!(store.worker_by_account("worker2").await.unwrap().unwrap().worker, actor(1).worker);
    assert_eq!(store.worker_by_account("worker1").await.unwrap().unwrap().worker, actor(2).worker);
}

async fn a_request_that_is_too_long_is_not_taken(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    let stream = StreamId::from_u128(fresh());
    let many: Vec<_> = (0..1_001).map(|_| entry(stream, her, opened("02040501"))).collect();
    assert!(matches!(store.append(request(her, many)).await, Err(StoreError::NotAcceptable(_))));
    let one = entry(stream, her, opened("02040501"));
    let twice = request(her, vec![one.clone(), one]);
    assert!(matches!(store.append(twice).await, Err(StoreError::NotAcceptable(_))));
    let long = entry(stream, her, address(&"ក".repeat(100_000)));
    let receipts = append(&store, her, vec![entry(stream, her, opened("02040501")), long]).await;
    let Verdict::Refused { code, .. } = &receipts[1].verdict else { panic!() };
    assert_eq!(code, "too_large");
}
