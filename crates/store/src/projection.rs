//! From folded streams to rows of projections. Pure: the same for a live append, a rebuild and an import.

use crate::Result;
use crate::consents::StandingRow;
use crate::error::StoreError;
use crate::people::WorkerRow;
use crate::reads::{Access, GrantRow, JointEndRow, LivingShare};
use crate::seal::{OrgKey, sha256};
use domain::family::consent::{SharedWith, Sharing};
use domain::family::joint::JointRecord;
use domain::family::photo::PhotoHash;
use domain::family::transfer::TransferState;
use domain::family::{Family, Stage, TeamRole};
use domain::ids::{JointId, OrganisationId, PersonId, ServiceId, StreamId, WorkerId};
use domain::khmer::keys::search_tokens;
use domain::organisation::Organisation;
use domain::place::PlaceCode;
use domain::protocol::{Protocol, Risk};
use domain::provider::Provider;
use domain::service_referral::ServiceReferral;
use domain::stream::Stream;
use domain::time::{Day, Millis};
use policy::{Grant, GrantKind, Purpose};
use std::collections::BTreeSet;

/// Raised whenever the same ledger would give other rows: a database with an older number is rebuilt when opened.
pub(crate) const VERSION: i64 = 6;

/// Stands for "no day": later than all of them.
pub(crate) const NO_DAY: i64 = 9_999_999;

/// Days since 1970.
pub(crate) fn day_number(day: Day) -> i64 {
    Day::EPOCH.days_until(day)
}
/// The day of a number.
pub(crate) fn day_of(number: i64) -> Option<Day> {
    (number < NO_DAY).then(|| Day::EPOCH.plus_days(number))
}

/// The stage under which lists know a file that was folded away; on its card stands the stage of the case.
pub(crate) const FOLDED: &str = "folded";

/// A family's row without its sealed part, and what hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FamilyFacts {
    pub(crate) village: String,
    pub(crate) stage: String,
    pub(crate) is_open: bool,
    pub(crate) risk: Option<Risk>,
    pub(crate) lead: Option<WorkerId>,
    pub(crate) visit_due: Option<Day>,
    pub(crate) review_due: Option<Day>,
    pub(crate) next_due: Option<Day>,
    pub(crate) last_visit: Option<Day>,
    pub(crate) review_waiting: bool,
    pub(crate) open_concern: bool,
    pub(crate) people: u32,
    pub(crate) visits: u32,
    pub(crate) conflicts: u32,
    pub(crate) rejected: u32,
    /// The whole summary as JSON.
    pub(crate) card: Vec<u8>,
    /// Who works with the family, sorted.
    pub(crate) team: Vec<(WorkerId, &'static str)>,
    /// What else bears on who may see the family.
    pub(crate) access: Access,
    /// For whom it was opened for a time.
    pub(crate) openings: Vec<GrantRow>,
    /// Joint cases that ran or run, with their end.
    pub(crate) joints: Vec<JointEndRow>,
    /// Consents that still matter, sorted.
    pub(crate) consents: Vec<StandingRow>,
    /// Under which names whom to find.
    pub(crate) names: Vec<(PersonId, String, String)>,
    /// Photographs that are kept, sorted.
    pub(crate) photos: Vec<PhotoHash>,
}

/// A family's row, ready to be written.
#[derive(Debug, Clone)]
pub(crate) struct FamilyWrite {
    pub(crate) stream: StreamId,
    pub(crate) org: OrganisationId,
    pub(crate) created_at: Millis,
    pub(crate) updated_at: Millis,
    pub(crate) head: u64,
    pub(crate) sealed_card: Vec<u8>,
    pub(crate) facts: FamilyFacts,
}

/// The stable name of a risk.
pub(crate) const fn risk_code(risk: Option<Risk>) -> &'static str {
    match risk {
        Some(Risk::High) => "high",
        Some(Risk::Medium) => "medium",
        Some(Risk::Low) => "low",
        None => "",
    }
}

/// Highest first.
pub(crate) const fn risk_rank(risk: Option<Risk>) -> i64 {
    match risk {
        Some(Risk::High) => 0,
        Some(Risk::Medium) => 1,
        Some(Risk::Low) => 2,
        None => 3,
    }
}

const fn team_role(role: TeamRole) -> &'static str {
    match role {
        TeamRole::Lead => "lead",
        TeamRole::Specialist => "specialist",
    }
}

/// Whether a family is in ordinary lists.
const fn is_open(stage: &Stage) -> bool {
    match stage {
        Stage::New | Stage::Referred { .. } | Stage::Accepted { .. } | Stage::Open { .. } => true,
        Stage::Declined { .. } | Stage::PassedOn { .. } | Stage::Closed { .. } | Stage::Withdrawn { .. } => {
            false
        }
    }
}

/// Who works with a family: the team, while nobody leads also who opened it, and the partners of joint cases.
pub(crate) fn team(family: &Family) -> Vec<(WorkerId, &'static str)> {
    let mut team: Vec<_> = family.team.iter().map(|(worker, role)| (*worker, team_role(*role))).collect();
    if family.lead().is_none()
        && let Some(opened) = family.opened
        && !family.team.contains_key(&opened.author)
    {
        team.push((opened.author, "opened"));
    }
    let here = |worker: &WorkerId| team.iter().any(|(held, _)| held == worker);
    let partners: Vec<_> = family.partners().into_iter().filter(|worker| !here(worker)).collect();
    team.extend(partners.into_iter().map(|worker| (worker, "partner")));
    team.sort_unstable();
    team
}

/// What bears on who may see a family beside its team. No command of this vocabulary seals a section of it.
pub(crate) fn access(family: &Family) -> Access {
    let share = |sharing: Sharing| LivingShare {
        organisation: sharing.organisation,
        purpose: match sharing.with {
            SharedWith::Organisation => Purpose::Casework.code(),
            SharedWith::Partners => policy::JOINT,
        }
        .to_owned(),
        section: sharing.section,
        until: end_of(sharing.until),
    };
    Access {
        excluded: family.excluded.keys().copied().collect(),
        shares: family.sharings().into_iter().map(share).collect(),
        handed_to: family.open_transfer().map(|record| record.proposed.to),
        offered_to: family.open_joints().map(|record| record.offered.to).collect(),
        ..Access::default()
    }
}

/// For whom a family's file was opened for a time, each until it was over or ended: emergencies and consultations. What
/// rested on a consent that is gone, or was opened for the team of a former holder, is not open (goal DP-1).
pub(crate) fn openings(stream: StreamId, family: &Family) -> Vec<GrantRow> {
    let moved = |since: Millis| {
        let accepted = family.transfers.iter().filter_map(|record| match &record.state {
            TransferState::Accepted { by, .. } => Some(by.at),
            TransferState::Open | TransferState::Declined { .. } | TransferState::Withdrawn { .. } => None,
        });
        accepted.filter(|at| *at >= since).min()
    };
    let emergencies = family.emergencies.values().map(|record| {
        let opened = &record.opened;
        let until = moved(opened.from).map_or(opened.until, |at| at.min(opened.until));
        let grant = Grant { stream, kind: GrantKind::BreakGlass };
        GrantRow { worker: opened.worker, grant, begins: opened.from, until }
    });
    let consultations = family.consultations.values().map(|record| {
        let asked = &record.asked;
        let until = match &record.ended {
            Some((stamp, _)) => stamp.at.min(asked.until),
            None if family.consultation_stands(record) => asked.until,
            None => asked.from,
        };
        let grant = Grant { stream, kind: GrantKind::Consulted };
        GrantRow { worker: asked.worker, grant, begins: asked.from, until }
    });
    emergencies.chain(consultations).collect()
}

/// Joint cases that ran or run, with their end.
pub(crate) fn joints(stream: StreamId, family: &Family) -> Vec<JointEndRow> {
    let row = |record: &JointRecord| {
        let (ends, standing) = family.joint_end(record)?;
        Some(JointEndRow {
            family: stream,
            joint: record.id,
            organisation: record.offered.to,
            lead: record.offered.lead,
            ends,
            standing: standing.code().to_owned(),
            workers: record.workers().iter().map(|one| one.worker).collect(),
        })
    };
    family.joints.iter().filter_map(row).collect()
}

/// The consents that still matter.
pub(crate) fn consents(family: &Family) -> Vec<StandingRow> {
    let mut rows: Vec<StandingRow> = family
        .standing_consents()
        .into_iter()
        .map(|one| {
            // What goes on without an end in sight goes on until somebody ends it.
            let lasting = one.uses_until.map_or(NO_DAY, day_number);
            StandingRow {
                consent: one.id,
                purpose: one.purpose,
                recipient: one.organisation,
                until: day_number(one.until),
                uses_until: if one.uses.is_empty() { 0 } else { lasting },
                uses: one.uses.iter().map(|used| used.code()).collect::<Vec<_>>().join(" "),
            }
        })
        .collect();
    rows.sort_unstable_by_key(|row| row.consent);
    rows
}

/// Photographs that are kept.
fn photos(family: &Family) -> Vec<PhotoHash> {
    let mut kept: Vec<PhotoHash> = family.kept_photos().map(|record| record.taken.hash).collect();
    kept.sort_unstable();
    kept.dedup();
    kept
}

/// Midnight after a day, where the families live.
fn end_of(day: Day) -> Millis {
    Millis(day.plus_days(1).noon().0.saturating_sub(HALF_A_DAY_MS))
}

const HALF_A_DAY_MS: i64 = 12 * 60 * 60 * 1000;

/// Everything that lists know of a family.
pub(crate) fn family(id: StreamId, stream: &Stream<Family>, protocol: &Protocol) -> Result<FamilyFacts> {
    let seen = stream.state.seen();
    let family = seen.as_ref();
    let mut summary = family.summary(protocol);
    // A file that was folded away is in no ordinary list: the one that stands is.
    let is_open = is_open(&family.stage) && summary.folded_into.is_none();
    summary.refused = u32::try_from(stream.log.refused.len()).unwrap_or(u32::MAX);
    let withdrawn = matches!(family.stage, Stage::Withdrawn { .. });
    let next_due = [
        summary.respond_by.map(Millis::day),
        summary.next_visit,
        summary.next_review,
        summary.next_assessment,
        summary.steps_overdue_from,
    ];
    let [high, _, _] = summary.concerns;
    let names = if withdrawn {
        Vec::new()
    } else {
        let named = |p: &domain::family::summary::CardPerson| (p.id, p.name_km.clone(), p.name_latin.clone());
        summary.people.iter().map(named).collect()
    };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(FamilyFacts {
        village: summary.village.clone(),
        stage: if summary.folded_into.is_some() { FOLDED.to_owned() } else { summary.stage.clone() },
        is_open,
        risk: summary.risk,
        lead: summary.lead,
        visit_due: summary.next_visit,
        review_due: summary.next_review,
        next_due: if is_open { next_due.into_iter().flatten().min() } else { None },
        last_visit: summary.last_visit,
        review_waiting: summary.review_waiting,
        open_concern: high > 0,
        people: count(summary.people.len()),
        visits: count(family.visits.values().filter(|visit| visit.made_on().is_some()).count()),
        conflicts: summary.conflicts,
        rejected: summary.refused,
        card: serde_json::to_vec(&summary).map_err(|_| StoreError::Damaged("a summary".into()))?,
        team: team(family),
        access: access(family),
        openings: openings(id, family),
        joints: joints(id, family),
        consents: consents(family),
        names,
        photos: photos(family),
    })
}

/// What of the facts has rows of its own: when neither changed, those rows need not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) team: [u8; 32],
    /// Of the openings and joint cases too.
    pub(crate) access: [u8; 32],
    pub(crate) consents: [u8; 32],
    pub(crate) names: [u8; 32],
    pub(crate) photos: [u8; 32],
}

impl Marks {
    /// Of a family that has no rows yet.
    pub(crate) fn none() -> Self {
        let none = digest(&[] as &[u8]);
        Self {
            team: none,
            access: digest(&(Access::default(), keys(&[]), ends(&[]))),
            consents: none,
            names: none,
            photos: none,
        }
    }
    /// Of a family whose search tokens were taken away and whose other rows are to be written anew.
    pub(crate) fn moved() -> Self {
        Self { team: [0; 32], access: [0; 32], consents: [0; 32], ..Self::none() }
    }
    pub(crate) fn of(facts: &FamilyFacts) -> Self {
        Self {
            team: digest(&facts.team),
            access: digest(&(&facts.access, keys(&facts.openings), ends(&facts.joints))),
            consents: digest(&facts.consents),
            names: digest(&facts.names),
            photos: digest(&facts.photos),
        }
    }
}

fn digest<T: serde::Serialize + ?Sized>(value: &T) -> [u8; 32] {
    sha256(&[&serde_json::to_vec(value).unwrap_or_default()])
}

/// Openings as far as a change of them is concerned.
fn keys(openings: &[GrantRow]) -> Vec<(WorkerId, &'static str, i64, i64)> {
    openings.iter().map(|row| (row.worker, row.grant.kind.code(), row.begins.0, row.until.0)).collect()
}

/// Joint cases likewise.
fn ends(joints: &[JointEndRow]) -> Vec<(JointId, i64, &str, &[WorkerId])> {
    joints.iter().map(|row| (row.joint, row.ends.0, row.standing.as_str(), row.workers.as_slice())).collect()
}

/// A blind search token with the person it leads to.
pub(crate) type Token = ([u8; 16], PersonId);

/// The blind tokens under which a family's people are found.
pub(crate) fn tokens(key: &OrgKey, names: &[(PersonId, String, String)]) -> BTreeSet<Token> {
    names
        .iter()
        .flat_map(|(person, km, latin)| {
            search_tokens(km, latin).into_iter().map(|token| (key.token(&token), *person))
        })
        .collect()
}

/// The names on a stored card.
pub(crate) fn names_on_card(card: &[u8]) -> Option<Vec<(PersonId, String, String)>> {
    #[derive(serde::Deserialize)]
    struct Card {
        stage: String,
        people: Vec<Named>,
    }
    #[derive(serde::Deserialize)]
    struct Named {
        id: PersonId,
        name_km: String,
        name_latin: String,
    }
    let card: Card = serde_json::from_slice(card).ok()?;
    if card.stage == "withdrawn" {
        return Some(Vec::new());
    }
    Some(card.people.into_iter().map(|p| (p.id, p.name_km, p.name_latin)).collect())
}

/// A provider's rows.
pub(crate) struct ProviderFacts {
    pub(crate) organisation: Option<OrganisationId>,
    pub(crate) kind: String,
    pub(crate) covers: String,
    pub(crate) state: &'static str,
    pub(crate) services: Vec<ProviderService>,
}

/// One of its services.
pub(crate) struct ProviderService {
    pub(crate) service: ServiceId,
    pub(crate) code: String,
    pub(crate) room: &'static str,
    pub(crate) confirmed: String,
}

/// What lists know of a provider; nothing before it has a name.
pub(crate) fn provider(provider: &Provider) -> Option<ProviderFacts> {
    let about = provider.about.get()?;
    let mut covers: BTreeSet<&str> = about.places.iter().map(PlaceCode::as_str).collect();
    let mut services = Vec::new();
    for (service, held, facts) in provider.open_services() {
        if facts.catchment.is_empty() {
            covers.insert("");
        }
        covers.extend(facts.catchment.iter().map(PlaceCode::as_str));
        services.push(ProviderService {
            service,
            code: facts.code.clone(),
            room: if held.room().is_open() { "open" } else { "full" },
            confirmed: held.confirmed.map(|(_, on)| on.to_string()).unwrap_or_default(),
        });
    }
    Some(ProviderFacts {
        organisation: about.organisation,
        kind: about.kind.clone(),
        covers: covers.into_iter().collect::<Vec<_>>().join(" "),
        state: if provider.closed.is_some() { "closed" } else { "open" },
        services,
    })
}

/// A row of a referral to a service.
pub(crate) struct ServiceFacts {
    pub(crate) stream: StreamId,
    pub(crate) org: OrganisationId,
    pub(crate) family: StreamId,
    pub(crate) to_org: Option<OrganisationId>,
    pub(crate) state: &'static str,
    pub(crate) is_open: bool,
    pub(crate) due: Option<Millis>,
    pub(crate) updated_at: Millis,
}

/// What lists know of a referral to a service; nothing before it was sent.
pub(crate) fn service_referral(
    (stream, org): (StreamId, OrganisationId),
    referral: &ServiceReferral,
    updated_at: Millis,
) -> Option<ServiceFacts> {
    let packet = referral.packet.as_ref()?;
    Some(ServiceFacts {
        stream,
        org,
        family: packet.family,
        to_org: packet.to.organisation,
        state: referral.state.code(),
        is_open: referral.state.is_open(),
        due: referral.due(),
        updated_at,
    })
}

/// Until when the receivers of a family's referrals may read them.
pub(crate) fn grants(family: &Family) -> Vec<(StreamId, Day)> {
    let until = |id: &StreamId| family.shared_until(*id).map(|until| (*id, until));
    family.service_referrals.keys().filter_map(until).collect()
}

/// The workers of an organisation.
pub(crate) fn workers(org: OrganisationId, organisation: &Organisation) -> Vec<WorkerRow> {
    let row = |worker: &domain::organisation::Worker| WorkerRow {
        worker: worker.id,
        org,
        account: worker.account.to_lowercase(),
        name_km: worker.name_km.clone(),
        name_en: worker.name_latin.clone(),
        roles: vec![worker.role.code().to_owned()],
        supervisor: worker.supervisor,
        areas: worker.areas.iter().map(ToString::to_string).collect(),
        phone: worker.phone.clone(),
        active: worker.active,
    };
    organisation.workers.values().map(row).collect()
}
