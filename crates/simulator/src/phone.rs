//! A phone of a simulation: the production core, a vault that keeps what the core asks it to keep (or fails to), a
//! clock that may be wrong, and answers that are on their way.

use crate::server::Somebody;
use client::{Core, Effect, Event, Write};
use domain::ids::{DeviceId, EntryId, WorkerId};
use domain::organisation::Role;
use domain::time::Millis;
use std::collections::{BTreeMap, BTreeSet};
use testkit::signer::PhoneKey;

/// A record's table and key.
pub type Key = (String, String);

/// An answer that has not arrived yet.
#[derive(Debug, Clone)]
pub struct Coming {
    /// The core's number of the request.
    pub id: u32,
    /// How many of the phone's turns it still takes.
    pub turns: usize,
    /// HTTP status; 0 when nothing will come.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// One phone in one person's hand.
pub struct Phone {
    /// The account.
    pub account: String,
    /// Who.
    pub worker: WorkerId,
    /// What she does.
    pub role: Role,
    /// Its id.
    pub device: DeviceId,
    /// Its key for her, which the browser keeps beside the vault and may lose.
    pub key: PhoneKey,
    /// The app.
    pub core: Core,
    /// What lies on its disk.
    pub vault: BTreeMap<Key, String>,
    /// What its disk refused; tried again before anything newer, as the shell does.
    unkept: Vec<Write>,
    /// Answers on their way.
    pub coming: Vec<Coming>,
    /// The session; empty when there is none.
    pub cookie: String,
    /// How wrong its clock is, in milliseconds.
    pub clock_error: i64,
    /// Its disk is full.
    pub full: bool,
    /// No network for so many of its turns.
    pub offline: usize,
    /// The core asked for signing in.
    pub must_sign_in: bool,
    /// Entries that the person was told are kept, which she has not taken back.
    pub promised: BTreeSet<EntryId>,
    /// Entries that the person took back or put aside herself.
    pub given_up: BTreeSet<EntryId>,
    /// Of these, what she takes back; it is undone when that is on the disk.
    pub taking_back: BTreeSet<EntryId>,
    /// What she took back.
    pub undone: BTreeSet<EntryId>,
    /// Entries that were on the server and went out of the journal, with a file that she may no longer hold or with time.
    pub let_go: BTreeSet<EntryId>,
    /// What could be undone last.
    pub last_done: Vec<EntryId>,
    /// Forms that are half written, and lie on the disk as she wrote them last.
    pub typed: BTreeMap<String, String>,
}

impl Phone {
    /// A new phone; `entropy` are the app's 32 random bytes.
    pub fn new(somebody: &Somebody, device: DeviceId, entropy: &[u8; 32]) -> Self {
        Self {
            account: somebody.account.clone(),
            worker: somebody.worker,
            role: somebody.role,
            device,
            // Of the same chance, and yet another number.
            key: PhoneKey::from_bytes(entropy.map(|byte| byte ^ 0x5a)),
            core: Core::new(entropy),
            vault: BTreeMap::new(),
            unkept: Vec::new(),
            coming: Vec::new(),
            cookie: String::new(),
            clock_error: 0,
            full: false,
            offline: 0,
            must_sign_in: true,
            promised: BTreeSet::new(),
            given_up: BTreeSet::new(),
            taking_back: BTreeSet::new(),
            undone: BTreeSet::new(),
            let_go: BTreeSet::new(),
            last_done: Vec::new(),
            typed: BTreeMap::new(),
        }
    }

    /// What its clock says.
    pub fn now(&self, truth: Millis) -> Millis {
        Millis(truth.0.saturating_add(self.clock_error).max(0))
    }

    /// Whether the disk has taken all that it was given.
    pub fn has_kept_all(&self) -> bool {
        self.unkept.is_empty()
    }

    /// Whether a record lies on the disk.
    pub fn lies(&self, table: &str, key: &str) -> bool {
        self.vault.contains_key(&(table.to_owned(), key.to_owned()))
    }

    /// A half-written form as it lies on the disk.
    pub fn draft(&self, key: &str) -> Option<String> {
        let drafts = self.vault.iter().filter(|((table, _), _)| table == "drafts");
        drafts
            .filter_map(|(_, value)| serde_json::from_str::<(String, String)>(value).ok())
            .find_map(|(name, text)| (name == key).then_some(text))
    }

    /// Tells the core that something happened.
    pub fn tell(&mut self, event: Event, truth: Millis) -> Vec<Effect> {
        let now = self.now(truth);
        self.core.handle(event, now)
    }

    /// Writes to the disk, all or nothing. Answers with the entries of the outbox that lie there now and did not before,
    /// and with those that lie there no longer; `None` when the disk refused.
    pub fn store(&mut self, writes: Vec<Write>) -> Option<(Vec<EntryId>, Vec<EntryId>)> {
        self.unkept.extend(writes);
        if self.full {
            return None;
        }
        let (mut came, mut went, mut out) = (Vec::new(), Vec::new(), Vec::new());
        for write in std::mem::take(&mut self.unkept) {
            let id = if write.table == "outbox" { write.key.parse::<EntryId>().ok() } else { None };
            if write.table == "entries" && write.value.is_none() {
                out.extend(write.key.parse::<EntryId>());
            }
            let key = (write.table, write.key);
            let before = match write.value {
                Some(value) => {
                    if self.vault.insert(key, value).is_none() {
                        came.extend(id);
                    }
                    continue;
                }
                None => self.vault.remove(&key),
            };
            if before.is_some() {
                went.extend(id);
            }
        }
        // What goes from the journal into the outbox is sent again.
        out.retain(|id| !self.vault.contains_key(&("outbox".to_owned(), id.to_string())));
        self.let_go.extend(out);
        self.undone.extend(went.iter().copied().filter(|id| self.taking_back.contains(id)));
        Some((came, went))
    }

    /// The app is killed; what comes up again has read the disk. Its effects are to be carried out.
    pub fn crash(&mut self, entropy: &[u8; 32], truth: Millis) -> Vec<Effect> {
        self.core = Core::new(entropy);
        self.unkept.clear();
        self.taking_back.clear();
        self.coming.clear();
        self.last_done.clear();
        self.load();
        // Whom the phone does not know, it asks to sign in.
        self.must_sign_in |= !self.vault.contains_key(&("meta".to_owned(), "me".to_owned()));
        self.tell(Event::Unlocked, truth)
    }

    /// She locks the app and opens it again: what was being written is finished first, if it can be.
    pub fn lock_and_open(&mut self, truth: Millis) -> Vec<Effect> {
        self.lock(truth);
        self.open(truth)
    }

    /// She locks the app. Answers that are on their way still arrive, at whoever has the phone by then.
    pub fn lock(&mut self, truth: Millis) {
        let _ = self.tell(Event::Locked, truth);
        self.last_done.clear();
    }

    /// She opens an app that is locked.
    pub fn open(&mut self, truth: Millis) -> Vec<Effect> {
        self.load();
        self.must_sign_in |= !self.vault.contains_key(&("meta".to_owned(), "me".to_owned()));
        self.tell(Event::Unlocked, truth)
    }

    fn load(&mut self) {
        // As the vault does: what the disk refused so far is read as if it were there.
        let mut all = self.vault.clone();
        for write in &self.unkept {
            let key = (write.table.clone(), write.key.clone());
            match &write.value {
                Some(value) => all.insert(key, value.clone()),
                None => all.remove(&key),
            };
        }
        for table in ["meta", "streams", "entries", "outbox", "drafts", "refs"] {
            for ((of, key), value) in &all {
                if of == table {
                    self.core.load(table, key, value);
                }
            }
        }
    }
}
