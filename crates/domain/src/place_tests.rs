//! Tests of [`super`].

use super::*;

fn code(text: &str) -> PlaceCode {
    text.parse().unwrap()
}

fn place(text: &str, km: &str, latin: &str, unit: PlaceUnit) -> Place {
    Place { code: code(text), name_km: km.into(), name_latin: latin.into(), unit }
}

fn few() -> PlaceIndex {
    use PlaceUnit::{Commune, District, Municipality, Province, Quarter, Village};
    PlaceIndex::new([
        place("02040106", "ព្រៃស្វាយ", "Prey Svay", Village),
        place("02", "បាត់ដំបង", "Battambang", Province),
        place("0203", "បាត់ដំបង", "Battambang", Municipality),
        place("0204", "បវេល", "Bavel", District),
        place("020401", "បវេល", "Bavel", Commune),
        place("020301", "ទួលតាឯក", "Tuol Ta Ek", Quarter),
        place("02030101", "ទួលតាឯក", "Tuol Ta Aek", Village),
        place("02040105", "ស្វាយ", "Svay", Village),
        place("12", "ភ្នំពេញ", "Phnom Penh", PlaceUnit::Capital),
        place("17", "សៀមរាប", "Siem Reap", Province),
        place("1701", "អង្គរជុំ", "Angkor Chum", District),
        place("170101", "ចារឈូក", "Char Chhuk", Commune),
        place("17010101", "ស្វាយ", "Svay", Village),
        place("17010102", "ភូមិ ១៧", "Phum 17", Village),
    ])
}

fn search(index: &PlaceIndex, text: &str, near: &[PlaceCode]) -> Vec<String> {
    let query = PlaceQuery { text, near, level: None, limit: 5 };
    index.search(&query).into_iter().map(|hit| hit.code.0).collect()
}

#[test]
fn a_code_keeps_or_regains_its_leading_zero() {
    assert_eq!(code("2030101").as_str(), "02030101");
    assert_eq!(code(" ០២០៤ ").as_str(), "0204");
    for bad in ["", "x2", "123456789", "-2", "1.2", "02 04"] {
        assert_eq!(bad.parse::<PlaceCode>(), Err(BadPlaceCode), "{bad}");
    }
    assert_eq!(serde_json::from_str::<PlaceCode>("\"204\"").unwrap(), code("0204"));
    assert!(serde_json::from_str::<PlaceCode>("\"02O4\"").is_err());
    assert_eq!(serde_json::to_string(&code("0204")).unwrap(), "\"0204\"");
}

#[test]
fn codes_nest() {
    let village = code("02030101");
    assert_eq!(village.level(), PlaceLevel::Village);
    assert_eq!(village.parent(), Some(code("020301")));
    assert_eq!(code("02").parent(), None);
    assert!(code("0203").contains(&village) && village.contains(&village));
    assert!(!code("0204").contains(&village) && !village.contains(&code("0203")));
    assert_eq!(village.at(PlaceLevel::District), Some(code("0203")));
    assert_eq!(code("02").at(PlaceLevel::Village), None);
}

#[test]
fn a_place_is_found_in_khmer_in_latin_by_sound_and_by_code() {
    let index = few();
    for text in
        ["ព្រៃស្វាយ", "prey svay", "preysvay", "Prei Svai", "ព្រៃ", "svay bavel prey", "02040106", "០២០៤០១០៦"]
    {
        let got = search(&index, text, &[]);
        assert_eq!(got.first().map(String::as_str), Some("02040106"), "{text}: {got:?}");
    }
    assert!(search(&index, "  ", &[]).is_empty());
    assert!(search(&index, "kampot", &[]).is_empty());
    assert_eq!(search(&index, "ស្វាយ សៀមរាប", &[]), ["17010101"]);
    assert_eq!(search(&index, "svay, siem reap", &[]), ["17010101"]);
}

#[test]
fn the_best_fit_comes_first_unless_another_is_near() {
    let index = few();
    assert_eq!(search(&index, "svay", &[]), ["02040105", "17010101", "02040106"]);
    assert_eq!(search(&index, "svay", &[code("1701")]), ["17010101", "02040105", "02040106"]);
    // Village, quarter; both spelt alike by sound.
    assert_eq!(search(&index, "tuol ta aek", &[]), ["02030101", "020301"]);
    let query = PlaceQuery { text: "បវេល", near: &[], level: Some(PlaceLevel::Commune), limit: 5 };
    assert_eq!(index.search(&query).len(), 1);
}

#[test]
fn paths_are_written_as_an_address() {
    let index = few();
    assert_eq!(index.path_km(&code("02040106")), "ភូមិព្រៃស្វាយ ឃុំបវេល ស្រុកបវេល ខេត្តបាត់ដំបង");
    assert_eq!(index.path_en(&code("02040106")), "Prey Svay, Bavel, Bavel, Battambang");
    assert_eq!(index.path_km(&code("17010102")), "ភូមិ ១៧ ឃុំចារឈូក ស្រុកអង្គរជុំ ខេត្តសៀមរាប");
    assert_eq!(index.path_en(&code("99")), "");
    assert_eq!(index.get(&code("12")).unwrap().unit, PlaceUnit::Capital);
}

#[test]
fn of_two_places_with_one_code_the_later_counts() {
    let old = place("02", "ក", "Old", PlaceUnit::Province);
    let new = place("02", "ខ", "New", PlaceUnit::Province);
    let index = PlaceIndex::new([old, new.clone()]);
    assert_eq!(index.len(), 1);
    assert_eq!(index.get(&code("02")), Some(new));
}

/// The official gazetteer lies outside the project; without it this proves nothing and says so.
#[test]
fn the_whole_gazetteer_is_compact_and_every_village_is_found_by_its_own_names() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/gazetteer-kh.csv");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: no gazetteer file here");
        return;
    };
    let read = |line: &str| {
        let mut fields = line.split(',');
        let code = fields.next()?.parse().ok()?;
        let (name_km, name_latin) = (fields.nth(2)?.to_owned(), fields.next()?.to_owned());
        Some(Place { code, name_km, name_latin, unit: PlaceUnit::read(fields.next()?)? })
    };
    let places: Vec<Place> = text.lines().skip(1).filter_map(read).collect();
    assert!(places.len() > 16_000, "{}", places.len());
    let index = PlaceIndex::new(places.clone());
    let bytes = index.arena.len() + index.slots.len() * size_of::<Slot>();
    assert!(bytes < 2_500_000, "{bytes} bytes");
    for place in places.iter().step_by(1_409) {
        let near = [place.code.clone()];
        for name in [&place.name_km, &place.name_latin] {
            let query = PlaceQuery { text: name, near: &near, level: Some(place.code.level()), limit: 3 };
            let hits = index.search(&query);
            assert!(hits.iter().any(|hit| hit.code == place.code), "{} {name}", place.code);
        }
    }
}
