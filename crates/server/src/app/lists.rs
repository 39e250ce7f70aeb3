//! Caseloads and search, always within the scope that the policy gives.

use super::families::relation;
use super::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::Section;
use domain::family::summary::Summary;
use domain::ids::{OrganisationId, StreamId, WorkerId};
use domain::khmer::keys::{query_tokens, whole_name_tokens};
use domain::time::{Day, Millis};
use policy::{
    Act, FamilyFacts, FamilyTies, GrantKind, List, Protected, Purpose, Question, Relation, Resource, Wanted,
};
use std::collections::{BTreeSet, HashMap};
use store::ListScope;
use store::reads::{
    Caseload, CaseloadFilter, CaseloadPage, CaseloadSort, FamilyRow, Found, Holder, Search, StreamInfo,
};

/// The scope of what other organisations share with hers.
const SHARED: &str = "shared";

/// How wide, from what the page asks for; the widest that she may see unless she narrows it.
pub fn wanted(scope: Option<&str>) -> Result<Wanted, Problem> {
    match scope {
        Some("mine") => Ok(Wanted::Mine),
        Some("team") => Ok(Wanted::Team),
        Some("organisation" | SHARED) | None => Ok(Wanted::Organisation),
        Some(_) => Err(Problem::new(Code::BadValue).at("scope")),
    }
}

/// The families that a list may show. A policy that cannot be turned into a query shows nothing; it is counted.
pub fn scope(app: &App, signed: &Signed, list: List) -> ListScope {
    let scope = signed.asker.scope(list, Purpose::Casework);
    for what in scope.untranslatable() {
        app.metrics.policy(what.code());
        tracing::error!(%what, "a policy is left out of lists");
    }
    ListScope::new(scope, signed.about.at)
}

/// What a caseload page asks for.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// `mine`, `team` or `organisation`.
    pub scope: Option<String>,
    /// Lead worker.
    pub worker: Option<WorkerId>,
    /// Stage.
    pub stage: Option<String>,
    /// Risk.
    pub risk: Option<String>,
    /// Village code or its beginning.
    pub village: Option<String>,
    /// Due on or before.
    pub due: Option<Day>,
    /// `review`, `concern` or `conflict`.
    pub only: Option<String>,
    /// Closed ones too.
    pub closed: bool,
    /// `due`, `risk` or `updated`.
    pub sort: Option<String>,
    /// `next` of the page before.
    pub cursor: Option<String>,
    /// Rows.
    pub limit: Option<u32>,
}

/// A page of families.
pub async fn caseload(app: &App, signed: &Signed, ask: Ask) -> Result<CaseloadPage, Problem> {
    let scope = scope(app, signed, wanted(ask.scope.as_deref())?.into());
    let shared = ask.scope.as_deref() == Some(SHARED);
    let own = signed.session.org;
    let holder = match ask.scope.as_deref() {
        Some(SHARED) => Holder::OthersThan(own),
        // A worry about safety is read by whoever may read that section: a joint case need not open it.
        Some("mine" | "team") if ask.only.as_deref() != Some("concern") => Holder::WorkedOnBy(own),
        Some(_) | None => Holder::Of(own),
    };
    if shared {
        // What is not shared must not be found out by sorting and filtering by it, nor by when something was written.
        let told = [
            ("worker", ask.worker.is_some()),
            ("stage", ask.stage.is_some()),
            ("risk", ask.risk.is_some()),
            ("due", ask.due.is_some()),
            ("only", ask.only.is_some()),
            ("sort", ask.sort.as_deref() != Some("updated")),
        ];
        if let Some((field, _)) = told.into_iter().find(|(_, asked)| *asked) {
            return Err(Problem::new(Code::BadValue).at(field));
        }
    }
    let names_only = names_only(signed);
    if names_only {
        let told = [
            ("risk", ask.risk.is_some()),
            ("due", ask.due.is_some()),
            ("only", ask.only.is_some()),
            ("sort", ask.sort.as_deref().is_some_and(|sort| sort != "updated")),
        ];
        if let Some((field, _)) = told.into_iter().find(|(_, asked)| *asked) {
            return Err(Problem::new(Code::BadValue).at(field));
        }
    }
    let sort = match ask.sort.as_deref() {
        None if names_only => CaseloadSort::Updated,
        None | Some("due") => CaseloadSort::Due,
        Some("risk") => CaseloadSort::Risk,
        Some("updated") if shared => CaseloadSort::Made,
        Some("updated") => CaseloadSort::Updated,
        Some(_) => return Err(Problem::new(Code::BadValue).at("sort")),
    };
    if let Some(only) = &ask.only
        && !["review", "concern", "conflict"].contains(&only.as_str())
    {
        return Err(Problem::new(Code::BadValue).at("only"));
    }
    let only = |what: &str| ask.only.as_deref() == Some(what);
    // Whoever is asked for advice reads nothing of worries about somebody's safety: neither by asking for them.
    let scope = if only("concern") { scope.without(consulted(signed)) } else { scope };
    let filter = CaseloadFilter {
        holder,
        worker: ask.worker,
        review_waiting: only("review"),
        open_concern: only("concern"),
        conflicts: only("conflict"),
        include_closed: ask.closed || ask.stage.as_deref() == Some("closed"),
        stage: ask.stage,
        risk: ask.risk,
        village: ask.village,
        due_by: ask.due,
        sealed_work_hidden: sealed_work_hidden(signed),
    };
    let limit = ask.limit.unwrap_or(50).clamp(1, 200);
    let ask = Caseload { scope, filter, sort, cursor: ask.cursor, limit };
    let mut page = app.store.caseload(ask).await?;
    page.rows = if shared {
        let streams: Vec<StreamId> = page.rows.iter().map(|row| row.stream).collect();
        let kept = app.store.only_kept(own, &streams, signed.about.at).await?;
        let told = |row: FamilyRow| {
            let only_kept = kept.contains(&row.stream);
            for_guests(row, only_kept)
        };
        page.rows.into_iter().map(told).collect::<Result<_, _>>()?
    } else {
        as_readable(app, signed, page.rows).await?
    };
    // A list shows names: it is a read like any other, and is not given out unless that is written down.
    app.store.audit(vec![signed.showed("caseload.read", page.rows.iter().map(|row| row.stream))]).await?;
    Ok(page)
}

/// The families that she is asked for advice on.
pub(super) fn consulted(signed: &Signed) -> Vec<StreamId> {
    let grants = signed.principal().grants.iter();
    grants.filter(|grant| grant.kind == GrantKind::Consulted).map(|grant| grant.stream).collect()
}

/// Whether all that she knows of her organisation's families is who they are, by the policies in force. Nothing of how
/// the work stands is found out by sorting and filtering then either.
fn names_only(signed: &Signed) -> bool {
    let ties = FamilyTies::new(signed.session.org);
    let anybody = FamilyFacts::new(StreamId::from_u128(0), ties);
    let reads = |section| {
        let question = Question::casework(Act::Read(section), Resource::Family(&anybody));
        signed.asker.decide(&question).allow
    };
    reads(Section::Identity) && !reads(Section::Narrative)
}

/// Whether what was sealed of the work is closed to her, even where she answers for the family.
fn sealed_work_hidden(signed: &Signed) -> bool {
    let ties = FamilyTies { lead: Some(signed.session.worker), ..FamilyTies::new(signed.session.org) };
    let mut facts = FamilyFacts::new(StreamId::from_u128(0), ties);
    facts.sealed = vec![Section::Narrative];
    let question = Question::casework(Act::Read(Section::Narrative), Resource::Family(&facts));
    !signed.asker.decide(&question).allow
}

/// What decides how much of a row somebody reads, for families about which nothing special is known.
fn ordinary(signed: &Signed, info: &StreamInfo) -> Option<Relation> {
    let granted = signed.principal().grants.iter().any(|grant| grant.stream == info.id);
    let plain = info.org == signed.session.org && info.access.sealed.is_empty() && !granted;
    plain.then(|| relation(signed, info))
}

/// Rows with no more than their reader may read of each file.
pub(super) async fn as_readable(
    app: &App,
    signed: &Signed,
    rows: Vec<FamilyRow>,
) -> Result<Vec<FamilyRow>, Problem> {
    const TOLD: [Section; 2] = [Section::Narrative, Section::Protection];
    let ids: Vec<StreamId> = rows.iter().map(|row| row.stream).collect();
    let infos = app.store.stream_infos(&ids, signed.about.at).await?;
    let infos: HashMap<StreamId, StreamInfo> = infos.into_iter().map(|info| (info.id, info)).collect();
    // Most families of a page stand alike to her: they are decided about once.
    let mut decided: Vec<(Relation, Vec<Section>)> = Vec::new();
    let mut readable = Vec::with_capacity(rows.len());
    for row in rows {
        // Erased in this moment.
        let Some(info) = infos.get(&row.stream) else { continue };
        let like = ordinary(signed, info);
        let known = decided.iter().find(|(relation, _)| Some(*relation) == like).map(|(_, known)| known);
        let sections = match known {
            Some(known) => known.clone(),
            None => {
                let facts = info.facts();
                let reads = |section: &Section| {
                    let question = Question::casework(Act::Read(*section), Resource::Family(&facts));
                    signed.asker.decide(&question).allow
                };
                let sections: Vec<Section> = TOLD.into_iter().filter(reads).collect();
                decided.extend(like.map(|like| (like, sections.clone())));
                sections
            }
        };
        // Who supervises whom is the holder's own.
        let supervisor = row.supervisor.filter(|_| row.org == signed.session.org);
        let ours = row.org == signed.session.org;
        let updated_at = if ours { row.updated_at } else { Millis(0) };
        let row = FamilyRow { supervisor, updated_at, ..row };
        readable.push(if sections.len() == TOLD.len() { row } else { within(row, &sections)? });
    }
    Ok(readable)
}

fn within(row: FamilyRow, sections: &[Section]) -> Result<FamilyRow, Problem> {
    let broken = |_| Problem::new(Code::Broken);
    let summary: Summary = serde_json::from_str(row.card.get()).map_err(broken)?;
    let card = serde_json::value::to_raw_value(&summary.within(sections)).map_err(broken)?;
    let next_due = row.next_due.filter(|_| sections.contains(&Section::Narrative));
    Ok(FamilyRow { card, next_due, ..row })
}

/// A row with no more than who they are and where. A former holder does not learn where they are now: somebody there
/// may be why they were handed over.
fn for_guests(row: FamilyRow, only_kept: bool) -> Result<FamilyRow, Problem> {
    let broken = |_| Problem::new(Code::Broken);
    let summary: Summary = serde_json::from_str(row.card.get()).map_err(broken)?;
    let mut summary = summary.for_guests();
    let mut village = row.village;
    if only_kept {
        summary.village = String::new();
        village = None;
    }
    let card = serde_json::value::to_raw_value(&summary).map_err(broken)?;
    // Nor when somebody last wrote in the file, which may be a section that she does not read.
    Ok(FamilyRow { card, village, supervisor: None, next_due: None, updated_at: Millis(0), ..row })
}

/// Longest query, in characters.
const LONGEST_QUERY: usize = 100;

/// Most people that a search shows.
const MOST_FOUND: u32 = 50;

/// Organisations that lead files on which hers works too.
async fn led_by_others(app: &App, signed: &Signed) -> Result<BTreeSet<OrganisationId>, Problem> {
    let at = signed.about.at;
    let streams = app.store.joint_with(signed.session.org, at).await?;
    let infos = app.store.stream_infos(&streams, at).await?;
    let works =
        |info: &StreamInfo| matches!(relation(signed, info), Relation::Partner | Relation::PartnerSupervisor);
    Ok(infos.iter().filter(|info| works(info)).map(|info| info.org).collect())
}

/// The file into which a family's was folded.
fn folded_into(row: &FamilyRow) -> Option<StreamId> {
    serde_json::from_str::<Summary>(row.card.get()).ok()?.folded_into
}

/// People by name, in either script and by sound.
pub async fn search(app: &App, signed: &Signed, query: &str) -> Result<Vec<Found>, Problem> {
    if query.chars().count() > LONGEST_QUERY {
        return Err(Problem::new(Code::BadValue).at("q"));
    }
    let groups = query_tokens(query);
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let whole = whole_name_tokens(query);
    let ask = Search {
        scope: scope(app, signed, List::Organisation),
        org: signed.session.org,
        groups: groups.clone(),
        whole: whole.clone(),
        limit: MOST_FOUND,
    };
    let mut found = app.store.search(ask).await?;
    // Names are found with the holder's key: those who work on files of others look there too, for what their lists show.
    for holder in led_by_others(app, signed).await? {
        let scope = scope(app, signed, List::Team).or(&scope(app, signed, List::Mine)).of(holder);
        let ask =
            Search { scope, org: holder, groups: groups.clone(), whole: whole.clone(), limit: MOST_FOUND };
        found.extend(app.store.search(ask).await?);
    }
    found.truncate(usize::try_from(MOST_FOUND).unwrap_or(usize::MAX));
    let rows = found.iter().map(|hit| hit.family.clone()).collect();
    let rows = as_readable(app, signed, rows).await?;
    let rows: HashMap<StreamId, FamilyRow> = rows.into_iter().map(|row| (row.stream, row)).collect();
    found.retain_mut(|hit| match rows.get(&hit.family.stream) {
        Some(row) => {
            hit.family = row.clone();
            true
        }
        None => false,
    });
    // Of two files of one family the one that stands is shown, where both are found.
    let standing: BTreeSet<StreamId> = found.iter().map(|hit| hit.family.stream).collect();
    found.retain(|hit| {
        let into = folded_into(&hit.family);
        into.is_none_or(|into| !standing.contains(&into))
    });
    app.store.audit(vec![signed.showed("search", found.iter().map(|hit| hit.family.stream))]).await?;
    Ok(found)
}
