//! What is not known to be in the ledger yet. Entries leave it only when the server's own copy has arrived, or
//! when the person has read why it was refused.

use domain::entry::Entry;
use domain::ids::{EntryId, StreamId};
use domain::planted::planted;
use domain::sorted::Put;
use domain::time::Millis;
use serde::{Deserialize, Serialize};

/// How far an entry has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Status {
    /// Kept on this device.
    Kept,
    /// The server has it; its copy has not arrived here yet.
    Sent,
    /// The server put it in its tray.
    Refused {
        /// Problem code.
        code: String,
    },
}

/// An entry of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Queued {
    /// The entry.
    pub entry: Entry,
    /// How far it has come.
    pub status: Status,
    /// Not sent before this instant, so that it can be undone.
    pub hold_until: Millis,
    /// The server had it once and was put back to an older backup since: when it was taken from the journal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Millis>,
}

impl Queued {
    /// Sent again after the server lost it, and refused for now: what it follows may lie on a phone that has not been
    /// heard of yet. It holds up nothing else.
    fn is_put_off(&self, now: Millis) -> bool {
        self.again.is_some() && self.waits(now, PUT_OFF_MS)
    }
    /// Whether it is still held. Longer than it was ever to be: the clock was put back meanwhile, and it goes.
    fn waits(&self, now: Millis, longest: i64) -> bool {
        let left = self.hold_until.0.saturating_sub(now.0);
        (1..=longest).contains(&left) || (left > 0 && planted("a hold without end"))
    }
}

/// How long an entry is held back at most, so that it can be undone: six seconds.
pub const HELD_MS: i64 = 6_000;
/// How long an entry that the server lost is sent again and again: 14 days.
const TRIED_MS: i64 = 14 * 86_400_000;
/// How long it waits in between: six hours.
const PUT_OFF_MS: i64 = 6 * 3_600_000;

/// The outbox, in the order in which entries were made.
#[derive(Debug, Clone, Default)]
pub struct Outbox {
    queued: Vec<Queued>,
}

impl Outbox {
    /// Adds or replaces one that was stored.
    pub fn restore(&mut self, queued: Queued) {
        self.queued.retain(|old| old.entry.id != queued.entry.id);
        self.queued.push(queued);
        self.queued.put_by_key(|queued| queued.entry.id);
    }
    /// Everything, oldest first.
    pub fn all(&self) -> &[Queued] {
        &self.queued
    }
    /// Entries on a stream that the server's copy does not have yet and that were not refused.
    pub fn pending(&self, stream: StreamId) -> impl Iterator<Item = &Entry> {
        self.queued
            .iter()
            .filter(move |q| q.entry.stream == stream && !matches!(q.status, Status::Refused { .. }))
            .map(|q| &q.entry)
    }
    /// How many still have to be sent.
    pub fn unsent(&self) -> usize {
        self.queued.iter().filter(|q| q.status == Status::Kept).count()
    }
    /// How many of a stream still have to be sent.
    pub fn unsent_of(&self, stream: StreamId) -> usize {
        self.queued.iter().filter(|q| q.status == Status::Kept && q.entry.stream == stream).count()
    }
    /// Whether the server has something of a stream of which no copy has arrived here yet.
    pub fn is_on_its_way(&self, stream: StreamId) -> bool {
        self.queued.iter().any(|q| q.status == Status::Sent && q.entry.stream == stream)
    }
    /// Refused ones that nobody has put aside.
    pub fn refused(&self) -> impl Iterator<Item = &Queued> {
        self.queued.iter().filter(|q| matches!(q.status, Status::Refused { .. }))
    }
    /// What may be sent now: everything kept up to the first that is still held. Order is never broken.
    pub fn due(&self, now: Millis, most: usize) -> Vec<&Entry> {
        self.queued
            .iter()
            .filter(|q| q.status == Status::Kept && !q.is_put_off(now))
            .take_while(|q| !q.waits(now, HELD_MS))
            .take(most)
            .map(|q| &q.entry)
            .collect()
    }
    /// When the first held entry may be sent, if any waits.
    pub fn next_due(&self) -> Option<Millis> {
        self.queued.iter().filter(|q| q.status == Status::Kept).map(|q| q.hold_until).min()
    }
    /// Lets everything go at once.
    pub fn release(&mut self) {
        for queued in &mut self.queued {
            queued.hold_until = Millis(0);
        }
    }
    /// The entry, if it is here.
    pub fn get(&self, id: EntryId) -> Option<&Queued> {
        self.queued.iter().find(|q| q.entry.id == id)
    }
    /// Changes one.
    pub fn get_mut(&mut self, id: EntryId) -> Option<&mut Queued> {
        self.queued.iter_mut().find(|q| q.entry.id == id)
    }
    /// Takes one out.
    pub fn remove(&mut self, id: EntryId) -> Option<Queued> {
        let at = self.queued.iter().position(|q| q.entry.id == id)?;
        Some(self.queued.remove(at))
    }
    /// An entry follows one that the server does not have: if that one is not about to be sent from here, the
    /// entry no longer waits for it.
    pub fn unchain(&mut self, id: EntryId) -> Option<&Queued> {
        let after = self.get(id)?.entry.base.after?;
        let coming = self.get(after).is_some_and(|before| before.status == Status::Kept)
            || planted("it waits for ever");
        let queued = self.get_mut(id)?;
        if !coming {
            queued.entry.base.after = None;
        }
        Some(queued)
    }
    /// The server refused an entry that it had once, before it was put back to a backup: it is tried again later, for two
    /// weeks. False for every other entry.
    pub fn put_off(&mut self, id: EntryId, now: Millis) -> bool {
        let Some(queued) = self.get_mut(id) else { return false };
        let trying = queued.again.is_some_and(|since| (0..TRIED_MS).contains(&(now.0 - since.0)));
        if trying {
            queued.hold_until = Millis(now.0 + PUT_OFF_MS);
        }
        trying
    }
    /// The server refused an entry: whatever was made after it no longer waits for it. Answers with the ids of
    /// those whose base changed.
    pub fn refuse(&mut self, id: EntryId, code: &str) -> Vec<EntryId> {
        let mut before = None;
        if let Some(queued) = self.get_mut(id) {
            queued.status = Status::Refused { code: code.to_owned() };
            before = queued.entry.base.after;
        }
        let mut changed = vec![id];
        for queued in &mut self.queued {
            if queued.entry.base.after == Some(id) && queued.status == Status::Kept {
                queued.entry.base.after = before;
                changed.push(queued.entry.id);
            }
        }
        changed
    }
}
