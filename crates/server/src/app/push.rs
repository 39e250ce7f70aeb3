//! What a device sends: its outbox, in order. Each entry gets its own answer; one that cannot be read or may
//! not be given is kept where its author and her supervisor see it, and does not hold up the others.

use super::gate::{PolicyGate, WAITS};
use super::refusals::{self, About};
use super::services::{self, Around};
use super::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{ACTION_VERSION, Action, Base, Entry, Outcome, StreamKind};
use domain::family::FamilyAction;
use domain::ids::{DeviceId, EntryId, StreamId, WorkerId};
use domain::protocol::Risk;
use domain::time::Millis;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::sync::Arc;
use store::devices::DeviceState;
use store::records::TrayPut;
use store::{Actor, Append, Verdict};

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
        | Action::ServiceReferral(_)
        | Action::Place(_)
        | Action::Staff(_) => false,
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
            StreamKind::Family
            | StreamKind::Village
            | StreamKind::Provider
            | StreamKind::ServiceReferral
            | StreamKind::Place
            | StreamKind::Staff => {}
        }
        app.events.tell(self.stream, self.kind, signed.session.device, self.danger);
    }
}
