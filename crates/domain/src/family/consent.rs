//! Consent and assent, per purpose, with a mark of the person who gave them.
//! Ages and the twelve-month limit come from the protocol (reference: inter-agency consent table; goal DP-1).

use super::transfer::TransferState;
use super::{Family, joint};
use crate::entry::{Rejection, Section};
use crate::ids::{ConsentId, OrganisationId, PersonId};
use crate::register::{Stamp, Step};
use crate::time::{Day, Millis};
use serde::{Deserialize, Serialize};

/// A person's own mark under a text, made on the screen.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", tag = "made", deny_unknown_fields)]
pub enum Mark {
    /// A drawn signature.
    Drawn {
        /// Strokes; each a list of x, y alternating, in thousandths of the pad's width.
        strokes: Vec<Vec<u16>>,
    },
    /// A thumb pressed on the pad: where it touched.
    Thumb {
        /// As for a signature.
        strokes: Vec<Vec<u16>>,
    },
    /// Thumb or signature on the printed paper that the worker keeps.
    OnPaper,
    /// Said aloud; somebody else heard it.
    Spoken {
        /// Who heard it.
        witness: String,
    },
}

impl Mark {
    /// Whether anything was really drawn, signed or heard.
    pub fn is_made(&self) -> bool {
        match self {
            Self::Drawn { strokes } | Self::Thumb { strokes } => {
                strokes.iter().any(|stroke| stroke.len() >= 2)
            }
            Self::OnPaper => true,
            Self::Spoken { witness } => !witness.trim().is_empty(),
        }
    }
}

/// Consent as given.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// A code of the protocol's list: `services`, `referral_sharing`, `reporting`, `photo` …
    pub purpose: String,
    /// Who consents.
    pub by: PersonId,
    /// For whom: the children, or herself.
    pub covers: Vec<PersonId>,
    /// With whom it may be shared, in words; empty for this organisation only.
    pub recipient: String,
    /// The organisation of the network that may read the sections below. Nothing opens to anybody without it.
    /// Forms offer it where the purpose is one that shares ([`crate::protocol::ConsentRules::shares_for`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// Which sections it covers; with an organisation, those and no others. Otherwise empty means those that the
    /// purpose needs.
    pub sections: Vec<Section>,
    /// The language in which it was explained.
    pub language: String,
    /// Since when.
    pub on: Day,
    /// Until when; at most as long as the protocol allows.
    pub until: Day,
    /// What the person does not want told, and to whom.
    pub withheld: String,
    /// Her mark.
    pub mark: Mark,
}

/// A child's answer.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Assent {
    /// The child.
    pub child: PersonId,
    /// To which purpose.
    pub purpose: String,
    /// Yes or no.
    pub agrees: bool,
    /// In the child's own words.
    pub words: String,
    /// The language in which it was explained.
    pub language: String,
    /// When.
    pub on: Day,
    /// The child's mark: a drawing will do.
    pub mark: Mark,
}

/// Consent in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct ConsentRecord {
    /// Which.
    pub id: ConsentId,
    /// Who recorded it.
    pub by: Stamp,
    /// What was given.
    pub given: Consent,
    /// Taken back: the entry, from when, why.
    pub withdrawn: Option<(Stamp, Day, String)>,
}

/// Assent in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct AssentRecord {
    /// Which.
    pub id: ConsentId,
    /// Who recorded it.
    pub by: Stamp,
    /// The answer.
    pub given: Assent,
    /// Another answer of this child to this purpose counts instead: a later one, or of two of one day the no, unless
    /// whoever wrote the yes had seen it.
    pub superseded: bool,
}

/// No consent lasts longer than this, whatever a protocol says: 366 days (goal DP-1, at most twelve months).
pub const LONGEST_DAYS: i64 = 366;

impl Family {
    pub(super) fn consent_given(
        &mut self,
        id: ConsentId,
        given: &Consent,
        step: &Step,
    ) -> Result<(), Rejection> {
        self.known(given.by)?;
        for person in &given.covers {
            self.known(*person)?;
        }
        let bad = |field: &str, why: &str| Rejection::NotPossible { field: field.into(), why: why.into() };
        if given.purpose.is_empty() {
            return Err(bad("purpose", "empty"));
        }
        if given.until < given.on || given.on.days_until(given.until) > LONGEST_DAYS {
            return Err(bad("until", "too_long"));
        }
        if given.organisation.is_some() && given.sections.is_empty() {
            return Err(bad("sections", "empty"));
        }
        if !given.mark.is_made() {
            return Err(bad("mark", "empty"));
        }
        if self.consents.iter().any(|old| old.id == id) {
            return Err(Rejection::AlreadyThere { what: "consent".into() });
        }
        self.consents.push(ConsentRecord { id, by: step.stamp, given: given.clone(), withdrawn: None });
        Ok(())
    }

    pub(super) fn assent_given(
        &mut self,
        id: ConsentId,
        given: &Assent,
        step: &Step,
    ) -> Result<(), Rejection> {
        self.known(given.child)?;
        if self.assents.iter().any(|old| old.id == id) {
            return Err(Rejection::AlreadyThere { what: "assent".into() });
        }
        let of_this = |record: &AssentRecord| {
            record.given.child == given.child && record.given.purpose == given.purpose
        };
        let mut superseded = false;
        if let Some(before) = self.assents.iter_mut().find(|record| !record.superseded && of_this(record)) {
            let same_day = before.given.on == given.on && (!given.agrees || step.had_seen(&before.by));
            superseded = !(before.given.on < given.on || same_day);
            before.superseded = !superseded;
        }
        self.assents.push(AssentRecord { id, by: step.stamp, given: given.clone(), superseded });
        Ok(())
    }

    pub(super) fn consent_withdrawn(
        &mut self,
        id: ConsentId,
        on: Day,
        reason: &str,
        step: &Step,
    ) -> Result<(), Rejection> {
        let record = self
            .consents
            .iter_mut()
            .find(|record| record.id == id)
            .ok_or_else(|| Rejection::UnknownThing { what: "consent".into() })?;
        // Withdrawn twice is withdrawn: the earlier day holds.
        let day = record.withdrawn.as_ref().map_or(on, |(_, before, _)| on.min(*before));
        record.withdrawn = Some((step.stamp, day, reason.to_owned()));
        Ok(())
    }

    /// Whether consent to a purpose was live on a day, as far as `step`'s author could know: a withdrawal
    /// that she had not seen does not make her work of that day wrong.
    pub(super) fn consented(&self, purpose: &str, on: Day, step: &Step) -> bool {
        self.consents.iter().any(|record| {
            let given = &record.given;
            let taken_back =
                record.withdrawn.as_ref().is_some_and(|(stamp, from, _)| *from <= on && step.had_seen(stamp));
            given.purpose == purpose && given.on <= on && on <= given.until && !taken_back
        })
    }

    /// Consents to a purpose that are live on a day.
    pub fn live_consents<'a>(&'a self, purpose: &'a str, on: Day) -> impl Iterator<Item = &'a ConsentRecord> {
        self.consents.iter().filter(move |record| record.is_live(on) && record.given.purpose == purpose)
    }
}

/// One section that another organisation may read, and the last day on which it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sharing {
    /// Which organisation.
    pub organisation: OrganisationId,
    /// Which section.
    pub section: Section,
    /// Until the end of which day.
    pub until: Day,
    /// To whom there.
    pub with: SharedWith,
}

/// Whom of an organisation something is shared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SharedWith {
    /// With whoever answers for its work, as the sharing protocol says.
    Organisation,
    /// With the workers whom it named for a joint case, and those who supervise them.
    Partners,
}

impl Family {
    /// What a child answered to a purpose, as it counts now.
    pub fn answer_of(&self, child: PersonId, purpose: &str) -> Option<&AssentRecord> {
        let hers = self.assents.iter().filter(|record| {
            !record.superseded && record.given.purpose == purpose && self.is_same(record.given.child, child)
        });
        // A child who was written down twice answered under both: the later holds, and of one day's the no.
        hers.max_by_key(|record| (record.given.on, !record.given.agrees))
    }

    /// Whether a child has said no to what the consent is for: of those whom it covers, and where it opens sections
    /// to another organisation, of all: a section tells of everybody in it (ADR 21).
    pub fn dissent(&self, given: &Consent) -> bool {
        self.dissent_since(given).is_some()
    }

    /// When a child said so, by the clock of the device.
    pub fn dissent_since(&self, given: &Consent) -> Option<Millis> {
        let said_no = |child: PersonId| {
            let answer = self.answer_of(child, &given.purpose).filter(|answer| !answer.given.agrees);
            answer.map(|answer| answer.by.at)
        };
        let covered = given.covers.iter().copied().chain([given.by]);
        let all = self.present().map(|person| person.id).filter(|_| given.organisation.is_some());
        covered.chain(all).filter_map(said_no).min()
    }

    /// The place in the ledger up to which a former holder reads: it keeps what it had when the family was handed over,
    /// and learns of nothing later. `None`: it never held the file, or the family shares with it anew on that day.
    pub fn kept_until_place(&self, organisation: OrganisationId, on: Day) -> Option<u64> {
        let anew = self.consents.iter().any(|record| {
            record.given.organisation == Some(organisation)
                && record.is_live(on)
                && !self.dissent(&record.given)
        });
        let handed_over = self.transfers.iter().rev().find_map(|record| match &record.state {
            TransferState::Accepted { by, accepted } if accepted.from == organisation => Some(by.seq),
            TransferState::Accepted { .. }
            | TransferState::Open
            | TransferState::Declined { .. }
            | TransferState::Withdrawn { .. } => None,
        });
        handed_over.filter(|_| !anew)
    }

    /// What the family agreed that other organisations read: of consents that name one, that nobody took back and
    /// to which no child said no, without what somebody does not want told there. A consent that was taken back opens
    /// nothing from that moment on, whatever day it names (goal DP-1). Those that have run out are in it: whoever reads looks at the clock.
    pub fn sharings(&self) -> Vec<Sharing> {
        let mut all = Vec::new();
        for record in self.consents.iter().filter(|record| record.withdrawn.is_none()) {
            let given = &record.given;
            let Some(organisation) = given.organisation else { continue };
            // What a joint case opens, its offer and its acceptance open, and no consent alone.
            if given.purpose == joint::PURPOSE || self.dissent(given) {
                continue;
            }
            let told = given.sections.iter().filter(|section| !self.withholds(organisation, **section));
            all.extend(told.map(|section| Sharing {
                organisation,
                section: *section,
                until: given.until,
                with: SharedWith::Organisation,
            }));
        }
        // Whoever decides about an offer sees who the family is.
        all.extend(self.open_joints().map(|record| Sharing {
            organisation: record.offered.to,
            section: Section::Identity,
            until: record.offered.until,
            with: SharedWith::Organisation,
        }));
        for record in self.running_joints() {
            let told = record.offered.sections.iter();
            let told = told.filter(|section| !self.withholds(record.offered.to, **section));
            all.extend(told.map(|section| Sharing {
                organisation: record.offered.to,
                section: *section,
                until: record.offered.until,
                with: SharedWith::Partners,
            }));
        }
        // A former holder reads on what its duty to keep records demands, whatever is agreed with others.
        for record in &self.transfers {
            let TransferState::Accepted { accepted, .. } = &record.state else { continue };
            all.extend(accepted.kept.iter().map(|section| Sharing {
                organisation: accepted.from,
                section: *section,
                until: accepted.kept_until,
                with: SharedWith::Organisation,
            }));
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl ConsentRecord {
    /// Whether it holds on a day, as far as is known now. One that was taken back holds for nothing from then on,
    /// whatever day was named.
    pub fn is_live(&self, on: Day) -> bool {
        self.given.on <= on && on <= self.given.until && self.withdrawn.is_none()
    }
}
