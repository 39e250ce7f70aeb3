//! The invented service directory of the demonstration, its coordination meetings, and referrals to services in
//! every state.

use super::cast::{Cast, Member};
use super::directory::{LISTED, Listed, Offered};
use super::{Ledger, ledger};
use crate::builders::{Hand, Ids, Script, placed};
use domain::entry::{Section, StreamKind};
use domain::family::consent::{Assent, Consent, Mark};
use domain::family::service::{PURPOSE, ServiceAnswer, ServiceSent};
use domain::family::{Family, FamilyAction as A};
use domain::ids::{DeviceId, OrganisationId, PersonId, ServiceId, StreamId, WorkerId};
use domain::place::PlaceCode;
use domain::protocol::{Protocol, Risk};
use domain::provider::{Capacity, Eligibility, ProviderAction, ProviderFacts, ServiceFacts};
use domain::service_referral::{Packet, Recipient, Referrer, ServiceReferralAction as S, Told};
use domain::stream::AnyStream;
use domain::time::Day;
use domain::village::{Agreed, Meeting, VillageAction};

/// A provider with its ids.
pub(super) struct Provider {
    stream: StreamId,
    services: Vec<ServiceId>,
    listed: &'static Listed,
    organisation: Option<OrganisationId>,
}

fn codes(list: &[&str]) -> Vec<PlaceCode> {
    list.iter().filter_map(|code| code.parse().ok()).collect()
}

fn offered(of: &Offered) -> ServiceFacts {
    ServiceFacts {
        code: of.code.to_owned(),
        catchment: codes(of.catchment),
        hours: of.hours.to_owned(),
        cost: of.cost.to_owned(),
        eligible: Eligibility {
            from_age: of.ages.map(|(from, _)| from),
            to_age: of.ages.map(|(_, to)| to),
            sex: of.sex.to_owned(),
            disability: of.disability,
            id_poor: of.id_poor,
            words: of.whom.to_owned(),
        },
        how: of.how.to_owned(),
        contact: of.contact.to_owned(),
    }
}

/// The directory: each provider written down by whoever works there, and confirmed some time ago.
pub(super) fn directory(today: Day, cast: &Cast) -> (Vec<Ledger>, Vec<Provider>) {
    let (mut ledgers, mut providers) = (Vec::new(), Vec::new());
    for (seed, listed) in (70_u64..).zip(&LISTED) {
        let Some(member) = cast.find(listed.by) else { continue };
        let hand = member.hand();
        let organisation = listed.agency.and_then(|at| cast.agencies.get(at)).map(|agency| agency.id);
        let mut script = Script::seeded(seed);
        script.on(today.plus_days(-(listed.confirmed_ago + 160).min(520)));
        let facts = ProviderFacts {
            name_km: listed.km.to_owned(),
            name_latin: listed.latin.to_owned(),
            kind: listed.kind.to_owned(),
            organisation,
            phones: vec![listed.phone.to_owned()],
            places: codes(listed.places),
        };
        script.say(hand, ProviderAction::Named { facts });
        let mut services = Vec::new();
        for of in listed.services {
            let service: ServiceId = script.ids.fresh();
            services.push(service);
            script.say(hand, ProviderAction::ServiceSet { service, facts: offered(of) });
            let capacity = Capacity { free: of.free, wait_days: of.wait };
            script.say(hand, ProviderAction::CapacitySet { service, capacity });
        }
        let on = today.plus_days(-listed.confirmed_ago);
        script.on(on);
        script.say(hand, ProviderAction::Confirmed { service: None, on });
        providers.push(Provider { stream: script.stream, services, listed, organisation });
        ledgers.push(ledger(script, StreamKind::Provider, member.organisation));
    }
    (ledgers, providers)
}

/// Two quarterly meetings in Anlong Vil: the first kept one of its promises.
pub(super) fn meetings(today: Day, cast: &Cast, villages: &mut [Ledger], providers: &[Provider]) {
    let Some(sophea) = cast.find("sophea") else { return };
    let is_there = |ledger: &&mut Ledger| {
        let village = AnyStream::replay(StreamKind::Village, placed(&ledger.entries));
        village.village().and_then(|v| v.state.code.clone()).is_some_and(|code| code.as_str() == "02080103")
    };
    let Some(ledger) = villages.iter_mut().find(is_there) else { return };
    let mut script = resumed(ledger, 170);
    let of = |latin: &str| providers.iter().find(|p| p.listed.latin == latin).map(|p| p.stream);
    let Ok(place) = "020801".parse::<PlaceCode>() else { return };
    let came = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let agreed = |what: &str, who: &str, latin: &str| Agreed {
        what: what.to_owned(),
        provider: of(latin),
        who: who.to_owned(),
    };
    // Others may have written since: what is added comes at the end.
    let newest = ledger.entries.last().map(|entry| entry.made_at).unwrap_or_default();
    let first = today.plus_days(-104);
    script.at(first.noon().max(newest));
    let meeting = script.ids.fresh();
    let held = Meeting {
        on: first,
        place: place.clone(),
        came: came(&["មេឃុំ", "គ.ក.ន.ក", "មណ្ឌលសុខភាព", "នាយកសាលា", "កែវ ដាវី"]),
        notes: "មណ្ឌលសុខភាពមានគ្រូពេទ្យកុមាររៀងរាល់ថ្ងៃសៅរ៍។ សាលាខ្វះឯកសណ្ឋាន។".to_owned(),
        agreed: vec![
            agreed("កែម៉ោងបើករបស់មណ្ឌលសុខភាព", "កែវ ដាវី", "Anlong Vil Health Centre"),
            agreed("សួរអង្គការស្រូវមាសរឿងឯកសណ្ឋាន", "នាយកសាលា", "Golden Rice Livelihoods"),
        ],
        next: Some(today.plus_days(-12)),
    };
    script.say(sophea.hand(), VillageAction::MeetingHeld { meeting, held });
    script.at(first.plus_days(6).noon().max(newest));
    let note = "កែរួចក្នុងបញ្ជីសេវា".to_owned();
    script.say(sophea.hand(), VillageAction::AgreementDone { meeting, item: 0, note });
    let second = today.plus_days(-12);
    script.at(second.noon().max(newest));
    let held = Meeting {
        on: second,
        place,
        came: came(&["មេឃុំ", "គ.ក.ន.ក", "មណ្ឌលសុខភាព", "នគរបាលប៉ុស្តិ៍", "ចាន់ សុភា"]),
        notes: "អត្រានុកូលដ្ឋានធ្វើសំបុត្រកំណើតឥតគិតថ្លៃរហូតដល់ចុងឆ្នាំ។".to_owned(),
        agreed: vec![agreed("បន្ថែមថាឥតគិតថ្លៃ", "ចាន់ សុភា", "Anlong Vil Civil Registry")],
        next: Some(today.plus_days(79)),
    };
    let meeting = script.ids.fresh();
    script.say(sophea.hand(), VillageAction::MeetingHeld { meeting, held });
    ledger.entries = script.into_entries();
}

/// A script that goes on where a ledger ends.
fn resumed(ledger: &Ledger, seed: u64) -> Script {
    let mut script = Script::of(ledger.stream, Ids::seeded(seed));
    for entry in &ledger.entries {
        script.add(entry.clone());
    }
    script
}

/// How far a referral has come.
enum Course {
    /// Sent; nobody has looked.
    Sent,
    /// Read.
    Seen,
    /// Taken on.
    Accepted(&'static str),
    /// Not taken on.
    Declined(&'static str, &'static str),
    /// Begun.
    UnderWay(&'static str),
    /// Done, reported, and the family told.
    Completed(&'static str, &'static str, &'static str),
}

struct Sent {
    /// Who sends it: one of her open families.
    lead: &'static str,
    /// Which of them.
    nth: usize,
    /// To which provider.
    to: &'static str,
    /// How long ago.
    ago: i64,
    urgency: Risk,
    need: &'static str,
    why: &'static str,
    health: &'static str,
    /// Who answers: an account, or nobody who has one.
    by: Option<&'static str>,
    said_by: &'static str,
    course: Course,
}

const SENT: [Sent; 7] = [
    Sent {
        lead: "davy",
        nth: 0,
        to: "Anlong Vil Health Centre",
        ago: 20,
        urgency: Risk::Medium,
        need: "ពិនិត្យកុមារដែលក្អកយូរ",
        why: "ក្អកជាងបីសប្ដាហ៍ ហើយស្គមទៅៗ។ ជីដូននាំមកបានតែថ្ងៃសៅរ៍។",
        health: "មិនដែលធ្លាប់ប្រតិកម្មនឹងថ្នាំ",
        by: None,
        said_by: "ចាន់ ដារ៉ា គិលានុបដ្ឋាយិកា",
        course: Course::Completed(
            "helped",
            "រលាកទងសួត បានថ្នាំ ៧ ថ្ងៃ។ ទម្ងន់ឡើងវិញហើយ។",
            "ឱ្យលេបថ្នាំឱ្យគ្រប់ ៧ ថ្ងៃ ហើយមកថ្លឹងវិញខែក្រោយ។",
        ),
    },
    Sent {
        lead: "davy",
        nth: 1,
        to: "Lotus Pond Physiotherapy",
        ago: 6,
        urgency: Risk::Medium,
        need: "វាស់ និងផ្ដល់រទេះរុញសម្រាប់កុមារ",
        why: "កុមារដើរមិនរួច ម្ដាយត្រូវពរទៅសាលា។",
        health: "ខ្សោយជើងទាំងពីរតាំងពីកំណើត",
        by: None,
        said_by: "",
        course: Course::Sent,
    },
    Sent {
        lead: "davy",
        nth: 2,
        to: "Lantern Legal Aid",
        ago: 30,
        urgency: Risk::Low,
        need: "ជួយធ្វើសំបុត្រកំណើតយឺតយ៉ាវ",
        why: "កុមារចូលរៀនមិនបានព្រោះគ្មានសំបុត្រកំណើត។",
        health: "",
        by: None,
        said_by: "មេធាវី ប៊ុន រ៉ានី",
        course: Course::Declined("not_for_them", "អត្រានុកូលដ្ឋានឃុំធ្វើជូនដោយឥតគិតថ្លៃ។"),
    },
    Sent {
        lead: "channary",
        nth: 0,
        to: "Lamplight Foster Families",
        ago: 15,
        urgency: Risk::High,
        need: "គ្រួសារចិញ្ចឹមរយៈពេលខ្លីរហូតម្ដាយចេញពីពេទ្យ",
        why: "ម្ដាយសម្រាកពេទ្យពីរសប្ដាហ៍ គ្មានសាច់ញាតិនៅជិត។",
        health: "",
        by: Some("sokha"),
        said_by: "",
        course: Course::UnderWay("កុមារនៅជាមួយគ្រួសារអ៊ំរី តាំងពីថ្ងៃអង្គារ។"),
    },
    Sent {
        lead: "ratanak",
        nth: 0,
        to: "Family Boat Reunification",
        ago: 1,
        urgency: Risk::High,
        need: "ស្វែងរកឪពុកនៅសង្កែ និងត្រៀមទទួលកុមារ",
        why: "ជីដូនចាស់ណាស់ ឪពុកធ្វើស្រែនៅស្រុកសង្កែ ចង់ឱ្យកូនមកនៅជាមួយ។",
        health: "",
        by: None,
        said_by: "",
        course: Course::Sent,
    },
    Sent {
        lead: "kosal",
        nth: 0,
        to: "Family Boat Reunification",
        ago: 8,
        urgency: Risk::Medium,
        need: "សួរសុខទុក្ខជីតានៅបាត់ដំបង",
        why: "កុមារចង់ដឹងថាជីតានៅឯណា។",
        health: "",
        by: Some("sophea"),
        said_by: "",
        course: Course::Accepted("យើងនឹងទៅជួបជីតាសប្ដាហ៍ក្រោយ។"),
    },
    Sent {
        lead: "kosal",
        nth: 1,
        to: "Open Door Shelter",
        ago: 1,
        urgency: Risk::High,
        need: "កន្លែងស្នាក់សុវត្ថិភាពសម្រាប់ម្ដាយ និងកូន",
        why: "ម្ដាយត្រូវការកន្លែងស្នាក់បណ្ដោះអាសន្ន។",
        health: "",
        by: None,
        said_by: "អ្នកទទួលបន្ទុកជម្រក",
        course: Course::Seen,
    },
];

/// Refers some of the families to services; their files say so.
pub(super) fn referrals(
    (today, protocol): (Day, &Protocol),
    cast: &Cast,
    families: &mut [Ledger],
    providers: &[Provider],
) -> Vec<Ledger> {
    let states: Vec<Family> = families
        .iter()
        .map(|ledger| AnyStream::replay(StreamKind::Family, placed(&ledger.entries)))
        .map(|stream| stream.family().map(|family| family.state.clone()).unwrap_or_default())
        .collect();
    let mut ledgers = Vec::new();
    for (seed, sent) in (200_u64..).zip(&SENT) {
        let (Some(lead), Some(provider)) =
            (cast.find(sent.lead), providers.iter().find(|provider| provider.listed.latin == sent.to))
        else {
            continue;
        };
        let fits = |family: &Family| {
            family.stage.code() == "open"
                && family.lead() == Some(lead.worker.id)
                && family.present().any(|person| person.is_in_focus() && person.age_on(today).is_some())
                && family.live_consents("services", today).next().is_some()
        };
        let mut which = states.iter().enumerate().filter(|(_, family)| fits(family));
        let Some((at, family)) = which.nth(sent.nth) else { continue };
        let Some(ledger) = families.get_mut(at) else { continue };
        let tale = Going { today, protocol, cast, lead, provider, sent, seed };
        ledgers.extend(tale.tell(family, ledger));
    }
    ledgers
}

struct Going<'a> {
    today: Day,
    protocol: &'a Protocol,
    cast: &'a Cast,
    lead: &'a Member,
    provider: &'a Provider,
    sent: &'a Sent,
    seed: u64,
}

impl Going<'_> {
    fn tell(&self, family: &Family, file: &mut Ledger) -> Option<Ledger> {
        let (sent, hand) = (self.sent, self.lead.hand());
        let on = self.today.plus_days(-sent.ago);
        // The file may have gone on since: what is added comes at its end.
        let newest = file.entries.last().map(|entry| entry.made_at)?;
        let mut script = resumed(file, self.seed);
        script.at(on.noon().max(newest));
        let on = script.ids.now().day();
        let child = family.present().find(|person| person.is_in_focus() && person.age_on(on).is_some())?;
        let by = family.live_consents("services", on).next()?.given.by;
        let mut sections = vec![Section::Identity, Section::Narrative];
        if !sent.health.is_empty() {
            sections.push(Section::Health);
        }
        let to = Recipient {
            provider: self.provider.stream,
            service: *self.provider.services.first()?,
            code: self.provider.listed.services.first()?.code.to_owned(),
            name_km: self.provider.listed.km.to_owned(),
            name_latin: self.provider.listed.latin.to_owned(),
            organisation: self.provider.organisation,
        };
        let consent = script.ids.fresh();
        let given = Consent {
            purpose: PURPOSE.to_owned(),
            by,
            covers: vec![child.id],
            recipient: self.provider.listed.km.to_owned(),
            organisation: None,
            sections: sections.clone(),
            language: "km".to_owned(),
            on,
            until: on.plus_months(6),
            withheld: String::new(),
            mark: Mark::OnPaper,
        };
        script.say(hand, A::ConsentGiven { consent, given });
        if child.age_on(on).is_some_and(|age| age >= 6) && child.id != by {
            let given = Assent {
                child: child.id,
                purpose: PURPOSE.to_owned(),
                agrees: true,
                words: "ចាស៎".to_owned(),
                language: "km".to_owned(),
                on,
                mark: Mark::OnPaper,
            };
            let assent = script.ids.fresh();
            script.say(hand, A::AssentGiven { assent, given });
        }
        let mut referral = Script::seeded(self.seed + 100);
        referral.at(script.ids.now());
        let record = ServiceSent {
            to: to.clone(),
            people: vec![child.id],
            sections: sections.clone(),
            consent,
            withheld_left_out: true,
            on,
        };
        script.say(hand, A::ServiceReferred { referral: referral.stream, sent: record });
        let packet = self.packet((family, child.id), to, (sections, consent), &script)?;
        referral.say(hand, S::Sent { packet: Box::new(packet) });
        self.answer(&mut referral, on);
        if let Course::Completed(_, _, for_family) = sent.course {
            script.at(referral.ids.now().max(script.ids.now()));
            let answer = ServiceAnswer {
                state: "completed".to_owned(),
                words: for_family.to_owned(),
                family_told: true,
                on: script.ids.now().day(),
            };
            script.say(hand, A::ServiceAnswered { referral: referral.stream, answer });
        }
        file.entries = script.into_entries();
        Some(ledger(referral, StreamKind::ServiceReferral, file.organisation))
    }

    fn packet(
        &self,
        (family, child): (&Family, PersonId),
        to: Recipient,
        (sections, consent): (Vec<Section>, domain::ids::ConsentId),
        script: &Script,
    ) -> Option<Packet> {
        let (now, sent, person) = (script.ids.now(), self.sent, family.person(child)?);
        let agency = self.cast.agencies.iter().find(|agency| agency.id == self.lead.organisation)?;
        let (answer_by, finish_by) = Packet::due(self.protocol, sent.urgency, now);
        Some(Packet {
            family: script.stream,
            to,
            consent,
            sections,
            people: vec![Told {
                name_km: person.name_km.get().cloned().unwrap_or_default(),
                name_latin: person.name_latin.get().cloned().unwrap_or_default(),
                sex: person.sex(),
                age: person.age_on(now.day()).and_then(|age| u8::try_from(age).ok()),
            }],
            village: family.village.get()?.clone(),
            address: String::new(),
            need: sent.need.to_owned(),
            why: sent.why.to_owned(),
            health: sent.health.to_owned(),
            safety: String::new(),
            legal: String::new(),
            from: Referrer {
                name_km: self.lead.worker.name_km.clone(),
                name_latin: self.lead.worker.name_latin.clone(),
                phone: self.lead.worker.phone.clone(),
                org_km: agency.name_km.to_owned(),
                org_latin: agency.name_latin.to_owned(),
            },
            urgency: sent.urgency,
            answer_by,
            finish_by,
        })
    }

    /// What the receiver says, a day later each time but never after today.
    fn answer(&self, referral: &mut Script, on: Day) {
        let nobody = Hand { worker: WorkerId::from_u128(0), device: DeviceId::from_u128(0) };
        let hand = self.sent.by.and_then(|account| self.cast.find(account)).map_or(nobody, Member::hand);
        let by = || self.sent.said_by.to_owned();
        let words = |words: &str| words.to_owned();
        let mut said = vec![S::Seen { by: by() }];
        match self.sent.course {
            Course::Sent => said.clear(),
            Course::Seen => {}
            Course::Accepted(what) => said.push(S::Accepted { by: by(), words: words(what) }),
            Course::Declined(reason, what) => {
                said.push(S::Declined { by: by(), reason: words(reason), words: words(what) });
            }
            Course::UnderWay(what) => {
                said.push(S::Accepted { by: by(), words: String::new() });
                said.push(S::UnderWay { by: by(), words: words(what) });
            }
            Course::Completed(outcome, to_worker, for_family) => {
                said.push(S::Accepted { by: by(), words: String::new() });
                said.push(S::Completed { by: by(), outcome: words(outcome), words: words(to_worker) });
                said.push(S::FeedbackGiven {
                    by: by(),
                    to_worker: words(to_worker),
                    for_family: words(for_family),
                });
            }
        }
        for (after, action) in (1_i64..).zip(said) {
            let day = on.plus_days(after).min(self.today);
            referral.at(day.noon().max(referral.ids.now()));
            referral.say(hand, action);
        }
    }
}
