//! Joint cases: what two organisations see of one file, the same on both engines.

use crate::harness::*;
use crate::on_both_engines;
use domain::entry::Section;
use domain::family::FamilyAction as F;
use domain::family::consent::{Consent, Mark};
use domain::family::joint::{JointOffered, JointWork, JointWorker, PURPOSE};
use domain::ids::{ConsentId, JointId, OrganisationId, PersonId, StreamId, WorkerId};
use domain::time::Millis;
use kinkeeper_store::reads::{Caseload, CaseloadFilter, CaseloadSort, Holder};
use kinkeeper_store::{Actor, ListScope, Store};
use policy::{Engine, List, Principal, Protected, Purpose, Relation, Role, relation_of};
use std::sync::Arc;

on_both_engines![
    an_offer_waits_and_a_joint_case_is_listed_for_the_named_and_their_supervisors,
    rebuilt_rows_of_joint_cases_equal_the_live_ones,
];

const THEIRS: OrganisationId = OrganisationId::from_u128(60);
const NAMED: WorkerId = WorkerId::from_u128(601);
const ABOVE: WorkerId = WorkerId::from_u128(602);
const BESIDE: WorkerId = WorkerId::from_u128(603);

async fn say(store: &Store, family: StreamId, actor: Actor, actions: Vec<F>) {
    let entries = actions.into_iter().map(|action| entry(family, actor, action)).collect();
    let receipts = append(store, actor, entries).await;
    let done = outcomes(&receipts);
    assert!(done.iter().all(|code| ["applied", "merged"].contains(code)), "{receipts:?}");
}

struct Case {
    family: StreamId,
    lead: Actor,
    joint: JointId,
    consent: ConsentId,
}

/// A family, worked with by `actor(1)`'s organisation and offered to another one.
async fn offered(store: &Store) -> Case {
    let lead = actor(1);
    let (family, child): (StreamId, PersonId) =
        super::harness::family(store, lead, "សុខ សុភា", "Sok Sophea").await;
    let consent = ConsentId::from_u128(fresh());
    let joint = JointId::from_u128(fresh());
    let sections = vec![Section::Identity, Section::Narrative];
    let today = NOW.day();
    let given = Consent {
        purpose: PURPOSE.into(),
        by: child,
        covers: vec![child],
        recipient: "Theirs".into(),
        organisation: Some(THEIRS),
        sections: sections.clone(),
        language: "km".into(),
        on: today,
        until: today.plus_days(100),
        withheld: String::new(),
        mark: Mark::OnPaper,
    };
    let terms = JointOffered {
        lead: lead.org,
        to: THEIRS,
        consent,
        sections,
        works: vec![JointWork::Visits],
        why: "both visit".into(),
        contact: "012 555 102".into(),
        team: vec![],
        on: today,
        until: today.plus_days(50),
    };
    let actions = vec![
        referral(),
        accepted(),
        F::ConsentGiven { consent, given },
        F::JointOffered { joint, offered: terms },
    ];
    say(store, family, lead, actions).await;
    Case { family, lead, joint, consent }
}

async fn taken_part(store: &Store, case: &Case) {
    let there = Actor { org: THEIRS, worker: ABOVE, ..actor(602) };
    let workers = vec![JointWorker {
        worker: NAMED,
        name_km: "ម៉ាលី".into(),
        name_latin: "Maly".into(),
        phone: String::new(),
    }];
    say(store, case.family, there, vec![F::JointAccepted { joint: case.joint, workers }]).await;
}

fn scope(who: WorkerId, role: Role, below: &[WorkerId], list: List, at: Millis) -> ListScope {
    let supervisees = Arc::new(below.iter().copied().collect());
    let principal = Principal { supervisees, ..Principal::new(who, THEIRS, vec![role]) };
    ListScope::new(Engine::shipped().unwrap().asker(principal).scope(list, Purpose::Casework), at)
}

async fn listed(store: &Store, scope: ListScope, holder: Holder) -> Vec<StreamId> {
    let filter = CaseloadFilter { holder, ..CaseloadFilter::default() };
    let ask = Caseload { scope, filter, sort: CaseloadSort::Updated, cursor: None, limit: 10 };
    store.caseload(ask).await.unwrap().rows.into_iter().map(|row| row.stream).collect()
}

async fn an_offer_waits_and_a_joint_case_is_listed_for_the_named_and_their_supervisors(place: Place) {
    let store = place.open().await;
    let case = offered(&store).await;
    assert_eq!(store.offered_to(THEIRS).await.unwrap(), [case.family]);
    assert_eq!(store.joint_with(THEIRS, NOW).await.unwrap(), []);
    taken_part(&store, &case).await;
    assert_eq!(store.offered_to(THEIRS).await.unwrap(), []);
    assert_eq!(store.joint_with(THEIRS, NOW).await.unwrap(), [case.family]);

    let info = store.stream_info(case.family, NOW).await.unwrap().unwrap();
    assert_eq!(info.org, case.lead.org);
    assert!(info.team.contains(&(NAMED, "partner".to_owned())), "{:?}", info.team);
    let named = asker(NAMED, THEIRS, Role::VillageSocialWorker, &[]);
    assert_eq!(relation_of(named.principal(), &info.ties()), Relation::Partner);
    let readable = named.readable_sections(&info.facts(), Purpose::Casework);
    assert_eq!(readable, [Section::Identity, Section::Narrative]);

    let worked_on = Holder::WorkedOnBy(THEIRS);
    let mine = |at| scope(NAMED, Role::VillageSocialWorker, &[], List::Mine, at);
    let device = |at| scope(NAMED, Role::VillageSocialWorker, &[], List::Device, at);
    assert_eq!(listed(&store, mine(NOW), worked_on).await, [case.family]);
    assert_eq!(listed(&store, mine(NOW), Holder::Of(THEIRS)).await, []);
    assert_eq!(listed(&store, device(NOW), Holder::Any).await, [case.family]);
    let above = |list| scope(ABOVE, Role::SeniorSocialWorker, &[NAMED], list, NOW);
    assert_eq!(listed(&store, above(List::Team), worked_on).await, [case.family]);
    assert_eq!(listed(&store, above(List::Mine), worked_on).await, []);
    for role in Role::ALL {
        for list in List::ALL {
            assert_eq!(
                listed(&store, scope(BESIDE, role, &[], list, NOW), Holder::Any).await,
                [],
                "{role:?}"
            );
        }
    }
    // The day after the last one it is over, and nothing needed to be written for that.
    let over = Millis(NOW.0 + 51 * 24 * 60 * 60 * 1000);
    assert_eq!(listed(&store, mine(over), worked_on).await, []);
    assert_eq!(listed(&store, device(over), Holder::Any).await, []);
    assert_eq!(store.joint_with(THEIRS, over).await.unwrap(), []);
    // Those who are to be told learn it then, and not before; nobody else does.
    let ended = async |org, at: Millis| {
        let rows = store.joints_ended(org, Millis(at.0 - 30 * 24 * 60 * 60 * 1000), at).await.unwrap();
        rows.into_iter().map(|row| (row.family, row.standing, row.workers)).collect::<Vec<_>>()
    };
    assert_eq!(ended(THEIRS, NOW).await, []);
    assert_eq!(ended(THEIRS, over).await, [(case.family, "ran_out".to_owned(), vec![NAMED])]);
    assert_eq!(ended(case.lead.org, over).await, []);
    // So it is at once when the family takes its consent back.
    let withdrawn = F::ConsentWithdrawn { consent: case.consent, on: NOW.day(), reason: "no longer".into() };
    say(&store, case.family, case.lead, vec![withdrawn]).await;
    assert_eq!(listed(&store, mine(NOW), worked_on).await, []);
    assert_eq!(listed(&store, above(List::Team), worked_on).await, []);
    assert_eq!(
        ended(THEIRS, Millis(NOW.0 + 24 * 60 * 60 * 1000)).await.first().map(|row| row.1.as_str()),
        Some("no_consent")
    );
    let digest = store.projections_digest().await.unwrap();
    store.rebuild().await.unwrap();
    assert_eq!(store.projections_digest().await.unwrap(), digest);
    let info = store.stream_info(case.family, NOW).await.unwrap().unwrap();
    assert!(named.readable_sections(&info.facts(), Purpose::Casework).is_empty());
    assert!(info.ties().partners.is_empty());
}

async fn rebuilt_rows_of_joint_cases_equal_the_live_ones(place: Place) {
    let store = place.open().await;
    let (one, other) = (offered(&store).await, offered(&store).await);
    taken_part(&store, &one).await;
    let live = [
        store.stream_info(one.family, NOW).await.unwrap(),
        store.stream_info(other.family, NOW).await.unwrap(),
    ];
    store.rebuild().await.unwrap();
    assert_eq!(store.offered_to(THEIRS).await.unwrap(), [other.family]);
    assert_eq!(store.joint_with(THEIRS, NOW).await.unwrap(), [one.family]);
    let rebuilt = [
        store.stream_info(one.family, NOW).await.unwrap(),
        store.stream_info(other.family, NOW).await.unwrap(),
    ];
    assert_eq!(rebuilt, live);
}
