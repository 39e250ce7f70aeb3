//! A device and a server that loses answers: what the person wrote is sent once, shown at once, and still there
//! after the app was killed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_wrap,
    reason = "a test that cannot go on fails"
)]

use domain::entry::{ACTION_VERSION, Action, Base, Entry, Outcome, Section, StreamKind};
use domain::family::consent::{Consent, Mark};
use domain::family::joint::{JointOffered, JointWork, JointWorker};
use domain::family::people::NewPerson;
use domain::family::photo::{Photo, PhotoHash, PhotoOf};
use domain::family::referral::{Referral, Screening};
use domain::family::visit::{NewTask, PlannedVisit, RecordedVisit};
use domain::family::{FamilyAction, TeamRole};
use domain::ids::{
    ConsentId, DeviceId, EntryId, JointId, OrganisationId, PersonId, PhotoId, StreamId, TaskId, VisitId,
    WorkerId,
};
use domain::kinship::Sex;
use domain::organisation::Role;
use domain::protocol::Risk;
use domain::stream::AnyStream;
use domain::time::Millis;
use domain::wire::{
    CAPABILITY, Me, NamedOrganisation, Pull, Pulled, PulledEntry, PulledStream, Push, Pushed, Receipt,
    Rights, Verdict,
};
use kinkeeper_client::view::{PictureLine, Route, View};
use kinkeeper_client::{Command, Core, Effect, Event};
use std::collections::BTreeMap;

const START: i64 = 1_795_000_000_000;

/// Production fold, in memory.
#[derive(Default)]
struct Server {
    streams: BTreeMap<StreamId, (AnyStreamBox, Vec<Entry>)>,
    refuse: Vec<&'static str>,
    /// Openings that it was told of, in order.
    views: Vec<(StreamId, i64)>,
    /// Which life of its store this is.
    life: String,
    /// What the phone may hold no longer.
    forget: Vec<StreamId>,
}
struct AnyStreamBox(AnyStream);

impl Server {
    fn answer(&mut self, path: &str, body: &str) -> (u16, String) {
        match path {
            "/api/v1/sync/push" => {
                let push: Push = serde_json::from_str(body).unwrap();
                self.views.extend(push.views.iter().map(|view| (view.family, view.at.0)));
                let receipts = push.entries.into_iter().map(|entry| self.place(entry)).collect();
                (200, serde_json::to_string(&Pushed { receipts }).unwrap())
            }
            "/api/v1/sync/pull" => {
                let pull: Pull = serde_json::from_str(body).unwrap();
                let known: BTreeMap<_, _> = pull.known.into_iter().collect();
                let streams = self
                    .streams
                    .iter()
                    .map(|(id, (_, entries))| {
                        let after = known.get(id).copied().unwrap_or(0);
                        let new =
                            entries.iter().zip(1..).filter(|(_, seq)| *seq > after).map(|(entry, seq)| {
                                let action = serde_json::to_value(&entry.action).unwrap();
                                PulledEntry { seq, head: entry.head(), v: entry.v, action: Some(action) }
                            });
                        PulledStream { id: *id, kind: StreamKind::Family, open: 0x7f, entries: new.collect() }
                    })
                    .filter(|stream| !stream.entries.is_empty() && !self.forget.contains(&stream.id))
                    .collect();
                let forget = self.forget.iter().copied().filter(|id| known.contains_key(id)).collect();
                let pulled = Pulled {
                    streams,
                    forget,
                    more: false,
                    life: self.life.clone(),
                    server_time: Millis(START),
                    lease_days: None,
                    organisation: None,
                    sections: Vec::new(),
                    place: None,
                };
                (200, serde_json::to_string(&pulled).unwrap())
            }
            _ => (200, "{\"places\":[]}".into()),
        }
    }
    fn place(&mut self, entry: Entry) -> Receipt {
        let id = entry.id;
        if self.refuse.contains(&entry.action.name()) {
            return Receipt { id, verdict: Verdict::Refused { code: "entry-not-allowed".into() } };
        }
        let waits = entry.base.after.is_some_and(|after| {
            !self
                .streams
                .get(&entry.stream)
                .is_some_and(|(_, entries)| entries.iter().any(|old| old.id == after))
        });
        if waits {
            return Receipt { id, verdict: Verdict::Refused { code: "entry-waits".into() } };
        }
        let (stream, entries) = self
            .streams
            .entry(entry.stream)
            .or_insert_with(|| (AnyStreamBox(AnyStream::empty(StreamKind::Family)), Vec::new()));
        if let Some(at) = entries.iter().position(|old| old.id == id) {
            return Receipt { id, verdict: Verdict::AlreadyThere { seq: at as u64 + 1 } };
        }
        entries.push(entry.clone());
        let seq = entries.len() as u64;
        let result = stream.0.take(entry.placed(seq));
        Receipt { id, verdict: Verdict::Placed { seq, result } }
    }
    fn entries(&self) -> usize {
        self.streams.values().map(|(_, entries)| entries.len()).sum()
    }
}

/// How the network treats a request.
#[derive(Clone, Copy, PartialEq)]
enum Network {
    Works,
    Down,
    LosesAnswers,
    /// It brings one request and its answer, and no more.
    Once,
}

/// A phone: the core and what its vault holds.
struct Phone {
    core: Core,
    vault: BTreeMap<(String, String), String>,
    now: i64,
    seed: u8,
}

/// As the server would say it of a village social worker.
fn rights() -> Rights {
    let engine = policy::Engine::shipped().unwrap();
    let worker = WorkerId::from_u128(1);
    let me = policy::Principal::new(worker, OrganisationId::from_u128(9), vec![Role::VillageSocialWorker]);
    engine.asker(me).rights()
}

fn me() -> Me {
    Me {
        worker: WorkerId::from_u128(1),
        account: "davy".into(),
        name_km: "ដាវី".into(),
        name_latin: "Davy".into(),
        role: Role::VillageSocialWorker,
        org: OrganisationId::from_u128(9),
        org_name_km: String::new(),
        org_name_latin: String::new(),
        supervisor: None,
        areas: Vec::new(),
        server_time: Millis(START),
        capability: CAPABILITY,
        demo: false,
        rights: rights(),
        network: [(9, "Hers"), (8, "Lead")]
            .map(|(id, name)| NamedOrganisation {
                id: OrganisationId::from_u128(id),
                name_km: format!("{name} ខ្មែរ"),
                name_latin: name.into(),
            })
            .into(),
    }
}

impl Phone {
    fn new() -> Self {
        let mut phone = Self { core: Core::new(&[1; 32]), vault: BTreeMap::new(), now: START, seed: 1 };
        let device = DeviceId::from_u128(77).to_string();
        let effects = phone.core.handle(Event::SignedIn { me: Box::new(me()), device }, Millis(phone.now));
        phone.perform(effects, &mut Server::default(), Network::Down);
        phone
    }
    fn perform(&mut self, effects: Vec<Effect>, server: &mut Server, network: Network) {
        let mut waiting = effects;
        let mut brought = 0;
        while !waiting.is_empty() {
            let mut next = Vec::new();
            for effect in waiting {
                match effect {
                    Effect::Store { writes } => {
                        for write in writes {
                            let key = (write.table, write.key);
                            match write.value {
                                Some(value) => self.vault.insert(key, value),
                                None => self.vault.remove(&key),
                            };
                        }
                    }
                    Effect::Http { id, path, body, .. } => {
                        let (status, body) = match network {
                            Network::Once if brought > 0 => (0, String::new()),
                            Network::Down => (0, String::new()),
                            Network::Works | Network::Once => server.answer(&path, &body.unwrap_or_default()),
                            Network::LosesAnswers => {
                                server.answer(&path, &body.unwrap_or_default());
                                (0, String::new())
                            }
                        };
                        brought += 1;
                        next.extend(
                            self.core
                                .handle(Event::Http { id, status, body, again_s: None }, Millis(self.now)),
                        );
                    }
                    Effect::Fault { text } => panic!("{text}"),
                    Effect::Wake { .. }
                    | Effect::Done { .. }
                    | Effect::Refused { .. }
                    | Effect::SignIn
                    | Effect::Update => {}
                }
            }
            waiting = next;
        }
    }
    fn event(&mut self, event: Event, server: &mut Server, network: Network) {
        let effects = self.core.handle(event, Millis(self.now));
        self.perform(effects, server, network);
    }
    /// Ten minutes later, whatever pause a failure asked for is over.
    fn later(&mut self, server: &mut Server, network: Network) {
        self.now += 600_000;
        self.event(Event::Tick { online: network != Network::Down }, server, network);
    }
    /// The app is killed and opened again: only the vault is left.
    fn killed(&mut self) {
        self.seed += 1;
        self.core = Core::new(&[self.seed; 32]);
        for ((table, key), value) in &self.vault {
            self.core.load(table, key, value);
        }
        let mut nobody = Server::default();
        self.event(Event::Unlocked, &mut nobody, Network::Down);
    }
    fn refer(&mut self, server: &mut Server, network: Network) -> StreamId {
        let family = StreamId::from_uuid(self.core.new_id(Millis(self.now)));
        let person = PersonId::from_uuid(self.core.new_id(Millis(self.now)));
        let new = NewPerson {
            id: person,
            name_km: "សុខ ចាន់".into(),
            name_latin: String::new(),
            sex: Sex::Female,
            birth: None,
            in_focus: true,
        };
        let referral = Referral {
            source: "village_chief".into(),
            referrer: String::new(),
            referrer_phone: String::new(),
            reasons: vec!["poverty".into()],
            story: "…".into(),
            urgency: Risk::Medium,
            people: vec![person],
            family_knows: None,
            received_at: Millis(self.now),
        };
        let command = Command::Refer {
            family,
            village: "02080102".parse().unwrap(),
            address: String::new(),
            people: vec![new],
            referral,
            draft: None,
        };
        self.event(Event::Do { command: Box::new(command) }, server, network);
        family
    }
    fn shows(&self, family: StreamId) -> bool {
        matches!(self.core.view(&Route::Family { family }, Millis(self.now)), View::Family(_))
    }
    fn sync(&self) -> (u32, u32) {
        match self.core.view(&Route::More, Millis(self.now)) {
            View::More(more) => (more.sync.unsent, more.sync.refused),
            other => panic!("{other:?}"),
        }
    }
}

fn visited() -> FamilyAction {
    let recorded = RecordedVisit {
        on: Millis(START).day(),
        place: "home".into(),
        met: Vec::new(),
        others: String::new(),
        strengths: String::new(),
        observations: "ដើរដល់របង".into(),
        child_words: Vec::new(),
        done: Vec::new(),
    };
    FamilyAction::VisitRecorded { visit: VisitId::from_u128(900), recorded }
}

mod joint;
mod lives;
mod photos;
mod tools;
mod written;
