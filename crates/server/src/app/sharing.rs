//! The information-sharing protocol: which version is in force, trying another one, and what two people decide about it.

use super::session::Signed;
use super::written::{self, Said};
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{Entry, Rejection, Section, StreamKind};
use domain::ids::{StreamId, WorkerId};
use domain::programme::ProgrammeAction;
use domain::programme::sharing::{LONGEST_WORDS, Sharing, SharingProposal, SharingVersion};
use domain::stream::AnyStream;
use policy::engine::{Broken, Change, LoadError, Matrix, broken, changes};
use policy::{Act, Asker, Context, Engine, Question, Resource};
use std::sync::{Arc, Mutex, PoisonError};
use store::reads::StreamInfo;
use store::{Denied, Gate};

/// The programme's stream where there is none yet: one for the whole network, so it has one name.
pub(super) const PROGRAMME: StreamId = StreamId::from_u128(0x0190_0000_0000_7000_8000_0070_726f_6772);
/// The number of the version that comes with the software.
const SHIPPED: u32 = 1;
/// Most engines kept: the one in force, and those that somebody looks at.
const KEPT: usize = 6;

/// Engines that were loaded, by the hash of their matrix, the latest used last.
#[derive(Debug, Default)]
pub struct EngineCache(Mutex<Vec<(String, Arc<Engine>)>>);

impl EngineCache {
    fn get(&self, hash: &str) -> Option<Arc<Engine>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = held.iter().position(|(known, _)| known == hash)?;
        let found = held.remove(at);
        let engine = Arc::clone(&found.1);
        held.push(found);
        Some(engine)
    }
    fn keep(&self, hash: String, engine: &Arc<Engine>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= KEPT {
            held.remove(0);
        }
        held.push((hash, Arc::clone(engine)));
    }
}

/// The programme's stream, and what it says of the information-sharing protocol.
pub(super) async fn ledgered(app: &App) -> Result<(Option<StreamInfo>, Arc<AnyStream>), Problem> {
    let mut first = None;
    // Whatever other stream somebody may have begun: the one that has versions is the one that counts.
    for info in app.store.streams_of(StreamKind::Programme).await? {
        let Some(stream) = app.store.stream(info.id).await? else { continue };
        let Some(programme) = stream.programme() else { continue };
        if !programme.state.sharing.versions.is_empty() {
            return Ok((Some(info), stream));
        }
        first.get_or_insert((info, Arc::clone(&stream)));
    }
    Ok(match first {
        Some((info, stream)) => (Some(info), stream),
        None => (None, Arc::new(AnyStream::empty(StreamKind::Programme))),
    })
}

fn sharing_of(stream: &AnyStream) -> Sharing {
    stream.programme().map(|programme| programme.state.sharing.clone()).unwrap_or_default()
}

/// Loads a version of the ledger. One that no longer loads, or is not what its hash says, is an error and never left
/// aside: an older version could grant what this one took away.
async fn load(app: &App, version: &SharingVersion) -> Result<Arc<Engine>, Problem> {
    let SharingProposal { version, hash, matrix, .. } = &version.proposed;
    if let Some(engine) = app.engines.get(hash) {
        return Ok(engine);
    }
    let text = matrix.clone();
    let engine = on_thread(move || Engine::of_matrix(&text)).await?;
    let named = |what: &dyn std::fmt::Display| {
        Problem::broken(format!(
            "version {version} of the information-sharing protocol ({hash}) was approved, and this program cannot use it: \
             {what}. Nothing is decided with another version. Start the program that was used before, let two people put \
             a version in force that both can use, then update again."
        ))
    };
    let engine = engine.map_err(|error| named(&error))?;
    if engine.matrix().hash().map_err(Problem::broken)? != *hash {
        return Err(named(&"its text is not what its hash says"));
    }
    app.engines.keep(hash.clone(), &engine);
    Ok(engine)
}

/// The policies in force: the newest version that two people agreed on, or the one that comes with the software.
pub async fn in_force(app: &App) -> Result<Arc<Engine>, Problem> {
    let (_, stream) = ledgered(app).await?;
    match stream.programme().and_then(|programme| programme.state.sharing.in_force()) {
        Some(version) => load(app, version).await,
        None => Engine::shipped().map_err(Problem::broken),
    }
}

/// Whether the policies in force can be used, for the start of the server. The error says what to do.
pub async fn check(app: &App) -> Result<(), String> {
    in_force(app).await.map(|_| ()).map_err(|problem| problem.cause.unwrap_or_default())
}

async fn on_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(Problem::broken)
}

/// Everybody who works here may read it; who may not gets no more than that answer.
fn may_read(signed: &Signed) -> Result<(), Problem> {
    may(signed, Act::Read(Section::Identity), None)
}

fn may(signed: &Signed, act: Act<'_>, asked_by: Option<WorkerId>) -> Result<(), Problem> {
    let context = Context { asked_by, ..Context::default() };
    let question = Question { context, ..Question::casework(act, Resource::Programme) };
    if signed.asker.decide(&question).allow { Ok(()) } else { Err(Problem::new(Code::NotAllowed)) }
}

const PROPOSE: Act<'static> = Act::Give("programme.sharing_proposed");
const APPROVE: Act<'static> = Act::Give("programme.sharing_approved");

/// All versions, and what she may do about them.
pub struct Book {
    /// The hash of the one in force.
    pub current: String,
    /// Its matrix.
    pub matrix: Matrix,
    /// All that were proposed, oldest first.
    pub sharing: Sharing,
    /// She may propose one now.
    pub can_propose: bool,
    /// She may decide about somebody else's.
    pub can_approve: bool,
}

/// The version in force and all others.
pub async fn book(app: &App, signed: &Signed) -> Result<Book, Problem> {
    may_read(signed)?;
    app.store.audit(vec![signed.event("sharing.read", true)]).await?;
    let (_, stream) = ledgered(app).await?;
    let sharing = sharing_of(&stream);
    let engine = in_force(app).await?;
    Ok(Book {
        current: engine.matrix().hash().map_err(Problem::broken)?,
        matrix: engine.matrix().clone(),
        can_propose: may(signed, PROPOSE, None).is_ok(),
        can_approve: may(signed, APPROVE, None).is_ok(),
        sharing,
    })
}

/// One version, beside the one that it replaces.
pub struct Look {
    /// What the ledger says; `None`: it came with the software.
    pub version: Option<SharingVersion>,
    /// Its number.
    pub number: u32,
    /// It is in force.
    pub current: bool,
    /// The matrix.
    pub matrix: Matrix,
    /// Who gains and who loses against the version that it replaced. `None`: that one is not known here any more.
    pub changes: Option<Vec<Change>>,
    /// What must hold and does not, with this program.
    pub broken: Vec<Broken>,
    /// She may decide about it now.
    pub can_decide: bool,
    /// She may take it back now.
    pub can_withdraw: bool,
}

/// The version with this hash.
pub async fn look(app: &App, signed: &Signed, hash: &str) -> Result<Look, Problem> {
    may_read(signed)?;
    app.store.audit(vec![signed.event("sharing.read", true)]).await?;
    let (_, stream) = ledgered(app).await?;
    let sharing = sharing_of(&stream);
    let now = in_force(app).await?.matrix().hash().map_err(Problem::broken)?;
    let Some(version) = find(&sharing, hash) else {
        let shipped = Engine::shipped().map_err(Problem::broken)?;
        if shipped.matrix().hash().map_err(Problem::broken)? != hash {
            return Err(Problem::new(Code::NotFound));
        }
        return Ok(Look {
            version: None,
            number: shipped.matrix().version,
            current: now == hash,
            matrix: shipped.matrix().clone(),
            changes: None,
            broken: Vec::new(),
            can_decide: false,
            can_withdraw: false,
        });
    };
    let engine = load(app, version).await?;
    let before = with_hash(app, &sharing, &version.proposed.replaces).await?;
    let waits = sharing.waiting() == Some(version);
    let me = signed.session.worker;
    let compared = Arc::clone(&engine);
    let (changes, broken) = on_thread(move || {
        let changes = before.map(|before| changes(&before, &compared));
        (changes, if waits { broken(&compared) } else { Vec::new() })
    })
    .await?;
    Ok(Look {
        number: version.proposed.version,
        current: now == hash,
        matrix: engine.matrix().clone(),
        changes,
        can_decide: waits && broken.is_empty() && may(signed, APPROVE, Some(version.by.author)).is_ok(),
        can_withdraw: waits && version.by.author == me && may(signed, PROPOSE, None).is_ok(),
        broken,
        version: Some(version.clone()),
    })
}

fn find<'a>(sharing: &'a Sharing, hash: &str) -> Option<&'a SharingVersion> {
    sharing.versions.iter().rev().find(|one| one.proposed.hash == hash)
}

async fn with_hash(app: &App, sharing: &Sharing, hash: &str) -> Result<Option<Arc<Engine>>, Problem> {
    if let Some(version) = find(sharing, hash) {
        return load(app, version).await.map(Some);
    }
    let shipped = Engine::shipped().map_err(Problem::broken)?;
    let same = shipped.matrix().hash().map_err(Problem::broken)? == hash;
    Ok(same.then_some(shipped))
}

/// What a matrix would do.
pub struct Tried {
    /// Its hash, with the number that it would have.
    pub hash: String,
    /// The version that it would replace.
    pub replaces: String,
    /// Its number.
    pub number: u32,
    /// Its canonical form.
    pub canonical: String,
    /// It says what the version in force says.
    pub same: bool,
    /// Who gains and who loses.
    pub changes: Vec<Change>,
    /// What must hold and would not.
    pub broken: Vec<Broken>,
}

/// A matrix that cannot be used: which row, and what is wrong with it.
pub struct Fault {
    /// The row's name; empty when it is about the whole.
    pub row: String,
    /// A stable word.
    pub code: &'static str,
}

/// Tries a matrix: nothing is kept.
pub async fn attempt(app: &App, signed: &Signed, matrix: &str) -> Result<Result<Tried, Fault>, Problem> {
    may(signed, PROPOSE, None)?;
    app.store.audit(vec![signed.event("sharing.tried", true)]).await?;
    tried(app, matrix).await
}

async fn tried(app: &App, matrix: &str) -> Result<Result<Tried, Fault>, Problem> {
    let now = in_force(app).await?;
    let mut wanted = match Matrix::read(matrix) {
        Ok(wanted) => wanted,
        Err(error) => return Ok(Err(fault(&error))),
    };
    // Its name and number are not for whoever writes it to choose.
    let current = now.matrix();
    wanted.name.clone_from(&current.name);
    wanted.version = current.version;
    let same = wanted == *current;
    wanted.version = current.version.max(SHIPPED) + 1;
    let canonical = wanted.canonical().map_err(Problem::broken)?;
    let (hash, number) = (wanted.hash().map_err(Problem::broken)?, wanted.version);
    let replaces = current.hash().map_err(Problem::broken)?;
    let text = canonical.clone();
    on_thread(move || {
        let engine = match Engine::of_matrix(&text) {
            Ok(engine) => engine,
            Err(error) => return Err(fault(&error)),
        };
        let (changes, broken) = (changes(&now, &engine), broken(&engine));
        Ok(Tried { hash, replaces, number, canonical, same, changes, broken })
    })
    .await
}

fn fault(error: &LoadError) -> Fault {
    Fault { row: error.row().unwrap_or_default().to_owned(), code: error.code() }
}

/// Proposes a matrix. Tells its hash.
pub async fn propose(app: &App, signed: &Signed, matrix: &str, reason: &str) -> Result<String, Problem> {
    may(signed, PROPOSE, None)?;
    signed.must_be_fresh(app)?;
    let reason = words(reason, "reason", true)?;
    let tried = match tried(app, matrix).await? {
        Ok(tried) => tried,
        Err(fault) => return Err(Problem::new(Code::SharingNotValid).at(fault.code)),
    };
    if let Some(first) = tried.broken.first() {
        return Err(Problem::new(Code::SharingNotValid).at(first.statement));
    }
    if tried.same {
        return Err(Problem::new(Code::BadValue).at("matrix"));
    }
    let hash = tried.hash.clone();
    let proposed = SharingProposal {
        version: tried.number,
        hash: tried.hash,
        replaces: tried.replaces,
        matrix: tried.canonical,
        reason,
    };
    write(app, signed, ProgrammeAction::SharingProposed { proposed: Box::new(proposed) }).await?;
    Ok(hash)
}

/// What a second person says.
pub enum Answer {
    /// It shall be in force.
    Approve,
    /// It shall not.
    Refuse,
}

/// A second person approves or refuses what she read.
pub async fn decide(
    app: &App,
    signed: &Signed,
    hash: &str,
    answer: Answer,
    note: &str,
) -> Result<(), Problem> {
    may(signed, APPROVE, None)?;
    signed.must_be_fresh(app)?;
    let (_, stream) = ledgered(app).await?;
    let sharing = sharing_of(&stream);
    let version = find(&sharing, hash).ok_or(Problem::new(Code::NotFound))?;
    let hash = hash.to_owned();
    let action = match answer {
        Answer::Approve => {
            // Once more with the program that will use it: it may have been updated since.
            let engine = load(app, version).await?;
            let broken = on_thread(move || broken(&engine)).await?;
            if let Some(first) = broken.first() {
                return Err(Problem::new(Code::SharingNotValid).at(first.statement));
            }
            ProgrammeAction::SharingApproved { hash, note: words(note, "note", false)? }
        }
        Answer::Refuse => ProgrammeAction::SharingRefused { hash, note: words(note, "note", true)? },
    };
    write(app, signed, action).await
}

/// Who proposed it takes it back.
pub async fn withdraw(app: &App, signed: &Signed, hash: &str) -> Result<(), Problem> {
    may(signed, PROPOSE, None)?;
    let (_, stream) = ledgered(app).await?;
    find(&sharing_of(&stream), hash).ok_or(Problem::new(Code::NotFound))?;
    write(app, signed, ProgrammeAction::SharingWithdrawn { hash: hash.to_owned() }).await
}

fn words(text: &str, field: &str, needed: bool) -> Result<String, Problem> {
    let text = text.trim();
    let fits = text.chars().count() <= LONGEST_WORDS && !(needed && text.is_empty());
    if fits { Ok(text.to_owned()) } else { Err(Problem::new(Code::BadValue).at(field)) }
}

/// Writes one entry that the server makes for her, and lets the policies that it puts in force take effect.
async fn write(app: &App, signed: &Signed, action: ProgrammeAction) -> Result<(), Problem> {
    let gate = Arc::new(SharingGate(Arc::clone(&signed.asker)));
    match written::programme(app, signed, action, gate).await? {
        Said::Placed => Ok(()),
        Said::Rejected(Rejection::FourEyes) => Err(Problem::new(Code::TwoPeople)),
        Said::Rejected(_) => Err(Problem::new(Code::SharingDecided)),
        Said::Refused(code) if code == "four_eyes" => Err(Problem::new(Code::TwoPeople)),
        Said::Refused(_) => Err(Problem::new(Code::NotAllowed)),
    }
}

/// Under the stream's lock: whoever decides is allowed to, and did not propose it.
struct SharingGate(Arc<Asker>);

impl Gate for SharingGate {
    fn allow(&self, _: &StreamInfo, state: &AnyStream, entry: &Entry) -> Result<(), Denied> {
        let waiting = state.programme().and_then(|programme| programme.state.sharing.waiting());
        let context = Context { asked_by: waiting.map(|version| version.by.author), ..Context::default() };
        let act = Act::Give(entry.action.name());
        let decision = self.0.decide(&Question { context, ..Question::casework(act, Resource::Programme) });
        if decision.allow {
            Ok(())
        } else {
            let reason = "the policy does not grant it".to_owned();
            Err(Denied { code: decision.code().to_owned(), reason })
        }
    }
}
