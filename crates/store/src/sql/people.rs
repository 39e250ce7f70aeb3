//! Workers, organisations, passphrases.

use super::{id_from, small};
use crate::Result;
use crate::dialect::both;
use crate::people::{CredentialRow, OrganisationRow, VillageRow, WorkerRow};
use domain::ids::{DeviceId, OrganisationId, StreamId, WorkerId};
use domain::time::Millis;
use sqlx::{QueryBuilder, Row as _};

const WORKER: &str = "SELECT w.worker, w.org, w.account, w.name_km, w.name_en, w.roles, w.supervisor, w.areas, w.phone, w.active FROM workers w ";

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

both! {
    fn worker_row(row: &Row) -> Result<WorkerRow> {
        let supervisor: Option<Vec<u8>> = row.try_get(6)?;
        Ok(WorkerRow {
            worker: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(0)?)?,
            org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(1)?)?,
            account: row.try_get(2)?,
            name_km: row.try_get(3)?,
            name_en: row.try_get(4)?,
            roles: words(&row.try_get::<String, _>(5)?),
            supervisor: supervisor.map(|bytes| id_from!(WorkerId, bytes)).transpose()?,
            areas: words(&row.try_get::<String, _>(7)?),
            phone: row.try_get(8)?,
            active: row.try_get::<i64, _>(9)? != 0,
        })
    }

    pub(crate) async fn workers(conn: &mut Conn, org: Option<OrganisationId>) -> Result<Vec<WorkerRow>> {
        let mut query = QueryBuilder::<Db>::new(WORKER);
        if let Some(org) = org {
            query.push("WHERE w.org = ").push_bind(org.as_bytes().to_vec());
        }
        query.push(" ORDER BY w.org, w.account");
        query.build().fetch_all(conn).await?.iter().map(worker_row).collect()
    }

    pub(crate) async fn worker(conn: &mut Conn, id: WorkerId) -> Result<Option<WorkerRow>> {
        let mut query = QueryBuilder::<Db>::new(WORKER);
        query.push("WHERE w.worker = ").push_bind(id.as_bytes().to_vec());
        query.build().fetch_optional(conn).await?.as_ref().map(worker_row).transpose()
    }

    pub(crate) async fn worker_by_account(conn: &mut Conn, account: &str) -> Result<Option<WorkerRow>> {
        let mut query = QueryBuilder::<Db>::new(WORKER);
        query.push("WHERE w.account = ").push_bind(account.to_lowercase());
        query.build().fetch_optional(conn).await?.as_ref().map(worker_row).transpose()
    }

    pub(crate) async fn team_of(conn: &mut Conn, supervisor: WorkerId) -> Result<Vec<WorkerRow>> {
        let mut query = QueryBuilder::<Db>::new("WITH RECURSIVE team(worker) AS (SELECT CAST(");
        query.push_bind(supervisor.as_bytes().to_vec()).push(BYTES);
        query.push(" UNION SELECT w.worker FROM workers w JOIN team t ON w.supervisor = t.worker) ");
        query.push(WORKER).push("JOIN team ON team.worker = w.worker ORDER BY w.account");
        query.build().fetch_all(conn).await?.iter().map(worker_row).collect()
    }

    pub(crate) async fn organisations(conn: &mut Conn) -> Result<Vec<OrganisationRow>> {
        let rows = sqlx::query::<Db>(
            "SELECT o.org, o.name_km, o.name_en, \
             (SELECT count(*) FROM workers w WHERE w.org = o.org AND w.active = 1) FROM organisations o ORDER BY o.org",
        )
        .fetch_all(conn)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(OrganisationRow {
                    org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(0)?)?,
                    name_km: row.try_get(1)?,
                    name_en: row.try_get(2)?,
                    workers: small(row.try_get(3)?),
                })
            })
            .collect()
    }

    pub(crate) async fn villages(conn: &mut Conn) -> Result<Vec<VillageRow>> {
        let rows = sqlx::query::<Db>("SELECT stream, village FROM villages ORDER BY stream").fetch_all(conn).await?;
        rows.iter()
            .map(|row| {
                Ok(VillageRow {
                    stream: id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)?,
                    village: row.try_get(1)?,
                })
            })
            .collect()
    }

    pub(crate) async fn credential(conn: &mut Conn, worker: WorkerId) -> Result<Option<CredentialRow>> {
        let row = sqlx::query::<Db>(
            "SELECT hash, changed_at, must_change, used_by, expires_at FROM credentials WHERE worker = $1",
        )
        .bind(worker.as_bytes().as_slice())
        .fetch_optional(conn)
        .await?;
        row.map(|row| {
            let used_by: Option<Vec<u8>> = row.try_get(3)?;
            Ok(CredentialRow {
                worker,
                hash: row.try_get(0)?,
                changed_at: Millis(row.try_get(1)?),
                must_change: row.try_get::<i64, _>(2)? != 0,
                used_by: used_by.map(|bytes| id_from!(DeviceId, bytes)).transpose()?,
                expires_at: row.try_get::<Option<i64>, _>(4)?.map(Millis),
            })
        })
        .transpose()
    }

    pub(crate) async fn set_credential(conn: &mut Conn, row: &CredentialRow) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO credentials (worker, hash, changed_at, must_change, used_by, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (worker) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at, \
             must_change = excluded.must_change, used_by = excluded.used_by, expires_at = excluded.expires_at",
        )
        .bind(row.worker.as_bytes().as_slice())
        .bind(row.hash.as_str())
        .bind(row.changed_at.0)
        .bind(i64::from(row.must_change))
        .bind(row.used_by.map(|device| device.as_bytes().to_vec()))
        .bind(row.expires_at.map(|at| at.0))
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Claims a given passphrase for a device; false when another device was first.
    pub(crate) async fn credential_used(conn: &mut Conn, worker: WorkerId, device: DeviceId) -> Result<bool> {
        let done = sqlx::query::<Db>(
            "UPDATE credentials SET used_by = $1 WHERE worker = $2 AND (used_by IS NULL OR used_by = $3)",
        )
        .bind(device.as_bytes().as_slice())
        .bind(worker.as_bytes().as_slice())
        .bind(device.as_bytes().as_slice())
        .execute(conn)
        .await?;
        Ok(done.rows_affected() > 0)
    }
}
