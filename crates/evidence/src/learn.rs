//! From screens and outcomes to a proposal or a refusal.

use crate::bootstrap::{Refit, Resampled};
use crate::calibration::{calibration, groups};
use crate::discrimination::{Auc, at_cut_off, roc};
use crate::fairness::{Breakdown, Dimension, Labels, Scored, Version, breakdowns};
use crate::intake::Cohort;
use crate::numbers::{Estimate, Share, expit, variance};
use crate::points::{Scale, totals};
use crate::proposal::{ItemProposal, LeftOut, Need, Performance, Proposal, Refusal, Shortfall, Verdict};
use crate::reliability::{Reliability, reliability};
use crate::ridge::{Convergence, as_probabilities};
use crate::sample_size::{Needed, needed};
use crate::screen::{Direction, Horizon, Item, Screen};
use crate::settings::Settings;
use crate::warnings::warnings;
use crate::weights::{CrossValidated, Design, Model};

/// Learns from screens what the weights of the index could be, and how good it is now.
///
/// Pure: the same screens (in any order) and settings give the same answer. Nothing is applied.
///
/// # Errors
/// A [`Refusal`] that names what was had and what is needed, when the families are too few, too many are lost, the items
/// do not vary, or the input cannot be worked with.
pub fn learn(screens: &[Screen], settings: &Settings) -> Result<Proposal, Refusal> {
    check(screens, settings)?;
    let cohort = Cohort::new(screens, settings);
    let candidates = Candidates::new(&cohort, settings);
    let needed = enough(&cohort, &candidates, settings)?;
    Learner { cohort, candidates, settings }.propose(needed)
}

/// Reliability alone, which needs no outcomes and no sample size: of the first screen of each family, strengths turned
/// round.
///
/// # Errors
/// [`Refusal::BadSetting`] or [`Refusal::OtherItems`].
pub fn reliability_of(screens: &[Screen], settings: &Settings) -> Result<Reliability, Refusal> {
    check(screens, settings)?;
    Ok(hang_together(&Cohort::new(screens, settings), settings))
}

fn check(screens: &[Screen], settings: &Settings) -> Result<(), Refusal> {
    if let Some(setting) = settings.unusable() {
        return Err(Refusal::BadSetting { setting: setting.to_owned() });
    }
    let width = settings.index.items.len();
    let others = screens.iter().filter(|screen| screen.items.len() != width).count();
    if others > 0 { Err(Refusal::OtherItems { screens: others, needed: width }) } else { Ok(()) }
}

fn hang_together(cohort: &Cohort<'_>, settings: &Settings) -> Reliability {
    let items = &settings.index.items;
    let turned = |item: &Item, answer: Option<f64>| match item.direction {
        Direction::Raises => item.span_of(answer) * item.top,
        Direction::Lowers => (1.0 - item.span_of(answer)) * item.top,
    };
    let row = |screen: &&Screen| items.iter().zip(&screen.items).map(|(item, a)| turned(item, *a)).collect();
    let rows: Vec<Vec<f64>> = cohort.all.iter().map(row).collect();
    reliability(&rows, settings.level)
}

/// The items that may have a weight.
struct Candidates<'a> {
    /// For each item of the index: its answers (0 to 1, not a number where missing) and why it is left out, if it is.
    columns: Vec<(Vec<f64>, Option<LeftOut>)>,
    items: Vec<&'a Item>,
    /// Answers of the items that are not left out.
    chosen: Vec<Vec<f64>>,
}

impl<'a> Candidates<'a> {
    fn new(cohort: &Cohort<'_>, settings: &'a Settings) -> Self {
        let mut candidates = Self { columns: Vec::new(), items: Vec::new(), chosen: Vec::new() };
        for (at, item) in settings.index.items.iter().enumerate() {
            let answer = |screen: &&Screen| item.span_of(screen.items.get(at).copied().flatten());
            let column: Vec<f64> = cohort.used.iter().map(answer).collect();
            let known: Vec<f64> = column.iter().copied().filter(|value| value.is_finite()).collect();
            let missing = (column.len() - known.len()) as f64 / column.len().max(1) as f64;
            let left_out = if missing > settings.most_missing {
                Some(LeftOut::Missing)
            } else if variance(&known).is_none_or(|spread| spread < 1e-12) {
                Some(LeftOut::Constant)
            } else {
                candidates.items.push(item);
                candidates.chosen.push(column.clone());
                None
            };
            candidates.columns.push((column, left_out));
        }
        candidates
    }
}

/// Refuses what is too little; otherwise says how much was needed.
fn enough(cohort: &Cohort<'_>, candidates: &Candidates<'_>, settings: &Settings) -> Result<Needed, Refusal> {
    let intake = &cohort.intake;
    let (used, events, items) = (intake.used, intake.events, candidates.items.len());
    let for_items = (settings.least_events_per_item * items as f64).ceil() as usize;
    let by_riley = needed(items, events as f64 / used.max(1) as f64, settings.assumed);
    let wanted = [
        (Need::Events, events, settings.least_of_each.max(for_items)),
        (Need::NonEvents, used - events, settings.least_of_each),
        (Need::Families, used, by_riley.map_or(2 * settings.least_of_each, Needed::families)),
    ];
    let short = wanted.into_iter().filter(|(_, had, needed)| had < needed);
    let shortfalls: Vec<Shortfall> = short.map(|(of, had, needed)| Shortfall { of, had, needed }).collect();
    if !shortfalls.is_empty() {
        return Err(Refusal::TooLittle { shortfalls, intake: Box::new(intake.clone()), items });
    }
    if intake.lost_share() > settings.most_lost {
        let due = intake.lost + used;
        let most = (settings.most_lost * due as f64).floor() as usize;
        return Err(Refusal::TooManyLost { lost: intake.lost, due, most });
    }
    match by_riley {
        Some(needed) if items > 0 => Ok(needed),
        Some(_) | None => Err(Refusal::NoVariation { items: settings.index.items.len() }),
    }
}

struct Learner<'a> {
    cohort: Cohort<'a>,
    candidates: Candidates<'a>,
    settings: &'a Settings,
}

/// What was fitted.
struct Fitted {
    model: Model,
    scale: Scale,
    points: Vec<i32>,
    resampled: Resampled,
    unshrunk: Vec<Option<Estimate>>,
}

impl Learner<'_> {
    fn propose(self, needed: Needed) -> Result<Proposal, Refusal> {
        let broken = Refusal::NotConverged { how: Convergence::NotFinite };
        let (settings, cohort) = (self.settings, &self.cohort);
        let (outcomes, level) = (cohort.outcomes.as_slice(), settings.level);
        let design = Design { columns: &self.candidates.chosen, outcomes };
        let validated = design.cross_validate(settings.folds, settings.repeats, settings.seed);
        let CrossValidated { penalty, held_out } = validated.ok_or(broken.clone())?;
        let fitted = self.fit(&design, penalty.lambda)?;

        let log_odds = design.log_odds(&fitted.model);
        let totals = totals(&self.candidates.chosen, &self.candidates.items, &fitted.points);
        let auc = |scores: &[f64]| Auc::new(scores, outcomes).ok_or(broken.clone());
        let (auc_now, auc_weights, auc_points) = (auc(&cohort.scores)?, auc(&log_odds)?, auc(&totals)?);
        let (optimism, of_points) = (fitted.resampled.optimism(), fitted.resampled.optimism_of_points());
        let cut_offs = &settings.index.cut_offs;
        let matched: Vec<f64> = cut_offs.iter().map(|at| matching(&cohort.scores, *at, &totals)).collect();
        let performance = |auc: &Auc, optimism: f64, scores: &[f64], cut_offs: &[f64]| {
            let auc = auc.estimate(level).ok_or(broken.clone())?;
            let corrected = auc.shifted(-optimism, 0.0, 1.0);
            let cut_offs = cut_offs.iter().map(|at| at_cut_off(scores, outcomes, *at, level)).collect();
            Ok(Performance { auc, optimism, corrected, cut_offs, roc: roc(scores, outcomes) })
        };
        let now = performance(&auc_now, 0.0, &cohort.scores, cut_offs)?;
        let proposed = performance(&auc_points, of_points, &totals, &matched)?;
        let unrounded =
            Performance { roc: Vec::new(), ..performance(&auc_weights, optimism, &log_odds, &[])? };
        let gain =
            auc_points.gain_over(&auc_now, level).ok_or(broken.clone())?.shifted(-of_points, -1.0, 1.0);

        let held_out: Vec<f64> = held_out.into_iter().map(expit).collect();
        let overall = cohort.intake.events as f64 / cohort.intake.used.max(1) as f64;
        let by_score =
            as_probabilities(&cohort.scores, outcomes).unwrap_or_else(|| vec![overall; outcomes.len()]);
        let fairness = self.fairness(&[
            Scored { version: Version::Now, scores: &cohort.scores, probabilities: &by_score, cut_offs },
            Scored {
                version: Version::Proposed,
                scores: &totals,
                probabilities: &held_out,
                cut_offs: &matched,
            },
        ]);
        let mut proposal = Proposal {
            settings: settings.clone(),
            intake: cohort.intake.clone(),
            needed,
            reliability: hang_together(cohort, settings),
            now,
            now_at_other: self.at_other(),
            now_groups: groups(&by_score, outcomes, level),
            items: self.items(&fitted),
            scale: fitted.scale,
            penalty,
            convergence: fitted.model.convergence,
            unrounded,
            proposed,
            gain,
            verdict: verdict(gain),
            calibration: calibration(&held_out, outcomes, level).ok_or(broken)?,
            fairness,
            warnings: Vec::new(),
        };
        proposal.warnings = warnings(&proposal, fitted.resampled.failed);
        Ok(proposal)
    }

    /// The weights on all families, as points, and on every resample.
    fn fit(&self, design: &Design<'_>, lambda: f64) -> Result<Fitted, Refusal> {
        let everyone: Vec<usize> = (0..design.outcomes.len()).collect();
        let model = design.fit((&everyone, None), lambda, None);
        let model = model.ok_or(Refusal::NotConverged { how: Convergence::NotFinite })?;
        if !model.convergence.reached() {
            return Err(Refusal::NotConverged { how: model.convergence });
        }
        let (scale, points) = self.rounded(design, &model).ok_or(Refusal::NothingToLearn)?;
        let refit =
            Refit { design, items: &self.candidates.items, lambda, heaviest: scale.heaviest, full: &model };
        let resampled = refit.resample(self.settings.resamples, self.settings.seed);
        let unshrunk = design.unshrunk(self.settings.level).unwrap_or_default();
        Ok(Fitted { model, scale, points, resampled, unshrunk })
    }

    /// The fewest points that cost no more AUC than allowed; if none does, those that cost least.
    fn rounded(&self, design: &Design<'_>, model: &Model) -> Option<(Scale, Vec<i32>)> {
        let weights: Vec<f64> = model.coefficients.iter().skip(1).copied().collect();
        let area = |scores: &[f64]| Auc::new(scores, design.outcomes).map_or(0.0, |auc| auc.value);
        let wanted = area(&design.log_odds(model)) - self.settings.rounding_cost;
        let mut best: Option<(f64, Scale, Vec<i32>)> = None;
        for heaviest in 1..=self.settings.most_points {
            let scale = Scale::new(&weights, heaviest)?;
            let items = &self.candidates.items;
            let points: Vec<i32> =
                weights.iter().zip(items).map(|(w, item)| scale.points(*w, item)).collect();
            let reached = area(&totals(design.columns, items, &points));
            let nothing = points.iter().all(|points| *points == 0);
            if !nothing && best.as_ref().is_none_or(|(area, ..)| reached > *area) {
                best = Some((reached, scale, points));
            }
            if !nothing && reached >= wanted {
                break;
            }
        }
        best.map(|(_, scale, points)| (scale, points))
    }

    fn items(&self, fitted: &Fitted) -> Vec<ItemProposal> {
        let (level, index) = (self.settings.level, &self.settings.index.items);
        let most_now: f64 = index.iter().map(|item| item.weight.abs() * item.top).sum();
        let reach = |points: i32, item: &Item| f64::from(points.abs()) * item.top;
        let chosen = fitted.points.iter().zip(&self.candidates.items);
        let most_proposed: f64 = chosen.map(|(points, item)| reach(*points, item)).sum();
        let share = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
        let mut place = 0..;
        let of_item = |(item, (column, left_out)): (&Item, &(Vec<f64>, Option<LeftOut>))| {
            let known = column.iter().filter(|value| value.is_finite()).count();
            let above = column.iter().filter(|value| **value > 0.0).count();
            // Items that are left out have no place among the weights.
            let at = if left_out.is_none() { place.next() } else { None };
            let weight = at.and_then(|at: usize| fitted.model.coefficients.iter().nth(at + 1).copied());
            let points = at.and_then(|at| fitted.points.get(at).copied());
            ItemProposal {
                code: item.code.clone(),
                answered_above_nil: Share::new(above, known, level),
                missing: Share::new(column.len() - known, column.len(), level),
                now: item.weight,
                share_now: share(item.weight.abs() * item.top, most_now),
                left_out: *left_out,
                unshrunk: at.and_then(|at| fitted.unshrunk.get(at).copied().flatten()),
                log_odds: at.zip(weight).and_then(|(at, weight)| {
                    let (low, high) = fitted.resampled.weight(at, level)?;
                    Estimate::new(weight, low, high)
                }),
                same_sign: at.zip(weight).map(|(at, weight)| fitted.resampled.same_sign(at, weight)),
                points,
                points_between: at.and_then(|at| fitted.resampled.points(at, level)),
                share_proposed: points.and_then(|points| share(reach(points, item), most_proposed)),
            }
        };
        index.iter().zip(&self.candidates.columns).map(of_item).collect()
    }

    /// The index in force at the other horizon, if there are as many of each outcome as are asked for here.
    fn at_other(&self) -> Option<(Horizon, Estimate)> {
        let horizon = self.settings.horizon.other();
        let due = |screen: &&&Screen| screen.day.saturating_add(horizon.days()) <= self.settings.as_of;
        let known = self
            .cohort
            .all
            .iter()
            .filter(due)
            .filter_map(|screen| Some((screen.score, screen.outcome(horizon)?)));
        let (scores, outcomes): (Vec<f64>, Vec<bool>) = known.unzip();
        let auc = Auc::new(&scores, &outcomes)?;
        let (events, others) = auc.counts();
        let enough = events.min(others) >= self.settings.least_of_each;
        Some((horizon, auc.estimate(self.settings.level).filter(|_| enough)?))
    }

    fn fairness(&self, scored: &[Scored<'_>]) -> Vec<Breakdown> {
        let used = &self.cohort.used;
        let labels: [Labels<'_>; 3] = [
            (Dimension::Sex, used.iter().map(|screen| screen.sex.as_deref()).collect()),
            (Dimension::Disability, used.iter().map(|screen| screen.disability.as_deref()).collect()),
            (Dimension::Area, used.iter().map(|screen| screen.area.as_deref()).collect()),
        ];
        breakdowns(&labels, scored, &self.cohort.outcomes, self.settings)
    }
}

/// The cut-off on `totals` that flags the number nearest to those that `scores` flags at `at`: the same work for the
/// teams. Of two equally near, the lower, which flags more.
fn matching(scores: &[f64], at: f64, totals: &[f64]) -> f64 {
    let flagged = scores.iter().filter(|score| **score >= at).count();
    let mut sorted = totals.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let highest = sorted.first().copied().unwrap_or(0.0);
    // Above everybody: nobody is flagged.
    let (mut best, mut distance, mut passed) = (highest + 1.0, flagged, 0);
    for tied in sorted.chunk_by(|a, b| a == b) {
        passed += tied.len();
        if passed.abs_diff(flagged) <= distance {
            distance = passed.abs_diff(flagged);
            best = tied.first().copied().unwrap_or(best);
        }
    }
    best
}

fn verdict(gain: Estimate) -> Verdict {
    if gain.low > 0.0 {
        Verdict::Better
    } else if gain.high < 0.0 {
        Verdict::Worse
    } else {
        Verdict::NotShown
    }
}
