//! The sheet `survey`: its rows, and what lies in what.

use super::book::{Row, Was};
use super::dialect::{Field, is_name};
use super::faults::{Findings, Place, nearest};
use super::kinkeeper::Overlay;
use super::messages::FaultKind;
use super::table::Table;
use super::types::{self, Type, TypeFault};
use std::collections::{BTreeMap, BTreeSet};

/// How deep groups may lie in one another: as deep as documents allow, the section not counted.
const DEEPEST: usize = 8;

/// A row that is asked, shown, reckoned, or holds others.
#[derive(Debug)]
pub(super) struct Node<'b> {
    pub row: &'b Row,
    pub what: Type,
    /// As the column type says it.
    pub said: &'b str,
    /// As the form calls it.
    pub name: String,
    /// As the document calls it.
    pub code: String,
    pub parent: Option<usize>,
    pub children: Vec<usize>,
    /// The innermost repeat that it lies in.
    pub repeat: Option<usize>,
    /// A group at the top, which becomes a section.
    pub section: bool,
}

/// The rows of a survey.
#[derive(Debug, Default)]
pub(super) struct Survey<'b> {
    pub nodes: Vec<Node<'b>>,
    /// By name, in order.
    pub by_name: BTreeMap<String, Vec<usize>>,
    /// What lies in what can be told: groups are closed, and none is too deep.
    pub sound: bool,
    /// Lists of rows that were passed over.
    pub passed: BTreeSet<String>,
}

/// A group or repeat that is not closed yet.
struct Open<'b> {
    /// None when the row is only there for other programs: what lies in it lies in what is around it.
    node: Option<usize>,
    row: &'b Row,
    name: String,
    repeat: bool,
    /// What lies in it belongs to its answer and is passed over.
    swallows: bool,
}

/// Reads the rows.
pub(super) fn read<'b>(table: &'b Table<'b>, overlay: &Overlay<'b>, found: &mut Findings) -> Survey<'b> {
    let mut reader = Reader {
        table,
        overlay,
        found,
        survey: Survey { sound: true, ..Survey::default() },
        open: Vec::new(),
        named: references(table),
    };
    let mut missing = false;
    for (field, name) in [(Field::Type, "type"), (Field::Name, "name"), (Field::Label, "label")] {
        if table.column(field).is_none() {
            let headings = Some(table.sheet.headings.number);
            let at = Place { sheet: Some(&table.sheet.name), row: headings, column: Some((None, name)) };
            // A form of nothing but calculations is odd but sound.
            if field == Field::Label {
                reader.found.warn(at, FaultKind::ColumnMissing, &[("column", name)]);
            } else {
                reader.found.error(at, FaultKind::ColumnMissing, &[("column", name)]);
                missing = true;
            }
        }
    }
    if missing {
        reader.survey.sound = false;
        return reader.survey;
    }
    for row in &table.sheet.rows {
        reader.row(row);
    }
    if table.sheet.rows.is_empty() {
        reader.found.error(Place::sheet(&table.sheet.name), FaultKind::SheetEmpty, &[]);
    }
    reader.finish()
}

/// Every `${name}` of every expression: a group that is named becomes no section, for sections have no place in
/// expressions, and a time that is named is kept.
fn references(table: &Table<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for row in &table.sheet.rows {
        for column in table.columns.iter().filter(|column| !column.field.is_words()) {
            if let Some(cell) = row.cells.get(&column.index) {
                found.extend(placeholders(&cell.text).map(str::to_owned));
            }
        }
    }
    found
}

/// The names in `${…}`.
pub(super) fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split("${").skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name.trim()))
}

struct Reader<'b, 'f> {
    table: &'b Table<'b>,
    overlay: &'f Overlay<'b>,
    found: &'f mut Findings,
    survey: Survey<'b>,
    open: Vec<Open<'b>>,
    named: BTreeSet<String>,
}

impl<'b> Reader<'b, '_> {
    fn row(&mut self, row: &'b Row) {
        let table = self.table;
        let disabled = table.cell(row, Field::Disabled).is_some_and(|cell| yes_no(&cell.text) == Some(true));
        if disabled {
            self.found.warn(table.place(row, Field::Disabled), FaultKind::RowDisabled, &[]);
            return;
        }
        let Some(said) = table.text(row, Field::Type) else {
            let says =
                table.cell(row, Field::Name).is_some() || table.filled(row, Field::Label).next().is_some();
            if says {
                self.found.error(table.place(row, Field::Type), FaultKind::TypeMissing, &[]);
            } else {
                self.found.warn(table.row(row), FaultKind::RowSkipped, &[]);
            }
            return;
        };
        let at = table.place(row, Field::Type);
        let what = match types::read(said) {
            Ok(read) => {
                if let Some((like, dialect)) = read.foreign {
                    let details = [("value", said), ("like", like), ("dialect", dialect)];
                    self.found.strict(at, FaultKind::TypeDialect, &details);
                }
                read.what
            }
            Err(TypeFault::NoList) => {
                self.found.error(at, FaultKind::ListMissing, &[("value", said)]);
                return;
            }
            Err(TypeFault::Unknown) => {
                let similar = said.split_whitespace().next().unwrap_or_default();
                let similar = nearest(said, types::names()).or_else(|| nearest(similar, types::names()));
                let details = [("value", said), ("similar", similar.unwrap_or_default())];
                self.found.error(at, FaultKind::TypeUnknown, &details);
                // Its name is still one that expressions may mean.
                if let Some(name) = table.text(row, Field::Name) {
                    self.add(row, (Type::Note, said), name.to_owned());
                }
                return;
            }
        };
        let ends = matches!(what, Type::EndGroup | Type::EndRepeat);
        if !ends && self.passes(row, &what) {
            return;
        }
        match what {
            Type::EndGroup | Type::EndRepeat => self.end(row, what == Type::EndRepeat),
            Type::Data => self.found.keep(at, FaultKind::TypeUnasked, said),
            Type::Clock | Type::Unasked => self.unasked(row, (what, said)),
            Type::Text
            | Type::Integer
            | Type::Decimal
            | Type::Range
            | Type::Date
            | Type::Time
            | Type::Moment
            | Type::Note
            | Type::Calculate
            | Type::Hidden
            | Type::Acknowledge
            | Type::Point
            | Type::Trace
            | Type::Shape
            | Type::Image
            | Type::Audio
            | Type::Barcode
            | Type::Unanswered
            | Type::One(..)
            | Type::Several(..)
            | Type::Rank(_)
            | Type::Elsewhere(_)
            | Type::Group
            | Type::Repeat
            | Type::Today
            | Type::Other => self.question(row, (what, said)),
        }
    }

    /// Passes over a row that the sheet `kinkeeper` says is there for other programs, or that belongs to the answer
    /// of what it lies in.
    fn passes(&mut self, row: &'b Row, what: &Type) -> bool {
        let name = self.table.text(row, Field::Name).unwrap_or_default();
        let within = self.open.last().is_some_and(|open| open.swallows);
        if !within && !self.overlay.is_derived(name) {
            return false;
        }
        self.survey.passed.extend(what.list().map(str::to_owned));
        if what.is_container() {
            let repeat = *what == Type::Repeat;
            self.open.push(Open { node: None, row, name: name.to_owned(), repeat, swallows: within });
        }
        true
    }

    fn question(&mut self, row: &'b Row, (what, said): (Type, &'b str)) {
        let name = self.name(row, &what);
        let container = what.is_container();
        let other = matches!(&what, Type::One(_, true) | Type::Several(_, true));
        let (repeat, swallows) = (what == Type::Repeat, container && self.overlay.swallows(&name));
        let what = if swallows { Type::Note } else { what };
        let node = Some(self.add(row, (what, said), name.clone()));
        if container {
            self.open.push(Open { node, row, name: name.clone(), repeat, swallows });
            if self.open.len() == DEEPEST + 2 {
                let limit = DEEPEST.to_string();
                let at = self.table.place(row, Field::Type);
                self.found.error(at, FaultKind::TooDeep, &[("limit", &limit)]);
                self.survey.sound = false;
            }
        }
        if other {
            self.add(row, (Type::Other, said), format!("{name}_other"));
        }
    }

    /// What rows lie in now.
    fn parent(&self) -> Option<usize> {
        self.open.iter().rev().find_map(|open| open.node)
    }

    /// What is not asked is only there when an expression names it.
    fn unasked(&mut self, row: &'b Row, (what, said): (Type, &'b str)) {
        self.found.keep(self.table.place(row, Field::Type), FaultKind::TypeUnasked, said);
        let name = self.table.text(row, Field::Name).unwrap_or(said);
        if self.named.contains(name) {
            let at = self.table.place(row, Field::Name);
            self.found.warn(at, FaultKind::UnaskedNamed, &[("name", name)]);
            self.add(row, (what, said), name.to_owned());
        }
    }

    /// The name of a row, which must be one and be the only one of its group.
    fn name(&mut self, row: &'b Row, what: &Type) -> String {
        let at = self.table.place(row, Field::Name);
        let Some(cell) = self.table.cell(row, Field::Name) else {
            let code = format!("row_{}", row.number);
            if *what == Type::Note {
                self.found.warn(at, FaultKind::NameMade, &[("code", &code)]);
            } else {
                self.found.error(at, FaultKind::NameMissing, &[]);
            }
            return code;
        };
        let name = cell.text.as_str();
        if cell.was == Was::Date {
            self.found.error(at, FaultKind::DateAsText, &[("value", name)]);
        } else if !is_name(name) {
            self.found.error(at, FaultKind::NameInvalid, &[("name", name)]);
        } else if matches!(name, "meta" | "instanceID" | "instanceName") || name.ends_with(".evidence") {
            self.found.error(at, FaultKind::NameReserved, &[("name", name)]);
        } else if cell.was == Was::Boolean {
            self.found.warn(at, FaultKind::BooleanAsText, &[("value", name)]);
        }
        let parent = self.parent();
        let siblings = self.survey.by_name.get(name).into_iter().flatten();
        let twin =
            siblings.filter_map(|node| self.survey.nodes.get(*node)).find(|node| node.parent == parent);
        if let Some(first) = twin.map(|node| node.row.number.to_string()) {
            self.found.error(at, FaultKind::NameTwice, &[("name", name), ("first", &first)]);
        }
        name.to_owned()
    }

    fn add(&mut self, row: &'b Row, (what, said): (Type, &'b str), name: String) -> usize {
        let at = self.survey.nodes.len();
        let parent = self.parent();
        let repeat = parent.and_then(|parent| {
            let node = self.survey.nodes.get(parent)?;
            if node.what == Type::Repeat { Some(parent) } else { node.repeat }
        });
        let named = self.named.contains(&name) && !self.overlay.is_section(&name);
        let section = what == Type::Group && parent.is_none() && !named && !self.overlay.is_item(&name);
        if let Some(holder) = parent.and_then(|parent| self.survey.nodes.get_mut(parent)) {
            holder.children.push(at);
        }
        self.survey.by_name.entry(name.clone()).or_default().push(at);
        let (code, children) = (name.clone(), Vec::new());
        self.survey.nodes.push(Node { row, what, said, name, code, parent, children, repeat, section });
        at
    }

    fn end(&mut self, row: &'b Row, repeat: bool) {
        let word = |repeat: bool| if repeat { "repeat" } else { "group" };
        let at = self.table.place(row, Field::Type);
        let Some(open) = self.open.pop() else {
            self.found.error(at, FaultKind::EndWithoutBegin, &[("what", word(repeat))]);
            self.survey.sound = false;
            return;
        };
        if open.repeat != repeat {
            let first = open.row.number.to_string();
            let details = [
                ("what", word(repeat)),
                ("opened", word(open.repeat)),
                ("name", open.name.as_str()),
                ("first", first.as_str()),
            ];
            self.found.error(at, FaultKind::EndMismatch, &details);
        }
    }

    fn finish(mut self) -> Survey<'b> {
        for open in std::mem::take(&mut self.open) {
            let what = if open.repeat { "repeat" } else { "group" };
            let at = self.table.place(open.row, Field::Type);
            self.found.error(at, FaultKind::BeginWithoutEnd, &[("what", what), ("name", &open.name)]);
            self.survey.sound = false;
        }
        for node in self.survey.nodes.iter().filter(|node| node.what.is_container()) {
            if node.children.is_empty() {
                let at = self.table.place(node.row, Field::Type);
                self.found.strict(at, FaultKind::GroupEmpty, &[("name", &node.name)]);
            }
        }
        self.cases();
        self.survey
    }

    /// Names that differ only by capitals, within one group.
    fn cases(&mut self) {
        let mut seen: BTreeMap<(Option<usize>, String), &Node<'b>> = BTreeMap::new();
        for node in &self.survey.nodes {
            let first = *seen.entry((node.parent, node.name.to_lowercase())).or_insert(node);
            if first.name != node.name {
                let at = self.table.place(node.row, Field::Name);
                self.found.warn(at, FaultKind::NameCase, &[("first", &first.row.number.to_string())]);
            }
        }
    }
}

/// Yes or no, as forms write them.
pub(super) fn yes_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "true()" | "1" => Some(true),
        "no" | "false" | "false()" | "0" => Some(false),
        _ => None,
    }
}

/// Gives every row the code under which the document has it: its name, unless another has it already.
pub(super) fn codes(survey: &mut Survey<'_>, table: &Table<'_>, overlay: &Overlay<'_>, found: &mut Findings) {
    let mut taken: BTreeMap<String, u32> = BTreeMap::new();
    for at in 0..survey.nodes.len() {
        let Some(node) = survey.nodes.get_mut(at) else { continue };
        if node.section {
            node.code = overlay.section_code(&node.name);
            continue;
        }
        let Some(node) = survey.nodes.get(at) else { continue };
        let parent = node.parent.and_then(|parent| survey.nodes.get(parent)).map(|node| node.code.clone());
        let name = overlay.code(&node.name);
        let mut code = name.clone();
        if let Some(first) = taken.get(&code).copied() {
            let base = parent.map_or_else(|| name.clone(), |parent| format!("{parent}_{name}"));
            code = base.clone();
            let mut count = 2;
            while taken.contains_key(&code) {
                code = format!("{base}_{count}");
                count += 1;
            }
            let place = table.place(node.row, Field::Name);
            let details = [("name", name.as_str()), ("code", &code), ("first", &first.to_string())];
            found.warn(place, FaultKind::NameMadeUnique, &details);
        }
        taken.insert(code.clone(), node.row.number);
        if let Some(node) = survey.nodes.get_mut(at) {
            node.code = code;
        }
    }
}
