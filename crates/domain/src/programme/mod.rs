//! The programme: the network's protocol (clocks, schedules, gates, lists) in force, its information-sharing protocol,
//! and the history of both.

pub mod sharing;

use crate::entry::{Action, Rejection};
use crate::protocol::Protocol;
use crate::register::{Stamp, Step};
use crate::stream::{Effect, Folds};
use serde::{Deserialize, Serialize};
use sharing::{Sharing, SharingProposal, SharingState};

/// A command to the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ProgrammeAction {
    /// From now on this protocol is in force.
    ProtocolSet {
        /// The whole protocol.
        protocol: Box<Protocol>,
    },
    /// Somebody wants another version of the information-sharing protocol.
    SharingProposed {
        /// The whole of it.
        proposed: Box<SharingProposal>,
    },
    /// A second person agrees: it is in force.
    SharingApproved {
        /// What she read.
        hash: String,
        /// In words, perhaps.
        note: String,
    },
    /// A second person says no.
    SharingRefused {
        /// What she read.
        hash: String,
        /// Why.
        note: String,
    },
    /// Who proposed it takes it back.
    SharingWithdrawn {
        /// Which.
        hash: String,
    },
}

impl ProgrammeAction {
    /// The command's stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ProtocolSet { .. } => "programme.protocol_set",
            Self::SharingProposed { .. } => "programme.sharing_proposed",
            Self::SharingApproved { .. } => "programme.sharing_approved",
            Self::SharingRefused { .. } => "programme.sharing_refused",
            Self::SharingWithdrawn { .. } => "programme.sharing_withdrawn",
        }
    }
    /// Every name.
    pub const NAMES: &'static [&'static str] = &[
        "programme.protocol_set",
        "programme.sharing_proposed",
        "programme.sharing_approved",
        "programme.sharing_refused",
        "programme.sharing_withdrawn",
    ];
    /// Whether it is about the information-sharing protocol: the server makes these entries itself, after trying what
    /// they say.
    pub const fn is_sharing(&self) -> bool {
        match self {
            Self::ProtocolSet { .. } => false,
            Self::SharingProposed { .. }
            | Self::SharingApproved { .. }
            | Self::SharingRefused { .. }
            | Self::SharingWithdrawn { .. } => true,
        }
    }
}

/// The programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told, Default)]
pub struct Programme {
    /// The protocol in force; none means the default that comes with the software.
    pub protocol: Option<Protocol>,
    /// Who set which, oldest first.
    pub history: Vec<Stamp>,
    /// Who may see and do what.
    #[serde(default)]
    pub sharing: Sharing,
}

impl Folds for Programme {
    fn apply(&mut self, action: &Action, step: &Step) -> Result<Effect, Rejection> {
        match action {
            Action::Programme(action) => self.take(action, step.stamp)?,
            Action::Family(_)
            | Action::Organisation(_)
            | Action::Village(_)
            | Action::Provider(_)
            | Action::ServiceReferral(_) => return Err(Rejection::WrongStream),
        }
        Ok(Effect::default())
    }
}

impl Programme {
    fn take(&mut self, action: &ProgrammeAction, by: Stamp) -> Result<(), Rejection> {
        match action {
            ProgrammeAction::ProtocolSet { protocol } => {
                protocol.validate().map_err(|_| Rejection::NotPossible {
                    field: "protocol".into(),
                    why: "not_valid".into(),
                })?;
                self.protocol = Some((**protocol).clone());
                self.history.push(by);
                Ok(())
            }
            ProgrammeAction::SharingProposed { proposed } => self.sharing.propose(proposed, by),
            ProgrammeAction::SharingApproved { hash, note } => {
                sharing::short(note, "note")?;
                let note = note.clone();
                self.sharing.decide(hash, by, |by| SharingState::Approved { by, note })
            }
            ProgrammeAction::SharingRefused { hash, note } => {
                sharing::given(note, "note")?;
                let note = note.clone();
                self.sharing.decide(hash, by, |by| SharingState::Refused { by, note })
            }
            ProgrammeAction::SharingWithdrawn { hash } => self.sharing.withdraw(hash, by),
        }
    }
}
