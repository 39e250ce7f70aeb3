//! Counting over families: what nobody who counts may read is read here, and only what it amounts to goes out.

use crate::Result;
use crate::dialect::reading;
use crate::engine::Pools;
use crate::records::AuditEvent;
use crate::rows::StreamRow;
use crate::store::Store;
use domain::entry::StreamKind;
use domain::family::Family;
use domain::ids::{OrganisationId, StreamId};
use domain::stream::AnyStream;
use policy::acts::ReadNumbers;
use policy::{Authorized, FamilyFacts, FamilyTies, Protected, Resource};

/// Streams looked at per statement.
const PAGE: i64 = 500;

/// All families of an organisation, to be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FamiliesOf(pub OrganisationId);

impl Protected for FamiliesOf {
    fn facts(&self) -> FamilyFacts {
        FamilyFacts::new(StreamId::from_u128(0), FamilyTies::new(self.0))
    }
    fn resource<'a>(&self, _: &'a FamilyFacts) -> Resource<'a> {
        Resource::Organisation(self.0)
    }
}

impl Store {
    /// Shows every family of an organisation, one after the other, to whoever counts. `event` is written before the first
    /// is read. Says how many there were.
    pub async fn each_family(
        &self,
        proof: &Authorized<FamiliesOf, ReadNumbers>,
        event: AuditEvent,
        mut each: impl FnMut(StreamId, &Family) + Send,
    ) -> Result<u64> {
        let FamiliesOf(organisation) = *proof.get();
        self.audit(vec![event]).await?;
        let mut after = None;
        let mut count = 0;
        loop {
            let page: Vec<StreamRow> = reading!(self, conn => ledger::streams_page(conn, after, PAGE))?;
            let Some(last) = page.last() else { return Ok(count) };
            after = Some(last.id);
            for row in page {
                let counts = row.kind == StreamKind::Family && row.org == organisation;
                if !counts || row.head == 0 || row.is_erased() {
                    continue;
                }
                let id = row.id;
                // Not put into the cache: whoever works with families has hers there.
                let had = self.inner.cache.get(id);
                let folded = match &self.inner.pools {
                    Pools::Sqlite { read, .. } => {
                        crate::shared::sqlite::folded(&self.inner, &mut *read.acquire().await?, row, had)
                            .await?
                    }
                    Pools::Postgres { pool } => {
                        crate::shared::postgres::folded(&self.inner, &mut *pool.acquire().await?, row, had)
                            .await?
                    }
                };
                if let AnyStream::Family(file) = folded.state.as_ref() {
                    each(id, &file.state.seen());
                    count += 1;
                }
            }
        }
    }
}
