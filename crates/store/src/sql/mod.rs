//! The statements, each written once for both engines. Nothing here decides anything.

pub(crate) mod access;
pub(crate) mod alike;
pub(crate) mod archive;
pub(crate) mod audit;
pub(crate) mod care;
pub(crate) mod collecting;
pub(crate) mod consents;
pub(crate) mod devices;
pub(crate) mod elsewhere;
pub(crate) mod erasures;
pub(crate) mod factors;
pub(crate) mod guesses;
pub(crate) mod ledger;
pub(crate) mod lists;
pub(crate) mod people;
pub(crate) mod photos;
pub(crate) mod pins;
pub(crate) mod places;
pub(crate) mod projections;
pub(crate) mod providers;
pub(crate) mod received_forms;
pub(crate) mod records;
pub(crate) mod recoveries;
pub(crate) mod scope;
pub(crate) mod services;
pub(crate) mod sessions;
pub(crate) mod tools;
pub(crate) mod unusual;

/// Rows per statement when many are written: enough to make the cost of a statement small, few enough that
/// prepared statements of every length stay cached.
pub(crate) const CHUNK: usize = 48;

macro_rules! id_from {
    ($type:ty, $bytes:expr) => {
        <$type>::from_slice(&$bytes).map_err(|bad| crate::StoreError::Damaged(bad.to_string()))
    };
}
pub(crate) use id_from;

/// A count or place from the database.
pub(crate) fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}
/// A count or place for the database.
pub(crate) fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
/// A small count from the database.
pub(crate) fn small(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(0)
}
