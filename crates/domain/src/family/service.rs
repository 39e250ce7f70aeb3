//! Referrals of this family to services: what the file says of them, and whether a packet may leave at all.
//! The packet itself is a stream of its own ([`crate::service_referral`]).

use super::Family;
use super::consent::ConsentRecord;
use crate::entry::{Rejection, Section};
use crate::ids::{ConsentId, PersonId, StreamId};
use crate::khmer::keys::{fold_khmer, fold_latin};
use crate::protocol::{ChildGives, Protocol};
use crate::register::{Stamp, Step};
use crate::service_referral::Recipient;
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// The purpose of the protocol's list under which another service may be told.
pub const PURPOSE: &str = "referral";

/// A packet that leaves, as the file records it.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct ServiceSent {
    /// To whom.
    pub to: Recipient,
    /// Whom it is about.
    pub people: Vec<PersonId>,
    /// What it draws on.
    pub sections: Vec<Section>,
    /// On which consent it rests.
    pub consent: ConsentId,
    /// The worker has left out what is not to be told there. Must be so when there is such a wish.
    pub withheld_left_out: bool,
    /// When.
    pub on: Day,
}

/// What came back, as the file records it.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct ServiceAnswer {
    /// How the referral stood: `accepted`, `declined`, `completed`, `failed` …
    pub state: String,
    /// What the service said, in words for the family.
    pub words: String,
    /// The family was told.
    pub family_told: bool,
    /// When.
    pub on: Day,
}

/// A referral to a service in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct ServiceRecord {
    /// Who sent it.
    pub by: Stamp,
    /// What left.
    pub sent: ServiceSent,
    /// What came back, oldest first.
    pub answers: Vec<(Stamp, ServiceAnswer)>,
}

/// What is wanted to be told to whom about whom.
#[derive(Debug, Clone, Copy)]
pub struct Sharing<'a> {
    /// To whom.
    pub to: &'a Recipient,
    /// About whom.
    pub people: &'a [PersonId],
    /// From which sections.
    pub sections: &'a [Section],
}

/// Why nothing may leave. Gravest first; the code ends a message key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacking {
    /// A child has said no.
    ChildSaysNo(PersonId),
    /// Somebody does not want it told there.
    Withheld(PersonId),
    /// No live consent to tell other services.
    Consent,
    /// There is one, for somebody else.
    Recipient,
    /// There is one for this service, but not about everybody.
    People(PersonId),
    /// There is one, for less.
    Sections,
    /// A child was not asked.
    ChildNotAsked(PersonId),
}

impl ServiceRecord {
    /// Whether the service has neither finished nor declined, as far as the file knows.
    pub fn is_running(&self) -> bool {
        let ends =
            |answer: &ServiceAnswer| ["declined", "completed", "failed"].contains(&answer.state.as_str());
        !self.answers.iter().any(|(_, answer)| ends(answer))
    }
}

impl Lacking {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ChildSaysNo(_) => "child-says-no",
            Self::Withheld(_) => "withheld",
            Self::Consent => "consent",
            Self::Recipient => "recipient",
            Self::People(_) => "people",
            Self::Sections => "sections",
            Self::ChildNotAsked(_) => "child-not-asked",
        }
    }
}

/// Consent that names no sections covers who the people are and why help is asked for: the least that a referral
/// needs. Health, safety, papers and the address must be named.
const UNNAMED: [Section; 2] = [Section::Identity, Section::Narrative];

/// What stands between the names of several recipients, or around the same name in the other script.
const BETWEEN_NAMES: [char; 9] = [',', ';', '/', '|', '\n', '(', ')', '·', '។'];

impl ConsentRecord {
    fn covers_sections(&self, sections: &[Section]) -> bool {
        let given = self.given.sections.as_slice();
        let given = if given.is_empty() { &UNNAMED } else { given };
        sections.iter().all(|section| given.contains(section))
    }
    /// Whether the recipient that was named to the person is this one: one of those that are named there, each whole.
    /// "The House of Hope" is not "Hope".
    fn is_for(&self, to: &Recipient) -> bool {
        let fold = |text: &str| fold_latin(&fold_khmer(text)).trim().to_owned();
        let names = [fold(&to.name_km), fold(&to.name_latin)];
        let is_one = |part: &str| names.iter().any(|name| !name.is_empty() && *name == fold(part));
        let named = self.given.recipient.as_str();
        is_one(named) || named.split(BETWEEN_NAMES).any(is_one)
    }
    /// Whether it is about somebody; `is_same`: whether two ids are one person.
    fn is_about(&self, person: PersonId, is_same: impl Fn(PersonId, PersonId) -> bool) -> bool {
        is_same(self.given.by, person) || self.given.covers.iter().any(|covered| is_same(*covered, person))
    }
}

impl Family {
    /// How far a consent carries what is wanted, on a day; children's own answers aside.
    fn carries(&self, consent: &ConsentRecord, ask: &Sharing<'_>, on: Day) -> Result<(), Lacking> {
        if consent.given.purpose != PURPOSE || !consent.is_live(on) {
            return Err(Lacking::Consent);
        }
        if !consent.is_for(ask.to) {
            return Err(Lacking::Recipient);
        }
        let is_about = |person: PersonId| consent.is_about(person, |a, b| self.is_same(a, b));
        if let Some(person) = ask.people.iter().find(|person| !is_about(**person)) {
            return Err(Lacking::People(*person));
        }
        if consent.covers_sections(ask.sections) { Ok(()) } else { Err(Lacking::Sections) }
    }

    /// What a child last answered to being told of.
    fn child_said(&self, child: PersonId) -> Option<bool> {
        self.answer_of(child, PURPOSE).map(|answer| answer.given.agrees)
    }

    /// What no consent outweighs.
    fn forbids(&self, ask: &Sharing<'_>) -> Result<(), Lacking> {
        if let Some(child) = ask.people.iter().find(|child| self.child_said(**child) == Some(false)) {
            return Err(Lacking::ChildSaysNo(*child));
        }
        self.withheld_of(ask).map_or(Ok(()), |record| Err(Lacking::Withheld(record.asked.by)))
    }

    /// The consent under which something may be told to a service on a day: live, for this purpose and recipient,
    /// about everybody, covering the sections, and with the answer of each child whose age asks for one.
    pub fn may_share(&self, ask: &Sharing<'_>, protocol: &Protocol, on: Day) -> Result<ConsentId, Lacking> {
        self.forbids(ask)?;
        // The newest that fits; else the reason of the one that came nearest.
        let rank = |lacking: &Lacking| match lacking {
            Lacking::ChildSaysNo(_) | Lacking::Withheld(_) | Lacking::Consent => 0,
            Lacking::Recipient => 1,
            Lacking::People(_) => 2,
            Lacking::Sections => 3,
            Lacking::ChildNotAsked(_) => 4,
        };
        let mut nearest = Lacking::Consent;
        for consent in self.consents.iter().rev() {
            match self.shares_under(consent, ask, protocol, on) {
                Ok(()) => return Ok(consent.id),
                Err(lacking) if rank(&lacking) > rank(&nearest) => nearest = lacking,
                Err(_) => {}
            }
        }
        Err(nearest)
    }

    /// Whether one consent carries it.
    pub fn shares_under(
        &self,
        consent: &ConsentRecord,
        ask: &Sharing<'_>,
        protocol: &Protocol,
        on: Day,
    ) -> Result<(), Lacking> {
        self.forbids(ask)?;
        self.carries(consent, ask, on)?;
        self.children_asked(consent, ask.people, protocol, on)
    }

    fn children_asked(
        &self,
        consent: &ConsentRecord,
        people: &[PersonId],
        protocol: &Protocol,
        on: Day,
    ) -> Result<(), Lacking> {
        for id in people {
            let Some(person) = self.joined(*id).filter(|person| person.is_child_on(on)) else { continue };
            let gives = person.age_on(on).and_then(|age| protocol.consent_at(age)).map(|rule| rule.child);
            let asked = match gives {
                Some(ChildGives::None) => true,
                // A child whose age nobody knows is asked.
                Some(ChildGives::Assent | ChildGives::Consent) | None => {
                    self.is_same(consent.given.by, *id) || self.child_said(*id) == Some(true)
                }
            };
            if !asked {
                return Err(Lacking::ChildNotAsked(*id));
            }
        }
        Ok(())
    }

    pub(super) fn service_referred(
        &mut self,
        referral: StreamId,
        sent: &ServiceSent,
        step: &Step,
    ) -> Result<(), Rejection> {
        for person in &sent.people {
            self.known(*person)?;
        }
        if sent.people.is_empty() {
            return Err(Rejection::NotPossible { field: "people".into(), why: "empty".into() });
        }
        if self.service_referrals.contains_key(&referral) {
            return Err(Rejection::AlreadyThere { what: "referral".into() });
        }
        let consent =
            self.consents.iter().find(|record| record.id == sent.consent).ok_or(Rejection::NoConsent)?;
        // What leaves cannot be called back: a withdrawal counts here even if the author had not seen it.
        let ask = Sharing { to: &sent.to, people: &sent.people, sections: &sent.sections };
        self.carries(consent, &ask, step.stamp.at.day()).map_err(|_| Rejection::NoConsent)?;
        if sent.people.iter().any(|child| self.child_said(*child) == Some(false)) {
            return Err(Rejection::NoConsent);
        }
        // Likewise what somebody does not want told, whether or not the author had seen it.
        if self.withheld_of(&ask).is_some() {
            return Err(Rejection::NotPossible { field: "sections".into(), why: "withheld".into() });
        }
        let asked = self.kept_from(sent.to.organisation).next().is_some();
        if (asked || !consent.given.withheld.trim().is_empty()) && !sent.withheld_left_out {
            return Err(Rejection::NotPossible { field: "withheld".into(), why: "not_left_out".into() });
        }
        let record = ServiceRecord { by: step.stamp, sent: sent.clone(), answers: Vec::new() };
        self.service_referrals.insert(referral, record);
        Ok(())
    }

    pub(super) fn service_answered(
        &mut self,
        referral: StreamId,
        answer: &ServiceAnswer,
        step: &Step,
    ) -> Result<(), Rejection> {
        let record = self
            .service_referrals
            .get_mut(&referral)
            .ok_or_else(|| Rejection::UnknownThing { what: "referral".into() })?;
        record.answers.push((step.stamp, answer.clone()));
        Ok(())
    }

    /// The last day on which the receiver of a referral may read what it was sent: a day that is over since the
    /// consent was taken back, or since somebody of whom it tells said no, or asked that it is not told there.
    pub fn shared_until(&self, referral: StreamId) -> Option<Day> {
        let record = self.service_referrals.get(&referral)?;
        let consent = self.consents.iter().find(|consent| consent.id == record.sent.consent)?;
        let taken_back = consent.withdrawn.as_ref().map(|(stamp, from, _)| stamp.at.day().min(*from));
        let said_no = record.sent.people.iter().filter_map(|child| self.answer_of(*child, PURPOSE));
        let said_no = said_no.filter(|answer| !answer.given.agrees).map(|answer| answer.by.at.day());
        let ended = taken_back.into_iter().chain(said_no).min();
        let told =
            Sharing { to: &record.sent.to, people: &record.sent.people, sections: &record.sent.sections };
        let withheld = self.withheld_of(&told).map(|record| record.by.at.day());
        let ended = ended.into_iter().chain(withheld).min();
        // Devices' clocks may run ahead: what ended was over before it began.
        Some(ended.map_or(consent.given.until, |day| day.min(consent.given.on).plus_days(-2)))
    }
}
