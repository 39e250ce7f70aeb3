//! The time line: what happened, when, by whom; and the genogram.

use super::{Msg, Name};
use crate::core::Core;
use domain::family::{Event, Family};
use domain::genogram::{Look, svg};
use domain::ids::StreamId;
use domain::khmer::Lang;
use domain::time::{Day, Millis};
use serde::Serialize;
use tsify::Tsify;

/// One line of the time line.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct TimelineView {
    /// When, by the author's device.
    pub at: Millis,
    /// The day.
    pub day: Day,
    /// Who.
    pub by: Name,
    /// What: keys `event-…`.
    pub what: Msg,
    /// Not sent yet.
    pub unsent: bool,
    /// The command's name, for a sign beside it.
    pub kind: String,
}

impl Core {
    pub(crate) fn timeline(&self, _id: StreamId, family: &Family) -> Vec<TimelineView> {
        let mut lines: Vec<TimelineView> = family
            .events
            .iter()
            .map(|event| TimelineView {
                at: event.by.at,
                day: event.by.at.day(),
                by: self.event_author(family, event),
                what: self.event_words(family, event),
                unsent: self.outbox.get(event.by.entry).is_some(),
                kind: event.what.clone(),
            })
            .collect();
        lines.reverse();
        lines
    }

    /// Who did it, with her organisation when it is not the reader's.
    fn event_author(&self, family: &Family, event: &Event) -> Name {
        let name = self.author(family, event.by.author);
        let answers = ["family.joint_accepted", "family.joint_declined", "family.joint_left"];
        if name == Name::default() && answers.contains(&event.what.as_str()) {
            return self.answered_by(family, &event.thing).unwrap_or_default();
        }
        name
    }

    /// `event-visit-recorded` and who or what it was about.
    fn event_words(&self, family: &Family, event: &Event) -> Msg {
        let name = event.what.strip_prefix("family.").unwrap_or(&event.what).replace('_', "-");
        let message = Msg::new(format!("event-{name}"));
        if let Some(person) = event.thing.parse().ok().and_then(|id| family.person(id)) {
            return message.with("name", Name::of(person));
        }
        if let Some(worker) = event.thing.parse().ok().and_then(|id| self.worker(id)) {
            return message.with("name", Name::new(&worker.name_km, &worker.name_latin));
        }
        if let Some(goal) = event.thing.parse().ok().and_then(|id| family.goals.get(&id)) {
            return message.with("name", goal.words());
        }
        if let Some(step) = event.thing.parse().ok().and_then(|id| family.actions.get(&id)) {
            return message.with("name", step.what.get().cloned().unwrap_or_default());
        }
        message.with("name", "")
    }

    /// The genogram in the screen's language.
    pub(crate) fn genogram(&self, family: &Family, today: Day) -> String {
        if family.present().next().is_none() {
            return String::new();
        }
        let lang = if self.language == "en" { Lang::En } else { Lang::Km };
        svg(&family.genogram(lang, today), Look::Screen)
    }
}
