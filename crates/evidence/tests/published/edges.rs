//! Nothing, too little, other marks, other tools, files as the fold leaves them.

use crate::children::answers;
use crate::families::Year;
use crate::held::{Held, level};
use crate::{child_status, day, figures};
use domain::family::Family;
use domain::family::assessment::AssessmentRecord;
use domain::ids::{DeviceId, EntryId, StreamId, WorkerId};
use domain::instrument::{Answer, Answers, Instrument, library, parse};
use domain::register::Stamp;
use domain::time::Millis;
use kinkeeper_evidence::change::{ChangeSettings, ItemResult, since_baseline};
use kinkeeper_evidence::closures::{Closing, ClosureSettings, at_closing};
use kinkeeper_evidence::records::{CountedOut, ReportRefusal, Tool, filed};

fn two() -> ChangeSettings {
    ChangeSettings { least_pairs: 2, ..child_status() }
}

/// Two children with the same marks in all factors: `before`, then `after` so many days later.
fn twins(tool: &str, before: u8, after: u8, days: i64) -> Held {
    let mut held = Held::default();
    for child in [1, 2] {
        held.add((1, Some(child)), (tool, 2), day("2026-01-05"), answers(&[before; 12]));
        held.add((1, Some(child)), (tool, 2), day("2026-01-05").plus_days(days), answers(&[after; 12]));
    }
    held
}

/// The child status index with other marks: `marks` stand best first.
fn remarked(marks: [u8; 4]) -> Instrument {
    let csi = library().iter().find(|tool| tool.code == "csi" && tool.version == 2).unwrap();
    let mut document = serde_json::to_value(csi).unwrap();
    document["code"] = "marks".into();
    for section in document["sections"].as_array_mut().unwrap() {
        for item in section["items"].as_array_mut().unwrap() {
            let Some(levels) = item["answer"].get_mut("levels").and_then(|l| l.as_array_mut()) else {
                continue;
            };
            levels.iter_mut().zip(marks).for_each(|(level, mark)| level["value"] = mark.into());
        }
    }
    // The next steps of the document speak of marks that it no longer has.
    document["next_steps"] = serde_json::json!([]);
    parse(&document.to_string()).unwrap()
}

#[test]
fn nothing_gives_no_figures() {
    let report = since_baseline(&[], library(), &child_status()).unwrap();
    assert_eq!((report.records, report.pairs, report.unpaired, report.days), (0, 0, 0, None));
    assert_eq!(report.items.len(), 12);
    assert!(report.items.iter().all(|item| item.result == ItemResult::TooFew { needed: 20 }));
    let report = at_closing(&[], library(), &ClosureSettings::phase_out()).unwrap();
    assert_eq!((report.closed, report.problems.total), (0, 0));
    // Every state and result is named all the same, and none has a share.
    assert_eq!(
        (report.problems.options.len(), report.ratings.options.len(), report.by_area.len()),
        (3, 4, 5)
    );
    assert!(report.ratings.options.iter().all(|option| option.count == 0 && option.share.is_none()));
}

#[test]
fn too_few_pairs_have_no_figures() {
    let held = twins("csi", 2, 3, 182);
    let asked = |least_pairs| {
        let settings = ChangeSettings { least_pairs, ..child_status() };
        since_baseline(&held.filed(), library(), &settings).unwrap()
    };
    let item = |least_pairs| asked(least_pairs).items.remove(0);
    assert_eq!((item(3).pairs, item(3).result), (2, ItemResult::TooFew { needed: 3 }));
    assert_eq!(figures(&asked(2), "1A").improvement, Some(50.0));
}

#[test]
fn the_second_record_is_the_nearest_within_the_tolerance() {
    let pairs = |days| since_baseline(&twins("csi", 2, 3, days).filed(), library(), &two()).unwrap().pairs;
    assert_eq!((pairs(120), pairs(121), pairs(243), pairs(244)), (0, 2, 2, 0));
    let mut held = twins("csi", 1, 2, 172);
    // Ten days too late is as near as ten days too early, which holds; and of one day the record placed last.
    for (days, mark) in [(192, 4), (172, 3), (-40, 1)] {
        for child in [1, 2] {
            let on = day("2026-01-05").plus_days(days);
            held.add((1, Some(child)), ("csi", 2), on, answers(&[mark; 12]));
        }
    }
    let report = since_baseline(&held.filed(), library(), &two()).unwrap();
    // The baseline is now forty days earlier, and what is nearest lies at 212 days from it.
    assert_eq!((report.days.unwrap().middle, figures(&report, "1A").after), (212, 6));
    held.0.truncate(8);
    let report = since_baseline(&held.filed(), library(), &two()).unwrap();
    assert_eq!((report.days.unwrap().middle, figures(&report, "1A").after, report.beside), (172, 6, 4));
}

/// Two records of the first day: the one placed last is the baseline.
#[test]
fn the_last_record_of_the_first_day_is_the_baseline() {
    let mut held = twins("csi", 1, 3, 182);
    for child in [1, 2] {
        held.add((1, Some(child)), ("csi", 2), day("2026-01-05"), answers(&[2; 12]));
    }
    let report = since_baseline(&held.filed(), library(), &two()).unwrap();
    assert_eq!((figures(&report, "1A").before, report.beside), (4, 2));
}

/// A child who has grown out of the tool, a missing mark, a version that is not asked for: counted out, each by its name.
#[test]
fn what_does_not_count_is_named() {
    let mut held = twins("csi", 2, 3, 182);
    held.0[1].age = Some(18);
    held.0[3].completed.answers.remove("5B");
    let report = since_baseline(&held.filed(), library(), &two()).unwrap();
    assert_eq!((report.counted_out.unsound, report.pairs, report.unpaired), (2, 0, 2));
    let tool = Tool { code: "csi".into(), versions: vec![1] };
    let report = since_baseline(&held.filed(), library(), &ChangeSettings { tool, ..two() }).unwrap();
    assert_eq!((report.counted_out.other_version, report.unpaired), (4, 0));
}

/// What was answered before it was hidden counts for nothing: here a result is judged only with the supervisor there.
#[test]
fn a_hidden_answer_is_no_answer() {
    let year = Year::new(5);
    let plain = at_closing(&year.held.filed(), library(), &ClosureSettings::phase_out()).unwrap();
    let tool = library().iter().find(|tool| tool.code == "phase-out").unwrap();
    let mut document = serde_json::to_value(tool).unwrap();
    for section in document["sections"].as_array_mut().unwrap() {
        for item in section["items"].as_array_mut().unwrap() {
            if item["code"] == "rating" {
                item["relevant"] = "${supervisor_there} = 'no'".into();
            }
        }
    }
    let documents = [parse(&document.to_string()).unwrap()];
    let report = at_closing(&year.held.filed(), &documents, &ClosureSettings::phase_out()).unwrap();
    assert_eq!((report.ratings.total, report.ratings.unanswered), (0, plain.closed));
    assert_eq!(report.problems, plain.problems);
}

#[test]
fn marks_that_begin_at_nothing_and_marks_that_fall() {
    let settings = ChangeSettings { tool: Tool::new("marks"), ..two() };
    let from_nil = [remarked([3, 2, 1, 0])];
    let report = since_baseline(&twins("marks", 0, 2, 182).filed(), &from_nil, &settings).unwrap();
    let nil = figures(&report, "2A");
    assert_eq!((nil.before, nil.after, nil.improvement, nil.better), (0, 4, None, 2));
    assert_eq!(nil.mean_change.unwrap().value, 2.0);

    // Best is 1: going from 4 to 3 is better by a quarter.
    let falling = [remarked([1, 2, 3, 4])];
    let report = since_baseline(&twins("marks", 4, 3, 182).filed(), &falling, &settings).unwrap();
    let fell = figures(&report, "2A");
    assert_eq!((fell.improvement, fell.better, fell.worse), (Some(25.0), 2, 0));

    let mixed = [remarked([4, 1, 3, 2])];
    let report = since_baseline(&twins("marks", 4, 3, 182).filed(), &mixed, &settings).unwrap();
    assert_eq!(report.items[0].result, ItemResult::NoOrder {});
}

#[test]
fn versions_with_other_marks_are_not_compared() {
    let mut documents = vec![remarked([4, 3, 2, 1]), remarked([3, 2, 1, 0])];
    documents[0].version = 1;
    let settings = ChangeSettings { tool: Tool::new("marks"), ..two() };
    let held = twins("marks", 1, 2, 182);
    let report = since_baseline(&held.filed(), &documents, &settings).unwrap();
    assert_eq!(report.items[0].result, ItemResult::NoOrder {});
    let tool = Tool { code: "marks".into(), versions: vec![2] };
    let report = since_baseline(&held.filed(), &documents, &ChangeSettings { tool, ..settings }).unwrap();
    assert_eq!(figures(&report, "1A").improvement, Some(100.0));
}

/// The interval is that of a paired t-test: reckoned by hand for 29 changes, of which 12 are +1, 2 are −1.
#[test]
fn the_interval_is_students() {
    let mut held = Held::default();
    for child in 0..29_u128 {
        let after = if child < 12 {
            3
        } else if child < 14 {
            1
        } else {
            2
        };
        held.add((1, Some(child)), ("csi", 2), day("2026-01-05"), answers(&[2; 12]));
        held.add((1, Some(child)), ("csi", 2), day("2026-07-06"), answers(&[after; 12]));
    }
    let report = since_baseline(&held.filed(), library(), &child_status()).unwrap();
    let change = figures(&report, "6B").mean_change.unwrap();
    let (mean, quantile) = (10.0 / 29.0, 2.048_407_141_795_244);
    let error = ((14.0 - 29.0 * mean * mean) / 28.0 / 29.0_f64).sqrt();
    assert!((change.value - mean).abs() < 1e-12);
    assert!((change.high - (mean + quantile * error)).abs() < 1e-7, "{change:?}");
    assert!((change.low - (mean - quantile * error)).abs() < 1e-7, "{change:?}");
}

/// Another tool is another value of the settings: the family's own progress, from entry to exit. A family without
/// school children has no mark for school and is in no figure of it.
#[test]
fn progress_of_families_is_read_by_the_same_code() {
    let mut held = Held::default();
    let areas = ["economic", "education", "health", "psychosocial", "administrative", "self_reliance"];
    for family in 0..3_u128 {
        for (time, mark, on) in [("entry", 2, "2026-01-05"), ("exit", 3, "2026-07-01")] {
            let mut given: Answers =
                areas.iter().map(|area| ((*area).to_owned(), level(mark, "told at home"))).collect();
            let choice = |option: &str| Answer::Choice { option: option.into(), reason: String::new() };
            given.insert("which_time".into(), choice(time));
            if time == "exit" {
                given.insert("family_ready".into(), choice("ready"));
            }
            if family == 0 {
                given.insert("education".into(), Answer::NotApplicable { reason: "all are grown".into() });
            }
            held.add((family, None), ("family-progress", 1), day(on), given);
        }
    }
    let settings = ChangeSettings { least_pairs: 2, ..ChangeSettings::new(Tool::new("family-progress")) };
    let report = since_baseline(&held.filed(), library(), &settings).unwrap();
    assert_eq!(report.counted_out, CountedOut::default());
    let pairs: Vec<(&str, usize)> = report.items.iter().map(|i| (i.item.as_str(), i.pairs)).collect();
    assert_eq!(pairs, areas.map(|area| (area, if area == "education" { 2 } else { 3 })));
    assert_eq!(figures(&report, "self_reliance").improvement, Some(50.0));

    let one = ChangeSettings { items: vec!["health".into()], ..settings };
    let report = since_baseline(&held.filed(), library(), &one).unwrap();
    assert_eq!(report.items.iter().map(|item| item.item.as_str()).collect::<Vec<_>>(), ["health"]);
}

#[test]
fn what_cannot_be_read_is_refused() {
    let changed = |settings: ChangeSettings| since_baseline(&[], library(), &settings).unwrap_err();
    let none = ReportRefusal::NoDocument { code: "nothing".into(), version: None };
    assert_eq!(changed(ChangeSettings::new(Tool::new("nothing"))), none);
    let tool = Tool { code: "csi".into(), versions: vec![2, 9] };
    let none = ReportRefusal::NoDocument { code: "csi".into(), version: Some(9) };
    assert_eq!(changed(ChangeSettings::new(tool)), none);
    let unreadable = |item: &str| ReportRefusal::UnreadableItem { item: item.into() };
    let items = vec!["1A".into(), "child_words".into()];
    assert_eq!(changed(ChangeSettings { items, ..child_status() }), unreadable("child_words"));
    let setting = |name: &str| ReportRefusal::Setting { name: name.into() };
    assert_eq!(changed(ChangeSettings { tolerance_days: 182, ..child_status() }), setting("tolerance_days"));
    assert_eq!(changed(ChangeSettings { least_pairs: 1, ..child_status() }), setting("least_pairs"));
    assert_eq!(changed(ChangeSettings { level: f64::NAN, ..child_status() }), setting("level"));

    let closed = |settings: ClosureSettings| at_closing(&[], library(), &settings).unwrap_err();
    let plain = ClosureSettings::phase_out;
    assert_eq!(closed(ClosureSettings { rating: "met_on".into(), ..plain() }), unreadable("met_on"));
    assert_eq!(closed(ClosureSettings { state: "problem".into(), ..plain() }), unreadable("problem"));
    assert_eq!(closed(ClosureSettings { problems: "rating".into(), ..plain() }), unreadable("state"));
    let closing = Some(Closing { item: "decision".into(), options: vec!["closed".into()] });
    assert_eq!(closed(ClosureSettings { closing, ..plain() }), unreadable("closed"));
    assert_eq!(closed(ClosureSettings { level: 1.0, ..plain() }), setting("level"));
}

/// Settings are data: they come back from JSON as they were, and so do reports.
#[test]
fn settings_and_reports_can_be_kept() {
    let json = r#"{ "tool": { "code": "csi" }, "after_days": 182, "tolerance_days": 61, "least_pairs": 20, "level": 0.95 }"#;
    assert_eq!(serde_json::from_str::<ChangeSettings>(json).unwrap(), child_status());
    let report = at_closing(&Year::new(3).held.filed(), library(), &ClosureSettings::phase_out()).unwrap();
    let kept = serde_json::to_string(&report).unwrap();
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&kept).unwrap()["problems"]["total"],
        report.problems.total
    );
}

/// Who steps back slowly has left when the settings say so.
#[test]
fn what_counts_as_leaving_is_a_setting() {
    let year = Year::new(5);
    let count = |options: &[&str]| {
        let options = options.iter().map(|option| (*option).to_owned()).collect();
        let closing = Some(Closing { item: "decision".into(), options });
        let settings = ClosureSettings { closing, ..ClosureSettings::phase_out() };
        let report = at_closing(&year.held.filed(), library(), &settings).unwrap();
        (report.closed, report.going_on)
    };
    let (close, all) = (count(&["close"]), count(&["close", "step_back", "go_on"]));
    assert_eq!(close.0 + close.1, all.0);
    assert_eq!(all.1, 0);
    let every = ClosureSettings { closing: None, ..ClosureSettings::phase_out() };
    assert_eq!(at_closing(&year.held.filed(), library(), &every).unwrap().closed, all.0);
}

/// A family's file gives its records with what the evaluator must know of each.
#[test]
fn a_file_gives_its_records() {
    let held = twins("csi", 2, 3, 182);
    let mut file = Family::default();
    for one in &held.0 {
        let by = Stamp {
            entry: EntryId::from_u128(1),
            seq: one.seq,
            author: WorkerId::from_u128(1),
            device: DeviceId::from_u128(1),
            at: Millis(0),
        };
        file.assessments.push(AssessmentRecord { by, completed: one.completed.clone() });
    }
    let records: Vec<_> = filed(StreamId::from_u128(1), &file.seen())
        .map(|record| (record.seq, record.context.today))
        .collect();
    assert_eq!(records.len(), 4);
    assert_eq!(records[1], (2, Some(day("2026-07-06"))));
    let all: Vec<_> = filed(StreamId::from_u128(1), &file).collect();
    // The same file twice, as when two organisations hold it, changes no figure.
    let twice: Vec<_> = all.iter().chain(&all).copied().collect();
    let (once, twice) = (
        since_baseline(&all, library(), &two()).unwrap(),
        since_baseline(&twice, library(), &two()).unwrap(),
    );
    assert_eq!((once.pairs, twice.counted_out.again), (2, 4));
    assert_eq!(once.items, twice.items);
}
