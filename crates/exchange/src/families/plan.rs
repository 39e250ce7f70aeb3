//! The plan of an import: everything a workbook says, typed and checked, nothing of it done yet.

use super::problem::CellProblem;
pub use domain::kinship::Sex;
pub use domain::protocol::Risk;
use domain::time::{Birth, Day};
use serde::Serialize;
use std::fmt;

/// Which kind of workbook was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Kinkeeper's own template.
    Template,
    /// A workbook with the column headings of OSCaR's onboarding workbook.
    OscarOnboarding,
}

/// A row of the workbook, numbered as the spreadsheet shows it (the first row is 1).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct SourceRow {
    /// Name of the sheet.
    pub sheet: String,
    /// Number of the row.
    pub row: u32,
}

/// What a workbook would bring in. It exists only when the whole workbook is free of problems.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImportPlan {
    /// The kind of workbook.
    pub source: Source,
    /// The families in the order of their rows.
    pub families: Vec<FamilyRow>,
    /// What the importer should look at before saying yes; none of it prevents the import.
    pub warnings: Vec<CellProblem>,
    /// How many more warnings there were than are listed.
    pub unlisted_warnings: usize,
}

impl ImportPlan {
    /// Families, people and relationships, counted for the preview.
    pub fn counts(&self) -> (usize, usize, usize) {
        let people = self.families.iter().map(|family| family.people.len()).sum();
        let relationships = self.families.iter().map(|family| family.relationships.len()).sum();
        (self.families.len(), people, relationships)
    }
}

/// One family with its people and their relationships.
#[derive(Clone, PartialEq, Serialize)]
pub struct FamilyRow {
    /// Where it stands in the workbook.
    pub at: SourceRow,
    /// The key that the workbook uses; it means nothing outside of it.
    pub code: String,
    /// Official village code, eight digits.
    pub village: String,
    /// House, street, landmark.
    pub address: Option<String>,
    /// Telephone numbers with the country's code, for example `+85512345678`.
    pub phones: Vec<String>,
    /// The level of the family's IDPoor card.
    pub id_poor: Option<IdPoor>,
    /// The number on the card.
    pub id_poor_card: Option<String>,
    /// How worried the workers are.
    pub risk: Option<Risk>,
    /// How far the work with the family has come.
    pub status: Option<FileStatus>,
    /// Who referred the family, why and when.
    pub referral: ReferralPart,
    /// The account name of the worker who is responsible.
    pub worker: Option<String>,
    /// Notes as written.
    pub notes: Option<String>,
    /// What the workbook said in columns that have no place of their own, a line for each.
    pub import_note: Option<String>,
    /// The people, in the order of their rows.
    pub people: Vec<PersonRow>,
    /// The relationships among them.
    pub relationships: Vec<RelationshipRow>,
}

impl FamilyRow {
    /// Every row of the workbook that this family was made from.
    pub fn source_rows(&self) -> Vec<SourceRow> {
        let mut rows = vec![self.at.clone()];
        rows.extend(self.people.iter().map(|person| person.at.clone()));
        rows.extend(self.relationships.iter().map(|relationship| relationship.at.clone()));
        let mut seen = std::collections::HashSet::new();
        rows.retain(|row| seen.insert(row.clone()));
        rows
    }
}

/// How a family came to be known.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct ReferralPart {
    /// Who referred it.
    pub source: Option<ReferralSource>,
    /// Why, as written.
    pub reason: Option<String>,
    /// On which day.
    pub on: Option<Day>,
}

/// One person.
#[derive(Clone, PartialEq, Serialize)]
pub struct PersonRow {
    /// Where the person stands in the workbook.
    pub at: SourceRow,
    /// The key that the workbook uses; unique in the workbook.
    pub code: String,
    /// Name in Khmer, family name first.
    pub name_km: Option<String>,
    /// Name in Latin letters, family name first.
    pub name_latin: Option<String>,
    /// Sex.
    pub sex: Sex,
    /// When born, as well as anybody knows.
    pub birth: Option<Birth>,
    /// Whether the person has died.
    pub deceased: Option<Deceased>,
    /// Whether the person lives with a disability.
    pub disability: Option<Disability>,
    /// Whether the person goes to school.
    pub school: Option<SchoolState>,
    /// The school's name.
    pub school_name: Option<String>,
    /// Grade, as written.
    pub grade: Option<String>,
    /// Whether there is a birth certificate; `None` when not asked.
    pub has_birth_certificate: Option<bool>,
    /// Whether the person is in a family book; `None` when not asked.
    pub has_family_book: Option<bool>,
    /// Telephone numbers with the country's code.
    pub phones: Vec<String>,
    /// Whether the work is about this child.
    pub is_child_of_concern: bool,
    /// Whether this person takes care of the children.
    pub is_caregiver: bool,
}

/// One stated relationship: `person` is `relation` `to`.
#[derive(Clone, PartialEq, Serialize)]
pub struct RelationshipRow {
    /// Where it stands in the workbook.
    pub at: SourceRow,
    /// Code of the person the sentence begins with.
    pub person: String,
    /// What that person is to the other.
    pub relation: Relation,
    /// Code of the other person.
    pub to: String,
    /// Since when.
    pub since: Option<When>,
    /// Until when.
    pub until: Option<When>,
    /// For couples: how it stands between them.
    pub state: Option<UnionState>,
}

/// A day as well as it is known: a year, perhaps a month, perhaps the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct When {
    /// Year.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: Option<i8>,
    /// Day of the month; only with a month.
    pub day: Option<i8>,
}

impl When {
    /// A day that is known exactly.
    pub fn exactly(day: Day) -> Self {
        let (year, month, day) = day.parts();
        Self { year, month: Some(month), day: Some(day) }
    }
    /// The earliest day that it can be.
    pub fn earliest(self) -> Day {
        Day::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).unwrap_or(Day::EPOCH)
    }
    /// The latest day that it can be.
    pub fn latest(self) -> Day {
        match (self.month, self.day) {
            (Some(_), Some(_)) => self.earliest(),
            (Some(_), None) => self.earliest().plus_months(1).plus_days(-1),
            (None, _) => self.earliest().plus_months(12).plus_days(-1),
        }
    }
}

/// Level of the national card for poor households (IDPoor).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IdPoor {
    /// No card.
    NoCard,
    /// Level 1, the poorest.
    Level1,
    /// Level 2.
    Level2,
    /// At risk of becoming poor.
    AtRisk,
    /// Not known.
    Unknown,
}

/// How far the work with a family has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileStatus {
    /// Referred, not yet decided.
    Referred,
    /// Accepted, the work has not begun.
    Accepted,
    /// The work goes on.
    Active,
    /// Closed.
    Closed,
}

/// Who referred a family.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferralSource {
    /// One of the sources that the system knows.
    Known(KnownSource),
    /// Somebody else, as written.
    Other(String),
}

/// The sources of a referral that the system knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KnownSource {
    /// Village chief.
    VillageChief,
    /// Commune committee for women and children.
    Ccwc,
    /// A school.
    School,
    /// A health centre.
    HealthCentre,
    /// The family itself.
    Family,
    /// A neighbour.
    Neighbour,
    /// A non-governmental organisation.
    Ngo,
    /// District or provincial office of social affairs.
    Dosvy,
    /// A village worker, going from house to house.
    Outreach,
}

/// Whether a person has died.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Deceased {
    /// Lives.
    No,
    /// Has died, and when, if known.
    Yes(Option<When>),
}

/// Whether a person lives with a disability.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Disability {
    /// None is known.
    No,
    /// Yes, described when the workbook describes it.
    Yes(Option<String>),
}

/// Whether a person goes to school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SchoolState {
    /// Goes to school.
    Attending,
    /// Goes now and then.
    Irregular,
    /// Went, and stopped.
    DroppedOut,
    /// Never went.
    Never,
    /// Too young for school.
    TooYoung,
    /// Has finished.
    Finished,
    /// Not known.
    Unknown,
}

/// What one person is to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Mother or father by birth.
    ParentOf,
    /// Wife, husband or partner.
    PartnerOf,
    /// Sister or brother.
    SiblingOf,
    /// Grandmother or grandfather.
    GrandparentOf,
    /// Takes care of, whatever the kinship.
    CarerOf,
    /// Partner of a parent.
    StepParentOf,
    /// Fosters.
    FosterParentOf,
    /// Has adopted.
    AdoptiveParentOf,
    /// Aunt or uncle.
    AuntOrUncleOf,
}

/// How it stands between two partners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnionState {
    /// Married.
    Married,
    /// Live together.
    LivingTogether,
    /// Separated.
    Separated,
    /// Divorced.
    Divorced,
    /// One of them has died.
    Widowed,
}

// A plan is full of personal data, and whatever can be printed by accident ends in a log some day.
macro_rules! debug_without_contents {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({} row {})"), self.at.sheet, self.at.row)
            }
        }
    )*};
}
debug_without_contents!(FamilyRow, PersonRow, RelationshipRow);

impl fmt::Debug for ReferralPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReferralPart(..)")
    }
}
impl fmt::Debug for ReferralSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReferralSource::Known(source) => write!(f, "{source:?}"),
            ReferralSource::Other(_) => f.write_str("Other(..)"),
        }
    }
}
impl fmt::Debug for Disability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Disability::No => f.write_str("No"),
            Disability::Yes(_) => f.write_str("Yes(..)"),
        }
    }
}
