//! The clock: real, or moved by a test.

use std::sync::Arc;

use domain::duration::Span;
use domain::time::Timestamp;
use tokio::sync::watch;

/// Tells the time and wakes sleepers. The wall clock decides windows.
#[derive(Clone, Debug)]
pub struct Clock(Kind);

#[derive(Clone, Debug)]
enum Kind {
    System,
    Manual(Arc<watch::Sender<Timestamp>>),
}

/// How long the system clock is trusted before a sleeper looks again, so that a stepped clock is noticed.
const LOOK_AGAIN: Span = Span::from_secs(1);

impl Clock {
    /// The host's clock.
    #[must_use]
    pub const fn system() -> Self {
        Self(Kind::System)
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
            #[expect(clippy::disallowed_methods, reason = "the one place that asks the host's wall clock")]
            Kind::System => {
                let since =
                    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
                Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
            }
            Kind::Manual(at) => *at.borrow(),
        }
    }

    /// Waits until the clock shows `at` or later.
    pub async fn sleep_until(&self, at: Timestamp) {
        match &self.0 {
            #[expect(clippy::disallowed_methods, reason = "the one place that sleeps")]
            Kind::System => loop {
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
