//! Proving the ledger: every chain recomputed, every content opened, every end compared.

use crate::Result;
use crate::audit::link;
use crate::chain::GENESIS;
use crate::checkpoint::{State, States, head_leaf};
use crate::dialect::{GUARDS, both};
use crate::error::StoreError;
use crate::merkle::{self, Edge, Hash};
use crate::note::Checkpoint;
use crate::photos::check as check_photo;
use crate::rows::{AuditHead, EntryRow, RawEntry, StreamRow};
use crate::seal::StreamKey;
use crate::shared::Shared;
use domain::family::photo::PhotoHash;
use domain::ids::{EntryId, OrganisationId, StreamId};
use std::collections::{BTreeMap, BTreeSet};

/// What `verify` found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Streams checked.
    pub streams: u64,
    /// Entries checked.
    pub entries: u64,
    /// Audit rows checked.
    pub audit: u64,
    /// Checkpoints checked.
    pub checkpoints: u64,
    /// Photographs checked.
    pub photos: u64,
    /// Families whose key was destroyed: chain and end are checked, content cannot be.
    pub erased: u64,
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
    /// Stream; for the audit log `audit` with the organisation; `checkpoints` for those; empty for the database as
    /// a whole.
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

/// Ends of streams as the audit log tells them.
type Ends = BTreeMap<StreamId, (u64, Hash)>;

/// What was at an earlier moment, to be found again.
struct Past {
    /// How it is called in a fault.
    name: &'static str,
    state: State,
    ends: Ends,
    /// Logs whose beginning was as the state says.
    found: BTreeSet<OrganisationId>,
}

impl Past {
    fn new(name: &'static str, state: State) -> Self {
        Self { name, state, ends: Ends::new(), found: BTreeSet::new() }
    }
    /// A row of a log went by: `edge` is its tree with it.
    fn row(&mut self, org: OrganisationId, edge: &Edge) -> Option<String> {
        let (size, root) = self.state.audit.get(&org)?;
        if *size != edge.size() {
            return None;
        }
        self.found.insert(org);
        (edge.root() != *root)
            .then(|| format!("the log up to here is not the one that the {} signed", self.name))
    }
    fn covers(&self, org: OrganisationId, seq: u64) -> bool {
        self.state.audit.get(&org).is_some_and(|(size, _)| seq <= *size)
    }
    /// After all logs: what is missing of it.
    fn missing(&self) -> Vec<Fault> {
        let mut faults: Vec<Fault> = self
            .state
            .audit
            .iter()
            .filter(|(org, _)| !self.found.contains(org))
            .map(|(org, (size, _))| Fault {
                stream: format!("audit {org}"),
                seq: *size,
                entry: None,
                what: format!("the log is shorter than the {} says", self.name),
            })
            .collect();
        let mut heads = Edge::default();
        self.ends.iter().for_each(|(id, (seq, hash))| heads.add(head_leaf(*id, *seq, hash)));
        if faults.is_empty() && (heads.size(), heads.root()) != (self.state.streams, self.state.heads) {
            faults.push(Fault {
                stream: String::new(),
                seq: 0,
                entry: None,
                what: format!("the streams' ends in the log are not those that the {} signed", self.name),
            });
        }
        faults
    }
}

fn remember(ends: &mut Ends, stream: StreamId, seq: u64, hash: Hash) {
    let end = ends.entry(stream).or_insert((seq, hash));
    if seq >= end.0 {
        *end = (seq, hash);
    }
}

/// All that is expected, and what the log says now.
struct Expected {
    past: Vec<Past>,
    now: Ends,
    /// Up to which place the log that is being read is indexed, and how many places that should make.
    indexed: u64,
    places: u64,
}

impl Expected {
    /// What is wrong with a stream that has `hash` at `seq`.
    fn at(&self, stream: StreamId, seq: u64, hash: &Hash) -> Option<String> {
        let wrong = |ends: &Ends| ends.get(&stream).is_some_and(|(at, right)| *at == seq && right != hash);
        self.past
            .iter()
            .find(|past| wrong(&past.ends))
            .map(|past| format!("it is not the entry that was here at the {}", past.name))
            .or_else(|| {
                wrong(&self.now).then(|| "it is not the entry that the audit log tells of".to_owned())
            })
    }
    /// What is wrong with a stream that ends at `seq`.
    fn end(&self, stream: StreamId, seq: u64) -> Option<String> {
        let beyond = |ends: &Ends| ends.get(&stream).is_some_and(|(at, _)| *at > seq);
        self.past
            .iter()
            .find(|past| beyond(&past.ends))
            .map(|past| format!("the stream ends before where it was at the {}", past.name))
            .or_else(|| {
                let known = self.now.get(&stream).map_or(0, |(at, _)| *at);
                (known != seq).then(|| format!("the audit log tells of {known} entries"))
            })
    }
}

fn whole(what: String) -> Fault {
    Fault { stream: String::new(), seq: 0, entry: None, what }
}
fn of_checkpoints(n: u64, what: &str) -> Fault {
    Fault { stream: "checkpoints".into(), seq: n, entry: None, what: what.to_owned() }
}

/// What an earlier checkpoint says, compared with the log of states.
fn past(states: &States, from: Option<&Checkpoint>) -> Result<Option<u64>, Fault> {
    let Some(from) = from else { return Ok(None) };
    if from.size > states.edge.size() {
        let what =
            "the database is older than the checkpoint: it was put back, or its checkpoints were removed";
        return Err(of_checkpoints(from.size, what));
    }
    if from.size == 0 || states.root_at(from.size) != Some(from.root) {
        return Err(of_checkpoints(
            from.size,
            "the states up to here are not those that the checkpoint signed",
        ));
    }
    Ok(Some(from.size))
}

both! {
    pub(crate) async fn verify(shared: &Shared, conn: &mut Conn, from: Option<&Checkpoint>) -> Result<Verified> {
        let mut tx = begin_snapshot(conn).await?;
        let mut found = Verified::default();
        if care_sql::guards(&mut tx).await? != GUARDS {
            let what = "the triggers that keep ledger and audit log append-only are not all in place".to_owned();
            found.faults.push(whole(what));
        }
        let mut expected = expect(&mut tx, from, &mut found).await?;
        let indexed: BTreeMap<OrganisationId, u64> =
            audit_sql::indexed(&mut tx).await?.into_iter().map(|(org, indexed, _)| (org, indexed)).collect();
        let places: BTreeMap<OrganisationId, u64> = audit_sql::indexed_places(&mut tx).await?.into_iter().collect();
        for head in audit_sql::all_heads(&mut tx).await? {
            expected.indexed = indexed.get(&head.org).copied().unwrap_or(0);
            expected.places = 0;
            let fault = audit(&mut tx, &head, &mut expected, &mut found.audit).await?;
            if fault.is_none() && expected.places != places.get(&head.org).copied().unwrap_or(0) {
                let what = "the index of which lists showed whom is not that of the rows: rebuild".to_owned();
                found.faults.push(Fault { stream: format!("audit {}", head.org), seq: 0, entry: None, what });
            }
            found.faults.extend(fault);
        }
        for (org, seq) in care_sql::audit_orphans(&mut tx).await? {
            let what = "an audit row of a chain that has no end".to_owned();
            found.faults.push(Fault { stream: format!("audit {}", hex::encode(org)), seq, entry: None, what });
        }
        for past in &expected.past {
            found.faults.extend(past.missing());
        }
        let mut there = BTreeSet::new();
        let mut after = None;
        loop {
            let page = ledger_sql::streams_page(&mut tx, after, 200).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for row in page {
                found.streams += 1;
                there.insert(row.id);
                let fault = stream(shared, &mut tx, &row, &expected, &mut found).await?;
                found.faults.extend(fault);
            }
        }
        let named = expected.past.iter().flat_map(|past| past.ends.keys()).chain(expected.now.keys());
        let gone: BTreeSet<StreamId> = named.copied().filter(|id| !there.contains(id)).collect();
        for id in gone {
            let what = "the audit log tells of a stream that is not there".to_owned();
            found.faults.push(Fault { stream: id.to_string(), seq: 0, entry: None, what });
        }
        for raw in care_sql::orphans(&mut tx).await? {
            found.faults.push(Fault {
                stream: raw.stream.as_deref().map(hex::encode).unwrap_or_default(),
                seq: raw.seq.and_then(|seq| u64::try_from(seq).ok()).unwrap_or(0),
                entry: id_of(&raw),
                what: "it belongs to a stream that does not exist".into(),
            });
        }
        Ok(found)
    }

    /// Reads the checkpoints: what must be found again.
    async fn expect(conn: &mut Conn, from: Option<&Checkpoint>, found: &mut Verified) -> Result<Expected> {
        let mut expected = Expected { past: Vec::new(), now: Ends::new(), indexed: 0, places: 0 };
        let states = match checkpoint_here::states(conn).await? {
            Ok(states) => states,
            Err((n, what)) => {
                found.faults.push(of_checkpoints(n, what));
                return Ok(expected);
            }
        };
        found.checkpoints = states.edge.size();
        match past(&states, from) {
            Err(fault) => found.faults.push(fault),
            Ok(None) => {}
            Ok(Some(n)) => {
                let row = audit_sql::checkpoints_after(conn, n - 1, 1).await?.pop();
                match row.as_ref().and_then(|row| State::parse(&row.state)) {
                    Some(state) => expected.past.push(Past::new("checkpoint", state)),
                    None => found.faults.push(of_checkpoints(n, "its state cannot be read")),
                }
            }
        }
        if let Some(row) = &states.last {
            match State::parse(&row.state) {
                Some(state) => expected.past.push(Past::new("last checkpoint of this database", state)),
                None => found.faults.push(of_checkpoints(row.n, "its state cannot be read")),
            }
        }
        Ok(expected)
    }

    /// The first fault of a stream.
    async fn stream(
        shared: &Shared,
        conn: &mut Conn,
        row: &StreamRow,
        expected: &Expected,
        found: &mut Verified,
    ) -> Result<Option<Fault>> {
        let fault = |seq: u64, entry: Option<EntryId>, what: &str| {
            Some(Fault { stream: row.id.to_string(), seq, entry, what: what.to_owned() })
        };
        if row.is_erased() {
            found.erased += 1;
            if erasures_sql::of(conn, row.id).await?.is_none_or(|done| (done.head, done.hash) != (row.head, row.hash)) {
                return Ok(fault(row.head, None, "the stream's key is gone, and no erasure tells of it"));
            }
        }
        // Not from memory: what is stored must open.
        let key = match load::org_key(shared, conn, row.org).await {
            _ if row.is_erased() => None,
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
                if let Some(what) = expected.at(row.id, entry.seq, &entry.hash) {
                    return Ok(fault(entry.seq, id, &what));
                }
                at = entry.seq;
                hash = entry.hash;
                found.entries += 1;
            }
        }
        if at != row.head || hash != row.hash {
            return Ok(fault(at.max(row.head), None, "the stream does not end where its head says"));
        }
        if let Some(what) = expected.end(row.id, at) {
            return Ok(fault(at, None, &what));
        }
        if key.is_none() && row.head > 0 && !row.is_erased() {
            return Ok(fault(1, None, "the stream's key does not open"));
        }
        let wrong = photos(conn, row.id, key.as_ref(), &mut found.photos).await?;
        Ok(wrong.and_then(|what| fault(at, None, what)))
    }

    /// What is wrong with the photographs beside a stream.
    async fn photos(
        conn: &mut Conn,
        stream: StreamId,
        key: Option<&StreamKey>,
        checked: &mut u64,
    ) -> Result<Option<&'static str>> {
        for hash in photos_sql::whole(conn, stream).await? {
            let hash: Option<PhotoHash> = PhotoHash::from_slice(&hash).ok();
            let Some((hash, key)) = hash.zip(key) else { return Ok(Some("a photograph that nobody can open")) };
            let sealed: Vec<Vec<u8>> = photos_sql::parts(conn, stream, hash, 0).await?;
            let wrong = check_photo(key, (stream, hash), &sealed);
            if wrong.is_some() {
                return Ok(wrong);
            }
            *checked += 1;
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
    async fn audit(
        conn: &mut Conn,
        head: &AuditHead,
        expected: &mut Expected,
        checked: &mut u64,
    ) -> Result<Option<Fault>> {
        let name = format!("audit {}", head.org);
        let fault = |seq: u64, what: &str| Some(Fault { stream: name.clone(), seq, entry: None, what: what.to_owned() });
        let (mut at, mut hash, mut edge) = (0, GENESIS, Edge::default());
        loop {
            let page = match audit_sql::after(conn, head.org, at, PAGE).await {
                Ok(page) => page,
                Err(StoreError::Damaged(what)) => return Ok(fault(at + 1, &what)),
                Err(error) => return Err(error),
            };
            if page.is_empty() {
                break;
            }
            for row in page {
                let bytes = row.bytes();
                if row.seq != at + 1 || row.hash != link(&hash, &bytes) {
                    return Ok(fault(at + 1, "the audit row is not the one that was written"));
                }
                edge.add(merkle::leaf(&bytes));
                if let Some(what) = expected.past.iter_mut().find_map(|past| past.row(head.org, &edge)) {
                    return Ok(fault(row.seq, &what));
                }
                if let (Some(stream), Some(mark)) = (row.event.stream, row.event.mark) {
                    remember(&mut expected.now, stream, mark.seq, mark.hash);
                    for past in expected.past.iter_mut().filter(|past| past.covers(head.org, row.seq)) {
                        remember(&mut past.ends, stream, mark.seq, mark.hash);
                    }
                }
                if row.seq <= expected.indexed {
                    expected.places += u64::try_from(row.event.shown.len()).unwrap_or(u64::MAX);
                }
                at = row.seq;
                hash = row.hash;
                *checked += 1;
            }
        }
        if at != head.seq || hash != head.hash || head.edge.as_ref() != Some(&edge) {
            return Ok(fault(at.max(head.seq), "the audit chain does not end where its head says"));
        }
        Ok(None)
    }
}
