//! What holds for every input.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod cohort;

use cohort::{AS_OF, index};
use kinkeeper_evidence::calibration::calibration;
use kinkeeper_evidence::discrimination::{Auc, at_cut_off, roc};
use kinkeeper_evidence::numbers::{Share, expit, logit};
use kinkeeper_evidence::reliability::{kappa, reliability};
use kinkeeper_evidence::ridge::ridge;
use kinkeeper_evidence::{Screen, Settings, learn};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

/// Numbers as they come, the bad ones among them.
fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => (0..5_i32).prop_map(f64::from),
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => Just(-0.0),
        1 => Just(f64::MAX),
        1 => any::<f64>(),
    ]
}

fn any_screen(items: usize) -> impl Strategy<Value = Screen> {
    let labels = option::of(prop_oneof![Just("f".to_owned()), Just("m".to_owned())]);
    let answers = vec(option::of(any_number()), items);
    let score = prop_oneof![9 => (-3..9_i32).prop_map(f64::from), 1 => any_number()];
    let day = prop_oneof![9 => Just(20_000), 1 => any::<i32>()];
    let outcomes = (any::<Option<bool>>(), any::<Option<bool>>());
    (0..2000_u32, day, answers, score, (labels.clone(), labels.clone(), labels), outcomes).prop_map(
        |(family, day, items, score, (sex, disability, area), (outcome_6, outcome_12))| Screen {
            family: family.to_string(),
            day,
            items,
            score,
            sex,
            disability,
            area,
            outcome_6,
            outcome_12,
        },
    )
}

/// Settings that refuse next to nothing, so that what lies behind the refusals is reached.
fn lenient() -> Settings {
    let mut settings = Settings::new(index(&[1.0, 1.0, -1.0]), AS_OF, 1);
    settings.index.items[1].top = 3.0;
    settings.least_of_each = 20;
    settings.least_events_per_item = 1.0;
    settings.assumed.nagelkerke = 0.5;
    settings.assumed.shrinkage = 0.6;
    settings.assumed.margin = 0.5;
    settings.most_missing = 1.0;
    settings.most_lost = 1.0;
    settings.least_of_group = 5;
    settings.resamples = 50;
    settings.folds = 3;
    settings.repeats = 1;
    settings
}

/// The properties below would hold of refusals as well: here it is seen that most of the odd cohorts are learnt from.
#[test]
fn odd_cohorts_are_mostly_learnt_from() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let screens = vec(any_screen(3), 220);
    let learnt =
        (0..20).filter(|_| learn(&screens.new_tree(&mut runner).unwrap().current(), &lenient()).is_ok());
    let learnt = learnt.count();
    assert!(learnt >= 10, "{learnt} of 20");
}

fn scored() -> impl Strategy<Value = Vec<(f64, bool)>> {
    vec(((-20..20_i32).prop_map(f64::from), any::<bool>()), 2..80)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn learning_never_panics(screens in vec(any_screen(3), 0..260), seed: u64, six: bool) {
        let mut settings = lenient();
        settings.seed = seed;
        if six {
            settings.horizon = kinkeeper_evidence::Horizon::Six;
        }
        if let Ok(proposal) = learn(&screens, &settings) {
            // Everything in it can be written: nothing is infinite or not a number.
            let text = serde_json::to_string(&proposal).unwrap();
            let back: kinkeeper_evidence::Proposal = serde_json::from_str(&text).unwrap();
            prop_assert_eq!((back.intake.used, back.items.len()), (proposal.intake.used, 3));
        }
    }

    #[test]
    fn odd_settings_are_refused_not_followed(
        numbers in vec(any_number(), 8), sizes in vec(any::<usize>(), 5), as_of: i32, width in 0..4_usize,
    ) {
        let mut settings = lenient();
        settings.as_of = as_of;
        settings.index.items.truncate(width);
        settings.index.cut_offs = vec![numbers[0]];
        settings.level = numbers[1];
        settings.most_lost = numbers[2];
        settings.assumed.margin = numbers[3];
        settings.least_events_per_item = numbers[4];
        settings.rounding_cost = numbers[5];
        settings.folds = sizes[0];
        settings.resamples = sizes[1];
        settings.least_of_each = sizes[2];
        if let Some(item) = settings.index.items.first_mut() {
            item.top = numbers[6];
            item.weight = numbers[7];
        }
        let _ = learn(&[], &settings);
    }

    #[test]
    fn order_does_not_matter(screens in vec(any_screen(3), 150..260), turn in 0..150_usize) {
        let text = |screens: &[Screen]| format!("{:?}", learn(screens, &lenient()));
        let mut turned = screens.clone();
        turned.rotate_left(turn);
        turned.reverse();
        prop_assert_eq!(text(&screens), text(&turned));
    }
}

proptest! {
    #[test]
    fn area_follows_order_only(families in scored()) {
        let (scores, outcomes): (Vec<f64>, Vec<bool>) = families.into_iter().unzip();
        let stretched: Vec<f64> = scores.iter().map(|score| (score / 7.0).exp() * 3.0 - 5.0).collect();
        let (a, b) = (Auc::new(&scores, &outcomes), Auc::new(&stretched, &outcomes));
        prop_assert_eq!(a.as_ref().and_then(|auc| auc.estimate(0.95)), b.and_then(|auc| auc.estimate(0.95)));
        if let Some(estimate) = a.and_then(|auc| auc.estimate(0.95)) {
            prop_assert!(0.0 <= estimate.low && estimate.low <= estimate.value);
            prop_assert!(estimate.value <= estimate.high && estimate.high <= 1.0);
        }
    }

    #[test]
    fn area_of_the_contrary_is_the_rest(families in scored()) {
        let (scores, outcomes): (Vec<f64>, Vec<bool>) = families.into_iter().unzip();
        let contrary: Vec<bool> = outcomes.iter().map(|event| !event).collect();
        if let (Some(a), Some(b)) = (Auc::new(&scores, &outcomes), Auc::new(&scores, &contrary)) {
            prop_assert!((a.value + b.value - 1.0).abs() < 1e-12);
            if let (Some(va), Some(vb)) = (a.variance(), b.variance()) {
                prop_assert!((va - vb).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn small_functions_take_anything(values in vec(any_number(), 0..40), flips in vec(any::<bool>(), 0..40)) {
        let rows: Vec<Vec<f64>> = values.chunks(3).map(<[f64]>::to_vec).collect();
        let pairs: Vec<(f64, f64)> = values.iter().copied().zip(values.iter().rev().copied()).collect();
        let _ = (Auc::new(&values, &flips), roc(&values, &flips), at_cut_off(&values, &flips, f64::NAN, 2.0));
        let _ = (reliability(&rows, 0.95), kappa(&pairs, 0.95), calibration(&values, &flips, 0.95));
        let _ = ridge(std::slice::from_ref(&values), &flips, 0.0);
        let squeezed: Vec<f64> = values.iter().map(|value| expit(*value)).collect();
        let _ = calibration(&squeezed, &flips, 0.95);
    }

    #[test]
    fn a_share_lies_in_its_interval(count in 0..500_usize, more in 0..500_usize) {
        if let Some(share) = Share::new(count, count + more, 0.95) {
            prop_assert!(0.0 <= share.low && share.low <= share.share);
            prop_assert!(share.share <= share.high && share.high <= 1.0);
        }
        let p = (count as f64 + 0.5) / (count as f64 + more as f64 + 1.0);
        prop_assert!((expit(logit(p)) - p).abs() < 1e-12);
    }
}
