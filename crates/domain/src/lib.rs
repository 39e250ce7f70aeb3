//! Kinkeeper's domain: what a family's file is and how it comes about. Pure: no I/O, no clock, no SQL, no
//! randomness; builds to wasm32, where the phone runs the same fold as the server.
//!
//! Start with [`entry`] (what is recorded), [`stream`] (how it is folded) and [`family`] (what it amounts to).

// What `told::Told` derives names this crate as others do.
extern crate self as domain;

pub mod assessed;
pub mod duplicates;
pub mod entry;
pub mod family;
pub mod genogram;
pub mod ids;
pub mod instrument;
pub mod khmer;
pub mod kinship;
pub mod organisation;
pub mod pathway;
pub mod place;
pub mod planted;
pub mod programme;
pub mod protocol;
pub mod provider;
pub mod read;
pub mod records;
pub mod register;
pub mod service_referral;
pub mod sorted;
pub mod stream;
pub mod taxonomy;
pub mod time;
pub mod unusual;
pub mod village;
pub mod wire;
pub mod write;
