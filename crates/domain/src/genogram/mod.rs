//! The drawing of a family: standard genogram symbols (after McGoldrick's convention), laid out by generation
//! and drawn as SVG, with its legend.
//!
//! Men are squares, women circles, persons of unknown sex diamonds; a child the work is about has a double
//! outline; a cross marks the dead. Couples stand side by side, the man on the left; their children hang below,
//! the oldest on the left. A dotted line surrounds the people who live together.
//!
//! [`layout`] decides where everything goes, [`svg()`] draws it. Both are pure, so a phone, the server and a
//! printed page show the same picture.

mod coords;
mod drawing;
mod homes;
mod layout;
mod model;
mod order;
mod sign;
mod svg;
mod text;

pub use drawing::{Label, Layout, Line, LineStyle, Mark, MarkKind, Outline, Rect, Shape, Symbol};
pub use layout::layout;
pub(crate) use svg::escape;
pub use svg::{Look, svg};
#[cfg(test)]
pub(crate) use text::width as text_width;
pub(crate) use text::wrap as wrap_text;

use crate::family::people::{UnionKind, UnionState};
use crate::ids::PersonId;
use crate::kinship::{KinParentage, Sex};
use crate::time::{Birth, Day};

/// A person to be drawn.
#[derive(Debug, Clone)]
pub struct GenoPerson {
    /// Who.
    pub id: PersonId,
    /// Name in Khmer; may be empty.
    pub name_km: String,
    /// Name in Latin letters; may be empty.
    pub name_latin: String,
    /// Sex.
    pub sex: Sex,
    /// Birth, if known: gives the age and the order of brothers and sisters.
    pub birth: Option<Birth>,
    /// Has died.
    pub dead: bool,
    /// On which day, if known.
    pub died_on: Option<Day>,
    /// Not yet born: drawn as a triangle.
    pub unborn: bool,
    /// The work is about this child.
    pub focus: bool,
    /// Cares for a child of the family.
    pub carer: bool,
    /// A few words under the name in both languages, Khmer first, such as where somebody is away; the caller sees
    /// to it that the reader may know them.
    pub note: Option<(String, String)>,
}

impl GenoPerson {
    /// A living person with nothing special about her.
    pub fn new(id: PersonId, sex: Sex) -> Self {
        Self {
            id,
            name_km: String::new(),
            name_latin: String::new(),
            sex,
            birth: None,
            dead: false,
            died_on: None,
            unborn: false,
            focus: false,
            carer: false,
            note: None,
        }
    }
}

/// A couple to be drawn.
#[derive(Debug, Clone, Copy)]
pub struct GenoUnion {
    /// One of the two.
    pub a: PersonId,
    /// The other.
    pub b: PersonId,
    /// Married or living together.
    pub kind: UnionKind,
    /// How it stands.
    pub state: UnionState,
}

/// A family to be drawn. Facts about people who are not in `people` are passed over, as are facts that cannot be
/// (somebody who would be her own ancestor).
#[derive(Debug, Clone, Default)]
pub struct GenogramInput {
    /// The people. Their order decides what nothing else does.
    pub people: Vec<GenoPerson>,
    /// Parents and children.
    pub parentages: Vec<KinParentage>,
    /// Couples.
    pub unions: Vec<GenoUnion>,
    /// Brothers and sisters whose parents are not among the people.
    pub siblings: Vec<(PersonId, PersonId)>,
    /// Who lives together.
    pub households: Vec<Vec<PersonId>>,
    /// The day on which ages are told.
    pub on: Option<Day>,
}

#[cfg(test)]
mod tests;
