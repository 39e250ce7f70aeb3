//! How many requests of one session are under way at the same time.

use crate::problem::{Code, Problem};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Counts requests under way, by session.
#[derive(Debug, Clone, Default)]
pub struct AtOnce(Arc<Mutex<HashMap<[u8; 32], u32>>>);

/// One request under way; it is over when this is dropped, however it ends.
#[derive(Debug)]
pub struct UnderWay {
    counts: AtOnce,
    session: [u8; 32],
}

impl AtOnce {
    /// Begins one, unless there are too many.
    pub fn begin(&self, session: [u8; 32], most: u32) -> Result<UnderWay, Problem> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(session).or_insert(0);
        if *count >= most {
            return Err(Problem::new(Code::TooManyAtOnce).after(1));
        }
        *count += 1;
        Ok(UnderWay { counts: self.clone(), session })
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut counts = self.counts.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.session) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.remove(&self.session);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_given_back() {
        let counts = AtOnce::default();
        let first = counts.begin([1; 32], 2).unwrap();
        let _second = counts.begin([1; 32], 2).unwrap();
        assert_eq!(counts.begin([1; 32], 2).unwrap_err().code, Code::TooManyAtOnce);
        assert!(counts.begin([2; 32], 2).is_ok());
        drop(first);
        assert!(counts.begin([1; 32], 2).is_ok());
        assert_eq!(counts.0.lock().unwrap().len(), 1);
    }
}
