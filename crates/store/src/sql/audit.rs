//! The audit log: rows, ends, trees, which family was shown where, checkpoints.

use super::ledger::thirty_two;
use super::{CHUNK, id_from, signed, unsigned};
use crate::Result;
use crate::dialect::both;
use crate::error::StoreError;
use crate::merkle::{Edge, Hash, Place};
use crate::records::{AuditEvent, DeviceView, LedgerMark};
use crate::rows::{AuditHead, AuditNode, ChainedAudit};
use domain::entry::Section;
use domain::ids::{DeviceId, OrganisationId, StreamId, WorkerId};
use domain::time::Millis;
use sqlx::{QueryBuilder, Row as _};

const COLUMNS: &str = "a.org, a.seq, a.at, a.actor, a.device, a.action, a.stream, a.sections, a.purpose, a.decision, \
                       a.outcome, a.request_id, a.hash, a.v, a.basis, a.made_at, a.shown, a.head_seq, a.head_hash";

/// A stored checkpoint.
#[derive(Debug, Clone)]
pub(crate) struct CheckpointRow {
    pub(crate) n: u64,
    pub(crate) state: String,
    pub(crate) note: String,
    /// The right edge of the log of states with this one.
    pub(crate) edge: Vec<u8>,
}

/// That a row of the log showed a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shown {
    pub(crate) stream: StreamId,
    pub(crate) at: Millis,
    pub(crate) org: OrganisationId,
    pub(crate) seq: u64,
}

fn ids(bytes: &[u8]) -> Result<Vec<StreamId>> {
    let (ids, rest) = bytes.as_chunks::<16>();
    if !rest.is_empty() {
        return Err(StoreError::Damaged("the families that an audit row names".into()));
    }
    Ok(ids.iter().map(|id| StreamId::from_u128(u128::from_be_bytes(*id))).collect())
}

both! {
    // ---- ends

    fn head(row: &Row) -> Result<AuditHead> {
        let seq = unsigned(row.try_get(1)?);
        let edge: Option<Vec<u8>> = row.try_get(3)?;
        let edge = if seq == 0 { Some(Edge::default()) } else { edge.and_then(|bytes| Edge::read(seq, &bytes)) };
        Ok(AuditHead {
            org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(0)?)?,
            seq,
            hash: thirty_two(row.try_get(2)?)?,
            edge,
        })
    }

    /// The ends of these chains, locked. `orgs` must be sorted.
    pub(crate) async fn lock_heads(conn: &mut Conn, orgs: &[OrganisationId]) -> Result<Vec<AuditHead>> {
        let mut heads = Vec::with_capacity(orgs.len());
        for chunk in orgs.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new("SELECT org, seq, hash, edge FROM audit_heads WHERE org IN (");
            let mut list = query.separated(", ");
            for org in chunk {
                list.push_bind(org.as_bytes().to_vec());
            }
            query.push(") ORDER BY org").push(FOR_UPDATE);
            for row in query.build().fetch_all(&mut *conn).await? {
                heads.push(head(&row)?);
            }
        }
        Ok(heads)
    }

    pub(crate) async fn all_heads(conn: &mut Conn) -> Result<Vec<AuditHead>> {
        let rows = sqlx::query::<Db>("SELECT org, seq, hash, edge FROM audit_heads ORDER BY org").fetch_all(conn).await?;
        rows.iter().map(head).collect()
    }

    pub(crate) async fn put_heads(conn: &mut Conn, heads: &[AuditHead], tail: &str) -> Result<()> {
        for chunk in heads.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO audit_heads (org, seq, hash, edge) ");
            query.push_values(chunk, |mut to, head| {
                to.push_bind(head.org.as_bytes().as_slice())
                    .push_bind(signed(head.seq))
                    .push_bind(head.hash.as_slice())
                    .push_bind(head.edge.as_ref().map(Edge::bytes));
            });
            query.push(" ON CONFLICT (org) DO ").push(tail).build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    // ---- rows

    pub(crate) async fn insert(conn: &mut Conn, rows: &[ChainedAudit]) -> Result<()> {
        for chunk in rows.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO audit (org, seq, at, actor, device, action, stream, sections, purpose, decision, \
                 outcome, request_id, hash, v, basis, made_at, shown, head_seq, head_hash) ",
            );
            query.push_values(chunk, |mut to, row| {
                let event = &row.event;
                let shown: Vec<u8> = event.shown.iter().flat_map(|id| *id.as_bytes()).collect();
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
                    .push_bind(row.hash.as_slice())
                    .push_bind(i64::from(row.form))
                    .push_bind(Some(event.basis.as_str()).filter(|basis| !basis.is_empty()))
                    .push_bind(event.made_at.map(|at| at.0))
                    .push_bind(Some(shown).filter(|shown| !shown.is_empty()))
                    .push_bind(event.mark.map(|mark| signed(mark.seq)))
                    .push_bind(event.mark.map(|mark| mark.hash.to_vec()));
            });
            query.build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    fn audit_row(row: &Row) -> Result<ChainedAudit> {
        let sections: String = row.try_get(7)?;
        let decision: String = row.try_get(9)?;
        let stream: Option<Vec<u8>> = row.try_get(6)?;
        let form: Option<i64> = row.try_get(13)?;
        let shown: Option<Vec<u8>> = row.try_get(16)?;
        let mark = match (row.try_get::<Option<i64>, _>(17)?, row.try_get::<Option<Vec<u8>>, _>(18)?) {
            (Some(seq), Some(hash)) => Some(LedgerMark { seq: unsigned(seq), hash: thirty_two(hash)? }),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(StoreError::Damaged("half a mark in an audit row".into())),
        };
        if decision != "allow" && decision != "deny" {
            return Err(StoreError::Damaged("an audit row's decision".into()));
        }
        Ok(ChainedAudit {
            seq: unsigned(row.try_get(1)?),
            form: form.map_or(1, |form| u16::try_from(form).unwrap_or(u16::MAX)),
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
                basis: row.try_get::<Option<String>, _>(14)?.unwrap_or_default(),
                made_at: row.try_get::<Option<i64>, _>(15)?.map(Millis),
                shown: ids(&shown.unwrap_or_default())?,
                mark,
            },
            sections,
            hash: thirty_two(row.try_get(12)?)?,
        })
    }

    fn select() -> QueryBuilder<Db> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(COLUMNS).push(" FROM audit a ");
        query
    }

    /// A chain's rows after a place, in order.
    pub(crate) async fn after(conn: &mut Conn, org: OrganisationId, after: u64, limit: i64) -> Result<Vec<ChainedAudit>> {
        let mut query = select();
        query.push("WHERE a.org = ").push_bind(org.as_bytes().to_vec());
        query.push(" AND a.seq > ").push_bind(signed(after));
        query.push(" ORDER BY a.seq LIMIT ").push_bind(limit);
        query.build().fetch_all(conn).await?.iter().map(audit_row).collect()
    }

    /// The newest rows of an organisation, those about one stream or all.
    pub(crate) async fn newest(conn: &mut Conn, org: OrganisationId, stream: Option<StreamId>, limit: i64) -> Result<Vec<ChainedAudit>> {
        let mut query = select();
        query.push("WHERE a.org = ").push_bind(org.as_bytes().to_vec());
        match stream {
            Some(stream) => {
                query.push(" AND a.stream = ").push_bind(stream.as_bytes().to_vec());
                query.push(" ORDER BY a.at DESC, a.seq DESC LIMIT ").push_bind(limit);
            }
            None => {
                query.push(" ORDER BY a.seq DESC LIMIT ").push_bind(limit);
            }
        }
        query.build().fetch_all(conn).await?.iter().map(audit_row).collect()
    }

    /// Readings of one stream by any organisation, before a moment, latest first: rows about it alone.
    pub(crate) async fn openings(conn: &mut Conn, stream: StreamId, before: Millis, limit: i64) -> Result<Vec<ChainedAudit>> {
        let mut query = select();
        query.push("WHERE a.stream = ").push_bind(stream.as_bytes().to_vec());
        query.push(" AND a.at < ").push_bind(before.0);
        query.push(" AND a.purpose <> 'append' ORDER BY a.at DESC, a.org, a.seq DESC LIMIT ").push_bind(limit);
        query.build().fetch_all(conn).await?.iter().map(audit_row).collect()
    }

    /// The same for rows that showed it among others, as far as they are indexed.
    pub(crate) async fn showings(conn: &mut Conn, stream: StreamId, before: Millis, limit: i64) -> Result<Vec<ChainedAudit>> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(COLUMNS).push(
            " FROM audit_streams s JOIN audit a ON a.org = s.org AND a.seq = s.seq WHERE s.stream = ",
        );
        query.push_bind(stream.as_bytes().to_vec());
        query.push(" AND s.at < ").push_bind(before.0);
        query.push(" ORDER BY s.at DESC, s.org DESC, s.seq DESC LIMIT ").push_bind(limit);
        query.build().fetch_all(conn).await?.iter().map(audit_row).collect()
    }

    // ---- which row showed which family

    /// Up to where an organisation's rows are indexed.
    pub(crate) async fn indexed(conn: &mut Conn) -> Result<Vec<(OrganisationId, u64, u64)>> {
        let rows = sqlx::query::<Db>("SELECT org, coalesce(indexed, 0), seq FROM audit_heads ORDER BY org").fetch_all(conn).await?;
        rows.iter()
            .map(|row| {
                let org = id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(0)?)?;
                Ok((org, unsigned(row.try_get(1)?), unsigned(row.try_get(2)?)))
            })
            .collect()
    }

    /// What rows of an organisation after `after` showed; up to `limit` rows, and the place of the last.
    pub(crate) async fn shown_after(conn: &mut Conn, org: OrganisationId, after: u64, limit: i64) -> Result<(Vec<Shown>, u64, usize)> {
        let mut query = QueryBuilder::<Db>::new("SELECT seq, at, shown FROM audit WHERE org = ");
        query.push_bind(org.as_bytes().to_vec());
        query.push(" AND shown IS NOT NULL AND seq > ").push_bind(signed(after));
        query.push(" ORDER BY seq LIMIT ").push_bind(limit);
        let rows = query.build().fetch_all(conn).await?;
        let (mut all, mut last) = (Vec::new(), after);
        for row in &rows {
            let seq = unsigned(row.try_get(0)?);
            let at = Millis(row.try_get(1)?);
            last = seq;
            all.extend(ids(&row.try_get::<Vec<u8>, _>(2)?)?.into_iter().map(|stream| Shown { stream, at, org, seq }));
        }
        Ok((all, last, rows.len()))
    }

    pub(crate) async fn put_shown(conn: &mut Conn, shown: &[Shown]) -> Result<()> {
        for chunk in shown.chunks(CHUNK * 4) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO audit_streams (stream, at, org, seq) ");
            query.push_values(chunk, |mut to, one| {
                to.push_bind(one.stream.as_bytes().as_slice())
                    .push_bind(one.at.0)
                    .push_bind(one.org.as_bytes().as_slice())
                    .push_bind(signed(one.seq));
            });
            query.push(" ON CONFLICT (stream, at, org, seq) DO NOTHING").build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    pub(crate) async fn set_indexed(conn: &mut Conn, org: OrganisationId, seq: u64) -> Result<()> {
        sqlx::query::<Db>("UPDATE audit_heads SET indexed = $1 WHERE org = $2")
            .bind(signed(seq))
            .bind(org.as_bytes().as_slice())
            .execute(conn)
            .await?;
        Ok(())
    }

    /// How many places the index has for each organisation's rows.
    pub(crate) async fn indexed_places(conn: &mut Conn) -> Result<Vec<(OrganisationId, u64)>> {
        let rows = sqlx::query::<Db>("SELECT org, count(*) FROM audit_streams GROUP BY org").fetch_all(conn).await?;
        rows.iter()
            .map(|row| Ok((id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(0)?)?, unsigned(row.try_get(1)?))))
            .collect()
    }

    /// Empties the index, to be made anew.
    pub(crate) async fn clear_shown(conn: &mut Conn) -> Result<()> {
        sqlx::query::<Db>("DELETE FROM audit_streams").execute(&mut *conn).await?;
        sqlx::query::<Db>("UPDATE audit_heads SET indexed = 0").execute(conn).await?;
        Ok(())
    }

    // ---- trees

    pub(crate) async fn put_nodes(conn: &mut Conn, nodes: &[AuditNode]) -> Result<()> {
        for chunk in nodes.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO audit_nodes (org, level, at, hash) ");
            query.push_values(chunk, |mut to, one| {
                to.push_bind(one.org.as_bytes().as_slice())
                    .push_bind(i64::from(one.place.level))
                    .push_bind(signed(one.place.at))
                    .push_bind(one.hash.as_slice());
            });
            query.push(" ON CONFLICT (org, level, at) DO UPDATE SET hash = excluded.hash").build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    /// The stored root of a complete subtree.
    pub(crate) async fn node(conn: &mut Conn, org: OrganisationId, place: Place) -> Result<Option<Hash>> {
        let row = sqlx::query::<Db>("SELECT hash FROM audit_nodes WHERE org = $1 AND level = $2 AND at = $3")
            .bind(org.as_bytes().as_slice())
            .bind(i64::from(place.level))
            .bind(signed(place.at))
            .fetch_optional(conn)
            .await?;
        row.map(|row| thirty_two(row.try_get(0)?)).transpose()
    }

    // ---- checkpoints

    fn checkpoint_row(row: &Row) -> Result<CheckpointRow> {
        Ok(CheckpointRow { n: unsigned(row.try_get(0)?), state: row.try_get(1)?, note: row.try_get(2)?, edge: row.try_get(3)? })
    }

    pub(crate) async fn checkpoint_last(conn: &mut Conn) -> Result<Option<CheckpointRow>> {
        let row = sqlx::query::<Db>("SELECT n, state, note, edge FROM checkpoints ORDER BY n DESC LIMIT 1").fetch_optional(conn).await?;
        row.as_ref().map(checkpoint_row).transpose()
    }

    pub(crate) async fn checkpoints_after(conn: &mut Conn, after: u64, limit: i64) -> Result<Vec<CheckpointRow>> {
        let mut query = QueryBuilder::<Db>::new("SELECT n, state, note, edge FROM checkpoints WHERE n > ");
        query.push_bind(signed(after)).push(" ORDER BY n LIMIT ").push_bind(limit);
        query.build().fetch_all(conn).await?.iter().map(checkpoint_row).collect()
    }

    pub(crate) async fn put_checkpoint(conn: &mut Conn, at: Millis, row: &CheckpointRow) -> Result<()> {
        sqlx::query::<Db>("INSERT INTO checkpoints (n, at, state, note, edge) VALUES ($1, $2, $3, $4, $5)")
            .bind(signed(row.n))
            .bind(at.0)
            .bind(row.state.as_str())
            .bind(row.note.as_str())
            .bind(row.edge.as_slice())
            .execute(conn)
            .await?;
        Ok(())
    }

    // ---- openings on devices

    /// Notes openings; gives back those that were not known.
    pub(crate) async fn take_views(conn: &mut Conn, worker: WorkerId, views: &[DeviceView]) -> Result<Vec<DeviceView>> {
        let mut fresh = Vec::new();
        for view in views {
            let done = sqlx::query::<Db>(
                "INSERT INTO views_taken (worker, made_at, stream) VALUES ($1, $2, $3) \
                 ON CONFLICT (worker, made_at, stream) DO NOTHING",
            )
            .bind(worker.as_bytes().as_slice())
            .bind(view.made_at.0)
            .bind(view.stream.as_bytes().as_slice())
            .execute(&mut *conn)
            .await?;
            if done.rows_affected() == 1 {
                fresh.push(*view);
            }
        }
        Ok(fresh)
    }
}
