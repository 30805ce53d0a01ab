//! Makes ids: UUIDv7 of the clock's instant, in strict order on one node.

use std::sync::atomic::{AtomicI64, Ordering};

use domain::time::Timestamp;
use uuid::Uuid;

use crate::clock::Clock;

/// Makes ids.
#[derive(Debug)]
pub struct Ids {
    clock: Clock,
    last: AtomicI64,
}

impl Ids {
    /// Ids by this clock.
    #[must_use]
    pub const fn new(clock: Clock) -> Self {
        Self { clock, last: AtomicI64::new(0) }
    }

    /// The next one: later than all before, even when the clock stands still or steps back.
    pub fn next(&self) -> Uuid {
        let now = self.clock.now().micros();
        let bump = |last: i64| Some(now.max(last + 1));
        let before = self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, bump).unwrap_or(now);
        let micros = now.max(before + 1).unsigned_abs();
        let mut bytes = [0_u8; 16];
        random(&mut bytes[8..]);
        let (millis, rest) = (micros / 1_000, micros % 1_000);
        bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
        // The version, and in the 12 bits of `rand_a` the microseconds, which keep the order.
        let a = 0x7000 | (rest << 2);
        bytes[6..8].copy_from_slice(&a.to_be_bytes()[6..]);
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Uuid::from_bytes(bytes)
    }
}

/// The least id of an instant's millisecond: whatever was made before it is less.
#[must_use]
pub fn least(at: Timestamp) -> Uuid {
    Uuid::from_u128(u128::from(at.micros().unsigned_abs() / 1_000) << 80)
}

/// Fills a buffer with chance from the host. Without a source of chance there are no secrets: the process ends.
pub fn random(buffer: &mut [u8]) {
    if getrandom::fill(buffer).is_err() {
        tracing::error!("the host gives no random numbers; Lull cannot go on safely");
        std::process::abort();
    }
}

#[cfg(test)]
mod tests {
    use domain::duration::Span;

    use super::*;

    #[test]
    fn ids_keep_their_order_while_the_clock_stands_still_and_steps_back() {
        let clock = Clock::manual(Timestamp::from_micros(1_800_000_000_000_000));
        let ids = Ids::new(clock.clone());
        let mut made: Vec<Uuid> = (0..2_000).map(|_| ids.next()).collect();
        clock.set(Timestamp::from_micros(1_700_000_000_000_000));
        made.push(ids.next());
        assert!(made.is_sorted() && made.iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn the_least_id_of_an_instant_parts_what_was_made_before_from_what_came_after() {
        let at = Timestamp::from_micros(1_800_000_000_000_000);
        let clock = Clock::manual(at.minus(Span::from_micros(1_000)));
        let ids = Ids::new(clock.clone());
        let before = ids.next();
        clock.set(at);
        assert!(before < least(at) && least(at) <= ids.next());
    }
}
