//! What is shown when this device must reach the server before it opens what it holds: what happened, what is kept, and
//! what to do. Nothing of any family.

use super::today::SyncLine;
use crate::core::Core;
use domain::time::Millis;
use serde::Serialize;
use tsify::Tsify;

/// Connect once.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct LeaseView {
    /// When the server was last reached, by its own clock.
    pub last_contact: Option<Millis>,
    /// Forms that were begun and are kept.
    pub drafts: u32,
    /// Sending goes on.
    pub sync: SyncLine,
}

impl Core {
    pub(crate) fn lease_view(&self, now: Millis) -> LeaseView {
        LeaseView {
            last_contact: self.last_contact(),
            drafts: u32::try_from(self.draft_keys().count()).unwrap_or(u32::MAX),
            sync: self.sync_line(now),
        }
    }
}
