//! The people of one family: made up first, written down afterwards.

use super::cast::Member;
use super::tale::{Named, Tale};
use super::themes::Shape;
use super::words;
use crate::dice::Dice;
use crate::names::{self, FullName};
use domain::family::FamilyAction as A;
use domain::family::people::{
    CareKind, HouseholdMove, IdPoor, Known, PaperField, PersonField, Schooling, StatedRelation, UnionState,
};
use domain::ids::PersonId;
use domain::kinship::{Quality, Seniority, Sex, Step};
use domain::time::{Birth, Day};

/// What somebody is in the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A child of the household.
    Child,
    /// A child of the second marriage.
    LaterChild,
    /// Mother.
    Mother,
    /// Father.
    Father,
    /// The mother's second husband.
    StepFather,
    /// Mother's mother.
    Grandmother,
    /// Mother's father.
    Grandfather,
    /// Mother's younger sister.
    Aunt,
}

/// Where somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// At home.
    Home,
    /// Working in Thailand.
    Thailand,
    /// In prison.
    Prison,
    /// Left the family.
    Left,
    /// Dead.
    Dead,
}

/// One person.
#[derive(Debug, Clone)]
pub struct Kin {
    /// What she is.
    pub part: Part,
    /// Where she is.
    pub at: At,
    /// Her name.
    pub name: FullName,
    /// Her sex.
    pub sex: Sex,
    /// Her birth.
    pub birth: Birth,
    /// Her id, once she is written down.
    pub id: Option<PersonId>,
}

impl Kin {
    /// Her age today.
    pub fn age(&self, today: Day) -> i32 {
        self.birth.age_on(today)
    }
    /// Name and the word by which one speaks to her.
    pub fn addressed(&self, today: Day) -> String {
        let word = match (self.sex, self.age(today)) {
            (Sex::Male, 56..) => "លោកតា",
            (Sex::Male, _) => "ពូ",
            (Sex::Female | Sex::Unknown, 56..) => "លោកយាយ",
            (Sex::Female | Sex::Unknown, _) => "អ្នកមីង",
        };
        format!("{word}{}", self.name.given_km)
    }
}

/// The people of one family.
#[derive(Debug, Clone)]
pub struct Folk {
    /// Everybody; children first, the eldest first.
    pub kin: Vec<Kin>,
    /// How they belong together.
    pub shape: Shape,
}

fn birth(dice: &mut Dice, today: Day, age: i64) -> Birth {
    let day = today.plus_days(-(age * 365 + age / 4 + dice.between(20, 340)));
    let (year, month, _) = day.parts();
    match (age, dice.below(100)) {
        (40.., 0..60) | (_, 0..12) => Birth::About { year, month: None },
        (_, 60..75) => Birth::About { year, month: Some(month) },
        _ => Birth::Exact { day },
    }
}

impl Folk {
    /// Makes up a family of a shape.
    pub fn invent(shape: Shape, dice: &mut Dice, today: Day) -> Self {
        let mut folk = Self { kin: Vec::new(), shape };
        let (fathers, mothers) = (names::family(dice), names::family(dice));
        let count = dice.between(2, 5);
        let mut age = dice.between(9, 14);
        for _ in 0..count {
            let sex = if dice.chance(50) { Sex::Female } else { Sex::Male };
            folk.join(dice, today, (Part::Child, At::Home), (fathers, sex, age));
            age -= dice.between(1, 4);
            if age < 1 {
                break;
            }
        }
        let eldest = folk.kin.first().map_or(10, |kin| i64::from(kin.age(today)));
        let (mother, father) = (eldest + dice.between(19, 26), eldest + dice.between(21, 30));
        let old = mother + dice.between(22, 30);
        let woman = (mothers, Sex::Female);
        let man = (fathers, Sex::Male);
        let (mother_at, father_at) = match shape {
            Shape::Couple => (At::Home, At::Home),
            Shape::Widow => (At::Home, At::Dead),
            Shape::StepFather => (At::Home, At::Left),
            Shape::Grandparents => (At::Thailand, At::Thailand),
            Shape::Aunt => (At::Dead, if dice.chance(50) { At::Dead } else { At::Left }),
            Shape::FatherAway => (At::Home, At::Prison),
            Shape::FatherAlone => (At::Left, At::Home),
        };
        folk.join(dice, today, (Part::Mother, mother_at), (woman.0, woman.1, mother));
        folk.join(dice, today, (Part::Father, father_at), (man.0, man.1, father));
        match shape {
            Shape::Couple | Shape::FatherAlone | Shape::FatherAway => {}
            Shape::Widow => folk.join(dice, today, (Part::Grandmother, At::Home), (woman.0, woman.1, old)),
            Shape::StepFather => {
                let his = names::family(dice);
                folk.join(dice, today, (Part::StepFather, At::Home), (his, Sex::Male, mother + 3));
                folk.join(dice, today, (Part::LaterChild, At::Home), (his, Sex::Female, 1));
            }
            Shape::Grandparents => {
                let hers = names::family(dice);
                folk.join(dice, today, (Part::Grandmother, At::Home), (hers, Sex::Female, old));
                folk.join(dice, today, (Part::Grandfather, At::Home), (mothers, Sex::Male, old + 4));
            }
            Shape::Aunt => {
                folk.join(dice, today, (Part::Aunt, At::Home), (mothers, Sex::Female, (mother - 8).max(21)));
            }
        }
        folk
    }

    fn join(&mut self, dice: &mut Dice, today: Day, what: (Part, At), who: (names::Name, Sex, i64)) {
        let taken: Vec<String> = self.kin.iter().map(|kin| kin.name.given_latin.clone()).collect();
        let name = names::common(dice, who.0, who.1, &taken);
        let birth = birth(dice, today, who.2);
        self.kin.push(Kin { part: what.0, at: what.1, name, sex: who.1, birth, id: None });
    }

    /// The first person of a part.
    pub fn find(&self, part: Part) -> Option<&Kin> {
        self.kin.iter().find(|kin| kin.part == part)
    }
    /// Who cares most.
    pub fn carer(&self) -> Option<&Kin> {
        let part = match self.shape {
            Shape::Couple | Shape::Widow | Shape::StepFather | Shape::FatherAway => Part::Mother,
            Shape::Grandparents => Part::Grandmother,
            Shape::Aunt => Part::Aunt,
            Shape::FatherAlone => Part::Father,
        };
        self.find(part)
    }
    /// The other grown-up at home, if there is one.
    pub fn other(&self) -> Option<&Kin> {
        match self.shape {
            Shape::Couple => self.find(Part::Father),
            Shape::Widow => self.find(Part::Grandmother),
            Shape::StepFather => self.find(Part::StepFather),
            Shape::Grandparents => self.find(Part::Grandfather),
            Shape::Aunt | Shape::FatherAway | Shape::FatherAlone => self.carer(),
        }
    }
    /// The children that the work is about: the two eldest.
    pub fn focus(&self) -> Vec<&Kin> {
        self.kin.iter().filter(|kin| kin.part == Part::Child).take(2).collect()
    }
    /// Ids of everybody of a part that is written down.
    pub fn ids(&self, parts: &[Part]) -> Vec<PersonId> {
        self.kin.iter().filter(|kin| parts.contains(&kin.part)).filter_map(|kin| kin.id).collect()
    }
    /// Ids of everybody at home.
    pub fn at_home(&self) -> Vec<PersonId> {
        self.kin.iter().filter(|kin| kin.at == At::Home).filter_map(|kin| kin.id).collect()
    }

    /// Writes down people who are not yet in the file: only the caregiver and the first child, or everybody.
    pub fn write_down(&mut self, tale: &mut Tale, who: &Member, everybody: bool) {
        let carer = self.carer().map(|kin| kin.name.clone());
        let first = self.focus().first().map(|kin| kin.name.clone());
        let focus: Vec<FullName> = self.focus().iter().map(|kin| kin.name.clone()).collect();
        for kin in &mut self.kin {
            let known_early = Some(&kin.name) == carer.as_ref() || Some(&kin.name) == first.as_ref();
            if kin.id.is_some() || !(everybody || known_early) {
                continue;
            }
            let named = Named {
                km: &kin.name.km(),
                latin: &kin.name.latin(),
                sex: kin.sex,
                birth: Some(kin.birth),
                focus: focus.contains(&kin.name),
            };
            kin.id = Some(tale.person(who, &named));
        }
    }

    /// Writes down how they belong together, where they live and what else is known of them.
    pub fn describe(&self, tale: &mut Tale, who: &Member, village_km: &str) {
        let carer_name = self.carer().map(|kin| kin.name.given_km.clone()).unwrap_or_default();
        let home = tale.home(who, &format!("ផ្ទះ{carer_name}"), &self.at_home());
        for kin in &self.kin {
            let Some(id) = kin.id else { continue };
            let changes = self.known_of(tale, kin, village_km);
            tale.about(who, id, changes);
            let whereabouts = match kin.at {
                At::Home | At::Dead => continue,
                At::Thailand => "ទៅធ្វើការនៅប្រទេសថៃ",
                At::Prison => "ពន្ធនាគារខេត្ត",
                At::Left => "មិនដឹងជានៅឯណា",
            };
            let days = tale.dice.between(90, 800);
            let until = Some(tale.script.ids.now().day().plus_days(-days));
            let movement = HouseholdMove {
                person: id,
                household: home,
                from: None,
                until,
                whereabouts: whereabouts.to_owned(),
            };
            tale.moved(who, movement);
        }
        self.bonds(tale, who);
        self.care(tale, who);
        self.papers(tale, who);
    }

    fn known_of(&self, tale: &mut Tale, kin: &Kin, village_km: &str) -> Vec<PersonField> {
        let age = kin.age(tale.today);
        match (kin.part, kin.at) {
            (Part::Child | Part::LaterChild, _) => {
                let state = match age {
                    ..6 => "too_young",
                    _ => *tale
                        .dice
                        .one(&["attending", "attending", "irregular", "dropped_out"])
                        .unwrap_or(&"attending"),
                };
                let grade =
                    if state == "too_young" { 0 } else { u8::try_from((age - 5).clamp(1, 9)).unwrap_or(1) };
                let school =
                    if grade == 0 { String::new() } else { words::SCHOOL.replace("{v}", village_km) };
                vec![PersonField::School(Schooling { state: state.to_owned(), school, grade })]
            }
            (_, At::Dead) => {
                let days = tale.dice.between(40, 300);
                vec![PersonField::DiedOn(Some(tale.script.ids.now().day().plus_days(-days)))]
            }
            (_, At::Prison) => vec![PersonField::Note("ជាប់ពន្ធនាគារខេត្ត តាមសម្ដីគ្រួសារ".to_owned())],
            (_, At::Thailand) => vec![
                PersonField::Occupation("កម្មករសំណង់នៅថៃ".to_owned()),
                PersonField::Note("ទូរស័ព្ទមកផ្ទះម្ដងម្កាល".to_owned()),
            ],
            (_, At::Left) => vec![PersonField::Note("ចេញពីផ្ទះ មិនសូវមានដំណឹង".to_owned())],
            (_, At::Home) => {
                let mut known = vec![PersonField::Occupation(tale.dice.text(&words::WORK).to_owned())];
                if tale.dice.chance(55) {
                    known.push(PersonField::Phone(format!(
                        "0{} 555 {}",
                        tale.dice.between(69, 98),
                        tale.dice.between(200, 999)
                    )));
                }
                known
            }
        }
    }

    fn bonds(&self, tale: &mut Tale, who: &Member) {
        let id = |part| self.find(part).and_then(|kin| kin.id);
        let children = self.ids(&[Part::Child]);
        let (mother, father) = (id(Part::Mother), id(Part::Father));
        if let (Some(mother), Some(father)) = (mother, father) {
            let state = match self.shape {
                Shape::Couple | Shape::Grandparents | Shape::FatherAway => UnionState::Together,
                Shape::Widow | Shape::Aunt => UnionState::Widowed,
                Shape::StepFather => UnionState::Divorced,
                Shape::FatherAlone => UnionState::Separated,
            };
            tale.couple(who, (mother, father), state, None);
        }
        for parent in [mother, father].into_iter().flatten() {
            tale.parent(who, parent, &children, Quality::Birth);
        }
        if let (Some(mother), Some(second)) = (mother, id(Part::StepFather)) {
            let days = tale.dice.between(300, 700);
            let married = tale.script.ids.now().day().plus_days(-days);
            tale.couple(who, (mother, second), UnionState::Together, Some(married));
            let later = self.ids(&[Part::LaterChild]);
            tale.parent(who, mother, &later, Quality::Birth);
            tale.parent(who, second, &later, Quality::Birth);
            tale.parent(who, second, &children, Quality::Step);
        }
        let grand: Vec<PersonId> = self.ids(&[Part::Grandmother, Part::Grandfather]);
        for parent in &grand {
            tale.parent(who, *parent, mother.as_slice(), Quality::Birth);
        }
        if let [one, other] = grand.as_slice() {
            tale.couple(who, (*one, *other), UnionState::Together, None);
        }
        if let (Some(aunt), Some(child)) = (id(Part::Aunt), children.first()) {
            let path = vec![Step::parent(Sex::Female), Step::sibling(Sex::Female, Some(Seniority::Younger))];
            let relation = tale.script.ids.fresh();
            let stated = StatedRelation { from: *child, to: aunt, path };
            tale.say(who, A::RelationStated { relation, stated });
        }
    }

    fn care(&self, tale: &mut Tale, who: &Member) {
        let children = self.ids(&[Part::Child, Part::LaterChild]);
        let kind = match self.shape {
            Shape::Grandparents | Shape::Aunt => CareKind::Kinship,
            Shape::Couple | Shape::Widow | Shape::StepFather | Shape::FatherAway | Shape::FatherAlone => {
                CareKind::Parental
            }
        };
        let (carer, other) = (self.carer().and_then(|kin| kin.id), self.other().and_then(|kin| kin.id));
        if let Some(carer) = carer {
            tale.cares(who, carer, &children, (kind, true));
        }
        if let Some(other) = other.filter(|other| Some(*other) != carer) {
            tale.cares(who, other, &children, (kind, false));
        }
    }

    fn papers(&self, tale: &mut Tale, who: &Member) {
        let without = self.shape == Shape::Aunt || tale.dice.chance(25);
        for child in self.ids(&[Part::Child]) {
            let known = if without { Known::No } else { Known::Yes };
            tale.say(
                who,
                A::PapersSet { person: Some(child), changes: vec![PaperField::BirthCertificate(known)] },
            );
        }
        let level =
            *tale.dice.one(&["none", "level_1", "level_2", "at_risk", "unknown"]).unwrap_or(&"unknown");
        let card = if level.starts_with("level") {
            format!("{:010}", tale.dice.below(999_999_999))
        } else {
            String::new()
        };
        let until = level.starts_with("level").then(|| tale.today.plus_days(tale.dice.between(60, 700)));
        let id_poor = IdPoor { level: level.to_owned(), card, until };
        let book = if tale.dice.chance(70) { Known::Yes } else { Known::No };
        let changes = vec![PaperField::IdPoor(id_poor), PaperField::FamilyBook(book)];
        tale.say(who, A::PapersSet { person: None, changes });
    }
}
