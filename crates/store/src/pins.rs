//! Shares of vault keys: the server's half of what a PIN opens on one phone, given out to the phone that proves the PIN,
//! and destroyed after some wrong ones.

use crate::Result;
use crate::dialect::{reading, writing};
use crate::error::StoreError;
use crate::store::Store;
use domain::ids::{DeviceId, OrganisationId, WorkerId};

/// Wrong PINs after which a share is destroyed.
pub const GUESSES: i64 = 5;
const SHARE: &str = "pin_share";

/// Of whom, on which phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Her organisation, whose key seals the share.
    pub org: OrganisationId,
    /// Whose.
    pub worker: WorkerId,
    /// On which phone.
    pub device: DeviceId,
}

/// What became of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    /// It was right: the share.
    Right(Vec<u8>),
    /// It was wrong; so many tries are left.
    Wrong(i64),
    /// There is no share, or there is none any more.
    Gone,
}

/// A share as it is stored.
pub(crate) struct Row {
    pub(crate) sealed: Vec<u8>,
    pub(crate) check: Vec<u8>,
}

impl Held {
    fn id(&self) -> Vec<u8> {
        [self.worker.as_bytes().as_slice(), self.device.as_bytes().as_slice()].concat()
    }
}

impl Store {
    /// Keeps a share, with the hash of what a phone must show to get it; a former one is gone.
    pub async fn pin_set(&self, of: Held, check: [u8; 32], share: &[u8]) -> Result<()> {
        let key = self.ensure_org_key(of.org).await?;
        let sealed = key.seal_sign_in(&*self.inner.random, SHARE, &of.id(), share)?;
        let row = Row { sealed, check: check.to_vec() };
        writing!(self, conn => pins::set(conn, of.worker, of.device, &row))
    }
    /// Tries the hash of what a phone showed. Of any number of tries at the same moment no more than [`GUESSES`] are
    /// looked at.
    pub async fn pin_try(&self, of: Held, check: [u8; 32]) -> Result<Tried> {
        let tried: Tried = writing!(self, conn => pins::tried(conn, of.worker, of.device, check))?;
        let Tried::Right(sealed) = tried else { return Ok(tried) };
        let key = self.org_key(of.org).await?.ok_or(StoreError::NotFound)?;
        let share = key.open_sign_in(SHARE, &of.id(), &sealed);
        share.map(Tried::Right).ok_or_else(|| StoreError::Damaged("a share".into()))
    }
    /// Destroys a share.
    pub async fn pin_remove(&self, worker: WorkerId, device: DeviceId) -> Result<()> {
        writing!(self, conn => pins::remove(conn, worker, device))
    }
    /// Whether there is one.
    pub async fn pin_is_set(&self, worker: WorkerId, device: DeviceId) -> Result<bool> {
        reading!(self, conn => pins::is_set(conn, worker, device))
    }
}
