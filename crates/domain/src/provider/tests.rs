//! The directory's fold and its search.

use super::*;
use crate::entry::{Base, Entry, Outcome};
use crate::ids::{DeviceId, EntryId, StreamId, WorkerId};
use crate::stream::AnyStream;
use crate::taxonomy::Taxonomy;
use crate::time::Millis;
use proptest::prelude::*;

const DAY: i64 = 86_400_000;
const NOON: i64 = 1_795_323_600_000;

fn place(code: &str) -> PlaceCode {
    code.parse().unwrap()
}

fn facts(name: &str, at: &str) -> ProviderFacts {
    ProviderFacts {
        name_km: String::new(),
        name_latin: name.into(),
        kind: "ngo".into(),
        organisation: None,
        phones: vec![],
        places: vec![place(at)],
    }
}

fn offered(code: &str, catchment: &[&str]) -> ServiceFacts {
    ServiceFacts {
        code: code.into(),
        catchment: catchment.iter().map(|code| place(code)).collect(),
        hours: String::new(),
        cost: String::new(),
        eligible: Eligibility::default(),
        how: String::new(),
        contact: String::new(),
    }
}

fn entry(n: u128, device: u128, seen: u64, at: i64, action: ProviderAction) -> Entry {
    Entry {
        id: EntryId::from_u128(n),
        stream: StreamId::from_u128(1),
        author: WorkerId::from_u128(device),
        device: DeviceId::from_u128(device),
        made_at: Millis(at),
        base: Base { seen, after: None },
        v: 1,
        action: Action::Provider(action),
    }
}

fn fold(entries: Vec<Entry>) -> (Provider, Vec<Outcome>) {
    let mut stream = AnyStream::empty(crate::entry::StreamKind::Provider);
    let outcomes = (1..).zip(entries).map(|(seq, entry)| stream.take(entry.placed(seq))).collect();
    (stream.provider().unwrap().state.clone(), outcomes)
}

const SERVICE: ServiceId = ServiceId::from_u128(7);

#[test]
fn two_who_change_a_service_unseen_keep_both_and_who_has_seen_both_decides() {
    let (provider, outcomes) = fold(vec![
        entry(1, 1, 0, NOON, ProviderAction::Named { facts: facts("A", "02") }),
        entry(2, 1, 1, NOON, ProviderAction::ServiceSet { service: SERVICE, facts: offered("x", &[]) }),
        entry(3, 1, 2, NOON, ProviderAction::ServiceSet { service: SERVICE, facts: offered("y", &[]) }),
        entry(4, 2, 2, NOON, ProviderAction::ServiceSet { service: SERVICE, facts: offered("z", &[]) }),
    ]);
    assert!(matches!(outcomes[3], Outcome::Conflicting { .. }), "{outcomes:?}");
    assert!(provider.is_contested());
    let mut entries = vec![
        entry(1, 1, 0, NOON, ProviderAction::Named { facts: facts("A", "02") }),
        entry(2, 1, 1, NOON, ProviderAction::ServiceSet { service: SERVICE, facts: offered("x", &[]) }),
        entry(4, 2, 1, NOON, ProviderAction::ServiceSet { service: SERVICE, facts: offered("z", &[]) }),
        entry(5, 3, 3, NOON, ProviderAction::ServiceSet { service: SERVICE, facts: offered("x", &[]) }),
    ];
    let (provider, _) = fold(entries.clone());
    assert!(!provider.is_contested());
    assert_eq!(provider.services[&SERVICE].facts.get().unwrap().code, "x");
    entries.truncate(3);
    assert!(fold(entries).0.is_contested());
}

#[test]
fn nothing_comes_before_a_name_and_nothing_but_a_name_after_the_end() {
    let closed = ProviderAction::Closed { on: Millis(NOON).day(), reason: "moved".into() };
    let set = || ProviderAction::ServiceSet { service: SERVICE, facts: offered("x", &[]) };
    let (provider, outcomes) = fold(vec![
        entry(1, 1, 0, NOON, set()),
        entry(2, 1, 1, NOON, ProviderAction::Named { facts: facts("A", "02") }),
        entry(3, 1, 2, NOON, closed),
        entry(4, 1, 3, NOON, set()),
        entry(5, 1, 4, NOON, ProviderAction::Named { facts: facts("A again", "02") }),
        entry(6, 1, 5, NOON, set()),
    ]);
    let codes: Vec<_> = outcomes.iter().map(Outcome::code).collect();
    assert_eq!(codes, ["rejected", "applied", "applied", "rejected", "applied", "applied"]);
    assert_eq!(provider.names.len(), 2);
    assert_eq!(provider.open_services().count(), 1);
}

#[test]
fn an_entry_wants_confirming_after_ninety_days() {
    let named = entry(1, 1, 0, NOON, ProviderAction::Named { facts: facts("A", "02") });
    let set = entry(2, 1, 1, NOON, ProviderAction::ServiceSet { service: SERVICE, facts: offered("x", &[]) });
    let (provider, _) = fold(vec![named.clone(), set.clone()]);
    let today = Millis(NOON).day();
    let service = &provider.services[&SERVICE];
    assert!(!service.is_stale(today.plus_days(90), 90));
    assert!(service.is_stale(today.plus_days(91), 90));
    let on = today.plus_days(91);
    let still_so = entry(3, 2, 2, NOON + 91 * DAY, ProviderAction::Confirmed { service: None, on });
    let (provider, _) = fold(vec![named, set, still_so]);
    assert!(!provider.services[&SERVICE].is_stale(on.plus_days(90), 90));
}

fn provider_at(name: &str, at: &str, code: &str, catchment: &[&str], free: Option<u16>) -> Provider {
    let (provider, _) = fold(vec![
        entry(1, 1, 0, NOON, ProviderAction::Named { facts: facts(name, at) }),
        entry(
            2,
            1,
            1,
            NOON,
            ProviderAction::ServiceSet { service: SERVICE, facts: offered(code, catchment) },
        ),
        entry(
            3,
            1,
            2,
            NOON,
            ProviderAction::CapacitySet { service: SERVICE, capacity: Capacity { free, wait_days: None } },
        ),
    ]);
    provider
}

#[test]
fn the_nearest_comes_first_and_among_equals_the_open_one() {
    let code = "medical_support_provision_medical_case";
    let all = [
        ("elsewhere", provider_at("e", "12", code, &[], None)),
        ("province", provider_at("p", "0202", code, &["02"], None)),
        ("commune-full", provider_at("c", "020801", code, &["0208"], Some(0))),
        ("commune-open", provider_at("c", "020801", code, &["0208"], Some(1))),
        ("does-not-serve", provider_at("x", "02080103", code, &["17"], None)),
        ("village", provider_at("v", "02080103", code, &["020801"], None)),
        ("district", provider_at("d", "020802", code, &["0208"], None)),
        ("another-need", provider_at("o", "02080103", "legal_support_representation", &[], None)),
    ];
    let village = place("02080103");
    let wanted = Wanted {
        need: "illness",
        words: "",
        village: Some(&village),
        today: Millis(NOON).day(),
        confirm_every_days: 90,
    };
    let listed = (1_u128..).zip(&all).map(|(n, (_, provider))| (StreamId::from_u128(n), provider));
    let found: Vec<&str> = search(listed, Taxonomy::shipped(), &wanted)
        .iter()
        .map(|hit| all[usize::try_from(hit.provider.uuid().as_u128()).unwrap() - 1].0)
        .collect();
    assert_eq!(
        found,
        ["village", "commune-open", "commune-full", "district", "province", "elsewhere", "does-not-serve"]
    );
}

#[test]
fn words_of_either_language_find_it() {
    let provider =
        provider_at("Lotus Physio", "02", "disability_support_therapeutic_interventions", &[], None);
    let find = |words: &str| {
        let wanted =
            Wanted { need: "", words, village: None, today: Millis(NOON).day(), confirm_every_days: 90 };
        search(std::iter::once((StreamId::from_u128(1), &provider)), Taxonomy::shipped(), &wanted).len()
    };
    for words in ["lotus", "PHYSIO", "ពិការភាព", "physiotherapy lotus", " "] {
        assert_eq!(find(words), 1, "{words}");
    }
    assert_eq!(find("lawyer"), 0);
}

fn action() -> impl Strategy<Value = ProviderAction> {
    let service = (0..3_u128).prop_map(ServiceId::from_u128);
    let on = Millis(NOON).day();
    prop_oneof![
        (0..4_u8).prop_map(|n| ProviderAction::Named { facts: facts(&format!("n{n}"), "02") }),
        (service.clone(), 0..4_u8).prop_map(|(service, n)| ProviderAction::ServiceSet {
            service,
            facts: offered(&format!("c{n}"), &[])
        }),
        (service.clone(), 0..3_u16).prop_map(|(service, n)| ProviderAction::CapacitySet {
            service,
            capacity: Capacity { free: Some(n), wait_days: None }
        }),
        (service.clone(), 0..200_i64).prop_map(move |(service, days)| ProviderAction::Confirmed {
            service: Some(service),
            on: on.plus_days(days)
        }),
        service.prop_map(move |service| ProviderAction::ServiceEnded { service, on, reason: String::new() }),
        Just(ProviderAction::Closed { on, reason: String::new() }),
    ]
}

proptest! {
    /// Whatever is written: a resend changes nothing, what is refused changes nothing, and no value set unseen
    /// replaces another silently.
    #[test]
    fn the_fold_is_steady(script in prop::collection::vec((action(), 1..4_u128, 0..8_u64), 1..30)) {
        let mut stream = AnyStream::empty(crate::entry::StreamKind::Provider);
        for (n, (action, device, behind)) in (1_u128..).zip(script) {
            let head = stream.log().head;
            let entry = entry(n, device, head.saturating_sub(behind), NOON, action);
            let before = stream.clone();
            let outcome = stream.take(entry.clone().placed(head + 1));
            if let Outcome::Rejected { .. } = outcome {
                prop_assert_eq!(&before.provider().unwrap().state, &stream.provider().unwrap().state);
            }
            if let Outcome::Conflicting { .. } = outcome {
                prop_assert!(stream.provider().unwrap().state.is_contested());
            }
            let after = stream.provider().unwrap().state.clone();
            prop_assert_eq!(stream.take(entry.placed(head + 2)), Outcome::Duplicate);
            prop_assert_eq!(&after, &stream.provider().unwrap().state);
        }
    }

    /// Every service that answers is found once, and the order never puts a farther or fuller one first.
    #[test]
    fn the_order_is_by_distance_then_room(
        list in prop::collection::vec((prop::sample::select(vec!["02080103", "020801", "0208", "02", "17"]), 0..2_u16, any::<bool>()), 0..20)
    ) {
        let providers: Vec<Provider> = list
            .iter()
            .map(|(at, free, serves)| provider_at("p", at, "other_other_service", if *serves { &["02"] } else { &["17"] }, Some(*free)))
            .collect();
        let village = place("02080103");
        let wanted = Wanted { need: "", words: "", village: Some(&village), today: Millis(NOON).day(), confirm_every_days: 90 };
        let hits = search((1_u128..).zip(&providers).map(|(n, p)| (StreamId::from_u128(n), p)), Taxonomy::shipped(), &wanted);
        prop_assert_eq!(hits.len(), providers.len());
        prop_assert!(hits.windows(2).all(|w| (!w[0].serves, w[0].near, !w[0].open) <= (!w[1].serves, w[1].near, !w[1].open)));
    }
}
