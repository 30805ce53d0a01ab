//! What the feed tells of a blackout: its rule, and its dates that did not go by it.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime};
use domain::blackout::{LocalTime, Occurrence, Plan, Stage, Zone, resolve};
use domain::time::Timestamp;

use crate::calendar::{Changed, Event, Revision};
use crate::store::feed::Told;
use crate::zone::Iana;

/// The event of a blackout; none in a zone that is not known any more. `since` is where the feed begins.
pub(super) fn event(told: Told, since: Timestamp) -> Option<Event> {
    let Told { id, created, saved, plan, rows } = told;
    let Some(zone) = Iana::named(&plan.zone) else {
        tracing::error!(blackout = %id, zone = plan.zone, "a blackout lies in a zone that is not known");
        return None;
    };
    let sequence = u32::try_from(saved.since(created).secs()).unwrap_or(u32::MAX);
    let mut event = Event {
        uid: uid(&id.to_string()),
        revision: Revision { sequence, modified: saved },
        cancelled: before_it_was_saved(&plan, zone, saved, since, &rows),
        changed: Vec::new(),
        name: plan.name.clone(),
        message: plan.message.clone(),
        zone,
        start: plan.start,
        length: plan.length,
        recurrence: plan.recurrence,
    };
    for (row, own) in &rows {
        match spent(row) {
            None => event.cancelled.push(row.key),
            Some(span) if goes_by(&plan, zone, saved, row.key, own.as_ref(), span) => {}
            Some((start, end)) => {
                let about = own.as_ref().unwrap_or(&plan);
                let modified = row.stage.since().map_or(saved, |at| at.max(saved));
                event.changed.push(Changed {
                    key: row.key,
                    revision: Revision { sequence, modified },
                    name: about.name.clone(),
                    message: about.message.clone(),
                    start,
                    end,
                });
            }
        }
    }
    Some(event)
}

/// What a blackout is called in calendars: the same for all of its life.
pub(crate) fn uid(id: &str) -> String {
    format!("{id}@lull")
}

/// From when to when it lasts or lasted; none when it did not take place.
fn spent(row: &Occurrence) -> Option<(Timestamp, Timestamp)> {
    let (start, end) = (row.window.start, row.window.end);
    match row.stage {
        Stage::Cancelled { .. } => None,
        Stage::Ended { at, .. } if at <= start => None,
        Stage::Ended { at, .. } => Some((start, end.min(at))),
        Stage::Planned
        | Stage::Announced { .. }
        | Stage::Draining { .. }
        | Stage::Waiting { .. }
        | Stage::Cancelling { .. }
        | Stage::Closing { .. }
        | Stage::Offline { .. }
        | Stage::Reopening { .. }
        | Stage::AwaitingConfirmation { .. } => Some((start, end)),
    }
}

/// Whether a date is as the series' plan says.
fn goes_by(
    plan: &Plan,
    zone: Iana,
    saved: Timestamp,
    key: LocalTime,
    own: Option<&Plan>,
    span: (Timestamp, Timestamp),
) -> bool {
    let about = |plan: &Plan| (plan.name.clone(), plan.message.clone());
    let window = resolve(&plan.at(key), &zone, saved, None).window;
    let is_date = plan.recurrence.is_none() || date_on(plan, key.naive().date()).is_some();
    is_date && span == (window.start, window.end) && own.is_none_or(|own| about(own) == about(plan))
}

/// The date of a series on a day.
fn date_on(plan: &Plan, day: NaiveDate) -> Option<LocalTime> {
    let date = plan.dates_from(day.and_time(NaiveTime::MIN).into()).next()?;
    (date.naive().date() == day).then_some(date)
}

/// Dates of a changed rule from before it was changed, on which nothing was: no change reaches the past.
fn before_it_was_saved(
    plan: &Plan,
    zone: Iana,
    saved: Timestamp,
    since: Timestamp,
    rows: &[(Occurrence, Option<Plan>)],
) -> Vec<LocalTime> {
    if plan.recurrence.is_none() {
        return Vec::new();
    }
    let led: BTreeSet<NaiveDate> = rows.iter().map(|(row, _)| row.key.naive().date()).collect();
    plan.dates_from(zone.wall(since).into())
        .take_while(|date| zone.local(date.naive()).instant() < saved)
        .filter(|date| !led.contains(&date.naive().date()))
        .collect()
}
