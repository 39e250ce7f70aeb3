//! What is assessed and is no family: a village, a group, a place where children are cared for, somebody who works here.
//! Each has a file of its own with its records, kept by the organisation that assesses it: what another one thinks of
//! the same village lies in another file.
//!
//! Files of places ([`StreamKind::Place`](crate::entry::StreamKind)) are open to whoever works with families; the file of
//! a worker ([`StreamKind::Staff`](crate::entry::StreamKind), whose stream has her id) to herself and those above her.

use crate::entry::{Action, Rejection};
use crate::family::assessment::{AssessmentRecord, Completed};
use crate::ids::{OrganisationId, StreamId, WorkerId};
use crate::instrument::{self, Context, Instrument, Subject};
use crate::place::PlaceCode;
use crate::records;
use crate::register::{Stamp, Step};
use crate::stream::{Effect, Folds};
use crate::time::Day;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Longest name of a group or place, in characters.
pub const LONGEST_NAME: usize = 120;

/// What a file is about.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum About {
    /// A village as a community.
    Village {
        /// Which.
        village: PlaceCode,
    },
    /// A group: children who play and learn together, saving, self-help, parenting.
    Group {
        /// What people call it.
        name: String,
        /// Where it meets.
        village: PlaceCode,
    },
    /// A place where children live or are cared for.
    Facility {
        /// What people call it.
        name: String,
        /// Where it is.
        village: PlaceCode,
    },
    /// Somebody who works here.
    Worker {
        /// Who.
        worker: WorkerId,
    },
}

impl About {
    /// Which tools ask about it.
    pub const fn subject(&self) -> Subject {
        match self {
            Self::Village { .. } => Subject::Village,
            Self::Group { .. } => Subject::Group,
            Self::Facility { .. } => Subject::Facility,
            Self::Worker { .. } => Subject::Worker,
        }
    }

    /// The village that it is or lies in.
    pub const fn village(&self) -> Option<&PlaceCode> {
        match self {
            Self::Village { village } | Self::Group { village, .. } | Self::Facility { village, .. } => {
                Some(village)
            }
            Self::Worker { .. } => None,
        }
    }

    /// What people call it, when it has a name of its own.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Group { name, .. } | Self::Facility { name, .. } => Some(name),
            Self::Village { .. } | Self::Worker { .. } => None,
        }
    }

    /// The worker, if it is one.
    pub const fn worker(&self) -> Option<WorkerId> {
        match self {
            Self::Worker { worker } => Some(*worker),
            Self::Village { .. } | Self::Group { .. } | Self::Facility { .. } => None,
        }
    }

    fn check(&self) -> Result<(), Rejection> {
        let bad = |field: &str, why: &str| Rejection::NotPossible { field: field.into(), why: why.into() };
        if let Some(name) = self.name() {
            if instrument::is_blank(name) {
                return Err(bad("name", "empty"));
            }
            if name.chars().count() > LONGEST_NAME {
                return Err(bad("name", "too_long"));
            }
        }
        Ok(())
    }

    /// Whether a later saying may take the place of this one: a name changes, what it is does not.
    fn becomes(&self, other: &Self) -> bool {
        match self {
            Self::Group { .. } | Self::Facility { .. } => self.subject() == other.subject(),
            Self::Village { .. } | Self::Worker { .. } => self == other,
        }
    }
}

/// The stream of a worker's file: it has her id, so that there is one.
pub const fn file_of(worker: WorkerId) -> StreamId {
    StreamId::from_uuid(worker.uuid())
}

/// The stream of what an organisation finds in a village: whoever of it begins the file, on whatever phone, finds the same
/// one. The first 16 bytes of SHA-256, marked as a UUID of version 8 (RFC 9562).
pub fn village_file(organisation: OrganisationId, village: &PlaceCode) -> StreamId {
    let mut hasher = Sha256::new();
    hasher.update(b"kinkeeper:place:1:");
    hasher.update(organisation.as_bytes());
    hasher.update(village.as_str().as_bytes());
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(hasher.finalize()) {
        *to = from;
    }
    StreamId::from_uuid(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// Whose file a stream of staff is.
pub const fn worker_of(file: StreamId) -> WorkerId {
    WorkerId::from_uuid(file.uuid())
}

/// A command to such a file.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AssessedAction {
    /// The file is about this: said first, and again when a name changes.
    Named {
        /// What.
        about: About,
    },
    /// An assessment is complete.
    Completed {
        /// The record.
        completed: Completed,
    },
}

impl AssessedAction {
    /// The command's stable name in the file of a place.
    pub const fn of_place(&self) -> &'static str {
        match self {
            Self::Named { .. } => "place.named",
            Self::Completed { .. } => "place.assessment_completed",
        }
    }
    /// The command's stable name in a worker's file.
    pub const fn of_staff(&self) -> &'static str {
        match self {
            Self::Named { .. } => "staff.named",
            Self::Completed { .. } => "staff.assessment_completed",
        }
    }
    /// Every name in the files of places.
    pub const PLACE_NAMES: &'static [&'static str] = &["place.named", "place.assessment_completed"];
    /// Every name in workers' files.
    pub const STAFF_NAMES: &'static [&'static str] = &["staff.named", "staff.assessment_completed"];

    /// The record, if it brings one.
    pub const fn completed(&self) -> Option<&Completed> {
        match self {
            Self::Completed { completed } => Some(completed),
            Self::Named { .. } => None,
        }
    }
}

/// What is assessed, and its records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Assessed {
    /// What it is.
    pub about: Option<About>,
    /// Who began the file.
    pub begun: Option<Stamp>,
    /// Its records, in the order in which they came.
    pub assessments: Vec<AssessmentRecord>,
}

impl Assessed {
    /// How much is missing or wrong in a record, judged with its document.
    pub fn missing(tool: &Instrument, completed: &Completed) -> u32 {
        let evaluation = instrument::evaluate(tool, &completed.answers, &Self::context_on(completed.on));
        u32::try_from(evaluation.problems.len()).unwrap_or(u32::MAX)
    }

    /// What an evaluator must be told of a record of that day.
    pub fn context_on(on: Day) -> Context {
        Context { today: Some(on), ..Context::default() }
    }

    /// `staff`: the file is a worker's.
    fn take(&mut self, action: &AssessedAction, staff: bool, step: &Step) -> Result<Effect, Rejection> {
        match action {
            AssessedAction::Named { about } => {
                about.check()?;
                if staff != about.worker().is_some() {
                    return Err(Rejection::WrongStream);
                }
                if self.about.as_ref().is_some_and(|known| !known.becomes(about)) {
                    return Err(Rejection::AlreadyThere { what: "file".into() });
                }
                self.about = Some(about.clone());
                self.begun = self.begun.or(Some(step.stamp));
            }
            AssessedAction::Completed { completed } => {
                if self.about.is_none() {
                    return Err(Rejection::UnknownThing { what: "file".into() });
                }
                if completed.subject.is_some() {
                    return Err(Rejection::UnknownPerson);
                }
                records::is_new(&self.assessments, completed)?;
                if let Some(revision) = &completed.revises {
                    records::may_revise(&self.assessments, completed, revision)?;
                }
                self.assessments.push(AssessmentRecord { by: step.stamp, completed: completed.clone() });
            }
        }
        Ok(Effect::default())
    }
}

impl Folds for Assessed {
    fn apply(&mut self, action: &Action, step: &Step) -> Result<Effect, Rejection> {
        match action {
            Action::Place(action) => self.take(action, false, step),
            Action::Staff(action) => self.take(action, true, step),
            Action::Family(_)
            | Action::Organisation(_)
            | Action::Village(_)
            | Action::Programme(_)
            | Action::Provider(_)
            | Action::ServiceReferral(_) => Err(Rejection::WrongStream),
        }
    }
}
