//! What families' files tell of what came after a screen: by placements, children who came home, closings and visits.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

use domain::family::Family;
use domain::family::assessment::{AssessmentRecord, Completed};
use domain::family::review::{Asked, Review, ReviewOf, ReviewState};
use domain::family::visit::{RecordedVisit, Visit, VisitState};
use domain::ids::{AssessmentId, DeviceId, EntryId, PersonId, ReviewId, StreamId, VisitId, WorkerId};
use domain::instrument::{Answers, Instrument, library};
use domain::register::Stamp;
use domain::time::{Day, Millis};
use kinkeeper_evidence::gather::{EvidenceSettings, days, screens};
use kinkeeper_evidence::{Direction, Screen};
use serde_json::{Value, json};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn stamp(seq: u64) -> Stamp {
    Stamp {
        entry: EntryId::from_u128(u128::from(seq)),
        author: WorkerId::from_u128(1),
        device: DeviceId::from_u128(1),
        at: Millis(0),
        seq,
    }
}

/// The worked example of a tool, with other answers where they are given.
fn record(file: &mut Family, code: &str, on: &str, change: Value) {
    let seq = file.assessments.len() as u64 + 1;
    let tool = library().iter().filter(|tool| tool.code == code).max_by_key(|tool| tool.version).unwrap();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("../../instruments/examples/{code}.v{}.json", tool.version));
    let example: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut answers = example["answers"].clone();
    for (item, answer) in change.as_object().unwrap() {
        answers[item] = answer.clone();
    }
    let answers: Answers = serde_json::from_value(answers).unwrap();
    let completed = Completed {
        id: AssessmentId::from_u128(u128::from(seq)),
        instrument: code.to_owned(),
        version: tool.version,
        subject: None,
        on: day(on),
        sources: vec!["caregiver".into()],
        answers,
        revises: None,
    };
    file.assessments.push(AssessmentRecord { by: stamp(seq), completed });
}

fn visited(file: &mut Family, on: &str) {
    let id = VisitId::from_u128(file.visits.len() as u128 + 1);
    let recorded = RecordedVisit {
        on: day(on),
        place: "home".into(),
        met: vec![PersonId::from_u128(1)],
        others: String::new(),
        strengths: String::new(),
        observations: String::new(),
        child_words: Vec::new(),
        done: Vec::new(),
    };
    file.visits.insert(id, Visit { planned: None, state: VisitState::Made { by: stamp(1), recorded } });
}

fn closed(file: &mut Family, on: &str, outcome: &str, signed: bool) {
    let asked = Asked {
        of: ReviewOf::Closing {
            outcome: outcome.into(),
            child_views: Vec::new(),
            caregiver_view: String::new(),
            contact_name: String::new(),
            contact_phone: String::new(),
        },
        summary: String::new(),
        on: day(on),
    };
    let state = if signed {
        ReviewState::Signed { by: stamp(1), comment: String::new() }
    } else {
        ReviewState::Waiting
    };
    let id = ReviewId::from_u128(file.reviews.len() as u128 + 1);
    file.reviews.insert(id, Review { by: stamp(1), asked, state });
}

fn told(file: &Family) -> Vec<Screen> {
    let tools: Vec<&Instrument> = library().iter().collect();
    screens(StreamId::from_u128(7), file, &tools, &EvidenceSettings::shipped().unwrap())
}

fn outcomes(change: impl FnOnce(&mut Family)) -> (Option<bool>, Option<bool>) {
    let mut file = Family::default();
    record(&mut file, "separation-risk", "2025-01-01", json!({}));
    change(&mut file);
    let found = told(&file);
    (found[0].outcome_6, found[0].outcome_12)
}

#[test]
fn the_settings_name_what_the_tools_have() {
    let settings = EvidenceSettings::shipped().unwrap();
    let tool = library().iter().find(|tool| tool.code == settings.index.tool).unwrap();
    let index = settings.index.index(tool);
    assert_eq!(index.items.len(), settings.index.raises.len() + settings.index.lowers.len());
    let strengths = index.items.iter().filter(|item| item.direction == Direction::Lowers);
    assert!(strengths.clone().count() == 8 && strengths.clone().all(|item| item.weight < 0.0));
    for place in &settings.whereabouts {
        let tool = library().iter().find(|tool| tool.code == place.tool).unwrap();
        let (_, item) = tool.items().find(|(_, item)| item.code == place.item).unwrap();
        let codes = serde_json::to_value(&item.answer).unwrap()["options"].clone();
        for option in place.apart.iter().chain(&place.together) {
            assert!(codes.to_string().contains(&format!("\"{option}\"")), "{} {option}", place.tool);
        }
    }
    let protocol: Value = serde_json::from_str(include_str!("../../../protocols/default.json")).unwrap();
    for outcome in settings.closing.apart.iter().chain(&settings.closing.together) {
        assert!(protocol["outcomes"].to_string().contains(&format!("\"{outcome}\"")), "{outcome}");
    }
}

#[test]
fn a_screen_holds_its_answers_and_the_score_of_then() {
    let mut file = Family::default();
    record(&mut file, "separation-risk", "2025-01-01", json!({}));
    let screens = told(&file);
    let [screen] = screens.as_slice() else { panic!("{}", screens.len()) };
    assert_eq!((screen.day, days(day("1970-01-02"))), (20_089, 1));
    let settings = EvidenceSettings::shipped().unwrap();
    let tool = library().iter().find(|tool| tool.code == settings.index.tool).unwrap();
    let index = settings.index.index(tool);
    let points: f64 =
        index.items.iter().zip(&screen.items).filter_map(|(item, one)| Some(item.weight * (*one)?)).sum();
    assert!((screen.score - points).abs() < 1e-9 && screen.items.iter().any(Option::is_some));
    // A record that a later one corrects is no screen.
    assert!(told(&Family::default()).is_empty());
}

#[test]
fn a_family_is_lost_when_nobody_wrote_of_it_afterwards() {
    assert_eq!(outcomes(|_| {}), (None, None));
    assert_eq!(outcomes(|file| visited(file, "2025-03-01")), (None, None));
    assert_eq!(outcomes(|file| visited(file, "2025-07-10")), (Some(false), None));
    assert_eq!(outcomes(|file| visited(file, "2026-02-01")), (Some(false), Some(false)));
    // That it was together when the case was closed does not say that it stayed so.
    assert_eq!(outcomes(|file| closed(file, "2025-05-01", "together_and_safe", true)), (None, None));
}

#[test]
fn a_child_who_had_to_leave_is_separated_until_somebody_says_otherwise() {
    // The day of the worked example: its dates hold together.
    let placed = "2026-11-28";
    let seen = |change: &dyn Fn(&mut Family)| {
        let mut file = Family::default();
        record(&mut file, "separation-risk", "2026-01-01", json!({}));
        record(&mut file, "mosvy-4-placement", placed, json!({}));
        change(&mut file);
        let found = told(&file);
        (found[0].outcome_6, found[0].outcome_12)
    };
    // With the family after six months, gone after twelve; the parents are visited all the same.
    assert_eq!(seen(&|file| visited(file, "2027-01-20")), (Some(false), Some(true)));
    let home = |file: &mut Family| closed(file, "2026-12-20", "reunified", true);
    assert_eq!(
        seen(&|file| {
            home(file);
            visited(file, "2027-01-05");
        }),
        (Some(false), Some(false))
    );
    // A closing that nobody signed closed nothing.
    assert_eq!(outcomes(|file| closed(file, "2025-05-01", "residential_care", false)), (None, None));
    assert_eq!(
        outcomes(|file| closed(file, "2025-05-01", "residential_care", true)),
        (Some(true), Some(true))
    );
}
