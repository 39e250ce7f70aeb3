//! Invented workbooks for tests of everything that imports: the reader, the command line, the server and the
//! browser. The same arguments give the same bytes. People are invented; villages are the caller's.

use crate::families::TemplateError;
use crate::families::template::new_book;
use crate::families::{columns, problem::column_letter};
use columns::SheetSpec;
use domain::time::Day;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};
use std::collections::HashMap;

/// What to make.
#[derive(Debug, Clone, Copy)]
pub struct Invented<'a> {
    /// How many families; each has five people. Workbooks with planted errors have at least 25.
    pub families: usize,
    /// Codes of villages to spread them over (for [`oscar`], names will do if the reader can find them).
    pub villages: &'a [&'a str],
    /// Account names of workers to give them to; may be empty.
    pub workers: &'a [&'a str],
    /// The day of the import. Everything recorded lies before it.
    pub today: Day,
}

/// An error that was planted, and where the report must name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Planted {
    /// Sheet.
    pub sheet: &'static str,
    /// Row, as the spreadsheet program counts.
    pub row: u32,
    /// Column letter.
    pub column: String,
    /// Code of the problem.
    pub code: &'static str,
}

/// A filled-in template without any problem.
pub fn good(invented: &Invented<'_>) -> Result<Vec<u8>, TemplateError> {
    Filled::new(invented, invented.families).bytes()
}

/// The same workbook with twenty errors planted, each of a different kind, over all three sheets.
pub fn with_errors(invented: &Invented<'_>) -> Result<(Vec<u8>, Vec<Planted>), TemplateError> {
    let mut filled = Filled::new(invented, invented.families.max(25));
    let planted = plant(&mut filled, invented);
    Ok((filled.bytes()?, planted))
}

/// A cell to write.
#[derive(Debug, Clone)]
enum Cell {
    Text(String),
    Number(f64),
    Date(Day),
    /// A formula that points nowhere.
    Broken,
}

type Line = HashMap<&'static str, Cell>;

const FAMILY_NAMES: [(&str, &str); 12] = [
    ("សុខ", "Sok"),
    ("ចាន់", "Chan"),
    ("មាស", "Meas"),
    ("កែវ", "Keo"),
    ("ប៊ុន", "Bun"),
    ("លី", "Ly"),
    ("ហេង", "Heng"),
    ("នួន", "Nuon"),
    ("អ៊ុក", "Ouk"),
    ("ពេជ្រ", "Pich"),
    ("ឈឹម", "Chhim"),
    ("ទេព", "Tep"),
];
const WOMEN: [(&str, &str); 10] = [
    ("សុភា", "Sophea"),
    ("ចន្ធូ", "Chanthou"),
    ("ស្រីមុំ", "Sreymom"),
    ("បុប្ផា", "Bopha"),
    ("កល្យាណ", "Kalyan"),
    ("សុខា", "Sokha"),
    ("ធីតា", "Thida"),
    ("ចរិយា", "Chariya"),
    ("ម៉ាលីស", "Malis"),
    ("រចនា", "Rachana"),
];
const MEN: [(&str, &str); 10] = [
    ("ដារ៉ា", "Dara"),
    ("វិសាល", "Visal"),
    ("ពិសិដ្ឋ", "Piseth"),
    ("រតនា", "Rattana"),
    ("សម្បត្តិ", "Sambath"),
    ("វណ្ណា", "Vanna"),
    ("បូរី", "Borey"),
    ("សុវណ្ណ", "Sovann"),
    ("ធារ៉ា", "Theara"),
    ("មករា", "Makara"),
];

/// One of a list, round and round.
fn pick<T: Copy>(list: &[T], index: usize) -> Option<T> {
    list.get(index.checked_rem(list.len())?).copied()
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn date(year: usize, month: usize, day: usize) -> Cell {
    let small = |number: usize| i8::try_from(number).unwrap_or(1);
    let year = i16::try_from(year).unwrap_or(2000);
    Cell::Date(Day::new(year, small(month), small(day)).unwrap_or(Day::EPOCH))
}

/// The three sheets, filled in.
struct Filled {
    families: Vec<Line>,
    people: Vec<Line>,
    relationships: Vec<Line>,
}

impl Filled {
    fn new(invented: &Invented<'_>, count: usize) -> Self {
        let mut filled = Self { families: Vec::new(), people: Vec::new(), relationships: Vec::new() };
        for family in 0..count {
            filled.family(family, invented);
            let name = pick(&FAMILY_NAMES, family * 5 + family / 12).unwrap_or_default();
            for place in 0..5 {
                filled.people.push(person(family, place, name));
            }
            for (one, relation, other) in relations(family) {
                filled.relate(family, one, relation, other);
            }
        }
        filled
    }

    fn family(&mut self, family: usize, invented: &Invented<'_>) {
        let mut line = Line::from([
            ("family_code", text(family_code(family))),
            ("village_code", text(pick(invented.villages, family * 7).unwrap_or_default())),
            ("address", text(format!("ផ្ទះលេខ {}", family + 1))),
            ("referral_reason", text("កូនឈប់រៀនដើម្បីជួយឪពុកម្តាយរកចំណូល")),
            (
                "referred_on",
                Cell::Date(invented.today.plus_days(-30 - i64::try_from(family % 300).unwrap_or(0))),
            ),
        ]);
        let phone = format!("012 {:03} {:03}", family / 1_000, family % 1_000);
        line.insert("phone", text(phone));
        let choices = [
            ("idpoor_level", ["1 / ក្រ១", "2", "គ្មានប័ណ្ណ", "unknown"]),
            ("risk", ["high", "medium / មធ្យម", "ទាប", "low"]),
            ("status", ["active", "accepted", "referred", "កំពុងតាមដាន"]),
            ("referral_source", ["village_chief", "ccwc", "សាលារៀន", "The monks of the pagoda"]),
        ];
        for (key, words) in choices {
            line.extend(pick(&words, family).map(|word| (key, text(word))));
        }
        line.extend(pick(invented.workers, family).map(|worker| ("worker", text(worker))));
        self.families.push(line);
    }

    fn relate(&mut self, family: usize, one: usize, relation: &str, other: usize) -> u32 {
        let mut line = Line::from([
            ("family_code", text(family_code(family))),
            ("person_code", text(person_code(family, one))),
            ("relation", text(relation)),
            ("to_person_code", text(person_code(family, other))),
        ]);
        if relation == "partner_of" {
            line.insert("since", text("2008"));
            line.insert("state", text("married / បានរៀបការ"));
        }
        self.relationships.push(line);
        last_row(&self.relationships)
    }

    fn bytes(&self) -> Result<Vec<u8>, TemplateError> {
        let mut book = new_book("Invented families")?;
        let sheets = [
            (&columns::FAMILIES, &self.families),
            (&columns::PEOPLE, &self.people),
            (&columns::RELATIONSHIPS, &self.relationships),
        ];
        for (spec, lines) in sheets {
            let headings: Vec<(&str, String)> =
                spec.columns.iter().map(|column| (column.key, column.heading())).collect();
            write(book.add_worksheet().set_name(spec.name)?, &headings, lines)?;
        }
        Ok(book.save_to_buffer()?)
    }
}

fn family_code(family: usize) -> String {
    format!("F-{:04}", family + 1)
}

fn person_code(family: usize, place: usize) -> String {
    format!("P-{:04}-{}", family + 1, place + 1)
}

/// Every fifth family is a grandmother's, with the children's mother but not their father.
fn has_grandmother(family: usize) -> bool {
    family.is_multiple_of(5)
}

fn relations(family: usize) -> Vec<(usize, &'static str, usize)> {
    let mut out = vec![(0, "parent_of", 2), (0, "parent_of", 3), (0, "ជាឪពុកម្តាយបង្កើតរបស់", 4)];
    if has_grandmother(family) {
        out.extend([(1, "parent_of", 0), (1, "grandparent_of", 2), (1, "carer_of / ជាអ្នកថែទាំរបស់", 3)]);
    } else {
        out.extend([(1, "partner_of", 0), (1, "parent_of", 2)]);
    }
    out
}

/// The mother, the father or grandmother, and three children.
fn person(family: usize, place: usize, (family_km, family_latin): (&str, &str)) -> Line {
    let seed = family * 3 + place * 7;
    let woman = match place {
        0 => true,
        1 => has_grandmother(family),
        _ => (family + place).is_multiple_of(2),
    };
    let names = if woman { &WOMEN } else { &MEN };
    let (given_km, given_latin) = pick(names, seed).unwrap_or_default();
    let mut line = Line::from([
        ("person_code", text(person_code(family, place))),
        ("family_code", text(family_code(family))),
        ("name_km", text(format!("{family_km} {given_km}"))),
        ("name_latin", text(format!("{family_latin} {given_latin}"))),
        ("sex", text(if woman { "ស្រី" } else { "m / ប្រុស" })),
        ("has_family_book", text(if seed.is_multiple_of(2) { "yes" } else { "ទេ" })),
    ]);
    let (month, day) = (seed % 12 + 1, seed % 28 + 1);
    match place {
        0 => line.insert("birth_year", Cell::Number((1984 + family % 8) as f64)),
        1 if has_grandmother(family) => line.insert("birth_date", date(1955 + family % 8, month, day)),
        1 => line.insert("birth_date", text(format!("{day}/{month}/{}", 1980 + family % 8))),
        child => line.insert("birth_date", date(2008 + child * 2 + family % 4, month, day)),
    };
    if place == 0 || has_grandmother(family) && place == 1 {
        line.insert("is_caregiver", text("yes"));
    }
    if place == 2 {
        line.insert("is_child_of_concern", text("បាទ/ចាស"));
        line.insert("school_state", text("dropped_out / ឈប់រៀន"));
        line.insert("disability", text("ទេ"));
        line.insert("has_birth_certificate", text("no"));
    }
    if place == 3 {
        line.insert("school_state", text("attending"));
        line.insert("grade", Cell::Number(4.0));
    }
    line
}

/// The row that the last line of a sheet is written in, below the headings.
fn last_row(lines: &[Line]) -> u32 {
    u32::try_from(lines.len()).unwrap_or(u32::MAX).saturating_add(1)
}

fn plant(filled: &mut Filled, invented: &Invented<'_>) -> Vec<Planted> {
    let mut planted = Vec::new();
    let mut note = |spec: &SheetSpec, row: u32, key: &str, code: &'static str| {
        let at = spec.columns.iter().position(|column| column.key == key).unwrap_or(0);
        let column = column_letter(u32::try_from(at).unwrap_or(0));
        planted.push(Planted { sheet: spec.name, row, column, code });
    };
    let change = |lines: &mut Vec<Line>, index: usize, key: &'static str, cell: Option<Cell>| {
        if let Some(line) = lines.get_mut(index) {
            match cell {
                Some(cell) => line.insert(key, cell),
                None => line.remove(key),
            };
        }
        u32::try_from(index).unwrap_or(u32::MAX).saturating_add(2)
    };
    let next_year = Cell::Date(invented.today.plus_months(13));
    for (index, key, cell, code) in [
        (1, "village_code", text("99999999"), "village_unknown"),
        (2, "village_code", text("ភូមិថ្មី"), "village_malformed"),
        (3, "phone", text("12-34"), "phone_malformed"),
        (4, "risk", text("very"), "not_a_choice"),
        (6, "referred_on", next_year, "date_in_future"),
        (7, "worker", text("nobody.here"), "worker_unknown"),
        (8, "address", Cell::Broken, "cell_error"),
    ] {
        note(&columns::FAMILIES, change(&mut filled.families, index, key, Some(cell)), key, code);
    }
    filled.families.extend(filled.families.get(9).cloned());
    note(&columns::FAMILIES, last_row(&filled.families), "family_code", "duplicate_family");
    let people = &columns::PEOPLE;
    // The fifth person of a family has one parent in it and nothing else depends on the child.
    for (family, key, cell, code) in [
        (11, "sex", None, "required"),
        (12, "birth_date", Some(text("31/02/2015")), "date_not_on_calendar"),
        (13, "birth_date", Some(text("12/03/15")), "year_has_two_digits"),
        (14, "birth_year", Some(Cell::Number(1999.0)), "births_differ"),
        (16, "birth_date", Some(text("០៤/០២/២៥៥៨")), "year_of_buddhist_era"),
        (17, "name_km", None, "name_missing"),
    ] {
        let row = change(&mut filled.people, family * 5 + 4, key, cell);
        if key == "name_km" {
            change(&mut filled.people, family * 5 + 4, "name_latin", None);
        }
        note(people, row, key, code);
    }
    filled.people.extend(filled.people.get(18 * 5 + 4).cloned());
    note(people, last_row(&filled.people), "person_code", "duplicate_person");
    let newcomer = |code: &str, family: &str| {
        let mut line = person(19, 1, ("ភួង", "Phuong"));
        line.insert("person_code", text(code));
        line.insert("family_code", text(family));
        line
    };
    filled.people.push(newcomer("P-NEW-1", "F-NONE"));
    note(people, last_row(&filled.people), "family_code", "family_not_found");
    let relationships = &columns::RELATIONSHIPS;
    filled.relate(20, 0, "parent_of", 9);
    note(relationships, last_row(&filled.relationships), "to_person_code", "person_not_found");
    filled.relate(21, 0, "aunt_or_uncle_of", 2);
    let at = filled.relationships.len() - 1;
    let row = change(&mut filled.relationships, at, "person_code", Some(text(person_code(22, 0))));
    note(relationships, row, "person_code", "person_in_other_family");
    let row = filled.relate(23, 4, "grandparent_of", 2);
    note(relationships, row, "relation", "elder_too_young");
    filled.people.push(newcomer("P-NEW-2", &family_code(24)));
    filled.relate(24, 0, "partner_of", 1);
    let at = filled.relationships.len() - 1;
    let row = change(&mut filled.relationships, at, "to_person_code", Some(text("P-NEW-2")));
    note(relationships, row, "person_code", "two_partners");
    planted
}

/// A workbook with the headings of OSCaR's onboarding workbook: families of two clients each, and one client
/// without a family for every ten families.
pub fn oscar(invented: &Invented<'_>) -> Result<Vec<u8>, TemplateError> {
    let users =
        Line::from([("first", text("Malis")), ("email", text("malis@example.org")), ("id", text("1"))]);
    let mut families = Vec::new();
    let mut clients = Vec::new();
    for family in 0..invented.families {
        let (km, latin) = pick(&FAMILY_NAMES, family).unwrap_or_default();
        let village = pick(invented.villages, family).unwrap_or_default();
        families.push(Line::from([
            ("name", text(latin)),
            ("family_id", text(format!("{}", family + 100))),
            ("type", text("Birth Family (Both Parents)")),
            ("status", text("Active")),
            ("history", text("គ្រួសារទើបផ្លាស់មករស់នៅទីនេះ")),
            ("house", Cell::Number((family + 1) as f64)),
            ("village", text(village)),
        ]));
        let own = family.is_multiple_of(10).then_some(2);
        for child in [0, 1].into_iter().chain(own) {
            let girl = (family + child).is_multiple_of(2);
            let (given_km, given) =
                pick(if girl { &WOMEN } else { &MEN }, family + child * 3).unwrap_or_default();
            let mut line = Line::from([
                ("given", text(given)),
                ("family", text(latin)),
                ("given_km", text(given_km)),
                ("family_km", text(km)),
                ("sex", text(if girl { "Female" } else { "Male" })),
                ("birth", date(2010 + child * 2, family % 12 + 1, child + 1)),
                ("category", text("School")),
                ("referred", Cell::Date(invented.today.plus_days(-200))),
                ("school", text("Hun Neang Primary School")),
                ("grade", Cell::Number(3.0)),
                ("donor", text("Lotus Fund")),
                ("idpoor", text("Level 2")),
                ("notes", text("Referred by her teacher.")),
            ]);
            if child == 2 {
                line.insert("village", text(village));
            } else {
                line.insert("family_id", Cell::Number((family + 100) as f64));
                line.insert("carer", text(format!("{latin} Yeay")));
                line.insert("carer_phone", Cell::Number(12_000_100.0 + family as f64));
            }
            clients.push(line);
        }
    }
    let mut book: Workbook = new_book("Invented clients")?;
    for (name, headings, lines) in [
        ("users", USERS, &vec![users]),
        ("families", OSCAR_FAMILIES, &families),
        ("clients", OSCAR_CLIENTS, &clients),
    ] {
        let headings: Vec<(&str, String)> = headings.iter().map(|(key, h)| (*key, (*h).to_owned())).collect();
        write(book.add_worksheet().set_name(name)?, &headings, lines)?;
    }
    Ok(book.save_to_buffer()?)
}

const USERS: &[(&str, &str)] = &[
    ("first", "First Name"),
    ("last", "Last Name"),
    ("gender", "*Gender"),
    ("email", "*Email"),
    ("id", "*Case Worker ID"),
    ("level", "*Permission Level"),
    ("manager", "Manager"),
];
const OSCAR_FAMILIES: &[(&str, &str)] = &[
    ("name", "*Name"),
    ("family_id", "*Family ID"),
    ("type", "*Family Type"),
    ("status", "*Family Status"),
    ("history", "Family History"),
    ("province", "Province / City"),
    ("district", "District / Khan"),
    ("commune", "Commune / Sangkat"),
    ("house", "House#"),
    ("street", "Street"),
    ("village", "Village"),
];
const OSCAR_CLIENTS: &[(&str, &str)] = &[
    ("given", "Given Name (English)"),
    ("family", "Family Name (English)"),
    ("given_km", "Given Name (Khmer)"),
    ("family_km", "Family Name (Khmer)"),
    ("sex", "* Gender"),
    ("birth", "Date of Birth"),
    ("category", "*Referral Category"),
    ("source", "* Referral Source"),
    ("referee", "* Name of Referee"),
    ("referee_phone", "Referee Phone Number"),
    ("referred", "* Initial Referral Date"),
    ("carer", "Primary Carer Name"),
    ("carer_phone", "Primary Carer Phone Number"),
    ("province", "Current Province"),
    ("district", "Address - District/Khan"),
    ("commune", "Address - Commune/Sangkat"),
    ("house", "Address - House#"),
    ("street", "Address - Street"),
    ("village", "Address - Village"),
    ("what3words", "What3words"),
    ("school", "School Name"),
    ("grade", "School Grade"),
    ("donor", "Donor"),
    ("idpoor", "Is the Client Rated for ID Poor?"),
    ("custom", "Custom ID Number 1"),
    ("notes", "Relevant Referral Information / Notes"),
    ("family_id", "Family ID"),
    ("worker", "*Case Worker ID"),
];

fn write(sheet: &mut Worksheet, headings: &[(&str, String)], lines: &[Line]) -> Result<(), XlsxError> {
    let days = Format::new().set_num_format("dd/mm/yyyy");
    for (index, (_, heading)) in (0_u16..).zip(headings) {
        sheet.write(0, index, heading)?;
    }
    for (row, line) in (1_u32..).zip(lines) {
        for (column, (key, _)) in (0_u16..).zip(headings) {
            match line.get(key) {
                Some(Cell::Text(text)) => sheet.write(row, column, text)?,
                Some(Cell::Number(number)) => sheet.write(row, column, *number)?,
                Some(Cell::Date(day)) => {
                    let (year, month, day) = day.parts();
                    let part = |number: i8| u8::try_from(number).unwrap_or(1);
                    let year = u16::try_from(year).unwrap_or(2000);
                    let moment = ExcelDateTime::from_ymd(year, part(month), part(day))?;
                    sheet.write_with_format(row, column, &moment, &days)?
                }
                Some(Cell::Broken) => {
                    sheet.write_formula(row, column, Formula::new("=#REF!").set_result("#REF!"))?
                }
                None => continue,
            };
        }
    }
    Ok(())
}
