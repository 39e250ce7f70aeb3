//! What is assessed and is no family: villages, groups, places where children are cared for, and the work of colleagues.

use super::Name;
use super::book::Book;
use super::tools::ToolView;
use crate::core::Core;
use domain::assessed::{About, Assessed, file_of, village_file};
use domain::ids::{StreamId, WorkerId};
use domain::instrument::Text;
use domain::organisation::Worker;
use domain::sorted::Put;
use domain::time::{Day, Millis};
use serde::Serialize;
use std::collections::BTreeSet;
use tsify::Tsify;

/// Everything of the kind that is on this device.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct AssessedView {
    /// Villages, groups and facilities: by village, then by name.
    pub places: Vec<AssessedLine>,
    /// Colleagues whose work she assesses or who have a file here, herself among them when she has one; by name.
    pub staff: Vec<AssessedLine>,
    /// Her own file, if there were one.
    pub oneself: Option<StreamId>,
    /// She may begin files of places.
    pub may_survey: bool,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct AssessedLine {
    /// Its file; of a colleague it may not be begun yet.
    pub file: StreamId,
    /// What it is.
    pub about: About,
    /// By what name people call it.
    pub name: Name,
    /// Where it is.
    pub place: Option<Text>,
    /// How many records there are.
    pub records: u32,
    /// The day of the latest.
    pub last: Option<Day>,
}

/// The file of one of them.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct AssessedFileView {
    /// What it is.
    pub about: About,
    /// By what name people call it.
    pub name: Name,
    /// Where it is.
    pub place: Option<Text>,
    /// The file is begun.
    pub begun: bool,
    /// Its tools, with what they came to.
    pub tools: Vec<ToolView>,
    /// She may assess it.
    pub may: bool,
}

/// In which file something is to be assessed.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct FileOfView {
    /// Which.
    pub file: StreamId,
    /// It is begun already.
    pub begun: bool,
}

impl Core {
    /// The list of them.
    pub(crate) fn assessed_list(&self) -> AssessedView {
        let mut places = Vec::new();
        let mut staff = Vec::new();
        for (id, held) in self.held() {
            let Some(file) = held.shown().assessed() else { continue };
            let Some(about) = &file.state.about else { continue };
            let to = if about.worker().is_some() { &mut staff } else { &mut places };
            to.push(self.assessed_line(id, about, Some(&file.state)));
        }
        for worker in self.appraised() {
            let file = file_of(worker);
            if !staff.iter().any(|line: &AssessedLine| line.file == file) {
                staff.push(self.assessed_line(file, &About::Worker { worker }, None));
            }
        }
        let place = |line: &AssessedLine| line.about.village().map(ToString::to_string);
        places.put_by(|a, b| (place(a), &a.name).cmp(&(place(b), &b.name)));
        staff.put_by(|a, b| a.name.cmp(&b.name));
        let oneself = self.me.as_ref().map(|me| file_of(me.worker));
        AssessedView { places, staff, oneself, may_survey: self.may_beside("place.named") }
    }

    fn assessed_line(&self, file: StreamId, about: &About, state: Option<&Assessed>) -> AssessedLine {
        let records = state.map(|state| state.assessments.as_slice()).unwrap_or_default();
        AssessedLine {
            file,
            name: self.called(about),
            place: about.village().map(|code| self.place_line(code.as_str())),
            records: u32::try_from(records.len()).unwrap_or(u32::MAX),
            last: records.iter().map(|record| record.completed.on).max(),
            about: about.clone(),
        }
    }

    /// One file; of a colleague whose work she assesses also before it is begun.
    pub(crate) fn assessed_file(&self, id: StreamId, now: Millis) -> Option<AssessedFileView> {
        let not_begun = Assessed::default();
        let (state, about) = match self.assessed(id) {
            Some(state) => (state, state.about.clone()?),
            None => {
                let worker = self.appraised().into_iter().find(|worker| file_of(*worker) == id)?;
                (&not_begun, About::Worker { worker })
            }
        };
        // What it may be filled with depends on what it is, also before anybody has written that down.
        let shown = Assessed { about: Some(about.clone()), ..state.clone() };
        Some(AssessedFileView {
            name: self.called(&about),
            place: about.village().map(|code| self.place_line(code.as_str())),
            begun: state.about.is_some(),
            tools: self.tools(id, Book::Assessed(&shown), now.day()),
            may: self.may_assess(&about),
            about,
        })
    }

    /// In which file something is assessed; `fresh` for what is new and has no file that everybody finds.
    pub(crate) fn file_of(&self, about: &About, fresh: StreamId) -> Option<FileOfView> {
        let file = match about {
            About::Village { village } => village_file(self.me.as_ref()?.org, village),
            About::Worker { worker } => file_of(*worker),
            About::Group { .. } | About::Facility { .. } => fresh,
        };
        let begun = self.assessed(file).is_some_and(|state| state.about.is_some());
        Some(FileOfView { file, begun })
    }

    fn may_assess(&self, about: &About) -> bool {
        match about.worker() {
            Some(worker) => self.appraised().contains(&worker),
            None => self.may_beside("place.assessment_completed"),
        }
    }

    /// Those whose work she assesses: everybody who reports to her, over however many steps.
    fn appraised(&self) -> BTreeSet<WorkerId> {
        let Some(me) = self.me.as_ref().filter(|_| self.may_beside("staff.assessment_completed")) else {
            return BTreeSet::new();
        };
        let workers: Vec<&Worker> = self
            .held()
            .filter_map(|(_, held)| held.shown().organisation())
            .flat_map(|organisation| organisation.state.workers.values())
            .filter(|worker| worker.active)
            .collect();
        let mut found = BTreeSet::new();
        let mut waiting = vec![me.worker];
        while let Some(above) = waiting.pop() {
            for worker in workers.iter().filter(|worker| worker.supervisor == Some(above)) {
                // A ring ends the walk.
                if worker.id != me.worker && found.insert(worker.id) {
                    waiting.push(worker.id);
                }
            }
        }
        found
    }
}
