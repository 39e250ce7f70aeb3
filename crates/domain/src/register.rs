//! A field that several people may change without seeing each other. Each holds who set it and when; a value
//! set by somebody who had not seen the present one does not replace it silently: both are kept until a person
//! decides (design §1: `merged` and `conflicting`).

use crate::entry::{Base, Head};
use crate::ids::{DeviceId, EntryId, WorkerId};
use crate::planted::planted;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// Who set a value, with which entry, and where that entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Stamp {
    /// The entry that set it.
    pub entry: EntryId,
    /// The place in the stream at which that took effect.
    pub seq: u64,
    /// Who.
    pub author: WorkerId,
    /// On which device.
    pub device: DeviceId,
    /// By that device's clock.
    pub at: Millis,
}

/// Where and by whom an action takes effect: what every fold step needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// The stamp that the entry leaves.
    pub stamp: Stamp,
    /// What its author had seen.
    pub base: Base,
}

impl Step {
    /// The step of an entry that takes effect at `seq`.
    pub fn new(head: &Head, seq: u64) -> Self {
        let stamp = Stamp { entry: head.id, seq, author: head.author, device: head.device, at: head.made_at };
        Self { stamp, base: head.base }
    }
    /// Whether the author of this step had seen what `stamp` marks, or made it on the same device.
    pub fn had_seen(&self, stamp: &Stamp) -> bool {
        stamp.seq <= self.base.seen + u64::from(planted("one further than seen"))
            || stamp.device == self.stamp.device
    }
}

/// A value and its stamp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Held<T> {
    /// The value.
    pub value: T,
    /// Who set it.
    pub by: Stamp,
}

/// What setting a register did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// The value was that already.
    Same,
    /// Set.
    Set,
    /// Set, and the former value kept beside it for a person to decide.
    Contested,
}

/// A field: the value in force, and rival values that nobody has decided about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Register<T> {
    now: Option<Held<T>>,
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    rivals: Vec<Held<T>>,
}

impl<T> Default for Register<T> {
    fn default() -> Self {
        Self { now: None, rivals: Vec::new() }
    }
}

impl<T: PartialEq> Register<T> {
    /// The value in force.
    pub fn get(&self) -> Option<&T> {
        self.now.as_ref().map(|held| &held.value)
    }
    /// The value in force with its stamp.
    pub fn held(&self) -> Option<&Held<T>> {
        self.now.as_ref()
    }
    /// Values that were set unseen and still wait for a decision.
    pub fn rivals(&self) -> &[Held<T>] {
        &self.rivals
    }
    /// Sets the value.
    pub fn set(&mut self, value: T, step: &Step) -> Change {
        let Some(now) = self.now.take() else {
            self.now = Some(Held { value, by: step.stamp });
            return Change::Set;
        };
        if now.value == value {
            self.now = Some(now);
            return Change::Same;
        }
        let knew_all = step.had_seen(&now.by) && self.rivals.iter().all(|rival| step.had_seen(&rival.by));
        self.rivals.retain(|rival| rival.value != value);
        let change = if step.had_seen(&now.by) {
            // Somebody who saw every value and wrote a new one has decided.
            if knew_all {
                self.rivals.clear();
            }
            if self.rivals.is_empty() { Change::Set } else { Change::Contested }
        } else {
            // My own earlier value is not a rival: I replaced it knowingly.
            self.rivals.retain(|rival| rival.by.device != step.stamp.device);
            if !planted("the last one wins") {
                self.rivals.push(now);
            }
            Change::Contested
        };
        self.now = Some(Held { value, by: step.stamp });
        change
    }
}

impl<T: Clone + Serialize> Register<T> {
    /// One register of several whose things are one, in their order: values that differ stand beside each other. What is
    /// laid aside does not count, and what says nothing gives way to what says something.
    pub(crate) fn joined(parts: &mut dyn Iterator<Item = &Self>, aside: &dyn Fn(EntryId) -> bool) -> Self
    where
        T: 'static,
    {
        let all: Vec<&Held<T>> = parts.flat_map(|part| part.now.iter().chain(&part.rivals)).collect();
        let written = all.iter().map(|held| (crate::write::text(&held.value), held.by.entry)).collect();
        let chosen = standing(written, aside);
        let mut held = chosen.into_iter().filter_map(|at| all.get(at).map(|held| (*held).clone()));
        Self { now: held.next(), rivals: held.collect() }
    }
}

/// Which of several values, as written, stand beside each other: compiled once for every type.
fn standing(written: Vec<(String, EntryId)>, aside: &dyn Fn(EntryId) -> bool) -> Vec<usize> {
    let pick = |keep: &dyn Fn(&(String, EntryId)) -> bool, from: &[usize]| -> Vec<usize> {
        let kept: Vec<usize> = from.iter().copied().filter(|at| written.get(*at).is_some_and(keep)).collect();
        if kept.is_empty() { from.to_vec() } else { kept }
    };
    let all: Vec<usize> = (0..written.len()).collect();
    let standing = pick(&|(_, entry)| !aside(*entry), &all);
    // An empty text and "not known" say nothing.
    let silent = ["null", "\"\"", "\"unknown\""];
    let telling = pick(&|(text, _)| !silent.contains(&text.as_str()), &standing);
    let mut once: Vec<usize> = Vec::new();
    for at in telling {
        let text = |at: usize| written.get(at).map(|(text, _)| text);
        if !once.iter().any(|other| text(*other) == text(at)) {
            once.push(at);
        }
    }
    once
}

impl<T> Register<T> {
    /// Changes how every value is written.
    pub(crate) fn each(&mut self, change: &mut dyn FnMut(&mut T)) {
        for held in self.now.iter_mut().chain(&mut self.rivals) {
            change(&mut held.value);
        }
    }
}

/// One side of a conflict, for the person who decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Side {
    /// The value, as JSON.
    pub value: serde_json::Value,
    /// Who set it, when, with which entry.
    pub by: Stamp,
}

/// A register of any type, as seen by whoever lists and decides conflicts.
pub trait Contested {
    /// Whether more than one value stands.
    fn is_contested(&self) -> bool;
    /// The value in force, if there is one.
    fn in_force(&self) -> Option<Side>;
    /// The sides, the one in force first; empty when there is no conflict.
    fn sides(&self) -> Vec<Side>;
    /// Who set the values that stand, the one in force first.
    fn stamps(&self) -> Vec<Stamp>;
    /// Keeps the value that `entry` set. What the person who decides had not seen stays beside it: that is nobody's
    /// decision yet. False when no side is that entry's, or nothing is contested.
    fn decide(&mut self, entry: EntryId, step: &Step) -> bool;
}

/// By way of text, as everything else is written: a second way to write would be compiled into every type.
fn tree(value: &impl Serialize) -> serde_json::Value {
    let text = crate::write::text(value);
    serde_json::from_str(&text).unwrap_or(serde_json::Value::Null)
}

fn side<T: Serialize>(held: &Held<T>) -> Side {
    Side { value: tree(&held.value), by: held.by }
}

impl<T: PartialEq + Serialize> Contested for Register<T> {
    fn is_contested(&self) -> bool {
        !self.rivals.is_empty()
    }
    fn in_force(&self) -> Option<Side> {
        self.now.as_ref().map(side)
    }
    fn sides(&self) -> Vec<Side> {
        if self.rivals.is_empty() {
            return Vec::new();
        }
        self.now.iter().chain(&self.rivals).map(side).collect()
    }
    fn stamps(&self) -> Vec<Stamp> {
        self.now.iter().chain(&self.rivals).map(|held| held.by).collect()
    }
    fn decide(&mut self, entry: EntryId, step: &Step) -> bool {
        if self.rivals.is_empty() {
            return false;
        }
        if self.now.as_ref().is_none_or(|held| held.by.entry != entry) {
            let Some(at) = self.rivals.iter().position(|rival| rival.by.entry == entry) else { return false };
            let chosen = self.rivals.swap_remove(at);
            self.rivals.extend(self.now.replace(chosen));
        }
        self.rivals.retain(|rival| !step.had_seen(&rival.by));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(entry: u128, device: u128, seq: u64, seen: u64) -> Step {
        let stamp = Stamp {
            entry: EntryId::from_u128(entry),
            seq,
            author: WorkerId::from_u128(device),
            device: DeviceId::from_u128(device),
            at: Millis(0),
        };
        Step { stamp, base: Base { seen, after: None } }
    }

    #[test]
    fn a_value_set_unseen_is_kept_beside_the_newer() {
        let mut name = Register::default();
        assert_eq!(name.set("Sok", &step(1, 1, 1, 0)), Change::Set);
        assert_eq!(name.set("Sokha", &step(2, 2, 2, 1)), Change::Set);
        assert_eq!(name.set("Sophal", &step(3, 1, 3, 1)), Change::Contested);
        assert_eq!(name.get(), Some(&"Sophal"));
        assert_eq!(name.rivals()[0].value, "Sokha");
        assert!(name.decide(EntryId::from_u128(2), &step(4, 3, 4, 3)));
        assert_eq!((name.get(), name.rivals().len()), (Some(&"Sokha"), 0));
    }

    #[test]
    fn a_decision_is_about_what_was_seen() {
        let mut name = Register::default();
        name.set("Sok", &step(1, 1, 1, 0));
        name.set("Sokha", &step(2, 2, 2, 0));
        name.set("Sophal", &step(3, 3, 3, 0));
        // She had seen the first two only, and keeps the first.
        assert!(name.decide(EntryId::from_u128(1), &step(4, 4, 4, 2)));
        assert_eq!(name.get(), Some(&"Sok"));
        assert_eq!(name.rivals().iter().map(|rival| rival.value).collect::<Vec<_>>(), ["Sophal"]);
        assert!(name.decide(EntryId::from_u128(3), &step(5, 4, 5, 4)));
        assert_eq!((name.get(), name.rivals().len()), (Some(&"Sophal"), 0));
    }

    #[test]
    fn the_same_value_twice_is_no_conflict() {
        let mut name = Register::default();
        name.set("Sok", &step(1, 1, 1, 0));
        assert_eq!(name.set("Sok", &step(2, 2, 2, 0)), Change::Same);
        assert!(name.sides().is_empty());
    }

    #[test]
    fn who_saw_both_and_writes_a_third_has_decided() {
        let mut name = Register::default();
        name.set("a", &step(1, 1, 1, 0));
        name.set("b", &step(2, 2, 2, 0));
        assert_eq!(name.rivals().len(), 1);
        assert_eq!(name.set("c", &step(3, 3, 3, 2)), Change::Set);
        assert!(name.rivals().is_empty());
    }
}
