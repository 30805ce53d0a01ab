//! How often an address may call without being logged in (rule 46).
//!
//! Log-ins have a limit of their own, by address and by name, in the engine.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::address::ClientAddress;

/// Anonymous calls that one address may make at once.
const BURST: NonZeroU32 = NonZeroU32::new(300).unwrap();
/// Anonymous calls a second that one address may make for ever.
const STEADY: NonZeroU32 = NonZeroU32::new(50).unwrap();
/// Addresses remembered before old ones are looked through.
const MANY: usize = 10_000;

/// The limiter of anonymous calls.
pub struct Limits {
    anonymous: DefaultKeyedRateLimiter<IpAddr>,
    clock: DefaultClock,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            anonymous: RateLimiter::keyed(Quota::per_second(STEADY).allow_burst(BURST)),
            clock: DefaultClock::default(),
        }
    }
}

impl Limits {
    /// Counts one anonymous call.
    ///
    /// # Errors
    /// The seconds to wait when there were too many.
    pub fn anonymous(&self, from: ClientAddress) -> Result<(), u64> {
        if self.anonymous.len() > MANY {
            self.anonymous.retain_recent();
        }
        self.anonymous
            .check_key(&from.bucket())
            .map_err(|not_until| not_until.wait_time_from(self.clock.now()).as_secs().saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_is_slowed_down_and_another_is_not() {
        let limits = Limits::default();
        let loud = ClientAddress("192.0.2.1".parse().unwrap());
        let refused = (0..2_000).filter(|_| limits.anonymous(loud).is_err()).count();
        assert!(refused > 1_000, "only {refused} of 2,000 calls were refused");
        assert!(limits.anonymous(ClientAddress("192.0.2.2".parse().unwrap())).is_ok());
    }

    #[test]
    fn one_subscriber_is_one_bucket_whatever_address_of_the_network_it_takes() {
        let bucket = |text: &str| ClientAddress(text.parse().unwrap()).bucket();
        assert_eq!(bucket("2001:db8::1"), bucket("2001:db8::ffff:1"));
        assert_ne!(bucket("2001:db8:0:1::1"), bucket("2001:db8:0:2::1"));
    }
}
