//! Guesses at secrets, counted before they are looked at.

use crate::Result;
use crate::dialect::writing;
use crate::store::Store;
use domain::time::Millis;

/// So many guesses within so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// How many.
    pub most: u32,
    /// Within how many milliseconds.
    pub within_ms: i64,
}

/// What guesses are counted under: a keyed hash of an account or a network, no names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// The hash.
    pub key: Vec<u8>,
    /// Its limits; all hold.
    pub limits: Vec<Limit>,
}

impl Store {
    /// Notes a guess under every bucket, unless one of them is full: then nothing is noted, and the answer is when
    /// the first place in it becomes free. Of any number of guesses at the same moment no more than the limit get
    /// through.
    pub async fn guess(&self, id: [u8; 16], buckets: &[Bucket], at: Millis) -> Result<Option<Millis>> {
        writing!(self, conn => guesses::guess(conn, id, buckets, at))
    }
    /// Takes a guess back, because it was right.
    pub async fn guess_was_right(&self, id: [u8; 16]) -> Result<()> {
        writing!(self, conn => guesses::take_back(conn, id))
    }
}
