//! The audit log of each organisation: rows in a hash chain, and the same rows as the leaves of a Merkle tree.
//!
//! A row of an entry that was placed carries the new end of its stream, so the log covers the ledger too: what a
//! checkpoint says of the log, it says of every stream.

use crate::Result;
use crate::chain::GENESIS;
use crate::dialect::both;
use crate::error::StoreError;
use crate::ledger::Actor;
use crate::merkle::{self, Edge, Hash, Place};
use crate::records::{AuditEvent, DeviceView, LedgerMark};
use crate::rows::{AuditHead, AuditNode, ChainedAudit};
use crate::seal::sha256;
use crate::sql::audit::Shown;
use domain::entry::Section;
use domain::ids::{DeviceId, OrganisationId, WorkerId};
use std::collections::{BTreeMap, BTreeSet};

/// The form in which rows are written now.
const FORM: u16 = 2;
/// The setting that tells in which form the database keeps its audit log.
const KEPT: &str = "audit_form";
/// Rows per statement when a log is read from end to end.
pub(crate) const PAGE: i64 = 1_000;

/// The words for the `sections` column.
fn section_words(sections: &[Section]) -> String {
    sections.iter().map(|section| section.code()).collect::<Vec<_>>().join(" ")
}

/// The canonical bytes of an audit row: every column, each with its length. They are the leaf of the tree.
pub(crate) fn row_bytes(form: u16, seq: u64, event: &AuditEvent, sections: &str) -> Vec<u8> {
    let stream = event.stream.map(|id| id.as_bytes().to_vec()).unwrap_or_default();
    let (seq, at) = (seq.to_be_bytes(), event.at.0.to_be_bytes());
    let parts: [&[u8]; 12] = [
        event.actor.org.as_bytes(),
        &seq,
        &at,
        event.actor.worker.as_bytes(),
        event.actor.device.as_bytes(),
        event.action.as_bytes(),
        &stream,
        sections.as_bytes(),
        event.purpose.as_bytes(),
        if event.allowed { b"allow" } else { b"deny" },
        event.outcome.as_bytes(),
        event.request_id.as_bytes(),
    ];
    let mut bytes = Vec::with_capacity(400 + event.shown.len() * 16);
    bytes.extend_from_slice(format!("kinkeeper:audit:{form}:").as_bytes());
    let mut put = |part: &[u8]| {
        bytes.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend_from_slice(part);
    };
    parts.into_iter().for_each(&mut put);
    if form > 1 {
        put(event.basis.as_bytes());
        put(&event.made_at.map(|at| at.0.to_be_bytes().to_vec()).unwrap_or_default());
        put(&event.shown.iter().flat_map(|id| *id.as_bytes()).collect::<Vec<u8>>());
        put(&event.mark.map(|mark| mark.seq.to_be_bytes().to_vec()).unwrap_or_default());
        put(&event.mark.map(|mark| mark.hash.to_vec()).unwrap_or_default());
    }
    bytes
}

impl ChainedAudit {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        row_bytes(self.form, self.seq, &self.event, &self.sections)
    }
}

/// The link of an audit row with these bytes.
pub(crate) fn link(previous: &Hash, bytes: &[u8]) -> Hash {
    sha256(&[previous, bytes])
}

/// Chains events onto their organisations' logs; moves the heads.
fn chain(
    heads: &mut BTreeMap<OrganisationId, AuditHead>,
    events: Vec<AuditEvent>,
) -> (Vec<ChainedAudit>, Vec<AuditNode>) {
    let mut rows = Vec::with_capacity(events.len());
    let mut nodes = Vec::new();
    for event in events {
        let org = event.actor.org;
        let head = heads.entry(org).or_insert_with(|| AuditHead {
            org,
            seq: 0,
            hash: GENESIS,
            edge: Some(Edge::default()),
        });
        let sections = section_words(&event.sections);
        head.seq += 1;
        let bytes = row_bytes(FORM, head.seq, &event, &sections);
        head.hash = link(&head.hash, &bytes);
        if let Some(edge) = &mut head.edge {
            edge.push(merkle::leaf(&bytes), |place, hash| nodes.push(AuditNode { org, place, hash }));
        }
        rows.push(ChainedAudit { seq: head.seq, form: FORM, event, sections, hash: head.hash });
    }
    (rows, nodes)
}

/// The row that takes a stream which is older than the trees into the log.
fn adopted(row: &crate::rows::StreamRow) -> AuditEvent {
    let nobody = Actor { worker: WorkerId::from_u128(0), org: row.org, device: DeviceId::from_u128(0) };
    AuditEvent {
        stream: Some(row.id),
        purpose: "append".into(),
        outcome: "adopted".into(),
        mark: Some(LedgerMark { seq: row.head, hash: row.hash }),
        ..AuditEvent::new(row.created_at, nobody, "ledger.adopted", "")
    }
}

both! {
    /// Adds events to the audit log, within a transaction.
    pub(crate) async fn append(conn: &mut Conn, events: Vec<AuditEvent>) -> Result<()> {
        if events.is_empty() {
            return Ok(());
        }
        let orgs: Vec<OrganisationId> =
            events.iter().map(|event| event.actor.org).collect::<BTreeSet<_>>().into_iter().collect();
        let mut found = audit_sql::lock_heads(conn, &orgs).await?;
        if LOCKS_ROWS && found.len() < orgs.len() {
            let zero = |org: &OrganisationId| AuditHead { org: *org, seq: 0, hash: GENESIS, edge: None };
            audit_sql::put_heads(conn, &orgs.iter().map(zero).collect::<Vec<_>>(), "NOTHING").await?;
            found = audit_sql::lock_heads(conn, &orgs).await?;
        }
        let mut heads = BTreeMap::new();
        for mut head in found {
            if head.edge.is_none() {
                head.edge = Some(grow(conn, &head).await?);
            }
            heads.insert(head.org, head);
        }
        let (rows, nodes) = chain(&mut heads, events);
        audit_sql::insert(conn, &rows).await?;
        audit_sql::put_nodes(conn, &nodes).await?;
        put(conn, &heads.into_values().collect::<Vec<_>>()).await
    }

    async fn put(conn: &mut Conn, heads: &[AuditHead]) -> Result<()> {
        let tail = "UPDATE SET seq = excluded.seq, hash = excluded.hash, edge = excluded.edge";
        audit_sql::put_heads(conn, heads, tail).await
    }

    /// Makes a tree from the rows of a log that has none yet.
    async fn grow(conn: &mut Conn, head: &AuditHead) -> Result<Edge> {
        let mut edge = Edge::default();
        while edge.size() < head.seq {
            let page = audit_sql::after(conn, head.org, edge.size(), PAGE).await?;
            if page.is_empty() {
                return Err(StoreError::Damaged(format!("audit {} ends early, after {}", head.org, edge.size())));
            }
            let mut nodes = Vec::new();
            for row in page {
                if row.seq != edge.size() + 1 {
                    return Err(StoreError::Damaged(format!("audit {} has a gap after {}", head.org, edge.size())));
                }
                let org = head.org;
                edge.push(merkle::leaf(&row.bytes()), |place, hash| nodes.push(AuditNode { org, place, hash }));
            }
            audit_sql::put_nodes(conn, &nodes).await?;
        }
        Ok(edge)
    }

    /// Gives every log its tree, and takes streams that are older than the trees into the log. Once per database.
    pub(crate) async fn adopt(conn: &mut Conn) -> Result<()> {
        if records_sql::setting(conn, KEPT).await?.as_deref() == Some("2") {
            return Ok(());
        }
        let mut tx = begin(conn).await?;
        lock_ledger(&mut tx).await?;
        adopt_in(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn adopt_in(conn: &mut Conn) -> Result<()> {
        let orgs: Vec<OrganisationId> = audit_sql::all_heads(conn).await?.into_iter().map(|head| head.org).collect();
        for mut head in audit_sql::lock_heads(conn, &orgs).await? {
            if head.edge.is_none() {
                head.edge = Some(grow(conn, &head).await?);
                put(conn, &[head]).await?;
            }
        }
        if records_sql::setting(conn, KEPT).await?.as_deref() == Some("2") {
            return Ok(());
        }
        let mut after = None;
        loop {
            let page = ledger_sql::streams_page(conn, after, 500).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            append(conn, page.iter().filter(|row| row.head > 0).map(adopted).collect()).await?;
        }
        records_sql::put_setting(conn, KEPT, "2").await
    }

    /// Notes which rows showed which families, up to now. In bulk and in the order of the index.
    pub(crate) async fn index(conn: &mut Conn) -> Result<u64> {
        let mut done = 0;
        for (org, indexed, end) in audit_sql::indexed(conn).await? {
            let mut at = indexed;
            while at < end {
                let mut tx = begin(conn).await?;
                let (mut shown, last, rows): (Vec<Shown>, u64, usize) =
                    audit_sql::shown_after(&mut tx, org, at, 400).await?;
                shown.sort_unstable();
                audit_sql::put_shown(&mut tx, &shown).await?;
                // Rows that are written from now on lie beyond `end`: on PostgreSQL a row before it cannot
                // appear later, because places are given under the log's lock.
                at = if rows < 400 { end } else { last };
                audit_sql::set_indexed(&mut tx, org, at).await?;
                tx.commit().await?;
                done += u64::try_from(shown.len()).unwrap_or(u64::MAX);
            }
        }
        Ok(done)
    }

    /// Makes the index anew from the rows.
    pub(crate) async fn reindex(conn: &mut Conn) -> Result<u64> {
        let mut tx = begin(conn).await?;
        audit_sql::clear_shown(&mut tx).await?;
        tx.commit().await?;
        index(conn).await
    }

    /// The root of leaves `first..end` of a log, from stored subtrees as far as there are any.
    async fn range(conn: &mut Conn, org: OrganisationId, (first, end): (u64, u64)) -> Result<Hash> {
        let mut roots = Vec::new();
        for place in merkle::cover(first, end) {
            roots.push(subtree(conn, org, place).await?);
        }
        Ok(merkle::join(&roots))
    }

    async fn subtree(conn: &mut Conn, org: OrganisationId, place: Place) -> Result<Hash> {
        if place.level >= merkle::KEPT_FROM {
            let kept: Option<Hash> = audit_sql::node(conn, org, place).await?;
            return kept.ok_or_else(|| StoreError::Damaged(format!("a subtree of audit {org}")));
        }
        let (first, end) = place.leaves();
        let rows = audit_sql::after(conn, org, first, i64::try_from(end - first).unwrap_or(i64::MAX)).await?;
        let mut edge = Edge::default();
        rows.iter().for_each(|row| edge.add(merkle::leaf(&row.bytes())));
        if edge.size() == end - first {
            Ok(edge.root())
        } else {
            Err(StoreError::Damaged(format!("audit {org} ends early, before {end}")))
        }
    }

    /// The path that proves row `seq` to be in the log as of `size` rows; the row's bytes first.
    pub(crate) async fn prove(conn: &mut Conn, org: OrganisationId, seq: u64, size: u64) -> Result<Option<(Vec<u8>, Vec<Hash>)>> {
        let Some(index) = seq.checked_sub(1).filter(|index| *index < size) else { return Ok(None) };
        let row = audit_sql::after(conn, org, index, 1).await?.into_iter().find(|row| row.seq == seq);
        let Some(row) = row else { return Ok(None) };
        let mut path = Vec::new();
        for one in merkle::inclusion_ranges(index, size) {
            path.push(range(conn, org, one).await?);
        }
        Ok(Some((row.bytes(), path)))
    }

    /// Writes down openings that a device tells of; each once, however often it tells. `event` makes the row.
    pub(crate) async fn views(
        conn: &mut Conn,
        worker: WorkerId,
        views: &[(DeviceView, AuditEvent)],
    ) -> Result<u64> {
        let mut tx = begin(conn).await?;
        let told: Vec<DeviceView> = views.iter().map(|(view, _)| *view).collect();
        let fresh: Vec<DeviceView> = audit_sql::take_views(&mut tx, worker, &told).await?;
        let events: Vec<AuditEvent> =
            views.iter().filter(|(view, _)| fresh.contains(view)).map(|(_, event)| event.clone()).collect();
        let count = u64::try_from(events.len()).unwrap_or(u64::MAX);
        append(&mut tx, events).await?;
        tx.commit().await?;
        Ok(count)
    }
}
