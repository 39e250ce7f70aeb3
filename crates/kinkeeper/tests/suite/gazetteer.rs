//! The official list of units, as a whole.

use crate::program::Place;
use domain::time::{Day, Millis};
use exchange::gazetteer::parse_gazetteer;
use std::fs::{self, File};
use std::path::PathBuf;
use store::places::{NewPlace, PlacesImport};
use store::{Location, RootKey, Store, StoreConfig, SystemRandom};

/// The whole list, where it is at hand; it is no part of the project.
fn whole_list() -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/gazetteer-kh.csv"));
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: the whole gazetteer is not at {}", path.display());
    None
}

async fn open(place: &Place) -> Store {
    let key = RootKey::read_or_make(&place.path("data/root.key"), &SystemRandom).unwrap();
    Store::open(StoreConfig::new(Location::Sqlite(place.path("data/kinkeeper.db")), key)).await.unwrap()
}

#[tokio::test]
async fn the_whole_list_comes_in_again_and_changed() {
    let Some(list) = whole_list() else { return };
    let place = Place::sqlite();
    fs::create_dir(place.path("data")).unwrap();
    // As it stood at the beginning of the year.
    let read = parse_gazetteer(File::open(&list).unwrap()).unwrap();
    let units = read.units.into_iter().map(|unit| NewPlace {
        code: unit.code,
        parent: unit.parent,
        kind: unit.unit,
        name_km: unit.name_km,
        name_en: unit.name_latin,
    });
    let new_year = Day::new(2026, 1, 1).unwrap();
    let import = PlacesImport { units: units.collect(), as_of: new_year, at: Millis(0), complete: true };
    let store = open(&place).await;
    assert_eq!(store.places_import(import).await.unwrap().added, 16_465);
    store.close().await;

    // Before the sums there may be notes, such as on a village without a name in Latin letters.
    let import = |file: &str| place.run(&["import", "gazetteer", file]).lines().last().unwrap().to_owned();
    assert_eq!(import(list.to_str().unwrap()), "16465 units: 0 new, 0 changed, 16465 as before, 0 ended");

    // A village gets another name, one goes, one comes.
    let text = fs::read_to_string(&list).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let villages: Vec<usize> = (0..lines.len()).filter(|n| lines[*n].contains(",village,")).collect();
    let code = |line: &str| line.split(',').next().unwrap().to_owned();
    let (renamed, gone) = (villages[5], villages[villages.len() - 1]);
    let (renamed_code, gone_code) = (code(&lines[renamed]), code(&lines[gone]));
    let mut cells: Vec<&str> = lines[renamed].split(',').collect();
    cells[4] = "New Name";
    lines[renamed] = cells.join(",");
    let new_code = format!("{}99", &gone_code[..6]);
    lines[gone] = format!("{new_code},village,{},ភូមិថ្មី,Phum Thmei,Village,,", &gone_code[..6]);
    fs::write(place.path("changed.csv"), lines.join("\n")).unwrap();
    assert_eq!(import("changed.csv"), "16465 units: 1 new, 1 changed, 16463 as before, 1 ended");

    let store = open(&place).await;
    let rows = store.places_all().await.unwrap();
    store.close().await;
    let of = |code: &str| -> Vec<_> { rows.iter().filter(|row| row.code == code).collect() };
    assert_eq!((of("01").len(), of("1").len()), (1, 0), "codes keep their zeros");
    let [before, after] = of(&renamed_code)[..] else { panic!("{:?}", of(&renamed_code)) };
    let today = after.valid_from;
    assert!(today > new_year);
    assert_eq!((before.valid_from, before.valid_until), (new_year, Some(today)));
    assert_eq!((after.name_en.as_str(), after.valid_until), ("New Name", None));
    assert_eq!(of(&gone_code)[0].valid_until, Some(today));
    assert_eq!(of(&new_code)[0].valid_from, today);
}

#[test]
fn a_unit_whose_parent_is_missing_is_named_with_its_line() {
    let place = Place::sqlite();
    let list = "code,level,parent,name_km,name_latin,unit,lat,lon\n\
                02,province,,បាត់ដំបង,Battambang,Province,,\n\
                0204,district,02,បវេល,Bavel,District,,\n\
                02040101,village,020401,បវេល ១,Bavel Muoy,Village,,\n";
    fs::write(place.path("orphan.csv"), list).unwrap();
    let (said, error) = place.fails(&["import", "gazetteer", "orphan.csv"]);
    assert!(said.starts_with("line 4, column parent: "), "{said}");
    assert!(error.contains("nothing was imported: 1 problems"), "{error}");
    assert!(!place.path("data/kinkeeper.db").exists(), "nothing was opened, nothing was written");
}
