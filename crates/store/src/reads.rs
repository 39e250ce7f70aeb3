//! Reading: what devices pull, family files, caseloads, search. Types only; the statements are in `sql`.

use crate::ledger::Actor;
use crate::scope::ListScope;
use domain::entry::{Action, Head, Section, StreamKind};
use domain::ids::{JointId, OrganisationId, PersonId, StreamId, WorkerId};
use domain::time::{Day, Millis};
use policy::{FamilyFacts, FamilyTies, Grant, Protected, Share};
use std::sync::Arc;

/// A stream as the ledger knows it, without content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamInfo {
    /// Its id.
    pub id: StreamId,
    /// What it is about.
    pub kind: StreamKind,
    /// Whose it is; nil for the network's own (programme, villages).
    pub org: OrganisationId,
    /// Number of entries: the highest `seq`.
    pub head: u64,
    /// For a family: who works with it: `lead`, `specialist`; or `opened` for the worker who opened the file,
    /// while nobody leads; and `partner` for those who work on it for another organisation.
    pub team: Vec<(WorkerId, String)>,
    /// For a family: what else bears on who may see it, as of the moment when this was read.
    pub access: Access,
}

/// What bears on who may see a family, beside who works with it.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Access {
    /// Own relatives, and whoever else must not see it.
    pub excluded: Vec<WorkerId>,
    /// What it shares with other organisations.
    pub shares: Vec<LivingShare>,
    /// Sections that are closed to everybody without clearance.
    pub sealed: Vec<Section>,
    /// To which organisation it is being handed over. No right follows from it.
    pub handed_to: Option<OrganisationId>,
    /// Which organisations were asked to work on it too, and have not answered. Likewise.
    pub offered_to: Vec<OrganisationId>,
}

/// Something that a family shares, and until when.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LivingShare {
    /// With which organisation.
    pub organisation: OrganisationId,
    /// What for (`policy::Purpose::code`).
    pub purpose: String,
    /// Which section.
    pub section: Section,
    /// Until when; not at that moment itself.
    pub until: Millis,
}

/// A time-boxed grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrantRow {
    /// To whom.
    pub worker: WorkerId,
    /// To which file, for what.
    pub grant: Grant,
    /// From when on.
    pub begins: Millis,
    /// Until when; not at that moment itself.
    pub until: Millis,
}

/// A joint case that ran or runs, and when that ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JointEndRow {
    /// The family.
    pub family: StreamId,
    /// Which joint case.
    pub joint: JointId,
    /// The other organisation.
    pub organisation: OrganisationId,
    /// Who leads.
    pub lead: OrganisationId,
    /// When.
    pub ends: Millis,
    /// How: `JointStanding::code`.
    pub standing: String,
    /// Whom the other organisation had named.
    pub workers: Vec<WorkerId>,
}

impl GrantRow {
    /// Whether it lives at a moment.
    pub fn lives(&self, at: Millis) -> bool {
        self.begins <= at && at < self.until
    }
}

impl Access {
    /// What of it lives at a moment.
    #[must_use]
    pub fn at(mut self, at: Millis) -> Self {
        self.shares.retain(|share| share.until > at);
        self
    }
}

impl StreamInfo {
    /// Who works with the family.
    pub fn ties(&self) -> FamilyTies {
        let (mut lead, mut opened_by) = (None, None);
        let (mut specialists, mut partners) = (Vec::new(), Vec::new());
        for (worker, role) in &self.team {
            match role.as_str() {
                "lead" => lead = Some(*worker),
                "opened" => opened_by = Some(*worker),
                "partner" => partners.push(*worker),
                _ => specialists.push(*worker),
            }
        }
        FamilyTies { organisation: self.org, lead, specialists, opened_by, partners }
    }
}

impl Protected for StreamInfo {
    fn facts(&self) -> FamilyFacts {
        let share = |share: &LivingShare| Share {
            organisation: share.organisation,
            purpose: share.purpose.clone(),
            section: share.section,
        };
        FamilyFacts {
            stream: self.id,
            ties: self.ties(),
            excluded: self.access.excluded.clone(),
            shares: self.access.shares.iter().map(share).collect(),
            sealed: self.access.sealed.clone(),
        }
    }
}

/// Which sections of a stream the reader may read: the policy, as a function. It is asked once for each stream.
pub type Readable = Arc<dyn Fn(&StreamInfo) -> Vec<Section> + Send + Sync>;

/// On whose behalf something is read. Every read of family content leaves an audit row that is committed before
/// the content is handed out; if that fails, the read fails.
#[derive(Clone)]
pub struct Reader {
    /// Who reads.
    pub actor: Actor,
    /// The server's clock.
    pub at: Millis,
    /// For the audit log.
    pub request_id: String,
    /// Stable word for why: `casework`, `supervision`, `sync` …
    pub purpose: String,
    /// On what ground, in stable words of the policy. May be empty.
    pub basis: String,
    /// Which sections she may read.
    pub readable: Readable,
}

/// An entry as handed out.
#[derive(Debug, Clone)]
pub struct ReadEntry {
    /// Its place.
    pub seq: u64,
    /// Who, when, which section, what seen.
    pub head: Head,
    /// When the server took it.
    pub received_at: Millis,
    /// Version of the vocabulary of `payload`.
    pub v: u16,
    /// The action's JSON exactly as stored; `None` when the reader may not read its section.
    pub payload: Option<Box<serde_json::value::RawValue>>,
    /// What the fold made of it when it was placed (`Outcome::code`).
    pub outcome: String,
}

impl ReadEntry {
    /// The entry for the fold; content that this build cannot read counts as sealed.
    pub fn placed(&self) -> domain::entry::Placed {
        use domain::entry::Content;
        let content = match &self.payload {
            Some(raw) => match Action::read(self.v, raw.get().as_bytes()) {
                Ok(action) => Content::Open(action),
                Err(_) => Content::Sealed,
            },
            None => Content::Sealed,
        };
        domain::entry::Placed { seq: self.seq, head: self.head.clone(), content }
    }
}

/// A stream with the entries that the reader asked for.
#[derive(Debug, Clone)]
pub struct ReadStream {
    /// Which stream.
    pub info: StreamInfo,
    /// Which sections are open to the reader ([`Section::bits`]).
    pub open: u8,
    /// The entries, in `seq` order, without a gap.
    pub entries: Vec<ReadEntry>,
}

/// A device asks for what is new.
#[derive(Debug, Clone)]
pub struct Pull {
    /// The families it may hold.
    pub scope: ListScope,
    /// Streams it may hold beside families: its organisation, the programme, its villages.
    pub also: Vec<StreamId>,
    /// What it holds: stream and highest `seq`. 0 for a stream it has nothing of.
    pub known: Vec<(StreamId, u64)>,
    /// Which sections of them were open to it then; what is not named counts as unchanged.
    pub open: Vec<(StreamId, u8)>,
    /// Roughly how many bytes of content to answer with; at least one entry comes if there is one.
    pub budget_bytes: usize,
}

/// What is new.
#[derive(Debug, Clone, Default)]
pub struct Pulled {
    /// Streams with new entries.
    pub streams: Vec<ReadStream>,
    /// Streams that the device holds and may hold no longer.
    pub forget: Vec<StreamId>,
    /// Whether to ask again at once.
    pub more: bool,
}

/// How a caseload is ordered. Families without a date come last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CaseloadSort {
    /// The next thing due (visit, review, response) first.
    #[default]
    Due,
    /// Highest risk first.
    Risk,
    /// Latest change first.
    Updated,
    /// By the number of the file: an order that tells nothing of what goes on in it.
    Made,
}

/// Narrows a caseload. Empty: everything in scope.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaseloadFilter {
    /// Whose files.
    pub holder: Holder,
    /// Lead worker.
    pub worker: Option<WorkerId>,
    /// Stage code, as the domain names it.
    pub stage: Option<String>,
    /// Risk code, as the domain names it.
    pub risk: Option<String>,
    /// Official village code, or its beginning (a commune, district, province).
    pub village: Option<String>,
    /// Something due on or before this day.
    pub due_by: Option<Day>,
    /// Only where a review waits for the supervisor.
    pub review_waiting: bool,
    /// Only with a high concern that is open.
    pub open_concern: bool,
    /// Only where something is contested.
    pub conflicts: bool,
    /// Closed and declined ones too.
    pub include_closed: bool,
    /// The reader may not read of the work where that section is sealed: those families stand in the order as if nothing
    /// were known of it, and nothing of it finds them.
    pub sealed_work_hidden: bool,
}

/// Whose files a list shows, within its scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Holder {
    /// Anybody's.
    #[default]
    Any,
    /// This organisation's.
    Of(OrganisationId),
    /// This organisation's, and those of others on which it works too (joint cases).
    WorkedOnBy(OrganisationId),
    /// Everybody else's: what others share with it.
    OthersThan(OrganisationId),
}

/// One page of a caseload.
#[derive(Debug, Clone)]
pub struct CaseloadPage {
    /// The families.
    pub rows: Vec<FamilyRow>,
    /// Hand it in for the next page; `None` at the end.
    pub next: Option<String>,
}

/// Asks for a page of a caseload.
#[derive(Debug, Clone)]
pub struct Caseload {
    /// The families the reader may see.
    pub scope: ListScope,
    /// Narrowing.
    pub filter: CaseloadFilter,
    /// Order.
    pub sort: CaseloadSort,
    /// `next` of the page before.
    pub cursor: Option<String>,
    /// Rows per page, at most 200.
    pub limit: u32,
}

/// A family in a list. Derived from its ledger.
#[derive(Debug, Clone)]
pub struct FamilyRow {
    /// The family's stream.
    pub stream: StreamId,
    /// Its organisation.
    pub org: OrganisationId,
    /// Official village code, if known.
    pub village: Option<String>,
    /// Stage code, as the domain names it.
    pub stage: String,
    /// Risk code, as the domain names it.
    pub risk: Option<String>,
    /// Who leads the work.
    pub lead: Option<WorkerId>,
    /// Her supervisor.
    pub supervisor: Option<WorkerId>,
    /// When the next visit is due.
    pub visit_due: Option<Day>,
    /// When the next review is due.
    pub review_due: Option<Day>,
    /// The earliest of everything due.
    pub next_due: Option<Day>,
    /// Last visit.
    pub last_visit: Option<Day>,
    /// A review waits for the supervisor.
    pub review_waiting: bool,
    /// A high concern is open.
    pub open_concern: bool,
    /// People in the file.
    pub people: u32,
    /// Visits recorded.
    pub visits: u32,
    /// Fields that are contested.
    pub conflicts: u32,
    /// Entries that the fold rejected.
    pub rejected: u32,
    /// First entry taken.
    pub created_at: Millis,
    /// Last entry taken.
    pub updated_at: Millis,
    /// Number of entries.
    pub head: u64,
    /// The whole `domain::family::summary::Summary` as JSON, names and all (kept sealed at rest).
    pub card: Box<serde_json::value::RawValue>,
}

/// A search by name. All groups (one per word typed) must match a person; in a group any alternative (other
/// script, by sound, beginning) may. Keys are those that the domain's `search` module makes; they are blinded
/// here.
#[derive(Debug, Clone)]
pub struct Search {
    /// The families the reader may see.
    pub scope: ListScope,
    /// Whose index: names are blinded with a key per organisation.
    pub org: OrganisationId,
    /// One group per word.
    pub groups: Vec<Vec<String>>,
    /// Keys of the words together as somebody's whole name. Whoever has it is found, and nobody who only has the
    /// words; without such people, or without keys here, everybody who has the words is found.
    pub whole: Vec<String>,
    /// At most this many people (no more than 200).
    pub limit: u32,
}

/// A person found, with her family.
#[derive(Debug, Clone)]
pub struct Found {
    /// The person.
    pub person: PersonId,
    /// How many of the groups (search) or keys (duplicates) asked for are hers.
    pub matched: u32,
    /// Her family.
    pub family: FamilyRow,
}

/// Numbers for `/metrics`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Streams in the ledger.
    pub streams: u64,
    /// Entries in the ledger.
    pub entries: u64,
    /// Families in projections.
    pub families: u64,
    /// Entries in the tray.
    pub tray: u64,
    /// Rows in the audit log.
    pub audit: u64,
    /// Sessions not expired.
    pub sessions: u64,
}
