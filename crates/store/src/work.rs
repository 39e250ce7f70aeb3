//! Deciding about entries: gate, fold, seal and chain, in memory, between reading the heads and writing the rows.

use crate::chain::{self, Taken};
use crate::error::StoreError;
use crate::ledger::{Append, Denied, MAX_PAYLOAD, Receipt, Verdict};
use crate::projection::{self, Marks};
use crate::reads::StreamInfo;
use crate::records::{AuditEvent, LedgerMark};
use crate::rows::{EntryRow, StreamRow};
use crate::seal::{Random, StreamKey};
use domain::entry::{ACTION_VERSION, Action, Entry, Outcome, Section, StreamKind};
use domain::family::FamilyAction;
use domain::ids::{EntryId, OrganisationId, StreamId};
use domain::planted::planted;
use domain::service_referral::ServiceReferralAction;
use domain::stream::AnyStream;
use domain::time::Millis;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A stream that entries of this batch are meant for.
pub(crate) struct Working {
    pub(crate) row: StreamRow,
    pub(crate) key: StreamKey,
    pub(crate) state: AnyStream,
    pub(crate) marks: Option<Marks>,
    /// The head before this batch.
    pub(crate) from: u64,
}

impl Working {
    pub(crate) fn is_touched(&self) -> bool {
        self.row.head > self.from
    }
    /// What the gate learns of the stream itself.
    fn info(&self, at: Millis) -> StreamInfo {
        info(&self.row, &self.state, at)
    }
}

/// What is known of a stream without its content.
pub(crate) fn info(row: &StreamRow, state: &AnyStream, at: Millis) -> StreamInfo {
    let family = state.family().map(|family| &family.state);
    let team = family.map(projection::team).unwrap_or_default();
    StreamInfo {
        id: row.id,
        kind: row.kind,
        org: row.org,
        head: row.head,
        team: team.into_iter().map(|(worker, role)| (worker, role.to_owned())).collect(),
        access: family.map(projection::access).unwrap_or_default().at(at),
    }
}

/// Something refused, to be sealed into the tray.
pub(crate) struct ForTray {
    pub(crate) org: OrganisationId,
    pub(crate) actor: crate::ledger::Actor,
    pub(crate) at: domain::time::Millis,
    pub(crate) entry: Entry,
    pub(crate) denied: Denied,
}

/// Why a batch cannot be committed as it is.
pub(crate) enum Fault {
    /// The store failed.
    Store(StoreError),
    /// Code of the domain or the gate panicked on this entry.
    Poison(EntryId),
    /// An atomic request that would not be placed whole.
    Aborted(Vec<Receipt>),
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// All that one batch reads, decides and will write.
pub(crate) struct Work<'a> {
    /// For whom a file is open was changed.
    pub(crate) access_changed: bool,
    pub(crate) random: &'a dyn Random,
    pub(crate) streams: BTreeMap<StreamId, Working>,
    /// Entries that the ledger had before, with their place.
    pub(crate) placed: HashMap<EntryId, u64>,
    /// Entries that the tray had before.
    pub(crate) in_tray: HashSet<EntryId>,
    /// Entries on which the domain has panicked: they go to the tray.
    pub(crate) forced: &'a HashSet<EntryId>,
    /// Entries that would give an account name or a worker of one organisation to another.
    pub(crate) taken: HashSet<EntryId>,
    /// Streams whose key was destroyed.
    pub(crate) erased: HashSet<StreamId>,
    pub(crate) rows: Vec<EntryRow>,
    pub(crate) tray: Vec<ForTray>,
    pub(crate) freed: Vec<(EntryId, u64)>,
    pub(crate) audit: Vec<AuditEvent>,
}

/// Whose stream a first entry makes.
pub(crate) fn owner(request: &Append, entry: &Entry) -> OrganisationId {
    match entry.action.kind() {
        StreamKind::Family | StreamKind::ServiceReferral | StreamKind::Place | StreamKind::Staff => {
            request.actor.org
        }
        StreamKind::Organisation => OrganisationId::from_uuid(entry.stream.uuid()),
        StreamKind::Village | StreamKind::Programme | StreamKind::Provider => OrganisationId::from_u128(0),
    }
}

fn denied(code: &str, reason: &str) -> Denied {
    Denied { code: code.to_owned(), reason: reason.to_owned() }
}

impl Work<'_> {
    /// Decides about a whole request.
    pub(crate) fn request(&mut self, request: &Append) -> Result<Vec<Receipt>, Fault> {
        let mut receipts = Vec::with_capacity(request.entries.len());
        let mut whole = true;
        for entry in &request.entries {
            let verdict = self.entry(request, entry)?;
            whole &= match &verdict {
                Verdict::Placed { outcome, .. } => !matches!(outcome, Outcome::Rejected { .. }),
                Verdict::Refused { .. } => false,
                Verdict::AlreadyThere { .. } => true,
            };
            receipts.push(Receipt { id: entry.id, stream: entry.stream, verdict });
        }
        if request.atomic && !whole { Err(Fault::Aborted(receipts)) } else { Ok(receipts) }
    }

    fn entry(&mut self, request: &Append, entry: &Entry) -> Result<Verdict, Fault> {
        if let Some(seq) = self.placed.get(&entry.id).filter(|_| !planted("placed again")) {
            return Ok(Verdict::AlreadyThere { seq: *seq });
        }
        let bytes = entry.action.write();
        let verdict = match self.admit(request, entry, bytes.len())? {
            Err(denied) => {
                let verdict = Verdict::Refused { code: denied.code.clone(), reason: denied.reason.clone() };
                self.audit.push(event(request, entry, None, &denied.code));
                self.tray.push(ForTray {
                    org: request.actor.org,
                    actor: request.actor,
                    at: request.at,
                    entry: entry.clone(),
                    denied,
                });
                verdict
            }
            Ok(()) => self.place(request, entry, &bytes)?,
        };
        Ok(verdict)
    }

    /// Whether the entry may be placed at all.
    fn admit(&self, request: &Append, entry: &Entry, length: usize) -> Result<Result<(), Denied>, Fault> {
        let actor = request.actor;
        if !request.on_behalf && (entry.author != actor.worker || entry.device != actor.device) {
            return Ok(Err(denied(
                "not_the_author",
                "the entry names another author or device than the session",
            )));
        }
        if entry.v != ACTION_VERSION {
            return Ok(Err(denied(
                "newer_version",
                "the entry is written in a vocabulary this build does not write",
            )));
        }
        if length > MAX_PAYLOAD {
            return Ok(Err(denied("too_large", "the entry's content is larger than an entry may be")));
        }
        if self.forced.contains(&entry.id) {
            return Ok(Err(denied("fault", "folding the entry failed; it is kept for whoever mends that")));
        }
        if self.taken.contains(&entry.id) {
            return Ok(Err(denied("account_taken", "another organisation has that account or worker")));
        }
        if self.erased.contains(&entry.stream) {
            return Ok(Err(denied("erased", "the family was erased; nothing can be added to its file")));
        }
        let Some(working) = self.streams.get(&entry.stream) else {
            return Err(StoreError::Damaged("a stream was not loaded".into()).into());
        };
        if entry.action.kind() != working.row.kind {
            return Ok(Err(denied("wrong_stream", "the entry is for another kind of stream")));
        }
        let decide = || request.gate.allow(&working.info(request.at), &working.state, entry);
        catch_unwind(AssertUnwindSafe(decide)).map_err(|_| Fault::Poison(entry.id))
    }

    fn place(&mut self, request: &Append, entry: &Entry, bytes: &[u8]) -> Result<Verdict, Fault> {
        let Some(working) = self.streams.get_mut(&entry.stream) else {
            return Err(StoreError::Damaged("a stream was not loaded".into()).into());
        };
        let seq = working.row.head + 1 + u64::from(planted("a place is left out") && working.row.head == 9);
        let head = entry.head();
        let coordinates = chain::coordinates(entry.stream, seq, &head, entry.v);
        let state = &mut working.state;
        let outcome = catch_unwind(AssertUnwindSafe(|| state.take(entry.clone().placed(seq))))
            .map_err(|_| Fault::Poison(entry.id))?;
        let sealed = working.key.seal(self.random, bytes, &coordinates)?;
        let taken = Taken { received_at: request.at, outcome: outcome.code() };
        let hash = chain::link(&working.row.hash, &coordinates, taken, &sealed);
        working.row.head = seq;
        if !planted("a link is missing") || seq % 8 != 7 {
            working.row.hash = hash;
        }
        self.audit.push(event(request, entry, Some(LedgerMark { seq, hash }), outcome.code()));
        if self.in_tray.contains(&entry.id) {
            self.freed.push((entry.id, seq));
        }
        self.placed.insert(entry.id, seq);
        self.rows.push(EntryRow {
            stream: entry.stream,
            seq,
            head,
            received_at: request.at,
            v: entry.v,
            outcome: outcome.code().to_owned(),
            sealed,
            hash,
        });
        Ok(Verdict::Placed { seq, outcome })
    }
}

/// Of which sections an entry speaks: a packet that leaves, or an offer to work on the file too, names all that it opens.
fn sections(action: &Action) -> Vec<Section> {
    if let Action::ServiceReferral(ServiceReferralAction::Sent { packet }) = action {
        return packet.sections.clone();
    }
    if let Action::Family(FamilyAction::ServiceReferred { sent, .. }) = action {
        return sent.sections.clone();
    }
    if let Action::Family(FamilyAction::JointOffered { offered, .. }) = action {
        return offered.sections.clone();
    }
    vec![action.section()]
}

fn event(request: &Append, entry: &Entry, mark: Option<LedgerMark>, outcome: &str) -> AuditEvent {
    AuditEvent {
        stream: Some(entry.stream),
        sections: sections(&entry.action),
        purpose: "append".to_owned(),
        allowed: mark.is_some(),
        outcome: outcome.to_owned(),
        mark,
        ..AuditEvent::new(request.at, request.actor, entry.action.name(), &request.request_id)
    }
}

/// The worker that an entry would set, if it sets one.
pub(crate) fn worker_set(entry: &Entry) -> Option<&domain::organisation::Worker> {
    use domain::organisation::OrganisationAction;
    match &entry.action {
        Action::Organisation(OrganisationAction::WorkerSet { worker }) => Some(worker),
        Action::Organisation(OrganisationAction::Named { .. })
        | Action::Family(_)
        | Action::Village(_)
        | Action::Programme(_)
        | Action::Provider(_)
        | Action::ServiceReferral(_)
        | Action::Place(_)
        | Action::Staff(_) => None,
    }
}
