//! Streams and their fold. `fold` is pure and the same on the phone, on the server and in a rebuild, so that an
//! offline file and the server's file are equal by construction (design §1).
//!
//! What holds for every kind of stream lives here: recognising duplicates, putting one device's entries back
//! into the order in which they were made, sealed entries, and keeping what was rejected. What an action means
//! lives with its kind (`family`, `organisation`, `village`, `programme`).

use crate::assessed::Assessed;
use crate::entry::{Action, Content, Entry, FieldPath, Outcome, Placed, Rejection, StreamKind};
use crate::family::Family;
use crate::ids::{EntryId, WorkerId};
use crate::organisation::Organisation;
use crate::programme::Programme;
use crate::provider::Provider;
use crate::register::Step;
use crate::service_referral::ServiceReferral;
use crate::sorted::Put;
use crate::time::Millis;
use crate::village::Village;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an applied action did, before it becomes an [`Outcome`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effect {
    /// Fields that are now contested because of it.
    pub contested: Vec<FieldPath>,
    /// It touched something beside changes that its author had not seen.
    pub beside_unseen: bool,
}

/// A kind of stream: how one of its actions takes effect.
pub trait Folds: Default {
    /// Applies an action. On `Err` nothing has changed.
    fn apply(&mut self, action: &Action, step: &Step) -> Result<Effect, Rejection>;
}

/// An entry that could not take effect, kept for its author and her supervisor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The entry.
    pub entry: EntryId,
    /// Who wrote it.
    pub author: WorkerId,
    /// When, by her device.
    pub made_at: Millis,
    /// Its place in the stream.
    pub seq: u64,
    /// The command's name, such as `family.visit_recorded`.
    pub action: String,
    /// Why.
    pub reason: Rejection,
}

/// What every stream's state keeps about its entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Log {
    /// The highest place folded so far.
    pub head: u64,
    /// Entries that are settled (applied, sealed or rejected), with the place at which that happened.
    pub settled: BTreeMap<EntryId, u64>,
    /// Entries that wait for their author's earlier one, by that one's id.
    pub waiting: BTreeMap<EntryId, Vec<Placed>>,
    /// Entries that could not take effect.
    pub refused: Vec<Refused>,
    /// Number of outcomes by code.
    pub counts: BTreeMap<String, u32>,
}

/// A stream's state: its content and its log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Stream<K> {
    /// What the entries amount to.
    pub state: K,
    /// What is known of the entries themselves.
    pub log: Log,
}

impl<K: Folds> Stream<K> {
    /// Folds one entry, and every entry that was waiting for it.
    pub fn fold(mut self, placed: Placed) -> (Self, Outcome) {
        let outcome = self.take(placed);
        (self, outcome)
    }

    /// [`fold`](Self::fold) in place.
    pub fn take(&mut self, placed: Placed) -> Outcome {
        let at = placed.seq.max(self.log.head);
        self.log.head = at;
        let id = placed.head.id;
        let outcome = if self.log.settled.contains_key(&id) || self.is_waiting(id) {
            Outcome::Duplicate
        } else if let Some(after) =
            placed.head.base.after.filter(|after| !self.log.settled.contains_key(after))
        {
            self.log.waiting.entry(after).or_default().push(placed);
            Outcome::Waiting { after }
        } else {
            self.settle(placed, at)
        };
        self.count(&outcome);
        outcome
    }

    fn is_waiting(&self, id: EntryId) -> bool {
        self.log.waiting.values().flatten().any(|placed| placed.head.id == id)
    }

    fn count(&mut self, outcome: &Outcome) {
        *self.log.counts.entry(outcome.code().to_owned()).or_default() += 1;
    }

    /// Settles an entry whose predecessor is settled, then whoever waited for it, oldest first.
    fn settle(&mut self, placed: Placed, at: u64) -> Outcome {
        let (outcome, mut ready) = self.settle_alone(placed, at);
        // A loop and not a call of itself: a queue may be thousands of entries long, and a phone's stack is small.
        while let Some(next) = ready.pop() {
            let (outcome, waited) = self.settle_alone(next, at);
            self.count(&outcome);
            ready.extend(waited);
        }
        outcome
    }

    /// Settles one entry. Beside its outcome come those who waited for it, the oldest last.
    fn settle_alone(&mut self, placed: Placed, at: u64) -> (Outcome, Vec<Placed>) {
        let id = placed.head.id;
        let outcome = self.apply(placed, at);
        self.log.settled.insert(id, at);
        let mut ready = self.log.waiting.remove(&id).unwrap_or_default();
        // Two entries may name the same predecessor only if a device was restored from a copy; their ids,
        // which grow with time, decide which goes first.
        ready.put_by_key(|waiting| std::cmp::Reverse(waiting.head.id));
        (outcome, ready)
    }

    fn apply(&mut self, placed: Placed, at: u64) -> Outcome {
        let step = Step::new(&placed.head, at);
        let action = match &placed.content {
            Content::Sealed => return Outcome::Sealed,
            Content::Open(action) => action,
        };
        match self.state.apply(action, &step) {
            Ok(effect) if !effect.contested.is_empty() => Outcome::Conflicting { fields: effect.contested },
            Ok(effect) if effect.beside_unseen => Outcome::Merged,
            Ok(_) => Outcome::Applied,
            Err(reason) => {
                self.log.refused.push(Refused {
                    entry: placed.head.id,
                    author: placed.head.author,
                    made_at: placed.head.made_at,
                    seq: at,
                    action: action.name().to_owned(),
                    reason: reason.clone(),
                });
                Outcome::Rejected { reason }
            }
        }
    }
}

/// A stream of any kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnyStream {
    /// A family's file.
    Family(Box<Stream<Family>>),
    /// An organisation.
    Organisation(Box<Stream<Organisation>>),
    /// A village.
    Village(Box<Stream<Village>>),
    /// The programme.
    Programme(Box<Stream<Programme>>),
    /// A provider of services.
    Provider(Box<Stream<Provider>>),
    /// A referral to a service.
    ServiceReferral(Box<Stream<ServiceReferral>>),
    /// A village, group or facility, as an organisation assesses it.
    Place(Box<Stream<Assessed>>),
    /// A worker, as those above her assess her work.
    Staff(Box<Stream<Assessed>>),
}

impl AnyStream {
    /// A stream of that kind before its first entry.
    pub fn empty(kind: StreamKind) -> Self {
        match kind {
            StreamKind::Family => Self::Family(Box::default()),
            StreamKind::Organisation => Self::Organisation(Box::default()),
            StreamKind::Village => Self::Village(Box::default()),
            StreamKind::Programme => Self::Programme(Box::default()),
            StreamKind::Provider => Self::Provider(Box::default()),
            StreamKind::ServiceReferral => Self::ServiceReferral(Box::default()),
            StreamKind::Place => Self::Place(Box::default()),
            StreamKind::Staff => Self::Staff(Box::default()),
        }
    }
    /// Folds one entry in place.
    pub fn take(&mut self, placed: Placed) -> Outcome {
        match self {
            Self::Family(stream) => stream.take(placed),
            Self::Organisation(stream) => stream.take(placed),
            Self::Village(stream) => stream.take(placed),
            Self::Programme(stream) => stream.take(placed),
            Self::Provider(stream) => stream.take(placed),
            Self::ServiceReferral(stream) => stream.take(placed),
            Self::Place(stream) | Self::Staff(stream) => stream.take(placed),
        }
    }
    /// What is known of the entries.
    pub fn log(&self) -> &Log {
        match self {
            Self::Family(stream) => &stream.log,
            Self::Organisation(stream) => &stream.log,
            Self::Village(stream) => &stream.log,
            Self::Programme(stream) => &stream.log,
            Self::Provider(stream) => &stream.log,
            Self::ServiceReferral(stream) => &stream.log,
            Self::Place(stream) | Self::Staff(stream) => &stream.log,
        }
    }
    /// Its kind.
    pub fn kind(&self) -> StreamKind {
        match self {
            Self::Family(_) => StreamKind::Family,
            Self::Organisation(_) => StreamKind::Organisation,
            Self::Village(_) => StreamKind::Village,
            Self::Programme(_) => StreamKind::Programme,
            Self::Provider(_) => StreamKind::Provider,
            Self::ServiceReferral(_) => StreamKind::ServiceReferral,
            Self::Place(_) => StreamKind::Place,
            Self::Staff(_) => StreamKind::Staff,
        }
    }
    /// The family, if it is one.
    pub fn family(&self) -> Option<&Stream<Family>> {
        match self {
            Self::Family(stream) => Some(stream),
            Self::Organisation(_)
            | Self::Village(_)
            | Self::Programme(_)
            | Self::Provider(_)
            | Self::ServiceReferral(_)
            | Self::Place(_)
            | Self::Staff(_) => None,
        }
    }
    /// The organisation, if it is one.
    pub fn organisation(&self) -> Option<&Stream<Organisation>> {
        match self {
            Self::Organisation(stream) => Some(stream),
            Self::Family(_)
            | Self::Village(_)
            | Self::Programme(_)
            | Self::Provider(_)
            | Self::ServiceReferral(_)
            | Self::Place(_)
            | Self::Staff(_) => None,
        }
    }
    /// The village, if it is one.
    pub fn village(&self) -> Option<&Stream<Village>> {
        match self {
            Self::Village(stream) => Some(stream),
            Self::Family(_)
            | Self::Organisation(_)
            | Self::Programme(_)
            | Self::Provider(_)
            | Self::ServiceReferral(_)
            | Self::Place(_)
            | Self::Staff(_) => None,
        }
    }
    /// The programme, if it is one.
    pub fn programme(&self) -> Option<&Stream<Programme>> {
        match self {
            Self::Programme(stream) => Some(stream),
            Self::Family(_)
            | Self::Organisation(_)
            | Self::Village(_)
            | Self::Provider(_)
            | Self::ServiceReferral(_)
            | Self::Place(_)
            | Self::Staff(_) => None,
        }
    }
    /// The provider, if it is one.
    pub fn provider(&self) -> Option<&Stream<Provider>> {
        match self {
            Self::Provider(stream) => Some(stream),
            Self::Family(_)
            | Self::Organisation(_)
            | Self::Village(_)
            | Self::Programme(_)
            | Self::ServiceReferral(_)
            | Self::Place(_)
            | Self::Staff(_) => None,
        }
    }
    /// The referral to a service, if it is one.
    pub fn service_referral(&self) -> Option<&Stream<ServiceReferral>> {
        match self {
            Self::ServiceReferral(stream) => Some(stream),
            Self::Family(_)
            | Self::Organisation(_)
            | Self::Village(_)
            | Self::Programme(_)
            | Self::Provider(_)
            | Self::Place(_)
            | Self::Staff(_) => None,
        }
    }
    /// What is assessed and is no family, if it is that.
    pub fn assessed(&self) -> Option<&Stream<Assessed>> {
        match self {
            Self::Place(stream) | Self::Staff(stream) => Some(stream),
            Self::Family(_)
            | Self::Organisation(_)
            | Self::Village(_)
            | Self::Programme(_)
            | Self::Provider(_)
            | Self::ServiceReferral(_) => None,
        }
    }
    /// Folds a whole stream from the beginning.
    pub fn replay(kind: StreamKind, entries: impl IntoIterator<Item = Placed>) -> Self {
        let mut stream = Self::empty(kind);
        for placed in entries {
            stream.take(placed);
        }
        stream
    }
}

/// Folds a device's unsent entries on top of what the server has confirmed, in the order they were made.
pub fn with_pending(confirmed: &AnyStream, pending: &[Entry]) -> AnyStream {
    let mut stream = confirmed.clone();
    for entry in pending {
        let seq = stream.log().head + 1;
        stream.take(entry.clone().placed(seq));
    }
    stream
}
