//! A completed assessment: what was answered, what it amounts to, and how that went over time.

use super::book::Book;
use super::tools::{BandView, ScoreView, ToolRef};
use super::{Name, View};
use crate::core::Core;
use domain::family::assessment::{AssessmentRecord, Completed};
use domain::ids::{AssessmentId, StreamId};
use domain::instrument::{Change, Colour, Evaluation, Instrument, Subject, Text, change};
use domain::records;
use domain::sorted::Put;
use domain::time::Day;
use serde::Serialize;
use tsify::Tsify;

/// A completed assessment.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct RecordView {
    /// The tool, in the version that it was filled with.
    pub tool: Instrument,
    /// The record.
    pub completed: Completed,
    /// The child or carer it is about.
    pub name: Option<Name>,
    /// By what name the family, or what else it is about, is called.
    pub file: Name,
    /// Whom or what the tool asks about.
    pub about: Subject,
    /// Who completed it.
    pub by: Name,
    /// What it amounts to.
    pub evaluation: Evaluation,
    /// What it says of people and workers by id, by name.
    pub people: Vec<super::assess::Who>,
    /// When the one before was made.
    pub previous_on: Option<Day>,
    /// The answers of the one before.
    pub previous: Option<domain::instrument::Answers>,
    /// What changed since.
    pub changes: Vec<Change>,
    /// Scores, with those of the time before.
    pub scores: Vec<ScoreView>,
    /// Bands, with those of the time before.
    pub bands: Vec<BandView>,
    /// Red flags that are raised.
    pub flags: Vec<Text>,
    /// How everything that has a number went over time, this record included.
    pub trends: Vec<Trend>,
    /// The record that corrects this one.
    pub revised_by: Option<AssessmentId>,
    /// OtherRecord records of the tool about the same subject, newest first.
    pub others: Vec<OtherRecord>,
}

/// Another record.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct OtherRecord {
    /// Which.
    pub id: AssessmentId,
    /// When.
    pub on: Day,
}

/// How one number went over time.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct Trend {
    /// The item or score.
    pub code: String,
    /// What it is.
    pub title: Text,
    /// The lowest it can be, in thousandths.
    pub low: i64,
    /// The highest.
    pub high: i64,
    /// More of it is worse.
    pub more_is_worse: bool,
    /// Oldest first.
    pub points: Vec<TrendPoint>,
}

/// A number on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct TrendPoint {
    /// When.
    pub on: Day,
    /// In thousandths.
    pub value: i64,
    /// Its colour, for a mark.
    pub colour: Option<Colour>,
}

impl Core {
    pub(crate) fn record(&self, id: StreamId, wanted: AssessmentId) -> Option<View> {
        let book = self.book(id)?;
        let record = book.records().iter().find(|record| record.completed.id == wanted)?;
        let completed = &record.completed;
        let place = |record: &AssessmentRecord| (record.completed.on, record.by.seq);
        let mut all: Vec<&AssessmentRecord> = book
            .records()
            .iter()
            .filter(|a| {
                a.completed.instrument == completed.instrument && a.completed.subject == completed.subject
            })
            .filter(|a| a.completed.id == wanted || !records::is_revised(book.records(), a.completed.id))
            .collect();
        all.put_by_key(|record| place(record));
        let missing =
            all.iter().find(|r| self.shelf.find(&r.completed.instrument, r.completed.version).is_none());
        if let Some(missing) = missing {
            let (code, version) = (missing.completed.instrument.clone(), missing.completed.version);
            return Some(View::ToolWanted(ToolRef { code, version }));
        }
        let before = book.before(record);
        let told = self.told(book, record, before)?;
        let empty = domain::instrument::Answers::new();
        let previous = before.map_or(&empty, |before| &before.completed.answers);
        let until: Vec<&AssessmentRecord> =
            all.iter().copied().filter(|r| place(r) <= place(record)).collect();
        let revised = |a: &&AssessmentRecord| a.completed.revises.as_ref().is_some_and(|r| r.of == wanted);
        Some(View::Record(Box::new(RecordView {
            name: completed.subject.and_then(|id| book.person(id)).map(Name::of),
            file: self.book_name(id)?,
            about: told.tool.subject,
            by: self.writer(book, record.by.author),
            people: self.named(book, &completed.answers),
            previous_on: before.map(|before| before.completed.on),
            previous: before.map(|before| before.completed.answers.clone()),
            changes: change(previous, &completed.answers, told.tool),
            scores: told.scores(),
            bands: told.bands(),
            flags: told.flags(),
            trends: self.trends(book, told.tool, &until),
            revised_by: book.records().iter().find(revised).map(|a| a.completed.id),
            others: all
                .iter()
                .rev()
                .filter(|other| other.completed.id != wanted)
                .map(|other| OtherRecord { id: other.completed.id, on: other.completed.on })
                .collect(),
            evaluation: told.now.clone(),
            tool: told.tool.clone(),
            completed: completed.clone(),
        })))
    }

    /// Marks and scores over all records until this one. An item that this version does not have is left out.
    fn trends(&self, book: Book<'_>, tool: &Instrument, records: &[&AssessmentRecord]) -> Vec<Trend> {
        let mut trends: Vec<Trend> = Vec::new();
        for score in &tool.scores {
            let high = score.most.map_or(0, |most| i64::from(most) * 1000);
            let (code, title) = (score.code.clone(), score.title.clone());
            trends.push(Trend {
                code,
                title,
                low: 0,
                high,
                more_is_worse: score.more_is_worse,
                points: Vec::new(),
            });
        }
        for (_, item) in tool.items().filter(|(_, item)| !item.levels().is_empty()) {
            let marks = || item.levels().iter().map(|level| i64::from(level.value) * 1000);
            let (low, high) = (marks().min().unwrap_or_default(), marks().max().unwrap_or_default());
            let (code, title) = (item.code.clone(), item.title.clone());
            trends.push(Trend { code, title, low, high, more_is_worse: false, points: Vec::new() });
        }
        for record in records {
            let Some(told) = self.told(book, record, None) else { continue };
            let on = record.completed.on;
            for trend in &mut trends {
                let score = told.now.scores.iter().find(|score| score.code == trend.code);
                let mark = told.now.per_item.iter().find(|mark| mark.code == trend.code);
                let value = score.and_then(|score| score.thousandths);
                let value = value.or(mark.map(|mark| i64::from(mark.value) * 1000));
                let colour = mark.map(|mark| mark.colour);
                trend.points.extend(value.map(|value| TrendPoint { on, value, colour }));
            }
        }
        for trend in &mut trends {
            let most = trend.points.iter().map(|point| point.value).max().unwrap_or_default();
            trend.high = trend.high.max(most);
        }
        trends.retain(|trend| !trend.points.is_empty());
        trends
    }

    /// The people and workers whom answers name by id.
    fn named(&self, book: Book<'_>, answers: &domain::instrument::Answers) -> Vec<super::assess::Who> {
        let mut found: Vec<super::assess::Who> = Vec::new();
        for id in names(answers) {
            let known = found.iter().any(|who| who.id == id);
            if !known && id.len() == 36 {
                let name = self.who_in(book, id);
                found.push(super::assess::Who { id: id.to_owned(), name, child: false });
            }
        }
        found
    }
}

/// Everything in answers that may be somebody's id.
fn names(answers: &domain::instrument::Answers) -> Vec<&str> {
    use domain::instrument::Answer as A;
    let mut found = Vec::new();
    for answer in answers.values() {
        match answer {
            A::List { rows } => {
                found.extend(rows.iter().flat_map(|row| row.fields.values()).map(String::as_str))
            }
            A::Scale { ratings } => found.extend(ratings.iter().map(|rating| rating.who.as_str())),
            A::Signature { who, .. } => found.push(who),
            A::Repeat { rows } => found.extend(rows.iter().flat_map(|row| names(&row.answers))),
            A::Level { .. }
            | A::Text { .. }
            | A::Choice { .. }
            | A::Several { .. }
            | A::YesNo { .. }
            | A::Ranking { .. }
            | A::Number { .. }
            | A::Money { .. }
            | A::When { .. }
            | A::Drawing { .. }
            | A::Files { .. }
            | A::Place { .. }
            | A::Acknowledged {}
            | A::Override { .. }
            | A::Evidence { .. }
            | A::NotApplicable { .. } => {}
        }
    }
    found
}
