//! Consents that end, of many families: which, by when, what rests on them. Without a word of what a file says.

use crate::Result;
use crate::dialect::reading;
use crate::scope::ListScope;
use crate::store::Store;
use domain::family::consent_use::ConsentUse;
use domain::family::number::FileNumber;
use domain::ids::{ConsentId, OrganisationId, StreamId, WorkerId};
use domain::time::Day;

/// A consent that still matters, as stored.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct StandingRow {
    pub(crate) consent: ConsentId,
    pub(crate) purpose: String,
    pub(crate) recipient: Option<OrganisationId>,
    pub(crate) until: i64,
    pub(crate) uses: String,
    pub(crate) uses_until: i64,
}

/// A family as much as is told of it to somebody who watches over its file: no names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// The family's stream.
    pub stream: StreamId,
    /// Official code of the village; may be empty.
    pub village: String,
    /// Who answers for it.
    pub lead: Option<WorkerId>,
    /// At which stage it is.
    pub stage: String,
}

/// A consent that ends soon, or has ended while what rests on it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndingConsent {
    /// Of which family.
    pub file: FileRow,
    /// Which.
    pub consent: ConsentId,
    /// A code of the protocol's list.
    pub purpose: String,
    /// The organisation of the network that it names.
    pub recipient: Option<OrganisationId>,
    /// Its last day.
    pub until: Day,
    /// What goes on.
    pub uses: Vec<ConsentUse>,
}

/// Which of them are asked for.
#[derive(Debug, Clone)]
pub struct EndingAsk {
    /// The families that the reader may see.
    pub scope: ListScope,
    /// Whose files.
    pub org: OrganisationId,
    /// Today.
    pub today: Day,
    /// Those that end on this day are shown.
    pub horizon: Day,
    /// Where the page before ended.
    pub after: Option<(Day, StreamId, ConsentId)>,
    /// Rows, at most 200.
    pub limit: u32,
}

impl Store {
    /// Consents that have ended while what rests on them goes on, then those that end soonest.
    pub async fn consents_ending(&self, ask: &EndingAsk) -> Result<Vec<EndingConsent>> {
        reading!(self, conn => consents::ending(conn, ask))
    }
    /// Files of an organisation with a number, as far as a list in this scope would show them.
    pub async fn files_numbered(
        &self,
        scope: &ListScope,
        org: OrganisationId,
        number: FileNumber,
    ) -> Result<Vec<FileRow>> {
        reading!(self, conn => consents::numbered(conn, scope, org, number))
    }
}
