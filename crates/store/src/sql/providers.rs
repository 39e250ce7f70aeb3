//! Bindings to identity providers.

use super::id_from;
use crate::Result;
use crate::dialect::both;
use crate::providers::Invitation;
use domain::ids::WorkerId;
use domain::time::Millis;
use sqlx::Row as _;

both! {
    pub(crate) async fn link(conn: &mut Conn, issuer: &str, subject: &str) -> Result<Option<WorkerId>> {
        let row = sqlx::query::<Db>("SELECT worker FROM provider_links WHERE issuer = $1 AND subject = $2")
            .bind(issuer)
            .bind(subject)
            .fetch_optional(conn)
            .await?;
        row.map(|row| id_from!(WorkerId, row.try_get::<Vec<u8>, _>(0)?)).transpose()
    }

    pub(crate) async fn bind(conn: &mut Conn, issuer: &str, subject: &str, worker: WorkerId, at: Millis) -> Result<bool> {
        let mut tx = begin(conn).await?;
        let done = sqlx::query::<Db>(
            "INSERT INTO provider_links (issuer, subject, worker, linked_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT DO NOTHING",
        )
        .bind(issuer)
        .bind(subject)
        .bind(worker.as_bytes().as_slice())
        .bind(at.0)
        .execute(&mut *tx)
        .await?;
        sqlx::query::<Db>("DELETE FROM provider_invitations WHERE worker = $1 AND issuer = $2")
            .bind(worker.as_bytes().as_slice())
            .bind(issuer)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    pub(crate) async fn invite(conn: &mut Conn, invitation: &Invitation) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO provider_invitations (worker, issuer, name, by_worker, at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (worker) DO UPDATE SET issuer = excluded.issuer, name = excluded.name, \
             by_worker = excluded.by_worker, at = excluded.at",
        )
        .bind(invitation.worker.as_bytes().as_slice())
        .bind(invitation.issuer.as_str())
        .bind(invitation.name.as_str())
        .bind(invitation.by.as_bytes().as_slice())
        .bind(invitation.at.0)
        .execute(conn)
        .await?;
        Ok(())
    }

    pub(crate) async fn invited(conn: &mut Conn, issuer: &str, name: &str, since: Millis) -> Result<Option<WorkerId>> {
        // A name that two were invited under says nothing.
        let rows = sqlx::query::<Db>(
            "SELECT worker FROM provider_invitations WHERE issuer = $1 AND name = $2 AND at > $3 LIMIT 2",
        )
        .bind(issuer)
        .bind(name)
        .bind(since.0)
        .fetch_all(conn)
        .await?;
        match rows.as_slice() {
            [row] => Ok(Some(id_from!(WorkerId, row.try_get::<Vec<u8>, _>(0)?)?)),
            _ => Ok(None),
        }
    }
}
