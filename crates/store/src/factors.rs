//! Second factors: passkeys, one-time codes from an app, and the written-down codes for when both are lost.

use crate::Result;
use crate::dialect::{reading, writing};
use crate::error::StoreError;
use crate::store::Store;
use domain::ids::{OrganisationId, WorkerId};
use domain::time::Millis;

/// A passkey: the public half, its counter, and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyRow {
    /// The id that the authenticator gave it.
    pub id: Vec<u8>,
    /// Whose.
    pub worker: WorkerId,
    /// What she calls it.
    pub name: String,
    /// Public key, counter and flags, as JSON of the library that checks them.
    pub public_key: String,
    /// Added at.
    pub added_at: Millis,
    /// Last used at.
    pub used_at: Option<Millis>,
}

/// The secret that a worker's app makes codes from (RFC 6238).
#[derive(Clone, PartialEq, Eq)]
pub struct TotpRow {
    /// The shared secret.
    pub secret: Vec<u8>,
    /// Set up at.
    pub added_at: Millis,
    /// Whether a first code was right; before that it opens nothing.
    pub active: bool,
    /// The last time step whose code was taken.
    pub last_step: i64,
}

/// What somebody has beside her passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FactorCounts {
    /// Passkeys.
    pub passkeys: u32,
    /// An app whose codes are taken.
    pub totp: bool,
    /// Written-down codes that are not used yet.
    pub codes: u32,
}

impl FactorCounts {
    /// Whether she has a second factor.
    pub const fn any(self) -> bool {
        self.passkeys > 0 || self.totp
    }
}

const TOTP: &str = "totp";

impl Store {
    /// What somebody has.
    pub async fn factors_of(&self, worker: WorkerId) -> Result<FactorCounts> {
        reading!(self, conn => factors::counts(conn, worker))
    }
    /// Her passkeys, the oldest first.
    pub async fn passkeys(&self, worker: WorkerId) -> Result<Vec<PasskeyRow>> {
        reading!(self, conn => factors::passkeys(conn, worker))
    }
    /// A passkey by its id.
    pub async fn passkey(&self, id: &[u8]) -> Result<Option<PasskeyRow>> {
        reading!(self, conn => factors::passkey(conn, id))
    }
    /// Adds one. `Taken` when there is one with this id.
    pub async fn passkey_add(&self, row: PasskeyRow) -> Result<()> {
        writing!(self, conn => factors::passkey_add(conn, &row))
    }
    /// Notes its use, with its new counter.
    pub async fn passkey_used(&self, id: &[u8], public_key: &str, at: Millis) -> Result<()> {
        writing!(self, conn => factors::passkey_used(conn, id, public_key, at))
    }
    /// Calls one of hers by another name; false when it is not hers.
    pub async fn passkey_rename(&self, worker: WorkerId, id: &[u8], name: &str) -> Result<bool> {
        writing!(self, conn => factors::passkey_rename(conn, worker, id, name))
    }
    /// Removes one of hers; false when it is not hers.
    pub async fn passkey_remove(&self, worker: WorkerId, id: &[u8]) -> Result<bool> {
        writing!(self, conn => factors::passkey_remove(conn, worker, id))
    }

    /// The secret of her app.
    pub async fn totp(&self, org: OrganisationId, worker: WorkerId) -> Result<Option<TotpRow>> {
        let found: Option<TotpRow> = reading!(self, conn => factors::totp(conn, worker))?;
        let Some(mut row) = found else { return Ok(None) };
        let key = self.org_key(org).await?.ok_or(StoreError::NotFound)?;
        let opened = key.open_sign_in(TOTP, worker.as_bytes(), &row.secret);
        row.secret = opened.ok_or_else(|| StoreError::Damaged("the secret of an app".into()))?;
        Ok(Some(row))
    }
    /// Sets an app up, not yet active; one that is not active is replaced. `Taken` when one is.
    pub async fn totp_begin(
        &self,
        org: OrganisationId,
        worker: WorkerId,
        secret: &[u8],
        at: Millis,
    ) -> Result<()> {
        let key = self.ensure_org_key(org).await?;
        let sealed = key.seal_sign_in(&*self.inner.random, TOTP, worker.as_bytes(), secret)?;
        writing!(self, conn => factors::totp_begin(conn, worker, &sealed, at))
    }
    /// Takes a time step's code, once: false when it, or a later one, was taken before.
    pub async fn totp_take(&self, worker: WorkerId, step: i64, activate: bool) -> Result<bool> {
        writing!(self, conn => factors::totp_take(conn, worker, step, activate))
    }
    /// Removes her app, and the written-down codes when nothing is left that they stand in for.
    pub async fn totp_remove(&self, worker: WorkerId) -> Result<()> {
        writing!(self, conn => factors::totp_remove(conn, worker))
    }

    /// Replaces all written-down codes, of which only hashes are kept.
    pub async fn recovery_codes_set(&self, worker: WorkerId, hashes: &[[u8; 32]]) -> Result<()> {
        writing!(self, conn => factors::codes_set(conn, worker, hashes))
    }
    /// Uses one, once.
    pub async fn recovery_code_use(&self, worker: WorkerId, hash: [u8; 32], at: Millis) -> Result<bool> {
        writing!(self, conn => factors::code_use(conn, worker, hash, at))
    }

    /// Removes everything she has beside her passphrase. Only two people together, or whoever holds the machine,
    /// may ask for it.
    pub async fn factors_remove(&self, worker: WorkerId) -> Result<()> {
        writing!(self, conn => factors::remove_all(conn, worker))
    }
    /// Since when she knows that she must have a second factor; from now on if she did not.
    pub async fn factor_grace_since(&self, worker: WorkerId, at: Millis) -> Result<Millis> {
        writing!(self, conn => factors::grace_since(conn, worker, at))
    }
}
