//! Erasing a family: its key is destroyed, and with it everything that was sealed under it. Ends, hashes and the
//! audit log stay, under an id that names nobody, so that the chain still proves that nothing else was changed.

use crate::Result;
use crate::dialect::{both, close_after_error};
use crate::engine::Pools;
use crate::error::StoreError;
use crate::ledger::Actor;
use crate::merkle::Hash;
use crate::note::NoteKey;
use crate::records::{AuditEvent, LedgerMark};
use crate::rows::StreamRow;
use crate::shared::Shared;
use crate::store::Store;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::entry::StreamKind;
use domain::ids::{EntryId, OrganisationId, StreamId, WorkerId};
use domain::time::Millis;
use serde::{Deserialize, Serialize};

/// Asks for an erasure. Who may is the caller's decision; the store insists on two people.
#[derive(Debug, Clone)]
pub struct Erase {
    /// Which family.
    pub stream: StreamId,
    /// Who carries it out.
    pub actor: Actor,
    /// Who approved it: somebody else.
    pub approved_by: WorkerId,
    /// Why, a stable word.
    pub reason: String,
    /// The server's clock.
    pub at: Millis,
    /// For the audit log.
    pub request_id: String,
}

/// What is kept of an erasure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// The stream.
    pub stream: StreamId,
    /// Whose it was.
    pub org: OrganisationId,
    /// When.
    pub at: Millis,
    /// Who carried it out.
    pub by: WorkerId,
    /// Who approved it.
    pub approved_by: WorkerId,
    /// Why, a stable word.
    pub reason: String,
    /// How many entries the file had.
    pub head: u64,
    /// The hash at its end.
    pub hash: Hash,
}

/// A signed certificate. The signature is Ed25519 over `certificate`, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The JSON text that is signed.
    pub certificate: String,
    /// Its signature, base64.
    pub signature: String,
    /// The key to check it with, in the form of signed notes.
    pub key: String,
}

/// What a certificate says.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    kind: String,
    origin: String,
    family: StreamId,
    organisation: OrganisationId,
    erased_at: i64,
    carried_out_by: WorkerId,
    approved_by: WorkerId,
    reason: String,
    entries: u64,
    last_hash: String,
}

/// The kind of a certificate, in its first field.
const KIND: &str = "kinkeeper certificate of erasure 1";

impl Erased {
    fn certificate(&self, key: &NoteKey) -> Result<Certificate> {
        let words = Words {
            kind: KIND.to_owned(),
            origin: key.public().name().to_owned(),
            family: self.stream,
            organisation: self.org,
            erased_at: self.at.0,
            carried_out_by: self.by,
            approved_by: self.approved_by,
            reason: self.reason.clone(),
            entries: self.head,
            last_hash: hex::encode(self.hash),
        };
        let certificate =
            serde_json::to_string(&words).map_err(|_| StoreError::Damaged("a certificate".into()))?;
        let signature = BASE64.encode(key.sign(certificate.as_bytes()));
        Ok(Certificate { certificate, signature, key: key.public().text() })
    }
}

impl Certificate {
    /// Whether it was signed with this key.
    pub fn is_signed_by(&self, key: &crate::note::Verifier) -> bool {
        let signature = BASE64.decode(&self.signature).unwrap_or_default();
        key.fits(self.certificate.as_bytes(), &signature)
    }
}

/// What is kept of an erased stream.
fn record(erase: &Erase, row: &StreamRow) -> Erased {
    Erased {
        stream: row.id,
        org: row.org,
        at: erase.at,
        by: erase.actor.worker,
        approved_by: erase.approved_by,
        reason: erase.reason.clone(),
        head: row.head,
        hash: row.hash,
    }
}

fn event(erase: &Erase, row: &StreamRow) -> AuditEvent {
    AuditEvent {
        stream: Some(row.id),
        purpose: "erasure".into(),
        outcome: "erased".into(),
        basis: erase.reason.clone(),
        mark: Some(LedgerMark { seq: row.head, hash: row.hash }),
        ..AuditEvent::new(erase.at, erase.actor, "family.erased", &erase.request_id)
    }
}

/// The second person's part, in a row of its own.
fn approval(erase: &Erase, row: &StreamRow) -> AuditEvent {
    let mut event = event(erase, row);
    event.action = "family.erasure_approved".into();
    event.actor.worker = erase.approved_by;
    event
}

/// Items of the tray that are opened at a time.
const PAGE: i64 = 200;

both! {
    /// A packet that was refused lies in the tray under an id of its own, sealed with the organisation's key: whatever
    /// there names the family loses its content too.
    async fn empty_tray(shared: &Shared, conn: &mut Conn, family: StreamId) -> Result<()> {
        let name = family.to_string();
        let mut after = (OrganisationId::from_u128(0), EntryId::from_u128(0));
        loop {
            let page = erasures_sql::in_tray(conn, after, PAGE).await?;
            let Some((org, id, _)) = page.last() else { return Ok(()) };
            after = (*org, *id);
            for (org, id, sealed) in page {
                let key = load::org_key(shared, conn, org).await?.ok_or(StoreError::NotFound)?;
                // What cannot be opened any more tells nobody anything, and holds up no erasure.
                let Some(opened) = key.open_tray(org, id, &sealed) else { continue };
                if String::from_utf8_lossy(&opened).contains(&name) {
                    erasures_sql::empty(conn, (org, id)).await?;
                }
            }
        }
    }

    pub(crate) async fn erase(shared: &Shared, conn: &mut Conn, erase: &Erase) -> Result<Erased> {
        let mut tx = begin(conn).await?;
        // The packets that were sent to services hold what the file held: they go with it.
        let mut ids: Vec<StreamId> = services_sql::of_family(&mut tx, erase.stream).await?;
        ids.push(erase.stream);
        ids.sort_unstable();
        let rows: Vec<StreamRow> = ledger_sql::lock_streams(&mut tx, &ids).await?;
        let (mut family, packets): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.id == erase.stream);
        let row = family.pop().filter(|row| row.kind == StreamKind::Family && row.head > 0).ok_or(StoreError::NotFound)?;
        if row.is_erased() {
            return Err(StoreError::Erased);
        }
        let done = record(erase, &row);
        erasures_sql::destroy(&mut tx, row.id).await?;
        erasures_sql::put(&mut tx, &done).await?;
        let mut events = vec![approval(erase, &row), event(erase, &row)];
        for packet in packets.iter().filter(|packet| !packet.is_erased()) {
            erasures_sql::destroy(&mut tx, packet.id).await?;
            services_sql::forget(&mut tx, packet.id).await?;
            erasures_sql::put(&mut tx, &record(erase, packet)).await?;
            events.push(AuditEvent { action: "service_referral.erased".into(), ..event(erase, packet) });
        }
        empty_tray(shared, &mut tx, erase.stream).await?;
        audit_here::append(&mut tx, events).await?;
        tx.commit().await?;
        shared.cache.forget(row.id);
        packets.iter().for_each(|packet| shared.cache.forget(packet.id));
        Ok(done)
    }
}

impl Store {
    /// Destroys a family's key and all that was derived from its content. There is no way back.
    ///
    /// Errors with [`StoreError::NotFound`], [`StoreError::Erased`] when it was done before, and
    /// [`StoreError::NotAcceptable`] when the same person would do and approve it.
    pub async fn erase(&self, ask: &Erase) -> Result<(Erased, Certificate)> {
        if ask.actor.worker == ask.approved_by {
            return Err(StoreError::NotAcceptable("an erasure needs two people"));
        }
        let done = match &self.inner.pools {
            Pools::Sqlite { write, .. } => {
                let mut held = write.acquire().await?;
                let done = sqlite::erase(&self.inner, &mut held, ask).await;
                close_after_error(&mut held, &done);
                done?
            }
            Pools::Postgres { pool } => {
                let mut held = pool.acquire().await?;
                let done = postgres::erase(&self.inner, &mut held, ask).await;
                close_after_error(&mut held, &done);
                done?
            }
        };
        self.inner.pools.shred().await;
        let certificate = done.certificate(&self.inner.note_key)?;
        Ok((done, certificate))
    }

    /// Erases again what a certificate says was erased: for a copy of the database from before. `None` when there
    /// is nothing to erase in it.
    ///
    /// Errors with [`StoreError::NotACheckpoint`] when this database's key did not sign it.
    pub async fn erase_again(&self, certificate: &Certificate, at: Millis) -> Result<Option<Erased>> {
        let words: Option<Words> = serde_json::from_str(&certificate.certificate).ok();
        let words = words
            .filter(|words| words.kind == KIND && certificate.is_signed_by(self.inner.note_key.public()))
            .ok_or(StoreError::NotACheckpoint("the certificate is not of this database's key"))?;
        let actor = Actor {
            worker: words.carried_out_by,
            org: words.organisation,
            device: domain::ids::DeviceId::from_u128(0),
        };
        let ask = Erase {
            stream: words.family,
            actor,
            approved_by: words.approved_by,
            reason: words.reason,
            at,
            request_id: "restore".into(),
        };
        match self.erase(&ask).await {
            Ok((done, _)) => Ok(Some(done)),
            Err(StoreError::NotFound | StoreError::Erased) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What is kept of an erasure, with its certificate.
    pub async fn erased(&self, id: StreamId) -> Result<Option<(Erased, Certificate)>> {
        let found: Option<Erased> = crate::dialect::reading!(self, conn => erasures::of(conn, id))?;
        found.map(|done| Ok((done.clone(), done.certificate(&self.inner.note_key)?))).transpose()
    }

    /// All erasures, latest first.
    pub async fn erasures(&self) -> Result<Vec<Erased>> {
        crate::dialect::reading!(self, conn => erasures::all(conn))
    }
}
