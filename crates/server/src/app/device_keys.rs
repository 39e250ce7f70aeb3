//! Keys of phones: what a phone signs its requests with, and how that is checked (ADR 25). Each person has a key of her
//! own on each phone, which cannot leave its browser; the server knows the public half.

use crate::problem::{Code, Problem};
use domain::time::Millis;
use domain::wire;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};

/// Bytes of a public key: SEC 1, uncompressed.
const KEY: usize = 65;
/// Longest header that is looked at, in bytes.
const LONGEST: usize = 256;

/// The public half of a phone's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceKey(Vec<u8>);

impl DeviceKey {
    /// Reads one as a phone tells it.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let bytes = hex::decode(text).ok().filter(|bytes| bytes.len() == KEY);
        let bytes = bytes.filter(|bytes| VerifyingKey::from_sec1_bytes(bytes).is_ok());
        bytes.map(Self).ok_or_else(|| Problem::new(Code::BadValue).at("device_key"))
    }
    /// One that was looked at before.
    pub const fn known(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
    /// As it is stored.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// What a request is, as far as a phone signs it, and the signature that came with it.
#[derive(Debug, Clone)]
pub struct Signing {
    method: String,
    path: String,
    /// SHA-256 of the body, in hexadecimal.
    body: String,
    header: Option<String>,
}

impl Signing {
    /// Of a request, by its method, its path with the query, its body and its header ([`wire::SIGNATURE`]).
    pub fn of(method: &str, path: &str, body: &[u8], header: Option<&str>) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            body: hex::encode(Sha256::digest(body)),
            header: header.filter(|header| header.len() <= LONGEST).map(str::to_owned),
        }
    }

    /// Whether it was signed with this key. The phone's clock is part of what it signs, and nothing is refused because
    /// of it: it may be wrong by years.
    pub fn is_by(&self, key: &[u8]) -> bool {
        let Some((at, signature)) = self.header.as_deref().and_then(read) else { return false };
        let text = wire::signed_text(&self.method, &self.path, at, &self.body);
        VerifyingKey::from_sec1_bytes(key).is_ok_and(|key| key.verify(text.as_bytes(), &signature).is_ok())
    }
}

fn read(header: &str) -> Option<(Millis, Signature)> {
    let (at, signature) = header.split_once(';')?;
    let at = at.strip_prefix("t=")?.parse().ok().map(Millis)?;
    let bytes = hex::decode(signature.strip_prefix("s=")?).ok()?;
    Some((at, Signature::from_slice(&bytes).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::ecdsa::SigningKey;
    use p256::ecdsa::signature::Signer as _;

    fn header(key: &SigningKey, at: i64, method: &str, path: &str, body: &[u8]) -> String {
        let text = wire::signed_text(method, path, Millis(at), &hex::encode(Sha256::digest(body)));
        let signature: Signature = key.sign(text.as_bytes());
        format!("t={at};s={}", hex::encode(signature.to_bytes()))
    }

    #[test]
    fn only_what_was_signed_is_taken() {
        let key = SigningKey::from_slice(&[7; 32]).unwrap();
        let public = key.verifying_key().to_sec1_point(false).as_bytes().to_vec();
        let known = DeviceKey::parse(&hex::encode(&public)).unwrap();
        // A clock that is wrong by decades signs as well as any.
        for at in [-1, 0, 1_795_323_600_000, i64::MAX] {
            let given = header(&key, at, "POST", "/x?y=1", b"body");
            let of = |method, path, body: &[u8]| {
                Signing::of(method, path, body, Some(&given)).is_by(known.bytes())
            };
            assert!(of("POST", "/x?y=1", b"body"));
            assert!(!of("GET", "/x?y=1", b"body"));
            assert!(!of("POST", "/x?y=2", b"body"));
            assert!(!of("POST", "/x?y=1", b"bodY"));
            let moved = given.replacen("t=", "t=1", 1);
            assert!(!Signing::of("POST", "/x?y=1", b"body", Some(&moved)).is_by(known.bytes()));
        }
        let other = SigningKey::from_slice(&[8; 32]).unwrap();
        let given = header(&other, 0, "POST", "/", b"");
        assert!(!Signing::of("POST", "/", b"", Some(&given)).is_by(known.bytes()));
        for broken in ["", "t=0", "t=0;s=", "t=x;s=00", "s=00;t=0"] {
            assert!(!Signing::of("POST", "/", b"", Some(broken)).is_by(known.bytes()), "{broken}");
        }
        assert!(!Signing::of("POST", "/", b"", None).is_by(known.bytes()));
    }

    #[test]
    fn what_is_no_key_is_none() {
        for text in ["", "04", &"00".repeat(65), &"04".repeat(65), "zz"] {
            assert!(DeviceKey::parse(text).is_err(), "{text}");
        }
    }
}
