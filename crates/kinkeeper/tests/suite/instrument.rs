//! Assessment tools as files, on the command line.

use exchange::xlsform::fixtures::{Grid, workbook};
use std::path::Path;
use std::process::{Command, Output};

fn kinkeeper(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kinkeeper"))
        .args(["instrument"])
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Every tool goes out as a workbook and comes back as the document that it was.
#[test]
fn a_tool_of_the_library_goes_out_as_a_workbook_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    for tool in domain::instrument::library() {
        if domain::instrument::latest(&tool.code).map(|latest| latest.version) != Some(tool.version) {
            continue;
        }
        let out = kinkeeper(folder.path(), &["export", &tool.code, "form.xlsx"]);
        assert!(out.status.success(), "{}: {}", tool.code, said(&out));
        let read = kinkeeper(folder.path(), &["check", "form.xlsx", "--to", "form.json"]);
        assert!(read.status.success(), "{}: {}", tool.code, said(&read));
        let back: domain::instrument::Instrument =
            serde_json::from_slice(&std::fs::read(folder.path().join("form.json")).unwrap()).unwrap();
        let title = (&back.title, back.items().count(), back.scores.len(), back.gates.len());
        assert_eq!(
            title,
            (&tool.title, tool.items().count(), tool.scores.len(), tool.gates.len()),
            "{}",
            tool.code
        );
    }
}

#[test]
fn a_bad_workbook_is_told_cell_by_cell_in_both_languages_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let survey = Grid::new("survey", "type | name | label\ntext | a b | A\nselect_one none | c | C");
    let choices = Grid::new("choices", "list_name | name | label");
    let book = workbook(&[survey, choices]).unwrap();
    std::fs::write(folder.path().join("bad.xlsx"), book).unwrap();
    for khmer in [false, true] {
        let mut args = vec!["check", "bad.xlsx", "--to", "bad.json"];
        args.extend(khmer.then_some("--khmer"));
        let out = kinkeeper(folder.path(), &args);
        assert!(!out.status.success());
        let cells =
            if khmer { ["2", "B", "3", "A"] } else { ["row 2, column B", "row 3, column A", "a b", "none"] };
        assert!(cells.iter().all(|cell| said(&out).contains(cell)), "{}", said(&out));
        assert!(!folder.path().join("bad.json").exists());
    }
}
