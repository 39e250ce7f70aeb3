//! Referrals to services: what will leave before it leaves, what was sent, what was received.

use super::directory::ServiceCard;
use super::{Msg, Name};
use crate::core::Core;
use crate::event::ServiceForm;
use domain::entry::{Action, Section};
use domain::family::service::{ServiceSent, Sharing};
use domain::family::{Family, FamilyAction};
use domain::ids::{ConsentId, PersonId, StreamId};
use domain::instrument::{Choice, Text};
use domain::protocol::Risk;
use domain::service_referral::{
    Packet, Recipient, Referrer, ServiceReferral, ServiceReferralAction, State, Told,
};
use domain::sorted::Put;
use domain::taxonomy::Taxonomy;
use domain::time::{Day, Millis};
use serde::Serialize;
use tsify::Tsify;

/// A referral to a service in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ServiceLine {
    /// Which.
    pub referral: StreamId,
    /// The family's file, when this device holds it.
    pub family: Option<StreamId>,
    /// Whom it is about.
    pub people: Vec<Name>,
    /// What is asked for.
    pub need: String,
    /// What kind of service.
    pub service: Text,
    /// Of whom.
    pub provider: Name,
    /// Who sent it: her organisation.
    pub from: Name,
    /// State code: words under `service-state-…`.
    pub state: String,
    /// How urgent.
    pub urgency: Option<Risk>,
    /// When it was sent.
    pub sent: Day,
    /// When something is due.
    pub due: Option<Millis>,
    /// That is over.
    pub late: bool,
    /// We are to answer it.
    pub to_us: bool,
    /// What the receiver last said.
    pub words: String,
    /// What it says for the family.
    pub for_family: String,
    /// An answer came that the family's file does not have yet.
    pub fresh: bool,
    /// The family was told.
    pub family_told: bool,
    /// Not sent yet.
    pub unsent: bool,
}

/// What will leave, before it leaves.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ReferServiceView {
    /// The family, by whose name it is called.
    pub label: Name,
    /// The service.
    pub service: ServiceCard,
    /// Exactly what leaves.
    pub packet: Packet,
    /// The sections that it draws on.
    pub sections: Vec<Section>,
    /// Where the family lives, in words.
    pub place: Text,
    /// The consent that carries it.
    pub consent: Option<CarriedBy>,
    /// Why nothing may leave: key `service-lacking-…`.
    pub lacking: Option<Msg>,
    /// What must not be told there, wish by wish.
    pub withheld: Vec<String>,
    /// What is missing in the form: `people`, `need`, `left_out`.
    pub missing: Vec<String>,
    /// An address is known that could be told.
    pub has_address: bool,
    /// She may refer this family.
    pub may: bool,
}

/// The consent under which something leaves.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct CarriedBy {
    /// Which.
    pub id: ConsentId,
    /// Who gave it.
    pub by: Name,
    /// When.
    pub on: Day,
    /// Until when it holds.
    pub until: Day,
    /// With whom it may be shared.
    pub recipient: String,
}

/// One referral to a service, for either side.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ServiceReferralView {
    /// In a line.
    pub line: ServiceLine,
    /// What was sent.
    pub packet: Packet,
    /// Where the family lives, in words.
    pub place: Text,
    /// Code of the reason for a no, or of the result.
    pub code: String,
    /// What happened, oldest first.
    pub turns: Vec<TurnLine>,
    /// What was reported back, newest first.
    pub reports: Vec<ReportLine>,
    /// Commands that she may give, by name.
    pub can: Vec<String>,
    /// She works for who sent it.
    pub ours: bool,
    /// Reasons for a no.
    pub decline_reasons: Vec<Choice>,
    /// What may come of it.
    pub results: Vec<Choice>,
}

/// A line of the history.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct TurnLine {
    /// When.
    pub at: Millis,
    /// Who; empty for a receiver without an account.
    pub by: Name,
    /// Who said it, for those.
    pub said_by: String,
    /// What: words under `service-turn-…`.
    pub what: String,
    /// In words.
    pub words: String,
}

/// What was reported back.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ReportLine {
    /// When.
    pub at: Millis,
    /// Who.
    pub by: Name,
    /// Who said it, for a receiver without an account.
    pub said_by: String,
    /// To the worker.
    pub to_worker: String,
    /// For the family.
    pub for_family: String,
}

/// What the shell asked for, made into entries.
pub(crate) struct Leaving {
    packet: Packet,
    sent: ServiceSent,
    lacking: Option<Msg>,
    withheld: Vec<String>,
    missing: Vec<String>,
    carried_by: Option<CarriedBy>,
}

impl Core {
    pub(crate) fn service_referral(&self, id: StreamId) -> Option<&ServiceReferral> {
        self.streams.get(&id).and_then(|held| held.shown().service_referral()).map(|stream| &stream.state)
    }

    /// The packet that a form makes, and whether it may leave.
    fn leaving(&self, form: &ServiceForm, now: Millis) -> Option<Leaving> {
        let (family, me) = (self.family(form.family)?, self.me.as_ref()?);
        let today = now.day();
        let provider = self.provider(form.provider)?;
        let about = provider.about.get()?;
        let offered = provider.services.get(&form.service)?.facts.get()?;
        let to = Recipient {
            provider: form.provider,
            service: form.service,
            code: offered.code.clone(),
            name_km: about.name_km.clone(),
            name_latin: about.name_latin.clone(),
            organisation: about.organisation,
        };
        let people: Vec<PersonId> =
            form.people.iter().copied().filter(|id| family.person(*id).is_some()).collect();
        let text = |text: &str| text.trim().to_owned();
        let (answer_by, finish_by) = Packet::due(self.protocol(), form.urgency, now);
        let mut packet = Packet {
            family: form.family,
            consent: ConsentId::from_u128(0),
            sections: Vec::new(),
            people: people.iter().filter_map(|id| told(family, *id, today)).collect(),
            village: family.village.get()?.clone(),
            address: if form.with_address {
                text(family.address.get().map_or("", String::as_str))
            } else {
                String::new()
            },
            need: text(&form.need),
            why: text(&form.why),
            health: text(&form.health),
            safety: text(&form.safety),
            legal: text(&form.legal),
            from: Referrer {
                name_km: me.name_km.clone(),
                name_latin: me.name_latin.clone(),
                phone: self.worker(me.worker).map(|worker| worker.phone.clone()).unwrap_or_default(),
                org_km: me.org_name_km.clone(),
                org_latin: me.org_name_latin.clone(),
            },
            urgency: form.urgency,
            answer_by,
            finish_by,
            to: to.clone(),
        };
        packet.sections = packet.needs();
        let ask = Sharing { to: &to, people: &people, sections: &packet.sections };
        let (mut lacking, mut carried_by) = (None, None);
        let mut withheld: Vec<String> =
            family.kept_from(to.organisation).map(|record| text(&record.asked.words)).collect();
        match family.may_share(&ask, self.protocol(), today) {
            Ok(id) => {
                packet.consent = id;
                if let Some(consent) = family.consents.iter().find(|consent| consent.id == id) {
                    withheld.extend(Some(text(&consent.given.withheld)).filter(|words| !words.is_empty()));
                    carried_by = Some(CarriedBy {
                        id,
                        by: super::family::person_name(family, consent.given.by),
                        on: consent.given.on,
                        until: consent.given.until,
                        recipient: consent.given.recipient.clone(),
                    });
                }
            }
            Err(lack) => {
                use domain::family::service::Lacking as L;
                let message = Msg::new(format!("service-lacking-{}", lack.code()));
                lacking = Some(match lack {
                    L::ChildSaysNo(id) | L::Withheld(id) | L::ChildNotAsked(id) | L::People(id) => {
                        message.with("name", super::family::person_name(family, id))
                    }
                    L::Consent | L::Recipient | L::Sections => {
                        message.with("name", Name::new(&to.name_km, &to.name_latin))
                    }
                });
            }
        }
        let mut missing = Vec::new();
        for (is, what) in [
            (packet.people.is_empty(), "people"),
            (packet.need.is_empty(), "need"),
            (!withheld.is_empty() && !form.left_out, "left_out"),
        ] {
            if is {
                missing.push(what.to_owned());
            }
        }
        let sent = ServiceSent {
            to,
            people,
            sections: packet.sections.clone(),
            consent: packet.consent,
            withheld_left_out: form.left_out,
            on: today,
        };
        Some(Leaving { packet, sent, lacking, withheld, missing, carried_by })
    }

    /// The two entries of one act: the packet in its own stream, and what the family's file says of it.
    pub(crate) fn refer_to_service(
        &self,
        form: &ServiceForm,
        now: Millis,
    ) -> Result<Vec<(StreamId, Action)>, Msg> {
        let Some(leaving) = self.leaving(form, now) else { return Err(Msg::new("service-gone")) };
        if let Some(lacking) = leaving.lacking {
            return Err(lacking);
        }
        if let Some(what) = leaving.missing.first() {
            return Err(Msg::new(format!("service-missing-{}", what.replace('_', "-"))));
        }
        let sent = FamilyAction::ServiceReferred { referral: form.referral, sent: leaving.sent };
        let packet = ServiceReferralAction::Sent { packet: Box::new(leaving.packet) };
        Ok(vec![(form.family, Action::Family(sent)), (form.referral, Action::ServiceReferral(packet))])
    }

    pub(crate) fn refer_service_view(&self, form: &ServiceForm, now: Millis) -> Option<ReferServiceView> {
        let leaving = self.leaving(form, now)?;
        let family = self.family(form.family)?;
        let service = self.one_service(form.provider, form.service, family.village.get(), now)?;
        let (can, readable) = self.rights(form.family, family);
        Some(ReferServiceView {
            label: self.summary(form.family).map(|s| super::lists::label(&s.people)).unwrap_or_default(),
            service,
            sections: leaving.packet.sections.clone(),
            place: self.place_line(leaving.packet.village.as_str()),
            consent: leaving.carried_by,
            lacking: leaving.lacking,
            withheld: leaving.withheld,
            missing: leaving.missing,
            has_address: readable.contains(&Section::SafeAddress)
                && family.address.get().is_some_and(|address| !address.trim().is_empty()),
            may: can.iter().any(|name| name == "family.service_referred"),
            packet: leaving.packet,
        })
    }

    fn receives(&self, referral: &ServiceReferral) -> bool {
        let Some(me) = &self.me else { return false };
        let to_us = referral.packet.as_ref().is_some_and(|packet| packet.to.organisation == Some(me.org));
        to_us && policy::rights::may_read_referral(&me.rights, policy::Side::Receiver)
    }

    /// Whether somebody of her organisation sent it.
    fn is_ours(&self, referral: &ServiceReferral) -> bool {
        referral.sent.is_some_and(|by| self.worker(by.author).is_some())
    }

    fn service_line(&self, id: StreamId, referral: &ServiceReferral, now: Millis) -> Option<ServiceLine> {
        let packet = referral.packet.as_ref()?;
        let family = self.family(packet.family);
        let record = family.and_then(|family| family.service_referrals.get(&id));
        let last = record.and_then(|record| record.answers.last()).map(|(_, answer)| answer);
        let answered = !referral.state.is_unanswered() && referral.state != State::New;
        let report = referral.reports.last();
        // The file lacks the answer when it was written down before the last thing that the receiver said.
        let spoke =
            referral.turns.iter().rev().find(|turn| is_of_receiver(&turn.what)).map(|turn| turn.by.at);
        let noted = record.and_then(|record| record.answers.last()).map(|(by, _)| by.at);
        Some(ServiceLine {
            referral: id,
            family: family.map(|_| packet.family),
            people: packet.people.iter().map(|told| Name::new(&told.name_km, &told.name_latin)).collect(),
            need: packet.need.clone(),
            service: Taxonomy::shipped().label(&packet.to.code),
            provider: Name::new(&packet.to.name_km, &packet.to.name_latin),
            from: Name::new(&packet.from.org_km, &packet.from.org_latin),
            state: referral.state.code().to_owned(),
            urgency: Some(packet.urgency),
            sent: referral.sent.map(|by| by.at.day())?,
            due: referral.due(),
            late: referral.is_late(now),
            to_us: self.receives(referral),
            words: report.map_or_else(|| referral.state.words(), |report| &report.to_worker).to_owned(),
            for_family: report.map(|report| report.for_family.clone()).unwrap_or_default(),
            fresh: record.is_some() && answered && noted < spoke,
            family_told: last.is_some_and(|answer| answer.family_told),
            unsent: self.outbox.unsent_of(id) > 0,
        })
    }

    /// Every referral to a service on this device, what is late first.
    pub(crate) fn service_lines(&self, now: Millis) -> Vec<ServiceLine> {
        let mut lines: Vec<ServiceLine> = self
            .streams
            .iter()
            .filter_map(|(id, held)| held.shown().service_referral().map(|stream| (*id, &stream.state)))
            .filter_map(|(id, referral)| self.service_line(id, referral, now))
            .collect();
        lines.put_by_key(|line| (!line.late, !line.fresh, line.urgency, std::cmp::Reverse(line.sent)));
        lines
    }

    /// A family's referrals to services, the latest first; also those whose stream is not on this device.
    pub(crate) fn services_of(&self, family: &Family, now: Millis) -> Vec<ServiceLine> {
        let mut lines: Vec<ServiceLine> = family
            .service_referrals
            .iter()
            .map(|(id, record)| {
                if let Some(line) = self.service_referral(*id).and_then(|r| self.service_line(*id, r, now)) {
                    return line;
                }
                let last = record.answers.last().map(|(_, answer)| answer);
                let sent = &record.sent;
                ServiceLine {
                    referral: *id,
                    family: None,
                    people: sent.people.iter().map(|id| super::family::person_name(family, *id)).collect(),
                    need: String::new(),
                    service: Taxonomy::shipped().label(&sent.to.code),
                    provider: Name::new(&sent.to.name_km, &sent.to.name_latin),
                    from: Name::default(),
                    state: last.map_or_else(|| "sent".to_owned(), |answer| answer.state.clone()),
                    urgency: None,
                    sent: sent.on,
                    due: None,
                    late: false,
                    to_us: false,
                    words: last.map(|answer| answer.words.clone()).unwrap_or_default(),
                    for_family: String::new(),
                    fresh: false,
                    family_told: last.is_some_and(|answer| answer.family_told),
                    unsent: false,
                }
            })
            .collect();
        lines.put_by_key(|line| std::cmp::Reverse(line.sent));
        lines
    }

    pub(crate) fn service_referral_view(&self, id: StreamId, now: Millis) -> Option<ServiceReferralView> {
        let referral = self.service_referral(id)?;
        let line = self.service_line(id, referral, now)?;
        let packet = referral.packet.as_ref()?;
        let mut sides = Vec::new();
        if line.to_us {
            sides.push(policy::Side::Receiver);
        }
        if let Some(family) = self.family(packet.family) {
            sides.push(policy::Side::Sender(self.relation(family)));
        }
        let can = ServiceReferralAction::NAMES
            .iter()
            .filter(|name| {
                let rights = self.me.as_ref().map(|me| &me.rights);
                let may = |rights| sides.iter().any(|s| policy::rights::may_give_referral(rights, *s, name));
                rights.is_some_and(may)
            })
            .map(|name| (*name).to_owned())
            .collect();
        let turns = referral.turns.iter().map(|turn| TurnLine {
            at: turn.by.at,
            by: self.worker_name(turn.by.author),
            said_by: turn.said_by.clone(),
            what: turn.what.strip_prefix("service_referral.").unwrap_or(&turn.what).replace('_', "-"),
            words: turn.words.clone(),
        });
        let mut reports: Vec<ReportLine> = referral
            .reports
            .iter()
            .map(|report| ReportLine {
                at: report.by.at,
                by: self.worker_name(report.by.author),
                said_by: report.said_by.clone(),
                to_worker: report.to_worker.clone(),
                for_family: report.for_family.clone(),
            })
            .collect();
        reports.reverse();
        let rules = &self.protocol().directory;
        Some(ServiceReferralView {
            place: self.place_line(packet.village.as_str()),
            code: match &referral.state {
                State::Declined { reason, .. } => reason.clone(),
                State::Completed { outcome, .. } => outcome.clone(),
                State::New
                | State::Sent
                | State::Seen
                | State::Accepted { .. }
                | State::UnderWay { .. }
                | State::Failed { .. } => String::new(),
            },
            turns: turns.collect(),
            reports,
            can,
            ours: self.is_ours(referral),
            decline_reasons: rules.decline_reasons.clone(),
            results: rules.results.clone(),
            packet: (**packet).clone(),
            line,
        })
    }

    /// What to say when an answer was kept.
    pub(crate) fn answer_message(actions: &[ServiceReferralAction]) -> Msg {
        let seen = actions.iter().all(|action| matches!(action, ServiceReferralAction::Seen { .. }));
        let reminded = actions.iter().all(|action| matches!(action, ServiceReferralAction::Reminded { .. }));
        Msg::new(match (seen, reminded) {
            (true, _) => "done-service-seen",
            (false, true) => "done-service-reminded",
            (false, false) => "done-service-answered",
        })
    }
}

/// Whether a line of the history was said by the receiver.
fn is_of_receiver(what: &str) -> bool {
    !matches!(what, "service_referral.sent" | "service_referral.reminded" | "service_referral.seen")
}

fn told(family: &Family, id: PersonId, today: Day) -> Option<Told> {
    let person = family.person(id)?;
    let name = Name::of(person);
    Some(Told {
        name_km: name.km,
        name_latin: name.latin,
        sex: person.sex(),
        age: person.age_on(today).and_then(|age| u8::try_from(age).ok()),
    })
}
