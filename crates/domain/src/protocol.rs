//! How a network works: its times, ages, gates and lists, as data that a network may set for itself.
//!
//! The first setting (`protocols/default.json`) follows common inter-agency practice of case management; none of
//! its numbers is law, except the age of the duty to report. All schedules here are pure: whoever asks says what
//! day it is, and is told what day something is due.

mod check;
pub mod devices;
mod directory;
mod protection;
#[cfg(test)]
mod tests;

pub use check::{ProtocolFault, ProtocolProblem};
pub use devices::{DeviceRules, Enrolling};
pub use directory::{DirectoryRules, PathwayStep};
pub use protection::ProtectionRules;

use crate::entry::Section;
use crate::instrument::{Choice, Text};
use crate::time::{Day, Millis};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// How soon serious harm is to be expected. `High` sorts first.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// Serious harm is likely soon.
    High,
    /// Harm is likely without help.
    Medium,
    /// Support is needed; serious harm is not expected.
    Low,
}

impl Risk {
    /// Most serious first.
    pub const ALL: [Risk; 3] = [Risk::High, Risk::Medium, Risk::Low];

    /// Stable name, as documents and messages know it.
    pub const fn code(self) -> &'static str {
        match self {
            Risk::High => "high",
            Risk::Medium => "medium",
            Risk::Low => "low",
        }
    }
}

/// One value for each level of risk.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told, Default)]
#[serde(deny_unknown_fields)]
pub struct PerRisk<T> {
    /// At high risk.
    pub high: T,
    /// At medium risk.
    pub medium: T,
    /// At low risk.
    pub low: T,
}

impl<T> PerRisk<T> {
    /// The value at this risk.
    pub fn at(&self, risk: Risk) -> &T {
        match risk {
            Risk::High => &self.high,
            Risk::Medium => &self.medium,
            Risk::Low => &self.low,
        }
    }
}

/// The way of working of a network. Times are days unless the name says hours.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Protocol {
    /// Short name.
    pub code: String,
    /// Counts up with every change.
    pub version: u16,
    /// What people call it.
    pub title: Text,
    /// Hours from the arrival of a referral to the first contact.
    pub respond_within_hours: PerRisk<u16>,
    /// Longest time between two visits.
    pub visit_every_days: PerRisk<u16>,
    /// Longest time between two reviews of the plan.
    pub review_every_days: PerRisk<u16>,
    /// First assessment, after the family was accepted.
    pub assess_within_days: u16,
    /// First plan, after the family was accepted.
    pub plan_within_days: u16,
    /// The child is assessed again after so long.
    pub reassess_every_days: u16,
    /// Remind so long before something is due.
    pub remind_days_before: u16,
    /// Families per worker above which the supervisor is told.
    pub caseload_at_most: u16,
    /// Longest time for which somebody is asked for advice on a family; 0: fourteen days, which nothing exceeds.
    #[serde(default)]
    pub consultation_days: u16,
    /// A child is a person younger than this many years.
    pub child_under_age: u8,
    /// What the levels of risk are called.
    pub risk_words: PerRisk<RiskWords>,
    /// Who agrees to what, for how long.
    pub consent: ConsentRules,
    /// What must be so before a case is closed; each gate once.
    pub gates: Vec<GateRule>,
    /// How a case may end.
    pub outcomes: Vec<Choice>,
    /// Who refers.
    pub referral_sources: Vec<Choice>,
    /// Why somebody refers.
    pub referral_reasons: Vec<Choice>,
    /// The duty to tell the authorities.
    pub mandatory_report: MandatoryReport,
    /// What an organisation keeps that hands a family over; nothing when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand_over: Option<HandOver>,
    /// How the service directory is kept and how services are asked.
    #[serde(default)]
    pub directory: DirectoryRules,
    /// From when on consents and reading are worth a look.
    #[serde(default)]
    pub protection: ProtectionRules,
    /// How phones are enrolled, and how long one may be away.
    #[serde(default)]
    pub devices: DeviceRules,
}

/// A level of risk in words.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told, Default)]
#[serde(deny_unknown_fields)]
pub struct RiskWords {
    /// A word.
    pub label: Text,
    /// What it means.
    pub meaning: Text,
}

/// Who agrees to what, for how long.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told, Default)]
#[serde(deny_unknown_fields)]
pub struct ConsentRules {
    /// A consent ends after at most so many months.
    pub max_months: u8,
    /// By age of the child, from 0 without a gap.
    pub ages: Vec<ConsentAge>,
    /// What consent is asked for, each apart.
    pub purposes: Vec<Choice>,
    /// Codes of the purposes for which a family may be asked to let a named organisation of the network read
    /// sections of its file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares_for: Vec<String>,
    /// Why somebody does not want something told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld_reasons: Vec<Choice>,
}

/// What an organisation that hands a family over keeps for reading.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// Which sections.
    pub keeps: Vec<Section>,
    /// For how many months.
    pub keeps_months: u16,
    /// Why, for people.
    pub because: Text,
}

/// Who agrees when the child is of this age.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct ConsentAge {
    /// First year of age.
    pub from: u8,
    /// Last year of age, included.
    pub to: u8,
    /// What the child gives.
    pub child: ChildGives,
    /// What the caregiver gives.
    pub caregiver: CaregiverGives,
    /// How the child's is given.
    pub child_form: ConsentForm,
    /// How the caregiver's is given.
    pub caregiver_form: ConsentForm,
    /// What to do when nobody can be asked, or asking is not safe.
    pub otherwise: Text,
}

/// What the child gives.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum ChildGives {
    /// Too young to be asked formally; told all the same.
    None,
    /// Willingness.
    Assent,
    /// The decision itself.
    Consent,
}

/// What the caregiver gives.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum CaregiverGives {
    /// The decision itself.
    Consent,
    /// Asked only when the child allows it.
    WithChildsPermission,
}

/// How it is given.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum ConsentForm {
    /// Not at all.
    None,
    /// By word of mouth, noted by the worker.
    Oral,
    /// With a signature or a thumbprint.
    Written,
}

/// What may be asked before a case is closed.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// Every goal is reached or handed over.
    GoalsDoneOrHandedOver,
    /// No high worry about safety is open.
    NoOpenHighConcern,
    /// The child's view is written down.
    ChildView,
    /// The caregiver's view is written down.
    CaregiverView,
    /// Somebody nearby is named whom the family can call.
    LocalContact,
    /// The supervisor has agreed.
    SupervisorApproval,
}

impl Gate {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Gate; 6] = [
        Gate::GoalsDoneOrHandedOver,
        Gate::NoOpenHighConcern,
        Gate::ChildView,
        Gate::CaregiverView,
        Gate::LocalContact,
        Gate::SupervisorApproval,
    ];

    /// Stable name, as documents and messages know it.
    pub const fn code(self) -> &'static str {
        match self {
            Gate::GoalsDoneOrHandedOver => "goals_done_or_handed_over",
            Gate::NoOpenHighConcern => "no_open_high_concern",
            Gate::ChildView => "child_view",
            Gate::CaregiverView => "caregiver_view",
            Gate::LocalContact => "local_contact",
            Gate::SupervisorApproval => "supervisor_approval",
        }
    }

    /// No network may turn this gate off: nobody closes a case alone, or over an open high worry.
    pub const fn is_always_on(self) -> bool {
        match self {
            Gate::NoOpenHighConcern | Gate::SupervisorApproval => true,
            Gate::GoalsDoneOrHandedOver | Gate::ChildView | Gate::CaregiverView | Gate::LocalContact => false,
        }
    }
}

/// A gate and whether this network asks for it.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct GateRule {
    /// Which.
    pub gate: Gate,
    /// Whether it is asked for.
    pub on: bool,
    /// What must be so, in words.
    pub label: Text,
}

/// The duty to tell the authorities about harm to a child. Source: Cambodian Criminal Code on failure to report
/// ill-treatment or sexual assault of a minor under fifteen; the network's counsel confirms its reach.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told, Default)]
#[serde(deny_unknown_fields)]
pub struct MandatoryReport {
    /// For children younger than this many years.
    pub under_age: u8,
    /// What the worker reads.
    pub prompt: Text,
    /// Whom to call.
    pub contacts: Vec<Contact>,
}

/// Somebody to call.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Short name.
    pub code: String,
    /// Who.
    pub label: Text,
    /// Number as dialled; absent until the network has entered its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The network has checked the number. Until then screens say that it has not.
    pub confirmed: bool,
}

impl Protocol {
    /// The setting that comes with the program.
    pub fn shipped() -> &'static Protocol {
        static SHIPPED: LazyLock<Protocol> = LazyLock::new(|| {
            // A test reads the document, so the other way is never taken; it must exist, for nothing may panic.
            crate::read::text(include_str!("../../../protocols/default.json"))
                .unwrap_or_else(|_| Protocol::bare())
        });
        &SHIPPED
    }

    /// No words, every gate on, everything due at once.
    fn bare() -> Self {
        let gates = Gate::ALL.map(|gate| GateRule { gate, on: true, label: Text::default() }).to_vec();
        Self {
            code: String::new(),
            version: 0,
            title: Text::default(),
            respond_within_hours: PerRisk::default(),
            visit_every_days: PerRisk::default(),
            review_every_days: PerRisk::default(),
            assess_within_days: 0,
            plan_within_days: 0,
            reassess_every_days: 0,
            remind_days_before: 0,
            caseload_at_most: 0,
            consultation_days: 0,
            child_under_age: 18,
            risk_words: PerRisk::default(),
            consent: ConsentRules::default(),
            gates,
            outcomes: Vec::new(),
            referral_sources: Vec::new(),
            referral_reasons: Vec::new(),
            mandatory_report: MandatoryReport::default(),
            hand_over: None,
            directory: DirectoryRules::none(),
            protection: ProtectionRules::none(),
            devices: DeviceRules::none(),
        }
    }

    /// Longest time for which somebody may be asked for advice on a family, in days.
    pub fn consultation_days(&self) -> u16 {
        use crate::family::consultation::LONGEST_DAYS;
        match self.consultation_days {
            0 => LONGEST_DAYS,
            days => days.min(LONGEST_DAYS),
        }
    }

    /// Who agrees for a child of this age; none for somebody who is no longer a child.
    pub fn consent_at(&self, age_years: i32) -> Option<&ConsentAge> {
        let age = u8::try_from(age_years).ok()?;
        self.consent.ages.iter().find(|rule| (rule.from..=rule.to).contains(&age))
    }

    /// Whether harm to somebody of this age must be told to the authorities. An unknown age counts as young.
    pub fn must_report(&self, age_years: Option<i32>) -> bool {
        age_years.is_none_or(|age| age < i32::from(self.mandatory_report.under_age))
    }

    /// The gates that this network asks for.
    pub fn gates_on(&self) -> impl Iterator<Item = &GateRule> {
        self.gates.iter().filter(|rule| rule.on)
    }
}

impl Default for Protocol {
    /// The setting that comes with the program.
    fn default() -> Self {
        Self::shipped().clone()
    }
}

/// When the first contact must have happened.
pub fn respond_by(protocol: &Protocol, received: Millis, risk: Risk) -> Millis {
    received.plus_hours(i64::from(*protocol.respond_within_hours.at(risk)))
}

/// When the next visit is due: counted from the last one; before any, within the time of first contact. Never
/// before the family was accepted.
pub fn next_visit_due(protocol: &Protocol, last: Option<Day>, accepted: Day, risk: Risk) -> Day {
    let every = *protocol.visit_every_days.at(risk);
    let first = protocol.respond_within_hours.at(risk).div_ceil(24).min(every);
    due(last, accepted, first, every)
}

/// When the plan is next to be looked at together.
pub fn next_review_due(protocol: &Protocol, last: Option<Day>, accepted: Day, risk: Risk) -> Day {
    let every = *protocol.review_every_days.at(risk);
    due(last, accepted, every, every)
}

/// When the child is next to be assessed.
pub fn next_assessment_due(protocol: &Protocol, last: Option<Day>, accepted: Day) -> Day {
    due(last, accepted, protocol.assess_within_days, protocol.reassess_every_days)
}

/// When the first plan is due.
pub fn plan_due(protocol: &Protocol, accepted: Day) -> Day {
    accepted.plus_days(i64::from(protocol.plan_within_days))
}

/// The latest day on which a consent given on `given` may still hold.
pub fn consent_until(protocol: &Protocol, given: Day) -> Day {
    given.plus_months(i32::from(protocol.consent.max_months))
}

fn due(last: Option<Day>, accepted: Day, first: u16, every: u16) -> Day {
    match last {
        Some(last) => last.plus_days(i64::from(every)).max(accepted),
        None => accepted.plus_days(i64::from(first)),
    }
}
