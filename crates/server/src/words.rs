//! What the server says to people, in their language. The words lie in `words/{en,km}/*.ftl`; a test proves
//! that each exists in both.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

/// A language that Kinkeeper speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Khmer, the language of most people who use it.
    #[default]
    Km,
    /// English.
    En,
}

impl Lang {
    /// Every language.
    pub const ALL: [Lang; 2] = [Self::Km, Self::En];
    /// The BCP 47 tag.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Km => "km",
            Self::En => "en",
        }
    }
    /// Reads a tag such as `km`, `km-KH` or `en-GB`.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().trim();
        Self::ALL.into_iter().find(|lang| lang.code().eq_ignore_ascii_case(primary))
    }
    /// The first language of an `Accept-Language` header that we speak, by its weights (RFC 9110 §12.5.4).
    pub fn from_header(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for part in header.split(',').take(16) {
            let mut pieces = part.split(';');
            let Some(lang) = pieces.next().and_then(Self::parse) else { continue };
            let weight = pieces
                .find_map(|piece| piece.trim().strip_prefix("q="))
                .map_or(1.0, |q| q.parse::<f32>().unwrap_or(0.0));
            if weight > 0.0 && best.is_none_or(|(w, _)| weight > w) {
                best = Some((weight, lang));
            }
        }
        best.map(|(_, lang)| lang)
    }
}

const KM: [(&str, &str); 3] = [
    ("problems.ftl", include_str!("../../../words/km/problems.ftl")),
    ("server.ftl", include_str!("../../../words/km/server.ftl")),
    ("sharing.ftl", include_str!("../../../words/km/sharing.ftl")),
];
const EN: [(&str, &str); 3] = [
    ("problems.ftl", include_str!("../../../words/en/problems.ftl")),
    ("server.ftl", include_str!("../../../words/en/server.ftl")),
    ("sharing.ftl", include_str!("../../../words/en/sharing.ftl")),
];

type Bundle = FluentBundle<FluentResource>;

/// The message catalogue in memory.
pub struct Words {
    km: Bundle,
    en: Bundle,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words")
    }
}

impl Default for Words {
    fn default() -> Self {
        Self::new()
    }
}

impl Words {
    /// Reads the catalogue that is part of the binary. A line that Fluent cannot read is left out here and
    /// found by the tests.
    pub fn new() -> Self {
        Self { km: bundle(Lang::Km, &KM), en: bundle(Lang::En, &EN) }
    }

    fn of(&self, lang: Lang) -> &Bundle {
        match lang {
            Lang::Km => &self.km,
            Lang::En => &self.en,
        }
    }

    /// The text of `key` (`message` or `message.attribute`); `None` when there is none.
    pub fn find(&self, lang: Lang, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let bundle = self.of(lang);
        let pattern = match key.split_once('.') {
            Some((id, attribute)) => bundle.get_message(id)?.get_attribute(attribute)?.value(),
            None => bundle.get_message(key)?.value()?,
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut errors);
        errors.is_empty().then(|| text.into_owned())
    }

    /// The text of `key`, or the key itself, so that a gap is seen rather than hidden.
    pub fn say(&self, lang: Lang, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        self.find(lang, key, args).unwrap_or_else(|| key.to_owned())
    }
}

fn bundle(lang: Lang, files: &[(&str, &str)]) -> Bundle {
    let id: LanguageIdentifier = lang.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Both scripts run left to right: isolation marks would only end up in people's copied text.
    bundle.set_use_isolating(false);
    for (_, text) in files {
        let resource = match FluentResource::try_new((*text).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Keys (`message` and `message.attribute`) of a file, and a check that Fluent could read all of it.
    fn keys(file: &str, text: &str) -> BTreeSet<String> {
        let resource = FluentResource::try_new(text.to_owned())
            .unwrap_or_else(|(_, errors)| panic!("{file}: {errors:?}"));
        drop(resource);
        let mut keys = BTreeSet::new();
        let mut current = String::new();
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("    .") {
                keys.insert(format!("{current}.{}", rest.split(' ').next().unwrap()));
            } else if let Some((key, _)) = line.split_once(" =").filter(|_| !line.starts_with([' ', '#'])) {
                current = key.to_owned();
                assert!(keys.insert(current.clone()), "{file}: {current} is there twice");
            }
        }
        keys
    }

    #[test]
    fn every_word_exists_in_both_languages() {
        for ((file, en), (_, km)) in EN.iter().zip(&KM) {
            assert_eq!(keys(file, en), keys(file, km), "{file}");
        }
    }

    #[test]
    fn khmer_is_written_without_zero_width_spaces() {
        for (file, text) in KM {
            assert!(!text.contains('\u{200b}'), "{file}");
        }
    }

    #[test]
    fn the_language_follows_the_header_by_weight() {
        assert_eq!(Lang::from_header("fr, en-GB;q=0.4, km;q=0.8"), Some(Lang::Km));
        assert_eq!(Lang::from_header("en-GB,en;q=0.9"), Some(Lang::En));
        assert_eq!(Lang::from_header("fr"), None);
        assert_eq!(Lang::from_header("km;q=0, en;q=0.1"), Some(Lang::En));
    }
}
