//! The sentences of an import report, in English and Khmer. Each says what is wrong and what to do about it.

/// Names every kind of finding with its code and its two sentences; `{name}` is filled from the arguments.
macro_rules! codes {
    ($($variant:ident $name:literal [$($arg:literal),*] $en:literal $km:literal)*) => {
        /// A kind of problem or warning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Code { $($variant),* }

        impl Code {
            /// The stable name.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name),* }
            }
            /// English, Khmer.
            pub fn sentences(self) -> (&'static str, &'static str) {
                match self { $(Code::$variant => ($en, $km)),* }
            }
        }

        #[cfg(test)]
        pub(crate) const ALL: &[(Code, &[&str])] = &[$((Code::$variant, &[$($arg),*])),*];
    };
}

codes! {
    // the file
    NotXlsx "not_xlsx" []
        "This is not an Excel workbook (.xlsx). Open it in your spreadsheet program and save it as .xlsx."
        "ឯកសារនេះមិនមែនជាសៀវភៅការងារ Excel (.xlsx) ទេ។ សូមបើកវាក្នុងកម្មវិធីតារាង រួចរក្សាទុកជា .xlsx។"
    OldXls "old_xls" []
        "This workbook is in the old format (.xls). Open it and save it as .xlsx."
        "សៀវភៅការងារនេះប្រើទម្រង់ចាស់ (.xls)។ សូមបើកវា រួចរក្សាទុកជា .xlsx។"
    Encrypted "encrypted" []
        "This workbook is locked with a password. Save a copy without a password, and import that."
        "សៀវភៅការងារនេះត្រូវបានចាក់សោដោយពាក្យសម្ងាត់។ សូមរក្សាទុកច្បាប់ចម្លងមួយដែលគ្មានពាក្យសម្ងាត់ រួចនាំចូលច្បាប់នោះ។"
    TooLarge "too_large" ["limit"]
        "This file is too large (more than {limit} MB). Divide it into several workbooks."
        "ឯកសារនេះធំពេក (លើសពី {limit} MB)។ សូមបែងចែកវាជាសៀវភៅការងារច្រើន។"
    Damaged "damaged" []
        "This workbook is damaged and cannot be read. Open it in your spreadsheet program and save it again."
        "សៀវភៅការងារនេះខូច ហើយអានមិនបាន។ សូមបើកវាក្នុងកម្មវិធីតារាង រួចរក្សាទុកម្តងទៀត។"
    // sheets and columns
    SheetMissing "sheet_missing" ["sheet"]
        "The sheet “{sheet}” is missing."
        "ខ្វះសន្លឹក «{sheet}»។"
    SheetTwice "sheet_twice" ["first"]
        "There are two sheets for the same thing: this one and “{first}”. Keep one of them."
        "មានសន្លឹកពីរសម្រាប់រឿងតែមួយ៖ សន្លឹកនេះ និង «{first}»។ សូមទុកតែមួយ។"
    SheetUnknown "sheet_unknown" []
        "This sheet is not part of the template and will not be imported."
        "សន្លឹកនេះមិនមាននៅក្នុងគំរូទេ ហើយនឹងមិនត្រូវបាននាំចូលឡើយ។"
    SheetNotImported "sheet_not_imported" ["count"]
        "This sheet has {count} rows about staff. They are not imported: an administrator makes accounts."
        "សន្លឹកនេះមាន {count} ជួរដេកអំពីបុគ្គលិក។ ទិន្នន័យទាំងនោះមិនត្រូវបាននាំចូលទេ ព្រោះអ្នកគ្រប់គ្រងប្រព័ន្ធជាអ្នកបង្កើតគណនី។"
    SheetEmpty "sheet_empty" []
        "This sheet has no rows to import."
        "សន្លឹកនេះគ្មានជួរដេកសម្រាប់នាំចូលទេ។"
    TooManyRows "too_many_rows" ["limit"]
        "This sheet has more than {limit} rows. Divide the workbook into several."
        "សន្លឹកនេះមានលើសពី {limit} ជួរដេក។ សូមបែងចែកសៀវភៅការងារនេះជាច្រើន។"
    HeadingsMissing "headings_missing" []
        "The row with the column headings was not found. Copy it from the template."
        "រកមិនឃើញជួរដេកដែលមានចំណងជើងជួរឈរទេ។ សូមចម្លងវាពីគំរូ។"
    ColumnMissing "column_missing" ["heading"]
        "The column “{heading}” is missing."
        "ខ្វះជួរឈរ «{heading}»។"
    ColumnUnknown "column_unknown" []
        "This column is not part of the template and will not be imported."
        "ជួរឈរនេះមិនមាននៅក្នុងគំរូទេ ហើយនឹងមិនត្រូវបាននាំចូលឡើយ។"
    ColumnTwice "column_twice" ["first"]
        "This column is there twice: here and in column {first}. Keep one of them."
        "ជួរឈរនេះមានពីរដង៖ នៅទីនេះ និងនៅជួរឈរ {first}។ សូមទុកតែមួយ។"
    ColumnKept "column_kept_in_note" []
        "There is no field for this column. What it says is kept in each family's import note."
        "គ្មានប្រអប់សម្រាប់ជួរឈរនេះទេ។ ខ្លឹមសាររបស់វាត្រូវបានរក្សាទុកក្នុងកំណត់ចំណាំនាំចូលរបស់គ្រួសារនីមួយៗ។"
    ValueKept "value_kept_in_note" []
        "This value was not understood. It is kept in the family's import note."
        "មិនយល់ន័យតម្លៃនេះទេ។ វាត្រូវបានរក្សាទុកក្នុងកំណត់ចំណាំនាំចូលរបស់គ្រួសារ។"
    // one cell
    Required "required" []
        "This cell must be filled in."
        "ត្រូវតែបំពេញក្រឡានេះ។"
    CellError "cell_error" ["error"]
        "The formula in this cell gives the error {error}. Write the value itself."
        "រូបមន្តក្នុងក្រឡានេះឱ្យលទ្ធផលខុស {error}។ សូមសរសេរតម្លៃផ្ទាល់។"
    TextTooLong "text_too_long" ["limit"]
        "This text is longer than {limit} characters. Shorten it."
        "អត្ថបទនេះវែងជាង {limit} តួអក្សរ។ សូមធ្វើឱ្យខ្លី។"
    NotAChoice "not_a_choice" ["choices"]
        "This is not one of the possible answers. Write one of: {choices}."
        "នេះមិនមែនជាចម្លើយដែលអាចជ្រើសបានទេ។ សូមសរសេរមួយក្នុងចំណោម៖ {choices}។"
    NotADate "not_a_date" []
        "This is not a date. Write day/month/year, for example 25/03/2019."
        "នេះមិនមែនជាកាលបរិច្ឆេទទេ។ សូមសរសេរ ថ្ងៃ/ខែ/ឆ្នាំ ឧទាហរណ៍ ២៥/០៣/២០១៩។"
    NotABirth "not_a_birth" []
        "This is not a birth date, a year of birth or an age. Write for example 25/03/2019, 2019, or “about 7”."
        "នេះមិនមែនជាថ្ងៃខែឆ្នាំកំណើត ឆ្នាំកំណើត ឬអាយុទេ។ សូមសរសេរឧទាហរណ៍ ២៥/០៣/២០១៩, ២០១៩ ឬ «ប្រហែល ៧ ឆ្នាំ»។"
    NotOnCalendar "date_not_on_calendar" []
        "The calendar has no such day. Write the day first, then the month, then the year."
        "គ្មានថ្ងៃនេះក្នុងប្រតិទិនទេ។ សូមសរសេរថ្ងៃមុន បន្ទាប់មកខែ រួចឆ្នាំ។"
    TwoDigitYear "year_has_two_digits" []
        "Write the year with four digits, for example 2019."
        "សូមសរសេរឆ្នាំជាលេខបួនខ្ទង់ ឧទាហរណ៍ ២០១៩។"
    BuddhistYear "year_of_buddhist_era" ["year"]
        "This year seems to be of the Buddhist era. Write {year} instead, if that is right."
        "ឆ្នាំនេះហាក់ដូចជាពុទ្ធសករាជ។ បើត្រឹមត្រូវ សូមសរសេរ {year} ជំនួសវិញ។"
    InFuture "date_in_future" []
        "This day has not come yet. Check the year."
        "ថ្ងៃនេះមិនទាន់មកដល់ទេ។ សូមពិនិត្យឆ្នាំ។"
    TooLongAgo "date_too_long_ago" []
        "This is more than 120 years ago. Check the year."
        "កាលបរិច្ឆេទនេះលើសពី ១២០ ឆ្នាំមុន។ សូមពិនិត្យឆ្នាំ។"
    BirthsDiffer "births_differ" ["year"]
        "The year of birth here is not the year of the birth date ({year}). Keep the right one."
        "ឆ្នាំកំណើតនៅទីនេះខុសពីឆ្នាំក្នុងថ្ងៃខែឆ្នាំកំណើត ({year})។ សូមទុកតែមួយដែលត្រឹមត្រូវ។"
    NumberAsDate "number_read_as_date" ["date"]
        "This number was read as the date {date}."
        "លេខនេះត្រូវបានអានជាកាលបរិច្ឆេទ {date}។"
    NumberAsAge "number_read_as_age" ["year"]
        "This number was read as an age: born about {year}."
        "លេខនេះត្រូវបានអានជាអាយុ៖ កើតប្រហែលឆ្នាំ {year}។"
    PhoneMalformed "phone_malformed" []
        "This is not a telephone number. Write it like 012 345 678."
        "នេះមិនមែនជាលេខទូរស័ព្ទទេ។ សូមសរសេរដូចជា ០១២ ៣៤៥ ៦៧៨។"
    PhoneZero "phone_zero_restored" ["phone"]
        "The spreadsheet dropped the first zero; it was read as {phone}."
        "កម្មវិធីតារាងបានលុបលេខសូន្យខាងមុខ ដូច្នេះវាត្រូវបានអានជា {phone}។"
    VillageMalformed "village_malformed" []
        "A village code has eight digits, for example 02010101."
        "លេខកូដភូមិមានប្រាំបីខ្ទង់ ឧទាហរណ៍ ០២០១០១០១។"
    VillageUnknown "village_unknown" ["village"]
        "No village has the code {village}. Look it up in the list of villages."
        "គ្មានភូមិណាមានលេខកូដ {village} ទេ។ សូមរកមើលក្នុងបញ្ជីភូមិ។"
    VillageZero "village_zero_restored" ["village"]
        "The spreadsheet dropped the first zero; it was read as {village}."
        "កម្មវិធីតារាងបានលុបលេខសូន្យខាងមុខ ដូច្នេះវាត្រូវបានអានជា {village}។"
    VillageNotFound "village_not_found" []
        "No village of this name was found there. Write its eight-digit code in this cell instead."
        "រកមិនឃើញភូមិដែលមានឈ្មោះនេះនៅទីនោះទេ។ សូមសរសេរលេខកូដភូមិប្រាំបីខ្ទង់ក្នុងក្រឡានេះជំនួសវិញ។"
    VillageAmbiguous "village_ambiguous" ["count"]
        "{count} villages have this name there. Write the eight-digit code in this cell instead."
        "មានភូមិ {count} ដែលមានឈ្មោះដូចគ្នានៅទីនោះ។ សូមសរសេរលេខកូដភូមិប្រាំបីខ្ទង់ក្នុងក្រឡានេះជំនួសវិញ។"
    WorkerUnknown "worker_unknown" ["worker"]
        "Nobody has the account name {worker}. Write the name that the worker signs in with, or leave it empty."
        "គ្មានអ្នកណាមានឈ្មោះគណនី {worker} ទេ។ សូមសរសេរឈ្មោះដែលបុគ្គលិកប្រើសម្រាប់ចូលប្រព័ន្ធ ឬទុកឱ្យនៅទទេ។"
    NameMissing "name_missing" []
        "Write the name in Khmer or in Latin letters."
        "សូមសរសេរឈ្មោះជាអក្សរខ្មែរ ឬអក្សរឡាតាំង។"
    NameKmNotKhmer "name_km_not_khmer" []
        "The name in this column is not written in Khmer."
        "ឈ្មោះក្នុងជួរឈរនេះមិនបានសរសេរជាអក្សរខ្មែរទេ។"
    NameLatinKhmer "name_latin_not_latin" []
        "The name in this column is not written in Latin letters."
        "ឈ្មោះក្នុងជួរឈរនេះមិនបានសរសេរជាអក្សរឡាតាំងទេ។"
    // between rows
    DuplicateFamily "duplicate_family" ["row"]
        "This family code is already used in row {row}. Give each family a code of its own."
        "លេខកូដគ្រួសារនេះបានប្រើរួចហើយនៅជួរដេកទី {row}។ សូមឱ្យគ្រួសារនីមួយៗមានលេខកូដផ្ទាល់ខ្លួន។"
    DuplicatePerson "duplicate_person" ["row"]
        "This person code is already used in row {row}. Give each person a code of their own."
        "លេខកូដបុគ្គលនេះបានប្រើរួចហើយនៅជួរដេកទី {row}។ សូមឱ្យមនុស្សម្នាក់ៗមានលេខកូដផ្ទាល់ខ្លួន។"
    FamilyNotFound "family_not_found" ["family"]
        "The sheet of families has no family {family}."
        "សន្លឹកគ្រួសារគ្មានគ្រួសារ {family} ទេ។"
    PersonNotFound "person_not_found" ["person"]
        "The sheet of people has no person {person}."
        "សន្លឹកសមាជិកគ្មានបុគ្គល {person} ទេ។"
    PersonElsewhere "person_in_other_family" ["person", "row"]
        "{person} belongs to another family (people, row {row})."
        "{person} ជាសមាជិកគ្រួសារផ្សេង (សន្លឹកសមាជិក ជួរដេកទី {row})។"
    RelationToSelf "relation_to_self" []
        "A person cannot be related to themselves. Write the other person's code."
        "មនុស្សម្នាក់មិនអាចមានទំនាក់ទំនងជាមួយខ្លួនឯងបានទេ។ សូមសរសេរលេខកូដរបស់អ្នកម្ខាងទៀត។"
    RelationTwice "relation_twice" ["row"]
        "This relationship is already stated in row {row}; it will be imported once."
        "ទំនាក់ទំនងនេះមានរួចហើយនៅជួរដេកទី {row} ហើយនឹងត្រូវបាននាំចូលតែម្តង។"
    RelationCircular "relation_circular" ["row"]
        "Row {row} says the opposite. Two people cannot each be the other's parent or grandparent."
        "ជួរដេកទី {row} ចែងផ្ទុយពីនេះ។ មនុស្សពីរនាក់មិនអាចជាឪពុកម្តាយ ឬជីដូនជីតារបស់គ្នាទៅវិញទៅមកបានទេ។"
    ElderTooYoung "elder_too_young" ["elder_row", "younger_row"]
        "A parent or grandparent cannot be younger than the child. Check the birth dates (people, rows {elder_row} and {younger_row}) and the direction of this row."
        "ឪពុកម្តាយ ឬជីដូនជីតាមិនអាចក្មេងជាងកូនឬចៅបានទេ។ សូមពិនិត្យថ្ងៃខែឆ្នាំកំណើត (សន្លឹកសមាជិក ជួរដេកទី {elder_row} និង {younger_row}) និងទិសដៅនៃជួរដេកនេះ។"
    ElderVeryYoung "elder_very_young" ["years"]
        "Only {years} years lie between the two births. Check whether that is right."
        "ការកើតរបស់អ្នកទាំងពីរខុសគ្នាតែ {years} ឆ្នាំ។ សូមពិនិត្យថាត្រឹមត្រូវឬទេ។"
    TwoPartners "two_partners" ["person", "row"]
        "{person} already has a partner in row {row}. If that has ended, say since when, or give its state."
        "{person} មានដៃគូរួចហើយនៅជួរដេកទី {row}។ បើទំនាក់ទំនងនោះចប់ហើយ សូមសរសេរថ្ងៃបញ្ចប់ ឬស្ថានភាពរបស់វា។"
    ManyParents "more_than_two_parents" ["person"]
        "{person} has more than two parents by birth. Perhaps one is a step-parent, foster parent or adoptive parent."
        "{person} មានឪពុកម្តាយបង្កើតលើសពីពីរនាក់។ ប្រហែលម្នាក់ជាឪពុកម្តាយចុង ឪពុកម្តាយធម៌ ឬឪពុកម្តាយស្មុំ។"
    EndsBeforeStart "ends_before_start" []
        "The end comes before the beginning."
        "ថ្ងៃបញ្ចប់មកមុនថ្ងៃចាប់ផ្តើម។"
    BeforeBirth "date_before_birth" []
        "This day comes before the person was born."
        "ថ្ងៃនេះមកមុនពេលបុគ្គលនោះកើត។"
    StateNotForThis "state_only_for_partners" []
        "Only couples have a state; it is left out here."
        "មានតែគូប្តីប្រពន្ធទេដែលមានស្ថានភាព ដូច្នេះវាត្រូវបានទុកចោលនៅទីនេះ។"
    FamilyWithoutPeople "family_without_people" []
        "Nobody belongs to this family yet."
        "គ្រួសារនេះមិនទាន់មានសមាជិកទេ។"
    ChildIsAdult "child_of_concern_is_adult" ["age"]
        "The child that the work is about is {age} years old."
        "កុមារដែលការងារនេះផ្តោតលើ មានអាយុ {age} ឆ្នាំ។"
    CarerMadePerson "carer_made_person" []
        "The carer named here becomes a person of the family."
        "អ្នកថែទាំដែលមានឈ្មោះនៅទីនេះ ក្លាយជាសមាជិកម្នាក់ក្នុងគ្រួសារ។"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::is_khmer;

    #[test]
    fn every_code_has_both_languages_and_mentions_what_it_is_given() {
        let mut names = std::collections::HashSet::new();
        for (code, args) in ALL {
            let (en, km) = code.sentences();
            assert!(names.insert(code.name()), "{} twice", code.name());
            assert!(!en.chars().any(is_khmer), "{en}");
            assert!(km.chars().filter(|c| is_khmer(*c)).count() > 5, "{}", code.name());
            assert!(km.ends_with('។') && !km.contains('\u{200b}'), "{km}");
            for arg in *args {
                let hole = format!("{{{arg}}}");
                assert!(en.contains(&hole) && km.contains(&hole), "{} {arg}", code.name());
            }
            assert_eq!(en.matches('{').count(), args.len(), "{en}");
            assert_eq!(km.matches('{').count(), args.len(), "{km}");
        }
    }
}
