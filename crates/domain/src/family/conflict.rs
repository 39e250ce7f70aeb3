//! Fields that two people changed without seeing each other, and the decision between them.

use super::Family;
use crate::entry::{FieldPath, Rejection};
use crate::ids::EntryId;
use crate::register::{Contested, Side, Step};
use serde::{Deserialize, Serialize};

/// A field with more than one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Conflict {
    /// Which field.
    pub field: FieldPath,
    /// The values, the one in force first.
    pub sides: Vec<Side>,
}

/// Makes a register's path; it is asked for only where there is something to say.
type Path<'a> = &'a dyn Fn() -> FieldPath;

macro_rules! shared {
    ($thing:expr) => {
        &$thing
    };
}
macro_rules! unique {
    ($thing:expr) => {
        &mut $thing
    };
}

/// Registers of one thing, each with a way to make its path.
macro_rules! fields {
    ($borrow:ident, $visit:expr, $thing:expr, $path:expr, $($name:ident),+) => {$(
        $visit(&|| FieldPath(format!("{}/{}", $path(), stringify!($name))), $borrow!($thing.$name));
    )+};
}

/// Walks every register of a family. Written once for looking (`shared`) and deciding (`unique`), so that no path
/// can be listed and not decided.
macro_rules! each_register {
    ($borrow:ident, $family:expr, $visit:expr) => {{
        let family = $family;
        let of_family = || "family";
        fields!($borrow, $visit, family, of_family, village, address, phone, language, import_note);
        fields!($borrow, $visit, family, of_family, family_book, id_poor, risk);
        for (id, person) in $borrow!(family.people) {
            let path = || format!("person/{id}");
            fields!($borrow, $visit, person, path, name_km, name_latin, sex, birth, died_on, phone, in_focus);
            fields!($borrow, $visit, person, path, school, occupation, note, difficulties, health_note);
            fields!($borrow, $visit, person, path, birth_certificate, family_book);
        }
        for (id, household) in $borrow!(family.households) {
            let path = || format!("household/{id}");
            fields!($borrow, $visit, household, path, name);
        }
        for (id, union) in $borrow!(family.unions) {
            $visit(&|| FieldPath(format!("union/{id}")), union);
        }
        for (id, goal) in $borrow!(family.goals) {
            let path = || format!("goal/{id}");
            fields!($borrow, $visit, goal, path, words, reached_when, state);
        }
        for (id, action) in $borrow!(family.actions) {
            let path = || format!("action/{id}");
            fields!($borrow, $visit, action, path, what, doer, by, state);
        }
        for (id, task) in $borrow!(family.tasks) {
            let path = || format!("task/{id}");
            fields!($borrow, $visit, task, path, done);
        }
    }};
}

impl Family {
    pub(super) fn look(&self, visit: &mut dyn FnMut(Path<'_>, &dyn Contested)) {
        each_register!(shared, self, visit);
    }

    pub(super) fn reach(&mut self, visit: &mut dyn FnMut(Path<'_>, &mut dyn Contested)) {
        each_register!(unique, self, visit);
    }

    /// How many fields have more than one value.
    pub fn contested(&self) -> u32 {
        let mut count = 0;
        self.seen().look(&mut |_, register| count += u32::from(register.is_contested()));
        count
    }

    /// Fields with more than one value, each waiting for a person's decision.
    pub fn conflicts(&self) -> Vec<Conflict> {
        let mut found = Vec::new();
        self.seen().look(&mut |path, register| {
            if register.is_contested() {
                found.push(Conflict { field: path(), sides: register.sides() });
            }
        });
        found
    }

    /// The value of a field that is in force, if there is one.
    pub fn in_force(&self, field: &FieldPath) -> Option<Side> {
        let mut found = None;
        self.look(&mut |path, register| {
            if found.is_none() && path() == *field {
                found = register.in_force();
            }
        });
        found
    }

    pub(super) fn conflict_decided(
        &mut self,
        field: &FieldPath,
        keep: EntryId,
        step: &Step,
    ) -> Result<(), Rejection> {
        if let ["person", id, name] = field.0.split('/').collect::<Vec<_>>().as_slice()
            && let Ok(id) = id.parse()
            && let group = self.group(id)
            && group.len() > 1
        {
            return self.decided_together((&group, name), keep, step);
        }
        let (mut met, mut decided) = (false, false);
        self.reach(&mut |path, register| {
            if path() == *field {
                met = true;
                decided = register.decide(keep, step);
            }
        });
        match (met, decided) {
            (false, _) => Err(Rejection::UnknownThing { what: "field".into() }),
            (true, false) => Err(Rejection::AlreadyDecided),
            (true, true) => Ok(()),
        }
    }
}
