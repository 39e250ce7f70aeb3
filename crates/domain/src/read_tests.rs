use super::*;
use crate::entry::{Action, Outcome, Rejection, UnreadableAction};
use crate::family::plan::GoalState;
use crate::ids::{EntryId, PersonId};
use crate::instrument::{Answer, FieldKind, Kind};
use crate::time::Birth;
use crate::wire::{PulledEntry, Receipt};
use serde::de::DeserializeOwned;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Debug;

/// Read from a tree and from text alike, and written as it was.
fn same<T: Told + DeserializeOwned + serde::Serialize + PartialEq + Debug>(json: Value) {
    let read = T::told(&json).unwrap();
    assert_eq!(serde_json::from_str::<T>(&json.to_string()).unwrap(), read);
    assert_eq!(text::<T>(&json.to_string()).unwrap(), read);
    assert_eq!(serde_json::to_value(&read).unwrap(), json);
}

fn bad<T: Told + DeserializeOwned + Debug>(json: Value) -> Bad {
    assert!(serde_json::from_value::<T>(json.clone()).is_err(), "{json}");
    T::told(&json).unwrap_err()
}

#[test]
fn every_kind_of_value_is_read_as_serde_json_does() {
    same::<((bool, u8), (i64, f64))>(json!([[true, 255], [-3, 0.25]]));
    same::<Vec<Option<String>>>(json!(["ក", null]));
    same::<BTreeMap<PersonId, Option<u8>>>(json!({"01900000-0000-7000-8000-000000000001": null}));
    same::<Value>(json!({"a": [1, -1, 1.5, u64::MAX, null, "x", {"b": false}]}));
}

#[test]
fn what_does_not_fit_is_refused() {
    assert_eq!(bad::<u8>(json!(256)), Bad::Value);
    assert_eq!(bad::<u8>(json!(-1)), Bad::Kind);
    assert_eq!(bad::<i32>(json!(1.5)), Bad::Kind);
    assert_eq!(bad::<String>(json!(null)), Bad::Kind);
    assert_eq!(bad::<(u8, u8)>(json!([1, 2, 3])), Bad::Kind);
    assert_eq!(bad::<crate::entry::Section>(json!("nowhere")), Bad::Variant);
    assert_eq!(bad::<crate::entry::Base>(json!({"after": null})), Bad::Kind);
    assert_eq!(text::<u8>("{"), Err(Bad::Syntax));
}

#[test]
fn every_command_is_read_alike_from_a_tree_and_from_text() {
    for json in serde_json::from_str::<Vec<Value>>(include_str!("../tests/golden/actions-v1.json")).unwrap() {
        same::<Action>(json);
    }
}

#[test]
fn the_tools_and_the_protocol_are_read_alike_from_a_tree_and_from_text() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../instruments");
    let mut read = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() || path.ends_with("cards.json") {
            continue;
        }
        let document = std::fs::read_to_string(&path).unwrap();
        let theirs: crate::instrument::Instrument = serde_json::from_str(&document).unwrap();
        assert_eq!(text::<crate::instrument::Instrument>(&document).unwrap(), theirs, "{}", path.display());
        read += 1;
    }
    assert_eq!(read, crate::instrument::library().len());
    let document = include_str!("../../../protocols/default.json");
    let theirs: crate::protocol::Protocol = serde_json::from_str(document).unwrap();
    assert_eq!(text::<crate::protocol::Protocol>(document).unwrap(), theirs);
}

#[test]
fn every_variant_of_a_tagged_enum_comes_back_as_it_was_written() {
    for json in [
        json!({"code": "wrong_stream"}),
        json!({"code": "unknown_person"}),
        json!({"code": "unknown_thing", "what": "goal"}),
        json!({"code": "already_there", "what": "goal"}),
        json!({"code": "wrong_stage", "stage": "new"}),
        json!({"code": "no_consent"}),
        json!({"code": "not_possible", "field": "on", "why": "empty"}),
        json!({"code": "incomplete", "missing": 3}),
        json!({"code": "unknown_instrument"}),
        json!({"code": "gates_unmet", "gates": ["a"]}),
        json!({"code": "four_eyes"}),
        json!({"code": "already_decided"}),
    ] {
        same::<Rejection>(json.clone());
        same::<Outcome>(json!({"outcome": "rejected", "reason": json}));
    }
    for code in ["applied", "duplicate", "merged", "sealed"] {
        same::<Outcome>(json!({"outcome": code}));
    }
    same::<Outcome>(json!({"outcome": "conflicting", "fields": ["person/x"]}));
    same::<Outcome>(json!({"outcome": "waiting", "after": EntryId::from_u128(1)}));
    same::<Birth>(json!({"known": "exact", "day": "2020-02-29"}));
    same::<Birth>(json!({"known": "about", "year": 1990, "month": null}));
    for json in [
        json!({"is": "open"}),
        json!({"is": "reached", "on": "2026-01-01"}),
        json!({"is": "handed_over", "to": "x", "on": "2026-01-01"}),
        json!({"is": "dropped", "reason": "x"}),
    ] {
        same::<GoalState>(json);
    }
    for json in [
        json!({"kind": "level", "value": 2, "reason": "x"}),
        json!({"kind": "list", "rows": [{"id": "1", "fields": {"a": "b"}}]}),
        json!({"kind": "scale", "ratings": []}),
        json!({"kind": "text", "text": "x"}),
        json!({"kind": "choice", "option": "x"}),
        json!({"kind": "several", "options": ["x"]}),
        json!({"kind": "yes_no", "value": "unknown"}),
        json!({"kind": "number", "value": -5}),
        json!({"kind": "not_applicable", "reason": ""}),
    ] {
        same::<Answer>(json);
    }
    for json in [
        json!({"kind": "text"}),
        json!({"kind": "long_text"}),
        json!({"kind": "date", "not_after_today": true}),
        json!({"kind": "person"}),
        json!({"kind": "link", "to": "x"}),
        json!({"kind": "choice", "options": []}),
    ] {
        same::<FieldKind>(json);
    }
    same::<Kind>(json!({"kind": "yes_no_unknown"}));
    same::<Kind>(
        json!({"kind": "several", "options": [{"code": "a", "label": {"en": "A", "km": "ក"}}], "at_least": 1}),
    );
}

#[test]
fn a_tagged_enum_takes_defaults_and_refuses_what_it_does_not_know() {
    let level = Answer::told(&json!({"kind": "level", "value": 2})).unwrap();
    assert_eq!(level, Answer::Level { value: 2, reason: String::new() });
    assert_eq!(bad::<Answer>(json!({"value": 2})), Bad::Kind);
    assert_eq!(bad::<Answer>(json!({"kind": "smell"})), Bad::Variant);
    assert_eq!(bad::<Answer>(json!({"kind": "text", "text": "x", "more": 1})), Bad::Field);
    assert_eq!(bad::<Answer>(json!({"kind": "text"})), Bad::Kind);
    assert_eq!(bad::<Answer>(json!("text")), Bad::Kind);
    // A later server may say more about an outcome.
    assert_eq!(Outcome::told(&json!({"outcome": "applied", "more": 1})), Ok(Outcome::Applied));
}

#[test]
fn what_is_flattened_is_read() {
    let head = json!({
        "id": EntryId::from_u128(7), "author": EntryId::from_u128(8), "device": EntryId::from_u128(9),
        "made_at": 5, "base": {"seen": 3}, "section": "health",
    });
    let mut pulled = head.clone();
    for (name, json) in [("seq", json!(4)), ("v", json!(1)), ("action", json!({"any": ["thing"]}))] {
        pulled[name] = json;
    }
    same::<PulledEntry>(pulled.clone());
    pulled.as_object_mut().unwrap().remove("action");
    same::<PulledEntry>(pulled);
    bad::<PulledEntry>(head);
    same::<Receipt>(json!({"id": EntryId::from_u128(7), "verdict": "already_there", "seq": 4}));
    same::<Receipt>(json!({"id": EntryId::from_u128(7), "verdict": "refused", "code": "x"}));
    same::<Receipt>(
        json!({"id": EntryId::from_u128(7), "verdict": "placed", "seq": 4, "result": {"outcome": "applied"}}),
    );
}

#[test]
fn a_mistake_is_named_without_its_value() {
    let secret = json!({"family": {"address_set": {"address": 7, "សុខា": 1}}});
    let Err(UnreadableAction::Malformed(why)) = Action::from_value(1, secret) else { panic!("read") };
    assert!(!why.contains("សុខា") && !why.contains('7'), "{why}");
}
