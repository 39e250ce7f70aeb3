//! The drawing as data: symbols, lines and words, each with a place.

use super::layout::{NARROWEST_CELL, SYMBOL};
use crate::ids::PersonId;
use crate::khmer::Lang;

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// Left.
    pub x: f32,
    /// Top.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
}

impl Rect {
    /// Whether the two share any area.
    pub fn overlaps(&self, other: &Rect) -> bool {
        self.x + self.w > other.x + 0.01
            && other.x + other.w > self.x + 0.01
            && self.y + self.h > other.y + 0.01
            && other.y + other.h > self.y + 0.01
    }
}

/// The shape of a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Male.
    Square,
    /// Female.
    Circle,
    /// Sex not known.
    Diamond,
    /// Not yet born.
    Triangle,
}

/// Lines of words under a symbol.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The room they take.
    pub rect: Rect,
    /// The name, broken into lines.
    pub name: Vec<String>,
    /// Smaller matters: an age that does not fit into the symbol, a note.
    pub extra: Vec<String>,
}

/// One person.
#[derive(Debug, Clone, PartialEq)]
pub struct Symbol {
    /// Who.
    pub id: PersonId,
    /// Shape.
    pub shape: Shape,
    /// Middle.
    pub x: f32,
    /// Middle.
    pub y: f32,
    /// Double outline.
    pub focus: bool,
    /// Highlighted, with a heart.
    pub carer: bool,
    /// Crossed.
    pub dead: bool,
    /// What stands inside: the age, or a question mark.
    pub inside: String,
    /// Name and notes.
    pub label: Label,
    /// What a screen reader says of her.
    pub spoken: String,
}

impl Symbol {
    /// The room the symbol takes, its heart included.
    pub fn rect(&self) -> Rect {
        let half = NARROWEST_CELL / 2.0;
        Rect { x: self.x - half, y: self.y - SYMBOL / 2.0 - 4.0, w: NARROWEST_CELL, h: SYMBOL + 8.0 }
    }
}

/// What a line means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineStyle {
    /// Married.
    Married,
    /// Living together.
    Cohabiting,
    /// Parents of a child; nothing is recorded between them.
    Unrecorded,
    /// Child by birth, and brothers and sisters.
    Birth,
    /// Adopted child.
    Adoptive,
    /// Foster child.
    Foster,
    /// Stepchild.
    Step,
    /// Child by a bond of merit.
    Ritual,
}

/// A line through these points.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Corners.
    pub points: Vec<(f32, f32)>,
    /// Meaning.
    pub style: LineStyle,
}

/// What has become of a couple.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkKind {
    /// One stroke.
    Separated,
    /// Two strokes.
    Divorced,
    /// A small cross.
    Widowed,
}

/// A mark on a couple's line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Middle.
    pub x: f32,
    /// Middle.
    pub y: f32,
    /// Meaning.
    pub kind: MarkKind,
}

/// The line around a home, closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// Corners, in order.
    pub points: Vec<(f32, f32)>,
}

/// A family with a place for everything.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// Language of the words.
    pub lang: Lang,
    /// Width.
    pub width: f32,
    /// Height without the legend.
    pub height: f32,
    /// People.
    pub symbols: Vec<Symbol>,
    /// Lines.
    pub lines: Vec<Line>,
    /// Marks on couples' lines.
    pub marks: Vec<Mark>,
    /// Homes.
    pub homes: Vec<Outline>,
}
