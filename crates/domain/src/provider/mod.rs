//! A provider of services inside or outside the network: what it offers, where, to whom, whether there is room,
//! and who confirmed it when. The directory is all of them together; it belongs to the whole network.

mod search;
#[cfg(test)]
mod tests;

pub use search::{Hit, Near, Wanted, search};

use crate::entry::{Action, FieldPath, Rejection};
use crate::ids::{OrganisationId, ServiceId};
use crate::place::PlaceCode;
use crate::register::{Change, Register, Stamp, Step};
use crate::stream::{Effect, Folds};
use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who a provider is.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct ProviderFacts {
    /// Name in Khmer.
    pub name_km: String,
    /// Name in Latin letters; one of the two must be given.
    pub name_latin: String,
    /// `health_centre`, `hospital`, `school`, `ngo`, `authority`, `police`, `court`, `pagoda`, `private`, `other`.
    pub kind: String,
    /// The organisation of the network that it is or belongs to, if one: its workers answer referrals here.
    pub organisation: Option<OrganisationId>,
    /// Telephones.
    pub phones: Vec<String>,
    /// Where it is: the most exact codes known.
    pub places: Vec<PlaceCode>,
}

/// What a service is.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct ServiceFacts {
    /// Kind of service: a code of the taxonomy.
    pub code: String,
    /// Whom it serves by place: each code covers what lies in it. Empty: the whole country.
    pub catchment: Vec<PlaceCode>,
    /// Days and hours, in words.
    pub hours: String,
    /// What it costs, in words; empty when it is free.
    pub cost: String,
    /// For whom.
    pub eligible: Eligibility,
    /// How to refer, and what to bring.
    pub how: String,
    /// Whom to ask for.
    pub contact: String,
}

/// For whom a service is.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Eligibility {
    /// Youngest age in years, if there is one.
    pub from_age: Option<u8>,
    /// Oldest age in years, if there is one.
    pub to_age: Option<u8>,
    /// `female` or `male`; empty for both.
    pub sex: String,
    /// Only for people with a disability.
    pub disability: bool,
    /// Only with an IDPoor card.
    pub id_poor: bool,
    /// Anything else, in words.
    pub words: String,
}

/// Whether there is room.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// Free places; none when they are not counted.
    pub free: Option<u16>,
    /// Days that people wait now, if known.
    pub wait_days: Option<u16>,
}

impl Capacity {
    /// Whether somebody new can be taken on.
    pub const fn is_open(&self) -> bool {
        !matches!(self.free, Some(0))
    }
}

/// A command to a provider's stream.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ProviderAction {
    /// The provider exists, or is otherwise now; a closed one is open again.
    Named {
        /// Who it is.
        facts: ProviderFacts,
    },
    /// A service, new or changed.
    ServiceSet {
        /// Which; a new id makes a new one.
        service: ServiceId,
        /// What it is.
        facts: ServiceFacts,
    },
    /// Whether there is room.
    CapacitySet {
        /// In which service.
        service: ServiceId,
        /// The room.
        capacity: Capacity,
    },
    /// A service is no more.
    ServiceEnded {
        /// Which.
        service: ServiceId,
        /// Since when.
        on: Day,
        /// Why.
        reason: String,
    },
    /// Somebody asked, and it is still so.
    Confirmed {
        /// Which service; none for all.
        service: Option<ServiceId>,
        /// When.
        on: Day,
    },
    /// The provider is no more.
    Closed {
        /// Since when.
        on: Day,
        /// Why.
        reason: String,
    },
}

impl ProviderAction {
    /// The command's stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Named { .. } => "provider.named",
            Self::ServiceSet { .. } => "provider.service_set",
            Self::CapacitySet { .. } => "provider.capacity_set",
            Self::ServiceEnded { .. } => "provider.service_ended",
            Self::Confirmed { .. } => "provider.confirmed",
            Self::Closed { .. } => "provider.closed",
        }
    }
    /// Every name.
    pub const NAMES: &'static [&'static str] = &[
        "provider.named",
        "provider.service_set",
        "provider.capacity_set",
        "provider.service_ended",
        "provider.confirmed",
        "provider.closed",
    ];
}

/// A service of a provider.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Service {
    /// What it is.
    pub facts: Register<ServiceFacts>,
    /// Whether there is room.
    pub capacity: Register<Capacity>,
    /// The last day on which somebody knew it to be so, and who.
    pub confirmed: Option<(Stamp, Day)>,
    /// No more: who said so, since when, why.
    pub ended: Option<(Stamp, Day, String)>,
}

impl Service {
    /// Whether there is room, as far as anybody said.
    pub fn room(&self) -> Capacity {
        self.capacity.get().copied().unwrap_or_default()
    }
    /// Whether it is time to ask whether it is still so.
    pub fn is_stale(&self, today: Day, every_days: u16) -> bool {
        self.confirmed.is_none_or(|(_, on)| on.days_until(today) > i64::from(every_days))
    }
    fn known_on(&mut self, stamp: Stamp, on: Day) {
        if self.confirmed.is_none_or(|(_, before)| before <= on) {
            self.confirmed = Some((stamp, on));
        }
    }
}

/// A provider of services.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Provider {
    /// Who it is.
    pub about: Register<ProviderFacts>,
    /// Every pair of names (Khmer, Latin) that it ever had: a referral written offline may carry an older one.
    pub names: Vec<(String, String)>,
    /// Its services.
    pub services: BTreeMap<ServiceId, Service>,
    /// No more: who said so, since when, why.
    pub closed: Option<(Stamp, Day, String)>,
}

fn note(effect: &mut Effect, change: Change, field: impl FnOnce() -> String) {
    match change {
        Change::Same | Change::Set => {}
        Change::Contested => effect.contested.push(FieldPath(field())),
    }
}

impl Provider {
    /// Services that are offered now.
    pub fn open_services(&self) -> impl Iterator<Item = (ServiceId, &Service, &ServiceFacts)> {
        let closed = self.closed.is_some();
        self.services
            .iter()
            .filter(move |(_, service)| !closed && service.ended.is_none())
            .filter_map(|(id, service)| service.facts.get().map(|facts| (*id, service, facts)))
    }
    /// Whether anything that it says of itself has two versions.
    pub fn is_contested(&self) -> bool {
        !self.about.rivals().is_empty()
            || self.services.values().any(|s| !s.facts.rivals().is_empty() || !s.capacity.rivals().is_empty())
    }

    fn service(&mut self, id: ServiceId) -> Result<&mut Service, Rejection> {
        self.services.get_mut(&id).ok_or_else(|| Rejection::UnknownThing { what: "service".into() })
    }

    fn perform(&mut self, action: &ProviderAction, step: &Step) -> Result<Effect, Rejection> {
        let mut effect = Effect::default();
        let bad = |field: &str, why: &str| Rejection::NotPossible { field: field.into(), why: why.into() };
        let names = matches!(action, ProviderAction::Named { .. });
        if !names && self.about.get().is_none() {
            return Err(Rejection::UnknownThing { what: "provider".into() });
        }
        if !names && self.closed.is_some() {
            return Err(Rejection::WrongStage { stage: "closed".into() });
        }
        match action {
            ProviderAction::Named { facts } => {
                if facts.name_km.trim().is_empty() && facts.name_latin.trim().is_empty() {
                    return Err(bad("name", "empty"));
                }
                let names = (facts.name_km.clone(), facts.name_latin.clone());
                if !self.names.contains(&names) {
                    self.names.push(names);
                }
                note(&mut effect, self.about.set(facts.clone(), step), || "provider/about".into());
                self.closed = None;
            }
            ProviderAction::ServiceSet { service, facts } => {
                if facts.code.trim().is_empty() {
                    return Err(bad("code", "empty"));
                }
                if let (Some(from), Some(to)) = (facts.eligible.from_age, facts.eligible.to_age)
                    && from > to
                {
                    return Err(bad("age", "in_the_past"));
                }
                let held = self.services.entry(*service).or_default();
                note(&mut effect, held.facts.set(facts.clone(), step), || format!("service/{service}"));
                held.ended = None;
                // Who writes it down knows it to be so.
                held.known_on(step.stamp, step.stamp.at.day());
            }
            ProviderAction::CapacitySet { service, capacity } => {
                let held = self.service(*service)?;
                note(&mut effect, held.capacity.set(*capacity, step), || {
                    format!("service/{service}/capacity")
                });
            }
            ProviderAction::ServiceEnded { service, on, reason } => {
                self.service(*service)?.ended = Some((step.stamp, *on, reason.clone()));
            }
            ProviderAction::Confirmed { service, on } => match service {
                Some(service) => self.service(*service)?.known_on(step.stamp, *on),
                None => self.services.values_mut().for_each(|held| held.known_on(step.stamp, *on)),
            },
            ProviderAction::Closed { on, reason } => {
                self.closed = Some((step.stamp, *on, reason.clone()));
            }
        }
        Ok(effect)
    }
}

impl Folds for Provider {
    fn apply(&mut self, action: &Action, step: &Step) -> Result<Effect, Rejection> {
        match action {
            Action::Provider(action) => self.perform(action, step),
            Action::Family(_)
            | Action::Organisation(_)
            | Action::Village(_)
            | Action::Programme(_)
            | Action::ServiceReferral(_)
            | Action::Place(_)
            | Action::Staff(_) => Err(Rejection::WrongStream),
        }
    }
}
