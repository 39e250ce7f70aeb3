//! The people of a file: names in both scripts, births exact or estimated, households, couples, parents,
//! stated relations and who cares for whom, each with its dates.

use super::{Family, changed};
use crate::entry::{FieldPath, Rejection};
use crate::ids::{HouseholdId, PersonId, RelationId, UnionId};
use crate::kinship::{Seniority, Sex};
use crate::place::PlaceCode;
use crate::register::{Register, Stamp, Step};
use crate::stream::Effect;
use crate::time::{Birth, Day};
use serde::{Deserialize, Serialize};

/// A fact that is known to be so, known not to be so, or not known.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// Nobody knows.
    Unknown,
}

/// Where a child stands with school.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Schooling {
    /// `attending`, `irregular`, `dropped_out`, `never`, `too_young`, `finished`, `not_for_adult`.
    pub state: String,
    /// Name of the school.
    pub school: String,
    /// Grade, 0 when none.
    pub grade: u8,
}

/// A new person. One of the two names must be given; "not known" is no name.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// Her id, the same in every stream.
    pub id: PersonId,
    /// Family name first, in Khmer script; may be empty.
    pub name_km: String,
    /// Family name first, in Latin script; may be empty.
    pub name_latin: String,
    /// Sex.
    pub sex: Sex,
    /// Birth, if anybody knows.
    pub birth: Option<Birth>,
    /// The work is about this child.
    pub in_focus: bool,
}

/// A change to a person's identity.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PersonField {
    /// Name in Khmer script.
    NameKm(String),
    /// Name in Latin script.
    NameLatin(String),
    /// Sex.
    Sex(Sex),
    /// Birth.
    Birth(Option<Birth>),
    /// Day of death, if she has died.
    DiedOn(Option<Day>),
    /// Telephone.
    Phone(String),
    /// Whether the work is about this child.
    InFocus(bool),
    /// School.
    School(Schooling),
    /// What she does for a living.
    Occupation(String),
    /// What everybody should know, such as "in prison since March" – told by whom.
    Note(String),
}

/// A change to what is known of a person's health.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum HealthField {
    /// Difficulties by domain of the Washington Group short set: `seeing`, `hearing`, `walking`,
    /// `remembering`, `self_care`, `communicating`; empty when none.
    Difficulties(Vec<String>),
    /// In words.
    Note(String),
}

/// A change to civil papers.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PaperField {
    /// Holds a birth certificate.
    BirthCertificate(Known),
    /// Is written in the family book.
    FamilyBook(Known),
    /// The family's IDPoor card.
    IdPoor(IdPoor),
}

/// The IDPoor card as issued by the Ministry of Planning. Never recomputed, only recorded.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct IdPoor {
    /// `none`, `level_1`, `level_2`, `at_risk`, `unknown`.
    pub level: String,
    /// Number on the card; may be empty.
    pub card: String,
    /// Valid until, if printed.
    pub until: Option<Day>,
}

/// A change to the family as a whole.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum FamilyField {
    /// The village where they live.
    Village(PlaceCode),
    /// Telephone.
    Phone(String),
    /// The language that they speak at home: `km`, `en`, `vi`, `cham`, `jarai` …
    Language(String),
    /// What came with an import and had no field of its own.
    ImportNote(String),
}

/// A person of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Person {
    /// Her id.
    pub id: PersonId,
    /// Who added her.
    pub added: Stamp,
    /// Name in Khmer.
    pub name_km: Register<String>,
    /// Name in Latin letters.
    pub name_latin: Register<String>,
    /// Sex.
    pub sex: Register<Sex>,
    /// Birth.
    pub birth: Register<Option<Birth>>,
    /// Death.
    pub died_on: Register<Option<Day>>,
    /// Telephone.
    pub phone: Register<String>,
    /// The work is about this child.
    pub in_focus: Register<bool>,
    /// School.
    pub school: Register<Schooling>,
    /// Occupation.
    pub occupation: Register<String>,
    /// Note.
    pub note: Register<String>,
    /// Difficulties.
    pub difficulties: Register<Vec<String>>,
    /// Health in words.
    pub health_note: Register<String>,
    /// Birth certificate.
    pub birth_certificate: Register<Known>,
    /// Family book.
    pub family_book: Register<Known>,
    /// Why she was taken out of the file again, if she was.
    pub withdrawn: Option<String>,
}

impl Person {
    fn new(new: &NewPerson, step: &Step) -> Self {
        let mut person = Self {
            id: new.id,
            added: step.stamp,
            name_km: Register::default(),
            name_latin: Register::default(),
            sex: Register::default(),
            birth: Register::default(),
            died_on: Register::default(),
            phone: Register::default(),
            in_focus: Register::default(),
            school: Register::default(),
            occupation: Register::default(),
            note: Register::default(),
            difficulties: Register::default(),
            health_note: Register::default(),
            birth_certificate: Register::default(),
            family_book: Register::default(),
            withdrawn: None,
        };
        person.name_km.set(new.name_km.trim().to_owned(), step);
        person.name_latin.set(new.name_latin.trim().to_owned(), step);
        person.sex.set(new.sex, step);
        person.birth.set(new.birth, step);
        person.in_focus.set(new.in_focus, step);
        person
    }
    /// Her sex, [`Sex::Unknown`] when nobody said.
    pub fn sex(&self) -> Sex {
        self.sex.get().copied().unwrap_or(Sex::Unknown)
    }
    /// Her birth, if known.
    pub fn birth(&self) -> Option<Birth> {
        self.birth.get().copied().flatten()
    }
    /// Her age in whole years on a day, if her birth is known and she lives (else at death).
    pub fn age_on(&self, on: Day) -> Option<i32> {
        let until = self.died_on.get().copied().flatten().unwrap_or(on);
        self.birth().map(|birth| birth.age_on(until.min(on)))
    }
    /// Under 18 on a day; a person whose birth nobody knows is a child if the work is about her.
    pub fn is_child_on(&self, on: Day) -> bool {
        self.age_on(on).map_or_else(|| self.is_in_focus(), |age| age < 18)
    }
    /// Whether the work is about her.
    pub fn is_in_focus(&self) -> bool {
        self.in_focus.get().copied().unwrap_or(false)
    }
    /// Her name in Khmer, else in Latin letters.
    pub fn name(&self) -> &str {
        let km = self.name_km.get().map_or("", String::as_str);
        if km.is_empty() { self.name_latin.get().map_or("", String::as_str) } else { km }
    }
    /// Whether she has died.
    pub fn has_died(&self) -> bool {
        self.died_on.get().copied().flatten().is_some()
    }
}

/// Somebody moves into (`until` absent) or out of a household.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct HouseholdMove {
    /// Who.
    pub person: PersonId,
    /// Into or out of which household.
    pub household: HouseholdId,
    /// From when she lives there, if known.
    pub from: Option<Day>,
    /// Until when she lived there; absent while she does.
    pub until: Option<Day>,
    /// Where she went, such as "to Thailand for work"; may be empty.
    pub whereabouts: String,
}

/// A household and who lives in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told, Default)]
pub struct Household {
    /// What the family calls it.
    pub name: Register<String>,
    /// Stays, at most one a person.
    pub stays: Vec<HouseholdMove>,
}

/// What is known of a couple.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct UnionFacts {
    /// One of the two.
    pub a: PersonId,
    /// The other.
    pub b: PersonId,
    /// Married or living together.
    pub kind: UnionKind,
    /// How it stands.
    pub state: UnionState,
    /// Since when, if known.
    pub from: Option<Day>,
    /// Until when, if it ended.
    pub until: Option<Day>,
}

/// Married or living together.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum UnionKind {
    /// Married.
    Married,
    /// Living together.
    Cohabiting,
}

/// How a couple stands.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum UnionState {
    /// Together.
    Together,
    /// Separated.
    Separated,
    /// Divorced.
    Divorced,
    /// One has died.
    Widowed,
}

/// Somebody is somebody's parent.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Parentage {
    /// The child.
    pub child: PersonId,
    /// The parent.
    pub parent: PersonId,
    /// By birth, or otherwise.
    pub quality: crate::kinship::Quality,
    /// Since when, if not by birth and known.
    pub from: Option<Day>,
    /// Until when, if it ended.
    pub until: Option<Day>,
}

/// A relation that the file's parents and couples do not explain, such as "mother's elder brother" when
/// neither the mother's parents nor her brother's are known.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct StatedRelation {
    /// From whom the path starts.
    pub from: PersonId,
    /// Who stands at its end.
    pub to: PersonId,
    /// The path: parent, sibling, spouse, child, each with sex and seniority.
    pub path: Vec<crate::kinship::Step>,
}

/// Kinds of care for a child in a family.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum CareKind {
    /// By a parent.
    Parental,
    /// By relatives (kinship care).
    Kinship,
    /// By a foster family.
    Foster,
    /// By neighbours or friends.
    Informal,
    /// By an elder brother or sister who is a child.
    ChildHeaded,
}

/// Somebody cares for a child.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Caring {
    /// The child.
    pub child: PersonId,
    /// Who cares.
    pub caregiver: PersonId,
    /// Kind of care.
    pub kind: CareKind,
    /// The one who cares most.
    pub main: bool,
    /// Since when, if known.
    pub from: Option<Day>,
    /// Until when; absent while it lasts.
    pub until: Option<Day>,
}

/// The end of care.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct CareChange {
    /// The child.
    pub child: PersonId,
    /// Who cared.
    pub caregiver: PersonId,
    /// Until when.
    pub until: Day,
    /// Why.
    pub reason: String,
}

fn impossible(field: &str, why: &str) -> Rejection {
    Rejection::NotPossible { field: field.into(), why: why.into() }
}

fn path(person: PersonId, field: &str) -> FieldPath {
    FieldPath(format!("person/{person}/{field}"))
}

impl Family {
    pub(super) fn person_added(&mut self, new: &NewPerson, step: &Step) -> Result<(), Rejection> {
        if self.people.contains_key(&new.id) {
            return Err(Rejection::AlreadyThere { what: "person".into() });
        }
        if new.name_km.trim().is_empty() && new.name_latin.trim().is_empty() {
            return Err(impossible("name", "empty"));
        }
        born_before(new.birth, step)?;
        self.people.insert(new.id, Person::new(new, step));
        Ok(())
    }

    pub(super) fn person_set(
        &mut self,
        id: PersonId,
        changes: &[PersonField],
        step: &Step,
    ) -> Result<Effect, Rejection> {
        self.known(id)?;
        for change in changes {
            match change {
                PersonField::Birth(birth) => born_before(*birth, step)?,
                PersonField::DiedOn(Some(day)) if *day > step.stamp.at.day().plus_days(1) => {
                    return Err(impossible("died_on", "in_the_future"));
                }
                PersonField::DiedOn(_)
                | PersonField::NameKm(_)
                | PersonField::NameLatin(_)
                | PersonField::Sex(_)
                | PersonField::Phone(_)
                | PersonField::InFocus(_)
                | PersonField::School(_)
                | PersonField::Occupation(_)
                | PersonField::Note(_) => {}
            }
        }
        let mut effect = Effect::default();
        let Some(person) = self.people.get_mut(&id) else { return Err(Rejection::UnknownPerson) };
        let mut set = Vec::new();
        for change in changes {
            let (field, done) = match change {
                PersonField::NameKm(name) => ("name_km", person.name_km.set(name.trim().to_owned(), step)),
                PersonField::NameLatin(name) => {
                    ("name_latin", person.name_latin.set(name.trim().to_owned(), step))
                }
                PersonField::Sex(sex) => ("sex", person.sex.set(*sex, step)),
                PersonField::Birth(birth) => ("birth", person.birth.set(*birth, step)),
                PersonField::DiedOn(day) => ("died_on", person.died_on.set(*day, step)),
                PersonField::Phone(phone) => ("phone", person.phone.set(phone.clone(), step)),
                PersonField::InFocus(is) => ("in_focus", person.in_focus.set(*is, step)),
                PersonField::School(school) => ("school", person.school.set(school.clone(), step)),
                PersonField::Occupation(work) => ("occupation", person.occupation.set(work.clone(), step)),
                PersonField::Note(note) => ("note", person.note.set(note.clone(), step)),
            };
            set.push(field);
            changed(&mut effect, done, || path(id, field));
        }
        self.set_together(id, &set, &mut effect, step);
        Ok(effect)
    }

    /// Fields of somebody were set, who may be one with others.
    fn set_together(&mut self, id: PersonId, fields: &[&str], effect: &mut Effect, step: &Step) {
        if self.group(id).len() < 2 {
            return;
        }
        for field in fields {
            self.overrides(id, field, step);
        }
        let stand = self.stand(id);
        let set: Vec<FieldPath> = fields.iter().map(|field| path(stand, field)).collect();
        let hers: Vec<FieldPath> = fields.iter().map(|field| path(id, field)).collect();
        effect.contested.retain(|field| !hers.contains(field) && !set.contains(field));
        effect.contested.extend(self.contested_of(stand).into_iter().filter(|field| set.contains(field)));
    }

    pub(super) fn health_set(
        &mut self,
        id: PersonId,
        changes: &[HealthField],
        step: &Step,
    ) -> Result<Effect, Rejection> {
        let mut effect = Effect::default();
        let Some(person) = self.people.get_mut(&id) else { return Err(Rejection::UnknownPerson) };
        let mut set = Vec::new();
        for change in changes {
            let (field, done) = match change {
                HealthField::Difficulties(list) => {
                    ("difficulties", person.difficulties.set(list.clone(), step))
                }
                HealthField::Note(note) => ("health_note", person.health_note.set(note.clone(), step)),
            };
            set.push(field);
            changed(&mut effect, done, || path(id, field));
        }
        self.set_together(id, &set, &mut effect, step);
        Ok(effect)
    }

    pub(super) fn papers_set(
        &mut self,
        whose: Option<PersonId>,
        changes: &[PaperField],
        step: &Step,
    ) -> Result<Effect, Rejection> {
        match whose {
            Some(id) => self.known(id)?,
            // A birth certificate is always somebody's. Seen before anything is changed: refused is refused whole.
            None if changes.iter().any(|change| matches!(change, PaperField::BirthCertificate(_))) => {
                return Err(Rejection::UnknownPerson);
            }
            None => {}
        }
        let mut effect = Effect::default();
        let mut set = Vec::new();
        for change in changes {
            match (change, whose.and_then(|id| self.people.get_mut(&id))) {
                (PaperField::BirthCertificate(known), Some(person)) => {
                    let done = person.birth_certificate.set(*known, step);
                    changed(&mut effect, done, || path(person.id, "birth_certificate"));
                    set.push("birth_certificate");
                }
                (PaperField::FamilyBook(known), Some(person)) => {
                    let done = person.family_book.set(*known, step);
                    changed(&mut effect, done, || path(person.id, "family_book"));
                    set.push("family_book");
                }
                (PaperField::FamilyBook(known), None) => {
                    let done = self.family_book.set(*known, step);
                    changed(&mut effect, done, || FieldPath("family/family_book".into()));
                }
                (PaperField::IdPoor(card), _) => {
                    let done = self.id_poor.set(card.clone(), step);
                    changed(&mut effect, done, || FieldPath("family/id_poor".into()));
                }
                (PaperField::BirthCertificate(_), None) => return Err(Rejection::UnknownPerson),
            }
        }
        if let Some(id) = whose {
            self.set_together(id, &set, &mut effect, step);
        }
        Ok(effect)
    }

    pub(super) fn family_set(&mut self, changes: &[FamilyField], step: &Step) -> Effect {
        let mut effect = Effect::default();
        for change in changes {
            let (field, done) = match change {
                FamilyField::Village(code) => ("village", self.village.set(code.clone(), step)),
                FamilyField::Phone(phone) => ("phone", self.phone.set(phone.clone(), step)),
                FamilyField::Language(code) => ("language", self.language.set(code.clone(), step)),
                FamilyField::ImportNote(note) => ("import_note", self.import_note.set(note.clone(), step)),
            };
            changed(&mut effect, done, || FieldPath(format!("family/{field}")));
        }
        effect
    }

    pub(super) fn person_withdrawn(
        &mut self,
        id: PersonId,
        reason: &str,
        step: &Step,
    ) -> Result<(), Rejection> {
        self.known(id)?;
        // Who knew that several are one took out all of them.
        let group = self.group(id);
        let group = if self.knew(&group, step) { group } else { vec![id] };
        for id in group {
            if let Some(person) = self.people.get_mut(&id) {
                person.withdrawn = Some(reason.to_owned());
            }
        }
        Ok(())
    }

    pub(super) fn household_moved(&mut self, movement: &HouseholdMove) -> Result<(), Rejection> {
        self.known(movement.person)?;
        if let (Some(from), Some(until)) = (movement.from, movement.until)
            && until < from
        {
            return Err(impossible("until", "before_from"));
        }
        let home = self
            .households
            .get_mut(&movement.household)
            .ok_or_else(|| Rejection::UnknownThing { what: "household".into() })?;
        match home.stays.iter_mut().find(|stay| stay.person == movement.person && stay.until.is_none()) {
            Some(stay) => {
                let from = movement.from.or(stay.from);
                *stay = HouseholdMove { from, ..movement.clone() };
            }
            None => home.stays.push(movement.clone()),
        }
        Ok(())
    }

    pub(super) fn union_set(
        &mut self,
        id: UnionId,
        facts: &UnionFacts,
        step: &Step,
    ) -> Result<Effect, Rejection> {
        self.known(facts.a)?;
        self.known(facts.b)?;
        if self.is_same(facts.a, facts.b) {
            return Err(impossible("union", "self_relation"));
        }
        let mut effect = Effect::default();
        let done = self.unions.entry(id).or_default().set(facts.clone(), step);
        changed(&mut effect, done, || FieldPath(format!("union/{id}")));
        Ok(effect)
    }

    pub(super) fn parentage_set(&mut self, new: &Parentage) -> Result<(), Rejection> {
        self.known(new.child)?;
        self.known(new.parent)?;
        if self.is_same(new.child, new.parent) || self.descends(new.parent, new.child, 12) {
            return Err(impossible("parentage", "self_relation"));
        }
        let same = |old: &&mut Parentage| {
            old.child == new.child && old.parent == new.parent && old.quality == new.quality
        };
        match self.parentages.iter_mut().find(same) {
            Some(old) => *old = new.clone(),
            None => self.parentages.push(new.clone()),
        }
        Ok(())
    }

    /// Whether `person` descends from `ancestor`; a circle of parents would never end.
    pub(super) fn descends(&self, person: PersonId, ancestor: PersonId, depth: u8) -> bool {
        depth > 0
            && self
                .parentages
                .iter()
                .filter(|p| p.quality == crate::kinship::Quality::Birth && self.is_same(p.child, person))
                .any(|p| self.is_same(p.parent, ancestor) || self.descends(p.parent, ancestor, depth - 1))
    }

    pub(super) fn relation_stated(&mut self, id: RelationId, new: &StatedRelation) -> Result<(), Rejection> {
        self.known(new.from)?;
        self.known(new.to)?;
        if self.is_same(new.from, new.to) {
            return Err(impossible("relation", "self_relation"));
        }
        if new.path.is_empty() || new.path.len() > 6 {
            return Err(impossible("relation", "empty"));
        }
        self.relations.insert(id, new.clone());
        Ok(())
    }

    pub(super) fn relation_withdrawn(&mut self, id: RelationId) -> Result<(), Rejection> {
        let gone = self.relations.remove(&id);
        gone.map(|_| ()).ok_or_else(|| Rejection::UnknownThing { what: "relation".into() })
    }

    pub(super) fn seniority_stated(&mut self, elder: PersonId, younger: PersonId) -> Result<(), Rejection> {
        self.known(elder)?;
        self.known(younger)?;
        if elder == younger {
            return Err(impossible("seniority", "self_relation"));
        }
        self.seniorities.retain(|pair| *pair != (younger, elder));
        if !self.seniorities.contains(&(elder, younger)) {
            self.seniorities.push((elder, younger));
        }
        Ok(())
    }

    pub(super) fn caregiver_set(&mut self, new: &Caring) -> Result<(), Rejection> {
        self.known(new.child)?;
        self.known(new.caregiver)?;
        if new.child == new.caregiver {
            return Err(impossible("caregiver", "self_relation"));
        }
        if new.main {
            for care in self.carers.iter_mut().filter(|care| care.child == new.child && care.until.is_none())
            {
                care.main = false;
            }
        }
        let same = |old: &&mut Caring| {
            old.child == new.child && old.caregiver == new.caregiver && old.until.is_none()
        };
        match self.carers.iter_mut().find(same) {
            Some(old) => *old = new.clone(),
            None => self.carers.push(new.clone()),
        }
        Ok(())
    }

    pub(super) fn caregiver_ended(&mut self, change: &CareChange) -> Result<(), Rejection> {
        let care = self
            .carers
            .iter_mut()
            .find(|c| c.child == change.child && c.caregiver == change.caregiver && c.until.is_none())
            .ok_or_else(|| Rejection::UnknownThing { what: "caregiver".into() })?;
        care.until = Some(change.until);
        Ok(())
    }

    /// Whether an elder of two was stated, from the first's point of view.
    pub fn seniority_of(&self, one: PersonId, other: PersonId) -> Option<Seniority> {
        if self.seniorities.contains(&(one, other)) {
            Some(Seniority::Elder)
        } else if self.seniorities.contains(&(other, one)) {
            Some(Seniority::Younger)
        } else {
            None
        }
    }
}

fn born_before(birth: Option<Birth>, step: &Step) -> Result<(), Rejection> {
    // A device's clock may be wrong by hours, not by a year: only what no clock explains is refused.
    let limit = step.stamp.at.day().plus_days(1);
    match birth {
        Some(Birth::Exact { day }) if day > limit => Err(impossible("birth", "in_the_future")),
        Some(Birth::About { year, .. }) if year > limit.year() => Err(impossible("birth", "in_the_future")),
        Some(birth) if birth.year() < 1880 => Err(impossible("birth", "too_long_ago")),
        Some(_) | None => Ok(()),
    }
}
