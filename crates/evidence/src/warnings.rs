//! What the reader of a proposal must be told; each is a fact of the figures, put into words elsewhere.

use crate::proposal::{ItemProposal, Proposal, Verdict, Warning};
use crate::screen::{Direction, Item};

/// Loss to follow-up above which trials are usually mistrusted (Sackett 1997).
const LOST: f64 = 0.2;
/// In standard deviations of the score.
const LOST_DIFFER: f64 = 0.2;
const OFTEN_MISSING: f64 = 0.1;
const HARDLY: usize = 20;
const OVERFITTED: f64 = 0.02;

pub(crate) fn warnings(proposal: &Proposal, failed: usize) -> Vec<Warning> {
    let mut all = vec![Warning::HelpHidesRisk];
    intake(proposal, &mut all);
    for (item, proposed) in proposal.settings.index.items.iter().zip(&proposal.items) {
        of_item(item, proposed, &mut all);
    }
    if proposal.penalty.at_strongest {
        all.push(Warning::WeakItems);
    }
    match proposal.verdict {
        Verdict::Better => (),
        Verdict::NotShown | Verdict::Worse => all.push(Warning::NotShownBetter),
    }
    if proposal.proposed.optimism > OVERFITTED {
        all.push(Warning::Overfitted { optimism: proposal.proposed.optimism });
    }
    if let Some(slope) = proposal.calibration.slope.filter(|slope| slope.low > 1.0 || slope.high < 1.0) {
        all.push(Warning::Slope { slope: slope.value });
    }
    fairness(proposal, &mut all);
    if failed > 0 {
        all.push(Warning::ResamplesFailed { failed });
    }
    all
}

fn intake(proposal: &Proposal, all: &mut Vec<Warning>) {
    let intake = &proposal.intake;
    if intake.lost_share() > LOST {
        all.push(Warning::ManyLost { share: intake.lost_share() });
    }
    if let Some(difference) = intake.lost_score_difference.filter(|d| d.abs() > LOST_DIFFER) {
        all.push(Warning::LostDiffer { difference });
    }
    if intake.repeated > 0 {
        all.push(Warning::Repeated { screens: intake.repeated });
    }
    if intake.unusable > 0 || intake.out_of_range > 0 {
        all.push(Warning::Unusable { screens: intake.unusable, answers: intake.out_of_range });
    }
}

fn of_item(item: &Item, proposed: &ItemProposal, all: &mut Vec<Warning>) {
    let code = || item.code.clone();
    if let Some(why) = proposed.left_out {
        all.push(Warning::ItemLeftOut { item: code(), why });
        return;
    }
    if let Some(missing) = proposed.missing.filter(|missing| missing.share > OFTEN_MISSING) {
        all.push(Warning::ItemOftenMissing { item: code(), share: missing.share });
    }
    if proposed.answered_above_nil.is_some_and(|above| above.count.min(above.of - above.count) < HARDLY) {
        all.push(Warning::ItemHardlyVaries { item: code() });
    }
    let against = proposed.unshrunk.is_some_and(|weight| match item.direction {
        Direction::Raises => weight.high < 0.0,
        Direction::Lowers => weight.low > 0.0,
    });
    if against {
        all.push(Warning::ItemAgainstDirection { item: code() });
    }
}

fn fairness(proposal: &Proposal, all: &mut Vec<Warning>) {
    for breakdown in &proposal.fairness {
        for group in &breakdown.groups {
            for figure in group.figures.iter().filter(|figure| figure.marked) {
                let (by, group, version) = (breakdown.by, group.label.clone(), figure.version);
                all.push(Warning::GroupDiffers { by, group, version, measure: figure.measure });
            }
        }
        let small = breakdown.groups.iter().filter(|group| group.figures.is_empty()).count();
        if small > 0 {
            all.push(Warning::GroupsTooSmall { by: breakdown.by, groups: small });
        }
    }
}
