//! Writes every tool of the library as a workbook and as a form, and every worked example as a submission, into a
//! folder: what other people's programs are tried with.

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

use domain::instrument::{Answers, library};
use std::{env, fs, path::Path};

fn main() {
    let folder = env::args().nth(1).expect("a folder");
    let folder = Path::new(&folder);
    fs::create_dir_all(folder).unwrap();
    let names = library().iter().map(|tool| format!("{}.v{}", tool.code, tool.version));
    for name in names.chain(["every-kind.v3".to_owned()]) {
        let document = fs::read_to_string(format!("instruments/{name}.json"))
            .unwrap_or_else(|_| include_str!("../tests/fixtures/every-kind.v3.json").to_owned());
        let tool = &serde_json::from_str::<domain::instrument::Instrument>(&document).unwrap();
        match kinkeeper_exchange::xlsform_out::export(tool) {
            Ok(book) => fs::write(folder.join(format!("{name}.xlsx")), book).unwrap(),
            Err(error) => println!("{name}: {error}"),
        }
        match kinkeeper_exchange::openrosa::form_xml(tool) {
            Ok(xml) => fs::write(folder.join(format!("{name}.xml")), xml).unwrap(),
            Err(error) => println!("{name}: {error}"),
        }
        let example = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../instruments/examples"))
            .join(format!("{name}.json"));
        let Ok(text) = fs::read_to_string(example) else { continue };
        let example: serde_json::Value = serde_json::from_str(&text).unwrap();
        let Some(answers) = example.get("answers") else { continue };
        let answers: Answers = serde_json::from_value(answers.clone()).unwrap();
        let xml = kinkeeper_exchange::openrosa::to_instance(
            tool,
            &answers,
            "uuid:11111111-2222-4333-8444-555555555555",
        );
        fs::write(folder.join(format!("{name}.instance.xml")), xml).unwrap();
    }
}
