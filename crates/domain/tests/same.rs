//! Two people who are one, two files of one family, and what crossed on the way.

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

use domain::entry::{FieldPath, Outcome, Rejection};
use domain::family::crossed::Met;
use domain::family::people::{CareKind, Caring, HealthField, NewPerson, Parentage, PersonField};
use domain::family::same::Standing;
use domain::family::visit::RecordedVisit;
use domain::family::{Family, FamilyAction as A};
use domain::ids::{EntryId, PersonId, StreamId};
use domain::kinship::{Quality, Sex};
use domain::register::Contested;
use domain::stream::Stream;
use domain::time::{Birth, Day};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use testkit::builders::{Hand, Script, placed};
use testkit::dice::Dice;
use testkit::history::{History, content};

const DAVY: Hand = Hand::number(1);
const SREY: Hand = Hand::number(2);
const SOPHEA: Hand = Hand::number(3);

fn day() -> Day {
    Day::new(2026, 3, 2).unwrap()
}

fn new(id: PersonId, km: &str, latin: &str, year: Option<i16>) -> A {
    let birth = year.map(|year| Birth::About { year, month: None });
    let (name_km, name_latin) = (km.to_owned(), latin.to_owned());
    A::PersonAdded { person: NewPerson { id, name_km, name_latin, sex: Sex::Female, birth, in_focus: true } }
}

/// A mother, and a child that two workers wrote down without seeing each other.
struct File {
    script: Script,
    mother: PersonId,
    first: PersonId,
    second: PersonId,
}

impl File {
    fn twice() -> Self {
        let mut script = Script::seeded(11);
        script.on(day());
        script.say(DAVY, A::Opened { village: "02080103".parse().unwrap(), import: None });
        let (mother, first, second) = (script.ids.fresh(), script.ids.fresh(), script.ids.fresh());
        script.say(DAVY, new(mother, "ស្រីមុំ", "", Some(1995)));
        let seen = script.head();
        script.say(DAVY, new(first, "ធារី", "", None));
        script.say_having_seen(seen, SREY, new(second, "ធារិទ្ធ", "Theary", Some(2017)));
        Self { script, mother, first, second }
    }
    fn same(&mut self, hand: Hand) -> Outcome {
        self.pair(hand, self.first, self.second)
    }
    fn pair(&mut self, hand: Hand, one: PersonId, other: PersonId) -> Outcome {
        self.script.say(hand, A::PersonsSame { one, other, words: String::new() });
        self.script.last_outcome().unwrap()
    }
    fn apart(&mut self, hand: Hand, one: PersonId, other: PersonId) -> Outcome {
        self.script.say(hand, A::PersonsNotSame { one, other, words: String::new() });
        self.script.last_outcome().unwrap()
    }
    fn agreed() -> Self {
        let mut file = Self::twice();
        assert_eq!(file.same(DAVY), Outcome::Applied);
        file.same(SOPHEA);
        file
    }
    fn seen(&self) -> Family {
        self.script.family().seen().into_owned()
    }
    fn conflicts(&self) -> Vec<String> {
        let open = self.script.family().conflicts();
        open.into_iter().map(|one| one.field.0.rsplit('/').next().unwrap().to_owned()).collect()
    }
    fn add(&mut self, hand: Hand, km: &str) -> PersonId {
        let id = self.script.ids.fresh();
        self.script.say(hand, new(id, km, "", None));
        id
    }
}

fn rejected(outcome: &Outcome) -> &Rejection {
    match outcome {
        Outcome::Rejected { reason } => reason,
        other => panic!("{other:?}"),
    }
}

fn impossible(why: &str) -> Rejection {
    Rejection::NotPossible { field: "same".into(), why: why.into() }
}

/// Who the people are and how they hang together: what making one of two, and two of one again, is about.
fn people(file: &Family) -> Value {
    let mut value = content(file);
    for beside in ["same", "aside", "events", "last_by_device", "crossed"] {
        value.as_object_mut().unwrap().remove(beside);
    }
    value
}

#[test]
fn it_takes_two_people_to_make_one_of_two() {
    let mut file = File::twice();
    assert_eq!(file.same(DAVY), Outcome::Applied);
    assert_eq!(file.script.family().pair(file.first, file.second).unwrap().standing(), Standing::Proposed);
    assert_eq!(file.seen().present().count(), 3, "one word is a proposal");
    assert_eq!(*rejected(&file.same(DAVY)), Rejection::FourEyes);
    let fields = vec![FieldPath(format!("person/{}/name_km", file.first))];
    assert_eq!(file.same(SOPHEA), Outcome::Conflicting { fields });
    let seen = file.seen();
    assert_eq!(seen.present().count(), 2);
    let child = seen.person(file.second).unwrap();
    assert_eq!(child.id, file.first, "whoever names the one who was folded away finds the one who stands");
    // What only one of them tells is told; where both tell, and not the same, a person decides.
    assert_eq!(child.name_latin.get().unwrap(), "Theary");
    assert_eq!(child.birth(), Some(Birth::About { year: 2017, month: None }));
    assert_eq!(child.name_km.get().unwrap(), "ធារី");
    assert_eq!(file.conflicts(), ["name_km"]);
    assert_eq!(*rejected(&file.same(SREY)), Rejection::AlreadyThere { what: "same".into() });
}

#[test]
fn two_who_say_it_unseen_are_two() {
    let mut file = File::twice();
    let seen = file.script.head();
    let (one, other) = (file.first, file.second);
    file.script.say_having_seen(seen, DAVY, A::PersonsSame { one, other, words: String::new() });
    let turned = A::PersonsSame { one: other, other: one, words: String::new() };
    file.script.say_having_seen(seen, SOPHEA, turned);
    assert_eq!(file.seen().present().count(), 2);
}

#[test]
fn what_differs_is_decided_and_comes_back_when_they_are_taken_apart() {
    let mut file = File::agreed();
    let sides = file.script.family().conflicts()[0].sides.clone();
    let field = FieldPath(format!("person/{}/name_km", file.first));
    file.script.say(SOPHEA, A::ConflictDecided { field: field.clone(), keep: sides[1].by.entry });
    assert_eq!(file.script.last_outcome(), Some(Outcome::Applied));
    assert_eq!(file.seen().person(file.first).unwrap().name_km.get().unwrap(), "ធារិទ្ធ");
    assert!(file.conflicts().is_empty());
    file.script.say(DAVY, A::ConflictDecided { field, keep: sides[0].by.entry });
    assert_eq!(*rejected(&file.script.last_outcome().unwrap()), Rejection::AlreadyDecided);
    assert_eq!(file.apart(DAVY, file.first, file.second), Outcome::Applied);
    let seen = file.seen();
    assert_eq!(seen.present().count(), 3);
    assert_eq!(seen.people[&file.first].name_km.get().unwrap(), "ធារី");
    assert_eq!(seen.people[&file.second].name_km.get().unwrap(), "ធារិទ្ធ");
    // Found to be one after all: what was decided between them holds again.
    file.same(DAVY);
    file.same(SOPHEA);
    assert_eq!(file.seen().person(file.first).unwrap().name_km.get().unwrap(), "ធារិទ្ធ");
    assert!(file.conflicts().is_empty());
}

#[test]
fn who_knew_of_both_replaces_both_and_who_did_not_stands_beside() {
    let mut file = File::agreed();
    let before = file.script.head() - 2;
    let named = |person, km: &str| A::PersonSet { person, changes: vec![PersonField::NameKm(km.into())] };
    file.script.say(DAVY, named(file.first, "ធារី ឡុង"));
    assert_eq!(file.script.last_outcome(), Some(Outcome::Applied));
    assert!(file.conflicts().is_empty());
    // A phone that did not know writes about the one who was folded away: nothing is lost, and somebody decides.
    file.script.say_having_seen(before, SREY, named(file.second, "ធារីណា"));
    let fields = vec![FieldPath(format!("person/{}/name_km", file.first))];
    assert_eq!(file.script.last_outcome(), Some(Outcome::Conflicting { fields }));
    let sides = file.script.family().conflicts()[0].sides.clone();
    assert_eq!(
        sides.iter().map(|side| side.value.as_str().unwrap()).collect::<Vec<_>>(),
        ["ធារី ឡុង", "ធារីណា"]
    );
    // Its author had seen two people, and decides about the one that she means.
    let field = FieldPath(format!("person/{}/name_km", file.second));
    file.script.say_having_seen(before, SREY, A::ConflictDecided { field, keep: sides[1].by.entry });
    assert_eq!(file.conflicts(), ["name_km"]);
}

#[test]
fn all_that_hung_on_both_hangs_on_the_one() {
    let mut file = File::twice();
    let (mother, first, second) = (file.mother, file.first, file.second);
    for child in [first, second] {
        let parentage = Parentage { child, parent: mother, quality: Quality::Birth, from: None, until: None };
        file.script.say(DAVY, A::ParentageSet { parentage });
    }
    let caring = |child| Caring {
        child,
        caregiver: mother,
        kind: CareKind::Parental,
        main: true,
        from: None,
        until: None,
    };
    file.script.say(DAVY, A::CaregiverSet { caring: caring(second) });
    let health = vec![HealthField::Note("ថ្លង់".into())];
    file.script.say(DAVY, A::HealthSet { person: second, changes: health });
    file.same(DAVY);
    file.same(SOPHEA);
    let seen = file.seen();
    assert_eq!(seen.parentages.len(), 1, "the same bond written down twice is one");
    assert_eq!(seen.carers, [caring(first)]);
    assert_eq!(seen.person(first).unwrap().health_note.get().unwrap(), "ថ្លង់");
    assert_eq!(seen.summary(domain::protocol::Protocol::shipped()).people.len(), 2);
    // What the ledger told stays as it was written.
    assert_eq!(file.script.family().parentages.len(), 2);
}

#[test]
fn a_parent_is_not_her_child_whichever_is_said_first() {
    let mut file = File::twice();
    let (mother, first) = (file.mother, file.first);
    let parent = |child, parent| A::ParentageSet {
        parentage: Parentage { child, parent, quality: Quality::Birth, from: None, until: None },
    };
    file.script.say(DAVY, parent(first, mother));
    assert_eq!(*rejected(&file.pair(DAVY, first, mother)), impossible("related"));
    let mut file = File::agreed();
    file.script.say(DAVY, parent(file.first, file.second));
    assert!(matches!(file.script.last_outcome(), Some(Outcome::Rejected { .. })));
    assert_eq!(*rejected(&file.pair(DAVY, file.first, file.first)), impossible("self_relation"));
    let nobody = file.script.ids.fresh();
    assert_eq!(*rejected(&file.pair(DAVY, file.first, nobody)), Rejection::UnknownPerson);
}

#[test]
fn three_become_one_and_come_apart_where_they_were_joined() {
    let mut file = File::agreed();
    let third = file.add(DAVY, "ធា");
    // Said of her who was folded away, meant of them all.
    file.pair(DAVY, third, file.second);
    file.pair(SOPHEA, third, file.second);
    assert_eq!(file.seen().present().count(), 2);
    assert_eq!(file.script.family().stand(third), file.first);
    // No circles: these are one already.
    let again = file.pair(DAVY, third, file.first);
    assert_eq!(*rejected(&again), Rejection::AlreadyThere { what: "same".into() });
    // They are one through somebody else: that is where they come apart.
    let outcome = file.apart(DAVY, third, file.first);
    assert_eq!(*rejected(&outcome), impossible("through_others"));
    assert_eq!(file.apart(DAVY, file.first, file.second), Outcome::Applied);
    assert_eq!(file.seen().present().count(), 3);
    assert!(file.script.family().is_same(third, file.second));
    let outcome = file.apart(DAVY, file.first, file.second);
    assert_eq!(*rejected(&outcome), Rejection::AlreadyDecided);
}

#[test]
fn who_was_found_to_be_somebody_else_is_not_asked_about_again() {
    let mut file = File::twice();
    assert_eq!(file.apart(DAVY, file.first, file.second), Outcome::Applied);
    let family = file.script.family();
    assert_eq!(family.pair(file.second, file.first).unwrap().standing(), Standing::Apart);
    // Somebody may still say so: then both are asked anew.
    assert_eq!(file.same(SOPHEA), Outcome::Applied);
    assert_eq!(file.script.family().pair(file.first, file.second).unwrap().standing(), Standing::Proposed);
}

#[test]
fn a_file_is_folded_into_one_other_and_leads_there() {
    let mut script = Script::seeded(12);
    script.on(day());
    script.say(DAVY, A::Opened { village: "02080103".parse().unwrap(), import: None });
    let (there, elsewhere): (StreamId, StreamId) = (script.ids.fresh(), script.ids.fresh());
    let fold = |other, stands| A::FilesSame { other, stands, words: String::new() };
    script.say(DAVY, fold(there, false));
    assert_eq!(script.family().folded_into(), None);
    script.say(SOPHEA, fold(there, false));
    assert_eq!(script.family().folded_into(), Some(there));
    let summary = script.family().summary(domain::protocol::Protocol::shipped());
    assert_eq!((summary.folded_into, summary.came), (Some(there), 0));
    // A phone that did not know writes on: it lands here, and the file says that something came.
    let id = script.ids.fresh();
    script.say_having_seen(1, SREY, new(id, "ធារី", "", None));
    assert_eq!(script.family().came_after(), 1);
    script.say(SOPHEA, fold(there, false));
    assert_eq!(script.family().came_after(), 0, "somebody looked");
    for (other, stands) in [(elsewhere, false), (elsewhere, true), (there, true)] {
        script.say(DAVY, fold(other, stands));
        let why = Rejection::NotPossible { field: "file".into(), why: "folded_already".into() };
        assert_eq!(*rejected(&script.last_outcome().unwrap()), why);
    }
    script.say(DAVY, A::FilesNotSame { other: there, words: String::new() });
    assert_eq!(script.family().folded_into(), None);
    assert_eq!(script.family().people.len(), 1, "nothing moved");
}

fn visit(script: &mut Script) -> A {
    let recorded = RecordedVisit {
        on: day(),
        place: "home".into(),
        met: Vec::new(),
        others: String::new(),
        strengths: String::new(),
        observations: "ម្ដាយធ្វើការ".into(),
        child_words: Vec::new(),
        done: Vec::new(),
    };
    A::VisitRecorded { visit: script.ids.fresh(), recorded }
}

/// A case that is closed after it was looked at.
fn closed_by(script: &mut Script, seen: Option<u64>) {
    use domain::family::review::{Asked, Closing, ReviewOf};
    let review = script.ids.fresh();
    let of = ReviewOf::Closing {
        outcome: "together_and_safe".into(),
        child_views: Vec::new(),
        caregiver_view: "យើងសុខសប្បាយ".into(),
        contact_name: "មេភូមិ".into(),
        contact_phone: String::new(),
    };
    script.say(DAVY, A::ReviewAsked { review, asked: Asked { of, summary: "ល្អ".into(), on: day() } });
    script.say(SOPHEA, A::ReviewSigned { review, comment: String::new() });
    let closed = A::Closed { closing: Closing { review, gates: Vec::new(), on: day() } };
    let seen = seen.unwrap_or_else(|| script.head());
    script.say_having_seen(seen, DAVY, closed);
    assert!(!matches!(script.last_outcome(), Some(Outcome::Rejected { .. })), "{:?}", script.last_outcome());
}

fn open_case() -> Script {
    use domain::family::referral::{Referral, Screening};
    let mut script = Script::seeded(13);
    script.on(day());
    script.say(DAVY, A::Opened { village: "02080103".parse().unwrap(), import: None });
    let referral = Referral {
        source: "school".into(),
        referrer: String::new(),
        referrer_phone: String::new(),
        reasons: Vec::new(),
        story: "មិនទៅរៀន".into(),
        urgency: domain::protocol::Risk::Low,
        people: Vec::new(),
        family_knows: None,
        received_at: day().noon(),
    };
    script.say(DAVY, A::ReferralReceived { referral });
    let respond_by = day().noon().plus_hours(72);
    let screening = Screening::Accept { risk: domain::protocol::Risk::Low, respond_by, note: String::new() };
    script.say(DAVY, A::ReferralScreened { screening });
    script
}

fn met(script: &Script) -> Vec<(String, Met)> {
    script.family().to_look_at().map(|one| (one.what.clone(), one.met)).collect()
}

#[test]
fn a_visit_that_comes_after_the_closing_stands_and_somebody_looks() {
    let mut script = open_case();
    let seen = script.head();
    closed_by(&mut script, None);
    let made = visit(&mut script);
    let entry = script.say_having_seen(seen, SREY, made);
    assert_eq!(script.last_outcome(), Some(Outcome::Merged));
    assert_eq!(script.family().visits.len(), 1);
    assert_eq!(met(&script), [("family.visit_recorded".to_owned(), Met::Closing)]);
    script.say(SOPHEA, A::CrossedLooked { entries: vec![entry] });
    assert!(met(&script).is_empty());
    assert_eq!(script.family().crossed[0].looked.unwrap().author, SOPHEA.worker);
    // Who knows that it is closed writes what she likes.
    let made = visit(&mut script);
    script.say(SREY, made);
    assert!(met(&script).is_empty());
}

#[test]
fn a_closing_that_did_not_know_of_a_visit_says_so() {
    let mut script = open_case();
    let made = visit(&mut script);
    let seen = script.head();
    script.say(SREY, made);
    closed_by(&mut script, Some(seen));
    assert_eq!(met(&script), [("family.visit_recorded".to_owned(), Met::Closed)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn made_one_and_two_again_is_as_it_was(seed: u64) {
        let history = History::random(seed);
        let mut dice = Dice::seeded(seed);
        let mut before = Stream::<Family>::default();
        for entry in placed(&history.all()) {
            before.take(entry);
        }
        let ids: Vec<PersonId> = before.state.people.keys().copied().collect();
        let (Some(one), Some(other)) = (dice.one(&ids).copied(), dice.one(&ids).copied()) else { return Ok(()) };
        let mut after = before.clone();
        let mut script = Script::seeded(seed ^ 0x5a);
        script.on(day().plus_days(3));
        let head = before.log.head;
        let mut say = |stream: &mut Stream<Family>, n: u128, action| {
            let head = stream.log.head;
            // New hands on new devices, who had seen everything.
            let entry = script.entry(head, Hand::number(100 + n), action);
            stream.take(entry.placed(head + 1))
        };
        let same = || A::PersonsSame { one, other, words: String::new() };
        let joined = [say(&mut after, 1, same()), say(&mut after, 2, same())];
        // Nothing that either told is gone: it stands, or waits beside what stands.
        let values = |file: &Family| -> BTreeSet<EntryId> {
            let stamps = |person: &domain::family::people::Person| {
                person.name_km.stamps().into_iter().chain(person.note.stamps())
            };
            file.people.values().flat_map(stamps).map(|stamp| stamp.entry).collect()
        };
        if joined.iter().all(|outcome| !matches!(outcome, Outcome::Rejected { .. })) {
            let seen = after.state.seen();
            prop_assert!(seen.people.len() < before.state.seen().people.len());
            let told = |file: &Family| -> BTreeSet<String> {
                let names = file.people.values().flat_map(|person| {
                    let rivals = person.name_km.rivals().iter().map(|held| held.value.clone());
                    person.name_km.get().cloned().into_iter().chain(rivals)
                });
                names.filter(|name| !name.is_empty()).collect()
            };
            // What was decided between them once, while they were held for one, holds again.
            if content(&before.state)["aside"].as_array().is_some_and(Vec::is_empty) {
                prop_assert_eq!(told(&seen), told(&before.state.seen()));
            }
            prop_assert!(values(&after.state) == values(&before.state));
        }
        say(&mut after, 3, A::PersonsNotSame { one, other, words: String::new() });
        let proposed = before.state.pair(one, other).is_some_and(|pair| pair.standing() == Standing::Agreed);
        if !proposed {
            prop_assert_eq!(people(&after.state), people(&before.state));
            prop_assert_eq!(people(&after.state.seen()), people(&before.state.seen()));
        }
        prop_assert!(after.log.head > head);
    }
}
