//! Whether a protocol is sound, before a network works by it.

use super::devices::{CODE_MINUTES, DeviceRules, LEASE_DAYS};
use super::{ConsentAge, DirectoryRules, Gate, GateRule, PerRisk, ProtectionRules, Protocol, Risk};
use crate::instrument::{TextFault, faulty_texts};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is wrong with a protocol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct ProtocolProblem {
    /// The key, joined by points.
    pub path: String,
    /// What is wrong there.
    pub fault: ProtocolFault,
}

/// What may be wrong with a protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum ProtocolFault {
    /// A text lacks a language or has it in the wrong place.
    Text(TextFault),
    /// A time of nothing, or longer than three years.
    BadTime,
    /// A higher risk waits longer than a lower one.
    RiskOrder,
    /// The ages of consent leave a gap or overlap.
    ConsentAges,
    /// An age above that of a child.
    BadAge,
    /// A code or a gate stands twice.
    Repeated,
    /// A gate is not listed, a list is empty, or a code is blank.
    Missing,
    /// A gate that stays on is turned off.
    GateOff,
    /// It cannot be written out.
    Unreadable,
}

/// Three years: a longer time between anything is taken for a slip of the finger.
const LONGEST_DAYS: u16 = 1_096;

impl Protocol {
    /// All that is wrong with this setting.
    pub fn validate(&self) -> Result<(), Vec<ProtocolProblem>> {
        let mut check = Check::default();
        match faulty_texts(self) {
            Ok(faults) => {
                faults.into_iter().for_each(|(path, fault)| check.say(&path, ProtocolFault::Text(fault)))
            }
            Err(_) => check.say("", ProtocolFault::Unreadable),
        }
        check.codes("code", [self.code.as_str()]);
        check.per_risk("respond_within_hours", &self.respond_within_hours, LONGEST_DAYS.saturating_mul(24));
        check.per_risk("visit_every_days", &self.visit_every_days, LONGEST_DAYS);
        check.per_risk("review_every_days", &self.review_every_days, LONGEST_DAYS);
        check.time("assess_within_days", self.assess_within_days);
        check.time("plan_within_days", self.plan_within_days);
        check.time("reassess_every_days", self.reassess_every_days);
        check.time("remind_days_before", self.remind_days_before);
        check.time("caseload_at_most", self.caseload_at_most);
        check.time("consent.max_months", u16::from(self.consent.max_months).saturating_mul(30));
        check.consent_ages(&self.consent.ages, self.child_under_age);
        for (at, code) in self.consent.shares_for.iter().enumerate() {
            if !self.consent.purposes.iter().any(|purpose| purpose.code == *code) {
                check.say(&format!("consent.shares_for.{at}"), ProtocolFault::Missing);
            }
        }
        check.gates(&self.gates);
        let lists = [
            ("consent.purposes", &self.consent.purposes),
            ("outcomes", &self.outcomes),
            ("referral_sources", &self.referral_sources),
            ("referral_reasons", &self.referral_reasons),
        ];
        for (path, list) in lists {
            check.codes(path, list.iter().map(|choice| choice.code.as_str()));
        }
        // Protocols from before this list have none; wishes are then said in words.
        if !self.consent.withheld_reasons.is_empty() {
            let codes = self.consent.withheld_reasons.iter().map(|choice| choice.code.as_str());
            check.codes("consent.withheld_reasons", codes);
        }
        if let Some(hand_over) = &self.hand_over {
            check.time("hand_over.keeps_months", hand_over.keeps_months);
        }
        if self.mandatory_report.under_age > self.child_under_age {
            check.say("mandatory_report.under_age", ProtocolFault::BadAge);
        }
        let contacts = &self.mandatory_report.contacts;
        check.codes("mandatory_report.contacts", contacts.iter().map(|contact| contact.code.as_str()));
        check.directory(&self.directory);
        check.protection(&self.protection);
        check.devices(self.devices);
        if check.problems.is_empty() { Ok(()) } else { Err(check.problems) }
    }
}

#[derive(Default)]
struct Check {
    problems: Vec<ProtocolProblem>,
}

impl Check {
    fn say(&mut self, path: &str, fault: ProtocolFault) {
        self.problems.push(ProtocolProblem { path: path.to_owned(), fault });
    }

    fn time(&mut self, path: &str, value: u16) {
        if value == 0 || value > LONGEST_DAYS {
            self.say(path, ProtocolFault::BadTime);
        }
    }

    fn per_risk(&mut self, path: &str, times: &PerRisk<u16>, longest: u16) {
        if Risk::ALL.iter().any(|risk| !(1..=longest).contains(times.at(*risk))) {
            self.say(path, ProtocolFault::BadTime);
        }
        if times.high > times.medium || times.medium > times.low {
            self.say(path, ProtocolFault::RiskOrder);
        }
    }

    fn codes<'a>(&mut self, path: &str, codes: impl IntoIterator<Item = &'a str>) {
        let mut seen = BTreeSet::new();
        for code in codes {
            if code.trim().is_empty() {
                self.say(path, ProtocolFault::Missing);
            } else if !seen.insert(code) {
                self.say(&format!("{path}.{code}"), ProtocolFault::Repeated);
            }
        }
        if seen.is_empty() {
            self.say(path, ProtocolFault::Missing);
        }
    }

    /// From 0 to the last year of childhood, in order, each age exactly once.
    fn consent_ages(&mut self, ages: &[ConsentAge], child_under: u8) {
        let mut next = 0_u16;
        let mut whole = true;
        for rule in ages {
            whole &= u16::from(rule.from) == next && rule.to >= rule.from;
            next = u16::from(rule.to) + 1;
        }
        if !whole || next != u16::from(child_under) {
            self.say("consent.ages", ProtocolFault::ConsentAges);
        }
    }

    fn directory(&mut self, rules: &DirectoryRules) {
        self.time("directory.confirm_every_days", rules.confirm_every_days);
        self.per_risk(
            "directory.answer_within_hours",
            &rules.answer_within_hours,
            LONGEST_DAYS.saturating_mul(24),
        );
        self.per_risk("directory.finish_within_days", &rules.finish_within_days, LONGEST_DAYS);
        self.time("directory.link_days", rules.link_days);
        self.time("directory.link_guesses", rules.link_guesses);
        for (path, list) in
            [("directory.decline_reasons", &rules.decline_reasons), ("directory.results", &rules.results)]
        {
            self.codes(path, list.iter().map(|choice| choice.code.as_str()));
        }
        self.codes("directory.pathway", rules.pathway.iter().map(|step| step.level.as_str()));
    }

    fn protection(&mut self, rules: &ProtectionRules) {
        for (name, value) in [
            ("consent_ends_within_days", rules.consent_ends_within_days),
            ("look_back_days", rules.look_back_days),
            ("files_in_an_hour", rules.files_in_an_hour),
            ("files_in_a_day", rules.files_in_a_day),
            ("times_her_habit", rules.times_her_habit),
            ("habit_days", rules.habit_days),
            ("files_at_night", rules.files_at_night),
            ("searches_unfollowed", rules.searches_unfollowed),
            ("search_minutes", rules.search_minutes),
            ("closed_files", rules.closed_files),
            ("refused", rules.refused),
        ] {
            self.time(&format!("protection.{name}"), value);
        }
        if rules.night_from_hour > 23 || rules.night_until_hour > 23 {
            self.say("protection.night_from_hour", ProtocolFault::BadTime);
        }
    }

    fn devices(&mut self, rules: DeviceRules) {
        if !CODE_MINUTES.contains(&rules.code_minutes) {
            self.say("devices.code_minutes", ProtocolFault::BadTime);
        }
        if !LEASE_DAYS.contains(&rules.lease_days) {
            self.say("devices.lease_days", ProtocolFault::BadTime);
        }
    }

    fn gates(&mut self, rules: &[GateRule]) {
        if rules.iter().any(|rule| rule.gate.is_always_on() && !rule.on) {
            self.say("gates", ProtocolFault::GateOff);
        }
        for gate in Gate::ALL {
            match rules.iter().filter(|rule| rule.gate == gate).count() {
                0 => self.say("gates", ProtocolFault::Missing),
                1 => {}
                _ => self.say("gates", ProtocolFault::Repeated),
            }
        }
    }
}
