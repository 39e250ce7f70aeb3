//! Two files of one family. Neither moves: the one that is folded away says which one stands, the one that stands says
//! what was folded into it, and everything stays in the ledger that it was written to, with the consents that it rests on
//! (ADR 26). Two people must say so, in both files at once, which only the server can write; anybody of them takes it apart.

use super::Family;
use super::same::{Said, Standing, agree, standing};
use crate::entry::Rejection;
use crate::ids::StreamId;
use crate::register::Step;
use serde::{Deserialize, Serialize};

/// Another file that may be of the same family, and what was said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct FileLink {
    /// The other file.
    pub other: StreamId,
    /// This one stands; otherwise the other does.
    pub stands: bool,
    /// What was said, oldest first.
    pub said: Vec<Said>,
}

impl FileLink {
    /// How it stands.
    pub fn standing(&self) -> Standing {
        standing(&self.said)
    }
}

fn folded_already() -> Rejection {
    Rejection::NotPossible { field: "file".into(), why: "folded_already".into() }
}

impl Family {
    /// The file that stands for this one.
    pub fn folded_into(&self) -> Option<StreamId> {
        let away = |link: &&FileLink| !link.stands && link.standing() == Standing::Agreed;
        self.files.iter().find(away).map(|link| link.other)
    }

    /// How much was written in this file since it was folded away, or since somebody last looked.
    pub fn came_after(&self) -> u32 {
        let Some(into) = self.folded_into() else { return 0 };
        let link = self.files.iter().find(|link| link.other == into);
        let Some(last) = link.and_then(|link| link.said.last()) else { return 0 };
        let since = self.events.iter().rev().take_while(|event| event.by.entry != last.by.entry).count();
        u32::try_from(since).unwrap_or(u32::MAX)
    }

    pub(super) fn files_same(
        &mut self,
        (other, stands): (StreamId, bool),
        words: &str,
        step: &Step,
    ) -> Result<(), Rejection> {
        // Nobody folds into two files, nor into one that was folded away.
        if self.folded_into().is_some_and(|into| into != other || stands) {
            return Err(folded_already());
        }
        match self.files.iter_mut().find(|link| link.other == other) {
            Some(link) if link.stands == stands => agree(&mut link.said, words, step),
            Some(link) => {
                if link.standing() == Standing::Agreed {
                    return Err(folded_already());
                }
                // The other way round: a new proposal.
                link.stands = stands;
                link.said.clear();
                agree(&mut link.said, words, step)
            }
            None => {
                let mut said = Vec::new();
                agree(&mut said, words, step)?;
                self.files.push(FileLink { other, stands, said });
                Ok(())
            }
        }
    }

    pub(super) fn files_not_same(
        &mut self,
        other: StreamId,
        words: &str,
        step: &Step,
    ) -> Result<(), Rejection> {
        let said = Said { by: step.stamp, same: false, words: words.trim().to_owned() };
        match self.files.iter_mut().find(|link| link.other == other) {
            Some(link) if link.standing() == Standing::Apart => Err(Rejection::AlreadyDecided),
            Some(link) => {
                link.said.push(said);
                Ok(())
            }
            None => {
                self.files.push(FileLink { other, stands: false, said: vec![said] });
                Ok(())
            }
        }
    }
}
