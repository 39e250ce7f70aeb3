//! Consultation: whoever answers for a family asks a named worker for advice. For a time the file is open to her, for
//! reading who they are, what happened and what is known of their health; her advice is written into the file. As with
//! emergencies the entry comes first, then the grant (ADR 18, ADR 20).

use super::families::{authorize, reader};
use super::session::Signed;
use super::written::{Written, write};
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{Entry, Section};
use domain::family::consent::ConsentRecord;
use domain::family::consultation::Consultation;
use domain::family::{Family, FamilyAction};
use domain::ids::{ConsultationId, OrganisationId, StreamId, WorkerId};
use domain::organisation::Role;
use domain::register::Register;
use domain::stream::AnyStream;
use domain::time::{Day, Millis};
use policy::{
    Act, Asker, Authorized, Grant, GrantKind, Principal, Protected, Purpose, Question, Resource, acts,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::people::OrganisationRow;
use store::reads::StreamInfo;
use store::{Denied, Gate};

/// Who may be asked: the roles that the sharing protocol has a `consulted` row for.
const ADVISERS: [Role; 2] = [Role::SeniorSocialWorker, Role::Specialist];
/// For what a family agrees that another organisation is told (the consent's purpose).
const SHARING: &str = "referral";
/// Longest words, in characters.
const LONGEST_WORDS: usize = 4_000;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Why a consultation ends early, when whoever asked has heard enough.
const ENOUGH: &str = "enough";

/// The consent on which an organisation may be asked for advice: it names the organisation, covers what is opened, no
/// child whom it covers said no, and nobody asked that something of it is not told there.
fn consent_for<'a>(
    file: &'a Family,
    organisation: &OrganisationRow,
    opened: &[Section],
    today: Day,
) -> Option<&'a ConsentRecord> {
    file.live_consents(SHARING, today).find(|record| {
        record.given.organisation == Some(organisation.org)
            && opened.iter().all(|section| record.given.sections.contains(section))
            && !file.dissent(&record.given)
            && !opened.iter().any(|section| file.withholds(organisation.org, *section))
    })
}

/// Somebody who may be asked.
pub struct Adviser {
    /// Who.
    pub worker: WorkerId,
    /// For whom she works.
    pub organisation: OrganisationId,
    /// As what.
    pub role: Role,
    /// What would be opened to her.
    pub sections: Vec<Section>,
    /// She is of the family's own organisation, or a consent names hers.
    pub consented: bool,
    /// For how many days at most: consents end too.
    pub days: u16,
}

/// What stands before a question: whom one may ask, what she would read, for how long.
pub struct Before {
    /// Own colleagues first, then by organisation and account.
    pub advisers: Vec<Adviser>,
    /// For how many days at most.
    pub days: u16,
}

type Organisations = BTreeMap<OrganisationId, OrganisationRow>;

async fn organisations(app: &App) -> Result<Organisations, Problem> {
    Ok(app.store.organisations().await?.into_iter().map(|row| (row.org, row)).collect())
}

/// What somebody would read who is asked: the policies' own answer, as if she had been.
fn would_read(signed: &Signed, worker: WorkerId, role: Role, info: &StreamInfo) -> Vec<Section> {
    let Some(organisation) = signed.directory.organisation_of(worker) else { return Vec::new() };
    let grant = Grant { stream: info.id, kind: GrantKind::Consulted };
    let principal = Principal { grants: vec![grant], ..Principal::new(worker, organisation, vec![role]) };
    signed.directory.policies().asker(principal).readable_sections(&info.facts(), Purpose::Casework)
}

/// Whether somebody reads the file as it is: she needs no consultation.
fn reads_already(signed: &Signed, worker: WorkerId, info: &StreamInfo) -> bool {
    let facts = info.facts();
    let question = Question::casework(Act::Read(Section::Narrative), Resource::Family(&facts));
    signed.directory.asker(worker, signed.about.at).is_some_and(|asker| asker.decide(&question).allow)
}

fn adviser(
    signed: &Signed,
    (info, file): (&StreamInfo, &Family),
    organisation: &OrganisationRow,
    worker: WorkerId,
) -> Option<Adviser> {
    let colleague = signed.directory.get(worker)?;
    let role = ADVISERS.into_iter().find(|role| colleague.roles.contains(role))?;
    // In another organisation the consent that lets her be asked may let her read already: she is asked all the same.
    let needless = organisation.org == info.org && reads_already(signed, worker, info);
    if worker == signed.session.worker || needless {
        return None;
    }
    let sections = would_read(signed, worker, role, info);
    // Relatives, and whoever else is kept out, are nobody to ask.
    if !sections.contains(&Section::Identity) {
        return None;
    }
    let most = signed.directory.protocol.consultation_days();
    let today = signed.about.at.day();
    let (consented, days) = if organisation.org == info.org {
        (true, most)
    } else {
        match consent_for(file, organisation, &sections, today) {
            Some(consent) => {
                let left = u16::try_from(today.days_until(consent.given.until).max(0)).unwrap_or(most);
                (true, most.min(left))
            }
            None => (false, most),
        }
    };
    Some(Adviser { worker, organisation: organisation.org, role, sections, consented, days })
}

async fn file<A: policy::Action>(
    app: &App,
    signed: &Signed,
    proof: &Authorized<StreamInfo, A>,
) -> Result<Arc<AnyStream>, Problem> {
    let state = app.store.family_read(&reader(signed, "consultation"), proof).await?;
    state.ok_or(Problem::new(Code::NotFound))
}

/// Whom she may ask about a family.
pub async fn advisers(app: &App, signed: &Signed, family: StreamId) -> Result<Before, Problem> {
    let proof = authorize::<acts::Consult>(app, signed, family).await?;
    let state = file(app, signed, &proof).await?;
    let state = &state.family().ok_or(Problem::new(Code::NotFound))?.state;
    let info = proof.get();
    let mut advisers = Vec::new();
    for organisation in organisations(app).await?.values() {
        for colleague in signed.directory.of(organisation.org) {
            advisers.extend(adviser(signed, (info, state), organisation, colleague.row.worker));
        }
    }
    advisers.sort_by_key(|one| (one.organisation != info.org, one.organisation));
    Ok(Before { advisers, days: signed.directory.protocol.consultation_days() })
}

/// What she asks.
pub struct Asked {
    /// Whom.
    pub worker: WorkerId,
    /// In words.
    pub question: String,
    /// For how many days.
    pub days: u16,
}

fn words(text: &str, field: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST_WORDS {
        return Err(Problem::new(Code::BadValue).at(field));
    }
    Ok(text.to_owned())
}

/// Asks somebody for advice, and opens the file to her. Tells until when.
pub async fn ask(app: &App, signed: &Signed, family: StreamId, asked: Asked) -> Result<Millis, Problem> {
    let proof = authorize::<acts::Consult>(app, signed, family).await?;
    let question = words(&asked.question, "question")?;
    let state = file(app, signed, &proof).await?;
    let state = &state.family().ok_or(Problem::new(Code::NotFound))?.state;
    let info = proof.get();
    let organisations = organisations(app).await?;
    let nobody = || Problem::new(Code::BadValue).at("worker");
    let colleague = signed.directory.get(asked.worker).ok_or_else(nobody)?;
    let organisation = organisations.get(&colleague.row.org).ok_or_else(nobody)?;
    let one = adviser(signed, (info, state), organisation, asked.worker).ok_or_else(nobody)?;
    if !one.consented {
        return Err(Problem::new(Code::ConsentNeeded));
    }
    if !(1..=one.days).contains(&asked.days) {
        return Err(Problem::new(Code::BadValue).at("days"));
    }
    let consent = consent_for(state, organisation, &one.sections, signed.about.at.day())
        .filter(|_| organisation.org != info.org)
        .map(|record| record.id);
    let (from, until) =
        (signed.about.at, Millis(signed.about.at.0.saturating_add(i64::from(asked.days) * DAY_MS)));
    let consultation = ConsultationId::from_uuid(app.new_id()?);
    let consulted = Consultation {
        worker: asked.worker,
        organisation: organisation.org,
        name_km: colleague.row.name_km.clone(),
        name_latin: colleague.row.name_en.clone(),
        organisation_km: organisation.name_km.clone(),
        organisation_latin: organisation.name_en.clone(),
        question,
        sections: one.sections,
        consent,
        from,
        until,
    };
    let action = FamilyAction::ConsultationAsked { consultation, asked: consulted };
    write(app, signed, info, written(signed, action, Act::Consult)).await?;
    Ok(until)
}

/// Ends a consultation before its time.
pub async fn end(app: &App, signed: &Signed, family: StreamId, id: ConsultationId) -> Result<(), Problem> {
    let proof = authorize::<acts::Consult>(app, signed, family).await?;
    let state = file(app, signed, &proof).await?;
    let state = &state.family().ok_or(Problem::new(Code::NotFound))?.state;
    let record = state.consultations.get(&id).ok_or(Problem::new(Code::NotFound))?;
    if !record.lives(signed.about.at) || !state.consultation_stands(record) {
        return Err(Problem::new(Code::ConsultationDecided));
    }
    let action = FamilyAction::ConsultationEnded { consultation: id, why: ENOUGH.to_owned() };
    write(app, signed, proof.get(), written(signed, action, Act::Consult)).await
}

/// Gives the advice that she was asked for.
pub async fn advise(
    app: &App,
    signed: &Signed,
    family: StreamId,
    id: ConsultationId,
    advice: &str,
) -> Result<(), Problem> {
    let proof = authorize::<acts::Advise>(app, signed, family).await?;
    let advice = words(advice, "advice")?;
    let state = file(app, signed, &proof).await?;
    let state = &state.family().ok_or(Problem::new(Code::NotFound))?.state;
    let hers = state
        .living_consultations(signed.about.at)
        .any(|(living, record)| living == id && record.asked.worker == signed.session.worker);
    if !hers {
        return Err(Problem::new(Code::NotFound));
    }
    let action = FamilyAction::AdviceGiven { consultation: id, advice };
    write(app, signed, proof.get(), written(signed, action, Act::Advise)).await
}

/// Advice that she is asked for now.
pub struct Mine {
    /// The family.
    pub family: StreamId,
    /// Which consultation.
    pub id: ConsultationId,
    /// Who asked.
    pub by: WorkerId,
    /// The organisation that holds the file.
    pub organisation: OrganisationId,
    /// The names of a child of the family: Khmer, Latin.
    pub child: (String, String),
    /// What was asked, of whom, for how long.
    pub asked: Consultation,
    /// What she has answered.
    pub advice: Vec<(Millis, String)>,
}

/// All advice that she is asked for now.
pub async fn mine(app: &App, signed: &Signed) -> Result<Vec<Mine>, Problem> {
    let at = signed.about.at;
    app.store.audit(vec![signed.event("consultations.read", true)]).await?;
    let mut all = Vec::new();
    for grant in signed.principal().grants.iter().filter(|grant| grant.kind == GrantKind::Consulted) {
        let Some(info) = app.store.stream_info(grant.stream, at).await? else { continue };
        let organisation = info.org;
        let Ok(proof) = signed.asker.authorize::<_, acts::Advise>(info, Purpose::Casework) else { continue };
        let state = file(app, signed, &proof).await?;
        let Some(family) = state.family() else { continue };
        let state = family.state.seen();
        let focus = state.present().find(|person| person.in_focus.get().copied().unwrap_or_default());
        let name = |name: &Register<String>| name.get().cloned().unwrap_or_default();
        let child = focus.or_else(|| state.present().next());
        let child = child.map(|child| (name(&child.name_km), name(&child.name_latin))).unwrap_or_default();
        for (id, record) in family.state.living_consultations(at) {
            if record.asked.worker == signed.session.worker {
                all.push(Mine {
                    family: grant.stream,
                    id,
                    by: record.by.author,
                    organisation,
                    child: child.clone(),
                    asked: record.asked.clone(),
                    advice: record.advice.iter().map(|(stamp, words)| (stamp.at, words.clone())).collect(),
                });
            }
        }
    }
    all.sort_by_key(|one| (one.asked.until, one.id));
    Ok(all)
}

fn written(signed: &Signed, action: FamilyAction, act: Act<'static>) -> Written {
    let gate = Arc::new(Still { asker: Arc::clone(&signed.asker), act });
    Written { action, gate, rejected: Code::ConsultationDecided, urgent: false }
}

/// Under the stream's lock once more: what was decided before still holds.
struct Still {
    asker: Arc<Asker>,
    act: Act<'static>,
}

impl Gate for Still {
    fn allow(&self, info: &StreamInfo, _: &AnyStream, _: &Entry) -> Result<(), Denied> {
        let facts = info.facts();
        let decision = self.asker.decide(&Question::casework(self.act, Resource::Family(&facts)));
        if decision.allow {
            Ok(())
        } else {
            Err(Denied { code: decision.code().to_owned(), reason: "no longer allowed".to_owned() })
        }
    }
}
