//! Forms that came filled in.

use super::{id_from, small};
use crate::dialect::both;
use crate::received_forms::{FormFile, FormRow, FormState};
use crate::{Result, StoreError};
use domain::ids::{DeviceId, FormId, OrganisationId, StreamId, WorkerId};
use domain::time::Millis;
use sqlx::{QueryBuilder, Row as _};

fn damaged() -> StoreError {
    StoreError::Damaged("a form that came".into())
}

both! {
    const COLUMNS: &str = "SELECT f.id, f.org, f.worker, f.device, f.form, f.version, f.at, f.state, f.stream, \
         (SELECT count(*) FROM received_files r WHERE r.form = f.id) FROM received_forms f";

    fn read(row: &Row) -> Result<FormRow> {
        let stream = row.try_get::<Option<Vec<u8>>, _>(8)?;
        let stream = stream.map(|bytes| id_from!(StreamId, bytes)).transpose()?;
        let version: i64 = row.try_get(5)?;
        Ok(FormRow {
            id: id_from!(FormId, row.try_get::<Vec<u8>, _>(0)?)?,
            org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(1)?)?,
            worker: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(2)?)?,
            device: id_from!(DeviceId, row.try_get::<Vec<u8>, _>(3)?)?,
            form: row.try_get(4)?,
            version: u16::try_from(version).map_err(|_| damaged())?,
            at: Millis(row.try_get(6)?),
            state: FormState::read(&row.try_get::<String, _>(7)?, stream).ok_or_else(damaged)?,
            files: small(row.try_get(9)?),
        })
    }

    pub(crate) async fn put(conn: &mut Conn, form: &FormRow, sealed: &[u8]) -> Result<FormState> {
        sqlx::query::<Db>(
            "INSERT INTO received_forms (id, org, worker, device, form, version, at, state, stream, sealed) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, $9) ON CONFLICT (id) DO NOTHING",
        )
        .bind(form.id.as_bytes().as_slice())
        .bind(form.org.as_bytes().as_slice())
        .bind(form.worker.as_bytes().as_slice())
        .bind(form.device.as_bytes().as_slice())
        .bind(form.form.as_str())
        .bind(i64::from(form.version))
        .bind(form.at.0)
        .bind(FormState::Waiting.code())
        .bind(sealed)
        .execute(&mut *conn)
        .await?;
        Ok(one(conn, form.id).await?.ok_or_else(damaged)?.state)
    }

    pub(crate) async fn file_put(
        conn: &mut Conn,
        form: FormId,
        name: &str,
        (length, sealed): (i64, &[u8]),
    ) -> Result<()> {
        // What was thrown away is not brought back by an app that sends once more.
        sqlx::query::<Db>(
            "INSERT INTO received_files (form, name, bytes, sealed) \
             SELECT id, $2, $3, $4 FROM received_forms WHERE id = $1 AND state <> 'discarded' \
             ON CONFLICT (form, name) DO NOTHING",
        )
        .bind(form.as_bytes().as_slice())
        .bind(name.as_bytes())
        .bind(length)
        .bind(sealed)
        .execute(conn)
        .await?;
        Ok(())
    }

    pub(crate) async fn open(conn: &mut Conn, workers: &[WorkerId], most: i64) -> Result<Vec<FormRow>> {
        let mut query = QueryBuilder::<Db>::new(COLUMNS);
        query.push(" WHERE f.worker");
        push_in(&mut query, workers.iter().map(|worker| worker.as_bytes().to_vec()).collect());
        query.push(
            " AND (f.state = 'waiting' OR f.state = 'placed' AND EXISTS (SELECT 1 FROM received_files r \
             WHERE r.form = f.id)) ORDER BY f.at, f.id LIMIT ",
        );
        query.push_bind(most);
        let rows = query.build().fetch_all(conn).await?;
        rows.iter().map(read).collect()
    }

    pub(crate) async fn one(conn: &mut Conn, id: FormId) -> Result<Option<FormRow>> {
        let mut query = QueryBuilder::<Db>::new(COLUMNS);
        query.push(" WHERE f.id = ").push_bind(id.as_bytes().to_vec());
        let row = query.build().fetch_optional(conn).await?;
        row.as_ref().map(read).transpose()
    }

    pub(crate) async fn sealed(conn: &mut Conn, id: FormId) -> Result<Option<Vec<u8>>> {
        let row = sqlx::query::<Db>("SELECT sealed FROM received_forms WHERE id = $1")
            .bind(id.as_bytes().as_slice())
            .fetch_optional(conn)
            .await?;
        row.map(|row| Ok(row.try_get(0)?)).transpose()
    }

    pub(crate) async fn files(conn: &mut Conn, id: FormId) -> Result<Vec<FormFile>> {
        let rows = sqlx::query::<Db>("SELECT name, bytes FROM received_files WHERE form = $1 ORDER BY name")
            .bind(id.as_bytes().as_slice())
            .fetch_all(conn)
            .await?;
        let file = |row: &Row| {
            let name = String::from_utf8(row.try_get(0)?).map_err(|_| damaged())?;
            Ok(FormFile { name, bytes: small(row.try_get(1)?) })
        };
        rows.iter().map(file).collect()
    }

    pub(crate) async fn file(conn: &mut Conn, id: FormId, name: &str) -> Result<Option<Vec<u8>>> {
        let row = sqlx::query::<Db>("SELECT sealed FROM received_files WHERE form = $1 AND name = $2")
            .bind(id.as_bytes().as_slice())
            .bind(name.as_bytes())
            .fetch_optional(conn)
            .await?;
        row.map(|row| Ok(row.try_get(0)?)).transpose()
    }

    pub(crate) async fn settle(conn: &mut Conn, id: FormId, state: FormState) -> Result<()> {
        let mut tx = begin(conn).await?;
        let stream = match state {
            FormState::Placed(stream) => Some(stream.as_bytes().to_vec()),
            FormState::Waiting | FormState::Discarded => None,
        };
        let settled = sqlx::query::<Db>(
            "UPDATE received_forms SET state = $2, stream = $3, sealed = $4 WHERE id = $1 AND state = 'waiting'",
        )
        .bind(id.as_bytes().as_slice())
        .bind(state.code())
        .bind(stream)
        .bind(Vec::<u8>::new())
        .execute(&mut *tx)
        .await?;
        // What somebody settled before stays as it is, with what lies beside it.
        if settled.rows_affected() > 0 && state == FormState::Discarded {
            files_end(&mut tx, id).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn files_end(conn: &mut Conn, id: FormId) -> Result<()> {
        sqlx::query::<Db>("DELETE FROM received_files WHERE form = $1").bind(id.as_bytes().as_slice()).execute(conn).await?;
        Ok(())
    }
}
