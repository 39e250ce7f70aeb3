//! Advice that somebody was asked for.

use super::Name;
use crate::core::Core;
use domain::entry::Section;
use domain::family::Family;
use domain::family::consultation::ConsultationRecord;
use domain::ids::ConsultationId;
use domain::time::Millis;
use serde::Serialize;
use tsify::Tsify;

/// A consultation.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ConsultationView {
    /// Which.
    pub id: ConsultationId,
    /// Who was asked.
    pub adviser: Name,
    /// For whom she works.
    pub organisation: Name,
    /// It is the reader herself who was asked.
    pub mine: bool,
    /// Who asked.
    pub by: Name,
    /// What.
    pub question: String,
    /// What was opened to her.
    pub sections: Vec<Section>,
    /// Since when.
    pub from: Millis,
    /// Until when, if nobody ended it before.
    pub until: Millis,
    /// When it ended before its time.
    pub ended: Option<Millis>,
    /// Why: `enough`, `handed_over`, `consent_withdrawn`, `child_said_no`, `withheld`; empty while it has not.
    pub ended_why: String,
    /// Her advice, oldest first.
    pub advice: Vec<AdviceLine>,
}

/// A piece of advice.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct AdviceLine {
    /// When.
    pub at: Millis,
    /// In words.
    pub words: String,
}

impl Core {
    pub(super) fn consultation_views(&self, family: &Family) -> Vec<ConsultationView> {
        let view = |(id, record): (&ConsultationId, &ConsultationRecord)| ConsultationView {
            id: *id,
            adviser: Name::new(&record.asked.name_km, &record.asked.name_latin),
            organisation: Name::new(&record.asked.organisation_km, &record.asked.organisation_latin),
            mine: self.me.as_ref().is_some_and(|me| me.worker == record.asked.worker),
            by: self.worker_name(record.by.author),
            question: record.asked.question.clone(),
            sections: record.asked.sections.clone(),
            from: record.asked.from,
            until: record.asked.until,
            ended: family.consultation_over(record).map(|(at, _)| at),
            ended_why: family.consultation_over(record).map(|(_, why)| why.to_owned()).unwrap_or_default(),
            advice: record
                .advice
                .iter()
                .map(|(stamp, words)| AdviceLine { at: stamp.at, words: words.clone() })
                .collect(),
        };
        // Ids grow with time: the newest first.
        family.consultations.iter().rev().map(view).collect()
    }
}
