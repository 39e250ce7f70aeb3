//! Invented cohorts: known weights come back, and too little is refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod cohort;

use cohort::{AS_OF, Chance, cohort, settings};
use kinkeeper_evidence::fairness::{Dimension, Measure, Version};
use kinkeeper_evidence::proposal::{LeftOut, Need, Verdict};
use kinkeeper_evidence::{Horizon, Refusal, Warning, learn, reliability_of};

const TRUE: [f64; 10] = [1.4, 1.0, 0.8, 0.6, 0.5, 0.3, 0.2, 0.0, -0.5, -0.9];

#[test]
fn known_weights_come_back_at_three_thousand() {
    let (mut held, mut all) = (0, 0);
    for seed in 1..=3 {
        let proposal = learn(&cohort(3000, &TRUE, -2.4, 0.0, seed), &settings(&TRUE)).unwrap();
        for (item, wanted) in proposal.items.iter().zip(TRUE) {
            let (raw, weight) = (item.unshrunk.unwrap(), item.log_odds.unwrap());
            held += usize::from(raw.low <= wanted && wanted <= raw.high);
            // The penalty draws towards 0, never through it.
            assert!(weight.value.abs() < raw.value.abs() + 0.05, "{item:?}");
            all += 1;
            assert!((weight.value - wanted).abs() < 0.4, "{item:?} is not {wanted}");
        }
        assert!(proposal.convergence.reached());
        assert_eq!(proposal.verdict, Verdict::Better, "{:?}", proposal.gain);
        assert!(proposal.proposed.optimism.abs() < 0.02);
        let slope = proposal.calibration.slope.unwrap();
        assert!(slope.low < 1.15 && slope.high > 0.9, "{slope:?}");
        // The heaviest has the most points, the item without effect next to none, strengths take points off.
        let points: Vec<i32> = proposal.items.iter().map(|item| item.points.unwrap()).collect();
        assert_eq!(points.iter().max(), points.first());
        assert!(points[7].abs() <= 1 && points[8] < 0 && points[9] < points[8], "{points:?}");
        assert!(points.iter().all(|points| points.abs() <= 10));
        // Rounding costs next to nothing.
        assert!(proposal.unrounded.auc.value - proposal.proposed.auc.value < 0.01);
        assert_eq!(proposal.now.cut_offs.len(), 2);
        assert_eq!(proposal.proposed.cut_offs.len(), 2);
    }
    assert!(held * 100 >= all * 88, "{held} of {all} intervals hold the true weight");
}

/// The optimism-corrected area is what new families of the same sort give, not what the first ones did.
#[test]
fn corrected_area_is_that_of_new_families() {
    let proposal = learn(&cohort(1500, &TRUE, -2.0, 0.0, 11), &settings(&TRUE)).unwrap();
    let points: Vec<f64> = proposal.items.iter().map(|item| f64::from(item.points.unwrap())).collect();
    let fresh = cohort(40_000, &TRUE, -2.0, 0.0, 12);
    let total =
        |items: &[Option<f64>]| items.iter().zip(&points).map(|(a, p)| a.unwrap_or(0.0) * p).sum::<f64>();
    let scores: Vec<f64> = fresh.iter().map(|screen| total(&screen.items)).collect();
    let outcomes: Vec<bool> = fresh.iter().map(|screen| screen.outcome_12.unwrap()).collect();
    let area = kinkeeper_evidence::discrimination::Auc::new(&scores, &outcomes).unwrap().value;
    let corrected = proposal.proposed.corrected;
    assert!(corrected.low < area && area < corrected.high, "{corrected:?} does not hold {area}");
}

#[test]
fn order_of_screens_does_not_matter() {
    let mut screens = cohort(1500, &TRUE, -2.0, 0.05, 3);
    let first = learn(&screens, &settings(&TRUE)).unwrap();
    screens.reverse();
    screens.rotate_left(611);
    assert_eq!(learn(&screens, &settings(&TRUE)).unwrap(), first);
    // Another seed draws other folds.
    let mut other = settings(&TRUE);
    other.seed = 8;
    assert_ne!(learn(&screens, &other).unwrap().penalty, first.penalty);
}

#[test]
fn too_little_is_refused_with_what_is_needed() {
    let Err(Refusal::TooLittle { shortfalls, intake, items }) =
        learn(&cohort(400, &TRUE, -2.4, 0.0, 1), &settings(&TRUE))
    else {
        panic!("learnt from 400");
    };
    assert_eq!((intake.used, items), (400, 10));
    let needs: Vec<Need> = shortfalls.iter().map(|short| short.of).collect();
    assert_eq!(needs, [Need::Events, Need::Families]);
    assert!(shortfalls.iter().all(|short| short.had < short.needed));
    assert_eq!(shortfalls[0].needed, 100);
    let Err(Refusal::TooLittle { shortfalls, .. }) = learn(&[], &settings(&TRUE)) else {
        panic!("learnt from none")
    };
    assert_eq!(shortfalls.len(), 3);
    assert!(reliability_of(&cohort(60, &TRUE, -2.4, 0.0, 1), &settings(&TRUE)).unwrap().alpha.is_some());
}

#[test]
fn only_the_first_screen_of_a_family_and_only_what_is_due() {
    let mut screens = cohort(1600, &TRUE, -2.0, 0.0, 5);
    // A hundred were screened again; a hundred are not due, though separated already; a hundred are lost.
    let again: Vec<_> =
        screens[..100].iter().cloned().map(|s| kinkeeper_evidence::Screen { day: s.day + 30, ..s }).collect();
    screens.extend(again);
    for screen in &mut screens[100..200] {
        screen.day = AS_OF - 100;
        screen.outcome_12 = Some(true);
    }
    screens[200..300].iter_mut().for_each(|screen| screen.outcome_12 = None);
    screens[300].score = f64::NAN;
    screens[301].items[0] = Some(7.0);
    let proposal = learn(&screens, &settings(&TRUE)).unwrap();
    let intake = &proposal.intake;
    assert_eq!((intake.received, intake.repeated, intake.not_due, intake.lost), (1700, 100, 100, 100));
    assert_eq!((intake.unusable, intake.used, intake.out_of_range), (1, 1399, 1));
    assert!(proposal.warnings.contains(&Warning::Repeated { screens: 100 }));
    assert!(proposal.warnings.contains(&Warning::Unusable { screens: 1, answers: 1 }));
    assert!(proposal.warnings.contains(&Warning::HelpHidesRisk));
    assert!(matches!(proposal.now_at_other, Some((Horizon::Six, _))));
    let mut strict = settings(&TRUE);
    strict.most_lost = 0.05;
    assert_eq!(learn(&screens, &strict), Err(Refusal::TooManyLost { lost: 100, due: 1499, most: 74 }));
}

#[test]
fn items_that_cannot_be_learnt_are_named() {
    let mut screens = cohort(2500, &TRUE, -2.0, 0.12, 6);
    for screen in &mut screens {
        screen.items[5] = Some(1.0);
    }
    screens.iter_mut().take(1500).for_each(|screen| screen.items[6] = None);
    let proposal = learn(&screens, &settings(&TRUE)).unwrap();
    assert_eq!(proposal.items[5].left_out, Some(LeftOut::Constant));
    assert_eq!(proposal.items[6].left_out, Some(LeftOut::Missing));
    assert!(proposal.items[5].points.is_none() && proposal.items[7].points.is_some());
    let often = |warning: &&Warning| matches!(warning, Warning::ItemOftenMissing { .. });
    assert_eq!(proposal.warnings.iter().filter(often).count(), 8);
    for screen in &mut screens {
        screen.items = vec![Some(0.0); 10];
    }
    assert_eq!(learn(&screens, &settings(&TRUE)), Err(Refusal::NoVariation { items: 10 }));
}

#[test]
fn items_that_say_nothing_are_not_made_to_speak() {
    let nothing = [0.0; 10];
    match learn(&cohort(2000, &nothing, -1.5, 0.0, 9), &settings(&nothing)) {
        Ok(proposal) => {
            assert_eq!(proposal.verdict, Verdict::NotShown);
            assert!(proposal.warnings.contains(&Warning::NotShownBetter));
            assert!(proposal.proposed.corrected.low < 0.5, "{:?}", proposal.proposed.corrected);
        }
        Err(refusal) => assert_eq!(refusal, Refusal::NothingToLearn),
    }
}

#[test]
fn an_item_against_its_direction_gets_no_points_and_a_warning() {
    let mut meant = settings(&TRUE);
    meant.index.items[9].direction = kinkeeper_evidence::Direction::Raises;
    let proposal = learn(&cohort(3000, &TRUE, -2.4, 0.0, 4), &meant).unwrap();
    assert_eq!(proposal.items[9].points, Some(0));
    assert!(proposal.warnings.contains(&Warning::ItemAgainstDirection { item: "q9".to_owned() }));
}

#[test]
fn a_group_that_the_index_serves_worse_is_marked_and_a_small_one_hidden() {
    let mut chance = Chance(99);
    let mut screens = cohort(4000, &TRUE, -2.0, 0.0, 8);
    for screen in &mut screens {
        // For girls the outcome has nothing to do with the answers, and is commoner.
        if screen.sex.as_deref() == Some("f") {
            screen.outcome_12 = Some(chance.yes(0.45));
        }
    }
    screens[0].area = Some("small".to_owned());
    screens[1].area = None;
    let proposal = learn(&screens, &settings(&TRUE)).unwrap();
    let girls = proposal.fairness[0].groups.iter().find(|group| group.label.as_deref() == Some("f")).unwrap();
    let auc = girls.figures.iter().find(|f| f.version == Version::Now && f.measure == Measure::Auc).unwrap();
    assert!(auc.marked && auc.difference.unwrap().high < -0.05, "{auc:?}");
    let large =
        girls.figures.iter().find(|f| f.version == Version::Proposed && f.measure == Measure::InTheLarge);
    assert!(large.unwrap().marked && large.unwrap().group.low > 0.0);
    let differs = |warning: &&Warning| matches!(warning, Warning::GroupDiffers { by: Dimension::Sex, .. });
    assert!(proposal.warnings.iter().any(|warning| differs(&warning)));
    let areas = &proposal.fairness[2].groups;
    assert_eq!(areas.len(), 6);
    let hidden: Vec<_> =
        areas.iter().filter(|group| group.counts.is_none()).map(|g| g.label.as_deref()).collect();
    assert_eq!(hidden, [None, Some("small")]);
    assert!(areas.iter().filter(|group| group.counts.is_none()).all(|group| group.figures.is_empty()));
    // Nothing was done to the areas.
    assert!(areas.iter().flat_map(|group| &group.figures).all(|figure| !figure.marked));
}

#[test]
fn a_proposal_survives_being_written_and_read() {
    let proposal = learn(&cohort(1500, &TRUE, -2.0, 0.02, 3), &settings(&TRUE)).unwrap();
    let text = serde_json::to_string(&proposal).unwrap();
    let back: kinkeeper_evidence::Proposal = serde_json::from_str(&text).unwrap();
    // (serde_json reads floats to within the last digit only.)
    assert_eq!(
        (&back.settings, &back.intake, &back.warnings),
        (&proposal.settings, &proposal.intake, &proposal.warnings)
    );
    assert_eq!(back.items.len(), 10);
    assert!(!text.contains("f000001"), "no family may be in a proposal");
    let refusal = learn(&[], &settings(&TRUE)).unwrap_err();
    let text = serde_json::to_string(&refusal).unwrap();
    assert_eq!(serde_json::from_str::<Refusal>(&text).unwrap(), refusal);
}
