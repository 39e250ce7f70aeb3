//! The people of a file as screens show them, with kinship words seen from a child.

use super::Name;
use domain::family::Family;
use domain::family::people::{CareKind, IdPoor, Known, Schooling};
use domain::ids::PersonId;
use domain::instrument::Text;
use domain::kinship::Sex;
use domain::sorted::Put;
use domain::time::{Birth, Day};
use serde::Serialize;
use tsify::Tsify;

/// A person of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct PersonView {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub name: Name,
    /// Sex.
    pub sex: Sex,
    /// Birth.
    pub birth: Option<Birth>,
    /// Age in whole years, at death if she has died.
    pub age: Option<i32>,
    /// The age is estimated.
    pub about: bool,
    /// Day of death.
    pub died_on: Option<Day>,
    /// Under 18.
    pub child: bool,
    /// The work is about this child.
    pub in_focus: bool,
    /// What she is to the first child that the work is about.
    pub kin: Option<Text>,
    /// Of which child that is said.
    pub kin_of: Option<Name>,
    /// Telephone.
    pub phone: String,
    /// School.
    pub school: Option<Schooling>,
    /// Occupation.
    pub occupation: String,
    /// Note.
    pub note: String,
    /// Difficulties; absent when she may not read that section or nobody asked.
    pub difficulties: Option<Vec<String>>,
    /// Health in words.
    pub health_note: String,
    /// Birth certificate.
    pub birth_certificate: Known,
    /// Family book.
    pub family_book: Known,
    /// Where she lives: the household's name.
    pub lives: Option<String>,
    /// The household's id.
    pub household: Option<domain::ids::HouseholdId>,
    /// Where she went, when she lives with none of the households.
    pub whereabouts: String,
    /// Whom she cares for now.
    pub cares_for: Vec<CareLine>,
    /// Who cares for her now.
    pub cared_by: Vec<CareLine>,
    /// Parents, with the quality of each.
    pub parents: Vec<ParentLine>,
    /// Partners.
    pub partners: Vec<PartnerLine>,
}

/// A caregiver or a child cared for.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct CareLine {
    /// The other person.
    pub person: PersonId,
    /// Her name.
    pub name: Name,
    /// Kind of care.
    pub kind: CareKind,
    /// Cares most.
    pub main: bool,
}

/// A parent.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ParentLine {
    /// The parent.
    pub person: PersonId,
    /// Her name.
    pub name: Name,
    /// By birth or otherwise.
    pub quality: domain::kinship::Quality,
}

/// A partner.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct PartnerLine {
    /// The bond.
    pub union: domain::ids::UnionId,
    /// The other person.
    pub person: PersonId,
    /// Her name.
    pub name: Name,
    /// As it stands.
    pub facts: domain::family::people::UnionFacts,
}

/// A household.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct HouseholdView {
    /// Which.
    pub id: domain::ids::HouseholdId,
    /// What the family calls it.
    pub name: String,
    /// Who lives there now.
    pub members: Vec<PersonId>,
}

/// A relation that was stated as a path, with the word that it makes.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct RelationLine {
    /// Which.
    pub id: domain::ids::RelationId,
    /// From whom the path starts.
    pub from: PersonId,
    /// Her name.
    pub from_name: Name,
    /// Who stands at its end.
    pub to: PersonId,
    /// Her name.
    pub to_name: Name,
    /// The kinship word; absent when there is none for the path.
    pub word: Option<Text>,
}

/// Two people of whom somebody said who is older.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ElderLine {
    /// The older one.
    pub elder: Name,
    /// The younger one.
    pub younger: Name,
}

/// The family's own papers.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct PapersView {
    /// Family book.
    pub family_book: Known,
    /// IDPoor card.
    pub id_poor: Option<IdPoor>,
}

fn text(register: &domain::register::Register<String>) -> String {
    register.get().cloned().unwrap_or_default()
}

/// The people as screens show them.
pub(crate) fn people(family: &Family, today: Day) -> Vec<PersonView> {
    let graph = family.kin_graph();
    let names = |id: PersonId| family.person(id).map(Name::of).unwrap_or_default();
    let ego = family.present().find(|person| person.is_in_focus());
    let mut views: Vec<PersonView> = family
        .present()
        .map(|person| {
            let lives = family.households.iter().find(|(_, home)| {
                home.stays.iter().any(|stay| stay.person == person.id && stay.until.is_none())
            });
            let left = family
                .households
                .values()
                .flat_map(|home| &home.stays)
                .filter(|stay| stay.person == person.id && stay.until.is_some())
                .max_by_key(|stay| stay.until);
            let care = |of: &dyn Fn(&domain::family::people::Caring) -> Option<PersonId>| -> Vec<CareLine> {
                let now = family.carers.iter().filter(|caring| caring.until.is_none());
                now.filter_map(|caring| of(caring).map(|other| (caring, other)))
                    .map(|(caring, other)| CareLine {
                        person: other,
                        name: names(other),
                        kind: caring.kind,
                        main: caring.main,
                    })
                    .collect()
            };
            let kin =
                ego.filter(|child| child.id != person.id).and_then(|child| graph.word(child.id, person.id));
            PersonView {
                id: person.id,
                name: Name::of(person),
                sex: person.sex(),
                birth: person.birth(),
                age: person.age_on(today),
                about: person.birth().is_some_and(Birth::is_estimated),
                died_on: person.died_on.get().copied().flatten(),
                child: person.is_child_on(today),
                in_focus: person.is_in_focus(),
                kin_of: kin.as_ref().and(ego).map(Name::of),
                kin: kin.map(|word| Text { en: word.en, km: word.km }),
                phone: text(&person.phone),
                school: person.school.get().cloned(),
                occupation: text(&person.occupation),
                note: text(&person.note),
                difficulties: person.difficulties.get().cloned(),
                health_note: text(&person.health_note),
                birth_certificate: person.birth_certificate.get().copied().unwrap_or(Known::Unknown),
                family_book: person.family_book.get().copied().unwrap_or(Known::Unknown),
                lives: lives.map(|(_, home)| text(&home.name)),
                household: lives.map(|(id, _)| *id),
                whereabouts: left
                    .filter(|_| lives.is_none())
                    .map(|s| s.whereabouts.clone())
                    .unwrap_or_default(),
                cares_for: care(&|c| (c.caregiver == person.id).then_some(c.child)),
                cared_by: care(&|c| (c.child == person.id).then_some(c.caregiver)),
                parents: family
                    .parentages
                    .iter()
                    .filter(|p| p.child == person.id && p.until.is_none())
                    .map(|p| ParentLine { person: p.parent, name: names(p.parent), quality: p.quality })
                    .collect(),
                partners: family
                    .unions
                    .iter()
                    .filter_map(|(id, union)| union.get().map(|facts| (*id, facts)))
                    .filter_map(|(id, facts)| {
                        let other = if facts.a == person.id {
                            facts.b
                        } else if facts.b == person.id {
                            facts.a
                        } else {
                            return None;
                        };
                        Some(PartnerLine {
                            union: id,
                            person: other,
                            name: names(other),
                            facts: facts.clone(),
                        })
                    })
                    .collect(),
            }
        })
        .collect();
    // Children that the work is about, then who cares for them, then everybody by age.
    views.put_by_key(|p| (!p.in_focus, p.cares_for.is_empty(), p.died_on.is_some(), -p.age.unwrap_or(-1)));
    views
}

/// The stated relations as screens show them.
pub(crate) fn relations(family: &Family) -> Vec<RelationLine> {
    let graph = family.kin_graph();
    let names = |id: PersonId| family.person(id).map(Name::of).unwrap_or_default();
    family
        .relations
        .iter()
        .map(|(id, stated)| RelationLine {
            id: *id,
            from: stated.from,
            from_name: names(stated.from),
            to: stated.to,
            to_name: names(stated.to),
            word: graph.word(stated.from, stated.to).map(|word| Text { en: word.en, km: word.km }),
        })
        .collect()
}

/// Who was said to be older than whom.
pub(crate) fn elders(family: &Family) -> Vec<ElderLine> {
    let names = |id: PersonId| family.person(id).map(Name::of).unwrap_or_default();
    let line = |(elder, younger): &(PersonId, PersonId)| ElderLine {
        elder: names(*elder),
        younger: names(*younger),
    };
    family.seniorities.iter().map(line).collect()
}

/// The households as screens show them.
pub(crate) fn households(family: &Family) -> Vec<HouseholdView> {
    family
        .households
        .iter()
        .map(|(id, home)| HouseholdView {
            id: *id,
            name: text(&home.name),
            members: home.stays.iter().filter(|stay| stay.until.is_none()).map(|stay| stay.person).collect(),
        })
        .collect()
}

/// The family's own papers.
pub(crate) fn papers(family: &Family) -> PapersView {
    PapersView {
        family_book: family.family_book.get().copied().unwrap_or(Known::Unknown),
        id_poor: family.id_poor.get().cloned(),
    }
}
