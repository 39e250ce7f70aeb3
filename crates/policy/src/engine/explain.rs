//! Why the answer is what it is, and whom to ask instead. Nothing is decided here: Cedar has spoken.

use super::ask::Said;
use crate::commands::command;
use crate::decision::{Ask, Decision, Reason};
use crate::request::{Act, FamilyFacts, Principal, Question, Relation, Resource, relation_of};
use domain::ids::OrganisationId;

/// A yes, with the roles that grant it.
pub(super) fn granted(principal: &Principal, question: &Question<'_>, said: &Said<'_>) -> Decision {
    let relation = relation(principal, question);
    let mut reasons = Vec::new();
    for role in said.deciding.iter().filter_map(|(_, info)| info.role) {
        let reason = Reason::Granted { role, relation };
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    Decision::yes(reasons, said.deciding.iter().map(|(id, _)| (*id).to_owned()).collect())
}

/// A no: by a forbid, or because nothing grants it.
pub(super) fn denied(principal: &Principal, question: &Question<'_>, said: &Said<'_>) -> Decision {
    let mut forbidden: Vec<Reason> = Vec::new();
    for reason in said.deciding.iter().filter_map(|(_, info)| info.reason) {
        if !forbidden.contains(&reason) {
            forbidden.push(reason);
        }
    }
    let Some(first) = forbidden.first().copied() else { return not_granted(principal, question) };
    Decision {
        allow: false,
        reasons: forbidden,
        policies: said.deciding.iter().map(|(id, _)| (*id).to_owned()).collect(),
        whom_to_ask: Some(ask_about(first)),
    }
}

const fn ask_about(reason: Reason) -> Ask {
    match reason {
        Reason::AnotherOrganisation
        | Reason::NotYourFamily
        | Reason::NotYourRole
        | Reason::OwnRelative
        | Reason::FourEyes
        | Reason::Granted { .. } => Ask::Supervisor,
        Reason::WrongPurpose | Reason::SealedSection => Ask::Manager,
        Reason::ClosedSection => Ask::Lead,
        Reason::UnknownCommand | Reason::LockedDevice | Reason::Inactive | Reason::NotEvaluated => {
            Ask::Administrator
        }
    }
}

/// Nothing grants it: what stands nearest in the way.
pub(super) fn not_granted(principal: &Principal, question: &Question<'_>) -> Decision {
    let unknown = matches!(question.act, Act::Give(name) if command(name).is_none());
    match question.resource {
        Resource::Family(_) => {
            let relation = relation(principal, question).unwrap_or(Relation::Outside);
            if relation == Relation::Outside {
                return Decision::no(Reason::AnotherOrganisation, Ask::Supervisor);
            }
            match question.act {
                Act::Give(_) if unknown => Decision::no(Reason::UnknownCommand, Ask::Administrator),
                Act::Read(_)
                | Act::Give(_)
                | Act::Print
                | Act::SeeReaders
                | Act::SeeAccess
                | Act::ReviewEmergency
                | Act::AnswerElsewhere
                | Act::Consult
                | Act::Advise
                    if relation == Relation::Colleague =>
                {
                    Decision::no(Reason::NotYourFamily, Ask::Supervisor)
                }
                Act::Read(_) => Decision::no(Reason::ClosedSection, Ask::Lead),
                Act::Print | Act::SeeReaders | Act::SeeAccess => {
                    Decision::no(Reason::NotYourFamily, Ask::Supervisor)
                }
                Act::Give(_) | Act::ReviewEmergency | Act::AnswerElsewhere | Act::Consult | Act::Advise => {
                    Decision::no(Reason::NotYourRole, Ask::Supervisor)
                }
                Act::OpenInEmergency
                | Act::ReceiveFamilies
                | Act::SeeTeam
                | Act::ReadNumbers
                | Act::ManageWorkers
                | Act::ImportFamilies
                | Act::AskForDuplicates
                | Act::AskElsewhere
                | Act::SeeTray
                | Act::SeeTeamTray
                | Act::ManageDevices
                | Act::ManageTeamDevices
                | Act::WatchOver
                | Act::JudgeReading => Decision::no(Reason::NotYourRole, Ask::Manager),
            }
        }
        Resource::Organisation(organisation) if organisation != principal.organisation => {
            Decision::no(Reason::AnotherOrganisation, Ask::Manager)
        }
        Resource::Place(organisation) | Resource::Staff { organisation, .. }
            if organisation != principal.organisation =>
        {
            Decision::no(Reason::AnotherOrganisation, Ask::Manager)
        }
        Resource::ServiceReferral { family, receiver } if !stands_on_a_side(principal, family, receiver) => {
            Decision::no(Reason::AnotherOrganisation, Ask::Supervisor)
        }
        Resource::Village
        | Resource::Provider
        | Resource::ServiceReferral { .. }
        | Resource::Place(_)
        | Resource::Staff { .. } => Decision::no(Reason::NotYourRole, Ask::Supervisor),
        Resource::Organisation(_) | Resource::Programme => {
            Decision::no(Reason::NotYourRole, Ask::Administrator)
        }
    }
}

fn stands_on_a_side(principal: &Principal, family: &FamilyFacts, receiver: Option<OrganisationId>) -> bool {
    family.ties.organisation == principal.organisation || receiver == Some(principal.organisation)
}

fn relation(principal: &Principal, question: &Question<'_>) -> Option<Relation> {
    match question.resource {
        Resource::Family(facts) => Some(relation_of(principal, &facts.ties)),
        Resource::ServiceReferral { family, .. } => Some(relation_of(principal, &family.ties)),
        Resource::Organisation(_)
        | Resource::Village
        | Resource::Programme
        | Resource::Provider
        | Resource::Place(_)
        | Resource::Staff { .. } => None,
    }
}
