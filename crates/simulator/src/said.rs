//! Whether what people said of a field stands, or waits, or was replaced or decided by somebody who knew of it: told from the
//! entries alone, without the registers of `domain`.

use crate::checks::{Ledger, Truth};
use anyhow::{Context as _, Result, ensure};
use domain::entry::{Action, Content, Placed, StreamKind};
use domain::family::people::{FamilyField, PersonField};
use domain::family::{Family, FamilyAction};
use domain::ids::{DeviceId, EntryId, PersonId, StreamId};
use domain::stream::AnyStream;
use std::collections::{BTreeMap, BTreeSet};

impl Truth {
    /// A value is still there, or waits beside another, or somebody who had seen it replaced it or decided: at each place of
    /// every ledger, for what is lost once is soon hidden under what is said next.
    pub fn no_silent_loss(&self, ledger: &Ledger) -> Result<()> {
        for (family, (entries, _)) in ledger {
            let mut so_far = AnyStream::empty(StreamKind::Family);
            for (entry, count) in entries.iter().zip(1..) {
                so_far.take(entry.clone());
                let begun = entries.get(..count).unwrap_or_default();
                stands(*family, begun, &so_far).with_context(|| format!("at place {count}"))?;
            }
        }
        Ok(())
    }
}

fn stands(family: StreamId, entries: &[Placed], stream: &AnyStream) -> Result<()> {
    let log = stream.log();
    let file = &stream.family().context("a family's file")?.state;
    let refused: BTreeSet<EntryId> = log.refused.iter().map(|refused| refused.entry).collect();
    let mut sayings: Vec<Saying> = Vec::new();
    for entry in entries.iter().filter(|entry| !refused.contains(&entry.head.id)) {
        let (Content::Open(Action::Family(action)), Some(settled)) =
            (&entry.content, log.settled.get(&entry.head.id))
        else {
            continue;
        };
        for (field, value) in said(action) {
            sayings.push(Saying {
                of: once_one(file, &field),
                field,
                value,
                entry: entry.head.id,
                device: entry.head.device,
                seen: entry.head.base.seen,
                settled: *settled,
            });
        }
    }
    // As it is read: people who are one are one.
    let seen = file.seen();
    let standing: BTreeMap<String, Vec<String>> = seen
        .conflicts()
        .into_iter()
        .map(|conflict| {
            let values = conflict.sides.iter().map(|side| text(&side.value)).collect();
            (conflict.field.0, values)
        })
        .collect();
    for one in sayings.iter().filter(|one| one.value.is_some()) {
        // She had seen this very saying, or the same value from somebody else, or said it herself.
        let knew = |later: &Saying| {
            later.of == one.of
                && later.entry != one.entry
                && later.settled >= one.settled
                && sayings.iter().any(|same| {
                    same.of == one.of
                        && same.value == one.value
                        && (later.device == same.device || later.seen >= same.settled)
                        && later.settled >= same.settled
                        && later.entry != same.entry
                })
        };
        let shown = under(&one.field, |id| file.stand(id));
        let stands = match standing.get(&shown) {
            Some(values) => values.contains(one.value.as_ref().unwrap_or(&String::new())),
            None => now(&seen, &shown) == one.value,
        };
        // Of several who are one, what says nothing gives way to what says something.
        let stands = stands || (shown_for_several(file, &one.field) && one.value.as_deref() == Some(""));
        ensure!(
            stands || sayings.iter().any(knew),
            "{} of {family}: {one:?} is gone, and nobody who knew of it replaced it; {:?} stands; all that was \
                 said: {:?}",
            one.field,
            standing.get(&one.field).cloned().unwrap_or_else(|| now(&seen, &shown).into_iter().collect()),
            sayings.iter().filter(|other| other.of == one.of).collect::<Vec<_>>(),
        );
    }
    Ok(())
}

/// A value that an entry gave to a field; none for a decision between values.
#[derive(Debug)]
struct Saying {
    field: String,
    /// The field, of everybody who was ever said to be one with her: a decision may be about them all.
    of: String,
    value: Option<String>,
    entry: EntryId,
    device: DeviceId,
    seen: u64,
    settled: u64,
}

/// A field's path with its person under another id.
fn under(field: &str, id: impl Fn(PersonId) -> PersonId) -> String {
    match field.split('/').collect::<Vec<_>>().as_slice() {
        ["person", person, name] => match person.parse() {
            Ok(person) => format!("person/{}/{name}", id(person)),
            Err(_) => field.to_owned(),
        },
        _ => field.to_owned(),
    }
}

/// A field's path, with everybody of whom it was ever said that they are one under one id.
fn once_one(file: &Family, field: &str) -> String {
    under(field, |id| {
        let mut all = BTreeSet::from([id]);
        loop {
            let met = file.same.iter().filter(|pair| all.contains(&pair.one) || all.contains(&pair.other));
            let more: BTreeSet<PersonId> = met.flat_map(|pair| [pair.one, pair.other]).collect();
            if more.is_subset(&all) {
                return all.first().copied().unwrap_or(id);
            }
            all.extend(more);
        }
    })
}

/// Whether a field is of somebody who is one with others.
fn shown_for_several(file: &Family, field: &str) -> bool {
    let person = field.split('/').nth(1).and_then(|id| id.parse().ok());
    person.is_some_and(|id| file.group(id).len() > 1)
}

/// What an action says about fields of plain words.
pub fn said(action: &FamilyAction) -> Vec<(String, Option<String>)> {
    let some = |text: &String| Some(text.trim().to_owned());
    if let FamilyAction::AddressSet { address } = action {
        return vec![("family/address".to_owned(), some(address))];
    }
    if let FamilyAction::ConflictDecided { field, .. } = action {
        return vec![(field.0.clone(), None)];
    }
    if let FamilyAction::FamilySet { changes } = action {
        let one = |change: &FamilyField| match change {
            FamilyField::Phone(text) => Some(("family/phone".to_owned(), some(text))),
            FamilyField::Language(text) => Some(("family/language".to_owned(), some(text))),
            FamilyField::Village(_) | FamilyField::ImportNote(_) => None,
        };
        return changes.iter().filter_map(one).collect();
    }
    if let FamilyAction::PersonSet { person, changes } = action {
        let one = |change: &PersonField| {
            let (name, text) = match change {
                PersonField::NameKm(text) => ("name_km", text),
                PersonField::NameLatin(text) => ("name_latin", text),
                PersonField::Phone(text) => ("phone", text),
                PersonField::Occupation(text) => ("occupation", text),
                PersonField::Note(text) => ("note", text),
                PersonField::Sex(_)
                | PersonField::Birth(_)
                | PersonField::DiedOn(_)
                | PersonField::InFocus(_)
                | PersonField::School(_) => return None,
            };
            Some((format!("person/{person}/{name}"), some(text)))
        };
        return changes.iter().filter_map(one).collect();
    }
    Vec::new()
}

/// What stands in a field about which nobody disagrees.
fn now(file: &Family, field: &str) -> Option<String> {
    let value = match field {
        "family/address" => file.address.get(),
        "family/phone" => file.phone.get(),
        "family/language" => file.language.get(),
        other => {
            let mut parts = other.split('/').skip(1);
            let person = file.person(parts.next()?.parse().ok()?)?;
            match parts.next()? {
                "name_km" => person.name_km.get(),
                "name_latin" => person.name_latin.get(),
                "phone" => person.phone.get(),
                "occupation" => person.occupation.get(),
                _ => person.note.get(),
            }
        }
    };
    value.map(|text| text.trim().to_owned())
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or_default().trim().to_owned()
}
