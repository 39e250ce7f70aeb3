//! The use cases, one file per subject. Endpoints call one of these each; nothing here knows of HTTP beyond
//! the problems that it can end in.

pub mod consultation;
pub mod directory;
pub mod duplicates;
pub mod elsewhere;
pub mod emergency;
pub mod erase;
pub mod factors;
pub mod families;
pub mod guesses;
pub mod import;
mod import_entries;
pub mod joints;
pub mod lists;
pub mod passkeys;
pub mod passphrase;
pub mod places;
pub mod printing;
mod printing_docs;
mod printing_kin;
mod printing_readers;
pub mod printing_sharing;
pub mod providers;
pub mod push;
pub mod readers;
pub mod received;
pub mod recovery;
pub mod services;
pub mod session;
pub mod sharing;
pub mod sign_in;
pub mod team;
pub mod transfers;
pub mod views;
pub mod workers;
