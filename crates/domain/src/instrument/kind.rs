//! What an answer to an item looks like.

use super::answers::YesNo;
pub use super::scoring::Colour;
use super::{Choice, Item, Text, is_default};
use serde::{Deserialize, Serialize};

/// What an answer looks like.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Kind {
    /// One of several described levels.
    Level {
        /// Best first: the order decides what is better.
        levels: Vec<Level>,
        /// A level without a reason is not complete.
        #[serde(default)]
        reason_required: bool,
        /// Things to ask, as examples.
        #[serde(default)]
        ask: Vec<Text>,
        /// Things to look for.
        #[serde(default)]
        look: Vec<Text>,
    },
    /// Any number of rows of the same shape.
    List {
        /// The fields of a row, in display order.
        row: Vec<Field>,
        /// Fewer rows are not complete (when the item is required or has any row).
        #[serde(default)]
        at_least: u16,
        /// More rows are refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_most: Option<u16>,
        /// Every row here needs a row there that links to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paired_with: Option<Pair>,
        /// Rows here call for at least one row in that list.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        calls_for: Option<String>,
    },
    /// 0 to 10, one number per person who rates, never averaged.
    Scale {
        /// What 0 means.
        low: Text,
        /// What 10 means.
        high: Text,
        /// A number without a reason is not complete.
        #[serde(default)]
        reason_required: bool,
        /// "What would make it one higher" must be answered (not at 10).
        #[serde(default)]
        one_higher_required: bool,
        /// A number may be about one row of this list instead of about everything.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<String>,
    },
    /// Words.
    Text {
        /// Room for more than a line.
        #[serde(default)]
        long: bool,
    },
    /// Exactly one of the options.
    Choice {
        /// In display order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        options: Vec<Choice>,
        /// The document's list that holds the options, instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        list: Option<String>,
        /// An option is offered when this expression is true of it; its attributes are read by their names.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        filter: Option<String>,
        /// Options that need a reason.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reason_when: Vec<String>,
    },
    /// Any of the options.
    Several {
        /// In display order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        options: Vec<Choice>,
        /// Fewer chosen are not complete.
        #[serde(default)]
        at_least: u16,
        /// The document's list that holds the options, instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        list: Option<String>,
        /// An option is offered when this expression is true of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        filter: Option<String>,
    },
    /// The options, put into an order: the most important first.
    Ranking {
        /// In display order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        options: Vec<Choice>,
        /// The document's list that holds the options, instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        list: Option<String>,
        /// Fewer placed are not complete.
        #[serde(default, skip_serializing_if = "is_default")]
        at_least: u16,
        /// All need not be placed: no more than so many. 0: no limit.
        #[serde(default, skip_serializing_if = "is_default")]
        at_most: u16,
    },
    /// Yes, no or not known.
    YesNoUnknown {
        /// Answers that need a reason.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reason_when: Vec<YesNo>,
    },
    /// A box that is ticked to go on.
    Acknowledge {},
    /// An amount of money.
    Money {
        /// In which kinds it may be said; none named: in both, also together. Families reckon small things in riel and
        /// large ones in dollars.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        currencies: Vec<Currency>,
    },
    /// A day, or only its month or year.
    Date {
        /// Only a month or a year may be known, and it may be marked as guessed.
        #[serde(default, skip_serializing_if = "is_default")]
        estimate: bool,
        /// A day after today is refused.
        #[serde(default, skip_serializing_if = "is_default")]
        not_after_today: bool,
    },
    /// A time of the day, `14:30`.
    Time {},
    /// A day and a time.
    Moment {},
    /// Something drawn with the finger, with words and signs on it.
    Drawing {
        /// What lies underneath.
        canvas: Canvas,
    },
    /// Photographs, kept as photographs of the file.
    Photo {
        /// No more than so many. 0: no limit.
        #[serde(default, skip_serializing_if = "is_default")]
        at_most: u16,
    },
    /// Something said, recorded.
    Audio {},
    /// A signature or a thumbprint.
    Signature {},
    /// Where something is.
    Place {
        /// How it is said.
        #[serde(default, skip_serializing_if = "is_default")]
        what: PlaceKind,
    },
    /// Nothing is asked; the words are read or read aloud.
    Note {},
    /// Reckoned from other answers.
    Calculated {
        /// The expression.
        expr: String,
        /// Shown to whoever fills it, not only kept.
        #[serde(default, skip_serializing_if = "is_default")]
        shown: bool,
    },
    /// Items that belong together. Their codes are as unique as if they stood outside.
    Group {
        /// In display order.
        items: Vec<Item>,
    },
    /// The same items, once for each of several: each child, each meal, each room.
    Repeat {
        /// In display order.
        items: Vec<Item>,
        /// How many there are, as an expression; as many as wanted when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        count: Option<String>,
        /// Fewer are not complete.
        #[serde(default, skip_serializing_if = "is_default")]
        at_least: u16,
        /// More are refused. 0: no limit.
        #[serde(default, skip_serializing_if = "is_default")]
        at_most: u16,
    },
    /// A number, kept whole so that every device reckons alike.
    Number {
        /// Digits after the point: 36.5 with one decimal is kept as 365.
        #[serde(default)]
        decimals: u8,
        /// Smallest accepted, as kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<i64>,
        /// Largest accepted, as kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
        /// For example "kg".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<Text>,
    },
}

/// One level of a [`Kind::Level`] item.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// The mark that is stored and shown.
    pub value: u8,
    /// A word or two.
    pub label: Text,
    /// How one recognises it.
    pub description: Text,
    /// Set for each level of each item: colour is not a function of the mark.
    pub colour: Colour,
    /// A plan is complete only when an item at this level has a goal.
    pub needs_goal: bool,
    /// Ask the worker at once whether to raise a worry about safety.
    #[serde(default)]
    pub red_flag: bool,
}

/// "Every row here needs a row there": which list, and which of its fields holds the link.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// Item code of the other list.
    pub item: String,
    /// Its field of kind [`FieldKind::Link`] that points here.
    pub field: String,
}

/// One field of a list's row.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Unique within the row; the key of the value.
    pub code: String,
    /// What people read above it.
    pub label: Text,
    /// How to fill it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// A row without it is not complete.
    #[serde(default)]
    pub required: bool,
    /// What it holds.
    pub holds: FieldKind,
}

/// What a field of a row holds. All are stored as text.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FieldKind {
    /// A line.
    Text {},
    /// Room for more.
    LongText {},
    /// A calendar day, `2026-11-22`.
    Date {
        /// A day after today is refused.
        #[serde(default)]
        not_after_today: bool,
    },
    /// The id of a person of the file, or a name or role as written ("the aunt next door").
    Person {},
    /// The id of a row of another list.
    Link {
        /// Item code of that list.
        to: String,
    },
    /// The code of one option.
    Choice {
        /// In display order.
        options: Vec<Choice>,
    },
    /// A whole number.
    Number {
        /// Smallest accepted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<i64>,
        /// Largest accepted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
    },
    /// Riel, whole.
    Riel {},
    /// Yes, no or not known: `yes`, `no`, `unknown`.
    YesNoUnknown {},
    /// A number from 0 to 10.
    Scale {},
}

/// The options of an item: its own or those of a list of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options<'a> {
    /// In display order.
    pub options: &'a [Choice],
    /// Offered when this is true of the option.
    pub filter: Option<&'a str>,
}

/// Riel or dollars.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Currency {
    /// Cambodian riel, whole.
    Riel,
    /// United States dollars, in cents.
    Dollar,
}

/// What lies underneath a drawing.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Canvas {
    /// Nothing.
    Blank,
    /// The outline of a body, from the front and from behind.
    Body,
    /// A house.
    House,
    /// Three houses side by side: worries, good things, dreams.
    ThreeHouses,
    /// Three rings, one inside the other.
    Circles,
    /// A road or river from left to right.
    Line,
    /// A tree with roots, trunk and branches.
    Tree,
    /// A grid on which a village or a home is drawn.
    Map,
}

/// How a place is said.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told, Default,
)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// The official code of a village, or of what it lies in.
    #[default]
    Village,
    /// Latitude, longitude, height and accuracy, as OpenRosa writes them: `13.1 103.2 0 5`.
    Point,
    /// Several points, joined.
    Trace,
    /// Several points around an area.
    Shape,
}
