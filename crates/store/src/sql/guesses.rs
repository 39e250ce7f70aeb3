//! Guesses.

use crate::Result;
use crate::dialect::both;
use crate::guesses::Bucket;
use domain::time::Millis;
use sqlx::Row as _;

both! {
    pub(crate) async fn guess(conn: &mut Conn, id: [u8; 16], buckets: &[Bucket], at: Millis) -> Result<Option<Millis>> {
        let mut tx = begin(conn).await?;
        lock_guesses(&mut tx).await?;
        let mut until: Option<Millis> = None;
        for bucket in buckets {
            for limit in &bucket.limits {
                // The guess that must grow old before there is room for another.
                let row = sqlx::query::<Db>(
                    "SELECT at FROM guesses WHERE bucket = $1 AND at > $2 ORDER BY at DESC LIMIT 1 OFFSET $3",
                )
                .bind(bucket.key.as_slice())
                .bind(at.0.saturating_sub(limit.within_ms))
                .bind(i64::from(limit.most.saturating_sub(1)))
                .fetch_optional(&mut *tx)
                .await?;
                if let Some(row) = row {
                    let free = Millis(row.try_get::<i64, _>(0)?.saturating_add(limit.within_ms));
                    until = Some(until.map_or(free, |until| until.max(free)));
                }
            }
        }
        if until.is_some() {
            return Ok(until);
        }
        for bucket in buckets {
            sqlx::query::<Db>("INSERT INTO guesses (bucket, id, at) VALUES ($1, $2, $3)")
                .bind(bucket.key.as_slice())
                .bind(id.as_slice())
                .bind(at.0)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(None)
    }

    pub(crate) async fn take_back(conn: &mut Conn, id: [u8; 16]) -> Result<()> {
        sqlx::query::<Db>("DELETE FROM guesses WHERE id = $1").bind(id.as_slice()).execute(conn).await?;
        Ok(())
    }
}
