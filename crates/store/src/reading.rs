//! The handle: streams, pulls, lists, search.

use crate::Result;
use crate::dialect::reading;
use crate::engine::Pools;
use crate::error::StoreError;
use crate::reads::{
    Access, Caseload, CaseloadPage, CaseloadSort, FamilyRow, Pull, Pulled, ReadEntry, ReadStream, Reader,
    StreamInfo,
};
use crate::records::AuditEvent;
use crate::rows::{EntryRow, RawEntry, StreamRow};
use crate::scope::ListScope;
use crate::seal::StreamKey;
use crate::services::ReferralInfo;
use crate::sql::lists::{Mark, PageAsk, SealedFamily, Stages, Work};
use crate::sql::scope::leads_to_few;
use crate::store::Store;
use domain::entry::{ACTION_VERSION, Action as DomainAction, Head, Section, StreamKind};
use domain::family::withheld::ToGuests;
use domain::ids::{EntryId, OrganisationId, StreamId, WorkerId};
use domain::planted::planted;
use domain::stream::AnyStream;
use domain::time::Millis;
use policy::{Action, Authorized};
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Entries read per statement.
const PAGE: i64 = 500;
/// Most rows of a page.
pub(crate) const ROWS: u32 = 200;

/// The audit row that syncing a stream of some kind leaves; none for what is nobody's secret.
const fn audited(kind: StreamKind) -> Option<&'static str> {
    match kind {
        StreamKind::Family => Some("family.synced"),
        StreamKind::ServiceReferral => Some("service_referral.synced"),
        StreamKind::Place => Some("place.synced"),
        StreamKind::Staff => Some("staff.synced"),
        StreamKind::Organisation | StreamKind::Village | StreamKind::Programme | StreamKind::Provider => None,
    }
}

impl Reader {
    pub(crate) fn event(&self, action: &str, stream: Option<StreamId>, sections: Vec<Section>) -> AuditEvent {
        AuditEvent {
            stream,
            sections,
            purpose: self.purpose.clone(),
            outcome: "read".to_owned(),
            basis: self.basis.clone(),
            ..AuditEvent::new(self.at, self.actor, action, &self.request_id)
        }
    }

    /// The sections of a stream that the reader may read.
    fn sections(&self, info: &StreamInfo) -> Vec<Section> {
        (self.readable)(info)
    }
}

impl Store {
    // ---- streams

    /// The folded state of a stream that is nobody's secret: an organisation, a village, the programme, a provider. For
    /// decisions of the server itself; not audited. A family is read with a proof ([`Store::family_read`]), and so is
    /// what was told about one ([`Store::referral_entries`], [`Store::received`]).
    pub async fn stream(&self, id: StreamId) -> Result<Option<Arc<AnyStream>>> {
        let state = self.folded(id).await?;
        Ok(state.filter(|state| audited(state.kind()).is_none()))
    }

    pub(crate) async fn folded(&self, id: StreamId) -> Result<Option<Arc<AnyStream>>> {
        let Some(row) = self.row(id).await? else { return Ok(None) };
        let had = self.inner.cache.get(id);
        let folded = match &self.inner.pools {
            Pools::Sqlite { read, .. } => {
                crate::shared::sqlite::folded(&self.inner, &mut *read.acquire().await?, row, had).await?
            }
            Pools::Postgres { pool } => {
                crate::shared::postgres::folded(&self.inner, &mut *pool.acquire().await?, row, had).await?
            }
        };
        let state = Arc::clone(&folded.state);
        self.inner.cache.put(folded);
        Ok(Some(state))
    }

    pub(crate) async fn row(&self, id: StreamId) -> Result<Option<StreamRow>> {
        let mut rows: Vec<StreamRow> = reading!(self, conn => ledger::streams(conn, &[id]))?;
        Ok(rows.pop().filter(|row| row.head > 0 && !row.is_erased()))
    }

    /// What the ledger knows of a stream at `at`, without its content.
    pub async fn stream_info(&self, id: StreamId, at: Millis) -> Result<Option<StreamInfo>> {
        let Some(row) = self.row(id).await? else { return Ok(None) };
        Ok(self.infos(vec![row], at).await?.pop().map(|(info, _)| info))
    }

    /// The same of several streams, in no order; those that are not there are left out.
    pub async fn stream_infos(&self, ids: &[StreamId], at: Millis) -> Result<Vec<StreamInfo>> {
        let mut rows: Vec<StreamRow> = reading!(self, conn => ledger::streams(conn, ids))?;
        rows.retain(|row| row.head > 0 && !row.is_erased());
        Ok(self.infos(rows, at).await?.into_iter().map(|(info, _)| info).collect())
    }

    /// All streams of a kind. Families are many: list them with [`Store::caseload`].
    pub async fn streams_of(&self, kind: StreamKind) -> Result<Vec<StreamInfo>> {
        let mut rows: Vec<StreamRow> = reading!(self, conn => ledger::streams_of(conn, kind))?;
        rows.retain(|row| row.head > 0);
        // Without a clock nothing that ends is taken to live.
        Ok(self.infos(rows, Millis(i64::MAX)).await?.into_iter().map(|(info, _)| info).collect())
    }

    /// Whether a stream holds an entry of somebody's, erased or not. Says nothing of what it holds.
    pub async fn wrote_in(&self, stream: StreamId, author: WorkerId) -> Result<bool> {
        reading!(self, conn => ledger::wrote_in(conn, stream, author))
    }

    pub(crate) async fn infos(
        &self,
        rows: Vec<StreamRow>,
        at: Millis,
    ) -> Result<Vec<(StreamInfo, StreamRow)>> {
        let families: Vec<StreamId> =
            rows.iter().filter(|row| row.kind == StreamKind::Family).map(|row| row.id).collect();
        let mut teams: HashMap<StreamId, Vec<_>> = HashMap::new();
        let mut access: HashMap<StreamId, Access> = HashMap::new();
        if !families.is_empty() {
            access = reading!(self, conn => access::access(conn, &families))?;
            for (stream, worker, role) in reading!(self, conn => lists::teams(conn, &families))? {
                teams.entry(stream).or_default().push((worker, role));
            }
        }
        let info = |row: StreamRow| {
            let team = teams.remove(&row.id).unwrap_or_default();
            let access = access.remove(&row.id).unwrap_or_default().at(at);
            (StreamInfo { id: row.id, kind: row.kind, org: row.org, head: row.head, team, access }, row)
        };
        Ok(rows.into_iter().map(info).collect())
    }

    pub(crate) async fn key(&self, row: &StreamRow) -> Result<StreamKey> {
        self.inner.not_erased(row)?;
        if let Some(key) = self.inner.cache.key(row.id) {
            return Ok(key);
        }
        let org = self.org_key(row.org).await?;
        let org = org.ok_or_else(|| StoreError::Damaged(format!("the key of organisation {}", row.org)))?;
        self.inner.open_stream(row, &org)
    }

    // ---- reads that leave an audit row

    /// A family's entries after `after` (0: all), those that the reader may not read sealed. `None` when it is gone.
    pub async fn stream_entries<A: Action>(
        &self,
        reader: &Reader,
        proof: &Authorized<StreamInfo, A>,
        after: u64,
    ) -> Result<Option<ReadStream>> {
        let id = proof.get().id;
        let Some(row) = self.row(id).await? else { return Ok(None) };
        let Some((info, row)) = self.infos(vec![row], reader.at).await?.pop() else { return Ok(None) };
        let mut budget = usize::MAX;
        let (read, _) = self.entries(reader, (info, row), after, &mut budget).await?;
        let sections = reader.sections(&read.info);
        self.audit(vec![reader.event("family.read", Some(id), sections)]).await?;
        Ok(Some(read))
    }

    /// A referral to a service: the packet that left, and what became of it. `None` when it is gone.
    pub async fn referral_entries<A: Action>(
        &self,
        reader: &Reader,
        proof: &Authorized<ReferralInfo, A>,
    ) -> Result<Option<ReadStream>> {
        let id = proof.get().row.stream;
        let Some(row) = self.row(id).await? else { return Ok(None) };
        let Some((info, row)) = self.infos(vec![row], reader.at).await?.pop() else { return Ok(None) };
        let mut budget = usize::MAX;
        let (read, _) = self.entries(reader, (info, row), 0, &mut budget).await?;
        let event = reader.event("service_referral.read", Some(id), reader.sections(&read.info));
        self.audit(vec![event.showing([proof.get().row.family])]).await?;
        Ok(Some(read))
    }

    /// A family's folded state for its page. Sections that the reader may not read are left out of what the caller
    /// makes of it; the audit row names those that she may.
    pub async fn family_read<A: Action>(
        &self,
        reader: &Reader,
        proof: &Authorized<StreamInfo, A>,
    ) -> Result<Option<Arc<AnyStream>>> {
        let id = proof.get().id;
        let Some(state) = self.folded(id).await? else { return Ok(None) };
        self.audit(vec![reader.event("family.read", Some(id), reader.sections(proof.get()))]).await?;
        Ok(Some(state))
    }

    /// Reads a stream on, while `budget` bytes last; also tells whether it came to the end.
    async fn entries(
        &self,
        reader: &Reader,
        (info, row): (StreamInfo, StreamRow),
        after: u64,
        budget: &mut usize,
    ) -> Result<(ReadStream, bool)> {
        // Guests read what the family shares, and not who works with the file; a former holder, what it left behind.
        if info.kind == StreamKind::Family && reader.actor.org != info.org {
            return self.for_guest(reader, (info, row), after, budget).await;
        }
        let key = self.key(&row).await?;
        let readable = reader.sections(&info);
        let mut entries = Vec::new();
        let mut at = after;
        while at < row.head {
            let page: Vec<RawEntry> = reading!(self, conn => ledger::entries_after(conn, row.id, at, PAGE))?;
            if page.is_empty() {
                return Err(StoreError::Damaged(format!("stream {} ends early, after {at}", row.id)));
            }
            for raw in page {
                if *budget == 0 {
                    return Ok((ReadStream { info, open: Section::bits(&readable), entries }, false));
                }
                let entry = raw.parse().map_err(|column| {
                    StoreError::Damaged(format!("stream {} after {at}: {column}", row.id))
                })?;
                at = entry.seq;
                *budget = budget.saturating_sub(entry.sealed.len() + 120);
                let may_read = readable.contains(&entry.head.section) || planted("sealed to nobody");
                entries.push(read_entry(entry, may_read.then_some(&key))?);
            }
        }
        Ok((ReadStream { info, open: Section::bits(&readable), entries }, true))
    }

    /// The same for somebody whose organisation does not hold the file. Of what is sealed to her she learns only that
    /// there is something at that place; the whole stream is read, for what she may read can follow on what she may not.
    async fn for_guest(
        &self,
        reader: &Reader,
        (info, row): (StreamInfo, StreamRow),
        after: u64,
        budget: &mut usize,
    ) -> Result<(ReadStream, bool)> {
        let key = self.key(&row).await?;
        let readable = reader.sections(&info);
        let head = self.last_for(info.id, reader).await?.unwrap_or(row.head).min(row.head);
        let mut all = Vec::new();
        let mut at = 0;
        while at < head {
            let page: Vec<RawEntry> = reading!(self, conn => ledger::entries_after(conn, row.id, at, PAGE))?;
            if page.is_empty() {
                return Err(StoreError::Damaged(format!("stream {} ends early, after {at}", row.id)));
            }
            for raw in page {
                let entry = raw.parse().map_err(|column| {
                    StoreError::Damaged(format!("stream {} after {at}: {column}", row.id))
                })?;
                at = entry.seq;
                if entry.seq > head {
                    break;
                }
                let may_read = readable.contains(&entry.head.section);
                let mut read = read_entry(entry, may_read.then_some(&key))?;
                read.payload = read.payload.and_then(|payload| told_to_guests(read.v, payload));
                all.push(read);
            }
        }
        withhold(info.id, reader.actor.worker, &mut all);
        let mut entries = Vec::new();
        for read in all.into_iter().filter(|read| read.seq > after) {
            if *budget == 0 {
                return Ok((ReadStream { info, open: Section::bits(&readable), entries }, false));
            }
            *budget = budget.saturating_sub(read.payload.as_ref().map_or(0, |raw| raw.get().len()) + 120);
            entries.push(read);
        }
        Ok((ReadStream { info, open: Section::bits(&readable), entries }, true))
    }

    /// The last place that a former holder of a family reads; `None`: all of them.
    async fn last_for(&self, id: StreamId, reader: &Reader) -> Result<Option<u64>> {
        let state = self.folded(id).await?;
        let family = state.as_ref().and_then(|state| state.family());
        Ok(family.and_then(|family| family.state.kept_until_place(reader.actor.org, reader.at.day())))
    }

    /// Of families that an organisation does not hold, those that it held once and that share nothing with it anew.
    pub async fn only_kept(
        &self,
        org: OrganisationId,
        streams: &[StreamId],
        at: Millis,
    ) -> Result<BTreeSet<StreamId>> {
        let mut kept = BTreeSet::new();
        for id in streams {
            let state = self.folded(*id).await?;
            let family = state.as_ref().and_then(|state| state.family());
            if family.is_some_and(|family| family.state.kept_until_place(org, at.day()).is_some()) {
                kept.insert(*id);
            }
        }
        Ok(kept)
    }

    /// What is new for a device. Every stream's entries come in order and without a gap after what it holds, so a
    /// later pull never finds an earlier place filled.
    pub async fn pull(&self, reader: &Reader, pull: Pull) -> Result<Pulled> {
        let known: BTreeMap<StreamId, u64> = pull.known.iter().copied().collect();
        let open: BTreeMap<StreamId, u8> = pull.open.iter().copied().collect();
        let heads: Vec<(StreamId, u64)> = reading!(self, conn => lists::heads_in_scope(conn, &pull.scope))?;
        let mut visible: HashSet<StreamId> = heads.iter().map(|(id, _)| *id).collect();
        let also: BTreeSet<StreamId> = pull.also.iter().copied().filter(|id| !visible.contains(id)).collect();
        let news = heads.into_iter().filter(|(id, head)| known.get(id).is_none_or(|has| has < head));
        let wanted: Vec<StreamId> = also.iter().copied().chain(news.map(|(id, _)| id)).collect();
        visible.extend(also.iter());
        let gone = |id: &StreamId| !visible.contains(id) && !planted("nobody is told to forget");
        let forget = known.keys().copied().filter(gone).collect();
        let mut pulled = Pulled { streams: Vec::new(), forget, more: false };
        let mut budget = pull.budget_bytes.max(1);
        let mut events = Vec::new();
        for chunk in wanted.chunks(64) {
            if budget == 0 {
                pulled.more = true;
                break;
            }
            let mut rows: Vec<StreamRow> = reading!(self, conn => ledger::streams(conn, chunk))?;
            rows.retain(|row| !row.is_erased() && row.head > known.get(&row.id).copied().unwrap_or(0));
            let packets = rows.iter().filter(|row| row.kind == StreamKind::ServiceReferral);
            let packets: Vec<StreamId> = packets.map(|row| row.id).collect();
            let about: Vec<(StreamId, StreamId)> = if packets.is_empty() {
                Vec::new()
            } else {
                reading!(self, conn => services::families(conn, &packets))?
            };
            for (info, row) in self.infos(rows, reader.at).await? {
                if budget == 0 {
                    pulled.more = true;
                    break;
                }
                // What is open to her has changed: what lies on the device is closed, or wants what it did not get.
                let now_open = Section::bits(&reader.sections(&info));
                let as_before =
                    open.get(&row.id).is_none_or(|had| *had == now_open) || planted("closed and not told");
                let after = if as_before { known.get(&row.id).copied().unwrap_or(0) } else { 0 };
                let (read, whole) = self.entries(reader, (info, row), after, &mut budget).await?;
                pulled.more |= !whole;
                if let Some(action) =
                    audited(read.info.kind).filter(|_| after == 0 || !planted("a reading unrecorded"))
                {
                    let event = reader.event(action, Some(read.info.id), reader.sections(&read.info));
                    // The family's own report tells of its packets too.
                    let about = about.iter().filter(|(referral, _)| *referral == read.info.id);
                    events.push(event.showing(about.map(|(_, family)| *family)));
                }
                pulled.streams.push(read);
            }
        }
        if !events.is_empty() {
            self.audit(events).await?;
        }
        Ok(pulled)
    }

    // ---- lists

    /// A page of a caseload.
    pub async fn caseload(&self, ask: Caseload) -> Result<CaseloadPage> {
        let limit = ask.limit.clamp(1, ROWS);
        let after = ask.cursor.as_deref().map(parse_mark).transpose()?;
        // Closed ones have an index range of their own: two short reads in order beat a long one out of order.
        // Of few families all are read and put in order anyway, and once is enough.
        let few = ask.scope.arms().iter().all(leads_to_few);
        let ranges: &[Stages] = match (&ask.filter.stage, ask.filter.include_closed) {
            (Some(_), _) => &[Stages::Asked],
            (None, false) => &[Stages::Open],
            (None, true) if few => &[Stages::OpenOrClosed],
            (None, true) => &[Stages::Open, Stages::Closed],
        };
        let works = works(&ask);
        let mut rows = Vec::new();
        for stages in ranges {
            for work in works {
                let page = PageAsk {
                    scope: &ask.scope,
                    filter: &ask.filter,
                    sort: ask.sort,
                    after: after.as_ref(),
                    limit: i64::from(limit) + 1,
                    stages: *stages,
                    work: *work,
                };
                let mut found: Vec<SealedFamily> = reading!(self, conn => lists::page(conn, &page))?;
                rows.append(&mut found);
            }
        }
        if ranges.len() > 1 || works.len() > 1 {
            let place = |row: &SealedFamily| {
                let mark = row.mark(ask.sort);
                (mark.first, mark.second, mark.stream)
            };
            rows.sort_by_key(place);
            if ask.sort == CaseloadSort::Updated {
                rows.reverse();
            }
        }
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let next = if rows.len() > most {
            rows.truncate(most);
            rows.last().map(|row| write_mark(&row.mark(ask.sort)))
        } else {
            None
        };
        Ok(CaseloadPage { rows: self.open_families(rows).await?, next })
    }

    /// How many families in scope, by stage code.
    pub async fn caseload_counts(&self, scope: &ListScope) -> Result<Vec<(String, u64)>> {
        reading!(self, conn => lists::stage_counts(conn, scope))
    }

    /// One family's row, if a list in this scope would show it.
    pub async fn family_row(&self, scope: &ListScope, id: StreamId) -> Result<Option<FamilyRow>> {
        if !self.in_scope(scope, id).await? {
            return Ok(None);
        }
        let rows: Vec<SealedFamily> = reading!(self, conn => lists::families(conn, &[id]))?;
        Ok(self.open_families(rows).await?.pop())
    }

    /// All families that a list in this scope would show (for comparing point decisions with lists).
    pub async fn all_in_scope(&self, scope: &ListScope) -> Result<Vec<StreamId>> {
        let heads: Vec<(StreamId, u64)> = reading!(self, conn => lists::heads_in_scope(conn, scope))?;
        Ok(heads.into_iter().map(|(stream, _)| stream).collect())
    }

    /// Whether a list in this scope would show the family (for comparing point decisions with lists).
    pub async fn in_scope(&self, scope: &ListScope, id: StreamId) -> Result<bool> {
        let found: Vec<StreamId> = reading!(self, conn => lists::in_scope(conn, scope, &[id]))?;
        Ok(!found.is_empty())
    }

    /// Which of these families a list in this scope would show.
    pub async fn which_in_scope(&self, scope: &ListScope, ids: &[StreamId]) -> Result<BTreeSet<StreamId>> {
        let ids: Vec<StreamId> = ids.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        let found: Vec<StreamId> = reading!(self, conn => lists::in_scope(conn, scope, &ids))?;
        Ok(found.into_iter().collect())
    }

    /// The official code of a family's village, if it is known. Who may know it is the caller's decision.
    pub async fn village_of(&self, id: StreamId) -> Result<Option<String>> {
        reading!(self, conn => lists::village(conn, id))
    }

    pub(crate) async fn open_families(&self, rows: Vec<SealedFamily>) -> Result<Vec<FamilyRow>> {
        let mut open = Vec::with_capacity(rows.len());
        for row in rows {
            let key = match self.inner.cache.key(row.stream) {
                Some(key) => key,
                None => {
                    let org = self.org_key(row.org).await?.ok_or(StoreError::NotFound)?;
                    let key = org.open_stream(row.stream, &row.key_wrapped);
                    let key =
                        key.ok_or_else(|| StoreError::Damaged(format!("the key of stream {}", row.stream)))?;
                    self.inner.cache.keep_key(row.stream, key.clone());
                    key
                }
            };
            open.push(family_row(row, &key)?);
        }
        Ok(open)
    }
}

/// Which families a page is made of: where the work with some is hidden from the reader, those stand last in an order
/// that tells of it, and what asks for something of it does not find them.
fn works(ask: &Caseload) -> &'static [Work] {
    let filter = &ask.filter;
    let risk = filter.risk.as_deref().is_some_and(|risk| ["high", "medium", "low"].contains(&risk));
    let of_the_work =
        risk || filter.due_by.is_some() || filter.review_waiting || filter.open_concern || filter.conflicts;
    if !filter.sealed_work_hidden {
        return &[Work::Any];
    }
    match ask.sort {
        CaseloadSort::Due | CaseloadSort::Risk | CaseloadSort::Updated | CaseloadSort::Made
            if of_the_work =>
        {
            &[Work::Known]
        }
        CaseloadSort::Due | CaseloadSort::Risk => &[Work::Known, Work::Hidden],
        CaseloadSort::Updated | CaseloadSort::Made => &[Work::Any],
    }
}

fn raw_json(bytes: Vec<u8>, what: impl Fn() -> String) -> Result<Box<RawValue>> {
    let text = String::from_utf8(bytes).map_err(|_| StoreError::Damaged(what()))?;
    RawValue::from_string(text).map_err(|_| StoreError::Damaged(what()))
}

/// Takes away what heads tell of entries that are sealed to a guest. What she may read and what followed on one of them,
/// follows on what she may read before it. What she wrote herself she knows, and her phone waits for it by its id.
fn withhold(stream: StreamId, guest: WorkerId, entries: &mut [ReadEntry]) {
    let sealed = |read: &ReadEntry| read.payload.is_none() && read.head.author != guest;
    let before: HashMap<EntryId, Option<EntryId>> =
        entries.iter().filter(|read| sealed(read)).map(|read| (read.head.id, read.head.base.after)).collect();
    for read in entries {
        if sealed(read) {
            read.head = Head::withheld(stream, read.seq);
            read.received_at = Millis(0);
            read.v = ACTION_VERSION;
            domain::entry::Outcome::Sealed.code().clone_into(&mut read.outcome);
            continue;
        }
        // Entries name earlier ones of the same device: this ends.
        let mut steps = before.len();
        while let Some(further) = read.head.base.after.and_then(|id| before.get(&id)) {
            read.head.base.after = *further;
            if steps == 0 {
                read.head.base.after = None;
            }
            steps = steps.saturating_sub(1);
        }
    }
}

/// What an entry says to somebody whose organisation does not hold the file. What cannot be read is not shown either.
fn told_to_guests(v: u16, payload: Box<RawValue>) -> Option<Box<RawValue>> {
    match DomainAction::read(v, payload.get().as_bytes()) {
        Ok(DomainAction::Family(action)) => match action.told_to_guests() {
            ToGuests::AsItIs => Some(payload),
            ToGuests::Without(action) => {
                let told = String::from_utf8(DomainAction::Family(*action).write()).ok()?;
                RawValue::from_string(told).ok()
            }
            ToGuests::Nothing => None,
        },
        Ok(_) | Err(_) => None,
    }
}

/// An entry for its reader; without the key it stays sealed.
fn read_entry(entry: EntryRow, key: Option<&StreamKey>) -> Result<ReadEntry> {
    let place = || format!("stream {}, entry {} at {}", entry.stream, entry.head.id, entry.seq);
    let payload = match key {
        Some(key) => {
            let plain = key.open(&entry.sealed, &entry.coordinates());
            Some(raw_json(plain.ok_or_else(|| StoreError::Damaged(place()))?, place)?)
        }
        None => None,
    };
    Ok(ReadEntry {
        seq: entry.seq,
        head: entry.head,
        received_at: entry.received_at,
        v: entry.v,
        payload,
        outcome: entry.outcome,
    })
}

fn family_row(row: SealedFamily, key: &StreamKey) -> Result<FamilyRow> {
    let place = || format!("the card of {}", row.stream);
    let card = key.open_card(row.stream, &row.card).ok_or_else(|| StoreError::Damaged(place()))?;
    Ok(FamilyRow {
        card: raw_json(card, place)?,
        stream: row.stream,
        org: row.org,
        village: Some(row.village).filter(|code| !code.is_empty()),
        stage: row.stage,
        risk: Some(row.risk).filter(|code| !code.is_empty()),
        lead: row.lead,
        supervisor: row.supervisor,
        visit_due: row.visit_due,
        review_due: row.review_due,
        next_due: crate::projection::day_of(row.next_due),
        last_visit: row.last_visit,
        review_waiting: row.review_waiting,
        open_concern: row.open_concern,
        people: row.people,
        visits: row.visits,
        conflicts: row.conflicts,
        rejected: row.rejected,
        created_at: row.created_at,
        updated_at: row.updated_at,
        head: row.head,
    })
}

fn write_mark(mark: &Mark) -> String {
    format!("{}.{}.{}", mark.first, mark.second, mark.stream)
}

fn parse_mark(text: &str) -> Result<Mark> {
    let bad = || StoreError::NotAcceptable("a cursor that this list did not give");
    let mut parts = text.splitn(3, '.');
    let mut number = || parts.next().and_then(|part| part.parse().ok()).ok_or_else(bad);
    let (first, second) = (number()?, number()?);
    let stream = parts.next().and_then(|part| part.parse().ok()).ok_or_else(bad)?;
    Ok(Mark { first, second, stream })
}
