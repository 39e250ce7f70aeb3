//! Published results come out of the report code: generators choose single records of invented people so that their
//! totals are the printed ones, and the reports, which know no total, find them again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod children;
#[path = "../cohort/mod.rs"]
mod cohort;
mod edges;
mod families;
mod held;
mod readings;
mod rules;

use children::{FACTORS, OTHERS, Study};
use domain::instrument::library;
use domain::time::Day;
use families::Year;
use kinkeeper_evidence::change::{ChangeReport, ChangeSettings, Figures, ItemResult, since_baseline};
use kinkeeper_evidence::closures::{ClosureSettings, Tally, at_closing};
use kinkeeper_evidence::records::Tool;

fn figures<'r>(report: &'r ChangeReport, item: &str) -> &'r Figures {
    let change = report.items.iter().find(|change| change.item == item).unwrap();
    match &change.result {
        ItemResult::Figures(figures) => figures,
        ItemResult::TooFew { .. } | ItemResult::NoOrder {} => panic!("{item}: {:?}", change.result),
    }
}

/// All level items of the child status index, both versions.
fn child_status() -> ChangeSettings {
    ChangeSettings::new(Tool::new("csi"))
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn the_twelve_changes_of_29_children_are_those_printed() {
    for seed in 1..=12 {
        let study = Study::new(seed);
        let report = since_baseline(&study.held.filed(), library(), &child_status()).unwrap();
        assert_eq!(report.pairs, 29);
        assert_eq!(report.items.len(), FACTORS.len());
        for (item, percent) in FACTORS {
            let figures = figures(&report, item);
            // The table has whole percent.
            assert_eq!(
                format!("{:.0}", figures.improvement.unwrap()),
                percent.to_string(),
                "{item}, seed {seed}"
            );
            assert_eq!(figures.better + figures.same + figures.worse, 29);
        }
        // What does not belong to a pair was met and left out, each for its reason.
        assert_eq!(report.unpaired, OTHERS);
        assert_eq!((report.counted_out.corrected, report.counted_out.unsound), (study.corrected, 0));
        assert!(report.beside > 0 && report.counted_out.other_tool > 0);
        let days = report.days.unwrap();
        assert!(days.fewest >= 182 - 61 && days.most <= 182 + 61, "{days:?}");
        // The tool asks that this be said with its results.
        assert!(report.label.unwrap().en.contains("Not validated"));
    }
}

#[test]
fn the_year_of_family_development_is_as_printed() {
    for seed in 1..=12 {
        let year = Year::new(seed);
        let settings = ClosureSettings {
            from: Some(day("2017-07-01")),
            until: Some(day("2018-06-30")),
            ..ClosureSettings::phase_out()
        };
        let report = at_closing(&year.held.filed(), library(), &settings).unwrap();
        let counts = |tally: &Tally| -> Vec<(String, usize)> {
            tally.options.iter().map(|o| (o.option.clone(), o.count)).collect()
        };
        let printed = |counts: &[(&str, usize)]| -> Vec<(String, usize)> {
            counts.iter().map(|(code, n)| ((*code).to_owned(), *n)).collect()
        };
        assert_eq!(counts(&report.problems), printed(&[("solved", 114), ("partly", 234), ("unsolved", 40)]));
        assert_eq!((report.problems.total, report.problems.unanswered), (388, 0));
        assert_eq!(counts(&report.ratings), printed(&[("po_pp", 0), ("po_p", 26), ("po_pe", 40), ("po", 2)]));
        assert_eq!((report.closed, report.ratings.total), (68, 68));
        // The study's text: about a quarter totally solved (29 %), 24 % of administrative problems unsolved.
        let share = |tally: &Tally, option: &str| {
            let counted = tally.options.iter().find(|counted| counted.option == option).unwrap();
            format!("{:.0}", 100.0 * counted.share.unwrap().share)
        };
        assert_eq!(share(&report.problems, "solved"), "29");
        let papers = report.by_area.iter().find(|area| area.area == "administrative").unwrap();
        assert_eq!(share(&papers.problems, "unsolved"), "24");
        assert_eq!(report.by_area.iter().map(|area| area.problems.total).sum::<usize>(), 388);
        // What is not of this year, not the last word or no parting was met and left out.
        assert!(report.other_times > 0 && report.followed > 0 && report.going_on > 0);
        assert!(report.counted_out.corrected > 0 && report.counted_out.other_tool > 0);
        assert_eq!(report.counted_out.unsound, 0);
    }
}

/// Two generators, two reports: what is printed does not lie in the records that a seed chose.
#[test]
fn other_seeds_are_other_people() {
    let marks =
        |seed| Study::new(seed).held.0.into_iter().map(|one| one.completed.answers).collect::<Vec<_>>();
    assert_ne!(marks(1), marks(2));
    assert_eq!(marks(1), marks(1));
}
