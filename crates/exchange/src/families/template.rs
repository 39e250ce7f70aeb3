//! Writes the template: a workbook with instructions, three sheets to fill in, and an example to look at.

use super::choices::Chosen;
use super::columns::{Column, FAMILIES, Kind, PEOPLE, RELATIONSHIPS, SheetSpec};
use super::plan::{FileStatus, IdPoor, KnownSource, Relation, Risk, SchoolState, Sex, UnionState};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

/// The template could not be written. That is a fault of the program, not of anybody's data.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be written: {0}")]
pub struct TemplateError(#[from] XlsxError);

/// Rows that carry formats and dropdowns.
const PREPARED_ROWS: u32 = 5_000;
/// Reads well in both scripts, and comes with every spreadsheet program that has Khmer.
const FONT: &str = "Noto Sans Khmer";

/// The template in English and Khmer, the same bytes each time.
pub fn write_template() -> Result<Vec<u8>, TemplateError> {
    let mut book = new_book("Families to import / គ្រួសារសម្រាប់នាំចូល")?;
    readme(book.add_worksheet().set_name("README")?)?;
    let lists = Lists::new();
    for spec in [&FAMILIES, &PEOPLE, &RELATIONSHIPS] {
        form(book.add_worksheet().set_name(spec.name)?, spec, &lists)?;
    }
    example(book.add_worksheet().set_name("example")?)?;
    lists.write(book.add_worksheet().set_name("lists")?)?;
    Ok(book.save_to_buffer()?)
}

/// A new workbook with a fixed date, so that the same contents give the same bytes.
pub(crate) fn new_book(title: &str) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    book.set_properties(
        &DocProperties::new().set_title(title).set_author("Kinkeeper").set_creation_datetime(&made),
    );
    Ok(book)
}

fn text_format() -> Format {
    Format::new().set_font_name(FONT).set_font_size(11).set_align(FormatAlign::Top)
}

fn heading_format(required: bool) -> Format {
    let ground = if required { 0x7A4B2A } else { 0x8C7A6B };
    text_format()
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(Color::RGB(ground))
        .set_border(FormatBorder::Thin)
        .set_text_wrap()
}

/// The format of a column's cells.
fn cell_format(kind: Kind) -> Format {
    match kind {
        // As text, or the first zero of a village code or telephone number is lost at once.
        Kind::Text => text_format().set_num_format("@"),
        Kind::Date => text_format().set_num_format("dd/mm/yyyy"),
        Kind::Choice(_, _) => text_format(),
    }
}

fn headings(sheet: &mut Worksheet, row: u32, columns: &[Column]) -> Result<(), XlsxError> {
    sheet.set_row_height(row, 52)?;
    for (index, column) in (0_u16..).zip(columns) {
        sheet.write_with_format(row, index, column.heading(), &heading_format(column.required))?;
    }
    Ok(())
}

fn form(sheet: &mut Worksheet, spec: &SheetSpec, lists: &Lists) -> Result<(), XlsxError> {
    sheet.set_tab_color(Color::RGB(0x7A4B2A));
    headings(sheet, 0, spec.columns)?;
    sheet.set_freeze_panes(1, 0)?;
    for (index, column) in (0_u16..).zip(spec.columns) {
        sheet.set_column_width(index, f64::from(column.width))?;
        sheet.set_column_format(index, &cell_format(column.kind))?;
        // Excel allows 32 characters for a title and 255 for a message.
        let help: String = format!("{}\n{}", column.help_en, column.help_km).chars().take(255).collect();
        let title: String = column.en.chars().take(32).collect();
        let mut rule = DataValidation::new();
        if let Kind::Choice(offered, others_too) = column.kind
            && let Some(range) = lists.range(&offered())
        {
            rule = rule.allow_list_formula(Formula::new(range));
            // A warning and no refusal: the reader understands more words than the list offers.
            rule = rule
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_title("? / សូមពិនិត្យ")?
                .set_error_message("Please choose from the list. / សូមជ្រើសរើសពីបញ្ជី។")?
                .show_error_message(!others_too);
        } else {
            rule = rule.allow_any_value();
        }
        rule = rule.set_input_title(title)?.set_input_message(help)?;
        sheet.add_data_validation(1, index, PREPARED_ROWS, index, &rule)?;
    }
    Ok(())
}

/// The words of the dropdowns, a column each, on a sheet of their own: together they are longer than what a
/// rule may hold itself.
struct Lists(Vec<Vec<String>>);

impl Lists {
    fn new() -> Self {
        let mut lists: Vec<Vec<String>> = Vec::new();
        for spec in [&FAMILIES, &PEOPLE, &RELATIONSHIPS] {
            for column in spec.columns {
                match column.kind {
                    Kind::Choice(offered, _) if !lists.contains(&offered()) => lists.push(offered()),
                    Kind::Choice(_, _) | Kind::Text | Kind::Date => {}
                }
            }
        }
        Self(lists)
    }
    fn range(&self, offered: &[String]) -> Option<String> {
        let at = self.0.iter().position(|list| list == offered)?;
        let letter = super::problem::column_letter(u32::try_from(at).ok()?);
        Some(format!("=lists!${letter}$1:${letter}${}", offered.len()))
    }
    fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for (column, list) in (0_u16..).zip(&self.0) {
            for (row, word) in (0_u32..).zip(list) {
                sheet.write(row, column, word)?;
            }
        }
        sheet.set_hidden(true);
        Ok(())
    }
}

const INTRODUCTION: &[(&str, &str)] = &[
    (
        "Fill in the sheets “families”, “people” and “relationships”, one row for each family, person and relationship. Columns with a star must be filled in.",
        "សូមបំពេញសន្លឹក «families» (គ្រួសារ) «people» (សមាជិក) និង «relationships» (ទំនាក់ទំនង)។ មួយជួរដេកសម្រាប់គ្រួសារមួយ មនុស្សម្នាក់ ឬទំនាក់ទំនងមួយ។ ជួរឈរដែលមានផ្កាយត្រូវតែបំពេញ។",
    ),
    (
        "Codes of families and people are yours to choose; they only tie the sheets together. Do not rename the sheets or the headings.",
        "លេខកូដគ្រួសារ និងលេខកូដបុគ្គល អ្នកអាចជ្រើសរើសដោយខ្លួនឯង។ វាគ្រាន់តែភ្ជាប់សន្លឹកទាំងនេះចូលគ្នា។ សូមកុំប្តូរឈ្មោះសន្លឹក ឬចំណងជើងជួរឈរ។",
    ),
    (
        "Dates: day/month/year, in either kind of digits. If only the year or the age is known, write that, for example 2019 or “about 7”.",
        "កាលបរិច្ឆេទ៖ ថ្ងៃ/ខែ/ឆ្នាំ ជាលេខខ្មែរ ឬលេខឡាតាំង។ បើដឹងតែឆ្នាំ ឬអាយុ សូមសរសេរតាមនោះ ឧទាហរណ៍ ២០១៩ ឬ «ប្រហែល ៧ ឆ្នាំ»។",
    ),
    (
        "Before anything is imported you see what would happen, and every mistake with its sheet, row and column. Either the whole workbook is imported or nothing of it.",
        "មុននឹងនាំចូល អ្នកនឹងឃើញអ្វីដែលនឹងកើតឡើង និងកំហុសទាំងអស់ដោយមានឈ្មោះសន្លឹក ជួរដេក និងជួរឈរ។ សៀវភៅនេះត្រូវបាននាំចូលទាំងមូល ឬមិននាំចូលអ្វីសោះ។",
    ),
    (
        "This file holds what families have confided in you. Keep it safe, and delete it after the import.",
        "ឯកសារនេះមានព័ត៌មានដែលគ្រួសារបានទុកចិត្តប្រាប់អ្នក។ សូមរក្សាវាឱ្យមានសុវត្ថិភាព ហើយលុបវាចោលក្រោយពេលនាំចូលរួច។",
    ),
];

fn readme(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let plain = text_format().set_text_wrap();
    let bold = text_format().set_bold().set_text_wrap();
    let title = text_format().set_bold().set_font_size(16);
    for (column, width) in [(0, 16.0), (1, 30.0), (2, 30.0), (3, 60.0), (4, 60.0)] {
        sheet.set_column_width(column, width)?;
    }
    sheet.write_with_format(0, 0, "Families to import / គ្រួសារសម្រាប់នាំចូល", &title)?;
    let mut row = 2;
    for (en, km) in INTRODUCTION {
        sheet.merge_range(row, 0, row, 4, en, &plain)?;
        sheet.merge_range(row + 1, 0, row + 1, 4, km, &plain)?;
        sheet.set_row_height(row, 34)?;
        sheet.set_row_height(row + 1, 44)?;
        row += 2;
    }
    row += 1;
    for spec in [&FAMILIES, &PEOPLE, &RELATIONSHIPS] {
        sheet.write_with_format(row, 0, format!("{} / {}", spec.name, spec.km), &title)?;
        row += 1;
        for column in spec.columns {
            sheet.write_with_format(row, 0, column.key, &plain)?;
            sheet.write_with_format(row, 1, star(column, column.en), &bold)?;
            sheet.write_with_format(row, 2, star(column, column.km), &bold)?;
            sheet.write_with_format(row, 3, column.help_en, &plain)?;
            sheet.write_with_format(row, 4, column.help_km, &plain)?;
            row += 1;
        }
        row += 1;
    }
    sheet.write_with_format(row, 0, "Codes / លេខកូដ", &title)?;
    row += 1;
    let groups = [
        ("sex", pairs::<Sex>()),
        ("idpoor_level", pairs::<IdPoor>()),
        ("risk", pairs::<Risk>()),
        ("status", pairs::<FileStatus>()),
        ("referral_source", pairs::<KnownSource>()),
        ("school_state", pairs::<SchoolState>()),
        ("relation", pairs::<Relation>()),
        ("state", pairs::<UnionState>()),
    ];
    for (key, pairs) in groups {
        for (code, km) in pairs {
            sheet.write_with_format(row, 0, key, &plain)?;
            sheet.write_with_format(row, 1, code, &bold)?;
            sheet.write_with_format(row, 2, km, &bold)?;
            row += 1;
        }
    }
    Ok(())
}

fn star(column: &Column, heading: &str) -> String {
    format!("{heading}{}", if column.required { " *" } else { "" })
}

fn pairs<T: Chosen>() -> Vec<(&'static str, &'static str)> {
    T::CHOICES.iter().map(|choice| (choice.code, choice.km)).collect()
}

/// The cells of a row, by the keys of their columns.
type ExampleRow = &'static [(&'static str, &'static str)];

/// An invented family; the importer does not look at this sheet.
pub(super) const EXAMPLE: &[(&SheetSpec, &[ExampleRow])] = &[
    (
        &FAMILIES,
        &[&[
            ("family_code", "F-001"),
            ("village_code", "02010101"),
            ("address", "ជិតវត្ត / near the pagoda"),
            ("phone", "012 000 001"),
            ("idpoor_level", "2 / ក្រ២"),
            ("risk", "medium / មធ្យម"),
            ("status", "active / កំពុងតាមដាន"),
            ("referral_source", "village_chief / មេភូមិ"),
            ("referral_reason", "កូនច្បងឈប់រៀន / The eldest child has stopped going to school."),
            ("referred_on", "15/09/2026"),
        ]],
    ),
    (
        &PEOPLE,
        &[
            &[
                ("person_code", "P-001"),
                ("family_code", "F-001"),
                ("name_km", "មាស ចន្ធូ"),
                ("name_latin", "Meas Chanthou"),
                ("sex", "f / ស្រី"),
                ("birth_year", "1991"),
                ("is_caregiver", "yes / បាទ/ចាស"),
            ],
            &[
                ("person_code", "P-002"),
                ("family_code", "F-001"),
                ("name_km", "មាស ដារ៉ា"),
                ("name_latin", "Meas Dara"),
                ("sex", "m / ប្រុស"),
                ("birth_date", "០៤/០២/២០១៥"),
                ("school_state", "dropped_out / ឈប់រៀន"),
                ("is_child_of_concern", "yes / បាទ/ចាស"),
            ],
        ],
    ),
    (
        &RELATIONSHIPS,
        &[&[
            ("family_code", "F-001"),
            ("person_code", "P-001"),
            ("relation", "parent_of / ជាឪពុកម្តាយបង្កើតរបស់"),
            ("to_person_code", "P-002"),
        ]],
    ),
];

fn example(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let plain = text_format().set_num_format("@");
    let title = text_format().set_bold().set_font_size(14);
    let note = "An invented example. This sheet is not imported. / ឧទាហរណ៍ប្រឌិត។ សន្លឹកនេះមិនត្រូវបាននាំចូលទេ។";
    sheet.write_with_format(0, 0, note, &title)?;
    for column in 0..17 {
        sheet.set_column_width(column, 20)?;
    }
    let mut row = 2;
    for (spec, rows) in EXAMPLE {
        sheet.write_with_format(row, 0, format!("{} / {}", spec.name, spec.km), &title)?;
        headings(sheet, row + 1, spec.columns)?;
        row += 2;
        for cells in *rows {
            for (index, column) in (0_u16..).zip(spec.columns) {
                if let Some((_, value)) = cells.iter().find(|(key, _)| *key == column.key) {
                    sheet.write_with_format(row, index, *value, &plain)?;
                }
            }
            row += 1;
        }
        row += 1;
    }
    Ok(())
}
