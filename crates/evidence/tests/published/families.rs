//! Families that part from their worker within a year, each with its problems and its result, chosen one by one so that
//! the year comes to the printed totals. Beside them: families that go on, that part in other years, earlier talks,
//! corrections, problem cards.

use crate::cohort::Chance;
use crate::held::{Held, level, text};
use domain::instrument::{Answer, Answers, Row, YesNo};
use domain::time::Day;

const FAMILIES: usize = 68;
const STATES: [(&str, usize); 3] = [("solved", 114), ("partly", 234), ("unsolved", 40)];
/// Best first.
const RATINGS: [(&str, usize); 4] = [("po_pp", 0), ("po_p", 26), ("po_pe", 40), ("po", 2)];
/// Administrative problems: the study says that 24 % of them were unsolved, not how many there were.
const PAPERS: [(&str, usize); 2] = [("unsolved", 6), ("partly", 19)];
const AREAS: [&str; 4] = ["economic", "education", "health", "psychosocial"];

pub struct Year {
    pub held: Held,
}

#[derive(Clone)]
struct Problem {
    state: &'static str,
    area: &'static str,
}

impl Year {
    pub fn new(seed: u64) -> Self {
        let mut chance = Chance(seed);
        let mut held = Held::default();
        for (family, (problems, rating)) in families(&mut chance).into_iter().enumerate() {
            part(&mut held, family as u128, &problems, rating, &mut chance);
        }
        for other in 0..12_usize {
            let family = (FAMILIES + other) as u128;
            let (on, decision) = if other % 2 == 0 {
                (within(&mut chance), if chance.yes(0.5) { "go_on" } else { "step_back" })
            } else {
                let days = 1 + chance.days(300);
                (
                    if chance.yes(0.5) {
                        first_day().plus_days(-days)
                    } else {
                        first_day().plus_days(364 + days)
                    },
                    "close",
                )
            };
            talk(&mut held, family, on, answers(&some(&mut chance), "po_pe", decision, on));
        }
        chance.shuffle(&mut held.0);
        Self { held }
    }
}

/// Of the year that was published.
fn first_day() -> Day {
    Day::new(2017, 7, 1).unwrap()
}

fn within(chance: &mut Chance) -> Day {
    first_day().plus_days(chance.days(365))
}

fn talk(held: &mut Held, family: u128, on: Day, answers: Answers) {
    held.add((2_000 + family, None), ("phase-out", 1), on, answers);
}

/// The record with which a family leaves, and now and then what came before it.
fn part(held: &mut Held, family: u128, problems: &[Problem], rating: &str, chance: &mut Chance) {
    let on = within(chance);
    if chance.yes(0.2) {
        // Within the year or before it: in neither case the last word.
        let early = on.plus_days(-1 - chance.days(90));
        talk(held, family, early, answers(&some(chance), "po", "go_on", early));
    }
    if chance.yes(0.3) {
        let cards = [("card".to_owned(), cards(problems))].into();
        held.add((2_000 + family, None), ("problem-cards", 1), on.plus_days(-150), cards);
    }
    if chance.yes(0.15) {
        talk(held, family, on, answers(&some(chance), "po_pp", "close", on));
        held.correct(held.0.len() - 1, answers(problems, rating, "close", on));
    } else {
        talk(held, family, on, answers(problems, rating, "close", on));
    }
}

fn deck<'a>(counts: &[(&'a str, usize)]) -> Vec<&'a str> {
    counts.iter().flat_map(|(code, count)| std::iter::repeat_n(*code, *count)).collect()
}

/// Every problem of the year, dealt out; who solved most of hers is judged best.
fn families(chance: &mut Chance) -> Vec<(Vec<Problem>, &'static str)> {
    let mut problems: Vec<Problem> = deck(&STATES)
        .into_iter()
        .map(|state| Problem { state, area: AREAS[chance.below(AREAS.len())] })
        .collect();
    chance.shuffle(&mut problems);
    for (state, count) in PAPERS {
        let those = problems.iter_mut().filter(|problem| problem.state == state).take(count);
        those.for_each(|problem| problem.area = "administrative");
    }
    chance.shuffle(&mut problems);
    let mut families = vec![Vec::new(); FAMILIES];
    for (at, problem) in problems.into_iter().enumerate() {
        // Nobody leaves without a problem that was worked on.
        let family = if at < FAMILIES { at } else { chance.below(FAMILIES) };
        families[family].push(problem);
    }
    let solved = |problems: &Vec<Problem>| {
        problems.iter().filter(|problem| problem.state == "solved").count() * 1_000 / problems.len()
    };
    families.sort_by_key(|problems| std::cmp::Reverse(solved(problems)));
    let mut judged: Vec<_> = families.into_iter().zip(deck(&RATINGS)).collect();
    chance.shuffle(&mut judged);
    judged
}

/// Problems that belong to no total.
fn some(chance: &mut Chance) -> Vec<Problem> {
    let one = |chance: &mut Chance| Problem {
        state: STATES[chance.below(3)].0,
        area: AREAS[chance.below(AREAS.len())],
    };
    (0..=chance.below(6)).map(|_| one(chance)).collect()
}

fn cards(problems: &[Problem]) -> Answer {
    let row = |(at, problem): (usize, &Problem)| {
        let fields = [
            ("problem", "the landlord wants the rent by the end of the month"),
            ("reasons", "no work on the building site since the rains"),
            ("area", problem.area),
            ("state", problem.state),
        ];
        let fields = fields.into_iter().map(|(code, value)| (code.to_owned(), value.to_owned())).collect();
        Row { id: format!("c{at}"), fields }
    };
    Answer::List { rows: problems.iter().enumerate().map(row).collect() }
}

/// A phase-out talk in which everything is answered.
fn answers(problems: &[Problem], rating: &str, decision: &str, on: Day) -> Answers {
    let no = || Answer::YesNo { value: YesNo::No, reason: String::new() };
    let choice = |option: &str, reason: &str| Answer::Choice { option: option.into(), reason: reason.into() };
    let date = |day: Day| Answer::When { value: day.to_string(), about: false };
    let signed = |who: &str| Answer::Signature { who: who.into(), thumb: true, strokes: Vec::new() };
    let turn_to = [("who", "the grandmother"), ("what_for", "when money is short")];
    let turn_to = turn_to.into_iter().map(|(code, value)| (code.to_owned(), value.to_owned())).collect();
    let all = [
        ("self_reliance", level(3, "went to the commune office alone")),
        ("card", cards(problems)),
        ("new_problems", no()),
        ("open_worry", no()),
        ("caregiver_view", text("We know now where to ask")),
        ("child_view", text("Come and see my school book")),
        ("met_on", date(on)),
        ("supervisor_there", Answer::YesNo { value: YesNo::Yes, reason: String::new() }),
        ("supervisor_says", text("The family decides for itself")),
        ("rating", choice(rating, "by what was solved and how the family helps itself")),
        ("decision", choice(decision, "")),
        ("sign_worker", signed("the worker")),
    ];
    let mut all: Answers = all.into_iter().map(|(code, answer)| (code.to_owned(), answer)).collect();
    if decision == "go_on" {
        all.insert("go_on_until".into(), date(on.plus_days(60)));
    } else {
        all.insert("turn_to".into(), Answer::List { rows: vec![Row { id: "t1".into(), fields: turn_to }] });
        all.insert("look_in".into(), date(on.plus_days(90)));
    }
    all
}
