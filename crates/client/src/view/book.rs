//! A file that has records of assessments: a family's, or that of a village, a group, a facility or a worker. Filling a
//! tool and looking at a record are the same for all of them.

use super::Name;
use crate::core::Core;
use domain::assessed::{About, Assessed};
use domain::family::Family;
use domain::family::assessment::{AssessmentRecord, Completed};
use domain::family::people::Person;
use domain::ids::{PersonId, StreamId, WorkerId};
use domain::instrument::{Context, Instrument, Subject};
use domain::records;
use domain::time::Day;

/// A file with records.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Book<'a> {
    /// A family's.
    Family(&'a Family),
    /// Of something that is no family.
    Assessed(&'a Assessed),
}

impl<'a> Book<'a> {
    /// The family, if it is one.
    pub(crate) const fn family(self) -> Option<&'a Family> {
        match self {
            Self::Family(family) => Some(family),
            Self::Assessed(_) => None,
        }
    }

    /// All records, in the order in which they came.
    pub(crate) fn records(self) -> &'a [AssessmentRecord] {
        match self {
            Self::Family(family) => &family.assessments,
            Self::Assessed(file) => &file.assessments,
        }
    }

    /// Somebody of the file.
    pub(crate) fn person(self, id: PersonId) -> Option<&'a Person> {
        self.family().and_then(|family| family.person(id))
    }

    /// Whom a record may be about on a day.
    pub(crate) fn subjects(self, about: Subject, on: Day) -> Vec<Option<PersonId>> {
        match self {
            Self::Family(family) => family.subjects(about, on),
            Self::Assessed(file) => {
                let fits = file.about.as_ref().map(About::subject) == Some(about);
                if fits { vec![None] } else { Vec::new() }
            }
        }
    }

    /// What an evaluator must be told of a record about somebody on a day.
    pub(crate) fn context_on(self, subject: Option<PersonId>, on: Day) -> Context {
        match self {
            Self::Family(family) => family.context_on(subject, on),
            Self::Assessed(_) => Assessed::context_on(on),
        }
    }

    /// What an evaluator must be told of a record.
    pub(crate) fn context_of(self, completed: &Completed) -> Context {
        self.context_on(completed.subject, completed.on)
    }

    /// How much is missing or wrong in a record.
    pub(crate) fn missing(self, tool: &Instrument, completed: &Completed) -> u32 {
        match self {
            Self::Family(family) => family.missing(tool, completed),
            Self::Assessed(_) => Assessed::missing(tool, completed),
        }
    }

    /// Whether a record may be made now. Only a family is asked for consent.
    pub(crate) fn consents(self, today: Day) -> bool {
        match self {
            Self::Family(family) => family.live_consents("services", today).next().is_some(),
            Self::Assessed(_) => true,
        }
    }

    /// The latest two records of a tool for a subject, the newest first; what was corrected does not count.
    pub(crate) fn latest(
        self,
        code: &str,
        subject: Option<PersonId>,
    ) -> (Option<&'a AssessmentRecord>, Option<&'a AssessmentRecord>) {
        records::latest(self.records(), code, subject)
    }

    /// The record before this one.
    pub(crate) fn before(self, record: &AssessmentRecord) -> Option<&'a AssessmentRecord> {
        records::before(self.records(), record)
    }
}

impl Core {
    /// A file with records, as screens show it.
    pub(crate) fn book(&self, id: StreamId) -> Option<Book<'_>> {
        if let Some(family) = self.family(id) {
            return Some(Book::Family(family));
        }
        self.assessed(id).map(Book::Assessed)
    }

    /// The file of something that is no family.
    pub(crate) fn assessed(&self, id: StreamId) -> Option<&Assessed> {
        let held = self.streams.get(&id)?;
        held.shown().assessed().map(|stream| &stream.state)
    }

    /// By what name people call what a file is about.
    pub(crate) fn book_name(&self, id: StreamId) -> Option<Name> {
        if let Some(summary) = self.summary(id) {
            return Some(super::lists::label(&summary.people));
        }
        Some(self.called(self.assessed(id)?.about.as_ref()?))
    }

    /// By what name people call something that is no family.
    pub(crate) fn called(&self, about: &About) -> Name {
        match about {
            About::Village { village } => {
                let name = self.place_name(village.as_str());
                Name::new(&name.km, &name.en)
            }
            About::Group { name, .. } | About::Facility { name, .. } => Name::new(name, name),
            About::Worker { worker } => self.worker_name(*worker),
        }
    }

    /// Who wrote something in a file.
    pub(crate) fn writer(&self, book: Book<'_>, worker: WorkerId) -> Name {
        match book {
            Book::Family(family) => self.author(family, worker),
            Book::Assessed(_) => self.worker_name(worker),
        }
    }

    /// Somebody whom an answer names by id, or as she was written down.
    pub(crate) fn who_in(&self, book: Book<'_>, who: &str) -> Name {
        match book {
            Book::Family(family) => self.who(family, who),
            Book::Assessed(_) => match who.parse::<WorkerId>() {
                Ok(worker) => self.worker_name(worker),
                Err(_) => Name::new(who, who),
            },
        }
    }
}
