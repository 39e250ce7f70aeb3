//! Shares of vault keys.

use crate::Result;
use crate::dialect::both;
use crate::pins::{GUESSES, Row as Share, Tried};
use domain::ids::{DeviceId, WorkerId};
use sqlx::{QueryBuilder, Row as _};

both! {
    pub(crate) async fn set(conn: &mut Conn, worker: WorkerId, device: DeviceId, row: &Share) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO pin_shares (worker, device, sealed, hash, wrong) VALUES ($1, $2, $3, $4, 0) \
             ON CONFLICT (worker, device) DO UPDATE SET sealed = excluded.sealed, hash = excluded.hash, wrong = 0",
        )
        .bind(worker.as_bytes().as_slice())
        .bind(device.as_bytes().as_slice())
        .bind(row.sealed.as_slice())
        .bind(row.check.as_slice())
        .execute(conn)
        .await?;
        Ok(())
    }

    pub(crate) async fn tried(conn: &mut Conn, worker: WorkerId, device: DeviceId, check: [u8; 32]) -> Result<Tried> {
        let mut tx = begin(conn).await?;
        let mut query = QueryBuilder::<Db>::new("SELECT sealed, hash, wrong FROM pin_shares WHERE worker = ");
        query.push_bind(worker.as_bytes().to_vec());
        query.push(" AND device = ").push_bind(device.as_bytes().to_vec()).push(FOR_UPDATE);
        let Some(row) = query.build().fetch_optional(&mut *tx).await? else { return Ok(Tried::Gone) };
        // Hashes of secrets: how long comparing them takes tells nothing of what was hashed.
        let right = row.try_get::<Vec<u8>, _>(1)? == check;
        let wrong = if right { 0 } else { row.try_get::<i64, _>(2)? + 1 };
        if wrong >= GUESSES {
            remove(&mut tx, worker, device).await?;
            tx.commit().await?;
            return Ok(Tried::Gone);
        }
        sqlx::query::<Db>("UPDATE pin_shares SET wrong = $1 WHERE worker = $2 AND device = $3")
            .bind(wrong)
            .bind(worker.as_bytes().as_slice())
            .bind(device.as_bytes().as_slice())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(if right { Tried::Right(row.try_get(0)?) } else { Tried::Wrong(GUESSES - wrong) })
    }

    pub(crate) async fn remove(conn: &mut Conn, worker: WorkerId, device: DeviceId) -> Result<()> {
        sqlx::query::<Db>("DELETE FROM pin_shares WHERE worker = $1 AND device = $2")
            .bind(worker.as_bytes().as_slice())
            .bind(device.as_bytes().as_slice())
            .execute(conn)
            .await?;
        Ok(())
    }

    pub(crate) async fn is_set(conn: &mut Conn, worker: WorkerId, device: DeviceId) -> Result<bool> {
        let found = sqlx::query::<Db>("SELECT 1 FROM pin_shares WHERE worker = $1 AND device = $2")
            .bind(worker.as_bytes().as_slice())
            .bind(device.as_bytes().as_slice())
            .fetch_optional(conn)
            .await?;
        Ok(found.is_some())
    }
}
