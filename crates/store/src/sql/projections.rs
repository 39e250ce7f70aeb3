//! Writing projections.

use super::{CHUNK, id_from, signed};
use crate::Result;
use crate::dialect::both;
use crate::people::WorkerRow;
use crate::projection::{FamilyWrite, NO_DAY, Token, day_number, risk_code, risk_rank};
use crate::rows::StreamRow;
use domain::ids::{OrganisationId, StreamId, WorkerId};
use sqlx::{QueryBuilder, Row as _};

/// Every table that `rebuild` empties and fills.
pub(crate) const TABLES: [&str; 18] = [
    "family_rows",
    "family_team",
    "family_excluded",
    "family_sealed",
    "family_shares",
    "family_handovers",
    "family_openings",
    "family_consents",
    "family_offers",
    "family_joints",
    "person_tokens",
    "workers",
    "organisations",
    "villages",
    "providers",
    "provider_services",
    "service_referrals",
    "service_grants",
];

/// Where a page of a digest ended: the bytes of the key columns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cursor(Vec<Vec<u8>>);

impl Cursor {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.0.concat()
    }
}

/// A table as far as a digest is concerned: key columns (all bytes) and the others. Several rows may have one key.
pub(crate) struct Digested {
    pub(crate) name: &'static str,
    keys: &'static [&'static str],
    texts: &'static [&'static str],
}

/// The projections beside `family_rows`.
pub(crate) const DIGESTED: &[Digested] = &[
    Digested { name: "family_team", keys: &["stream", "worker"], texts: &["role"] },
    Digested { name: "family_excluded", keys: &["stream", "worker"], texts: &[] },
    Digested {
        name: "family_shares",
        keys: &["stream", "org"],
        texts: &["purpose", "section", "CAST(until AS TEXT)"],
    },
    Digested { name: "family_handovers", keys: &["stream", "org"], texts: &[] },
    Digested { name: "family_offers", keys: &["stream", "org"], texts: &[] },
    Digested {
        name: "family_joints",
        keys: &["stream", "joint", "org", "lead"],
        texts: &["CAST(ends AS TEXT)", "standing", "workers"],
    },
    Digested {
        name: "family_openings",
        keys: &["stream", "worker"],
        texts: &["kind", "CAST(begins AS TEXT)", "CAST(until AS TEXT)"],
    },
    Digested {
        name: "family_consents",
        keys: &["stream", "consent", "org"],
        texts: &[
            "purpose",
            "CAST(until AS TEXT)",
            "uses",
            "CAST(uses_until AS TEXT)",
            "CASE WHEN recipient IS NULL THEN '' ELSE 'named' END",
        ],
    },
    Digested { name: "person_tokens", keys: &["org", "token", "stream", "person"], texts: &[] },
    Digested {
        name: "workers",
        keys: &["worker"],
        texts: &[
            "account",
            "name_km",
            "name_en",
            "roles",
            "areas",
            "phone",
            "CASE active WHEN 1 THEN 'active' ELSE 'gone' END",
        ],
    },
    Digested { name: "organisations", keys: &["org"], texts: &["name_km", "name_en"] },
    Digested { name: "villages", keys: &["stream"], texts: &["village"] },
    Digested { name: "providers", keys: &["stream"], texts: &["kind", "covers", "state"] },
    Digested {
        name: "provider_services",
        keys: &["stream", "service"],
        texts: &["code", "room", "confirmed"],
    },
    Digested {
        name: "service_referrals",
        keys: &["stream", "org", "family"],
        texts: &[
            "state",
            "CAST(is_open AS TEXT)",
            "CAST(COALESCE(due, 0) AS TEXT)",
            "CAST(updated_at AS TEXT)",
        ],
    },
    Digested { name: "service_grants", keys: &["family", "referral"], texts: &["CAST(until AS TEXT)"] },
];

/// Rows per page of a digest.
const DIGEST_PAGE: i64 = 2_000;

both! {
    fn cursor_condition(query: &mut QueryBuilder<Db>, keys: &[&str], order: &[&str], cursor: &Cursor) {
        if !cursor.0.is_empty() {
            query.push(" WHERE (").push(keys.join(", ")).push(") > (");
            let mut list = query.separated(", ");
            for key in &cursor.0 {
                list.push_bind(key.clone());
            }
            query.push(")");
        }
        query.push(" ORDER BY ").push(order.join(", ")).push(" LIMIT ").push_bind(DIGEST_PAGE);
    }

    pub(crate) async fn digest_page(conn: &mut Conn, table: &Digested, cursor: &Cursor) -> Result<Vec<(Cursor, String)>> {
        let columns: Vec<&str> = table.keys.iter().chain(table.texts).copied().collect();
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(columns.join(", ")).push(" FROM ").push(table.name);
        cursor_condition(&mut query, table.keys, &columns, cursor);
        let mut page: Vec<(Cursor, String)> = Vec::new();
        for row in query.build().fetch_all(conn).await? {
            let mut keys = Vec::with_capacity(table.keys.len());
            for at in 0..table.keys.len() {
                keys.push(row.try_get::<Vec<u8>, _>(at)?);
            }
            let mut texts = Vec::with_capacity(table.texts.len());
            for at in table.keys.len()..columns.len() {
                texts.push(row.try_get::<String, _>(at)?);
            }
            page.push((Cursor(keys), texts.join("\u{1f}")));
        }
        // A page ends between two keys: the next one begins after the last.
        let full = i64::try_from(page.len()).is_ok_and(|rows| rows >= DIGEST_PAGE);
        if let Some((last, _)) = page.last().filter(|_| full).cloned()
            && let whole = page.partition_point(|(at, _)| at.0 < last.0)
            && whole > 0
        {
            page.truncate(whole);
        }
        Ok(page)
    }

    /// A page of families: where, the sealed card, the plain columns as text, and what opens the card.
    pub(crate) async fn digest_families(conn: &mut Conn, cursor: &Cursor) -> Result<Vec<(Cursor, Vec<u8>, String, StreamRow)>> {
        const TEXTS: [&str; 3] = ["village", "stage", "risk"];
        const NUMBERS: [&str; 15] = [
            "is_open", "risk_rank", "visit_due", "review_due", "next_due", "last_visit", "review_waiting",
            "open_concern", "people", "visits", "conflicts", "rejected", "created_at", "updated_at", "head_seq",
        ];
        let mut query = QueryBuilder::<Db>::new("SELECT stream, card, lead_worker");
        for text in TEXTS {
            query.push(", ").push(text);
        }
        for number in NUMBERS {
            query.push(", ").push(number);
        }
        query.push(" FROM family_rows");
        cursor_condition(&mut query, &["stream"], &["stream"], cursor);
        let rows = query.build().fetch_all(&mut *conn).await?;
        let mut page = Vec::with_capacity(rows.len());
        for row in rows {
            let id: Vec<u8> = row.try_get(0)?;
            let mut plain = hex::encode(row.try_get::<Option<Vec<u8>>, _>(2)?.unwrap_or_default());
            for at in 3..3 + TEXTS.len() {
                plain.push('\u{1f}');
                plain.push_str(&row.try_get::<String, _>(at)?);
            }
            for at in 3 + TEXTS.len()..3 + TEXTS.len() + NUMBERS.len() {
                plain.push('\u{1f}');
                plain.push_str(&format!("{:?}", row.try_get::<Option<i64>, _>(at)?));
            }
            let stream = id_from!(StreamId, id)?;
            let owner = ledger_sql::streams(conn, &[stream]).await?.pop().ok_or(crate::StoreError::NotFound)?;
            page.push((Cursor(vec![id]), row.try_get(1)?, plain, owner));
        }
        Ok(page)
    }

    pub(crate) async fn put_families(conn: &mut Conn, rows: &[&FamilyWrite]) -> Result<()> {
        for chunk in rows.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO family_rows (stream, org, village, stage, is_open, risk, risk_rank, lead_worker, visit_due, \
                 review_due, next_due, last_visit, review_waiting, open_concern, people, visits, conflicts, \
                 rejected, created_at, updated_at, head_seq, card) ",
            );
            query.push_values(chunk, |mut to, row| {
                let facts = &row.facts;
                to.push_bind(row.stream.as_bytes().as_slice())
                    .push_bind(row.org.as_bytes().as_slice())
                    .push_bind(facts.village.as_str())
                    .push_bind(facts.stage.as_str())
                    .push_bind(i64::from(facts.is_open))
                    .push_bind(risk_code(facts.risk))
                    .push_bind(risk_rank(facts.risk))
                    .push_bind(facts.lead.map(|id| id.as_bytes().to_vec()))
                    .push_bind(facts.visit_due.map(day_number))
                    .push_bind(facts.review_due.map(day_number))
                    .push_bind(facts.next_due.map_or(NO_DAY, day_number))
                    .push_bind(facts.last_visit.map(day_number))
                    .push_bind(i64::from(facts.review_waiting))
                    .push_bind(i64::from(facts.open_concern))
                    .push_bind(i64::from(facts.people))
                    .push_bind(i64::from(facts.visits))
                    .push_bind(i64::from(facts.conflicts))
                    .push_bind(i64::from(facts.rejected))
                    .push_bind(row.created_at.0)
                    .push_bind(row.updated_at.0)
                    .push_bind(signed(row.head))
                    .push_bind(row.sealed_card.as_slice());
            });
            query.push(
                " ON CONFLICT (stream) DO UPDATE SET village = excluded.village, stage = excluded.stage, \
                 is_open = excluded.is_open, risk = excluded.risk, risk_rank = excluded.risk_rank, \
                 lead_worker = excluded.lead_worker, visit_due = excluded.visit_due, \
                 review_due = excluded.review_due, next_due = excluded.next_due, \
                 last_visit = excluded.last_visit, review_waiting = excluded.review_waiting, \
                 open_concern = excluded.open_concern, people = excluded.people, visits = excluded.visits, \
                 conflicts = excluded.conflicts, rejected = excluded.rejected, \
                 updated_at = excluded.updated_at, head_seq = excluded.head_seq, card = excluded.card",
            );
            query.build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    pub(crate) async fn card_of(conn: &mut Conn, stream: StreamId) -> Result<Option<Vec<u8>>> {
        let row = sqlx::query::<Db>("SELECT card FROM family_rows WHERE stream = $1")
            .bind(stream.as_bytes().as_slice())
            .fetch_optional(conn)
            .await?;
        row.map(|row| Ok(row.try_get(0)?)).transpose()
    }

    pub(crate) async fn clear_team(conn: &mut Conn, stream: StreamId) -> Result<()> {
        sqlx::query::<Db>("DELETE FROM family_team WHERE stream = $1")
            .bind(stream.as_bytes().as_slice())
            .execute(conn)
            .await?;
        Ok(())
    }

    /// All search tokens of a family.
    pub(crate) async fn clear_tokens(conn: &mut Conn, stream: StreamId) -> Result<()> {
        sqlx::query::<Db>("DELETE FROM person_tokens WHERE stream = $1")
            .bind(stream.as_bytes().as_slice())
            .execute(conn)
            .await?;
        Ok(())
    }

    pub(crate) async fn insert_team(conn: &mut Conn, rows: &[(StreamId, WorkerId, &'static str)]) -> Result<()> {
        for chunk in rows.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO family_team (stream, worker, role) ");
            query.push_values(chunk, |mut to, (stream, worker, role)| {
                to.push_bind(stream.as_bytes().as_slice()).push_bind(worker.as_bytes().as_slice()).push_bind(*role);
            });
            query.build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    pub(crate) async fn insert_tokens(conn: &mut Conn, rows: &[(OrganisationId, Token, StreamId)]) -> Result<()> {
        for chunk in rows.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO person_tokens (org, token, stream, person) ");
            query.push_values(chunk, |mut to, (org, (token, person), stream)| {
                to.push_bind(org.as_bytes().as_slice())
                    .push_bind(token.as_slice())
                    .push_bind(stream.as_bytes().as_slice())
                    .push_bind(person.as_bytes().as_slice());
            });
            query.push(" ON CONFLICT DO NOTHING").build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    pub(crate) async fn delete_token(conn: &mut Conn, org: OrganisationId, token: &Token, stream: StreamId) -> Result<()> {
        sqlx::query::<Db>("DELETE FROM person_tokens WHERE org = $1 AND token = $2 AND stream = $3 AND person = $4")
            .bind(org.as_bytes().as_slice())
            .bind(token.0.as_slice())
            .bind(stream.as_bytes().as_slice())
            .bind(token.1.as_bytes().as_slice())
            .execute(conn)
            .await?;
        Ok(())
    }

    pub(crate) async fn put_organisation(conn: &mut Conn, org: OrganisationId, km: &str, en: &str) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO organisations (org, name_km, name_en) VALUES ($1, $2, $3) \
             ON CONFLICT (org) DO UPDATE SET name_km = excluded.name_km, name_en = excluded.name_en",
        )
        .bind(org.as_bytes().as_slice())
        .bind(km)
        .bind(en)
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Removes an organisation's workers, to be written anew: account names may have changed hands among them.
    pub(crate) async fn clear_workers(conn: &mut Conn, org: OrganisationId) -> Result<()> {
        sqlx::query::<Db>("DELETE FROM workers WHERE org = $1")
            .bind(org.as_bytes().as_slice())
            .execute(conn)
            .await?;
        Ok(())
    }

    pub(crate) async fn put_workers(conn: &mut Conn, rows: &[WorkerRow]) -> Result<()> {
        for chunk in rows.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO workers (worker, org, account, name_km, name_en, roles, supervisor, areas, phone, active) ",
            );
            query.push_values(chunk, |mut to, row| {
                to.push_bind(row.worker.as_bytes().as_slice())
                    .push_bind(row.org.as_bytes().as_slice())
                    .push_bind(row.account.as_str())
                    .push_bind(row.name_km.as_str())
                    .push_bind(row.name_en.as_str())
                    .push_bind(row.roles.join(" "))
                    .push_bind(row.supervisor.map(|id| id.as_bytes().to_vec()))
                    .push_bind(row.areas.join(" "))
                    .push_bind(row.phone.as_str())
                    .push_bind(i64::from(row.active));
            });
            query.push(
                " ON CONFLICT (worker) DO UPDATE SET org = excluded.org, account = excluded.account, \
                 name_km = excluded.name_km, name_en = excluded.name_en, roles = excluded.roles, \
                 supervisor = excluded.supervisor, areas = excluded.areas, phone = excluded.phone, \
                 active = excluded.active",
            );
            query.build().execute(&mut *conn).await?;
        }
        Ok(())
    }

    /// Whether another organisation has a worker with this account name or id.
    pub(crate) async fn held_elsewhere(conn: &mut Conn, org: OrganisationId, worker: WorkerId, account: &str) -> Result<bool> {
        let row = sqlx::query::<Db>("SELECT 1 FROM workers WHERE (account = $1 OR worker = $2) AND org <> $3")
            .bind(account)
            .bind(worker.as_bytes().as_slice())
            .bind(org.as_bytes().as_slice())
            .fetch_optional(conn)
            .await?;
        Ok(row.is_some())
    }

    pub(crate) async fn put_village(conn: &mut Conn, stream: StreamId, code: &str) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO villages (stream, village) VALUES ($1, $2) \
             ON CONFLICT (stream) DO UPDATE SET village = excluded.village",
        )
        .bind(stream.as_bytes().as_slice())
        .bind(code)
        .execute(conn)
        .await?;
        Ok(())
    }

    pub(crate) async fn clear_all(conn: &mut Conn) -> Result<()> {
        for table in TABLES {
            QueryBuilder::<Db>::new("DELETE FROM ").push(table).build().execute(&mut *conn).await?;
        }
        Ok(())
    }
}
