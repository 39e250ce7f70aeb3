//! A village as a community: whom to turn to there, and what the village itself says keeps its children safe.

use crate::entry::{Action, Rejection};
use crate::place::PlaceCode;
use crate::register::{Stamp, Step};
use crate::stream::{Effect, Folds};
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// Somebody in the village to turn to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// As a referrer's kind: `village_chief`, `ccwc`, `school`, `health_centre` …
    pub kind: String,
    /// Name.
    pub name: String,
    /// Telephone.
    pub phone: String,
}

/// A command to a village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum VillageAction {
    /// The village is one that we work in.
    Opened {
        /// Its code.
        code: PlaceCode,
    },
    /// A contact, new or changed (by kind and name).
    ContactSet {
        /// The contact.
        contact: Contact,
    },
    /// A contact is no more.
    ContactEnded {
        /// Its kind.
        kind: String,
        /// Its name.
        name: String,
    },
    /// What the village says, from a meeting.
    NoteAdded {
        /// When.
        on: Day,
        /// What works well for children here.
        works_well: String,
        /// What people worry about.
        worries: String,
    },
}

impl VillageAction {
    /// The command's stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "village.opened",
            Self::ContactSet { .. } => "village.contact_set",
            Self::ContactEnded { .. } => "village.contact_ended",
            Self::NoteAdded { .. } => "village.note_added",
        }
    }
    /// Every name.
    pub const NAMES: &'static [&'static str] =
        &["village.opened", "village.contact_set", "village.contact_ended", "village.note_added"];
}

/// A village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Village {
    /// Its code.
    pub code: Option<PlaceCode>,
    /// Whom to turn to.
    pub contacts: Vec<Contact>,
    /// What was said in meetings: who wrote it, when it was, what works well, what worries.
    pub notes: Vec<(Stamp, Day, String, String)>,
}

impl Folds for Village {
    fn apply(&mut self, action: &Action, step: &Step) -> Result<Effect, Rejection> {
        let action = match action {
            Action::Village(action) => action,
            Action::Family(_) | Action::Organisation(_) | Action::Programme(_) => {
                return Err(Rejection::WrongStream);
            }
        };
        match action {
            VillageAction::Opened { code } => {
                if self.code.as_ref().is_some_and(|old| old != code) {
                    return Err(Rejection::AlreadyThere { what: "village".into() });
                }
                self.code = Some(code.clone());
            }
            VillageAction::ContactSet { contact } => {
                if contact.name.trim().is_empty() {
                    return Err(Rejection::NotPossible { field: "name".into(), why: "empty".into() });
                }
                self.contacts.retain(|old| (&old.kind, &old.name) != (&contact.kind, &contact.name));
                self.contacts.push(contact.clone());
            }
            VillageAction::ContactEnded { kind, name } => {
                let before = self.contacts.len();
                self.contacts.retain(|old| (&old.kind, &old.name) != (kind, name));
                if self.contacts.len() == before {
                    return Err(Rejection::UnknownThing { what: "contact".into() });
                }
            }
            VillageAction::NoteAdded { on, works_well, worries } => {
                self.notes.push((step.stamp, *on, works_well.clone(), worries.clone()));
            }
        }
        Ok(Effect::default())
    }
}
