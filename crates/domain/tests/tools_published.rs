//! The network's own tools in the programme's ledger: a version comes once and never changes; what is out of use stays known.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

use kinkeeper_domain::entry::{Action, Base, Rejection};
use kinkeeper_domain::ids::{DeviceId, EntryId, WorkerId};
use kinkeeper_domain::instrument::{Instrument, Shelf, ToolCard, document_hash, find};
use kinkeeper_domain::programme::tools::{NewTool, is_code};
use kinkeeper_domain::programme::{Programme, ProgrammeAction};
use kinkeeper_domain::register::{Stamp, Step};
use kinkeeper_domain::stream::Folds;
use kinkeeper_domain::time::Millis;
use proptest::prelude::*;

fn tool(code: &str, version: u16) -> Instrument {
    Instrument { code: code.into(), version, ..find("idpoor", 1).unwrap().clone() }
}

fn new(code: &str, version: u16) -> NewTool {
    let tool = tool(code, version);
    let hash = document_hash(&serde_json::to_string(&tool).unwrap());
    NewTool { card: ToolCard::of(&tool), hash, workbook: None, note: "new".into() }
}

fn published(code: &str, version: u16) -> ProgrammeAction {
    ProgrammeAction::ToolPublished { tool: Box::new(new(code, version)) }
}

fn retired(code: &str, version: u16, note: &str) -> ProgrammeAction {
    ProgrammeAction::ToolRetired { code: code.into(), version, note: note.into() }
}

fn restored(code: &str, version: u16) -> ProgrammeAction {
    ProgrammeAction::ToolRestored { code: code.into(), version }
}

fn give(programme: &mut Programme, action: ProgrammeAction) -> Result<(), Rejection> {
    let stamp = Stamp {
        entry: EntryId::from_u128(1),
        seq: 1,
        author: WorkerId::from_u128(1),
        device: DeviceId::from_u128(1),
        at: Millis(1),
    };
    let step = Step { stamp, base: Base { seen: 0, after: None } };
    programme.apply(&Action::Programme(action), &step).map(|_| ())
}

#[test]
fn a_version_comes_once_and_later_ones_count_up() {
    let mut programme = Programme::default();
    give(&mut programme, published("meals", 1)).unwrap();
    assert!(give(&mut programme, published("meals", 1)).is_err());
    give(&mut programme, published("meals", 3)).unwrap();
    assert!(give(&mut programme, published("meals", 2)).is_err());
    assert!(give(&mut programme, retired("meals", 3, " ")).is_err());
    give(&mut programme, retired("meals", 3, "too long")).unwrap();
    assert!(give(&mut programme, retired("meals", 3, "again")).is_err());
    let mut shelf = Shelf::shipped();
    shelf.of_network(&programme.tools);
    assert_eq!(shelf.latest("meals").map(|card| card.version), Some(1));
    assert!(shelf.card("meals", 3).is_some(), "a record of it can still be read");
    give(&mut programme, restored("meals", 3)).unwrap();
    assert!(give(&mut programme, restored("meals", 3)).is_err());
    shelf.of_network(&programme.tools);
    assert_eq!(shelf.latest("meals").map(|card| card.version), Some(3));
    // Those that came with the software can be out of use too.
    give(&mut programme, retired("idpoor", 1, "we use another")).unwrap();
    shelf.of_network(&programme.tools);
    assert!(shelf.newest_cards().iter().all(|card| card.code != "idpoor"));
}

#[test]
fn a_document_is_taken_only_when_it_is_the_one_that_was_published() {
    let mut programme = Programme::default();
    give(&mut programme, published("meals", 1)).unwrap();
    let mut shelf = Shelf::shipped();
    shelf.of_network(&programme.tools);
    let mut other = tool("meals", 1);
    other.title.en = "Another".into();
    assert!(!shelf.take(&serde_json::to_string(&other).unwrap()));
    assert!(shelf.find("meals", 1).is_none());
    assert!(shelf.take(&serde_json::to_string(&tool("meals", 1)).unwrap()));
    assert!(shelf.find("meals", 1).is_some());
    assert!(!shelf.take("no document"));
}

#[test]
fn codes_are_what_addresses_and_files_can_carry() {
    for good in ["csi", "household_census", "a1", "mosvy-6-final"] {
        assert!(is_code(good), "{good}");
    }
    for bad in ["", "a", "A", "1a", "a b", "a/b", "a.b", "ក", "..", "-a", &"a".repeat(61)] {
        assert!(!is_code(bad), "{bad}");
    }
}

proptest! {
    /// Whatever is given in whatever order: versions count up, none is there twice, and what is retired was not twice.
    #[test]
    fn versions_only_count_up(steps in prop::collection::vec((0_u8..3, 0_u16..6), 0..40)) {
        let mut programme = Programme::default();
        for (what, version) in steps {
            let action = match what {
                0 => published("meals", version),
                1 => retired("meals", version, "so it is"),
                _ => restored("meals", version),
            };
            let before = programme.tools.clone();
            if give(&mut programme, action).is_err() {
                prop_assert_eq!(&programme.tools, &before, "what is refused changes nothing");
            }
        }
        let versions: Vec<u16> = programme.tools.published.iter().map(|one| one.tool.card.version).collect();
        prop_assert!(versions.windows(2).all(|pair| pair[0] < pair[1]));
        let mut retired: Vec<u16> = programme.tools.retired.iter().map(|one| one.version).collect();
        let all = retired.len();
        retired.sort_unstable();
        retired.dedup();
        prop_assert_eq!(retired.len(), all);
    }
}
