//! The store: ledger and projections on SQLite (embedded) and PostgreSQL. The only room with SQL in it.
//!
//! [`Store`] is a cheap handle. Entries come in through [`Store::append`], which places, folds, seals, chains and
//! projects them in one transaction (group commit); everything else reads what that wrote.
//!
//! Where to look: `ledger` (what an append asks and answers), `writer` and `work` (how it is done), `reads`
//! (lists, pulls, search), `sql` (every statement, written once for both engines), `dialect` (all that differs),
//! `seal`, `chain` and `merkle` (keys and hashes), `root_key` (its file), `cipher` (the SQLite file as a whole), `audit` and `checkpoint`
//! (the log of who read and wrote what, and what is signed of it), `erase`, `projection` (from files to rows), `verify`, `rebuild`, `archive`.

pub mod alike;
mod archive;
mod audit;
mod cache;
mod chain;
mod checkpoint;
mod cipher;
pub mod collecting;
pub mod consents;
pub mod devices;
mod dialect;
pub mod elsewhere;
mod engine;
mod erase;
mod error;
pub mod factors;
pub mod guesses;
mod keeping;
pub mod ledger;
pub mod merkle;
mod note;
pub mod numbers;
pub mod people;
pub mod photos;
pub mod pins;
pub mod places;
mod projection;
pub mod providers;
mod reading;
pub mod reads;
mod rebuild;
pub mod received_forms;
pub mod records;
pub mod recoveries;
mod reserve;
mod root_key;
mod rows;
pub mod scope;
mod seal;
mod search;
pub mod services;
pub mod sessions;
mod shared;
mod sql;
mod store;
pub mod tools;
pub mod unusual;
mod verify;
mod witness;
mod work;
mod writer;

pub use archive::Exported;
pub use checkpoint::{Inclusion, State};
pub use cipher::{Encrypted, FileEncryption, FileState, encrypt_database, file_state, sqlite_options};
pub use engine::{Engine, Location, StoreConfig};
pub use erase::{Certificate, Erase, Erased};
pub use error::StoreError;
pub use ledger::{Actor, Append, Denied, Gate, OpenGate, Receipt, Verdict};
pub use note::{Checkpoint, Verifier};
pub use root_key::{KeyFile, SHORTEST_PASSPHRASE};
pub use scope::ListScope;
pub use seal::{Random, RootKey, SystemRandom};
pub use store::{Rebuilt, Store};
pub use verify::{Fault, Verified};
pub use witness::Readings;

/// A result of the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
