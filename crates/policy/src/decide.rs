//! The answer.

use crate::commands::{Command, command};
use crate::request::{Act, Purpose, Relation, Request, Resource};
use domain::entry::Section;
use domain::ids::WorkerId;
use domain::organisation::Role;

/// Why the answer is what it is. Codes are stable; words for people lie in the message catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// This role, standing so to the family, may.
    Granted {
        /// The role.
        role: Role,
        /// The relation, for a family.
        relation: Option<Relation>,
    },
    /// The record belongs to another organisation.
    AnotherOrganisation,
    /// The person does not work with this family.
    NotYourFamily,
    /// This section is closed to her.
    ClosedSection,
    /// It is not part of her role.
    NotYourRole,
    /// The second pair of eyes must be somebody else's.
    FourEyes,
    /// The purpose does not fit the act.
    WrongPurpose,
    /// Nobody knows this command.
    UnknownCommand,
}

impl Reason {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Granted { .. } => "granted",
            Self::AnotherOrganisation => "another_organisation",
            Self::NotYourFamily => "not_your_family",
            Self::ClosedSection => "closed_section",
            Self::NotYourRole => "not_your_role",
            Self::FourEyes => "four_eyes",
            Self::WrongPurpose => "wrong_purpose",
            Self::UnknownCommand => "unknown_command",
        }
    }
}

/// Who could help somebody who was told no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Who answers for the case.
    Lead,
    /// Her own supervisor.
    Supervisor,
    /// The programme manager.
    Manager,
    /// The administrator.
    Administrator,
}

impl Ask {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Supervisor => "supervisor",
            Self::Manager => "manager",
            Self::Administrator => "administrator",
        }
    }
}

/// An answer with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Yes or no.
    pub allow: bool,
    /// Why.
    pub reasons: Vec<Reason>,
    /// After a no: who could help.
    pub whom_to_ask: Option<Ask>,
}

impl Decision {
    fn yes(role: Role, relation: Option<Relation>) -> Self {
        Self { allow: true, reasons: vec![Reason::Granted { role, relation }], whom_to_ask: None }
    }
    fn no(reason: Reason, ask: Ask) -> Self {
        Self { allow: false, reasons: vec![reason], whom_to_ask: Some(ask) }
    }
}

/// Proof that somebody may do something with `T`. Only [`authorize`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Authorized<T> {
    thing: T,
    worker: WorkerId,
    purpose: Purpose,
}

impl<T> Authorized<T> {
    /// What may be worked on.
    pub const fn get(&self) -> &T {
        &self.thing
    }
    /// By whom.
    pub const fn worker(&self) -> WorkerId {
        self.worker
    }
    /// What for.
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }
    /// Gives the thing back.
    pub fn into_inner(self) -> T {
        self.thing
    }
}

/// Decides, and hands out the proof or the refusal.
pub fn authorize<T>(request: &Request<'_>, thing: T) -> Result<Authorized<T>, Decision> {
    let decision = decide(request);
    if decision.allow {
        Ok(Authorized { thing, worker: request.principal.worker, purpose: request.purpose })
    } else {
        Err(decision)
    }
}

/// Decides. What is not granted is denied.
pub fn decide(request: &Request<'_>) -> Decision {
    match request.resource {
        Resource::Family { relation } => family(request, relation),
        Resource::Organisation { organisation } if organisation != request.principal.organisation => {
            Decision::no(Reason::AnotherOrganisation, Ask::Manager)
        }
        Resource::Organisation { .. } => organisation(request),
        Resource::Village => village(request),
        Resource::Programme => programme(request),
    }
}

/// The sections of a family's file that a person may read, for sealing the others.
pub fn readable_sections(request: &Request<'_>) -> Vec<Section> {
    Section::ALL
        .into_iter()
        .filter(|section| decide(&Request { act: Act::Read(*section), ..*request }).allow)
        .collect()
}

/// The first of the person's roles for which `grants` holds.
fn role_that(request: &Request<'_>, grants: impl Fn(Role) -> bool) -> Option<Role> {
    request.principal.roles.iter().copied().find(|role| grants(*role))
}

fn family(request: &Request<'_>, relation: Relation) -> Decision {
    if relation == Relation::Outside {
        return Decision::no(Reason::AnotherOrganisation, Ask::Supervisor);
    }
    // Families are opened for casework only: numbers come from projections, and whoever keeps the system
    // running does it without reading about people.
    if request.purpose != Purpose::Casework {
        return Decision::no(Reason::WrongPurpose, Ask::Manager);
    }
    match request.act {
        Act::Read(section) => match role_that(request, |role| reads(role, relation, section)) {
            Some(role) => Decision::yes(role, Some(relation)),
            None if relation == Relation::Colleague => Decision::no(Reason::NotYourFamily, Ask::Supervisor),
            None => Decision::no(Reason::ClosedSection, Ask::Lead),
        },
        Act::Give(name) => give(request, relation, name),
        // A paper shows the identity and the narrative: who may print may read both.
        Act::Print => grant_all(request, relation, &[Section::Identity, Section::Narrative]),
        Act::SeeReaders => grant_all(request, relation, &[Section::Identity]),
        Act::SeeTeam
        | Act::ReadNumbers
        | Act::ManageWorkers
        | Act::ImportFamilies
        | Act::AskForDuplicates => Decision::no(Reason::NotYourRole, Ask::Manager),
    }
}

fn grant_all(request: &Request<'_>, relation: Relation, sections: &[Section]) -> Decision {
    match role_that(request, |role| sections.iter().all(|section| reads(role, relation, *section))) {
        Some(role) => Decision::yes(role, Some(relation)),
        None => Decision::no(Reason::NotYourFamily, Ask::Supervisor),
    }
}

/// Whether a role, standing so to a family, reads a section.
fn reads(role: Role, relation: Relation, section: Section) -> bool {
    match (role, relation) {
        (_, Relation::Outside) => false,
        (Role::Administrator | Role::MeOfficer, _) => false,
        (Role::VillageSocialWorker | Role::SeniorSocialWorker | Role::Specialist, Relation::Lead) => true,
        // Where a guarded family lives and its legal matters stay with the lead and her supervisors: a
        // specialist visits together with the lead.
        (Role::VillageSocialWorker | Role::SeniorSocialWorker | Role::Specialist, Relation::Specialist) => {
            match section {
                Section::Identity
                | Section::Narrative
                | Section::Health
                | Section::Protection
                | Section::Media => true,
                Section::Legal | Section::SafeAddress => false,
            }
        }
        (Role::SeniorSocialWorker, Relation::Supervisor) => true,
        (Role::VillageSocialWorker | Role::Specialist, Relation::Supervisor | Relation::Colleague)
        | (Role::SeniorSocialWorker, Relation::Colleague) => false,
        // The manager answers for what she signs, and needs neither pictures nor a guarded address for it.
        (
            Role::ProgrammeManager,
            Relation::Lead | Relation::Specialist | Relation::Supervisor | Relation::Colleague,
        ) => match section {
            Section::Identity
            | Section::Narrative
            | Section::Health
            | Section::Protection
            | Section::Legal => true,
            Section::SafeAddress | Section::Media => false,
        },
    }
}

fn give(request: &Request<'_>, relation: Relation, name: &str) -> Decision {
    let Some(sort) = command(name) else {
        return Decision::no(Reason::UnknownCommand, Ask::Administrator);
    };
    if sort == Command::Sign && request.context.asked_by == Some(request.principal.worker) {
        return Decision::no(Reason::FourEyes, Ask::Supervisor);
    }
    match role_that(request, |role| gives(request, role, relation, sort)) {
        Some(role) => Decision::yes(role, Some(relation)),
        None => {
            let reason = match relation {
                Relation::Colleague => Reason::NotYourFamily,
                Relation::Lead | Relation::Specialist | Relation::Supervisor | Relation::Outside => {
                    Reason::NotYourRole
                }
            };
            Decision::no(reason, Ask::Supervisor)
        }
    }
}

fn gives(request: &Request<'_>, role: Role, relation: Relation, sort: Command) -> bool {
    let social_worker =
        matches!(role, Role::VillageSocialWorker | Role::SeniorSocialWorker | Role::Specialist);
    let lead = relation == Relation::Lead && social_worker;
    let supervisor = relation == Relation::Supervisor && role == Role::SeniorSocialWorker;
    let manager = relation != Relation::Outside && role == Role::ProgrammeManager;
    match sort {
        // Opening makes the opener the lead, until somebody else is named.
        Command::Open => lead || supervisor || manager,
        Command::Care => lead || supervisor,
        Command::Visit => lead || supervisor || (relation == Relation::Specialist && social_worker),
        Command::Steer => lead || supervisor || manager,
        Command::Assign => {
            let by_opener = lead
                && (role == Role::SeniorSocialWorker
                    || (request.context.assigns_herself && request.context.has_no_lead));
            supervisor || manager || by_opener
        }
        // A supervisor who leads a case herself has it signed by hers: `asked_by` was checked before.
        Command::Answer | Command::Sign => {
            supervisor || manager || (lead && role == Role::SeniorSocialWorker && sort == Command::Answer)
        }
        Command::Withdraw | Command::Organise | Command::Govern | Command::Community => false,
    }
}

fn organisation(request: &Request<'_>) -> Decision {
    let yes = |role| Decision::yes(role, None);
    let no = || Decision::no(Reason::NotYourRole, Ask::Administrator);
    let granted = match request.act {
        // Everybody knows her colleagues: names, roles, who supervises whom.
        Act::Read(Section::Identity) => role_that(request, |_| true),
        Act::Read(
            Section::Narrative
            | Section::Health
            | Section::Protection
            | Section::Legal
            | Section::SafeAddress
            | Section::Media,
        ) => None,
        Act::Give(name) if command(name) == Some(Command::Organise) => {
            role_that(request, |role| role == Role::Administrator)
        }
        Act::Give(_) | Act::Print | Act::SeeReaders => None,
        Act::ManageWorkers => role_that(request, |role| role == Role::Administrator),
        Act::SeeTeam => {
            role_that(request, |role| matches!(role, Role::SeniorSocialWorker | Role::ProgrammeManager))
        }
        Act::ReadNumbers => role_that(request, |role| {
            matches!(role, Role::SeniorSocialWorker | Role::ProgrammeManager | Role::MeOfficer)
        }),
        Act::ImportFamilies => {
            role_that(request, |role| matches!(role, Role::ProgrammeManager | Role::Administrator))
        }
        Act::AskForDuplicates => role_that(request, is_caseworker),
    };
    granted.map_or_else(no, yes)
}

/// Roles that work with families.
fn is_caseworker(role: Role) -> bool {
    match role {
        Role::VillageSocialWorker | Role::SeniorSocialWorker | Role::Specialist | Role::ProgrammeManager => {
            true
        }
        Role::MeOfficer | Role::Administrator => false,
    }
}

/// A village is nobody's secret within the network; who works with its people writes about it.
fn village(request: &Request<'_>) -> Decision {
    let granted = match request.act {
        Act::Read(_) => role_that(request, |_| true),
        Act::Give(name) if command(name) == Some(Command::Community) => role_that(request, is_caseworker),
        Act::Give(_)
        | Act::Print
        | Act::SeeReaders
        | Act::SeeTeam
        | Act::ReadNumbers
        | Act::ManageWorkers
        | Act::ImportFamilies
        | Act::AskForDuplicates => None,
    };
    granted
        .map_or_else(|| Decision::no(Reason::NotYourRole, Ask::Supervisor), |role| Decision::yes(role, None))
}

/// The programme is for everybody to read and for administrators to change.
fn programme(request: &Request<'_>) -> Decision {
    let granted = match request.act {
        Act::Read(_) => role_that(request, |_| true),
        Act::Give(name) if command(name) == Some(Command::Govern) => {
            role_that(request, |role| role == Role::Administrator)
        }
        Act::Give(_)
        | Act::Print
        | Act::SeeReaders
        | Act::SeeTeam
        | Act::ReadNumbers
        | Act::ManageWorkers
        | Act::ImportFamilies
        | Act::AskForDuplicates => None,
    };
    granted.map_or_else(
        || Decision::no(Reason::NotYourRole, Ask::Administrator),
        |role| Decision::yes(role, None),
    )
}
