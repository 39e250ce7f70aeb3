//! Joint cases: with whom a file is worked on, who leads, and which organisation somebody wrote for.

use super::{CardView, Name};
use crate::core::Core;
use domain::entry::Section;
use domain::family::Family;
use domain::family::joint::{JointEnd, JointRecord, JointStanding, JointState, JointWork, JointWorker};
use domain::family::summary::Summary;
use domain::ids::{JointId, OrganisationId, WorkerId};
use domain::sorted::Put;
use domain::time::{Day, Millis};
use serde::Serialize;
use tsify::Tsify;

/// A joint case.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct JointView {
    /// Which.
    pub id: JointId,
    /// Who holds the file and leads.
    pub lead: Name,
    /// The other organisation.
    pub to: Name,
    /// The reader's organisation leads.
    pub ours: bool,
    /// `open`, `running`, `declined`, `ended_by_lead`, `ended_by_partner`, `closed`, `no_consent`, `ran_out`.
    pub standing: String,
    /// What the other organisation's workers and their supervisors read.
    pub sections: Vec<Section>,
    /// What they write.
    pub works: Vec<JointWork>,
    /// Why, and who does what.
    pub why: String,
    /// Whom to ask at the one that leads.
    pub contact: String,
    /// Who works with the family for the one that leads.
    pub team: Vec<JointPerson>,
    /// Who does for the other.
    pub workers: Vec<JointPerson>,
    /// When it was offered.
    pub on: Day,
    /// Until when.
    pub until: Day,
    /// When it was answered or ended.
    pub since: Option<Day>,
    /// Why it was declined or ended.
    pub reason: String,
}

/// Somebody who works with the family.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct JointPerson {
    /// Her name.
    pub name: Name,
    /// Her telephone; may be empty.
    pub phone: String,
}

/// Somebody of another organisation who works with the family now.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct PartnerView {
    /// Who.
    pub worker: WorkerId,
    /// Her name, with her organisation when it is not the reader's.
    pub name: Name,
}

/// On a card: it is worked on with another organisation.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct JointMark {
    /// With whom: the other organisation, from where the reader stands.
    pub with: Name,
    /// The reader's organisation leads.
    pub ours: bool,
}

/// A joint case on the desk: what began, waits or ended lately.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct JointLine {
    /// The family.
    pub card: CardView,
    /// The joint case.
    pub joint: JointView,
}

/// For so many days what has ended is told on the desk.
const TOLD_DAYS: i64 = 14;

fn person(one: &JointWorker) -> JointPerson {
    JointPerson { name: Name::new(&one.name_km, &one.name_latin), phone: one.phone.clone() }
}

/// A name with the organisation that she works for.
fn of(name: &Name, organisation: &Name) -> Name {
    let joined = |name: &str, organisation: &str| match (name.is_empty(), organisation.is_empty()) {
        (true, _) => organisation.to_owned(),
        (false, true) => name.to_owned(),
        (false, false) => format!("{name} · {organisation}"),
    };
    Name { km: joined(&name.km, &organisation.km), latin: joined(&name.latin, &organisation.latin) }
}

impl Core {
    /// Who holds a file that this device keeps: the organisation that leads, when hers takes part in a joint case;
    /// otherwise her own.
    pub(crate) fn holder(&self, family: &Family) -> Option<OrganisationId> {
        let me = self.me.as_ref()?;
        let taking_part = family.running_joints().find(|record| record.offered.to == me.org);
        Some(taking_part.map_or(me.org, |record| record.offered.lead))
    }

    /// What was agreed that she reads, when the file is another organisation's.
    pub(crate) fn agreed_sections(&self, family: &Family) -> Option<Vec<Section>> {
        let me = self.me.as_ref()?;
        let mine = family.running_joints().find(|record| record.offered.to == me.org);
        mine.map(|record| record.offered.sections.clone())
    }

    /// Whoever wrote something in a file, with her organisation when it is not the reader's.
    pub(crate) fn author(&self, family: &Family, worker: WorkerId) -> Name {
        let known = self.worker_name(worker);
        if known != Name::default() {
            return known;
        }
        for record in family.joints.iter().rev() {
            if let Some(one) = record.somebody(worker) {
                return of(&person(one).name, &self.organisation_name(record.offered.to));
            }
            if let Some(one) = record.offered.team.iter().find(|one| one.worker == worker) {
                return of(&person(one).name, &self.organisation_name(record.offered.lead));
            }
        }
        // She is not of this organisation: in a file that another one holds, she is of that one.
        let me = self.me.as_ref().map(|me| me.org);
        match self.holder(family) {
            Some(holder) if Some(holder) != me => self.organisation_name(holder),
            Some(_) | None => known,
        }
    }

    /// Whoever answered for the other organisation: she need not be one of those whom it named.
    pub(crate) fn answered_by(&self, family: &Family, thing: &str) -> Option<Name> {
        let joint = thing.parse::<JointId>().ok()?;
        let record = family.joints.iter().find(|record| record.id == joint)?;
        Some(self.organisation_name(record.offered.to))
    }

    pub(crate) fn partner_views(&self, family: &Family) -> Vec<PartnerView> {
        let view = |worker| PartnerView { worker, name: self.author(family, worker) };
        family.partners().into_iter().map(view).collect()
    }

    pub(crate) fn joint_views(&self, family: &Family, today: Day) -> Vec<JointView> {
        family.joints.iter().rev().map(|record| self.joint_view(family, record, today)).collect()
    }

    fn joint_view(&self, family: &Family, record: &JointRecord, today: Day) -> JointView {
        let (since, reason) = match &record.state {
            JointState::Open => (None, ""),
            JointState::Running { by, .. } => (Some(by), ""),
            JointState::Declined { by, reason } => (Some(by), reason.as_str()),
            JointState::Ended { by, end, .. } => match end {
                JointEnd::Lead { reason } | JointEnd::Partner { reason } => (Some(by), reason.as_str()),
                JointEnd::Closed => (Some(by), ""),
            },
        };
        let offered = &record.offered;
        JointView {
            id: record.id,
            lead: self.organisation_name(offered.lead),
            to: self.organisation_name(offered.to),
            ours: self.me.as_ref().is_some_and(|me| me.org == offered.lead),
            standing: family.joint_standing(record, today).code().to_owned(),
            sections: offered.sections.clone(),
            works: offered.works.clone(),
            why: offered.why.clone(),
            contact: offered.contact.clone(),
            team: offered.team.iter().map(person).collect(),
            workers: record.workers().iter().map(person).collect(),
            on: offered.on,
            until: offered.until,
            since: since.map(|stamp| stamp.at.day()),
            reason: reason.to_owned(),
        }
    }

    /// The mark on a card, while both organisations work with the family.
    pub(crate) fn joint_mark(&self, summary: &Summary, today: Day) -> Option<JointMark> {
        let me = self.me.as_ref()?;
        let joint = summary.joint.filter(|joint| today <= joint.until)?;
        let ours = joint.lead == me.org;
        let with = self.organisation_name(if ours { joint.to } else { joint.lead });
        Some(JointMark { with, ours })
    }

    /// Joint cases of the team: what waits and runs, and what ended lately.
    pub(crate) fn joint_lines(&self, now: Millis) -> Vec<JointLine> {
        let today = now.day();
        let mut lines = Vec::new();
        for (id, summary) in self.kept() {
            let Some(family) = self.family(id) else { continue };
            for record in &family.joints {
                let joint = self.joint_view(family, record, today);
                let lately = |day: Day| day.days_until(today) <= TOLD_DAYS;
                let told = match family.joint_standing(record, today) {
                    JointStanding::Open | JointStanding::Running => true,
                    JointStanding::RanOut => lately(joint.until),
                    // The day on which a consent was taken back is told in the file.
                    JointStanding::NoConsent => {
                        lately(family.joint_consent_ended(record).unwrap_or(joint.until))
                    }
                    JointStanding::Declined
                    | JointStanding::EndedByLead
                    | JointStanding::EndedByPartner
                    | JointStanding::Closed => joint.since.is_some_and(lately),
                };
                if told {
                    lines.push(JointLine { card: self.card(id, &summary, now), joint });
                }
            }
        }
        lines.put_by(|a, b| {
            let ended = |line: &JointLine| !matches!(line.joint.standing.as_str(), "open" | "running");
            ended(b).cmp(&ended(a)).then_with(|| a.joint.until.cmp(&b.joint.until))
        });
        lines
    }
}
