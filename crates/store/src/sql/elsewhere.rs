//! Questions to other organisations.

use super::{id_from, small};
use crate::Result;
use crate::dialect::both;
use crate::elsewhere::{Contact, Decision, Enquiry, Mark, Outcome, Question};
use crate::guesses::Limit;
use crate::ledger::Actor;
use crate::records::AuditEvent;
use domain::ids::{DeviceId, EnquiryId, OrganisationId, QuestionId, StreamId, WorkerId};
use domain::time::Millis;
use sqlx::{QueryBuilder, Row as _};

/// What is open belongs to whoever holds the file now, what was decided to whoever decided it.
const ENQUIRY: &str = "SELECT e.id, e.stream, e.org, e.asker, e.asker_org, e.at, e.until, e.outcome, e.sealed, e.reason, e.note, \
     e.decided_by, e.decided_at FROM elsewhere_enquiries e JOIN streams s ON s.id = e.stream WHERE ";

/// Enquiries read per statement.
const PAGE: i64 = 200;

both! {
    pub(crate) async fn ask(
        conn: &mut Conn,
        question: &Question,
        sealed: &[u8],
        limit: Limit,
        [asked, refused]: [AuditEvent; 2],
    ) -> Result<Option<Millis>> {
        let mut tx = begin(conn).await?;
        lock_guesses(&mut tx).await?;
        // The question that must grow old before there is room for another.
        let row = sqlx::query::<Db>(
            "SELECT at FROM elsewhere_questions WHERE worker = $1 AND at > $2 ORDER BY at DESC LIMIT 1 OFFSET $3",
        )
        .bind(question.actor.worker.as_bytes().as_slice())
        .bind(question.at.0.saturating_sub(limit.within_ms))
        .bind(i64::from(limit.most.saturating_sub(1)))
        .fetch_optional(&mut *tx)
        .await?;
        let free = match row {
            Some(row) => Some(Millis(row.try_get::<i64, _>(0)?.saturating_add(limit.within_ms))),
            None => None,
        };
        if free.is_none() {
            sqlx::query::<Db>(
                "INSERT INTO elsewhere_questions (id, worker, org, device, at, until, waits, sealed) \
                 VALUES ($1, $2, $3, $4, $5, $6, 1, $7)",
            )
            .bind(question.id.as_bytes().as_slice())
            .bind(question.actor.worker.as_bytes().as_slice())
            .bind(question.actor.org.as_bytes().as_slice())
            .bind(question.actor.device.as_bytes().as_slice())
            .bind(question.at.0)
            .bind(question.until.0)
            .bind(sealed)
            .execute(&mut *tx)
            .await?;
        }
        audit_here::append(&mut tx, vec![if free.is_none() { asked } else { refused }]).await?;
        tx.commit().await?;
        Ok(free)
    }

    pub(crate) async fn asked(conn: &mut Conn, worker: WorkerId, after: Millis) -> Result<u32> {
        let row = sqlx::query::<Db>("SELECT count(*) FROM elsewhere_questions WHERE worker = $1 AND at > $2")
            .bind(worker.as_bytes().as_slice())
            .bind(after.0)
            .fetch_one(conn)
            .await?;
        Ok(small(row.try_get(0)?))
    }

    pub(crate) async fn waiting(conn: &mut Conn, most: u32) -> Result<Vec<Question>> {
        let rows = sqlx::query::<Db>(
            "SELECT id, worker, org, device, at, until, sealed FROM elsewhere_questions WHERE waits = 1 \
             ORDER BY at, id LIMIT $1",
        )
        .bind(i64::from(most))
        .fetch_all(conn)
        .await?;
        let question = |row: &Row| {
            Ok(Question {
                id: id_from!(QuestionId, row.try_get::<Vec<u8>, _>(0)?)?,
                actor: Actor {
                    worker: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(1)?)?,
                    org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(2)?)?,
                    device: id_from!(DeviceId, row.try_get::<Vec<u8>, _>(3)?)?,
                },
                at: Millis(row.try_get(4)?),
                until: Millis(row.try_get(5)?),
                words: row.try_get(6)?,
            })
        };
        rows.iter().map(question).collect()
    }

    pub(crate) async fn matched(
        conn: &mut Conn,
        question: QuestionId,
        enquiries: &[Enquiry],
        events: Vec<AuditEvent>,
    ) -> Result<()> {
        let mut tx = begin(conn).await?;
        let taken = sqlx::query::<Db>("UPDATE elsewhere_questions SET waits = 0, sealed = $1 WHERE id = $2 AND waits = 1")
            .bind(Vec::<u8>::new())
            .bind(question.as_bytes().as_slice())
            .execute(&mut *tx)
            .await?;
        if taken.rows_affected() == 0 {
            return Ok(());
        }
        for one in enquiries {
            sqlx::query::<Db>(
                "INSERT INTO elsewhere_enquiries (id, stream, org, asker, asker_org, at, until, sealed, outcome, reason, note, answer) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', '', $9, $10)",
            )
            .bind(one.id.as_bytes().as_slice())
            .bind(one.family.as_bytes().as_slice())
            .bind(one.org.as_bytes().as_slice())
            .bind(one.asker.as_bytes().as_slice())
            .bind(one.asker_org.as_bytes().as_slice())
            .bind(one.at.0)
            .bind(one.until.0)
            .bind(one.sealed.as_slice())
            .bind(Vec::<u8>::new())
            .bind(Vec::<u8>::new())
            .execute(&mut *tx)
            .await?;
        }
        audit_here::append(&mut tx, events).await?;
        tx.commit().await?;
        Ok(())
    }

    fn enquiry(row: &Row) -> Result<Enquiry> {
        let outcome: &str = row.try_get(7)?;
        let (by, at): (Option<Vec<u8>>, Option<i64>) = (row.try_get(11)?, row.try_get(12)?);
        let decided = match (by, at) {
            (Some(by), Some(at)) if outcome != "open" => Some(Decision {
                contact: outcome == "contact",
                reason: row.try_get(9)?,
                by: id_from!(WorkerId, by)?,
                at: Millis(at),
            }),
            _ => None,
        };
        Ok(Enquiry {
            id: id_from!(EnquiryId, row.try_get::<Vec<u8>, _>(0)?)?,
            family: id_from!(StreamId, row.try_get::<Vec<u8>, _>(1)?)?,
            org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(2)?)?,
            asker: id_from!(WorkerId, row.try_get::<Vec<u8>, _>(3)?)?,
            asker_org: id_from!(OrganisationId, row.try_get::<Vec<u8>, _>(4)?)?,
            at: Millis(row.try_get(5)?),
            until: Millis(row.try_get(6)?),
            decided,
            sealed: row.try_get(8)?,
            note: row.try_get(10)?,
        })
    }

    pub(crate) async fn open(conn: &mut Conn, org: OrganisationId, at: Millis, after: Option<Mark>) -> Result<Vec<Enquiry>> {
        let mut query = QueryBuilder::<Db>::new(ENQUIRY);
        query.push("s.org = ").push_bind(org.as_bytes().to_vec());
        query.push(" AND e.outcome = 'open' AND e.until > ").push_bind(at.0);
        if let Some((at, id)) = after {
            query.push(" AND (e.at, e.id) > (").push_bind(at.0).push(", ").push_bind(id.as_bytes().to_vec()).push(")");
        }
        query.push(" ORDER BY e.at, e.id LIMIT ").push_bind(PAGE);
        query.build().fetch_all(conn).await?.iter().map(enquiry).collect()
    }

    pub(crate) async fn decided(
        conn: &mut Conn,
        org: OrganisationId,
        at: Millis,
        after: Option<Mark>,
    ) -> Result<Vec<Enquiry>> {
        let mut query = QueryBuilder::<Db>::new(ENQUIRY);
        query.push("e.org = ").push_bind(org.as_bytes().to_vec());
        query.push(" AND e.outcome IN ('contact', 'declined') AND e.until > ").push_bind(at.0);
        if let Some((at, id)) = after {
            query.push(" AND (e.decided_at, e.id) < (").push_bind(at.0).push(", ");
            query.push_bind(id.as_bytes().to_vec()).push(")");
        }
        query.push(" ORDER BY e.decided_at DESC, e.id DESC LIMIT ").push_bind(PAGE);
        query.build().fetch_all(conn).await?.iter().map(enquiry).collect()
    }

    /// One that whoever holds the file may answer, or that an organisation has decided.
    pub(crate) async fn one(
        conn: &mut Conn,
        org: OrganisationId,
        id: EnquiryId,
        at: Millis,
    ) -> Result<Option<Enquiry>> {
        let mut query = QueryBuilder::<Db>::new(ENQUIRY);
        query.push("((e.outcome = 'open' AND s.org = ").push_bind(org.as_bytes().to_vec());
        query.push(") OR (e.outcome <> 'open' AND e.org = ").push_bind(org.as_bytes().to_vec());
        query.push(")) AND e.id = ").push_bind(id.as_bytes().to_vec());
        query.push(" AND e.until > ").push_bind(at.0);
        query.build().fetch_optional(conn).await?.as_ref().map(enquiry).transpose()
    }

    pub(crate) async fn decide(
        conn: &mut Conn,
        id: EnquiryId,
        decided: &Outcome<'_>,
        event: AuditEvent,
    ) -> Result<bool> {
        let mut tx = begin(conn).await?;
        let done = sqlx::query::<Db>(
            "UPDATE elsewhere_enquiries SET outcome = $1, reason = $2, until = $3, note = $4, answer = $5, decided_by = $6, \
             decided_at = $7, org = $8 WHERE id = $9 AND outcome = 'open' \
             AND EXISTS (SELECT 1 FROM streams s WHERE s.id = elsewhere_enquiries.stream AND s.org = $8)",
        )
        .bind(decided.outcome)
        .bind(decided.reason)
        .bind(decided.until.0)
        .bind(decided.note.as_slice())
        .bind(decided.answer.as_slice())
        .bind(decided.by.as_bytes().as_slice())
        .bind(decided.at.0)
        .bind(decided.org.as_bytes().as_slice())
        .bind(id.as_bytes().as_slice())
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        audit_here::append(&mut tx, vec![event]).await?;
        tx.commit().await?;
        Ok(true)
    }

    pub(crate) async fn contacts(
        conn: &mut Conn,
        worker: WorkerId,
        org: OrganisationId,
        at: Millis,
    ) -> Result<Vec<Contact>> {
        let rows = sqlx::query::<Db>(
            "SELECT id, decided_at, answer FROM elsewhere_enquiries WHERE asker = $1 AND asker_org = $2 AND outcome = 'contact' \
             AND until > $3 ORDER BY decided_at DESC, id",
        )
        .bind(worker.as_bytes().as_slice())
        .bind(org.as_bytes().as_slice())
        .bind(at.0)
        .fetch_all(conn)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Contact {
                    id: id_from!(EnquiryId, row.try_get::<Vec<u8>, _>(0)?)?,
                    at: Millis(row.try_get(1)?),
                    answer: row.try_get(2)?,
                })
            })
            .collect()
    }

    pub(crate) async fn sweep(conn: &mut Conn, at: Millis) -> Result<u64> {
        let mut removed = 0;
        for statement in [
            "DELETE FROM elsewhere_questions WHERE until <= $1",
            "DELETE FROM elsewhere_enquiries WHERE until <= $1",
        ] {
            removed += sqlx::query::<Db>(statement).bind(at.0).execute(&mut *conn).await?.rows_affected();
        }
        Ok(removed)
    }
}
