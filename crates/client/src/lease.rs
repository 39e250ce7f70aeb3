//! How long this device opens what it holds without having reached the server. A phone that is lost, or whose owner has
//! left, closes by itself; one that was only away opens again with the first contact, and loses nothing.
//!
//! What counts is the time that goes by on the device's clock, whatever it shows: steps forward are counted, steps back
//! count nothing and give nothing back.

use crate::core::Core;
use crate::effect::{Effect, Write};
use crate::view::Msg;
use domain::protocol::devices::LEASE_DAYS;
use domain::time::Millis;
use serde::{Deserialize, Serialize};

/// Days, where the server does not say.
const DAYS: u16 = 7;
const DAY_MS: i64 = 86_400_000;
/// How far a clock may go back before it is told: a day. Less is a clock that is put right, or another time zone.
const PUT_BACK_MS: i64 = DAY_MS;
/// So much may go by before it is written to the vault again: ten minutes. What is not written counts nevertheless when
/// the app is opened again, for the clock went on meanwhile.
const WRITTEN_EVERY_MS: i64 = 600_000;
/// The last so much of it is told beforehand: two days.
const SOON_MS: i64 = 2 * DAY_MS;

/// A lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Lease {
    /// For how many days it is.
    days: u16,
    /// The last contact, by the server's clock.
    contact: Millis,
    /// What has gone by since, in milliseconds.
    used_ms: i64,
    /// What the device's clock showed when it was last looked at.
    reading: Millis,
    /// The highest that it has shown since the last contact.
    highest: Millis,
}

impl Lease {
    /// From a contact on. `now`: the device's clock.
    pub fn begin(days: u16, contact: Millis, now: Millis) -> Self {
        let days = days.clamp(*LEASE_DAYS.start(), *LEASE_DAYS.end());
        Self { days, contact, used_ms: 0, reading: now, highest: now }
    }

    /// Looks at the clock.
    pub fn look(&mut self, now: Millis) {
        self.used_ms = self.used_at(now);
        self.reading = now;
        self.highest = self.highest.max(now);
    }

    fn used_at(&self, now: Millis) -> i64 {
        self.used_ms.saturating_add(now.0.saturating_sub(self.reading.0).max(0))
    }

    /// What is left of it, in milliseconds; 0 when it is over.
    pub fn left_at(&self, now: Millis) -> i64 {
        (i64::from(self.days) * DAY_MS).saturating_sub(self.used_at(now)).max(0)
    }

    /// Whether the clock was put back by more than a day since the last contact, and still is.
    pub fn is_put_back(&self, now: Millis) -> bool {
        self.highest.0.saturating_sub(now.0) > PUT_BACK_MS
    }
}

/// The lease of whoever uses the app.
#[derive(Debug, Default)]
pub(crate) struct Leased {
    lease: Option<Lease>,
    /// What of it lies in the vault.
    written: Option<Lease>,
}

impl Leased {
    /// As it lay in the vault.
    pub(crate) fn load(&mut self, value: &str) {
        self.lease = crate::read(value).ok();
        self.written = self.lease;
    }

    /// The server was reached.
    pub(crate) fn contact(&mut self, days: Option<u16>, contact: Millis, now: Millis) -> Write {
        let lease = Lease::begin(days.unwrap_or(DAYS), contact, now);
        self.lease = Some(lease);
        self.written = self.lease;
        Write::put("meta", "lease", &lease)
    }

    /// Time has gone by: what is to be written, if anything.
    fn look(&mut self, now: Millis) -> Option<Write> {
        let lease = self.lease.as_mut()?;
        lease.look(now);
        let lease = *lease;
        // A step back is written at once: after it, the vault would know of less than went by.
        let known = |written: Lease| {
            lease.used_ms.saturating_sub(written.used_ms) < WRITTEN_EVERY_MS && written.reading <= now
        };
        if self.written.is_some_and(known) {
            return None;
        }
        self.written = Some(lease);
        Some(Write::put("meta", "lease", &lease))
    }

    fn is_over(&self, now: Millis) -> bool {
        self.lease.is_some_and(|lease| lease.left_at(now) == 0)
    }
}

impl Core {
    /// Looks at the clock, whatever happens.
    pub(crate) fn watch(&mut self, now: Millis) -> Vec<Effect> {
        if self.me.is_some() && self.leased.lease.is_none() {
            // A store from before there were leases: it begins now.
            return vec![Effect::Store { writes: vec![self.leased.contact(None, now, now)] }];
        }
        self.leased.look(now).map(|write| Effect::Store { writes: vec![write] }).into_iter().collect()
    }

    /// Whether this device must reach the server before it opens what it holds.
    pub fn is_lease_over(&self, now: Millis) -> bool {
        self.me.is_some() && self.leased.is_over(now)
    }

    /// When the server was last reached, by its own clock.
    pub(crate) fn last_contact(&self) -> Option<Millis> {
        self.leased.lease.map(|lease| lease.contact)
    }

    /// That the clock was put back, if it was.
    pub(crate) fn clock_put_back(&self, now: Millis) -> Option<Msg> {
        self.leased.lease.filter(|lease| lease.is_put_back(now)).map(|_| Msg::new("clock-put-back"))
    }

    /// That the lease is over soon, if it is.
    pub(crate) fn lease_soon(&self, now: Millis) -> Option<Msg> {
        let left = self.leased.lease?.left_at(now);
        let hours = left.saturating_add(3_599_999) / 3_600_000;
        (0 < left && left < SOON_MS).then(|| Msg::new("lease-soon").with("hours", hours))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const START: Millis = Millis(1_795_323_600_000);

    fn at(ms: i64) -> Millis {
        Millis(START.0 + ms)
    }

    /// Steps of a clock: mostly on, sometimes anywhere within ten years.
    fn steps() -> impl Strategy<Value = Vec<i64>> {
        let years = 10 * 365 * DAY_MS;
        prop::collection::vec(prop_oneof![4 => 0..DAY_MS, 1 => -years..years], 0..60)
    }

    proptest! {
        /// However the clock is put, what is left never grows without a contact, and all that goes forward counts.
        #[test]
        fn no_clock_stretches_it(days in 0_u16..20, steps in steps()) {
            let mut lease = Lease::begin(days, at(0), START);
            let (mut now, mut forward) = (START, 0_i64);
            for step in steps {
                now = Millis(now.0.saturating_add(step).max(0));
                let before = lease.left_at(lease.reading);
                forward = forward.saturating_add((now.0 - lease.reading.0).max(0));
                lease.look(now);
                prop_assert!(lease.left_at(now) <= before);
                let whole = i64::from(days.clamp(1, 14)) * DAY_MS;
                prop_assert_eq!(lease.left_at(now), whole.saturating_sub(forward).max(0));
            }
            // The first contact opens everything, whatever the clock shows.
            let again = Lease::begin(days, at(0), now);
            prop_assert!(again.left_at(now) >= DAY_MS && !again.is_put_back(now));
        }

        /// Closing and opening the app in between changes nothing, whenever it was written last.
        #[test]
        fn closing_the_app_gives_nothing_back(steps in prop::collection::vec(0..DAY_MS, 1..40), crash in any::<u64>()) {
            let mut leased = Leased::default();
            let mut vault = leased.contact(Some(7), at(0), START);
            let (mut now, mut honest) = (START, Lease::begin(7, at(0), START));
            for (n, step) in steps.into_iter().enumerate() {
                now = Millis(now.0 + step);
                honest.look(now);
                if let Some(write) = leased.look(now) {
                    vault = write;
                }
                if crash >> (n % 64) & 1 == 1 {
                    leased = Leased::default();
                    leased.load(vault.value.as_deref().unwrap());
                }
                prop_assert_eq!(leased.lease.unwrap().left_at(now), honest.left_at(now));
            }
        }
    }

    #[test]
    fn a_clock_that_is_put_back_is_noticed_until_it_is_right_again() {
        let mut lease = Lease::begin(7, at(0), START);
        lease.look(at(3 * DAY_MS));
        assert!(!lease.is_put_back(at(2 * DAY_MS)), "a day is another time zone, or a clock put right");
        assert!(lease.is_put_back(at(2 * DAY_MS - 1)));
        lease.look(at(0));
        assert!(lease.is_put_back(at(DAY_MS)));
        assert_eq!(lease.left_at(at(DAY_MS)), 3 * DAY_MS, "three days went by, and one more");
        lease.look(at(3 * DAY_MS));
        assert!(!lease.is_put_back(at(3 * DAY_MS)));
    }

    #[test]
    fn it_is_over_after_its_days_and_not_before() {
        let lease = Lease::begin(7, at(0), START);
        assert_eq!(lease.left_at(at(7 * DAY_MS - 1)), 1);
        assert_eq!(lease.left_at(at(7 * DAY_MS)), 0);
        assert_eq!(Lease::begin(0, at(0), START).left_at(START), DAY_MS);
        assert_eq!(Lease::begin(99, at(0), START).left_at(START), 14 * DAY_MS);
        assert_eq!(lease.left_at(Millis(i64::MAX)), 0);
        assert_eq!(lease.left_at(Millis(i64::MIN)), 7 * DAY_MS);
    }
}
