//! The gazetteer.

use super::CHUNK;
use crate::Result;
use crate::dialect::both;
use crate::places::{NewPlace, PlaceRow, PlacesChanged, PlacesImport};
use crate::projection::{day_number, day_of};
use domain::time::Day;
use sqlx::{QueryBuilder, Row as _};
use std::collections::{HashMap, HashSet};

/// The setting that counts the imports of the gazetteer.
const VERSION: &str = "places_version";

fn same(row: &PlaceRow, unit: &NewPlace) -> bool {
    row.parent == unit.parent
        && row.kind == unit.kind
        && row.name_km == unit.name_km
        && row.name_en == unit.name_en
}

both! {
    pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<PlaceRow>> {
        let rows = sqlx::query::<Db>(
            "SELECT code, valid_from, parent, kind, name_km, name_en, valid_until FROM places ORDER BY code, valid_from",
        )
        .fetch_all(conn)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(PlaceRow {
                    code: row.try_get(0)?,
                    valid_from: day_of(row.try_get(1)?).unwrap_or(Day::EPOCH),
                    parent: row.try_get(2)?,
                    kind: row.try_get(3)?,
                    name_km: row.try_get(4)?,
                    name_en: row.try_get(5)?,
                    valid_until: row.try_get::<Option<i64>, _>(6)?.and_then(day_of),
                })
            })
            .collect()
    }

    pub(crate) async fn version(conn: &mut Conn) -> Result<u64> {
        let text = records_sql::setting(conn, VERSION).await?;
        Ok(text.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    pub(crate) async fn put(conn: &mut Conn, rows: &[PlaceRow]) -> Result<()> {
        for chunk in rows.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO places (code, valid_from, parent, kind, name_km, name_en, valid_until) ",
            );
            query.push_values(chunk, |mut to, row| {
                to.push_bind(row.code.as_str())
                    .push_bind(day_number(row.valid_from))
                    .push_bind(row.parent.clone())
                    .push_bind(row.kind.as_str())
                    .push_bind(row.name_km.as_str())
                    .push_bind(row.name_en.as_str())
                    .push_bind(row.valid_until.map(day_number));
            });
            query.push(
                " ON CONFLICT (code, valid_from) DO UPDATE SET parent = excluded.parent, kind = excluded.kind, \
                 name_km = excluded.name_km, name_en = excluded.name_en, valid_until = excluded.valid_until",
            );
            query.build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    async fn end(conn: &mut Conn, codes: &[String], on: Day) -> Result<()> {
        for chunk in codes.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new("UPDATE places SET valid_until = ");
            query.push_bind(day_number(on)).push(" WHERE valid_until IS NULL AND code IN (");
            let mut list = query.separated(", ");
            for code in chunk {
                list.push_bind(code.clone());
            }
            query.push(")").build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    /// Brings the gazetteer to what a register says, all or nothing.
    pub(crate) async fn import(conn: &mut Conn, import: &PlacesImport) -> Result<PlacesChanged> {
        let mut tx = begin(conn).await?;
        let before: HashMap<String, PlaceRow> = all(&mut tx)
            .await?
            .into_iter()
            .filter(|row| row.valid_until.is_none())
            .map(|row| (row.code.clone(), row))
            .collect();
        let mut done = PlacesChanged::default();
        let (mut fresh, mut ended) = (Vec::new(), Vec::new());
        for unit in &import.units {
            match before.get(&unit.code) {
                Some(row) if same(row, unit) => {
                    done.same += 1;
                    continue;
                }
                Some(row) => {
                    done.changed += 1;
                    if row.valid_from < import.as_of {
                        ended.push(unit.code.clone());
                    }
                }
                None => done.added += 1,
            }
            let NewPlace { code, parent, kind, name_km, name_en } = unit.clone();
            fresh.push(PlaceRow { code, parent, kind, name_km, name_en, valid_from: import.as_of, valid_until: None });
        }
        if import.complete {
            let named: HashSet<&str> = import.units.iter().map(|unit| unit.code.as_str()).collect();
            for code in before.keys().filter(|code| !named.contains(code.as_str())) {
                done.ended += 1;
                ended.push(code.clone());
            }
        }
        end(&mut tx, &ended, import.as_of).await?;
        put(&mut tx, &fresh).await?;
        if done.added + done.changed + done.ended > 0 {
            let next = version(&mut tx).await? + 1;
            records_sql::put_setting(&mut tx, VERSION, &next.to_string()).await?;
        }
        tx.commit().await?;
        Ok(done)
    }
}
