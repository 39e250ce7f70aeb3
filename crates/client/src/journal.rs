//! What this device sent and the server has. It is kept for some weeks: a server that was put back to an older backup
//! has lost what came after, and gets it again from those who wrote it.

use crate::effect::Write;
use domain::entry::Entry;
use domain::ids::{EntryId, StreamId};
use domain::time::Millis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long an entry is kept after the server's copy of it was seen: five weeks, longer than backups should be apart.
const KEPT_MS: i64 = 35 * 86_400_000;

/// An entry that came home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Sent {
    /// The entry.
    pub entry: Entry,
    /// When the server's copy was seen, by the server's clock.
    pub home_at: Millis,
}

/// The journal.
#[derive(Debug, Clone, Default)]
pub struct Journal {
    sent: BTreeMap<EntryId, Sent>,
}

impl Journal {
    /// Puts a stored record back.
    pub fn load(&mut self, value: &str) {
        if let Ok(sent) = crate::read::<Sent>(value) {
            self.sent.insert(sent.entry.id, sent);
        }
    }
    /// An entry came home.
    pub fn keep(&mut self, entry: Entry, home_at: Millis) -> Write {
        let sent = Sent { entry, home_at };
        let write = Write::put("entries", sent.entry.id, &sent);
        self.sent.insert(sent.entry.id, sent);
        write
    }
    /// Lets go of what is old, by the server's clock.
    pub fn tidy(&mut self, server_time: Millis) -> Vec<Write> {
        self.let_go(|sent| sent.home_at.0 < server_time.0 - KEPT_MS)
    }
    /// Lets go of what is about a file that she may no longer hold.
    pub fn forget(&mut self, stream: StreamId) -> Vec<Write> {
        self.let_go(|sent| sent.entry.stream == stream)
    }
    /// Takes everything out.
    pub fn take(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.sent).into_values().map(|sent| sent.entry).collect()
    }
    fn let_go(&mut self, of: impl Fn(&Sent) -> bool) -> Vec<Write> {
        let gone: Vec<EntryId> = self.sent.iter().filter(|(_, sent)| of(sent)).map(|(id, _)| *id).collect();
        gone.into_iter()
            .map(|id| {
                self.sent.remove(&id);
                Write::remove("entries", id)
            })
            .collect()
    }
}
