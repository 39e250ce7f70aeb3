//! Caseloads, scopes, search.

use super::scope::leads_to_few;
use super::{CHUNK, id_from, small, unsigned};
use crate::Result;
use crate::dialect::both;
use crate::projection::{NO_DAY, day_number, day_of};
use crate::reads::{CaseloadFilter, CaseloadSort, Holder};
use crate::scope::ListScope;
use domain::ids::{OrganisationId, PersonId, StreamId, WorkerId};
use domain::time::{Day, Millis};
use sqlx::{QueryBuilder, Row as _};

/// A family's row with its card still sealed.
#[derive(Debug, Clone)]
pub(crate) struct SealedFamily {
    pub(crate) stream: StreamId,
    pub(crate) org: OrganisationId,
    pub(crate) village: String,
    pub(crate) stage: String,
    pub(crate) risk: String,
    pub(crate) risk_rank: i64,
    pub(crate) lead: Option<WorkerId>,
    pub(crate) supervisor: Option<WorkerId>,
    pub(crate) visit_due: Option<Day>,
    pub(crate) review_due: Option<Day>,
    pub(crate) next_due: i64,
    pub(crate) last_visit: Option<Day>,
    pub(crate) review_waiting: bool,
    pub(crate) open_concern: bool,
    pub(crate) people: u32,
    pub(crate) visits: u32,
    pub(crate) conflicts: u32,
    pub(crate) rejected: u32,
    pub(crate) created_at: Millis,
    pub(crate) updated_at: Millis,
    pub(crate) head: u64,
    pub(crate) card: Vec<u8>,
    pub(crate) key_wrapped: Vec<u8>,
}

/// Where a page of a caseload ended: the values of the order, then the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) first: i64,
    pub(crate) second: i64,
    pub(crate) stream: StreamId,
}

impl SealedFamily {
    /// Where this row stands in an order.
    pub(crate) fn mark(&self, sort: CaseloadSort) -> Mark {
        let (first, second) = match sort {
            CaseloadSort::Due => (self.next_due, 0),
            CaseloadSort::Risk => (self.risk_rank, self.next_due),
            CaseloadSort::Updated => (self.updated_at.0, 0),
            CaseloadSort::Made => (0, 0),
        };
        Mark { first, second, stream: self.stream }
    }
}

/// What a page of a caseload is asked with.
pub(crate) struct PageAsk<'a> {
    pub(crate) scope: &'a ListScope,
    pub(crate) filter: &'a CaseloadFilter,
    pub(crate) sort: CaseloadSort,
    pub(crate) after: Option<&'a Mark>,
    pub(crate) limit: i64,
    pub(crate) stages: Stages,
    pub(crate) work: Work,
}

/// Families by where the work with them stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stages {
    /// Open ones.
    Open,
    /// Closed ones; what an import took back is none.
    Closed,
    /// Both.
    OpenOrClosed,
    /// As the filter says.
    Asked,
}

/// Families by whether the reader may read of the work with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// All: she may, or the order does not tell of it.
    Any,
    /// Only those of which she may.
    Known,
    /// Only those of which she may not: they are ordered as if nothing were known.
    Hidden,
}

/// What is no work that anybody knows of comes last: no risk, nothing due.
const NO_RISK: i64 = 3;

const FAMILY: &str = "SELECT f.stream, f.org, f.village, f.stage, f.risk, f.lead_worker, w.supervisor, f.visit_due, \
     f.review_due, f.next_due, f.last_visit, f.review_waiting, f.open_concern, f.people, f.visits, f.conflicts, \
     f.rejected, f.created_at, f.updated_at, f.head_seq, f.card, s.key_wrapped, f.risk_rank \
     FROM family_rows f LEFT JOIN streams s ON s.id = f.stream LEFT JOIN workers w ON w.worker = f.lead_worker ";

/// Ends a prefix search over codes, which are digits: everything that begins with the prefix sorts before it.
fn after_prefix(prefix: &str) -> String {
    format!("{prefix}:")
}

/// How a page is ordered: the columns, how a cursor compares with them, and the order itself.
const fn order(sort: CaseloadSort) -> (&'static str, &'static str, &'static str) {
    match sort {
        CaseloadSort::Due => ("f.next_due, f.stream", ") > (", " ORDER BY f.next_due, f.stream LIMIT "),
        CaseloadSort::Risk => (
            "f.risk_rank, f.next_due, f.stream",
            ") > (",
            " ORDER BY f.risk_rank, f.next_due, f.stream LIMIT ",
        ),
        CaseloadSort::Updated => {
            ("f.updated_at, f.stream", ") < (", " ORDER BY f.updated_at DESC, f.stream DESC LIMIT ")
        }
        CaseloadSort::Made => BY_NUMBER,
    }
}

/// The order of what nobody may put in order.
const BY_NUMBER: (&str, &str, &str) = ("f.stream", ") > (", " ORDER BY f.stream LIMIT ");

/// From what is sealed to its families.
const SEALED_FAMILIES: &str = "SELECT f.stream FROM family_sealed z CROSS JOIN family_rows f \
     WHERE z.section = 'narrative' AND f.stream = z.stream";
/// Whether the work with family `f` is sealed.
const SEALED_WORK: &str =
    "SELECT 1 FROM family_sealed z WHERE z.stream = f.stream AND z.section = 'narrative'";

both! {
    fn family(row: &Row) -> Result<SealedFamily> {
        let worker = |at: usize| -> Result<Option<WorkerId>> {
            let bytes: Option<Vec<u8>> = row.try_get(at)?;
            bytes.map(|bytes| id_from!(WorkerId, bytes)).transpose()
        };
        let day = |at: usize| -> Result<Option<Day>> { Ok(row.try_get::<Option<i64>, _>(at)?.and_then(day_of)) };
        let flag = |at: usize| -> Result<bool> { Ok(row.try_get::<i64, _>(at)? != 0) };
        let count = |at: usize| -> Result<u32> { Ok(small(row.try_get(at)?)) };
        Ok(SealedFamily {
            stream: id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)?,
            org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(1)?)?,
            village: row.try_get(2)?,
            stage: row.try_get(3)?,
            risk: row.try_get(4)?,
            lead: worker(5)?,
            supervisor: worker(6)?,
            visit_due: day(7)?,
            review_due: day(8)?,
            next_due: row.try_get(9)?,
            last_visit: day(10)?,
            review_waiting: flag(11)?,
            open_concern: flag(12)?,
            people: count(13)?,
            visits: count(14)?,
            conflicts: count(15)?,
            rejected: count(16)?,
            created_at: Millis(row.try_get(17)?),
            updated_at: Millis(row.try_get(18)?),
            head: unsigned(row.try_get(19)?),
            card: row.try_get(20)?,
            key_wrapped: row.try_get(21)?,
            risk_rank: row.try_get(22)?,
        })
    }

    /// A page of a caseload, in order.
    pub(crate) async fn page(conn: &mut Conn, ask: &PageAsk<'_>) -> Result<Vec<SealedFamily>> {
        if ask.scope.arms().is_empty() {
            return Ok(Vec::new());
        }
        // Each arm gives its own first page in order; the page of all is among them.
        let mut query = QueryBuilder::<Db>::new(FAMILY);
        query.push("WHERE f.stream IN (");
        if ask.work == Work::Hidden {
            // They are few: from them to their families, and not from family to family in search of them.
            query.push("SELECT stream FROM (").push(SEALED_FAMILIES).push(" AND ");
            scope_sql::shows(&mut query, ask.scope);
            narrowed(&mut query, ask);
            query.push(") AS arm");
        } else {
            for (place, arm) in ask.scope.arms().iter().enumerate() {
                query.push(if place > 0 { " UNION " } else { "" });
                query.push("SELECT stream FROM (SELECT f.stream FROM family_rows f");
                query.push(if leads_to_few(arm) { BY_STREAM } else { by_filter(ask.filter) });
                query.push(" WHERE ");
                scope_sql::arm(&mut query, arm, ask.scope.at());
                narrowed(&mut query, ask);
                query.push(") AS arm");
            }
        }
        let (_, _, order) = if ask.work == Work::Hidden { BY_NUMBER } else { order(ask.sort) };
        query.push(")").push(order).push_bind(ask.limit);
        let rows: Result<Vec<SealedFamily>> = query.build().fetch_all(conn).await?.iter().map(family).collect();
        let unknown = |row| SealedFamily { risk_rank: NO_RISK, next_due: NO_DAY, ..row };
        match ask.work {
            Work::Any | Work::Known => rows,
            Work::Hidden => Ok(rows?.into_iter().map(unknown).collect()),
        }
    }

    /// The index of what only few families have, for an arm that leads to many.
    fn by_filter(filter: &CaseloadFilter) -> &'static str {
        if filter.review_waiting {
            BY_REVIEW
        } else if filter.open_concern {
            BY_CONCERN
        } else if filter.conflicts {
            BY_CONFLICT
        } else {
            ""
        }
    }

    /// What narrows a page, its order and its length.
    fn narrowed(query: &mut QueryBuilder<Db>, ask: &PageAsk<'_>) {
        let filter = ask.filter;
        held_by(query, filter.holder, ask.scope.at());
        match ask.stages {
            Stages::Open => {
                query.push(" AND f.is_open = ").push_bind(1_i64);
            }
            Stages::Closed => {
                query.push(" AND f.is_open = ").push_bind(0_i64).push(" AND f.stage NOT IN ('withdrawn', 'folded')");
            }
            Stages::OpenOrClosed => {
                query.push(" AND f.stage NOT IN ('withdrawn', 'folded')");
            }
            Stages::Asked => {}
        }
        if let Some(stage) = &filter.stage {
            query.push(" AND f.stage = ").push_bind(stage.clone());
        }
        if let Some(worker) = filter.worker {
            query.push(" AND f.lead_worker = ").push_bind(worker.as_bytes().to_vec());
        }
        match ask.work {
            Work::Any | Work::Hidden => {}
            Work::Known => {
                query.push(" AND NOT EXISTS (").push(SEALED_WORK).push(")");
            }
        }
        if let Some(risk) = &filter.risk && ask.work != Work::Hidden {
            let rank: i64 = match risk.as_str() { "high" => 0, "medium" => 1, "low" => 2, _ => 3 };
            query.push(" AND f.risk_rank = ").push_bind(rank);
        }
        if let Some(village) = &filter.village {
            query.push(" AND f.village >= ").push_bind(village.clone());
            query.push(" AND f.village < ").push_bind(after_prefix(village));
        }
        if let Some(day) = filter.due_by {
            query.push(" AND f.next_due <= ").push_bind(day_number(day));
        }
        for (on, column) in [
            (filter.review_waiting, "review_waiting"),
            (filter.open_concern, "open_concern"),
            (filter.conflicts, "conflicts"),
        ] {
            if on {
                query.push(" AND f.").push(column).push(" > 0");
            }
        }
        if ask.work == Work::Hidden {
            let (columns, compare, order) = BY_NUMBER;
            let last = match ask.sort {
                CaseloadSort::Due | CaseloadSort::Updated | CaseloadSort::Made => (NO_DAY, 0),
                CaseloadSort::Risk => (NO_RISK, NO_DAY),
            };
            if let Some(mark) = ask.after && last <= (mark.first, mark.second) {
                if last == (mark.first, mark.second) {
                    query.push(" AND (").push(columns).push(compare);
                    query.push_bind(mark.stream.as_bytes().to_vec()).push(")");
                } else {
                    query.push(" AND 1 = 0");
                }
            }
            query.push(order).push_bind(ask.limit);
            return;
        }
        let (columns, compare, order) = order(ask.sort);
        if let Some(mark) = ask.after {
            query.push(" AND (").push(columns).push(compare);
            match ask.sort {
                CaseloadSort::Due | CaseloadSort::Updated => {
                    query.push_bind(mark.first).push(", ");
                }
                CaseloadSort::Risk => {
                    query.push_bind(mark.first).push(", ").push_bind(mark.second).push(", ");
                }
                CaseloadSort::Made => {}
            }
            query.push_bind(mark.stream.as_bytes().to_vec()).push(")");
        }
        query.push(order).push_bind(ask.limit);
    }

    fn held_by(query: &mut QueryBuilder<Db>, holder: Holder, at: Millis) {
        match holder {
            Holder::Any => {}
            Holder::Of(org) => {
                query.push(" AND ").push(UNINDEXED_ORG).push_bind(org.as_bytes().to_vec());
            }
            Holder::WorkedOnBy(org) => {
                query.push(" AND (").push(UNINDEXED_ORG).push_bind(org.as_bytes().to_vec());
                query.push(" OR EXISTS (SELECT 1 FROM family_shares y WHERE y.stream = f.stream AND y.org = ");
                query.push_bind(org.as_bytes().to_vec()).push(" AND y.purpose = ").push_bind(policy::JOINT);
                query.push(" AND y.until > ").push_bind(at.0).push("))");
            }
            Holder::OthersThan(org) => {
                query.push(" AND f.org <> ").push_bind(org.as_bytes().to_vec());
            }
        }
    }

    pub(crate) async fn stage_counts(conn: &mut Conn, scope: &ListScope) -> Result<Vec<(String, u64)>> {
        if scope.arms().is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Db>::new("SELECT stage, CAST(sum(n) AS BIGINT) FROM (");
        for place in 0..scope.arms().len() {
            query.push(if place > 0 { " UNION ALL " } else { "" });
            query.push("SELECT f.stage, count(*) AS n FROM family_rows f WHERE ");
            scope_sql::arm_alone(&mut query, scope, place);
            query.push(" GROUP BY f.stage");
        }
        query.push(") AS arms GROUP BY stage ORDER BY stage");
        let rows = query.build().fetch_all(conn).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, unsigned(row.try_get(1)?)))).collect()
    }

    pub(crate) async fn families(conn: &mut Conn, ids: &[StreamId]) -> Result<Vec<SealedFamily>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Db>::new(FAMILY);
        query.push("WHERE f.stream IN (");
        let mut list = query.separated(", ");
        for id in ids {
            list.push_bind(id.as_bytes().to_vec());
        }
        query.push(")");
        query.build().fetch_all(conn).await?.iter().map(family).collect()
    }

    /// The village of a family.
    pub(crate) async fn village(conn: &mut Conn, id: StreamId) -> Result<Option<String>> {
        let row = sqlx::query::<Db>("SELECT village FROM family_rows WHERE stream = $1 AND village <> ''")
            .bind(id.as_bytes().to_vec())
            .fetch_optional(conn)
            .await?;
        row.map(|row| Ok(row.try_get(0)?)).transpose()
    }

    /// Which of these families are in scope.
    pub(crate) async fn in_scope(conn: &mut Conn, scope: &ListScope, ids: &[StreamId]) -> Result<Vec<StreamId>> {
        let mut found = Vec::new();
        for chunk in ids.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new("SELECT f.stream FROM family_rows f WHERE f.stream IN (");
            let mut list = query.separated(", ");
            for id in chunk {
                list.push_bind(id.as_bytes().to_vec());
            }
            query.push(") AND ");
            scope_sql::shows(&mut query, scope);
            for row in query.build().fetch_all(&mut *conn).await? {
                found.push(id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)?);
            }
        }
        Ok(found)
    }

    /// All families in scope with their heads.
    pub(crate) async fn heads_in_scope(conn: &mut Conn, scope: &ListScope) -> Result<Vec<(StreamId, u64)>> {
        if scope.arms().is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Db>::new("");
        scope_sql::streams(&mut query, scope, "f.stream, f.head_seq");
        query.push(" ORDER BY 1");
        let rows = query.build().fetch_all(conn).await?;
        rows.iter()
            .map(|row| Ok((id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)?, unsigned(row.try_get(1)?))))
            .collect()
    }

    /// Who works with these families.
    pub(crate) async fn teams(conn: &mut Conn, ids: &[StreamId]) -> Result<Vec<(StreamId, WorkerId, String)>> {
        let mut found = Vec::new();
        for chunk in ids.chunks(CHUNK) {
            let mut query =
                QueryBuilder::<Db>::new("SELECT stream, worker, role FROM family_team WHERE stream IN (");
            let mut list = query.separated(", ");
            for id in chunk {
                list.push_bind(id.as_bytes().to_vec());
            }
            query.push(") ORDER BY stream, worker");
            for row in query.build().fetch_all(&mut *conn).await? {
                found.push((
                    id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)?,
                    id_from!(WorkerId, row.try_get::<Vec<u8>, _>(1)?)?,
                    row.try_get(2)?,
                ));
            }
        }
        Ok(found)
    }

    // ---- search

    fn tokens_in(query: &mut QueryBuilder<Db>, org: OrganisationId, tokens: &[[u8; 16]], alias: &str) {
        query.push(alias).push("org = ").push_bind(org.as_bytes().to_vec());
        query.push(" AND ").push(alias).push("token IN (");
        let mut list = query.separated(", ");
        for token in tokens {
            list.push_bind(token.to_vec());
        }
        query.push(")");
    }

    /// How many rows a group leads to, as far as it matters (at most `most`).
    pub(crate) async fn group_size(conn: &mut Conn, org: OrganisationId, tokens: &[[u8; 16]], most: i64) -> Result<i64> {
        let mut query = QueryBuilder::<Db>::new("SELECT count(*) FROM (SELECT 1 FROM person_tokens t WHERE ");
        tokens_in(&mut query, org, tokens, "t.");
        query.push(" LIMIT ").push_bind(most).push(") AS found");
        Ok(query.build().fetch_one(conn).await?.try_get(0)?)
    }

    /// People whom every group leads to, the rarest group first; without a scope those of all families, which nobody may
    /// be shown.
    pub(crate) async fn search(
        conn: &mut Conn,
        scope: Option<&ListScope>,
        org: OrganisationId,
        groups: &[Vec<[u8; 16]>],
        limit: i64,
    ) -> Result<Vec<(StreamId, PersonId)>> {
        let Some((first, rest)) = groups.split_first() else { return Ok(Vec::new()) };
        let mut query = QueryBuilder::<Db>::new("SELECT t.stream, t.person FROM person_tokens t WHERE ");
        tokens_in(&mut query, org, first, "t.");
        for group in rest {
            query.push(" AND EXISTS (SELECT 1 FROM person_tokens u WHERE ");
            tokens_in(&mut query, org, group, "u.");
            query.push(" AND u.stream = t.stream AND u.person = t.person)");
        }
        if let Some(scope) = scope {
            query.push(" AND ");
            scope_sql::shows_stream(&mut query, scope, "t.stream");
        }
        query.push(" LIMIT ").push_bind(limit);
        let rows = query.build().fetch_all(conn).await?;
        rows.iter().map(hit).collect()
    }

    /// The same from the families of a scope that are few: nobody else is met on the way.
    pub(crate) async fn search_among(
        conn: &mut Conn,
        scope: &ListScope,
        org: OrganisationId,
        groups: &[Vec<[u8; 16]>],
        limit: i64,
    ) -> Result<Vec<(StreamId, PersonId)>> {
        let (Some((first, rest)), false) = (groups.split_first(), scope.arms().is_empty()) else {
            return Ok(Vec::new());
        };
        let mut query = QueryBuilder::<Db>::new("SELECT t.stream, t.person FROM (");
        for (place, arm) in scope.arms().iter().enumerate() {
            query.push(if place > 0 { " UNION " } else { "" });
            query.push("SELECT f.stream FROM family_rows f").push(BY_STREAM).push(" WHERE ");
            scope_sql::arm(&mut query, arm, scope.at());
        }
        query.push(") AS shown CROSS JOIN person_tokens t").push(BY_TOKEN).push(" WHERE t.stream = shown.stream AND ");
        tokens_in(&mut query, org, first, "t.");
        for group in rest {
            query.push(" AND EXISTS (SELECT 1 FROM person_tokens u").push(BY_TOKEN).push(" WHERE ");
            tokens_in(&mut query, org, group, "u.");
            query.push(" AND u.stream = t.stream AND u.person = t.person)");
        }
        query.push(" LIMIT ").push_bind(limit);
        let rows = query.build().fetch_all(conn).await?;
        rows.iter().map(hit).collect()
    }

    fn hit(row: &Row) -> Result<(StreamId, PersonId)> {
        Ok((
            id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)?,
            id_from!(PersonId, row.try_get::<Vec<u8>, _>(1)?)?,
        ))
    }

    /// People who have any of the tokens, those with most of them first.
    pub(crate) async fn sharing(
        conn: &mut Conn,
        org: OrganisationId,
        tokens: &[[u8; 16]],
        limit: i64,
    ) -> Result<Vec<(StreamId, PersonId, u32)>> {
        let mut query = QueryBuilder::<Db>::new("SELECT t.stream, t.person, count(*) FROM person_tokens t WHERE ");
        tokens_in(&mut query, org, tokens, "t.");
        query.push(" GROUP BY t.stream, t.person ORDER BY count(*) DESC, t.stream, t.person LIMIT ").push_bind(limit);
        let rows = query.build().fetch_all(conn).await?;
        rows.iter()
            .map(|row| {
                let (stream, person) = hit(row)?;
                Ok((stream, person, small(row.try_get(2)?)))
            })
            .collect()
    }
}
