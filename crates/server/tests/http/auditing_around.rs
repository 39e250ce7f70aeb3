//! Part of the walk of five thousand actions: what happens around a family's file. Referrals to services with and without
//! an account, advice, hand-overs to and fro, and questions from elsewhere, with what the log must say of each.

use crate::auditing::{Dice, Expected, Shown, ids};
use crate::harness::*;
use crate::surface::planting;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::entry::{Action, Entry, Section};
use domain::family::FamilyAction as A;
use domain::family::consent::{Assent, Consent, Mark};
use domain::family::service::{PURPOSE, ServiceSent};
use domain::family::transfer::Proposed;
use domain::ids::{ConsentId, EntryId, OrganisationId, PersonId, StreamId, TransferId, WorkerId};
use domain::kinship::Sex;
use domain::service_referral::{ServiceReferralAction as S, Told};
use domain::time::Day;
use kinkeeper_server::app::elsewhere::match_waiting;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The family that is referred to services.
pub const REFERRED: StreamId = StreamId::from_u128(0x100);
/// The one that advice is asked for.
const ADVISED: StreamId = StreamId::from_u128(0x200);
/// The one that is handed over, to and fro.
const HANDED: StreamId = StreamId::from_u128(0x300);

type Truth = BTreeMap<OrganisationId, Vec<Expected>>;

/// A referral that is under way.
struct Sent {
    stream: StreamId,
    accepted: bool,
    link: Option<(String, String)>,
    wrong: bool,
}

/// Where things stand.
pub struct Around<'a> {
    world: &'a World,
    dara: Person<'a>,
    sophea: Person<'a>,
    bopha: Person<'a>,
    vanna: Person<'a>,
    stranger: Person<'a>,
    next: u128,
    sent: Option<Sent>,
    consultation: Option<String>,
    /// Who holds the family, and the hand-over that waits.
    holder: OrganisationId,
    handing: Option<TransferId>,
    done: BTreeSet<&'static str>,
}

fn none() -> Shown {
    Shown::These(Vec::new())
}

fn row(worker: WorkerId, action: &str, allowed: bool, stream: Option<StreamId>, shown: Shown) -> Expected {
    Expected { worker, action: action.to_owned(), allowed, stream, shown }
}

fn today() -> Day {
    Day::new(2026, 11, 22).unwrap()
}

fn child(family: StreamId) -> PersonId {
    PersonId::from_u128(family.uuid().as_u128() + 1)
}

fn consent(family: StreamId, purpose: &str, organisation: Option<OrganisationId>) -> Consent {
    Consent {
        purpose: purpose.into(),
        by: child(family),
        covers: vec![child(family)],
        recipient: "Bavel Health Centre".into(),
        organisation,
        sections: vec![Section::Identity, Section::Narrative],
        language: "km".into(),
        on: today(),
        until: today().plus_days(60),
        withheld: String::new(),
        mark: Mark::OnPaper,
    }
}

/// Pushes, and sees to it that all of it took effect.
async fn push(who: &Person<'_>, entries: &[Entry]) {
    let pushed = who.push(entries).await;
    for receipt in pushed["receipts"].as_array().unwrap() {
        let outcome = receipt["result"]["outcome"].as_str().unwrap_or_default();
        assert!(["applied", "merged"].contains(&outcome), "{receipt}");
    }
}

impl<'a> Around<'a> {
    pub async fn new(world: &'a World) -> Self {
        Self {
            world,
            dara: world.sign_in("dara").await,
            sophea: world.sign_in("sophea").await,
            bopha: world.sign_in("bopha").await,
            vanna: world.sign_in("vanna").await,
            stranger: world.sign_in("stranger").await,
            next: 0xb_0000,
            sent: None,
            consultation: None,
            holder: OURS,
            handing: None,
            done: BTreeSet::new(),
        }
    }

    /// Everything happened at least once.
    pub fn was_everywhere(&self) {
        let all = [
            "accepted",
            "accepted by link",
            "advice",
            "asked",
            "asked too often",
            "completed",
            "consulted",
            "ended",
            "enquired",
            "handed back",
            "handed over",
            "link",
            "link refused",
            "matched",
            "opened by link",
            "read by receiver",
            "read refused",
            "sent",
            "waiting seen",
            "wrong code",
        ];
        let missing: Vec<_> = all.iter().filter(|what| !self.done.contains(*what)).collect();
        assert!(missing.is_empty(), "never happened: {missing:?}");
    }

    fn id(&mut self) -> u128 {
        self.next += 1;
        self.next
    }

    /// One thing happens.
    pub async fn step(
        &mut self,
        dice: &mut Dice,
        (person, who, org): (&Person<'_>, WorkerId, OrganisationId),
        truth: &mut Truth,
    ) {
        match dice.roll(10) {
            0..=3 => self.service(dice, truth).await,
            4..=5 => self.advice(dice, truth).await,
            6..=7 => self.hand_over(truth).await,
            // One of them asks more than she may.
            8 if dice.roll(2) == 0 => {
                let vanna = Person { world: self.world, cookie: self.vanna.cookie.clone() };
                self.ask(&vanna, worker(5), OURS, truth).await;
            }
            8 => self.ask(person, who, org, truth).await,
            _ => self.enquiries(person, who, org, truth).await,
        }
    }

    // ---- services

    async fn service(&mut self, dice: &mut Dice, truth: &mut Truth) {
        let Some(sent) = &self.sent else { return self.refer(truth).await };
        let (stream, accepted) = (sent.stream, sent.accepted);
        let path = format!("/api/v1/service-referrals/{stream}");
        let about = || Shown::These(vec![REFERRED]);
        match dice.roll(8) {
            0 => {
                let made = self.sophea.post(&format!("{path}/link"), &json!({})).await.ok();
                let text = |key: &str| made[key].as_str().unwrap().to_owned();
                let link = Some((text("token"), text("code")));
                self.sent = Some(Sent { stream, accepted, link, wrong: false });
                let expected = row(worker(3), "service_referral.link_made", true, Some(stream), about());
                truth.entry(OURS).or_default().push(expected);
                self.done.insert("link");
            }
            1 => {
                self.bopha.post(&format!("{path}/link"), &json!({})).await.is_problem("not-found");
                let expected = row(worker(4), "service_referral.link_made", false, Some(stream), about());
                truth.entry(OURS).or_default().push(expected);
                self.done.insert("link refused");
            }
            2 => {
                self.stranger.get(&path).await.ok();
                let expected = row(worker(8), "service_referral.read", true, Some(stream), about());
                truth.entry(THEIRS).or_default().push(expected);
                self.done.insert("read by receiver");
            }
            3 => {
                self.bopha.get(&path).await.is_problem("not-found");
                let expected = row(worker(4), "service_referral.read", false, Some(stream), about());
                truth.entry(OURS).or_default().push(expected);
                self.done.insert("read refused");
            }
            4..=5 => self.by_link(dice.roll(3) == 0, truth).await,
            _ => self.answered(truth).await,
        }
    }

    async fn refer(&mut self, truth: &mut Truth) {
        let (given, asked) = (ConsentId::from_u128(self.id()), ConsentId::from_u128(self.id()));
        let stream = StreamId::from_u128(0xb00_0000 + self.id());
        let mut packet = planting::forged(REFERRED, self.world.app.now());
        packet.consent = given;
        packet.people = vec![Told {
            name_km: "សុខ សុភា".into(),
            name_latin: "Sok Sophea".into(),
            sex: Sex::Female,
            age: Some(9),
        }];
        packet.village = "02040101".parse().unwrap();
        let sent = ServiceSent {
            to: packet.to.clone(),
            people: vec![child(REFERRED)],
            sections: packet.sections.clone(),
            consent: given,
            withheld_left_out: true,
            on: today(),
        };
        let assent = Assent {
            child: child(REFERRED),
            purpose: PURPOSE.into(),
            agrees: true,
            words: String::new(),
            language: "km".into(),
            on: today(),
            mark: Mark::OnPaper,
        };
        let of_family = [
            A::ConsentGiven { consent: given, given: consent(REFERRED, PURPOSE, None) },
            A::AssentGiven { assent: asked, given: assent },
            A::ServiceReferred { referral: stream, sent },
        ];
        let expect = truth.entry(OURS).or_default();
        let mut entries = Vec::new();
        for action in of_family {
            expect.push(row(worker(3), action.name(), true, Some(REFERRED), none()));
            entries.push(self.world.entry(REFERRED, worker(3), 3, Action::Family(action)));
        }
        let action = Action::ServiceReferral(S::Sent { packet: Box::new(packet) });
        expect.push(row(worker(3), action.name(), true, Some(stream), none()));
        entries.push(self.world.entry(stream, worker(3), 3, action));
        push(&self.sophea, &entries).await;
        self.sent = Some(Sent { stream, accepted: false, link: None, wrong: false });
        self.done.insert("sent");
    }

    /// Somebody comes with the link: only to read, with a wrong code, or to say that the family may come.
    async fn by_link(&mut self, mistaken: bool, truth: &mut Truth) {
        let nobody = WorkerId::from_u128(0);
        let answer = EntryId::from_u128(0xb0_0000_0000 + self.id());
        let Some(Sent { stream, accepted, link: Some((token, code)), wrong }) = &mut self.sent else {
            return;
        };
        // Too many wrong ones in a row would end it.
        let mistaken = mistaken && !*wrong;
        *wrong = mistaken;
        let code = if mistaken { "wrong" } else { code.as_str() };
        let path = format!("/api/v1/received/{token}");
        let expect = truth.entry(OURS).or_default();
        let read = "service_referral.read_by_link";
        if mistaken || *accepted {
            let request = Request::get(&path).header("x-receiver-code", code);
            let request = request.header(header::ACCEPT_LANGUAGE, "en").body(Body::empty()).unwrap();
            let seen = self.world.send(request).await;
            if mistaken {
                seen.is_problem("wrong-receiver-code");
                expect.push(row(nobody, read, false, Some(*stream), none()));
                self.done.insert("wrong code");
            } else {
                seen.ok();
                expect.push(row(nobody, read, true, Some(*stream), Shown::These(vec![REFERRED])));
                self.done.insert("opened by link");
            }
            return;
        }
        let accepts = json!({ "accepted": { "by": "Nurse", "words": "Saturday" } });
        let body = json!({ "code": code, "answers": [{ "id": answer, "action": accepts }] });
        let request = post(&path, &body).body(Body::from(body.to_string())).unwrap();
        self.world.send(request).await.ok();
        *accepted = true;
        expect.push(row(nobody, "service_referral.accepted", true, Some(*stream), none()));
        expect.push(row(nobody, read, true, Some(*stream), Shown::These(vec![REFERRED])));
        self.done.insert("accepted by link");
    }

    /// The receiver answers with her account.
    async fn answered(&mut self, truth: &mut Truth) {
        let Some(sent) = &mut self.sent else { return };
        let action = if sent.accepted {
            S::Completed { by: String::new(), outcome: "helped".into(), words: "well".into() }
        } else {
            S::Accepted { by: String::new(), words: "come".into() }
        };
        let action = Action::ServiceReferral(action);
        let expected = row(worker(8), action.name(), true, Some(sent.stream), none());
        push(&self.stranger, &[self.world.entry(sent.stream, worker(8), 8, action)]).await;
        truth.entry(THEIRS).or_default().push(expected);
        if sent.accepted {
            self.sent = None;
            self.done.insert("completed");
        } else {
            sent.accepted = true;
            self.done.insert("accepted");
        }
    }

    // ---- advice

    async fn advice(&mut self, dice: &mut Dice, truth: &mut Truth) {
        let path = |what: &str| format!("/api/v1/families/{ADVISED}/consultations{what}");
        let expect = truth.entry(OURS).or_default();
        let read = |who| row(who, "family.read", true, Some(ADVISED), none());
        let (lead, adviser) = (worker(3), worker(5));
        let Some(living) = self.consultation.clone() else {
            let ask = json!({ "worker": adviser, "question": "what now?", "days": 7 });
            self.sophea.post(&path(""), &ask).await.ok();
            expect.push(read(lead));
            expect.push(row(lead, "family.consultation_asked", true, Some(ADVISED), none()));
            let list = self.vanna.get("/api/v1/consultations").await.ok();
            expect.push(row(adviser, "consultations.read", true, None, none()));
            expect.push(read(adviser));
            self.consultation = Some(list["consultations"][0]["consultation"].as_str().unwrap().to_owned());
            self.done.insert("consulted");
            return;
        };
        match dice.roll(3) {
            0 => {
                let body = json!({ "consultation": living, "advice": "wait" });
                let answer = self.vanna.post(&path("/advice"), &body).await;
                assert_eq!(answer.status, StatusCode::NO_CONTENT);
                expect.push(read(adviser));
                expect.push(row(adviser, "family.advice_given", true, Some(ADVISED), none()));
                self.done.insert("advice");
            }
            1 => {
                let answer = self.sophea.post(&path("/end"), &json!({ "consultation": living })).await;
                assert_eq!(answer.status, StatusCode::NO_CONTENT);
                expect.push(read(lead));
                expect.push(row(lead, "family.consultation_ended", true, Some(ADVISED), none()));
                self.consultation = None;
                self.done.insert("ended");
            }
            _ => {
                let body = json!({ "consultation": living, "advice": "not mine to give" });
                self.bopha.post(&path("/advice"), &body).await.is_problem("not-found");
                expect.push(row(worker(4), "family.advise", false, Some(ADVISED), none()));
            }
        }
    }

    // ---- hand-overs

    async fn hand_over(&mut self, truth: &mut Truth) {
        let ours = self.holder == OURS;
        let (giver, by, to) = if ours { (&self.dara, 2, THEIRS) } else { (&self.stranger, 8, OURS) };
        let (taker, takes, lead) = if ours { (&self.stranger, 8, 8) } else { (&self.dara, 2, 4) };
        let Some(transfer) = self.handing else {
            let (given, transfer) =
                (ConsentId::from_u128(self.next + 1), TransferId::from_u128(self.next + 2));
            self.next += 2;
            let proposed = Proposed {
                to,
                why: "they moved".into(),
                summary: "she walks far".into(),
                conference_on: None,
                conference_with: String::new(),
                contact: "the lead".into(),
                on: today(),
            };
            let actions = [
                A::ConsentGiven { consent: given, given: consent(HANDED, "transfer", Some(to)) },
                A::TransferProposed { transfer, proposed },
            ];
            let expect = truth.entry(self.holder).or_default();
            let mut entries = Vec::new();
            for action in actions {
                expect.push(row(worker(by), action.name(), true, Some(HANDED), none()));
                entries.push(self.world.entry(HANDED, worker(by), by, Action::Family(action)));
            }
            push(giver, &entries).await;
            self.handing = Some(transfer);
            return;
        };
        let expect = truth.entry(to).or_default();
        let read = || row(worker(takes), "family.read", true, Some(HANDED), none());
        let list = taker.get("/api/v1/transfers").await.ok();
        expect.push(read());
        let shown = Shown::These(ids(&list["transfers"], "family"));
        expect.push(row(worker(takes), "transfers.read", true, None, shown));
        assert_eq!(list["transfers"][0]["transfer"], json!(transfer));
        self.done.insert("waiting seen");
        let body = json!({ "family": HANDED, "lead": worker(lead) });
        let answer = taker.post(&format!("/api/v1/transfers/{transfer}/take-on"), &body).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", String::from_utf8_lossy(&answer.bytes));
        expect.push(read());
        expect.push(row(worker(takes), "family.transfer_accepted", true, Some(HANDED), none()));
        self.done.insert(if ours { "handed over" } else { "handed back" });
        self.holder = to;
        self.handing = None;
    }

    // ---- elsewhere

    async fn ask(&mut self, person: &Person<'_>, who: WorkerId, org: OrganisationId, truth: &mut Truth) {
        let body = json!({ "name": "Sok Sophea", "sex": "female", "birth_year": 2017, "village": "02040101",
                           "reason": "alone at the market" });
        let answer = person.post("/api/v1/elsewhere", &body).await;
        let action = "elsewhere.ask";
        match answer.status {
            StatusCode::OK => {
                truth.entry(org).or_default().push(row(who, action, true, None, none()));
                self.done.insert("asked");
            }
            StatusCode::TOO_MANY_REQUESTS => {
                truth.entry(org).or_default().push(row(who, action, false, None, none()));
                self.done.insert("asked too often");
                return;
            }
            _ => {
                answer.is_problem("not-allowed");
                return;
            }
        }
        assert_eq!(match_waiting(&self.world.app).await.unwrap(), 1);
        // All families of the other organisation are as alike: five of them, in the order of their ids.
        let other = if org == OURS { THEIRS } else { OURS };
        let mut meant = Vec::new();
        for family in [0x100, 0x200, 0x300, 0x400, 0x500, 0x600, 0x700].map(StreamId::from_u128) {
            let info = self.world.app.store.stream_info(family, self.world.app.now()).await.unwrap().unwrap();
            if info.org == other {
                meant.push(family);
            }
        }
        meant.truncate(5);
        for family in meant {
            let expected = row(who, "elsewhere.matched", true, Some(family), none());
            truth.entry(other).or_default().push(expected);
            self.done.insert("matched");
        }
    }

    /// Looks at what came of her questions, at what lies before her, and answers the first.
    async fn enquiries(
        &mut self,
        person: &Person<'_>,
        who: WorkerId,
        org: OrganisationId,
        truth: &mut Truth,
    ) {
        let expect = truth.entry(org).or_default();
        if person.get("/api/v1/elsewhere").await.status == StatusCode::OK {
            expect.push(row(who, "elsewhere.contacts", true, None, none()));
        }
        let list = person.get("/api/v1/elsewhere/enquiries").await.ok();
        // Those that wait, and those that somebody decided.
        let shown: BTreeSet<_> =
            [&list["enquiries"], &list["decided"]].into_iter().flat_map(|all| ids(all, "family")).collect();
        let shown = Shown::These(shown.into_iter().collect());
        expect.push(row(who, "elsewhere.enquiries", true, None, shown));
        let Some(first) = list["enquiries"].as_array().and_then(|all| all.first()) else { return };
        let contact = self.next.is_multiple_of(2);
        let why = if contact { "childs_safety" } else { "not_safe" };
        let path = format!("/api/v1/elsewhere/enquiries/{}", first["enquiry"].as_str().unwrap());
        let body: Value = json!({ "contact": contact, "why": why, "words": "" });
        assert_eq!(person.post(&path, &body).await.status, StatusCode::NO_CONTENT);
        let action = if contact { "elsewhere.contacted" } else { "elsewhere.declined" };
        let family = first["family"].as_str().unwrap().parse().unwrap();
        expect.push(row(who, action, true, Some(family), none()));
        self.done.insert("enquired");
    }
}
