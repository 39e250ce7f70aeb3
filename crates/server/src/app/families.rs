//! Reading one family: decided by the policy, sealed by section, audited before it is handed out. A family
//! that somebody may not read does not exist for her.

use super::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{Section, StreamKind};
use domain::family::Family;
use domain::ids::{OrganisationId, StreamId, WorkerId};
use domain::instrument::Text;
use domain::stream::{AnyStream, Stream};
use policy::acts::ReadFile;
use policy::{
    Act, Action, Authorized, Grant, GrantKind, Protected, Purpose, Question, Relation, Resource, relation_of,
};
use std::sync::Arc;
use store::reads::{ReadStream, Readable, Reader, StreamInfo};

/// What somebody is to the family of a stream.
pub fn relation(signed: &Signed, info: &StreamInfo) -> Relation {
    match info.kind {
        StreamKind::Family => relation_of(signed.principal(), &info.ties()),
        StreamKind::Organisation
        | StreamKind::Village
        | StreamKind::Programme
        | StreamKind::Provider
        | StreamKind::ServiceReferral
        | StreamKind::Place
        | StreamKind::Staff => Relation::Outside,
    }
}

/// Which sections of any stream somebody may read, for the store to seal the others.
pub fn readable(signed: &Signed) -> Readable {
    let asker = Arc::clone(&signed.asker);
    Arc::new(move |info: &StreamInfo| {
        let resource = match info.kind {
            StreamKind::Family => return asker.readable_sections(&info.facts(), Purpose::Casework),
            StreamKind::Organisation => Resource::Organisation(info.org),
            StreamKind::Village => Resource::Village,
            StreamKind::Programme => Resource::Programme,
            StreamKind::Provider => Resource::Provider,
            StreamKind::Place | StreamKind::Staff => super::assessed::resource(info),
            // Who may read one is decided before it is asked for (`services`): here nobody is known to.
            StreamKind::ServiceReferral => return Vec::new(),
        };
        let may_read =
            |section: &Section| asker.decide(&Question::casework(Act::Read(*section), resource)).allow;
        Section::ALL.into_iter().filter(may_read).collect()
    })
}

/// Whether somebody may open a family's file.
pub fn may_open(signed: &Signed, info: &StreamInfo) -> bool {
    let facts = info.facts();
    let question = Question::casework(Act::Read(Section::Identity), Resource::Family(&facts));
    info.kind == StreamKind::Family && signed.asker.decide(&question).allow
}

/// Whether somebody may read of worries about the safety of a family's people.
pub fn reads_worries(signed: &Signed, info: &StreamInfo) -> bool {
    let facts = info.facts();
    let question = Question::casework(Act::Read(Section::Protection), Resource::Family(&facts));
    info.kind == StreamKind::Family && signed.asker.decide(&question).allow
}

/// On whose behalf the store reads.
pub fn reader(signed: &Signed, purpose: &str) -> Reader {
    Reader {
        actor: signed.actor(),
        at: signed.about.at,
        request_id: signed.about.id.to_string(),
        purpose: purpose.to_owned(),
        basis: "list_scope".to_owned(),
        readable: readable(signed),
    }
}

/// On what ground somebody may do something, as the audit log names it: the policy's word, and what she is to
/// the family.
fn basis(decision: &policy::Decision, relation: Relation) -> String {
    format!("{}.{}", decision.code(), relation.code())
}

/// The ground of an act that was decided before, for the audit log.
pub fn ground(signed: &Signed, act: Act<'_>, info: &StreamInfo) -> String {
    let facts = info.facts();
    let decision = signed.asker.decide(&Question::casework(act, Resource::Family(&facts)));
    basis(&decision, relation(signed, info))
}

/// Decides about one family. A no is audited and answers as an unknown family does.
pub async fn authorize<A: Action>(
    app: &App,
    signed: &Signed,
    id: StreamId,
) -> Result<Authorized<StreamInfo, A>, Problem> {
    let info = app.store.stream_info(id, signed.about.at).await?;
    let Some(info) = info.filter(|info| info.kind == StreamKind::Family) else {
        return Err(Problem::new(Code::NotFound));
    };
    let relation = relation(signed, &info);
    match signed.asker.authorize::<StreamInfo, A>(info, Purpose::Casework) {
        Ok(authorized) => Ok(authorized),
        Err(decision) => {
            let mut event = signed.event(&format!("family.{}", A::ACT.code()), false);
            event.stream = Some(id);
            event.outcome = decision.code().to_owned();
            event.basis = basis(&decision, relation);
            app.store.audit(vec![event]).await?;
            Err(Problem::new(Code::NotFound))
        }
    }
}

/// A family's file, sealed where she may not read.
pub struct File {
    /// The entries.
    pub stream: ReadStream,
    /// Who holds it.
    pub organisation: OrganisationId,
    /// Sections that she may read.
    pub sections: Vec<Section>,
    /// The village and what lies around it, where the gazetteer knows it.
    pub place: Option<Text>,
}

/// Opens a family's file after a place in its ledger (0: the whole).
pub async fn open(app: &App, signed: &Signed, id: StreamId, after: u64) -> Result<File, Problem> {
    let authorized = authorize::<ReadFile>(app, signed, id).await?;
    let info = authorized.get();
    let sections = signed.asker.readable_sections(&info.facts(), authorized.purpose());
    let organisation = info.org;
    let mut reader = reader(signed, purpose_of(signed, info));
    reader.basis = ground(signed, ReadFile::ACT, info);
    let stream = app.store.stream_entries(&reader, &authorized, after).await?;
    let stream = stream.ok_or(Problem::new(Code::NotFound))?;
    let place = if after == 0 { place(app, &stream).await? } else { None };
    Ok(File { stream, organisation, sections, place })
}

/// Where a family lives, as far as what was read tells it.
async fn place(app: &App, read: &ReadStream) -> Result<Option<Text>, Problem> {
    let stream =
        AnyStream::replay(StreamKind::Family, read.entries.iter().map(store::reads::ReadEntry::placed));
    let Some(village) = stream.family().and_then(|family| family.state.village.get().cloned()) else {
        return Ok(None);
    };
    let gazetteer = app.gazetteer.get(app).await?;
    let text = Text { en: gazetteer.index.path_en(&village), km: gazetteer.index.path_km(&village) };
    Ok((!text.km.is_empty()).then_some(text))
}

/// The folded file as its reader may know it, for papers. The audit row is written by the store's read.
pub async fn fold<A: Action>(app: &App, signed: &Signed, id: StreamId) -> Result<Stream<Family>, Problem> {
    let authorized = authorize::<A>(app, signed, id).await?;
    let mut reader = reader(signed, authorized.code());
    reader.basis = ground(signed, A::ACT, authorized.get());
    let read = app.store.stream_entries(&reader, &authorized, 0).await?;
    let read = read.ok_or(Problem::new(Code::NotFound))?;
    let stream =
        AnyStream::replay(StreamKind::Family, read.entries.iter().map(store::reads::ReadEntry::placed));
    match stream {
        // Papers show the file as it is read.
        AnyStream::Family(family) => Ok(Stream { state: family.state.seen().into_owned(), log: family.log }),
        AnyStream::Organisation(_)
        | AnyStream::Village(_)
        | AnyStream::Programme(_)
        | AnyStream::Provider(_)
        | AnyStream::ServiceReferral(_)
        | AnyStream::Place(_)
        | AnyStream::Staff(_) => Err(Problem::new(Code::NotFound)),
    }
}

/// Why somebody opens a file, as the audit log names it.
pub fn purpose_of(signed: &Signed, info: &StreamInfo) -> &'static str {
    let held = |kind| signed.principal().grants.contains(&Grant { stream: info.id, kind });
    match relation(signed, info) {
        Relation::Lead | Relation::Specialist | Relation::Partner => "casework",
        Relation::Supervisor | Relation::PartnerSupervisor => "supervision",
        Relation::Colleague | Relation::Outside if held(GrantKind::Consulted) => "consultation",
        Relation::Colleague | Relation::Outside if held(GrantKind::BreakGlass) => "emergency",
        Relation::Colleague | Relation::Outside => "management",
    }
}

/// Names of a worker for people to read: Khmer, Latin.
pub fn names_of(signed: &Signed, worker: WorkerId) -> (String, String) {
    signed
        .directory
        .get(worker)
        .map_or_else(Default::default, |c| (c.row.name_km.clone(), c.row.name_en.clone()))
}
