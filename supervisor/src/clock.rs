//! The two clocks: wall time for records, monotonic time for time-outs.
//!
//! The supervisor is a process of its own without an engine, so it reads the
//! kernel's clocks itself.

use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// Reads the wall clock in microseconds since 1970, UTC.
pub(crate) fn wall_micros() -> i64 {
    let now = clock_gettime(ClockId::Realtime);
    now.tv_sec * 1_000_000 + now.tv_nsec / 1_000
}

/// Reads the monotonic clock; only differences of it mean anything.
pub(crate) fn monotonic() -> Duration {
    let now = clock_gettime(ClockId::Monotonic);
    Duration::new(
        u64::try_from(now.tv_sec).unwrap_or_default(),
        u32::try_from(now.tv_nsec).unwrap_or_default(),
    )
}
