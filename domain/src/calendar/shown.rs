//! From when until when a blackout is shown.

use crate::blackout::{How, Occurrence, Stage};
use crate::time::Timestamp;

/// From the start to the end as planned; to the end as it came when it is over; and to now while it lasts longer.
#[must_use]
pub fn shown(occurrence: &Occurrence, now: Timestamp) -> (Timestamp, Timestamp) {
    let (start, end) = (occurrence.window.start, occurrence.window.end);
    let until = match &occurrence.stage {
        Stage::Planned
        | Stage::Announced { .. }
        | Stage::Cancelled { .. }
        | Stage::Ended { how: How::Missed, .. } => end,
        Stage::Ended { at, .. } => *at,
        Stage::Draining { .. }
        | Stage::Waiting { .. }
        | Stage::Cancelling { .. }
        | Stage::Closing { .. }
        | Stage::Offline { .. }
        | Stage::Reopening { .. }
        | Stage::AwaitingConfirmation { .. } => end.max(now),
    };
    (start, until.max(start))
}

/// Whether nothing starts, or started, in its window: not when it was called off or missed.
#[must_use]
pub const fn closes(stage: &Stage) -> bool {
    !matches!(stage, Stage::Cancelled { .. } | Stage::Ended { how: How::Missed, .. })
}

#[cfg(test)]
mod tests {
    use super::super::day::tests::at;
    use super::*;
    use crate::blackout::{AtEnd, LocalTime, Reach, Window};
    use crate::duration::Span;
    use crate::permission::Person;

    #[test]
    fn it_is_shown_until_it_opens_whatever_was_planned() {
        let (start, end) = (at("2026-12-05T02:00:00Z"), at("2026-12-05T03:00:00Z"));
        let window = Window {
            announce_at: start,
            drain_at: start,
            start,
            end,
            hard_maximum: Span::from_secs(7_200),
            reach: Reach::MaintenanceOnly,
            at_end: AtEnd::Reopen,
        };
        let key: LocalTime = "2026-12-05T02:00".parse().unwrap();
        let (early, late) = (at("2026-12-05T02:20:00Z"), at("2026-12-05T04:00:00Z"));
        let until = |stage| shown(&Occurrence { key, window, stage }, late).1;
        assert_eq!(until(Stage::Planned), end);
        assert_eq!(until(Stage::AwaitingConfirmation { since: end }), late);
        assert_eq!(until(Stage::Ended { at: early, how: How::PlannedEnd }), early);
        assert_eq!(until(Stage::Ended { at: late, how: How::Missed }), end);
        let off = Stage::Cancelled { at: early, by: Person::system("vera") };
        assert!(!closes(&off) && closes(&Stage::Planned));
        assert_eq!(until(off), end);
        let before = start.minus(Span::from_secs(60));
        assert_eq!(until(Stage::Ended { at: before, how: How::PlannedEnd }), start);
    }
}
