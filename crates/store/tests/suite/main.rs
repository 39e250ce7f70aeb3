//! The store's one suite, run on both engines every time. It fails when PostgreSQL is not there.

mod appending;
mod archive;
mod harness;
mod keeping;
mod lists;
mod proving;
mod pulling;
mod trouble;

#[path = "../../../testkit/src/postgres.rs"]
mod postgres_harness;
