//! Records of invented files.

use crate::cohort::Chance;
use domain::family::assessment::{Completed, Revision};
use domain::ids::{AssessmentId, PersonId, StreamId};
use domain::instrument::{Answer, Answers, Context};
use domain::time::Day;
use kinkeeper_evidence::records::Filed;

/// A completed record and whose file it is in.
#[derive(Debug, Clone)]
pub struct One {
    pub family: StreamId,
    pub seq: u64,
    pub completed: Completed,
    pub age: Option<i32>,
}

/// Records, each with an id and a place of its own.
#[derive(Debug, Clone, Default)]
pub struct Held(pub Vec<One>);

impl Held {
    pub fn filed(&self) -> Vec<Filed<'_>> {
        let one = |one: &'_ One| Context {
            subject_age_years: one.age,
            today: Some(one.completed.on),
            ..Context::default()
        };
        self.0
            .iter()
            .map(|held| Filed {
                family: held.family,
                seq: held.seq,
                completed: &held.completed,
                context: one(held),
            })
            .collect()
    }

    /// A record of a tool about a family's child, or about the family when `child` is none.
    pub fn add(
        &mut self,
        (family, child): (u128, Option<u128>),
        tool: (&str, u16),
        on: Day,
        answers: Answers,
    ) {
        let at = self.0.len() as u64 + 1;
        let completed = Completed {
            id: AssessmentId::from_u128(u128::from(at)),
            instrument: tool.0.to_owned(),
            version: tool.1,
            subject: child.map(PersonId::from_u128),
            on,
            sources: vec!["caregiver".into(), "observation".into()],
            answers,
            revises: None,
        };
        self.0.push(One { family: StreamId::from_u128(family), seq: at, completed, age: child.map(|_| 9) });
    }

    /// Corrects a record: its copy with other answers, placed last.
    pub fn correct(&mut self, which: usize, answers: Answers) {
        let mut one = self.0[which].clone();
        let at = self.0.len() as u64 + 1;
        let reason = "the wrong line was ticked".to_owned();
        one.completed.revises = Some(Revision { of: one.completed.id, reason });
        one.completed.id = AssessmentId::from_u128(u128::from(at));
        one.completed.answers = answers;
        one.seq = at;
        self.0.push(one);
    }

    pub fn shuffled(&self, seed: u64) -> Self {
        let mut all = self.0.clone();
        Chance(seed).shuffle(&mut all);
        Self(all)
    }
}

pub fn text(words: &str) -> Answer {
    Answer::Text { text: words.to_owned() }
}

pub fn level(value: u8, reason: &str) -> Answer {
    Answer::Level { value, reason: reason.to_owned() }
}
