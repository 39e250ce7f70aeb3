//! Photographs beside the files. They come in parts, from the first on, each sealed with its family's key; a part that
//! comes again changes nothing. When all are here they are looked at once: they are the bytes that the ledger names, and
//! nothing but a picture. What a family does not keep any more is gone in the transaction that says so.

use crate::Result;
use crate::dialect::{both, close_after_error, reading};
use crate::engine::Pools;
use crate::error::StoreError;
use crate::ledger::Actor;
use crate::reads::{Reader, StreamInfo};
use crate::records::AuditEvent;
use crate::rows::StreamRow;
use crate::seal::{StreamKey, place, sha256};
use crate::shared::Shared;
use crate::store::Store;
use domain::entry::{Section, StreamKind};
use domain::family::photo::{MOST_BYTES, PART, Photo, PhotoHash, look};
use domain::ids::{StreamId, WorkerId};
use domain::stream::AnyStream;
use domain::time::Millis;
use policy::Authorized;
use policy::acts::SeePhotos;

/// What is here of a photograph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Held {
    /// Parts, from the first on.
    pub parts: u32,
    /// All are here, and have been looked at.
    pub whole: bool,
}

/// A part that somebody brings.
#[derive(Debug, Clone)]
pub struct BringPart {
    /// Of which family.
    pub family: StreamId,
    /// Of which photograph.
    pub hash: PhotoHash,
    /// Which part, from 0 on.
    pub part: u32,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// By whom: only whoever took it brings it.
    pub actor: Actor,
    /// How many bytes all photographs of the organisation that holds the file may have.
    pub budget: u64,
    /// The server's clock.
    pub at: Millis,
    /// For the audit log.
    pub request_id: String,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brought {
    /// So much is here now: what was brought, what was here before, or what must come first.
    Here(Held),
    /// The file names no such photograph of hers, or does not keep it.
    Unknown,
    /// The organisation has no room for it.
    NoRoom,
    /// The parts were not those of the photograph: none is here any more.
    Broken,
    /// They are, and they are more than a picture, or none: none is here any more.
    Unfit,
}

/// What a reader gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// From where she asked to the end.
    Bytes(Vec<u8>),
    /// The file names none, or does not keep it, or not for her.
    Unknown,
    /// It has not come yet.
    NotHere,
}

fn coordinates(stream: StreamId, hash: PhotoHash, part: u32) -> Vec<u8> {
    let which = [hash.as_bytes().as_slice(), &part.to_be_bytes()].concat();
    place(b"photo", stream.as_bytes(), &which)
}

/// Opens parts that follow on each other.
fn open(
    key: &StreamKey,
    (stream, hash): (StreamId, PhotoHash),
    from: u32,
    sealed: &[Vec<u8>],
) -> Option<Vec<u8>> {
    let opened = (from..).zip(sealed).map(|(part, bytes)| key.open(bytes, &coordinates(stream, hash, part)));
    opened.collect::<Option<Vec<_>>>().map(|parts| parts.concat())
}

/// How long a part must be.
fn length(photo: &Photo, part: u32) -> Option<usize> {
    let from = part.checked_mul(PART).filter(|from| *from < photo.bytes)?;
    usize::try_from((photo.bytes - from).min(PART)).ok()
}

/// Whose photograph it is, and what the ledger says of it. The same picture may have been taken down twice.
fn told(state: &AnyStream, hash: PhotoHash, by: WorkerId) -> Option<Photo> {
    let family = &state.family()?.state;
    let hers = family.kept_photos().find(|record| record.taken.hash == hash && record.by.author == by);
    hers.map(|record| record.taken.clone())
}

/// Whether they are the bytes that the ledger names, and a picture.
fn judge(photo: &Photo, bytes: &[u8]) -> Option<Brought> {
    if PhotoHash::from_bytes(sha256(&[bytes])) != photo.hash {
        return Some(Brought::Broken);
    }
    (look(bytes) != Ok((photo.width, photo.height))).then_some(Brought::Unfit)
}

both! {
    pub(crate) async fn bring(shared: &Shared, conn: &mut Conn, ask: &BringPart) -> Result<Brought> {
        let mut tx = begin(conn).await?;
        // The file cannot change meanwhile: it does not let go of a photograph that is being brought.
        let mut rows: Vec<StreamRow> = ledger_sql::lock_streams(&mut tx, &[ask.family]).await?;
        let row = rows.pop().filter(|row| row.kind == StreamKind::Family && row.head > 0 && !row.is_erased());
        let Some(row) = row else { return Ok(Brought::Unknown) };
        let (org, had) = (row.org, shared.cache.get(row.id));
        let folded = load::folded(shared, &mut tx, row, had).await?;
        let Some(photo) = told(&folded.state, ask.hash, ask.actor.worker) else { return Ok(Brought::Unknown) };
        let which = (ask.family, ask.hash);
        let held: Option<Held> = photos_sql::held(&mut tx, ask.family, ask.hash).await?;
        let here = held.unwrap_or_default();
        if here.whole || here.parts != ask.part {
            return Ok(Brought::Here(here));
        }
        if length(&photo, ask.part) != Some(ask.bytes.len()) {
            return Ok(Brought::Broken);
        }
        if held.is_none() {
            let before: u64 = photos_sql::bytes_of(&mut tx, org).await?;
            if before.saturating_add(u64::from(photo.bytes)) > ask.budget {
                return Ok(Brought::NoRoom);
            }
            photos_sql::begin_one(&mut tx, which, photo.bytes, ask.at).await?;
        }
        let bound = coordinates(ask.family, ask.hash, ask.part);
        let sealed = folded.key.seal(&*shared.random, &ask.bytes, &bound)?;
        photos_sql::add(&mut tx, which, ask.part, &sealed).await?;
        let mut done = Brought::Here(Held { parts: ask.part + 1, whole: false });
        if ask.part + 1 == photo.parts() {
            let sealed: Vec<Vec<u8>> = photos_sql::parts(&mut tx, ask.family, ask.hash, 0).await?;
            let bytes = open(&folded.key, which, 0, &sealed);
            let bytes = bytes.ok_or_else(|| StoreError::Damaged(format!("a photograph of {}", ask.family)))?;
            match judge(&photo, &bytes) {
                Some(wrong) => {
                    photos_sql::remove(&mut tx, ask.family, ask.hash).await?;
                    done = wrong;
                }
                None => {
                    photos_sql::set_whole(&mut tx, ask.family, ask.hash).await?;
                    done = Brought::Here(Held { parts: ask.part + 1, whole: true });
                    audit_here::append(&mut tx, vec![event(ask)]).await?;
                }
            }
        }
        tx.commit().await?;
        Ok(done)
    }
}

fn event(ask: &BringPart) -> AuditEvent {
    AuditEvent {
        stream: Some(ask.family),
        sections: vec![Section::Media],
        purpose: "append".into(),
        outcome: "whole".into(),
        ..AuditEvent::new(ask.at, ask.actor, "family.photo_brought", &ask.request_id)
    }
}

impl Store {
    /// Takes a part. Who may is decided by the ledger: the entry that names the photograph was let in as its author's,
    /// and nobody else brings the bytes.
    pub async fn photo_bring(&self, ask: &BringPart) -> Result<Brought> {
        if ask.bytes.len() > usize::try_from(MOST_BYTES).unwrap_or(usize::MAX) {
            return Ok(Brought::Broken);
        }
        if !self.inner.reserve.is_held() {
            return Err(StoreError::NoSpace);
        }
        match &self.inner.pools {
            Pools::Sqlite { write, .. } => {
                let mut held = write.acquire().await?;
                let done = sqlite::bring(&self.inner, &mut held, ask).await;
                close_after_error(&mut held, &done);
                done
            }
            Pools::Postgres { pool } => {
                let mut held = pool.acquire().await?;
                let done = postgres::bring(&self.inner, &mut held, ask).await;
                close_after_error(&mut held, &done);
                done
            }
        }
    }

    /// What is here of a photograph that somebody took; `None` when the file names none of hers, or does not keep it.
    pub async fn photo_held(&self, family: StreamId, hash: PhotoHash, by: WorkerId) -> Result<Option<Held>> {
        let Some(state) = self.folded(family).await? else { return Ok(None) };
        if told(&state, hash, by).is_none() {
            return Ok(None);
        }
        let held: Option<Held> = reading!(self, conn => photos::held(conn, family, hash))?;
        Ok(Some(held.unwrap_or_default()))
    }

    /// A photograph from a byte on, written down before it is handed out.
    pub async fn photo_read(
        &self,
        reader: &Reader,
        proof: &Authorized<StreamInfo, SeePhotos>,
        hash: PhotoHash,
        from: u32,
    ) -> Result<Shown> {
        let id = proof.get().id;
        let Some(row) = self.row(id).await? else { return Ok(Shown::Unknown) };
        let Some(state) = self.folded(id).await? else { return Ok(Shown::Unknown) };
        let Some(family) = state.family() else { return Ok(Shown::Unknown) };
        // A former holder reads what it left behind.
        let last = family
            .state
            .kept_until_place(reader.actor.org, reader.at.day())
            .filter(|_| row.org != reader.actor.org);
        let before = |seq: u64| last.is_none_or(|last| seq <= last);
        let known =
            family.state.kept_photos().any(|record| record.taken.hash == hash && before(record.by.seq));
        if !known {
            return Ok(Shown::Unknown);
        }
        let held: Option<Held> = reading!(self, conn => photos::held(conn, id, hash))?;
        if !held.is_some_and(|held| held.whole) {
            return Ok(Shown::NotHere);
        }
        let first = from / PART;
        let key = self.key(&row).await?;
        let sealed: Vec<Vec<u8>> = reading!(self, conn => photos::parts(conn, id, hash, first))?;
        let bytes = open(&key, (id, hash), first, &sealed);
        let mut bytes = bytes.ok_or_else(|| StoreError::Damaged(format!("a photograph of {id}")))?;
        bytes.drain(..usize::try_from(from % PART).unwrap_or(0).min(bytes.len()));
        self.audit(vec![reader.event("family.photo_read", Some(id), vec![Section::Media])]).await?;
        Ok(Shown::Bytes(bytes))
    }
}

/// What is wrong with a stored photograph.
pub(crate) fn check(
    key: &StreamKey,
    (stream, hash): (StreamId, PhotoHash),
    sealed: &[Vec<u8>],
) -> Option<&'static str> {
    match open(key, (stream, hash), 0, sealed) {
        None => Some("a part of a photograph does not open"),
        Some(bytes) => (PhotoHash::from_bytes(sha256(&[&bytes])) != hash)
            .then_some("a photograph is not the one that was taken"),
    }
}
