//! Families as a workbook: the template that anybody can fill in, and the reader that turns a filled-in
//! workbook into a plan or into a report of everything that must be put right first.
//!
//! A workbook is accepted whole or not at all. The reader also understands the column headings of OSCaR's
//! onboarding workbook, so that an organisation can bring its families along.

mod book;
mod cells;
mod check;
mod choices;
pub(crate) mod columns;
mod messages;
mod oscar;
mod plan;
pub(crate) mod problem;
mod rows;
pub(crate) mod template;
mod values;

pub use book::{MAX_FILE_BYTES, MAX_ROWS, MAX_UNPACKED_BYTES};
pub use plan::{
    Deceased, Disability, FamilyRow, FileStatus, IdPoor, ImportPlan, KnownSource, PersonRow, ReferralPart,
    ReferralSource, Relation, RelationshipRow, Risk, SchoolState, Sex, Source, SourceRow, UnionState, When,
};
pub use problem::{CellProblem, ColumnName, ImportReport, MAX_LISTED, ValueKind};
pub use template::{TemplateError, write_template};

use crate::gazetteer::PlaceNamed;
use book::Sheet;
use columns::{FAMILIES, PEOPLE, RELATIONSHIPS, SheetSpec, Table};
use domain::time::Day;
use messages::Code;
use problem::{Findings, Place};

/// What the reader must ask about the world outside of the workbook.
#[derive(Clone, Copy)]
pub struct ImportContext<'a> {
    /// Whether a village has this code (eight digits).
    pub known_villages: &'a dyn Fn(&str) -> bool,
    /// The codes of the villages that a place given by names may be. Only asked for OSCaR's headings; see
    /// [`crate::gazetteer::VillageFinder`].
    pub villages_named: &'a dyn Fn(&PlaceNamed) -> Vec<String>,
    /// Whether somebody signs in with this account name.
    pub workers: &'a dyn Fn(&str) -> bool,
    /// The day of the import; nothing recorded may be later.
    pub today: Day,
}

/// What a sheet is, judged by its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Families,
    People,
    Relationships,
    OscarClients,
    OscarUsers,
    /// Instructions, lists, examples: not read.
    Aside,
    Stranger,
}

fn role(name: &str) -> Role {
    let bare = crate::text::bare(name);
    let is = |spec: &SheetSpec| bare == crate::text::bare(spec.name) || bare == crate::text::bare(spec.km);
    match bare.as_str() {
        "readme" | "example" | "lists" => Role::Aside,
        "clients" => Role::OscarClients,
        "users" => Role::OscarUsers,
        _ if is(&FAMILIES) => Role::Families,
        _ if is(&PEOPLE) => Role::People,
        _ if is(&RELATIONSHIPS) => Role::Relationships,
        _ => Role::Stranger,
    }
}

/// Reads a workbook of families.
///
/// Either the whole plan, or a report with every problem of every sheet. Neither touches anything; the plan is
/// carried out by somebody else. The file may come from anywhere: its size, what it unpacks to and its rows
/// are limited ([`MAX_FILE_BYTES`], [`MAX_UNPACKED_BYTES`], [`MAX_ROWS`]).
pub fn read_families(bytes: &[u8], ctx: &ImportContext<'_>) -> Result<ImportPlan, ImportReport> {
    let mut found = Findings::default();
    let sheets = book::open(bytes, &mut found, |name| role(name) != Role::Aside);
    let mut sorted = Sorted::default();
    for sheet in sheets {
        sorted.place(sheet, &mut found);
    }
    let (source, families) = if !found.problems.is_empty() {
        (Source::Template, Vec::new())
    } else if sorted.clients.is_some() && sorted.people.is_none() {
        (Source::OscarOnboarding, oscar::read(sorted, ctx, &mut found))
    } else {
        (Source::Template, template_workbook(sorted, ctx, &mut found))
    };
    if !found.problems.is_empty() {
        return Err(found.into_report());
    }
    let Findings { warnings, unlisted_warnings, .. } = found;
    Ok(ImportPlan { source, families, warnings, unlisted_warnings })
}

/// The sheets by what they are.
#[derive(Default)]
struct Sorted {
    families: Option<Sheet>,
    people: Option<Sheet>,
    relationships: Option<Sheet>,
    clients: Option<Sheet>,
    users: Option<Sheet>,
}

impl Sorted {
    fn place(&mut self, sheet: Sheet, found: &mut Findings) {
        let slot = match role(&sheet.name) {
            Role::Families => &mut self.families,
            Role::People => &mut self.people,
            Role::Relationships => &mut self.relationships,
            Role::OscarClients => &mut self.clients,
            Role::OscarUsers => &mut self.users,
            Role::Aside => return,
            Role::Stranger => {
                // An empty "Sheet1" is what spreadsheet programs add by themselves.
                if !sheet.rows.is_empty() {
                    let place = Place { sheet: Some(&sheet.name), ..Place::default() };
                    found.warn(place, Code::SheetUnknown, &[]);
                }
                return;
            }
        };
        match slot {
            Some(first) => {
                let place = Place { sheet: Some(&sheet.name), ..Place::default() };
                found.problem(place, Code::SheetTwice, &[("first", &first.name)]);
            }
            None => *slot = Some(sheet),
        }
    }
}

fn template_workbook(sorted: Sorted, ctx: &ImportContext<'_>, found: &mut Findings) -> Vec<FamilyRow> {
    // Sheets of the other kind of workbook have no part in this one.
    for sheet in [&sorted.clients, &sorted.users].into_iter().flatten() {
        let place = Place { sheet: Some(&sheet.name), ..Place::default() };
        found.warn(place, Code::SheetUnknown, &[]);
    }
    let mut table = |sheet: Option<Sheet>, spec: &'static SheetSpec, needed: bool| match sheet {
        Some(sheet) => Table::find(sheet, spec, found),
        None => {
            if needed {
                let both = format!("{} / {}", spec.name, spec.km);
                found.problem(Place::default(), Code::SheetMissing, &[("sheet", &both)]);
            }
            None
        }
    };
    let families = table(sorted.families, &FAMILIES, true);
    let people = table(sorted.people, &PEOPLE, true);
    // A workbook without relationships is a beginning; they can be drawn later with the family.
    let relationships = table(sorted.relationships, &RELATIONSHIPS, false);
    let (Some(families), Some(people)) = (families, people) else { return Vec::new() };
    people.need(&["name_km", "name_latin"], "Name in Khmer / ឈ្មោះជាអក្សរខ្មែរ", found);
    if families.rows.is_empty() {
        let place = Place { sheet: Some(&families.sheet), ..Place::default() };
        found.problem(place, Code::SheetEmpty, &[]);
    }
    let drafts = rows::read(rows::Tables { families, people, relationships }, ctx, found);
    check::check(&drafts, ctx.today, found);
    drafts.join()
}

#[cfg(test)]
mod tests;
