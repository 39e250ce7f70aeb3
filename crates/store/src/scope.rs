//! Which families somebody's lists may show. The policies decide ([`policy::Scope`]); `sql::scope` turns it into a
//! query. What lives only for a time is judged by the clock that comes with it.

use domain::ids::{OrganisationId, StreamId};
use domain::time::Millis;
use policy::Scope;
use policy::scope::Cond;
use std::sync::Arc;

/// The families that a list, a search or a sync may contain, now.
#[derive(Debug, Clone)]
pub struct ListScope {
    scope: Arc<Scope>,
    at: Millis,
}

impl ListScope {
    /// What the policies gave, judged at `at`.
    pub const fn new(scope: Arc<Scope>, at: Millis) -> Self {
        Self { scope, at }
    }
    /// The same, of what this organisation holds.
    #[must_use]
    pub fn of(self, organisation: OrganisationId) -> Self {
        Self { scope: Arc::new(self.scope.narrowed(&Cond::Organisation(organisation))), at: self.at }
    }
    /// What either shows.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        Self { scope: Arc::new(self.scope.united(&other.scope)), at: self.at }
    }
    /// The same without these families.
    #[must_use]
    pub fn without(self, mut families: Vec<StreamId>) -> Self {
        if families.is_empty() {
            return self;
        }
        families.sort_unstable();
        let by = Cond::OneOf(families).negated();
        Self { scope: Arc::new(self.scope.narrowed(&by)), at: self.at }
    }
    pub(crate) fn arms(&self) -> &[policy::scope::Arm] {
        self.scope.arms()
    }
    pub(crate) const fn at(&self) -> Millis {
        self.at
    }
}
