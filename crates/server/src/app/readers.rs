//! "Who opened our file, when and why": what the audit log knows of one family, told by day. The log holds no
//! names; they are looked up here.

use super::directory::Directory;
use super::families::{authorize, relation};
use super::session::Signed;
use crate::problem::Problem;
use crate::state::App;
use domain::entry::Section;
use domain::ids::{OrganisationId, StreamId, WorkerId};
use domain::time::{Day, Millis};
use policy::acts::SeeReaders;
use std::collections::BTreeMap;
use store::records::{AuditEvent, AuditRow};

/// What somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Manner {
    /// Opened the file.
    Opened,
    /// Opened it on a device, from the copy that it holds.
    OnDevice,
    /// Took a copy, or what was new in it, onto a device.
    Copied,
    /// Looked at a photograph.
    Photo,
    /// Printed a paper.
    Printed,
    /// Read what was sent to a service about the family, and what it answered.
    Packet,
    /// The same with a link and a code, for a receiver without an account.
    ByLink,
    /// Saw the family's name in a list or a search.
    Listed,
    /// Watched over the protection of its data: saw its number, not its name.
    Watched,
    /// Counted the family in an overview that names nobody.
    Counted,
    /// Asked whether a family is known, and learnt of this one, or that there is one.
    Compared,
    /// Asked all other organisations about somebody like this, and learnt nothing.
    Enquired,
    /// Answered such a question, or decided not to.
    Answered,
    /// Looked at this very report.
    Asked,
    /// Looked at who may read the file.
    AskedWho,
    /// Had the file erased, or approved that.
    Erased,
    /// Wanted to, and was not let.
    Tried,
    /// Something else.
    Other,
}

impl Manner {
    fn of(event: &AuditEvent) -> Self {
        if !event.allowed {
            return Self::Tried;
        }
        match (event.action.as_str(), event.purpose.as_str()) {
            ("family.read", "print") => Self::Printed,
            ("family.read", _) => Self::Opened,
            ("family.viewed", _) => Self::OnDevice,
            ("family.photo_read", _) => Self::Photo,
            ("family.synced", _) => Self::Copied,
            ("elsewhere.matched", _) => Self::Enquired,
            ("elsewhere.contacted" | "elsewhere.declined", _) => Self::Answered,
            ("service_referral.read" | "service_referral.synced", _) => Self::Packet,
            ("service_referral.read_by_link", _) => Self::ByLink,
            ("caseload.read" | "search" | "tray.read" | "emergency.look" | "elsewhere.enquiries", _) => {
                Self::Listed
            }
            ("consents.read" | "files.numbered" | "readings.read", _) => Self::Watched,
            ("team.read", _) => Self::Counted,
            ("duplicates" | "duplicates.hinted" | "alike" | "alike.hinted", _) => Self::Compared,
            ("family.see_readers", _) => Self::Asked,
            ("family.see_access", _) => Self::AskedWho,
            ("family.erased" | "family.erasure_approved", _) => Self::Erased,
            (_, _) => Self::Other,
        }
    }
    /// The stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::OnDevice => "on_device",
            Self::Copied => "copied",
            Self::Photo => "photo",
            Self::Printed => "printed",
            Self::Packet => "packet",
            Self::ByLink => "by_link",
            Self::Listed => "listed",
            Self::Watched => "watched",
            Self::Counted => "counted",
            Self::Compared => "compared",
            Self::Enquired => "enquired",
            Self::Answered => "answered",
            Self::Asked => "asked",
            Self::AskedWho => "asked_who",
            Self::Erased => "erased",
            Self::Tried => "tried",
            Self::Other => "other",
        }
    }
}

/// What one person did in one way on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Who.
    pub worker: WorkerId,
    /// For whom she works.
    pub org: OrganisationId,
    /// What.
    pub manner: Manner,
    /// Whether she was let.
    pub allowed: bool,
    /// What for: a stable word.
    pub purpose: String,
    /// Which parts of the file.
    pub sections: Vec<Section>,
    /// The first time that day.
    pub first: Millis,
    /// The last time.
    pub last: Millis,
    /// How often.
    pub times: u32,
}

impl Reading {
    /// For whom she works, as people should read it. A question from elsewhere lies in the log of the organisation
    /// that was asked.
    pub fn home(&self, directory: &Directory) -> OrganisationId {
        let elsewhere = directory.organisation_of(self.worker).filter(|_| self.manner == Manner::Enquired);
        elsewhere.unwrap_or(self.org)
    }
}

/// A day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingDay {
    /// Which.
    pub day: Day,
    /// Latest first.
    pub readings: Vec<Reading>,
}

/// A part of the report, the latest days first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The days.
    pub days: Vec<ReadingDay>,
    /// Hand it in for older ones.
    pub before: Option<Millis>,
}

/// Rows of the log behind one part of the report.
const PART: u32 = 600;

/// Tells who read a file. Asking is itself a reading.
pub async fn report(
    app: &App,
    signed: &Signed,
    id: StreamId,
    before: Option<Millis>,
) -> Result<Report, Problem> {
    let authorized = authorize::<SeeReaders>(app, signed, id).await?;
    let mut event = signed.event("family.see_readers", true);
    event.stream = Some(id);
    event.basis = format!("granted.{}", relation(signed, authorized.get()).code());
    app.store.audit(vec![event]).await?;
    part(app, id, before).await
}

/// A later part of a report that was asked for, and written down, before.
pub async fn older(app: &App, signed: &Signed, id: StreamId, before: Millis) -> Result<Report, Problem> {
    let _authorized = authorize::<SeeReaders>(app, signed, id).await?;
    part(app, id, Some(before)).await
}

async fn part(app: &App, id: StreamId, before: Option<Millis>) -> Result<Report, Problem> {
    let part = app.store.readings(id, before, PART).await?;
    Ok(Report { days: by_day(&part.rows), before: part.before })
}

impl Report {
    /// Adds a later part; a day that was cut in two is told in two pieces.
    pub fn join(&mut self, more: Report) {
        self.before = more.before;
        for day in more.days {
            match self.days.iter_mut().find(|known| known.day == day.day) {
                Some(known) => known.readings.extend(day.readings),
                None => self.days.push(day),
            }
        }
        self.days.sort_by_key(|day| std::cmp::Reverse(day.day));
    }
}

type Key = (WorkerId, OrganisationId, Manner, bool, String);

/// Tells rows by day, and of a day what one person did in one way as one.
fn by_day(rows: &[AuditRow]) -> Vec<ReadingDay> {
    let mut days: BTreeMap<Day, BTreeMap<Key, Reading>> = BTreeMap::new();
    for row in rows {
        let event = &row.event;
        let at = event.made_at.unwrap_or(event.at);
        let manner = Manner::of(event);
        let key = (event.actor.worker, event.actor.org, manner, event.allowed, event.purpose.clone());
        let reading = days.entry(at.day()).or_default().entry(key).or_insert_with(|| Reading {
            worker: event.actor.worker,
            org: event.actor.org,
            manner,
            allowed: event.allowed,
            purpose: event.purpose.clone(),
            sections: Vec::new(),
            first: at,
            last: at,
            times: 0,
        });
        reading.first = reading.first.min(at);
        reading.last = reading.last.max(at);
        reading.times += 1;
        for section in &event.sections {
            if !reading.sections.contains(section) {
                reading.sections.push(*section);
            }
        }
    }
    days.into_iter()
        .rev()
        .map(|(day, readings)| {
            let mut readings: Vec<Reading> = readings.into_values().collect();
            readings.sort_by_key(|reading| std::cmp::Reverse(reading.last));
            ReadingDay { day, readings }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::DeviceId;
    use store::Actor;

    fn row(at: i64, worker: u128, action: &str, purpose: &str) -> AuditRow {
        let actor = Actor {
            worker: WorkerId::from_u128(worker),
            org: OrganisationId::from_u128(1),
            device: DeviceId::from_u128(1),
        };
        let event = AuditEvent {
            purpose: purpose.to_owned(),
            sections: vec![Section::Identity],
            ..AuditEvent::new(Millis(at), actor, action, "r")
        };
        AuditRow { seq: 1, event }
    }

    #[test]
    fn a_day_tells_once_what_somebody_did_in_one_way() {
        const NOON: i64 = 1_795_323_600_000;
        let mut late = row(NOON + 90_000_000, 1, "family.viewed", "offline");
        late.event.made_at = Some(Millis(NOON + 5));
        let rows = [
            late,
            row(NOON + 86_400_000, 2, "family.read", "casework"),
            row(NOON + 20, 1, "family.read", "casework"),
            row(NOON + 10, 1, "family.read", "print"),
            row(NOON, 1, "family.read", "casework"),
        ];
        let days = by_day(&rows);
        assert_eq!(days.len(), 2);
        assert_eq!(days[0].readings.len(), 1);
        let told: Vec<(Manner, u32)> = days[1].readings.iter().map(|r| (r.manner, r.times)).collect();
        assert_eq!(told, [(Manner::Opened, 2), (Manner::Printed, 1), (Manner::OnDevice, 1)]);
        assert_eq!((days[1].readings[0].first.0, days[1].readings[0].last.0), (NOON, NOON + 20));
    }
}
