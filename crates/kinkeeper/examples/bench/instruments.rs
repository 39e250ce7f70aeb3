//! How long it takes to judge ten thousand records anew: all tools of the library in turn, then the longest of them.
//! One thread, no store; the answers are of the right kinds and otherwise by lot.

use crate::serving::{Times, note_load, rounded};
use anyhow::{Context as _, Result, bail};
use domain::instrument::{
    self, Answer, Answers, Compiled, Context, Field, FieldKind, Instance, Instrument, Item, Kind, PlaceKind,
    Rating, Row, Stroke, Voice, YesNo,
};
use domain::time::Day;
use serde_json::json;
use std::collections::BTreeMap;
use testkit::dice::Dice;
use tokio::time::Instant;

const RECORDS: usize = 10_000;
/// The day of every record.
const DAY: &str = "2026-11-28";
const WORDS: &str = "យាយជូនចៅទៅសាលារាល់ព្រឹក ហើយអ៊ំជិតខាងមើលប្អូនតូចពេលម្ដាយទៅផ្សារ។";

/// Both measurements.
pub fn measure() -> Result<()> {
    note_load();
    let library: Vec<&Instrument> = instrument::library().iter().collect();
    let longest = library.iter().copied().max_by_key(|tool| length(tool)).context("a tool")?;
    rescore("the whole library", &library)?;
    rescore("the longest tool", &[longest])
}

/// How many questions a tool has, nested ones too.
fn length(tool: &Instrument) -> usize {
    tool.items().filter(|(_, item)| !matches!(item.answer, Kind::Group { .. })).count()
}

fn rescore(what: &str, tools: &[&Instrument]) -> Result<()> {
    eprintln!("{RECORDS} records of {what}");
    let compiling = Instant::now();
    let compiled: Vec<Compiled<'_>> = tools.iter().map(|tool| Compiled::new(tool)).collect();
    let compiling = compiling.elapsed();
    let mut dice = Dice::seeded(5);
    let context = Context {
        subject_age_years: Some(9),
        today: Some(DAY.parse::<Day>().ok().context("a day")?),
        ..Context::default()
    };
    let mut records = Vec::with_capacity(RECORDS);
    for (tool, ready) in tools.iter().zip(&compiled).cycle().take(RECORDS) {
        let answers = answered(tool, &mut dice);
        records.push((*tool, ready, serde_json::to_string(&answers)?, answers));
    }
    let mut by_tool: BTreeMap<&str, Times> = BTreeMap::new();
    let (mut complete, mut scores) = (0, 0);
    let (begun, worked) = (Instant::now(), on_processor());
    for (tool, ready, _, answers) in &records {
        let one = Instant::now();
        let found = ready.evaluate(answers, &context);
        by_tool.entry(&tool.code).or_default().push(one.elapsed());
        complete += usize::from(found.complete);
        scores += found.scores.iter().filter(|score| score.thousandths.is_some()).count();
    }
    let (judging, worked) = (begun.elapsed(), on_processor() - worked);
    // As they lie in the ledger: read from JSON first.
    let begun = Instant::now();
    let mut again = 0;
    for (_, ready, text, _) in &records {
        let answers: Answers = serde_json::from_str(text)?;
        let found = ready.evaluate(&answers, &context);
        again += found.scores.iter().filter(|score| score.thousandths.is_some()).count();
    }
    let reading = begun.elapsed();
    if again != scores {
        bail!("{scores} scores the first time and {again} the second");
    }
    let mut slowest = ("", 0.0);
    for (code, times) in &mut by_tool {
        let p50 = times.percentile(50);
        if p50 >= slowest.1 {
            slowest = (*code, p50);
        }
    }
    let bytes: usize = records.iter().map(|(_, _, text, _)| text.len()).sum();
    let line = json!({
        "what": format!("rescoring {what}"),
        "records": records.len(),
        "tools": tools.len(),
        "questions": tools.iter().map(|tool| length(tool)).max(),
        "seconds": rounded(judging.as_secs_f64()),
        "processor_seconds": rounded(worked),
        "seconds_with_reading": rounded(reading.as_secs_f64()),
        "slowest_tool": slowest.0,
        "slowest_p50_ms": slowest.1,
        "reading_the_documents_ms": rounded(compiling.as_secs_f64() * 1e3),
        "scores": scores,
        "complete": complete,
        "mb_of_answers": rounded(bytes as f64 / 1e6),
    });
    println!("{line}");
    Ok(())
}

/// Seconds for which this thread has had a processor: on a machine that it shares, less than what has passed. 0 where the
/// kernel does not tell.
fn on_processor() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told.split_whitespace().next().and_then(|first| first.parse::<f64>().ok());
    nanoseconds.unwrap_or_default() / 1e9
}

/// An answer to every question of a tool, also to those that will not be asked.
fn answered(tool: &Instrument, dice: &mut Dice) -> Answers {
    let mut answers = Answers::new();
    for section in &tool.sections {
        fill(tool, &section.items, &mut answers, dice);
    }
    answers
}

fn fill(tool: &Instrument, items: &[Item], answers: &mut Answers, dice: &mut Dice) {
    for item in items {
        if let Kind::Group { items } = &item.answer {
            fill(tool, items, answers, dice);
            continue;
        }
        if item.na_allowed && dice.chance(10) {
            answers.insert(item.code.clone(), Answer::NotApplicable { reason: WORDS.to_owned() });
            continue;
        }
        if let Some(answer) = answer(tool, item, answers, dice) {
            answers.insert(item.code.clone(), answer);
        }
        if item.evidence {
            answers.insert(format!("{}.evidence", item.code), Answer::Evidence { text: WORDS.to_owned() });
        }
    }
}

fn answer(tool: &Instrument, item: &Item, before: &Answers, dice: &mut Dice) -> Option<Answer> {
    let codes: Vec<String> = tool
        .options(&item.answer)
        .map(|found| found.options.iter().map(|option| option.code.clone()).collect())
        .unwrap_or_default();
    Some(match &item.answer {
        Kind::Level { levels, .. } => {
            Answer::Level { value: dice.one(levels)?.value, reason: WORDS.to_owned() }
        }
        Kind::List { row, at_least, .. } => {
            let rows = (0..usize::from(*at_least).max(1) + dice.below(4)).map(|at| Row {
                id: format!("{}{at}", item.code),
                fields: row.iter().filter_map(|field| cell(field, before, dice)).collect(),
            });
            Answer::List { rows: rows.collect() }
        }
        Kind::Scale { .. } => {
            let voices: &[Voice] = match item.asked_of.as_slice() {
                [] => &[Voice::Child, Voice::Caregiver],
                some => some,
            };
            let ratings = voices.iter().map(|rater| Rating {
                rater: *rater,
                who: "មីងសុខា".to_owned(),
                score: u8::try_from(dice.below(11)).unwrap_or_default(),
                reason: WORDS.to_owned(),
                one_higher: WORDS.to_owned(),
                about: None,
            });
            Answer::Scale { ratings: ratings.collect() }
        }
        Kind::Text { .. } => Answer::Text { text: WORDS.to_owned() },
        Kind::Choice { .. } => Answer::Choice { option: dice.one(&codes)?.clone(), reason: WORDS.to_owned() },
        Kind::Several { at_least, .. } => {
            let count = usize::from(*at_least).max(dice.below(codes.len() + 1));
            Answer::Several { options: dice.some(&codes, count).into_iter().cloned().collect() }
        }
        Kind::Ranking { at_most, .. } => {
            let mut order = codes;
            dice.shuffle(&mut order);
            if *at_most > 0 {
                order.truncate(usize::from(*at_most));
            }
            Answer::Ranking { order }
        }
        Kind::YesNoUnknown { .. } => {
            let value = *dice.one(&[YesNo::Yes, YesNo::No, YesNo::Unknown])?;
            Answer::YesNo { value, reason: WORDS.to_owned() }
        }
        Kind::Acknowledge {} => Answer::Acknowledged {},
        Kind::Number { min, max, .. } => {
            let low = min.unwrap_or(0);
            Answer::Number { value: dice.between(low, max.unwrap_or(low + 20).min(low + 200)) }
        }
        Kind::Money { .. } => Answer::Money { riel: Some(dice.between(0, 2_000) * 1_000), cents: None },
        Kind::Date { .. } => Answer::When { value: day(dice), about: false },
        Kind::Time {} => Answer::When { value: "14:30".to_owned(), about: false },
        Kind::Moment {} => Answer::When { value: format!("{}T14:30", day(dice)), about: false },
        Kind::Drawing { .. } => {
            let points = (0..40).map(|_| i32::try_from(dice.between(0, 500)).unwrap_or_default()).collect();
            Answer::Drawing { strokes: vec![Stroke { colour: 1, width: 8, points }], marks: Vec::new() }
        }
        Kind::Signature {} => {
            Answer::Signature { who: "មីងសុខា".to_owned(), thumb: true, strokes: Vec::new() }
        }
        Kind::Place { what } => Answer::Place {
            value: match what {
                PlaceKind::Village => "02080103".to_owned(),
                PlaceKind::Point | PlaceKind::Trace | PlaceKind::Shape => "13.1 103.2 0 5".to_owned(),
            },
        },
        Kind::Repeat { items, at_least, .. } => {
            let count = usize::from(*at_least).max(1) + dice.below(3);
            let rows = (0..count).map(|at| {
                let mut answers = Answers::new();
                fill(tool, items, &mut answers, dice);
                Instance { id: format!("{}{at}", item.code), answers }
            });
            Answer::Repeat { rows: rows.collect() }
        }
        Kind::Photo { .. }
        | Kind::Audio {}
        | Kind::Note {}
        | Kind::Calculated { .. }
        | Kind::Group { .. } => {
            return None;
        }
    })
}

/// A day of the year before.
fn day(dice: &mut Dice) -> String {
    format!("2026-{:02}-{:02}", dice.between(1, 11), dice.between(1, 28))
}

/// One field of a row; links lead to what was answered before.
fn cell(field: &Field, before: &Answers, dice: &mut Dice) -> Option<(String, String)> {
    let value = match &field.holds {
        FieldKind::Text {} | FieldKind::LongText {} => WORDS.to_owned(),
        FieldKind::Date { .. } => day(dice),
        FieldKind::Person {} => "មីងសុខា".to_owned(),
        FieldKind::Link { to } => match before.get(to) {
            Some(Answer::List { rows }) => dice.one(rows)?.id.clone(),
            _ => return None,
        },
        FieldKind::Choice { options } => dice.one(options)?.code.clone(),
        FieldKind::Number { min, max } => {
            let low = min.unwrap_or(0);
            dice.between(low, max.unwrap_or(low + 20).min(low + 200)).to_string()
        }
        FieldKind::Riel {} => (dice.between(0, 2_000) * 1_000).to_string(),
        FieldKind::YesNoUnknown {} => (*dice.one(&["yes", "no", "unknown"])?).to_owned(),
        FieldKind::Scale {} => dice.below(11).to_string(),
    };
    Some((field.code.clone(), value))
}
