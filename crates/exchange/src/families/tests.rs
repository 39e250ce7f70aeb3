use super::*;
use crate::testing::{Invented, Planted, good, oscar, with_errors};
use rust_xlsxwriter::Workbook;
use std::io::Write;

mod guard;
mod oscar_headings;

const VILLAGES: [&str; 3] = ["02010101", "02010102", "17040309"];
const WORKERS: [&str; 2] = ["sreymom", "dara"];

pub(super) fn today() -> Day {
    "2026-11-22".parse().unwrap()
}

fn invented(families: usize) -> Invented<'static> {
    Invented { families, villages: &VILLAGES, workers: &WORKERS, today: today() }
}

pub(super) fn read(bytes: &[u8]) -> Result<ImportPlan, ImportReport> {
    let named = |place: &PlaceNamed| match place.village.as_str() {
        "ភូមិថ្មី" => vec!["02010101".to_owned()],
        "Svay" => vec!["02010101".to_owned(), "02010102".to_owned()],
        _ => Vec::new(),
    };
    read_families(
        bytes,
        &ImportContext {
            known_villages: &|code| VILLAGES.contains(&code),
            villages_named: &named,
            workers: &|name| WORKERS.contains(&name),
            today: today(),
        },
    )
}

/// A workbook of text cells.
pub(super) fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in (0_u32..).zip(*rows) {
            for (column, cell) in (0_u16..).zip(*cells) {
                if !cell.is_empty() {
                    sheet.write(row, column, *cell).unwrap();
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// `people!B3 code` for each.
pub(super) fn places(found: &[CellProblem]) -> Vec<String> {
    found.iter().map(|problem| format!("{problem:?}")).collect()
}

pub(super) fn problems(bytes: &[u8]) -> Vec<String> {
    places(&read(bytes).unwrap_err().problems)
}

const FAMILIES_OK: &[&[&str]] = &[&["family_code", "village_code"], &["F1", "02010101"], &["F2", "02010102"]];
const PEOPLE_OK: &[&[&str]] = &[
    &["person_code", "family_code", "name_latin", "sex", "birth_date"],
    &["A", "F1", "Sok Malis", "f", "1/1/1990"],
    &["B", "F1", "Sok Dara", "m", "1/1/1988"],
    &["C", "F1", "Sok Thida", "f", "1/1/2015"],
    &["D", "F1", "Sok Borey", "m", "about 60"],
    &["E", "F2", "Keo Visal", "m", "2012"],
];
const RELATIONSHIP_HEADINGS: &[&str] =
    &["family_code", "person_code", "relation", "to_person_code", "since", "until", "state"];

/// Reads a sound pair of families with these relationships.
fn related(rows: &[&[&str]]) -> Result<ImportPlan, ImportReport> {
    let mut all = vec![RELATIONSHIP_HEADINGS];
    all.extend(rows);
    read(&book(&[("families", FAMILIES_OK), ("people", PEOPLE_OK), ("relationships", &all)]))
}

#[test]
fn five_hundred_families_with_twenty_planted_errors_give_exactly_those() {
    let (bytes, mut planted) = with_errors(&invented(500)).unwrap();
    assert_eq!(planted.len(), 20);
    assert_eq!(planted.iter().map(|p| p.code).collect::<std::collections::HashSet<_>>().len(), 20);
    #[allow(clippy::disallowed_methods, reason = "measures how long reading takes")]
    let start = std::time::Instant::now();
    let report = read(&bytes).unwrap_err();
    eprintln!("500 families read and checked in {} ms", start.elapsed().as_millis());
    let mut found: Vec<Planted> = report
        .problems
        .iter()
        .map(|problem| Planted {
            sheet: ["families", "people", "relationships"]
                .into_iter()
                .find(|sheet| Some(*sheet) == problem.sheet.as_deref())
                .unwrap(),
            row: problem.row.unwrap(),
            column: problem.column.as_ref().unwrap().letter.clone(),
            code: problem.code,
        })
        .collect();
    planted.sort();
    found.sort();
    assert_eq!(found, planted);
    for problem in &report.problems {
        assert!(!problem.en.contains('{') && !problem.km.contains('{'), "{}", problem.en);
        assert!(problem.column.as_ref().unwrap().heading.contains(" / "));
    }
    let rows: Vec<_> = report.problems.iter().map(|p| (p.sheet.clone(), p.row)).collect();
    assert!(rows.is_sorted(), "a person goes through the workbook from top to bottom");
}

#[test]
fn the_same_workbook_without_errors_is_a_plan() {
    let bytes = good(&invented(500)).unwrap();
    assert_eq!(
        good(&invented(9)).unwrap(),
        good(&invented(9)).unwrap(),
        "the same arguments, the same bytes"
    );
    let plan = read(&bytes).unwrap();
    assert_eq!(plan.counts(), (500, 2_500, 2_600));
    assert_eq!(places(&plan.warnings), Vec::<String>::new());
    let family = &plan.families[1];
    assert_eq!((family.code.as_str(), family.at.row), ("F-0002", 3));
    assert_eq!(family.phones, ["+85512000001"]);
    assert_eq!((family.id_poor, family.risk), (Some(IdPoor::Level2), Some(Risk::Medium)));
    assert_eq!(family.referral.source, Some(ReferralSource::Known(KnownSource::Ccwc)));
    assert_eq!(family.worker.as_deref(), Some("dara"));
    let mother = &family.people[0];
    assert_eq!((mother.sex, mother.birth.map(|b| b.is_estimated())), (Sex::Female, Some(true)));
    assert!(mother.is_caregiver && family.people[2].is_child_of_concern);
    assert_eq!(family.people[2].school, Some(SchoolState::DroppedOut));
    assert_eq!(family.people[3].grade.as_deref(), Some("4"));
    let couple = family.relationships.iter().find(|r| r.relation == Relation::PartnerOf).unwrap();
    assert_eq!((couple.since.unwrap().year, couple.state), (2008, Some(UnionState::Married)));
    assert_eq!(family.source_rows().len(), 1 + 5 + family.relationships.len());
    let printed = format!("{plan:?}");
    assert!(!printed.contains("Chan") && !printed.contains("+855") && !printed.contains("ឈប់រៀន"));
}

#[test]
fn the_template_is_understood_by_the_reader() {
    let bytes = write_template().unwrap();
    assert_eq!(bytes, write_template().unwrap());
    let report = read(&bytes).unwrap_err();
    assert_eq!(places(&report.problems), ["families!-0 sheet_empty"]);
    assert_eq!(places(&report.warnings), Vec::<String>::new(), "no sheet or column is strange");
}

#[test]
fn the_example_in_the_template_would_be_accepted() {
    let mut book = Workbook::new();
    for (spec, rows) in template::EXAMPLE {
        let sheet = book.add_worksheet().set_name(spec.name).unwrap();
        for (index, column) in (0_u16..).zip(spec.columns) {
            sheet.write(0, index, column.heading()).unwrap();
            for (row, cells) in (1_u32..).zip(*rows) {
                for (key, value) in *cells {
                    assert!(spec.columns.iter().any(|column| column.key == *key), "{key}");
                    if *key == column.key {
                        sheet.write(row, index, *value).unwrap();
                    }
                }
            }
        }
    }
    let plan = read(&book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(plan.counts(), (1, 2, 1));
    assert_eq!(plan.families[0].people[1].birth.unwrap().reckoned().to_string(), "2015-02-04");
    assert!(plan.warnings.is_empty());
}

#[test]
fn headings_may_be_english_khmer_both_or_in_two_rows() {
    let variants: [&[&[&str]]; 4] = [
        &[&["Family code *", "Village code"], &["F1", "02010101"]],
        &[&["លេខកូដគ្រួសារ *", "លេខកូដភូមិ *"], &["F1", "02010101"]],
        &[&["Family code", "Village code"], &["លេខកូដគ្រួសារ", "លេខកូដភូមិ"], &["F1", "02010101"]],
        &[&["Our families 2026"], &[], &["Village code\nលេខកូដភូមិ", "Family Code\nx"], &["02010101", "F1"]],
    ];
    for families in variants {
        let people: &[&[&str]] =
            &[&["person_code", "ភេទ", "family code", "Name in Khmer"], &["A", "ស្រី", "f1", "សុខ ម៉ាលីស"]];
        let plan = read(&book(&[("គ្រួសារ", families), ("People", people)])).unwrap();
        assert_eq!(plan.counts(), (1, 1, 0));
        assert_eq!(plan.families[0].village, "02010101");
        assert!(plan.warnings.is_empty(), "{:?}", plan.warnings);
    }
}

#[test]
fn strange_sheets_and_columns_are_named_and_missing_ones_are_problems() {
    let families: &[&[&str]] = &[&["family_code", "village_code", "Shoe size"], &["F1", "02010101", "38"]];
    let report = read(&book(&[
        ("families", families),
        (
            "people",
            &[&["person_code", "family_code", "name_latin", "family code"], &["A", "F1", "Sok Malis", "F1"]],
        ),
        ("budget", &[&["rice", "12"]]),
        ("Sheet9", &[]),
    ]))
    .unwrap_err();
    assert_eq!(places(&report.problems), ["people!-0 column_missing", "people!D1 column_twice"]);
    let mut warnings = places(&report.warnings);
    warnings.sort();
    assert_eq!(warnings, ["budget!-0 sheet_unknown", "families!C0 column_unknown"]);
    let missing = report.problems.iter().find(|p| p.code == "column_missing").unwrap();
    assert!(missing.en.contains("Sex / ភេទ") && missing.place_en() == "people, column “Sex / ភេទ”");
    assert_eq!(
        problems(&book(&[("families", families)])),
        ["-!-0 sheet_missing"],
        "the file lacks the people"
    );
    assert_eq!(
        problems(&book(&[("families", families), ("គ្រួសារ", families), ("people", PEOPLE_OK)])),
        ["គ្រួសារ!-0 sheet_twice"]
    );
    assert_eq!(
        problems(&book(&[("families", &[&["x", "y"], &["1", "2"]]), ("people", PEOPLE_OK)])),
        ["families!-0 headings_missing"]
    );
}

#[test]
fn a_sheet_without_any_name_column_is_told_once() {
    let people: &[&[&str]] = &[&["person_code", "family_code", "sex"], &["A", "F1", "f"], &["B", "F1", "m"]];
    assert_eq!(
        problems(&book(&[("families", FAMILIES_OK), ("people", people)])),
        ["people!-0 column_missing"]
    );
}

#[test]
fn formulas_count_as_what_they_give() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("families").unwrap();
    sheet.write_row(0, 0, ["family_code", "village_code", "notes"]).unwrap();
    sheet.write_formula(1, 0, rust_xlsxwriter::Formula::new("=\"F\"&1").set_result("F1")).unwrap();
    sheet.write(1, 1, "02010101").unwrap().write(1, 2, " two  lines \n\nof\u{200b}notes ").unwrap();
    let sheet = book.add_worksheet().set_name("people").unwrap();
    for (row, cells) in (0_u32..).zip(&PEOPLE_OK[..2]) {
        sheet.write_row(row, 0, cells.iter().copied()).unwrap();
    }
    let plan = read(&book.save_to_buffer().unwrap()).unwrap();
    assert_eq!((plan.counts(), plan.families[0].code.as_str()), ((1, 1, 0), "F1"));
    assert_eq!(plan.families[0].notes.as_deref(), Some("two lines\nofnotes"));
}

#[test]
fn relationships_that_cannot_be_are_found() {
    let report = related(&[
        &["F1", "A", "parent_of", "C", "2014"], // 2: before the child was born
        &["F1", "C", "parent_of", "A"],         // 3: the opposite of row 2
        &["F1", "C", "grandparent_of", "B"],    // 4: younger than her grandchild
        &["F1", "A", "partner_of", "B"],        // 5
        &["F1", "D", "partner_of", "A", "", "", "married"], // 6: a second partner
        &["F1", "A", "sibling_of", "a"],        // 7: herself
        &["F1", "A", "carer_of", "E"],          // 8: another family
        &["F1", "A", "carer_of", "Z"],          // 9: nobody
        &["F9", "A", "carer_of", "C"],          // 10: no such family
        &["F1", "A", "carer_of", "C", "05/05/2020", "04/05/2020"], // 11
        &["F1", "A", "friend_of", "C"],         // 12
        &["F1", "", "", ""],                    // 13
        &["F1", "D", "carer_of", "C", "01/01/2030"], // 14
    ])
    .unwrap_err();
    assert_eq!(
        places(&report.problems),
        [
            "relationships!E2 date_before_birth",
            "relationships!C3 relation_circular",
            "relationships!C4 elder_too_young",
            "relationships!D6 two_partners",
            "relationships!D7 relation_to_self",
            "relationships!D8 person_in_other_family",
            "relationships!D9 person_not_found",
            "relationships!A10 family_not_found",
            "relationships!F11 ends_before_start",
            "relationships!C12 not_a_choice",
            "relationships!B13 required",
            "relationships!C13 required",
            "relationships!D13 required",
            "relationships!E14 date_in_future",
        ]
    );
}

#[test]
fn rare_relationships_are_only_remarked_on() {
    let plan = related(&[
        &["F1", "A", "parent_of", "C"],
        &["F1", "B", "parent_of", "C"],
        &["F1", "D", "parent_of", "C"],                  // 4: a third parent
        &["F1", "A", "parent_of", "C"],                  // 5: again
        &["F1", "A", "partner_of", "D", "2009", "2012"], // has ended
        &["F1", "A", "partner_of", "B", "", "", "together"],
        &["F1", "B", "partner_of", "A"],                  // 8: the same couple
        &["F1", "B", "step_parent_of", "A"],              // 9: two years older
        &["F1", "C", "carer_of", "D", "", "", "married"], // 10: only couples have a state
    ])
    .unwrap();
    assert_eq!(
        places(&plan.warnings),
        [
            "relationships!G10 state_only_for_partners",
            "relationships!C5 relation_twice",
            "relationships!C8 relation_twice",
            "relationships!C9 elder_very_young",
            "relationships!B4 more_than_two_parents",
        ]
    );
    assert_eq!(plan.families[0].relationships.len(), 8, "a repeated row is imported once");
    assert_eq!(plan.families[0].relationships[7].state, None);
}

#[test]
fn a_widow_may_marry_again() {
    let people: &[&[&str]] = &[
        &["person_code", "family_code", "name_km", "sex", "deceased", "disability"],
        &["A", "F1", "សុខ ម៉ាលីស", "ស្រី", "", "គ្មាន"],
        &["B", "F1", "សុខ ដារ៉ា", "ប្រុស", "2019", "yes"],
        &["C", "F1", "កែវ បូរី", "ប្រុស", "ទេ", "does not hear well"],
    ];
    let couples: &[&[&str]] =
        &[RELATIONSHIP_HEADINGS, &["F1", "A", "partner_of", "B"], &["F1", "A", "partner_of", "C"]];
    let families = &FAMILIES_OK[..2];
    let plan =
        read(&book(&[("families", families), ("people", people), ("relationships", couples)])).unwrap();
    let people = &plan.families[0].people;
    let died = When { year: 2019, month: None, day: None };
    assert_eq!(people[1].deceased, Some(Deceased::Yes(Some(died))));
    assert_eq!(people[2].deceased, Some(Deceased::No));
    assert_eq!(people[0].disability, Some(Disability::No));
    assert_eq!(people[1].disability, Some(Disability::Yes(None)));
    assert_eq!(people[2].disability, Some(Disability::Yes(Some("does not hear well".into()))));
}

#[test]
fn what_the_reader_guessed_is_said() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("families").unwrap();
    for (column, (heading, value)) in (0_u16..).zip([
        ("family_code", 7.0),
        ("village_code", 2_010_101.0),
        ("phone", 12_345_678.0),
        ("referred_on", 46_000.0),
    ]) {
        sheet.write(0, column, heading).unwrap();
        sheet.write(1, column, value).unwrap();
    }
    let sheet = book.add_worksheet().set_name("people").unwrap();
    let person = [
        ("person_code", "1"),
        ("family_code", "៧"),
        ("name_km", "Sok Malis"),
        ("name_latin", "សុខ"),
        ("sex", "f"),
    ];
    for (column, (heading, value)) in (0_u16..).zip(person) {
        sheet.write(0, column, heading).unwrap();
        sheet.write(1, column, value).unwrap();
    }
    sheet.write(0, 5, "birth_year").unwrap().write(1, 5, 30.0).unwrap();
    sheet.write(0, 6, "is_child_of_concern").unwrap().write(1, 6, true).unwrap();
    let plan = read(&book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(
        places(&plan.warnings),
        [
            "families!B2 village_zero_restored",
            "families!C2 phone_zero_restored",
            "families!D2 number_read_as_date",
            "people!C2 name_km_not_khmer",
            "people!D2 name_latin_not_latin",
            "people!F2 number_read_as_age",
            "people!G2 child_of_concern_is_adult",
        ]
    );
    assert_eq!((plan.families[0].village.as_str(), plan.counts()), ("02010101", (1, 1, 0)));
    assert!(plan.warnings[0].km.contains("02010101"));
}
