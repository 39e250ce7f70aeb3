//! What goes on beside requests.

pub mod events;
pub mod sweep;
