//! The clock: real, or moved by a test.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::duration::Span;
use domain::time::Timestamp;
use tokio::sync::watch;

/// Tells the time and wakes sleepers. The wall clock decides windows.
#[derive(Clone, Debug)]
pub struct Clock(Kind);

#[derive(Clone, Debug)]
enum Kind {
    /// How far the database's clock is ahead, in microseconds (rule 44).
    System(Arc<AtomicI64>),
    Manual(Arc<watch::Sender<Timestamp>>),
}

/// How long the system clock is trusted before a sleeper looks again, so that a stepped clock is noticed.
const LOOK_AGAIN: Span = Span::from_secs(1);

/// How exactly another clock can be measured over a connection.
const JITTER: Span = Span::from_micros(50_000);

#[expect(clippy::disallowed_methods, reason = "the one place that asks the host's wall clock")]
fn host_now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

impl Clock {
    /// The host's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Kind::System(Arc::default()))
    }

    /// A clock that stands still until [`Clock::advance`] or [`Clock::set`] moves it.
    #[must_use]
    pub fn manual(start: Timestamp) -> Self {
        Self(Kind::Manual(Arc::new(watch::channel(start).0)))
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Kind::System(ahead) => {
                Timestamp::from_micros(host_now().micros().saturating_add(ahead.load(Ordering::Relaxed)))
            }
            Kind::Manual(at) => *at.borrow(),
        }
    }

    /// How far it is corrected to the database's clock, in microseconds; positive when that is ahead of the host's.
    #[must_use]
    pub fn ahead(&self) -> i64 {
        match &self.0 {
            Kind::System(ahead) => ahead.load(Ordering::Relaxed),
            Kind::Manual(_) => 0,
        }
    }

    /// Takes a correction that was measured earlier, in microseconds (rule 44).
    pub fn trust(&self, micros: i64) {
        if let Kind::System(ahead) = &self.0 {
            ahead.store(micros, Ordering::Relaxed);
        }
    }

    /// Corrects it by what was measured: it was `there` at the database when this clock showed `here`. Differences
    /// that a measurement has by itself are left alone, so that the clock does not jitter. Answers the correction.
    pub fn correct(&self, here: Timestamp, there: Timestamp) -> i64 {
        let Kind::System(ahead) = &self.0 else { return 0 };
        let more = there.micros().saturating_sub(here.micros());
        if more.abs() > JITTER.micros() {
            ahead.fetch_add(more, Ordering::Relaxed);
        }
        ahead.load(Ordering::Relaxed)
    }

    /// Waits until the clock shows `at` or later.
    pub async fn sleep_until(&self, at: Timestamp) {
        match &self.0 {
            #[expect(clippy::disallowed_methods, reason = "the one place that sleeps")]
            Kind::System(_) => loop {
                let left = at.since(self.now());
                if left == Span::ZERO {
                    return;
                }
                tokio::time::sleep(left.min(LOOK_AGAIN).to_std()).await;
            },
            Kind::Manual(clock) => {
                let mut moved = clock.subscribe();
                // The sender lives as long as this clock does.
                let _ = moved.wait_for(|now| *now >= at).await;
            }
        }
    }

    /// Waits for `span`.
    pub async fn sleep(&self, span: Span) {
        self.sleep_until(self.now().plus(span)).await;
    }

    /// Moves a manual clock on, waking sleepers; a system clock ignores it.
    pub fn advance(&self, span: Span) {
        if let Kind::Manual(at) = &self.0 {
            at.send_modify(|now| *now = now.plus(span));
        }
    }

    /// Sets a manual clock, forward or back.
    pub fn set(&self, to: Timestamp) {
        if let Kind::Manual(at) = &self.0 {
            at.send_replace(to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_corrected_to_the_databases_clock_but_not_by_what_a_measurement_has_by_itself() {
        let clock = Clock::system();
        let minutes = Span::from_secs(300);
        let here = clock.now();
        assert_eq!(clock.correct(here, here.plus(minutes)), minutes.micros());
        assert!(clock.now() >= here.plus(minutes));
        let here = clock.now();
        assert_eq!(clock.correct(here, here.plus(Span::from_micros(20_000))), minutes.micros());
        let here = clock.now();
        assert_eq!(clock.correct(here, here.minus(minutes)), 0, "the host's clock was set right");
    }
}
