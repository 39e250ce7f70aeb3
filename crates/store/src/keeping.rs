//! The handle: people, places, tray, imports, audit.

use crate::Result;
use crate::dialect::{reading, writing};
use crate::engine::Pools;
use crate::error::StoreError;
use crate::people::{CredentialRow, DeviceRow, OrganisationRow, SessionRow, VillageRow, WorkerRow};
use crate::places::{PlaceRow, PlacesChanged, PlacesImport};
use crate::reads::Reader;
use crate::records::{AuditEvent, ImportRow, TrayPut, TrayRow, TrayScope};
use crate::rows::NewTray;
use crate::seal::OrgKey;
use crate::store::Store;
use domain::ids::{EntryId, ImportId, OrganisationId, WorkerId};
use domain::time::Millis;
use std::collections::HashMap;

/// How old `last_seen` of a session may grow before it is written again.
const SEEN_EVERY_MS: i64 = 60_000;
/// Most rows of a list.
const MOST: u32 = 1_000;

impl Store {
    // ---- people

    /// All workers of the organisation (`None`: of the network).
    pub async fn workers(&self, org: Option<OrganisationId>) -> Result<Vec<WorkerRow>> {
        reading!(self, conn => people::workers(conn, org))
    }
    /// One worker.
    pub async fn worker(&self, id: WorkerId) -> Result<Option<WorkerRow>> {
        reading!(self, conn => people::worker(conn, id))
    }
    /// By the name she signs in with (any case).
    pub async fn worker_by_account(&self, account: &str) -> Result<Option<WorkerRow>> {
        reading!(self, conn => people::worker_by_account(conn, account))
    }
    /// The whole chain below a supervisor, herself included.
    pub async fn team_of(&self, supervisor: WorkerId) -> Result<Vec<WorkerRow>> {
        reading!(self, conn => people::team_of(conn, supervisor))
    }
    /// All organisations.
    pub async fn organisations(&self) -> Result<Vec<OrganisationRow>> {
        reading!(self, conn => people::organisations(conn))
    }
    /// All village streams.
    pub async fn villages(&self) -> Result<Vec<VillageRow>> {
        reading!(self, conn => people::villages(conn))
    }
    /// A worker's password.
    pub async fn credential(&self, worker: WorkerId) -> Result<Option<CredentialRow>> {
        reading!(self, conn => people::credential(conn, worker))
    }
    /// Sets it.
    pub async fn set_credential(&self, row: CredentialRow) -> Result<()> {
        writing!(self, conn => people::set_credential(conn, &row))
    }
    /// Opens a session (and notes the device).
    pub async fn session_open(&self, row: SessionRow) -> Result<()> {
        writing!(self, conn => people::session_open(conn, &row))
    }
    /// A session that has not expired at `at`; its `last_seen` is moved when it is more than a minute old.
    pub async fn session(&self, token_hash: &[u8; 32], at: Millis) -> Result<Option<SessionRow>> {
        let found: Option<SessionRow> = reading!(self, conn => people::session(conn, token_hash, at))?;
        if let Some(session) = &found
            && at.0.saturating_sub(session.last_seen.0) > SEEN_EVERY_MS
        {
            // Information only: a full disk must not end anybody's session.
            if let Err(error) = self.session_seen(token_hash, at).await {
                tracing::warn!(%error, "a session's last use could not be noted");
            }
        }
        Ok(found)
    }
    async fn session_seen(&self, token_hash: &[u8; 32], at: Millis) -> Result<()> {
        writing!(self, conn => people::session_seen(conn, token_hash, at))
    }
    /// Ends a session.
    pub async fn session_close(&self, token_hash: &[u8; 32]) -> Result<()> {
        writing!(self, conn => people::session_close(conn, token_hash))
    }
    /// Ends all of a worker's sessions; says how many.
    pub async fn sessions_close_of(&self, worker: WorkerId) -> Result<u64> {
        writing!(self, conn => people::sessions_close_of(conn, worker))
    }
    /// Removes what has expired (sessions, sign-in attempts older than a day); says how much.
    pub async fn sweep(&self, at: Millis) -> Result<u64> {
        writing!(self, conn => people::sweep(conn, at))
    }
    /// Notes a failed sign-in under a key (a keyed hash of account or address, no names) and says how many there
    /// were since `since`, this one included.
    pub async fn signin_failed(&self, key: &[u8], at: Millis, since: Millis) -> Result<u32> {
        writing!(self, conn => people::signin_failed(conn, key, at, since))
    }
    /// How many failures under the key since `since`.
    pub async fn signin_failures(&self, key: &[u8], since: Millis) -> Result<u32> {
        reading!(self, conn => people::signin_failures(conn, key, since))
    }
    /// Forgets the failures under a key, after a good sign-in.
    pub async fn signin_passed(&self, key: &[u8]) -> Result<()> {
        writing!(self, conn => people::signin_passed(conn, key))
    }
    /// A worker's devices.
    pub async fn devices(&self, worker: WorkerId) -> Result<Vec<DeviceRow>> {
        reading!(self, conn => people::devices(conn, worker))
    }

    // ---- places

    /// The whole gazetteer, ended units too, by code.
    pub async fn places_all(&self) -> Result<Vec<PlaceRow>> {
        reading!(self, conn => places::all(conn))
    }
    /// A number that grows whenever the gazetteer changes.
    pub async fn places_version(&self) -> Result<u64> {
        reading!(self, conn => places::version(conn))
    }
    /// Imports a register, all or nothing.
    pub async fn places_import(&self, import: PlacesImport) -> Result<PlacesChanged> {
        writing!(self, conn => places::import(conn, &import))
    }

    // ---- tray

    /// Keeps something unreadable for its author and her supervisor.
    pub async fn tray_put(&self, put: TrayPut) -> Result<()> {
        let org = put.actor.org;
        let key = self.ensure_org_key(org).await?;
        let row = NewTray {
            org,
            id: put.id,
            stream: put.stream,
            author: put.actor.worker,
            device: put.actor.device,
            made_at: put.made_at,
            refused_at: put.at,
            code: put.code.clone(),
            reason: put.reason,
            sealed: key.seal_tray(&*self.inner.random, org, put.id, &put.entry)?,
        };
        let event = AuditEvent {
            stream: Some(put.stream),
            purpose: "append".into(),
            allowed: false,
            outcome: put.code,
            ..AuditEvent::new(put.at, put.actor, "tray.kept", &put.request_id)
        };
        writing!(self, conn => records::tray_put(conn, &row, &event))
    }

    /// Lists a tray, newest first, without content.
    pub async fn tray(&self, scope: TrayScope, limit: u32) -> Result<Vec<TrayRow>> {
        let limit = i64::from(limit.min(MOST));
        reading!(self, conn => records::tray(conn, scope, limit))
    }

    /// One item with its content (audited).
    pub async fn tray_item(
        &self,
        reader: &Reader,
        org: OrganisationId,
        id: EntryId,
    ) -> Result<Option<TrayRow>> {
        let found: Option<(TrayRow, Vec<u8>)> = reading!(self, conn => records::tray_item(conn, org, id))?;
        let Some((mut row, sealed)) = found else { return Ok(None) };
        // Its content went when its family was erased.
        if !sealed.is_empty() {
            let key = self.org_key(org).await?.ok_or(StoreError::NotFound)?;
            let opened = key.open_tray(org, id, &sealed);
            row.entry = Some(opened.ok_or_else(|| StoreError::Damaged(format!("tray item {id}")))?);
        }
        self.audit(vec![reader.event("tray.read", Some(row.stream), Vec::new())]).await?;
        Ok(Some(row))
    }

    // ---- imports

    /// Notes an import that was appended. `Taken` when its id was used before.
    pub async fn import_record(&self, row: ImportRow) -> Result<()> {
        writing!(self, conn => records::import_record(conn, &row))
    }
    /// Notes that it was rolled back. `NotFound` if there is none, `Taken` if it was already.
    pub async fn import_rolled_back(&self, id: ImportId, at: Millis) -> Result<()> {
        writing!(self, conn => records::import_rolled_back(conn, id, at))
    }
    /// One import.
    pub async fn import(&self, id: ImportId) -> Result<Option<ImportRow>> {
        reading!(self, conn => records::import(conn, id))
    }
    /// An organisation's imports, newest first.
    pub async fn imports(&self, org: OrganisationId) -> Result<Vec<ImportRow>> {
        reading!(self, conn => records::imports(conn, org))
    }

    // ---- keys

    pub(crate) async fn org_key(&self, org: OrganisationId) -> Result<Option<OrgKey>> {
        match &self.inner.pools {
            Pools::Sqlite { read, .. } => {
                crate::shared::sqlite::org_key(&self.inner, &mut *read.acquire().await?, org).await
            }
            Pools::Postgres { pool } => {
                crate::shared::postgres::org_key(&self.inner, &mut *pool.acquire().await?, org).await
            }
        }
    }

    async fn ensure_org_key(&self, org: OrganisationId) -> Result<OrgKey> {
        if let Some(key) = self.org_key(org).await? {
            return Ok(key);
        }
        let mut fresh = HashMap::new();
        // One statement, so it is committed when it returns.
        let key = match &self.inner.pools {
            Pools::Sqlite { write, .. } => {
                let mut conn = write.acquire().await?;
                crate::writer::sqlite::ensure_org_key(&self.inner, &mut conn, org, &mut fresh).await?
            }
            Pools::Postgres { pool } => {
                let mut conn = pool.acquire().await?;
                crate::writer::postgres::ensure_org_key(&self.inner, &mut conn, org, &mut fresh).await?
            }
        };
        self.inner.cache.keep_org(org, key.clone());
        Ok(key)
    }
}
