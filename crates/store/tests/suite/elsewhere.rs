//! Questions to other organisations.

use crate::harness::*;
use crate::on_both_engines;
use domain::ids::{EnquiryId, QuestionId, StreamId};
use domain::organisation::Role;
use domain::time::Millis;
use kinkeeper_store::elsewhere::{Decided, Meant, Question};
use kinkeeper_store::guesses::Limit;
use kinkeeper_store::reads::StreamInfo;
use kinkeeper_store::records::AuditEvent;
use kinkeeper_store::{Actor, Erase, Store, StoreError};
use policy::acts::AnswerElsewhere;
use policy::{Authorized, Purpose};
use std::io::Cursor;

on_both_engines![
    a_question_is_kept_matched_answered_and_ends,
    no_more_questions_than_the_limit_at_the_same_moment,
    an_erased_family_has_no_questions,
    none_of_many_questions_is_missed,
    questions_are_in_the_backup,
];

const DAY: i64 = 86_400_000;
const DAILY: Limit = Limit { most: 3, within_ms: DAY };

/// Somebody of another organisation.
fn asker() -> Actor {
    Actor { org: domain::ids::OrganisationId::from_u128(0xbeef), ..actor(70) }
}

fn question(n: u128, at: Millis) -> Question {
    Question {
        id: QuestionId::from_u128(n),
        actor: asker(),
        at,
        until: Millis(at.0 + 30 * DAY),
        words: b"who is she".to_vec(),
    }
}

fn event(who: Actor, action: &str) -> AuditEvent {
    AuditEvent::new(NOW, who, action, "test")
}

async fn ask(store: &Store, n: u128, at: Millis) -> Option<Millis> {
    let question = question(n, at);
    let (asked, refused) = (event(asker(), "asked"), event(asker(), "refused"));
    store.elsewhere_ask(&question, DAILY, asked, refused).await.unwrap()
}

async fn may_answer(store: &Store, family: StreamId) -> Authorized<StreamInfo, AnswerElsewhere> {
    let info = store.stream_info(family, NOW).await.unwrap().unwrap();
    let lead = info.ties().lead.or(info.ties().opened_by).unwrap();
    let asker = crate::harness::asker(lead, info.org, Role::VillageSocialWorker, &[]);
    std::sync::Arc::new(asker).authorize(info, Purpose::Casework).unwrap()
}

async fn laid(store: &Store, n: u128) -> (StreamId, EnquiryId) {
    let (family, _) = family(store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    assert_eq!(ask(store, n, NOW).await, None);
    let waiting = store.elsewhere_waiting(10).await.unwrap();
    assert_eq!(waiting, [question(n, NOW)]);
    let id = EnquiryId::from_u128(n + 1);
    let meant = [Meant { id, family }];
    let events = || vec![event(actor(1), "matched")];
    store.elsewhere_matched(&waiting[0], &meant, events()).await.unwrap();
    assert!(store.elsewhere_waiting(10).await.unwrap().is_empty());
    // A second matcher comes too late, and lays nothing before anybody.
    let late = [Meant { id: EnquiryId::from_u128(n + 2), family }];
    store.elsewhere_matched(&waiting[0], &late, events()).await.unwrap();
    (family, id)
}

async fn a_question_is_kept_matched_answered_and_ends(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let (family, id) = laid(&store, 0x10).await;
    let org = actor(1).org;
    let end = Millis(NOW.0 + 30 * DAY);
    let open = store.enquiries(org, NOW, None).await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!((open[0].id, open[0].family, open[0].asker), (id, family, asker().worker));
    assert!(store.enquiries(asker().org, NOW, None).await.unwrap().is_empty());
    assert!(store.enquiries(org, end, None).await.unwrap().is_empty());
    assert_eq!(store.enquiry(org, id, end).await.unwrap(), None);
    assert_eq!(store.enquiry(asker().org, id, NOW).await.unwrap(), None);
    let proof = may_answer(&store, family).await;
    assert_eq!(store.enquiry_words(&open[0], &proof).await.unwrap().unwrap(), b"who is she");
    // The proof about one family opens no question about another.
    let (other, _) = crate::harness::family(&store, actor(1), "ចាន់ ដារា", "Chan Dara").await;
    let other = may_answer(&store, other).await;
    assert_eq!(store.enquiry_words(&open[0], &other).await.unwrap(), None);
    let contact = Decided::Contact {
        reason: "family_agreed".into(),
        note: "call me".into(),
        answer: b"call me".to_vec(),
        until: Millis(NOW.0 + DAY),
    };
    let no = Decided::Declined { reason: "other".into(), note: "no".into() };
    let by = actor(1).worker;
    assert!(store.enquiry_decide(&open[0], &contact, event(actor(1), "yes")).await.unwrap());
    assert!(!store.enquiry_decide(&open[0], &no, event(actor(1), "no")).await.unwrap());
    let held = store.enquiry(org, id, NOW).await.unwrap().unwrap();
    assert_eq!(store.enquiries_decided(org, NOW, None).await.unwrap(), std::slice::from_ref(&held));
    assert!(store.enquiries_decided(asker().org, NOW, None).await.unwrap().is_empty());
    assert!(store.enquiries(org, NOW, None).await.unwrap().is_empty());
    let decided = held.decided.as_ref().unwrap();
    assert_eq!((decided.contact, decided.reason.as_str(), decided.by), (true, "family_agreed", by));
    assert_eq!(store.enquiry_note(&held, &proof).await.unwrap().unwrap(), "call me");
    assert_eq!(store.enquiry_note(&held, &other).await.unwrap(), None);
    let contacts = store.contacts(asker().worker, asker().org, NOW).await.unwrap();
    assert_eq!((contacts[0].id, contacts[0].answer.as_slice()), (id, b"call me".as_slice()));
    assert!(store.contacts(by, org, NOW).await.unwrap().is_empty());
    assert!(store.contacts(asker().worker, asker().org, Millis(NOW.0 + DAY)).await.unwrap().is_empty());
    assert_eq!(store.elsewhere_sweep(Millis(NOW.0 + DAY)).await.unwrap(), 1);
    assert_eq!(store.elsewhere_sweep(end).await.unwrap(), 1);
}

async fn no_more_questions_than_the_limit_at_the_same_moment(place: Place) {
    let store = place.open().await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..12 {
        let store = store.clone();
        tasks.spawn(async move { ask(&store, 0x100 + n, NOW).await });
    }
    let answers = tasks.join_all().await;
    assert_eq!(answers.iter().filter(|free| free.is_none()).count(), 3);
    let free = answers.iter().flatten().all(|free| *free == Millis(NOW.0 + DAY));
    assert!(free, "{answers:?}");
    assert_eq!(store.elsewhere_asked(asker().worker, Millis(NOW.0 - 1)).await.unwrap(), 3);
    assert!(ask(&store, 0x200, Millis(NOW.0 + DAY - 1)).await.is_some());
    assert!(ask(&store, 0x201, Millis(NOW.0 + DAY)).await.is_none());
    assert_eq!(store.elsewhere_asked(asker().worker, NOW).await.unwrap(), 1);
}

async fn an_erased_family_has_no_questions(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let (family, id) = laid(&store, 0x10).await;
    let held = store.enquiry(actor(1).org, id, NOW).await.unwrap().unwrap();
    let proof = may_answer(&store, family).await;
    let erase = Erase {
        stream: family,
        actor: actor(4),
        approved_by: actor(3).worker,
        reason: "family_asked".into(),
        at: NOW,
        request_id: "test".into(),
    };
    store.erase(&erase).await.unwrap();
    assert!(store.enquiries(actor(1).org, NOW, None).await.unwrap().is_empty());
    assert_eq!(store.enquiry_words(&held, &proof).await.unwrap(), None);
    // Nor is one laid before anybody afterwards.
    ask(&store, 0x20, NOW).await;
    let waiting = store.elsewhere_waiting(10).await.unwrap();
    let meant = [Meant { id: EnquiryId::from_u128(0x21), family }];
    let late = store.elsewhere_matched(&waiting[0], &meant, Vec::new()).await;
    assert!(matches!(late, Err(StoreError::NotFound)), "{late:?}");
    assert_eq!(store.elsewhere_waiting(10).await.unwrap().len(), 1);
}

async fn none_of_many_questions_is_missed(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let (family, _) = family(&store, actor(1), "សុខ សុភា", "Sok Sophea").await;
    ask(&store, 0x10, NOW).await;
    let waiting = store.elsewhere_waiting(10).await.unwrap();
    let meant: Vec<Meant> =
        (0..450).map(|n| Meant { id: EnquiryId::from_u128(0x1000 + n), family }).collect();
    store.elsewhere_matched(&waiting[0], &meant, Vec::new()).await.unwrap();
    let org = actor(1).org;
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = store.enquiries(org, NOW, after).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.mark());
        seen.extend(page.iter().map(|one| one.id));
    }
    assert_eq!(seen, meant.iter().map(|one| one.id).collect::<Vec<_>>(), "each once, the oldest first");
    for id in seen {
        let one = store.enquiry(org, id, NOW).await.unwrap().unwrap();
        let no = Decided::Declined { reason: "other".into(), note: String::new() };
        // Nobody of another organisation decides.
        let elsewhere = Actor { org: asker().org, ..actor(1) };
        assert!(!store.enquiry_decide(&one, &no, event(elsewhere, "no")).await.unwrap());
        assert!(store.enquiry_decide(&one, &no, event(actor(1), "no")).await.unwrap());
    }
    let (mut decided, mut after) = (0, None);
    loop {
        let page = store.enquiries_decided(org, NOW, after).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.mark());
        decided += page.len();
    }
    assert_eq!(decided, 450);
}

async fn questions_are_in_the_backup(place: Place) {
    let store = place.open().await;
    organisation(&store).await;
    let (family, id) = laid(&store, 0x10).await;
    ask(&store, 0x20, NOW).await;
    let sink = Sink::default();
    store.export_all(Box::new(sink.clone())).await.unwrap();
    let elsewhere = place.other();
    let copy = elsewhere.open().await;
    copy.import_all(Box::new(Cursor::new(sink.take()))).await.unwrap();
    assert_eq!(copy.elsewhere_waiting(10).await.unwrap(), [question(0x20, NOW)]);
    let enquiry = copy.enquiry(actor(1).org, id, NOW).await.unwrap().unwrap();
    let proof = may_answer(&copy, family).await;
    assert_eq!(copy.enquiry_words(&enquiry, &proof).await.unwrap().unwrap(), b"who is she");
}
