//! The program itself in a folder of its own, on either engine, with a small invented office.

use crate::http::{Answer, Client};
use domain::entry::{ACTION_VERSION, Action, Base, Entry};
use domain::family::FamilyAction;
use domain::family::visit::RecordedVisit;
use domain::ids::{DeviceId, StreamId, VisitId, WorkerId};
use domain::time::Millis;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use testkit::builders::Ids;
use testkit::postgres::Cluster;

/// 22 November 2026, noon in Phnom Penh.
pub const NOON: Millis = Millis(1_795_323_600_000);

/// Where the program keeps its things, and how it is called there.
pub struct Place {
    root: PathBuf,
    settings: Vec<(&'static str, String)>,
    _folder: Option<tempfile::TempDir>,
}

/// What is tried: the program as these tests were built with it, or another build of it, such as a release.
fn program() -> std::ffi::OsString {
    std::env::var_os("KINKEEPER_BIN").unwrap_or_else(|| env!("CARGO_BIN_EXE_kinkeeper").into())
}

impl Place {
    /// An empty folder; a SQLite file in it.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut place = Self::at(folder.path());
        place._folder = Some(folder);
        place
    }

    /// The same with an empty PostgreSQL database.
    pub fn postgres(name: &str) -> Self {
        let url = Cluster::shared().unwrap().database(name).unwrap();
        Self::sqlite().with("KINKEEPER_DATABASE_URL", &url)
    }

    /// In a folder that is there already.
    pub fn at(root: &Path) -> Self {
        // Hashing as in production would be most of the time of these tests.
        let settings = vec![
            ("KINKEEPER_ARGON2__MEMORY_KIB", "8".to_owned()),
            ("KINKEEPER_ARGON2__PASSES", "1".to_owned()),
            ("KINKEEPER_BIND", "127.0.0.1:0".to_owned()),
            ("KINKEEPER_DATA_DIR", "data".to_owned()),
            ("KINKEEPER_LOG", "off".to_owned()),
        ];
        Self { root: root.to_owned(), settings, _folder: None }
    }

    /// With a setting more.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.settings.push((name, value.to_owned()));
        self
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// A call of the program, with nothing from our own environment.
    pub fn command(&self, args: &[&str]) -> Command {
        self.prepared(Command::new(program()), args)
    }

    /// The same for a program that ends by becoming ours.
    pub fn prepared(&self, mut command: Command, args: &[&str]) -> Command {
        command
            .args(args)
            .current_dir(&self.root)
            .env_clear()
            .envs(std::env::var_os("PATH").map(|p| ("PATH", p)));
        command.envs(self.settings.iter().map(|(name, value)| (name, value))).stdin(Stdio::null());
        command
    }

    /// Runs it; it must succeed. What it prints.
    #[track_caller]
    pub fn run(&self, args: &[&str]) -> String {
        let out = self.command(args).output().unwrap();
        let (said, error) = (String::from_utf8(out.stdout).unwrap(), String::from_utf8_lossy(&out.stderr));
        assert!(out.status.success(), "{args:?}: {said}{error}");
        said
    }

    /// Runs it; it must fail. What it prints and what it complains.
    #[track_caller]
    pub fn fails(&self, args: &[&str]) -> (String, String) {
        let out = self.command(args).output().unwrap();
        let (said, error) = (String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap());
        assert_eq!(out.status.code(), Some(1), "{args:?}: {said}{error}");
        assert!(error.starts_with("kinkeeper: ") && !error.contains("panicked"), "{error}");
        (said, error)
    }

    /// The number before a word in what a command prints, such as entries in that of `verify`.
    #[track_caller]
    pub fn number(&self, args: &[&str], word: &str) -> u64 {
        number(&self.run(args), word)
    }

    /// Adds somebody; her first passphrase.
    pub fn add(&self, account: &str, role: &str, more: &[&str]) -> String {
        let args =
            [&["user", "add", account, "--role", role, "--organisation", "Lotus Office"], more].concat();
        let said = self.run(&args);
        said.trim().strip_prefix(&format!("{account}: ")).unwrap().to_owned()
    }

    /// Starts serving.
    pub fn serve(&self) -> Server {
        Server::start(self.command(&["serve"]))
    }

    /// An office of one senior and `count` village social workers, all signed in at a server that goes on running.
    pub fn office(&self, count: usize) -> (Server, Vec<Person>) {
        self.add("senior", "senior_social_worker", &[]);
        let accounts: Vec<String> = (1..=count).map(|n| format!("field{n}")).collect();
        let supervisor = ["--supervisor", "senior"];
        let words: Vec<_> =
            accounts.iter().map(|a| self.add(a, "village_social_worker", &supervisor)).collect();
        let server = self.serve();
        let people =
            (1..).zip(&accounts).zip(&words).map(|((n, a), w)| Person::sign_in(&server, a, w, n)).collect();
        (server, people)
    }
}

/// The number before a word.
#[track_caller]
pub fn number(said: &str, word: &str) -> u64 {
    let words: Vec<&str> = said.split_whitespace().collect();
    let found = words.windows(2).find(|two| two[1].trim_end_matches([',', ':']) == word);
    found.and_then(|two| two[0].parse().ok()).unwrap_or_else(|| panic!("no number of {word} in: {said}"))
}

/// The program serving.
pub struct Server {
    child: Child,
    /// `127.0.0.1:` and the port that it got.
    pub address: String,
}

impl Server {
    /// Starts it and waits until it is ready.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let address = said.trim().strip_prefix("Kinkeeper is ready on http://");
        let address = address.unwrap_or_else(|| panic!("the server said: {said}")).to_owned();
        Self { child, address }
    }

    pub fn id(&self) -> String {
        self.child.id().to_string()
    }

    /// As a power cut would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop.
    pub fn terminate(&self) {
        assert!(Command::new("kill").args(["-TERM", &self.id()]).status().unwrap().success());
    }

    /// Asks it to stop and waits until it has.
    pub fn stop(mut self) -> ExitStatus {
        self.terminate();
        self.child.wait().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody who is signed in on her own device, and makes entries.
pub struct Person {
    pub client: Client,
    pub worker: WorkerId,
    pub device: DeviceId,
    pub ids: Ids,
}

impl Person {
    pub fn sign_in(server: &Server, account: &str, passphrase: &str, number: u64) -> Self {
        let device = DeviceId::from_u128(u128::from(number));
        let mut client = Client::connect(&server.address).unwrap();
        let mut me = ok(&client.sign_in(account, passphrase, &device.to_string()).unwrap());
        if me["waits_for"] == "passphrase" {
            me = ok(&client.choose(passphrase, "rivers bend quietly here").unwrap());
        }
        let mut ids = Ids::seeded(number);
        ids.set_now(NOON);
        Self { client, worker: me["worker"].as_str().unwrap().parse().unwrap(), device, ids }
    }

    /// Connects again, with the same session.
    pub fn reconnect(&mut self, server: &Server) {
        self.client = self.client.again(&server.address).unwrap();
    }

    pub fn entry(&mut self, stream: StreamId, action: FamilyAction) -> Entry {
        Entry {
            id: self.ids.fresh(),
            stream,
            author: self.worker,
            device: self.device,
            made_at: NOON,
            base: Base::default(),
            v: ACTION_VERSION,
            action: Action::Family(action),
        }
    }

    /// The entry that opens a new family.
    pub fn opening(&mut self) -> Entry {
        let stream = self.ids.fresh();
        self.entry(stream, FamilyAction::Opened { village: "02040101".parse().unwrap(), import: None })
    }

    /// An entry about a visit.
    pub fn visit(&mut self, family: StreamId) -> Entry {
        let visit: VisitId = self.ids.fresh();
        let recorded = RecordedVisit {
            on: NOON.day(),
            place: "home".into(),
            met: Vec::new(),
            others: String::new(),
            strengths: "គ្រួសារញ៉ាំបាយជុំគ្នា។".into(),
            observations: "យើងជជែកគ្នាអំពីការរៀន និងចំណូល។".into(),
            child_words: Vec::new(),
            done: Vec::new(),
        };
        self.entry(family, FamilyAction::VisitRecorded { visit, recorded })
    }

    pub fn push(&mut self, entries: &[Entry]) -> std::io::Result<Answer> {
        self.client.post("/api/v1/sync/push", &push_body(entries))
    }

    /// Pushes; every entry must be placed.
    #[track_caller]
    pub fn placed(&mut self, entries: &[Entry]) {
        let answer = ok(&self.push(entries).unwrap());
        for receipt in answer["receipts"].as_array().unwrap() {
            assert_eq!(
                (&receipt["verdict"], &receipt["result"]["outcome"]),
                (&json!("placed"), &json!("applied"))
            );
        }
    }
}

pub fn push_body(entries: &[Entry]) -> Vec<u8> {
    serde_json::to_vec(&json!({ "capability": domain::wire::CAPABILITY, "entries": entries })).unwrap()
}

/// An answer of 200 as JSON.
#[track_caller]
pub fn ok(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    serde_json::from_slice(&answer.body).unwrap()
}

/// The code of a problem.
#[track_caller]
pub fn problem(answer: &Answer) -> String {
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(body["status"], answer.status, "{body}");
    body["code"].as_str().unwrap().to_owned()
}
