//! Counts and what `verify` looks up beside the chains.

use super::unsigned;
use crate::Result;
use crate::dialect::both;
use crate::reads::Counts;
use crate::rows::RawEntry;
use sqlx::Row as _;

both! {
    async fn count(conn: &mut Conn, sql: &'static str) -> Result<u64> {
        Ok(unsigned(sqlx::query::<Db>(sql).fetch_one(conn).await?.try_get(0)?))
    }

    /// Sums over heads, so that no large table is read from end to end.
    pub(crate) async fn counts(conn: &mut Conn) -> Result<Counts> {
        Ok(Counts {
            streams: count(conn, "SELECT count(*) FROM streams").await?,
            entries: count(conn, "SELECT CAST(coalesce(sum(head_seq), 0) AS BIGINT) FROM streams").await?,
            families: count(conn, "SELECT count(*) FROM family_rows").await?,
            tray: count(conn, "SELECT count(*) FROM tray WHERE placed_seq IS NULL").await?,
            audit: count(conn, "SELECT CAST(coalesce(sum(seq), 0) AS BIGINT) FROM audit_heads").await?,
            sessions: count(conn, "SELECT count(*) FROM sessions").await?,
        })
    }

    pub(crate) async fn ping(conn: &mut Conn) -> Result<()> {
        sqlx::query::<Db>("SELECT 1").fetch_one(conn).await?;
        Ok(())
    }

    /// How many of the triggers that keep ledger and audit log append-only are in place.
    pub(crate) async fn guards(conn: &mut Conn) -> Result<i64> {
        Ok(sqlx::query::<Db>(COUNT_GUARDS).fetch_one(conn).await?.try_get(0)?)
    }

    /// Entries of streams that do not exist.
    pub(crate) async fn orphans(conn: &mut Conn) -> Result<Vec<RawEntry>> {
        let rows = sqlx::query::<Db>(
            "SELECT e.stream, e.seq, e.id, e.section, e.author, e.device, e.made_at, e.received_at, e.base_seen, \
             e.base_after, e.v, e.outcome, e.sealed, e.hash FROM entries e LEFT JOIN streams s ON s.id = e.stream \
             WHERE s.id IS NULL ORDER BY e.stream, e.seq LIMIT 100",
        )
        .fetch_all(conn)
        .await?;
        Ok(rows.iter().map(ledger_sql::raw_entry).collect())
    }

    /// Audit rows whose chain has no end on record: organisation and place.
    pub(crate) async fn audit_orphans(conn: &mut Conn) -> Result<Vec<(Vec<u8>, u64)>> {
        let rows = sqlx::query::<Db>(
            "SELECT a.org, a.seq FROM audit a LEFT JOIN audit_heads h ON h.org = a.org \
             WHERE h.org IS NULL ORDER BY a.org, a.seq LIMIT 100",
        )
        .fetch_all(conn)
        .await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, unsigned(row.try_get(1)?)))).collect()
    }
}
