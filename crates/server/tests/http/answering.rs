//! Filling a tool as far as it asks to be filled: what is missing is answered, what is not accepted is answered otherwise,
//! until nothing is left to say.

use domain::instrument::{
    Answer, Answers, Context, Evaluation, Instance, Instrument, Item, Kind, Problem, ProblemKind, YesNo,
    evaluate,
};

/// Most rounds: a tool that cannot be filled must not hold a test for ever.
const ROUNDS: usize = 120;

/// Answers with which a record is whole, all repeats filled `rows` times; else what is still wrong with it.
pub fn whole(tool: &Instrument, context: &Context, rows: usize) -> Result<Answers, Vec<Problem>> {
    let mut answers = Answers::new();
    let items = || tool.sections.iter().flat_map(|section| &section.items);
    for item in items() {
        if let Some(repeat) = filled_repeat(item, rows, &item.code) {
            answers.insert(item.code.clone(), repeat);
        }
    }
    // Everything that can be answered is, whether it must be or not.
    for item in items() {
        first(tool, item, &mut answers);
    }
    let mut left = Vec::new();
    for attempt in 0..ROUNDS {
        let judged = evaluate(tool, &answers, context);
        if judged.problems.is_empty() {
            return Ok(answers);
        }
        for problem in &judged.problems {
            mend(tool, &mut answers, &judged, (problem, attempt));
        }
        left = judged.problems;
    }
    Err(left)
}

fn first(tool: &Instrument, item: &Item, answers: &mut Answers) {
    if let Some(Answer::Repeat { rows }) = answers.get_mut(&item.code) {
        for row in rows {
            item.inner().iter().for_each(|inner| first(tool, inner, &mut row.answers));
        }
        return;
    }
    let options = tool.options(&item.answer).map(|offered| offered.options).unwrap_or_default();
    let codes: Vec<String> = options.iter().map(|choice| choice.code.clone()).collect();
    if let Some(answer) = plausible(item, &codes, 0) {
        answers.insert(item.code.clone(), answer);
    }
    if let Kind::Group { items } = &item.answer {
        items.iter().for_each(|inner| first(tool, inner, answers));
    }
}

fn filled_repeat(item: &Item, rows: usize, path: &str) -> Option<Answer> {
    let Kind::Repeat { items, at_least, at_most, .. } = &item.answer else { return None };
    let most = if *at_most == 0 { usize::MAX } else { usize::from(*at_most) };
    let rows = rows.max(usize::from(*at_least)).min(most);
    let row = |n: usize| {
        let id = format!("{path}-{n}");
        let inner = items.iter().filter_map(|inner| {
            Some((inner.code.clone(), filled_repeat(inner, rows, &format!("{id}-{}", inner.code))?))
        });
        Instance { answers: inner.collect(), id: id.clone() }
    };
    Some(Answer::Repeat { rows: (1..=rows).map(row).collect() })
}

fn mend(
    tool: &Instrument,
    answers: &mut Answers,
    judged: &Evaluation,
    (problem, attempt): (&Problem, usize),
) {
    let Some(code) = &problem.item else { return };
    let Some(item) = find(tool, code) else { return };
    let Some(place) = inside(answers, problem.instance.as_deref()) else { return };
    if let Some(Answer::Repeat { rows }) = place.get_mut(code) {
        match problem.kind {
            ProblemKind::TooMany => drop(rows.pop()),
            ProblemKind::TooFew => {
                let id = format!("{code}-more-{attempt}");
                rows.push(Instance { id, answers: Answers::new() });
            }
            _ => {}
        }
        return;
    }
    if problem.kind == ProblemKind::MissingEvidence {
        place.insert(format!("{code}.evidence"), Answer::Evidence { text: "seen at home".into() });
        return;
    }
    let offered = judged
        .offered
        .iter()
        .find(|offered| offered.at.code == *code && offered.at.row == problem.instance)
        .map(|offered| offered.options.clone());
    let offered = offered.or_else(|| {
        let options = tool.options(&item.answer)?.options;
        Some(options.iter().map(|choice| choice.code.clone()).collect())
    });
    if let Some(answer) = plausible(item, &offered.unwrap_or_default(), attempt) {
        place.insert(code.clone(), answer);
    }
}

fn find<'a>(tool: &'a Instrument, code: &str) -> Option<&'a Item> {
    fn below<'a>(items: &'a [Item], code: &str) -> Option<&'a Item> {
        items.iter().find_map(|item| if item.code == code { Some(item) } else { below(item.inner(), code) })
    }
    tool.sections.iter().find_map(|section| below(&section.items, code))
}

/// The answers in which an item lies: those of the record, or of one instance of a repeat.
fn inside<'a>(answers: &'a mut Answers, instance: Option<&str>) -> Option<&'a mut Answers> {
    let Some(id) = instance else { return Some(answers) };
    for answer in answers.values_mut() {
        let Answer::Repeat { rows } = answer else { continue };
        for row in rows {
            if row.id == id {
                return Some(&mut row.answers);
            }
            if let Some(found) = inside(&mut row.answers, Some(id)) {
                return Some(found);
            }
        }
    }
    None
}

/// An answer that may do; another one at each attempt.
fn plausible(item: &Item, offered: &[String], attempt: usize) -> Option<Answer> {
    let turn = |n: usize| offered.get((attempt + n) % offered.len().max(1)).cloned();
    Some(match &item.answer {
        Kind::Level { levels, .. } => {
            let level = levels.get(attempt % levels.len().max(1))?;
            Answer::Level { value: level.value, reason: "as the mother says".into() }
        }
        Kind::Text { .. } => {
            let words = ["ភូមិបវេល", "012345678", "a@b.kh", "7", "Sok", "2017", ""];
            Answer::Text { text: (*words.get(attempt % words.len())?).into() }
        }
        Kind::Choice { .. } => Answer::Choice { option: turn(0)?, reason: "so it is".into() },
        Kind::Several { at_least, .. } => {
            let count = usize::from(*at_least).max(1).min(offered.len());
            Answer::Several { options: (0..count).filter_map(turn).collect() }
        }
        Kind::Ranking { at_least, .. } => {
            let count = usize::from(*at_least).max(1).min(offered.len());
            Answer::Ranking { order: (0..count).filter_map(turn).collect() }
        }
        Kind::YesNoUnknown { .. } => {
            let value = if attempt.is_multiple_of(2) { YesNo::Yes } else { YesNo::No };
            Answer::YesNo { value, reason: "so it is".into() }
        }
        Kind::Acknowledge {} => Answer::Acknowledged {},
        Kind::Money { .. } => Answer::Money { riel: Some(40_000), cents: None },
        Kind::Date { .. } => {
            let today = crate::structural::today().to_string();
            let days = [today.as_str(), "2017-05-04", "1988-02-03", "2026-01-31"];
            Answer::When { value: (*days.get(attempt % days.len())?).into(), about: false }
        }
        Kind::Time {} => Answer::When { value: "14:30".into(), about: false },
        Kind::Moment {} => Answer::When { value: "2026-11-01T14:30".into(), about: false },
        Kind::Place { .. } => {
            let places = ["02040101", "13.1 103.2 0 0"];
            Answer::Place { value: (*places.get(attempt % places.len())?).into() }
        }
        Kind::Number { min, max, .. } => {
            let low = min.unwrap_or(0);
            let value = low.saturating_add(i64::try_from(attempt).unwrap_or(0));
            Answer::Number { value: max.map_or(value, |max| value.min(max)) }
        }
        Kind::Photo { .. } | Kind::Audio {} => Answer::Files { files: vec!["a.jpg".into()] },
        Kind::Signature {} => Answer::Signature { who: "Sok".into(), thumb: true, strokes: Vec::new() },
        Kind::List { .. }
        | Kind::Scale { .. }
        | Kind::Drawing { .. }
        | Kind::Note {}
        | Kind::Calculated { .. }
        | Kind::Group { .. }
        | Kind::Repeat { .. } => return None,
    })
}
