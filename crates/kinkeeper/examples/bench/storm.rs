//! The morning after a flood: phones that were away for five days come back in the same minute. Each sends all that it wrote,
//! asks for what is new, and is done when it holds everything of its families once.

use crate::http::{Answer, Client};
use crate::office::{self, Member, NOON, OFFICE};
use crate::serving::{Server, Times, note_load, rounded};
use anyhow::{Context, Result, bail};
use domain::entry::{ACTION_VERSION, Action, Base, Entry};
use domain::family::FamilyAction;
use domain::family::concern::Concern;
use domain::ids::{ConcernId, DeviceId, EntryId, StreamId, WorkerId};
use domain::organisation::Role;
use domain::protocol::Risk;
use domain::time::Millis;
use domain::wire::{CAPABILITY, Pull, Pulled, Push, Pushed, Verdict};
use serde_json::json;
use server::app::session::{COOKIE, hash_of};
use server::{Clock as _, SystemClock};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use store::sessions::{OnDevice, SessionRow};
use testkit::builders::Ids;
use testkit::postgres::Cluster;
use tokio::time::Instant;

/// Phones, unless `KINKEEPER_DEVICES` says otherwise.
const DEVICES: u128 = 6_000;
/// Within so long they come back.
const ARRIVE: Duration = Duration::from_secs(60);
/// Families of each, and what was written in five days.
const FAMILIES: usize = 4;
const WRITTEN: usize = 50;
/// Every so many-th has somebody in danger.
const DANGER: u128 = 100;
/// How often a phone tries again before the measurement is given up.
const TRIES: usize = 60;
const STACK: usize = 256 * 1024;

/// Measures both engines, or the one that is named.
pub fn measure(program: &Path, folder: &Path, engines: &[&str]) -> Result<()> {
    let devices = std::env::var("KINKEEPER_DEVICES").ok().map_or(Ok(DEVICES), |text| text.parse())?;
    for engine in engines {
        let data = folder.join(format!("storm-{engine}"));
        if data.exists() {
            std::fs::remove_dir_all(&data)?;
        }
        let database = match *engine {
            "postgres" => Some(Cluster::durable()?.database("storm")?),
            _ => None,
        };
        eprintln!("storm on {engine}: {devices} phones");
        note_load();
        let phones = tokio::runtime::Runtime::new()?.block_on(async {
            let store = office::open(&data, database.as_deref()).await?;
            let phones = phones(&store, devices).await?;
            store.close().await;
            anyhow::Ok(phones)
        })?;
        let server = Server::start(program, &data, database.as_deref())?;
        let line = storm(&server, engine, phones)?;
        println!("{line}");
        server.stop()?;
        std::fs::remove_dir_all(&data)?;
    }
    Ok(())
}

/// What came of one phone.
#[derive(Debug, Clone, Copy)]
struct Done {
    /// When everything was in the ledger, from when it came, and from when the first one came.
    sent_in: Duration,
    at: Duration,
    danger: bool,
}

fn storm(server: &Server, engine: &str, phones: Vec<Phone>) -> Result<serde_json::Value> {
    let count = phones.len();
    let begun = Instant::now();
    let address: Arc<str> = server.address.as_str().into();
    let mut running = Vec::with_capacity(count);
    for (n, phone) in phones.into_iter().enumerate() {
        let comes = begun + ARRIVE.mul_f64(n as f64 / count as f64);
        std::thread::sleep(comes.saturating_duration_since(Instant::now()));
        let address = Arc::clone(&address);
        let thread = std::thread::Builder::new().stack_size(STACK);
        running.push(thread.spawn(move || phone.comes_back(&address, begun))?);
    }
    let (mut all, mut danger, mut last) = (Times::default(), Times::default(), Duration::ZERO);
    for one in running {
        let done = one.join().map_err(|_| anyhow::anyhow!("a phone panicked"))??;
        all.push(done.sent_in);
        last = last.max(done.at);
        if done.danger {
            danger.push(done.sent_in);
        }
    }
    let entries = count * WRITTEN;
    Ok(json!({
        "what": "storm",
        "engine": engine,
        "devices": count,
        "converged": all.len(),
        "entries": entries,
        "entries_per_s": (entries as f64 / last.as_secs_f64()).round(),
        "p50_ms": all.percentile(50),
        "p99_ms": all.percentile(99),
        "danger_p99_ms": danger.percentile(99),
        "all_in_s": rounded(begun.elapsed().as_secs_f64()),
        "rss_mb": server.peak_mb()?,
    }))
}

/// A phone with what was written on it.
struct Phone {
    number: u128,
    token: String,
    /// What it held when it went away, and up to which place: the list of her organisation, and her families.
    held: Vec<(StreamId, u64)>,
    written: Vec<Entry>,
    danger: bool,
}

async fn phones(store: &Store, devices: u128) -> Result<Vec<Phone>> {
    let members = |from: u128, to: u128| {
        let member =
            |number| Member { number, role: Role::VillageSocialWorker, supervisor: None, signs_in: false };
        (from..=to).map(member).collect::<Vec<_>>()
    };
    office::fill(store, &members(1, devices)).await?;
    // The server's clock is the machine's.
    let now = SystemClock.now();
    let office = StreamId::from_uuid(OFFICE.uuid());
    let office = store.stream_info(office, now).await?.context("the organisation")?;
    let mut phones = Vec::new();
    let mut opened = Vec::new();
    for number in 1..=devices {
        let mut ids = Ids::seeded(u64::try_from(number)? + 1_000_000);
        ids.set_now(NOON);
        let families: Vec<StreamId> = (0..FAMILIES).map(|_| ids.fresh()).collect();
        for family in &families {
            let action = FamilyAction::Opened { village: "02040501".parse()?, import: None };
            opened.push(entry(number, ids.fresh(), *family, action));
        }
        let token = format!("{number:064x}");
        let row = SessionRow {
            token_hash: hash_of(&token),
            worker: WorkerId::from_u128(number),
            org: OFFICE,
            device: DeviceId::from_u128(number),
            device_name: String::new(),
            created: now,
            last_seen: now,
            expires: Millis(now.0 + 86_400_000),
            proofs: vec!["passphrase".to_owned()],
            proved_at: now,
            waits_for: String::new(),
            device_key: None,
            on: OnDevice::default(),
        };
        if !store.session_open(row, 0, None).await? {
            bail!("a session could not be opened");
        }
        let danger = number % DANGER == 0;
        let mut written = Vec::with_capacity(WRITTEN);
        for n in 0..WRITTEN {
            let family = families.get(n % FAMILIES).copied().context("a family")?;
            let action = if danger && n + 1 == WRITTEN { worry(&mut ids) } else { office::visit(&mut ids) };
            written.push(entry(number, ids.fresh(), family, action));
        }
        let held = families.iter().map(|family| (*family, 1)).chain([(office.id, office.head)]).collect();
        phones.push(Phone { number, token, held, written, danger });
        if opened.len() >= store::ledger::MAX_ENTRIES {
            office::write(store, std::mem::take(&mut opened)).await?;
        }
    }
    if !opened.is_empty() {
        office::write(store, opened).await?;
    }
    Ok(phones)
}

fn entry(number: u128, id: EntryId, stream: StreamId, action: FamilyAction) -> Entry {
    Entry {
        id,
        stream,
        author: WorkerId::from_u128(number),
        device: DeviceId::from_u128(number),
        made_at: NOON,
        base: Base::default(),
        v: ACTION_VERSION,
        action: Action::Family(action),
    }
}

fn worry(ids: &mut Ids) -> FamilyAction {
    let concern: ConcernId = ids.fresh();
    let raised = Concern {
        level: Risk::High,
        about: Vec::new(),
        kind: "violence".into(),
        what: "He came back last night.".into(),
        said_by: "the grandmother".into(),
        done_at_once: "They sleep at the aunt's.".into(),
        report: None,
        on: NOON.day(),
    };
    FamilyAction::ConcernRaised { concern, raised }
}

impl Phone {
    fn comes_back(self, address: &str, begun: Instant) -> Result<Done> {
        let came = Instant::now();
        let mut line = Line { address, cookie: format!("{COOKIE}={}", self.token), client: None };
        let ids: BTreeSet<EntryId> = self.written.iter().map(|entry| entry.id).collect();
        let push = Push { capability: CAPABILITY, entries: self.written, views: Vec::new() };
        let answer = line
            .post("/api/v1/sync/push", &serde_json::to_vec(&push)?)
            .with_context(|| format!("phone {}", self.number))?;
        drop(push);
        let pushed: Pushed = serde_json::from_slice(&answer.body)?;
        for receipt in &pushed.receipts {
            match &receipt.verdict {
                Verdict::Placed { .. } | Verdict::AlreadyThere { .. } if ids.contains(&receipt.id) => {}
                other => bail!("not taken: {other:?}"),
            }
        }
        if pushed.receipts.len() != ids.len() {
            bail!("{} receipts for {} entries", pushed.receipts.len(), ids.len());
        }
        let (sent_in, at) = (came.elapsed(), begun.elapsed());
        let mut known = self.held;
        let mut missing = ids;
        loop {
            let pull = Pull {
                capability: CAPABILITY,
                known: known.clone(),
                open: Vec::new(),
                budget: 1 << 20,
                unsent: Some(0),
            };
            let answer = line.post("/api/v1/sync/pull", &serde_json::to_vec(&pull)?)?;
            let pulled: Pulled = serde_json::from_slice(&answer.body)?;
            for stream in &pulled.streams {
                for entry in &stream.entries {
                    missing.remove(&entry.head.id);
                }
                if let Some(last) = stream.entries.last() {
                    known.retain(|(id, _)| *id != stream.id);
                    known.push((stream.id, last.seq));
                }
            }
            if !pulled.more {
                break;
            }
        }
        if !missing.is_empty() {
            bail!("phone {} did not get back {} entries", self.number, missing.len());
        }
        Ok(Done { sent_in, at, danger: self.danger })
    }
}

/// A phone's connection, which may break or be sent away, and is tried again.
struct Line<'a> {
    address: &'a str,
    cookie: String,
    client: Option<Client>,
}

impl Line<'_> {
    fn post(&mut self, path: &str, body: &[u8]) -> Result<Answer> {
        let mut why = String::new();
        for turn in 0..TRIES {
            let mut pause = 1 + u64::try_from(turn)?.min(15);
            match self.once(path, body) {
                Ok(answer) if answer.status == 200 => return Ok(answer),
                Ok(answer) if answer.status == 503 => {
                    "busy".clone_into(&mut why);
                    pause = answer.again.unwrap_or(pause);
                }
                Ok(answer) => bail!("{}: {}", answer.status, String::from_utf8_lossy(&answer.body)),
                Err(error) => why = error.to_string(),
            }
            self.client = None;
            std::thread::sleep(Duration::from_secs(pause));
        }
        bail!("in vain: {why}")
    }

    fn once(&mut self, path: &str, body: &[u8]) -> std::io::Result<Answer> {
        if self.client.is_none() {
            let mut client = Client::connect(self.address)?;
            client.cookie.clone_from(&self.cookie);
            self.client = Some(client);
        }
        let client = self.client.as_mut().ok_or(std::io::ErrorKind::NotConnected)?;
        client.post(path, body)
    }
}
