//! The sentences about a workbook, in English and Khmer. Each says what is wrong and what to do about it.

use domain::khmer::Lang;
use serde::Serialize;

/// Names every kind of finding with its code and its two sentences; `{name}` is filled from the details.
macro_rules! kinds {
    ($($variant:ident $name:literal $en:literal $km:literal)*) => {
        /// A kind of error, warning or remark. Which of them a finding is depends on the place and on whether
        /// dialects are tolerated.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum FaultKind {
            $(#[doc = $en] #[serde(rename = $name)] $variant,)*
        }

        impl FaultKind {
            /// Every kind.
            pub const ALL: &[FaultKind] = &[$(FaultKind::$variant),*];

            /// The stable name.
            pub fn code(self) -> &'static str {
                match self { $(FaultKind::$variant => $name),* }
            }
        }

        pub(super) fn sentence(kind: FaultKind, lang: Lang) -> &'static str {
            match (kind, lang) {
                $((FaultKind::$variant, Lang::En) => $en, (FaultKind::$variant, Lang::Km) => $km,)*
            }
        }
    };
}

kinds! {
    // the file
    NotXlsx "not_xlsx"
        "This is not an Excel workbook (.xlsx). Open it in your spreadsheet program and save it as .xlsx."
        "ឯកសារនេះមិនមែនជាសៀវភៅការងារ Excel (.xlsx) ទេ។ សូមបើកវាក្នុងកម្មវិធីតារាង រួចរក្សាទុកជា .xlsx។"
    Csv "csv"
        "This is a list with separators (CSV), not a workbook. A form needs several sheets: save it as .xlsx."
        "ឯកសារនេះជាបញ្ជីមានសញ្ញាបំបែក (CSV) មិនមែនជាសៀវភៅការងារទេ។ ទម្រង់ត្រូវការសន្លឹកច្រើន៖ សូមរក្សាទុកជា .xlsx។"
    OldXls "old_xls"
        "This workbook is in the old format (.xls). Open it and save it as .xlsx."
        "សៀវភៅការងារនេះប្រើទម្រង់ចាស់ (.xls)។ សូមបើកវា រួចរក្សាទុកជា .xlsx។"
    Encrypted "encrypted"
        "This workbook is locked with a password. Save a copy without a password, and import that."
        "សៀវភៅការងារនេះត្រូវបានចាក់សោដោយពាក្យសម្ងាត់។ សូមរក្សាទុកច្បាប់ចម្លងមួយដែលគ្មានពាក្យសម្ងាត់ រួចនាំចូលច្បាប់នោះ។"
    TooLarge "too_large"
        "This file is too large, or unpacks to too much (more than {limit} MB). Remove pictures and whatever is not part of the form."
        "ឯកសារនេះធំពេក ឬពន្លាទៅធំពេក (លើសពី {limit} MB)។ សូមលុបរូបភាព និងអ្វីដែលមិនមែនជាផ្នែកនៃទម្រង់ចេញ។"
    Damaged "damaged"
        "This workbook is damaged and cannot be read. Open it in your spreadsheet program and save it again."
        "សៀវភៅការងារនេះខូច ហើយអានមិនបាន។ សូមបើកវាក្នុងកម្មវិធីតារាង រួចរក្សាទុកម្តងទៀត។"
    BadEncoding "bad_encoding"
        "From here on the text is not UTF-8 (part {part}). Save the workbook again with a current spreadsheet program."
        "ចាប់ពីទីនេះ អត្ថបទមិនមែនជា UTF-8 ទេ (ផ្នែក {part})។ សូមរក្សាទុកសៀវភៅការងារម្តងទៀតដោយកម្មវិធីតារាងថ្មី។"
    SheetUnreadable "sheet_unreadable"
        "This sheet is damaged and cannot be read. Open the workbook in your spreadsheet program and save it again."
        "សន្លឹកនេះខូច ហើយអានមិនបាន។ សូមបើកសៀវភៅការងារក្នុងកម្មវិធីតារាង រួចរក្សាទុកម្តងទៀត។"
    TooManyFaults "too_many_faults"
        "There is more of this than is listed here. Put these right first and import again."
        "នៅមានច្រើនទៀតក្រៅពីអ្វីដែលបានរាយនៅទីនេះ។ សូមកែចំណុចទាំងនេះសិន រួចនាំចូលម្តងទៀត។"
    TooManyRows "too_many_rows"
        "This sheet has more than {limit} rows. Divide the form."
        "សន្លឹកនេះមានលើសពី {limit} ជួរដេក។ សូមបំបែកទម្រង់នេះ។"
    TooManyColumns "too_many_columns"
        "There is something beyond the first {limit} columns. Remove what is not part of the form."
        "មានអ្វីមួយនៅក្រៅពី {limit} ជួរឈរដំបូង។ សូមលុបអ្វីដែលមិនមែនជាផ្នែកនៃទម្រង់។"
    TooManyCells "too_many_cells"
        "Up to here there are more than {limit} filled cells, or too much text. Divide the form."
        "មកដល់ទីនេះ មានលើសពី {limit} ក្រឡាដែលបានបំពេញ ឬអត្ថបទច្រើនពេក។ សូមបំបែកទម្រង់នេះ។"
    CellTooLong "cell_too_long"
        "This text is longer than {limit} characters. Shorten it."
        "អត្ថបទនេះវែងជាង {limit} តួអក្សរ។ សូមធ្វើឱ្យខ្លី។"
    // sheets
    SurveyMissing "survey_missing"
        "There is no sheet “survey”. Give the sheet with the questions this name. (Similar: {similar})"
        "គ្មានសន្លឹក «survey» ទេ។ សូមដាក់ឈ្មោះនេះឱ្យសន្លឹកដែលមានសំណួរ។ (ស្រដៀង៖ {similar})"
    ChoicesMissing "choices_missing"
        "This question has options, but there is no sheet “choices”. Add it with the columns list_name, name and label."
        "សំណួរនេះមានជម្រើស ប៉ុន្តែគ្មានសន្លឹក «choices» ទេ។ សូមបន្ថែមវា ដោយមានជួរឈរ list_name, name និង label។"
    SheetEmpty "sheet_empty"
        "This sheet has no rows."
        "សន្លឹកនេះគ្មានជួរដេកទេ។"
    SheetTwice "sheet_twice"
        "There are two sheets for the same thing: this one and “{first}”. Keep one of them."
        "មានសន្លឹកពីរសម្រាប់រឿងតែមួយ៖ សន្លឹកនេះ និង «{first}»។ សូមទុកតែមួយ។"
    SheetNotRead "sheet_not_read"
        "This sheet is not part of a form and is not read."
        "សន្លឹកនេះមិនមែនជាផ្នែកនៃទម្រង់ទេ ហើយមិនត្រូវបានអានឡើយ។"
    SheetKept "sheet_kept"
        "This sheet belongs to a feature that is not carried out here. It stays in the stored workbook."
        "សន្លឹកនេះសម្រាប់មុខងារដែលមិនដំណើរការនៅទីនេះ។ វានៅក្នុងសៀវភៅការងារដែលបានរក្សាទុក។"
    // columns
    ColumnMissing "column_missing"
        "The column “{column}” is missing. Add it to this sheet."
        "ខ្វះជួរឈរ «{column}»។ សូមបន្ថែមវាក្នុងសន្លឹកនេះ។"
    ColumnUnknown "column_unknown"
        "This column is not known to XLSForm and its contents are not used. Correct its heading or remove it. (Similar: {similar})"
        "XLSForm មិនស្គាល់ជួរឈរនេះទេ ហើយខ្លឹមសារវាមិនត្រូវបានប្រើឡើយ។ សូមកែចំណងជើង ឬលុបវា។ (ស្រដៀង៖ {similar})"
    ColumnDialect "column_dialect"
        "This column comes from {dialect} and its contents are not used here."
        "ជួរឈរនេះមកពី {dialect} ហើយខ្លឹមសារវាមិនត្រូវបានប្រើនៅទីនេះទេ។"
    ColumnTwice "column_twice"
        "This column is there twice: here and in column {first}. Keep one of them."
        "ជួរឈរនេះមានពីរដង៖ នៅទីនេះ និងនៅជួរឈរ {first}។ សូមទុកតែមួយ។"
    ColumnShadowed "column_shadowed"
        "This column is in the same language as column {first}; it is used only where that one is empty."
        "ជួរឈរនេះជាភាសាដូចជួរឈរ {first}។ វាត្រូវបានប្រើតែកន្លែងដែលជួរឈរនោះទទេ។"
    ColumnKept "column_kept"
        "What this column asks for is not carried out here. It stays in the stored workbook."
        "អ្វីដែលជួរឈរនេះស្នើ មិនដំណើរការនៅទីនេះទេ។ វានៅក្នុងសៀវភៅការងារដែលបានរក្សាទុក។"
    HeadingBlank "heading_blank"
        "There are cells with contents in this column, but it has no heading. Write the heading, or empty the column."
        "ជួរឈរនេះមានក្រឡាដែលមានខ្លឹមសារ ប៉ុន្តែគ្មានចំណងជើង។ សូមសរសេរចំណងជើង ឬលុបខ្លឹមសារចេញ។"
    HeadingLanguage "heading_language"
        "The language in this heading is not written as it should be. Write for example “label::Khmer (km)”."
        "ភាសាក្នុងចំណងជើងនេះមិនបានសរសេរត្រឹមត្រូវទេ។ សូមសរសេរឧទាហរណ៍ «label::Khmer (km)»។"
    HeadingSingleColon "heading_single_colon"
        "A single colon in a heading is out of date. Write two: “{better}”."
        "ការប្រើសញ្ញាចុចពីរ (:) តែមួយក្នុងចំណងជើងហួសសម័យហើយ។ សូមសរសេរពីរ៖ «{better}»។"
    LanguageMissing "language_missing"
        "The form has no texts in {language}. They are left blank; add a column “label::{language}”."
        "ទម្រង់គ្មានអត្ថបទជាភាសា {language} ទេ។ អត្ថបទទាំងនោះទុកទទេ។ សូមបន្ថែមជួរឈរ «label::{language}»។"
    // cells
    CellError "cell_error"
        "The formula in this cell gives the error {error}. Write the value itself."
        "រូបមន្តក្នុងក្រឡានេះឱ្យលទ្ធផលខុស {error}។ សូមសរសេរតម្លៃផ្ទាល់។"
    FormulaWithoutValue "formula_without_value"
        "This cell holds a formula, and the workbook does not say what it gives. Write the value itself."
        "ក្រឡានេះមានរូបមន្ត ហើយសៀវភៅការងារមិនប្រាប់លទ្ធផលវាទេ។ សូមសរសេរតម្លៃផ្ទាល់។"
    FormulaCell "formula_cell"
        "This cell holds a formula; what it gave when the workbook was saved is used: “{value}”."
        "ក្រឡានេះមានរូបមន្ត។ លទ្ធផលនៅពេលរក្សាទុកសៀវភៅការងារត្រូវបានប្រើ៖ «{value}»។"
    MergedCells "merged_cells"
        "The cells {range} are merged; only the first of them has a value. Unmerge them and fill in each."
        "ក្រឡា {range} ត្រូវបានបញ្ចូលគ្នា មានតែក្រឡាដំបូងទេដែលមានតម្លៃ។ សូមបំបែក រួចបំពេញក្រឡានីមួយៗ។"
    ZeroWidth "zero_width"
        "There are invisible characters in {count} cells of this column, first here. They were taken out."
        "មានតួអក្សរមើលមិនឃើញក្នុង {count} ក្រឡានៃជួរឈរនេះ ដំបូងនៅទីនេះ។ តួអក្សរទាំងនោះត្រូវបានដកចេញ។"
    OddCharacters "odd_characters"
        "There are control characters in {count} cells of this column, first here. They were taken out."
        "មានតួអក្សរបញ្ជាក្នុង {count} ក្រឡានៃជួរឈរនេះ ដំបូងនៅទីនេះ។ តួអក្សរទាំងនោះត្រូវបានដកចេញ។"
    WrongEncoding "wrong_encoding"
        "This text was damaged by a wrong encoding: “{value}”. Write it again, or copy it from the original."
        "អត្ថបទនេះខូចដោយសារការអ៊ិនកូដខុស៖ «{value}»។ សូមសរសេរឡើងវិញ ឬចម្លងពីច្បាប់ដើម។"
    DateAsText "date_as_text"
        "The spreadsheet program made a date of this: {value}. Format the cell as text and write it again."
        "កម្មវិធីតារាងបានប្តូរតម្លៃនេះទៅជាកាលបរិច្ឆេទ៖ {value}។ សូមកំណត់ក្រឡាជាអត្ថបទ រួចសរសេរឡើងវិញ។"
    NumberAsText "number_as_text"
        "Here stands a number where a text belongs. “{value}” is used; format the cell as text if that is wrong."
        "នៅទីនេះជាលេខ តែគួរជាអត្ថបទ។ «{value}» ត្រូវបានប្រើ។ បើខុស សូមកំណត់ក្រឡាជាអត្ថបទ។"
    BooleanAsText "boolean_as_text"
        "Here stands a truth value where a text belongs. “{value}” is used; format the cell as text if that is wrong."
        "នៅទីនេះជាតម្លៃពិត/មិនពិត តែគួរជាអត្ថបទ។ «{value}» ត្រូវបានប្រើ។ បើខុស សូមកំណត់ក្រឡាជាអត្ថបទ។"
    SmartQuotes "smart_quotes"
        "Curly quotes were read as straight ones. Switch off automatic quotes in your spreadsheet program."
        "សញ្ញាសម្រង់កោងត្រូវបានអានជាសញ្ញាសម្រង់ត្រង់។ សូមបិទការប្តូរសញ្ញាសម្រង់ស្វ័យប្រវត្តិក្នុងកម្មវិធីតារាង។"
    // rows
    TypeMissing "type_missing"
        "This row has a name or a label, but no type. Write the type of the question."
        "ជួរដេកនេះមានឈ្មោះ ឬស្លាក ប៉ុន្តែគ្មានប្រភេទ។ សូមសរសេរប្រភេទសំណួរ។"
    TypeUnknown "type_unknown"
        "There is no type “{value}”. Correct it. (Similar: {similar})"
        "គ្មានប្រភេទ «{value}» ទេ។ សូមកែវា។ (ស្រដៀង៖ {similar})"
    TypeDialect "type_dialect"
        "The type “{value}” comes from {dialect}. It is read as “{like}”."
        "ប្រភេទ «{value}» មកពី {dialect}។ វាត្រូវបានអានជា «{like}»។"
    TypeKept "type_kept"
        "A question of type “{value}” cannot be answered here. Its words are shown as a note."
        "សំណួរប្រភេទ «{value}» មិនអាចឆ្លើយនៅទីនេះបានទេ។ ពាក្យរបស់វាត្រូវបានបង្ហាញជាកំណត់ចំណាំ។"
    TypeUnasked "type_unasked"
        "“{value}” is not carried out here: records know when, by whom and on which device they were made. It stays in the stored workbook."
        "«{value}» មិនដំណើរការនៅទីនេះទេ៖ កំណត់ត្រាដឹងស្រាប់ថាបានធ្វើនៅពេលណា ដោយអ្នកណា និងលើឧបករណ៍ណា។ វានៅក្នុងសៀវភៅការងារដែលបានរក្សាទុក។"
    UnaskedNamed "unasked_named"
        "An expression names “{name}”, which is not filled here: it finds the time, or nothing."
        "កន្សោមមួយប្រើ «{name}» ដែលមិនត្រូវបានបំពេញនៅទីនេះ៖ វារកឃើញតែម៉ោង ឬមិនឃើញអ្វីសោះ។"
    BarcodeText "barcode_text"
        "A bar code is not scanned here; it is written as text."
        "លេខកូដបារមិនត្រូវបានស្កេននៅទីនេះទេ។ វាត្រូវសរសេរជាអត្ថបទ។"
    HiddenKept "hidden_kept"
        "A hidden question is kept with its starting value; nothing else can fill it here."
        "សំណួរលាក់ត្រូវបានរក្សាទុកជាមួយតម្លៃដើម។ គ្មានអ្វីផ្សេងអាចបំពេញវានៅទីនេះទេ។"
    RowSkipped "row_skipped"
        "This row has no type, name or label. It is taken as a remark and not read."
        "ជួរដេកនេះគ្មានប្រភេទ ឈ្មោះ ឬស្លាកទេ។ វាត្រូវបានចាត់ទុកជាកំណត់សម្គាល់ ហើយមិនត្រូវបានអានឡើយ។"
    RowDisabled "row_disabled"
        "This row is marked as disabled and not read. Remove it, or use the column relevant."
        "ជួរដេកនេះត្រូវបានសម្គាល់ថាបិទ ហើយមិនត្រូវបានអាន។ សូមលុបវា ឬប្រើជួរឈរ relevant។"
    // names
    NameMissing "name_missing"
        "This row has no name. Give it one: letters, digits and _, beginning with a letter."
        "ជួរដេកនេះគ្មានឈ្មោះទេ។ សូមដាក់ឈ្មោះ៖ អក្សរ លេខ និង _ ដោយចាប់ផ្តើមដោយអក្សរ។"
    NameInvalid "name_invalid"
        "“{name}” cannot be a name. Use letters, digits, _, - and ., beginning with a letter or _, without spaces."
        "«{name}» មិនអាចជាឈ្មោះបានទេ។ សូមប្រើអក្សរ លេខ _ - និង . ដោយចាប់ផ្តើមដោយអក្សរ ឬ _ ហើយគ្មានដកឃ្លា។"
    NameReserved "name_reserved"
        "The name “{name}” is reserved. Choose another."
        "ឈ្មោះ «{name}» ត្រូវបានបម្រុងទុក។ សូមជ្រើសឈ្មោះផ្សេង។"
    NameTwice "name_twice"
        "The name “{name}” is already used in this group, in row {first}. Choose another."
        "ឈ្មោះ «{name}» ត្រូវបានប្រើរួចហើយក្នុងក្រុមនេះ នៅជួរដេកទី {first}។ សូមជ្រើសឈ្មោះផ្សេង។"
    NameCase "name_case"
        "This name differs only by capital letters from that in row {first}. Choose names that people can tell apart."
        "ឈ្មោះនេះខុសពីឈ្មោះនៅជួរដេកទី {first} តែអក្សរធំតូចប៉ុណ្ណោះ។ សូមជ្រើសឈ្មោះដែលងាយបែងចែក។"
    NameMadeUnique "name_made_unique"
        "The name “{name}” is used in another group too (row {first}). This one is stored as “{code}”."
        "ឈ្មោះ «{name}» ក៏ត្រូវបានប្រើក្នុងក្រុមផ្សេងដែរ (ជួរដេកទី {first})។ ឈ្មោះនេះត្រូវបានរក្សាទុកជា «{code}»។"
    NameMade "name_made"
        "This note has no name. It is stored as “{code}”."
        "កំណត់ចំណាំនេះគ្មានឈ្មោះទេ។ វាត្រូវបានរក្សាទុកជា «{code}»។"
    // groups
    EndWithoutBegin "end_without_begin"
        "Here a {what} ends that was never begun. Remove this row, or add its beginning."
        "នៅទីនេះ {what} ចប់ ប៉ុន្តែមិនបានចាប់ផ្តើមទេ។ សូមលុបជួរដេកនេះ ឬបន្ថែមការចាប់ផ្តើម។"
    EndMismatch "end_mismatch"
        "Here a {what} ends, but the “{name}” that was begun in row {first} is a {opened}. Correct one of the two."
        "នៅទីនេះ {what} ចប់ ប៉ុន្តែ «{name}» ដែលបានចាប់ផ្តើមនៅជួរដេកទី {first} ជា {opened}។ សូមកែមួយក្នុងចំណោមពីរ។"
    BeginWithoutEnd "begin_without_end"
        "The {what} “{name}” that begins here never ends. Add “end {what}” after its last row."
        "{what} «{name}» ដែលចាប់ផ្តើមនៅទីនេះមិនចប់ទេ។ សូមបន្ថែម «end {what}» បន្ទាប់ពីជួរដេកចុងក្រោយរបស់វា។"
    GroupEmpty "group_empty"
        "There are no questions in “{name}”. Add some, or remove it."
        "គ្មានសំណួរក្នុង «{name}» ទេ។ សូមបន្ថែមសំណួរ ឬលុបវា។"
    TooDeep "too_deep"
        "Groups lie more than {limit} deep in one another. Take some of them out."
        "ក្រុមស្ថិតក្នុងគ្នាលើសពី {limit} ជាន់។ សូមដកក្រុមខ្លះចេញ។"
    // lists
    ListMissing "list_missing"
        "The type “{value}” needs the name of a list, for example “select_one yes_no”."
        "ប្រភេទ «{value}» ត្រូវការឈ្មោះបញ្ជី ឧទាហរណ៍ «select_one yes_no»។"
    ListUnknown "list_unknown"
        "There is no list “{list}” with options in the sheet choices. Correct the name or add the options. (Similar: {similar})"
        "គ្មានបញ្ជី «{list}» ដែលមានជម្រើសក្នុងសន្លឹក choices ទេ។ សូមកែឈ្មោះ ឬបន្ថែមជម្រើស។ (ស្រដៀង៖ {similar})"
    ListUnused "list_unused"
        "No question uses the list “{list}”. It is kept."
        "គ្មានសំណួរណាប្រើបញ្ជី «{list}» ទេ។ វាត្រូវបានរក្សាទុក។"
    ChoiceListMissing "choice_list_missing"
        "This option does not say to which list it belongs. Fill in list_name."
        "ជម្រើសនេះមិនប្រាប់ថានៅក្នុងបញ្ជីណាទេ។ សូមបំពេញ list_name។"
    ChoiceNameMissing "choice_name_missing"
        "This option has no name. Give it one; the name is what is stored."
        "ជម្រើសនេះគ្មានឈ្មោះទេ។ សូមដាក់ឈ្មោះ ព្រោះឈ្មោះនោះហើយដែលត្រូវបានរក្សាទុក។"
    ChoiceTwice "choice_twice"
        "The list “{list}” already has an option “{name}”, in row {first}. Give each option a name of its own."
        "បញ្ជី «{list}» មានជម្រើស «{name}» រួចហើយ នៅជួរដេកទី {first}។ សូមដាក់ឈ្មោះដាច់ដោយឡែកឱ្យជម្រើសនីមួយៗ។"
    ChoiceSpaces "choice_spaces"
        "The name of the option “{name}” has a space in it. Where several can be chosen, stored names are separated by spaces: write _ instead."
        "ឈ្មោះជម្រើស «{name}» មានដកឃ្លា។ កន្លែងដែលអាចជ្រើសច្រើន ឈ្មោះត្រូវបានបំបែកដោយដកឃ្លា៖ សូមសរសេរ _ ជំនួសវិញ។"
    ChoiceLabelMissing "choice_label_missing"
        "The option “{name}” has no label in any language; its name is shown. Write a label."
        "ជម្រើស «{name}» គ្មានស្លាកជាភាសាណាទេ។ ឈ្មោះវាត្រូវបានបង្ហាញ។ សូមសរសេរស្លាក។"
    OrOtherFilter "or_other_filter"
        "“or_other” and a choice filter cannot be used together. Add an option for “other” to the list instead."
        "«or_other» និងតម្រងជម្រើសមិនអាចប្រើជាមួយគ្នាបានទេ។ សូមបន្ថែមជម្រើស «ផ្សេងទៀត» ក្នុងបញ្ជីជំនួសវិញ។"
    OrOtherAdded "or_other_added"
        "For “or_other”, an option “other” and a question “{code}” were added."
        "សម្រាប់ «or_other» ជម្រើស «other» និងសំណួរ «{code}» ត្រូវបានបន្ថែម។"
    ListOfAnswers "list_of_answers"
        "Options that come from earlier answers ({value}) are not offered here; the answer is written as text."
        "ជម្រើសដែលមកពីចម្លើយមុន ({value}) មិនមាននៅទីនេះទេ។ ចម្លើយត្រូវសរសេរជាអត្ថបទ។"
    ListOfFile "list_of_file"
        "Options from a file ({value}) are not read. Put them into the sheet choices; until then the answer is written as text."
        "ជម្រើសពីឯកសារ ({value}) មិនត្រូវបានអានទេ។ សូមដាក់ពួកវាក្នុងសន្លឹក choices។ មុននោះ ចម្លើយត្រូវសរសេរជាអត្ថបទ។"
    // texts
    LabelMissing "label_missing"
        "“{name}” has no label in any language, and no hint. Write what is asked."
        "«{name}» គ្មានស្លាក និងការណែនាំជាភាសាណាទេ។ សូមសរសេរអ្វីដែលត្រូវសួរ។"
    LabelBlank "label_blank"
        "“{name}” has no label in any language. It is shown without a heading."
        "«{name}» គ្មានស្លាកជាភាសាណាទេ។ វាត្រូវបានបង្ហាញដោយគ្មានចំណងជើង។"
    TranslationMissing "translation_missing"
        "There is no text in {language} here. It is left blank until somebody translates it."
        "នៅទីនេះគ្មានអត្ថបទជាភាសា {language} ទេ។ វាទុកទទេរហូតដល់មានអ្នកបកប្រែ។"
    WrongScript "wrong_script"
        "The letters of this text are not those of {language}. Check whether it stands in the right column."
        "អក្សរនៃអត្ថបទនេះមិនមែនជាអក្សរ {language} ទេ។ សូមពិនិត្យថាវានៅជួរឈរត្រឹមត្រូវឬទេ។"
    LabelReference "label_reference"
        "The answer that is named here ({name}) is not put into the text; the text is shown as it stands."
        "ចម្លើយដែលបានប្រើនៅទីនេះ ({name}) មិនត្រូវបានបញ្ចូលក្នុងអត្ថបទទេ។ អត្ថបទត្រូវបានបង្ហាញដូចដែលមាន។"
    MediaKept "media_kept"
        "Pictures, sounds and films of a form are not shown here: {value}."
        "រូបភាព សំឡេង និងវីដេអូនៃទម្រង់មិនត្រូវបានបង្ហាញនៅទីនេះទេ៖ {value}។"
    // expressions
    ExpressionUnreadable "expression_unreadable"
        "This expression cannot be read. At character {at}: {why} {what}"
        "កន្សោមនេះអានមិនបានទេ។ ត្រង់តួអក្សរទី {at}៖ {why} {what}"
    ReferenceUnknown "reference_unknown"
        "The expression names ${{name}}, but there is no such question. (Similar: {similar})"
        "កន្សោមប្រើ ${{name}} ប៉ុន្តែគ្មានសំណួរនេះទេ។ (ស្រដៀង៖ {similar})"
    ReferenceAmbiguous "reference_ambiguous"
        "The expression names ${{name}}, but several questions have this name (rows {rows}). Give them different names."
        "កន្សោមប្រើ ${{name}} ប៉ុន្តែសំណួរច្រើនមានឈ្មោះនេះ (ជួរដេក {rows})។ សូមដាក់ឈ្មោះផ្សេងគ្នា។"
    BareName "bare_name"
        "“{name}” stands here without ${}. Write ${{name}} if you mean the question."
        "«{name}» នៅទីនេះគ្មាន ${}។ សូមសរសេរ ${{name}} បើចង់មានន័យថាសំណួរ។"
    Circle "circle"
        "What this expression gives depends on itself, by way of: {through}. Break the circle."
        "លទ្ធផលនៃកន្សោមនេះអាស្រ័យលើខ្លួនវា តាមរយៈ៖ {through}។ សូមផ្តាច់រង្វង់នេះ។"
    NamesItself "names_itself"
        "This expression names its own question. In a repeat that can mean the row before; check that it does."
        "កន្សោមនេះប្រើសំណួររបស់ខ្លួនវា។ ក្នុងក្រុមដដែលៗ វាអាចមានន័យថាជួរមុន។ សូមពិនិត្យ។"
    ExpressionDiffers "expression_differs"
        "Programs disagree about this expression. At character {at}: {why}"
        "កម្មវិធីផ្សេងៗយល់កន្សោមនេះខុសគ្នា។ ត្រង់តួអក្សរទី {at}៖ {why}"
    FilterColumn "filter_column"
        "The filter reads “{name}”, which is no column of the list “{list}” and no question. It offers nothing."
        "តម្រងអាន «{name}» ដែលមិនមែនជាជួរឈរនៃបញ្ជី «{list}» ឬជាសំណួរទេ។ វាមិនផ្តល់ជម្រើសអ្វីឡើយ។"
    FilterWithoutList "filter_without_list"
        "A choice filter stands beside a question that has no list. It is not used."
        "តម្រងជម្រើសនៅជាប់សំណួរដែលគ្មានបញ្ជី។ វាមិនត្រូវបានប្រើទេ។"
    CalculationMissing "calculation_missing"
        "A calculated value needs an expression in the column calculation."
        "តម្លៃគណនាត្រូវការកន្សោមក្នុងជួរឈរ calculation។"
    CalculationShown "calculation_shown"
        "The answer is calculated, so it is shown and cannot be changed; its type “{value}” is not checked."
        "ចម្លើយត្រូវបានគណនា ដូច្នេះវាត្រូវបានបង្ហាញ ហើយមិនអាចកែបាន។ ប្រភេទ «{value}» មិនត្រូវបានពិនិត្យទេ។"
    CalculationUnused "calculation_unused"
        "A {value} is not calculated. The expression is not used."
        "{value} មិនត្រូវបានគណនាទេ។ កន្សោមនេះមិនត្រូវបានប្រើឡើយ។"
    DefaultNotFitting "default_not_fitting"
        "The starting value “{value}” is not one that this question accepts. Correct it."
        "តម្លៃដើម «{value}» មិនមែនជាតម្លៃដែលសំណួរនេះទទួលទេ។ សូមកែវា។"
    DefaultKept "default_kept"
        "A starting value cannot be given to this question here: {value}."
        "មិនអាចដាក់តម្លៃដើមឱ្យសំណួរនេះនៅទីនេះបានទេ៖ {value}។"
    DefaultText "default_text"
        "The starting value looks like an expression but is none; it is used as text."
        "តម្លៃដើមមើលទៅដូចជាកន្សោម ប៉ុន្តែមិនមែនទេ។ វាត្រូវបានប្រើជាអត្ថបទ។"
    MessageAlone "message_alone"
        "This message belongs to a {column} that is not there. It is not shown."
        "សារនេះសម្រាប់ {column} ដែលមិនមានទេ។ វាមិនត្រូវបានបង្ហាញឡើយ។"
    MessageKept "message_kept"
        "The program says in its own words that an answer is missing; this message is not shown."
        "កម្មវិធីប្រាប់ដោយពាក្យខ្លួនឯងថាខ្វះចម្លើយ។ សារនេះមិនត្រូវបានបង្ហាញទេ។"
    ReadOnlyKept "read_only_kept"
        "Whether an answer can be changed cannot depend on an expression here; it can be changed."
        "ការដែលចម្លើយអាចកែបានឬអត់ មិនអាចអាស្រ័យលើកន្សោមនៅទីនេះទេ។ វាអាចកែបាន។"
    TriggerKept "trigger_kept"
        "What is calculated is always up to date here; it does not wait for a change of {value}."
        "អ្វីដែលគណនាតែងតែទាន់សម័យនៅទីនេះ។ វាមិនរង់ចាំការផ្លាស់ប្តូរ {value} ទេ។"
    RequiredKept "required_kept"
        "A {value} is not answered, so it cannot be required."
        "{value} មិនត្រូវបានឆ្លើយទេ ដូច្នេះមិនអាចតម្រូវបានឡើយ។"
    ConstraintKept "constraint_kept"
        "A {value} is not answered, so nothing is checked here."
        "{value} មិនត្រូវបានឆ្លើយទេ ដូច្នេះគ្មានអ្វីត្រូវពិនិត្យឡើយ។"
    AppearanceKept "appearance_kept"
        "This way of showing a section is not carried out here: {value}."
        "របៀបបង្ហាញផ្នែកនេះមិនដំណើរការនៅទីនេះទេ៖ {value}។"
    CountUnused "count_unused"
        "Only a repeat has a count. It is not used."
        "មានតែក្រុមដដែលៗប៉ុណ្ណោះដែលមានចំនួន។ វាមិនត្រូវបានប្រើទេ។"
    // parameters
    ParametersUnreadable "parameters_unreadable"
        "These parameters cannot be read. Write for example “start=0 end=10 step=1”."
        "ប៉ារ៉ាម៉ែត្រទាំងនេះអានមិនបានទេ។ សូមសរសេរឧទាហរណ៍ «start=0 end=10 step=1»។"
    ParameterUnknown "parameter_unknown"
        "This type has no parameter “{name}”. Correct or remove it."
        "ប្រភេទនេះគ្មានប៉ារ៉ាម៉ែត្រ «{name}» ទេ។ សូមកែ ឬលុបវា។"
    ParameterBad "parameter_bad"
        "“{value}” cannot be the value of “{name}”. Write a number."
        "«{value}» មិនអាចជាតម្លៃនៃ «{name}» បានទេ។ សូមសរសេរលេខ។"
    ParameterKept "parameter_kept"
        "The parameter {value} is not carried out here."
        "ប៉ារ៉ាម៉ែត្រ {value} មិនដំណើរការនៅទីនេះទេ។"
    RangeBad "range_bad"
        "A range needs a step above 0 that is not larger than the whole range."
        "ចន្លោះត្រូវការជំហានធំជាង 0 ហើយមិនធំជាងចន្លោះទាំងមូល។"
    RangeReversed "range_reversed"
        "This range goes downwards. Numbers from {from} to {to} are accepted."
        "ចន្លោះនេះចុះពីធំទៅតូច។ លេខពី {from} ដល់ {to} ត្រូវបានទទួល។"
    // settings
    SettingsRows "settings_rows"
        "Only the first row below the headings is read in this sheet."
        "មានតែជួរដេកដំបូងក្រោមចំណងជើងប៉ុណ្ណោះដែលត្រូវបានអានក្នុងសន្លឹកនេះ។"
    SettingKept "setting_kept"
        "This setting is not carried out here: {value}."
        "ការកំណត់នេះមិនដំណើរការនៅទីនេះទេ៖ {value}។"
    SettingBad "setting_bad"
        "“{value}” is not possible here. Write one of: {choices}."
        "«{value}» មិនអាចប្រើនៅទីនេះបានទេ។ សូមសរសេរមួយក្នុងចំណោម៖ {choices}។"
    TitleMissing "title_missing"
        "The form has no title. Add the sheet settings with the columns form_title and form_id."
        "ទម្រង់គ្មានចំណងជើងទេ។ សូមបន្ថែមសន្លឹក settings ដោយមានជួរឈរ form_title និង form_id។"
    CodeMade "code_made"
        "“{value}” cannot be the code of a tool as it stands. It is stored as “{code}”."
        "«{value}» មិនអាចជាកូដឧបករណ៍ដូចដែលមានបានទេ។ វាត្រូវបានរក្សាទុកជា «{code}»។"
    // the sheet kinkeeper
    KeyUnknown "key_unknown"
        "The sheet kinkeeper has no key “{name}”. Remove the row, or import with a newer program."
        "សន្លឹក kinkeeper គ្មានគន្លឹះ «{name}» ទេ។ សូមលុបជួរដេកនេះ ឬនាំចូលដោយកម្មវិធីថ្មីជាង។"
    KeyBad "key_bad"
        "What stands beside “{name}” cannot be read: {reason}. Take the value from an exported workbook."
        "អ្វីដែលនៅជាប់ «{name}» អានមិនបានទេ៖ {reason}។ សូមយកតម្លៃពីសៀវភៅការងារដែលបាននាំចេញ។"
    KeyNamesNothing "key_names_nothing"
        "“{name}” names “{item}”, which the form does not have. Correct it, or remove it from this cell."
        "«{name}» ប្រើ «{item}» ដែលទម្រង់មិនមានទេ។ សូមកែ ឬលុបវាចេញពីក្រឡានេះ។"
    WordsElsewhere "words_elsewhere"
        "What “{name}” says is taken from the sheet kinkeeper, not from here. Change it there, or remove “{name}” from its key items."
        "ខ្លឹមសាររបស់ «{name}» ត្រូវបានយកពីសន្លឹក kinkeeper មិនមែនពីទីនេះទេ។ សូមកែនៅទីនោះ ឬលុប «{name}» ចេញពីគន្លឹះ items។"
    DocumentUnsound "document_unsound"
        "The compiled tool is not sound here: {problem} ({path}). Correct what stands in this place."
        "ឧបករណ៍ដែលបានបង្កើតមិនត្រឹមត្រូវនៅទីនេះទេ៖ {problem} ({path})។ សូមកែអ្វីដែលនៅកន្លែងនេះ។"
}

/// Fills a sentence in one pass, so that a value with braces in it is never taken for a place to fill.
/// `${{name}}` gives `${…}` around the value, `${}` stays.
pub(super) fn fill(sentence: &str, value: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        if let Some(tail) = after.strip_prefix('}') {
            out.push_str("{}");
            rest = tail;
            continue;
        }
        let (open, after) = match after.strip_prefix('{') {
            Some(inner) => ("{", inner),
            None => ("", after),
        };
        let Some((name, tail)) = after.split_once('}') else { break };
        out.push_str(open);
        out.push_str(&value(name));
        rest = match (open, tail.strip_prefix('}')) {
            ("{", Some(tail)) => {
                out.push('}');
                tail
            }
            _ => tail,
        };
    }
    out.push_str(rest);
    // What is like nothing has nothing in the brackets.
    for empty in [" (Similar: )", " (ស្រដៀង៖ )"] {
        out = out.replace(empty, "");
    }
    out
}

pub(super) use super::reasons::why;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_sentence_in_both_languages_with_the_same_places_to_fill() {
        let places = |sentence: &str| {
            let mut found: Vec<String> = sentence
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}').map(|(name, _)| name.to_owned()))
                .filter(|name| !name.is_empty())
                .collect();
            found.sort();
            found.dedup();
            found
        };
        let mut codes = std::collections::BTreeSet::new();
        for kind in FaultKind::ALL {
            let (en, km) = (sentence(*kind, Lang::En), sentence(*kind, Lang::Km));
            assert!(codes.insert(kind.code()), "{kind:?}");
            assert!(km.chars().any(|c| ('\u{1780}'..='\u{17b3}').contains(&c)), "{kind:?}");
            assert_eq!(places(en), places(km), "{kind:?}");
            let json = serde_json::to_string(kind).unwrap();
            assert_eq!(json, format!("\"{}\"", kind.code()));
        }
    }

    #[test]
    fn a_value_with_braces_is_not_filled_again() {
        assert_eq!(fill("x {a} ${{b}} ${} y", |name| format!("<{{{name}}}>")), "x <{a}> ${<{b}>} ${} y");
        assert_eq!(fill("No. (Similar: {similar})", |_| String::new()), "No.");
    }
}
