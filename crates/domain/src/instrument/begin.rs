//! What a new record begins with: facts of the file, the last record, or what another tool found.

use super::{
    Answer, Answers, Compiled, Context, Fact, Instance, Instrument, Item, Kind, Prefill, Row, Subject,
};
use std::collections::BTreeMap;

/// What the file knows when a record is begun.
#[derive(Debug, Clone, Default)]
pub struct Facts<'a> {
    /// Facts, as text: names as written, ages in digits, days as `2026-11-28`, places by code.
    pub file: BTreeMap<Fact, String>,
    /// The last record of this tool about the same subject.
    pub previous: Option<&'a Answers>,
    /// The last record of other tools about the same subject or its family, by code, each with its document.
    pub records: BTreeMap<&'a str, (&'a Instrument, &'a Answers)>,
}

/// The answers of a new record. Nothing that cannot be an answer here is taken over.
pub fn begin(instrument: &Instrument, facts: &Facts<'_>, context: &Context) -> Answers {
    let mut answers = Answers::new();
    let mut reckoned = Vec::new();
    let says_itself = instrument.items().any(|(_, item)| item.prefill.is_some());
    for (_, item) in instrument.items() {
        let found = match &item.prefill {
            // A document that says nothing about it: a map of the family grows from visit to visit, so its
            // lists are carried over; a check of one child begins empty.
            None if !says_itself && matches!(instrument.subject, Subject::Family) => facts
                .previous
                .and_then(|previous| previous.get(&item.code))
                .filter(|answer| is_rows(answer))
                .cloned(),
            None => None,
            Some(Prefill::File { fact }) => {
                facts.file.get(fact).and_then(|text| as_answer(instrument, item, text))
            }
            Some(Prefill::Previous {}) => facts
                .previous
                .and_then(|previous| previous.get(&item.code))
                .filter(|a| fits(instrument, item, a))
                .cloned(),
            Some(Prefill::Record { instrument: code, item: from }) => facts
                .records
                .get(code.as_str())
                .and_then(|(_, answers)| answers.get(from))
                .filter(|answer| fits(instrument, item, answer))
                .cloned(),
            Some(Prefill::NeedsGoal { instrument: code, field }) => facts
                .records
                .get(code.as_str())
                .and_then(|(tool, answers)| rows_of_needs(tool, answers, field, context)),
            Some(Prefill::Reckoned { expr }) => {
                reckoned.push((item, expr.as_str()));
                None
            }
        };
        answers.extend(found.map(|found| (item.code.clone(), found)));
    }
    // What is reckoned may lean on what was taken over, and on what was reckoned before it.
    let compiled = Compiled::new(instrument);
    for (item, expr) in reckoned {
        let text = compiled.reckon(&answers, context, expr);
        let found = text.and_then(|text| as_answer(instrument, item, &text));
        answers.extend(found.map(|found| (item.code.clone(), found)));
    }
    answers
}

fn is_rows(answer: &Answer) -> bool {
    matches!(answer, Answer::List { .. } | Answer::Repeat { .. })
}

/// Text as an answer to this item; none when it cannot be one.
pub(crate) fn as_answer(instrument: &Instrument, item: &Item, text: &str) -> Option<Answer> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let known = |code: &str| {
        instrument.options(&item.answer).is_some_and(|found| found.options.iter().any(|o| o.code == code))
    };
    let all = || -> Option<Vec<String>> {
        let codes: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        codes.iter().all(|code| known(code)).then_some(codes)
    };
    match &item.answer {
        Kind::Text { .. } => Some(Answer::Text { text: text.to_owned() }),
        Kind::Number { decimals, .. } => {
            super::evaluate::kept(text, *decimals).map(|value| Answer::Number { value })
        }
        Kind::Money { .. } => text.parse().ok().map(|riel| Answer::Money { riel: Some(riel), cents: None }),
        Kind::Level { .. } => {
            let value = text.parse().ok().filter(|value| item.level(*value).is_some())?;
            Some(Answer::Level { value, reason: String::new() })
        }
        Kind::Choice { .. } => {
            known(text).then(|| Answer::Choice { option: text.to_owned(), reason: String::new() })
        }
        Kind::Several { .. } => all().map(|options| Answer::Several { options }),
        Kind::Ranking { .. } => all().map(|order| Answer::Ranking { order }),
        Kind::YesNoUnknown { .. } => {
            let value = crate::read::text(&format!("\"{text}\"")).ok()?;
            Some(Answer::YesNo { value, reason: String::new() })
        }
        Kind::Acknowledge {} => (text == "OK").then_some(Answer::Acknowledged {}),
        Kind::Date { .. } | Kind::Time {} | Kind::Moment {} => {
            Some(Answer::When { value: text.to_owned(), about: false })
        }
        Kind::Place { .. } => Some(Answer::Place { value: text.to_owned() }),
        Kind::List { .. }
        | Kind::Scale { .. }
        | Kind::Drawing { .. }
        | Kind::Photo { .. }
        | Kind::Audio {}
        | Kind::Signature {}
        | Kind::Note {}
        | Kind::Calculated { .. }
        | Kind::Group { .. }
        | Kind::Repeat { .. } => None,
    }
}

/// Whether an answer of another record is one to this item: judged alone, it may lack what is required but is
/// of the right kind with options that are known. What was signed, ticked or photographed then was not now.
fn fits(instrument: &Instrument, item: &Item, answer: &Answer) -> bool {
    let all_known = |codes: &[String]| {
        instrument.options(&item.answer).is_some_and(|found| {
            codes.iter().all(|code| found.options.iter().any(|option| option.code == *code))
        })
    };
    let kind = &item.answer;
    if let (Kind::Level { .. }, Answer::Level { value, .. }) = (kind, answer) {
        return item.level(*value).is_some();
    }
    if let (Kind::Choice { .. }, Answer::Choice { option, .. }) = (kind, answer) {
        return all_known(std::slice::from_ref(option));
    }
    if let (Kind::Several { .. }, Answer::Several { options: codes })
    | (Kind::Ranking { .. }, Answer::Ranking { order: codes }) = (kind, answer)
    {
        return all_known(codes);
    }
    matches!(
        (kind, answer),
        (Kind::List { .. }, Answer::List { .. })
            | (Kind::Scale { .. }, Answer::Scale { .. })
            | (Kind::Text { .. }, Answer::Text { .. })
            | (Kind::YesNoUnknown { .. }, Answer::YesNo { .. })
            | (Kind::Number { .. }, Answer::Number { .. })
            | (Kind::Money { .. }, Answer::Money { .. })
            | (Kind::Date { .. } | Kind::Time {} | Kind::Moment {}, Answer::When { .. })
            | (Kind::Drawing { .. }, Answer::Drawing { .. })
            | (Kind::Place { .. }, Answer::Place { .. })
            | (Kind::Repeat { .. }, Answer::Repeat { .. })
    )
}

/// A row for each item whose mark calls for a goal, in the order of the document. Its id is the item's code: made
/// again from the same record it is the same row.
fn rows_of_needs(tool: &Instrument, answers: &Answers, field: &str, context: &Context) -> Option<Answer> {
    let weak = super::evaluate(tool, answers, context).needs_goal;
    let row = |code: String| {
        let title = &tool.item(&code)?.title;
        let title = if context.khmer { &title.km } else { &title.en };
        Some(Row { id: code, fields: [(field.to_owned(), title.clone())].into() })
    };
    let rows: Vec<Row> = weak.into_iter().filter_map(row).collect();
    (!rows.is_empty()).then_some(Answer::List { rows })
}

/// The answers that are asked: what is hidden (see [`super::Evaluation::hidden`]) is left out, as a completed record
/// keeps only what was asked.
pub fn asked(instrument: &Instrument, answers: &Answers, hidden: &[super::ItemPlace]) -> Answers {
    let mut left = answers.clone();
    for section in &instrument.sections {
        let gone = |code: &str, row: Option<&str>| {
            hidden.iter().any(|place| place.code == code && place.row.as_deref() == row)
        };
        let lies = gone(&section.code, None);
        prune(&section.items, &mut left, &gone, (None, lies));
    }
    left
}

fn prune(
    items: &[Item],
    answers: &mut Answers,
    gone: &dyn Fn(&str, Option<&str>) -> bool,
    (row, lies): (Option<&str>, bool),
) {
    for item in items {
        let hidden = lies || gone(&item.code, row);
        if let (Kind::Repeat { items, .. }, false) = (&item.answer, hidden) {
            if let Some(Answer::Repeat { rows }) = answers.get_mut(&item.code) {
                for Instance { id, answers } in rows {
                    prune(items, answers, gone, (Some(id.as_str()), false));
                }
            }
        } else if hidden {
            answers.remove(&item.code);
            answers.remove(&format!("{}.evidence", item.code));
        }
        if let Kind::Group { items } = &item.answer {
            prune(items, answers, gone, (row, hidden));
        }
    }
}
