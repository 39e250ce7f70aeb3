//! Filling an empty database with the invented network.

use anyhow::{Context, Result, bail};
use domain::ids::DeviceId;
use server::app::passphrase::Chosen;
use server::{App, Clock, Config, SystemClock};
use std::sync::Arc;
use store::places::{NewPlace, PlacesImport};
use store::{Actor, Append, OpenGate, Store, Verdict};
use testkit::demo;

/// Most entries sent to the store at once.
const BATCH: usize = 500;

/// Fills an empty database; one that holds any organisation is left as it is.
pub async fn fill(store: &Store, settings: &Config) -> Result<()> {
    if !store.organisations().await?.is_empty() {
        return Ok(());
    }
    let now = SystemClock.now();
    println!("Making the demonstration network …");
    let network = demo::network(now.day());
    let units = network.places.iter().map(new_place).collect();
    store.places_import(PlacesImport { units, as_of: now.day(), at: now, complete: false }).await?;
    let mut waiting = Vec::new();
    let mut of = None;
    for ledger in network.ledgers() {
        if of != Some(ledger.organisation) || waiting.len() >= BATCH {
            send(store, of, std::mem::take(&mut waiting)).await?;
            of = Some(ledger.organisation);
        }
        waiting.extend(ledger.entries.iter().cloned());
    }
    send(store, of, waiting).await?;
    let app = App::new(settings.clone(), store.clone());
    for member in &network.workers {
        server::app::passphrase::set(&app, member.worker.id, demo::PASSPHRASE.to_owned(), Chosen::Herself)
            .await
            .map_err(|problem| anyhow::anyhow!("a demonstration account could not be made: {problem:?}"))?;
    }
    Ok(())
}

fn new_place(place: &domain::place::Place) -> NewPlace {
    NewPlace {
        code: place.code.to_string(),
        parent: place.code.parent().map(|code| code.to_string()),
        kind: place.unit.en().to_owned(),
        name_km: place.name_km.clone(),
        name_en: place.name_latin.clone(),
    }
}

async fn send(
    store: &Store,
    organisation: Option<domain::ids::OrganisationId>,
    entries: Vec<domain::entry::Entry>,
) -> Result<()> {
    let (Some(org), Some(first)) = (organisation, entries.first()) else { return Ok(()) };
    let now = SystemClock.now();
    let actor = Actor { worker: first.author, org, device: DeviceId::from_u128(0) };
    let request = Append {
        actor,
        at: now,
        request_id: "demonstration".to_owned(),
        gate: Arc::new(OpenGate),
        atomic: false,
        on_behalf: true,
        entries,
    };
    let receipts = store.append(request).await.context("the demonstration network could not be written")?;
    for receipt in receipts {
        if let Verdict::Refused { code, reason } = receipt.verdict {
            bail!("the demonstration entry {} was refused: {code}: {reason}", receipt.id);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_and_the_network_name_the_same_passphrase() {
        assert_eq!(server::DEMO_PASSPHRASE, testkit::demo::PASSPHRASE);
    }
}
