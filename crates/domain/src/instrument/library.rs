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

    /// A version is never changed once shipped. Before the first release a corrected text may correct its hash
    /// here; after it, add a new version and a new line.
    const GOLDEN: [(&str, u16, &str); 2] = [
        ("csi", 1, "fa7661bfd5c4ccb8f1e200a80df22c05f362f28f054d59222509a38d5ecd30bd"),
        ("safety-map", 1, "c514a0c84d3a695236ff7929362809f762da2d08a1684d0147f4d737e23e15c4"),
    ];

    #[test]
    fn every_document_is_sound() {
        for document in DOCUMENTS {
            parse(document).unwrap();
        }
        assert_eq!(library().len(), DOCUMENTS.len());
    }

    #[test]
    fn a_shipped_version_is_never_changed() {
        let found: Vec<(String, u16, String)> = DOCUMENTS
            .iter()
            .map(|document| {
                let hash = Sha256::digest(document.as_bytes());
                let hex = hash.iter().map(|byte| format!("{byte:02x}")).collect();
                let instrument = parse(document).unwrap();
                (instrument.code, instrument.version, hex)
            })
            .collect();
        let golden: Vec<_> = GOLDEN.iter().map(|(c, v, h)| (c.to_string(), *v, h.to_string())).collect();
        assert_eq!(found, golden);
    }

    #[test]
    fn versions_are_found_by_code_and_number() {
        assert_eq!(find("csi", 1), latest("csi"));
        assert_eq!(find("csi", 99), None);
        assert_eq!(latest("nothing"), None);
    }

    #[test]
    fn an_unknown_key_or_a_missing_language_is_refused() {
        let document = DOCUMENTS[1];
        assert!(matches!(
            parse(&document.replacen("\"owner\"", "\"extra\": 1, \"owner\"", 1)),
            Err(LibraryError::Shape(_))
        ));
        let deep = document.replacen("\"kind\": \"person\"", "\"kind\": \"person\", \"extra\": 1", 1);
        assert_ne!(deep, document);
        assert!(matches!(parse(&deep), Err(LibraryError::Shape(_))));
        let english = document.replacen("\"km\": \"ចំណុចខ្លាំង\"", "\"km\": \"Strengths\"", 1);
        assert!(matches!(parse(&english), Err(LibraryError::Unsound(_))));
        let broken = document.replacen("\"to\": \"danger\"", "\"to\": \"strengths\"", 1);
        assert!(matches!(parse(&broken), Err(LibraryError::Unsound(_))));
    }
}
