//! The network's information-sharing protocol, as the programme's ledger keeps it: versions that somebody proposed, and
//! what a second person decided. What a version says is the business of `policy`; here it is text with a hash.

use crate::entry::Rejection;
use crate::register::Stamp;
use serde::{Deserialize, Serialize};

/// Most characters of a reason or a note.
pub const LONGEST_WORDS: usize = 2_000;
/// Most bytes of a matrix.
pub const LARGEST_MATRIX: usize = 200_000;

/// A version that somebody wants to be in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct SharingProposal {
    /// Its number: one more than that of the version that it replaces.
    pub version: u32,
    /// SHA-256 of its canonical form, in hexadecimal: what directors sign.
    pub hash: String,
    /// The hash of the version that was in force when it was written: another one in force, and it must be written anew.
    pub replaces: String,
    /// The whole matrix in its canonical form.
    pub matrix: String,
    /// Why, in the words of whoever proposes it.
    pub reason: String,
}

/// What became of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum SharingState {
    /// Nobody has decided.
    Waiting,
    /// In force from then on.
    Approved {
        /// Who and when: never who proposed it.
        by: Stamp,
        /// In words, perhaps.
        note: String,
    },
    /// Somebody else said no.
    Refused {
        /// Who and when.
        by: Stamp,
        /// Why.
        note: String,
    },
    /// Taken back by who proposed it.
    Withdrawn {
        /// When.
        by: Stamp,
    },
}

/// A version and its fate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct SharingVersion {
    /// What was proposed.
    pub proposed: SharingProposal,
    /// Who and when.
    pub by: Stamp,
    /// What became of it.
    pub state: SharingState,
}

/// All versions that were ever proposed, oldest first. Version 1 comes with the software and is not among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told, Default)]
pub struct Sharing {
    /// Oldest first.
    pub versions: Vec<SharingVersion>,
}

fn not_possible(field: &str, why: &str) -> Rejection {
    Rejection::NotPossible { field: field.into(), why: why.into() }
}

impl Sharing {
    /// The newest version that was approved; none means the one that comes with the software.
    pub fn in_force(&self) -> Option<&SharingVersion> {
        self.versions.iter().rev().find(|one| matches!(one.state, SharingState::Approved { .. }))
    }
    /// The version that waits for a second person.
    pub fn waiting(&self) -> Option<&SharingVersion> {
        self.versions.iter().find(|one| one.state == SharingState::Waiting)
    }

    /// Somebody proposes a version.
    pub(super) fn propose(&mut self, proposed: &SharingProposal, by: Stamp) -> Result<(), Rejection> {
        if self.waiting().is_some() {
            return Err(not_possible("version", "another_waits"));
        }
        let fits = self.in_force().is_none_or(|now| {
            now.proposed.hash == proposed.replaces && now.proposed.version < proposed.version
        });
        if !fits || proposed.version < 2 {
            return Err(not_possible("replaces", "changed_meanwhile"));
        }
        let hex = |hash: &str| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        if !hex(&proposed.hash) || !hex(&proposed.replaces) || proposed.hash == proposed.replaces {
            return Err(not_possible("hash", "not_valid"));
        }
        if proposed.matrix.is_empty() || proposed.matrix.len() > LARGEST_MATRIX {
            return Err(not_possible("matrix", "not_valid"));
        }
        given(&proposed.reason, "reason")?;
        self.versions.push(SharingVersion { proposed: proposed.clone(), by, state: SharingState::Waiting });
        Ok(())
    }

    /// A second person decides.
    pub(super) fn decide(
        &mut self,
        hash: &str,
        by: Stamp,
        state: impl FnOnce(Stamp) -> SharingState,
    ) -> Result<(), Rejection> {
        let open = self.open(hash)?;
        if open.by.author == by.author {
            return Err(Rejection::FourEyes);
        }
        open.state = state(by);
        Ok(())
    }

    /// Who proposed it takes it back.
    pub(super) fn withdraw(&mut self, hash: &str, by: Stamp) -> Result<(), Rejection> {
        let open = self.open(hash)?;
        if open.by.author != by.author {
            return Err(not_possible("author", "somebody_elses"));
        }
        open.state = SharingState::Withdrawn { by };
        Ok(())
    }

    fn open(&mut self, hash: &str) -> Result<&mut SharingVersion, Rejection> {
        let waits =
            |one: &&mut SharingVersion| one.state == SharingState::Waiting && one.proposed.hash == hash;
        self.versions.iter_mut().find(waits).ok_or(Rejection::AlreadyDecided)
    }
}

/// Words that must be there, and be of a length that somebody reads.
pub(super) fn given(words: &str, field: &str) -> Result<(), Rejection> {
    if words.trim().is_empty() {
        return Err(not_possible(field, "empty"));
    }
    short(words, field)
}

/// Words that may be missing.
pub(super) fn short(words: &str, field: &str) -> Result<(), Rejection> {
    if words.chars().count() > LONGEST_WORDS { Err(not_possible(field, "too_long")) } else { Ok(()) }
}
