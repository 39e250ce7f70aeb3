//! Proving the ledger: every chain recomputed, every content opened, every end compared.

use crate::Result;
use crate::chain::GENESIS;
use crate::dialect::{GUARDS, both};
use crate::error::StoreError;
use crate::rows::{AuditHead, EntryRow, RawEntry, StreamRow};
use crate::seal::StreamKey;
use crate::shared::Shared;
use crate::writer::audit_link;
use domain::ids::EntryId;

/// What `verify` found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Streams checked.
    pub streams: u64,
    /// Entries checked.
    pub entries: u64,
    /// Audit rows checked.
    pub audit: u64,
    /// What is wrong: the first fault of each stream or audit chain, and entries that belong to no stream.
    pub faults: Vec<Fault>,
}

impl Verified {
    /// Nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stream; for the audit log `audit` with the organisation; empty for the database as a whole.
    pub stream: String,
    /// Place.
    pub seq: u64,
    /// The entry's id, if a row is there and has one.
    pub entry: Option<EntryId>,
    /// What is wrong.
    pub what: String,
}

const PAGE: i64 = 1_000;

fn id_of(raw: &RawEntry) -> Option<EntryId> {
    raw.id.as_deref().and_then(|bytes| EntryId::from_slice(bytes).ok())
}

/// Checks one entry after `previous`; says what is wrong with it.
fn check(entry: &EntryRow, previous: &[u8; 32], key: Option<&StreamKey>) -> Option<&'static str> {
    if entry.link(previous) != entry.hash {
        return Some("its hash is not that of its content and the entry before it");
    }
    let key = key?;
    key.open(&entry.sealed, &entry.coordinates()).is_none().then_some("its content does not open")
}

both! {
    pub(crate) async fn verify(shared: &Shared, conn: &mut Conn) -> Result<Verified> {
        let mut tx = begin_snapshot(conn).await?;
        let mut found = Verified::default();
        if care_sql::guards(&mut tx).await? != GUARDS {
            let what = "the triggers that keep ledger and audit log append-only are not all in place".to_owned();
            found.faults.push(Fault { stream: String::new(), seq: 0, entry: None, what });
        }
        let mut after = None;
        loop {
            let page = ledger_sql::streams_page(&mut tx, after, 200).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for row in page {
                found.streams += 1;
                let fault = stream(shared, &mut tx, &row, &mut found.entries).await?;
                found.faults.extend(fault);
            }
        }
        for raw in care_sql::orphans(&mut tx).await? {
            found.faults.push(Fault {
                stream: raw.stream.as_deref().map(hex::encode).unwrap_or_default(),
                seq: raw.seq.and_then(|seq| u64::try_from(seq).ok()).unwrap_or(0),
                entry: id_of(&raw),
                what: "it belongs to a stream that does not exist".into(),
            });
        }
        for head in ledger_sql::all_audit_heads(&mut tx).await? {
            let fault = audit(&mut tx, &head, &mut found.audit).await?;
            found.faults.extend(fault);
        }
        for (org, seq) in care_sql::audit_orphans(&mut tx).await? {
            let what = "an audit row of a chain that has no end".to_owned();
            found.faults.push(Fault { stream: format!("audit {}", hex::encode(org)), seq, entry: None, what });
        }
        Ok(found)
    }

    /// The first fault of a stream.
    async fn stream(shared: &Shared, conn: &mut Conn, row: &StreamRow, checked: &mut u64) -> Result<Option<Fault>> {
        let fault = |seq: u64, entry: Option<EntryId>, what: &str| {
            Some(Fault { stream: row.id.to_string(), seq, entry, what: what.to_owned() })
        };
        // Not from memory: what is stored must open.
        let key = match load::org_key(shared, conn, row.org).await {
            Ok(Some(org)) => org.open_stream(row.id, &row.key_wrapped),
            Ok(None) => None,
            Err(StoreError::WrongRootKey) => None,
            Err(error) => return Err(error),
        };
        let (mut at, mut hash) = (0, GENESIS);
        loop {
            let page = ledger_sql::entries_after(conn, row.id, at, PAGE).await?;
            if page.is_empty() {
                break;
            }
            for raw in page {
                let id = id_of(&raw);
                let entry = match raw.parse() {
                    Ok(entry) => entry,
                    Err(column) => return Ok(fault(at + 1, id, &format!("its column {column} cannot be read"))),
                };
                if entry.seq != at + 1 {
                    return moved(conn, row, (at, &hash)).await;
                }
                if let Some(what) = check(&entry, &hash, key.as_ref()) {
                    return Ok(fault(entry.seq, id, what));
                }
                at = entry.seq;
                hash = entry.hash;
                *checked += 1;
            }
        }
        if at != row.head || hash != row.hash {
            return Ok(fault(at.max(row.head), None, "the stream does not end where its head says"));
        }
        if key.is_none() && row.head > 0 {
            return Ok(fault(1, None, "the stream's key does not open"));
        }
        Ok(None)
    }

    /// The place after `at` is empty: was the entry that belongs there moved to another place?
    async fn moved(conn: &mut Conn, row: &StreamRow, (at, hash): (u64, &[u8; 32])) -> Result<Option<Fault>> {
        let mut beyond = at;
        loop {
            let page = ledger_sql::entries_after(conn, row.id, beyond, PAGE).await?;
            if page.is_empty() {
                let what = "there is no entry at this place".to_owned();
                return Ok(Some(Fault { stream: row.id.to_string(), seq: at + 1, entry: None, what }));
            }
            for raw in page {
                beyond = raw.seq.and_then(|seq| u64::try_from(seq).ok()).unwrap_or(u64::MAX >> 1);
                let Ok(mut entry) = raw.parse() else { continue };
                entry.seq = at + 1;
                if entry.link(hash) == entry.hash {
                    let what = format!("it stands at place {beyond} and belongs here");
                    let entry = Some(entry.head.id);
                    return Ok(Some(Fault { stream: row.id.to_string(), seq: at + 1, entry, what }));
                }
            }
        }
    }

    /// The first fault of an audit chain.
    async fn audit(conn: &mut Conn, head: &AuditHead, checked: &mut u64) -> Result<Option<Fault>> {
        let name = format!("audit {}", head.org);
        let (mut at, mut hash) = (0, GENESIS);
        loop {
            let page = match ledger_sql::audit_after(conn, head.org, at, PAGE).await {
                Ok(page) => page,
                Err(StoreError::Damaged(what)) => {
                    return Ok(Some(Fault { stream: name, seq: at + 1, entry: None, what }));
                }
                Err(error) => return Err(error),
            };
            if page.is_empty() {
                break;
            }
            for row in page {
                let right = audit_link(&hash, at + 1, &row.event, &row.sections);
                if row.seq != at + 1 || row.hash != right {
                    let what = "the audit row is not the one that was written".to_owned();
                    return Ok(Some(Fault { stream: name, seq: at + 1, entry: None, what }));
                }
                at = row.seq;
                hash = row.hash;
                *checked += 1;
            }
        }
        if at != head.seq || hash != head.hash {
            let what = "the audit chain does not end where its head says".to_owned();
            return Ok(Some(Fault { stream: name, seq: at.max(head.seq), entry: None, what }));
        }
        Ok(None)
    }
}
