//! An assessment while it is being filled: the tool, what it begins with, what is still missing, and what it was last
//! time.

use super::book::Book;
use super::tools::{BandView, ScoreView, Told, ToolRef};
use super::{Name, View};
use crate::core::Core;
use domain::assessed::About;
use domain::family::Family;
use domain::family::assessment::AssessmentRecord;
use domain::family::number::FileNumber;
use domain::ids::{AssessmentId, PersonId, StreamId};
use domain::instrument::{self, Answers, Change, Context, Evaluation, Fact, Facts, Instrument};
use domain::time::{Day, Millis};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tsify::Tsify;

/// An assessment while it is being filled.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct AssessView {
    /// The tool.
    pub tool: Instrument,
    /// The child, for a tool about one.
    pub subject: Option<PersonId>,
    /// The child's name.
    pub name: Option<Name>,
    /// The child's age.
    pub age: Option<i32>,
    /// By what name the family, or what else it is about, is called.
    pub file: Name,
    /// People of the file, for "who said so".
    pub people: Vec<Who>,
    /// What is missing, and what it amounts to so far.
    pub evaluation: Evaluation,
    /// The answers of last time.
    pub previous: Option<Answers>,
    /// When that was.
    pub previous_on: Option<Day>,
    /// What is different from last time so far.
    pub changes: Vec<Change>,
    /// It may be completed: a family has agreed to services; others are not asked.
    pub consent_live: bool,
    /// The draft's key.
    pub draft: String,
    /// What a new record begins with.
    pub begin: Answers,
    /// The day of the record that is corrected.
    pub wrong_on: Option<Day>,
    /// Who was asked for it.
    pub sources: Vec<String>,
    /// Scores so far.
    pub scores: Vec<ScoreView>,
    /// Bands so far.
    pub bands: Vec<BandView>,
}

/// What the answers amount to so far: asked after every pause, so without the tool.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct JudgedView {
    /// What is missing, and what it amounts to.
    pub evaluation: Evaluation,
    /// What is different from last time.
    pub changes: Vec<Change>,
    /// Scores.
    pub scores: Vec<ScoreView>,
    /// Bands.
    pub bands: Vec<BandView>,
    /// The answers that are asked: what a completed record keeps.
    pub asked: Answers,
}

/// Somebody who may have said something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Tsify)]
pub struct Who {
    /// Her id, as an answer holds it.
    pub id: String,
    /// Her name.
    pub name: Name,
    /// A child.
    pub child: bool,
}

/// Which assessment is being filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told, Tsify)]
pub struct AssessOf {
    /// In which file: a family's, or that of a village, group, facility or worker.
    pub file: StreamId,
    /// The tool.
    pub instrument: String,
    /// The version in which a draft was begun; the newest for a new record.
    #[serde(default)]
    pub version: Option<u16>,
    /// The child or carer, for a tool about one.
    #[serde(default)]
    pub subject: Option<PersonId>,
    /// The day of the record; today when nobody said.
    #[serde(default)]
    pub on: Option<Day>,
    /// The record that this one corrects.
    #[serde(default)]
    pub revises: Option<AssessmentId>,
}

/// The key under which an assessment is kept while it is being filled.
pub(crate) fn draft_name(
    book: Book<'_>,
    file: StreamId,
    instrument: &str,
    subject: Option<PersonId>,
) -> String {
    match (book, subject) {
        (Book::Family(_), Some(child)) => format!("assess/{file}/{instrument}/{child}"),
        (Book::Family(_), None) => format!("assess/{file}/{instrument}"),
        // As its address is.
        (Book::Assessed(_), _) => format!("assessed/{file}/assess/{instrument}"),
    }
}

impl AssessOf {
    /// A correction is kept apart from what is being filled anew.
    fn draft(&self, book: Book<'_>) -> String {
        let Self { file, instrument, subject, revises, .. } = self;
        match (revises, subject, book) {
            (None, _, _) => draft_name(book, *file, instrument, *subject),
            (Some(record), None, Book::Family(_)) => format!("revise/{file}/{instrument}/{record}"),
            (Some(record), Some(subject), Book::Family(_)) => {
                format!("revise/{file}/{instrument}/{record}/{subject}")
            }
            (Some(record), _, Book::Assessed(_)) => format!("assessed/{file}/revise/{instrument}/{record}"),
        }
    }
}

/// What is being filled.
struct Filling<'a> {
    of: &'a AssessOf,
    book: Book<'a>,
    tool: &'a Instrument,
    context: Context,
    /// The record before this one.
    last: Option<&'a AssessmentRecord>,
    /// The record that is corrected.
    wrong: Option<&'a AssessmentRecord>,
}

impl Core {
    pub(crate) fn assess(&self, of: &AssessOf, answers: &Answers, now: Millis) -> Option<View> {
        let version = of.version.or_else(|| self.shelf.latest(&of.instrument).map(|card| card.version))?;
        let Some(filling) = self.filling(of, now) else {
            let wanted = ToolRef { code: of.instrument.clone(), version };
            return self.book(of.file).map(|_| View::ToolWanted(wanted));
        };
        let judged = self.judged(&filling, answers);
        let today = now.day();
        let file = self.book_name(of.file)?;
        let Filling { book, tool, context, last, wrong, .. } = filling;
        let begin = match wrong {
            // Whoever corrects a record begins with what it says.
            Some(wrong) => wrong.completed.answers.clone(),
            None => instrument::begin(tool, &self.facts(&filling, today), &context),
        };
        Some(View::Assess(Box::new(AssessView {
            subject: of.subject,
            name: of.subject.and_then(|id| book.person(id)).map(Name::of),
            age: context.subject_age_years,
            file,
            people: book
                .family()
                .into_iter()
                .flat_map(Family::present)
                .map(|p| Who { id: p.id.to_string(), name: Name::of(p), child: p.is_child_on(today) })
                .chain(self.me.as_ref().map(|me| Who {
                    id: me.worker.to_string(),
                    name: Name::new(&me.name_km, &me.name_latin),
                    child: false,
                }))
                .collect(),
            begin,
            evaluation: judged.evaluation,
            changes: judged.changes,
            scores: judged.scores,
            bands: judged.bands,
            previous: last.map(|l| l.completed.answers.clone()),
            previous_on: last.map(|l| l.completed.on),
            consent_live: book.consents(today),
            draft: of.draft(book),
            wrong_on: wrong.map(|wrong| wrong.completed.on),
            sources: wrong.map(|wrong| wrong.completed.sources.clone()).unwrap_or_default(),
            tool: tool.clone(),
        })))
    }

    pub(crate) fn judge(&self, of: &AssessOf, answers: &Answers, now: Millis) -> Option<JudgedView> {
        self.filling(of, now).map(|filling| self.judged(&filling, answers))
    }

    fn filling<'a>(&'a self, of: &'a AssessOf, now: Millis) -> Option<Filling<'a>> {
        let book = self.book(of.file)?;
        let tool = match of.version {
            Some(version) => self.shelf.find(&of.instrument, version)?,
            None => self.shelf.newest(&of.instrument)?,
        };
        // As the server judges it when it comes: on the day of the record.
        let on = of.on.unwrap_or(now.day());
        let context = Context { khmer: self.language == "km", ..book.context_on(of.subject, on) };
        let wrong = of.revises.and_then(|id| book.records().iter().find(|record| record.completed.id == id));
        let last = match wrong {
            Some(wrong) => book.before(wrong),
            None => book.latest(&of.instrument, of.subject).0,
        };
        Some(Filling { of, book, tool, context, last, wrong })
    }

    fn judged(&self, filling: &Filling<'_>, answers: &Answers) -> JudgedView {
        let Filling { book, tool, context, last, .. } = filling;
        let evaluation = instrument::evaluate(tool, answers, context);
        let empty = Answers::new();
        let previous = last.map_or(&empty, |last| &last.completed.answers);
        let before = last.and_then(|last| self.told(*book, last, None)).map(|told| told.now);
        let told = Told { tool, answers, now: evaluation, before };
        JudgedView {
            changes: instrument::change(previous, answers, tool),
            scores: told.scores(),
            bands: told.bands(),
            asked: instrument::asked(tool, answers, &told.now.hidden),
            evaluation: told.now,
        }
    }

    /// What the file knows when a record is begun.
    fn facts<'a>(&'a self, filling: &Filling<'a>, today: Day) -> Facts<'a> {
        let (book, subject) = (filling.book, filling.of.subject);
        let mut file = match book {
            Book::Family(family) => facts_of(family, filling.of, today),
            // What else is assessed is known by its village.
            Book::Assessed(file) => {
                let village = file.about.as_ref().and_then(About::village);
                let village = village.map(|code| (Fact::FamilyVillage, code.to_string()));
                let name = file.about.as_ref().map(|about| self.called(about).shown(&self.language));
                village.into_iter().chain(name.map(|name| (Fact::SubjectName, name))).collect()
            }
        };
        if let Some(me) = &self.me {
            file.insert(Fact::WorkerName, Name::new(&me.name_km, &me.name_latin).shown(&self.language));
            file.insert(
                Fact::OrganisationName,
                Name::new(&me.org_name_km, &me.org_name_latin).shown(&self.language),
            );
        }
        file.insert(Fact::Today, today.to_string());
        let mut records = BTreeMap::new();
        for record in book.records() {
            let code = record.completed.instrument.as_str();
            // Of the same subject first, else of the family as a whole.
            let latest = book.latest(code, subject).0.or_else(|| book.latest(code, None).0);
            let Some(latest) = latest else { continue };
            if let Some(tool) = self.shelf.find(code, latest.completed.version) {
                records.insert(code, (tool, &latest.completed.answers));
            }
        }
        let previous = filling.last.map(|last| &last.completed.answers);
        Facts { file, previous, records }
    }
}

/// What a family's file knows.
fn facts_of(family: &Family, of: &AssessOf, today: Day) -> BTreeMap<Fact, String> {
    let mut file = BTreeMap::new();
    if let Some(person) = of.subject.and_then(|id| family.person(id)) {
        file.insert(Fact::SubjectName, person.name().to_owned());
        let sex = match person.sex() {
            domain::kinship::Sex::Female => "female",
            domain::kinship::Sex::Male => "male",
            domain::kinship::Sex::Unknown => "unknown",
        };
        file.insert(Fact::SubjectSex, sex.to_owned());
        file.extend(person.age_on(today).map(|age| (Fact::SubjectAge, age.to_string())));
        file.extend(person.birth().map(|birth| (Fact::SubjectBirth, birth.reckoned().to_string())));
    }
    let living: Vec<_> = family.present().filter(|person| !person.has_died()).collect();
    let children = living.iter().filter(|person| person.is_child_on(today)).count();
    file.insert(Fact::HouseholdSize, living.len().to_string());
    file.insert(Fact::ChildrenCount, children.to_string());
    let adult = living.iter().find(|person| !person.is_child_on(today));
    file.extend(adult.map(|adult| (Fact::CaregiverName, adult.name().to_owned())));
    file.extend(family.village.get().map(|code| (Fact::FamilyVillage, code.to_string())));
    file.insert(Fact::FamilyNumber, FileNumber::of(of.file).to_string());
    file
}
