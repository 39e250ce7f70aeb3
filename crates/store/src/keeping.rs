//! The handle: people, places, tray, imports, audit.

use crate::Result;
use crate::dialect::{reading, writing};
use crate::engine::Pools;
use crate::error::StoreError;
use crate::people::{CredentialRow, OrganisationRow, VillageRow, WorkerRow};
use crate::places::{PlaceRow, PlacesChanged, PlacesImport};
use crate::reads::{GrantRow, JointEndRow, Reader};
use crate::records::{AuditEvent, ImportRow, TrayPut, TrayRow, TrayScope};
use crate::rows::NewTray;
use crate::seal::OrgKey;
use crate::store::Store;
use domain::ids::{DeviceId, EntryId, ImportId, OrganisationId, StreamId, WorkerId};
use domain::time::Millis;
use std::collections::HashMap;

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
    /// Claims a given passphrase for the device on which it is used; false when another device was first.
    pub async fn credential_used(&self, worker: WorkerId, device: DeviceId) -> Result<bool> {
        writing!(self, conn => people::credential_used(conn, worker, device))
    }

    // ---- grants

    /// Files that were opened in an emergency since a moment, with who opened them, the latest first: those that an
    /// organisation holds, and those that its own people opened, whoever holds them now.
    pub async fn opened_in_emergency(
        &self,
        org: OrganisationId,
        since: Millis,
    ) -> Result<Vec<(StreamId, WorkerId)>> {
        reading!(self, conn => access::opened_in_emergency(conn, org, since))
    }
    /// Families that are being handed over to an organisation.
    pub async fn handed_to(&self, org: OrganisationId) -> Result<Vec<StreamId>> {
        reading!(self, conn => access::handed_to(conn, org))
    }
    /// A number that grows whenever an entry changed for whom a file is open: what was read before is old then.
    pub fn access_changes(&self) -> u64 {
        self.inner.access_changes.load(std::sync::atomic::Ordering::Acquire)
    }
    /// Families on whose file an organisation is asked to work too.
    pub async fn offered_to(&self, org: OrganisationId) -> Result<Vec<StreamId>> {
        reading!(self, conn => access::offered_to(conn, org))
    }
    /// Families on whose file an organisation works too, at `at`.
    pub async fn joint_with(&self, org: OrganisationId, at: Millis) -> Result<Vec<StreamId>> {
        reading!(self, conn => access::joint_with(conn, org, at))
    }
    /// Joint cases of an organisation with others who lead that ended after one moment and until another, the latest
    /// first. Says nothing of the families but their number.
    pub async fn joints_ended(
        &self,
        org: OrganisationId,
        after: Millis,
        until: Millis,
    ) -> Result<Vec<JointEndRow>> {
        reading!(self, conn => access::joints_ended(conn, org, (after, until)))
    }
    /// All grants that have not ended at `at`.
    pub async fn grants(&self, at: Millis) -> Result<Vec<GrantRow>> {
        reading!(self, conn => access::grants(conn, at))
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

    pub(crate) async fn ensure_org_key(&self, org: OrganisationId) -> Result<OrgKey> {
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
