//! The server of a simulation: the production router over the production store, with the simulation's clock and
//! chance. It can lose its power, and it can be put back to an older backup.

use crate::phone::Phone;
use ::server::app::passphrase::{self, Chosen};
use ::server::config::{Argon2Cost, SecondFactor, SignInLimits};
use ::server::effects::NoEntropy;
use ::server::{App, Clock, Config, Entropy, router};
use anyhow::{Context as _, Result, bail};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use domain::entry::{ACTION_VERSION, Action, Base, Entry};
use domain::family::people::NewPerson;
use domain::family::{FamilyAction, TeamRole};
use domain::ids::{DeviceId, EntryId, OrganisationId, PersonId, StreamId, WorkerId};
use domain::kinship::Sex;
use domain::organisation::{OrganisationAction, Role, Worker};
use domain::time::{Birth, Millis};
use domain::wire::SIGNATURE;
use http_body_util::BodyExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use store::{Actor, Append, Location, OpenGate, RootKey, Store, StoreConfig};
use tower::ServiceExt as _;

/// The one organisation.
pub const ORGANISATION: OrganisationId = OrganisationId::from_u128(0x0a);
/// The passphrase of everybody.
const PASSPHRASE: &str = "lotus pond in the rain 1";
/// Noon in Phnom Penh, 22 November 2026.
const START: i64 = 1_795_323_600_000;
/// Whoever makes the network at the beginning.
const MAKER: u128 = 1;

/// The simulation's clock, in milliseconds; the server reads it, phones read it with their own error.
#[derive(Debug)]
pub struct SimClock(AtomicI64);

impl SimClock {
    /// A clock at the beginning of time.
    pub fn begin() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(START)))
    }
    /// Time passes.
    pub fn pass(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for SimClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::SeqCst))
    }
}

/// Chance of the server: never the same twice, and the same in every run of a seed.
struct SimEntropy(AtomicU64);

impl Entropy for SimEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        for chunk in bytes.chunks_mut(8) {
            let n = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
            let mixed = (n ^ (n >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            for (to, from) in chunk.iter_mut().zip(mixed.to_be_bytes()) {
                *to = from;
            }
        }
        Ok(())
    }
}

/// Somebody who works there.
#[derive(Debug, Clone)]
pub struct Somebody {
    /// The account, which says her number.
    pub account: String,
    /// Her id.
    pub worker: WorkerId,
    /// What she does.
    pub role: Role,
}

/// The people of a network with `workers` village social workers: a manager, a senior, and them.
pub fn people(workers: usize) -> Vec<Somebody> {
    let one = |number: u128, role| Somebody {
        account: format!("worker{number}"),
        worker: WorkerId::from_u128(number),
        role,
    };
    let mut all = vec![one(MAKER, Role::ProgrammeManager), one(2, Role::SeniorSocialWorker)];
    all.extend((3..).take(workers).map(|number| one(number, Role::VillageSocialWorker)));
    all
}

/// A request as it comes over the wire.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    /// The session's.
    pub cookie: &'a str,
    /// GET or POST.
    pub method: &'a str,
    /// Path and query.
    pub path: &'a str,
    /// The body.
    pub body: &'a [u8],
    /// What the phone signed it with; empty when it did not.
    pub signature: &'a str,
}

/// What was answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
    /// The cookies that it set.
    pub cookie: String,
}

/// The running server.
pub struct Server {
    home: PathBuf,
    /// How many databases there were before this one.
    turn: u32,
    app: App,
    /// Made once for every start.
    router: Router,
    clock: Arc<SimClock>,
    backup: Option<Vec<u8>>,
}

impl Server {
    /// A server with an empty store in a folder.
    pub async fn new(home: &Path, clock: Arc<SimClock>, everybody: &[Somebody]) -> Result<Self> {
        let app = open(&home.join("0.sqlite"), &clock, 0).await?;
        let server =
            Self { home: home.to_owned(), turn: 0, router: router(app.clone()), app, clock, backup: None };
        server.furnish(everybody).await?;
        Ok(server)
    }

    async fn furnish(&self, everybody: &[Somebody]) -> Result<()> {
        let stream = StreamId::from_uuid(ORGANISATION.uuid());
        let named = OrganisationAction::Named {
            name_km: "អង្គការសាកល្បង".into(), name_latin: "Trial".into()
        };
        let mut actions = vec![Action::Organisation(named)];
        for one in everybody {
            let worker = Worker {
                id: one.worker,
                account: one.account.clone(),
                name_km: String::new(),
                name_latin: one.account.to_uppercase(),
                role: one.role,
                supervisor: match one.role {
                    Role::VillageSocialWorker => Some(WorkerId::from_u128(2)),
                    Role::SeniorSocialWorker => Some(WorkerId::from_u128(MAKER)),
                    Role::Specialist
                    | Role::ProgrammeManager
                    | Role::MeOfficer
                    | Role::Administrator
                    | Role::DataProtectionOfficer => None,
                },
                areas: "0204".parse().into_iter().collect(),
                phone: String::new(),
                active: true,
            };
            actions.push(Action::Organisation(OrganisationAction::WorkerSet { worker }));
        }
        let entries =
            actions.into_iter().zip(1..).map(|(action, n)| entry(stream, n, self.clock.now(), action));
        self.append(entries.collect()).await?;
        for one in everybody {
            passphrase::set(&self.app, one.worker, PASSPHRASE.into(), Chosen::Herself)
                .await
                .map_err(|problem| anyhow::anyhow!("{problem:?}"))?;
        }
        self.app.directory.forget();
        Ok(())
    }

    /// A family that some workers visit, the first as its lead.
    pub async fn family(&self, number: u128, team: &[WorkerId]) -> Result<StreamId> {
        let stream = StreamId::from_u128(0xfa_0000 + number);
        let village = "02040101".parse().context("a village's code")?;
        let mut actions = vec![FamilyAction::Opened { village, import: None }];
        for (at, worker) in team.iter().enumerate() {
            let role = if at == 0 { TeamRole::Lead } else { TeamRole::Specialist };
            actions.push(FamilyAction::WorkerAssigned { worker: *worker, role });
        }
        let person = NewPerson {
            id: PersonId::from_u128(0xc1_0000 + number),
            name_km: "សុខ សុភា".into(),
            name_latin: "Sok Sophea".into(),
            sex: Sex::Female,
            birth: Some(Birth::About { year: 2017, month: None }),
            in_focus: true,
        };
        actions.push(FamilyAction::PersonAdded { person });
        actions.push(FamilyAction::AddressSet { address: "behind the pagoda".into() });
        let first = 1_000 * (number + 1);
        let entries = actions
            .into_iter()
            .zip(first..)
            .map(|(action, n)| entry(stream, n, self.clock.now(), Action::Family(action)));
        self.append(entries.collect()).await?;
        Ok(stream)
    }

    async fn append(&self, entries: Vec<Entry>) -> Result<()> {
        let actor = Actor {
            worker: WorkerId::from_u128(MAKER),
            org: ORGANISATION,
            device: DeviceId::from_u128(MAKER),
        };
        let request = Append {
            entries,
            actor,
            at: self.clock.now(),
            request_id: "beginning".into(),
            gate: Arc::new(OpenGate),
            atomic: true,
            on_behalf: true,
        };
        for receipt in self.app.store.append(request).await? {
            if !matches!(receipt.verdict, store::Verdict::Placed { .. }) {
                bail!("the beginning was refused: {receipt:?}");
            }
        }
        Ok(())
    }

    /// Takes a request as it came over the wire, unsigned.
    pub async fn call(&self, cookie: &str, method: &str, path: &str, body: &[u8]) -> Result<Answer> {
        self.take(Sent { cookie, method, path, body, signature: "" }).await
    }

    /// Takes a request as it came over the wire.
    pub async fn take(&self, sent: Sent<'_>) -> Result<Answer> {
        let Sent { cookie, method, path, body, signature } = sent;
        let request = Request::builder()
            .header(SIGNATURE, signature)
            .method(method)
            .uri(path)
            .header("x-kinkeeper", "1")
            .header(header::HOST, "localhost")
            .header(header::ACCEPT_LANGUAGE, "en")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::COOKIE, cookie)
            .body(Body::from(body.to_vec()))?;
        let response = match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.context("the body of an answer")?.to_bytes();
        let cookies: Vec<&str> = parts
            .headers
            .get_all(header::SET_COOKIE)
            .iter()
            .filter_map(|cookie| cookie.to_str().ok()?.split(';').next())
            .collect();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Answer { status: parts.status.as_u16(), body, cookie: cookies.join("; ") })
    }

    /// Signs somebody in on a device that has no key: a new one, that only looks.
    pub async fn sign_in(&self, account: &str, device: DeviceId) -> Result<Answer> {
        let body = serde_json::json!({
            "account": account, "passphrase": PASSPHRASE, "device": device, "device_name": "simulated",
        });
        self.call("", "POST", "/api/v1/sign-in", body.to_string().as_bytes()).await
    }

    /// Signs somebody in on her phone, whose clock shows `at`, and enrols the key that the phone has now.
    pub async fn sign_in_on(&self, phone: &Phone, at: Millis) -> Result<Answer> {
        let path = "/api/v1/sign-in";
        let body = serde_json::json!({
            "account": phone.account, "passphrase": PASSPHRASE, "device": phone.device, "device_name": "simulated",
            "device_key": phone.key.public(),
        })
        .to_string();
        let signature = phone.key.sign(at, "POST", path, body.as_bytes());
        self.take(Sent { cookie: "", method: "POST", path, body: body.as_bytes(), signature: &signature })
            .await
    }

    /// The power fails: what comes up again stands on the files as they lay there.
    pub async fn power_cut(&mut self) -> Result<()> {
        let old = self.file(self.turn);
        self.turn += 1;
        let new = self.file(self.turn);
        for ending in ["", "-wal"] {
            let from = with_ending(&old, ending);
            if from.exists() {
                std::fs::copy(&from, with_ending(&new, ending))?;
            }
        }
        self.come_up(&old).await
    }

    /// Somebody makes a backup.
    pub async fn back_up(&mut self) -> Result<()> {
        let kept = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        self.app.store.export_all(Box::new(Shelf(Arc::clone(&kept)))).await?;
        let bytes = kept.lock().map_err(|_| anyhow::anyhow!("the backup's shelf broke"))?.clone();
        self.backup = Some(bytes);
        Ok(())
    }

    /// The disk is gone, and the last backup takes its place. False when nobody made one.
    pub async fn restore(&mut self) -> Result<bool> {
        let Some(backup) = self.backup.clone() else { return Ok(false) };
        let old = self.file(self.turn);
        self.turn += 1;
        let store = store_at(&self.file(self.turn)).await?;
        store.import_all(Box::new(std::io::Cursor::new(backup))).await?;
        store.close().await;
        self.come_up(&old).await?;
        Ok(true)
    }

    async fn come_up(&mut self, old: &Path) -> Result<()> {
        let next = open(&self.file(self.turn), &self.clock, self.turn).await?;
        self.router = router(next.clone());
        let before = std::mem::replace(&mut self.app, next);
        before.store.close().await;
        drop(before);
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(with_ending(old, ending));
        }
        Ok(())
    }

    fn file(&self, turn: u32) -> PathBuf {
        self.home.join(format!("{turn}.sqlite"))
    }

    /// The store, for looking.
    pub fn store(&self) -> &Store {
        &self.app.store
    }

    /// Proves the ledger and the audit log, and that the projections are what a rebuild gives.
    pub async fn prove(&self) -> Result<()> {
        let verified = self.app.store.verify().await?;
        if !verified.is_sound() {
            bail!("the ledger is damaged: {verified:?}");
        }
        let before = self.app.store.projections_digest().await?;
        self.app.store.rebuild().await?;
        if before != self.app.store.projections_digest().await? {
            bail!("rebuilt projections differ from the live ones");
        }
        Ok(())
    }

    /// Ends it.
    pub async fn close(self) {
        self.app.store.close().await;
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

async fn store_at(file: &Path) -> Result<Store> {
    Ok(Store::open(StoreConfig::new(Location::Sqlite(file.to_owned()), RootKey::from_bytes([7; 32]))).await?)
}

async fn open(file: &Path, clock: &Arc<SimClock>, turn: u32) -> Result<App> {
    let config = Config {
        argon2: Argon2Cost { memory_kib: 8, passes: 1, lanes: 1, at_once: 1 },
        sign_in: SignInLimits {
            per_account_hour: 10_000,
            per_account_month: 100_000,
            per_network_hour: 100_000,
        },
        second_factor: SecondFactor { required_for: Some(Vec::new()), ..SecondFactor::default() },
        web_dir: Some(file.with_extension("no-web")),
        ..Config::default()
    };
    // A server that comes up again never makes the same ids and tokens as before.
    let entropy = SimEntropy(AtomicU64::new(u64::from(turn) << 40 | 1));
    Ok(App::with_effects(
        config,
        store_at(file).await?,
        Arc::clone(clock) as Arc<dyn Clock>,
        Arc::new(entropy),
    ))
}

fn entry(stream: StreamId, number: u128, at: Millis, action: Action) -> Entry {
    Entry {
        id: EntryId::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number),
        stream,
        author: WorkerId::from_u128(MAKER),
        device: DeviceId::from_u128(MAKER),
        made_at: at,
        base: Base { seen: 0, after: None },
        v: ACTION_VERSION,
        action,
    }
}

/// Where a backup is put.
struct Shelf(Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Shelf {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut kept = self.0.lock().map_err(|_| std::io::Error::other("poisoned"))?;
        kept.extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
