//! A phone's key, as a browser would make it: for tests and the simulator, which sign what they send as phones do.

use domain::time::Millis;
use domain::wire;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use sha2::{Digest, Sha256};

/// The key of one person on one phone.
#[derive(Debug, Clone)]
pub struct PhoneKey(SigningKey);

impl PhoneKey {
    /// A key from 32 bytes of chance; the same bytes, the same key.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        let mut bytes = bytes;
        loop {
            // Hardly any bytes are no key; those that are lead to their neighbours.
            match SigningKey::from_slice(&bytes) {
                Ok(key) => return Self(key),
                Err(_) => bytes = Sha256::digest(bytes).into(),
            }
        }
    }

    /// The public half, as a phone tells it.
    pub fn public(&self) -> String {
        hex::encode(self.0.verifying_key().to_sec1_point(false).as_bytes())
    }

    /// The header ([`wire::SIGNATURE`]) for a request that is sent when the phone's clock shows `at`.
    pub fn sign(&self, at: Millis, method: &str, path: &str, body: &[u8]) -> String {
        let text = wire::signed_text(method, path, at, &hex::encode(Sha256::digest(body)));
        let signature: Signature = self.0.sign(text.as_bytes());
        format!("t={};s={}", at.0, hex::encode(signature.to_bytes()))
    }
}
