//! What the answers amount to: scores, bands, flags, gates and what is proposed.

use super::super::expr::{Expr, NodeId};
use super::world::World;
use super::{BandResult, GateResult, GateState, Problem, ProblemKind, ScoreResult};
use crate::instrument::{Answer, Band, Banding, Flag, Score, ScoreMethod, is_blank};
use crate::sorted::Put;

/// A number in thousandths, none when it is no number.
fn thousandths(number: f64) -> Option<i64> {
    const MOST: f64 = 9.0e15;
    let scaled = (number * 1000.0).round();
    // Within these bounds every whole number is exact.
    #[allow(clippy::cast_possible_truncation, reason = "bounded above")]
    (scaled.abs() <= MOST).then_some(scaled as i64)
}

/// Thousandths as expressions read them.
fn written(thousandths: i64) -> String {
    super::value::number(thousandths, 3)
}

/// Reckons a score and puts it where later expressions read it.
pub(super) fn score(world: &mut World<'_, '_>, score: &Score, rule: Option<&Expr>, node: NodeId) {
    let mut sum = Sum::default();
    match &score.method {
        ScoreMethod::Sum { items } => {
            for value in values(world, items) {
                sum.add(&value, |value| value.trim().parse::<f64>().ok().and_then(thousandths));
            }
        }
        ScoreMethod::Count { items, of } => {
            for value in values(world, items) {
                sum.add(&value, |value| {
                    Some(if value.split(' ').any(|one| of.iter().any(|of| of == one)) { 1000 } else { 0 })
                });
            }
        }
        ScoreMethod::Weighted { weights } => {
            for weight in weights {
                let times = i64::from(weight.thousandths);
                for value in values(world, std::slice::from_ref(&weight.item)) {
                    sum.add(&value, |value| match &weight.of {
                        Some(of) => Some(if value.split(' ').any(|one| one == of) { times } else { 0 }),
                        None => value.trim().parse::<f64>().ok().and_then(|mark| {
                            // A weight is in thousandths and the result too.
                            thousandths(mark * f64::from(weight.thousandths) / 1000.0)
                        }),
                    });
                }
            }
        }
        ScoreMethod::Rule { .. } => {
            let root = world.tree.root();
            let number = world.number(&score.code, rule, root);
            sum.total = number.and_then(thousandths);
        }
    }
    let written = sum.total.map(written).unwrap_or_default();
    world.tree.set_value(node, &written);
    world.out.scores.push(ScoreResult {
        code: score.code.clone(),
        thousandths: sum.total,
        answered: sum.answered,
        of: sum.of,
    });
}

/// What is added up. Nothing answered is no number, not zero.
#[derive(Default)]
struct Sum {
    total: Option<i64>,
    answered: u32,
    of: u32,
}

impl Sum {
    fn add(&mut self, value: &str, counts: impl Fn(&str) -> Option<i64>) {
        self.of += 1;
        if value.is_empty() {
            return;
        }
        if let Some(counted) = counts(value) {
            self.answered += 1;
            self.total = Some(self.total.unwrap_or(0).saturating_add(counted));
        }
    }
}

/// The texts of the items that are asked, every instance of them.
fn values(world: &World<'_, '_>, items: &[String]) -> Vec<String> {
    let cells = items.iter().flat_map(|code| world.cells_of(code));
    let asked = cells.filter_map(|cell| world.cells.get(cell)).filter(|cell| !cell.hidden && cell.leaf);
    asked.map(|cell| world.tree.value(cell.node).to_owned()).collect()
}

/// Which band: by score or rules, then what forces a more serious one, then what somebody set.
pub(super) fn banding(world: &mut World<'_, '_>, banding: &Banding, rules: &[Option<Expr>], node: NodeId) {
    let root = world.tree.root();
    let score = banding.score.as_ref().map(|code| {
        world.out.scores.iter().find(|score| score.code == *code).map(|s| (s.thousandths, s.answered))
    });
    let (total, enough) = match score {
        Some(Some((total, answered))) => (total, answered >= u32::from(banding.needs_answered)),
        Some(None) => (None, false),
        None => (None, true),
    };
    let mut reckoned = None;
    if enough {
        for (at, (band, rule)) in banding.bands.iter().zip(rules).enumerate() {
            let within = banding.score.is_none() || total.is_some_and(|total| lies_in(band, total));
            let holds = band.when.is_none() || world.truth(&banding.code, rule.as_ref(), root) == Some(true);
            if within && holds {
                reckoned = Some(at);
                break;
            }
        }
    }
    let (forced, forced_by) = forced(world, banding);
    let mut band = reckoned.max(forced);
    let mut overridden = false;
    if let Some(Answer::Override { band: set, reason }) = world.answers.get(&banding.code) {
        let found = banding.bands.iter().position(|band| band.code == *set);
        let wrong = match (banding.may_override, found, is_blank(reason)) {
            (false, _, _) | (true, None, _) => Some(ProblemKind::UnknownBand),
            (true, Some(_), true) => Some(ProblemKind::MissingReason),
            (true, Some(_), false) => None,
        };
        if let Some(kind) = wrong {
            let item = Some(banding.code.clone());
            world.out.problems.push(Problem { item, ..Problem::whole(kind) });
        } else {
            (band, overridden) = (found, true);
        }
    }
    let code = |at: Option<usize>| at.and_then(|at| banding.bands.get(at)).map(|band| band.code.clone());
    let result = BandResult {
        banding: banding.code.clone(),
        reckoned: code(reckoned),
        forced_by,
        overridden,
        band: code(band),
    };
    world.tree.set_value(node, result.band.as_deref().unwrap_or_default());
    world.out.bands.push(result);
}

fn lies_in(band: &Band, total: i64) -> bool {
    band.from.is_none_or(|from| total >= from.saturating_mul(1000))
        && band.to.is_none_or(|to| total <= to.saturating_mul(1000))
}

/// The most serious band that a flag forces, and which flags do.
fn forced(world: &mut World<'_, '_>, banding: &Banding) -> (Option<usize>, Vec<String>) {
    let (mut forced, mut by) = (None, Vec::new());
    let compiled = world.compiled;
    for (flag, when) in &compiled.flags {
        if flag.banding.as_deref() != Some(banding.code.as_str()) || !raised(world, flag, when.as_ref()) {
            continue;
        }
        let at = flag.forces.as_ref().and_then(|code| banding.bands.iter().position(|b| b.code == *code));
        if at.is_some() {
            forced = forced.max(at);
            by.push(flag.code.clone());
        }
    }
    (forced, by)
}

fn raised(world: &mut World<'_, '_>, flag: &Flag, when: Option<&Expr>) -> bool {
    let root = world.tree.root();
    world.truth(&flag.code, when, root) == Some(true)
}

/// Flags, gates and steps, when everything else is known.
pub(super) fn conclude(world: &mut World<'_, '_>) {
    let compiled = world.compiled;
    let root = world.tree.root();
    for (flag, when) in &compiled.flags {
        if raised(world, flag, when.as_ref()) {
            world.out.flags.push(flag.code.clone());
        }
    }
    for (gate, when) in &compiled.gates {
        let missing = gate.needs.iter().any(|code| !is_given(world, code));
        let state = match world.truth(&gate.code, when.as_ref(), root) {
            _ if missing => GateState::Unknown,
            None => GateState::Unknown,
            Some(true) => GateState::Holds,
            Some(false) => GateState::Fails,
        };
        world.out.gates.push(GateResult { code: gate.code.clone(), state });
    }
    for (step, when) in &compiled.steps {
        if world.truth(&step.code, when.as_ref(), root) == Some(true) {
            world.out.next_steps.push(step.code.clone());
        }
    }
    // Scores and bands are reckoned in the order of their needs and told in that of the document.
    let place = |code: &str| compiled.by_code.get(code).copied();
    world.out.scores.put_by_key(|score| place(&score.code));
    world.out.bands.put_by_key(|band| place(&band.banding));
}

/// Whether something is answered wherever it is asked, and asked at all. Rows count as an answer.
fn is_given(world: &World<'_, '_>, code: &str) -> bool {
    let cells = world.cells_of(code);
    let mut asked =
        cells.iter().filter_map(|cell| world.cells.get(*cell)).filter(|cell| !cell.hidden).peekable();
    asked.peek().is_some()
        && asked.all(|cell| {
            if cell.leaf {
                !world.tree.value(cell.node).is_empty()
                    || matches!(cell.answers.get(code), Some(Answer::NotApplicable { .. }))
            } else {
                cell.answers.contains_key(code)
            }
        })
}
