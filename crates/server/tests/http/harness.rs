//! A server on a temporary SQLite store, with a small invented network: two organisations, and people in every
//! role. Time and chance are the test's own.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use domain::entry::{ACTION_VERSION, Action, Base, Entry};
use domain::family::people::NewPerson;
use domain::family::{FamilyAction, TeamRole};
use domain::ids::{DeviceId, EntryId, OrganisationId, PersonId, StreamId, WorkerId};
use domain::kinship::Sex;
use domain::organisation::{OrganisationAction, Role, Worker};
use domain::time::{Birth, Day, Millis};
use http_body_util::BodyExt;
use kinkeeper_server::app::passphrase::{self, Chosen};
use kinkeeper_server::config::{Argon2Cost, SecondFactor, SignInLimits};
use kinkeeper_server::effects::NoEntropy;
use kinkeeper_server::{App, Clock, Config, Entropy, router};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use store::places::{NewPlace, PlacesImport};
use store::{Actor, Append, FileEncryption, Location, OpenGate, RootKey, Store, StoreConfig};
use tower::ServiceExt;

pub const OURS: OrganisationId = OrganisationId::from_u128(0x0a);
pub const THEIRS: OrganisationId = OrganisationId::from_u128(0x0b);
pub const PASSPHRASE: &str = "ផ្កាឈូក lotus pond 1";
/// 22 November 2026, noon in Phnom Penh.
pub const NOON: i64 = 1_795_323_600_000;

pub struct TestClock(pub AtomicI64);
impl Clock for TestClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::SeqCst))
    }
}

/// Never the same twice, and the same in every run.
pub struct TestEntropy(AtomicU64);
impl Entropy for TestEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        for chunk in bytes.chunks_mut(8) {
            let n = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
            let mixed = (n ^ (n >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            chunk.copy_from_slice(&mixed.to_be_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

pub struct World {
    pub app: App,
    /// Made once: every request of every test goes through it.
    pub router: axum::Router,
    pub clock: Arc<TestClock>,
    next: AtomicU64,
    _dir: tempfile::TempDir,
}

pub fn worker(n: u128) -> WorkerId {
    WorkerId::from_u128(n)
}

/// The people: name, id, role, supervisor, organisation.
pub const PEOPLE: [(&str, u128, Role, Option<u128>, OrganisationId); 10] = [
    ("chanthy", 1, Role::ProgrammeManager, None, OURS),
    ("dara", 2, Role::SeniorSocialWorker, Some(1), OURS),
    ("sophea", 3, Role::VillageSocialWorker, Some(2), OURS),
    ("bopha", 4, Role::VillageSocialWorker, Some(2), OURS),
    ("vanna", 5, Role::Specialist, Some(2), OURS),
    ("admin", 6, Role::Administrator, None, OURS),
    ("numbers", 7, Role::MeOfficer, None, OURS),
    ("stranger", 8, Role::SeniorSocialWorker, None, THEIRS),
    ("lonely", 9, Role::SeniorSocialWorker, None, OURS),
    ("guardian", 10, Role::DataProtectionOfficer, None, OURS),
];

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.bytes)))
    }
    /// Checks that it is a problem with this code.
    #[track_caller]
    pub fn is_problem(&self, code: &str) -> Value {
        let body = self.json();
        assert_eq!(body["code"], code, "{body}");
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(body["status"], self.status.as_u16());
        body
    }
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", String::from_utf8_lossy(&self.bytes));
        self.json()
    }
}

/// The root key of every test.
pub fn root_key() -> RootKey {
    RootKey::from_bytes([7; 32])
}

impl World {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        // So that the whole run can be made on encrypted files, too.
        let encrypted = std::env::var_os("KINKEEPER_TEST_ENCRYPTED").is_some();
        let encryption = if encrypted { FileEncryption::New } else { FileEncryption::Off };
        Self::kept(encryption, change).await
    }

    /// With the database file encrypted as a whole, or not.
    pub async fn kept(encryption: FileEncryption, change: impl FnOnce(&mut Config)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(dir.path().join("test.sqlite"));
        let store =
            Store::open(StoreConfig { encryption, ..StoreConfig::new(location, root_key()) }).await.unwrap();
        let mut config = Config {
            argon2: Argon2Cost { memory_kib: 8, passes: 1, lanes: 1, at_once: 2 },
            sign_in: SignInLimits { per_account_hour: 3, per_account_month: 6, per_network_hour: 50 },
            // Tests of second factors ask for them; all others sign in with a passphrase.
            second_factor: SecondFactor { required_for: Some(Vec::new()), ..SecondFactor::default() },
            web_dir: Some(dir.path().join("no-web")),
            ..Config::default()
        };
        change(&mut config);
        let clock = Arc::new(TestClock(AtomicI64::new(NOON)));
        let entropy = Arc::new(TestEntropy(AtomicU64::new(1)));
        let app = App::with_effects(config, store, clock.clone(), entropy);
        let world = Self { router: router(app.clone()), app, clock, next: AtomicU64::new(1), _dir: dir };
        world.people().await;
        world
    }

    async fn people(&self) {
        for org in [OURS, THEIRS] {
            let stream = StreamId::from_uuid(org.uuid());
            let named = OrganisationAction::Named {
                name_km: "អង្គការសាកល្បង".into(),
                name_latin: "Test".into(),
            };
            let mut actions = vec![Action::Organisation(named)];
            for (account, id, role, supervisor, of) in PEOPLE {
                if of == org {
                    let worker = Worker {
                        id: worker(id),
                        account: account.into(),
                        name_km: format!("{account} ខ្មែរ"),
                        name_latin: account.to_uppercase(),
                        role,
                        supervisor: supervisor.map(worker),
                        areas: vec!["0204".parse().unwrap()],
                        phone: String::new(),
                        active: true,
                    };
                    actions.push(Action::Organisation(OrganisationAction::WorkerSet { worker }));
                }
            }
            let entries =
                actions.into_iter().map(|action| self.entry(stream, worker(6), 6, action)).collect();
            self.append(org, entries).await;
        }
        for (_, id, ..) in PEOPLE {
            passphrase::set(&self.app, worker(id), PASSPHRASE.into(), Chosen::Herself).await.unwrap();
        }
        self.app.directory.forget();
    }

    /// A statement from outside, as somebody with access to the database could give it.
    pub async fn sql(&self, statement: &str) {
        use sqlx::Connection;
        let options = store::sqlite_options(&self.dir().join("test.sqlite"), &root_key());
        let mut conn = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned())).execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
    }

    /// The first column of the first row, bytes.
    pub async fn bytes(&self, statement: &str) -> Vec<u8> {
        use sqlx::{Connection, Row};
        let options = store::sqlite_options(&self.dir().join("test.sqlite"), &root_key());
        let mut conn = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        let query = sqlx::query(sqlx::AssertSqlSafe(statement.to_owned()));
        let bytes = query.fetch_one(&mut conn).await.unwrap().try_get(0).unwrap();
        conn.close().await.unwrap();
        bytes
    }

    /// Where its files are.
    pub fn dir(&self) -> &std::path::Path {
        self._dir.path()
    }

    pub async fn places(&self) {
        let unit = |code: &str, kind: &str, km: &str, en: &str| NewPlace {
            code: code.into(),
            parent: (code.len() > 2).then(|| code[..code.len() - 2].into()),
            kind: kind.into(),
            name_km: km.into(),
            name_en: en.into(),
        };
        let units = vec![
            unit("02", "province", "បាត់ដំបង", "Battambang"),
            unit("0204", "district", "បវេល", "Bavel"),
            unit("020401", "commune", "បវេល", "Bavel"),
            unit("02040101", "village", "បវេល ១", "Bavel Muoy"),
            unit("08", "province", "កណ្ដាល", "Kandal"),
            unit("0801", "district", "កណ្ដាលស្ទឹង", "Kandal Stueng"),
            unit("080101", "commune", "អំពៅព្រៃ", "Ampov Prey"),
            unit("08010101", "village", "អំពៅព្រៃ", "Ampov Prey"),
        ];
        let import =
            PlacesImport { units, as_of: Day::new(2026, 1, 1).unwrap(), at: Millis(NOON), complete: true };
        self.app.store.places_import(import).await.unwrap();
    }

    pub async fn append(&self, org: OrganisationId, entries: Vec<Entry>) {
        let request = Append {
            entries,
            actor: Actor { worker: worker(6), org, device: DeviceId::from_u128(6) },
            at: self.app.now(),
            request_id: "test".into(),
            gate: Arc::new(OpenGate),
            atomic: true,
            on_behalf: true,
        };
        for receipt in self.app.store.append(request).await.unwrap() {
            let placed = matches!(&receipt.verdict, store::Verdict::Placed { outcome, .. }
                if ["applied", "merged"].contains(&outcome.code()));
            assert!(placed, "{receipt:?}");
        }
    }

    pub fn entry(&self, stream: StreamId, author: WorkerId, device: u128, action: Action) -> Entry {
        let n = self.next.fetch_add(1, Ordering::SeqCst);
        Entry {
            id: EntryId::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(n)),
            stream,
            author,
            device: DeviceId::from_u128(device),
            made_at: self.app.now(),
            base: Base { seen: 0, after: None },
            v: ACTION_VERSION,
            action,
        }
    }

    /// The entries with which a worker opens a family, takes it on, and writes down one child.
    pub fn opening(&self, family: u128, by: u128) -> Vec<Entry> {
        let stream = StreamId::from_u128(family);
        let person = NewPerson {
            id: PersonId::from_u128(family + 1),
            name_km: "សុខ សុភា".into(),
            name_latin: "Sok Sophea".into(),
            sex: Sex::Female,
            birth: Some(Birth::About { year: 2017, month: None }),
            in_focus: true,
        };
        [
            FamilyAction::Opened { village: "02040101".parse().unwrap(), import: None },
            FamilyAction::WorkerAssigned { worker: worker(by), role: TeamRole::Lead },
            FamilyAction::PersonAdded { person },
            FamilyAction::AddressSet { address: "behind the pagoda".into() },
        ]
        .into_iter()
        .map(|action| self.entry(stream, worker(by), by, Action::Family(action)))
        .collect()
    }

    /// A family that `by` leads, straight into the store.
    pub async fn family(&self, family: u128, by: u128) -> StreamId {
        let org = PEOPLE.iter().find(|p| p.1 == by).unwrap().4;
        self.append(org, self.opening(family, by)).await;
        StreamId::from_u128(family)
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    /// Signs in; the device has the worker's own number.
    pub async fn sign_in(&self, account: &str) -> Person<'_> {
        let id = PEOPLE.iter().find(|p| p.0 == account).unwrap().1;
        self.sign_in_on(account, id).await
    }

    pub async fn sign_in_on(&self, account: &str, device: u128) -> Person<'_> {
        let answer = self.attempt(account, PASSPHRASE, device).await;
        answer.ok();
        self.person(&answer)
    }

    /// Tries to sign in.
    pub async fn attempt(&self, account: &str, passphrase: &str, device: u128) -> Answer {
        let body = sign_in_body(account, passphrase, device);
        self.send(post("/api/v1/sign-in", &body).body(Body::from(body.to_string())).unwrap()).await
    }

    /// Signs somebody in whom a test added; the device has her own number.
    pub async fn attempt_known(&self, account: &str, id: u128) -> Answer {
        let answer = self.attempt(account, PASSPHRASE, id).await;
        answer.ok();
        answer
    }

    /// Whoever holds the cookies of an answer.
    pub fn person(&self, answer: &Answer) -> Person<'_> {
        let cookies = answer.headers.get_all(header::SET_COOKIE).iter();
        let cookies: Vec<&str> =
            cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap()).collect();
        Person { world: self, cookie: cookies.join("; ") }
    }

    /// Time goes by.
    pub fn wait(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }
}

pub fn sign_in_body(account: &str, passphrase: &str, device: u128) -> Value {
    json!({
        "account": account, "passphrase": passphrase,
        "device": DeviceId::from_u128(device), "device_name": "test",
    })
}

/// A POST as our page sends it.
pub fn post(path: &str, _body: &Value) -> axum::http::request::Builder {
    Request::post(path)
        .header("x-kinkeeper", "1")
        .header(header::HOST, "localhost")
        .header(header::ACCEPT_LANGUAGE, "en")
        .header(header::CONTENT_TYPE, "application/json")
}

/// Somebody who is signed in.
pub struct Person<'a> {
    pub world: &'a World,
    pub cookie: String,
}

impl Person<'_> {
    pub fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header("x-kinkeeper", "1")
            .header(header::HOST, "localhost")
            .header(header::ACCEPT_LANGUAGE, "en")
            .header(header::COOKIE, &self.cookie)
    }
    pub async fn get(&self, path: &str) -> Answer {
        self.world.send(self.request("GET", path).body(Body::empty()).unwrap()).await
    }
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_text(path, body.to_string()).await
    }
    pub async fn post_text(&self, path: &str, body: String) -> Answer {
        let request = self.request("POST", path).header(header::CONTENT_TYPE, "application/json");
        self.world.send(request.body(Body::from(body)).unwrap()).await
    }
    pub async fn post_file(&self, path: &str, file: Vec<u8>) -> Answer {
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        let request = self.request("POST", path).header(header::CONTENT_TYPE, kind);
        self.world.send(request.body(Body::from(file)).unwrap()).await
    }
    pub async fn push(&self, entries: &[Entry]) -> Value {
        self.post("/api/v1/sync/push", &json!({ "capability": 1, "entries": entries })).await.ok()
    }
    pub async fn pull(&self, known: Value) -> Value {
        self.post("/api/v1/sync/pull", &json!({ "capability": 1, "known": known, "budget": 1_000_000 }))
            .await
            .ok()
    }
}
