//! The handle: the audit log, checkpoints, proofs.

use crate::Result;
use crate::checkpoint::Inclusion;
use crate::dialect::reading;
use crate::engine::Pools;
use crate::error::StoreError;
use crate::note::{Checkpoint, Verifier};
use crate::records::{AuditEvent, AuditRow, DeviceView};
use crate::rows::ChainedAudit;
use crate::sql::audit::CheckpointRow;
use crate::store::Store;
use crate::verify::Verified;
use domain::ids::{OrganisationId, StreamId, WorkerId};
use domain::time::Millis;

/// Most rows of a list.
const MOST: u32 = 1_000;
/// How often a checkpoint is tried again when another server made one at the same moment.
const TRIES: u32 = 5;

/// A part of what the log knows of a family's readings.
#[derive(Debug, Clone, Default)]
pub struct Readings {
    /// The rows, latest first.
    pub rows: Vec<AuditRow>,
    /// Hand it in as `before` for older ones; `None` at the end.
    pub before: Option<Millis>,
}

fn rows(found: Vec<ChainedAudit>) -> Vec<AuditRow> {
    found.into_iter().map(|row| AuditRow { seq: row.seq, event: row.event }).collect()
}

/// `on_writer!(self, conn => module::function(…))`: calls a function of the crate, not of `sql`, with the
/// connection that may write.
macro_rules! on_writer {
    ($store:expr, $conn:ident => $module:ident :: $function:ident ( $($argument:expr),* $(,)? )) => {
        match &$store.inner.pools {
            Pools::Sqlite { write, .. } => {
                let mut held = write.acquire().await?;
                let $conn = &mut *held;
                let done = crate::$module::sqlite::$function($($argument),*).await;
                crate::dialect::close_after_error(&mut held, &done);
                done
            }
            Pools::Postgres { pool } => {
                let mut held = pool.acquire().await?;
                let $conn = &mut *held;
                let done = crate::$module::postgres::$function($($argument),*).await;
                crate::dialect::close_after_error(&mut held, &done);
                done
            }
        }
    };
}
/// The same with a connection for reading.
macro_rules! on_reader {
    ($store:expr, $conn:ident => $module:ident :: $function:ident ( $($argument:expr),* $(,)? )) => {
        match &$store.inner.pools {
            Pools::Sqlite { read, .. } => {
                let mut held = read.acquire().await?;
                let $conn = &mut *held;
                crate::$module::sqlite::$function($($argument),*).await
            }
            Pools::Postgres { pool } => {
                let mut held = pool.acquire().await?;
                let $conn = &mut *held;
                crate::$module::postgres::$function($($argument),*).await
            }
        }
    };
}

impl Store {
    /// Gives an older database's logs their trees.
    pub(crate) async fn adopt(&self) -> Result<()> {
        on_writer!(self, conn => audit::adopt(conn))
    }

    // ---- the log

    /// An organisation's audit rows about a stream alone (or all), newest first.
    pub async fn audit_rows(
        &self,
        org: OrganisationId,
        stream: Option<StreamId>,
        limit: u32,
    ) -> Result<Vec<AuditRow>> {
        let limit = i64::from(limit.min(MOST));
        let found: Vec<ChainedAudit> = reading!(self, conn => audit::newest(conn, org, stream, limit))?;
        Ok(rows(found))
    }

    /// All rows of an organisation after a place, in order: for whoever compares the log with what happened.
    pub async fn audit_after(&self, org: OrganisationId, after: u64, limit: u32) -> Result<Vec<AuditRow>> {
        let limit = i64::from(limit.min(MOST));
        let found: Vec<ChainedAudit> = reading!(self, conn => audit::after(conn, org, after, limit))?;
        Ok(rows(found))
    }

    /// Notes which rows showed which families, up to now. Cheap when done often; [`Store::readings`] does it too.
    pub async fn index_shown(&self) -> Result<u64> {
        on_writer!(self, conn => audit::index(conn))
    }

    /// Derives anew which rows showed which families; says how many places that are.
    pub async fn reindex_shown(&self) -> Result<u64> {
        on_writer!(self, conn => audit::reindex(conn))
    }

    /// Who read a family's file, in which lists it was shown, latest first; by anybody of any organisation.
    /// `before` is a moment of the server's clock. A moment is never cut in two.
    pub async fn readings(&self, stream: StreamId, before: Option<Millis>, limit: u32) -> Result<Readings> {
        self.index_shown().await?;
        let before = before.unwrap_or(Millis(i64::MAX));
        let most = usize::try_from(limit.clamp(1, MOST)).unwrap_or(usize::MAX);
        let ask = i64::from(limit.clamp(1, MOST)) + 1;
        let mut all: Vec<ChainedAudit> = reading!(self, conn => audit::openings(conn, stream, before, ask))?;
        let mut lists: Vec<ChainedAudit> =
            reading!(self, conn => audit::showings(conn, stream, before, ask))?;
        all.append(&mut lists);
        all.sort_by_key(|row| std::cmp::Reverse((row.event.at, row.event.actor.org, row.seq)));
        let mut next = None;
        if all.len() > most {
            // Everything of the last moment goes to the next part, so that none of it is left out. One request
            // writes a handful of rows, far fewer than a part has.
            let cut = all.get(most).map(|row| row.event.at);
            let first = all.first().map(|row| row.event.at);
            if cut != first {
                all.truncate(most);
                all.retain(|row| Some(row.event.at) != cut);
            }
            next = all.last().map(|row| row.event.at);
        }
        Ok(Readings { rows: rows(all), before: next })
    }

    /// Writes down openings that a device tells of, each with the row that it makes. Telling twice counts once;
    /// says how many were new.
    pub async fn device_views(&self, worker: WorkerId, views: &[(DeviceView, AuditEvent)]) -> Result<u64> {
        if views.is_empty() {
            return Ok(0);
        }
        on_writer!(self, conn => audit::views(conn, worker, views))
    }

    // ---- checkpoints

    /// The key with which checkpoints and certificates of this database can be checked.
    pub fn verifier(&self) -> &Verifier {
        self.inner.note_key.public()
    }

    /// A signed checkpoint over everything as it is now: the last one when nothing has changed since.
    pub async fn checkpoint(&self, at: Millis) -> Result<String> {
        let mut tries = 0;
        loop {
            let made: Result<CheckpointRow, String> =
                on_reader!(self, conn => checkpoint::next(&self.inner, conn, at))?;
            let row = match made {
                Ok(row) => row,
                Err(last) => return Ok(last),
            };
            let put: Result<()> =
                crate::dialect::writing!(self, conn => audit::put_checkpoint(conn, at, &row));
            match put {
                Ok(()) => return Ok(row.note),
                // Another server, or the command line, was first.
                Err(StoreError::Taken(_)) if tries < TRIES => tries += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// The proof that a row is in an organisation's log, as of a checkpoint that covers it.
    pub async fn inclusion(&self, org: OrganisationId, seq: u64, at: Millis) -> Result<Option<Inclusion>> {
        let found = on_reader!(self, conn => checkpoint::include(conn, org, seq))?;
        if found.is_some() {
            return Ok(found);
        }
        self.checkpoint(at).await?;
        on_reader!(self, conn => checkpoint::include(conn, org, seq))
    }

    /// The path that shows a witness that the log of states continues the one of an earlier checkpoint.
    pub async fn continuation(&self, from: &Checkpoint) -> Result<Vec<crate::merkle::Hash>> {
        let read = on_reader!(self, conn => checkpoint::states(conn))?;
        let read = read.map_err(|(n, what)| StoreError::Damaged(format!("checkpoint {n}: {what}")))?;
        Ok(read.continued_from(from.size))
    }

    // ---- proving

    /// Recomputes every chain and tree and opens every content.
    pub async fn verify(&self) -> Result<Verified> {
        on_reader!(self, conn => verify::verify(&self.inner, conn, None))
    }

    /// The same, and proves that everything continues what was there at an earlier checkpoint.
    pub async fn verify_from(&self, from: &Checkpoint) -> Result<Verified> {
        on_reader!(self, conn => verify::verify(&self.inner, conn, Some(from)))
    }
}
