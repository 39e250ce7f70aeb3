//! Joint cases: two organisations work on one file. Offering, taking an offer back and ending are ordinary entries of
//! whoever holds the file; taking part, declining and leaving are decided here, for they are done by an organisation
//! that does not hold it (ADR 22).

use super::families::{authorize, reader};
use super::session::Signed;
use super::team::decide;
use super::written::{Written, write};
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::Entry;
use domain::family::joint::{JointOffered, JointRecord, JointStanding, JointWorker, MOST_WORKERS};
use domain::family::summary::CardPerson;
use domain::family::{Family, FamilyAction};
use domain::ids::{JointId, OrganisationId, StreamId, WorkerId};
use domain::organisation::Role;
use domain::stream::{AnyStream, Stream};
use domain::time::{Day, Millis};
use policy::{Act, Asker, Purpose, Question, Resource, acts};
use std::sync::Arc;
use store::reads::{JointEndRow, StreamInfo};
use store::{Denied, Gate};

/// Longest reason, in characters.
const LONGEST_REASON: usize = 2_000;
/// How long what has ended is told: 30 days.
const TOLD_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// Who can be named: those whom the sharing protocol has a `partner` row for.
const WORK: [Role; 3] = [Role::VillageSocialWorker, Role::SeniorSocialWorker, Role::Specialist];

/// A joint case as the other organisation sees it.
#[derive(Debug, Clone)]
pub struct Joint {
    /// The family.
    pub family: StreamId,
    /// Which joint case.
    pub joint: JointId,
    /// The village.
    pub village: String,
    /// The people, children that the work is about first.
    pub people: Vec<CardPerson>,
    /// What was offered.
    pub offered: JointOffered,
    /// Whom her organisation named; nobody while it has not answered.
    pub workers: Vec<JointWorker>,
}

/// A joint case that her organisation took part in and that is over. The file is closed to it: what is told is its number.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The family.
    pub family: StreamId,
    /// Which joint case.
    pub joint: JointId,
    /// Who leads.
    pub lead: OrganisationId,
    /// When it ended.
    pub at: Millis,
    /// How: `JointStanding::code`.
    pub standing: String,
    /// Who of those for whom she answers had worked with the family.
    pub workers: Vec<WorkerId>,
}

/// What waits for her organisation's answer, and what it takes part in as far as she answers for it.
#[derive(Debug, Clone, Default)]
pub struct Joints {
    /// Waiting, the longest waiting first.
    pub offers: Vec<Joint>,
    /// Running, what ends first first.
    pub running: Vec<Joint>,
    /// Whom she may name: herself and those below her.
    pub workers: Vec<WorkerId>,
}

/// All joint cases that concern her as somebody who answers for her organisation. Each is a reading of that family's
/// file: of what was written for whoever decides, and of who the family is.
pub async fn all(app: &App, signed: &Signed) -> Result<Joints, Problem> {
    decide(signed, Act::ReceiveFamilies)?;
    let (org, at) = (signed.session.org, signed.about.at);
    let mut streams = app.store.offered_to(org).await?;
    streams.extend(app.store.joint_with(org, at).await?);
    streams.sort_unstable();
    streams.dedup();
    let mut all = Joints { workers: whom_she_may_name(signed), ..Joints::default() };
    for id in streams {
        let Some((_, file)) = read(app, signed, id).await? else { continue };
        let family = &file.state;
        for record in family.joints.iter().filter(|record| record.offered.to == org) {
            match family.joint_standing(record, at.day()) {
                JointStanding::Open => all.offers.push(shown(signed, id, family, record)),
                JointStanding::Running => all.running.push(shown(signed, id, family, record)),
                JointStanding::Declined
                | JointStanding::EndedByLead
                | JointStanding::EndedByPartner
                | JointStanding::Closed
                | JointStanding::NoConsent
                | JointStanding::RanOut => {}
            }
        }
    }
    let families = all.offers.iter().chain(&all.running).map(|one| one.family);
    app.store.audit(vec![signed.showed("joints.read", families)]).await?;
    all.offers.sort_by_key(|one| (one.offered.on, one.joint));
    all.running.sort_by_key(|one| (one.offered.until, one.joint));
    Ok(all)
}

/// Joint cases of the last weeks that are over, where she answers for somebody who had been named. Nothing of the family
/// is read for it.
pub async fn ended(app: &App, signed: &Signed) -> Result<Vec<Ended>, Problem> {
    decide(signed, Act::ReceiveFamilies)?;
    let at = signed.about.at;
    let me = signed.principal();
    let answers = |worker: &WorkerId| *worker == me.worker || me.supervisees.contains(worker);
    let rows = app.store.joints_ended(me.organisation, Millis(at.0 - TOLD_MS), at).await?;
    let told = |row: JointEndRow| {
        let workers: Vec<WorkerId> = row.workers.into_iter().filter(answers).collect();
        (!workers.is_empty()).then_some(Ended {
            family: row.family,
            joint: row.joint,
            lead: row.lead,
            at: row.ends,
            standing: row.standing,
            workers,
        })
    };
    let ended: Vec<Ended> = rows.into_iter().filter_map(told).collect();
    app.store.audit(vec![signed.showed("joints.ended", ended.iter().map(|one| one.family))]).await?;
    Ok(ended)
}

fn shown(signed: &Signed, id: StreamId, family: &Family, record: &JointRecord) -> Joint {
    let summary = family.summary(&signed.directory.protocol);
    Joint {
        family: id,
        joint: record.id,
        village: summary.village,
        people: summary.people,
        offered: record.offered.clone(),
        workers: record.workers().to_vec(),
    }
}

/// Herself and those below her: whoever names somebody answers for her work.
fn whom_she_may_name(signed: &Signed) -> Vec<WorkerId> {
    let me = signed.principal();
    let all = std::iter::once(me.worker).chain(me.supervisees.iter().copied());
    all.filter(|worker| worker_of(signed, *worker).is_some()).collect()
}

/// Somebody of her organisation who can work with a family.
fn worker_of(signed: &Signed, worker: WorkerId) -> Option<JointWorker> {
    let one = signed.directory.get(worker)?;
    let works = one.roles.iter().any(|role| WORK.contains(role));
    (one.row.active && works && one.row.org == signed.session.org).then(|| JointWorker {
        worker,
        name_km: one.row.name_km.clone(),
        name_latin: one.row.name_en.clone(),
        phone: one.row.phone.clone(),
    })
}

/// A family's file, if she may read who the family is: an offer opens that, and so does a joint case to those who
/// answer for it.
async fn read(
    app: &App,
    signed: &Signed,
    id: StreamId,
) -> Result<Option<(StreamInfo, Stream<Family>)>, Problem> {
    let Some(info) = app.store.stream_info(id, signed.about.at).await? else { return Ok(None) };
    let Ok(authorized) =
        signed.asker.authorize::<StreamInfo, acts::ReadFile>(info.clone(), Purpose::Casework)
    else {
        return Ok(None);
    };
    let mut reader = reader(signed, "joint");
    reader.basis = "receive_families".to_owned();
    // The whole file is folded (the offer rests on a consent that she may not read); what is given out is the offer,
    // which was written for her, and who the family is.
    let state = app.store.family_read(&reader, &authorized).await?;
    Ok(state.and_then(|state| state.family().cloned()).map(|family| (info, family)))
}

/// An answer to an offer, or the end of a joint case.
pub enum Answer {
    /// Her organisation takes part.
    TakePart {
        /// Who works with the family.
        workers: Vec<WorkerId>,
    },
    /// It takes part, and others than before work with the family.
    Change {
        /// Who does, of those for whom she answers; the others stay.
        workers: Vec<WorkerId>,
    },
    /// It does not.
    Decline {
        /// Why.
        reason: String,
    },
    /// It took part, and ends that.
    Leave {
        /// Why.
        reason: String,
    },
}

fn words(reason: &str) -> Result<String, Problem> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(Problem::new(Code::BadValue).at("reason"));
    }
    Ok(reason.to_owned())
}

/// Takes part in a joint case, does not, or leaves it.
pub async fn answer(
    app: &App,
    signed: &Signed,
    family: StreamId,
    joint: JointId,
    answer: Answer,
) -> Result<(), Problem> {
    decide(signed, Act::ReceiveFamilies)?;
    let proof = authorize::<acts::ReadFile>(app, signed, family).await?;
    let Some((info, file)) = read(app, signed, family).await? else {
        return Err(Problem::new(Code::NotFound));
    };
    let record = file.state.joints.iter().find(|one| one.id == joint);
    let record =
        record.filter(|one| one.offered.to == signed.session.org).ok_or(Problem::new(Code::NotFound))?;
    let standing = file.state.joint_standing(record, signed.about.at.day());
    let (action, wanted) = match answer {
        Answer::Decline { reason } => {
            (FamilyAction::JointDeclined { joint, reason: words(&reason)? }, JointStanding::Open)
        }
        Answer::Leave { reason } => {
            (FamilyAction::JointLeft { joint, reason: words(&reason)? }, JointStanding::Running)
        }
        Answer::TakePart { workers } => {
            let workers = named(signed, &info, workers)?;
            (FamilyAction::JointAccepted { joint, workers }, JointStanding::Open)
        }
        Answer::Change { workers } => {
            let may = whom_she_may_name(signed);
            // Who is not hers to name stays; who has left works with nobody.
            let works = |one: &&JointWorker| worker_of(signed, one.worker).is_some();
            let others = record.workers().iter().filter(works).filter(|one| !may.contains(&one.worker));
            let mut named = if workers.is_empty() { Vec::new() } else { named(signed, &info, workers)? };
            named.extend(others.filter(|one| !info.access.excluded.contains(&one.worker)).cloned());
            if named.is_empty() || named.len() > MOST_WORKERS {
                return Err(Problem::new(Code::BadValue).at("workers"));
            }
            (FamilyAction::JointAccepted { joint, workers: named }, JointStanding::Running)
        }
    };
    if standing != wanted {
        return Err(Problem::new(Code::JointDecided));
    }
    let gate = Arc::new(Still {
        asker: Arc::clone(&signed.asker),
        org: signed.session.org,
        joint,
        wanted,
        today: signed.about.at.day(),
    });
    write(app, signed, proof.get(), Written { action, gate, rejected: Code::JointDecided, urgent: false })
        .await
}

/// Whom she names, with their names: those below her, and nobody who is kept out of the file.
fn named(
    signed: &Signed,
    info: &StreamInfo,
    mut workers: Vec<WorkerId>,
) -> Result<Vec<JointWorker>, Problem> {
    let nobody = || Problem::new(Code::BadValue).at("workers");
    workers.sort_unstable();
    workers.dedup();
    if workers.is_empty() || workers.len() > MOST_WORKERS {
        return Err(nobody());
    }
    let may = whom_she_may_name(signed);
    let one = |worker: WorkerId| {
        if !may.contains(&worker) || info.access.excluded.contains(&worker) {
            return Err(nobody());
        }
        worker_of(signed, worker).ok_or_else(nobody)
    };
    workers.into_iter().map(one).collect()
}

/// Under the stream's lock once more: she may still read who they are, and the joint case stands as it did.
struct Still {
    asker: Arc<Asker>,
    org: OrganisationId,
    joint: JointId,
    wanted: JointStanding,
    today: Day,
}

impl Gate for Still {
    fn allow(&self, info: &StreamInfo, state: &AnyStream, _: &Entry) -> Result<(), Denied> {
        use domain::entry::Section;
        use policy::Protected as _;
        let facts = info.facts();
        let question = Question::casework(Act::Read(Section::Identity), Resource::Family(&facts));
        let stands = state.family().is_some_and(|file| {
            let mut all =
                file.state.joints.iter().filter(|one| one.id == self.joint && one.offered.to == self.org);
            all.any(|one| file.state.joint_standing(one, self.today) == self.wanted)
        });
        if stands && self.asker.decide(&question).allow {
            Ok(())
        } else {
            Err(Denied {
                code: "not_offered".to_owned(),
                reason: "the joint case stands otherwise".to_owned(),
            })
        }
    }
}
