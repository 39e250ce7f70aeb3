//! Which families somebody's lists may show. The policy decides; this crate turns it into SQL.

use domain::ids::{OrganisationId, WorkerId};

/// The families that a list may show. `None` shows nothing: a policy that cannot say fails closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListScope {
    /// Families in whose team the worker is.
    Assigned {
        /// The worker.
        worker: WorkerId,
    },
    /// Families of the supervisor's whole chain of workers, and her own.
    Team {
        /// The supervisor.
        supervisor: WorkerId,
    },
    /// All families of an organisation.
    Organisation {
        /// The organisation.
        org: OrganisationId,
    },
    /// Nothing.
    None,
}
