//! Random histories of one family's stream as several devices would make them: right and wrong commands,
//! concurrent edits, entries for things that are not there. For tests of the fold.

use crate::builders::{Hand, Script};
use crate::dice::Dice;
use domain::entry::{Entry, FieldPath, Section};
use domain::family::Family;
use domain::family::FamilyAction as A;
use domain::family::TeamRole;
use domain::family::concern::{Concern, Settlement};
use domain::family::consent::{Consent, Mark};
use domain::family::people::{
    CareChange, CareKind, Caring, FamilyField, HealthField, HouseholdMove, Known, NewPerson, PaperField,
    Parentage, PersonField, UnionFacts, UnionKind, UnionState,
};
use domain::family::photo::{Photo, PhotoHash, PhotoOf};
use domain::family::plan::{
    ActionChange, ActionState, Agreeing, Doer, GoalChange, GoalState, NewAction, NewGoal, PlanAgreement,
};
use domain::family::referral::{Feedback, Referral, Screening};
use domain::family::review::{Asked, Closing, ReviewOf};
use domain::family::visit::{NewTask, PlannedVisit, RecordedVisit};
use domain::family::withheld::Withheld;
use domain::ids::{
    ActionId, ConcernId, ConsentId, EntryId, GoalId, HouseholdId, PersonId, PhotoId, ReviewId, StreamId,
    TaskId, UnionId, VisitId, WithheldId,
};
use domain::kinship::{Quality, Sex};
use domain::protocol::Risk;
use domain::time::{Birth, Day, Millis};
use serde_json::Value;

/// What the server holds, and what devices have not yet sent.
#[derive(Debug, Clone)]
pub struct History {
    /// Entries that the server has confirmed, at the places 1, 2, 3 …
    pub confirmed: Vec<Entry>,
    /// One queue per device; within a queue every entry names the one before it.
    pub queues: Vec<Vec<Entry>>,
}

/// What a device knows of the file: commands are made about these, and now and then about something else.
#[derive(Debug, Clone, Default)]
struct Things {
    people: Vec<PersonId>,
    homes: Vec<HouseholdId>,
    unions: Vec<UnionId>,
    consents: Vec<ConsentId>,
    wishes: Vec<WithheldId>,
    goals: Vec<GoalId>,
    steps: Vec<ActionId>,
    visits: Vec<VisitId>,
    tasks: Vec<TaskId>,
    photos: Vec<PhotoId>,
    concerns: Vec<ConcernId>,
    reviews: Vec<ReviewId>,
    entries: Vec<EntryId>,
    pairs: Vec<(PersonId, PersonId)>,
    files: Vec<StreamId>,
}

/// A day on which everything is possible.
fn day() -> Day {
    Day::new(2026, 3, 2).unwrap_or(Day::EPOCH)
}

impl History {
    /// A history from a seed: a file with some confirmed entries, and one to three devices with unsent ones.
    pub fn random(seed: u64) -> Self {
        let mut dice = Dice::seeded(seed);
        let mut script = Script::seeded(seed ^ 0xf01d);
        script.on(day());
        let mut things = Things::default();
        let hands: Vec<Hand> = (1..=3).map(Hand::number).collect();
        let mut maker = Maker { dice: &mut dice, things: &mut things };
        let first = maker.opening(&mut script);
        for (n, action) in first.into_iter().enumerate() {
            say(&mut script, &hands, n, None, action);
        }
        for _ in 0..maker.dice.below(12) {
            let n = maker.dice.below(hands.len());
            let action = maker.anything(&mut script);
            let id = say(&mut script, &hands, n, None, action);
            maker.things.entries.push(id);
        }
        let confirmed = script.entries().to_vec();
        let devices = 1 + dice.below(hands.len());
        let queues = (0..devices).map(|n| queue(&mut dice, &script, &things, &hands, n)).collect();
        Self { confirmed, queues }
    }
    /// Every entry, the confirmed ones first, then queue after queue.
    pub fn all(&self) -> Vec<Entry> {
        self.confirmed.iter().chain(self.queues.iter().flatten()).cloned().collect()
    }
}

fn say(script: &mut Script, hands: &[Hand], n: usize, seen: Option<u64>, action: A) -> EntryId {
    let at = Millis(script.ids.now().0 + 1_000);
    script.at(at);
    let hand = hands.get(n % hands.len().max(1)).copied().unwrap_or(Hand::number(1));
    let seen = seen.unwrap_or_else(|| script.head());
    script.say_having_seen(seen, hand, action)
}

/// What one device made offline: it had seen the file up to some place, and its own entries.
fn queue(dice: &mut Dice, confirmed: &Script, known: &Things, hands: &[Hand], n: usize) -> Vec<Entry> {
    let mut script = confirmed.clone();
    // Each device has its own random numbers, or two of them would give the same ids.
    script.ids = crate::builders::Ids::seeded(u64::from_be_bytes(dice.bytes()));
    script.on(day().plus_days(1));
    let mut things = known.clone();
    let head = confirmed.head();
    let seen = head - u64::try_from(dice.below(usize::try_from(head / 2).unwrap_or(0))).unwrap_or(0);
    let count = 1 + dice.below(12);
    let mut maker = Maker { dice, things: &mut things };
    for _ in 0..count {
        let action = maker.anything(&mut script);
        let id = say(&mut script, hands, n, Some(seen), action);
        maker.things.entries.push(id);
    }
    script.into_entries().split_off(usize::try_from(head).unwrap_or(0))
}

/// A command that somebody could give who has a file before her: about what is there, and now and then about something
/// else. It may be one that the fold refuses.
pub fn about(file: &Family, dice: &mut Dice, script: &mut Script) -> A {
    let mut things = Things {
        people: file.people.keys().copied().collect(),
        homes: file.households.keys().copied().collect(),
        unions: file.unions.keys().copied().collect(),
        consents: file.consents.iter().map(|record| record.id).collect(),
        wishes: file.withheld.iter().map(|record| record.id).collect(),
        goals: file.goals.keys().copied().collect(),
        steps: file.actions.keys().copied().collect(),
        visits: file.visits.keys().copied().collect(),
        tasks: file.tasks.keys().copied().collect(),
        photos: file.photos.iter().map(|record| record.id).collect(),
        concerns: file.concerns.keys().copied().collect(),
        reviews: file.reviews.keys().copied().collect(),
        entries: file.to_look_at().map(|crossed| crossed.by.entry).collect(),
        pairs: file.same.iter().map(|pair| (pair.one, pair.other)).collect(),
        files: Vec::new(),
    };
    Maker { dice, things: &mut things }.anything(script)
}

struct Maker<'a> {
    dice: &'a mut Dice,
    things: &'a mut Things,
}

/// One of the known, or now and then one that nobody knows.
macro_rules! known {
    ($maker:expr, $script:expr, $list:ident) => {
        if $maker.dice.chance(6) {
            $script.ids.fresh()
        } else {
            match $maker.dice.one(&$maker.things.$list) {
                Some(id) => *id,
                None => $script.ids.fresh(),
            }
        }
    };
}
/// A new id, which is known from now on; now and then one that is taken.
macro_rules! fresh {
    ($maker:expr, $script:expr, $list:ident) => {
        if $maker.dice.chance(6) && !$maker.things.$list.is_empty() {
            known!($maker, $script, $list)
        } else {
            let id = $script.ids.fresh();
            $maker.things.$list.push(id);
            id
        }
    };
}

impl Maker<'_> {
    fn word(&mut self) -> String {
        self.dice.text(&["សុខ", "ដារ៉ា", "ធារី", "ពៅ", "Sok", "Dara"]).to_owned()
    }
    fn on(&mut self) -> Day {
        day().plus_days(self.dice.between(-30, 2))
    }
    fn level(&mut self) -> Risk {
        self.dice.one(&Risk::ALL).copied().unwrap_or(Risk::Low)
    }
    fn mark(&mut self) -> Mark {
        if self.dice.chance(90) { Mark::OnPaper } else { Mark::Drawn { strokes: Vec::new() } }
    }

    /// The first entries of a file that is being worked with.
    fn opening(&mut self, script: &mut Script) -> Vec<A> {
        let mut actions: Vec<A> =
            "02080103".parse().map(|village| A::Opened { village, import: None }).into_iter().collect();
        actions.extend((0..4).map(|_| self.person(script)));
        actions.push(self.referral());
        let respond_by = day().noon().plus_hours(72);
        let screening = Screening::Accept { risk: Risk::Medium, respond_by, note: String::new() };
        actions.push(A::ReferralScreened { screening });
        actions.push(self.consent(script));
        for kind in [0, 3, 6, 20, 21, 23, 25, 28, 31] {
            actions.push(self.command(script, kind));
        }
        actions
    }
    fn anything(&mut self, script: &mut Script) -> A {
        let kind = self.dice.below(40);
        self.command(script, kind)
    }

    fn command(&mut self, script: &mut Script, kind: usize) -> A {
        match kind {
            0..10 => self.about_people(script, kind),
            10..20 => self.about_the_case(script, kind - 10),
            20..28 => self.about_the_plan(script, kind - 20),
            28..36 => self.about_visits_and_worries(script, kind - 28),
            _ => self.about_who_is_one(script, kind - 36),
        }
    }

    fn person(&mut self, script: &mut Script) -> A {
        let name = self.word();
        let person = NewPerson {
            id: fresh!(self, script, people),
            name_km: if self.dice.chance(95) { name } else { String::new() },
            name_latin: String::new(),
            sex: Sex::Female,
            birth: Some(Birth::About {
                year: i16::try_from(self.dice.between(1950, 2027)).unwrap_or(2000),
                month: None,
            }),
            in_focus: self.dice.chance(40),
        };
        A::PersonAdded { person }
    }

    fn about_people(&mut self, script: &mut Script, kind: usize) -> A {
        let person = known!(self, script, people);
        match kind {
            0 => A::HouseholdNamed { household: fresh!(self, script, homes), name: self.word() },
            1 => self.person(script),
            2 | 3 => {
                let changes = match self.dice.below(5) {
                    0 => vec![PersonField::NameKm(self.word())],
                    1 => vec![PersonField::Occupation(self.word()), PersonField::Phone(self.word())],
                    2 => vec![PersonField::InFocus(self.dice.chance(50))],
                    3 => vec![PersonField::DiedOn(Some(self.on()))],
                    _ => vec![PersonField::NameLatin(self.word()), PersonField::Note(self.word())],
                };
                A::PersonSet { person, changes }
            }
            4 => A::HealthSet { person, changes: vec![HealthField::Note(self.word())] },
            5 => {
                let whose = if self.dice.chance(70) { Some(person) } else { None };
                let changes =
                    vec![PaperField::FamilyBook(Known::Yes), PaperField::BirthCertificate(Known::No)];
                A::PapersSet { person: whose, changes }
            }
            6 => {
                let (a, b) = (person, known!(self, script, people));
                let state = if self.dice.chance(50) { UnionState::Together } else { UnionState::Separated };
                let facts = UnionFacts { a, b, kind: UnionKind::Married, state, from: None, until: None };
                let union = if self.dice.chance(50) {
                    known!(self, script, unions)
                } else {
                    fresh!(self, script, unions)
                };
                A::UnionSet { union, facts }
            }
            7 => {
                let parent = known!(self, script, people);
                let quality = if self.dice.chance(80) { Quality::Birth } else { Quality::Step };
                A::ParentageSet {
                    parentage: Parentage { child: person, parent, quality, from: None, until: None },
                }
            }
            8 => {
                let household = known!(self, script, homes);
                let (from, until) =
                    (Some(self.on()), if self.dice.chance(30) { Some(self.on()) } else { None });
                A::HouseholdMoved {
                    movement: HouseholdMove { person, household, from, until, whereabouts: self.word() },
                }
            }
            _ => {
                let caregiver = known!(self, script, people);
                if self.dice.chance(30) {
                    let change =
                        CareChange { child: person, caregiver, until: self.on(), reason: self.word() };
                    return A::CaregiverEnded { change };
                }
                let main = self.dice.chance(50);
                let kind = CareKind::Kinship;
                A::CaregiverSet {
                    caring: Caring { child: person, caregiver, kind, main, from: None, until: None },
                }
            }
        }
    }

    /// Two people, or two files, that may be one; and what crossed on the way.
    fn about_who_is_one(&mut self, script: &mut Script, kind: usize) -> A {
        let words = if self.dice.chance(50) { self.word() } else { String::new() };
        let pair = self.dice.one(&self.things.pairs).copied().filter(|_| self.dice.chance(70));
        let (one, other) =
            pair.unwrap_or_else(|| (known!(self, script, people), known!(self, script, people)));
        match kind {
            0 | 1 => {
                self.things.pairs.push((one, other));
                A::PersonsSame { one, other, words }
            }
            2 => A::PersonsNotSame { one, other, words },
            _ => match self.dice.below(3) {
                0 => A::CrossedLooked { entries: vec![known!(self, script, entries)] },
                1 => {
                    let other = if self.dice.chance(60) {
                        known!(self, script, files)
                    } else {
                        fresh!(self, script, files)
                    };
                    A::FilesSame { other, stands: self.dice.chance(30), words }
                }
                _ => A::FilesNotSame { other: known!(self, script, files), words },
            },
        }
    }

    fn referral(&mut self) -> A {
        let referral = Referral {
            source: "school".into(),
            referrer: String::new(),
            referrer_phone: String::new(),
            reasons: Vec::new(),
            story: if self.dice.chance(95) { self.word() } else { String::new() },
            urgency: self.level(),
            people: Vec::new(),
            family_knows: None,
            received_at: day().noon(),
        };
        A::ReferralReceived { referral }
    }
    fn consent(&mut self, script: &mut Script) -> A {
        let given = Consent {
            purpose: if self.dice.chance(70) { "services".into() } else { "photo".into() },
            by: known!(self, script, people),
            covers: vec![known!(self, script, people)],
            recipient: String::new(),
            organisation: None,
            sections: Vec::new(),
            language: "km".into(),
            on: day().plus_days(-30),
            until: day().plus_days(self.dice.between(100, 350)),
            withheld: String::new(),
            mark: self.mark(),
        };
        A::ConsentGiven { consent: fresh!(self, script, consents), given }
    }

    fn withheld(&mut self, script: &mut Script) -> A {
        let asked = Withheld {
            by: known!(self, script, people),
            words: self.word(),
            sections: vec![Section::Health],
            people: Vec::new(),
            others: self.dice.chance(80),
            organisations: Vec::new(),
            somebody: self.word(),
            why: "other".into(),
            why_words: String::new(),
            on: self.on(),
        };
        A::InformationWithheld { withheld: fresh!(self, script, wishes), asked }
    }

    fn about_the_case(&mut self, script: &mut Script, kind: usize) -> A {
        match kind {
            0 => A::FamilySet { changes: vec![FamilyField::Phone(self.word())] },
            1 => A::FamilySet {
                changes: vec![FamilyField::Language(self.word()), FamilyField::Phone(self.word())],
            },
            2 => A::AddressSet { address: self.word() },
            3 => self.referral(),
            4 => match self.dice.below(3) {
                0 => A::ReferralScreened {
                    screening: Screening::Decline { reason: "no_need".into(), note: self.word() },
                },
                1 => A::ReferralScreened {
                    screening: Screening::PassOn { to: self.word(), note: String::new() },
                },
                _ => A::ReferrerTold {
                    feedback: Feedback { how: "phone".into(), what: self.word(), on: self.on() },
                },
            },
            5 => {
                let worker = Hand::number(1 + u128::from(self.dice.chance(50))).worker;
                if self.dice.chance(20) {
                    A::WorkerUnassigned { worker }
                } else {
                    A::WorkerAssigned { worker, role: TeamRole::Lead }
                }
            }
            6 => self.consent(script),
            7 => match self.dice.below(3) {
                0 => self.withheld(script),
                1 => A::WithheldLifted {
                    withheld: known!(self, script, wishes),
                    inside: self.dice.chance(80),
                    on: self.on(),
                    words: self.word(),
                },
                _ => A::ConsentWithdrawn {
                    consent: known!(self, script, consents),
                    on: self.on(),
                    reason: self.word(),
                },
            },
            8 => A::Reopened { reason: self.word() },
            _ => {
                let fields =
                    ["family/phone", "family/address", "family/risk", "family/language", "nothing/at/all"];
                let field = match self.dice.one(&self.things.people) {
                    Some(person) if self.dice.chance(40) => format!("person/{person}/name_km"),
                    Some(_) | None => self.dice.text(&fields).to_owned(),
                };
                A::ConflictDecided { field: FieldPath(field), keep: known!(self, script, entries) }
            }
        }
    }

    fn about_the_plan(&mut self, script: &mut Script, kind: usize) -> A {
        match kind {
            0 => {
                let goal = NewGoal {
                    id: fresh!(self, script, goals),
                    words: if self.dice.chance(95) { self.word() } else { " ".into() },
                    for_people: Vec::new(),
                    links: Vec::new(),
                    reached_when: self.word(),
                };
                A::GoalAdded { goal }
            }
            1 | 2 => {
                let doer = Doer::Person { person: known!(self, script, people) };
                let goal = known!(self, script, goals);
                let action = NewAction {
                    id: fresh!(self, script, steps),
                    goal,
                    what: self.word(),
                    doer,
                    by: None,
                    place: 1,
                };
                A::ActionAdded { action }
            }
            3 | 4 => {
                let change = match self.dice.below(3) {
                    0 => GoalChange::Words(self.word()),
                    1 => GoalChange::ReachedWhen(self.word()),
                    _ => GoalChange::State(GoalState::Reached { on: self.on() }),
                };
                A::GoalSet { goal: known!(self, script, goals), changes: vec![change] }
            }
            5 | 6 => {
                let change = match self.dice.below(3) {
                    0 => ActionChange::What(self.word()),
                    1 => ActionChange::By(Some(self.on())),
                    _ => ActionChange::State(ActionState::Done { on: self.on() }),
                };
                A::ActionSet { action: known!(self, script, steps), changes: vec![change] }
            }
            _ => {
                let by = vec![Agreeing { person: known!(self, script, people), mark: self.mark() }];
                A::PlanAgreed {
                    agreement: PlanAgreement { on: self.on(), by, review_on: day().plus_days(60) },
                }
            }
        }
    }

    fn about_visits_and_worries(&mut self, script: &mut Script, kind: usize) -> A {
        let worker = Hand::number(1).worker;
        match kind {
            0 => {
                let planned = PlannedVisit { on: self.on(), worker, purpose: self.word() };
                A::VisitPlanned { visit: fresh!(self, script, visits), planned }
            }
            1 => {
                let recorded = RecordedVisit {
                    on: day().plus_days(self.dice.between(-30, 6)),
                    place: "home".into(),
                    met: vec![known!(self, script, people)],
                    others: String::new(),
                    strengths: self.word(),
                    observations: self.word(),
                    child_words: Vec::new(),
                    done: if self.dice.chance(40) { vec![known!(self, script, steps)] } else { Vec::new() },
                };
                let visit = if self.dice.chance(50) {
                    known!(self, script, visits)
                } else {
                    fresh!(self, script, visits)
                };
                A::VisitRecorded { visit, recorded }
            }
            2 if self.dice.chance(40) => self.photo(script),
            2 => A::VisitMissed { visit: known!(self, script, visits), reason: self.word() },
            3 => {
                if self.dice.chance(50) {
                    let new = NewTask { what: self.word(), worker, by: None };
                    return A::TaskAdded { task: fresh!(self, script, tasks), new };
                }
                A::TaskSet { task: known!(self, script, tasks), done: self.dice.chance(50) }
            }
            4 => A::RiskSet { level: self.level(), reason: self.word() },
            5 => self.worry(script),
            6 => self.review(script),
            _ => {
                let gates = domain::protocol::Gate::ALL.to_vec();
                A::Closed { closing: Closing { review: known!(self, script, reviews), gates, on: self.on() } }
            }
        }
    }

    fn photo(&mut self, script: &mut Script) -> A {
        if self.dice.chance(30) {
            return A::PhotoWithdrawn { photo: known!(self, script, photos), reason: self.word() };
        }
        let (of, consent) = match self.dice.below(3) {
            0 => (PhotoOf::Home {}, None),
            1 => (PhotoOf::Paper { person: Some(known!(self, script, people)) }, None),
            _ => (
                PhotoOf::Person { person: known!(self, script, people) },
                Some(known!(self, script, consents)),
            ),
        };
        let taken = Photo {
            hash: PhotoHash::from_bytes([u8::try_from(self.dice.below(200)).unwrap_or(0); 32]),
            bytes: 100_000,
            width: 640,
            height: 480,
            of,
            words: self.word(),
            on: self.on(),
            consent,
        };
        A::PhotoTaken { photo: fresh!(self, script, photos), taken }
    }

    fn worry(&mut self, script: &mut Script) -> A {
        match self.dice.below(3) {
            0 => {
                let raised = Concern {
                    level: self.level(),
                    about: vec![known!(self, script, people)],
                    kind: "neglect".into(),
                    what: self.word(),
                    said_by: String::new(),
                    done_at_once: String::new(),
                    report: None,
                    on: self.on(),
                };
                A::ConcernRaised { concern: fresh!(self, script, concerns), raised }
            }
            1 => A::ConcernAnswered { concern: known!(self, script, concerns), answer: self.word() },
            _ => {
                let settlement = Settlement { how: self.word(), on: self.on() };
                A::ConcernSettled { concern: known!(self, script, concerns), settlement }
            }
        }
    }

    fn review(&mut self, script: &mut Script) -> A {
        match self.dice.below(4) {
            0 | 1 => {
                let closing = ReviewOf::Closing {
                    outcome: "moved".into(),
                    child_views: Vec::new(),
                    caregiver_view: self.word(),
                    contact_name: self.word(),
                    contact_phone: String::new(),
                };
                let of = if self.dice.chance(50) { closing } else { ReviewOf::Progress };
                let asked = Asked { of, summary: self.word(), on: self.on() };
                A::ReviewAsked { review: fresh!(self, script, reviews), asked }
            }
            2 => A::ReviewSigned { review: known!(self, script, reviews), comment: self.word() },
            _ => A::ReviewReturned { review: known!(self, script, reviews), comment: self.word() },
        }
    }
}

/// A state as JSON without the places at which things took effect: what two orders of arrival must agree on.
pub fn content(state: &impl serde::Serialize) -> Value {
    let mut value = serde_json::to_value(state).unwrap_or(Value::Null);
    forget_places(&mut value);
    value
}

fn forget_places(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                if name == "seq" {
                    *field = Value::from(0);
                } else if name == "last_by_device" {
                    if let Value::Object(devices) = field {
                        devices.iter_mut().for_each(|(_, seq)| *seq = Value::from(0));
                    }
                } else {
                    forget_places(field);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(forget_places),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
