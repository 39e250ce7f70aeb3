//! Invented people for tests, benches and the demonstration: the same every time for the same seed and day.
//! No clock, no randomness of its own, no real person's data; the villages are real.
//!
//! - [`builders`]: ids and scripts of entries, for tests of any crate;
//! - [`demo`]: a whole network as a visitor meets it;
//! - [`world`]: as many light families as a bench asks for;
//! - [`signer`]: keys of phones, for tests that sign as phones do;
//! - [`jpeg`]: bytes in the form of photographs;
//! - [`history`]: random histories of several devices, right and wrong, for tests of the fold.

pub mod builders;
pub mod demo;
pub mod dice;
pub mod examples;
pub mod history;
pub mod jpeg;
pub mod names;
pub mod postgres;
pub mod signer;
pub mod world;
