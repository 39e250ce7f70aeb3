//! Workers and their passphrases: types.

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
    /// She must choose another at the next sign-in: an administrator gave her this one.
    pub must_change: bool,
    /// The device on which a given one was used for the first time: it is good on that one only.
    pub used_by: Option<DeviceId>,
    /// When a given one stops being good.
    pub expires_at: Option<Millis>,
}
