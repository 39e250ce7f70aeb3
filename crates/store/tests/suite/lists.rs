//! Caseloads, scopes, search in both scripts, duplicates.

use crate::harness::*;
use crate::on_both_engines;
use domain::family::TeamRole;
use domain::ids::{ImportId, OrganisationId, PersonId, StreamId};
use domain::khmer::keys::{query_tokens, search_tokens, whole_name_tokens};
use domain::protocol::Risk;
use kinkeeper_store::reads::{Caseload, CaseloadFilter, CaseloadSort, Search};
use kinkeeper_store::{Actor, ListScope, Store, StoreError};
use std::collections::BTreeSet;

on_both_engines![
    scopes_show_what_they_say_and_no_more,
    a_caseload_is_filtered_and_sorted,
    pages_follow_one_another_without_loss,
    names_are_found_in_both_scripts_and_by_sound,
    search_stays_within_its_scope_and_organisation,
    likely_duplicates_are_found,
    a_withdrawn_import_leaves_lists_and_search,
];

fn ask(scope: ListScope) -> Caseload {
    Caseload { scope, filter: CaseloadFilter::default(), sort: CaseloadSort::Due, cursor: None, limit: 100 }
}
async fn list(store: &Store, ask: Caseload) -> Vec<StreamId> {
    store.caseload(ask).await.unwrap().rows.into_iter().map(|row| row.stream).collect()
}

async fn scopes_show_what_they_say_and_no_more(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let (a, _) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    let (b, _) = family(&store, actor(2), "ចាន់ ដារា", "Chan Dara").await;
    let (c, _) = family(&store, actor(3), "លី ម៉ៅ", "Ly Mao").await;
    let stranger = Actor { org: OrganisationId::from_u128(51), ..actor(9) };
    let (d, _) = family(&store, stranger, "ហេង រតនា", "Heng Ratana").await;
    // Opened and led by nobody: its opener's.
    let e = StreamId::from_u128(fresh());
    append(&store, actor(1), vec![entry(e, actor(1), opened("02040501"))]).await;
    // A specialist beside the lead.
    append(&store, actor(2), vec![entry(b, actor(2), assigned(actor(1).worker, TeamRole::Specialist))]).await;
    let cases: Vec<(ListScope, Vec<StreamId>)> = vec![
        (hers(1), vec![a, b, e]),
        (hers(2), vec![b]),
        (team(3, &[1, 2]), vec![a, b, c, e]),
        (team(4, &[1, 2, 3]), vec![a, b, c, e]),
        (team(2, &[]), vec![b]),
        (whole(), vec![a, b, c, e]),
        (whole_of(stranger.org), vec![d]),
        (nothing(), vec![]),
    ];
    for (scope, expected) in cases {
        let found: BTreeSet<_> = list(&store, ask(scope.clone())).await.into_iter().collect();
        assert_eq!(found, expected.iter().copied().collect(), "{scope:?}");
        for id in [a, b, c, d, e] {
            assert_eq!(store.in_scope(&scope, id).await.unwrap(), expected.contains(&id), "{scope:?}");
        }
        let counted: u64 = store.caseload_counts(&scope).await.unwrap().iter().map(|(_, n)| n).sum();
        assert_eq!(counted, u64::try_from(expected.len()).unwrap());
        let all: BTreeSet<_> = store.all_in_scope(&scope).await.unwrap().into_iter().collect();
        assert_eq!(all, expected.iter().copied().collect(), "{scope:?}");
    }
    let first = row(&store, a).await;
    assert_eq!((first.lead, first.supervisor), (Some(actor(1).worker), Some(actor(3).worker)));
}

async fn a_caseload_is_filtered_and_sorted(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    let (a, _) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    let (b, _) = family(&store, her, "ចាន់ ដារា", "Chan Dara").await;
    let (c, _) = family(&store, her, "លី ម៉ៅ", "Ly Mao").await;
    append(&store, her, vec![entry(b, her, risk(Risk::Low))]).await;
    append(&store, her, vec![entry(c, her, risk(Risk::Medium))]).await;
    let later = kinkeeper_store::Append {
        at: NOW.plus_hours(1),
        ..request(her, vec![entry(a, her, visit("2026-11-21", "x"))])
    };
    store.append(later).await.unwrap();
    let sorted = |sort| Caseload { sort, ..ask(whole()) };
    assert_eq!(list(&store, sorted(CaseloadSort::Risk)).await, [a, c, b]);
    assert_eq!(list(&store, sorted(CaseloadSort::Updated)).await[0], a);
    let due: Vec<_> = store
        .caseload(sorted(CaseloadSort::Due))
        .await
        .unwrap()
        .rows
        .into_iter()
        .map(|r| r.next_due)
        .collect();
    assert!(due.is_sorted() && due.iter().all(Option::is_some), "{due:?}");
    let filtered = |filter: CaseloadFilter| Caseload { filter, ..ask(whole()) };
    let none = CaseloadFilter::default;
    assert_eq!(list(&store, filtered(CaseloadFilter { risk: Some("low".into()), ..none() })).await, [b]);
    assert_eq!(list(&store, filtered(CaseloadFilter { stage: Some("closed".into()), ..none() })).await, []);
    assert_eq!(
        list(&store, filtered(CaseloadFilter { stage: Some("accepted".into()), ..none() })).await.len(),
        3
    );
    assert_eq!(list(&store, filtered(CaseloadFilter { worker: Some(actor(2).worker), ..none() })).await, []);
    assert_eq!(
        list(&store, filtered(CaseloadFilter { village: Some("0204".into()), ..none() })).await.len(),
        3
    );
    assert_eq!(list(&store, filtered(CaseloadFilter { village: Some("0205".into()), ..none() })).await, []);
    assert_eq!(
        list(&store, filtered(CaseloadFilter { due_by: Some(day("2020-01-01")), ..none() })).await,
        []
    );
    assert_eq!(
        list(&store, filtered(CaseloadFilter { due_by: Some(day("2030-01-01")), ..none() })).await.len(),
        3
    );
    assert_eq!(list(&store, filtered(CaseloadFilter { review_waiting: true, ..none() })).await, []);
    assert_eq!(list(&store, filtered(CaseloadFilter { open_concern: true, ..none() })).await, []);
    // Declined ones are out of ordinary lists.
    let d = StreamId::from_u128(fresh());
    let decline = domain::family::FamilyAction::ReferralScreened {
        screening: domain::family::referral::Screening::Decline { reason: "x".into(), note: String::new() },
    };
    let entries = vec![entry(d, her, opened("02040501")), entry(d, her, referral()), entry(d, her, decline)];
    assert_eq!(outcomes(&append(&store, her, entries).await), ["applied"; 3]);
    assert_eq!(list(&store, ask(whole())).await.len(), 3);
    for sort in [CaseloadSort::Due, CaseloadSort::Risk, CaseloadSort::Updated] {
        let with = Caseload { sort, ..filtered(CaseloadFilter { include_closed: true, ..none() }) };
        assert_eq!(list(&store, with).await.len(), 4);
    }
}

async fn pages_follow_one_another_without_loss(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    let mut all = BTreeSet::new();
    for n in 0..23 {
        let stream = StreamId::from_u128(fresh());
        all.insert(stream);
        let mut entries = vec![entry(stream, her, opened("02040501")), entry(stream, her, referral())];
        if n % 3 == 0 {
            entries.push(entry(stream, her, accepted()));
        }
        if n % 5 == 0 {
            entries.push(entry(stream, her, risk(Risk::Low)));
        }
        append(&store, her, entries).await;
    }
    // A senior who leads some, visits some, supervises the others: several queries make one list.
    let senior = actor(3).worker;
    for (n, stream) in all.iter().enumerate() {
        if n % 3 == 0 {
            append(&store, her, vec![entry(*stream, her, assigned(senior, TeamRole::Lead))]).await;
        } else if n % 3 == 1 {
            append(&store, her, vec![entry(*stream, her, assigned(senior, TeamRole::Specialist))]).await;
        }
    }
    let sorts = [CaseloadSort::Due, CaseloadSort::Risk, CaseloadSort::Updated];
    for (scope, sort) in sorts.into_iter().flat_map(|sort| [(whole(), sort), (team(3, &[1, 2]), sort)]) {
        let mut orders = Vec::new();
        for include_closed in [false, true] {
            let filter = CaseloadFilter { include_closed, ..CaseloadFilter::default() };
            let mut next = Caseload { sort, limit: 4, filter, ..ask(scope.clone()) };
            let (mut seen, mut pages) = (Vec::new(), 0);
            loop {
                let page = store.caseload(next.clone()).await.unwrap();
                pages += 1;
                seen.extend(page.rows.iter().map(|row| row.stream));
                match page.next {
                    Some(cursor) => next.cursor = Some(cursor),
                    None => break,
                }
            }
            assert_eq!((seen.len(), pages), (23, 6), "{sort:?}");
            assert_eq!(seen.iter().copied().collect::<BTreeSet<_>>(), all);
            orders.push(seen);
        }
        assert_eq!(orders[0], list(&store, Caseload { sort, ..ask(whole()) }).await, "{sort:?}");
        assert_eq!(orders[0], orders[1]);
    }
    let wrong = Caseload { cursor: Some("x".into()), ..ask(whole()) };
    assert!(matches!(store.caseload(wrong).await, Err(StoreError::NotAcceptable(_))));
}

async fn find(store: &Store, scope: ListScope, words: &str) -> Vec<PersonId> {
    let search = Search {
        scope,
        org: OrganisationId::from_u128(50),
        groups: query_tokens(words),
        whole: whole_name_tokens(words),
        limit: 50,
    };
    store.search(search).await.unwrap().into_iter().map(|found| found.person).collect()
}

async fn names_are_found_in_both_scripts_and_by_sound(place: Place) {
    let store = place.open().await;
    let her = actor(1);
    let (stream, sophea) = family(&store, her, "សុខ សុភា", "Sok Sophea").await;
    let (_, dara) = family(&store, her, "ចាន់ ដារា", "").await;
    let (_, mao) = family(&store, her, "", "Ly Mao").await;
    for (words, expected) in [
        ("សុភា", vec![sophea]),
        ("Sophea", vec![sophea]),
        ("soph", vec![sophea]),
        ("sophia sok", vec![sophea]),
        ("Sok Sophea", vec![sophea]),
        ("សុខ សុភា", vec![sophea]),
        ("suk sophea", vec![sophea]),
        ("សុខ", vec![sophea]),
        ("Dara", vec![dara]),
        ("ដារា ចាន់", vec![dara]),
        ("mao", vec![mao]),
        ("ម៉ៅ", vec![mao]),
        ("Sophea Dara", vec![]),
        ("Ratana", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(find(&store, whole(), words).await, expected, "{words}");
    }
    // Another name: found under the new, no longer under the old.
    append(&store, her, vec![entry(stream, her, renamed(sophea, "សុខ រតនា"))]).await;
    assert_eq!(find(&store, whole(), "រតនា").await, [sophea]);
    assert_eq!(find(&store, whole(), "Sophea").await, [sophea], "her Latin name is still that");
    let found = store
        .search(Search {
            scope: whole(),
            org: her.org,
            groups: query_tokens("រតនា"),
            whole: Vec::new(),
            limit: 5,
        })
        .await
        .unwrap();
    assert!(found[0].family.card.get().contains("រតនា"));
}

async fn search_stays_within_its_scope_and_organisation(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let (_, mine) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    let (_, other) = family(&store, actor(2), "សុខ សុភា", "Sok Sophea").await;
    let stranger = Actor { org: OrganisationId::from_u128(51), ..actor(9) };
    family(&store, stranger, "សុខ សុភា", "Sok Sophea").await;
    let as_set = |found: Vec<PersonId>| found.into_iter().collect::<BTreeSet<_>>();
    assert_eq!(as_set(find(&store, hers(1), "sophea").await), [mine].into());
    assert_eq!(as_set(find(&store, team(4, &[1, 2, 3]), "sophea").await), [mine, other].into());
    assert_eq!(as_set(find(&store, whole(), "sophea").await), [mine, other].into());
    assert!(find(&store, nothing(), "sophea").await.is_empty());
    // The stranger's scope with our index finds nobody either.
    assert!(find(&store, whole_of(stranger.org), "sophea").await.is_empty());
}

async fn likely_duplicates_are_found(place: Place) {
    let store = place.open().await;
    let (_, same) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    let (_, near) = family(&store, actor(2), "", "Sok Sopia").await;
    family(&store, actor(2), "លី ម៉ៅ", "Ly Mao").await;
    let keys = search_tokens("សុខ សុភា", "");
    let found = store.duplicates(actor(1).org, &keys, 10).await.unwrap();
    let people: Vec<_> = found.iter().map(|f| f.person).collect();
    assert_eq!(people, [same, near]);
    assert!(found[0].matched > found[1].matched);
    assert!(store.duplicates(OrganisationId::from_u128(51), &keys, 10).await.unwrap().is_empty());
    assert!(store.duplicates(actor(1).org, &[], 10).await.unwrap().is_empty());
}

async fn a_withdrawn_import_leaves_lists_and_search(place: Place) {
    use domain::family::FamilyAction as F;

    let store = place.open().await;
    let her = actor(1);
    let import = ImportId::from_u128(3);
    let (stream, child) = (StreamId::from_u128(fresh()), PersonId::from_u128(fresh()));
    let open = F::Opened { village: "02040501".parse().unwrap(), import: Some(import) };
    append(
        &store,
        her,
        vec![entry(stream, her, open), entry(stream, her, person(child, "សុខ សុភា", "Sok Sophea"))],
    )
    .await;
    assert_eq!(find(&store, whole(), "sophea").await, [child]);
    assert_eq!(list(&store, ask(whole())).await, [stream]);
    append(&store, her, vec![entry(stream, her, F::ImportWithdrawn { import })]).await;
    assert!(find(&store, whole(), "sophea").await.is_empty());
    let closed = CaseloadFilter { include_closed: true, ..CaseloadFilter::default() };
    assert!(list(&store, Caseload { filter: closed, ..ask(whole()) }).await.is_empty());
    let live = store.projections_digest().await.unwrap();
    store.rebuild().await.unwrap();
    assert_eq!(store.projections_digest().await.unwrap(), live);
}
