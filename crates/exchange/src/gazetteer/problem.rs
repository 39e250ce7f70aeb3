//! What can be wrong with a line of the gazetteer, in both languages. Nothing here is personal.

use super::Level;
use serde::{Serialize, Serializer, ser::SerializeStruct};

/// A problem, or a warning, with a line.
#[derive(Debug, Clone, PartialEq)]
pub struct LineProblem {
    /// Line in the file, counted from 1; the headings are line 1.
    pub line: u64,
    /// The column, when one is meant.
    pub column: Option<&'static str>,
    /// What is wrong.
    pub problem: GazetteerProblem,
}

impl Serialize for LineProblem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("LineProblem", 5)?;
        out.serialize_field("line", &self.line)?;
        out.serialize_field("column", &self.column)?;
        out.serialize_field("code", self.problem.code())?;
        out.serialize_field("en", &self.problem.to_string())?;
        out.serialize_field("km", &self.problem.km())?;
        out.end()
    }
}

/// What can be wrong. `Display` is the English sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GazetteerProblem {
    /// The headings lack a column.
    #[error("This column is missing.")]
    ColumnMissing,
    /// The headings name a column twice.
    #[error("This column is there twice.")]
    ColumnTwice,
    /// The file cannot be read as CSV.
    #[error("The file cannot be read from here on.")]
    Unreadable,
    /// A line holds bytes that are not UTF-8.
    #[error("This line is not text in UTF-8.")]
    NotText,
    /// There are no lines.
    #[error("The file has no units.")]
    Empty,
    /// There are far too many lines.
    #[error("The file has more than {limit} units.")]
    TooMany {
        /// The limit.
        limit: usize,
    },
    /// A line has more or fewer cells than there are headings.
    #[error("This line has {is} cells instead of {expected}.")]
    WrongWidth {
        /// Number of headings.
        expected: usize,
        /// Number of cells.
        is: usize,
    },
    /// A cell that must be filled in is empty.
    #[error("This cell must be filled in.")]
    Missing,
    /// A unit has no name in Latin letters (a warning).
    #[error("This unit has no name in Latin letters; it is shown in Khmer.")]
    NoLatinName,
    /// Not a code.
    #[error("“{code}” is not a code of two, four, six or eight digits.")]
    CodeMalformed {
        /// What is written.
        code: String,
    },
    /// A zero was put back (a warning).
    #[error("The first zero was missing; the code was read as {code}.")]
    ZeroRestored {
        /// The code with its zero.
        code: String,
    },
    /// Not one of the four levels.
    #[error("“{level}” is not province, district, commune or village.")]
    LevelUnknown {
        /// What is written.
        level: String,
    },
    /// The level does not go with the length of the code.
    #[error("A {} has a code of {} digits, not {digits}.", .level.name(), .level.digits())]
    LevelMismatch {
        /// The level that is written.
        level: Level,
        /// Digits of the code.
        digits: usize,
    },
    /// The code is used twice.
    #[error("The code {code} is already used in line {line}.")]
    Duplicate {
        /// The code.
        code: String,
        /// The line that used it first.
        line: u64,
    },
    /// A province lies in nothing.
    #[error("A province has no parent.")]
    ParentOfProvince,
    /// The parent is not what the code begins with.
    #[error("The parent should be {expected}, not {parent}.")]
    ParentMismatch {
        /// The parent that is written.
        parent: String,
        /// The parent that the code tells.
        expected: String,
    },
    /// The parent is not in the file.
    #[error("The parent {parent} is not in the file.")]
    ParentNotFound {
        /// The parent that is written.
        parent: String,
    },
    /// A coordinate is not a number.
    #[error("This is not a number of degrees.")]
    NotDegrees,
    /// A coordinate is not on earth.
    #[error("This coordinate is out of range.")]
    OutOfRange,
    /// One coordinate without the other.
    #[error("One coordinate is given without the other.")]
    HalfAPoint,
}

impl GazetteerProblem {
    /// The stable name.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ColumnMissing => "column_missing",
            Self::ColumnTwice => "column_twice",
            Self::Unreadable => "unreadable",
            Self::NotText => "not_text",
            Self::Empty => "empty",
            Self::TooMany { .. } => "too_many",
            Self::WrongWidth { .. } => "wrong_width",
            Self::Missing => "missing",
            Self::NoLatinName => "no_latin_name",
            Self::CodeMalformed { .. } => "code_malformed",
            Self::ZeroRestored { .. } => "zero_restored",
            Self::LevelUnknown { .. } => "level_unknown",
            Self::LevelMismatch { .. } => "level_mismatch",
            Self::Duplicate { .. } => "duplicate",
            Self::ParentOfProvince => "parent_of_province",
            Self::ParentMismatch { .. } => "parent_mismatch",
            Self::ParentNotFound { .. } => "parent_not_found",
            Self::NotDegrees => "not_degrees",
            Self::OutOfRange => "out_of_range",
            Self::HalfAPoint => "half_a_point",
        }
    }

    /// The sentence in Khmer.
    pub fn km(&self) -> String {
        match self {
            Self::ColumnMissing => "ខ្វះជួរឈរនេះ។".into(),
            Self::ColumnTwice => "ជួរឈរនេះមានពីរដង។".into(),
            Self::Unreadable => "មិនអាចអានឯកសារចាប់ពីទីនេះតទៅបានទេ។".into(),
            Self::NotText => "បន្ទាត់នេះមិនមែនជាអត្ថបទ UTF-8 ទេ។".into(),
            Self::Empty => "ឯកសារនេះគ្មានឯកតារដ្ឋបាលទេ។".into(),
            Self::TooMany { limit } => format!("ឯកសារនេះមានឯកតារដ្ឋបាលលើសពី {limit}។"),
            Self::WrongWidth { expected, is } => format!("បន្ទាត់នេះមាន {is} ក្រឡា ជំនួសឱ្យ {expected}។"),
            Self::Missing => "ត្រូវតែបំពេញក្រឡានេះ។".into(),
            Self::NoLatinName => "ឯកតានេះគ្មានឈ្មោះជាអក្សរឡាតាំងទេ ដូច្នេះវាត្រូវបានបង្ហាញជាអក្សរខ្មែរ។".into(),
            Self::CodeMalformed { code } => format!("«{code}» មិនមែនជាលេខកូដពីរ បួន ប្រាំមួយ ឬប្រាំបីខ្ទង់ទេ។"),
            Self::ZeroRestored { code } => format!("ខ្វះលេខសូន្យខាងមុខ ដូច្នេះលេខកូដត្រូវបានអានជា {code}។"),
            Self::LevelUnknown { level } => {
                format!("«{level}» មិនមែនជា province, district, commune ឬ village ទេ។")
            }
            Self::LevelMismatch { level, digits } => format!(
                "លេខកូដរបស់ {} មាន {} ខ្ទង់ មិនមែន {digits} ខ្ទង់ទេ។",
                match level {
                    Level::Province => "ខេត្ត",
                    Level::District => "ស្រុក",
                    Level::Commune => "ឃុំ",
                    Level::Village => "ភូមិ",
                },
                level.digits()
            ),
            Self::Duplicate { code, line } => format!("លេខកូដ {code} បានប្រើរួចហើយនៅបន្ទាត់ទី {line}។"),
            Self::ParentOfProvince => "ខេត្តមិនស្ថិតក្នុងឯកតាណាផ្សេងទេ។".into(),
            Self::ParentMismatch { parent, expected } => {
                format!("ឯកតាមេគួរតែជា {expected} មិនមែន {parent} ទេ។")
            }
            Self::ParentNotFound { parent } => format!("ឯកតាមេ {parent} មិនមានក្នុងឯកសារទេ។"),
            Self::NotDegrees => "នេះមិនមែនជាចំនួនដឺក្រេទេ។".into(),
            Self::OutOfRange => "កូអរដោនេនេះនៅក្រៅដែនកំណត់។".into(),
            Self::HalfAPoint => "មានកូអរដោនេតែមួយ ខ្វះមួយទៀត។".into(),
        }
    }
}
