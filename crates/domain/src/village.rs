//! A village as a community: whom to turn to there, and what the village itself says keeps its children safe.

use crate::entry::{Action, Rejection};
use crate::ids::{MeetingId, StreamId};
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

/// Something that a coordination meeting agreed to change in the directory.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Agreed {
    /// What, in words.
    pub what: String,
    /// Which provider it is about, if one.
    pub provider: Option<StreamId>,
    /// Who sees to it.
    pub who: String,
}

/// A meeting of those who help families here, every quarter of a year.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    /// When.
    pub on: Day,
    /// For which place: this village, or what it lies in.
    pub place: PlaceCode,
    /// Who came, with what they are: "Chan Dara, health centre".
    pub came: Vec<String>,
    /// What was said.
    pub notes: String,
    /// What was agreed to change.
    pub agreed: Vec<Agreed>,
    /// When the next one is.
    pub next: Option<Day>,
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
    /// A coordination meeting took place.
    MeetingHeld {
        /// Which.
        meeting: MeetingId,
        /// Who came, what was agreed.
        held: Meeting,
    },
    /// What a meeting agreed was done.
    AgreementDone {
        /// Which meeting.
        meeting: MeetingId,
        /// The place of the agreement in its list, from 0.
        item: u8,
        /// How.
        note: String,
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
            Self::MeetingHeld { .. } => "village.meeting_held",
            Self::AgreementDone { .. } => "village.agreement_done",
        }
    }
    /// Every name.
    pub const NAMES: &'static [&'static str] = &[
        "village.opened",
        "village.contact_set",
        "village.contact_ended",
        "village.note_added",
        "village.meeting_held",
        "village.agreement_done",
    ];
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
    /// Coordination meetings, as they were written down.
    #[serde(default)]
    pub meetings: Vec<MeetingRecord>,
}

/// A meeting, and what became of what it agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingRecord {
    /// Which.
    pub id: MeetingId,
    /// Who wrote it down.
    pub by: Stamp,
    /// Who came, what was agreed.
    pub held: Meeting,
    /// Which agreements were kept: their place in the list, who says so, how.
    pub done: Vec<(u8, Stamp, String)>,
}

impl Folds for Village {
    fn apply(&mut self, action: &Action, step: &Step) -> Result<Effect, Rejection> {
        let action = match action {
            Action::Village(action) => action,
            Action::Family(_)
            | Action::Organisation(_)
            | Action::Programme(_)
            | Action::Provider(_)
            | Action::ServiceReferral(_)
            | Action::Place(_)
            | Action::Staff(_) => {
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
            VillageAction::MeetingHeld { meeting, held } => {
                let bad = |field: &str| Rejection::NotPossible { field: field.into(), why: "empty".into() };
                if held.came.iter().all(|who| who.trim().is_empty()) {
                    return Err(bad("came"));
                }
                if self.meetings.iter().any(|old| old.id == *meeting) {
                    return Err(Rejection::AlreadyThere { what: "meeting".into() });
                }
                self.meetings.push(MeetingRecord {
                    id: *meeting,
                    by: step.stamp,
                    held: held.clone(),
                    done: Vec::new(),
                });
            }
            VillageAction::AgreementDone { meeting, item, note } => {
                let unknown = || Rejection::UnknownThing { what: "meeting".into() };
                let record = self.meetings.iter_mut().find(|m| m.id == *meeting).ok_or_else(unknown)?;
                if record.held.agreed.len() <= usize::from(*item) {
                    return Err(unknown());
                }
                if record.done.iter().any(|(done, ..)| done == item) {
                    return Err(Rejection::AlreadyDecided);
                }
                record.done.push((*item, step.stamp, note.clone()));
            }
        }
        Ok(Effect::default())
    }
}
