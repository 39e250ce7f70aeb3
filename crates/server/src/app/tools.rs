//! The network's own assessment tools: which there are, publishing a version, and taking one out of use.

use super::session::Signed;
use super::sharing::ledgered;
use super::written::{self, Said};
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{Entry, Section};
use domain::instrument::{self, DocumentAdvice, DocumentProblem, Instrument, ToolCard, document_hash};
use domain::programme::ProgrammeAction;
use domain::programme::sharing::LONGEST_WORDS;
use domain::programme::tools::{FIRST_OWN, LARGEST_DOCUMENT, NewTool, Tools, is_code};
use domain::stream::AnyStream;
use exchange::differences::{Difference, differences};
use exchange::{xlsform, xlsform_out};
use policy::{Act, Asker, Question, Resource};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::reads::StreamInfo;
use store::{Denied, Gate, StoreError};

/// Every tool that records are judged with.
#[derive(Debug, Default)]
pub struct KnownTools {
    /// What the ledger says of the network's own.
    pub state: Tools,
    documents: BTreeMap<(String, u16), Arc<Instrument>>,
}

impl KnownTools {
    /// One version of a tool: the network's own, or one that came with the software.
    pub fn find(&self, code: &str, version: u16) -> Option<&Instrument> {
        let own = self.documents.get(&(code.to_owned(), version));
        own.map(Arc::as_ref).or_else(|| instrument::find(code, version))
    }

    /// Every version, the network's own after those that came with the software.
    pub fn all(&self) -> impl Iterator<Item = &Instrument> {
        instrument::library().iter().chain(self.documents.values().map(Arc::as_ref))
    }

    /// Whether it is the version for new records.
    pub fn is_current(&self, code: &str, version: u16) -> bool {
        let in_use = |tool: &&Instrument| tool.code == code && !self.state.is_retired(code, tool.version);
        self.all().filter(in_use).map(|tool| tool.version).max() == Some(version)
    }

    /// The versions for new records.
    pub fn current(&self) -> impl Iterator<Item = &Instrument> {
        self.all().filter(|tool| self.is_current(&tool.code, tool.version))
    }

    /// The number that a next version of a tool gets.
    fn next_version(&self, code: &str) -> u16 {
        let shipped = instrument::latest(code).map(|_| FIRST_OWN - 1);
        self.state.last_version(code).max(shipped).unwrap_or(0).saturating_add(1)
    }
}

/// What is known now. Documents that were read before are not read again.
pub async fn known(app: &App, before: Option<Arc<KnownTools>>) -> Result<Arc<KnownTools>, Problem> {
    let (_, stream) = ledgered(app).await?;
    let state = tools_of(&stream);
    let whole =
        |before: &&Arc<KnownTools>| before.state == state && before.documents.len() == state.published.len();
    if let Some(before) = before.as_ref().filter(whole) {
        return Ok(Arc::clone(before));
    }
    let mut documents = BTreeMap::new();
    for one in &state.published {
        let NewTool { card, hash, .. } = &one.tool;
        let key = (card.code.clone(), card.version);
        let held = before.as_ref().and_then(|before| before.documents.get(&key));
        let document = match held {
            Some(document) => Some(Arc::clone(document)),
            None => read_document(app, hash, &key).await?,
        };
        if let Some(document) = document {
            documents.insert(key, document);
        }
    }
    // Lost is still lost: what was made of it stays as good.
    if let Some(before) =
        before.filter(|before| before.state == state && before.documents.len() == documents.len())
    {
        return Ok(before);
    }
    Ok(Arc::new(KnownTools { state, documents }))
}

/// The document of a version. One that is lost or cannot be read keeps nobody from her work with the others: it is told to
/// whoever runs the server, and looked for again.
async fn read_document(
    app: &App,
    hash: &str,
    (code, version): &(String, u16),
) -> Result<Option<Arc<Instrument>>, Problem> {
    let bytes = hash_bytes(hash)?;
    let found = match app.store.tool_file(&bytes).await {
        Err(StoreError::Damaged(_)) => None,
        found => found?,
    };
    let read = found.map(|bytes| serde_json::from_slice::<Instrument>(&bytes));
    match read {
        Some(Ok(document)) => Ok(Some(Arc::new(document))),
        Some(Err(error)) => {
            tracing::error!(tool = %code, version, %error, "the document of a tool cannot be read");
            Ok(None)
        }
        None => {
            tracing::error!(tool = %code, version, hash, "the document of a tool is missing or damaged");
            Ok(None)
        }
    }
}

fn hash_bytes(hash: &str) -> Result<[u8; 32], Problem> {
    let bytes = hex::decode(hash).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| Problem::broken("a hash in the ledger is none"))
}

fn tools_of(stream: &AnyStream) -> Tools {
    stream.programme().map(|programme| programme.state.tools.clone()).unwrap_or_default()
}

async fn file(app: &App, hash: &str) -> Result<Vec<u8>, Problem> {
    let found = app.store.tool_file(&hash_bytes(hash)?).await?;
    found.ok_or_else(|| Problem::broken(format!("the file {hash} of an assessment tool is missing")))
}

async fn document_text(app: &App, hash: &str) -> Result<String, Problem> {
    String::from_utf8(file(app, hash).await?).map_err(Problem::broken)
}

const PUBLISH: Act<'static> = Act::Give("programme.tool_published");

fn may(signed: &Signed, act: Act<'_>) -> Result<(), Problem> {
    let question = Question::casework(act, Resource::Programme);
    if signed.asker.decide(&question).allow { Ok(()) } else { Err(Problem::new(Code::NotAllowed)) }
}

/// A version, as the list of all shows it.
pub struct Listed<'a> {
    /// Itself.
    pub tool: &'a Instrument,
    /// What the ledger says of it; `None`: it came with the software.
    pub published: Option<&'a domain::programme::tools::PublishedTool>,
    /// Why it is out of use, if it is.
    pub retired: Option<&'a domain::programme::tools::RetiredTool>,
    /// It is the version for new records.
    pub current: bool,
}

/// Every version, and whether she may publish.
pub fn list(signed: &Signed) -> Result<(Vec<Listed<'_>>, bool), Problem> {
    may(signed, Act::Read(Section::Identity))?;
    let known = &signed.directory.tools;
    let mut all = Vec::new();
    for tool in known.all() {
        let (code, version) = (tool.code.as_str(), tool.version);
        let retired = known.state.retired.iter().find(|one| one.code == code && one.version == version);
        let (published, current) = (known.state.find(code, version), known.is_current(code, version));
        all.push(Listed { tool, published, retired, current });
    }
    Ok((all, may(signed, PUBLISH).is_ok()))
}

/// A document as it was published: the very bytes.
pub async fn document(app: &App, signed: &Signed, code: &str, version: u16) -> Result<String, Problem> {
    let known = &signed.directory.tools;
    if let Some(one) = known.state.find(code, version) {
        return document_text(app, &one.tool.hash).await;
    }
    let tool = known.find(code, version).ok_or(Problem::new(Code::NotFound))?;
    serde_json::to_string(tool).map_err(Problem::broken)
}

/// A tool as a workbook: the one that it was made from as it was, else one that says the same.
pub async fn workbook(app: &App, signed: &Signed, code: &str, version: u16) -> Result<Vec<u8>, Problem> {
    may(signed, Act::Read(Section::Identity))?;
    let known = &signed.directory.tools;
    if let Some(hash) = known.state.find(code, version).and_then(|one| one.tool.workbook.as_ref()) {
        return file(app, hash).await;
    }
    let tool = known.find(code, version).ok_or(Problem::new(Code::NotFound))?.clone();
    on_thread(move || xlsform_out::export(&tool)).await?.map_err(Problem::broken)
}

async fn on_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(Problem::broken)
}

/// What a workbook amounts to, or everything that must be put right in it. Nothing is kept.
pub async fn read_workbook(
    signed: &Signed,
    bytes: axum::body::Bytes,
    tolerant: bool,
) -> Result<Result<xlsform::Imported, Vec<xlsform::Fault>>, Problem> {
    may(signed, PUBLISH)?;
    on_thread(move || xlsform::import(&bytes, &xlsform::Options { tolerant, ..Default::default() })).await
}

/// What is to be said about a document before it is published.
pub struct Looked {
    /// What must be put right.
    pub problems: Vec<DocumentProblem>,
    /// What should be looked at.
    pub advice: Vec<DocumentAdvice>,
    /// The number that it will have.
    pub version: u16,
    /// The version that it follows.
    pub follows: Option<u16>,
    /// What is different from that one.
    pub differences: Vec<Difference>,
}

/// Looks at a document. Nothing is kept.
pub fn look(signed: &Signed, document: serde_json::Value) -> Result<Looked, Problem> {
    may(signed, PUBLISH)?;
    let tool = read(document)?;
    let known = &signed.directory.tools;
    let problems = tool.check().err().unwrap_or_default();
    let advice = tool.advise();
    let before = newest(known, &tool.code);
    let version = known.next_version(&tool.code);
    let tool = Instrument { version, ..tool };
    let (follows, differences) = match before {
        Some(before) => (Some(before.version), compared(before, &tool)?),
        None => (None, Vec::new()),
    };
    Ok(Looked { problems, advice, version, follows, differences })
}

/// What is different between two versions.
pub fn changes(signed: &Signed, code: &str, (before, after): (u16, u16)) -> Result<Vec<Difference>, Problem> {
    may(signed, Act::Read(Section::Identity))?;
    let known = &signed.directory.tools;
    let find = |version| known.find(code, version).ok_or(Problem::new(Code::NotFound));
    compared(find(before)?, find(after)?)
}

fn newest<'a>(known: &'a KnownTools, code: &str) -> Option<&'a Instrument> {
    known.all().filter(|tool| tool.code == code).max_by_key(|tool| tool.version)
}

fn compared(before: &Instrument, after: &Instrument) -> Result<Vec<Difference>, Problem> {
    let value = |tool: &Instrument| serde_json::to_value(tool).map_err(Problem::broken);
    Ok(differences(&value(before)?, &value(after)?))
}

fn read(document: serde_json::Value) -> Result<Instrument, Problem> {
    let read = serde_json::from_value::<Instrument>(document);
    // The parser's words name fields of the document, which is about nobody.
    read.map_err(|error| not_valid(&error))
}

fn not_valid(why: &dyn std::fmt::Display) -> Problem {
    Problem::new(Code::ToolNotValid).at("document").with(serde_json::json!({ "why": why.to_string() }))
}

/// What is published.
pub struct Publishing {
    /// The document.
    pub document: serde_json::Value,
    /// What is new.
    pub note: String,
    /// The workbook that it was made from.
    pub workbook: Option<Vec<u8>>,
    /// The version that whoever publishes saw as the newest: she does not replace unseen what somebody published
    /// meanwhile.
    pub follows: Option<u16>,
}

/// Publishes a version: everybody may use it from now on. Tells its number.
pub async fn publish(app: &App, signed: &Signed, publishing: Publishing) -> Result<(String, u16), Problem> {
    may(signed, PUBLISH)?;
    let mut tool = read(publishing.document)?;
    if !is_code(&tool.code) {
        return Err(Problem::new(Code::BadValue).at("code"));
    }
    let newest = newest(&signed.directory.tools, &tool.code).map(|tool| tool.version);
    if newest != publishing.follows {
        return Err(Problem::new(Code::ToolDecided));
    }
    tool.version = signed.directory.tools.next_version(&tool.code);
    if let Err(problems) = tool.check() {
        let problems = serde_json::to_value(problems).map_err(Problem::broken)?;
        return Err(Problem::new(Code::ToolNotValid).with(serde_json::json!({ "problems": problems })));
    }
    if instrument::pinned().iter().any(|pinned| pinned.code == tool.code && pinned.subject != tool.subject) {
        return Err(Problem::new(Code::BadValue).at("subject"));
    }
    if publishing.note.chars().count() > LONGEST_WORDS {
        return Err(Problem::new(Code::BadValue).at("note"));
    }
    // What is published can be taken along: as a workbook, and into other apps.
    let (exported, tool) = on_thread(move || (xlsform_out::export(&tool).map(drop), tool)).await?;
    exported.map_err(|error| not_valid(&error))?;
    let text = serde_json::to_string(&tool).map_err(Problem::broken)?;
    if text.len() > LARGEST_DOCUMENT {
        return Err(Problem::new(Code::TooLarge).at("document"));
    }
    // The files come first: what the ledger names is always there.
    app.store.tool_file_put(text.as_bytes()).await?;
    let workbook = match publishing.workbook {
        Some(bytes) => Some(hex::encode(app.store.tool_file_put(&bytes).await?)),
        None => None,
    };
    let (code, version) = (tool.code.clone(), tool.version);
    let hash = document_hash(&text);
    let new = NewTool { card: ToolCard::of(&tool), hash, workbook, note: publishing.note };
    write(app, signed, ProgrammeAction::ToolPublished { tool: Box::new(new) }).await?;
    Ok((code, version))
}

/// A version is not offered for new records any more.
pub async fn retire(
    app: &App,
    signed: &Signed,
    (code, version): (String, u16),
    note: String,
) -> Result<(), Problem> {
    may(signed, Act::Give("programme.tool_retired"))?;
    let known = &signed.directory.tools;
    known.find(&code, version).ok_or(Problem::new(Code::NotFound))?;
    if known.state.is_retired(&code, version) {
        return Err(Problem::new(Code::ToolDecided));
    }
    let note = note.trim().to_owned();
    if note.is_empty() || note.chars().count() > LONGEST_WORDS {
        return Err(Problem::new(Code::BadValue).at("note"));
    }
    write(app, signed, ProgrammeAction::ToolRetired { code, version, note }).await
}

/// It is offered again.
pub async fn restore(app: &App, signed: &Signed, code: String, version: u16) -> Result<(), Problem> {
    may(signed, Act::Give("programme.tool_restored"))?;
    if !signed.directory.tools.state.is_retired(&code, version) {
        return Err(Problem::new(Code::ToolDecided));
    }
    write(app, signed, ProgrammeAction::ToolRestored { code, version }).await
}

/// Asks once more under the stream's lock.
struct ToolGate(Arc<Asker>);

impl Gate for ToolGate {
    fn allow(&self, _: &StreamInfo, _: &AnyStream, entry: &Entry) -> Result<(), Denied> {
        let decision =
            self.0.decide(&Question::casework(Act::Give(entry.action.name()), Resource::Programme));
        if decision.allow {
            return Ok(());
        }
        Err(Denied { code: decision.code().to_owned(), reason: "the policy does not grant it".to_owned() })
    }
}

/// Writes one entry that the server makes for her.
async fn write(app: &App, signed: &Signed, action: ProgrammeAction) -> Result<(), Problem> {
    let gate = Arc::new(ToolGate(Arc::clone(&signed.asker)));
    match written::programme(app, signed, action, gate).await? {
        Said::Placed => Ok(()),
        Said::Rejected(_) => Err(Problem::new(Code::ToolDecided)),
        Said::Refused(_) => Err(Problem::new(Code::NotAllowed)),
    }
}
