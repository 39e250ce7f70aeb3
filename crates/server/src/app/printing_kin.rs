//! The family's kinship for its papers: what each is to the child, and the drawing.

use crate::words::Lang;
use domain::family::Family;
use domain::family::people::UnionState;
use domain::genogram::{GenoPerson, GenoUnion, GenogramInput, Look, layout, svg};
use domain::ids::PersonId;
use domain::khmer;
use domain::kinship::{KinFacts, KinGraph, KinParentage, KinPerson, KinRelation, KinUnion, StepKind};
use domain::time::Day;
use std::collections::BTreeMap;

fn parentages(family: &Family) -> Vec<KinParentage> {
    let all = family.parentages.iter();
    all.map(|p| KinParentage { child: p.child, parent: p.parent, quality: p.quality }).collect()
}

/// What each person is to the first child that the work is about: Khmer, English.
pub fn kin_words(family: &Family) -> BTreeMap<PersonId, (String, String)> {
    let Some(child) = family.present().find(|person| person.is_in_focus()) else { return BTreeMap::new() };
    let graph = KinGraph::new(&KinFacts {
        persons: family.present().map(|p| KinPerson { id: p.id, sex: p.sex(), birth: p.birth() }).collect(),
        parentages: parentages(family),
        unions: family
            .unions
            .values()
            .filter_map(|union| union.get())
            .map(|facts| KinUnion { a: facts.a, b: facts.b, divorced: facts.state == UnionState::Divorced })
            .collect(),
        seniorities: family.seniorities.clone(),
        relations: family
            .relations
            .values()
            .map(|r| KinRelation { from: r.from, to: r.to, path: r.path.clone() })
            .collect(),
    });
    family
        .present()
        .filter(|person| person.id != child.id)
        .filter_map(|person| Some((person.id, graph.word(child.id, person.id)?)))
        .map(|(id, word)| (id, (word.km, word.en)))
        .collect()
}

/// The genogram for paper.
pub fn genogram(family: &Family, lang: Lang, on: Day) -> String {
    let cares = |id: PersonId| family.carers.iter().any(|care| care.caregiver == id && care.until.is_none());
    let people = family.present().map(|person| GenoPerson {
        name_km: person.name_km.get().cloned().unwrap_or_default(),
        name_latin: person.name_latin.get().cloned().unwrap_or_default(),
        birth: person.birth(),
        dead: person.has_died(),
        died_on: person.died_on.get().copied().flatten(),
        focus: person.is_in_focus(),
        carer: cares(person.id),
        ..GenoPerson::new(person.id, person.sex())
    });
    let unions = family.unions.values().filter_map(|union| union.get());
    let siblings = family
        .relations
        .values()
        .filter(|relation| matches!(relation.path.as_slice(), [step] if step.kind == StepKind::Sibling));
    let homes = family
        .households
        .values()
        .map(|home| home.stays.iter().filter(|stay| stay.until.is_none()).map(|stay| stay.person).collect());
    let input = GenogramInput {
        people: people.collect(),
        parentages: parentages(family),
        unions: unions.map(|u| GenoUnion { a: u.a, b: u.b, kind: u.kind, state: u.state }).collect(),
        siblings: siblings.map(|relation| (relation.from, relation.to)).collect(),
        households: homes.collect(),
        on: Some(on),
    };
    let lang = match lang {
        Lang::Km => khmer::Lang::Km,
        Lang::En => khmer::Lang::En,
    };
    svg(&layout(&input, lang), Look::Paper)
}
