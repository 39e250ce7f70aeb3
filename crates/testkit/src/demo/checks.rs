//! Completed assessments for the demonstration: the child status check and the strengths and safety map.

use super::words;
use crate::dice::Dice;
use domain::instrument::{Answer, Answers, Rating, Row, Voice};
use domain::time::Day;
use std::collections::BTreeMap;

/// Answers to the child status check: twelve marks with their reasons, and the child's words.
pub fn status(marks: &[(u8, String)], child_words: &str, family_words: &str) -> Answers {
    let mut answers = Answers::new();
    answers.insert("child_words".into(), Answer::Text { text: child_words.to_owned() });
    answers.insert("family_words".into(), Answer::Text { text: family_words.to_owned() });
    for (factor, (value, reason)) in words::FACTORS.iter().zip(marks) {
        answers.insert(factor.code.into(), Answer::Level { value: *value, reason: reason.clone() });
    }
    answers
}

/// Marks of a theme as they were at the first check, or as many steps better as time has passed.
pub fn marks(
    first: [u8; 12],
    better: u8,
    dice: &mut Dice,
    fill: impl Fn(&str) -> String,
) -> Vec<(u8, String)> {
    words::FACTORS
        .iter()
        .zip(first)
        .map(|(factor, mark)| {
            let wander = u8::from(better == 0 && mark == 4 && dice.chance(12));
            let gain = if better > 0 && dice.chance(75) { better } else { 0 };
            // The mark for safety is left as it is: a harsher one must come with a worry, which only stories do.
            let value = if factor.code == "3A" {
                mark.max(3)
            } else {
                (mark + gain).saturating_sub(wander).clamp(1, 4)
            };
            (value, fill(dice.text(factor.reasons(value))))
        })
        .collect()
}

/// A row of a list.
pub fn row(id: &str, fields: &[(&str, &str)]) -> Row {
    let fields: BTreeMap<String, String> =
        fields.iter().map(|(code, text)| ((*code).to_owned(), (*text).to_owned())).collect();
    Row { id: id.to_owned(), fields }
}

/// One danger on a map.
pub struct Danger {
    /// Who is worried.
    pub who: String,
    /// About what.
    pub about: String,
    /// What it would do to the child.
    pub impact: String,
    /// What we shall see instead.
    pub seen: String,
    /// For how long.
    pub how_long: String,
}

/// What a map says.
pub struct Map {
    /// What is strong, and who says so.
    pub strengths: Vec<(String, String)>,
    /// The child's words.
    pub child_words: String,
    /// The danger.
    pub danger: Danger,
    /// What makes it harder.
    pub harder: String,
    /// The next step: what, who, by when.
    pub next: (String, String, Day),
    /// Numbers: who speaks, name or id, number, why, what would make it one higher.
    pub ratings: Vec<(Voice, String, u8, String, String)>,
}

/// Answers to the strengths and safety map.
pub fn map(map: &Map) -> Answers {
    let mut answers = Answers::new();
    let list = |rows| Answer::List { rows };
    let strengths = (1..)
        .zip(&map.strengths)
        .map(|(n, (what, by))| row(&format!("strength-{n}"), &[("what", what), ("said_by", by)]));
    answers.insert("strength".into(), list(strengths.collect()));
    answers.insert("child_words".into(), Answer::Text { text: map.child_words.clone() });
    let danger = &map.danger;
    let fields = [("who_worried", danger.who.as_str()), ("about", &danger.about), ("impact", &danger.impact)];
    answers.insert("danger".into(), list(vec![row("danger-1", &fields)]));
    answers.insert("complicating".into(), list(vec![row("harder-1", &[("what", &map.harder)])]));
    let goal = [
        ("danger", "danger-1"),
        ("seen", &danger.seen),
        ("how_long", &danger.how_long),
        ("whose", "together"),
    ];
    answers.insert("safety_goal".into(), list(vec![row("goal-1", &goal)]));
    let (what, who, by) = &map.next;
    let by = by.to_string();
    let next = [("what", what.as_str()), ("who", who), ("by_when", &by), ("goal", "goal-1")];
    answers.insert("next_step".into(), list(vec![row("step-1", &next)]));
    let ratings = map.ratings.iter().map(|(rater, who, score, reason, one_higher)| Rating {
        rater: *rater,
        who: who.clone(),
        score: *score,
        reason: reason.clone(),
        one_higher: one_higher.clone(),
        about: None,
    });
    answers.insert("safety_scale".into(), Answer::Scale { ratings: ratings.collect() });
    answers
}
