//! Who may do what, to which part of which record, for what purpose. The only place where that is decided.
//!
//! Pure: no database, clock or network. The server gathers the facts (who asks, what she is to the family),
//! and [`decide`] answers with a [`Decision`] that carries its reasons and whom to ask instead. Work on a
//! protected record needs an [`Authorized`] handle, which only a decision can make. Lists come from
//! [`ListScope`], which the store turns into a condition; it fails closed.
//!
//! The whole matrix of roles, relations, sections and commands lies in `tests/snapshots` as a golden file: a
//! change of policy is a change of that file, for a person to read.

mod commands;
mod decide;
mod request;
mod scope;

pub use commands::{Command, command};
pub use decide::{Ask, Authorized, Decision, Reason, authorize, decide, readable_sections};
pub use domain::organisation::Role;
pub use request::{Act, Context, FamilyTies, Principal, Purpose, Relation, Request, Resource, relation_to};
pub use scope::{ListScope, Wanted, list_scope, sync_scope};
