//! Forms that are read, and what becomes of them.

use super::common::{book, form, rows, survey};
use crate::xlsform::{FaultKind as K, Imported, Options, fixtures, import};
use domain::instrument::{
    Answer, Answers, Context, Fact, Instance, Instrument, Item, Kind, Pace, PlaceKind, Prefill, Subject,
    evaluate,
};

fn read(bytes: &[u8]) -> Imported {
    read_as(bytes, false)
}

fn read_as(bytes: &[u8], tolerant: bool) -> Imported {
    match import(bytes, &Options { tolerant, ..Options::default() }) {
        Ok(read) => {
            let thread = std::thread::current();
            super::common::dump(&format!("good {}", thread.name().unwrap_or_default()), bytes, &[]);
            read
        }
        Err(faults) => {
            let all: Vec<String> =
                faults.iter().map(|fault| fault.message(domain::khmer::Lang::En)).collect();
            panic!("{}", all.join("\n"))
        }
    }
}

fn item<'i>(instrument: &'i Instrument, code: &str) -> &'i Item {
    instrument.item(code).unwrap_or_else(|| panic!("no {code}"))
}

fn warned(read: &Imported) -> Vec<(String, K)> {
    read.warnings.iter().map(|fault| (fault.cell(), fault.kind)).collect()
}

fn kept(read: &Imported) -> Vec<(String, K)> {
    read.kept.iter().map(|kept| (kept.fault.cell(), kept.fault.kind)).collect()
}

const HEADINGS: &str = "type|name|label::English (en)|label::Khmer (km)|label::French (fr)|hint::English (en)|hint::Khmer (km)|guidance_hint::English (en)|guidance_hint::Khmer (km)|required|required_message|relevant|constraint|constraint_message::English (en)|constraint_message::Khmer (km)|calculation|default|readonly|appearance|choice_filter|repeat_count|parameters|trigger|media::image";

/// Type, name and three labels, then `heading => text`.
const EVERYTHING: &str = "\
start|started
today|day
username|who
text|name|Name|ឈ្មោះ|Nom|hint::English (en) => As on the card|hint::Khmer (km) => ដូចក្នុងប័ណ្ណ|guidance_hint::English (en) => Ask kindly|guidance_hint::Khmer (km) => សួរដោយសុភាព|required => yes|required_message => Please
text|story|Story|រឿង|Histoire|appearance => multiline
begin_group|visit|Visit|ដំណើរ|Visite|relevant => ${name} != ''|appearance => field-list
select_one province|province|Province|ខេត្ត|Province|required => true()
select_one district|district|District|ស្រុក|District|required => ${province} = 'a'|appearance => minimal|choice_filter => p = ${province}
select_multiple need|needs|Needs|តម្រូវការ|Besoins|constraint => count-selected(.) <= 2|constraint_message::English (en) => Two at most|constraint_message::Khmer (km) => យ៉ាងច្រើនពីរ|default => food
rank need|order|Order|លំដាប់|Ordre
select_one yn or_other|answer|Answer|ចម្លើយ|Réponse
begin_group|inner|Inner|ខាងក្នុង|Dedans
integer|age|Age|អាយុ|Âge|constraint => . >= 0 and . < 120|constraint_message::English (en) => 0 to 119|constraint_message::Khmer (km) => 0 ដល់ 119|default => 3
decimal|weight|Weight|ទម្ងន់|Poids
range|pain|Pain|ឈឺ|Douleur|parameters => start=0 end=1 step=0.1
end_group
end_group
begin_repeat|child|Child|កូន|Enfant|repeat_count => ${age}
text|child_name|Name|ឈ្មោះ|Nom
date|born|Born|កើត|Né
end_repeat
date|on|Day|ថ្ងៃ|Jour|default => today()
time|at|Time|ម៉ោង|Heure
dateTime|when|When|ពេល|Quand
note|thanks|Thank you ${name}|អរគុណ|Merci
acknowledge|seen|Seen|បានឃើញ|Vu
calculate|double||||calculation => ${age} * 2
integer|tripled|Tripled|បីដង|Triple|calculation => ${age} * 3
geopoint|here|Here|ទីនេះ|Ici
geotrace|way|Way|ផ្លូវ|Chemin
geoshape|field|Field|ស្រែ|Champ
image|photo|Photo|រូបថត|Photo|media::image => a.png
image|signed|Signature|ហត្ថលេខា|Signature|appearance => signature
audio|voice|Voice|សំឡេង|Voix
video|film|Film|វីដេអូ|Film
barcode|code|Code|លេខកូដ|Code
hidden|secret||||default => x
text|fixed|Fixed|ថេរ|Fixe|default => it's \"so\"|readonly => yes";

/// The sheet that [`EVERYTHING`] describes.
fn wide(lines: &str) -> String {
    let headings: Vec<&str> = HEADINGS.split('|').collect();
    let row = |line: &str| {
        let mut cells = vec![String::new(); headings.len()];
        for (at, cell) in line.split('|').enumerate() {
            let (at, text) = match cell.split_once(" => ") {
                Some((heading, text)) => (headings.iter().position(|known| *known == heading).unwrap(), text),
                None => (at, cell),
            };
            cells[at] = text.to_owned();
        }
        cells.join("|")
    };
    std::iter::once(HEADINGS.to_owned()).chain(lines.lines().map(row)).collect::<Vec<_>>().join("\n")
}

const CHOICES: &str = "\
list_name|name|label::English (en)|label::Khmer (km)|label::French (fr)|p
province|a|Upper|ខាងលើ|Haut
province|b|Lower|ខាងក្រោម|Bas
district|a1|North|ខាងជើង|Nord|a
district|b1|South|ខាងត្បូង|Sud|b
need|food|Food|អាហារ|Nourriture
need|home|Home|ផ្ទះ|Maison
yn|yes|Yes|បាទ|Oui
yn|no|No|ទេ|Non
spare|x|X|អិច|X";

fn everything() -> Vec<u8> {
    let settings = "form_title|form_id|version|default_language|kinkeeper_subject\nVisit|Visit Form|7|English (en)|child";
    book(&[("survey", &wide(EVERYTHING)), ("choices", CHOICES), ("settings", settings)])
}

#[test]
fn a_form_with_everything_becomes_a_sound_document() {
    let read = read(&everything());
    let i = &read.instrument;
    assert_eq!((i.code.as_str(), i.version, i.subject), ("visit-form", 1, Subject::Child));
    let sections: Vec<(&str, bool)> = i.sections.iter().map(|s| (s.code.as_str(), s.loose)).collect();
    assert_eq!(sections, [("part_1", true), ("visit", false), ("part_2", true)]);
    assert_eq!(i.sections[1].relevant.as_deref(), Some("${name} != ''"));
    let name = item(i, "name");
    assert!(name.required && name.title.en == "Name" && name.title.km == "ឈ្មោះ");
    assert_eq!(name.guidance.as_ref().unwrap().en, "As on the card\nAsk kindly");
    assert_eq!(item(i, "story").answer, Kind::Text { long: true });
    let day = item(i, "day");
    assert_eq!((&day.prefill, day.read_only), (&Some(Prefill::File { fact: Fact::Today }), true));
    assert!(
        matches!(&item(i, "province").answer, Kind::Choice { options, list: None, .. } if options.len() == 2)
    );
    let Kind::Choice { list, filter, .. } = &item(i, "district").answer else { panic!() };
    assert_eq!((list.as_deref(), filter.as_deref()), (Some("district"), Some("p = ${province}")));
    assert_eq!(item(i, "district").required_when.as_deref(), Some("${province} = 'a'"));
    assert_eq!(item(i, "district").appearance.as_deref(), Some("minimal"));
    assert_eq!(i.lists["district"][1].attributes["p"], "b");
    assert!(i.lists.contains_key("need") && i.lists.contains_key("spare") && !i.lists.contains_key("yn"));
    assert_eq!(item(i, "needs").constraint.as_ref().unwrap().message.km, "យ៉ាងច្រើនពីរ");
    assert_eq!(item(i, "needs").prefill, Some(Prefill::Reckoned { expr: "'food'".into() }));
    let Kind::Choice { options, .. } = &item(i, "answer").answer else { panic!() };
    assert_eq!(options.iter().map(|o| o.code.as_str()).collect::<Vec<_>>(), ["yes", "no", "other"]);
    assert_eq!(item(i, "answer_other").relevant.as_deref(), Some("selected(${answer}, 'other')"));
    assert!(matches!(&item(i, "inner").answer, Kind::Group { items } if items.len() == 3));
    assert_eq!(item(i, "pain").answer, Kind::Number { decimals: 1, min: Some(0), max: Some(10), unit: None });
    assert_eq!(item(i, "weight").answer, Kind::Number { decimals: 6, min: None, max: None, unit: None });
    assert!(
        matches!(&item(i, "child").answer, Kind::Repeat { items, count: Some(count), .. } if items.len() == 2 && count == "${age}")
    );
    assert_eq!(item(i, "on").prefill, Some(Prefill::Reckoned { expr: "today()".into() }));
    assert_eq!(item(i, "double").answer, Kind::Calculated { expr: "${age} * 2".into(), shown: false });
    assert_eq!(item(i, "tripled").answer, Kind::Calculated { expr: "${age} * 3".into(), shown: true });
    assert_eq!(item(i, "way").answer, Kind::Place { what: PlaceKind::Trace });
    assert_eq!(item(i, "signed").answer, Kind::Signature {});
    assert_eq!(item(i, "film").answer, Kind::Note {});
    assert_eq!(item(i, "secret").answer, Kind::Calculated { expr: "'x'".into(), shown: false });
    let Some(Prefill::Reckoned { expr }) = &item(i, "fixed").prefill else { panic!() };
    assert_eq!(expr, "concat('it', \"'\", 's \"so\"')");
    assert!(item(i, "fixed").read_only);
    let french = &i.translations["French (fr)"];
    assert_eq!(french["item.age.title"], "Âge");
    assert_eq!(french["section.visit.title"], "Visite");
    assert_eq!(french["list.district.b1"], "Sud");
    assert_eq!(french["list.answer.yes"], "Oui", "a list of one item's own goes by its code");
    let kept = kept(&read);
    for expected in [
        ("survey!A2", K::TypeUnasked),
        ("survey!A4", K::TypeUnasked),
        ("survey!K5", K::MessageKept),
        ("survey!S7", K::AppearanceKept),
        ("survey!C26", K::LabelReference),
        ("survey!P29", K::CalculationShown),
        ("survey!X33", K::MediaKept),
        ("settings!C2", K::SettingKept),
    ] {
        assert!(kept.contains(&(expected.0.to_owned(), expected.1)), "{expected:?} of {kept:?}");
    }
    let warned = warned(&read);
    for expected in
        [("survey!A12", K::OrOtherAdded), ("choices!A10", K::ListUnused), ("settings!", K::CodeMade)]
    {
        assert!(warned.contains(&(expected.0.to_owned(), expected.1)), "{expected:?} of {warned:?}");
    }
    let problems = i.check().err().unwrap_or_default();
    assert!(
        problems.iter().all(|p| matches!(p.fault, domain::instrument::DocumentFault::Text(_))),
        "{problems:?}"
    );
}

#[test]
fn a_census_is_read_and_reckons_over_its_repeats() {
    let read = read(&fixtures::census().unwrap());
    let i = &read.instrument;
    assert!(i.items().count() >= 260, "{}", i.items().count());
    let mut book: calamine::Xlsx<_> =
        calamine::Reader::new(std::io::Cursor::new(fixtures::census().unwrap())).unwrap();
    let rows = calamine::Reader::worksheet_range(&mut book, "survey").unwrap().height();
    assert!(rows > 300, "{rows}");
    assert!(
        read.warnings
            .iter()
            .all(|w| w.kind != K::TranslationMissing || w.sheet.as_deref() == Some("settings")),
        "{:?}",
        read.warnings
    );
    let number = |value: i64| Answer::Number { value };
    let row = |id: &str, answers: Answers| Instance { id: id.into(), answers };
    let member = |id: &str, age: i64| row(id, [("age".to_owned(), number(age))].into());
    let answers: Answers = [
        ("consent".to_owned(), Answer::Acknowledged {}),
        ("household_size".to_owned(), number(3)),
        ("member".to_owned(), Answer::Repeat { rows: vec![member("a", 40), member("b", 9), member("c", 2)] }),
        ("spent_rice".to_owned(), number(90_000)),
    ]
    .into();
    let result = evaluate(i, &answers, &Context::default());
    let value = |code: &str| {
        let found = result.values.iter().find(|v| v.at.code == code && v.at.row.is_none());
        found.map(|v| v.value.clone()).unwrap_or_default()
    };
    assert_eq!((value("children").as_str(), value("members").as_str()), ("2", "3"));
    assert_eq!((value("spent").as_str(), value("spent_each").as_str()), ("90000", "30000"));
    assert!(result.unreckoned.is_empty(), "{:?}", result.unreckoned);
}

#[test]
fn dialects_are_read_with_warnings_where_they_are_tolerated() {
    let lines = "\
type|name|label|$kuid|kobo--score-choices|instance::tag|notes
tel|phone|Phone|x|||call first
begin_score|g|G
text|a|A
end_score
video|v|V
select_one_from_file villages.csv|village|Village";
    let bytes = form(lines, "list_name|name|label\nyn|yes|Yes");
    let errors = import(&bytes, &Options::default()).unwrap_err();
    assert_eq!(errors.len(), 8, "{errors:#?}");
    let read = read_as(&bytes, true);
    let warned = warned(&read);
    for (cell, kind) in [
        ("survey!A2", K::TypeDialect),
        ("survey!A3", K::TypeDialect),
        ("survey!D1", K::ColumnDialect),
        ("survey!E1", K::ColumnDialect),
        ("survey!F1", K::ColumnDialect),
        ("survey!G1", K::ColumnUnknown),
        ("survey!C1", K::LanguageMissing),
    ] {
        assert!(warned.contains(&(cell.to_owned(), kind)), "{cell} {kind:?} of {warned:?}");
    }
    assert!(kept(&read).contains(&("survey!A7".to_owned(), K::ListOfFile)));
    assert_eq!(item(&read.instrument, "phone").answer, Kind::Text { long: false });
    assert_eq!(item(&read.instrument, "village").answer, Kind::Text { long: false });
}

#[test]
fn a_language_that_is_missing_is_blank_and_told() {
    let read = read(&survey(&rows("text|a|A|\ntext|b||ខ\ntext|c|C|ក\u{200b}\u{200b}ា")));
    assert_eq!(
        (item(&read.instrument, "a").title.km.as_str(), item(&read.instrument, "b").title.en.as_str()),
        ("", "")
    );
    assert_eq!(item(&read.instrument, "c").title.km, "កា");
    assert_eq!(
        warned(&read),
        [
            ("survey!D2".to_owned(), K::TranslationMissing),
            ("survey!C3".to_owned(), K::TranslationMissing),
            ("survey!D4".to_owned(), K::ZeroWidth),
            ("settings!".to_owned(), K::TranslationMissing),
        ]
    );
    let khmer = read_khmer();
    assert_eq!(item(&khmer, "a").title.km, "ឈ្មោះ");
}

/// Without a language in the heading, the script decides.
fn read_khmer() -> Instrument {
    read(&survey("type|name|label\ntext|a|ឈ្មោះ\ntext|b|អាយុ")).instrument
}

#[test]
fn names_that_lie_in_several_groups_are_made_unique_and_expressions_follow() {
    let lines = "\
type|name|label|relevant|calculation
begin_repeat|child|Child
text|name|Name
text|nick|Nick|${name} != ''
end_repeat
begin_repeat|carer|Carer
text|name|Name
text|nick|Nick|${name} != ''
end_repeat
begin_group|g|G
text|x|X
end_group
calculate|n|||count(${g}) + count(${carer})";
    let read = read(&survey(lines));
    let i = &read.instrument;
    assert_eq!(item(i, "carer_name").title.en, "Name");
    assert_eq!(item(i, "carer_nick").relevant.as_deref(), Some("${carer_name} != ''"));
    assert_eq!(item(i, "nick").relevant.as_deref(), Some("${name} != ''"));
    assert!(matches!(item(i, "g").answer, Kind::Group { .. }), "a group that expressions name is no section");
    assert!(warned(&read).contains(&("survey!B7".to_owned(), K::NameMadeUnique)));
}

#[test]
fn expressions_that_programs_read_differently_are_told_at_their_cell() {
    let lines = "\
type|name|label|relevant|constraint|readonly
text|a|A||regex(., '[0-9]+')
text|b|B|a = \u{201c}x\u{201d}||${a} = '1'
text|c|C|TRUE";
    let read = read(&survey(lines));
    let warned = warned(&read);
    for (cell, kind) in
        [("survey!E2", K::ExpressionDiffers), ("survey!D3", K::SmartQuotes), ("survey!D3", K::BareName)]
    {
        assert!(warned.contains(&(cell.to_owned(), kind)), "{cell} {kind:?} of {warned:?}");
    }
    assert_eq!(item(&read.instrument, "b").relevant.as_deref(), Some("a = \"x\""));
    assert_eq!(item(&read.instrument, "c").relevant.as_deref(), Some("true()"));
    assert_eq!(kept(&read), [("survey!F3".to_owned(), K::ReadOnlyKept)]);
}

#[test]
fn what_the_exporter_adds_comes_back() {
    let items = r#"{"q1":{"code":"1A","evidence":true,"asked_of":["child"],"answer":{"kind":"level","levels":[{"value":1,"label":{"en":"Bad","km":"អន់"},"description":{"en":"B","km":"អ"},"colour":"red","needs_goal":true},{"value":2,"label":{"en":"Good","km":"ល្អ"},"description":{"en":"G","km":"ល"},"colour":"green","needs_goal":false}]}},"kids":{"answer":{"at_least":1}}}"#;
    let ours = format!(
        "key|value\npurpose|{{\"en\":\"P\",\"km\":\"ព\"}}\nowner|Us\npace|item\nchild_friendly|true\nriel_per_dollar|4100\nscores|[{{\"code\":\"s\",\"title\":{{\"en\":\"S\",\"km\":\"ស\"}},\"method\":{{\"by\":\"sum\",\"items\":[\"1A\"]}}}}]\nscores|[{{\"code\":\"t\",\"title\":{{\"en\":\"T\",\"km\":\"ត\"}},\"method\":{{\"by\":\"sum\",\"items\":[\"1A\"]}}}}]\nitems|{items}\nsections|{{\"g\":{{\"tone\":\"strength\"}}}}"
    );
    let lines = "begin_group|g|G|ក\nselect_one lv|q1|Q|ស\nend_group\nbegin_repeat|kids|Kids|កូន\ntext|k|K|ខ\nend_repeat";
    let lists = "list_name|name|label::English (en)|label::Khmer (km)\nlv|1|Bad|អន់\nlv|2|Good|ល្អ";
    let bytes = book(&[
        ("survey", &rows(lines)),
        ("choices", lists),
        ("settings", super::common::SETTINGS),
        ("kinkeeper", &ours),
    ]);
    let read = read(&bytes);
    let i = &read.instrument;
    let level = item(i, "1A");
    assert!(level.evidence && level.levels().len() == 2 && level.title.en == "Q");
    assert_eq!(
        (i.owner.as_str(), i.pace, i.child_friendly, i.riel_per_dollar),
        ("Us", Pace::Item, true, 4100)
    );
    assert_eq!(i.scores.len(), 2, "rows of one key are joined");
    assert_eq!(i.sections[0].tone, domain::instrument::Tone::Strength);
    assert!(matches!(&item(i, "kids").answer, Kind::Repeat { items, at_least: 1, .. } if items.len() == 1));
    assert!(i.lists.is_empty(), "{:?}", i.lists);
}

#[test]
fn rows_for_other_programs_are_passed_over_and_whole_items_come_from_our_sheet() {
    let items = r#"{"1A":{"title":{"en":"Q","km":"ស"},"answer":{"kind":"text"}},"people":{"title":{"en":"People","km":"មនុស្ស"},"answer":{"kind":"list","row":[{"code":"name","label":{"en":"Name","km":"ឈ្មោះ"},"holds":{"kind":"text"}}]}}}"#;
    let sections =
        r#"{"1":{"title":{"en":"G","km":"ក"}},"0":{"title":{"en":"Loose","km":"រលុង"},"loose":true}}"#;
    let ours = format!(
        "key|value\ncodes|{{\"item.q_1A\":\"1A\",\"section.q_1\":\"1\"}}\nderived|[\"about\",\"wrap\",\"people_id\"]\nitems|{items}\nsections|{sections}"
    );
    let lines = "type|name|label::English (en)|label::Khmer (km)|calculation|relevant\nnote|about|About|អំពី\ninteger|n|N|ន||count(${people}) > 0\nbegin_group|q_1|G|ក\nbegin_group|wrap||\ntext|q_1A|Changed|ស||${about} != ''\nend_group\nbegin_repeat|people|People|មនុស្ស\ncalculate|people_id|||once(uuid())\ntext|name|Name|ឈ្មោះ\nend_repeat\nend_group";
    let read = read(&book(&[("survey", lines), ("settings", common_settings()), ("kinkeeper", &ours)]));
    let i = &read.instrument;
    let codes: Vec<&str> = i.items().map(|(_, item)| item.code.as_str()).collect();
    assert_eq!(codes, ["n", "1A", "people"]);
    let sections: Vec<(&str, bool)> = i.sections.iter().map(|s| (s.code.as_str(), s.loose)).collect();
    assert_eq!(sections, [("0", true), ("1", false)]);
    assert!(matches!(&item(i, "people").answer, Kind::List { row, .. } if row.len() == 1));
    assert!(warned(&read).contains(&("survey!C6".to_owned(), K::WordsElsewhere)));
}

fn common_settings() -> &'static str {
    super::common::SETTINGS
}
