//! The tools that come with the program. Their documents lie in `instruments/`, both languages together.

use super::{DocumentProblem, Instrument};
use std::sync::LazyLock;

/// Every version ever shipped stays here: records are pinned to it.
const DOCUMENTS: &[&str] = &[
    include_str!("../../../../instruments/csi.v1.json"),
    include_str!("../../../../instruments/csi.v2.json"),
    include_str!("../../../../instruments/safety-map.v1.json"),
    include_str!("../../../../instruments/three-houses.v1.json"),
    include_str!("../../../../instruments/network-circles.v1.json"),
    include_str!("../../../../instruments/safety-plan.v1.json"),
    include_str!("../../../../instruments/trajectory.v1.json"),
    include_str!("../../../../instruments/words-and-pictures.v1.json"),
    include_str!("../../../../instruments/separation-risk.v1.json"),
    include_str!("../../../../instruments/intake-screen.v1.json"),
    include_str!("../../../../instruments/comprehensive-assessment.v1.json"),
    include_str!("../../../../instruments/idpoor.v1.json"),
    include_str!("../../../../instruments/swot.v1.json"),
    include_str!("../../../../instruments/mosvy-1-initial.v1.json"),
    include_str!("../../../../instruments/mosvy-2-assessment.v1.json"),
    include_str!("../../../../instruments/mosvy-3-service-plan.v1.json"),
    include_str!("../../../../instruments/mosvy-4-placement.v1.json"),
    include_str!("../../../../instruments/mosvy-5-follow-up.v1.json"),
    include_str!("../../../../instruments/mosvy-6-final.v1.json"),
    include_str!("../../../../instruments/problem-cards.v1.json"),
    include_str!("../../../../instruments/solution-analysis.v1.json"),
    include_str!("../../../../instruments/family-progress.v1.json"),
    include_str!("../../../../instruments/phase-out.v1.json"),
    include_str!("../../../../instruments/household-economics.v1.json"),
    include_str!("../../../../instruments/business-follow-up.v1.json"),
    include_str!("../../../../instruments/outreach-seven.v1.json"),
    include_str!("../../../../instruments/reintegration-readiness.v1.json"),
    include_str!("../../../../instruments/reintegration-follow-up.v1.json"),
    include_str!("../../../../instruments/carer-assessment.v1.json"),
    include_str!("../../../../instruments/disability-assessment.v1.json"),
    include_str!("../../../../instruments/team-assessment.v1.json"),
    include_str!("../../../../instruments/parent-in-prison.v1.json"),
    include_str!("../../../../instruments/life-line.v1.json"),
    include_str!("../../../../instruments/body-map.v1.json"),
    include_str!("../../../../instruments/problem-tree.v1.json"),
    include_str!("../../../../instruments/family-tree.v1.json"),
    include_str!("../../../../instruments/personal-choice.v1.json"),
    include_str!("../../../../instruments/client-satisfaction.v1.json"),
    include_str!("../../../../instruments/village-mapping.v1.json"),
    include_str!("../../../../instruments/safeguarding-risk.v1.json"),
    include_str!("../../../../instruments/facility-inspection.v1.json"),
    include_str!("../../../../instruments/staff-competence.v1.json"),
];

/// What every device knows of them without the documents (`ToolCard`s), in the order in which they are offered.
pub(super) const CARDS: &str = include_str!("../../../../instruments/cards.json");

/// Why a document cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// Not a document of this shape: an unknown key, a missing one, or no JSON at all.
    #[error("not an instrument document: {0}")]
    Shape(#[from] serde_json::Error),
    /// The shape is right but the document is not sound.
    #[error("the instrument document is not sound: {0:?}")]
    Unsound(Vec<DocumentProblem>),
}

/// Reads and checks one document.
pub fn parse(document: &str) -> Result<Instrument, LibraryError> {
    let instrument: Instrument = serde_json::from_str(document).and_then(serde_json::from_value)?;
    instrument.check().map_err(LibraryError::Unsound)?;
    Ok(instrument)
}

/// The tools that come with the program, every version. The documents are part of the program and a test reads
/// and checks each, so none is missing here. Too large for a phone: see [`super::Shelf`].
pub fn library() -> &'static [Instrument] {
    // Only the shape is read at run time; soundness does not change after the tests.
    static LIBRARY: LazyLock<Vec<Instrument>> =
        LazyLock::new(|| DOCUMENTS.iter().filter_map(|document| crate::read::text(document).ok()).collect());
    &LIBRARY
}

/// The two tools whose records the fold itself judges, as it did from the first day: part of every phone. Records
/// of other tools are judged by the phone before they are given and by the server before they are placed.
pub fn pinned() -> &'static [Instrument] {
    static PINNED: LazyLock<Vec<Instrument>> = LazyLock::new(|| {
        let documents = [
            include_str!("../../../../instruments/csi.v1.json"),
            include_str!("../../../../instruments/safety-map.v1.json"),
        ];
        documents.iter().filter_map(|document| crate::read::text(document).ok()).collect()
    });
    &PINNED
}

/// One of these two, when it is one.
pub fn pinned_version(code: &str, version: u16) -> Option<&'static Instrument> {
    pinned().iter().find(|tool| tool.code == code && tool.version == version)
}

/// One version of a tool of the library.
pub fn find(code: &str, version: u16) -> Option<&'static Instrument> {
    library().iter().find(|instrument| instrument.code == code && instrument.version == version)
}

/// The newest version of a tool of the library.
pub fn latest(code: &str) -> Option<&'static Instrument> {
    library().iter().filter(|instrument| instrument.code == code).max_by_key(|instrument| instrument.version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn every_document_is_sound() {
        for document in DOCUMENTS {
            parse(document).unwrap();
        }
        assert_eq!(library().len(), DOCUMENTS.len());
    }

    /// A version is never changed once shipped. Before the first release a corrected text may correct its hash in
    /// the golden file (`INSTA_UPDATE=always`); after it, add a new version.
    #[test]
    fn a_shipped_version_is_never_changed() {
        let hash = |document: &str| {
            let hash = Sha256::digest(document.as_bytes());
            let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            let instrument = parse(document).unwrap();
            format!("{} {} {hex}", instrument.code, instrument.version)
        };
        let found: Vec<String> = DOCUMENTS.iter().map(|document| hash(document)).collect();
        insta::assert_snapshot!(found.join("\n"));
    }

    /// Every phone carries the cards; they must tell what the documents say.
    #[test]
    fn the_cards_are_those_of_the_documents() {
        let documents: Vec<_> = library().iter().map(super::super::ToolCard::of).collect();
        if std::env::var_os("KINKEEPER_BLESS").is_some() {
            let lines: Vec<String> =
                documents.iter().map(|card| format!("  {}", serde_json::to_string(card).unwrap())).collect();
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../instruments/cards.json");
            std::fs::write(path, format!("[\n{}\n]\n", lines.join(",\n"))).unwrap();
        }
        let cards: Vec<super::super::ToolCard> = crate::read::text(CARDS).unwrap();
        assert_eq!(cards, documents, "KINKEEPER_BLESS=1 writes them anew");
    }

    #[test]
    fn versions_are_found_by_code_and_number() {
        assert_eq!(latest("csi").map(|tool| tool.version), Some(2));
        assert_eq!(find("csi", 1).map(|tool| tool.version), Some(1));
        assert_eq!(find("csi", 99), None);
        assert_eq!(latest("nothing"), None);
    }

    #[test]
    fn an_unknown_key_or_a_missing_language_is_refused() {
        let document =
            DOCUMENTS.iter().find(|document| document.contains("\"code\": \"safety-map\"")).unwrap();
        assert!(matches!(
            parse(&document.replacen("\"owner\"", "\"extra\": 1, \"owner\"", 1)),
            Err(LibraryError::Shape(_))
        ));
        let deep = document.replacen("\"kind\": \"person\"", "\"kind\": \"person\", \"extra\": 1", 1);
        assert_ne!(deep, *document);
        assert!(matches!(parse(&deep), Err(LibraryError::Shape(_))));
        let english = document.replacen("\"km\": \"ចំណុចខ្លាំង\"", "\"km\": \"Strengths\"", 1);
        assert!(matches!(parse(&english), Err(LibraryError::Unsound(_))));
        let broken = document.replacen("\"to\": \"danger\"", "\"to\": \"strengths\"", 1);
        assert!(matches!(parse(&broken), Err(LibraryError::Unsound(_))));
    }
}
