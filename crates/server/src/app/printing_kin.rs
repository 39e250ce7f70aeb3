//! The family's kinship for its papers: what each is to the child, and the drawing.

use crate::words::Lang;
use domain::family::Family;
use domain::genogram::{Look, svg};
use domain::ids::PersonId;
use domain::khmer;
use domain::time::Day;
use std::collections::BTreeMap;

/// What each person is to the first child that the work is about: Khmer, English.
pub fn kin_words(family: &Family) -> BTreeMap<PersonId, (String, String)> {
    let Some(child) = family.present().find(|person| person.is_in_focus()) else { return BTreeMap::new() };
    let graph = family.kin_graph();
    family
        .present()
        .filter(|person| person.id != child.id)
        .filter_map(|person| Some((person.id, graph.word(child.id, person.id)?)))
        .map(|(id, word)| (id, (word.km, word.en)))
        .collect()
}

/// The genogram for paper.
pub fn genogram(family: &Family, lang: Lang, on: Day) -> String {
    let lang = match lang {
        Lang::Km => khmer::Lang::Km,
        Lang::En => khmer::Lang::En,
    };
    svg(&family.genogram(lang, on), Look::Paper)
}
