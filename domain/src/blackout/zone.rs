//! How the clock on a wall relates to instants; the zone data is the engine's.

use chrono::NaiveDateTime;

use crate::duration::Span;
use crate::time::Timestamp;

/// What a local date-time means in a zone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Local {
    /// It comes once.
    Single(Timestamp),
    /// The clock jumps over it.
    Gap {
        /// The instant that it is moved to: forward by the gap (rule 28).
        moved: Timestamp,
        /// How far the clock jumps.
        by: Span,
    },
    /// The clock is set back and it comes twice.
    Twice {
        /// The earlier of the two.
        first: Timestamp,
        /// The later of the two.
        second: Timestamp,
    },
}

impl Local {
    /// The instant that stands for it: moved forward out of a gap, the first of two (rule 28).
    #[must_use]
    pub const fn instant(self) -> Timestamp {
        match self {
            Self::Single(at) | Self::Gap { moved: at, .. } | Self::Twice { first: at, .. } => at,
        }
    }
}

/// A place's clock.
///
/// `wall` is enough; `local` follows from it wherever the clock is changed at most once within 52 hours.
pub trait Zone {
    /// What the clock on the wall shows at an instant.
    fn wall(&self, at: Timestamp) -> NaiveDateTime;

    /// What a local date-time means.
    fn local(&self, at: NaiveDateTime) -> Local {
        locate(self, at)
    }
}

/// Further than any zone is from UTC, so that the offsets found lie on either side of a change.
const REACH: Span = Span::from_secs(26 * 3_600);

/// Tries the offset before and the offset after a change that may be near.
fn locate<Z: Zone + ?Sized>(zone: &Z, at: NaiveDateTime) -> Local {
    let utc = Timestamp::from(at.and_utc());
    let offset = |near: Timestamp| Timestamp::from(zone.wall(near).and_utc()).micros() - near.micros();
    let (before, after) = (offset(utc.minus(REACH)), offset(utc.plus(REACH)));
    let by_before = Timestamp::from_micros(utc.micros() - before);
    let by_after = Timestamp::from_micros(utc.micros() - after);
    match (zone.wall(by_before) == at, zone.wall(by_after) == at) {
        (true, true) if by_before != by_after => {
            Local::Twice { first: by_before.min(by_after), second: by_before.max(by_after) }
        }
        (true, true | false) => Local::Single(by_before),
        (false, true) => Local::Single(by_after),
        (false, false) => Local::Gap { moved: by_before, by: Span::from_micros(after - before) },
    }
}
