//! "Who may see this family, and why": the policies themselves are asked, for everybody who works in the network, about
//! every section. There is no second list that could say something else.

use super::directory::Directory;
use super::families::{authorize, relation};
use super::session::Signed;
use crate::problem::Problem;
use crate::state::App;
use domain::entry::Section;
use domain::ids::{OrganisationId, StreamId, WorkerId};
use domain::organisation::Role;
use domain::time::{Day, Millis};
use policy::engine::{FamilyRow, RowRelation};
use policy::{Act, Decision, FamilyFacts, GrantKind, Protected, Purpose, Question, Reason, Resource, acts};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use store::reads::{GrantRow, LivingShare, StreamInfo};
use store::services::ServiceScope;

/// A row of the sharing protocol that lets somebody read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its stable name.
    pub id: String,
    /// What she must be to the family.
    pub relation: RowRelation,
    /// Why, in English.
    pub because: String,
    /// Why, in Khmer.
    pub because_km: String,
}

/// Somebody who may read the file now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seer {
    /// Who.
    pub worker: WorkerId,
    /// For whom she works.
    pub organisation: OrganisationId,
    /// As what.
    pub role: Option<Role>,
    /// By which rules, the nearest to the family first.
    pub rules: Vec<Rule>,
    /// Which sections.
    pub sections: Vec<Section>,
    /// Until when, where all that lets her in ends by itself.
    pub until: Option<Millis>,
    /// For a supervisor: whose work she answers for.
    pub through: Vec<WorkerId>,
}

/// Somebody who is kept out, whatever else would let her in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOut {
    /// Who.
    pub worker: WorkerId,
    /// For whom she works.
    pub organisation: OrganisationId,
    /// As what.
    pub role: Option<Role>,
    /// The rule that keeps her out.
    pub reason: Reason,
}

/// What was told to a service and may be read there now: by an organisation of the network, or by whoever has a link and
/// its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// Which.
    pub referral: StreamId,
    /// The organisation that received it; none for a service outside the network. Its name would tell what it is for.
    pub organisation: Option<OrganisationId>,
    /// Which sections it draws on.
    pub sections: Vec<Section>,
    /// The last day on which it may be read there, by the family's consent.
    pub until: Day,
    /// Until when a link opens it, where one was made.
    pub link: Option<Millis>,
}

/// Who may see a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// The file.
    pub family: StreamId,
    /// Who holds it.
    pub organisation: OrganisationId,
    /// Official code of the village; may be empty.
    pub village: String,
    /// Who may, the nearest to the family first.
    pub seers: Vec<Seer>,
    /// Who is kept out.
    pub kept_out: Vec<KeptOut>,
    /// What was told to services, the latest first.
    pub packets: Vec<Packet>,
    /// Sections that are closed to everybody without clearance.
    pub sealed: Vec<Section>,
    /// About how many people the policies were asked.
    pub asked: usize,
    /// How many of them may not see it, those who are kept out included.
    pub closed_to: usize,
}

/// Asks about everybody. Asking is written down.
pub async fn sight(app: &App, signed: &Signed, id: StreamId) -> Result<Sight, Problem> {
    let authorized = authorize::<acts::SeeAccess>(app, signed, id).await?;
    let info = authorized.get().clone();
    let mut event = signed.event("family.see_access", true);
    event.stream = Some(id);
    "protection".clone_into(&mut event.purpose);
    event.basis = format!("granted.{}", relation(signed, &info).code());
    app.store.audit(vec![event]).await?;
    let village = app.store.village_of(id).await?.unwrap_or_default();
    let (directory, at) = (Arc::clone(&signed.directory), signed.about.at);
    // Thousands of decisions: not on a thread that answers others.
    let sight = move || look(&directory, &info, at);
    let sight = tokio::task::spawn_blocking(sight).await.map_err(Problem::broken)?;
    let packets = packets(app, id, at).await?;
    Ok(Sight { village, packets, ..sight })
}

/// What was told to services about a family and may be read there now.
async fn packets(app: &App, family: StreamId, at: Millis) -> Result<Vec<Packet>, Problem> {
    let mut packets = Vec::new();
    for one in app.store.referrals(ServiceScope::About(family), at).await? {
        let Some(until) = one.row.until.filter(|_| one.lasts()) else { continue };
        let Some(file) = app.store.in_the_file(family, one.row.stream).await? else { continue };
        let link = app.store.link_until(one.row.stream, at).await?;
        let organisation = one.receiver();
        if organisation.is_some() || link.is_some() {
            let sections = file.record.sent.sections;
            packets.push(Packet { referral: one.row.stream, organisation, sections, until, link });
        }
    }
    Ok(packets)
}

fn look(directory: &Directory, info: &StreamInfo, at: Millis) -> Sight {
    let facts = info.facts();
    let grants: Vec<GrantRow> = directory.grants_on(info.id, at).collect();
    let about = About { directory, info, facts: &facts, grants: &grants, at };
    let mut sight = Sight {
        family: info.id,
        organisation: info.org,
        village: String::new(),
        seers: Vec::new(),
        kept_out: Vec::new(),
        packets: Vec::new(),
        sealed: info.access.sealed.clone(),
        asked: 0,
        closed_to: 0,
    };
    let named = about.named();
    let mut alike: HashMap<Alike, Answer> = HashMap::new();
    for worker in directory.working() {
        sight.asked += 1;
        let answer = match about.like(worker, &named) {
            // Whoever has nothing to do with this family is answered as everybody who works for the same organisation
            // in the same roles: the policies know of nothing else that could tell them apart.
            Some(like) => {
                let answer = alike.entry(like).or_insert_with(|| about.ask(worker)).clone();
                answer.of(worker)
            }
            None => about.ask(worker),
        };
        match answer {
            Answer::Sees(seer) => sight.seers.push(*seer),
            Answer::KeptOut(kept_out) => {
                sight.closed_to += 1;
                sight.kept_out.push(kept_out);
            }
            Answer::Nothing => sight.closed_to += 1,
        }
    }
    sight.seers.sort_by_key(|seer| (seer.rules.first().map(|rule| nearness(rule.relation)), seer.worker));
    sight.kept_out.sort_by_key(|one| one.worker);
    sight
}

/// In which order people are told.
const fn nearness(relation: RowRelation) -> u8 {
    match relation {
        RowRelation::Lead => 0,
        RowRelation::Specialist => 1,
        RowRelation::Supervisor => 2,
        RowRelation::Anyone => 3,
        RowRelation::Partner => 4,
        RowRelation::PartnerSupervisor => 5,
        RowRelation::Consulted => 6,
        RowRelation::Shared => 7,
        RowRelation::BreakGlass => 8,
    }
}

#[derive(Clone)]
enum Answer {
    Sees(Box<Seer>),
    KeptOut(KeptOut),
    Nothing,
}

impl Answer {
    /// The same, of somebody else.
    fn of(self, worker: WorkerId) -> Self {
        match self {
            Self::Sees(seer) => Self::Sees(Box::new(Seer { worker, ..*seer })),
            Self::KeptOut(kept_out) => Self::KeptOut(KeptOut { worker, ..kept_out }),
            Self::Nothing => Self::Nothing,
        }
    }
}

/// What sets people apart who have nothing to do with a family: for whom they work, and as what. No policy asks where
/// somebody works.
#[derive(PartialEq, Eq, Hash)]
struct Alike {
    organisation: OrganisationId,
    roles: Vec<Role>,
    active: bool,
}

struct About<'a> {
    directory: &'a Directory,
    info: &'a StreamInfo,
    facts: &'a FamilyFacts,
    grants: &'a [GrantRow],
    at: Millis,
}

impl About<'_> {
    /// Everybody of whom the file or a grant knows, and everybody above one of them: they are asked about one by one.
    fn named(&self) -> BTreeSet<WorkerId> {
        let ties = &self.facts.ties;
        let mut waiting: Vec<WorkerId> = self.info.team.iter().map(|(worker, _)| *worker).collect();
        waiting
            .extend(ties.lead.iter().chain(&ties.opened_by).chain(&ties.specialists).chain(&ties.partners));
        waiting.extend(&self.info.access.excluded);
        waiting.extend(self.grants.iter().map(|row| row.worker));
        let mut named = BTreeSet::new();
        while let Some(worker) = waiting.pop() {
            if named.insert(worker) {
                waiting.extend(self.directory.supervisor_of(worker));
            }
        }
        named
    }

    /// Whom she is like, if nothing sets her apart.
    fn like(&self, worker: WorkerId, named: &BTreeSet<WorkerId>) -> Option<Alike> {
        let one = self.directory.get(worker).filter(|_| !named.contains(&worker))?;
        Some(Alike { organisation: one.row.org, roles: one.roles.clone(), active: one.row.active })
    }

    fn ask(&self, worker: WorkerId) -> Answer {
        let Some(asker) = self.directory.asker(worker, self.at) else { return Answer::Nothing };
        let principal = asker.principal();
        let (organisation, role) = (principal.organisation, principal.roles.first().copied());
        let decide = |section| -> Decision {
            asker.decide(&Question::casework(Act::Read(section), Resource::Family(self.facts)))
        };
        let mut sections = Vec::new();
        let mut rules: BTreeMap<(u8, String), Rule> = BTreeMap::new();
        let mut kept_out = None;
        for section in Section::ALL {
            let decision = decide(section);
            if decision.allow {
                sections.push(section);
                for id in &decision.policies {
                    if let Some(row) = self.row(id) {
                        rules.entry((nearness(row.relation), row.id.clone())).or_insert_with(|| rule(row));
                    }
                }
            } else if decision.reasons.contains(&Reason::OwnRelative) {
                kept_out = Some(Reason::OwnRelative);
            }
        }
        if sections.is_empty() {
            return kept_out.map_or(Answer::Nothing, |reason| {
                Answer::KeptOut(KeptOut { worker, organisation, role, reason })
            });
        }
        let rules: Vec<Rule> = rules.into_values().collect();
        let supervises = rules.iter().any(|rule| rule.relation == RowRelation::Supervisor);
        let team = self.info.team.iter().map(|(member, _)| *member);
        let through = team.filter(|member| supervises && principal.supervisees.contains(member)).collect();
        let until = self.until(worker, organisation, &rules);
        Answer::Sees(Box::new(Seer { worker, organisation, role, rules, sections, until, through }))
    }

    fn row(&self, id: &str) -> Option<&FamilyRow> {
        self.directory.policies().matrix().families.iter().find(|row| row.id == id)
    }

    /// When the last of what lets her in ends; none if something does not end by itself.
    fn until(&self, worker: WorkerId, organisation: OrganisationId, rules: &[Rule]) -> Option<Millis> {
        let granted = |kind: GrantKind| {
            let hers = self.grants.iter().filter(|row| row.worker == worker && row.grant.kind == kind);
            hers.map(|row| row.until).max()
        };
        let shared = |purpose: &str| {
            let ours = |share: &&LivingShare| share.organisation == organisation && share.purpose == purpose;
            self.info.access.shares.iter().filter(ours).map(|share| share.until).max()
        };
        let ends = rules.iter().map(|rule| match rule.relation {
            RowRelation::Lead | RowRelation::Specialist | RowRelation::Supervisor | RowRelation::Anyone => {
                None
            }
            RowRelation::Shared => shared(Purpose::Casework.code()),
            RowRelation::Partner | RowRelation::PartnerSupervisor => shared(policy::JOINT),
            RowRelation::BreakGlass => granted(GrantKind::BreakGlass),
            RowRelation::Consulted => granted(GrantKind::Consulted),
        });
        ends.collect::<Option<Vec<Millis>>>()?.into_iter().max()
    }
}

fn rule(row: &FamilyRow) -> Rule {
    Rule {
        id: row.id.clone(),
        relation: row.relation,
        because: row.because.clone(),
        because_km: row.because_km.clone(),
    }
}

#[cfg(test)]
mod tests {
    /// Should a policy begin to ask where somebody works, people are no longer alike who work in different places.
    #[test]
    fn no_policy_asks_where_somebody_works() {
        assert!(!include_str!("../../../../policies/forbids.cedar").contains("areas"));
    }
}
