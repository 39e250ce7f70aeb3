//! A database of either engine for one test, and small builders of entries. All people are invented.

use domain::entry::{ACTION_VERSION, Action, Base, Entry, Section};
use domain::family::FamilyAction as F;
use domain::family::TeamRole;
use domain::family::people::{NewPerson, PersonField};
use domain::family::referral::{Referral, Screening};
use domain::family::visit::RecordedVisit;
use domain::ids::{DeviceId, EntryId, OrganisationId, PersonId, StreamId, VisitId, WorkerId};
use domain::kinship::Sex;
use domain::organisation::{OrganisationAction, Role, Worker};

use domain::protocol::Risk;
use domain::stream::AnyStream;
use domain::time::{Birth, Day, Millis};
use kinkeeper_store::reads::{FamilyRow, Reader, StreamInfo};
use kinkeeper_store::{
    Actor, Append, FileEncryption, Gate, ListScope, Location, OpenGate, Receipt, RootKey, Store, StoreConfig,
    StoreError, Verdict,
};
use policy::acts::ReadFile;
use policy::{Asker, Authorized, Engine, List, Principal, Purpose};
use sqlx::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use testkit::postgres::Cluster;

/// One test's database.
pub struct Place {
    pub location: Location,
    cluster: Option<Cluster>,
    _dir: tempfile::TempDir,
}

impl Place {
    pub fn sqlite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { location: Location::Sqlite(dir.path().join("ledger.db")), cluster: None, _dir: dir }
    }
    pub fn postgres() -> Self {
        let cluster =
            Cluster::shared().expect("PostgreSQL must be there: both engines are tested every time");
        let url = cluster.database("store").unwrap();
        Self { location: Location::Postgres(url), cluster: Some(cluster), _dir: tempfile::tempdir().unwrap() }
    }
    /// Another, empty one of the other engine.
    pub fn other(&self) -> Self {
        match self.location {
            Location::Sqlite(_) => Self::postgres(),
            Location::Postgres(_) => Self::sqlite(),
        }
    }
    pub fn config(&self) -> StoreConfig {
        // So that the whole run can be made on encrypted files, too.
        let encrypted = std::env::var_os("KINKEEPER_TEST_ENCRYPTED").is_some();
        let encryption = if encrypted { FileEncryption::New } else { FileEncryption::Off };
        StoreConfig { encryption, ..StoreConfig::new(self.location.clone(), root_key()) }
    }
    pub async fn open(&self) -> Store {
        Store::open(self.config()).await.unwrap()
    }
    /// A statement from outside, as somebody with access to the database could give it.
    pub async fn sql(&self, statement: &str) -> Result<u64, sqlx::Error> {
        let statement = sqlx::AssertSqlSafe(statement.to_owned());
        match &self.location {
            Location::Sqlite(path) => {
                let options = kinkeeper_store::sqlite_options(path, &root_key());
                let mut conn = sqlx::SqliteConnection::connect_with(&options).await?;
                let done = sqlx::raw_sql(statement).execute(&mut conn).await?.rows_affected();
                conn.close().await?;
                Ok(done)
            }
            Location::Postgres(url) => {
                let mut conn = sqlx::PgConnection::connect(url).await?;
                let done = sqlx::raw_sql(statement).execute(&mut conn).await?.rows_affected();
                conn.close().await?;
                Ok(done)
            }
        }
    }
    pub fn is_postgres(&self) -> bool {
        self.cluster.is_some()
    }
    /// Bytes as a literal.
    pub fn bytes(&self, bytes: &[u8]) -> String {
        let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        if self.is_postgres() { format!("'\\x{hex}'::bytea") } else { format!("x'{hex}'") }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let (Some(cluster), Location::Postgres(url)) = (&self.cluster, &self.location) {
            let _ = cluster.drop_database(url);
        }
    }
}

pub fn root_key() -> RootKey {
    RootKey::from_bytes([7; 32])
}

/// Never the same number twice in a process.
pub fn fresh() -> u128 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    (u128::from(std::process::id()) << 64) | u128::from(NEXT.fetch_add(1, Ordering::Relaxed))
}

pub const NOW: Millis = Millis(1_795_430_000_000);

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn actor(n: u128) -> Actor {
    Actor {
        worker: WorkerId::from_u128(1000 + n),
        org: OrganisationId::from_u128(50),
        device: DeviceId::from_u128(2000 + n),
    }
}

pub fn entry(stream: StreamId, actor: Actor, action: impl Into<Act>) -> Entry {
    Entry {
        id: EntryId::from_u128(fresh()),
        stream,
        author: actor.worker,
        device: actor.device,
        made_at: NOW,
        base: Base::default(),
        v: ACTION_VERSION,
        action: action.into().0,
    }
}

pub struct Act(pub Action);
impl From<F> for Act {
    fn from(action: F) -> Self {
        Self(Action::Family(action))
    }
}
impl From<Action> for Act {
    fn from(action: Action) -> Self {
        Self(action)
    }
}
impl From<OrganisationAction> for Act {
    fn from(action: OrganisationAction) -> Self {
        Self(Action::Organisation(action))
    }
}

pub fn opened(village: &str) -> F {
    F::Opened { village: village.parse().unwrap(), import: None }
}
pub fn person(id: PersonId, km: &str, latin: &str) -> F {
    let birth = Some(Birth::About { year: 2016, month: None });
    let person = NewPerson {
        id,
        name_km: km.into(),
        name_latin: latin.into(),
        sex: Sex::Female,
        birth,
        in_focus: true,
    };
    F::PersonAdded { person }
}
pub fn renamed(id: PersonId, km: &str) -> F {
    F::PersonSet { person: id, changes: vec![PersonField::NameKm(km.into())] }
}
pub fn address(text: &str) -> F {
    F::AddressSet { address: text.into() }
}
pub fn risk(level: Risk) -> F {
    F::RiskSet { level, reason: "seen at a visit".into() }
}
pub fn assigned(worker: WorkerId, role: TeamRole) -> F {
    F::WorkerAssigned { worker, role }
}
pub fn visit(on: &str, words: &str) -> F {
    let recorded = RecordedVisit {
        on: day(on),
        place: "home".into(),
        met: Vec::new(),
        others: String::new(),
        strengths: String::new(),
        observations: words.into(),
        child_words: Vec::new(),
        done: Vec::new(),
    };
    F::VisitRecorded { visit: VisitId::from_u128(fresh()), recorded }
}
pub fn referral() -> F {
    let referral = Referral {
        source: "village_chief".into(),
        referrer: "Chief".into(),
        referrer_phone: String::new(),
        reasons: Vec::new(),
        story: "The children are not at school.".into(),
        urgency: Risk::Medium,
        people: Vec::new(),
        family_knows: Some(true),
        received_at: NOW,
    };
    F::ReferralReceived { referral }
}
pub fn accepted() -> F {
    F::ReferralScreened {
        screening: Screening::Accept {
            risk: Risk::High,
            respond_by: NOW.plus_hours(24),
            note: String::new(),
        },
    }
}

/// A request with an open gate.
pub fn request(actor: Actor, entries: Vec<Entry>) -> Append {
    Append {
        entries,
        actor,
        at: NOW,
        request_id: "test".into(),
        gate: Arc::new(OpenGate),
        atomic: false,
        on_behalf: false,
    }
}
pub fn gated(actor: Actor, entries: Vec<Entry>, gate: impl Gate + 'static) -> Append {
    Append { gate: Arc::new(gate), ..request(actor, entries) }
}

pub async fn append(store: &Store, actor: Actor, entries: Vec<Entry>) -> Vec<Receipt> {
    store.append(request(actor, entries)).await.unwrap()
}

/// Where each entry went; panics when one was not placed.
pub fn seqs(receipts: &[Receipt]) -> Vec<u64> {
    receipts
        .iter()
        .map(|receipt| match &receipt.verdict {
            Verdict::Placed { seq, .. } => *seq,
            other => panic!("not placed: {other:?}"),
        })
        .collect()
}
pub fn outcomes(receipts: &[Receipt]) -> Vec<&'static str> {
    receipts
        .iter()
        .map(|receipt| match &receipt.verdict {
            Verdict::Placed { outcome, .. } => outcome.code(),
            Verdict::Refused { .. } => "refused",
            Verdict::AlreadyThere { .. } => "already_there",
        })
        .collect()
}

/// A family with one child and one visit, led by its author.
pub async fn family(store: &Store, actor: Actor, km: &str, latin: &str) -> (StreamId, PersonId) {
    let (stream, child) = (StreamId::from_u128(fresh()), PersonId::from_u128(fresh()));
    let entries = vec![
        entry(stream, actor, opened("02040501")),
        entry(stream, actor, person(child, km, latin)),
        entry(stream, actor, referral()),
        entry(stream, actor, accepted()),
        entry(stream, actor, assigned(actor.worker, TeamRole::Lead)),
        entry(stream, actor, address("behind the pagoda")),
        entry(stream, actor, visit("2026-11-20", "The mother has opened a shop.")),
    ];
    let receipts = append(store, actor, entries).await;
    assert_eq!(outcomes(&receipts), ["applied"; 7], "{receipts:?}");
    (stream, child)
}

/// An organisation of workers 1 to 4: 1 and 2 report to 3, 3 to 4.
pub async fn organisation(store: &Store) -> StreamId {
    let org = StreamId::from_u128(50);
    let admin = actor(4);
    let worker = |n: u128, supervisor: Option<u128>| OrganisationAction::WorkerSet {
        worker: Worker {
            id: actor(n).worker,
            account: format!("worker{n}"),
            name_km: format!("អ្នកធ្វើការ {n}"),
            name_latin: format!("Worker {n}"),
            role: if n < 3 { Role::VillageSocialWorker } else { Role::SeniorSocialWorker },
            supervisor: supervisor.map(|n| actor(n).worker),
            areas: vec!["0204".parse().unwrap()],
            phone: String::new(),
            active: true,
        },
    };
    let named = OrganisationAction::Named {
        name_km: "ផ្ទះសុខ".into(), name_latin: "House of Peace".into()
    };
    let entries = vec![
        entry(org, admin, named),
        entry(org, admin, worker(4, None)),
        entry(org, admin, worker(3, Some(4))),
        entry(org, admin, worker(2, Some(3))),
        entry(org, admin, worker(1, Some(3))),
    ];
    let receipts = append(store, admin, entries).await;
    assert_eq!(outcomes(&receipts), ["applied"; 5], "{receipts:?}");
    org
}

/// Somebody as the policies see her, with everybody below her.
pub fn asker(worker: WorkerId, org: OrganisationId, role: Role, below: &[u128]) -> Asker {
    let supervisees = Arc::new(below.iter().map(|n| actor(*n).worker).collect());
    let principal = Principal { supervisees, ..Principal::new(worker, org, vec![role]) };
    Engine::shipped().unwrap().asker(principal)
}
pub fn scope_of(asker: &Asker) -> ListScope {
    ListScope::new(asker.scope(List::Organisation, Purpose::Casework), NOW)
}
/// The list of a worker who supervises nobody.
pub fn hers(n: u128) -> ListScope {
    scope_of(&asker(actor(n).worker, actor(n).org, Role::VillageSocialWorker, &[]))
}
/// The list of a senior with these below her.
pub fn team(n: u128, below: &[u128]) -> ListScope {
    scope_of(&asker(actor(n).worker, actor(n).org, Role::SeniorSocialWorker, below))
}
/// The list of an organisation's manager.
pub fn whole_of(org: OrganisationId) -> ListScope {
    scope_of(&asker(WorkerId::from_u128(999), org, Role::ProgrammeManager, &[]))
}
pub fn whole() -> ListScope {
    whole_of(actor(1).org)
}
/// The list of somebody who sees no family.
pub fn nothing() -> ListScope {
    scope_of(&asker(WorkerId::from_u128(998), actor(1).org, Role::Administrator, &[]))
}
/// The proof that a manager of its organisation may read a family.
pub async fn proof(store: &Store, id: StreamId) -> Authorized<StreamInfo, ReadFile> {
    let info = store.stream_info(id, NOW).await.unwrap().unwrap();
    let manager = asker(WorkerId::from_u128(999), info.org, Role::ProgrammeManager, &[]);
    manager.authorize(info, Purpose::Casework).unwrap()
}
/// A family's folded state.
pub async fn folded(store: &Store, id: StreamId) -> Arc<AnyStream> {
    let proof = proof(store, id).await;
    store.family_read(&reader(actor(1)), &proof).await.unwrap().unwrap()
}
/// A family's row, as its organisation's manager sees it.
pub async fn row(store: &Store, id: StreamId) -> FamilyRow {
    store.family_row(&whole(), id).await.unwrap().unwrap()
}

/// Reads everything.
pub fn reader(actor: Actor) -> Reader {
    reader_of(actor, |_| Section::ALL.to_vec())
}
pub fn reader_of(
    actor: Actor,
    readable: impl Fn(&StreamInfo) -> Vec<Section> + Send + Sync + 'static,
) -> Reader {
    Reader {
        actor,
        at: NOW,
        request_id: "test".into(),
        purpose: "casework".into(),
        basis: String::new(),
        readable: Arc::new(readable),
    }
}

pub fn is_no_space(error: &StoreError) -> bool {
    matches!(error, StoreError::NoSpace)
}

/// The same tests on both engines: `sqlite::name`, `postgres::name`.
#[macro_export]
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::harness::Place::sqlite()).await;
            }
        )*}
        mod postgres {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::harness::Place::postgres()).await;
            }
        )*}
    };
}

/// A place to write to that can be looked at afterwards.
#[derive(Clone, Default)]
pub struct Sink(Arc<std::sync::Mutex<Vec<u8>>>);

impl Sink {
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}
impl std::io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
