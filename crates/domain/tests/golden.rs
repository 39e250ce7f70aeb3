//! Commands as version 1 of the vocabulary writes them. What was once written must be read for ever: after the
//! first release these files only ever grow.

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

use domain::assessed::AssessedAction;
use domain::entry::{Action, UnreadableAction};
use domain::family::FamilyAction;
use domain::organisation::OrganisationAction;
use domain::programme::ProgrammeAction;
use domain::provider::ProviderAction;
use domain::service_referral::ServiceReferralAction;
use domain::village::VillageAction;
use std::collections::BTreeSet;
use std::path::PathBuf;
use testkit::examples::every_action;

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/actions-v1.json")
}

/// The file, line by line as values. Before the first release `KINKEEPER_BLESS=1` writes it anew.
fn golden() -> Vec<serde_json::Value> {
    if std::env::var_os("KINKEEPER_BLESS").is_some() {
        let values: Vec<serde_json::Value> =
            every_action().iter().map(|action| serde_json::from_slice(&action.write()).unwrap()).collect();
        std::fs::write(file(), serde_json::to_string_pretty(&values).unwrap() + "\n").unwrap();
    }
    serde_json::from_str(&std::fs::read_to_string(file()).unwrap()).unwrap()
}

#[test]
fn every_command_of_version_1_is_still_read() {
    for value in golden() {
        let bytes = serde_json::to_vec(&value).unwrap();
        let action = Action::read(1, &bytes).unwrap_or_else(|why| panic!("{why}: {value}"));
        let written: serde_json::Value = serde_json::from_slice(&action.write()).unwrap();
        assert_eq!(written, value, "{}", action.name());
    }
}

#[test]
fn there_is_an_example_of_every_command() {
    let read =
        golden().iter().map(|value| Action::read(1, &serde_json::to_vec(value).unwrap()).unwrap()).collect();
    let read: Vec<Action> = read;
    let here: BTreeSet<&str> = read.iter().map(Action::name).collect();
    let all: BTreeSet<&str> = FamilyAction::NAMES
        .iter()
        .map(|(name, _)| *name)
        .chain(OrganisationAction::NAMES.iter().copied())
        .chain(VillageAction::NAMES.iter().copied())
        .chain(ProgrammeAction::NAMES.iter().copied())
        .chain(ProviderAction::NAMES.iter().copied())
        .chain(ServiceReferralAction::NAMES.iter().copied())
        .chain(AssessedAction::PLACE_NAMES.iter().copied())
        .chain(AssessedAction::STAFF_NAMES.iter().copied())
        .collect();
    assert_eq!(here, all);
}

#[test]
fn a_newer_version_is_refused_politely_and_a_broken_one_without_its_content() {
    let bytes = every_action()[0].write();
    assert_eq!(Action::read(2, &bytes), Err(UnreadableAction::Newer(2)));
    let secret = r#"{"family":{"address_set":{"address":7,"x":"ផ្ទះសុខា"}}}"#;
    let Err(UnreadableAction::Malformed(why)) = Action::read(1, secret.as_bytes()) else { panic!("read") };
    assert!(!why.contains("សុខា"), "{why}");
}
