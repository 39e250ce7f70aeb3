//! The whole document: lists, sections, and what is found wrong with all of it together.

use super::book::Book;
use super::choices::{self, Lists};
use super::circles;
use super::compile::{Compiler, Translations};
use super::dialect::{Field, Tab};
use super::expressions::Expressions;
use super::faults::{Findings, Place};
use super::kinkeeper::{self, Overlay};
use super::messages::FaultKind;
use super::settings::{self, Settings, code_of};
use super::survey::{self, Survey};
use super::table::{Languages, Table};
use super::{Options, compile};
use domain::instrument::{Choice, DocumentFault, Instrument, Item, Kind, Pace, Schedule, Subject, Text};
use std::collections::{BTreeMap, BTreeSet};

/// Compiles a form; none when it has no sheet of questions or its groups are not closed.
pub(super) fn build(book: &Book, options: &Options, found: &mut Findings) -> Option<Instrument> {
    let settings = settings::read(book.settings.as_ref(), found);
    let mut languages = Languages::new(settings.default_language.as_deref(), book.survey.as_ref());
    let mut overlay = book.kinkeeper.as_ref().map(|sheet| kinkeeper::read(sheet, found)).unwrap_or_default();
    let sheet = book.survey.as_ref()?;
    let table = Table::new(sheet, Tab::Survey, &mut languages, found);
    let options_table =
        book.choices.as_ref().map(|sheet| Table::new(sheet, Tab::Choices, &mut languages, found));
    let mut lists = match &options_table {
        Some(table) => choices::read(table, &mut languages, found),
        None => Lists::default(),
    };
    let mut survey = survey::read(&table, &overlay, found);
    survey::codes(&mut survey, &table, &overlay, found);
    let results = overlay.results();
    let names = options_table.as_ref().and_then(|table| table.column(Field::Name));
    let mut compiler = Compiler {
        table: &table,
        survey: &survey,
        lists: &mut lists,
        languages: &mut languages,
        overlay: &mut overlay,
        found,
        expressions: Expressions { results, ..Expressions::default() },
        translations: Translations::new(),
        spaced: BTreeSet::new(),
        choices_name: options_table.as_ref().map(|table| table.sheet.name.as_str()),
        name_column: names.map(|column| (column.index, column.header.as_str())),
    };
    let mut items = compiler.items();
    let Compiler { expressions, mut translations, .. } = compiler;
    circles::file(&expressions.edges, &survey, found);
    if !survey.sound {
        return None;
    }
    let placed = Lay { survey: &survey, overlay: &overlay, lists: &lists, expressions: &expressions };
    let kept = placed.lists(&mut items, options_table.as_ref(), (&languages, &mut translations), found);
    let title = title(&settings, book, overlay.has_title(), found);
    let sections = compile::sections(&survey, items, &title, (&mut overlay, found));
    let mut instrument = Instrument {
        code: code(&settings, options, book, found),
        version: options.version,
        title,
        purpose: Text {
            en: "A form that was imported from a workbook.".to_owned(),
            km: "ទម្រង់ដែលបាននាំចូលពីសៀវភៅការងារ។".to_owned(),
        },
        owner: String::new(),
        licence: String::new(),
        attribution: Text {
            en: "By the authors of the workbook.".to_owned(),
            km: "ដោយអ្នកនិពន្ធនៃសៀវភៅការងារ។".to_owned(),
        },
        cautions: Vec::new(),
        subject: settings.subject.unwrap_or(Subject::Family),
        schedule: Schedule::default(),
        label: None,
        pace: Pace::Section,
        child_friendly: false,
        disciplines: Vec::new(),
        lists: kept,
        sections,
        scores: Vec::new(),
        bandings: Vec::new(),
        flags: Vec::new(),
        gates: Vec::new(),
        next_steps: Vec::new(),
        riel_per_dollar: 0,
        translations,
    };
    overlay.document(&mut instrument, found);
    if found.errors.is_empty() {
        unsound(
            &instrument,
            &Parts { table: &table, survey: &survey, overlay: &overlay, expressions: &expressions },
            found,
        );
    }
    Some(instrument)
}

/// What the form is called.
fn title(settings: &Settings, book: &Book, said: bool, found: &mut Findings) -> Text {
    let mut title = settings.title.clone();
    let blank = title.en.is_empty() && title.km.is_empty();
    if blank {
        title.en = settings.id.clone().unwrap_or_default();
    }
    let place = Place::sheet(book.settings.as_ref().map_or("settings", |sheet| sheet.name.as_str()));
    for (text, language) in [(&title.en, "English (en)"), (&title.km, "Khmer (km)")] {
        if text.is_empty() && !blank && !said {
            found.warn(place, FaultKind::TranslationMissing, &[("language", language)]);
        }
    }
    title
}

/// Under which code the tool is known.
fn code(settings: &Settings, options: &Options, book: &Book, found: &mut Findings) -> String {
    let said = options.code.as_deref().or(settings.id.as_deref());
    let said = said.or(Some(settings.title.en.as_str())).filter(|said| !said.is_empty()).unwrap_or("form");
    let mut code = code_of(said);
    if code.is_empty() {
        code.push_str("form");
    }
    if code != said && settings.id.is_some() {
        let place = Place::sheet(book.settings.as_ref().map_or("settings", |sheet| sheet.name.as_str()));
        found.warn(place, FaultKind::CodeMade, &[("value", said), ("code", &code)]);
    }
    code
}

/// Where the options of each item are laid.
struct Lay<'b, 'f> {
    survey: &'f Survey<'b>,
    overlay: &'f Overlay<'b>,
    lists: &'f Lists,
    expressions: &'f Expressions<'b>,
}

impl Lay<'_, '_> {
    /// Options of a list that one item alone offers, without a filter, become its own; other lists stay lists of the
    /// document.
    fn lists(
        &self,
        items: &mut [Item],
        table: Option<&Table<'_>>,
        (languages, translations): (&Languages, &mut Translations),
        found: &mut Findings,
    ) -> BTreeMap<String, Vec<Choice>> {
        let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
        let mut asked: BTreeSet<&str> = BTreeSet::new();
        for node in &self.survey.nodes {
            let Some(list) = node.what.list() else { continue };
            asked.insert(list);
            if !self.overlay.answers(&node.name) {
                *uses.entry(list).or_default() += 1;
            }
        }
        asked.extend(self.survey.passed.iter().map(String::as_str));
        let ours = self.overlay.lists(found);
        let mut shared: BTreeSet<String> = self.expressions.instances.clone();
        shared.extend(ours.keys().cloned());
        for item in items.iter() {
            if let (Some(list), true) = list_of(&item.answer) {
                shared.insert(list.to_owned());
            }
        }
        // What an item of our own sheet offers may be a list too.
        for item in items.iter().filter(|item| list_of(&item.answer).0.is_some()) {
            if let (Some(list), _) = list_of(&item.answer)
                && !uses.contains_key(list)
            {
                shared.insert(list.to_owned());
            }
        }
        let mut own: BTreeMap<String, String> = BTreeMap::new();
        for item in items.iter_mut() {
            let Some(list) = list_of(&item.answer).0.map(str::to_owned) else { continue };
            if uses.get(list.as_str()) == Some(&1) && !shared.contains(&list) {
                let options = self.lists.by_name.get(&list).map(|list| list.options.clone());
                own_options(&mut item.answer, options.unwrap_or_default());
                own.insert(list, item.code.clone());
            }
        }
        let mut kept = BTreeMap::new();
        for (name, list) in &self.lists.by_name {
            let path = own.get(name).unwrap_or(name);
            for (option, language, text) in &list.others {
                let Some(language) = languages.others.get(*language) else { continue };
                let to = translations.entry(language.clone()).or_default();
                to.insert(format!("list.{path}.{option}"), text.clone());
            }
            if own.contains_key(name) {
                continue;
            }
            let used = uses.contains_key(name.as_str()) || shared.contains(name);
            if !used && asked.contains(name.as_str()) {
                // Its items say by themselves, in our own sheet, what they offer.
                continue;
            }
            if !used && let (Some(table), Some(row)) = (table, list.rows.first()) {
                let column = table.column(Field::ListName);
                let column = column.map(|column| (Some(column.index), column.header.as_str()));
                let place = Place { sheet: Some(&table.sheet.name), row: Some(*row), column };
                found.warn(place, FaultKind::ListUnused, &[("list", name)]);
            }
            kept.insert(name.clone(), list.options.clone());
        }
        kept.extend(ours);
        kept
    }
}

/// The list of an answer, and whether it is filtered.
fn list_of(kind: &Kind) -> (Option<&str>, bool) {
    if let Kind::Choice { list, filter, .. } | Kind::Several { list, filter, .. } = kind {
        (list.as_deref(), filter.is_some())
    } else if let Kind::Ranking { list, .. } = kind {
        (list.as_deref(), false)
    } else {
        (None, false)
    }
}

fn own_options(kind: &mut Kind, own: Vec<Choice>) {
    if let Kind::Choice { options, list, .. }
    | Kind::Several { options, list, .. }
    | Kind::Ranking { options, list, .. } = kind
    {
        *options = own;
        *list = None;
    }
}

/// Where the parts of a document came from.
struct Parts<'b, 'f> {
    table: &'f Table<'b>,
    survey: &'f Survey<'b>,
    overlay: &'f Overlay<'b>,
    expressions: &'f Expressions<'b>,
}

/// What the document's own check finds, beyond what was found in cells: mostly of what our own sheet adds.
fn unsound(instrument: &Instrument, parts: &Parts<'_, '_>, found: &mut Findings) {
    let Err(problems) = instrument.check() else { return };
    for problem in problems {
        if matches!(problem.fault, DocumentFault::Text(_)) {
            continue;
        }
        let name = fault_name(problem.fault);
        let codes = problem.path.split('.');
        let bare = problem.path.trim_start_matches("items.").trim_start_matches("sections.");
        let node = parts.survey.nodes.iter().find(|node| node.code == bare || node.code == problem.path);
        let cell = |code: &str| {
            let mut cells = parts.expressions.cells.iter();
            cells.find(|((known, _), _)| known == code).map(|(_, at)| *at)
        };
        let row = node.map(|node| Place { column: None, ..parts.table.place(node.row, Field::Name) });
        let by_key =
            parts.overlay.place(bare).or_else(|| codes.rev().find_map(|code| parts.overlay.place(code)));
        let circle = problem.fault == DocumentFault::Circle;
        let place = if circle { cell(bare).or(row).or(by_key) } else { by_key.or(row) };
        let place = place.unwrap_or_else(|| Place::sheet(&parts.table.sheet.name));
        found.error(place, FaultKind::DocumentUnsound, &[("problem", name), ("path", &problem.path)]);
    }
}

fn fault_name(fault: DocumentFault) -> &'static str {
    match fault {
        DocumentFault::Text(_) => "text",
        DocumentFault::NoCode => "no_code",
        DocumentFault::Repeated => "repeated",
        DocumentFault::Empty => "empty",
        DocumentFault::NamesNothing => "names_nothing",
        DocumentFault::BadLimits => "bad_limits",
        DocumentFault::Unreadable => "unreadable",
        DocumentFault::BadExpression => "bad_expression",
        DocumentFault::Circle => "circle",
        DocumentFault::BandsDisagree => "bands_disagree",
        DocumentFault::BadCode => "bad_code",
        DocumentFault::NoDiscipline => "no_discipline",
        DocumentFault::TooDeep => "too_deep",
    }
}
