//! Phones of workers, and codes for new ones.

use super::id_from;
use crate::Result;
use crate::devices::{Deciding, DeviceCode, DeviceRow, DeviceState};
use crate::dialect::both;
use domain::ids::{DeviceId, WorkerId};
use domain::time::Millis;
use sqlx::{QueryBuilder, Row as _};

const DEVICE: &str = "SELECT worker, device, first_seen, last_seen, name, kind, enrolled_at, public_key, state, state_at, \
                      state_by, sent_at FROM devices ";

both! {
    fn device_row(row: &Row) -> Result<DeviceRow> {
        let state: Option<String> = row.try_get(8)?;
        let by: Option<Vec<u8>> = row.try_get(10)?;
        Ok(DeviceRow {
            worker: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(0)?)?,
            device: id_from!(DeviceId, row.try_get::<Vec<u8>, _>(1)?)?,
            first_seen: Millis(row.try_get(2)?),
            last_seen: Millis(row.try_get(3)?),
            name: row.try_get::<Option<String>, _>(4)?.unwrap_or_default(),
            kind: row.try_get::<Option<String>, _>(5)?.unwrap_or_default(),
            enrolled_at: row.try_get::<Option<i64>, _>(6)?.map(Millis),
            public_key: row.try_get(7)?,
            state: DeviceState::stored(state.as_deref()),
            state_at: row.try_get::<Option<i64>, _>(9)?.map(Millis),
            state_by: by.map(|bytes| id_from!(WorkerId, bytes)).transpose()?,
            sent_at: row.try_get::<Option<i64>, _>(11)?.map(Millis),
        })
    }

    pub(crate) async fn of(conn: &mut Conn, workers: &[WorkerId]) -> Result<Vec<DeviceRow>> {
        if workers.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Db>::new(DEVICE);
        query.push("WHERE enrolled_at IS NOT NULL AND worker");
        push_in(&mut query, workers.iter().map(|worker| worker.as_bytes().to_vec()).collect());
        query.push(" ORDER BY last_seen DESC, worker, device");
        query.build().fetch_all(conn).await?.iter().map(device_row).collect()
    }

    pub(crate) async fn one(conn: &mut Conn, worker: WorkerId, device: DeviceId) -> Result<Option<DeviceRow>> {
        let mut query = QueryBuilder::<Db>::new(DEVICE);
        query.push("WHERE worker = ").push_bind(worker.as_bytes().to_vec());
        query.push(" AND device = ").push_bind(device.as_bytes().to_vec());
        query.build().fetch_optional(conn).await?.as_ref().map(device_row).transpose()
    }

    pub(crate) async fn by_key(conn: &mut Conn, public_key: &[u8]) -> Result<Option<DeviceRow>> {
        let mut query = QueryBuilder::<Db>::new(DEVICE);
        query.push("WHERE public_key = ").push_bind(public_key.to_vec()).push(" LIMIT 1");
        query.build().fetch_optional(conn).await?.as_ref().map(device_row).transpose()
    }

    pub(crate) async fn rename(conn: &mut Conn, worker: WorkerId, device: DeviceId, name: &str) -> Result<bool> {
        let done = sqlx::query::<Db>("UPDATE devices SET name = $1 WHERE worker = $2 AND device = $3 AND enrolled_at IS NOT NULL")
            .bind(name)
            .bind(worker.as_bytes().as_slice())
            .bind(device.as_bytes().as_slice())
            .execute(conn)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    pub(crate) async fn decide(conn: &mut Conn, deciding: Deciding) -> Result<bool> {
        let Deciding { worker, device, to, by, at } = deciding;
        let mut tx = begin(conn).await?;
        // A sign-in under way waits here, and then sees what was decided.
        sessions_sql::locked_epoch(&mut tx, worker).await?;
        let mut query = QueryBuilder::<Db>::new("UPDATE devices SET state = ");
        query.push_bind(match to {
            DeviceState::Open => None,
            DeviceState::Locked | DeviceState::Wiping | DeviceState::Wiped => Some(to.code()),
        });
        query.push(", state_at = ").push_bind(at.0);
        query.push(", state_by = ").push_bind(by.as_bytes().to_vec());
        query.push(" WHERE worker = ").push_bind(worker.as_bytes().to_vec());
        query.push(" AND device = ").push_bind(device.as_bytes().to_vec());
        query.push(match to {
            DeviceState::Open => " AND state = 'locked'",
            DeviceState::Locked => " AND state IS NULL",
            DeviceState::Wiping => " AND (state IS NULL OR state = 'locked')",
            DeviceState::Wiped => " AND state = 'wiping'",
        });
        if query.build().execute(&mut *tx).await?.rows_affected() == 0 {
            return Ok(false);
        }
        if to == DeviceState::Locked {
            sqlx::query::<Db>("DELETE FROM sessions WHERE worker = $1 AND device = $2")
                .bind(worker.as_bytes().as_slice())
                .bind(device.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    pub(crate) async fn wiped(conn: &mut Conn, worker: WorkerId, device: DeviceId, at: Millis) -> Result<bool> {
        let mut tx = begin(conn).await?;
        sessions_sql::locked_epoch(&mut tx, worker).await?;
        // Its key is gone with the rest. Who ordered it stays written down.
        let done = sqlx::query::<Db>(
            "UPDATE devices SET state = 'wiped', state_at = $1, last_seen = $1, public_key = NULL \
             WHERE worker = $2 AND device = $3 AND state = 'wiping'",
        )
        .bind(at.0)
        .bind(worker.as_bytes().as_slice())
        .bind(device.as_bytes().as_slice())
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        for statement in [
            "DELETE FROM sessions WHERE worker = $1 AND device = $2",
            "DELETE FROM pin_shares WHERE worker = $1 AND device = $2",
        ] {
            sqlx::query::<Db>(statement)
                .bind(worker.as_bytes().as_slice())
                .bind(device.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    pub(crate) async fn sent_all(conn: &mut Conn, worker: WorkerId, device: DeviceId, at: Millis) -> Result<()> {
        sqlx::query::<Db>("UPDATE devices SET sent_at = $1 WHERE worker = $2 AND device = $3")
            .bind(at.0)
            .bind(worker.as_bytes().as_slice())
            .bind(device.as_bytes().as_slice())
            .execute(conn)
            .await?;
        Ok(())
    }

    pub(crate) async fn code_add(conn: &mut Conn, code: DeviceCode) -> Result<()> {
        let mut tx = begin(conn).await?;
        sqlx::query::<Db>("DELETE FROM device_codes WHERE worker = $1")
            .bind(code.worker.as_bytes().as_slice())
            .execute(&mut *tx)
            .await?;
        sqlx::query::<Db>("INSERT INTO device_codes (hash, worker, by_worker, expires) VALUES ($1, $2, $3, $4)")
            .bind(code.hash.as_slice())
            .bind(code.worker.as_bytes().as_slice())
            .bind(code.by.as_bytes().as_slice())
            .bind(code.expires.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn code_use(conn: &mut Conn, hash: [u8; 32], worker: WorkerId, at: Millis) -> Result<bool> {
        let done = sqlx::query::<Db>("DELETE FROM device_codes WHERE hash = $1 AND worker = $2 AND expires > $3")
            .bind(hash.as_slice())
            .bind(worker.as_bytes().as_slice())
            .bind(at.0)
            .execute(conn)
            .await?;
        Ok(done.rows_affected() > 0)
    }
}
