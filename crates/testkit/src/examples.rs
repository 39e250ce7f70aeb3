//! One example of every command, for tests of reading, sealing, sending and translating them.

use crate::builders::Ids;
use domain::assessed::{About, AssessedAction};
use domain::entry::{Action, FieldPath, Section};
use domain::family::FamilyAction as A;
use domain::family::TeamRole;
use domain::family::access::{Emergency, Finding};
use domain::family::assessment::Completed;
use domain::family::concern::{Concern, ReportDecision, Settlement};
use domain::family::consent::{Assent, Consent, Mark};
use domain::family::consultation::Consultation;
use domain::family::joint::{JointOffered, JointWork, JointWorker};
use domain::family::people::{
    CareChange, CareKind, Caring, FamilyField, HealthField, HouseholdMove, IdPoor, Known, NewPerson,
    PaperField, Parentage, PersonField, Schooling, StatedRelation, UnionFacts, UnionKind, UnionState,
};
use domain::family::photo::{Photo, PhotoHash, PhotoOf};
use domain::family::plan::{
    ActionChange, ActionState, Agreeing, Doer, GoalChange, GoalState, Link, NewAction, NewGoal, PlanAgreement,
};
use domain::family::referral::{Feedback, Referral, Screening};
use domain::family::review::{Asked, ChildView, Closing, ReviewOf};
use domain::family::service::{ServiceAnswer, ServiceSent};
use domain::family::transfer::{Accepted, Proposed};
use domain::family::visit::{ChildWords, NewTask, PlannedVisit, RecordedVisit};
use domain::family::withheld::Withheld;
use domain::ids::{ConsentId, OrganisationId, WithheldId};
use domain::instrument::{Answer, Answers};
use domain::kinship::{Quality, Seniority, Sex, Step};
use domain::organisation::{OrganisationAction, Role, Worker};
use domain::place::PlaceCode;
use domain::programme::ProgrammeAction;
use domain::programme::sharing::SharingProposal;
use domain::programme::tools::NewTool;
use domain::protocol::{Protocol, Risk};
use domain::provider::{Capacity, Eligibility, ProviderAction, ProviderFacts, ServiceFacts};
use domain::service_referral::{Packet, Recipient, Referrer, ServiceReferralAction, Told};
use domain::time::{Birth, Day, Millis};
use domain::village::{Agreed, Contact, Meeting, VillageAction};

/// One example of every command of every kind of stream, in the order in which they are declared. Those that
/// have several forms come with one each.
pub fn every_action() -> Vec<Action> {
    let mut actions = family();
    actions.extend(organisation());
    actions.extend(village());
    let protocol = Box::new(Protocol::shipped().clone());
    actions.push(Action::Programme(ProgrammeAction::ProtocolSet { protocol }));
    actions.extend(sharing().into_iter().map(Action::Programme));
    actions.extend(tools().into_iter().map(Action::Programme));
    actions.extend(provider());
    actions.extend(service_referral());
    actions.extend(assessed());
    actions
}

fn assessed() -> Vec<Action> {
    let mut ids = Ids::seeded(12);
    let (worker, completed) = (ids.fresh(), ids.fresh());
    let mut actions = Vec::new();
    if let Some(village) = place() {
        let name = "ក្រុមកុមារអន្លង់វិល".to_owned();
        let abouts = [
            About::Village { village: village.clone() },
            About::Group { name, village: village.clone() },
            About::Facility { name: "ផ្ទះសុភមង្គល".into(), village },
        ];
        actions.extend(abouts.map(|about| Action::Place(AssessedAction::Named { about })));
    }
    let completed = Completed {
        id: completed,
        instrument: "village-mapping".into(),
        version: 1,
        subject: None,
        on: day(),
        sources: vec!["observation".into()],
        answers: Answers::new(),
        revises: None,
    };
    actions.push(Action::Place(AssessedAction::Completed { completed: completed.clone() }));
    actions.push(Action::Staff(AssessedAction::Named { about: About::Worker { worker } }));
    let completed = Completed { instrument: "staff-competence".into(), ..completed };
    actions.push(Action::Staff(AssessedAction::Completed { completed }));
    actions
}

fn sharing() -> [ProgrammeAction; 4] {
    let (hash, note) = ("b".repeat(64), "ខ្ញុំបានអានហើយ".to_owned());
    let proposed = Box::new(SharingProposal {
        version: 2,
        hash: hash.clone(),
        replaces: "a".repeat(64),
        matrix: "{}".to_owned(),
        reason: "យើងបានព្រមព្រៀងគ្នា".to_owned(),
    });
    [
        ProgrammeAction::SharingProposed { proposed },
        ProgrammeAction::SharingApproved { hash: hash.clone(), note: note.clone() },
        ProgrammeAction::SharingRefused { hash: hash.clone(), note },
        ProgrammeAction::SharingWithdrawn { hash },
    ]
}

fn tools() -> Vec<ProgrammeAction> {
    let Some(tool) = domain::instrument::latest("csi") else { return Vec::new() };
    let (hash, note) = ("c".repeat(64), "ឧបករណ៍ថ្មី".to_owned());
    let card = domain::instrument::ToolCard { version: 1_001, ..domain::instrument::ToolCard::of(tool) };
    let tool = NewTool { card, hash: hash.clone(), workbook: Some(hash), note: note.clone() };
    let (code, version) = (tool.card.code.clone(), tool.card.version);
    vec![
        ProgrammeAction::ToolPublished { tool: Box::new(tool) },
        ProgrammeAction::ToolRetired { code: code.clone(), version, note },
        ProgrammeAction::ToolRestored { code, version },
    ]
}

fn day() -> Day {
    Day::new(2026, 11, 22).unwrap_or(Day::EPOCH)
}

fn place() -> Option<PlaceCode> {
    "02080103".parse().ok()
}

/// Somewhere in a stroke.
fn thumb() -> Mark {
    Mark::Thumb { strokes: vec![vec![500, 180, 560, 210, 590, 290]] }
}

fn organisation() -> Vec<Action> {
    let mut ids = Ids::seeded(2);
    let worker = Worker {
        id: ids.fresh(),
        account: "davy".into(),
        name_km: "កែវ ដាវី".into(),
        name_latin: "Keo Davy".into(),
        role: Role::VillageSocialWorker,
        supervisor: Some(ids.fresh()),
        areas: place().into_iter().collect(),
        phone: "012 555 103".into(),
        active: true,
    };
    [
        OrganisationAction::Named {
            name_km: "អង្គការទូកគ្រួសារ".into(), name_latin: "Tuk Krousar".into()
        },
        OrganisationAction::WorkerSet { worker },
    ]
    .map(Action::Organisation)
    .to_vec()
}

fn village() -> Vec<Action> {
    let contact =
        Contact {
            kind: "village_chief".into(), name: "ប៊ុន សារ៉ាត់".into(), phone: "077 555 390".into()
        };
    let ended = VillageAction::ContactEnded { kind: contact.kind.clone(), name: contact.name.clone() };
    let note = VillageAction::NoteAdded {
        on: day(), works_well: "សាលានៅជិត".into(), worries: "ផ្លូវលិច".into()
    };
    let mut actions: Vec<Action> =
        place().map(|code| Action::Village(VillageAction::Opened { code })).into_iter().collect();
    actions.extend([VillageAction::ContactSet { contact }, ended, note].map(Action::Village));
    let mut ids = Ids::seeded(8);
    let meeting = ids.fresh();
    actions.extend(place().map(|place| {
        let held = Meeting {
            on: day(),
            place,
            came: vec!["ចាន់ ដារ៉ា មណ្ឌលសុខភាព".into()],
            notes: "មណ្ឌលសុខភាពបើកថ្ងៃសៅរ៍".into(),
            agreed: vec![Agreed {
                what: "កែម៉ោងបើក".into(),
                provider: Some(ids.fresh()),
                who: "កែវ ដាវី".into(),
            }],
            next: Some(day().plus_days(91)),
        };
        Action::Village(VillageAction::MeetingHeld { meeting, held })
    }));
    actions.push(Action::Village(VillageAction::AgreementDone {
        meeting, item: 0, note: "រួចហើយ".into()
    }));
    actions
}

fn provider() -> Vec<Action> {
    let mut ids = Ids::seeded(9);
    let service = ids.fresh();
    let facts = ProviderFacts {
        name_km: "មណ្ឌលសុខភាពអន្លង់វិល".into(),
        name_latin: "Anlong Vil Health Centre".into(),
        kind: "health_centre".into(),
        organisation: Some(ids.fresh()),
        phones: vec!["053 555 201".into()],
        places: place().into_iter().collect(),
    };
    let offered = ServiceFacts {
        code: "medical_support_provision_medical_case".into(),
        catchment: place().and_then(|code| code.parent()).into_iter().collect(),
        hours: "ច័ន្ទ – សៅរ៍ ៧–១១".into(),
        cost: String::new(),
        eligible: Eligibility {
            from_age: Some(0),
            to_age: Some(17),
            sex: String::new(),
            disability: false,
            id_poor: true,
            words: "មានប័ណ្ណក្រីក្រ".into(),
        },
        how: "មកផ្ទាល់ ឬទូរស័ព្ទ".into(),
        contact: "លោកស្រី ចាន់ ដារ៉ា".into(),
    };
    [
        ProviderAction::Named { facts },
        ProviderAction::ServiceSet { service, facts: offered },
        ProviderAction::CapacitySet { service, capacity: Capacity { free: Some(4), wait_days: Some(2) } },
        ProviderAction::Confirmed { service: Some(service), on: day() },
        ProviderAction::ServiceEnded {
            service, on: day(), reason: "គ្មានគ្រូពេទ្យ".into()
        },
        ProviderAction::Closed { on: day(), reason: "ផ្លាស់ទី".into() },
    ]
    .map(Action::Provider)
    .to_vec()
}

/// To whom the examples refer.
fn recipient(ids: &mut Ids) -> Recipient {
    Recipient {
        provider: ids.fresh(),
        service: ids.fresh(),
        code: "medical_support_provision_medical_case".into(),
        name_km: "មណ្ឌលសុខភាពអន្លង់វិល".into(),
        name_latin: "Anlong Vil Health Centre".into(),
        organisation: None,
    }
}

fn service_referral() -> Vec<Action> {
    use ServiceReferralAction as S;
    let mut ids = Ids::seeded(10);
    let by = || "ចាន់ ដារ៉ា".to_owned();
    let mut actions: Vec<S> = place()
        .map(|village| {
            let packet = Packet {
                family: ids.fresh(),
                to: recipient(&mut ids),
                consent: ids.fresh(),
                sections: vec![Section::Identity, Section::Narrative, Section::Health],
                people: vec![Told {
                    name_km: "ឡុង ធារី".into(),
                    name_latin: "Long Theary".into(),
                    sex: Sex::Female,
                    age: Some(9),
                }],
                village,
                address: String::new(),
                need: "ពិនិត្យសុខភាព".into(),
                why: "ក្អកយូរ".into(),
                health: "មិនប្រតិកម្មថ្នាំ".into(),
                safety: String::new(),
                legal: String::new(),
                from: Referrer {
                    name_km: "កែវ ដាវី".into(),
                    name_latin: "Keo Davy".into(),
                    phone: "012 555 103".into(),
                    org_km: "អង្គការទូកគ្រួសារ".into(),
                    org_latin: "Tuk Krousar".into(),
                },
                urgency: Risk::Medium,
                answer_by: Millis(1_790_000_000_000),
                finish_by: day(),
            };
            S::Sent { packet: Box::new(packet) }
        })
        .into_iter()
        .collect();
    actions.extend([
        S::Seen { by: by() },
        S::Accepted { by: by(), words: "មកថ្ងៃសៅរ៍".into() },
        S::Declined { by: by(), reason: "no_room".into(), words: "ពេញ".into() },
        S::UnderWay { by: by(), words: "បានជួបហើយ".into() },
        S::Completed { by: by(), outcome: "helped".into(), words: "បានថ្នាំ".into() },
        S::Failed { by: by(), words: "មិនបានមក".into() },
        S::FeedbackGiven {
            by: by(), to_worker: "ជាហើយ".into(), for_family: "លេបថ្នាំឱ្យគ្រប់".into()
        },
        S::Reminded { words: "ទូរស័ព្ទ".into() },
    ]);
    actions.into_iter().map(Action::ServiceReferral).collect()
}

fn services() -> Vec<A> {
    let mut ids = Ids::seeded(11);
    let referral = ids.fresh();
    let sent = ServiceSent {
        to: recipient(&mut ids),
        people: vec![ids.fresh()],
        sections: vec![Section::Identity, Section::Narrative],
        consent: ids.fresh(),
        withheld_left_out: true,
        on: day(),
    };
    let answer =
        ServiceAnswer {
            state: "completed".into(), words: "លេបថ្នាំឱ្យគ្រប់".into(), family_told: true, on: day()
        };
    vec![A::ServiceReferred { referral, sent }, A::ServiceAnswered { referral, answer }]
}

fn family() -> Vec<Action> {
    let mut actions = Vec::new();
    actions.extend(referral());
    actions.extend(people());
    actions.extend(bonds());
    actions.extend(consent_and_assessment());
    actions.extend(plan());
    actions.extend(visits());
    actions.extend(concerns_and_reviews());
    actions.extend(services());
    actions.into_iter().map(Action::Family).collect()
}

fn referral() -> Vec<A> {
    let mut ids = Ids::seeded(1);
    let import = ids.fresh();
    let received_at = Millis(1_790_000_000_000);
    let referral = Referral {
        source: "village_chief".into(),
        referrer: "ប៊ុន សារ៉ាត់".into(),
        referrer_phone: "077 555 390".into(),
        reasons: vec!["hunger".into()],
        story: "កូនៗឃ្លាន".into(),
        urgency: Risk::High,
        people: vec![ids.fresh()],
        family_knows: Some(true),
        received_at,
    };
    let mut actions: Vec<A> =
        place().map(|village| A::Opened { village, import: Some(import) }).into_iter().collect();
    let accept =
        Screening::Accept { risk: Risk::Medium, respond_by: received_at.plus_hours(72), note: String::new() };
    let decline = Screening::Decline {
        reason: "no_need".into(), note: "មិនត្រូវការទេ".into()
    };
    let pass_on = Screening::PassOn { to: "មណ្ឌលសុខភាព".into(), note: String::new() };
    actions.extend([
        A::ImportWithdrawn { import },
        A::ReferralReceived { referral },
        A::ReferralScreened { screening: accept },
        A::ReferralScreened { screening: decline },
        A::ReferralScreened { screening: pass_on },
        A::ReferrerTold {
            feedback: Feedback { how: "phone".into(), what: "អរគុណ".into(), on: day() }
        },
        A::WorkerAssigned { worker: ids.fresh(), role: TeamRole::Lead },
        A::WorkerUnassigned { worker: ids.fresh() },
    ]);
    actions
}

fn people() -> Vec<A> {
    let mut ids = Ids::seeded(3);
    let person = ids.fresh();
    let new = NewPerson {
        id: person,
        name_km: "ឡុង ធារី".into(),
        name_latin: "Long Theary".into(),
        sex: Sex::Female,
        birth: Some(Birth::About { year: 2017, month: Some(3) }),
        in_focus: true,
    };
    let household = ids.fresh();
    let movement = HouseholdMove {
        person,
        household,
        from: None,
        until: Some(day()),
        whereabouts: "ទៅធ្វើការនៅប្រទេសថៃ".into(),
    };
    let school = Schooling {
        state: "attending".into(), school: "សាលាបឋមសិក្សា".into(), grade: 3
    };
    let mut family: Vec<FamilyField> = place().map(FamilyField::Village).into_iter().collect();
    family.extend([
        FamilyField::Phone("097 555 318".into()),
        FamilyField::Language("km".into()),
        FamilyField::ImportNote("ជួរ ៤".into()),
    ]);
    let card = IdPoor { level: "level_1".into(), card: "0208010312".into(), until: Some(day()) };
    vec![
        A::FamilySet { changes: family },
        A::AddressSet { address: "ក្រោយវត្ត".into() },
        A::PersonAdded { person: new },
        A::PersonSet {
            person,
            changes: vec![
                PersonField::NameKm("ឡុង ធារី".into()),
                PersonField::NameLatin("Long Theary".into()),
                PersonField::Sex(Sex::Unknown),
                PersonField::Birth(Some(Birth::Exact { day: day().plus_days(-3_000) })),
                PersonField::DiedOn(None),
                PersonField::Phone(String::new()),
                PersonField::InFocus(true),
                PersonField::School(school),
                PersonField::Occupation("លក់បន្លែ".into()),
                PersonField::Note("តាមសម្ដីម្ដាយ".into()),
            ],
        },
        A::HealthSet {
            person,
            changes: vec![HealthField::Difficulties(vec!["hearing".into()]), HealthField::Note("ថ្លង់".into())],
        },
        A::PapersSet {
            person: Some(person),
            changes: vec![PaperField::BirthCertificate(Known::No), PaperField::FamilyBook(Known::Unknown)],
        },
        A::PapersSet {
            person: None,
            changes: vec![PaperField::FamilyBook(Known::Yes), PaperField::IdPoor(card)],
        },
        A::PersonWithdrawn { person, reason: "បញ្ចូលពីរដង".into() },
        A::PersonsSame {
            one: person, other: ids.fresh(), words: "ក្មេងតែម្នាក់".into()
        },
        A::PersonsNotSame {
            one: person, other: ids.fresh(), words: "បងប្អូនជីដូនមួយ".into()
        },
        A::FilesSame {
            other: ids.fresh(), stands: true, words: "គ្រួសារតែមួយ".into()
        },
        A::FilesNotSame { other: ids.fresh(), words: String::new() },
        A::CrossedLooked { entries: vec![ids.fresh()] },
        A::HouseholdNamed { household, name: "ផ្ទះលោកយាយ".into() },
        A::HouseholdMoved { movement },
    ]
}

fn bonds() -> Vec<A> {
    let mut ids = Ids::seeded(4);
    let (a, b) = (ids.fresh(), ids.fresh());
    let facts = UnionFacts {
        a,
        b,
        kind: UnionKind::Cohabiting,
        state: UnionState::Separated,
        from: Some(day().plus_days(-900)),
        until: Some(day()),
    };
    let path = vec![Step::parent(Sex::Female), Step::sibling(Sex::Male, Some(Seniority::Elder))];
    let parentage = Parentage { child: a, parent: b, quality: Quality::Step, from: None, until: None };
    let caring = Caring {
        child: a,
        caregiver: b,
        kind: CareKind::Kinship,
        main: true,
        from: Some(day()),
        until: None,
    };
    let change = CareChange {
        child: a, caregiver: b, until: day(), reason: "ប្ដូរទៅផ្ទះជីដូន".into()
    };
    let relation = ids.fresh();
    vec![
        A::UnionSet { union: ids.fresh(), facts },
        A::ParentageSet { parentage },
        A::RelationStated { relation, stated: StatedRelation { from: a, to: b, path } },
        A::RelationWithdrawn { relation },
        A::SeniorityStated { elder: a, younger: b },
        A::CaregiverSet { caring },
        A::CaregiverEnded { change },
    ]
}

fn consent_and_assessment() -> Vec<A> {
    let mut ids = Ids::seeded(5);
    let (by, child) = (ids.fresh(), ids.fresh());
    let consent = ids.fresh();
    let given = Consent {
        purpose: "referral".into(),
        by,
        covers: vec![child],
        recipient: "មណ្ឌលសុខភាព".into(),
        organisation: None,
        sections: vec![Section::Identity, Section::Health],
        language: "km".into(),
        on: day(),
        until: day().plus_days(365),
        withheld: "កុំប្រាប់សាច់ញាតិ".into(),
        mark: thumb(),
    };
    let assent = Assent {
        child,
        purpose: "services".into(),
        agrees: true,
        words: "ចាស៎".into(),
        language: "km".into(),
        on: day(),
        mark: Mark::Spoken { witness: "ម្ដាយ".into() },
    };
    let withheld = WithheldId::from_u128(0x77);
    let asked = Withheld {
        by: child,
        words: "រឿងដែលកើតនៅផ្ទះពូ".into(),
        sections: vec![Section::Protection],
        people: vec![by],
        others: false,
        organisations: vec![OrganisationId::from_u128(7)],
        somebody: "គ្រូបង្រៀន".into(),
        why: "fear_of_harm".into(),
        why_words: "ខ្លាចពូខឹង".into(),
        on: day(),
    };
    let completed = Completed {
        id: ids.fresh(),
        instrument: "csi".into(),
        version: 1,
        subject: Some(child),
        on: day(),
        sources: vec!["child".into()],
        answers: Answers::from([("1A".to_owned(), Answer::Level { value: 3, reason: "មានបាយ".into() })]),
        revises: None,
    };
    vec![
        A::ConsentGiven { consent, given },
        A::AssentGiven { assent: ids.fresh(), given: assent },
        A::ConsentWithdrawn { consent, on: day(), reason: "ប្ដូរចិត្ត".into() },
        A::InformationWithheld { withheld, asked },
        A::WithheldLifted {
            withheld, inside: true, on: day(), words: "ឥឡូវប្រាប់បាន".into()
        },
        A::AssessmentCompleted { completed },
    ]
}

fn plan() -> Vec<A> {
    let mut ids = Ids::seeded(6);
    let (goal, action, person) = (ids.fresh(), ids.fresh(), ids.fresh());
    let link =
        Link { instrument: "csi".into(), item: "1A".into(), row: String::new(), subject: Some(person) };
    let new = NewGoal {
        id: goal,
        words: "យើងចង់ឱ្យកូនឆ្អែត".into(),
        for_people: vec![person],
        links: vec![link],
        reached_when: "ពីរខែជាប់គ្នា".into(),
    };
    let doer = Doer::Other { name: "មេភូមិ".into() };
    let step = NewAction {
        id: action, goal, what: "ដាំបន្លែ".into(), doer, by: Some(day()), place: 1
    };
    let agreement = PlanAgreement {
        on: day(),
        by: vec![Agreeing { person, mark: Mark::Drawn { strokes: vec![vec![10, 20, 30, 40]] } }],
        review_on: day().plus_days(60),
    };
    let state = |state| A::GoalSet { goal, changes: vec![GoalChange::State(state)] };
    vec![
        A::GoalAdded { goal: new },
        A::GoalSet {
            goal,
            changes: vec![GoalChange::Words("កូនឆ្អែត".into()), GoalChange::ReachedWhen("មួយខែ".into())],
        },
        state(GoalState::Open),
        state(GoalState::Reached { on: day() }),
        state(GoalState::HandedOver { to: "គ.ក.ន.ក".into(), on: day() }),
        state(GoalState::Dropped { reason: "លែងចង់".into() }),
        A::ActionAdded { action: step },
        A::ActionSet {
            action,
            changes: vec![
                ActionChange::What("ដាំត្រកួន".into()),
                ActionChange::Doer(Doer::Person { person }),
                ActionChange::Doer(Doer::Worker { worker: ids.fresh() }),
                ActionChange::By(None),
                ActionChange::State(ActionState::Open),
                ActionChange::State(ActionState::Done { on: day() }),
                ActionChange::State(ActionState::Dropped { reason: "មិនចាំបាច់".into() }),
            ],
        },
        A::PlanAgreed { agreement },
    ]
}

fn visits() -> Vec<A> {
    let mut ids = Ids::seeded(7);
    let (visit, child, task) = (ids.fresh(), ids.fresh(), ids.fresh());
    let worker = ids.fresh();
    let recorded = RecordedVisit {
        on: day(),
        place: "home".into(),
        met: vec![child],
        others: "អ្នកជិតខាង".into(),
        strengths: "កូនៗសើច".into(),
        observations: "អង្គុយក្រោមដើមស្វាយ".into(),
        child_words: vec![ChildWords { child, words: "ខ្ញុំចង់រៀន".into() }],
        done: vec![ids.fresh()],
    };
    vec![
        A::VisitPlanned {
            visit, planned: PlannedVisit { on: day(), worker, purpose: "សួរសុខទុក្ខ".into() }
        },
        A::VisitRecorded { visit, recorded },
        A::VisitMissed { visit, reason: "ភ្លៀង".into() },
        A::TaskAdded {
            task, new: NewTask { what: "ទូរស័ព្ទ".into(), worker, by: Some(day()) }
        },
        A::TaskSet { task, done: true },
        A::PhotoTaken {
            photo: ids.fresh(),
            taken: photograph(PhotoOf::Person { person: child }, Some(ids.fresh())),
        },
        A::PhotoTaken { photo: ids.fresh(), taken: photograph(PhotoOf::Home {}, None) },
        A::PhotoTaken { photo: ids.fresh(), taken: photograph(PhotoOf::Paper { person: None }, None) },
        A::PhotoWithdrawn { photo: ids.fresh(), reason: "ថតខុស".into() },
    ]
}

fn photograph(of: PhotoOf, consent: Option<ConsentId>) -> Photo {
    Photo {
        hash: PhotoHash::from_bytes([0x5a; 32]),
        bytes: 123_456,
        width: 1_280,
        height: 960,
        of,
        words: "នៅមុខផ្ទះ".into(),
        on: day(),
        consent,
    }
}

fn concerns_and_reviews() -> Vec<A> {
    let mut ids = Ids::seeded(8);
    let (concern, review, child) = (ids.fresh(), ids.fresh(), ids.fresh());
    let report = ReportDecision {
        reported: true, to: "នគរបាល".into(), reason: "ច្បាប់តម្រូវ".into()
    };
    let raised = Concern {
        level: Risk::High,
        about: vec![child],
        kind: "violence".into(),
        what: "មានស្នាមជាំ".into(),
        said_by: "គ្រូ".into(),
        done_at_once: "ជូនទៅមណ្ឌលសុខភាព".into(),
        report: Some(report),
        on: day(),
    };
    let closing = ReviewOf::Closing {
        outcome: "together_and_safe".into(),
        child_views: vec![ChildView { child, words: "ខ្ញុំសប្បាយ".into() }],
        caregiver_view: "អរគុណ".into(),
        contact_name: "មេភូមិ".into(),
        contact_phone: "092 555 277".into(),
    };
    let asked = |of| A::ReviewAsked {
        review, asked: Asked { of, summary: "សុំពិនិត្យ".into(), on: day() }
    };
    let gates = domain::protocol::Gate::ALL.to_vec();
    let (emergency, kin) = (ids.fresh(), ids.fresh());
    let (transfer, to) = (ids.fresh(), ids.fresh());
    let opened = Emergency {
        worker: ids.fresh(),
        reason: "danger_now".into(),
        words: "ឮកូនយំ ហើយម្ដាយមិននៅផ្ទះ".into(),
        from: Millis(1_795_000_000_000),
        until: Millis(1_795_007_200_000),
    };
    let joint = ids.fresh();
    let partner = JointWorker {
        worker: ids.fresh(),
        name_km: "គង់ ម៉ាលី".into(),
        name_latin: "Kong Maly".into(),
        phone: "092 555 140".into(),
    };
    let offered = JointOffered {
        lead: ids.fresh(),
        to: ids.fresh(),
        consent: ids.fresh(),
        sections: vec![Section::Identity, Section::Narrative, Section::Health],
        works: JointWork::ALL.to_vec(),
        why: "អង្គការនោះទៅជួបកុមារជារៀងរាល់សប្ដាហ៍".into(),
        contact: "ចាន់ សុភា 012 555 102".into(),
        team: vec![partner.clone()],
        on: day(),
        until: day(),
    };
    let consultation = ids.fresh();
    let consulted = Consultation {
        worker: ids.fresh(),
        organisation: ids.fresh(),
        name_km: "នួន សុខា".into(),
        name_latin: "Nuon Sokha".into(),
        organisation_km: "អង្គការភ្លើងចង្កៀង".into(),
        organisation_latin: "Lamplight".into(),
        question: "តើគួរនិយាយជាមួយកុមារយ៉ាងណា?".into(),
        sections: vec![Section::Identity, Section::Narrative, Section::Health],
        consent: Some(ids.fresh()),
        from: Millis(1_795_000_000_000),
        until: Millis(1_795_604_800_000),
    };
    vec![
        A::RiskSet { level: Risk::Low, reason: "ប្រសើរឡើង".into() },
        A::ConcernRaised { concern, raised },
        A::ConcernAnswered { concern, answer: "ខ្ញុំទៅជាមួយ".into() },
        A::ConcernSettled {
            concern,
            settlement: Settlement {
                how: "បញ្ជាក់ពីអ្នកជិតខាង".into(), on: day()
            },
        },
        asked(ReviewOf::Plan),
        asked(ReviewOf::Progress),
        asked(closing),
        A::ReviewSigned { review, comment: "យល់ព្រម".into() },
        A::ReviewReturned { review, comment: "បន្ថែមសម្ដីកុមារ".into() },
        A::Closed { closing: Closing { review, gates, on: day() } },
        A::Reopened { reason: "គ្រួសារសុំ".into() },
        A::ConflictDecided { field: FieldPath("family/phone".into()), keep: ids.fresh() },
        A::EmergencyOpened { emergency, opened },
        A::EmergencyReviewed {
            emergency, finding: Finding::Justified, note: "ពិតជាចាំបាច់".into()
        },
        A::TransferProposed {
            transfer,
            proposed: Proposed {
                to,
                why: "គ្រួសារប្ដូរទីលំនៅ".into(),
                summary: "ម្ដាយចង់លក់បន្លែ កូនទៅសាលារៀងរាល់ថ្ងៃ".into(),
                conference_on: Some(day()),
                conference_with: "ម្ដាយ យាយ មេភូមិ".into(),
                contact: "ចាន់ សុភា 012 555 102".into(),
                on: day(),
            },
        },
        A::TransferAccepted {
            transfer,
            accepted: Accepted { from: to, lead: kin, kept: vec![Section::Identity], kept_until: day() },
        },
        A::TransferDeclined { transfer, reason: "ឆ្ងាយពេក".into() },
        A::TransferWithdrawn {
            transfer, reason: "គ្រួសារប្ដូរចិត្ត".into()
        },
        A::JointOffered { joint, offered },
        A::JointAccepted { joint, workers: vec![partner] },
        A::JointDeclined {
            joint, reason: "យើងគ្មានបុគ្គលិកគ្រប់គ្រាន់".into()
        },
        A::JointEnded { joint, reason: "គ្រួសាររឹងមាំហើយ".into() },
        A::JointLeft { joint, reason: "គម្រោងរបស់យើងចប់".into() },
        A::ConsultationAsked { consultation, asked: consulted },
        A::AdviceGiven { consultation, advice: "សូមសួរយាយជាមុនសិន".into() },
        A::ConsultationEnded { consultation, why: "enough".into() },
        A::WorkerExcluded { worker: kin, why: "បងប្អូនបង្កើត".into() },
        A::ExclusionLifted { worker: kin, why: "យល់ច្រឡំ".into() },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::family::FamilyAction;
    use std::collections::BTreeSet;

    #[test]
    fn there_is_an_example_of_every_command() {
        let here: BTreeSet<&str> = every_action().iter().map(Action::name).collect();
        let all: BTreeSet<&str> = FamilyAction::NAMES
            .iter()
            .map(|(name, _)| *name)
            .chain(OrganisationAction::NAMES.iter().copied())
            .chain(VillageAction::NAMES.iter().copied())
            .chain(ProgrammeAction::NAMES.iter().copied())
            .chain(ProviderAction::NAMES.iter().copied())
            .chain(ServiceReferralAction::NAMES.iter().copied())
            .chain(AssessedAction::PLACE_NAMES.iter().chain(AssessedAction::STAFF_NAMES).copied())
            .collect();
        assert_eq!(here, all);
    }
}
