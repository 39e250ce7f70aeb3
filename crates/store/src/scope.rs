//! Which families somebody's lists may show. The policies decide ([`policy::Scope`]); `sql::scope` turns it into a
//! query. What lives only for a time is judged by the clock that comes with it.

use domain::time::Millis;
use policy::Scope;
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
    pub(crate) fn arms(&self) -> &[policy::scope::Arm] {
        self.scope.arms()
    }
    pub(crate) const fn at(&self) -> Millis {
        self.at
    }
}
