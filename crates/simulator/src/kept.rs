//! Whether what was said to be kept is kept, where it was said to be, and once.

use crate::checks::{Ledger, Truth};
use crate::phone::Phone;
use crate::server::{ORGANISATION, Server};
use anyhow::{Result, ensure};
use domain::entry::Content;
use domain::ids::{DeviceId, EntryId, WorkerId};
use std::collections::{BTreeMap, BTreeSet};

/// More than any simulation refuses.
const ALL: u32 = 1_000;

impl Truth {
    /// She is told that something is kept when all that waits lies on her disk (or the disk said that it is full).
    pub fn said_is_kept(&self, phone: &Phone) -> Result<()> {
        for queued in phone.core.queue().iter().filter(|_| phone.has_kept_all()) {
            let id = queued.entry.id;
            ensure!(
                phone.lies("outbox", &id.to_string()),
                "{} is told that {id} is kept, and it is not",
                phone.account
            );
        }
        Ok(())
    }

    /// In the end memory and disk hold the same.
    pub fn disk_is_memory(&self, phone: &Phone) -> Result<()> {
        let who = &phone.account;
        let memory: BTreeSet<String> =
            phone.core.queue().iter().map(|queued| queued.entry.id.to_string()).collect();
        let of = |name: &'static str| phone.vault.keys().filter(move |(table, _)| table == name);
        let disk: BTreeSet<String> = of("outbox").map(|(_, key)| key.clone()).collect();
        ensure!(memory == disk, "{who}: the outbox is {memory:?}, and on the disk lies {disk:?}");
        let held = phone.core.held().filter(|(_, held)| held.kept && held.cursor() > 0);
        let memory: BTreeSet<String> = held.map(|(id, _)| id.to_string()).collect();
        let disk: BTreeSet<String> = of("streams").map(|(_, key)| key.clone()).collect();
        ensure!(memory == disk, "{who} holds {memory:?}, and on the disk lies {disk:?}");
        Ok(())
    }

    /// What was refused lies in the tray, or came into the ledger later.
    pub async fn in_the_tray(&self, server: &Server, ledger: &Ledger) -> Result<()> {
        let rows = server.store().tray(store::records::TrayScope::Organisation(ORGANISATION), ALL).await?;
        ensure!(rows.len() < usize::try_from(ALL)?, "the tray holds more than is looked through");
        let tray: BTreeSet<EntryId> = rows.iter().map(|row| row.id).collect();
        let there =
            |id: &EntryId| ledger.values().any(|(entries, _)| entries.iter().any(|e| e.head.id == *id));
        for id in &self.trays {
            ensure!(tray.contains(id) || there(id), "{id} was refused, and is not in the tray");
        }
        Ok(())
    }

    /// Nothing that somebody said once stands twice, under whatever id.
    pub fn said_once(&self, ledger: &Ledger) -> Result<()> {
        for (family, (entries, _)) in ledger {
            let mut all: BTreeMap<(WorkerId, DeviceId, i64, String), EntryId> = BTreeMap::new();
            for entry in entries {
                let Content::Open(action) = &entry.content else { continue };
                let head = &entry.head;
                let said = String::from_utf8_lossy(&action.write()).into_owned();
                let key = (head.author, head.device, head.made_at.0, said);
                let before = all.insert(key, head.id);
                ensure!(
                    before.is_none(),
                    "what {} says in {family}, {before:?} says too: {} at {}, {}",
                    head.id,
                    head.author,
                    head.made_at.0,
                    action.name()
                );
            }
        }
        Ok(())
    }
}
