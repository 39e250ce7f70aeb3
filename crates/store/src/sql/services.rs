//! The service directory, referrals to services, links.

use super::{CHUNK, id_from, small};
use crate::Result;
use crate::dialect::both;
use crate::error::StoreError;
use crate::projection::{ProviderFacts, ServiceFacts, day_number, day_of};
use crate::services::{LinkRow, ProviderRow, ServiceRow, ServiceScope};
use domain::ids::{OrganisationId, StreamId, WorkerId};
use domain::time::{Day, Millis};
use sqlx::{QueryBuilder, Row as _};

const REFERRAL: &str = "SELECT r.stream, r.org, r.family, r.to_org, r.state, r.is_open, r.due, r.updated_at, \
     g.until FROM service_referrals r LEFT JOIN service_grants g ON g.referral = r.stream AND g.family = r.family ";

fn hash(bytes: Vec<u8>) -> Result<[u8; 32]> {
    bytes.try_into().map_err(|_| StoreError::Damaged("a link".into()))
}

both! {
    pub(crate) async fn providers(conn: &mut Conn) -> Result<Vec<ProviderRow>> {
        let rows = sqlx::query::<Db>("SELECT stream, organisation, covers FROM providers ORDER BY stream")
            .fetch_all(conn)
            .await?;
        rows.iter()
            .map(|row| {
                let organisation: Option<Vec<u8>> = row.try_get(1)?;
                Ok(ProviderRow {
                    stream: id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)?,
                    organisation: organisation.map(|bytes| id_from!(OrganisationId, bytes)).transpose()?,
                    covers: row.try_get::<String, _>(2)?.split(' ').map(str::to_owned).collect(),
                })
            })
            .collect()
    }

    pub(crate) async fn put_provider(conn: &mut Conn, stream: StreamId, facts: &ProviderFacts) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO providers (stream, organisation, kind, covers, state) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (stream) DO UPDATE SET organisation = excluded.organisation, kind = excluded.kind, \
             covers = excluded.covers, state = excluded.state",
        )
        .bind(stream.as_bytes().as_slice())
        .bind(facts.organisation.map(|id| id.as_bytes().to_vec()))
        .bind(facts.kind.as_str())
        .bind(facts.covers.as_str())
        .bind(facts.state)
        .execute(&mut *conn)
        .await?;
        sqlx::query::<Db>("DELETE FROM provider_services WHERE stream = $1")
            .bind(stream.as_bytes().as_slice())
            .execute(&mut *conn)
            .await?;
        for chunk in facts.services.chunks(CHUNK) {
            let mut query =
                QueryBuilder::<Db>::new("INSERT INTO provider_services (stream, service, code, room, confirmed) ");
            query.push_values(chunk, |mut to, row| {
                to.push_bind(stream.as_bytes().as_slice())
                    .push_bind(row.service.as_bytes().as_slice())
                    .push_bind(row.code.as_str())
                    .push_bind(row.room)
                    .push_bind(row.confirmed.as_str());
            });
            query.build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    pub(crate) async fn put_referral(conn: &mut Conn, facts: &ServiceFacts) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO service_referrals (stream, org, family, to_org, state, is_open, due, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (stream) DO UPDATE SET state = excluded.state, is_open = excluded.is_open, \
             due = excluded.due, updated_at = excluded.updated_at",
        )
        .bind(facts.stream.as_bytes().as_slice())
        .bind(facts.org.as_bytes().as_slice())
        .bind(facts.family.as_bytes().as_slice())
        .bind(facts.to_org.map(|id| id.as_bytes().to_vec()))
        .bind(facts.state)
        .bind(i64::from(facts.is_open))
        .bind(facts.due.map(|due| due.0))
        .bind(facts.updated_at.0)
        .execute(conn)
        .await?;
        Ok(())
    }

    /// What a family's consents allow the receivers of its referrals, written anew.
    pub(crate) async fn put_grants(conn: &mut Conn, family: StreamId, grants: &[(StreamId, Day)]) -> Result<()> {
        sqlx::query::<Db>("DELETE FROM service_grants WHERE family = $1")
            .bind(family.as_bytes().as_slice())
            .execute(&mut *conn)
            .await?;
        for chunk in grants.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO service_grants (family, referral, until) ");
            query.push_values(chunk, |mut to, (referral, until)| {
                to.push_bind(family.as_bytes().as_slice())
                    .push_bind(referral.as_bytes().as_slice())
                    .push_bind(day_number(*until));
            });
            query.build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    fn referral(row: &Row) -> Result<ServiceRow> {
        let to: Option<Vec<u8>> = row.try_get(3)?;
        Ok(ServiceRow {
            stream: id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)?,
            org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(1)?)?,
            family: id_from!(StreamId, row.try_get::<Vec<u8>, _>(2)?)?,
            to_org: to.map(|bytes| id_from!(OrganisationId, bytes)).transpose()?,
            state: row.try_get(4)?,
            is_open: row.try_get::<i64, _>(5)? != 0,
            due: row.try_get::<Option<i64>, _>(6)?.map(Millis),
            updated_at: Millis(row.try_get(7)?),
            until: row.try_get::<Option<i64>, _>(8)?.and_then(day_of),
        })
    }

    pub(crate) async fn referrals(conn: &mut Conn, scope: ServiceScope) -> Result<Vec<ServiceRow>> {
        let mut query = QueryBuilder::<Db>::new(REFERRAL);
        match scope {
            ServiceScope::Of(scope) => {
                if scope.arms().is_empty() {
                    return Ok(Vec::new());
                }
                query.push("WHERE r.family IN (");
                scope_sql::streams(&mut query, &scope, "f.stream");
                query.push(")");
            }
            ServiceScope::To { org, since } => {
                query.push("WHERE r.to_org = ").push_bind(org.as_bytes().to_vec());
                query.push(" AND (r.is_open = 1 OR r.updated_at >= ").push_bind(since.0).push(")");
            }
            ServiceScope::About(family) => {
                query.push("WHERE r.family = ").push_bind(family.as_bytes().to_vec());
            }
            ServiceScope::One(id) => {
                query.push("WHERE r.stream = ").push_bind(id.as_bytes().to_vec());
            }
        }
        query.push(" ORDER BY r.updated_at DESC, r.stream");
        query.build().fetch_all(conn).await?.iter().map(referral).collect()
    }

    /// The referrals about a family.
    pub(crate) async fn of_family(conn: &mut Conn, family: StreamId) -> Result<Vec<StreamId>> {
        let rows = sqlx::query::<Db>("SELECT stream FROM service_referrals WHERE family = $1 ORDER BY stream")
            .bind(family.as_bytes().as_slice())
            .fetch_all(conn)
            .await?;
        rows.iter().map(|row| id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)).collect()
    }

    /// About which families these referrals are.
    pub(crate) async fn families(conn: &mut Conn, ids: &[StreamId]) -> Result<Vec<(StreamId, StreamId)>> {
        let mut found = Vec::new();
        for chunk in ids.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new("SELECT stream, family FROM service_referrals WHERE stream");
            push_in(&mut query, chunk.iter().map(|id| id.as_bytes().to_vec()).collect());
            for row in query.build().fetch_all(&mut *conn).await? {
                found.push((
                    id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)?,
                    id_from!(StreamId, row.try_get::<Vec<u8>, _>(1)?)?,
                ));
            }
        }
        Ok(found)
    }

    /// Forgets a referral: its packet was erased with the family.
    pub(crate) async fn forget(conn: &mut Conn, referral: StreamId) -> Result<()> {
        for statement in [
            "DELETE FROM service_referrals WHERE stream = $1",
            "DELETE FROM service_links WHERE referral = $1",
        ] {
            sqlx::query::<Db>(statement).bind(referral.as_bytes().as_slice()).execute(&mut *conn).await?;
        }
        Ok(())
    }

    pub(crate) async fn links_sweep(conn: &mut Conn, before: Millis) -> Result<u64> {
        let removed = sqlx::query::<Db>("DELETE FROM service_links WHERE expires <= $1")
            .bind(before.0)
            .execute(conn)
            .await?;
        Ok(removed.rows_affected())
    }

    pub(crate) async fn link_put(conn: &mut Conn, link: &LinkRow) -> Result<()> {
        let mut tx = begin(conn).await?;
        sqlx::query::<Db>("DELETE FROM service_links WHERE referral = $1")
            .bind(link.referral.as_bytes().as_slice())
            .execute(&mut *tx)
            .await?;
        sqlx::query::<Db>(
            "INSERT INTO service_links (token_hash, code_hash, referral, org, made_by, made_at, expires, wrong) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
        )
        .bind(link.token_hash.as_slice())
        .bind(link.code_hash.as_slice())
        .bind(link.referral.as_bytes().as_slice())
        .bind(link.org.as_bytes().as_slice())
        .bind(link.made_by.as_bytes().as_slice())
        .bind(link.made_at.0)
        .bind(link.expires.0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn link(conn: &mut Conn, token_hash: &[u8; 32]) -> Result<Option<LinkRow>> {
        let row = sqlx::query::<Db>(
            "SELECT token_hash, code_hash, referral, org, made_by, made_at, expires, wrong FROM service_links \
             WHERE token_hash = $1",
        )
        .bind(token_hash.as_slice())
        .fetch_optional(conn)
        .await?;
        row.map(|row| {
            Ok(LinkRow {
                token_hash: hash(row.try_get(0)?)?,
                code_hash: hash(row.try_get(1)?)?,
                referral: id_from!(StreamId, row.try_get::<Vec<u8>, _>(2)?)?,
                org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(3)?)?,
                made_by: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(4)?)?,
                made_at: Millis(row.try_get(5)?),
                expires: Millis(row.try_get(6)?),
                wrong: small(row.try_get(7)?),
            })
        })
        .transpose()
    }

    pub(crate) async fn link_until(conn: &mut Conn, referral: StreamId, at: Millis) -> Result<Option<Millis>> {
        let row = sqlx::query::<Db>("SELECT max(expires) FROM service_links WHERE referral = $1 AND expires > $2")
            .bind(referral.as_bytes().as_slice())
            .bind(at.0)
            .fetch_one(conn)
            .await?;
        Ok(row.try_get::<Option<i64>, _>(0)?.map(Millis))
    }

    pub(crate) async fn link_guess(conn: &mut Conn, token_hash: &[u8; 32]) -> Result<u32> {
        let row = sqlx::query::<Db>("UPDATE service_links SET wrong = wrong + 1 WHERE token_hash = $1 RETURNING wrong")
            .bind(token_hash.as_slice())
            .fetch_optional(conn)
            .await?;
        row.map_or(Ok(u32::MAX), |row| Ok(small(row.try_get(0)?)))
    }

    pub(crate) async fn link_passed(conn: &mut Conn, token_hash: &[u8; 32]) -> Result<()> {
        sqlx::query::<Db>("UPDATE service_links SET wrong = 0 WHERE token_hash = $1")
            .bind(token_hash.as_slice())
            .execute(conn)
            .await?;
        Ok(())
    }
}
