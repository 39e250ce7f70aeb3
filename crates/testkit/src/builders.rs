//! Small builders for tests: ids that repeat, and scripts of entries with the right `base`.

use crate::dice::Dice;
use domain::entry::{Action, Base, Content, Entry, Outcome, Placed, StreamKind};
use domain::family::FamilyAction;
use domain::ids::{
    ActionId, AssessmentId, ConcernId, ConsentId, ConsultationId, DeviceId, EmergencyId, EntryId, GoalId,
    HouseholdId, IdSource, ImportId, JointId, MeetingId, OrganisationId, PersonId, PhotoId, RelationId,
    ReviewId, ServiceId, StreamId, TaskId, TransferId, UnionId, VisitId, WithheldId, WorkerId,
};
use domain::organisation::OrganisationAction;
use domain::programme::ProgrammeAction;
use domain::provider::ProviderAction;
use domain::service_referral::ServiceReferralAction;
use domain::stream::AnyStream;
use domain::time::{Day, Millis};
use domain::village::VillageAction;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Every kind of id that [`Ids`] can make.
pub trait MadeId {
    /// The id with this UUID.
    fn made(uuid: Uuid) -> Self;
}

macro_rules! made {
    ($($name:ident),*) => {$(
        impl MadeId for $name {
            fn made(uuid: Uuid) -> Self { Self::from_uuid(uuid) }
        }
    )*};
}
made!(
    EntryId,
    StreamId,
    PersonId,
    PhotoId,
    HouseholdId,
    UnionId,
    RelationId,
    ConsentId,
    AssessmentId,
    GoalId,
    ActionId,
    VisitId,
    ConcernId,
    ReviewId,
    ConsultationId,
    EmergencyId,
    WithheldId,
    TransferId,
    JointId,
    TaskId,
    WorkerId,
    DeviceId,
    OrganisationId,
    ImportId,
    ServiceId,
    MeetingId
);

/// Makes UUIDv7 ids at a time that the test says, with randomness from a seed.
#[derive(Debug, Clone)]
pub struct Ids {
    source: IdSource,
    dice: Dice,
    now: Millis,
}

impl Ids {
    /// Ids from a seed, at the beginning of time.
    pub fn seeded(seed: u64) -> Self {
        Self { source: IdSource::new(), dice: Dice::seeded(seed), now: Millis(0) }
    }
    /// Sets the clock. It may go back; ids then still grow.
    pub fn set_now(&mut self, now: Millis) {
        self.now = now;
    }
    /// What the clock says.
    pub const fn now(&self) -> Millis {
        self.now
    }
    /// The next id, of whichever kind is asked for.
    pub fn fresh<I: MadeId>(&mut self) -> I {
        I::made(self.source.next(self.now.0, self.dice.bytes()))
    }
}

/// Who writes, and on which device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hand {
    /// The worker.
    pub worker: WorkerId,
    /// Her device.
    pub device: DeviceId,
}

impl Hand {
    /// A worker with one device, both known by a number.
    pub const fn number(n: u128) -> Self {
        Self { worker: WorkerId::from_u128(n), device: DeviceId::from_u128(n) }
    }
    /// The same worker on another device.
    pub const fn on(self, device: DeviceId) -> Self {
        Self { worker: self.worker, device }
    }
}

/// Anything that can be said to a stream.
pub trait IntoAction {
    /// As an action.
    fn into_action(self) -> Action;
}
impl IntoAction for Action {
    fn into_action(self) -> Action {
        self
    }
}
impl IntoAction for FamilyAction {
    fn into_action(self) -> Action {
        Action::Family(self)
    }
}
impl IntoAction for OrganisationAction {
    fn into_action(self) -> Action {
        Action::Organisation(self)
    }
}
impl IntoAction for ProviderAction {
    fn into_action(self) -> Action {
        Action::Provider(self)
    }
}
impl IntoAction for ServiceReferralAction {
    fn into_action(self) -> Action {
        Action::ServiceReferral(self)
    }
}
impl IntoAction for VillageAction {
    fn into_action(self) -> Action {
        Action::Village(self)
    }
}
impl IntoAction for ProgrammeAction {
    fn into_action(self) -> Action {
        Action::Programme(self)
    }
}

/// The entries of one stream as they are given, one after the other: `seq` 1, 2, 3 … is their order.
///
/// ```
/// use domain::family::FamilyAction;
/// use testkit::builders::{Hand, Script};
///
/// let davy = Hand::number(1);
/// let mut script = Script::seeded(7);
/// script.say(davy, FamilyAction::Opened { village: "02080103".parse()?, import: None });
/// assert!(script.family().opened.is_some());
/// # Ok::<(), domain::place::BadPlaceCode>(())
/// ```
#[derive(Debug, Clone)]
pub struct Script {
    /// The stream.
    pub stream: StreamId,
    /// Where the script's ids come from; its clock is the author's.
    pub ids: Ids,
    entries: Vec<Entry>,
    last: BTreeMap<DeviceId, EntryId>,
}

impl Script {
    /// A script whose stream and ids come from a seed.
    pub fn seeded(seed: u64) -> Self {
        let mut ids = Ids::seeded(seed);
        let stream = ids.fresh();
        Self { stream, ids, entries: Vec::new(), last: BTreeMap::new() }
    }
    /// A script for a stream that exists already.
    pub fn of(stream: StreamId, ids: Ids) -> Self {
        Self { stream, ids, entries: Vec::new(), last: BTreeMap::new() }
    }
    /// Sets the authors' clock.
    pub fn at(&mut self, now: Millis) -> &mut Self {
        self.ids.set_now(now);
        self
    }
    /// Sets the authors' clock to noon of a day.
    pub fn on(&mut self, day: Day) -> &mut Self {
        self.at(day.noon())
    }
    /// The place of the last entry.
    pub fn head(&self) -> u64 {
        u64::try_from(self.entries.len()).unwrap_or(u64::MAX)
    }
    /// A command by somebody who has seen everything so far.
    pub fn say(&mut self, hand: Hand, action: impl IntoAction) -> EntryId {
        let seen = self.head();
        self.say_having_seen(seen, hand, action)
    }
    /// A command by somebody who was offline and had seen the stream only as far as `seen`.
    pub fn say_having_seen(&mut self, seen: u64, hand: Hand, action: impl IntoAction) -> EntryId {
        let entry = self.entry(seen, hand, action);
        let id = entry.id;
        self.last.insert(hand.device, id);
        self.entries.push(entry);
        id
    }
    /// An entry as the script's next would be, without adding it.
    pub fn entry(&mut self, seen: u64, hand: Hand, action: impl IntoAction) -> Entry {
        Entry {
            id: self.ids.fresh(),
            stream: self.stream,
            author: hand.worker,
            device: hand.device,
            made_at: self.ids.now(),
            base: Base { seen, after: self.last.get(&hand.device).copied() },
            v: domain::entry::ACTION_VERSION,
            action: action.into_action(),
        }
    }
    /// Adds an entry that was made elsewhere, such as one sent twice.
    pub fn add(&mut self, entry: Entry) {
        self.last.insert(entry.device, entry.id);
        self.entries.push(entry);
    }
    /// The entries so far.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
    /// Takes the entries.
    pub fn into_entries(self) -> Vec<Entry> {
        self.entries
    }
    /// The entries with their places.
    pub fn placed(&self) -> Vec<Placed> {
        placed(&self.entries)
    }
    /// The stream that they make, of the kind of the first one.
    pub fn folded(&self) -> AnyStream {
        let kind = self.entries.first().map_or(StreamKind::Family, |entry| entry.action.kind());
        AnyStream::replay(kind, self.placed())
    }
    /// The family that they make; an empty one when they are about something else.
    pub fn family(&self) -> domain::family::Family {
        self.folded().family().map(|stream| stream.state.clone()).unwrap_or_default()
    }
    /// What became of each.
    pub fn outcomes(&self) -> Vec<Outcome> {
        let kind = self.entries.first().map_or(StreamKind::Family, |entry| entry.action.kind());
        let mut stream = AnyStream::empty(kind);
        self.placed().into_iter().map(|placed| stream.take(placed)).collect()
    }
    /// What became of the last.
    pub fn last_outcome(&self) -> Option<Outcome> {
        self.outcomes().pop()
    }
}

/// Entries at the places 1, 2, 3 …
pub fn placed(entries: &[Entry]) -> Vec<Placed> {
    (1..).zip(entries).map(|(seq, entry)| entry.clone().placed(seq)).collect()
}

/// Entries at the places 1, 2, 3 …, without the content of those that `hidden` says.
pub fn placed_for(entries: &[Entry], hidden: impl Fn(&Entry) -> bool) -> Vec<Placed> {
    (1..)
        .zip(entries)
        .map(|(seq, entry)| {
            let sealed = hidden(entry);
            let placed = entry.clone().placed(seq);
            if sealed { Placed { content: Content::Sealed, ..placed } } else { placed }
        })
        .collect()
}

/// Complete answers to the child status check: every factor at the mark that `mark` says for its code, with a
/// reason. Empty should the tool not be there.
pub fn status_check(mark: impl Fn(&str) -> u8) -> domain::instrument::Answers {
    use domain::instrument::{Answer, Kind, find};
    let items = find("csi", 1).into_iter().flat_map(|tool| tool.items());
    items
        .filter(|(_, item)| matches!(item.answer, Kind::Level { .. }))
        .map(|(_, item)| {
            let reason = "តាមសម្ដីអ្នកថែទាំ".to_owned();
            (item.code.clone(), Answer::Level { value: mark(&item.code), reason })
        })
        .collect()
}
