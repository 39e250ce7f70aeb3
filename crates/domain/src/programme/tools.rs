//! The assessment tools that the network published itself, and which of all tools are in use.
//!
//! The ledger keeps of each version its card and the hash of its document: every phone holds the programme, and a
//! document is fetched when one is needed. Whoever fetched it sees by the hash that it is the one that was published.

use crate::entry::Rejection;
use crate::instrument::ToolCard;
use crate::programme::sharing::{given, short};
use crate::register::Stamp;
use serde::{Deserialize, Serialize};

/// Most bytes of a document.
pub const LARGEST_DOCUMENT: usize = 4 << 20;
/// The first version that a network gives to a tool that came with the software: versions below are the software's own.
pub const FIRST_OWN: u16 = 1_001;

/// A version of a tool, as it is published. It is never changed afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct NewTool {
    /// What a list shows of it.
    pub card: ToolCard,
    /// SHA-256 of its document, in hexadecimal.
    pub hash: String,
    /// SHA-256 of the workbook that it was made from, when it came from one: kept beside it as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workbook: Option<String>,
    /// What is new in it, in the words of whoever publishes it.
    pub note: String,
}

/// A version that the network published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct PublishedTool {
    /// The version.
    pub tool: NewTool,
    /// Who published it, and when.
    pub by: Stamp,
}

/// A version that is not offered for new records any more. Records that were made with it stay readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct RetiredTool {
    /// The tool's code.
    pub code: String,
    /// Its version.
    pub version: u16,
    /// Why.
    pub note: String,
    /// Who said so, and when.
    pub by: Stamp,
}

/// The network's own tools.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told, Default)]
pub struct Tools {
    /// Oldest first.
    pub published: Vec<PublishedTool>,
    /// Versions out of use, those that came with the software included.
    pub retired: Vec<RetiredTool>,
}

/// Whether a text is a SHA-256 in hexadecimal.
fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Whether a text can be a tool's code: records name it for ever, addresses and files carry it.
pub fn is_code(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
    (2..=60).contains(&text.len())
        && text.bytes().all(plain)
        && text.bytes().next().is_some_and(|b| b.is_ascii_lowercase())
}

fn not_possible(field: &str, why: &str) -> Rejection {
    Rejection::NotPossible { field: field.into(), why: why.into() }
}

impl Tools {
    /// The version with this number, when the network published it.
    pub fn find(&self, code: &str, version: u16) -> Option<&PublishedTool> {
        self.published.iter().find(|one| one.tool.card.code == code && one.tool.card.version == version)
    }

    /// Whether a version is out of use.
    pub fn is_retired(&self, code: &str, version: u16) -> bool {
        self.retired.iter().any(|one| one.code == code && one.version == version)
    }

    /// The highest version of a tool that the network published.
    pub fn last_version(&self, code: &str) -> Option<u16> {
        let versions = self.published.iter().filter(|one| one.tool.card.code == code);
        versions.map(|one| one.tool.card.version).max()
    }

    pub(super) fn publish(&mut self, tool: &NewTool, by: Stamp) -> Result<(), Rejection> {
        let card = &tool.card;
        if !is_code(&card.code) {
            return Err(not_possible("code", "not_valid"));
        }
        if card.version == 0 || self.last_version(&card.code).is_some_and(|last| last >= card.version) {
            return Err(Rejection::AlreadyThere { what: "tool".into() });
        }
        if !is_hash(&tool.hash) || !tool.workbook.as_deref().is_none_or(is_hash) {
            return Err(not_possible("hash", "not_valid"));
        }
        short(&tool.note, "note")?;
        self.published.push(PublishedTool { tool: tool.clone(), by });
        Ok(())
    }

    pub(super) fn retire(
        &mut self,
        (code, version): (&str, u16),
        note: &str,
        by: Stamp,
    ) -> Result<(), Rejection> {
        given(note, "note")?;
        if !is_code(code) || version == 0 {
            return Err(not_possible("code", "not_valid"));
        }
        if self.is_retired(code, version) {
            return Err(Rejection::AlreadyThere { what: "tool".into() });
        }
        self.retired.push(RetiredTool { code: code.to_owned(), version, note: note.to_owned(), by });
        Ok(())
    }

    pub(super) fn restore(&mut self, code: &str, version: u16) -> Result<(), Rejection> {
        let before = self.retired.len();
        self.retired.retain(|one| one.code != code || one.version != version);
        if self.retired.len() == before { Err(not_possible("version", "not_retired")) } else { Ok(()) }
    }
}
