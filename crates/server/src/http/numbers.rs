//! `/api/v1/numbers`: what changed, how work ended, and what the vulnerability index could learn. Counts of an
//! organisation's families; small ones are left out.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use crate::app::evidence::{self, Evidence, IndexEvidence};
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use ::evidence::change::{ChangeReport, Days, Figures, ItemResult};
use ::evidence::closures::{ClosureReport, Tally};
use ::evidence::numbers::Estimate;
use ::evidence::proposal::Need;
use ::evidence::small::{shown, shown_parts};
use ::evidence::{Proposal, Refusal};
use axum::Json;
use axum::extract::State;
use axum::routing::get;
use domain::instrument::Text;
use serde::Serialize;
use utoipa::ToSchema;

/// Numbers about an organisation's work. A count that is left out is too small to be shown.
#[derive(Serialize, ToSchema)]
struct Numbers {
    /// When they were counted, in milliseconds.
    at: i64,
    /// Rounded down to tens: one family more or less does not show.
    families: Option<u64>,
    /// Absent: the tool is not there.
    change: Option<Change>,
    /// Absent: the tool is not there.
    closures: Option<Closures>,
    index: Index,
}

/// What changed between a first record and the one half a year later.
#[derive(Serialize, ToSchema)]
struct Change {
    /// What the tool wants said beside its results.
    #[schema(value_type = Option<Object>)]
    label: Option<Text>,
    /// Children, or families, with both records.
    pairs: Option<usize>,
    /// With the first alone.
    unpaired: Option<usize>,
    days: Option<Between>,
    items: Vec<ItemLine>,
}

/// Days between the two.
#[derive(Serialize, ToSchema)]
struct Between {
    fewest: i64,
    middle: i64,
    most: i64,
}

#[derive(Serialize, ToSchema)]
struct ItemLine {
    item: String,
    #[schema(value_type = Object)]
    title: Text,
    pairs: Option<usize>,
    /// Absent: too few pairs, or marks that cannot be added up.
    figures: Option<ItemFigures>,
    /// Pairs that are needed, where there are too few.
    needed: Option<usize>,
}

#[derive(Serialize, ToSchema)]
struct ItemFigures {
    /// Mean mark before and after.
    before: f64,
    after: f64,
    /// Change of the sum in percent; above 0 is better.
    improvement: Option<f64>,
    /// Mean change in marks, with its interval.
    change: Option<Interval>,
    better: Option<usize>,
    same: Option<usize>,
    worse: Option<usize>,
}

/// A figure with its interval.
#[derive(Serialize, ToSchema)]
struct Interval {
    value: f64,
    low: f64,
    high: f64,
}

/// How work ended.
#[derive(Serialize, ToSchema)]
struct Closures {
    #[schema(value_type = Option<Object>)]
    label: Option<Text>,
    /// Families with which work ended.
    closed: Option<usize>,
    /// With which it goes on.
    going_on: Option<usize>,
    /// By how well it went.
    ratings: Vec<OptionCount>,
    /// Their problems, by the state in which they were left.
    problems: Vec<OptionCount>,
    areas: Vec<Area>,
}

#[derive(Serialize, ToSchema)]
struct Area {
    area: String,
    #[schema(value_type = Object)]
    label: Text,
    problems: Vec<OptionCount>,
}

#[derive(Serialize, ToSchema)]
struct OptionCount {
    option: String,
    #[schema(value_type = Object)]
    label: Text,
    count: Option<usize>,
}

/// What is known of the index, and what it could be.
#[derive(Serialize, ToSchema)]
struct Index {
    #[schema(value_type = Option<Object>)]
    title: Option<Text>,
    #[schema(value_type = Option<Object>)]
    label: Option<Text>,
    items: Vec<IndexItem>,
    /// Cronbach's alpha, with its interval.
    alpha: Option<Interval>,
    /// A proposal, as the statistics give it. Never applied by itself.
    #[schema(value_type = Option<Object>)]
    proposal: Option<Proposal>,
    refused: Option<Refused>,
}

#[derive(Serialize, ToSchema)]
struct IndexItem {
    code: String,
    #[schema(value_type = Object)]
    title: Text,
}

/// Why nothing is proposed.
#[derive(Serialize, ToSchema)]
struct Refused {
    /// `bad_setting`, `other_items`, `too_little`, `too_many_lost`, `no_variation`, `nothing_to_learn`, `not_converged`.
    why: &'static str,
    short: Vec<Short>,
}

/// Something of which there is too little.
#[derive(Serialize, ToSchema)]
struct Short {
    /// `families`, `events` (separated), `non_events`; `outcomes`: whose outcome is known.
    of: &'static str,
    had: Option<usize>,
    needed: usize,
}

/// Their entry in the register.
pub fn endpoint() -> Endpoint {
    Endpoint {
        method: "GET",
        path: "/api/v1/numbers",
        summary: "Numbers about the organisation's work: what changed, how work ended, what the vulnerability index could learn.",
        query: &[],
        takes: Content::Nothing,
        gives: Content::Json(shape::<Numbers>),
        decides: Decides::Policy("read_numbers"),
        audits: Audits::Row("numbers.read"),
        problems: &[Code::NotAllowed],
        route: get(numbers),
    }
}

async fn numbers(State(app): State<App>, signed: Signed) -> Result<Json<Numbers>, Problem> {
    let found = evidence::numbers(&app, &signed).await?;
    Ok(Json(told(&found)))
}

fn told(found: &Evidence) -> Numbers {
    let families = found.families / 10 * 10;
    Numbers {
        at: found.at.0,
        families: (families > 0).then_some(families),
        change: found.change.as_ref().ok().map(change),
        closures: found.closures.as_ref().ok().map(closures),
        index: index(&found.index),
    }
}

const fn interval(of: Estimate) -> Interval {
    Interval { value: of.value, low: of.low, high: of.high }
}

fn change(report: &ChangeReport) -> Change {
    let line = |item: &::evidence::change::ItemChange| {
        let (figures, needed) = match &item.result {
            ItemResult::Figures(figures) => (Some(figures_of(figures)), None),
            ItemResult::TooFew { needed } => (None, Some(*needed)),
            ItemResult::NoOrder {} => (None, None),
        };
        let (code, title) = (item.item.clone(), item.title.clone());
        ItemLine { item: code, title, pairs: shown(item.pairs), figures, needed }
    };
    let between = |days: Days| Between { fewest: days.fewest, middle: days.middle, most: days.most };
    // Days between two records of four children would point at them.
    let pairs = shown(report.pairs);
    Change {
        label: report.label.clone(),
        days: report.days.filter(|_| pairs.is_some()).map(between),
        pairs,
        unpaired: shown(report.unpaired),
        items: report.items.iter().map(line).collect(),
    }
}

fn figures_of(figures: &Figures) -> ItemFigures {
    let parts = shown_parts(&[figures.better, figures.same, figures.worse]);
    let part = |at: usize| parts.get(at).copied().flatten();
    ItemFigures {
        before: figures.mean_before,
        after: figures.mean_after,
        improvement: figures.improvement,
        change: figures.mean_change.map(interval),
        better: part(0),
        same: part(1),
        worse: part(2),
    }
}

fn tally(tally: &Tally) -> Vec<OptionCount> {
    let counts: Vec<usize> = tally.options.iter().map(|option| option.count).collect();
    let parts = shown_parts(&counts);
    let told = |(option, count): (&::evidence::closures::Counted, Option<usize>)| OptionCount {
        option: option.option.clone(),
        label: option.label.clone(),
        count,
    };
    tally.options.iter().zip(parts).map(told).collect()
}

fn closures(report: &ClosureReport) -> Closures {
    // What is left out of a total must not be found among its parts: areas are shown when each of them can be.
    let whole = |area: &::evidence::closures::AreaTally| {
        area.problems.options.iter().all(|option| shown(option.count).is_some())
    };
    let area = |area: &::evidence::closures::AreaTally| Area {
        area: area.area.clone(),
        label: area.label.clone(),
        problems: tally(&area.problems),
    };
    let areas = if report.by_area.iter().all(whole) { report.by_area.as_slice() } else { &[] };
    Closures {
        label: report.label.clone(),
        closed: shown(report.closed),
        going_on: shown(report.going_on),
        ratings: tally(&report.ratings),
        problems: tally(&report.problems),
        areas: areas.iter().map(area).collect(),
    }
}

fn index(found: &IndexEvidence) -> Index {
    let (proposal, refused) = match &found.learnt {
        Ok(proposal) => (Some(Proposal::clone(proposal)), None),
        Err(refusal) => (None, Some(refused(refusal))),
    };
    let item = |(code, title): &(String, Text)| IndexItem { code: code.clone(), title: title.clone() };
    Index {
        title: found.title.clone(),
        label: found.label.clone(),
        items: found.items.iter().map(item).collect(),
        alpha: found.reliability.as_ref().and_then(|of| of.alpha).map(interval),
        proposal,
        refused,
    }
}

fn refused(refusal: &Refusal) -> Refused {
    let need = |of: Need| match of {
        Need::Families => "families",
        Need::Events => "events",
        Need::NonEvents => "non_events",
    };
    let (why, short) = match refusal {
        Refusal::BadSetting { .. } => ("bad_setting", Vec::new()),
        Refusal::OtherItems { .. } => ("other_items", Vec::new()),
        Refusal::TooLittle { shortfalls, .. } => {
            let short = |one: &::evidence::proposal::Shortfall| Short {
                of: need(one.of),
                had: shown(one.had),
                needed: one.needed,
            };
            ("too_little", shortfalls.iter().map(short).collect())
        }
        Refusal::TooManyLost { lost, due, most } => {
            let (had, needed) = (shown(due.saturating_sub(*lost)), due.saturating_sub(*most));
            ("too_many_lost", vec![Short { of: "outcomes", had, needed }])
        }
        Refusal::NoVariation { .. } => ("no_variation", Vec::new()),
        Refusal::NothingToLearn => ("nothing_to_learn", Vec::new()),
        Refusal::NotConverged { .. } => ("not_converged", Vec::new()),
    };
    Refused { why, short }
}
