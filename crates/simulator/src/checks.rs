//! What must hold, told apart from the code that is meant to see to it: this file knows entries, answers and ledgers
//! only, and compares.

use crate::phone::Phone;
use crate::server::{ORGANISATION, Server};
use anyhow::{Context as _, Result, bail, ensure};
use client::Status;
use client::view::{Route, View};
use domain::entry::{Action, Content, Placed, StreamKind};

use domain::ids::{EntryId, StreamId, WorkerId};
use domain::stream::AnyStream;
use domain::time::Millis;
use domain::wire::{CAPABILITY, Pull, Pulled, PulledEntry, Push, Pushed, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// A family's ledger: what was placed, in order, and what it amounts to.
pub type Ledger = BTreeMap<StreamId, (Vec<Placed>, AnyStream)>;

/// What a device holds of a stream, or ought to.
type Copy = BTreeMap<StreamId, (StreamKind, Vec<PulledEntry>)>;

/// What was said and acknowledged.
#[derive(Debug, Default)]
pub struct Truth {
    /// Entries that the server said it has, whether or not anybody heard it.
    placed: BTreeMap<EntryId, StreamId>,
    /// Entries that it said it keeps in its tray.
    pub(crate) trays: BTreeSet<EntryId>,
    /// How often it served a family to a worker.
    served: BTreeMap<(WorkerId, StreamId), usize>,
    /// Of these, what no phone had on its disk when the server lost it.
    unowed: BTreeSet<EntryId>,
    /// Which it ever served to her, whatever a backup knows of it.
    given: BTreeSet<(WorkerId, StreamId)>,
    /// Families that exist.
    families: BTreeSet<StreamId>,
    /// What goes back with a backup: trays and readings are in no phone.
    at_backup: Backup,
}

/// What was there when a backup was made.
#[derive(Debug, Clone, Default)]
struct Backup {
    placed: BTreeSet<EntryId>,
    trays: BTreeSet<EntryId>,
    served: BTreeMap<(WorkerId, StreamId), usize>,
}

impl Truth {
    /// Families that anybody was given.
    pub fn families(&self) -> Vec<StreamId> {
        self.families.iter().copied().collect()
    }
    /// How many entries wait in trays.
    pub fn in_trays(&self) -> usize {
        self.trays.len()
    }
    /// A backup was made.
    pub fn backed_up(&mut self) {
        self.at_backup = Backup {
            placed: self.placed.keys().copied().collect(),
            trays: self.trays.clone(),
            served: self.served.clone(),
        };
    }
    /// The server is back at its last backup. What came after it is owed by the phones that wrote it; but one whose disk
    /// was full all the while, and that told its owner so, owes nothing: the server's was the only copy.
    pub fn restored(&mut self, phones: &[Phone]) {
        self.trays = self.at_backup.trays.clone();
        self.served = self.at_backup.served.clone();
        let kept = |id: &EntryId| phones.iter().any(|phone| phone.promised.contains(id));
        let backup = &self.at_backup.placed;
        let unowed = self.placed.keys().copied().filter(|id| !backup.contains(id) && !kept(id));
        self.unowed.extend(unowed);
    }

    /// The server answered a request with 200.
    pub fn answered(&mut self, phone: &Phone, path: &str, body: &str, answer: &str) -> Result<()> {
        match path {
            "/api/v1/sync/push" => {
                let push: Push = serde_json::from_str(body)?;
                let pushed: Pushed = serde_json::from_str(answer)?;
                let sent = push.entries.iter().map(|entry| entry.id).collect::<Vec<_>>();
                let back = pushed.receipts.iter().map(|receipt| receipt.id).collect::<Vec<_>>();
                ensure!(sent == back, "a push of {} entries got {} receipts", sent.len(), back.len());
                for (entry, receipt) in push.entries.iter().zip(&pushed.receipts) {
                    match &receipt.verdict {
                        Verdict::Placed { .. } | Verdict::AlreadyThere { .. } => {
                            self.placed.insert(entry.id, entry.stream);
                        }
                        // It stays with its author.
                        Verdict::Refused { code } if code == "entry-waits" || code == "entry-of-another" => {}
                        Verdict::Refused { .. } => {
                            self.trays.insert(entry.id);
                        }
                    }
                }
            }
            "/api/v1/sync/pull" => {
                let pulled: Pulled = serde_json::from_str(answer)?;
                self.pulled(phone.worker, &pulled);
            }
            _ => {}
        }
        Ok(())
    }

    fn pulled(&mut self, worker: WorkerId, pulled: &Pulled) {
        for stream in pulled.streams.iter().filter(|stream| stream.kind == StreamKind::Family) {
            self.families.insert(stream.id);
            self.given.insert((worker, stream.id));
            *self.served.entry((worker, stream.id)).or_default() += 1;
        }
    }

    /// An entry leaves the outbox only when the server has it, or when its author took it back.
    pub fn left_the_outbox(&self, phone: &Phone, went: &[EntryId]) -> Result<()> {
        for id in went {
            let known = self.placed.contains_key(id) || phone.given_up.contains(id);
            ensure!(known, "entry {id} left the outbox of {}, and the server never had it", phone.account);
        }
        Ok(())
    }

    /// What somebody was told is kept, is kept: on the phone, in the ledger or in a tray.
    pub fn check_phone(&self, phone: &Phone, truth: Millis) -> Result<()> {
        let now = phone.now(truth);
        if phone.core.is_lease_over(now) {
            for route in [Route::Today, Route::Families { search: String::new() }, Route::Desk, Route::More] {
                let shown = phone.core.view(&route, now);
                ensure!(
                    matches!(shown, View::Lease(_)),
                    "{} was away for too long and shows {route:?}",
                    phone.account
                );
            }
        }
        for (id, _) in phone.core.held().filter(|(_, held)| held.kept && held.cursor() > 0) {
            let hers = !self.families.contains(&id) || self.given.contains(&(phone.worker, id));
            ensure!(hers, "{} holds {id}, which was never given to her", phone.account);
        }
        for id in phone.promised.difference(&phone.given_up) {
            let here = phone.vault.contains_key(&("outbox".to_owned(), id.to_string()));
            let there = self.placed.contains_key(id) || self.trays.contains(id);
            ensure!(here || there, "entry {id} of {} is nowhere", phone.account);
        }
        for (key, text) in &phone.typed {
            ensure!(phone.draft(key).as_ref() == Some(text), "what {} wrote in {key} is gone", phone.account);
        }
        Ok(())
    }

    /// What a new device of somebody would be given.
    pub async fn fresh(&mut self, server: &Server, phone: &Phone, cookie: &str) -> Result<Copy> {
        let mut all = Copy::new();
        loop {
            let known = all
                .iter()
                .filter_map(|(id, (_, entries))| Some((*id, entries.last()?.seq)))
                .collect::<Vec<_>>();
            let pull =
                Pull { capability: CAPABILITY, known, open: Vec::new(), budget: 4 << 20, unsent: None };
            let body = serde_json::to_string(&pull)?;
            let answer = server.call(cookie, "POST", "/api/v1/sync/pull", body.as_bytes()).await?;
            ensure!(answer.status == 200, "a pull was answered with {}: {}", answer.status, answer.body);
            let pulled: Pulled = serde_json::from_str(&answer.body)?;
            self.pulled(phone.worker, &pulled);
            for stream in pulled.streams {
                let (_, entries) = all.entry(stream.id).or_insert_with(|| (stream.kind, Vec::new()));
                entries.extend(stream.entries);
            }
            if !pulled.more {
                return Ok(all);
            }
        }
    }

    /// A phone holds what a new device of the same person would be given: no less, no more, nothing else.
    pub fn converged(&self, phone: &Phone, fresh: &Copy) -> Result<()> {
        let who = &phone.account;
        let unsent: Vec<_> =
            phone.core.queue().iter().filter(|queued| queued.status == Status::Kept).collect();
        ensure!(
            unsent.is_empty(),
            "{who} still has {} entries to send, the first is {:?}",
            unsent.len(),
            unsent.first()
        );
        let mut held = BTreeSet::new();
        for ((table, key), value) in &phone.vault {
            if table != "streams" {
                continue;
            }
            let id: StreamId = key.parse().ok().with_context(|| format!("a stream named {key}"))?;
            held.insert(id);
            let stored: serde_json::Value = serde_json::from_str(value)?;
            let entries = stored.get("entries").cloned().unwrap_or_default();
            let entries: Vec<PulledEntry> = serde_json::from_value(entries)?;
            let Some((_, right)) = fresh.get(&id) else {
                bail!("{who} holds {id}, which she may not hold");
            };
            ensure!(
                entries.len() == right.len(),
                "{who} holds {} entries of {id}, not {}",
                entries.len(),
                right.len()
            );
            for (mine, right) in entries.iter().zip(right) {
                ensure!(
                    mine.head == right.head && mine.seq == right.seq,
                    "{who} and {id} differ at {}",
                    mine.seq
                );
                // What is closed to her must not lie open on her phone. (What was opened later comes by itself.)
                ensure!(
                    mine.action == right.action,
                    "at place {} of {id} {who} holds {}, and ought to hold {}",
                    mine.seq,
                    if mine.action.is_some() { "open content" } else { "a sealed place" },
                    if right.action.is_some() { "open content" } else { "a sealed place" },
                );
            }
        }
        for id in fresh.keys() {
            ensure!(held.contains(id), "{who} does not hold {id}");
        }
        Ok(())
    }

    /// Every family's ledger, as the manager reads it.
    pub async fn ledger(&self, server: &Server, cookie: &str) -> Result<Ledger> {
        let mut ledger = Ledger::new();
        for family in &self.families {
            let path = format!("/api/v1/families/{family}");
            let answer = server.call(cookie, "GET", &path, b"").await?;
            ensure!(answer.status == 200, "{path} was answered with {}: {}", answer.status, answer.body);
            let pulled: Pulled = serde_json::from_str(&answer.body)?;
            let entries: Vec<Placed> =
                pulled.streams.into_iter().flat_map(|stream| stream.entries).map(placed).collect();
            let folded = AnyStream::replay(StreamKind::Family, entries.iter().cloned());
            ensure!(folded.log().waiting.is_empty(), "entries of {family} wait for one that does not come");
            let ids: BTreeSet<EntryId> = entries.iter().map(|entry| entry.head.id).collect();
            ensure!(ids.len() == entries.len(), "an entry of {family} stands twice in the ledger");
            for (at, entry) in (1..).zip(&entries) {
                ensure!(entry.seq == at, "place {at} of {family} is missing");
            }
            ledger.insert(*family, (entries, folded));
        }
        Ok(ledger)
    }

    /// What was acknowledged is in the ledger, and what was promised is there, in a tray, or before its author.
    pub fn nothing_lost(&self, phones: &[&Phone], ledger: &Ledger) -> Result<()> {
        let there: BTreeSet<EntryId> =
            ledger.values().flat_map(|(entries, _)| entries).map(|entry| entry.head.id).collect();
        for (id, stream) in &self.placed {
            if there.contains(id) || !self.families.contains(stream) {
                continue;
            }
            let lies =
                |table: &str, phone: &&&Phone| phone.vault.contains_key(&(table.to_owned(), id.to_string()));
            let outbox: Vec<&str> = phones
                .iter()
                .filter(|phone| lies("outbox", phone))
                .map(|phone| phone.account.as_str())
                .collect();
            let journal: Vec<&str> = phones
                .iter()
                .filter(|phone| lies("entries", phone))
                .map(|phone| phone.account.as_str())
                .collect();
            let hers = phones.iter().find(|phone| phone.promised.contains(id));
            let given_up = hers.is_some_and(|phone| phone.given_up.contains(id));
            // Lost with a backup, sent again, refused now: it lies before its author, or she has put it aside.
            if given_up || !outbox.is_empty() {
                continue;
            }
            // Or no phone had it any more: its disk was full, or she may no longer hold the file (ADR 24).
            if self.unowed.contains(id) || phones.iter().any(|phone| phone.let_go.contains(id)) {
                continue;
            }
            bail!(
                "entry {id} of {stream} was acknowledged and is gone; author {:?}, in journals of {journal:?}",
                hers.map(|phone| &phone.account),
            );
        }
        for phone in phones {
            for id in &phone.undone {
                ensure!(!there.contains(id), "{} took {id} back, and it is in the ledger", phone.account);
            }
            for queued in phone.core.queue().iter().filter(|queued| queued.status == Status::Sent) {
                let id = queued.entry.id;
                ensure!(there.contains(&id), "{} believes that {id} was taken", phone.account);
            }
            let before_her: BTreeSet<EntryId> =
                phone.core.queue().iter().map(|queued| queued.entry.id).collect();
            for id in phone.promised.difference(&phone.given_up) {
                let kept = there.contains(id)
                    || before_her.contains(id)
                    || self.trays.contains(id)
                    || phone.let_go.contains(id)
                    || self.unowed.contains(id);
                let on_disk = phone.vault.get(&("outbox".to_owned(), id.to_string()));
                ensure!(
                    kept,
                    "entry {id} of {} was promised and is gone; once placed: {}, on its disk: {on_disk:?}",
                    phone.account,
                    self.placed.contains_key(id),
                );
            }
        }
        Ok(())
    }

    /// Every serving of a family stands in the audit log.
    pub async fn audited(&self, server: &Server) -> Result<()> {
        let mut rows: BTreeMap<(WorkerId, StreamId), usize> = BTreeMap::new();
        let mut after = 0;
        loop {
            let page = server.store().audit_after(ORGANISATION, after, 500).await?;
            let Some(last) = page.last() else { break };
            after = last.seq;
            for row in page.iter().filter(|row| row.event.action == "family.synced" && row.event.allowed) {
                if let Some(stream) = row.event.stream {
                    *rows.entry((row.event.actor.worker, stream)).or_default() += 1;
                }
            }
        }
        for (who, times) in &self.served {
            let written = rows.get(who).copied().unwrap_or(0);
            ensure!(written == *times, "{who:?} was served {times} times, and the audit log says {written}");
        }
        Ok(())
    }
}
fn placed(entry: PulledEntry) -> Placed {
    let content = entry
        .action
        .and_then(|json| Action::from_value(entry.v, json).ok())
        .map_or(Content::Sealed, Content::Open);
    Placed { seq: entry.seq, head: entry.head, content }
}
