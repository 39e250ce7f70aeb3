//! Invented people to sign in as, straight into the store.

use crate::http::Client;
use anyhow::{Context, Result, bail};
use domain::entry::{ACTION_VERSION, Action, Base, Entry, Outcome};
use domain::family::FamilyAction;
use domain::family::visit::RecordedVisit;
use domain::ids::{DeviceId, EntryId, OrganisationId, StreamId, VisitId, WorkerId};
use domain::organisation::{OrganisationAction, Role, Worker};
use domain::time::Millis;
use server::app::passphrase::Chosen;
use server::config::Argon2Cost;
use server::{App, Config};
use std::path::Path;
use std::sync::Arc;
use store::{
    Actor, Append, FileEncryption, Location, OpenGate, RootKey, Store, StoreConfig, SystemRandom, Verdict,
};
use testkit::builders::Ids;

/// Everybody's organisation.
pub const OFFICE: OrganisationId = OrganisationId::from_u128(0x0ff1ce);
/// Everybody's passphrase.
pub const PASSPHRASE: &str = "rice river lotus home";
/// 22 November 2026, noon in Phnom Penh.
pub const NOON: Millis = Millis(1_795_323_600_000);

/// Somebody of the office.
#[derive(Clone, Copy)]
pub struct Member {
    /// Her number: worker, device and account follow from it.
    pub number: u128,
    /// What she does.
    pub role: Role,
    /// Her supervisor's number.
    pub supervisor: Option<u128>,
    /// Whether somebody will sign in as her.
    pub signs_in: bool,
}

/// The account name of a number.
pub fn account(number: u128) -> String {
    format!("worker{number}")
}

/// Opens the store as the server will.
pub async fn open(data: &Path, database: Option<&str>) -> Result<Store> {
    std::fs::create_dir_all(data)?;
    let key = RootKey::read_or_make(&data.join("root.key"), &SystemRandom)?;
    let location = database.map_or_else(|| Location::Sqlite(data.join("kinkeeper.db")), Location::parse);
    // The server takes the same from the environment.
    let encrypted = std::env::var("KINKEEPER_ENCRYPT_DATABASE").is_ok_and(|value| value == "true");
    let encryption = if encrypted { FileEncryption::New } else { FileEncryption::Off };
    Ok(Store::open(StoreConfig { encryption, ..StoreConfig::new(location, key) }).await?)
}

/// Writes entries; all must be placed and none rejected.
pub async fn write(store: &Store, entries: Vec<Entry>) -> Result<()> {
    let actor = Actor { worker: WorkerId::from_u128(0), org: OFFICE, device: DeviceId::from_u128(0) };
    let request = Append {
        entries,
        actor,
        at: NOON,
        request_id: "bench".to_owned(),
        gate: Arc::new(OpenGate),
        atomic: false,
        on_behalf: true,
    };
    for receipt in store.append(request).await? {
        match receipt.verdict {
            Verdict::Placed { outcome: Outcome::Rejected { reason }, .. } => {
                bail!("rejected: {}", reason.code())
            }
            Verdict::Placed { .. } | Verdict::AlreadyThere { .. } => {}
            Verdict::Refused { code, .. } => bail!("refused: {code}"),
        }
    }
    Ok(())
}

/// Writes the office and gives passphrases to those who sign in.
pub async fn fill(store: &Store, members: &[Member]) -> Result<()> {
    let mut ids = Ids::seeded(1);
    ids.set_now(NOON);
    let mut entry = |action| Entry {
        id: ids.fresh::<EntryId>(),
        stream: StreamId::from_uuid(OFFICE.uuid()),
        author: WorkerId::from_u128(0),
        device: DeviceId::from_u128(0),
        made_at: NOON,
        base: Base::default(),
        v: ACTION_VERSION,
        action: Action::Organisation(action),
    };
    let (name_km, name_latin) = ("ការិយាល័យ".to_owned(), "Office".to_owned());
    let mut entries = vec![entry(OrganisationAction::Named { name_km, name_latin })];
    for member in members {
        let worker = Worker {
            id: WorkerId::from_u128(member.number),
            account: account(member.number),
            name_km: String::new(),
            name_latin: account(member.number),
            role: member.role,
            supervisor: member.supervisor.map(WorkerId::from_u128),
            areas: Vec::new(),
            phone: String::new(),
            active: true,
        };
        entries.push(entry(OrganisationAction::WorkerSet { worker }));
    }
    for some in entries.chunks(store::ledger::MAX_ENTRIES) {
        write(store, some.to_vec()).await?;
    }
    // Cheap hashes: signing in is not what is measured.
    let argon2 = Argon2Cost { memory_kib: 8, passes: 1, lanes: 1, at_once: 2 };
    let app = App::new(Config { argon2, ..Config::default() }, store.clone());
    for member in members.iter().filter(|member| member.signs_in) {
        let worker = WorkerId::from_u128(member.number);
        server::app::passphrase::set(&app, worker, PASSPHRASE.to_owned(), Chosen::Herself)
            .await
            .map_err(|problem| anyhow::anyhow!("no passphrase: {problem:?}"))?;
    }
    Ok(())
}

/// Signs in on a connection of its own.
pub fn sign_in(address: &str, number: u128) -> Result<Client> {
    let mut client = Client::connect(address)?;
    let device = DeviceId::from_u128(number).to_string();
    let answer = client.sign_in(&account(number), PASSPHRASE, &device).context("signing in")?;
    if answer.status != 200 {
        bail!("{} could not sign in: {}", account(number), String::from_utf8_lossy(&answer.body));
    }
    Ok(client)
}

/// A visit as it is written down most days.
pub fn visit(ids: &mut Ids) -> FamilyAction {
    let visit: VisitId = ids.fresh();
    let recorded = RecordedVisit {
        on: NOON.day(),
        place: "home".into(),
        met: Vec::new(),
        others: String::new(),
        strengths: "The grandmother walks the children to school every day.".into(),
        observations: "Rice for two weeks; the roof is mended; the youngest coughs less than before.".into(),
        child_words: Vec::new(),
        done: Vec::new(),
    };
    FamilyAction::VisitRecorded { visit, recorded }
}
