//! Ledger, tray and audit rows.

use super::{CHUNK, id_from, signed, unsigned};
use crate::Result;
use crate::dialect::both;
use crate::error::StoreError;
use crate::records::AuditEvent;
use crate::rows::{AuditHead, ChainedAudit, EntryRow, NewTray, RawEntry, StreamRow};
use domain::entry::{Section, StreamKind};
use domain::ids::{DeviceId, EntryId, OrganisationId, StreamId, WorkerId};
use domain::time::Millis;
use sqlx::{QueryBuilder, Row as _};

const STREAM: &str = "SELECT id, kind, org, head_seq, head_hash, key_wrapped, created_at FROM streams ";
pub(crate) const ENTRY: &str = "SELECT stream, seq, id, section, author, device, made_at, received_at, base_seen, base_after, v, \
                     outcome, sealed, hash FROM entries ";
const AUDIT: &str = "SELECT org, seq, at, actor, device, action, stream, sections, purpose, decision, outcome, \
                     request_id, hash FROM audit ";

fn thirty_two(bytes: Vec<u8>) -> Result<[u8; 32]> {
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
        // The kind is one of four fixed words: written into the text, it lets the partial index serve.
        query.push(match kind {
            StreamKind::Family => "WHERE kind = 'family' ORDER BY id",
            StreamKind::Organisation => "WHERE kind = 'organisation' AND kind <> 'family' ORDER BY id",
            StreamKind::Village => "WHERE kind = 'village' AND kind <> 'family' ORDER BY id",
            StreamKind::Programme => "WHERE kind = 'programme' AND kind <> 'family' ORDER BY id",
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

    /// Makes the rows of new streams, so that they can be locked.
    pub(crate) async fn make_streams(conn: &mut Conn, rows: &[StreamRow]) -> Result<()> {
        put_streams(conn, rows, " ON CONFLICT (id) DO NOTHING").await
    }

    /// Writes the new ends of streams.
    pub(crate) async fn put_heads(conn: &mut Conn, rows: &[StreamRow]) -> Result<()> {
        let tail = " ON CONFLICT (id) DO UPDATE SET head_seq = excluded.head_seq, head_hash = excluded.head_hash";
        put_streams(conn, rows, tail).await
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

    pub(crate) async fn make_org_key(conn: &mut Conn, org: OrganisationId, wrapped: &[u8]) -> Result<()> {
        sqlx::query::<Db>("INSERT INTO org_keys (org, wrapped) VALUES ($1, $2) ON CONFLICT (org) DO NOTHING")
            .bind(org.as_bytes().as_slice())
            .bind(wrapped)
            .execute(conn)
            .await?;
        Ok(())
    }

    // ---- audit

    /// The ends of these chains, locked. `orgs` must be sorted.
    pub(crate) async fn lock_audit_heads(conn: &mut Conn, orgs: &[OrganisationId]) -> Result<Vec<AuditHead>> {
        let mut query = QueryBuilder::<Db>::new("SELECT org, seq, hash FROM audit_heads WHERE org IN (");
        in_list(&mut query, orgs.iter().map(|id| id.as_bytes().as_slice()));
        query.push(") ORDER BY org").push(FOR_UPDATE);
        let rows = query.build().fetch_all(conn).await?;
        rows.iter().map(audit_head).collect()
    }

    fn audit_head(row: &Row) -> Result<AuditHead> {
        Ok(AuditHead {
            org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(0)?)?,
            seq: unsigned(row.try_get(1)?),
            hash: thirty_two(row.try_get(2)?)?,
        })
    }

    pub(crate) async fn all_audit_heads(conn: &mut Conn) -> Result<Vec<AuditHead>> {
        let rows = sqlx::query::<Db>("SELECT org, seq, hash FROM audit_heads ORDER BY org").fetch_all(conn).await?;
        rows.iter().map(audit_head).collect()
    }

    pub(crate) async fn put_audit_heads(conn: &mut Conn, heads: &[AuditHead], tail: &str) -> Result<()> {
        for chunk in heads.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO audit_heads (org, seq, hash) ");
            query.push_values(chunk, |mut to, head| {
                to.push_bind(head.org.as_bytes().as_slice()).push_bind(signed(head.seq)).push_bind(head.hash.as_slice());
            });
            query.push(" ON CONFLICT (org) DO ").push(tail).build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    pub(crate) async fn insert_audit(conn: &mut Conn, rows: &[ChainedAudit]) -> Result<()> {
        for chunk in rows.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO audit (org, seq, at, actor, device, action, stream, sections, purpose, decision, \
                 outcome, request_id, hash) ",
            );
            query.push_values(chunk, |mut to, row| {
                let event = &row.event;
                to.push_bind(event.actor.org.as_bytes().as_slice())
                    .push_bind(signed(row.seq))
                    .push_bind(event.at.0)
                    .push_bind(event.actor.worker.as_bytes().as_slice())
                    .push_bind(event.actor.device.as_bytes().as_slice())
                    .push_bind(event.action.as_str())
                    .push_bind(event.stream.map(|id| id.as_bytes().to_vec()))
                    .push_bind(row.sections.as_str())
                    .push_bind(event.purpose.as_str())
                    .push_bind(if event.allowed { "allow" } else { "deny" })
                    .push_bind(event.outcome.as_str())
                    .push_bind(event.request_id.as_str())
                    .push_bind(row.hash.as_slice());
            });
            query.build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    fn audit_row(row: &Row) -> Result<ChainedAudit> {
        let sections: String = row.try_get(7)?;
        let decision: String = row.try_get(9)?;
        let stream: Option<Vec<u8>> = row.try_get(6)?;
        Ok(ChainedAudit {
            seq: unsigned(row.try_get(1)?),
            event: AuditEvent {
                at: Millis(row.try_get(2)?),
                actor: crate::ledger::Actor {
                    org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(0)?)?,
                    worker: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(3)?)?,
                    device: id_from!(DeviceId, row.try_get::<Vec<u8>, _>(4)?)?,
                },
                action: row.try_get(5)?,
                stream: stream.map(|bytes| id_from!(StreamId, bytes)).transpose()?,
                sections: sections.split_whitespace().filter_map(Section::parse).collect(),
                purpose: row.try_get(8)?,
                allowed: decision == "allow",
                outcome: row.try_get(10)?,
                request_id: row.try_get(11)?,
            },
            sections,
            hash: thirty_two(row.try_get(12)?)?,
        })
    }

    /// A chain's rows after a place, in order.
    pub(crate) async fn audit_after(conn: &mut Conn, org: OrganisationId, after: u64, limit: i64) -> Result<Vec<ChainedAudit>> {
        let mut query = QueryBuilder::<Db>::new(AUDIT);
        query.push("WHERE org = ").push_bind(org.as_bytes().to_vec());
        query.push(" AND seq > ").push_bind(signed(after));
        query.push(" ORDER BY seq LIMIT ").push_bind(limit);
        query.build().fetch_all(conn).await?.iter().map(audit_row).collect()
    }

    /// The newest rows of an organisation, about one stream or all.
    pub(crate) async fn audit_newest(conn: &mut Conn, org: OrganisationId, stream: Option<StreamId>, limit: i64) -> Result<Vec<ChainedAudit>> {
        let mut query = QueryBuilder::<Db>::new(AUDIT);
        query.push("WHERE org = ").push_bind(org.as_bytes().to_vec());
        if let Some(stream) = stream {
            query.push(" AND stream = ").push_bind(stream.as_bytes().to_vec());
        }
        query.push(" ORDER BY seq DESC LIMIT ").push_bind(limit);
        query.build().fetch_all(conn).await?.iter().map(audit_row).collect()
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
