//! Letting somebody in again who lost everything: two different people decide, each holds half of what opens.

use crate::Result;
use crate::dialect::{reading, writing};
use crate::error::StoreError;
use crate::store::Store;
use domain::ids::{OrganisationId, RecoveryId, WorkerId};
use domain::time::Millis;

/// Where a recovery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecoveryState {
    /// One person proposed it.
    Proposed,
    /// A second person confirmed it.
    Confirmed(WorkerId, Millis),
    /// It was refused, by anybody who could have confirmed it or by the proposer.
    Refused(WorkerId, Millis),
}

/// A recovery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryRow {
    /// Which.
    pub id: RecoveryId,
    /// In which organisation.
    pub org: OrganisationId,
    /// Who lost everything.
    pub worker: WorkerId,
    /// Who proposed it.
    pub proposed_by: WorkerId,
    /// When.
    pub proposed_at: Millis,
    /// The half of the first passphrase that the proposer was shown.
    pub half: String,
    /// Where it stands.
    pub state: RecoveryState,
}

const RECOVERY: &str = "recovery";

impl Store {
    /// Notes a proposal; others for the same worker that are still open are refused by it.
    pub async fn recovery_propose(&self, row: RecoveryRow) -> Result<()> {
        let key = self.ensure_org_key(row.org).await?;
        let half = key.seal_sign_in(&*self.inner.random, RECOVERY, row.id.as_bytes(), row.half.as_bytes())?;
        writing!(self, conn => recoveries::propose(conn, &row, &half))
    }
    /// One.
    pub async fn recovery(&self, org: OrganisationId, id: RecoveryId) -> Result<Option<RecoveryRow>> {
        let found: Option<(RecoveryRow, Vec<u8>)> = reading!(self, conn => recoveries::find(conn, org, id))?;
        let Some((mut row, sealed)) = found else { return Ok(None) };
        let key = self.org_key(org).await?.ok_or(StoreError::NotFound)?;
        let half = key.open_sign_in(RECOVERY, id.as_bytes(), &sealed);
        let half = half.and_then(|bytes| String::from_utf8(bytes).ok());
        row.half = half.ok_or_else(|| StoreError::Damaged("a recovery".into()))?;
        Ok(Some(row))
    }
    /// An organisation's since `since`, the newest first; without the halves.
    pub async fn recoveries(&self, org: OrganisationId, since: Millis) -> Result<Vec<RecoveryRow>> {
        reading!(self, conn => recoveries::of(conn, org, since))
    }
    /// Decides one that is open; false when it no longer is. A proposer cannot confirm her own.
    pub async fn recovery_decide(&self, id: RecoveryId, state: RecoveryState) -> Result<bool> {
        writing!(self, conn => recoveries::decide(conn, id, state))
    }
}
