//! The question: who wants to do what, to which record, for what purpose.

use domain::entry::{Section, StreamKind};
use domain::ids::{OrganisationId, StreamId, WorkerId};
use domain::organisation::Role;
use std::collections::BTreeSet;
use std::sync::Arc;

/// For what somebody got a time-boxed grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GrantKind {
    /// An emergency, recorded and reviewed.
    BreakGlass,
    /// She was asked for advice.
    Consulted,
}

impl GrantKind {
    /// Every kind.
    pub const ALL: [GrantKind; 2] = [Self::BreakGlass, Self::Consulted];
    /// The stable name, as stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BreakGlass => "break_glass",
            Self::Consulted => "consulted",
        }
    }
    /// Reads the stored name.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A time-boxed grant that lives now: whoever loads grants looks at the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// To which file.
    pub stream: StreamId,
    /// For what.
    pub kind: GrantKind,
}

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Principal {
    /// Who.
    pub worker: WorkerId,
    /// For which organisation she works.
    pub organisation: OrganisationId,
    /// As what. A worker who has left has no roles, and so no rights.
    pub roles: Vec<Role>,
    /// Everybody below her in the chain of supervisors.
    pub supervisees: Arc<BTreeSet<WorkerId>>,
    /// Official codes of where she works.
    pub areas: Vec<String>,
    /// What she was cleared for beyond her role.
    pub clearance: Vec<String>,
    /// Grants that live now.
    pub grants: Vec<Grant>,
    /// Works here still.
    pub active: bool,
    /// Her device was locked from afar.
    pub device_locked: bool,
}

impl Principal {
    /// Somebody who works here, without supervisees, clearance or grants.
    pub fn new(worker: WorkerId, organisation: OrganisationId, roles: Vec<Role>) -> Self {
        Self {
            worker,
            organisation,
            roles,
            supervisees: Arc::default(),
            areas: Vec::new(),
            clearance: Vec::new(),
            grants: Vec::new(),
            active: true,
            device_locked: false,
        }
    }
    /// Whether she works as `role`.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// What the person who asks is to a family, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// She answers for the case, or opened the file and nobody answers for it yet.
    Lead,
    /// She visits beside the lead.
    Specialist,
    /// Somebody on the team, or who supervises somebody on the team, reports to her.
    Supervisor,
    /// She works for the same organisation.
    Colleague,
    /// Her organisation works on the file too (a joint case), and named her.
    Partner,
    /// Somebody whom her organisation named for a joint case reports to her.
    PartnerSupervisor,
    /// None of these.
    Outside,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Relation; 7] = [
        Self::Lead,
        Self::Specialist,
        Self::Supervisor,
        Self::Colleague,
        Self::Partner,
        Self::PartnerSupervisor,
        Self::Outside,
    ];
    /// The stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Specialist => "specialist",
            Self::Supervisor => "supervisor",
            Self::Colleague => "colleague",
            Self::Partner => "partner",
            Self::PartnerSupervisor => "partner_supervisor",
            Self::Outside => "outside",
        }
    }
}

/// What is known of who works with a family.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FamilyTies {
    /// The organisation that holds the file.
    pub organisation: OrganisationId,
    /// Who answers for the case.
    pub lead: Option<WorkerId>,
    /// Who visits beside the lead.
    pub specialists: Vec<WorkerId>,
    /// Who opened the file: she stands in for the lead while there is none.
    pub opened_by: Option<WorkerId>,
    /// Workers of other organisations who work on the file too (joint cases). What is open to them is in the file's
    /// shares, for [`JOINT`].
    pub partners: Vec<WorkerId>,
}

impl FamilyTies {
    /// Of a file with which nobody works.
    pub const fn new(organisation: OrganisationId) -> Self {
        Self { organisation, lead: None, specialists: Vec::new(), opened_by: None, partners: Vec::new() }
    }
}

/// For what a section is shared with the workers of a joint case and their supervisors, and with nobody else of their
/// organisation.
pub const JOINT: &str = "joint_case";

/// What a family agreed that another organisation sees. Only consents that live now: whoever loads them looks at
/// the clock.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share {
    /// With which organisation.
    pub organisation: OrganisationId,
    /// For what ([`Purpose::code`], or [`JOINT`]).
    pub purpose: String,
    /// Which section.
    pub section: Section,
}

/// All that is known of a family's file for a decision about it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FamilyFacts {
    /// Its stream.
    pub stream: StreamId,
    /// Who works with it.
    pub ties: FamilyTies,
    /// Own relatives, and whoever else must not see it.
    pub excluded: Vec<WorkerId>,
    /// What it shares.
    pub shares: Vec<Share>,
    /// Sections that are closed to everybody without clearance.
    pub sealed: Vec<Section>,
}

impl FamilyFacts {
    /// A file with nothing but its ties.
    pub const fn new(stream: StreamId, ties: FamilyTies) -> Self {
        Self { stream, ties, excluded: Vec::new(), shares: Vec::new(), sealed: Vec::new() }
    }
}

/// The strongest relation of somebody to a family, by the set of her supervisees.
pub fn relation_of(principal: &Principal, ties: &FamilyTies) -> Relation {
    let lead = ties.lead.or(ties.opened_by);
    let mut team = lead.into_iter().chain(ties.specialists.iter().copied());
    if ties.organisation != principal.organisation {
        if ties.partners.contains(&principal.worker) {
            Relation::Partner
        } else if ties.partners.iter().any(|worker| principal.supervisees.contains(worker)) {
            Relation::PartnerSupervisor
        } else {
            Relation::Outside
        }
    } else if lead == Some(principal.worker) {
        Relation::Lead
    } else if ties.specialists.contains(&principal.worker) {
        Relation::Specialist
    } else if team.any(|worker| principal.supervisees.contains(&worker)) {
        Relation::Supervisor
    } else {
        Relation::Colleague
    }
}

/// The longest chain of supervisors that is followed; real ones have three or four links.
const LONGEST_CHAIN: usize = 32;

/// The strongest relation of `principal` to a family. `supervisor_of` answers who supervises a worker; a ring
/// in that chain ends the walk rather than going round.
pub fn relation_to(
    principal: &Principal,
    ties: &FamilyTies,
    supervisor_of: impl Fn(WorkerId) -> Option<WorkerId>,
) -> Relation {
    let me = principal.worker;
    let supervises = |worker: WorkerId| {
        let mut at = worker;
        for _ in 0..LONGEST_CHAIN {
            match supervisor_of(at) {
                Some(above) if above == me => return true,
                Some(above) if above != worker => at = above,
                Some(_) | None => return false,
            }
        }
        false
    };
    if ties.organisation != principal.organisation {
        return if ties.partners.contains(&me) {
            Relation::Partner
        } else if ties.partners.iter().copied().any(supervises) {
            Relation::PartnerSupervisor
        } else {
            Relation::Outside
        };
    }
    let lead = ties.lead.or(ties.opened_by);
    if lead == Some(me) {
        return Relation::Lead;
    }
    if ties.specialists.contains(&me) {
        return Relation::Specialist;
    }
    if lead.into_iter().chain(ties.specialists.iter().copied()).any(supervises) {
        return Relation::Supervisor;
    }
    Relation::Colleague
}

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act<'a> {
    /// Read one section of a stream.
    Read(Section),
    /// Give a command, by its stable name, such as `family.visit_recorded`.
    Give(&'a str),
    /// Print one of a family's papers.
    Print,
    /// See who has opened a family's file.
    SeeReaders,
    /// See who may read a family's file, by which rule, and who is kept out of it.
    SeeAccess,
    /// Look whether somebody who opened a file in an emergency had to.
    ReviewEmergency,
    /// Answer another organisation's question whether the child is known here.
    AnswerElsewhere,
    /// Ask somebody for advice on the family, for a time.
    Consult,
    /// Write the advice that one was asked for.
    Advise,
    /// Open a file that is not hers, because somebody may come to harm.
    OpenInEmergency,
    /// Take on, or decline, a family that another organisation hands over.
    ReceiveFamilies,
    /// Open the supervisor's desk.
    SeeTeam,
    /// Read numbers about the organisation's work, never about one family.
    ReadNumbers,
    /// Add workers, give roles, give new passphrases.
    ManageWorkers,
    /// Bring families in from a workbook, and take them out again as a whole.
    ImportFamilies,
    /// Ask whether a family is already known.
    AskForDuplicates,
    /// Ask whether another organisation knows a child.
    AskElsewhere,
    /// See what could not be placed of the whole organisation.
    SeeTray,
    /// See what could not be placed of one's team.
    SeeTeamTray,
    /// Look after everybody's phones: enrol, name, lock, empty.
    ManageDevices,
    /// Look after the phones of one's team.
    ManageTeamDevices,
    /// Watch over the protection of data: consents that end, unusual reading.
    WatchOver,
    /// Say of reading that was unusual that it is explained, or what follows. Never of one's own.
    JudgeReading,
}

impl Act<'_> {
    /// The acts that do not concern one family, for the list of what a person can do.
    pub const GENERAL: [Act<'static>; 11] = [
        Act::OpenInEmergency,
        Act::ReceiveFamilies,
        Act::SeeTeam,
        Act::ReadNumbers,
        Act::ManageWorkers,
        Act::ImportFamilies,
        Act::AskForDuplicates,
        Act::AskElsewhere,
        Act::WatchOver,
        Act::ManageDevices,
        Act::ManageTeamDevices,
    ];

    /// The stable name, without the section or command.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Read(_) => "read",
            Self::Give(_) => "give",
            Self::Print => "print",
            Self::SeeReaders => "see_readers",
            Self::SeeAccess => "see_access",
            Self::ReviewEmergency => "review_emergency",
            Self::AnswerElsewhere => "answer_elsewhere",
            Self::Consult => "consult",
            Self::Advise => "advise",
            Self::OpenInEmergency => "open_in_emergency",
            Self::ReceiveFamilies => "receive_families",
            Self::SeeTeam => "see_team",
            Self::ReadNumbers => "read_numbers",
            Self::ManageWorkers => "manage_workers",
            Self::ImportFamilies => "import_families",
            Self::AskForDuplicates => "ask_for_duplicates",
            Self::AskElsewhere => "ask_elsewhere",
            Self::SeeTray => "see_tray",
            Self::SeeTeamTray => "see_team_tray",
            Self::ManageDevices => "manage_devices",
            Self::ManageTeamDevices => "manage_team_devices",
            Self::WatchOver => "watch_over",
            Self::JudgeReading => "judge_reading",
        }
    }
}

/// On which side of a referral to a service somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Of the organisation that holds the family's file.
    Sender(Relation),
    /// Of the organisation that receives it.
    Receiver,
}

impl Side {
    /// The stable name, as the table of rights writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sender(relation) => relation.code(),
            Self::Receiver => "receiver",
        }
    }
}

/// What it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource<'a> {
    /// A family's file.
    Family(&'a FamilyFacts),
    /// An organisation, or something that belongs to it as a whole.
    Organisation(OrganisationId),
    /// A village.
    Village,
    /// A provider of the service directory.
    Provider,
    /// A referral to a service: the packet that left, and what became of it.
    ServiceReferral {
        /// The family that it is about.
        family: &'a FamilyFacts,
        /// The organisation of the network that receives it, while the family's consent lasts.
        receiver: Option<OrganisationId>,
    },
    /// The network's programme.
    Programme,
    /// A village, group or facility, as an organisation assesses it.
    Place(OrganisationId),
    /// What is assessed of somebody's work.
    Staff {
        /// For which organisation she works.
        organisation: OrganisationId,
        /// Who.
        worker: WorkerId,
    },
}

impl Resource<'_> {
    /// The kind of stream that is meant.
    pub const fn kind(&self) -> StreamKind {
        match self {
            Self::Family(_) => StreamKind::Family,
            Self::Organisation(_) => StreamKind::Organisation,
            Self::Village => StreamKind::Village,
            Self::Provider => StreamKind::Provider,
            Self::ServiceReferral { .. } => StreamKind::ServiceReferral,
            Self::Programme => StreamKind::Programme,
            Self::Place(_) => StreamKind::Place,
            Self::Staff { .. } => StreamKind::Staff,
        }
    }
}

/// What it is for. A right that was given for one purpose does not serve another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Working with the family, and answering for that work.
    Casework,
    /// Counting and evaluating.
    Measurement,
    /// Keeping the system running.
    Administration,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Purpose; 3] = [Self::Casework, Self::Measurement, Self::Administration];
    /// The stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Casework => "casework",
            Self::Measurement => "measurement",
            Self::Administration => "administration",
        }
    }
}

/// What else bears on the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Context {
    /// For a signature: who asked for the review that is to be signed. For a judgement of reading: whose reading it was.
    pub asked_by: Option<WorkerId>,
    /// For an assignment: the worker assigned is the one who assigns.
    pub assigns_herself: bool,
    /// Nobody answers for the case yet.
    pub has_no_lead: bool,
}

/// The whole question, without who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question<'a> {
    /// What she wants to do.
    pub act: Act<'a>,
    /// To what.
    pub resource: Resource<'a>,
    /// What for.
    pub purpose: Purpose,
    /// Under which circumstances.
    pub context: Context,
}

impl<'a> Question<'a> {
    /// A question of casework, under no particular circumstances.
    pub const fn casework(act: Act<'a>, resource: Resource<'a>) -> Self {
        let context = Context { asked_by: None, assigns_herself: false, has_no_lead: false };
        Self { act, resource, purpose: Purpose::Casework, context }
    }
}
