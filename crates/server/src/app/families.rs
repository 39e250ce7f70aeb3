//! Reading one family: decided by the policy, sealed by section, audited before it is handed out. A family
//! that somebody may not read does not exist for her.

use super::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{Section, StreamKind};
use domain::family::Family;
use domain::ids::{StreamId, WorkerId};
use domain::stream::{AnyStream, Stream};
use policy::{Act, Authorized, Context, FamilyTies, Purpose, Relation, Request, Resource, relation_to};
use std::sync::Arc;
use store::reads::{ReadStream, Readable, Reader, StreamInfo};

/// The question whether `signed` may do `act` with a family to which she stands so.
pub fn question<'a>(signed: &'a Signed, act: Act<'a>, relation: Relation) -> Request<'a> {
    Request {
        principal: &signed.principal,
        act,
        resource: Resource::Family { relation },
        purpose: Purpose::Casework,
        context: Context::default(),
    }
}

/// What somebody is to the family of a stream.
pub fn relation(signed: &Signed, info: &StreamInfo) -> Relation {
    if info.kind != StreamKind::Family {
        return Relation::Outside;
    }
    let (mut lead, mut opened_by) = (None, None);
    let mut specialists = Vec::new();
    for (worker, role) in &info.team {
        match role.as_str() {
            "lead" => lead = Some(*worker),
            "opened" => opened_by = Some(*worker),
            _ => specialists.push(*worker),
        }
    }
    let ties = FamilyTies { organisation: info.org, lead, specialists, opened_by };
    relation_to(&signed.principal, &ties, |worker| signed.directory.supervisor_of(worker))
}

/// Which sections of any stream somebody may read, for the store to seal the others.
pub fn readable(signed: &Signed) -> Readable {
    let signed = signed.clone();
    Arc::new(move |info: &StreamInfo, section: Section| may_read(&signed, info, section))
}

fn may_read(signed: &Signed, info: &StreamInfo, section: Section) -> bool {
    let resource = match info.kind {
        StreamKind::Family => Resource::Family { relation: relation(signed, info) },
        StreamKind::Organisation => Resource::Organisation { organisation: info.org },
        StreamKind::Village => Resource::Village,
        StreamKind::Programme => Resource::Programme,
    };
    policy::decide(&Request {
        principal: &signed.principal,
        act: Act::Read(section),
        resource,
        purpose: Purpose::Casework,
        context: Context::default(),
    })
    .allow
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
    format!("{}.{}", decision.reasons.first().map_or("unknown", policy::Reason::code), relation.code())
}

/// Decides about one family. A no is audited and answers as an unknown family does.
pub async fn authorize(
    app: &App,
    signed: &Signed,
    id: StreamId,
    act: Act<'_>,
) -> Result<Authorized<StreamInfo>, Problem> {
    let info = app.store.stream_info(id).await?.filter(|info| info.kind == StreamKind::Family);
    let Some(info) = info else { return Err(Problem::new(Code::NotFound)) };
    let relation = relation(signed, &info);
    match policy::authorize(&question(signed, act, relation), info) {
        Ok(authorized) => Ok(authorized),
        Err(decision) => {
            let mut event = signed.event(&format!("family.{}", act.code()), false);
            event.stream = Some(id);
            event.outcome = decision.reasons.first().map_or("denied", policy::Reason::code).to_owned();
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
    /// Sections that she may read.
    pub sections: Vec<Section>,
}

/// Opens a family's file after a place in its ledger (0: the whole).
pub async fn open(app: &App, signed: &Signed, id: StreamId, after: u64) -> Result<File, Problem> {
    let authorized = authorize(app, signed, id, Act::Read(Section::Identity)).await?;
    let relation = relation(signed, authorized.get());
    let sections = policy::readable_sections(&question(signed, Act::Read(Section::Identity), relation));
    let mut reader = reader(signed, purpose_of(relation));
    reader.basis =
        basis(&policy::decide(&question(signed, Act::Read(Section::Identity), relation)), relation);
    let stream = app.store.stream_entries(&reader, id, after).await?.ok_or(Problem::new(Code::NotFound))?;
    Ok(File { stream, sections })
}

/// The folded file as its reader may know it, for papers. The audit row is written by the store's read.
pub async fn fold(app: &App, signed: &Signed, id: StreamId, act: Act<'_>) -> Result<Stream<Family>, Problem> {
    let authorized = authorize(app, signed, id, act).await?;
    let relation = relation(signed, authorized.get());
    let mut reader = reader(signed, act.code());
    reader.basis = basis(&policy::decide(&question(signed, act, relation)), relation);
    let read = app.store.stream_entries(&reader, id, 0).await?.ok_or(Problem::new(Code::NotFound))?;
    let stream =
        AnyStream::replay(StreamKind::Family, read.entries.iter().map(store::reads::ReadEntry::placed));
    match stream {
        AnyStream::Family(family) => Ok(*family),
        AnyStream::Organisation(_) | AnyStream::Village(_) | AnyStream::Programme(_) => {
            Err(Problem::new(Code::NotFound))
        }
    }
}

/// Why somebody opens a file, as the audit log names it.
pub fn purpose_of(relation: Relation) -> &'static str {
    match relation {
        Relation::Lead | Relation::Specialist => "casework",
        Relation::Supervisor => "supervision",
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
