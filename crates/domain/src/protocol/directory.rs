//! How the service directory is kept and how services are asked.

use super::{PerRisk, Protocol};
use crate::instrument::{Choice, Text};
use serde::{Deserialize, Serialize};

/// How the service directory is kept and how services are asked.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct DirectoryRules {
    /// After so many days an entry of the directory wants confirming.
    pub confirm_every_days: u16,
    /// Hours until a service should have answered.
    pub answer_within_hours: PerRisk<u16>,
    /// Days until it should be done.
    pub finish_within_days: PerRisk<u16>,
    /// Days for which a link for a receiver without an account is good.
    pub link_days: u16,
    /// Wrong codes after which such a link is locked.
    pub link_guesses: u16,
    /// Why a service does not take somebody on.
    pub decline_reasons: Vec<Choice>,
    /// What came of a service.
    pub results: Vec<Choice>,
    /// Who is asked at which level, the nearest first.
    pub pathway: Vec<PathwayStep>,
}

/// Who is asked at one level, for what.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct PathwayStep {
    /// `village`, `commune`, `district`, `province` or `outside`.
    pub level: String,
    /// What the level is called.
    pub label: Text,
    /// Who is asked there.
    pub who: Text,
    /// For which types of services: codes of the taxonomy.
    pub needs: Vec<String>,
}

impl DirectoryRules {
    /// Nothing known, everything due at once.
    pub(super) const fn none() -> Self {
        let at_once = PerRisk { high: 0, medium: 0, low: 0 };
        Self {
            confirm_every_days: 0,
            answer_within_hours: at_once,
            finish_within_days: at_once,
            link_days: 0,
            link_guesses: 0,
            decline_reasons: Vec::new(),
            results: Vec::new(),
            pathway: Vec::new(),
        }
    }
}

impl Default for DirectoryRules {
    /// Those that come with the program: for protocols that were set before there was a directory.
    fn default() -> Self {
        Protocol::shipped().directory.clone()
    }
}
