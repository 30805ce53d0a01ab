//! Turns a local rule into instants (rules 27 and 28).

use super::{Clip, Edge, Length, Local, LocalTime, Note, Plan, Window, Zone};
use crate::time::Timestamp;

/// A window, and what has to be said about it before it is saved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Resolved {
    /// The instants.
    pub window: Window,
    /// What daylight saving does to it.
    pub notes: Vec<Note>,
    /// Which leads are longer than the time there is.
    pub clipped: Vec<Clip>,
}

/// Resolves a plan. `saved` is when it was saved (or now, before that); no lead reaches further back, nor
/// does the announcement before `previous_end`, the end of the occurrence before this one.
#[must_use]
pub fn resolve<Z: Zone + ?Sized>(
    plan: &Plan,
    zone: &Z,
    saved: Timestamp,
    previous_end: Option<Timestamp>,
) -> Resolved {
    let mut notes = Vec::new();
    let start = edge(zone, Edge::Start, plan.start, &mut notes);
    let end = end(plan, zone, start, &mut notes);
    let elapsed = end.since(start);
    let hands = zone.wall(end) - zone.wall(start);
    if hands.num_microseconds() != Some(elapsed.micros()) {
        notes.push(Note::Length { elapsed, from: wall(zone, start), to: wall(zone, end) });
    }

    let mut clipped = Vec::new();
    let drain_wanted = start.minus(plan.drain_lead);
    if drain_wanted < saved {
        clipped.push(Clip::HeldAtSave);
    }
    let drain_at = drain_wanted.max(saved).min(start);
    // A hold is an announcement too: it is never announced later than held.
    let announce_wanted = start.minus(plan.announce_lead).min(drain_wanted);
    let floor = previous_end.map_or(saved, |end| end.max(saved));
    if announce_wanted < floor {
        clipped.push(if floor == saved { Clip::AnnouncedAtSave } else { Clip::AnnouncedAtPreviousEnd });
    }
    let window = Window {
        announce_at: announce_wanted.max(floor).min(drain_at),
        drain_at,
        start,
        end,
        hard_maximum: plan.hard_maximum.unwrap_or_else(|| elapsed.times(2.0)),
        reach: plan.reach,
        at_end: plan.at_end,
    };
    Resolved { window, notes, clipped }
}

/// The end: elapsed time, or wall time that a gap must not put before the start.
fn end<Z: Zone + ?Sized>(plan: &Plan, zone: &Z, start: Timestamp, notes: &mut Vec<Note>) -> Timestamp {
    match plan.length {
        Length::Elapsed(span) => start.plus(span),
        Length::Until(end) => {
            let mut about_end = Vec::new();
            let at = edge(zone, Edge::End, end, &mut about_end);
            if at > start {
                notes.append(&mut about_end);
                return at;
            }
            let length = plan.nominal();
            notes.push(Note::EndAtNominal { length });
            start.plus(length)
        }
    }
}

fn edge<Z: Zone + ?Sized>(zone: &Z, edge: Edge, at: LocalTime, notes: &mut Vec<Note>) -> Timestamp {
    let local = zone.local(at.naive());
    match local {
        Local::Single(_) => {}
        Local::Gap { moved, by } => notes.push(Note::Moved { edge, from: at, to: wall(zone, moved), by }),
        Local::Twice { .. } => notes.push(Note::FirstOfTwo { edge, at }),
    }
    local.instant()
}

fn wall<Z: Zone + ?Sized>(zone: &Z, at: Timestamp) -> LocalTime {
    zone.wall(at).into()
}
