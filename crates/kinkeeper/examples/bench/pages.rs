//! How fast pages come when a hundred thousand families are kept.

use crate::http::Client;
use crate::office::{self, Member};
use crate::serving::{Server, Times, note_load, rounded};
use anyhow::{Context, Result, bail};
use domain::entry::{Action, Entry};
use domain::family::FamilyAction;
use domain::ids::StreamId;
use domain::organisation::Role;
use serde_json::json;
use std::path::Path;
use testkit::builders::Hand;
use testkit::dice::Dice;
use testkit::world::World;

/// Families kept.
const FAMILIES: usize = 100_000;
/// Village social workers, each with a hundred families.
const WORKERS: u128 = 1_000;
/// Seniors, each with twenty workers; their numbers follow those of the workers.
const SENIORS: u128 = 50;
/// The manager's number.
const MANAGER: u128 = WORKERS + SENIORS + 1;
/// Requests of each kind.
const REQUESTS: usize = 600;
/// The file that says that the folder is filled, and by which form of this bench.
const FILLED: &str = "filled-1";

/// Measures on SQLite. The filled folder is kept for the next time.
pub fn measure(program: &Path, folder: &Path) -> Result<()> {
    let data = folder.join("pages");
    let world = World { workers: (1..=WORKERS).map(Hand::number).collect(), ..World::seeded(7) };
    if !data.join(FILLED).exists() {
        if data.exists() {
            std::fs::remove_dir_all(&data)?;
        }
        tokio::runtime::Runtime::new()?.block_on(fill(&data, &world))?;
        std::fs::write(data.join(FILLED), b"")?;
    }
    note_load();
    let mut starts = Vec::new();
    let mut server = Server::start(program, &data, None)?;
    for _ in 0..4 {
        starts.push(server.started_in);
        server.stop()?;
        server = Server::start(program, &data, None)?;
    }
    starts.push(server.started_in);
    starts.sort_unstable();
    let startup = starts.get(2).context("five starts")?;
    let mut readers = Readers::new(&server.address)?;
    let mut dice = Dice::seeded(3);
    let (mut caseload, mut search, mut family) = (Times::default(), Times::default(), Times::default());
    for turn in 0..REQUESTS {
        readers.caseload(turn, &mut caseload)?;
        let light =
            world.family(dice.between(0, i64::try_from(FAMILIES)? - 1).unsigned_abs()).context("a family")?;
        readers.search(turn, &light.entries, &mut search)?;
        readers.family(light.stream, &mut family)?;
    }
    let line = json!({
        "engine": "sqlite",
        "families": FAMILIES,
        "caseload_p50_ms": caseload.percentile(50),
        "caseload_p95_ms": caseload.percentile(95),
        "search_p50_ms": search.percentile(50),
        "search_p95_ms": search.percentile(95),
        "family_p50_ms": family.percentile(50),
        "family_p95_ms": family.percentile(95),
        "startup_ms": rounded(startup.as_secs_f64() * 1e3),
        "rss_mb": server.rss_mb()?,
    });
    println!("{line}");
    server.stop()
}

async fn fill(data: &Path, world: &World) -> Result<()> {
    eprintln!("filling {} with {FAMILIES} families: some minutes, once", data.display());
    let store = office::open(data, None).await?;
    let member = |number, role, supervisor, signs_in| Member { number, role, supervisor, signs_in };
    let mut members = vec![member(MANAGER, Role::ProgrammeManager, None, true)];
    let seniors = (1..=SENIORS).map(|n| member(WORKERS + n, Role::SeniorSocialWorker, Some(MANAGER), n == 1));
    members.extend(seniors);
    members.extend((1..=WORKERS).map(|number| {
        let supervisor = WORKERS + 1 + (number - 1) % SENIORS;
        member(number, Role::VillageSocialWorker, Some(supervisor), false)
    }));
    office::fill(&store, &members).await?;
    let mut waiting: Vec<Entry> = Vec::new();
    let most = store::ledger::MAX_ENTRIES;
    for (done, light) in world.families(FAMILIES).enumerate() {
        if waiting.len() + light.entries.len() > most {
            office::write(&store, std::mem::take(&mut waiting)).await?;
        }
        waiting.extend(light.entries);
        if done.is_multiple_of(10_000) {
            eprintln!("{done} families");
        }
    }
    office::write(&store, waiting).await?;
    store.close().await;
    Ok(())
}

/// Whoever reads: a senior with two thousand families in her team, and the manager with all of them.
struct Readers {
    senior: Client,
    manager: Client,
}

impl Readers {
    fn new(address: &str) -> Result<Self> {
        let (senior, manager) = (office::sign_in(address, WORKERS + 1)?, office::sign_in(address, MANAGER)?);
        Ok(Self { senior, manager })
    }

    fn of(&mut self, turn: usize) -> &mut Client {
        if turn.is_multiple_of(2) { &mut self.manager } else { &mut self.senior }
    }

    /// A page of the caseload as the screens ask for it.
    fn caseload(&mut self, turn: usize, times: &mut Times) -> Result<()> {
        let asks = [
            "",
            "?sort=risk",
            "?sort=updated",
            "?only=review",
            "?risk=high",
            "?stage=referred",
            "?closed=true",
        ];
        let ask = asks.get(turn / 2 % asks.len()).copied().unwrap_or_default();
        let client = self.of(turn);
        let answer = times.of(|| Ok(client.get(&format!("/api/v1/caseload{ask}"))?))?;
        expect(&answer.body, answer.status, "\"rows\":[")
    }

    /// Somebody of a family, by her name in Khmer or in Latin letters, whole or only the family name.
    fn search(&mut self, turn: usize, entries: &[Entry], times: &mut Times) -> Result<()> {
        let person = entries.iter().find_map(|entry| match &entry.action {
            Action::Family(FamilyAction::PersonAdded { person }) => Some(person),
            Action::Family(_)
            | Action::Organisation(_)
            | Action::Village(_)
            | Action::Programme(_)
            | Action::Provider(_)
            | Action::ServiceReferral(_)
            | Action::Place(_)
            | Action::Staff(_) => None,
        });
        let person = person.context("a family of nobody")?;
        let name = if (turn / 2).is_multiple_of(2) { &person.name_km } else { &person.name_latin };
        let query = match turn % 5 {
            0 => name.split(' ').next().unwrap_or(name),
            _ => name.as_str(),
        };
        let body = json!({ "q": query }).to_string();
        let client = self.of(turn);
        let answer = times.of(|| Ok(client.post("/api/v1/search", body.as_bytes())?))?;
        // The manager may see everybody, so whoever is looked for by her whole name must be found.
        let find =
            if turn.is_multiple_of(2) && !turn.is_multiple_of(5) { "\"person\":" } else { "\"found\":" };
        expect(&answer.body, answer.status, find)
    }

    /// A family's page, by the manager.
    fn family(&mut self, family: StreamId, times: &mut Times) -> Result<()> {
        let client = &mut self.manager;
        let answer = times.of(|| Ok(client.get(&format!("/api/v1/families/{family}"))?))?;
        expect(&answer.body, answer.status, "\"streams\":[{")
    }
}

fn expect(body: &[u8], status: u16, part: &str) -> Result<()> {
    let body = String::from_utf8_lossy(body);
    if status != 200 || !body.contains(part) {
        bail!("{status} without {part}: {}", body.chars().take(400).collect::<String>());
    }
    Ok(())
}
