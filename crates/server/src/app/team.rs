//! The supervisor's desk: how much each person of the team carries, and what waits.

use super::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::ids::WorkerId;
use policy::{Act, List, Question, Resource};
use std::collections::BTreeMap;
use store::reads::{Caseload, CaseloadFilter, CaseloadSort, FamilyRow, Holder};

/// What one worker carries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Load {
    /// Families that she leads and that are not closed.
    pub families: u32,
    /// Of them, at high risk.
    pub high_risk: u32,
    /// With an open high concern.
    pub concerns: u32,
    /// Whose next visit or answer is overdue.
    pub overdue: u32,
    /// Waiting for a signature.
    pub reviews: u32,
    /// With fields that somebody must decide about.
    pub conflicts: u32,
}

impl Load {
    fn count(&mut self, row: &FamilyRow, overdue: bool) {
        self.families += 1;
        self.high_risk += u32::from(row.risk.as_deref() == Some("high"));
        self.concerns += u32::from(row.open_concern);
        self.overdue += u32::from(overdue);
        self.reviews += u32::from(row.review_waiting);
        self.conflicts += u32::from(row.conflicts > 0);
    }
}

/// The desk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Desk {
    /// By worker; `None`: families that nobody leads.
    pub loads: BTreeMap<Option<WorkerId>, Load>,
    /// All together.
    pub all: Load,
    /// Families by stage.
    pub stages: Vec<(String, u64)>,
    /// Families per worker above which somebody should look (from the protocol).
    pub caseload_at_most: u16,
}

/// Most families that are counted one by one; a desk with more of them is a manager's, not a supervisor's.
const MOST_PAGES: u32 = 50;

/// Counts what the team carries.
pub async fn desk(app: &App, signed: &Signed) -> Result<Desk, Problem> {
    decide(signed, Act::SeeTeam)?;
    // Her organisation's families: neither what others share, whose worries may not be hers to know, nor what she is
    // only asked for advice on.
    let scope = super::lists::scope(app, signed, List::Organisation);
    let scope = scope.of(signed.session.org).without(super::lists::consulted(signed));
    let today = signed.about.at.day();
    let mut desk = Desk {
        caseload_at_most: signed.directory.protocol.caseload_at_most,
        stages: app.store.caseload_counts(&scope).await?,
        ..Desk::default()
    };
    let mut counted = Vec::new();
    let mut cursor = None;
    for _ in 0..MOST_PAGES {
        let ask = Caseload {
            scope: scope.clone(),
            // Files of other organisations are nobody's load here, whatever of them is shared.
            filter: CaseloadFilter { holder: Holder::Of(signed.session.org), ..CaseloadFilter::default() },
            sort: CaseloadSort::Due,
            cursor: cursor.take(),
            limit: 200,
        };
        let page = app.store.caseload(ask).await?;
        counted.extend(page.rows.iter().map(|row| row.stream));
        for row in &page.rows {
            let overdue = row.next_due.is_some_and(|due| due < today);
            desk.loads.entry(row.lead).or_default().count(row, overdue);
            desk.all.count(row, overdue);
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    app.store.audit(vec![signed.showed("team.read", counted)]).await?;
    Ok(desk)
}

/// Decides about an act that concerns the organisation as a whole.
pub fn decide(signed: &Signed, act: Act<'_>) -> Result<(), Problem> {
    let decision = signed.asker.decide(&Question::casework(act, Resource::Organisation(signed.session.org)));
    if decision.allow { Ok(()) } else { Err(Problem::new(Code::NotAllowed)) }
}

/// What somebody can do beside working with one family, for the page to know what to show.
pub fn capabilities(signed: &Signed) -> Vec<&'static str> {
    Act::GENERAL.iter().filter(|act| decide(signed, **act).is_ok()).map(Act::code).collect()
}
