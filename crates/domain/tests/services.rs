//! Referrals to services: the states of a referral, and whether a packet may leave a family's file at all.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_wrap,
    reason = "a test that cannot go on fails"
)]

use kinkeeper_domain as domain;

use domain::entry::{Action, Base, Entry, Outcome, Section, StreamKind};
use domain::family::FamilyAction as A;
use domain::family::consent::{Assent, Consent, Mark};
use domain::family::consent_use::ConsentUse;
use domain::family::people::NewPerson;
use domain::family::service::{Lacking, PURPOSE, ServiceAnswer, ServiceSent, Sharing};
use domain::family::withheld::Withheld;
use domain::ids::{
    ConsentId, DeviceId, EntryId, OrganisationId, PersonId, ServiceId, StreamId, WithheldId, WorkerId,
};
use domain::kinship::Sex;
use domain::protocol::{Protocol, Risk};
use domain::service_referral::{Packet, Recipient, Referrer, ServiceReferralAction as S, State, Told};
use domain::stream::AnyStream;
use domain::time::{Birth, Day, Millis};
use proptest::prelude::*;

const NOON: i64 = 1_795_323_600_000;
const MOTHER: PersonId = PersonId::from_u128(1);
const CHILD: PersonId = PersonId::from_u128(2);
const BABY: PersonId = PersonId::from_u128(3);

fn today() -> Day {
    Millis(NOON).day()
}

fn entry(n: u128, seen: u64, action: Action) -> Entry {
    Entry {
        id: EntryId::from_u128(n),
        stream: StreamId::from_u128(1),
        author: WorkerId::from_u128(1),
        device: DeviceId::from_u128(1),
        made_at: Millis(NOON),
        base: Base { seen, after: None },
        v: 1,
        action,
    }
}

fn to() -> Recipient {
    Recipient {
        provider: StreamId::from_u128(9),
        service: ServiceId::from_u128(9),
        code: "medical_support_provision_medical_case".into(),
        name_km: "មណ្ឌលសុខភាពអន្លង់វិល".into(),
        name_latin: "Anlong Vil Health Centre".into(),
        organisation: None,
    }
}

fn packet() -> Packet {
    Packet {
        family: StreamId::from_u128(1),
        to: to(),
        consent: ConsentId::from_u128(1),
        sections: vec![Section::Identity, Section::Narrative],
        people: vec![Told {
            name_km: "ធារី".into(),
            name_latin: String::new(),
            sex: Sex::Female,
            age: Some(9),
        }],
        village: "02080103".parse().unwrap(),
        address: String::new(),
        need: "a doctor".into(),
        why: "coughs".into(),
        health: String::new(),
        safety: String::new(),
        legal: String::new(),
        from: Referrer {
            name_km: String::new(),
            name_latin: "Davy".into(),
            phone: "012".into(),
            org_km: String::new(),
            org_latin: String::new(),
        },
        urgency: Risk::Medium,
        answer_by: Millis(NOON).plus_hours(72),
        finish_by: today().plus_days(30),
    }
}

fn sent() -> S {
    S::Sent { packet: Box::new(packet()) }
}

fn fold(actions: Vec<S>) -> (domain::service_referral::ServiceReferral, Vec<&'static str>) {
    let mut stream = AnyStream::empty(StreamKind::ServiceReferral);
    let outcomes = (1_u64..)
        .zip(actions)
        .map(|(seq, action)| {
            let entry = entry(u128::from(seq), seq - 1, Action::ServiceReferral(action));
            stream.take(entry.placed(seq)).code()
        })
        .collect();
    (stream.service_referral().unwrap().state.clone(), outcomes)
}

fn accepted() -> S {
    S::Accepted { by: String::new(), words: "come on Saturday".into() }
}
fn completed() -> S {
    S::Completed { by: String::new(), outcome: "helped".into(), words: String::new() }
}

#[test]
fn a_referral_is_sent_seen_accepted_begun_completed_and_reported() {
    let report =
        S::FeedbackGiven { by: String::new(), to_worker: "well".into(), for_family: "drink water".into() };
    let (referral, outcomes) = fold(vec![
        sent(),
        S::Seen { by: String::new() },
        S::Seen { by: String::new() },
        accepted(),
        S::UnderWay { by: String::new(), words: String::new() },
        completed(),
        report,
    ]);
    assert!(outcomes.iter().all(|code| *code == "applied"), "{outcomes:?}");
    assert_eq!(referral.state.code(), "completed");
    assert_eq!(referral.reports[0].for_family, "drink water");
    assert_eq!(referral.due(), None);
}

#[test]
fn what_does_not_follow_is_refused() {
    for (script, what) in [
        (vec![accepted()], "nothing was sent"),
        (vec![sent(), completed()], "not accepted"),
        (vec![sent(), sent()], "sent twice"),
        (vec![sent(), accepted(), accepted()], "accepted twice"),
        (vec![sent(), accepted(), completed(), S::Reminded { words: String::new() }], "nothing is due"),
        (
            vec![
                sent(),
                S::FeedbackGiven { by: String::new(), to_worker: "x".into(), for_family: String::new() },
            ],
            "no answer yet",
        ),
        (
            vec![sent(), S::Declined { by: String::new(), reason: String::new(), words: String::new() }],
            "no reason",
        ),
    ] {
        assert_eq!(fold(script).1.last(), Some(&"rejected"), "{what}");
    }
}

#[test]
fn a_packet_holds_no_more_than_its_sections() {
    for change in [
        |p: &mut Packet| p.health = "asthma".into(),
        |p: &mut Packet| p.safety = "do not call at night".into(),
        |p: &mut Packet| p.legal = "no birth certificate".into(),
        |p: &mut Packet| p.address = "behind the pagoda".into(),
    ] {
        let mut more = packet();
        change(&mut more);
        assert_eq!(fold(vec![S::Sent { packet: Box::new(more.clone()) }]).1, ["rejected"]);
        more.sections = more.needs();
        assert_eq!(fold(vec![S::Sent { packet: Box::new(more) }]).1, ["applied"]);
    }
}

#[test]
fn an_unanswered_referral_is_late_after_its_time() {
    let (referral, _) = fold(vec![sent()]);
    assert!(!referral.is_late(Millis(NOON).plus_hours(72)));
    assert!(referral.is_late(Millis(NOON).plus_hours(73)));
    let (referral, _) = fold(vec![sent(), accepted()]);
    assert!(!referral.is_late(Millis(NOON).plus_hours(73)));
    assert!(referral.is_late(today().plus_days(32).noon()));
}

fn any_action() -> impl Strategy<Value = S> {
    let by = || String::new();
    prop_oneof![
        Just(sent()),
        Just(S::Seen { by: by() }),
        Just(accepted()),
        Just(S::Declined { by: by(), reason: "no_room".into(), words: by() }),
        Just(S::UnderWay { by: by(), words: by() }),
        Just(completed()),
        Just(S::Failed { by: by(), words: "gone".into() }),
        Just(S::FeedbackGiven { by: by(), to_worker: "w".into(), for_family: by() }),
        Just(S::Reminded { words: by() }),
    ]
}

proptest! {
    /// In any order: nothing happens before it is sent, an end stays the end, what is refused changes nothing.
    #[test]
    fn states_only_go_forward(script in prop::collection::vec(any_action(), 0..20)) {
        let mut stream = AnyStream::empty(StreamKind::ServiceReferral);
        for (seq, action) in (1_u64..).zip(script) {
            let before = stream.service_referral().unwrap().state.clone();
            let outcome = stream.take(entry(u128::from(seq), seq - 1, Action::ServiceReferral(action)).placed(seq));
            let after = &stream.service_referral().unwrap().state;
            if let Outcome::Rejected { .. } = outcome {
                prop_assert_eq!(&before, after);
            }
            if before.state == State::New && after.state != State::New {
                prop_assert_eq!(after.state.code(), "sent");
            }
            if !before.state.is_open() {
                prop_assert_eq!(&before.state, &after.state);
            }
            prop_assert_eq!(after.packet.is_some(), after.state != State::New);
        }
    }
}

/// A family with a mother, a child of nine and a baby.
struct File(AnyStream, u64);

impl File {
    fn new() -> Self {
        let mut file = Self(AnyStream::empty(StreamKind::Family), 0);
        file.say(A::Opened { village: "02080103".parse().unwrap(), import: None });
        for (id, born) in [(MOTHER, 1990), (CHILD, 2017), (BABY, 2024)] {
            let person = NewPerson {
                id,
                name_km: "សុខ".into(),
                name_latin: String::new(),
                sex: Sex::Female,
                birth: Some(Birth::About { year: born, month: None }),
                in_focus: id != MOTHER,
            };
            file.say(A::PersonAdded { person });
        }
        file
    }
    fn say(&mut self, action: A) -> Outcome {
        self.1 += 1;
        self.0.take(entry(u128::from(self.1), self.1 - 1, Action::Family(action)).placed(self.1))
    }
    fn consent(&mut self, change: impl FnOnce(&mut Consent)) {
        let mut given = Consent {
            purpose: PURPOSE.into(),
            by: MOTHER,
            covers: vec![CHILD, BABY],
            recipient: "Anlong Vil Health Centre".into(),
            organisation: None,
            sections: Vec::new(),
            language: "km".into(),
            on: today(),
            until: today().plus_months(6),
            withheld: String::new(),
            mark: Mark::OnPaper,
        };
        change(&mut given);
        let outcome = self.say(A::ConsentGiven { consent: ConsentId::from_u128(1), given });
        assert_eq!(outcome.code(), "applied");
    }
    fn assent(&mut self, agrees: bool) {
        let given = Assent {
            child: CHILD,
            purpose: PURPOSE.into(),
            agrees,
            words: String::new(),
            language: "km".into(),
            on: today(),
            mark: Mark::OnPaper,
        };
        self.say(A::AssentGiven { assent: ConsentId::from_u128(u128::from(self.1) + 50), given });
    }
    fn may(&self, people: &[PersonId], sections: &[Section]) -> Result<ConsentId, Lacking> {
        let to = to();
        let family = &self.0.family().unwrap().state;
        family.may_share(&Sharing { to: &to, people, sections }, Protocol::shipped(), today())
    }
    fn refer(&mut self, left_out: bool) -> &'static str {
        let sent = ServiceSent {
            to: to(),
            people: vec![CHILD],
            sections: vec![Section::Identity, Section::Narrative],
            consent: ConsentId::from_u128(1),
            withheld_left_out: left_out,
            on: today(),
        };
        self.say(A::ServiceReferred { referral: StreamId::from_u128(77), sent }).code()
    }
}

const LEAST: [Section; 2] = [Section::Identity, Section::Narrative];

#[test]
fn nothing_leaves_without_a_fitting_consent() {
    let mut file = File::new();
    assert_eq!(file.may(&[CHILD], &LEAST), Err(Lacking::Consent));
    assert_eq!(file.refer(true), "rejected");
    file.consent(|_| {});
    assert_eq!(file.may(&[CHILD], &LEAST), Err(Lacking::ChildNotAsked(CHILD)), "nine years: asked herself");
    assert_eq!(file.may(&[BABY], &LEAST), Ok(ConsentId::from_u128(1)), "two years: the mother decides");
    file.assent(true);
    assert_eq!(file.may(&[CHILD, BABY], &LEAST), Ok(ConsentId::from_u128(1)));
    assert_eq!(file.may(&[CHILD], &[Section::Identity, Section::Health]), Err(Lacking::Sections));
    assert_eq!(file.refer(false), "applied");
    let family = &file.0.family().unwrap().state;
    assert_eq!(family.shared_until(StreamId::from_u128(77)), Some(today().plus_months(6)));
}

#[test]
fn another_recipient_purpose_or_an_expired_consent_does_not_do() {
    let mut file = File::new();
    file.consent(|given| given.recipient = "The school".into());
    assert_eq!(file.may(&[BABY], &LEAST), Err(Lacking::Recipient));
    for (named, fits) in [
        ("Anlong Vil Health Centre of the pagoda", false),
        ("not Anlong Vil Health Centre", false),
        ("the school; Anlong Vil Health Centre", true),
        ("មណ្ឌលសុខភាព (anlong vil health centre)", true),
    ] {
        let mut file = File::new();
        file.consent(|given| given.recipient = named.into());
        assert_eq!(file.may(&[BABY], &LEAST).is_ok(), fits, "{named}");
    }
    let mut file = File::new();
    file.consent(|given| given.recipient = String::new());
    assert_eq!(file.may(&[BABY], &LEAST), Err(Lacking::Recipient), "for this organisation only");
    let mut file = File::new();
    file.consent(|given| given.purpose = "services".into());
    assert_eq!(file.may(&[BABY], &LEAST), Err(Lacking::Consent));
    let mut file = File::new();
    file.consent(|given| {
        given.on = today().plus_days(-60);
        given.until = today().plus_days(-1);
    });
    assert_eq!(file.may(&[BABY], &LEAST), Err(Lacking::Consent));
    let mut file = File::new();
    file.consent(|given| given.covers = vec![BABY]);
    assert_eq!(file.may(&[CHILD], &LEAST), Err(Lacking::People(CHILD)));
}

#[test]
fn a_child_who_says_no_is_heard_and_a_withdrawal_holds_at_once() {
    let mut file = File::new();
    file.consent(|_| {});
    file.assent(true);
    file.assent(false);
    assert_eq!(file.may(&[CHILD], &LEAST), Err(Lacking::ChildSaysNo(CHILD)));
    assert_eq!(file.refer(true), "rejected");
    file.assent(true);
    assert_eq!(file.refer(true), "applied");
    file.say(A::ConsentWithdrawn {
        consent: ConsentId::from_u128(1),
        on: today(),
        reason: "changed her mind".into(),
    });
    assert_eq!(file.may(&[CHILD], &LEAST), Err(Lacking::Consent));
    let family = &file.0.family().unwrap().state;
    assert!(family.shared_until(StreamId::from_u128(77)).unwrap() < today(), "the receiver reads no more");
}

#[test]
fn what_a_person_does_not_want_told_must_be_left_out_knowingly() {
    let mut file = File::new();
    file.consent(|given| given.withheld = "that father drinks".into());
    file.assent(true);
    assert_eq!(file.refer(false), "rejected");
    assert_eq!(file.refer(true), "applied");
}

/// Even in a file that nobody works with any more, a consent counts while a service that was told has not finished.
#[test]
fn a_consent_is_used_until_the_service_has_finished() {
    let mut file = File::new();
    file.consent(|_| {});
    file.assent(true);
    let uses = |file: &File| -> Vec<Vec<ConsentUse>> {
        let standing = file.0.family().unwrap().state.standing_consents();
        standing.into_iter().map(|one| one.uses).collect()
    };
    assert_eq!(uses(&file), Vec::<Vec<ConsentUse>>::new(), "nobody works with the family yet");
    assert_eq!(file.refer(true), "applied");
    assert_eq!(uses(&file), [vec![ConsentUse::Referral]]);
    for (state, running) in [("accepted", true), ("completed", false)] {
        let answer =
            ServiceAnswer { state: state.into(), words: String::new(), family_told: true, on: today() };
        file.say(A::ServiceAnswered { referral: StreamId::from_u128(77), answer });
        assert_eq!(!uses(&file).is_empty(), running, "{state}");
    }
}

#[test]
fn a_consent_that_was_given_again_for_as_much_replaces_the_old_one() {
    let mut file = File::new();
    file.consent(|_| {});
    file.assent(true);
    assert_eq!(file.refer(true), "applied");
    let mut again = |id: u128, covers: Vec<PersonId>, recipient: &str| {
        let given = Consent {
            purpose: PURPOSE.into(),
            by: MOTHER,
            covers,
            recipient: recipient.into(),
            organisation: None,
            sections: Vec::new(),
            language: "km".into(),
            on: today(),
            until: today().plus_months(12),
            withheld: String::new(),
            mark: Mark::OnPaper,
        };
        file.say(A::ConsentGiven { consent: ConsentId::from_u128(id), given });
        file.0.family().unwrap().state.standing_consents().len()
    };
    assert_eq!(again(11, vec![CHILD], "Anlong Vil Health Centre"), 1, "not for the baby");
    assert_eq!(again(12, vec![CHILD, BABY], "The school"), 1, "not for the same recipient");
    assert_eq!(again(13, vec![CHILD, BABY], "Anlong Vil Health Centre"), 0, "the family has said so anew");
}

fn wish(change: impl FnOnce(&mut Withheld)) -> A {
    let mut asked = Withheld {
        by: CHILD,
        words: "that I told you about my uncle".into(),
        sections: Vec::new(),
        people: Vec::new(),
        others: true,
        organisations: Vec::new(),
        somebody: String::new(),
        why: "fear_of_harm".into(),
        why_words: String::new(),
        on: today(),
    };
    change(&mut asked);
    A::InformationWithheld { withheld: WithheldId::from_u128(1), asked }
}

fn lifted(inside: bool) -> A {
    A::WithheldLifted {
        withheld: WithheldId::from_u128(1),
        inside,
        on: today(),
        words: "they may know".into(),
    }
}

#[test]
fn what_a_child_does_not_want_told_is_left_out_or_nothing_leaves() {
    let mut file = File::new();
    file.consent(|_| {});
    file.assent(true);
    assert_eq!(file.say(wish(|_| {})).code(), "applied");
    assert_eq!(
        file.may(&[CHILD], &LEAST),
        Ok(ConsentId::from_u128(1)),
        "words bind whoever writes the packet"
    );
    assert_eq!(file.refer(false), "rejected", "she has to say that it was left out");
    assert_eq!(file.refer(true), "applied");
    let end = |file: &File| file.0.family().unwrap().state.shared_until(StreamId::from_u128(77)).unwrap();
    assert!(end(&file) > today());

    // A wish that closes a section closes the packets that draw on it, those that left before too.
    let close = |asked: &mut Withheld| asked.sections = vec![Section::Narrative];
    let A::InformationWithheld { asked, .. } = wish(close) else { panic!("a wish") };
    let second = WithheldId::from_u128(2);
    assert_eq!(file.say(A::InformationWithheld { withheld: second, asked }).code(), "applied");
    assert_eq!(file.may(&[CHILD], &LEAST), Err(Lacking::Withheld(CHILD)));
    assert_eq!(file.may(&[CHILD], &LEAST[..1]), Ok(ConsentId::from_u128(1)));
    assert_eq!(file.may(&[BABY], &LEAST), Ok(ConsentId::from_u128(1)), "what is told of somebody else");
    assert!(end(&file) < today());

    let again = A::WithheldLifted { withheld: second, inside: true, on: today(), words: "they may".into() };
    assert_eq!(file.say(again.clone()).code(), "applied");
    assert_eq!(file.say(again).code(), "rejected", "once");
    assert_eq!(file.may(&[CHILD], &LEAST), Ok(ConsentId::from_u128(1)));
    assert!(end(&file) > today(), "the child changed its mind");
}

#[test]
fn a_wish_says_from_whom_and_whoever_may_not_read_it_does_not_read_that_it_ended() {
    let mut file = File::new();
    assert_eq!(file.say(wish(|asked| asked.others = false)).code(), "rejected", "from nobody");
    assert_eq!(file.say(wish(|asked| asked.people = vec![CHILD])).code(), "rejected", "from herself");
    assert_eq!(file.say(wish(|asked| asked.people = vec![PersonId::from_u128(99)])).code(), "rejected");
    assert_eq!(file.say(wish(|asked| asked.words = " ".into())).code(), "rejected");
    let organisation = OrganisationId::from_u128(8);
    let only = wish(|asked| (asked.others, asked.organisations) = (false, vec![organisation]));
    assert!(only.is_internal());
    assert_eq!(file.say(only).code(), "applied");
    let family = &file.0.family().unwrap().state;
    assert_eq!(family.kept_from(None).count(), 0, "a service outside may know");
    assert_eq!(family.kept_from(Some(organisation)).count(), 1);
    assert_eq!(file.say(lifted(false)).code(), "rejected");
    assert!(lifted(true).is_internal());
    assert_eq!(file.say(lifted(true)).code(), "applied");

    let at_home = wish(|asked| (asked.others, asked.people) = (false, vec![MOTHER]));
    assert!(!at_home.is_internal(), "whoever works with the family must know what not to tell at home");
}
