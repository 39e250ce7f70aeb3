//! How many entries a second are placed, and how long one takes.

use crate::http::Client;
use crate::office::{self, Member, NOON};
use crate::serving::{Server, Times, note_load, rounded};
use anyhow::{Context, Result, bail};
use domain::entry::{ACTION_VERSION, Action, Base, Entry};
use domain::family::FamilyAction;
use domain::ids::{DeviceId, StreamId, WorkerId};
use domain::organisation::Role;
use serde_json::json;
use std::path::Path;
use std::time::Duration;
use testkit::builders::Ids;
use testkit::postgres::Cluster;
use tokio::time::Instant;

/// Connections of the widest measurement.
const MOST: u128 = 32;
/// Families that each worker goes round.
const FAMILIES: usize = 20;
/// How long to run before counting, and then counting.
const WARM: Duration = Duration::from_secs(2);
const LONG: Duration = Duration::from_secs(8);

/// Measures both engines.
pub fn measure(program: &Path, folder: &Path) -> Result<()> {
    for engine in ["sqlite", "postgres"] {
        let data = folder.join(format!("ledger-{engine}"));
        if data.exists() {
            std::fs::remove_dir_all(&data)?;
        }
        let database = match engine {
            "postgres" => Some(Cluster::durable()?.database("bench")?),
            _ => None,
        };
        eprintln!("ledger on {engine}");
        note_load();
        tokio::runtime::Runtime::new()?.block_on(async {
            let store = office::open(&data, database.as_deref()).await?;
            let members: Vec<Member> = (1..=MOST)
                .map(|number| Member {
                    number,
                    role: Role::VillageSocialWorker,
                    supervisor: None,
                    signs_in: true,
                })
                .collect();
            office::fill(&store, &members).await?;
            store.close().await;
            anyhow::Ok(())
        })?;
        let server = Server::start(program, &data, database.as_deref())?;
        let mut writers =
            (1..=MOST).map(|number| Writer::new(&server.address, number)).collect::<Result<Vec<_>>>()?;
        let single = run(&mut writers, 1)?;
        let few = writers.get_mut(..8).context("eight writers")?;
        let batch = run(few, 20)?;
        let mut eight = run(few, 1)?;
        let line = json!({
            "engine": engine,
            "entries_per_s_single": single.per_second.round(),
            "entries_per_s_batch": batch.per_second.round(),
            "p50_ms": eight.times.percentile(50),
            "p99_ms": eight.times.percentile(99),
            "rss_mb": server.rss_mb()?,
        });
        println!("{line}");
        eprintln!("single at 8 clients: {} entries/s", rounded(eight.per_second));
        server.stop()?;
        std::fs::remove_dir_all(&data)?;
    }
    Ok(())
}

/// What a run gave.
struct Run {
    per_second: f64,
    times: Times,
}

/// All writers at once, `batch` entries a request.
fn run(writers: &mut [Writer], batch: usize) -> Result<Run> {
    let begun = Instant::now();
    let (from, until) = (begun + WARM, begun + WARM + LONG);
    let all = std::thread::scope(|scope| {
        let running: Vec<_> =
            writers.iter_mut().map(|writer| scope.spawn(move || writer.write(batch, from, until))).collect();
        let ended =
            running.into_iter().map(|one| one.join().map_err(|_| anyhow::anyhow!("a client panicked"))?);
        ended.collect::<Result<Vec<Times>>>()
    })?;
    let mut times = Times::default();
    all.into_iter().for_each(|some| times.extend(some));
    let per_second = (times.len() * batch) as f64 / LONG.as_secs_f64();
    Ok(Run { per_second, times })
}

/// A worker with a connection and families of her own.
struct Writer {
    client: Client,
    number: u128,
    ids: Ids,
    families: Vec<StreamId>,
    turn: usize,
}

impl Writer {
    fn new(address: &str, number: u128) -> Result<Self> {
        let mut ids = Ids::seeded(u64::try_from(number)? + 100);
        ids.set_now(NOON);
        let client = office::sign_in(address, number)?;
        let mut writer = Self { client, number, ids, families: Vec::new(), turn: 0 };
        let mut opening = Vec::new();
        for _ in 0..FAMILIES {
            let family = writer.ids.fresh();
            writer.families.push(family);
            opening.push(
                writer.entry(family, FamilyAction::Opened { village: "02040501".parse()?, import: None }),
            );
        }
        writer.push(&opening)?;
        Ok(writer)
    }

    fn entry(&mut self, stream: StreamId, action: FamilyAction) -> Entry {
        Entry {
            id: self.ids.fresh(),
            stream,
            author: WorkerId::from_u128(self.number),
            device: DeviceId::from_u128(self.number),
            made_at: NOON,
            base: Base::default(),
            v: ACTION_VERSION,
            action: Action::Family(action),
        }
    }

    fn visit(&mut self) -> Result<Entry> {
        self.turn += 1;
        let family = self.families.get(self.turn % FAMILIES).copied().context("a family")?;
        let visit = office::visit(&mut self.ids);
        Ok(self.entry(family, visit))
    }

    /// Counts the requests that began and ended between the two moments.
    fn write(&mut self, batch: usize, from: Instant, until: Instant) -> Result<Times> {
        let mut times = Times::default();
        loop {
            let entries = (0..batch).map(|_| self.visit()).collect::<Result<Vec<_>>>()?;
            let body = body(&entries)?;
            let now = Instant::now();
            if now >= until {
                return Ok(times);
            }
            let mut took = Times::default();
            let answer = took.of(|| Ok(self.client.post("/api/v1/sync/push", &body)?))?;
            check(&answer.body, batch)?;
            if now >= from && Instant::now() <= until {
                times.extend(took);
            }
        }
    }

    fn push(&mut self, entries: &[Entry]) -> Result<()> {
        let answer = self.client.post("/api/v1/sync/push", &body(entries)?)?;
        check(&answer.body, entries.len())
    }
}

fn body(entries: &[Entry]) -> Result<Vec<u8>> {
    #[derive(serde::Serialize)]
    struct Push<'a> {
        capability: u32,
        entries: &'a [Entry],
    }
    Ok(serde_json::to_vec(&Push { capability: domain::wire::CAPABILITY, entries })?)
}

/// Every entry was placed and applied; counted without reading the answer as JSON, which would cost as much as
/// some of what is measured.
fn check(answer: &[u8], entries: usize) -> Result<()> {
    let answer = String::from_utf8_lossy(answer);
    if answer.matches("\"outcome\":\"applied\"").count() != entries {
        bail!("not all entries were placed: {answer}");
    }
    Ok(())
}
