//! Keys with which a worker's form-filling app sends for her, in place of her passphrase. Each of them has one at most;
//! a key is random and long, so its plain hash tells nothing.

use crate::Result;
use crate::dialect::{reading, writing};
use crate::store::Store;
use domain::ids::{DeviceId, OrganisationId, WorkerId};
use domain::time::Millis;

/// A key, as far as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CollectKey {
    /// Whose.
    pub worker: WorkerId,
    /// For whom she works.
    pub org: OrganisationId,
    /// As which device what comes with it is written.
    pub device: DeviceId,
    /// When it was made.
    pub made_at: Millis,
    /// When it was last used.
    pub used_at: Option<Millis>,
}

impl Store {
    /// Gives a worker a key; her former one is worth nothing from then on.
    pub async fn collect_key_set(&self, key: CollectKey, hash: [u8; 32]) -> Result<()> {
        writing!(self, conn => collecting::set(conn, key, &hash))
    }
    /// Whose key it is.
    pub async fn collect_key(&self, hash: [u8; 32]) -> Result<Option<CollectKey>> {
        reading!(self, conn => collecting::by_hash(conn, &hash))
    }
    /// The key that a worker has.
    pub async fn collect_key_of(&self, worker: WorkerId) -> Result<Option<CollectKey>> {
        reading!(self, conn => collecting::of(conn, worker))
    }
    /// Notes that it was used.
    pub async fn collect_key_used(&self, worker: WorkerId, at: Millis) -> Result<()> {
        writing!(self, conn => collecting::used(conn, worker, at))
    }
    /// Ends it.
    pub async fn collect_key_end(&self, worker: WorkerId) -> Result<()> {
        writing!(self, conn => collecting::end(conn, worker))
    }
}
