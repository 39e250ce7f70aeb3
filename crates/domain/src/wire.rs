//! What a device and the server say to each other (design §4). One definition for both ends.

use crate::entry::{Entry, Head, Outcome, Section, StreamKind};
use crate::ids::{DeviceId, EntryId, OrganisationId, StreamId, WorkerId};
use crate::instrument::Text;
use crate::organisation::Role;
use crate::place::PlaceCode;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// The capability that this build speaks; a server serves all before it. 2: phones have keys and sign, leases, people and
/// files who are one (ADR 25, 26). What a client does not know of it stays sealed to it. 3: files of places and of staff; a
/// client before it does not get them. A server that asks for more says so politely; nothing is sent.
pub const CAPABILITY: u32 = 3;
/// From which on a client knows files of places and of staff.
pub const KNOWS_ASSESSED: u32 = 3;

/// `POST /api/v1/sign-in`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Account name.
    pub account: String,
    /// Passphrase.
    pub passphrase: String,
    /// The device's own id, made on it once.
    pub device: DeviceId,
    /// What kind of device, such as `Chrome on Android`; may be empty.
    pub device_name: String,
    /// The public half of the device's key for this account: P-256, SEC 1, uncompressed, in hexadecimal. The request is
    /// signed with it ([`SIGNATURE`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_key: Option<String>,
}

/// The header with which a device signs a request: `t=<milliseconds of its clock>;s=<signature in hexadecimal>`. Signed
/// (ECDSA, P-256, SHA-256) is [`signed_text`].
pub const SIGNATURE: &str = "x-kinkeeper-signature";

/// What a device signs. `at`: its clock, information only; `body`: SHA-256 of the body, in hexadecimal.
pub fn signed_text(method: &str, path: &str, at: Millis, body: &str) -> String {
    format!("kinkeeper-device-1\n{method}\n{path}\n{}\n{body}", at.0)
}

/// Who is signed in: the answer to signing in and to `GET /api/v1/me`.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Me {
    /// Her id.
    pub worker: WorkerId,
    /// Account name.
    pub account: String,
    /// Name in Khmer.
    pub name_km: String,
    /// Name in Latin letters.
    pub name_latin: String,
    /// What she does.
    pub role: Role,
    /// Her organisation.
    pub org: OrganisationId,
    /// Its name in Khmer.
    pub org_name_km: String,
    /// Its name in Latin letters.
    pub org_name_latin: String,
    /// Who supervises her.
    pub supervisor: Option<WorkerId>,
    /// Where she works.
    pub areas: Vec<PlaceCode>,
    /// The server's clock, for noticing a wrong one on the device.
    pub server_time: Millis,
    /// The capability that the server speaks.
    pub capability: u32,
    /// The server's demonstration mode.
    pub demo: bool,
    /// What she may see and do with families, for the device to know while it is offline.
    #[serde(default)]
    pub rights: Rights,
    /// The organisations of the network, hers among them, by name: a family may be asked to share with one.
    #[serde(default)]
    pub network: Vec<NamedOrganisation>,
}

/// An organisation and what it is called.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct NamedOrganisation {
    /// Which.
    pub id: OrganisationId,
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin letters.
    pub name_latin: String,
}

/// What the policies allow a worker, by what she is to a family. Made by the server; what it does not hold is denied.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, told::Told)]
pub struct Rights {
    /// Which policies it was made with.
    #[serde(default)]
    pub policy: String,
    /// By relation.
    #[serde(default)]
    pub families: Vec<RelationRights>,
    /// With referrals to services, by the side on which she stands.
    #[serde(default)]
    pub service_referrals: Vec<SideRights>,
    /// With villages and the service directory.
    #[serde(default)]
    pub beside: Vec<BesideRights>,
}

/// What she may do with a referral to a service on one side of which she stands.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct SideRights {
    /// `receiver`, or what she is to the family.
    pub side: String,
    /// Whether she may read it.
    pub read: bool,
    /// Commands that she may give, by their stable names.
    pub give: Vec<String>,
}

/// What she may do with something that is no family.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct BesideRights {
    /// `village`, `provider`, `place` (a village, group or facility that her organisation assesses), `staff` (the work of
    /// somebody who reports to her) or `oneself`.
    pub on: String,
    /// Commands that she may give, by their stable names.
    pub give: Vec<String>,
}

/// What she may do with a family to which she stands in one relation.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct RelationRights {
    /// What she is to the family.
    pub relation: String,
    /// Sections that she may read.
    pub read: Vec<Section>,
    /// Commands that she may give.
    pub give: Vec<GiveRight>,
}

/// Commands of one sort that she may give.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct GiveRight {
    /// The sort of command.
    pub sort: String,
    /// Under which of eight circumstances: bit n stands for the circumstances numbered n.
    pub when: u8,
}

/// `POST /api/v1/sync/push`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Push {
    /// [`CAPABILITY`] of the sender.
    pub capability: u32,
    /// In the order in which they were made.
    pub entries: Vec<Entry>,
    /// Files that were opened on the device from its own copy, for the family's record of who read its file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub views: Vec<Viewed>,
}

/// A family's file was opened on a device from its own copy: once for each family and day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Viewed {
    /// Which family.
    pub family: StreamId,
    /// The first time that day, by the device's clock.
    pub at: Millis,
}

/// What became of one pushed entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
    /// In the ledger.
    Placed {
        /// At which place.
        seq: u64,
        /// What the fold made of it.
        result: Outcome,
    },
    /// It was there already.
    AlreadyThere {
        /// At which place.
        seq: u64,
    },
    /// Kept in the tray, not in the ledger.
    Refused {
        /// A problem code.
        code: String,
    },
}

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Receipt {
    /// Which entry.
    pub id: EntryId,
    /// What became of it.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// The answer to a push, one receipt an entry, in the same order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Pushed {
    /// The receipts.
    pub receipts: Vec<Receipt>,
}

/// `POST /api/v1/sync/pull`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Pull {
    /// [`CAPABILITY`] of the sender.
    pub capability: u32,
    /// The streams that the device holds, each with the last place it has.
    pub known: Vec<(StreamId, u64)>,
    /// Which sections of them were open to it when they came ([`Section::bits`]). What is open has changed: the stream
    /// comes anew, from its beginning.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<(StreamId, u8)>,
    /// About how many bytes the answer may have.
    pub budget: u32,
    /// How many entries lie on the device that the server does not have yet, for whoever must decide about a lost phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsent: Option<u32>,
}

/// One entry as pulled. `payload` is the action as stored, absent when the reader may not see the section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct PulledEntry {
    /// Its place.
    pub seq: u64,
    /// Who, when, what seen.
    #[serde(flatten)]
    pub head: Head,
    /// Version of the vocabulary.
    pub v: u16,
    /// The action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<serde_json::Value>,
}

/// One stream's new entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct PulledStream {
    /// Which.
    pub id: StreamId,
    /// Of which kind.
    pub kind: StreamKind,
    /// Which sections are open to the device's worker ([`Section::bits`]).
    #[serde(default)]
    pub open: u8,
    /// In order of place. From place 1 on: what the device had of it goes.
    pub entries: Vec<PulledEntry>,
}

/// The answer to a pull, and to `GET /api/v1/families/{id}` with one stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Pulled {
    /// What is new.
    pub streams: Vec<PulledStream>,
    /// What the device must forget: its worker may no longer see it.
    pub forget: Vec<StreamId>,
    /// More is waiting: pull again.
    pub more: bool,
    /// Which life of the server's store this is: another one after it was put back to a backup. What the device was told
    /// in an earlier life may not hold in this one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub life: String,
    /// The server's clock.
    pub server_time: Millis,
    /// For how many days from now on the device opens what it holds without reaching the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease_days: Option<u16>,
    /// Of one family: who holds the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// Of one family: which sections are open to the reader.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    /// Of one family: its village and what lies around it, in words: a device knows the villages of its own area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Text>,
}
