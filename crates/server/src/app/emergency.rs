//! Emergency access ("break-glass"): somebody may come to harm, and whoever answers for the family cannot be
//! reached. It is asked for with a reason and a fresh proof of who asks, opens one file for reading for two hours,
//! tells those who answer for it at once, and is reviewed by somebody else within 72 hours (goal AZ-6). It never
//! opens a file to its own relatives, and no sealed section.

use super::duplicates::{Candidate, likeness};
use super::families::{authorize, may_open, reader};
use super::session::Signed;
use super::team::decide;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{ACTION_VERSION, Action, Base, Entry, Outcome, Section, StreamKind};
use domain::family::FamilyAction;
use domain::family::access::{Emergency, EmergencyRecord, Finding, LONGEST_EMERGENCY_MS};
use domain::family::summary::Summary;
use domain::ids::{EmergencyId, EntryId, StreamId, WorkerId};
use domain::khmer::keys::search_tokens;
use domain::stream::AnyStream;
use domain::time::Millis;
use policy::{Act, acts};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::reads::StreamInfo;
use store::{Append, Denied, Gate, Verdict};

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
    let written = Written { action, gate: Arc::new(NotExcluded), rejected: Code::EmergencyDecided };
    write(app, signed, &info, written).await?;
    app.events.tell(info.id, StreamKind::Family, signed.session.device, true);
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

/// Emergencies of the last ninety days in the files that one may review, those without a review first.
pub async fn list(app: &App, signed: &Signed) -> Result<Vec<Reviewing>, Problem> {
    let since = Millis(signed.about.at.0 - LOOK_BACK_MS);
    app.store.audit(vec![signed.event("emergencies.read", true)]).await?;
    let mut all = Vec::new();
    for family in app.store.opened_in_emergency(signed.session.org, since).await? {
        let info = app.store.stream_info(family, signed.about.at).await?;
        let Some(info) = info else { continue };
        let Ok(proof) = signed.asker.authorize::<_, acts::ReviewEmergency>(info, policy::Purpose::Casework)
        else {
            continue;
        };
        let Some(state) = app.store.family_read(&reader(signed, "review"), &proof).await? else { continue };
        let Some(file) = state.family() else { continue };
        for (id, record) in &file.state.emergencies {
            if record.opened.from < since {
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
    let proof = authorize::<acts::ReviewEmergency>(app, signed, given.family).await?;
    let note = given.note.trim();
    if note.is_empty() || note.chars().count() > LONGEST_WORDS {
        return Err(Problem::new(Code::BadValue).at("note"));
    }
    let action = FamilyAction::EmergencyReviewed {
        emergency: given.emergency,
        finding: given.finding,
        note: note.to_owned(),
    };
    let (asker, directory) = (Arc::clone(&signed.asker), Arc::clone(&signed.directory));
    let gate = super::push::PolicyGate::new(asker, directory, signed.about.at);
    let written = Written { action, gate: Arc::new(gate), rejected: Code::EmergencyDecided };
    write(app, signed, proof.get(), written).await
}

/// An entry that the server makes for somebody.
pub(super) struct Written {
    /// What it says.
    pub action: FamilyAction,
    /// Asked under the stream's lock.
    pub gate: Arc<dyn Gate>,
    /// What it is when the fold does not take it.
    pub rejected: Code,
}

/// Writes one entry that the server makes for her.
pub(super) async fn write(
    app: &App,
    signed: &Signed,
    info: &StreamInfo,
    written: Written,
) -> Result<(), Problem> {
    let entry = Entry {
        id: EntryId::from_uuid(app.new_id()?),
        stream: info.id,
        author: signed.session.worker,
        device: signed.session.device,
        made_at: signed.about.at,
        base: Base { seen: info.head, after: None },
        v: ACTION_VERSION,
        action: Action::Family(written.action),
    };
    let request = Append {
        entries: vec![entry],
        actor: signed.actor(),
        at: signed.about.at,
        request_id: signed.about.id.to_string(),
        gate: written.gate,
        atomic: true,
        on_behalf: false,
    };
    let receipts = app.store.append(request).await?;
    match receipts.into_iter().next().map(|receipt| receipt.verdict) {
        Some(Verdict::Placed { outcome: Outcome::Applied | Outcome::Merged, .. }) => {
            app.events.tell(info.id, StreamKind::Family, signed.session.device, false);
            Ok(())
        }
        Some(Verdict::Placed { outcome: Outcome::Rejected { .. }, .. }) => {
            Err(Problem::new(written.rejected))
        }
        Some(Verdict::Refused { .. }) => Err(Problem::new(Code::NotFound)),
        Some(
            Verdict::AlreadyThere { .. }
            | Verdict::Placed {
                outcome:
                    Outcome::Duplicate | Outcome::Conflicting { .. } | Outcome::Waiting { .. } | Outcome::Sealed,
                ..
            },
        )
        | None => Err(Problem::broken("an entry of the server was not placed")),
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
