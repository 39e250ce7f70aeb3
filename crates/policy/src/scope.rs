//! Which families a list shows: the policy as a condition that the store can put into a query.

use crate::request::Principal;
use domain::ids::{OrganisationId, WorkerId};
use domain::organisation::Role;

/// The families that a list, a search or a sync may contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListScope {
    /// Families whose team the worker is on, or that she opened and nobody leads yet.
    Assigned {
        /// Who.
        worker: WorkerId,
    },
    /// Her own, and those of everybody below her in the chain of supervisors.
    Team {
        /// At the top of the chain.
        supervisor: WorkerId,
    },
    /// Every family of the organisation.
    Organisation {
        /// Which.
        organisation: OrganisationId,
    },
    /// None.
    Nothing,
}

/// How wide a list somebody asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wanted {
    /// Her own families.
    Mine,
    /// Her team's.
    Team,
    /// The organisation's.
    Organisation,
}

/// The widest scope that is asked for and allowed: asking for more than one may see gives what one may see.
pub fn list_scope(principal: &Principal, wanted: Wanted) -> ListScope {
    let worker = principal.worker;
    let assigned = ListScope::Assigned { worker };
    let manager = principal.is(Role::ProgrammeManager);
    let senior = principal.is(Role::SeniorSocialWorker);
    let field = principal.is(Role::VillageSocialWorker) || principal.is(Role::Specialist);
    match wanted {
        Wanted::Organisation if manager => ListScope::Organisation { organisation: principal.organisation },
        Wanted::Organisation | Wanted::Team if senior => ListScope::Team { supervisor: worker },
        Wanted::Team if manager => ListScope::Organisation { organisation: principal.organisation },
        Wanted::Mine | Wanted::Team | Wanted::Organisation if senior || field => assigned,
        Wanted::Mine if manager => ListScope::Organisation { organisation: principal.organisation },
        Wanted::Mine | Wanted::Team | Wanted::Organisation => ListScope::Nothing,
    }
}

/// The families that a device keeps for offline work. Managers, M&E officers and administrators work online:
/// what is not on a device cannot be lost with it.
pub fn sync_scope(principal: &Principal) -> ListScope {
    if principal.is(Role::SeniorSocialWorker) {
        ListScope::Team { supervisor: principal.worker }
    } else if principal.is(Role::VillageSocialWorker) || principal.is(Role::Specialist) {
        ListScope::Assigned { worker: principal.worker }
    } else {
        ListScope::Nothing
    }
}
