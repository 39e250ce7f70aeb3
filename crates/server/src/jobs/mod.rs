//! What goes on beside requests.

pub mod alike;
pub mod checkpoint;
pub mod elsewhere;
pub mod events;
pub mod sweep;
pub mod unusual;
