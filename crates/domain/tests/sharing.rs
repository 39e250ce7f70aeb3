//! Versions of the information-sharing protocol in the programme's ledger: whatever is said in whatever order, nobody
//! decides about her own, at most one waits, and what is decided stays decided.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test that cannot go on fails"
)]

use kinkeeper_domain as domain;

use domain::entry::{Outcome, Rejection};
use domain::programme::ProgrammeAction as A;
use domain::programme::sharing::{LONGEST_WORDS, Sharing, SharingProposal, SharingState, SharingVersion};
use proptest::prelude::*;
use testkit::builders::{Hand, Script};

const PISEY: Hand = Hand::number(1);
const BOPHA: Hand = Hand::number(2);

fn hash(n: u8) -> String {
    format!("{n:02x}").repeat(32)
}

fn proposal(n: u8, replaces: u8, version: u32) -> A {
    let proposed = SharingProposal {
        version,
        hash: hash(n),
        replaces: hash(replaces),
        matrix: "{}".into(),
        reason: "we agreed so".into(),
    };
    A::SharingProposed { proposed: Box::new(proposed) }
}

fn approve(n: u8) -> A {
    A::SharingApproved { hash: hash(n), note: String::new() }
}

fn refuse(n: u8) -> A {
    A::SharingRefused { hash: hash(n), note: "not this one".into() }
}

fn withdraw(n: u8) -> A {
    A::SharingWithdrawn { hash: hash(n) }
}

fn sharing(script: &Script) -> Sharing {
    script.folded().programme().map(|stream| stream.state.sharing.clone()).unwrap_or_default()
}

fn rejection(script: &Script) -> Rejection {
    match script.last_outcome().unwrap() {
        Outcome::Rejected { reason } => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_version_is_in_force_when_a_second_person_approved_it() {
    let mut script = Script::seeded(1);
    script.say(PISEY, proposal(2, 1, 2));
    assert!(sharing(&script).in_force().is_none());
    assert!(sharing(&script).waiting().is_some());
    script.say(PISEY, approve(2));
    assert_eq!(rejection(&script), Rejection::FourEyes);
    script.say(BOPHA, approve(2));
    assert_eq!(sharing(&script).in_force().unwrap().proposed.hash, hash(2));
    script.say(BOPHA, proposal(3, 1, 3));
    // It was written against another version than the one in force.
    assert!(matches!(rejection(&script), Rejection::NotPossible { .. }));
    script.say(BOPHA, proposal(3, 2, 3));
    script.say(PISEY, approve(3));
    assert_eq!(sharing(&script).in_force().unwrap().proposed.version, 3);
    script.say(PISEY, refuse(2));
    assert_eq!(rejection(&script), Rejection::AlreadyDecided);
}

#[test]
fn only_who_proposed_it_takes_it_back_and_only_somebody_else_refuses_it() {
    let mut script = Script::seeded(1);
    script.say(PISEY, proposal(2, 1, 2));
    script.say(PISEY, refuse(2));
    assert_eq!(rejection(&script), Rejection::FourEyes);
    script.say(BOPHA, withdraw(2));
    assert!(matches!(rejection(&script), Rejection::NotPossible { .. }));
    script.say(BOPHA, A::SharingRefused { hash: hash(2), note: " ".into() });
    assert!(matches!(rejection(&script), Rejection::NotPossible { .. }));
    script.say(PISEY, withdraw(2));
    script.say(BOPHA, approve(2));
    assert_eq!(rejection(&script), Rejection::AlreadyDecided);
    // The same text may be proposed again, and stands in the history twice.
    script.say(PISEY, proposal(2, 1, 2));
    script.say(BOPHA, refuse(2));
    assert_eq!(sharing(&script).versions.len(), 2);
    assert!(sharing(&script).in_force().is_none());
}

#[test]
fn what_cannot_be_is_not_taken() {
    let change = |change: &dyn Fn(&mut SharingProposal)| {
        let A::SharingProposed { mut proposed } = proposal(2, 1, 2) else { unreachable!() };
        change(&mut proposed);
        let mut script = Script::seeded(1);
        script.say(PISEY, A::SharingProposed { proposed });
        matches!(script.last_outcome().unwrap(), Outcome::Rejected { .. })
    };
    assert!(!change(&|_| {}));
    assert!(change(&|one| one.version = 1));
    assert!(change(&|one| one.hash = "short".into()));
    assert!(change(&|one| one.replaces = one.hash.clone()));
    assert!(change(&|one| one.matrix = String::new()));
    assert!(change(&|one| one.reason = "\n".into()));
    assert!(change(&|one| one.reason = "x".repeat(LONGEST_WORDS + 1)));
}

fn any_action() -> impl Strategy<Value = (Hand, A)> {
    let hand = (1_u128..4).prop_map(Hand::number);
    let n = 2_u8..5;
    let action = prop_oneof![
        (n.clone(), 1_u8..5, 2_u32..6).prop_map(|(n, replaces, version)| proposal(n, replaces, version)),
        n.clone().prop_map(approve),
        n.clone().prop_map(approve),
        n.clone().prop_map(refuse),
        n.prop_map(withdraw),
    ];
    (hand, action)
}

fn decided(version: &SharingVersion) -> bool {
    version.state != SharingState::Waiting
}

proptest! {
    #[test]
    fn in_any_order_nobody_does_both(said in prop::collection::vec(any_action(), 1..40)) {
        let mut script = Script::seeded(1);
        let mut before = Sharing::default();
        for (hand, action) in said {
            script.say(hand, action);
            let now = sharing(&script);
            for version in &now.versions {
                match &version.state {
                    SharingState::Waiting => {}
                    SharingState::Approved { by, .. } | SharingState::Refused { by, .. } => {
                        prop_assert_ne!(by.author, version.by.author);
                    }
                    SharingState::Withdrawn { by } => prop_assert_eq!(by.author, version.by.author),
                }
            }
            prop_assert!(now.versions.iter().filter(|version| !decided(version)).count() <= 1);
            // Nothing is lost, and what is decided stays as it is.
            for (old, new) in before.versions.iter().zip(&now.versions) {
                prop_assert_eq!(&old.proposed, &new.proposed);
                if decided(old) {
                    prop_assert_eq!(old, new);
                }
            }
            prop_assert!(now.versions.len() >= before.versions.len());
            // Numbers of what was in force only grow.
            if let (Some(old), Some(new)) = (before.in_force(), now.in_force()) {
                prop_assert!(old.proposed.version <= new.proposed.version);
            }
            before = now;
        }
    }
}
