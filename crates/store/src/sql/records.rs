//! The tray, imports, settings.

use super::{CHUNK, id_from, unsigned};
use crate::Result;
use crate::dialect::both;
use crate::error::StoreError;
use crate::records::{ImportRow, TrayRow, TrayScope};
use crate::rows::NewTray;
use domain::ids::{DeviceId, EntryId, ImportId, OrganisationId, StreamId, WorkerId};
use domain::time::Millis;
use sqlx::{QueryBuilder, Row as _};

const TRAY: &str = "SELECT y.id, y.org, y.stream, y.author, y.device, y.made_at, y.refused_at, y.code, y.reason, \
                    y.placed_seq, y.sealed FROM tray y ";

both! {
    pub(crate) async fn setting(conn: &mut Conn, name: &str) -> Result<Option<String>> {
        let row = sqlx::query::<Db>("SELECT value FROM settings WHERE name = $1").bind(name).fetch_optional(conn).await?;
        row.map(|row| Ok(row.try_get(0)?)).transpose()
    }

    pub(crate) async fn put_setting(conn: &mut Conn, name: &str, value: &str) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(name)
        .bind(value)
        .execute(conn)
        .await?;
        Ok(())
    }

    /// A row of the tray with its sealed content.
    fn tray_row(row: &Row) -> Result<(TrayRow, Vec<u8>)> {
        let tray = TrayRow {
            id: id_from!(EntryId, row.try_get::<Vec<u8>, _>(0)?)?,
            org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(1)?)?,
            stream: id_from!(StreamId, row.try_get::<Vec<u8>, _>(2)?)?,
            author: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(3)?)?,
            device: id_from!(DeviceId, row.try_get::<Vec<u8>, _>(4)?)?,
            made_at: Millis(row.try_get(5)?),
            refused_at: Millis(row.try_get(6)?),
            code: row.try_get(7)?,
            reason: row.try_get(8)?,
            placed_seq: row.try_get::<Option<i64>, _>(9)?.map(unsigned),
            entry: None,
        };
        Ok((tray, row.try_get(10)?))
    }

    pub(crate) async fn tray(conn: &mut Conn, scope: TrayScope, limit: i64) -> Result<Vec<TrayRow>> {
        let mut query = QueryBuilder::<Db>::new(TRAY);
        match scope {
            TrayScope::Author(worker) => {
                query.push("WHERE y.author = ").push_bind(worker.as_bytes().to_vec());
            }
            TrayScope::Team(supervisor) => {
                query.push("WHERE y.author IN (WITH RECURSIVE team(worker) AS (SELECT CAST(");
                query.push_bind(supervisor.as_bytes().to_vec()).push(BYTES).push(
                    " UNION SELECT w.worker FROM workers w JOIN team t ON w.supervisor = t.worker) SELECT worker FROM team)",
                );
            }
            TrayScope::Organisation(org) => {
                query.push("WHERE y.org = ").push_bind(org.as_bytes().to_vec());
            }
        }
        query.push(" ORDER BY y.refused_at DESC, y.id DESC LIMIT ").push_bind(limit);
        let rows = query.build().fetch_all(conn).await?;
        rows.iter().map(|row| Ok(tray_row(row)?.0)).collect()
    }

    pub(crate) async fn tray_item(conn: &mut Conn, org: OrganisationId, id: EntryId) -> Result<Option<(TrayRow, Vec<u8>)>> {
        let mut query = QueryBuilder::<Db>::new(TRAY);
        query.push("WHERE y.org = ").push_bind(org.as_bytes().to_vec());
        query.push(" AND y.id = ").push_bind(id.as_bytes().to_vec());
        query.build().fetch_optional(conn).await?.as_ref().map(tray_row).transpose()
    }

    /// Keeps one thing in the tray, with its audit row.
    pub(crate) async fn tray_put(conn: &mut Conn, row: &NewTray, event: &crate::records::AuditEvent) -> Result<()> {
        let mut tx = begin(conn).await?;
        ledger_sql::insert_tray(&mut tx, std::slice::from_ref(row)).await?;
        audit_here::append(&mut tx, vec![event.clone()]).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn import_record(conn: &mut Conn, import: &ImportRow) -> Result<()> {
        let mut tx = begin(conn).await?;
        sqlx::query::<Db>("INSERT INTO imports (org, id, by_worker, at, rolled_back) VALUES ($1, $2, $3, $4, $5)")
            .bind(import.org.as_bytes().as_slice())
            .bind(import.id.as_bytes().as_slice())
            .bind(import.by.as_bytes().as_slice())
            .bind(import.at.0)
            .bind(import.rolled_back.map(|at| at.0))
            .execute(&mut *tx)
            .await
            .map_err(StoreError::from)?;
        for chunk in import.families.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO import_families (import, stream) ");
            query.push_values(chunk, |mut to, stream| {
                to.push_bind(import.id.as_bytes().as_slice()).push_bind(stream.as_bytes().as_slice());
            });
            query.build().execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn import_rolled_back(conn: &mut Conn, id: ImportId, at: Millis) -> Result<()> {
        let done = sqlx::query::<Db>("UPDATE imports SET rolled_back = $1 WHERE id = $2 AND rolled_back IS NULL")
            .bind(at.0)
            .bind(id.as_bytes().as_slice())
            .execute(&mut *conn)
            .await?;
        if done.rows_affected() == 1 {
            return Ok(());
        }
        match import(conn, id).await? {
            Some(_) => Err(StoreError::Taken("rolled back already")),
            None => Err(StoreError::NotFound),
        }
    }

    async fn import_row(conn: &mut Conn, row: &Row) -> Result<ImportRow> {
        let id = id_from!(ImportId, row.try_get::<Vec<u8>, _>(1)?)?;
        let families = sqlx::query::<Db>("SELECT stream FROM import_families WHERE import = $1 ORDER BY stream")
            .bind(id.as_bytes().as_slice())
            .fetch_all(conn)
            .await?;
        Ok(ImportRow {
            id,
            org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(0)?)?,
            by: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(2)?)?,
            at: Millis(row.try_get(3)?),
            rolled_back: row.try_get::<Option<i64>, _>(4)?.map(Millis),
            families: families
                .iter()
                .map(|row| id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?))
                .collect::<Result<_>>()?,
        })
    }

    pub(crate) async fn import(conn: &mut Conn, id: ImportId) -> Result<Option<ImportRow>> {
        let row = sqlx::query::<Db>("SELECT org, id, by_worker, at, rolled_back FROM imports WHERE id = $1")
            .bind(id.as_bytes().as_slice())
            .fetch_optional(&mut *conn)
            .await?;
        match row {
            Some(row) => import_row(conn, &row).await.map(Some),
            None => Ok(None),
        }
    }

    pub(crate) async fn imports(conn: &mut Conn, org: OrganisationId) -> Result<Vec<ImportRow>> {
        let rows = sqlx::query::<Db>(
            "SELECT org, id, by_worker, at, rolled_back FROM imports WHERE org = $1 ORDER BY at DESC, id DESC",
        )
        .bind(org.as_bytes().as_slice())
        .fetch_all(&mut *conn)
        .await?;
        let mut imports = Vec::with_capacity(rows.len());
        for row in &rows {
            imports.push(import_row(conn, row).await?);
        }
        Ok(imports)
    }
}
