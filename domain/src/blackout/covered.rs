//! Whether an instant lies in any of many windows.

use super::Window;
use crate::time::Timestamp;

/// Stretches of time, made of windows that may overlap: disjoint and in order, so that asking costs the same few steps
/// however many there were.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Covered {
    stretches: Vec<(Timestamp, Timestamp)>,
}

impl Covered {
    /// What stretches cover together, each from its first instant to the one after its last; empty ones cover nothing.
    #[must_use]
    pub fn of(stretches: impl IntoIterator<Item = (Timestamp, Timestamp)>) -> Self {
        let mut sorted: Vec<_> = stretches.into_iter().filter(|(from, until)| from < until).collect();
        sorted.sort_unstable();
        let mut merged: Vec<(Timestamp, Timestamp)> = Vec::with_capacity(sorted.len());
        for (from, until) in sorted {
            match merged.last_mut() {
                Some((_, last)) if from <= *last => *last = until.max(*last),
                Some(_) | None => merged.push((from, until)),
            }
        }
        Self { stretches: merged }
    }

    /// What windows cover, from their starts to their planned ends.
    #[must_use]
    pub fn by(windows: &[Window]) -> Self {
        Self::of(windows.iter().map(|window| (window.start, window.end)))
    }

    /// When the stretch ends that an instant lies in; none when it lies in none.
    #[must_use]
    pub fn until(&self, at: Timestamp) -> Option<Timestamp> {
        let after = self.stretches.partition_point(|(from, _)| *from <= at);
        let (_, until) = self.stretches.get(after.checked_sub(1)?)?;
        (at < *until).then_some(*until)
    }
}
