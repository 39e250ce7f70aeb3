//! Sessions.

use super::id_from;
use crate::Result;
use crate::devices::DeviceState;
use crate::dialect::both;
use crate::error::StoreError;
use crate::sessions::{Holding, OnDevice, SessionRow};
use domain::ids::{DeviceId, OrganisationId, WorkerId};
use domain::time::Millis;
use sqlx::{QueryBuilder, Row as _};

const SESSION: &str = "SELECT s.token_hash, s.worker, s.org, s.device, s.created, s.last_seen, s.expires, s.device_name, s.proofs, \
                       s.proved_at, s.waits_for, s.device_key, d.public_key, d.state, d.sent_at FROM sessions s \
                       LEFT JOIN devices d ON d.worker = s.worker AND d.device = s.device ";

both! {
    fn session_row(row: &Row) -> Result<SessionRow> {
        let token: Vec<u8> = row.try_get(0)?;
        let proofs: String = row.try_get(8)?;
        let state: Option<String> = row.try_get(13)?;
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
            device_key: row.try_get(11)?,
            on: OnDevice {
                public_key: row.try_get(12)?,
                state: DeviceState::stored(state.as_deref()),
                sent_at: row.try_get::<Option<i64>, _>(14)?.map(Millis),
            },
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
    pub(crate) async fn locked_epoch(conn: &mut Conn, worker: WorkerId) -> Result<i64> {
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
        if !may_open(&mut tx, row).await? {
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
             proofs, proved_at, waits_for, device_key) VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, $10, $11, $12)",
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
        .bind(row.device_key.as_deref())
        .execute(&mut *tx)
        .await?;
        note_device(&mut tx, row).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Whether the device is neither locked nor to be emptied.
    async fn may_open(conn: &mut Conn, row: &SessionRow) -> Result<bool> {
        let found = sqlx::query::<Db>("SELECT state FROM devices WHERE worker = $1 AND device = $2")
            .bind(row.worker.as_bytes().as_slice())
            .bind(row.device.as_bytes().as_slice())
            .fetch_optional(conn)
            .await?;
        let state: Option<String> = found.map(|row| row.try_get(0)).transpose()?.flatten();
        Ok(match DeviceState::stored(state.as_deref()) {
            DeviceState::Open | DeviceState::Wiped => true,
            DeviceState::Locked | DeviceState::Wiping => false,
        })
    }

    /// The device was heard of; with a finished sign-in it is hers to work on, again if it was emptied.
    async fn note_device(conn: &mut Conn, row: &SessionRow) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO devices (worker, device, first_seen, last_seen) VALUES ($1, $2, $3, $3) \
             ON CONFLICT (worker, device) DO UPDATE SET last_seen = excluded.last_seen",
        )
        .bind(row.worker.as_bytes().as_slice())
        .bind(row.device.as_bytes().as_slice())
        .bind(row.created.0)
        .execute(&mut *conn)
        .await?;
        if !row.waits_for.is_empty() {
            return Ok(());
        }
        // A phone that has lost its id and not its key is the same one.
        sqlx::query::<Db>("UPDATE devices SET public_key = NULL WHERE public_key = $1 AND worker = $2 AND device <> $3")
            .bind(row.device_key.as_deref())
            .bind(row.worker.as_bytes().as_slice())
            .bind(row.device.as_bytes().as_slice())
            .execute(&mut *conn)
            .await?;
        sqlx::query::<Db>(
            "UPDATE devices SET kind = $1, enrolled_at = CASE WHEN state IS NULL THEN COALESCE(enrolled_at, $2) ELSE $2 END, \
             sent_at = CASE WHEN state IS NULL THEN sent_at END, \
             state_at = CASE WHEN state IS NULL THEN state_at END, state_by = CASE WHEN state IS NULL THEN state_by END, \
             state = NULL, public_key = COALESCE($3, public_key) WHERE worker = $4 AND device = $5",
        )
        .bind(row.device_name.as_str())
        .bind(row.created.0)
        .bind(row.device_key.as_deref())
        .bind(row.worker.as_bytes().as_slice())
        .bind(row.device.as_bytes().as_slice())
        .execute(conn)
        .await?;
        Ok(())
    }

    fn push_holding(query: &mut QueryBuilder<Db>, holding: Holding) {
        query.push(" AND s.expires > ").push_bind(holding.at.0);
        query.push(" AND s.last_seen > ").push_bind(holding.at.0.saturating_sub(holding.idle_ms));
    }

    pub(crate) async fn find(conn: &mut Conn, token: &[u8; 32], holding: Holding) -> Result<Option<SessionRow>> {
        let mut query = QueryBuilder::<Db>::new(SESSION);
        query.push("WHERE s.token_hash = ").push_bind(token.to_vec());
        push_holding(&mut query, holding);
        query.build().fetch_optional(conn).await?.as_ref().map(session_row).transpose()
    }

    pub(crate) async fn of(conn: &mut Conn, worker: WorkerId, holding: Holding) -> Result<Vec<SessionRow>> {
        let mut query = QueryBuilder::<Db>::new(SESSION);
        query.push("WHERE s.worker = ").push_bind(worker.as_bytes().to_vec());
        push_holding(&mut query, holding);
        query.push(" ORDER BY s.last_seen DESC, s.token_hash");
        query.build().fetch_all(conn).await?.iter().map(session_row).collect()
    }

    pub(crate) async fn seen(conn: &mut Conn, session: &SessionRow, at: Millis) -> Result<()> {
        let mut tx = begin(conn).await?;
        sqlx::query::<Db>("UPDATE sessions SET last_seen = $1 WHERE token_hash = $2 AND last_seen < $1")
            .bind(at.0)
            .bind(session.token_hash.as_slice())
            .execute(&mut *tx)
            .await?;
        sqlx::query::<Db>("UPDATE devices SET last_seen = $1 WHERE worker = $2 AND device = $3 AND last_seen < $1")
            .bind(at.0)
            .bind(session.worker.as_bytes().as_slice())
            .bind(session.device.as_bytes().as_slice())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
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
        sqlx::query::<Db>("DELETE FROM device_codes WHERE expires <= $1").bind(holding.at.0).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(sessions.rows_affected() + guesses.rows_affected())
    }
}
