//! As many light families as a bench asks for, made one at a time: memory stays that of one family.

use crate::builders::{Hand, Ids, Script};
use crate::dice::Dice;
use crate::names;
use domain::entry::Entry;
use domain::family::FamilyAction as A;
use domain::family::TeamRole;
use domain::family::consent::{Consent, Mark};
use domain::family::people::{CareKind, Caring, NewPerson, Parentage};
use domain::family::plan::NewGoal;
use domain::family::referral::{Referral, Screening};
use domain::family::visit::RecordedVisit;
use domain::ids::{PersonId, StreamId};
use domain::kinship::{Quality, Sex};
use domain::place::PlaceCode;
use domain::protocol::Risk;
use domain::time::{Birth, Day, Millis};

/// One light family: about four people and fourteen entries.
#[derive(Debug, Clone)]
pub struct LightFamily {
    /// Its stream.
    pub stream: StreamId,
    /// Where it lives.
    pub village: PlaceCode,
    /// Who answers for it.
    pub lead: Hand,
    /// Its entries; the first has `seq` 1.
    pub entries: Vec<Entry>,
}

/// What a world is made of.
#[derive(Debug, Clone)]
pub struct World {
    /// Villages where the families live.
    pub villages: Vec<PlaceCode>,
    /// Workers, each with her share of the families.
    pub workers: Vec<Hand>,
    /// The last day on which anything happens.
    pub today: Day,
    /// The seed.
    pub seed: u64,
}

impl World {
    /// A world in the demonstration's villages with forty workers known by number.
    pub fn seeded(seed: u64) -> Self {
        let villages = crate::demo::cast::villages().into_iter().map(|place| place.code).collect();
        let today = Day::new(2026, 11, 22).unwrap_or(Day::EPOCH);
        Self { villages, workers: (1..=40).map(Hand::number).collect(), today, seed }
    }

    /// The first `n` families. The same family has the same bytes however many are asked for.
    pub fn families(&self, n: usize) -> impl Iterator<Item = LightFamily> + '_ {
        (0..u64::try_from(n).unwrap_or(u64::MAX)).filter_map(|index| self.family(index))
    }

    /// The family with this number; `None` in a world without villages or workers.
    pub fn family(&self, index: u64) -> Option<LightFamily> {
        let seed = self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(index);
        let mut dice = Dice::seeded(seed);
        let village = dice.one(&self.villages)?.clone();
        let at = usize::try_from(index).unwrap_or(0).checked_rem(self.workers.len())?;
        let lead = *self.workers.get(at)?;
        let start = self.today.plus_days(-dice.between(30, 700));
        let mut ids = Ids::seeded(seed ^ 0x1d5);
        ids.set_now(start.noon());
        let mut script = Script::of(ids.fresh(), ids);
        let mut told = Telling { script: &mut script, dice: &mut dice, lead, start, today: self.today };
        told.tell(&village);
        Some(LightFamily { stream: script.stream, village, lead, entries: script.into_entries() })
    }
}

/// The first `n` families of the default world.
pub fn families(n: usize, seed: u64) -> impl Iterator<Item = LightFamily> {
    let world = World::seeded(seed);
    (0..u64::try_from(n).unwrap_or(u64::MAX)).filter_map(move |index| world.family(index))
}

struct Telling<'a> {
    script: &'a mut Script,
    dice: &'a mut Dice,
    lead: Hand,
    start: Day,
    today: Day,
}

impl Telling<'_> {
    fn say(&mut self, action: A) {
        let later = Millis(self.script.ids.now().0 + 30_000);
        self.script.at(later);
        self.script.say(self.lead, action);
    }

    fn person(&mut self, family: names::Name, sex: Sex, age: i64) -> PersonId {
        let id = self.script.ids.fresh();
        let name = names::any(self.dice, family, sex);
        let day = self.today.plus_days(-(age * 365 + self.dice.between(0, 364)));
        let birth =
            if age > 30 { Birth::About { year: day.year(), month: None } } else { Birth::Exact { day } };
        let person = NewPerson {
            id,
            name_km: name.km(),
            name_latin: name.latin(),
            sex,
            birth: Some(birth),
            in_focus: age < 18,
        };
        self.say(A::PersonAdded { person });
        id
    }

    fn tell(&mut self, village: &PlaceCode) {
        self.say(A::Opened { village: village.clone(), import: None });
        let family = names::family(self.dice);
        let mothers = names::family(self.dice);
        let mother_age = self.dice.between(24, 45);
        let mother = self.person(mothers, Sex::Female, mother_age);
        let mut children = Vec::new();
        for _ in 0..self.dice.between(1, 3) {
            let sex = if self.dice.chance(50) { Sex::Female } else { Sex::Male };
            // Nobody is born after the family was referred, at most two years ago.
            let age = self.dice.between(3, 16);
            children.push(self.person(family, sex, age));
        }
        if self.dice.chance(75) {
            self.person(family, Sex::Male, mother_age + 3);
        }
        let referral = Referral {
            source: "village_chief".into(),
            referrer: String::new(),
            referrer_phone: String::new(),
            reasons: vec!["poverty_debt".into()],
            story: "គ្រួសាររកចំណូលមិនទៀងទាត់ ហើយកូនខកសាលា។".into(),
            urgency: Risk::Medium,
            people: children.clone(),
            family_knows: None,
            received_at: self.script.ids.now(),
        };
        self.say(A::ReferralReceived { referral });
        if self.dice.chance(8) {
            return;
        }
        let respond_by = self.script.ids.now().plus_hours(72);
        let screening = Screening::Accept { risk: Risk::Medium, respond_by, note: String::new() };
        self.say(A::ReferralScreened { screening });
        self.say(A::WorkerAssigned { worker: self.lead.worker, role: TeamRole::Lead });
        self.work(mother, &children);
    }

    fn work(&mut self, mother: PersonId, children: &[PersonId]) {
        if let Some(child) = children.first().copied() {
            let parentage =
                Parentage { child, parent: mother, quality: Quality::Birth, from: None, until: None };
            self.say(A::ParentageSet { parentage });
            let kind = CareKind::Parental;
            let caring = Caring { child, caregiver: mother, kind, main: true, from: None, until: None };
            self.say(A::CaregiverSet { caring });
        }
        let given = Consent {
            purpose: "services".into(),
            by: mother,
            covers: children.to_vec(),
            recipient: String::new(),
            organisation: None,
            sections: Vec::new(),
            language: "km".into(),
            on: self.start,
            until: self.start.plus_days(365),
            withheld: String::new(),
            mark: Mark::OnPaper,
        };
        let consent = self.script.ids.fresh();
        self.say(A::ConsentGiven { consent, given });
        let goal = NewGoal {
            id: self.script.ids.fresh(),
            words: "យើងចង់ឱ្យកូនបានរៀនរាល់ថ្ងៃ។".into(),
            for_people: Vec::new(),
            links: Vec::new(),
            reached_when: "កូនទៅរៀនពេញមួយខែ".into(),
        };
        self.say(A::GoalAdded { goal });
        let mut on = self.start;
        for _ in 0..self.dice.between(1, 3) {
            on = on.plus_days(self.dice.between(5, 40));
            if on >= self.today {
                break;
            }
            self.script.on(on);
            let recorded = RecordedVisit {
                on,
                place: "home".into(),
                met: vec![mother],
                others: String::new(),
                strengths: "គ្រួសារញ៉ាំបាយជុំគ្នា។".into(),
                observations: "យើងជជែកគ្នាអំពីការរៀន និងចំណូល។".into(),
                child_words: Vec::new(),
                done: Vec::new(),
            };
            let visit = self.script.ids.fresh();
            self.say(A::VisitRecorded { visit, recorded });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builders::placed;
    use domain::entry::StreamKind;
    use domain::stream::AnyStream;
    use std::collections::BTreeSet;

    #[test]
    fn light_families_are_light_and_all_applied() {
        let (mut entries, mut people, mut names) = (0, 0, BTreeSet::new());
        for light in families(400, 9) {
            let mut stream = AnyStream::empty(StreamKind::Family);
            for entry in placed(&light.entries) {
                assert_eq!(stream.take(entry), domain::entry::Outcome::Applied);
            }
            let family = &stream.family().unwrap().state;
            entries += light.entries.len();
            people += family.people.len();
            names.extend(family.people.values().map(|person| person.name().to_owned()));
        }
        assert!((12..=16).contains(&(entries / 400)), "{}", entries / 400);
        assert!((3..=5).contains(&(people / 400)), "{}", people / 400);
        assert!(names.len() * 10 > people * 9, "{} names for {people} people", names.len());
    }

    #[test]
    fn a_family_does_not_depend_on_how_many_are_asked_for() {
        let tenth = |n| families(n, 3).nth(9).map(|light| light.entries);
        assert!(tenth(10).is_some());
        assert_eq!(tenth(10), tenth(500));
        assert_ne!(tenth(10), families(10, 4).nth(9).map(|light| light.entries));
    }
}
