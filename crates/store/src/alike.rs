//! Families of one organisation in which somebody may be the same. Families wait here to be compared from the moment on
//! in which a name of theirs is placed, in the same transaction; the comparison itself is the server's.

use crate::Result;
use crate::dialect::{reading, writing};
use crate::reads::FamilyRow;
use crate::sql::lists::SealedFamily;
use crate::store::Store;
use domain::ids::{OrganisationId, PersonId, StreamId};
use domain::time::Millis;

/// A family that waits to be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub family: StreamId,
    /// Its head when a name was last placed.
    pub head: u64,
}

/// Two families in which somebody may be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The family whose id is smaller, and who of it.
    pub one: (StreamId, PersonId),
    /// The other.
    pub other: (StreamId, PersonId),
    /// Whose families they were.
    pub org: OrganisationId,
    /// 0 to 100.
    pub score: u8,
    /// What speaks for it: stable words.
    pub signs: String,
    /// When that was found.
    pub at: Millis,
}

impl Pair {
    /// The same pair, the smaller id first.
    #[must_use]
    pub fn in_order(self) -> Self {
        if self.one.0 <= self.other.0 { self } else { Self { one: self.other, other: self.one, ..self } }
    }
}

impl Store {
    /// Families that wait to be compared.
    pub async fn alike_waiting(&self, most: u32) -> Result<Vec<Waiting>> {
        reading!(self, conn => alike::waiting(conn, most))
    }
    /// What a family was found to be alike to, in place of what was found before. It waits on when names were placed since.
    pub async fn alike_found(&self, compared: Waiting, pairs: &[Pair]) -> Result<()> {
        writing!(self, conn => alike::found(conn, compared, pairs))
    }
    /// Pairs of an organisation, the latest first.
    pub async fn alike_pairs(&self, org: OrganisationId, most: u32) -> Result<Vec<Pair>> {
        reading!(self, conn => alike::pairs(conn, org, most))
    }
    /// Rows of families, in no order. Who may see them is the caller's decision.
    pub async fn family_rows(&self, ids: &[StreamId]) -> Result<Vec<FamilyRow>> {
        let rows: Vec<SealedFamily> = reading!(self, conn => lists::families(conn, ids))?;
        self.open_families(rows).await
    }
}
