//! What two phones make of one file without seeing each other, beyond two values for one field: each case has its named
//! outcome in the file or in the tray, and nothing is lost.

use crate::harness::*;
use domain::entry::{Action, Base, Content, Entry, Placed, StreamKind};
use domain::family::assessment::Completed;
use domain::family::consent::{Consent, Mark};
use domain::family::crossed::Met;
use domain::family::people::NewPerson;
use domain::family::referral::{Referral, Screening};
use domain::family::review::{Asked, ChildView, Closing, ReviewOf};
use domain::family::transfer::Proposed;
use domain::family::visit::RecordedVisit;
use domain::family::{Family, FamilyAction as A, Stage, TeamRole};
use domain::ids::{AssessmentId, ConsentId, PersonId, ReviewId, StreamId, TransferId, VisitId};
use domain::instrument::{Answer as Given, Answers, Kind, find};
use domain::kinship::Sex;
use domain::protocol::{Gate, Risk};
use domain::stream::{AnyStream, Stream};
use domain::time::{Birth, Day};
use serde_json::{Value, json};
use store::Erase;

pub const FAMILY: u128 = 0x100;

pub fn today() -> Day {
    Day::new(2026, 11, 22).unwrap()
}

fn child() -> PersonId {
    PersonId::from_u128(FAMILY + 1)
}

/// The file as somebody's phone folds what the server gives her.
pub async fn file(person: &Person<'_>, family: StreamId) -> Stream<Family> {
    let pulled: domain::wire::Pulled = serde_json::from_value(person.pull(json!([])).await).unwrap();
    let stream = pulled.streams.into_iter().find(|stream| stream.id == family).expect("she holds it");
    let placed = stream.entries.into_iter().map(|entry| {
        let open = entry.action.and_then(|json| Action::from_value(entry.v, json).ok());
        Placed { seq: entry.seq, head: entry.head, content: open.map_or(Content::Sealed, Content::Open) }
    });
    AnyStream::replay(StreamKind::Family, placed).family().unwrap().clone()
}

/// A phone that was away: what it made, having seen the file as far as `seen`, in its order.
pub fn queue(world: &World, by: u128, seen: u64, actions: impl IntoIterator<Item = A>) -> Vec<Entry> {
    let mut after = None;
    let mut all = Vec::new();
    for action in actions {
        let entry = world.entry(StreamId::from_u128(FAMILY), worker(by), by, Action::Family(action));
        let entry = Entry { base: Base { seen, after }, ..entry };
        after = Some(entry.id);
        all.push(entry);
    }
    all
}

fn outcomes(pushed: &Value) -> Vec<String> {
    let told = |receipt: &Value| match receipt["verdict"].as_str().unwrap() {
        "placed" => receipt["result"]["outcome"].as_str().unwrap().to_owned(),
        "refused" => receipt["code"].as_str().unwrap().to_owned(),
        other => other.to_owned(),
    };
    pushed["receipts"].as_array().unwrap().iter().map(told).collect()
}

fn person(id: u128, km: &str, latin: &str) -> A {
    A::PersonAdded {
        person: NewPerson {
            id: PersonId::from_u128(id),
            name_km: km.into(),
            name_latin: latin.into(),
            sex: Sex::Male,
            birth: Some(Birth::About { year: 2019, month: None }),
            in_focus: false,
        },
    }
}

fn visit(id: u128) -> A {
    let recorded = RecordedVisit {
        on: today(),
        place: "home".into(),
        met: vec![child()],
        others: String::new(),
        strengths: String::new(),
        observations: "the mother is back".into(),
        child_words: vec![],
        done: vec![],
    };
    A::VisitRecorded { visit: VisitId::from_u128(id), recorded }
}

fn consent() -> A {
    let given = Consent {
        purpose: "services".into(),
        by: child(),
        covers: vec![child()],
        recipient: String::new(),
        organisation: None,
        sections: vec![],
        language: "km".into(),
        on: today(),
        until: today().plus_days(300),
        withheld: String::new(),
        mark: Mark::OnPaper,
    };
    A::ConsentGiven { consent: ConsentId::from_u128(1), given }
}

/// A family that sophea leads and vanna visits too, being worked with; and how far its file goes.
pub async fn open_case(world: &World) -> u64 {
    world.family(FAMILY, 3).await;
    let referral = Referral {
        source: "school".into(),
        referrer: String::new(),
        referrer_phone: String::new(),
        reasons: vec![],
        story: "not at school".into(),
        urgency: Risk::Low,
        people: vec![],
        family_knows: None,
        received_at: world.app.now(),
    };
    let respond_by = world.app.now().plus_hours(72);
    let screening = Screening::Accept { risk: Risk::Low, respond_by, note: String::new() };
    let actions = [
        A::WorkerAssigned { worker: worker(5), role: TeamRole::Specialist },
        A::ReferralReceived { referral },
        A::ReferralScreened { screening },
        consent(),
    ];
    let dara = world.sign_in("dara").await;
    let pushed = dara.push(&queue(world, 2, 4, actions)).await;
    assert_eq!(outcomes(&pushed), ["applied"; 4], "{pushed}");
    8
}

#[tokio::test]
async fn two_workers_each_write_down_the_same_child() {
    let world = World::new().await;
    let family = world.family(FAMILY, 3).await;
    let (sophea, dara) = (world.sign_in("sophea").await, world.sign_in("dara").await);
    let pushed = sophea.push(&queue(&world, 3, 4, [person(0x901, "ពៅ ដារ៉ា", "")])).await;
    assert_eq!(outcomes(&pushed), ["applied"]);
    let pushed = dara.push(&queue(&world, 2, 4, [person(0x902, "ពៅ តារា", "Pov Dara")])).await;
    assert_eq!(outcomes(&pushed), ["merged"], "neither is lost");
    let (one, other) = (PersonId::from_u128(0x901), PersonId::from_u128(0x902));
    let same = || A::PersonsSame { one, other, words: String::new() };
    // Each says so without seeing the other: that makes two. Once would be a proposal.
    let pushed = sophea.push(&queue(&world, 3, 6, [same(), same()])).await;
    assert_eq!(outcomes(&pushed), ["applied", "rejected"]);
    assert_eq!(pushed["receipts"][1]["result"]["reason"]["code"], "four_eyes");
    let pushed = dara.push(&queue(&world, 2, 6, [same()])).await;
    assert_eq!(outcomes(&pushed), ["conflicting"]);
    let shown = file(&sophea, family).await.state;
    assert_eq!(shown.seen().present().count(), 2);
    assert_eq!(shown.seen().person(other).unwrap().name_latin.get().unwrap(), "Pov Dara");
    assert_eq!(shown.conflicts().len(), 1, "two names in Khmer: a person decides");
    // Lists and search know one child, whoever asks.
    let found = dara.post("/api/v1/search", &json!({ "q": "Pov Dara" })).await.ok();
    assert_eq!(found["found"].as_array().map(Vec::len), Some(1), "{found}");
    // A specialist, or a colleague who is not on the case, has no say in it.
    let apart = || A::PersonsNotSame { one, other, words: "cousins".into() };
    let bopha = world.sign_in("bopha").await;
    assert_eq!(outcomes(&bopha.push(&queue(&world, 4, 9, [apart()])).await), ["entry-not-allowed"]);
    let pushed = sophea.push(&queue(&world, 3, 9, [apart()])).await;
    assert_eq!(outcomes(&pushed), ["applied"]);
    assert_eq!(file(&sophea, family).await.state.seen().present().count(), 3);
}

/// Of tools that no phone carries from the first day the server has the documents: it judges what it is given.
#[tokio::test]
async fn a_record_of_any_tool_of_the_library_is_judged_before_it_is_placed() {
    let world = World::new().await;
    let seen = open_case(&world).await;
    let example: Value =
        serde_json::from_str(include_str!("../../../../instruments/examples/idpoor.v1.json")).unwrap();
    let answers: Answers = serde_json::from_value(example["answers"].clone()).unwrap();
    let completed = |id: u128, instrument: &str, answers: Answers| A::AssessmentCompleted {
        completed: Completed {
            id: AssessmentId::from_u128(id),
            instrument: instrument.into(),
            version: 1,
            subject: None,
            on: today(),
            sources: vec!["caregiver".into()],
            answers,
            revises: None,
        },
    };
    let sophea = world.sign_in("sophea").await;
    for (record, reason) in [
        (completed(1, "idpoor", Answers::new()), "incomplete"),
        (completed(2, "no-such-tool", answers.clone()), "unknown_instrument"),
    ] {
        let pushed = sophea.push(&queue(&world, 3, seen, [record])).await;
        assert_eq!(pushed["receipts"][0]["reason"], reason, "{pushed}");
    }
    let pushed = sophea.push(&queue(&world, 3, seen, [completed(3, "idpoor", answers)])).await;
    assert_eq!(outcomes(&pushed), ["applied"], "{pushed}");
    let shown = file(&sophea, StreamId::from_u128(FAMILY)).await.state;
    assert_eq!(shown.assessments.len(), 1);
}

fn status_check() -> Answers {
    let items = find("csi", 1).into_iter().flat_map(|tool| tool.items());
    items
        .filter(|(_, item)| matches!(item.answer, Kind::Level { .. }))
        .map(|(_, item)| (item.code.clone(), Given::Level { value: 3, reason: "as the mother says".into() }))
        .collect()
}

#[tokio::test]
async fn an_assessment_is_completed_on_two_phones() {
    let world = World::new().await;
    let seen = open_case(&world).await;
    let family = StreamId::from_u128(FAMILY);
    let completed = |id: u128| A::AssessmentCompleted {
        completed: Completed {
            id: AssessmentId::from_u128(id),
            instrument: "csi".into(),
            version: 1,
            subject: Some(child()),
            on: today(),
            sources: vec!["caregiver".into()],
            answers: status_check(),
            revises: None,
        },
    };
    let (sophea, vanna) = (world.sign_in("sophea").await, world.sign_in("vanna").await);
    let pushed = sophea.push(&queue(&world, 3, seen, [completed(1)])).await;
    assert_eq!(outcomes(&pushed), ["applied"], "{pushed}");
    let pushed = vanna.push(&queue(&world, 5, seen, [completed(2)])).await;
    assert_eq!(outcomes(&pushed), ["merged"]);
    let shown = file(&sophea, family).await.state;
    assert_eq!(shown.assessments.len(), 2, "both are kept");
    let crossed: Vec<Met> = shown.to_look_at().map(|crossed| crossed.met).collect();
    assert_eq!(crossed, [Met::Assessment], "and the file says that they crossed");
    // The very same record sent from two phones is one.
    let pushed = vanna.push(&queue(&world, 5, seen, [completed(1)])).await;
    assert_eq!(pushed["receipts"][0]["result"]["reason"]["code"], "already_there", "{pushed}");
}

/// Closed by a phone that had seen the file as far as `knew`.
async fn closed(world: &World, seen: u64, knew: u64) -> Value {
    let review = ReviewId::from_u128(1);
    let of = ReviewOf::Closing {
        outcome: "together_and_safe".into(),
        child_views: vec![ChildView { child: child(), words: "good".into() }],
        caregiver_view: "we are well".into(),
        contact_name: "village chief".into(),
        contact_phone: String::new(),
    };
    let asked = A::ReviewAsked { review, asked: Asked { of, summary: "done".into(), on: today() } };
    let sophea = world.sign_in("sophea").await;
    sophea.push(&queue(world, 3, seen, [asked])).await;
    let signed = A::ReviewSigned { review, comment: String::new() };
    world.sign_in("dara").await.push(&queue(world, 2, seen + 1, [signed])).await;
    let closed = A::Closed { closing: Closing { review, gates: Gate::ALL.to_vec(), on: today() } };
    sophea.push(&queue(world, 3, knew, [closed])).await
}

#[tokio::test]
async fn a_case_is_closed_against_a_visit_that_was_made_before() {
    let world = World::new().await;
    let seen = open_case(&world).await;
    let family = StreamId::from_u128(FAMILY);
    assert_eq!(outcomes(&closed(&world, seen, seen + 2).await), ["applied"]);
    let vanna = world.sign_in("vanna").await;
    let made = queue(&world, 5, seen, [visit(1)]);
    let pushed = vanna.push(&made).await;
    assert_eq!(outcomes(&pushed), ["merged"], "the visit stands");
    let dara = world.sign_in("dara").await;
    let shown = file(&dara, family).await.state;
    assert!(matches!(shown.stage, Stage::Closed { .. }), "and so does the closing");
    assert_eq!(shown.visits.len(), 1);
    assert_eq!(shown.to_look_at().map(|one| one.met).collect::<Vec<_>>(), [Met::Closing]);
    // The desk says so, until somebody has looked.
    let rows = dara.get("/api/v1/caseload?scope=team&stage=closed").await.ok();
    assert_eq!(rows["rows"][0]["summary"]["crossed"], 1, "{rows}");
    let looked = A::CrossedLooked { entries: vec![made[0].id] };
    assert_eq!(outcomes(&dara.push(&queue(&world, 2, 12, [looked])).await), ["applied"]);
    assert_eq!(file(&dara, family).await.state.to_look_at().count(), 0);
}

#[tokio::test]
async fn a_closing_that_arrives_after_a_visit_says_what_it_did_not_know() {
    let world = World::new().await;
    let seen = open_case(&world).await;
    let vanna = world.sign_in("vanna").await;
    // It was there first, and the phone that closes had not seen it.
    assert_eq!(outcomes(&vanna.push(&queue(&world, 5, seen, [visit(1)])).await), ["applied"]);
    assert_eq!(outcomes(&closed(&world, seen + 1, seen).await), ["merged"]);
    let dara = world.sign_in("dara").await;
    let shown = file(&dara, StreamId::from_u128(FAMILY)).await.state;
    let crossed: Vec<_> = shown.to_look_at().map(|one| (one.what.as_str(), one.met)).collect();
    assert!(crossed.contains(&("family.visit_recorded", Met::Closed)), "{crossed:?}");
}

/// What her tray says of what was refused.
async fn tray(person: &Person<'_>) -> Vec<String> {
    let tray = person.get("/api/v1/tray").await.ok();
    tray["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_family_is_handed_over_against_an_edit() {
    let world = World::new().await;
    let seen = open_case(&world).await;
    let family = StreamId::from_u128(FAMILY);
    let given = Consent {
        purpose: "transfer".into(),
        organisation: Some(THEIRS),
        recipient: "Theirs".into(),
        sections: vec![domain::entry::Section::Identity],
        until: today().plus_days(30),
        ..match consent() {
            A::ConsentGiven { given, .. } => given,
            other => panic!("{other:?}"),
        }
    };
    let proposed = Proposed {
        to: THEIRS,
        why: "the family moved".into(),
        summary: "far to school".into(),
        conference_on: None,
        conference_with: String::new(),
        contact: "Sophea".into(),
        on: today(),
    };
    let transfer = TransferId::from_u128(7);
    let agreed = A::ConsentGiven { consent: ConsentId::from_u128(2), given };
    let dara = world.sign_in("dara").await;
    let pushed =
        dara.push(&queue(&world, 2, seen, [agreed, A::TransferProposed { transfer, proposed }])).await;
    assert_eq!(outcomes(&pushed), ["applied"; 2], "{pushed}");
    let (sophea, vanna) = (world.sign_in("sophea").await, world.sign_in("vanna").await);
    // An edit that arrives while it is proposed goes along.
    let pushed = sophea.push(&queue(&world, 3, seen, [visit(1)])).await;
    assert_eq!(outcomes(&pushed), ["merged"]);
    let stranger = world.sign_in("stranger").await;
    let body = json!({ "family": family, "lead": worker(8) });
    let taken = stranger.post(&format!("/api/v1/transfers/{transfer}/take-on"), &body).await;
    assert_eq!(taken.status, 204, "{}", String::from_utf8_lossy(&taken.bytes));
    let theirs = file(&stranger, family).await.state;
    assert_eq!(theirs.visits.len(), 1);
    // One that arrives afterwards is refused as about nothing of hers, kept, and before her and her supervisor.
    let late = queue(&world, 5, seen, [visit(2)]);
    assert_eq!(outcomes(&vanna.push(&late).await), ["entry-not-allowed"]);
    let id = late[0].id.to_string();
    assert_eq!(tray(&vanna).await, [id.as_str()]);
    assert_eq!(tray(&dara).await, [id.as_str()]);
    assert!(
        tray(&stranger).await.is_empty(),
        "no word of it reaches the organisation that took the family on"
    );
    assert_eq!(file(&stranger, family).await.state.visits.len(), 1);
}

#[tokio::test]
async fn somebody_writes_who_was_taken_off_the_case() {
    let world = World::new().await;
    let seen = open_case(&world).await;
    let family = StreamId::from_u128(FAMILY);
    let (vanna, dara) = (world.sign_in("vanna").await, world.sign_in("dara").await);
    let off = A::WorkerUnassigned { worker: worker(5) };
    assert_eq!(outcomes(&dara.push(&queue(&world, 2, seen, [off])).await), ["applied"]);
    let late = queue(&world, 5, seen, [visit(1)]);
    assert_eq!(outcomes(&vanna.push(&late).await), ["entry-not-allowed"]);
    assert_eq!(tray(&vanna).await, [late[0].id.to_string()]);
    assert_eq!(tray(&dara).await, [late[0].id.to_string()], "her supervisor sees it");
    // Given back, she sends the very same entry again, and it takes effect.
    let on = A::WorkerAssigned { worker: worker(5), role: TeamRole::Specialist };
    assert_eq!(outcomes(&dara.push(&queue(&world, 2, seen + 1, [on])).await), ["applied"]);
    assert_eq!(outcomes(&vanna.push(&late).await), ["merged"]);
    let tray = vanna.get("/api/v1/tray").await.ok();
    assert!(tray["items"][0]["placed_seq"].is_u64(), "the tray says that it is in the file now: {tray}");
    assert_eq!(file(&dara, family).await.state.visits.len(), 1);
}

#[tokio::test]
async fn somebody_writes_in_a_file_that_was_destroyed() {
    let world = World::new().await;
    let seen = open_case(&world).await;
    let family = StreamId::from_u128(FAMILY);
    let vanna = world.sign_in("vanna").await;
    assert_eq!(outcomes(&vanna.push(&queue(&world, 5, seen, [visit(1)])).await), ["applied"]);
    let erase = Erase {
        stream: family,
        actor: store::Actor { worker: worker(6), org: OURS, device: domain::ids::DeviceId::from_u128(6) },
        approved_by: worker(1),
        reason: "family_asked".into(),
        at: world.app.now(),
        request_id: "test".into(),
    };
    world.app.store.erase(&erase).await.unwrap();
    let late = queue(&world, 5, seen, [visit(2)]);
    let pushed = vanna.push(&late).await;
    assert_eq!(outcomes(&pushed), ["family-erased"], "{pushed}");
    // A phone that had never written in it learns nothing of it.
    let bopha = world.sign_in("bopha").await;
    assert_eq!(outcomes(&bopha.push(&queue(&world, 4, seen, [visit(3)])).await), ["entry-not-allowed"]);
    assert_eq!(tray(&vanna).await, [late[0].id.to_string()], "what she wrote is kept for her");
    assert!(world.app.store.stream_info(family, world.app.now()).await.unwrap().is_none());
}
