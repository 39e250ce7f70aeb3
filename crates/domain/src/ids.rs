//! The one registry of ids. Every id is a UUID with a type of its own, so that a worker's id can never be
//! passed where a family's is meant. Ids of things made on a device are UUIDv7 built from the injected clock
//! and injected random bytes ([`IdSource`]); this crate never reads either by itself.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Text that should have been an id of this kind, but was not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {kind} id")]
pub struct BadId {
    /// Which kind of id was expected, for example `family`.
    pub kind: &'static str,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $kind:literal;)*) => {$(
        $(#[$doc])*
        #[cfg_attr(feature = "ts", derive(tsify::Tsify))]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID that is already known to name a thing of this kind.
            pub const fn from_uuid(id: Uuid) -> Self { Self(id) }
            /// A fixed id, for constants, fixtures and generators.
            pub const fn from_u128(n: u128) -> Self { Self(Uuid::from_u128(n)) }
            /// The UUID itself.
            pub const fn uuid(self) -> Uuid { self.0 }
            /// The sixteen bytes, as stored.
            pub const fn as_bytes(&self) -> &[u8; 16] { self.0.as_bytes() }
            /// Reads sixteen stored bytes.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, BadId> {
                Uuid::from_slice(bytes).map(Self).map_err(|_| BadId { kind: $kind })
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { fmt::Display::fmt(&self.0, f) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, concat!($kind, ":{}"), self.0) }
        }
        impl FromStr for $name {
            type Err = BadId;
            fn from_str(s: &str) -> Result<Self, BadId> {
                Uuid::parse_str(s).map(Self).map_err(|_| BadId { kind: $kind })
            }
        }
    )*};
}

ids! {
    /// One entry of a ledger. Made on the device before the first send, so that a resend is recognised.
    EntryId = "entry";
    /// One stream: a family, an organisation, a village, a provider of services …
    StreamId = "stream";
    /// One person, the same in every stream that mentions her.
    PersonId = "person";
    /// A group of people who live and eat together.
    HouseholdId = "household";
    /// A couple's bond.
    UnionId = "union";
    /// A stated relation between two people.
    RelationId = "relation";
    /// One giving of consent or assent.
    ConsentId = "consent";
    /// A wish that something is not told.
    WithheldId = "withheld";
    /// A photograph.
    PhotoId = "photo";
    /// One completed assessment.
    AssessmentId = "assessment";
    /// A goal of a case plan.
    GoalId = "goal";
    /// An action under a goal.
    ActionId = "action";
    /// A planned or recorded visit.
    VisitId = "visit";
    /// A worry about a person's safety, raised by a worker.
    ConcernId = "concern";
    /// A request that a supervisor read and sign.
    ReviewId = "review";
    /// One emergency in which somebody opened a file that is not hers.
    EmergencyId = "emergency";
    /// A hand-over of a family to another organisation.
    TransferId = "transfer";
    /// A family's case on which two organisations work.
    JointId = "joint";
    /// A small task that belongs to no plan.
    TaskId = "task";
    /// Somebody who works for an organisation and signs in.
    WorkerId = "worker";
    /// A phone or browser that a worker uses.
    DeviceId = "device";
    /// An organisation; equal to the id of its stream.
    OrganisationId = "organisation";
    /// One service of a provider.
    ServiceId = "service";
    /// One coordination meeting.
    MeetingId = "meeting";
    /// One import of a workbook, rolled back as a whole.
    ImportId = "import";
    /// Letting a worker in again who lost everything; two people decide.
    RecoveryId = "recovery";
    /// A question to all other organisations whether a child is known there.
    QuestionId = "question";
    /// Such a question, lying before those who answer for one family.
    EnquiryId = "enquiry";
    /// Advice on a family that somebody was asked for.
    ConsultationId = "consultation";
    /// Reading that is worth a look: of one person, on one day, of one kind.
    FindingId = "finding";
    /// A form that came filled in from outside the app: made of who sent it and what the app called it.
    FormId = "form";
}

/// Makes UUIDv7 ids from a clock and random bytes that the caller injects.
///
/// Ids made within one millisecond still sort in the order in which they were made: the 12 `rand_a` bits hold
/// a counter (RFC 9562 §6.2, method 1).
#[derive(Debug, Clone)]
pub struct IdSource {
    last_ms: u64,
    counter: u16,
}

impl IdSource {
    /// A source that has made nothing yet.
    pub const fn new() -> Self {
        Self { last_ms: 0, counter: 0 }
    }

    /// The next id at `now_ms` (milliseconds since 1970) with eight fresh random bytes.
    pub fn next(&mut self, now_ms: i64, random: [u8; 8]) -> Uuid {
        let now = u64::try_from(now_ms).unwrap_or(0);
        if now > self.last_ms {
            self.last_ms = now;
            self.counter = 0;
        } else if self.counter == 0x0fff {
            // 4,096 ids within a millisecond, or a clock that stood still: borrow from the next one.
            self.last_ms += 1;
            self.counter = 0;
        } else {
            self.counter += 1;
        }
        let ms = u128::from(self.last_ms & 0xffff_ffff_ffff);
        let tail = u128::from(u64::from_be_bytes(random) & 0x3fff_ffff_ffff_ffff);
        Uuid::from_u128((ms << 80) | (0x7 << 76) | (u128::from(self.counter) << 64) | (0x2 << 62) | tail)
    }
}

impl Default for IdSource {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_version_7_and_sort_in_the_order_they_were_made() {
        let mut source = IdSource::new();
        let made: Vec<Uuid> = (0..5_000).map(|_| source.next(1_700_000_000_000, [0xff; 8])).collect();
        assert!(made.windows(2).all(|w| w[0] < w[1]));
        assert!(made.iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn a_clock_that_goes_back_does_not_repeat_an_id() {
        let mut source = IdSource::new();
        let a = source.next(2_000, [1; 8]);
        let b = source.next(1_000, [1; 8]);
        assert!(b > a);
    }
}
