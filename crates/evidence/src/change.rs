//! What changed between the first record of a tool and the one about half a year later, item by item (for the child
//! status index: factor by factor), over all children or families that have both.
//!
//! # The published table
//! A table of the kind is published for 29 cases of a Cambodian programme (CCT 2018, page 41, in Coram International's
//! study on family preservation for MoSVY and UNICEF, 2020, section 5.2). It gives one "% improvement" for each of the
//! twelve factors and does not say of what. [`Figures::improvement`] is **the change of the sum of marks, in percent of
//! the sum at baseline** (the same as that of the mean mark). This is inferred:
//! - no share of up to 29 children, and no change of one, can be printed as 1 % or 2 %, as two factors are: one child
//!   of 29 is 3.4 %. So it is not the share of those who improved, nor of those at a good mark;
//! - in parts of the span from mark 1 to 4 (87 steps for 29 children) no rounding gives all twelve figures.
//!
//! Two readings remain that the figures do not exclude: the mean change in parts of the highest mark (116 steps for 29
//! children), and the mean of each child's own percentage. The one taken is the plain sense of "improvement in percent"
//! between two measurements. Not known either are how the figures were rounded, how far from six months the second
//! check might lie, and whether a case was always one child: were they families with 67 children or more, a share of
//! children would be possible again.
//!
//! # Reading it
//! A percentage of marks depends on where marks begin: the same steps on marks from 0 to 3 give another one. The mean
//! change in marks ([`Figures::mean_change`]) does not, and says with its interval what chance alone may do. Without
//! families that were not helped nothing here says what help has done. Marks of different items are never added up.

use crate::numbers::{Estimate, t};
use crate::records::{CountedOut, Filed, Read, ReportRefusal, Tool, once, sift};
use domain::instrument::{Instrument, Item, Text};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// What is compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeSettings {
    /// The tool.
    pub tool: Tool,
    /// Its level items; none named: all of the newest version, save those inside a repeat.
    #[serde(default)]
    pub items: Vec<String>,
    /// Days from the baseline after which the second record is looked for: 182, as the child status index is repeated.
    pub after_days: u16,
    /// Days by which it may lie off, either way: 61. Visits are put off by rains and harvests; beyond two months it is no
    /// longer "after six months".
    pub tolerance_days: u16,
    /// Pairs below which an item has no figures: 20. Of fewer, each child moves a share by more than five points.
    pub least_pairs: usize,
    /// Of every interval: 0.95.
    pub level: f64,
}

impl ChangeSettings {
    /// All level items of a tool, with the defaults above.
    pub fn new(tool: Tool) -> Self {
        Self { tool, items: Vec::new(), after_days: 182, tolerance_days: 61, least_pairs: 20, level: 0.95 }
    }

    fn unusable(&self) -> Option<&'static str> {
        let checks = [
            // Otherwise the baseline itself, or a record of its day, could be the second one.
            ("tolerance_days", self.tolerance_days < self.after_days),
            ("least_pairs", self.least_pairs >= 2),
            ("level", self.level >= 0.5 && self.level <= 0.999),
        ];
        checks.into_iter().find(|(_, good)| !good).map(|(name, _)| name)
    }
}

/// What changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeReport {
    /// What was compared.
    pub settings: ChangeSettings,
    /// What the tool wants said wherever its results are shown.
    pub label: Option<Text>,
    /// Records that were given.
    pub records: usize,
    /// Of these, such as do not count.
    pub counted_out: CountedOut,
    /// Children (or families) with a baseline and no record near enough to the day.
    pub unpaired: usize,
    /// Their records.
    pub unpaired_records: usize,
    /// Records of those who have a pair that are neither of the two.
    pub beside: usize,
    /// Children (or families) with both records.
    pub pairs: usize,
    /// Days between the two records; none without a pair.
    pub days: Option<Days>,
    /// Item by item, in the order of the document or of the settings.
    pub items: Vec<ItemChange>,
}

/// Days between the two records of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// Fewest.
    pub fewest: i64,
    /// The middle one; of an even number the lower of the two.
    pub middle: i64,
    /// Most.
    pub most: i64,
}

/// What changed in one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemChange {
    /// The item.
    pub item: String,
    /// As the newest version puts it.
    pub title: Text,
    /// Pairs in which it has a mark both times.
    pub pairs: usize,
    /// What came out.
    pub result: ItemResult,
}

/// What came out of one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum ItemResult {
    /// Figures.
    Figures(Figures),
    /// Fewer pairs than the settings ask for: no figures.
    TooFew {
        /// How many are asked for.
        needed: usize,
    },
    /// Marks neither rise nor fall from the best level to the worst, or versions have other marks: adding them up would
    /// mean nothing.
    NoOrder {},
}

/// Figures of one item, over all its pairs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Sum of the marks at baseline.
    pub before: i64,
    /// Sum of the marks at the second record.
    pub after: i64,
    /// Mean mark at baseline.
    pub mean_before: f64,
    /// Mean mark at the second record.
    pub mean_after: f64,
    /// The change of the sum in percent of the sum at baseline; above 0 is better, whichever way marks run. None when
    /// the sum at baseline is 0.
    pub improvement: Option<f64>,
    /// Mean change in marks with its interval (paired, Student's t); above 0 is better.
    pub mean_change: Option<Estimate>,
    /// Pairs with a better level the second time.
    pub better: usize,
    /// Pairs at the same level.
    pub same: usize,
    /// Pairs with a worse level.
    pub worse: usize,
}

/// What changed between each subject's first record and the one nearest to `after_days` later. Of several records of
/// the first day, and of several of the nearest day, the one placed last is taken; of two days that are equally near the
/// earlier. A record that was corrected counts no more, its correction does. `tools` are documents, such as
/// [`domain::instrument::library`]; the order of `records` makes no difference.
pub fn since_baseline(
    records: &[Filed<'_>],
    tools: &[Instrument],
    settings: &ChangeSettings,
) -> Result<ChangeReport, ReportRefusal> {
    if let Some(name) = settings.unusable() {
        return Err(ReportRefusal::Setting { name: name.to_owned() });
    }
    let documents = settings.tool.documents(tools)?;
    let items = items(&documents, settings)?;
    let (read, counted_out) = sift(records, &settings.tool.code, &documents);
    let mut report = ChangeReport {
        settings: settings.clone(),
        label: documents.iter().find_map(|document| document.label.clone()),
        records: records.len(),
        counted_out,
        unpaired: 0,
        unpaired_records: 0,
        beside: 0,
        pairs: 0,
        days: None,
        items: Vec::new(),
    };
    let mut pairs = Vec::new();
    for of_one in read.chunk_by(|a, b| a.filed.subject() == b.filed.subject()) {
        if let Some(pair) = pair(of_one, settings) {
            pairs.push(pair);
            report.beside += of_one.len().saturating_sub(2);
        } else {
            report.unpaired += 1;
            report.unpaired_records += of_one.len();
        }
    }
    report.pairs = pairs.len();
    report.days = days(&pairs);
    report.items = items.into_iter().map(|item| of_item(item, &documents, &pairs, settings)).collect();
    Ok(report)
}

/// The items that are compared, as the newest version has them.
fn items<'t>(
    documents: &[&'t Instrument],
    settings: &ChangeSettings,
) -> Result<Vec<&'t Item>, ReportRefusal> {
    let found = documents.first().map(|newest| once(newest)).unwrap_or_default();
    let levels = || found.iter().copied().filter(|item| !item.levels().is_empty());
    if settings.items.is_empty() {
        return Ok(levels().collect());
    }
    let one = |code: &String| {
        let item = levels().find(|item| item.code == *code);
        item.ok_or_else(|| ReportRefusal::UnreadableItem { item: code.clone() })
    };
    settings.items.iter().map(one).collect()
}

/// A baseline and what came after it.
type Pair<'r, 'a> = (&'r Read<'a>, &'r Read<'a>);

/// The pair among the records of one subject, which lie in the order of days and places.
fn pair<'r, 'a>(of_one: &'r [Read<'a>], settings: &ChangeSettings) -> Option<Pair<'r, 'a>> {
    let day = |read: &Read<'_>| read.filed.completed.on;
    let first = day(of_one.first()?);
    let baseline = of_one.iter().rev().find(|read| day(read) == first)?;
    let off = |read: &Read<'_>| (first.days_until(day(read)) - i64::from(settings.after_days)).abs();
    of_one
        .iter()
        .enumerate()
        .filter(|(_, read)| off(read) <= i64::from(settings.tolerance_days))
        .min_by_key(|(at, read)| (off(read), day(read), Reverse(*at)))
        .map(|(_, after)| (baseline, after))
}

fn days(pairs: &[Pair<'_, '_>]) -> Option<Days> {
    let between = |(a, b): &Pair<'_, '_>| a.filed.completed.on.days_until(b.filed.completed.on);
    let mut all: Vec<i64> = pairs.iter().map(between).collect();
    all.sort_unstable();
    let middle = *all.get(all.len().checked_sub(1)? / 2)?;
    Some(Days { fewest: *all.first()?, middle, most: *all.last()? })
}

fn of_item(
    item: &Item,
    documents: &[&Instrument],
    pairs: &[Pair<'_, '_>],
    settings: &ChangeSettings,
) -> ItemChange {
    let both = |(a, b): &Pair<'_, '_>| Some((a.mark(&item.code)?, b.mark(&item.code)?));
    let marks: Vec<(u8, u8)> = pairs.iter().filter_map(both).collect();
    let result = match sign(item, documents) {
        None => ItemResult::NoOrder {},
        Some(_) if marks.len() < settings.least_pairs => ItemResult::TooFew { needed: settings.least_pairs },
        Some(sign) => ItemResult::Figures(figures(&marks, sign, settings.level)),
    };
    ItemChange { item: item.code.clone(), title: item.title.clone(), pairs: marks.len(), result }
}

/// 1 when a higher mark is better, −1 when a lower one is; none when marks have no one direction, or when versions that
/// are compared have other marks.
fn sign(item: &Item, documents: &[&Instrument]) -> Option<i64> {
    let marks = |item: &Item| item.levels().iter().map(|level| level.value).collect::<Vec<u8>>();
    let best_first = marks(item);
    let others = documents.iter().filter_map(|document| document.item(&item.code)).map(marks);
    let alike = others.into_iter().all(|other| other == best_first);
    if alike && best_first.is_sorted_by(|better, worse| better > worse) {
        Some(1)
    } else if alike && best_first.is_sorted_by(|better, worse| better < worse) {
        Some(-1)
    } else {
        None
    }
}

fn figures(marks: &[(u8, u8)], sign: i64, level: f64) -> Figures {
    let gains: Vec<i64> =
        marks.iter().map(|(before, after)| sign * (i64::from(*after) - i64::from(*before))).collect();
    let sum = |of: fn(&(u8, u8)) -> u8| marks.iter().map(|pair| i64::from(of(pair))).sum::<i64>();
    let (before, after) = (sum(|pair| pair.0), sum(|pair| pair.1));
    let gain: i64 = gains.iter().sum();
    let n = marks.len() as f64;
    Figures {
        before,
        after,
        mean_before: before as f64 / n,
        mean_after: after as f64 / n,
        improvement: (before > 0).then(|| 100.0 * gain as f64 / before as f64),
        mean_change: mean_change(&gains, gain, level),
        better: gains.iter().filter(|gain| **gain > 0).count(),
        same: gains.iter().filter(|gain| **gain == 0).count(),
        worse: gains.iter().filter(|gain| **gain < 0).count(),
    }
}

/// Reckoned from whole sums, so that the order of children cannot matter.
fn mean_change(gains: &[i64], gain: i64, level: f64) -> Option<Estimate> {
    let degrees = gains.len().checked_sub(1).filter(|degrees| *degrees > 0)? as f64;
    let (n, mean) = (gains.len() as f64, gain as f64 / gains.len() as f64);
    let squares: i64 = gains.iter().map(|gain| gain * gain).sum();
    let variance = ((squares as f64 - n * mean * mean) / degrees).max(0.0);
    let reach = t(level, degrees)? * (variance / n).sqrt();
    Estimate::new(mean, mean - reach, mean + reach)
}
