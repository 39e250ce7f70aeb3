//! Ledger and tray rows.

use super::{CHUNK, id_from, signed, unsigned};
use crate::Result;
use crate::dialect::both;
use crate::error::StoreError;
use crate::rows::{EntryRow, NewTray, RawEntry, StreamRow};
use domain::entry::StreamKind;
use domain::ids::{EntryId, OrganisationId, StreamId, WorkerId};
use domain::time::Millis;
use sqlx::{QueryBuilder, Row as _};

const STREAM: &str = "SELECT id, kind, org, head_seq, head_hash, key_wrapped, created_at FROM streams ";
pub(crate) const ENTRY: &str = "SELECT stream, seq, id, section, author, device, made_at, received_at, base_seen, base_after, v, \
                     outcome, sealed, hash FROM entries ";

pub(crate) fn thirty_two(bytes: Vec<u8>) -> Result<[u8; 32]> {
    bytes.try_into().map_err(|_| StoreError::Damaged("a hash is not 32 bytes".into()))
}

both! {
    fn stream_row(row: &Row) -> Result<StreamRow> {
        let kind: String = row.try_get(1)?;
        Ok(StreamRow {
            id: id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)?,
            kind: StreamKind::parse(&kind).ok_or_else(|| StoreError::Damaged("a stream's kind".into()))?,
            org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(2)?)?,
            head: unsigned(row.try_get(3)?),
            hash: thirty_two(row.try_get(4)?)?,
            key_wrapped: row.try_get(5)?,
            created_at: Millis(row.try_get(6)?),
        })
    }

    pub(crate) fn raw_entry(row: &Row) -> RawEntry {
        RawEntry {
            stream: row.try_get(0).ok(),
            seq: row.try_get(1).ok(),
            id: row.try_get(2).ok(),
            section: row.try_get(3).ok(),
            author: row.try_get(4).ok(),
            device: row.try_get(5).ok(),
            made_at: row.try_get(6).ok(),
            received_at: row.try_get(7).ok(),
            base_seen: row.try_get(8).ok(),
            base_after: row.try_get(9).ok(),
            v: row.try_get(10).ok(),
            outcome: row.try_get(11).ok(),
            sealed: row.try_get(12).ok(),
            hash: row.try_get(13).ok(),
        }
    }

    fn in_list<'a>(query: &mut QueryBuilder<Db>, ids: impl Iterator<Item = &'a [u8]>) {
        let mut list = query.separated(", ");
        for id in ids {
            list.push_bind(id.to_vec());
        }
    }

    async fn streams_where(conn: &mut Conn, ids: &[StreamId], tail: &str) -> Result<Vec<StreamRow>> {
        let mut found = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new(STREAM);
            query.push("WHERE id IN (");
            in_list(&mut query, chunk.iter().map(|id| id.as_bytes().as_slice()));
            query.push(") ORDER BY id").push(tail);
            for row in query.build().fetch_all(&mut *conn).await? {
                found.push(stream_row(&row)?);
            }
        }
        Ok(found)
    }

    /// The streams that exist, locked against other writers until the transaction ends. `ids` must be sorted,
    /// so that two servers lock in one order.
    pub(crate) async fn lock_streams(conn: &mut Conn, ids: &[StreamId]) -> Result<Vec<StreamRow>> {
        streams_where(conn, ids, FOR_UPDATE).await
    }

    pub(crate) async fn streams(conn: &mut Conn, ids: &[StreamId]) -> Result<Vec<StreamRow>> {
        streams_where(conn, ids, "").await
    }

    pub(crate) async fn streams_of(conn: &mut Conn, kind: StreamKind) -> Result<Vec<StreamRow>> {
        let mut query = QueryBuilder::<Db>::new(STREAM);
        // The kind is one of a few fixed words: written into the text, it lets the partial index serve.
        query.push(match kind {
            StreamKind::Family => "WHERE kind = 'family' ORDER BY id",
            StreamKind::Organisation => "WHERE kind = 'organisation' AND kind <> 'family' ORDER BY id",
            StreamKind::Village => "WHERE kind = 'village' AND kind <> 'family' ORDER BY id",
            StreamKind::Programme => "WHERE kind = 'programme' AND kind <> 'family' ORDER BY id",
            StreamKind::Provider => "WHERE kind = 'provider' AND kind <> 'family' ORDER BY id",
            StreamKind::ServiceReferral => "WHERE kind = 'service_referral' AND kind <> 'family' ORDER BY id",
            StreamKind::Place => "WHERE kind = 'place' AND kind <> 'family' ORDER BY id",
            StreamKind::Staff => "WHERE kind = 'staff' AND kind <> 'family' ORDER BY id",
        });
        query.build().fetch_all(conn).await?.iter().map(stream_row).collect()
    }

    /// Streams in the order of their ids, after `after`.
    pub(crate) async fn streams_page(conn: &mut Conn, after: Option<StreamId>, limit: i64) -> Result<Vec<StreamRow>> {
        let mut query = QueryBuilder::<Db>::new(STREAM);
        if let Some(after) = after {
            query.push("WHERE id > ").push_bind(after.as_bytes().to_vec());
        }
        query.push(" ORDER BY id LIMIT ").push_bind(limit);
        query.build().fetch_all(conn).await?.iter().map(stream_row).collect()
    }

    /// The ends of streams that have entries, in the order of their ids, after `after`.
    pub(crate) async fn ends_page(conn: &mut Conn, after: Option<StreamId>, limit: i64) -> Result<Vec<(StreamId, u64, [u8; 32])>> {
        let mut query = QueryBuilder::<Db>::new("SELECT id, head_seq, head_hash FROM streams WHERE head_seq > 0");
        if let Some(after) = after {
            query.push(" AND id > ").push_bind(after.as_bytes().to_vec());
        }
        query.push(" ORDER BY id LIMIT ").push_bind(limit);
        query
            .build()
            .fetch_all(conn)
            .await?
            .iter()
            .map(|row| {
                let id = id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)?;
                Ok((id, unsigned(row.try_get(1)?), thirty_two(row.try_get(2)?)?))
            })
            .collect()
    }

    /// Makes the rows of new streams, so that they can be locked.
    pub(crate) async fn make_streams(conn: &mut Conn, rows: &[StreamRow]) -> Result<()> {
        put_streams(conn, rows, " ON CONFLICT (id) DO NOTHING").await
    }

    /// Writes the new ends of streams.
    pub(crate) async fn put_heads(conn: &mut Conn, rows: &[StreamRow]) -> Result<()> {
        let tail = " ON CONFLICT (id) DO UPDATE SET head_seq = excluded.head_seq, head_hash = excluded.head_hash";
        put_streams(conn, rows, tail).await
    }

    /// Another organisation holds the stream from now on, under its own key.
    pub(crate) async fn move_stream(conn: &mut Conn, row: &StreamRow) -> Result<()> {
        sqlx::query::<Db>("UPDATE streams SET org = $2, key_wrapped = $3 WHERE id = $1")
            .bind(row.id.as_bytes().as_slice())
            .bind(row.org.as_bytes().as_slice())
            .bind(row.key_wrapped.as_slice())
            .execute(&mut *conn)
            .await?;
        sqlx::query::<Db>("UPDATE family_rows SET org = $2 WHERE stream = $1")
            .bind(row.id.as_bytes().as_slice())
            .bind(row.org.as_bytes().as_slice())
            .execute(conn)
            .await?;
        Ok(())
    }

    async fn put_streams(conn: &mut Conn, rows: &[StreamRow], tail: &str) -> Result<()> {
        for chunk in rows.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO streams (id, kind, org, head_seq, head_hash, key_wrapped, created_at) ",
            );
            query.push_values(chunk, |mut to, row| {
                to.push_bind(row.id.as_bytes().as_slice())
                    .push_bind(row.kind.code())
                    .push_bind(row.org.as_bytes().as_slice())
                    .push_bind(signed(row.head))
                    .push_bind(row.hash.as_slice())
                    .push_bind(row.key_wrapped.as_slice())
                    .push_bind(row.created_at.0);
            });
            query.push(tail).build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    /// Removes streams that were made to be locked and then stayed empty.
    pub(crate) async fn drop_empty_streams(conn: &mut Conn, ids: &[StreamId]) -> Result<()> {
        for chunk in ids.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new("DELETE FROM streams WHERE head_seq = 0 AND id IN (");
            in_list(&mut query, chunk.iter().map(|id| id.as_bytes().as_slice()));
            query.push(")").build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    /// Which of the entries are known: their place, or `None` for those in the tray.
    pub(crate) async fn known_entries(conn: &mut Conn, ids: &[EntryId]) -> Result<Vec<(EntryId, Option<u64>)>> {
        let mut found = Vec::new();
        for chunk in ids.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new("SELECT id, seq FROM entries WHERE id IN (");
            in_list(&mut query, chunk.iter().map(|id| id.as_bytes().as_slice()));
            query.push(") UNION ALL SELECT id, NULL FROM tray WHERE placed_seq IS NULL AND id IN (");
            in_list(&mut query, chunk.iter().map(|id| id.as_bytes().as_slice()));
            query.push(")");
            for row in query.build().fetch_all(&mut *conn).await? {
                let seq: Option<i64> = row.try_get(1)?;
                found.push((id_from!(EntryId, row.try_get::<Vec<u8>, _>(0)?)?, seq.map(unsigned)));
            }
        }
        Ok(found)
    }

    /// Whether a stream holds an entry of somebody's.
    pub(crate) async fn wrote_in(conn: &mut Conn, stream: StreamId, author: WorkerId) -> Result<bool> {
        let row = sqlx::query::<Db>("SELECT 1 FROM entries WHERE stream = $1 AND author = $2 LIMIT 1")
            .bind(stream.as_bytes().to_vec())
            .bind(author.as_bytes().to_vec())
            .fetch_optional(conn)
            .await?;
        Ok(row.is_some())
    }

    /// A stream's entries after a place, in order.
    pub(crate) async fn entries_after(conn: &mut Conn, stream: StreamId, after: u64, limit: i64) -> Result<Vec<RawEntry>> {
        let mut query = QueryBuilder::<Db>::new(ENTRY);
        query.push("WHERE stream = ").push_bind(stream.as_bytes().to_vec());
        query.push(" AND seq > ").push_bind(signed(after));
        query.push(" ORDER BY seq LIMIT ").push_bind(limit);
        Ok(query.build().fetch_all(conn).await?.iter().map(raw_entry).collect())
    }

    pub(crate) async fn insert_entries(conn: &mut Conn, rows: &[EntryRow]) -> Result<()> {
        for chunk in rows.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO entries (stream, seq, id, section, author, device, made_at, received_at, base_seen, \
                 base_after, v, outcome, sealed, hash) ",
            );
            query.push_values(chunk, |mut to, row| {
                to.push_bind(row.stream.as_bytes().as_slice())
                    .push_bind(signed(row.seq))
                    .push_bind(row.head.id.as_bytes().as_slice())
                    .push_bind(row.head.section.code())
                    .push_bind(row.head.author.as_bytes().as_slice())
                    .push_bind(row.head.device.as_bytes().as_slice())
                    .push_bind(row.head.made_at.0)
                    .push_bind(row.received_at.0)
                    .push_bind(signed(row.head.base.seen))
                    .push_bind(row.head.base.after.map(|after| after.as_bytes().to_vec()))
                    .push_bind(i64::from(row.v))
                    .push_bind(row.outcome.as_str())
                    .push_bind(row.sealed.as_slice())
                    .push_bind(row.hash.as_slice());
            });
            query.build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    pub(crate) async fn org_key(conn: &mut Conn, org: OrganisationId) -> Result<Option<Vec<u8>>> {
        let row = sqlx::query::<Db>("SELECT wrapped FROM org_keys WHERE org = $1")
            .bind(org.as_bytes().as_slice())
            .fetch_optional(conn)
            .await?;
        row.map(|row| Ok(row.try_get(0)?)).transpose()
    }

    /// Keeps an organisation's key, unless it has one; says whether it was kept.
    pub(crate) async fn make_org_key(conn: &mut Conn, org: OrganisationId, wrapped: &[u8]) -> Result<bool> {
        let made = sqlx::query::<Db>("INSERT INTO org_keys (org, wrapped) VALUES ($1, $2) ON CONFLICT (org) DO NOTHING")
            .bind(org.as_bytes().as_slice())
            .bind(wrapped)
            .execute(conn)
            .await?;
        Ok(made.rows_affected() > 0)
    }

    /// Takes back a key that this transaction made and nothing was sealed with.
    pub(crate) async fn drop_org_key(conn: &mut Conn, org: OrganisationId) -> Result<()> {
        sqlx::query::<Db>("DELETE FROM org_keys WHERE org = $1")
            .bind(org.as_bytes().as_slice())
            .execute(conn)
            .await?;
        Ok(())
    }

    // ---- tray

    pub(crate) async fn insert_tray(conn: &mut Conn, rows: &[NewTray]) -> Result<()> {
        for chunk in rows.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO tray (org, id, stream, author, device, made_at, refused_at, code, reason, sealed) ",
            );
            query.push_values(chunk, |mut to, row| {
                to.push_bind(row.org.as_bytes().as_slice())
                    .push_bind(row.id.as_bytes().as_slice())
                    .push_bind(row.stream.as_bytes().as_slice())
                    .push_bind(row.author.as_bytes().as_slice())
                    .push_bind(row.device.as_bytes().as_slice())
                    .push_bind(row.made_at.0)
                    .push_bind(row.refused_at.0)
                    .push_bind(row.code.as_str())
                    .push_bind(row.reason.as_str())
                    .push_bind(row.sealed.as_slice());
            });
            query.push(" ON CONFLICT (org, id) DO NOTHING").build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    /// Notes that something in the tray was let in after all.
    pub(crate) async fn tray_placed(conn: &mut Conn, id: EntryId, seq: u64) -> Result<()> {
        sqlx::query::<Db>("UPDATE tray SET placed_seq = $1 WHERE id = $2")
            .bind(signed(seq))
            .bind(id.as_bytes().as_slice())
            .execute(conn)
            .await?;
        Ok(())
    }
}
