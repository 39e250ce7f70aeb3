//! The answer.

use crate::request::Relation;
use domain::organisation::Role;

/// Why the answer is what it is. Codes are stable; words for people lie in the message catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// This role, standing so to the family, may.
    Granted {
        /// The role.
        role: Role,
        /// The relation, for a family.
        relation: Option<Relation>,
    },
    /// The record belongs to another organisation, and nothing that lives opens it.
    AnotherOrganisation,
    /// The person does not work with this family.
    NotYourFamily,
    /// This section is closed to her.
    ClosedSection,
    /// It is not part of her role.
    NotYourRole,
    /// The second pair of eyes must be somebody else's.
    FourEyes,
    /// The purpose does not fit the act.
    WrongPurpose,
    /// Nobody knows this command.
    UnknownCommand,
    /// She is a relative, or must not see this family.
    OwnRelative,
    /// The section was sealed.
    SealedSection,
    /// Her device was locked.
    LockedDevice,
    /// She does not work here any more.
    Inactive,
    /// The policies could not be evaluated, which is never a yes.
    NotEvaluated,
}

impl Reason {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Granted { .. } => "granted",
            Self::AnotherOrganisation => "another_organisation",
            Self::NotYourFamily => "not_your_family",
            Self::ClosedSection => "closed_section",
            Self::NotYourRole => "not_your_role",
            Self::FourEyes => "four_eyes",
            Self::WrongPurpose => "wrong_purpose",
            Self::UnknownCommand => "unknown_command",
            Self::OwnRelative => "own_relative",
            Self::SealedSection => "sealed_section",
            Self::LockedDevice => "locked_device",
            Self::Inactive => "inactive",
            Self::NotEvaluated => "not_evaluated",
        }
    }

    /// The reason that a forbid names with `@reason`. `None`: nobody knows it, and the policies do not load.
    pub fn of_forbid(code: &str) -> Option<Self> {
        [
            Self::AnotherOrganisation,
            Self::FourEyes,
            Self::WrongPurpose,
            Self::OwnRelative,
            Self::SealedSection,
            Self::LockedDevice,
            Self::Inactive,
        ]
        .into_iter()
        .find(|reason| reason.code() == code)
    }
}

/// Who could help somebody who was told no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Who answers for the case.
    Lead,
    /// Her own supervisor.
    Supervisor,
    /// The programme manager.
    Manager,
    /// The administrator.
    Administrator,
}

impl Ask {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Supervisor => "supervisor",
            Self::Manager => "manager",
            Self::Administrator => "administrator",
        }
    }
}

/// An answer with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Yes or no.
    pub allow: bool,
    /// Why, the one to be told first. Never empty.
    pub reasons: Vec<Reason>,
    /// The ids of the policies that decided; empty when no policy grants it.
    pub policies: Vec<String>,
    /// After a no: who could help.
    pub whom_to_ask: Option<Ask>,
}

impl Decision {
    /// The code of the first reason.
    pub fn code(&self) -> &'static str {
        self.reasons.first().map_or("denied", Reason::code)
    }
    /// A yes.
    #[cfg(feature = "engine")]
    pub(crate) fn yes(reasons: Vec<Reason>, policies: Vec<String>) -> Self {
        Self { allow: true, reasons, policies, whom_to_ask: None }
    }
    /// A no.
    #[cfg(feature = "engine")]
    pub(crate) fn no(reason: Reason, ask: Ask) -> Self {
        Self { allow: false, reasons: vec![reason], policies: Vec::new(), whom_to_ask: Some(ask) }
    }
}
