//! The store: ledger and projections on SQLite (embedded) and PostgreSQL. The only room with SQL in it.
//!
//! [`Store`] is a cheap handle. Entries come in through [`Store::append`], which places, folds, seals, chains and
//! projects them in one transaction (group commit); everything else reads what that wrote.

mod error;
pub mod ledger;
pub mod people;
pub mod places;
pub mod reads;
pub mod records;
pub mod scope;
mod store;

pub use error::StoreError;
pub use ledger::{Actor, Append, Denied, Gate, OpenGate, Receipt, Verdict};
pub use scope::ListScope;
pub use store::*;

/// A result of the store.
pub type Result<T> = std::result::Result<T, StoreError>;
