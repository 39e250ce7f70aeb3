//! Every operation of the OpenAPI document, with what is asked of it. An operation that is missing here fails the test.

use super::people::Persona;
use super::planting::{self, FAMILY, NAME_KM, NAME_LATIN, Planted, REFERRAL, TRANSFER, VILLAGE};
use crate::harness::*;
use axum::body::Body;
use axum::http::header;
use domain::entry::Action;
use domain::family::access::Finding;
use domain::family::number::FileNumber;
use domain::family::people::NewPerson;
use domain::family::visit::RecordedVisit;
use domain::family::{FamilyAction as A, TeamRole};
use domain::ids::{
    DeviceId, EmergencyId, FormId, ImportId, PersonId, PhotoId, RecoveryId, ReviewId, StreamId, VisitId,
};
use domain::kinship::Sex;
use domain::organisation::OrganisationAction;
use domain::protocol::Risk;
use domain::service_referral::ServiceReferralAction as S;
use domain::time::Day;
use serde_json::{Value, json};

/// What an operation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A thing that is named: one that is not hers is answered as one that never was.
    Thing,
    /// What she may see of all: a family that is not hers changes nothing.
    All,
    /// The same, but a family of her own organisation may be hinted at, or found in an emergency.
    Hints,
    /// Herself, or nobody.
    Herself,
    /// It never ends; it has a test of its own.
    Stream,
}

/// One request.
pub struct Ask {
    pub method: &'static str,
    pub path: String,
    pub body: Sent,
}

pub enum Sent {
    Nothing,
    Json(Value),
    File(Vec<u8>),
    Part(Vec<u8>),
}

impl Ask {
    pub async fn of(&self, person: &Person<'_>) -> Answer {
        match &self.body {
            Sent::Nothing if self.method == "GET" => person.get(&self.path).await,
            Sent::Nothing => {
                let request = person.request("POST", &self.path);
                person.world.send(request.body(Body::empty()).unwrap()).await
            }
            Sent::Json(body) => person.post(&self.path, body).await,
            Sent::Part(bytes) => {
                let request = person.request("PUT", &self.path);
                let request = request.header(header::CONTENT_TYPE, "application/octet-stream");
                person.world.send(request.body(Body::from(bytes.clone())).unwrap()).await
            }
            Sent::File(file) => {
                let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
                let request = person.request("POST", &self.path).header(header::CONTENT_TYPE, kind);
                person.world.send(request.body(Body::from(file.clone())).unwrap()).await
            }
        }
    }
}

/// Ids of things, as text: so that they can also be none.
#[derive(Debug, Clone)]
pub struct Things {
    pub family: String,
    pub referral: String,
    pub consultation: String,
    pub emergency: String,
    pub transfer: String,
    pub enquiry: String,
    pub worker: String,
    pub import: String,
    pub form: String,
    pub recovery: String,
    pub session: String,
    pub passkey: String,
    pub photo: String,
}

impl Things {
    /// They exist, and are not hers.
    pub fn foreign(planted: &Planted, who: &Persona<'_>) -> Self {
        let never = Self::never();
        let ours = who.org == OURS;
        Self {
            family: FAMILY.to_string(),
            // A packet that was sent to her is hers.
            referral: if who.receives { never.referral } else { REFERRAL.to_string() },
            consultation: planted.consultation.clone(),
            emergency: planted.emergency.clone(),
            transfer: TRANSFER.to_string(),
            enquiry: planted.enquiry.clone(),
            worker: worker(if ours { 40 } else { 36 }).to_string(),
            import: ImportId::from_u128(if ours { 0xe1 } else { 0xe2 }).to_string(),
            form: FormId::from_u128(if ours { 0xe5 } else { 0xe6 }).to_string(),
            recovery: RecoveryId::from_u128(if ours { 0xe3 } else { 0xe4 }).to_string(),
            session: planted.session.clone(),
            passkey: "aabbccdd".into(),
            photo: planting::photo().1.hash.to_string(),
        }
    }

    /// There never were such things.
    pub fn never() -> Self {
        let id = |n: u128| StreamId::from_u128(0xdead_0000 + n).to_string();
        Self {
            family: id(0),
            referral: id(1),
            consultation: id(2),
            emergency: id(3),
            transfer: id(4),
            enquiry: id(5),
            worker: id(6),
            import: id(7),
            form: id(9),
            recovery: id(8),
            session: "0".repeat(32),
            passkey: "00112233".into(),
            photo: "0".repeat(64),
        }
    }

    /// No ids at all.
    pub fn malformed(text: &str) -> Self {
        let id = || text.to_owned();
        Self {
            family: id(),
            referral: id(),
            consultation: id(),
            emergency: id(),
            transfer: id(),
            enquiry: id(),
            worker: id(),
            import: id(),
            form: id(),
            recovery: id(),
            session: id(),
            passkey: id(),
            photo: id(),
        }
    }

    /// What an answer says when the things in it have no names.
    pub fn unnamed(&self, text: &str) -> String {
        [
            &self.family,
            &self.referral,
            &self.consultation,
            &self.emergency,
            &self.transfer,
            &self.enquiry,
            &self.worker,
            &self.import,
            &self.recovery,
            &self.form,
            &self.session,
            &self.passkey,
            &self.photo,
        ]
        .into_iter()
        .enumerate()
        .fold(text.to_owned(), |text, (place, id)| text.replace(id.as_str(), &format!("<{place}>")))
    }
}

/// Commands of every sort to a family, and to what was told about it, made on her device. An id that is none cannot be
/// part of an entry: such a push cannot be read.
pub fn commands(world: &World, things: &Things, me: &Persona<'_>) -> Vec<Value> {
    let say = |stream: StreamId, action: Action| {
        let mut entry = serde_json::to_value(world.entry(stream, worker(me.who), me.who, action)).unwrap();
        entry["device"] = json!(me.device());
        entry
    };
    let (Ok(family), Ok(referral)) = (things.family.parse::<StreamId>(), things.referral.parse::<StreamId>())
    else {
        let mut entry = say(FAMILY, Action::Family(A::AddressSet { address: "x".into() }));
        entry["stream"] = json!(things.family);
        return vec![entry];
    };
    let today = Day::new(2026, 11, 22).unwrap();
    let person = NewPerson {
        id: PersonId::from_u128(0xa1),
        name_km: String::new(),
        name_latin: "Somebody".into(),
        sex: Sex::Unknown,
        birth: None,
        in_focus: false,
    };
    let recorded = RecordedVisit {
        on: today,
        place: "home".into(),
        met: Vec::new(),
        others: String::new(),
        strengths: String::new(),
        observations: "seen".into(),
        child_words: Vec::new(),
        done: Vec::new(),
    };
    let to_family = [
        A::AddressSet { address: "by the market".into() },
        A::PersonAdded { person },
        A::VisitRecorded { visit: VisitId::from_u128(0xa2), recorded },
        A::RiskSet { level: Risk::Low, reason: "calm".into() },
        A::PersonsSame {
            one: PersonId::from_u128(0xa1),
            other: PersonId::from_u128(0xa3),
            words: String::new(),
        },
        A::FilesSame { other: StreamId::from_u128(0xf0f0), stands: true, words: String::new() },
        A::CrossedLooked { entries: Vec::new() },
        A::WorkerAssigned { worker: worker(me.who), role: TeamRole::Lead },
        A::WorkerExcluded { worker: worker(me.who), why: "a cousin".into() },
        A::PhotoTaken { photo: PhotoId::from_u128(0xa5), taken: planting::photo().1 },
        A::PhotoWithdrawn { photo: PhotoId::from_u128(0xf800), reason: "not good".into() },
        A::ReviewSigned { review: ReviewId::from_u128(0xa3), comment: "good".into() },
        A::EmergencyReviewed {
            emergency: things.emergency.parse().unwrap_or(EmergencyId::from_u128(1)),
            finding: Finding::Justified,
            note: "fine".into(),
        },
        A::TransferWithdrawn { transfer: things.transfer.parse().unwrap(), reason: "no".into() },
        A::ImportWithdrawn { import: ImportId::from_u128(0xa4) },
        A::AdviceGiven { consultation: things.consultation.parse().unwrap(), advice: "wait".into() },
    ];
    let mut all: Vec<Value> =
        to_family.into_iter().map(|action| say(family, Action::Family(action))).collect();
    let answers = [
        S::Accepted { by: String::new(), words: "come".into() },
        S::Reminded { words: "please".into() },
        S::Sent { packet: Box::new(planting::forged(family, world.app.now())) },
    ];
    for action in answers {
        all.push(say(referral, Action::ServiceReferral(action.clone())));
        // To a stream of another kind: what kind it is, is nobody's business either.
        all.push(say(family, Action::ServiceReferral(action)));
    }
    all.push(say(referral, Action::Family(A::AddressSet { address: "by the river".into() })));
    let named = OrganisationAction::Named { name_km: "ក".into(), name_latin: "K".into() };
    all.push(say(family, Action::Organisation(named)));
    all
}

/// What is asked of an operation; `None` for one that nobody has thought of.
#[allow(clippy::too_many_lines, reason = "a table of every operation")]
pub fn asks(world: &World, operation: &str, things: &Things, me: &Persona<'_>) -> Option<(Sort, Vec<Ask>)> {
    let (method, template) = operation.split_once(' ')?;
    let method = match method {
        "GET" => "GET",
        "PUT" => "PUT",
        _ => "POST",
    };
    let ask = |path: String, body: Sent| Ask { method, path, body };
    let with = |id: &str| template.replace("{id}", id);
    let version_of = |code: &str| template.replace("{code}", code).replace("{version}", "1");
    let bare = |sort, path: String| Some((sort, vec![ask(path, Sent::Nothing)]));
    let said = |sort, path: String, body: Value| Some((sort, vec![ask(path, Sent::Json(body))]));
    let of_family = || bare(Sort::Thing, with(&things.family));
    let (family, transfer) = (&things.family, &things.transfer);
    // Of worker 40, if she has signed in on it; a device has no secret id, and is named with whose it is.
    let phone = DeviceId::from_u128(40);
    let form = json!({ "account": "new.name", "name_km": "ថ្មី", "name_latin": "New",
                       "role": "village_social_worker", "supervisor": null });
    let workbook = || {
        let invented = exchange::testing::Invented {
            families: 2,
            villages: &["02040101", VILLAGE],
            workers: &["sophea", "c.village"],
            today: Day::new(2026, 11, 22).unwrap(),
        };
        exchange::testing::good(&invented).unwrap()
    };
    let protocol = || with(&policy::Engine::shipped().unwrap().matrix().hash().unwrap());
    match operation {
        "GET /api/v1/families/{id}" | "GET /api/v1/families/{id}/readers" => {
            let later = if template.ends_with("readers") { "?before=1795323600000" } else { "?after=2" };
            let path = with(family);
            Some((
                Sort::Thing,
                vec![ask(path.clone(), Sent::Nothing), ask(format!("{path}{later}"), Sent::Nothing)],
            ))
        }
        "GET /api/v1/families/{id}/advisers"
        | "GET /api/v1/families/{id}/access"
        | "GET /api/v1/families/{id}/access.pdf"
        | "GET /api/v1/families/{id}/plan.pdf"
        | "GET /api/v1/families/{id}/consent.pdf"
        | "GET /api/v1/families/{id}/closing.pdf"
        | "GET /api/v1/families/{id}/readers.pdf" => of_family(),
        "GET /api/v1/families/{id}/photos/{hash}" => {
            let path = with(family).replace("{hash}", &things.photo);
            Some((
                Sort::Thing,
                vec![ask(path.clone(), Sent::Nothing), ask(format!("{path}?from=9"), Sent::Nothing)],
            ))
        }
        "GET /api/v1/families/{id}/photos/{hash}/held" => {
            bare(Sort::Thing, with(family).replace("{hash}", &things.photo))
        }
        "PUT /api/v1/families/{id}/photos/{hash}/{part}" => {
            let path = with(family).replace("{hash}", &things.photo);
            let parts = ["0", "1", "9"]
                .map(|part| ask(path.replace("{part}", part), Sent::Part(planting::photo().0)));
            Some((Sort::Thing, parts.into()))
        }
        "POST /api/v1/families/{id}/same" => {
            // The family stands, or is the other one.
            let other = StreamId::from_u128(0xf0f0);
            let about = |other: Value| Sent::Json(json!({ "other": other, "same": true }));
            let turned = template.replace("{id}", &other.to_string());
            Some((
                Sort::Thing,
                vec![ask(with(family), about(json!(other))), ask(turned, about(json!(family)))],
            ))
        }
        "POST /api/v1/families/{id}/consultations" => {
            let body = |days: u16| json!({ "worker": worker(5), "question": "what now?", "days": days });
            Some((
                Sort::Thing,
                vec![ask(with(family), Sent::Json(body(7))), ask(with(family), Sent::Json(body(0)))],
            ))
        }
        "POST /api/v1/families/{id}/consultations/end" => {
            said(Sort::Thing, with(family), json!({ "consultation": things.consultation }))
        }
        "POST /api/v1/families/{id}/consultations/advice" => {
            let body = json!({ "consultation": things.consultation, "advice": "wait" });
            said(Sort::Thing, with(family), body)
        }
        "GET /api/v1/service-referrals/{id}" | "POST /api/v1/service-referrals/{id}/link" => {
            bare(Sort::Thing, with(&things.referral))
        }
        "POST /api/v1/emergencies" => {
            // Those who may open it do, and nothing is found out by it that was not theirs to know.
            let body = json!({ "family": family, "reason": "danger_now", "words": "somebody cries" });
            let asks = if me.emergencies { vec![] } else { vec![ask(template.into(), Sent::Json(body))] };
            Some((Sort::Thing, asks))
        }
        "POST /api/v1/emergencies/{id}/review" => {
            let body = json!({ "family": family, "finding": "justified", "note": "it was" });
            let wordless = json!({ "family": family, "finding": "justified", "note": "" });
            let path = with(&things.emergency);
            Some((Sort::Thing, vec![ask(path.clone(), Sent::Json(body)), ask(path, Sent::Json(wordless))]))
        }
        "POST /api/v1/transfers/{id}/take-on" => {
            said(Sort::Thing, with(transfer), json!({ "family": family, "lead": worker(me.who) }))
        }
        "POST /api/v1/transfers/{id}/decline" => {
            let path = with(transfer);
            let body = |reason: &str| Sent::Json(json!({ "family": family, "reason": reason }));
            Some((Sort::Thing, vec![ask(path.clone(), body("too far")), ask(path, body(""))]))
        }
        "POST /api/v1/joints/{id}/take-part" | "POST /api/v1/joints/{id}/workers" => {
            said(Sort::Thing, with(transfer), json!({ "family": family, "workers": [worker(me.who)] }))
        }
        "POST /api/v1/joints/{id}/decline" | "POST /api/v1/joints/{id}/leave" => {
            said(Sort::Thing, with(transfer), json!({ "family": family, "reason": "too far" }))
        }
        "POST /api/v1/protection/readings/{id}" => {
            said(Sort::Thing, with(&things.enquiry), json!({ "verdict": "explained", "note": "a new case" }))
        }
        "POST /api/v1/elsewhere/enquiries/{id}" => {
            let path = with(&things.enquiry);
            let yes = json!({ "contact": true, "why": "childs_safety", "words": "call me" });
            let odd = json!({ "contact": true, "why": "nothing", "words": "" });
            Some((Sort::Thing, vec![ask(path.clone(), Sent::Json(yes)), ask(path, Sent::Json(odd))]))
        }
        "POST /api/v1/sync/push" => {
            let mut pushes: Vec<Ask> = commands(world, things, me)
                .chunks(40)
                .map(|entries| {
                    let body = json!({ "capability": 1, "entries": entries });
                    ask(template.into(), Sent::Json(body))
                })
                .collect();
            let at = world.app.now().0 - 5_000;
            let views = json!({ "capability": 1, "entries": [], "views": [{ "family": family, "at": at }] });
            pushes.push(ask(template.into(), Sent::Json(views)));
            Some((Sort::Thing, pushes))
        }
        "POST /api/v1/sync/pull" => {
            let known = json!([[things.family, 3], [things.referral, 1]]);
            said(
                Sort::Thing,
                template.into(),
                json!({ "capability": 1, "known": known, "budget": 1_000_000 }),
            )
        }
        // Whoever looks after workers of her own organisation knows none of another.
        "POST /api/v1/workers/{id}" => said(Sort::Thing, with(&things.worker), form),
        "POST /api/v1/workers/{id}/passphrase"
        | "POST /api/v1/workers/{id}/recovery"
        | "POST /api/v1/workers/{id}/devices/code"
        | "GET /api/v1/workers/{id}/sessions" => bare(Sort::Thing, with(&things.worker)),
        "POST /api/v1/workers/{id}/sessions/end" => {
            let one = json!({ "session": things.session });
            let path = with(&things.worker);
            Some((Sort::Thing, vec![ask(path.clone(), Sent::Json(json!({}))), ask(path, Sent::Json(one))]))
        }
        "POST /api/v1/workers/{id}/devices/rename" => {
            said(Sort::Thing, with(&things.worker), json!({ "device": phone, "name": "Work phone" }))
        }
        "POST /api/v1/workers/{id}/devices/lock"
        | "POST /api/v1/workers/{id}/devices/unlock"
        | "POST /api/v1/workers/{id}/devices/wipe" => {
            said(Sort::Thing, with(&things.worker), json!({ "device": phone }))
        }
        "POST /api/v1/workers/{id}/provider-invitation" => {
            said(Sort::Thing, with(&things.worker), json!({ "provider": "x", "name": "somebody" }))
        }
        "POST /api/v1/imports/{id}/rollback" => bare(Sort::Thing, with(&things.import)),
        "GET /api/v1/forms/{id}" => {
            let asks = ["".to_owned(), format!("?family={}", things.family)];
            let path = with(&things.form);
            Some((Sort::Thing, asks.map(|more| ask(format!("{path}{more}"), Sent::Nothing)).into()))
        }
        "GET /api/v1/forms/{id}/file" => bare(Sort::Thing, format!("{}?name=a.jpg", with(&things.form))),
        "POST /api/v1/forms/{id}/files/end" => bare(Sort::Thing, with(&things.form)),
        "POST /api/v1/forms/{id}/place" => {
            said(Sort::Thing, with(&things.form), json!({ "family": things.family }))
        }
        "POST /api/v1/forms/{id}/discard" => {
            said(Sort::Thing, with(&things.form), json!({ "reason": "a trial" }))
        }
        "POST /api/v1/recoveries/{id}/confirm" | "POST /api/v1/recoveries/{id}/refuse" => {
            bare(Sort::Thing, with(&things.recovery))
        }
        "POST /api/v1/sessions/end" => {
            said(Sort::Thing, template.into(), json!({ "session": things.session }))
        }
        "POST /api/v1/passkeys/rename" => {
            said(Sort::Thing, template.into(), json!({ "passkey": things.passkey, "name": "mine" }))
        }
        "POST /api/v1/passkeys/remove" => {
            said(Sort::Thing, template.into(), json!({ "passkey": things.passkey }))
        }

        "GET /api/v1/caseload" => {
            let narrowed = [
                "",
                "?scope=mine",
                "?scope=team",
                "?scope=organisation",
                "?scope=shared&sort=updated",
                "?sort=due",
                "?sort=risk",
                "?sort=updated",
                "?closed=true",
                "?risk=high",
                "?only=concern",
                "?only=review",
                "?only=conflict",
                "?due=2030-01-01",
                "?stage=referred",
                "?limit=1&sort=risk",
                "?village=08010101",
                "?village=08",
                "?worker=00000000-0000-0000-0000-000000000003",
            ];
            let asks = narrowed.iter().map(|query| ask(format!("{template}{query}"), Sent::Nothing));
            Some((Sort::All, asks.collect()))
        }
        "GET /api/v1/protection/consents" => bare(Sort::All, template.into()),
        "GET /api/v1/protection/files" => {
            let numbers = [FileNumber::of(FAMILY).to_string(), "0000-0000-0000".to_owned()];
            let asks = numbers.iter().map(|number| ask(format!("{template}?number={number}"), Sent::Nothing));
            Some((Sort::All, asks.collect()))
        }
        "POST /api/v1/search" => {
            let words = [NAME_LATIN, NAME_KM, "zqxvjka", "ពេជ្រ", "zqxvjk"];
            let asks = words.iter().map(|word| ask(template.into(), Sent::Json(json!({ "q": word }))));
            Some((Sort::All, asks.collect()))
        }
        "POST /api/v1/duplicates" => {
            let people = json!([{ "name_latin": NAME_LATIN, "sex": "female", "birth_year": 2017 },
                                { "name_km": NAME_KM, "sex": "female", "birth_year": 2017 }]);
            said(Sort::Hints, template.into(), json!({ "village": VILLAGE, "people": people }))
        }
        "GET /api/v1/alike" => bare(Sort::Hints, template.into()),
        "POST /api/v1/emergencies/search" => {
            said(Sort::Hints, template.into(), json!({ "name": NAME_LATIN, "village": VILLAGE }))
        }
        "GET /api/v1/places" => {
            let words = ["ampov", "zqxvjk"];
            let asks = words.iter().map(|word| ask(format!("{template}?q={word}"), Sent::Nothing));
            Some((Sort::All, asks.collect()))
        }
        "POST /api/v1/imports/families/preview" => {
            Some((Sort::All, vec![ask(template.into(), Sent::File(workbook()))]))
        }
        "GET /api/v1/team"
        | "GET /api/v1/tray"
        | "GET /api/v1/me"
        | "GET /api/v1/places/area"
        | "GET /api/v1/programme/protocol"
        | "GET /api/v1/consultations"
        | "GET /api/v1/elsewhere"
        | "GET /api/v1/elsewhere/enquiries"
        | "GET /api/v1/emergencies"
        | "GET /api/v1/transfers"
        | "GET /api/v1/joints"
        | "GET /api/v1/joints/ended"
        | "GET /api/v1/protection/readings"
        | "GET /api/v1/numbers"
        | "GET /api/v1/workers"
        | "GET /api/v1/imports"
        | "GET /api/v1/recoveries"
        | "GET /api/v1/forms"
        | "GET /api/v1/tools"
        | "GET /api/v1/sessions"
        | "GET /api/v1/second-factors"
        | "GET /api/v1/programme/sharing"
        | "GET /api/v1/demo/accounts"
        | "GET /api/v1/providers"
        | "GET /api/v1/openapi.json"
        | "GET /healthz"
        | "GET /metrics" => bare(Sort::All, template.into()),
        "GET /api/v1/sync/events" => Some((Sort::Stream, vec![])),

        // Phones change when those who use them do anything: in what order they were heard of is no family's secret.
        "GET /api/v1/devices" => bare(Sort::Herself, template.into()),
        // A link is a secret of its own; without the code it says nothing, and soon no longer that.
        "GET /api/v1/received/{token}" => bare(Sort::Herself, template.replace("{token}", "0000")),
        "POST /api/v1/received/{token}" => {
            let body = json!({ "code": "000000", "answers": [] });
            said(Sort::Herself, template.replace("{token}", "0000"), body)
        }
        "POST /api/v1/elsewhere" => {
            let body = json!({ "name": NAME_LATIN, "reason": "alone at the market" });
            said(Sort::Herself, template.into(), body)
        }
        "POST /api/v1/imports/families" => {
            let file = Sent::File(b"PK\x03\x04 and then nothing".to_vec());
            Some((Sort::Herself, vec![ask(format!("{template}?confirm=00"), file)]))
        }
        "POST /api/v1/programme/sharing" => {
            said(Sort::Herself, template.into(), json!({ "matrix": {}, "reason": "to see" }))
        }
        "POST /api/v1/programme/sharing/trial" => {
            said(Sort::Herself, template.into(), json!({ "matrix": {} }))
        }
        "GET /api/v1/programme/sharing/{id}" => bare(Sort::Herself, protocol()),
        "GET /api/v1/programme/sharing/{id}/annex.pdf" => bare(Sort::Herself, with(&"0".repeat(64))),
        "POST /api/v1/programme/sharing/{id}/approve" | "POST /api/v1/programme/sharing/{id}/refuse" => {
            said(Sort::Herself, protocol(), json!({ "note": "no" }))
        }
        "POST /api/v1/programme/sharing/{id}/withdraw" => bare(Sort::Herself, protocol()),
        "GET /api/v1/providers/callback" => bare(Sort::Herself, format!("{template}?state=x&code=y")),
        // Tools speak of nobody.
        "GET /api/v1/tools/{code}/{version}" | "GET /api/v1/tools/{code}/{version}/workbook" => {
            bare(Sort::Herself, version_of("idpoor"))
        }
        "GET /api/v1/tools/{code}/{version}/changes" => {
            bare(Sort::Herself, format!("{}?since=1", version_of("idpoor")))
        }
        "POST /api/v1/tools" => {
            said(Sort::Herself, template.into(), json!({ "document": {}, "note": "to see" }))
        }
        "POST /api/v1/tools/look" => said(Sort::Herself, template.into(), json!({ "document": {} })),
        "POST /api/v1/tools/read" => {
            Some((Sort::Herself, vec![ask(template.into(), Sent::File(b"PK\x03\x04".to_vec()))]))
        }
        "POST /api/v1/tools/{code}/{version}/retire" => {
            said(Sort::Herself, version_of("no-such-tool"), json!({ "note": "no" }))
        }
        "POST /api/v1/tools/{code}/{version}/restore" => bare(Sort::Herself, version_of("no-such-tool")),
        // The door for form-filling apps knows no session; what its keys open has tests of its own.
        "GET /openrosa/formList" | "HEAD /openrosa/submission" | "POST /openrosa/submission" => {
            bare(Sort::Herself, template.into())
        }
        "GET /openrosa/forms/{code}/{version}" | "GET /openrosa/forms/{code}/{version}/manifest" => {
            bare(Sort::Herself, version_of("idpoor"))
        }
        // When her key was made and used.
        "GET /api/v1/collect-key" => bare(Sort::Herself, template.into()),
        // What one says wrongly about oneself. Guesses at passphrases and codes have tests of their own.
        "POST /api/v1/sign-in"
        | "POST /api/v1/sign-in/again"
        | "POST /api/v1/sign-in/code"
        | "POST /api/v1/sign-in/device"
        | "POST /api/v1/device/state"
        | "POST /api/v1/device/wiped"
        | "POST /api/v1/device/pin"
        | "POST /api/v1/devices/pin"
        | "POST /api/v1/sign-in/passkey"
        | "POST /api/v1/passphrase"
        | "POST /api/v1/passkeys"
        | "POST /api/v1/totp/confirm"
        | "POST /api/v1/providers/begin"
        | "POST /api/v1/workers" => said(Sort::Herself, template.into(), json!({ "nothing": 1 })),
        // What it gives is drawn by lot; in a session that is not fresh it gives nothing.
        "POST /api/v1/collect-key"
        | "POST /api/v1/sign-in/passkey/begin"
        | "POST /api/v1/passkeys/begin"
        | "POST /api/v1/totp/begin"
        | "POST /api/v1/totp/remove"
        | "POST /api/v1/recovery-codes"
        | "POST /api/v1/devices/pin/remove"
        | "POST /api/v1/collect-key/end"
        | "GET /api/v1/imports/families/template"
        | "POST /api/v1/sign-out" => bare(Sort::Herself, template.into()),
        _ => None,
    }
}
