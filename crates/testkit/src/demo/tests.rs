use super::*;
use crate::builders::placed;
use domain::entry::Outcome;
use domain::family::Family;
use domain::stream::AnyStream;
use std::collections::BTreeMap;

fn today() -> Day {
    Day::new(2026, 11, 22).unwrap()
}

fn folded(ledger: &Ledger) -> (AnyStream, Vec<Outcome>) {
    let mut stream = AnyStream::empty(ledger.kind);
    let outcomes = placed(&ledger.entries).into_iter().map(|entry| stream.take(entry)).collect();
    (stream, outcomes)
}

fn family(ledger: &Ledger) -> Family {
    folded(ledger).0.family().unwrap().state.clone()
}

#[test]
fn every_entry_is_applied_except_those_that_are_meant_not_to_be() {
    let demo = network(today());
    let mut wrong = Vec::new();
    let mut met = BTreeMap::new();
    for ledger in demo.ledgers() {
        let (_, outcomes) = folded(ledger);
        for (entry, outcome) in ledger.entries.iter().zip(outcomes) {
            let meant =
                demo.exceptions.iter().find(|(id, _)| *id == entry.id).map_or("applied", |(_, code)| code);
            *met.entry(outcome.code()).or_insert(0) += 1;
            if outcome.code() != meant {
                wrong.push(format!("{} {outcome:?}", entry.action.name()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong, such as {:#?}",
        wrong.len(),
        wrong.iter().take(10).collect::<Vec<_>>()
    );
    assert_eq!((met["conflicting"], met["rejected"]), (4, 2), "{met:?}");
    assert!(met["applied"] > 6_000, "{met:?}");
}

#[test]
fn the_same_day_gives_the_same_bytes() {
    let bytes = |demo: &Demo| -> Vec<u8> {
        demo.ledgers().flat_map(|ledger| serde_json::to_vec(&ledger.entries).unwrap()).collect()
    };
    assert_eq!(bytes(&network(today())), bytes(&network(today())));
    let leap = Day::new(2028, 2, 29).unwrap();
    assert_eq!(network(leap).families.len(), 120);
}

#[test]
fn entries_are_made_in_order_and_never_after_the_day() {
    let day = today();
    for ledger in network(day).ledgers() {
        let times: Vec<i64> = ledger.entries.iter().map(|entry| entry.made_at.0).collect();
        assert!(times.windows(2).all(|pair| pair[0] <= pair[1]), "{}", ledger.stream);
        assert!(times.iter().all(|at| *at <= day.noon().0), "{}", ledger.stream);
    }
}

#[test]
fn every_stage_and_every_ending_is_there() {
    let demo = network(today());
    assert_eq!((demo.families.len(), demo.workers.len(), demo.organisations.len()), (120, 14, 4));
    let mut stages = BTreeMap::new();
    let mut endings = BTreeMap::new();
    let protocol = Protocol::shipped();
    let (mut reopened, mut waiting, mut late, mut overdue, mut danger) = (0, 0, 0, 0, 0);
    for ledger in &demo.families {
        let family = family(ledger);
        *stages.entry(family.stage.code()).or_insert(0) += 1;
        if let domain::family::Stage::Closed { outcome, .. } = &family.stage {
            *endings.entry(outcome.clone()).or_insert(0) += 1;
        }
        let glance = family.summary(protocol);
        reopened += u32::from(!family.closings.is_empty());
        waiting += u32::from(glance.review_waiting);
        late += u32::from(glance.respond_by.is_some_and(|by| by < today().noon()));
        overdue += u32::from(glance.next_visit.is_some_and(|day| day < today()));
        danger += glance.unanswered_high;
    }
    for stage in ["referred", "declined", "passed_on", "accepted", "open", "closed"] {
        assert!(stages.get(stage).is_some_and(|n| *n >= 5), "{stage}: {stages:?}");
    }
    assert_eq!(endings.len(), protocol.outcomes.len(), "{endings:?}");
    let met = (reopened, waiting, late, overdue, danger);
    assert!(reopened >= 2 && waiting >= 3 && late >= 3 && overdue >= 8 && danger >= 2, "{met:?}");
}

#[test]
fn caseloads_are_as_large_as_they_should_be() {
    let demo = network(today());
    let leads: Vec<_> = demo.families.iter().filter_map(|ledger| family(ledger).lead()).collect();
    let of = |account: &str| {
        let id = demo.worker(account).unwrap().worker.id;
        leads.iter().filter(|lead| **lead == id).count()
    };
    assert_eq!(of("davy"), 14);
    let team: usize = ["davy", "channary", "sophea"].iter().map(|account| of(account)).sum();
    assert!((33..=38).contains(&team), "{team}");
}

#[test]
fn neighbouring_files_do_not_read_the_same() {
    let demo = network(today());
    let mut stories = BTreeMap::new();
    for ledger in &demo.families {
        for record in family(ledger).referrals {
            *stories.entry(record.referral.story).or_insert(0) += 1;
        }
    }
    let most = stories.values().max().copied().unwrap_or_default();
    assert!(most <= 3 && stories.len() >= 95, "{most} {}", stories.len());
    let left: Vec<_> = stories.keys().filter(|story| story.contains('{')).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn nothing_in_khmer_has_zero_width_spaces_or_open_marks() {
    for ledger in network(today()).ledgers() {
        let text = serde_json::to_string(&ledger.entries).unwrap();
        assert!(!text.contains('\u{200b}'), "{}", ledger.stream);
        for mark in ["{c}", "{d}", "{m}", "{f}", "{v}", "{w}"] {
            assert!(!text.contains(mark), "{mark} in {}", ledger.stream);
        }
    }
}

#[test]
fn davy_has_something_to_do_today() {
    let demo = network(today());
    let davy = demo.worker("davy").unwrap().worker.id;
    let protocol = Protocol::shipped();
    let glances: Vec<_> = demo
        .families
        .iter()
        .map(family)
        .filter(|family| family.lead() == Some(davy))
        .map(|family| family.summary(protocol))
        .collect();
    let due = |from: i64, to: i64| {
        let (from, to) = (today().plus_days(from), today().plus_days(to));
        glances
            .iter()
            .filter(|glance| glance.next_visit.is_some_and(|day| (from..=to).contains(&day)))
            .count()
    };
    let days: Vec<_> = glances.iter().map(|glance| (glance.stage.clone(), glance.next_visit)).collect();
    assert!(due(-60, -1) >= 2, "overdue {days:?}");
    assert!(due(0, 0) >= 1, "today");
    assert!(due(1, 14) >= 4, "soon {days:?}");
    assert!(glances.iter().any(|glance| glance.conflicts == 1));
}
