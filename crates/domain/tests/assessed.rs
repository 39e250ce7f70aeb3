//! Files of what is assessed and is no family: what they take, what they do not, and what a record before another is.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test that cannot go on fails"
)]

use kinkeeper_domain as domain;

use domain::assessed::{About, Assessed, AssessedAction, file_of, village_file, worker_of};
use domain::entry::{ACTION_VERSION, Action, Base, Entry, Outcome};
use domain::family::assessment::{Completed, Revision};
use domain::ids::{AssessmentId, DeviceId, EntryId, OrganisationId, PersonId, StreamId, WorkerId};
use domain::instrument::{Answers, Subject};
use domain::place::PlaceCode;
use domain::records;
use domain::stream::Stream;
use domain::time::{Day, Millis};

struct File {
    stream: Stream<Assessed>,
    next: u128,
    staff: bool,
}

impl File {
    fn new(staff: bool) -> Self {
        Self { stream: Stream::default(), next: 1, staff }
    }

    fn take(&mut self, action: AssessedAction) -> Outcome {
        self.next += 1;
        let entry = Entry {
            id: EntryId::from_u128(self.next),
            stream: StreamId::from_u128(1),
            author: WorkerId::from_u128(7),
            device: DeviceId::from_u128(1),
            made_at: Millis(i64::try_from(self.next).unwrap()),
            base: Base { seen: self.stream.log.head, after: None },
            v: ACTION_VERSION,
            action: if self.staff { Action::Staff(action) } else { Action::Place(action) },
        };
        let seq = self.stream.log.head + 1;
        self.stream.take(entry.placed(seq))
    }

    fn named(&mut self, about: About) -> Outcome {
        self.take(AssessedAction::Named { about })
    }

    fn completed(&mut self, id: u128, on: &str, change: impl FnOnce(&mut Completed)) -> Outcome {
        let mut completed = Completed {
            id: AssessmentId::from_u128(id),
            instrument: "facility-inspection".into(),
            version: 1,
            subject: None,
            on: on.parse::<Day>().unwrap(),
            sources: vec!["observation".into()],
            answers: Answers::new(),
            revises: None,
        };
        change(&mut completed);
        self.take(AssessedAction::Completed { completed })
    }
}

fn village() -> PlaceCode {
    "03140106".parse().unwrap()
}

fn home(name: &str) -> About {
    About::Facility { name: name.into(), village: village() }
}

fn code(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Rejected { reason } => reason.code().to_owned(),
        other => other.code().to_owned(),
    }
}

#[test]
fn a_file_says_first_what_it_is_about() {
    let mut file = File::new(false);
    assert_eq!(code(&file.completed(1, "2026-11-20", |_| {})), "unknown_thing");
    assert_eq!(code(&file.named(home(" "))), "not_possible");
    assert_eq!(code(&file.named(home(&"a".repeat(121)))), "not_possible");
    assert_eq!(code(&file.named(home("ផ្ទះសុភមង្គល"))), "applied");
    // Its name changes; what it is does not.
    assert_eq!(code(&file.named(home("ផ្ទះថ្មី"))), "applied");
    assert_eq!(code(&file.named(About::Village { village: village() })), "already_there");
    let group = About::Group { name: "ក".into(), village: village() };
    assert_eq!(code(&file.named(group)), "already_there");
    let about = file.stream.state.about.clone().unwrap();
    assert_eq!((about.name(), about.subject()), (Some("ផ្ទះថ្មី"), Subject::Facility));
}

#[test]
fn workers_and_places_have_files_of_two_kinds() {
    let worker = WorkerId::from_u128(9);
    let about = About::Worker { worker };
    assert_eq!(code(&File::new(false).named(about.clone())), "wrong_stream");
    assert_eq!(code(&File::new(true).named(home("ផ្ទះ"))), "wrong_stream");
    let mut file = File::new(true);
    assert_eq!(code(&file.named(about)), "applied");
    assert_eq!(code(&file.named(About::Worker { worker: WorkerId::from_u128(8) })), "already_there");
    assert_eq!(worker_of(file_of(worker)), worker);
}

#[test]
fn everybody_of_an_organisation_finds_the_same_file_of_a_village() {
    let (ours, theirs) = (OrganisationId::from_u128(1), OrganisationId::from_u128(2));
    let here = village_file(ours, &village());
    assert_eq!(here, village_file(ours, &village()));
    assert_ne!(here, village_file(theirs, &village()));
    assert_ne!(here, village_file(ours, &"03140107".parse().unwrap()));
    assert_eq!(here.uuid().get_version_num(), 8);
}

#[test]
fn records_follow_one_another_and_are_corrected_by_new_ones() {
    let mut file = File::new(false);
    file.named(home("ផ្ទះ"));
    assert_eq!(code(&file.completed(1, "2026-06-01", |_| {})), "applied");
    assert_eq!(code(&file.completed(2, "2026-11-01", |_| {})), "applied");
    assert_eq!(code(&file.completed(2, "2026-11-02", |_| {})), "already_there");
    let somebody = Some(PersonId::from_u128(1));
    assert_eq!(code(&file.completed(3, "2026-11-02", |one| one.subject = somebody)), "unknown_person");
    let corrects = |of: u128, why: &str| {
        let revises = Revision { of: AssessmentId::from_u128(of), reason: why.to_owned() };
        move |one: &mut Completed| one.revises = Some(revises)
    };
    assert_eq!(code(&file.completed(4, "2026-11-01", corrects(9, "a"))), "unknown_thing");
    assert_eq!(code(&file.completed(4, "2026-11-01", corrects(2, " "))), "not_possible");
    assert_eq!(code(&file.completed(4, "2026-11-01", corrects(2, "a slip"))), "applied");
    assert_eq!(code(&file.completed(5, "2026-11-01", corrects(2, "again"))), "already_decided");
    let all = &file.stream.state.assessments;
    let (newest, before) = records::latest(all, "facility-inspection", None);
    let id = |record: Option<&domain::family::assessment::AssessmentRecord>| record.unwrap().completed.id;
    assert_eq!((id(newest), id(before)), (AssessmentId::from_u128(4), AssessmentId::from_u128(1)));
    assert_eq!(records::before(all, newest.unwrap()).map(|one| one.completed.id), Some(id(before)));
}
