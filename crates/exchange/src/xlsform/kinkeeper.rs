//! The sheet `kinkeeper`: what a document says and XLSForm cannot, one JSON value for each key. Our exporter writes
//! it, so that a form that was exported comes back as it was. A key may stand in several rows, because a cell holds
//! no more than 32,767 characters: lists are joined, objects put together.
//!
//! Besides fields of the document there are `items` and `sections` by their codes, `codes` (`item.q_1A` is `1A`),
//! and `derived`: rows of the survey that only serve other programs, and are passed over here. An item with `title`
//! and `answer` is whole: its row says only where it lies.

use super::book::{Sheet, Was};
use super::compile::Translations;
use super::faults::{Findings, Place};
use super::messages::FaultKind;
use domain::instrument::{Choice, Instrument, Item, Kind, Section};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Keys that are fields of the document, each as a whole.
pub(crate) const WHOLE: [&str; 20] = [
    "title",
    "purpose",
    "owner",
    "licence",
    "attribution",
    "cautions",
    "label",
    "subject",
    "schedule",
    "pace",
    "child_friendly",
    "disciplines",
    "scores",
    "bandings",
    "flags",
    "gates",
    "next_steps",
    "riel_per_dollar",
    "translations",
    "lists",
];

/// Keys that say something about the form.
const APART: [&str; 2] = ["codes", "derived"];

/// Parts of an item that the key `items` may give.
const ITEM: &[&str] = &[
    "code",
    "title",
    "guidance",
    "caution",
    "required",
    "na_allowed",
    "asked_of",
    "required_when",
    "relevant",
    "constraint",
    "prefill",
    "read_only",
    "evidence",
    "picture",
    "appearance",
    "answer",
];

/// Parts of a section that the key `sections` may give.
const SECTION: &[&str] = &["code", "title", "guidance", "tone", "relevant", "discipline", "loose"];

/// What the sheet says.
#[derive(Debug, Default)]
pub(super) struct Overlay<'b> {
    keys: BTreeMap<String, (Value, Place<'b>)>,
    items: BTreeMap<String, (Map<String, Value>, Place<'b>)>,
    sections: BTreeMap<String, (Map<String, Value>, Place<'b>)>,
    used: BTreeSet<String>,
    /// Parts whose names in the form are not their codes: `item.q_1A`, `section.q_1`.
    codes: BTreeMap<String, String>,
    derived: BTreeSet<String>,
}

/// Reads the sheet.
pub(super) fn read<'b>(sheet: &'b Sheet, found: &mut Findings) -> Overlay<'b> {
    let mut overlay = Overlay::default();
    let find = |name: &str| {
        let mut cells = sheet.headings.cells.iter();
        cells
            .find(|(_, cell)| cell.text.eq_ignore_ascii_case(name))
            .map(|(at, cell)| (*at, cell.text.as_str()))
    };
    let (key, value) = (find("key"), find("value"));
    for (column, name) in [(key, "key"), (value, "value")] {
        if column.is_none() {
            let at = Place {
                row: Some(sheet.headings.number),
                column: Some((None, name)),
                ..Place::sheet(&sheet.name)
            };
            found.error(at, FaultKind::ColumnMissing, &[("column", name)]);
        }
    }
    let (Some(key), Some(value)) = (key, value) else { return overlay };
    for row in &sheet.rows {
        let at = |column: (u32, &'b str)| Place {
            sheet: Some(&sheet.name),
            row: Some(row.number),
            column: Some((Some(column.0), column.1)),
        };
        let (Some(name), Some(cell)) = (row.cells.get(&key.0), row.cells.get(&value.0)) else {
            found.warn(at(key), FaultKind::RowSkipped, &[]);
            continue;
        };
        let text = match cell.was {
            Was::Boolean => cell.text.to_lowercase(),
            Was::Text | Was::Number | Was::Date => cell.text.clone(),
        };
        let parsed = match serde_json::from_str::<Value>(&text) {
            Ok(parsed) => parsed,
            Err(error) if text.starts_with(['{', '[', '"']) => {
                let reason = error.to_string();
                found.error(at(value), FaultKind::KeyBad, &[("name", &name.text), ("reason", &reason)]);
                continue;
            }
            Err(_) => Value::String(text),
        };
        overlay.take(&name.text, parsed, (at(key), at(value)), found);
    }
    let mut read = |name: &str, error: Result<(), String>, at: Place<'_>| {
        if let Err(reason) = error {
            found.error(at, FaultKind::KeyBad, &[("name", name), ("reason", &reason)]);
        }
    };
    if let Some((value, at)) = overlay.keys.remove("codes") {
        read("codes", set(&mut overlay.codes, &value), at);
    }
    if let Some((value, at)) = overlay.keys.remove("derived") {
        read("derived", set(&mut overlay.derived, &value), at);
    }
    overlay
}

impl<'b> Overlay<'b> {
    fn take(&mut self, name: &str, value: Value, (key, at): (Place<'b>, Place<'b>), found: &mut Findings) {
        let (known, to) = match name {
            "items" => (ITEM, &mut self.items),
            "sections" => (SECTION, &mut self.sections),
            _ if WHOLE.contains(&name) || APART.contains(&name) => {
                let joined = match (self.keys.remove(name), value) {
                    (Some((Value::Array(mut first), _)), Value::Array(more)) => {
                        first.extend(more);
                        Value::Array(first)
                    }
                    (Some((Value::Object(mut first), _)), Value::Object(more)) => {
                        first.extend(more);
                        Value::Object(first)
                    }
                    (_, value) => value,
                };
                self.keys.insert(name.to_owned(), (joined, at));
                return;
            }
            _ => return found.strict(key, FaultKind::KeyUnknown, &[("name", name)]),
        };
        let Value::Object(all) = value else {
            return found.error(at, FaultKind::KeyBad, &[("name", name), ("reason", "not an object")]);
        };
        for (code, parts) in all {
            let Value::Object(parts) = parts else {
                found.error(at, FaultKind::KeyBad, &[("name", name), ("reason", &code)]);
                continue;
            };
            if let Some(odd) = parts.keys().find(|part| !known.contains(&part.as_str())) {
                found.error(at, FaultKind::KeyBad, &[("name", name), ("reason", &format!("{code}.{odd}"))]);
            }
            to.insert(code, (parts, at));
        }
    }

    /// The code of an item by its name in the form.
    pub fn code(&self, name: &str) -> String {
        let said = self.items.get(name).and_then(|(parts, _)| parts.get("code")).and_then(Value::as_str);
        let code = self.codes.get(&format!("item.{name}")).map(String::as_str).or(said);
        code.unwrap_or(name).to_owned()
    }

    /// The code of a section by its name in the form.
    pub fn section_code(&self, name: &str) -> String {
        self.codes.get(&format!("section.{name}")).map_or(name, String::as_str).to_owned()
    }

    /// The code of a section that is no group in the form: `codes` may name it by its place (`section.part_1`);
    /// otherwise, of one only, there is no doubt.
    pub fn loose_code(&self, place: &str) -> String {
        let code = self.section_code(place);
        let is_loose = |parts: &Map<String, Value>| parts.get("loose") == Some(&Value::Bool(true));
        let mut loose = self.sections.iter().filter(|(_, (parts, _))| is_loose(parts));
        match (self.sections.contains_key(&code), loose.next(), loose.next()) {
            (false, Some((only, _)), None) => only.clone(),
            (true, ..) | (false, None, _) | (false, Some(_), Some(_)) => code,
        }
    }

    /// Whether the title of the document is said here.
    pub fn has_title(&self) -> bool {
        self.keys.contains_key("title")
    }

    /// What is said of the item with this name.
    fn parts(&self, name: &str) -> Option<&(Map<String, Value>, Place<'b>)> {
        self.items.get(&self.code(name)).or_else(|| self.items.get(name))
    }

    /// Whether the answer of the item with this name is said here.
    pub fn answers(&self, name: &str) -> bool {
        self.parts(name).is_some_and(|(parts, _)| parts.contains_key("answer"))
    }

    /// Whether everything of the item with this name is said here.
    pub fn is_whole(&self, name: &str) -> bool {
        self.answers(name) && self.parts(name).is_some_and(|(parts, _)| parts.contains_key("title"))
    }

    /// Whether what lies in this row belongs to its answer: the fields of a list, the people of a scale.
    pub fn swallows(&self, name: &str) -> bool {
        let parts = self.parts(name).filter(|_| self.is_whole(name));
        let kind = parts.and_then(|(parts, _)| parts.get("answer")?.get("kind")?.as_str());
        kind.is_some_and(|kind| !matches!(kind, "group" | "repeat"))
    }

    /// Whether a row only serves other programs.
    pub fn is_derived(&self, name: &str) -> bool {
        self.derived.contains(name)
    }

    /// Whether a group at the top is a section of the document.
    pub fn is_section(&self, name: &str) -> bool {
        self.sections.contains_key(&self.section_code(name))
    }

    /// Whether everything of the section with this code is said here.
    pub fn is_whole_section(&self, code: &str) -> bool {
        self.sections.get(code).is_some_and(|(parts, _)| parts.contains_key("title"))
    }

    /// Whether a group at the top is an item, not a section.
    pub fn is_item(&self, name: &str) -> bool {
        self.parts(name).is_some() && !self.is_section(name)
    }

    /// Codes of scores and bandings, which expressions may name.
    pub fn results(&self) -> BTreeSet<String> {
        let all = ["scores", "bandings"].iter().filter_map(|key| self.keys.get(*key)?.0.as_array());
        all.flatten().filter_map(|one| one.get("code")?.as_str().map(str::to_owned)).collect()
    }

    /// Lists of the document by name.
    pub fn lists(&self, found: &mut Findings) -> BTreeMap<String, Vec<Choice>> {
        let mut lists = BTreeMap::new();
        if let Some((value, at)) = self.keys.get("lists")
            && let Err(reason) = set(&mut lists, value)
        {
            found.error(*at, FaultKind::KeyBad, &[("name", "lists"), ("reason", &reason)]);
        }
        lists
    }

    /// Puts what is said of an item over what was compiled.
    pub fn item(&mut self, name: &str, item: Item, found: &mut Findings) -> Item {
        let Some((mut parts, at)) = self.parts(name).map(|(parts, at)| (parts.clone(), *at)) else {
            return item;
        };
        let code = self.code(name);
        self.used.insert(format!("items.{}", if self.items.contains_key(&code) { &code } else { name }));
        parts.remove("code");
        if matches!(item.answer, Kind::Group { .. } | Kind::Repeat { .. })
            && let Some(Value::Object(answer)) = parts.remove("answer")
        {
            // What lies in it was read from the survey.
            let mut merged = json(&item.answer);
            if let Value::Object(base) = &mut merged {
                base.extend(answer.into_iter().filter(|(key, _)| key != "items" && key != "kind"));
            }
            parts.insert("answer".to_owned(), merged);
        }
        over(item, parts, (&format!("items.{name}"), at), found)
    }

    /// The same for a section.
    pub fn section(&mut self, name: &str, section: Section, found: &mut Findings) -> Section {
        let Some((parts, at)) = self.sections.get(name).map(|(parts, at)| (parts.clone(), *at)) else {
            return section;
        };
        self.used.insert(format!("sections.{name}"));
        over(section, parts, (&format!("sections.{name}"), at), found)
    }

    /// Puts the rest over the document.
    pub fn document(&self, document: &mut Instrument, found: &mut Findings) {
        for (key, (value, at)) in &self.keys {
            let read = match key.as_str() {
                "title" => set(&mut document.title, value),
                "purpose" => set(&mut document.purpose, value),
                "owner" => set(&mut document.owner, value),
                "licence" => set(&mut document.licence, value),
                "attribution" => set(&mut document.attribution, value),
                "cautions" => set(&mut document.cautions, value),
                "label" => set(&mut document.label, value),
                "subject" => set(&mut document.subject, value),
                "schedule" => set(&mut document.schedule, value),
                "pace" => set(&mut document.pace, value),
                "child_friendly" => set(&mut document.child_friendly, value),
                "disciplines" => set(&mut document.disciplines, value),
                "scores" => set(&mut document.scores, value),
                "bandings" => set(&mut document.bandings, value),
                "flags" => set(&mut document.flags, value),
                "gates" => set(&mut document.gates, value),
                "next_steps" => set(&mut document.next_steps, value),
                "translations" => translate(&mut document.translations, value),
                // Taken before.
                "lists" => Ok(()),
                _ => set(&mut document.riel_per_dollar, value),
            };
            if let Err(reason) = read {
                found.error(*at, FaultKind::KeyBad, &[("name", key), ("reason", &reason)]);
            }
        }
        let all = self.items.iter().map(|(name, (_, at))| ("items", name, at));
        for (key, name, at) in all.chain(self.sections.iter().map(|(name, (_, at))| ("sections", name, at))) {
            if !self.used.contains(&format!("{key}.{name}")) {
                found.error(*at, FaultKind::KeyNamesNothing, &[("name", key), ("item", name)]);
            }
        }
    }

    /// Where something of the document stands in the sheet: the key that speaks of this code.
    pub fn place(&self, code: &str) -> Option<Place<'b>> {
        let name = |parts: &Map<String, Value>| parts.get("code").and_then(Value::as_str) == Some(code);
        let item = self.items.iter().find(|(key, (parts, _))| *key == code || name(parts));
        let section = self.sections.get(code);
        let has = |value: &Value| {
            let one = |value: &Value| value.get("code").and_then(Value::as_str) == Some(code);
            value.as_array().is_some_and(|all| all.iter().any(one))
        };
        let key = self.keys.iter().find(|(key, (value, _))| *key == code || has(value));
        let found = item.map(|(_, (_, at))| *at).or(section.map(|(_, at)| *at));
        found.or(key.map(|(_, (_, at))| *at))
    }
}

fn json<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

fn set<T: DeserializeOwned>(slot: &mut T, value: &Value) -> Result<(), String> {
    *slot = serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
    Ok(())
}

/// Translations of the sheet go before those of columns.
fn translate(to: &mut Translations, value: &Value) -> Result<(), String> {
    let mut read = Translations::new();
    set(&mut read, value)?;
    for (language, texts) in read {
        to.entry(language).or_default().extend(texts);
    }
    Ok(())
}

fn over<T: Serialize + DeserializeOwned>(
    base: T,
    parts: Map<String, Value>,
    (name, at): (&str, Place<'_>),
    found: &mut Findings,
) -> T {
    let mut merged = json(&base);
    if let Value::Object(merged) = &mut merged {
        merged.extend(parts);
    }
    match serde_json::from_value(merged) {
        Ok(read) => read,
        Err(error) => {
            found.error(at, FaultKind::KeyBad, &[("name", name), ("reason", &error.to_string())]);
            base
        }
    }
}
