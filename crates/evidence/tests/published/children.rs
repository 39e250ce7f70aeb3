//! Children with a child status check at baseline and half a year later, chosen one by one so that each factor changes
//! by the printed percentage. Beside them what a real register holds as well: children seen once, third checks,
//! corrections, records of other tools.

use crate::cohort::Chance;
use crate::held::{Held, level, text};
use domain::instrument::Answers;
use domain::time::Day;

/// Items of the child status index and the "% improvement" printed for each.
pub const FACTORS: [(&str, i64); 12] = [
    ("1A", 12),
    ("1B", 7),
    ("2A", 20),
    ("2B", 10),
    ("3A", 11),
    ("3B", 15),
    ("4A", 5),
    ("4B", 8),
    ("5A", 4),
    ("5B", 1),
    ("6A", 0),
    ("6B", 2),
];
/// Children with both checks.
pub const CHILDREN: usize = 29;
/// Children without a second check near enough to the day.
pub const OTHERS: usize = 14;
const BEST: u8 = 4;

pub struct Study {
    pub held: Held,
    /// Records that another one corrects.
    pub corrected: usize,
}

/// Marks of the children in one factor, at baseline and half a year later.
struct Factor {
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Factor {
    /// Baselines are drawn until some whole number of steps makes the percentage, then steps are dealt out, some up and
    /// some down.
    fn new(percent: i64, chance: &mut Chance) -> Self {
        let (before, steps) = loop {
            let usual = 1 + chance.below(3);
            let mark = |chance: &mut Chance| (usual + chance.below(2)).clamp(1, usize::from(BEST)) as u8;
            let before: Vec<u8> = (0..CHILDREN).map(|_| mark(chance)).collect();
            let sum: i64 = before.iter().map(|mark| i64::from(*mark)).sum();
            // Inside the printed percent whether it was rounded or cut off.
            let steps = (percent * sum + 99) / 100;
            let room: i64 = before.iter().map(|mark| i64::from(BEST - mark)).sum();
            if 2 * (100 * steps - percent * sum) < sum && steps <= room {
                break (before, steps);
            }
        };
        let mut factor = Self { after: before.clone(), before };
        for _ in 0..chance.below(4) {
            if factor.step(-1, chance) {
                factor.step(1, chance);
            }
        }
        for _ in 0..steps {
            assert!(factor.step(1, chance));
        }
        factor
    }

    /// One child, chosen by chance among those who can, goes one level up or down.
    fn step(&mut self, by: i8, chance: &mut Chance) -> bool {
        let can = |mark: u8| if by > 0 { mark < BEST } else { mark > 1 };
        let those: Vec<usize> = (0..CHILDREN).filter(|child| can(self.after[*child])).collect();
        if those.is_empty() {
            return false;
        }
        let child = those[chance.below(those.len())];
        self.after[child] = self.after[child].checked_add_signed(by).unwrap();
        true
    }
}

impl Study {
    pub fn new(seed: u64) -> Self {
        let mut chance = Chance(seed);
        let factors: Vec<Factor> =
            FACTORS.iter().map(|(_, percent)| Factor::new(*percent, &mut chance)).collect();
        let mut study = Self { held: Held::default(), corrected: 0 };
        for child in 0..CHILDREN {
            study.pair(child, &factors, &mut chance);
        }
        for other in 0..OTHERS {
            study.without_pair(CHILDREN + other, &mut chance);
        }
        Chance(seed).shuffle(&mut study.held.0);
        study
    }

    /// A child's two checks, and now and then something beside them.
    fn pair(&mut self, child: usize, factors: &[Factor], chance: &mut Chance) {
        let marks = |of: fn(&Factor) -> &Vec<u8>| factors.iter().map(|f| of(f)[child]).collect::<Vec<u8>>();
        let first = start(chance);
        let later = first.plus_days(152 + chance.days(61));
        let whose = whose(child);
        let version = 1 + chance.below(2) as u16;
        self.check(whose, (version, first), &marks(|factor| &factor.before), chance);
        self.check(whose, (2, later), &marks(|factor| &factor.after), chance);
        if chance.yes(0.3) {
            self.check(whose, (2, first.plus_days(330)), &any(chance), chance);
        }
        if chance.yes(0.2) {
            // Nearer to the baseline than the two months that are allowed.
            self.check(whose, (2, first.plus_days(100)), &any(chance), chance);
        }
        if chance.yes(0.3) {
            let words = text("the aunt next door takes the children when it gets loud");
            self.held.add(whose, ("three-houses", 1), later, [("good".to_owned(), words)].into());
        }
    }

    /// One check. Some were first given wrongly and corrected: only the correction has these marks.
    fn check(
        &mut self,
        whose: (u128, Option<u128>),
        (version, on): (u16, Day),
        marks: &[u8],
        chance: &mut Chance,
    ) {
        if chance.yes(0.1) {
            self.held.add(whose, ("csi", version), on, answers(&any(chance)));
            self.held.correct(self.held.0.len() - 1, answers(marks));
            self.corrected += 1;
        } else {
            self.held.add(whose, ("csi", version), on, answers(marks));
        }
    }

    /// Seen once, or again far too early or too late.
    fn without_pair(&mut self, child: usize, chance: &mut Chance) {
        let first = start(chance);
        self.check(whose(child), (2, first), &any(chance), chance);
        if chance.yes(0.5) {
            let again = if chance.yes(0.5) { 20 + chance.days(100) } else { 250 + chance.days(100) };
            self.check(whose(child), (2, first.plus_days(again)), &any(chance), chance);
        }
    }
}

/// Some families have two of the children.
fn whose(child: usize) -> (u128, Option<u128>) {
    (1_000 + child as u128 / 2, Some(5_000 + child as u128))
}

fn start(chance: &mut Chance) -> Day {
    Day::new(2017, 6, 1).unwrap().plus_days(chance.days(200))
}

fn any(chance: &mut Chance) -> Vec<u8> {
    FACTORS.iter().map(|_| 1 + chance.below(usize::from(BEST)) as u8).collect()
}

/// A check with these marks, factor by factor.
pub fn answers(marks: &[u8]) -> Answers {
    let mut answers: Answers = FACTORS
        .iter()
        .zip(marks)
        .map(|((item, _), mark)| {
            ((*item).to_owned(), level(*mark, "seen at home and told by the grandmother"))
        })
        .collect();
    answers.insert("child_words".into(), text("I like it when we all eat together"));
    answers
}
