//! The one writer: takes everything that waits, does it in one transaction, and answers when that is durable.

use crate::Result;
use crate::cache::Folded;
use crate::chain::GENESIS;
use crate::dialect::{both, close_after_error};
use crate::engine::Pools;
use crate::error::StoreError;
use crate::ledger::{Append, Receipt};
use crate::projection::{self, FamilyWrite, Marks, Token};
use crate::records::AuditEvent;
use crate::rows::{NewTray, StreamRow};
use crate::seal::{OrgKey, StreamKey};
use crate::shared::Shared;
use crate::store::Rebuilt;
use crate::work::{Fault, ForTray, Work, Working, owner, worker_set};
use domain::ids::{EntryId, OrganisationId, StreamId, WorkerId};
use domain::planted::planted;
use domain::stream::AnyStream;
use domain::time::Millis;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Work for the writer, with where to answer.
pub(crate) enum Job {
    Append { request: Append, answer: oneshot::Sender<Result<Vec<Receipt>>> },
    Audit { events: Vec<AuditEvent>, answer: oneshot::Sender<Result<()>> },
    Rebuild { answer: oneshot::Sender<Result<Rebuilt>> },
}

/// What a job is answered with.
pub(crate) enum Answer {
    Receipts(Vec<Receipt>),
    Written,
    Rebuilt(Rebuilt),
}

/// Entries (and audit rows) that go into one transaction.
const TOGETHER: usize = 512;
/// How often work is done again after a deadlock or the like.
const TRIES: u32 = 8;

impl Job {
    fn weight(&self) -> usize {
        match self {
            Self::Append { request, .. } => request.entries.len(),
            Self::Audit { events, .. } => events.len(),
            Self::Rebuild { .. } => TOGETHER,
        }
    }
    /// Work that shares its transaction with nobody.
    fn is_alone(&self) -> bool {
        match self {
            Self::Append { request, .. } => request.atomic,
            Self::Audit { .. } => false,
            Self::Rebuild { .. } => true,
        }
    }
    /// What reading leaves behind. There is room for it even when the disk is full.
    fn is_of_reading(&self) -> bool {
        match self {
            Self::Append { .. } | Self::Rebuild { .. } => false,
            Self::Audit { .. } => true,
        }
    }
    fn answer(self, result: Result<Answer>) {
        // A caller who has gone does not hear the answer; the work stands.
        match self {
            Self::Append { answer, .. } => {
                let _ = answer.send(result.and_then(|answer| match answer {
                    Answer::Receipts(receipts) => Ok(receipts),
                    Answer::Written | Answer::Rebuilt(_) => Err(StoreError::Closed),
                }));
            }
            Self::Audit { answer, .. } => {
                let _ = answer.send(result.map(|_| ()));
            }
            Self::Rebuild { answer } => {
                let _ = answer.send(result.and_then(|answer| match answer {
                    Answer::Rebuilt(done) => Ok(done),
                    Answer::Written | Answer::Receipts(_) => Err(StoreError::Closed),
                }));
            }
        }
    }
}

/// Runs until the last handle on the store is gone.
pub(crate) async fn run(shared: Arc<Shared>, mut queue: mpsc::Receiver<Job>) {
    let mut kept = None;
    loop {
        let first = match kept.take() {
            Some(job) => job,
            None => match queue.recv().await {
                Some(job) => job,
                None => return,
            },
        };
        let mut weight = first.weight();
        let alone = first.is_alone();
        let mut jobs = vec![first];
        while !alone && weight < TOGETHER {
            let Ok(job) = queue.try_recv() else { break };
            if job.is_alone() {
                kept = Some(job);
                break;
            }
            weight += job.weight();
            jobs.push(job);
        }
        serve(&shared, jobs).await;
    }
}

async fn serve(shared: &Shared, mut jobs: Vec<Job>) {
    if !shared.reserve.is_held() {
        // The disk was full, and it is as long as there is no room for the reserve.
        let (reading, others): (Vec<Job>, Vec<Job>) = jobs.into_iter().partition(Job::is_of_reading);
        others.into_iter().for_each(|job| job.answer(Err(StoreError::NoSpace)));
        jobs = reading;
    }
    if jobs.is_empty() {
        return;
    }
    let none = HashSet::new();
    let all: Vec<&Job> = jobs.iter().collect();
    match attempt(shared, &all, &none).await {
        Ok(answers) => {
            for (job, answer) in jobs.into_iter().zip(answers) {
                job.answer(Ok(answer));
            }
        }
        Err(Fault::Store(StoreError::NoSpace)) => full(shared, jobs).await,
        // No database hits all alike.
        Err(Fault::Store(StoreError::Unavailable)) => {
            jobs.into_iter().for_each(|job| job.answer(Err(StoreError::Unavailable)));
        }
        // Something is wrong with one of them: each by itself, so that it harms no other.
        Err(Fault::Store(_) | Fault::Poison(_) | Fault::Aborted(_)) => {
            for job in jobs {
                let result = single(shared, &job).await;
                job.answer(result);
            }
        }
    }
}

/// The disk is full: nothing is written but what reading leaves behind, in the room that was kept for it.
async fn full(shared: &Shared, jobs: Vec<Job>) {
    for job in jobs {
        let mut result = Err(StoreError::NoSpace);
        if job.is_of_reading() && shared.reserve.give_up() {
            shared.pools.tidy().await;
            result = single(shared, &job).await;
        }
        job.answer(result);
    }
}

async fn single(shared: &Shared, job: &Job) -> Result<Answer> {
    let mut forced = HashSet::new();
    let mut tries = 0;
    loop {
        match attempt(shared, &[job], &forced).await {
            Ok(mut answers) => return answers.pop().ok_or(StoreError::Closed),
            Err(Fault::Aborted(receipts)) => return Ok(Answer::Receipts(receipts)),
            Err(Fault::Poison(id)) => {
                tracing::error!(entry = %id, "folding an entry panicked; it goes to the tray");
                // Each round adds an entry, so this ends.
                if !forced.insert(id) {
                    return Err(StoreError::Damaged(format!("entry {id}")));
                }
            }
            Err(Fault::Store(error)) => {
                tries += 1;
                let again = error.is_transient() || matches!(error, StoreError::Taken(_));
                if !again || tries > TRIES {
                    return Err(error);
                }
                tokio::time::sleep(Duration::from_millis(u64::from(tries) * 5)).await;
            }
        }
    }
}

async fn attempt(shared: &Shared, jobs: &[&Job], forced: &HashSet<EntryId>) -> Result<Vec<Answer>, Fault> {
    let (result, stale) = match &shared.pools {
        Pools::Sqlite { write, .. } => {
            let mut conn = write.acquire().await.map_err(StoreError::from)?;
            let result = sqlite::batch(shared, &mut conn, jobs, forced).await;
            if matches!(result, Err(Fault::Store(_))) {
                // After an error of the engine nobody knows what its transaction is doing: a fresh connection.
                conn.close_on_drop();
            }
            result
        }
        Pools::Postgres { pool } => {
            let mut conn = pool.acquire().await.map_err(StoreError::from)?;
            let result = postgres::batch(shared, &mut conn, jobs, forced).await;
            if matches!(result, Err(Fault::Store(_))) {
                conn.close_on_drop();
            }
            result
        }
    }
    .map(|(answers, stale)| (Ok(answers), stale))
    .unwrap_or_else(|fault| (Err(fault), false));
    if stale {
        // The protocol changed, and with it what is due in every family. Should this fail, the mark that the
        // batch left makes the next start do it.
        if let Err(error) = rebuild(shared).await {
            tracing::error!(%error, "projections could not be derived anew after a change of protocol");
        }
    }
    result
}

/// Derives all projections anew.
pub(crate) async fn rebuild(shared: &Shared) -> Result<Rebuilt> {
    match &shared.pools {
        Pools::Sqlite { write, .. } => {
            let mut held = write.acquire().await?;
            let done = crate::rebuild::sqlite::rebuild(shared, &mut held).await;
            close_after_error(&mut held, &done);
            done
        }
        Pools::Postgres { pool } => {
            let mut held = pool.acquire().await?;
            let done = crate::rebuild::postgres::rebuild(shared, &mut held).await;
            close_after_error(&mut held, &done);
            done
        }
    }
}

/// The requests among the jobs.
fn requests<'a>(jobs: &'a [&'a Job]) -> impl Iterator<Item = &'a Append> {
    jobs.iter().filter_map(|job| match job {
        Job::Append { request, .. } => Some(request),
        Job::Audit { .. } | Job::Rebuild { .. } => None,
    })
}

both! {
    /// All jobs in one transaction. Also tells whether the projections have to be derived anew.
    pub(crate) async fn batch(
        shared: &Shared,
        conn: &mut Conn,
        jobs: &[&Job],
        forced: &HashSet<EntryId>,
    ) -> Result<(Vec<Answer>, bool), Fault> {
        if let [Job::Rebuild { .. }] = jobs {
            let done = rebuild_here::rebuild(shared, conn).await?;
            return Ok((vec![Answer::Rebuilt(done)], false));
        }
        let mut tx = begin(conn).await?;
        let mut fresh_orgs = HashMap::new();
        let mut work = prepare(shared, &mut tx, jobs, forced, &mut fresh_orgs).await?;
        let mut answers = Vec::with_capacity(jobs.len());
        for job in jobs {
            answers.push(match job {
                Job::Append { request, .. } => Answer::Receipts(work.request(request)?),
                Job::Audit { events, .. } => {
                    work.audit.extend(events.iter().cloned());
                    Answer::Written
                }
                Job::Rebuild { .. } => return Err(StoreError::NotAcceptable("a rebuild among others").into()),
            });
        }
        let stale = write(shared, &mut tx, &mut work, &mut fresh_orgs).await?;
        if planted("acknowledged too early") && work.rows.first().is_some_and(|row| row.seq % 8 == 7) {
            tx.rollback().await?;
        } else {
            tx.commit().await?;
        }
        if work.access_changed {
            shared.access_changes.fetch_add(1, Ordering::AcqRel);
        }
        for (org, key) in fresh_orgs {
            shared.cache.keep_org(org, key);
        }
        for (id, working) in work.streams {
            if working.row.head > 0 {
                shared.cache.keep_key(id, working.key.clone());
                let Working { row, key, state, marks, .. } = working;
                shared.cache.put(Folded { row, state: Arc::new(state), key, marks });
            }
        }
        Ok((answers, stale))
    }

    /// Locks and loads the streams, and looks up which entries are known.
    async fn prepare<'a>(
        shared: &'a Shared,
        conn: &mut Conn,
        jobs: &[&Job],
        forced: &'a HashSet<EntryId>,
        fresh_orgs: &mut HashMap<OrganisationId, OrgKey>,
    ) -> Result<Work<'a>, Fault> {
        let mut work = Work {
            access_changed: false,
            random: &*shared.random,
            streams: BTreeMap::new(),
            placed: HashMap::new(),
            in_tray: HashSet::new(),
            forced,
            taken: HashSet::new(),
            erased: HashSet::new(),
            rows: Vec::new(),
            tray: Vec::new(),
            freed: Vec::new(),
            audit: Vec::new(),
        };
        let mut wanted = BTreeMap::new();
        let mut entries = Vec::new();
        for request in requests(jobs) {
            for entry in &request.entries {
                wanted.entry(entry.stream).or_insert((request, entry));
                entries.push(entry.id);
                let org = owner(request, entry);
                if let Some(worker) = worker_set(entry)
                    && projections_sql::held_elsewhere(conn, org, worker.id, &worker.account.to_lowercase()).await?
                {
                    work.taken.insert(entry.id);
                }
            }
        }
        if wanted.is_empty() {
            return Ok(work);
        }
        let ids: Vec<StreamId> = wanted.keys().copied().collect();
        let mut rows = ledger_sql::lock_streams(conn, &ids).await?;
        let there: HashSet<StreamId> = rows.iter().map(|row| row.id).collect();
        let mut made = Vec::new();
        for (id, (request, entry)) in wanted.iter().filter(|(id, _)| !there.contains(id)) {
            let org = owner(request, entry);
            let org_key = ensure_org_key(shared, conn, org, fresh_orgs).await?;
            let key = StreamKey::fresh(&*shared.random)?;
            made.push(StreamRow {
                id: *id,
                kind: entry.action.kind(),
                org,
                head: 0,
                hash: GENESIS,
                key_wrapped: org_key.wrap_stream(&*shared.random, *id, &key)?,
                created_at: request.at,
            });
        }
        if LOCKS_ROWS && !made.is_empty() {
            // Another server may have made one of them in this moment: then that one counts.
            let ids: Vec<StreamId> = made.iter().map(|row| row.id).collect();
            ledger_sql::make_streams(conn, &made).await?;
            made = ledger_sql::lock_streams(conn, &ids).await?;
        }
        rows.append(&mut made);
        for (id, seq) in ledger_sql::known_entries(conn, &entries).await? {
            match seq {
                Some(seq) => {
                    work.placed.insert(id, seq);
                }
                None => {
                    work.in_tray.insert(id);
                }
            }
        }
        for row in rows {
            if row.is_erased() {
                shared.cache.forget(row.id);
                work.erased.insert(row.id);
                continue;
            }
            let working = open(shared, conn, row, fresh_orgs).await?;
            work.streams.insert(working.row.id, working);
        }
        Ok(work)
    }

    async fn open(
        shared: &Shared,
        conn: &mut Conn,
        row: StreamRow,
        fresh_orgs: &HashMap<OrganisationId, OrgKey>,
    ) -> Result<Working> {
        let id = row.id;
        let from = row.head;
        let taken = shared.cache.take(id);
        let folded = match fresh_orgs.get(&row.org) {
            Some(org) if taken.is_none() && row.head == 0 => {
                // Its organisation's key is not committed yet, so it is not in the cache either.
                let key = org
                    .open_stream(id, &row.key_wrapped)
                    .ok_or_else(|| StoreError::Damaged(format!("the key of stream {id}")))?;
                Folded { state: Arc::new(AnyStream::empty(row.kind)), row, key, marks: None }
            }
            Some(_) | None if row.head == 0 => {
                // A key that may yet be rolled back is not kept.
                let key = match load::org_key(shared, conn, row.org).await? {
                    Some(org) => org.open_stream(id, &row.key_wrapped),
                    None => None,
                };
                let key = key.ok_or_else(|| StoreError::Damaged(format!("the key of stream {id}")))?;
                Folded { state: Arc::new(AnyStream::empty(row.kind)), row, key, marks: None }
            }
            Some(_) | None => load::folded(shared, conn, row, taken).await?,
        };
        let mut marks = folded.marks;
        if marks.is_none()
            && let Some(family) = folded.state.family()
        {
            marks = Some(if from == 0 {
                Marks::none()
            } else {
                Marks::of(&projection::family(id, family, &*load::protocol(shared, conn).await?)?)
            });
        }
        let state = Arc::try_unwrap(folded.state).unwrap_or_else(|shared| (*shared).clone());
        Ok(Working { row: folded.row, key: folded.key, state, marks, from })
    }

    /// The organisation's key; makes one when it has none.
    pub(crate) async fn ensure_org_key(
        shared: &Shared,
        conn: &mut Conn,
        org: OrganisationId,
        fresh: &mut HashMap<OrganisationId, OrgKey>,
    ) -> Result<OrgKey> {
        if let Some(key) = fresh.get(&org) {
            return Ok(key.clone());
        }
        if let Some(key) = load::org_key(shared, conn, org).await? {
            return Ok(key);
        }
        let made = OrgKey::fresh(&*shared.random)?;
        let wrapped = shared.root.wrap_org(&*shared.random, org, &made)?;
        if ledger_sql::make_org_key(conn, org, &wrapped).await? {
            fresh.insert(org, made.clone());
            return Ok(made);
        }
        // Another server was first: what is there counts.
        load::org_key(shared, conn, org).await?.ok_or(StoreError::NotFound)
    }

    /// Writes what was decided. Tells whether the projections have to be derived anew.
    async fn write(
        shared: &Shared,
        conn: &mut Conn,
        work: &mut Work<'_>,
        fresh_orgs: &mut HashMap<OrganisationId, OrgKey>,
    ) -> Result<bool> {
        ledger_sql::insert_entries(conn, &work.rows).await?;
        hand_over(shared, conn, work, fresh_orgs).await?;
        let heads: Vec<StreamRow> =
            work.streams.values().filter(|w| w.is_touched()).map(|w| w.row.clone()).collect();
        ledger_sql::put_heads(conn, &heads).await?;
        if LOCKS_ROWS {
            let empty: Vec<StreamId> =
                work.streams.values().filter(|w| w.row.head == 0).map(|w| w.row.id).collect();
            ledger_sql::drop_empty_streams(conn, &empty).await?;
        }
        let mut trays = Vec::with_capacity(work.tray.len());
        for refused in std::mem::take(&mut work.tray) {
            let key = ensure_org_key(shared, conn, refused.org, fresh_orgs).await?;
            trays.push(tray_row(shared, refused, &key)?);
        }
        trays.retain(|_| !planted("the tray forgets"));
        ledger_sql::insert_tray(conn, &trays).await?;
        for (id, seq) in &work.freed {
            ledger_sql::tray_placed(conn, *id, *seq).await?;
        }
        let stale = project(shared, conn, work, fresh_orgs).await?;
        // Only who holds something here has a key: what was refused about an organisation that nobody knows leaves none.
        let held = |org: &OrganisationId| {
            work.streams.values().any(|one| one.row.head > 0 && one.row.org == *org)
                || trays.iter().any(|row| row.org == *org)
        };
        let needless: Vec<OrganisationId> = fresh_orgs.keys().filter(|org| !held(org)).copied().collect();
        for org in needless {
            fresh_orgs.remove(&org);
            ledger_sql::drop_org_key(conn, org).await?;
        }
        audit_here::append(conn, std::mem::take(&mut work.audit)).await?;
        Ok(stale)
    }

    /// Families that another organisation has taken on: their keys are wrapped with its key from now on, and what
    /// hangs on the former holder's is written anew.
    async fn hand_over(
        shared: &Shared,
        conn: &mut Conn,
        work: &mut Work<'_>,
        fresh_orgs: &mut HashMap<OrganisationId, OrgKey>,
    ) -> Result<()> {
        for (id, working) in work.streams.iter_mut().filter(|(_, working)| working.is_touched()) {
            let holder = working.state.family().and_then(|family| family.state.taken_on_by());
            let Some(holder) = holder.filter(|holder| *holder != working.row.org) else { continue };
            let key = ensure_org_key(shared, conn, holder, fresh_orgs).await?;
            working.row.org = holder;
            working.row.key_wrapped = key.wrap_stream(&*shared.random, *id, &working.key)?;
            working.marks = Some(Marks::moved());
            ledger_sql::move_stream(conn, &working.row).await?;
            projections_sql::clear_tokens(conn, *id).await?;
        }
        Ok(())
    }

    /// Brings the projections of the touched streams up to date.
    async fn project(
        shared: &Shared,
        conn: &mut Conn,
        work: &mut Work<'_>,
        fresh_orgs: &HashMap<OrganisationId, OrgKey>,
    ) -> Result<bool> {
        let received: HashMap<StreamId, Millis> =
            work.rows.iter().map(|row| (row.stream, row.received_at)).collect();
        let mut families = Vec::new();
        let mut side = SideRows::default();
        let mut stale = false;
        let protocol = load::protocol(shared, conn).await?;
        for (id, working) in work.streams.iter_mut().filter(|(_, working)| working.is_touched()) {
            let updated_at = received.get(id).copied().unwrap_or_default();
            match &working.state {
                AnyStream::Family(stream) => {
                    let facts = projection::family(*id, stream, &protocol)?;
                    let grants = projection::grants(&stream.state);
                    if !grants.is_empty() {
                        services_sql::put_grants(conn, *id, &grants).await?;
                    }
                    let sealed_card = working.key.seal_card(&*shared.random, *id, &facts.card)?;
                    let (created_at, head, org) = (working.row.created_at, working.row.head, working.row.org);
                    let write = FamilyWrite { stream: *id, org, created_at, updated_at, head, sealed_card, facts };
                    let before = working.marks.unwrap_or_else(Marks::none);
                    let now = Marks::of(&write.facts);
                    if before.team != now.team {
                        if working.from > 0 && !planted("the old team stays") {
                            projections_sql::clear_team(conn, *id).await?;
                        }
                        side.team.extend(write.facts.team.iter().map(|(worker, role)| (*id, *worker, *role)));
                    }
                    if before.access != now.access {
                        access_sql::put(conn, *id, &write.facts.access, &write.facts.openings, &write.facts.joints).await?;
                        work.access_changed = true;
                    }
                    if before.consents != now.consents {
                        consents_sql::put(conn, *id, org, &write.facts.consents).await?;
                    }
                    if before.photos != now.photos {
                        photos_sql::keep_only(conn, *id, &write.facts.photos).await?;
                    }
                    if before.names != now.names {
                        let key = match fresh_orgs.get(&org) {
                            Some(key) => key.clone(),
                            None => load::org_key(shared, conn, org).await?.ok_or(StoreError::NotFound)?,
                        };
                        names(conn, &write, (&working.key, &key), before, &mut side).await?;
                        side.alike.push((*id, head));
                    }
                    working.marks = Some(now);
                    families.push(write);
                }
                AnyStream::Organisation(_)
                | AnyStream::Village(_)
                | AnyStream::Provider(_)
                | AnyStream::ServiceReferral(_)
                | AnyStream::Place(_)
                | AnyStream::Staff(_) => {
                    rebuild_here::others(conn, &working.row, updated_at, &working.state).await?;
                }
                AnyStream::Programme(_) => {
                    records_sql::put_setting(conn, crate::store::STALE, "1").await?;
                    stale = true;
                }
            }
        }
        let families: Vec<&FamilyWrite> = families.iter().collect();
        let families = if planted("a list lags") && work.rows.len() > 1 { Vec::new() } else { families };
        projections_sql::put_families(conn, &families).await?;
        projections_sql::insert_team(conn, &side.team).await?;
        // In the order of the index: neighbours share pages.
        side.tokens.sort_unstable();
        projections_sql::insert_tokens(conn, &side.tokens).await?;
        alike_sql::wait(conn, &side.alike).await?;
        Ok(stale)
    }

    /// The search tokens of a family whose names changed.
    async fn names(
        conn: &mut Conn,
        write: &FamilyWrite,
        (stream_key, org_key): (&StreamKey, &OrgKey),
        before: Marks,
        side: &mut SideRows,
    ) -> Result<()> {
        let id = write.stream;
        let old = match projections_sql::card_of(conn, id).await? {
            Some(sealed) if before.names != Marks::none().names => {
                let card = stream_key.open_card(id, &sealed);
                let names = card.and_then(|card| projection::names_on_card(&card));
                let names = names.ok_or_else(|| StoreError::Damaged(format!("the card of {id}")))?;
                projection::tokens(org_key, &names)
            }
            Some(_) | None => BTreeSet::new(),
        };
        let new = projection::tokens(org_key, &write.facts.names);
        for gone in old.difference(&new) {
            projections_sql::delete_token(conn, write.org, gone, id).await?;
        }
        side.tokens.extend(new.difference(&old).map(|token| (write.org, *token, id)));
        Ok(())
    }
}

/// Rows that hang on families, collected so that they are written together.
#[derive(Default)]
pub(crate) struct SideRows {
    pub(crate) team: Vec<(StreamId, WorkerId, &'static str)>,
    pub(crate) tokens: Vec<(OrganisationId, Token, StreamId)>,
    /// Families to be compared with others.
    pub(crate) alike: Vec<(StreamId, u64)>,
}

fn tray_row(shared: &Shared, refused: ForTray, key: &OrgKey) -> Result<NewTray> {
    let ForTray { org, actor, at, entry, denied } = refused;
    let json = serde_json::to_vec(&entry).map_err(|_| StoreError::Damaged("an entry".into()))?;
    Ok(NewTray {
        org,
        id: entry.id,
        stream: entry.stream,
        author: actor.worker,
        device: actor.device,
        made_at: entry.made_at,
        refused_at: at,
        code: denied.code,
        reason: denied.reason,
        sealed: key.seal_tray(&*shared.random, org, entry.id, &json)?,
    })
}
