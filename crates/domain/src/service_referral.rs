//! A referral to a named service: a packet of chosen sections and nothing more, and what became of it. It is a
//! stream of its own with a key of its own, so that who receives it never gains the family's file.

use crate::entry::{Action, Rejection, Section};
use crate::ids::{ConsentId, OrganisationId, ServiceId, StreamId};
use crate::kinship::Sex;
use crate::place::PlaceCode;
use crate::protocol::{Protocol, Risk};
use crate::register::{Stamp, Step};
use crate::stream::{Effect, Folds};
use crate::time::{Day, Millis};
use serde::{Deserialize, Serialize};

/// To whom it goes. Names are those of the directory when it was sent.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// The provider.
    pub provider: StreamId,
    /// Its service.
    pub service: ServiceId,
    /// Kind of service: a code of the taxonomy.
    pub code: String,
    /// The provider's name in Khmer.
    pub name_km: String,
    /// And in Latin letters.
    pub name_latin: String,
    /// The organisation of the network that answers for it, if one.
    pub organisation: Option<OrganisationId>,
}

/// Somebody of the packet. No id: who receives it has no use for one.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// Name in Khmer.
    pub name_km: String,
    /// Name in Latin letters.
    pub name_latin: String,
    /// Sex.
    pub sex: Sex,
    /// Age in years, if known.
    pub age: Option<u8>,
}

/// How to reach the worker who refers.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Referrer {
    /// Her name in Khmer.
    pub name_km: String,
    /// And in Latin letters.
    pub name_latin: String,
    /// Her telephone.
    pub phone: String,
    /// Her organisation in Khmer.
    pub org_km: String,
    /// And in Latin letters.
    pub org_latin: String,
}

/// All that leaves, as it stands on the day of sending.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Packet {
    /// The family's stream: a number without meaning for whoever may not open it.
    pub family: StreamId,
    /// To whom.
    pub to: Recipient,
    /// On which consent it rests.
    pub consent: ConsentId,
    /// The sections that it draws on.
    pub sections: Vec<Section>,
    /// Whom it is about.
    pub people: Vec<Told>,
    /// Where they live.
    pub village: PlaceCode,
    /// How to find the house; only with the section of the safe address.
    pub address: String,
    /// What is asked for.
    pub need: String,
    /// Why; only with the narrative.
    pub why: String,
    /// What to know about health; only with that section.
    pub health: String,
    /// What keeps people safe, such as when not to call; only with the section of protection.
    pub safety: String,
    /// Papers and legal matters; only with that section.
    pub legal: String,
    /// Who refers.
    pub from: Referrer,
    /// How urgent.
    pub urgency: Risk,
    /// By when an answer is due.
    pub answer_by: Millis,
    /// By when it should be done.
    pub finish_by: Day,
}

impl Packet {
    /// The sections that its content needs; more must not be in it.
    pub fn needs(&self) -> Vec<Section> {
        let parts = [
            (Section::Narrative, &self.why),
            (Section::Health, &self.health),
            (Section::Protection, &self.safety),
            (Section::Legal, &self.legal),
            (Section::SafeAddress, &self.address),
        ];
        let mut needed = vec![Section::Identity];
        needed.extend(
            parts.into_iter().filter(|(_, text)| !text.trim().is_empty()).map(|(section, _)| section),
        );
        needed
    }
    /// Whether nothing is in it that its sections do not cover.
    pub fn fits(&self) -> bool {
        self.needs().iter().all(|section| self.sections.contains(section))
    }
    /// When answer and end are due under a protocol.
    pub fn due(protocol: &Protocol, urgency: Risk, now: Millis) -> (Millis, Day) {
        let rules = &protocol.directory;
        (
            now.plus_hours(i64::from(*rules.answer_within_hours.at(urgency))),
            now.day().plus_days(i64::from(*rules.finish_within_days.at(urgency))),
        )
    }
}

/// A command to a referral's stream. `by`: who answers, in words, for receivers without an account; else empty.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ServiceReferralAction {
    /// It is sent.
    Sent {
        /// All that leaves.
        packet: Box<Packet>,
    },
    /// The receiver has read it.
    Seen {
        /// Who.
        by: String,
    },
    /// The receiver takes it on.
    Accepted {
        /// Who.
        by: String,
        /// What happens next, such as when to come.
        words: String,
    },
    /// The receiver does not take it on.
    Declined {
        /// Who.
        by: String,
        /// Why: a code of the protocol's list.
        reason: String,
        /// In words.
        words: String,
    },
    /// The service has begun.
    UnderWay {
        /// Who.
        by: String,
        /// In words.
        words: String,
    },
    /// The service was given.
    Completed {
        /// Who.
        by: String,
        /// What came of it: a code of the protocol's list.
        outcome: String,
        /// In words.
        words: String,
    },
    /// It came to nothing.
    Failed {
        /// Who.
        by: String,
        /// Why, in words.
        words: String,
    },
    /// The receiver reports back.
    FeedbackGiven {
        /// Who.
        by: String,
        /// To the worker.
        to_worker: String,
        /// In words for the family.
        for_family: String,
    },
    /// The sender asked again.
    Reminded {
        /// How and whom.
        words: String,
    },
}

impl ServiceReferralAction {
    /// The command's stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sent { .. } => "service_referral.sent",
            Self::Seen { .. } => "service_referral.seen",
            Self::Accepted { .. } => "service_referral.accepted",
            Self::Declined { .. } => "service_referral.declined",
            Self::UnderWay { .. } => "service_referral.under_way",
            Self::Completed { .. } => "service_referral.completed",
            Self::Failed { .. } => "service_referral.failed",
            Self::FeedbackGiven { .. } => "service_referral.feedback_given",
            Self::Reminded { .. } => "service_referral.reminded",
        }
    }
    /// Every name.
    pub const NAMES: &'static [&'static str] = &[
        "service_referral.sent",
        "service_referral.seen",
        "service_referral.accepted",
        "service_referral.declined",
        "service_referral.under_way",
        "service_referral.completed",
        "service_referral.failed",
        "service_referral.feedback_given",
        "service_referral.reminded",
    ];
    /// Whether it is the sender who gives it.
    pub const fn is_of_sender(&self) -> bool {
        match self {
            Self::Sent { .. } | Self::Reminded { .. } => true,
            Self::Seen { .. }
            | Self::Accepted { .. }
            | Self::Declined { .. }
            | Self::UnderWay { .. }
            | Self::Completed { .. }
            | Self::Failed { .. }
            | Self::FeedbackGiven { .. } => false,
        }
    }
}

/// How a referral stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum State {
    /// Nothing was sent yet.
    #[default]
    New,
    /// Sent; nobody has looked.
    Sent,
    /// Read; not answered.
    Seen,
    /// Taken on.
    Accepted {
        /// What happens next.
        words: String,
    },
    /// Not taken on.
    Declined {
        /// Code.
        reason: String,
        /// In words.
        words: String,
    },
    /// Begun.
    UnderWay {
        /// In words.
        words: String,
    },
    /// Done.
    Completed {
        /// Code.
        outcome: String,
        /// In words.
        words: String,
    },
    /// Came to nothing.
    Failed {
        /// Why.
        words: String,
    },
}

impl State {
    /// The stable name, as stored and shown.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Sent => "sent",
            Self::Seen => "seen",
            Self::Accepted { .. } => "accepted",
            Self::Declined { .. } => "declined",
            Self::UnderWay { .. } => "under_way",
            Self::Completed { .. } => "completed",
            Self::Failed { .. } => "failed",
        }
    }
    /// Whether something is still to come.
    pub const fn is_open(&self) -> bool {
        match self {
            Self::New | Self::Sent | Self::Seen | Self::Accepted { .. } | Self::UnderWay { .. } => true,
            Self::Declined { .. } | Self::Completed { .. } | Self::Failed { .. } => false,
        }
    }
    /// Whether the receiver has not said yes or no.
    pub const fn is_unanswered(&self) -> bool {
        match self {
            Self::Sent | Self::Seen => true,
            Self::New
            | Self::Accepted { .. }
            | Self::Declined { .. }
            | Self::UnderWay { .. }
            | Self::Completed { .. }
            | Self::Failed { .. } => false,
        }
    }
    /// What the receiver said with it.
    pub fn words(&self) -> &str {
        match self {
            Self::New | Self::Sent | Self::Seen => "",
            Self::Accepted { words }
            | Self::Declined { words, .. }
            | Self::UnderWay { words }
            | Self::Completed { words, .. }
            | Self::Failed { words } => words,
        }
    }

    /// The state after a command, or the old one with what forbids it.
    fn after(self, action: &ServiceReferralAction) -> Result<Self, (Self, Rejection)> {
        use ServiceReferralAction as A;
        let next = match (&self, action) {
            (Self::New, A::Sent { .. }) => Self::Sent,
            (Self::Sent, A::Seen { .. }) => Self::Seen,
            (Self::Sent | Self::Seen, A::Accepted { words, .. }) => Self::Accepted { words: words.clone() },
            (Self::Sent | Self::Seen, A::Declined { reason, words, .. }) => {
                Self::Declined { reason: reason.clone(), words: words.clone() }
            }
            (Self::Accepted { .. }, A::UnderWay { words, .. }) => Self::UnderWay { words: words.clone() },
            (Self::Accepted { .. } | Self::UnderWay { .. }, A::Completed { outcome, words, .. }) => {
                Self::Completed { outcome: outcome.clone(), words: words.clone() }
            }
            (Self::Accepted { .. } | Self::UnderWay { .. }, A::Failed { words, .. }) => {
                Self::Failed { words: words.clone() }
            }
            // Two people of the receiver may read it.
            (Self::New, _) => return Err((self, Rejection::UnknownThing { what: "referral".into() })),
            (_, A::Seen { .. }) => return Ok(self),
            (_, A::FeedbackGiven { .. }) if !self.is_unanswered() => return Ok(self),
            (_, A::Reminded { .. }) if self.is_open() => return Ok(self),
            (_, A::Sent { .. }) => return Err((self, Rejection::AlreadyThere { what: "referral".into() })),
            _ => {
                let stage = format!("service_{}", self.code());
                return Err((self, Rejection::WrongStage { stage }));
            }
        };
        Ok(next)
    }
}

/// What the receiver reported back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Who recorded it.
    pub by: Stamp,
    /// Who said it, for receivers without an account.
    pub said_by: String,
    /// To the worker.
    pub to_worker: String,
    /// For the family.
    pub for_family: String,
}

/// A line of its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Who recorded it, and when.
    pub by: Stamp,
    /// The command's name.
    pub what: String,
    /// Who said it, for receivers without an account.
    pub said_by: String,
    /// In words.
    pub words: String,
}

/// A referral to a service.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ServiceReferral {
    /// How it stands.
    pub state: State,
    /// Who sent it, and when.
    pub sent: Option<Stamp>,
    /// What left.
    pub packet: Option<Box<Packet>>,
    /// What was reported back, oldest first.
    pub reports: Vec<Report>,
    /// What happened, oldest first.
    pub turns: Vec<Turn>,
}

/// Who spoke and what, of a command.
fn said(action: &ServiceReferralAction) -> (&str, &str) {
    use ServiceReferralAction as A;
    match action {
        A::Sent { .. } => ("", ""),
        A::Seen { by } => (by, ""),
        A::Accepted { by, words }
        | A::Declined { by, words, .. }
        | A::UnderWay { by, words }
        | A::Completed { by, words, .. }
        | A::Failed { by, words } => (by, words),
        A::FeedbackGiven { by, to_worker, .. } => (by, to_worker),
        A::Reminded { words } => ("", words),
    }
}

impl ServiceReferral {
    /// The instant after which somebody should ask, while something is due.
    pub fn due(&self) -> Option<Millis> {
        let packet = self.packet.as_ref()?;
        if self.state.is_unanswered() {
            Some(packet.answer_by)
        } else {
            self.state.is_open().then(|| packet.finish_by.plus_days(1).noon())
        }
    }
    /// Whether what is due is late.
    pub fn is_late(&self, now: Millis) -> bool {
        self.due().is_some_and(|due| due < now)
    }

    fn perform(&mut self, action: &ServiceReferralAction, step: &Step) -> Result<(), Rejection> {
        use ServiceReferralAction as A;
        let bad = |field: &str, why: &str| Rejection::NotPossible { field: field.into(), why: why.into() };
        match action {
            A::Sent { packet } => {
                if packet.people.is_empty() || packet.need.trim().is_empty() {
                    return Err(bad("need", "empty"));
                }
                if !packet.fits() {
                    return Err(bad("sections", "more_than_chosen"));
                }
            }
            A::Declined { reason, .. } if reason.is_empty() => return Err(bad("reason", "empty")),
            A::Completed { outcome, .. } if outcome.is_empty() => return Err(bad("outcome", "empty")),
            A::Failed { words, .. } if words.trim().is_empty() => return Err(bad("words", "empty")),
            A::FeedbackGiven { to_worker, for_family, .. }
                if to_worker.trim().is_empty() && for_family.trim().is_empty() =>
            {
                return Err(bad("words", "empty"));
            }
            A::Seen { .. }
            | A::Accepted { .. }
            | A::Declined { .. }
            | A::UnderWay { .. }
            | A::Completed { .. }
            | A::Failed { .. }
            | A::FeedbackGiven { .. }
            | A::Reminded { .. } => {}
        }
        match std::mem::take(&mut self.state).after(action) {
            Ok(next) => self.state = next,
            Err((state, why)) => {
                self.state = state;
                return Err(why);
            }
        }
        let (said_by, words) = said(action);
        if let A::Sent { packet } = action {
            self.sent = Some(step.stamp);
            self.packet = Some(packet.clone());
        }
        if let A::FeedbackGiven { to_worker, for_family, .. } = action {
            self.reports.push(Report {
                by: step.stamp,
                said_by: said_by.to_owned(),
                to_worker: to_worker.clone(),
                for_family: for_family.clone(),
            });
        }
        self.turns.push(Turn {
            by: step.stamp,
            what: action.name().to_owned(),
            said_by: said_by.to_owned(),
            words: words.to_owned(),
        });
        Ok(())
    }
}

impl Folds for ServiceReferral {
    fn apply(&mut self, action: &Action, step: &Step) -> Result<Effect, Rejection> {
        match action {
            Action::ServiceReferral(action) => self.perform(action, step).map(|()| Effect::default()),
            Action::Family(_)
            | Action::Organisation(_)
            | Action::Village(_)
            | Action::Programme(_)
            | Action::Provider(_)
            | Action::Place(_)
            | Action::Staff(_) => Err(Rejection::WrongStream),
        }
    }
}
