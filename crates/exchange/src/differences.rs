//! What is different in a newer version of a document: of use to whoever must decide whether to publish it.
//!
//! Two documents are compared as what they are, trees of named things. Things with a `code` (items, sections, options,
//! scores) are the same when their codes are, wherever they stand; others by their place.

use serde::Serialize;
use serde_json::{Map, Value};

/// Most differences that are told: two documents that have nothing in common need no longer list.
pub const MOST: usize = 2_000;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Where: codes and names that lead to it, joined by ` / `.
    pub path: String,
    /// What stood there; absent when there was nothing.
    pub before: Option<String>,
    /// What stands there now; absent when there is nothing.
    pub after: Option<String>,
}

/// The differences between two documents, in the order of the newer one.
pub fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(&mut Vec::new(), Some(before), Some(after), &mut found);
    found
}

fn compare(
    path: &mut Vec<String>,
    before: Option<&Value>,
    after: Option<&Value>,
    found: &mut Vec<Difference>,
) {
    if before == after || found.len() >= MOST {
        return;
    }
    match (before, after) {
        (Some(Value::Object(before)), Some(Value::Object(after))) => fields(path, before, after, found),
        (Some(Value::Array(before)), Some(Value::Array(after))) => list(path, before, after, found),
        (before, after) => {
            let path = path.join(" / ");
            found.push(Difference { path, before: before.map(said), after: after.map(said) });
        }
    }
}

fn fields(
    path: &mut Vec<String>,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    found: &mut Vec<Difference>,
) {
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    for name in after.keys().chain(gone) {
        path.push(name.clone());
        compare(path, before.get(name), after.get(name), found);
        path.pop();
    }
}

/// What names a thing of a list: its code; its place when it has none.
fn named(at: usize, value: &Value) -> String {
    match value.get("code").and_then(Value::as_str) {
        Some(code) => code.to_owned(),
        None => (at + 1).to_string(),
    }
}

fn list(path: &mut Vec<String>, before: &[Value], after: &[Value], found: &mut Vec<Difference>) {
    let names = |list: &[Value]| -> Vec<String> {
        list.iter().enumerate().map(|(at, value)| named(at, value)).collect()
    };
    let (old, new) = (names(before), names(after));
    let at = |names: &[String], name: &String| names.iter().position(|one| one == name);
    for (name, value) in new.iter().zip(after) {
        path.push(name.clone());
        compare(path, at(&old, name).and_then(|at| before.get(at)), Some(value), found);
        path.pop();
    }
    for (name, value) in old.iter().zip(before).filter(|(name, _)| at(&new, name).is_none()) {
        path.push(name.clone());
        compare(path, Some(value), None, found);
        path.pop();
    }
    // The same things in another order are another document too.
    let kept = |names: &[String], others: &[String]| -> Vec<String> {
        names.iter().filter(|name| at(others, name).is_some()).cloned().collect()
    };
    let (was, is) = (kept(&old, &new), kept(&new, &old));
    if was != is {
        let path = path.join(" / ");
        found.push(Difference { path, before: Some(was.join(", ")), after: Some(is.join(", ")) });
    }
}

/// A value as a person reads it: texts in both languages, whole things by their title, the rest as written.
fn said(value: &Value) -> String {
    let text = |key| value.get(key).and_then(Value::as_str);
    match (value, text("km").zip(text("en"))) {
        (Value::String(text), _) => text.clone(),
        (Value::Object(_), Some((km, en))) => format!("{en} · {km}"),
        (Value::Object(object), None) => match object.get("title").or_else(|| object.get("label")) {
            Some(title) => said(title),
            None => value.to_string(),
        },
        (Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_), _) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn told(before: &Value, after: &Value) -> Vec<String> {
        let one = |d: Difference| {
            format!("{}: {} > {}", d.path, d.before.unwrap_or("-".into()), d.after.unwrap_or("-".into()))
        };
        differences(before, after).into_iter().map(one).collect()
    }

    #[test]
    fn things_are_found_by_their_codes_wherever_they_stand() {
        let before = json!({"title": {"en": "Old", "km": "ចាស់"}, "items": [
            {"code": "a", "required": false}, {"code": "b", "title": {"en": "B", "km": "ខ"}}, {"code": "c"}]});
        let after = json!({"title": {"en": "New", "km": "ចាស់"}, "items": [
            {"code": "c"}, {"code": "a", "required": true}, {"code": "d", "title": {"en": "D", "km": "ឃ"}}]});
        assert_eq!(
            told(&before, &after),
            [
                "title / en: Old > New",
                "items / a / required: false > true",
                "items / d: - > D · ឃ",
                "items / b: B · ខ > -",
                "items: a, c > c, a",
            ]
        );
    }

    fn tree() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            "[a-c]{0,2}".prop_map(Value::from)
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("(code|a|b)", inner, 0..3)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// Nothing is told of what is the same, and something of what is not.
        #[test]
        fn a_difference_is_told_exactly_where_there_is_one(before in tree(), after in tree()) {
            prop_assert!(differences(&before, &before).is_empty());
            let unlike = before != after;
            let told = differences(&before, &after);
            // Lists in which two things share a code are no documents: the checks refuse them.
            if !doubled(&before) && !doubled(&after) {
                prop_assert_eq!(!told.is_empty(), unlike);
            }
            prop_assert!(told.iter().all(|one| one.before != one.after || one.before.is_some()));
        }
    }

    fn doubled(value: &Value) -> bool {
        match value {
            Value::Array(list) => {
                let mut names: Vec<String> =
                    list.iter().enumerate().map(|(at, one)| named(at, one)).collect();
                names.sort();
                let all = names.len();
                names.dedup();
                names.len() < all || list.iter().any(doubled)
            }
            Value::Object(map) => map.values().any(doubled),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        }
    }
}
