//! Who works where, as what, and who supervises whom: a snapshot of the organisations' ledgers that policy
//! decisions are taken on.

use super::tools::KnownTools;
use crate::problem::Problem;
use crate::state::App;
use domain::ids::{OrganisationId, StreamId, WorkerId};
use domain::organisation::Role;
use domain::protocol::Protocol;
use domain::time::Millis;
use policy::{Asker, Engine, Principal};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use store::people::WorkerRow;
use store::reads::GrantRow;

/// A worker as the server knows her.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Her row.
    pub row: WorkerRow,
    /// Her roles; none when she has left.
    pub roles: Vec<Role>,
}

/// A snapshot of everybody, of the protocol and of the policies in force.
#[derive(Debug)]
pub struct Directory {
    people: HashMap<WorkerId, Colleague>,
    /// Who reports to whom, from above.
    reports: HashMap<WorkerId, Vec<WorkerId>>,
    /// Grants that had not ended when this was read.
    grants: Vec<GrantRow>,
    policies: Arc<Engine>,
    /// Those who asked already, made ready once.
    askers: Mutex<HashMap<WorkerId, Arc<Asker>>>,
    /// The protocol in force.
    pub protocol: Arc<Protocol>,
    /// The assessment tools.
    pub tools: Arc<KnownTools>,
}

impl Directory {
    /// A snapshot from rows.
    pub fn new(
        rows: Vec<WorkerRow>,
        grants: Vec<GrantRow>,
        policies: Arc<Engine>,
        (protocol, tools): (Arc<Protocol>, Arc<KnownTools>),
    ) -> Self {
        let mut reports: HashMap<WorkerId, Vec<WorkerId>> = HashMap::new();
        for row in &rows {
            if let Some(supervisor) = row.supervisor {
                reports.entry(supervisor).or_default().push(row.worker);
            }
        }
        let people = rows
            .into_iter()
            .map(|row| {
                // A role that this build does not know gives no rights.
                let roles = row.roles.iter().filter(|_| row.active).filter_map(|code| Role::parse(code));
                (row.worker, Colleague { roles: roles.collect(), row })
            })
            .collect();
        Self { people, reports, grants, policies, askers: Mutex::default(), protocol, tools }
    }
    /// Whether another snapshot says the same of everybody.
    fn says_what(&self, other: &Self) -> bool {
        self.people == other.people
            && self.grants == other.grants
            && self.protocol == other.protocol
            && Arc::ptr_eq(&self.policies, &other.policies)
            && Arc::ptr_eq(&self.tools, &other.tools)
    }
    /// The policies in force.
    pub const fn policies(&self) -> &Arc<Engine> {
        &self.policies
    }
    /// Everybody below a worker in the chain of supervisors. A ring in it ends the walk.
    fn below(&self, worker: WorkerId) -> BTreeSet<WorkerId> {
        let mut found = BTreeSet::new();
        let mut waiting = vec![worker];
        while let Some(at) = waiting.pop() {
            for report in self.reports.get(&at).into_iter().flatten() {
                if *report != worker && found.insert(*report) {
                    waiting.push(*report);
                }
            }
        }
        found
    }
    /// A worker.
    pub fn get(&self, worker: WorkerId) -> Option<&Colleague> {
        self.people.get(&worker)
    }
    /// Everybody who works in the network now, in a steady order.
    pub fn working(&self) -> Vec<WorkerId> {
        let mut all: Vec<WorkerId> =
            self.people.values().filter(|one| one.row.active).map(|one| one.row.worker).collect();
        all.sort_unstable();
        all
    }
    /// The grants to one file that live at a moment.
    pub fn grants_on(&self, stream: StreamId, at: Millis) -> impl Iterator<Item = GrantRow> + '_ {
        let live = move |row: &&GrantRow| row.grant.stream == stream && row.lives(at);
        self.grants.iter().filter(live).copied()
    }
    /// Who supervises a worker.
    pub fn supervisor_of(&self, worker: WorkerId) -> Option<WorkerId> {
        self.people.get(&worker)?.row.supervisor
    }
    /// For whom a worker works.
    pub fn organisation_of(&self, worker: WorkerId) -> Option<OrganisationId> {
        self.people.get(&worker).map(|colleague| colleague.row.org)
    }
    /// Everybody of an organisation, in the order of their account names.
    pub fn of(&self, organisation: OrganisationId) -> Vec<&Colleague> {
        let mut all: Vec<_> = self.people.values().filter(|c| c.row.org == organisation).collect();
        all.sort_by(|a, b| a.row.account.cmp(&b.row.account));
        all
    }
    /// A worker as the policies see her at `at`, ready to ask.
    pub fn asker(&self, worker: WorkerId, at: Millis) -> Option<Arc<Asker>> {
        let colleague = self.people.get(&worker)?;
        let grants: Vec<_> = self
            .grants
            .iter()
            .filter(|row| row.worker == worker && row.lives(at))
            .map(|row| row.grant)
            .collect();
        // What ends is judged anew at every request.
        if grants.is_empty()
            && let Some(ready) = self.askers.lock().unwrap_or_else(PoisonError::into_inner).get(&worker)
        {
            return Some(Arc::clone(ready));
        }
        let timed = !grants.is_empty();
        let asker = Arc::new(self.policies.asker(Principal {
            supervisees: Arc::new(self.below(worker)),
            areas: colleague.row.areas.clone(),
            grants,
            active: colleague.row.active,
            ..Principal::new(worker, colleague.row.org, colleague.roles.clone())
        }));
        if !timed {
            let mut askers = self.askers.lock().unwrap_or_else(PoisonError::into_inner);
            askers.insert(worker, Arc::clone(&asker));
        }
        Some(asker)
    }
}

/// How long a snapshot is good for when another server may have changed something, in milliseconds. A change
/// made on this server takes effect at once.
const GOOD_FOR_MS: i64 = 5_000;

/// The last snapshot.
#[derive(Debug, Default)]
pub struct DirectoryCache {
    held: RwLock<Held>,
    /// Whoever reads it anew; the others wait for what comes of that. When thousands come back in one minute, each would
    /// read everybody, and hold everybody in memory, for itself.
    reading: tokio::sync::Mutex<()>,
}

/// The snapshot, when it was read, and how often it was forgotten: one that was being read while somebody changed
/// something is not kept.
#[derive(Debug, Default)]
struct Held {
    /// With what the store had counted of changes when it was read.
    snapshot: Option<(Millis, u64, Arc<Directory>)>,
    /// What was read last, good or not: what is read anew mostly says the same.
    last: Option<Arc<Directory>>,
    forgotten: u64,
}

impl DirectoryCache {
    /// Forgets the snapshot: somebody changed something.
    pub fn forget(&self) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        held.snapshot = None;
        held.forgotten = held.forgotten.wrapping_add(1);
    }

    /// The snapshot while it is good; else how often it was forgotten.
    fn good(&self, app: &App) -> Result<Arc<Directory>, u64> {
        let (now, changes) = (app.now(), app.store.access_changes());
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        match held.snapshot.as_ref() {
            Some((at, counted, directory))
                if *counted == changes && (0..GOOD_FOR_MS).contains(&(now.0 - at.0)) =>
            {
                Ok(Arc::clone(directory))
            }
            Some(_) | None => Err(held.forgotten),
        }
    }

    /// The snapshot, read anew when it is old.
    pub async fn get(&self, app: &App) -> Result<Arc<Directory>, Problem> {
        if let Ok(directory) = self.good(app) {
            return Ok(directory);
        }
        let _alone = self.reading.lock().await;
        let forgotten = match self.good(app) {
            Ok(directory) => return Ok(directory),
            Err(forgotten) => forgotten,
        };
        let (now, changes) = (app.now(), app.store.access_changes());
        let rows = app.store.workers(None).await?;
        let grants = app.store.grants(now).await?;
        let policies = super::sharing::in_force(app).await?;
        let before = {
            let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
            held.last.as_ref().map(|last| Arc::clone(&last.tools))
        };
        let tools = super::tools::known(app, before).await?;
        let fresh = Directory::new(rows, grants, policies, (protocol(app).await?, tools));
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        let directory = match held.last.as_ref() {
            // Whoever was made ready to ask stays so.
            Some(last) if last.says_what(&fresh) => Arc::clone(last),
            Some(_) | None => Arc::new(fresh),
        };
        held.last = Some(Arc::clone(&directory));
        if held.forgotten == forgotten {
            held.snapshot = Some((now, changes, Arc::clone(&directory)));
        }
        Ok(directory)
    }
}

/// The protocol in force: the programme's, or the one that comes with the software.
async fn protocol(app: &App) -> Result<Arc<Protocol>, Problem> {
    for info in app.store.streams_of(domain::entry::StreamKind::Programme).await? {
        if let Some(stream) = app.store.stream(info.id).await?
            && let Some(programme) = stream.programme()
            && let Some(protocol) = &programme.state.protocol
        {
            return Ok(Arc::new(protocol.clone()));
        }
    }
    Ok(Arc::new(Protocol::shipped().clone()))
}
