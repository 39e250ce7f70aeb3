//! Tests of the drawing as a whole: nothing overlaps, whatever the family.

use super::*;
use crate::khmer::Lang;
use crate::kinship::Quality;
use proptest::prelude::*;

fn id(n: usize) -> PersonId {
    PersonId::from_u128(n as u128 + 1)
}

fn person(n: usize, km: &str, latin: &str, sex: Sex, birth: i16) -> GenoPerson {
    let birth = match birth {
        0 => None,
        year if year < 0 => Some(Birth::About { year: -year, month: None }),
        year => Some(Birth::Exact { day: Day::new(year, 3, 1).unwrap() }),
    };
    GenoPerson { name_km: km.into(), name_latin: latin.into(), birth, ..GenoPerson::new(id(n), sex) }
}

fn bond(child: usize, parent: usize, quality: Quality) -> KinParentage {
    KinParentage { child: id(child), parent: id(parent), quality }
}

fn born(child: usize, parents: &[usize]) -> Vec<KinParentage> {
    parents.iter().map(|p| bond(child, *p, Quality::Birth)).collect()
}

fn couple(a: usize, b: usize, kind: UnionKind, state: UnionState) -> GenoUnion {
    GenoUnion { a: id(a), b: id(b), kind, state }
}

fn today() -> Option<Day> {
    Day::new(2026, 11, 22).ok()
}

/// A grandmother raises five grandchildren while their father is in prison and their mother has died.
fn grandmother() -> GenogramInput {
    use Sex::{Female, Male};
    let mut people = vec![
        person(0, "ស៊ិន យ៉ាន", "Sin Yan", Female, -1958),
        person(1, "ម៉ៅ វិចិត្រ", "Mao Vichet", Male, 1984),
        person(2, "ឡុង សុខា", "Long Sokha", Female, -1987),
        person(3, "ម៉ៅ ដារ៉ា", "Mao Dara", Male, 2011),
        person(4, "ម៉ៅ ស្រីនិច", "Mao Sreynich", Female, 2013),
        person(5, "ម៉ៅ សុភា", "Mao Sophea", Female, 2015),
        person(6, "ម៉ៅ ពិសិដ្ឋ", "Mao Piseth", Male, -2018),
        person(7, "ម៉ៅ រតនា", "Mao Rattana", Female, 2021),
    ];
    people[0].carer = true;
    people[1].note = Some(("នៅឆ្ងាយ".into(), "away".into()));
    people[2].dead = true;
    people[2].died_on = Day::new(2022, 5, 5).ok();
    people[5].focus = true;
    GenogramInput {
        people,
        parentages: [born(1, &[0]), (3..8).flat_map(|c| born(c, &[1, 2])).collect()].concat(),
        unions: vec![couple(1, 2, UnionKind::Married, UnionState::Widowed)],
        siblings: vec![],
        households: vec![[0, 3, 4, 5, 6, 7].map(id).to_vec()],
        on: today(),
    }
}

/// Both partners were married before, a child of each and one of both, a foster child, grandparents on both
/// sides, an aunt.
fn blended() -> GenogramInput {
    use Sex::{Female, Male, Unknown};
    let mut people = vec![
        person(0, "ហេង វិបុល", "Heng Vibol", Male, 1982),
        person(1, "ចាន់ ធីតា", "Chan Thida", Female, 1986),
        person(2, "កែវ សុផល", "Keo Sophal", Male, 1980),
        person(3, "ទេព ម៉ារី", "Tep Mary", Female, -1985),
        person(4, "កែវ ចន្ទ្រា", "Keo Chantrea", Female, 2008),
        person(5, "ហេង សុវណ្ណារ៉ា", "Heng Sovannara", Male, 2010),
        person(6, "ហេង ពេជ្រ", "Heng Pich", Male, 2019),
        person(7, "អ៊ុំ វណ្ណា", "Um Vanna", Unknown, -2016),
        person(8, "ហេង សុខ", "Heng Sok", Male, -1955),
        person(9, "នួន ភី", "Nuon Phy", Female, -1957),
        person(10, "ចាន់ ឡុង", "Chan Long", Male, -1958),
        person(11, "អ៊ុក សាវី", "Ouk Savy", Female, -1960),
        person(12, "ចាន់ ស្រីពៅ", "Chan Sreypov", Female, 1992),
        GenoPerson { unborn: true, ..GenoPerson::new(id(13), Unknown) },
        person(14, "ហេង សុផាត", "Heng Sophat", Male, 1979),
    ];
    people[1].carer = true;
    people[0].carer = true;
    people[5].focus = true;
    people[10].dead = true;
    let together = UnionState::Together;
    GenogramInput {
        people,
        parentages: [
            born(4, &[1, 2]),
            born(5, &[0, 3]),
            born(6, &[0, 1]),
            born(13, &[0, 1]),
            born(0, &[8, 9]),
            born(14, &[8, 9]),
            born(1, &[10, 11]),
            born(12, &[10, 11]),
            vec![bond(7, 0, Quality::Foster), bond(7, 1, Quality::Foster)],
        ]
        .concat(),
        unions: vec![
            couple(1, 0, UnionKind::Cohabiting, together),
            couple(1, 2, UnionKind::Married, UnionState::Divorced),
            couple(0, 3, UnionKind::Married, UnionState::Separated),
            couple(8, 9, UnionKind::Married, together),
            couple(10, 11, UnionKind::Married, UnionState::Widowed),
        ],
        siblings: vec![],
        households: vec![[0, 1, 4, 5, 6, 7].map(id).to_vec()],
        on: today(),
    }
}

/// Three generations of six, which is as many as must stay legible on a phone.
fn three_by_six() -> GenogramInput {
    let names = [
        ("សុខ", "Sok"),
        ("សុភា", "Sophea"),
        ("ដារ៉ា", "Dara"),
        ("ចន្ថា", "Chantha"),
        ("វិចិត្រ", "Vichet"),
        ("ស្រីមុំ", "Sreymom"),
    ];
    let mut people = Vec::new();
    for n in 0..14 {
        let (km, latin) = names[n % 6];
        let sex = if n % 2 == 0 { Sex::Male } else { Sex::Female };
        let year =
            [-1955, -1958, -1956, -1960, 1980, 1982, 1985, 1988, 2008, 2010, 2012, 2014, 2016, 2020][n];
        people.push(person(n, &format!("កែវ {km}"), &format!("Keo {latin}"), sex, year));
    }
    people[10].focus = true;
    people[5].carer = true;
    let together = UnionState::Together;
    GenogramInput {
        people,
        parentages: [born(4, &[0, 1]), born(6, &[0, 1]), born(5, &[2, 3]), born(7, &[2, 3])]
            .into_iter()
            .chain((8..14).map(|c| born(c, &[4, 5])))
            .flatten()
            .collect(),
        unions: vec![
            couple(0, 1, UnionKind::Married, together),
            couple(2, 3, UnionKind::Married, together),
            couple(4, 5, UnionKind::Married, together),
        ],
        siblings: vec![],
        households: vec![(4..6).chain(8..14).map(id).collect()],
        on: today(),
    }
}

/// A man with three wives, an aunt without known parents, people nobody could connect, one without a name.
fn scattered() -> GenogramInput {
    use Sex::{Female, Male, Unknown};
    let people = vec![
        person(0, "ប៊ុន ថន", "Bun Thon", Male, -1970),
        person(1, "លី ម៉ាឡា", "Ly Mala", Female, -1972),
        person(2, "អ៊ិន សុខុម", "In Sokhom", Female, -1975),
        person(3, "ភន ស្រីលក្ខណ៍", "Phorn Sreyleak", Female, 1985),
        person(4, "ប៊ុន រិទ្ធី", "Bun Rithy", Male, 1995),
        person(5, "ប៊ុន សុខលាង", "Bun Sokleang", Female, 2001),
        person(6, "ប៊ុន វីរៈ", "Bun Virak", Male, 2010),
        person(7, "ប៊ុន ម៉ុម", "Bun Mom", Female, 0),
        person(8, "", "", Unknown, 0),
        person(9, "អ្នកជិតខាង ឈ្មោះ សុគន្ធារស្មីចន្ទសោភា", "Neighbour Sokunthearasmey", Female, -1980),
    ];
    GenogramInput {
        people,
        parentages: [
            born(4, &[0, 1]),
            born(5, &[0, 2]),
            born(6, &[0, 3]),
            vec![bond(6, 2, Quality::Step), bond(4, 7, Quality::Adoptive)],
        ]
        .concat(),
        unions: vec![
            couple(0, 1, UnionKind::Married, UnionState::Divorced),
            couple(0, 2, UnionKind::Married, UnionState::Together),
            couple(0, 3, UnionKind::Cohabiting, UnionState::Separated),
        ],
        siblings: vec![(id(0), id(7))],
        households: vec![[0, 2, 6].map(id).to_vec()],
        on: today(),
    }
}

fn overlaps(layout: &Layout) -> Vec<String> {
    let mut boxes: Vec<(usize, Rect)> = Vec::new();
    for (n, s) in layout.symbols.iter().enumerate() {
        boxes.extend([(n, s.rect()), (n, s.label.rect)]);
    }
    let mut out = Vec::new();
    for (i, (n, a)) in boxes.iter().enumerate() {
        if a.w > 0.0
            && (a.x < -0.1 || a.y < -0.1 || a.x + a.w > layout.width + 0.1 || a.y + a.h > layout.height + 0.1)
        {
            out.push(format!("{n} outside {a:?} of {} x {}", layout.width, layout.height));
        }
        for (m, b) in boxes.iter().skip(i + 1) {
            if m != n && a.overlaps(b) {
                out.push(format!("{n} {a:?} and {m} {b:?}"));
            }
        }
    }
    out
}

/// Lines may touch the symbols they belong to, but run through nobody's symbol or name.
fn lines_through_boxes(layout: &Layout) -> Vec<String> {
    let mut out = Vec::new();
    for line in &layout.lines {
        for pair in line.points.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let line = Rect { x: a.0.min(b.0), y: a.1.min(b.1), w: (a.0 - b.0).abs(), h: (a.1 - b.1).abs() };
            for s in &layout.symbols {
                let half = crate::genogram::layout::SYMBOL / 2.0 - 5.0;
                let core = Rect { x: s.x - half, y: s.y - half, w: 2.0 * half, h: 2.0 * half };
                let label = Rect { x: s.label.rect.x + 2.0, w: s.label.rect.w - 4.0, ..s.label.rect };
                for part in [core, label] {
                    if part.w > 0.0 && line.overlaps(&part) {
                        out.push(format!("{line:?} through {:?} {:?}", s.label.name, part));
                    }
                }
            }
        }
    }
    out
}

fn at(layout: &Layout, n: usize) -> &Symbol {
    layout.symbols.iter().find(|s| s.id == id(n)).unwrap()
}

#[test]
fn known_families_are_drawn_without_overlaps() {
    for input in [grandmother(), blended(), three_by_six(), scattered(), GenogramInput::default()] {
        for lang in [Lang::Km, Lang::En] {
            let layout = layout(&input, lang);
            assert_eq!(overlaps(&layout), Vec::<String>::new());
            assert_eq!(lines_through_boxes(&layout), Vec::<String>::new());
            assert_eq!(layout.symbols.len(), input.people.len());
        }
    }
}

#[test]
fn men_stand_left_oldest_children_left_and_generations_in_rows() {
    let layout = layout(&blended(), Lang::En);
    assert!(at(&layout, 0).x < at(&layout, 1).x && at(&layout, 8).x < at(&layout, 9).x);
    assert!(at(&layout, 8).y < at(&layout, 0).y && at(&layout, 0).y < at(&layout, 6).y);
    assert_eq!(at(&layout, 0).y, at(&layout, 3).y);
    let family = super::layout::layout(&grandmother(), Lang::Km);
    assert!((3..7).all(|n| at(&family, n).x < at(&family, n + 1).x));
    assert!(at(&family, 0).y < at(&family, 1).y && at(&family, 1).y < at(&family, 3).y);
}

#[test]
fn symbols_say_what_is_known() {
    let layout = layout(&grandmother(), Lang::Km);
    assert_eq!(at(&layout, 0).shape, Shape::Circle);
    assert_eq!(at(&layout, 0).inside, "~៦៨");
    assert_eq!(at(&layout, 1).inside, "៤២");
    assert!(at(&layout, 2).dead && at(&layout, 2).inside.is_empty());
    assert_eq!(at(&layout, 2).label.extra, ["អាយុ ~៣៤"]);
    assert!(at(&layout, 5).focus && !at(&layout, 4).focus);
    assert_eq!(layout.homes.len(), 1);
    let english = super::layout::layout(&blended(), Lang::En);
    assert_eq!((at(&english, 7).shape, at(&english, 7).inside.as_str()), (Shape::Diamond, "?"));
    assert_eq!(at(&english, 13).shape, Shape::Triangle);
    assert_eq!(at(&english, 5).inside, "16");
}

#[test]
fn couples_and_children_are_drawn_by_their_bonds() {
    let layout = layout(&blended(), Lang::En);
    let count = |style| layout.lines.iter().filter(|l| l.style == style).count();
    assert_eq!(count(LineStyle::Cohabiting), 1);
    assert_eq!(count(LineStyle::Married), 4);
    assert_eq!(count(LineStyle::Adoptive), 0);
    let child = at(&layout, 7);
    let ends_there = |l: &&Line| l.points.last().is_some_and(|(x, y)| *x == child.x && *y < child.y);
    let styles: Vec<LineStyle> = layout.lines.iter().filter(ends_there).map(|l| l.style).collect();
    assert_eq!(styles, [LineStyle::Foster]);
    let mut marks: Vec<MarkKind> = layout.marks.iter().map(|m| m.kind).collect();
    marks.sort_unstable();
    assert_eq!(marks, [MarkKind::Separated, MarkKind::Divorced, MarkKind::Widowed]);
}

#[test]
fn a_family_of_three_by_six_fits_a_phone_and_no_name_is_cut() {
    // 328 pixels are left on a phone of 360; words must stay at least 11 pixels high.
    for lang in [Lang::Km, Lang::En] {
        let layout = layout(&three_by_six(), lang);
        assert!(328.0 / layout.width * super::layout::FONT >= 11.0, "{} wide", layout.width);
    }
    for input in [three_by_six(), scattered()] {
        for (lang, s) in [Lang::Km, Lang::En]
            .into_iter()
            .flat_map(|l| super::layout::layout(&input, l).symbols.into_iter().map(move |s| (l, s)))
        {
            let person = input.people.iter().find(|p| p.id == s.id).unwrap();
            let name = if lang == Lang::Km { &person.name_km } else { &person.name_latin };
            if !name.is_empty() {
                assert_eq!(s.label.name.concat().replace(' ', ""), name.replace(' ', ""));
            }
        }
    }
}

#[test]
fn the_svg_is_accessible_and_needs_nothing_from_elsewhere() {
    let mut input = blended();
    input.people[0].name_latin = "Heng <b>\"Vibol\" & sons\u{1}".into();
    let drawn = svg(&layout(&input, Lang::En), Look::Screen);
    assert!(drawn.starts_with("<svg ") && drawn.ends_with("</svg>"));
    for wanted in [r#"role="img""#, "<title>", "<desc>", "viewBox=", "&lt;b&gt;", "currentColor", "divorced"]
    {
        assert!(drawn.contains(wanted), "{wanted}");
    }
    for unwanted in
        ["style=", "<style", "<script", "http://www.w3.org/1999", "href", "<b>", "\u{1}", "NaN", "inf"]
    {
        assert!(!drawn.contains(unwanted), "{unwanted}");
    }
    let paper = svg(&layout(&input, Lang::Km), Look::Paper);
    assert!(!paper.contains("var(") && !paper.contains("currentColor") && paper.contains("Noto Sans Khmer"));
    assert!(paper.contains("លែងលះ"));
    assert_eq!(drawn, svg(&layout(&input, Lang::En), Look::Screen), "the same every time");
}

#[test]
fn impossible_facts_are_passed_over() {
    let mut input = grandmother();
    input.parentages.extend([
        bond(0, 3, Quality::Birth),
        bond(4, 4, Quality::Birth),
        bond(3, 99, Quality::Birth),
    ]);
    input.unions.push(couple(0, 0, UnionKind::Married, UnionState::Together));
    input.unions.push(couple(0, 3, UnionKind::Married, UnionState::Together));
    input.siblings.push((id(1), id(5)));
    let layout = layout(&input, Lang::Km);
    assert_eq!(overlaps(&layout), Vec::<String>::new());
}

prop_compose! {
    fn families()(size in 1_usize..16)(
        people in prop::collection::vec((0_u8..3, -2020_i16..2020, prop::bool::weighted(0.2), 0_usize..5), size),
        bonds in prop::collection::vec((0..size, 0..size, 0_u8..8), 0..size * 2),
        unions in prop::collection::vec((0..size, 0..size, 0_u8..4), 0..size),
        siblings in prop::collection::vec((0..size, 0..size), 0..3),
        home in prop::collection::vec(0..size, 0..size),
        wild in prop::bool::weighted(0.2),
    ) -> GenogramInput {
        let names = ["", "សុខ", "ស្រីពេជ្រ ចន្ទសោភ័ណ្ឌរស្មី", "ឈឿន ណារិន", "អ៊ុំ"];
        let sexes = [Sex::Female, Sex::Male, Sex::Unknown];
        GenogramInput {
            people: people.iter().enumerate().map(|(n, (sex, year, dead, name))| GenoPerson {
                dead: *dead,
                carer: n % 3 == 0,
                ..person(n, names[*name], "Sovannarith Keo", sexes[usize::from(*sex)], if year.abs() < 1930 { 0 } else { *year })
            }).collect(),
            // Mostly families as they are: parents come before their children.
            parentages: bonds.iter().map(|(a, b, q)| {
                let (parent, child) = if wild { (*a, *b) } else { (*a.min(b), *a.max(b)) };
                let qualities = [Quality::Birth, Quality::Step, Quality::Adoptive, Quality::Foster, Quality::Ritual];
                bond(child, parent, qualities[usize::from(q.saturating_sub(3))])
            }).collect(),
            unions: unions.iter().map(|(a, b, s)| {
                let states = [UnionState::Together, UnionState::Separated, UnionState::Divorced, UnionState::Widowed];
                couple(*a, *b, if s % 2 == 0 { UnionKind::Married } else { UnionKind::Cohabiting }, states[usize::from(*s)])
            }).collect(),
            siblings: siblings.iter().map(|(a, b)| (id(*a), id(*b))).collect(),
            households: vec![home.iter().map(|n| id(*n)).collect()],
            on: today(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn no_two_people_overlap_in_any_family(input in families(), km in any::<bool>()) {
        let layout = layout(&input, if km { Lang::Km } else { Lang::En });
        prop_assert_eq!(layout.symbols.len(), input.people.len());
        prop_assert_eq!(overlaps(&layout), Vec::<String>::new());
        let drawn = svg(&layout, Look::Paper);
        prop_assert!(!drawn.contains("NaN") && !drawn.contains("inf"));
    }
}
