//! Finding the path between two people of a file.

use super::words::{KinWord, kin_word};
use super::{Quality, Seniority, Sex, Step, StepKind};
use crate::ids::PersonId;
use crate::time::Birth;
use std::collections::{BTreeMap, BTreeSet};

/// Longest path that still means something to people.
const LONGEST: usize = 6;

/// What kinship needs to know of a person.
#[derive(Debug, Clone, Copy)]
pub struct KinPerson {
    /// Who.
    pub id: PersonId,
    /// Sex.
    pub sex: Sex,
    /// Birth, if known: it tells who is older.
    pub birth: Option<Birth>,
}

/// Somebody is somebody's parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KinParentage {
    /// The child.
    pub child: PersonId,
    /// The parent.
    pub parent: PersonId,
    /// By birth, or otherwise.
    pub quality: Quality,
}

/// A couple.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KinUnion {
    /// One of the two.
    pub a: PersonId,
    /// The other.
    pub b: PersonId,
    /// Divorced: they are no longer husband and wife, and their kin no longer in-laws.
    pub divorced: bool,
}

/// A relation as somebody stated it, where parents and couples do not explain it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KinRelation {
    /// From whom the path starts.
    pub from: PersonId,
    /// Who stands at its end.
    pub to: PersonId,
    /// The path.
    pub path: Vec<Step>,
}

/// Everything a file knows about kinship.
#[derive(Debug, Clone, Default)]
pub struct KinFacts {
    /// The people. Facts about anybody else are passed over.
    pub persons: Vec<KinPerson>,
    /// Parents and children.
    pub parentages: Vec<KinParentage>,
    /// Couples.
    pub unions: Vec<KinUnion>,
    /// Pairs (elder, younger) as the family says; they go before dates of birth.
    pub seniorities: Vec<(PersonId, PersonId)>,
    /// Stated relations.
    pub relations: Vec<KinRelation>,
}

/// One way on from a person.
#[derive(Debug, Clone)]
struct Edge {
    to: PersonId,
    steps: Vec<Step>,
}

/// The kinship of one file, ready to be asked.
#[derive(Debug, Clone, Default)]
pub struct KinGraph {
    people: BTreeMap<PersonId, KinPerson>,
    edges: BTreeMap<PersonId, Vec<Edge>>,
    elder_of: BTreeMap<PersonId, BTreeSet<PersonId>>,
    divorced: BTreeSet<(PersonId, PersonId)>,
}

impl KinGraph {
    /// Builds the graph. Brothers and sisters follow from a parent in common; a stated relation may be walked
    /// in both directions.
    pub fn new(facts: &KinFacts) -> Self {
        let mut graph =
            Self { people: facts.persons.iter().map(|p| (p.id, *p)).collect(), ..Self::default() };
        for (elder, younger) in facts.seniorities.iter().filter(|(elder, younger)| elder != younger) {
            graph.elder_of.entry(*elder).or_default().insert(*younger);
        }
        for p in facts.parentages.iter().filter(|p| p.child != p.parent) {
            graph.link(p.child, p.parent, StepKind::Parent, p.quality);
            graph.link(p.parent, p.child, StepKind::Child, p.quality);
        }
        for u in facts.unions.iter().filter(|u| u.a != u.b) {
            if u.divorced {
                graph.divorced.extend([(u.a, u.b), (u.b, u.a)]);
            } else {
                graph.link(u.a, u.b, StepKind::Spouse, Quality::Birth);
                graph.link(u.b, u.a, StepKind::Spouse, Quality::Birth);
            }
        }
        for (a, b, quality) in siblings(&facts.parentages) {
            graph.link(a, b, StepKind::Sibling, quality);
        }
        for relation in &facts.relations {
            graph.state(relation);
        }
        graph
    }

    fn sex(&self, id: PersonId) -> Sex {
        self.people.get(&id).map_or(Sex::Unknown, |person| person.sex)
    }

    fn link(&mut self, from: PersonId, to: PersonId, kind: StepKind, quality: Quality) {
        if self.people.contains_key(&from) && self.people.contains_key(&to) {
            let seniority = if kind == StepKind::Sibling { self.seniority(from, to) } else { None };
            let step = Step { kind, sex: self.sex(to), seniority, quality };
            self.edges.entry(from).or_default().push(Edge { to, steps: vec![step] });
        }
    }

    /// A stated relation, there and back. The sex of the people at its ends is the file's; the sexes between
    /// are what was said.
    fn state(&mut self, relation: &KinRelation) {
        let KinRelation { from, to, path } = relation;
        if path.is_empty() || from == to || !self.people.contains_key(from) || !self.people.contains_key(to) {
            return;
        }
        let mut there = path.clone();
        if let Some(last) = there.last_mut() {
            last.sex = if self.sex(*to) == Sex::Unknown { last.sex } else { self.sex(*to) };
        }
        if let [only] = there.as_mut_slice() {
            only.seniority = only.seniority.or_else(|| self.seniority(*from, *to));
        }
        // Backwards, a step leads to the person whom the step before it had reached.
        let reached = std::iter::once(self.sex(*from)).chain(there.iter().map(|step| step.sex));
        let mut back: Vec<Step> = there.iter().zip(reached).map(|(step, sex)| turned(step, sex)).collect();
        back.reverse();
        self.edges.entry(*from).or_default().push(Edge { to: *to, steps: there });
        self.edges.entry(*to).or_default().push(Edge { to: *from, steps: back });
    }

    /// Whether `other` is older or younger than `ego`: as stated (also through others: A before B before C),
    /// else by birth. Estimated births tell only when two years or more lie between them.
    pub fn seniority(&self, ego: PersonId, other: PersonId) -> Option<Seniority> {
        match (self.stated_elder(other, ego), self.stated_elder(ego, other)) {
            (true, false) => return Some(Seniority::Elder),
            (false, true) => return Some(Seniority::Younger),
            // Contradictory statements say nothing.
            (true, true) => return None,
            (false, false) => {}
        }
        let (mine, theirs) = (self.people.get(&ego)?.birth?, self.people.get(&other)?.birth?);
        let sure = match (mine, theirs) {
            (Birth::Exact { day: a }, Birth::Exact { day: b }) => a != b,
            (Birth::Exact { .. } | Birth::About { .. }, _) => (mine.year() - theirs.year()).abs() >= 2,
        };
        let elder = theirs.reckoned() < mine.reckoned();
        sure.then_some(if elder { Seniority::Elder } else { Seniority::Younger })
    }

    fn stated_elder(&self, elder: PersonId, younger: PersonId) -> bool {
        let mut seen = BTreeSet::from([elder]);
        let mut open = vec![elder];
        while let Some(next) = open.pop() {
            for below in self.elder_of.get(&next).into_iter().flatten() {
                if *below == younger {
                    return true;
                }
                if seen.insert(*below) {
                    open.push(*below);
                }
            }
        }
        false
    }

    /// The shortest path from `ego` to `alter`, at most six steps; of equally short ones the one by blood.
    /// `None` when there is none, or for a person and herself.
    pub fn path(&self, ego: PersonId, alter: PersonId) -> Option<Vec<Step>> {
        if ego == alter {
            return None;
        }
        let mut best: BTreeMap<PersonId, (u32, Vec<Step>)> = BTreeMap::from([(ego, (0, Vec::new()))]);
        let mut open = vec![ego];
        // Families are small: relax until nothing improves.
        while let Some(at) = open.pop() {
            let Some((cost, steps)) = best.get(&at).cloned() else { continue };
            for edge in self.edges.get(&at).into_iter().flatten() {
                let length = steps.len() + edge.steps.len();
                let turn = detour(steps.last(), edge.steps.first());
                let cost = cost + turn + edge.steps.iter().map(cost_of).sum::<u32>();
                if length <= LONGEST && best.get(&edge.to).is_none_or(|(known, _)| cost < *known) {
                    let path = steps.iter().chain(&edge.steps).copied().collect();
                    best.insert(edge.to, (cost, path));
                    open.push(edge.to);
                }
            }
        }
        let (_, mut path) = best.remove(&alter)?;
        if is_cousin(&path) {
            let age = self.seniority(ego, alter);
            if let Some(last) = path.last_mut() {
                last.seniority = age.or(last.seniority);
            }
        }
        Some(path)
    }

    /// What `ego` calls `alter` in both languages; a divorced spouse is called so.
    pub fn word(&self, ego: PersonId, alter: PersonId) -> Option<KinWord> {
        if self.divorced.contains(&(ego, alter)) {
            let word = kin_word(&[Step::spouse(self.sex(alter))])?;
            return Some(KinWord {
                km: format!("អតីត{}", word.km), en: format!("former {}", word.en)
            });
        }
        kin_word(&self.path(ego, alter)?)
    }
}

/// Length decides, then blood before marriage. A bond that is not of birth counts more than two steps: a
/// grandmother or an aunt who fosters a child is still called grandmother or aunt.
fn cost_of(step: &Step) -> u32 {
    let marriage = if step.kind == StepKind::Spouse { 10 } else { 0 };
    100 + if step.quality == Quality::Birth { marriage } else { 150 }
}

/// A way that people would not go: a half-brother's father is the mother's husband, a child's sister another child.
fn detour(before: Option<&Step>, next: Option<&Step>) -> u32 {
    use StepKind::{Child, Parent, Sibling, Spouse};
    match (before.map(|s| s.kind), next.map(|s| s.kind)) {
        (Some(Sibling), Some(Parent | Sibling)) | (Some(Child), Some(Parent | Sibling)) => 60,
        (Some(Parent), Some(Child)) => 60,
        (Some(Sibling | Child | Parent | Spouse) | None, _) => 0,
    }
}

/// The step back, to a person of sex `sex`.
fn turned(step: &Step, sex: Sex) -> Step {
    let kind = match step.kind {
        StepKind::Parent => StepKind::Child,
        StepKind::Child => StepKind::Parent,
        StepKind::Sibling => StepKind::Sibling,
        StepKind::Spouse => StepKind::Spouse,
    };
    let seniority = step.seniority.filter(|_| kind == StepKind::Sibling).map(|s| match s {
        Seniority::Elder => Seniority::Younger,
        Seniority::Younger => Seniority::Elder,
    });
    Step { kind, sex, seniority, quality: step.quality }
}

/// A cousin is called by her own age: up some generations, across, and down as many or fewer.
fn is_cousin(path: &[Step]) -> bool {
    let kinds: Vec<StepKind> = path.iter().map(|step| step.kind).collect();
    let up = kinds.iter().take_while(|k| **k == StepKind::Parent).count();
    let down = kinds.iter().rev().take_while(|k| **k == StepKind::Child).count();
    let across = kinds.get(up).is_some_and(|k| matches!(k, StepKind::Sibling | StepKind::Spouse));
    up > 0 && up == down && across && up + down + 1 == kinds.len()
}

/// Everybody with a parent in common, both ways. By birth if one parent is common to both by birth.
fn siblings(parentages: &[KinParentage]) -> Vec<(PersonId, PersonId, Quality)> {
    let mut found: BTreeMap<(PersonId, PersonId), Quality> = BTreeMap::new();
    for a in parentages {
        for b in parentages.iter().filter(|b| b.parent == a.parent && b.child != a.child) {
            let quality = if a.quality == Quality::Birth { b.quality } else { a.quality };
            let known = found.entry((a.child, b.child)).or_insert(quality);
            if quality == Quality::Birth {
                *known = quality;
            }
        }
    }
    found.into_iter().map(|((a, b), quality)| (a, b, quality)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Day;

    const GRANNY: u128 = 1;
    const MOTHER: u128 = 2;
    const FATHER: u128 = 3;
    const UNCLE: u128 = 4;
    const DARA: u128 = 5;
    const SOPHEA: u128 = 6;
    const COUSIN: u128 = 7;
    const STEPFATHER: u128 = 8;
    const HALF: u128 = 9;
    const AUNT: u128 = 10;
    const STRANGER: u128 = 11;

    fn id(n: u128) -> PersonId {
        PersonId::from_u128(n)
    }
    fn exact(year: i16) -> Option<Birth> {
        Some(Birth::Exact { day: Day::new(year, 5, 1).unwrap() })
    }
    fn about(year: i16) -> Option<Birth> {
        Some(Birth::About { year, month: None })
    }
    fn born(child: u128, parent: u128) -> KinParentage {
        KinParentage { child: id(child), parent: id(parent), quality: Quality::Birth }
    }

    fn family() -> KinFacts {
        let person = |n, sex, birth| KinPerson { id: id(n), sex, birth };
        KinFacts {
            persons: vec![
                person(GRANNY, Sex::Female, about(1955)),
                person(MOTHER, Sex::Female, exact(1985)),
                person(FATHER, Sex::Male, None),
                person(UNCLE, Sex::Male, exact(1980)),
                person(DARA, Sex::Male, exact(2012)),
                person(SOPHEA, Sex::Female, about(2015)),
                person(COUSIN, Sex::Female, exact(2010)),
                person(STEPFATHER, Sex::Male, None),
                person(HALF, Sex::Male, about(2016)),
                person(AUNT, Sex::Female, None),
                person(STRANGER, Sex::Unknown, None),
            ],
            parentages: vec![
                born(MOTHER, GRANNY),
                born(UNCLE, GRANNY),
                born(DARA, MOTHER),
                born(DARA, FATHER),
                born(SOPHEA, MOTHER),
                born(SOPHEA, FATHER),
                born(COUSIN, UNCLE),
                born(HALF, MOTHER),
                born(HALF, STEPFATHER),
            ],
            unions: vec![
                KinUnion { a: id(MOTHER), b: id(FATHER), divorced: true },
                KinUnion { a: id(MOTHER), b: id(STEPFATHER), divorced: false },
            ],
            seniorities: vec![(id(SOPHEA), id(HALF))],
            relations: vec![KinRelation {
                from: id(FATHER),
                to: id(AUNT),
                path: vec![Step::sibling(Sex::Female, Some(Seniority::Younger))],
            }],
        }
    }

    #[test]
    fn every_relative_gets_the_right_word_in_both_directions() {
        let graph = KinGraph::new(&family());
        for (ego, alter, km) in [
            (DARA, MOTHER, "ម្តាយ"),
            (MOTHER, DARA, "កូនប្រុស"),
            (DARA, GRANNY, "យាយខាងម្តាយ"),
            (GRANNY, SOPHEA, "ចៅស្រី"),
            (DARA, UNCLE, "អ៊ំប្រុសខាងម្តាយ"),
            (UNCLE, MOTHER, "ប្អូនស្រី"),
            (UNCLE, DARA, "ក្មួយប្រុស"),
            (DARA, COUSIN, "បងស្រីជីដូនមួយ"),
            (COUSIN, DARA, "ប្អូនប្រុសជីដូនមួយ"),
            (DARA, SOPHEA, "ប្អូនស្រី"),
            // One year apart and both estimated, but the family said who is older.
            (HALF, SOPHEA, "បងស្រី"),
            (DARA, STEPFATHER, "ឪពុកចុង"),
            (STEPFATHER, DARA, "កូនចុងប្រុស"),
            (DARA, AUNT, "មីងខាងឪពុក"),
            (AUNT, FATHER, "បងប្រុស"),
            (AUNT, SOPHEA, "ក្មួយស្រី"),
            (GRANNY, STEPFATHER, "កូនប្រសាប្រុស"),
            (STEPFATHER, GRANNY, "ម្តាយក្មេក"),
            (STEPFATHER, UNCLE, "បងថ្លៃប្រុស"),
            (MOTHER, FATHER, "អតីតប្តី"),
            (FATHER, MOTHER, "អតីតប្រពន្ធ"),
        ] {
            assert_eq!(graph.word(id(ego), id(alter)).map(|w| w.km).as_deref(), Some(km), "{ego} to {alter}");
        }
        assert_eq!(graph.word(id(MOTHER), id(FATHER)).unwrap().en, "former husband");
        assert_eq!(graph.word(id(DARA), id(UNCLE)).unwrap().en, "uncle (mother's elder brother)");
    }

    #[test]
    fn no_path_no_word() {
        let graph = KinGraph::new(&family());
        assert_eq!(graph.word(id(DARA), id(STRANGER)), None);
        assert_eq!(graph.word(id(DARA), id(DARA)), None);
        assert_eq!(graph.word(id(DARA), id(99)), None);
    }

    #[test]
    fn an_unsure_age_gives_a_neutral_word() {
        let mut facts = family();
        facts.seniorities.clear();
        let graph = KinGraph::new(&facts);
        assert_eq!(graph.word(id(SOPHEA), id(HALF)).unwrap().km, "បងប្អូនប្រុស");
        // A statement through a third person is a statement.
        facts.seniorities = vec![(id(SOPHEA), id(COUSIN)), (id(COUSIN), id(HALF))];
        assert_eq!(KinGraph::new(&facts).word(id(SOPHEA), id(HALF)).unwrap().km, "ប្អូនប្រុស");
        // Two that contradict each other are none.
        facts.seniorities = vec![(id(SOPHEA), id(HALF)), (id(HALF), id(SOPHEA))];
        assert_eq!(KinGraph::new(&facts).word(id(SOPHEA), id(HALF)).unwrap().km, "បងប្អូនប្រុស");
    }

    #[test]
    fn a_long_stated_relation_turns_around() {
        let uncle = vec![Step::parent(Sex::Female), Step::sibling(Sex::Male, Some(Seniority::Elder))];
        let facts = KinFacts {
            relations: vec![KinRelation { from: id(DARA), to: id(STRANGER), path: uncle }],
            ..family()
        };
        let graph = KinGraph::new(&facts);
        assert_eq!(graph.word(id(DARA), id(STRANGER)).unwrap().km, "អ៊ំប្រុសខាងម្តាយ");
        let back = graph.word(id(STRANGER), id(DARA)).unwrap();
        assert_eq!((back.km.as_str(), back.en.as_str()), ("ក្មួយប្រុស", "nephew (younger sister's son)"));
    }

    #[test]
    fn a_path_is_at_most_six_steps_and_prefers_blood() {
        let chain: Vec<KinParentage> = (1..10).map(|n| born(n, n + 1)).collect();
        let persons = (1..11).map(|n| KinPerson { id: id(n), sex: Sex::Female, birth: None }).collect();
        let graph = KinGraph::new(&KinFacts { persons, parentages: chain, ..KinFacts::default() });
        assert_eq!(graph.path(id(1), id(7)).map(|p| p.len()), Some(6));
        assert_eq!(graph.path(id(1), id(8)), None);

        // She is his cousin and his wife's sister: both are reachable in few steps; shorter wins.
        let mut facts = family();
        facts.unions.push(KinUnion { a: id(DARA), b: id(COUSIN), divorced: false });
        assert_eq!(KinGraph::new(&facts).path(id(DARA), id(COUSIN)).unwrap(), [Step::spouse(Sex::Female)]);
        // She fosters her grandson and stays his grandmother.
        facts.parentages.push(KinParentage { child: id(DARA), parent: id(GRANNY), quality: Quality::Foster });
        assert_eq!(KinGraph::new(&facts).word(id(DARA), id(GRANNY)).unwrap().km, "យាយខាងម្តាយ");
    }

    #[test]
    fn a_circle_in_the_facts_does_no_harm() {
        let mut facts = family();
        facts.parentages.extend([born(GRANNY, DARA), born(DARA, DARA)]);
        assert!(KinGraph::new(&facts).path(id(DARA), id(COUSIN)).is_some());
    }
}
