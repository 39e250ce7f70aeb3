//! Parts of photographs.

use super::{small, unsigned};
use crate::Result;
use crate::dialect::both;
use crate::photos::Held;
use domain::family::photo::PhotoHash;
use domain::ids::{OrganisationId, StreamId};
use domain::time::Millis;
use sqlx::{QueryBuilder, Row as _};

both! {
    /// What is here of one.
    pub(crate) async fn held(conn: &mut Conn, stream: StreamId, hash: PhotoHash) -> Result<Option<Held>> {
        let row = sqlx::query::<Db>("SELECT parts, whole FROM photos WHERE stream = $1 AND hash = $2")
            .bind(stream.as_bytes().as_slice())
            .bind(hash.as_bytes().as_slice())
            .fetch_optional(conn)
            .await?;
        row.map(|row| Ok(Held { parts: small(row.try_get(0)?), whole: row.try_get::<i64, _>(1)? != 0 }))
            .transpose()
    }

    /// How many bytes an organisation's photographs have, those that are on their way included.
    pub(crate) async fn bytes_of(conn: &mut Conn, org: OrganisationId) -> Result<u64> {
        let row = sqlx::query::<Db>(
            "SELECT CAST(COALESCE(SUM(p.bytes), 0) AS BIGINT) FROM photos p JOIN streams s ON s.id = p.stream \
             WHERE s.org = $1",
        )
        .bind(org.as_bytes().as_slice())
        .fetch_one(conn)
        .await?;
        Ok(unsigned(row.try_get(0)?))
    }

    pub(crate) async fn begin_one(
        conn: &mut Conn,
        (stream, hash): (StreamId, PhotoHash),
        bytes: u32,
        at: Millis,
    ) -> Result<()> {
        sqlx::query::<Db>("INSERT INTO photos (stream, hash, bytes, parts, whole, at) VALUES ($1, $2, $3, 0, 0, $4)")
            .bind(stream.as_bytes().as_slice())
            .bind(hash.as_bytes().as_slice())
            .bind(i64::from(bytes))
            .bind(at.0)
            .execute(conn)
            .await?;
        Ok(())
    }

    /// Adds the part that comes next.
    pub(crate) async fn add(
        conn: &mut Conn,
        (stream, hash): (StreamId, PhotoHash),
        part: u32,
        sealed: &[u8],
    ) -> Result<()> {
        sqlx::query::<Db>("INSERT INTO photo_parts (stream, hash, part, sealed) VALUES ($1, $2, $3, $4)")
            .bind(stream.as_bytes().as_slice())
            .bind(hash.as_bytes().as_slice())
            .bind(i64::from(part))
            .bind(sealed)
            .execute(&mut *conn)
            .await?;
        sqlx::query::<Db>("UPDATE photos SET parts = $3 WHERE stream = $1 AND hash = $2")
            .bind(stream.as_bytes().as_slice())
            .bind(hash.as_bytes().as_slice())
            .bind(i64::from(part) + 1)
            .execute(conn)
            .await?;
        Ok(())
    }

    pub(crate) async fn set_whole(conn: &mut Conn, stream: StreamId, hash: PhotoHash) -> Result<()> {
        sqlx::query::<Db>("UPDATE photos SET whole = 1 WHERE stream = $1 AND hash = $2")
            .bind(stream.as_bytes().as_slice())
            .bind(hash.as_bytes().as_slice())
            .execute(conn)
            .await?;
        Ok(())
    }

    /// The sealed parts from one on, in order.
    pub(crate) async fn parts(conn: &mut Conn, stream: StreamId, hash: PhotoHash, from: u32) -> Result<Vec<Vec<u8>>> {
        let rows = sqlx::query::<Db>(
            "SELECT sealed FROM photo_parts WHERE stream = $1 AND hash = $2 AND part >= $3 ORDER BY part",
        )
        .bind(stream.as_bytes().as_slice())
        .bind(hash.as_bytes().as_slice())
        .bind(i64::from(from))
        .fetch_all(conn)
        .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// Those of a stream that are whole.
    pub(crate) async fn whole(conn: &mut Conn, stream: StreamId) -> Result<Vec<Vec<u8>>> {
        let rows = sqlx::query::<Db>("SELECT hash FROM photos WHERE stream = $1 AND whole = 1 ORDER BY hash")
            .bind(stream.as_bytes().as_slice())
            .fetch_all(conn)
            .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// Takes one away.
    pub(crate) async fn remove(conn: &mut Conn, stream: StreamId, hash: PhotoHash) -> Result<()> {
        for statement in [
            "DELETE FROM photo_parts WHERE stream = $1 AND hash = $2",
            "DELETE FROM photos WHERE stream = $1 AND hash = $2",
        ] {
            sqlx::query::<Db>(statement)
                .bind(stream.as_bytes().as_slice())
                .bind(hash.as_bytes().as_slice())
                .execute(&mut *conn)
                .await?;
        }
        Ok(())
    }

    /// Takes away what the file does not keep any more. Whether anything was.
    pub(crate) async fn keep_only(conn: &mut Conn, stream: StreamId, kept: &[PhotoHash]) -> Result<bool> {
        let mut any = false;
        for table in ["photo_parts", "photos"] {
            let mut query = QueryBuilder::<Db>::new("DELETE FROM ");
            query.push(table).push(" WHERE stream = ").push_bind(stream.as_bytes().to_vec());
            if !kept.is_empty() {
                query.push(" AND NOT (hash");
                push_in(&mut query, kept.iter().map(|hash| hash.as_bytes().to_vec()).collect());
                query.push(")");
            }
            any |= query.build().execute(&mut *conn).await?.rows_affected() > 0;
        }
        Ok(any)
    }
}
