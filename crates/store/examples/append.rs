//! How fast the store takes entries, without HTTP: `cargo run --release -p kinkeeper-store --example append -- URL`.
//! Prints one line per measurement.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_wrap,
    reason = "a test that cannot go on fails"
)]

use domain::entry::{ACTION_VERSION, Action, Base, Entry};
use domain::family::FamilyAction;
use domain::family::visit::RecordedVisit;
use domain::ids::{DeviceId, EntryId, IdSource, OrganisationId, StreamId, VisitId, WorkerId};
use domain::time::Millis;
use kinkeeper_store::{
    Actor, Append, Location, OpenGate, RootKey, Store, StoreConfig, StoreError, SystemRandom,
};
use std::sync::{Arc, Mutex};

type Failure = Box<dyn std::error::Error + Send + Sync>;

struct Ids(Mutex<IdSource>);

impl Ids {
    fn next(&self) -> Result<uuid::Uuid, StoreError> {
        let mut random = [0; 8];
        kinkeeper_store::Random::fill(&SystemRandom, &mut random)?;
        let mut source = self.0.lock().map_err(|_| StoreError::Closed)?;
        Ok(source.next(1_795_000_000_000, random))
    }
}

fn visit(ids: &Ids, n: usize) -> Result<FamilyAction, Failure> {
    let recorded = RecordedVisit {
        on: "2026-11-10".parse()?,
        place: "home".into(),
        met: Vec::new(),
        others: String::new(),
        strengths: "The grandmother walks the children to school every day.".into(),
        observations: format!(
            "Visit {n}: rice for two weeks, the roof is mended, the youngest coughs less than before."
        ),
        child_words: Vec::new(),
        done: Vec::new(),
    };
    Ok(FamilyAction::VisitRecorded { visit: VisitId::from_uuid(ids.next()?), recorded })
}

fn entry(ids: &Ids, stream: StreamId, actor: Actor, action: FamilyAction) -> Result<Entry, Failure> {
    Ok(Entry {
        id: EntryId::from_uuid(ids.next()?),
        stream,
        author: actor.worker,
        device: actor.device,
        made_at: Millis(1_795_000_000_000),
        base: Base::default(),
        v: ACTION_VERSION,
        action: Action::Family(action),
    })
}

async fn client(
    store: Store,
    ids: Arc<Ids>,
    n: u128,
    (requests, batch): (usize, usize),
) -> Result<Vec<u128>, Failure> {
    let actor = Actor {
        worker: WorkerId::from_u128(n + 1),
        org: OrganisationId::from_u128(5),
        device: DeviceId::from_u128(n + 1),
    };
    let append = |entries| Append {
        entries,
        actor,
        at: Millis(1_795_000_000_000),
        request_id: "bench".into(),
        gate: Arc::new(OpenGate),
        atomic: false,
        on_behalf: false,
    };
    let families: Vec<StreamId> =
        (0..20).map(|_| ids.next().map(StreamId::from_uuid)).collect::<Result<_, _>>()?;
    for family in &families {
        let opened = FamilyAction::Opened { village: "02040501".parse()?, import: None };
        store.append(append(vec![entry(&ids, *family, actor, opened)?])).await?;
    }
    let mut took = Vec::with_capacity(requests);
    for request in 0..requests {
        let mut entries = Vec::with_capacity(batch);
        for one in 0..batch {
            let at = (request * batch + one) % families.len();
            let family = families.get(at).copied().ok_or(StoreError::NotFound)?;
            entries.push(entry(&ids, family, actor, visit(&ids, request)?)?);
        }
        let begun = tokio::time::Instant::now();
        store.append(append(entries)).await?;
        took.push(begun.elapsed().as_micros());
    }
    Ok(took)
}

async fn measure(
    store: &Store,
    ids: &Arc<Ids>,
    name: &str,
    shape: (usize, usize, usize),
) -> Result<(), Failure> {
    let (clients, requests, batch) = shape;
    let begun = tokio::time::Instant::now();
    let mut tasks = Vec::new();
    for n in 0..clients {
        tasks.push(tokio::spawn(client(
            store.clone(),
            Arc::clone(ids),
            u128::try_from(n)?,
            (requests, batch),
        )));
    }
    let mut took = Vec::new();
    for task in tasks {
        took.extend(task.await??);
    }
    took.sort_unstable();
    let entries = clients * requests * batch;
    let per_second = u128::try_from(entries)? * 1_000_000 / begun.elapsed().as_micros().max(1);
    let at = |percent: usize| took.get(took.len() * percent / 100).copied().unwrap_or(0);
    println!("{name}: {per_second} entries/s, p50 {} us, p99 {} us", at(50), at(99));
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let url = std::env::args().nth(1).unwrap_or_else(|| "bench.db".to_owned());
    let store = Store::open(StoreConfig::new(Location::parse(&url), RootKey::from_bytes([1; 32]))).await?;
    let ids = Arc::new(Ids(Mutex::new(IdSource::new())));
    measure(&store, &ids, "single, 32 clients", (32, 300, 1)).await?;
    measure(&store, &ids, "single, 8 clients", (8, 300, 1)).await?;
    measure(&store, &ids, "20 per request, 8 clients", (8, 150, 20)).await?;
    println!("sound: {}", store.verify().await?.is_sound());
    store.close().await;
    Ok(())
}
