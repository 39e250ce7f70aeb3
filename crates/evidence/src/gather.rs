//! From families' files to what the index learns from: a screen, and what is known of the family half a year and a year
//! later.
//!
//! **Separated** is a child who no longer lives with parents or relatives. Nobody is asked for it apart: it is read from
//! what people wrote down anyway, and what counts as a saying is a setting ([`EvidenceSettings`], `protocols/evidence.json`):
//! where a placement or a child who came home is said to be, how a case was closed, and, where that is switched on, that
//! the family was met and nobody wrote otherwise. A child was separated on a day when that is what was last
//! said by then. A family was together when nobody had said otherwise and somebody wrote of it on that day or later: a child who
//! is placed later was at home until then. Where nothing was written afterwards nobody knows, and the family counts as lost:
//! that it was together when the case was closed does not say that it stayed so.

use crate::records::{Filed, Read, Tool, filed, sift};
use crate::screen::{Direction, Horizon, Index, Item, Screen};
use domain::family::Family;
use domain::family::review::{ReviewOf, ReviewState};
use domain::family::visit::VisitState;
use domain::ids::StreamId;
use domain::instrument::{Answer, Answers, Instrument, YesNo};
use domain::kinship::Sex;
use domain::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is counted, and from what: `protocols/evidence.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceSettings {
    /// Raised with every change.
    pub version: u16,
    /// The vulnerability index in force.
    pub index: IndexSettings,
    /// Answers that say where a child lives.
    #[serde(rename = "where")]
    pub whereabouts: Vec<Whereabouts>,
    /// Outcomes of a closed case that say it.
    pub closing: Sayings,
    /// A family that is met, and of which nothing else is said, is together.
    pub seen_is_together: bool,
    /// Marks that are compared with those half a year later.
    pub change: ToolCode,
    /// The tool that is filled when work ends.
    pub closures: ToolCode,
}

/// The index in force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexSettings {
    /// The screening tool. Its items are answered with yes, no or not known.
    pub tool: String,
    /// Items that raise the risk, with the points of a yes.
    pub raises: BTreeMap<String, f64>,
    /// Items that lower it, with the points that a yes takes off.
    pub lowers: BTreeMap<String, f64>,
    /// A family is flagged when its score is at or above one of these.
    pub cut_offs: Vec<f64>,
}

/// An answer that says where a child lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whereabouts {
    /// The tool.
    pub tool: String,
    /// The choice.
    pub item: String,
    /// Options that say: separated.
    pub apart: Vec<String>,
    /// Options that say: with parents or relatives.
    pub together: Vec<String>,
}

/// Codes that say one or the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sayings {
    /// Separated.
    pub apart: Vec<String>,
    /// With parents or relatives.
    pub together: Vec<String>,
}

/// A tool by its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolCode {
    /// The code.
    pub tool: String,
}

impl EvidenceSettings {
    /// What comes with the software.
    ///
    /// # Errors
    /// When the document that was compiled in cannot be read: a test sees to it.
    pub fn shipped() -> Result<Self, serde_json::Error> {
        serde_json::from_str(include_str!("../../../protocols/evidence.json"))
    }
}

impl IndexSettings {
    /// The items in the order of the tool's document. An item that it does not have (any more) is left out.
    pub fn index(&self, tool: &Instrument) -> Index {
        let item = |code: &str| {
            let (weight, direction) = match (self.raises.get(code), self.lowers.get(code)) {
                (Some(points), _) => (*points, Direction::Raises),
                (None, Some(points)) => (-points, Direction::Lowers),
                (None, None) => return None,
            };
            Some(Item { code: code.to_owned(), top: 1.0, weight, direction })
        };
        let items = tool.items().filter_map(|(_, one)| item(&one.code)).collect();
        Index { items, cut_offs: self.cut_offs.clone() }
    }
}

/// What somebody wrote down on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Said {
    on: Day,
    apart: bool,
    /// Only that the family was met: any other saying of the day holds before it.
    met: bool,
}

/// What is learnt from one family's file: its screens, each with what came after. Give the file as it is seen
/// ([`Family::seen`]). `tools`: documents, such as [`domain::instrument::library`].
pub fn screens(
    id: StreamId,
    family: &Family,
    tools: &[&Instrument],
    settings: &EvidenceSettings,
) -> Vec<Screen> {
    let records: Vec<Filed<'_>> = filed(id, family).collect();
    let documents =
        |code: &str| -> Vec<&Instrument> { tools.iter().copied().filter(|tool| tool.code == code).collect() };
    let held = documents(&settings.index.tool);
    let Some(newest) = held.iter().max_by_key(|tool| tool.version) else { return Vec::new() };
    let index = settings.index.index(newest);
    let (screened, _) = sift(&records, &settings.index.tool, &held);
    if screened.is_empty() {
        return Vec::new();
    }
    let said = sayings(family, &records, settings, documents);
    let labels = Labels::of(family);
    screened.iter().map(|read| screen(id, read, &index, (&said, &labels))).collect()
}

fn screen(id: StreamId, read: &Read<'_>, index: &Index, (said, labels): (&[Said], &Labels)) -> Screen {
    let completed = read.filed.completed;
    let items: Vec<Option<f64>> =
        index.items.iter().map(|item| yes(&completed.answers, &item.code)).collect();
    let points = index.items.iter().zip(&items).filter_map(|(item, answer)| Some(item.weight * (*answer)?));
    let at = |horizon: Horizon| {
        let day = completed.on.plus_days(i64::from(horizon.days()));
        apart_on(said, completed.on, day)
    };
    Screen {
        family: id.to_string(),
        day: days(completed.on),
        score: points.sum(),
        items,
        sex: labels.sex.map(str::to_owned),
        disability: labels.disability.map(str::to_owned),
        area: labels.area.clone(),
        outcome_6: at(Horizon::Six),
        outcome_12: at(Horizon::Twelve),
    }
}

/// 1 for yes, 0 for no; nothing for what is not known or was not asked.
fn yes(answers: &Answers, code: &str) -> Option<f64> {
    let Answer::YesNo { value, .. } = answers.get(code)? else { return None };
    match value {
        YesNo::Yes => Some(1.0),
        YesNo::No => Some(0.0),
        YesNo::Unknown => None,
    }
}

/// Days since 1970.
pub fn days(day: Day) -> i32 {
    let since = Day::new(1970, 1, 1).map_or(0, |epoch| epoch.days_until(day));
    i32::try_from(since).unwrap_or(i32::MAX)
}

/// Everything that says where the children are, oldest first.
fn sayings<'t>(
    family: &Family,
    records: &[Filed<'_>],
    settings: &EvidenceSettings,
    documents: impl Fn(&str) -> Vec<&'t Instrument>,
) -> Vec<Said> {
    let mut found = Vec::new();
    for place in &settings.whereabouts {
        let held = documents(&place.tool);
        for read in sift(records, &place.tool, &held).0.iter().filter(|read| read.asks(&place.item)) {
            let completed = read.filed.completed;
            let Some(Answer::Choice { option, .. }) = completed.answers.get(&place.item) else { continue };
            found.extend(one_of(option, &place.apart, &place.together).map(|apart| Said {
                on: completed.on,
                apart,
                met: false,
            }));
        }
    }
    for review in family.reviews.values() {
        let ReviewOf::Closing { outcome, .. } = &review.asked.of else { continue };
        // Only what was signed closed anything.
        if matches!(review.state, ReviewState::Signed { .. }) {
            let apart = one_of(outcome, &settings.closing.apart, &settings.closing.together);
            found.extend(apart.map(|apart| Said { on: review.asked.on, apart, met: false }));
        }
    }
    if settings.seen_is_together {
        for visit in family.visits.values() {
            if let VisitState::Made { recorded, .. } = &visit.state
                && !recorded.met.is_empty()
            {
                found.push(Said { on: recorded.on, apart: false, met: true });
            }
        }
    }
    found.sort_by_key(|said| (said.on, !said.met));
    found
}

fn one_of(code: &str, apart: &[String], together: &[String]) -> Option<bool> {
    let is = |codes: &[String]| codes.iter().any(|one| one == code);
    if is(apart) {
        Some(true)
    } else if is(together) {
        Some(false)
    } else {
        None
    }
}

/// Whether a child was separated on `day`, by what was written down since `from`.
fn apart_on(said: &[Said], from: Day, day: Day) -> Option<bool> {
    let since = || said.iter().filter(|one| one.on > from);
    // That a family was met says nothing once it is known that a child had to leave: parents are met, too.
    let stated = since().rfind(|one| one.on <= day && !one.met);
    if stated.is_some_and(|one| one.apart) {
        return Some(true);
    }
    since().any(|one| one.on >= day).then_some(false)
}

struct Labels {
    sex: Option<&'static str>,
    disability: Option<&'static str>,
    area: Option<String>,
}

impl Labels {
    /// Of a family's children: one label where all are alike.
    fn of(family: &Family) -> Self {
        let children: Vec<_> = family.present().filter(|person| person.is_in_focus()).collect();
        let some = |wanted: Sex| children.iter().any(|child| child.sex() == wanted);
        let sex = match (some(Sex::Female), some(Sex::Male), some(Sex::Unknown)) {
            (true, false, false) => Some("girls"),
            (false, true, false) => Some("boys"),
            (true, true, false) => Some("both"),
            (_, _, true) | (false, false, false) => None,
        };
        let known: Vec<bool> =
            children.iter().filter_map(|child| child.difficulties.get().map(|all| !all.is_empty())).collect();
        let disability = if known.contains(&true) {
            Some("yes")
        } else if known.is_empty() {
            None
        } else {
            Some("no")
        };
        // A district, as the gazetteer counts: four of the village's eight digits.
        let area = family.village.get().map(|village| village.as_str().chars().take(4).collect());
        Self { sex, disability, area }
    }
}

impl ToolCode {
    /// Every version of it.
    pub fn every_version(&self) -> Tool {
        Tool::new(&self.tool)
    }
}
