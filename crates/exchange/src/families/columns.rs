//! The sheets and columns of the template, and how headings are recognised.

use super::book::{MAX_ROWS, Row, Sheet, Value};
use super::choices::{Chosen, offered};
use super::messages::Code;
use super::plan::{FileStatus, IdPoor, KnownSource, Relation, Risk, SchoolState, Sex, UnionState};
use super::problem::{Findings, Place, column_letter};
use crate::text::same_bare;
use std::collections::HashMap;

/// What a column holds; decides its format and dropdown in the template.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// Text. Codes, village codes and telephone numbers are text, so that no zero is lost.
    Text,
    /// A date; anything that can be read as one is accepted.
    Date,
    /// One of these; the flag says whether other words are accepted too.
    Choice(fn() -> Vec<String>, bool),
}

/// A column of the template.
pub(crate) struct Column {
    /// Stable name; also accepted as a heading.
    pub key: &'static str,
    pub en: &'static str,
    pub km: &'static str,
    /// Whether the sheet must have the column. Whether each row must fill it is the reader's affair.
    pub required: bool,
    pub kind: Kind,
    /// Width in characters.
    pub width: u8,
    pub help_en: &'static str,
    pub help_km: &'static str,
}

impl Column {
    /// The heading that the template writes: `Sex * / ភេទ *`.
    pub fn heading(&self) -> String {
        let star = if self.required { " *" } else { "" };
        format!("{}{star} / {}{star}", self.en, self.km)
    }
}

/// A sheet of the template.
pub(crate) struct SheetSpec {
    pub name: &'static str,
    pub km: &'static str,
    pub columns: &'static [Column],
}

macro_rules! columns {
    ($($key:literal $star:tt $kind:expr, $width:literal: $en:literal $km:literal; $help_en:literal $help_km:literal)*) => {
        &[$(Column {
            key: $key, en: $en, km: $km, required: columns!(@ $star), kind: $kind, width: $width,
            help_en: $help_en, help_km: $help_km,
        }),*]
    };
    (@ *) => { true };
    (@ -) => { false };
}

const fn choice<T: Chosen>() -> Kind {
    Kind::Choice(offered::<T>, false)
}

pub(crate) static FAMILIES: SheetSpec = SheetSpec {
    name: "families",
    km: "គ្រួសារ",
    columns: columns! {
        "family_code" * Kind::Text, 14: "Family code" "លេខកូដគ្រួសារ";
            "Any code you like, different for each family. It only ties the sheets of this workbook together."
            "លេខកូដណាក៏បាន ឱ្យតែខុសគ្នាសម្រាប់គ្រួសារនីមួយៗ។ វាគ្រាន់តែភ្ជាប់សន្លឹកក្នុងសៀវភៅនេះប៉ុណ្ណោះ។"
        "village_code" * Kind::Text, 14: "Village code" "លេខកូដភូមិ";
            "The official code of the village, eight digits, with the zero in front."
            "លេខកូដផ្លូវការរបស់ភូមិ ប្រាំបីខ្ទង់ រួមទាំងលេខសូន្យខាងមុខ។"
        "address" - Kind::Text, 24: "Address" "អាសយដ្ឋាន";
            "House, street or a landmark that helps to find the family."
            "ផ្ទះ ផ្លូវ ឬចំណុចសម្គាល់ដែលជួយឱ្យរកគ្រួសារឃើញ។"
        "phone" - Kind::Text, 16: "Phone" "ទូរស័ព្ទ";
            "One number or several, with commas between."
            "លេខទូរស័ព្ទមួយ ឬច្រើន ដោយដាក់សញ្ញាក្បៀសចន្លោះ។"
        "idpoor_level" - choice::<IdPoor>(), 18: "IDPoor level" "កម្រិតប័ណ្ណក្រីក្រ";
            "The level on the family's IDPoor card."
            "កម្រិតនៅលើប័ណ្ណក្រីក្ររបស់គ្រួសារ។"
        "idpoor_card" - Kind::Text, 18: "IDPoor card number" "លេខប័ណ្ណក្រីក្រ";
            "The number on the card."
            "លេខនៅលើប័ណ្ណ។"
        "risk" - choice::<Risk>(), 16: "Risk" "ហានិភ័យ";
            "How worried you are about the children's safety today."
            "កម្រិតនៃការព្រួយបារម្ភអំពីសុវត្ថិភាពកុមារនៅថ្ងៃនេះ។"
        "status" - choice::<FileStatus>(), 22: "Status" "ស្ថានភាព";
            "How far the work with the family has come."
            "ការងារជាមួយគ្រួសារបានដល់ដំណាក់កាលណា។"
        "referral_source" - Kind::Choice(offered::<KnownSource>, true), 24: "Referred by" "អ្នកបញ្ជូន";
            "Who referred the family. You may choose from the list or write your own words."
            "អ្នកណាបានបញ្ជូនគ្រួសារនេះមក។ អាចជ្រើសពីបញ្ជី ឬសរសេរដោយពាក្យខ្លួនឯង។"
        "referral_reason" - Kind::Text, 36: "Reason for referral" "មូលហេតុនៃការបញ្ជូន";
            "What was said to be the matter, in plain words."
            "អ្វីដែលគេប្រាប់ថាជាបញ្ហា ដោយប្រើពាក្យសាមញ្ញ។"
        "referred_on" - Kind::Date, 14: "Referred on" "ថ្ងៃបញ្ជូន";
            "Day, month and year of the referral."
            "ថ្ងៃ ខែ ឆ្នាំនៃការបញ្ជូន។"
        "worker" - Kind::Text, 18: "Worker" "បុគ្គលិកទទួលបន្ទុក";
            "The name with which the responsible worker signs in."
            "ឈ្មោះដែលបុគ្គលិកទទួលបន្ទុកប្រើសម្រាប់ចូលប្រព័ន្ធ។"
        "notes" - Kind::Text, 40: "Notes" "កំណត់ចំណាំ";
            "What else a colleague should know."
            "អ្វីផ្សេងទៀតដែលសហការីគួរដឹង។"
    },
};

pub(crate) static PEOPLE: SheetSpec = SheetSpec {
    name: "people",
    km: "សមាជិក",
    columns: columns! {
        "person_code" * Kind::Text, 14: "Person code" "លេខកូដបុគ្គល";
            "Any code you like, different for each person in this workbook."
            "លេខកូដណាក៏បាន ឱ្យតែខុសគ្នាសម្រាប់មនុស្សម្នាក់ៗក្នុងសៀវភៅនេះ។"
        "family_code" * Kind::Text, 14: "Family code" "លេខកូដគ្រួសារ";
            "The code of the person's family, as on the sheet of families."
            "លេខកូដគ្រួសាររបស់បុគ្គលនេះ ដូចនៅសន្លឹកគ្រួសារ។"
        "name_km" - Kind::Text, 22: "Name in Khmer" "ឈ្មោះជាអក្សរខ្មែរ";
            "Family name first. Fill in this or the Latin name, or both."
            "នាមត្រកូលមុន។ សូមបំពេញឈ្មោះនេះ ឬឈ្មោះជាអក្សរឡាតាំង ឬទាំងពីរ។"
        "name_latin" - Kind::Text, 22: "Name in Latin letters" "ឈ្មោះជាអក្សរឡាតាំង";
            "Family name first."
            "នាមត្រកូលមុន។"
        "sex" * choice::<Sex>(), 16: "Sex" "ភេទ";
            "f, m or unknown; ស្រី and ប្រុស will do as well."
            "ស្រី ប្រុស ឬមិនដឹង។ អាចសរសេរ f ឬ m ក៏បាន។"
        "birth_date" - Kind::Date, 14: "Birth date" "ថ្ងៃខែឆ្នាំកំណើត";
            "Day, month and year if known. An age such as “about 7” will do."
            "ថ្ងៃ ខែ ឆ្នាំ បើដឹង។ អាចសរសេរអាយុ ដូចជា «ប្រហែល ៧ ឆ្នាំ» ក៏បាន។"
        "birth_year" - Kind::Text, 14: "Birth year" "ឆ្នាំកំណើត";
            "When only the year is known, or estimated."
            "ប្រើនៅពេលដឹងតែឆ្នាំ ឬប៉ាន់ស្មាន។"
        "deceased" - Kind::Choice(offered::<bool>, true), 14: "Deceased" "ទទួលមរណភាព";
            "yes or no, or the day or year of death."
            "បាទ/ចាស ឬទេ ឬថ្ងៃ ឬឆ្នាំទទួលមរណភាព។"
        "disability" - Kind::Text, 22: "Disability" "ពិការភាព";
            "no, yes, or a few words about it."
            "ទេ ឬមាន ឬពាក្យពណ៌នាខ្លីៗ។"
        "school_state" - choice::<SchoolState>(), 24: "School" "ការសិក្សា";
            "Whether the person goes to school."
            "តើបុគ្គលនេះរៀនឬទេ។"
        "school_name" - Kind::Text, 22: "School name" "ឈ្មោះសាលា";
            "Name of the school." "ឈ្មោះសាលារៀន។"
        "grade" - Kind::Text, 10: "Grade" "ថ្នាក់";
            "Grade, or kindergarten." "ថ្នាក់ទីប៉ុន្មាន ឬមត្តេយ្យ។"
        "has_birth_certificate" - choice::<bool>(), 16: "Has birth certificate" "មានសំបុត្រកំណើត";
            "Leave empty when nobody asked." "ទុកឱ្យទទេ បើមិនទាន់បានសួរ។"
        "has_family_book" - choice::<bool>(), 16: "In family book" "មានក្នុងសៀវភៅគ្រួសារ";
            "Leave empty when nobody asked." "ទុកឱ្យទទេ បើមិនទាន់បានសួរ។"
        "phone" - Kind::Text, 16: "Phone" "ទូរស័ព្ទ";
            "The person's own number." "លេខទូរស័ព្ទផ្ទាល់ខ្លួន។"
        "is_child_of_concern" - choice::<bool>(), 16: "Child of concern" "កុមារដែលត្រូវយកចិត្តទុកដាក់";
            "yes for a child that the work is about." "បាទ/ចាស សម្រាប់កុមារដែលការងារនេះផ្តោតលើ។"
        "is_caregiver" - choice::<bool>(), 16: "Caregiver" "អ្នកថែទាំកុមារ";
            "yes for who takes care of the children." "បាទ/ចាស សម្រាប់អ្នកដែលថែទាំកុមារ។"
    },
};

pub(crate) static RELATIONSHIPS: SheetSpec = SheetSpec {
    name: "relationships",
    km: "ទំនាក់ទំនង",
    columns: columns! {
        "family_code" * Kind::Text, 14: "Family code" "លេខកូដគ្រួសារ";
            "The code of the family of both people." "លេខកូដគ្រួសាររបស់អ្នកទាំងពីរ។"
        "person_code" * Kind::Text, 14: "Person code" "លេខកូដបុគ្គល";
            "Each row is a sentence: this person …" "ជួរដេកនីមួយៗជាប្រយោគមួយ៖ បុគ្គលនេះ…"
        "relation" * choice::<Relation>(), 34: "Relation" "ទំនាក់ទំនង";
            "… is this …" "…ត្រូវជា…"
        "to_person_code" * Kind::Text, 14: "To person code" "លេខកូដបុគ្គលម្ខាងទៀត";
            "… of this person." "…របស់បុគ្គលនេះ។"
        "since" - Kind::Date, 14: "Since" "ចាប់ពី";
            "A day or a year, if known." "ថ្ងៃ ឬឆ្នាំ បើដឹង។"
        "until" - Kind::Date, 14: "Until" "រហូតដល់";
            "A day or a year, when it has ended." "ថ្ងៃ ឬឆ្នាំ បើបានចប់ហើយ។"
        "state" - choice::<UnionState>(), 26: "State" "ស្ថានភាពទំនាក់ទំនង";
            "For couples: how it stands between them." "សម្រាប់គូប្តីប្រពន្ធ៖ ស្ថានភាពរវាងគ្នា។"
    },
};

/// A sheet with its columns found.
pub(crate) struct Table {
    pub sheet: String,
    /// Rows of data: headings are gone.
    pub rows: Vec<Row>,
    columns: HashMap<&'static str, (u32, String)>,
}

impl Table {
    /// Where the column is, and its heading.
    pub fn column(&self, key: &str) -> Option<(u32, &str)> {
        self.columns.get(key).map(|(index, heading)| (*index, heading.as_str()))
    }

    /// The cell of a row in a column.
    pub fn place<'a>(&'a self, row: &'a Row, key: &str) -> Place<'a> {
        let column = self.column(key);
        let value = column.and_then(|(index, _)| row.get(index));
        Place { sheet: Some(&self.sheet), row: Some(row.number), column, lacks: None, value }
    }

    /// Finds the headings of a sheet and files what is wrong with them.
    pub fn find(sheet: Sheet, spec: &'static SheetSpec, found: &mut Findings) -> Option<Table> {
        let (table, strangers) = Self::find_with(sheet, found, &|heading| match_column(spec, heading))?;
        let name = table.sheet.as_str();
        for (index, heading) in &strangers {
            let place = Place { sheet: Some(name), column: Some((*index, heading)), ..Place::default() };
            found.warn(place, Code::ColumnUnknown, &[]);
        }
        for column in spec.columns.iter().filter(|column| column.required) {
            table.need(&[column.key], &format!("{} / {}", column.en, column.km), found);
        }
        Some(table)
    }

    /// Files that a column is missing, unless one of these keys is there.
    pub fn need(&self, keys: &[&str], heading: &str, found: &mut Findings) {
        if !keys.iter().any(|key| self.columns.contains_key(key)) {
            let place = Place { sheet: Some(&self.sheet), lacks: Some(heading), ..Place::default() };
            found.problem(place, Code::ColumnMissing, &[("heading", heading)]);
        }
    }

    /// Finds the headings by a matcher; gives back the columns that it does not know, too.
    pub fn find_with(
        sheet: Sheet,
        found: &mut Findings,
        matcher: &dyn Fn(&str) -> Option<&'static str>,
    ) -> Option<(Table, Vec<(u32, String)>)> {
        let known = |row: &Row| row.cells().filter(|(_, value)| matcher(&value.shown()).is_some()).count();
        // Titles may stand above the headings, and empty rows between.
        let heading_at = (0..sheet.rows.len().min(10))
            .rev()
            .max_by_key(|index| sheet.rows.get(*index).map_or(0, known))
            .filter(|index| sheet.rows.get(*index).is_some_and(|row| known(row) > 0));
        let place = Place { sheet: Some(&sheet.name), ..Place::default() };
        let Some(heading_at) = heading_at else {
            found.problem(place, Code::HeadingsMissing, &[]);
            return None;
        };
        let mut columns: HashMap<&'static str, (u32, String)> = HashMap::new();
        let mut strangers = Vec::new();
        let mut rows = sheet.rows.into_iter().skip(heading_at);
        if let Some(row) = rows.next() {
            for (index, value) in row.cells() {
                let heading = value.shown();
                let Some(key) = matcher(&heading) else {
                    strangers.push((index, heading));
                    continue;
                };
                match columns.get(key) {
                    Some((first, _)) => {
                        let place = Place { column: Some((index, &heading)), row: Some(row.number), ..place };
                        found.problem(place, Code::ColumnTwice, &[("first", &column_letter(*first))]);
                    }
                    None => {
                        columns.insert(key, (index, heading));
                    }
                }
            }
        }
        // Perhaps a second row of headings, in the other language.
        let is_heading = |(index, value): (u32, &Value)| match (value, columns.values().any(|c| c.0 == index))
        {
            (Value::Text(text), true) => matcher(text).is_some(),
            (Value::Text(_), false) => true,
            (Value::Number(_) | Value::Date(_) | Value::Boolean(_) | Value::Error(_), _) => false,
        };
        let mut rows: Vec<Row> = rows.collect();
        let second = rows.first().is_some_and(|row| known(row) > 0 && row.cells().all(is_heading));
        if second {
            rows.remove(0);
        }
        if rows.len() > MAX_ROWS {
            found.problem(place, Code::TooManyRows, &[("limit", &MAX_ROWS.to_string())]);
            return None;
        }
        Some((Table { sheet: sheet.name, rows, columns }, strangers))
    }
}

/// The column that a heading means: its key, its heading in either language, or both in one cell.
fn match_column(spec: &'static SheetSpec, heading: &str) -> Option<&'static str> {
    let means = |text: &str| {
        let fits = |word: &str| same_bare(word, text);
        spec.columns.iter().find(|column| fits(column.key) || fits(column.en) || fits(column.km))
    };
    let whole = means(heading);
    whole.or_else(|| heading.split(['/', '\n']).find_map(means)).map(|column| column.key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_heading_of_a_sheet_means_two_columns() {
        for spec in [&FAMILIES, &PEOPLE, &RELATIONSHIPS] {
            for column in spec.columns {
                for written in [column.key, column.en, column.km, &column.heading()] {
                    assert_eq!(match_column(spec, written), Some(column.key), "{written}");
                }
                // The dropdown's message holds no more, and Khmer must not be cut inside of a cluster.
                assert!(
                    column.help_en.chars().count() + column.help_km.chars().count() < 255,
                    "{}",
                    column.key
                );
                assert!(column.help_km.ends_with(['។', '…']), "{}", column.key);
            }
            assert_eq!(match_column(spec, "Shoe size"), None);
        }
    }
}
