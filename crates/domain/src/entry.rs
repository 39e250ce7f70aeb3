//! The entry: one typed command, immutable, that somebody gave on a device. A ledger is a list of entries; a
//! family's file is what [`fold`](crate::stream::Stream::fold) makes of them (design §1).

use crate::assessed::AssessedAction;
use crate::family::FamilyAction;
use crate::ids::{DeviceId, EntryId, StreamId, WorkerId};
use crate::organisation::OrganisationAction;
use crate::programme::ProgrammeAction;
use crate::provider::ProviderAction;
use crate::service_referral::ServiceReferralAction;
use crate::time::Millis;
use crate::village::VillageAction;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The version of the action vocabulary that this build writes. Older entries are upcast when read
/// ([`Action::read`]); newer ones are refused politely.
pub const ACTION_VERSION: u16 = 1;

/// What a stream is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum StreamKind {
    /// One family's file.
    Family,
    /// One organisation and its workers.
    Organisation,
    /// One village as a community.
    Village,
    /// The network's programme: protocol and schedules.
    Programme,
    /// One provider of services, inside or outside the network.
    Provider,
    /// One referral to a service.
    ServiceReferral,
    /// One village, group or facility, as an organisation assesses it.
    Place,
    /// One worker, as those above her assess her work.
    Staff,
}

impl StreamKind {
    /// Every kind.
    pub const ALL: [StreamKind; 8] = [
        Self::Family,
        Self::Organisation,
        Self::Village,
        Self::Programme,
        Self::Provider,
        Self::ServiceReferral,
        Self::Place,
        Self::Staff,
    ];
    /// The stable name, as stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Family => "family",
            Self::Organisation => "organisation",
            Self::Village => "village",
            Self::Programme => "programme",
            Self::Provider => "provider",
            Self::ServiceReferral => "service_referral",
            Self::Place => "place",
            Self::Staff => "staff",
        }
    }
    /// Reads the stored name.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Which part of a file an entry belongs to. Who may not read a section receives its entries sealed: their
/// place in the ledger, without their content.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// Who the people are and how they belong together.
    Identity,
    /// The work itself: referrals, assessments, plans, visits, reviews.
    Narrative,
    /// Disability and health.
    Health,
    /// Worries about somebody's safety.
    Protection,
    /// Civil papers and legal matters.
    Legal,
    /// Where the family can be found, when that must be guarded.
    SafeAddress,
    /// Photographs and recordings.
    Media,
}

impl Section {
    /// Every section.
    pub const ALL: [Section; 7] = [
        Self::Identity,
        Self::Narrative,
        Self::Health,
        Self::Protection,
        Self::Legal,
        Self::SafeAddress,
        Self::Media,
    ];
    /// The stable name, as stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Narrative => "narrative",
            Self::Health => "health",
            Self::Protection => "protection",
            Self::Legal => "legal",
            Self::SafeAddress => "safe_address",
            Self::Media => "media",
        }
    }
    /// Reads the stored name.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.code() == code)
    }
    /// A set of sections as bits: bit n stands for the section numbered n in [`Section::ALL`].
    pub fn bits(sections: &[Self]) -> u8 {
        let bit = |(at, section): (usize, &Self)| u8::from(sections.contains(section)) << at;
        Self::ALL.iter().enumerate().map(bit).fold(0, |all, one| all | one)
    }
}

/// What the author had seen when she gave the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, told::Told, Default)]
pub struct Base {
    /// The highest `seq` of this stream that her device held.
    pub seen: u64,
    /// Her device's previous entry on this stream, if any: it is folded first, whatever order they arrive in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<EntryId>,
}

/// A typed command of the domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// To a family's file.
    Family(FamilyAction),
    /// To an organisation.
    Organisation(OrganisationAction),
    /// To a village.
    Village(VillageAction),
    /// To the programme.
    Programme(ProgrammeAction),
    /// To a provider of services.
    Provider(ProviderAction),
    /// To a referral to a service.
    ServiceReferral(ServiceReferralAction),
    /// To the file of a village, group or facility.
    Place(AssessedAction),
    /// To a worker's file.
    Staff(AssessedAction),
}

/// Why stored bytes could not be read as an action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableAction {
    /// Written by a newer build.
    #[error("written with version {0} of the vocabulary, which this build does not know")]
    Newer(u16),
    /// Not an action of that version.
    #[error("not an action: {0}")]
    Malformed(String),
}

impl Action {
    /// Which kind of stream takes this command.
    pub fn kind(&self) -> StreamKind {
        match self {
            Self::Family(_) => StreamKind::Family,
            Self::Organisation(_) => StreamKind::Organisation,
            Self::Village(_) => StreamKind::Village,
            Self::Programme(_) => StreamKind::Programme,
            Self::Provider(_) => StreamKind::Provider,
            Self::ServiceReferral(_) => StreamKind::ServiceReferral,
            Self::Place(_) => StreamKind::Place,
            Self::Staff(_) => StreamKind::Staff,
        }
    }
    /// Which section of the stream it belongs to.
    pub fn section(&self) -> Section {
        match self {
            Self::Family(action) => action.section(),
            Self::Organisation(_)
            | Self::Village(_)
            | Self::Programme(_)
            | Self::Provider(_)
            | Self::ServiceReferral(_)
            | Self::Place(_)
            | Self::Staff(_) => Section::Identity,
        }
    }
    /// The command's stable name, for audit and policy: `family.visit_recorded`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Family(action) => action.name(),
            Self::Organisation(action) => action.name(),
            Self::Village(action) => action.name(),
            Self::Programme(action) => action.name(),
            Self::Provider(action) => action.name(),
            Self::ServiceReferral(action) => action.name(),
            Self::Place(action) => action.of_place(),
            Self::Staff(action) => action.of_staff(),
        }
    }
    /// Reads an action as stored, upcasting older versions. Errors name what was wrong, never the content.
    pub fn read(version: u16, json: &[u8]) -> Result<Self, UnreadableAction> {
        match version {
            1 => serde_json::from_slice(json).map_err(|e| UnreadableAction::Malformed(plain(&e))),
            newer => Err(UnreadableAction::Newer(newer)),
        }
    }
    /// Reads an action from a JSON tree, upcasting older versions, as [`Action::read`] does from bytes.
    pub fn from_value(version: u16, json: serde_json::Value) -> Result<Self, UnreadableAction> {
        match version {
            1 => crate::read::Told::told(&json).map_err(|bad| UnreadableAction::Malformed(bad.to_string())),
            newer => Err(UnreadableAction::Newer(newer)),
        }
    }
    /// The bytes to store, of version [`ACTION_VERSION`].
    pub fn write(&self) -> Vec<u8> {
        // An action holds only maps with text keys and finite numbers: writing it cannot fail.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// A JSON error without the value that caused it: the value may be a child's name.
fn plain(error: &serde_json::Error) -> String {
    format!("{:?} at line {} column {}", error.classify(), error.line(), error.column())
}

/// An entry as made on a device and sent to the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Entry {
    /// UUIDv7, made on the device; a resend carries the same.
    pub id: EntryId,
    /// The stream it is meant for.
    pub stream: StreamId,
    /// Who gave the command.
    pub author: WorkerId,
    /// On which device.
    pub device: DeviceId,
    /// The device's clock: information only.
    pub made_at: Millis,
    /// What the author had seen.
    pub base: Base,
    /// Version of the vocabulary of `action`.
    pub v: u16,
    /// The command.
    pub action: Action,
}

impl Entry {
    /// Everything but the content.
    pub fn head(&self) -> Head {
        Head {
            id: self.id,
            author: self.author,
            device: self.device,
            made_at: self.made_at,
            base: self.base,
            section: self.action.section(),
        }
    }
    /// This entry at a place in its stream.
    pub fn placed(self, seq: u64) -> Placed {
        Placed { seq, head: self.head(), content: Content::Open(self.action) }
    }
}

/// What everybody who may see the stream learns of an entry, sealed or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Head {
    /// The entry.
    pub id: EntryId,
    /// Who gave the command.
    pub author: WorkerId,
    /// On which device.
    pub device: DeviceId,
    /// The device's clock.
    pub made_at: Millis,
    /// What the author had seen.
    pub base: Base,
    /// Where it belongs.
    pub section: Section,
}

impl Head {
    /// What a guest of a file learns of an entry that is sealed to her: that there is one at that place. Neither who
    /// wrote it nor when nor in which section; the id is made of stream and place, because a true one tells the time.
    pub fn withheld(stream: StreamId, seq: u64) -> Self {
        Self {
            id: EntryId::from_u128(!stream.uuid().as_u128() ^ u128::from(seq)),
            author: WorkerId::from_u128(0),
            device: DeviceId::from_u128(0),
            made_at: Millis(0),
            base: Base::default(),
            // Stands for none: a place holder without content means nothing in any section.
            section: Section::Identity,
        }
    }
}

/// An entry's content as far as the reader may know it.
#[allow(
    clippy::large_enum_variant,
    reason = "nearly every entry is open: a box would be one allocation each"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// The command.
    Open(Action),
    /// The reader may not see it, or this build is too old to read it.
    Sealed,
}

/// An entry with the place that the server gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Placed {
    /// 1, 2, 3 … within the stream. On a device, entries not yet sent are placed after all others.
    pub seq: u64,
    /// Who, when, what seen.
    pub head: Head,
    /// The command, unless sealed.
    pub content: Content,
}

/// What became of an entry when it was folded. Every outcome has a name and is counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// It took effect.
    Applied,
    /// It is already there; nothing changed.
    Duplicate,
    /// It took effect beside changes that its author had not seen, in other fields.
    Merged,
    /// It changed what somebody else had changed unseen: both values are kept and a person decides.
    Conflicting {
        /// Which fields.
        fields: Vec<FieldPath>,
    },
    /// Its author's earlier entry has not arrived; it takes effect when that one does.
    Waiting {
        /// The entry it waits for.
        after: EntryId,
    },
    /// The reader may not see it.
    Sealed,
    /// It cannot take effect. It stays in the ledger and is shown to its author and her supervisor.
    Rejected {
        /// Why.
        reason: Rejection,
    },
}

impl Outcome {
    /// The name under which it is counted.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Duplicate => "duplicate",
            Self::Merged => "merged",
            Self::Conflicting { .. } => "conflicting",
            Self::Waiting { .. } => "waiting",
            Self::Sealed => "sealed",
            Self::Rejected { .. } => "rejected",
        }
    }
}

/// Names one field of a file, such as `person/0190…/name_km`.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(transparent)]
pub struct FieldPath(pub String);

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why an entry could not take effect. The code is stable; words for people are in the message catalogue
/// under `rejected-…`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum Rejection {
    /// The command is for another kind of stream.
    WrongStream,
    /// It names a person who is not in this file.
    UnknownPerson,
    /// It names something else that is not in this file.
    UnknownThing {
        /// What: `goal`, `visit` …
        what: String,
    },
    /// The id is taken by another thing.
    AlreadyThere {
        /// What.
        what: String,
    },
    /// The file is not at a stage that allows it.
    WrongStage {
        /// At which stage the file is.
        stage: String,
    },
    /// No consent for this purpose was recorded before.
    NoConsent,
    /// A rule of the field: the value cannot be.
    NotPossible {
        /// Which field.
        field: String,
        /// A stable word for why: `empty`, `in_the_future`, `self_relation` …
        why: String,
    },
    /// The assessment lacks answers that its instrument requires.
    Incomplete {
        /// How many.
        missing: u32,
    },
    /// The instrument or its version is not known to this build.
    UnknownInstrument,
    /// Gates that must be met before closing are not.
    GatesUnmet {
        /// Which gates, by code.
        gates: Vec<String>,
    },
    /// Two people are needed for this, and it is the same one.
    FourEyes,
    /// It was decided already.
    AlreadyDecided,
}

impl Rejection {
    /// The stable code, which is also the end of its message key.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongStream => "wrong_stream",
            Self::UnknownPerson => "unknown_person",
            Self::UnknownThing { .. } => "unknown_thing",
            Self::AlreadyThere { .. } => "already_there",
            Self::WrongStage { .. } => "wrong_stage",
            Self::NoConsent => "no_consent",
            Self::NotPossible { .. } => "not_possible",
            Self::Incomplete { .. } => "incomplete",
            Self::UnknownInstrument => "unknown_instrument",
            Self::GatesUnmet { .. } => "gates_unmet",
            Self::FourEyes => "four_eyes",
            Self::AlreadyDecided => "already_decided",
        }
    }
    /// Every code, for the test that each has words in both languages.
    pub const CODES: [&'static str; 12] = [
        "wrong_stream",
        "unknown_person",
        "unknown_thing",
        "already_there",
        "wrong_stage",
        "no_consent",
        "not_possible",
        "incomplete",
        "unknown_instrument",
        "gates_unmet",
        "four_eyes",
        "already_decided",
    ];
}
