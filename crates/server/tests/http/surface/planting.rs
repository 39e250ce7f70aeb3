//! The family that none of those who walk may read: everything that can be written about one, with a word in each
//! place that stands nowhere else.

use super::people::signed_in;
use crate::harness::*;
use axum::http::StatusCode;
use domain::entry::{Action, Section};
use domain::family::concern::Concern;
use domain::family::consent::{Assent, Consent, Mark};
use domain::family::people::{HealthField, NewPerson};
use domain::family::photo::{Photo, PhotoHash, PhotoOf};
use domain::family::referral::Referral;
use domain::family::service::{PURPOSE, ServiceSent};
use domain::family::transfer::Proposed;
use domain::family::visit::RecordedVisit;
use domain::family::{FamilyAction as A, TeamRole};
use domain::ids::{
    ConcernId, ConsentId, DeviceId, OrganisationId, PersonId, PhotoId, ServiceId, StreamId, TransferId,
    VisitId,
};
use domain::kinship::Sex;
use domain::protocol::Risk;
use domain::provider::{Eligibility, ProviderAction, ProviderFacts, ServiceFacts};
use domain::service_referral::{Packet, Recipient, Referrer, ServiceReferralAction as S, Told};
use domain::time::{Birth, Day};
use kinkeeper_server::app::elsewhere::match_waiting;
use serde_json::{Value, json};
use sha2::Digest;
use store::Actor;
use store::photos::{BringPart, Brought, Held};

/// An organisation that has nothing to do with the family.
pub const THIRD: OrganisationId = OrganisationId::from_u128(0x0c);
/// The one that held it before.
pub const FORMER: OrganisationId = OrganisationId::from_u128(0x0d);
pub const FAMILY: StreamId = StreamId::from_u128(0xf100);
pub const CHILD: PersonId = PersonId::from_u128(0xf101);
pub const REFERRAL: StreamId = StreamId::from_u128(0xf200);
pub const PROVIDER: StreamId = StreamId::from_u128(0xf300);
const SERVICE: ServiceId = ServiceId::from_u128(0xf301);
const TO_SERVICE: ConsentId = ConsentId::from_u128(0xf400);
pub const TRANSFER: TransferId = TransferId::from_u128(0xf500);
/// Only this family lives there.
pub const VILLAGE: &str = "08010101";
pub const NAME_LATIN: &str = "Zqxvjka Zqxvjkname";
pub const NAME_KM: &str = "ឱឲឳមាស ឱឲឳពេជ្រ";

/// What no answer may hold. Long enough that no random challenge or token spells it.
pub fn marked(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text).to_lowercase();
    text.contains("zqxvjk") || text.contains("ឱឲឳ")
}

/// What came of the planting and cannot be known beforehand.
pub struct Planted {
    pub consultation: String,
    pub emergency: String,
    pub enquiry: String,
    pub token: String,
    pub code: String,
    pub session: String,
}

fn today() -> Day {
    Day::new(2026, 11, 20).unwrap()
}

fn to() -> Recipient {
    Recipient {
        provider: PROVIDER,
        service: SERVICE,
        code: "medical_support_provision_medical_case".into(),
        name_km: "មណ្ឌលសុខភាព".into(),
        name_latin: "Bavel Health Centre".into(),
        organisation: Some(THEIRS),
    }
}

/// The directory is everybody's: it is there before.
pub async fn directory(world: &World) {
    let place = |code: &str| code.parse().unwrap();
    let facts = ProviderFacts {
        name_km: to().name_km,
        name_latin: to().name_latin,
        kind: "health_centre".into(),
        organisation: Some(THEIRS),
        phones: vec![],
        places: vec![place("020401")],
    };
    let offered = ServiceFacts {
        code: to().code,
        catchment: vec![place("0204")],
        hours: String::new(),
        cost: String::new(),
        eligible: Eligibility::default(),
        how: String::new(),
        contact: String::new(),
    };
    let actions =
        [ProviderAction::Named { facts }, ProviderAction::ServiceSet { service: SERVICE, facts: offered }];
    let entries = actions.map(|action| world.entry(PROVIDER, worker(3), 3, Action::Provider(action)));
    world.append(OURS, entries.to_vec()).await;
}

fn consent(purpose: &str, organisation: Option<OrganisationId>, sections: Vec<Section>) -> Consent {
    Consent {
        purpose: purpose.into(),
        by: CHILD,
        covers: vec![CHILD],
        recipient: "Bavel Health Centre".into(),
        organisation,
        sections,
        language: "km".into(),
        on: today(),
        until: today().plus_days(60),
        withheld: "Zqxvjkwithheld".into(),
        mark: Mark::OnPaper,
    }
}

/// What its former holder wrote.
fn before() -> Vec<A> {
    let person = NewPerson {
        id: CHILD,
        name_km: NAME_KM.into(),
        name_latin: NAME_LATIN.into(),
        sex: Sex::Female,
        birth: Some(Birth::About { year: 2017, month: None }),
        in_focus: true,
    };
    let referral = Referral {
        source: "village_chief".into(),
        referrer: "Zqxvjkreferrer".into(),
        referrer_phone: "zqxvjk012".into(),
        reasons: vec![],
        story: "Zqxvjkstory".into(),
        urgency: Risk::High,
        people: vec![CHILD],
        family_knows: Some(true),
        received_at: domain::time::Millis(NOON - 5 * 86_400_000),
    };
    let proposed = Proposed {
        to: OURS,
        why: "Zqxvjkmoved".into(),
        summary: "Zqxvjksummary".into(),
        conference_on: Some(today()),
        conference_with: "Zqxvjkconference".into(),
        contact: "Zqxvjkcontact".into(),
        on: today(),
    };
    vec![
        A::Opened { village: VILLAGE.parse().unwrap(), import: None },
        A::WorkerAssigned { worker: worker(60), role: TeamRole::Lead },
        A::WorkerAssigned { worker: worker(63), role: TeamRole::Specialist },
        A::PersonAdded { person },
        A::AddressSet { address: "Zqxvjkaddress".into() },
        A::ReferralReceived { referral },
        A::ConsentGiven {
            consent: ConsentId::from_u128(0xf401),
            given: consent("transfer", Some(OURS), vec![Section::Identity]),
        },
        A::TransferProposed { transfer: TRANSFER, proposed },
    ]
}

/// What its holder writes.
fn after() -> Vec<A> {
    let recorded = RecordedVisit {
        on: today(),
        place: "home".into(),
        met: Vec::new(),
        others: "Zqxvjkothers".into(),
        strengths: "Zqxvjkstrengths".into(),
        observations: "Zqxvjkobserved".into(),
        child_words: Vec::new(),
        done: Vec::new(),
    };
    let raised = Concern {
        level: Risk::High,
        about: vec![CHILD],
        kind: "neglect".into(),
        what: "Zqxvjkconcern".into(),
        said_by: "Zqxvjkneighbour".into(),
        done_at_once: "Zqxvjkdone".into(),
        report: None,
        on: today(),
    };
    let assent = Assent {
        child: CHILD,
        purpose: PURPOSE.into(),
        agrees: true,
        words: "Zqxvjkassent".into(),
        language: "km".into(),
        on: today(),
        mark: Mark::OnPaper,
    };
    let team = |id| A::WorkerAssigned { worker: worker(id), role: TeamRole::Specialist };
    vec![
        A::HealthSet { person: CHILD, changes: vec![HealthField::Note("Zqxvjkhealth".into())] },
        A::VisitRecorded { visit: VisitId::from_u128(0xf600), recorded },
        A::RiskSet { level: Risk::High, reason: "Zqxvjkrisk".into() },
        A::ConcernRaised { concern: ConcernId::from_u128(0xf700), raised },
        A::ConsentGiven {
            consent: TO_SERVICE,
            given: consent(PURPOSE, None, vec![Section::Identity, Section::Narrative]),
        },
        A::AssentGiven { assent: ConsentId::from_u128(0xf402), given: assent },
        A::PhotoTaken { photo: PhotoId::from_u128(0xf800), taken: photo().1 },
        // Three who would read it if they still could, or could already.
        team(33),
        team(35),
        team(36),
        A::WorkerExcluded { worker: worker(33), why: "Zqxvjksister".into() },
        A::WorkerExcluded { worker: worker(32), why: "Zqxvjkuncle".into() },
    ]
}

/// A photograph of where they live, and what the file says of it.
pub fn photo() -> (Vec<u8>, Photo) {
    let bytes = testkit::jpeg::jpeg(64, 48, 5_000, 7);
    let hash: [u8; 32] = sha2::Sha256::digest(&bytes).into();
    let taken = Photo {
        hash: PhotoHash::from_bytes(hash),
        bytes: 5_000,
        width: 64,
        height: 48,
        of: PhotoOf::Home {},
        words: "Zqxvjkphoto".into(),
        on: today(),
        consent: None,
    };
    (bytes, taken)
}

/// Its bytes come, from worker 3.
pub async fn brought(world: &World, family: StreamId) {
    let (bytes, taken) = photo();
    let part = BringPart {
        family,
        hash: taken.hash,
        part: 0,
        bytes,
        actor: Actor { worker: worker(3), org: OURS, device: DeviceId::from_u128(3) },
        budget: 1_000_000,
        at: world.app.now(),
        request_id: "planting".into(),
    };
    let whole = Brought::Here(Held { parts: 1, whole: true });
    assert_eq!(world.app.store.photo_bring(&part).await.unwrap(), whole);
}

fn packet(now: domain::time::Millis) -> Packet {
    Packet {
        family: FAMILY,
        to: to(),
        consent: TO_SERVICE,
        sections: vec![Section::Identity, Section::Narrative],
        people: vec![Told {
            name_km: NAME_KM.into(),
            name_latin: NAME_LATIN.into(),
            sex: Sex::Female,
            age: Some(9),
        }],
        village: VILLAGE.parse().unwrap(),
        address: String::new(),
        need: "Zqxvjkneed".into(),
        why: "Zqxvjkwhy".into(),
        health: String::new(),
        safety: String::new(),
        legal: String::new(),
        from: Referrer {
            name_km: String::new(),
            name_latin: "SOPHEA".into(),
            phone: "zqxvjk013".into(),
            org_km: String::new(),
            org_latin: "Test".into(),
        },
        urgency: Risk::Medium,
        answer_by: now.plus_hours(72),
        finish_by: today().plus_days(30),
    }
}

/// A packet that somebody makes up about a family that she does not know.
pub fn forged(family: StreamId, now: domain::time::Millis) -> Packet {
    Packet { family, need: "help".into(), why: "need".into(), people: Vec::new(), ..packet(now) }
}

fn placed(pushed: &Value) {
    for receipt in pushed["receipts"].as_array().unwrap() {
        let fine = ["applied", "merged"].contains(&receipt["result"]["outcome"].as_str().unwrap_or_default());
        assert!(fine, "{receipt}");
    }
}

/// Plants it, two days before noon, so that every grant is over and the day's questions are counted no more.
pub async fn plant(world: &World) -> Planted {
    world.clock.0.store(NOON - 2 * 86_400_000, std::sync::atomic::Ordering::SeqCst);
    world.app.directory.forget();
    let family = |by: u128, actions: Vec<A>| -> Vec<_> {
        actions
            .into_iter()
            .map(|action| world.entry(FAMILY, worker(by), by, Action::Family(action)))
            .collect()
    };
    world.append(FORMER, family(60, before())).await;
    let (sophea, dara) = (world.sign_in("sophea").await, world.sign_in("dara").await);
    let take = json!({ "family": FAMILY, "lead": worker(3) });
    let answer = dara.post(&format!("/api/v1/transfers/{TRANSFER}/take-on"), &take).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", String::from_utf8_lossy(&answer.bytes));
    world.append(OURS, family(3, after())).await;
    brought(world, FAMILY).await;

    let packet = packet(world.app.now());
    let sent = ServiceSent {
        to: to(),
        people: vec![CHILD],
        sections: packet.sections.clone(),
        consent: TO_SERVICE,
        withheld_left_out: true,
        on: today(),
    };
    let mut entries = family(3, vec![A::ServiceReferred { referral: REFERRAL, sent }]);
    let action = Action::ServiceReferral(S::Sent { packet: Box::new(packet) });
    entries.push(world.entry(REFERRAL, worker(3), 3, action));
    placed(&sophea.push(&entries).await);
    let link = sophea.post(&format!("/api/v1/service-referrals/{REFERRAL}/link"), &json!({})).await.ok();

    // A consultation that is over.
    let path = |what: &str| format!("/api/v1/families/{FAMILY}/consultations{what}");
    let question = json!({ "worker": worker(5), "question": "Zqxvjkquestion", "days": 7 });
    sophea.post(&path(""), &question).await.ok();
    let vanna = world.sign_in("vanna").await;
    let list = vanna.get("/api/v1/consultations").await.ok();
    let consultation = list["consultations"][0]["consultation"].as_str().unwrap().to_owned();
    let advice = json!({ "consultation": consultation, "advice": "Zqxvjkadvice" });
    assert_eq!(vanna.post(&path("/advice"), &advice).await.status, StatusCode::NO_CONTENT);
    let end = json!({ "consultation": consultation });
    assert_eq!(sophea.post(&path("/end"), &end).await.status, StatusCode::NO_CONTENT);

    // An emergency that is over.
    let helper = signed_in(world, "helper").await;
    let ask = json!({ "family": FAMILY, "reason": "danger_now", "words": "Zqxvjkemergency" });
    helper.post("/api/v1/emergencies", &ask).await.ok();
    let list = dara.get("/api/v1/emergencies").await.ok();
    let emergency = list["emergencies"][0]["emergency"].as_str().unwrap().to_owned();

    // A question from elsewhere that waits.
    let asker = signed_in(world, "c.village").await;
    let ask = json!({
        "name": NAME_LATIN, "sex": "female", "birth_year": 2017, "village": VILLAGE, "reason": "Zqxvjkreason",
    });
    asker.post("/api/v1/elsewhere", &ask).await.ok();
    assert_eq!(match_waiting(&world.app).await.unwrap(), 1);
    let list = sophea.get("/api/v1/elsewhere/enquiries").await.ok();
    let enquiry = list["enquiries"][0]["enquiry"].as_str().unwrap().to_owned();

    let sessions = sophea.get("/api/v1/sessions").await.ok();
    let session = sessions["sessions"][0]["session"].as_str().unwrap().to_owned();
    // Its own people read all of it: what follows is not empty talk.
    let file = sophea.get(&format!("/api/v1/families/{FAMILY}")).await;
    assert!(marked(&file.bytes));
    world.clock.0.store(NOON, std::sync::atomic::Ordering::SeqCst);
    world.app.directory.forget();
    // None of those who walk is signed in once more than before.
    for person in [&vanna, &helper, &asker] {
        person.post("/api/v1/sign-out", &json!({})).await;
    }
    let text = |key: &str| link[key].as_str().unwrap().to_owned();
    Planted { consultation, emergency, enquiry, token: text("token"), code: text("code"), session }
}
