//! Many phones and one server under one seeded chance. The phones run the production core, the server the production
//! router and store; network, clocks, disks and power are the simulation's, and fail as it likes. After every turn, and at
//! the end, what must hold is compared with what is there (design §4, docs/simulation.md). The same seed plays the same again.

mod checks;
mod commands;
mod kept;
mod phone;
mod plan;
pub mod planted;
mod rights;
mod said;
mod server;
mod world;

pub use plan::{Plan, Troubles};
pub use world::{Told, World};
