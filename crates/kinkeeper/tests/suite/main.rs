//! The program as an operator meets it: its commands, and its server through HTTP, in folders of their own. No
//! fixed ports; PostgreSQL is a private one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_wrap,
    reason = "a test that cannot go on fails"
)]

mod backups;
mod commands;
mod encryption;
mod faults;
mod full_disk;
mod gazetteer;
mod http;
mod instrument;
mod killing;
mod program;
mod proving;
mod stopping;
mod witness;
mod workbook;
