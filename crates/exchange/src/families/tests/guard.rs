//! Files that should not be here, or were made to do harm.

use super::*;
use zip::write::SimpleFileOptions;

/// The parts of a workbook, rewritten by `change`.
fn tampered(bytes: &[u8], change: impl Fn(&str, Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..package.len() {
        let mut file = package.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut part = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut part).unwrap();
        out.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        out.write_all(&change(&name, part)).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn files_that_are_no_workbook_are_named_for_what_they_are() {
    assert_eq!(problems(b""), ["-!-0 not_xlsx"]);
    assert_eq!(problems("family_code,village_code\n".as_bytes()), ["-!-0 not_xlsx"]);
    assert_eq!(problems(b"PK\x03\x04 but nothing after it"), ["-!-0 damaged"]);
    let old = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0, 0, 0];
    assert_eq!(problems(&old), ["-!-0 old_xls"]);
    let mut locked = old.to_vec();
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(problems(&locked), ["-!-0 encrypted"]);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("holiday.txt", SimpleFileOptions::default()).unwrap();
    assert_eq!(problems(&zip.finish().unwrap().into_inner()), ["-!-0 not_xlsx"]);
    let whole = good(&invented(3)).unwrap();
    assert_eq!(problems(&whole[..whole.len() / 2]), ["-!-0 damaged"]);
    assert_eq!(problems(&vec![b'P'; MAX_FILE_BYTES + 1]), ["-!-0 too_large"]);
}

#[test]
fn what_unpacks_without_end_is_refused() {
    const LIMIT: u64 = 1 << 20;
    let whole = good(&invented(1)).unwrap();
    assert_eq!(book::guard(&whole, LIMIT), Ok(()));
    let bomb = tampered(
        &whole,
        |name, part| {
            if name.ends_with("sheet1.xml") { vec![b' '; LIMIT as usize] } else { part }
        },
    );
    assert!(bomb.len() < 100_000, "it is small from outside");
    assert_eq!(book::guard(&bomb, LIMIT), Err(Code::TooLarge));
}

#[test]
fn a_promise_of_a_thousand_million_strings_is_refused() {
    let liar = tampered(&good(&invented(1)).unwrap(), |name, part| {
        let text = String::from_utf8(part).unwrap();
        if name.ends_with("sharedStrings.xml") {
            let at = text.find("uniqueCount=\"").unwrap() + "uniqueCount=\"".len();
            format!("{}99999999999{}", &text[..at], &text[at..]).into_bytes()
        } else {
            text.into_bytes()
        }
    });
    assert_eq!(problems(&liar), ["-!-0 damaged"]);
}

#[test]
fn a_stray_cell_in_the_last_corner_costs_nothing() {
    let mut book = Workbook::new();
    for (name, rows) in [("families", FAMILIES_OK), ("people", PEOPLE_OK)] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, cells) in (0_u32..).zip(rows) {
            sheet.write_row(row, 0, cells.iter().copied()).unwrap();
        }
        sheet.write(1_048_575, 16_383, " ").unwrap();
    }
    assert_eq!(read(&book.save_to_buffer().unwrap()).unwrap().counts(), (2, 5, 0));
}

#[test]
fn too_many_rows_are_refused() {
    let code: Vec<String> = (0..=MAX_ROWS).map(|row| format!("F{row}")).collect();
    let mut rows: Vec<[&str; 2]> = vec![["family_code", "village_code"]];
    rows.extend(code.iter().map(|code| [code.as_str(), "02010101"]));
    let rows: Vec<&[&str]> = rows.iter().map(|row| row.as_slice()).collect();
    assert_eq!(problems(&book(&[("families", &rows), ("people", PEOPLE_OK)])), ["families!-0 too_many_rows"]);
}

#[test]
fn a_file_that_is_wrong_everywhere_gives_a_report_of_bounded_size() {
    let mut rows: Vec<&[&str]> = vec![&["family_code", "village_code"]];
    rows.resize(6_001, &["F1", "nowhere"]);
    let report = read(&book(&[("families", &rows), ("people", PEOPLE_OK)])).unwrap_err();
    assert_eq!(report.problems.len(), MAX_LISTED);
    // 6,000 bad villages, 5,999 repeated codes, and a person of a family that is not there.
    assert_eq!(report.problems.len() + report.unlisted, 6_000 + 5_999 + 1);
}

#[test]
fn no_damage_makes_the_reader_fall_over() {
    let whole = good(&invented(2)).unwrap();
    // Every byte of the package in turn would take too long; a step that shares no factor with its structure will do.
    for at in (0..whole.len()).step_by(61) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x5a;
        let _ = read(&damaged);
    }
    // Damage inside of the parts, where checksums do not help.
    for seed in 0..40_usize {
        let damaged = tampered(&whole, |name, mut part| {
            if name.contains("sheet") || name.contains("shared") || name.contains("styles") {
                for round in 0..6 {
                    let at = (seed * 7_919 + round * 104_729) % part.len();
                    part[at] = b"<>\"9A/&"[(seed + round) % 7];
                }
            }
            part
        });
        let _ = read(&damaged);
    }
}
