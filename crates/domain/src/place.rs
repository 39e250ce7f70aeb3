//! Official places of Cambodia: codes as the National Committee for Sub-National Democratic Development
//! publishes them (two digits for a province, four, six, eight for a village), and finding a place by name.

use crate::khmer::keys::{fold_khmer, fold_latin, sound_key};
use crate::khmer::{digits::to_latin_digits, has_khmer, normalise};
use crate::sorted::Put;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Text that is not the code of a place: not digits, or not two, four, six or eight of them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a place code of 2, 4, 6 or 8 digits")]
pub struct BadPlaceCode;

/// The code of a place: text, with its leading zeros.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(try_from = "String", into = "String")]
pub struct PlaceCode(String);

/// How large a place is.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum PlaceLevel {
    /// Province, or the capital.
    Province,
    /// District, municipality, or section (khan) of the capital.
    District,
    /// Commune, or quarter (sangkat).
    Commune,
    /// Village.
    Village,
}

impl PlaceCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// What the length of the code says.
    pub fn level(&self) -> PlaceLevel {
        match self.0.len() {
            2 => PlaceLevel::Province,
            4 => PlaceLevel::District,
            6 => PlaceLevel::Commune,
            _ => PlaceLevel::Village,
        }
    }
    /// The place it lies in; `None` for a province.
    pub fn parent(&self) -> Option<Self> {
        let shorter = self.0.len().checked_sub(2).filter(|length| *length >= 2)?;
        self.0.get(..shorter).map(|code| Self(code.to_owned()))
    }
    /// Whether `other` is this place or lies within it.
    pub fn contains(&self, other: &PlaceCode) -> bool {
        other.0.starts_with(&self.0)
    }
    /// The place of this level that it lies in (itself, if it is of that level); `None` if it is larger.
    pub fn at(&self, level: PlaceLevel) -> Option<Self> {
        let length = match level {
            PlaceLevel::Province => 2,
            PlaceLevel::District => 4,
            PlaceLevel::Commune => 6,
            PlaceLevel::Village => 8,
        };
        self.0.get(..length).map(|code| Self(code.to_owned()))
    }
}

impl FromStr for PlaceCode {
    type Err = BadPlaceCode;
    /// Reads a code in Khmer or Latin digits. Spreadsheets lose the leading zero, so an odd number of digits
    /// gets one back.
    fn from_str(text: &str) -> Result<Self, BadPlaceCode> {
        let mut code = to_latin_digits(text.trim());
        if code.is_empty() || code.len() > 8 || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(BadPlaceCode);
        }
        if code.len() % 2 == 1 {
            code.insert(0, '0');
        }
        Ok(Self(code))
    }
}
impl TryFrom<String> for PlaceCode {
    type Error = BadPlaceCode;
    fn try_from(text: String) -> Result<Self, BadPlaceCode> {
        text.parse()
    }
}
impl From<PlaceCode> for String {
    fn from(code: PlaceCode) -> String {
        code.0
    }
}
impl AsRef<str> for PlaceCode {
    fn as_ref(&self) -> &str {
        &self.0
    }
}
impl fmt::Display for PlaceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a place is called in law.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum PlaceUnit {
    /// The capital.
    Capital,
    /// A province.
    Province,
    /// A district of a province.
    District,
    /// A municipality (krong).
    Municipality,
    /// A section of the capital (khan).
    Section,
    /// A commune of a district.
    Commune,
    /// A quarter of a municipality or of the capital (sangkat).
    Quarter,
    /// A village.
    Village,
}

impl PlaceUnit {
    /// The Khmer word that goes before the name.
    pub const fn km(self) -> &'static str {
        match self {
            Self::Capital => "រាជធានី",
            Self::Province => "ខេត្ត",
            Self::District => "ស្រុក",
            Self::Municipality => "ក្រុង",
            Self::Section => "ខណ្ឌ",
            Self::Commune => "ឃុំ",
            Self::Quarter => "សង្កាត់",
            Self::Village => "ភូមិ",
        }
    }
    /// The English word.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Capital => "capital",
            Self::Province => "province",
            Self::District => "district",
            Self::Municipality => "municipality",
            Self::Section => "section",
            Self::Commune => "commune",
            Self::Quarter => "quarter",
            Self::Village => "village",
        }
    }
    /// Reads the English word in any case, as the gazetteer writes it.
    pub fn read(word: &str) -> Option<Self> {
        const ALL: [PlaceUnit; 8] = [
            PlaceUnit::Capital,
            PlaceUnit::Province,
            PlaceUnit::District,
            PlaceUnit::Municipality,
            PlaceUnit::Section,
            PlaceUnit::Commune,
            PlaceUnit::Quarter,
            PlaceUnit::Village,
        ];
        ALL.into_iter().find(|unit| unit.en().eq_ignore_ascii_case(word.trim()))
    }
}

/// One place of the gazetteer.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Place {
    /// Its code.
    pub code: PlaceCode,
    /// Its name in Khmer, without the unit.
    pub name_km: String,
    /// Its name in Latin letters, without the unit.
    pub name_latin: String,
    /// What it is.
    pub unit: PlaceUnit,
}

/// A place that answers a query.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct PlaceHit {
    /// Its code.
    pub code: PlaceCode,
    /// Its own name in Khmer.
    pub name_km: String,
    /// Its own name in Latin letters.
    pub name_latin: String,
    /// "ភូមិ… ឃុំ… ស្រុក… ខេត្ត…".
    pub path_km: String,
    /// "village, commune, district, province".
    pub path_en: String,
}

/// What is looked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlaceQuery<'a> {
    /// Names in Khmer or Latin, or the beginning of a code; words may also name the places around.
    pub text: &'a str,
    /// Areas whose places come first, such as those the worker covers.
    pub near: &'a [PlaceCode],
    /// Only places of this level.
    pub level: Option<PlaceLevel>,
    /// At most so many.
    pub limit: usize,
}

/// Where the texts of one place lie in the arena: code, Khmer, Latin, then what is compared.
#[derive(Debug, Clone, Copy)]
struct Slot {
    start: u32,
    lengths: [u16; 6],
    unit: PlaceUnit,
}

/// A place as it lies in the index.
struct View<'a> {
    code: &'a str,
    name_km: &'a str,
    name_latin: &'a str,
    folded_km: &'a str,
    folded_latin: &'a str,
    /// Sound keys of the words of the Latin name, with spaces between them.
    sound: &'a str,
    unit: PlaceUnit,
}

/// The whole gazetteer (16,000 places) in about two megabytes, searched by walking through it.
#[derive(Debug, Clone, Default)]
pub struct PlaceIndex {
    arena: String,
    /// In the order of codes.
    slots: Vec<Slot>,
}

/// How well a name answers a word, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Fit {
    Same,
    Begins,
    WordBegins,
    Contains,
    Sounds,
    PartSounds,
}

/// One word of a query, prepared for comparing.
struct Wanted {
    text: String,
    khmer: bool,
    sound: String,
}

impl Wanted {
    fn new(word: &str) -> Self {
        let khmer = has_khmer(word);
        let text = if khmer { fold_khmer(word) } else { fold_latin(word) };
        Self { khmer, sound: sound_key(word), text: text.replace(' ', "") }
    }

    fn fit(&self, place: &View) -> Option<Fit> {
        let name = if self.khmer { place.folded_km } else { place.folded_latin };
        if let Some(rest) = after_ignoring_spaces(name, &self.text) {
            return Some(if rest.is_empty() { Fit::Same } else { Fit::Begins });
        }
        if name.split(' ').any(|word| word.starts_with(&self.text)) {
            return Some(Fit::WordBegins);
        }
        if self.text.chars().count() > 1 && name.contains(&self.text) {
            return Some(Fit::Contains);
        }
        if self.sound.len() < 3 {
            return None;
        }
        match after_ignoring_spaces(place.sound, &self.sound) {
            Some("") => Some(Fit::Sounds),
            Some(_) if self.sound.len() > 4 => Some(Fit::PartSounds),
            Some(_) | None => {
                place.sound.split(' ').any(|word| word == self.sound).then_some(Fit::PartSounds)
            }
        }
    }
}

/// What is left of `hay` after `needle`, passing over spaces in `hay`; `None` if it begins otherwise.
fn after_ignoring_spaces<'a>(hay: &'a str, needle: &str) -> Option<&'a str> {
    let mut rest = hay.chars();
    for wanted in needle.chars() {
        if rest.by_ref().find(|c| *c != ' ') != Some(wanted) {
            return None;
        }
    }
    Some(rest.as_str())
}

impl PlaceIndex {
    /// An index over these places, in any order. Of two places with one code the later counts.
    pub fn new(places: impl IntoIterator<Item = Place>) -> Self {
        let mut places: Vec<Place> = places.into_iter().collect();
        places.sort_by(|a, b| a.code.cmp(&b.code));
        let mut index = Self::default();
        let mut later = places.iter().skip(1);
        for place in &places {
            if later.next().is_none_or(|next| next.code != place.code) {
                index.add(place);
            }
        }
        index.arena.shrink_to_fit();
        index
    }

    fn add(&mut self, place: &Place) {
        let Ok(start) = u32::try_from(self.arena.len()) else { return };
        let name_km = normalise(&place.name_km);
        let mut sound = String::new();
        for key in place.name_latin.split(' ').map(sound_key) {
            // Two vowels that meet are heard, and so compared, as one.
            let key = if sound.ends_with('a') { key.trim_start_matches('a') } else { &key };
            sound.push_str(if sound.is_empty() || key.is_empty() { "" } else { " " });
            sound.push_str(key);
        }
        let texts = [
            place.code.0.clone(),
            normalise(&place.name_latin),
            fold_latin(&normalise(&place.name_latin)),
            fold_khmer(&name_km),
            name_km,
            sound,
        ];
        let lengths = texts.each_ref().map(|text| u16::try_from(text.len()).unwrap_or(0));
        for (text, length) in texts.iter().zip(lengths) {
            self.arena.push_str(text.get(..usize::from(length)).unwrap_or_default());
        }
        self.slots.push(Slot { start, lengths, unit: place.unit });
    }

    fn view(&self, slot: &Slot) -> View<'_> {
        let mut at = usize::try_from(slot.start).unwrap_or(0);
        let [code, name_latin, folded_latin, folded_km, name_km, sound] = slot.lengths.map(|length| {
            let end = at + usize::from(length);
            let text = self.arena.get(at..end).unwrap_or_default();
            at = end;
            text
        });
        View { code, name_km, name_latin, folded_km, folded_latin, sound, unit: slot.unit }
    }

    fn find(&self, code: &str) -> Option<View<'_>> {
        let at = self.slots.binary_search_by(|slot| self.view(slot).code.cmp(code)).ok()?;
        self.slots.get(at).map(|slot| self.view(slot))
    }

    /// The place and those around it, smallest first.
    fn upward<'a>(&'a self, code: &'a str) -> impl Iterator<Item = View<'a>> {
        [8, 6, 4, 2].into_iter().filter(|n| *n <= code.len()).filter_map(|n| self.find(code.get(..n)?))
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.slots.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The place with this code.
    pub fn get(&self, code: &PlaceCode) -> Option<Place> {
        let view = self.find(&code.0)?;
        let (name_km, name_latin) = (view.name_km.to_owned(), view.name_latin.to_owned());
        Some(Place { code: code.clone(), name_km, name_latin, unit: view.unit })
    }

    /// "ភូមិ… ឃុំ… ស្រុក… ខេត្ត…", as an address is written in Khmer; empty for an unknown code.
    pub fn path_km(&self, code: &PlaceCode) -> String {
        let part = |view: View<'_>| {
            let unit = view.unit.km();
            // Some villages are called "village 17": the unit is their name.
            if view.name_km.starts_with(unit) {
                view.name_km.to_owned()
            } else {
                format!("{unit}{}", view.name_km)
            }
        };
        self.upward(&code.0).map(part).collect::<Vec<_>>().join(" ")
    }

    /// "village, commune, district, province"; empty for an unknown code.
    pub fn path_en(&self, code: &PlaceCode) -> String {
        self.upward(&code.0).map(|view| view.name_latin).collect::<Vec<_>>().join(", ")
    }

    /// The best places for a query: those whose own name begins with it, contains it or sounds like it, places
    /// in the near areas first, smaller places before larger ones of the same name. At least one word must
    /// answer to the place itself; the others may name places around it. Nothing is found for a blank query.
    pub fn search(&self, query: &PlaceQuery) -> Vec<PlaceHit> {
        let text = normalise(query.text);
        let whole = Wanted::new(&text);
        let words: Vec<Wanted> = text.split([' ', ',']).filter(|w| !w.is_empty()).map(Wanted::new).collect();
        if whole.text.is_empty() {
            return Vec::new();
        }
        let digits = whole.text.bytes().all(|b| b.is_ascii_digit());
        let mut found: Vec<(u8, Fit, u8, &Slot)> = Vec::new();
        for slot in &self.slots {
            let place = self.view(slot);
            if query.level.is_some_and(|level| level_of(place.code) != level) {
                continue;
            }
            let fit = if digits && whole.text.len() > 1 && place.code.starts_with(&whole.text) {
                Some(if place.code.len() == whole.text.len() { Fit::Same } else { Fit::Begins })
            } else {
                whole.fit(&place).or_else(|| self.fit_words(&words, &place))
            };
            let Some(fit) = fit else { continue };
            let near = query.near.iter().any(|area| place.code.starts_with(&area.0));
            // A place nearby that only sounds alike does not come before one that is spelt so.
            let tier = u8::from(!near) + if fit > Fit::Contains { 2 } else { 0 };
            let size = 8 - u8::try_from(place.code.len()).unwrap_or(8).min(8);
            found.push((tier, fit, size, slot));
        }
        // Stable: equal ones stay in the order of their codes.
        found.put_by_key(|(tier, fit, size, _)| (*tier, *fit, *size));
        found.into_iter().take(query.limit).filter_map(|(.., slot)| self.hit(&self.view(slot))).collect()
    }

    /// All words answer, one of them to the place itself.
    fn fit_words(&self, words: &[Wanted], place: &View) -> Option<Fit> {
        if words.len() < 2 {
            return None;
        }
        let fits: Vec<Option<Fit>> = words.iter().map(|word| word.fit(place)).collect();
        // Looking up the places around costs more, so only once a word has answered to the place itself.
        let best = fits.iter().flatten().min()?;
        for (word, _) in words.iter().zip(&fits).filter(|(_, fit)| fit.is_none()) {
            self.upward(place.code).skip(1).find_map(|larger| word.fit(&larger))?;
        }
        Some((*best).max(Fit::Begins))
    }

    fn hit(&self, view: &View) -> Option<PlaceHit> {
        let code = PlaceCode(view.code.to_owned());
        Some(PlaceHit {
            name_km: view.name_km.to_owned(),
            name_latin: view.name_latin.to_owned(),
            path_km: self.path_km(&code),
            path_en: self.path_en(&code),
            code,
        })
    }
}

fn level_of(code: &str) -> PlaceLevel {
    PlaceCode(code.to_owned()).level()
}

#[cfg(test)]
#[path = "place_tests.rs"]
mod tests;
