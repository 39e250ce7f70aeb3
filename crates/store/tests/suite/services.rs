//! The service directory, referrals to services, and links: the same on both engines.

use crate::harness::*;
use crate::on_both_engines;
use domain::entry::{Action, Entry, Section};
use domain::family::FamilyAction as F;
use domain::family::consent::{Consent, Mark};
use domain::family::service::{PURPOSE, ServiceSent};
use domain::ids::{ConsentId, OrganisationId, PersonId, ServiceId, StreamId, WorkerId};
use domain::kinship::Sex;
use domain::protocol::Risk;
use domain::provider::{Capacity, Eligibility, ProviderAction, ProviderFacts, ServiceFacts};
use domain::service_referral::{Packet, Recipient, Referrer, ServiceReferralAction as S, Told};
use domain::time::Millis;
use kinkeeper_store::reads::Pull;
use kinkeeper_store::records::AuditEvent;
use kinkeeper_store::services::{Entered, LinkRow, ServiceScope};
use kinkeeper_store::{Actor, Erase, Store, Verdict};
use policy::acts::{ReadFile, ReadReferral};
use policy::{Purpose, Role};

on_both_engines![
    a_provider_is_listed_with_all_that_it_covers,
    a_referral_is_listed_for_both_sides_and_a_withdrawal_ends_the_receivers,
    rebuilt_rows_of_the_directory_equal_the_live_ones,
    a_link_counts_guesses_and_a_new_one_replaces_it,
    what_was_sent_is_read_by_its_two_sides_and_noted_for_the_family,
    an_erased_family_takes_its_packets_along,
];

const THEIRS: OrganisationId = OrganisationId::from_u128(60);

async fn place_all(store: &Store, actor: Actor, entries: Vec<Entry>) {
    let receipts = append(store, actor, entries).await;
    let done = outcomes(&receipts);
    assert!(done.iter().all(|code| ["applied", "merged"].contains(code)), "{receipts:?}");
}

async fn provider(store: &Store, organisation: Option<OrganisationId>) -> (StreamId, ServiceId) {
    let (stream, service) = (StreamId::from_u128(fresh()), ServiceId::from_u128(fresh()));
    let place = |code: &str| code.parse().unwrap();
    let facts = ProviderFacts {
        name_km: "មណ្ឌលសុខភាព".into(),
        name_latin: "Health Centre".into(),
        kind: "health_centre".into(),
        organisation,
        phones: vec![],
        places: vec![place("020801")],
    };
    let offered = ServiceFacts {
        code: "medical_support_provision_medical_case".into(),
        catchment: vec![place("0208"), place("0202")],
        hours: String::new(),
        cost: String::new(),
        eligible: Eligibility::default(),
        how: String::new(),
        contact: String::new(),
    };
    let capacity = Capacity { free: Some(0), wait_days: None };
    for action in [
        ProviderAction::Named { facts },
        ProviderAction::ServiceSet { service, facts: offered },
        ProviderAction::CapacitySet { service, capacity },
    ] {
        place_all(store, actor(1), vec![entry(stream, actor(1), Action::Provider(action))]).await;
    }
    (stream, service)
}

async fn a_provider_is_listed_with_all_that_it_covers(place: Place) {
    let store = place.open().await;
    let (stream, _) = provider(&store, Some(THEIRS)).await;
    let rows = store.providers().await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].stream, rows[0].organisation), (stream, Some(THEIRS)));
    assert_eq!(rows[0].covers, ["0202", "0208", "020801"]);
    let closed = ProviderAction::Closed { on: NOW.day(), reason: "gone".into() };
    place_all(&store, actor(1), vec![entry(stream, actor(1), Action::Provider(closed))]).await;
    assert_eq!(store.providers().await.unwrap().len(), 1, "who holds it must learn that it closed");
}

/// A family that is referred to a service of another organisation; returns the family and the referral.
async fn referred(store: &Store) -> (StreamId, StreamId) {
    let her = actor(1);
    let (family, child): (StreamId, PersonId) = family(store, her, "សុខ សុភា", "Sok Sophea").await;
    let (provider, service) = provider(store, Some(THEIRS)).await;
    let referral = StreamId::from_u128(fresh());
    let consent = ConsentId::from_u128(fresh());
    let sections = vec![Section::Identity, Section::Narrative];
    let to = Recipient {
        provider,
        service,
        code: "medical_support_provision_medical_case".into(),
        name_km: "មណ្ឌលសុខភាព".into(),
        name_latin: "Health Centre".into(),
        organisation: Some(THEIRS),
    };
    let given = Consent {
        purpose: PURPOSE.into(),
        by: child,
        covers: vec![child],
        recipient: "Health Centre".into(),
        organisation: None,
        sections: sections.clone(),
        language: "km".into(),
        on: NOW.day(),
        until: NOW.day().plus_days(100),
        withheld: String::new(),
        mark: Mark::OnPaper,
    };
    let sent = ServiceSent {
        to: to.clone(),
        people: vec![child],
        sections: sections.clone(),
        consent,
        withheld_left_out: true,
        on: NOW.day(),
    };
    let packet = Packet {
        family,
        to,
        consent,
        sections,
        people: vec![Told {
            name_km: "សុភា".into(),
            name_latin: String::new(),
            sex: Sex::Female,
            age: Some(9),
        }],
        village: "02080103".parse().unwrap(),
        address: String::new(),
        need: "a doctor".into(),
        why: String::new(),
        health: String::new(),
        safety: String::new(),
        legal: String::new(),
        from: Referrer {
            name_km: String::new(),
            name_latin: "Davy".into(),
            phone: String::new(),
            org_km: String::new(),
            org_latin: String::new(),
        },
        urgency: Risk::Medium,
        answer_by: NOW.plus_hours(72),
        finish_by: NOW.day().plus_days(30),
    };
    let entries = vec![
        entry(family, her, F::ConsentGiven { consent, given }),
        entry(family, her, F::ServiceReferred { referral, sent }),
        entry(referral, her, Action::ServiceReferral(S::Sent { packet: Box::new(packet) })),
    ];
    place_all(store, her, entries).await;
    (family, referral)
}

async fn a_referral_is_listed_for_both_sides_and_a_withdrawal_ends_the_receivers(place: Place) {
    let store = place.open().await;
    let (family, referral) = referred(&store).await;
    let ours = ServiceScope::Of(hers(1));
    for scope in [ours, ServiceScope::To { org: THEIRS, since: Millis(0) }, ServiceScope::One(referral)] {
        let asked = format!("{scope:?}");
        let rows = store.service_referrals(scope).await.unwrap();
        assert_eq!(rows.len(), 1, "{asked}");
        let row = &rows[0];
        assert_eq!(
            (row.stream, row.family, row.org, row.to_org),
            (referral, family, actor(1).org, Some(THEIRS))
        );
        assert_eq!((row.state.as_str(), row.is_open, row.due), ("sent", true, Some(NOW.plus_hours(72))));
        assert_eq!(row.until, Some(NOW.day().plus_days(100)));
    }
    let nobody = ServiceScope::Of(hers(9));
    assert_eq!(store.service_referrals(nobody).await.unwrap(), []);
    assert_eq!(store.service_referrals(ServiceScope::Of(nothing())).await.unwrap(), []);
    let consent = folded(&store, family).await.family().unwrap().state.consents[0].id;
    let taken_back = F::ConsentWithdrawn { consent, on: NOW.day(), reason: String::new() };
    place_all(&store, actor(1), vec![entry(family, actor(1), taken_back)]).await;
    let row = store.service_referral(referral).await.unwrap().unwrap();
    assert!(row.until.unwrap() < NOW.day());
    let audit = store.audit_rows(actor(1).org, Some(referral), 10).await.unwrap();
    let sent = audit.iter().find(|row| row.event.action == "service_referral.sent").unwrap();
    assert_eq!(sent.event.sections, [Section::Identity, Section::Narrative], "what left is on record");
}

async fn rebuilt_rows_of_the_directory_equal_the_live_ones(place: Place) {
    let store = place.open().await;
    referred(&store).await;
    let before = store.projections_digest().await.unwrap();
    let rows = store.service_referrals(ServiceScope::To { org: THEIRS, since: Millis(0) }).await.unwrap();
    place.sql("UPDATE providers SET covers = 'wrong'").await.unwrap();
    assert_ne!(store.projections_digest().await.unwrap(), before);
    store.rebuild().await.unwrap();
    assert_eq!(store.projections_digest().await.unwrap(), before);
    assert_eq!(
        store.service_referrals(ServiceScope::To { org: THEIRS, since: Millis(0) }).await.unwrap(),
        rows
    );
}

fn link(referral: StreamId, token: u8) -> LinkRow {
    LinkRow {
        token_hash: [token; 32],
        code_hash: [token + 100; 32],
        referral,
        org: actor(1).org,
        made_by: actor(1).worker,
        made_at: NOW,
        expires: Millis(NOW.0 + 1_000),
        wrong: 0,
    }
}

async fn a_link_counts_guesses_and_a_new_one_replaces_it(place: Place) {
    let store = place.open().await;
    let (family, referral) = referred(&store).await;
    let enter = async |token: u8, code: u8, at: Millis| {
        store.link_enter((&[token; 32], &[code; 32]), 2, at).await.unwrap()
    };
    assert_eq!(enter(1, 101, NOW).await, Entered::Unknown);
    store.link_put(link(referral, 1)).await.unwrap();
    assert_eq!(store.link(&[1; 32]).await.unwrap(), Some(link(referral, 1)));
    assert_eq!(enter(1, 101, Millis(NOW.0 + 1_000)).await, Entered::Ended);
    assert!(matches!(enter(1, 7, NOW).await, Entered::WrongCode(_)));
    // A right one gives the guesses back.
    assert!(matches!(enter(1, 101, NOW).await, Entered::Open(_)));
    assert!(matches!(enter(1, 7, NOW).await, Entered::WrongCode(_)));
    assert!(matches!(enter(1, 8, NOW).await, Entered::WrongCode(_)));
    assert!(matches!(enter(1, 101, NOW).await, Entered::Locked(_)), "the right one comes too late");
    store.link_put(link(referral, 2)).await.unwrap();
    assert_eq!(enter(1, 101, NOW).await, Entered::Unknown, "it was replaced");
    assert_eq!(store.links_sweep(Millis(NOW.0 + 999)).await.unwrap(), 0);
    let Entered::Open(passed) = enter(2, 102, NOW).await else { panic!("it is the right code") };
    let event = AuditEvent::new(NOW, actor(1), "service_referral.read_by_link", "test");
    let read = store.received(&passed, event).await.unwrap().unwrap();
    assert_eq!(read.packet.unwrap().need, "a doctor");
    let readings = store.readings(family, None, 100).await.unwrap().rows;
    assert!(readings.iter().any(|row| row.event.action == "service_referral.read_by_link"), "{readings:?}");
    // The family takes its consent back.
    let consent = folded(&store, family).await.family().unwrap().state.consents[0].id;
    let taken_back = F::ConsentWithdrawn { consent, on: NOW.day(), reason: String::new() };
    place_all(&store, actor(1), vec![entry(family, actor(1), taken_back)]).await;
    assert!(matches!(enter(2, 102, NOW).await, Entered::NoConsent(_)));
    assert_eq!(store.links_sweep(Millis(NOW.0 + 1_000)).await.unwrap(), 1);
    assert_eq!(enter(2, 102, NOW).await, Entered::Unknown);
}

async fn what_was_sent_is_read_by_its_two_sides_and_noted_for_the_family(place: Place) {
    let store = place.open().await;
    let (family, referral) = referred(&store).await;
    let info = store.referral(referral, NOW).await.unwrap().unwrap();
    let sender = asker(actor(1).worker, actor(1).org, Role::VillageSocialWorker, &[]);
    let receiver = asker(WorkerId::from_u128(70), THEIRS, Role::SeniorSocialWorker, &[]);
    for who in [&sender, &receiver] {
        let proof = who.authorize::<_, ReadReferral>(info.clone(), Purpose::Casework).unwrap();
        let read = store.referral_entries(&reader(actor(1)), &proof).await.unwrap().unwrap();
        assert_eq!(read.entries.len(), 1);
    }
    // The family's file is not the receiver's, and neither side's stranger reads the packet.
    let file = store.stream_info(family, NOW).await.unwrap().unwrap();
    assert!(receiver.authorize::<_, ReadFile>(file, Purpose::Casework).is_err());
    for (n, org) in [(2, actor(1).org), (71, OrganisationId::from_u128(61))] {
        let other = asker(WorkerId::from_u128(n), org, Role::VillageSocialWorker, &[]);
        assert!(other.authorize::<_, ReadReferral>(info.clone(), Purpose::Casework).is_err());
    }
    assert!(store.stream(referral).await.unwrap().is_none(), "not without a proof");
    let pull = Pull {
        scope: nothing(),
        also: vec![referral],
        known: vec![],
        open: Vec::new(),
        budget_bytes: 10_000,
    };
    store.pull(&reader(actor(1)), pull).await.unwrap();
    let readings = store.readings(family, None, 100).await.unwrap().rows;
    let told = |action: &str| readings.iter().filter(|row| row.event.action == action).count();
    assert_eq!((told("service_referral.read"), told("service_referral.synced")), (2, 1));
}

async fn an_erased_family_takes_its_packets_along(place: Place) {
    let store = place.open().await;
    let (family, referral) = referred(&store).await;
    let (_, other) = referred(&store).await;
    store.link_put(link(referral, 1)).await.unwrap();
    let known = store.referral(referral, NOW).await.unwrap().unwrap();
    let manager = asker(WorkerId::from_u128(999), actor(1).org, Role::ProgrammeManager, &[]);
    let proof = manager.authorize::<_, ReadReferral>(known, Purpose::Casework).unwrap();
    let erase = Erase {
        stream: family,
        actor: actor(4),
        approved_by: actor(3).worker,
        reason: "family_asked".into(),
        at: NOW,
        request_id: "test".into(),
    };
    store.erase(&erase).await.unwrap();
    assert!(store.referral(referral, NOW).await.unwrap().is_none());
    assert!(store.referral_entries(&reader(actor(1)), &proof).await.unwrap().is_none());
    assert_eq!(store.service_referrals(ServiceScope::One(referral)).await.unwrap(), []);
    assert_eq!(store.link(&[1; 32]).await.unwrap(), None);
    assert!(store.referral(other, NOW).await.unwrap().is_some(), "another family's stays");
    // The devices of both sides are told to forget it, and an answer that comes late is kept apart.
    let pull = Pull {
        scope: nothing(),
        also: vec![],
        known: vec![(referral, 1)],
        open: Vec::new(),
        budget_bytes: 1_000,
    };
    assert_eq!(store.pull(&reader(actor(1)), pull).await.unwrap().forget, [referral]);
    let seen = Action::ServiceReferral(S::Seen { by: String::new() });
    let late = append(&store, actor(1), vec![entry(referral, actor(1), seen)]).await;
    assert!(matches!(&late[0].verdict, Verdict::Refused { code, .. } if code == "erased"), "{late:?}");
    let verified = store.verify().await.unwrap();
    assert!(verified.is_sound() && verified.erased == 2, "{verified:?}");
    let digest = store.projections_digest().await.unwrap();
    store.rebuild().await.unwrap();
    assert_eq!(store.projections_digest().await.unwrap(), digest);
}
