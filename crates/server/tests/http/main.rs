//! The server through HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must fail"
)]

mod border;
mod golden;
mod harness;
mod imports;
mod reading;
mod serving;
mod sign_in;
mod sync;
