//! What goes on beside requests.

pub mod checkpoint;
pub mod events;
pub mod sweep;
