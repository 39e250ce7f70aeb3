//! The table of rights for a device: every relation, section, sort of command and circumstance, asked one by one. What
//! the phone shows is what the policies say, without the policies on the phone.

use super::Asker;
use crate::commands::Command;
use crate::request::{
    Act, Context, FamilyFacts, FamilyTies, JOINT, Principal, Purpose, Question, Relation, Resource, Share,
    Side,
};
use crate::rights::CIRCUMSTANCES;
use domain::assessed::AssessedAction;
use domain::entry::Section;
use domain::family::FamilyAction;
use domain::ids::{OrganisationId, StreamId, WorkerId};
use domain::organisation::Role;
use domain::provider::ProviderAction;
use domain::service_referral::ServiceReferralAction;
use domain::village::VillageAction;
use domain::wire::{BesideRights, GiveRight, RelationRights, Rights, SideRights};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

/// Stands for anybody else.
const SOMEBODY: WorkerId = WorkerId::from_u128(u128::MAX);
/// Stands for a family.
const FAMILY: StreamId = StreamId::from_u128(u128::MAX);
/// Stands for her organisation.
const HERE: OrganisationId = OrganisationId::from_u128(u128::MAX - 1);
/// Stands for another organisation.
const ELSEWHERE: OrganisationId = OrganisationId::from_u128(u128::MAX);

/// What a table depends on: not who she is, but as what she works.
pub(super) type Key = (Vec<Role>, Vec<String>, bool, bool);

/// Her rights, by what she is to a family. Computed once for all who work as the same.
pub(super) fn rights(asker: &Asker) -> Rights {
    let me = asker.principal();
    let key = (me.roles.clone(), me.clearance.clone(), me.active, me.device_locked);
    let kept = &asker.engine().tables;
    if let Some(rights) = kept.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return rights.clone();
    }
    let rights = compute(asker);
    kept.lock().unwrap_or_else(PoisonError::into_inner).insert(key, rights.clone());
    rights
}

fn compute(asker: &Asker) -> Rights {
    // Whoever she supervises, one stands for them; grants are for single files, and are not in a table.
    let stands_above = Principal {
        organisation: HERE,
        supervisees: Arc::new([SOMEBODY].into()),
        grants: Vec::new(),
        ..asker.principal().clone()
    };
    let asker = asker.engine().asker(stands_above);
    let families = Relation::ALL.into_iter().map(|relation| of(&asker, relation));
    let families = families.filter(|held| !held.read.is_empty() || !held.give.is_empty()).collect();
    let service_referrals = SIDES.into_iter().map(|side| of_side(&asker, side));
    let service_referrals = service_referrals.filter(|held| held.read || !held.give.is_empty()).collect();
    let me = asker.principal().worker;
    let beside = [
        ("village", Resource::Village, VillageAction::NAMES),
        ("provider", Resource::Provider, ProviderAction::NAMES),
        ("place", Resource::Place(HERE), AssessedAction::PLACE_NAMES),
        ("staff", Resource::Staff { organisation: HERE, worker: SOMEBODY }, AssessedAction::STAFF_NAMES),
        ("oneself", Resource::Staff { organisation: HERE, worker: me }, AssessedAction::STAFF_NAMES),
    ];
    let beside = beside.map(|(on, resource, names)| of_beside(&asker, on, resource, names)).into();
    Rights { policy: asker.engine().version().to_owned(), families, service_referrals, beside }
}

/// Every side of a referral to a service that somebody can stand on.
const SIDES: [Side; 5] = [
    Side::Sender(Relation::Lead),
    Side::Sender(Relation::Specialist),
    Side::Sender(Relation::Supervisor),
    Side::Sender(Relation::Colleague),
    Side::Receiver,
];

fn of_side(asker: &Asker, side: Side) -> SideRights {
    let (relation, receiver) = match side {
        Side::Sender(relation) => (relation, None),
        Side::Receiver => (Relation::Outside, Some(HERE)),
    };
    let family = stands(asker, relation);
    let resource = Resource::ServiceReferral { family: &family, receiver };
    let may = |act| asker.decide(&Question::casework(act, resource)).allow;
    let names = ServiceReferralAction::NAMES.iter().filter(|name| may(Act::Give(name)));
    SideRights {
        side: side.code().to_owned(),
        read: may(Act::Read(Section::Identity)),
        give: names.map(|name| (*name).to_owned()).collect(),
    }
}

fn of_beside(asker: &Asker, on: &str, resource: Resource<'_>, names: &[&str]) -> BesideRights {
    let may = |name: &&&str| asker.decide(&Question::casework(Act::Give(name), resource)).allow;
    BesideRights {
        on: on.to_owned(),
        give: names.iter().filter(may).map(|name| (*name).to_owned()).collect(),
    }
}

/// A command of each sort, to ask with.
pub(super) fn samples() -> BTreeMap<Command, &'static str> {
    let names = FamilyAction::NAMES.iter().map(|(name, _)| *name);
    names.filter_map(|name| Some((crate::command(name)?, name))).collect()
}

/// A family to which she stands so.
fn stands(asker: &Asker, relation: Relation) -> FamilyFacts {
    let me = asker.principal().worker;
    let organisation = match relation {
        Relation::Lead | Relation::Specialist | Relation::Supervisor | Relation::Colleague => {
            asker.principal().organisation
        }
        Relation::Partner | Relation::PartnerSupervisor | Relation::Outside => ELSEWHERE,
    };
    let mut ties = FamilyTies::new(organisation);
    let mut shares = Vec::new();
    match relation {
        Relation::Lead => ties.lead = Some(me),
        Relation::Specialist => ties.specialists.push(me),
        Relation::Supervisor => ties.lead = Some(SOMEBODY),
        Relation::Partner => ties.partners.push(me),
        Relation::PartnerSupervisor => ties.partners.push(SOMEBODY),
        Relation::Colleague | Relation::Outside => {}
    }
    if matches!(relation, Relation::Partner | Relation::PartnerSupervisor) {
        // As if everything had been agreed: what was, the file says.
        let organisation = asker.principal().organisation;
        let share = |section| Share { organisation, purpose: JOINT.to_owned(), section };
        shares.extend(Section::ALL.map(share));
    }
    FamilyFacts { shares, ..FamilyFacts::new(FAMILY, ties) }
}

fn of(asker: &Asker, relation: Relation) -> RelationRights {
    let me = asker.principal().worker;
    let facts = stands(asker, relation);
    let mut give = Vec::new();
    for (sort, name) in samples() {
        let mut when = 0;
        for at in 0..CIRCUMSTANCES {
            let context = Context {
                asked_by: Some(if at & 1 != 0 { me } else { SOMEBODY }),
                assigns_herself: at & 2 != 0,
                has_no_lead: at & 4 != 0,
            };
            let question =
                Question { context, ..Question::casework(Act::Give(name), Resource::Family(&facts)) };
            if asker.decide(&question).allow {
                when |= 1 << at;
            }
        }
        if when != 0 {
            give.push(GiveRight { sort: sort.code().to_owned(), when });
        }
    }
    let read = asker.readable_sections(&facts, Purpose::Casework);
    RelationRights { relation: relation.code().to_owned(), read, give }
}
