//! An organisation and the people who work for it: roles, who supervises whom, and where each works.

use crate::entry::{Action, Rejection};
use crate::ids::WorkerId;
use crate::place::PlaceCode;
use crate::register::Step;
use crate::stream::{Effect, Folds};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What somebody does in an organisation.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Works with families in her own and neighbouring villages.
    VillageSocialWorker,
    /// Supervises village social workers and takes the complex cases.
    SeniorSocialWorker,
    /// Disability, health or counselling; visits with others.
    Specialist,
    /// Answers for a programme.
    ProgrammeManager,
    /// Monitoring and evaluation: numbers, not stories.
    MeOfficer,
    /// Accounts, imports, settings; no family's story.
    Administrator,
    /// Watches over who reads what and why; knows who the families are, not their stories.
    DataProtectionOfficer,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 7] = [
        Self::VillageSocialWorker,
        Self::SeniorSocialWorker,
        Self::Specialist,
        Self::ProgrammeManager,
        Self::MeOfficer,
        Self::Administrator,
        Self::DataProtectionOfficer,
    ];
    /// The stable name, as stored and written on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::VillageSocialWorker => "village_social_worker",
            Self::SeniorSocialWorker => "senior_social_worker",
            Self::Specialist => "specialist",
            Self::ProgrammeManager => "programme_manager",
            Self::MeOfficer => "me_officer",
            Self::Administrator => "administrator",
            Self::DataProtectionOfficer => "data_protection_officer",
        }
    }
    /// Reads the stable name.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// A worker as known to her organisation.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Worker {
    /// Her id.
    pub id: WorkerId,
    /// The name with which she signs in: lower-case letters, digits, `.` and `-`.
    pub account: String,
    /// Name in Khmer script.
    pub name_km: String,
    /// Name in Latin letters.
    pub name_latin: String,
    /// What she does.
    pub role: Role,
    /// Who supervises her.
    pub supervisor: Option<WorkerId>,
    /// Where she works: codes of villages, communes, districts or provinces.
    pub areas: Vec<PlaceCode>,
    /// Telephone.
    pub phone: String,
    /// Whether she works here still.
    pub active: bool,
}

/// A command to an organisation.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum OrganisationAction {
    /// The organisation exists, or is called otherwise now.
    Named {
        /// Name in Khmer.
        name_km: String,
        /// Name in Latin letters.
        name_latin: String,
    },
    /// A worker, new or changed.
    WorkerSet {
        /// All that is known of her.
        worker: Worker,
    },
}

impl OrganisationAction {
    /// The command's stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Named { .. } => "organisation.named",
            Self::WorkerSet { .. } => "organisation.worker_set",
        }
    }
    /// Every name.
    pub const NAMES: &'static [&'static str] = &["organisation.named", "organisation.worker_set"];
}

/// An organisation.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told, Default)]
pub struct Organisation {
    /// Name in Khmer.
    pub name_km: String,
    /// Name in Latin letters.
    pub name_latin: String,
    /// Everybody who works or worked here.
    pub workers: BTreeMap<WorkerId, Worker>,
}

/// Longest chain of supervisors that is followed.
const CHAIN: usize = 8;

impl Organisation {
    /// Whether `above` supervises `below`, directly or through others.
    pub fn supervises(&self, above: WorkerId, below: WorkerId) -> bool {
        self.chain(below).any(|supervisor| supervisor == above)
    }

    /// Who supervises `worker`, the nearest first.
    pub fn chain(&self, worker: WorkerId) -> impl Iterator<Item = WorkerId> {
        let mut at = worker;
        std::iter::from_fn(move || {
            at = self.workers.get(&at)?.supervisor?;
            Some(at)
        })
        .take(CHAIN)
    }

    /// Everybody whom `supervisor` supervises, directly or through others.
    pub fn team(&self, supervisor: WorkerId) -> impl Iterator<Item = &Worker> {
        self.workers.values().filter(move |worker| self.supervises(supervisor, worker.id))
    }

    fn worker_set(&mut self, worker: &Worker) -> Result<(), Rejection> {
        let bad = |field: &str, why: &str| Rejection::NotPossible { field: field.into(), why: why.into() };
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-';
        if worker.account.is_empty() || !worker.account.chars().all(plain) {
            return Err(bad("account", "not_plain"));
        }
        if self.workers.values().any(|other| other.id != worker.id && other.account == worker.account) {
            return Err(Rejection::AlreadyThere { what: "account".into() });
        }
        if let Some(supervisor) = worker.supervisor {
            if !self.workers.contains_key(&supervisor) {
                return Err(Rejection::UnknownThing { what: "supervisor".into() });
            }
            if supervisor == worker.id || self.supervises(worker.id, supervisor) {
                return Err(bad("supervisor", "self_relation"));
            }
        }
        self.workers.insert(worker.id, worker.clone());
        Ok(())
    }
}

impl Folds for Organisation {
    fn apply(&mut self, action: &Action, _step: &Step) -> Result<Effect, Rejection> {
        match action {
            Action::Organisation(OrganisationAction::Named { name_km, name_latin }) => {
                self.name_km.clone_from(name_km);
                self.name_latin.clone_from(name_latin);
                Ok(Effect::default())
            }
            Action::Organisation(OrganisationAction::WorkerSet { worker }) => {
                self.worker_set(worker).map(|()| Effect::default())
            }
            Action::Family(_)
            | Action::Village(_)
            | Action::Programme(_)
            | Action::Provider(_)
            | Action::ServiceReferral(_)
            | Action::Place(_)
            | Action::Staff(_) => Err(Rejection::WrongStream),
        }
    }
}
