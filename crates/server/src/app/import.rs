//! Bringing families in from a workbook: looked at first, carried out as a whole or not at all, and taken back
//! as a whole. Sending the same workbook twice brings in nothing twice: all ids follow from its content.

use super::import_entries::{Made, Making, entries};
use super::session::Signed;
use super::team::decide;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::body::Bytes;
use domain::entry::{ACTION_VERSION, Action, Base, Entry};
use domain::family::FamilyAction;
use domain::ids::{EntryId, ImportId, StreamId};
use domain::place::PlaceCode;
use domain::stream::AnyStream;
use domain::time::Millis;
use exchange::families::{ImportContext, ImportPlan, ImportReport, read_families};
use exchange::gazetteer::{PlaceNamed, VillageFinder};
use policy::Act;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use store::reads::StreamInfo;
use store::records::ImportRow;
use store::{Append, Denied, Gate, OpenGate, StoreError, Verdict};
use uuid::Uuid;

/// A workbook that was looked at.
pub struct Looked {
    /// SHA-256 of the file, in hex: given back to confirm.
    pub hash: String,
    /// What it would bring in, or what must be put right.
    pub result: Result<ImportPlan, ImportReport>,
}

/// Looks at a workbook; changes nothing.
pub async fn look(app: &App, signed: &Signed, file: Bytes) -> Result<Looked, Problem> {
    decide(signed, Act::ImportFamilies)?;
    app.store.audit(vec![signed.event("import.look", true)]).await?;
    read(app, signed, file).await
}

async fn read(app: &App, signed: &Signed, file: Bytes) -> Result<Looked, Problem> {
    let gazetteer = app.gazetteer.get(app).await?;
    let accounts: HashSet<String> =
        signed.directory.of(signed.session.org).into_iter().map(|c| c.row.account.clone()).collect();
    let today = signed.about.at.day();
    // A large workbook takes a second or two of computing.
    tokio::task::spawn_blocking(move || {
        let finder = VillageFinder::new(&gazetteer.units());
        let context = ImportContext {
            known_villages: &|code: &str| {
                code.parse::<PlaceCode>().is_ok_and(|code| gazetteer.index.get(&code).is_some())
            },
            villages_named: &|named: &PlaceNamed| finder.find(named),
            workers: &|account: &str| accounts.contains(&account.trim().to_lowercase()),
            today,
        };
        Looked { hash: hex::encode(Sha256::digest(&file)), result: read_families(&file, &context) }
    })
    .await
    .map_err(Problem::broken)
}

/// Carries out the workbook that was looked at (`hash`), as a whole.
pub async fn carry_out(app: &App, signed: &Signed, file: Bytes, hash: &str) -> Result<ImportRow, Problem> {
    decide(signed, Act::ImportFamilies)?;
    let looked = read(app, signed, file).await?;
    if looked.hash != hash {
        return Err(Problem::new(Code::ImportChanged));
    }
    let plan = looked.result.map_err(|_| Problem::new(Code::ImportHasErrors))?;
    let (id, done) = which(app, signed, hash).await?;
    if let Some(row) = done {
        return Ok(row);
    }
    let accounts: HashMap<String, _> = signed
        .directory
        .of(signed.session.org)
        .into_iter()
        .map(|c| (c.row.account.clone(), c.row.worker))
        .collect();
    let making = Making {
        import: id,
        author: signed.session.worker,
        device: signed.session.device,
        at: signed.about.at,
        accounts: &accounts,
        protocol: &signed.directory.protocol,
    };
    let Made { families, entries } = entries(&plan, &making);
    if entries.len() > store::ledger::MAX_ATOMIC {
        return Err(Problem::new(Code::TooLarge));
    }
    let receipts = append(app, signed, entries, Arc::new(OpenGate)).await?;
    let spoiled = receipts.iter().any(|receipt| match &receipt.verdict {
        Verdict::Placed { outcome, .. } => matches!(outcome, domain::entry::Outcome::Rejected { .. }),
        Verdict::Refused { .. } => true,
        Verdict::AlreadyThere { .. } => false,
    });
    if spoiled {
        return Err(Problem::new(Code::ImportHasErrors).because("the fold refused an imported entry"));
    }
    let row = ImportRow {
        id,
        org: signed.session.org,
        by: signed.session.worker,
        at: signed.about.at,
        families,
        rolled_back: None,
    };
    app.store.import_record(row.clone()).await?;
    for family in &row.families {
        app.events.tell(*family, domain::entry::StreamKind::Family, signed.session.device, false);
    }
    Ok(row)
}

/// The id of this import of this workbook: a new one only after an earlier import of it was taken back.
async fn which(app: &App, signed: &Signed, hash: &str) -> Result<(ImportId, Option<ImportRow>), Problem> {
    for attempt in 0_u32..1_000 {
        let org = signed.session.org.to_string();
        let id = ImportId::from_uuid(derived(&["import", &org, hash, &attempt.to_string()]));
        match app.store.import(id).await? {
            None => return Ok((id, None)),
            Some(row) if row.rolled_back.is_none() => return Ok((id, Some(row))),
            Some(_) => {}
        }
    }
    Err(Problem::new(Code::ImportInUse))
}

/// An id that follows from what it is for (UUIDv8, RFC 9562 §5.8).
pub fn derived(parts: &[&str]) -> Uuid {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(hash.finalize()) {
        *to = from;
    }
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

async fn append(
    app: &App,
    signed: &Signed,
    entries: Vec<Entry>,
    gate: Arc<dyn Gate>,
) -> Result<Vec<store::Receipt>, Problem> {
    let request = Append {
        entries,
        actor: signed.actor(),
        at: signed.about.at,
        request_id: signed.about.id.to_string(),
        gate,
        atomic: true,
        on_behalf: true,
    };
    Ok(app.store.append(request).await?)
}

/// Takes an import back as a whole; refused when anybody has written to one of its families since.
pub async fn roll_back(app: &App, signed: &Signed, id: ImportId) -> Result<(), Problem> {
    decide(signed, Act::ImportFamilies)?;
    let row = app.store.import(id).await?.filter(|row| row.org == signed.session.org);
    let row = row.ok_or(Problem::new(Code::NotFound))?;
    if row.rolled_back.is_some() {
        return Err(Problem::new(Code::ImportInUse));
    }
    let mut entries = Vec::with_capacity(row.families.len());
    for family in &row.families {
        let seen = app.store.stream_info(*family, signed.about.at).await?.map_or(0, |info| info.head);
        entries.push(Entry {
            id: EntryId::from_uuid(derived(&["withdraw", &id.to_string(), &family.to_string()])),
            stream: *family,
            author: signed.session.worker,
            device: signed.session.device,
            made_at: signed.about.at,
            base: Base { seen, after: None },
            v: ACTION_VERSION,
            action: Action::Family(FamilyAction::ImportWithdrawn { import: id }),
        });
    }
    let receipts = append(app, signed, entries, Arc::new(Untouched { since: row.at })).await?;
    let refused = |receipt: &store::Receipt| matches!(receipt.verdict, Verdict::Refused { .. });
    if receipts.iter().any(refused) {
        return Err(Problem::new(Code::ImportInUse));
    }
    match app.store.import_rolled_back(id, signed.about.at).await {
        Err(StoreError::Taken(_)) => Err(Problem::new(Code::ImportInUse)),
        done => Ok(done?),
    }
}

/// Lets a family be withdrawn only while everything in it is the import's.
struct Untouched {
    since: Millis,
}

impl Gate for Untouched {
    fn allow(&self, _: &StreamInfo, stream: &AnyStream, _: &Entry) -> Result<(), Denied> {
        let untouched = stream.family().is_some_and(|file| {
            file.log.refused.is_empty()
                && file.log.waiting.is_empty()
                && file.state.events.iter().all(|event| event.by.at == self.since)
        });
        if untouched {
            Ok(())
        } else {
            Err(Denied { code: "in_use".to_owned(), reason: "somebody has written to it since".to_owned() })
        }
    }
}

/// An organisation's imports, newest first.
pub async fn list(app: &App, signed: &Signed) -> Result<Vec<ImportRow>, Problem> {
    decide(signed, Act::ImportFamilies)?;
    let imports = app.store.imports(signed.session.org).await?;
    // The list says how many, not which: no family is named in its row either.
    app.store.audit(vec![signed.event("imports.read", true)]).await?;
    Ok(imports)
}

/// The families of a row, for whoever needs only their number.
pub fn count(row: &ImportRow) -> usize {
    row.families.iter().collect::<HashSet<&StreamId>>().len()
}
