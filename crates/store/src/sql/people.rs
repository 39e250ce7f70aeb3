//! Workers, organisations, credentials, sessions.

use super::{id_from, small};
use crate::Result;
use crate::dialect::both;
use crate::error::StoreError;
use crate::people::{CredentialRow, DeviceRow, OrganisationRow, SessionRow, VillageRow, WorkerRow};
use domain::ids::{DeviceId, OrganisationId, StreamId, WorkerId};
use domain::time::Millis;
use sqlx::{QueryBuilder, Row as _};

const WORKER: &str = "SELECT w.worker, w.org, w.account, w.name_km, w.name_en, w.roles, w.supervisor, w.areas, w.phone, w.active FROM workers w ";
const SESSION: &str =
    "SELECT token_hash, worker, org, device, created, last_seen, expires, csrf FROM sessions ";

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
        let row = sqlx::query::<Db>("SELECT hash, changed_at, must_change FROM credentials WHERE worker = $1")
            .bind(worker.as_bytes().as_slice())
            .fetch_optional(conn)
            .await?;
        row.map(|row| {
            Ok(CredentialRow {
                worker,
                hash: row.try_get(0)?,
                changed_at: Millis(row.try_get(1)?),
                must_change: row.try_get::<i64, _>(2)? != 0,
            })
        })
        .transpose()
    }

    pub(crate) async fn set_credential(conn: &mut Conn, row: &CredentialRow) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO credentials (worker, hash, changed_at, must_change) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (worker) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at, \
             must_change = excluded.must_change",
        )
        .bind(row.worker.as_bytes().as_slice())
        .bind(row.hash.as_str())
        .bind(row.changed_at.0)
        .bind(i64::from(row.must_change))
        .execute(conn)
        .await?;
        Ok(())
    }

    fn session_row(row: &Row) -> Result<SessionRow> {
        let token: Vec<u8> = row.try_get(0)?;
        Ok(SessionRow {
            token_hash: token.try_into().map_err(|_| StoreError::Damaged("a session".into()))?,
            worker: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(1)?)?,
            org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(2)?)?,
            device: id_from!(DeviceId, row.try_get::<Vec<u8>, _>(3)?)?,
            created: Millis(row.try_get(4)?),
            last_seen: Millis(row.try_get(5)?),
            expires: Millis(row.try_get(6)?),
            csrf: row.try_get(7)?,
        })
    }

    pub(crate) async fn session_open(conn: &mut Conn, row: &SessionRow) -> Result<()> {
        let mut tx = begin(conn).await?;
        sqlx::query::<Db>(
            "INSERT INTO sessions (token_hash, worker, org, device, created, last_seen, expires, csrf) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(row.token_hash.as_slice())
        .bind(row.worker.as_bytes().as_slice())
        .bind(row.org.as_bytes().as_slice())
        .bind(row.device.as_bytes().as_slice())
        .bind(row.created.0)
        .bind(row.last_seen.0)
        .bind(row.expires.0)
        .bind(row.csrf.as_str())
        .execute(&mut *tx)
        .await?;
        sqlx::query::<Db>(
            "INSERT INTO devices (worker, device, first_seen, last_seen) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (worker, device) DO UPDATE SET last_seen = excluded.last_seen",
        )
        .bind(row.worker.as_bytes().as_slice())
        .bind(row.device.as_bytes().as_slice())
        .bind(row.created.0)
        .bind(row.created.0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn session(conn: &mut Conn, token: &[u8; 32], at: Millis) -> Result<Option<SessionRow>> {
        let mut query = QueryBuilder::<Db>::new(SESSION);
        query.push("WHERE token_hash = ").push_bind(token.to_vec()).push(" AND expires > ").push_bind(at.0);
        query.build().fetch_optional(conn).await?.as_ref().map(session_row).transpose()
    }

    pub(crate) async fn session_seen(conn: &mut Conn, token: &[u8; 32], at: Millis) -> Result<()> {
        sqlx::query::<Db>("UPDATE sessions SET last_seen = $1 WHERE token_hash = $2 AND last_seen < $3")
            .bind(at.0)
            .bind(token.as_slice())
            .bind(at.0)
            .execute(conn)
            .await?;
        Ok(())
    }

    pub(crate) async fn session_close(conn: &mut Conn, token: &[u8; 32]) -> Result<()> {
        sqlx::query::<Db>("DELETE FROM sessions WHERE token_hash = $1").bind(token.as_slice()).execute(conn).await?;
        Ok(())
    }

    pub(crate) async fn sessions_close_of(conn: &mut Conn, worker: WorkerId) -> Result<u64> {
        let done = sqlx::query::<Db>("DELETE FROM sessions WHERE worker = $1")
            .bind(worker.as_bytes().as_slice())
            .execute(conn)
            .await?;
        Ok(done.rows_affected())
    }

    /// Removes sessions that have ended and sign-in attempts older than a day.
    pub(crate) async fn sweep(conn: &mut Conn, at: Millis) -> Result<u64> {
        let mut tx = begin(conn).await?;
        let sessions =
            sqlx::query::<Db>("DELETE FROM sessions WHERE expires <= $1").bind(at.0).execute(&mut *tx).await?;
        let attempts = sqlx::query::<Db>("DELETE FROM signin_attempts WHERE at < $1")
            .bind(at.0.saturating_sub(86_400_000))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(sessions.rows_affected() + attempts.rows_affected())
    }

    pub(crate) async fn signin_failed(conn: &mut Conn, bucket: &[u8], at: Millis, since: Millis) -> Result<u32> {
        let mut tx = begin(conn).await?;
        sqlx::query::<Db>("INSERT INTO signin_attempts (bucket, at) VALUES ($1, $2)")
            .bind(bucket)
            .bind(at.0)
            .execute(&mut *tx)
            .await?;
        let failures = signin_failures(&mut tx, bucket, since).await?;
        tx.commit().await?;
        Ok(failures)
    }

    pub(crate) async fn signin_failures(conn: &mut Conn, bucket: &[u8], since: Millis) -> Result<u32> {
        let row = sqlx::query::<Db>("SELECT count(*) FROM signin_attempts WHERE bucket = $1 AND at >= $2")
            .bind(bucket)
            .bind(since.0)
            .fetch_one(conn)
            .await?;
        Ok(small(row.try_get(0)?))
    }

    pub(crate) async fn signin_passed(conn: &mut Conn, bucket: &[u8]) -> Result<()> {
        sqlx::query::<Db>("DELETE FROM signin_attempts WHERE bucket = $1").bind(bucket).execute(conn).await?;
        Ok(())
    }

    pub(crate) async fn devices(conn: &mut Conn, worker: WorkerId) -> Result<Vec<DeviceRow>> {
        let rows = sqlx::query::<Db>("SELECT device, first_seen, last_seen FROM devices WHERE worker = $1 ORDER BY device")
            .bind(worker.as_bytes().as_slice())
            .fetch_all(conn)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(DeviceRow {
                    device: id_from!(DeviceId, row.try_get::<Vec<u8>, _>(0)?)?,
                    worker,
                    first_seen: Millis(row.try_get(1)?),
                    last_seen: Millis(row.try_get(2)?),
                })
            })
            .collect()
    }
}
