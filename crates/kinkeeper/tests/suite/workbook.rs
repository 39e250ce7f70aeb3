//! Families from a workbook, by the command line.

use crate::program::{Place, number};
use domain::time::Day;
use exchange::testing::{Invented, good, with_errors};
use std::fs;

const PLACES: &str = "code,level,parent,name_km,name_latin,unit,lat,lon\n\
    02,province,,បាត់ដំបង,Battambang,Province,,\n\
    0204,district,02,បវេល,Bavel,District,,\n\
    020401,commune,0204,បវេល,Bavel,Commune,,\n\
    02040101,village,020401,បវេល ១,Bavel Muoy,Village,,\n\
    02040102,village,020401,បវេល ២,Bavel Pir,Village,,\n";

fn office() -> Place {
    let place = Place::sqlite();
    fs::write(place.path("places.csv"), PLACES).unwrap();
    place.run(&["import", "gazetteer", "places.csv"]);
    place.add("manager", "programme_manager", &[]);
    place.add("sophea", "village_social_worker", &[]);
    place
}

fn invented() -> Invented<'static> {
    Invented {
        families: 500,
        villages: &["02040101", "02040102"],
        workers: &["sophea"],
        today: Day::new(2026, 11, 1).unwrap(),
    }
}

#[test]
fn twenty_errors_are_all_named_and_nothing_is_written_then_all_comes_in_and_goes_again() {
    let place = office();
    let (bytes, planted) = with_errors(&invented()).unwrap();
    fs::write(place.path("wrong.xlsx"), bytes).unwrap();
    let entries = || place.number(&["verify"], "entries");
    let before = entries();
    let (said, error) = place.fails(&["import", "families", "wrong.xlsx", "--by", "manager"]);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!((planted.len(), lines.len()), (20, 20), "{said}");
    for error in &planted {
        let at = format!("{}, row {}, column {} (", error.sheet, error.row, error.column);
        assert!(lines.iter().any(|line| line.starts_with(&at)), "{error:?} is not in\n{said}");
    }
    assert!(error.contains("nothing was imported: 20 problems"), "{error}");
    assert_eq!(entries(), before);
    assert_eq!(place.run(&["import", "list", "--by", "manager"]), "");

    fs::write(place.path("right.xlsx"), good(&invented()).unwrap()).unwrap();
    let import = ["import", "families", "right.xlsx", "--by", "manager"];
    let looked = place.run(&[&import[..], &["--check"]].concat());
    assert!(looked.ends_with("500 families, 2500 people: ready to import\n"), "{looked}");
    assert_eq!(entries(), before, "looking writes nothing");
    let said = place.run(&import);
    let last = said.lines().last().unwrap();
    let id = last.strip_prefix("500 families, 2500 people imported as ").unwrap_or_else(|| panic!("{said}"));
    let full = entries();
    assert!(full > before + 500 * 6);
    assert_eq!(place.run(&import).lines().last(), Some(last), "a second time brings in nothing twice");
    assert_eq!(entries(), full);

    let said = place.run(&["import", "roll-back", id, "--by", "manager"]);
    assert_eq!(said, format!("{id} was taken back\n"));
    assert_eq!(entries(), full + 500, "nothing is deleted: each family says that it was taken back");
    let list = place.run(&["import", "list", "--by", "manager"]);
    assert!(list.starts_with(id) && list.ends_with("500 families, taken back\n"), "{list}");
    let (_, error) = place.fails(&["import", "roll-back", id, "--by", "manager"]);
    assert!(error.contains("import-in-use"), "{error}");
    let rebuilt = place.run(&["rebuild"]);
    assert!(rebuilt.ends_with("the projections are as they were\n"), "{rebuilt}");
}

#[test]
fn only_those_who_may_import() {
    let place = office();
    fs::write(place.path("right.xlsx"), good(&Invented { families: 25, ..invented() }).unwrap()).unwrap();
    let (_, error) = place.fails(&["import", "families", "right.xlsx", "--by", "sophea"]);
    assert!(error.contains("not-allowed"), "{error}");
    let (_, error) = place.fails(&["import", "families", "right.xlsx", "--by", "nobody"]);
    assert!(error.contains("there is no account `nobody`"), "{error}");
}

#[test]
fn the_template_as_it_comes_has_no_families_and_says_so() {
    let place = office();
    let out = place.command(&["template", "families"]).output().unwrap();
    assert!(out.status.success() && out.stdout.starts_with(b"PK"), "a workbook is a zip");
    fs::write(place.path("empty.xlsx"), out.stdout).unwrap();
    let (said, error) = place.fails(&["import", "families", "empty.xlsx", "--by", "manager"]);
    assert!(
        number(&error, "problems") >= 1 && said.starts_with("families: ") && said.contains("no rows"),
        "{said}{error}"
    );
    fs::write(place.path("no.xlsx"), b"this is no workbook").unwrap();
    place.fails(&["import", "families", "no.xlsx", "--by", "manager"]);
}
