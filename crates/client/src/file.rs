//! One stream as the device holds it: what the server confirmed, and that with the unsent entries on top.

use domain::entry::{Action, Content, Entry, Placed, Section, StreamKind};
use domain::family::Family;
use domain::ids::{EntryId, OrganisationId, StreamId};
use domain::instrument::Text;
use domain::planted::planted;
use domain::stream::{AnyStream, with_pending};
use domain::wire::PulledEntry;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A stream as stored on the device.
#[derive(Debug, Clone, Serialize, Deserialize, told::Told)]
pub struct Stored {
    /// Its kind.
    pub kind: StreamKind,
    /// Which sections were open to her when it came ([`Section::bits`]).
    #[serde(default)]
    pub open: u8,
    /// What the server sent, in order.
    pub entries: Vec<PulledEntry>,
}

/// A stream in memory.
#[derive(Debug, Clone)]
pub struct Held {
    /// As stored.
    pub stored: Stored,
    /// What the server confirmed, folded.
    confirmed: AnyStream,
    /// That with unsent entries on top: what screens show.
    shown: AnyStream,
    /// That as it is read, where it is not as it was written: people who are one are one.
    seen: Option<Box<Family>>,
    /// Kept on the device; otherwise only looked at.
    pub kept: bool,
    /// Of a file that is only looked at: what the server said about it.
    pub looked_at: Option<LookedAt>,
}

/// Whose a file is that is only looked at, and what of it is open to the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookedAt {
    /// Who holds it.
    pub organisation: Option<OrganisationId>,
    /// Sections that were not sealed.
    pub sections: Vec<Section>,
    /// Where they live, in words, for a village outside this device's area.
    pub place: Option<Text>,
}

fn placed(entry: &PulledEntry) -> Placed {
    let content = entry
        .action
        .as_ref()
        // An entry of a vocabulary that this build does not know is shown as sealed, not dropped: after the
        // update the stored bytes are read again.
        .and_then(|json| Action::from_value(entry.v, json.clone()).ok())
        .map_or(Content::Sealed, Content::Open);
    Placed { seq: entry.seq, head: entry.head.clone(), content }
}

/// A family as it is read, where that is not as it was written.
fn read(stream: &AnyStream) -> Option<Box<Family>> {
    match stream.family()?.state.seen() {
        Cow::Owned(family) => Some(Box::new(family)),
        Cow::Borrowed(_) => None,
    }
}

impl Held {
    /// Folds what is stored.
    pub fn new(stored: Stored, kept: bool) -> Self {
        let confirmed = AnyStream::replay(stored.kind, stored.entries.iter().map(placed));
        let seen = read(&confirmed);
        Self { stored, shown: confirmed.clone(), confirmed, seen, kept, looked_at: None }
    }
    /// A stream that this device has just begun.
    pub fn begun(kind: StreamKind) -> Self {
        Self::new(Stored { kind, open: 0, entries: Vec::new() }, true)
    }
    /// The last place that the server sent.
    pub fn cursor(&self) -> u64 {
        self.stored.entries.last().map_or(0, |entry| entry.seq)
    }
    /// Takes new entries from the server; those that it has already are passed over.
    pub fn extend(&mut self, entries: Vec<PulledEntry>) {
        for entry in entries {
            if entry.seq > self.cursor() && !(planted("a place is skipped") && entry.seq % 8 == 7) {
                self.confirmed.take(placed(&entry));
                self.stored.entries.push(entry);
            }
        }
    }
    /// Folds the unsent entries on top anew.
    pub fn show(&mut self, pending: &[Entry]) {
        self.shown =
            if pending.is_empty() { self.confirmed.clone() } else { with_pending(&self.confirmed, pending) };
        self.seen = read(&self.shown);
    }
    /// What screens show.
    pub fn shown(&self) -> &AnyStream {
        &self.shown
    }
    /// The family as it is read, if it is one.
    pub fn family(&self) -> Option<&Family> {
        self.seen.as_deref().or_else(|| self.shown.family().map(|stream| &stream.state))
    }
    /// What the server confirmed.
    pub fn confirmed(&self) -> &AnyStream {
        &self.confirmed
    }
    /// The file as the author of an entry had it before her when she wrote that. `pending`: what is unsent. None when the
    /// entry is not here.
    pub fn before(&self, id: EntryId, pending: &[Entry]) -> Option<AnyStream> {
        let home = self.stored.entries.iter().find(|entry| entry.head.id == id);
        let waits = || pending.iter().position(|entry| entry.id == id);
        let (device, seen, at, own) = match home {
            Some(entry) => (entry.head.device, entry.head.base.seen, entry.seq, 0),
            None => {
                let own = waits()?;
                let entry = pending.get(own)?;
                (entry.device, entry.base.seen, u64::MAX, own)
            }
        };
        let had = |entry: &&PulledEntry| entry.seq <= seen || (entry.head.device == device && entry.seq < at);
        let known = AnyStream::replay(self.stored.kind, self.stored.entries.iter().filter(had).map(placed));
        Some(with_pending(&known, pending.get(..own).unwrap_or_default()))
    }
    /// Whether the server's copy holds an entry.
    pub fn has(&self, id: EntryId) -> bool {
        self.stored.entries.iter().any(|entry| entry.head.id == id)
    }
}

/// The stored key of a stream.
pub fn key(id: StreamId) -> String {
    id.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::entry::{ACTION_VERSION, Base, FieldPath};
    use domain::family::FamilyAction;
    use domain::family::people::FamilyField;
    use domain::ids::{DeviceId, WorkerId};
    use domain::time::Millis;

    fn entry(id: u128, device: u128, seen: u64, action: FamilyAction) -> Entry {
        Entry {
            id: EntryId::from_u128(id),
            stream: StreamId::from_u128(1),
            author: WorkerId::from_u128(device),
            device: DeviceId::from_u128(device),
            made_at: Millis(0),
            base: Base { seen, after: None },
            v: ACTION_VERSION,
            action: Action::Family(action),
        }
    }
    fn phone(number: &str) -> FamilyAction {
        FamilyAction::FamilySet { changes: vec![FamilyField::Phone(number.into())] }
    }
    fn home(seq: u64, entry: &Entry) -> PulledEntry {
        let action = serde_json::to_value(&entry.action).unwrap();
        PulledEntry { seq, head: entry.head(), v: entry.v, action: Some(action) }
    }

    #[test]
    fn what_somebody_had_before_her_is_what_she_had_seen_and_what_she_wrote_herself() {
        let opened = FamilyAction::Opened { village: "02040101".parse().unwrap(), import: None };
        let entries = [
            entry(1, 1, 0, opened),
            entry(2, 1, 1, phone("012")),
            entry(3, 2, 1, phone("013")),
            entry(4, 1, 2, phone("014")),
        ];
        let pulled = (1..).zip(&entries).map(|(seq, entry)| home(seq, entry)).collect();
        let held = Held::new(Stored { kind: StreamKind::Family, open: 0, entries: pulled }, true);
        let waits = [entry(5, 2, 3, phone("015")), entry(6, 2, 3, phone("016"))];
        let had = |id: u128| {
            let file = held.before(EntryId::from_u128(id), &waits).unwrap();
            let side = file.family().unwrap().state.in_force(&FieldPath("family/phone".into()));
            side.map(|side| side.value.as_str().unwrap().to_owned())
        };
        assert_eq!(had(3), None);
        assert_eq!(had(4).as_deref(), Some("012"));
        assert_eq!(had(5).as_deref(), Some("013"));
        assert_eq!(had(6).as_deref(), Some("015"));
        assert!(held.before(EntryId::from_u128(9), &waits).is_none());
    }
}
