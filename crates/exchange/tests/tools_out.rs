//! Every tool of the library as a workbook and as a form; every worked example there and back.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test that cannot go on fails"
)]

use calamine::{Data, Reader, Xlsx};
use domain::instrument::{Answer, Answers, Instrument, Kind, library, parse};
use kinkeeper_exchange::{openrosa, xlsform_out};
use std::collections::BTreeMap;
use std::io::Cursor;

const SNAP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../instruments");
const ID: &str = "uuid:11111111-2222-4333-8444-555555555555";

fn tools() -> Vec<Instrument> {
    let path = |tool: &Instrument| format!("{SNAP}/{}.v{}.json", tool.code, tool.version);
    let every = serde_json::from_str(include_str!("fixtures/every-kind.v3.json")).unwrap();
    let all = library().iter().map(|tool| parse(&std::fs::read_to_string(path(tool)).unwrap()).unwrap());
    all.chain([every]).collect()
}

fn example(tool: &Instrument) -> Option<Answers> {
    let path = format!("{SNAP}/examples/{}.v{}.json", tool.code, tool.version);
    let example: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).ok()?).unwrap();
    Some(serde_json::from_value(example["answers"].clone()).unwrap())
}

fn sheet(book: &[u8], name: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(book.to_vec())).unwrap();
    let text = |cell: &Data| cell.to_string();
    book.worksheet_range(name).unwrap().rows().map(|row| row.iter().map(text).collect()).collect()
}

#[test]
fn every_tool_is_a_workbook_with_names_of_its_own() {
    for tool in tools() {
        let book = xlsform_out::export(&tool).unwrap();
        let survey = sheet(&book, "survey");
        let mut open: Vec<Vec<String>> = vec![Vec::new()];
        for row in survey.iter().skip(1) {
            let (kind, name) = (row[0].as_str(), row[1].clone());
            match kind {
                "end group" | "end repeat" => {
                    open.pop().unwrap();
                }
                _ => {
                    let here = open.last_mut().unwrap();
                    assert!(!here.contains(&name), "{}: {name} twice", tool.code);
                    assert!(name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'), "{name}");
                    here.push(name);
                    if kind.starts_with("begin") {
                        open.push(Vec::new());
                    }
                }
            }
        }
        assert_eq!(open.len(), 1);
        let settings = sheet(&book, "settings");
        assert_eq!(settings[1][1], tool.code);
    }
}

#[test]
fn what_a_form_cannot_say_stands_on_its_own_sheet() {
    for tool in tools() {
        let mut kept: BTreeMap<String, serde_json::Map<String, serde_json::Value>> = BTreeMap::new();
        for row in sheet(&xlsform_out::export(&tool).unwrap(), "kinkeeper").iter().skip(1) {
            let value: serde_json::Value = serde_json::from_str(&row[1]).unwrap();
            if let serde_json::Value::Object(map) = value {
                kept.entry(row[0].clone()).or_default().extend(map);
            }
        }
        for (_, item) in tool.items() {
            let answer: Kind = serde_json::from_value(kept["items"][&item.code]["answer"].clone()).unwrap();
            match (&answer, &item.answer) {
                (Kind::Group { .. }, Kind::Group { .. }) | (Kind::Repeat { .. }, Kind::Repeat { .. }) => {}
                (kept, own) => assert_eq!(kept, own),
            }
        }
        for section in &tool.sections {
            assert!(kept["sections"].contains_key(&section.code));
        }
    }
}

#[test]
fn codes_that_xml_does_not_allow_get_a_letter() {
    let tools = tools();
    let csi = tools.iter().find(|tool| tool.code == "csi" && tool.version == 2).unwrap();
    let names = xlsform_out::form_names(csi);
    assert_eq!(names.items["1A"], "q_1A");
    let xml = openrosa::form_xml(csi).unwrap();
    assert!(xml.contains("/q_1A\""));
    assert!(!xml.contains("${"));
}

/// What a form cannot carry, taken off both sides.
fn without_losses(tool: &Instrument, answers: &Answers) -> Answers {
    let mut kept = answers.clone();
    kept.retain(|_, answer| match answer {
        Answer::Drawing { .. } => false,
        Answer::Several { options } => !options.is_empty(),
        Answer::Text { text } => !text.is_empty(),
        Answer::List { rows } => !rows.is_empty(),
        Answer::Repeat { rows } => !rows.is_empty(),
        _ => true,
    });
    for (code, answer) in &mut kept {
        match answer {
            Answer::Signature { strokes, .. } => strokes.clear(),
            Answer::List { rows } => {
                for row in rows {
                    row.fields.retain(|_, value| !value.is_empty());
                }
            }
            Answer::Repeat { rows } => {
                for row in rows {
                    row.answers = without_losses(tool, &row.answers);
                }
            }
            // A reason that the item does not ask for.
            Answer::Choice { option, reason } => {
                if let Some(Kind::Choice { reason_when, .. }) = tool.item(code).map(|item| &item.answer)
                    && !reason_when.contains(option)
                    && reason_when.is_empty()
                {
                    reason.clear();
                }
            }
            Answer::YesNo { reason, .. } => {
                if let Some(Kind::YesNoUnknown { reason_when }) = tool.item(code).map(|item| &item.answer)
                    && reason_when.is_empty()
                {
                    reason.clear();
                }
            }
            _ => {}
        }
    }
    kept
}

#[test]
fn every_worked_example_comes_back() {
    let mut seen = 0;
    for tool in tools() {
        let Some(answers) = example(&tool) else { continue };
        let xml = openrosa::to_instance(&tool, &answers, ID);
        let submission = openrosa::parse(xml.as_bytes()).unwrap();
        assert_eq!(submission.instance_id, ID);
        let (back, left) = openrosa::to_answers(&tool, &submission).unwrap();
        let wanted = without_losses(&tool, &answers);
        for (code, answer) in &wanted {
            assert_eq!(back.get(code), Some(answer), "{} {code}", tool.code);
        }
        assert_eq!(back, wanted, "{}", tool.code);
        assert!(left.iter().all(|left| left.why == openrosa::Why::Picture), "{} {left:?}", tool.code);
        // Again it is the same.
        assert_eq!(
            openrosa::parse(openrosa::to_instance(&tool, &back, ID).as_bytes())
                .map(|s| openrosa::to_answers(&tool, &s))
                .unwrap()
                .unwrap()
                .0,
            back
        );
        seen += 1;
    }
    assert!(seen >= 40);
}

#[test]
fn nothing_is_dropped_silently() {
    let tools = tools();
    let tool = tools.iter().find(|tool| tool.code == "body-map").unwrap();
    let xml = format!(
        "<data id='body-map' version='1'><strange><a>1</a></strange><hello>x</hello><meta><instanceID>{ID}</instanceID>\
         <instanceName>n</instanceName></meta></data>"
    );
    let (answers, left) = openrosa::to_answers(tool, &openrosa::parse(xml.as_bytes()).unwrap()).unwrap();
    assert!(answers.is_empty());
    let paths: Vec<_> = left.iter().map(|left| (left.path.as_str(), left.value.as_str())).collect();
    assert_eq!(paths, [("/data/strange/a", "1"), ("/data/hello", "x"), ("/data/meta/instanceName", "n")]);
    let other = xml.replace("body-map", "csi");
    let problems = openrosa::to_answers(tool, &openrosa::parse(other.as_bytes()).unwrap()).unwrap_err();
    assert!(matches!(problems.as_slice(), [openrosa::Problem::OtherForm { .. }]));
}

#[test]
fn rows_without_ids_get_the_same_each_time() {
    let tools = tools();
    let tool = tools.iter().find(|tool| tool.code == "body-map").unwrap();
    let answers = example(tool).unwrap();
    let xml = openrosa::to_instance(tool, &answers, ID);
    let start = xml.find("<hurt_id>").unwrap();
    let end = xml.find("</hurt_id>").unwrap() + "</hurt_id>".len();
    let without = format!("{}{}", &xml[..start], &xml[end..]);
    let (back, _) = openrosa::to_answers(tool, &openrosa::parse(without.as_bytes()).unwrap()).unwrap();
    let Some(Answer::List { rows }) = back.get("hurt") else { panic!() };
    assert_eq!(rows[0].id, "11111111-2222-4333-8444-555555555555.hurt.1");
}
