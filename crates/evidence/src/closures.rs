//! How work with families ended: their problems by the state in which they were left, and the families by how well it
//! went, as worker and supervisor judged it.
//!
//! # The published table
//! A table of the kind is published for a year of the family development work of SKO in Phnom Penh (Coram
//! International's study on family preservation for MoSVY and UNICEF, 2020, section 5.6): 388 problems, totally,
//! partially or not solved, of 68 families that left, with the four results from PO++ to PO. It says plainly what it
//! counts, so nothing had to be inferred but this: a family is counted once, and a problem as it stands in the family's
//! closing record. Which problems *were identified* but no longer stand there cannot be told from that record.
//!
//! A result is people's judgement, and a solved problem is one that the family calls so; neither says what would have
//! become of the family without help.

use crate::numbers::Share;
use crate::records::{CountedOut, Filed, Read, ReportRefusal, Tool, once, sift};
use domain::instrument::{Answer, Choice, Field, FieldKind, Instrument, Item, Kind, Row, Text};
use domain::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is counted. Codes are those of the tool's document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClosureSettings {
    /// The tool that is filled when work with a family ends.
    pub tool: Tool,
    /// The list whose rows are the family's problems.
    pub problems: String,
    /// The choice in a row that says where the problem stands.
    pub state: String,
    /// A choice in a row by which problems are counted apart, such as the area of life.
    #[serde(default)]
    pub area: Option<String>,
    /// The choice that says how well the work went.
    pub rating: String,
    /// What makes it a closing record; none: every record is one.
    #[serde(default)]
    pub closing: Option<Closing>,
    /// Records before this day do not count.
    #[serde(default)]
    pub from: Option<Day>,
    /// Records after this day do not count.
    #[serde(default)]
    pub until: Option<Day>,
    /// Of every interval: 0.95.
    pub level: f64,
}

/// Which answer makes a record a closing one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// The choice that says what was decided.
    pub item: String,
    /// The options that end the work.
    pub options: Vec<String>,
}

impl ClosureSettings {
    /// For our phase-out tool, over all time. A family with which work goes on, or from which the worker steps back
    /// slowly, has not left yet.
    pub fn phase_out() -> Self {
        Self {
            tool: Tool::new("phase-out"),
            problems: "card".into(),
            state: "state".into(),
            area: Some("area".into()),
            rating: "rating".into(),
            closing: Some(Closing { item: "decision".into(), options: vec!["close".into()] }),
            from: None,
            until: None,
            level: 0.95,
        }
    }
}

/// How work ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClosureReport {
    /// What was counted.
    pub settings: ClosureSettings,
    /// What the tool wants said wherever its results are shown.
    pub label: Option<Text>,
    /// Records that were given.
    pub records: usize,
    /// Of these, such as do not count.
    pub counted_out: CountedOut,
    /// Records of other times.
    pub other_times: usize,
    /// Records after which the same family (or child) has a later one in that time, which holds.
    pub followed: usize,
    /// Families (or children) whose last record of that time says that work goes on.
    pub going_on: usize,
    /// Families (or children) with which work ended.
    pub closed: usize,
    /// These, by how well it went.
    pub ratings: Tally,
    /// Their problems, by the state in which they were left.
    pub problems: Tally,
    /// The same, counted apart; none when the settings name nothing by which.
    pub by_area: Vec<AreaTally>,
}

/// Problems of one area of life.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreaTally {
    /// Code of the option.
    pub area: String,
    /// As the document puts it.
    pub label: Text,
    /// By state.
    pub problems: Tally,
}

/// How often each option was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// Answers in all.
    pub total: usize,
    /// Option by option in the order of the document, also those that nobody chose.
    pub options: Vec<Counted>,
    /// Not answered; in no share.
    pub unanswered: usize,
}

/// How often one option was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    /// Its code.
    pub option: String,
    /// As the newest document that has it puts it.
    pub label: Text,
    /// How often.
    pub count: usize,
    /// Of all answers; none when there are none.
    pub share: Option<Share>,
}

impl Tally {
    /// How often an option was chosen; none when no document has it.
    pub fn count(&self, option: &str) -> Option<usize> {
        self.options.iter().find(|counted| counted.option == option).map(|counted| counted.count)
    }

    fn new<'r>(options: &[&Choice], chosen: impl IntoIterator<Item = Option<&'r str>>, level: f64) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut unanswered = 0;
        for option in chosen {
            match option {
                Some(option) => *counts.entry(option).or_default() += 1,
                None => unanswered += 1,
            }
        }
        let total = counts.values().sum();
        let counted = |choice: &&Choice| {
            let count = counts.get(choice.code.as_str()).copied().unwrap_or(0);
            let (option, label) = (choice.code.clone(), choice.label.clone());
            Counted { option, label, count, share: Share::new(count, total, level) }
        };
        Self { total, options: options.iter().map(counted).collect(), unanswered }
    }
}

/// Counts problems and results of the families with which work ended. Of each family its last record of the time
/// decides; the order of `records` makes no difference. `tools` are documents, such as [`domain::instrument::library`].
pub fn at_closing(
    records: &[Filed<'_>],
    tools: &[Instrument],
    settings: &ClosureSettings,
) -> Result<ClosureReport, ReportRefusal> {
    if !(settings.level >= 0.5 && settings.level <= 0.999) {
        return Err(ReportRefusal::Setting { name: "level".into() });
    }
    let documents = settings.tool.documents(tools)?;
    let ratings = all_options(&documents, &settings.rating, |document| choices(document, &settings.rating))?;
    let of_rows = |field: &str| {
        all_options(&documents, field, |document| row_choices(document, &settings.problems, field))
    };
    let states = of_rows(&settings.state)?;
    let areas = settings.area.as_deref().map(of_rows).transpose()?.unwrap_or_default();
    if let Some(closing) = &settings.closing {
        let offered = all_options(&documents, &closing.item, |document| choices(document, &closing.item))?;
        if let Some(code) = closing.options.iter().find(|code| offered.iter().all(|o| o.code != **code)) {
            return Err(ReportRefusal::UnreadableItem { item: code.clone() });
        }
    }
    let (mut read, counted_out) = sift(records, &settings.tool.code, &documents);
    let sound = read.len();
    read.retain(|read| settings.is_in_time(read.filed.completed.on));
    let in_time = read.len();
    // They lie in the order of days and places.
    let last = read.chunk_by(|a, b| a.filed.subject() == b.filed.subject()).filter_map(<[_]>::last);
    let (closed, going_on): (Vec<&Read<'_>>, Vec<_>) = last.partition(|read| settings.closes(read));
    let rows: Vec<&Row> = closed.iter().flat_map(|read| rows(read, &settings.problems)).collect();
    let level = settings.level;
    let by_area = areas.iter().map(|area| {
        let here = |row: &&&Row| settings.area.as_deref().and_then(|f| field(row, f)) == Some(&area.code);
        let chosen = rows.iter().filter(here).map(|row| field(row, &settings.state));
        let problems = Tally::new(&states, chosen, level);
        AreaTally { area: area.code.clone(), label: area.label.clone(), problems }
    });
    Ok(ClosureReport {
        settings: settings.clone(),
        label: documents.iter().find_map(|document| document.label.clone()),
        records: records.len(),
        counted_out,
        other_times: sound - in_time,
        followed: in_time - closed.len() - going_on.len(),
        going_on: going_on.len(),
        closed: closed.len(),
        ratings: Tally::new(&ratings, closed.iter().map(|read| chosen(read, &settings.rating)), level),
        problems: Tally::new(&states, rows.iter().map(|row| field(row, &settings.state)), level),
        by_area: by_area.collect(),
    })
}

impl ClosureSettings {
    fn is_in_time(&self, on: Day) -> bool {
        self.from.is_none_or(|from| on >= from) && self.until.is_none_or(|until| on <= until)
    }

    fn closes(&self, read: &Read<'_>) -> bool {
        self.closing.as_ref().is_none_or(|closing| {
            chosen(read, &closing.item).is_some_and(|option| closing.options.iter().any(|o| o == option))
        })
    }
}

/// The option that was chosen, when the item is asked.
fn chosen<'r>(read: &Read<'r>, item: &str) -> Option<&'r str> {
    let answer = read.filed.completed.answers.get(item).filter(|_| read.asks(item))?;
    if let Answer::Choice { option, .. } = answer { Some(option) } else { None }
}

/// The rows of a list, when it is asked.
fn rows<'r>(read: &Read<'r>, item: &str) -> &'r [Row] {
    let answer = read.filed.completed.answers.get(item).filter(|_| read.asks(item));
    if let Some(Answer::List { rows }) = answer { rows } else { &[] }
}

/// What a row holds; nothing when it is blank.
fn field<'r>(row: &'r Row, field: &str) -> Option<&'r str> {
    row.fields.get(field).map(|value| value.trim()).filter(|value| !value.is_empty())
}

fn item<'t>(document: &'t Instrument, code: &str) -> Option<&'t Item> {
    once(document).into_iter().find(|item| item.code == code)
}

/// What a choice of this document offers.
fn choices<'t>(document: &'t Instrument, code: &str) -> Option<&'t [Choice]> {
    let kind = &item(document, code)?.answer;
    let offered = document.options(kind)?;
    matches!(kind, Kind::Choice { .. }).then_some(offered.options)
}

/// What a choice in the rows of a list of this document offers.
fn row_choices<'t>(document: &'t Instrument, list: &str, code: &str) -> Option<&'t [Choice]> {
    let Kind::List { row, .. } = &item(document, list)?.answer else { return None };
    let Field { holds, .. } = row.iter().find(|field| field.code == code)?;
    if let FieldKind::Choice { options } = holds { Some(options) } else { None }
}

/// The options of all versions, those of the newest first. The newest must have the item; an older one may lack it.
fn all_options<'t>(
    documents: &[&'t Instrument],
    code: &str,
    of: impl Fn(&'t Instrument) -> Option<&'t [Choice]>,
) -> Result<Vec<&'t Choice>, ReportRefusal> {
    let newest = documents.first().and_then(|document| of(document));
    if newest.is_none() {
        return Err(ReportRefusal::UnreadableItem { item: code.to_owned() });
    }
    let mut found: Vec<&Choice> = Vec::new();
    for choice in documents.iter().filter_map(|document| of(document)).flatten() {
        if found.iter().all(|known| known.code != choice.code) {
            found.push(choice);
        }
    }
    Ok(found)
}
