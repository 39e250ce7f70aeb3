//! The core's state and how it answers events.

use crate::effect::{Effect, Write};
use crate::event::{Command, Event};
use crate::file::{Held, Stored, key};
use crate::journal::Journal;
use crate::lease::Leased;
use crate::outbox::{HELD_MS, Outbox, Queued, Status};
use crate::places::Places;
use crate::sync::{Answer, Sync};
use crate::view::Msg;
use crate::view::photos::picture_of;
use crate::viewed::Views;
use domain::assessed::{About, AssessedAction};
use domain::entry::{ACTION_VERSION, Action, Base, Entry, Outcome, Rejection, StreamKind};
use domain::family::FamilyAction;
use domain::family::assessment::Completed;
use domain::family::referral::Screening;
use domain::family::review::{Asked, Closing, ReviewOf};
use domain::ids::{DeviceId, EntryId, IdSource, ReviewId, StreamId, WorkerId};
use domain::instrument::Shelf;
use domain::planted::planted;
use domain::protocol::{self, Protocol};
use domain::stream::AnyStream;
use domain::time::Millis;
use domain::village::VillageAction;
use domain::wire::Me;
use rand_chacha::ChaCha12Rng;
use rand_core::{Rng, SeedableRng};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The app's core.
pub struct Core {
    random: ChaCha12Rng,
    ids: IdSource,
    /// Who is signed in, once known.
    pub(crate) me: Option<Me>,
    pub(crate) device: Option<DeviceId>,
    /// `km` or `en`: the language of drawings that carry words.
    pub(crate) language: String,
    pub(crate) streams: BTreeMap<StreamId, Held>,
    pub(crate) outbox: Outbox,
    drafts: BTreeMap<String, String>,
    /// Drafts that became entries, by the first of these: an undo gives the form back as it was.
    spent: BTreeMap<EntryId, (String, String)>,
    pub(crate) places: Places,
    pub(crate) sync: Sync,
    pub(crate) views: Views,
    pub(crate) journal: Journal,
    pub(crate) leased: Leased,
    /// The assessment tools that it knows.
    pub(crate) shelf: Shelf,
    fallback: Protocol,
}

impl Core {
    /// A core that holds nothing yet. `entropy`: 32 random bytes.
    pub fn new(entropy: &[u8]) -> Self {
        let mut seed = [0; 32];
        for (to, from) in seed.iter_mut().zip(entropy) {
            *to = *from;
        }
        Self {
            random: ChaCha12Rng::from_seed(seed),
            ids: IdSource::new(),
            me: None,
            device: None,
            language: "km".into(),
            streams: BTreeMap::new(),
            outbox: Outbox::default(),
            drafts: BTreeMap::new(),
            spent: BTreeMap::new(),
            places: Places::default(),
            sync: Sync::default(),
            views: Views::default(),
            journal: Journal::default(),
            leased: Leased::default(),
            shelf: Shelf::shipped(),
            fallback: Protocol::default(),
        }
    }

    /// A fresh id.
    pub fn new_id(&mut self, now: Millis) -> Uuid {
        let random = self.random.next_u64().to_be_bytes();
        self.ids.next(now.0, random)
    }

    /// A kept draft.
    pub fn draft(&self, key: &str) -> Option<&str> {
        self.drafts.get(key).map(String::as_str)
    }
    /// The keys of all drafts.
    pub(crate) fn draft_keys(&self) -> impl Iterator<Item = &str> {
        self.drafts.keys().map(String::as_str)
    }

    /// Whether another draft than this one tells of something by name.
    pub(crate) fn draft_names(&self, key: &str, text: &str) -> bool {
        let picture = |name: &str| name.starts_with(crate::view::PICTURE);
        self.drafts.iter().any(|(name, kept)| name != key && !picture(name) && kept.contains(text))
    }

    /// Every stream that it holds: for tests and the simulator; screens ask for views.
    pub fn held(&self) -> impl Iterator<Item = (StreamId, &Held)> {
        self.streams.iter().map(|(id, held)| (*id, held))
    }
    /// What is not on the server yet, or was refused by it, in the order in which it was made.
    pub fn queue(&self) -> &[Queued] {
        self.outbox.all()
    }
    /// How many entries still have to be sent.
    pub fn unsent(&self) -> usize {
        self.outbox.unsent()
    }

    /// Puts one stored record back. A record that cannot be read is left where it is and reported once.
    pub fn load(&mut self, table: &str, key: &str, value: &str) {
        match table {
            "meta" => match key {
                "me" => self.me = crate::read(value).ok(),
                "views" => self.views = crate::read(value).unwrap_or_default(),
                "life" => self.sync.life = crate::read(value).unwrap_or_default(),
                "lease" => self.leased.load(value),
                "anew" => self.sync.anew = crate::read(value).unwrap_or_default(),
                "pictures" => self.sync.pictures = crate::read(value).unwrap_or_default(),
                "device" => self.device = value.trim_matches('"').parse().ok(),
                _ => {}
            },
            "streams" => {
                if let (Ok(id), Ok(stored)) = (key.parse(), crate::read::<Stored>(value)) {
                    self.streams.insert(id, Held::new(stored, true));
                } else {
                    self.sync.unreadable += 1;
                }
            }
            "outbox" => match crate::read::<Queued>(value) {
                Ok(queued) => self.outbox.restore(queued),
                Err(_) => self.sync.unreadable += 1,
            },
            "entries" => self.journal.load(value),
            "drafts" => {
                if let Ok((name, text)) = crate::read::<(String, String)>(value) {
                    self.drafts.insert(name, text);
                }
            }
            "refs" if key == "places" => self.places.load(value),
            _ => {}
        }
    }

    /// Answers an event.
    pub fn handle(&mut self, event: Event, now: Millis) -> Vec<Effect> {
        let mut effects = if matches!(event, Event::Locked) { Vec::new() } else { self.watch(now) };
        effects.extend(self.answer(event, now));
        effects
    }

    fn answer(&mut self, event: Event, now: Millis) -> Vec<Effect> {
        match event {
            Event::Unlocked => {
                // A session that ended while sending left entries as `sent`; they are sent again, which the
                // server recognises.
                for queued in self.outbox_restored() {
                    self.outbox.restore(queued);
                }
                self.show_all();
                let mut effects = Vec::new();
                // What another store brought along may have come home long ago.
                let held: Vec<StreamId> = self.streams.keys().copied().collect();
                let writes: Vec<Write> = held.into_iter().flat_map(|id| self.arrived(id, now)).collect();
                if !writes.is_empty() {
                    effects.push(Effect::Store { writes });
                }
                effects.extend(self.start(now));
                effects
            }
            Event::SignedIn { me, device } => self.signed_in(*me, &device, now),
            Event::Locked => {
                let seed: Vec<u8> = (0..4).flat_map(|_| self.random.next_u64().to_be_bytes()).collect();
                let language = std::mem::take(&mut self.language);
                let asked = self.sync.last_number();
                *self = Self::new(&seed);
                self.language = language;
                // An answer that was still on its way to her must not be taken for one to whoever comes next.
                self.sync.number_after(asked);
                Vec::new()
            }
            // What is behind a lease that is over is not to be changed either; forms keep what was typed.
            Event::Do { .. } if self.is_lease_over(now) => {
                vec![Effect::Refused { message: Msg::new("lease-over") }]
            }
            Event::Do { command } => self.command(*command, now),
            Event::Draft { key, value } => self.keep_draft(key, value),
            Event::Http { id, status, body, again_s } => {
                self.answered(id, &Answer { status, body: &body, again_s }, now)
            }
            Event::Tick { online } => {
                self.sync.online = online;
                self.start(now)
            }
            Event::Opened { family } => self.opened(family, now),
            Event::SyncNow => {
                self.sync.online = true;
                self.sync.hurry();
                self.outbox.release();
                self.start(now)
            }
            Event::Language { code } => {
                self.language = code;
                Vec::new()
            }
            Event::Fetch { what } => self.fetch(what),
            Event::Tool { document } => {
                // What cannot be read, or is not what was published, is as if it had not come: the screen that needs it
                // says so.
                let _ = self.shelf.take(&document);
                Vec::new()
            }
        }
    }

    fn outbox_restored(&self) -> Vec<Queued> {
        let mut all = self.outbox.all().to_vec();
        for queued in &mut all {
            if queued.status == Status::Sent {
                queued.status = Status::Kept;
            } else if planted("another id after a restart") {
                queued.entry.id = EntryId::from_u128(queued.entry.id.uuid().as_u128() ^ 0xff);
            }
        }
        all
    }

    fn signed_in(&mut self, me: Me, device: &str, now: Millis) -> Vec<Effect> {
        self.device = device.parse().ok();
        let mut writes = vec![Write::put("meta", "me", &me), Write::put("meta", "device", &device)];
        writes.retain(|write| write.value.is_some());
        self.me = Some(me);
        self.sync.signed_in();
        let mut effects = vec![Effect::Store { writes }];
        effects.extend(self.start(now));
        effects
    }

    pub(crate) fn has_draft(&self, name: &str) -> bool {
        self.drafts.contains_key(name)
    }

    fn keep_draft(&mut self, name: String, value: Option<String>) -> Vec<Effect> {
        let stored = draft_key(&name);
        let again = picture_of(&name).filter(|picture| self.sync.pictures.remove(picture));
        let write = match value {
            Some(text) => {
                let kept = if planted("a draft is lost") { "" } else { text.as_str() };
                let write = Write::put("drafts", stored, &(&name, &kept));
                self.drafts.insert(name, text);
                write
            }
            None => {
                self.drafts.remove(&name);
                Write::remove("drafts", stored)
            }
        };
        // What was lost with a backup lies here as a draft now, or is not to be had any more.
        let again = again.map(|_| Write::put("meta", "pictures", &self.sync.pictures));
        vec![Effect::Store { writes: [write].into_iter().chain(again).collect() }]
    }

    /// The protocol in force.
    pub(crate) fn protocol(&self) -> &Protocol {
        self.streams
            .values()
            .filter_map(|held| held.shown().programme())
            .find_map(|stream| stream.state.protocol.as_ref())
            .unwrap_or(&self.fallback)
    }

    fn show_all(&mut self) {
        let ids: Vec<StreamId> = self.streams.keys().copied().collect();
        for id in ids {
            self.show(id);
        }
        // Streams begun here and not sent yet are not stored. What was refused begins none: its file may be lost.
        let begun: Vec<(StreamId, StreamKind)> = self
            .outbox
            .all()
            .iter()
            .filter(|q| !matches!(q.status, Status::Refused { .. }))
            .map(|q| (q.entry.stream, q.entry.action.kind()))
            .filter(|(id, _)| !self.streams.contains_key(id))
            .collect();
        for (id, kind) in begun {
            self.streams.entry(id).or_insert_with(|| Held::begun(kind));
            self.show(id);
        }
    }

    pub(crate) fn show(&mut self, id: StreamId) {
        let pending: Vec<Entry> = self.outbox.pending(id).cloned().collect();
        if let Some(held) = self.streams.get_mut(&id) {
            held.show(&pending);
            if let Some(programme) = held.shown().programme() {
                self.shelf.of_network(&programme.state.tools);
            }
        }
    }

    fn command(&mut self, command: Command, now: Millis) -> Vec<Effect> {
        match command {
            Command::Refer { family, village, address, people, referral, draft } => {
                let me = self.me.as_ref().map(|me| me.worker);
                let mut actions = vec![FamilyAction::Opened { village, import: None }];
                actions.extend(people.into_iter().map(|person| FamilyAction::PersonAdded { person }));
                if !address.trim().is_empty() {
                    actions.push(FamilyAction::AddressSet { address });
                }
                actions.push(FamilyAction::ReferralReceived { referral });
                let _ = me;
                self.act(Doing { family, actions, draft, message: Msg::new("done-referral") }, now)
            }
            Command::Accept { family, risk, note, lead } => {
                let received =
                    self.family(family).and_then(|f| f.referrals.last()).map(|r| r.referral.received_at);
                let respond_by = protocol::respond_by(self.protocol(), received.unwrap_or(now), risk);
                let screening = Screening::Accept { risk, respond_by, note };
                let actions = vec![
                    FamilyAction::ReferralScreened { screening },
                    FamilyAction::WorkerAssigned { worker: lead, role: domain::family::TeamRole::Lead },
                ];
                self.act(Doing { family, actions, draft: None, message: Msg::new("done-accepted") }, now)
            }
            Command::Act { family, actions, draft } => {
                let message = Msg::new(done_message(&actions));
                self.act(Doing { family, actions, draft, message }, now)
            }
            Command::Assign { family, worker, role } => {
                let actions = vec![FamilyAction::WorkerAssigned { worker, role }];
                self.act(Doing { family, actions, draft: None, message: Msg::new("done-assigned") }, now)
            }
            Command::AskClosing { family, review, summary, of, draft } => {
                let demanded = self.protocol().gates_on().map(|rule| rule.gate).collect::<Vec<_>>();
                if let Some(file) = self.family(family) {
                    let unmet = file.gates_unmet(&of, None, &demanded);
                    if !unmet.is_empty() {
                        let gates = unmet.iter().map(|gate| gate.code()).collect::<Vec<_>>().join(",");
                        return vec![Effect::Refused {
                            message: Msg::new("rejected-gates_unmet").with("gates", gates),
                        }];
                    }
                }
                let asked = Asked { of, summary, on: now.day() };
                let actions = vec![FamilyAction::ReviewAsked { review, asked }];
                self.act(Doing { family, actions, draft, message: Msg::new("done-closing-asked") }, now)
            }
            Command::Sign { family, review, comment } => self.sign(family, review, comment, now),
            Command::Provide { provider, actions, draft } => {
                let message = Self::directory_message(&actions);
                let parts = actions.into_iter().map(|action| (provider, Action::Provider(action))).collect();
                self.say(Saying { parts, draft, message }, now)
            }
            Command::Meet { village, meeting, held, draft } => {
                let parts = vec![(village, Action::Village(VillageAction::MeetingHeld { meeting, held }))];
                self.say(Saying { parts, draft, message: Msg::new("done-meeting") }, now)
            }
            Command::KeepAgreement { village, meeting, item, note } => {
                let action = VillageAction::AgreementDone { meeting, item, note };
                let parts = vec![(village, Action::Village(action))];
                self.say(Saying { parts, draft: None, message: Msg::new("done-saved") }, now)
            }
            Command::ReferToService { form, draft } => match self.refer_to_service(&form, now) {
                Ok(parts) => self.say(Saying { parts, draft, message: Msg::new("done-service-sent") }, now),
                Err(message) => vec![Effect::Refused { message }],
            },
            Command::AnswerService { referral, actions, draft } => {
                let message = Self::answer_message(&actions);
                let act = |action| (referral, Action::ServiceReferral(action));
                let parts = actions.into_iter().map(act).collect();
                self.say(Saying { parts, draft, message }, now)
            }
            Command::Assess { file, actions, draft } => self.assess_file(file, actions, draft, now),
            Command::Undo { entries } => self.undo(&entries),
            Command::Dismiss { entry } => {
                self.outbox.remove(entry);
                vec![Effect::Store { writes: vec![Write::remove("outbox", entry)] }]
            }
            Command::Resend { entry } => self.resend(entry, now),
        }
    }

    fn sign(&mut self, family: StreamId, review: ReviewId, comment: String, now: Millis) -> Vec<Effect> {
        let closes = self
            .family(family)
            .and_then(|file| file.reviews.get(&review))
            .is_some_and(|r| matches!(r.asked.of, ReviewOf::Closing { .. }));
        let mut actions = vec![FamilyAction::ReviewSigned { review, comment }];
        if closes {
            let gates = self.protocol().gates_on().map(|rule| rule.gate).collect::<Vec<_>>();
            actions.push(FamilyAction::Closed { closing: Closing { review, gates, on: now.day() } });
        }
        let message = Msg::new(if closes { "done-closed" } else { "done-signed" });
        self.act(Doing { family, actions, draft: None, message }, now)
    }

    /// Adds entries to a family's file, all or none.
    fn act(&mut self, doing: Doing, now: Millis) -> Vec<Effect> {
        let Doing { family, actions, draft, message } = doing;
        let not_whole = |action: &FamilyAction| {
            let FamilyAction::AssessmentCompleted { completed } = action else { return None };
            self.not_whole(family, completed)
        };
        if let Some(message) = actions.iter().find_map(not_whole) {
            return vec![Effect::Refused { message }];
        }
        let parts = actions.into_iter().map(|action| (family, Action::Family(action))).collect();
        self.say(Saying { parts, draft, message }, now)
    }

    /// Why a completed assessment cannot be given: the server judges what the fold does not, and would refuse it.
    fn not_whole(&self, file: StreamId, completed: &Completed) -> Option<Msg> {
        let file = self.book(file)?;
        let rejection = match self.shelf.find(&completed.instrument, completed.version) {
            None => Rejection::UnknownInstrument,
            Some(tool) => match file.missing(tool, completed) {
                0 => return None,
                missing => Rejection::Incomplete { missing },
            },
        };
        Some(Msg::rejection(&rejection))
    }

    /// Adds entries to the file of something that is no family, all or none. It may be begun with them.
    fn assess_file(
        &mut self,
        file: StreamId,
        actions: Vec<AssessedAction>,
        draft: Option<String>,
        now: Millis,
    ) -> Vec<Effect> {
        let mut completed = actions.iter().filter_map(AssessedAction::completed).peekable();
        let message = Msg::new(if completed.peek().is_some() { "done-assessment" } else { "done-saved" });
        if let Some(message) = completed.find_map(|completed| self.not_whole(file, completed)) {
            return vec![Effect::Refused { message }];
        }
        let named = actions.iter().find_map(|action| match action {
            AssessedAction::Named { about } => Some(about),
            AssessedAction::Completed { .. } => None,
        });
        let about = named.or_else(|| self.assessed(file).and_then(|state| state.about.as_ref()));
        let to = if about.and_then(About::worker).is_some() { Action::Staff } else { Action::Place };
        let parts = actions.into_iter().map(|action| (file, to(action))).collect();
        self.say(Saying { parts, draft, message }, now)
    }

    /// Adds entries to streams, all or none: what the fold would refuse is refused here, before anything is
    /// recorded, and the form keeps what was typed.
    fn say(&mut self, saying: Saying, now: Millis) -> Vec<Effect> {
        let Saying { parts, draft, message } = saying;
        let (Some(author), Some(device)) = (self.me.as_ref().map(|me| me.worker), self.device) else {
            return vec![Effect::SignIn];
        };
        let urgent = parts.iter().any(|(_, action)| is_urgent(action));
        let hold_until = if urgent { Millis(0) } else { Millis(now.0 + HELD_MS) };
        let mut trials: BTreeMap<StreamId, (Base, AnyStream)> = BTreeMap::new();
        let mut queued = Vec::with_capacity(parts.len());
        for (stream, action) in parts {
            let id = EntryId::from_uuid(self.new_id(now));
            let (base, trial) = trials.entry(stream).or_insert_with(|| {
                let after = self.outbox.pending(stream).last().map(|entry| entry.id);
                match self.streams.get(&stream) {
                    Some(held) => (Base { seen: held.cursor(), after }, held.shown().clone()),
                    None => (Base { seen: 0, after }, AnyStream::empty(action.kind())),
                }
            });
            let entry =
                Entry { id, stream, author, device, made_at: now, base: *base, v: ACTION_VERSION, action };
            base.after = Some(id);
            let seq = trial.log().head + 1;
            match trial.take(entry.clone().placed(seq)) {
                Outcome::Rejected { reason } => {
                    return vec![Effect::Refused { message: Msg::rejection(&reason) }];
                }
                Outcome::Applied
                | Outcome::Duplicate
                | Outcome::Merged
                | Outcome::Conflicting { .. }
                | Outcome::Waiting { .. }
                | Outcome::Sealed => {}
            }
            queued.push(Queued { entry, status: Status::Kept, hold_until, again: None });
        }
        let keep = |q: &&Queued| !(planted("said and not kept") && q.entry.base.after.is_some());
        let mut writes: Vec<Write> =
            queued.iter().filter(keep).map(|q| Write::put("outbox", q.entry.id, q)).collect();
        if let Some(name) = draft {
            writes.push(Write::remove("drafts", draft_key(&name)));
            if let (Some(text), Some(first)) = (self.drafts.remove(&name), queued.first()) {
                self.spent.insert(first.entry.id, (name, text));
            }
        }
        let undo = if urgent { Vec::new() } else { queued.iter().map(|q| q.entry.id.to_string()).collect() };
        for one in queued {
            self.outbox.restore(one);
        }
        for (stream, (_, trial)) in trials {
            self.streams.entry(stream).or_insert_with(|| Held::begun(trial.kind()));
            self.show(stream);
        }
        let mut effects = vec![Effect::Store { writes }, Effect::Done { message, undo }];
        effects.extend(self.start(now));
        effects
    }

    fn undo(&mut self, entries: &[EntryId]) -> Vec<Effect> {
        let mut writes = Vec::new();
        let mut touched = Vec::new();
        for id in entries {
            // Only what has not left the device can be taken back without a trace.
            if self.outbox.get(*id).is_some_and(|q| q.status == Status::Kept) && !self.sync.has_left(*id) {
                for changed in self.outbox.refuse(*id, "undone") {
                    if let Some(queued) = self.outbox.get(changed).filter(|_| changed != *id) {
                        writes.push(Write::put("outbox", changed, queued));
                    }
                }
                if let Some(queued) = self.outbox.remove(*id) {
                    touched.push(queued.entry.stream);
                }
                writes.push(Write::remove("outbox", id));
                if let Some((name, text)) = self.spent.remove(id) {
                    // Meanwhile she may have begun the form anew: both stay.
                    let anew = self.drafts.get(&name).is_some_and(|newer| *newer != text)
                        && !planted("an undo takes what was begun since");
                    let name = if anew { format!("second/{id}/{name}") } else { name };
                    writes.push(Write::put("drafts", draft_key(&name), &(&name, &text)));
                    self.drafts.insert(name, text);
                }
            }
        }
        if writes.is_empty() {
            return vec![Effect::Refused { message: Msg::new("undo-too-late") }];
        }
        for family in touched {
            self.show(family);
            let empty = self.streams.get(&family).is_some_and(|held| held.shown().log().head == 0);
            if empty {
                self.streams.remove(&family);
            }
        }
        vec![Effect::Store { writes }, Effect::Done { message: Msg::new("done-undone"), undo: Vec::new() }]
    }

    fn resend(&mut self, id: EntryId, now: Millis) -> Vec<Effect> {
        let Some(old) = self.outbox.get(id).cloned() else { return Vec::new() };
        let parts = vec![(old.entry.stream, old.entry.action)];
        let mut effects = self.say(Saying { parts, draft: None, message: Msg::new("done-resent") }, now);
        if effects.iter().any(|effect| matches!(effect, Effect::Store { .. })) {
            self.outbox.remove(id);
            effects.insert(0, Effect::Store { writes: vec![Write::remove("outbox", id)] });
        }
        effects
    }

    /// A family's file as screens show it.
    pub(crate) fn family(&self, id: StreamId) -> Option<&domain::family::Family> {
        self.streams.get(&id).and_then(crate::file::Held::family)
    }

    /// A worker's names, from any organisation that this device knows.
    pub(crate) fn worker(&self, id: WorkerId) -> Option<&domain::organisation::Worker> {
        self.streams
            .values()
            .filter_map(|held| held.shown().organisation())
            .find_map(|stream| stream.state.workers.get(&id))
    }

    /// Stores a stream's record.
    pub(crate) fn stream_write(&self, id: StreamId) -> Option<Write> {
        let held = self.streams.get(&id).filter(|held| held.kept)?;
        Some(Write::put("streams", key(id), &held.stored))
    }
}

/// Something to add to a family's file.
struct Doing {
    family: StreamId,
    /// All or none.
    actions: Vec<FamilyAction>,
    /// The draft that they were written in.
    draft: Option<String>,
    /// What to say when it was kept.
    message: Msg,
}

/// Something to add to streams.
struct Saying {
    /// All or none.
    parts: Vec<(StreamId, Action)>,
    /// The draft that they were written in.
    draft: Option<String>,
    /// What to say when it was kept.
    message: Msg,
}

/// A worry that somebody is in danger goes out at once.
fn is_urgent(action: &Action) -> bool {
    matches!(action, Action::Family(FamilyAction::ConcernRaised { .. }))
}

/// What to say when a form was kept, by what it contained.
fn done_message(actions: &[FamilyAction]) -> &'static str {
    let mut words = "done-saved";
    for action in actions {
        if let FamilyAction::VisitRecorded { .. } = action {
            words = "done-visit";
        }
        if let FamilyAction::AssessmentCompleted { .. } = action {
            words = "done-assessment";
        }
        if let FamilyAction::ConflictDecided { .. } = action {
            words = "done-decided";
        }
        if let FamilyAction::PhotoTaken { .. } = action {
            words = "done-photo";
        }
        if let FamilyAction::ConcernRaised { .. } = action {
            return "done-concern";
        }
    }
    words
}

/// The stored key of a draft: its name holds ids only, but a fixed-length key tells even less.
fn draft_key(name: &str) -> String {
    // FNV-1a, 128 bits: a name for a record, no secret.
    let hash = name.bytes().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013B)
    });
    format!("{hash:032x}")
}
