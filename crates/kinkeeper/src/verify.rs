//! Proving the database, and the checkpoints that let others prove it.

use crate::open;
use anyhow::{Context, Result, bail};
use serde::Serialize;
use server::{Clock, Config, SystemClock};
use std::io::Write;
use std::path::Path;
use store::Checkpoint;

/// Proves everything; with a checkpoint also that everything continues it.
pub async fn verify(settings: &Config, from: Option<&Path>) -> Result<()> {
    let note = match from {
        Some(file) => Some(
            std::fs::read_to_string(file)
                .with_context(|| format!("the checkpoint {} cannot be read", file.display()))?,
        ),
        None => None,
    };
    let store = open::store(settings).await?;
    let found = match note {
        Some(note) => {
            let point = Checkpoint::open(&note, store.verifier()).context("the checkpoint cannot be used")?;
            store.verify_from(&point).await?
        }
        None => store.verify().await?,
    };
    for fault in &found.faults {
        let entry = fault.entry.map_or_else(String::new, |id| format!(" entry {id}"));
        println!("FAULT stream {} seq {}{entry}: {}", fault.stream, fault.seq, fault.what);
    }
    println!("{} streams, {} entries, {} audit rows checked", found.streams, found.entries, found.audit);
    println!(
        "{} photographs and {} checkpoints checked, {} families erased",
        found.photos, found.checkpoints, found.erased
    );
    store.close().await;
    if !found.is_sound() {
        bail!("the ledger is not sound: {} faults", found.faults.len());
    }
    println!("{}", if from.is_some() { "sound, and it continues the checkpoint" } else { "sound" });
    Ok(())
}

/// Prints a checkpoint, or the key to check it with.
pub async fn checkpoint(settings: &Config, key: bool) -> Result<()> {
    let store = open::store(settings).await?;
    let text = if key {
        format!("{}\n", store.verifier().text())
    } else {
        store.checkpoint(SystemClock.now()).await.context("no checkpoint could be made")?
    };
    store.close().await;
    std::io::stdout().lock().write_all(text.as_bytes()).context("it could not be printed")
}

/// A proof for others to check, with everything that it takes.
#[derive(Serialize)]
struct Proof {
    row: String,
    index: u64,
    size: u64,
    path: Vec<String>,
    root: String,
    state: String,
    state_index: u64,
    state_path: Vec<String>,
    checkpoint: String,
    key: String,
}

/// Proves that one row is in the log of an organisation, and checks the proof.
pub async fn inclusion(settings: &Config, organisation: &str, place: &str) -> Result<()> {
    let org = organisation.parse().context("that is no organisation's id")?;
    let seq = place.parse().context("that is no place")?;
    let store = open::store(settings).await?;
    let found = store.inclusion(org, seq, SystemClock.now()).await?;
    let verifier = store.verifier().clone();
    store.close().await;
    let proof = found.context("there is no such row")?;
    let point = Checkpoint::open(&proof.note, &verifier)?;
    let holds = proof.holds(&point);
    let hexed = |hashes: &[[u8; 32]]| hashes.iter().map(hex::encode).collect();
    let shown = Proof {
        row: hex::encode(&proof.row),
        index: proof.index,
        size: proof.size,
        path: hexed(&proof.path),
        root: hex::encode(proof.root),
        state: proof.state.clone(),
        state_index: point.size.saturating_sub(1),
        state_path: hexed(&proof.state_path),
        checkpoint: proof.note.clone(),
        key: verifier.text(),
    };
    println!("{}", serde_json::to_string_pretty(&shown)?);
    if !holds {
        bail!("the proof does not hold: the audit log is not what was signed");
    }
    eprintln!("the row is in the log that the checkpoint signed");
    Ok(())
}
