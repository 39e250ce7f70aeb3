//! The canonical bytes of an entry's coordinates and the hash chain of a stream.
//!
//! Everything in a row of the ledger is either part of the coordinates, or hashed beside them: a change of any
//! column breaks the chain at that entry.

use crate::seal::sha256;
use domain::entry::Head;
use domain::ids::StreamId;
use domain::time::Millis;

/// The hash before a stream's first entry.
pub(crate) const GENESIS: [u8; 32] = [0; 32];

/// The canonical encoding of where an entry stands: also the associated data under which its content is sealed.
/// Fixed widths, big-endian; texts carry their length.
pub(crate) fn coordinates(stream: StreamId, seq: u64, head: &Head, v: u16) -> Vec<u8> {
    let section = head.section.code().as_bytes();
    let mut out = Vec::with_capacity(160);
    out.extend_from_slice(b"kinkeeper:entry:1:");
    out.extend_from_slice(stream.as_bytes());
    out.extend_from_slice(&seq.to_be_bytes());
    out.extend_from_slice(head.id.as_bytes());
    out.push(u8::try_from(section.len()).unwrap_or(u8::MAX));
    out.extend_from_slice(section);
    out.extend_from_slice(head.author.as_bytes());
    out.extend_from_slice(head.device.as_bytes());
    out.extend_from_slice(&head.made_at.0.to_be_bytes());
    out.extend_from_slice(&head.base.seen.to_be_bytes());
    match head.base.after {
        Some(after) => {
            out.push(1);
            out.extend_from_slice(after.as_bytes());
        }
        None => out.push(0),
    }
    out.extend_from_slice(&v.to_be_bytes());
    out
}

/// What the server adds to an entry when it takes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken<'a> {
    /// When.
    pub(crate) received_at: Millis,
    /// With which outcome.
    pub(crate) outcome: &'a str,
}

/// The next link: `SHA-256(previous ‖ coordinates ‖ taken ‖ sealed content)`.
pub(crate) fn link(previous: &[u8; 32], coordinates: &[u8], taken: Taken<'_>, sealed: &[u8]) -> [u8; 32] {
    let outcome = taken.outcome.as_bytes();
    sha256(&[
        previous,
        coordinates,
        &taken.received_at.0.to_be_bytes(),
        &u64::try_from(outcome.len()).unwrap_or(u64::MAX).to_be_bytes(),
        outcome,
        sealed,
    ])
}
