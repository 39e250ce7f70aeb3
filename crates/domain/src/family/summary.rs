//! What lists, worklists and the supervisor's desk need to know of a family: computed from the file by one
//! function, on the phone as on the server.

use super::{Family, Stage};
use crate::entry::Section;
use crate::ids::{OrganisationId, PersonId, StreamId, WorkerId};
use crate::kinship::Sex;
use crate::protocol::{self, Protocol, Risk};
use crate::sorted::Put;
use crate::time::{Birth, Day, Millis};
use serde::{Deserialize, Serialize};

/// A person on a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct CardPerson {
    /// Who.
    pub id: PersonId,
    /// Name in Khmer; may be empty.
    pub name_km: String,
    /// Name in Latin letters; may be empty.
    pub name_latin: String,
    /// Sex.
    pub sex: Sex,
    /// Birth.
    pub birth: Option<Birth>,
    /// The work is about this child.
    pub in_focus: bool,
    /// Somebody's caregiver now.
    pub cares: bool,
    /// Has died.
    pub died: bool,
}

/// A family at a glance. `card` parts carry names and are stored sealed; the rest is what lists sort by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Summary {
    /// Stage, by its stable name.
    pub stage: String,
    /// When that stage began.
    pub stage_since: Millis,
    /// Risk, if anybody has said.
    pub risk: Option<Risk>,
    /// Village code; empty when not known.
    pub village: String,
    /// Who answers for the case.
    pub lead: Option<WorkerId>,
    /// Everybody on the team.
    pub team: Vec<WorkerId>,
    /// By when the family must have been met, while it has not.
    pub respond_by: Option<Millis>,
    /// The next visit: planned, else due by the protocol's rhythm.
    pub next_visit: Option<Day>,
    /// Whether that visit was planned by somebody.
    pub visit_planned: bool,
    /// The last visit.
    pub last_visit: Option<Day>,
    /// When the plan is looked at again.
    pub next_review: Option<Day>,
    /// When the next assessment is due.
    pub next_assessment: Option<Day>,
    /// A review waits for the supervisor.
    pub review_waiting: bool,
    /// Open concerns by grade: high, medium, low.
    pub concerns: [u32; 3],
    /// Open high concerns that no supervisor has answered.
    pub unanswered_high: u32,
    /// Open goals, reached goals.
    pub goals: [u32; 2],
    /// Steps past their day.
    pub steps_overdue_from: Option<Day>,
    /// Fields with more than one value.
    pub conflicts: u32,
    /// Entries that could not take effect. Filled by whoever holds the stream's log.
    pub refused: u32,
    /// The people, children that the work is about first.
    pub people: Vec<CardPerson>,
    /// The organisation that works on the file too, by the joint case that lasts longest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint: Option<CardJoint>,
    /// What crossed on the way and waits for somebody to look.
    #[serde(default)]
    pub crossed: u32,
    /// The file that stands for this one, which was folded away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folded_into: Option<StreamId>,
    /// Files of which somebody has said whether they are of the same family.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked_of: Vec<StreamId>,
    /// What came to this file since it was folded away.
    #[serde(default)]
    pub came: u32,
}

/// A joint case on a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct CardJoint {
    /// Who holds the file and leads.
    pub lead: OrganisationId,
    /// With whom.
    pub to: OrganisationId,
    /// Until the end of which day.
    pub until: Day,
}

impl Summary {
    /// What a list shows to an organisation with which the family shares: who they are and where. How the work
    /// stands is read in the file, in the sections that the family agreed to.
    pub fn for_guests(self) -> Self {
        Self {
            stage: self.stage,
            stage_since: self.stage_since,
            village: self.village,
            people: self.people,
            risk: None,
            lead: None,
            team: Vec::new(),
            respond_by: None,
            next_visit: None,
            visit_planned: false,
            last_visit: None,
            next_review: None,
            next_assessment: None,
            review_waiting: false,
            concerns: [0; 3],
            unanswered_high: 0,
            goals: [0; 2],
            steps_overdue_from: None,
            conflicts: 0,
            refused: 0,
            joint: None,
            crossed: 0,
            folded_into: None,
            asked_of: Vec::new(),
            came: 0,
        }
    }
}

impl Summary {
    /// What a list shows to somebody of the organisation that holds the file, or works on it too, who reads these sections of it.
    pub fn within(mut self, sections: &[Section]) -> Self {
        if !sections.contains(&Section::Protection) {
            self.concerns = [0; 3];
            self.unanswered_high = 0;
        }
        if sections.contains(&Section::Narrative) {
            return self;
        }
        let (lead, team) = (self.lead, std::mem::take(&mut self.team));
        Self { lead, team, ..self.for_guests() }
    }
}

impl Family {
    /// The family at a glance, under a protocol.
    pub fn summary(&self, protocol: &Protocol) -> Summary {
        self.seen().summed_up(protocol)
    }

    fn summed_up(&self, protocol: &Protocol) -> Summary {
        // The work goes on in the file that stands.
        let folded_into = self.folded_into();
        let active = self.stage.is_active() && folded_into.is_none();
        let risk = self.risk.get().copied();
        let reckoned = risk.unwrap_or(Risk::Medium);
        let accepted = match &self.stage {
            Stage::Accepted { since, .. } | Stage::Open { since } if active => Some(since.day()),
            Stage::Accepted { .. }
            | Stage::Open { .. }
            | Stage::New
            | Stage::Referred { .. }
            | Stage::Declined { .. }
            | Stage::PassedOn { .. }
            | Stage::Closed { .. }
            | Stage::Withdrawn { .. } => None,
        };
        let planned = self.next_planned_visit().map(|(_, visit)| visit.on);
        let last_visit = self.last_visit();
        let due = accepted.map(|from| protocol::next_visit_due(protocol, last_visit, from, reckoned));
        let respond_by = match &self.stage {
            Stage::Accepted { respond_by, .. } if active && self.first_met.is_none() => Some(*respond_by),
            Stage::Accepted { .. }
            | Stage::New
            | Stage::Referred { .. }
            | Stage::Declined { .. }
            | Stage::PassedOn { .. }
            | Stage::Open { .. }
            | Stage::Closed { .. }
            | Stage::Withdrawn { .. } => None,
        };
        let last_assessed = self.assessments.iter().map(|a| a.completed.on).max();
        let agreed = self.agreements.last().map(|(_, agreement)| agreement.review_on);
        let mut concerns = [0; 3];
        let mut unanswered_high = 0;
        for (_, concern) in self.open_concerns() {
            let [high, medium, low] = &mut concerns;
            match concern.raised.level {
                Risk::High => {
                    *high += 1;
                    unanswered_high += u32::from(concern.answers.is_empty());
                }
                Risk::Medium => *medium += 1,
                Risk::Low => *low += 1,
            }
        }
        let open_goals = self.goals.values().filter(|goal| goal.is_open()).count();
        let reached = self
            .goals
            .values()
            .filter(|g| matches!(g.state(), super::plan::GoalState::Reached { .. }))
            .count();
        let mut people: Vec<CardPerson> = self.present().map(|person| self.card_person(person)).collect();
        people.put_by_key(|person| (!person.in_focus, !person.cares));
        Summary {
            stage: self.stage.code().to_owned(),
            stage_since: self.stage_since(),
            risk,
            village: self.village.get().map(ToString::to_string).unwrap_or_default(),
            lead: self.lead(),
            team: self.team.keys().copied().collect(),
            respond_by,
            next_visit: if active { planned.or(due) } else { None },
            visit_planned: active && planned.is_some(),
            last_visit,
            next_review: if active { agreed } else { None },
            next_assessment: accepted
                .map(|from| protocol::next_assessment_due(protocol, last_assessed, from)),
            review_waiting: self.waiting_review().is_some(),
            concerns,
            unanswered_high,
            goals: [open_goals, reached].map(|n| u32::try_from(n).unwrap_or(u32::MAX)),
            steps_overdue_from: (self.actions.values())
                .filter(|a| a.is_open() && folded_into.is_none())
                .filter_map(|a| a.due())
                .min(),
            conflicts: self.contested(),
            refused: 0,
            crossed: u32::try_from(self.to_look_at().count()).unwrap_or(u32::MAX),
            folded_into,
            asked_of: self.files.iter().map(|link| link.other).collect(),
            came: self.came_after(),
            people,
            joint: self
                .running_joints()
                .map(|record| &record.offered)
                .max_by_key(|offered| offered.until)
                .map(|offered| CardJoint { lead: offered.lead, to: offered.to, until: offered.until }),
        }
    }

    fn card_person(&self, person: &super::people::Person) -> CardPerson {
        CardPerson {
            id: person.id,
            name_km: person.name_km.get().cloned().unwrap_or_default(),
            name_latin: person.name_latin.get().cloned().unwrap_or_default(),
            sex: person.sex(),
            birth: person.birth(),
            in_focus: person.is_in_focus(),
            cares: self.carers.iter().any(|care| care.caregiver == person.id && care.until.is_none()),
            died: person.has_died(),
        }
    }

    fn stage_since(&self) -> Millis {
        let opened = self.opened.map_or(Millis(0), |stamp| stamp.at);
        match &self.stage {
            Stage::New | Stage::Withdrawn { .. } => opened,
            Stage::Referred { since }
            | Stage::Declined { since, .. }
            | Stage::PassedOn { since, .. }
            | Stage::Accepted { since, .. }
            | Stage::Open { since }
            | Stage::Closed { since, .. } => *since,
        }
    }
}
