//! Passkeys, one-time codes, written-down codes.

use super::{id_from, small};
use crate::Result;
use crate::dialect::both;
use crate::error::StoreError;
use crate::factors::{FactorCounts, PasskeyRow, TotpRow};
use domain::ids::WorkerId;
use domain::time::Millis;
use sqlx::{QueryBuilder, Row as _};

const PASSKEY: &str = "SELECT id, worker, name, public_key, added_at, used_at FROM passkeys ";

both! {
    pub(crate) async fn counts(conn: &mut Conn, worker: WorkerId) -> Result<FactorCounts> {
        let row = sqlx::query::<Db>(
            "SELECT (SELECT count(*) FROM passkeys WHERE worker = $1), \
             (SELECT count(*) FROM totp WHERE worker = $2 AND active = 1), \
             (SELECT count(*) FROM recovery_codes WHERE worker = $3 AND used_at IS NULL)",
        )
        .bind(worker.as_bytes().as_slice())
        .bind(worker.as_bytes().as_slice())
        .bind(worker.as_bytes().as_slice())
        .fetch_one(conn)
        .await?;
        Ok(FactorCounts {
            passkeys: small(row.try_get(0)?),
            totp: row.try_get::<i64, _>(1)? > 0,
            codes: small(row.try_get(2)?),
        })
    }

    fn passkey_row(row: &Row) -> Result<PasskeyRow> {
        Ok(PasskeyRow {
            id: row.try_get(0)?,
            worker: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(1)?)?,
            name: row.try_get(2)?,
            public_key: row.try_get(3)?,
            added_at: Millis(row.try_get(4)?),
            used_at: row.try_get::<Option<i64>, _>(5)?.map(Millis),
        })
    }

    pub(crate) async fn passkeys(conn: &mut Conn, worker: WorkerId) -> Result<Vec<PasskeyRow>> {
        let mut query = QueryBuilder::<Db>::new(PASSKEY);
        query.push("WHERE worker = ").push_bind(worker.as_bytes().to_vec()).push(" ORDER BY added_at, id");
        query.build().fetch_all(conn).await?.iter().map(passkey_row).collect()
    }

    pub(crate) async fn passkey(conn: &mut Conn, id: &[u8]) -> Result<Option<PasskeyRow>> {
        let mut query = QueryBuilder::<Db>::new(PASSKEY);
        query.push("WHERE id = ").push_bind(id.to_vec());
        query.build().fetch_optional(conn).await?.as_ref().map(passkey_row).transpose()
    }

    pub(crate) async fn passkey_add(conn: &mut Conn, row: &PasskeyRow) -> Result<()> {
        let done = sqlx::query::<Db>(
            "INSERT INTO passkeys (id, worker, name, public_key, added_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(row.id.as_slice())
        .bind(row.worker.as_bytes().as_slice())
        .bind(row.name.as_str())
        .bind(row.public_key.as_str())
        .bind(row.added_at.0)
        .execute(conn)
        .await?;
        if done.rows_affected() == 0 { Err(StoreError::Taken("passkey")) } else { Ok(()) }
    }

    pub(crate) async fn passkey_used(conn: &mut Conn, id: &[u8], public_key: &str, at: Millis) -> Result<()> {
        sqlx::query::<Db>("UPDATE passkeys SET public_key = $1, used_at = $2 WHERE id = $3")
            .bind(public_key)
            .bind(at.0)
            .bind(id)
            .execute(conn)
            .await?;
        Ok(())
    }

    pub(crate) async fn passkey_rename(conn: &mut Conn, worker: WorkerId, id: &[u8], name: &str) -> Result<bool> {
        let done = sqlx::query::<Db>("UPDATE passkeys SET name = $1 WHERE id = $2 AND worker = $3")
            .bind(name)
            .bind(id)
            .bind(worker.as_bytes().as_slice())
            .execute(conn)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Written-down codes stand in for a second factor; without one they would be one themselves.
    async fn forget_codes_without_factor(conn: &mut Conn, worker: WorkerId) -> Result<()> {
        sqlx::query::<Db>(
            "DELETE FROM recovery_codes WHERE worker = $1 AND NOT EXISTS (SELECT 1 FROM passkeys WHERE worker = $2) \
             AND NOT EXISTS (SELECT 1 FROM totp WHERE worker = $3 AND active = 1)",
        )
        .bind(worker.as_bytes().as_slice())
        .bind(worker.as_bytes().as_slice())
        .bind(worker.as_bytes().as_slice())
        .execute(conn)
        .await?;
        Ok(())
    }

    pub(crate) async fn passkey_remove(conn: &mut Conn, worker: WorkerId, id: &[u8]) -> Result<bool> {
        let mut tx = begin(conn).await?;
        let done = sqlx::query::<Db>("DELETE FROM passkeys WHERE id = $1 AND worker = $2")
            .bind(id)
            .bind(worker.as_bytes().as_slice())
            .execute(&mut *tx)
            .await?;
        forget_codes_without_factor(&mut tx, worker).await?;
        tx.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    pub(crate) async fn totp(conn: &mut Conn, worker: WorkerId) -> Result<Option<TotpRow>> {
        let row = sqlx::query::<Db>("SELECT sealed, added_at, active, last_step FROM totp WHERE worker = $1")
            .bind(worker.as_bytes().as_slice())
            .fetch_optional(conn)
            .await?;
        row.map(|row| {
            Ok(TotpRow {
                secret: row.try_get(0)?,
                added_at: Millis(row.try_get(1)?),
                active: row.try_get::<i64, _>(2)? != 0,
                last_step: row.try_get(3)?,
            })
        })
        .transpose()
    }

    pub(crate) async fn totp_begin(conn: &mut Conn, worker: WorkerId, sealed: &[u8], at: Millis) -> Result<()> {
        let done = sqlx::query::<Db>(
            "INSERT INTO totp (worker, sealed, added_at, active, last_step) VALUES ($1, $2, $3, 0, 0) \
             ON CONFLICT (worker) DO UPDATE SET sealed = excluded.sealed, added_at = excluded.added_at, last_step = 0 \
             WHERE totp.active = 0",
        )
        .bind(worker.as_bytes().as_slice())
        .bind(sealed)
        .bind(at.0)
        .execute(conn)
        .await?;
        if done.rows_affected() == 0 { Err(StoreError::Taken("app")) } else { Ok(()) }
    }

    pub(crate) async fn totp_take(conn: &mut Conn, worker: WorkerId, step: i64, activate: bool) -> Result<bool> {
        let mut query = QueryBuilder::<Db>::new("UPDATE totp SET last_step = ");
        query.push_bind(step);
        if activate {
            query.push(", active = 1");
        }
        query.push(" WHERE worker = ").push_bind(worker.as_bytes().to_vec());
        query.push(" AND last_step < ").push_bind(step);
        Ok(query.build().execute(conn).await?.rows_affected() > 0)
    }

    pub(crate) async fn totp_remove(conn: &mut Conn, worker: WorkerId) -> Result<()> {
        let mut tx = begin(conn).await?;
        sqlx::query::<Db>("DELETE FROM totp WHERE worker = $1")
            .bind(worker.as_bytes().as_slice())
            .execute(&mut *tx)
            .await?;
        forget_codes_without_factor(&mut tx, worker).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn codes_set(conn: &mut Conn, worker: WorkerId, hashes: &[[u8; 32]]) -> Result<()> {
        let mut tx = begin(conn).await?;
        sqlx::query::<Db>("DELETE FROM recovery_codes WHERE worker = $1")
            .bind(worker.as_bytes().as_slice())
            .execute(&mut *tx)
            .await?;
        for hash in hashes {
            sqlx::query::<Db>("INSERT INTO recovery_codes (worker, hash) VALUES ($1, $2)")
                .bind(worker.as_bytes().as_slice())
                .bind(hash.as_slice())
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn code_use(conn: &mut Conn, worker: WorkerId, hash: [u8; 32], at: Millis) -> Result<bool> {
        let done = sqlx::query::<Db>(
            "UPDATE recovery_codes SET used_at = $1 WHERE worker = $2 AND hash = $3 AND used_at IS NULL",
        )
        .bind(at.0)
        .bind(worker.as_bytes().as_slice())
        .bind(hash.as_slice())
        .execute(conn)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    pub(crate) async fn remove_all(conn: &mut Conn, worker: WorkerId) -> Result<()> {
        let mut tx = begin(conn).await?;
        for table in ["passkeys", "totp", "recovery_codes", "factor_grace", "provider_links"] {
            let mut query = QueryBuilder::<Db>::new("DELETE FROM ");
            query.push(table).push(" WHERE worker = ").push_bind(worker.as_bytes().to_vec());
            query.build().execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn grace_since(conn: &mut Conn, worker: WorkerId, at: Millis) -> Result<Millis> {
        sqlx::query::<Db>("INSERT INTO factor_grace (worker, since) VALUES ($1, $2) ON CONFLICT (worker) DO NOTHING")
            .bind(worker.as_bytes().as_slice())
            .bind(at.0)
            .execute(&mut *conn)
            .await?;
        let row = sqlx::query::<Db>("SELECT since FROM factor_grace WHERE worker = $1")
            .bind(worker.as_bytes().as_slice())
            .fetch_one(conn)
            .await?;
        Ok(Millis(row.try_get(0)?))
    }
}
