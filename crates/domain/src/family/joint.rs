//! A joint case: two organisations work with one family, in one file. One of them holds it and leads: closing, handing
//! over, consent and the list of partners stay with it. The other's named workers write what was agreed. It rests on
//! the family's consent, which names the organisation and the sections, and ends with it, with its last day, or when
//! either side ends it.

use super::{Family, FamilyAction};
use crate::entry::{Rejection, Section};
use crate::ids::{ConsentId, JointId, OrganisationId, WorkerId};
use crate::register::{Stamp, Step};
use crate::time::{Day, Millis};
use serde::{Deserialize, Serialize};

/// The consent that a joint case rests on.
pub const PURPOSE: &str = "joint_case";

/// Without these nobody can work with a family: who they are, and what was seen, planned and agreed.
pub const NEEDED: [Section; 2] = [Section::Identity, Section::Narrative];

/// Most workers whom the other organisation may name.
pub const MOST_WORKERS: usize = 10;

/// What the other organisation's workers may write, sort by sort. A worry about somebody's safety may always be written:
/// nobody who sees danger is told that it was not agreed.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum JointWork {
    /// Visits: planning them, what was seen and said, that nobody was there.
    Visits,
    /// Small tasks.
    Tasks,
    /// Assessments.
    Assessments,
    /// Steps of the plan. Goals stay with the family and with whoever leads.
    Steps,
    /// Health and disability.
    Health,
}

impl JointWork {
    /// Every sort.
    pub const ALL: [JointWork; 5] = [Self::Visits, Self::Tasks, Self::Assessments, Self::Steps, Self::Health];

    /// The stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::Tasks => "tasks",
            Self::Assessments => "assessments",
            Self::Steps => "steps",
            Self::Health => "health",
        }
    }

    /// The section that whoever writes it reads.
    pub const fn section(self) -> Section {
        match self {
            Self::Visits | Self::Tasks | Self::Assessments | Self::Steps => Section::Narrative,
            Self::Health => Section::Health,
        }
    }

    /// Which sort a command is; nothing for what is not agreed sort by sort.
    pub fn of(name: &str) -> Option<Self> {
        match name.strip_prefix("family.")? {
            "visit_planned" | "visit_recorded" | "visit_missed" => Some(Self::Visits),
            "task_added" | "task_set" => Some(Self::Tasks),
            "assessment_completed" => Some(Self::Assessments),
            "action_added" | "action_set" => Some(Self::Steps),
            "health_set" => Some(Self::Health),
            _ => None,
        }
    }
}

/// A joint case as offered by whoever holds the file: what leaves, and who writes what.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct JointOffered {
    /// Who holds the file and goes on leading.
    pub lead: OrganisationId,
    /// With whom.
    pub to: OrganisationId,
    /// The consent that it rests on.
    pub consent: ConsentId,
    /// What the other organisation's named workers and their supervisors read.
    pub sections: Vec<Section>,
    /// What the named workers write.
    pub works: Vec<JointWork>,
    /// Why, and who does what.
    pub why: String,
    /// Whom to ask, with a telephone.
    pub contact: String,
    /// Who works with the family for the organisation that leads: the other's phones do not know them.
    pub team: Vec<JointWorker>,
    /// When it was offered.
    pub on: Day,
    /// Until when: no longer than the consent.
    pub until: Day,
}

/// Somebody of the other organisation who works with the family. Her names come along: the lead's phones do not know her.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct JointWorker {
    /// Who.
    pub worker: WorkerId,
    /// Her name in Khmer; may be empty.
    pub name_km: String,
    /// Her name in Latin letters; may be empty.
    pub name_latin: String,
    /// Her telephone; may be empty.
    pub phone: String,
}

/// How a joint case ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum JointEnd {
    /// The organisation that leads ended it.
    Lead {
        /// Why.
        reason: String,
    },
    /// The other organisation ended it.
    Partner {
        /// Why.
        reason: String,
    },
    /// The case was closed.
    Closed,
}

/// What became of a joint case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum JointState {
    /// It waits for the other organisation.
    Open,
    /// Both work with the family, as long as the consent stands.
    Running {
        /// The entry.
        by: Stamp,
        /// Whom the other organisation named.
        workers: Vec<JointWorker>,
    },
    /// The other organisation does not take part.
    Declined {
        /// The entry.
        by: Stamp,
        /// Why.
        reason: String,
    },
    /// Ended, or taken back before anybody answered.
    Ended {
        /// The entry.
        by: Stamp,
        /// Who had been named: what they wrote stays theirs.
        workers: Vec<JointWorker>,
        /// How.
        end: JointEnd,
    },
}

/// A joint case in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct JointRecord {
    /// Which.
    pub id: JointId,
    /// The entry.
    pub by: Stamp,
    /// What was offered.
    pub offered: JointOffered,
    /// What became of it.
    pub state: JointState,
    /// Whom the other organisation named before and no longer does: what they wrote stays theirs.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<JointWorker>,
}

/// How a joint case stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JointStanding {
    /// It waits for an answer.
    Open,
    /// Both work with the family.
    Running,
    /// The other organisation did not take part.
    Declined,
    /// Taken back before anybody answered, or ended by whoever leads.
    EndedByLead,
    /// Ended by the other organisation.
    EndedByPartner,
    /// The case was closed.
    Closed,
    /// The family took its consent back, or a child said no.
    NoConsent,
    /// Its last day is over.
    RanOut,
}

impl JointStanding {
    /// The stable name, as shown.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Running => "running",
            Self::Declined => "declined",
            Self::EndedByLead => "ended_by_lead",
            Self::EndedByPartner => "ended_by_partner",
            Self::Closed => "closed",
            Self::NoConsent => "no_consent",
            Self::RanOut => "ran_out",
        }
    }
}

impl JointRecord {
    /// Everybody whom the other organisation named, also of what has ended.
    pub fn workers(&self) -> &[JointWorker] {
        match &self.state {
            JointState::Running { workers, .. } | JointState::Ended { workers, .. } => workers,
            JointState::Open | JointState::Declined { .. } => &[],
        }
    }
    /// Whether it names a worker.
    pub fn names(&self, worker: WorkerId) -> bool {
        self.workers().iter().any(|one| one.worker == worker)
    }
    /// Somebody whom the other organisation names, or did.
    pub fn somebody(&self, worker: WorkerId) -> Option<&JointWorker> {
        self.workers().iter().chain(&self.former).find(|one| one.worker == worker)
    }
    /// Whether neither side has decided against it: it waits or runs.
    const fn is_begun(&self) -> bool {
        match self.state {
            JointState::Open | JointState::Running { .. } => true,
            JointState::Declined { .. } | JointState::Ended { .. } => false,
        }
    }
}

fn bad(field: &str, why: &str) -> Rejection {
    Rejection::NotPossible { field: field.into(), why: why.into() }
}

impl Family {
    /// How a joint case stands on a day.
    pub fn joint_standing(&self, record: &JointRecord, on: Day) -> JointStanding {
        let begun = |standing| {
            if !self.joint_agreed(&record.offered) {
                JointStanding::NoConsent
            } else if on > record.offered.until {
                JointStanding::RanOut
            } else {
                standing
            }
        };
        match &record.state {
            JointState::Open => begun(JointStanding::Open),
            JointState::Running { .. } => begun(JointStanding::Running),
            JointState::Declined { .. } => JointStanding::Declined,
            JointState::Ended { end: JointEnd::Lead { .. }, .. } => JointStanding::EndedByLead,
            JointState::Ended { end: JointEnd::Partner { .. }, .. } => JointStanding::EndedByPartner,
            JointState::Ended { end: JointEnd::Closed, .. } => JointStanding::Closed,
        }
    }

    /// Whether the consent that it rests on stands: nobody took it back, no child whom it covers said no, and nobody asked
    /// that what nobody can work without is not told there. A consent
    /// that was taken back carries nothing from that moment on, whatever day it names (goal DP-1).
    fn joint_agreed(&self, offered: &JointOffered) -> bool {
        self.consents.iter().any(|record| {
            record.id == offered.consent && record.withdrawn.is_none() && !self.dissent(&record.given)
        }) && self.withheld_since(offered.to, &NEEDED).is_none()
    }

    /// On which day the consent of a joint case was taken back, a child last said no, or somebody asked that it is not
    /// told there.
    pub fn joint_consent_ended(&self, record: &JointRecord) -> Option<Day> {
        self.joint_consent_gone(record).map(Millis::day)
    }

    /// Since when that consent is gone.
    fn joint_consent_gone(&self, record: &JointRecord) -> Option<Millis> {
        let consent = self.consents.iter().find(|consent| consent.id == record.offered.consent)?;
        if let Some((stamp, _, _)) = &consent.withdrawn {
            return Some(stamp.at);
        }
        let no = |assent: &&super::consent::AssentRecord| {
            assent.given.purpose == PURPOSE
                && !assent.given.agrees
                && consent.given.covers.contains(&assent.given.child)
        };
        let said_no = self.assents.iter().rev().find(no).map(|assent| assent.by.at);
        said_no.or_else(|| self.withheld_since(record.offered.to, &NEEDED))
    }

    /// When a joint case that both sides worked on ended or ends, and how; nothing for one that never ran. Its last day
    /// ends at midnight, where the families live.
    pub fn joint_end(&self, record: &JointRecord) -> Option<(Millis, JointStanding)> {
        let last = record.offered.until.plus_days(1).noon().plus_hours(-12);
        match &record.state {
            JointState::Open | JointState::Declined { .. } => None,
            JointState::Running { .. } if !self.joint_agreed(&record.offered) => {
                let gone = self.joint_consent_gone(record).unwrap_or(last);
                Some((gone.min(last), JointStanding::NoConsent))
            }
            JointState::Running { .. } => Some((last, JointStanding::RanOut)),
            JointState::Ended { workers, .. } if workers.is_empty() => None,
            JointState::Ended { by, .. } if by.at >= last => Some((last, JointStanding::RanOut)),
            JointState::Ended { by, .. } => Some((by.at, self.joint_standing(record, by.at.day()))),
        }
    }

    /// Joint cases that wait for an answer and whose consent stands. Those that have run out are in it: whoever asks
    /// looks at the clock.
    pub fn open_joints(&self) -> impl Iterator<Item = &JointRecord> {
        let open = |record: &&JointRecord| matches!(record.state, JointState::Open);
        self.joints.iter().filter(open).filter(|record| self.joint_agreed(&record.offered))
    }

    /// Joint cases that both sides work on and whose consent stands; likewise.
    pub fn running_joints(&self) -> impl Iterator<Item = &JointRecord> {
        let running = |record: &&JointRecord| matches!(record.state, JointState::Running { .. });
        self.joints.iter().filter(running).filter(|record| self.joint_agreed(&record.offered))
    }

    /// Workers of other organisations who work with the family now, each once. Who is kept out of the file is not
    /// among them.
    pub fn partners(&self) -> Vec<WorkerId> {
        let named = self.running_joints().flat_map(JointRecord::workers).map(|one| one.worker);
        let mut all: Vec<WorkerId> = named
            .filter(|worker| !self.excluded.contains_key(worker) && !self.team.contains_key(worker))
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The joint case in which a worker was named last, running or ended: for which organisation she wrote.
    pub fn joint_of(&self, worker: WorkerId) -> Option<&JointRecord> {
        self.joints.iter().rev().find(|record| record.somebody(worker).is_some())
    }

    /// Whether what somebody writes was agreed. What is not agreed sort by sort is for the policies.
    pub fn joint_allows(&self, author: WorkerId, name: &str) -> bool {
        let Some(work) = JointWork::of(name) else { return true };
        if self.team.contains_key(&author) {
            return true;
        }
        // What has ended binds nobody: who may still write is for the policies, and she may work here by now.
        let running = |record: &&JointRecord| matches!(record.state, JointState::Running { .. });
        let mut named = self.joints.iter().filter(running).filter(|record| record.names(author)).peekable();
        named.peek().is_none() || named.any(|record| record.offered.works.contains(&work))
    }

    /// Nobody of a partner writes what was not agreed.
    pub(super) fn joint_admits(&self, action: &FamilyAction, step: &Step) -> Result<(), Rejection> {
        if self.joint_allows(step.stamp.author, action.name()) {
            Ok(())
        } else {
            Err(bad("joint", "not_agreed"))
        }
    }

    pub(super) fn joint_offered(
        &mut self,
        id: JointId,
        offered: &JointOffered,
        step: &Step,
    ) -> Result<(), Rejection> {
        for (field, text) in [("why", &offered.why), ("contact", &offered.contact)] {
            if text.trim().is_empty() {
                return Err(bad(field, "empty"));
            }
        }
        if self.joints.iter().any(|record| record.id == id) {
            return Err(Rejection::AlreadyThere { what: "joint".into() });
        }
        if !self.stage.is_active() {
            return Err(Rejection::WrongStage { stage: self.stage.code().into() });
        }
        if offered.lead == offered.to {
            return Err(bad("to", "own"));
        }
        if offered.works.is_empty() {
            return Err(bad("works", "empty"));
        }
        let read = |section: &Section| offered.sections.contains(section);
        if !NEEDED.iter().all(read) || !offered.works.iter().all(|work| read(&work.section())) {
            return Err(bad("sections", "too_few"));
        }
        if offered.until < offered.on {
            return Err(bad("until", "too_early"));
        }
        if self.joints_with(offered.to, offered.on).next().is_some() {
            return Err(bad("to", "open"));
        }
        if offered.sections.iter().any(|section| self.withholds(offered.to, *section)) {
            return Err(bad("sections", "withheld"));
        }
        let agreed = self.live_consents(PURPOSE, offered.on).any(|record| {
            record.id == offered.consent
                && record.given.organisation == Some(offered.to)
                && offered.sections.iter().all(|section| record.given.sections.contains(section))
                && offered.until <= record.given.until
        });
        if !agreed || !self.joint_agreed(offered) {
            return Err(Rejection::NoConsent);
        }
        let state = JointState::Open;
        let former = Vec::new();
        self.joints.push(JointRecord { id, by: step.stamp, offered: offered.clone(), state, former });
        Ok(())
    }

    /// Joint cases with an organisation that wait or run on a day.
    fn joints_with(&self, organisation: OrganisationId, on: Day) -> impl Iterator<Item = &JointRecord> {
        self.joints.iter().filter(move |record| {
            record.offered.to == organisation
                && matches!(self.joint_standing(record, on), JointStanding::Open | JointStanding::Running)
        })
    }

    fn joint_mut(&mut self, id: JointId) -> Result<&mut JointRecord, Rejection> {
        let found = self.joints.iter_mut().find(|record| record.id == id);
        found.ok_or_else(|| Rejection::UnknownThing { what: "joint".into() })
    }

    pub(super) fn joint_accepted(
        &mut self,
        id: JointId,
        workers: &[JointWorker],
        step: &Step,
    ) -> Result<(), Rejection> {
        if workers.is_empty() || workers.len() > MOST_WORKERS {
            return Err(bad("workers", "empty"));
        }
        if workers.iter().any(|one| self.excluded.contains_key(&one.worker)) {
            return Err(bad("workers", "excluded"));
        }
        let stands = self.open_joints().chain(self.running_joints()).any(|record| record.id == id);
        let record = self.joint_mut(id)?;
        let by = match &record.state {
            JointState::Open | JointState::Running { .. } if !stands => return Err(Rejection::NoConsent),
            JointState::Open => step.stamp,
            // It runs since it began, whoever works with the family by now.
            JointState::Running { by, .. } => *by,
            JointState::Declined { .. } | JointState::Ended { .. } => {
                return Err(Rejection::AlreadyDecided);
            }
        };
        let gone = |one: &JointWorker| !workers.iter().any(|now| now.worker == one.worker);
        let known = record.workers().iter().chain(&record.former).filter(|one| gone(one));
        record.former = known.cloned().collect();
        record.state = JointState::Running { by, workers: workers.to_vec() };
        Ok(())
    }

    pub(super) fn joint_declined(&mut self, id: JointId, reason: &str, step: &Step) -> Result<(), Rejection> {
        if reason.trim().is_empty() {
            return Err(bad("reason", "empty"));
        }
        let record = self.joint_mut(id)?;
        match record.state {
            JointState::Open => {}
            JointState::Running { .. } | JointState::Declined { .. } | JointState::Ended { .. } => {
                return Err(Rejection::AlreadyDecided);
            }
        }
        record.state = JointState::Declined { by: step.stamp, reason: reason.to_owned() };
        Ok(())
    }

    pub(super) fn joint_ended(&mut self, id: JointId, end: JointEnd, step: &Step) -> Result<(), Rejection> {
        let reason = match &end {
            JointEnd::Lead { reason } | JointEnd::Partner { reason } => reason.as_str(),
            JointEnd::Closed => "closed",
        };
        if reason.trim().is_empty() {
            return Err(bad("reason", "empty"));
        }
        let record = self.joint_mut(id)?;
        if !record.is_begun() {
            return Err(Rejection::AlreadyDecided);
        }
        record.end(end, step);
        Ok(())
    }

    /// With the case its joint cases end: whoever opens it again offers anew.
    pub(super) fn joints_closed(&mut self, step: &Step) {
        for record in self.joints.iter_mut().filter(|record| record.is_begun()) {
            record.end(JointEnd::Closed, step);
        }
    }
}

impl JointRecord {
    fn end(&mut self, end: JointEnd, step: &Step) {
        let workers = self.workers().to_vec();
        self.state = JointState::Ended { by: step.stamp, workers, end };
    }
}
