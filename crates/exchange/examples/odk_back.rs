//! Reads what another engine sent after it was given the cases: `back <folder with cases.jsonl and sent.jsonl>`. Says
//! where the answers are not those that were given.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::too_many_arguments,
    clippy::cast_possible_wrap,
    reason = "a tool for developers that may stop"
)]

use domain::instrument::*;
use kinkeeper_exchange::openrosa;
use serde_json::Value;
use std::collections::BTreeMap;
use std::{env, fs};

fn lossless(tool: &Instrument, answers: &Answers) -> Answers {
    let mut kept = answers.clone();
    kept.retain(|_, answer| !matches!(answer, Answer::Drawing { .. }));
    for (code, answer) in &mut kept {
        match answer {
            Answer::Signature { strokes, .. } => strokes.clear(),
            Answer::Repeat { rows } => {
                rows.iter_mut().for_each(|row| row.answers = lossless(tool, &row.answers))
            }
            Answer::Choice { option, reason } => {
                if let Some(Kind::Choice { reason_when, .. }) = tool.item(code).map(|item| &item.answer)
                    && !reason_when.contains(option)
                {
                    reason.clear();
                }
            }
            Answer::YesNo { value, reason } => {
                if let Some(Kind::YesNoUnknown { reason_when }) = tool.item(code).map(|item| &item.answer)
                    && !reason_when.contains(value)
                {
                    reason.clear();
                }
            }
            _ => {}
        }
    }
    kept
}

fn main() {
    let folder = env::args().nth(1).expect("a folder");
    let lines = |name: &str| -> Vec<Value> {
        let text = fs::read_to_string(format!("{folder}/{name}")).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let key = |value: &Value| (value["tool"].to_string(), value["case"].to_string());
    let cases: BTreeMap<_, _> = lines("cases.jsonl").into_iter().map(|case| (key(&case), case)).collect();
    let (mut same, mut other, mut left_over) = (0, 0, BTreeMap::new());
    for sent in lines("sent.jsonl") {
        let case = &cases[&key(&sent)];
        let name = sent["tool"].as_str().unwrap();
        let document = fs::read_to_string(format!("instruments/{name}.json"))
            .unwrap_or_else(|_| include_str!("../tests/fixtures/every-kind.v3.json").to_owned());
        let tool: Instrument = serde_json::from_str(&document).unwrap();
        let submission = openrosa::parse(sent["xml"].as_str().unwrap().as_bytes()).unwrap();
        let (back, left) = match openrosa::to_answers(&tool, &submission) {
            Ok(found) => found,
            Err(problems) => {
                println!("{:?} {problems:?}", key(&sent));
                other += 1;
                continue;
            }
        };
        for left in &left {
            *left_over.entry(format!("{:?}", left.why)).or_insert(0) += 1;
            if left.why != openrosa::Why::Picture {
                println!("{:?} left {left:?}", key(&sent));
            }
        }
        let wanted: Answers = serde_json::from_value(case["answers"].clone()).unwrap();
        let wanted = lossless(&tool, &wanted);
        if wanted == back {
            same += 1;
        } else {
            other += 1;
            let mut codes = wanted.keys().chain(back.keys());
            let differ = codes.find(|code| wanted.get(*code) != back.get(*code)).unwrap();
            println!("{:?} {differ}: {:?} | {:?}", key(&sent), wanted.get(differ), back.get(differ));
        }
    }
    println!("{same} came back as they were given, {other} did not; left: {left_over:?}");
}
