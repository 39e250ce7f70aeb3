//! The gazetteer: official units with validity dates. Types.

use domain::time::{Day, Millis};

/// An official unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceRow {
    /// Official code, text with leading zeros.
    pub code: String,
    /// Code of the unit above; `None` for a province.
    pub parent: Option<String>,
    /// `province`, `district`, `commune`, `village` (or the register's finer words).
    pub kind: String,
    /// Name in Khmer.
    pub name_km: String,
    /// Name in Latin letters.
    pub name_en: String,
    /// In the register since.
    pub valid_from: Day,
    /// Left the register on this day; `None` while it is in it.
    pub valid_until: Option<Day>,
}

/// A unit as it stands in an imported register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPlace {
    /// Official code.
    pub code: String,
    /// Code of the unit above.
    pub parent: Option<String>,
    /// Kind of unit.
    pub kind: String,
    /// Name in Khmer.
    pub name_km: String,
    /// Name in Latin letters.
    pub name_en: String,
}

/// A register to import. The caller has checked codes and parents.
#[derive(Debug, Clone)]
pub struct PlacesImport {
    /// The units.
    pub units: Vec<NewPlace>,
    /// The day from which this register holds.
    pub as_of: Day,
    /// The server's clock.
    pub at: Millis,
    /// Whether it is the whole register: then units that are not in it end on `as_of`.
    pub complete: bool,
}

/// What an import of a register did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlacesChanged {
    /// New units.
    pub added: u32,
    /// Units with another name, parent or kind.
    pub changed: u32,
    /// Units as they were.
    pub same: u32,
    /// Units that ended.
    pub ended: u32,
}
