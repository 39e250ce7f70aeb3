//! Text for people, in both languages, kept together so that neither can be forgotten.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// One text in English and in Khmer.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// English.
    pub en: String,
    /// Khmer.
    pub km: String,
}

/// One answer among several offered: the code is stored, the label is shown.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is stored; never changes its meaning.
    pub code: String,
    /// What people read.
    pub label: Text,
    /// What filters read of it, as the further columns of an imported list.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// A picture that stands for it, by the name of an icon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}

/// What is wrong with a text of a document.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum TextFault {
    /// The English is blank.
    NoEnglish,
    /// The Khmer is blank, or has no Khmer letter in it.
    NoKhmer,
    /// Khmer letters stand where English belongs.
    Swapped,
    /// An invisible character that spoils searching and wrapping.
    Invisible,
}

/// Whether a person would see nothing here. Characters without width, which some Khmer keyboards add, count
/// as nothing.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

fn is_khmer(c: char) -> bool {
    matches!(c, '\u{1780}'..='\u{17b3}')
}

impl Text {
    /// What is wrong with this text, if anything.
    pub fn fault(&self) -> Option<TextFault> {
        if is_blank(&self.en) {
            Some(TextFault::NoEnglish)
        } else if !self.km.chars().any(is_khmer) {
            Some(TextFault::NoKhmer)
        } else if self.en.chars().any(is_khmer) {
            Some(TextFault::Swapped)
        } else if self.en.chars().chain(self.km.chars()).any(is_invisible) {
            Some(TextFault::Invisible)
        } else {
            None
        }
    }
}

/// Every faulty text anywhere within a document, with the path that leads to it (`sections.0.title`).
/// An error means that the document could not be written out at all.
pub fn faulty_texts<T: Serialize>(document: &T) -> Result<Vec<(String, TextFault)>, serde_json::Error> {
    let mut found = Vec::new();
    walk(&serde_json::to_value(document)?, "", &mut found);
    Ok(found)
}

fn walk(value: &Value, path: &str, found: &mut Vec<(String, TextFault)>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    if let Value::Object(map) = value {
        if let (2, Some(Value::String(en)), Some(Value::String(km))) =
            (map.len(), map.get("en"), map.get("km"))
        {
            let text = Text { en: en.clone(), km: km.clone() };
            found.extend(text.fault().map(|fault| (path.to_owned(), fault)));
        } else {
            map.iter().for_each(|(key, inner)| walk(inner, &below(key), found));
        }
    } else if let Value::Array(list) = value {
        list.iter().enumerate().for_each(|(i, inner)| walk(inner, &below(&i.to_string()), found));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(en: &str, km: &str) -> Text {
        Text { en: en.into(), km: km.into() }
    }

    #[test]
    fn a_text_needs_both_languages_each_in_its_place() {
        assert_eq!(text("Home", "ផ្ទះ").fault(), None);
        assert_eq!(text(" ", "ផ្ទះ").fault(), Some(TextFault::NoEnglish));
        assert_eq!(text("Home", "Home").fault(), Some(TextFault::NoKhmer));
        assert_eq!(text("ផ្ទះ", "ផ្ទះ").fault(), Some(TextFault::Swapped));
        assert_eq!(text("Home", "ផ្ទះ\u{200b}").fault(), Some(TextFault::Invisible));
    }

    #[test]
    fn what_shows_nothing_is_blank() {
        assert!(is_blank(" \u{200b}\n"));
        assert!(!is_blank(" ក "));
    }
}
