//! A few conflicts and refused entries, so that nobody's trays are empty.

use super::Ledger;
use super::cast::{Cast, Member};
use super::checks;
use crate::builders::{Ids, Script};
use domain::entry::{Action, Entry};
use domain::family::FamilyAction as A;
use domain::family::assessment::Completed;
use domain::family::people::{FamilyField, NewPerson, PersonField};
use domain::family::plan::GoalChange;
use domain::ids::{EntryId, GoalId, PersonId};
use domain::kinship::Sex;

/// Adds them at the end of some files.
pub fn fill(cast: &Cast, families: &mut [Ledger], exceptions: &mut Vec<(EntryId, &'static str)>) {
    let pairs = [("davy", "rithy"), ("channary", "sophea"), ("ratanak", "sokha"), ("kosal", "maly")];
    for (n, (one, other)) in pairs.into_iter().enumerate() {
        let (Some(one), Some(other)) = (cast.find(one), cast.find(other)) else { continue };
        let Some(file) = families.iter_mut().rev().find(|file| is_visited_by(file, one)) else { continue };
        let Some((first, second)) = rivals(file, n) else { continue };
        let mut script = resume(file, 900);
        let seen = script.head();
        script.say(other.hand(), first);
        let late = script.say_having_seen(seen, one.hand(), second);
        file.entries = script.into_entries();
        exceptions.push((late, "conflicting"));
    }
    for account in ["davy", "kosal"] {
        let Some(who) = cast.find(account) else { continue };
        let Some(file) = families.iter_mut().find(|file| is_awaiting_consent(file, who)) else { continue };
        let Some(child) = first_child(file) else { continue };
        let mut script = resume(file, 901);
        let marks: Vec<(u8, String)> = (0..12).map(|_| (3, "សង្កេតពេលជួបលើកដំបូង។".to_owned())).collect();
        let completed = Completed {
            id: script.ids.fresh(),
            instrument: "csi".to_owned(),
            version: 1,
            subject: Some(child),
            on: script.ids.now().day(),
            sources: vec!["caregiver".to_owned()],
            answers: checks::status(&marks, "", ""),
            revises: None,
        };
        let refused = script.say(who.hand(), A::AssessmentCompleted { completed });
        file.entries = script.into_entries();
        exceptions.push((refused, "rejected"));
    }
}

/// A script that goes on where a file ends.
fn resume(file: &Ledger, seed: u64) -> Script {
    let mut ids = Ids::seeded(seed ^ u64::try_from(file.entries.len()).unwrap_or(0));
    if let Some(last) = file.entries.last() {
        ids.set_now(domain::time::Millis(last.made_at.0 + 60_000));
    }
    let mut script = Script::of(file.stream, ids);
    for entry in &file.entries {
        script.add(entry.clone());
    }
    script
}

fn actions(file: &Ledger) -> impl Iterator<Item = (&Entry, &A)> {
    file.entries.iter().filter_map(|entry| match &entry.action {
        Action::Family(action) => Some((entry, action)),
        Action::Organisation(_)
        | Action::Village(_)
        | Action::Programme(_)
        | Action::Provider(_)
        | Action::ServiceReferral(_)
        | Action::Place(_)
        | Action::Staff(_) => None,
    })
}

fn is_visited_by(file: &Ledger, who: &Member) -> bool {
    !closed_file(file) && visits_of(file, who) >= 4 && first_goal(file).is_some()
}

fn closed_file(file: &Ledger) -> bool {
    actions(file).any(|(_, action)| matches!(action, A::Closed { .. }))
}

fn visits_of(file: &Ledger, who: &Member) -> usize {
    actions(file)
        .filter(|(entry, action)| entry.author == who.worker.id && matches!(action, A::VisitRecorded { .. }))
        .count()
}

fn is_awaiting_consent(file: &Ledger, who: &Member) -> bool {
    let assigned = actions(file)
        .any(|(_, action)| matches!(action, A::WorkerAssigned { worker, .. } if *worker == who.worker.id));
    assigned
        && !actions(file)
            .any(|(_, action)| matches!(action, A::ConsentGiven { .. } | A::VisitRecorded { .. }))
}

fn people(file: &Ledger) -> impl Iterator<Item = &NewPerson> {
    actions(file)
        .filter_map(|(_, action)| if let A::PersonAdded { person } = action { Some(person) } else { None })
}

fn first_child(file: &Ledger) -> Option<PersonId> {
    people(file).find(|person| person.in_focus).map(|person| person.id)
}

fn first_woman(file: &Ledger) -> Option<PersonId> {
    people(file).find(|person| !person.in_focus && person.sex == Sex::Female).map(|person| person.id)
}

fn first_goal(file: &Ledger) -> Option<GoalId> {
    actions(file)
        .find_map(|(_, action)| if let A::GoalAdded { goal } = action { Some(goal.id) } else { None })
}

/// Two commands that give one field two values.
fn rivals(file: &Ledger, kind: usize) -> Option<(A, A)> {
    Some(match kind {
        0 => {
            let phone = |number: &str| A::FamilySet { changes: vec![FamilyField::Phone(number.to_owned())] };
            (phone("088 555 417"), phone("088 555 471"))
        }
        1 => {
            let person = first_woman(file)?;
            let work =
                |text: &str| A::PersonSet { person, changes: vec![PersonField::Occupation(text.to_owned())] };
            (work("កម្មកររោងចក្រកាត់ដេរ"), work("លក់បន្លែនៅផ្សារ"))
        }
        2 => {
            let goal = first_goal(file)?;
            let words = |text: &str| A::GoalSet { goal, changes: vec![GoalChange::Words(text.to_owned())] };
            (words("យើងចង់នៅជុំគ្នា ហើយកូនបានរៀន។"), words("យើងចង់ឱ្យកូនៗបានរៀនចប់ថ្នាក់ទីប្រាំបួន។"))
        }
        _ => {
            let person = first_child(file)?;
            let name =
                |text: &str| A::PersonSet { person, changes: vec![PersonField::NameLatin(text.to_owned())] };
            (name("Sok Dara"), name("Sok Daraa"))
        }
    })
}
