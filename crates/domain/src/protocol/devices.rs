//! How phones come to belong to somebody, and how long one may be away.

use super::Protocol;
use serde::{Deserialize, Serialize};

/// How a phone comes to be enrolled for somebody.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Enrolling {
    /// Whoever signs in on it enrols it.
    BySignIn,
    /// Signing in on it the first time also needs a code, given out by whoever looks after her phones, or by herself on
    /// another one.
    ByCode,
}

/// Rules about phones.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct DeviceRules {
    /// How one is enrolled.
    pub enrolled: Enrolling,
    /// Minutes for which a code for a new phone is good.
    pub code_minutes: u16,
    /// Days for which a phone opens what it holds without having reached the server.
    pub lease_days: u16,
}

/// Shortest and longest lease, in days.
pub const LEASE_DAYS: std::ops::RangeInclusive<u16> = 1..=14;
/// Shortest and longest life of a code, in minutes.
pub const CODE_MINUTES: std::ops::RangeInclusive<u16> = 1..=60;

impl DeviceRules {
    /// Nothing known.
    pub(super) const fn none() -> Self {
        Self { enrolled: Enrolling::BySignIn, code_minutes: 15, lease_days: 7 }
    }
}

impl Default for DeviceRules {
    /// Those that come with the program: for protocols that were set before phones were enrolled.
    fn default() -> Self {
        Protocol::shipped().devices
    }
}
