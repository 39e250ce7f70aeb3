//! Rows of the ledger as plain values, the same for both engines.

use crate::chain::{self, Taken};
use crate::merkle::{Edge, Place};
use domain::entry::{Base, Head, Section, StreamKind};
use domain::ids::{DeviceId, EntryId, OrganisationId, StreamId, WorkerId};
use domain::time::Millis;

/// A row of `streams`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StreamRow {
    pub(crate) id: StreamId,
    pub(crate) kind: StreamKind,
    pub(crate) org: OrganisationId,
    pub(crate) head: u64,
    pub(crate) hash: [u8; 32],
    pub(crate) key_wrapped: Vec<u8>,
    pub(crate) created_at: Millis,
}

impl StreamRow {
    /// Its key was destroyed. Entries and hashes stay, and nobody can read them.
    pub(crate) fn is_erased(&self) -> bool {
        self.key_wrapped.is_empty()
    }
}

/// A row of `entries` that makes sense.
#[derive(Debug, Clone)]
pub(crate) struct EntryRow {
    pub(crate) stream: StreamId,
    pub(crate) seq: u64,
    pub(crate) head: Head,
    pub(crate) received_at: Millis,
    pub(crate) v: u16,
    pub(crate) outcome: String,
    pub(crate) sealed: Vec<u8>,
    pub(crate) hash: [u8; 32],
}

impl EntryRow {
    /// What its content is sealed to.
    pub(crate) fn coordinates(&self) -> Vec<u8> {
        chain::coordinates(self.stream, self.seq, &self.head, self.v)
    }
    /// The hash that it should have after `previous`.
    pub(crate) fn link(&self, previous: &[u8; 32]) -> [u8; 32] {
        let taken = Taken { received_at: self.received_at, outcome: &self.outcome };
        chain::link(previous, &self.coordinates(), taken, &self.sealed)
    }
}

/// A row of `entries` as the database gave it: a column that could not be read is `None`. `verify` must be able
/// to look at whatever somebody made of a row.
#[derive(Debug, Clone, Default)]
pub(crate) struct RawEntry {
    pub(crate) stream: Option<Vec<u8>>,
    pub(crate) seq: Option<i64>,
    pub(crate) id: Option<Vec<u8>>,
    pub(crate) section: Option<String>,
    pub(crate) author: Option<Vec<u8>>,
    pub(crate) device: Option<Vec<u8>>,
    pub(crate) made_at: Option<i64>,
    pub(crate) received_at: Option<i64>,
    pub(crate) base_seen: Option<i64>,
    /// Outer `None`: unreadable; inner: not set.
    pub(crate) base_after: Option<Option<Vec<u8>>>,
    pub(crate) v: Option<i64>,
    pub(crate) outcome: Option<String>,
    pub(crate) sealed: Option<Vec<u8>>,
    pub(crate) hash: Option<Vec<u8>>,
}

impl RawEntry {
    /// Makes sense of it, or says which column does not.
    pub(crate) fn parse(self) -> Result<EntryRow, &'static str> {
        let after = match self.base_after.ok_or("base_after")? {
            Some(bytes) => Some(EntryId::from_slice(&bytes).map_err(|_| "base_after")?),
            None => None,
        };
        let id = |bytes: Option<Vec<u8>>, column| {
            bytes.and_then(|b| <[u8; 16]>::try_from(b.as_slice()).ok()).map(u128::from_be_bytes).ok_or(column)
        };
        let section = self.section.as_deref().and_then(Section::parse).ok_or("section")?;
        Ok(EntryRow {
            stream: StreamId::from_u128(id(self.stream, "stream")?),
            seq: self.seq.and_then(|n| u64::try_from(n).ok()).ok_or("seq")?,
            head: Head {
                id: EntryId::from_u128(id(self.id, "id")?),
                author: WorkerId::from_u128(id(self.author, "author")?),
                device: DeviceId::from_u128(id(self.device, "device")?),
                made_at: Millis(self.made_at.ok_or("made_at")?),
                base: Base {
                    seen: self.base_seen.and_then(|n| u64::try_from(n).ok()).ok_or("base_seen")?,
                    after,
                },
                section,
            },
            received_at: Millis(self.received_at.ok_or("received_at")?),
            v: self.v.and_then(|n| u16::try_from(n).ok()).ok_or("v")?,
            outcome: self.outcome.ok_or("outcome")?,
            sealed: self.sealed.ok_or("sealed")?,
            hash: self.hash.and_then(|b| b.try_into().ok()).ok_or("hash")?,
        })
    }
}

/// The end of an organisation's audit chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AuditHead {
    pub(crate) org: OrganisationId,
    pub(crate) seq: u64,
    pub(crate) hash: [u8; 32],
    /// The right edge of its tree; `None` when it has to be made from the rows.
    pub(crate) edge: Option<Edge>,
}

/// A row of `audit` with its link.
#[derive(Debug, Clone)]
pub(crate) struct ChainedAudit {
    pub(crate) seq: u64,
    /// Which form its bytes have: 1 (before there were trees) or 2.
    pub(crate) form: u16,
    pub(crate) event: crate::records::AuditEvent,
    pub(crate) sections: String,
    pub(crate) hash: [u8; 32],
}

/// A complete subtree of an organisation's audit tree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AuditNode {
    pub(crate) org: OrganisationId,
    pub(crate) place: Place,
    pub(crate) hash: [u8; 32],
}

/// A row for the tray.
#[derive(Debug, Clone)]
pub(crate) struct NewTray {
    pub(crate) org: OrganisationId,
    pub(crate) id: EntryId,
    pub(crate) stream: StreamId,
    pub(crate) author: WorkerId,
    pub(crate) device: DeviceId,
    pub(crate) made_at: Millis,
    pub(crate) refused_at: Millis,
    pub(crate) code: String,
    pub(crate) reason: String,
    pub(crate) sealed: Vec<u8>,
}
