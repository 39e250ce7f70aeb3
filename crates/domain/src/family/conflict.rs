//! Fields that two people changed without seeing each other, and the decision between them.

use super::Family;
use crate::entry::{FieldPath, Rejection};
use crate::ids::EntryId;
use crate::register::{Contested, Side};
use serde::{Deserialize, Serialize};

/// A field with more than one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Conflict {
    /// Which field.
    pub field: FieldPath,
    /// The values, the one in force first.
    pub sides: Vec<Side>,
}

impl Family {
    /// Every register of the file with its path. A path found here is a path that can be decided.
    fn each_register(&mut self, visit: &mut dyn FnMut(FieldPath, &mut dyn Contested)) {
        let family: [(&str, &mut dyn Contested); 8] = [
            ("village", &mut self.village),
            ("address", &mut self.address),
            ("phone", &mut self.phone),
            ("language", &mut self.language),
            ("import_note", &mut self.import_note),
            ("family_book", &mut self.family_book),
            ("id_poor", &mut self.id_poor),
            ("risk", &mut self.risk),
        ];
        for (name, register) in family {
            visit(FieldPath(format!("family/{name}")), register);
        }
        for (id, person) in &mut self.people {
            let fields: [(&str, &mut dyn Contested); 14] = [
                ("name_km", &mut person.name_km),
                ("name_latin", &mut person.name_latin),
                ("sex", &mut person.sex),
                ("birth", &mut person.birth),
                ("died_on", &mut person.died_on),
                ("phone", &mut person.phone),
                ("in_focus", &mut person.in_focus),
                ("school", &mut person.school),
                ("occupation", &mut person.occupation),
                ("note", &mut person.note),
                ("difficulties", &mut person.difficulties),
                ("health_note", &mut person.health_note),
                ("birth_certificate", &mut person.birth_certificate),
                ("family_book", &mut person.family_book),
            ];
            for (name, register) in fields {
                visit(FieldPath(format!("person/{id}/{name}")), register);
            }
        }
        for (id, household) in &mut self.households {
            visit(FieldPath(format!("household/{id}/name")), &mut household.name);
        }
        for (id, union) in &mut self.unions {
            visit(FieldPath(format!("union/{id}")), union);
        }
        for (id, goal) in &mut self.goals {
            visit(FieldPath(format!("goal/{id}/words")), &mut goal.words);
            visit(FieldPath(format!("goal/{id}/reached_when")), &mut goal.reached_when);
            visit(FieldPath(format!("goal/{id}/state")), &mut goal.state);
        }
        for (id, action) in &mut self.actions {
            visit(FieldPath(format!("action/{id}/what")), &mut action.what);
            visit(FieldPath(format!("action/{id}/doer")), &mut action.doer);
            visit(FieldPath(format!("action/{id}/by")), &mut action.by);
            visit(FieldPath(format!("action/{id}/state")), &mut action.state);
        }
        for (id, task) in &mut self.tasks {
            visit(FieldPath(format!("task/{id}/done")), &mut task.done);
        }
    }

    /// Fields with more than one value, each waiting for a person's decision.
    pub fn conflicts(&self) -> Vec<Conflict> {
        // Registers are visited through one mutable walk, so that no path can be listed and not decided.
        let mut copy = self.clone();
        let mut found = Vec::new();
        copy.each_register(&mut |field, register| {
            let sides = register.sides();
            if !sides.is_empty() {
                found.push(Conflict { field, sides });
            }
        });
        found
    }

    pub(super) fn conflict_decided(&mut self, field: &FieldPath, keep: EntryId) -> Result<(), Rejection> {
        let (mut met, mut decided) = (false, false);
        self.each_register(&mut |path, register| {
            if path == *field {
                met = true;
                decided = register.decide(keep);
            }
        });
        match (met, decided) {
            (false, _) => Err(Rejection::UnknownThing { what: "field".into() }),
            (true, false) => Err(Rejection::AlreadyDecided),
            (true, true) => Ok(()),
        }
    }
}
