//! Worked examples of both tools, as a worker would fill them in.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn csi() -> &'static Instrument {
    find("csi", 1).unwrap()
}

fn map() -> &'static Instrument {
    find("safety-map", 1).unwrap()
}

const FACTORS: [&str; 12] = ["1A", "1B", "2A", "2B", "3A", "3B", "4A", "4B", "5A", "5B", "6A", "6B"];

fn level(value: u8) -> Answer {
    Answer::Level {
        value, reason: "ម្ដាយប្រាប់ និងបានឃើញផ្ទាល់".into()
    }
}

fn marks(values: [u8; 12]) -> Answers {
    FACTORS.iter().zip(values).map(|(code, v)| (code.to_string(), level(v))).collect()
}

fn row(id: &str, fields: &[(&str, &str)]) -> Row {
    Row { id: id.into(), fields: fields.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect() }
}

fn list(rows: &[Row]) -> Answer {
    Answer::List { rows: rows.to_vec() }
}

fn rating(rater: Voice, who: &str, score: u8) -> Rating {
    let (reason, one_higher) = ("She slept at her aunt's".into(), "The aunt keeps a key".into());
    Rating { rater, who: who.into(), score, reason, one_higher, about: None }
}

/// An aunt takes the children in when their father drinks.
fn aunt_next_door() -> Answers {
    let danger = [
        ("who_worried", "Ming Sokha"),
        ("about", "Father drinks and throws things"),
        ("impact", "A child may be hit"),
    ];
    let safety = [
        ("what", "Took both children to sleep at her house"),
        ("who", "Ming Sokha"),
        ("on", "2026-10-12"),
        ("danger", "d1"),
    ];
    let goal = [
        ("danger", "d1"),
        ("seen", "The children are at the aunt's before he drinks"),
        ("how_long", "3 months"),
    ];
    let step = [
        ("what", "Show the children the way in the dark"),
        ("who", "Ming Sokha"),
        ("by_when", "2026-11-29"),
        ("goal", "g1"),
    ];
    let harm = [
        ("what", "A plate hit the boy"),
        ("when", "Pchum Ben, once"),
        ("impact", "A cut on the arm"),
        ("told_by", "Teacher"),
    ];
    BTreeMap::from([
        ("strength".into(), list(&[row("s1", &[("what", "The children tell their aunt everything")])])),
        ("existing_safety".into(), list(&[row("e1", &safety)])),
        ("past_harm".into(), list(&[row("h1", &harm)])),
        ("danger".into(), list(&[row("d1", &danger)])),
        ("safety_goal".into(), list(&[row("g1", &goal)])),
        ("next_step".into(), list(&[row("n1", &step)])),
        (
            "safety_scale".into(),
            Answer::Scale { ratings: vec![rating(Voice::Child, "Dara", 4), rating(Voice::Worker, "w1", 6)] },
        ),
    ])
}

fn on_the_day() -> Context {
    Context { today: Some("2026-11-22".parse().unwrap()), ..Context::default() }
}

fn kinds(
    instrument: &Instrument,
    answers: &Answers,
) -> Vec<(String, Option<String>, Option<String>, ProblemKind)> {
    let evaluation = evaluate(instrument, answers, &on_the_day());
    assert_eq!(evaluation.complete, evaluation.problems.is_empty());
    let found = evaluation.problems.into_iter();
    found
        .map(|problem| (problem.item.unwrap_or_default(), problem.row, problem.field, problem.kind))
        .collect()
}

fn one(
    item: &str,
    row: Option<&str>,
    field: Option<&str>,
    kind: ProblemKind,
) -> Vec<(String, Option<String>, Option<String>, ProblemKind)> {
    vec![(item.into(), row.map(Into::into), field.map(Into::into), kind)]
}

fn edit(answers: &mut Answers, item: &str, change: impl FnOnce(&mut Vec<Row>)) {
    let Some(Answer::List { rows }) = answers.get_mut(item) else { panic!("{item} is not a list") };
    change(rows);
}

#[test]
fn the_child_status_check_has_its_twelve_factors_and_their_own_colours() {
    use Colour::{Blue, Green, Red, Yellow};
    let levels: Vec<(&str, &[Level])> = csi()
        .items()
        .filter(|(_, i)| !i.levels().is_empty())
        .map(|(_, i)| (i.code.as_str(), i.levels()))
        .collect();
    assert_eq!(levels.iter().map(|(code, _)| *code).collect::<Vec<_>>(), FACTORS);
    for (code, levels) in levels {
        let steep = ["1A", "3A", "3B", "6B"].contains(&code);
        let expected = if steep { [Green, Yellow, Red, Red] } else { [Green, Blue, Yellow, Red] };
        assert_eq!(levels.iter().map(|level| level.value).collect::<Vec<_>>(), [4, 3, 2, 1], "{code}");
        assert_eq!(levels.iter().map(|level| level.colour).collect::<Vec<_>>(), expected, "{code}");
        assert!(levels.iter().all(|level| level.needs_goal == (level.colour != Green)), "{code}");
    }
}

#[test]
fn strengths_stand_before_worries() {
    let tones: Vec<Tone> = map().sections.iter().map(|section| section.tone).collect();
    assert_eq!(tones, [Tone::Strength, Tone::Worry, Tone::Plan, Tone::View]);
}

/// Three siblings short of food: the second, aged six.
#[test]
fn a_worked_status_check() {
    let answers = marks([2, 2, 3, 4, 4, 3, 3, 4, 4, 4, 3, 1]);
    let context = Context { subject_age_years: Some(6), ..on_the_day() };
    let evaluation = evaluate(csi(), &answers, &context);
    assert!(evaluation.complete, "{:?}", evaluation.problems);
    assert_eq!((evaluation.asked, evaluation.answered), (12, 12));
    assert_eq!(evaluation.needs_goal, ["1A", "1B", "2A", "3B", "4A", "6A", "6B"]);
    assert_eq!(evaluation.red_flags, Vec::<String>::new());
    let colours = [(Colour::Red, 2), (Colour::Yellow, 2), (Colour::Blue, 3), (Colour::Green, 5)];
    assert_eq!(evaluation.by_colour, BTreeMap::from(colours));
    let food = &evaluation.per_item[0];
    assert_eq!(
        (food.section.as_str(), food.code.as_str(), food.value, food.colour),
        ("1", "1A", 2, Colour::Red)
    );
}

#[test]
fn a_mark_without_a_reason_or_a_missing_factor_is_not_complete() {
    let mut answers = marks([4; 12]);
    answers.insert("4A".into(), Answer::Level { value: 3, reason: " \u{200b}".into() });
    answers.remove("6B");
    let mut expected = one("4A", None, None, ProblemKind::MissingReason);
    expected.extend(one("6B", None, None, ProblemKind::MissingAnswer));
    assert_eq!(kinds(csi(), &answers), expected);
    let evaluation = evaluate(csi(), &answers, &on_the_day());
    assert_eq!((evaluation.asked, evaluation.answered), (12, 10));
    assert!(
        evaluation.needs_goal.contains(&"4A".to_owned()),
        "the colour shows before the reason is written"
    );
}

#[test]
fn unknown_items_levels_and_options_are_named_not_ignored() {
    let mut answers = marks([4; 12]);
    answers.insert("1A".into(), level(5));
    answers.insert("7A".into(), level(4));
    answers.insert("2A".into(), Answer::Text { text: "fine".into() });
    answers.insert("3A".into(), Answer::NotApplicable { reason: "not asked".into() });
    answers.insert("events".into(), Answer::Several { options: vec!["moved".into(), "won_lottery".into()] });
    let expected = [
        one("1A", None, None, ProblemKind::UnknownLevel),
        one("2A", None, None, ProblemKind::WrongKind),
        one("3A", None, None, ProblemKind::MustApply),
        one("events", None, Some("won_lottery"), ProblemKind::UnknownOption),
        one("7A", None, None, ProblemKind::UnknownItem),
    ];
    assert_eq!(kinds(csi(), &answers), expected.concat());
}

#[test]
fn the_status_check_is_for_children_only() {
    let at = |age| {
        evaluate(csi(), &marks([4; 12]), &Context { subject_age_years: Some(age), ..Context::default() })
    };
    assert!(at(17).complete);
    assert_eq!(
        at(18).problems.iter().map(|problem| problem.kind).collect::<Vec<_>>(),
        [ProblemKind::OverAge]
    );
}

#[test]
fn suspected_abuse_asks_for_a_worry_to_be_raised() {
    let answers = marks([4, 4, 4, 4, 2, 4, 4, 4, 4, 4, 4, 4]);
    assert_eq!(evaluate(csi(), &answers, &on_the_day()).red_flags, ["3A"]);
}

#[test]
fn a_worked_safety_map() {
    assert_eq!(kinds(map(), &aunt_next_door()), []);
}

#[test]
fn a_danger_without_a_goal_is_named() {
    let mut answers = aunt_next_door();
    edit(&mut answers, "safety_goal", Vec::clear);
    edit(&mut answers, "next_step", |rows| drop(rows[0].fields.remove("goal")));
    assert_eq!(kinds(map(), &answers), one("danger", Some("d1"), None, ProblemKind::Unpaired));
}

#[test]
fn past_harm_calls_for_a_danger_statement() {
    let mut answers = aunt_next_door();
    for item in ["danger", "safety_goal", "existing_safety"] {
        answers.remove(item);
    }
    edit(&mut answers, "next_step", |rows| drop(rows[0].fields.remove("goal")));
    assert_eq!(kinds(map(), &answers), one("danger", None, None, ProblemKind::CalledFor));
}

#[test]
fn existing_safety_needs_its_day_its_person_and_its_danger() {
    for field in ["on", "who", "danger"] {
        let mut answers = aunt_next_door();
        edit(&mut answers, "existing_safety", |rows| drop(rows[0].fields.remove(field)));
        assert_eq!(
            kinds(map(), &answers),
            one("existing_safety", Some("e1"), Some(field), ProblemKind::MissingField)
        );
    }
    for (field, value, kind) in [
        ("on", "last week", ProblemKind::BadDate),
        ("on", "2026-11-23", ProblemKind::FutureDate),
        ("danger", "d9", ProblemKind::BrokenLink),
        ("colour", "red", ProblemKind::UnknownField),
    ] {
        let mut answers = aunt_next_door();
        edit(&mut answers, "existing_safety", |rows| drop(rows[0].fields.insert(field.into(), value.into())));
        assert_eq!(kinds(map(), &answers), one("existing_safety", Some("e1"), Some(field), kind));
    }
}

#[test]
fn rows_need_ids_of_their_own() {
    let mut answers = aunt_next_door();
    edit(&mut answers, "strength", |rows| rows.push(rows[0].clone()));
    assert_eq!(kinds(map(), &answers), one("strength", Some("s1"), None, ProblemKind::BadRowId));
}

#[test]
fn a_map_without_one_strength_is_not_complete() {
    let mut answers = aunt_next_door();
    edit(&mut answers, "strength", Vec::clear);
    assert_eq!(kinds(map(), &answers), one("strength", None, None, ProblemKind::TooFew));
}

#[test]
fn ratings_stay_within_the_scale_and_with_their_person() {
    let bad = [
        (Rating { score: 11, ..rating(Voice::Caregiver, "m", 0) }, ProblemKind::OutOfRange),
        (Rating { who: " ".into(), ..rating(Voice::Caregiver, "m", 5) }, ProblemKind::MissingRater),
        (Rating { reason: String::new(), ..rating(Voice::Caregiver, "m", 5) }, ProblemKind::MissingReason),
        (
            Rating { one_higher: String::new(), ..rating(Voice::Caregiver, "m", 9) },
            ProblemKind::MissingOneHigher,
        ),
        (Rating { about: Some("d9".into()), ..rating(Voice::Caregiver, "m", 5) }, ProblemKind::BrokenLink),
        (rating(Voice::Child, "Dara", 7), ProblemKind::RatedTwice),
    ];
    for (rating, kind) in bad {
        let mut answers = aunt_next_door();
        let Some(Answer::Scale { ratings }) = answers.get_mut("safety_scale") else { panic!() };
        ratings.push(rating);
        assert_eq!(kinds(map(), &answers), one("safety_scale", Some("2"), None, kind));
    }
    let mut answers = aunt_next_door();
    let Some(Answer::Scale { ratings }) = answers.get_mut("safety_scale") else { panic!() };
    ratings.push(Rating { one_higher: String::new(), ..rating(Voice::Caregiver, "m", 10) });
    ratings.push(Rating { about: Some("d1".into()), ..rating(Voice::Child, "Dara", 2) });
    assert_eq!(kinds(map(), &answers), [], "nothing is higher than 10, and a danger may be rated apart");
}

#[test]
fn change_of_marks_is_told_factor_by_factor() {
    let before = marks([2, 2, 3, 4, 4, 3, 3, 4, 4, 4, 3, 1]);
    let mut now = marks([4, 2, 2, 4, 4, 3, 3, 4, 4, 4, 3, 1]);
    now.remove("6B");
    now.insert("child_words".into(), Answer::Text { text: "ខ្ញុំចង់ទៅរៀន".into() });
    let found = change(&before, &now, csi());
    let of = |code: &str| found.iter().find(|c| c.item == code).map(|c| (c.before, c.after, c.direction));
    assert_eq!(of("1A"), Some((Some(2), Some(4), Direction::Better)));
    assert_eq!(of("1B"), Some((Some(2), Some(2), Direction::Same)));
    assert_eq!(of("2A"), Some((Some(3), Some(2), Direction::Worse)));
    assert_eq!(of("6B"), Some((Some(1), None, Direction::Gone)));
    assert_eq!(of("child_words"), Some((None, None, Direction::New)));
    assert_eq!(of("services"), None);
}

#[test]
fn a_mark_of_another_version_is_changed_neither_better_nor_worse() {
    let found = change(&marks([9; 12]), &marks([4; 12]), csi());
    assert!(found.iter().all(|c| c.direction == Direction::Changed));
}

#[test]
fn change_on_the_scale_is_told_person_by_person() {
    let before = aunt_next_door();
    let mut now = aunt_next_door();
    let ratings = vec![rating(Voice::Child, "Dara", 7), rating(Voice::Caregiver, "Dara", 2)];
    now.insert("safety_scale".into(), Answer::Scale { ratings });
    let found = change(&before, &now, map());
    let scale: Vec<_> = found
        .iter()
        .filter_map(|c| {
            c.rated_by.as_ref().map(|by| (by.rater, by.who.as_str(), c.before, c.after, c.direction))
        })
        .collect();
    let expected = [
        (Voice::Child, "Dara", Some(4), Some(7), Direction::Better),
        (Voice::Caregiver, "Dara", None, Some(2), Direction::New),
        (Voice::Worker, "w1", Some(6), None, Direction::Gone),
    ];
    assert_eq!(scale, expected);
}

#[test]
fn rows_are_followed_by_their_ids() {
    let before = aunt_next_door();
    let mut now = aunt_next_door();
    edit(&mut now, "danger", |rows| drop(rows[0].fields.insert("family_view".into(), "He agrees".into())));
    edit(&mut now, "strength", |rows| rows[0].id = "s2".into());
    let found = change(&before, &now, map());
    let rows: Vec<_> = found
        .iter()
        .filter(|c| ["danger", "strength"].contains(&c.item.as_str()))
        .map(|c| (c.row.as_deref().unwrap_or_default(), c.direction))
        .collect();
    assert_eq!(rows, [("s2", Direction::New), ("s1", Direction::Gone), ("d1", Direction::Changed)]);
}

#[test]
fn answers_keep_their_shape_and_refuse_unknown_keys() {
    let answers = aunt_next_door();
    let json = serde_json::to_string(&answers).unwrap();
    assert_eq!(serde_json::from_str::<Answers>(&json).unwrap(), answers);
    assert_eq!(
        serde_json::to_value(level(2)).unwrap()["kind"],
        serde_json::json!("level"),
        "the shape that entries of the ledger keep for ever"
    );
    for bad in [
        r#"{"kind":"level","value":2,"reason":"x","total":9}"#,
        r#"{"kind":"level","value":300,"reason":"x"}"#,
        r#"{"kind":"scale","ratings":[{"rater":"stranger","who":"x","score":1}]}"#,
        r#"{"kind":"list","rows":[{"id":"a","extra":1}]}"#,
        r#"{"kind":"stars","value":2}"#,
    ] {
        assert!(serde_json::from_str::<Answer>(bad).is_err(), "{bad}");
    }
}

/// Kinds that the two tools do not use yet, but a document may.
#[test]
fn the_other_kinds_are_judged_too() {
    let text = |en: &str| Text { en: en.into(), km: "ក".into() };
    let item = |code: &str, answer: Kind| Item {
        code: code.into(),
        title: text(code),
        guidance: None,
        caution: None,
        required: true,
        na_allowed: true,
        asked_of: Vec::new(),
        required_when: None,
        relevant: None,
        constraint: None,
        prefill: None,
        read_only: false,
        evidence: false,
        picture: None,
        appearance: None,
        answer,
    };
    let choice = Choice { code: "a".into(), label: text("A"), attributes: BTreeMap::new(), picture: None };
    let mut form = map().clone();
    form.sections.truncate(1);
    form.sections[0].items = vec![
        item("weight", Kind::Number { decimals: 1, min: Some(5), max: Some(2_000), unit: None }),
        item(
            "one",
            Kind::Choice { options: vec![choice], list: None, filter: None, reason_when: Vec::new() },
        ),
        item("school", Kind::YesNoUnknown { reason_when: Vec::new() }),
        item("note", Kind::Text { long: false }),
    ];
    assert_eq!(form.check(), Ok(()));
    let mut answers = Answers::from([
        ("weight".into(), Answer::Number { value: 365 }),
        ("one".into(), Answer::Choice { option: "a".into(), reason: String::new() }),
        ("school".into(), Answer::YesNo { value: YesNo::Unknown, reason: String::new() }),
        ("note".into(), Answer::NotApplicable { reason: "No school nearby".into() }),
    ]);
    assert_eq!(kinds(&form, &answers), []);
    answers.insert("weight".into(), Answer::Number { value: 2_001 });
    answers.insert("one".into(), Answer::Choice { option: "b".into(), reason: String::new() });
    answers.insert("school".into(), Answer::Number { value: 1 });
    answers.insert("note".into(), Answer::NotApplicable { reason: String::new() });
    let expected = [
        one("weight", None, None, ProblemKind::OutOfRange),
        one("one", None, Some("b"), ProblemKind::UnknownOption),
        one("school", None, None, ProblemKind::WrongKind),
        one("note", None, None, ProblemKind::MissingReason),
    ];
    assert_eq!(kinds(&form, &answers), expected.concat());
}

/// A form in which a list and a repeat are asked only sometimes.
fn sometimes() -> Instrument {
    let text = |words: &str| serde_json::json!({ "en": words, "km": "ក" });
    let word = serde_json::json!({ "kind": "text" });
    serde_json::from_value(serde_json::json!({
        "code": "sometimes", "version": 1, "title": text("t"), "purpose": text("p"), "owner": "x", "licence": "x",
        "attribution": text("a"), "subject": "family", "schedule": {},
        "sections": [{ "code": "only", "title": text("s"), "items": [
            { "code": "debts", "title": text("d"), "answer": { "kind": "yes_no_unknown" } },
            { "code": "loans", "title": text("l"), "relevant": "${debts} = 'yes'", "required": true,
              "answer": { "kind": "list", "calls_for": "promises", "row": [{ "code": "sum", "label": text("sum"), "holds": { "kind": "riel" } }] } },
            { "code": "lenders", "title": text("r"), "relevant": "${debts} = 'yes'",
              "answer": { "kind": "repeat", "items": [{ "code": "lender", "title": text("n"), "answer": word }] } },
            { "code": "promises", "title": text("m"),
              "answer": { "kind": "list", "row": [{ "code": "what", "label": text("w"), "holds": word }] } },
            { "code": "signed", "title": text("g"), "answer": { "kind": "signature" } }
        ] }],
        "scores": [
            { "code": "loan_count", "title": text("c"), "method": { "by": "rule", "expr": "count(${loans})" } },
            { "code": "owed", "title": text("o"), "method": { "by": "rule", "expr": "sum(${loans}/sum)" } },
            { "code": "lender_count", "title": text("e"), "method": { "by": "rule", "expr": "count(${lender}[. != ''])" } }
        ]
    }))
    .unwrap()
}

/// What was answered before it was hidden is kept in the draft, and counts for nothing while it is not asked.
#[test]
fn rows_of_what_is_not_asked_do_not_count() {
    let form = sometimes();
    assert_eq!(form.check(), Ok(()));
    let answers = |debts: &str| -> Answers {
        serde_json::from_value(serde_json::json!({
            "debts": { "kind": "yes_no", "value": debts },
            "loans": { "kind": "list", "rows": [
                { "id": "a", "fields": { "sum": "100000" } }, { "id": "b", "fields": { "sum": "50000" } }
            ] },
            "lenders": { "kind": "repeat", "rows": [
                { "id": "c", "answers": { "lender": { "kind": "text", "text": "អ្នកជិតខាង" } } }
            ] }
        }))
        .unwrap()
    };
    let scores = |answers: &Answers| -> Vec<Option<i64>> {
        evaluate(&form, answers, &on_the_day()).scores.iter().map(|score| score.thousandths).collect()
    };
    assert_eq!(scores(&answers("yes")), [Some(2_000), Some(150_000_000), Some(1_000)]);
    assert_eq!(scores(&answers("no")), [Some(0), Some(0), Some(0)]);
    assert_eq!(kinds(&form, &answers("yes")), one("promises", None, None, ProblemKind::CalledFor));
    assert_eq!(kinds(&form, &answers("no")), [], "nor do they call for anything");
    let hidden = evaluate(&form, &answers("no"), &on_the_day()).hidden;
    let kept = asked(&form, &answers("no"), &hidden);
    assert_eq!(kept.keys().collect::<Vec<_>>(), ["debts"], "a completed record keeps what was asked");
    assert_eq!(scores(&kept), scores(&answers("no")), "and amounts to the same");
}

#[test]
fn a_signature_says_whose_it_is() {
    let form = sometimes();
    let signed = |who: &str| {
        let given = Answer::Signature { who: who.into(), thumb: true, strokes: Vec::new() };
        kinds(&form, &Answers::from([("signed".into(), given)]))
    };
    assert_eq!(signed("ម៉ៅ សុខុម"), []);
    assert_eq!(signed(" "), one("signed", None, None, ProblemKind::MissingSigner));
}

proptest! {
    /// Whatever the marks: colours count every factor once, a goal is asked for exactly where it is not green,
    /// and nothing has changed against itself.
    #[test]
    fn every_mark_counts_once(values in proptest::array::uniform12(1_u8..=4)) {
        let answers = marks(values);
        let evaluation = evaluate(csi(), &answers, &Context::default());
        prop_assert!(evaluation.complete);
        prop_assert_eq!(evaluation.by_colour.values().sum::<u32>(), 12);
        let green = evaluation.by_colour.get(&Colour::Green).copied().unwrap_or_default();
        prop_assert_eq!(evaluation.needs_goal.len(), 12 - green as usize);
        prop_assert!(change(&answers, &answers, csi()).iter().all(|c| c.direction == Direction::Same));
    }

    /// A raised mark is never told as worse, whichever factor and from wherever.
    #[test]
    fn a_higher_mark_is_better(factor in 0_usize..12, before in 1_u8..=4, after in 1_u8..=4) {
        let mut now = marks([4; 12]);
        let mut then = marks([4; 12]);
        then.insert(FACTORS[factor].into(), level(before));
        now.insert(FACTORS[factor].into(), level(after));
        let found = change(&then, &now, csi());
        let direction = found.iter().find(|c| c.item == FACTORS[factor]).map(|c| c.direction);
        let expected = match after.cmp(&before) {
            std::cmp::Ordering::Greater => Direction::Better,
            std::cmp::Ordering::Equal => Direction::Same,
            std::cmp::Ordering::Less => Direction::Worse,
        };
        prop_assert_eq!(direction, Some(expected));
    }
}
