//! A family's history as it is told: a script with a calendar, and one short call for each thing that happens.

use super::cast::{Cast, Member};
use crate::builders::{IntoAction, Script};
use crate::dice::Dice;
use domain::entry::Section;
use domain::family::FamilyAction as A;
use domain::family::TeamRole;
use domain::family::consent::{Assent, Consent, Mark};
use domain::family::people::{
    CareKind, Caring, HouseholdMove, NewPerson, Parentage, PersonField, UnionFacts, UnionKind, UnionState,
};
use domain::family::plan::{Agreeing, Doer, GoalChange, GoalState, Link, NewAction, NewGoal, PlanAgreement};
use domain::family::visit::{ChildWords, PlannedVisit, RecordedVisit};
use domain::family::withheld::Withheld;
use domain::ids::{ActionId, EntryId, GoalId, HouseholdId, PersonId, VisitId};
use domain::kinship::{Quality, Sex};
use domain::protocol::{self, Protocol, Risk};
use domain::time::{Birth, Day, Millis};

/// One family's history while it is told.
pub struct Tale<'a> {
    /// The entries so far.
    pub script: Script,
    /// Chance.
    pub dice: Dice,
    /// The day of the demonstration.
    pub today: Day,
    /// Who works here.
    pub cast: &'a Cast,
    /// The network's times and gates.
    pub protocol: &'a Protocol,
}

/// A person as the stories name her.
pub struct Named<'a> {
    /// Name in Khmer, family name first.
    pub km: &'a str,
    /// Name in Latin letters.
    pub latin: &'a str,
    /// Sex.
    pub sex: Sex,
    /// Birth.
    pub birth: Option<Birth>,
    /// The work is about this child.
    pub focus: bool,
}

/// A visit as the stories tell it.
#[derive(Default)]
pub struct Told<'a> {
    /// Who was met.
    pub met: Vec<PersonId>,
    /// Who else was there.
    pub others: &'a str,
    /// What goes well.
    pub strengths: &'a str,
    /// What was seen and said.
    pub seen: &'a str,
    /// What children said.
    pub words: Vec<(PersonId, &'a str)>,
    /// Steps that are done.
    pub done: Vec<ActionId>,
}

impl<'a> Tale<'a> {
    /// A tale before its first entry.
    pub fn new(seed: u64, today: Day, cast: &'a Cast, protocol: &'a Protocol) -> Self {
        Self { script: Script::seeded(seed), dice: Dice::seeded(seed ^ 0x5eed), today, cast, protocol }
    }
    /// The day so many days ago; in the future when negative.
    pub fn date(&self, ago: i64) -> Day {
        self.today.plus_days(-ago)
    }
    /// What follows happens so many days ago, from eight in the morning or an hour or so later. The tale never
    /// goes past noon of the last day, and never back.
    pub fn day(&mut self, ago: i64) -> &mut Self {
        let begin = Millis(self.date(ago).noon().0 - self.dice.between(200, 270) * 60_000);
        let now = begin.max(self.script.ids.now());
        self.script.at(now);
        self
    }
    /// Somebody who has seen everything says something.
    pub fn say(&mut self, who: &Member, action: impl IntoAction) -> EntryId {
        let later = self.script.ids.now().0 + self.dice.between(20, 90) * 1_000;
        self.script.at(Millis(later));
        self.script.say(who.hand(), action)
    }
    /// A mark as a person of that age makes it.
    pub fn mark(&mut self, age: i32) -> Mark {
        match (age, self.dice.below(10)) {
            (_, 0) => Mark::OnPaper,
            (55.., _) | (_, 1..4) => Mark::Thumb { strokes: vec![self.thumb()] },
            _ => Mark::Drawn { strokes: vec![self.stroke(180), self.stroke(430)] },
        }
    }
    /// An oval, as a thumb leaves it.
    fn thumb(&mut self) -> Vec<u16> {
        const OVAL: [(u16, u16); 8] =
            [(500, 180), (560, 210), (590, 290), (570, 380), (500, 420), (430, 380), (410, 290), (440, 210)];
        OVAL.iter().flat_map(|(x, y)| [x + self.wobble(12), y + self.wobble(12)]).collect()
    }
    /// A line that goes up and down, as a name is written.
    fn stroke(&mut self, from: u16) -> Vec<u16> {
        (0..9).flat_map(|n| [from + n * 28 + self.wobble(10), 240 + self.wobble(120)]).collect()
    }
    fn wobble(&mut self, most: usize) -> u16 {
        u16::try_from(self.dice.below(most)).unwrap_or(0)
    }

    /// A person enters the file.
    pub fn person(&mut self, who: &Member, named: &Named) -> PersonId {
        let id = self.script.ids.fresh();
        let person = NewPerson {
            id,
            name_km: named.km.to_owned(),
            name_latin: named.latin.to_owned(),
            sex: named.sex,
            birth: named.birth,
            in_focus: named.focus,
        };
        self.say(who, A::PersonAdded { person });
        id
    }
    /// More about a person.
    pub fn about(&mut self, who: &Member, person: PersonId, changes: Vec<PersonField>) {
        self.say(who, A::PersonSet { person, changes });
    }
    /// A household and who lives in it.
    pub fn home(&mut self, who: &Member, name: &str, people: &[PersonId]) -> HouseholdId {
        let household = self.script.ids.fresh();
        self.say(who, A::HouseholdNamed { household, name: name.to_owned() });
        for person in people {
            self.moved(
                who,
                HouseholdMove {
                    person: *person,
                    household,
                    from: None,
                    until: None,
                    whereabouts: String::new(),
                },
            );
        }
        household
    }
    /// Somebody moves.
    pub fn moved(&mut self, who: &Member, movement: HouseholdMove) {
        self.say(who, A::HouseholdMoved { movement });
    }
    /// A married couple.
    pub fn couple(&mut self, who: &Member, pair: (PersonId, PersonId), state: UnionState, from: Option<Day>) {
        let union = self.script.ids.fresh();
        let facts = UnionFacts { a: pair.0, b: pair.1, kind: UnionKind::Married, state, from, until: None };
        self.say(who, A::UnionSet { union, facts });
    }
    /// Children of a parent.
    pub fn parent(&mut self, who: &Member, parent: PersonId, children: &[PersonId], quality: Quality) {
        for child in children {
            let parentage = Parentage { child: *child, parent, quality, from: None, until: None };
            self.say(who, A::ParentageSet { parentage });
        }
    }
    /// Who cares for the children, how, and whether she cares most.
    pub fn cares(&mut self, who: &Member, caregiver: PersonId, children: &[PersonId], how: (CareKind, bool)) {
        let (kind, main) = how;
        for child in children {
            let caring = Caring { child: *child, caregiver, kind, main, from: None, until: None };
            self.say(who, A::CaregiverSet { caring });
        }
    }
    /// Consent to one purpose, for as long as the protocol allows.
    pub fn consent(&mut self, who: &Member, purpose: &str, by: (PersonId, i32), covers: &[PersonId]) {
        let on = self.script.ids.now().day();
        let given = Consent {
            purpose: purpose.to_owned(),
            by: by.0,
            covers: covers.to_vec(),
            recipient: if purpose == "referral" {
                "មណ្ឌលសុខភាព សាលារៀន និង គ.ក.ន.ក ឃុំ".to_owned()
            } else {
                String::new()
            },
            organisation: None,
            sections: if purpose == "referral" {
                vec![Section::Identity, Section::Narrative]
            } else {
                Vec::new()
            },
            language: "km".to_owned(),
            on,
            until: self.consent_until(purpose, by.0, on),
            withheld: String::new(),
            mark: self.mark(by.1),
        };
        let consent = self.script.ids.fresh();
        self.say(who, A::ConsentGiven { consent, given });
        if self.dice.chance(15) {
            self.withheld(who, by.0, on);
        }
    }
    /// Something that is not to be told.
    fn withheld(&mut self, who: &Member, by: PersonId, on: Day) {
        let asked = Withheld {
            by,
            words: "រឿងជំពាក់បំណុល".to_owned(),
            sections: Vec::new(),
            people: Vec::new(),
            others: false,
            organisations: Vec::new(),
            somebody: "សាច់ញាតិខាងឪពុក និងអ្នកជិតខាង".to_owned(),
            why: "ashamed".to_owned(),
            why_words: String::new(),
            on,
        };
        let withheld = self.script.ids.fresh();
        self.say(who, A::InformationWithheld { withheld, asked });
    }
    /// Some agreed to be counted for a part of the year only.
    fn consent_until(&self, purpose: &str, by: PersonId, on: Day) -> Day {
        let spread: i64 = by.as_bytes().iter().map(|byte| i64::from(*byte)).sum();
        let (whole, part) =
            (protocol::consent_until(self.protocol, on), self.today.plus_days(3 + spread % 25));
        if purpose == "reporting" && spread % 8 == 0 { part.clamp(on, whole) } else { whole }
    }
    /// A child's answer.
    pub fn assent(&mut self, who: &Member, child: PersonId, words: &str) {
        let on = self.script.ids.now().day();
        let mark = if self.dice.chance(60) {
            self.mark(8)
        } else {
            Mark::Spoken { witness: "អ្នកថែទាំ".to_owned() }
        };
        let given = Assent {
            child,
            purpose: "services".to_owned(),
            agrees: true,
            words: words.to_owned(),
            language: "km".to_owned(),
            on,
            mark,
        };
        let assent = self.script.ids.fresh();
        self.say(who, A::AssentGiven { assent, given });
    }
    /// A goal in the family's words.
    pub fn goal(
        &mut self,
        who: &Member,
        words: &str,
        reached_when: &str,
        link: Option<(PersonId, &str)>,
    ) -> GoalId {
        let id = self.script.ids.fresh();
        let links = link.map(|(subject, item)| Link {
            instrument: "csi".to_owned(),
            item: item.to_owned(),
            row: String::new(),
            subject: Some(subject),
        });
        let goal = NewGoal {
            id,
            words: words.to_owned(),
            for_people: link.map(|(subject, _)| subject).into_iter().collect(),
            links: links.into_iter().collect(),
            reached_when: reached_when.to_owned(),
        };
        self.say(who, A::GoalAdded { goal });
        id
    }
    /// A step towards a goal, due so many days ago (in the future when negative).
    pub fn step(&mut self, who: &Member, goal: (GoalId, u16), what: (&str, Doer), due: i64) -> ActionId {
        let (what, doer) = what;
        let id = self.script.ids.fresh();
        let by = Some(self.date(due));
        let action = NewAction { id, goal: goal.0, what: what.to_owned(), doer, by, place: goal.1 };
        self.say(who, A::ActionAdded { action });
        id
    }
    /// A goal is reached today.
    pub fn reached(&mut self, who: &Member, goal: GoalId) {
        let on = self.script.ids.now().day();
        self.say(who, A::GoalSet { goal, changes: vec![GoalChange::State(GoalState::Reached { on })] });
    }
    /// The family agrees to the plan; it is looked at again on a day.
    pub fn agree(&mut self, who: &Member, people: &[(PersonId, i32)], review_on: Day) {
        let on = self.script.ids.now().day();
        let by =
            people.iter().map(|(person, age)| Agreeing { person: *person, mark: self.mark(*age) }).collect();
        self.say(who, A::PlanAgreed { agreement: PlanAgreement { on, by, review_on } });
    }
    /// A visit is planned for a day.
    pub fn plan_visit(&mut self, who: &Member, on: Day, purpose: &str) -> VisitId {
        let visit = self.script.ids.fresh();
        let planned = PlannedVisit { on, worker: who.worker.id, purpose: purpose.to_owned() };
        self.say(who, A::VisitPlanned { visit, planned });
        visit
    }
    /// A visit that nobody had planned.
    pub fn visit(&mut self, who: &Member, place: &str, told: Told) {
        let visit = self.script.ids.fresh();
        self.visited(who, visit, place, told);
    }
    /// A visit takes place today.
    pub fn visited(&mut self, who: &Member, visit: VisitId, place: &str, told: Told) {
        let child_words =
            told.words.iter().map(|(child, words)| ChildWords { child: *child, words: (*words).to_owned() });
        let recorded = RecordedVisit {
            on: self.script.ids.now().day(),
            place: place.to_owned(),
            met: told.met,
            others: told.others.to_owned(),
            strengths: told.strengths.to_owned(),
            observations: told.seen.to_owned(),
            child_words: child_words.collect(),
            done: told.done,
        };
        self.say(who, A::VisitRecorded { visit, recorded });
    }
    /// A worker joins the team.
    pub fn assign(&mut self, by: &Member, worker: &Member, role: TeamRole) {
        self.say(by, A::WorkerAssigned { worker: worker.worker.id, role });
    }
    /// How great the risk is held to be.
    pub fn risk(&mut self, who: &Member, level: Risk, reason: &str) {
        self.say(who, A::RiskSet { level, reason: reason.to_owned() });
    }
}
