//! Three families told at length, after published accounts of practice in Cambodia, in our own words and with
//! invented people. All three are in `davy`'s caseload.

mod grandmother;
mod newcomers;
mod rice_sacks;

use super::Ledger;
use super::cast::{Cast, Member};
use super::checks::{self, Map};
use super::tale::{Named, Tale};
use domain::entry::StreamKind;
use domain::family::FamilyAction as A;
use domain::family::TeamRole;
use domain::family::assessment::Completed;
use domain::family::people::{PersonField, Schooling};
use domain::family::referral::{Feedback, Referral, Screening};
use domain::family::review::{Asked, ReviewOf};
use domain::ids::{PersonId, ReviewId};
use domain::instrument::Answers;
use domain::kinship::Sex;
use domain::protocol::{self, Protocol, Risk};
use domain::time::{Birth, Day, Millis};

/// Tells one of them.
type Teller = fn(&mut Telling);

/// The three.
pub fn all(today: Day, cast: &Cast, protocol: &Protocol) -> Vec<Ledger> {
    let (Some(davy), Some(sophea), Some(rithy)) =
        (cast.find("davy"), cast.find("sophea"), cast.find("rithy"))
    else {
        return Vec::new();
    };
    let telling = |seed| Telling { t: Tale::new(seed, today, cast, protocol), davy, sophea, rithy };
    let mut ledgers = Vec::new();
    let tellers: [(u64, Teller); 3] =
        [(11, rice_sacks::tell), (12, newcomers::tell), (13, grandmother::tell)];
    for (seed, tell) in tellers {
        let mut telling = telling(seed);
        tell(&mut telling);
        ledgers.push(super::ledger(telling.t.script, StreamKind::Family, davy.organisation));
    }
    ledgers
}

/// A story while it is told.
struct Telling<'a> {
    t: Tale<'a>,
    davy: &'a Member,
    sophea: &'a Member,
    rithy: &'a Member,
}

/// How a family was referred.
struct Referring {
    village: &'static str,
    source: &'static str,
    referrer: &'static str,
    phone: &'static str,
    reasons: &'static [&'static str],
    story: &'static str,
    urgency: Risk,
    note: &'static str,
    told: &'static str,
}

impl Telling<'_> {
    fn girl(&mut self, km: &str, latin: &str, birth: Birth) -> PersonId {
        let davy = self.davy;
        self.t.person(davy, &Named { km, latin, sex: Sex::Female, birth: Some(birth), focus: true })
    }
    fn boy(&mut self, km: &str, latin: &str, birth: Birth) -> PersonId {
        let davy = self.davy;
        self.t.person(davy, &Named { km, latin, sex: Sex::Male, birth: Some(birth), focus: true })
    }
    fn woman(&mut self, km: &str, latin: &str, birth: Birth) -> PersonId {
        let davy = self.davy;
        self.t.person(davy, &Named { km, latin, sex: Sex::Female, birth: Some(birth), focus: false })
    }
    fn man(&mut self, km: &str, latin: &str, birth: Birth) -> PersonId {
        let davy = self.davy;
        self.t.person(davy, &Named { km, latin, sex: Sex::Male, birth: Some(birth), focus: false })
    }
    /// Born so many years and days before the day of the demonstration; the day is known.
    fn born(&self, years: i32, days: i64) -> Birth {
        Birth::Exact { day: self.t.today.plus_months(-12 * years).plus_days(-days) }
    }
    /// About so many years old.
    fn about(&self, years: i16) -> Birth {
        Birth::About { year: self.t.today.year() - years, month: None }
    }
    /// The file is opened, the referral written down, taken on a day later and given to davy.
    fn refer(&mut self, ago: i64, how: &Referring) {
        let (davy, sophea) = (self.davy, self.sophea);
        self.t.day(ago);
        if let Ok(village) = how.village.parse() {
            self.t.say(sophea, A::Opened { village, import: None });
        }
        let received_at = Millis(self.t.script.ids.now().0 - 20 * 60_000);
        let referral = Referral {
            source: how.source.to_owned(),
            referrer: how.referrer.to_owned(),
            referrer_phone: how.phone.to_owned(),
            reasons: how.reasons.iter().map(|code| (*code).to_owned()).collect(),
            story: how.story.to_owned(),
            urgency: how.urgency,
            people: Vec::new(),
            family_knows: Some(true),
            received_at,
        };
        self.t.say(sophea, A::ReferralReceived { referral });
        self.t.day(ago - 1);
        let risk = how.urgency;
        let respond_by = protocol::respond_by(self.t.protocol, self.t.script.ids.now(), risk);
        let screening = Screening::Accept { risk, respond_by, note: how.note.to_owned() };
        self.t.say(sophea, A::ReferralScreened { screening });
        self.t.assign(sophea, davy, TeamRole::Lead);
        let on = self.t.date(ago - 1);
        let feedback = Feedback { how: "phone".to_owned(), what: how.told.to_owned(), on };
        self.t.say(sophea, A::ReferrerTold { feedback });
    }
    /// Where a child stands with school.
    fn school(&mut self, child: PersonId, state: &str, school: &str, grade: u8) {
        let davy = self.davy;
        let schooling = Schooling { state: state.to_owned(), school: school.to_owned(), grade };
        self.t.about(davy, child, vec![PersonField::School(schooling)]);
    }
    /// What somebody does, and what one should know of her.
    fn life(&mut self, person: PersonId, occupation: &str, note: &str) {
        let davy = self.davy;
        let mut changes = vec![PersonField::Occupation(occupation.to_owned())];
        if !note.is_empty() {
            changes.push(PersonField::Note(note.to_owned()));
        }
        self.t.about(davy, person, changes);
    }
    /// A child status check: twelve marks with reasons, in the order 1A 1B … 6B.
    fn check(&mut self, child: PersonId, marks: [(u8, &str); 12], said: &str, family: &str) {
        let marks = marks.map(|(mark, reason)| (mark, reason.to_owned()));
        self.complete("csi", Some(child), checks::status(&marks, said, family));
    }
    /// A strengths and safety map.
    fn map(&mut self, map: &Map) {
        self.complete("safety-map", None, checks::map(map));
    }
    fn complete(&mut self, instrument: &str, subject: Option<PersonId>, answers: Answers) {
        let completed = Completed {
            id: self.t.script.ids.fresh(),
            instrument: instrument.to_owned(),
            version: 1,
            subject,
            on: self.t.script.ids.now().day(),
            sources: ["child", "caregiver", "relative", "observation"].map(str::to_owned).to_vec(),
            answers,
            revises: None,
        };
        let davy = self.davy;
        self.t.say(davy, A::AssessmentCompleted { completed });
    }
    /// davy asks sophea to read.
    fn ask(&mut self, of: ReviewOf, summary: &str) -> ReviewId {
        let davy = self.davy;
        let review = self.t.script.ids.fresh();
        let asked = Asked { of, summary: summary.to_owned(), on: self.t.script.ids.now().day() };
        self.t.say(davy, A::ReviewAsked { review, asked });
        review
    }
    /// sophea signs.
    fn sign(&mut self, review: ReviewId, comment: &str) {
        let sophea = self.sophea;
        self.t.say(sophea, A::ReviewSigned { review, comment: comment.to_owned() });
    }
    /// davy's name, as maps say who is worried.
    fn worker(&self) -> (String, String) {
        (self.davy.worker.id.to_string(), self.davy.worker.name_km.clone())
    }
}
