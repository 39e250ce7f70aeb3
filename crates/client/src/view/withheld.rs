//! What somebody of a family does not want told, to whom, and why.

use super::Name;
use super::family::person_name;
use crate::core::Core;
use domain::entry::Section;
use domain::family::Family;
use domain::family::withheld::WithheldRecord;
use domain::ids::{OrganisationId, WithheldId};
use domain::instrument::Text;
use domain::time::Day;
use serde::Serialize;
use tsify::Tsify;

/// A wish that something is not told.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct WithheldView {
    /// Which.
    pub id: WithheldId,
    /// Whose wish it is.
    pub by: Name,
    /// What is not to be told, in that person's words.
    pub words: String,
    /// The parts of the file that tell of it.
    pub sections: Vec<Section>,
    /// Who of the family is not to know.
    pub people: Vec<Name>,
    /// No other organisation and no service is to know.
    pub others: bool,
    /// Organisations of the network that are not to know.
    pub organisations: Vec<WithheldFrom>,
    /// Somebody else, in words.
    pub somebody: String,
    /// Why, from the protocol's list; the code when it knows it no longer.
    pub why: Text,
    /// Why, in words.
    pub why_words: String,
    /// It is about other organisations, and only the one that holds the file reads it.
    pub inside: bool,
    /// Since when.
    pub on: Day,
    /// Who wrote it down.
    pub noted_by: Name,
    /// It may be told, since that day.
    pub lifted_on: Option<Day>,
    /// In the person's words.
    pub lifted_words: String,
}

/// An organisation that is not to know.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct WithheldFrom {
    /// Which.
    pub id: OrganisationId,
    /// Its name.
    pub name: Name,
}

impl Core {
    /// Wishes of a family: those that stand first, the latest first.
    pub(super) fn withheld_views(&self, family: &Family) -> Vec<WithheldView> {
        let (stand, lifted): (Vec<_>, Vec<_>) =
            family.withheld.iter().rev().partition(|record| record.lifted.is_none());
        stand.into_iter().chain(lifted).map(|record| self.withheld_view(family, record)).collect()
    }

    fn withheld_view(&self, family: &Family, record: &WithheldRecord) -> WithheldView {
        let asked = &record.asked;
        let reasons = &self.protocol().consent.withheld_reasons;
        let why = reasons.iter().find(|reason| reason.code == asked.why).map(|reason| reason.label.clone());
        WithheldView {
            id: record.id,
            by: person_name(family, asked.by),
            words: asked.words.clone(),
            sections: asked.sections.clone(),
            people: asked.people.iter().map(|person| person_name(family, *person)).collect(),
            others: asked.others,
            organisations: asked
                .organisations
                .iter()
                .map(|id| WithheldFrom { id: *id, name: self.organisation_name(*id) })
                .collect(),
            somebody: asked.somebody.clone(),
            why: why.unwrap_or_default(),
            why_words: asked.why_words.clone(),
            inside: asked.is_inside(),
            on: asked.on,
            noted_by: self.author(family, record.by.author),
            lifted_on: record.lifted.as_ref().map(|(_, on, _)| *on),
            lifted_words: record.lifted.as_ref().map(|(_, _, words)| words.clone()).unwrap_or_default(),
        }
    }
}
