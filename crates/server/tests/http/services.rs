//! Referrals to services through the public door: consent, both sides, receivers without an account.

use crate::harness::*;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::entry::{Action, Entry, Section};
use domain::family::FamilyAction as A;
use domain::family::consent::{Assent, Consent, Mark};
use domain::family::service::{PURPOSE, ServiceSent};
use domain::ids::{ConsentId, EntryId, OrganisationId, PersonId, ServiceId, StreamId};
use domain::kinship::Sex;
use domain::protocol::Risk;
use domain::provider::{Eligibility, ProviderAction, ProviderFacts, ServiceFacts};
use domain::service_referral::{Packet, Recipient, Referrer, ServiceReferralAction as S, Told};
use domain::time::Day;
use serde_json::{Value, json};

const FAMILY: u128 = 0x500;
const PROVIDER: StreamId = StreamId::from_u128(0x700);
const SERVICE: ServiceId = ServiceId::from_u128(0x701);
const REFERRAL: StreamId = StreamId::from_u128(0x800);
const CONSENT: ConsentId = ConsentId::from_u128(0x900);
const SECRET: &str = "behind the pagoda";

fn child() -> PersonId {
    PersonId::from_u128(FAMILY + 1)
}

fn to(organisation: Option<OrganisationId>) -> Recipient {
    Recipient {
        provider: PROVIDER,
        service: SERVICE,
        code: "medical_support_provision_medical_case".into(),
        name_km: "មណ្ឌលសុខភាព".into(),
        name_latin: "Bavel Health Centre".into(),
        organisation,
    }
}

/// A family that sophea leads, and a provider that belongs to `organisation`.
async fn world(organisation: Option<OrganisationId>) -> World {
    let world = World::new().await;
    world.places().await;
    furnish(&world, organisation).await;
    world
}

/// The same in a world that is there.
async fn furnish(world: &World, organisation: Option<OrganisationId>) {
    world.family(FAMILY, 3).await;
    let place = |code: &str| code.parse().unwrap();
    let facts = ProviderFacts {
        name_km: "មណ្ឌលសុខភាព".into(),
        name_latin: "Bavel Health Centre".into(),
        kind: "health_centre".into(),
        organisation,
        phones: vec![],
        places: vec![place("020401")],
    };
    let offered = ServiceFacts {
        code: "medical_support_provision_medical_case".into(),
        catchment: vec![place("0204")],
        hours: String::new(),
        cost: String::new(),
        eligible: Eligibility::default(),
        how: String::new(),
        contact: String::new(),
    };
    let entries =
        [ProviderAction::Named { facts }, ProviderAction::ServiceSet { service: SERVICE, facts: offered }]
            .map(|action| world.entry(PROVIDER, worker(3), 3, Action::Provider(action)))
            .to_vec();
    world.append(OURS, entries).await;
}

/// A referral that sophea sent to the other organisation.
pub async fn a_referral(world: &World) -> StreamId {
    furnish(world, Some(THEIRS)).await;
    let sophea = world.sign_in("sophea").await;
    let mut entries = consent(world, |_| {});
    entries.extend(referring(world, Some(THEIRS)));
    let pushed = sophea.push(&entries).await;
    assert!(verdicts(&pushed).iter().all(|(verdict, _)| verdict == "placed"), "{pushed}");
    REFERRAL
}

fn family_entry(world: &World, action: A) -> Entry {
    world.entry(StreamId::from_u128(FAMILY), worker(3), 3, Action::Family(action))
}

fn consent(world: &World, change: impl FnOnce(&mut Consent)) -> Vec<Entry> {
    let on = world.app.now().day();
    let mut given = Consent {
        purpose: PURPOSE.into(),
        by: child(),
        covers: vec![child()],
        recipient: "Bavel Health Centre".into(),
        organisation: None,
        sections: vec![Section::Identity, Section::Narrative],
        language: "km".into(),
        on,
        until: on.plus_days(60),
        withheld: String::new(),
        mark: Mark::OnPaper,
    };
    change(&mut given);
    let assent = Assent {
        child: child(),
        purpose: PURPOSE.into(),
        agrees: true,
        words: String::new(),
        language: "km".into(),
        on,
        mark: Mark::OnPaper,
    };
    vec![
        family_entry(world, A::ConsentGiven { consent: CONSENT, given }),
        family_entry(world, A::AssentGiven { assent: ConsentId::from_u128(0x901), given: assent }),
    ]
}

fn packet(world: &World, organisation: Option<OrganisationId>) -> Packet {
    Packet {
        family: StreamId::from_u128(FAMILY),
        to: to(organisation),
        consent: CONSENT,
        sections: vec![Section::Identity, Section::Narrative],
        people: vec![Told {
            name_km: "សុខ សុភា".into(),
            name_latin: "Sok Sophea".into(),
            sex: Sex::Female,
            age: Some(9),
        }],
        village: "02040101".parse().unwrap(),
        address: String::new(),
        need: "a cough that does not end".into(),
        why: "for three weeks".into(),
        health: String::new(),
        safety: String::new(),
        legal: String::new(),
        from: Referrer {
            name_km: String::new(),
            name_latin: "SOPHEA".into(),
            phone: "012".into(),
            org_km: String::new(),
            org_latin: "Test".into(),
        },
        urgency: Risk::Medium,
        answer_by: world.app.now().plus_hours(72),
        finish_by: world.app.now().day().plus_days(30),
    }
}

/// The two entries of one act.
fn referring(world: &World, organisation: Option<OrganisationId>) -> Vec<Entry> {
    let packet = packet(world, organisation);
    let sent = ServiceSent {
        to: packet.to.clone(),
        people: vec![child()],
        sections: packet.sections.clone(),
        consent: CONSENT,
        withheld_left_out: true,
        on: world.app.now().day(),
    };
    vec![
        family_entry(world, A::ServiceReferred { referral: REFERRAL, sent }),
        world.entry(REFERRAL, worker(3), 3, Action::ServiceReferral(S::Sent { packet: Box::new(packet) })),
    ]
}

fn verdicts(pushed: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    pushed["receipts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|receipt| {
            let outcome = receipt["result"]["outcome"].as_str();
            (text(&receipt["verdict"]), outcome.map_or_else(|| text(&receipt["code"]), str::to_owned))
        })
        .collect()
}

fn streams(pulled: &Value) -> Vec<String> {
    pulled["streams"].as_array().unwrap().iter().map(|s| s["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn consent_and_referral_may_come_in_one_push_and_a_resend_is_no_duplicate() {
    let world = world(Some(THEIRS)).await;
    let sophea = world.sign_in("sophea").await;
    let mut entries = consent(&world, |_| {});
    entries.extend(referring(&world, Some(THEIRS)));
    let pushed = sophea.push(&entries).await;
    assert!(
        verdicts(&pushed).iter().all(|(verdict, outcome)| verdict == "placed" && outcome == "applied"),
        "{pushed}"
    );
    let again = sophea.push(&entries).await;
    assert!(verdicts(&again).iter().all(|(verdict, _)| verdict == "already_there"), "{again}");
    let pulled = sophea.pull(json!([])).await;
    assert!(streams(&pulled).contains(&REFERRAL.to_string()));
    assert!(streams(&pulled).contains(&PROVIDER.to_string()), "the directory of her area comes along");
}

#[tokio::test]
async fn without_a_fitting_consent_nothing_leaves() {
    let changes: [fn(&mut Consent); 4] = [
        |given| given.purpose = "services".into(),
        |given| given.recipient = "The school".into(),
        |given| given.covers = vec![],
        |given| given.sections = vec![Section::Identity],
    ];
    for change in changes {
        let world = world(Some(THEIRS)).await;
        let sophea = world.sign_in("sophea").await;
        let mut entries = consent(&world, |given| {
            given.by = PersonId::from_u128(FAMILY + 1);
            change(given);
        });
        if entries.is_empty() {
            continue;
        }
        entries.extend(referring(&world, Some(THEIRS)));
        let pushed = sophea.push(&entries).await;
        let all = verdicts(&pushed);
        // Whoever gives a consent is covered by it: the third change leaves it whole.
        if all.iter().all(|(verdict, _)| verdict == "placed") {
            continue;
        }
        assert_eq!(all[2], ("refused".into(), "consent-missing".into()), "{pushed}");
        assert_eq!(all[3], ("refused".into(), "consent-missing".into()), "{pushed}");
        assert!(world.app.store.service_referral(REFERRAL).await.unwrap().is_none());
    }
    let world = world(Some(THEIRS)).await;
    let sophea = world.sign_in("sophea").await;
    let pushed = sophea.push(&referring(&world, Some(THEIRS))).await;
    assert!(verdicts(&pushed).iter().all(|(_, code)| code == "consent-missing"), "{pushed}");
}

#[tokio::test]
async fn a_child_who_was_not_asked_or_said_no_is_not_told_of() {
    for agrees in [None, Some(false)] {
        let world = world(Some(THEIRS)).await;
        // The consent is her mother's.
        let mother = PersonId::from_u128(FAMILY + 2);
        let person = domain::family::people::NewPerson {
            id: mother,
            name_km: "ម៉ៅ".into(),
            name_latin: "Mao".into(),
            sex: Sex::Female,
            birth: Some(domain::time::Birth::About { year: 1990, month: None }),
            in_focus: false,
        };
        let mut entries = vec![family_entry(&world, A::PersonAdded { person })];
        let mut given = consent(&world, |given| given.by = mother);
        match agrees {
            None => given.truncate(1),
            Some(said) => {
                if let Action::Family(A::AssentGiven { given, .. }) = &mut given[1].action {
                    given.agrees = said;
                }
            }
        }
        entries.extend(given);
        entries.extend(referring(&world, Some(THEIRS)));
        let pushed = world.sign_in("sophea").await.push(&entries).await;
        let all = verdicts(&pushed);
        assert!(all.iter().rev().take(2).all(|(_, code)| code == "consent-missing"), "{agrees:?} {pushed}");
    }
}

#[tokio::test]
async fn a_packet_goes_only_where_and_as_the_file_says() {
    let world = world(Some(THEIRS)).await;
    let sophea = world.sign_in("sophea").await;
    sophea.push(&consent(&world, |_| {})).await;
    let tamper: [fn(&mut Packet); 3] = [
        |packet| packet.to.organisation = Some(OURS),
        |packet| packet.to.name_latin = "Somebody else".into(),
        |packet| packet.sections.push(Section::Health),
    ];
    for change in tamper {
        let mut entries = referring(&world, Some(THEIRS));
        if let Action::ServiceReferral(S::Sent { packet }) = &mut entries[1].action {
            change(packet);
        }
        // The packet alone, then with the file's word.
        let alone = sophea.push(&entries[1..]).await;
        assert_eq!(verdicts(&alone)[0].0, "refused", "{alone}");
    }
    let mut entries = referring(&world, Some(THEIRS));
    if let Action::ServiceReferral(S::Sent { packet }) = &mut entries[1].action {
        packet.people.push(packet.people[0].clone());
    }
    let pushed = sophea.push(&entries).await;
    assert_eq!(verdicts(&pushed)[1], ("refused".into(), "packet-of-others".into()), "{pushed}");
}

/// A name of another family that got into a packet by mistake goes nowhere.
#[tokio::test]
async fn a_packet_names_the_people_of_the_file_and_nobody_else() {
    for (km, latin) in [("ចាន់ ដារា", "Chan Dara"), ("សុខ សុភា", "Chan Dara"), ("", "")]
    {
        let world = world(Some(THEIRS)).await;
        let sophea = world.sign_in("sophea").await;
        sophea.push(&consent(&world, |_| {})).await;
        let mut entries = referring(&world, Some(THEIRS));
        if let Action::ServiceReferral(S::Sent { packet }) = &mut entries[1].action {
            (packet.people[0].name_km, packet.people[0].name_latin) = (km.into(), latin.into());
        }
        let pushed = sophea.push(&entries).await;
        assert_eq!(verdicts(&pushed)[1], ("refused".into(), "packet-of-others".into()), "{pushed}");
        assert_eq!(pushed["receipts"][1]["reason"], "people");
        assert!(!pushed.to_string().contains("Chan"), "{pushed}");
        let stranger = world.sign_in("stranger").await;
        assert!(!streams(&stranger.pull(json!([])).await).contains(&REFERRAL.to_string()));
    }
}

#[tokio::test]
async fn the_receiver_sees_the_packet_and_nothing_else_and_outsiders_see_nothing() {
    let world = world(Some(THEIRS)).await;
    let sophea = world.sign_in("sophea").await;
    let mut entries = consent(&world, |_| {});
    entries.extend(referring(&world, Some(THEIRS)));
    sophea.push(&entries).await;
    let path = format!("/api/v1/service-referrals/{REFERRAL}");
    let stranger = world.sign_in("stranger").await;
    let seen = stranger.get(&path).await.ok().to_string();
    assert!(seen.contains("a cough that does not end") && !seen.contains(SECRET));
    let pulled = stranger.pull(json!([])).await;
    assert!(streams(&pulled).contains(&REFERRAL.to_string()));
    assert!(!streams(&pulled).contains(&StreamId::from_u128(FAMILY).to_string()));
    assert!(!pulled.to_string().contains(SECRET));
    stranger.get(&format!("/api/v1/families/{}", StreamId::from_u128(FAMILY))).await.is_problem("not-found");
    let dara = world.sign_in("dara").await;
    dara.get(&path).await.ok();
    for outside in ["bopha", "lonely", "numbers", "admin"] {
        let person = world.sign_in(outside).await;
        person.get(&path).await.is_problem("not-found");
        assert!(!streams(&person.pull(json!([])).await).contains(&REFERRAL.to_string()), "{outside}");
    }
    let nothing = stranger.get(&format!("/api/v1/service-referrals/{}", StreamId::from_u128(1))).await;
    nothing.is_problem("not-found");
    let audit = world.app.store.audit_rows(THEIRS, Some(REFERRAL), 20).await.unwrap();
    assert!(audit.iter().any(|row| row.event.action == "service_referral.read"));
}

#[tokio::test]
async fn each_side_gives_its_own_commands_only() {
    let world = world(Some(THEIRS)).await;
    let sophea = world.sign_in("sophea").await;
    let mut entries = consent(&world, |_| {});
    entries.extend(referring(&world, Some(THEIRS)));
    sophea.push(&entries).await;
    let accepted = || S::Accepted { by: String::new(), words: "come on Saturday".into() };
    let say = |author: u128, action: S| {
        world.entry(REFERRAL, worker(author), author, Action::ServiceReferral(action))
    };
    let own = sophea.push(&[say(3, accepted())]).await;
    assert_eq!(verdicts(&own)[0].0, "refused", "the sender does not answer herself");
    let stranger = world.sign_in("stranger").await;
    let asked = stranger.push(&[say(8, S::Reminded { words: String::new() })]).await;
    assert_eq!(verdicts(&asked)[0].0, "refused", "the receiver does not remind herself");
    let done = S::Completed { by: String::new(), outcome: "helped".into(), words: String::new() };
    let early = stranger.push(&[say(8, done.clone())]).await;
    assert_eq!(verdicts(&early)[0], ("placed".into(), "rejected".into()), "not accepted yet");
    let report = S::FeedbackGiven {
        by: String::new(),
        to_worker: "well again".into(),
        for_family: "drink water".into(),
    };
    let pushed = stranger.push(&[say(8, accepted()), say(8, done), say(8, report)]).await;
    assert!(verdicts(&pushed).iter().all(|(_, outcome)| outcome == "applied"), "{pushed}");
    let pulled = sophea.pull(json!([])).await.to_string();
    assert!(pulled.contains("drink water"), "the word for the family reaches the worker");
}

#[tokio::test]
async fn a_withdrawal_ends_the_receivers_sight_at_the_next_request_and_the_next_sync() {
    let world = world(Some(THEIRS)).await;
    let sophea = world.sign_in("sophea").await;
    let mut entries = consent(&world, |_| {});
    entries.extend(referring(&world, Some(THEIRS)));
    sophea.push(&entries).await;
    let stranger = world.sign_in("stranger").await;
    stranger.get(&format!("/api/v1/service-referrals/{REFERRAL}")).await.ok();
    let on = world.app.now().day();
    let back = A::ConsentWithdrawn { consent: CONSENT, on, reason: "changed her mind".into() };
    sophea.push(&[family_entry(&world, back)]).await;
    stranger.get(&format!("/api/v1/service-referrals/{REFERRAL}")).await.is_problem("not-found");
    let pulled = stranger.pull(json!([[REFERRAL, 1]])).await;
    assert_eq!(pulled["forget"], json!([REFERRAL]));
    let accepted = S::Accepted { by: String::new(), words: String::new() };
    let answer = world.entry(REFERRAL, worker(8), 8, Action::ServiceReferral(accepted));
    assert_eq!(verdicts(&stranger.push(&[answer]).await)[0].0, "refused");
    sophea.get(&format!("/api/v1/service-referrals/{REFERRAL}")).await.ok();
}

async fn link(world: &World) -> (String, String) {
    let sophea = world.sign_in("sophea").await;
    let mut entries = consent(world, |_| {});
    entries.extend(referring(world, None));
    sophea.push(&entries).await;
    let made = sophea.post(&format!("/api/v1/service-referrals/{REFERRAL}/link"), &json!({})).await.ok();
    (made["token"].as_str().unwrap().to_owned(), made["code"].as_str().unwrap().to_owned())
}

async fn read(world: &World, token: &str, code: &str) -> Answer {
    let request = Request::get(format!("/api/v1/received/{token}"))
        .header("x-receiver-code", code)
        .header(header::ACCEPT_LANGUAGE, "en");
    world.send(request.body(Body::empty()).unwrap()).await
}

async fn say(world: &World, token: &str, body: Value) -> Answer {
    let path = format!("/api/v1/received/{token}");
    world.send(post(&path, &body).body(Body::from(body.to_string())).unwrap()).await
}

#[tokio::test]
async fn a_receiver_without_an_account_opens_with_link_and_code_and_answers() {
    let world = world(None).await;
    let (token, code) = link(&world).await;
    let seen = read(&world, &token, &code).await.ok();
    assert_eq!(seen["state"], "sent");
    assert_eq!(seen["packet"]["need"], "a cough that does not end");
    assert!(!seen.to_string().contains(SECRET));
    assert_eq!(seen["place"]["en"].as_str().unwrap().split(',').next(), Some("Bavel Muoy"));
    let answer = |id: u128, action: Value| json!({ "id": EntryId::from_u128(id), "action": action });
    let accepted = answer(0xa1, json!({ "accepted": { "by": "Nurse Dara", "words": "Saturday" } }));
    let body = json!({ "code": code, "answers": [accepted] });
    assert_eq!(say(&world, &token, body.clone()).await.ok()["state"], "accepted");
    let again = say(&world, &token, body).await.ok();
    assert_eq!((again["state"].as_str(), again["turns"].as_array().unwrap().len()), (Some("accepted"), 2));
    let ends = [
        answer(0xa2, json!({ "completed": { "by": "Nurse Dara", "outcome": "helped", "words": "well" } })),
        answer(
            0xa3,
            json!({ "feedback_given": { "by": "Nurse Dara", "to_worker": "well", "for_family": "drink water" } }),
        ),
    ];
    let done = say(&world, &token, json!({ "code": code, "answers": ends })).await.ok();
    assert_eq!((done["state"].as_str(), done["refused"].as_array().unwrap().len()), (Some("completed"), 0));
    let sophea = world.sign_in("sophea").await;
    assert!(sophea.pull(json!([])).await.to_string().contains("drink water"));
    let forged = answer(0xa4, json!({ "reminded": { "words": "" } }));
    say(&world, &token, json!({ "code": code, "answers": [forged] })).await.is_problem("bad-value");
    let rows = world.app.store.audit_rows(OURS, Some(REFERRAL), 50).await.unwrap();
    assert!(
        rows.iter()
            .any(|row| row.event.action == "service_referral.read_by_link" && row.event.outcome == "read")
    );
}

#[tokio::test]
async fn wrong_codes_lock_the_link_and_time_ends_it() {
    let world = world(None).await;
    let (token, code) = link(&world).await;
    read(&world, "0000", &code).await.is_problem("not-found");
    for _ in 0..4 {
        let wrong = read(&world, &token, "wrong").await;
        assert_eq!(wrong.status, StatusCode::FORBIDDEN);
        wrong.is_problem("wrong-receiver-code");
    }
    read(&world, &token, &code).await.ok();
    for _ in 0..5 {
        read(&world, &token, "wrong").await.is_problem("wrong-receiver-code");
    }
    read(&world, &token, &code).await.is_problem("link-ended");
    let (token, code) = {
        let sophea = world.sign_in("sophea").await;
        let made = sophea.post(&format!("/api/v1/service-referrals/{REFERRAL}/link"), &json!({})).await.ok();
        (made["token"].as_str().unwrap().to_owned(), made["code"].as_str().unwrap().to_owned())
    };
    read(&world, &token, &code).await.ok();
    world.clock.0.fetch_add(14 * 86_400_000, std::sync::atomic::Ordering::SeqCst);
    read(&world, &token, &code).await.is_problem("link-ended");
}

#[tokio::test]
async fn a_withdrawal_ends_the_link_without_saying_so() {
    let world = world(None).await;
    let (token, code) = link(&world).await;
    let on: Day = world.app.now().day();
    let back = A::ConsentWithdrawn { consent: CONSENT, on, reason: "changed her mind".into() };
    world.sign_in("sophea").await.push(&[family_entry(&world, back)]).await;
    let ended = read(&world, &token, &code).await;
    assert_eq!(ended.status, StatusCode::GONE);
    assert!(!ended.is_problem("link-ended").to_string().contains("consent"));
    // What the receiver knows is not thrown away: it reaches whoever referred, and shows the receiver nothing.
    let told = "she was beaten again";
    let words = json!({ "feedback_given": { "by": "Nurse Dara", "to_worker": told, "for_family": "" } });
    let answers = json!([{ "id": EntryId::from_u128(0xf1), "action": words }]);
    let body = json!({ "code": code, "answers": answers });
    let kept = say(&world, &token, body).await;
    assert_eq!(kept.status, StatusCode::GONE, "{:?}", String::from_utf8_lossy(&kept.bytes));
    assert!(!kept.is_problem("link-ended-kept").to_string().contains("Sok"));
    let sender = world.sign_in("sophea").await.pull(json!([])).await;
    assert!(sender.to_string().contains(told), "{sender}");
}

#[tokio::test]
async fn only_who_works_with_the_family_makes_a_link() {
    let world = world(None).await;
    link(&world).await;
    let path = format!("/api/v1/service-referrals/{REFERRAL}/link");
    for outside in ["bopha", "vanna", "stranger", "admin", "numbers", "chanthy"] {
        world.sign_in(outside).await.post(&path, &json!({})).await.is_problem("not-found");
    }
    world.sign_in("dara").await.post(&path, &json!({})).await.ok();
}

#[tokio::test]
async fn the_directory_is_written_by_who_works_with_families_and_read_by_all() {
    let world = world(None).await;
    let set = |author: u128| {
        let on = world.app.now().day();
        world.entry(
            PROVIDER,
            worker(author),
            author,
            Action::Provider(ProviderAction::Confirmed { service: None, on }),
        )
    };
    for (who, id, may) in [
        ("sophea", 3, true),
        ("vanna", 5, true),
        ("stranger", 8, true),
        ("admin", 6, false),
        ("numbers", 7, false),
    ] {
        let person = world.sign_in(who).await;
        let pushed = person.push(&[set(id)]).await;
        assert_eq!(verdicts(&pushed)[0].0 == "placed", may, "{who} {pushed}");
        assert!(streams(&person.pull(json!([])).await).contains(&PROVIDER.to_string()), "{who}");
    }
}

#[tokio::test]
async fn without_the_log_no_link_opens_and_the_family_learns_who_came_with_one() {
    let world = world(None).await;
    let (token, code) = link(&world).await;
    read(&world, &token, &code).await.ok();
    let sophea = world.sign_in("sophea").await;
    let report = sophea.get(&format!("/api/v1/families/{}/readers", StreamId::from_u128(FAMILY))).await.ok();
    let readings: Vec<&Value> =
        report["days"].as_array().unwrap().iter().flat_map(|d| d["readings"].as_array().unwrap()).collect();
    let came = readings.iter().find(|one| one["manner"] == "by_link").unwrap();
    assert_eq!((&came["purpose"], &came["name_latin"]), (&json!("referral"), &json!("")));
    assert_eq!(came["sections"], json!(["identity", "narrative"]));
    world
        .sql("CREATE TRIGGER audit_broken BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'broken'); END;")
        .await;
    let refused = read(&world, &token, &code).await;
    assert!(!refused.is_problem("broken").to_string().contains("cough"));
}

#[tokio::test]
async fn somebody_kept_out_of_the_family_is_kept_out_of_its_packets() {
    let world = world(Some(THEIRS)).await;
    let sophea = world.sign_in("sophea").await;
    let mut entries = consent(&world, |_| {});
    entries.extend(referring(&world, Some(THEIRS)));
    sophea.push(&entries).await;
    let stranger = world.sign_in("stranger").await;
    let path = format!("/api/v1/service-referrals/{REFERRAL}");
    stranger.get(&path).await.ok();
    // A relative of the father works at the receiving organisation.
    let kept_out = A::WorkerExcluded { worker: worker(8), why: "his brother".into() };
    world.append(OURS, vec![family_entry(&world, kept_out)]).await;
    stranger.get(&path).await.is_problem("not-found");
    assert_eq!(stranger.pull(json!([[REFERRAL, 1]])).await["forget"], json!([REFERRAL]));
    let accepted = S::Accepted { by: String::new(), words: String::new() };
    let answer = world.entry(REFERRAL, worker(8), 8, Action::ServiceReferral(accepted));
    assert_eq!(verdicts(&stranger.push(&[answer]).await)[0].0, "refused");
    let rows = world.app.store.audit_rows(THEIRS, Some(REFERRAL), 20).await.unwrap();
    assert!(rows.iter().any(|row| !row.event.allowed && row.event.outcome == "own_relative"));
}

#[tokio::test]
async fn nobody_tells_a_service_what_she_may_not_read_herself() {
    let world = world(Some(THEIRS)).await;
    let sophea = world.sign_in("sophea").await;
    sophea.push(&consent(&world, |_| {})).await;
    let family = StreamId::from_u128(FAMILY).uuid().simple().to_string();
    world
        .sql(&format!("INSERT INTO family_sealed (stream, section) VALUES (x'{family}', 'narrative')"))
        .await;
    let pushed = sophea.push(&referring(&world, Some(THEIRS))).await;
    // The seal stands in the row only: the fold does not know it, the packet does not leave.
    assert_eq!(verdicts(&pushed)[1].0, "refused", "{pushed}");
    assert_eq!(pushed["receipts"][1]["reason"], "closed_section");
}

/// "Who may see this file" tells what left it too: who reads it there, which sections, until when, and whether a link opens
/// it; never which service that is.
#[tokio::test]
async fn who_reads_a_packet_is_told_to_those_who_watch_over_the_file() {
    for receiver in [Some(THEIRS), None] {
        let world = world(receiver).await;
        let sophea = world.sign_in("sophea").await;
        let mut entries = consent(&world, |_| {});
        entries.extend(referring(&world, receiver));
        sophea.push(&entries).await;
        let path = format!("/api/v1/families/{}/access", StreamId::from_u128(FAMILY));
        let packets = async || sophea.get(&path).await.ok()["packets"].clone();
        if receiver.is_none() {
            assert_eq!(packets().await, json!([]), "nobody can read it yet");
            sophea.post(&format!("/api/v1/service-referrals/{REFERRAL}/link"), &json!({})).await.ok();
        }
        let told = packets().await;
        assert_eq!(told[0]["sections"], json!(["identity", "narrative"]), "{told}");
        assert_eq!(told[0]["organisation_latin"], receiver.map_or("", |_| "Test"), "{told}");
        assert_eq!(told[0]["link"].is_null(), receiver.is_some(), "{told}");
        let to = to(receiver);
        assert!(!told.to_string().contains(&to.name_latin) || to.name_latin.is_empty(), "{told}");
        let back = A::ConsentWithdrawn { consent: CONSENT, on: world.app.now().day(), reason: "no".into() };
        sophea.push(&[family_entry(&world, back)]).await;
        assert_eq!(packets().await, json!([]), "with the consent it is over");
    }
}
