//! What must hold between rows: keys, references, ages along relationships, couples.

use super::book::Row;
use super::columns::Table;
use super::messages::Code;
use super::plan::{Deceased, PersonRow, Relation, RelationshipRow, UnionState};
use super::problem::Findings;
use super::rows::{Draft, Drafts, before_birth, folded};
use domain::time::{Birth, Day};
use std::collections::{HashMap, HashSet};

/// Fewer years than this between a parent and a child by birth, or half of a grandparent's, deserve a look.
const YEARS_OF_A_GENERATION: i16 = 13;

/// People and families by their folded codes; for one used twice, the first.
struct Index<'a> {
    families: HashMap<&'a str, &'a Row>,
    people: HashMap<String, &'a Draft<PersonRow>>,
}

/// Files everything that is wrong between rows.
pub(crate) fn check(drafts: &Drafts, today: Day, found: &mut Findings) {
    let index = keys(drafts, found);
    belonging(drafts, &index, found);
    if let Some(table) = &drafts.tables.relationships {
        let mut relations = Relations { table, index: &index, found, today, stated: HashMap::new() };
        for draft in &drafts.relationships {
            if let Some(row) = table.rows.get(draft.index) {
                relations.check(draft, row);
            }
        }
        partners(drafts, table, &index, found);
        parents(drafts, table, found);
    }
}

/// Builds the index; files keys that are used twice.
fn keys<'a>(drafts: &'a Drafts, found: &mut Findings) -> Index<'a> {
    let mut families: HashMap<&str, &Row> = HashMap::new();
    let table = &drafts.tables.families;
    for draft in drafts.families.iter().filter(|draft| !draft.family.is_empty()) {
        let Some(row) = table.rows.get(draft.index) else { continue };
        match families.get(draft.family.as_str()) {
            Some(first) => {
                let place = table.place(row, "family_code");
                found.problem(place, Code::DuplicateFamily, &[("row", &first.number.to_string())]);
            }
            None => {
                families.insert(&draft.family, row);
            }
        }
    }
    let mut people: HashMap<String, &Draft<PersonRow>> = HashMap::new();
    let table = &drafts.tables.people;
    for draft in drafts.people.iter().filter(|draft| !draft.made.code.is_empty()) {
        let Some(row) = table.rows.get(draft.index) else { continue };
        let key = folded(&draft.made.code);
        match people.get(&key) {
            Some(first) => {
                let place = table.place(row, "person_code");
                found.problem(place, Code::DuplicatePerson, &[("row", &first.made.at.row.to_string())]);
            }
            None => {
                people.insert(key, draft);
            }
        }
    }
    Index { families, people }
}

/// Files references to families that are not there, and remarks on families that nobody belongs to.
fn belonging(drafts: &Drafts, index: &Index<'_>, found: &mut Findings) {
    let mut dangling = |table: &Table, family: &str, row: Option<&Row>| {
        if let Some(row) = row.filter(|_| !family.is_empty() && !index.families.contains_key(family)) {
            let place = table.place(row, "family_code");
            let shown = place.value.map(|value| value.shown()).unwrap_or_default();
            found.problem(place, Code::FamilyNotFound, &[("family", &shown)]);
        }
    };
    let people = &drafts.tables.people;
    for draft in &drafts.people {
        dangling(people, &draft.family, people.rows.get(draft.index));
    }
    if let Some(table) = &drafts.tables.relationships {
        for draft in &drafts.relationships {
            dangling(table, &draft.family, table.rows.get(draft.index));
        }
    }
    let inhabited: HashSet<&str> = drafts.people.iter().map(|draft| draft.family.as_str()).collect();
    let families = &drafts.tables.families;
    for draft in drafts.families.iter().filter(|draft| !inhabited.contains(draft.family.as_str())) {
        if let Some(row) = families.rows.get(draft.index) {
            found.warn(families.place(row, "family_code"), Code::FamilyWithoutPeople, &[]);
        }
    }
}

/// The checks along relationships.
struct Relations<'a> {
    table: &'a Table,
    index: &'a Index<'a>,
    found: &'a mut Findings,
    today: Day,
    /// Row in which a relationship was first stated.
    stated: HashMap<(Relation, String, String), u32>,
}

impl<'a> Relations<'a> {
    fn check(&mut self, draft: &Draft<RelationshipRow>, row: &Row) {
        let person = self.person(draft, row, "person_code", &draft.made.person);
        let other = self.person(draft, row, "to_person_code", &draft.made.to);
        let (Some(person), Some(other)) = (person, other) else { return };
        let (from, to) = (folded(&person.made.code), folded(&other.made.code));
        if from == to {
            self.found.problem(self.table.place(row, "to_person_code"), Code::RelationToSelf, &[]);
            return;
        }
        let relation = draft.made.relation;
        let elder = elder(relation);
        let opposite = self.stated.get(&(relation, to.clone(), from.clone())).copied();
        let first = self.stated.get(&(relation, from.clone(), to.clone())).copied();
        let place = self.table.place(row, "relation");
        if let Some(first) = first.or(opposite.filter(|_| mutual(relation))) {
            self.found.warn(place, Code::RelationTwice, &[("row", &first.to_string())]);
            return;
        }
        self.stated.insert((relation, from, to), row.number);
        if let Some(opposite) = opposite.filter(|_| elder.is_some()) {
            self.found.problem(place, Code::RelationCircular, &[("row", &opposite.to_string())]);
            return;
        }
        if let (Some(elder), Some(a), Some(b)) = (elder, person.made.birth, other.made.birth) {
            self.ages(row, elder, (&person.made, a), (&other.made, b));
        }
        for key in ["since", "until"] {
            let when = if key == "since" { draft.made.since } else { draft.made.until };
            let births = [person.made.birth, other.made.birth];
            // A carer's or a relative's time with a child cannot have begun before either was born.
            if let Some(when) = when
                && births.into_iter().flatten().any(|birth| before_birth(when.latest(), birth))
            {
                self.found.problem(self.table.place(row, key), Code::BeforeBirth, &[]);
            }
        }
    }

    fn person(
        &mut self,
        draft: &Draft<RelationshipRow>,
        row: &Row,
        key: &str,
        code: &str,
    ) -> Option<&'a Draft<PersonRow>> {
        if code.is_empty() {
            return None;
        }
        let place = self.table.place(row, key);
        let Some(person) = self.index.people.get(&folded(code)).copied() else {
            self.found.problem(place, Code::PersonNotFound, &[("person", code)]);
            return None;
        };
        let known = |family: &str| self.index.families.contains_key(family);
        if person.family != draft.family && known(&person.family) && known(&draft.family) {
            let at = person.made.at.row.to_string();
            self.found.problem(place, Code::PersonElsewhere, &[("person", code), ("row", &at)]);
            return None;
        }
        Some(person)
    }

    fn ages(&mut self, row: &Row, rule: Elder, a: (&PersonRow, Birth), b: (&PersonRow, Birth)) {
        let place = self.table.place(row, "relation");
        let ((elder, elder_birth), (younger, younger_birth)) = (a, b);
        let exact = !elder_birth.is_estimated() && !younger_birth.is_estimated();
        let gap = younger_birth.year() - elder_birth.year();
        let turned = if exact { elder_birth.reckoned() >= younger_birth.reckoned() } else { gap <= 0 };
        if turned && rule.by_birth {
            let (elder_row, younger_row) = (elder.at.row.to_string(), younger.at.row.to_string());
            let args = [("elder_row", elder_row.as_str()), ("younger_row", younger_row.as_str())];
            self.found.problem(place, Code::ElderTooYoung, &args);
        } else if gap < rule.generations * YEARS_OF_A_GENERATION && elder_birth.reckoned() <= self.today {
            self.found.warn(place, Code::ElderVeryYoung, &[("years", &gap.max(0).to_string())]);
        }
    }
}

/// What is expected of the ages in a relation in which the first person is the elder.
#[derive(Clone, Copy)]
struct Elder {
    /// By birth: then it is impossible, and not only rare, that the elder is younger.
    by_birth: bool,
    generations: i16,
}

fn elder(relation: Relation) -> Option<Elder> {
    match relation {
        Relation::ParentOf => Some(Elder { by_birth: true, generations: 1 }),
        Relation::GrandparentOf => Some(Elder { by_birth: true, generations: 2 }),
        Relation::StepParentOf | Relation::FosterParentOf | Relation::AdoptiveParentOf => {
            Some(Elder { by_birth: false, generations: 1 })
        }
        // A child may care for her grandmother, and an aunt may be younger than her niece.
        Relation::PartnerOf | Relation::SiblingOf | Relation::CarerOf | Relation::AuntOrUncleOf => None,
    }
}

/// Whether the relation says the same when turned round.
fn mutual(relation: Relation) -> bool {
    match relation {
        Relation::PartnerOf | Relation::SiblingOf => true,
        Relation::ParentOf
        | Relation::GrandparentOf
        | Relation::CarerOf
        | Relation::StepParentOf
        | Relation::FosterParentOf
        | Relation::AdoptiveParentOf
        | Relation::AuntOrUncleOf => false,
    }
}

/// Whether two are a couple today as far as the row says.
fn lasts(relationship: &RelationshipRow) -> bool {
    relationship.until.is_none()
        && match relationship.state {
            None | Some(UnionState::Married | UnionState::LivingTogether) => true,
            Some(UnionState::Separated | UnionState::Divorced | UnionState::Widowed) => false,
        }
}

/// Files people who have two partners at the same time.
fn partners(drafts: &Drafts, table: &Table, index: &Index<'_>, found: &mut Findings) {
    let living = |code: &str| {
        let person = index.people.get(code);
        person.is_none_or(|person| !matches!(person.made.deceased, Some(Deceased::Yes(_))))
    };
    let mut partner: HashMap<String, (String, u32)> = HashMap::new();
    for draft in drafts.relationships.iter().filter(|draft| draft.made.relation == Relation::PartnerOf) {
        let (a, b) = (folded(&draft.made.person), folded(&draft.made.to));
        let row = table.rows.get(draft.index).filter(|_| a != b && lasts(&draft.made));
        let Some(row) = row.filter(|_| living(&a) && living(&b)) else { continue };
        for (one, other, key) in [(&a, &b, "person_code"), (&b, &a, "to_person_code")] {
            match partner.get(one) {
                Some((present, first)) if present != other => {
                    let shown = if key == "person_code" { &draft.made.person } else { &draft.made.to };
                    let args = [("person", shown.as_str()), ("row", &first.to_string())];
                    found.problem(table.place(row, key), Code::TwoPartners, &args);
                }
                Some(_) => {}
                None => {
                    partner.insert(one.clone(), (other.clone(), row.number));
                }
            }
        }
    }
}

/// Remarks on people with more than two parents by birth.
fn parents(drafts: &Drafts, table: &Table, found: &mut Findings) {
    let mut parents: HashMap<String, HashSet<String>> = HashMap::new();
    for draft in drafts.relationships.iter().filter(|draft| draft.made.relation == Relation::ParentOf) {
        let known = parents.entry(folded(&draft.made.to)).or_default();
        if known.insert(folded(&draft.made.person))
            && known.len() == 3
            && let Some(row) = table.rows.get(draft.index)
        {
            let place = table.place(row, "person_code");
            found.warn(place, Code::ManyParents, &[("person", &draft.made.to)]);
        }
    }
}
