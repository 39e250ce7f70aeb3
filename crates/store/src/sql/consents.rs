//! Consents that end, and files by their number.

use super::id_from;
use crate::Result;
use crate::consents::{EndingAsk, EndingConsent, FileRow, StandingRow};
use crate::dialect::both;
use crate::projection::{day_number, day_of};
use crate::scope::ListScope;
use domain::family::consent_use::ConsentUse;
use domain::family::number::FileNumber;
use domain::ids::{ConsentId, OrganisationId, StreamId, WorkerId};
use sqlx::{QueryBuilder, Row as _};

/// Most files with one number that are shown.
const ALIKE: i64 = 5;

both! {
    /// Writes a family's anew.
    pub(crate) async fn put(conn: &mut Conn, stream: StreamId, org: OrganisationId, rows: &[StandingRow]) -> Result<()> {
        sqlx::query::<Db>("DELETE FROM family_consents WHERE stream = $1")
            .bind(stream.as_bytes().to_vec())
            .execute(&mut *conn)
            .await?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut query = QueryBuilder::<Db>::new(
            "INSERT INTO family_consents (stream, consent, org, purpose, recipient, until, uses, uses_until) ",
        );
        query.push_values(rows, |mut to, row| {
            to.push_bind(stream.as_bytes().to_vec())
                .push_bind(row.consent.as_bytes().to_vec())
                .push_bind(org.as_bytes().to_vec())
                .push_bind(row.purpose.clone())
                .push_bind(row.recipient.map(|id| id.as_bytes().to_vec()))
                .push_bind(row.until)
                .push_bind(row.uses.clone())
                .push_bind(row.uses_until);
        });
        query.build().execute(conn).await?;
        Ok(())
    }

    fn file(row: &Row) -> Result<FileRow> {
        let lead: Option<Vec<u8>> = row.try_get(2)?;
        Ok(FileRow {
            stream: id_from!(StreamId, row.try_get::<Vec<u8>, _>(0)?)?,
            village: row.try_get(1)?,
            lead: lead.map(|bytes| id_from!(WorkerId, bytes)).transpose()?,
            stage: row.try_get(3)?,
        })
    }

    /// A page of consents that end, the longest ended first: those that have ended, then those that will.
    pub(crate) async fn ending(conn: &mut Conn, ask: &EndingAsk) -> Result<Vec<EndingConsent>> {
        let most = usize::try_from(ask.limit.min(200)).unwrap_or(200);
        let mut found = Vec::new();
        for over in [true, false] {
            if found.len() < most {
                found.extend(part(conn, ask, over, most - found.len()).await?);
            }
        }
        Ok(found)
    }

    /// Of both parts, one: each is a range of an index of its own.
    async fn part(conn: &mut Conn, ask: &EndingAsk, over: bool, most: usize) -> Result<Vec<EndingConsent>> {
        let mut query = QueryBuilder::<Db>::new(
            "SELECT c.stream, f.village, f.lead_worker, f.stage, c.consent, c.purpose, c.recipient, c.until, c.uses \
             FROM family_consents c JOIN family_rows f ON f.stream = c.stream WHERE c.org = ",
        );
        query.push_bind(ask.org.as_bytes().to_vec());
        let today = day_number(ask.today);
        if over {
            query.push(" AND c.uses_until > 0 AND c.uses_until >= ").push_bind(today);
            query.push(" AND c.until < ").push_bind(today);
        } else {
            query.push(" AND c.until >= ").push_bind(today);
            query.push(" AND c.until <= ").push_bind(day_number(ask.horizon));
        }
        if let Some((until, stream, consent)) = &ask.after {
            query.push(" AND (c.until, c.stream, c.consent) > (").push_bind(day_number(*until));
            query.push(", ").push_bind(stream.as_bytes().to_vec());
            query.push(", ").push_bind(consent.as_bytes().to_vec()).push(")");
        }
        query.push(" AND ");
        scope_sql::shows(&mut query, &ask.scope);
        query.push(" ORDER BY c.until, c.stream, c.consent LIMIT ").push_bind(i64::try_from(most).unwrap_or(200));
        let mut found = Vec::new();
        for row in query.build().fetch_all(conn).await? {
            let recipient: Option<Vec<u8>> = row.try_get(6)?;
            let until = day_of(row.try_get(7)?);
            found.push(EndingConsent {
                file: file(&row)?,
                consent: id_from!(ConsentId, row.try_get::<Vec<u8>, _>(4)?)?,
                purpose: row.try_get(5)?,
                recipient: recipient.map(|bytes| id_from!(OrganisationId, bytes)).transpose()?,
                until: until.ok_or_else(|| crate::StoreError::Damaged("the last day of a consent".into()))?,
                uses: row.try_get::<&str, _>(8)?.split(' ').filter_map(ConsentUse::parse).collect(),
            });
        }
        Ok(found)
    }

    /// Files of an organisation whose ids end so.
    pub(crate) async fn numbered(
        conn: &mut Conn,
        scope: &ListScope,
        org: OrganisationId,
        number: FileNumber,
    ) -> Result<Vec<FileRow>> {
        let mut query =
            QueryBuilder::<Db>::new("SELECT f.stream, f.village, f.lead_worker, f.stage FROM family_rows f WHERE f.org = ");
        query.push_bind(org.as_bytes().to_vec());
        query.push(" AND substr(f.stream, 11) = ").push_bind(number.as_bytes().to_vec());
        query.push(" AND ");
        scope_sql::shows(&mut query, scope);
        query.push(" ORDER BY f.stream LIMIT ").push_bind(ALIKE);
        query.build().fetch_all(conn).await?.iter().map(file).collect()
    }
}
