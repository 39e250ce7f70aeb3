//! What a device sends: its outbox, in order. Each entry gets its own answer; one that cannot be read or may
//! not be given is kept where its author and her supervisor see it, and does not hold up the others.

use super::directory::Directory;
use super::refusals::{self, About};
use super::services::{self, Around};
use super::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{ACTION_VERSION, Action, Base, Entry, Outcome, Section, StreamKind};
use domain::family::{Family, FamilyAction};
use domain::ids::{DeviceId, EntryId, OrganisationId, ReviewId, StreamId, WorkerId};
use domain::planted::planted;
use domain::protocol::{Protocol, Risk};
use domain::provider::ProviderAction;
use domain::service_referral::ServiceReferralAction;
use domain::stream::AnyStream;
use domain::time::Millis;
use policy::{Act, Asker, Context, FamilyFacts, FamilyTies, Protected, Purpose, Question, Resource};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::sync::Arc;
use store::devices::DeviceState;
use store::reads::StreamInfo;
use store::records::TrayPut;
use store::{Actor, Append, Denied, Gate, Verdict};

/// Most entries in one push; a longer outbox comes in several.
pub const MOST: usize = 500;

/// An entry as sent: everything but the action is read first, so that an unreadable action can be kept.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// The entry's id.
    pub id: EntryId,
    /// The stream it is meant for.
    pub stream: StreamId,
    /// Who gave the command.
    pub author: WorkerId,
    /// On which device.
    pub device: DeviceId,
    /// The device's clock.
    pub made_at: Millis,
    /// What the author had seen.
    pub base: Base,
    /// Version of the vocabulary.
    pub v: u16,
    /// The command, not read yet.
    pub action: Box<RawValue>,
}

/// What became of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// In the ledger.
    Placed {
        /// Its place.
        seq: u64,
        /// What the fold made of it.
        outcome: Outcome,
    },
    /// It was in the ledger already.
    AlreadyThere {
        /// Its place.
        seq: u64,
    },
    /// Not in the ledger, and kept in the tray.
    Kept {
        /// Why.
        code: Code,
        /// The finer reason, a stable word.
        reason: String,
    },
    /// Not taken: it belongs to somebody else, on whose device it stays.
    NotTaken {
        /// Why.
        code: Code,
    },
}

/// An answer with the entry that it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Which entry.
    pub id: EntryId,
    /// Its stream.
    pub stream: StreamId,
    /// What became of it.
    pub answer: Answer,
}

/// On which devices she has signed in. What she wrote may come from another one of them: out of a recovery file, or after
/// a phone forgot what it is called.
#[derive(Default)]
struct Hers(Option<Vec<DeviceId>>);

impl Hers {
    async fn has(&mut self, app: &App, signed: &Signed, device: DeviceId) -> Result<bool, Problem> {
        if device == signed.session.device {
            return Ok(true);
        }
        if self.0.is_none() {
            let rows = app.store.devices(&[signed.session.worker]).await?;
            self.0 = Some(rows.into_iter().map(|row| row.device).collect());
        }
        Ok(self.0.as_ref().is_some_and(|known| known.contains(&device)))
    }
}

/// Takes a push.
pub async fn push(app: &App, signed: &Signed, sent: Vec<Sent>) -> Result<Vec<Receipt>, Problem> {
    if sent.len() > MOST {
        return Err(Problem::new(Code::TooLarge).at("entries"));
    }
    // Refused as a whole before anything is written: the device keeps its outbox until it fits again.
    if sent.iter().any(|entry| entry.v > ACTION_VERSION) {
        return Err(Problem::new(Code::PleaseUpdate));
    }
    if signed.session.on.state == DeviceState::Wiping {
        return keep_all(app, signed, sent).await;
    }
    let mut devices = Hers::default();
    let mut receipts: Vec<Option<Receipt>> = Vec::with_capacity(sent.len());
    let mut readable = Vec::with_capacity(sent.len());
    let mut places = Vec::with_capacity(sent.len());
    for entry in sent {
        let (id, stream) = (entry.id, entry.stream);
        let early = |answer| Some(Receipt { id, stream, answer });
        if entry.author != signed.session.worker || !devices.has(app, signed, entry.device).await? {
            receipts.push(early(Answer::NotTaken { code: Code::EntryOfAnother }));
            continue;
        }
        match Action::read(entry.v, entry.action.get().as_bytes()) {
            Ok(action) => {
                places.push(receipts.len());
                receipts.push(None);
                readable.push(Entry {
                    id,
                    stream,
                    author: entry.author,
                    device: entry.device,
                    made_at: entry.made_at,
                    base: entry.base,
                    v: entry.v,
                    action,
                });
            }
            Err(error) => {
                keep(app, signed, &entry, "malformed", &error.to_string()).await?;
                let answer = Answer::Kept { code: Code::EntryUnreadable, reason: "malformed".to_owned() };
                receipts.push(early(answer));
            }
        }
    }
    let noticed: Vec<(Notice, About)> =
        readable.iter().map(|entry| (Notice::of(entry), About::of(entry))).collect();
    let danger = readable.iter().any(|entry| is_danger(&entry.action));
    let _turn = app.to_push.take(signed.session.token_hash, danger).await?;
    let placed = append(app, signed, readable).await?;
    for ((place, receipt), (notice, about)) in places.into_iter().zip(placed).zip(noticed) {
        let fresh = matches!(receipt.verdict, Verdict::Placed { .. });
        let answer = told(app, signed, about, answer_of(receipt.verdict)).await?;
        if let Some(slot) = receipts.get_mut(place) {
            *slot = Some(Receipt { id: receipt.id, stream: receipt.stream, answer });
        }
        if fresh {
            notice.spread(app, signed);
        }
    }
    let receipts: Vec<Receipt> = receipts.into_iter().flatten().collect();
    for receipt in &receipts {
        app.metrics.entry(match &receipt.answer {
            Answer::Placed { outcome, .. } => outcome.code(),
            Answer::AlreadyThere { .. } => "resent",
            Answer::Kept { .. } => "kept",
            Answer::NotTaken { .. } => "not_taken",
        });
    }
    Ok(receipts)
}

async fn append(app: &App, signed: &Signed, entries: Vec<Entry>) -> Result<Vec<store::Receipt>, Problem> {
    // A packet rests on what the family's file says, consent included, and that may come in the same push: the
    // file goes first. Order matters only within a stream.
    let is_packet = |entry: &Entry| entry.action.kind() == StreamKind::ServiceReferral;
    let order: Vec<EntryId> = entries.iter().map(|entry| entry.id).collect();
    let (packets, others): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(is_packet);
    let mut receipts = Vec::with_capacity(order.len());
    for entries in [others, packets] {
        // Each as from the device on which it was written, and none before what it was written upon.
        for entries in entries.chunk_by(|one, next| one.device == next.device) {
            if let Some(Entry { device, .. }) = entries.first() {
                receipts.extend(part(app, signed, *device, entries.to_vec()).await?);
            }
        }
    }
    receipts.sort_by_key(|receipt| order.iter().position(|id| *id == receipt.id));
    Ok(receipts)
}

async fn part(
    app: &App,
    signed: &Signed,
    device: DeviceId,
    entries: Vec<Entry>,
) -> Result<Vec<store::Receipt>, Problem> {
    let services = Around::of(app, signed, &entries).await?;
    let gate = PolicyGate::new(Arc::clone(&signed.asker), Arc::clone(&signed.directory), signed.about.at)
        .around(services);
    let request = Append {
        entries,
        actor: Actor { device, ..signed.actor() },
        at: signed.about.at,
        request_id: signed.about.id.to_string(),
        gate: Arc::new(gate),
        atomic: false,
        on_behalf: false,
    };
    Ok(app.store.append(request).await?)
}

/// What a phone sends that is to be emptied: who knows in whose hand it is. Nothing of it goes into a file; all of it is
/// kept, where her supervisor sees it.
async fn keep_all(app: &App, signed: &Signed, sent: Vec<Sent>) -> Result<Vec<Receipt>, Problem> {
    let mut receipts = Vec::with_capacity(sent.len());
    for entry in sent {
        let answer = if entry.author == signed.session.worker && entry.device == signed.session.device {
            keep(app, signed, &entry, refusals::DEVICE_WIPED, "the phone is to be emptied").await?;
            Answer::Kept { code: Code::DeviceWiped, reason: refusals::DEVICE_WIPED.to_owned() }
        } else {
            Answer::NotTaken { code: Code::EntryOfAnother }
        };
        receipts.push(Receipt { id: entry.id, stream: entry.stream, answer });
    }
    Ok(receipts)
}

async fn keep(app: &App, signed: &Signed, entry: &Sent, code: &str, why: &str) -> Result<(), Problem> {
    let put = TrayPut {
        id: entry.id,
        stream: entry.stream,
        made_at: entry.made_at,
        actor: signed.actor(),
        at: signed.about.at,
        request_id: signed.about.id.to_string(),
        code: code.to_owned(),
        reason: why.to_owned(),
        entry: serde_json::to_vec(entry).map_err(Problem::broken)?,
    };
    Ok(app.store.tray_put(put).await?)
}

fn answer_of(verdict: Verdict) -> Answer {
    match verdict {
        Verdict::Placed { seq, outcome } => Answer::Placed { seq, outcome },
        Verdict::AlreadyThere { seq } => Answer::AlreadyThere { seq },
        Verdict::Refused { code, reason: _ } => {
            let problem = match code.as_str() {
                "too_large" => Code::TooLarge,
                "wrong_stream" | "newer_version" => Code::EntryUnreadable,
                "not_the_author" => Code::EntryOfAnother,
                // Its device is told what became of the one before, and sends this one again.
                WAITS => return Answer::NotTaken { code: Code::EntryWaits },
                "no_consent" | "not_in_the_file" => Code::ConsentMissing,
                services::OTHER_PEOPLE => Code::PacketOfOthers,
                "fault" => Code::Broken,
                "erased" => Code::FamilyErased,
                _ => Code::EntryNotAllowed,
            };
            Answer::Kept { code: problem, reason: code }
        }
    }
}

/// The answer as its sender may know it: what is not hers is refused as what never was.
async fn told(app: &App, signed: &Signed, about: About, answer: Answer) -> Result<Answer, Problem> {
    match answer {
        Answer::Kept { reason, .. }
            if !refusals::is_harmless(&reason) && !refusals::may_tell(app, signed, about).await? =>
        {
            Ok(Answer::Kept { code: Code::EntryNotAllowed, reason: refusals::UNKNOWN.to_owned() })
        }
        Answer::Placed { .. }
        | Answer::AlreadyThere { .. }
        | Answer::Kept { .. }
        | Answer::NotTaken { .. } => Ok(answer),
    }
}

/// Whether somebody is in danger: it is heard of at once, and goes before all that waits.
fn is_danger(action: &Action) -> bool {
    match action {
        Action::Family(FamilyAction::ConcernRaised { raised, .. }) => raised.level == Risk::High,
        Action::Family(FamilyAction::RiskSet { level, .. }) => *level == Risk::High,
        Action::Family(_)
        | Action::Organisation(_)
        | Action::Village(_)
        | Action::Programme(_)
        | Action::Provider(_)
        | Action::ServiceReferral(_) => false,
    }
}

/// What others should hear of an entry once it is in the ledger.
struct Notice {
    stream: StreamId,
    kind: StreamKind,
    danger: bool,
}

impl Notice {
    fn of(entry: &Entry) -> Self {
        Self { stream: entry.stream, kind: entry.action.kind(), danger: is_danger(&entry.action) }
    }
    fn spread(&self, app: &App, signed: &Signed) {
        match self.kind {
            StreamKind::Organisation | StreamKind::Programme => {
                app.directory.forget();
            }
            StreamKind::Family | StreamKind::Village | StreamKind::Provider | StreamKind::ServiceReferral => {
            }
        }
        app.events.tell(self.stream, self.kind, signed.session.device, self.danger);
    }
}

/// The policy as the store asks it: for each entry, under the stream's lock, on the state before it.
pub struct PolicyGate {
    asker: Arc<Asker>,
    directory: Arc<Directory>,
    /// What entries about services rest on. Without it there can be none.
    services: Option<Around>,
    /// When, by the server's clock.
    at: Millis,
}

/// A command that whoever runs an organisation gives.
const RUNS: &str = "organisation.worker_set";

/// What the gate keeps for a yes.
const GRANTED: &str = "granted";

impl PolicyGate {
    /// The gate for one person.
    pub fn new(asker: Arc<Asker>, directory: Arc<Directory>, at: Millis) -> Self {
        Self { asker, directory, services: None, at }
    }

    /// The gate for entries that may be about services.
    #[must_use]
    pub fn around(self, services: Around) -> Self {
        Self { services: Some(services), ..self }
    }

    /// What is known of the family, and what else bears on the decision.
    fn family(&self, info: &StreamInfo, family: &Family, action: &Action) -> (FamilyFacts, Context) {
        let me = self.asker.principal();
        let ties = if info.head == 0 {
            // Nobody has written anything yet: it will be the author's.
            FamilyTies {
                organisation: me.organisation,
                lead: Some(me.worker),
                specialists: Vec::new(),
                opened_by: None,
                partners: Vec::new(),
            }
        } else {
            ties(info.org, family)
        };
        let context = Context {
            asked_by: signs(action).and_then(|review| family.reviews.get(&review)).map(|r| r.by.author),
            assigns_herself: assigns(action) == Some(me.worker),
            has_no_lead: family.lead().is_none(),
        };
        (FamilyFacts { ties, ..info.facts() }, context)
    }

    /// Whether she may give a command to a family, whatever else there is to say about it.
    pub(super) fn may_write(
        &self,
        info: &StreamInfo,
        family: &Family,
        action: &Action,
    ) -> Result<(), Denied> {
        let (facts, context) = self.family(info, family, action);
        match self.decide(action.name(), facts, context) {
            GRANTED if info.org == self.asker.principal().organisation => Ok(()),
            GRANTED => Err(denied("another_organisation")),
            code => Err(denied(code)),
        }
    }

    /// Nobody tells a service what she may not read herself; a sealed section needs clearance.
    fn may_tell(&self, facts: &FamilyFacts, sections: &[Section]) -> Result<(), Denied> {
        let readable = self.asker.readable_sections(facts, Purpose::Casework);
        if sections.iter().all(|section| readable.contains(section)) {
            Ok(())
        } else {
            Err(denied("closed_section"))
        }
    }

    /// What no sort of command tells: a consent begins by now, and a provider is said to be an organisation's own by
    /// whoever runs that organisation: referrals to it go to its workers.
    fn holds_together(&self, stream: &AnyStream, action: &Action) -> Result<(), Denied> {
        match action {
            Action::Family(FamilyAction::ConsentGiven { given, .. })
                if given.on > self.at.day().plus_days(1) =>
            {
                Err(denied("in_the_future"))
            }
            Action::Provider(ProviderAction::Named { facts }) => {
                let before = match stream {
                    AnyStream::Provider(file) => file.state.about.get().and_then(|about| about.organisation),
                    AnyStream::Family(_)
                    | AnyStream::Organisation(_)
                    | AnyStream::Village(_)
                    | AnyStream::Programme(_)
                    | AnyStream::ServiceReferral(_) => None,
                };
                let hers = self.asker.principal().organisation;
                let runs = Question::casework(Act::Give(RUNS), Resource::Organisation(hers));
                let own = [before, facts.organisation].into_iter().flatten().all(|one| one == hers);
                if facts.organisation == before || own && self.asker.decide(&runs).allow {
                    Ok(())
                } else {
                    Err(denied("not_your_organisation"))
                }
            }
            Action::Family(_)
            | Action::Organisation(_)
            | Action::Village(_)
            | Action::Programme(_)
            | Action::Provider(_)
            | Action::ServiceReferral(_) => Ok(()),
        }
    }

    /// Decides about a command to a family.
    fn decide(&self, name: &str, facts: FamilyFacts, context: Context) -> &'static str {
        self.asker.may_give(name, facts, context).err().unwrap_or(GRANTED)
    }
}

/// Who works with a family, as its file says.
pub fn ties(organisation: OrganisationId, family: &Family) -> FamilyTies {
    let lead = family.lead();
    FamilyTies {
        organisation,
        lead,
        specialists: family.team.keys().copied().filter(|worker| Some(*worker) != lead).collect(),
        opened_by: family.opened.map(|stamp| stamp.author),
        partners: family.partners(),
    }
}

fn signs(action: &Action) -> Option<ReviewId> {
    match action {
        Action::Family(
            FamilyAction::ReviewSigned { review, .. } | FamilyAction::ReviewReturned { review, .. },
        ) => Some(*review),
        Action::Family(_)
        | Action::Organisation(_)
        | Action::Village(_)
        | Action::Programme(_)
        | Action::Provider(_)
        | Action::ServiceReferral(_) => None,
    }
}

fn assigns(action: &Action) -> Option<WorkerId> {
    match action {
        Action::Family(FamilyAction::WorkerAssigned { worker, .. }) => Some(*worker),
        Action::Family(_)
        | Action::Organisation(_)
        | Action::Village(_)
        | Action::Programme(_)
        | Action::Provider(_)
        | Action::ServiceReferral(_) => None,
    }
}

/// What the server writes itself, after trying it and asking who she is once more: no device sends it, whatever the
/// sharing protocol grants. Files open, and move, by such entries.
fn by_the_server_only(action: &Action) -> bool {
    match action {
        Action::Programme(action) => action.is_sharing(),
        Action::Family(FamilyAction::FilesSame { .. } | FamilyAction::FilesNotSame { .. }) => true,
        Action::Family(_) => policy::command(action.name()) == Some(policy::Command::Emergency),
        Action::Organisation(_) | Action::Village(_) | Action::Provider(_) | Action::ServiceReferral(_) => {
            false
        }
    }
}

/// An entry whose predecessor never came: it would wait in the ledger for ever.
const WAITS: &str = "waits_for_refused";

fn denied(code: &str) -> Denied {
    Denied { code: code.to_owned(), reason: "the policy does not grant it".to_owned() }
}

/// Whether a closing names every gate that the protocol demands.
fn names_every_gate(action: &Action, protocol: &Protocol) -> bool {
    match action {
        Action::Family(FamilyAction::Closed { closing }) => {
            protocol.gates_on().all(|rule| closing.gates.contains(&rule.gate))
        }
        Action::Family(_)
        | Action::Organisation(_)
        | Action::Village(_)
        | Action::Programme(_)
        | Action::Provider(_)
        | Action::ServiceReferral(_) => true,
    }
}

/// Whether a completed assessment is what its tool asks for. The fold judges the two tools that every phone carries;
/// of all others the documents lie here, and what is not whole is kept where its author sees it.
fn is_whole(stream: &AnyStream, action: &Action) -> Result<(), Denied> {
    let (AnyStream::Family(file), Action::Family(FamilyAction::AssessmentCompleted { completed })) =
        (stream, action)
    else {
        return Ok(());
    };
    let is = |tool: &&domain::instrument::Instrument| {
        tool.code == completed.instrument && tool.version == completed.version
    };
    if domain::instrument::pinned().iter().any(|tool| is(&tool)) {
        return Ok(());
    }
    let Some(tool) = domain::instrument::library().iter().find(is) else {
        return Err(denied("unknown_instrument"));
    };
    match file.state.missing(tool, completed) {
        0 => Ok(()),
        _ => Err(denied("incomplete")),
    }
}

impl Gate for PolicyGate {
    fn allow(&self, info: &StreamInfo, stream: &AnyStream, entry: &Entry) -> Result<(), Denied> {
        if let Some(after) = entry.base.after
            && !stream.log().settled.contains_key(&after)
        {
            return Err(denied(WAITS));
        }
        if by_the_server_only(&entry.action) {
            return Err(denied("not_your_role"));
        }
        let name = entry.action.name();
        let beside = |resource| {
            let decision = self.asker.decide(&Question::casework(Act::Give(name), resource));
            if decision.allow { GRANTED } else { decision.code() }
        };
        let code = match stream {
            AnyStream::Family(file) => {
                // An id that names nothing is no invitation to make something.
                let opens = matches!(entry.action, Action::Family(FamilyAction::Opened { .. }));
                if info.head == 0 && !opens {
                    return Err(denied(refusals::UNKNOWN));
                }
                let (facts, context) = self.family(info, &file.state, &entry.action);
                if let Action::Family(FamilyAction::ServiceReferred { sent, .. }) = &entry.action {
                    self.may_tell(&facts, &sent.sections)?;
                }
                if let Action::Family(FamilyAction::JointOffered { offered, .. }) = &entry.action {
                    self.may_tell(&facts, &offered.sections)?;
                    if offered.lead != info.org {
                        return Err(denied("another_organisation"));
                    }
                }
                match self.decide(name, facts, context) {
                    // What a partner of a joint case writes, both sides agreed to sort by sort.
                    GRANTED if !file.state.joint_allows(entry.author, name) => "not_agreed",
                    code => code,
                }
            }
            AnyStream::Organisation(_) => {
                beside(Resource::Organisation(OrganisationId::from_uuid(entry.stream.uuid())))
            }
            AnyStream::Village(_) => beside(Resource::Village),
            AnyStream::Programme(_) => beside(Resource::Programme),
            AnyStream::Provider(_) => beside(Resource::Provider),
            AnyStream::ServiceReferral(file) => {
                let around = self.services.as_ref();
                match around.and_then(|around| around.facts(info, &file.state, &entry.action)) {
                    Some((family, receiver)) => {
                        if let Action::ServiceReferral(ServiceReferralAction::Sent { packet }) = &entry.action
                        {
                            self.may_tell(family, &packet.sections)?;
                        }
                        beside(Resource::ServiceReferral { family, receiver })
                    }
                    None => "another_organisation",
                }
            }
        };
        if code != GRANTED && !planted("everybody may write") {
            return Err(denied(code));
        }
        if let Some(worker) = assigns(&entry.action)
            && self.directory.organisation_of(worker) != Some(self.asker.principal().organisation)
        {
            return Err(denied("another_organisation"));
        }
        if !names_every_gate(&entry.action, &self.directory.protocol) {
            return Err(denied("gates_left_out"));
        }
        is_whole(stream, &entry.action)?;
        self.holds_together(stream, &entry.action)?;
        let about_services = match &entry.action {
            Action::Family(FamilyAction::ServiceReferred { .. }) | Action::ServiceReferral(_) => true,
            Action::Family(_)
            | Action::Organisation(_)
            | Action::Village(_)
            | Action::Programme(_)
            | Action::Provider(_) => false,
        };
        match &self.services {
            Some(services) => services.allows(stream, entry, &self.directory.protocol).map_err(denied),
            None if about_services => Err(denied("no_consent")),
            None => Ok(()),
        }
    }
}
