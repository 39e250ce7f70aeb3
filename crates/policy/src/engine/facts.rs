//! Facts as Cedar's entities: small, made for one question, without parsing.

use super::LoadError;
use crate::request::{FamilyFacts, GrantKind, Principal};
use cedar_policy::{Entity, EntityId, EntityTypeName, EntityUid, RestrictedExpression};
use domain::ids::{OrganisationId, StreamId, WorkerId};
use std::collections::{HashMap, HashSet};
use std::fmt::Display;

/// The section that stands for the file as a whole.
pub(super) const WHOLE: &str = "whole";

/// Facts that Cedar would not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadFacts;

/// The schema's types, read once.
#[derive(Debug, Clone)]
pub(super) struct Types {
    action: EntityTypeName,
    role: EntityTypeName,
    worker: EntityTypeName,
    family: EntityTypeName,
    pub(super) section: EntityTypeName,
    organisation: EntityTypeName,
    village: EntityTypeName,
    programme: EntityTypeName,
    provider: EntityTypeName,
    referral: EntityTypeName,
    place: EntityTypeName,
    staff: EntityTypeName,
}

fn uid(kind: &EntityTypeName, id: impl Display) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id.to_string()))
}

fn text(value: &str) -> RestrictedExpression {
    RestrictedExpression::new_string(value.to_owned())
}

fn texts<'a>(values: impl IntoIterator<Item = &'a str>) -> RestrictedExpression {
    RestrictedExpression::new_set(values.into_iter().map(text))
}

impl Types {
    pub(super) fn new() -> Result<Self, LoadError> {
        let kind = |name: &str| {
            name.parse::<EntityTypeName>().map_err(|error| LoadError::Schema(format!("{name}: {error}")))
        };
        Ok(Self {
            action: kind("Action")?,
            role: kind("Role")?,
            worker: kind("Worker")?,
            family: kind("Family")?,
            section: kind("Section")?,
            organisation: kind("Organisation")?,
            village: kind("Village")?,
            programme: kind("Programme")?,
            provider: kind("Provider")?,
            referral: kind("ServiceReferral")?,
            place: kind("Place")?,
            staff: kind("Staff")?,
        })
    }

    pub(super) fn action(&self, name: &str) -> EntityUid {
        uid(&self.action, name)
    }
    pub(super) fn worker(&self, id: WorkerId) -> EntityUid {
        uid(&self.worker, id)
    }
    fn family(&self, id: StreamId) -> EntityUid {
        uid(&self.family, id)
    }
    pub(super) fn section(&self, name: &str) -> EntityUid {
        uid(&self.section, name)
    }
    pub(super) fn organisation(&self, id: OrganisationId) -> EntityUid {
        uid(&self.organisation, id)
    }
    pub(super) fn village(&self) -> EntityUid {
        uid(&self.village, "any")
    }
    pub(super) fn programme(&self) -> EntityUid {
        uid(&self.programme, "the")
    }
    pub(super) fn provider(&self) -> EntityUid {
        uid(&self.provider, "any")
    }

    /// A referral to a service about a family.
    pub(super) fn referral(
        &self,
        family: &FamilyFacts,
        receiver: Option<OrganisationId>,
    ) -> Result<Entity, BadFacts> {
        let receivers = receiver.map(|id| RestrictedExpression::new_entity_uid(self.organisation(id)));
        let attributes = HashMap::from([
            ("family".to_owned(), RestrictedExpression::new_entity_uid(self.family(family.stream))),
            ("receivers".to_owned(), RestrictedExpression::new_set(receivers)),
        ]);
        Entity::new(uid(&self.referral, "one"), attributes, HashSet::new()).map_err(|_| BadFacts)
    }

    /// A village, group or facility, as an organisation assesses it.
    pub(super) fn place(&self, organisation: OrganisationId) -> Result<Entity, BadFacts> {
        let organisation = RestrictedExpression::new_entity_uid(self.organisation(organisation));
        let attributes = HashMap::from([("organisation".to_owned(), organisation)]);
        Entity::new(uid(&self.place, "one"), attributes, HashSet::new()).map_err(|_| BadFacts)
    }

    /// What is assessed of somebody's work.
    pub(super) fn staff(&self, organisation: OrganisationId, worker: WorkerId) -> Result<Entity, BadFacts> {
        let attributes = HashMap::from([
            (
                "organisation".to_owned(),
                RestrictedExpression::new_entity_uid(self.organisation(organisation)),
            ),
            ("worker".to_owned(), RestrictedExpression::new_entity_uid(self.worker(worker))),
        ]);
        Entity::new(uid(&self.staff, "one"), attributes, HashSet::new()).map_err(|_| BadFacts)
    }

    fn workers(&self, ids: impl IntoIterator<Item = WorkerId>) -> RestrictedExpression {
        let uids = ids.into_iter().map(|id| RestrictedExpression::new_entity_uid(self.worker(id)));
        RestrictedExpression::new_set(uids)
    }

    /// Somebody who is signed in.
    pub(super) fn principal(&self, principal: &Principal) -> Result<Entity, BadFacts> {
        let granted = |kind: GrantKind| {
            let live = principal.grants.iter().filter(move |grant| grant.kind == kind);
            let uids = live.map(|grant| RestrictedExpression::new_entity_uid(self.family(grant.stream)));
            RestrictedExpression::new_set(uids)
        };
        let attributes = HashMap::from([
            (
                "organisation".to_owned(),
                RestrictedExpression::new_entity_uid(self.organisation(principal.organisation)),
            ),
            ("supervisees".to_owned(), self.workers(principal.supervisees.iter().copied())),
            ("areas".to_owned(), texts(principal.areas.iter().map(String::as_str))),
            ("clearance".to_owned(), texts(principal.clearance.iter().map(String::as_str))),
            ("break_glass".to_owned(), granted(GrantKind::BreakGlass)),
            ("consulted".to_owned(), granted(GrantKind::Consulted)),
            ("active".to_owned(), RestrictedExpression::new_bool(principal.active)),
            ("device_locked".to_owned(), RestrictedExpression::new_bool(principal.device_locked)),
        ]);
        let roles: HashSet<EntityUid> =
            principal.roles.iter().map(|role| uid(&self.role, role.code())).collect();
        Entity::new(self.worker(principal.worker), attributes, roles).map_err(|_| BadFacts)
    }

    /// A family's file and one section of it.
    pub(super) fn file(&self, facts: &FamilyFacts, section: &str) -> Result<[Entity; 2], BadFacts> {
        let family = self.family(facts.stream);
        let ties = &facts.ties;
        let mut shares = Vec::with_capacity(facts.shares.len());
        for share in &facts.shares {
            let record = RestrictedExpression::new_record([
                (
                    "organisation".to_owned(),
                    RestrictedExpression::new_entity_uid(self.organisation(share.organisation)),
                ),
                ("purpose".to_owned(), text(&share.purpose)),
                ("section".to_owned(), text(share.section.code())),
            ]);
            shares.push(record.map_err(|_| BadFacts)?);
        }
        let attributes = HashMap::from([
            (
                "organisation".to_owned(),
                RestrictedExpression::new_entity_uid(self.organisation(ties.organisation)),
            ),
            ("leads".to_owned(), self.workers(ties.lead.or(ties.opened_by))),
            ("specialists".to_owned(), self.workers(ties.specialists.iter().copied())),
            ("partners".to_owned(), self.workers(ties.partners.iter().copied())),
            ("excluded".to_owned(), self.workers(facts.excluded.iter().copied())),
            ("shares".to_owned(), RestrictedExpression::new_set(shares)),
            ("sealed".to_owned(), texts(facts.sealed.iter().map(|section| section.code()))),
        ]);
        let part = HashMap::from([
            ("family".to_owned(), RestrictedExpression::new_entity_uid(family.clone())),
            ("name".to_owned(), text(section)),
        ]);
        let file = Entity::new(family, attributes, HashSet::new()).map_err(|_| BadFacts)?;
        let part = Entity::new(self.section(section), part, HashSet::new()).map_err(|_| BadFacts)?;
        Ok([file, part])
    }
}
