//! Finds villages that are given by names instead of by code, as other systems export them.

use super::{Level, Unit};
use crate::text::bare;
use std::collections::HashMap;

/// A place by the names of what it lies in. Names may be Khmer or Latin, or both with a slash between; an
/// empty one says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlaceNamed {
    /// Province or capital.
    pub province: String,
    /// District, municipality or section.
    pub district: String,
    /// Commune or quarter.
    pub commune: String,
    /// Village.
    pub village: String,
}

/// What people write before a name and official lists do not.
const TITLES: [&str; 22] = [
    "រាជធានី",
    "ខេត្ត",
    "ស្រុក",
    "ក្រុង",
    "ខណ្ឌ",
    "ឃុំ",
    "សង្កាត់",
    "ភូមិ",
    "province",
    "capital",
    "district",
    "srok",
    "khan",
    "krong",
    "municipality",
    "city",
    "commune",
    "khum",
    "sangkat",
    "village",
    "phum",
    "phoum",
];

/// Villages by name, and every unit by code.
#[derive(Debug)]
pub struct VillageFinder {
    villages: HashMap<String, Vec<String>>,
    names: HashMap<String, Vec<String>>,
}

impl VillageFinder {
    /// An index over the units of a gazetteer.
    pub fn new(units: &[Unit]) -> Self {
        let mut villages: HashMap<String, Vec<String>> = HashMap::new();
        let mut names = HashMap::new();
        for unit in units {
            let mut keys = vec![bare(&unit.name_km), bare(&unit.name_latin)];
            keys.retain(|key| !key.is_empty());
            keys.dedup();
            match unit.level {
                Level::Village => {
                    for key in keys {
                        villages.entry(key).or_default().push(unit.code.clone());
                    }
                }
                Level::Province | Level::District | Level::Commune => {
                    names.insert(unit.code.clone(), keys);
                }
            }
        }
        Self { villages, names }
    }

    /// The codes of every village that fits, sorted.
    pub fn find(&self, place: &PlaceNamed) -> Vec<String> {
        let above: Vec<(usize, Vec<String>)> =
            [(2, &place.province), (4, &place.district), (6, &place.commune)]
                .into_iter()
                .map(|(digits, name)| (digits, spellings(name)))
                .filter(|(_, names)| !names.is_empty())
                .collect();
        let lies_in = |code: &str| {
            above.iter().all(|(digits, wanted)| {
                let names = code.get(..*digits).and_then(|parent| self.names.get(parent));
                names.is_some_and(|names| names.iter().any(|name| wanted.contains(name)))
            })
        };
        let mut found: Vec<String> = spellings(&place.village)
            .iter()
            .filter_map(|name| self.villages.get(name))
            .flatten()
            .filter(|code| lies_in(code))
            .cloned()
            .collect();
        found.sort();
        found.dedup();
        found
    }
}

/// What a name may be in the index: as written, its parts on both sides of a slash, each without its title.
fn spellings(name: &str) -> Vec<String> {
    let mut out = Vec::new();
    for part in std::iter::once(name).chain(name.split('/')) {
        let mut part = part.trim().to_lowercase();
        out.push(bare(&part));
        for title in TITLES {
            if let Some(rest) = part.strip_prefix(title) {
                part = rest.trim().to_owned();
            } else if let Some(rest) = part.strip_suffix(title).filter(|rest| rest.ends_with(' ')) {
                part = rest.trim().to_owned();
            }
        }
        out.push(bare(&part));
    }
    out.retain(|name| !name.is_empty());
    out.dedup();
    out
}
