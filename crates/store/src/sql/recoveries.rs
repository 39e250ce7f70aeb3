//! Recoveries.

use super::id_from;
use crate::Result;
use crate::dialect::both;
use crate::error::StoreError;
use crate::recoveries::{RecoveryRow, RecoveryState};
use domain::ids::{OrganisationId, RecoveryId, WorkerId};
use domain::time::Millis;
use sqlx::{QueryBuilder, Row as _};

const RECOVERY: &str = "SELECT id, org, worker, proposed_by, proposed_at, decided_by, decided_at, outcome, half FROM recoveries ";

both! {
    fn recovery_row(row: &Row) -> Result<(RecoveryRow, Vec<u8>)> {
        let by: Option<Vec<u8>> = row.try_get(5)?;
        let by = by.map(|bytes| id_from!(WorkerId, bytes)).transpose()?;
        let at = row.try_get::<Option<i64>, _>(6)?.map(Millis);
        let outcome: String = row.try_get(7)?;
        let state = match (outcome.as_str(), by, at) {
            ("proposed", _, _) => RecoveryState::Proposed,
            ("confirmed", Some(by), Some(at)) => RecoveryState::Confirmed(by, at),
            ("refused", Some(by), Some(at)) => RecoveryState::Refused(by, at),
            _ => return Err(StoreError::Damaged("a recovery".into())),
        };
        let found = RecoveryRow {
            id: id_from!(RecoveryId, row.try_get::<Vec<u8>, _>(0)?)?,
            org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(1)?)?,
            worker: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(2)?)?,
            proposed_by: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(3)?)?,
            proposed_at: Millis(row.try_get(4)?),
            half: String::new(),
            state,
        };
        Ok((found, row.try_get(8)?))
    }

    pub(crate) async fn propose(conn: &mut Conn, row: &RecoveryRow, half: &[u8]) -> Result<()> {
        let mut tx = begin(conn).await?;
        sqlx::query::<Db>(
            "UPDATE recoveries SET outcome = 'refused', decided_by = $1, decided_at = $2 WHERE worker = $3 AND outcome = 'proposed'",
        )
        .bind(row.proposed_by.as_bytes().as_slice())
        .bind(row.proposed_at.0)
        .bind(row.worker.as_bytes().as_slice())
        .execute(&mut *tx)
        .await?;
        sqlx::query::<Db>(
            "INSERT INTO recoveries (id, org, worker, proposed_by, proposed_at, half, outcome) \
             VALUES ($1, $2, $3, $4, $5, $6, 'proposed')",
        )
        .bind(row.id.as_bytes().as_slice())
        .bind(row.org.as_bytes().as_slice())
        .bind(row.worker.as_bytes().as_slice())
        .bind(row.proposed_by.as_bytes().as_slice())
        .bind(row.proposed_at.0)
        .bind(half)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn find(conn: &mut Conn, org: OrganisationId, id: RecoveryId) -> Result<Option<(RecoveryRow, Vec<u8>)>> {
        let mut query = QueryBuilder::<Db>::new(RECOVERY);
        query.push("WHERE id = ").push_bind(id.as_bytes().to_vec());
        query.push(" AND org = ").push_bind(org.as_bytes().to_vec());
        query.build().fetch_optional(conn).await?.as_ref().map(recovery_row).transpose()
    }

    pub(crate) async fn of(conn: &mut Conn, org: OrganisationId, since: Millis) -> Result<Vec<RecoveryRow>> {
        let mut query = QueryBuilder::<Db>::new(RECOVERY);
        query.push("WHERE org = ").push_bind(org.as_bytes().to_vec());
        query.push(" AND proposed_at >= ").push_bind(since.0).push(" ORDER BY proposed_at DESC, id DESC");
        query.build().fetch_all(conn).await?.iter().map(|row| recovery_row(row).map(|(found, _)| found)).collect()
    }

    pub(crate) async fn decide(conn: &mut Conn, id: RecoveryId, state: RecoveryState) -> Result<bool> {
        let (outcome, by, at) = match state {
            RecoveryState::Proposed => return Ok(false),
            RecoveryState::Confirmed(by, at) => ("confirmed", by, at),
            RecoveryState::Refused(by, at) => ("refused", by, at),
        };
        let mut query = QueryBuilder::<Db>::new("UPDATE recoveries SET outcome = ");
        query.push_bind(outcome);
        query.push(", decided_by = ").push_bind(by.as_bytes().to_vec());
        query.push(", decided_at = ").push_bind(at.0);
        query.push(" WHERE outcome = 'proposed' AND id = ").push_bind(id.as_bytes().to_vec());
        match state {
            RecoveryState::Confirmed(..) => {
                query.push(" AND proposed_by <> ").push_bind(by.as_bytes().to_vec());
            }
            RecoveryState::Proposed | RecoveryState::Refused(..) => {}
        }
        Ok(query.build().execute(conn).await?.rows_affected() > 0)
    }
}
