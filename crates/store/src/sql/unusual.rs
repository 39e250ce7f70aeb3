//! Reading that is worth a look: lines of the log, findings, what was said of them.

use super::{CHUNK, id_from, signed, small, unsigned};
use crate::Result;
use crate::dialect::both;
use crate::error::StoreError;
use crate::projection::{day_number, day_of};
use crate::records::AuditEvent;
use crate::unusual::{LogLine, LookedThrough, ReadingDay, SealedJudgement, finding_id};
use domain::ids::{FindingId, OrganisationId, StreamId, WorkerId};
use domain::time::{Day, Millis};
use domain::unusual::{Finding, Unusual};
use sqlx::{QueryBuilder, Row as _};
use std::collections::BTreeSet;

fn damaged() -> StoreError {
    StoreError::Damaged("a finding about reading".into())
}

const FINDING: &str = "SELECT id, worker, day, kind, times, threshold, usual, first_at, last_at, files FROM unusual_readings WHERE org = ";

both! {
    pub(crate) async fn looked_through(conn: &mut Conn, org: OrganisationId) -> Result<Option<LookedThrough>> {
        let row = sqlx::query::<Db>("SELECT seq, looked_at FROM reading_marks WHERE org = $1")
            .bind(org.as_bytes().to_vec())
            .fetch_optional(conn)
            .await?;
        row.map(|row| Ok(LookedThrough { seq: unsigned(row.try_get(0)?), at: Millis(row.try_get(1)?) })).transpose()
    }

    /// Rows lie in the order of time: halving finds the place without an index of its own.
    pub(crate) async fn log_before(conn: &mut Conn, org: OrganisationId, since: Millis) -> Result<u64> {
        let row = sqlx::query::<Db>("SELECT seq FROM audit_heads WHERE org = $1")
            .bind(org.as_bytes().to_vec())
            .fetch_optional(&mut *conn)
            .await?;
        let Some(row) = row else { return Ok(0) };
        let (mut before, mut from) = (0, row.try_get::<i64, _>(0)? + 1);
        while from - before > 1 {
            let middle = before + (from - before) / 2;
            let row = sqlx::query::<Db>("SELECT at FROM audit WHERE org = $1 AND seq = $2")
                .bind(org.as_bytes().to_vec())
                .bind(middle)
                .fetch_optional(&mut *conn)
                .await?;
            let at: i64 = row.ok_or_else(damaged)?.try_get(0)?;
            if at < since.0 { before = middle } else { from = middle }
        }
        Ok(unsigned(before))
    }

    pub(crate) async fn lines(conn: &mut Conn, org: OrganisationId, after: u64, limit: u32) -> Result<Vec<LogLine>> {
        let rows = sqlx::query::<Db>(
            "SELECT seq, at, made_at, actor, action, stream, purpose, decision, outcome FROM audit \
             WHERE org = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        )
        .bind(org.as_bytes().to_vec())
        .bind(signed(after))
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await?;
        let line = |row: &Row| {
            let stream: Option<Vec<u8>> = row.try_get(5)?;
            Ok(LogLine {
                seq: unsigned(row.try_get(0)?),
                at: Millis(row.try_get(1)?),
                made_at: row.try_get::<Option<i64>, _>(2)?.map(Millis),
                worker: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(3)?)?,
                action: row.try_get(4)?,
                stream: stream.map(|bytes| id_from!(StreamId, bytes)).transpose()?,
                purpose: row.try_get(6)?,
                allowed: row.try_get::<&str, _>(7)? == "allow",
                outcome: row.try_get(8)?,
            })
        };
        rows.iter().map(line).collect()
    }

    pub(crate) async fn habits(conn: &mut Conn, org: OrganisationId, since: Day) -> Result<Vec<(WorkerId, u32, u32)>> {
        let rows = sqlx::query::<Db>(
            "SELECT worker, count(*), CAST(sum(files) AS BIGINT) FROM reading_days WHERE org = $1 AND day >= $2 GROUP BY worker",
        )
        .bind(org.as_bytes().to_vec())
        .bind(day_number(since))
        .fetch_all(conn)
        .await?;
        rows.iter()
            .map(|row| {
                let worker = id_from!(WorkerId, row.try_get::<Vec<u8>, _>(0)?)?;
                Ok((worker, small(row.try_get(1)?), small(row.try_get(2)?)))
            })
            .collect()
    }

    pub(crate) async fn closed(conn: &mut Conn, files: &[StreamId]) -> Result<BTreeSet<StreamId>> {
        let mut closed = BTreeSet::new();
        for chunk in files.chunks(500) {
            let mut query = QueryBuilder::<Db>::new("SELECT stream FROM family_rows WHERE stage = 'closed' AND stream");
            push_in(&mut query, chunk.iter().map(|id| id.as_bytes().to_vec()).collect());
            for row in query.build().fetch_all(&mut *conn).await? {
                closed.insert(id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)?);
            }
        }
        Ok(closed)
    }

    /// Tests that a person's row `t` has one of a group's tokens too.
    fn has_too(query: &mut QueryBuilder<Db>, org: OrganisationId, group: &[[u8; 16]]) {
        query.push(" AND EXISTS (SELECT 1 FROM person_tokens u WHERE u.org = ").push_bind(org.as_bytes().to_vec());
        query.push(" AND u.token");
        push_in(query, group.iter().map(|token| token.to_vec()).collect());
        query.push(" AND u.stream = t.stream AND u.person = t.person)");
    }

    /// How many people have a name (at most `most`), and in which of these files one of them is.
    pub(crate) async fn named(
        conn: &mut Conn,
        org: OrganisationId,
        groups: &[Vec<[u8; 16]>],
        files: &[StreamId],
        most: u32,
    ) -> Result<(u32, BTreeSet<StreamId>)> {
        let Some((first, rest)) = groups.split_first() else { return Ok((0, BTreeSet::new())) };
        if first.is_empty() || rest.iter().any(Vec::is_empty) || files.is_empty() {
            return Ok((0, BTreeSet::new()));
        }
        let begin = |query: &mut QueryBuilder<Db>| {
            query.push_bind(org.as_bytes().to_vec()).push(" AND t.token");
            push_in(query, first.iter().map(|token| token.to_vec()).collect());
        };
        let mut found = BTreeSet::new();
        for chunk in files.chunks(500) {
            let mut query = QueryBuilder::<Db>::new("SELECT DISTINCT t.stream FROM person_tokens t WHERE t.org = ");
            begin(&mut query);
            query.push(" AND t.stream");
            push_in(&mut query, chunk.iter().map(|id| id.as_bytes().to_vec()).collect());
            rest.iter().for_each(|group| has_too(&mut query, org, group));
            for row in query.build().fetch_all(&mut *conn).await? {
                found.insert(id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)?);
            }
        }
        if found.is_empty() {
            return Ok((0, found));
        }
        let mut query =
            QueryBuilder::<Db>::new("SELECT count(*) FROM (SELECT DISTINCT t.stream, t.person FROM person_tokens t WHERE t.org = ");
        begin(&mut query);
        rest.iter().for_each(|group| has_too(&mut query, org, group));
        query.push(" LIMIT ").push_bind(i64::from(most)).push(") AS people");
        Ok((small(query.build().fetch_one(conn).await?.try_get(0)?), found))
    }

    pub(crate) async fn keep(
        conn: &mut Conn,
        org: OrganisationId,
        findings: &[Finding],
        days: &[ReadingDay],
        looked: LookedThrough,
    ) -> Result<()> {
        let mut tx = begin(conn).await?;
        for one in findings {
            sqlx::query::<Db>(
                "INSERT INTO unusual_readings (org, worker, day, kind, id, times, threshold, usual, first_at, last_at, files) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
                 ON CONFLICT (org, worker, day, kind) DO UPDATE SET times = excluded.times, first_at = excluded.first_at, \
                 last_at = excluded.last_at, files = excluded.files WHERE unusual_readings.times < excluded.times",
            )
            .bind(org.as_bytes().to_vec())
            .bind(one.worker.as_bytes().to_vec())
            .bind(day_number(one.day))
            .bind(one.kind.code())
            .bind(finding_id(one.worker, one.day, one.kind).as_bytes().to_vec())
            .bind(i64::from(one.times))
            .bind(i64::from(one.threshold))
            .bind(one.usual.map(i64::from))
            .bind(one.first.0)
            .bind(one.last.0)
            .bind(one.files.iter().flat_map(|id| *id.as_bytes()).collect::<Vec<u8>>())
            .execute(&mut *tx)
            .await?;
        }
        for chunk in days.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO reading_days (org, worker, day, files) ");
            query.push_values(chunk, |mut to, one| {
                to.push_bind(org.as_bytes().to_vec())
                    .push_bind(one.worker.as_bytes().to_vec())
                    .push_bind(day_number(one.day))
                    .push_bind(i64::from(one.files));
            });
            query.push(" ON CONFLICT (org, worker, day) DO UPDATE SET files = excluded.files WHERE reading_days.files < excluded.files");
            query.build().execute(&mut *tx).await?;
        }
        sqlx::query::<Db>(
            "INSERT INTO reading_marks (org, seq, looked_at) VALUES ($1, $2, $3) \
             ON CONFLICT (org) DO UPDATE SET seq = excluded.seq, looked_at = excluded.looked_at \
             WHERE reading_marks.seq <= excluded.seq",
        )
        .bind(org.as_bytes().to_vec())
        .bind(signed(looked.seq))
        .bind(looked.at.0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    fn finding(row: &Row) -> Result<(FindingId, Finding)> {
        let files: Vec<u8> = row.try_get(9)?;
        let (files, rest) = files.as_chunks::<16>();
        if !rest.is_empty() {
            return Err(damaged());
        }
        let finding = Finding {
            worker: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(1)?)?,
            day: day_of(row.try_get(2)?).ok_or_else(damaged)?,
            kind: Unusual::parse(row.try_get(3)?).ok_or_else(damaged)?,
            times: small(row.try_get(4)?),
            threshold: small(row.try_get(5)?),
            usual: row.try_get::<Option<i64>, _>(6)?.map(small),
            first: Millis(row.try_get(7)?),
            last: Millis(row.try_get(8)?),
            files: files.iter().map(|id| StreamId::from_u128(u128::from_be_bytes(*id))).collect(),
        };
        Ok((id_from!(FindingId, row.try_get::<Vec<u8>, _>(0)?)?, finding))
    }

    pub(crate) async fn found(conn: &mut Conn, org: OrganisationId, since: Day, limit: u32) -> Result<Vec<(FindingId, Finding)>> {
        let mut query = QueryBuilder::<Db>::new(FINDING);
        query.push_bind(org.as_bytes().to_vec()).push(" AND day >= ").push_bind(day_number(since));
        query.push(" ORDER BY day DESC, worker, kind LIMIT ").push_bind(i64::from(limit));
        query.build().fetch_all(conn).await?.iter().map(finding).collect()
    }

    pub(crate) async fn one(conn: &mut Conn, org: OrganisationId, id: FindingId) -> Result<Option<Finding>> {
        let mut query = QueryBuilder::<Db>::new(FINDING);
        query.push_bind(org.as_bytes().to_vec()).push(" AND id = ").push_bind(id.as_bytes().to_vec());
        let row = query.build().fetch_optional(conn).await?;
        Ok(row.as_ref().map(finding).transpose()?.map(|(_, finding)| finding))
    }

    pub(crate) async fn judgements(conn: &mut Conn, org: OrganisationId, ids: &[FindingId]) -> Result<Vec<(FindingId, SealedJudgement)>> {
        let mut all = Vec::new();
        for chunk in ids.chunks(500) {
            let mut query =
                QueryBuilder::<Db>::new("SELECT reading, by_worker, at, verdict, note FROM reading_judgements WHERE org = ");
            query.push_bind(org.as_bytes().to_vec()).push(" AND reading");
            push_in(&mut query, chunk.iter().map(|id| id.as_bytes().to_vec()).collect());
            query.push(" ORDER BY reading, n");
            for row in query.build().fetch_all(&mut *conn).await? {
                let sealed = SealedJudgement {
                    by: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(1)?)?,
                    at: Millis(row.try_get(2)?),
                    verdict: row.try_get(3)?,
                    note: row.try_get(4)?,
                };
                all.push((id_from!(FindingId, row.try_get::<Vec<u8>, _>(0)?)?, sealed));
            }
        }
        Ok(all)
    }

    pub(crate) async fn judge(
        conn: &mut Conn,
        org: OrganisationId,
        id: FindingId,
        judgement: &SealedJudgement,
        event: AuditEvent,
    ) -> Result<()> {
        let mut tx = begin(conn).await?;
        // Two at the same moment would take one place: the second fails, and is tried again by hand.
        sqlx::query::<Db>(
            "INSERT INTO reading_judgements (org, reading, n, at, by_worker, verdict, note) \
             SELECT $1, $2, coalesce(max(n), 0) + 1, $3, $4, $5, $6 FROM reading_judgements WHERE org = $1 AND reading = $2",
        )
        .bind(org.as_bytes().to_vec())
        .bind(id.as_bytes().to_vec())
        .bind(judgement.at.0)
        .bind(judgement.by.as_bytes().to_vec())
        .bind(judgement.verdict.as_str())
        .bind(judgement.note.clone())
        .execute(&mut *tx)
        .await?;
        audit_here::append(&mut tx, vec![event]).await?;
        tx.commit().await?;
        Ok(())
    }
}
