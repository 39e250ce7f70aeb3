//! The programme: the network's protocol (clocks, schedules, gates, lists) in force, and its history.

use crate::entry::{Action, Rejection};
use crate::protocol::Protocol;
use crate::register::{Stamp, Step};
use crate::stream::{Effect, Folds};
use serde::{Deserialize, Serialize};

/// A command to the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ProgrammeAction {
    /// From now on this protocol is in force.
    ProtocolSet {
        /// The whole protocol.
        protocol: Box<Protocol>,
    },
}

impl ProgrammeAction {
    /// The command's stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ProtocolSet { .. } => "programme.protocol_set",
        }
    }
    /// Every name.
    pub const NAMES: &'static [&'static str] = &["programme.protocol_set"];
}

/// The programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told, Default)]
pub struct Programme {
    /// The protocol in force; none means the default that comes with the software.
    pub protocol: Option<Protocol>,
    /// Who set which, oldest first.
    pub history: Vec<Stamp>,
}

impl Folds for Programme {
    fn apply(&mut self, action: &Action, step: &Step) -> Result<Effect, Rejection> {
        match action {
            Action::Programme(ProgrammeAction::ProtocolSet { protocol }) => {
                protocol.validate().map_err(|_| Rejection::NotPossible {
                    field: "protocol".into(),
                    why: "not_valid".into(),
                })?;
                self.protocol = Some((**protocol).clone());
                self.history.push(step.stamp);
                Ok(Effect::default())
            }
            Action::Family(_)
            | Action::Organisation(_)
            | Action::Village(_)
            | Action::Provider(_)
            | Action::ServiceReferral(_) => Err(Rejection::WrongStream),
        }
    }
}
