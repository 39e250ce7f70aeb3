//! Signed notes and checkpoints as C2SP specifies them (signed-note, tlog-checkpoint): a text of three lines
//! that tells how large a log is and what its root is, and signatures below it. Signatures of keys that we do
//! not know, such as those of witnesses, may stand beside ours.

use crate::Result;
use crate::error::StoreError;
use crate::merkle::Hash;
use crate::seal::{Secret, sha256};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

/// The kind of our signatures in a note: Ed25519.
const ED25519: u8 = 1;
/// Begins a line with a signature.
const DASH: &str = "\u{2014} ";

/// The public half of a key that signs notes, with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    key: VerifyingKey,
}

impl Verifier {
    fn id(&self) -> [u8; 4] {
        let hash = sha256(&[self.name.as_bytes(), b"\n", &[ED25519], self.key.as_bytes()]);
        let [a, b, c, d, ..] = hash;
        [a, b, c, d]
    }
    /// The name, which is also the origin of the checkpoints.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// `NAME+ID+KEY`, as tools for signed notes write it.
    pub fn text(&self) -> String {
        let key = [&[ED25519], self.key.as_bytes().as_slice()].concat();
        format!("{}+{}+{}", self.name, hex::encode(self.id()), BASE64.encode(key))
    }
    /// Reads [`Verifier::text`].
    pub fn parse(text: &str) -> Option<Self> {
        let (name, rest) = text.trim().split_once('+')?;
        let (id, key) = rest.split_once('+')?;
        let bytes = BASE64.decode(key).ok()?;
        let (kind, key) = bytes.split_first()?;
        let key = VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
        let read = Self { name: name.to_owned(), key };
        (*kind == ED25519 && hex::encode(read.id()) == id).then_some(read)
    }
    /// Whether these bytes were signed with the key.
    pub fn fits(&self, bytes: &[u8], signature: &[u8]) -> bool {
        let signature: Option<[u8; 64]> = signature.try_into().ok();
        signature.is_some_and(|s| self.key.verify_strict(bytes, &Signature::from_bytes(&s)).is_ok())
    }
    /// The signed text of a note, if one of its signatures is ours.
    pub fn open<'a>(&self, note: &'a str) -> Option<&'a str> {
        let (text, signatures) = note.rsplit_once("\n\n")?;
        // The text keeps its last line end; the empty line belongs to neither.
        let text = note.get(..text.len() + 1)?;
        let ours = |line: &str| -> Option<bool> {
            let (name, signature) = line.strip_prefix(DASH)?.split_once(' ')?;
            let bytes = BASE64.decode(signature).ok()?;
            let (id, signature) = bytes.split_first_chunk::<4>()?;
            Some(name == self.name && *id == self.id() && self.fits(text.as_bytes(), signature))
        };
        signatures.lines().any(|line| ours(line) == Some(true)).then_some(text)
    }
}

/// A key that signs.
pub(crate) struct NoteKey {
    key: SigningKey,
    public: Verifier,
}

impl NoteKey {
    /// The key of a database: its name follows from the key, and so is another for every root key.
    pub(crate) fn new(seed: &Secret) -> Self {
        let key = SigningKey::from_bytes(seed.bytes());
        let public = key.verifying_key();
        let digest = sha256(&[b"kinkeeper log", public.as_bytes()]);
        let name = format!("kinkeeper/{}", hex::encode(digest.first_chunk::<8>().unwrap_or(&[0; 8])));
        Self { key, public: Verifier { name, key: public } }
    }
    pub(crate) fn public(&self) -> &Verifier {
        &self.public
    }
    /// An Ed25519 signature.
    pub(crate) fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.key.sign(bytes).to_bytes()
    }
    /// A note of a text, which must end with a line end.
    pub(crate) fn note(&self, text: &str) -> String {
        let signature = [self.public.id().as_slice(), &self.sign(text.as_bytes())].concat();
        format!("{text}\n{DASH}{} {}\n", self.public.name, BASE64.encode(signature))
    }
}

/// What a checkpoint says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    /// Its root.
    pub root: Hash,
}

impl Checkpoint {
    /// The text to sign.
    pub(crate) fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, BASE64.encode(self.root))
    }
    /// Reads a text, signed or not yet.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let origin = lines.next()?.to_owned();
        let size = lines.next()?;
        // One way to write a number.
        let size: u64 = size.parse().ok().filter(|n: &u64| n.to_string() == size)?;
        let root = BASE64.decode(lines.next()?).ok()?.try_into().ok()?;
        Some(Self { origin, size, root })
    }
    /// Opens a note.
    ///
    /// Errors with [`StoreError::NotACheckpoint`] when it is none, was changed, or was signed by another key.
    pub fn open(note: &str, key: &Verifier) -> Result<Self> {
        let text = key
            .open(note)
            .ok_or(StoreError::NotACheckpoint("its signature is not of this database's key"))?;
        Self::parse(text)
            .filter(|read| read.origin == key.name())
            .ok_or(StoreError::NotACheckpoint("it cannot be read"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_signed_and_read() {
        let key = NoteKey::new(&Secret::new([3; 32]));
        let point = Checkpoint { origin: key.public().name().to_owned(), size: 12, root: [9; 32] };
        let note = key.note(&point.text());
        assert_eq!(Checkpoint::open(&note, key.public()).unwrap(), point);
        assert_eq!(note.lines().count(), 5);
        // A witness signs beside us.
        let witness = NoteKey::new(&Secret::new([4; 32]));
        let line = witness.note(&point.text());
        let both = format!("{note}{}\n", line.lines().last().unwrap());
        assert_eq!(Checkpoint::open(&both, key.public()).unwrap(), point);
        assert_eq!(witness.public().open(&both), Some(point.text().as_str()));
        for (what, with) in [("12", "13"), ("kinkeeper/", "kinkeepers/"), ("\u{2014}", "-")] {
            assert!(Checkpoint::open(&note.replacen(what, with, 1), key.public()).is_err(), "{what}");
        }
        assert!(Checkpoint::open(&note, witness.public()).is_err());
        assert!(Checkpoint::open("", key.public()).is_err());
        assert_eq!(Verifier::parse(&key.public().text()).as_ref(), Some(key.public()));
        assert_eq!(Verifier::parse(&key.public().text().replace("+", "+0")), None);
    }

    #[test]
    fn the_example_of_the_signed_note_format_is_read() {
        // From the published description of the format: key and note of example.com/foo.
        let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        let note = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
        let key = Verifier::parse(key).unwrap();
        assert!(key.open(note).is_some());
        assert!(key.open(&note.replace("answer", "question")).is_none());
    }
}
