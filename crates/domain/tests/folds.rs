//! What must hold for the fold of any history: nothing is lost, order of arrival does not matter, sealed entries
//! stop nobody, and two values for one field are both kept.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_wrap,
    reason = "a test that cannot go on fails"
)]

use kinkeeper_domain as domain;

use domain::entry::{Content, Entry, FieldPath, Outcome, Placed};
use domain::family::people::{FamilyField, NewPerson, PersonField};
use domain::family::{Family, FamilyAction as A};
use domain::ids::{EntryId, PersonId};
use domain::kinship::Sex;
use domain::stream::{AnyStream, Stream, with_pending};
use domain::time::Day;
use proptest::prelude::*;
use std::collections::BTreeSet;
use testkit::builders::{Hand, Script, placed};
use testkit::dice::Dice;
use testkit::history::{History, content};

fn fold(entries: impl IntoIterator<Item = Placed>) -> (Stream<Family>, Vec<Outcome>) {
    let mut stream = Stream::default();
    let outcomes = entries.into_iter().map(|entry| stream.take(entry)).collect();
    (stream, outcomes)
}

fn refused(stream: &Stream<Family>) -> BTreeSet<(EntryId, String)> {
    stream.log.refused.iter().map(|refused| (refused.entry, format!("{:?}", refused.reason))).collect()
}

/// A device's queue as an unlucky network would deliver it: in any order, some entries twice.
fn scrambled(queue: &[Entry], dice: &mut Dice) -> Vec<Entry> {
    let mut arriving = queue.to_vec();
    for entry in queue {
        if dice.chance(30) {
            arriving.push(entry.clone());
        }
    }
    dice.shuffle(&mut arriving);
    arriving
}

/// The history with one device's queue at the end, and that queue.
fn with_last(history: &History, last: usize) -> (Vec<Entry>, &[Entry]) {
    let last = last % history.queues.len();
    let mut prefix = history.confirmed.clone();
    for (n, queue) in history.queues.iter().enumerate() {
        if n != last {
            prefix.extend(queue.iter().cloned());
        }
    }
    (prefix, &history.queues[last])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_queue_amounts_to_the_same_in_whatever_order_it_arrives(seed: u64, last: u8) {
        let history = History::random(seed);
        let (prefix, queue) = with_last(&history, usize::from(last));
        let straight: Vec<Entry> = prefix.iter().chain(queue).cloned().collect();
        let mut dice = Dice::seeded(seed);
        let crooked: Vec<Entry> = prefix.iter().cloned().chain(scrambled(queue, &mut dice)).collect();
        let (one, _) = fold(placed(&straight));
        let (other, _) = fold(placed(&crooked));
        prop_assert_eq!(content(&one.state), content(&other.state));
        prop_assert_eq!(content(&*one.state.seen()), content(&*other.state.seen()));
        let fields = |stream: &Stream<Family>| content(&stream.state.conflicts());
        prop_assert_eq!(fields(&one), fields(&other));
        prop_assert_eq!(refused(&one), refused(&other));
        let settled = |stream: &Stream<Family>| stream.log.settled.keys().copied().collect::<BTreeSet<_>>();
        prop_assert_eq!(settled(&one), settled(&other));
    }

    #[test]
    fn no_entry_is_lost_whatever_arrives_when(seed: u64) {
        let history = History::random(seed);
        let mut dice = Dice::seeded(seed);
        let everything = history.all();
        let mut arriving = history.confirmed.clone();
        let mut rest: Vec<Entry> = scrambled(&history.queues.concat(), &mut dice);
        // Some entries never arrive: those after them wait.
        rest.retain(|_| !dice.chance(10));
        arriving.extend(rest);
        let (stream, outcomes) = fold(placed(&arriving));
        let waiting: BTreeSet<EntryId> =
            stream.log.waiting.values().flatten().map(|placed| placed.head.id).collect();
        for (entry, outcome) in arriving.iter().zip(&outcomes) {
            let settled = stream.log.settled.contains_key(&entry.id);
            prop_assert!(settled != waiting.contains(&entry.id), "{} {outcome:?}", entry.id);
            if *outcome == Outcome::Duplicate {
                prop_assert!(arriving.iter().filter(|other| other.id == entry.id).count() > 1);
            }
        }
        // What was counted is what arrived, and every entry that waited is counted once more when it settles.
        let counted: u32 = stream.log.counts.values().sum();
        let waited = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Waiting { .. })).count();
        prop_assert_eq!(counted as usize, arriving.len() + waited - waiting.len());
        // Sending everything again settles everything.
        let mut late = stream.clone();
        for (seq, entry) in (arriving.len() as u64 + 1..).zip(&everything) {
            late.take(entry.clone().placed(seq));
        }
        prop_assert!(late.log.waiting.is_empty());
        prop_assert_eq!(late.log.settled.len(), everything.len());
    }

    #[test]
    fn folding_is_deterministic_and_survives_being_stored(seed: u64, at in 0.0_f64..1.0) {
        let entries = placed(&History::random(seed).all());
        let (whole, outcomes) = fold(entries.clone());
        prop_assert_eq!(&fold(entries.clone()), &(whole.clone(), outcomes));
        let cut = (entries.len() as f64 * at) as usize;
        let (half, _) = fold(entries[..cut].to_vec());
        let stored = serde_json::to_vec(&half).unwrap();
        let mut again: Stream<Family> = serde_json::from_slice(&stored).unwrap();
        prop_assert_eq!(&again, &half);
        for entry in &entries[cut..] {
            again.take(entry.clone());
        }
        prop_assert_eq!(again, whole);
        let wire = serde_json::to_vec(&entries).unwrap();
        prop_assert_eq!(serde_json::from_slice::<Vec<Placed>>(&wire).unwrap(), entries);
    }

    #[test]
    fn sealed_entries_settle_and_stop_nobody(seed: u64, share in 0_usize..=100) {
        let mut dice = Dice::seeded(seed);
        let mut entries = placed(&History::random(seed).all());
        for entry in &mut entries {
            if dice.chance(share) {
                entry.content = Content::Sealed;
            }
        }
        let (stream, outcomes) = fold(entries.clone());
        prop_assert!(stream.log.waiting.is_empty());
        prop_assert_eq!(stream.log.settled.len(), entries.len());
        for (entry, outcome) in entries.iter().zip(&outcomes) {
            prop_assert_eq!(entry.content == Content::Sealed, *outcome == Outcome::Sealed);
        }
    }

    #[test]
    fn a_phone_and_the_server_agree(seed: u64) {
        let history = History::random(seed);
        let confirmed = AnyStream::replay(domain::entry::StreamKind::Family, placed(&history.confirmed));
        let queue = &history.queues[0];
        let phone = with_pending(&confirmed, queue);
        let server: Vec<Entry> = history.confirmed.iter().chain(queue).cloned().collect();
        let (server, _) = fold(placed(&server));
        prop_assert_eq!(phone.family(), Some(&server));
    }
}

#[test]
fn histories_hold_conflicts_refusals_and_duplicates_to_speak_of() {
    let mut counts = std::collections::BTreeMap::new();
    for seed in 0..200 {
        for outcome in fold(placed(&History::random(seed).all())).1 {
            *counts.entry(outcome.code()).or_insert(0) += 1;
        }
    }
    for (code, least) in [("applied", 3_000), ("merged", 200), ("conflicting", 60), ("rejected", 500)] {
        assert!(counts.get(code).is_some_and(|n| *n >= least), "{code}: {counts:?}");
    }
}

/// A file with one person, read by two devices.
fn two_devices() -> (Script, PersonId, Hand, Hand) {
    let (davy, sophea) = (Hand::number(1), Hand::number(2));
    let mut script = Script::seeded(5);
    script.on(Day::new(2026, 3, 2).unwrap());
    script.say(davy, A::Opened { village: "02080103".parse().unwrap(), import: None });
    let id = script.ids.fresh();
    let person = NewPerson {
        id,
        name_km: "ធារី".into(),
        name_latin: "Theary".into(),
        sex: Sex::Female,
        birth: None,
        in_focus: true,
    };
    script.say(davy, A::PersonAdded { person });
    (script, id, davy, sophea)
}

fn named(person: PersonId, km: &str) -> A {
    A::PersonSet { person, changes: vec![PersonField::NameKm(km.into())] }
}

#[test]
fn different_fields_changed_unseen_are_merged() {
    let (mut script, person, davy, sophea) = two_devices();
    let seen = script.head();
    script.say(davy, named(person, "ធារី ឡុង"));
    let note = A::PersonSet { person, changes: vec![PersonField::Note("ថ្មី".into())] };
    script.say_having_seen(seen, sophea, note);
    assert_eq!(script.last_outcome(), Some(Outcome::Merged));
    let family = script.family();
    assert_eq!(family.people[&person].name_km.get().unwrap(), "ធារី ឡុង");
    assert_eq!(family.people[&person].note.get().unwrap(), "ថ្មី");
    assert!(family.conflicts().is_empty());
}

#[test]
fn the_same_field_changed_unseen_keeps_both_values_until_somebody_decides() {
    let (mut script, person, davy, sophea) = two_devices();
    let seen = script.head();
    let first = script.say(davy, named(person, "ធារិទ្ធ"));
    let second = script.say_having_seen(seen, sophea, named(person, "ធារ៉ា"));
    let field = FieldPath(format!("person/{person}/name_km"));
    assert_eq!(script.last_outcome(), Some(Outcome::Conflicting { fields: vec![field.clone()] }));
    let conflicts = script.family().conflicts();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].field, field);
    let sides: Vec<_> =
        conflicts[0].sides.iter().map(|side| (side.value.as_str().unwrap(), side.by.entry)).collect();
    assert_eq!(sides, [("ធារ៉ា", second), ("ធារិទ្ធ", first)]);

    script.say(davy, A::ConflictDecided { field: field.clone(), keep: first });
    assert_eq!(script.last_outcome(), Some(Outcome::Applied));
    let family = script.family();
    assert!(family.conflicts().is_empty());
    assert_eq!(family.people[&person].name_km.get().unwrap(), "ធារិទ្ធ");
    script.say(sophea, A::ConflictDecided { field, keep: second });
    assert_eq!(script.last_outcome().unwrap().code(), "rejected");
}

#[test]
fn who_has_seen_the_value_replaces_it() {
    let (mut script, person, _, sophea) = two_devices();
    script.say(sophea, named(person, "ធារ៉ា"));
    assert_eq!(script.last_outcome(), Some(Outcome::Applied));
    assert!(script.family().conflicts().is_empty());
}

#[test]
fn one_device_offline_does_not_conflict_with_itself() {
    let (mut script, person, _, sophea) = two_devices();
    let seen = script.head();
    for name in ["ក", "ខ", "គ"] {
        script.say_having_seen(seen, sophea, named(person, name));
        assert_eq!(script.last_outcome(), Some(Outcome::Applied));
    }
    assert_eq!(script.family().people[&person].name_km.get().unwrap(), "គ");
}

#[test]
fn the_same_value_given_by_two_is_no_conflict() {
    let (mut script, _, davy, sophea) = two_devices();
    let seen = script.head();
    let phone = || A::FamilySet { changes: vec![FamilyField::Phone("012 555 000".into())] };
    script.say(davy, phone());
    script.say_having_seen(seen, sophea, phone());
    assert_eq!(script.last_outcome(), Some(Outcome::Merged));
    assert!(script.family().conflicts().is_empty());
}

#[test]
fn a_long_queue_that_arrives_backwards_is_put_right() {
    let (mut script, person, davy, _) = two_devices();
    for n in 0..3_000 {
        script.say(davy, named(person, &format!("ឈ្មោះ {n}")));
    }
    let mut backwards = script.entries().to_vec();
    backwards.reverse();
    // As deep as the smallest stack that the fold runs on: a phone's.
    let small = std::thread::Builder::new().stack_size(1 << 20);
    let stream = small.spawn(move || fold(placed(&backwards)).0).unwrap().join().unwrap();
    assert_eq!(stream.state.people[&person].name_km.get().unwrap(), "ឈ្មោះ 2999");
    assert_eq!(stream.log.settled.len(), 3_002);
}

#[test]
fn a_refused_command_changes_nothing() {
    for seed in 0..150 {
        let mut stream: Stream<Family> = Stream::default();
        for entry in placed(&History::random(seed).all()) {
            let before = stream.state.clone();
            let name = entry.head.id;
            if let Outcome::Rejected { .. } = stream.take(entry) {
                assert!(stream.state == before, "seed {seed}, entry {name}");
            }
        }
    }
}
