//! Caseloads and search, always within the scope that the policy gives.

use super::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::Section;
use domain::family::summary::Summary;
use domain::ids::WorkerId;
use domain::khmer::keys::{query_tokens, whole_name_tokens};
use domain::time::Day;
use policy::{List, Protected, Purpose, Wanted};
use store::ListScope;
use store::reads::{Caseload, CaseloadFilter, CaseloadPage, CaseloadSort, FamilyRow, Found, Holder, Search};

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
        // What is not shared must not be found out by sorting and filtering by it.
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
    let sort = match ask.sort.as_deref() {
        None | Some("due") => CaseloadSort::Due,
        Some("risk") => CaseloadSort::Risk,
        Some("updated") => CaseloadSort::Updated,
        Some(_) => return Err(Problem::new(Code::BadValue).at("sort")),
    };
    if let Some(only) = &ask.only
        && !["review", "concern", "conflict"].contains(&only.as_str())
    {
        return Err(Problem::new(Code::BadValue).at("only"));
    }
    let only = |what: &str| ask.only.as_deref() == Some(what);
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
    };
    let limit = ask.limit.unwrap_or(50).clamp(1, 200);
    let ask = Caseload { scope, filter, sort, cursor: ask.cursor, limit };
    let mut page = app.store.caseload(ask).await?;
    if shared {
        page.rows = page.rows.into_iter().map(for_guests).collect::<Result<_, _>>()?;
    } else {
        for row in page.rows.iter_mut().filter(|row| row.org != own) {
            let info = app.store.stream_info(row.stream, signed.about.at).await?;
            let readable = info.map(|info| signed.asker.readable_sections(&info.facts(), Purpose::Casework));
            *row = for_partners(row.clone(), &readable.unwrap_or_default())?;
        }
    }
    // A list shows names: it is a read like any other, and is not given out unless that is written down.
    app.store.audit(vec![signed.showed("caseload.read", page.rows.iter().map(|row| row.stream))]).await?;
    Ok(page)
}

/// A row with no more than who they are and where.
fn for_guests(row: FamilyRow) -> Result<FamilyRow, Problem> {
    let broken = |_| Problem::new(Code::Broken);
    let summary: Summary = serde_json::from_str(row.card.get()).map_err(broken)?;
    let card = serde_json::value::to_raw_value(&summary.for_guests()).map_err(broken)?;
    Ok(FamilyRow { card, supervisor: None, next_due: None, ..row })
}

/// A row of a file on which her organisation works too: nothing of sections that were not agreed.
fn for_partners(row: FamilyRow, readable: &[Section]) -> Result<FamilyRow, Problem> {
    let broken = |_| Problem::new(Code::Broken);
    let summary: Summary = serde_json::from_str(row.card.get()).map_err(broken)?;
    let card = serde_json::value::to_raw_value(&summary.for_partners(readable)).map_err(broken)?;
    Ok(FamilyRow { card, supervisor: None, ..row })
}

/// Longest query, in characters.
const LONGEST_QUERY: usize = 100;

/// People by name, in either script and by sound.
pub async fn search(app: &App, signed: &Signed, query: &str) -> Result<Vec<Found>, Problem> {
    if query.chars().count() > LONGEST_QUERY {
        return Err(Problem::new(Code::BadValue).at("q"));
    }
    let groups = query_tokens(query);
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let scope = scope(app, signed, List::Organisation);
    let whole = whole_name_tokens(query);
    let ask = Search { scope, org: signed.session.org, groups, whole, limit: 50 };
    let found = app.store.search(ask).await?;
    app.store.audit(vec![signed.showed("search", found.iter().map(|hit| hit.family.stream))]).await?;
    Ok(found)
}
