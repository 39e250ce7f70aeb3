//! Emergency access ("break-glass"): somebody may come to harm, and whoever answers for the family cannot be
//! reached. It is asked for with a reason and a fresh proof of who asks, opens one file for reading for two hours,
//! tells those who answer for it at once, and is reviewed by somebody else within 72 hours (goal AZ-6). It never
//! opens a file to its own relatives, and no sealed section.

use super::duplicates::{Candidate, likeness};
use super::families::{authorize, may_open, reader};
use super::session::Signed;
use super::team::decide;
use super::written::{Written, write};
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{Entry, Section, StreamKind};
use domain::family::access::{Emergency, EmergencyRecord, Finding, LONGEST_EMERGENCY_MS};
use domain::family::summary::Summary;
use domain::family::{Family, FamilyAction};
use domain::ids::{EmergencyId, OrganisationId, StreamId, WorkerId};
use domain::khmer::keys::search_tokens;
use domain::stream::AnyStream;
use domain::time::Millis;
use policy::{Act, Authorized, acts};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::reads::{Access, Reader, StreamInfo};
use store::{Denied, Gate};

/// Reasons that can be given; words for them lie in the catalogue.
pub const REASONS: [&str; 5] =
    ["danger_now", "worker_unreachable", "child_found", "court_or_police", "other"];
/// Most families that a search in an emergency shows.
const MOST: usize = 5;
/// Shown beside the likeliest: so many points of a hundred less.
const NEARLY_AS_ALIKE: u8 = 5;
/// Longest words, in characters.
const LONGEST_WORDS: usize = 2_000;
/// How far back reviews are looked for: 90 days.
const LOOK_BACK_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// A family that may be the one: as much as is needed to call whoever answers for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The family.
    pub family: StreamId,
    /// Who is alike, in both scripts.
    pub person: (String, String),
    /// Official code of the village.
    pub village: String,
    /// Who answers for it: call her first.
    pub lead: Option<WorkerId>,
    /// She may open it without an emergency.
    pub open_to_her: bool,
}

/// Looks for a family of the organisation, beyond what she may see. Every look is written down.
pub async fn look(app: &App, signed: &Signed, candidate: &Candidate) -> Result<Vec<Found>, Problem> {
    decide(signed, Act::OpenInEmergency)?;
    signed.must_be_fresh(app)?;
    let keys = search_tokens(&candidate.name_km, &candidate.name_latin);
    let mut found: Vec<(u8, Found)> = Vec::new();
    let mut seen = BTreeSet::new();
    if !keys.is_empty() {
        for row in app.store.duplicates(signed.session.org, &keys, 50).await? {
            let Ok(summary) = serde_json::from_str::<Summary>(row.family.card.get()) else { continue };
            let Some(person) = summary.people.iter().find(|person| person.id == row.person) else { continue };
            let village = row.family.village.as_deref().and_then(|code| code.parse().ok());
            // A name is often all that is known in an emergency; a village puts the likelier ones first.
            let Some((score, _)) = likeness(candidate, person, village.as_ref()) else { continue };
            let Some(info) = app.store.stream_info(row.family.stream, signed.about.at).await? else {
                continue;
            };
            if !may_be_found(signed, &info) || !seen.insert(info.id) {
                continue;
            }
            found.push((
                score,
                Found {
                    family: info.id,
                    person: (person.name_km.clone(), person.name_latin.clone()),
                    village: row.family.village.unwrap_or_default(),
                    lead: row.family.lead,
                    open_to_her: may_open(signed, &info),
                },
            ));
        }
    }
    found.sort_by(|(a, one), (b, other)| b.cmp(a).then(one.family.cmp(&other.family)));
    // Where somebody is found by her very name, those who are only alike stay hidden.
    let best = found.first().map_or(0, |(score, _)| *score);
    found.retain(|(score, _)| score.saturating_add(NEARLY_AS_ALIKE) >= best);
    found.truncate(MOST);
    let shown = found.iter().map(|(_, found)| Some(found.family));
    let events = shown.chain(found.is_empty().then_some(None)).map(|stream| {
        let mut event = signed.event("emergency.look", true);
        event.stream = stream;
        event.purpose = "emergency".to_owned();
        event
    });
    app.store.audit(events.collect()).await?;
    Ok(found.into_iter().map(|(_, found)| found).collect())
}

/// Whoever is kept out of a file does not learn that it is there, and no emergency opens who they are when that is
/// sealed.
fn may_be_found(signed: &Signed, info: &StreamInfo) -> bool {
    let sealed = info.access.sealed.contains(&Section::Identity) && !may_open(signed, info);
    !info.access.excluded.contains(&signed.session.worker) && !sealed
}

/// What somebody gives who opens a file in an emergency.
pub struct Asked {
    /// Which family.
    pub family: StreamId,
    /// One of [`REASONS`].
    pub reason: String,
    /// In her own words.
    pub words: String,
}

/// Opens a file for two hours. Tells until when.
pub async fn open(app: &App, signed: &Signed, asked: Asked) -> Result<Millis, Problem> {
    decide(signed, Act::OpenInEmergency)?;
    signed.must_be_fresh(app)?;
    if !REASONS.contains(&asked.reason.as_str()) {
        return Err(Problem::new(Code::BadValue).at("reason"));
    }
    let words = asked.words.trim();
    if words.is_empty() || words.chars().count() > LONGEST_WORDS {
        return Err(Problem::new(Code::BadValue).at("words"));
    }
    let worker = signed.session.worker;
    let info = app.store.stream_info(asked.family, signed.about.at).await?;
    let ours = |info: &StreamInfo| {
        info.kind == StreamKind::Family && info.org == signed.session.org && may_be_found(signed, info)
    };
    let Some(info) = info.filter(ours) else {
        return Err(refused(app, signed, asked.family).await?);
    };
    if may_open(signed, &info) {
        return Err(Problem::new(Code::EmergencyNotNeeded));
    }
    let (from, until) = (signed.about.at, Millis(signed.about.at.0 + LONGEST_EMERGENCY_MS));
    let opened = Emergency { worker, reason: asked.reason, words: words.to_owned(), from, until };
    let emergency = EmergencyId::from_uuid(app.new_id()?);
    let action = FamilyAction::EmergencyOpened { emergency, opened };
    let written =
        Written { action, gate: Arc::new(NotExcluded), rejected: Code::EmergencyDecided, urgent: true };
    write(app, signed, &info, written).await?;
    Ok(until)
}

/// One answer for a file that is not there and for one that stays closed; the try is written down.
async fn refused(app: &App, signed: &Signed, family: StreamId) -> Result<Problem, Problem> {
    let mut event = signed.event("emergency.open", false);
    event.stream = Some(family);
    app.store.audit(vec![event]).await?;
    Ok(Problem::new(Code::NotFound))
}

/// An emergency that somebody else must look at, or has.
pub struct Reviewing {
    /// The family.
    pub family: StreamId,
    /// The emergency.
    pub id: EmergencyId,
    /// Who, why, when.
    pub record: EmergencyRecord,
    /// By when it must be reviewed.
    pub due: Millis,
    /// Whoever asks may review it.
    pub can_review: bool,
}

/// Emergencies of the last ninety days that one may review, those without a review first: in the files that her
/// organisation holds, and those of its own people in files that it held then and has handed over since.
pub async fn list(app: &App, signed: &Signed) -> Result<Vec<Reviewing>, Problem> {
    let since = Millis(signed.about.at.0 - LOOK_BACK_MS);
    app.store.audit(vec![signed.event("emergencies.read", true)]).await?;
    let mut all = Vec::new();
    let mut seen = BTreeSet::new();
    for (family, worker) in app.store.opened_in_emergency(signed.session.org, since).await? {
        let info = app.store.stream_info(family, signed.about.at).await?;
        let Some(info) = info else { continue };
        let held = info.org == signed.session.org;
        // A file that she holds is read once, whoever opened it.
        if held && !seen.insert(family) {
            continue;
        }
        let holder = info.org;
        let (info, reader) = if held {
            (info, reader(signed, "review"))
        } else {
            (as_it_was(signed, info, worker), former_reader(signed))
        };
        let Ok(proof) = signed.asker.authorize::<_, acts::ReviewEmergency>(info, policy::Purpose::Casework)
        else {
            continue;
        };
        let Some(state) = app.store.family_read(&reader, &proof).await? else { continue };
        let Some(file) = state.family() else { continue };
        for (id, record) in &file.state.emergencies {
            let hers = held || was_ours(&file.state, record, signed.session.org, holder, worker);
            if record.opened.from < since || !hers {
                continue;
            }
            all.push(Reviewing {
                family,
                id: *id,
                due: Millis(record.opened.from.0 + domain::family::access::REVIEW_WITHIN_MS),
                can_review: record.reviewed.is_none() && record.opened.worker != signed.session.worker,
                record: record.clone(),
            });
        }
    }
    all.sort_by_key(|one| (one.record.reviewed.is_some(), one.due, one.id));
    Ok(all)
}

/// A file that another organisation holds by now, as it stood to hers when somebody of hers opened it: for the question
/// who reviews that. Who is kept out of it stays out; nothing that came later is part of the question.
fn as_it_was(signed: &Signed, info: StreamInfo, opener: WorkerId) -> StreamInfo {
    let access = Access { excluded: info.access.excluded.clone(), ..Access::default() };
    // Whoever answers for her work answers for this too.
    let team = vec![(opener, "specialist".to_owned())];
    StreamInfo { org: signed.session.org, team, access, ..info }
}

/// On whose behalf a former holder's emergency is read: of the file she learns nothing.
fn former_reader(signed: &Signed) -> Reader {
    Reader {
        basis: "former_holder".to_owned(),
        readable: Arc::new(|_: &StreamInfo| Vec::new()),
        ..reader(signed, "review")
    }
}

/// Whether somebody of an organisation opened a file while that organisation held it.
fn was_ours(
    family: &Family,
    record: &EmergencyRecord,
    ours: OrganisationId,
    holder: OrganisationId,
    opener: WorkerId,
) -> bool {
    record.opened.worker == opener && family.holder_at(record.opened.from, holder) == ours
}

/// What somebody found who looked at an emergency.
pub struct Verdicts {
    /// Which family.
    pub family: StreamId,
    /// Which emergency.
    pub emergency: EmergencyId,
    /// Justified or not.
    pub finding: Finding,
    /// In words.
    pub note: String,
}

/// Writes the review of an emergency to the family's ledger.
pub async fn review(app: &App, signed: &Signed, given: Verdicts) -> Result<(), Problem> {
    let former = former(app, signed, &given).await?;
    let (proof, gate): (_, Arc<dyn Gate>) = match former {
        Some(proof) => {
            let (org, emergency) = (signed.session.org, given.emergency);
            (proof, Arc::new(HeldThen { org, emergency }))
        }
        None => {
            let proof = authorize::<acts::ReviewEmergency>(app, signed, given.family).await?;
            let (asker, directory) = (Arc::clone(&signed.asker), Arc::clone(&signed.directory));
            (proof, Arc::new(super::gate::PolicyGate::new(asker, directory, signed.about.at)))
        }
    };
    let note = given.note.trim();
    if note.is_empty() || note.chars().count() > LONGEST_WORDS {
        return Err(Problem::new(Code::BadValue).at("note"));
    }
    let action = FamilyAction::EmergencyReviewed {
        emergency: given.emergency,
        finding: given.finding,
        note: note.to_owned(),
    };
    let written = Written { action, gate, rejected: Code::EmergencyDecided, urgent: false };
    write(app, signed, proof.get(), written).await
}

/// The decision that somebody reviews an emergency of a file that her organisation has handed over since; nothing where
/// it holds the file, or did not then.
async fn former(
    app: &App,
    signed: &Signed,
    given: &Verdicts,
) -> Result<Option<Authorized<StreamInfo, acts::ReviewEmergency>>, Problem> {
    let ours = signed.session.org;
    let info = app.store.stream_info(given.family, signed.about.at).await?;
    let Some(info) = info.filter(|info| info.kind == StreamKind::Family && info.org != ours) else {
        return Ok(None);
    };
    let since = Millis(signed.about.at.0 - LOOK_BACK_MS);
    let opened = app.store.opened_in_emergency(ours, since).await?;
    for (_, opener) in opened.into_iter().filter(|(family, _)| *family == given.family) {
        let holder = info.org;
        let then = as_it_was(signed, info.clone(), opener);
        let Ok(proof) = signed.asker.authorize::<_, acts::ReviewEmergency>(then, policy::Purpose::Casework)
        else {
            continue;
        };
        let state = app.store.family_read(&former_reader(signed), &proof).await?;
        let file = state.as_ref().and_then(|state| state.family());
        let record = file.and_then(|file| Some((file, file.state.emergencies.get(&given.emergency)?)));
        if record.is_some_and(|(file, record)| was_ours(&file.state, record, ours, holder, opener)) {
            return Ok(Some(proof));
        }
    }
    Ok(None)
}

/// Under the stream's lock once more: her organisation held the file when it was opened, and she is not kept out of it.
struct HeldThen {
    org: OrganisationId,
    emergency: EmergencyId,
}

impl Gate for HeldThen {
    fn allow(&self, info: &StreamInfo, state: &AnyStream, entry: &Entry) -> Result<(), Denied> {
        let held = state.family().is_some_and(|file| {
            let record = file.state.emergencies.get(&self.emergency);
            record.is_some_and(|record| file.state.holder_at(record.opened.from, info.org) == self.org)
        });
        if held && !info.access.excluded.contains(&entry.author) {
            Ok(())
        } else {
            Err(Denied { code: "not_your_role".to_owned(), reason: "it was not theirs to review".to_owned() })
        }
    }
}

/// Under the stream's lock once more: nobody excluded since opens the file.
struct NotExcluded;

impl Gate for NotExcluded {
    fn allow(&self, info: &StreamInfo, state: &AnyStream, entry: &Entry) -> Result<(), Denied> {
        if state.family().is_some() && !info.access.excluded.contains(&entry.author) {
            Ok(())
        } else {
            Err(Denied { code: "own_relative".to_owned(), reason: "she must not see this file".to_owned() })
        }
    }
}
