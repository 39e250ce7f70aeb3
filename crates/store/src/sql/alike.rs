//! Families in which somebody may be the same.

use super::{CHUNK, id_from, signed, unsigned};
use crate::Result;
use crate::alike::{Pair, Waiting};
use crate::dialect::both;
use domain::ids::{OrganisationId, PersonId, StreamId};
use domain::time::Millis;
use sqlx::{QueryBuilder, Row as _};

both! {
    /// Families whose names were placed, each with its head.
    pub(crate) async fn wait(conn: &mut Conn, families: &[(StreamId, u64)]) -> Result<()> {
        for chunk in families.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO alike_waiting (stream, head) ");
            query.push_values(chunk, |mut to, (stream, head)| {
                to.push_bind(stream.as_bytes().as_slice()).push_bind(signed(*head));
            });
            query.push(" ON CONFLICT (stream) DO UPDATE SET head = excluded.head");
            query.build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    pub(crate) async fn waiting(conn: &mut Conn, most: u32) -> Result<Vec<Waiting>> {
        let rows = sqlx::query::<Db>("SELECT stream, head FROM alike_waiting ORDER BY stream LIMIT $1")
            .bind(i64::from(most))
            .fetch_all(conn)
            .await?;
        let waiting = |row: &Row| -> Result<Waiting> {
            Ok(Waiting {
                family: id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)?,
                head: unsigned(row.try_get(1)?),
            })
        };
        rows.iter().map(waiting).collect()
    }

    pub(crate) async fn found(conn: &mut Conn, compared: Waiting, pairs: &[Pair]) -> Result<()> {
        let mut tx = begin(conn).await?;
        sqlx::query::<Db>("DELETE FROM alike_pairs WHERE one = $1 OR other = $1")
            .bind(compared.family.as_bytes().as_slice())
            .execute(&mut *tx)
            .await?;
        for pair in pairs {
            sqlx::query::<Db>(
                "INSERT INTO alike_pairs (one, other, org, one_person, other_person, score, signs, at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(pair.one.0.as_bytes().as_slice())
            .bind(pair.other.0.as_bytes().as_slice())
            .bind(pair.org.as_bytes().as_slice())
            .bind(pair.one.1.as_bytes().as_slice())
            .bind(pair.other.1.as_bytes().as_slice())
            .bind(i64::from(pair.score))
            .bind(pair.signs.as_str())
            .bind(pair.at.0)
            .execute(&mut *tx)
            .await?;
        }
        sqlx::query::<Db>("DELETE FROM alike_waiting WHERE stream = $1 AND head <= $2")
            .bind(compared.family.as_bytes().as_slice())
            .bind(signed(compared.head))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn pairs(conn: &mut Conn, org: OrganisationId, most: u32) -> Result<Vec<Pair>> {
        let rows = sqlx::query::<Db>(
            "SELECT one, other, one_person, other_person, score, signs, at FROM alike_pairs WHERE org = $1 \
             ORDER BY at DESC, one, other LIMIT $2",
        )
        .bind(org.as_bytes().as_slice())
        .bind(i64::from(most))
        .fetch_all(conn)
        .await?;
        let pair = |row: &Row| -> Result<Pair> {
            let stream = |at: usize| id_from!(StreamId, row.try_get::<Vec<u8>, _>(at)?);
            let person = |at: usize| id_from!(PersonId, row.try_get::<Vec<u8>, _>(at)?);
            Ok(Pair {
                one: (stream(0)?, person(2)?),
                other: (stream(1)?, person(3)?),
                org,
                score: u8::try_from(row.try_get::<i64, _>(4)?).unwrap_or(100),
                signs: row.try_get(5)?,
                at: Millis(row.try_get(6)?),
            })
        };
        rows.iter().map(pair).collect()
    }
}
