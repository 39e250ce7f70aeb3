//! Every question that a matrix can answer differently, asked one by one: every role, standing to a family, purpose,
//! organisation, section, sort of command, act and list. Two matrices differ in what their answers differ in, whatever
//! their rows look like.

use super::matrix::On;
use super::{Engine, table};
use crate::commands::{Command, command};
use crate::request::{
    Act, Context, FamilyFacts, FamilyTies, Grant, GrantKind, JOINT, Principal, Purpose, Question, Resource,
    Share,
};
use crate::scope::List;
use domain::assessed::AssessedAction;
use domain::entry::Section;
use domain::ids::{OrganisationId, StreamId, WorkerId};
use domain::organisation::{OrganisationAction, Role};
use domain::programme::ProgrammeAction;
use domain::provider::ProviderAction;
use domain::service_referral::ServiceReferralAction;
use domain::village::VillageAction;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// She who asks.
const ME: WorkerId = WorkerId::from_u128(u128::MAX - 1);
/// Anybody else.
const SOMEBODY: WorkerId = WorkerId::from_u128(u128::MAX);
/// A family.
const FAMILY: StreamId = StreamId::from_u128(u128::MAX);
/// An organisation that no row names.
const HERE: OrganisationId = OrganisationId::from_u128(u128::MAX - 1);
/// Another organisation.
const ELSEWHERE: OrganisationId = OrganisationId::from_u128(u128::MAX);

/// What somebody is to what she asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Answers for the case.
    Lead,
    /// Visits beside the lead.
    Specialist,
    /// Supervises somebody on the team.
    Supervisor,
    /// Works for the organisation that holds the file.
    Colleague,
    /// Another organisation, with which the family shares everything.
    Shared,
    /// Opened it in an emergency.
    BreakGlass,
    /// Was asked for advice.
    Consulted,
    /// Another organisation works on the file too, and named her.
    Partner,
    /// Likewise, and named somebody who reports to her.
    PartnerSupervisor,
    /// Another organisation, to whose service the family was referred.
    Receiver,
    /// Another organisation, with which the family shares nothing.
    Outside,
    /// It is about her organisation.
    Organisation,
    /// It is about a village.
    Village,
    /// It is about the programme.
    Programme,
    /// It is about the service directory.
    Provider,
    /// It is a village, group or facility, as her organisation assesses it.
    Place,
    /// It is the work of somebody who reports to her.
    Staff,
    /// It is her own work, as those above her assess it.
    Oneself,
}

impl Standing {
    /// Towards a family, in the order in which they are told.
    pub const FAMILY: [Standing; 11] = [
        Self::Lead,
        Self::Specialist,
        Self::Supervisor,
        Self::Colleague,
        Self::Shared,
        Self::BreakGlass,
        Self::Consulted,
        Self::Partner,
        Self::PartnerSupervisor,
        Self::Receiver,
        Self::Outside,
    ];
    /// The stable name; those that a row can have are named as rows name them.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Specialist => "specialist",
            Self::Supervisor => "supervisor",
            Self::Colleague => "anyone",
            Self::Shared => "shared",
            Self::BreakGlass => "break_glass",
            Self::Consulted => "consulted",
            Self::Partner => "partner",
            Self::PartnerSupervisor => "partner_supervisor",
            Self::Receiver => "receiver",
            Self::Outside => "outside",
            Self::Organisation => "organisation",
            Self::Village => "village",
            Self::Programme => "programme",
            Self::Provider => "provider",
            Self::Place => "place",
            Self::Staff => "staff",
            Self::Oneself => "oneself",
        }
    }
    const fn beside(on: On) -> Self {
        match on {
            On::Organisation => Self::Organisation,
            On::Village => Self::Village,
            On::Programme => Self::Programme,
            On::Provider => Self::Provider,
            On::Place => Self::Place,
            On::Staff => Self::Staff,
            On::Oneself => Self::Oneself,
        }
    }
    const fn is_family(self) -> bool {
        match self {
            Self::Lead
            | Self::Specialist
            | Self::Supervisor
            | Self::Colleague
            | Self::Shared
            | Self::BreakGlass
            | Self::Consulted
            | Self::Partner
            | Self::PartnerSupervisor
            | Self::Receiver
            | Self::Outside => true,
            Self::Organisation
            | Self::Village
            | Self::Programme
            | Self::Provider
            | Self::Place
            | Self::Staff
            | Self::Oneself => false,
        }
    }
}

/// What she may: read a section, give a sort of command, do an act, see it in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// Read a section; beside families, what there is to read.
    Read(&'static str),
    /// Give a sort of command, whatever the circumstances.
    Give(&'static str),
    /// Give a sort of command only while taking on herself what nobody has.
    GiveTakingOn(&'static str),
    /// Do an act.
    Act(&'static str),
    /// See it in a list.
    List(&'static str),
}

impl What {
    /// The stable name of its kind.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Read(_) => "read",
            Self::Give(_) => "give",
            Self::GiveTakingOn(_) => "take_on",
            Self::Act(_) => "act",
            Self::List(_) => "list",
        }
    }
    /// The stable name of the section, sort, act or list.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Read(code)
            | Self::Give(code)
            | Self::GiveTakingOn(code)
            | Self::Act(code)
            | Self::List(code) => code,
        }
    }
}

/// One thing that is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// Working as what.
    pub role: Role,
    /// For an organisation that a row names; `None`: for any other.
    pub organisation: Option<OrganisationId>,
    /// Standing how.
    pub standing: Standing,
    /// What for.
    pub purpose: Purpose,
    /// What.
    pub what: What,
}

/// What is different from an ordinary day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// Nothing.
    Ordinary,
    /// She is a relative, or is kept out of the file.
    Excluded,
    /// Every section was sealed.
    Sealed,
    /// Her device was locked.
    Locked,
    /// She has left.
    Left,
    /// What is to be signed was asked for by herself.
    AskedByHerself,
}

/// What a matrix gains and loses for one role, standing and organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Working as what.
    pub role: Role,
    /// For an organisation that a row names; `None`: for any other.
    pub organisation: Option<OrganisationId>,
    /// Standing how.
    pub standing: Standing,
    /// What for.
    pub purpose: Purpose,
    /// What she may that she could not.
    pub gains: Vec<What>,
    /// What she could and may no longer.
    pub loses: Vec<What>,
}

/// Who gains and who loses what when `new` takes the place of `old`, in the order of roles and standings.
pub fn changes(old: &Arc<Engine>, new: &Arc<Engine>) -> Vec<Change> {
    let named: BTreeSet<OrganisationId> =
        old.named_organisations().chain(new.named_organisations()).collect();
    let cells = |engine: &Arc<Engine>| {
        let any = cells(engine, None, Day::Ordinary, &Purpose::ALL);
        let each = named.iter().flat_map(|org| cells(engine, Some(*org), Day::Ordinary, &Purpose::ALL));
        any.into_iter().chain(each).collect::<BTreeSet<Cell>>()
    };
    let (before, after) = (cells(old), cells(new));
    let mut changes: BTreeMap<_, Change> = BTreeMap::new();
    for (cell, gained) in after
        .difference(&before)
        .map(|cell| (cell, true))
        .chain(before.difference(&after).map(|cell| (cell, false)))
    {
        // What holds for any organisation, or for any family of hers, is told once.
        let told = |anyway: Cell| after.contains(&anyway) == gained && before.contains(&anyway) != gained;
        let inside = matches!(cell.standing, Standing::Lead | Standing::Specialist | Standing::Supervisor);
        if (cell.organisation.is_some() && told(Cell { organisation: None, ..*cell }))
            || (inside && told(Cell { standing: Standing::Colleague, ..*cell }))
        {
            continue;
        }
        let change =
            changes.entry((cell.role, cell.organisation, cell.standing, cell.purpose)).or_insert(Change {
                role: cell.role,
                organisation: cell.organisation,
                standing: cell.standing,
                purpose: cell.purpose,
                gains: Vec::new(),
                loses: Vec::new(),
            });
        if gained { change.gains.push(cell.what) } else { change.loses.push(cell.what) }
    }
    changes.into_values().collect()
}

impl Engine {
    /// Every organisation that a row names, and any other.
    pub(super) fn named_organisations_or_any(&self) -> BTreeSet<Option<OrganisationId>> {
        std::iter::once(None).chain(self.named_organisations().map(Some)).collect()
    }
    fn named_organisations(&self) -> impl Iterator<Item = OrganisationId> {
        self.matrix().families.iter().filter_map(|row| row.organisation.parse().ok())
    }
}

/// Everything that is granted on such a day.
pub(super) fn cells(
    engine: &Arc<Engine>,
    organisation: Option<OrganisationId>,
    day: Day,
    purposes: &[Purpose],
) -> BTreeSet<Cell> {
    let mut found = BTreeSet::new();
    for role in Role::ALL {
        for standing in Standing::FAMILY {
            for purpose in purposes {
                let who = Asking { engine, role, organisation, standing, day };
                let put = |what| {
                    found.insert(Cell { role, organisation, standing, purpose: *purpose, what });
                };
                who.family(*purpose, put);
            }
        }
        for on in On::ALL {
            let standing = Standing::beside(on);
            let who = Asking { engine, role, organisation, standing, day };
            // A row beside families is for every purpose.
            let purpose = Purpose::Casework;
            who.beside(on, |what| {
                found.insert(Cell { role, organisation, standing, purpose, what });
            });
        }
    }
    found
}

struct Asking<'a> {
    engine: &'a Arc<Engine>,
    role: Role,
    organisation: Option<OrganisationId>,
    standing: Standing,
    day: Day,
}

impl Asking<'_> {
    fn principal(&self) -> Principal {
        let grant = match self.standing {
            Standing::BreakGlass => Some(GrantKind::BreakGlass),
            Standing::Consulted => Some(GrantKind::Consulted),
            Standing::Lead
            | Standing::Specialist
            | Standing::Supervisor
            | Standing::Colleague
            | Standing::Shared
            | Standing::Partner
            | Standing::PartnerSupervisor
            | Standing::Receiver
            | Standing::Outside
            | Standing::Organisation
            | Standing::Village
            | Standing::Programme
            | Standing::Provider
            | Standing::Place
            | Standing::Staff
            | Standing::Oneself => None,
        };
        Principal {
            supervisees: Arc::new([SOMEBODY].into()),
            grants: grant.map(|kind| Grant { stream: FAMILY, kind }).into_iter().collect(),
            active: self.day != Day::Left,
            device_locked: self.day == Day::Locked,
            ..Principal::new(ME, self.organisation.unwrap_or(HERE), vec![self.role])
        }
    }

    fn facts(&self, purpose: Purpose) -> FamilyFacts {
        let here = self.organisation.unwrap_or(HERE);
        let mut ties = FamilyTies::new(here);
        let mut shares = Vec::new();
        match self.standing {
            Standing::Lead => ties.lead = Some(ME),
            Standing::Specialist => ties.specialists.push(ME),
            Standing::Supervisor => ties.lead = Some(SOMEBODY),
            Standing::Shared => {
                ties.organisation = ELSEWHERE;
                shares.extend(Section::ALL.map(|section| Share {
                    organisation: here,
                    purpose: purpose.code().to_owned(),
                    section,
                }));
            }
            Standing::Partner | Standing::PartnerSupervisor => {
                ties.organisation = ELSEWHERE;
                ties.partners.push(if self.standing == Standing::Partner { ME } else { SOMEBODY });
                let purpose = JOINT.to_owned();
                shares.extend(Section::ALL.map(|section| Share {
                    organisation: here,
                    purpose: purpose.clone(),
                    section,
                }));
            }
            Standing::BreakGlass | Standing::Consulted | Standing::Receiver | Standing::Outside => {
                ties.organisation = ELSEWHERE;
            }
            Standing::Colleague
            | Standing::Organisation
            | Standing::Village
            | Standing::Programme
            | Standing::Provider
            | Standing::Place
            | Standing::Staff
            | Standing::Oneself => {}
        }
        let excluded = if self.day == Day::Excluded { vec![ME] } else { Vec::new() };
        let sealed = if self.day == Day::Sealed { Section::ALL.to_vec() } else { Vec::new() };
        FamilyFacts { excluded, shares, sealed, ..FamilyFacts::new(FAMILY, ties) }
    }

    const fn context(&self, takes_on: bool) -> Context {
        let herself = matches!(self.day, Day::AskedByHerself);
        Context {
            asked_by: Some(if herself { ME } else { SOMEBODY }),
            assigns_herself: takes_on,
            has_no_lead: takes_on,
        }
    }

    fn family(&self, purpose: Purpose, mut put: impl FnMut(What)) {
        debug_assert!(self.standing.is_family());
        let asker = self.engine.asker(self.principal());
        let facts = self.facts(purpose);
        let allows = |act, takes_on| {
            let resource = Resource::Family(&facts);
            asker.decide(&Question { act, resource, purpose, context: self.context(takes_on) }).allow
        };
        for section in Section::ALL {
            if allows(Act::Read(section), false) {
                put(What::Read(section.code()));
            }
        }
        for (sort, name) in table::samples() {
            if allows(Act::Give(name), false) {
                put(What::Give(sort.code()));
            } else if allows(Act::Give(name), true) {
                put(What::GiveTakingOn(sort.code()));
            }
        }
        let receiver = (self.standing == Standing::Receiver).then(|| self.organisation.unwrap_or(HERE));
        let referral = Resource::ServiceReferral { family: &facts, receiver };
        let about = |act| {
            let context = self.context(false);
            asker.decide(&Question { act, resource: referral, purpose, context }).allow
        };
        if about(Act::Read(Section::Narrative)) {
            put(What::Act("read_referral"));
        }
        for (sort, name) in referral_samples() {
            if about(Act::Give(name)) {
                put(What::Give(sort.code()));
            }
        }
        let acts = [
            Act::Print,
            Act::SeeReaders,
            Act::SeeAccess,
            Act::ReviewEmergency,
            Act::AnswerElsewhere,
            Act::Consult,
            Act::Advise,
        ];
        for act in acts {
            if allows(act, false) {
                put(What::Act(act.code()));
            }
        }
        for list in List::ALL {
            if asker.is_listed(list, &facts, purpose) {
                put(What::List(list.code()));
            }
        }
    }

    fn beside(&self, on: On, mut put: impl FnMut(What)) {
        let asker = self.engine.asker(self.principal());
        let organisation = self.organisation.unwrap_or(HERE);
        let resource = match on {
            On::Organisation => Resource::Organisation(organisation),
            On::Village => Resource::Village,
            On::Programme => Resource::Programme,
            On::Provider => Resource::Provider,
            On::Place => Resource::Place(organisation),
            On::Staff => Resource::Staff { organisation, worker: SOMEBODY },
            On::Oneself => Resource::Staff { organisation, worker: ME },
        };
        let allows = |act| {
            let question = Question { context: self.context(false), ..Question::casework(act, resource) };
            asker.decide(&question).allow
        };
        if allows(Act::Read(Section::Identity)) {
            put(What::Read(on.code()));
        }
        for act in GENERAL {
            if allows(act) {
                put(What::Act(act.code()));
            }
        }
        for (sort, name) in beside_samples() {
            if allows(Act::Give(name)) {
                put(What::Give(sort.code()));
            }
        }
    }
}

/// Acts that concern an organisation.
const GENERAL: [Act<'static>; 14] = [
    Act::OpenInEmergency,
    Act::ReceiveFamilies,
    Act::AskElsewhere,
    Act::SeeTeam,
    Act::ReadNumbers,
    Act::ManageWorkers,
    Act::ImportFamilies,
    Act::AskForDuplicates,
    Act::SeeTray,
    Act::SeeTeamTray,
    Act::ManageDevices,
    Act::ManageTeamDevices,
    Act::WatchOver,
    Act::JudgeReading,
];

/// A command of each sort that is given to no family.
fn beside_samples() -> BTreeMap<Command, &'static str> {
    let names = OrganisationAction::NAMES.iter().chain(VillageAction::NAMES).chain(ProgrammeAction::NAMES);
    let names = names.chain(ProviderAction::NAMES).chain(AssessedAction::PLACE_NAMES);
    names.chain(AssessedAction::STAFF_NAMES).filter_map(|name| Some((command(name)?, *name))).collect()
}

/// A command of each sort that is given about a referral to a service.
fn referral_samples() -> BTreeMap<Command, &'static str> {
    ServiceReferralAction::NAMES.iter().filter_map(|name| Some((command(name)?, *name))).collect()
}
