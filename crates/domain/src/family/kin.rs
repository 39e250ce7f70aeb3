//! The family's kinship: the graph from which kinship words come, and the genogram.

use super::Family;
use super::people::UnionState;
use crate::genogram::{GenoPerson, GenoUnion, GenogramInput, Layout, layout};
use crate::ids::PersonId;
use crate::khmer::Lang;
use crate::kinship::{KinFacts, KinGraph, KinParentage, KinPerson, KinRelation, KinUnion, StepKind};
use crate::time::Day;

impl Family {
    /// A bond that has ended, or was taken out again, makes no kin.
    fn kin_parentages(&self) -> Vec<KinParentage> {
        let lasting = self.parentages.iter().filter(|p| p.until.is_none());
        lasting.map(|p| KinParentage { child: p.child, parent: p.parent, quality: p.quality }).collect()
    }

    /// Who is what to whom.
    pub fn kin_graph(&self) -> KinGraph {
        KinGraph::new(&KinFacts {
            persons: self.present().map(|p| KinPerson { id: p.id, sex: p.sex(), birth: p.birth() }).collect(),
            parentages: self.kin_parentages(),
            unions: self
                .unions
                .values()
                .filter_map(|union| union.get())
                .map(|facts| KinUnion {
                    a: facts.a,
                    b: facts.b,
                    divorced: facts.state == UnionState::Divorced,
                })
                .collect(),
            seniorities: self.seniorities.clone(),
            relations: self
                .relations
                .values()
                .map(|r| KinRelation { from: r.from, to: r.to, path: r.path.clone() })
                .collect(),
        })
    }

    /// The genogram, laid out; ages as of `on`. Empty when nobody is in the file.
    pub fn genogram(&self, lang: Lang, on: Day) -> Layout {
        let cares =
            |id: PersonId| self.carers.iter().any(|care| care.caregiver == id && care.until.is_none());
        let people = self.present().map(|person| GenoPerson {
            name_km: person.name_km.get().cloned().unwrap_or_default(),
            name_latin: person.name_latin.get().cloned().unwrap_or_default(),
            birth: person.birth(),
            dead: person.has_died(),
            died_on: person.died_on.get().copied().flatten(),
            focus: person.is_in_focus(),
            carer: cares(person.id),
            ..GenoPerson::new(person.id, person.sex())
        });
        let unions = self.unions.values().filter_map(|union| union.get());
        let siblings = self
            .relations
            .values()
            .filter(|relation| matches!(relation.path.as_slice(), [step] if step.kind == StepKind::Sibling));
        let homes = self.households.values().map(|home| {
            home.stays.iter().filter(|stay| stay.until.is_none()).map(|stay| stay.person).collect()
        });
        let input = GenogramInput {
            people: people.collect(),
            parentages: self.kin_parentages(),
            unions: unions.map(|u| GenoUnion { a: u.a, b: u.b, kind: u.kind, state: u.state }).collect(),
            siblings: siblings.map(|relation| (relation.from, relation.to)).collect(),
            households: homes.collect(),
            on: Some(on),
        };
        layout(&input, lang)
    }
}
