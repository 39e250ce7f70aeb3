//! The two things that make a program unpredictable, time and chance, as traits: tests inject their own.

use domain::ids::IdSource;
use domain::time::Millis;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// Says what time it is.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Millis;
}

/// Gives random bytes.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` with bytes that nobody can guess. Fails only when the operating system does.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy>;
}

/// The operating system gave no random bytes; nothing that needs them may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gave no random bytes")]
pub struct NoEntropy;

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the one place where the server reads the clock")]
    fn now(&self) -> Millis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The operating system's random source.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        getrandom::fill(bytes).map_err(|_| NoEntropy)
    }
}

/// Makes ids on the server from the injected clock and entropy.
#[derive(Debug, Default)]
pub struct Ids(Mutex<IdSource>);

impl Ids {
    /// The next UUIDv7.
    pub fn next(&self, now: Millis, entropy: &dyn Entropy) -> Result<Uuid, NoEntropy> {
        let mut random = [0; 8];
        entropy.fill(&mut random)?;
        // A poisoned lock means that another thread died while counting; the counter is still good.
        let mut source = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Ok(source.next(now.0, random))
    }
}
