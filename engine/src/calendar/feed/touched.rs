//! The dates of a series that a change of the clock touches.

use chrono::{NaiveDateTime, TimeDelta};
use domain::blackout::{Local, LocalTime, Zone};
use domain::recurrence::Dates;

use crate::calendar::Event;
use crate::zone::Change;

/// Those whose start or end is not what every client would make of it, in no order.
pub(super) fn touched(event: &Event, dates: Dates, changes: &[&Change]) -> Vec<LocalTime> {
    let length = TimeDelta::try_seconds(event.nominal().secs()).unwrap_or_default();
    let near = changes.iter().flat_map(|change| {
        let (before, after) = (change.shown_before(), change.shown_after());
        let from = before.min(after).checked_sub_signed(length).unwrap_or(NaiveDateTime::MIN);
        let until = before.max(after);
        dates.all_from(from.into()).take_while(move |date| date.naive() <= until)
    });
    near.filter(|date| !is_plain(event, *date, length)).collect()
}

/// Whether both edges come once, and as far apart on the wall as in time.
fn is_plain(event: &Event, date: LocalTime, length: TimeDelta) -> bool {
    let edges = (event.zone.local(date.naive()), event.zone.local(date.naive() + length));
    let (Local::Single(start), Local::Single(end)) = edges else { return false };
    end.since(start).secs() == length.num_seconds() && event.instants(date) == (start, end)
}
