//! Rights looked up, not decided: the table that the server computed with the policies for the worker who is signed
//! in on a device ([`domain::wire::Rights`]). What the table does not hold is denied.

use crate::commands::command;
use crate::request::{Context, Relation, Side};
use domain::entry::Section;
use domain::ids::WorkerId;
use domain::wire::{RelationRights, Rights};

/// The circumstances that decisions about commands know of, as a place in the table: bit 0, she asked for the review
/// herself; bit 1, she assigns herself; bit 2, nobody leads.
pub const fn circumstances(asked_by_herself: bool, assigns_herself: bool, has_no_lead: bool) -> u8 {
    (asked_by_herself as u8) | (assigns_herself as u8) << 1 | (has_no_lead as u8) << 2
}

/// How many circumstances there are.
pub const CIRCUMSTANCES: u8 = 8;

fn of(rights: &Rights, relation: Relation) -> Option<&RelationRights> {
    rights.families.iter().find(|held| held.relation == relation.code())
}

/// The sections that she may read of a family to which she stands so.
pub fn readable(rights: &Rights, relation: Relation) -> Vec<Section> {
    of(rights, relation).map(|held| held.read.clone()).unwrap_or_default()
}

/// Whether she may give a command, by its stable name.
pub fn may_give(rights: &Rights, me: WorkerId, relation: Relation, name: &str, context: Context) -> bool {
    let Some(sort) = command(name) else { return false };
    let at = circumstances(context.asked_by == Some(me), context.assigns_herself, context.has_no_lead);
    of(rights, relation)
        .and_then(|held| held.give.iter().find(|right| right.sort == sort.code()))
        .is_some_and(|right| right.when & (1 << at) != 0)
}

/// Whether she may read a referral to a service on whose side she stands so.
pub fn may_read_referral(rights: &Rights, side: Side) -> bool {
    rights.service_referrals.iter().any(|held| held.side == side.code() && held.read)
}

/// Whether she may give a command to it, by its stable name.
pub fn may_give_referral(rights: &Rights, side: Side, name: &str) -> bool {
    let held = rights.service_referrals.iter().filter(|held| held.side == side.code());
    held.flat_map(|held| &held.give).any(|given| given == name)
}

/// Whether she may give a command to a village or a provider, by its stable name.
pub fn may_give_beside(rights: &Rights, name: &str) -> bool {
    rights.beside.iter().flat_map(|held| &held.give).any(|given| given == name)
}
