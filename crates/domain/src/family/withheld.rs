//! What somebody of the family does not want told, to whom, and why: information withheld (reference: inter-agency
//! consent forms ask for it beside consent, with the reason). Mostly it is a child's wish. It binds whoever would tell:
//! parts of the file that it names are closed to those whom it names, whatever else was agreed, and what it says in
//! words is shown wherever something is about to leave.

use super::service::Sharing;
use super::{Family, FamilyAction};
use crate::entry::{Rejection, Section};
use crate::ids::{OrganisationId, PersonId, WithheldId};
use crate::register::{Stamp, Step};
use crate::time::{Day, Millis};
use serde::{Deserialize, Serialize};

/// A wish that something is not told.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Withheld {
    /// Whose wish it is.
    pub by: PersonId,
    /// What is not to be told, in that person's words.
    pub words: String,
    /// The parts of the file that tell of it; may be none, then people must mind the words themselves.
    pub sections: Vec<Section>,
    /// People of the file who are not to know.
    pub people: Vec<PersonId>,
    /// No other organisation and no service is to know.
    pub others: bool,
    /// Organisations of the network that are not to know.
    pub organisations: Vec<OrganisationId>,
    /// Somebody else who is not to know, in words: the teacher, the village chief. May be empty.
    pub somebody: String,
    /// A code of the protocol's list: `fear_of_harm`, `tells_herself`, `ashamed`, `other`.
    pub why: String,
    /// Why, in words. May be empty.
    pub why_words: String,
    /// When it was said.
    pub on: Day,
}

/// Such a wish in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct WithheldRecord {
    /// Which.
    pub id: WithheldId,
    /// Who wrote it down.
    pub by: Stamp,
    /// What was asked.
    pub asked: Withheld,
    /// It may be told after all: the entry, since when, in the person's words.
    pub lifted: Option<(Stamp, Day, String)>,
}

impl Withheld {
    /// Whether it keeps something from an organisation; none for a service outside the network.
    pub fn is_from(&self, organisation: Option<OrganisationId>) -> bool {
        self.others || organisation.is_some_and(|id| self.organisations.contains(&id))
    }
    /// Whether it is about other organisations at all. Those must not read it either: that there is something to hide is
    /// already told.
    pub const fn is_inside(&self) -> bool {
        self.others || !self.organisations.is_empty()
    }
    fn tells(&self, sections: &[Section]) -> bool {
        self.sections.iter().any(|section| sections.contains(section))
    }
}

/// What somebody of another organisation reads of an entry, where she may read its section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToGuests {
    /// All of it.
    AsItIs,
    /// This instead.
    Without(Box<FamilyAction>),
    /// Nothing.
    Nothing,
}

impl FamilyAction {
    /// What guests in a file read of it.
    pub fn told_to_guests(self) -> ToGuests {
        if self.is_internal() {
            return ToGuests::Nothing;
        }
        if let Self::ConsentGiven { consent, mut given } = self
            && !given.withheld.trim().is_empty()
        {
            // Words about whom not to tell, from before wishes were entries of their own, can be about the very guest.
            given.withheld.clear();
            return ToGuests::Without(Box::new(Self::ConsentGiven { consent, given }));
        }
        ToGuests::AsItIs
    }
}

fn bad(field: &str, why: &str) -> Rejection {
    Rejection::NotPossible { field: field.into(), why: why.into() }
}

impl Family {
    pub(super) fn information_withheld(
        &mut self,
        id: WithheldId,
        asked: &Withheld,
        step: &Step,
    ) -> Result<(), Rejection> {
        self.known(asked.by)?;
        for person in &asked.people {
            self.known(*person)?;
        }
        if asked.words.trim().is_empty() {
            return Err(bad("withheld", "empty"));
        }
        if asked.people.is_empty() && asked.somebody.trim().is_empty() && !asked.is_inside() {
            return Err(bad("withheld_from", "empty"));
        }
        // A wish to be hidden from oneself is a slip of the finger.
        if asked.people.contains(&asked.by) {
            return Err(bad("withheld_from", "herself"));
        }
        if asked.why.trim().is_empty() {
            return Err(bad("withheld_why", "empty"));
        }
        if self.withheld.iter().any(|old| old.id == id) {
            return Err(Rejection::AlreadyThere { what: "withheld".into() });
        }
        self.withheld.push(WithheldRecord { id, by: step.stamp, asked: asked.clone(), lifted: None });
        Ok(())
    }

    pub(super) fn withheld_lifted(
        &mut self,
        id: WithheldId,
        inside: bool,
        (on, words): (Day, &str),
        step: &Step,
    ) -> Result<(), Rejection> {
        let record = self
            .withheld
            .iter_mut()
            .find(|record| record.id == id)
            .ok_or_else(|| Rejection::UnknownThing { what: "withheld".into() })?;
        if record.asked.is_inside() != inside {
            return Err(bad("withheld", "other"));
        }
        if record.lifted.is_some() {
            return Err(Rejection::AlreadyDecided);
        }
        if words.trim().is_empty() {
            return Err(bad("withheld", "empty"));
        }
        record.lifted = Some((step.stamp, on, words.to_owned()));
        Ok(())
    }

    /// Wishes that stand, oldest first.
    pub fn standing_withheld(&self) -> impl Iterator<Item = &WithheldRecord> {
        self.withheld.iter().filter(|record| record.lifted.is_none())
    }

    /// Wishes that keep something from an organisation; none for a service outside the network.
    pub fn kept_from(&self, organisation: Option<OrganisationId>) -> impl Iterator<Item = &WithheldRecord> {
        self.standing_withheld().filter(move |record| record.asked.is_from(organisation))
    }

    /// Whether a section is closed to an organisation by somebody's wish.
    pub fn withholds(&self, organisation: OrganisationId, section: Section) -> bool {
        self.kept_from(Some(organisation)).any(|record| record.asked.sections.contains(&section))
    }

    /// Since when one of these sections is closed to an organisation by somebody's wish.
    pub(super) fn withheld_since(
        &self,
        organisation: OrganisationId,
        sections: &[Section],
    ) -> Option<Millis> {
        let closed = self.kept_from(Some(organisation)).filter(|record| record.asked.tells(sections));
        closed.map(|record| record.by.at).min()
    }

    /// The wish that stands against a packet: of somebody of whom it tells, about a section that it draws on.
    pub fn withheld_of(&self, ask: &Sharing<'_>) -> Option<&WithheldRecord> {
        self.kept_from(ask.to.organisation).find(|record| {
            record.asked.tells(ask.sections)
                && ask.people.iter().any(|person| self.is_same(*person, record.asked.by))
        })
    }
}
