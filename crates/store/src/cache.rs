//! Folded streams and unwrapped keys in memory. Both can be lost at any time: the ledger has everything.

use crate::projection::Marks;
use crate::rows::StreamRow;
use crate::seal::{OrgKey, StreamKey};
use domain::ids::{OrganisationId, StreamId};
use domain::stream::AnyStream;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A folded stream as of a head.
#[derive(Clone)]
pub(crate) struct Folded {
    pub(crate) row: StreamRow,
    pub(crate) state: Arc<AnyStream>,
    pub(crate) key: StreamKey,
    /// What its projection had written, if known.
    pub(crate) marks: Option<Marks>,
}

#[derive(Default)]
struct Streams {
    by_id: HashMap<StreamId, (u64, Folded)>,
    by_use: BTreeMap<u64, StreamId>,
    clock: u64,
    weight: usize,
}

fn weight(folded: &Folded) -> usize {
    // An empty state costs about as much as a few entries.
    usize::try_from(folded.row.head).unwrap_or(usize::MAX).saturating_add(4)
}

/// Streams least recently used are let go when together they hold more entries than allowed.
pub(crate) struct Cache {
    streams: Mutex<Streams>,
    orgs: Mutex<HashMap<OrganisationId, OrgKey>>,
    keys: Mutex<HashMap<StreamId, StreamKey>>,
    most: usize,
}

/// Unwrapped keys kept beside those of folded streams (a list of a thousand families needs as many).
const KEYS: usize = 20_000;

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is inside can always be thrown away, so a panic elsewhere does not make it wrong.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Cache {
    pub(crate) fn new(most: usize) -> Self {
        Self { streams: Mutex::default(), orgs: Mutex::default(), keys: Mutex::default(), most }
    }

    /// Takes a stream out, to be changed and put back.
    pub(crate) fn take(&self, id: StreamId) -> Option<Folded> {
        let mut streams = held(&self.streams);
        let (used, folded) = streams.by_id.remove(&id)?;
        streams.by_use.remove(&used);
        streams.weight = streams.weight.saturating_sub(weight(&folded));
        Some(folded)
    }

    /// A copy of the handle on a stream.
    pub(crate) fn get(&self, id: StreamId) -> Option<Folded> {
        let mut streams = held(&self.streams);
        streams.clock += 1;
        let now = streams.clock;
        let (used, folded) = streams.by_id.get_mut(&id)?;
        let before = std::mem::replace(used, now);
        let folded = folded.clone();
        streams.by_use.remove(&before);
        streams.by_use.insert(now, id);
        Some(folded)
    }

    /// Puts a stream in; an older state never replaces a newer one.
    pub(crate) fn put(&self, folded: Folded) {
        let mut streams = held(&self.streams);
        let id = folded.row.id;
        if let Some((used, present)) = streams.by_id.get(&id) {
            if present.row.head >= folded.row.head {
                return;
            }
            let (used, gone) = (*used, weight(present));
            streams.by_use.remove(&used);
            streams.weight = streams.weight.saturating_sub(gone);
        }
        streams.clock += 1;
        let now = streams.clock;
        streams.weight = streams.weight.saturating_add(weight(&folded));
        streams.by_use.insert(now, id);
        streams.by_id.insert(id, (now, folded));
        while streams.weight > self.most {
            let Some((_, oldest)) = streams.by_use.pop_first() else { break };
            if let Some((_, gone)) = streams.by_id.remove(&oldest) {
                streams.weight = streams.weight.saturating_sub(weight(&gone));
            }
        }
    }

    /// Lets a stream and its key go.
    pub(crate) fn forget(&self, id: StreamId) {
        drop(self.take(id));
        held(&self.keys).remove(&id);
    }

    pub(crate) fn forget_all(&self) {
        *held(&self.streams) = Streams::default();
        held(&self.keys).clear();
    }

    pub(crate) fn org(&self, id: OrganisationId) -> Option<OrgKey> {
        held(&self.orgs).get(&id).cloned()
    }
    pub(crate) fn keep_org(&self, id: OrganisationId, key: OrgKey) {
        held(&self.orgs).insert(id, key);
    }

    pub(crate) fn key(&self, id: StreamId) -> Option<StreamKey> {
        held(&self.keys).get(&id).cloned()
    }
    pub(crate) fn keep_key(&self, id: StreamId, key: StreamKey) {
        let mut keys = held(&self.keys);
        if keys.len() >= KEYS {
            keys.clear();
        }
        keys.insert(id, key);
    }
}
