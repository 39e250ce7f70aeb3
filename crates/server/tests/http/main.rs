//! The server through HTTP.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_wrap,
    reason = "a test that cannot go on fails"
)]

mod alike;
mod answering;
mod assessed;
mod at_rest;
mod auditing;
mod auditing_around;
mod authenticator;
mod border;
mod canary;
mod canary_shared;
mod consultations;
mod device_codes;
mod devices;
mod elsewhere;
mod emergencies;
mod factors;
mod golden;
mod guesses;
mod harness;
mod imports;
mod joints;
mod numbers;
mod openrosa;
mod photos;
mod pins;
mod protection;
mod reading;
mod recovery;
mod services;
mod serving;
mod sessions;
mod sharing;
mod sharing_protocol;
mod sign_in;
mod structural;
mod surface;
mod sync;
mod tools;
mod transfers;
