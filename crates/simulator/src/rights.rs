//! Who may hold and who may write what: told from the ledgers and from the role matrix as people agreed on it
//! (docs/policy.md), apart from the policies.

use crate::checks::{Ledger, Truth};
use crate::phone::Phone;
use anyhow::{Context as _, Result, ensure};
use domain::entry::{Content, Section, StreamKind};
use domain::ids::StreamId;
use domain::organisation::Role;
use domain::stream::AnyStream;
use domain::wire::PulledEntry;

/// What only the lead of a family may write, of all that people do in a simulation.
const THE_LEADS: [&str; 4] =
    ["family.family_set", "family.address_set", "family.person_added", "family.person_set"];
/// What a worker who visits a family and does not lead it may not read.
const CLOSED_TO_VISITORS: [Section; 2] = [Section::Legal, Section::SafeAddress];

impl Truth {
    /// A village worker's phone holds the families of which the team names her, and no others; of those that she does not
    /// lead, it holds no legal matter and no guarded address.
    pub fn entitled(&self, phones: &[&Phone], ledger: &Ledger) -> Result<()> {
        for phone in phones.iter().filter(|phone| phone.role == Role::VillageSocialWorker) {
            let who = &phone.account;
            for (family, (_, stream)) in ledger {
                let file = &stream.family().context("a family's file")?.state;
                let hers = file.team.contains_key(&phone.worker);
                let held = phone.lies("streams", &family.to_string());
                ensure!(hers == held, "{who}: {family} is hers: {hers}, and on her phone: {held}");
                if !held || file.lead() == Some(phone.worker) {
                    continue;
                }
                for entry in on_disk(phone, *family)? {
                    let open = entry.action.is_some() && CLOSED_TO_VISITORS.contains(&entry.head.section);
                    ensure!(!open, "{who} visits {family}, and reads place {}", entry.seq);
                }
            }
        }
        Ok(())
    }

    /// A village worker's entry stands in a ledger only if the team named her at that place, and as its lead where only a
    /// lead may write.
    pub fn permitted(&self, phones: &[&Phone], ledger: &Ledger) -> Result<()> {
        for (family, (entries, _)) in ledger {
            let mut before = AnyStream::empty(StreamKind::Family);
            for entry in entries {
                let author = entry.head.author;
                let hers = phones.iter().find(|phone| phone.worker == author);
                let file = &before.family().context("a family's file")?.state;
                if let (Some(phone), Content::Open(action)) = (hers, &entry.content)
                    && phone.role == Role::VillageSocialWorker
                {
                    let leads = file.lead() == Some(author);
                    let may =
                        leads || (file.team.contains_key(&author) && !THE_LEADS.contains(&action.name()));
                    ensure!(
                        may,
                        "place {} of {family}: {} wrote {}, and was not to",
                        entry.seq,
                        phone.account,
                        action.name()
                    );
                }
                before.take(entry.clone());
            }
        }
        Ok(())
    }
}

fn on_disk(phone: &Phone, family: StreamId) -> Result<Vec<PulledEntry>> {
    let key = ("streams".to_owned(), family.to_string());
    let stored: serde_json::Value = serde_json::from_str(phone.vault.get(&key).context("the record")?)?;
    Ok(serde_json::from_value(stored.get("entries").cloned().unwrap_or_default())?)
}
