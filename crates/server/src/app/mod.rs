//! The use cases, one file per subject. Endpoints call one of these each; nothing here knows of HTTP beyond
//! the problems that it can end in.

pub mod directory;
pub mod duplicates;
pub mod erase;
pub mod families;
pub mod import;
mod import_entries;
pub mod lists;
pub mod places;
pub mod printing;
mod printing_docs;
mod printing_kin;
mod printing_readers;
pub mod push;
pub mod readers;
pub mod session;
pub mod team;
pub mod views;
pub mod workers;
