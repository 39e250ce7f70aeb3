//! The store's one suite, run on both engines every time. It fails when PostgreSQL is not there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_wrap,
    reason = "a test that cannot go on fails"
)]

mod agreeing;
mod appending;
mod archive;
mod devices;
mod elsewhere;
mod erasing;
mod forms;
mod harness;
mod joint;
mod keeping;
mod lists;
mod photos;
mod protection;
mod proving;
mod pulling;
mod services;
mod signing_in;
mod trouble;
mod witnessing;
