//! What consents are being used for. A consent ends by itself; what it was given for may go on, and then somebody
//! must ask the family again (goal DP-1).

use super::Family;
use super::consent::ConsentRecord;
use super::consultation::ConsultationRecord;
use super::{photo, service, transfer};
use crate::ids::{ConsentId, OrganisationId};
use crate::time::Day;

/// The purpose of the protocol's list under which a family is worked with at all.
const WORK: &str = "services";

/// Something that rests on a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConsentUse {
    /// The family is being worked with.
    Work,
    /// Another organisation reads the file.
    Sharing,
    /// A service was told and has not finished.
    Referral,
    /// Somebody of another organisation is asked for advice.
    Consultation,
    /// The family is being handed over.
    Transfer,
    /// Photographs are kept.
    Photo,
}

impl ConsentUse {
    /// Every use.
    pub const ALL: [ConsentUse; 6] =
        [Self::Work, Self::Sharing, Self::Referral, Self::Consultation, Self::Transfer, Self::Photo];
    /// The stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Sharing => "sharing",
            Self::Referral => "referral",
            Self::Consultation => "consultation",
            Self::Transfer => "transfer",
            Self::Photo => "photo",
        }
    }
    /// Reads the stored name.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// A consent that nobody took back and that no later one replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingConsent {
    /// Which.
    pub id: ConsentId,
    /// A code of the protocol's list.
    pub purpose: String,
    /// The organisation of the network that it names.
    pub organisation: Option<OrganisationId>,
    /// Its last day. It may be over.
    pub until: Day,
    /// What goes on that rests on it.
    pub uses: Vec<ConsentUse>,
    /// The last day on which any of that goes on by itself; none when nothing says so.
    pub uses_until: Option<Day>,
}

impl Family {
    /// The consents that still matter: of a file that is worked with, and of what still goes on outside it. Whether
    /// they have ended is for whoever knows the day.
    pub fn standing_consents(&self) -> Vec<StandingConsent> {
        let standing = self.consents.iter().filter(|record| record.withdrawn.is_none());
        let standing = standing.filter(|record| !self.is_replaced(record));
        standing.filter_map(|record| self.standing(record)).collect()
    }

    /// A later consent to the same, for the same people and recipient, that holds as long.
    fn is_replaced(&self, old: &ConsentRecord) -> bool {
        self.consents.iter().any(|new| {
            let (was, is) = (&old.given, &new.given);
            let later = (is.until, new.by.seq, new.id) > (was.until, old.by.seq, old.id);
            later
                && new.withdrawn.is_none()
                && is.purpose == was.purpose
                && is.organisation == was.organisation
                && is.recipient.trim() == was.recipient.trim()
                && was.covers.iter().all(|person| is.covers.contains(person) || is.by == *person)
        })
    }

    fn standing(&self, record: &ConsentRecord) -> Option<StandingConsent> {
        let given = &record.given;
        let active = self.stage.is_active();
        let mut uses = Vec::new();
        if active && given.purpose == WORK && given.organisation.is_none() {
            uses.push(ConsentUse::Work);
        }
        let handed = given.purpose == transfer::PURPOSE;
        if active && given.organisation.is_some() && !handed && !self.dissent(given) {
            uses.push(ConsentUse::Sharing);
        }
        let sent =
            self.service_referrals.values().any(|one| one.sent.consent == record.id && one.is_running());
        if given.purpose == service::PURPOSE && sent {
            uses.push(ConsentUse::Referral);
        }
        if handed && self.open_transfer().is_some_and(|open| Some(open.proposed.to) == given.organisation) {
            uses.push(ConsentUse::Transfer);
        }
        let pictured = |one: &photo::PhotoRecord| one.taken.consent == Some(record.id);
        if given.purpose == photo::PURPOSE && self.kept_photos().any(pictured) {
            uses.push(ConsentUse::Photo);
        }
        let asked = |one: &&ConsultationRecord| one.asked.consent == Some(record.id) && one.ended.is_none();
        let advice = self.consultations.values().filter(asked).map(|one| one.asked.until.day()).max();
        let lasting = !uses.is_empty();
        uses.extend(advice.map(|_| ConsentUse::Consultation));
        (active || !uses.is_empty()).then(|| StandingConsent {
            id: record.id,
            purpose: given.purpose.clone(),
            organisation: given.organisation,
            until: given.until,
            uses,
            uses_until: if lasting { None } else { advice },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        for one in ConsentUse::ALL {
            assert_eq!(ConsentUse::parse(one.code()), Some(one));
        }
    }
}
