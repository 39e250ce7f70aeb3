//! The column `type`.

use super::dialect::foreign_type;

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Integer,
    Decimal,
    Range,
    Date,
    Time,
    Moment,
    Note,
    Calculate,
    Hidden,
    Acknowledge,
    Point,
    Trace,
    Shape,
    Image,
    Audio,
    Barcode,
    /// `video`, `file`, `osm`: words without an answer.
    Unanswered,
    /// `select_one`, of which list, with "other".
    One(String, bool),
    /// `select_multiple`.
    Several(String, bool),
    Rank(String),
    /// Options of a file, or of earlier answers: what they come from.
    Elsewhere(String),
    Group,
    Repeat,
    EndGroup,
    EndRepeat,
    /// The day on which a record is made.
    Today,
    /// When a record was begun or ended.
    Clock,
    /// What records know by themselves, or what runs in the background.
    Unasked,
    /// A file that is read beside the form.
    Data,
    /// The question that `or_other` adds.
    Other,
}

impl Type {
    /// Holds others.
    pub fn is_container(&self) -> bool {
        matches!(self, Type::Group | Type::Repeat)
    }

    /// The list of its options.
    pub fn list(&self) -> Option<&str> {
        if let Type::One(list, _) | Type::Several(list, _) | Type::Rank(list) = self {
            Some(list)
        } else {
            None
        }
    }
}

/// Why there is no such type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TypeFault {
    Unknown,
    NoList,
}

/// A type that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Read {
    pub what: Type,
    /// A dialect's type: as what it was read, and whose it is.
    pub foreign: Option<(&'static str, &'static str)>,
}

const SIMPLE: &[(&str, Type)] = &[
    ("text", Type::Text),
    ("string", Type::Text),
    ("integer", Type::Integer),
    ("int", Type::Integer),
    ("decimal", Type::Decimal),
    ("range", Type::Range),
    ("date", Type::Date),
    ("time", Type::Time),
    ("dateTime", Type::Moment),
    ("datetime", Type::Moment),
    ("date time", Type::Moment),
    ("note", Type::Note),
    ("calculate", Type::Calculate),
    ("hidden", Type::Hidden),
    ("acknowledge", Type::Acknowledge),
    ("trigger", Type::Acknowledge),
    ("geopoint", Type::Point),
    ("gps", Type::Point),
    ("location", Type::Point),
    ("geotrace", Type::Trace),
    ("geoshape", Type::Shape),
    ("image", Type::Image),
    ("photo", Type::Image),
    ("audio", Type::Audio),
    ("barcode", Type::Barcode),
    ("video", Type::Unanswered),
    ("file", Type::Unanswered),
    ("osm", Type::Unanswered),
    ("begin group", Type::Group),
    ("begin_group", Type::Group),
    ("end group", Type::EndGroup),
    ("end_group", Type::EndGroup),
    ("begin repeat", Type::Repeat),
    ("begin_repeat", Type::Repeat),
    ("begin lgroup", Type::Repeat),
    ("end repeat", Type::EndRepeat),
    ("end_repeat", Type::EndRepeat),
    ("end lgroup", Type::EndRepeat),
    ("today", Type::Today),
    ("get today", Type::Today),
    ("start", Type::Clock),
    ("end", Type::Clock),
    ("start time", Type::Clock),
    ("end time", Type::Clock),
    ("deviceid", Type::Unasked),
    ("device id", Type::Unasked),
    ("imei", Type::Unasked),
    ("username", Type::Unasked),
    ("phonenumber", Type::Unasked),
    ("phone number", Type::Unasked),
    ("email", Type::Unasked),
    ("subscriberid", Type::Unasked),
    ("simserial", Type::Unasked),
    ("audit", Type::Unasked),
    ("start-geopoint", Type::Unasked),
    ("background-audio", Type::Unasked),
    ("background-geopoint", Type::Unasked),
    ("csv-external", Type::Data),
    ("xml-external", Type::Data),
];

/// Commands that a list follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Command {
    One,
    Several,
    Rank,
    File,
}

/// Longest first, where one begins another.
const COMMANDS: &[(&str, Command)] = &[
    ("select_one_from_file", Command::File),
    ("select one from file", Command::File),
    ("select_multiple_from_file", Command::File),
    ("select multiple from file", Command::File),
    ("select_one_external", Command::File),
    ("select all that apply from", Command::Several),
    ("select all that apply", Command::Several),
    ("add select multiple prompt using", Command::Several),
    ("add select one prompt using", Command::One),
    ("select_multiple", Command::Several),
    ("select multiple", Command::Several),
    ("select one from", Command::One),
    ("select one", Command::One),
    ("select_one", Command::One),
    ("select1", Command::One),
    ("rank", Command::Rank),
];

/// All that can stand in the column, for proposals.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    SIMPLE.iter().map(|(name, _)| *name).chain(COMMANDS.iter().map(|(name, _)| *name))
}

/// Reads a type.
pub(super) fn read(text: &str) -> Result<Read, TypeFault> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(what) = simple(&text) {
        return Ok(Read { what, foreign: None });
    }
    if let Some((like, whose)) = foreign_type(&text) {
        let what = simple(like).ok_or(TypeFault::Unknown)?;
        return Ok(Read { what, foreign: Some((like, whose)) });
    }
    let begins = |name: &str| {
        text.strip_prefix(name).filter(|rest| rest.is_empty() || rest.starts_with(' ')).map(str::trim)
    };
    let found = COMMANDS.iter().find_map(|(name, command)| begins(name).map(|rest| (*command, rest)));
    let (command, rest) = found.ok_or(TypeFault::Unknown)?;
    let others = [" or_other", " or other", " or specify other"];
    let (list, other) = match others.iter().find_map(|end| rest.strip_suffix(end)) {
        Some(list) => (list.trim(), true),
        None => (rest, false),
    };
    if list.is_empty() || list == "or_other" {
        return Err(TypeFault::NoList);
    }
    let list = list.to_owned();
    let what = match command {
        Command::File => Type::Elsewhere(list),
        Command::One | Command::Several | Command::Rank if list.contains("${") => Type::Elsewhere(list),
        Command::One | Command::Several | Command::Rank if list.contains(' ') => {
            return Err(TypeFault::Unknown);
        }
        Command::One => Type::One(list, other),
        Command::Several => Type::Several(list, other),
        Command::Rank if other => return Err(TypeFault::Unknown),
        Command::Rank => Type::Rank(list),
    };
    Ok(Read { what, foreign: None })
}

fn simple(text: &str) -> Option<Type> {
    SIMPLE.iter().find(|(name, _)| *name == text).map(|(_, what)| what.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_with_their_lists() {
        let what = |text: &str| read(text).map(|read| read.what);
        assert_eq!(what("select_one yes_no"), Ok(Type::One("yes_no".into(), false)));
        assert_eq!(what("select one from  yes_no or_other"), Ok(Type::One("yes_no".into(), true)));
        assert_eq!(what("select_multiple a or specify other"), Ok(Type::Several("a".into(), true)));
        assert_eq!(what("select_one_from_file a.csv"), Ok(Type::Elsewhere("a.csv".into())));
        assert_eq!(what("select_one ${child}"), Ok(Type::Elsewhere("${child}".into())));
        assert_eq!(what("select_one"), Err(TypeFault::NoList));
        assert_eq!(what("select_one a b"), Err(TypeFault::Unknown));
        assert_eq!(what("begin  group"), Ok(Type::Group));
        assert_eq!(what("intger"), Err(TypeFault::Unknown));
        assert_eq!(read("tel").map(|read| read.foreign), Ok(Some(("text", "CHT"))));
    }
}
