//! People: who they are, where they live, who is what to whom.

use super::*;

#[test]
fn a_person_needs_a_name_and_cannot_be_born_tomorrow_week() {
    let mut file = File::opened();
    let new = |id, name: &str, birth| NewPerson {
        id,
        name_km: name.into(),
        name_latin: " ".into(),
        sex: Sex::Unknown,
        birth,
        in_focus: false,
    };
    let id = file.id();
    assert_eq!(file.refused(A::PersonAdded { person: new(id, " ", None) }), impossible("name", "empty"));
    let unborn = Some(Birth::Exact { day: day().plus_days(7) });
    assert_eq!(
        file.refused(A::PersonAdded { person: new(id, "ពៅ", unborn) }),
        impossible("birth", "in_the_future")
    );
    let today = Some(Birth::Exact { day: day() });
    file.applied(A::PersonAdded { person: new(id, "ពៅ", today) });
    let again = A::PersonAdded { person: new(id, "ពៅ", today) };
    assert_eq!(file.refused(again), Rejection::AlreadyThere { what: "person".into() });
}

#[test]
fn nobody_is_her_own_ancestor() {
    let mut file = File::opened();
    let parentage = |child, parent, quality| A::ParentageSet {
        parentage: Parentage { child, parent, quality, from: None, until: None },
    };
    let (mother, child) = (file.mother, file.child);
    let circle = impossible("parentage", "self_relation");
    assert_eq!(file.refused(parentage(child, child, Quality::Birth)), circle);
    file.applied(parentage(child, mother, Quality::Birth));
    assert_eq!(file.refused(parentage(mother, child, Quality::Birth)), circle);
    let nobody = file.id();
    assert_eq!(file.refused(parentage(child, nobody, Quality::Birth)), Rejection::UnknownPerson);
    // Saying it again changes nothing.
    file.applied(parentage(child, mother, Quality::Birth));
    assert_eq!(file.family().parentages.len(), 1);
}

#[test]
fn somebody_who_moves_out_has_one_stay_with_its_end() {
    let mut file = File::opened();
    let household = file.id();
    let person = file.mother;
    let movement = |from, until| A::HouseholdMoved {
        movement: HouseholdMove { person, household, from, until, whereabouts: String::new() },
    };
    assert_eq!(file.refused(movement(None, None)), unknown("household"));
    file.applied(A::HouseholdNamed { household, name: "ផ្ទះលោកយាយ".into() });
    file.applied(movement(Some(day().plus_days(-90)), None));
    assert_eq!(
        file.refused(movement(Some(day()), Some(day().plus_days(-1)))),
        impossible("until", "before_from")
    );
    file.applied(movement(None, Some(day())));
    let stays = file.family().households[&household].stays.clone();
    assert_eq!(stays.len(), 1);
    assert_eq!((stays[0].from, stays[0].until), (Some(day().plus_days(-90)), Some(day())));
}

#[test]
fn a_withdrawn_person_is_no_longer_shown() {
    let mut file = File::opened();
    let person = file.child;
    file.applied(A::PersonWithdrawn { person, reason: "ពីរដង".into() });
    let family = file.family();
    assert!(family.present().all(|present| present.id != person));
    assert!(family.people.contains_key(&person));
}
