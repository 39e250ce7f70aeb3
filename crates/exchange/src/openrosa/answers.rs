//! From a filled form back to the answers of a record.

use super::filed::{GROUP, has_own};
use super::form::counts;
use super::rebuild;
use super::submission::{Node, Submission};
use crate::xlsform_out::Part;
use crate::xlsform_out::rows::{Form, Role, Row};
use domain::instrument::{Answers, Instrument};
use std::collections::BTreeMap;

/// Something of a submission that has no place in the answers. It is kept beside them: nothing is dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Where it stood: `/data/section/item`.
    pub path: String,
    /// What was written there.
    pub value: String,
    /// Why it is left.
    pub why: Why,
}

/// Why something has no place in the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The tool has nothing of that name there.
    Unknown,
    /// Written twice where there is one answer.
    Twice,
    /// It belongs to an answer that is not there or is of another kind: a reason without a level, say.
    Alone,
    /// The picture of a drawing or a signature, by the name of its file: answers hold lines, not files.
    Picture,
}

/// What keeps a submission from being a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It is of another form.
    #[error("of the form {found}, not {wanted}")]
    OtherForm {
        /// The tool's code.
        wanted: String,
        /// The submission's.
        found: String,
    },
    /// It is of another version.
    #[error("of version {found}, not {wanted}")]
    OtherVersion {
        /// The tool's.
        wanted: u16,
        /// The submission's.
        found: String,
    },
    /// Something that is no number, level or number of a scale stands where one belongs. (Options, days and whatever else
    /// is kept as written are judged by the evaluator.)
    #[error("{path}: {value} is no answer")]
    Unreadable {
        /// Where.
        path: String,
        /// What.
        value: String,
    },
}

/// The answers that a submission gives, and what of it has no place there.
///
/// Rows of lists and repeats keep the ids that the form gave them; without one, the id is made of the submission's, the
/// list's name and the position, so that it is the same whenever it is read. Blank rows are no rows.
///
/// # Errors
/// All [`Problem`]s at once.
pub fn to_answers(
    instrument: &Instrument,
    submission: &Submission,
) -> Result<(Answers, Vec<Left>), Vec<Problem>> {
    let mut problems = Vec::new();
    if submission.form_id != instrument.code {
        let (wanted, found) = (instrument.code.clone(), submission.form_id.clone());
        problems.push(Problem::OtherForm { wanted, found });
    }
    if submission.version != instrument.version.to_string() {
        let (wanted, found) = (instrument.version, submission.version.clone());
        problems.push(Problem::OtherVersion { wanted, found });
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let form = Form::new(instrument);
    let mut left = Vec::new();
    let mut scope = Scope::default();
    let path = format!("/{}", submission.root.name);
    for child in &submission.root.children {
        if child.name == GROUP && !has_own(instrument) {
            // Which file it belongs to is asked by the door, not by the tool: see `filed`.
        } else if child.name == "meta" {
            meta(child, &format!("{path}/meta"), &mut left);
        } else {
            take(&form.rows, child, &path, (&mut scope, &mut left));
        }
    }
    let base = submission.instance_id.strip_prefix("uuid:").unwrap_or(&submission.instance_id);
    let answers = rebuild::answers(&form, scope, base, (&mut left, &mut problems));
    if problems.is_empty() { Ok((answers, left)) } else { Err(problems) }
}

/// What was found, before it is put together to answers: of one record, or of one row.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) values: BTreeMap<(Part, String), Written>,
    pub(super) fields: BTreeMap<String, Written>,
    pub(super) rows: BTreeMap<String, Vec<Scope>>,
    pub(super) more: BTreeMap<String, Vec<Written>>,
}

/// What was written, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) value: String,
    pub(super) path: String,
}

impl Written {
    pub(super) fn left(self, why: Why) -> Left {
        Left { path: self.path, value: self.value, why }
    }
}

/// Which submission this is was said; whatever else stands there is left.
fn meta(meta: &Node, path: &str, left: &mut Vec<Left>) {
    for child in &meta.children {
        if !["instanceID", "deprecatedID"].contains(&child.name.as_str()) {
            leave(child, path, left);
        }
    }
}

/// Keeps everything in an element that the form does not have.
fn leave(node: &Node, path: &str, left: &mut Vec<Left>) {
    let path = format!("{path}/{}", node.name);
    if !node.text.is_empty() {
        left.push(Left { path: path.clone(), value: node.text.clone(), why: Why::Unknown });
    }
    node.children.iter().for_each(|child| leave(child, &path, left));
}

fn take(rows: &[Row<'_>], node: &Node, path: &str, (scope, left): (&mut Scope, &mut Vec<Left>)) {
    let Some(row) = rows.iter().find(|row| row.name == node.name) else {
        // How often a repeat is filled is reckoned.
        if !counts(rows, &node.name) {
            leave(node, path, left);
        }
        return;
    };
    let own = format!("{path}/{}", node.name);
    let written = || Written { value: node.text.clone(), path: own.clone() };
    let leaf = match &row.role {
        Role::Heading => {
            node.children.iter().for_each(|child| take(&row.children, child, &own, (scope, left)));
            false
        }
        Role::Rows(item) => {
            let mut inner = Scope::default();
            node.children.iter().for_each(|child| take(&row.children, child, &own, (&mut inner, left)));
            scope.rows.entry(item.code.clone()).or_default().push(inner);
            false
        }
        Role::More(item) => {
            let mut inner = Scope::default();
            node.children.iter().for_each(|child| take(&row.children, child, &own, (&mut inner, left)));
            scope.more.entry(item.code.clone()).or_default().extend(inner.values.into_values());
            false
        }
        Role::Part(part, code) => {
            if !node.text.is_empty() {
                let key = (*part, (*code).to_owned());
                put(&mut scope.values, key, written(), left);
            }
            true
        }
        Role::Field(code) => {
            if !node.text.is_empty() {
                put(&mut scope.fields, (*code).to_owned(), written(), left);
            }
            true
        }
        // What is reckoned is reckoned again.
        Role::Derived => true,
    };
    if leaf {
        node.children.iter().for_each(|child| leave(child, &own, left));
    } else if !node.text.is_empty() {
        left.push(written().left(Why::Unknown));
    }
}

fn put<K: Ord>(values: &mut BTreeMap<K, Written>, key: K, written: Written, left: &mut Vec<Left>) {
    match values.entry(key) {
        std::collections::btree_map::Entry::Vacant(free) => {
            free.insert(written);
        }
        std::collections::btree_map::Entry::Occupied(_) => left.push(written.left(Why::Twice)),
    }
}
