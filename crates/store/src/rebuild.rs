//! Deriving all projections anew from the ledger, in one transaction and with bounded memory.

use crate::Result;
use crate::dialect::both;
use crate::error::StoreError;
use crate::projection::{self, FamilyWrite};
use crate::reads::Access;
use crate::rows::StreamRow;
use crate::seal::{StreamKey, sha256};
use crate::shared::{PAGE, Shared, open_entry};
use crate::sql::projections::{Cursor, DIGESTED};
use crate::store::{PROJECTIONS, Rebuilt, STALE};
use crate::writer::SideRows;
use domain::ids::OrganisationId;
use domain::stream::AnyStream;
use domain::time::Millis;

/// Streams folded between two writes.
const STREAMS: i64 = 200;

both! {
    pub(crate) async fn rebuild(shared: &Shared, conn: &mut Conn) -> Result<Rebuilt> {
        let mut tx = begin(conn).await?;
        lock_ledger(&mut tx).await?;
        let done = rebuild_in(shared, &mut tx).await?;
        tx.commit().await?;
        shared.cache.forget_all();
        Ok(done)
    }

    /// The work of a rebuild, within a transaction.
    pub(crate) async fn rebuild_in(shared: &Shared, conn: &mut Conn) -> Result<Rebuilt> {
        projections_sql::clear_all(conn).await?;
        let protocol = load::protocol(shared, conn).await?;
        let mut done = Rebuilt::default();
        let mut after = None;
        loop {
            let page = ledger_sql::streams_page(conn, after, STREAMS).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            let mut families = Vec::new();
            let mut side = SideRows::default();
            for row in page.into_iter().filter(|row| row.head > 0 && !row.is_erased()) {
                done.streams += 1;
                done.entries += row.head;
                let key = load::stream_key(shared, conn, &row).await?;
                let (state, updated_at) = replay(conn, &row, &key).await?;
                if let Some(stream) = state.family() {
                    let facts = projection::family(row.id, stream, &protocol)?;
                    let grants = projection::grants(&stream.state);
                    if !grants.is_empty() {
                        services_sql::put_grants(conn, row.id, &grants).await?;
                    }
                    let org_key = load::org_key(shared, conn, row.org).await?.ok_or(StoreError::NotFound)?;
                    side.team.extend(facts.team.iter().map(|(worker, role)| (row.id, *worker, *role)));
                    if facts.access != Access::default() || !facts.openings.is_empty() || !facts.joints.is_empty() {
                        access_sql::put(conn, row.id, &facts.access, &facts.openings, &facts.joints).await?;
                    }
                    if !facts.consents.is_empty() {
                        consents_sql::put(conn, row.id, row.org, &facts.consents).await?;
                    }
                    let tokens = projection::tokens(&org_key, &facts.names);
                    side.tokens.extend(tokens.into_iter().map(|token| (row.org, token, row.id)));
                    families.push(FamilyWrite {
                        stream: row.id,
                        org: row.org,
                        created_at: row.created_at,
                        updated_at,
                        head: row.head,
                        sealed_card: key.seal_card(&*shared.random, row.id, &facts.card)?,
                        facts,
                    });
                } else {
                    others(conn, &row, updated_at, &state).await?;
                }
            }
            side.tokens.sort_unstable();
            let families: Vec<&FamilyWrite> = families.iter().collect();
            projections_sql::put_families(conn, &families).await?;
            projections_sql::insert_team(conn, &side.team).await?;
            projections_sql::insert_tokens(conn, &side.tokens).await?;
        }
        records_sql::put_setting(conn, PROJECTIONS, &projection::VERSION.to_string()).await?;
        records_sql::put_setting(conn, STALE, "0").await?;
        Ok(done)
    }

    /// Folds a stream from its beginning; also when its last entry was taken.
    async fn replay(conn: &mut Conn, row: &StreamRow, key: &StreamKey) -> Result<(AnyStream, Millis)> {
        let mut state = AnyStream::empty(row.kind);
        let (mut at, mut received) = (0, row.created_at);
        while at < row.head {
            let page = ledger_sql::entries_after(conn, row.id, at, PAGE).await?;
            if page.is_empty() {
                return Err(StoreError::Damaged(format!("stream {} ends early, after {at}", row.id)));
            }
            for raw in page {
                let entry = raw
                    .parse()
                    .map_err(|column| StoreError::Damaged(format!("stream {} after {at}: {column}", row.id)))?;
                at = entry.seq;
                received = entry.received_at;
                state.take(open_entry(&entry, key)?);
            }
        }
        Ok((state, received))
    }

    /// The projections of everything that is no family.
    pub(crate) async fn others(conn: &mut Conn, row: &StreamRow, updated_at: Millis, state: &AnyStream) -> Result<()> {
        let id = row.id;
        match state {
            AnyStream::Organisation(stream) => {
                let org = OrganisationId::from_uuid(id.uuid());
                let (km, en) = (&stream.state.name_km, &stream.state.name_latin);
                projections_sql::put_organisation(conn, org, km, en).await?;
                projections_sql::clear_workers(conn, org).await?;
                projections_sql::put_workers(conn, &projection::workers(org, &stream.state)).await
            }
            AnyStream::Village(stream) => match &stream.state.code {
                Some(code) => projections_sql::put_village(conn, id, code.as_str()).await,
                None => Ok(()),
            },
            AnyStream::Provider(stream) => match projection::provider(&stream.state) {
                Some(facts) => services_sql::put_provider(conn, id, &facts).await,
                None => Ok(()),
            },
            AnyStream::ServiceReferral(stream) => {
                match projection::service_referral((id, row.org), &stream.state, updated_at) {
                    Some(facts) => services_sql::put_referral(conn, &facts).await,
                    None => Ok(()),
                }
            }
            // Their records are read from the ledger alone.
            AnyStream::Place(_) | AnyStream::Staff(_) => Ok(()),
            AnyStream::Family(_) | AnyStream::Programme(_) => Ok(()),
        }
    }

    /// A digest of all projections, equal for equal content: cards are compared as they read, not as sealed.
    pub(crate) async fn digest(shared: &Shared, conn: &mut Conn) -> Result<String> {
        let mut tx = begin_snapshot(conn).await?;
        let mut sum = [0_u8; 32];
        let mut cursor = Cursor::default();
        loop {
            let page = projections_sql::digest_families(&mut tx, &cursor).await?;
            let Some(last) = page.last() else { break };
            cursor = last.0.clone();
            for (at, card, plain, row) in page {
                let key = load::stream_key(shared, &mut tx, &row).await?;
                let card = key.open_card(row.id, &card).ok_or_else(|| StoreError::Damaged(format!("the card of {}", row.id)))?;
                sum = sha256(&[&sum, &at.bytes(), plain.as_bytes(), &card]);
            }
        }
        for table in DIGESTED {
            let mut cursor = Cursor::default();
            loop {
                let page = projections_sql::digest_page(&mut tx, table, &cursor).await?;
                let Some(last) = page.last() else { break };
                cursor = last.0.clone();
                for (at, text) in page {
                    sum = sha256(&[&sum, table.name.as_bytes(), &at.bytes(), text.as_bytes()]);
                }
            }
        }
        Ok(hex::encode(sum))
    }
}
