//! The server through HTTP.

mod border;
mod golden;
mod harness;
mod imports;
mod reading;
mod sign_in;
mod sync;
