//! What people do on their phones: any command about a family that they have before them, right or wrong.

use crate::phone::Phone;
use crate::said::said;
use client::{Command, Effect, Event, Status};
use domain::family::TeamRole;
use domain::family::{Family, FamilyAction};
use domain::ids::{EntryId, StreamId, WorkerId};
use domain::time::Millis;
use std::collections::BTreeSet;
use testkit::builders::Script;
use testkit::dice::Dice;
use testkit::history;

/// How often an action is drawn until it is about what is contested.
const VOICES: usize = 12;

/// Lets somebody do something about one of the families on her phone. The effects are to be carried out; nothing is
/// done when she has no family.
pub fn work(phone: &mut Phone, dice: &mut Dice, script: &mut Script, truth: Millis) -> Vec<Effect> {
    let families: Vec<StreamId> = phone
        .core
        .held()
        .filter(|(_, held)| held.kept && held.shown().family().is_some())
        .map(|(id, _)| id)
        .collect();
    let Some(family) = dice.one(&families).copied() else { return Vec::new() };
    let command = {
        let held = phone.core.held().find(|(id, _)| *id == family);
        let Some(file) = held.and_then(|(_, held)| held.shown().family()) else { return Vec::new() };
        script.at(phone.now(truth));
        let count = if dice.chance(20) { 2 } else { 1 };
        let mut actions = (0..count)
            .map(|_| something(&file.state, dice, script))
            .filter(|action| !about_the_team(action) && !about_files(action))
            .collect::<Vec<_>>();
        // Nobody says the same twice in one breath.
        actions.dedup();
        let key = draft_of(family);
        let draft = phone.typed.contains_key(&key).then_some(key);
        Command::Act { family, actions, draft }
    };
    let effects = phone.tell(Event::Do { command: Box::new(command) }, truth);
    if effects.iter().any(|effect| matches!(effect, Effect::Done { .. })) {
        phone.typed.remove(&draft_of(family));
    }
    effects
}

/// Of what two people said differently, others often say something too, before they know what was decided about it.
fn something(file: &Family, dice: &mut Dice, script: &mut Script) -> FamilyAction {
    let contested: BTreeSet<String> = file.conflicts().into_iter().map(|conflict| conflict.field.0).collect();
    let mut tries = if !contested.is_empty() && dice.chance(40) { VOICES } else { 1 };
    loop {
        let action = history::about(file, dice, script);
        tries -= 1;
        if tries == 0 || said(&action).iter().any(|(field, _)| contested.contains(field)) {
            return action;
        }
    }
}

/// The families that she has before her, whether or not her phone keeps them.
pub fn families(phone: &Phone) -> Vec<StreamId> {
    phone.core.held().filter(|(_, held)| held.shown().family().is_some()).map(|(id, _)| id).collect()
}

/// She says something about a field about which others say something else at the same time. Nothing is done when she does not
/// have the family.
pub fn dispute(phone: &mut Phone, family: StreamId, dice: &mut Dice, truth: Millis) -> Vec<Effect> {
    if !families(phone).contains(&family) {
        return Vec::new();
    }
    let address = format!("{} ផ្ទះទី {}", phone.account, dice.below(1_000));
    let command = Command::Act { family, actions: vec![FamilyAction::AddressSet { address }], draft: None };
    phone.tell(Event::Do { command: Box::new(command) }, truth)
}

fn draft_of(family: StreamId) -> String {
    format!("visit/{family}")
}

/// She writes in a form and does not finish it. Answers with the form's name and what it holds now.
pub fn write(phone: &mut Phone, dice: &mut Dice, truth: Millis) -> Option<(String, String, Vec<Effect>)> {
    let families: Vec<StreamId> = phone.core.held().filter(|(_, held)| held.kept).map(|(id, _)| id).collect();
    let key = draft_of(dice.one(&families).copied()?);
    let text =
        format!("{}ញ៉ាំបាយពីរពេល {}", phone.typed.get(&key).map_or("", String::as_str), dice.below(1_000));
    let effects = phone.tell(Event::Draft { key: key.clone(), value: Some(text.clone()) }, truth);
    Some((key, text, effects))
}

/// Who works with a family is decided by her supervisor, in [`assign`].
fn about_the_team(action: &FamilyAction) -> bool {
    action.name().starts_with("family.worker_")
}

/// What two files have to do with each other, only the server writes.
fn about_files(action: &FamilyAction) -> bool {
    action.name().starts_with("family.files_")
}

/// The supervisor gives a family to somebody, or takes it from her.
pub fn assign(phone: &mut Phone, dice: &mut Dice, workers: &[WorkerId], truth: Millis) -> Vec<Effect> {
    let (Some(family), Some(worker)) = (dice.one(&families(phone)).copied(), dice.one(workers).copied())
    else {
        return Vec::new();
    };
    let action = match dice.below(4) {
        0 => FamilyAction::WorkerUnassigned { worker },
        1 => FamilyAction::WorkerAssigned { worker, role: TeamRole::Lead },
        _ => FamilyAction::WorkerAssigned { worker, role: TeamRole::Specialist },
    };
    let command = Command::Act { family, actions: vec![action], draft: None };
    phone.tell(Event::Do { command: Box::new(command) }, truth)
}

/// She decides about one of the fields that two people changed, as the screen for it does.
pub fn decide(phone: &mut Phone, dice: &mut Dice, truth: Millis) -> Vec<Effect> {
    let mut open: Vec<(StreamId, FamilyAction)> = Vec::new();
    for (family, held) in phone.core.held() {
        let Some(file) = held.shown().family() else { continue };
        for conflict in file.state.conflicts() {
            let keep: Vec<EntryId> = conflict.sides.iter().map(|side| side.by.entry).collect();
            if let Some(keep) = dice.one(&keep).copied() {
                open.push((family, FamilyAction::ConflictDecided { field: conflict.field, keep }));
            }
        }
    }
    let Some((family, action)) = dice.one(&open).cloned() else { return Vec::new() };
    let command = Command::Act { family, actions: vec![action], draft: None };
    phone.tell(Event::Do { command: Box::new(command) }, truth)
}

/// She takes back what she did last, while it has not left.
pub fn undo(phone: &mut Phone, truth: Millis) -> Vec<Effect> {
    let entries = std::mem::take(&mut phone.last_done);
    if entries.is_empty() {
        return Vec::new();
    }
    let command = Command::Undo { entries: entries.clone() };
    let effects = phone.tell(Event::Do { command: Box::new(command) }, truth);
    // Those that had left already stay in the outbox.
    let queued: Vec<EntryId> = phone.core.queue().iter().map(|queued| queued.entry.id).collect();
    let gone = |id: &EntryId| !queued.contains(id);
    // She knows that it is taken back when that is on the disk: an app that is killed before has told her nothing.
    let back = |id: &EntryId| effects.iter().any(|effect| removes(effect, *id));
    phone.taking_back.extend(entries.iter().copied().filter(|id| gone(id) && back(id)));
    phone.given_up.extend(entries.into_iter().filter(gone));
    effects
}

/// She deals with something that the server refused: puts it aside, or sends it again.
pub fn refused(phone: &mut Phone, dice: &mut Dice, truth: Millis) -> Vec<Effect> {
    let refused: Vec<EntryId> = phone
        .core
        .queue()
        .iter()
        .filter(|queued| matches!(queued.status, Status::Refused { .. }))
        .map(|queued| queued.entry.id)
        .collect();
    let Some(entry) = dice.one(&refused).copied() else { return Vec::new() };
    let command = if dice.chance(50) { Command::Dismiss { entry } } else { Command::Resend { entry } };
    let effects = phone.tell(Event::Do { command: Box::new(command) }, truth);
    if effects.iter().any(|effect| matches!(effect, Effect::Store { .. })) {
        phone.given_up.insert(entry);
    }
    effects
}

/// Whether an effect takes an entry out of the outbox.
fn removes(effect: &Effect, id: EntryId) -> bool {
    let Effect::Store { writes } = effect else { return false };
    let key = id.to_string();
    writes.iter().any(|write| write.table == "outbox" && write.key == key && write.value.is_none())
}
