//! Reads the rows of the template's three sheets, each by itself. What lies between rows is checked after.
//!
//! A row with a problem still gives a row, with something empty in the bad place, so that other rows that
//! refer to it are not reported for its fault. Such rows never leave: with any problem there is no plan.

use super::book::Row;
use super::cells::{Cells, LONG, SHORT};
use super::choices::choose;
use super::columns::Table;
use super::messages::Code;
use super::plan::{
    Deceased, Disability, FamilyRow, PersonRow, ReferralPart, ReferralSource, RelationshipRow, Sex,
};
use super::problem::Findings;
use super::{ImportContext, Relation, values};
use crate::text::is_khmer;
use domain::time::Birth;
use std::collections::HashMap;

/// The three sheets.
pub(crate) struct Tables {
    pub families: Table,
    pub people: Table,
    pub relationships: Option<Table>,
}

/// A row that was read, where it came from, and which family it says it belongs to.
pub(crate) struct Draft<T> {
    /// Index into the rows of its table.
    pub index: usize,
    /// Folded; empty when the cell is empty or bad.
    pub family: String,
    pub made: T,
}

/// Everything that was read.
pub(crate) struct Drafts {
    pub tables: Tables,
    pub families: Vec<Draft<FamilyRow>>,
    pub people: Vec<Draft<PersonRow>>,
    pub relationships: Vec<Draft<RelationshipRow>>,
}

/// Keys are the same in capital and small letters.
pub(crate) fn folded(code: &str) -> String {
    code.to_lowercase()
}

impl Drafts {
    /// Puts people and relationships into their families.
    pub fn join(self) -> Vec<FamilyRow> {
        let mut place = HashMap::new();
        let mut families: Vec<FamilyRow> = Vec::with_capacity(self.families.len());
        for draft in self.families {
            place.entry(draft.family).or_insert(families.len());
            families.push(draft.made);
        }
        for draft in self.people {
            if let Some(family) = place.get(&draft.family).and_then(|at| families.get_mut(*at)) {
                family.people.push(draft.made);
            }
        }
        for draft in self.relationships {
            if let Some(family) = place.get(&draft.family).and_then(|at| families.get_mut(*at)) {
                let stated = |known: &RelationshipRow| {
                    (known.relation, folded(&known.person), folded(&known.to))
                        == (draft.made.relation, folded(&draft.made.person), folded(&draft.made.to))
                };
                if !family.relationships.iter().any(stated) {
                    family.relationships.push(draft.made);
                }
            }
        }
        families
    }
}

/// Reads every row of every sheet.
pub(crate) fn read(tables: Tables, ctx: &ImportContext<'_>, found: &mut Findings) -> Drafts {
    fn each<T>(
        table: &Table,
        ctx: &ImportContext<'_>,
        found: &mut Findings,
        make: impl Fn(&mut Cells<'_>, &ImportContext<'_>) -> T,
    ) -> Vec<Draft<T>> {
        let one = |(index, row): (usize, &Row)| {
            let mut cells = Cells { table, row, found, today: ctx.today };
            cells.require("family_code");
            let family = folded(&cells.code("family_code").unwrap_or_default());
            Draft { index, family, made: make(&mut cells, ctx) }
        };
        table.rows.iter().enumerate().map(one).collect()
    }
    let families = each(&tables.families, ctx, found, family);
    let people = each(&tables.people, ctx, found, person);
    let relationships =
        tables.relationships.as_ref().map(|table| each(table, ctx, found, relationship)).unwrap_or_default();
    Drafts { tables, families, people, relationships }
}

fn family(cells: &mut Cells<'_>, ctx: &ImportContext<'_>) -> FamilyRow {
    let code = cells.place("family_code").value.map(|value| value.shown()).unwrap_or_default();
    cells.require("village_code");
    let worker = cells.text("worker", SHORT);
    if let Some(name) = worker.as_deref().filter(|name| !(ctx.workers)(name)) {
        cells.problem("worker", Code::WorkerUnknown, &[("worker", name)]);
    }
    FamilyRow {
        at: cells.at(),
        code: crate::text::latin_digits(&code),
        village: village(cells, ctx).unwrap_or_default(),
        address: cells.text("address", SHORT),
        phones: cells.phones("phone"),
        id_poor: cells.choice("idpoor_level"),
        id_poor_card: cells.text("idpoor_card", SHORT),
        risk: cells.choice("risk"),
        status: cells.choice("status"),
        referral: ReferralPart {
            source: cells.text("referral_source", SHORT).map(referral_source),
            reason: cells.text("referral_reason", LONG),
            on: cells.day("referred_on"),
        },
        worker,
        notes: cells.text("notes", LONG),
        import_note: None,
        people: Vec::new(),
        relationships: Vec::new(),
    }
}

/// One of the sources that the system knows, or the words as they are.
pub(crate) fn referral_source(text: String) -> ReferralSource {
    choose(&text).map_or(ReferralSource::Other(text), ReferralSource::Known)
}

fn village(cells: &mut Cells<'_>, ctx: &ImportContext<'_>) -> Option<String> {
    let value = cells.value("village_code")?;
    let Some(read) = values::village(value) else {
        cells.problem("village_code", Code::VillageMalformed, &[]);
        return None;
    };
    if !(ctx.known_villages)(&read.value) {
        cells.problem("village_code", Code::VillageUnknown, &[("village", &read.value)]);
        return None;
    }
    if let Some(code) = read.remark {
        cells.warn("village_code", code, &[("village", &read.value)]);
    }
    Some(read.value)
}

fn person(cells: &mut Cells<'_>, _: &ImportContext<'_>) -> PersonRow {
    cells.require("person_code");
    cells.require("sex");
    let (name_km, name_latin) = (cells.text("name_km", SHORT), cells.text("name_latin", SHORT));
    let written = |key: &str| cells.place(key).value.is_some();
    if !written("name_km") && !written("name_latin") {
        let key = ["name_km", "name_latin"].into_iter().find(|key| cells.table.column(key).is_some());
        // Without either column, that was told once for the whole sheet.
        if let Some(key) = key {
            cells.problem(key, Code::NameMissing, &[]);
        }
    }
    if name_km.as_deref().is_some_and(|name| !name.chars().any(is_khmer)) {
        cells.warn("name_km", Code::NameKmNotKhmer, &[]);
    }
    if name_latin.as_deref().is_some_and(|name| name.chars().any(is_khmer)) {
        cells.warn("name_latin", Code::NameLatinKhmer, &[]);
    }
    let birth = birth(cells);
    let focus = cells.choice("is_child_of_concern").unwrap_or(false);
    if let Some(age) = birth.map(|birth| birth.age_on(cells.today)).filter(|age| focus && *age >= 18) {
        cells.warn("is_child_of_concern", Code::ChildIsAdult, &[("age", &age.to_string())]);
    }
    PersonRow {
        at: cells.at(),
        code: cells.code("person_code").unwrap_or_default(),
        name_km,
        name_latin,
        sex: cells.choice("sex").unwrap_or(Sex::Unknown),
        birth,
        deceased: deceased(cells, birth),
        disability: disability(cells),
        school: cells.choice("school_state"),
        school_name: cells.text("school_name", SHORT),
        grade: cells.text("grade", SHORT),
        has_birth_certificate: cells.choice("has_birth_certificate"),
        has_family_book: cells.choice("has_family_book"),
        phones: cells.phones("phone"),
        is_child_of_concern: focus,
        is_caregiver: cells.choice("is_caregiver").unwrap_or(false),
    }
}

fn birth(cells: &mut Cells<'_>) -> Option<Birth> {
    let (date, year) = (cells.birth("birth_date"), cells.birth("birth_year"));
    match (date, year) {
        (Some(date), Some(year)) if date.year() != year.year() => {
            let shown = date.year().to_string();
            cells.problem("birth_year", Code::BirthsDiffer, &[("year", &shown)]);
            Some(date)
        }
        (Some(date), _) => Some(date),
        // The column says that only the year is known, whatever is written there.
        (None, Some(Birth::Exact { day })) => {
            Some(Birth::About { year: day.year(), month: Some(day.parts().1) })
        }
        (None, year) => year,
    }
}

fn deceased(cells: &mut Cells<'_>, birth: Option<Birth>) -> Option<Deceased> {
    let text = cells.value("deceased")?.shown();
    match choose::<bool>(&text) {
        Some(true) => return Some(Deceased::Yes(None)),
        Some(false) => return Some(Deceased::No),
        None => {}
    }
    let when = cells.when("deceased")?;
    if birth.is_some_and(|birth| before_birth(when.latest(), birth)) {
        cells.problem("deceased", Code::BeforeBirth, &[]);
    }
    Some(Deceased::Yes(Some(when)))
}

/// Whether a day certainly comes before the birth.
pub(crate) fn before_birth(day: domain::time::Day, birth: Birth) -> bool {
    match birth {
        Birth::Exact { day: born } => day < born,
        Birth::About { year, .. } => day.year() < year,
    }
}

fn disability(cells: &mut Cells<'_>) -> Option<Disability> {
    let text = cells.text("disability", SHORT)?;
    Some(match choose::<bool>(&text) {
        Some(false) => Disability::No,
        Some(true) => Disability::Yes(None),
        None if crate::text::bare(&text) == "none" => Disability::No,
        None => Disability::Yes(Some(text)),
    })
}

fn relationship(cells: &mut Cells<'_>, _: &ImportContext<'_>) -> RelationshipRow {
    for key in ["person_code", "relation", "to_person_code"] {
        cells.require(key);
    }
    let relation = cells.choice("relation");
    let (since, until) = (cells.when("since"), cells.when("until"));
    if let (Some(since), Some(until)) = (since, until)
        && until.latest() < since.earliest()
    {
        cells.problem("until", Code::EndsBeforeStart, &[]);
    }
    let mut state = cells.choice("state");
    if state.is_some() && relation.is_some_and(|relation| relation != Relation::PartnerOf) {
        cells.warn("state", Code::StateNotForThis, &[]);
        state = None;
    }
    RelationshipRow {
        at: cells.at(),
        person: cells.code("person_code").unwrap_or_default(),
        // Taken for the relation with the fewest rules when the cell is bad, so that no rule is judged by it.
        relation: relation.unwrap_or(Relation::CarerOf),
        to: cells.code("to_person_code").unwrap_or_default(),
        since,
        until,
        state,
    }
}
