//! Sessions: types and the handle's part.

use crate::Result;
use crate::devices::DeviceState;
use crate::dialect::{reading, writing};
use crate::store::Store;
use domain::ids::{DeviceId, OrganisationId, WorkerId};
use domain::time::Millis;

/// How old `last_seen` of a session may grow before it is written again.
const SEEN_EVERY_MS: i64 = 60_000;

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
    /// What kind of device, as it says itself; may be empty.
    pub device_name: String,
    /// Signed in at.
    pub created: Millis,
    /// Last request (kept to the minute).
    pub last_seen: Millis,
    /// Ends at, used or not.
    pub expires: Millis,
    /// With what she proved who she is: words of the server's.
    pub proofs: Vec<String>,
    /// When she last did.
    pub proved_at: Millis,
    /// What is still to be done before the session is good for work; empty when nothing is.
    pub waits_for: String,
    /// The public key that the device showed, and proved to have, when she signed in on it.
    pub device_key: Option<Vec<u8>>,
    /// What is known of the device, when the session is read.
    pub on: OnDevice,
}

/// What is known of the device that a session is on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OnDevice {
    /// The public half of the key with which it must sign for her; none where it is enrolled without.
    pub public_key: Option<Vec<u8>>,
    /// What was decided about it.
    pub state: DeviceState,
    /// When it last told that nothing of hers lay on it unsent.
    pub sent_at: Option<Millis>,
}

/// Which of the sessions that are stored still hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// Now.
    pub at: Millis,
    /// How long a session may lie unused, in milliseconds.
    pub idle_ms: i64,
}

impl Store {
    /// How often all sessions of a worker were ended. To be read before her proof is looked at, and given to
    /// [`session_open`](Self::session_open).
    pub async fn session_epoch(&self, worker: WorkerId) -> Result<i64> {
        reading!(self, conn => sessions::epoch(conn, worker))
    }
    /// Opens a session and notes the device, unless all sessions of hers were ended since `epoch` was read, or
    /// `instead_of`, which it takes the place of, has ended meanwhile, or the device is locked or to be emptied. A
    /// session that waits for nothing enrols the device, with the key that it showed. Says whether it was opened.
    pub async fn session_open(
        &self,
        row: SessionRow,
        epoch: i64,
        instead_of: Option<[u8; 32]>,
    ) -> Result<bool> {
        writing!(self, conn => sessions::open(conn, &row, epoch, instead_of))
    }
    /// A session that holds; its `last_seen` is moved when it is more than a minute old.
    pub async fn session(&self, token_hash: &[u8; 32], holding: Holding) -> Result<Option<SessionRow>> {
        let found: Option<SessionRow> = reading!(self, conn => sessions::find(conn, token_hash, holding))?;
        if let Some(session) = &found
            && holding.at.0.saturating_sub(session.last_seen.0) > SEEN_EVERY_MS
        {
            // Information only: a full disk must not end anybody's session.
            if let Err(error) = self.session_seen(session, holding.at).await {
                tracing::warn!(%error, "a session's last use could not be noted");
            }
        }
        Ok(found)
    }
    async fn session_seen(&self, session: &SessionRow, at: Millis) -> Result<()> {
        writing!(self, conn => sessions::seen(conn, session, at))
    }
    /// A worker's sessions that hold, the one used last first.
    pub async fn sessions_of(&self, worker: WorkerId, holding: Holding) -> Result<Vec<SessionRow>> {
        reading!(self, conn => sessions::of(conn, worker, holding))
    }
    /// Notes that she proved herself once more in a session that is there.
    pub async fn session_proved(&self, token_hash: &[u8; 32], at: Millis) -> Result<()> {
        writing!(self, conn => sessions::proved(conn, token_hash, at))
    }
    /// Ends a session.
    pub async fn session_close(&self, token_hash: &[u8; 32]) -> Result<()> {
        writing!(self, conn => sessions::close(conn, token_hash))
    }
    /// Ends all of a worker's sessions, and every sign-in of hers that is under way; says how many.
    pub async fn sessions_close_of(&self, worker: WorkerId) -> Result<u64> {
        writing!(self, conn => sessions::close_of(conn, worker, None))
    }
    /// As [`sessions_close_of`](Self::sessions_close_of), without the one that she is using.
    pub async fn sessions_close_others(&self, worker: WorkerId, keep: [u8; 32]) -> Result<u64> {
        writing!(self, conn => sessions::close_of(conn, worker, Some(keep)))
    }
    /// Removes sessions that hold no more, codes that are over and guesses that count no more; says how much.
    pub async fn sweep(&self, holding: Holding, guesses_before: Millis) -> Result<u64> {
        writing!(self, conn => sessions::sweep(conn, holding, guesses_before))
    }
}
