//! An event as VEVENTs: itself, then each of its dates that is not as the rest.

use std::collections::{BTreeMap, BTreeSet};

use domain::blackout::LocalTime;
use domain::recurrence::{Dates, Recurrence};
use domain::time::Timestamp;

use super::rrule::rrule;
use super::sheet::Sheet;
use super::stamp::{instant, length, local, utc};
use super::touched::touched;
use crate::calendar::event::date_of;
use crate::calendar::{Changed, Event, Revision};
use crate::zone::{Change, Iana};

/// What a VEVENT says beside its times.
struct About<'a> {
    uid: &'a str,
    revision: Revision,
    name: &'a str,
    message: Option<&'a str>,
}

/// Writes an event. The changes of its zone's clock say which of its dates are written out.
pub(super) fn write(event: &Event, changes: &[&Change], out: &mut Sheet) {
    match event.recurrence {
        None => once(event, out),
        Some(rule) => series(event, rule, changes, out),
    }
}

fn once(event: &Event, out: &mut Sheet) {
    if !event.cancelled.is_empty() {
        return;
    }
    match event.changed.first() {
        Some(changed) => {
            let about = About::changed(&event.uid, changed);
            about.write(&edges(event.zone, (changed.start, changed.end)), out);
        }
        None => About::all(event).write(&edges(event.zone, event.instants(event.start)), out),
    }
}

fn series(event: &Event, rule: Recurrence, changes: &[&Change], out: &mut Sheet) {
    let dates = rule.dates(event.start);
    let on_day = |key: LocalTime| date_of(&dates, key);
    let cancelled: BTreeSet<LocalTime> = event.cancelled.iter().filter_map(|key| on_day(*key)).collect();
    if let Some(first) = dates.first() {
        master(event, rule, first, &cancelled, out);
        for (date, (about, instants)) in own(event, dates, changes) {
            if !cancelled.contains(&date) {
                let mut times = vec![local("RECURRENCE-ID", event.zone, date.naive())];
                times.extend(edges(event.zone, instants));
                about.write(&times, out);
            }
        }
    }
    // A client need not show a change of a date that the rule does not have.
    for changed in event.changed.iter().filter(|one| on_day(one.key).is_none()) {
        let uid = format!("{}-{}", changed.key.naive().format("%Y%m%d"), event.uid);
        About::changed(&uid, changed).write(&edges(event.zone, (changed.start, changed.end)), out);
    }
}

/// The series itself. Its length is time elapsed: that of an end is taken by some as elapsed and by others as the
/// difference on the wall, and the dates where these are not the same are written out.
fn master(
    event: &Event,
    rule: Recurrence,
    first: LocalTime,
    cancelled: &BTreeSet<LocalTime>,
    out: &mut Sheet,
) {
    let mut times = vec![
        local("DTSTART", event.zone, first.naive()),
        format!("DURATION:{}", length(event.nominal())),
        format!("RRULE:{}", rrule(&rule, event.start, event.zone)),
    ];
    times.extend(cancelled.iter().map(|date| local("EXDATE", event.zone, date.naive())));
    About::all(event).write(&times, out);
}

/// The dates that have a VEVENT of their own: those that people changed, and those that a change of the clock touches.
fn own<'a>(
    event: &'a Event,
    dates: Dates,
    changes: &[&Change],
) -> BTreeMap<LocalTime, (About<'a>, (Timestamp, Timestamp))> {
    let by_clock = touched(event, dates, changes).into_iter();
    let mut own: BTreeMap<LocalTime, _> =
        by_clock.map(|date| (date, (About::all(event), event.instants(date)))).collect();
    for changed in &event.changed {
        if let Some(date) = date_of(&dates, changed.key) {
            own.insert(date, (About::changed(&event.uid, changed), (changed.start, changed.end)));
        }
    }
    own
}

fn edges(zone: Iana, (start, end): (Timestamp, Timestamp)) -> Vec<String> {
    vec![instant("DTSTART", zone, start), instant("DTEND", zone, end)]
}

impl<'a> About<'a> {
    fn all(event: &'a Event) -> Self {
        let message = event.message.as_deref();
        Self { uid: &event.uid, revision: event.revision, name: &event.name, message }
    }

    fn changed(uid: &'a str, one: &'a Changed) -> Self {
        Self { uid, revision: one.revision, name: &one.name, message: one.message.as_deref() }
    }

    /// The stamp is the last change: a feed has no other, and the same feed is the same text.
    fn write(&self, times: &[String], out: &mut Sheet) {
        let modified = utc(self.revision.modified);
        out.line("BEGIN:VEVENT");
        out.text("UID", self.uid);
        out.line(&format!("DTSTAMP:{modified}"));
        out.line(&format!("LAST-MODIFIED:{modified}"));
        out.line(&format!("SEQUENCE:{}", self.revision.sequence));
        for time in times {
            out.line(time);
        }
        out.text("SUMMARY", self.name);
        if let Some(message) = self.message {
            out.text("DESCRIPTION", message);
        }
        // Nobody is busy because a deployment server is closed.
        out.line("TRANSP:TRANSPARENT");
        out.line("END:VEVENT");
    }
}
