//! Checkpoints: a state of the whole database as one leaf of a log of states, and a signed note over that log.
//!
//! A state names the size and root of every organisation's audit log and a root over the ends of all streams. The
//! log of states only grows, so that a witness who keeps nothing but the last note can be shown that the next one
//! continues it; whoever holds an old note can prove what the database was then.

use crate::Result;
use crate::dialect::both;
use crate::error::StoreError;
use crate::merkle::{self, Edge, Hash};
use crate::note::{Checkpoint, NoteKey};
use crate::shared::Shared;
use crate::sql::audit::CheckpointRow;
use domain::ids::{OrganisationId, StreamId};
use domain::time::Millis;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Rows per statement.
const PAGE: i64 = 1_000;

/// The whole database at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// When, by the server's clock.
    pub at: Millis,
    /// Streams that have entries.
    pub streams: u64,
    /// The Merkle root over their ends, in the order of their ids.
    pub heads: Hash,
    /// Size and root of each organisation's audit log.
    pub audit: BTreeMap<OrganisationId, (u64, Hash)>,
}

impl State {
    /// Its canonical text: the leaf.
    pub fn text(&self) -> String {
        let mut out = format!(
            "kinkeeper state 1\ntime {}\nheads {} {}\n",
            self.at.0,
            self.streams,
            hex::encode(self.heads)
        );
        for (org, (size, root)) in &self.audit {
            // Writing to a string does not fail.
            let _ = writeln!(out, "audit {org} {size} {}", hex::encode(root));
        }
        out
    }

    /// Reads [`State::text`].
    pub fn parse(text: &str) -> Option<Self> {
        let hash = |text: &str| -> Option<Hash> { hex::decode(text).ok()?.try_into().ok() };
        let mut lines = text.lines();
        if lines.next()? != "kinkeeper state 1" {
            return None;
        }
        let at = Millis(lines.next()?.strip_prefix("time ")?.parse().ok()?);
        let (streams, heads) = lines.next()?.strip_prefix("heads ")?.split_once(' ')?;
        let mut audit = BTreeMap::new();
        for line in lines {
            let (org, rest) = line.strip_prefix("audit ")?.split_once(' ')?;
            let (size, root) = rest.split_once(' ')?;
            audit.insert(org.parse().ok()?, (size.parse().ok()?, hash(root)?));
        }
        let read = Self { at, streams: streams.parse().ok()?, heads: hash(heads)?, audit };
        (read.text() == text).then_some(read)
    }

    fn says_the_same(&self, other: &Self) -> bool {
        (self.streams, self.heads, &self.audit) == (other.streams, other.heads, &other.audit)
    }
}

/// The leaf of a stream's end.
pub(crate) fn head_leaf(stream: StreamId, seq: u64, hash: &Hash) -> Hash {
    merkle::leaf(&[b"kinkeeper:head:1:", stream.as_bytes().as_slice(), &seq.to_be_bytes(), hash].concat())
}

/// A proof that a row is in an organisation's log, and this in the state that a checkpoint signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inclusion {
    /// The row's canonical bytes.
    pub row: Vec<u8>,
    /// Its place in the tree, from 0.
    pub index: u64,
    /// The size of the organisation's tree.
    pub size: u64,
    /// The path to that tree's root.
    pub path: Vec<Hash>,
    /// That root.
    pub root: Hash,
    /// The state that names the root: the last leaf of the log of states.
    pub state: String,
    /// The path of that leaf.
    pub state_path: Vec<Hash>,
    /// The signed checkpoint.
    pub note: String,
}

impl Inclusion {
    /// Checks every step, from the row to the signed root; the caller has checked the note's signature.
    pub fn holds(&self, point: &Checkpoint) -> bool {
        let named = State::parse(&self.state).is_some_and(|state| {
            state.audit.values().any(|(size, root)| (*size, *root) == (self.size, self.root))
        });
        let index = point.size.checked_sub(1);
        named
            && merkle::is_included(&merkle::leaf(&self.row), self.index, self.size, &self.path, &self.root)
            && index.is_some_and(|index| {
                let leaf = merkle::leaf(self.state.as_bytes());
                merkle::is_included(&leaf, index, point.size, &self.state_path, &point.root)
            })
    }
}

/// The log of states as it is stored.
pub(crate) struct States {
    pub(crate) edge: Edge,
    pub(crate) leaves: Vec<Hash>,
    pub(crate) last: Option<CheckpointRow>,
}

fn edge_of(leaves: &[Hash]) -> Edge {
    let mut edge = Edge::default();
    leaves.iter().for_each(|leaf| edge.add(*leaf));
    edge
}

impl States {
    /// The root of the first `size` states.
    pub(crate) fn root_at(&self, size: u64) -> Option<Hash> {
        let size = usize::try_from(size).ok()?;
        Some(edge_of(self.leaves.get(..size)?).root())
    }
    fn range(&self, (first, end): (u64, u64)) -> Hash {
        let range = usize::try_from(first).unwrap_or(usize::MAX)..usize::try_from(end).unwrap_or(usize::MAX);
        edge_of(self.leaves.get(range).unwrap_or_default()).root()
    }
    fn prove(&self, index: u64) -> Vec<Hash> {
        merkle::inclusion_ranges(index, self.edge.size()).into_iter().map(|range| self.range(range)).collect()
    }
    /// The path that shows a witness that the log continues that of `old` states.
    pub(crate) fn continued_from(&self, old: u64) -> Vec<Hash> {
        merkle::consistency_ranges(old, self.edge.size()).into_iter().map(|range| self.range(range)).collect()
    }
}

fn sign(key: &NoteKey, edge: &Edge) -> String {
    let point = Checkpoint { origin: key.public().name().to_owned(), size: edge.size(), root: edge.root() };
    key.note(&point.text())
}

both! {
    /// The state of this moment.
    pub(crate) async fn state(conn: &mut Conn, at: Millis) -> Result<State> {
        let mut heads = Edge::default();
        let mut after = None;
        loop {
            let page = ledger_sql::ends_page(conn, after, PAGE).await?;
            let Some((last, _, _)) = page.last() else { break };
            after = Some(*last);
            page.iter().for_each(|(id, seq, hash)| heads.add(head_leaf(*id, *seq, hash)));
        }
        let mut audit = BTreeMap::new();
        for head in audit_sql::all_heads(conn).await? {
            let edge = head.edge.ok_or_else(|| StoreError::Damaged(format!("the tree of audit {}", head.org)))?;
            if edge.size() > 0 {
                audit.insert(head.org, (edge.size(), edge.root()));
            }
        }
        Ok(State { at, streams: heads.size(), heads: heads.root(), audit })
    }

    /// Reads the log of states; what it says of itself must fit. `Err` is a place and what is wrong there.
    pub(crate) async fn states(conn: &mut Conn) -> Result<Result<States, (u64, &'static str)>> {
        let mut read = States { edge: Edge::default(), leaves: Vec::new(), last: None };
        loop {
            let page = audit_sql::checkpoints_after(conn, read.edge.size(), PAGE).await?;
            if page.is_empty() {
                return Ok(Ok(read));
            }
            for row in page {
                let n = read.edge.size() + 1;
                if row.n != n {
                    return Ok(Err((n, "there is no checkpoint at this place")));
                }
                let leaf = merkle::leaf(row.state.as_bytes());
                read.edge.add(leaf);
                read.leaves.push(leaf);
                if Checkpoint::parse(&row.note).is_none_or(|point| (point.size, point.root) != (n, read.edge.root())) {
                    return Ok(Err((n, "the checkpoint does not fit the states before it")));
                }
                read.last = Some(row);
            }
        }
    }

    /// What is to be written now; `None` when nothing has changed since the last.
    pub(crate) async fn next(shared: &Shared, conn: &mut Conn, at: Millis) -> Result<Result<CheckpointRow, String>> {
        let mut tx = begin_snapshot(conn).await?;
        let now = state(&mut tx, at).await?;
        let last = audit_sql::checkpoint_last(&mut tx).await?;
        if let Some(row) = &last
            && State::parse(&row.state).is_some_and(|before| before.says_the_same(&now))
        {
            return Ok(Err(row.note.clone()));
        }
        let mut edge = match &last {
            Some(row) => Edge::read(row.n, &row.edge)
                .ok_or_else(|| StoreError::Damaged(format!("the edge of checkpoint {}", row.n)))?,
            None => Edge::default(),
        };
        let state = now.text();
        edge.add(merkle::leaf(state.as_bytes()));
        let note = sign(&shared.note_key, &edge);
        Ok(Ok(CheckpointRow { n: edge.size(), state, note, edge: edge.bytes() }))
    }

    /// The proof for a row, in the last checkpoint. `None` when the checkpoint is older than the row.
    pub(crate) async fn include(conn: &mut Conn, org: OrganisationId, seq: u64) -> Result<Option<Inclusion>> {
        let mut tx = begin_snapshot(conn).await?;
        let read = states(&mut tx).await?.map_err(|(n, what)| StoreError::Damaged(format!("checkpoint {n}: {what}")))?;
        let Some(row) = &read.last else { return Ok(None) };
        let Some(state) = State::parse(&row.state) else { return Err(StoreError::Damaged("a state".into())) };
        let Some((size, root)) = state.audit.get(&org).copied() else { return Ok(None) };
        let Some((bytes, path)) = audit_here::prove(&mut tx, org, seq, size).await? else { return Ok(None) };
        Ok(Some(Inclusion {
            row: bytes,
            index: seq - 1,
            size,
            path,
            root,
            state: row.state.clone(),
            state_path: read.prove(read.edge.size() - 1),
            note: row.note.clone(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_read_as_it_was_written_or_not_at_all() {
        let mut state = State { at: Millis(5), streams: 2, heads: [1; 32], audit: BTreeMap::new() };
        state.audit.insert(OrganisationId::from_u128(7), (3, [2; 32]));
        assert_eq!(State::parse(&state.text()), Some(state.clone()));
        for (what, with) in
            [("time 5", "time 05"), ("audit", "audits"), ("1\n", "2\n"), ("\nheads", "\n\nheads")]
        {
            assert_eq!(State::parse(&state.text().replacen(what, with, 1)), None, "{what}");
        }
    }
}
