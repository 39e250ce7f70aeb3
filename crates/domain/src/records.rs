//! Completed records of one file, whatever it is about: which counts, which was corrected, which came before which.

use crate::entry::Rejection;
use crate::family::assessment::{AssessmentRecord, Completed, Revision};
use crate::ids::{AssessmentId, PersonId};
use crate::instrument;
use crate::sorted::Put;

/// Whether a later record corrects this one.
pub fn is_revised(all: &[AssessmentRecord], id: AssessmentId) -> bool {
    let of = |record: &AssessmentRecord| record.completed.revises.as_ref().map(|revision| revision.of);
    all.iter().any(|record| of(record) == Some(id))
}

/// The record of the same tool about the same subject that was made before this one, without what was corrected.
pub fn before<'a>(all: &'a [AssessmentRecord], record: &AssessmentRecord) -> Option<&'a AssessmentRecord> {
    let place = |record: &AssessmentRecord| (record.completed.on, record.by.seq);
    let of = |record: &AssessmentRecord| (record.completed.instrument.clone(), record.completed.subject);
    let (here, whose) = (place(record), of(record));
    all.iter()
        .filter(|other| of(other) == whose && place(other) < here && !is_revised(all, other.completed.id))
        .max_by_key(|other| place(other))
}

/// The latest two records of a tool for a subject, the newest first; what was corrected does not count.
pub fn latest<'a>(
    all: &'a [AssessmentRecord],
    code: &str,
    subject: Option<PersonId>,
) -> (Option<&'a AssessmentRecord>, Option<&'a AssessmentRecord>) {
    let mut found: Vec<_> = all
        .iter()
        .filter(|a| a.completed.instrument == code && a.completed.subject == subject)
        .filter(|a| !is_revised(all, a.completed.id))
        .collect();
    found.put_by_key(|a| (a.completed.on, a.by.seq));
    let mut newest = found.into_iter().rev();
    (newest.next(), newest.next())
}

/// Whether a record is new here. What it corrects must be there.
///
/// # Errors
/// Why it cannot be taken.
pub fn is_new(all: &[AssessmentRecord], completed: &Completed) -> Result<(), Rejection> {
    if all.iter().any(|old| old.completed.id == completed.id) {
        return Err(Rejection::AlreadyThere { what: "assessment".into() });
    }
    Ok(())
}

/// What is corrected must be there, be of the same tool about the same subject, and not be corrected already.
///
/// # Errors
/// Why it cannot be corrected.
pub fn may_revise(
    all: &[AssessmentRecord],
    completed: &Completed,
    revision: &Revision,
) -> Result<(), Rejection> {
    let same = |old: &&AssessmentRecord| {
        let old = &old.completed;
        (old.id, &old.instrument, old.subject) == (revision.of, &completed.instrument, completed.subject)
    };
    if !all.iter().any(|old| same(&old)) {
        return Err(Rejection::UnknownThing { what: "assessment".into() });
    }
    if is_revised(all, revision.of) {
        return Err(Rejection::AlreadyDecided);
    }
    if instrument::is_blank(&revision.reason) {
        return Err(Rejection::NotPossible { field: "revises".into(), why: "empty".into() });
    }
    Ok(())
}
