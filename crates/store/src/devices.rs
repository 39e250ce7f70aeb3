//! Phones of workers: what is known of each, its key, whether it is locked or to be emptied, and the codes with which
//! somebody signs in on a new one. A phone that several people share has a row for each of them.

use crate::Result;
use crate::dialect::{reading, writing};
use crate::store::Store;
use domain::ids::{DeviceId, WorkerId};
use domain::time::Millis;

/// How old what a device tells of its outbox may grow before it is written again.
const TOLD_EVERY_MS: i64 = 10 * 60_000;

/// What was decided about a worker's phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeviceState {
    /// She may work on it.
    #[default]
    Open,
    /// She may not sign in on it until somebody unlocks it; what lies on it stays.
    Locked,
    /// What lies on it of hers is to be destroyed as soon as it is heard of.
    Wiping,
    /// It said that it is done.
    Wiped,
}

impl DeviceState {
    /// As it is stored and sent.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Locked => "locked",
            Self::Wiping => "wiping",
            Self::Wiped => "wiped",
        }
    }
    /// As stored; nothing, and what nobody knows, is not believed to be open.
    pub(crate) fn stored(code: Option<&str>) -> Self {
        match code {
            None | Some("open") => Self::Open,
            Some("wiping") => Self::Wiping,
            Some("wiped") => Self::Wiped,
            Some(_) => Self::Locked,
        }
    }
}

/// A device on which a worker has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    /// Which.
    pub device: DeviceId,
    /// Whose.
    pub worker: WorkerId,
    /// First seen.
    pub first_seen: Millis,
    /// Last heard of (kept to the minute).
    pub last_seen: Millis,
    /// What she calls it; may be empty.
    pub name: String,
    /// What kind it is, as it says itself; may be empty.
    pub kind: String,
    /// Since when she works on it; none while a sign-in was only begun.
    pub enrolled_at: Option<Millis>,
    /// The public half of its key for her, if it has one: P-256, SEC 1, uncompressed.
    pub public_key: Option<Vec<u8>>,
    /// What was decided about it.
    pub state: DeviceState,
    /// When.
    pub state_at: Option<Millis>,
    /// By whom.
    pub state_by: Option<WorkerId>,
    /// When it last told that nothing of hers lay on it unsent (kept to ten minutes).
    pub sent_at: Option<Millis>,
}

/// A decision about a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deciding {
    /// Whose.
    pub worker: WorkerId,
    /// Which.
    pub device: DeviceId,
    /// What becomes of it.
    pub to: DeviceState,
    /// Who decides.
    pub by: WorkerId,
    /// When.
    pub at: Millis,
}

/// A code for a new phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceCode {
    /// What is kept of it.
    pub hash: [u8; 32],
    /// For whom.
    pub worker: WorkerId,
    /// Who gave it out.
    pub by: WorkerId,
    /// Until when it is good.
    pub expires: Millis,
}

impl Store {
    /// The devices of some workers on which a sign-in was ever finished, the one heard of last first.
    pub async fn devices(&self, workers: &[WorkerId]) -> Result<Vec<DeviceRow>> {
        reading!(self, conn => devices::of(conn, workers))
    }
    /// One.
    pub async fn device(&self, worker: WorkerId, device: DeviceId) -> Result<Option<DeviceRow>> {
        reading!(self, conn => devices::one(conn, worker, device))
    }
    /// The one whose key it is.
    pub async fn device_by_key(&self, public_key: &[u8]) -> Result<Option<DeviceRow>> {
        reading!(self, conn => devices::by_key(conn, public_key))
    }
    /// Calls one by another name; false when she has no such device.
    pub async fn device_rename(&self, worker: WorkerId, device: DeviceId, name: &str) -> Result<bool> {
        writing!(self, conn => devices::rename(conn, worker, device, name))
    }
    /// Decides about one, if it is in the state that the decision starts from; false otherwise. Locking ends her
    /// sessions on it in the same transaction, and one that is being opened is not.
    pub async fn device_decide(&self, deciding: Deciding) -> Result<bool> {
        writing!(self, conn => devices::decide(conn, deciding))
    }
    /// The device says that it holds nothing of hers any more. False when nobody asked for that.
    pub async fn device_wiped(&self, worker: WorkerId, device: DeviceId, at: Millis) -> Result<bool> {
        writing!(self, conn => devices::wiped(conn, worker, device, at))
    }
    /// The device says that nothing of hers lies on it unsent.
    pub async fn device_sent_all(
        &self,
        known: Option<Millis>,
        worker: WorkerId,
        device: DeviceId,
        at: Millis,
    ) -> Result<()> {
        if known.is_some_and(|known| (0..TOLD_EVERY_MS).contains(&(at.0 - known.0))) {
            return Ok(());
        }
        writing!(self, conn => devices::sent_all(conn, worker, device, at))
    }
    /// Notes a code; one that was given out for her before is good no longer.
    pub async fn device_code_add(&self, code: DeviceCode) -> Result<()> {
        writing!(self, conn => devices::code_add(conn, code))
    }
    /// Uses a code up. False when it is none of hers, or is over, or was used.
    pub async fn device_code_use(&self, hash: [u8; 32], worker: WorkerId, at: Millis) -> Result<bool> {
        writing!(self, conn => devices::code_use(conn, hash, worker, at))
    }
}
