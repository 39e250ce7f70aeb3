//! What a form cannot say of a document, as JSON on a sheet of its own.
//!
//! A cell holds 32 767 characters: what is longer is divided over several rows of one key. Whoever reads puts the
//! entries of objects together and the members of lists one after the other.

use super::rows::{Form, Role, Row};
use super::{ExportError, Part, sheet};
use crate::xlsform::kinkeeper::WHOLE;
use domain::instrument::Item;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Rows of key and value.
pub(super) fn rows(form: &Form<'_>) -> Result<Vec<Vec<String>>, ExportError> {
    let document = serde_json::to_value(form.instrument)?;
    let mut rows = Vec::new();
    for key in WHOLE {
        if let Some(value) = document.get(key) {
            put(&mut rows, key, value)?;
        }
    }
    let mut sections = Map::new();
    for section in &form.instrument.sections {
        let mut whole = object(section)?;
        whole.retain(|key, _| {
            ["title", "tone", "guidance", "discipline", "relevant", "loose"].contains(&key.as_str())
        });
        sections.insert(section.code.clone(), Value::Object(whole));
    }
    put(&mut rows, "sections", &Value::Object(sections))?;
    let mut items = Map::new();
    for (_, item) in form.instrument.items() {
        items.insert(item.code.clone(), said(item)?);
    }
    put(&mut rows, "items", &Value::Object(items))?;
    let codes = form.names.changed().map(|(part, code, name)| {
        let part = match part {
            Part::Section => "section",
            Part::Options => "list",
            Part::Item
            | Part::Score
            | Part::Banding
            | Part::Guidance
            | Part::Reckoned
            | Part::Set
            | Part::SetReason
            | Part::Flag
            | Part::Gate
            | Part::Reason
            | Part::Na
            | Part::NaReason
            | Part::Evidence
            | Part::Riel
            | Part::Dollars
            | Part::About
            | Part::Who
            | Part::Thumb
            | Part::RowId
            | Part::Pick
            | Part::Caution
            | Part::Hint
            | Part::Placed(_)
            | Part::More
            | Part::MoreFile => "item",
        };
        (format!("{part}.{name}"), Value::String(code.to_owned()))
    });
    let codes: Map<String, Value> = codes.collect();
    put(&mut rows, "codes", &Value::Object(codes))?;
    let mut derived = Vec::new();
    helpers(form, &form.rows, &mut derived);
    put(&mut rows, "derived", &json!(derived))?;
    Ok(rows)
}

/// Everything of an item but the items in it, which stand on the survey.
fn said(item: &Item) -> Result<Value, serde_json::Error> {
    let mut whole = object(item)?;
    whole.remove("code");
    if let Some(Value::Object(answer)) = whole.get_mut("answer")
        && answer.contains_key("items")
    {
        answer.insert("items".to_owned(), json!([]));
    }
    Ok(Value::Object(whole))
}

fn object<T: Serialize>(value: &T) -> Result<Map<String, Value>, serde_json::Error> {
    Ok(match serde_json::to_value(value)? {
        Value::Object(map) => map,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    })
}

/// Names of rows that are no items of the document: an importer passes over them, and over what lies in lists.
fn helpers(form: &Form<'_>, rows: &[Row<'_>], found: &mut Vec<String>) {
    let own = |name: &str| {
        let item = form.instrument.items().any(|(_, item)| form.names.get(Part::Item, &item.code) == name);
        let section =
            |section: &domain::instrument::Section| form.names.get(Part::Section, &section.code) == name;
        item || form.instrument.sections.iter().any(section)
    };
    for row in rows {
        if !own(&row.name) && !matches!(row.role, Role::Field(_)) {
            found.push(row.name.clone());
        }
        helpers(form, &row.children, found);
    }
}

fn put(rows: &mut Vec<Vec<String>>, key: &str, value: &Value) -> Result<(), ExportError> {
    let text = serde_json::to_string(value)?;
    if text.encode_utf16().count() <= sheet::MOST {
        rows.push(vec![key.to_owned(), text]);
        return Ok(());
    }
    match value {
        Value::Object(map) if map.len() > 1 => {
            let half = map.len() / 2;
            let part = |from: usize, count: usize| -> Map<String, Value> {
                map.iter().skip(from).take(count).map(|(k, v)| (k.clone(), v.clone())).collect()
            };
            put(rows, key, &Value::Object(part(0, half)))?;
            put(rows, key, &Value::Object(part(half, map.len())))
        }
        Value::Array(list) if list.len() > 1 => {
            let (first, second) = list.split_at(list.len() / 2);
            put(rows, key, &Value::Array(first.to_vec()))?;
            put(rows, key, &Value::Array(second.to_vec()))
        }
        Value::Object(_)
        | Value::Array(_)
        | Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_) => Err(ExportError::TooLong { place: format!("kinkeeper, {key}") }),
    }
}
