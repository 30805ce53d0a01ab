//! When an event starts and how long it is.

use chrono::{NaiveDateTime, TimeDelta};
use domain::blackout::{Length, Local, LocalTime, Zone};
use domain::duration::Span;

use super::fault::Fault;
use super::length::{self, Nominal};
use super::lines::Line;
use super::parts::Raw;
use super::when::When;
use super::zones::Zones;
use crate::zone::Iana;

/// A start on the wall of a zone, and a length.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Times {
    pub(super) zone: Iana,
    pub(super) start: LocalTime,
    pub(super) length: Length,
}

/// Reads the times of an event.
///
/// # Errors
/// The first of their faults.
pub(super) fn read(raw: &Raw, zones: &Zones) -> Result<Times, Fault> {
    let line = raw.property("DTSTART");
    let line = line.ok_or_else(|| raw.fault(raw.line, "has no DTSTART: say when it starts"))?;
    let start = When::one(line, zones).map_err(|told| raw.fault(line.number, told))?;
    let zone = start.zone(zones).map_err(|told| raw.fault(line.number, told))?;
    let length = match (raw.property("DTEND"), raw.property("DURATION")) {
        (Some(line), None) => until(line, zones, start, zone).map_err(|told| (line.number, told)),
        (None, Some(line)) => match length::parse(&line.value) {
            Ok(nominal) => Ok(lasting(start.hands(), nominal)),
            Err(told) => Err((line.number, told)),
        },
        (Some(_), Some(line)) => {
            Err((line.number, "has a DURATION beside its DTEND: leave out one of the two".to_owned()))
        }
        (None, None) => match start {
            When::Day(_) => Ok(lasting(start.hands(), Nominal { days: 1, seconds: 0 })),
            When::Floating(_) | When::In(_, _) => {
                Err((raw.line, "has no length: give it a DTEND or a DURATION".to_owned()))
            }
        },
    };
    let length = length.map_err(|(line, told)| raw.fault(line, told))?;
    Ok(Times { zone, start: start.hands().into(), length })
}

/// The length up to an end. It is wall time, as rule 28 has it, unless the end cannot be told on the start's wall.
fn until(line: &Line, zones: &Zones, start: When, zone: Iana) -> Result<Length, String> {
    let end = When::one(line, zones)?;
    if matches!(start, When::Day(_)) != matches!(end, When::Day(_)) {
        return Err("has a day and a time for its two ends: make both days or both times".to_owned());
    }
    let (from, to) = (start.instant(zone), end.instant(zone));
    let hands = end.on_the_wall_of(zone);
    let same_clock = match end {
        When::In(own, _) => own == zone,
        When::Day(_) | When::Floating(_) => true,
    };
    let told_once = to > from && matches!(zone.local(hands), Local::Single(_));
    if hands > start.hands() && (same_clock || told_once) {
        Ok(Length::Until(hands.into()))
    } else if to > from {
        Ok(Length::Elapsed(to.since(from)))
    } else {
        Err("does not end after its start: give it a later DTEND".to_owned())
    }
}

/// Days are days of the calendar, and end when the clock shows what it showed at the start.
fn lasting(start: NaiveDateTime, length: Nominal) -> Length {
    if length.days == 0 {
        return Length::Elapsed(Span::from_secs(length.seconds));
    }
    Length::Until((start + TimeDelta::seconds(length.days * 86_400 + length.seconds)).into())
}
