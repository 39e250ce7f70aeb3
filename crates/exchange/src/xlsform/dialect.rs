//! Columns and types as XLSForm, and those who took it further, name them.
//!
//! Sources: the [reference of XLSForm](https://xlsform.org/en/ref-table/), and how `pyxform` reads what it does not
//! describe (older names of columns, one colon instead of two). Kobo writes columns of its own when it exports a
//! form (`kobo--…`, `$kuid`); the Community Health Toolkit adds `instance::…` columns and the type `tel`.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Type,
    Name,
    ListName,
    Label,
    Hint,
    GuidanceHint,
    Required,
    RequiredMessage,
    Relevant,
    Constraint,
    ConstraintMessage,
    Calculation,
    Default,
    ReadOnly,
    Appearance,
    ChoiceFilter,
    RepeatCount,
    Parameters,
    Trigger,
    Media,
    Disabled,
    /// Known, stored, not carried out.
    Kept,
    /// A further column of a list, which filters read.
    Attribute,
    /// A column of Kobo's or CHT's.
    Foreign(&'static str),
    Unknown,
}

impl Field {
    /// Whether it holds words for people, in several languages.
    pub fn is_words(self) -> bool {
        match self {
            Field::Label
            | Field::Hint
            | Field::GuidanceHint
            | Field::RequiredMessage
            | Field::ConstraintMessage
            | Field::Media => true,
            Field::Type
            | Field::Name
            | Field::ListName
            | Field::Required
            | Field::Relevant
            | Field::Constraint
            | Field::Calculation
            | Field::Default
            | Field::ReadOnly
            | Field::Appearance
            | Field::ChoiceFilter
            | Field::RepeatCount
            | Field::Parameters
            | Field::Trigger
            | Field::Disabled
            | Field::Kept
            | Field::Attribute
            | Field::Foreign(_)
            | Field::Unknown => false,
        }
    }
}

/// Which sheet a column stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Survey,
    Choices,
}

const KOBO: &str = "Kobo";
const CHT: &str = "CHT";

/// Names of columns, older ones too.
const SURVEY: &[(&str, Field)] = &[
    ("type", Field::Type),
    ("command", Field::Type),
    ("name", Field::Name),
    ("tag", Field::Name),
    ("value", Field::Name),
    ("label", Field::Label),
    ("caption", Field::Label),
    ("hint", Field::Hint),
    ("guidance_hint", Field::GuidanceHint),
    ("required", Field::Required),
    ("bind::required", Field::Required),
    ("required_message", Field::RequiredMessage),
    ("requiredmsg", Field::RequiredMessage),
    ("bind::jr:requiredmsg", Field::RequiredMessage),
    ("relevant", Field::Relevant),
    ("relevance", Field::Relevant),
    ("bind::relevant", Field::Relevant),
    ("constraint", Field::Constraint),
    ("bind::constraint", Field::Constraint),
    ("constraint_message", Field::ConstraintMessage),
    ("constraining_message", Field::ConstraintMessage),
    ("bind::jr:constraintmsg", Field::ConstraintMessage),
    ("calculation", Field::Calculation),
    ("calculate", Field::Calculation),
    ("bind::calculate", Field::Calculation),
    ("default", Field::Default),
    ("readonly", Field::ReadOnly),
    ("read_only", Field::ReadOnly),
    ("bind::readonly", Field::ReadOnly),
    ("appearance", Field::Appearance),
    ("control::appearance", Field::Appearance),
    ("body::appearance", Field::Appearance),
    ("choice_filter", Field::ChoiceFilter),
    ("repeat_count", Field::RepeatCount),
    ("count", Field::RepeatCount),
    ("jr:count", Field::RepeatCount),
    ("control::jr:count", Field::RepeatCount),
    ("parameters", Field::Parameters),
    ("trigger", Field::Trigger),
    ("image", Field::Media),
    ("big-image", Field::Media),
    ("audio", Field::Media),
    ("video", Field::Media),
    ("media::image", Field::Media),
    ("media::big-image", Field::Media),
    ("media::audio", Field::Media),
    ("media::video", Field::Media),
    ("disabled", Field::Disabled),
    ("autoplay", Field::Kept),
    ("body::autoplay", Field::Kept),
    ("rows", Field::Kept),
    ("save_to", Field::Kept),
    ("intent", Field::Kept),
    ("body::intent", Field::Kept),
    ("body::accuracythreshold", Field::Kept),
    ("no_app_error_string", Field::Kept),
    ("noapperrorstring", Field::Kept),
    ("compact_tag", Field::Kept),
    ("sms_field", Field::Kept),
    ("sms_option", Field::Kept),
    ("bind::type", Field::Kept),
    ("bind::orx:max-pixels", Field::Kept),
    ("hxl", Field::Foreign("HXL")),
    ("tags", Field::Foreign(KOBO)),
    ("select_from_list_name", Field::Foreign(KOBO)),
    ("file", Field::Foreign(KOBO)),
];

const CHOICES: &[(&str, Field)] = &[
    ("list_name", Field::ListName),
    ("name", Field::Name),
    ("value", Field::Name),
    ("label", Field::Label),
    ("caption", Field::Label),
    ("image", Field::Media),
    ("big-image", Field::Media),
    ("audio", Field::Media),
    ("video", Field::Media),
    ("media::image", Field::Media),
    ("media::big-image", Field::Media),
    ("media::audio", Field::Media),
    ("media::video", Field::Media),
];

impl Tab {
    fn table(self) -> &'static [(&'static str, Field)] {
        match self {
            Tab::Survey => SURVEY,
            Tab::Choices => CHOICES,
        }
    }

    /// The names of its columns.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        self.table().iter().map(|(name, _)| *name)
    }

    fn find(self, name: &str) -> Option<(&'static str, Field)> {
        self.table().iter().find(|(known, _)| *known == name).copied()
    }
}

/// A heading, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    pub field: Field,
    /// What tells it from others of the field: `media::image`.
    pub key: String,
    /// The language as it is written.
    pub language: Option<String>,
    /// How it should be written, when it has one colon.
    pub better: Option<String>,
    /// The language is not written as it should be.
    pub bad_language: bool,
}

/// Reads a heading.
pub(super) fn heading(tab: Tab, text: &str) -> Heading {
    let plain = text.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase();
    let made = |field: Field, key: &str| Heading {
        field,
        key: key.to_owned(),
        language: None,
        better: None,
        bad_language: false,
    };
    if let Some((name, field)) = tab.find(&plain) {
        return made(field, name);
    }
    if plain.starts_with("kobo--") || plain.starts_with('$') {
        return made(Field::Foreign(KOBO), &plain);
    }
    let double = text.contains("::");
    let mark = if double { "::" } else { ":" };
    let parts: Vec<&str> = text.split(mark).map(str::trim).collect();
    // The longest beginning that is a known column; what follows is a language.
    for length in (1..parts.len()).rev() {
        let beginning = parts.get(..length).unwrap_or_default().join("::");
        let beginning = beginning.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase();
        let Some((name, field)) = tab.find(&beginning) else { continue };
        let language = parts.get(length..).unwrap_or_default().join(mark);
        let fine = language_name(&language);
        let better = (!double).then(|| format!("{name}::{}", fine.as_deref().unwrap_or(&language)));
        let bad_language = fine.is_none() || !field.is_words();
        return Heading { language: fine, better, bad_language, ..made(field, name) };
    }
    if plain.starts_with("instance::") || plain.starts_with("bind::") || plain.starts_with("body::") {
        return made(Field::Foreign(CHT), &plain);
    }
    // `label Khmer`, `hint (km)`, `label_km`.
    for word in ["label", "hint", "constraint_message", "required_message"] {
        let rest = plain.strip_prefix(word).filter(|rest| rest.starts_with(['_', '-', '(', ' ']));
        let certain = rest.is_some_and(|rest| tab == Tab::Survey || rest.contains('('));
        if let (true, Some((name, field))) = (certain, tab.find(word)) {
            return Heading { bad_language: true, ..made(field, name) };
        }
    }
    match tab {
        Tab::Survey => made(Field::Unknown, &plain),
        Tab::Choices if is_name(text) => made(Field::Attribute, text),
        Tab::Choices => made(Field::Unknown, text),
    }
}

/// A language as a heading writes it, in one form: `Khmer`, `km` or `Khmer (km)`; none when it is none of them.
pub(super) fn language_name(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() || text.contains(':') {
        return None;
    }
    let Some((name, code)) = text.split_once('(') else {
        return (!text.contains(')')).then_some(text);
    };
    let code = code.strip_suffix(')')?.trim();
    let parts: Vec<&str> = code.split(['-', '_']).collect();
    let sound = parts
        .iter()
        .all(|part| (2..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()));
    let name = name.trim();
    (sound && !name.is_empty()).then(|| format!("{name} ({code})"))
}

/// The codes within a language's name: `km` of `Khmer (km)` and of `km`.
pub(super) fn language_code(name: &str) -> &str {
    let code = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(name);
    code.split(['-', '_']).next().unwrap_or(code)
}

/// Whether a text can be the name of a question, as expressions read it: a letter or `_`, then also digits, `-` and
/// `.`.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c == '_' || c.is_alphabetic())
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// A type that a dialect writes in its own way: as what it is read, and whose it is.
pub(super) fn foreign_type(text: &str) -> Option<(&'static str, &'static str)> {
    match text {
        "tel" => Some(("text", CHT)),
        "db:person" | "db:clinic" | "db:health_center" | "db:district_hospital" => Some(("text", CHT)),
        "begin_score" | "begin_kobomatrix" | "begin score" | "begin kobomatrix" => {
            Some(("begin_group", KOBO))
        }
        "end_score" | "end_kobomatrix" | "end score" | "end kobomatrix" => Some(("end_group", KOBO)),
        _ if text.starts_with("db:") => Some(("text", CHT)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Field, Option<String>, bool) {
        let heading = heading(Tab::Survey, text);
        (heading.field, heading.language, heading.bad_language)
    }

    #[test]
    fn headings_are_read_with_their_language() {
        let km = || Some("Khmer (km)".to_owned());
        assert_eq!(read("label::Khmer (km)"), (Field::Label, km(), false));
        assert_eq!(read("Label :: Khmer(km)"), (Field::Label, km(), false));
        assert_eq!(read("media::image::Khmer (km)"), (Field::Media, km(), false));
        assert_eq!(read("bind::jr:constraintMsg::Khmer (km)"), (Field::ConstraintMessage, km(), false));
        assert_eq!(read("constraint message"), (Field::ConstraintMessage, None, false));
        assert_eq!(read("hint:Khmer (km)"), (Field::Hint, km(), false));
        assert_eq!(heading(Tab::Survey, "hint:Khmer (km)").better.as_deref(), Some("hint::Khmer (km)"));
        assert_eq!(read("jr:count"), (Field::RepeatCount, None, false));
        for bad in
            ["label::", "label::Khmer (km", "label::Khmer (k)", "label::(km)", "label (km)", "label_km"]
        {
            assert!(read(bad).2, "{bad}");
        }
        assert_eq!(read("kobo--matrix_list").0, Field::Foreign("Kobo"));
        assert_eq!(read("instance::db-doc").0, Field::Foreign("CHT"));
        assert_eq!(read("relevent").0, Field::Unknown);
        assert_eq!(heading(Tab::Choices, "province").field, Field::Attribute);
        assert_eq!(heading(Tab::Choices, "list name").field, Field::ListName);
    }
}
