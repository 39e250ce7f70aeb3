//! Keys of form-filling apps.

use super::id_from;
use crate::Result;
use crate::collecting::CollectKey;
use crate::dialect::both;
use domain::ids::{DeviceId, OrganisationId, WorkerId};
use domain::time::Millis;
use sqlx::Row as _;

both! {
    pub(crate) async fn set(conn: &mut Conn, key: CollectKey, hash: &[u8; 32]) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO collect_keys (worker, org, device, hash, made_at, used_at) VALUES ($1, $2, $3, $4, $5, NULL) \
             ON CONFLICT (worker) DO UPDATE SET org = excluded.org, device = excluded.device, hash = excluded.hash, \
             made_at = excluded.made_at, used_at = NULL",
        )
        .bind(key.worker.as_bytes().as_slice())
        .bind(key.org.as_bytes().as_slice())
        .bind(key.device.as_bytes().as_slice())
        .bind(hash.as_slice())
        .bind(key.made_at.0)
        .execute(conn)
        .await?;
        Ok(())
    }

    fn key(row: &Row) -> Result<CollectKey> {
        Ok(CollectKey {
            worker: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(0)?)?,
            org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(1)?)?,
            device: id_from!(DeviceId, row.try_get::<Vec<u8>, _>(2)?)?,
            made_at: Millis(row.try_get(3)?),
            used_at: row.try_get::<Option<i64>, _>(4)?.map(Millis),
        })
    }

    pub(crate) async fn by_hash(conn: &mut Conn, hash: &[u8; 32]) -> Result<Option<CollectKey>> {
        let row = sqlx::query::<Db>("SELECT worker, org, device, made_at, used_at FROM collect_keys WHERE hash = $1")
            .bind(hash.as_slice())
            .fetch_optional(conn)
            .await?;
        row.as_ref().map(key).transpose()
    }

    pub(crate) async fn of(conn: &mut Conn, worker: WorkerId) -> Result<Option<CollectKey>> {
        let row = sqlx::query::<Db>("SELECT worker, org, device, made_at, used_at FROM collect_keys WHERE worker = $1")
            .bind(worker.as_bytes().as_slice())
            .fetch_optional(conn)
            .await?;
        row.as_ref().map(key).transpose()
    }

    pub(crate) async fn used(conn: &mut Conn, worker: WorkerId, at: Millis) -> Result<()> {
        sqlx::query::<Db>("UPDATE collect_keys SET used_at = $2 WHERE worker = $1")
            .bind(worker.as_bytes().as_slice())
            .bind(at.0)
            .execute(conn)
            .await?;
        Ok(())
    }

    pub(crate) async fn end(conn: &mut Conn, worker: WorkerId) -> Result<()> {
        sqlx::query::<Db>("DELETE FROM collect_keys WHERE worker = $1")
            .bind(worker.as_bytes().as_slice())
            .execute(conn)
            .await?;
        Ok(())
    }
}
