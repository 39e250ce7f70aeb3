//! What the data-protection officer's desk rests on: consents that end, files by their number, findings about reading
//! and what was said of them.

use crate::harness::*;
use crate::on_both_engines;
use domain::family::FamilyAction as F;
use domain::family::consent::{Consent, Mark};
use domain::family::consent_use::ConsentUse;
use domain::family::number::FileNumber;
use domain::ids::{ConsentId, PersonId, StreamId};
use domain::time::{Day, Millis};
use domain::unusual::{Finding, Unusual};
use kinkeeper_store::consents::EndingAsk;
use kinkeeper_store::records::AuditEvent;
use kinkeeper_store::unusual::{Judgement, LookedThrough, ReadingDay, Verdict, finding_id};
use kinkeeper_store::{Erase, ListScope, Store};
use std::collections::BTreeSet;
use std::io::Cursor;

on_both_engines![
    consents_that_end_are_listed_by_their_day_within_the_scope,
    a_file_is_found_by_its_number_within_the_scope,
    findings_and_what_was_said_of_them_are_kept_and_backed_up,
    what_was_said_is_never_changed,
    the_log_is_looked_through_from_a_moment_on,
    a_name_is_compared_without_being_known,
];

fn consent(id: u128, by: PersonId, purpose: &str, until: Day) -> F {
    F::ConsentGiven {
        consent: ConsentId::from_u128(id),
        given: Consent {
            purpose: purpose.into(),
            by,
            covers: Vec::new(),
            recipient: String::new(),
            organisation: None,
            sections: Vec::new(),
            language: "km".into(),
            on: until.plus_days(-100),
            until,
            withheld: String::new(),
            mark: Mark::OnPaper,
        },
    }
}

fn ending(scope: ListScope) -> EndingAsk {
    EndingAsk {
        scope,
        org: actor(1).org,
        today: NOW.day(),
        horizon: NOW.day().plus_days(30),
        after: None,
        limit: 10,
    }
}

async fn days(store: &Store, ask: &EndingAsk) -> Vec<(StreamId, i64, Vec<ConsentUse>)> {
    let found = store.consents_ending(ask).await.unwrap();
    found.into_iter().map(|one| (one.file.stream, NOW.day().days_until(one.until), one.uses)).collect()
}

async fn consents_that_end_are_listed_by_their_day_within_the_scope(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let (hers1, mother) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    let (theirs, father) = family(&store, actor(2), "ចាន់ ដារា", "Chan Dara").await;
    let until = |days| NOW.day().plus_days(days);
    append(
        &store,
        actor(1),
        vec![
            entry(hers1, actor(1), consent(1, mother, "services", until(-2))),
            // Over, and nothing rests on it; and one that ends later than is asked for.
            entry(hers1, actor(1), consent(2, mother, "photo", until(-2))),
            entry(hers1, actor(1), consent(3, mother, "reporting", until(31))),
        ],
    )
    .await;
    append(
        &store,
        actor(2),
        vec![
            entry(theirs, actor(2), consent(4, father, "services", until(0))),
            entry(theirs, actor(2), consent(5, father, "photo", until(30))),
        ],
    )
    .await;
    let all =
        [(hers1, -2, vec![ConsentUse::Work]), (theirs, 0, vec![ConsentUse::Work]), (theirs, 30, vec![])];
    let ask = ending(whole());
    assert_eq!(days(&store, &ask).await, all);
    assert_eq!(days(&store, &ending(hers(1))).await, all[..1]);
    assert_eq!(days(&store, &ending(nothing())).await, []);
    // Page by page.
    let first = EndingAsk { limit: 1, ..ask.clone() };
    let last = store.consents_ending(&first).await.unwrap().remove(0);
    let next = EndingAsk { after: Some((last.until, last.file.stream, last.consent)), ..ask.clone() };
    assert_eq!(days(&store, &next).await, all[1..]);
    // The same after a rebuild; gone after a withdrawal, a renewal and an erasure.
    let before = store.projections_digest().await.unwrap();
    store.rebuild().await.unwrap();
    assert_eq!(store.projections_digest().await.unwrap(), before);
    let withdrawn =
        F::ConsentWithdrawn { consent: ConsentId::from_u128(1), on: NOW.day(), reason: "no".into() };
    append(&store, actor(1), vec![entry(hers1, actor(1), withdrawn)]).await;
    append(&store, actor(2), vec![entry(theirs, actor(2), consent(6, father, "services", until(90)))]).await;
    assert_eq!(days(&store, &ask).await, all[2..]);
    let erase = Erase {
        stream: theirs,
        actor: actor(4),
        approved_by: actor(3).worker,
        reason: "family_asked".into(),
        at: NOW,
        request_id: "test".into(),
    };
    store.erase(&erase).await.unwrap();
    assert_eq!(days(&store, &ask).await, []);
}

async fn a_file_is_found_by_its_number_within_the_scope(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let (one, _) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    family(&store, actor(2), "ចាន់ ដារា", "Chan Dara").await;
    let org = actor(1).org;
    let found = store.files_numbered(&whole(), org, FileNumber::of(one)).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].stream, found[0].village.as_str()), (one, "02040501"));
    assert_eq!(found[0].lead, Some(actor(1).worker));
    assert!(store.files_numbered(&hers(2), org, FileNumber::of(one)).await.unwrap().is_empty());
    assert!(store.files_numbered(&nothing(), org, FileNumber::of(one)).await.unwrap().is_empty());
    let elsewhere = domain::ids::OrganisationId::from_u128(0xbeef);
    assert!(store.files_numbered(&whole(), elsewhere, FileNumber::of(one)).await.unwrap().is_empty());
    assert_eq!(store.village_of(one).await.unwrap().as_deref(), Some("02040501"));
}

fn finding(times: u32) -> Finding {
    Finding {
        worker: actor(1).worker,
        day: NOW.day(),
        kind: Unusual::Night,
        times,
        threshold: 3,
        usual: None,
        first: NOW,
        last: Millis(NOW.0 + 60_000),
        files: vec![StreamId::from_u128(7), StreamId::from_u128(9)],
    }
}

fn judgement(note: &str, verdict: Verdict) -> Judgement {
    Judgement { by: actor(4).worker, at: NOW, verdict, note: note.into() }
}

fn event() -> AuditEvent {
    AuditEvent::new(NOW, actor(4), "reading.judged", "test")
}

async fn findings_and_what_was_said_of_them_are_kept_and_backed_up(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let org = actor(1).org;
    let looked = LookedThrough { seq: 3, at: NOW };
    let day = ReadingDay { worker: actor(1).worker, day: NOW.day(), files: 12 };
    store.keep_findings(org, &[finding(3)], &[day], looked).await.unwrap();
    assert_eq!(store.looked_through(org).await.unwrap(), Some(looked));
    assert_eq!(store.reading_habits(org, NOW.day()).await.unwrap(), [(actor(1).worker, 1, 12)]);
    // Looked through once more, there is more of it; less never takes its place, nor does an older look.
    store.keep_findings(org, &[finding(5)], &[], LookedThrough { seq: 4, at: NOW }).await.unwrap();
    store.keep_findings(org, &[finding(4)], &[], LookedThrough { seq: 2, at: NOW }).await.unwrap();
    assert_eq!(store.looked_through(org).await.unwrap().unwrap().seq, 4);
    let id = finding_id(actor(1).worker, NOW.day(), Unusual::Night);
    assert_eq!(store.finding(org, id).await.unwrap(), Some(finding(5)));
    let first = judgement("she will ask", Verdict::FollowUp);
    let second = judgement("a child was lost", Verdict::Explained);
    store.judge(org, id, &first, event()).await.unwrap();
    store.judge(org, id, &second, event()).await.unwrap();
    let kept = store.findings(org, NOW.day(), 10).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].id, kept[0].judgements.clone()), (id, vec![first, second]));
    assert!(store.findings(org, NOW.day().plus_days(1), 10).await.unwrap().is_empty());
    let elsewhere = domain::ids::OrganisationId::from_u128(0xbeef);
    assert!(store.findings(elsewhere, NOW.day(), 10).await.unwrap().is_empty());
    let sink = Sink::default();
    store.export_all(Box::new(sink.clone())).await.unwrap();
    let other = place.other();
    let copy = other.open().await;
    copy.import_all(Box::new(Cursor::new(sink.take()))).await.unwrap();
    assert_eq!(copy.findings(org, NOW.day(), 10).await.unwrap(), kept);
    assert_eq!(copy.looked_through(org).await.unwrap(), None, "that is derived anew");
}

async fn what_was_said_is_never_changed(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let id = finding_id(actor(1).worker, NOW.day(), Unusual::Night);
    store.judge(actor(1).org, id, &judgement("asked", Verdict::FollowUp), event()).await.unwrap();
    for statement in ["UPDATE reading_judgements SET verdict = 'explained'", "DELETE FROM reading_judgements"]
    {
        assert!(place.sql(statement).await.is_err(), "{statement}");
    }
}

async fn the_log_is_looked_through_from_a_moment_on(place: Place) {
    let store = place.open().await;
    let org = actor(1).org;
    assert_eq!(store.log_before(org, NOW).await.unwrap(), 0);
    let event = |at: i64, allowed| AuditEvent {
        stream: Some(StreamId::from_u128(7)),
        purpose: "casework".into(),
        allowed,
        outcome: "ok".into(),
        ..AuditEvent::new(Millis(at), actor(1), "family.read", "test")
    };
    store.audit(vec![event(10, true), event(20, true), event(20, false), event(30, true)]).await.unwrap();
    for (since, before) in [(0, 0), (10, 0), (11, 1), (20, 1), (21, 3), (30, 3), (31, 4)] {
        assert_eq!(store.log_before(org, Millis(since)).await.unwrap(), before, "{since}");
    }
    let lines = store.log_lines(org, 1, 2).await.unwrap();
    assert_eq!(
        lines.iter().map(|line| (line.seq, line.at.0, line.allowed)).collect::<Vec<_>>(),
        [(2, 20, true), (3, 20, false)]
    );
    assert_eq!((lines[0].action.as_str(), lines[0].stream), ("family.read", Some(StreamId::from_u128(7))));
}

async fn a_name_is_compared_without_being_known(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let (one, _) = family(&store, actor(1), "ឈឹម វណ្ណា", "Chhoem Vanna").await;
    let (two, _) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    let (third, _) = family(&store, actor(1), "ឈឹម ដារា", "").await;
    let files: BTreeSet<StreamId> = [one, two].into();
    let named = async |name: &str, most| {
        let words = domain::khmer::keys::family_name_tokens(name).unwrap();
        store.files_with_name(actor(1).org, &words, &files, most).await.unwrap()
    };
    for name in ["ឈឹម សុភា", "Chhoem Sophea"] {
        assert_eq!(named(name, 10).await.1, [one].into(), "{name}");
    }
    assert_eq!(named("ឈឹម សុភា", 10).await.0, 2, "the third has it too, whoever opened its file: {third}");
    assert_eq!(named("ឈឹម សុភា", 1).await.0, 1);
    assert_eq!(named("Keo Sophea", 10).await, (0, BTreeSet::new()));
}
