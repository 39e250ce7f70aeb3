//! The logical backup: JSON lines, the same whatever the engine. Keys stay wrapped and contents sealed, so the
//! stream is useless without the root key; encrypting the archive as a whole is the caller's work.

use crate::Result;
use crate::dialect::both;
use crate::error::StoreError;
use crate::seal::sha256;
use crate::shared::Shared;
use crate::sql::archive::{TABLES, Table, at_once};
use crate::store::{FINGERPRINT, LIFE, PROJECTIONS, STALE};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::io::{BufRead, Write};

/// What went through a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exported {
    /// Lines, without head and end.
    pub lines: u64,
    /// Entries among them.
    pub entries: u64,
}

/// The version of the archive's form.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case", tag = "kind")]
enum Line {
    /// The first line.
    Head { kinkeeper: String, version: u32 },
    /// One row.
    Row { table: String, row: Vec<Value> },
    /// The last line: without it the archive is cut short.
    End { lines: u64, digest: String },
}

/// Settings that belong to a database and not to its content.
fn stays(row: &[Value]) -> bool {
    let name = row.first().and_then(Value::as_str).unwrap_or_default();
    name == PROJECTIONS || name == STALE || name == LIFE
}

fn bad(why: &str) -> StoreError {
    StoreError::BadArchive(why.to_owned())
}

fn put(into: &mut dyn Write, line: &Line, digest: &mut [u8; 32]) -> Result<()> {
    let mut bytes = serde_json::to_vec(line).map_err(|_| bad("a line cannot be written"))?;
    *digest = sha256(&[&*digest, &bytes]);
    bytes.push(b'\n');
    into.write_all(&bytes)?;
    Ok(())
}

fn table(name: &str) -> Result<&'static Table> {
    TABLES.iter().find(|table| table.name == name).ok_or_else(|| bad("a table this build does not know"))
}

/// Reads the next line; `None` at the end of the bytes.
fn next(from: &mut dyn BufRead, digest: &mut [u8; 32]) -> Result<Option<Line>> {
    let mut bytes = Vec::new();
    from.read_until(b'\n', &mut bytes)?;
    if bytes.pop().is_none_or(|last| last != b'\n') {
        return Ok(None);
    }
    let line = serde_json::from_slice(&bytes).map_err(|_| bad("a line is not one of a backup"))?;
    if !matches!(line, Line::End { .. }) {
        *digest = sha256(&[&*digest, &bytes]);
    }
    Ok(Some(line))
}

both! {
    /// Writes everything as of one moment, while others go on writing.
    pub(crate) async fn export(conn: &mut Conn, into: &mut (dyn Write + Send)) -> Result<Exported> {
        let mut tx = begin_snapshot(conn).await?;
        let mut done = Exported::default();
        let mut digest = [0; 32];
        put(into, &Line::Head { kinkeeper: "backup".into(), version: VERSION }, &mut digest)?;
        for table in TABLES {
            let mut last: Option<Vec<Value>> = None;
            loop {
                let page = archive_sql::page(&mut tx, table, last.as_deref()).await?;
                let Some(end) = page.last() else { break };
                last = Some(end.clone());
                for row in page {
                    if table.name == "settings" && stays(&row) {
                        continue;
                    }
                    done.lines += 1;
                    done.entries += u64::from(table.name == "entries");
                    put(into, &Line::Row { table: table.name.into(), row }, &mut digest)?;
                }
            }
        }
        let end = Line::End { lines: done.lines, digest: hex::encode(digest) };
        put(into, &end, &mut digest)?;
        into.flush()?;
        Ok(done)
    }

    /// Fills an empty database, all or nothing, and derives the projections.
    pub(crate) async fn import(shared: &Shared, conn: &mut Conn, from: &mut (dyn BufRead + Send)) -> Result<Exported> {
        let mut tx = begin(conn).await?;
        lock_ledger(&mut tx).await?;
        for table in TABLES.iter().filter(|table| table.name != "settings") {
            if !archive_sql::is_empty(&mut tx, table).await? {
                return Err(StoreError::NotEmpty);
            }
        }
        let mut digest = [0; 32];
        match next(from, &mut digest)? {
            Some(Line::Head { kinkeeper, version: VERSION }) if kinkeeper == "backup" => {}
            Some(Line::Head { .. } | Line::Row { .. } | Line::End { .. }) | None => {
                return Err(bad("it does not begin as one, or has another version"));
            }
        }
        let mut done = Exported::default();
        let mut waiting: Vec<Vec<Value>> = Vec::new();
        let mut filling: Option<&'static Table> = None;
        loop {
            match next(from, &mut digest)? {
                None => return Err(bad("it is cut short")),
                Some(Line::Head { .. }) => return Err(bad("it begins twice")),
                Some(Line::End { lines, digest: right }) => {
                    if lines != done.lines || right != hex::encode(digest) {
                        return Err(bad("its end does not fit its content"));
                    }
                    break;
                }
                Some(Line::Row { table: name, row }) => {
                    done.lines += 1;
                    done.entries += u64::from(name == "entries");
                    if name == "settings" {
                        setting(shared, &mut tx, &row).await?;
                        continue;
                    }
                    let most = usize::try_from(at_once(&name)).unwrap_or(1).min(480);
                    if filling.is_none_or(|table| table.name != name) || waiting.len() >= most {
                        if let Some(table) = filling {
                            archive_sql::insert(&mut tx, table, &waiting).await?;
                        }
                        waiting.clear();
                        filling = Some(table(&name)?);
                    }
                    waiting.push(row);
                }
            }
        }
        if let Some(table) = filling {
            archive_sql::insert(&mut tx, table, &waiting).await?;
        }
        shared.cache.forget_all();
        audit_here::adopt_in(&mut tx).await?;
        rebuild_here::rebuild_in(shared, &mut tx).await?;
        tx.commit().await?;
        shared.cache.forget_all();
        Ok(done)
    }

    async fn setting(shared: &Shared, conn: &mut Conn, row: &[Value]) -> Result<()> {
        let [Value::String(name), Value::String(value)] = row else { return Err(bad("a setting")) };
        if name == FINGERPRINT {
            return if *value == shared.root.fingerprint() { Ok(()) } else { Err(StoreError::WrongRootKey) };
        }
        records_sql::put_setting(conn, name, value).await
    }
}
