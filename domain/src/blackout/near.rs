//! Finds the dates of other blackouts that come close to those of a plan under review, over two years.

use chrono::{NaiveDateTime, TimeDelta};

use super::{LONGEST_LEAD, LocalTime, OverlapKind, Plan, Series, Window, Zone, overlaps};
use crate::duration::Span;
use crate::time::Timestamp;

/// How far ahead is looked from the first date on.
const AHEAD: Span = Span::from_secs(731 * 86_400);

/// What two walls may differ by about the same instant: of zones 26 hours apart, and a change of a clock.
const SPARE: TimeDelta = TimeDelta::hours(27);

/// The dates of a plan under review.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reviewed(Vec<Own>);

/// One of them.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Own {
    key: LocalTime,
    /// Its hold's instant on the wall, as planned.
    held: NaiveDateTime,
    /// Its end on the wall, as planned.
    until: NaiveDateTime,
    window: Window,
}

/// A date of another blackout that comes close.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Met {
    /// The first of the plan's own dates that it comes close to.
    pub own: LocalTime,
    /// The other one's instants.
    pub window: Window,
    /// How the two meet.
    pub kind: OverlapKind,
}

impl Reviewed {
    /// The dates of a plan that would be saved now, over two years from its first on.
    #[must_use]
    pub fn of<Z: Zone + ?Sized>(plan: &Plan, zone: &Z, now: Timestamp) -> Self {
        let (lead, length) = (hands(plan.drain_lead), hands(plan.nominal()));
        let mut dates = plan.upcoming(zone, now).peekable();
        let last = dates.peek().map(|one| one.window.start.plus(AHEAD));
        let near = dates.take_while(|one| last.is_some_and(|last| one.window.start < last));
        let own = near.map(|one| {
            let start = plan.at(one.key).start.naive();
            Own { key: one.key, held: start - lead, until: start + length, window: one.window }
        });
        Self(own.collect())
    }

    /// The span that holds every window which may come close; none when there is no date.
    #[must_use]
    pub fn span(&self) -> Option<(Timestamp, Timestamp)> {
        let (first, last) = (self.0.first()?, self.0.last()?);
        Some((first.window.drain_at, last.window.end.plus(LONGEST_LEAD)))
    }

    /// The key of the first date.
    #[must_use]
    pub fn first(&self) -> Option<LocalTime> {
        self.0.first().map(|own| own.key)
    }

    /// How a window meets the first of the dates that it comes close to.
    #[must_use]
    pub fn meets(&self, window: &Window) -> Option<Met> {
        // Dates of one rule lie apart, holds included (rule 27): their holds are in the order of their ends.
        let from = self.0.partition_point(|own| own.window.end <= window.drain_at);
        let mut near = self.0.iter().skip(from).take_while(|own| own.window.drain_at < window.end);
        near.find_map(|own| {
            let overlap = overlaps(&own.window, std::slice::from_ref(window)).pop()?;
            Some(Met { own: own.key, window: *window, kind: overlap.kind })
        })
    }

    /// The calculated dates of another series that come close, in order; those that have a row are for
    /// [`Reviewed::meets`].
    ///
    /// Two pointers go over the dates of both by what the walls show, with 27 hours and the leads to spare: only dates that
    /// come that close are resolved, and those in between are jumped over.
    pub fn met_by<Z: Zone + ?Sized>(
        &self,
        other: &Series,
        zone: &Z,
        has_row: impl Fn(LocalTime) -> bool,
    ) -> Vec<Met> {
        let mut met = Vec::new();
        let Some(rule) = other.plan.recurrence else { return met };
        let dates = rule.dates(other.plan.start);
        let (lead, length) = (hands(other.plan.drain_lead), hands(other.plan.nominal()));
        // None begins before it was saved.
        let mut from = zone.wall(other.saved) - SPARE;
        let mut own = self.0.iter().peekable();
        while let Some(one) = own.peek() {
            let reaches = from.max(one.held - SPARE - length);
            let Some(key) = dates.all_from(reaches.into()).next() else { break };
            if one.until <= key.naive() - lead - SPARE {
                own.next();
                continue;
            }
            from = key.naive() + TimeDelta::seconds(1);
            if has_row(key) {
                continue;
            }
            let window = other.resolve(zone, key).window;
            if other.saved <= window.start {
                met.extend(self.meets(&window));
            }
        }
        met
    }
}

fn hands(span: Span) -> TimeDelta {
    TimeDelta::microseconds(span.micros())
}
