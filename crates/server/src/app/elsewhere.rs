//! "Is this child known elsewhere?" (goal PL-4). The asker is answered before anything was looked for: a question is
//! written down, and matched afterwards, so that a hit and a miss look alike to her in words, size and time. Where a
//! family of another organisation may be meant, those who answer for it find the question before them and decide
//! whether to make contact; a no, a silence and a miss are the same to the asker.

use super::duplicates::{Candidate, compare};
use super::families::authorize;
use super::session::Signed;
use super::team::decide;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{Section, StreamKind};
use domain::family::summary::Summary;
use domain::ids::{EnquiryId, OrganisationId, QuestionId, StreamId, WorkerId};
use domain::khmer::keys::search_tokens;
use domain::kinship::Sex;
use domain::place::PlaceCode;
use domain::time::Millis;
use policy::{Act, Authorized, Purpose, acts};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::elsewhere::{Decided, Enquiry, Meant, Question};
use store::guesses::Limit;
use store::reads::StreamInfo;
use store::records::AuditEvent;
use store::{Actor, StoreError};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Questions that one worker may ask within a day (goal PL-4), and how long a day is: any 24 hours.
pub const DAILY: Limit = Limit { most: 20, within_ms: DAY_MS };
/// How long a question can be answered, and contact be read: 30 days.
pub const OPEN_MS: i64 = 30 * DAY_MS;
/// Families before which one question is laid, at most: those most alike.
const MOST_MEANT: usize = 5;
/// People whose names are alike who are looked at more closely, in each organisation.
const MOST_ALIKE: u32 = 200;
/// Questions matched at one turn.
const TURN: u32 = 100;
/// Longest name, in characters.
const LONGEST_NAME: usize = 120;
/// Longest words, in characters.
const LONGEST_WORDS: usize = 1_000;
/// What is asked is made this long, or a multiple of it, so that its sealed length tells little of it: 4 KiB.
const PADDED: usize = 4_096;

/// On what ground a holder makes contact; words for them lie in the catalogue.
pub const GROUNDS: [&str; 2] = ["family_agreed", "childs_safety"];
/// Why a holder makes none.
pub const REFUSALS: [&str; 4] = ["not_the_same", "family_did_not_agree", "not_safe", "other"];

/// What is asked, as it is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The name, in either script.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Year of birth, if known.
    pub birth_year: Option<i16>,
    /// Village, if known.
    pub village: Option<PlaceCode>,
    /// Why she asks.
    pub reason: String,
}

impl Asked {
    fn candidate(&self) -> Candidate {
        let khmer = self.name.chars().any(|c| ('\u{1780}'..='\u{17ff}').contains(&c));
        let (name_km, name_latin) =
            if khmer { (self.name.clone(), String::new()) } else { (String::new(), self.name.clone()) };
        Candidate {
            name_km,
            name_latin,
            sex: self.sex,
            birth_year: self.birth_year,
            village: self.village.clone(),
        }
    }

    fn padded(&self) -> Result<Vec<u8>, Problem> {
        let mut words = serde_json::to_vec(self).map_err(Problem::broken)?;
        // Space after a JSON value means nothing.
        words.resize(words.len().next_multiple_of(PADDED), b' ');
        Ok(words)
    }
}

/// What an asker is told when somebody makes contact, as it is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    name: String,
    worker: WorkerId,
    organisation: OrganisationId,
    words: String,
}

fn kept(text: &str, longest: usize, field: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > longest {
        return Err(Problem::new(Code::BadValue).at(field));
    }
    Ok(text.to_owned())
}

/// Asks. Nothing is looked for yet.
pub async fn ask(app: &App, signed: &Signed, asked: Asked) -> Result<(), Problem> {
    decide(signed, Act::AskElsewhere)?;
    let asked = Asked {
        name: kept(&asked.name, LONGEST_NAME, "name")?,
        reason: kept(&asked.reason, LONGEST_WORDS, "reason")?,
        ..asked
    };
    if asked.birth_year.is_some_and(|year| !(1900..=2100).contains(&year)) {
        return Err(Problem::new(Code::BadValue).at("birth_year"));
    }
    let at = signed.about.at;
    let question = Question {
        id: QuestionId::from_uuid(app.new_id()?),
        actor: signed.actor(),
        at,
        until: Millis(at.0.saturating_add(OPEN_MS)),
        words: asked.padded()?,
    };
    let event =
        |allowed| AuditEvent { purpose: "elsewhere".to_owned(), ..signed.event("elsewhere.ask", allowed) };
    let refused = AuditEvent { outcome: "too_many".to_owned(), ..event(false) };
    match app.store.elsewhere_ask(&question, DAILY, event(true), refused).await? {
        None => Ok(()),
        Some(free) => {
            let seconds = free.0.saturating_sub(at.0).max(0).saturating_add(999) / 1_000;
            Err(Problem::new(Code::TooManyQuestions).after(u32::try_from(seconds).unwrap_or(u32::MAX)))
        }
    }
}

/// What an asker sees: how often she may still ask today, and who made contact.
pub struct Mine {
    /// Questions left.
    pub left: u32,
    /// Contact, the latest first.
    pub contacts: Vec<Contacted>,
}

/// Contact that somebody made.
pub struct Contacted {
    /// The enquiry that it answers.
    pub id: EnquiryId,
    /// When.
    pub at: Millis,
    /// About whom she had asked, as she wrote it.
    pub name: String,
    /// Who made contact.
    pub worker: WorkerId,
    /// For whom she works.
    pub organisation: OrganisationId,
    /// In her own words; may be empty.
    pub words: String,
}

/// What an asker sees.
pub async fn mine(app: &App, signed: &Signed) -> Result<Mine, Problem> {
    decide(signed, Act::AskElsewhere)?;
    let (worker, at) = (signed.session.worker, signed.about.at);
    let mut event = signed.event("elsewhere.contacts", true);
    event.purpose = "elsewhere".to_owned();
    app.store.audit(vec![event]).await?;
    let asked = app.store.elsewhere_asked(worker, Millis(at.0 - DAILY.within_ms)).await?;
    let mut contacts = Vec::new();
    for contact in app.store.contacts(worker, signed.session.org, at).await? {
        let told: Told = serde_json::from_slice(&contact.answer).map_err(Problem::broken)?;
        contacts.push(Contacted {
            id: contact.id,
            at: contact.at,
            name: told.name,
            worker: told.worker,
            organisation: told.organisation,
            words: told.words,
        });
    }
    Ok(Mine { left: DAILY.most.saturating_sub(asked), contacts })
}

/// A question that lies before somebody who answers for a family.
pub struct Before {
    /// Which.
    pub enquiry: Enquiry,
    /// What was asked.
    pub asked: Asked,
    /// What was noted at the decision; empty for none.
    pub note: String,
}

/// Questions of other organisations about families that she answers for.
pub struct BeforeHer {
    /// Those that wait, the oldest first.
    pub open: Vec<Before>,
    /// Those that somebody decided, while they have not run out: the latest first.
    pub decided: Vec<Before>,
}

/// Whether the asker may be answered about a family at all, whatever its people decide: not when she is kept out of
/// its file, and not when who they are is sealed.
fn may_be_asked_about(info: &StreamInfo, asker: WorkerId) -> bool {
    info.kind == StreamKind::Family
        && !info.access.excluded.contains(&asker)
        && !info.access.sealed.contains(&Section::Identity)
}

/// Questions of other organisations about families that she answers for, and what was decided about them.
pub async fn before_her(app: &App, signed: &Signed) -> Result<BeforeHer, Problem> {
    let (org, at) = (signed.session.org, signed.about.at);
    let (mut open, mut decided) = (Vec::new(), Vec::new());
    // All of them, however many there are: a question that nobody is shown is answered by nobody.
    let mut after = None;
    loop {
        let page = app.store.enquiries(org, at, after).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.mark());
        open.extend(laid_before(app, signed, page).await?);
    }
    after = None;
    loop {
        let page = app.store.enquiries_decided(org, at, after).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.mark());
        decided.extend(laid_before(app, signed, page).await?);
    }
    let shown = open.iter().chain(&decided).map(|one| one.enquiry.family);
    let mut event = signed.showed("elsewhere.enquiries", shown);
    event.purpose = "elsewhere".to_owned();
    app.store.audit(vec![event]).await?;
    Ok(BeforeHer { open, decided })
}

async fn laid_before(app: &App, signed: &Signed, enquiries: Vec<Enquiry>) -> Result<Vec<Before>, Problem> {
    let mut families: Vec<StreamId> = enquiries.iter().map(|one| one.family).collect();
    families.sort_unstable();
    families.dedup();
    let infos = app.store.stream_infos(&families, signed.about.at).await?;
    let infos: BTreeMap<StreamId, StreamInfo> = infos.into_iter().map(|info| (info.id, info)).collect();
    let mut found = Vec::new();
    for enquiry in enquiries {
        let Some(info) = infos.get(&enquiry.family).cloned() else { continue };
        if !may_be_asked_about(&info, enquiry.asker) {
            continue;
        }
        let Ok(proof) = signed.asker.authorize::<_, acts::AnswerElsewhere>(info, Purpose::Casework) else {
            continue;
        };
        let note = app.store.enquiry_note(&enquiry, &proof).await?;
        if let (Some(asked), Some(note)) = (words(app, &enquiry, &proof).await?, note) {
            found.push(Before { enquiry, asked, note });
        }
    }
    Ok(found)
}

async fn words(
    app: &App,
    enquiry: &Enquiry,
    proof: &Authorized<StreamInfo, acts::AnswerElsewhere>,
) -> Result<Option<Asked>, Problem> {
    let words = app.store.enquiry_words(enquiry, proof).await?;
    words.map(|words| serde_json::from_slice(&words).map_err(Problem::broken)).transpose()
}

/// What somebody decides about a question.
pub struct Decision {
    /// Make contact, or not.
    pub contact: bool,
    /// One of [`GROUNDS`] or of [`REFUSALS`].
    pub why: String,
    /// In her own words: to the asker when she makes contact, for her own organisation otherwise. May be empty.
    pub words: String,
}

/// Decides about a question.
pub async fn answer(app: &App, signed: &Signed, id: EnquiryId, decision: Decision) -> Result<(), Problem> {
    let at = signed.about.at;
    let enquiry = app.store.enquiry(signed.session.org, id, at).await?;
    let enquiry = enquiry.ok_or(Problem::new(Code::NotFound))?;
    let proof = authorize::<acts::AnswerElsewhere>(app, signed, enquiry.family).await?;
    if !may_be_asked_about(proof.get(), enquiry.asker) {
        return Err(Problem::new(Code::NotFound));
    }
    let known = if decision.contact { GROUNDS.as_slice() } else { REFUSALS.as_slice() };
    if !known.contains(&decision.why.as_str()) {
        return Err(Problem::new(Code::BadValue).at("why"));
    }
    let own = decision.words.trim();
    if own.chars().count() > LONGEST_WORDS {
        return Err(Problem::new(Code::BadValue).at("words"));
    }
    let asked = words(app, &enquiry, &proof).await?.ok_or(Problem::new(Code::NotFound))?;
    let decided = if decision.contact {
        let told = Told {
            name: asked.name,
            worker: signed.session.worker,
            organisation: signed.session.org,
            words: own.to_owned(),
        };
        let answer = serde_json::to_vec(&told).map_err(Problem::broken)?;
        Decided::Contact {
            reason: decision.why.clone(),
            note: own.to_owned(),
            answer,
            until: Millis(at.0.saturating_add(OPEN_MS)),
        }
    } else {
        Decided::Declined { reason: decision.why.clone(), note: own.to_owned() }
    };
    let action = if decision.contact { "elsewhere.contacted" } else { "elsewhere.declined" };
    let event = AuditEvent {
        stream: Some(enquiry.family),
        purpose: "elsewhere".to_owned(),
        basis: decision.why,
        ..signed.event(action, true)
    };
    if app.store.enquiry_decide(&enquiry, &decided, event).await? {
        Ok(())
    } else {
        Err(Problem::new(Code::QuestionAnswered))
    }
}

/// Matches what waits; says how many questions. What fails is tried again at the next turn.
pub async fn match_waiting(app: &App) -> Result<usize, Problem> {
    let mut done = 0;
    for question in app.store.elsewhere_waiting(TURN).await? {
        let id = question.id;
        match match_one(app, question).await {
            Ok(()) => done += 1,
            Err(problem) => {
                tracing::warn!(question = %id, code = problem.code.name(), cause = ?problem.cause, "a question waits");
            }
        }
    }
    Ok(done)
}

async fn match_one(app: &App, question: Question) -> Result<(), Problem> {
    let asked: Asked = serde_json::from_slice(&question.words).map_err(Problem::broken)?;
    let now = app.now();
    let mut meant = Vec::new();
    let mut events = Vec::new();
    for (family, org) in alike(app, &question, &asked).await? {
        meant.push(Meant { id: EnquiryId::from_uuid(app.new_id()?), family });
        // In the log of the organisation that holds the file: in her own organisation's the length of the log
        // would tell a hit from a miss.
        let actor = Actor { org, ..question.actor };
        events.push(AuditEvent {
            stream: Some(family),
            purpose: "elsewhere".to_owned(),
            outcome: "asked".to_owned(),
            ..AuditEvent::new(now, actor, "elsewhere.matched", &question.id.to_string())
        });
    }
    match app.store.elsewhere_matched(&question, &meant, events).await {
        // Erased in between: it is looked for again without that family.
        Err(StoreError::NotFound | StoreError::Erased) => Err(Problem::new(Code::NotFound)),
        other => Ok(other?),
    }
}

/// Families of other organisations that may be meant, the most alike first.
async fn alike(
    app: &App,
    question: &Question,
    asked: &Asked,
) -> Result<Vec<(StreamId, OrganisationId)>, Problem> {
    let candidate = asked.candidate();
    let keys = search_tokens(&candidate.name_km, &candidate.name_latin);
    let mut best: BTreeMap<StreamId, (u8, OrganisationId)> = BTreeMap::new();
    for organisation in app.store.organisations().await? {
        if organisation.org == question.actor.org {
            continue;
        }
        for row in app.store.duplicates(organisation.org, &keys, MOST_ALIKE).await? {
            let Ok(summary) = serde_json::from_str::<Summary>(row.family.card.get()) else { continue };
            let Some(person) = summary.people.iter().find(|person| person.id == row.person) else { continue };
            let village = row.family.village.as_deref().and_then(|code| code.parse().ok());
            let Some((score, _)) = compare(&candidate, person, village.as_ref()) else { continue };
            let Some(info) = app.store.stream_info(row.family.stream, app.now()).await? else { continue };
            if row.family.stage == "withdrawn" || !may_be_asked_about(&info, question.actor.worker) {
                continue;
            }
            let held = best.entry(info.id).or_insert((score, info.org));
            held.0 = held.0.max(score);
        }
    }
    let mut best: Vec<_> = best.into_iter().collect();
    best.sort_by(|(a, (one, _)), (b, (other, _))| other.cmp(one).then(a.cmp(b)));
    best.truncate(MOST_MEANT);
    Ok(best.into_iter().map(|(family, (_, org))| (family, org)).collect())
}
