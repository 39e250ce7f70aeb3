//! What families of the demonstration go through, in words. Every text is our own and of nobody in particular.
//!
//! Marks in the texts: `{c}` the child the work is about most, `{d}` another child, `{m}` the caregiver and `{f}`
//! the other grown-up, both with the word by which one speaks to them, `{v}` the village, `{w}` the worker.

mod hardship;
mod home;
mod loss;

/// How the family is made up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Father and mother with their children.
    Couple,
    /// The father has died; the mother's mother lives with them.
    Widow,
    /// The mother, her second husband and children of both.
    StepFather,
    /// Grandparents; the parents work in Thailand.
    Grandparents,
    /// The mother's younger sister cares; both parents are gone.
    Aunt,
    /// The father is in prison; mother and children.
    FatherAway,
    /// The father alone; the mother has left.
    FatherAlone,
}

/// Who does a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// The caregiver.
    Carer,
    /// The child.
    Child,
    /// The worker.
    Worker,
    /// Somebody else, in words.
    Other(&'static str),
}

/// A goal as a family says it, with what follows from it.
#[derive(Debug)]
pub struct GoalText {
    /// The family's words.
    pub words: &'static str,
    /// How we shall see it.
    pub reached: &'static str,
    /// The item of the child status check that it answers.
    pub item: &'static str,
    /// Steps, small ones first.
    pub steps: &'static [(&'static str, Does)],
}

/// A danger and what would put it to rest.
#[derive(Debug)]
pub struct DangerText {
    /// What may happen.
    pub about: &'static str,
    /// What it would do to the child.
    pub impact: &'static str,
    /// What we shall see instead.
    pub seen: &'static str,
    /// What makes it harder.
    pub harder: &'static str,
}

/// A worry about somebody's safety that belongs to a theme.
#[derive(Debug)]
pub struct ConcernText {
    /// Kind, a code.
    pub kind: &'static str,
    /// What is worrying.
    pub what: &'static str,
    /// Who said so.
    pub said_by: &'static str,
    /// What was done at once.
    pub done: &'static str,
    /// What the supervisor answers.
    pub answer: &'static str,
    /// How it ended.
    pub settled: &'static str,
}

/// One kind of hardship.
#[derive(Debug)]
pub struct Theme {
    /// Short name.
    pub code: &'static str,
    /// How such a family is made up.
    pub shape: Shape,
    /// Codes of the protocol's list of reasons.
    pub reasons: &'static [&'static str],
    /// Codes of the protocol's list of referrers.
    pub sources: &'static [&'static str],
    /// What the referrer says.
    pub stories: &'static [&'static str],
    /// The same in English, from another organisation.
    pub story_en: &'static str,
    /// What is strong.
    pub strengths: &'static [&'static str],
    /// What is seen in the beginning.
    pub early: &'static [&'static str],
    /// What is seen later.
    pub late: &'static [&'static str],
    /// What a child says in the beginning.
    pub child_early: &'static [&'static str],
    /// What a child says later.
    pub child_late: &'static [&'static str],
    /// Goals.
    pub goals: &'static [GoalText],
    /// The danger, for the map.
    pub danger: DangerText,
    /// A worry, if such families bring one.
    pub concern: Option<ConcernText>,
    /// Marks of the twelve factors at the first check, in the order 1A 1B 2A 2B … 6B.
    pub marks: [u8; 12],
}

/// Every theme.
pub const ALL: [&Theme; 11] = [
    &hardship::FOOD,
    &hardship::DEBT,
    &hardship::WORK,
    &hardship::ILLNESS,
    &home::MIGRATION,
    &home::STEP,
    &home::VIOLENCE,
    &home::DISABILITY,
    &loss::WIDOW,
    &loss::ORPHANS,
    &loss::PRISON,
];
