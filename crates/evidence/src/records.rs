//! Completed records as reports read them: which of them count, judged by the one evaluator with their own documents.
//!
//! Nothing is left out silently: every record that is given is used or counted in [`CountedOut`].

use domain::family::Family;
use domain::family::assessment::Completed;
use domain::ids::{AssessmentId, PersonId, StreamId};
use domain::instrument::{Compiled, Context, Evaluation, Instrument, Item, Kind};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A completed record where it lies, with what the evaluator must be told of it.
#[derive(Debug, Clone, Copy)]
pub struct Filed<'a> {
    /// The family's file.
    pub family: StreamId,
    /// Its place in the file: of two records of one day the later one holds.
    pub seq: u64,
    /// The record.
    pub completed: &'a Completed,
    /// The subject's age and the day, see [`Family::context_of`].
    pub context: Context,
}

impl Filed<'_> {
    /// Whom the record is about: the person, or the family where the tool is about the whole of it.
    pub(crate) fn subject(&self) -> (StreamId, Option<PersonId>) {
        (self.family, self.completed.subject)
    }
}

/// All records of a family's file. Give the file as it is seen ([`Family::seen`]): two people who are one have one
/// baseline.
pub fn filed(family: StreamId, file: &Family) -> impl Iterator<Item = Filed<'_>> {
    file.assessments.iter().map(move |record| Filed {
        family,
        seq: record.by.seq,
        completed: &record.completed,
        context: file.context_of(&record.completed),
    })
}

/// Which tool a report is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// Its code.
    pub code: String,
    /// The versions whose records are counted together; none named: every version whose document is given.
    #[serde(default)]
    pub versions: Vec<u16>,
}

impl Tool {
    /// Every version of a tool.
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), versions: Vec::new() }
    }

    /// Its documents, the newest first; never none.
    pub(crate) fn documents<'t>(
        &self,
        tools: &'t [Instrument],
    ) -> Result<Vec<&'t Instrument>, ReportRefusal> {
        let wanted = |version: u16| self.versions.is_empty() || self.versions.contains(&version);
        let found: BTreeMap<u16, &Instrument> = tools
            .iter()
            .filter(|tool| tool.code == self.code && wanted(tool.version))
            .map(|tool| (tool.version, tool))
            .collect();
        let missing = self.versions.iter().copied().find(|version| !found.contains_key(version));
        if missing.is_some() || found.is_empty() {
            return Err(ReportRefusal::NoDocument { code: self.code.clone(), version: missing });
        }
        Ok(found.into_values().rev().collect())
    }
}

/// Why there is no report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum ReportRefusal {
    /// The document of the tool, or of this version of it, was not given.
    #[error("no document of {code}, version {version:?}")]
    NoDocument {
        /// The tool.
        code: String,
        /// The version; none: no version at all.
        version: Option<u16>,
    },
    /// The newest version has no such item (or field), or one of another kind than the report reads.
    #[error("{item} is not an item that this report can read")]
    UnreadableItem {
        /// Code of the item, or of the field of its rows.
        item: String,
    },
    /// A setting that cannot be worked with.
    #[error("the setting {name} cannot be worked with")]
    Setting {
        /// Its name.
        name: String,
    },
}

/// Records that were given and do not count. Each stands in one of these only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CountedOut {
    /// The same record given again, as when two organisations work on one file.
    pub again: usize,
    /// Of another tool.
    pub other_tool: usize,
    /// Of a version that is not asked for.
    pub other_version: usize,
    /// Corrected by a later record.
    pub corrected: usize,
    /// Something is missing or wrong in it by its own document.
    pub unsound: usize,
}

impl CountedOut {
    /// How many in all.
    pub fn all(&self) -> usize {
        self.again + self.other_tool + self.other_version + self.corrected + self.unsound
    }
}

/// A record that counts.
#[derive(Debug)]
pub(crate) struct Read<'a> {
    pub(crate) filed: Filed<'a>,
    pub(crate) document: &'a Instrument,
    pub(crate) evaluation: Evaluation,
}

impl Read<'_> {
    /// The mark of a level item that is asked here.
    pub(crate) fn mark(&self, item: &str) -> Option<u8> {
        self.evaluation.per_item.iter().find(|result| result.code == item).map(|result| result.value)
    }

    /// Whether an item is asked here: what was answered before it was hidden counts for nothing.
    pub(crate) fn asks(&self, item: &str) -> bool {
        let mut places = self.document.items().filter(|(_, here)| here.code == item);
        let hidden = |code: &str| self.evaluation.hidden.iter().any(|place| place.code == code);
        places.any(|(section, here)| {
            let holder = self.document.items().any(|(_, group)| {
                hidden(&group.code) && group.inner().iter().any(|inner| holds(inner, &here.code))
            });
            !hidden(&section.code) && !hidden(&here.code) && !holder
        })
    }
}

/// Whether an item is this one, or holds it at any depth.
fn holds(item: &Item, code: &str) -> bool {
    item.code == code || item.inner().iter().any(|inner| holds(inner, code))
}

/// The records that count, by subject, then day, then place in the file; and how many do not.
pub(crate) fn sift<'a>(
    records: &[Filed<'a>],
    code: &str,
    documents: &[&'a Instrument],
) -> (Vec<Read<'a>>, CountedOut) {
    let mut out = CountedOut::default();
    let mut ordered = records.to_vec();
    ordered.sort_by_key(|filed| (filed.subject(), filed.completed.on, filed.seq, filed.completed.id));
    let compiled: BTreeMap<u16, (&Instrument, Compiled<'_>)> =
        documents.iter().map(|tool| (tool.version, (*tool, Compiled::new(tool)))).collect();
    // A correction counts whatever its version and soundness: somebody said that the earlier record is wrong.
    let corrected: BTreeSet<_> = ordered
        .iter()
        .filter(|filed| filed.completed.instrument == code)
        .filter_map(|filed| Some((filed.subject(), filed.completed.revises.as_ref()?.of)))
        .collect();
    let mut met: BTreeSet<(StreamId, AssessmentId)> = BTreeSet::new();
    let mut counted = Vec::new();
    for filed in ordered {
        let completed = filed.completed;
        if !met.insert((filed.family, completed.id)) {
            out.again += 1;
        } else if completed.instrument != code {
            out.other_tool += 1;
        } else if corrected.contains(&(filed.subject(), completed.id)) {
            out.corrected += 1;
        } else if let Some((document, compiled)) = compiled.get(&completed.version) {
            let evaluation = compiled.evaluate(&completed.answers, &filed.context);
            if evaluation.complete {
                counted.push(Read { filed, document, evaluation });
            } else {
                out.unsound += 1;
            }
        } else {
            out.other_version += 1;
        }
    }
    (counted, out)
}

/// The items of a document that are answered once in a record: all but those inside a repeat.
pub(crate) fn once(document: &Instrument) -> Vec<&Item> {
    fn gather<'t>(items: &'t [Item], found: &mut Vec<&'t Item>) {
        for item in items {
            found.push(item);
            if !matches!(item.answer, Kind::Repeat { .. }) {
                gather(item.inner(), found);
            }
        }
    }
    let mut found = Vec::new();
    document.sections.iter().for_each(|section| gather(&section.items, &mut found));
    found
}
