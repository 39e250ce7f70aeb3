//! The statistics of a vulnerability index that learns: how reliable it is, how well it tells families that will be
//! separated from those that will not, whether it is fair, and what weights the outcomes would suggest.
//!
//! And reports of what changed: [`change`] compares the first record of a tool with the one half a year later,
//! [`closures`] counts how work with families ended. Both read records through the domain's evaluator and the tools'
//! documents; which tool and which of its items are settings. [`records`] says which records count, [`gather`] what families'
//! files tell of what came after a screen.
//!
//! Pure functions: no input or output, no clock, chance only from a seed. [`learn`] gives a [`Proposal`] for the M&E
//! officer with its uncertainty and sample size, or a [`Refusal`] with what was had and what is needed. **Nothing here
//! applies a proposal.**

mod bootstrap;
pub mod calibration;
pub mod change;
pub mod closures;
pub mod discrimination;
pub mod fairness;
pub mod gather;
mod intake;
mod learn;
pub mod numbers;
mod points;
pub mod proposal;
mod random;
pub mod records;
pub mod reliability;
pub mod ridge;
pub mod sample_size;
pub mod screen;
pub mod settings;
pub mod small;
mod warnings;
pub mod weights;

pub use intake::Intake;
pub use learn::{learn, reliability_of};
pub use points::Scale;
pub use proposal::{Proposal, Refusal, Warning};
pub use screen::{Direction, Horizon, Index, Item, Screen};
pub use settings::Settings;
