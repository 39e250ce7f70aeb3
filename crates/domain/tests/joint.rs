//! Joint cases: in whatever order things are said, nothing is open to another organisation without a consent that
//! stands, an answer and a day that has not passed; and its workers write what was agreed and nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test that cannot go on fails"
)]

use kinkeeper_domain as domain;

use domain::entry::{Outcome, Rejection, Section};
use domain::family::consent::{Assent, Consent, Mark, SharedWith};
use domain::family::joint::{JointOffered, JointStanding, JointState, JointWork, JointWorker, PURPOSE};
use domain::family::people::NewPerson;
use domain::family::referral::{Referral, Screening};
use domain::family::visit::{NewTask, PlannedVisit};
use domain::family::{Family, FamilyAction as A, TeamRole};
use domain::ids::{ConsentId, JointId, OrganisationId, PersonId, TaskId, VisitId, WorkerId};
use domain::kinship::Sex;
use domain::protocol::Risk;
use domain::time::{Day, Millis};
use proptest::prelude::*;
use testkit::builders::{Hand, Script};

const LEAD: Hand = Hand::number(1);
const PARTNER: Hand = Hand::number(2);
const OTHER: Hand = Hand::number(3);
const HERE: OrganisationId = OrganisationId::from_u128(1);
const THERE: OrganisationId = OrganisationId::from_u128(2);
const CHILD: PersonId = PersonId::from_u128(50);

fn day(n: i64) -> Day {
    Day::new(2026, 11, 1).unwrap().plus_days(n)
}

fn consent(n: u128, sections: &[Section], until: Day) -> A {
    let given = Consent {
        purpose: PURPOSE.into(),
        by: CHILD,
        covers: vec![CHILD],
        recipient: "There".into(),
        organisation: Some(THERE),
        sections: sections.to_vec(),
        language: "km".into(),
        on: day(0),
        until,
        withheld: String::new(),
        mark: Mark::OnPaper,
    };
    A::ConsentGiven { consent: ConsentId::from_u128(n), given }
}

fn offer(n: u128, consent: u128, sections: &[Section], works: &[JointWork]) -> A {
    let offered = JointOffered {
        lead: HERE,
        to: THERE,
        consent: ConsentId::from_u128(consent),
        sections: sections.to_vec(),
        works: works.to_vec(),
        why: "they visit every week".into(),
        contact: "Sophea 012 555 102".into(),
        team: vec![],
        on: day(1),
        until: day(100),
    };
    A::JointOffered { joint: JointId::from_u128(n), offered }
}

fn accept(n: u128, hand: Hand) -> A {
    let worker = JointWorker {
        worker: hand.worker,
        name_km: "ម៉ាលី".into(),
        name_latin: "Maly".into(),
        phone: String::new(),
    };
    A::JointAccepted { joint: JointId::from_u128(n), workers: vec![worker] }
}

fn withdraw(n: u128) -> A {
    A::ConsentWithdrawn { consent: ConsentId::from_u128(n), on: day(2), reason: "no longer".into() }
}

fn assent(n: u128, agrees: bool) -> A {
    let given = Assent {
        child: CHILD,
        purpose: PURPOSE.into(),
        agrees,
        words: String::new(),
        language: "km".into(),
        on: day(2),
        mark: Mark::OnPaper,
    };
    A::AssentGiven { assent: ConsentId::from_u128(n), given }
}

fn plan(n: u128) -> A {
    let planned = PlannedVisit { on: day(9), worker: WorkerId::from_u128(1), purpose: "school".into() };
    A::VisitPlanned { visit: VisitId::from_u128(n), planned }
}

fn task(n: u128) -> A {
    let new = NewTask { what: "ask the teacher".into(), worker: WorkerId::from_u128(1), by: None };
    A::TaskAdded { task: TaskId::from_u128(n), new }
}

/// A family that is worked with.
fn begun() -> Script {
    let mut script = Script::seeded(1);
    let child = NewPerson {
        id: CHILD,
        name_km: "សុភា".into(),
        name_latin: "Sophea".into(),
        sex: Sex::Female,
        birth: None,
        in_focus: true,
    };
    let referral = Referral {
        source: "village_chief".into(),
        referrer: "Chea".into(),
        referrer_phone: String::new(),
        people: vec![CHILD],
        family_knows: None,
        received_at: Millis(0),
        reasons: vec!["neglect".into()],
        story: String::new(),
        urgency: Risk::Medium,
    };
    let screening = Screening::Accept { risk: Risk::Medium, respond_by: Millis(1), note: String::new() };
    for action in [
        A::Opened { village: "02040101".parse().unwrap(), import: None },
        A::PersonAdded { person: child },
        A::ReferralReceived { referral },
        A::ReferralScreened { screening },
        A::WorkerAssigned { worker: LEAD.worker, role: TeamRole::Lead },
    ] {
        script.say(LEAD, action);
        assert!(
            !matches!(script.last_outcome(), Some(Outcome::Rejected { .. })),
            "{:?}",
            script.last_outcome()
        );
    }
    script
}

fn state(script: &Script) -> Family {
    script.folded().family().unwrap().state.clone()
}

fn rejected(script: &mut Script, hand: Hand, action: A) -> Rejection {
    script.say(hand, action);
    match script.last_outcome().unwrap() {
        Outcome::Rejected { reason } => reason,
        other => panic!("{other:?}"),
    }
}

fn said(script: &mut Script, hand: Hand, action: A) {
    script.say(hand, action);
    let outcome = script.last_outcome().unwrap();
    assert!(!matches!(outcome, Outcome::Rejected { .. }), "{outcome:?}");
}

const BOTH: [Section; 2] = [Section::Identity, Section::Narrative];

#[test]
fn it_begins_with_consent_and_an_answer_and_opens_no_more_than_was_agreed() {
    let mut script = begun();
    assert_eq!(rejected(&mut script, LEAD, offer(1, 1, &BOTH, &[JointWork::Visits])), Rejection::NoConsent);
    said(&mut script, LEAD, consent(1, &BOTH, day(200)));
    assert!(state(&script).sharings().is_empty(), "a consent alone opens nothing");
    let wide = [Section::Identity, Section::Narrative, Section::Health];
    assert_eq!(rejected(&mut script, LEAD, offer(1, 1, &wide, &[JointWork::Health])), Rejection::NoConsent);
    let blind = rejected(&mut script, LEAD, offer(1, 1, &BOTH, &[JointWork::Health]));
    assert!(matches!(blind, Rejection::NotPossible { .. }), "nobody writes what she does not read");
    said(&mut script, LEAD, offer(1, 1, &BOTH, &[JointWork::Visits]));
    let open = state(&script).sharings();
    assert_eq!(
        open.iter().map(|one| (one.section, one.with)).collect::<Vec<_>>(),
        [(Section::Identity, SharedWith::Organisation)]
    );
    assert!(matches!(
        rejected(&mut script, LEAD, offer(2, 1, &BOTH, &[JointWork::Visits])),
        Rejection::NotPossible { .. }
    ));
    said(&mut script, OTHER, accept(1, PARTNER));
    let family = state(&script);
    assert_eq!(family.partners(), [PARTNER.worker]);
    let open = family.sharings();
    assert!(open.iter().all(|one| one.with == SharedWith::Partners && one.until == day(100)));
    assert_eq!(open.iter().map(|one| one.section).collect::<Vec<_>>(), BOTH);
}

#[test]
fn partners_write_what_was_agreed_and_nothing_else() {
    let mut script = begun();
    said(&mut script, LEAD, consent(1, &BOTH, day(200)));
    said(&mut script, LEAD, offer(1, 1, &BOTH, &[JointWork::Visits]));
    said(&mut script, OTHER, accept(1, PARTNER));
    said(&mut script, PARTNER, plan(1));
    assert!(matches!(rejected(&mut script, PARTNER, task(1)), Rejection::NotPossible { .. }));
    said(&mut script, LEAD, task(1));
    // Ended: what they wrote stays, and so does for whom they wrote it.
    said(&mut script, LEAD, A::JointEnded { joint: JointId::from_u128(1), reason: "enough".into() });
    let family = state(&script);
    assert!(family.partners().is_empty() && family.sharings().is_empty());
    assert_eq!(family.joint_of(PARTNER.worker).unwrap().offered.to, THERE);
    assert_eq!(family.visits.len(), 1);
    assert_eq!(
        rejected(&mut script, OTHER, A::JointLeft { joint: JointId::from_u128(1), reason: "too".into() }),
        Rejection::AlreadyDecided
    );
    // It may be offered again.
    said(&mut script, LEAD, offer(2, 1, &BOTH, &[JointWork::Tasks]));
}

#[test]
fn it_ends_with_the_consent_the_childs_no_and_its_last_day() {
    let mut script = begun();
    said(&mut script, LEAD, consent(1, &BOTH, day(200)));
    said(&mut script, LEAD, offer(1, 1, &BOTH, &[JointWork::Visits]));
    said(&mut script, OTHER, accept(1, PARTNER));
    let family = state(&script);
    assert_eq!(family.joint_standing(&family.joints[0], day(100)), JointStanding::Running);
    assert_eq!(family.joint_standing(&family.joints[0], day(101)), JointStanding::RanOut);
    said(&mut script, LEAD, assent(9, false));
    let family = state(&script);
    assert_eq!(family.joint_standing(&family.joints[0], day(50)), JointStanding::NoConsent);
    assert!(family.partners().is_empty() && family.sharings().is_empty());
    said(&mut script, LEAD, assent(10, true));
    assert_eq!(state(&script).partners(), [PARTNER.worker]);
    said(&mut script, LEAD, withdraw(1));
    let family = state(&script);
    assert_eq!(family.joint_standing(&family.joints[0], day(50)), JointStanding::NoConsent);
    assert!(family.partners().is_empty() && family.sharings().is_empty());
}

#[test]
fn who_is_kept_out_of_the_file_is_no_partner() {
    let mut script = begun();
    said(&mut script, LEAD, consent(1, &BOTH, day(200)));
    said(&mut script, LEAD, offer(1, 1, &BOTH, &[JointWork::Visits]));
    said(&mut script, LEAD, A::WorkerExcluded { worker: PARTNER.worker, why: "an aunt".into() });
    assert!(matches!(rejected(&mut script, OTHER, accept(1, PARTNER)), Rejection::NotPossible { .. }));
    said(&mut script, OTHER, accept(1, OTHER));
    said(&mut script, LEAD, A::WorkerExcluded { worker: OTHER.worker, why: "an uncle".into() });
    assert!(state(&script).partners().is_empty());
}

fn any_action() -> impl Strategy<Value = (Hand, A)> {
    let hand = (1_u128..4).prop_map(Hand::number);
    let n = 1_u128..4;
    let sections = prop::sample::subsequence(Section::ALL.to_vec(), 0..=7);
    let works = prop::sample::subsequence(JointWork::ALL.to_vec(), 0..=5);
    let id = JointId::from_u128;
    let action = prop_oneof![
        (n.clone(), sections.clone()).prop_map(|(n, sections)| consent(n, &sections, day(150))),
        n.clone().prop_map(|n| consent(n, &Section::ALL, day(150))),
        (n.clone(), n.clone(), sections, works).prop_map(|(n, c, s, w)| offer(n, c, &s, &w)),
        (n.clone(), n.clone()).prop_map(|(n, c)| offer(n, c, &BOTH, &[JointWork::Visits, JointWork::Tasks])),
        (n.clone(), hand.clone()).prop_map(|(n, hand)| accept(n, hand)),
        n.clone().prop_map(withdraw),
        (n.clone(), any::<bool>()).prop_map(|(n, yes)| assent(100 + n, yes)),
        n.clone().prop_map(move |n| A::JointDeclined { joint: id(n), reason: "no".into() }),
        n.clone().prop_map(move |n| A::JointEnded { joint: id(n), reason: "enough".into() }),
        n.clone().prop_map(move |n| A::JointLeft { joint: id(n), reason: "enough".into() }),
        n.clone().prop_map(plan),
        n.prop_map(task),
        hand.clone().prop_map(|hand| A::WorkerExcluded { worker: hand.worker, why: "kin".into() }),
        hand.clone().prop_map(|hand| A::ExclusionLifted { worker: hand.worker, why: "not kin".into() }),
    ];
    (hand, action)
}

proptest! {
    #[test]
    fn in_any_order_nothing_is_open_without_consent_and_an_answer(
        said in prop::collection::vec(any_action(), 1..60),
    ) {
        let mut script = begun();
        for (hand, action) in said {
            let before = state(&script);
            script.say(hand, action.clone());
            let family = state(&script);
            let stands = |consent: ConsentId, section: Section| family.consents.iter().any(|record| {
                record.id == consent
                    && record.withdrawn.is_none()
                    && record.given.sections.contains(&section)
                    && !family.dissent(&record.given)
            });
            for one in family.sharings() {
                let carried = family.joints.iter().any(|record| {
                    record.offered.to == one.organisation
                        && stands(record.offered.consent, one.section)
                        && one.until == record.offered.until
                        && match family.joint_standing(record, day(1)) {
                            JointStanding::Running => one.with == SharedWith::Partners,
                            JointStanding::Open => one.section == Section::Identity,
                            _ => false,
                        }
                });
                prop_assert!(carried, "{:?}", one);
            }
            for partner in family.partners() {
                prop_assert!(!family.excluded.contains_key(&partner));
                let named = family.running_joints().any(|record| record.names(partner));
                prop_assert!(named);
            }
            // With one organisation, at most one waits or runs.
            let begun = family.joints.iter().filter(|record| {
                matches!(family.joint_standing(record, day(1)), JointStanding::Open | JointStanding::Running)
            });
            prop_assert!(begun.count() <= 1);
            // What was decided stays decided, and nothing is lost.
            for (old, new) in before.joints.iter().zip(&family.joints) {
                prop_assert_eq!(&old.offered, &new.offered);
                let decided = |standing| !matches!(
                    standing,
                    JointStanding::Open | JointStanding::Running | JointStanding::NoConsent
                );
                if decided(before.joint_standing(old, day(1))) {
                    prop_assert_eq!(&old.state, &new.state);
                }
            }
            prop_assert!(before.joints.len() <= family.joints.len());
            // Whoever was named for another organisation wrote nothing that was not agreed.
            let taken = !matches!(script.last_outcome().unwrap(), Outcome::Rejected { .. });
            if let (Some(work), true) = (JointWork::of(action.name()), taken) {
                let own = before.team.contains_key(&hand.worker);
                let mut named = before.running_joints().filter(|record| record.names(hand.worker));
                prop_assert!(own || named.all(|record| record.offered.works.contains(&work)));
            }
        }
    }
}

#[test]
fn the_other_organisation_names_others_while_it_runs() {
    let next = Hand { worker: WorkerId::from_u128(77), ..PARTNER };
    let mut script = begun();
    said(&mut script, LEAD, consent(1, &BOTH, day(200)));
    said(&mut script, LEAD, offer(1, 1, &BOTH, &[JointWork::Visits]));
    said(&mut script, OTHER, accept(1, PARTNER));
    let since = |script: &Script| state(script).joints[0].state.clone();
    let began = since(&script);
    said(&mut script, PARTNER, plan(1));
    said(&mut script, OTHER, accept(1, next));
    let family = state(&script);
    assert_eq!(family.partners(), [next.worker]);
    // What she wrote stays hers, and for whom she wrote it is known.
    assert_eq!(family.joint_of(PARTNER.worker).unwrap().offered.to, THERE);
    assert_eq!(family.joints[0].somebody(PARTNER.worker).unwrap().name_latin, "Maly");
    let (JointState::Running { by, .. }, JointState::Running { by: first, .. }) = (since(&script), began)
    else {
        panic!("it runs")
    };
    assert_eq!(by, first, "since it began");
    // She comes back; then it ends, and nobody is named any more.
    said(&mut script, OTHER, accept(1, PARTNER));
    assert_eq!(
        state(&script).joints[0].former.iter().map(|one| one.worker).collect::<Vec<_>>(),
        [next.worker]
    );
    assert_eq!(state(&script).joint_end(&state(&script).joints[0]).unwrap().1, JointStanding::RanOut);
    said(&mut script, LEAD, withdraw(1));
    assert_eq!(state(&script).joint_end(&state(&script).joints[0]).unwrap().1, JointStanding::NoConsent);
    assert_eq!(rejected(&mut script, OTHER, accept(1, next)), Rejection::NoConsent);
    assert!(state(&script).partners().is_empty());
}
