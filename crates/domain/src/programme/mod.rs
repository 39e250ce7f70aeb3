//! The programme: the network's protocol (clocks, schedules, gates, lists) in force, its information-sharing protocol,
//! the history of both, and the network's own assessment tools.

pub mod sharing;
pub mod tools;

use crate::entry::{Action, Rejection};
use crate::protocol::Protocol;
use crate::register::{Stamp, Step};
use crate::stream::{Effect, Folds};
use serde::{Deserialize, Serialize};
use sharing::{Sharing, SharingProposal, SharingState};
use tools::{NewTool, Tools};

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
    /// A version of an assessment tool is published: it may be used from now on.
    ToolPublished {
        /// The version.
        tool: Box<NewTool>,
    },
    /// A version is not offered for new records any more.
    ToolRetired {
        /// The tool's code.
        code: String,
        /// The version.
        version: u16,
        /// Why.
        note: String,
    },
    /// It is offered again.
    ToolRestored {
        /// The tool's code.
        code: String,
        /// The version.
        version: u16,
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
            Self::ToolPublished { .. } => "programme.tool_published",
            Self::ToolRetired { .. } => "programme.tool_retired",
            Self::ToolRestored { .. } => "programme.tool_restored",
        }
    }
    /// Every name.
    pub const NAMES: &'static [&'static str] = &[
        "programme.protocol_set",
        "programme.sharing_proposed",
        "programme.sharing_approved",
        "programme.sharing_refused",
        "programme.sharing_withdrawn",
        "programme.tool_published",
        "programme.tool_retired",
        "programme.tool_restored",
    ];
    /// Whether the server makes these entries itself, after trying what they say: versions of the information-sharing
    /// protocol, and assessment tools.
    pub const fn is_the_servers(&self) -> bool {
        match self {
            Self::ProtocolSet { .. } => false,
            Self::SharingProposed { .. }
            | Self::SharingApproved { .. }
            | Self::SharingRefused { .. }
            | Self::SharingWithdrawn { .. }
            | Self::ToolPublished { .. }
            | Self::ToolRetired { .. }
            | Self::ToolRestored { .. } => true,
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
    /// The network's own assessment tools.
    #[serde(default)]
    pub tools: Tools,
}

impl Folds for Programme {
    fn apply(&mut self, action: &Action, step: &Step) -> Result<Effect, Rejection> {
        match action {
            Action::Programme(action) => self.take(action, step.stamp)?,
            Action::Family(_)
            | Action::Organisation(_)
            | Action::Village(_)
            | Action::Provider(_)
            | Action::ServiceReferral(_)
            | Action::Place(_)
            | Action::Staff(_) => return Err(Rejection::WrongStream),
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
            ProgrammeAction::ToolPublished { tool } => self.tools.publish(tool, by),
            ProgrammeAction::ToolRetired { code, version, note } => {
                self.tools.retire((code, *version), note, by)
            }
            ProgrammeAction::ToolRestored { code, version } => self.tools.restore(code, *version),
        }
    }
}
