//! What the handle and the writer share, and how a stream is loaded and folded from the ledger.

use crate::Result;
use crate::cache::{Cache, Folded};
use crate::dialect::both;
use crate::engine::Pools;
use crate::error::StoreError;
use crate::note::NoteKey;
use crate::reserve::Reserve;
use crate::rows::{EntryRow, StreamRow};
use crate::seal::{OrgKey, Random, RootKey, StreamKey};
use domain::entry::{Action, Content, Placed, StreamKind};
use domain::ids::{OrganisationId, StreamId};
use domain::protocol::Protocol;
use domain::stream::AnyStream;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};

/// The heads of the programme's streams, and the protocol that they amount to.
type InForce = (Vec<(StreamId, u64)>, Arc<Protocol>);

/// One per opened store.
pub(crate) struct Shared {
    pub(crate) pools: Pools,
    pub(crate) cache: Cache,
    pub(crate) root: RootKey,
    /// Signs checkpoints and certificates.
    pub(crate) note_key: NoteKey,
    pub(crate) random: Arc<dyn Random>,
    /// How often an entry changed for whom a file is open.
    pub(crate) access_changes: AtomicU64,
    pub(crate) in_force: Mutex<Option<InForce>>,
    pub(crate) reserve: Reserve,
}

/// Entries folded per statement.
pub(crate) const PAGE: i64 = 500;

impl Shared {
    pub(crate) fn open_org(&self, org: OrganisationId, wrapped: &[u8]) -> Result<OrgKey> {
        self.root.open_org(org, wrapped).ok_or(StoreError::WrongRootKey)
    }

    pub(crate) fn open_stream(&self, row: &StreamRow, org: &OrgKey) -> Result<StreamKey> {
        self.not_erased(row)?;
        if let Some(key) = self.cache.key(row.id) {
            return Ok(key);
        }
        let key = org
            .open_stream(row.id, &row.key_wrapped)
            .ok_or_else(|| StoreError::Damaged(format!("the key of stream {}", row.id)))?;
        self.cache.keep_key(row.id, key.clone());
        Ok(key)
    }

    /// A stream without a key was erased; what memory still has of it is let go.
    pub(crate) fn not_erased(&self, row: &StreamRow) -> Result<()> {
        if !row.is_erased() {
            return Ok(());
        }
        self.cache.forget(row.id);
        Err(StoreError::Erased)
    }

    pub(crate) fn known_protocol(&self, heads: &[(StreamId, u64)]) -> Option<Arc<Protocol>> {
        let held = self.in_force.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().filter(|(known, _)| known == heads).map(|(_, protocol)| Arc::clone(protocol))
    }
    pub(crate) fn keep_protocol(&self, heads: Vec<(StreamId, u64)>, protocol: Arc<Protocol>) {
        *self.in_force.lock().unwrap_or_else(PoisonError::into_inner) = Some((heads, protocol));
    }
}

/// Opens an entry's content. A vocabulary that this build cannot read counts as sealed: the fold carries on.
pub(crate) fn open_entry(row: &EntryRow, key: &StreamKey) -> Result<Placed> {
    let damaged =
        || StoreError::Damaged(format!("stream {}, entry {} at {}", row.stream, row.head.id, row.seq));
    let plain = key.open(&row.sealed, &row.coordinates()).ok_or_else(damaged)?;
    let content = Action::read(row.v, &plain).map_or(Content::Sealed, Content::Open);
    Ok(Placed { seq: row.seq, head: row.head.clone(), content })
}

/// The protocol in force after a programme's streams, or the one that comes with the program.
pub(crate) fn protocol_of(programme: Option<&AnyStream>) -> Result<Arc<Protocol>> {
    let set = programme.and_then(AnyStream::programme).and_then(|stream| stream.state.protocol.clone());
    Ok(Arc::new(set.unwrap_or_else(|| Protocol::shipped().clone())))
}

both! {
    /// An organisation's key, if it has one.
    pub(crate) async fn org_key(shared: &Shared, conn: &mut Conn, org: OrganisationId) -> Result<Option<OrgKey>> {
        if let Some(key) = shared.cache.org(org) {
            return Ok(Some(key));
        }
        let Some(wrapped) = ledger_sql::org_key(conn, org).await? else { return Ok(None) };
        let key = shared.open_org(org, &wrapped)?;
        shared.cache.keep_org(org, key.clone());
        Ok(Some(key))
    }

    /// A stream's key.
    pub(crate) async fn stream_key(shared: &Shared, conn: &mut Conn, row: &StreamRow) -> Result<StreamKey> {
        shared.not_erased(row)?;
        if let Some(key) = shared.cache.key(row.id) {
            return Ok(key);
        }
        let org = org_key(shared, conn, row.org)
            .await?
            .ok_or_else(|| StoreError::Damaged(format!("the key of organisation {}", row.org)))?;
        shared.open_stream(row, &org)
    }

    /// Folds what the ledger has beyond `state`.
    pub(crate) async fn fold_tail(conn: &mut Conn, row: &StreamRow, key: &StreamKey, state: &mut AnyStream) -> Result<()> {
        let mut at = state.log().head;
        while at < row.head {
            let page = ledger_sql::entries_after(conn, row.id, at, PAGE).await?;
            if page.is_empty() {
                return Err(StoreError::Damaged(format!("stream {} ends early, after {at}", row.id)));
            }
            for raw in page {
                let entry = raw
                    .parse()
                    .map_err(|column| StoreError::Damaged(format!("stream {} after {at}: {column}", row.id)))?;
                if entry.seq != at + 1 {
                    return Err(StoreError::Damaged(format!("stream {} has a gap after {at}", row.id)));
                }
                at = entry.seq;
                // Others may have appended since the head was read.
                if at <= row.head {
                    state.take(open_entry(&entry, key)?);
                }
            }
        }
        Ok(())
    }

    /// A stream folded up to its head as in `row`, from memory as far as possible. `taken`: what memory had.
    pub(crate) async fn folded(shared: &Shared, conn: &mut Conn, row: StreamRow, taken: Option<Folded>) -> Result<Folded> {
        shared.not_erased(&row)?;
        let (mut state, key, marks) = match taken {
            Some(had) if had.row.head == row.head && had.row.hash == row.hash => return Ok(Folded { row, ..had }),
            Some(had) if had.row.head < row.head => (had.state, had.key, None),
            Some(_) | None => {
                let key = stream_key(shared, conn, &row).await?;
                (Arc::new(AnyStream::empty(row.kind)), key, None)
            }
        };
        fold_tail(conn, &row, &key, Arc::make_mut(&mut state)).await?;
        Ok(Folded { row, state, key, marks })
    }

    /// The protocol in force now.
    pub(crate) async fn protocol(shared: &Shared, conn: &mut Conn) -> Result<Arc<Protocol>> {
        let mut rows = ledger_sql::streams_of(conn, StreamKind::Programme).await?;
        rows.retain(|row| row.head > 0);
        let heads: Vec<_> = rows.iter().map(|row| (row.id, row.head)).collect();
        if let Some(known) = shared.known_protocol(&heads) {
            return Ok(known);
        }
        let protocol = match rows.into_iter().next() {
            Some(row) => {
                let taken = shared.cache.get(row.id);
                protocol_of(Some(&folded(shared, conn, row, taken).await?.state))?
            }
            None => protocol_of(None)?,
        };
        shared.keep_protocol(heads, Arc::clone(&protocol));
        Ok(protocol)
    }
}
