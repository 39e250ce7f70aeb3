//! Destroying a family's key, and what is kept of that.

use super::ledger::thirty_two;
use super::{id_from, signed, unsigned};
use crate::Result;
use crate::dialect::both;
use crate::erase::Erased;
use domain::ids::{EntryId, OrganisationId, StreamId, WorkerId};
use domain::time::Millis;
use sqlx::{QueryBuilder, Row as _};

both! {
    /// Overwrites a stream's wrapped key with nothing and removes all that was derived from its content. What
    /// hangs in the tray keeps its row and loses its content.
    pub(crate) async fn destroy(conn: &mut Conn, stream: StreamId) -> Result<()> {
        for statement in [
            "UPDATE streams SET key_wrapped = $2 WHERE id = $1",
            "UPDATE tray SET sealed = $2 WHERE stream = $1",
        ] {
            sqlx::query::<Db>(statement)
                .bind(stream.as_bytes().as_slice())
                .bind(Vec::<u8>::new())
                .execute(&mut *conn)
                .await?;
        }
        for statement in [
            "DELETE FROM family_rows WHERE stream = $1",
            "DELETE FROM family_team WHERE stream = $1",
            "DELETE FROM family_excluded WHERE stream = $1",
            "DELETE FROM family_sealed WHERE stream = $1",
            "DELETE FROM family_shares WHERE stream = $1",
            "DELETE FROM family_consents WHERE stream = $1",
            "DELETE FROM service_grants WHERE family = $1",
            "DELETE FROM person_tokens WHERE stream = $1",
            "DELETE FROM family_handovers WHERE stream = $1",
            "DELETE FROM family_openings WHERE stream = $1",
            "DELETE FROM family_offers WHERE stream = $1",
            "DELETE FROM family_joints WHERE stream = $1",
            "DELETE FROM elsewhere_enquiries WHERE stream = $1",
            "DELETE FROM alike_pairs WHERE one = $1 OR other = $1",
            "DELETE FROM alike_waiting WHERE stream = $1",
            "DELETE FROM photo_parts WHERE stream = $1",
            "DELETE FROM photos WHERE stream = $1",
            "DELETE FROM received_files WHERE form IN (SELECT id FROM received_forms WHERE stream = $1)",
        ] {
            sqlx::query::<Db>(statement).bind(stream.as_bytes().as_slice()).execute(&mut *conn).await?;
        }
        Ok(())
    }

    /// What the tray still holds of content, after some item.
    pub(crate) async fn in_tray(
        conn: &mut Conn,
        (org, id): (OrganisationId, EntryId),
        limit: i64,
    ) -> Result<Vec<(OrganisationId, EntryId, Vec<u8>)>> {
        let rows = sqlx::query::<Db>(
            "SELECT org, id, sealed FROM tray WHERE (org, id) > ($1, $2) AND length(sealed) > 0 \
             ORDER BY org, id LIMIT $3",
        )
        .bind(org.as_bytes().as_slice())
        .bind(id.as_bytes().as_slice())
        .bind(limit)
        .fetch_all(conn)
        .await?;
        rows.iter()
            .map(|row| {
                let org = id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(0)?)?;
                let id = id_from!(EntryId, row.try_get::<Vec<u8>, _>(1)?)?;
                Ok((org, id, row.try_get(2)?))
            })
            .collect()
    }

    /// Takes the content of an item of the tray away.
    pub(crate) async fn empty(conn: &mut Conn, (org, id): (OrganisationId, EntryId)) -> Result<()> {
        sqlx::query::<Db>("UPDATE tray SET sealed = $3 WHERE org = $1 AND id = $2")
            .bind(org.as_bytes().as_slice())
            .bind(id.as_bytes().as_slice())
            .bind(Vec::<u8>::new())
            .execute(conn)
            .await?;
        Ok(())
    }

    pub(crate) async fn put(conn: &mut Conn, row: &Erased) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO erasures (stream, org, at, by_worker, approved_by, reason, head_seq, head_hash) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(row.stream.as_bytes().as_slice())
        .bind(row.org.as_bytes().as_slice())
        .bind(row.at.0)
        .bind(row.by.as_bytes().as_slice())
        .bind(row.approved_by.as_bytes().as_slice())
        .bind(row.reason.as_str())
        .bind(signed(row.head))
        .bind(row.hash.as_slice())
        .execute(conn)
        .await?;
        Ok(())
    }

    fn erased(row: &Row) -> Result<Erased> {
        Ok(Erased {
            stream: id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)?,
            org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(1)?)?,
            at: Millis(row.try_get(2)?),
            by: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(3)?)?,
            approved_by: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(4)?)?,
            reason: row.try_get(5)?,
            head: unsigned(row.try_get(6)?),
            hash: thirty_two(row.try_get(7)?)?,
        })
    }

    /// One erasure.
    pub(crate) async fn of(conn: &mut Conn, stream: StreamId) -> Result<Option<Erased>> {
        let mut query = QueryBuilder::<Db>::new(
            "SELECT stream, org, at, by_worker, approved_by, reason, head_seq, head_hash FROM erasures WHERE stream = ",
        );
        query.push_bind(stream.as_bytes().to_vec());
        query.build().fetch_optional(conn).await?.as_ref().map(erased).transpose()
    }

    /// All erasures, latest first.
    pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<Erased>> {
        let rows = sqlx::query::<Db>(
            "SELECT stream, org, at, by_worker, approved_by, reason, head_seq, head_hash FROM erasures ORDER BY at DESC, stream",
        )
        .fetch_all(conn)
        .await?;
        rows.iter().map(erased).collect()
    }
}
