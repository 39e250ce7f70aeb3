//! Who may do what, to which part of which record, for what purpose. The only place where that is decided.
//!
//! The rules are files: `policies/forbids.cedar` (what nobody may), and `policies/sharing-protocol.v1.json` (the
//! network's information-sharing protocol, a matrix that a social worker can read), which is compiled to Cedar
//! permits. The server evaluates them in process ([`engine`], only with the feature of that name) and answers with
//! a [`Decision`] that carries its reasons and whom to ask instead. Work on a protected record needs an
//! [`Authorized`] proof, which only a decision can make. Lists come from the same policies by partial evaluation, as
//! a [`scope::Scope`] that the store turns into a query; it fails closed.
//!
//! The phone has no Cedar. It gets a table of the signed-in worker's rights, computed by the server with the same
//! policies, and looks it up ([`rights`]).
//!
//! The whole matrix of roles, relations, sections and commands lies in `tests/snapshots` as a golden file: a
//! change of policy is a change of that file, for a person to read.

mod authorized;
mod commands;
mod decision;
#[cfg(feature = "engine")]
pub mod engine;
mod request;
pub mod rights;
pub mod scope;

pub use authorized::{Action, Authorized, Protected, acts};
pub use commands::{Command, command};
pub use decision::{Ask, Decision, Reason};
pub use domain::organisation::Role;
#[cfg(feature = "engine")]
pub use engine::{Asker, Engine};
pub use request::{
    Act, Context, FamilyFacts, FamilyTies, Grant, GrantKind, JOINT, Principal, Purpose, Question, Relation,
    Resource, Share, Side, relation_of, relation_to,
};
pub use scope::{List, Scope, Wanted};
