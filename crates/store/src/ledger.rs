//! Appending entries: what is asked and what is answered. The work itself is in `writer`.

use crate::reads::StreamInfo;
use domain::entry::{Entry, Outcome};
use domain::ids::{DeviceId, EntryId, OrganisationId, StreamId, WorkerId};
use domain::stream::AnyStream;
use domain::time::Millis;
use std::sync::Arc;

/// Who does something, for which organisation, from which device. Comes from the session, never from the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Actor {
    /// The worker.
    pub worker: WorkerId,
    /// Her organisation.
    pub org: OrganisationId,
    /// The device of her session.
    pub device: DeviceId,
}

impl Actor {
    /// The system itself (imports of facts, set-up, jobs): all ids nil.
    pub const fn system() -> Self {
        Self {
            worker: WorkerId::from_u128(0),
            org: OrganisationId::from_u128(0),
            device: DeviceId::from_u128(0),
        }
    }
}

/// Why the gate does not let an entry in. `code` is stable (it becomes a problem code and a message key).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denied {
    /// Stable word, for example `not_your_family`.
    pub code: String,
    /// Words for the log and the tray; never content of the entry.
    pub reason: String,
}

/// The policy decision about one entry, taken under the stream's lock on the state before it.
pub trait Gate: Send + Sync {
    /// `Ok` lets the entry be placed; `Err` sends it to the tray, where author and supervisor see it. `info` says
    /// whose stream it is and who works with the family (`head` 0: it would be new, and of the actor's
    /// organisation); `state` is what it amounts to so far.
    fn allow(&self, info: &StreamInfo, state: &AnyStream, entry: &Entry) -> Result<(), Denied>;
}

/// Lets everything in: set-up, demonstration data, tests. Never for what comes over the network.
#[derive(Debug, Clone, Copy)]
pub struct OpenGate;

impl Gate for OpenGate {
    fn allow(&self, _: &StreamInfo, _: &AnyStream, _: &Entry) -> Result<(), Denied> {
        Ok(())
    }
}

/// A request to place entries, in the order given. All of it is committed in one transaction.
#[derive(Clone)]
pub struct Append {
    /// The entries, in the order in which their device made them. At most [`MAX_ENTRIES`] (an `atomic` request:
    /// [`MAX_ATOMIC`]).
    pub entries: Vec<Entry>,
    /// Whose session it is. An entry by another author or device is refused, unless `on_behalf`.
    pub actor: Actor,
    /// The server's clock.
    pub at: Millis,
    /// For the audit log.
    pub request_id: String,
    /// The policy decision.
    pub gate: Arc<dyn Gate>,
    /// All or nothing: if one entry is refused or its fold rejects it, nothing at all is written (not even to
    /// the tray) and every receipt says what would have been. For imports.
    pub atomic: bool,
    /// Entries may carry authors and devices other than the actor's, and an organisation for new families of
    /// `actor.org`: imports and demonstration data only.
    pub on_behalf: bool,
}

/// Most entries in one ordinary request.
pub const MAX_ENTRIES: usize = 1_000;
/// Most entries in one atomic request (an import of a workbook).
pub const MAX_ATOMIC: usize = 100_000;
/// Largest content of one entry, in bytes of JSON.
pub const MAX_PAYLOAD: usize = 256 * 1024;

/// The answer for one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Which entry.
    pub id: EntryId,
    /// Its stream.
    pub stream: StreamId,
    /// What became of it.
    pub verdict: Verdict,
}

/// What became of an entry that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// In the ledger at this place. An outcome of `rejected` is in the ledger too, kept and visible.
    Placed {
        /// Its place.
        seq: u64,
        /// What the fold made of it.
        outcome: Outcome,
    },
    /// Not in the ledger; kept in the tray (unless the request was atomic).
    Refused {
        /// Stable problem code: a [`Denied::code`], or `not_the_author`, `wrong_stream`, `newer_version`,
        /// `too_large`, `fault`.
        code: String,
        /// Words for people who look after the system.
        reason: String,
    },
    /// A resend: it was placed before.
    AlreadyThere {
        /// Its place.
        seq: u64,
    },
}
