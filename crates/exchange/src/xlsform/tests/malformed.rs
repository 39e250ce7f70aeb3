//! Workbooks that are wrong, each in its own way: exactly these errors at exactly these cells, in both languages.

use super::common::{book, form, inline, raw, raw_sheet, rows, sheet_part, survey};
use crate::xlsform::{FaultKind as K, Options, import};
use domain::khmer::Lang;
use rust_xlsxwriter::{Format, Workbook};

struct Case {
    name: &'static str,
    bytes: Vec<u8>,
    expected: Vec<(&'static str, K)>,
}

fn case(name: &'static str, bytes: Vec<u8>, expected: &[(&'static str, K)]) -> Case {
    Case { name, bytes, expected: expected.to_vec() }
}

/// Writes `survey` cell by cell, with the settings of all tests.
fn written(write: impl Fn(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("survey").unwrap();
    for (column, heading) in (0..).zip(["type", "name", "label"]) {
        sheet.write_string(0, column, heading).unwrap();
    }
    write(sheet);
    book.save_to_buffer().unwrap()
}

const LISTS: &str = "list_name|name|label::English (en)|label::Khmer (km)\nyn|yes|Yes|បាទ\nyn|no|No|ទេ";
const WITH: &str = "type|name|label::English (en)|label::Khmer (km)|relevant|constraint|calculation|choice_filter|parameters|required|default|repeat_count";

fn with(lines: &str) -> String {
    format!("{WITH}\n{lines}")
}

fn files() -> Vec<Case> {
    let compound = |utf16: &str| {
        let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        bytes.extend([0; 512]);
        bytes.extend(utf16.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    let zeros = vec![b' '; 50 << 20];
    let bomb = raw(&[
        ("[Content_Types].xml", super::common::TYPES),
        ("xl/workbook.xml", super::common::BOOK),
        ("xl/worksheets/sheet1.xml", &zeros),
    ]);
    let picture_bomb = raw(&[("xl/workbook.xml", super::common::BOOK), ("xl/media/a.png", &zeros)]);
    let cut = survey(&rows("text|a|A|ក"));
    let bad_utf8 = {
        let text = sheet_part(&(inline(1, &["type", "name", "label"]) + &inline(2, &["text", "a", "XYZ"])));
        let at = text.find("XYZ").unwrap();
        let mut bytes = text.into_bytes();
        bytes[at] = 0xc3;
        bytes[at + 1] = 0x28;
        bytes
    };
    let utf16: Vec<u8> = {
        let text = sheet_part(&inline(1, &["type", "name", "label"])).replace("UTF-8", "UTF-16");
        [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let latin = sheet_part(&inline(1, &["type", "name", "label"])).replace("UTF-8", "ISO-8859-1");
    let open_xml =
        format!("{}<oops", sheet_part(&inline(1, &["type", "name"])).replace("</sheetData></worksheet>", ""));
    let strings = raw(&[
        ("[Content_Types].xml", super::common::TYPES),
        ("xl/workbook.xml", super::common::BOOK),
        ("xl/sharedStrings.xml", br#"<sst count="4000000000" uniqueCount="4000000000"></sst>"#),
    ]);
    vec![
        case("nothing at all", Vec::new(), &[("!", K::NotXlsx)]),
        case("a text", b"hello".to_vec(), &[("!", K::NotXlsx)]),
        case("separated values", b"type,name,label\ntext,a,A\n".to_vec(), &[("!", K::Csv)]),
        case("the old format", compound("Workbook"), &[("!", K::OldXls)]),
        case("a password", compound("EncryptedPackage"), &[("!", K::Encrypted)]),
        case("cut off", cut[..cut.len() / 2].to_vec(), &[("!", K::Damaged)]),
        case("another package", raw(&[("mimetype", b"application/epub+zip")]), &[("!", K::NotXlsx)]),
        case("a bomb of 50 MB in a sheet", bomb, &[("!", K::TooLarge)]),
        case("a bomb of 50 MB in a picture", picture_bomb, &[("!", K::TooLarge)]),
        case("announces more strings than memory", strings, &[("!", K::Damaged)]),
        case("too large a file", vec![b'P'; (16 << 20) + 1], &[("!", K::TooLarge)]),
        case("bad UTF-8", raw_sheet(&bad_utf8), &[("survey!C2", K::BadEncoding)]),
        case("UTF-16", raw_sheet(&utf16), &[("survey!", K::BadEncoding)]),
        case("another encoding declared", raw_sheet(latin.as_bytes()), &[("survey!", K::BadEncoding)]),
        case("XML that does not end", raw_sheet(open_xml.as_bytes()), &[("survey!", K::SheetUnreadable)]),
        case(
            "no sheet survey",
            book(&[("Surveys", "type|name|label\ntext|a|A")]),
            &[("!", K::SurveyMissing)],
        ),
        case(
            "two of them",
            book(&[("survey", &rows("text|a|A|ក")), ("Survey ", "type|name\ntext|b")]),
            &[("Survey !", K::SheetTwice)],
        ),
        case("an empty one", book(&[("survey", "")]), &[("survey!", K::SheetEmpty)]),
        case("only headings", survey(&rows("")), &[("survey!", K::SheetEmpty)]),
    ]
}

fn cells() -> Vec<Case> {
    let row = |sheet: &mut rust_xlsxwriter::Worksheet, cells: [&str; 3]| {
        for (column, text) in (0..).zip(cells) {
            if !text.is_empty() {
                sheet.write_string(1, column, text).unwrap();
            }
        }
    };
    let error = sheet_part(
        &(inline(1, &["type", "name", "label"])
            + r#"<row r="2"><c r="A2" t="inlineStr"><is><t>text</t></is></c><c r="B2" t="inlineStr"><is><t>a</t></is></c><c r="C2" t="e"><f>A0</f><v>#REF!</v></c></row>"#),
    );
    let formula = error.replace(r##" t="e"><f>A0</f><v>#REF!</v>"##, "><f>A1</f>");
    let many = sheet_part(&format!(
        "{}{}",
        inline(1, &["type", "name", "label"]),
        (2..20_010).map(|row| inline(row, &["note"])).collect::<String>()
    ));
    let wide = sheet_part(
        &(inline(1, &["type", "name", "label"])
            + r#"<row r="2"><c r="ZZZ2" t="inlineStr"><is><t>x</t></is></c></row>"#),
    );
    vec![
        case(
            "an error value",
            raw_sheet(error.as_bytes()),
            &[("survey!C2", K::CellError), ("survey!C2", K::LabelMissing)],
        ),
        case(
            "a formula without its value",
            raw_sheet(formula.as_bytes()),
            &[("survey!C2", K::FormulaWithoutValue), ("survey!C2", K::LabelMissing)],
        ),
        case("too many rows", raw_sheet(many.as_bytes()), &[("survey!A20002", K::TooManyRows)]),
        case("too many columns", raw_sheet(wide.as_bytes()), &[("survey!ZZZ2", K::TooManyColumns)]),
        case(
            "merged cells",
            written(|sheet| {
                row(sheet, ["text", "a", ""]);
                sheet.merge_range(1, 2, 2, 2, "A", &Format::new()).unwrap();
            }),
            &[("survey!C2", K::MergedCells)],
        ),
        case(
            "a date for a name",
            written(|sheet| {
                row(sheet, ["text", "", "A"]);
                let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 2, 1).unwrap();
                let format = Format::new().set_num_format("yyyy-mm-dd");
                sheet.write_datetime_with_format(1, 1, day, &format).unwrap();
            }),
            &[("survey!B2", K::DateAsText)],
        ),
        case(
            "a number for a name",
            written(|sheet| {
                row(sheet, ["text", "", "A"]);
                sheet.write_number(1, 1, 1.0).unwrap();
            }),
            &[("survey!B2", K::NameInvalid)],
        ),
        case(
            "Khmer read as Windows-1252",
            survey(&rows("text|a|A|áž•áŸ’áž‘áŸ‡")),
            &[("survey!D2", K::WrongEncoding)],
        ),
        case(
            "contents under no heading",
            survey("type|name||label\ntext|a|x|A"),
            &[("survey!C2", K::HeadingBlank)],
        ),
    ]
}

fn headings() -> Vec<Case> {
    vec![
        case(
            "no column type",
            survey("kind|name|label\ntext|a|A"),
            &[("survey!1", K::ColumnMissing), ("survey!A1", K::ColumnUnknown)],
        ),
        case("no column name", survey("type|label\ntext|A"), &[("survey!1", K::ColumnMissing)]),
        case(
            "a mistyped heading",
            survey("type|name|label|relevent\ntext|a|A|1"),
            &[("survey!D1", K::ColumnUnknown)],
        ),
        case(
            "a column of Kobo's",
            survey("type|name|label|$kuid\ntext|a|A|x"),
            &[("survey!D1", K::ColumnDialect)],
        ),
        case(
            "a column of CHT's",
            survey("type|name|label|instance::tag\ntext|a|A|x"),
            &[("survey!D1", K::ColumnDialect)],
        ),
        case(
            "two headings alike",
            survey("type|name|label|Label\ntext|a|A|B"),
            &[("survey!D1", K::ColumnTwice)],
        ),
        case(
            "two names for one column",
            survey("type|name|label|relevant|relevance\ntext|a|A||"),
            &[("survey!E1", K::ColumnTwice)],
        ),
        case(
            "two ways to write a language",
            survey("type|name|label::km|label::Khmer (km)\ntext|a|ក|ខ"),
            &[("survey!D1", K::ColumnTwice)],
        ),
        case(
            "a bracket too few",
            survey("type|name|label|label::Khmer (km\ntext|a|A|ក"),
            &[("survey!D1", K::HeadingLanguage)],
        ),
        case(
            "a language without colons",
            survey("type|name|label|hint Khmer\ntext|a|A|ក"),
            &[("survey!D1", K::HeadingLanguage)],
        ),
        case(
            "an expression in a language",
            survey("type|name|label|relevant::km\ntext|a|A|1"),
            &[("survey!D1", K::HeadingLanguage)],
        ),
        case(
            "no list_name",
            form(&rows("select_one yn|a|A|ក"), "list|name|label\nyn|yes|Yes"),
            &[("survey!A2", K::ListUnknown), ("choices!1", K::ColumnMissing)],
        ),
        case(
            "an unknown setting",
            book(&[("survey", &rows("text|a|A|ក")), ("settings", "form_titel|form_id\nA|a")]),
            &[("settings!A1", K::ColumnUnknown)],
        ),
        case(
            "an impossible subject",
            book(&[
                ("survey", &rows("text|a|A|ក")),
                ("settings", "form_title|form_id|kinkeeper_subject\nA|a|cat"),
            ]),
            &[("settings!C2", K::SettingBad)],
        ),
    ]
}

fn structure() -> Vec<Case> {
    let deep: String = (0..12)
        .map(|at| format!("begin_group|g{at}|G|ក\n"))
        .chain(["text|a|A|ក\n".to_owned()])
        .collect::<String>()
        + &"end_group|||\n".repeat(12);
    vec![
        case("no type", survey(&rows("|a|A|ក")), &[("survey!A2", K::TypeMissing)]),
        case("an unknown type", survey(&rows("intger|a|A|ក")), &[("survey!A2", K::TypeUnknown)]),
        case("a type of CHT's", survey(&rows("tel|a|A|ក")), &[("survey!A2", K::TypeDialect)]),
        case("no name", survey(&rows("text||A|ក")), &[("survey!B2", K::NameMissing)]),
        case("a name with a space", survey(&rows("text|my name|A|ក")), &[("survey!B2", K::NameInvalid)]),
        case(
            "a name that begins with a digit",
            survey(&rows("text|1a|A|ក")),
            &[("survey!B2", K::NameInvalid)],
        ),
        case("a reserved name", survey(&rows("text|meta|A|ក")), &[("survey!B2", K::NameReserved)]),
        case(
            "a name twice",
            survey(&rows("text|a|A|ក\ntext|b|B|ខ\ninteger|a|A|ក")),
            &[("survey!B4", K::NameTwice)],
        ),
        case("no label", survey(&rows("text|a||")), &[("survey!C2", K::LabelMissing)]),
        case(
            "an end without a beginning",
            survey(&rows("text|a|A|ក\nend_group|||")),
            &[("survey!A3", K::EndWithoutBegin)],
        ),
        case(
            "a beginning without an end",
            survey(&rows("begin_group|g|G|ក\ntext|a|A|ក")),
            &[("survey!A2", K::BeginWithoutEnd)],
        ),
        case(
            "a repeat that ends as a group",
            survey(&rows("begin_repeat|g|G|ក\ntext|a|A|ក\nend_group|||")),
            &[("survey!A4", K::EndMismatch)],
        ),
        case(
            "an empty group",
            survey(&rows("text|a|A|ក\nbegin_group|g|G|ក\nend_group|||")),
            &[("survey!A3", K::GroupEmpty)],
        ),
        case("too deep", survey(&rows(&deep)), &[("survey!A11", K::TooDeep)]),
        case("no list", survey(&rows("select_one|a|A|ក")), &[("survey!A2", K::ListMissing)]),
        case("no sheet choices", survey(&rows("select_one yn|a|A|ក")), &[("survey!A2", K::ChoicesMissing)]),
        case("an unknown list", form(&rows("select_one ny|a|A|ក"), LISTS), &[("survey!A2", K::ListUnknown)]),
        case(
            "a list of a file",
            form(&rows("select_one_from_file a.csv|a|A|ក\nselect_one yn|b|B|ខ"), LISTS),
            &[("survey!A2", K::ListOfFile)],
        ),
        case(
            "options of earlier answers",
            form(&rows("select_one ${b}|a|A|ក\nselect_one yn|b|B|ខ"), LISTS),
            &[("survey!A2", K::ListOfAnswers)],
        ),
        case(
            "an option twice",
            form(&rows("select_one yn|a|A|ក"), &format!("{LISTS}\nyn|yes|Yes|បាទ")),
            &[("choices!B4", K::ChoiceTwice)],
        ),
        case(
            "an option without a name",
            form(&rows("select_one yn|a|A|ក"), &format!("{LISTS}\nyn||Yes|បាទ")),
            &[("choices!B4", K::ChoiceNameMissing)],
        ),
        case(
            "an option without a list",
            form(&rows("select_one yn|a|A|ក"), &format!("{LISTS}\n|x|Yes|បាទ")),
            &[("choices!A4", K::ChoiceListMissing)],
        ),
        case(
            "a space where several can be chosen",
            form(&rows("select_multiple yn|a|A|ក"), &format!("{LISTS}\nyn|not known|N|ន")),
            &[("choices!B4", K::ChoiceSpaces)],
        ),
    ]
}

fn expressions() -> Vec<Case> {
    let one = |relevant: &str| with(&format!("text|a|A|ក\ntext|b|B|ខ|{relevant}"));
    vec![
        case(
            "an expression that ends early",
            survey(&one("${a} = ")),
            &[("survey!E3", K::ExpressionUnreadable)],
        ),
        case("a function that is none", survey(&one("foo(1)")), &[("survey!E3", K::ExpressionUnreadable)]),
        case(
            "a reference that is not closed",
            survey(&one("${a = 1")),
            &[("survey!E3", K::ExpressionUnreadable)],
        ),
        case("an unknown question", survey(&one("${aa} = 1")), &[("survey!E3", K::ReferenceUnknown)]),
        case(
            "several faults in several cells",
            survey(&with("text|a|A|ក|${x}|${y} +\ncalculate|c||||||")),
            &[
                ("survey!E2", K::ReferenceUnknown),
                ("survey!F2", K::ExpressionUnreadable),
                ("survey!G3", K::CalculationMissing),
            ],
        ),
        case(
            "two depend on each other",
            survey(&with("calculate|a|||||${b} + 1\ncalculate|b|||||${a} + 1")),
            &[("survey!G2", K::Circle), ("survey!G3", K::Circle)],
        ),
        case(
            "a circle of three by different columns",
            survey(&with(
                "text|a|A|ក|${c} = 1\ncalculate|b|||||${a}\ncalculate|c|||||${b}\ntext|d|D|ឃ|${a} = 1",
            )),
            &[("survey!E2", K::Circle), ("survey!G3", K::Circle), ("survey!G4", K::Circle)],
        ),
        case(
            "a group that depends on what lies in it",
            survey(&with("begin_group|g|G|ក|${a} = 1\ntext|a|A|ក\nend_group||||")),
            &[("survey!E2", K::Circle)],
        ),
        case("itself", survey(&with("calculate|a|||||${a} + 1")), &[("survey!G2", K::Circle)]),
        case(
            "a name that two questions have",
            survey(&with(
                "begin_group|g|G|ក\ntext|a|A|ក\nend_group||\nbegin_group|h|H|ខ\ntext|a|A|ក\nend_group||\ntext|b|B|ខ|${a} = 1",
            )),
            &[("survey!E8", K::ReferenceAmbiguous)],
        ),
        case(
            "a filter that cannot be read",
            form(&with("select_one yn|a|A|ក||||p = (1"), LISTS),
            &[("survey!H2", K::ExpressionUnreadable)],
        ),
        case(
            "other and a filter",
            form(&with("select_one yn or_other|a|A|ក||||name = 'yes'"), LISTS),
            &[("survey!H2", K::OrOtherFilter)],
        ),
        case(
            "parameters that are none",
            survey(&with("range|a|A|ក|||||start 1")),
            &[("survey!I2", K::ParametersUnreadable)],
        ),
        case(
            "an unknown parameter",
            survey(&with("text|a|A|ក|||||size=3")),
            &[("survey!I2", K::ParameterUnknown)],
        ),
        case(
            "a range of words",
            survey(&with("range|a|A|ក|||||start=one")),
            &[("survey!I2", K::ParameterBad)],
        ),
        case("a step of nothing", survey(&with("range|a|A|ក|||||step=0")), &[("survey!I2", K::RangeBad)]),
        case(
            "required by what is not there",
            survey(&with("text|a|A|ក||||||${z} = 1")),
            &[("survey!J2", K::ReferenceUnknown)],
        ),
        case(
            "a start that cannot be read",
            survey(&with("integer|a|A|ក|||||||${z} +")),
            &[("survey!K2", K::ExpressionUnreadable)],
        ),
        case(
            "a count of what is not there",
            survey(&with("begin_repeat|r|R|ក||||||||${z}\ntext|a|A|ក\nend_repeat||")),
            &[("survey!L2", K::ReferenceUnknown)],
        ),
    ]
}

fn ours() -> Vec<Case> {
    let with = |sheet: &str| {
        book(&[
            ("survey", &rows("integer|a|A|ក")),
            ("settings", super::common::SETTINGS),
            ("kinkeeper", sheet),
        ])
    };
    vec![
        case("an unknown key", with("key|value\nscore|[]"), &[("kinkeeper!A2", K::KeyUnknown)]),
        case("no JSON", with("key|value\nscores|[{"), &[("kinkeeper!B2", K::KeyBad)]),
        case("another shape", with("key|value\nschedule|{\"daily\":1}"), &[("kinkeeper!B2", K::KeyBad)]),
        case(
            "an item that is not there",
            with("key|value\nitems|{\"b\":{\"evidence\":true}}"),
            &[("kinkeeper!B2", K::KeyNamesNothing)],
        ),
        case(
            "a score of an item that is not there",
            with(
                "key|value\nowner|Us\nscores|[{\"code\":\"s\",\"title\":{\"en\":\"S\",\"km\":\"ស\"},\"method\":{\"by\":\"sum\",\"items\":[\"b\"]}}]",
            ),
            &[("kinkeeper!B3", K::DocumentUnsound)],
        ),
        case("no column value", with("key|values\nowner|Us"), &[("kinkeeper!1", K::ColumnMissing)]),
    ]
}

#[test]
fn each_malformed_workbook_gives_exact_errors_in_both_languages() {
    let cases: Vec<Case> =
        [files(), cells(), headings(), structure(), expressions(), ours()].into_iter().flatten().collect();
    assert!(cases.len() >= 80, "{}", cases.len());
    let mut wrong = Vec::new();
    for Case { name, bytes, expected } in cases {
        let faults = match import(&bytes, &Options::default()) {
            Ok(_) => Vec::new(),
            Err(faults) => faults,
        };
        let found: Vec<(String, K)> = faults.iter().map(|fault| (fault.cell(), fault.kind)).collect();
        let expected: Vec<(String, K)> =
            expected.iter().map(|(cell, kind)| ((*cell).to_owned(), *kind)).collect();
        super::common::dump(name, &bytes, &faults);
        if found != expected {
            wrong.push(format!("{name}: {found:?} instead of {expected:?}"));
        }
        for fault in &faults {
            let (en, km) = (fault.message(Lang::En), fault.message(Lang::Km));
            assert!(km.chars().any(|c| ('\u{1780}'..='\u{17b3}').contains(&c)), "{name}: {km}");
            for message in [&en, &km] {
                assert!(!message.contains("{}") || message.contains("${}"), "{name}: {message}");
                for part in [fault.sheet.clone(), fault.row.map(|row| row.to_string())].into_iter().flatten()
                {
                    assert!(message.contains(&part), "{name}: {message}");
                }
                if let Some(column) = &fault.column {
                    assert!(
                        message.contains(&column.letter) && message.contains(&column.header),
                        "{message}"
                    );
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
