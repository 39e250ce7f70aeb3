//! Sessions and devices.

use super::id_from;
use crate::Result;
use crate::dialect::both;
use crate::error::StoreError;
use crate::sessions::{DeviceRow, Holding, SessionRow};
use domain::ids::{DeviceId, OrganisationId, WorkerId};
use domain::time::Millis;
use sqlx::{QueryBuilder, Row as _};

const SESSION: &str = "SELECT token_hash, worker, org, device, created, last_seen, expires, device_name, proofs, proved_at, waits_for FROM sessions ";

both! {
    fn session_row(row: &Row) -> Result<SessionRow> {
        let token: Vec<u8> = row.try_get(0)?;
        let proofs: String = row.try_get(8)?;
        Ok(SessionRow {
            token_hash: token.try_into().map_err(|_| StoreError::Damaged("a session".into()))?,
            worker: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(1)?)?,
            org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(2)?)?,
            device: id_from!(DeviceId, row.try_get::<Vec<u8>, _>(3)?)?,
            created: Millis(row.try_get(4)?),
            last_seen: Millis(row.try_get(5)?),
            expires: Millis(row.try_get(6)?),
            device_name: row.try_get(7)?,
            proofs: proofs.split_whitespace().map(str::to_owned).collect(),
            proved_at: Millis(row.try_get(9)?),
            waits_for: row.try_get(10)?,
        })
    }

    pub(crate) async fn epoch(conn: &mut Conn, worker: WorkerId) -> Result<i64> {
        let row = sqlx::query::<Db>("SELECT epoch FROM session_epochs WHERE worker = $1")
            .bind(worker.as_bytes().as_slice())
            .fetch_optional(conn)
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?.unwrap_or(0))
    }

    /// Her row of epochs, locked until the transaction ends: opening and ending wait for each other.
    async fn locked_epoch(conn: &mut Conn, worker: WorkerId) -> Result<i64> {
        sqlx::query::<Db>("INSERT INTO session_epochs (worker, epoch) VALUES ($1, 0) ON CONFLICT (worker) DO NOTHING")
            .bind(worker.as_bytes().as_slice())
            .execute(&mut *conn)
            .await?;
        let mut query = QueryBuilder::<Db>::new("SELECT epoch FROM session_epochs WHERE worker = ");
        query.push_bind(worker.as_bytes().to_vec()).push(FOR_UPDATE);
        Ok(query.build().fetch_one(conn).await?.try_get(0)?)
    }

    pub(crate) async fn open(conn: &mut Conn, row: &SessionRow, epoch: i64, instead_of: Option<[u8; 32]>) -> Result<bool> {
        let mut tx = begin(conn).await?;
        if locked_epoch(&mut tx, row.worker).await? != epoch {
            return Ok(false);
        }
        if let Some(old) = instead_of {
            let gone = sqlx::query::<Db>("DELETE FROM sessions WHERE token_hash = $1")
                .bind(old.as_slice())
                .execute(&mut *tx)
                .await?;
            if gone.rows_affected() == 0 {
                return Ok(false);
            }
        }
        sqlx::query::<Db>(
            "INSERT INTO sessions (token_hash, worker, org, device, created, last_seen, expires, csrf, device_name, \
             proofs, proved_at, waits_for) VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, $10, $11)",
        )
        .bind(row.token_hash.as_slice())
        .bind(row.worker.as_bytes().as_slice())
        .bind(row.org.as_bytes().as_slice())
        .bind(row.device.as_bytes().as_slice())
        .bind(row.created.0)
        .bind(row.last_seen.0)
        .bind(row.expires.0)
        .bind(row.device_name.as_str())
        .bind(row.proofs.join(" "))
        .bind(row.proved_at.0)
        .bind(row.waits_for.as_str())
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
        Ok(true)
    }

    fn push_holding(query: &mut QueryBuilder<Db>, holding: Holding) {
        query.push(" AND expires > ").push_bind(holding.at.0);
        query.push(" AND last_seen > ").push_bind(holding.at.0.saturating_sub(holding.idle_ms));
    }

    pub(crate) async fn find(conn: &mut Conn, token: &[u8; 32], holding: Holding) -> Result<Option<SessionRow>> {
        let mut query = QueryBuilder::<Db>::new(SESSION);
        query.push("WHERE token_hash = ").push_bind(token.to_vec());
        push_holding(&mut query, holding);
        query.build().fetch_optional(conn).await?.as_ref().map(session_row).transpose()
    }

    pub(crate) async fn of(conn: &mut Conn, worker: WorkerId, holding: Holding) -> Result<Vec<SessionRow>> {
        let mut query = QueryBuilder::<Db>::new(SESSION);
        query.push("WHERE worker = ").push_bind(worker.as_bytes().to_vec());
        push_holding(&mut query, holding);
        query.push(" ORDER BY last_seen DESC, token_hash");
        query.build().fetch_all(conn).await?.iter().map(session_row).collect()
    }

    pub(crate) async fn seen(conn: &mut Conn, token: &[u8; 32], at: Millis) -> Result<()> {
        sqlx::query::<Db>("UPDATE sessions SET last_seen = $1 WHERE token_hash = $2 AND last_seen < $3")
            .bind(at.0)
            .bind(token.as_slice())
            .bind(at.0)
            .execute(conn)
            .await?;
        Ok(())
    }

    pub(crate) async fn proved(conn: &mut Conn, token: &[u8; 32], at: Millis) -> Result<()> {
        sqlx::query::<Db>("UPDATE sessions SET proved_at = $1 WHERE token_hash = $2")
            .bind(at.0)
            .bind(token.as_slice())
            .execute(conn)
            .await?;
        Ok(())
    }

    pub(crate) async fn close(conn: &mut Conn, token: &[u8; 32]) -> Result<()> {
        sqlx::query::<Db>("DELETE FROM sessions WHERE token_hash = $1").bind(token.as_slice()).execute(conn).await?;
        Ok(())
    }

    pub(crate) async fn close_of(conn: &mut Conn, worker: WorkerId, keep: Option<[u8; 32]>) -> Result<u64> {
        let mut tx = begin(conn).await?;
        locked_epoch(&mut tx, worker).await?;
        sqlx::query::<Db>("UPDATE session_epochs SET epoch = epoch + 1 WHERE worker = $1")
            .bind(worker.as_bytes().as_slice())
            .execute(&mut *tx)
            .await?;
        let mut query = QueryBuilder::<Db>::new("DELETE FROM sessions WHERE worker = ");
        query.push_bind(worker.as_bytes().to_vec());
        if let Some(keep) = keep {
            query.push(" AND token_hash <> ").push_bind(keep.to_vec());
        }
        let done = query.build().execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(done.rows_affected())
    }

    pub(crate) async fn sweep(conn: &mut Conn, holding: Holding, guesses_before: Millis) -> Result<u64> {
        let mut tx = begin(conn).await?;
        let sessions = sqlx::query::<Db>("DELETE FROM sessions WHERE expires <= $1 OR last_seen <= $2")
            .bind(holding.at.0)
            .bind(holding.at.0.saturating_sub(holding.idle_ms))
            .execute(&mut *tx)
            .await?;
        let guesses = sqlx::query::<Db>("DELETE FROM guesses WHERE at < $1")
            .bind(guesses_before.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(sessions.rows_affected() + guesses.rows_affected())
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
