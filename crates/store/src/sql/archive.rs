//! Reading and writing whole tables for the logical backup, whatever their columns.

use super::CHUNK;
use crate::Result;
use crate::dialect::both;
use crate::error::StoreError;
use serde_json::Value;
use sqlx::{QueryBuilder, Row as _};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Bytes,
    Number,
    Text,
}

/// A table in a backup: its first `keys` columns are its key.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) keys: usize,
    pub(crate) columns: &'static [(&'static str, Kind)],
}

use Kind::{Bytes as B, Number as N, Text as T};

/// Everything that cannot be derived, in the order in which it is written. Sessions, guesses,
/// proposed recoveries, codes for new phones, shares of PINs and links of receivers are left out: whoever restores signs in anew, and
/// makes new links.
pub(crate) const TABLES: &[Table] = &[
    Table { name: "settings", keys: 1, columns: &[("name", T), ("value", T)] },
    Table { name: "org_keys", keys: 1, columns: &[("org", B), ("wrapped", B)] },
    Table {
        name: "streams",
        keys: 1,
        columns: &[
            ("id", B),
            ("kind", T),
            ("org", B),
            ("head_seq", N),
            ("head_hash", B),
            ("key_wrapped", B),
            ("created_at", N),
        ],
    },
    Table {
        name: "entries",
        keys: 2,
        columns: &[
            ("stream", B),
            ("seq", N),
            ("id", B),
            ("section", T),
            ("author", B),
            ("device", B),
            ("made_at", N),
            ("received_at", N),
            ("base_seen", N),
            ("base_after", B),
            ("v", N),
            ("outcome", T),
            ("sealed", B),
            ("hash", B),
        ],
    },
    Table {
        name: "tray",
        keys: 2,
        columns: &[
            ("org", B),
            ("id", B),
            ("stream", B),
            ("author", B),
            ("device", B),
            ("made_at", N),
            ("refused_at", N),
            ("code", T),
            ("reason", T),
            ("sealed", B),
            ("placed_seq", N),
        ],
    },
    Table {
        name: "audit",
        keys: 2,
        columns: &[
            ("org", B),
            ("seq", N),
            ("at", N),
            ("actor", B),
            ("device", B),
            ("action", T),
            ("stream", B),
            ("sections", T),
            ("purpose", T),
            ("decision", T),
            ("outcome", T),
            ("request_id", T),
            ("hash", B),
            ("v", N),
            ("basis", T),
            ("made_at", N),
            ("shown", B),
            ("head_seq", N),
            ("head_hash", B),
        ],
    },
    Table { name: "audit_heads", keys: 1, columns: &[("org", B), ("seq", N), ("hash", B)] },
    Table {
        name: "credentials",
        keys: 1,
        columns: &[
            ("worker", B),
            ("hash", T),
            ("changed_at", N),
            ("must_change", N),
            ("used_by", B),
            ("expires_at", N),
        ],
    },
    Table {
        name: "passkeys",
        keys: 1,
        columns: &[("id", B), ("worker", B), ("name", T), ("public_key", T), ("added_at", N), ("used_at", N)],
    },
    Table {
        name: "totp",
        keys: 1,
        columns: &[("worker", B), ("sealed", B), ("added_at", N), ("active", N), ("last_step", N)],
    },
    Table { name: "alike_waiting", keys: 1, columns: &[("stream", B), ("head", N)] },
    Table {
        name: "alike_pairs",
        keys: 2,
        columns: &[
            ("one", B),
            ("other", B),
            ("org", B),
            ("one_person", B),
            ("other_person", B),
            ("score", N),
            ("signs", T),
            ("at", N),
        ],
    },
    Table {
        name: "elsewhere_questions",
        keys: 1,
        columns: &[
            ("id", B),
            ("worker", B),
            ("org", B),
            ("device", B),
            ("at", N),
            ("until", N),
            ("waits", N),
            ("sealed", B),
        ],
    },
    Table {
        name: "elsewhere_enquiries",
        keys: 1,
        columns: &[
            ("id", B),
            ("stream", B),
            ("org", B),
            ("asker", B),
            ("asker_org", B),
            ("at", N),
            ("until", N),
            ("sealed", B),
            ("outcome", T),
            ("decided_by", B),
            ("decided_at", N),
            ("reason", T),
            ("note", B),
            ("answer", B),
        ],
    },
    Table {
        name: "unusual_readings",
        keys: 4,
        columns: &[
            ("org", B),
            ("worker", B),
            ("day", N),
            ("kind", T),
            ("id", B),
            ("times", N),
            ("threshold", N),
            ("usual", N),
            ("first_at", N),
            ("last_at", N),
            ("files", B),
        ],
    },
    Table {
        name: "reading_judgements",
        keys: 3,
        columns: &[
            ("org", B),
            ("reading", B),
            ("n", N),
            ("at", N),
            ("by_worker", B),
            ("verdict", T),
            ("note", B),
        ],
    },
    Table { name: "recovery_codes", keys: 2, columns: &[("worker", B), ("hash", B), ("used_at", N)] },
    Table { name: "factor_grace", keys: 1, columns: &[("worker", B), ("since", N)] },
    Table {
        name: "provider_links",
        keys: 2,
        columns: &[("issuer", T), ("subject", T), ("worker", B), ("linked_at", N)],
    },
    Table {
        name: "devices",
        keys: 2,
        columns: &[
            ("worker", B),
            ("device", B),
            ("first_seen", N),
            ("last_seen", N),
            ("name", T),
            ("kind", T),
            ("enrolled_at", N),
            ("public_key", B),
            ("state", T),
            ("state_at", N),
            ("state_by", B),
            ("sent_at", N),
        ],
    },
    Table {
        name: "places",
        keys: 2,
        columns: &[
            ("code", T),
            ("valid_from", N),
            ("parent", T),
            ("kind", T),
            ("name_km", T),
            ("name_en", T),
            ("valid_until", N),
        ],
    },
    Table {
        name: "imports",
        keys: 2,
        columns: &[("org", B), ("id", B), ("by_worker", B), ("at", N), ("rolled_back", N)],
    },
    Table {
        name: "checkpoints",
        keys: 1,
        columns: &[("n", N), ("at", N), ("state", T), ("note", T), ("edge", B)],
    },
    Table {
        name: "erasures",
        keys: 1,
        columns: &[
            ("stream", B),
            ("org", B),
            ("at", N),
            ("by_worker", B),
            ("approved_by", B),
            ("reason", T),
            ("head_seq", N),
            ("head_hash", B),
        ],
    },
    Table { name: "views_taken", keys: 3, columns: &[("worker", B), ("made_at", N), ("stream", B)] },
    Table { name: "import_families", keys: 2, columns: &[("import", B), ("stream", B)] },
    Table {
        name: "photos",
        keys: 2,
        columns: &[("stream", B), ("hash", B), ("bytes", N), ("parts", N), ("whole", N), ("at", N)],
    },
    Table {
        name: "photo_parts",
        keys: 3,
        columns: &[("stream", B), ("hash", B), ("part", N), ("sealed", B)],
    },
    Table { name: "tool_files", keys: 1, columns: &[("hash", B), ("bytes", B)] },
    Table {
        name: "collect_keys",
        keys: 1,
        columns: &[("worker", B), ("org", B), ("device", B), ("hash", B), ("made_at", N), ("used_at", N)],
    },
    Table {
        name: "received_forms",
        keys: 1,
        columns: &[
            ("id", B),
            ("org", B),
            ("worker", B),
            ("device", B),
            ("form", T),
            ("version", N),
            ("at", N),
            ("state", T),
            ("stream", B),
            ("sealed", B),
        ],
    },
    Table {
        name: "received_files",
        keys: 2,
        columns: &[("form", B), ("name", B), ("bytes", N), ("sealed", B)],
    },
];

/// Columns of the audit log before it had trees.
const AUDIT_ONCE: usize = 13;
/// Rows read per statement, and held in memory together: few where they are large.
pub(crate) fn at_once(table: &str) -> i64 {
    match table {
        "tool_files" | "received_files" => 4,
        "photo_parts" => 32,
        _ => 1_000,
    }
}

fn bytes(value: &Value) -> Result<Option<Vec<u8>>> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => hex::decode(text).map(Some).map_err(|_| bad("bytes")),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => Err(bad("bytes")),
    }
}
fn number(value: &Value) -> Result<Option<i64>> {
    match value {
        Value::Null => Ok(None),
        Value::Number(number) => number.as_i64().map(Some).ok_or_else(|| bad("a number")),
        Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => Err(bad("a number")),
    }
}
fn text(value: &Value) -> Result<Option<String>> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => Err(bad("a text")),
    }
}
fn bad(what: &str) -> StoreError {
    StoreError::BadArchive(format!("{what} expected"))
}

both! {
    fn push(list: &mut sqlx::query_builder::Separated<'_, Db, &'static str>, kind: Kind, value: &Value) -> Result<()> {
        match kind {
            Kind::Bytes => list.push_bind(bytes(value)?),
            Kind::Number => list.push_bind(number(value)?),
            Kind::Text => list.push_bind(text(value)?),
        };
        Ok(())
    }

    /// The rows of a table after `last`, in the order of its key.
    pub(crate) async fn page(conn: &mut Conn, table: &Table, last: Option<&[Value]>) -> Result<Vec<Vec<Value>>> {
        let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        let keys = names.iter().take(table.keys).copied().collect::<Vec<_>>().join(", ");
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(names.join(", ")).push(" FROM ").push(table.name);
        if let Some(last) = last {
            query.push(" WHERE (").push(&keys).push(") > (");
            let mut list = query.separated(", ");
            for ((_, kind), value) in table.columns.iter().take(table.keys).zip(last) {
                push(&mut list, *kind, value)?;
            }
            query.push(")");
        }
        let page = at_once(table.name);
        query.push(" ORDER BY ").push(&keys).push(" LIMIT ").push_bind(page);
        let mut rows = Vec::new();
        for row in query.build().fetch_all(conn).await? {
            let mut values = Vec::with_capacity(names.len());
            for (at, (_, kind)) in table.columns.iter().enumerate() {
                values.push(match kind {
                    Kind::Bytes => row.try_get::<Option<Vec<u8>>, _>(at)?.map(|b| Value::from(hex::encode(b))),
                    Kind::Number => row.try_get::<Option<i64>, _>(at)?.map(Value::from),
                    Kind::Text => row.try_get::<Option<String>, _>(at)?.map(Value::from),
                }
                .unwrap_or(Value::Null));
            }
            rows.push(values);
        }
        Ok(rows)
    }

    /// Writes rows into a table.
    pub(crate) async fn insert(conn: &mut Conn, table: &Table, rows: &[Vec<Value>]) -> Result<()> {
        let names = table.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        for chunk in rows.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO ");
            query.push(table.name).push(" (").push(&names).push(") VALUES ");
            for (at, row) in chunk.iter().enumerate() {
                // An older build knew fewer columns of the audit log, and of others all but those that came later; what
                // it did not know stays empty.
                let known = if table.name == "audit" { AUDIT_ONCE } else { table.keys };
                if row.len() > table.columns.len() || row.len() < known {
                    return Err(StoreError::BadArchive("a row of another length".into()));
                }
                query.push(if at == 0 { "(" } else { ", (" });
                let mut list = query.separated(", ");
                let missing = std::iter::repeat(&Value::Null);
                for ((_, kind), value) in table.columns.iter().zip(row.iter().chain(missing)) {
                    push(&mut list, *kind, value)?;
                }
                query.push(")");
            }
            query.build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    /// Whether a table that a backup fills has anything in it already.
    pub(crate) async fn is_empty(conn: &mut Conn, table: &Table) -> Result<bool> {
        let mut query = QueryBuilder::<Db>::new("SELECT 1 FROM ");
        query.push(table.name).push(" LIMIT 1");
        Ok(query.build().fetch_optional(conn).await?.is_none())
    }
}
