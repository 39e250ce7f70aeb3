//! Workers, credentials, sessions: types.

use domain::ids::{DeviceId, OrganisationId, StreamId, WorkerId};
use domain::time::Millis;

/// A worker, as derived from her organisation's ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerRow {
    /// Who.
    pub worker: WorkerId,
    /// Her organisation.
    pub org: OrganisationId,
    /// The name she signs in with; unique in the whole network, lower case.
    pub account: String,
    /// Name in Khmer.
    pub name_km: String,
    /// Name in Latin letters.
    pub name_en: String,
    /// Role codes, as the domain names them.
    pub roles: Vec<String>,
    /// Who supervises her.
    pub supervisor: Option<WorkerId>,
    /// Official codes of her working area (villages, communes, districts …).
    pub areas: Vec<String>,
    /// Telephone.
    pub phone: String,
    /// Whether she may sign in.
    pub active: bool,
}

/// An organisation, as derived from its ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationRow {
    /// Which; its stream has the same id.
    pub org: OrganisationId,
    /// Name in Khmer.
    pub name_km: String,
    /// Name in Latin letters.
    pub name_en: String,
    /// Number of workers who may sign in.
    pub workers: u32,
}

/// A village as a community, as derived from its ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageRow {
    /// Its stream.
    pub stream: StreamId,
    /// Official village code.
    pub village: String,
}

/// A worker's password, hashed.
#[derive(Clone, PartialEq, Eq)]
pub struct CredentialRow {
    /// Whose.
    pub worker: WorkerId,
    /// Argon2id hash in PHC form.
    pub hash: String,
    /// When it was set.
    pub changed_at: Millis,
    /// She must choose another at the next sign-in.
    pub must_change: bool,
}

/// A session. The token itself is never stored, only its SHA-256.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// Whose.
    pub worker: WorkerId,
    /// Her organisation.
    pub org: OrganisationId,
    /// Her device.
    pub device: DeviceId,
    /// Signed in at.
    pub created: Millis,
    /// Last request (kept to the minute).
    pub last_seen: Millis,
    /// Ends at.
    pub expires: Millis,
    /// The token that forms and requests must carry.
    pub csrf: String,
}

/// A device that a worker has used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    /// Which.
    pub device: DeviceId,
    /// Whose.
    pub worker: WorkerId,
    /// First seen.
    pub first_seen: Millis,
    /// Last seen.
    pub last_seen: Millis,
}
