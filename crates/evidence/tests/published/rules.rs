//! What holds for every set of records.

use crate::child_status;
use crate::children::{FACTORS, Study, answers};
use crate::cohort::Chance;
use crate::families::Year;
use crate::held::{Held, text};
use domain::instrument::library;
use domain::time::Day;
use kinkeeper_evidence::change::{ChangeReport, ChangeSettings, ItemResult, since_baseline};
use kinkeeper_evidence::closures::{ClosureReport, ClosureSettings, at_closing};
use proptest::prelude::*;

fn changed(held: &Held, settings: &ChangeSettings) -> ChangeReport {
    since_baseline(&held.filed(), library(), settings).unwrap()
}

fn closed(held: &Held) -> ClosureReport {
    at_closing(&held.filed(), library(), &ClosureSettings::phase_out()).unwrap()
}

fn marks(chance: &mut Chance) -> Vec<u8> {
    FACTORS.iter().map(|_| 1 + chance.below(4) as u8).collect()
}

/// Checks of children on any days: pairs, thirds, some unsound, some corrected, some of other tools or twice there.
fn any_checks(seed: u64) -> Held {
    let mut chance = Chance(seed);
    let mut held = Held::default();
    for _ in 0..40 {
        let whose = (chance.below(4) as u128, Some(10 + chance.below(9) as u128));
        let on = Day::EPOCH.plus_days(17_000 + 30 * chance.days(14));
        let mut given = answers(&marks(&mut chance));
        if chance.yes(0.1) {
            given.remove("4B");
        }
        let tool = if chance.yes(0.9) { "csi" } else { "three-houses" };
        held.add(whose, (tool, 1 + chance.below(3) as u16), on, given);
        if chance.yes(0.2) {
            let given = answers(&marks(&mut chance));
            held.correct(chance.below(held.0.len()), given);
        }
        if chance.yes(0.1) {
            let again = held.0[chance.below(held.0.len())].clone();
            held.0.push(again);
        }
    }
    held
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn order_of_records_does_not_matter(seed in any::<u64>(), other in any::<u64>()) {
        let settings = ChangeSettings { least_pairs: 2, ..child_status() };
        let checks = any_checks(seed);
        prop_assert_eq!(changed(&checks, &settings), changed(&checks.shuffled(other), &settings));
        let year = Year::new(seed).held;
        prop_assert_eq!(closed(&year), closed(&year.shuffled(other)));
    }

    #[test]
    fn every_record_is_used_or_counted_out(seed in any::<u64>()) {
        let report = changed(&any_checks(seed), &child_status());
        let used = 2 * report.pairs + report.beside;
        prop_assert_eq!(report.records, report.counted_out.all() + report.unpaired_records + used);
        let report = closed(&Year::new(seed).held);
        let used = report.closed + report.going_on + report.followed + report.other_times;
        prop_assert_eq!(report.records, report.counted_out.all() + used);
    }

    #[test]
    fn figures_are_plain_sums_over_the_pairs(seed in any::<u64>(), children in 2_usize..40) {
        let mut chance = Chance(seed);
        let mut held = Held::default();
        let mut pairs = Vec::new();
        for child in 0..children {
            let (before, after) = (marks(&mut chance), marks(&mut chance));
            let whose = (1, Some(child as u128));
            held.add(whose, ("csi", 2), Day::EPOCH.plus_days(17_000), answers(&before));
            held.add(whose, ("csi", 2), Day::EPOCH.plus_days(17_182), answers(&after));
            pairs.push((before, after));
        }
        let report = changed(&held, &ChangeSettings { least_pairs: 2, ..child_status() });
        for (at, item) in report.items.iter().enumerate() {
            let ItemResult::Figures(figures) = &item.result else { panic!("{item:?}") };
            let before: i64 = pairs.iter().map(|pair| i64::from(pair.0[at])).sum();
            let after: i64 = pairs.iter().map(|pair| i64::from(pair.1[at])).sum();
            prop_assert_eq!((figures.before, figures.after), (before, after));
            prop_assert_eq!(figures.improvement, Some(100.0 * (after - before) as f64 / before as f64));
            let better = pairs.iter().filter(|pair| pair.1[at] > pair.0[at]).count();
            let worse = pairs.iter().filter(|pair| pair.1[at] < pair.0[at]).count();
            prop_assert_eq!((figures.better, figures.worse), (better, worse));
            prop_assert_eq!(figures.same, children - better - worse);
            let mean = figures.mean_change.unwrap();
            prop_assert!(mean.low <= mean.value && mean.value <= mean.high);
            prop_assert!((mean.value - (figures.mean_after - figures.mean_before)).abs() < 1e-12);
        }
    }

    /// A record of another tool, or a child without a second check, changes nothing but the number that is left out.
    #[test]
    fn what_does_not_belong_changes_no_figure(seed in any::<u64>()) {
        let mut held = Study::new(seed).held;
        let plain = changed(&held, &child_status());
        let whose = (held.0[0].family, held.0[0].completed.subject);
        let whose = (whose.0.uuid().as_u128(), whose.1.map(|id| id.uuid().as_u128()));
        let on = held.0[0].completed.on.plus_days(182);
        held.add(whose, ("family-progress", 1), on, answers(&[1; 12]));
        held.add((77, Some(77)), ("csi", 2), on, answers(&[1; 12]));
        let mut expected = plain;
        expected.records += 2;
        expected.counted_out.other_tool += 1;
        expected.unpaired += 1;
        expected.unpaired_records += 1;
        prop_assert_eq!(changed(&held, &child_status()), expected);

        let mut held = Year::new(seed).held;
        let mut expected = closed(&held);
        held.add((2_000, None), ("solution-analysis", 1), on, [("x".to_owned(), text("y"))].into());
        expected.records += 1;
        expected.counted_out.other_tool += 1;
        prop_assert_eq!(closed(&held), expected);
    }

    /// A corrected record counts as if its correction had stood there from the beginning.
    #[test]
    fn only_the_correction_counts(seed in any::<u64>(), which in any::<prop::sample::Index>()) {
        let mut held = Study::new(seed).held;
        let is_corrected = |at: usize| {
            let id = held.0[at].completed.id;
            held.0.iter().any(|one| one.completed.revises.as_ref().is_some_and(|revision| revision.of == id))
        };
        let those: Vec<usize> = (0..held.0.len())
            .filter(|at| held.0[*at].completed.instrument == "csi" && !is_corrected(*at))
            .collect();
        let at = those[which.index(those.len())];
        let right = answers(&marks(&mut Chance(seed)));
        let mut replaced = held.clone();
        replaced.0[at].completed.answers = right.clone();
        let mut expected = changed(&replaced, &child_status());
        expected.records += 1;
        expected.counted_out.corrected += 1;
        held.correct(at, right);
        prop_assert_eq!(changed(&held, &child_status()), expected);
    }
}
