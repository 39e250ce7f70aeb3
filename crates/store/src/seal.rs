//! Sealing: a data key per stream, wrapped by its organisation's key, wrapped by the root key that lives outside
//! the database (design §3). XChaCha20-Poly1305 throughout; every sealed thing is bound to where it lies by its
//! associated data.

use crate::Result;
use crate::error::StoreError;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use domain::ids::{EntryId, OrganisationId, StreamId};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use zeroize::{Zeroize, Zeroizing};

const NONCE: usize = 24;

/// A source of random bytes for keys and nonces.
pub trait Random: Send + Sync {
    /// Fills `into`.
    fn fill(&self, into: &mut [u8]) -> Result<()>;
}

/// The system's source.
#[derive(Debug, Clone, Copy)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, into: &mut [u8]) -> Result<()> {
        getrandom::fill(into).map_err(|_| StoreError::NoRandomness)
    }
}

/// A secret of 32 bytes, wiped when the last holder lets go.
#[derive(Clone)]
pub(crate) struct Secret(Arc<Zeroizing<[u8; 32]>>);

impl Secret {
    pub(crate) fn new(bytes: [u8; 32]) -> Self {
        Self(Arc::new(Zeroizing::new(bytes)))
    }
    pub(crate) fn fresh(random: &dyn Random) -> Result<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(bytes.as_mut())?;
        Ok(Self(Arc::new(bytes)))
    }
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(**self.0))
    }
    /// Nonce, then ciphertext with tag.
    pub(crate) fn seal(&self, random: &dyn Random, plain: &[u8], bound_to: &[u8]) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE];
        random.fill(&mut nonce)?;
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: bound_to })
            .map_err(|_| StoreError::NotAcceptable("too long to seal"))?;
        let mut out = Vec::with_capacity(NONCE + sealed.len());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }
    /// `None` when the bytes, the key or the place are not the ones it was sealed with.
    pub(crate) fn open(&self, sealed: &[u8], bound_to: &[u8]) -> Option<Vec<u8>> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE>()?;
        self.cipher().decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: bound_to }).ok()
    }
    /// A key of its own for another purpose.
    fn derive(&self, purpose: &str) -> Self {
        Self::new(self.mac(purpose.as_bytes(), b""))
    }
    fn mac(&self, first: &[u8], second: &[u8]) -> [u8; 32] {
        // HMAC takes keys of any length: this cannot fail.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&**self.0) else { return [0; 32] };
        mac.update(first);
        mac.update(second);
        mac.finalize().into_bytes().into()
    }
    fn wrap(&self, random: &dyn Random, inner: &Secret, bound_to: &[u8]) -> Result<Vec<u8>> {
        self.seal(random, &**inner.0, bound_to)
    }
    fn unwrap_key(&self, wrapped: &[u8], bound_to: &[u8]) -> Option<Secret> {
        let mut plain = self.open(wrapped, bound_to)?;
        let bytes: Option<[u8; 32]> = plain.as_slice().try_into().ok();
        plain.zeroize();
        bytes.map(Secret::new)
    }
}

/// The key above all keys: 32 bytes that live outside the database. Wiped from memory when dropped.
#[derive(Clone)]
pub struct RootKey(Secret);

impl PartialEq for RootKey {
    fn eq(&self, other: &Self) -> bool {
        // Compared by what is made of them, so that the time it takes tells nothing of the keys.
        self.fingerprint() == other.fingerprint()
    }
}

impl Eq for RootKey {}

impl RootKey {
    /// From raw bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Secret::new(bytes))
    }

    /// 64 hex digits, for a backup or a file.
    pub fn hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.0.bytes()))
    }
    /// The key with which SQLCipher encrypts the SQLite file.
    pub fn database_key(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(*self.0.derive("kinkeeper database key").bytes())
    }

    pub(crate) fn wrap_org(&self, random: &dyn Random, org: OrganisationId, key: &OrgKey) -> Result<Vec<u8>> {
        self.0.wrap(random, &key.wrapping, &place(b"org-key", org.as_bytes(), b""))
    }
    pub(crate) fn open_org(&self, org: OrganisationId, wrapped: &[u8]) -> Option<OrgKey> {
        self.0.unwrap_key(wrapped, &place(b"org-key", org.as_bytes(), b"")).map(OrgKey::new)
    }
    /// The secret from which the key that signs checkpoints and certificates is made.
    pub(crate) fn signing(&self) -> Secret {
        self.0.derive("kinkeeper checkpoint signing key")
    }
    /// A value that tells whether a key is the one this database was made with, and nothing else.
    pub(crate) fn fingerprint(&self) -> String {
        hex::encode(self.0.mac(b"kinkeeper root key fingerprint", b""))
    }
}

/// An organisation's key, with those made from it.
#[derive(Clone)]
pub(crate) struct OrgKey {
    wrapping: Secret,
    search: Secret,
    tray: Secret,
    sign_in: Secret,
}

impl OrgKey {
    fn new(wrapping: Secret) -> Self {
        let (search, tray) = (wrapping.derive("kinkeeper search tokens"), wrapping.derive("kinkeeper tray"));
        let sign_in = wrapping.derive("kinkeeper sign-in");
        Self { wrapping, search, tray, sign_in }
    }
    pub(crate) fn fresh(random: &dyn Random) -> Result<Self> {
        Ok(Self::new(Secret::fresh(random)?))
    }
    /// The blind form of a search key: HMAC-SHA256, its first 16 bytes.
    pub(crate) fn token(&self, key: &str) -> [u8; 16] {
        let full = self.search.mac(key.as_bytes(), b"");
        let mut token = [0; 16];
        token.iter_mut().zip(full).for_each(|(to, from)| *to = from);
        token
    }
    pub(crate) fn wrap_stream(&self, random: &dyn Random, id: StreamId, key: &StreamKey) -> Result<Vec<u8>> {
        self.wrapping.wrap(random, &key.0, &place(b"stream-key", id.as_bytes(), b""))
    }
    pub(crate) fn open_stream(&self, id: StreamId, wrapped: &[u8]) -> Option<StreamKey> {
        self.wrapping.unwrap_key(wrapped, &place(b"stream-key", id.as_bytes(), b"")).map(StreamKey)
    }
    pub(crate) fn seal_tray(
        &self,
        random: &dyn Random,
        org: OrganisationId,
        id: EntryId,
        plain: &[u8],
    ) -> Result<Vec<u8>> {
        self.tray.seal(random, plain, &place(b"tray", org.as_bytes(), id.as_bytes()))
    }
    /// Seals words that are on their way to somebody: `what` and `id` say which.
    pub(crate) fn seal_words(
        &self,
        random: &dyn Random,
        what: &str,
        id: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>> {
        self.tray.seal(random, plain, &place(b"words", what.as_bytes(), id))
    }
    pub(crate) fn open_words(&self, what: &str, id: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        self.tray.open(sealed, &place(b"words", what.as_bytes(), id))
    }
    pub(crate) fn open_tray(&self, org: OrganisationId, id: EntryId, sealed: &[u8]) -> Option<Vec<u8>> {
        self.tray.open(sealed, &place(b"tray", org.as_bytes(), id.as_bytes()))
    }
}

impl OrgKey {
    /// Seals a secret that somebody signs in with; `what` and `id` say which.
    pub(crate) fn seal_sign_in(
        &self,
        random: &dyn Random,
        what: &str,
        id: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>> {
        self.sign_in.seal(random, plain, &place(b"sign-in", what.as_bytes(), id))
    }
    pub(crate) fn open_sign_in(&self, what: &str, id: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        self.sign_in.open(sealed, &place(b"sign-in", what.as_bytes(), id))
    }
}

/// The data key of one stream.
#[derive(Clone)]
pub(crate) struct StreamKey(Secret);

impl StreamKey {
    pub(crate) fn fresh(random: &dyn Random) -> Result<Self> {
        Secret::fresh(random).map(Self)
    }
    pub(crate) fn seal(&self, random: &dyn Random, plain: &[u8], coordinates: &[u8]) -> Result<Vec<u8>> {
        self.0.seal(random, plain, coordinates)
    }
    pub(crate) fn open(&self, sealed: &[u8], coordinates: &[u8]) -> Option<Vec<u8>> {
        self.0.open(sealed, coordinates)
    }
    /// Seals words that somebody else wrote about the family and that are not part of its ledger.
    pub(crate) fn seal_words(
        &self,
        random: &dyn Random,
        what: &str,
        id: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>> {
        self.0.seal(random, plain, &place(b"words", what.as_bytes(), id))
    }
    pub(crate) fn open_words(&self, what: &str, id: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        self.0.open(sealed, &place(b"words", what.as_bytes(), id))
    }
    pub(crate) fn seal_card(&self, random: &dyn Random, stream: StreamId, plain: &[u8]) -> Result<Vec<u8>> {
        self.0.seal(random, plain, &place(b"card", stream.as_bytes(), b""))
    }
    pub(crate) fn open_card(&self, stream: StreamId, sealed: &[u8]) -> Option<Vec<u8>> {
        self.0.open(sealed, &place(b"card", stream.as_bytes(), b""))
    }
}

/// What a sealed thing is bound to.
pub(crate) fn place(what: &[u8], first: &[u8], second: &[u8]) -> Vec<u8> {
    [b"kinkeeper:", what, b":", first, second].concat()
}

/// SHA-256 of several parts in a row.
pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().into()
}
