//! What bears on who may see a family beside who works with it, and time-boxed grants.

use super::{CHUNK, id_from};
use crate::Result;
use crate::dialect::both;
use crate::reads::{Access, GrantRow, JointEndRow, LivingShare};
use domain::entry::Section;
use domain::ids::{JointId, OrganisationId, StreamId, WorkerId};
use domain::time::Millis;
use policy::{Grant, GrantKind};
use sqlx::{QueryBuilder, Row as _};
use std::collections::HashMap;

/// A projection that this build cannot read: better no list than one that leaves it out.
fn unreadable() -> crate::StoreError {
    crate::StoreError::Damaged("a section that a family shares or seals".to_owned())
}

both! {
    fn of_these(query: &mut QueryBuilder<Db>, select: &str, ids: &[StreamId]) {
        query.push(select).push(" WHERE stream");
        push_in(query, ids.iter().map(|id| id.as_bytes().to_vec()).collect());
    }

    /// Of several families, in one statement: nearly all of them have nothing here.
    pub(crate) async fn access(conn: &mut Conn, ids: &[StreamId]) -> Result<HashMap<StreamId, Access>> {
        let mut found: HashMap<StreamId, Access> = HashMap::new();
        for chunk in ids.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new("");
            of_these(
                &mut query,
                "SELECT 'excluded' AS what, stream, worker AS who, '' AS purpose, '' AS section, CAST(0 AS BIGINT) AS until \
                 FROM family_excluded",
                chunk,
            );
            of_these(
                &mut query,
                " UNION ALL SELECT 'sealed', stream, NULL, '', section, CAST(0 AS BIGINT) FROM family_sealed",
                chunk,
            );
            of_these(
                &mut query,
                " UNION ALL SELECT 'shared', stream, org, purpose, section, until FROM family_shares",
                chunk,
            );
            query.push(" ORDER BY 2, 1, 3, 4, 5");
            for row in query.build().fetch_all(&mut *conn).await? {
                let access = found.entry(id_from!(StreamId, row.try_get::<Vec<u8>, _>(1)?)?).or_default();
                let section = || -> Result<Section> { Section::parse(row.try_get(4)?).ok_or_else(unreadable) };
                match row.try_get::<&str, _>(0)? {
                    "excluded" => access.excluded.push(id_from!(WorkerId, row.try_get::<Vec<u8>, _>(2)?)?),
                    "sealed" => access.sealed.push(section()?),
                    _ => access.shares.push(LivingShare {
                        organisation: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(2)?)?,
                        purpose: row.try_get(3)?,
                        section: section()?,
                        until: Millis(row.try_get(5)?),
                    }),
                }
            }
        }
        Ok(found)
    }

    /// Writes a family's anew.
    pub(crate) async fn put(
        conn: &mut Conn,
        stream: StreamId,
        access: &Access,
        openings: &[GrantRow],
        joints: &[JointEndRow],
    ) -> Result<()> {
        for table in [
            "family_excluded", "family_sealed", "family_shares", "family_handovers", "family_offers", "family_openings",
            "family_joints",
        ] {
            let mut query = QueryBuilder::<Db>::new("DELETE FROM ");
            query.push(table).push(" WHERE stream = ").push_bind(stream.as_bytes().to_vec());
            query.build().execute(&mut *conn).await?;
        }
        if !access.excluded.is_empty() {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO family_excluded (stream, worker) ");
            query.push_values(&access.excluded, |mut to, worker| {
                to.push_bind(stream.as_bytes().to_vec()).push_bind(worker.as_bytes().to_vec());
            });
            query.push(" ON CONFLICT DO NOTHING").build().execute(&mut *conn).await?;
        }
        if !access.sealed.is_empty() {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO family_sealed (stream, section) ");
            query.push_values(&access.sealed, |mut to, section| {
                to.push_bind(stream.as_bytes().to_vec()).push_bind(section.code());
            });
            query.push(" ON CONFLICT DO NOTHING").build().execute(&mut *conn).await?;
        }
        if let Some(org) = access.handed_to {
            sqlx::query::<Db>("INSERT INTO family_handovers (stream, org) VALUES ($1, $2)")
                .bind(stream.as_bytes().to_vec())
                .bind(org.as_bytes().to_vec())
                .execute(&mut *conn)
                .await?;
        }
        if !access.offered_to.is_empty() {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO family_offers (stream, org) ");
            query.push_values(&access.offered_to, |mut to, org| {
                to.push_bind(stream.as_bytes().to_vec()).push_bind(org.as_bytes().to_vec());
            });
            query.push(" ON CONFLICT DO NOTHING").build().execute(&mut *conn).await?;
        }
        for share in &access.shares {
            sqlx::query::<Db>(
                "INSERT INTO family_shares (stream, org, purpose, section, until) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (stream, org, purpose, section) DO UPDATE SET until = excluded.until \
                 WHERE family_shares.until < excluded.until",
            )
            .bind(stream.as_bytes().to_vec())
            .bind(share.organisation.as_bytes().to_vec())
            .bind(share.purpose.as_str())
            .bind(share.section.code())
            .bind(share.until.0)
            .execute(&mut *conn)
            .await?;
        }
        for row in openings {
            sqlx::query::<Db>(
                "INSERT INTO family_openings (stream, worker, kind, begins, until) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (stream, worker, kind, begins) DO UPDATE SET until = excluded.until \
                 WHERE family_openings.until < excluded.until",
            )
            .bind(stream.as_bytes().to_vec())
            .bind(row.worker.as_bytes().to_vec())
            .bind(row.grant.kind.code())
            .bind(row.begins.0)
            .bind(row.until.0)
            .execute(&mut *conn)
            .await?;
        }
        for row in joints {
            let workers: Vec<String> = row.workers.iter().map(ToString::to_string).collect();
            sqlx::query::<Db>(
                "INSERT INTO family_joints (stream, joint, org, lead, ends, standing, workers) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(stream.as_bytes().to_vec())
            .bind(row.joint.as_bytes().to_vec())
            .bind(row.organisation.as_bytes().to_vec())
            .bind(row.lead.as_bytes().to_vec())
            .bind(row.ends.0)
            .bind(row.standing.as_str())
            .bind(workers.join(" "))
            .execute(&mut *conn)
            .await?;
        }
        Ok(())
    }

    /// Joint cases of an organisation with others who lead that ended between two moments, the latest first.
    pub(crate) async fn joints_ended(
        conn: &mut Conn,
        org: OrganisationId,
        (after, until): (Millis, Millis),
    ) -> Result<Vec<JointEndRow>> {
        let rows = sqlx::query::<Db>(
            "SELECT stream, joint, org, lead, ends, standing, workers FROM family_joints \
             WHERE org = $1 AND ends > $2 AND ends <= $3 ORDER BY ends DESC, joint",
        )
        .bind(org.as_bytes().to_vec())
        .bind(after.0)
        .bind(until.0)
        .fetch_all(conn)
        .await?;
        rows.iter()
            .map(|row| {
                let workers: &str = row.try_get(6)?;
                Ok(JointEndRow {
                    family: id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)?,
                    joint: id_from!(JointId, row.try_get::<Vec<u8>, _>(1)?)?,
                    organisation: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(2)?)?,
                    lead: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(3)?)?,
                    ends: Millis(row.try_get(4)?),
                    standing: row.try_get(5)?,
                    workers: workers.split_whitespace().filter_map(|id| id.parse().ok()).collect(),
                })
            })
            .collect()
    }

    /// Families that are being handed over to an organisation.
    pub(crate) async fn handed_to(conn: &mut Conn, org: OrganisationId) -> Result<Vec<StreamId>> {
        let rows = sqlx::query::<Db>("SELECT stream FROM family_handovers WHERE org = $1 ORDER BY stream")
            .bind(org.as_bytes().to_vec())
            .fetch_all(conn)
            .await?;
        rows.iter().map(|row| id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)).collect()
    }

    /// Families on whose file an organisation is asked to work too.
    pub(crate) async fn offered_to(conn: &mut Conn, org: OrganisationId) -> Result<Vec<StreamId>> {
        let rows = sqlx::query::<Db>("SELECT stream FROM family_offers WHERE org = $1 ORDER BY stream")
            .bind(org.as_bytes().to_vec())
            .fetch_all(conn)
            .await?;
        rows.iter().map(|row| id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)).collect()
    }

    /// Families on whose file an organisation works too, or did until lately: those that it shares as a joint case.
    pub(crate) async fn joint_with(conn: &mut Conn, org: OrganisationId, at: Millis) -> Result<Vec<StreamId>> {
        let rows = sqlx::query::<Db>(
            "SELECT DISTINCT stream FROM family_shares WHERE org = $1 AND purpose = $2 AND until > $3 ORDER BY stream",
        )
        .bind(org.as_bytes().to_vec())
        .bind(policy::JOINT)
        .bind(at.0)
        .fetch_all(conn)
        .await?;
        rows.iter().map(|row| id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)).collect()
    }

    /// Files that were opened in an emergency since a moment, with who opened them: those that an organisation holds, and
    /// those that its own people opened.
    pub(crate) async fn opened_in_emergency(
        conn: &mut Conn,
        org: OrganisationId,
        since: Millis,
    ) -> Result<Vec<(StreamId, WorkerId)>> {
        let rows = sqlx::query::<Db>(
            "SELECT g.stream, g.worker, max(g.begins) FROM family_openings g JOIN family_rows f ON f.stream = g.stream \
             WHERE g.kind = $1 AND g.begins >= $3 AND (f.org = $2 \
             OR EXISTS (SELECT 1 FROM workers w WHERE w.worker = g.worker AND w.org = $2)) \
             GROUP BY g.stream, g.worker ORDER BY max(g.begins) DESC, g.stream, g.worker",
        )
        .bind(GrantKind::BreakGlass.code())
        .bind(org.as_bytes().to_vec())
        .bind(since.0)
        .fetch_all(conn)
        .await?;
        rows.iter()
            .map(|row| {
                let stream = id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)?;
                Ok((stream, id_from!(WorkerId, row.try_get::<Vec<u8>, _>(1)?)?))
            })
            .collect()
    }

    /// All that have not ended at `at`; some may not have begun.
    pub(crate) async fn grants(conn: &mut Conn, at: Millis) -> Result<Vec<GrantRow>> {
        let rows = sqlx::query::<Db>(
            "SELECT worker, stream, kind, begins, until FROM family_openings WHERE until > $1 \
             ORDER BY worker, stream, kind, begins",
        )
        .bind(at.0)
        .fetch_all(conn)
        .await?;
        let mut grants = Vec::with_capacity(rows.len());
        for row in rows {
            // A kind that this build does not know gives no rights.
            let Some(kind) = GrantKind::parse(row.try_get(2)?) else { continue };
            grants.push(GrantRow {
                worker: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(0)?)?,
                grant: Grant { stream: id_from!(StreamId, row.try_get::<Vec<u8>, _>(1)?)?, kind },
                begins: Millis(row.try_get(3)?),
                until: Millis(row.try_get(4)?),
            });
        }
        Ok(grants)
    }
}
